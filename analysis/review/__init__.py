"""Statements for people to review: the most doubtful first, in a spreadsheet or in JupyterLab.

Decisions go to the corrections file (`analysis.corrections`). By module: `items` are the statements with their context,
`sheet` is the spreadsheet, `panel` what JupyterLab shows, `disagreements` what several coders have to settle.
"""

from analysis.review.disagreements import write_disagreements
from analysis.review.items import Item, review_findings, review_items
from analysis.review.panel import Panel, review
from analysis.review.sheet import new_decisions, read_sheet, write_sheet

__all__ = [
    "Item",
    "Panel",
    "new_decisions",
    "read_sheet",
    "review",
    "review_findings",
    "review_items",
    "write_disagreements",
    "write_sheet",
]
