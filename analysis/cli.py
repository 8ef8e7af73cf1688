"""The command line, thin. Commands import what they need when they run, so that `--help` is quick.

Exit codes: 0 done, 1 a notebook failed or an error that nobody foresaw, 2 usage, parameters or no usable article,
3 a gate was not passed (--fail-on-drift, --max-skipped, --min-f1), 124 a cell or the report took too long, 130
interrupted, 143 ended.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import signal
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from analysis.ci.github import closed_log
from analysis.ci.options import Checks, Floors, checking_options, floor_options
from analysis.commands import COMMANDS
from analysis.commands.reading import as_given, reading_options
from analysis.commands.saying import give, json_option, progress, say, tell
from analysis.config import Config, find_config, read_config

FAILED, USAGE, INTERRUPTED = 1, 2, 130
# Of other libraries and of our own, by the number of -v.
LEVELS = (
    (logging.CRITICAL, logging.CRITICAL),
    (logging.WARNING, logging.INFO),
    (logging.INFO, logging.DEBUG),
)
LOG = logging.getLogger("stancebook")
CONFIG_HELP = "Options from this file [the nearest stancebook.toml or pyproject.toml]."


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit. Errors are a line or two with the remedy; `-v` shows where they came from."""
    # Python ends without handlers of signals, for a moment in which Ctrl-C would change the exit code.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    try:
        with closed_log():
            code = run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # a second one, while the first was told
        code = INTERRUPTED
    if code == INTERRUPTED:  # one more finds Python ending, and has no more to interrupt
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run the command line; the exit code."""
    context: dict[str, Any] = {"verbosity": 0}
    try:
        return cli.main(arguments, prog_name="stancebook", standalone_mode=False, obj=context) or 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; what was complete before is as it was", err=True)
        return INTERRUPTED
    except BrokenPipeError:  # as by `| head`
        sys.stderr.close()
        return FAILED
    except Exception as error:
        return _say_error(error, context["verbosity"])


def _say_error(error: Exception, verbosity: int) -> int:
    """What went wrong, in plain words: ours are a kind of ValueError, the system's an OSError."""
    if verbosity > 0:
        LOG.error("error", exc_info=error)
    # ModelNotFoundError is looked up by name: its module loads spaCy.
    if isinstance(error, ValueError | OSError) or type(error).__name__ == "ModelNotFoundError":
        click.echo(f"error: {_plain(error)}", err=True)
        return USAGE
    click.echo(f"error: {type(error).__name__}: {_plain(error)}", err=True)
    click.echo("nobody foresaw this; run it again with stancebook -v and report what it says", err=True)
    return FAILED


def _plain(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def _configure(context: click.Context, _: click.Parameter, file: str | None) -> None:
    """Options from a file become the defaults of what the command line does not give."""
    if context.resilient_parsing:
        return
    path = Path(file) if file else find_config(Path.cwd())
    config = read_config(path, cli) if path else Config()
    context.obj["config"] = config
    context.default_map = config.default_map


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("stancebook"), message="%(prog)s %(version)s")
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
@click.option("-v", "--verbose", count=True, help="Say what is done, and show where errors came from; -vv says it all.")
@click.option("--config", metavar="FILE", is_eager=True, expose_value=False, callback=_configure, help=CONFIG_HELP)
@click.pass_context
def cli(context: click.Context, quiet: bool, verbose: int) -> None:
    """Who is in the news, how it is said, and where each actor stands on sanctions."""
    context.obj["verbosity"] = verbose - quiet
    if os.environ.get("NO_COLOR"):  # https://no-color.org; click does not look
        context.color = False
    others, ours = LEVELS[min(verbose, 2)]
    logging.basicConfig(level=others, format="%(asctime)s %(name)s: %(message)s", datefmt="%H:%M:%S")
    LOG.setLevel(ours)
    LOG.info("options from %s", context.obj["config"].path or "the command line alone: no stancebook.toml")


