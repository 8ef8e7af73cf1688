"""Institutions that are named by what and whose they are: "Russian Foreign Ministry", "the Obama administration"."""

from __future__ import annotations

from spacy.tokens import Doc

from analysis.annotators.gazetteer import Gazetteer, Institution, Sense
from analysis.annotators.names import Name, state_of, without_overlaps
from analysis.annotators.phrases import Pieces
from analysis.lexicons import ActorEntry


def join_institutions(doc: Doc, pieces: Pieces, known: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """`known` with "Russian", "Iran's" or "of Ukraine" joined to the institution beside it.

    "The Iranian government" is the state itself. A ministry without a state ("the Foreign Ministry") is an institution
    whose state the article must tell; parliaments, armies and the like are found only with their state.
    """
    starts, ends = {n.start: n for n in known}, {n.end: n for n in known}
    taken = {i for name in known if name.form != "demonym" for i in range(name.start, name.end)}
    joined = []
    for start, end, values in gazetteer.institutions.find(pieces):
        last = doc[end - 1]
        if any(i in taken for i in range(start, end)) or last.tag_ not in ("NN", "NNP", "NNS", "NNPS"):
            continue
        # "Ukrainian State Aviation Service": the word belongs to a longer name.
        if last.dep_ == "compound" and last.head.i == end and last.head.text[0].isupper():
            continue
        first, stop, state = _with_state(doc, start, end, starts, ends, gazetteer)
        name = _institution(doc, (start, end), (first, stop), values[0], state)
        if name:
            joined.append(name)
    return without_overlaps([*joined, *known])


def _with_state(
    doc: Doc, start: int, end: int, starts: dict[int, Name], ends: dict[int, Name], gazetteer: Gazetteer
) -> tuple[int, int, ActorEntry | None]:
    """The span with its state's name, and the state."""
    left = start
    while left > 0 and doc[left - 1].pos_ == "ADJ" and left not in ends:
        left -= 1  # "Iran's new government"
    before = ends.get(left - 1) if left > 0 and doc[left - 1].tag_ == "POS" else ends.get(left)
    state = state_of(before, gazetteer)
    if before and state:
        return before.start, end, state
    if end < len(doc) and doc[end].lower_ == "of":
        right = end + 2 if end + 1 < len(doc) and doc[end + 1].lower_ == "the" else end + 1
        after = starts.get(right)
        state = state_of(after, gazetteer)
        if after and state and after.form != "demonym":
            return start, after.end, state
    return start, end, None


def _institution(
    doc: Doc,
    words: tuple[int, int],
    span: tuple[int, int],
    institution: Institution | None,
    state: ActorEntry | None,
) -> Name | None:
    start, end = span
    if institution is None:
        # "a Palestinian state", "governments of Europe" are none.
        indefinite = start > 0 and doc[start - 1].lower_ in ("a", "an")
        # "the Indian state of Kerala"
        indefinite = indefinite or (words[1] == end < len(doc) and doc[end].lower_ == "of")
        if (
            state is None
            or indefinite
            or (doc[words[1] - 1].tag_ == "NNS" and doc[words[1] - 1].lower_ != "authorities")
        ):
            return None
        return Name(start=start, end=end, type="state", form="institution", senses=[Sense(state, "name")], of=state.id)
    article = words[0] > 0 and doc[words[0] - 1].lower_ == "the"
    capital = doc[words[0]].text[0].isupper() and not doc[words[0]].is_sent_start
    if state is None and not (institution.alone and (capital or article)):
        return None
    return Name(
        start=start,
        end=end,
        type="group" if institution.group else "organization",
        form="institution",
        institution=institution.id,
        of=state.id if state else None,
    )


def join_administrations(doc: Doc, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """ "The Obama administration", "the administration of President Obama": an organization named after a person."""
    joined = []
    for name in names:
        if name.type != "person":
            continue
        end = (
            name.end + 1 if name.end < len(doc) and doc[name.end].tag_ == "POS" else name.end
        )  # "Trump's administration"
        after = doc[end].lower_ if end < len(doc) else ""
        # "Trump's government" may be the state's, "Trump's officials" are persons.
        if after in gazetteer.words.administration_words and (end == name.end or after == "administration"):
            joined.append(
                Name(start=name.start, end=end + 1, type="organization", form="administration", senses=name.senses)
            )
    return without_overlaps([*joined, *names])
