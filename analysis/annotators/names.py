"""Finding names: by the actor lexicon, by spaCy's entities, and again wherever the article repeats one.

A name of the lexicon wins over an entity, unless the entity is a longer name that only contains it (Moscow in the Moscow
Exchange). Adjectives, places and the names of laws, deals and events are found too, so that nothing else takes their
words, but they are no mentions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from analysis.annotators.gazetteer import Gazetteer, Sense
from analysis.annotators.phrases import Pieces, Phrases, fold
from analysis.lexicons import ActorEntry

# Entities that can be actors; others are actors only where the article's other mentions of them are.
_TYPES = {"PERSON": "person", "ORG": "organization", "NORP": "group"}
# Entities that are no actors, so that a state inside them is none either: "the South China Sea", "the Iran Air Tower".
_THINGS = frozenset({"LOC", "FAC", "LAW", "PRODUCT", "WORK_OF_ART"})
_FORMS = ("name", "surname", "people", "metonym", "nominal", "demonym")


@dataclass(slots=True, kw_only=True)
class Name:
    """A name in the text: tokens [start, end), and its title before it. No `senses` where the lexicon does not know it."""

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
    return " ".join(doc[start:end].text.split())


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


def entity_names(doc: Doc, known: list[Name], titled: set[int], gazetteer: Gazetteer) -> list[Name]:
    """`known` and the entities beside it; an entity that contains known names as parts of a longer one replaces them."""
    at = {i: name for name in known for i in range(name.start, name.end)}
    kinds = _majority(doc)
    longer: list[Name] = []
    for entity in doc.ents:
        start, end = _trimmed(doc, entity)
        if start >= end:
            continue
        inside = list({id(at[i]): at[i] for i in range(start, end) if i in at}.values())
        if any(name.form in ("institution", "administration") for name in inside):
            continue
        # "the Parliamentary Assembly of the Union State of Belarus" and Russia: a name that goes on belongs to it.
        start, end = min([start, *(n.start for n in inside)]), max([end, *(n.end for n in inside)])
        rest = [i for i in range(start, end) if i not in at and i not in titled and doc[i].tag_.startswith("NNP")]
        label = entity.label_ if inside else kinds.get(words_of(doc, start, end), entity.label_)
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
        if inside and inside[-1].form == "name" and inside[-1].type == "person" and inside[-1].end > rest[-1]:
            return None  # only titles before a name that the lexicon knows
        if others and max(others) > start:
            return None
        while start < end and not doc[start].text[0].isupper():
            start += 1
    elif label in _THINGS or label == "EVENT":
        return Name(start=start, end=end, type="thing", form="entity", mention=False) if label in _THINGS and rest else None
    elif label not in _TYPES or (label == "NORP" and (inside or doc[end - 1].tag_ not in ("NNPS", "NNS"))):
        return None
    if start >= end:
        return None
    if not _is_name(doc, label, start, end, gazetteer):
        # A law or a deal keeps its words; a title or "Administration" is left for descriptions.
        thing = doc[end - 1].text in gazetteer.words.not_actors
        return Name(start=start, end=end, type="thing", form="entity", mention=False) if rest and thing else None
    return Name(start=start, end=end, type=_TYPES[label], form="entity")


def _is_name(doc: Doc, label: str, start: int, end: int, gazetteer: Gazetteer) -> bool:
    text, last = words_of(doc, start, end), doc[end - 1]
    if end - start > 9 or len(text) < 2 or any(c in text for c in "/@#|:;=<>\"“”") or text[0].isdigit():
        return False
    if last.text in gazetteer.words.not_actors or not any(c.isupper() for c in text) or text[-1] in "-–—":
        return False
    if label == "PERSON":
        return last.tag_.startswith("NNP") and not any(c.isdigit() for c in text)
    # A single word that is a title or a common noun elsewhere: "State", "Secretary".
    return end - start > 1 or not (gazetteer.titles.get(text) or gazetteer.institutions.get(text))


def _majority(doc: Doc) -> dict[str, str]:
    """Of each text that is an entity several times, a label that makes it an actor where one occurrence has it."""
    labels: dict[str, str] = {}
    for entity in doc.ents:
        if entity.label_ in _TYPES:
            start, end = _trimmed(doc, entity)
            labels.setdefault(words_of(doc, start, end), entity.label_)
    return labels


def _trimmed(doc: Doc, entity: Span) -> tuple[int, int]:
    """Without the article before, the possessive after, and what a blank line cuts off."""
    start, end = entity.start, entity.end
    for i in range(start, end):
        if doc[i].is_space and doc[i].text.count("\n") > 1:
            end = i
            break
    while start < end and (doc[start].tag_ == "DT" or doc[start].is_space or doc[start].is_punct):
        start += 1
    while end > start and (doc[end - 1].tag_ in ("POS", "IN", "CC") or doc[end - 1].is_space or doc[end - 1].text in ",-–—'’\"”"):
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


def mark_non_mentions(doc: Doc, names: list[Name], gazetteer: Gazetteer) -> None:
    """Take adjectives and places out of the mentions; the names stay, as context."""
    place: set[int] = set()
    words = gazetteer.words
    for name in names:
        before = doc[name.start - 1] if name.start else None
        if name.form == "demonym" or _in_credit(doc, name, words.credit_words):
            name.mention = False
        elif before is not None and before.lower_ in ("on", "via") and words_of(doc, name.start, name.end) in words.platforms:
            name.mention = False
        elif name.form == "metonym" or (name.type == "group" and doc[name.start].ent_type_ == "LOC"):
            if is_place(doc, name, place, gazetteer):
                place.update(range(name.start, name.end))
                name.mention = False
        elif name.form == "nominal":
            name.mention = name.start > 0 and (doc[name.start - 1].tag_ in ("DT", "PRP$") or doc[name.end - 1].tag_ == "NNS")
        elif name.type == "state" and name.form == "name" and is_adjective(doc, name):
            name.mention = False


def is_adjective(doc: Doc, name: Name) -> bool:
    """Whether an abbreviation does an adjective's work: "US sanctions", but "EU sanctions" name the EU."""
    token = doc[name.end - 1]
    short = all(c.isupper() or c == "." for c in token.text) and name.end - name.start == 1
    return short and token.dep_ in ("compound", "amod", "nmod") and token.head.i > token.i


