"""The review notebook by hand: in JupyterLab, in a real browser, a statement is confirmed, and it is in the file."""

from __future__ import annotations

import pytest

from analysis.corrections import read_decisions
from reporting import write_run
from test_jupyterlab import RUN, START, browser, lab, wait_until_run

pytestmark = pytest.mark.slow

__all__ = ["browser", "lab"]  # fixtures
NAME = "05-review.ipynb"


def test_a_click_on_confirm_is_a_decision_in_the_file(lab, browser):
    run, notebook = write_run(lab.notebooks.parent / "run"), lab.notebooks / NAME
    source = notebook.read_text(encoding="utf-8")
    given = source.replace('tables: str = \\"\\"', f'tables: str = \\"{run}\\"')
    assert given != source
    notebook.write_text(given, encoding="utf-8")
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    file = lab.notebooks / "corrections.jsonl"
    try:
        page.goto(lab.address(NAME))
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=START * 1000)
        page.get_by_text("| Idle").wait_for(timeout=START * 1000)
        page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
        wait_until_run(page, notebook)
        name = page.get_by_label("Your name")
        name.scroll_into_view_if_needed(timeout=RUN * 1000)
        first = page.get_by_text("Statement 1 of").text_content()
        name.fill("Ada")
        # By keyboard alone: from the name through the fields to the first button.
        for _ in range(5):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").strip() == "Confirm"
        page.keyboard.press("Space")
        page.get_by_text("Statement 2 of").wait_for(timeout=START * 1000)
        (confirmed,) = read_decisions(file)
        page.get_by_role("button", name="Reject").click()
        page.get_by_text("Statement 3 of").wait_for(timeout=START * 1000)
        rejected = read_decisions(file)[1]
    finally:
        page.close()
    assert first.startswith("Statement 1 of")
    assert (confirmed.decision, confirmed.coder, confirmed.was) == ("confirm", "Ada", confirmed.reading)
    assert rejected.decision == "reject"
