"""The paper of a chart: title, reading aids and credit line around its axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from coursekit.charts.chart import GREY, INK, PAPER
from coursekit.charts.scales import points_wide, ticks
from coursekit.charts.wording import fit_lines, fit_title, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

# Points (1/72 inch).
WIDTH = 7.2 * 72
MARGIN = 14.0


def on_paper(
    title: str,
    aids: Sequence[str],
    source: str,
    *,
    body: float,
    left: float = MARGIN,
    wide: float = WIDTH - 2 * MARGIN,
    head_room: float = 24.0,
) -> Axes:
    """Make a figure whose height fits its parts, and give the axes in it.

    Args:
        title: The heading.
        aids: How to read the chart, a paragraph each.
        source: The credit line.
        body: How high the axes are, in points.
        left: Where they begin.
        wide: How wide they are.
        head_room: The room above them, for the names of days.
    """
    page = WIDTH - 2 * MARGIN
    titles = fit_title(title, page, 14)
    lines = [line for aid in aids for line in fit_lines(aid, page, 10)]
    credits = fit_lines(source, page, 9)
    head = 16 + 18.5 * len(titles) + 4 + 14 * len(lines) + head_room
    foot = 12 + 12 * len(credits) + 10
    height = head + body + foot
    figure = Figure(figsize=(WIDTH / 72, height / 72))
    FigureCanvasAgg(figure)
    ax = figure.add_axes((left / WIDTH, foot / height, wide / WIDTH, body / height))

    def write(lines: list[str], top: float, leading: float, **style: Any) -> float:
        for line in lines:
            figure.text(MARGIN / WIDTH, 1 - top / height, line, va="top", **style)
            top += leading
        return top

    top = write(titles, 16, 18.5, size=14, weight="bold", color=INK)
    write(lines, top + 4, 14, size=10, color=GREY)
    write(credits, height - foot + 12, 12, size=9, color=GREY, gid="credit")
    return ax


def figure_of(ax: Axes) -> Figure:
    """Give the figure that axes stand in."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def days_across(ax: Axes, low: float, high: float) -> None:
    """Let days run from left to right, their names above; none runs over the edge of the paper."""
    wide = points_wide(ax)
    day = (high - low) / wide
    ax.set_xlim(low, high)
    marks = [
        (place, name)
        for place, name in zip(*ticks(low, high, wide), strict=True)
        if (high - place) / day + MARGIN > text_width(name, 9.5) / 2
    ]
    ax.set_xticks([place for place, _ in marks], [name for _, name in marks])
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0, labelsize=9.5, labelcolor=GREY)


def clear(ax: Axes, title: str, *, wide: float = 420) -> None:
    """Make axes that somebody else has made ready for a chart, with its title above them."""
    figure_of(ax).set_facecolor(PAPER)
    ax.set_facecolor("none")
    ax.spines[:].set_visible(False)
    ax.set_title("\n".join(fit_title(title, wide, 12)), loc="left", size=12, color=INK)


def settle(ax: Axes) -> None:
    """Let the figure find the size of the axes before they are measured."""
    figure = figure_of(ax)
    if (engine := figure.get_layout_engine()) is not None:
        engine.execute(figure)
