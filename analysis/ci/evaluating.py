"""`stancebook evaluate` under continuous integration: figures held against their floors, and told."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from analysis.ci import github
from analysis.ci.gates import NOT_PASSED, f1_gates
from analysis.ci.options import Floors

if TYPE_CHECKING:
    from analysis.evaluation.kinds import Evaluated


def judged(gold: str, result: Evaluated, floors: Floors) -> int:
    """Hold the F1 of an evaluation against the floors, and tell it where it is to be told; the exit code."""
    if not (floors.min_f1 or floors.summary or floors.junit):
        return 0
    figures = result.f1()
    gates = f1_gates(figures, floors.min_f1)
    if floors.summary:
        from analysis.ci.summary import write_gates

        write_gates(floors.summary, f"evaluation of {gold}", gates, figures)
    if floors.junit:
        from analysis.ci import junit

        junit.write_gates(floors.junit, gates)
    if floors.annotations == "github":
        from analysis.ci.annotations import of_gates

        github.tell(of_gates(gates))
    for gate in gates:
        print(gate.sentence, file=sys.stderr)
    return 0 if all(gate.passed for gate in gates) else NOT_PASSED
