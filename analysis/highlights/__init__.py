"""What notebooks and reports show as HTML: marked article text, evidence tables, notes and findings.

Article text passes one boundary, `markupsafe`: whatever is not `Markup` is escaped when it is put into a template, so
no function here can forget it. There is no script and no foreign address; each output brings the style that it needs.
`text` decides how much of the articles' text is shown: "full", "excerpt", or "none".
"""

from analysis.highlights.excerpts import TextMode, excerpt
from analysis.highlights.html import Cell, Html, Link, bullets, escaping_table, folded, note
from analysis.highlights.links import Reference, anchor
from analysis.highlights.reading import reading
from analysis.highlights.tables import counts_table, period_table, sentence_table, statement_list, statement_table

__all__ = [
    "Cell",
    "Html",
    "Link",
    "Reference",
    "TextMode",
    "anchor",
    "bullets",
    "counts_table",
    "escaping_table",
    "excerpt",
    "folded",
    "note",
    "period_table",
    "reading",
    "sentence_table",
    "statement_list",
    "statement_table",
]
