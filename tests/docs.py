"""Hand-made Docs for tests that need no model, written as text.

A token is text/tag/pos/dep/head/lemma, with `~` where no blank follows. The head is relative (+1: the next token); the
lemma is left out where it is the lower-case word. Sentences follow from the heads. The parses are those of spaCy's md
pipeline.
"""

from __future__ import annotations

from typing import Any

from spacy.lang.en import English
from spacy.tokens import Doc, Token

VOCAB = English().vocab  # no model: it only knows what lower case is


def doc_of(tokens: str) -> Doc:
    """The Doc of tokens in the notation above; an empty one for the empty text."""
    made = [_token(i, item) for i, item in enumerate(tokens.split())]
    columns: dict[str, Any] = {key: [token[key] for token in made] for key in made[0]} if made else {}
    return Doc(VOCAB, **columns)


def _token(i: int, item: str) -> dict[str, object]:
    text, tag, pos, dep, head, lemma = [*item.rstrip("~").split("/"), ""][:6]
    return {
        "words": text,
        "spaces": not item.endswith("~"),
        "tags": tag,
        "pos": pos,
        "deps": dep,
        "heads": i + int(head),
        "lemmas": lemma or text.lower(),
    }


def clause(text: str) -> Doc:
    """The Doc of one of the texts of `PARSES`, below."""
    doc = doc_of(PARSES[text])
    assert doc.text.rstrip() == text
    return doc


def sentences(*texts: str) -> Doc:
    """A Doc of unparsed sentences, words split at blanks: for what reads only words and sentence boundaries."""
    words = [word for text in texts for word in text.split()]
    starts: list[bool | int | None] = [k == 0 for text in texts for k, _ in enumerate(text.split())]
    return Doc(VOCAB, words=words, sent_starts=starts)


def word(doc: Doc, text: str) -> Token:
    """The first token with this text."""
    return next(token for token in doc if token.text == text)


