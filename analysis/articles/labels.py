"""The short fields of an article: its id, title, source and genre."""

from __future__ import annotations

import re

MAX_LABEL = 500  # characters
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def label(value: object) -> str | None:
    """A short text from what a source gives: None where it is empty, cut to `MAX_LABEL` characters.

    Numbers become digits (12.0, as pandas writes ids with gaps, "12"), an object its name, title or id (as in NewsAPI).
    What no table can hold, NULs and lone surrogates, becomes U+FFFD.
    """
    if isinstance(value, dict):
        return next(filter(None, (label(value.get(key)) for key in ("name", "title", "id"))), None)
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None if value != value else value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return _UNSTORABLE.sub("\ufffd", str(value))[:MAX_LABEL].strip() or None
