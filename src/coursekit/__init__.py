"""coursekit: document-based history courses with annotated sources and checked exercises."""

from coursekit.course import Course, open_course
from coursekit.errors import (
    CourseError,
    CourseFileError,
    CourseNotFoundError,
    NotebookError,
    UnknownNameError,
)

__all__ = [
    "Course",
    "CourseError",
    "CourseFileError",
    "CourseNotFoundError",
    "NotebookError",
    "UnknownNameError",
    "open_course",
]
