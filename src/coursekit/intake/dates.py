"""The dates that stand in a text, what kind of date each is, and where it stands."""

from __future__ import annotations

import functools
import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from coursekit.intake.languages import LANGUAGES
from coursekit.intake.remarks import Remark, Topic, quote, shorten
from coursekit.records import MONTHS, When

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_BODY, _FULL = 25, 8  # words of a paragraph, and of its first line, that begin the text itself
_STAMPS = {"a date stamp", "a bare date", "a copyright line"}
# Words before a month that is also an ordinary word: "in May", "last March".
_BEFORE = r"(?:in|of|by|since|until|till|last|next|early|mid|late|this|from|to|and|before|after)"


class Dated(NamedTuple):
    """A date as it stands in a line.

    Attributes:
        words: The words of the text.
        kind: ``day``, ``day without year``, ``month``, ``month without year``, ``weekday`` or
            ``year``.
        readings: What day it is, where that is said; two where the order is not.
        weekday: The weekday that stands with it, from 0 for Monday; None where none does.
    """

    words: str
    kind: str
    readings: tuple[date, ...] = ()
    weekday: int | None = None


class _Names(NamedTuple):
    months: Mapping[str, int]
    days: Mapping[str, int]
    pattern: re.Pattern[str]


@functools.cache
def _names(language: str) -> _Names:
    """Make the pattern for dates in English and one more language."""
    months: dict[str, int] = {}
    days: dict[str, int] = {}
    for code in dict.fromkeys(("en", language)):
        for place, forms in enumerate(LANGUAGES[code].months, 1):
            months |= {form.casefold(): place for form in forms}
        for place, forms in enumerate(LANGUAGES[code].days):
            days |= {form.casefold(): place for form in forms}
    month, day = _any_of(months), _any_of(days)
    first, number = r"(?:{},?\s+(?:the\s+|den\s+|le\s+)?)?", r"{}(?:st|nd|rd|th|er|\.)?"
    year = r"(?:,?\s+(?P<y{}>1\d\d\d|20\d\d))?"
    parts = (
        r"(?P<iso>\d{4}-\d\d-\d\d)",
        r"(?P<n1>\d{1,2})(?P<sep>[/.])(?P<n2>\d{1,2})(?P=sep)(?P<ny>\d{4}|\d\d)",
        first.format(f"(?P<wd1>{day})")
        + number.format(r"(?P<d1>[0-3]?\d)")
        + rf"\s+(?:of\s+|de\s+)?(?P<m1>{month})\.?"
        + year.format(1),
        first.format(f"(?P<wd2>{day})")
        + rf"(?P<m2>{month})\.?\s+"
        + number.format(r"(?P<d2>[0-3]?\d)")
        + r"(?!\d)"
        + year.format(2),
        rf"(?P<m3>{month})\.?,?\s+(?P<y3>1\d\d\d|20\d\d)",
        rf"(?P<wd>{day})",
        rf"(?P<m>{month})",
        r"(?P<y>1[5-9]\d\d|20\d\d)(?![,.]\d|\s*(?:%|percent|per cent|troops|men|people|miles|km))",
    )
    text = rf"(?<![\w/.$£€-])(?:{'|'.join(parts)})(?![\w/]|-\d)"
    return _Names(months, days, re.compile(text, re.IGNORECASE))


