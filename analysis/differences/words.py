"""A difference in words, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import fields
from typing import Any

from analysis.corrections.decisions import Reading
from analysis.differences.comparison import Change, Difference, Kind
from analysis.measures.wording import counted, few, percent

TITLES: dict[Kind, str] = {
    "flipped": "Statements with another position or holder",
    "appeared": "Statements that appeared",
    "vanished": "Statements that vanished",
    "changed": "Statements with another act or target",
}
SHORT = 12  # hexadecimal digits of a hash
MOST = 10  # of each kind, in the text


def sentences(found: Difference) -> list[str]:
    """What moved and why, the most important first."""
    numbers = {kind: len(found.of_kind(kind)) for kind in TITLES}
    every = found.matched + numbers["appeared"] + numbers["vanished"]
    told = [
        f"Of {counted(every, 'statement')} of the articles in both runs {numbers['flipped']:,} changed position or "
        f"holder, {numbers['appeared']:,} appeared, {numbers['vanished']:,} vanished (drift {percent(found.drift)}"
        f"{few(every)}); {numbers['changed']:,} more changed act or target."
    ]
    if reasons := Counter(change.why for change in found.changes).most_common():
        told.append(f"Why: {'; '.join(f'{why} ({n:,})' for why, n in reasons)}.")
    told.append(
        f"{counted(found.common, 'article')} in both runs, {len(found.new_articles):,} new, "
        f"{len(found.gone_articles):,} gone."
    )
    if found.new_statements or found.gone_statements:
        told.append(
            f"New articles bring {counted(found.new_statements, 'statement')}, "
            f"gone articles take {counted(found.gone_statements, 'statement')} away."
        )
    if not found.settings:
        told.append("Both runs were made the same way from the same articles.")
    return told


def settings(found: Difference) -> list[tuple[str, str, str]]:
    """What differs in how the runs were made, as (what, before, now)."""
    return [(name, short(a), short(b)) for name, a, b in found.settings]


def short(value: str) -> str:
    """A hash by its beginning."""
    return value[:SHORT] if len(value) == 64 else value


def says(reading: Reading | None) -> str:
    """A reading in words: `Russia: oppose (criticize) on Ukraine`."""
    if reading is None:
        return "no statement"
    target = f" on {reading.target}" if reading.target else ""
    return f"{reading.holder}: {reading.position} ({(reading.act or '').replace('_', ' ')}){target}"


def to_text(found: Difference) -> str:
    """The difference for a terminal: the sentences, then the first ten statements of each kind, and the actors."""
    lines = [f"{found.old} → {found.new}", "", *sentences(found)]
    lines += ["", "How the runs differ:"] if found.settings else []
    lines += [f"  {name}: {before} → {now}" for name, before, now in settings(found)]
    for kind, title in TITLES.items():
        changes = found.of_kind(kind)
        lines += ["", f"{title}: {len(changes):,}"] if changes else []
        lines += [line for change in changes[:MOST] for line in _lines(change)]
        lines += [f"  and {len(changes) - MOST:,} more (--json or --html has all)"] if len(changes) > MOST else []
    if len(found.actors):
        lines += ["", "Actors whose numbers moved (statements for / against / no side, mean from -1 to 1):"]
        for row in found.actors.head(MOST).to_dict("records"):
            sides = [
                f"{row[f'support_{when}']}/{row[f'oppose_{when}']}/{row[f'neutral_{when}']}"
                + (f" mean {row[f'mean_{when}']:+.2f} (n = {row[f'n_{when}']})" if row[f"n_{when}"] else " (n = 0)")
                for when in ("before", "after")
            ]
            lines.append(f"  {row['actor']}: {sides[0]} → {sides[1]}")
    return "\n".join(lines)


def _lines(change: Change) -> list[str]:
    where = ", ".join(filter(None, [change.outlet, change.date, f"article {change.article_id}"]))
    words = " ".join(change.text.split())
    words = words if len(words) <= 100 else f"{words[:99]}…"
    return [f"  {says(change.before)} → {says(change.after)}", f"    “{words}” ({where}; {change.why})"]


def to_json(found: Difference) -> str:
    """All of it as JSON."""
    content = {
        "old": found.old,
        "new": found.new,
        "settings": [dict(zip(("what", "before", "after"), line, strict=True)) for line in found.settings],
        "articles": {
            "common": found.common,
            "new": [dict(zip(("article_id", "date", "outlet"), row, strict=True)) for row in found.new_articles],
            "gone": [dict(zip(("article_id", "date", "outlet"), row, strict=True)) for row in found.gone_articles],
        },
        "statements": {
            "matched": found.matched,
            "in_new_articles": found.new_statements,
            "in_gone_articles": found.gone_statements,
            **{str(kind): len(found.of_kind(kind)) for kind in TITLES},
        },
        "drift": round(found.drift, 4),
        "changes": [_plain(change) for change in found.changes],
        "actors": json.loads(found.actors.to_json(orient="records")),
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _plain(change: Change) -> dict[str, Any]:
    """A change for JSON; a side is None where that run has no statement."""
    said = {field.name: getattr(change, field.name) for field in fields(change)}
    sides = {side: None if said[side] is None else said[side].model_dump() for side in ("before", "after")}
    return said | sides | {"fields": list(change.fields)}
