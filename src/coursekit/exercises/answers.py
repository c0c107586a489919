"""What a reader typed, read forgivingly: text to values, line by line.

Nothing typed raises: a line that cannot be read gets a sentence of its own and the others
still count.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coursekit.errors import nearest
from coursekit.records import MONTHS, Exercise, Line, LineKind, When

if TYPE_CHECKING:
    from collections.abc import Mapping

BLANK = re.compile(r"[.…_\s]*")
NOT_THERE = "not on the page"
_NOT_THERE_WORDS = {
    "not on the page",
    "not on page",
    "not there",
    "not known",
    "not given",
    "not stated",
    "not shown",
    "not said",
    "not in the text",
    "unknown",
    "missing",
    "none",
    "nothing",
    "no date",
    "no",
    "n/a",
    "na",
    "?",
    "cannot tell",
    "cant tell",
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"({'|'.join(_WEEKDAYS)})s?\b")
_MONTH_NUMBERS = {
    short: number
    for number, name in enumerate(MONTHS)
    if number
    for short in (name.casefold(), name.casefold()[:3], name.casefold()[:4])
}
_NUMBER_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_ORDINAL_WORDS = {"first": 1, "second": 2, "third": 3}
_SAME_WORDS = {
    "right": ("true", "correct", "yes"),
    "wrong": ("false", "incorrect", "untrue", "notright", "nottrue"),
    "partly right": ("halfright", "halftrue", "partlytrue", "partlywrong", "halfwrong", "mixed"),
}
LONGEST = 4000  # characters of an answer that are read: a page of text


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of an answer as it was understood.

    Attributes:
        text: What was typed.
        value: Its meaning in one fixed spelling; None where blank or unreadable.
        trouble: Why it could not be read, as a sentence; None where it could.
    """

    text: str = ""
    value: str | None = None
    trouble: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return self.value is None and self.trouble is None


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
        return _spell(value)
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == ():
        item = value.item()  # type: ignore[attr-defined]  # a numpy scalar has it
        return None if type(item).__module__ == "numpy" else _plain(item)
    if type(value).__name__ == "Timedelta":
        return str(getattr(value, "days", ""))
    if isinstance(value, datetime.timedelta):
        return str(value.days)
    return None


def _spell(number: float) -> str:
    if isinstance(number, int):
        return str(number) if abs(number) < 10**18 else "too large"
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    whole = number == int(number) and abs(number) < 1e15
    return str(int(number)) if whole else repr(float(number))


def _read_block(exercise: Exercise, text: str) -> Answer:
    """Read lines of ``label: value``; a bare value will do where one line is asked for."""
    pairs: list[tuple[str, object]] = []
    odd: list[str] = []
    labels = {_fold(line.label) for line in exercise.lines}
    rows = [row.strip() for row in text.replace("：", ":").splitlines() if row.strip()]
    only = exercise.lines[0].label if len(exercise.lines) == 1 else None
    for row in rows:
        label, colon, value = row.partition(":")
        if only is not None and len(rows) == 1 and _fold(label) not in labels:
            pairs.append((only, row))
        elif colon:
            pairs.append((label, value.strip()))
        elif BLANK.fullmatch(row):
            continue
        else:
            odd.append(f"The line “{_short(row)}” has no colon; write a label, a colon, an answer.")
    gathered = _gather(exercise, pairs)
    return Answer(gathered.readings, (*odd, *gathered.form))


def _gather(exercise: Exercise, pairs: list[tuple[str, object]]) -> Answer:
    """Give each line its reading; labels may be shortened."""
    readings = {line.label: Reading() for line in exercise.lines}
    odd: list[str] = []
    for given, value in pairs:
        line = _line_called(given, exercise.lines)
        text = _plain(value)
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


def _fold(text: str) -> str:
    return re.sub(r"[^\w]+", "", text.casefold().replace("_", ""))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _line_called(given: str, lines: tuple[Line, ...]) -> Line | None:
    folded = _fold(given)
    exact = [line for line in lines if _fold(line.label) == folded]
    if exact or not folded:
        return exact[0] if exact else None
    starting = [line for line in lines if _fold(line.label).startswith(folded)]
    return starting[0] if len(starting) == 1 else None


def _unknown_label(given: str, lines: tuple[Line, ...]) -> str:
    labels = [line.label for line in lines]
    near = nearest(given.strip(), labels)
    meant = f" Is “{near}” meant?" if near else f" The lines are: {', '.join(labels)}."
    return f"No line is called “{_short(given.strip())}” here.{meant}"


# One line -----------------------------------------------------------------------------------


def read_line(line: Line, text: str) -> Reading:
    """Read what was typed on one line.

    Examples:
        >>> when = Line(label="event", kind=LineKind.DATE)
        >>> [read_line(when, text).value for text in ("22 June 1994", "June 22, 1994")]
        ['1994-06-22', '1994-06-22']
        >>> read_line(when, "it is not on the page").value
        'not on the page'
    """
    text = text.strip().strip("\"'“”‘’").strip()
    if BLANK.fullmatch(text):
        return Reading()
    value, trouble = {
        LineKind.DATE: _read_date,
        LineKind.NUMBER: _read_number,
        LineKind.PERCENT: _read_percent,
        LineKind.WORDS: _read_words,
        LineKind.VALUE: _read_value,
    }.get(line.kind, _read_words)(text)
    if line.kind is LineKind.CHOICE:
        value, trouble = _read_choice(text, line.choices)
    if trouble is not None:
        trouble = f"“{_short(text)}” on the line “{line.label}” {trouble}"
    return Reading(text, value, trouble)


