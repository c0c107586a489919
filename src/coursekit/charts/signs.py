"""The signs for dates of every precision: a dot, a bar, and hollow where it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from coursekit.charts.chart import EVENT, PAPER
from coursekit.charts.scales import axis_day, extent
from coursekit.charts.wording import sentence
from coursekit.records import When

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes


def is_span(when: When) -> bool:
    """Whether a date is a stretch from one date to another."""
    return "/" in when.edtf and ".." not in when.edtf


def sure_extent(when: When) -> tuple[float, float] | None:
    """Give the stretch that a span surely covers, from its latest start to its earliest end."""
    if not is_span(when):
        return None
    first, last = (When(part) for part in when.edtf.split("/"))
    start, end = axis_day(first.latest), axis_day(last.earliest) + 1
    return (start, end) if start < end else None


def explain_signs(whens: Iterable[When]) -> str:
    """Say how to read the signs that these dates are drawn with."""
    dates = list(whens)
    hollow = [
        when for when in dates if not when.is_day and sure_extent(when) != extent(when)
    ]  # wholly or at an end
    days = [when for when in dates if when.is_day]
    parts = [
        ("a dot", "is one day", any(when.is_sure for when in days)),
        ("a ring", "is probably that day", any(not when.is_sure for when in days)),
        ("a full bar", "is several days", any(map(sure_extent, dates))),
        ("a hollow bar", "is a time in which the day is not known", bool(hollow)),
    ]
    told = [f"{sign} {meaning}" for sign, meaning, is_there in parts if is_there]
    return sentence("; ".join(told)) + "."


def draw_when(
    ax: Axes,
    when: When,
    at: float,
    *,
    down: bool = False,
    gid: str,
    thick: float,
    least: float,
    size: float = 7.0,
) -> None:
    """Draw a date: a day as a dot or a ring, anything longer as a bar over all that it may mean.

    Args:
        ax: Where to draw.
        when: The date.
        at: Where it is on the other axis.
        down: Whether time runs downwards.
        gid: What the sign is called.
        thick: How thick a bar is, in units of the other axis.
        least: How long a bar is at least, in days, so that a month is not a hair.
        size: How wide a dot is, in points.
    """
    start, end = extent(when)
    if when.is_day:
        place = (start + end) / 2
        ax.plot(
            *([at], [place]) if down else ([place], [at]),
            marker="o",
            markersize=size,
            markerfacecolor=EVENT if when.is_sure else PAPER,
            markeredgecolor=PAPER if when.is_sure else EVENT,
            markeredgewidth=0.8 if when.is_sure else 1.6,
            linestyle="none",
            clip_on=False,
            zorder=4,
            gid=gid,
        )
        return
    spare = max(least - (end - start), 0) / 2
    full = sure_extent(when)
    if full != (start, end):
        bar(ax, (start - spare, end + spare), at, thick, down=down, gid=gid, facecolor=PAPER)
        spare = 0
    if full is not None:
        span = (full[0] - spare, full[1] + spare)
        bar(ax, span, at, thick, down=down, gid=f"{gid}:sure", facecolor=EVENT)


def bar(
    ax: Axes,
    span: tuple[float, float],
    at: float,
    thick: float,
    *,
    down: bool = False,
    **style: Any,
) -> Rectangle:
    """Draw a bar over a stretch of time."""
    along, across = (span[0], span[1] - span[0]), (at - thick / 2, thick)
    (x, width), (y, height) = (across, along) if down else (along, across)
    shape: dict[str, Any] = {
        "edgecolor": EVENT,
        "linewidth": 1.4,
        "clip_on": False,
        "zorder": 3,
    } | style
    patch = Rectangle((x, y), width, height, **shape)
    ax.add_patch(patch)
    return patch
