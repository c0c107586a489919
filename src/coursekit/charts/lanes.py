"""Rows of a table in lanes over time: who was told what, and when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from coursekit.charts.cells import check_table, plain, read_date
from coursekit.charts.chart import Chart, course_style
from coursekit.charts.lanes_marks import FILLS, SHAPES, LanesDrawing
from coursekit.charts.wording import count, find_pattern, listed, number, sentence
from coursekit.errors import CourseError, UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from coursekit.records import When

_MOST = 40
_OPEN = "not given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One row of the table.

    Attributes:
        label: Its short name in the picture: the index of the table, or a number.
        when: Where it stands in its lane.
        lane: Its lane.
        shape: What its shape stands for.
        fill: What its filling stands for; empty where nothing is told by it.
        words: What the list below the picture says of it.
    """

    label: str
    when: When
    lane: str
    shape: str
    fill: str
    words: str


def draw_lanes(
    table: pd.DataFrame,
    *,
    lane: str,
    shape: str,
    fill: str | None = None,
    date: str = "date",
    words: str | Iterable[str] = (),
    noun: str = "row",
    highlight: str | int | Iterable[str | int] = (),
    ax: Axes | None = None,
) -> Chart:
    """Draw the rows of a table in lanes, time running to the right, to scale.

    A row is a sign with its number, and where its day is not known, or it lasted, a bar lies
    under the sign over all that may be meant. What kind of row it is the shape tells, and the
    filling tells a second thing; colour tells nothing. Signs of one time stand one below
    another, so that none covers another.

    Args:
        table: One row for each sign, 40 at most, in any order. It is left as it is; a citation
            in its ``attrs`` becomes the credit line.
        lane: The column with the lane: ``"audience"``. Lanes and kinds stand in the order of
            the table, or of its categories.
        shape: The column that the shape tells, with up to six kinds: ``"door"``.
        fill: The column that the filling tells. The commonest is full; beyond six kinds the
            rare ones share one.
        date: The column that says when (EDTF text).
        words: The column or columns that a list below the picture gives, such as
            ``["speaker", "words"]``.
        noun: What a row is, in the singular: ``"statement"``.
        highlight: The number or numbers that are to stand out: ``17``.
        ax: Where to draw; without it a figure of the right height is made.

    Returns:
        The chart; on its x axis are matplotlib's dates. Its numbers are those of the table's
        index where that is short and has none twice, else they count from 1.

    Raises:
        CourseError: If there are no rows or more than 40, a column is missing, a row has no
            lane or kind, there are more than six kinds, a date cannot be read, or `ax` is too
            small.
        UnknownNameError: If no row has a number of `highlight`.

    Examples:
        >>> told = pd.DataFrame({"date": ["1994-07-01", "1994-07-05", "1994-07"],
        ...                      "to": ["Ash", "Birch", "Birch"],
        ...                      "door": ["opens", "delays", "delays"]})
        >>> draw_lanes(told, lane="to", shape="door", noun="statement").title
        'All three statements fall in July 1994'
    """
    columns = [words] if isinstance(words, str) else list(words)
    marks = _read(table, lane, shape, fill, date, columns, noun)
    marked = _find_marked(marks, highlight, noun)
    orders = [_order(table, column, marks) for column in (lane, shape)]
    fills = _share_fills(table, fill, marks)
    told = _Words(marks, marked, (lane, shape, fill or ""), noun)
    citation = table.attrs.get("citation") or "Dates as they stand in the table."
    source = " ".join(str(citation).split())
    with course_style():
        drawing = LanesDrawing(
            marks,
            marked=[mark.label for mark in marked],
            lanes=orders[0],
            keys={
                shape: orders[1],
                **({fill: list(dict.fromkeys(fills.values()))} if fill else {}),
            },
            fills=fills,
            noun=noun,
        )
        canvas = drawing.on_paper(told.title, source) if ax is None else drawing.on(ax, told.title)
    figure = canvas.get_figure(root=True)
    assert isinstance(figure, Figure)
    return Chart(
        figure=figure,
        ax=canvas,
        title=told.title,
        alt=told.alt,
        description=told.description,
        data=_table(marks, lane, shape, fill),
        source=source,
    )


# Reading --------------------------------------------------------------------------------------


