"""Numbers in words, and words measured as they will be drawn."""

from __future__ import annotations

import calendar
import functools
from typing import TYPE_CHECKING

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def number(amount: int) -> str:
    """Write a number as a sentence has it: in letters up to twelve."""
    return _NUMBERS[amount] if amount < len(_NUMBERS) else f"{amount:,}"


def count(amount: int, noun: str) -> str:
    """Say how many, in words."""
    return f"{number(amount)} {noun}" + ("" if amount == 1 else "s")


def listed(words: Sequence[str]) -> str:
    """Write a list as a sentence has it: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def sentence(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


@functools.lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Measure a text as it will be drawn, in points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def fit_lines(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break a text at words into lines that fit; a word that is too long keeps a line."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def trim(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Shorten a text to one line, at a word where there is one, with an ellipsis."""
    if text_width(text, size, weight) <= width:
        return text
    room = width - text_width("…", size, weight)
    kept = fit_lines(text, room, size, weight)[0]
    while text_width(kept, size, weight) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,;:–-(") + "…"


def months_between(first: date, last: date) -> int:
    """Count the full months from a day to a later one."""
    months = (last.year - first.year) * 12 + last.month - first.month
    whole = last.day >= min(first.day, calendar.monthrange(last.year, last.month)[1])
    return months if whole else months - 1


def range_words(least: int, most: int, unit: str) -> str:
    """Say a stretch of time whose ends are known: ``2 to 3 years``."""
    if least == most:
        return f"{least:,} {unit}" + ("" if least == 1 else "s")
    return f"{least:,} to {most:,} {unit}s" if least else f"up to {range_words(most, most, unit)}"
