"""Guides for teachers against the lessons that they are for."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from coursekit.checking.blanks import BLANK, blanks
from coursekit.checking.files import each
from coursekit.checking.links import LINK, link_problem
from coursekit.errors import CourseError, CourseFileError, Problem, nearest
from coursekit.exercises import judge
from coursekit.notebooks import answer_cells, read_notebook
from coursekit.reading import read_text
from coursekit.records import ExerciseType, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coursekit.course import Course
    from coursekit.records import Chapter, Guide, Sample

OPTIONAL = "◇"
WHOLE = "handout"  # what is printed when it is not one document, table or exercise
FOLDER = "exercises/guides"
FEWEST_SAMPLES = 2  # for each level
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*$", re.MULTILINE)


class Part(NamedTuple):
    """A heading of a notebook: where a part of the lesson begins.

    Attributes:
        title: Its words, without the sign of parts that the short path leaves out.
    """

    title: str
    level: int
    optional: bool


def parts_of(notebook: Any) -> list[Part]:
    """List the headings of a notebook below its title, in their order."""
    return [
        Part(part_title(match[2]), len(match[1]), OPTIONAL in match[2])
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for match in _HEADING.finditer(cell.source)
        if len(match[1]) > 1
    ]


def part_title(heading: str) -> str:
    """Give the words of a heading without the sign of optional parts.

    Examples:
        >>> part_title("Mark it ◇")
        'Mark it'
    """
    return re.sub(r"[*`]", "", heading.replace(OPTIONAL, "")).strip()


def guide_problems(course: Course) -> Iterator[Problem]:
    """Hold every chapter to a guide, and every guide to its chapter."""
    chapters = {chapter.number: chapter for chapter in course.settings.chapters}
    for number, chapter in chapters.items():
        if number not in course.guides:
            text = (
                f"chapter {number} ({chapter.title}) has no guide for its teachers "
                f"(type coursekit new guide {number})"
            )
            yield Problem(f"{FOLDER}/{number}.md", None, text)
    for name in course.guides:
        if name not in chapters:
            text = f"there is no chapter '{name}' (name the file after one of the chapters)"
            yield Problem(f"{FOLDER}/{name}.md", None, text)
    for guide, wrong in each(course.guides):
        yield from wrong
        if guide is not None and guide.number in chapters:
            yield from _Check(course, chapters[guide.number], guide).problems()


class _Check:
    """One guide under test."""

    def __init__(self, course: Course, chapter: Chapter, guide: Guide) -> None:
        self.course = course
        self.chapter = chapter
        self.guide = guide
        self.path = f"{FOLDER}/{guide.number}.md"
        self.text = read_text(course.root / self.path, course.root)

    def problems(self) -> Iterator[Problem]:
        """Say what is wrong, each with its line where it has one."""
        open_still = list(blanks(self.path, self.text))
        yield from open_still
        yield from self._minutes()
        try:
            notebook = read_notebook(self.course.root / "notebooks" / self.chapter.notebook)
        except CourseError:
            return  # said where notebooks are checked
        asked = [name for name, _ in answer_cells(notebook)]
        yield from self._parts(parts_of(notebook))
        yield from self._print()
        if not open_still:
            yield from self._samples(asked)
        for link in LINK.finditer(self.text):
            if text := link_problem(self.course, FOLDER, link["words"], link["target"]):
                yield Problem(self.path, self.text.count("\n", 0, link.start()) + 1, text)

    def _at(self, words: str, text: str) -> Problem:
        """Say what is wrong at the line that has these words first."""
        place = self.text.find(words)
        line = self.text.count("\n", 0, place) + 1 if place >= 0 else None
        return Problem(self.path, line, text)

    def _minutes(self) -> Iterator[Problem]:
        rows = self.guide.plan
        for name, total, wanted in (
            ("minutes", sum(row.minutes for row in rows), self.chapter.minutes),
            ("short_minutes", sum(row.short_minutes for row in rows), self.chapter.short_minutes),
        ):
            if total != wanted:
                text = f"the plan's {name} add up to {total}, and the chapter has {wanted}"
                yield self._at("plan:", text)

    def _parts(self, parts: Sequence[Part]) -> Iterator[Problem]:
        """Each part of the lesson has a row, in the order of the lesson."""
        titles = [part.title for part in parts]
        by_title = {part.title: part for part in parts}
        planned = [row.part for row in self.guide.plan]
        for title, times in Counter(planned).items():
            if times > 1:
                yield self._at(title, f"the plan has '{title}' {times} times (once is enough)")
        for row in self.guide.plan:
            if row.part == BLANK:
                continue
            if row.part not in by_title:
                near = nearest(row.part, titles)
                hint = f" (did you mean '{near}'?)" if near else ""
                text = f"no heading of the notebook is '{row.part}'{hint}"
                yield self._at(row.part, text)
            elif by_title[row.part].optional and row.short_minutes:
                text = (
                    f"'{row.part}' is marked {OPTIONAL} and has {row.short_minutes} short_minutes"
                )
                yield self._at(row.part, f"{text} (write 0)")
            elif not by_title[row.part].optional and not row.short_minutes:
                text = f"'{row.part}' is left out of the short path and not marked {OPTIONAL}"
                yield self._at(row.part, f"{text} (mark its heading, or give it minutes)")
        known = [title for title in planned if title in by_title]
        if known != sorted(known, key=titles.index):
            yield self._at("plan:", "the rows of the plan are not in the order of the notebook")
        for part in parts:
            if part.level == 2 and part.title not in planned:
                yield self._at("plan:", f"the plan has no row for the part '{part.title}'")

    def _print(self) -> Iterator[Problem]:
        """Whatever is to be printed is there."""
        known = [WHOLE, *_names(self.course)]
        for one in self.guide.print:
            if one.what not in known and one.what != BLANK:
                near = nearest(one.what, known)
                hint = f"did you mean '{near}'? " if near else ""
                text = (
                    f"nothing that can be printed is called '{one.what}' ({hint}write '{WHOLE}', "
                    "or name a document, table, timeline or exercise)"
                )
                yield self._at(one.what, text)

    def _samples(self, asked: Sequence[str]) -> Iterator[Problem]:
        """Each exercise that a rubric judges has samples, and only such an exercise has."""
        judged = [name for name in asked if self._is_argued(name)]
        for sample in self.guide.samples:
            heading = f"### {sample.exercise}"
            if sample.exercise not in judged:
                near = nearest(sample.exercise, judged)
                hint = f" (did you mean '{near}'?)" if near else ""
                text = f"'{sample.exercise}' is no exercise of this chapter with a rubric{hint}"
                yield self._at(heading, text)
            elif sample.level is Level.SECURE and (wrong := self._form(sample)):
                yield self._at(sample.answer.splitlines()[0], wrong)
        given = Counter((one.exercise, one.level) for one in self.guide.samples)
        for name in judged:
            for level in Level:
                if (count := given[name, level]) < FEWEST_SAMPLES:
                    text = (
                        f"has {count} sample answers of {FEWEST_SAMPLES} for exercise {name}, "
                        f"level {level.value} ('### {name} {level.value}')"
                    )
                    yield Problem(self.path, None, text)

    def _is_argued(self, name: str) -> bool:
        try:
            return self.course.exercises[name].type is ExerciseType.CHOOSE_JUSTIFY
        except CourseError:
            return False

    def _form(self, sample: Sample) -> str:
        """Say what a secure sample lacks in form."""
        exercise = self.course.exercises[sample.exercise]
        verdict = judge(exercise, sample.answer, library=self.course.library)
        if verdict.score == 1:
            return ""
        said = " ".join(filter(None, [verdict.form, *verdict.say])) or "its form is not complete"
        return f"a sample of the level {sample.level.value} does not have full marks: {said}"


def _names(course: Course) -> Iterator[str]:
    """Name what a course can print in pieces."""
    for records in (course.sources, course.tables, course.timelines, course.exercises):
        try:
            yield from records
        except CourseFileError:
            continue
