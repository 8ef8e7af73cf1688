"""Dates as sources write them → ISO dates. A day, a month or a year that is not written is never supplied."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from dateutil import parser  # type: ignore[import-untyped]

from analysis.articles.records import shown

# What exporters write where there is no date.
MISSING = frozenset({"", "-", "n/a", "na", "nan", "nat", "none", "null"})
# Placeholders such as 0001-01-01 and 9999-12-31 lie outside.
YEARS = range(1700, 2201)

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\s?\d.*)?", re.ASCII | re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d.*)?", re.ASCII | re.DOTALL)
_EPOCH = re.compile(r"(\d{9,10})(\.\d+)?|\d{12,13}", re.ASCII)
_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)", re.ASCII)
# A part that the string lacks comes from the default, so it differs between these two.
_DEFAULTS = (datetime(1904, 1, 31), datetime(1908, 12, 1))


def read_date(value: object) -> str | None:
    """The ISO date of what a source gives, None where it gives none.

    Takes dates and datetimes, ISO 8601, RFC 2822, dates with a month's name, day-first or month-first dates where only
    one reading is possible, and seconds or milliseconds since 1970 (UTC). A datetime keeps the day it is written with,
    whatever its time zone. Raises `ValueError` where the value is there but names no one day.
    """
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, date):
        return _in_range(value, value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"not a date: {shown(value)}")
    text = str(value).strip()
    return None if text.lower() in MISSING else _in_range(_parse(text), text)


def date_in_name(name: str) -> str | None:
    """The date in a file name (2022-01-03-foo, foo_20220103), None where there is none or more than one."""
    found = set()
    for year, _, month, day in _IN_NAME.findall(name):
        try:
            found.add(_in_range(date(int(year), int(month), int(day)), name))
        except ValueError:  # an article number such as 20229999
            continue
    return found.pop() if len(found) == 1 else None


def _in_range(day: date, written: object) -> str:
    if day.year not in YEARS:
        raise ValueError(f"impossible date: {shown(written)}")
    return day.strftime("%Y-%m-%d")


def _parse(text: str) -> date:
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], match[3], match[4], text)
    if match := _COMPACT.fullmatch(text):
        return _day(match[1], match[2], match[3], text)
    if match := _EPOCH.fullmatch(text):
        seconds = float(text) if match[1] else float(text) / 1000
        return datetime.fromtimestamp(seconds, tz=UTC).date()
    return _spelled(text)


def _day(year: str, month: str, day: str, written: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"impossible date: {shown(written)}") from None


def _spelled(text: str) -> date:
    """A date in words, or in figures with the year last; every reading must give the same day."""
    if len(text) > 100 or not re.search(r"(?<!\d)\d{4}(?!\d)", text, re.ASCII):
        # "3 Jan", "1/3/22": the year is not written, or may be the day.
        raise ValueError(f"no date with a four-digit year: {shown(text)}")
    days = [_reading(text, default, dayfirst) for default in _DEFAULTS for dayfirst in (False, True)]
    if len(set(days)) == 1:
        return days[0]
    if days[0] == days[2] and days[1] == days[3]:
        raise ValueError(f"ambiguous date, day and month may be swapped: {shown(text)}")
    raise ValueError(f"incomplete date: {shown(text)}")


def _reading(text: str, default: datetime, dayfirst: bool) -> date:
    try:
        # The day as the outlet writes it: time zones do not move it.
        parsed: datetime = parser.parse(text, default=default, dayfirst=dayfirst, ignoretz=True)
    except (ValueError, OverflowError, TypeError):
        raise ValueError(f"not a date: {shown(text)}") from None
    return parsed.date()
