"""Markdown → HTML: raw HTML stays text, links lead to http(s) or inside the report, images are links."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_NOTEBOOK = re.compile(r"^([\w./-]+)\.ipynb(#.*)?$")


def safe_link(url: str) -> bool:
    """http(s), or relative; `//host` is neither."""
    url = re.sub(r"[\x00-\x20]", "", url)
    return url.lower().startswith(("http://", "https://")) or not (_SCHEME.match(url) or url.startswith(("/", "\\")))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # An image would be a request.
    parser.disable("image")
    parser.validateLink = safe_link  # type: ignore[method-assign]
    return parser


@dataclass
class Markdown:
    """Renders the Markdown of one page: gives headings ids, and remembers them as (level, id, text)."""

    headings: list[tuple[int, str, str]] = field(default_factory=list)
    _ids: Counter[str] = field(default_factory=Counter)
    _parser: MarkdownIt = field(default_factory=_parser)

    def __call__(self, source: str) -> str:
        tokens = self._parser.parse(source)
        for token, content in zip(tokens, [*tokens[1:], *tokens[-1:]], strict=True):
            if token.type == "heading_open":
                self._name(token, content)
            for child in token.children or ():
                _to_page(child)
        return str(self._parser.renderer.render(tokens, self._parser.options, {}))

    def _name(self, heading: Token, content: Token) -> None:
        text = "".join(child.content for child in content.children or ())
        # Apart from the ids of outputs, and the second of two headings apart from the first.
        slug = "h-" + (re.sub(r"\W+", "-", text.lower()).strip("-") or "section")
        self._ids[slug] += 1
        slug += f"-{self._ids[slug]}" if self._ids[slug] > 1 else ""
        heading.attrSet("id", slug)
        self.headings.append((int(heading.tag[1]), slug, text))


def _to_page(token: Token) -> None:
    """A link from notebook to notebook leads from page to page."""
    if token.type == "link_open" and (match := _NOTEBOOK.match(str(token.attrGet("href")))):
        token.attrSet("href", f"{match[1]}.html{match[2] or ''}")
