"""Descriptions that may stand for an actor: "the Russian leader", "the bloc", "24 former officials".

Only their shape is read here; whom they mean is for `antecedents` to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from analysis.annotators.columns import columns_of
from analysis.annotators.gazetteer import Gazetteer
from analysis.annotators.names import Name, head_of, words_of
from analysis.annotators.phrases import Pieces

_LEFT = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "nmod", "predet", "quantmod", "neg", "advmod", "punct", "npadvmod"}
)

_COMPLEMENT = frozenset({"prep", "pobj", "det", "compound", "amod"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A noun phrase, tokens [start, end), whose noun `head` is of a kind that actors are described by."""

    start: int
    end: int
    head: int
    kind: str  # person, state, organization, group
    noun: str  # lower case: "foreign minister"
    roles: tuple[str, ...] = ()
    owners: tuple[int, ...] = ()  # first tokens of the names inside: Russian, of Ukraine
    possessor: int | None = None  # the token of "its", "his", "country" in "the country's leader"
    definite: bool = False  # the, this, or a possessor
    indefinite: bool = False  # a, another, some
    plural: bool = False
    past: bool = False  # "the former president"
    linked: int | None = None  # a token of the name to which it stands in apposition


def find_descriptions(doc: Doc, pieces: Pieces, names: list[Name], gazetteer: Gazetteer) -> list[Description]:
    """Every description outside names, in document order of their heads."""
    taken = {i for name in names if name.form != "demonym" for i in range(name.begin, name.end)}
    at = {i: name for name in names for i in range(name.start, name.end)}
    # "head of state": the noun that heads the words, not the last one.
    roles = {
        head_of(doc, start, end): (start, end, tuple(dict.fromkeys(values)))
        for start, end, values in gazetteer.roles.find(pieces)
    }
    found = []
    columns = columns_of(doc)
    for i, pos in enumerate(columns.pos):
        if i in taken or pos not in ("NOUN", "PROPN"):
            continue
        token = doc[i]
        read = _kind(doc, token, roles, gazetteer)
        if read is None or (i and columns.texts[i - 1] in ("-", "–")):
            continue
        if read.first in taken:
            read = replace(read, first=token.i)  # "U.S. Ambassador" is a title, but U.S. is a name too
        found.append(_shape(doc, token, read, at, gazetteer))
    return found


@dataclass(frozen=True, slots=True)
class _Noun:
    """The words of a description's noun, tokens [first, last], and what kind of actor it describes."""

    kind: str
    text: str
    first: int
    last: int
    roles: tuple[str, ...] = ()


def _kind(
    doc: Doc, token: Token, roles: Mapping[int, tuple[int, int, tuple[str, ...]]], gazetteer: Gazetteer
) -> _Noun | None:
    words, columns, i = gazetteer.words, columns_of(doc), token.i
    if token.dep_ == "compound" and token.head.i > i:
        return None
    plural = columns.tags[i] in ("NNS", "NNPS")
    noun = columns.lowers[i]
    if not plural and i in roles:
        first, end, offices = roles[i]
        return _Noun("person", words_of(doc, first, end).casefold(), first, end - 1, offices)
    if not plural and noun in words.person_nominals:
        return _Noun("person", noun, i, i, words.person_nominals[noun])
    pair = f"{columns.lowers[i - 1]} {noun}" if i else noun
    if not plural and pair in words.organization_nominals:
        return _Noun("organization", pair, i - 1, i)
    if noun in words.collectives and _plural_after(doc, token):
        return _Noun("group", noun, i, i)
    if not plural and (noun in words.organization_nominals or noun in words.administration_words):
        return _Noun("organization", noun, i, i)
    if (not plural and noun in words.state_nominals) or noun == "authorities":
        return _Noun("state", noun, i, i)
    if columns.lemmas[i].lower() in words.group_nominals:
        return _Noun("group", noun, i, i)
    return None


