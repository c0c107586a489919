"""Every notebook of the course: unanswered, solved, and with each wrong answer that teaches."""

from __future__ import annotations

import contextlib
import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from coursekit.course import Course
from coursekit.errors import NotebookError
from coursekit.exercises import UNSCORED, read_answer
from coursekit.notebooks import (
    answer_cells,
    evidence_for,
    exercise_of,
    fill_answers,
    flaw_of,
    is_answer,
    output_texts,
    own_sockets,
    read_notebook,
    run_notebook,
)
from coursekit.records import ExerciseType

ROOT = Path(__file__).parents[1]
COURSE = Course(ROOT)
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
LESSONS = [chapter.notebook for chapter in COURSE.settings.chapters]
NOT_COMPARED = (
    "/cells/*/outputs",
    "/cells/*/execution_count",
    "/cells/*/metadata/execution",
    "/metadata/language_info",
)
# What a student mends in cells that are broken on purpose.
REPAIRS = {
    "cuorse.": "course.",
    "course.table(web_stamps)": 'course.table("web_stamps")',
}
# Put into the set-up cell: whoever asks for the network from here on is refused.
OFFLINE = """
import socket
def refuse(*_, **__):
    raise OSError("there is no network in a lesson")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
"""
MOST_SECONDS = 20

Run = Callable[[Any], Any]


def lesson(name: str) -> Any:
    return read_notebook(ROOT / "notebooks" / name)


def exercises_in(name: str) -> list[str]:
    return [found for found, _ in answer_cells(lesson(name))]


ROUNDS = [
    (name, number)
    for name in LESSONS
    for number in range(
        max(len(COURSE.exercises[found].misconceptions) for found in exercises_in(name))
    )
]


@pytest.fixture
def regression(nb_regression: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """pytest-notebook, in notebooks/; kernels of several test processes share no port."""
    nb_regression.diff_ignore = NOT_COMPARED
    nb_regression.exec_cwd = str(ROOT / "notebooks")
    make = NotebookClient.create_kernel_manager
    with contextlib.ExitStack() as stack:

        def make_with_own_sockets(client: NotebookClient) -> Any:
            manager = make(client)
            stack.enter_context(own_sockets(manager))
            return manager

        monkeypatch.setattr(NotebookClient, "create_kernel_manager", make_with_own_sockets)
        yield nb_regression


@pytest.fixture
def run(regression: Any, tmp_path: Path) -> Run:
    """Write a notebook, let pytest-notebook run it, give it with its outputs."""

    def run(notebook: Any) -> Any:
        for cell in notebook.cells:
            if "setup" in cell.metadata.get("tags", ()):
                cell.source = f"{OFFLINE}\n{cell.source}"
        path = tmp_path / "lesson.ipynb"
        nbformat.write(notebook, path)
        return regression.check(str(path)).nb_final

    return run


def mended(notebook: Any) -> Any:
    """The notebook with its broken cells put right."""
    for cell in notebook.cells:
        if is_answer(cell):
            for wrong, right in REPAIRS.items():
                cell.source = cell.source.replace(wrong, right)
    return notebook


def shown(notebook: Any) -> dict[str, str]:
    """What each cell shows as plain text, in single spaces."""
    return {
        cell.id: " ".join(" ".join(text for _, text in output_texts(cell)).split())
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def checked(notebook: Any) -> Iterator[tuple[str, str]]:
    """What each check says, by exercise."""
    texts = shown(notebook)
    for name, cell in answer_cells(notebook):
        yield name, texts[cell.id]


def full(name: str) -> str:
    """A piece of what a check says to a whole answer."""
    return "Written down" if COURSE.exercises[name].type in UNSCORED else "Score: 1 of 1."


def words(text: str) -> str:
    """A text without its line breaks and the marks of code."""
    return " ".join(text.replace("`", "").split())


def with_answer(name: str, answer: Mapping[str, str]) -> str:
    """The solution with some lines answered otherwise."""
    exercise = COURSE.exercises[name]
    lines = {
        label: one.text for label, one in read_answer(exercise, exercise.solution).readings.items()
    }
    return "\n".join(f"{label}: {text}" for label, text in (lines | dict(answer)).items())


def a_code(name: str, source: str, *tags: str) -> Any:
    return nbformat.v4.new_code_cell(source, id=name, metadata={"tags": list(tags)})


def state() -> dict[str, str]:
    """A fingerprint of every file of the course."""
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("notebooks", "sources", "exercises")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }


# The lessons --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_as_it_is_shipped_and_again_without_network(
    regression: Any, run: Run, name: str
) -> None:
    path = ROOT / "notebooks" / name
    before = path.read_bytes()
    started = time.monotonic()
    ran = regression.check(str(path)).nb_final
    assert time.monotonic() - started < MOST_SECONDS
    for found, text in checked(ran):
        assert "No answer yet" in text, found
    assert shown(run(lesson(name))) == shown(ran)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", LESSONS)
def test_a_solved_lesson_has_full_marks_and_leaves_the_course_as_it_was(
    run: Run, name: str
) -> None:
    before = state()
    solutions = {
        found: COURSE.exercises[found].solution
        for found in exercises_in(name)
        if COURSE.exercises[found].type is not ExerciseType.BUG_HUNT
    }
    notebook = mended(fill_answers(lesson(name), solutions))
    notebook.cells.append(a_code("where", "import os\nos.getcwd()"))
    ran = run(notebook)
    for found, text in checked(ran):
        assert full(found) in text, found
        assert "Hint" not in text, found
    assert not any("Error:" in text for text in shown(ran).values())
    assert shown(ran)["where"].strip("'") == str(ROOT / "notebooks")
    assert state() == before


