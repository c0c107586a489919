"""Dates as they are typed, in any of their usual spellings."""

from __future__ import annotations

import re

from coursekit.records import MONTHS, When

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
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"({'|'.join(WEEKDAYS)})s?\b")
_MONTH_NUMBERS = {
    short: number
    for number, name in enumerate(MONTHS)
    if number
    for short in (name.casefold(), name.casefold()[:3], name.casefold()[:4])
}
_TIDY = re.compile(r"^(it is|it's|its|it|is|the|a|an|on|in|of|probably|about|only)\s+")


def read_date(text: str) -> tuple[str | None, str | None]:
    """Read a date, a weekday, or that there is none.

    Returns:
        Its EDTF, the weekday or ``not on the page``, and why it could not be read.

    Examples:
        >>> read_date("the 5th of May, 1884"), read_date("on Monday")
        (('1884-05-05', None), ('monday', None))
    """
    plain = re.sub(r"[\u2010-\u2015]", "-", text.casefold()).replace("’", "'").strip(" .")
    while _TIDY.match(plain):
        plain = _TIDY.sub("", plain)
    if plain.replace("'", "") in _NOT_THERE_WORDS or plain.startswith("not "):
        return NOT_THERE, None
    if not re.search(r"\d", plain) and (day := _WEEKDAY.match(plain)):
        return day[1], None
    plain = re.sub(
        r"^(" + "|".join(WEEKDAYS) + r"|mon|tue|wed|thu|fri|sat|sun),?\s+(?=\S)", "", plain
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