def _plural_after(doc: Doc, token: Token) -> Token | None:
    """The plural noun of "a group of 24 former officials"."""
    if token.i + 1 == len(doc) or doc[token.i + 1].lower_ != "of":
        return None
    return next((c for c in doc[token.i + 1].rights if c.dep_ == "pobj" and c.tag_ in ("NNS", "NNPS")), None)


def _members_end(members: Token) -> int:
    """The end of "24 former officials", with those beside them: "… and experts on Russia"."""
    beside = [token for token in members.conjuncts if token.i > members.i and token.tag_ in ("NNS", "NNPS")]
    if not beside:
        return members.i + 1
    end = beside[-1].i + 1
    while end <= members.right_edge.i and members.doc[end].dep_ in _COMPLEMENT:
        end += 1
    return end


def _shape(doc: Doc, token: Token, read: _Noun, at: Mapping[int, Name], gazetteer: Gazetteer) -> Description:
    start, possessor, determiner = read.first, None, ""
    for child in token.lefts:
        if child.dep_ in _LEFT and child.i < read.first:
            start = min(start, child.left_edge.i)
            if child.dep_ == "poss":
                possessor = child.i
            elif child.dep_ == "det":
                determiner = _definiteness(child)
    if start in at:
        start = min(start, at[start].begin)
    while start < read.first and (doc[start].is_punct or doc[start].is_space):
        start += 1
    members = _plural_after(doc, token) if read.kind == "group" and read.text in gazetteer.words.collectives else None
    end = _members_end(members) if members is not None else _right_end(doc, doc[read.last], at)
    if read.kind == "group" and end == token.i + 1:
        end = _with_complement(doc, token)
    owners = tuple(dict.fromkeys(at[i].start for i in range(start, end) if i in at and at[i].type != "person"))
    return Description(
        start=start,
        end=end,
        head=token.i,
        kind=read.kind,
        noun=read.text,
        roles=read.roles,
        owners=owners,
        possessor=possessor,
        definite=possessor is not None or "Def" in determiner or "Dem" in determiner,
        indefinite=possessor is None and "Ind" in determiner,
        plural=members is not None or token.tag_ in ("NNS", "NNPS"),
        past=any(doc[i].lower_ in gazetteer.words.past_words for i in range(start, token.i)),
        linked=_linked(token, at),
    )


def _right_end(doc: Doc, token: Token, at: Mapping[int, Name]) -> int:
    """The end with "of Ukraine", "to the United Nations", "for the ministry" where a name follows."""
    i = token.i + 1
    if i >= len(doc) or doc[i].lower_ not in ("of", "to", "for", "at"):
        return i
    j = i + 1
    while j < len(doc) and (doc[j].tag_ in ("DT", "JJ") and j not in at):
        j += 1
    if j >= len(doc) or j not in at or at[j].type == "person":
        return i
    name_head = doc[at[j].end - 1]
    # "supporters of the Iran deal"
    return (
        name_head.head.i + 1 if name_head.dep_ in ("compound", "amod") and name_head.head.i >= at[j].end else at[j].end
    )


def _definiteness(token: Token) -> str:
    """The features of an article or demonstrative: Def, Ind, Dem; "some" and "another" count as Ind, "all" as none."""
    morph = token.morph.to_dict()
    if "Definite" in morph or morph.get("PronType") == "Dem":
        return f"{morph.get('Definite', '')} {morph.get('PronType', '')}"
    return "Ind" if token.lower_ in ("some", "another", "any") else ""


def _with_complement(doc: Doc, token: Token) -> int:
    """The end of "opponents of the measure"; long complements are cut off."""
    if token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "of" and doc[token.i + 1].head.i == token.i:
        edge = doc[token.i + 1].right_edge.i + 1
        return edge if edge - token.i < 9 else token.i + 1
    return token.i + 1


def _linked(token: Token, at: Mapping[int, Name]) -> int | None:
    if token.dep_ == "appos" and token.head.i in at:
        return token.head.i
    return next((c.i for c in token.rights if c.dep_ == "appos" and c.i in at), None)