@pytest.mark.parametrize(("name", "number"), ROUNDS)
def test_each_wrong_answer_is_explained_on_the_page(run: Run, name: str, number: int) -> None:
    taught = {
        found: COURSE.exercises[found].misconceptions[number]
        for found in exercises_in(name)
        if number < len(COURSE.exercises[found].misconceptions)
    }
    wrong = {found: with_answer(found, one.answer) for found, one in taught.items()}
    said = dict(checked(run(fill_answers(lesson(name), wrong))))
    for found, one in taught.items():
        assert words(one.say) in words(said[found])
        assert full(found) not in said[found]


def test_every_exercise_is_asked_once() -> None:
    asked = [found for name in LESSONS for found in exercises_in(name)]
    assert sorted(asked) == sorted(COURSE.exercises)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_stored_as_jupyter_expects_it(name: str) -> None:
    assert flaw_of(lesson(name)) is None
    for cell in lesson(name).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


# The functions ------------------------------------------------------------------------------


@pytest.fixture
def small(village: Path) -> Any:
    """A notebook of a set-up cell and what tests add to it."""
    notebook = read_notebook(village / "notebooks" / "start-here.ipynb")
    assert [cell.id for cell in notebook.cells] == ["title", "setup"]
    return notebook


def test_answers_go_into_the_cells_that_metadata_name(village: Path) -> None:
    notebook = read_notebook(village / "notebooks" / "01-the-first-train.ipynb")
    filled = fill_answers(notebook, {"1.2": "event: “Monday”\npublished: ..."})
    changed = [
        (before, after)
        for before, after in zip(notebook.cells, filled.cells, strict=True)
        if before != after
    ]
    ((before, after),) = changed
    assert (exercise_of(after), is_answer(after)) == ("1.2", True)
    assert after.source == "course.check(\"1.2\", 'event: “Monday”\\npublished: ...')"
    assert "web stamp: ..." in before.source


def test_a_cell_names_the_exercises_it_is_evidence_for(village: Path) -> None:
    notebook = read_notebook(village / "notebooks" / "01-the-first-train.ipynb")
    evidence = {cell.id: evidence_for(cell) for cell in notebook.cells if evidence_for(cell)}
    assert evidence["minutes"] == ("1.4", "1.5")
    assert "title" not in evidence


def test_a_run_gives_outputs_and_leaves_the_notebook_alone(village: Path, small: Any) -> None:
    small.cells.append(a_code("where", "import os\nprint(os.getcwd())\ncourse.settings.title"))
    ran = run_notebook(small, village / "notebooks", village)
    assert str(village / "notebooks") in shown(ran)["where"]
    assert "The Line to Millbrook" in shown(ran)["where"]
    assert small.cells[-1].outputs == []


def test_no_kernel_is_left_running(village: Path, small: Any) -> None:
    small.cells = [a_code("process", "import os\nprint(os.getpid())")]
    ran = run_notebook(small, village / "notebooks", village)
    process = int(shown(ran)["process"])
    state = Path(f"/proc/{process}/stat")
    if not Path("/proc/self/stat").exists():
        pytest.skip("this system has no /proc")
    assert not state.exists() or ") Z " in state.read_text(encoding="utf-8")


def test_the_cell_that_failed_is_named_and_not_one_that_may_fail(village: Path, small: Any) -> None:
    small.cells += [a_code("may-fail", "1 / 0", "raises-exception"), a_code("fails", "int('ford')")]
    wanted = r"^cell 'fails' fails in line 1: ValueError: invalid literal for .+: 'ford'$"
    with pytest.raises(NotebookError, match=wanted):
        run_notebook(small, village / "notebooks", village)
    ran = run_notebook(small, village / "notebooks", village, allow_errors=True)
    assert "ZeroDivisionError: division by zero" in shown(ran)["may-fail"]


def test_a_kernel_that_stops_gets_a_sentence(village: Path, small: Any) -> None:
    small.cells.append(a_code("stops", "import os\nos._exit(3)"))
    with pytest.raises(NotebookError, match=r"^cell 'stops' stops the kernel before the notebook"):
        run_notebook(small, village / "notebooks", village)


def test_a_kernel_that_does_not_start_gets_a_sentence(
    village: Path, small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coursekit.notebooks.kernels.sys.executable", "/bin/false")
    with pytest.raises(NotebookError, match=r"^The kernel did not start \(Kernel died before"):
        run_notebook(small, village / "notebooks", village)


def test_a_cell_that_takes_too_long_gets_a_sentence(
    village: Path, small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coursekit.notebooks.running.TIMEOUT", 1)
    small.cells = [a_code("sleeps", "import time\ntime.sleep(30)")]
    with pytest.raises(NotebookError, match=r"^cell 'sleeps' takes longer than 1 seconds"):
        run_notebook(small, village / "notebooks", village)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "is not a notebook"),
        (b"{", "is not a notebook"),
        (b"[]", "is not a notebook"),
        (b"\xff\xfe", "is not a notebook"),
        (b'{"nbformat": 4, "cells": 3}', "is not a notebook"),
        (b'{"nbformat": 99, "cells": []}', "is not a notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "cells": [3], "metadata": {}}', "is not a note"),
    ],
)
def test_what_is_no_notebook_says_so(tmp_path: Path, raw: bytes, sentence: str) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(raw)
    with pytest.raises(NotebookError, match=rf"^a\.ipynb: {sentence}"):
        read_notebook(path)
    with pytest.raises(NotebookError, match=r"^b\.ipynb: there is no such notebook\.$"):
        read_notebook(tmp_path / "b.ipynb")


def test_a_notebook_that_breaks_the_format_says_where(small: Any) -> None:
    assert flaw_of(small) is None
    small.cells[0].id = "1.1-question"
    assert re.match(r"'1\.1-question' does not match", flaw_of(small) or "")
