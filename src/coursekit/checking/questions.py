"""Exercises against their rules, and what would give an answer away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursekit.checking.blanks import blanks
from coursekit.checking.files import each
from coursekit.errors import Problem
from coursekit.exercises import (
    NO_LIBRARY,
    UNSCORED,
    asked,
    floor,
    judge,
    key_problems,
    lazy_answers,
    read_answer,
)
from coursekit.reading import read_text
from coursekit.records import (
    MONTHS,
    Accepted,
    Exercise,
    ExerciseType,
    LineKind,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursekit.course import Course
    from coursekit.records import Library

LAZY_LIMIT = 0.15


def exercises_problems(course: Course) -> Iterator[Problem]:
    """Hold every exercise file to its rules."""
    for exercise, wrong in each(course.exercises):
        yield from wrong
        if exercise is not None:
            path = f"exercises/{exercise.id}.md"
            open_still = list(blanks(path, read_text(course.root / path, course.root)))
            yield from open_still
            for text in () if open_still else exercise_problems(exercise, course.library):
                yield Problem(path, None, text)


def exercise_problems(exercise: Exercise, library: Library = NO_LIBRARY) -> Iterator[str]:
    """Say what is wrong with an exercise: its key, hints, misconceptions and solution.

    Args:
        exercise: The exercise.
        library: What an argument may cite.
    """
    if len(exercise.hints) != 3:
        yield f"has {len(exercise.hints)} hints of 3 (where to look, what for, a parallel case)"
    if not exercise.solution:
        yield "has no solution (a fenced block of answer lines under '## Solution')"
    if not exercise.explanation:
        yield "has a solution without a word of explanation"
    if exercise.type in UNSCORED:
        return
    if wrong := list(key_problems(exercise)):
        yield from wrong
        return
    bare = [line.label for line in exercise.lines if line not in asked(exercise)]
    if bare:
        yield f"accepts nothing on the line {', '.join(bare)}"
        return
    if exercise.type is ExerciseType.CLAIM_EVIDENCE:
        wanted = {f"{claim}{page}" for claim in exercise.claims for page in exercise.evidence}
        if wanted != {line.label for line in exercise.lines}:
            yield "needs a line for each pair of claim and evidence (1A, 1B …) and no other"
            return
    if exercise.solution:
        verdict = judge(exercise, exercise.solution, library=library)
        if verdict.score != 1:
            earned = "nothing" if verdict.score is None else f"{verdict.score:g}"
            yield f"its solution earns {earned} of 1 (full marks are needed)"
    if not exercise.misconceptions and exercise.type is not ExerciseType.CHOOSE_JUSTIFY:
        yield "has no misconception"
    if floor(exercise) >= 1:
        yield "an answer that needs no reading earns full marks"
    for lazy in lazy_answers(exercise):
        typed = {label: reading.text for label, reading in lazy.readings.items()}
        if (judge(exercise, typed, library=library).score or 0) > LAZY_LIMIT:
            yield f"an answer that needs no reading earns more than {LAZY_LIMIT}: {typed}"
    yield from _misconception_problems(exercise)


def _misconception_problems(exercise: Exercise) -> Iterator[str]:
    seen: dict[str, str] = {}
    for one in exercise.misconceptions:
        verdict = judge(exercise, dict(one.answer))
        if verdict.misconception != one.id:
            met = verdict.misconception or "none"
            yield f"the answer of misconception '{one.id}' is not met by it (but by {met})"
        readings = read_answer(exercise, dict(one.answer)).readings
        for label in one.answer:
            line = next(line for line in exercise.lines if line.label == label)
            right = {
                read_answer(exercise, {label: a.value}).readings[label].value for a in line.accepts
            }
            if len(one.answer) == 1 and readings[label].value in right:
                yield f"misconception '{one.id}' is an accepted answer"
        if one.say in seen:
            yield f"misconceptions '{seen[one.say]}' and '{one.id}' say the same"
        seen[one.say] = one.id
        if wrong := _ask_problem(exercise, one.ask):
            yield f"misconception '{one.id}' {wrong}"


def _ask_problem(exercise: Exercise, ask: str) -> str:
    """Say what is wrong with the question that a teacher asks next."""
    if not ask:
        return "has no question for the teacher to ask next (ask: …?)"
    if not ask.rstrip("”’\"'").endswith("?"):
        return "ends its 'ask' without a question mark (ask something)"
    shown = ask.casefold()
    for term in key_terms(exercise):
        if re.search(rf"(?<!\w){re.escape(term.casefold())}(?!\w)", shown):
            return f"gives '{term}' away in its 'ask', and it is the answer"
    return ""


def key_terms(exercise: Exercise) -> list[str]:
    """List what would give an exercise's answer away: dates, names, numbers from 100 up.

    Examples:
        >>> from coursekit.records import Line
        >>> line = Line(label="day", kind=LineKind.DATE, accepts=(Accepted(value="1963-08-05"),))
        >>> asked = Exercise(id="1.1", title="Ban", type=ExerciseType.COMPUTE, skill="dating",
        ...                  prompt="When?", lines=(line,))
        >>> "5 August 1963" in key_terms(asked), "August 5, 1963" in key_terms(asked)
        (True, True)
    """
    terms: list[str] = []
    for line in exercise.lines:
        for accepted in line.accepts:
            terms += _terms(line.kind, accepted)
    if exercise.truth is not None:
        terms += _terms(LineKind.DATE, Accepted(value=exercise.truth.edtf))
    return list(dict.fromkeys(terms))


def _terms(kind: LineKind, accepted: Accepted) -> list[str]:
    value = accepted.value
    if kind is LineKind.DATE:
        try:
            when = When(value)
        except ValueError:
            return []
        if not when.is_day:
            return [when.words] if "-" in value else []
        day, month = when.earliest, MONTHS[when.earliest.month]
        return [
            value,
            f"{day.day} {month} {day.year}",
            f"{month} {day.day}, {day.year}",
            f"{day.day} {month}",
            f"{month} {day.day}",
            f"{day:%m/%d/%Y}",
            f"date({day.year}, {day.month}, {day.day})",
        ]
    if kind in (LineKind.NUMBER, LineKind.VALUE) and re.fullmatch(r"-?\d+", value):
        number = int(value)
        return [value, f"{number:,}"] if abs(number) >= 100 else []
    if kind in (LineKind.VALUE, LineKind.WORDS):
        return [value]
    return []
