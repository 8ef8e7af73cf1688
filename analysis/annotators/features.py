"""What a unit and its candidates look like to the model: named, binary features, each readable on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from spacy.tokens import Token

from analysis.annotators.candidates import FIRST_PERSON, Candidate, Unit
from analysis.annotators.clauses import condition_of, is_finite, is_negated, is_passive, modal_of, own_subject
from analysis.annotators.readings import Reader, path_above
from analysis.annotators.topics import lemma
from analysis.articles import Article

if TYPE_CHECKING:
    from analysis.annotators.stances import Case

CLOSING = " ”\"'’"


@dataclass(frozen=True)
class Features:
    """The features of a case: of the unit, and of each candidate as its holder and in reading its act."""

    unit: list[str]
    candidates: list[list[str]]
    acts: list[list[str]]

    @classmethod
    def of(cls, case: Case, reader: Reader) -> Self:
        unit = unit_features(case.article, case.unit, reader)
        relations = [set(c.relations) for c in case.candidates]
        rows = list(zip(case.candidates, case.kinds, case.on_target, strict=True))
        others = [set().union(*relations[:i], *relations[i + 1 :]) for i in range(len(rows))]
        return cls(
            unit=unit,
            candidates=[
                candidate_features(case.article, case.unit, c, rest, kind, on)
                for (c, kind, on), rest in zip(rows, others, strict=True)
            ],
            acts=[holder_features(case.unit, c, kind, on) for c, kind, on in rows],
        )


def unit_features(article: Article, unit: Unit, reader: Reader) -> list[str]:
    """The features of the unit alone, sorted and without repeats."""
    return sorted({*_term(unit), *_chain(unit, reader), *_words(unit), *_place(article, unit)})


def _term(unit: Unit) -> Iterator[str]:
    term = unit.term
    yield f"term={term.kind}"
    yield f"term:{lemma(term.token)}"
    yield f"term-role={term.token.dep_}"
    yield f"kinds={'+'.join(sorted({t.kind for t in unit.terms}))}"
    if term.kind not in ("names", "verbs"):
        yield f"distance={term.distance}"
    for child in term.token.children:
        if child.dep_ in ("amod", "compound", "det", "poss", "nummod"):
            yield f"term-{child.dep_}:{lemma(child) if child.dep_ != 'poss' else 'x'}"
        if child.dep_ in ("acl", "relcl"):
            yield f"term-has={child.dep_}"
    reading = unit.reading
    yield f"reading={reading.act}"
    yield f"reading={reading.act}/{term.kind}"
    for step in reading.steps:
        yield f"step:{step}"


def _chain(unit: Unit, reader: Reader) -> Iterator[str]:
    for level, (word, role) in enumerate(path_above(unit.term.token)):
        if level > 5:
            break
        k = min(level, 3)
        yield f"w{k}:{lemma(word)}"
        yield f"w:{lemma(word)}"
        yield f"r{k}={role}"
        for name in reader.classes_of(word):
            yield f"c{k}={name}"
            yield f"c={name}"
            yield f"c{k}={name}/{role}"
    for level, predicate in enumerate(unit.chain[:4]):
        yield from _predicate(level, predicate, reader)


def _predicate(level: int, predicate: Token, reader: Reader) -> Iterator[str]:
    classes = reader.classes_of(predicate) or ("other",)
    modal, negated = modal_of(predicate), is_negated(predicate)
    yield f"p{level}-tag={predicate.tag_}"
    yield f"p{level}-dep={predicate.dep_}"
    yield f"p{level}-modal={modal}"
    yield f"p{level}-neg={negated}"
    yield f"p{level}-finite={is_finite(predicate)}"
    yield f"p{level}-passive={is_passive(predicate)}"
    for name in classes:
        yield f"p{level}={name}/{modal}/{negated}"
    word = own_subject(predicate)
    yield f"p{level}-subject={_kind_of(word)}"
    if condition_of(predicate) is not None:
        yield "has-condition"
    for child in predicate.children:
        if child.dep_ == "mark":
            yield f"p{level}-mark={child.lower_}"
        if child.dep_ in ("acomp", "attr", "oprd"):
            yield f"complement:{lemma(child)}"
            for name in reader.classes_of(child):
                yield f"complement={name}/{negated}"


def _kind_of(word: Token | None) -> str:
    if word is None:
        return "none"
    if word.lower_ in FIRST_PERSON:
        return "first"
    if word.pos_ == "PRON":
        return word.lower_
    return word.ent_type_ or word.pos_


def _words(unit: Unit) -> Iterator[str]:
    doc = unit.sent.doc
    for token in unit.sent:
        if token.is_alpha and not token.is_stop and token.ent_type_ == "":
            inside = unit.start_char <= token.idx < unit.end_char
            if inside:
                yield f"b:{lemma(token)}"
            if abs(token.i - unit.term.token.i) <= 4 and token.i != unit.term.token.i:
                yield f"n:{lemma(token)}"
    for k in (-1, 1, 2):
        i = unit.term.token.i + k
        if 0 <= i < len(doc):
            yield f"at{k}:{lemma(doc[i])}"


def _place(article: Article, unit: Unit) -> Iterator[str]:
    yield f"quotes={'+'.join(q.kind for q in unit.quotes[:2]) or 'none'}"
    yield f"opening={unit.sent.start == 0}"
    yield f"question={unit.sent.text.rstrip(CLOSING).endswith('?')}"
    genre = article.genre or "none"
    yield f"opinion={'opinion' in genre}"
    yield f"official={genre.startswith('official')}"
    share = (unit.end_char - unit.start_char) / max(len(unit.sent.text), 1)
    yield f"share={round(share, 1)}"
    yield f"beside={'+'.join(unit.beside)}/{unit.term.kind}"
    yield f"beside-names={'names' in unit.beside}/{unit.term.kind}"
    yield f"long={min(len(unit.sent) // 10, 5)}"


def candidate_features(
    article: Article, unit: Unit, candidate: Candidate, others: set[str], kind: str, is_target: bool
) -> list[str]:
    """The features of a candidate as the holder of the unit's stance; `others` are the rest's relations."""
    relations = set(candidate.relations)
    quoted = "+".join(q.kind for q in unit.quotes[:2]) or "none"
    opinion = "opinion" in (article.genre or "")
    found = {f"kind={kind}", f"target={is_target}/{unit.reading.act}", f"n={min(len(relations), 5)}"}
    for relation in relations:
        found |= {f"rel:{relation}", f"rel:{relation}/{kind}", f"rel:{relation}/{unit.reading.act}"}
        found |= {f"rel:{relation}/{quoted}", f"rel:{relation}/{unit.term.kind}", f"rel:{relation}/target={is_target}"}
        found |= {f"rel:{relation}/opinion={opinion}"}
        if candidate.mention is not None:
            found.add(f"rel:{relation}/{candidate.mention.kind}")
        if (word := _predicate_of(relation, unit)) is not None:
            found.add(f"rel:{relation}:{lemma(word)}")
            found.add(f"{relation[:-1]}:{lemma(word)}")
    found |= {f"other:{relation}" for relation in others - relations}
    return sorted(found)


def _predicate_of(relation: str, unit: Unit) -> Token | None:
    """The predicate that a relation such as `subject1` names."""
    level = relation.rstrip("+")[-1:]
    return unit.chain[int(level)] if level.isdigit() and int(level) < len(unit.chain) and ":" not in relation else None


def holder_features(unit: Unit, candidate: Candidate, kind: str, is_target: bool) -> list[str]:
    """What the holder adds to the features of the unit where the act is read."""
    act = unit.reading.act
    found = {f"holder={kind}", f"holder-target={is_target}", f"holder-target={is_target}/{act}"}
    for relation in set(candidate.relations):
        found |= {f"hr:{relation}", f"hr:{relation}/{act}"}
    return sorted(found)