def _read(
    table: pd.DataFrame,
    lane: str,
    shape: str,
    fill: str | None,
    date: str,
    words: Sequence[str],
    noun: str,
) -> list[Mark]:
    """Read the rows, sorted by their dates, or say everything that is wrong with them."""
    needed = [date, lane, shape, *([fill] if fill else []), *words]
    full = check_table(table, needed, row=noun)
    if len(full) > _MOST:
        raise CourseError(
            f"The chart has room for {count(_MOST, noun)}, and the table has {len(full)}. "
            f"Draw a part of it, like table[table['{lane}'] == …]."
        )
    problems: list[str] = []
    marks: list[Mark] = []
    for label, (_, row) in zip(_labels(table), full.iterrows(), strict=True):
        for column in (lane, shape):
            if not plain(row[column]):
                problems.append(f"Row '{label}' has nothing in the column '{column}'.")
        when = read_date(row[date], row=label, column=date, problems=problems)
        if when is not None:
            marks.append(
                Mark(
                    label=label,
                    when=when,
                    lane=plain(row[lane]),
                    shape=plain(row[shape]),
                    fill=(plain(row[fill]) or _OPEN) if fill else "",
                    words=": ".join(filter(None, (plain(row[column]) for column in words))),
                )
            )
    kinds = dict.fromkeys(mark.shape for mark in marks)
    if len(kinds) > len(SHAPES):
        problems.append(
            f"There are {number(len(SHAPES))} shapes, and the column '{shape}' has {len(kinds)} "
            "kinds. Choose another column, or draw a part of the table."
        )
    if problems:
        raise CourseError("\n".join(problems))
    return sorted(marks, key=lambda mark: (mark.when.earliest, mark.when.latest))


def _labels(table: pd.DataFrame) -> list[str]:
    named = [plain(name) for name in table.index]
    fits = len(set(named)) == len(named) and all(0 < len(name) <= 4 for name in named)
    counted = [str(place) for place in range(1, len(named) + 1)]
    return named if fits and table.index.name is not None else counted


def _order(table: pd.DataFrame, column: str, marks: Sequence[Mark]) -> list[str]:
    """Give what stands in a column once each: as its categories stand, or as its rows do."""
    full = table.reset_index() if table.index.name == column else table
    cells = full[column]
    known = cells.cat.categories if isinstance(cells.dtype, pd.CategoricalDtype) else cells
    there = {name for mark in marks for name in (mark.lane, mark.shape, mark.fill)}
    return [name for name in dict.fromkeys(map(plain, known)) if name in there]


def _share_fills(table: pd.DataFrame, fill: str | None, marks: Sequence[Mark]) -> dict[str, str]:
    """Say under which name each kind is drawn, the commonest first; rare kinds may share one."""
    if fill is None:
        return {"": ""}
    kinds = [*_order(table, fill, marks)]
    kinds += [mark.fill for mark in marks if mark.fill not in kinds]
    amounts = Counter(mark.fill for mark in marks)
    kinds = sorted(dict.fromkeys(kinds), key=lambda kind: -amounts[kind])
    if len(kinds) <= len(FILLS):
        return {kind: kind for kind in kinds}
    often = kinds[: len(FILLS) - 1]
    rare = "other (" + ", ".join(kind for kind in kinds if kind not in often) + ")"
    shared = {kind: kind for kind in kinds if kind in often}
    return shared | {kind: rare for kind in kinds if kind not in often}


def _find_marked(
    marks: Sequence[Mark], highlight: str | int | Iterable[str | int], noun: str
) -> list[Mark]:
    wanted = [highlight] if isinstance(highlight, str | int) else list(highlight)
    names = {mark.label: mark for mark in marks}
    for name in map(str, wanted):
        if name not in names:
            hint = nearest(name, names)
            raise UnknownNameError(
                f"No {noun} drawn here has the number '{name}'."
                + (f" Nearest: '{hint}'." if hint else "")
            )
    return [mark for mark in marks if mark.label in set(map(str, wanted))]


# Words ----------------------------------------------------------------------------------------


