"""What can go wrong, as sentences.

CourseError            everything a course author or a student may be told
├── CourseNotFoundError    no course where we looked
├── CourseFileError        a file of the course breaks its rules (has ``.problems``)
├── UnknownNameError       a source, table … of that name does not exist
└── NotebookError          a notebook cannot be run or read
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class CourseError(Exception):
    """Something a person can mend; its text is one clear sentence or a list of them.

    In a notebook it shows as its sentence, without a traceback.
    """

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone; IPython asks for this before it draws a traceback."""
        return [str(self)]


class CourseNotFoundError(CourseError):
    """Raised when no course is found; the text says where it was looked for."""


class UnknownNameError(CourseError, KeyError):
    """Raised when a course has nothing of that name; the text gives the nearest."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class NotebookError(CourseError):
    """Raised when a notebook cannot be read or run; the text names notebook and cell."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in one place.

    Attributes:
        path: The file, relative to the course folder where it is inside it.
        line: The line, counted from 1; None where the whole file is meant.
        text: What is wrong and what to do, without a full stop at its end.

    Examples:
        >>> print(Problem("sources/a.md", 7, "'titel' is not a field here (did you mean 'title'?)"))
        sources/a.md:7: 'titel' is not a field here (did you mean 'title'?)
    """

    path: str
    line: int | None
    text: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.text}"


class CourseFileError(CourseError):
    """Raised when a file of the course breaks its rules; has every problem of that file.

    Attributes:
        problems: What is wrong, in the order of the file.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Find the name that was probably meant.

    Examples:
        >>> nearest("titel", ["title", "creator"])
        'title'
        >>> nearest("xyz", ["title", "creator"]) is None
        True
    """
    import difflib

    folded = {known.casefold(): known for known in names}
    found = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None
