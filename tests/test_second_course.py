"""The library knows nothing of the course that it comes with: another one is as good."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coursekit.checking import check_course
from coursekit.course import Course, open_course
from coursekit.notebooks import read_notebook, run_notebook
from coursekit.work import prepare_work

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parents[1] / "src" / "coursekit"
TEXTS = {".py", ".j2", ".css", ".json", ".md", ".yaml", ".toml", ".ipynb", ".csl", ".mplstyle"}


def test_the_second_course_is_sound_and_its_lesson_runs(village: Path) -> None:
    assert check_course(village) == []
    assert check_course(village, run=True) == []


def test_everything_in_it_shows_itself(village: Path) -> None:
    course = open_course(village)
    views = [
        *(course.source(name) for name in course.sources),
        *(course.source(name).as_found for name in course.sources if course.sources[name].found),
        *(course.timeline(name) for name in course.timelines),
        *(course.check(name, course.exercises[name].solution) for name in course.exercises),
        course.progress,
        course.recall("02"),
        course.calibration,
    ]
    assert len(views) > 10
    for view in views:
        bundle = view._repr_mimebundle_()
        assert bundle["text/html"].startswith("<")
        assert bundle["text/plain"].strip()
    for name in course.tables:
        assert course.table(name)._repr_mimebundle_()["text/plain"]  # type: ignore[operator]
    assert course.settings.title in repr(course)


def test_its_students_get_a_work_folder_in_which_it_runs(village: Path) -> None:
    work = prepare_work(village, student="ana")
    assert sorted(path.name for path in work.path.glob("*.ipynb")) == [
        "01-the-first-train.ipynb",
        "02-the-second-year.ipynb",
        "start-here.ipynb",
    ]
    for path in work.path.glob("*.ipynb"):
        run_notebook(read_notebook(path), work.path, village)


# What the library must not know ---------------------------------------------------------------


def texts() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in TEXTS:
            yield path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8")


PEOPLE_AND_PLACES = (
    "NATO",
    "Russia",
    "Moscow",
    "Kozyrev",
    "Yeltsin",
    "Clinton",
    "Lebed",
    "Kremlin",
    "Brussels",
    "Soviet",
    "Lithuania",
    "Poland",
    "Ukraine",
)


@pytest.mark.parametrize("word", PEOPLE_AND_PLACES)
def test_the_library_does_not_speak_of_the_first_course(word: str) -> None:
    alone = re.compile(rf"\b{word}\b", re.IGNORECASE)  # Russian is a language like others
    assert [name for name, text in texts() if alone.search(text)] == []


def test_nothing_in_the_library_is_called_as_in_the_first_course(root: Path) -> None:
    course = Course(root)
    titles = {
        *(source.title for source in course.sources.values()),
        *(exercise.title for exercise in course.exercises.values()),
        *(chapter.title for chapter in course.settings.chapters),
        *(chapter.question for chapter in course.settings.chapters),
    }
    ids = {
        *course.sources,
        *course.timelines,
        *(event.id for timeline in course.timelines.values() for event in timeline.events),
    }
    assert len(titles) > 20
    names = {name for name in titles | ids if re.search(r"\w\W+\w|_", name)}  # no bare words
    assert [(name, file) for file, text in texts() for name in names if name in text] == []
