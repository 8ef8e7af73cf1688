"""Whom a description means: "the Russian leader" by office and day, "the ministry" by name, "the country" by focus."""

from __future__ import annotations

from spacy.tokens import Token

from analysis.annotators.cast import Member
from analysis.annotators.descriptions import Description
from analysis.annotators.focus import Seen
from analysis.annotators.names import words_of
from analysis.annotators.phrases import fold
from analysis.annotators.reading import Reading
from analysis.lexicons import ActorEntry

# Bodies: what stands in apposition to one may be called any of them ("China - North Korea's biggest partner").
_BODIES = frozenset({"organization", "state", "group"})


def antecedent(d: Description, reading: Reading) -> Member | None:
    """The actor that a description means, where it is clear; unnamed people who act are actors of their own."""
    linked = reading.member_at.get(d.linked) if d.linked is not None else None
    if linked and _may_be(d, linked):
        _learn(d, linked, reading)
        return linked
    find = {"person": _person, "state": _state, "organization": _organization, "group": _group}[d.kind]
    return find(d, reading)


def _learn(d: Description, member: Member, reading: Reading) -> None:
    """After "Ali Chegini, Iran's ambassador to India," he is "the ambassador"."""
    owner = reading.owner_entry(d.owners, d.possessor)
    if not d.past:
        member.roles.update((role, owner.id if owner else None) for role in d.roles)
        member.words.update(d.noun.split())


def _may_be(d: Description, member: Member) -> bool:
    if d.plural:
        return member.type == "group"
    if d.kind == "group":  # a singular of group_nominals: "veteran", "partner"
        return member.type in ("person", "state")
    return member.type == d.kind or (d.kind in _BODIES and member.type in _BODIES)


# --- persons


def _person(d: Description, reading: Reading) -> Member | None:
    owner = reading.owner_entry(d.owners, d.possessor)
    if (d.possessor is not None and owner is None) or reading.doc[d.head].dep_ == "attr":
        return None
    if d.indefinite:
        return _unnamed(d, reading)
    if d.past:
        return _former(d, owner, reading) if d.definite else None
    if owner:
        return _office_holder(d, owner, reading)
    if not d.definite:
        return _unnamed(d, reading)
    if not d.roles:
        # "the man", "the official": only somebody just mentioned.
        return reading.focus.best(d.head, lambda s: _suits(s.member, d.noun), within=2, margin=0.2)
    found = reading.focus.best(
        d.head, lambda s: s.member.type == "person" and has_role(s.member, d, reading), within=40
    )
    if found or d.noun in reading.gazetteer.words.person_nominals:
        return found
    # "The president" whom nobody introduced is the outlet's own, else that of the state talked about.
    first = reading.state_in_focus(d.head)
    home = reading.cast.home.id if reading.cast.home else ""
    for state in (home, first.actor_id if first else "", *(m.actor_id for m in reading.states_by_use())):
        if held := reading.gazetteer.held_by(d.roles, state, reading.cast.day):
            return reading.cast.of_entry(held)
    return None


def _suits(member: Member, noun: str) -> bool:
    if member.type != "person":
        return False
    return member.gender == "female" if noun == "woman" else noun != "man" or member.gender != "female"


def has_role(member: Member, d: Description, reading: Reading) -> bool:
    """Whether the article gives the person such an office, or the lexicon does on the article's day."""
    if any(role in d.roles for role, _ in member.roles) or d.noun.split()[-1] in member.words:
        return True
    day = reading.cast.day
    offices = member.entry.offices if member.entry else ()
    return any(o.role in d.roles and (day is None or o.held_on(day)) for o in offices)


def _office_holder(d: Description, owner: ActorEntry, reading: Reading) -> Member | None:
    """The holder of an office of `owner`: whom the article introduces as such, else the lexicon's on the article's day.

    An undated article that names nobody in it stays with the office: "President of the United States".
    """
    gazetteer = reading.gazetteer
    leads = d.noun in gazetteer.words.head_words and owner.leader
    roles = (owner.leader or "",) if leads else d.roles
    owners = [owner.id, *([owner.parent] if owner.parent else [])]
    introduced = _introduced(roles, owners, owner, reading)
    if introduced:
        return introduced
    for of in owners:
        if held := gazetteer.held_by(roles, of, reading.cast.day):
            return reading.cast.of_entry(held)
    if found := _once_in_office(roles, owners, reading) or _compatriot(d, owner, reading):
        return found
    if d.definite and d.possessor is None and owner.type == "state" and roles and roles[0] in gazetteer.single:
        title = d.noun.title() if " " in d.noun else d.noun.capitalize()
        return reading.cast.new(f"{title} of {owner.name}", "person", owner.country, f"{roles[0]}_of_{owner.id}")
    return None


