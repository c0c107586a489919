"""The whole course against its own rules: prose under test.

What can be seen in files is checked at once; what only a run shows (alt text, answers that
stand above their exercise, time) with ``run=True``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit.checking.blanks import BLANK, blanks
from coursekit.checking.debates import (
    comparison_problems,
    contested_problems,
    debate_problems,
)
from coursekit.checking.files import (
    reference_problems,
    source_problems,
    table_problems,
    timeline_problems,
)
from coursekit.checking.guides import Part, guide_problems, part_title, parts_of
from coursekit.checking.handouts import handout_problems
from coursekit.checking.pages import notebook_problems
from coursekit.checking.questions import exercise_problems, exercises_problems, key_terms
from coursekit.course import Course
from coursekit.lessons import term_problems
from coursekit.reading import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from coursekit.errors import Problem

__all__ = [
    "BLANK",
    "Part",
    "blanks",
    "check_course",
    "exercise_problems",
    "handout_problems",
    "key_terms",
    "part_title",
    "parts_of",
]


def check_course(root: Path, *, run: bool = False) -> list[Problem]:
    """Hold a whole course to its rules.

    Args:
        root: The course folder.
        run: Whether to run the notebooks, too (some seconds each).

    Returns:
        Every problem, by file and line; empty where all is well.

    Raises:
        CourseFileError: If not even the settings can be read.
    """
    course = Course(root)
    problems = [
        *blanks("pyproject.toml", read_text(root / "pyproject.toml", root)),
        *source_problems(course),
        *timeline_problems(course),
        *table_problems(course),
        *reference_problems(course),
        *debate_problems(course),
        *comparison_problems(course),
        *exercises_problems(course),
        *contested_problems(course),
        *guide_problems(course),
        *notebook_problems(course, run=run),
        *term_problems(course),
        *handout_problems(course),
    ]
    return sorted(dict.fromkeys(problems), key=lambda one: (one.path, one.line or 0, one.text))
