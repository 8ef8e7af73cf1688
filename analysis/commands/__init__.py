"""The commands before a run (init, config, fetch) and after it (export, review, merge, diff). `cli` registers them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.commands.saying import json_option, progress, say, tell

if TYPE_CHECKING:
    from analysis.corrections import Agreement
    from analysis.tables import Tables

NOTHING = 2  # exit code of a fetch that brought no article
TEXT = click.Choice(["full", "excerpt", "none"])


class Local(click.Path):
    """A path of this machine; an address is refused."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from analysis.reports.places import check_local

        check_local(value, param.opts[-1] if param else "path")
        return super().convert(value, param, ctx)


FILE = Local(dir_okay=False, path_type=Path)
FOLDER = Local(file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER)
@json_option
def init(folder: Path) -> None:
    """Make a workbook of your own in FOLDER: notebooks, sample, options, own actors, CI; keep what is there."""
    from analysis.reports.starting import start_workbook

    made = start_workbook(folder)
    if made.there:
        say(f"there already, and left as they are: {', '.join(made.there)}")
    words = f"{folder}: {len(made.written)} files written; {folder / 'README.md'} tells what to do next"
    tell(words, {"folder": str(folder), "written": made.written, "there": made.there})


@click.command()
@json_option
@click.pass_context
def config(context: click.Context) -> None:
    """Say which file of options is in force here, and what it gives to which command."""
    from analysis.config import Config

    found: Config = context.obj["config"]
    if found.path is None:
        tell(
            "no stancebook.toml, nor [tool.stancebook] in a pyproject.toml, from here up",
            {"file": None, "options": {}},
        )
        return
    lines = [str(found.path)]
    for command, options in found.options.items():
        lines += [f"stancebook {command}".rstrip(), *(f"  {key} = {json.dumps(v)}" for key, v in options.items())]
    tell("\n".join(lines), {"file": str(found.path), "options": found.options})


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="URL|FILE...")
@click.option("-o", "--out", required=True, type=FILE, help="The corpus (JSON Lines); articles are appended to it.")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many new articles.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Leave out what is older.")
@click.option("--delay", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between requests.")
@click.option("--contact", default="", help="Your address or page, told to the hosts.")
@click.option("--again", is_flag=True, help="Ask also for what gave no article before.")
@click.option("--cache", type=FOLDER, help="Where answers are kept [the platform's cache].")
@click.option("--allow-private", is_flag=True, help="Ask machines of private networks and this one, too.")
@json_option
def fetch(sources: tuple[str, ...], out: Path, since: datetime | None, cache: Path | None, **options: Any) -> int:
    """Get articles from the web: feeds, exports as of NewsAPI, lists of addresses, pages. The only command that asks a
    network; for report, OUT is a source. Killed or run again, it goes on.
    """
    import platformdirs

    from analysis.fetching import Settings, fetch

    settings = Settings(
        cache=cache or platformdirs.user_cache_path("stancebook") / "pages",
        since=since.date().isoformat() if since else None,
        **options,
    )
    summary = fetch(sources, out, settings, progress=progress())
    tell(summary.to_text(), asdict(summary))
    if not summary.came:
        click.echo("error: no article came from these sources", err=True)
    return 0 if summary.came else NOTHING


@click.command()
@click.argument("run")
@click.option("--to", "folder", required=True, type=FOLDER, help="Where to.")
@click.option("--format", "formats", metavar="NAMES", multiple=True, help="dna, graphml, matrix, csv, parquet … [all].")
@click.option("--topic", default="sanctions", show_default=True, help="The topic of the statements; all for every one.")
@click.option("--text", type=TEXT, default="excerpt", show_default=True, help="How much of the articles' words.")
@click.option("--corrections", type=FILE, help="Correct the statements by this file first.")
@json_option
def export(run: str, folder: Path, formats: tuple[str, ...], topic: str, text: str, corrections: Path | None) -> None:
    """Write a RUN as files that other programs open: DNA events, networks, matrices, CSV, Parquet, a dictionary."""
    from analysis.exports import FORMATS, export_run

    tables, info = _tables(run, corrections)
    wanted = [part.strip() for name in formats for part in name.split(",")] or FORMATS
    made = export_run(tables, info, folder, wanted, topic=None if topic == "all" else topic, text=text)
    files = [{"path": str(one.path), "what": one.what} for one in made]
    tell("\n".join(f"{one['path']}: {one['what']}" for one in files), {"files": files})


def _tables(run: str, corrections: Path | None) -> tuple[Tables, dict[str, Any]]:
    """The tables of a run and what its `run.json` says, corrected where a file is given."""
    from analysis.corrections.runs import describe, read_corrected
    from analysis.store import read_info, read_tables

    info = read_info(run)
    if corrections is None:
        return read_tables(run), info
    corrected = read_corrected(run, corrections)
    for sentence in corrected.sentences():
        say(f"corrections: {sentence}")
    return corrected.tables, info | {"corrections": describe(corrections, corrected)}


@click.command()
@click.argument("run")
@click.option("--out", type=FILE, help="Write the statements to fill in as CSV, the most doubtful first.")
@click.option("--limit", type=click.IntRange(min=1), help="Write at most so many statements.")
@click.option("--text", type=TEXT, default="full", show_default=True, help="How much of the articles' words.")
@click.option("--read", "sheet", type=FILE, help="Read a filled-in CSV into --corrections.")
@click.option("--coder", default="", help="Who filled it in.")
@click.option("--gold", type=FILE, help="Write the articles that are reviewed to the end as a gold file.")
@click.option("--corrections", type=FILE, help="The corrections file (JSON Lines); decisions are appended to it.")
@json_option
def review(
    run: str, out: Path | None, limit: int | None, text: str, sheet: Path | None, coder: str, gold: Path | None,
    corrections: Path | None,
) -> None:  # fmt: skip
    """Review the statements of a RUN: write a sheet, read it back, export a gold file; alone, say how far it is."""
    from analysis.corrections import read_decisions, read_found, write_gold
    from analysis.review import review_findings, review_items, write_sheet

    if (sheet or gold) and corrections is None:
        raise click.UsageError("--read and --gold need --corrections FILE")
    tables = read_found(run)
    result: dict[str, Any] = {}
    if sheet and corrections:
        result["decisions"] = _read_sheet(sheet, tables, coder, corrections)
    decisions = read_decisions(corrections, missing_ok=True) if corrections else ()
    if out:
        items = review_items(tables, decisions)[:limit]
        write_sheet(out, items, text)
        result["sheet"] = {"path": str(out), "statements": len(items)}
        say(f"{out}: statements to review: {len(items):,}; fill in the columns from decision on")
    if gold:
        result["gold"] = {"path": str(gold), "articles": write_gold(gold, tables, decisions)}
        say(f"{gold}: articles reviewed to the end: {result['gold']['articles']:,}")
    findings = list(review_findings(tables, decisions))
    tell("\n".join(findings), result | {"findings": findings})


def _read_sheet(sheet: Path, tables: Tables, coder: str, corrections: Path) -> dict[str, int]:
    from analysis.corrections import append_decisions, read_decisions
    from analysis.review import new_decisions, read_sheet

    decisions = read_sheet(sheet, tables, coder)
    new = new_decisions(decisions, read_decisions(corrections, missing_ok=True))
    append_decisions(corrections, new)
    known = len(decisions) - len(new)
    say(
        f"{corrections}: {len(new):,} decisions of {coder} added" + (f", {known:,} were there already" if known else "")
    )
    return {"added": len(new), "known": known}


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--out", required=True, type=FILE, help="The merged corrections file.")
@click.option("--disagreements", type=FILE, help="Where the disagreements go as CSV [beside --out].")
@json_option
def merge(files: tuple[Path, ...], out: Path, disagreements: Path | None) -> None:
    """Merge the corrections FILES of several coders; say how far they agree, and list where they do not."""
    from analysis.corrections import merge, read_decisions, write_decisions
    from analysis.review import write_disagreements

    merged = merge([read_decisions(path) for path in files])
    write_decisions(out, merged.decisions)
    sheet = disagreements or out.with_name(f"{out.stem}-disagreements.csv")
    number = write_disagreements(sheet, merged)
    lines = [
        f"{out}: {len(merged.decisions):,} decisions of {', '.join(merged.coders) or 'nobody'}",
        *map(_agreement, merged.agreement),
        f"{sheet}: statements on which they differ: {number:,}; fill it in, then review RUN --read {sheet}",
    ]
    result = {
        "out": str(out),
        "decisions": len(merged.decisions),
        "coders": list(merged.coders),
        "agreement": [asdict(field) for field in merged.agreement],
        "disagreements": {"path": str(sheet), "statements": number},
    }
    tell("\n".join(lines), result)


def _agreement(field: Agreement) -> str:
    value = "no alpha (nothing to disagree on)" if field.alpha is None else f"Krippendorff's alpha {field.alpha:.2f}"
    return f"  {field.field}: {value}, {field.agreed:,} of {field.units:,} judged alike"


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
@click.option("--html", type=FILE, help="Write a page as well.")
@click.option(
    "--fail-on-drift",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Exit with 3 where more than this share of the statements of common articles appeared, vanished or flipped.",
)
def diff(old: str, new: str, as_json: bool, html: Path | None, fail_on_drift: float | None) -> int:
    """Say what moved from the run OLD to the run NEW, and why: articles, statements, actors."""
    from analysis.ci.gates import NOT_PASSED, drift_gate
    from analysis.differences import compare_runs, to_json, to_page, to_text

    found = compare_runs(old, new)
    click.echo(to_json(found) if as_json else to_text(found))
    if html:
        html.write_text(to_page(found), encoding="utf-8", errors="replace")
        if not as_json:
            say(f"page: {html}")
    if fail_on_drift is not None and not drift_gate(found, fail_on_drift).passed:
        click.echo(f"drift: {found.drift:.3f} is above {fail_on_drift:g}", err=True)
        return NOT_PASSED
    return 0


COMMANDS = (init, config, fetch, export, review, merge, diff)
