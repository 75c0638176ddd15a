"""A lab in JupyterLab and in Notebook: run all cells, move a slider, check the exercise in code; twice on one page."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.hosting import Host

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "03_mvm.ipynb"
# What the hosts say of themselves: (kind, pattern).
THEIRS = (
    ("page error", r"reading 'schema'"),
    ("response", r"404 .*/api/(workspaces|settings|nbconvert|contents/.*checkpoints|sessions)"),
    (
        "console",
        r"status of 404|ERR_UNKNOWN_URL_SCHEME|reading 'schema'",
    ),  # the picture in the notebook, before the host has found it
)
ANSWER = "y = effective_weights(g_us, 500) @ v"
IDLE = "() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
PICTURE = "canvas => canvas.toDataURL()"


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_a_lab_runs_in(app, open_page, tmp_path):
    book = json.loads(NOTEBOOK.read_text("utf-8"))
    for cell in book["cells"]:
        cell["source"] = [ANSWER + "\n" if line.startswith("y = ...") else line for line in cell["source"]]
    second = {"cell_type": "code", "id": "twice", "metadata": {}, "outputs": [], "execution_count": None}
    link = "step=2&lang=es&theme=dark&lecture=1&n_in=3"
    book["cells"].append(second | {"source": [f'mvm.show("{link}")']})
    (tmp_path / "book.ipynb").write_text(json.dumps(book), "utf-8")
    with Host(app, tmp_path) as host:
        page = open_page("lab/tree/book.ipynb" if app == "lab" else "notebooks/book.ipynb", home=host.url)
        page.watch.allowed += THEIRS
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
        page.wait_for_function(IDLE, timeout=60_000)
        page.evaluate("() => void jupyterapp.commands.execute('notebook:run-all-cells')")
        one, two = (page.locator(".analog-lab[data-ready][data-state=ready]").nth(k) for k in (0, 1))
        one.wait_for(timeout=60_000)
        expect(page.locator(".jp-OutputArea-output", has_text="✓ right")).to_be_visible(timeout=60_000)
        two.scroll_into_view_if_needed(timeout=60_000)
        expect(two).to_have_attribute("lang", "es")
        expect(two).to_have_attribute("data-theme", "dark")
        expect(two).to_have_attribute("data-lecture", "")
        expect(two.locator(".al-bar")).to_have_attribute("aria-valuenow", "2")
        expect(one).to_have_attribute("lang", "en")
        one.scroll_into_view_if_needed()
        seen = [lab.locator(".al-scene canvas[role=img]").evaluate(PICTURE) for lab in (one, two)]
        slider = one.get_by_role("slider", name="wire segment")
        slider.focus()
        slider.press("End")
        page.wait_for_function(
            f"before => ({PICTURE})(document.querySelector('.al-scene canvas[role=img]')) !== before", arg=seen[0]
        )
        assert two.locator(".al-scene canvas[role=img]").evaluate(PICTURE) == seen[1], "the other lab stands still"
        page.goto("about:blank")
