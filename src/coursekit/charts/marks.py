"""The marks of the chart from event to stamp: where each row, sign and word goes."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import blended_transform_factory

from coursekit.charts.chart import BAND, EVENT, GREY, INK, LINE, PAPER, STAMP, TRUE
from coursekit.charts.wording import fit_lines, text_width, trim
from coursekit.records import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from coursekit.charts.pages import Page
    from coursekit.records import When

# Points (1/72 inch).
_WIDTH = 7.2 * 72
_MARGIN = 14.0
_LABELS = 206.0
_GUTTER = 14.0
_ROW, _LEADING = 30.0, 12.5
_KEY = 24.0
_DAY = re.compile(rf"\b(\d\d?) (?={'|'.join(MONTHS[1:])})")


def _axis_day(day: date) -> float:
    return float(date2num(day))  # type: ignore[no-untyped-call]


def _extent(when: When) -> tuple[float, float]:
    """Give the stretch of the axis that a date may mean: a day is a day wide."""
    return _axis_day(when.earliest), _axis_day(when.latest) + 1


class Drawing:
    """The marks of the chart: where each row, sign and word goes.

    The y axis counts points downwards, so that a row is as high as its headline needs.
    """

    def __init__(self, pages: Sequence[Page], *, marked: Page | None, numbers: bool) -> None:
        self.pages, self.marked, self.numbers = pages, marked, numbers
        ends = [end for page in pages for end in (*_extent(page.event), *_extent(page.stamp))]
        padding = max((max(ends) - min(ends)) * 0.03, 3.0)
        self.low, self.high = min(ends) - padding, max(ends) + padding
        self.headlines = [self._headline(page) for page in pages]
        self.heights = [_ROW + _LEADING * (len(lines) - 1) for lines in self.headlines]

    def _weight(self, page: Page) -> str:
        return "bold" if page is self.marked else "normal"

    def _headline(self, page: Page) -> list[str]:
        """Break a headline into two lines at most."""
        weight = self._weight(page)
        headline = _DAY.sub("\\1\N{NO-BREAK SPACE}", page.headline)
        first, *rest = fit_lines(headline, _LABELS, 10, weight)
        lines = [first, " ".join(rest)] if rest else [first]
        return [trim(line, _LABELS, 10, weight) for line in lines]

    def on_paper(self, title: str, source: str) -> Axes:
        """Make a figure whose height fits the rows, with title, reading aid and credit line."""
        wide = _WIDTH - 2 * _MARGIN
        left = _MARGIN + _LABELS + _GUTTER
        plot = self._plot_width(_WIDTH - _MARGIN - left)
        titles = fit_lines(title, wide, 14, "bold")
        aids = [line for aid in self._reading_aids() for line in fit_lines(aid, wide, 10)]
        credits = fit_lines(source, wide, 9)
        head = 16 + 18.5 * len(titles) + 4 + 14 * len(aids) + 24
        rows = _KEY + sum(self.heights)
        foot = 12 + 12 * len(credits) + 10
        height = head + rows + foot
        figure = Figure(figsize=(_WIDTH / 72, height / 72))
        FigureCanvasAgg(figure)
        ax = figure.add_axes((left / _WIDTH, foot / height, plot / _WIDTH, rows / height))

        def write(lines: list[str], top: float, leading: float, **style: Any) -> float:
            for line in lines:
                figure.text(_MARGIN / _WIDTH, 1 - top / height, line, va="top", **style)
                top += leading
            return top

        top = write(titles, 16, 18.5, size=14, weight="bold", color=INK)
        write(aids, top + 4, 14, size=10, color=GREY)
        write(credits, height - foot + 12, 12, size=9, color=GREY, gid="credit")
        return self._draw(ax, band_from=figure.transFigure)

    def on(self, ax: Axes, title: str) -> Axes:
        """Draw in axes that somebody else has made; labels stand to the left of them."""
        figure = ax.get_figure(root=True)
        if figure is not None:
            figure.set_facecolor(PAPER)
        ax.set_facecolor("none")
        ax.spines[:].set_visible(False)
        ax.set_title("\n".join(fit_lines(title, 420, 12, "bold")), loc="left", size=12, color=INK)
        return self._draw(ax, band_from=ax.transAxes)

    def _plot_width(self, room: float) -> float:
        """Leave as much room at the right as the words beside the stamps need."""
        width = room - 18
        for page in self.pages:
            end = max(_extent(page.event)[1], _extent(page.stamp)[1])
            share = (end - self.low) / (self.high - self.low)
            words = [text_width(text, size, weight) for text, size, weight, _ in self._words(page)]
            width = min(width, (room - 12 - max(words, default=0)) / share)
        return max(width, 60.0)

    def _reading_aids(self) -> list[str]:
        order = "; longest gap first" if len(self.pages) > 1 else ""
        aids = [f"From the event that a page tells of to the date stamped on the page{order}."]
        if any(not (page.event.is_day and page.stamp.is_day) for page in self.pages):
            aids.append("A bar: the day itself is not known, only the month or year.")
        return aids

    def _words(self, page: Page) -> list[tuple[str, float, str, str]]:
        """Give what stands beside the stamp, line by line: text, size, weight, colour."""
        verdict, colour, below = page.gap if self.numbers else "", INK, page.kind
        if page.is_true:
            verdict, colour = "true date", TRUE
            below = " · ".join(filter(None, [page.gap if self.numbers else "", page.kind]))
        elif page.is_open:
            verdict = page.gap
        elif page.is_early:
            verdict = f"{verdict} earlier".strip()
        if page is self.marked and self.numbers and page.least == page.most > 60:
            below = f"{page.least:,} days"
        lines = (
            (verdict, 10.0, "bold", colour),
            (trim(below, 150, 9) if below else "", 9.0, "normal", GREY),
        )
        return [line for line in lines if line[0]]

    def _draw(self, ax: Axes, *, band_from: Any) -> Axes:
        ax.set_xlim(self.low, self.high)
        ax.set_ylim(sum(self.heights), -_KEY)
        ax.set_xticks(*_ticks(self.low, self.high, _points_wide(ax)))
        ax.set_yticks([])
        ax.xaxis.tick_top()
        ax.tick_params(axis="x", length=0, labelsize=9.5, labelcolor=GREY)
        ax.grid(visible=True, axis="x", color="#dfdbd2", linewidth=0.8)
        top = 0.0
        for page, lines, height in zip(self.pages, self.headlines, self.heights, strict=True):
            if page is self.marked:
                band = blended_transform_factory(band_from, ax.transData)
                ax.add_patch(
                    Rectangle(
                        (0, top),
                        1,
                        height,
                        transform=band,
                        clip_on=False,
                        facecolor=BAND,
                        linewidth=0,
                        zorder=0,
                        gid="band",
                    )
                )
            self._draw_signs(ax, top + height / 2, page)
            self._write_row(ax, top + height / 2, page, lines)
            top += height
        self._write_key(ax, self.pages[0], self.heights[0] / 2)
        return ax

    def _draw_signs(self, ax: Axes, y: float, page: Page) -> None:
        event, stamp = _extent(page.event), _extent(page.stamp)
        middles = sum(event) / 2, sum(stamp) / 2
        ax.plot(
            middles,
            [y, y],
            zorder=2,
            gid=f"line:{page.id}",
            color=TRUE if page.is_true else INK if page is self.marked else LINE,
            linewidth=2.4 if page is self.marked else 1.6,
            linestyle=":" if page.is_true else "-",
        )
        if page.event.is_day:
            _draw_sign(
                ax,
                middles[0],
                y,
                f"event:{page.id}",
                marker="o",
                markersize=9,
                zorder=3,
                markerfacecolor=PAPER,
                markeredgecolor=EVENT,
                markeredgewidth=1.8,
            )
        else:
            self._draw_bar(
                ax, y, event, f"event:{page.id}", facecolor=PAPER, edgecolor=EVENT, zorder=3
            )
        if not page.stamp.is_day:
            self._draw_bar(
                ax, y, stamp, f"stamp:{page.id}", facecolor=STAMP, edgecolor=STAMP, zorder=2.2
            )
        elif page.is_true:
            _draw_sign(
                ax,
                middles[1],
                y,
                f"stamp:{page.id}",
                marker="o",
                markersize=5,
                zorder=5,
                markerfacecolor=TRUE,
                markeredgewidth=0,
            )
        else:
            _draw_sign(
                ax,
                middles[1],
                y,
                f"stamp:{page.id}",
                marker="D",
                markersize=7,
                zorder=4,
                markerfacecolor=STAMP,
                markeredgecolor=PAPER,
                markeredgewidth=0.8,
            )

    def _draw_bar(
        self, ax: Axes, y: float, extent: tuple[float, float], gid: str, **style: Any
    ) -> None:
        """Cover the whole month or year; a bar that would be a hair is made wide enough to see."""
        start, end = extent
        least = 3.6 * (self.high - self.low) / _points_wide(ax)
        spare = max(least - (end - start), 0) / 2
        ax.add_patch(
            Rectangle(
                (start - spare, y - 6),
                end - start + 2 * spare,
                12,
                linewidth=1.6,
                clip_on=False,
                gid=gid,
                **style,
            )
        )

    def _write_row(self, ax: Axes, y: float, page: Page, headline: list[str]) -> None:
        event = f" · {page.event.words}" if page.outlet else page.event.words
        below = trim(page.outlet, _LABELS - text_width(event, 9), 9) + event
        labels = [(line, 10.0, self._weight(page), INK) for line in headline]
        labels.append((below, 9.0, "normal", GREY))
        words = self._words(page)
        end = max(_extent(page.event)[1], _extent(page.stamp)[1])
        behind = BAND if page is self.marked else PAPER
        for lines, x, coords, shift in (
            (labels, 0.0, ("axes fraction", "data"), -_LABELS - _GUTTER),
            (words, end, "data", 9.0),
        ):
            for number, (text, size, weight, colour) in enumerate(lines):
                up = ((len(lines) - 1) / 2 - number) * _LEADING
                ax.annotate(
                    text,
                    (x, y),
                    (shift, up),
                    xycoords=coords,
                    textcoords="offset points",
                    va="center_baseline",
                    size=size,
                    weight=weight,
                    color=colour,
                    annotation_clip=False,
                    zorder=2.5,
                    bbox={"facecolor": behind, "linewidth": 0, "pad": 1},
                )

    def _write_key(self, ax: Axes, page: Page, y: float) -> None:
        """Name the two signs where they first appear, above the first row."""
        event, stamp = sum(_extent(page.event)) / 2, sum(_extent(page.stamp)) / 2
        near = abs(stamp - event) / (self.high - self.low) * _points_wide(ax) < 50
        sides = ("right", "left") if stamp >= event else ("left", "right")
        for text, x, side, colour in (
            ("event", event, sides[0], EVENT),
            ("stamp", stamp, sides[1], TRUE if page.is_true else STAMP),
        ):
            shift = (-2 if side == "right" else 2) if near else 0
            ax.annotate(
                text,
                (x, y),
                (shift, self.heights[0] / 2 + 2),
                textcoords="offset points",
                va="baseline",
                ha=side if near else "center",
                size=9,
                weight="bold",
                color=colour,
                annotation_clip=False,
            )


def _points_wide(ax: Axes) -> float:
    return float(ax.get_window_extent().width) * 72 / float(ax.figure.dpi)


def _draw_sign(ax: Axes, x: float, y: float, gid: str, **style: Any) -> None:
    ax.plot([x], [y], linestyle="none", clip_on=False, gid=gid, **style)


def _ticks(low: float, high: float, points: float) -> tuple[list[float], list[str]]:
    """Choose years, months or days that have room, with their names in English everywhere."""
    origin = _axis_day(date(1970, 1, 1)) - date(1970, 1, 1).toordinal()
    first, last = (date.fromordinal(int(x - origin)) for x in (low, high))
    point = (high - low) / points  # in days

    def step(steps: Sequence[int], unit: float, room: float) -> int:
        return next((n for n in steps if n * unit >= room * point), steps[-1])

    if last.year - first.year >= 3:
        every = step((1, 2, 5, 10, 20, 50, 100, 200, 500, 1000), 365.25, 36)
        years = range(-(-first.year // every) * every, last.year + 1, every)
        marks = [(date(year, 1, 1), str(year)) for year in years]
    elif high - low > 90:
        every = step((1, 2, 3, 6, 12), 30.4, 60)
        months = range(first.year * 12, last.year * 12 + 12, every)
        starts = [date(month // 12, month % 12 + 1, 1) for month in months]
        marks = [(day, f"{MONTHS[day.month][:3]} {day.year}") for day in starts]
    else:
        every = step((1, 2, 5, 10, 20, 30), 1, 44)
        ordinals = range(first.toordinal(), last.toordinal() + 1, every)
        days = [date.fromordinal(ordinal) for ordinal in ordinals]
        marks = [(day, f"{day.day} {MONTHS[day.month][:3]}") for day in days]
    placed = [(_axis_day(day), label) for day, label in marks]
    kept = [(x, label) for x, label in placed if low <= x <= high]
    return [x for x, _ in kept], [label for _, label in kept]