def _introduced(roles: tuple[str, ...], owners: list[str], owner: ActorEntry, reading: Reading) -> Member | None:
    """Whom the article gives the office, before the description or, where it is one person, after it."""

    def accept(member: Member) -> bool:
        return member.type == "person" and any(
            role in roles and (of in owners or (of is None and member.country in (None, owner.country)))
            for role, of in member.roles
        )

    before = reading.focus.last(lambda seen: accept(seen.member))
    if before:
        return before
    if owner.type == "organization":
        # "the Mossad director" after "Mossad chief Tamir Pardo": the one person with an office there.
        seen = (seen.member for seen in reading.focus.seen)
        there = {m.actor_id: m for m in seen if any(of == owner.id for _, of in m.roles)}
        if len(there) == 1:
            return next(iter(there.values()))
    later = [m for m in reading.cast.members.values() if accept(m) and any(of in owners for _, of in m.roles)]
    return later[0] if len(later) == 1 else None


def _former(d: Description, owner: ActorEntry | None, reading: Reading) -> Member | None:
    """ "The former president": introduced so, or by the lexicon no longer in office on the article's day."""
    day = reading.cast.day

    def accept(seen: Seen) -> bool:
        member, entry = seen.member, seen.member.entry
        if member.type != "person" or (owner and member.country not in (None, owner.country)):
            return False
        if "former" in member.words and d.noun.split()[-1] in member.words:
            return True
        held = [o for o in entry.offices if o.role in d.roles] if entry and day else []
        return bool(held) and not any(o.held_on(day) for o in held)

    return reading.focus.best(d.head, accept, within=20)


def _once_in_office(roles: tuple[str, ...], owners: list[str], reading: Reading) -> Member | None:
    """In an undated article, the person mentioned last who ever held the office."""
    if reading.cast.day is not None:
        return None

    def accept(seen: Seen) -> bool:
        entry = seen.member.entry
        return entry is not None and any(reading.gazetteer.ever_held(entry, roles, of) for of in owners)

    return reading.focus.last(accept)


def _compatriot(d: Description, owner: ActorEntry, reading: Reading) -> Member | None:
    """ "The Iranian president" after "President Rouhani", whose country the lexicon knows."""

    def accept(seen: Seen) -> bool:
        member = seen.member
        same = member.country is not None and member.country == owner.country
        return member.type == "person" and same and has_role(member, d, reading)

    return reading.focus.last(accept)


def _unnamed(d: Description, reading: Reading) -> Member | None:
    """ "A senior official said": a person without a name, called by what is said of it."""
    words, token = reading.gazetteer.words, reading.doc[d.head]
    after = reading.doc[d.head + 1].lower_ if d.head + 1 < len(reading.doc) else ""
    if reading.gazetteer.speaks_for.intersection(d.roles) and after in ("for", "of", "at"):
        return None  # "a spokesman for the ministry": the ministry speaks
    if d.noun not in words.person_nominals and token.lemma_.lower() not in words.group_nominals:
        return None
    if token.dep_ != "nsubj" and not _acts(token, reading):
        return None
    return _new_unnamed(_bare_words(d, reading), "person", reading)


# --- states and organizations


def _state(d: Description, reading: Reading) -> Member | None:
    doc, token = reading.doc, reading.doc[d.head]
    if not d.definite or (d.plural and d.noun != "authorities") or token.dep_ == "attr":
        return None
    if d.end + 1 < len(doc) and doc[d.end].lower_ == "in":
        # "the authorities in London"
        places = (reading.members.get(i) for i in (d.end + 1, d.end + 2))
        place = next((m for m in places if m and m.type == "state"), None)
        if place:
            return place
    owner = next((m for i in d.owners if (m := reading.members.get(i)) and m.type == "state"), None)
    if owner:
        return owner  # "the south Korean puppet regime"
    described = any(c.dep_ == "amod" for c in token.lefts)
    if any(c.dep_ == "compound" or c.lower_ == "same" for c in token.lefts):
        return None  # "the sanctions regime", "the same regime"
    if (d.noun == "state" and not described and d.possessor is None) or d.end > d.head + 1:
        return None
    if d.possessor is not None:
        return _own_state(d, reading)
    if any(c.lower_.startswith("neighb") or c.lower_ == "other" for c in token.lefts):
        subject = reading.subject_of(token)
        return reading.focus.best(d.head, lambda s: s.member.type == "state" and s.member is not subject, within=6)
    return reading.state_in_focus(d.head)


