"""Runs as the files that other programs of this field open.

By module: `statements` is one flat table, `dna` the event list of the Discourse Network Analyzer, `networks` are
GraphML and the two-mode matrices, `dictionary` describes every column, `citation` says how to cite the data, `cells`
keeps spreadsheets from running what they open, `writing` puts all of it into a folder.
"""

from analysis.exports.cells import cell, plain, spreadsheet, write_csv
from analysis.exports.dna import dna_events
from analysis.exports.networks import actor_concept, discourse, who_against_whom
from analysis.exports.statements import flat_statements
from analysis.exports.writing import FORMATS, ExportError, Written, export_run

__all__ = [
    "FORMATS",
    "ExportError",
    "Written",
    "actor_concept",
    "cell",
    "discourse",
    "dna_events",
    "export_run",
    "flat_statements",
    "plain",
    "spreadsheet",
    "who_against_whom",
    "write_csv",
]
