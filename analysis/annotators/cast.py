"""Who is who in one article: every name gets its actor.

A surname belongs to the person of that name in the article, else to the lexicon's person who held an office on the
article's date, else to nobody known: then the article's fullest name makes a new actor. Two persons of one surname stay
apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from spacy.tokens import Doc

from analysis.annotators.gazetteer import Gazetteer
from analysis.annotators.names import Name, words_of
from analysis.annotators.phrases import fold, slug
from analysis.lexicons import ActorEntry

_FEMALE = frozenset({"mrs.", "mrs", "ms.", "ms", "miss", "madam", "lady", "baroness", "queen", "princess"})
_MALE = frozenset({"mr.", "mr", "sir", "lord", "king", "prince"})


@dataclass(slots=True, kw_only=True)
class Member:
    """An actor of the article, with what the article tells about it."""

    actor_id: str
    name: str
    type: str
    country: str | None = None
    entry: ActorEntry | None = None
    gender: str | None = None
    institution: str | None = None
    roles: set[tuple[str, str | None]] = field(default_factory=set)  # (role, of), as the article's titles have them
    words: set[str] = field(default_factory=set)  # the words of its names and titles, folded, lower case
    uses: int = 0


class Cast:
    """The actors of one article, by id, and how its names lead to them."""

    def __init__(self, gazetteer: Gazetteer, day: date | None, home: ActorEntry | None = None) -> None:
        self.gazetteer, self.day = gazetteer, day
        self.home = home  # the state of the outlet, where known
        self.members: dict[str, Member] = {}
        self._persons: dict[str, list[Member]] = defaultdict(list)  # by each later word(s) of a full name
        self._given: dict[str, list[Member]] = defaultdict(list)  # by first word
        self._organizations: dict[str, Member] = {}

    # --- members

    def of_entry(self, entry: ActorEntry) -> Member:
        """The member for a lexicon entry."""
        member = self.members.get(entry.id)
        if member is None:
            member = Member(
                actor_id=entry.id,
                name=entry.name,
                type=entry.type,
                country=entry.country,
                entry=entry,
                gender=entry.gender,
                words=set(fold(entry.name).casefold().split()),
            )
            self.members[entry.id] = member
        return member

    def new(self, name: str, type_: str, country: str | None = None, actor_id: str | None = None) -> Member:
        """The member of this name, made where there is none; lexicon ids are never taken for another actor."""
        actor_id = actor_id or slug(name)
        if actor_id in self.gazetteer.actors and actor_id not in self.members:
            actor_id = f"{actor_id}_{type_}"
        if actor_id not in self.members:
            words = set(fold(name).casefold().split())
            self.members[actor_id] = Member(actor_id=actor_id, name=name, type=type_, country=country, words=words)
        return self.members[actor_id]

    # --- names

    def resolve_all(self, doc: Doc, names: Sequence[Name]) -> dict[int, Member]:
        """The member of each name by the name's first token; names that stay unresolved are left out."""
        found: dict[int, Member] = {}
        for name in names:  # full names first, so that a headline's surname finds the person whom the text introduces
            member = self._full(doc, name)
            if member:
                found[name.start] = member
                self._learn(doc, name, member)
        self._acronyms(doc, names, found)
        last: dict[str, Member] = {}
        for name in names:
            member = found.get(name.start) or self._short(doc, name, last)
            if member:
                found[name.start] = member
                self._learn(doc, name, member)
                member.uses += 1
                last[member.actor_id] = member
                if member.type == "person":
                    key = fold(doc[name.end - 1].text).casefold()
                    last[f"surname {key}"] = member
        return found

    def _full(self, doc: Doc, name: Name) -> Member | None:
        if name.type == "thing" or name.form == "administration":
            return None
        if name.form == "institution":
            return self._institution(name)
        if name.form == "surname":
            return None
        if name.form == "people":
            # "Ukrainians" are a group, not their state.
            return self.new(words_of(doc, name.start, name.end), "group", name.senses[0].entry.country)
        if name.senses:
            member = self.of_entry(self._choose([s.entry for s in name.senses], name))
            if member.type == "person":
                self._index_person(member, words_of(doc, name.start, name.end))
                for text in (member.entry.name, *member.entry.names) if member.entry else ():
                    self._index_person(member, text)
            return member
        if name.type == "person" and name.end - name.start > 1:
            return self._full_person(words_of(doc, name.start, name.end), name)
        if name.type == "group":
            return self.new(words_of(doc, name.start, name.end), "group")
        if name.type == "organization" and name.end - name.start > 1:
            return self._organization(words_of(doc, name.start, name.end))
        return None

    def _choose(self, entries: list[ActorEntry], name: Name) -> ActorEntry:
        """Of several lexicon entries of one name, the one whose office fits the title, then the day."""
        if len(entries) == 1:
            return entries[0]
        held = self.gazetteer.ever_held

        def fitness(entry: ActorEntry) -> tuple[bool, bool, bool, int]:
            now = any(office.held_on(self.day) for office in entry.offices)
            titled_now = any(o.role in name.roles and o.held_on(self.day) for o in entry.offices)
            gender = _gender(name)
            return (
                gender is None or entry.gender is None or gender == entry.gender,
                titled_now or (not name.roles or held(entry, name.roles, None)),
                entry.id in self.members,
                titled_now * 4 + now * 2 + bool(entry.offices),
            )

        return max(entries, key=fitness)

    def _full_person(self, text: str, name: Name) -> Member:
        words = fold(text).casefold().split()
        for known in self._persons.get(words[-1], ()):
            known_words = fold(known.name).casefold().split()
            if known_words[0] == words[0] or set(words) <= set(known_words) or set(known_words) <= set(words):
                return known
        entries = self.gazetteer.persons.get((words[0], words[-1]), ())
        if entries:
            member = self.of_entry(self._choose(list(entries), name))
        elif entry := self._by_office(words[-1], name) or self.gazetteer.sounding(words[-1], words[0]):
            member = self.of_entry(entry)
        else:
            member = self.new(text, "person")
        self._index_person(member, text)
        return member

    def _by_office(self, surname: str, name: Name) -> ActorEntry | None:
        """ "Foreign Minister Hossein Amir Abdollahian": another spelling, but the surname and the office agree."""
        for role in name.roles:
            for of in name.role_of:
                for held in self.gazetteer.holders.get((role, of), ()):
                    if _alike(held.entry, surname):
                        return held.entry
        return None

    def _index_person(self, member: Member, text: str) -> None:
        words = fold(text).casefold().replace("-", " ").split()
        for i in range(1, len(words)):
            _append(self._persons[" ".join(words[i:])], member)
        plain = fold(text).casefold().split()
        if len(plain) > 1:
            _append(self._persons[plain[-1]], member)
            _append(self._given[plain[0]], member)

    def _short(self, doc: Doc, name: Name, last: dict[str, Member]) -> Member | None:
        text = words_of(doc, name.start, name.end)
        key = fold(text).casefold()
        if name.form == "administration":
            return self._administration(doc, name, last)
        if name.form == "institution":
            return None  # its state is the reader's to tell
        if name.type == "person":
            return self._surname(key, text, name, last)
        if name.type == "organization":
            # "Safari", taken for a firm, after "Mehdi Safari".
            return self._surname(key, text, name, last) if key in self._persons else self._organization(text)
        return None

    def _institution(self, name: Name) -> Member | None:
        if name.of and name.institution:
            return self.institution(self.gazetteer.actors[name.of], name.institution)
        return self.of_entry(name.senses[0].entry) if name.senses else None

    def _surname(self, key: str, text: str, name: Name, last: dict[str, Member]) -> Member:
        candidates = self._persons.get(key.replace("-", " "), []) or self._persons.get(key, [])
        fitting = [m for m in candidates if self._fits(m, name)]
        recent = last.get(f"surname {key.split()[-1]}")
        if recent is not None and recent in fitting:
            return recent
        if fitting:
            return fitting[0]
        entries = [sense.entry for sense in name.senses]
        if entries:
            member = self.of_entry(self._choose(entries, name))
        elif given := [m for m in self._given.get(key, ()) if self._fits(m, name)]:
            return given[0]
        elif entry := self.gazetteer.sounding(key):
            member = self.of_entry(entry)
        else:
            member = self.new(text, "person")
        _append(self._persons[key], member)
        return member

    def _fits(self, member: Member, name: Name) -> bool:
        gender = _gender(name)
        return not (gender and member.gender and gender != member.gender)

    def _administration(self, doc: Doc, name: Name, last: dict[str, Member]) -> Member:
        end = name.end - 2 if doc[name.end - 2].tag_ == "POS" else name.end - 1
        text = words_of(doc, name.start, end)
        person = self._surname(fold(text).casefold(), text, name, last)
        return self.administration(person, self.gazetteer.words.administration_words[doc[name.end - 1].lower_])

    def administration(self, person: Member, word: str = "administration") -> Member:
        """The organization named after its head: "Obama administration"."""
        surname = person.entry.surnames[0] if person.entry and person.entry.surnames else person.name.split()[-1]
        member = self.new(f"{surname} {word}", "organization", person.country)
        member.words.add(word)
        return member

    def institution(self, state: ActorEntry, institution_id: str) -> Member:
        """A state's institution: "Russian Foreign Ministry", or what the lexicon knows it as."""
        institution = self.gazetteer.institution(institution_id)
        entry = self.gazetteer.institution_of(state, institution)
        if entry:
            member = self.of_entry(entry)
        else:
            name = f"{self.gazetteer.adjective(state)} {institution.names[0]}"
            member = self.new(name, "group" if institution.group else "organization", state.country)
        member.institution = institution_id
        return member

    def _organization(self, text: str) -> Member:
        key = fold(text).casefold()
        if key in self._organizations:
            return self._organizations[key]
        # "Sony" after "Sony Pictures", "the Post" after "The Washington Post".
        for full, member in self._organizations.items():
            if len(key) > 3 and (full.startswith(f"{key} ") or full.endswith(f" {key}")):
                return member
        member = self.new(text, "organization")
        self._organizations[key] = member
        return member

    def _acronyms(self, doc: Doc, names: Sequence[Name], found: dict[int, Member]) -> None:
        """ "International Atomic Energy Agency (IAEA)", and the initials of every organization of several words."""
        for name in names:
            member = found.get(name.start)
            if member is None or member.type != "organization":
                continue
            text = words_of(doc, name.start, name.end)
            self._organizations.setdefault(fold(text).casefold(), member)
            initials = "".join(w[0] for w in text.split() if w[0].isupper())
            if len(initials) > 2:
                self._organizations.setdefault(initials.casefold(), member)
            if name.end + 2 < len(doc) and doc[name.end].text == "(" and doc[name.end + 2].text == ")":
                acronym = doc[name.end + 1].text
                if acronym.isupper() and 1 < len(acronym) < 9:
                    self._organizations[acronym.casefold()] = member

    def _learn(self, doc: Doc, name: Name, member: Member) -> None:
        owners: Iterable[str | None] = name.role_of or (None,)
        # "Former President Obama" is not "the president"; a former ambassador is "the ambassador" all the same.
        title = set((name.title or "").casefold().replace("-", " ").split())
        past = not title.isdisjoint(self.gazetteer.words.past_words)
        for role in name.roles:
            if not (past and role in self.gazetteer.single):
                member.roles.update((role, of) for of in owners)
        if name.type != "person":
            member.words.update(fold(words_of(doc, name.start, name.end)).casefold().split())
        if name.title:
            member.words.update(fold(name.title).casefold().split())
        member.gender = member.gender or _gender(name)
        if name.institution:
            member.institution = name.institution
        if member.type == "person" and member.country is None:
            for of in name.role_of:
                member.country = member.country or self.gazetteer.actors[of].country


def _gender(name: Name) -> str | None:
    word = (name.honorific or "").casefold()
    return "female" if word in _FEMALE else "male" if word in _MALE else None


def _alike(entry: ActorEntry, surname: str) -> bool:
    known = {fold(n).casefold().split()[-1] for n in (entry.name, *entry.names, *entry.surnames)}
    return surname in known


def _append(members: list[Member], member: Member) -> None:
    if member not in members:
        members.append(member)
