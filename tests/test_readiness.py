from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

import coursekit
from coursekit import readiness
from coursekit.cli import main
from coursekit.course import Course
from coursekit.errors import CourseError, NotebookError, UnknownNameError
from coursekit.notebooks import fill_answers, read_notebook, run_notebook
from coursekit.readiness import Readiness, ReadinessView, check_readiness, find_notebook
from coursekit.work import prepare_work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Cells = list[dict[str, Any]]
LESSON = "01-the-first-train.ipynb"


@pytest.fixture
def mine(village: Path) -> Path:
    """A student's notebook with every exercise solved."""
    folder = prepare_work(village).path
    path = folder / LESSON
    course = Course(village)
    answers = {name: exercise.solution for name, exercise in course.exercises.items()}
    del answers["1.7"]
    notebook = fill_answers(read_notebook(path), answers)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    change(path, lambda cells: cell_of(cells, "1-7-answer").update(source=SOLVED))
    change(path, lambda cells: cell_of(cells, "repair-a").update(source="answer_a = 4"))
    return path


SOLVED = 'course.check("1.7", [answer_a, "Mill Lane"])'


def change(path: Path, work: Callable[[Cells], object]) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    work(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def cell_of(cells: Cells, name: str) -> dict[str, Any]:
    return next(cell for cell in cells if cell["id"] == name)


def without_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the run out, where only the file is looked at."""
    from coursekit.journal import Journal

    monkeypatch.setattr(readiness, "_run", lambda *_: ("not run", Journal()))


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


# What is fine -------------------------------------------------------------------------------


def test_a_solved_notebook_is_ready_and_nothing_is_touched(village: Path, mine: Path) -> None:
    before = {path: path.read_bytes() for path in village.rglob("*") if path.is_file()}
    result = typed("ready", "01", "--course", village)
    assert result.exit_code == 0
    assert result.stdout.startswith("01 · The first train\n")
    assert "Ready to be handed in" in result.stdout
    assert "- It runs from the top in a fresh kernel.\n" in result.stdout
    assert "all 7 exercises (1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7)" in result.stdout
    assert {path: path.read_bytes() for path in village.rglob("*") if path.is_file()} == before


def test_a_fresh_notebook_runs_and_everything_is_open(village: Path) -> None:
    prepare_work(village)
    result = typed("ready", "1", "--course", village)
    assert result.exit_code == 1
    assert "It can be handed in, and something in it is still open" in result.stdout
    assert "Not answered yet: exercises 1.1, 1.2, 1.3, 1.4, 1.5, 1.6 and 1.7." in " ".join(
        result.stdout.split()
    ).replace("and 1.7", "and 1.7")


def test_an_answer_in_part_names_its_blank_lines(village: Path, mine: Path) -> None:
    blank = 'course.check("1.2", """\nweb stamp: 11 February 2003\npublished: ...\nevent: ...\n""")'
    change(mine, lambda cells: cell_of(cells, "1-2-answer").update(source=blank))
    ready = check_readiness(village, mine)
    assert (ready.lost, ready.is_ready) == ((), False)
    assert ready.blank == (
        "Exercise 1.2 is answered in part; still blank: lines published and event.",
    )


def test_what_the_short_path_leaves_out_may_be_blank(village: Path, mine: Path) -> None:
    def blank(cells: Cells) -> None:
        for name in ("1-1-answer", "1-4-answer"):
            shipped = cell_of(
                json.loads((village / "notebooks" / LESSON).read_text())["cells"], name
            )
            cell_of(cells, name)["source"] = shipped["source"]

    def mark(cells: Cells) -> None:
        cell_of(cells, "documents")["source"] = "## Documents ◇"

    change(mine, blank)
    change(village / "notebooks" / LESSON, mark)
    ready = check_readiness(village, mine)
    assert "Left out, which the short path allows (◇): 1.4." in ready.fine
    assert ready.blank == ("Not answered yet: exercise 1.1.",)


# What marking would not find ----------------------------------------------------------------


def to_text(cells: Cells) -> None:
    cell = cell_of(cells, "1-2-answer")
    del cell["outputs"], cell["execution_count"]
    cell["cell_type"] = "markdown"


def twice(cells: Cells) -> None:
    cells.append(cell_of(cells, "1-2-answer") | {"id": "copy"})


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        (
            lambda cells: cells.remove(cell_of(cells, "1-2-answer")),
            "The answer cell of 1.2 is not there any more: `coursekit reset 1.2` brings it back, "
            "and keeps your notebook beside it.",
        ),
        (
            to_text,
            "The answer cell of 1.2 has become a text cell: click into it, press Escape, then Y, "
            "and run it.",
        ),
        (
            lambda cells: cell_of(cells, "1-2-answer").update(metadata={}),
            "The answer cell of 1.2 has lost the mark by which it is found: `coursekit reset 1.2` "
            "brings a fresh one, into which you can copy your answer.",
        ),
        (
            lambda cells: cell_of(cells, "1-2-answer").update(metadata={}, id="new"),
            "The answer cell of 1.2 has lost the mark by which it is found: `coursekit reset 1.2` "
            "brings a fresh one, into which you can copy your answer.",
        ),
        (
            twice,
            "Exercise 1.2 has 2 answer cells, and marking cannot know which one you mean: keep "
            "one and delete the others.",
        ),
        (
            lambda cells: cell_of(cells, "1-2-answer").update(source='"web stamp: 2003"'),
            "The answer cell of 1.2 does not check anything: put your answer between "
            'course.check("1.2", """ and """), or type `coursekit reset 1.2` for a fresh cell.',
        ),
        (
            lambda cells: cell_of(cells, "1-2-answer").update(source='course.check("1.3", "1: a")'),
            "The answer cell of 1.2 checks 1.3 instead: its first line begins "
            'course.check("1.2", as it did at the start.',
        ),
        (
            lambda cells: cell_of(cells, "1-2-answer").update(
                source='course.check("1.2", """\nweb stamp: 2003\n"")'
            ),
            "Line 1 of the answer cell of 1.2 cannot be read by Python: most often one of the "
            "three quotation marks at the start or the end is missing.",
        ),
        (
            lambda cells: cell_of(cells, "stops").update(source="open('C:\\\\Users\\\\a.csv')"),
            "The cell under “1.5 · How long did it take?” that begins "
            "“open('C:\\\\Users\\\\a.csv')” names a place that only your computer has: "
            "C:\\\\Users\\\\a.csv.",
        ),
        (
            lambda cells: cell_of(cells, "stops").update(source="import helpers"),
            "The cell under “1.5 · How long did it take?” that begins “import helpers” uses "
            "helpers.py, a file of your own beside the notebook: hand it in, too, or do without "
            "it.",
        ),
    ],
)
def test_what_marking_would_not_find_is_a_sentence(
    village: Path,
    mine: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[[Cells], object],
    sentence: str,
) -> None:
    (mine.parent / "helpers.py").write_text("answer = 4", encoding="utf-8")
    change(mine, work)
    without_run(monkeypatch)
    assert check_readiness(village, mine).lost == (sentence, "not run")