PARSES = {
    "Paris imposed sanctions.": (
        "Paris/NNP/PROPN/nsubj/+1/Paris imposed/VBD/VERB/ROOT/0/impose sanctions/NNS/NOUN/dobj/-1/sanction~ "
        "././PUNCT/punct/-2"
    ),
    "Paris will impose sanctions.": (
        "Paris/NNP/PROPN/nsubj/+2/Paris will/MD/AUX/aux/+1 impose/VB/VERB/ROOT/0 sanctions/NNS/NOUN/dobj/-1/sanction~ "
        "././PUNCT/punct/-2"
    ),
    "Paris should impose sanctions.": (
        "Paris/NNP/PROPN/nsubj/+2/Paris should/MD/AUX/aux/+1 impose/VB/VERB/ROOT/0 "
        "sanctions/NNS/NOUN/dobj/-1/sanction~ ././PUNCT/punct/-2"
    ),
    "Paris imposed no sanctions.": (
        "Paris/NNP/PROPN/nsubj/+1/Paris imposed/VBD/VERB/ROOT/0/impose no/DT/DET/det/+1 "
        "sanctions/NNS/NOUN/dobj/-2/sanction~ ././PUNCT/punct/-3"
    ),
    "Paris blacklisted two banks.": (
        "Paris/NNP/PROPN/nsubj/+1/Paris blacklisted/VBD/VERB/ROOT/0/blacklist two/CD/NUM/nummod/+1 "
        "banks/NNS/NOUN/dobj/-2/bank~ ././PUNCT/punct/-3"
    ),
    "Paris would impose sanctions if Minsk attacked.": (
        "Paris/NNP/PROPN/nsubj/+2/Paris would/MD/AUX/aux/+1 impose/VB/VERB/ROOT/0 sanctions/NNS/NOUN/dobj/-1/sanction "
        "if/IN/SCONJ/mark/+2 Minsk/NNP/PROPN/nsubj/+1/Minsk attacked/VBD/VERB/advcl/-4/attack~ ././PUNCT/punct/-5"
    ),
    "Paris is going to impose sanctions.": (
        "Paris/NNP/PROPN/nsubj/+2/Paris is/VBZ/AUX/aux/+1/be going/VBG/VERB/ROOT/0/go to/TO/PART/aux/+1 "
        "impose/VB/VERB/xcomp/-2 sanctions/NNS/NOUN/dobj/-1/sanction~ ././PUNCT/punct/-4"
    ),
    "Paris won’t lift the sanctions.": (
        "Paris/NNP/PROPN/nsubj/+3/Paris wo/MD/AUX/aux/+2/will~ n’t/RB/PART/neg/+1/not lift/VB/VERB/ROOT/0 "
        "the/DT/DET/det/+1 sanctions/NNS/NOUN/dobj/-2/sanction~ ././PUNCT/punct/-3"
    ),
    "Paris must lift the sanctions.": (
        "Paris/NNP/PROPN/nsubj/+2/Paris must/MD/AUX/aux/+1 lift/VB/VERB/ROOT/0 the/DT/DET/det/+1 "
        "sanctions/NNS/NOUN/dobj/-2/sanction~ ././PUNCT/punct/-3"
    ),
    "Paris will not lift the sanctions.": (
        "Paris/NNP/PROPN/nsubj/+3/Paris will/MD/AUX/aux/+2 not/RB/PART/neg/+1 lift/VB/VERB/ROOT/0 the/DT/DET/det/+1 "
        "sanctions/NNS/NOUN/dobj/-2/sanction~ ././PUNCT/punct/-3"
    ),
    "Paris urged Berlin to lift the sanctions.": (
        "Paris/NNP/PROPN/nsubj/+1/Paris urged/VBD/VERB/ROOT/0/urge Berlin/NNP/PROPN/dobj/-1/Berlin to/TO/PART/aux/+1 "
        "lift/VB/VERB/xcomp/-3 the/DT/DET/det/+1 sanctions/NNS/NOUN/dobj/-2/sanction~ ././PUNCT/punct/-6"
    ),
    "The EU lifted sanctions on Belarus.": (
        "The/DT/DET/det/+1 EU/NNP/PROPN/nsubj/+1/EU lifted/VBD/VERB/ROOT/0/lift sanctions/NNS/NOUN/dobj/-1/sanction "
        "on/IN/ADP/prep/-1 Belarus/NNP/PROPN/pobj/-1/Belarus~ ././PUNCT/punct/-4"
    ),
    "The EU imposed new sanctions on Belarus.": (
        "The/DT/DET/det/+1 EU/NNP/PROPN/nsubj/+1/EU imposed/VBD/VERB/ROOT/0/impose new/JJ/ADJ/amod/+1 "
        "sanctions/NNS/NOUN/dobj/-2/sanction on/IN/ADP/prep/-1 Belarus/NNP/PROPN/pobj/-1/Belarus~ ././PUNCT/punct/-5"
    ),
    "Rome refused to lift sanctions.": (
        "Rome/NNP/PROPN/nsubj/+1/Rome refused/VBD/VERB/ROOT/0/refuse to/TO/PART/aux/+1 lift/VB/VERB/xcomp/-2 "
        "sanctions/NNS/NOUN/dobj/-1/sanction~ ././PUNCT/punct/-4"
    ),
    "Rome ruled out sanctions.": (
        "Rome/NNP/PROPN/nsubj/+1/Rome ruled/VBD/VERB/ROOT/0/rule out/RP/ADP/prt/-1 "
        "sanctions/NNS/NOUN/dobj/-2/sanction~ ././PUNCT/punct/-3"
    ),
    "Rome met Minsk and will lift the sanctions.": (
        "Rome/NNP/PROPN/nsubj/+1/Rome met/VBD/VERB/ROOT/0/meet Minsk/NNP/PROPN/dobj/-1/Minsk and/CC/CCONJ/cc/-2 "
        "will/MD/AUX/aux/+1 lift/VB/VERB/conj/-4 the/DT/DET/det/+1 sanctions/NNS/NOUN/dobj/-2/sanction~ "
        "././PUNCT/punct/-7"
    ),
    "Berlin refused to back sanctions.": (
        "Berlin/NNP/PROPN/nsubj/+1/Berlin refused/VBD/VERB/ROOT/0/refuse to/TO/PART/aux/+1 back/VB/VERB/xcomp/-2 "
        "sanctions/NNS/NOUN/dobj/-1/sanction~ ././PUNCT/punct/-4"
    ),
    "Berlin has never backed sanctions.": (
        "Berlin/NNP/PROPN/nsubj/+3/Berlin has/VBZ/AUX/aux/+2/have never/RB/ADV/neg/+1 backed/VBN/VERB/ROOT/0/back "
        "sanctions/NNS/NOUN/dobj/-1/sanction~ ././PUNCT/punct/-2"
    ),
    "Berlin extended the sanctions.": (
        "Berlin/NNP/PROPN/nsubj/+1/Berlin extended/VBD/VERB/ROOT/0/extend the/DT/DET/det/+1 "
        "sanctions/NNS/NOUN/dobj/-2/sanction~ ././PUNCT/punct/-3"
    ),
    "Berlin considers sanctions.": (
        "Berlin/NNP/PROPN/nsubj/+1/Berlin considers/VBZ/VERB/ROOT/0/consider sanctions/NNS/NOUN/dobj/-1/sanction~ "
        "././PUNCT/punct/-2"
    ),
    "Berlin criticized the decision to impose sanctions.": (
        "Berlin/NNP/PROPN/nsubj/+1/Berlin criticized/VBD/VERB/ROOT/0/criticize the/DT/DET/det/+1 "
        "decision/NN/NOUN/dobj/-2 to/TO/PART/aux/+1 impose/VB/VERB/acl/-2 sanctions/NNS/NOUN/dobj/-1/sanction~ "
        "././PUNCT/punct/-6"
    ),
    "Berlin stopped short of imposing sanctions.": (
        "Berlin/NNP/PROPN/nsubj/+1/Berlin stopped/VBD/VERB/ROOT/0/stop short/RB/ADV/advmod/-1 of/IN/ADP/prep/-1 "
        "imposing/VBG/VERB/pcomp/-1/impose sanctions/NNS/NOUN/dobj/-1/sanction~ ././PUNCT/punct/-5"
    ),
    "Warsaw urged Brussels to impose sanctions.": (
        "Warsaw/NNP/PROPN/nsubj/+1/Warsaw urged/VBD/VERB/ROOT/0/urge Brussels/NNP/PROPN/dobj/-1/Brussels "
        "to/TO/PART/aux/+1 impose/VB/VERB/xcomp/-3 sanctions/NNS/NOUN/dobj/-1/sanction~ ././PUNCT/punct/-5"
    ),
    "Washington threatened to impose sanctions.": (
        "Washington/NNP/PROPN/nsubj/+1/Washington threatened/VBD/VERB/ROOT/0/threaten to/TO/PART/aux/+1 "
        "impose/VB/VERB/xcomp/-2 sanctions/NNS/NOUN/dobj/-1/sanction~ ././PUNCT/punct/-4"
    ),
    "Washington sanctioned two banks.": (
        "Washington/NNP/PROPN/nsubj/+1/Washington sanctioned/VBD/VERB/ROOT/0/sanction two/CD/NUM/nummod/+1 "
        "banks/NNS/NOUN/dobj/-2/bank~ ././PUNCT/punct/-3"
    ),
    "Kyiv called for sanctions.": (
        "Kyiv/NNP/PROPN/nsubj/+1/Kyiv called/VBD/VERB/ROOT/0/call for/IN/ADP/prep/-1 "
        "sanctions/NNS/NOUN/pobj/-1/sanction~ ././PUNCT/punct/-3"
    ),
    "Paris and Berlin called for sanctions.": (
        "Paris/NNP/PROPN/nsubj/+3/Paris and/CC/CCONJ/cc/-1 Berlin/NNP/PROPN/conj/-2/Berlin "
        "called/VBD/VERB/ROOT/0/call for/IN/ADP/prep/-1 sanctions/NNS/NOUN/pobj/-1/sanction~ ././PUNCT/punct/-3"
    ),
    "Iran asked for sanctions relief.": (
        "Iran/NNP/PROPN/nsubj/+1/Iran asked/VBD/VERB/ROOT/0/ask for/IN/ADP/prep/-1 "
        "sanctions/NNS/NOUN/compound/+1/sanction relief/NN/NOUN/pobj/-2~ ././PUNCT/punct/-4"
    ),
    "Minsk evaded the sanctions.": (
        "Minsk/NNP/PROPN/nsubj/+1/Minsk evaded/VBD/VERB/ROOT/0/evade the/DT/DET/det/+1 "
        "sanctions/NNS/NOUN/dobj/-2/sanction~ ././PUNCT/punct/-3"
    ),
    "Minsk condemned anti-Russian sanctions.": (
        "Minsk/NNP/PROPN/nsubj/+1/Minsk condemned/VBD/VERB/ROOT/0/condemn anti/JJ/ADJ/amod/+3~ -/JJ/ADJ/amod/+2~ "
        "Russian/JJ/ADJ/amod/+1 sanctions/NNS/NOUN/dobj/-4/sanction~ ././PUNCT/punct/-5"
    ),
    "Rome, which backed sanctions, left.": (
        "Rome/NNP/PROPN/ROOT/0/Rome~ ,/,/PUNCT/punct/-1 which/WDT/PRON/nsubj/+1 backed/VBD/VERB/relcl/-3/back "
        "sanctions/NNS/NOUN/dobj/-1/sanction~ ,/,/PUNCT/punct/-5 left/VBN/VERB/acl/-6/leave~ ././PUNCT/punct/-7"
    ),
    "Sanctions must go, Minsk said.": (
        "Sanctions/NNS/NOUN/nsubj/+2/sanction must/MD/AUX/aux/+1 go/VB/VERB/ccomp/+3~ ,/,/PUNCT/punct/+2 "
        "Minsk/NNP/PROPN/nsubj/+1/Minsk said/VBD/VERB/ROOT/0/say~ ././PUNCT/punct/-1"
    ),
    "Minsk asked Rome to lift the sanctions.": (
        "Minsk/NNP/PROPN/nsubj/+1/Minsk asked/VBD/VERB/ROOT/0/ask Rome/NNP/PROPN/dobj/-1/Rome to/TO/PART/aux/+1 "
        "lift/VB/VERB/xcomp/-3 the/DT/DET/det/+1 sanctions/NNS/NOUN/dobj/-2/sanction~ ././PUNCT/punct/-6"
    ),
    "US sanctions on Iranian banks hurt farmers.": (
        "US/NNP/PROPN/compound/+1/US sanctions/NNS/NOUN/nsubj/+4/sanction on/IN/ADP/prep/-1 Iranian/JJ/ADJ/amod/+1 "
        "banks/NNS/NOUN/pobj/-2/bank hurt/VBD/VERB/ROOT/0 farmers/NNS/NOUN/dobj/-1/farmer~ ././PUNCT/punct/-2"
    ),
    "Washington’s sanctions failed.": (
        "Washington/NNP/PROPN/poss/+2/Washington~ ’s/POS/PART/case/-1 sanctions/NNS/NOUN/nsubj/+1/sanction "
        "failed/VBD/VERB/ROOT/0/fail~ ././PUNCT/punct/-1"
    ),
    "Sanctions were imposed by the Council.": (
        "Sanctions/NNS/NOUN/nsubjpass/+2/sanction were/VBD/AUX/auxpass/+1/be imposed/VBN/VERB/ROOT/0/impose "
        "by/IN/ADP/agent/-1 the/DT/DET/det/+1 Council/NNP/PROPN/pobj/-2/Council~ ././PUNCT/punct/-4"
    ),
    "Sanctions against Iran imposed by the EU failed.": (
        "Sanctions/NNS/NOUN/nsubj/+7/sanction against/IN/ADP/prep/-1 Iran/NNP/PROPN/pobj/-1/Iran "
        "imposed/VBN/VERB/acl/-3/impose by/IN/ADP/agent/-1 the/DT/DET/det/+1 EU/NNP/PROPN/pobj/-2/EU "
        "failed/VBD/VERB/ROOT/0/fail~ ././PUNCT/punct/-1"
    ),
    "The sanctions are illegal.": (
        "The/DT/DET/det/+1 sanctions/NNS/NOUN/nsubj/+1/sanction are/VBP/AUX/ROOT/0/be illegal/JJ/ADJ/acomp/-1~ "
        "././PUNCT/punct/-2"
    ),
    "The sanctions are not illegal.": (
        "The/DT/DET/det/+1 sanctions/NNS/NOUN/nsubj/+1/sanction are/VBP/AUX/ROOT/0/be not/RB/PART/neg/-1 "
        "illegal/JJ/ADJ/acomp/-2~ ././PUNCT/punct/-3"
    ),
    "The sanctions are effective.": (
        "The/DT/DET/det/+1 sanctions/NNS/NOUN/nsubj/+1/sanction are/VBP/AUX/ROOT/0/be effective/JJ/ADJ/acomp/-1~ "
        "././PUNCT/punct/-2"
    ),
    "The sanctions hurt farmers.": (
        "The/DT/DET/det/+1 sanctions/NNS/NOUN/nsubj/+1/sanction hurt/VBP/VERB/ROOT/0 farmers/NNS/NOUN/dobj/-1/farmer~ "
        "././PUNCT/punct/-2"
    ),
    "The ministers who backed sanctions left.": (
        "The/DT/DET/det/+1 ministers/NNS/NOUN/nsubj/+4/minister who/WP/PRON/nsubj/+1 backed/VBD/VERB/relcl/-2/back "
        "sanctions/NNS/NOUN/dobj/-1/sanction left/VBN/VERB/ROOT/0/leave~ ././PUNCT/punct/-1"
    ),
    "The weather in Rome was fine.": (
        "The/DT/DET/det/+1 weather/NN/NOUN/nsubj/+3 in/IN/ADP/prep/-1 Rome/NNP/PROPN/pobj/-1/Rome "
        "was/VBD/AUX/ROOT/0/be fine/JJ/ADJ/acomp/-1~ ././PUNCT/punct/-2"
    ),
    "Paris imposed sanctions. Berlin backed the move.": (
        "Paris/NNP/PROPN/nsubj/+1/Paris imposed/VBD/VERB/ROOT/0/impose sanctions/NNS/NOUN/dobj/-1/sanction~ "
        "././PUNCT/punct/-2 Berlin/NNP/PROPN/nsubj/+1/Berlin backed/VBD/VERB/ROOT/0/back the/DT/DET/det/+1 "
        "move/NN/NOUN/dobj/-2~ ././PUNCT/punct/-3"
    ),
    "Kyiv called on Washington to impose sanctions.": (
        "Kyiv/NNP/PROPN/nsubj/+1/Kyiv called/VBD/VERB/ROOT/0/call on/IN/ADP/prep/-1 "
        "Washington/NNP/PROPN/pobj/-1/Washington to/TO/PART/aux/+1 impose/VB/VERB/xcomp/-4 "
        "sanctions/NNS/NOUN/dobj/-1/sanction~ ././PUNCT/punct/-6"
    ),
    "Should Russia invade, Paris will impose sanctions.": (
        "Should/MD/AUX/aux/+2 Russia/NNP/PROPN/nsubj/+1/Russia invade/VB/VERB/advcl/+4~ ,/,/PUNCT/punct/+3 "
        "Paris/NNP/PROPN/nsubj/+2/Paris will/MD/AUX/aux/+1 impose/VB/VERB/ROOT/0 "
        "sanctions/NNS/NOUN/dobj/-1/sanction~ ././PUNCT/punct/-2"
    ),
    "Rome offered relief from sanctions in exchange for talks.": (
        "Rome/NNP/PROPN/nsubj/+1/Rome offered/VBD/VERB/ROOT/0/offer relief/NN/NOUN/dobj/-1 from/IN/ADP/prep/-2 "
        "sanctions/NNS/NOUN/pobj/-1/sanction in/IN/ADP/prep/-1 exchange/NN/NOUN/pobj/-1 for/IN/ADP/prep/-1 "
        "talks/NNS/NOUN/pobj/-1/talk~ ././PUNCT/punct/-8"
    ),
    "Another test would lead to sanctions.": (
        "Another/DT/DET/det/+1 test/NN/NOUN/nsubj/+2 would/MD/AUX/aux/+1 lead/VB/VERB/ROOT/0 to/IN/ADP/prep/-1 "
        "sanctions/NNS/NOUN/pobj/-1/sanction~ ././PUNCT/punct/-3"
    ),
    "Another test led to sanctions.": (
        "Another/DT/DET/det/+1 test/NN/NOUN/nsubj/+1 led/VBD/VERB/ROOT/0/lead to/IN/ADP/prep/-1 "
        "sanctions/NNS/NOUN/pobj/-1/sanction~ ././PUNCT/punct/-3"
    ),
    "New sanctions would lead to a rupture.": (
        "New/JJ/ADJ/amod/+1 sanctions/NNS/NOUN/nsubj/+2/sanction would/MD/AUX/aux/+1 lead/VB/VERB/ROOT/0 "
        "to/IN/ADP/prep/-1 a/DT/DET/det/+1 rupture/NN/NOUN/pobj/-2~ ././PUNCT/punct/-4"
    ),
    "Rome said that Paris imposed sanctions.": (
        "Rome/NNP/PROPN/nsubj/+1/Rome said/VBD/VERB/ROOT/0/say that/IN/SCONJ/mark/+2 Paris/NNP/PROPN/nsubj/+1/Paris "
        "imposed/VBD/VERB/ccomp/-3/impose sanctions/NNS/NOUN/dobj/-1/sanction~ ././PUNCT/punct/-5"
    ),
}
