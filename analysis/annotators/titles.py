"""Titles before names: "U.S. President Joe Biden", "Minister for Foreign Affairs of the Netherlands Wopke Hoekstra"."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from analysis.annotators.gazetteer import Gazetteer, Title
from analysis.annotators.names import Name, words_of
from analysis.annotators.phrases import Pieces


@dataclass(frozen=True)
class TitleIndex:
    """The words of titles in a text: by the token after them, and every token that belongs to one."""

    ends: dict[int, tuple[int, list[Title]]]
    starts: dict[int, tuple[int, list[Title]]]
    tokens: set[int]

    @classmethod
    def of(cls, pieces: Pieces, gazetteer: Gazetteer) -> TitleIndex:
        """Look the titles up; of titles that overlap the longest from the left counts."""
        ends, starts, tokens = {}, {}, set()
        for start, end, titles in gazetteer.titles.find(pieces):
            ends[end] = (start, titles)
            starts[start] = (end, titles)
            tokens.update(range(start, end))
        return cls(ends=ends, starts=starts, tokens=tokens)


def attach_titles(doc: Doc, names: list[Name], index: TitleIndex) -> list[Name]:
    """Give every person the title directly before the name; names inside the title are no mentions of their own.

    Returns the names that are left, in document order.
    """
    ends = {name.end: name for name in names}
    at = {i: name for name in names for i in range(name.start, name.end)}
    swallowed: set[int] = set()
    for name in names:
        if name.type == "person" and name.form != "administration":
            _attach(doc, name, ends, at, index)
            swallowed.update(range(name.begin, name.start))
        if name.mention:
            _take_article(doc, name)
    return [name for name in names if name.start not in swallowed]


def _attach(doc: Doc, name: Name, ends: dict[int, Name], at: dict[int, Name], index: TitleIndex) -> None:
    first, roles, owners = name.start, [], []
    honorific = None
    while True:
        before = _skip_marks(doc, first)
        owner = ends.get(before)
        # "Chairman of the House of Representatives X": the organization, not the title "Representatives".
        if before in index.ends and not (owner and owner.start < index.ends[before][0]):
            start, titles = index.ends[before]
            kinds = {title.kind for title in titles}
            # "He told the president Putin was …" has no title; but "the oligarch Yevgeny Prigozhin" has.
            roles += [title.role for title in titles if title.role]
            if "honorific" in kinds:
                honorific = honorific or doc[start:before].text
            first = start
            # "US Treasury Secretary": the title begins inside the organization's name.
            if start in at and at[start].start < start:
                first = at[start].start
                owners.append(at[start])
        elif owner and owner.type != "person" and owner.form != "nominal":
            long = _long_title(doc, owner, ends, index)
            if long is not None:
                first, found = long
                roles += found
            elif first == name.start and owner.form != "demonym":
                break  # "told Ukraine Biden would …": a state alone is no title
            else:
                first = owner.start
            owners.append(owner)
        elif roles and before > 0 and doc[before - 1].tag_ in ("NN", "NNP", "JJ") and doc[before - 1].dep_ in (
            "compound", "amod", "nmod"
        ) and name.begin <= doc[before - 1].head.i < name.end + 1 | before:
            first = before - 1
        else:
            break
    _set_title(doc, name, first, roles, owners, honorific)


def _skip_marks(doc: Doc, i: int) -> int:
    """A line end inside a title does not break it, nor an editor's bracket: "[Russian President] Vladimir Putin"."""
    if i > 1 and (doc[i - 1].text == "]" or doc[i - 1].is_space and doc[i - 1].text.count("\n") < 2):
        return i - 1
    return i


def _long_title(
    doc: Doc, owner: Name, ends: dict[int, Name], index: TitleIndex
) -> tuple[int, list[str]] | None:
    """The title that a state or organization ends: "President of Ukraine", "Ambassador to the United Nations"."""
    i = owner.start
    if i > 0 and doc[i - 1].lower_ == "the":
        i -= 1
    # "Minister of Foreign Affairs Serbia Ivica Dacic" has lost its comma, or its preposition.
    before = owner.start if owner.start in index.ends else i - 1
    if before == i - 1 and (i == 0 or doc[i - 1].lower_ not in ("of", "to", "for")):
        return None
    if before in index.ends:
        start, titles = index.ends[before]
        found = [title.role for title in titles if title.role]
        return (start, found) if found else None
    return None


def _set_title(
    doc: Doc, name: Name, first: int, roles: list[str], owners: list[Name], honorific: str | None
) -> None:
    while first < name.start and (doc[first].tag_ in ("DT", "CC", ",", "IN", "POS") or doc[first].is_space):
        first += 1
    if first == name.start or not (roles or honorific or any(o.form == "demonym" for o in owners)):
        return
    name.first = first
    name.title = words_of(doc, first, name.start)
    name.roles = tuple(dict.fromkeys(roles))
    entries = [s.entry for o in owners for s in o.senses[:1]]
    # The Treasury Secretary holds an office of the Treasury and of its state.
    name.role_of = tuple(dict.fromkeys(i for e in entries for i in (e.id, e.parent) if i))
    name.honorific = honorific


def _take_article(doc: Doc, name: Name) -> None:
    """"The Kremlin", "the oligarch Prigozhin": the article belongs to the mention."""
    begin = name.begin
    if begin > 0 and doc[begin - 1].tag_ == "DT" and doc[begin - 1].lower_ in ("the", "this"):
        name.first = begin - 1
