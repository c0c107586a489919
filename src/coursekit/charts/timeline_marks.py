"""The marks of the timeline chart: days on an axis to scale, and labels that never touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursekit.charts.chart import BAND, GREY, INK, LINE
from coursekit.charts.papers import MARGIN, WIDTH, clear, on_paper, settle
from coursekit.charts.places import choose_lanes, spread
from coursekit.charts.scales import DOWN, extent, points_high, points_wide, ticks
from coursekit.charts.signs import bar, draw_when, explain_signs, is_span
from coursekit.charts.wording import count, fit_lines, short, text_width, trim
from coursekit.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from matplotlib.axes import Axes

    from coursekit.records import Event, When

# Points.
_LEADING, _ROW, _ABOVE = 12.5, 17.0, 8.5
_DATES, _TITLES = 100.0, 90.0
_LANE, _LANES, _AXIS = 10.0, 5, 4.0
_LEADER, _GAP = 34.0, 10.0


class _Label(NamedTuple):
    event: Event
    dates: list[str]
    titles: list[str]

    @property
    def height(self) -> float:
        """How high the label is, with the room around it."""
        return _ROW + _LEADING * (max(len(self.dates), len(self.titles)) - 1)


def _anchor(when: When) -> float:
    """Where the line to a label begins: where a span starts, in the middle of a guess."""
    start, end = extent(when)
    return start + 0.5 if is_span(when) else (start + end) / 2


def _date_lines(event: Event) -> list[str]:
    return fit_lines(short(event.when.words), _DATES, 9)


class TimelineDrawing:
    """The marks of the chart: x counts points from the axis, y the days, downwards."""

    def __init__(self, events: Sequence[Event], marked: Collection[str]) -> None:
        self.events = sorted(events, key=lambda e: (_anchor(e.when), e.when.latest))
        self.marked = marked
        ends = [end for event in events for end in extent(event.when)]
        padding = max((max(ends) - min(ends)) * 0.02, 2.0)
        self.low, self.high = min(ends) - padding, max(ends) + padding
        lines = [line for event in events for line in _date_lines(event)]
        self.dates = max(text_width(line, 9) for line in lines)

    def on_paper(self, title: str, lead: str, source: str) -> Axes:
        """Make a figure whose height fits the labels, with title, reading aids and credit line."""
        # Widest where most lanes are needed: the height is known only after the lines are broken.
        narrow = WIDTH - MARGIN - self._left - self._labels_at(_LANES)
        needed = sum(label.height for label in self._labels(narrow))
        body = max(needed * 1.08 + 8, 60 if len(self.events) == 1 else 120)
        aid = explain_signs(event.when for event in self.events)
        ax = on_paper(
            title,
            [lead, f"Time runs downwards, to scale. {aid}"],
            source,
            body=body,
            left=self._left,
            wide=WIDTH - MARGIN - self._left,
            head_room=14,
        )
        self._set_axis(ax)
        return self._draw(ax, body)

    def on(self, ax: Axes, title: str) -> Axes:
        """Draw in axes that somebody else has made; years stand to the left of them."""
        clear(ax, title, wide=max(points_wide(ax), 120))
        self._set_axis(ax)
        settle(ax)
        return self._draw(ax, points_high(ax))

    @property
    def _left(self) -> float:
        _, labels = ticks(self.low, self.high, 5000, DOWN)
        return MARGIN + max((text_width(label, 9.5) for label in labels), default=0) + 6

    def _labels_at(self, lanes: int) -> float:
        return _AXIS + _LANE * lanes + _LEADER

    def _labels(self, wide: float) -> list[_Label]:
        room = wide - self.dates - _GAP
        labels = []
        for event in self.events:
            weight = "bold" if event.id in self.marked else "normal"
            first, *rest = fit_lines(event.title, room, 10, weight)
            titles = [first, " ".join(rest)] if rest else [first]
            labels.append(
                _Label(
                    event,
                    _date_lines(event),
                    [trim(line, room, 10, weight) for line in titles],
                )
            )
        return labels

    def _draw(self, ax: Axes, high: float) -> Axes:
        wide, day = points_wide(ax), (self.high - self.low) / high
        lanes = self._choose_lanes(day)
        labels_at = self._labels_at(max(lanes) + 1)
        labels = self._labels(wide - labels_at)
        self._check_room(wide - labels_at - self.dates - _GAP, high, labels)
        ax.set_xlim(0, wide)
        self._draw_axis(ax, labels_at - _LEADER - _LANE / 2)
        heights = [label.height for label in labels]
        places = (
            spread(
                [(_anchor(event.when) - self.low) / day for event in self.events],
                [0, *heights[:-1]],
                _ABOVE,
                high - heights[-1] + _ABOVE,
            )
            if len(labels) > 1
            else [high / 2 - heights[0] / 2 + _ABOVE]
        )
        for label, place, lane in zip(labels, places, lanes, strict=True):
            event = label.event
            x = _AXIS + _LANE * (max(lanes) - lane) + _LANE / 2
            draw_when(
                ax,
                event.when,
                x,
                down=True,
                gid=f"event:{event.id}",
                thick=6,
                least=3.6 * day,
                size=9 if event.id in self.marked else 7,
            )
            y = self.low + place * day
            self._draw_leader(ax, event, (x, labels_at - _LEADER, labels_at), y)
            self._write(ax, label, labels_at, y, wide, day)
        return ax

    def _check_room(self, wide: float, high: float, labels: Sequence[_Label]) -> None:
        needed = sum(label.height for label in labels)
        if wide < _TITLES or needed > high + 0.01:
            more = max(_TITLES - wide, 0) / 72
            raise CourseError(
                f"The labels of {count(len(labels), 'event')} do not fit into these axes: they "
                f"need {needed / 72:.1f} inches of height and have {high / 72:.1f}"
                + (f", and lack {more:.1f} inches of width" if more else "")
                + ". Make the figure larger, show fewer events, or leave ax out."
            )

    def _choose_lanes(self, day: float) -> list[int]:
        """Put days nearest to the labels, long bars beyond them, and none over another."""
        spans, long = [], []
        for event in self.events:
            start, end = (edge / day for edge in extent(event.when))
            spare = max(7 - (end - start), 0) / 2 + 0.5
            spans.append((start - spare, end + spare))
            long.append(end - start > 14)
        short_ones = [span for span, is_long in zip(spans, long, strict=True) if not is_long]
        long_ones = [span for span, is_long in zip(spans, long, strict=True) if is_long]
        near = choose_lanes(short_ones, _LANES - bool(long_ones))
        first = max(near, default=-1) + 1
        far = [first + lane for lane in choose_lanes(long_ones, _LANES - first)]
        return [far.pop(0) if is_long else near.pop(0) for is_long in long]

    def _set_axis(self, ax: Axes) -> None:
        ax.set_ylim(self.high, self.low)
        ax.set_xticks([])
        ax.set_yticks(*ticks(self.low, self.high, points_high(ax), DOWN))
        ax.tick_params(axis="y", length=0, pad=5, labelsize=9.5, labelcolor=GREY, labelleft=True)
        ax.grid(visible=False)

    def _draw_axis(self, ax: Axes, right: float) -> None:
        ax.hlines(ax.get_yticks(), 0, right, color="#dfdbd2", linewidth=0.8, zorder=1)
        ax.plot([right, right], [self.low, self.high], color=LINE, linewidth=1.2, gid="axis")

    def _draw_leader(
        self, ax: Axes, event: Event, stops: tuple[float, float, float], y: float
    ) -> None:
        mark, bend, label = stops
        start = _anchor(event.when)
        strong = event.id in self.marked
        ax.plot(
            [mark, bend - 2, label - 9, label - 4],
            [start, start, y, y],
            color=INK if strong else LINE,
            linewidth=1.6 if strong else 0.8,
            zorder=2.5 if strong else 2,
            clip_on=False,
            solid_joinstyle="round",
            gid=f"line:{event.id}",
        )

    def _write(self, ax: Axes, label: _Label, x: float, y: float, wide: float, day: float) -> None:
        marked = label.event.id in self.marked
        if marked:
            middle = y + (label.height / 2 - _ABOVE) * day
            span = (x - 3, wide + MARGIN)
            bar(
                ax,
                span,
                middle,
                label.height * day,
                facecolor=BAND,
                linewidth=0,
                zorder=0,
                gid="band",
            )
        columns = (
            (label.dates, x, 9.0, "normal", GREY),
            (label.titles, x + self.dates + _GAP, 10.0, "bold" if marked else "normal", INK),
        )
        for lines, left, size, weight, colour in columns:
            for number, line in enumerate(lines):
                ax.annotate(
                    line,
                    (left, y),
                    (0, -number * _LEADING),
                    textcoords="offset points",
                    va="center_baseline",
                    size=size,
                    weight=weight,
                    color=colour,
                    annotation_clip=False,
                    zorder=5,
                    in_layout=False,
                )
