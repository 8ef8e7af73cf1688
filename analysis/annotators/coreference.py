"""Whom descriptions and pronouns mean, by rules over the parse, read from the article's start to its end.

Abstains where nothing stands out: no reference is better than a wrong one. First and second persons are left to
`quotes`, which knows the speakers.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from analysis.annotators.antecedents import antecedent
from analysis.annotators.cast import Cast, Member
from analysis.annotators.columns import columns_of
from analysis.annotators.descriptions import Description
from analysis.annotators.focus import Seen
from analysis.annotators.names import Name, head_of
from analysis.annotators.reading import Reading, Reference


def refer(
    doc: Doc, names: Sequence[Name], members: dict[int, Member], descriptions: Sequence[Description], cast: Cast
) -> list[Reference]:
    """Every reference to an actor, in document order; a description takes the names inside it ("the President of
    Ukraine"), unless it describes unnamed people ("White House officials").
    """
    reading = Reading(doc, names, members, cast)
    events: list[tuple[int, int, Name | Description | Token]] = []
    events += [(name.start, 0, name) for name in names]
    events += [(description.head, 1, description) for description in descriptions]
    events += [(i, 2, doc[i]) for i, tag in enumerate(columns_of(doc).tags) if tag in ("PRP", "PRP$")]
    for _, _, event in sorted(events, key=lambda e: e[:2]):
        if isinstance(event, Name):
            _read_name(event, reading)
        elif isinstance(event, Description):
            _read_description(event, reading)
        else:
            _read_pronoun(event, reading)
    return _without_nested(reading)


def _read_name(name: Name, reading: Reading) -> None:
    member = reading.members.get(name.start) or _unspecified_institution(name, reading)
    if member is None:
        return
    head = head_of(reading.doc, name.start, name.end)
    if not name.mention:
        # "the Iranian president … the country": an adjective brings a state to mind, faintly.
        if member.type == "state" or (member.entry and member.entry.demonyms):
            reading.focus.see(member, head, 0.2)
        return
    state = reading.gazetteer.states.get(member.country or "")
    if state and member.type != "state":
        reading.focus.see(reading.cast.of_entry(state), head, 0.1)
    small = reading.doc[name.end - 1].text[0].islower()
    kind = "nominal" if name.form == "nominal" or (name.form == "institution" and small) else "name"
    reading.add(Reference(start=name.begin, end=name.end, member=member, kind=kind, role=name.title), head)


def _unspecified_institution(name: Name, reading: Reading) -> Member | None:
    """ "The Foreign Ministry": the one last named, else that of the state in focus."""
    if name.form != "institution" or name.institution is None:
        return None
    known = reading.focus.last(lambda seen: seen.member.institution == name.institution)
    words = reading.doc[name.start : name.end].text
    if known is None and words.islower() and " " not in words and words != name.institution:
        return None  # "the treasury" of a king, but "the parliament"
    state = None if known else reading.state_in_focus(name.start)
    if known or state is None or state.entry is None:
        return known
    return reading.cast.institution(state.entry, name.institution)


def _read_description(description: Description, reading: Reading) -> None:
    member = antecedent(description, reading)
    if member is not None:
        reference = Reference(start=description.start, end=description.end, member=member, kind="nominal")
        reading.add(reference, description.head)


def _read_pronoun(token: Token, reading: Reading) -> None:
    morph = token.morph.to_dict()
    if morph.get("Person") != "3":
        return
    if morph.get("Reflex") == "Yes":
        member = reading.subject_of(token)
    elif morph.get("Number") == "Plur":
        member = _they(token, reading)
    elif morph.get("Gender") in ("Masc", "Fem"):
        member = _he(token, "male" if morph["Gender"] == "Masc" else "female", reading)
    else:
        member = _it(token, reading)
    if member is not None:
        reading.add(Reference(start=token.i, end=token.i + 1, member=member, kind="pronoun"), token.i)


def _he(token: Token, gender: str, reading: Reading) -> Member | None:
    """ "He", "her": the most salient person of that gender; a person of unknown gender learns it from the pronoun."""
    focus = reading.focus
    quoted, here = focus.quotes[token.i], focus.sentences[token.i]
    # "Biden told him": he is somebody else.
    subject = reading.subject_of(token) if token.dep_ in ("dobj", "dative", "pobj") else None

    def accept(seen: Seen) -> bool:
        if seen.member.type != "person" or (seen.member.gender or gender) != gender or seen.member is subject:
            return False
        # Inside a quotation "he" is not the speaker, who is named outside. Outside it, "'Trump will give in,' he said":
        # the persons of whom the quotation speaks are not meant.
        return seen.quoted == quoted if quoted else not seen.quoted or here - seen.sentence > 1

    member = focus.best(token.i, accept, within=3, margin=0.1)
    if member is not None and member.gender is None:
        member.gender = gender
    return member


def _it(token: Token, reading: Reading) -> Member | None:
    """ "It said", "its": a state or organization of this or the last sentence that stands out."""
    quoted = reading.focus.quotes[token.i]
    subject = reading.governing_subject(token)
    reported = subject is not None and token.dep_ == "nsubj" and token.head.pos_ == "VERB"  # "the agency said it would"
    if token.tag_ != "PRP$" and not reported and not _acts(token, reading):
        return None
    if subject is not None:
        # "The firm said it would withdraw": where the subject is unknown, so is "it".
        known = reading.by_head.get(subject)
        return known if known and known.type in ("organization", "state", "group") else None

    def accept(seen: Seen) -> bool:
        return seen.member.type in ("organization", "state") and seen.weight > 0.2 and seen.quoted == quoted

    return reading.focus.best(token.i, accept, within=1, margin=0.2)


def _they(token: Token, reading: Reading) -> Member | None:
    if not _acts(token, reading):
        return None
    quoted = reading.focus.quotes[token.i]
    return reading.focus.best(
        token.i, lambda seen: seen.member.type == "group" and seen.quoted == quoted, within=1, margin=0.2
    )


def _acts(token: Token, reading: Reading) -> bool:
    """Whether a pronoun is the subject of something that only actors do: not "it rained", "it is clear"."""
    return token.dep_ == "nsubj" and token.head.lemma_.lower() in reading.gazetteer.words.acting_verbs


def _without_nested(reading: Reading) -> list[Reference]:
    kept: list[Reference] = []
    end = -1
    for reference in sorted(reading.references, key=lambda r: (r.start, -r.end)):
        if reference.start >= end:
            kept.append(reference)
            if reference.member.actor_id not in reading.unnamed:
                end = reference.end
    return kept
