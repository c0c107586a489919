"""coursekit: document-based history courses with annotated sources and checked exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit.course import Course, open_course
from coursekit.errors import (
    CourseError,
    CourseFileError,
    CourseNotFoundError,
    NotebookError,
    UnknownNameError,
)

if TYPE_CHECKING:
    from coursekit.readiness import ReadinessView

__all__ = [
    "Course",
    "CourseError",
    "CourseFileError",
    "CourseNotFoundError",
    "NotebookError",
    "UnknownNameError",
    "open_course",
    "ready",
]


def ready(chapter: str | None = None) -> ReadinessView | None:
    """Say whether your notebook can be handed in; nothing in it is changed.

    What counts is the notebook as it was last saved.

    Args:
        chapter: Its number, ``"01"``; without it, the notebook that this is typed in.

    Returns:
        What is fine and what is to be mended; None while coursekit itself runs the notebook.

    Raises:
        CourseError: If the notebook cannot be found or read.
    """
    from coursekit.readiness import ready_here

    return ready_here(chapter)
