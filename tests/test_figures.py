"""Figures: drawn from what the measures give, also from nothing; deterministic, with alt text and n."""

from __future__ import annotations

import base64
import struct

import matplotlib as mpl
import pytest

from analysis import figures, measures
from handmade import made_tables


def scores(measure, tables):
    """The two scores as the notebooks give them."""
    return {"TextBlob polarity": measure(tables), "VADER compound": measure(tables, "compound")}


UNMEASURED = measures.Gold(measures.gold_figures().figures.iloc[:0], "0", current=False)
DRAWN = {
    "actor_counts": lambda t: figures.actor_counts(measures.actor_counts(t)),
    "actors_by_month": lambda t: figures.actors_by_month(measures.actors_by_month(t), measures.articles_by_month(t)),
    "actors_by_outlet": lambda t: figures.actors_by_outlet(measures.actors_by_month(t), measures.articles_by_month(t)),
    "acts_by_day": lambda t: figures.acts_by_day(measures.acts_by_day(t), undated=measures.undated(t)),
    "acts_over_time": lambda t: figures.acts_over_time(measures.acts_over_time(t), undated=measures.undated(t)),
    "articles_by_outlet": lambda t: figures.articles_by_outlet(measures.articles_by_outlet(t)),
    "articles_over_time": lambda t: figures.articles_over_time(measures.articles_over_time(t), measures.undated(t)),
    "attitude_by_actor": lambda t: figures.attitude_by_actor(measures.attitude_by_actor(t)),
    "attitude_by_outlet": lambda t: figures.attitude_by_outlet(measures.attitude_by_outlet(t)),
    "co_mentions": lambda t: figures.co_mentions(measures.co_mentions(t)),
    "gold_figures": lambda t: figures.gold_figures(measures.gold_figures() if len(t.articles) else UNMEASURED),
    "outlet_stance": lambda t: figures.outlet_stance(measures.outlet_stance(t)),
    "polarity_by_outlet": lambda t: figures.polarity_by_outlet(scores(measures.polarity_by_outlet, t)),
    "polarity_of_sentences": lambda t: figures.polarity_of_sentences(measures.polarity_of_sentences(t)),
    "polarity_over_time": lambda t: figures.polarity_over_time(
        scores(measures.polarity_over_time, t), measures.undated(t)
    ),
    "senders_and_targets": lambda t: figures.senders_and_targets(measures.senders_and_targets(t)),
    "shared_positions": lambda t: figures.shared_positions(measures.shared_positions(t), measures.stance_by_actor(t)),
    "speakers": lambda t: figures.speakers(measures.speakers(t)),
    "stance_by_actor": lambda t: figures.stance_by_actor(measures.stance_by_actor(t)),
    "stance_over_time": lambda t: figures.stance_over_time(measures.stance_over_time(t), undated=measures.undated(t)),
    "who_against_whom": lambda t: figures.who_against_whom(measures.who_against_whom(t)),
}
OVER_TIME = (
    *("acts_by_day", "actors_by_month", "acts_over_time", "articles_over_time"),
    *("polarity_over_time", "stance_over_time"),
)


def texts(chart: figures.Chart) -> str:
    """Every word in the figure."""
    return " ".join(t.get_text() for t in chart.figure.findobj(mpl.text.Text)).replace("\n", " ")


def test_every_figure_is_tested():
    assert set(DRAWN) == set(figures.__all__) - {"Chart"}


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_a_png_with_alt_text_and_n(name):
    chart = DRAWN[name](made_tables())
    data, metadata = chart._repr_mimebundle_()
    png = base64.b64decode(data["image/png"])
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert width == figures.style.WIDTH * figures.style.DPI
    assert height < 2 * width
    assert metadata["image/png"]["alt"] == chart.alt == data["text/plain"]
    assert any(c.isdigit() for c in chart.alt), "the alt text tells numbers"
    assert "n = " in texts(chart) or name == "co_mentions"


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_tables_give_the_same_bytes(name):
    assert DRAWN[name](made_tables()).png() == DRAWN[name](made_tables()).png()


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_to_draw_is_said(name):
    chart = DRAWN[name](made_tables([]))
    assert "No " in chart.alt or "not measured" in chart.alt
    assert chart.png()


@pytest.mark.parametrize("name", OVER_TIME)
def test_undated_articles_are_named(name):
    assert "1 undated article not shown" in texts(DRAWN[name](made_tables()))
    chart = DRAWN[name](made_tables(dated=False))
    assert "10 undated articles not shown" in chart.alt


@pytest.mark.parametrize("name", DRAWN)
def test_the_settings_outside_stay_as_they_are_and_do_not_matter(name):
    before = dict(mpl.rcParams)
    chart = DRAWN[name](made_tables())
    assert dict(mpl.rcParams) == before
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        assert DRAWN[name](made_tables()).png() == chart.png()


