"""One article with its annotations marked in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.highlights.excerpts import TextMode, checked, shown_parts
from analysis.highlights.html import MARK, Html, escaping_table, note, style
from analysis.highlights.links import anchor
from analysis.highlights.spans import MENTION, PARTS, QUOTE, STANCE, Marked, mark_up
from analysis.measures.actors import names_of
from analysis.tables import Tables

COLOURS = 7  # actors with a colour of their own; the others are grey, and every one has its number

Row = Mapping[str, Any]


def reading(tables: Tables, article_id: str, text: str = "excerpt", topic: str | None = "sanctions") -> Html:
    """The article with actors, quotes and stance statements (on every topic for None) marked, and a legend.

    `text` is "full", "excerpt" (the sentences with a statement or a quote) or "none" (a table of the annotations with
    their offsets and no word of the article). A selection without articles gives a note. Raises
    `ValueError` for an article that is not there.
    """
    mode = checked(text)
    if tables.articles.empty:
        return note("No article is in this selection.")
    page = _Page.of(tables, article_id, topic)
    head = Markup('<div class="sb-reading" id="{}">\n{}').format(anchor(article_id), page.heading(mode))
    if mode == "none":
        return Html(style("style", "reading") + head + page.offsets().markup + Markup("</div>"))
    body = Markup('<div class="sb-text">{}</div>').format(page.body(mode))
    return Html(style("style", "reading") + head + page.legend() + body + Markup("\n</div>"))


@dataclass(frozen=True)
class _Page:
    """What belongs to one article, as rows, with the actors' names and numbers."""

    article: Row
    mentions: list[Row]
    quotes: list[Row]
    stances: list[Row]
    sentences: list[Row]
    names: Mapping[str, str]
    numbers: Mapping[str, int]  # by mentions, most first, from 1

    @classmethod
    def of(cls, tables: Tables, article_id: str, topic: str | None) -> _Page:
        articles = _rows(tables.articles, article_id)
        if not articles:
            raise ValueError(f"no article has the id {article_id!r}; the articles table lists them")
        mentions = _rows(tables.mentions, article_id)
        stances = [row for row in _rows(tables.stances, article_id) if topic in (None, row["topic"])]
        quotes, sentences = _rows(tables.quotes, article_id), _rows(tables.sentences, article_id)
        named = pd.Series([row["actor_id"] for row in mentions], dtype="str")
        order = named.value_counts(sort=False).sort_values(ascending=False, kind="stable").index
        everyone = [*order, *(row[key] for row in stances for key in ("holder_id", "target_id", "via_id"))]
        everyone += [row["speaker_id"] for row in quotes]
        ids = pd.Series(list(dict.fromkeys(i for i in everyone if _there(i))), dtype="str")
        names = dict(zip(ids, names_of(tables, ids), strict=True))
        numbers = {str(actor): i for i, actor in enumerate(order, 1)}
        return cls(articles[0], mentions, quotes, stances, sentences, names, numbers)

    def heading(self, mode: TextMode) -> Markup:
        """Where and when; the title, which is the article's own words, not in mode none."""
        title = self.article["title"] if mode != "none" and _there(self.article["title"]) else None
        facts = [self.article["source"], self.article["date"] if _there(self.article["date"]) else "undated"]
        facts.append(f"article {self.article['article_id']}")
        line = Markup('<p class="sb-meta">{}</p>\n').format(", ".join(str(f) for f in facts if _there(f)))
        return (Markup('<p class="sb-title"><b>{}</b></p>\n').format(title) if title else Markup("")) + line

    def legend(self) -> Markup:
        """The actors by number and colour, and what the other marks mean."""
        actors = Markup("").join(
            Markup('<li><span class="{}">{}<sup>{}</sup></span></li>\n').format(
                self._actor_class(actor), self.names[actor], number
            )
            for actor, number in self.numbers.items()
        )
        marks = Markup(
            '<li><mark class="sb-stance sb-support"><span class="sb-tag">▲ for</span>statement</mark></li>\n'
            '<li><mark class="sb-stance sb-oppose"><span class="sb-tag">▼ against</span>statement</mark></li>\n'
            '<li><span class="sb-cue">cue</span></li>\n'
            '<li><span class="sb-condition">condition</span></li>\n'
            '<li><span class="sb-quote">quote</span><sup>speaker</sup></li>\n'
        )
        lists = Markup(
            '<ul class="sb-legend" aria-label="Actors">\n{}</ul>\n<ul class="sb-legend" aria-label="Marks">\n{}</ul>\n'
        )
        return lists.format(actors, marks)

    def body(self, mode: TextMode) -> Markup:
        """The text to show, marked, with … where something is left out."""
        text = self.article["text"]
        sentences = [(row["start_char"], row["end_char"]) for row in self.sentences] or [(0, len(text))]
        wanted = [(row["start_char"], row["end_char"]) for row in [*self.stances, *self.quotes]]
        parts = shown_parts(text, sentences, wanted, mode)
        if not parts:
            return Markup("<em>The article holds no statement and no quote to show.</em>")
        spans = [*self._stance_spans(), *self._quote_spans(), *self._mention_spans()]
        gap = Markup('\n<span class="sb-gap">…</span>\n')
        pieces = [mark_up(text, spans, start, end) for start, end in parts]
        first, last = parts[0][0] > 0, parts[-1][1] < len(text.rstrip())
        return (gap if first else Markup("")) + gap.join(pieces) + (gap if last else Markup(""))

    def _stance_spans(self) -> Iterator[Marked]:
        for number, row in enumerate(self.stances, 1):
            label = f"{number} {self._stance_label(row)}"
            yield Marked(
                start=row["start_char"],
                end=row["end_char"],
                layer=STANCE,
                tag="mark",
                classes=f"sb-stance sb-{row['position']}",
                title=f"{label}; rule {row['rule']}, confidence {row['confidence']:.2f}",
                id=anchor(row["stance_id"]),
                before=Markup('<span class="sb-tag">{}</span>').format(label),
            )
        # Statements of one sentence share a target or a cue: it is marked once.
        parts = {(m.start, m.end, m.title): m for row in self.stances for m in self._part_spans(row)}
        yield from parts.values()

    def _stance_label(self, row: Row) -> str:
        """▲ for: United States, threaten → Russia."""
        target = f" → {self.names[row['target_id']]}" if _there(row["target_id"]) else ""
        side, act = MARK.get(row["position"], row["position"]), row["act"].replace("_", " ")
        return f"{side}: {self.names[row['holder_id']]}, {act}{target}"

    def _part_spans(self, row: Row) -> Iterator[Marked]:
        for part, layer in PARTS.items():
            start, end = row[f"{part}_start_char"], row[f"{part}_end_char"]
            if _there(start) and _there(end):
                label = Markup("") if part == "cue" else Markup("<sup>{}</sup>").format(part)
                yield Marked(
                    start=int(start), end=int(end), layer=layer, classes=f"sb-part sb-{part}", title=part, after=label
                )

    def _quote_spans(self) -> Iterator[Marked]:
        for row in self.quotes:
            speaker = self.names[row["speaker_id"]] if _there(row["speaker_id"]) else "speaker unknown"
            yield Marked(
                start=row["start_char"],
                end=row["end_char"],
                layer=QUOTE,
                classes="sb-quote",
                title=f"{row['kind']} quote, {speaker}",
                after=Markup("<sup>{}</sup>").format(speaker),
            )

    def _mention_spans(self) -> Iterator[Marked]:
        for row in self.mentions:
            actor = row["actor_id"]
            yield Marked(
                start=row["start_char"],
                end=row["end_char"],
                layer=MENTION,
                classes=f"{self._actor_class(actor)} sb-{row['kind']}",
                title=f"{self.names[actor]} ({row['kind']})",
                after=Markup("<sup>{}</sup>").format(self.numbers[actor]),
            )

    def _actor_class(self, actor: str) -> str:
        number = self.numbers[actor]
        return f"sb-actor sb-a{number}" if number <= COLOURS else "sb-actor"

    def offsets(self) -> Html:
        """Every statement and quote with its place and no word of the text."""
        rows: list[tuple[Any, ...]] = [
            (r["start_char"], r["end_char"], "statement", *self._said(r), anchor(r["stance_id"])) for r in self.stances
        ]
        for row in self.quotes:
            speaker = self.names[row["speaker_id"]] if _there(row["speaker_id"]) else "speaker unknown"
            rows.append((row["start_char"], row["end_char"], f"{row['kind']} quote", speaker, None, ""))
        rows.sort(key=lambda row: row[:4])
        columns = ["start", "end", "annotation", "what", "confidence", "id"]
        frame = pd.DataFrame(rows, columns=columns).astype({"confidence": "float64"})
        caption = "Annotations by place in the text (characters)"
        return escaping_table(frame[columns[:-1]], caption, ids=frame["id"].to_list(), most=len(frame))

    def _said(self, row: Row) -> tuple[str, float]:
        return self._stance_label(row), row["confidence"]


def _rows(frame: pd.DataFrame, article_id: str) -> list[Row]:
    rows = frame[frame["article_id"] == article_id].to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


def _there(value: Any) -> bool:
    return not pd.isna(value)
