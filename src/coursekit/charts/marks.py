"""The marks of the chart from event to stamp: where each row, sign and word goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle
from matplotlib.transforms import blended_transform_factory

from coursekit.charts.chart import BAND, EVENT, GREY, INK, LINE, PAPER, STAMP, TRUE
from coursekit.charts.papers import MARGIN, WIDTH, clear, on_paper
from coursekit.charts.scales import extent, points_wide, ticks
from coursekit.charts.wording import fit_lines, join_days, text_width, trim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from coursekit.charts.pages import Page

# Points (1/72 inch).
_LABELS = 206.0
_GUTTER = 14.0
_ROW, _LEADING = 30.0, 12.5
_KEY = 24.0


class Drawing:
    """The marks of the chart: where each row, sign and word goes.

    The y axis counts points downwards, so that a row is as high as its headline needs.
    """

    def __init__(self, pages: Sequence[Page], *, marked: Page | None, numbers: bool) -> None:
        self.pages, self.marked, self.numbers = pages, marked, numbers
        ends = [end for page in pages for end in (*extent(page.event), *extent(page.stamp))]
        padding = max((max(ends) - min(ends)) * 0.03, 3.0)
        self.low, self.high = min(ends) - padding, max(ends) + padding
        self.headlines = [self._headline(page) for page in pages]
        self.heights = [_ROW + _LEADING * (len(lines) - 1) for lines in self.headlines]

    def _weight(self, page: Page) -> str:
        return "bold" if page is self.marked else "normal"

    def _headline(self, page: Page) -> list[str]:
        """Break a headline into two lines at most."""
        weight = self._weight(page)
        first, *rest = fit_lines(join_days(page.headline), _LABELS, 10, weight)
        lines = [first, " ".join(rest)] if rest else [first]
        return [trim(line, _LABELS, 10, weight) for line in lines]

    def on_paper(self, title: str, source: str) -> Axes:
        """Make a figure whose height fits the rows, with title, reading aid and credit line."""
        left = MARGIN + _LABELS + _GUTTER
        ax = on_paper(
            title,
            self._reading_aids(),
            source,
            body=_KEY + sum(self.heights),
            left=left,
            wide=self._plot_width(WIDTH - MARGIN - left),
        )
        return self._draw(ax, band_from=ax.figure.transFigure)

    def on(self, ax: Axes, title: str) -> Axes:
        """Draw in axes that somebody else has made; labels stand to the left of them."""
        clear(ax, title)
        return self._draw(ax, band_from=ax.transAxes)

    def _plot_width(self, room: float) -> float:
        """Leave as much room at the right as the words beside the stamps need."""
        width = room - 18
        for page in self.pages:
            end = max(extent(page.event)[1], extent(page.stamp)[1])
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
        ax.set_xticks(*ticks(self.low, self.high, points_wide(ax)))
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
        event, stamp = extent(page.event), extent(page.stamp)
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
        self, ax: Axes, y: float, span: tuple[float, float], gid: str, **style: Any
    ) -> None:
        """Cover the whole month or year; a bar that would be a hair is made wide enough to see."""
        start, end = span
        least = 3.6 * (self.high - self.low) / points_wide(ax)
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
        end = max(extent(page.event)[1], extent(page.stamp)[1])
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
        event, stamp = sum(extent(page.event)) / 2, sum(extent(page.stamp)) / 2
        near = abs(stamp - event) / (self.high - self.low) * points_wide(ax) < 50
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


def _draw_sign(ax: Axes, x: float, y: float, gid: str, **style: Any) -> None:
    ax.plot([x], [y], linestyle="none", clip_on=False, gid=gid, **style)
