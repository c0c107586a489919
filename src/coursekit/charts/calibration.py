"""How sure somebody was of predictions, beside how often they were right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from coursekit.charts.cells import check_table
from coursekit.charts.chart import EVENT, GREY, INK, LINE, PAPER, Chart, course_style
from coursekit.charts.papers import MARGIN, WIDTH, clear, on_paper
from coursekit.charts.wording import count, number, sentence
from coursekit.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_ENDS = ((0, 60, "below 60 %"), (60, 70, "60 to 69 %"), (70, 80, "70 to 79 %"))
_BANDS = (*_ENDS, (80, 90, "80 to 89 %"), (90, 101, "90 to 100 %"))
_SAME = 5  # points of a hundred within which sure and right are about the same
_FEW = 5  # predictions of one band below which its point is hollow
_AID = (
    "Dots on the broken line: right as often as sure. Below it: surer than right. Each dot says "
    "how many were right, of how many; a ring stands for fewer than five."
)
_SOURCE = "From your own predictions, as your journal keeps them; the first answer to each counts."
_NEAR = 6  # percent: two labels side by side need more
_BODY, _LEFT, _FOOT = 250.0, 46.0, 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Band:
    """The predictions of which somebody was about equally sure."""

    name: str
    sure: float
    right: int
    total: int

    @property
    def share(self) -> float:
        """How many of a hundred were right."""
        return 100 * self.right / self.total


def draw_calibration(predictions: pd.DataFrame, *, ax: Axes | None = None) -> Chart:
    """Draw how often predictions were right, by how sure somebody was of them.

    Args:
        predictions: One prediction a row: ``sure`` (0 to 100) and ``right`` (true or false).
            It is left as it is.
        ax: Where to draw; without it a figure is made.

    Returns:
        The chart; on both axes are percent.

    Raises:
        CourseError: If there are no rows, a column is missing, or a value cannot be read.

    Examples:
        >>> made = pd.DataFrame({"sure": [90, 90, 90, 60], "right": [True, True, False, True]})
        >>> draw_calibration(made).title
        'You were 82 % sure on average, and right 75 % of the time'
    """
    bands = _read_bands(check_table(predictions, ("sure", "right"), row="prediction"))
    title = _title(bands)
    with course_style():
        if ax is None:
            wide = WIDTH - 2 * MARGIN - _LEFT
            canvas = on_paper(
                title, [_AID], _SOURCE, body=_BODY, left=MARGIN + _LEFT, wide=wide, head_room=16
            )
            _make_room(canvas)
        else:
            canvas = ax
            clear(canvas, title)
        _draw(canvas, bands)
    figure = canvas.get_figure(root=True)
    assert isinstance(figure, Figure)
    return Chart(
        figure=figure,
        ax=canvas,
        title=title,
        alt=_alt(bands),
        description=_description(bands),
        data=_table(bands),
        source=_SOURCE,
    )


def _read_bands(table: pd.DataFrame) -> list[_Band]:
    sure = pd.to_numeric(table["sure"], errors="coerce")
    if sure.isna().any() or not sure.between(0, 100).all():
        raise CourseError("The column 'sure' needs numbers from 0 to 100, one in each row.")
    if not table["right"].isin([True, False]).all():
        raise CourseError("The column 'right' needs true or false in each row.")
    found = []
    for low, high, name in _BANDS:
        rows = (sure >= low) & (sure < high)
        if rows.any():
            right = int(table.loc[rows, "right"].astype(bool).sum())
            mean = float(sure[rows].mean())
            found.append(_Band(name=name, sure=mean, right=right, total=int(rows.sum())))
    return found


# Marks --------------------------------------------------------------------------------------


def _make_room(ax: Axes) -> None:
    """Leave room under the axes for the numbers and the name of the lower one."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    room = _FOOT / (figure.get_size_inches()[1] * 72)
    box = ax.get_position()
    ax.set_position((box.x0, box.y0 + room, box.width, box.height - room))


