"""What the landing page says besides the findings: what was read, how it was made, what there is to take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.reports.downloads import Download
from analysis.reports.parameters import RESERVED, Parameter

TEXTS_SAID = {
    "full": "This report shows whole articles and its CSV files hold their texts: mind whose they are.",
    "excerpt": "This report shows the articles' words as excerpts, and its CSV files hold no whole article.",
    "none": "This report shows none of the articles' own words, and neither do its CSV files.",
}
PARQUET_SAID = (
    " The Parquet files, in the folders under tables/, .kept and .found, hold the texts: leave them out where they "
    "must not go."
)


@dataclass(frozen=True)
class Setting:
    """A parameter as the landing page lists it."""

    name: str
    value: str
    help: str
    given: bool


def content(
    info: Mapping[str, Any],
    summary: Mapping[str, Any],
    text: str,
    settings: Sequence[Setting],
    downloads: Sequence[Download],
    revision: str | None,
) -> dict[str, Any]:
    """What `landing.html.j2` shows of a run, given what `run.json` says of it and its `summary`."""
    return {
        "facts": summary["facts"],
        "counts": _counts(info, summary),
        "method": list(_method(info, text, revision)),
        "settings": settings,
        "skipped": [{k: "" if v is None else v for k, v in row.items()} for row in summary["skipped"]],
        "n_skipped": summary["n"]["skipped"],
        "downloads": downloads,
        "texts": TEXTS_SAID[text] + (PARQUET_SAID if text != "full" else ""),
    }


def _counts(info: Mapping[str, Any], summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    n = summary["n"]
    counts = {
        "Articles": n["articles"],
        "Undated": n["undated"],
        "Duplicates dropped": info.get("n_duplicates", 0),
        "Skipped": info.get("n_skipped", n["skipped"]),
        "Actors": n["actors"],
        "Quotes": n["quotes"],
        "Stance statements": n["stances"],
    }
    return [(name, f"{n:,}") for name, n in counts.items()]


def _method(info: Mapping[str, Any], text: str, revision: str | None) -> Iterable[tuple[str, str]]:
    model = info.get("model", {})
    yield "Source", str(info.get("source", ""))
    yield "Model", f"{model.get('name')} {model.get('version')} (spaCy {model.get('spacy')})"
    yield "Version", f"stancebook {info.get('stancebook')}"
    yield "Annotated", str(info.get("created", ""))[:16].replace("T", " ") + " UTC"
    yield "Articles' words shown", text
    yield "Data (SHA-256)", str(info.get("data_sha256", ""))[:16]
    if revision:
        yield "Code (git)", revision[:12] + ("" if "+" not in revision else ", changed since")


def list_settings(
    notebooks: Mapping[str, Sequence[Parameter]], values: Mapping[str, Mapping[str, Any]]
) -> list[Setting]:
    """Every parameter once, in the notebooks' order, with its value in this report."""
    settings: dict[str, Setting] = {}
    for notebook, parameters in notebooks.items():
        for p in parameters:
            if p.name not in RESERVED and p.name not in settings:
                given = p.name in values[notebook]
                value = repr(values[notebook][p.name]) if given else p.default
                settings[p.name] = Setting(p.name, value, p.help, given)
    return list(settings.values())
