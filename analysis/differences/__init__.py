"""What moved from one run to another, and why: articles, statements, actors.

By module: `comparison` matches the statements of two runs and names what differs, `runs` reads the runs, `words` says
it in text and JSON, `page` as a page.
"""

from analysis.differences.comparison import Change, Difference, difference
from analysis.differences.page import to_page
from analysis.differences.runs import Snapshot, compare, compare_runs
from analysis.differences.words import TITLES, says, sentences, to_json, to_text

__all__ = [
    "TITLES",
    "Change",
    "Difference",
    "Snapshot",
    "compare",
    "compare_runs",
    "difference",
    "says",
    "sentences",
    "to_json",
    "to_page",
    "to_text",
]
