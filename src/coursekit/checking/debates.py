"""Debates and comparisons against what they name: works, documents, quotations, exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coursekit.checking.blanks import blanks
from coursekit.checking.files import each
from coursekit.errors import CourseError, Problem, nearest
from coursekit.reading import read_text
from coursekit.records import ExerciseType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coursekit.course import Course
    from coursekit.records import Comparison, Exercise


def debate_problems(course: Course) -> Iterator[Problem]:
    """Hold every position to works of the bibliography."""
    for debate, wrong in each(course.debates):
        yield from wrong
        if debate is None:
            continue
        path = f"sources/debates/{debate.id}.md"
        text = read_text(course.root / path, course.root)
        yield from blanks(path, text)
        for position in debate.positions.values():
            for one in position.defended_by:
                if text_of := _missing(one.work, course.references, "work of the bibliography"):
                    yield Problem(path, _line(text, one.work), text_of)


def comparison_problems(course: Course) -> Iterator[Problem]:
    """Hold every comparison to documents and to what they quote."""
    for comparison, wrong in each(course.comparisons):
        yield from wrong
        if comparison is None:
            continue
        path = f"sources/comparisons/{comparison.id}.md"
        text = read_text(course.root / path, course.root)
        yield from blanks(path, text)
        yield from _side_problems(course, comparison, path, text)


def _side_problems(
    course: Course, comparison: Comparison, path: str, text: str
) -> Iterator[Problem]:
    for side in ("left", "right"):
        name = getattr(comparison, side)
        if missing := _missing(name, course.sources, "document"):
            yield Problem(path, _line(text, name), missing)
            continue
        try:
            quotations = course.sources[name].quotations
        except CourseError:
            continue  # said of its own file
        for passage in comparison.passages:
            wanted = getattr(passage, side)
            if wanted and (missing := _missing(wanted, quotations, f"quotation of '{name}'")):
                yield Problem(path, _line(text, wanted), missing)


def contested_problems(course: Course) -> Iterator[Problem]:
    """Hold an exercise on a debate to accepting what each of its positions' scholars defends."""
    for exercise, _ in each(course.exercises):
        if exercise is None or not exercise.debate:
            continue
        path = f"exercises/{exercise.id}.md"
        if missing := _missing(exercise.debate, course.debates, "debate"):
            yield Problem(path, None, missing)
            continue
        try:
            debate = course.debates[exercise.debate]
        except CourseError:
            continue
        accepted = _accepted(exercise)
        for position in debate.positions.values():
            scholars = [one.scholar for one in position.defended_by]
            if not any(scholar in accepted for scholar in scholars):
                names = " or ".join(scholars)
                text = f"accepts no answer that is defended by {names} (“{position.label}”)"
                yield Problem(path, None, text)


def _accepted(exercise: Exercise) -> str:
    """Give the names of those who defend what an exercise accepts.

    Where an option is chosen and argued, none is wrong: its scholars are named with the options
    or in what is said when it is done.
    """
    defended = [one.defended_by for line in exercise.lines for one in line.accepts]
    if exercise.type is ExerciseType.CHOOSE_JUSTIFY:
        defended += [*exercise.choices.values(), exercise.explanation]
    return " ".join(defended)


def _missing(name: str, known: Mapping[str, Any], what: str) -> str:
    try:
        if name in known:
            return ""
    except CourseError:
        return ""  # its file is broken, and that is said elsewhere
    near = nearest(name, known)
    return f"no {what} is called '{name}'" + (f" (did you mean '{near}'?)" if near else "")


def _line(text: str, words: str) -> int | None:
    place = text.find(words)
    return text.count("\n", 0, place) + 1 if place >= 0 else None