@cli.command()
@click.argument("source", nargs=-1, required=True)
@click.option(
    "-o",
    "--out",
    default="reports",
    show_default=True,
    metavar="FOLDER",
    help="Where reports go, each in its own folder.",
)
@click.option("--name", metavar="RUN", help="The report's name [after the source].")
@click.option("-p", "--parameter", "pairs", nargs=2, multiple=True, metavar="NAME VALUE", help="A parameter.")
@click.option("-r", "--parameter-raw", "raw", nargs=2, multiple=True, metavar="NAME VALUE", help="The same, as text.")
@click.option("-y", "--yaml", "texts", multiple=True, metavar="YAML", help="Parameters as YAML.")
@click.option("-f", "--file", "files", multiple=True, metavar="FILE", help="Parameters from a YAML file.")
@click.option(
    "--text",
    type=click.Choice(["full", "excerpt", "none"]),
    default="excerpt",
    show_default=True,
    help="How much of the articles' own words is shown.",
)
@click.option("--corrections", metavar="FILE", help="Correct the statements by this file of decisions first.")
@click.option("--notebooks", multiple=True, metavar="NAME|FILE", help="Only these: 03-stance, stance, or a path [all].")
@click.option("--workbook", metavar="FOLDER", help="The folder of the notebooks [the package's].")
@click.option("--execution-timeout", type=click.IntRange(min=1), metavar="SECONDS", help="The most for a cell.")
@click.option("--start-timeout", type=click.IntRange(min=1), default=60, show_default=True, metavar="SECONDS")
@click.option("--deadline", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="The most for all.")
@click.option("--matrix", metavar="FILE", help="Many reports: sets of parameters, or axes of them, as YAML or CSV.")
@click.option("--cache/--no-cache", default=True, help="Take over what is unchanged since an earlier report [on].")
@click.option(
    "--notebook-engine",
    type=click.Choice(["fork", "standard"]),
    default="fork",
    show_default=True,
    help="Kernels forked from a warm process, several at a time, or started one by one.",
)
@checking_options
@json_option
@reading_options
def report(
    source: tuple[str, ...],
    out: str,
    name: str | None,
    pairs: tuple[tuple[str, str], ...],
    raw: tuple[tuple[str, str], ...],
    texts: tuple[str, ...],
    files: tuple[str, ...],
    text: str,
    corrections: str | None,
    notebooks: tuple[str, ...],
    workbook: str | None,
    execution_timeout: int | None,
    start_timeout: int,
    deadline: float | None,
    matrix: str | None,
    cache: bool,
    notebook_engine: str,
    checks: Checks,
    **reading: Any,
) -> int:
    """Annotate SOURCE (files, folders, patterns, - or the folder of a run) and make an HTML report of it."""
    from analysis.ci.reporting import judged
    from analysis.reports.build import Options
    from analysis.reports.command import make
    from analysis.reports.given import collect
    from analysis.reports.workbook import find_notebooks, report_notebooks

    names = [part.strip() for text in notebooks for part in text.split(",")]
    options = Options(
        text=text,
        corrections=corrections,
        cell_seconds=execution_timeout,
        start_seconds=start_timeout,
        progress=progress(),
        annotate=as_given(**reading),
        forked=notebook_engine == "fork",
        cache=cache,
        deadline=deadline,
    )
    chosen = find_notebooks(names, workbook) if names else report_notebooks(workbook)
    given = collect(pairs, raw, texts, files)
    making = partial(make, name=name, notebooks=chosen, given=given, options=options, say=say, give=give)
    return judged(lambda: making(source, out, matrix), checks, text)


@cli.command()
@click.argument("source", nargs=-1, required=True)
@click.option("-o", "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The run's folder.")
@click.option("--fresh", is_flag=True, help="Annotate every article, whatever OUT holds.")
@click.option("--explain", is_flag=True, help="Say what would be annotated and why, and do nothing.")
@json_option
@reading_options
def annotate(source: tuple[str, ...], out: Path, fresh: bool, explain: bool, **reading: Any) -> None:
    """Annotate SOURCE (files, folders, patterns or -) and write the tables under OUT.

    What OUT holds of an earlier run is used again where the article, the program and the options are the same.
    """
    from analysis import engines
    from analysis.reports.places import check_local, check_run_folder

    check_local(out, "--out")
    check_run_folder(out)
    articles, options = source[0] if len(source) == 1 else source, as_given(**reading)
    if explain:
        lines = engines.explain(articles, out, **options)
        tell("\n".join(lines), {"explained": lines})
        return
    made = engines.account(engines.annotate(articles, out, fresh=fresh, progress=progress(), say=say, **options))
    tell(engines.in_words(made), made)


@cli.command()
@click.argument("gold")
@click.argument("run", required=False)
@click.option("--errors", type=click.IntRange(min=0), default=5, show_default=True, help="Errors shown of each group.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON, with the words of all errors.")
@floor_options
def evaluate(gold: str, run: str | None, errors: int, as_json: bool, floors: Floors) -> int:
    """Compare a RUN with the GOLD annotations of the same articles: precision, recall, F1, and the errors.

    GOLD holds one JSON object a line (.jsonl, .jsonl.gz): articles with stances, mentions and quotes, articles with
    attributions, or sentences with the sentiment toward a mention. Without a RUN the articles are annotated first.
    """
    from analysis.ci.evaluating import judged
    from analysis.evaluation import score

    result = score(gold, run)
    click.echo(result.to_json(text=True) if as_json else result.to_text(errors=errors))
    return judged(gold, result, floors)


@cli.command()
@click.argument("notebooks", nargs=-1)
@click.option("--workbook", metavar="FOLDER", help="The folder of the notebooks [the package's].")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def inspect(notebooks: tuple[str, ...], workbook: str | None, as_json: bool) -> None:
    """List the notebooks (all, or those named) and their parameters, with types, defaults and help."""
    from dataclasses import asdict

    from analysis.reports.parameters import declared
    from analysis.reports.workbook import find_notebooks

    found = {path.stem: declared(path) for path in find_notebooks(notebooks, workbook)}
    if as_json:
        click.echo(json.dumps({name: [asdict(p) for p in ps] for name, ps in found.items()}, indent=2))
        return
    for name, parameters in found.items():
        click.secho(name, bold=True)
        rows = [(f"{p.name}: {p.type} = {p.default}", p.help) for p in parameters]
        width = max((len(left) for left, _ in rows), default=0)
        for left, right in rows:
            click.echo(f"  {left:<{width}}  {right}".rstrip())


for command in COMMANDS:
    cli.add_command(command)
