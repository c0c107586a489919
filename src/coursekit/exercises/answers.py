"""A whole answer, of any shape: which line is which.

Nothing typed raises: a line that cannot be read gets a sentence of its own and the others
still count.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coursekit.errors import nearest
from coursekit.exercises.lines import BLANK, Reading, fold, read_line, short, spell
from coursekit.records import Exercise, Line, LineKind

if TYPE_CHECKING:
    from collections.abc import Mapping

_SEVERAL = (LineKind.MANY, LineKind.ORDER)
LONGEST = 4000  # characters of an answer that are read: a page of text


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: a reading for each line asked for, and what was odd about its shape."""

    readings: Mapping[str, Reading]
    form: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing was answered, in any shape."""
        return not self.form and all(one.is_blank for one in self.readings.values())


def read_answer(exercise: Exercise, answer: object) -> Answer:
    """Read an answer of any shape for the lines that an exercise asks for.

    Args:
        exercise: What is asked.
        answer: A block of ``label: value`` lines; or a dictionary; or a list in the order of
            the lines; or, where one line is asked for, its value.

    Returns:
        The readings by label; never an error.
    """
    lines = exercise.lines
    if answer is None or answer is ...:
        return Answer({line.label: Reading() for line in lines})
    if isinstance(answer, str):
        return _read_block(exercise, answer[:LONGEST])
    if isinstance(answer, dict):
        pairs = [(_plain(key), value) for key, value in answer.items()]
        return _gather(exercise, [(key, value) for key, value in pairs if key is not None])
    if isinstance(answer, list | tuple):
        if len(lines) == 1 and lines[0].kind in _SEVERAL:
            return _gather(exercise, [(lines[0].label, answer)])
        if len(answer) == len(lines):
            labels = (line.label for line in lines)
            return _gather(exercise, list(zip(labels, answer, strict=True)))
        return _odd(exercise, f"The list has {len(answer)} entries")
    if len(lines) == 1 and _plain(answer) is not None:
        return _gather(exercise, [(lines[0].label, answer)])
    return _odd(exercise, f"What came here is a Python value of type {type(answer).__name__}")


def _odd(exercise: Exercise, what: str) -> Answer:
    """Say what shape is wanted."""
    blank = {line.label: Reading() for line in exercise.lines}
    wanted = "\n".join(f"{line.label}: ..." for line in exercise.lines[:3])
    more = "\n…" if len(exercise.lines) > 3 else ""
    return Answer(blank, (f"{what}; this exercise reads lines like these:\n{wanted}{more}",))


def _plain(value: object) -> str | None:
    """Spell a simple Python value as text; None where it is none."""
    if value is None or value is ...:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return spell(value)
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == ():
        item = value.item()  # type: ignore[attr-defined]  # a numpy scalar has it
        return None if type(item).__module__ == "numpy" else _plain(item)
    if type(value).__name__ == "Timedelta":
        return str(getattr(value, "days", ""))
    if isinstance(value, datetime.timedelta):
        return str(value.days)
    return None


def _listed(value: object) -> str | None:
    """Spell a list, or any simple value, as text; None where it is neither."""
    if not isinstance(value, list | tuple | set | frozenset):
        return _plain(value)
    parts = [_together(one) for one in value]
    return None if None in parts else ", ".join(filter(None, parts))


def _together(value: object) -> str | None:
    """Spell what shares a place in a list: a list within it, or one simple value."""
    if not isinstance(value, list | tuple | set | frozenset):
        return _plain(value)
    parts = [_plain(one) for one in value]
    return None if None in parts else " = ".join(filter(None, parts))


def _read_block(exercise: Exercise, text: str) -> Answer:
    """Read lines of ``label: value``; a bare value will do where one line is asked for."""
    pairs: list[tuple[str, object]] = []
    odd: list[str] = []
    rows = [row for row in text.replace("：", ":").splitlines() if row.strip()]
    only = exercise.lines[0].label if len(exercise.lines) == 1 else None
    listed = next((one for one in exercise.lines if one.kind is LineKind.ORDER), None)
    for raw in rows:
        row = raw.strip()
        label, colon, value = row.partition(":")
        if listed is not None and _is_place(row, listed, exercise.lines):
            _add_place(pairs, listed, raw, exercise.lines)
        elif pairs and _goes_on(pairs[-1][0], label if colon else "", exercise.lines):
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {row}")
        elif only is not None and len(rows) == 1 and not (colon and _names(label, only)):
            pairs.append((only, row))
        elif colon:
            pairs.append((label, value.strip()))
        elif BLANK.fullmatch(row):
            continue
        else:
            odd.append(f"The line “{short(row)}” has no colon; write a label, a colon, an answer.")
    gathered = _gather(exercise, pairs)
    return Answer(gathered.readings, (*odd, *gathered.form))


def _names(label: str, only: str) -> bool:
    """Whether a label is that of the only line, whole or shortened."""
    return bool(fold(label)) and fold(only).startswith(fold(label))


def _is_place(row: str, line: Line, lines: tuple[Line, ...]) -> bool:
    """Whether a row is a place or more of an order: ``c``, ``    c``, ``1: c``, and no line."""
    label, colon, rest = row.partition(":")
    if colon and (_line_called(label, lines) is not None or not label.strip(" -*•").isdecimal()):
        return False
    words = re.findall(r"[^\W\d_]+", (rest if colon else row).casefold())
    pieces = set(line.choices)
    return bool(words) and all(len(word) == 1 or set(word) <= pieces for word in words)


def _add_place(pairs: list[tuple[str, object]], line: Line, row: str, of: tuple[Line, ...]) -> None:
    """Add a row to the order that is being listed, with the spaces before it."""
    for number, (given, value) in enumerate(pairs):
        if _line_called(given, of) is line:
            pairs[number] = (given, f"{value}\n{row}")
            return
    pairs.append((line.label, f"\n{row}"))


def _goes_on(before: str, label: str, lines: tuple[Line, ...]) -> bool:
    """Whether a row goes on with the free text above it: it names no line, or hardly."""
    above = _line_called(before, lines)
    exactly = any(fold(line.label) == fold(label) for line in lines)
    named = _line_called(label, lines) if len(fold(label)) > 2 or exactly else None
    return above is not None and above.kind is LineKind.TEXT and named is None


def _gather(exercise: Exercise, pairs: list[tuple[str, object]]) -> Answer:
    """Give each line its reading; labels may be shortened."""
    readings = {line.label: Reading() for line in exercise.lines}
    odd: list[str] = []
    for given, value in pairs:
        line = _line_called(given, exercise.lines)
        text = _listed(value) if line and line.kind in _SEVERAL else _plain(value)
        if line is None:
            if text is None or not BLANK.fullmatch(text):
                odd.append(_unknown_label(given, exercise.lines))
            continue
        if text is None:
            kind = type(value).__name__
            odd.append(f"On the line “{line.label}” a Python value of type {kind} came; use text.")
            continue
        reading = read_line(line, text)
        if not reading.is_blank and not readings[line.label].is_blank:
            odd.append(f"The line “{line.label}” stands there twice; the last one counts.")
        if not reading.is_blank:
            readings[line.label] = reading
    return Answer(readings, tuple(odd))


def _line_called(given: str, lines: tuple[Line, ...]) -> Line | None:
    folded = fold(given)
    exact = [line for line in lines if fold(line.label) == folded]
    if exact or not folded:
        return exact[0] if exact else None
    starting = [line for line in lines if fold(line.label).startswith(folded)]
    return starting[0] if len(starting) == 1 else None


def _unknown_label(given: str, lines: tuple[Line, ...]) -> str:
    labels = [line.label for line in lines]
    near = nearest(given.strip(), labels)
    meant = f" Is “{near}” meant?" if near else f" The lines are: {', '.join(labels)}."
    return f"No line is called “{short(given.strip())}” here.{meant}"
