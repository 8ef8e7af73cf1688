"""Parsed sentences for tests that need no model.

Each token is text/tag/dep/head/lemma/entity, with `~` where no blank follows. The head is relative (+1: the next
token); the lemma is left out where it is the lower-case word. The parses are those of spaCy's md pipeline.
"""

from __future__ import annotations

from typing import Any

from spacy.lang.en import English
from spacy.tokens import Doc

VOCAB = English().vocab  # no model: it only knows what lower case is
_POS = {"NN": "NOUN", "JJ": "ADJ", "VB": "VERB", "PR": "PRON", "IN": "ADP", "DT": "DET", "RB": "ADV", "MD": "AUX"}
_MORPHS = {
    "the": "Definite=Def|PronType=Art",
    "a": "Definite=Ind|PronType=Art",
    "he": "Gender=Masc|Number=Sing|Person=3",
    "him": "Gender=Masc|Number=Sing|Person=3",
    "she": "Gender=Fem|Number=Sing|Person=3",
    "it": "Gender=Neut|Number=Sing|Person=3",
    "its": "Gender=Neut|Number=Sing|Person=3|Poss=Yes",
}


def parsed(text: str) -> Doc:
    """The Doc of one of the texts below, or an unparsed empty one for the empty text."""
    if not text:
        return Doc(VOCAB)
    tokens = [_token(i, item) for i, item in enumerate(PARSES[text].split())]
    columns: dict[str, Any] = {key: [token[key] for token in tokens] for key in tokens[0]}
    doc = Doc(VOCAB, **columns)
    assert doc.text.rstrip() == text
    return doc


def _token(i: int, item: str) -> dict[str, object]:
    word, tag, dep, head, lemma, ent = [*item.rstrip("~").split("/"), "", ""][:6]
    pos = "PROPN" if tag.startswith("NNP") else _POS.get(tag[:2], "PUNCT" if dep == "punct" else "X")
    return {
        "words": word,
        "spaces": not item.endswith("~"),
        "tags": tag,
        "pos": pos,
        "deps": dep,
        "heads": i + int(head),
        "lemmas": lemma or word.lower(),
        "ents": ent or "O",
        "morphs": _MORPHS.get(word.lower(), ""),
    }