def is_place(doc: Doc, name: Name, places: set[int], gazetteer: Gazetteer) -> bool:
    """Whether a capital is plainly the place: a dateline, "in Moscow", "a visit to Kyiv", "Moscow talks"."""
    words, token, head = gazetteer.words, doc[name.end - 1], doc[name.end - 1].head
    after = doc[name.end] if name.end < len(doc) else None
    if _in_dateline(doc, name):
        return True
    if token.dep_ in ("compound", "amod", "nmod") and head.i > token.i:
        return True
    if token.dep_ == "conj" and head.i in places:
        return True
    if after is not None and after.text == "," and name.end + 1 < len(doc) and doc[name.end + 1].ent_type_ == "GPE" and (
        doc[name.end + 1].dep_ in ("appos", "npadvmod")
    ):
        return True  # "Tehran, Iran"
    if token.dep_ in ("dobj", "nsubjpass") and head.lemma_.lower() in words.motion_words:
        return True
    if token.dep_ == "pobj" and head.i < token.i:
        if head.lower_ in words.place_prepositions:
            return True
        return head.lower_ in words.motion_prepositions and head.head.lemma_.lower() in words.motion_words
    return name.start > 0 and doc[name.start - 1].lower_ in words.place_prepositions


def _in_dateline(doc: Doc, name: Name) -> bool:
    if name.start > 0 and not doc[name.start - 1].is_space and not (doc[name.start].is_sent_start and doc[name.start].is_upper):
        return False
    for token in doc[name.end : name.end + 8]:
        if token.text in ("-", "–", "—", "--", "(") or token.text[0] in "–—":
            return True
        if token.pos_ in ("VERB", "AUX") or token.tag_ == "POS":
            return False
    return False


def _in_credit(doc: Doc, name: Name, credit_words: frozenset[str]) -> bool:
    """Whether a name is a byline or a credit: alone in its paragraph, or after "copyright"."""
    if any(token.lower_ in credit_words for token in doc[max(0, name.start - 2) : name.start]):
        return True
    if name.type not in ("person", "organization"):
        return False
    before = name.start == 0 or _is_break(doc, name.start - 1)
    return before and (name.end == len(doc) or _is_break(doc, name.end)) and len(doc) > 40


def _is_break(doc: Doc, i: int) -> bool:
    return bool(doc[i].is_space and doc[i].text.count("\n") > 1)


def iter_heads(doc: Doc, start: int, end: int) -> Iterator[int]:
    """The tokens of a span whose head lies outside it."""
    for i in range(start, end):
        if not start <= doc[i].head.i < end or doc[i].head.i == i:
            yield i


def head_of(doc: Doc, start: int, end: int) -> int:
    """The token by which a span hangs in its sentence; the last one where the parse has several."""
    heads = list(iter_heads(doc, start, end))
    nouns = [i for i in heads if doc[i].pos_ in ("NOUN", "PROPN", "PRON")]
    return (nouns or heads or [end - 1])[-1]


def same_words(a: str, b: str) -> bool:
    """Whether two names are the same, case and accents apart."""
    return fold(a).casefold() == fold(b).casefold()
