"""A course, its chapters and its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A side whose words a lesson can hear."""

    label: str
    great_power: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One lesson of the course.

    Attributes:
        number: Two digits; the exercises of chapter 00 are called 0.1, 0.2 …
        minutes: Of the full path; ``short_minutes`` of the short one.
        voices: How many different voices it must hear.
    """

    number: str
    notebook: str
    title: str
    question: str
    skill: str = ""
    minutes: int = 90
    short_minutes: int = 48
    voices: int = 4

    @property
    def prefix(self) -> str:
        """What the ids of its exercises begin with: ``0.`` for chapter 00."""
        return f"{int(self.number)}."


class Edition(StrEnum):
    """Whom a handout is for."""

    STUDENT = "student"
    TEACHER = "teacher"


class Paper(StrEnum):
    """What handouts are printed on."""

    A4 = "a4"
    LETTER = "letter"

    @classmethod
    def _missing_(cls, value: object) -> Paper | None:
        """Read ``A4`` and ``Letter``, too."""
        return next((one for one in cls if one.value == str(value).casefold()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutSettings:
    """The table ``[tool.coursekit.handouts]``: how a course's handouts are made.

    Attributes:
        title: What stands at the head of each page; the course's title unless given.
        institution: Whose handouts they are.
        logo: A picture of the institution, a file of the course.
        style: How works are cited: ``notes``, ``author-date``, or a CSL file of the course.
        paper: What is printed on.
        editions: Which editions are written.
        local: Whether texts of ``sources/local/`` are shown; ``false`` for what is published.

    Raises:
        ValueError: If there is a logo and no institution, which is its text for those who do
            not see it, or no edition at all.
    """

    title: str = ""
    institution: str = ""
    logo: str = ""
    style: str = "notes"
    paper: Paper = Paper.A4
    editions: tuple[Edition, ...] = tuple(Edition)
    local: bool = True

    def __post_init__(self) -> None:
        if self.logo and not self.institution.strip():
            raise ValueError(
                "a logo needs its 'institution', which is read out in its place (write "
                "'institution = \"…\"')"
            )
        if not self.editions:
            raise ValueError("'editions' names none (write 'editions = [\"student\"]')")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The table ``[tool.coursekit]`` of a course's pyproject.toml.

    Attributes:
        voices: Whose words the lessons can hear, by id.
        timelines: Titles of the timelines, by id.
        handouts: How its handouts are made.
    """

    title: str
    language: str = "en"
    licence: str = ""
    licence_url: str = ""
    voices: Mapping[str, Voice] = field(default_factory=dict)
    timelines: Mapping[str, str] = field(default_factory=dict)
    chapters: tuple[Chapter, ...] = ()
    handouts: HandoutSettings = HandoutSettings()
