"""The review notebook by hand: in JupyterLab, in a real browser, every step of a review, and what it leaves behind."""

from __future__ import annotations

import re
from typing import Any

import pytest

from analysis.corrections import correct_run, read_decisions
from analysis.store import read_tables
from reporting import write_run
from test_jupyterlab import RUN, START, browser, lab, wait_until_run

pytestmark = pytest.mark.slow

__all__ = ["browser", "lab"]  # fixtures
NAME = "05-review.ipynb"


@pytest.fixture(scope="module")
def run(lab):
    """A run of hand-made tables, which the notebook is told to read."""
    folder, notebook = write_run(lab.notebooks.parent / "run"), lab.notebooks / NAME
    source = notebook.read_text(encoding="utf-8")
    given = source.replace('tables: str = \\"\\"', f'tables: str = \\"{folder}\\"')
    given = given.replace("min_mentions: int = 3", "min_mentions: int = 1")
    assert given != source
    notebook.write_text(given, encoding="utf-8")
    return folder


@pytest.fixture
def page(lab, browser, run):
    """The notebook, open and with all its cells run; it reads `run`."""
    assert run.is_dir()
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    try:
        page.goto(lab.address(NAME))
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=START * 1000)
        page.get_by_text("| Idle").wait_for(timeout=START * 1000)
        page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
        wait_until_run(page, lab.notebooks / NAME)
        page.get_by_label("Your name").scroll_into_view_if_needed(timeout=RUN * 1000)
        yield page
    finally:
        page.close()


def wait(page: Any, words: str) -> None:
    page.get_by_text(words).first.wait_for(timeout=START * 1000)


def press(page: Any, button: str, then: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    wait(page, then)


def counted(notebook: Any) -> int:
    """How many statements the figure under the panel stands on."""
    (cell,) = (cell for cell in notebook.cells if cell.id == "numbers")
    note = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
    found = re.search(r"n = (\d+) statements", note)
    assert found
    return int(found[1])


def test_a_click_on_confirm_is_a_decision_in_the_file(lab, page):
    file = lab.notebooks / "corrections.jsonl"
    first = page.get_by_text("Statement 1 of").text_content()
    page.get_by_label("Your name").fill("Ada")
    # By keyboard alone: from the name through the fields to the first button.
    page.get_by_label("Your name").focus()
    for _ in range(5):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Confirm"
    page.keyboard.press("Space")
    wait(page, "Statement 2 of")
    (confirmed,) = read_decisions(file)
    assert first.startswith("Statement 1 of 14")
    assert (confirmed.decision, confirmed.coder, confirmed.was) == ("confirm", "Ada", confirmed.reading)


def test_the_steps_of_a_review_change_the_numbers_and_are_there_the_next_time(lab, page, run, tmp_path):
    file, notebook = lab.notebooks / "corrections.jsonl", lab.notebooks / NAME
    before = counted(wait_until_run(page, notebook))
    wait(page, "Statement 1 of 13")  # what was confirmed is not asked again
    press(page, "Reject", "write your name into the first field")
    page.get_by_label("Your name").fill("Ben")

    press(page, "Save correction", "nothing is corrected")
    page.get_by_label("Holder", exact=True).fill("Germny")
    press(page, "Save correction", "did you mean")
    page.get_by_label("Holder", exact=True).fill("Germany")
    page.get_by_label("Act and position").select_option(label="refuse (oppose)")
    page.get_by_label("Target", exact=True).fill("none")
    page.get_by_label("Note").fill("as its minister says")
    press(page, "Save correction", "Statement 2 of 13")

    press(page, "Later", "Statement 3 of 13")
    press(page, "Back", "Statement 2 of 13")
    press(page, "Reject", "Statement 3 of 13")

    page.get_by_text("Add a statement that the program missed").click()
    words = page.locator("blockquote mark").first.text_content()
    page.get_by_label("Its words").fill(words)
    page.get_by_label("Its holder").fill("Sweden")
    page.get_by_label("Its act").select_option(label="consider (neutral)")
    press(page, "Add this statement", "Saved to corrections.jsonl: add")
    press(page, "Take back the last", "Taken back: add")

    decided = read_decisions(file)[1:]
    assert [d.decision for d in decided] == ["correct", "reject", "add", "withdraw"]
    assert {d.coder for d in decided} == {"Ben"}
    corrected = decided[0]
    assert (corrected.holder, corrected.position, corrected.act, corrected.target) == (
        *("Germany", "oppose", "refuse"),
        None,
    )
    assert corrected.note == "as its minister says"

    page.locator(".jp-CodeCell").last.click()
    page.evaluate("jupyterapp.commands.execute('notebook:run-cell')")
    page.wait_for_timeout(1000)
    page.get_by_text("| Idle").wait_for(timeout=START * 1000)
    assert counted(wait_until_run(page, notebook)) == before - 1

    page.evaluate("void jupyterapp.commands.execute('notebook:restart-run-all')")
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    wait(page, "Statement 1 of 11")
    assert len(correct_run(run, file, tmp_path / "corrected").decided) == 3
    assert len(read_tables(tmp_path / "corrected").stances) == 13
