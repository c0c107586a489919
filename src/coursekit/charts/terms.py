"""Terms of office as bars, to date a text by the people whom it names."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from coursekit.charts.chart import Chart, course_style
from coursekit.charts.offices import overlap, read_holders, span_words
from coursekit.charts.terms_marks import TermsDrawing
from coursekit.charts.wording import count, listed, number, sentence
from coursekit.errors import CourseError
from coursekit.records import When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from coursekit.charts.offices import Holder, Span

_MOST = 40


def draw_terms(
    officials: pd.DataFrame, *, on: str | When | None = None, ax: Axes | None = None
) -> Chart:
    """Draw who held which office from when to when, and shade the time when all of them did.

    A text that calls all of them by their posts was written in that time. A bar is full where
    a person surely held the post and hollow where that is open, because a start or an end is
    known only to its month or year. Terms without an end run out of the chart.

    Args:
        officials: One term a row: ``person``, ``post``, ``start`` and ``end`` (EDTF text; empty
            where there is none yet). The last day belongs to the term. It is left as it is; a
            citation in its ``attrs`` becomes the credit line.
        on: A day, month or year; shaded in place of the time when all were in office, with a
            sign on the bar of everybody who was.
        ax: Where to draw; without it a figure of the right height is made.

    Returns:
        The chart; posts stand in the order of the table. On its x axis are matplotlib's dates.

    Raises:
        CourseError: If there are no rows or more than 40, a column is missing, a date cannot
            be read, a term ends before it starts, or `ax` is too low.

    Examples:
        >>> people = pd.DataFrame({"person": ["A", "B"], "post": ["Mayor", "Bishop"],
        ...                        "start": ["1990-10-11", "1994-02"], "end": ["1996-01-05", ""]})
        >>> draw_terms(people).title
        'Both were in office from 28 February 1994 to 5 January 1996'
    """
    holders = read_holders(officials)
    if len(holders) > _MOST:
        raise CourseError(
            f"The chart has room for {_MOST} people in a post, and the table has {len(holders)}. "
            "Draw a part of it, like officials[officials['person'].isin(names)]."
        )
    day = _read_day(on)
    words = _Words(holders, day)
    citation = officials.attrs.get("citation") or "Dates as they stand in the table."
    source = " ".join(str(citation).split())
    with course_style():
        drawing = TermsDrawing(holders, on=day, sure=words.sure, maybe=words.maybe)
        canvas = (
            drawing.on_paper(words.title, source) if ax is None else drawing.on(ax, words.title)
        )
    figure = canvas.get_figure(root=True)
    assert isinstance(figure, Figure)
    return Chart(
        figure=figure,
        ax=canvas,
        title=words.title,
        alt=words.alt,
        description=words.description,
        data=_table(holders, day),
        source=source,
    )


def _read_day(on: str | When | None) -> When | None:
    if on is None or isinstance(on, When):
        return on
    try:
        return When(on)
    except ValueError as error:
        raise CourseError(f"The chart cannot show who was in office then: {error}.") from None


def _told(holder: Holder) -> str:
    return f"{holder.person}, {holder.post} ({holder.words})"


def _from_to(span: Span) -> str:
    """Say a stretch as a sentence has it: on a day, from one day to another."""
    words = span_words(span)
    if span[0] == span[1]:
        return f"on {words}"
    if words.startswith(("from", "until", "at")):
        return words
    first, last = (span_words((day, day)) for day in span)
    if span[0].year == span[1].year:
        first = first.rpartition(" ")[0]
    return f"from {first} to {last}"


class _Words:
    """What the terms come to, in words."""

    def __init__(self, holders: Sequence[Holder], on: When | None) -> None:
        self.holders, self.on = holders, on
        self.sure = overlap(holder.sure for holder in holders)
        self.maybe = overlap(holder.maybe for holder in holders)
        self.inside = [h for h in holders if on and h.is_in(on)]
        self.perhaps = [h for h in holders if on and h.may_be_in(on) and h not in self.inside]

    @property
    def _all(self) -> str:
        return "both" if len(self.holders) == 2 else f"all {number(len(self.holders))}"

    @property
    def _at(self) -> str:
        assert self.on is not None
        return f"on {self.on}" if self.on.is_day else f"all through {self.on}"

    @property
    def title(self) -> str:
        if self.on:
            if len(self.inside) == len(self.holders) > 1:
                return sentence(f"{self._all} were in office {self._at}")
            verb = "was" if len(self.inside) == 1 else "were"
            who = number(len(self.inside)) if self.inside else "none"
            more = f", {number(len(self.perhaps))} more perhaps" if self.perhaps else ""
            share = f"{who} of {number(len(self.holders))}"
            return sentence(f"{share} {verb} in office {self._at}{more}")
        if len(self.holders) == 1:
            (holder,) = self.holders
            return f"{holder.person}, {holder.post}: {holder.words}"
        if self.sure:
            return sentence(f"{self._all} were in office {self._times(self.sure)}")
        if self.maybe:
            return f"Perhaps {self._all} were in office {self._times(self.maybe)}"
        if handover := self._handover:
            post, time = handover
            return f"The post of {post} changed hands {time}"
        return self._never

    @property
    def _never(self) -> str:
        return f"On no day were {self._all} in office"

    @property
    def _handover(self) -> tuple[str, str] | None:
        """Give the post that went from one to the next, and its year, where there is only one."""
        found = [
            (before, after)
            for before, after in pairwise(self.holders)
            if before.post == after.post and len(before.terms) == len(after.terms) == 1
        ]
        if len(found) != 1:
            return None
        ((before, after),) = found
        end, start = before.terms[0].end, after.terms[0].start
        if end is None or start is None or end.earliest > start.latest:
            return None
        years = {day.year for when in (end, start) for day in (when.earliest, when.latest)}
        return (before.post, f"in {min(years)}") if len(years) == 1 else None

    def _times(self, spans: Sequence[Span]) -> str:
        return listed([_from_to(span) for span in spans])

    @property
    def _finding(self) -> str:
        """Say the same in a sentence of its own, with names."""
        if self.on:
            names = [f"{holder.person} ({holder.post})" for holder in self.inside]
            told = f"In office {self._at}: {listed(names) if names else 'nobody surely'}"
            if self.perhaps:
                told += f"; perhaps {listed([h.person for h in self.perhaps])}"
            return f"{told}."
        if len(self.holders) == 1:
            return ""
        if not self.maybe:
            return f"{self._never}{self._why_not()}."
        if not self.sure:
            return f"{self.title}, but on no day surely."
        return f"{self.title}."

    def _why_not(self) -> str:
        left = min(self.holders, key=lambda h: max(end for _, end in h.maybe))
        came = max(self.holders, key=lambda h: min(start for start, _ in h.maybe))
        if max(end for _, end in left.maybe) >= min(start for start, _ in came.maybe):
            return ""
        return (
            f": {left.person}’s term as {left.post} ended {left.terms[-1].end}, and "
            f"{came.person}’s as {came.post} began {came.terms[0].start}"
        )

    @property
    def alt(self) -> str:
        posts = len({holder.post for holder in self.holders})
        people = len({holder.person for holder in self.holders})
        who = "one person" if people == 1 else f"{number(people)} people"
        subject = f"Chart with the terms of {who} in {count(posts, 'post')} as bars."
        if len(self.holders) == 1 and not self.on:
            return f"Chart with one term of office as a bar: {_told(self.holders[0])}."
        if self.on and len(self.inside) + len(self.perhaps) > 5:
            return f"{subject} {self.title}."
        return f"{subject} {self._finding}"

    @property
    def description(self) -> str:
        opening = "Each bar is a term of office; people stand under their posts."
        paragraphs = [f"{opening} {self._finding}".strip()]
        if not self.on and self.sure and self.maybe != self.sure:
            paragraphs.append(
                "Because some dates are not known to the day, it may be longer: "
                f"{self._times(self.maybe)}."
            )
        paragraphs += self._outside() if self.on else self._bounds()
        paragraphs.append("; ".join(_told(holder) for holder in self.holders) + ".")
        return "\n\n".join(paragraphs)

    def _outside(self) -> list[str]:
        assert self.on is not None
        absent = [h for h in self.holders if h not in self.inside and h not in self.perhaps]
        left = [h.person for h in absent if max(end for _, end in h.maybe) < self.on.earliest]
        to_come = [h.person for h in absent if min(first for first, _ in h.maybe) > self.on.latest]
        return [
            f"{what}: {listed(list(dict.fromkeys(names)))}."
            for what, names in (("Had left by then", left), ("Came later", to_come))
            if names
        ]

    def _bounds(self) -> list[str]:
        """Say whose coming and whose leaving bound the time when all were in office."""
        if len(self.holders) == 1 or len(self.sure) != 1:
            return []
        start, end = self.sure[0]
        came = [h.person for h in self.holders if any(first == start for first, _ in h.sure)]
        left = [h.person for h in self.holders if any(last == end for _, last in h.sure)]
        return [f"The last to come: {listed(came)}. The first to leave: {listed(left)}."]


def _table(holders: Sequence[Holder], on: When | None) -> pd.DataFrame:
    rows = [(holder, term) for holder in holders for term in holder.terms]
    table = pd.DataFrame(
        {
            "Person": [holder.person for holder, _ in rows],
            "Post": [holder.post for holder, _ in rows],
            "From": [term.start.words if term.start else "not given" for _, term in rows],
            "Until": [term.end.words if term.end else "open" for _, term in rows],
        }
    )
    if on:
        table[f"In office {'on' if on.is_day else 'all through'} {on}"] = [
            "yes" if holder.is_in(on) else "perhaps" if holder.may_be_in(on) else "no"
            for holder, _ in rows
        ]
    return table
