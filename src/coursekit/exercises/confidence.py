"""How sure somebody was, beside whether it was so: what the calibration curve is drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursekit.exercises.answers import read_answer
from coursekit.exercises.matching import is_right
from coursekit.records import ExerciseType, LineKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursekit.journal import Try
    from coursekit.records import Exercise, Line

ENOUGH = 10  # answers before a curve says anything


class Stated(NamedTuple):
    """A prediction: how sure somebody was of it, and whether it came true."""

    exercise: str
    label: str
    sure: float
    right: bool


def stated(exercise: Exercise, tries: Iterable[Try]) -> Iterator[Stated]:
    """Give what was predicted in an exercise, with how sure one was and whether it was so.

    Each line of percent speaks of the lines above it, up to the one before. It is right where
    all of these that have a key are; without a key nothing can be said, and nothing is given.
    The first try in which both are filled in counts: later ones know more.

    Args:
        exercise: A prediction; others give nothing.
        tries: What was answered, oldest first.
    """
    if exercise.type is not ExerciseType.PREDICT:
        return
    answers = [read_answer(exercise, one.answer) for one in tries if one.exercise == exercise.id]
    for sure, lines in _pairs(exercise):
        for answer in answers:
            readings = [answer.readings[line.label] for line in lines]
            percent = answer.readings[sure.label].value
            if percent is not None and all(one.value is not None for one in readings):
                right = all(is_right(exercise, line, answer) for line in lines)
                yield Stated(exercise.id, lines[0].label, float(percent), right)
                break


def _pairs(exercise: Exercise) -> Iterator[tuple[Line, list[Line]]]:
    """Pair each line of percent with the lines above it that have a key."""
    above: list[Line] = []
    for line in exercise.lines:
        if line.kind is LineKind.PERCENT and not line.accepts:
            if above:
                yield line, above
            above = []
        elif line.accepts:
            above.append(line)