def _any_of(names: Mapping[str, int]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def find_dates(line: str, language: str = "en") -> Iterator[Dated]:
    """Find the dates of one line, in English and in one more language.

    Examples:
        >>> for dated in find_dates("BREMEN -- He came Monday, 4 May 1896; in April he had not."):
        ...     print(dated.words, "|", dated.kind)
        Monday, 4 May 1896 | day
        April | month without year
    """
    names = _names(language)
    for match in names.pattern.finditer(line):
        dated = _read(match, names)
        if dated is not None and not _ordinary_word(dated, match):
            yield dated


def _read(match: re.Match[str], names: _Names) -> Dated | None:
    got = match.groupdict()
    words = " ".join(match[0].split()).rstrip(".,")
    if got["iso"]:
        year, month, day = map(int, got["iso"].split("-"))
        return _day(words, [(year, month, day)])
    if got["n1"]:
        year = int(got["ny"]) + (1900 if len(got["ny"]) == 2 else 0)
        first, second = int(got["n1"]), int(got["n2"])
        orders = [(year, second, first)]
        if got["sep"] == "/":
            orders.append((year, first, second))
        return _day(words, orders)
    for end in "12":
        if got[f"m{end}"]:
            weekday = names.days[got[f"wd{end}"].casefold()] if got[f"wd{end}"] else None
            if not got[f"y{end}"]:
                return Dated(words, "day without year", weekday=weekday)
            month = names.months[got[f"m{end}"].casefold()]
            return _day(words, [(int(got[f"y{end}"]), month, int(got[f"d{end}"]))], weekday)
    if got["m3"]:
        return Dated(words, "month")
    kinds = (("wd", "weekday"), ("m", "month without year"), ("y", "year"))
    return next((Dated(words, kind) for group, kind in kinds if got[group]), None)


def _day(
    words: str, orders: Sequence[tuple[int, int, int]], weekday: int | None = None
) -> Dated | None:
    readings: list[date] = []
    for year, month, day in orders:
        try:
            readings.append(date(year, month, day))
        except ValueError:
            continue
    return Dated(words, "day", tuple(dict.fromkeys(readings)), weekday) if readings else None


def _ordinary_word(dated: Dated, match: re.Match[str]) -> bool:
    """Whether a name of a month is a word here: “it may rain”, “the troops march”."""
    if dated.kind != "month without year":
        return False
    if len(dated.words) < 4 and dated.words.casefold() not in ("may", "mai", "maj", "мая", "май"):
        return True  # an abbreviation without a day
    if dated.words.isascii() and not dated.words[0].isupper():
        return dated.words.casefold() in _ENGLISH
    if dated.words.casefold() in ("may", "march", "august", "mars", "sept"):
        before = match.string[max(match.start() - 12, 0) : match.start()]
        return re.search(rf"\b{_BEFORE}\s+$", before, re.IGNORECASE) is None
    return False


_ENGLISH = {form.casefold() for forms in LANGUAGES["en"].months for form in forms}


# What is said of them -----------------------------------------------------------------------

_SAYS = {
    "day without year": "{} has no year; one must find it elsewhere",
    "month": "{} is a month and a year",
    "month without year": "{} is a month without a year",
    "weekday": "{} is a weekday without a date; the first readers knew which",
    "year": "{} is a year on its own; it may date what is told, or nothing",
}


def remark_on_dates(
    lines: list[str], site: Mapping[int, str], language: str = "en"
) -> Iterator[Remark]:
    """Say which dates stand in a text, and where: a stamp of the site is no date of the text."""
    body = _body_line(lines)
    by_kind: dict[str, dict[tuple[str, str], list[int]]] = {}
    for number, line in enumerate(lines, 1):
        for dated in find_dates(line, language):
            sort = "stamp" if site.get(number) in _STAMPS else dated.kind
            text = _say(dated, number, site, body)
            by_kind.setdefault(sort, {}).setdefault((dated.words.casefold(), text), [])
            spots = by_kind[sort][dated.words.casefold(), text]
            if number not in spots:
                spots.append(number)
    for sort in ("stamp", "day", *_SAYS):
        yield from shorten(
            [
                Remark(about=Topic.DATE, lines=tuple(spots), text=text)
                for (_, text), spots in by_kind.get(sort, {}).items()
            ]
        )


def _body_line(lines: Sequence[str]) -> int:
    """Give the line at which the text itself begins, or 0 where no paragraph is long enough."""
    words = 0
    found = 0
    for number in range(len(lines), 0, -1):
        own = len(lines[number - 1].split())
        words = words + own if own else 0
        if words >= _BODY and own >= _FULL:
            found = number
    return found


def _say(dated: Dated, number: int, site: Mapping[int, str], body: int) -> str:
    words = quote(dated.words)
    what = site.get(number)
    if what == "a copyright line":
        return f"{words} stands in a copyright line of the site: no date of the text."
    said = _SAYS[dated.kind].format(words) if dated.kind in _SAYS else _say_day(dated, words)
    if what in _STAMPS:
        where = "in the header" if number < body else "below the text" if body else "in a line"
        return (
            f"{said}. It is a stamp of the site, {where}: it says when the page was made or moved, "
            "not when the text was written."
        )
    if what:
        return f"{said}. It stands in a line of the site."
    if dated.kind == "day" and body and number < body:
        return f"{said}. It stands above the text: a line of the paper, or of the site."
    return f"{said}."


def _say_day(dated: Dated, words: str) -> str:
    said = " or ".join(_words(day) for day in dated.readings)
    if len(dated.readings) > 1:
        return f"{words} is {said}: some put the day first, others the month"
    (day,) = dated.readings
    slashed = re.fullmatch(r"(\d+)/(\d+)/\d+", dated.words)
    order = ""
    if slashed is not None and slashed[1] != slashed[2]:
        order = " (the month first)" if int(slashed[1]) == day.month else " (the day first)"
    plain = f"{words} is a whole date" if said in dated.words else f"{words} is {said}{order}"
    if dated.weekday is None:
        return plain
    name = LANGUAGES["en"].days[day.weekday()][0]
    if dated.weekday == day.weekday():
        return f"{plain}, and it was a {name}"
    return f"{plain}, and that day was a {name}: one of the two is wrong"


def _words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def stamp_of(lines: list[str], site: Mapping[int, str]) -> tuple[str, When | None]:
    """Give the first date stamp of a text, and its day where it has but one reading."""
    for number, what in sorted(site.items()):
        if what not in ("a date stamp", "a bare date"):
            continue
        days = {day for dated in find_dates(lines[number - 1]) for day in dated.readings}
        day = When(days.pop().isoformat()) if len(days) == 1 else None
        return lines[number - 1].strip(), day
    return "", None
