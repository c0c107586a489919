"""One line of an answer, read forgivingly: what was typed to its meaning in one fixed spelling."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from coursekit.errors import nearest
from coursekit.exercises.dates import read_date
from coursekit.exercises.orders import read_order
from coursekit.records import UNREADABLE, Line, LineKind

if TYPE_CHECKING:
    from collections.abc import Mapping

BLANK = re.compile(r"[.…_\s]*")
_TEMPLATE = re.compile(r"^(\.\.\.|…)\s*")  # left standing before what was typed
_UNREADABLE = re.compile(
    r"\b(?:can ?not|can'?t|not|nowhere)\b.*\b(?:be|read|chart|shown|tell|say|seen|known|there)\b"
    r"|unreadable|unknown|nowhere|not known"
)
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
_TRUTH = {"wrong", *_SAME_WORDS["right"], *_SAME_WORDS["wrong"]}


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


@functools.lru_cache(maxsize=4096)  # each answer asks for the same labels and choices
def fold(text: str) -> str:
    """Leave of a text what tells names apart: letters and digits, in small letters."""
    return re.sub(r"[^\w]+", "", text.casefold().replace("_", ""))


def short(text: str) -> str:
    """Cut a text to what a message can carry."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def spell(number: float) -> str:
    """Write a number in one spelling: 3 for 3.0."""
    if isinstance(number, int):
        return str(number) if abs(number) < 10**18 else "too large"
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    whole = number == int(number) and abs(number) < 1e15
    return str(int(number)) if whole else repr(float(number))


def read_line(line: Line, text: str) -> Reading:
    """Read what was typed on one line.

    Examples:
        >>> when = Line(label="event", kind=LineKind.DATE)
        >>> [read_line(when, text).value for text in ("22 June 1994", "June 22, 1994")]
        ['1994-06-22', '1994-06-22']
        >>> read_line(when, "it is not on the page").value
        'not on the page'
        >>> clues = Line(label="evidence", kind=LineKind.MANY, choices=("1", "2", "3"))
        >>> read_line(clues, "clues 3 and 1").value
        '1, 3'
    """
    if line.kind is LineKind.TEXT:
        text = _TEMPLATE.sub("", " ".join(text.split()))
        return Reading() if BLANK.fullmatch(text) else Reading(text, text)
    if line.kind is LineKind.ORDER:
        return _read_places(line, re.sub(r"^\s*(?:\.\.\.|…)[ \t]*", "", text))
    text = text.strip().strip("\"'“”‘’").strip()
    if BLANK.fullmatch(text):
        return Reading()
    value, trouble = {
        LineKind.DATE: read_date,
        LineKind.NUMBER: _read_number,
        LineKind.PERCENT: _read_percent,
        LineKind.WORDS: _read_words,
        LineKind.VALUE: _read_value,
    }.get(line.kind, _read_words)(text)
    if line.kind is LineKind.CHOICE:
        value, trouble = _read_choice(text, line.choices, line.same)
    if line.kind is LineKind.MANY:
        value, trouble = _read_many(text, line.choices)
    if UNREADABLE in line.choices and _is_unreadable(text):
        value, trouble = UNREADABLE, None
    if trouble is not None:
        trouble = f"“{short(text)}” on the line “{line.label}” {trouble}"
    return Reading(text, value, trouble)


_Read = tuple[str | None, str | None]


def _read_places(line: Line, text: str) -> Reading:
    """Read an order, which may stand on several rows; its text is its fixed spelling."""
    if BLANK.fullmatch(text):
        return Reading()
    value, trouble = read_order(text, line.choices)
    if trouble is not None:
        trouble = f"“{short(' '.join(text.split()))}” on the line “{line.label}” {trouble}"
    return Reading(value or " ".join(text.split()), value, trouble)


def _read_words(text: str) -> _Read:
    return " ".join(text.casefold().split()), None


def _read_value(text: str) -> _Read:
    number, _ = _read_number(text) if re.fullmatch(r"[-+\d.,\s]+", text) else (None, None)
    return number or " ".join(text.casefold().split()), None


def _is_unreadable(text: str) -> bool:
    """Whether somebody says, in whatever words, that a thing cannot be read there."""
    plain = " ".join(text.casefold().replace("’", "'").split())
    return bool(_UNREADABLE.search(plain)) and not re.search(r"\d", plain)


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
        return spell(float(digits)), None
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
    return spell(number), None