def test_links_into_the_course_and_our_own_cells_are_fine(
    village: Path, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "open('../sources/tables/stops.csv').read()"
    change(mine, lambda cells: cell_of(cells, "stops").update(source=source))
    without_run(monkeypatch)
    assert check_readiness(village, mine).lost == ("not run",)


def test_an_answer_that_could_not_be_run_is_read_from_the_file(
    village: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = prepare_work(village).path / LESSON
    answer = 'course.check("1.1", """\nyear: 1890\nsure: 60\n""")'
    change(path, lambda cells: cell_of(cells, "1-1-answer").update(source=answer))
    without_run(monkeypatch)
    (sentence,) = check_readiness(village, path).blank
    assert sentence == "Not answered yet: exercises 1.2, 1.3, 1.4, 1.5 and 1.6."


# What only a run shows ----------------------------------------------------------------------


def test_what_stops_from_the_top_is_named_with_its_reason(village: Path, mine: Path) -> None:
    (mine.parent / "my notes.csv").write_text("a,b\n", encoding="utf-8")

    def work(cells: Cells) -> None:
        cell_of(cells, "minutes")["source"] = "found[0]"
        cell_of(cells, "timeline")["source"] = "found = [1]\nlater = gone"
        cell_of(cells, "stops")["source"] = "open('my notes.csv').read()"
        cell_of(cells, "page-as-found")["source"] = "course.source('opening-dya')"

    change(mine, work)
    ready = check_readiness(village, mine)
    assert ready.lost == (
        "The cell under “1.5 · How long did it take?” that begins “open('my notes.csv').read()” "
        "uses my notes.csv, a file of your own beside the notebook: hand it in, too, or do "
        "without it.",
        "The cell under “First look” that begins “course.source('opening-dya')” stops: "
        "UnknownNameError: No source is called 'opening-dya'. Nearest: 'opening-day'. The course "
        "has 2 sources; course.sources lists them.",
        "The cell under “Documents” that begins “found[0]” stops: NameError: name 'found' is not "
        "defined. It is made further down only: move that cell up.",
        "The cell under “1.4 · Letter and minutes” that begins “found = [1]” stops: NameError: "
        "name 'gone' is not defined. Nothing above makes it: the cell that did was deleted or "
        "changed.",
    )
    assert "runs from the top" not in " ".join(ready.fine)


def test_a_kernel_that_stops_is_a_sentence(village: Path, mine: Path) -> None:
    source = "import os\nos._exit(1)"
    change(mine, lambda cells: cell_of(cells, "minutes").update(source=source))
    (sentence,) = check_readiness(village, mine).lost
    assert sentence == (
        "From the top it does not come to its end: cell 'minutes' stops the kernel before the "
        "notebook is through."
    )


def test_what_a_cell_writes_does_not_stay(village: Path, mine: Path) -> None:
    source = "open('written.txt', 'w').write('a')"
    change(mine, lambda cells: cell_of(cells, "minutes").update(source=source))
    before = sorted(village.rglob("*"))
    check_readiness(village, mine)
    assert sorted(village.rglob("*")) == before


# Which notebook -----------------------------------------------------------------------------


def test_a_notebook_that_is_not_there_is_a_sentence(village: Path) -> None:
    result = typed("ready", "01", "--as", "ana", "--course", village)
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: work-ana/{LESSON} is not there yet; `coursekit lab` puts your copy there.\n"
    )


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', "\0", '{"nbformat": 4}'])
def test_a_notebook_that_cannot_be_read_is_a_sentence(village: Path, mine: Path, text: str) -> None:
    mine.write_text(text, encoding="utf-8")
    with pytest.raises(NotebookError, match=r"^work/01.+ cannot be read as a notebook any more\. "):
        check_readiness(village, mine)


def test_a_chapter_that_is_not_there_is_a_sentence(village: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"^There is no chapter '09'.* Chapters: 01, 02\.$"):
        find_notebook(village, "09")


def test_a_file_that_was_renamed_is_known_by_its_exercises(
    village: Path, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_run(monkeypatch)
    other = mine.rename(mine.with_name("handed in by ana.ipynb"))
    assert find_notebook(village, str(other)) == other
    assert check_readiness(village, other).title == "01 · The first train"
    start = mine.parent / "start-here.ipynb"
    with pytest.raises(CourseError, match=r"^start-here\.ipynb is no lesson of this course\.$"):
        check_readiness(village, start)


def test_in_a_notebook_it_is_the_one_that_is_open(
    village: Path, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_run(monkeypatch)
    monkeypatch.chdir(mine.parent)
    monkeypatch.delenv(readiness.RUNNING, raising=False)
    monkeypatch.delenv("COURSEKIT_COURSE", raising=False)
    monkeypatch.setenv(readiness.SESSION, str(mine))
    view = coursekit.ready()
    assert view is not None
    assert view.notebook == f"work/{LESSON}"
    monkeypatch.delenv(readiness.SESSION)
    with pytest.raises(CourseError, match=r'ready\("01"\)'):
        coursekit.ready()
    named = coursekit.ready("01")
    assert named is not None
    assert named.notebook == f"work/{LESSON}"


def test_in_a_kernel_it_runs_the_notebook_once_and_shows_itself(
    village: Path, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notebook asks about itself from its last cell, and is not run for ever."""

    def work(cells: Cells) -> None:
        ask = "from coursekit import ready\n\nready()"
        cells.append(cell_of(cells, "stops") | {"id": "ask", "source": ask})

    change(mine, work)
    monkeypatch.setenv(readiness.SESSION, str(mine))
    monkeypatch.setattr("coursekit.notebooks.running.RUNNING", "A_PERSON_IS_RUNNING_IT")
    ran = run_notebook(read_notebook(mine), mine.parent, village)
    shown = ran.cells[-1].outputs[0].data
    assert "Ready to be handed in" in shown["text/plain"]
    assert "Ready to be handed in" in shown["text/html"]


# How it is shown ----------------------------------------------------------------------------


def a_readiness(**fields: Any) -> Readiness:
    from datetime import datetime

    return Readiness(
        title="01 · The first train",
        notebook="work/01.ipynb",
        saved=datetime(2026, 3, 1, 14, 5),
        **fields,
    )


def test_what_is_fine_is_said_first() -> None:
    view = ReadinessView(a_readiness(fine=("A is fine.",), lost=("B is <gone>.",), blank=("C.",)))
    assert view.text == (
        "01 · The first train\n====================\n\n"
        "1 thing to mend before it is handed in\n\n"
        "- A is fine.\n\nTo be mended:\n- B is <gone>.\n\nStill open:\n- C.\n\n"
        "This is about work/01.ipynb as it was saved on 01 March at 14:05. What you changed "
        "since\nthen counts once it is saved (Ctrl + S).\n"
    )
    assert re.search(
        r"A is fine.*To be mended.*B is &lt;gone&gt;.*Still open", view.html, re.DOTALL
    )
