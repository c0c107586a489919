"""What teachers get for a lesson."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How well an argument does; the three columns of a rubric."""

    SECURE = "Secure"
    EMERGING = "Emerging"
    BASIC = "Basic"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One part of a lesson in the minute plan.

    Attributes:
        part: The heading of the part, as the notebook has it.
        minutes: On the full path.
        short_minutes: On the short path; 0 where the part is left out.
        do: What happens in these minutes.
        skip: What may be left out of the part when time runs away.

    Raises:
        ValueError: If the short path takes longer than the full one, or less than no time.
    """

    part: str
    minutes: int
    short_minutes: int
    do: str
    skip: str = ""

    def __post_init__(self) -> None:
        if self.minutes < 1:
            raise ValueError(f"'{self.part}' takes {self.minutes} minutes (1 or more)")
        if not 0 <= self.short_minutes <= self.minutes:
            raise ValueError(
                f"'{self.part}' takes {self.short_minutes} minutes on the short path "
                f"(0 to {self.minutes}, as on the full one)"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """Something to print before a lesson.

    Attributes:
        what: ``handout`` for the whole student edition, or the name of a document, table,
            timeline or exercise.
        copies: How many: ``one each``, ``one for two``, ``3``.
        why: What it is needed for.
    """

    what: str
    copies: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An invented answer to an exercise that has no key, with the level that it reaches.

    Attributes:
        answer: The answer, as a student would type it.
        why: What makes it of this level (Markdown).
    """

    exercise: str
    level: Level
    answer: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What a teacher reads before a lesson; students never see it.

    Attributes:
        number: The chapter's two digits.
        aim: What students can do afterwards, in a sentence (Markdown, as all that follows).
        care: Whom the lesson may touch, and how to meet that.
        discussion: The question what evidence would change a fair mind, with the positions.
        twenty: The lesson in 20 minutes.
        differentiation: Those who need a rail, those who want more, paper, screen readers.
        fits: The curricula that it serves.
        samples: Invented answers to exercises that a rubric judges.
    """

    number: str
    plan: tuple[PlanRow, ...]
    print: tuple[Print, ...]
    aim: str
    care: str
    discussion: str
    twenty: str
    differentiation: str
    fits: str
    samples: tuple[Sample, ...] = ()
