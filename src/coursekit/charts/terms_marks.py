"""The marks of the chart of terms: bars under their posts, and the time when all were in office."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from coursekit.charts.chart import BAND, EVENT, GREY, INK, LINE, PAPER
from coursekit.charts.offices import Span, span_words
from coursekit.charts.papers import MARGIN, WIDTH, clear, on_paper, settle
from coursekit.charts.scales import axis_day, extent, points_high, points_wide, ticks
from coursekit.charts.signs import bar
from coursekit.charts.wording import fit_lines, short, text_width, trim
from coursekit.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from coursekit.charts.offices import Holder, Term
    from coursekit.records import When

# Points.
_ROW, _POST, _LEADING, _BAR = 17.0, 20.0, 12.0, 8.0
_COLUMN, _GUTTER, _APART = 250.0, 14.0, 8.0
_KEY, _NO_KEY = 34.0, 4.0  # above the rows, with and without words for a shaded time


class _Row(NamedTuple):
    holder: Holder
    top: float
    height: float
    post: str
    dates: list[str]
    beside: bool


class TermsDrawing:
    """The marks of the chart: x are days, y counts points downwards from the first row."""

    def __init__(
        self,
        holders: Sequence[Holder],
        *,
        on: When | None,
        sure: Sequence[Span],
        maybe: Sequence[Span],
    ) -> None:
        self.holders, self.on_day = holders, on
        self.shaded = [] if len(holders) == 1 else list(sure) or list(maybe)
        self.is_sure, self.maybe = bool(sure), list(maybe) if len(holders) > 1 else []
        if on:
            self.shaded, self.is_sure, self.maybe = [(on.earliest, on.latest)], True, []
        self.key = _KEY if self.shaded else _NO_KEY
        known = [
            edge
            for holder in holders
            for term in holder.terms
            for when in (term.start, term.end, on)
            if when
            for edge in extent(when)
        ]
        padding = max((max(known) - min(known)) * 0.04, 10.0)
        self.low, self.high = min(known) - padding, max(known) + padding
        dates = {holder: self._dates(holder) for holder in holders}
        needed = [
            text_width(holder.person, 10, self._weight(holder))
            + _APART
            + max(text_width(line, 9) for line in dates[holder])
            for holder in holders
        ]
        posts = [text_width(holder.post, 9) for holder in holders]
        self.column = min(max(needed + posts) + 0.5, _COLUMN)
        self.rows = self._place_rows(dates, needed)
        self.height = self.rows[-1].top + self.rows[-1].height + 4

    def _weight(self, holder: Holder) -> str:
        return "bold" if self.on_day and holder.is_in(self.on_day) else "normal"

    def _dates(self, holder: Holder) -> list[str]:
        return [
            line for term in holder.terms for line in fit_lines(short(term.words), _COLUMN - 80, 9)
        ]

    def _place_rows(self, dates: dict[Holder, list[str]], needed: Sequence[float]) -> list[_Row]:
        rows: list[_Row] = []
        top = 0.0
        for holder, width in zip(self.holders, needed, strict=True):
            is_first = not rows or rows[-1].holder.post != holder.post
            top += _POST if is_first else 0
            beside = width <= self.column
            lines = len(dates[holder]) + (not beside)
            height = _ROW + _LEADING * (lines - 1)
            rows.append(
                _Row(holder, top, height, holder.post if is_first else "", dates[holder], beside)
            )
            top += height
        return rows

    def on_paper(self, title: str, source: str) -> Axes:
        """Make a figure whose height fits the rows, with title, reading aid and credit line."""
        left = MARGIN + self.column + _GUTTER
        ax = on_paper(
            title,
            self._reading_aids(),
            source,
            body=self.key + self.height,
            left=left,
            wide=WIDTH - MARGIN - left,
        )
        return self._draw(ax)

    def on(self, ax: Axes, title: str) -> Axes:
        """Draw in axes that somebody else has made; labels stand to the left of them."""
        clear(ax, title, wide=max(points_wide(ax) - self.column - _GUTTER, 160))
        self._set_axis(ax)
        settle(ax)
        needed, high = self.key + self.height, points_high(ax)
        if high < needed * 0.97:
            raise CourseError(
                f"These axes are {high / 72:.1f} inches high, and the terms need "
                f"{needed / 72:.1f}. Make the figure higher, or leave ax out."
            )
        return self._draw(ax)

    def _reading_aids(self) -> list[str]:
        terms = [term for holder in self.holders for term in holder.terms]
        parts = ["A bar is a term of office"]
        if any(term.sure != term.maybe for term in terms):
            parts.append("hollow where its first or last day is not known")
        aids = [", ".join(parts) + "."]
        if self.on_day:
            perhaps = any(
                h.may_be_in(self.on_day) and not h.is_in(self.on_day) for h in self.holders
            )
            ring = ", a ring that they perhaps were" if perhaps else ""
            aids[0] += f" A dot says that they were in office then{ring}."
        elif self.shaded and self.is_sure and self.maybe != self.shaded:
            aids[0] += " Between the broken lines all may have been in office."
        return aids

    def _set_axis(self, ax: Axes) -> None:
        ax.set_xlim(self.low, self.high)
        ax.set_ylim(self.height, -self.key)
        day = (self.high - self.low) / points_wide(ax)
        marks = [
            (place, name)
            for place, name in zip(*ticks(self.low, self.high, points_wide(ax)), strict=True)
            if (self.high - place) / day + MARGIN > text_width(name, 9.5) / 2
        ]
        ax.set_xticks([place for place, _ in marks], [name for _, name in marks])
        ax.set_yticks([])
        ax.xaxis.tick_top()
        ax.tick_params(axis="x", length=0, labelsize=9.5, labelcolor=GREY)
        ax.grid(visible=True, axis="x", color="#dfdbd2", linewidth=0.8)

    def _draw(self, ax: Axes) -> Axes:
        self._set_axis(ax)
        self._draw_shade(ax)
        for number, row in enumerate(self.rows):
            y = row.top + _ROW / 2
            for part, term in enumerate(row.holder.terms):
                self._draw_term(ax, term, y, f"term:{number}.{part}")
            self._draw_dot(ax, row.holder, y, f"on:{number}")
            self._write(ax, row, y)
        return ax

    def _edge(self, day: date, *, after: int = 0) -> float:
        if day in (date.min, date.max):
            return self.low if day == date.min else self.high
        return min(max(axis_day(day) + after, self.low), self.high)

    def _draw_shade(self, ax: Axes) -> None:
        least = 3 * (self.high - self.low) / points_wide(ax)
        for span in self.maybe if self.maybe != self.shaded else []:
            for x in (self._edge(span[0]), self._edge(span[1], after=1)):
                ax.plot(
                    [x, x],
                    [-4, self.height],
                    color=LINE,
                    linewidth=1,
                    linestyle=(0, (3, 2)),
                    zorder=1,
                    gid="perhaps",
                )
        for span in self.shaded:
            start, end = self._edge(span[0]), self._edge(span[1], after=1)
            spare = max(least - (end - start), 0) / 2
            bar(
                ax,
                (start - spare, end + spare),
                self.height / 2 - 2,
                self.height + 4,
                facecolor=BAND if self.is_sure else PAPER,
                edgecolor=LINE,
                linewidth=0.8,
                linestyle="-" if self.is_sure else (0, (3, 2)),
                zorder=0.5,
                gid="shade",
            )
        if self.shaded:
            self._write_shade(ax)

    def _write_shade(self, ax: Axes) -> None:
        """Say above the shaded time what it is, as near to its middle as there is room."""
        start, end = max(self.shaded, key=lambda span: span[1] - span[0])
        if self.on_day:
            lines = [self.on_day.words]
        else:
            what = "all in office" if self.is_sure else "perhaps all in office"
            again = f", {len(self.shaded)} times" if len(self.shaded) > 1 else ""
            lines = [f"{what}{again}:", short(span_words((start, end)))]
        day = (self.high - self.low) / points_wide(ax)
        half = max(text_width(line, 9, "bold") for line in lines) / 2 * day
        middle = (self._edge(start) + self._edge(end, after=1)) / 2
        place = max(min(middle, self.high + (MARGIN - 4) * day - half), self.low + half)
        for number, line in enumerate(reversed(lines)):
            ax.annotate(
                line,
                (place, 0),
                (0, 9 + 11 * number),
                textcoords="offset points",
                ha="center",
                va="baseline",
                size=9,
                weight="bold",
                color=INK,
                annotation_clip=False,
                zorder=5,
                bbox={"facecolor": PAPER, "linewidth": 0, "pad": 1},
            )

    def _draw_term(self, ax: Axes, term: Term, y: float, gid: str) -> None:
        start, end = self._edge(term.maybe[0]), self._edge(term.maybe[1], after=1)
        least = 3.6 * (self.high - self.low) / points_wide(ax)
        spare = max(least - (end - start), 0) / 2
        bar(ax, (start - spare, end + spare), y, _BAR, facecolor=PAPER, gid=gid)
        if term.sure:
            full = self._edge(term.sure[0]), self._edge(term.sure[1], after=1)
            span = (full[0] - spare, full[1] + spare)
            bar(ax, span, y, _BAR, facecolor=EVENT, linewidth=0, gid=f"{gid}:sure")
        for when, x, marker in ((term.start, self.low, 8), (term.end, self.high, 9)):
            if when is None:  # a caret that points out of the chart
                ax.plot(
                    [x],
                    [y],
                    marker=marker,
                    markersize=7,
                    color=EVENT,
                    clip_on=False,
                    zorder=3.5,
                    linestyle="none",
                    gid=f"{gid}:open",
                )

    def _draw_dot(self, ax: Axes, holder: Holder, y: float, gid: str) -> None:
        if not self.on_day or not holder.may_be_in(self.on_day):
            return
        ax.plot(
            [sum(extent(self.on_day)) / 2],
            [y],
            marker="o",
            markersize=7,
            markerfacecolor=INK if holder.is_in(self.on_day) else PAPER,
            markeredgecolor=PAPER if holder.is_in(self.on_day) else INK,
            markeredgewidth=1.4,
            linestyle="none",
            clip_on=False,
            zorder=4,
            gid=gid,
        )

    def _write(self, ax: Axes, row: _Row, y: float) -> None:
        left, right = -self.column - _GUTTER, -_GUTTER
        weight = self._weight(row.holder)
        room = self.column - (max(text_width(d, 9) for d in row.dates) + _APART) * row.beside
        name = trim(row.holder.person, room, 10, weight)
        words = [(name, left, 0.0, "left", 10.0, weight, INK)]
        if row.post:
            post = trim(row.post, self.column, 9)
            words.append((post, left, _POST - 4.5, "left", 9.0, "normal", GREY))
        for number, line in enumerate(row.dates):
            down = _LEADING * (number + (not row.beside))
            words.append((line, right, -down, "right", 9.0, "normal", GREY))
        for text, shift, up, side, size, style, colour in words:
            ax.annotate(
                text,
                (0, y),
                (shift, up),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha=side,
                va="center_baseline",
                size=size,
                weight=style,
                color=colour,
                annotation_clip=False,
                zorder=5,
            )
