"""The review in JupyterLab: one statement after another, with buttons; every click is on the disk at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd
from markupsafe import Markup
from pydantic import ValidationError

from analysis.corrections.cast import Cast
from analysis.corrections.decisions import (
    Decision,
    Kind,
    Reading,
    acts_of,
    append_decisions,
    now,
    problems,
    read_decisions,
)
from analysis.highlights import Html, escaping_table, excerpt
from analysis.highlights.excerpts import checked
from analysis.review.items import Item, corrected_reading, locate, review_items
from analysis.review.sheet import NO_TARGET, actor_name
from analysis.tables import Tables

WIDE = widgets.Layout(width="32em", max_width="100%")
STYLE = {"description_width": "9em"}


def review(
    tables: Tables,
    corrections: str | Path,
    coder: str = "",
    *,
    topic: str | None = "sanctions",
    text: str = "full",
    most: int = 50,
) -> Panel:
    """A panel that shows the statements without a decision, the least confident first, and takes decisions on them.

    Decisions are appended to `corrections` at each click. Where nothing can be clicked (a report, papermill) it shows a
    table of the first `most` statements. `text` says how much of the articles' words is shown.
    """
    items = review_items(tables, read_decisions(corrections, missing_ok=True), topic)
    return Panel(tables, items, Path(corrections), coder, checked(text), most)


def statements_to_review(items: list[Item], text: str, most: int) -> Html:
    """The first `most` statements as a table, with their words as far as `text` allows."""
    rows = [
        {"date": i.date, "outlet": i.outlet, "confidence": i.confidence, **i.found.model_dump()}
        | {"evidence": _words(i.opening + i.evidence + i.closing, text) or f"characters {i.start} to {i.end}"}
        for i in items
    ]
    columns = ["date", "outlet", "confidence", *Reading.model_fields, "evidence"]
    frame = pd.DataFrame(rows, columns=columns)
    return escaping_table(frame, "Statements to review, the most doubtful first", most=most)


def _words(words: str, text: str) -> str:
    return "" if text == "none" else excerpt(words, 0, len(words), text)


@dataclass
class Panel:
    """The panel. `save`, `skip`, `back`, `take_back` and `add` are what its buttons do."""

    tables: Tables
    items: list[Item]
    corrections: Path
    coder: str
    text: str
    most: int
    index: int = 0
    saved: list[Decision] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cast = Cast.of(self.tables.actors)
        names = sorted(set(self.cast.names.values()))
        acts = [(f"{act.replace('_', ' ')} ({entry.position})", act) for act, entry in acts_of("sanctions").items()]
        self.name = widgets.Text(value=self.coder, description="Your name", style=STYLE, layout=WIDE)
        self.shown = widgets.HTML()
        self.message = widgets.HTML()
        self.holder, self.target = _actor("Holder", names), _actor("Target", names)
        self.act = widgets.Dropdown(options=acts, description="Act and position", style=STYLE, layout=WIDE)
        self.note = widgets.Text(description="Note", style=STYLE, layout=WIDE)
        self.missed_words = widgets.Textarea(description="Its words", style=STYLE, layout=WIDE)
        self.missed_holder, self.missed_target = _actor("Its holder", names), _actor("Its target", names)
        self.missed_act = widgets.Dropdown(options=acts, description="Its act", style=STYLE, layout=WIDE)
        self.box = self._layout()
        self.show()

    def _layout(self) -> widgets.VBox:
        """Everything in the order of the tab key."""
        decisions = [
            self._button("Confirm", lambda: self.save("confirm"), "success"),
            self._button("Save correction", lambda: self.save("correct"), "primary"),
            self._button("Reject", lambda: self.save("reject"), "danger"),
            self._button("Later", self.skip),
            self._button("Back", self.back),
            self._button("Take back the last", self.take_back),
        ]
        missed = [self.missed_words, self.missed_holder, self.missed_act, self.missed_target]
        adding = widgets.VBox([*missed, self._button("Add this statement", self.add)])
        more = widgets.Accordion([adding], titles=["Add a statement that the program missed in this article"])
        fields = [self.holder, self.act, self.target, self.note]
        row = widgets.HBox(decisions, layout=widgets.Layout(flex_flow="row wrap"))
        return widgets.VBox([self.name, self.shown, *fields, row, self.message, more])

    def _button(self, label: str, work: Callable[[], None], style: str = "") -> widgets.Button:
        button = widgets.Button(description=label, button_style=style, layout=widgets.Layout(width="auto"))
        button.on_click(lambda _: self._do(work))
        return button

    def _do(self, work: Callable[[], None]) -> None:
        """Do what a button says; what goes wrong is told below it."""
        try:
            work()
        except ValidationError as error:
            self._tell(problems(error))
        except (ValueError, OSError) as error:
            self._tell(str(error))

    def _tell(self, words: str) -> None:
        self.message.value = Markup('<p role="status">{}</p>').format(words)

    @property
    def item(self) -> Item | None:
        return self.items[self.index] if self.index < len(self.items) else None

    def show(self) -> None:
        """Show the present statement."""
        item = self.item
        if item is None:
            self.shown.value = Markup("<p>No statement is left to review. Back leads to those before.</p>")
            return
        self.shown.value = _statement(item, self.index + 1, len(self.items), self.text)
        self.holder.value, self.target.value = item.found.holder or "", item.found.target or ""
        self.act.value, self.note.value = item.found.act, ""

    def save(self, kind: Kind) -> None:
        """Save a decision on the present statement and go on. Raises `ValueError` where something is missing."""
        item = self.item
        if item is None:
            raise ValueError("no statement is left to decide on")
        reading = item.found if kind == "reject" else self._reading(item)
        if kind == "correct" and reading == item.found:
            raise ValueError("nothing is corrected; change a field, or confirm the statement")
        if kind == "confirm" and reading != item.found:
            raise ValueError("a field was changed; save the correction, or write back what was there")
        self._append(item.decide(kind, reading, self._coder(), self.note.value.strip()))
        self.skip()

    def _reading(self, item: Item) -> Reading:
        holder, target = self.holder.value.strip(), self.target.value.strip()
        given = Reading(
            holder=self._actor(holder),
            act=self.act.value,
            target=self._actor(target),
        )
        return corrected_reading(item.found, given, item.topic, no_target=not given.target)

    def _actor(self, name: str) -> str | None:
        return actor_name(self.cast, name) if name and name.casefold() != NO_TARGET else None

    def add(self) -> None:
        """Save a statement of the present article that the program missed. Raises `ValueError` for words not in it."""
        item = self.item or (self.items[-1] if self.items else None)
        if item is None:
            raise ValueError("no article is shown to add a statement to")
        words = str(self.tables.articles.set_index("sha256")["text"][item.article])
        start, end = locate(words, self.missed_words.value)
        holder, target = self.missed_holder.value.strip(), self.missed_target.value.strip()
        given = Reading(holder=self._actor(holder), act=self.missed_act.value, target=self._actor(target))
        reading = corrected_reading(Reading(), given, item.topic)
        decision = Decision(
            article=item.article, start=start, end=end, topic=item.topic, decision="add", text=words[start:end],
            coder=self._coder(), time=now(), **reading.model_dump(),
        )  # fmt: skip
        self._append(decision)
        self.missed_words.value = self.missed_holder.value = self.missed_target.value = ""

    def _coder(self) -> str:
        if not self.name.value.strip():
            raise ValueError("write your name into the first field; decisions are kept under it")
        return str(self.name.value).strip()

    def _append(self, decision: Decision) -> None:
        append_decisions(self.corrections, [decision])
        self.saved.append(decision)
        self._tell(f"Saved to {self.corrections}: {decision.decision} “{_words(decision.text, self.text)[:60]}”")

    def skip(self) -> None:
        """Go on to the next statement."""
        self.index = min(self.index + 1, len(self.items))
        self.show()

    def back(self) -> None:
        """Go back to the statement before; a new decision on it replaces the old one."""
        self.index = max(self.index - 1, 0)
        self.show()

    def take_back(self) -> None:
        """Withdraw the last decision that was saved here. Raises `ValueError` where there is none."""
        if not self.saved:
            raise ValueError("nothing was saved here yet")
        last = self.saved.pop()
        said = {**last.model_dump(), **dict.fromkeys(Reading.model_fields), "decision": "withdraw", "time": now()}
        append_decisions(self.corrections, [Decision.model_validate(said)])
        self._tell(f"Taken back: {last.decision} “{_words(last.text, self.text)[:60]}”")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The widgets for a front end that can show them, the table for the others."""
        bundle: dict[str, Any] = self.box._repr_mimebundle_()
        return bundle | {"text/html": statements_to_review(self.items, self.text, self.most)._repr_html_()}


def _actor(label: str, names: list[str]) -> widgets.Combobox:
    return widgets.Combobox(options=names, ensure_option=False, description=label, style=STYLE, layout=WIDE)


def _statement(item: Item, number: int, total: int, text: str) -> Markup:
    """A statement in its context, the evidence marked, and how the program reads it."""
    facts = ", ".join(filter(None, [item.outlet, item.date or "undated", item.title if text != "none" else None]))
    target = f"on {item.found.target}" if item.found.target else "target not said"
    reads = f"{item.found.holder}: {item.found.position} ({(item.found.act or '').replace('_', ' ')}), {target}"
    return Markup(
        "<p><strong>Statement {} of {}</strong>, article {}: {}</p>"
        "<blockquote><p>{} {}<mark>{}</mark>{} {}</p></blockquote>"
        "<p>The program reads: <strong>{}</strong>. Confidence {:.2f}.</p>"
    ).format(
        number, total, item.article_id, facts, *(_words(part, text) for part in (item.before, item.opening)),
        _words(item.evidence, text) or f"characters {item.start} to {item.end}",
        *(_words(part, text) for part in (item.closing, item.after)), reads, item.confidence,
    )  # fmt: skip
