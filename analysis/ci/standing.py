"""Who stands where in a report: the selection that its parameters make, and the measure of its overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import measures
from analysis.reports.build import Report

if TYPE_CHECKING:
    import pandas as pd

    from analysis.tables import Tables


def standing(report: Report, tables: Tables) -> pd.DataFrame | None:
    """As `measures.stance_by_actor`, of the articles and actors that the report is about; None for what is not there.

    Its parameters are those of the workbook's notebooks; an outlet or actor that the run has not failed these too.
    """
    given = {name: value for values in report.values.values() for name, value in values.items()}
    try:
        chosen = tables.select(start=given.get("start"), end=given.get("end"), outlets=given.get("outlets", ()))
        actors = measures.actor_ids(tables, given["actors"]) if given.get("actors") else None
    except ValueError:
        return None
    chosen = measures.with_copies(chosen, given.get("copies", True))
    return measures.stance_by_actor(chosen, given.get("topic", "sanctions"), actors)
