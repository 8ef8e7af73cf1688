"""Titles before names: "U.S. President Joe Biden", "Minister for Foreign Affairs of the Netherlands Wopke Hoekstra"."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc

from analysis.annotators.gazetteer import Gazetteer, Title
from analysis.annotators.names import Name, without_overlaps, words_of
from analysis.annotators.phrases import Pieces


@dataclass(frozen=True)
class TitleIndex:
    """The titles, honorifics and modifiers in a text: each by the token after it, and the tokens that belong to one."""

    ends: dict[int, tuple[int, list[Title]]]
    tokens: set[int]

    @classmethod
    def of(cls, pieces: Pieces, gazetteer: Gazetteer) -> TitleIndex:
        """Look the titles up; of titles that overlap the longest from the left counts."""
        found = list(gazetteer.titles.find(pieces))
        return cls(
            ends={end: (start, titles) for start, end, titles in found},
            tokens={i for start, end, _ in found for i in range(start, end)},
        )


def add_titled_names(doc: Doc, names: list[Name], index: TitleIndex) -> list[Name]:
    """`names` and the persons that only a title tells: "Mr. Dacic", "spokesman Hami Aksoy"."""
    taken = {i for name in names for i in range(name.start, name.end)} | index.tokens
    found = []
    for end, (start, titles) in index.ends.items():
        if all(title.kind == "modifier" for title in titles) or not doc[start].text[0].isupper():
            continue
        last = end
        while (
            last < len(doc) and last - end < 3 and last not in taken and doc[last].tag_ == "NNP" and doc[last].is_title
        ):
            last += 1
        if last > end:
            found.append(Name(start=end, end=last, type="person", form="entity"))
    return without_overlaps([*names, *found])


def attach_titles(doc: Doc, names: list[Name], index: TitleIndex) -> list[Name]:
    """Give every person the title directly before the name; names inside the title are no mentions of their own.

    Returns the names that are left, in document order.
    """
    ends = {name.end: name for name in names}
    at = {i: name for name in names for i in range(name.start, name.end)}
    swallowed: set[int] = set()
    for name in names:
        if name.type == "person" and name.form != "administration":
            _read_title(doc, name, ends, at, index).give_to(name, doc)
            swallowed.update(range(name.begin, name.start))
        begin = name.begin
        # "The Kremlin", "the oligarch Prigozhin": the article belongs to the mention.
        if name.mention and begin > 0 and doc[begin - 1].lower_ == "the":
            name.first = begin - 1
    return [name for name in names if name.start not in swallowed]


@dataclass(slots=True)
class _Title:
    """What was read so far, from the name leftwards."""

    first: int
    roles: list[str] = field(default_factory=list)
    owners: list[Name] = field(default_factory=list)
    honorific: str | None = None

    def give_to(self, name: Name, doc: Doc) -> None:
        """Write the title into the name; a state or organization alone is none."""
        while self.first < name.start and (
            doc[self.first].tag_ in ("DT", "CC", ",", "IN", "POS") or doc[self.first].is_space
        ):
            self.first += 1
        national = any(owner.form == "demonym" for owner in self.owners)
        if self.first == name.start or not (self.roles or self.honorific or national):
            return
        entries = [sense.entry for owner in self.owners for sense in owner.senses[:1]]
        name.first = self.first
        name.title = words_of(doc, self.first, name.start)
        name.roles = tuple(dict.fromkeys(self.roles))
        # The Treasury Secretary holds an office of the Treasury and of its state.
        name.role_of = tuple(dict.fromkeys(i for e in entries for i in (e.id, e.parent) if i))
        name.honorific = self.honorific


def _read_title(doc: Doc, name: Name, ends: dict[int, Name], at: dict[int, Name], index: TitleIndex) -> _Title:
    title = _Title(name.start)
    while True:
        before = _skip_marks(doc, title.first)
        owner = ends.get(before)
        known = index.ends.get(before)
        # "Chairman of the House of Representatives X": the organization, not the title "Representatives".
        if known and not (owner and owner.start < known[0]):
            _take_words(doc, title, before, known, at)
        elif owner and owner.type != "person" and owner.form != "nominal":
            if not _take_owner(doc, title, owner, name, index):
                return title
        elif title.roles and _is_modifier(doc, before - 1, name):
            title.first = before - 1  # "department spokeswoman Heather Nauert"
        else:
            return title


def _take_words(doc: Doc, title: _Title, end: int, known: tuple[int, list[Title]], at: dict[int, Name]) -> None:
    start, titles = known
    title.roles += [t.role for t in titles if t.role]
    if any(t.kind == "honorific" for t in titles):
        title.honorific = title.honorific or doc[start:end].text
    title.first = start
    # "US Treasury Secretary": the title begins inside the organization's name.
    if start in at and at[start].start < start:
        title.first = at[start].start
        title.owners.append(at[start])


def _take_owner(doc: Doc, title: _Title, owner: Name, name: Name, index: TitleIndex) -> bool:
    """Take "NATO" of "NATO chief X", or "President of Ukraine" of "President of Ukraine X"."""
    long = _long_title(doc, owner, index)
    if long is None and title.first == name.start and owner.form != "demonym":
        return False  # "told Ukraine Biden would …"
    if long is None:
        title.first = owner.start
    else:
        title.first = long[0]
        title.roles += long[1]
    title.owners.append(owner)
    return True


def _long_title(doc: Doc, owner: Name, index: TitleIndex) -> tuple[int, list[str]] | None:
    """The title that a state or organization ends: "President of Ukraine", "Ambassador to the United Nations"."""
    i = owner.start
    if i not in index.ends:  # else "Minister of Foreign Affairs Serbia Ivica Dacic", which has lost its preposition
        if i > 0 and doc[i - 1].lower_ == "the":
            i -= 1
        i -= 1
        if i < 0 or doc[i].lower_ not in ("of", "to", "for"):
            return None
    start, titles = index.ends.get(i, (i, []))
    roles = [title.role for title in titles if title.role]
    return (start, roles) if roles else None


def _is_modifier(doc: Doc, i: int, name: Name) -> bool:
    """Whether the token belongs to the noun phrase of the name."""
    if i < 0 or doc[i].tag_ not in ("NN", "NNP", "JJ") or doc[i].dep_ not in ("compound", "amod", "nmod"):
        return False
    return i < doc[i].head.i < name.end


def _skip_marks(doc: Doc, i: int) -> int:
    """A line end inside a title does not break it, nor an editor's bracket: "[Russian President] Vladimir Putin"."""
    if i > 1 and (doc[i - 1].text == "]" or (doc[i - 1].is_space and doc[i - 1].text.count("\n") < 2)):
        return i - 1
    return i
