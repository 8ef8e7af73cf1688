"""Runs a composite action as GitHub's runner does: its scripts for real, in order; other actions are stood for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
_STATES = {"always()": "True", "!cancelled()": "True", "&&": " and "}


@dataclass
class Run:
    """What a run left: the exit code of each script by the step's id or number, outputs, uploads, the summary."""

    action: Path
    workspace: Path
    temp: Path
    inputs: dict[str, str]
    codes: dict[str, int] = field(default_factory=dict)
    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    uploads: dict[str, list[str]] = field(default_factory=dict)
    log: str = ""
    summary: str = ""

    @property
    def failed(self) -> bool:
        return any(self.codes.values())

    def outputs(self) -> dict[str, str]:
        """The action's outputs."""
        return {name: self._filled(one["value"]) for name, one in definition(self.action)["outputs"].items()}

    def value(self, expression: str) -> str:
        """Of `inputs.x`, `runner.x` and `steps.x.outputs.y`; empty for what there is not."""
        names = expression.split(".")
        if names[0] == "runner":
            return {"temp": str(self.temp), "os": "Linux", "arch": "X64"}[names[1]]
        if names[0] == "inputs":
            return self.inputs[names[1]]
        assert names[0] == "steps", expression
        assert names[2] == "outputs", expression
        return self.steps.get(names[1], {}).get(names[3], "")

    def _filled(self, text: object) -> str:
        return _EXPRESSION.sub(lambda match: self.value(match[1]), str(text))

    def wanted(self, step: dict[str, Any]) -> bool:
        """Whether the condition of a step holds."""
        condition = (_EXPRESSION.fullmatch(step["if"]) or ["", ""])[1] if "if" in step else "success()"
        code = re.sub(r"inputs\.[\w-]+", lambda match: repr(self.value(match[0])), condition)
        for name, meaning in (_STATES | {"success()": str(not self.failed)}).items():
            code = code.replace(name, meaning)
        return bool(eval(code, {"__builtins__": {}}))

    def script(self, name: str, step: dict[str, Any]) -> None:
        """Run a script with its environment; take up its outputs and its part of the summary."""
        files = {part: self.temp / f"{part}-{name}" for part in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            path.write_text("", encoding="utf-8")
        given = {key: self._filled(value) for key, value in step.get("env", {}).items()}
        ours = {"GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": self.action, "GITHUB_WORKSPACE": self.workspace}
        ours |= {"RUNNER_TEMP": self.temp, "XDG_CACHE_HOME": self.temp / "cache"}
        environment = {**_plain(), **{k: str(v) for k, v in (ours | files).items()}, **given}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            command, cwd=self.workspace, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        self.log += done.stdout.decode(errors="replace")
        self.codes[name] = done.returncode
        lines = files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
        self.steps[name] = dict(line.split("=", 1) for line in lines)
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")

    def other(self, name: str, step: dict[str, Any]) -> None:
        """What another action would have given."""
        uses = step["uses"].split("@")[0]
        settings = {key: self._filled(value) for key, value in step.get("with", {}).items()}
        if uses == "actions/setup-python":
            self.steps[name] = {"python-path": sys.executable, "python-version": "3"}
        elif uses in ("actions/upload-artifact", "actions/upload-pages-artifact"):
            folder = Path(settings["path"])
            there = [path for path in folder.rglob("*") if path.is_file()]
            self.uploads[uses] = sorted(path.relative_to(folder).as_posix() for path in there)
            self.steps[name] = {"artifact-url": "https://example.org/artifact"}
        else:
            assert uses == "actions/cache", uses


def _plain() -> dict[str, str]:
    """The environment without what makes Python or pip another one."""
    return {n: v for n, v in os.environ.items() if n not in ("PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL")}


def definition(action: Path) -> dict[str, Any]:
    """The action's file."""
    read: dict[str, Any] = yaml.safe_load((action / "action.yml").read_text(encoding="utf-8"))
    return read


def run_action(action: Path, workspace: Path, temp: Path, **given: str) -> Run:
    """Run the action in a folder; inputs are named with underscores."""
    found = definition(action)
    inputs = {name: str(one.get("default", "")) for name, one in found["inputs"].items()}
    run = Run(action, workspace, temp, inputs | {name.replace("_", "-"): value for name, value in given.items()})
    assert run.inputs.keys() == found["inputs"].keys(), "an input that the action does not have"
    for number, step in enumerate(found["runs"]["steps"]):
        if run.wanted(step):
            (run.script if "run" in step else run.other)(step.get("id", str(number)), step)
    return run
