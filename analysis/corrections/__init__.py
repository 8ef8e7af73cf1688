"""What people decide about statements, kept in a file of its own, and the tables as corrected by it.

A decision is keyed by the article's content (SHA-256 of its text) and the span of the evidence, not by the ids of a
run, so that it holds for every later run and version. By module: `decisions` is the file, `cast` knows actors by their
names, `matching` finds a decision's statement again, `applying` corrects the tables, `runs` whole runs, `agreement`
compares coders, `gold` writes a gold file.
"""

from analysis.corrections.agreement import Agreement, Merged, alpha, merge
from analysis.corrections.applying import Corrected, Outcome, apply
from analysis.corrections.decisions import (
    CorrectionError,
    Decision,
    Reading,
    append_decisions,
    read_decisions,
    write_decisions,
)
from analysis.corrections.gold import gold_articles, write_gold
from analysis.corrections.runs import apply_file, correct_run, found_in, read_applied, read_corrected, read_found

__all__ = [
    "Agreement",
    "Corrected",
    "CorrectionError",
    "Decision",
    "Merged",
    "Outcome",
    "Reading",
    "alpha",
    "append_decisions",
    "apply",
    "apply_file",
    "correct_run",
    "found_in",
    "gold_articles",
    "merge",
    "read_applied",
    "read_corrected",
    "read_decisions",
    "read_found",
    "write_decisions",
    "write_gold",
]
