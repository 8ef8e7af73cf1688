"""Parsed sentences with reported speech, for tests without a model: the notation of `docs`, ¶ for a blank line."""

from __future__ import annotations

from spacy.tokens import Doc

from docs import VOCAB, doc_of

BREAK = "\n\n"


def speech(text: str) -> Doc:
    """The Doc of one of the texts below; in the Doc a blank line stands where the text has ¶."""
    made = doc_of(PARSES[text])
    doc = Doc(
        VOCAB,
        words=[BREAK if token.text == "¶" else token.text for token in made],
        spaces=[bool(token.whitespace_) for token in made],
        tags=[token.tag_ for token in made],
        pos=[token.pos_ for token in made],
        deps=[token.dep_ for token in made],
        heads=[token.head.i for token in made],
        lemmas=[token.lemma_ for token in made],
    )
    assert doc.text.strip() == text.replace("¶", BREAK)
    return doc


PARSES = {
    "“We will answer every step,” said Mina Orlov, the envoy.": (
        '“/``/PUNCT/punct/+8/"~ We/PRP/PRON/nsubj/+2 will/MD/AUX/aux/+1 answer/VB/VERB/ccomp/+5 '
        "every/DT/DET/det/+1 step/NN/NOUN/dobj/-2~ ,/,/PUNCT/punct/+2~ ”/''/PUNCT/punct/+1/\" "
        "said/VBD/VERB/ROOT/0/say Mina/NNP/PROPN/compound/+1/Mina Orlov/NNP/PROPN/nsubj/-2/Orlov~ "
        ",/,/PUNCT/punct/-1 the/DT/DET/det/+1 envoy/NN/NOUN/appos/-3~ ././PUNCT/punct/-6~"
    ),
    "Orlov said: “The talks are over.”": (
        'Orlov/NNP/PROPN/nsubj/+1/Orlov said/VBD/VERB/ROOT/0/say~ :/:/PUNCT/punct/-1 “/``/PUNCT/punct/-2/"~ '
        "The/DT/DET/det/+1 talks/NNS/NOUN/nsubj/+1/talk are/VBP/AUX/ccomp/-5/be over/RB/ADV/advmod/-1~ "
        "././PUNCT/punct/-7~ ”/''/PUNCT/punct/-8/\"~"
    ),
    "“The talks,” he said, “are over.”": (
        '“/``/PUNCT/punct/+9/"~ The/DT/DET/det/+1 talks/NNS/NOUN/nsubj/+7/talk~ ,/,/PUNCT/punct/+3~ '
        "”/''/PUNCT/punct/+2/\" he/PRP/PRON/nsubj/+1 said/VBD/VERB/parataxis/+3/say~ ,/,/PUNCT/punct/-1 "
        '“/``/PUNCT/punct/-2/"~ are/VBP/AUX/ROOT/0/be over/RB/ADV/advmod/-1~ ././PUNCT/punct/-2~ '
        "”/''/PUNCT/punct/-3/\"~"
    ),
    "“The talks are over,” Orlov told reporters. “We will not return to the table.”": (
        '“/``/PUNCT/punct/+8/"~ The/DT/DET/det/+1 talks/NNS/NOUN/nsubj/+1/talk are/VBP/AUX/ccomp/+5/be '
        "over/RB/ADV/advmod/-1~ ,/,/PUNCT/punct/+3~ ”/''/PUNCT/punct/+2/\" Orlov/NNP/PROPN/nsubj/+1/Orlov "
        'told/VBD/VERB/ROOT/0/tell reporters/NNS/NOUN/dobj/-1/reporter~ ././PUNCT/punct/-2 “/``/PUNCT/punct/+4/"~ '
        "We/PRP/PRON/nsubj/+3 will/MD/AUX/aux/+2 not/RB/PART/neg/+1 return/VB/VERB/ROOT/0 to/IN/ADP/prep/-1 "
        "the/DT/DET/det/+1 table/NN/NOUN/pobj/-2~ ././PUNCT/punct/-4~ ”/''/PUNCT/punct/-5/\"~"
    ),
    "Orlov called the vote a “shameful farce.”": (
        "Orlov/NNP/PROPN/nsubj/+1/Orlov called/VBD/VERB/ROOT/0/call the/DT/DET/det/+1 vote/NN/NOUN/dobj/-2 "
        'a/DT/DET/det/+3 “/``/PUNCT/punct/+2/"~ shameful/JJ/ADJ/amod/+1 farce/NN/NOUN/oprd/-6~ '
        "././PUNCT/punct/-7~ ”/''/PUNCT/punct/-8/\"~"
    ),
    "Tarland was “probing” the idea, Orlov said.": (
        'Tarland/NNP/PROPN/nsubj/+3/Tarland was/VBD/AUX/aux/+2/be “/``/PUNCT/punct/+1/"~ '
        "probing/VBG/VERB/ccomp/+6/probe~ ”/''/PUNCT/punct/-1/\" the/DT/DET/det/+1 idea/NN/NOUN/dobj/-3~ "
        ",/,/PUNCT/punct/+2 Orlov/NNP/PROPN/nsubj/+1/Orlov said/VBD/VERB/ROOT/0/say~ ././PUNCT/punct/-1~"
    ),
    "She read “The Long Road Home” on the train.": (
        'She/PRP/PRON/nsubj/+1 read/VBD/VERB/ROOT/0 “/``/PUNCT/punct/-1/"~ The/NNP/PROPN/det/+3/The '
        "Long/NNP/PROPN/compound/+1/Long Road/NNP/PROPN/compound/+1/Road Home/NNP/PROPN/dobj/-5/Home~ "
        "”/''/PUNCT/punct/-1/\" on/IN/ADP/prep/-2 the/DT/DET/det/+1 train/NN/NOUN/pobj/-2~ ././PUNCT/punct/-10~"
    ),
    "‘The parties’ leaders will meet,’ she said.": (
        "‘/``/PUNCT/punct/+6/'~ The/DT/DET/det/+1 parties/NNS/NOUN/poss/+2/party~ ’/''/PUNCT/case/-1/' "
        "leaders/NNS/NOUN/nsubj/+2/leader will/MD/AUX/aux/+1 meet/VB/VERB/ccomp/+4~ ,/,/PUNCT/punct/+3~ "
        "’/''/PUNCT/punct/+2/' she/PRP/PRON/nsubj/+1 said/VBD/VERB/ROOT/0/say~ ././PUNCT/punct/-1~"
    ),
    "“It was fair,” Orlov said.¶“We counted every ballot, and nobody complained.”": (
        '“/``/PUNCT/punct/+7/"~ It/PRP/PRON/nsubj/+1 was/VBD/AUX/ccomp/+5/be fair/JJ/ADJ/acomp/-1~ '
        ",/,/PUNCT/punct/+3~ ”/''/PUNCT/punct/+2/\" Orlov/NNP/PROPN/nsubj/+1/Orlov said/VBD/VERB/ROOT/0/say~ "
        '././PUNCT/punct/-1~ ¶/_SP/SPACE/dep/-1~ “/``/PUNCT/punct/+2/"~ We/PRP/PRON/nsubj/+1 '
        "counted/VBD/VERB/ROOT/0/count every/DT/DET/det/+1 ballot/NN/NOUN/dobj/-2~ ,/,/PUNCT/punct/-3 "
        "and/CC/CCONJ/cc/-4 nobody/NN/PRON/nsubj/+1 complained/VBD/VERB/conj/-6/complain~ ././PUNCT/punct/-1~ "
        "”/''/PUNCT/punct/-2/\"~"
    ),
    "“The rules have changed.” Orlov then left the room and called a friend.": (
        '“/``/PUNCT/punct/+4/"~ The/DT/DET/det/+1 rules/NNS/NOUN/nsubj/+2/rule have/VBP/AUX/aux/+1 '
        "changed/VBN/VERB/ROOT/0/change~ ././PUNCT/punct/-1~ ”/''/PUNCT/punct/-2/\" Orlov/NNP/PROPN/nsubj/+2/Orlov "
        "then/RB/ADV/advmod/+1 left/VBD/VERB/ROOT/0/leave the/DT/DET/det/+1 room/NN/NOUN/dobj/-2 "
        "and/CC/CCONJ/cc/-3 called/VBD/VERB/conj/-4/call a/DT/DET/det/+1 friend/NN/NOUN/dobj/-2~ "
        "././PUNCT/punct/-7~"
    ),
    "“They broke the deal,” according to Orlov.": (
        '“/``/PUNCT/punct/+2/"~ They/PRP/PRON/nsubj/+1 broke/VBD/VERB/ROOT/0/break the/DT/DET/det/+1 '
        "deal/NN/NOUN/dobj/-2~ ,/,/PUNCT/punct/-3~ ”/''/PUNCT/punct/-4/\" according/VBG/VERB/prep/-5/accord "
        "to/IN/ADP/prep/-1 Orlov/NNP/PROPN/pobj/-1/Orlov~ ././PUNCT/punct/-8~"
    ),
    "Orlov said that the port would reopen in May.": (
        "Orlov/NNP/PROPN/nsubj/+1/Orlov said/VBD/VERB/ROOT/0/say that/IN/SCONJ/mark/+4 the/DT/DET/det/+1 "
        "port/NN/NOUN/nsubj/+2 would/MD/AUX/aux/+1 reopen/VB/VERB/ccomp/-5 in/IN/ADP/prep/-1 "
        "May/NNP/PROPN/pobj/-1/May~ ././PUNCT/punct/-8~"
    ),
    "The port would reopen in May, Orlov said.": (
        "The/DT/DET/det/+1 port/NN/NOUN/nsubj/+2 would/MD/AUX/aux/+1 reopen/VB/VERB/ccomp/+5 in/IN/ADP/prep/-1 "
        "May/NNP/PROPN/pobj/-1/May~ ,/,/PUNCT/punct/+2 Orlov/NNP/PROPN/nsubj/+1/Orlov said/VBD/VERB/ROOT/0/say~ "
        "././PUNCT/punct/-1~"
    ),
    "The port, Orlov said, would reopen in May.": (
        "The/DT/DET/det/+1 port/NN/NOUN/nsubj/+6~ ,/,/PUNCT/punct/+2 Orlov/NNP/PROPN/nsubj/+1/Orlov "
        "said/VBD/VERB/parataxis/+3/say~ ,/,/PUNCT/punct/-1 would/MD/AUX/aux/+1 reopen/VB/VERB/ROOT/0 "
        "in/IN/ADP/prep/-1 May/NNP/PROPN/pobj/-1/May~ ././PUNCT/punct/-3~"
    ),
    "According to the ministry, the port was closed.": (
        "According/VBG/VERB/prep/+8/accord to/IN/ADP/prep/-1 the/DT/DET/det/+1 ministry/NN/NOUN/pobj/-2~ "
        ",/,/PUNCT/punct/+4 the/DT/DET/det/+1 port/NN/NOUN/nsubjpass/+2 was/VBD/AUX/auxpass/+1/be "
        "closed/VBN/VERB/ROOT/0/close~ ././PUNCT/punct/-1~"
    ),
    "The port was closed, according to the ministry.": (
        "The/DT/DET/det/+1 port/NN/NOUN/nsubj/+1 was/VBD/AUX/ROOT/0/be closed/JJ/ADJ/acomp/-1~ ,/,/PUNCT/punct/-2 "
        "according/VBG/VERB/prep/-3/accord to/IN/ADP/prep/-1 the/DT/DET/det/+1 ministry/NN/NOUN/pobj/-2~ "
        "././PUNCT/punct/-7~"
    ),
    "Officials who said the plan would work lost their jobs.": (
        "Officials/NNS/NOUN/nsubj/+7/official who/WP/PRON/nsubj/+1 said/VBD/VERB/relcl/-2/say the/DT/DET/det/+1 "
        "plan/NN/NOUN/nsubj/+2 would/MD/AUX/aux/+1 work/VB/VERB/ccomp/-4 lost/VBN/VERB/ROOT/0/lose "
        "their/PRP$/PRON/poss/+1 jobs/NNS/NOUN/dobj/-2/job~ ././PUNCT/punct/-3~"
    ),
    "Orlov was quoted as saying that the port was safe.": (
        "Orlov/NNP/PROPN/nsubjpass/+2/Orlov was/VBD/AUX/auxpass/+1/be quoted/VBN/VERB/ROOT/0/quote "
        "as/IN/ADP/prep/-1 saying/VBG/VERB/pcomp/-1/say that/IN/SCONJ/mark/+3 the/DT/DET/det/+1 "
        "port/NN/NOUN/nsubj/+1 was/VBD/AUX/ccomp/-4/be safe/JJ/ADJ/acomp/-1~ ././PUNCT/punct/-8~"
    ),
    "Orlov praised the crew and said the port was safe.": (
        "Orlov/NNP/PROPN/nsubj/+1/Orlov praised/VBD/VERB/ROOT/0/praise the/DT/DET/det/+1 crew/NN/NOUN/dobj/-2 "
        "and/CC/CCONJ/cc/-3 said/VBD/VERB/conj/-4/say the/DT/DET/det/+1 port/NN/NOUN/nsubj/+1 "
        "was/VBD/AUX/ccomp/-3/be safe/JJ/ADJ/acomp/-1~ ././PUNCT/punct/-9~"
    ),
    "The port is safe, Orlov said, adding that trade would grow.": (
        "The/DT/DET/det/+1 port/NN/NOUN/nsubj/+1 is/VBZ/AUX/ccomp/+4/be safe/JJ/ADJ/acomp/-1~ ,/,/PUNCT/punct/+2 "
        "Orlov/NNP/PROPN/nsubj/+1/Orlov said/VBD/VERB/ROOT/0/say~ ,/,/PUNCT/punct/-1 adding/VBG/VERB/advcl/-2/add "
        "that/IN/SCONJ/mark/+3 trade/NN/NOUN/nsubj/+2 would/MD/AUX/aux/+1 grow/VB/VERB/ccomp/-4~ "
        "././PUNCT/punct/-7~"
    ),
    "The minister condemned the attack on the port.": (
        "The/DT/DET/det/+1 minister/NN/NOUN/nsubj/+1 condemned/VBD/VERB/ROOT/0/condemn the/DT/DET/det/+1 "
        "attack/NN/NOUN/dobj/-2 on/IN/ADP/prep/-1 the/DT/DET/det/+1 port/NN/NOUN/pobj/-2~ ././PUNCT/punct/-6~"
    ),
    "Orlov has never denied closing the port.": (
        "Orlov/NNP/PROPN/nsubj/+3/Orlov has/VBZ/AUX/aux/+2/have never/RB/ADV/neg/+1 denied/VBN/VERB/ROOT/0/deny "
        "closing/VBG/VERB/xcomp/-1/close the/DT/DET/det/+1 port/NN/NOUN/dobj/-2~ ././PUNCT/punct/-4~"
    ),
    "Orlov expressed hope that the port would reopen.": (
        "Orlov/NNP/PROPN/nsubj/+1/Orlov expressed/VBD/VERB/ROOT/0/express hope/NN/NOUN/dobj/-1 "
        "that/IN/SCONJ/mark/+4 the/DT/DET/det/+1 port/NN/NOUN/nsubj/+2 would/MD/AUX/aux/+1 reopen/VB/VERB/acl/-5~ "
        "././PUNCT/punct/-7~"
    ),
    "Orlov is confident that the port will reopen.": (
        "Orlov/NNP/PROPN/nsubj/+1/Orlov is/VBZ/AUX/ROOT/0/be confident/JJ/ADJ/acomp/-1 that/IN/SCONJ/mark/+4 "
        "the/DT/DET/det/+1 port/NN/NOUN/nsubj/+2 will/MD/AUX/aux/+1 reopen/VB/VERB/ccomp/-5~ ././PUNCT/punct/-7~"
    ),
    "The workers asked whether the port was safe.": (
        "The/DT/DET/det/+1 workers/NNS/NOUN/nsubj/+1/worker asked/VBD/VERB/ROOT/0/ask whether/IN/SCONJ/mark/+3 "
        "the/DT/DET/det/+1 port/NN/NOUN/nsubj/+1 was/VBD/AUX/ccomp/-4/be safe/JJ/ADJ/acomp/-1~ ././PUNCT/punct/-6~"
    ),
    "Orlov said the workers want to leave the port.": (
        "Orlov/NNP/PROPN/nsubj/+1/Orlov said/VBD/VERB/ROOT/0/say the/DT/DET/det/+1 "
        "workers/NNS/NOUN/nsubj/+1/worker want/VBP/VERB/ccomp/-3 to/TO/PART/aux/+1 leave/VB/VERB/xcomp/-2 "
        "the/DT/DET/det/+1 port/NN/NOUN/dobj/-2~ ././PUNCT/punct/-8~"
    ),
    "“I think that we should leave the port,” Orlov said.": (
        '“/``/PUNCT/punct/+12/"~ I/PRP/PRON/nsubj/+1/I think/VBP/VERB/ccomp/+10 that/IN/SCONJ/mark/+3 '
        "we/PRP/PRON/nsubj/+2 should/MD/AUX/aux/+1 leave/VB/VERB/ccomp/-4 the/DT/DET/det/+1 port/NN/NOUN/dobj/-2~ "
        ",/,/PUNCT/punct/+3~ ”/''/PUNCT/punct/+2/\" Orlov/NNP/PROPN/nsubj/+1/Orlov said/VBD/VERB/ROOT/0/say~ "
        "././PUNCT/punct/-1~"
    ),
    "Orlov said after the vote that she would stay because the port was safe.": (
        "Orlov/NNP/PROPN/nsubj/+1/Orlov said/VBD/VERB/ROOT/0/say after/IN/ADP/prep/-1 the/DT/DET/det/+1 "
        "vote/NN/NOUN/pobj/-2 that/WDT/PRON/dobj/+3 she/PRP/PRON/nsubj/+2 would/MD/AUX/aux/+1 "
        "stay/VB/VERB/ccomp/-7 because/IN/SCONJ/mark/+3 the/DT/DET/det/+1 port/NN/NOUN/nsubj/+1 "
        "was/VBD/AUX/advcl/-4/be safe/JJ/ADJ/acomp/-1~ ././PUNCT/punct/-13~"
    ),
    "The port was built in May.": (
        "The/DT/DET/det/+1 port/NN/NOUN/nsubjpass/+2 was/VBD/AUX/auxpass/+1/be built/VBN/VERB/ROOT/0/build "
        "in/IN/ADP/prep/-1 May/NNP/PROPN/pobj/-1/May~ ././PUNCT/punct/-3~"
    ),
    "Poll: Most voters want to keep the port.": (
        "Poll/NN/NOUN/dep/+4~ :/:/PUNCT/punct/-1 Most/JJS/ADJ/amod/+1/Most voters/NNS/NOUN/nsubj/+1/voter "
        "want/VBP/VERB/ROOT/0 to/TO/PART/aux/+1 keep/VB/VERB/xcomp/-2 the/DT/DET/det/+1 port/NN/NOUN/dobj/-2~ "
        "././PUNCT/punct/-5~"
    ),
    "Orlov said the plan would bring “lasting harm to the port” if it passed.": (
        "Orlov/NNP/PROPN/nsubj/+1/Orlov said/VBD/VERB/ROOT/0/say the/DT/DET/det/+1 plan/NN/NOUN/nsubj/+2 "
        'would/MD/AUX/aux/+1 bring/VB/VERB/ccomp/-4 “/``/PUNCT/punct/-1/"~ lasting/VBG/VERB/amod/+1/last '
        "harm/NN/NOUN/dobj/-3 to/IN/ADP/prep/-4 the/DT/DET/det/+1 port/NN/NOUN/pobj/-2~ ”/''/PUNCT/punct/-7/\" "
        "if/IN/SCONJ/mark/+2 it/PRP/PRON/nsubj/+1 passed/VBD/VERB/advcl/-10/pass~ ././PUNCT/punct/-15~"
    ),
    "The ministry released a letter saying that the port was safe.": (
        "The/DT/DET/det/+1 ministry/NN/NOUN/nsubj/+1 released/VBD/VERB/ROOT/0/release a/DT/DET/det/+1 "
        "letter/NN/NOUN/dobj/-2 saying/VBG/VERB/acl/-1/say that/IN/SCONJ/mark/+3 the/DT/DET/det/+1 "
        "port/NN/NOUN/nsubj/+1 was/VBD/AUX/ccomp/-4/be safe/JJ/ADJ/acomp/-1~ ././PUNCT/punct/-9~"
    ),
    "“It is safe,” Orlov said, because she had seen it.": (
        '“/``/PUNCT/punct/+7/"~ It/PRP/PRON/nsubj/+1 is/VBZ/AUX/ccomp/+5/be safe/JJ/ADJ/acomp/-1~ '
        ",/,/PUNCT/punct/+3~ ”/''/PUNCT/punct/+2/\" Orlov/NNP/PROPN/nsubj/+1/Orlov said/VBD/VERB/ROOT/0/say~ "
        ",/,/PUNCT/punct/-1 because/IN/SCONJ/mark/+3 she/PRP/PRON/nsubj/+2 had/VBD/AUX/aux/+1/have "
        "seen/VBN/VERB/advcl/-5/see it/PRP/PRON/dobj/-1~ ././PUNCT/punct/-7~"
    ),
    "The letter said that the port was safe.": (
        "The/DT/DET/det/+1 letter/NN/NOUN/nsubj/+1 said/VBD/VERB/ROOT/0/say that/IN/SCONJ/mark/+3 "
        "the/DT/DET/det/+1 port/NN/NOUN/nsubj/+1 was/VBD/AUX/ccomp/-4/be safe/JJ/ADJ/acomp/-1~ ././PUNCT/punct/-6~"
    ),
    "Orlov's spokesman said that the port was safe.": (
        "Orlov/NNP/PROPN/poss/+2/Orlov~ 's/POS/PART/case/-1 spokesman/NN/NOUN/nsubj/+1 said/VBD/VERB/ROOT/0/say "
        "that/IN/SCONJ/mark/+3 the/DT/DET/det/+1 port/NN/NOUN/nsubj/+1 was/VBD/AUX/ccomp/-4/be "
        "safe/JJ/ADJ/acomp/-1~ ././PUNCT/punct/-6~"
    ),
    "“We won the vote,” Orlov said. Rain fell. “Nobody cares about it now.”": (
        '“/``/PUNCT/punct/+8/"~ We/PRP/PRON/nsubj/+1 won/VBD/VERB/ccomp/+6/win the/DT/DET/det/+1 '
        "vote/NN/NOUN/dobj/-2~ ,/,/PUNCT/punct/+3~ ”/''/PUNCT/punct/+2/\" Orlov/NNP/PROPN/nsubj/+1/Orlov "
        "said/VBD/VERB/ROOT/0/say~ ././PUNCT/punct/-1 Rain/NN/NOUN/nsubj/+1 fell/VBD/VERB/ROOT/0/fall~ "
        '././PUNCT/punct/-1 “/``/PUNCT/punct/+2/"~ Nobody/NN/PRON/nsubj/+1 cares/VBZ/VERB/ROOT/0/care '
        "about/IN/ADP/prep/-1 it/PRP/PRON/pobj/-1 now/RB/ADV/advmod/-3~ ././PUNCT/punct/-4~ "
        "”/''/PUNCT/punct/-5/\"~"
    ),
}
