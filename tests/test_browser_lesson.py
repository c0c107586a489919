"""The first lesson in a real browser: wrong and right answers, and the page that comes back."""

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LESSON = "00-the-page-with-the-wrong-date.ipynb"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
PATIENCE = 40_000  # ms

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: none was found on the PATH"),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lesson") / "course"
    for name in ("notebooks", "sources", "exercises"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy2(ROOT / "pyproject.toml", folder)
    return folder


def fingerprints(folder: Path) -> dict[str, str]:
    """Every file of the course outside the work folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith("work")
    }


@pytest.fixture(scope="module")
def before(course: Path) -> dict[str, str]:
    return fingerprints(course)


@pytest.fixture(scope="module")
def address(course: Path, before: dict[str, str]) -> Iterator[str]:
    assert before
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = str(trial.getsockname()[1])
    home = course.parent / "home"
    home.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "coursekit", "lab", "--no-browser", "--port", port],
        cwd=course,
        env={**os.environ, "HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    found = None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\S+", line):
            break
    assert found is not None
    yield found[0].replace("start-here.ipynb", LESSON)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)


class Lesson:
    """The open lesson; cells are found by the ids they have in the file."""

    def __init__(self, page: Any) -> None:
        self.page = page
        cells = json.loads((ROOT / "notebooks" / LESSON).read_text(encoding="utf-8"))["cells"]
        self.places = {cell["id"]: place for place, cell in enumerate(cells)}

    def cell(self, name: str) -> Any:
        place = self.places[name]
        return self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{place}"]')

    def run(self, name: str, source: str | None = None) -> str:
        """Run a cell, with other words in it if given, and give what it shows."""
        self.show(name)
        before = self.prompt(name)
        editor = self.cell(name).locator(".cm-content")
        editor.click()
        if source is not None:
            self.page.keyboard.press("ControlOrMeta+A")
            self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Shift+Enter")
        for _ in range(PATIENCE // 200):
            self.page.wait_for_timeout(200)
            if re.fullmatch(r"\[\d+\]:", now := self.prompt(name)) and now != before:
                break
        self.show(name)
        return str(self.cell(name).locator(".jp-OutputArea").first.inner_text())

    def prompt(self, name: str) -> str:
        """Give the number in the brackets beside a cell: it changes when the cell has run."""
        return str(self.cell(name).locator(".jp-InputPrompt").first.text_content()).strip()

    def show(self, name: str) -> None:
        """Scroll until the cell is there: JupyterLab draws only what is near."""
        self.cell(name).evaluate("cell => cell.scrollIntoView({block: 'start'})")
        self.page.wait_for_timeout(250)

    def idle(self) -> None:
        self.page.wait_for_timeout(250)
        self.page.locator("#jp-main-statusbar").filter(has_text="Idle").wait_for()


@pytest.fixture(scope="module")
def lesson(address: str) -> Iterator[Lesson]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.locator("#jp-main-statusbar").filter(has_text="Idle").wait_for()
        yield Lesson(page)
        chromium.close()


def an_answer(exercise: str, **lines: str) -> str:
    """Write a check as a student would."""
    block = "\n".join(f"{label.replace('_', ' ')}: {text}" for label, text in lines.items())
    return f'course.check("{exercise}", """\n{block}\n""")'


def test_a_check_before_the_set_up_cell_says_what_to_run_first(lesson: Lesson) -> None:
    shown = lesson.run("0-1-answer")
    assert "Run the set-up cell first" in shown
    assert "Traceback" not in shown


def test_the_page_as_found_shows_the_stamp_and_nothing_of_the_card(lesson: Lesson) -> None:
    lesson.run("setup")
    shown = lesson.run("page-as-found")
    assert "Last Updated: 07/27/2016" in shown
    assert "22 June 1994" not in shown
    assert "Source card" not in shown


def test_wrong_answers_are_explained_and_each_new_try_brings_the_next_hint(
    lesson: Lesson,
) -> None:
    first = lesson.run(
        "0-2-answer", an_answer("0.2", web_stamp="27 July 2016", published="July 27, 2016")
    )
    assert "The stamp: 27 July 2016 is what the header prints" in first
    assert "You took the stamp for the day of publication" in first
    assert "Hint 1 of 3" in first
    again = lesson.run("0-2-answer")
    assert "Hint 1 of 3" in again
    second = lesson.run("0-2-answer", an_answer("0.2", web_stamp="27 July 2016", event="1945"))
    assert "The article looks back to it" in second
    assert "Hint 2 of 3" in second


def test_the_right_answer_is_said_to_be_right_and_explained(lesson: Lesson) -> None:
    lines = {"web_stamp": "07/27/2016", "published": "not on the page", "event": "a Wednesday"}
    shown = lesson.run("0-2-answer", an_answer("0.2", **lines, written="not on the page"))
    assert "4 lines are right" in shown
    assert "Everything else has to be found" in shown
    assert "Hint" not in shown


def test_a_broken_cell_keeps_the_error_that_the_lesson_is_about(lesson: Lesson) -> None:
    assert "NameError: name 'cuorse' is not defined" in lesson.run("repair-a")


def test_an_error_of_ours_is_a_sentence_without_a_traceback(lesson: Lesson) -> None:
    shown = lesson.run("third-view-try", 'course.source("vilnius-sings")')
    assert "No source is called 'vilnius-sings'. Nearest: 'vilnius-signs'." in shown
    assert "Traceback" not in shown


def test_the_chart_reaches_the_page_with_its_alt_text(lesson: Lesson) -> None:
    lesson.run("stamps-chart")
    alt = lesson.cell("stamps-chart").locator("img").first.get_attribute("alt")
    assert alt is not None
    assert "twelve web pages" in alt


def test_what_the_cells_show_has_no_accessibility_violation(lesson: Lesson) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for name in ("0-2-answer", "stamps-chart", "page-as-found"):
        lesson.run(name)
        found = Axe().run(lesson.page, context=".jp-OutputArea-output .ck")
        violations = [
            (one["id"], one["nodes"][0]["html"][:120]) for one in found.response["violations"]
        ]
        assert violations == []


def test_the_whole_lesson_runs_and_the_page_can_be_read_in_the_dark(lesson: Lesson) -> None:
    page = lesson.page
    page.get_by_role("menuitem", name="Run").first.click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_timeout(3000)
    lesson.idle()
    page.get_by_role("menuitem", name="Settings").first.click()
    page.get_by_text("Theme", exact=True).hover()
    page.get_by_text("JupyterLab Dark", exact=True).click()
    page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
    lesson.show("full-record")
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=".jp-OutputArea-output .ck")
    assert [one["id"] for one in found.response["violations"]] == []


def test_the_journal_has_the_tries_and_the_course_is_as_it_was(
    lesson: Lesson, course: Path, before: dict[str, str]
) -> None:
    lesson.page.keyboard.press("ControlOrMeta+S")
    lesson.page.wait_for_timeout(1500)
    journal = (course / "work" / "journal.jsonl").read_text(encoding="utf-8")
    tries = [json.loads(line) for line in journal.splitlines()]
    assert [one["score"] for one in tries if one["exercise"] == "0.2"] == [0, 0, 1]
    assert fingerprints(course) == before


def test_reopened_without_trust_everything_that_matters_is_still_there(
    lesson: Lesson, course: Path
) -> None:
    """Moved from home to school: styles and scripts are gone, words and pictures are not."""
    path = course / "work" / LESSON
    notebook = json.loads(path.read_text(encoding="utf-8"))
    moved = course / "work" / "moved.ipynb"
    for cell in notebook["cells"]:
        cell["metadata"].pop("trusted", None)
    notebook["metadata"]["moved"] = "from another computer"
    moved.write_text(json.dumps(notebook), encoding="utf-8")
    page = lesson.page
    page.goto(page.url.split("?")[0].replace(LESSON, "moved.ipynb") + "?reset")
    page.locator(".lm-TabBar-tabLabel", has_text="moved.ipynb").wait_for()
    page.wait_for_selector(".jp-Notebook .jp-Cell:visible")
    lesson.show("full-record")
    cell = lesson.cell("full-record")
    cell.locator("blockquote").first.wait_for()
    shown = cell.inner_text()
    assert "Russia Signs Partnership for Peace" in shown
    assert "Volker Rühe" in shown
    assert cell.locator("blockquote").count() == 6
    alt = cell.locator("img").first.get_attribute("alt")
    assert alt is not None
    assert "27 July 2016" in alt
