"""What teachers read before and after a lesson: plan, prints, guide and rubrics."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from coursekit.checking import part_title
from coursekit.records import Exercise, Level
from coursekit.views import render
from coursekit.views.markup import element_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from coursekit.course import Course
    from coursekit.handouts.prose import Heading, Prose
    from coursekit.records import Chapter, Guide, PlanRow, Print, Sample

STUDENTS_A_SHEET = 10  # rows of the rubric for a discussion

# What a rubric looks for in an argument, and how much of it each level has.
RUBRIC: tuple[tuple[str, Mapping[Level, str]], ...] = (
    (
        "Reason",
        {
            Level.SECURE: "says what in the source carries the choice, and why",
            Level.EMERGING: "points to the right place and does not say what follows",
            Level.BASIC: "takes a source at its word, or answers another question",
        },
    ),
    (
        "Evidence",
        {
            Level.SECURE: "the quotation proves the point, and we hear who speaks, and for whom",
            Level.EMERGING: "the quotation fits; its point has to be guessed",
            Level.BASIC: "the quotation proves nothing, or all speak for one side",
        },
    ),
    (
        "The other side",
        {
            Level.SECURE: "its strongest objection, put fairly, and answered",
            Level.EMERGING: "an objection is named and left standing",
            Level.BASIC: "nobody in particular objects, or nobody at all",
        },
    ),
    (
        "Limits",
        {
            Level.SECURE: "what is not known, and which find would change the choice",
            Level.EMERGING: "a gap is named, and nothing follows from it",
            Level.BASIC: "none, or one that would fit any answer",
        },
    ),
)
DISCUSSION = (
    "quotes exactly",
    "answers the speaker before",
    "keeps said, meant, caused and right apart",
    "states the other view so that its owner agrees",
)


class Asked(NamedTuple):
    """An exercise, and where it stands in the page."""

    exercise: Exercise
    id: str
    level: int


class _Row(NamedTuple):
    """A row of the minute plan, ready for its template.

    Attributes:
        start: When it begins on the full path, ``0:12``; ``short_start`` on the short one.
    """

    part: str
    way: str
    start: str
    minutes: int
    short_start: str
    short_minutes: int
    do: Markup
    skip: Markup | str


class _Printed(NamedTuple):
    what: str
    way: str
    copies: str
    why: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The words of a guide as HTML; made where they stand, so that its notes are numbered so."""

    sections: Mapping[str, Markup]
    plan: tuple[tuple[PlanRow, Markup, Markup | str], ...]


def tell(guide: Guide, prose: Prose) -> Told:
    """Turn the words of a guide into HTML."""
    plan = tuple(
        (row, prose.render_line(row.do), prose.render_line(row.skip) if row.skip else "")
        for row in guide.plan
    )
    names = ("aim", "care", "discussion", "twenty", "differentiation", "fits")
    return Told(
        sections={name: prose.render(getattr(guide, name)) for name in names},
        plan=plan,
    )


def render_head(
    course: Course,
    chapter: Chapter,
    guide: Guide | None,
    told: Told | None,
    *,
    voices: Mapping[str, Sequence[str]],
    asked: Sequence[Asked],
    headings: Sequence[Heading],
    names: Collection[str],
) -> Markup:
    """Say what a teacher wants to know before the lesson.

    Args:
        course: The course.
        chapter: Which chapter.
        guide: Its guide, where there is one, and its words as HTML.
        told: The words of the guide.
        voices: Titles of the documents that are shown, by the side that speaks in them.
        asked: The exercises in their order.
        headings: The headings of the page.
        names: The names that elements of the page have.
    """
    return Markup(
        render(
            "handout/head.html.j2",
            chapter=chapter,
            told=told.sections if told else None,
            plan=list(_rows(told, headings)) if told else [],
            ends=(_clock(chapter.minutes), _clock(chapter.short_minutes)),
            prints=[_printed(course, one, asked, names) for one in guide.print] if guide else [],
            voices=list(voices.items()),
            asked=asked,
        )
    )


def _rows(told: Told, headings: Sequence[Heading]) -> Iterator[_Row]:
    """Give each row of the plan its clock times and the way to its part."""
    ways = {part_title(one.words.striptags()): one.id for one in headings}
    full = short = 0
    for row, do, skip in told.plan:
        yield _Row(
            row.part,
            ways.get(row.part, ""),
            _clock(full),
            row.minutes,
            _clock(short),
            row.short_minutes,
            do,
            skip,
        )
        full += row.minutes
        short += row.short_minutes


def _clock(minutes: int) -> str:
    """Write minutes since the lesson began as hours and minutes.

    Examples:
        >>> _clock(0), _clock(65)
        ('0:00', '1:05')
    """
    return f"{minutes // 60}:{minutes % 60:02}"


def _printed(
    course: Course, one: Print, asked: Sequence[Asked], names: Collection[str]
) -> _Printed:
    """Call a thing to print by its title, with the way to it where the page has it."""
    ways = {found.exercise.id: found.id for found in asked}
    shelves: tuple[tuple[Mapping[str, Any], str], ...] = (
        (course.exercises, f"Exercise {one.what}"),
        (course.sources, "Document"),
        (course.tables, "Table"),
        (course.timelines, "Timeline"),
    )
    for records, kind in shelves:
        if one.what in records:
            way = ways.get(one.what, element_id(one.what))
            title = f"{kind}: {records[one.what].title}"
            return _Printed(title, way if way in names else "", one.copies, one.why)
    return _Printed("The students’ edition of this chapter", "", one.copies, one.why)


def render_rubric(exercise: Exercise, samples: Sequence[Sample], prose: Prose) -> Markup:
    """Give a blank rubric for an argument, with invented answers of each level.

    Args:
        exercise: The exercise that is judged by it.
        samples: The answers of the chapter's guide; those to other exercises are left out.
        prose: What renders the page's Markdown.
    """
    own = [one for one in samples if one.exercise == exercise.id]
    return Markup(
        render(
            "handout/rubric.html.j2",
            exercise=exercise,
            levels=[level.value for level in Level],
            rows=[(looked, [words[level] for level in Level]) for looked, words in RUBRIC],
            samples=[
                (
                    level.value,
                    [
                        (answer_lines(one.answer), prose.render(one.why))
                        for one in own
                        if one.level is level
                    ],
                )
                for level in Level
                if any(one.level is level for one in own)
            ],
        )
    )


def answer_lines(answer: str) -> list[tuple[str, str]]:
    """Take an answer apart into its labelled lines; a row without a label goes on with the last.

    Examples:
        >>> answer_lines("option: loan")
        [('option', 'loan')]
    """
    lines: list[tuple[str, str]] = []
    for row in answer.splitlines():
        label, colon, text = row.partition(": ")
        if colon or not lines:
            lines.append((label.strip(), text.strip()))
        else:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {row.strip()}")
    return lines


def render_discussion(id: str) -> Markup:
    """Give a blank rubric for a discussion, a row a student."""
    return Markup(
        render(
            "handout/discussion.html.j2",
            id=id,
            looked_for=DISCUSSION,
            rows=range(1, STUDENTS_A_SHEET + 1),
        )
    )
