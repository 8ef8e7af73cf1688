"""Time in periods whose names sort and say what they are: 2022-01-14, 2022-W03, 2022-01, 2022-Q1, 2022."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

FREQUENCIES = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
# The finest unit that gives about three dozen bars at most: days up to …
LONGEST = {"day": 31, "week": 120, "month": 3 * 366, "quarter": 9 * 366}


def unit_of(dates: pd.Series[str]) -> str:
    """The unit in which these ISO dates make a readable figure."""
    known = pd.to_datetime(dates, errors="coerce").dropna()
    span = (known.max() - known.min()).days if len(known) else 0
    return next((unit for unit, longest in LONGEST.items() if span <= longest), "year")


def coarse_unit_of(dates: pd.Series[str], most: int = 16) -> str:
    """The finest unit, from that of `unit_of`, with so many periods at most: where each has to hold some cases."""
    units = list(FREQUENCIES)
    coarser = units[units.index(unit_of(dates)) :]
    return next((unit for unit in coarser if len(periods_between(dates, unit)) <= most), "year")


def period_of(dates: pd.Series[str], unit: str | None = None) -> pd.Series[str]:
    """The period of each ISO date, missing where the date is."""
    unit = unit or unit_of(dates)
    days = pd.to_datetime(dates, errors="coerce")
    names = [None if pd.isna(day) else _name(day.date(), unit) for day in days]
    return pd.Series(names, index=dates.index, dtype="str")


def periods_between(dates: pd.Series[str], unit: str | None = None) -> list[str]:
    """Every period from the first date to the last, those without an article included."""
    unit = unit or unit_of(dates)
    known = pd.to_datetime(dates, errors="coerce").dropna()
    if known.empty:
        return []
    periods = pd.period_range(known.min(), known.max(), freq=FREQUENCIES[unit])
    return [_name(period.start_time.date(), unit) for period in periods]


def _name(day: date, unit: str) -> str:
    match unit:
        case "day":
            return day.isoformat()
        case "week":
            return f"{day.isocalendar().year}-W{day.isocalendar().week:02d}"
        case "month":
            return f"{day:%Y-%m}"
        case "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case _:
            return f"{day.year}"


def bounds_of(period: str) -> tuple[str, str]:
    """The first and the last day of a period (ISO)."""
    if "-W" in period:
        monday = date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
        return monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    whole = pd.Period(period.replace("-Q", "Q"))
    return whole.start_time.date().isoformat(), whole.end_time.date().isoformat()


def spoken(period: str) -> str:
    """A period for a sentence or an axis: 2022-01 → Jan 2022, 2022-01-14 → 14 Jan 2022, 2022-W03 → week 3, 2022."""
    parts = period.split("-")
    if len(parts) == 1:
        return period
    if parts[1].startswith("W"):
        return f"week {int(parts[1][1:])}, {parts[0]}"
    if parts[1].startswith("Q"):
        return f"{parts[1]} {parts[0]}"
    day = date.fromisoformat(period if len(parts) == 3 else f"{period}-01")
    return f"{day.day} {day:%b %Y}" if len(parts) == 3 else f"{day:%b %Y}"


def complete(frame: pd.DataFrame, periods: Sequence[str], by: Sequence[str]) -> pd.DataFrame:
    """Counts with a row for every period and every combination of `by` in the frame, 0 where nothing happened."""
    keys = frame[list(by)].drop_duplicates()
    grid = keys.merge(pd.DataFrame({"period": list(periods)}, dtype="str"), how="cross")
    full = grid.merge(frame.astype({"period": "str"}), how="left", on=[*by, "period"])
    return full.assign(n=full["n"].fillna(0).astype("int64"))