_Read = tuple[str | None, str | None]


def _read_words(text: str) -> _Read:
    return " ".join(text.casefold().split()), None


def _read_value(text: str) -> _Read:
    number, _ = _read_number(text) if re.fullmatch(r"[-+\d.,\s]+", text) else (None, None)
    return number or " ".join(text.casefold().split()), None


_TIDY = re.compile(r"^(it is|it's|its|it|is|the|a|an|on|in|of|probably|about|only)\s+")


def _read_date(text: str) -> _Read:
    plain = re.sub(r"[\u2010-\u2015]", "-", text.casefold()).replace("’", "'").strip(" .")
    while _TIDY.match(plain):
        plain = _TIDY.sub("", plain)
    if plain.replace("'", "") in _NOT_THERE_WORDS or plain.startswith("not "):
        return NOT_THERE, None
    if not re.search(r"\d", plain) and (day := _WEEKDAY.match(plain)):
        return day[1], None
    plain = re.sub(
        r"^(" + "|".join(_WEEKDAYS) + r"|mon|tue|wed|thu|fri|sat|sun),?\s+(?=\S)", "", plain
    )
    plain = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", plain).replace(" of ", " ")
    edtf = _edtf(plain)
    if edtf is None:
        if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", plain):
            return None, "can be read as two different days; write the month as a word."
        if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", plain):
            return None, "has a short year; write four digits, and the month as a word."
        return None, "is not read as a date; write it like 5 March 1946, or “not on the page”."
    try:
        return When(edtf).edtf, None
    except ValueError:
        return None, "is a day that does not exist in the calendar."


def _edtf(plain: str) -> str | None:
    """Turn a date in one of its usual spellings into EDTF, whether or not it exists."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", plain):
        return plain
    if match := re.fullmatch(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", plain):
        return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", plain):
        first, second = int(match[1]), int(match[2])
        if first > 12 or first == second:
            return f"{match[3]}-{second:02}-{first:02}"
        if second > 12:
            return f"{match[3]}-{first:02}-{second:02}"
        return None
    words = plain.replace(",", " ").replace(".", " ").replace("-", " ").split()
    months = [_MONTH_NUMBERS[word] for word in words if word in _MONTH_NUMBERS]
    numbers = [word for word in words if word.isdecimal() and len(word) <= 4]
    if len(months) != 1 or len(months) + len(numbers) != len(words):
        return None
    years = [word for word in numbers if len(word) == 4]
    days = [word for word in numbers if len(word) <= 2]
    if len(years) != 1 or len(days) > 1 or len(years) + len(days) != len(numbers):
        return None
    month = f"{years[0]}-{months[0]:02}"
    return f"{month}-{int(days[0]):02}" if days else month


_NUMBER = re.compile(r"[-+−–]?\d[\d,. \u00a0\u202f']*")


def _read_number(text: str) -> _Read:
    words = re.findall(r"[a-z]+", text.casefold())
    found = [match.strip(" ,.'\u00a0\u202f") for match in _NUMBER.findall(text)]
    if not found:
        spelled = [
            n
            for word in words
            for n in [(_NUMBER_WORDS | _ORDINAL_WORDS).get(word)]
            if n is not None
        ]
        if len(spelled) == 1:
            return str(spelled[0]), None
        return None, "has no number in it; write digits."
    if len(found) > 1:
        return None, "has more than one number in it; write one."
    digits = found[0].replace("−", "-").replace("–", "-")
    digits = re.sub(r"[ \u00a0\u202f']", "", digits)
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}([,.]\d{3})+", digits):
        digits = re.sub(r"[,.]", "", digits)
    digits = digits.replace(",", ".") if digits.count(",") == 1 and "." not in digits else digits
    digits = digits.replace(",", "")
    try:
        return _spell(float(digits)), None
    except (ValueError, OverflowError):
        return None, "is not read as a number; write digits."


def _read_percent(text: str) -> _Read:
    value, trouble = _read_number(text.replace("%", " ").replace("percent", " "))
    if value is None:
        return value, trouble
    number = float(value)
    number = number * 100 if 0 < number < 1 else number
    if not 0 <= number <= 100:
        return None, "is not between 0 and 100."
    return _spell(number), None


def _read_choice(text: str, choices: tuple[str, ...]) -> _Read:
    folded = _fold(text)
    for choice in choices:
        if _fold(choice) == folded:
            return choice, None
    for choice in choices:
        if folded in _SAME_WORDS.get(choice, ()):
            return choice, None
    starting = [choice for choice in choices if folded and _fold(choice).startswith(folded)]
    if len(starting) == 1:
        return starting[0], None
    words = re.findall(r"\w+", text.casefold())
    inside = [choice for choice in choices if choice.casefold() in words]
    if len(inside) == 1 and not {"not", "no", "neither", "or"} & set(words) - {inside[0]}:
        return inside[0], None
    near = nearest(text, choices)
    meant = f"is “{near}” meant? " if near else ""
    return None, f"is not one of the words to choose from ({meant}they are: {', '.join(choices)})."
