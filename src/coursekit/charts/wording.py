"""Numbers in words, and words measured as they will be drawn."""

from __future__ import annotations

import calendar
import functools
import re
from collections import Counter
from typing import TYPE_CHECKING

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from coursekit.records import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from coursekit.records import When

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_DAY = re.compile(rf"\b(\d\d?) (?={'|'.join(MONTHS[1:])})")
_LONG_MONTHS = re.compile(rf"\b({'|'.join(month for month in MONTHS[1:] if len(month) > 3)})\b")


def number(amount: int) -> str:
    """Write a number as a sentence has it: in letters up to twelve."""
    return _NUMBERS[amount] if amount < len(_NUMBERS) else f"{amount:,}"


def count(amount: int, noun: str) -> str:
    """Say how many, in words."""
    return f"{number(amount)} {noun}" + ("" if amount == 1 else "s")


def ordinal(amount: int) -> str:
    """Say which one in a row: 1st, 2nd, 23rd."""
    teen = amount % 100 in (11, 12, 13)
    return f"{amount:,}" + ("th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(amount % 10, "th"))


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


def join_days(text: str) -> str:
    """Hold a day and its month together where lines are broken."""
    return _DAY.sub("\\1\N{NO-BREAK SPACE}", text)


def fit_title(text: str, width: float, size: float) -> list[str]:
    """Break a heading into lines that fit, never between a day and its month."""
    lines = fit_lines(join_days(text), width, size, "bold")
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


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


def gap_words(first: date, last: date) -> str:
    """Say how long it is from one day to a later one: in days, full months or full years."""
    days, months = (last - first).days, months_between(first, last)
    if days <= 60:
        return range_words(days, days, "day")
    if months < 24:
        return range_words(months, months, "month")
    return range_words(months // 12, months // 12, "year")


def short(words: str) -> str:
    """Shorten the months in a date: ``21 Sep – 4 Oct 1993``."""
    return _LONG_MONTHS.sub(lambda month: month[0][:3], words)


def find_busiest(whens: Sequence[When]) -> tuple[int, str] | None:
    """Find the year with most of the dates, or the month where all are of one year.

    Returns:
        How many are surely of it and its name; None where no year or month has a third of them.
    """
    years = {day.year for when in whens for day in (when.earliest, when.latest)}
    found: Counter[str] = Counter()
    for when in whens:
        first, last = when.earliest, when.latest
        if len(years) > 1 and first.year == last.year:
            found[str(first.year)] += 1
        elif (first.year, first.month) == (last.year, last.month):
            found[f"{MONTHS[first.month]} {first.year}"] += len(years) == 1
    most, amount = max(found.items(), key=lambda item: item[1], default=("", 0))
    return (amount, most) if amount > 1 and amount * 3 >= len(whens) else None


def find_pattern(whens: Sequence[When], noun: str, verb: str) -> str:
    """Say when most came, or from when to when all came."""
    if busiest := find_busiest(whens):
        amount, period = busiest
        if amount == len(whens):
            every = f"both {noun}s" if amount == 2 else f"all {count(amount, noun)}"
            return sentence(f"{every} {verb} in {period}")
        return sentence(f"{number(amount)} of {count(len(whens), noun)} {verb} in {period}")
    first, last = (
        min(when.earliest for when in whens).year,
        max(when.latest for when in whens).year,
    )
    span = f"in {first}" if first == last else f"from {first} to {last}"
    return sentence(f"{count(len(whens), noun)} {span}")


def find_lull(whens: Sequence[When]) -> tuple[When, When] | None:
    """Find the dates with the longest time surely between them."""
    ordered = sorted(whens, key=lambda when: (when.earliest, when.latest))
    before, longest = ordered[0], None
    for when in ordered[1:]:
        if when.earliest > before.latest and (
            longest is None
            or when.earliest - before.latest > longest[1].earliest - longest[0].latest
        ):
            longest = before, when
        before = max(before, when, key=lambda one: one.latest)
    return longest
