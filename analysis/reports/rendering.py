"""nbconvert turns an executed notebook into the body of a page.

What a notebook shows is made by this package and escaped there; it passes a second boundary here all the same: only
four MIME types are shown, HTML keeps only the elements and attributes below (the rest becomes text), and Markdown is
rendered with raw HTML off.
"""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.preprocessors import TagRemovePreprocessor
from nbconvert.preprocessors.sanitize import SanitizeHTML
from traitlets.config import Config

from analysis.reports.markdown import Markdown, safe_link
from analysis.reports.outcome import Body
from analysis.reports.workbook import template_path

MIME_TYPES = ("text/html", "image/png", "text/markdown", "text/plain")
ELEMENTS = [
    "a", "abbr", "article", "aside", "b", "bdi", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
    "del", "details", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "i", "ins", "li", "mark", "ol", "p", "pre", "q", "s", "section", "small", "span", "strong", "sub", "summary",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "wbr",
]  # fmt: skip
ATTRIBUTES = [
    "aria-describedby", "aria-hidden", "aria-label", "aria-labelledby", "class", "colspan", "datetime", "dir",
    "headers", "id", "lang", "open", "role", "rowspan", "scope", "tabindex", "title",
]  # fmt: skip
# Outputs bring their style for Jupyter; a page has its own, with that of the highlights in it.
_DATE = re.compile(r"(?<=>)\d{4}-\d\d-\d\d(?=</t[dh]>)")  # in a cell; it would break at its hyphens
_STYLE = re.compile(r"<style\b[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)


def render(path: Path) -> Body:
    """The body of the page of an executed notebook; `problems` are what a page must not lack, such as alt texts."""
    notebook = nbformat.read(path, as_version=4)
    problems = tuple(_without_alt(notebook))
    for cell in notebook.cells:
        _drop_empty(cell)
    markdown = Markdown()
    body = _export(notebook, markdown)
    lead = _lead(notebook)
    return Body(
        title=next((text for level, _, text in markdown.headings if level == 1), ""),
        lead=lead,
        html=body,
        findings=_outputs(notebook, "findings"),
        summary=_outputs(notebook, "summary"),
        headings=tuple(markdown.headings),
        problems=problems,
    )


def _outputs(notebook: nbformat.NotebookNode, tag: str) -> str:
    """What the cells with this tag show."""
    cells = [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]
    part = nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)
    return _export(part, Markdown(), only_outputs=True) if cells else ""


def _export(notebook: nbformat.NotebookNode, markdown: Markdown, *, only_outputs: bool = False) -> str:
    exporter = _exporter()
    exporter.register_filter("markdown2html", markdown)
    exporter.exclude_input = only_outputs
    text, _ = exporter.from_notebook_node(notebook)
    return str(text)


@cache
def _exporter() -> TemplateExporter:
    """One for all pages: it compiles its templates once."""
    exporter = TemplateExporter(config=_config())
    exporter.register_preprocessor(TagRemovePreprocessor(enabled=True, remove_cell_tags={"remove-cell"}), enabled=True)
    exporter.register_filter("clean", clean)
    exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="ipython3"))
    return exporter


def _config() -> Config:
    config = Config()
    config.NbConvertBase.display_data_priority = list(MIME_TYPES)
    config.TemplateExporter.template_name = template_path().name
    config.TemplateExporter.extra_template_basedirs = [str(template_path().parent)]
    config.TemplateExporter.template_file = "notebook.html.j2"
    return config


def _allowed(_: str, name: str, value: str) -> bool:
    if name == "href":
        return safe_link(value)
    return name in ATTRIBUTES or name.startswith("data-")


def clean(text: str) -> str:
    """HTML with nothing in it that runs, loads or restyles the page; what is not allowed is shown as text."""
    cleaner = SanitizeHTML(enabled=True, tags=ELEMENTS, attributes=_allowed)
    return _DATE.sub(r'<span class="date">\g<0></span>', cleaner.sanitize_html_tags(_STYLE.sub("", text)))


def _drop_empty(cell: nbformat.NotebookNode) -> None:
    """Leave out outputs that no page shows, such as the state of a widget."""
    if cell.cell_type == "code":
        cell.outputs = [o for o in cell.outputs if "data" not in o or set(MIME_TYPES) & set(o.data)]


def _without_alt(notebook: nbformat.NotebookNode) -> list[str]:
    problems = []
    for index, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            if _shown_type(output) == "image/png" and not alt_of(output):
                problems.append(
                    f"the figure of cell {index} has no alt text; give it in the output's metadata: "
                    '{"image/png": {"alt": "…"}}'
                )
    return problems


def _shown_type(output: dict[str, Any]) -> str | None:
    return next((kind for kind in MIME_TYPES if kind in output.get("data", {})), None)


def alt_of(output: dict[str, Any]) -> str:
    """The alt text of an image output, empty where it has none."""
    return str(output.get("metadata", {}).get("image/png", {}).get("alt") or "").strip()


def _lead(notebook: nbformat.NotebookNode) -> str:
    """The first paragraph after the title, as plain text."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for part in re.findall(r"<p>(.*?)</p>", Markdown()(cell.source), re.DOTALL):
                return html.unescape(re.sub(r"<[^>]*>", "", part))
    return ""
