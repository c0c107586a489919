"""The marks of the lanes: signs that keep apart, their numbers, a key and a list."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from coursekit.charts.chart import BAND, EVENT, GREY, INK, LINE, PAPER
from coursekit.charts.papers import MARGIN, WIDTH, clear, on_paper, settle
from coursekit.charts.places import choose_lanes
from coursekit.charts.scales import extent, points_high, points_wide, ticks
from coursekit.charts.signs import bar, draw_when, explain_signs
from coursekit.charts.wording import count, fit_lines, short, text_width, trim
from coursekit.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from matplotlib.axes import Axes

    from coursekit.charts.lanes import Mark

# A shape for each kind, and a filling: neither needs a colour to be told from the others.
SHAPES = ("^", "v", "s", "o", "D", "P")
FILLS = ("full", "none", "left", "bottom", "right", "top")

# Points.
_SIGN, _STEP, _PAD, _BESIDE = 8.5, 17.0, 7.0, 7.5
_COLUMN, _GUTTER, _LEADING = 104.0, 14.0, 12.5
_KEY, _ROW, _APART = 17.0, 13.5, 14.0
_LEAST = 150.0  # narrower than this nothing can be told apart


class _Lane(NamedTuple):
    name: str
    lines: list[str]
    marks: list[tuple[Mark, float]]  # each with its place below the top
    height: float


class LanesDrawing:
    """The marks of the chart: x are days, y counts points downwards from the first lane."""

    def __init__(
        self,
        marks: Sequence[Mark],
        *,
        marked: Collection[str],
        lanes: Sequence[str],
        keys: Mapping[str, Sequence[str]],
        fills: Mapping[str, str],
        noun: str,
    ) -> None:
        self.marks, self.marked, self.noun = marks, marked, noun
        self.names, self.keys, self.fills = lanes, keys, fills
        names = list(keys.values())
        self.shape_of = dict(zip(names[0], SHAPES, strict=False))
        self.fill_of = dict(zip(names[1], FILLS, strict=False)) if len(names) > 1 else {}
        counts = Counter(mark.lane for mark in marks)
        self.titles = {
            name: [
                *(
                    trim(line, _COLUMN, 10, "bold")
                    for line in fit_lines(name, _COLUMN, 10, "bold")[:3]
                ),
                trim(count(counts[name], noun), _COLUMN, 9),
            ]
            for name in lanes
        }
        widths = [
            text_width(
                line, 9 if line is lines[-1] else 10, "normal" if line is lines[-1] else "bold"
            )
            for lines in self.titles.values()
            for line in lines
        ]
        self.column = max(widths)
        self.ends = [edge for mark in marks for edge in extent(mark.when)]
        self.has_list = any(mark.words for mark in marks)

    def on_paper(self, title: str, source: str) -> Axes:
        """Make a figure whose height fits lanes, key and list, with title and credit line."""
        left = MARGIN + self.column + _GUTTER
        wide = WIDTH - MARGIN - left
        self._measure(wide)
        ax = on_paper(title, self._reading_aids(), source, body=self.height, left=left, wide=wide)
        return self._draw(ax)

    def on(self, ax: Axes, title: str) -> Axes:
        """Draw in axes that somebody else has made; the lanes' names stand left of them."""
        clear(ax, title, wide=max(points_wide(ax) - self.column - _GUTTER, 160))
        self._measure(max(points_wide(ax), _LEAST))
        self._set_axis(ax)
        settle(ax)
        wide, high = points_wide(ax), points_high(ax)
        if wide >= _LEAST:
            self._measure(wide)
        if wide < _LEAST or high < self.height * 0.97:
            raise CourseError(
                f"These axes are {wide / 72:.1f} by {high / 72:.1f} inches, and the lanes need "
                f"{max(_LEAST, wide) / 72:.1f} by {self.height / 72:.1f}. Make the figure larger, "
                "or leave ax out."
            )
        return self._draw(ax)

    def _reading_aids(self) -> list[str]:
        vague = [mark.when for mark in self.marks if not mark.when.is_day]
        aids = [f"Each sign is one {self.noun}, with its number. Time runs to the right, to scale."]
        if vague:
            aids[0] += f" {explain_signs(vague)}"
        if any(mark.when.is_day and not mark.when.is_sure for mark in self.marks):
            aids[0] += " A question mark: probably that day."
        return aids

    # Where things stand ------------------------------------------------------------------------

    def _measure(self, wide: float) -> None:
        """Find the scale of time, the place of each sign, and how high all of it is."""
        self.wide = wide
        label = max(text_width(self._label(mark), 9, "bold") for mark in self.marks)
        span = max(max(self.ends) - min(self.ends), 2.0)
        before, after = _SIGN, _BESIDE + label + 4
        self.day = span / (wide - before - after)
        self.low = min(self.ends) - before * self.day
        self.high = self.low + wide * self.day
        self.lanes = [self._place(name) for name in self.names]
        page = wide + self.column + _GUTTER
        self.key = self._place_key(page)
        rows = sum(lane.height for lane in self.lanes)
        self.key_top = rows + _APART
        self.list_top = self.key_top + _KEY * (self.key[-1][0] + 1) + 4
        self.height = self.list_top + (_ROW * len(self.marks) + 4 if self.has_list else 0)

    def _label(self, mark: Mark) -> str:
        return mark.label + ("?" if mark.when.is_day and not mark.when.is_sure else "")

    def _middle(self, mark: Mark) -> float:
        return sum(extent(mark.when)) / 2

    def _label_at(self, mark: Mark) -> float:
        """Find where the number of a sign begins: beside it, or beside its bar."""
        end = self._middle(mark) + _BESIDE * self.day
        return end if mark.when.is_day else max(end, extent(mark.when)[1] + 3 * self.day)

    def _place(self, name: str) -> _Lane:
        """Put the signs of a lane one below another where they would touch."""
        inside = [mark for mark in self.marks if mark.lane == name]
        spans = []
        for mark in inside:
            start, end = (edge / self.day for edge in extent(mark.when))
            middle = self._middle(mark) / self.day
            right = self._label_at(mark) / self.day + text_width(self._label(mark), 9, "bold")
            spans.append((min(start, middle - _SIGN / 2) - 1, max(end, right) + 3))
        steps = choose_lanes(spans, len(spans))
        lines = self.titles[name]
        signs = _STEP * (max(steps) + 1)
        height = max(signs, _LEADING * len(lines) + 2) + 2 * _PAD
        top = (height - signs) / 2 + _STEP / 2
        return _Lane(
            name,
            lines,
            [(mark, top + _STEP * step) for mark, step in zip(inside, steps, strict=True)],
            height,
        )

    def _place_key(self, page: float) -> list[tuple[int, float, str, str, str]]:
        """Lay the key out: row, place from the left of the paper, text, shape, filling."""
        placed: list[tuple[int, float, str, str, str]] = []
        row, at = -1, 0.0
        for place, (column, names) in enumerate(self.keys.items()):
            row, at = row + 1, 0.0
            title = trim(f"{column}:", page / 3, 9, "bold")
            placed.append((row, at, title, "", ""))
            at += text_width(title, 9, "bold") + 8
            for name in names:
                shape = "o" if place else self.shape_of[name]
                fill = self.fill_of[name] if place else "full"
                text = trim(name, page - 90, 9)
                needed = _SIGN + 5 + text_width(text, 9) + 12
                if at + needed > page and at > 0:
                    row, at = row + 1, 0.0
                placed.append((row, at, text, shape, fill))
                at += needed
        return placed

    # Drawing -----------------------------------------------------------------------------------

    def _set_axis(self, ax: Axes) -> None:
        ax.set_xlim(self.low, self.high)
        ax.set_ylim(self.height, 0)
        ax.set_yticks([])
        marks = [
            (place, name)
            for place, name in zip(*ticks(self.low, self.high, self.wide), strict=True)
            if (self.high - place) / self.day + MARGIN > text_width(name, 9.5) / 2
        ]
        ax.set_xticks([place for place, _ in marks], [name for _, name in marks])
        ax.xaxis.tick_top()
        ax.tick_params(axis="x", length=0, labelsize=9.5, labelcolor=GREY)
        ax.grid(visible=False)

    def _draw(self, ax: Axes) -> Axes:
        self._set_axis(ax)
        rows = sum(lane.height for lane in self.lanes)
        for place in ax.get_xticks():
            ax.plot([place, place], [0, rows], color="#dfdbd2", linewidth=0.8, zorder=0.5)
        top = 0.0
        for lane in self.lanes:
            self._draw_lane(ax, lane, top)
            top += lane.height
        self._draw_edge(ax, top)
        self._draw_key(ax)
        if self.has_list:
            self._draw_list(ax)
        return ax

    def _draw_edge(self, ax: Axes, y: float) -> None:
        left = self.low - (self.column + _GUTTER) * self.day
        ax.plot([left, self.high], [y, y], color=LINE, linewidth=0.8, clip_on=False, zorder=1)

    def _draw_lane(self, ax: Axes, lane: _Lane, top: float) -> None:
        self._draw_edge(ax, top)
        first = top + lane.height / 2 - _LEADING * (len(lane.lines) - 1) / 2
        for number, line in enumerate(lane.lines):
            last = number == len(lane.lines) - 1
            self._write(
                ax,
                line,
                self.low - (self.column + _GUTTER) * self.day,
                first + _LEADING * number,
                size=9 if last else 10,
                weight="normal" if last else "bold",
                colour=GREY if last else INK,
            )
        for mark, place in lane.marks:
            self._draw_mark(ax, mark, top + place)

    def _draw_mark(self, ax: Axes, mark: Mark, y: float) -> None:
        middle, marked = self._middle(mark), mark.label in self.marked
        label = self._label(mark)
        weight = "bold" if marked else "normal"
        if marked:
            end = self._label_at(mark) + (text_width(label, 9, "bold") + 2) * self.day
            span = (middle - (_SIGN / 2 + 3) * self.day, end)
            bar(ax, span, y, _STEP - 1, facecolor=BAND, linewidth=0, zorder=1.5, gid="band")
        if not mark.when.is_day:
            draw_when(ax, mark.when, y, gid=f"time:{mark.label}", thick=5, least=3.6 * self.day)
        self._draw_sign(
            ax,
            middle,
            y,
            self.shape_of[mark.shape],
            self.fill_of.get(self.fills[mark.fill], "full"),
            f"sign:{mark.label}",
        )
        self._write(ax, label, self._label_at(mark), y, size=9, weight=weight, colour=INK)

    def _draw_sign(self, ax: Axes, x: float, y: float, shape: str, fill: str, gid: str) -> None:
        ax.plot(
            [x],
            [y],
            linestyle="none",
            marker=shape,
            markersize=_SIGN,
            fillstyle=fill,
            markerfacecolor=PAPER if fill == "none" else EVENT,
            markerfacecoloralt=PAPER,
            markeredgecolor=EVENT,
            markeredgewidth=1.3,
            clip_on=False,
            zorder=4,
            gid=gid,
        )
        if fill == "none":  # the paper under it, so that no line or bar shines through
            (sign,) = ax.plot([x], [y], linestyle="none", marker=shape, markersize=_SIGN - 1)
            sign.set(color=PAPER, zorder=3.9, clip_on=False)

    def _draw_key(self, ax: Axes) -> None:
        left = self.low - (self.column + _GUTTER) * self.day
        for row, at, text, shape, fill in self.key:
            y, x = self.key_top + _KEY * (row + 0.5), left + at * self.day
            if shape:
                self._draw_sign(ax, x + _SIGN / 2 * self.day, y, shape, fill, f"key:{text}")
                x += (_SIGN + 5) * self.day
            weight = "normal" if shape else "bold"
            self._write(ax, text, x, y, size=9, weight=weight, colour=INK)

    def _draw_list(self, ax: Axes) -> None:
        left = self.low - (self.column + _GUTTER) * self.day
        page = self.wide + self.column + _GUTTER
        number = max(text_width(self._label(mark), 9, "bold") for mark in self.marks)
        dates = {mark.label: short(mark.when.words) for mark in self.marks}
        date = max(text_width(words, 9) for words in dates.values())
        for row, mark in enumerate(self.marks):
            y = self.list_top + _ROW * (row + 0.5)
            marked = mark.label in self.marked
            if marked:
                span = (left - 3 * self.day, self.high + 3 * self.day)
                bar(ax, span, y, _ROW, facecolor=BAND, linewidth=0, zorder=0.2, gid="band")
            at = number + 8 + date + 10
            words = trim(mark.words, page - at, 9, "bold" if marked else "normal")
            weight = "bold" if marked else "normal"
            self._write(ax, self._label(mark), left, y, size=9, weight="bold", colour=INK)
            self._write(
                ax, dates[mark.label], left + (number + 8) * self.day, y, size=9, colour=GREY
            )
            if words:
                self._write(ax, words, left + at * self.day, y, size=9, weight=weight, colour=INK)

    def _write(
        self,
        ax: Axes,
        text: str,
        x: float,
        y: float,
        *,
        size: float,
        colour: str,
        weight: str = "normal",
    ) -> None:
        ax.annotate(
            text,
            (x, y),
            va="center_baseline",
            size=size,
            weight=weight,
            color=colour,
            annotation_clip=False,
            zorder=5,
        )
