"""How many had come by when: a table of dates, counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from coursekit.charts.cells import check_table, credit, plain, read_date
from coursekit.charts.chart import Chart, course_style
from coursekit.charts.cumulative_marks import CountDrawing
from coursekit.charts.papers import figure_of
from coursekit.charts.wording import (
    count,
    find_busiest,
    find_lull,
    find_pattern,
    gap_words,
    listed,
    number,
    ordinal,
    sentence,
)
from coursekit.errors import CourseError, UnknownNameError, nearest
from coursekit.records import When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One row of the table, in its place.

    Attributes:
        place: Which one it is, counted from 1.
        name: Its label.
        when: When it came.
    """

    place: int
    name: str
    when: When


def draw_cumulative(
    table: pd.DataFrame,
    *,
    date: str,
    label: str,
    noun: str = "row",
    highlight: str | None = None,
    until: str | When | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw how many had come by when, as steps with a name each.

    A day is a dot; a month or a year is a hollow bar over all of it, and while the day is not
    known the count is a broken line. The rows count in their own order if their dates allow
    that order, else in the order of their first possible days.

    Args:
        table: One row for each that came. It is left as it is; a citation in its ``attrs``
            becomes the credit line.
        date: The column that says when (EDTF text): ``"date_signed"``.
        label: The column or index that says who: ``"country"``. No name may stand twice.
        noun: What is counted, in the singular: ``"signature"``.
        highlight: The name of the one that is to stand out.
        until: Where the chart ends, a day, month or year; all that may have come by then is
            drawn, and the whole table is still counted in the words.
        ax: Where to draw; without it a figure of the right height is made.

    Returns:
        The chart; on its x axis are matplotlib's dates, on its y axis the count.

    Raises:
        CourseError: If there are no rows, a column is missing, a name stands twice, a date
            cannot be read, or nothing had come by `until`.
        UnknownNameError: If nobody drawn is called like `highlight`.

    Examples:
        >>> signed = pd.DataFrame({"state": ["A", "B", "C"], "on": ["1994-01", "1994-05", "1995"]})
        >>> draw_cumulative(signed, date="on", label="state", noun="signature", highlight="B").title
        'B: the 2nd of three signatures, May 1994'
    """
    arrivals = _read(table, date, label, noun)
    end = _read_end(until)
    shown = [a for a in arrivals if end is None or a.when.earliest <= end.latest]
    if not shown:
        raise CourseError(
            f"No {noun} had come by {end}; the first is of {arrivals[0].when}, {arrivals[0].name}."
        )
    marked = _find_marked(shown, highlight, noun)
    words = _Words(arrivals, shown, marked, end, noun)
    source = credit(table, otherwise="Dates as they stand in the table.")
    with course_style():
        drawing = CountDrawing(shown, marked=marked, end=end, noun=noun)
        canvas = (
            drawing.on_paper(words.title, source) if ax is None else drawing.on(ax, words.title)
        )
    return Chart(
        figure=figure_of(canvas),
        ax=canvas,
        title=words.title,
        alt=words.alt,
        description=words.description,
        data=_table(shown, label),
        source=source,
    )


def _read(table: pd.DataFrame, date: str, label: str, noun: str) -> list[Arrival]:
    """Read the rows in the order in which they count, or say everything that is wrong."""
    full = check_table(table, (label, date), row=noun)
    problems: list[str] = []
    found: list[tuple[str, When]] = []
    names: set[str] = set()
    for number_of_row, (cell, day) in enumerate(zip(full[label], full[date], strict=True), start=1):
        name = plain(cell)
        if not name:
            problems.append(f"Row {number_of_row} has no name in the column '{label}'.")
            continue
        if name in names:
            problems.append(f"The name '{name}' stands twice in the column '{label}'.")
        names.add(name)
        when = read_date(day, row=name, column=date, problems=problems)
        if when is not None:
            found.append((name, when))
    if problems:
        raise CourseError("\n".join(problems))
    if not _can_stand([when for _, when in found]):
        found.sort(key=lambda one: (one[1].earliest, one[1].latest))
    return [
        Arrival(place=place, name=name, when=when)
        for place, (name, when) in enumerate(found, start=1)
    ]


def _can_stand(whens: Sequence[When]) -> bool:
    """Whether the dates may have come in this order."""
    latest_start = whens[0].earliest
    for when in whens:
        latest_start = max(latest_start, when.earliest)
        if when.latest < latest_start:
            return False
    return True


def _read_end(until: str | When | None) -> When | None:
    if until is None or isinstance(until, When):
        return until
    try:
        return When(until)
    except ValueError as error:
        raise CourseError(f"The chart cannot end there: {error}.") from None


def _find_marked(shown: Sequence[Arrival], highlight: str | None, noun: str) -> Arrival | None:
    if highlight is None:
        return None
    names = {arrival.name: arrival for arrival in shown}
    if highlight not in names:
        hint = nearest(str(highlight), names)
        raise UnknownNameError(
            f"No {noun} drawn here is of '{highlight}'." + (f" Nearest: '{hint}'." if hint else "")
        )
    return names[highlight]


class _Words:
    """What the count comes to, in words."""

    def __init__(
        self,
        arrivals: Sequence[Arrival],
        shown: Sequence[Arrival],
        marked: Arrival | None,
        end: When | None,
        noun: str,
    ) -> None:
        self.arrivals, self.shown, self.marked, self.end, self.noun = (
            arrivals,
            shown,
            marked,
            end,
            noun,
        )
        self.all = count(len(arrivals), noun)

    @property
    def title(self) -> str:
        if self.marked:
            return (
                f"{self.marked.name}: the {ordinal(self.marked.place)} of {self.all}, "
                f"{self.marked.when}"
            )
        return find_pattern([arrival.when for arrival in self.arrivals], self.noun, "came")

    @property
    def alt(self) -> str:
        first, last = self.shown[0], self.shown[-1]
        cut = (
            f", of which {number(len(self.shown))} until {self.end} are drawn"
            if len(self.shown) < len(self.arrivals)
            else ""
        )
        clauses = [f"the first is {_told(first)}"]
        if len(self.shown) > 1:
            clauses.append(f"number {last.place} is {_told(last)}")
        if busiest := find_busiest([arrival.when for arrival in self.shown]):
            clauses.append(f"{number(busiest[0])} came in {busiest[1]}")
        if self.marked:
            clauses.append(f"{_told(self.marked)} is the {ordinal(self.marked.place)}")
        return f"Step chart that counts {self.all}{cut}. {sentence('; '.join(clauses))}."

    @property
    def description(self) -> str:
        paragraphs = [
            f"Each step is one {self.noun}, with its name and date; the line climbs from left to "
            f"right, and its height is how many there had been by then. {self._by_year()}."
        ]
        whens = [arrival.when for arrival in self.shown]
        if lull := find_lull(whens):
            paragraphs.append(
                f"Longest wait: {gap_words(lull[0].latest, lull[1].earliest)}, between "
                f"{lull[0]} and {lull[1]}."
            )
        if vague := [a for a in self.shown if not (a.when.is_day and a.when.is_sure)]:
            paragraphs.append(
                "Not known to the day, and drawn hollow: "
                f"{listed([_told(arrival) for arrival in vague])}."
            )
        if self.marked:
            before = self.shown[: self.marked.place - 1]
            told = f"The one that stands out: {_told(self.marked)}"
            if before:
                told += f", after {_told(before[-1])}"
            if self.marked.place < len(self.shown):
                told += f" and before {_told(self.shown[self.marked.place])}"
            paragraphs.append(f"{told}.")
        return "\n\n".join(paragraphs)

    def _by_year(self) -> str:
        """Say how many there had surely been by the end of each year that brought some."""
        years = sorted({arrival.when.latest.year for arrival in self.shown})
        counts = [sum(a.when.latest.year <= year for a in self.shown) for year in years]
        told = [f"{number(n)} by the end of {year}" for n, year in zip(counts, years, strict=True)]
        return sentence(listed(told))


def _told(arrival: Arrival) -> str:
    return f"{arrival.name} ({arrival.when})"


def _table(shown: Sequence[Arrival], label: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Name": [arrival.name for arrival in shown],
            "Date": [arrival.when.words for arrival in shown],
            "Count": [arrival.place for arrival in shown],
        },
        index=pd.Index([arrival.name for arrival in shown], name=label),
    )
