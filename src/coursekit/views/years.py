"""A whole timeline on one sheet: a row a year, a mark an event; and the same in words."""

from __future__ import annotations

import calendar
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from coursekit.records import MONTHS
from coursekit.views.layers import data_address
from coursekit.views.markup import render
from coursekit.views.view import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursekit.records import Timeline, When

_LEFT, _MONTH, _RIGHT = 52, 56, 12
_TOP, _LANE, _GAP = 30, 11, 8
_DOT = 8  # how wide a dot is, and how far apart the marks of one lane stand at least


class _Mark(NamedTuple):
    """What stands for an event in the row of one year.

    Attributes:
        x: Where it begins; ``width`` is how far it goes, 0 for a dot.
        hollow: Whether the day is not known, or not for sure.
    """

    x: float
    width: float
    hollow: bool
    lane: int = 0


class _Row(NamedTuple):
    """A year with its marks."""

    year: int
    y: int
    height: int
    marks: list[_Mark]


def draw_years(timeline: Timeline) -> tuple[str, tuple[int, int]]:
    """Draw a timeline as a calendar, a row for each year from the first to the last.

    A day is a dot, a span a bar; a month or a year is a hollow bar over all days that may be
    meant.

    Returns:
        The picture as an address that needs no file, and its width and height.
    """
    rows, y = [], _TOP
    for year, marks in _by_year(timeline).items():
        laid = _in_lanes(marks)
        height = _LANE * (1 + max((mark.lane for mark in laid), default=0)) + _GAP
        rows.append(_Row(year, y, height, laid))
        y += height
    width = _LEFT + 12 * _MONTH + _RIGHT
    months = [(_LEFT + _MONTH * n, MONTHS[n + 1][:3]) for n in range(12)]
    svg = render(
        "years.svg.j2",
        rows=rows,
        months=months,
        width=width,
        height=y + 34,
        end=y,
        left=_LEFT,
        lane=_LANE,
    )
    return data_address(svg), (width, y + 34)


def _by_year(timeline: Timeline) -> dict[int, list[_Mark]]:
    first = min(event.when.earliest.year for event in timeline.events)
    last = max(event.when.latest.year for event in timeline.events)
    years: dict[int, list[_Mark]] = {year: [] for year in range(first, last + 1)}
    for event in timeline.events:
        for year, mark in _marks(event.when):
            years[year].append(mark)
    return years


def _marks(when: When) -> Iterator[tuple[int, _Mark]]:
    """Give the marks of an event; a span that crosses New Year has one in each year."""
    hollow = not (when.is_sure and (when.is_day or "/" in when.edtf))
    if when.is_day:
        yield when.earliest.year, _Mark(_x(when.earliest), 0, hollow)
        return
    for year in range(when.earliest.year, when.latest.year + 1):
        start = max(when.earliest, date(year, 1, 1))
        end = min(when.latest, date(year, 12, 31))
        x = _x(start)
        yield year, _Mark(x, max(_x(end) - x + 1.8, _DOT), hollow)


def _x(day: date) -> float:
    days = calendar.monthrange(day.year, day.month)[1]
    return round(_LEFT + _MONTH * (day.month - 1 + (day.day - 1) / days), 1)


def _in_lanes(marks: list[_Mark]) -> list[_Mark]:
    """Set marks that would touch one above another."""
    ends: list[float] = []
    out = []
    for mark in sorted(marks, key=lambda one: (one.x, -one.width)):
        left = mark.x if mark.width else mark.x - _DOT / 2
        lane = next((n for n, end in enumerate(ends) if end < left), len(ends))
        right = left + (mark.width or _DOT) + 1
        ends[lane : lane + 1] = [right]
        out.append(mark._replace(lane=lane))
    return out


def describe_years(timeline: Timeline) -> tuple[str, list[str], list[tuple[int, int]]]:
    """Say what the drawing shows.

    Returns:
        The alt text; the description, a paragraph each; how many events begin in each year.
    """
    events = timeline.events
    counts = dict.fromkeys(_by_year(timeline), 0)
    for event in events:
        counts[event.when.earliest.year] += 1
    first = min(events, key=lambda one: one.when.earliest)
    last = max(events, key=lambda one: one.when.latest)
    most = max(counts.values())
    full = [str(year) for year, number in counts.items() if number == most]
    empty = [str(year) for year, number in counts.items() if not number]
    alt = f"{count(len(events), 'event')} in {count(len(counts), 'row')}, one for each year"
    if len(counts) > 1:
        alt += f", from {min(counts)} to {max(counts)}"
    if len(full) < len(counts):
        alt += f". The fullest: {_listed(full)}, with {count(most, 'event')}"
    paragraphs = [
        f"Each row is a year, from January on the left to December on the right. The first event "
        f"is “{first.title}” ({first.when}), the last “{last.title}” ({last.when})."
    ]
    if empty:
        paragraphs.append(f"No event begins in {_listed(empty)}.")
    vague = sum(not (one.when.is_day or "/" in one.when.edtf) for one in events)
    if vague:
        verb = "is" if vague == 1 else "are"
        paragraphs.append(
            f"{count(vague, 'event').capitalize()} {verb} known to the month or the year alone."
        )
    return alt + ".", paragraphs, list(counts.items())


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
