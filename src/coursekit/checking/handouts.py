"""The settings of handouts against the files that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit.citing import read_style
from coursekit.errors import CourseFileError, Problem
from coursekit.reading import find_setting, read_picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursekit.course import Course


def handout_problems(course: Course) -> Iterator[Problem]:
    """Say what is wrong with the logo and the citation style, at the line that names them."""
    made = course.settings.handouts
    if made.logo:
        try:
            read_picture(made.logo, course.root)
        except CourseFileError as error:
            yield from _named(course, "logo", made.logo, error)
    try:
        read_style(made.style, course.root)
    except CourseFileError as error:
        yield from _named(course, "style", made.style, error)


def _named(course: Course, key: str, name: str, error: CourseFileError) -> Iterator[Problem]:
    line = find_setting(course.root, "handouts", key)
    for problem in error.problems:
        text = problem.text.removeprefix(f"{key} '{name}' ")
        yield Problem("pyproject.toml", line, f"{key} '{name}' {_place(problem)}{text}")


def _place(problem: Problem) -> str:
    return f"(line {problem.line}) " if problem.line else ""
