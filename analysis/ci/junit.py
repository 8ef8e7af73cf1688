"""What passed, as JUnit XML, which most systems show: a case a report, a case a gate."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

from analysis.ci.gates import Gate
from analysis.ci.verdict import Verdict
from analysis.reports.build import Report

# What XML cannot hold, however it is written.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REMEDIES = {
    "timeout": "give it more time with --execution-timeout or --deadline",
    "failed": "its page shows the cell and the error; set the parameter right that the error names, or the notebook",
}


def write_verdict(path: Path, verdict: Verdict) -> None:
    """Write the cases of reports and gates; a problem for which there is no report is an error."""
    root = ET.Element("testsuites", name="stancebook")
    suite = ET.SubElement(root, "testsuite", name="reports")
    for report in verdict.made.reports:
        _report(suite, report)
    if verdict.made.problem:
        case = ET.SubElement(suite, "testcase", classname="reports", name="report")
        ET.SubElement(case, "error", message=_plain(verdict.made.problem))
    _gates(root, verdict.gates)
    _write(path, root)


def write_gates(path: Path, gates: Sequence[Gate]) -> None:
    """Write the cases of gates alone."""
    root = ET.Element("testsuites", name="stancebook")
    _gates(root, gates)
    _write(path, root)


def _report(suite: ET.Element, report: Report) -> None:
    seconds = sum(entry.outcome.seconds for entry in report.entries)
    name = _plain(report.path.name)
    case = ET.SubElement(suite, "testcase", classname="reports", name=name, time=f"{seconds:.3f}")
    if report.failed:
        lines = []
        for entry in report.failed:
            remedy = REMEDIES["timeout" if entry.outcome.status == "timeout" else "failed"]
            lines += [f"{report.path / entry.href}: {'; '.join(entry.problems)}", f"  {remedy}"]
        _failure(case, f"{len(report.failed)} of {len(report.entries)} pages not complete", lines)


def _gates(root: ET.Element, gates: Sequence[Gate]) -> None:
    suite = ET.SubElement(root, "testsuite", name="gates")
    for gate in gates:
        case = ET.SubElement(suite, "testcase", classname="gates", name=_plain(gate.name))
        if gate.passed:
            ET.SubElement(case, "system-out").text = _plain(gate.said)
        else:
            _failure(case, gate.said, [gate.said, gate.remedy])


def _failure(case: ET.Element, message: str, lines: Sequence[str]) -> None:
    ET.SubElement(case, "failure", message=_plain(message)).text = _plain("\n".join(lines))


def _write(path: Path, root: ET.Element) -> None:
    for suite in root:
        suite.set("tests", str(len(suite)))
        for kind in ("failure", "error"):
            suite.set(f"{kind}s", str(len(suite.findall(f"testcase/{kind}"))))
    ET.indent(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _plain(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
