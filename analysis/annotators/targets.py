"""On whom and by whom: the target and the senders of the measures in a unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from analysis.annotators.candidates import Places, Unit
from analysis.annotators.clauses import agent_of, is_predicate
from analysis.annotators.mentions import Actor
from analysis.annotators.topics import lemma
from analysis.lexicons import ActorEntry, Topic

NAMED = 4  # mentions of a usual target or sender that one in a unit's own words outweighs
LIKELY = 3  # mentions of a usual sender that make it likely to be meant; with fewer nobody is said to be it


@dataclass(frozen=True, slots=True)
class Party:
    """An actor and the words that name it here, where any do."""

    actor_id: str
    start_char: int | None = None
    end_char: int | None = None

    @property
    def span(self) -> tuple[int, int] | None:
        """The words that name it."""
        return None if self.start_char is None or self.end_char is None else (self.start_char, self.end_char)


@dataclass(frozen=True)
class Parties:
    """Resolves words to the states concerned: a firm or an official stands for its state."""

    states: Mapping[str, str]  # country code → the state's actor id
    adjectives: Mapping[str, str]  # "russian" → russia
    usual_senders: frozenset[str] = frozenset()  # whose name before "sanctions" is the sender's, not the target's
    leads: tuple[str, ...] = ()  # what leads to the target: prepositions, and the roles "dative" and "compound"
    appeals: frozenset[str] = frozenset()  # "call on": what follows is asked, and no target
    usual_targets: frozenset[str] = frozenset()  # states whose mention alone makes them likely to be meant

    @classmethod
    def of(cls, entries: Iterable[ActorEntry], topic: Topic) -> Parties:
        states: dict[str, str] = {}
        adjectives: dict[str, str] = {}
        for entry in entries:
            if entry.type == "state":
                if entry.country:
                    states.setdefault(entry.country, entry.id)
                for word in (*entry.demonyms, entry.name, *entry.names, *entry.metonyms):
                    adjectives.setdefault(word.lower(), entry.id)
        return cls(
            states=states,
            adjectives=adjectives,
            usual_senders=frozenset(topic.senders),
            leads=topic.targets,
            appeals=frozenset(phrase for phrase in topic.predicates.get("demand", ()) if " " in phrase),
            usual_targets=frozenset(topic.usual_targets),
        )

    def state_of(self, actor_id: str, actors: Mapping[str, Actor]) -> str:
        """The state of a person or organization, else the actor itself."""
        actor = actors.get(actor_id)
        if actor is None or actor.type == "state" or not actor.country:
            return actor_id
        return self.states.get(actor.country, actor_id)

    def regime(self, named: Iterable[Party | None], places: Places, actors: Mapping[str, Actor]) -> Party | None:
        """Whom the measures of an article are on, where a unit does not say it.

        What its units name counts, and how often it mentions a state that is usually a target. A usual sender is it
        only where there is nobody else.
        """
        weight = self._weight((p.actor_id for p in named if p is not None), self.usual_targets, places, actors)
        others = [state for state in weight if state not in self.usual_senders]
        best = max(sorted(others or weight), key=lambda state: weight[state], default=None)
        return Party(best) if best is not None else None

    def _weight(
        self, named: Iterable[str], usual: frozenset[str], places: Places, actors: Mapping[str, Actor]
    ) -> Counter[str]:
        """How much an article has of each state: `named` by its units, or one that is `usual` mentioned anywhere."""
        weight = Counter(state for state in named for _ in range(NAMED))
        states = (self.state_of(mention.actor_id, actors) for mention in places.mentions)
        weight.update(state for state in states if state in usual)
        return weight

    def target(self, unit: Unit, places: Places, actors: Mapping[str, Actor]) -> Party | None:
        """The target that the unit's own words name, else None."""
        return next(self._targets(unit, places, actors), None)

    def _targets(self, unit: Unit, places: Places, actors: Mapping[str, Actor]) -> Iterator[Party]:
        for term in unit.terms:
            if term.kind != unit.term.kind:
                continue  # "his actions against Kyiv would lead to sanctions": these are not against Kyiv
            word = term.token
            yield from self._against(word, places, actors)
            for child in word.children:
                if child.dep_ in ("amod", "compound", "nmod") and (party := self._adjective(child, places, actors)):
                    yield party
            if is_predicate(word):
                yield from self._objects(word, places, actors)
        for predicate in unit.chain[:2]:
            yield from self._against(predicate, places, actors)

    def _against(self, word: Token, places: Places, actors: Mapping[str, Actor]) -> Iterator[Party]:
        for child in word.children:
            if child.dep_ == "dative" and "dative" in self.leads and (mention := places.mention_at(child)) is not None:
                yield Party(self.state_of(mention.actor_id, actors), mention.start_char, mention.end_char)
            appeal = f"{lemma(word)} {child.lower_}" in self.appeals
            if child.dep_ in ("prep", "dative") and child.lower_ in self.leads and not appeal:
                for token in child.children:
                    if token.dep_ in ("pobj", "pcomp"):
                        yield from self._named(token, places, actors)

    def _objects(self, verb: Token, places: Places, actors: Mapping[str, Actor]) -> Iterator[Party]:
        for child in verb.children:
            if child.dep_ in ("dobj", "nsubjpass"):
                yield from self._named(child, places, actors)

    def _named(self, token: Token, places: Places, actors: Mapping[str, Actor]) -> Iterator[Party]:
        """ "on Russia", "on Russian banks", "on the banks of Russia"."""
        mention = places.mention_at(token)
        if mention is not None:
            yield Party(self.state_of(mention.actor_id, actors), mention.start_char, mention.end_char)
            return
        for child in token.subtree:
            if child.i == token.i or child.dep_ not in ("amod", "compound", "poss", "pobj", "nmod", "appos"):
                continue
            mention = places.mention_at(child)
            if mention is not None:
                yield Party(self.state_of(mention.actor_id, actors), mention.start_char, mention.end_char)
            elif child.lower_ in self.adjectives:
                yield Party(self.adjectives[child.lower_], child.idx, child.idx + len(child))

    def _adjective(self, token: Token, places: Places, actors: Mapping[str, Actor]) -> Party | None:
        """ "anti-Russian sanctions", "Iran sanctions"; "U.S. sanctions" name the sender."""
        mention = places.mention_at(token)
        # The tokens are "anti", "-", "Russian".
        if token.i > 1 and token.doc[token.i - 2].lower_ == "anti" and token.lower_ in self.adjectives:
            return Party(self.adjectives[token.lower_], token.idx, token.idx + len(token))
        if token.dep_ == "compound" and "compound" in self.leads and mention is not None:
            state = self.state_of(mention.actor_id, actors)
            return None if state in self.usual_senders else Party(state, mention.start_char, mention.end_char)
        return None

    def senders(self, unit: Unit, places: Places) -> list[Party]:
        """Who puts the measures, as the words at the term name them: "U.S. sanctions", "sanctions put by the EU"."""
        found: list[Party] = []
        for term in unit.terms:
            for child in term.token.children:
                low = child.lower_
                if child.dep_ in ("amod", "compound", "poss", "nmod"):
                    mention = places.mention_at(child)
                    if mention is not None and (child.dep_ == "poss" or mention.actor_id in self.usual_senders):
                        found.append(Party(mention.actor_id, mention.start_char, mention.end_char))
                    elif mention is None and self.adjectives.get(low) in self.usual_senders:
                        found.append(Party(self.adjectives[low], child.idx, child.idx + len(child)))
                if child.dep_ in ("acl", "relcl") and (agent := agent_of(child)) is not None:
                    mention = places.mention_at(agent)
                    if mention is not None:
                        found.append(Party(mention.actor_id, mention.start_char, mention.end_char))
        return found

    def sender_of(self, actor_id: str, actors: Mapping[str, Actor]) -> str | None:
        """Whose measures are those of an actor: its state's, an organization's own; None for one without a state.

        A person's only where the state is a usual sender: a member's prime minister speaks of the measures of all.
        """
        state, actor = self.state_of(actor_id, actors), actors.get(actor_id)
        if state in self.usual_senders or actor is None:
            return state if state in self.usual_senders else None
        if actor.type in ("state", "organization") or (actor.type == "group" and state != actor_id):
            return state
        return None

    def mentioned_senders(self, unit: Unit, places: Places, actors: Mapping[str, Actor]) -> list[str]:
        """The usual senders, also by their officials, that a unit mentions in whatever role."""
        inside = places.within(unit.start_char, unit.end_char)
        states = dict.fromkeys(self.state_of(mention.actor_id, actors) for mention in inside)
        return [state for state in states if state in self.usual_senders]

    def article_senders(self, named: Iterable[Party], places: Places, actors: Mapping[str, Actor]) -> list[str]:
        """Who may have put an article's measures, the likeliest first: whom its units name, and usual senders."""
        senders = (self.sender_of(party.actor_id, actors) for party in named)
        weight = self._weight((s for s in senders if s is not None), self.usual_senders, places, actors)
        return sorted((s for s in weight if weight[s] >= LIKELY), key=lambda state: (-weight[state], state))