def _read_choice(
    text: str, choices: tuple[str, ...], same: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> _Read:
    folded = fold(text)
    for choice in choices:
        if fold(choice) == folded:
            return choice, None
    if folded in _TRUTH and "right" in choices and "wrong" not in choices:
        # "right" is a kind of question here, as in "who was right to do it?"
        return None, (
            "is no kind of question: whether it is true is not asked. Which kind of question is "
            f"it ({', '.join(choices)})?"
        )
    for choice in choices:
        if folded in _SAME_WORDS.get(choice, ()) or folded in map(fold, same.get(choice, ())):
            return choice, None
    starting = [choice for choice in choices if folded and fold(choice).startswith(folded)]
    if len(starting) == 1:
        return starting[0], None
    words = re.findall(r"\w+", text.casefold())
    inside = [
        choice
        for choice in choices
        if choice.casefold() in words or any(_has(words, one) for one in same.get(choice, ()))
    ]
    if len(inside) == 1 and not {"not", "no", "neither", "or"} & set(words) - {inside[0]}:
        return inside[0], None
    near = nearest(text, choices)
    meant = f"is “{near}” meant? " if near else ""
    return None, f"is not one of the words to choose from ({meant}they are: {', '.join(choices)})."


def _has(words: list[str], phrase: str) -> bool:
    """Whether a phrase stands in a text, word by word."""
    sought = " ".join(re.findall(r"\w+", phrase.casefold()))
    return bool(sought) and f" {sought} " in f" {' '.join(words)} "


# Several of a list --------------------------------------------------------------------------

_BETWEEN = re.compile(r"[,;\n&+]|\s+and\s+")


def items_of(value: str | None) -> tuple[str, ...]:
    """Take the reading of a line that holds several things apart.

    Examples:
        >>> items_of("1, 3")
        ('1', '3')
        >>> items_of(None)
        ()
    """
    return tuple(value.split(", ")) if value else ()


def _read_many(text: str, choices: tuple[str, ...]) -> _Read:
    """Read a list; what is known of it counts, also when the rest is not."""
    if not choices:
        named = (" ".join(part.split()) for part in _BETWEEN.split(text))
        kept = [part.strip("\"'“”‘’.:()[]") for part in named]
        listed = dict.fromkeys(part.casefold() for part in kept if fold(part))
        return (", ".join(listed) or None, None if listed else "names nothing.")
    if text.casefold().strip(" .") in ("all", "all of them"):
        return ", ".join(choices), None
    numbered = all(choice.isdecimal() for choice in choices)
    found, unknown = (_numbers if numbered else _names)(text, choices)
    listed_choices = ", ".join(choices)
    if not found and not unknown:
        return None, f"names none of the list ({listed_choices})."
    trouble = None
    if unknown:
        near = nearest(unknown[0], choices) if not numbered else None
        meant = f"is “{near}” meant? " if near else ""
        names = ", ".join(f"“{short(one)}”" for one in unknown[:3])
        trouble = f"names {names}, not in the list ({meant}it has: {listed_choices})."
    return ", ".join(choice for choice in choices if choice in found) or None, trouble


def _numbers(text: str, choices: tuple[str, ...]) -> tuple[set[str], list[str]]:
    found: set[str] = set()
    unknown: list[str] = []
    for first, last in re.findall(r"(\d+)(?:\s*[-–]\s*(\d+))?", text):
        low, high = int(first), int(last or first)
        within = {choice for choice in choices if low <= int(choice) <= high}
        found |= within
        if not within:
            unknown.append(first)
    return found, unknown


def _names(text: str, choices: tuple[str, ...]) -> tuple[set[str], list[str]]:
    found: set[str] = set()
    unknown: list[str] = []
    for part in _BETWEEN.split(text):
        if not fold(part):
            continue
        name, _ = _read_choice(part.strip(), choices)
        parts = part.split()
        several = [_read_choice(one, choices)[0] for one in parts] if name is None else []
        if name is not None:
            found.add(name)
        elif len(parts) > 1 and all(several):
            found |= {one for one in several if one}
        else:
            unknown.append(part.strip())
    return found, unknown
