"""What moved from one run to another, and why: articles, statements, actors.

By module: `comparison` matches the statements of two runs and names what differs, `words` says it in text and JSON,
`page` as a page.
"""

from analysis.differences.comparison import Change, Difference, compare_runs, difference
from analysis.differences.page import to_page
from analysis.differences.words import to_json, to_text

__all__ = ["Change", "Difference", "compare_runs", "difference", "to_json", "to_page", "to_text"]
