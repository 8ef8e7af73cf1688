"""Names that are no mentions: adjectives ("US sanctions"), places ("in Moscow"), credits ("copyright Reuters")."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from analysis.annotators.columns import columns_of
from analysis.annotators.gazetteer import Gazetteer, Vocabulary
from analysis.annotators.names import Name, words_of

_MODIFIERS = frozenset({"compound", "amod", "nmod"})
_DASHES = frozenset("-–—(")


def mark_non_mentions(doc: Doc, names: list[Name], gazetteer: Gazetteer) -> None:
    """Take adjectives, places and credits out of the mentions; the names stay, as context for what comes after."""
    places: set[int] = set()
    towns = {doc[n.start].text for n in names if n.form == "entity" and _is_town(doc, n)}
    for name in names:
        if name.form == "entity" and doc[name.start : name.end].text in towns:
            name.mention = False
        if name.mention:
            name.mention = _is_mention(doc, name, places, gazetteer.words)


def _is_town(doc: Doc, name: Name) -> bool:
    """ "In Bakhmut": a single word that spaCy takes for a person or a firm, but that the article is somewhere in."""
    return name.end - name.start == 1 and name.start > 0 and doc[name.start - 1].lower_ in ("in", "near")


def _is_mention(doc: Doc, name: Name, places: set[int], words: Vocabulary) -> bool:
    before = doc[name.start - 1] if name.start else None
    if name.form == "demonym" or is_credit(doc, name, words):
        return False
    if name.form == "nominal":
        # "the bloc", "its bloc", "Western powers"; not "bloc politics".
        return before is not None and (before.tag_ in ("DT", "PRP$") or doc[name.end - 1].tag_ == "NNS")
    if name.form == "metonym" or (name.type == "group" and doc[name.start].ent_type_ == "LOC"):
        if is_place(doc, name, places, words):
            places.update(range(name.start, name.end))
            return False
        return True
    if before is not None and before.lower_ in ("on", "via") and words_of(doc, name.start, name.end) in words.platforms:
        return False
    return not (name.type == "state" and name.form == "name" and is_adjective(doc, name))


def is_adjective(doc: Doc, name: Name) -> bool:
    """Whether an abbreviation does an adjective's work: "US sanctions"; but "EU sanctions" name the EU."""
    token = doc[name.end - 1]
    short = name.end - name.start == 1 and all(c.isupper() or c == "." for c in token.text)
    return short and _modifies(token)


def is_place(doc: Doc, name: Name, places: set[int], words: Vocabulary) -> bool:
    """Whether a capital is plainly the place: a dateline, "in Moscow", "a visit to Kyiv", "Moscow talks"."""
    token, head = doc[name.end - 1], doc[name.end - 1].head
    if is_dateline(doc, name) or _modifies(token) or _in_country(doc, name):
        return True
    if token.dep_ == "conj" and head.i in places:
        return True
    if token.dep_ in ("dobj", "nsubjpass") and head.lemma_.lower() in words.motion_words:
        return True
    if token.dep_ == "pobj" and head.i < token.i and head.lower_ not in words.place_prepositions:
        return head.lower_ in words.motion_prepositions and head.head.lemma_.lower() in words.motion_words
    return head.lower_ in words.place_prepositions or (
        name.start > 0 and doc[name.start - 1].lower_ in words.place_prepositions
    )


def _modifies(token: Token) -> bool:
    return token.dep_ in _MODIFIERS and token.head.i > token.i


def _in_country(doc: Doc, name: Name) -> bool:
    """ "Tehran, Iran"."""
    if name.end + 1 >= len(doc) or doc[name.end].text != ",":
        return False
    after = doc[name.end + 1]
    return after.ent_type_ == "GPE" and after.dep_ in ("appos", "npadvmod")


def is_dateline(doc: Doc, name: Name) -> bool:
    """Whether a paragraph begins with the name and a dash or bracket follows before a verb: "MINSK, 20 June (…) -"."""
    capitals = doc[name.start].is_sent_start and doc[name.start].is_upper
    if name.start > 0 and not doc[name.start - 1].is_space and not capitals:
        return False
    for token in doc[name.end : name.end + 8]:
        if token.text[0] in _DASHES:
            return True
        if token.pos_ in ("VERB", "AUX") or token.tag_ == "POS":
            return False
    return False


def is_credit(doc: Doc, name: Name, words: Vocabulary) -> bool:
    """Whether a name is a byline or a credit: alone in its paragraph, or after "copyright"."""
    before = columns_of(doc).lowers[max(0, name.start - 2) : name.start]
    if not words.credit_words.isdisjoint(before):
        return True
    if name.type not in ("person", "organization") or len(doc) == name.end - name.start:
        return False
    opens = name.start == 0 or _is_break(doc[name.start - 1])
    return opens and (name.end == len(doc) or _is_break(doc[name.end]))


def _is_break(token: Token) -> bool:
    return bool(token.is_space and token.text.count("\n") > 1)
