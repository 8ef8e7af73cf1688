"""A difference as a page of its own: no request to anywhere, no script, everything escaped."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis.differences.comparison import Difference
from analysis.differences.words import TITLES, sentences, settings

MOST = 500  # rows of a table; more make the page slow, and are in the JSON


def to_page(found: Difference) -> str:
    """The page, with the style that it needs in it."""
    environment = Environment(
        loader=PackageLoader("analysis.differences", ""), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    source = environment.loader.get_source(environment, "page.css")[0] if environment.loader else ""
    kinds = [(kind, title, found.of_kind(kind)) for kind, title in TITLES.items()]
    articles = [
        ("new-articles", "New articles", found.new_articles),
        ("gone-articles", "Articles that are gone", found.gone_articles),
    ]
    page = environment.get_template(
        "page.html.j2"
    ).render(
        found=found,
        css=Markup(source),  # our own file
        sentences=sentences(found),
        settings=settings(found),
        kinds=[(kind, title, len(rows), rows[:MOST]) for kind, title, rows in kinds if rows],
        actors=found.actors.head(MOST).to_dict("records"),
        articles=[(id_, title, rows[:MOST], len(rows)) for id_, title, rows in articles if rows],
    )
    return page + "\n"