class _Words:
    """What the lanes come to, in words."""

    def __init__(
        self,
        marks: Sequence[Mark],
        marked: Sequence[Mark],
        columns: tuple[str, str, str],
        noun: str,
    ) -> None:
        self.marks, self.marked, self.noun = marks, marked, noun
        self.lane, self.shape, self.fill = columns
        self.lanes = Counter(mark.lane for mark in marks)
        self.shapes = Counter(mark.shape for mark in marks)

    def _share(self, kind: str, lane: str) -> int:
        return sum(mark.shape == kind and mark.lane == lane for mark in self.marks)

    @property
    def _contrast(self) -> str:
        """Say where the commonest kind is commonest, and where it is rarest."""
        kind = self.shapes.most_common(1)[0][0]
        lanes = [lane for lane, amount in self.lanes.items() if amount > 1]
        if len(lanes) < 2:
            return ""
        shares = {lane: self._share(kind, lane) / self.lanes[lane] for lane in lanes}
        most = max(lanes, key=lambda lane: (shares[lane], self.lanes[lane]))
        least = min(lanes, key=lambda lane: (shares[lane], -self.lanes[lane]))
        if shares[most] == shares[least]:
            return ""
        told = [self._tell_share(kind, lane) for lane in (most, least)]
        return f"“{kind}”: {told[0]} {self.noun}s in the lane “{most}”, {told[1]} in “{least}”"

    def _tell_share(self, kind: str, lane: str) -> str:
        amount = self._share(kind, lane)
        return f"{number(amount) if amount else 'none'} of {number(self.lanes[lane])}"

    @property
    def title(self) -> str:
        if len(self.marks) == 1:
            (mark,) = self.marks
            return f"“{mark.shape}” in “{mark.lane}”, {mark.when}"
        return self._contrast or find_pattern([mark.when for mark in self.marks], self.noun, "fall")

    @property
    def alt(self) -> str:
        first, last = self.marks[0], max(self.marks, key=lambda mark: mark.when.latest)
        span = f"from {first.when} to {last.when}" if len(self.marks) > 1 else f"of {first.when}"
        lanes = count(len(self.lanes), "lane")
        kinds = listed([f"{kind} {n}" for kind, n in self.shapes.most_common()])
        contrast = f" {self._contrast}." if self._contrast else ""
        return (
            f"Chart of {count(len(self.marks), self.noun)} in {lanes} over time, {span}. "
            f"By {self.shape}: {kinds}.{contrast}"
        )

    @property
    def description(self) -> str:
        told = "the shape of the sign"
        second = f", its filling {self.fill}" if self.fill else ""
        paragraphs = [
            f"Each sign is one {self.noun}, in the lane of its {self.lane}; time runs to the "
            f"right, to scale. {sentence(told)} gives {self.shape}{second}."
        ]
        paragraphs.append(" ".join(self._tell_lane(lane) for lane in self.lanes))
        if vague := [mark for mark in self.marks if not mark.when.is_day]:
            known = listed([f"{mark.label} ({mark.when})" for mark in vague])
            paragraphs.append(f"Not known to one day, and drawn with a bar: {known}.")
        if self.marked:
            told = listed([f"{m.label} ({m.lane}, {m.when}, {m.shape})" for m in self.marked])
            paragraphs.append(
                f"{'They stand' if len(self.marked) > 1 else 'It stands'} out: {told}."
            )
        return "\n\n".join(paragraphs)

    def _tell_lane(self, lane: str) -> str:
        inside = [mark for mark in self.marks if mark.lane == lane]
        kinds = Counter(mark.shape for mark in inside)
        told = listed([f"{kind} {number(n)}" for kind, n in kinds.most_common()])
        return f"{sentence(lane)}, {count(len(inside), self.noun)}: {told}."


def _table(marks: Sequence[Mark], lane: str, shape: str, fill: str | None) -> pd.DataFrame:
    columns = {
        "No.": [mark.label for mark in marks],
        "Date": [mark.when.words for mark in marks],
        sentence(lane): [mark.lane for mark in marks],
        sentence(shape): [mark.shape for mark in marks],
    }
    if fill:
        columns[sentence(fill)] = [mark.fill for mark in marks]
    if any(mark.words for mark in marks):
        columns["In words"] = [mark.words for mark in marks]
    return pd.DataFrame(columns, index=pd.Index([mark.label for mark in marks], name="no"))
