"""The marks of the cumulative chart: steps, their signs, and a name for as many as have room."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from coursekit.charts.chart import BAND, GREY, INK, LINE
from coursekit.charts.papers import MARGIN, WIDTH, clear, days_across, on_paper, settle
from coursekit.charts.scales import extent, points_high, points_wide
from coursekit.charts.signs import bar, draw_when, explain_signs
from coursekit.charts.wording import ordinal, short, text_width, trim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from coursekit.charts.cumulative import Arrival
    from coursekit.records import When

# Points.
_STEP, _MOST, _LEAST = 14.0, 500.0, 56.0
_LABEL = 13.0  # from one name to the next, at least
_BESIDE, _APART = 8.0, 5.0
_COUNTS = 26.0


class CountDrawing:
    """The marks of the chart: x are days, y is the count; row n lies between n - 1 and n."""

    def __init__(
        self, shown: Sequence[Arrival], *, marked: Arrival | None, end: When | None, noun: str
    ) -> None:
        self.shown, self.marked, self.noun = shown, marked, noun
        ends = [edge for arrival in shown for edge in extent(arrival.when)]
        last = extent(end)[1] if end is not None else max(ends)
        padding = max((max(last, *ends) - min(ends)) * 0.03, 2.0)
        self.low, self.high = min(ends) - padding, max(last, *ends) + padding

    def on_paper(self, title: str, source: str) -> Axes:
        """Make a figure with room for a name at each step, while that is possible."""
        body = min(max(_STEP * len(self.shown), _LEAST), _MOST)
        aid = explain_signs(arrival.when for arrival in self.shown)
        broken = (
            " Where the line is broken, the count of the day is not known."
            if any(not arrival.when.is_day for arrival in self.shown)
            else ""
        )
        ax = on_paper(
            title,
            [f"Each step is one {self.noun}. {aid}{broken}"],
            source,
            body=body,
            left=MARGIN + _COUNTS,
            wide=WIDTH - 2 * MARGIN - _COUNTS,
        )
        return self._draw(ax)

    def on(self, ax: Axes, title: str) -> Axes:
        """Draw in axes that somebody else has made; names where there is room for them."""
        clear(ax, title, wide=max(points_wide(ax), 120))
        self._set_axis(ax)
        settle(ax)
        return self._draw(ax)

    def _set_axis(self, ax: Axes) -> None:
        total = len(self.shown)
        self._make_room(points_wide(ax))
        days_across(ax, self.low, self.high)
        ax.set_ylim(0, total)
        every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**6) if total <= 8 * n)
        counts = list(range(0, total + 1, every))
        ax.set_yticks(counts, [str(n) for n in counts])
        ax.tick_params(axis="y", length=0, labelsize=9.5, labelcolor=GREY, labelleft=True)
        ax.grid(visible=True, axis="both", color="#dfdbd2", linewidth=0.8)

    def _make_room(self, wide: float) -> None:
        """Lengthen the axis where a name has no room on either side of its step."""
        for arrival in self.shown:
            start, end = extent(arrival.when)
            date, name = text_width(short(arrival.when.words), 9), text_width(arrival.name, 9.5)
            needed = min((_BESIDE + min(name, 150) + _APART + date) / wide, 0.7)
            if max(self.high - end, start - self.low) < needed * (self.high - self.low):
                self.high = max(self.high, (end - needed * self.low) / (1 - needed))

    def _draw(self, ax: Axes) -> Axes:
        self._set_axis(ax)
        wide, high = points_wide(ax), points_high(ax)
        day, step = (self.high - self.low) / wide, high / len(self.shown)
        self._draw_line(ax)
        for arrival in self.shown:
            marked = arrival is self.marked
            draw_when(
                ax,
                arrival.when,
                arrival.place - 0.5,
                gid=f"sign:{arrival.place}",
                thick=min(7 / step, 0.9),
                least=3.6 * day,
                size=min(9.0 if marked else 6.5, max(step, 4)),
            )
        for arrival in self._choose_named(step):
            self._write(ax, arrival, day, max(_LABEL - step, 0) / 2)
        if self.marked:
            self._draw_band(ax, self.marked, max(1.0, _LABEL / step))
        return ax

    def _draw_line(self, ax: Axes) -> None:
        """Draw the count: whole where it is known, broken where a day is not."""
        for known, points in self._find_line():
            xs, ys = zip(*points, strict=True)
            ax.plot(
                xs,
                ys,
                color=LINE,
                linewidth=1.6,
                linestyle="-" if known else (0, (2, 1.5)),
                zorder=2,
                clip_on=False,
                gid="count" if known else "count:broken",
            )

    def _find_line(self) -> list[tuple[bool, list[tuple[float, float]]]]:
        """Give the pieces of the line, and whether the count is known along each."""
        spans = self._narrow()
        pieces: list[tuple[bool, list[tuple[float, float]]]] = []
        knots = [(self.low, 0.0)]
        row = 0
        while row < len(spans):
            start, end = spans[row]
            after = row + 1
            if self.shown[row].when.is_day:
                middle = (start + end) / 2
                knots += [(middle, float(row)), (middle, float(after))]
            else:
                while after < len(spans) and spans[after][0] < end and not self._is_day(after):
                    end = max(end, spans[after][1])
                    after += 1
                pieces += [
                    (True, [*knots, (start, float(row))]),
                    (False, [(start, float(row)), (end, float(after))]),
                ]
                knots = [(end, float(after))]
            row = after
        return [*pieces, (True, [*knots, (self.high, float(len(spans)))])]

    def _is_day(self, row: int) -> bool:
        return self.shown[row].when.is_day

    def _narrow(self) -> list[tuple[float, float]]:
        """Narrow what each date may mean by the dates before and after it: they count in order."""
        spans = [extent(arrival.when) for arrival in self.shown]
        starts = list(accumulate((start for start, _ in spans), max))
        ends = [*accumulate((end for _, end in reversed(spans)), min)][::-1]
        return list(zip(starts, ends, strict=True))

    def _choose_named(self, step: float) -> list[Arrival]:
        """Choose who is named: the marked one, the ends, then those after the longest waits."""
        waits = {
            after.place: after.when.earliest - before.when.latest
            for before, after in pairwise(self.shown)
        }
        ends = [self.shown[0], self.shown[-1]]
        rest = sorted(self.shown[1:-1], key=lambda one: waits[one.place], reverse=True)
        named: list[Arrival] = []
        for arrival in [*filter(None, [self.marked]), *ends, *rest]:
            apart = min((abs(arrival.place - other.place) for other in named), default=1e9)
            if apart * step >= _LABEL:
                named.append(arrival)
        return sorted(named, key=lambda arrival: arrival.place)

    def _write(self, ax: Axes, arrival: Arrival, day: float, away: float) -> None:
        """Write a name at the right of its step, or at the left where no room is left.

        Where steps are low it keeps away from the line: right of it is below, left above.
        """
        marked = arrival is self.marked
        weight = "bold" if marked else "normal"
        start, end = extent(arrival.when)
        name = f"{arrival.name}, {ordinal(arrival.place)}" if marked else arrival.name
        date = short(arrival.when.words)
        right = (self.high - end) / day - _BESIDE
        left = (start - self.low) / day - _BESIDE
        dated = text_width(date, 9)
        side, room = ("left", right) if right >= left or right > 220 else ("right", left)
        if text_width(name, 9.5, weight) + _APART + dated <= right:
            side, room = "left", right
        name = trim(name, max(room - dated - _APART, 40), 9.5, weight)
        named = text_width(name, 9.5, weight)
        x = end if side == "left" else start
        shift = _BESIDE if side == "left" else -_BESIDE - named - _APART - dated
        for text, offset, size, style, colour in (
            (name, shift, 9.5, weight, INK),
            (date, shift + named + _APART, 9.0, "normal", GREY),
        ):
            ax.annotate(
                text,
                (x, arrival.place - 0.5),
                (offset, away if side == "right" else -away),
                textcoords="offset points",
                va="center_baseline",
                size=size,
                weight=style,
                color=colour,
                annotation_clip=False,
                zorder=5,
                in_layout=False,
            )

    def _draw_band(self, ax: Axes, arrival: Arrival, thick: float) -> None:
        bar(
            ax,
            (self.low, self.high),
            arrival.place - 0.5,
            thick,
            facecolor=BAND,
            linewidth=0,
            zorder=0,
            gid="band",
        )
