"""Readings against keys: what counts as right, as met, and as partly found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit.exercises.lines import items_of, read_line
from coursekit.exercises.orders import follows
from coursekit.exercises.sequences import order_accepted
from coursekit.records import Accepted, Exercise, Line, LineKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursekit.exercises.answers import Answer


def accepted_as(exercise: Exercise, line: Line, answer: Answer) -> Accepted | None:
    """Find the accepted reading that a line gives; None where it gives none."""
    value = answer.readings[line.label].value
    if value is None:
        return None
    if line.kind is LineKind.ORDER:
        return order_accepted(exercise, line, value)
    for accepted in line.accepts:
        if _is_same(line, value, read_line(line, accepted.value).value) and (
            not accepted.beside or is_met(exercise, accepted.beside, answer)
        ):
            return accepted
    return None


def _is_same(line: Line, given: str, wanted: str | None) -> bool:
    """Whether two readings are one; a number may be as far off as the line allows."""
    if given == wanted or wanted is None or not line.tolerance:
        return given == wanted
    try:
        return abs(float(given) - float(wanted)) <= line.tolerance + 1e-9
    except ValueError:
        return False


def is_right(exercise: Exercise, line: Line, answer: Answer) -> bool:
    """Whether a line was read as one of its accepted values."""
    return accepted_as(exercise, line, answer) is not None


def waits_for(exercise: Exercise, line: Line, answer: Answer) -> str | None:
    """Name the blank line beside which a reading could be right; None where it waits for none."""
    value = answer.readings[line.label].value
    if value is None or line.kind is LineKind.ORDER or is_right(exercise, line, answer):
        return None
    for accepted in line.accepts:
        blank = [label for label in accepted.beside if answer.readings[label].is_blank]
        if blank and _is_same(line, value, read_line(line, accepted.value).value):
            return blank[0]
    return None


def is_met(exercise: Exercise, wanted: Mapping[str, str], answer: Answer) -> bool:
    """Whether an answer gives all the readings that are wanted.

    On a line that holds several things, what is wanted has to be among them; in an order, the
    pieces that are wanted stand as they are wanted.
    """
    lines = {line.label: line for line in exercise.lines}

    def has(label: str, value: str) -> bool:
        given, sought = answer.readings[label].value, read_line(lines[label], value).value
        if lines[label].kind is LineKind.MANY:
            return bool(sought) and set(items_of(sought)) <= set(items_of(given))
        if lines[label].kind is LineKind.ORDER:
            return follows(given, sought)
        return given is not None and _is_same(lines[label], given, sought)

    return bool(wanted) and all(has(label, value) for label, value in wanted.items())


def set_f1(line: Line, answer: Answer) -> float:
    """Compare the several things on a line with the nearest accepted set, by F1."""
    given = set(items_of(answer.readings[line.label].value))
    sets = [set(items_of(read_line(line, one.value).value)) for one in line.accepts]
    return max((2 * len(given & one) / (len(given) + len(one)) for one in sets if one), default=0.0)


def helpful(line: Line, answer: Answer) -> list[str]:
    """List the things on a line that are in any accepted set, in the order of the line."""
    useful = {item for one in line.accepts for item in items_of(read_line(line, one.value).value)}
    return [item for item in items_of(answer.readings[line.label].value) if item in useful]
