"""Days as places on an axis, and the ticks that have room there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from matplotlib.dates import date2num

from coursekit.records import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from coursekit.records import When

# How many points a year, a month and a day want on the axis: side by side, one under another.
ACROSS, DOWN = (36.0, 60.0, 44.0), (20.0, 24.0, 20.0)


def axis_day(day: date) -> float:
    """Give the place of a day's first hour on an axis of matplotlib."""
    return float(date2num(day))  # type: ignore[no-untyped-call]


def extent(when: When) -> tuple[float, float]:
    """Give the stretch of the axis that a date may mean: a day is a day wide."""
    return axis_day(when.earliest), axis_day(when.latest) + 1


def points_wide(ax: Axes) -> float:
    """Measure the axes across, in points."""
    return float(ax.get_window_extent().width) * 72 / float(ax.figure.dpi)


def points_high(ax: Axes) -> float:
    """Measure the axes downwards, in points."""
    return float(ax.get_window_extent().height) * 72 / float(ax.figure.dpi)


def ticks(
    low: float, high: float, points: float, rooms: tuple[float, float, float] = ACROSS
) -> tuple[list[float], list[str]]:
    """Choose years, months or days that have room, with their names in English everywhere."""
    origin = axis_day(date(1970, 1, 1)) - date(1970, 1, 1).toordinal()
    ends = (max(1, min(int(x - origin), date.max.toordinal())) for x in (low, high))
    first, last = map(date.fromordinal, ends)
    point = (high - low) / points  # in days

    def step(steps: Sequence[int], unit: float, room: float) -> int:
        return next((n for n in steps if n * unit >= room * point), steps[-1])

    if last.year - first.year >= 3:
        every = step((1, 2, 5, 10, 20, 50, 100, 200, 500, 1000), 365.25, rooms[0])
        years = range(-(-first.year // every) * every, last.year + 1, every)
        marks = [(date(year, 1, 1), str(year)) for year in years]
    elif high - low > 90:
        every = step((1, 2, 3, 6, 12), 30.4, rooms[1])
        months = range(first.year * 12, last.year * 12 + 12, every)
        starts = [date(month // 12, month % 12 + 1, 1) for month in months]
        marks = [(day, f"{MONTHS[day.month][:3]} {day.year}") for day in starts]
    else:
        every = step((1, 2, 5, 10, 20, 30), 1, rooms[2])
        ordinals = range(first.toordinal(), last.toordinal() + 1, every)
        days = [date.fromordinal(ordinal) for ordinal in ordinals]
        marks = [(day, f"{day.day} {MONTHS[day.month][:3]}") for day in days]
    placed = [(axis_day(day), label) for day, label in marks]
    kept = [(x, label) for x, label in placed if low <= x <= high]
    return [x for x, _ in kept], [label for _, label in kept]
