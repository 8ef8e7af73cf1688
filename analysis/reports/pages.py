"""The pages of a report: the template around a body. Everything put into it is escaped, but for finished bodies."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.reports.links import Links
from analysis.reports.outcome import Body, Outcome
from analysis.reports.workbook import template_path

_ITEM = re.compile(r"<li>.*?</li>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
WARN_BYTES, MOST_BYTES = 2_000_000, 10_000_000


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A page of a notebook. `problems` say why it is not complete; then it counts as failed."""

    name: str
    title: str
    outcome: Outcome
    body: Body
    problems: tuple[str, ...] = ()

    @property
    def href(self) -> str:
        return f"{self.name}.html"

    @property
    def short(self) -> str:
        """For the navigation: `03-stance` → Stance."""
        return _words(self.name)

    @property
    def failed(self) -> bool:
        return bool(self.problems)

    @property
    def lead(self) -> str:
        return self.body.lead

    @property
    def findings(self) -> str:
        return self.body.findings.strip()

    @property
    def sentences(self) -> list[str]:
        """The findings as plain text, in their order."""
        return [html.unescape(_TAG.sub("", item)).strip() for item in _ITEM.findall(self.findings)]

    @classmethod
    def of(cls, outcome: Outcome, body: Body) -> Entry:
        problems = (*filter(None, [outcome.error]), *body.problems)
        return cls(
            name=outcome.name, title=body.title or _words(outcome.name), outcome=outcome, body=body, problems=problems
        )


def _words(name: str) -> str:
    number, _, rest = name.partition("-")
    words = rest if number.isdigit() and rest else name
    return words.replace("-", " ").replace("_", " ").capitalize()


@dataclass(frozen=True)
class _Start:
    """The landing page's link in the navigation."""

    href: str = "index.html"
    short: str = "Summary"
    failed: bool = False


@dataclass(frozen=True, kw_only=True)
class Site:
    """What all pages of a report share."""

    name: str
    made: str
    info: Mapping[str, Any]
    revision: str | None
    entries: Sequence[Entry]
    above: str | None = None  # the page over all reports, where this is one of many
    articles: Mapping[str, str] = field(default_factory=dict)  # an article's id → the address of its page
    reading: str | None = None  # the page that lists these

    @property
    def navigation(self) -> list[_Start | Entry]:
        """What the navigation shows."""
        above = [_Start(self.above, "All reports")] if self.above else []
        reading = [_Start(self.reading, "Articles")] if self.reading else []
        return [*above, _Start(), *self.entries, *reading]

    @cached_property
    def links(self) -> Links:
        """Where references lead to."""
        return Links.of([(entry.href, entry.body) for entry in self.entries], self.articles)

    def over_all(self, **content: Any) -> str:
        """The page that leads to many reports."""
        return self._page("many.html.j2", here="index.html", title="All reports", **content)

    def landing(self, **content: Any) -> str:
        """The landing page."""
        found, *more = _once([entry.findings for entry in self.entries])
        return self._page(
            "landing.html.j2",
            here="index.html",
            title="Summary",
            entries=self.entries,
            failures=[entry for entry in self.entries if entry.failed],
            found=found,
            cards=list(zip(self.entries, ["", *more], strict=True)),
            **content,
        )

    def page(self, entry: Entry) -> str:
        """The page of one of the notebooks, with what is before and after it."""
        index = [e.name for e in self.entries].index(entry.name)
        around = [None, *self.entries, None]
        return self._page(
            "page.html.j2",
            here=entry.href,
            title=entry.title,
            body=entry.body,
            problems=entry.problems,
            computed=entry.outcome.computed,
            sections=[(place, text) for level, place, text in entry.body.headings if level == 2],
            before=around[index],
            after=around[index + 2],
        )

    def below(self, template: str, **content: Any) -> str:
        """A page in a folder of the report."""
        return self._page(template, root="../", **content)

    def _page(self, template: str, root: str = "", **content: Any) -> str:
        return self._templates.get_template(template).render(site=self, root=root, **_assets(), **content) + "\n"

    @cached_property
    def _templates(self) -> Environment:
        return Environment(
            loader=FileSystemLoader(template_path()), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )


def _once(findings: Sequence[str]) -> list[str]:
    """The findings without the sentences that stand in an earlier one: an overview repeats the others' first."""
    seen: set[str] = set()
    lists = []
    for part in findings:
        items = _ITEM.findall(part)
        for item in seen.intersection(items):
            part = part.replace(item, "")
        lists.append(part if not items or _ITEM.search(part) else "")
        seen.update(items)
    return lists


def _assets() -> dict[str, str]:
    """Style and script, which are our own files, and the policy that lets just this script run."""
    highlights = [files("analysis") / "highlights" / name for name in ("style.css", "reading.css")]
    styles = [path.read_text(encoding="utf-8") for path in highlights]
    styles.append((template_path() / "style.css").read_text(encoding="utf-8"))
    script = (template_path() / "tables.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    csp = (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"css": Markup("\n".join(styles)), "script": Markup(script), "csp": csp}
