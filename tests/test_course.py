from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from coursekit import CourseError, CourseFileError, CourseNotFoundError, UnknownNameError
from coursekit.course import Course, find_course, open_course

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No course by accident: not from the environment, not from the working directory."""
    monkeypatch.delenv("COURSEKIT_COURSE", raising=False)
    monkeypatch.chdir(tmp_path)


# Finding it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [".", "notebooks", "sources/documents"])
def test_a_course_is_found_from_any_folder_inside(
    village: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    assert find_course(village / place) == village
    monkeypatch.chdir(village / place)
    assert open_course().root == village


def test_a_path_wins_over_the_variable_and_the_variable_over_the_folder(
    village: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setenv("COURSEKIT_COURSE", str(village / "notebooks"))
    assert find_course() == village
    assert find_course(root / "notebooks") == root
    monkeypatch.setenv("COURSEKIT_COURSE", "")
    assert find_course() == root


def test_a_pyproject_of_something_else_is_passed_by(village: Path) -> None:
    inner = village / "notebooks"
    (inner / "pyproject.toml").write_text("[tool.ruff]\n", encoding="utf-8")
    assert find_course(inner) == village


def test_no_course_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remedy = re.escape(
        "Looked for a pyproject.toml with [tool.coursekit]. Start Jupyter inside the course "
        "folder (coursekit lab does), or set COURSEKIT_COURSE to it."
    )
    where = re.escape(str(tmp_path))
    with pytest.raises(
        CourseNotFoundError, match=f"^No course found in {where} or above.*{remedy}"
    ):
        open_course()
    monkeypatch.setenv("COURSEKIT_COURSE", "gone")
    with pytest.raises(
        CourseNotFoundError, match=r"^COURSEKIT_COURSE is set to gone, and no course"
    ):
        open_course()


# Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        (
            "source",
            "opening-dya",
            "No source is called 'opening-dya'. Nearest: 'opening-day'. "
            "The course has 2 sources; course.sources lists them.",
        ),
        (
            "timeline",
            "lines",
            "No timeline is called 'lines'. Nearest: 'line'. "
            "The course has 1 timeline; course.timelines lists them.",
        ),
        (
            "table",
            "fares",
            "No table is called 'fares'. The course has 1 table; course.tables lists them.",
        ),
        (
            "check",
            "1.8",
            "No exercise is called '1.8'. Nearest: '1.7'. "
            "The course has 12 exercises; course.exercises lists them.",
        ),
    ],
)
def test_an_unknown_name_gets_the_nearest(
    village: Path, kind: str, name: str, sentence: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        getattr(Course(village), kind)(name)
    said = str(caught.value)
    if "Nearest: '1." in sentence:  # each of them is as near
        said = re.sub(r"Nearest: '1\.\d'", "Nearest: '1.7'", said)
    assert said == sentence


@pytest.mark.parametrize("name", [3, None, ..., ["opening-day"], {}, len, 1.2])
@pytest.mark.parametrize("kind", ["source", "timeline", "table", "check"])
def test_a_name_that_is_no_text_gets_a_sentence(village: Path, kind: str, name: object) -> None:
    wanted = "is called by its name, a text in quotation marks; what came here is a Python value"
    with pytest.raises(UnknownNameError, match=wanted):
        getattr(Course(village), kind)(name)


@pytest.mark.parametrize("name", ["", "../documents/opening-day", "opening-day.md", "*", "a\x00b"])
def test_a_name_is_no_path(village: Path, name: str) -> None:
    with pytest.raises(UnknownNameError, match=r"^No source is called"):
        Course(village).source(name)


def test_records_are_a_mapping_that_lists_itself(village: Path) -> None:
    course = Course(village)
    assert list(course.sources) == ["company-minutes", "opening-day"]
    assert repr(course.sources) == "2 sources: company-minutes, opening-day"
    assert "opening-day" in course.sources
    assert 3 not in course.sources
    assert course.sources.get("gone") is None
    assert course.sources["opening-day"] is course.sources["opening-day"]


def test_a_course_says_what_it_has(village: Path) -> None:
    assert repr(Course(village)) == (
        "The Line to Millbrook: a village and its railway, 1880–1900\n"
        "2 sources, 1 timeline, 1 table, 12 exercises"
    )


def test_a_course_may_be_empty(tmp_path: Path) -> None:
    text = '[tool.coursekit]\ntitle = "Nothing yet"\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    course = open_course(tmp_path)
    assert repr(course).endswith("0 sources, 0 timelines, 0 tables, 0 exercises")
    assert course.progress.text
    with pytest.raises(UnknownNameError, match="The course has 0 tables"):
        course.table("stops")


# What it gives ------------------------------------------------------------------------------


def test_one_broken_file_does_not_stop_the_others(village: Path) -> None:
    (village / "sources/documents/opening-day.md").write_text("broken", encoding="utf-8")
    course = Course(village)
    assert course.source("company-minutes").title == "Minutes of the Board"
    with pytest.raises(
        CourseFileError, match=r"^sources/documents/opening-day.md:1: does not begin"
    ):
        course.source("opening-day")


def test_a_timeline_keeps_dates_as_they_were_written(village: Path) -> None:
    frame = Course(village).timeline("line").frame
    assert frame["date"].tolist() == [
        "1881-08",
        "1882-03-14",
        "1884-05-05",
        "1891-11/1892-01",
        "1893?",
    ]
    year = frame.loc["second-class-ends"]
    assert (str(year["earliest"])[:10], str(year["latest"])[:10]) == ("1893-01-01", "1893-12-31")


def test_the_settings_may_give_a_timeline_its_title(village: Path) -> None:
    line = village / "sources" / "timelines" / "line.csv"
    line.with_name("branch-line.csv").write_text(line.read_text("utf-8"), encoding="utf-8")
    course = Course(village)
    assert course.timelines["line"].title == "The line to Millbrook, 1881 to 1893"
    assert course.timelines["branch-line"].title == "Branch line"


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("1886", "1885", "The span 1886 to 1885 ends before it begins"),
        ("1899", "1900", "has no event between 1899 and 1900"),
        ("soon", "1885", "'soon' is not a date"),
        (1881, 1882, "^A date is text in quotation marks, like '1994-06'; what came here is a Pyt"),
    ],
)
def test_a_span_that_cannot_be_is_a_course_error(
    village: Path, start: object, end: object, sentence: str
) -> None:
    with pytest.raises(CourseError, match=sentence):
        Course(village).timeline("line").between(start, end)  # type: ignore[arg-type]


def test_a_verdict_has_the_names_that_programs_rely_on(village: Path) -> None:
    verdict = Course(village).check("1.5", "days: -783\nover: 25")
    assert verdict.score == pytest.approx(0.82)
    assert verdict.misconception == "counted-backwards"
    assert (verdict.form, verdict.defended_by) == (None, None)
    assert verdict.hint == "Look at the timeline."
    assert verdict.parts[0].possible == 0.6
    assert isinstance(verdict.right, tuple)


# A fresh interpreter ------------------------------------------------------------------------

HEAVY = ("matplotlib", "pandas", "numpy", "nbconvert", "nbclient", "nbformat", "IPython")


def fresh(code: str, folder: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONWARNINGS": "error::DeprecationWarning"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize(
    "used",
    [
        "",
        "; coursekit.open_course()",
        "; coursekit.open_course().check('1.2', 'event: Monday').html",
        "; coursekit.open_course().source('opening-day').html",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(village: Path, used: str) -> None:
    loaded = fresh(f"import sys, coursekit{used}; print(*sys.modules)", village).split()
    assert not {name.partition(".")[0] for name in loaded} & set(HEAVY)
