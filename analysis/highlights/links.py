"""Words that lead somewhere in a report: to the statements behind a number, to an annotation in its article.

A notebook does not know the pages around it. It names what its words lead to, and a report makes links of them
(`reports.links`); in Jupyter they are words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from analysis.measures.wording import Cases, Sentence, Where


def anchor(identifier: str) -> str:
    """An id for use in `id` and `href`, the same for the same identifier (a stance_id, an article_id).

    What is not a letter, a digit or a hyphen becomes its code, so that two identifiers never share an anchor.
    """
    return "sb-" + re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match[0]):x}_", identifier)


@dataclass(frozen=True)
class Reference:
    """Words with what they lead to: `statements?…#…` or `article?id=…#…`."""

    text: str | Markup
    to: str

    def __html__(self) -> str:
        return str(Markup('<span data-to="{}">{}</span>').format(self.to, self.text))

    @classmethod
    def to_statements(cls, text: object, where: Where) -> Reference:
        """Leads to the statements with these values, as `measures.Cases` has them."""
        holder = where.get("holder")
        place = f"#{anchor(f'holder {holder}')}" if isinstance(holder, str) else ""
        return cls(str(text), f"statements?{urlencode(where, doseq=True)}{place}")

    @classmethod
    def to_article(cls, text: str | Markup, article_id: str, place: str = "") -> Reference:
        """Leads to the reading page of an article, to the annotation with this anchor."""
        return cls(text, f"article?{urlencode({'id': article_id})}" + (f"#{place}" if place else ""))


def linked(words: str) -> Markup:
    """A sentence or a cell, escaped, with its `Cases` as references; cases of nothing lead nowhere."""
    parts = words.parts if isinstance(words, Sentence) else (words,)
    return Markup("").join(
        Reference.to_statements(part, part.where) if isinstance(part, Cases) and part != "0" else str(part)
        for part in parts
    )
