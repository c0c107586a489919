from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.errors import (
    CourseError,
    CourseFileError,
    CourseNotFoundError,
    NotebookError,
    Problem,
    UnknownNameError,
    nearest,
)


def test_every_error_is_a_course_error() -> None:
    for kind in (CourseNotFoundError, CourseFileError, UnknownNameError, NotebookError):
        assert issubclass(kind, CourseError)


def test_an_unknown_name_is_a_key_error_that_keeps_its_sentence() -> None:
    error = UnknownNameError("No source is called 'a'.")
    assert isinstance(error, KeyError)
    assert str(error) == "No source is called 'a'."


def test_a_file_error_has_a_line_for_each_problem() -> None:
    error = CourseFileError([Problem("a.md", 7, "is odd"), Problem("a.md", None, "is long")])
    assert str(error) == "a.md:7: is odd\na.md: is long"
    assert [problem.line for problem in error.problems] == [7, None]


def test_a_notebook_shows_the_sentence_alone() -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    code = "from coursekit import CourseError\nraise CourseError('The bridge is closed.')"
    with capture_output() as shown:
        result = shell.run_cell(code)
    assert isinstance(result.error_in_exec, CourseError)
    assert "The bridge is closed." in shown.stdout + shown.stderr
    assert "Traceback" not in shown.stdout + shown.stderr


@pytest.mark.parametrize(
    ("name", "found"),
    [("titel", "title"), ("CREATOR", "creator"), ("xyz", None), ("", None)],
)
def test_the_nearest_name_is_found_or_none(name: str, found: str | None) -> None:
    assert nearest(name, ["title", "creator"]) == found


@given(st.text(), st.lists(st.text(max_size=12), max_size=6))
def test_the_nearest_name_is_always_one_of_the_names(name: str, names: list[str]) -> None:
    found = nearest(name, names)
    assert found is None or found in names
