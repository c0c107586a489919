"""What every page of the handouts shares: its style, and the settings as pages show them."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from coursekit.checking import handout_problems
from coursekit.citing import Citations, Shelf, read_style
from coursekit.errors import CourseFileError
from coursekit.reading import read_picture
from coursekit.records import Paper
from coursekit.views import stylesheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursekit.course import Course
    from coursekit.records import Settings, Source

_SIZES = {Paper.A4: "A4", Paper.LETTER: "letter"}


@functools.cache
def page_style(paper: Paper = Paper.A4) -> Markup:
    """Give the style of a page: that of the views, then that of the book, then its paper."""
    css = resources.files("coursekit").joinpath("templates", "handout", "handout.css")
    book = css.read_text(encoding="utf-8").strip()
    whole = f"{stylesheet()}\n{book}\n@page{{size:{_SIZES[paper]}}}"
    bare = re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)  # comments are for its authors
    return Markup(re.sub(r"(?<=[{};,])\s*\n\s*", "", bare))


def choose_settings(course: Course, **given: object) -> None:
    """Let what was asked for win over the course's own settings of handouts.

    Args:
        course: The course; its settings are changed, its files are not.
        given: Fields of `HandoutSettings`; None leaves a setting as it is.
    """
    asked: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    made = replace(course.settings.handouts, **asked)
    course.settings = replace(course.settings, handouts=made)


def hold_settings(course: Course) -> None:
    """Make sure that what the settings name can be used.

    Raises:
        CourseFileError: With everything that is wrong with them.
    """
    if problems := list(handout_problems(course)):
        raise CourseFileError(problems)


def page_settings(course: Course) -> Settings:
    """Give the settings of a course as its pages show them.

    The title is that of the handouts; the logo is an address that needs no file.

    Raises:
        CourseFileError: If the logo cannot be shown.
    """
    settings = course.settings
    made = settings.handouts
    logo = read_picture(made.logo, course.root).address if made.logo else ""
    return replace(settings, title=made.title or settings.title, handouts=replace(made, logo=logo))


def start_citing(course: Course, documents: Mapping[str, Source] | None = None) -> Citations:
    """Begin the notes of a page, in the style of the course.

    Args:
        course: The course.
        documents: What can be cited by name; the course's documents unless given.

    Raises:
        CourseFileError: If the style cannot be used.
    """
    settings = course.settings
    shelf = Shelf(
        course.sources if documents is None else documents,
        course.references,
        course.timelines,
        course.tables,
        settings.language,
        read_style(settings.handouts.style, course.root),
    )
    return Citations(shelf)