PARSES = {
    "U.S. President Joe Biden told Moscow that NATO would act.": (
        "U.S./NNP/compound/+1/U.S./B-GPE President/NNP/compound/+2/President Joe/NNP/compound/+1/Joe/B-PERSON "
        "Biden/NNP/nsubj/+1/Biden/I-PERSON told/VBD/ROOT/0/tell Moscow/NNP/dobj/-1/Moscow/B-GPE that/IN/mark/+3 "
        "NATO/NNP/nsubj/+2/NATO/B-ORG would/MD/aux/+1 act/VB/ccomp/-5~ ././punct/-6~"
    ),
    "The U.S. President thanked the Russian leader.": (
        "The/DT/det/+2 U.S./NNP/compound/+1/U.S./B-GPE President/NNP/nsubj/+1/President thanked/VBD/ROOT/0/thank "
        "the/DT/det/+2 Russian/JJ/amod/+1//B-NORP leader/NN/dobj/-3~ ././punct/-4~"
    ),
    "A group of former officials and experts on Russia warned Kyiv.": (
        "A/DT/det/+1 group/NN/nsubj/+8 of/IN/prep/-1 former/JJ/amod/+1 officials/NNS/pobj/-2/official and/CC/cc/-1 "
        "experts/NNS/conj/-2/expert on/IN/prep/-3 Russia/NNP/pobj/-1/Russia/B-GPE warned/VBD/ROOT/0/warn "
        "Kyiv/NNP/dobj/-1/Kyiv/B-GPE~ ././punct/-2~"
    ),
    "The president thanked Moscow.": (
        "The/DT/det/+1 president/NN/nsubj/+1 thanked/VBD/ROOT/0/thank Moscow/NNP/dobj/-1/Moscow/B-GPE~ ././punct/-2~"
    ),
    "The minister arrived in Moscow after a visit to Kyiv.": (
        "The/DT/det/+1 minister/NN/nsubj/+1 arrived/VBD/ROOT/0/arrive in/IN/prep/-1 Moscow/NNP/pobj/-1/Moscow/B-GPE "
        "after/IN/prep/-3 a/DT/det/+1 visit/NN/pobj/-2 to/IN/prep/-1 Kyiv/NNP/pobj/-1/Kyiv/B-GPE~ ././punct/-8~"
    ),
    "Talks with Moscow failed, Washington said.": (
        "Talks/NNS/nsubj/+3/talk with/IN/prep/-1 Moscow/NNP/pobj/-1/Moscow/B-GPE failed/VBD/ccomp/+3/fail~ "
        ",/,/punct/+2 Washington/NNP/nsubj/+1/Washington/B-GPE said/VBD/ROOT/0/say~ ././punct/-1~"
    ),
    "US sanctions hurt, and EU sanctions too.": (
        "US/NNP/compound/+1/US/B-GPE sanctions/NNS/nsubj/+1/sanction hurt/VBN/ROOT/0~ ,/,/punct/-1 and/CC/cc/-2 "
        "EU/NNP/compound/+1/EU/B-ORG sanctions/NNS/conj/-4/sanction too/RB/advmod/-1~ ././punct/-6~"
    ),
    "The Ruritanian Foreign Ministry rejected the plan.": (
        "The/DT/det/+3//B-ORG Ruritanian/JJ/amod/+2//I-ORG Foreign/NNP/compound/+1/Foreign/I-ORG "
        "Ministry/NNP/nsubj/+1/Ministry/I-ORG rejected/VBD/ROOT/0/reject the/DT/det/+1 plan/NN/dobj/-2~ ././punct/-3~"
    ),
    "Iran's parliament backed the government of Ukraine.": (
        "Iran/NNP/poss/+2/Iran/B-GPE~ 's/POS/case/-1 parliament/NN/nsubj/+1 backed/VBD/ROOT/0/back the/DT/det/+1 "
        "government/NN/dobj/-2 of/IN/prep/-1 Ukraine/NNP/pobj/-1/Ukraine/B-GPE~ ././punct/-5~"
    ),
    "The Obama administration imposed sanctions.": (
        "The/DT/det/+2 Obama/NNP/compound/+1/Obama/B-PERSON administration/NN/nsubj/+1 imposed/VBD/ROOT/0/impose "
        "sanctions/NNS/dobj/-1/sanction~ ././punct/-2~"
    ),
    "Foreign Minister Anna Lind met Prime Minister of Ukraine Denys Koval.": (
        "Foreign/NNP/compound/+1/Foreign Minister/NNP/compound/+2/Minister Anna/NNP/compound/+1/Anna/B-PERSON "
        "Lind/NNP/nsubj/+1/Lind/I-PERSON met/VBD/ROOT/0/meet Prime/NNP/compound/+1/Prime "
        "Minister/NNP/nmod/+4/Minister of/IN/prep/-1 Ukraine/NNP/pobj/-1/Ukraine/B-GPE "
        "Denys/NNP/compound/+1/Denys/B-PERSON Koval/NNP/dobj/-6/Koval/I-PERSON~ ././punct/-7~"
    ),
    "Jane Smith met Tom Smith. Ms. Smith smiled.": (
        "Jane/NNP/compound/+1/Jane/B-PERSON Smith/NNP/nsubj/+1/Smith/I-PERSON met/VBD/ROOT/0/meet "
        "Tom/NNP/compound/+1/Tom/B-PERSON Smith/NNP/dobj/-2/Smith/I-PERSON~ ././punct/-3 Ms./NNP/compound/+1/Ms. "
        "Smith/NNP/nsubj/+1/Smith/B-PERSON smiled/VBD/ROOT/0/smile~ ././punct/-1~"
    ),
    "Anna Lind met Boris Berg. She thanked him.": (
        "Anna/NNP/compound/+1/Anna/B-PERSON Lind/NNP/nsubj/+1/Lind/I-PERSON met/VBD/ROOT/0/meet "
        "Boris/NNP/compound/+1/Boris/B-PERSON Berg/NNP/dobj/-2/Berg/I-PERSON~ ././punct/-3 She/PRP/nsubj/+1 "
        "thanked/VBD/ROOT/0/thank him/PRP/dobj/-1/he~ ././punct/-2~"
    ),
    "The Harbour Safety Agency (HSA) objected. The agency said it would sue. HSA lawyers agreed.": (
        "The/DT/det/+3//B-ORG Harbour/NNP/compound/+1/Harbour/I-ORG Safety/NNP/compound/+1/Safety/I-ORG "
        "Agency/NNP/nsubj/+4/Agency/I-ORG (/-LRB-/punct/-1~ HSA/NNP/appos/-2/HSA/B-ORG~ )/-RRB-/punct/-3 "
        "objected/VBD/ROOT/0/object~ ././punct/-1 The/DT/det/+1 agency/NN/nsubj/+1 said/VBD/ROOT/0/say "
        "it/PRP/nsubj/+2 would/MD/aux/+1 sue/VB/ccomp/-3~ ././punct/-4 HSA/NNP/compound/+1/HSA/B-ORG "
        "lawyers/NNS/nsubj/+1/lawyer agreed/VBD/ROOT/0/agree~ ././punct/-1~"
    ),
    "Senior officials said the ministry was wrong.": (
        "Senior/JJ/amod/+1 officials/NNS/nsubj/+1/official said/VBD/ROOT/0/say the/DT/det/+1 ministry/NN/nsubj/+1 "
        "was/VBD/ccomp/-3/be wrong/JJ/acomp/-1~ ././punct/-5~"
    ),
    "A firm said it would leave Iran.": (
        "A/DT/det/+1 firm/NN/nsubj/+1 said/VBD/ROOT/0/say it/PRP/nsubj/+2 would/MD/aux/+1 leave/VB/ccomp/-3 "
        "Iran/NNP/dobj/-1/Iran/B-GPE~ ././punct/-5~"
    ),
    "MINSK, 20 June (Ruta) - Moscow agreed.": (
        "MINSK/NNP/nsubj/+9/MINSK/B-ORG~ ,/,/punct/-1 20/CD/nummod/+1//B-DATE June/NNP/appos/-3/June/I-DATE "
        "(/-LRB-/punct/-1~ Ruta/NNP/appos/-2/Ruta/B-PERSON~ )/-RRB-/punct/-1 -/:/punct/+2 "
        "Moscow/NNP/nsubj/+1/Moscow/B-GPE agreed/VBD/ROOT/0/agree~ ././punct/-1~"
    ),
    "The former president met Barack Obama.": (
        "The/DT/det/+2 former/JJ/amod/+1 president/NN/nsubj/+1 met/VBD/ROOT/0/meet "
        "Barack/NNP/compound/+1/Barack/B-PERSON Obama/NNP/dobj/-2/Obama/I-PERSON~ ././punct/-3~"
    ),
    "Iran protested. The country said it would answer.": (
        "Iran/NNP/nsubj/+1/Iran/B-GPE protested/VBD/ROOT/0/protest~ ././punct/-1 The/DT/det/+1 country/NN/nsubj/+1 "
        "said/VBD/ROOT/0/say it/PRP/nsubj/+2 would/MD/aux/+1 answer/VB/ccomp/-3~ ././punct/-4~"
    ),
    "The Minsk Agreement failed.": (
        "The/DT/det/+2//B-LAW Minsk/NNP/compound/+1/Minsk/I-LAW Agreement/NNP/nsubj/+1/Agreement/I-LAW "
        "failed/VBD/ROOT/0/fail~ ././punct/-1~"
    ),
    "Ukraine thanked the Moscow Exchange.": (
        "Ukraine/NNP/nsubj/+1/Ukraine/B-GPE thanked/VBD/ROOT/0/thank the/DT/det/+2//B-ORG "
        "Moscow/NNP/compound/+1/Moscow/I-ORG Exchange/NNP/dobj/-3/Exchange/I-ORG~ ././punct/-4~"
    ),
    "North Korea protested. Washington warned the North.": (
        "North/NNP/compound/+1/North/B-GPE Korea/NNP/nsubj/+1/Korea/I-GPE protested/VBD/ROOT/0/protest~ ././punct/-1 "
        "Washington/NNP/nsubj/+1/Washington/B-GPE warned/VBD/ROOT/0/warn the/DT/det/+1 North/NNP/dobj/-2/North/B-LOC~ "
        "././punct/-3~"
    ),
    "Image copyright Ruta. Ruta reported losses.": (
        "Image/JJ/amod/+1 copyright/NN/ROOT/0 Ruta/NNP/npadvmod/-1/Ruta/B-PERSON~ ././punct/-2 "
        "Ruta/NNP/nsubj/+1/Ruta/B-PERSON reported/VBD/ROOT/0/report losses/NNS/dobj/-1/loss~ ././punct/-2~"
    ),
    '"He lied," Boris Berg said.': (
        "\"/``/punct/+7~ He/PRP/nsubj/+1 lied/VBD/ccomp/+5/lie~ ,/,/punct/+4~ \"/''/punct/+3 "
        "Boris/NNP/compound/+1/Boris/B-PERSON Berg/NNP/nsubj/+1/Berg/I-PERSON said/VBD/ROOT/0/say~ ././punct/-1~"
    ),
    "Washington and its allies imposed sanctions.": (
        "Washington/NNP/nsubj/+4/Washington/B-GPE and/CC/cc/-1 its/PRP$/poss/+1 allies/NNS/conj/-3/ally "
        "imposed/VBD/ROOT/0/impose sanctions/NNS/dobj/-1/sanction~ ././punct/-2~"
    ),
    "Boris Berg, the minister of finance, spoke. The minister left.": (
        "Boris/NNP/compound/+1/Boris/B-PERSON Berg/NNP/nsubj/+7/Berg/I-PERSON~ ,/,/punct/-1 the/DT/det/+1 "
        "minister/NN/appos/-3 of/IN/prep/-1 finance/NN/pobj/-1~ ,/,/punct/-6 spoke/VBD/ROOT/0/speak~ ././punct/-1 "
        "The/DT/det/+1 minister/NN/nsubj/+1 left/VBD/ROOT/0/leave~ ././punct/-1~"
    ),
    "Barack Obama spoke. Mrs. Obama smiled.": (
        "Barack/NNP/compound/+1/Barack/B-PERSON Obama/NNP/nsubj/+1/Obama/I-PERSON spoke/VBD/ROOT/0/speak~ ././punct/-1 "
        "Mrs./NNP/compound/+1/Mrs. Obama/NNP/nsubj/+1/Obama/B-PERSON smiled/VBD/ROOT/0/smile~ ././punct/-1~"
    ),
    "Lind spoke. Anna Lind left.": (
        "Lind/NNP/nsubj/+1/Lind/B-PERSON spoke/VBD/ROOT/0/speak~ ././punct/-1 Anna/NNP/compound/+1/Anna/B-PERSON "
        "Lind/NNP/nsubj/+1/Lind/I-PERSON left/VBD/ROOT/0/leave~ ././punct/-1~"
    ),
    "Iranians protested in Bakhmut, and Bakhmut burned.": (
        "Iranians/NNPS/nsubj/+1/Iranians/B-NORP protested/VBD/ROOT/0/protest in/IN/prep/-1 "
        "Bakhmut/NNP/pobj/-1/Bakhmut/B-PERSON~ ,/,/punct/-3 and/CC/cc/-4 Bakhmut/NNP/nsubj/+1/Bakhmut/B-PERSON "
        "burned/VBD/conj/-6/burn~ ././punct/-1~"
    ),
}