def _own_state(d: Description, reading: Reading) -> Member | None:
    """ "Our country" of the writer, in an official text; in a quotation the speaker is asked, by `quotes`."""
    first = d.possessor is not None and reading.doc[d.possessor].morph.to_dict().get("Person") == "1"
    if not first or reading.focus.quotes[d.head]:
        return None
    if reading.cast.home:
        return reading.cast.of_entry(reading.cast.home)
    states = reading.states_by_use()
    clear = len(states) == 1 or (states and states[0].uses > 1.5 * states[1].uses)
    return states[0] if clear else None


def _organization(d: Description, reading: Reading) -> Member | None:
    words = reading.gazetteer.words
    if d.noun == "administration":
        return _administration(d, reading)
    if d.noun in words.state_nominals:
        return _state(d, reading)
    owner = reading.owner_entry(d.owners, d.possessor)
    if not d.definite or d.plural or (d.possessor is not None and owner is None):
        return None
    parts = {fold(part).casefold() for part in words.organization_nominals.get(d.noun, ())}

    def accept(seen: Seen) -> bool:
        member = seen.member
        if member.type not in ("organization", "group") or (owner and member.entry is owner):
            return False
        if owner and owner.country != member.country:
            return False
        return bool(parts & member.words) if parts else _is_company(member)

    # A ministry is named by its kind and is found far back; "the company" may be any, and is the nearest.
    return reading.focus.best(d.head, accept, within=30 if parts else 5)


def _is_company(member: Member) -> bool:
    entry = member.entry
    own = entry is None or (entry.parent is None and entry.country is not None and not entry.demonyms)
    return member.type == "organization" and own


def _administration(d: Description, reading: Reading) -> Member | None:
    """ "The administration": the one named last, else that of the US president on the article's day, or in it."""
    cast, gazetteer, office = reading.cast, reading.gazetteer, ("president",)
    named = reading.focus.last(lambda s: s.member.type == "organization" and d.noun in s.member.words)
    if d.past or named or d.owners or not d.definite:
        return None if d.past else named
    if held := gazetteer.held_by(office, "united_states", cast.day):
        return cast.administration(cast.of_entry(held))
    president = _once_in_office(office, ["united_states"], reading)
    return cast.administration(president) if president else None


# --- groups


def _group(d: Description, reading: Reading) -> Member | None:
    """A group, or an unnamed person, that acts: the subject of a verb of saying, wanting or doing politics."""
    token, gazetteer = reading.doc[d.head], reading.gazetteer
    if not _acts(token, reading):
        return None
    if not d.plural and (d.definite or token.lemma_.lower() in gazetteer.words.collective_nouns):
        return None
    owner = reading.owner_entry(d.owners, d.possessor)
    if owner and (known := gazetteer.names.get(f"{gazetteer.adjective(owner)} {d.noun}")):
        return reading.cast.of_entry(known[0].entry)  # "Washington and its allies"
    name = f"{d.noun} of {owner.name}" if owner and d.possessor is not None else _bare_words(d, reading)
    return _new_unnamed(name, "group" if d.plural else "person", reading)


def _acts(token: Token, reading: Reading) -> bool:
    """Whether a noun is the subject of a verb of doing politics, or the source after "according to"."""
    head = token.head
    if token.dep_ == "nsubj":
        return head.lemma_.lower() in reading.gazetteer.words.acting_verbs
    if token.dep_ == "conj" and head.i < token.i and head.pos_ in ("NOUN", "PROPN"):
        return _acts(head, reading)
    according = token.dep_ == "pobj" and head.lower_ == "to" and head.i > 0
    return according and reading.doc[head.i - 1].lower_ == "according"


def _bare_words(d: Description, reading: Reading) -> str:
    """The words without articles and "at least"."""
    start = d.start
    while start < d.head and reading.doc[start].dep_ in ("det", "predet", "punct", "advmod", "quantmod", "prep"):
        start += 1
    return words_of(reading.doc, start, d.end)


def _new_unnamed(name: str, type_: str, reading: Reading) -> Member:
    member = reading.cast.new(name, type_)
    reading.unnamed.add(member.actor_id)
    return member