def _draw(ax: Axes, bands: Sequence[_Band]) -> None:
    low = 50 if min(band.sure for band in bands) >= 50 else 0
    ax.set_xlim(low - 2, 102)
    ax.set_ylim(-12, 114)
    ax.grid(visible=True, axis="both")
    ax.tick_params(top=False, labeltop=False, bottom=True, labelbottom=True, left=True)
    ax.tick_params(labelleft=True, axis="y", labelcolor=GREY, labelsize=9.5, length=0)
    ax.set_xticks(range(low, 101, 10), [f"{value} %" for value in range(low, 101, 10)])
    ax.set_yticks(range(0, 101, 25), [f"{value} %" for value in range(0, 101, 25)])
    ax.set_xlabel("how sure you were", size=9.5, color=GREY)
    ax.set_ylabel("how often you were right", size=9.5, color=GREY)
    ax.plot([low, 100], [low, 100], color=LINE, linewidth=1.2, linestyle=(0, (5, 4)), zorder=1)
    xs, ys = [band.sure for band in bands], [band.share for band in bands]
    ax.plot(xs, ys, color=EVENT, linewidth=1.6, zorder=2)
    below = False
    for place, band in enumerate(bands):
        near = place > 0 and abs(xs[place - 1] - band.sure) < _NEAR
        beside = ys[max(0, place - 1) : place] + ys[place + 1 : place + 2]
        runs_above = sum(beside) > len(beside) * band.share
        below = not below if near else runs_above  # where neither curve nor label is
        face = PAPER if band.total < _FEW else EVENT
        ax.plot(
            band.sure, band.share, "o", ms=9, mfc=face, mec=EVENT, mew=1.8, zorder=3, clip_on=False
        )
        ax.annotate(
            f"{band.right} of {band.total}",
            (band.sure, band.share),
            xytext=(0, -18 if below else 9),
            textcoords="offset points",
            ha="center",
            size=9.5,
            color=INK,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0},
            zorder=4,
        )


# Words --------------------------------------------------------------------------------------


def _means(bands: Sequence[_Band]) -> tuple[int, int, int]:
    """Give how sure on average, how often right, both in percent, and of how many."""
    total = sum(band.total for band in bands)
    sure = sum(band.sure * band.total for band in bands) / total
    return round(sure), round(100 * sum(band.right for band in bands) / total), total


def _title(bands: Sequence[_Band]) -> str:
    sure, right, _ = _means(bands)
    return f"You were {sure} % sure on average, and right {right} % of the time"


def _verdict(bands: Sequence[_Band]) -> str:
    sure, right, _ = _means(bands)
    if sure - right > _SAME:
        return "you were surer than you were right"
    if right - sure > _SAME:
        return "you were right more often than you were sure"
    return "you were about as sure as you were right"


def _alt(bands: Sequence[_Band]) -> str:
    _, _, total = _means(bands)
    points = "; ".join(f"{one.name} sure, {one.right} of {one.total} right" for one in bands)
    return f"{sentence(_verdict(bands))}. {sentence(count(total, 'prediction'))}: {points}."


def _description(bands: Sequence[_Band]) -> str:
    _, _, total = _means(bands)
    said = []
    for band in bands:
        more = band.right - band.sure * band.total / 100
        side = "about as many as that" if abs(more) < 1 else "fewer than that"
        side = "more than that" if more >= 1 else side
        said.append(
            f"Where you were {band.name} sure, {number(band.right)} of "
            f"{count(band.total, 'prediction')} came true, {side}."
        )
    limit = (
        f"{sentence(count(total, 'prediction'))} are not many: one more may move a dot a good "
        "deal. The curve is about judging your own knowledge, not about how much you know."
    )
    return " ".join(said) + "\n\n" + limit


def _table(bands: Sequence[_Band]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "How sure": [band.name for band in bands],
            "Predictions": [band.total for band in bands],
            "Right": [band.right for band in bands],
            "Right, percent": [round(band.share) for band in bands],
            "Sure on average, percent": [round(band.sure) for band in bands],
        }
    )