def test_position_is_told_by_mark_and_hatch_beside_colour():
    chart = DRAWN["stance_by_actor"](made_tables())
    assert "▼ against" in texts(chart)
    assert "for ▲" in texts(chart)
    hatches = {patch.get_hatch() for patch in chart.figure.findobj(mpl.patches.Rectangle)}
    assert {figures.style.HATCH["oppose"]} <= hatches


def test_few_cases_are_hollow_and_not_joined():
    chart = DRAWN["polarity_over_time"](made_tables())
    dots = [line for line in chart.figure.findobj(mpl.lines.Line2D) if line.get_marker() == "o"]
    assert dots
    assert {dot.get_markerfacecolor() for dot in dots} == {"white"}
    assert "fewer than 10 articles, not joined" in texts(chart)


def test_what_is_few_has_no_shade():
    """Ten articles make a share that is shown; nine do not."""
    tables = made_tables()
    frame, articles = measures.actors_by_month(tables), measures.articles_by_month(tables)

    def faces(n: int) -> set[object]:
        same = articles.assign(outlet="Herald", n=0)
        same.loc[0, "n"] = n
        chart = figures.actors_by_outlet(frame.assign(outlet="Herald"), same)
        return {patch.get_facecolor() for patch in chart.figure.axes[0].patches}

    assert faces(9) == {(1.0, 1.0, 1.0, 1.0)}
    assert len(faces(10)) > 1


def test_many_months_become_years():
    tables = made_tables()
    tables.articles.loc[0, "date"] = "2015-05-01"
    chart = DRAWN["actors_by_month"](tables)
    assert "articles a year" in texts(chart)
    assert {"2015", "2022"} <= {label.get_text() for label in chart.figure.axes[0].get_xticklabels()}


def test_counts_without_copies_stand_beside_the_others():
    frame = measures.actor_counts(made_tables())
    both = frame.assign(articles_once=frame["articles"] - (frame["actor"] == "Russia"))
    said = texts(figures.actor_counts(both))
    assert "9 articles (8 without copies)" in said
    assert said.count("without copies") == 1, "only where they differ"


def test_attitude_on_few_articles_is_hollow_and_says_its_n():
    chart = DRAWN["attitude_by_outlet"](made_tables())
    dots = [line for line in chart.figure.findobj(mpl.lines.Line2D) if line.get_marker() == "o"]
    assert {dot.get_markerfacecolor() for dot in dots} == {"white"}
    assert "fewer than 10 articles" in texts(chart)


def test_unmeasured_sentiment_says_how_to_measure_it():
    tables = made_tables()
    tables.mentions["sentiment"] = None
    for name in ("attitude_by_actor", "attitude_by_outlet"):
        assert "unless --no-targeted-sentiment is given" in DRAWN[name](tables).alt


def test_long_names_are_cut_and_dollars_are_no_formula():
    tables = made_tables()
    tables.actors.loc[tables.actors["actor_id"] == "china", "name"] = "$x_1$ " + "very " * 20 + "long"
    chart = DRAWN["stance_by_actor"](tables)
    assert "$x_1$ very" in texts(chart)
    assert chart.png()


def test_imposition_and_threat_stand_apart_in_time():
    chart = DRAWN["stance_over_time"](made_tables())
    assert {"imposed", "threatened", "against"} <= {text.get_text() for text in chart.figure.findobj(mpl.text.Text)}
    assert "imposed" in chart.alt
    dots = [line for line in chart.figure.findobj(mpl.lines.Line2D) if line.get_marker() == "o"]
    assert {dot.get_markerfacecolor() for dot in dots} == {"white"}, "fewer than ten statements are no trend"


def test_the_network_joins_who_agrees_and_tells_sides_by_mark():
    chart = DRAWN["shared_positions"](made_tables())
    markers = {line.get_marker() for line in chart.figure.axes[0].lines}
    assert markers <= {"^", "v"}
    assert chart.figure.findobj(mpl.patches.FancyArrowPatch)
    assert "no alliance" in texts(chart)


HOSTILE = "$\\frac{$ <b>&amp;\u202e\x1b\ufffd\U0001f1ea\U0001f1fa %s {0}"


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.filterwarnings("ignore:Glyph")
def test_foreign_names_are_drawn_as_they_are(name):
    """An outlet or actor with dollar signs is no formula, which could not be read."""
    tables = made_tables()
    tables.actors["name"] = [f"{HOSTILE} {i}" for i in range(len(tables.actors))]
    tables.articles["source"] = HOSTILE
    chart = DRAWN[name](tables)
    chart.png()
    assert chart.alt
    assert not any(text.get_parse_math() for text in chart.figure.findobj(mpl.text.Text) if "frac" in text.get_text())
