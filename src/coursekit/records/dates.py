"""A date as a source gives it: a day, a month, a year, a span or a guess."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)", re.ASCII)
_SURE = {"": "", "?": "probably ", "~": "about ", "%": "perhaps about "}


@functools.lru_cache(maxsize=2048)
def _bounds(edtf: str) -> tuple[date, date]:
    """Give the first and the last day that an EDTF text may mean."""
    if not any(letter.isdigit() for letter in edtf):  # words; no library is asked about them
        raise ValueError(f"'{edtf}' is not a date")
    if edtf.count("/") == 1 and ".." not in edtf:
        try:
            first, last = map(_bounds, edtf.split("/"))
        except ValueError:
            raise ValueError(f"'{edtf}' is not a date") from None
        if last[1] < first[0]:
            raise ValueError(f"'{edtf}' ends before it starts")
        return first[0], last[1]
    if plain := _PLAIN.fullmatch(edtf):
        year, month, day = plain.groups()[:3]
        try:
            opening = date(int(year), int(month or 1), int(day or 1))
            return opening, opening if day else _last_day(int(year), int(month or 12))
        except ValueError:
            raise ValueError(f"'{edtf}' is not a date") from None
    return _rare_bounds(edtf)


def _last_day(year: int, month: int) -> date:
    if (year, month) == (date.max.year, 12):
        return date.max
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _rare_bounds(edtf: str) -> tuple[date, date]:
    """Let the library read what is no plain date: seasons, unknown digits, sets."""
    import edtf as library

    try:
        parsed = library.parse_edtf(edtf)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
        return date(*lower[:3]), date(*upper[:3])
    except (
        library.EDTFParseException,
        AttributeError,
        TypeError,
        ValueError,
        OverflowError,
        RecursionError,
    ):
        raise ValueError(f"'{edtf}' is not a date") from None


@dataclass(frozen=True, slots=True, order=False)
class When:
    """A date as the source gives it: a day, a month, a year, a span, or a guess.

    Keeps the EDTF text (ISO 8601-2) as it was written; ``1994`` never becomes 1 January.

    Attributes:
        edtf: The text: ``1994-06-22``, ``1994-06``, ``1994``, ``1994-01-10/1994-01-11``,
            with ``?`` for probably and ``~`` for about.

    Raises:
        ValueError: If the text is not a date, or a span ends before it starts.

    Examples:
        >>> when = When("1994-06")
        >>> when.earliest.isoformat(), when.latest.isoformat(), when.words
        ('1994-06-01', '1994-06-30', 'June 1994')
        >>> When("1994-06-23?").words
        'probably 23 June 1994'
        >>> When("1994-01-10/1994-01-11").words
        '10–11 January 1994'
    """

    edtf: str

    def __post_init__(self) -> None:
        if not isinstance(self.edtf, str):
            raise ValueError(
                "a date is text in quotation marks, like '1994-06'; what came here is a "
                f"Python value of type {type(self.edtf).__name__}"
            )
        _bounds(self.edtf)

    @property
    def earliest(self) -> date:
        """The first day that may be meant."""
        return _bounds(self.edtf)[0]

    @property
    def latest(self) -> date:
        """The last day that may be meant."""
        return _bounds(self.edtf)[1]

    @property
    def is_day(self) -> bool:
        """Whether one day is meant, surely or probably."""
        return self.earliest == self.latest

    @property
    def is_sure(self) -> bool:
        """Whether the date is given without a doubt."""
        return not any(mark in self.edtf for mark in "?~%X")

    @property
    def words(self) -> str:
        """The date as one writes it in a sentence."""
        if "/" in self.edtf and ".." not in self.edtf:
            return _span_words(*self.edtf.split("/"))
        plain = _PLAIN.fullmatch(self.edtf)
        if plain is None and self.is_day:
            return _day_words(self.earliest)
        if plain is None:
            return f"between {_day_words(self.earliest)} and {_day_words(self.latest)}"
        year, month, day, doubt = plain.groups()
        parts = (day and str(int(day)), month and MONTHS[int(month)], str(int(year)))
        return _SURE[doubt] + " ".join(part for part in parts if part)

    def __str__(self) -> str:
        return self.words

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> Any:
        """Let `reading` turn text into dates; pydantic asks for this, nobody else."""
        from pydantic_core import core_schema

        def read(value: object) -> When:
            if isinstance(value, When):
                return value
            if not isinstance(value, str):
                raise ValueError(f"'{value}' is not a date")
            return cls(value.strip())

        return core_schema.no_info_plain_validator_function(read)


def _day_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def _span_words(start: str, end: str) -> str:
    first, last = When(start), When(end)
    if first.is_day and last.is_day and first.is_sure and last.is_sure:
        if (first.earliest.year, first.earliest.month) == (last.latest.year, last.latest.month):
            return f"{first.earliest.day}–{_day_words(last.latest)}"
        if first.earliest.year == last.latest.year:
            return f"{first.words.rsplit(' ', 1)[0]} – {last.words}"
    return f"{first.words} – {last.words}"
