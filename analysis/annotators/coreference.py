"""Whom descriptions and pronouns mean, by rules over the parse, from the article's start to its end.

Abstains where nothing stands out: no reference is better than a wrong one. First and second persons are left to `quotes`,
which knows the speakers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analysis.annotators.cast import Cast, Member
from analysis.annotators.descriptions import Description
from analysis.annotators.focus import Focus, Seen
from analysis.annotators.gazetteer import Gazetteer
from analysis.annotators.names import Name, head_of, words_of
from analysis.annotators.phrases import fold
from analysis.lexicons import ActorEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Tokens [start, end) that refer to an actor."""

    start: int
    end: int
    member: Member
    kind: str  # name, nominal, pronoun
    role: str | None = None


def refer(
    doc: Doc, names: Sequence[Name], members: dict[int, Member], descriptions: Sequence[Description], cast: Cast
) -> list[Reference]:
    """Every reference to an actor, in document order of their first tokens; a description replaces the names inside it."""
    reader = _Reader(doc, names, members, cast)
    return reader.read(descriptions)


class _Reader:
    """Goes through the article once, with the focus moving along."""

    def __init__(self, doc: Doc, names: Sequence[Name], members: dict[int, Member], cast: Cast) -> None:
        self.doc, self.cast, self.gazetteer = doc, cast, cast.gazetteer
        self.names, self.members = names, members
        self.focus = Focus(doc)
        self.member_at = {i: members[n.start] for n in names if n.start in members for i in range(n.begin, n.end)}
        self.name_at = {n.start: n for n in names}
        self.references: list[Reference] = []
        self.unnamed: set[str] = set()
        self.by_head: dict[int, Reference] = {}  # what each token, as a head, was found to mean

    def read(self, descriptions: Sequence[Description]) -> list[Reference]:
        events: list[tuple[int, int, Name | Description | Token]] = []
        events += [(n.start, 0, n) for n in self.names]
        events += [(d.head, 1, d) for d in descriptions]
        events += [(t.i, 2, t) for t in self.doc if t.tag_ in ("PRP", "PRP$") and "3" in t.morph.get("Person")]
        for _, _, event in sorted(events, key=lambda e: e[:2]):
            if isinstance(event, Name):
                self._name(event)
            elif isinstance(event, Description):
                self._description(event)
            else:
                self._pronoun(event)
        return self._without_nested()

    # --- names

    def _name(self, name: Name) -> None:
        member = self.members.get(name.start) or self._late(name)
        if member is None:
            return
        head = head_of(self.doc, name.start, name.end)
        if not name.mention:
            # "the Iranian president … the country": an adjective brings a state to mind, faintly.
            if member.type == "state" or member.entry and member.entry.demonyms:
                self.focus.see(member, head, 0.2)
            return
        state = self.gazetteer.states.get(member.country or "")
        if state and member.type != "state":
            self.focus.see(self.cast.of_entry(state), head, 0.1)
        capital = self.doc[name.end - 1].text[0].isupper()
        kind = "nominal" if name.form == "nominal" or (name.form == "institution" and not capital) else "name"
        self._add(Reference(start=name.begin, end=name.end, member=member, kind=kind, role=name.title), head)

    def _late(self, name: Name) -> Member | None:
        """A ministry without its state ("the Foreign Ministry") is that of the state in focus."""
        if name.form != "institution" or name.institution is None:
            return None
        state = self._state_in_focus(name.start)
        institution = next(i for i in self.gazetteer.words.institutions if i.id == name.institution)
        if state is None or state.entry is None:
            return None
        from analysis.annotators.institutions import known_institution

        entry = known_institution(state.entry, institution, self.gazetteer)
        if entry:
            return self.cast.of_entry(entry)
        title = f"{self.gazetteer.adjective(state.entry)} {institution.names[0]}"
        member = self.cast.new(title, name.type, state.entry.country)
        member.institution = name.institution
        return member

    def _states(self, token: int) -> list[Member]:
        """The state in focus, then the others by how often the article names them."""
        first = self._state_in_focus(token)
        others = sorted((m for m in self.cast.members.values() if m.type == "state"), key=lambda m: -m.uses)
        return [*([first] if first else []), *(m for m in others if m is not first)]

    def _state_in_focus(self, token: int) -> Member | None:
        near = self.focus.best(token, lambda seen: seen.member.type == "state", within=6)
        if near:
            return near
        states = [m for m in self.cast.members.values() if m.type == "state"]
        return max(states, key=lambda m: m.uses, default=None)

    def _add(self, reference: Reference, head: int) -> None:
        self.references.append(reference)
        self.by_head[head] = reference
        self.focus.see(reference.member, head)

    # --- descriptions

    def _description(self, d: Description) -> None:
        member = None
        if d.linked is not None and (linked := self.member_at.get(d.linked)):
            member = linked if self._agrees(d, linked) else None
        if member is None and d.kind == "person":
            member = self._person(d)
        elif member is None and d.kind == "state":
            member = self._state(d)
        elif member is None and d.kind == "organization":
            member = self._organization(d)
        elif member is None:
            member = self._group(d)
        if member is not None:
            start = d.start
            self._add(Reference(start=start, end=d.end, member=member, kind="nominal"), d.head)

    def _agrees(self, d: Description, member: Member) -> bool:
        if d.plural:
            return member.type == "group"
        return member.type == d.kind or (d.kind in ("organization", "state", "group") and member.type in ("organization", "state", "group")) or (
            d.kind == "group" and member.type == "person"
        )

    def _owner(self, d: Description) -> ActorEntry | None:
        """The state or organization whose office or body is described."""
        for start in d.owners:
            member = self.members.get(start)
            if member and member.entry:
                return member.entry
        if d.possessor is not None and (reference := self.by_head.get(d.possessor)):
            return reference.member.entry
        return None

    def _person(self, d: Description) -> Member | None:
        owner = self._owner(d)
        if d.possessor is not None and owner is None or self.doc[d.head].dep_ == "attr":
            return None
        if owner:
            indefinite = not d.definite and self.doc[d.start].lower_ in ("a", "an", "another", "one", "some")
            return self._unnamed(d) if indefinite else self._office_of(d, owner)
        if not d.definite:
            return self._unnamed(d)
        if d.noun not in self.gazetteer.words.person_nominals or d.roles:
            roles = set(d.roles)
            found = self.focus.best(d.head, lambda s: s.member.type == "person" and self._has_role(s.member, d.noun, roles), within=40)
            if found or d.noun in self.gazetteer.words.person_nominals:
                return found
            for state in self._states(d.head):
                if held := self.gazetteer.held_by(d.roles, state.actor_id, self.cast.day):
                    return self.cast.of_entry(held)
            return None
        return self.focus.best(d.head, lambda s: s.member.type == "person" and self._suits(s.member, d.noun), within=2, margin=0.2)

    def _suits(self, member: Member, noun: str) -> bool:
        return not (noun == "woman" and member.gender != "female" or noun == "man" and member.gender == "female")

    def _has_role(self, member: Member, noun: str, roles: set[str]) -> bool:
        if any(role in roles for role, _ in member.roles) or noun.split()[-1] in member.words:
            return True
        return member.entry is not None and any(
            o.role in roles and (self.cast.day is None or o.held_on(self.cast.day)) for o in member.entry.offices
        )

    def _office_of(self, d: Description, owner: ActorEntry) -> Member | None:
        """The holder of an office of `owner`: as the article introduces it, else by the lexicon on the article's day."""
        roles = list(d.roles)
        if d.noun in ("leader", "head", "chief", "boss") or not roles:
            roles = [owner.leader] if owner.leader else roles
        owners = [owner.id, *([owner.parent] if owner.parent else [])]
        said = self.focus.last(
            lambda s: s.member.type == "person"
            and any(
                r in roles and (of in owners or of is None and s.member.country in (None, owner.country))
                for r, of in s.member.roles
            )
        )
        if not said and owner.type == "organization":
            # "the Mossad director" after "Mossad chief Tamir Pardo": the one person with an office there.
            there = {s.member.actor_id: s.member for s in self.focus.seen if any(of == owner.id for _, of in s.member.roles)}
            said = next(iter(there.values())) if len(there) == 1 else None
        if said:
            return said
        for of in owners:
            if held := self.gazetteer.held_by(roles, of, self.cast.day):
                return self.cast.of_entry(held)
        former = self.focus.last(
            lambda s: s.member.entry is not None
            and any(self.gazetteer.ever_held(s.member.entry, roles, of) for of in owners)
            and self.cast.day is None
        )
        if former:
            return former
        later = [
            m
            for m in self.cast.members.values()
            if m.type == "person" and any(r in roles and of in owners for r, of in m.roles)
        ]
        if len(later) == 1:
            return later[0]
        same = self.focus.last(
            lambda s: s.member.type == "person"
            and s.member.country is not None
            and s.member.country == owner.country
            and self._has_role(s.member, d.noun, set(roles))
        )
        if same:
            return same
        if d.definite and roles and roles[0] in self.gazetteer.single and d.possessor is None and owner.type == "state":
            # Undated, and nobody named: it stays with the office.
            title = d.noun.capitalize() if " " not in d.noun else d.noun.title()
            return self.cast.new(f"{title} of {owner.name}", "person", owner.country, f"{roles[0]}_of_{owner.id}")
        return None

    def _unnamed(self, d: Description) -> Member | None:
        """"A senior official said": a person without a name, by what is said of it."""
        token = self.doc[d.head]
        if self.gazetteer.speaks_for.intersection(d.roles) and self.doc[d.head + 1].lower_ in ("for", "of", "at"):
            return None
        if d.noun not in self.gazetteer.words.person_nominals and token.lemma_ not in self.gazetteer.words.group_nominals:
            return None
        return self._new_unnamed(self._bare(d), "person") if token.dep_ == "nsubj" or self._acts(token) else None

    def _new_unnamed(self, name: str, type_: str) -> Member:
        member = self.cast.new(name, type_)
        self.unnamed.add(member.actor_id)
        return member

    def _acts(self, token: Token) -> bool:
        """Whether a noun is the subject of a verb of doing politics, or the source after "according to"."""
        head = token.head
        if token.dep_ == "nsubj":
            return head.lemma_.lower() in self.gazetteer.words.acting_verbs
        if token.dep_ == "conj" and head.i < token.i and head.pos_ in ("NOUN", "PROPN"):
            return self._acts(head)
        return token.dep_ == "pobj" and head.lower_ == "to" and head.i > 0 and self.doc[head.i - 1].lower_ == "according"

    def _bare(self, d: Description) -> str:
        start = d.start
        while start < d.head and self.doc[start].dep_ in ("det", "predet", "punct", "advmod", "quantmod", "prep"):
            start += 1
        return words_of(self.doc, start, d.end)

    def _state(self, d: Description) -> Member | None:
        doc = self.doc
        if not d.definite or d.plural and d.noun != "authorities" or self.doc[d.head].dep_ == "attr":
            return None
        described = any(c.dep_ in ("amod", "compound") for c in doc[d.head].lefts)
        if d.end + 1 < len(doc) and doc[d.end].lower_ == "in":
            # "the authorities in London"
            place = next((m for i in (d.end + 1, d.end + 2) if (m := self.members.get(i)) and m.type == "state"), None)
            if place:
                return place
        if d.noun == "state" and not described or d.end > d.head + 1:
            return None
        if d.possessor is not None and doc[d.possessor].tag_ == "PRP$":
            return None
        subject = self._subject_of(doc[d.head])
        other = any(c.lower_.startswith("neighb") or c.lower_ == "other" for c in doc[d.head].lefts)
        found = self.focus.best(
            d.head, lambda s: s.member.type == "state" and not (other and s.member is subject), within=6
        )
        return found or (None if other else self._state_in_focus(d.head))

    def _subject_of(self, token: Token) -> Member | None:
        verb = token
        while verb.head.i != verb.i and verb.pos_ not in ("VERB", "AUX"):
            verb = verb.head
        for child in verb.lefts:
            if child.dep_ in ("nsubj", "nsubjpass") and child.i in self.by_head:
                return self.by_head[child.i].member
        return None

    def _organization(self, d: Description) -> Member | None:
        words = self.gazetteer.words
        if d.noun in words.administration_words and (found := self._administration(d)):
            return found
        if d.noun in words.state_nominals:
            return self._state(d)
        if not d.definite or d.noun not in words.organization_nominals or d.plural:
            return None
        parts = {fold(w).casefold() for w in words.organization_nominals[d.noun]}
        owner = self._owner(d)
        if d.possessor is not None and owner is None:
            return None

        def accept(seen: Seen) -> bool:
            member = seen.member
            if member.type not in ("organization", "group") or (owner and owner.id != member.actor_id and owner.country != member.country):
                return False
            return bool(parts & member.words) if parts else member.entry is None or member.entry.parent is None

        found = self.focus.best(d.head, accept, within=30 if parts else 5)
        return found if found and not (owner and found.entry is owner) else None

    def _administration(self, d: Description) -> Member | None:
        if d.noun != "administration":
            return None
        found = self.focus.last(lambda s: s.member.type == "organization" and d.noun in s.member.words)
        if found or d.owners:
            return found
        holder = self.gazetteer.held_by(("president",), "united_states", self.cast.day)
        if holder:
            return self.cast.administration(self.cast.of_entry(holder)) if d.definite else None
        president = self.focus.last(
            lambda s: s.member.entry is not None
            and self.gazetteer.ever_held(s.member.entry, ("president",), "united_states")
        )
        return self.cast.administration(president) if president and d.definite else None

    def _group(self, d: Description) -> Member | None:
        """A group, or an unnamed person, that acts: the subject of a verb of saying, wanting or doing politics."""
        token = self.doc[d.head]
        if not self._acts(token):
            return None
        if not d.plural and (d.definite or token.lemma_ in ("company", "firm", "country", "nation", "state", "people", "group", "party", "force", "power", "government", "authority")):
            return None
        owner = self._owner(d)
        if owner and (known := self.gazetteer.names.get(f"{self.gazetteer.adjective(owner)} {d.noun}")):
            return self.cast.of_entry(known[0].entry)  # "Washington and its allies"
        name = self._bare(d) if owner is None or d.possessor is None else f"{d.noun} of {owner.name}"
        return self._new_unnamed(name, "group" if d.plural else "person")

    # --- pronouns

    def _pronoun(self, token: Token) -> None:
        gender = next(iter(token.morph.get("Gender")), None)
        plural = "Plur" in token.morph.get("Number")
        if plural:
            member = self._they(token)
        elif gender in ("Masc", "Fem"):
            member = self._he(token, "male" if gender == "Masc" else "female")
        else:
            member = self._it(token)
        if member is not None:
            self._add(Reference(start=token.i, end=token.i + 1, member=member, kind="pronoun"), token.i)

    def _he(self, token: Token, gender: str) -> Member | None:
        quoted = self.focus.quotes[token.i]
        subject = self._subject_of(token) if token.dep_ in ("dobj", "dative", "pobj") else None

        def accept(seen: Seen) -> bool:
            member = seen.member
            if member.type != "person" or (member.gender or gender) != gender or member is subject:
                return False
            # Inside a quotation "he" is somebody else than the speaker, who is named outside; outside it the persons of
            # whom the quotation speaks are not meant: "'Trump will give in,' he said".
            return seen.quoted == quoted if quoted else not (
                seen.quoted and self.focus.sentences[token.i] - seen.sentence < 2
            )

        member = self.focus.best(token.i, accept, within=3, margin=0.1)
        if member is not None and member.gender is None:
            member.gender = gender
        return member

    def _it(self, token: Token) -> Member | None:
        if token.dep_ == "nsubj":
            if token.head.lemma_.lower() not in self.gazetteer.words.acting_verbs:
                return None
        elif token.tag_ != "PRP$":
            return None
        quoted = self.focus.quotes[token.i]
        return self.focus.best(
            token.i,
            lambda s: s.member.type in ("organization", "state") and s.weight > 0.2 and s.quoted == quoted,
            within=1,
            margin=0.2,
        )

    def _they(self, token: Token) -> Member | None:
        if token.dep_ != "nsubj" or token.head.lemma_.lower() not in self.gazetteer.words.acting_verbs:
            return None
        quoted = self.focus.quotes[token.i]
        return self.focus.best(token.i, lambda s: s.member.type == "group" and s.quoted == quoted, within=1, margin=0.2)

    # --- what comes out

    def _without_nested(self) -> list[Reference]:
        """Names inside a description ("the President of Ukraine") are part of it."""
        kept: list[Reference] = []
        end = -1
        for reference in sorted(self.references, key=lambda r: (r.start, -r.end)):
            if reference.start >= end:
                kept.append(reference)
                # "White House officials", "a spokesman for Gazprom": unnamed people leave the names inside as they are.
                if reference.member.entry or reference.member.actor_id not in self.unnamed:
                    end = reference.end
        return kept


def shared(values: Iterable[str], others: Iterable[str]) -> Iterator[str]:
    """The values that both have."""
    return (value for value in values if value in set(others))
