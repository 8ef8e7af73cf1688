"""Finding names: by the actor lexicon, by spaCy's entities, and again wherever the article repeats one.

A name of the lexicon wins over an entity, unless the entity is a longer name that only contains it (Moscow in the
Moscow Exchange). Adjectives, places and the names of laws, deals and events are found too, so that nothing else takes
their words; `places` says that they are no mentions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from analysis.annotators.columns import columns_of
from analysis.annotators.gazetteer import Gazetteer, Sense
from analysis.annotators.phrases import Phrases, Pieces
from analysis.lexicons import ActorEntry

# Entities that can be actors; others are actors only where the article's other mentions of them are.
_TYPES = {"PERSON": "person", "ORG": "organization", "NORP": "group"}
# Entities that are no actors, so that a state inside them is none either: "the South China Sea", "the Iran Air Tower".
_THINGS = frozenset({"LOC", "FAC", "LAW", "PRODUCT", "WORK_OF_ART"})
_PARTY = re.compile(r"[RDI]-[A-Z]")  # "R-Wis."
_FORMS = ("name", "surname", "people", "metonym", "nominal", "demonym")


@dataclass(slots=True, kw_only=True)
class Name:
    """A name in the text: tokens [start, end), and its title before. No `senses` where the lexicon does not know it."""

    start: int
    end: int
    type: str  # person, organization, state, group
    form: str  # as in `Sense`; "entity" where spaCy found it; "institution", "administration"
    senses: list[Sense] = field(default_factory=list)
    mention: bool = True  # False: an adjective or a place
    institution: str | None = None  # "foreign_ministry"
    of: str | None = None  # the actor id of the institution's state
    first: int = -1  # where the title or the article begins
    title: str | None = None  # its words: "Ukrainian President"
    roles: tuple[str, ...] = ()  # the offices that the title may mean
    role_of: tuple[str, ...] = ()  # the states and organizations named in the title
    honorific: str | None = None

    @property
    def begin(self) -> int:
        """The first token of the mention."""
        return self.first if self.first >= 0 else self.start


def words_of(doc: Doc, start: int, end: int) -> str:
    """The text of these tokens on one line."""
    columns = columns_of(doc)
    return " ".join(columns.text[columns.starts[start] : columns.ends[end - 1]].split()) if start < end else ""


def state_of(name: Name | None, gazetteer: Gazetteer) -> ActorEntry | None:
    """The state, or the body with an adjective of its own ("EU foreign policy chief"), that a name stands for."""
    if name is None or name.form not in ("name", "metonym", "demonym"):
        return None
    entry = name.senses[0].entry
    return entry if entry.type == "state" or entry.id in gazetteer.words.adjectives else None


def without_overlaps(names: Iterable[Name]) -> list[Name]:
    """In document order; of names that overlap the one that is given first stays."""
    kept: list[Name] = []
    taken: set[int] = set()
    for name in names:
        tokens = range(name.start, name.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(name)
    return sorted(kept, key=lambda name: name.start)


def lexicon_names(doc: Doc, pieces: Pieces, gazetteer: Gazetteer) -> list[Name]:
    """The names that the actor lexicon knows."""
    found = []
    for start, end, senses in gazetteer.names.find(pieces):
        form = min((sense.form for sense in senses), key=_FORMS.index)
        # "May said", "may say": a surname is a proper noun.
        if form == "surname" and not doc[end - 1].tag_.startswith("NNP"):
            continue
        # "the assembly", but "Parliamentary Assembly": descriptions are written small.
        if form == "nominal" and end - start == 1 and doc[start].text[0].isupper():
            continue
        chosen = [sense for sense in senses if sense.form == form]
        found.append(Name(start=start, end=end, type=chosen[0].entry.type, form=form, senses=chosen))
    return found


def short_names(doc: Doc, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """`names` and the short forms of those that the article has in full: "the North" after "North Korea"."""
    senses = {sense.entry.id: sense for name in names for sense in name.senses}
    found = []
    texts = columns_of(doc).texts
    for i, text in enumerate(texts[:-1]):
        actor_id = gazetteer.words.short_names.get(text)
        if actor_id not in senses:
            continue
        alone = i > 0 and texts[i - 1].lower() == "the" and not texts[i + 1][0].isupper()
        if alone and doc[i].dep_ not in ("compound", "amod"):
            entry = senses[actor_id].entry
            found.append(Name(start=i, end=i + 1, type=entry.type, form="name", senses=[Sense(entry, "name")]))
    return without_overlaps([*names, *found])


def entity_names(doc: Doc, known: list[Name], titled: set[int], gazetteer: Gazetteer) -> list[Name]:
    """`known` and the entities beside it; an entity of which known names are only a part replaces them."""
    at = {i: name for name in known for i in range(name.start, name.end)}
    tags = columns_of(doc).tags
    entities = [(*_trimmed(doc, entity), entity.label_) for entity in doc.ents]
    kinds = _majority(doc, entities)
    longer: list[Name] = []
    for start, end, own_label in entities:
        if start >= end:
            continue
        inside = list({id(at[i]): at[i] for i in range(start, end) if i in at}.values())
        if any(name.form in ("institution", "administration") for name in inside):
            continue
        # "the Parliamentary Assembly of the Union State of Belarus" and Russia: a name that goes on belongs to it.
        start, end = min([start, *(n.start for n in inside)]), max([end, *(n.end for n in inside)])
        rest = [i for i in range(start, end) if i not in at and i not in titled and tags[i].startswith("NNP")]
        label = own_label if inside else kinds.get(words_of(doc, start, end), own_label)
        name = _entity(doc, label, start, end, inside, rest, gazetteer)
        if name:
            longer.append(name)
    return without_overlaps([*longer, *known])


def _entity(
    doc: Doc, label: str, start: int, end: int, inside: list[Name], rest: list[int], gazetteer: Gazetteer
) -> Name | None:
    if inside and not rest:
        return None
    if inside and end - start > 2 and doc[start:end].text.isupper():
        return None  # "TRUMP SIGNS BILL": a headline
    if label == "PERSON":
        # "Ukraine Volodymyr Zelenskyy": the person begins after what is no person.
        others = [name.end for name in inside if name.type != "person"]
        start = max([start, *(e for e in others if e <= rest[0])]) if rest else start
        known = [name for name in inside if name.form == "name" and name.type == "person"]
        # Only titles stand before a name that the lexicon knows; or several names are run together.
        if known and (known[-1].end > rest[-1] or len(rest) > 1):
            return None
        if others and max(others) > start:
            return None
        while start < end and not doc[start].text[0].isupper():
            start += 1
    elif label in _THINGS and rest:
        return _thing(start, end)
    elif label not in _TYPES or (label == "NORP" and (inside or doc[end - 1].tag_ not in ("NNPS", "NNS"))):
        return None
    if start >= end:
        return None
    if not _is_name(doc, label, start, end, gazetteer):
        # A law or a deal keeps its words; a title or "Administration" is left for descriptions.
        return _thing(start, end) if rest and doc[end - 1].text in gazetteer.words.not_actors else None
    return Name(start=start, end=end, type=_TYPES[label], form="entity")


def _thing(start: int, end: int) -> Name:
    return Name(start=start, end=end, type="thing", form="entity", mention=False)


def _is_name(doc: Doc, label: str, start: int, end: int, gazetteer: Gazetteer) -> bool:
    text, last = words_of(doc, start, end), doc[end - 1]
    if end - start > 9 or len(text) < 2 or any(c in text for c in '/@#|:;=<>"“”') or text[0].isdigit():
        return False
    kind = doc[end - 2] if last.is_digit and end - start > 1 else last  # "Executive Order 13660"
    if (
        kind.text in gazetteer.words.not_actors
        or _PARTY.match(text)
        or not any(c.isupper() for c in text)
        or text[-1] in "-–—"
    ):
        return False
    if label == "PERSON":
        return last.tag_.startswith("NNP") and not any(c.isdigit() for c in text)
    if end - start == 1 and not last.tag_.startswith("NNP"):
        return False  # "Allied bond"
    # A single word that is a title or a common noun elsewhere: "State", "Secretary".
    return end - start > 1 or not (gazetteer.titles.get(text) or gazetteer.institutions.get(text))


def _majority(doc: Doc, entities: Iterable[tuple[int, int, str]]) -> dict[str, str]:
    """Of each text that is an entity, the label that it has most; one that makes it an actor counts twice."""
    labels: dict[str, Counter[str]] = {}
    for start, end, label in entities:
        labels.setdefault(words_of(doc, start, end), Counter())[label] += 1
    return {text: max(counts, key=lambda k: counts[k] * (1 + (k in _TYPES))) for text, counts in labels.items()}


def _trimmed(doc: Doc, entity: Span) -> tuple[int, int]:
    """Without the article before, the possessive after, and what a blank line cuts off."""
    texts, tags = columns_of(doc).texts, columns_of(doc).tags
    start, end = entity.start, entity.end
    end = next((i for i in range(start, end) if texts[i].count("\n") > 1), end)
    while start < end and (tags[start] == "DT" or texts[start].isspace() or doc[start].is_punct):
        start += 1
    while end > start and (
        tags[end - 1] in ("POS", "IN", "CC") or texts[end - 1].isspace() or texts[end - 1] in ",-–—'’\"”"
    ):
        end -= 1
    return start, end


def repeated_names(doc: Doc, pieces: Pieces, names: list[Name]) -> list[Name]:
    """Names of the article's own that spaCy overlooked where they stand again: "Andonov" after "Vladimir Andonov"."""
    own: Phrases[Name] = Phrases()
    for name in names:
        if name.form == "entity" and name.mention and name.type in ("person", "organization"):
            own.add(words_of(doc, name.start, name.end), name)
            if name.type == "person" and name.end - name.start > 1 and len(doc[name.end - 1]) > 2:
                own.add(doc[name.end - 1].text, name)
    again = [
        Name(start=start, end=end, type=values[0].type, form="entity")
        for start, end, values in own.find(pieces)
        if doc[end - 1].tag_.startswith("NNP")
    ]
    return without_overlaps([*names, *again])


def head_of(doc: Doc, start: int, end: int) -> int:
    """The token by which a span hangs in its sentence; the last one where the parse has several."""
    heads = [i for i in range(start, end) if not start <= doc[i].head.i < end or doc[i].head.i == i]
    nouns = [i for i in heads if doc[i].pos_ in ("NOUN", "PROPN", "PRON")]
    return (nouns or heads or [end - 1])[-1]
