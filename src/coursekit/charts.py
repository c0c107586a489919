"""Charts that can be seen, heard and checked: figure, alt text, description and data together.

What stands in words under a chart (title, alt text, description) is computed from the same rows
as the marks, so that it changes when they do. Figures are made without pyplot: a chart shows
itself once, and nothing stays open.
"""

from __future__ import annotations

import base64
import calendar
import functools
import io
import os
import re
import sys
import textwrap
import warnings
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import matplotlib.style
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path
from matplotlib.transforms import blended_transform_factory
from PIL import Image

from coursekit.errors import CourseError, UnknownNameError, nearest
from coursekit.records import MONTHS, When
from coursekit.views import WIDTH, environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

# The palette; tests compute its contrast. Colour never carries a meaning that shape does not.
PAPER, BAND, INK, GREY, LINE = "#fbfaf7", "#f3e8cf", "#1f1f1d", "#5a5a57", "#85817a"
EVENT, STAMP, TRUE = "#1f4e79", "#b3361b", "#0b6657"

# Points (1/72 inch).
_WIDTH = 7.2 * 72
_MARGIN = 14.0
_LABELS = 206.0
_GUTTER = 14.0
_ROW, _LEADING = 30.0, 12.5
_KEY = 24.0


# Charts in general --------------------------------------------------------------------------


@contextmanager
def _course_style() -> Iterator[None]:
    """Draw and render in the course's style whatever the session has set, and leave no trace."""
    with (
        matplotlib.style.context("coursekit.course", after_reset=True),
        warnings.catch_warnings(),
    ):
        # A headline in a script that DejaVu Sans lacks: the data table has it in full.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """A chart with its words and its numbers; as the last line of a cell it shows itself.

    Attributes:
        figure: The matplotlib figure, to go on with.
        ax: The axes that it is drawn on.
        title: What the chart shows, as a sentence.
        alt: One or two sentences that say what is to be seen, for those who do not see it.
        description: The same at length: pattern, extremes, exceptions. Paragraphs are divided
            by an empty line.
        data: What it is drawn from, with column names for readers; the first column names the row.
        source: The credit line.
    """

    figure: Figure
    ax: Axes
    title: str
    alt: str
    description: str
    data: pd.DataFrame
    source: str = ""

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the chart as ``.png``, ``.svg`` or ``.pdf``, with title and alt text inside.

        The same chart gives the same bytes, and the file is written whole or not at all.

        Raises:
            CourseError: If the name has another ending, or its folder does not exist.
        """
        target = Path(path)
        kind = target.suffix.lower().removeprefix(".")
        if kind not in {"png", "svg", "pdf"}:
            raise CourseError(
                f"A chart is saved as .png, .svg or .pdf; '{target.name}' has another ending."
            )
        if not target.parent.is_dir():
            raise CourseError(f"There is no folder '{target.parent}' to save the chart in.")
        _write_whole(target, self._render(kind))
        return target

    def _render(self, kind: str) -> bytes:
        """Draw the figure as a file of this kind, always the same bytes."""
        metadata: dict[str, dict[str, str | None]] = {
            "png": {"Title": self.title, "Description": self.alt, "Software": None},
            "svg": {"Title": self.title, "Description": self.alt, "Date": None, "Creator": None},
            "pdf": {"Title": self.title, "Subject": self.alt, "CreationDate": None},
        }
        out = io.BytesIO()
        with _course_style():
            self.figure.savefig(out, format=kind, metadata=metadata[kind])
        return _describe_svg(out.getvalue(), self.alt) if kind == "svg" else out.getvalue()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        _leave_pyplot(self.figure)
        return {"text/html": self._html(), "text/plain": self._text()}

    def _html(self) -> str:
        width, height = (round(inches * 100) for inches in self.figure.get_size_inches())
        template = environment().get_template("chart.html.j2")
        html = template.render(
            png=base64.b64encode(_small_png(self._render("png"))).decode("ascii"),
            alt=self.alt,
            width=width,
            height=height,
            title=self.title,
            source=self.source,
            paragraphs=self.description.split("\n\n"),
            columns=[
                {"title": str(name), "number": pd.api.types.is_numeric_dtype(self.data[name])}
                for name in self.data.columns
            ],
            rows=list(_cells(self.data)),
        )
        return re.sub(r"\n\s*\n+", "\n", html).strip() + "\n"

    def _text(self) -> str:
        columns = [str(column) for column in self.data.columns[1:]]
        rows = [
            f"- {first} – "
            + "; ".join(f"{c}: {v}" for c, v in zip(columns, rest, strict=True) if v)
            for first, *rest in _cells(self.data)
        ]
        paragraphs = [self.title, self.alt, *self.description.split("\n\n"), self.source]
        *words, source = (_fill(text) for text in paragraphs)
        table = "\n".join(_fill(row, indent="  ") for row in rows)
        return "\n\n".join(filter(None, [*words, table, source]))


def _fill(text: str, *, indent: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _cells(table: pd.DataFrame) -> Iterator[list[str]]:
    """Give the rows of a table as a reader sees them: 8,071 and no ``nan``."""
    for row in table.itertuples(index=False):
        yield [
            "" if pd.isna(cell) else f"{cell:,}" if isinstance(cell, int | float) else str(cell)
            for cell in row
        ]


def _small_png(png: bytes) -> bytes:
    """Give the picture 128 colours, a third of the bytes: a handout carries all of its charts."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(128, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def _leave_pyplot(figure: Figure) -> None:
    """Keep Jupyter from showing a figure of pyplot a second time; the figure itself lives on."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None and "inline" in matplotlib.get_backend():
        pyplot.close(figure)


def _describe_svg(svg: bytes, alt: str) -> bytes:
    """Put the alt text where readers of SVG look for it: ``desc`` beside matplotlib's ``title``."""
    named = svg.replace(b"</title>", f"</title>\n <desc>{escape(alt)}</desc>".encode(), 1)
    return named.replace(b"<svg ", b'<svg role="img" ', 1)


def _write_whole(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


# Words and measures -------------------------------------------------------------------------

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _count(count: int, noun: str) -> str:
    return f"{_number(count)} {noun}" + ("" if count == 1 else "s")


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


@functools.lru_cache(maxsize=4096)
def _text_width(text: str, size: float, weight: str = "normal") -> float:
    """Measure a text as it will be drawn, in points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def _wrapped(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break a text at words into lines that fit; a word that is too long keeps a line."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _trimmed(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Shorten a text to one line, at a word where there is one, with an ellipsis."""
    if _text_width(text, size, weight) <= width:
        return text
    room = width - _text_width("…", size, weight)
    kept = _wrapped(text, room, size, weight)[0]
    while _text_width(kept, size, weight) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,;:–-(") + "…"


def _months_between(first: date, last: date) -> int:
    """Count the full months from a day to a later one."""
    months = (last.year - first.year) * 12 + last.month - first.month
    whole = last.day >= min(first.day, calendar.monthrange(last.year, last.month)[1])
    return months if whole else months - 1


def _range(least: int, most: int, unit: str) -> str:
    if least == most:
        return f"{least:,} {unit}" + ("" if least == 1 else "s")
    return f"{least:,} to {most:,} {unit}s" if least else f"up to {_range(most, most, unit)}"


# Event to stamp -----------------------------------------------------------------------------

_COLUMNS = ("title", "outlet", "event_date", "stamp_text", "stamp_date", "stamp_kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A web page with the date of what it tells and the date stamped on it."""

    id: str
    headline: str
    outlet: str
    event: When
    stamp: When
    stamp_text: str
    kind: str

    @property
    def least(self) -> int:
        """The fewest days that may lie from event to stamp; negative where it is earlier."""
        return (self.stamp.earliest - self.event.latest).days

    @property
    def most(self) -> int:
        return (self.stamp.latest - self.event.earliest).days

    @property
    def is_true(self) -> bool:
        """Whether the stamp is the day of the event or the day beside it."""
        return max(abs(self.least), abs(self.most)) <= 1

    @property
    def is_open(self) -> bool:
        """Whether the dates are too wide to tell: month on month, day in year."""
        return not self.is_true and self.least <= 0 <= self.most

    @property
    def is_late(self) -> bool:
        return not self.is_true and self.least > 0

    @property
    def is_early(self) -> bool:
        return not self.is_true and self.most < 0

    @property
    def middle(self) -> float:
        return abs(self.least + self.most) / 2

    @property
    def gap(self) -> str:
        """How far the stamp is from the event, in words: full years, months or days."""
        if self.is_true:
            return _day_off(self)
        if self.is_open:
            return _shared_span(self.event, self.stamp)
        first, last = (self.event, self.stamp) if self.is_late else (self.stamp, self.event)
        least = _months_between(first.latest, last.earliest)
        most = _months_between(first.earliest, last.latest)
        if max(abs(self.least), abs(self.most)) <= 60:
            fewest, most_days = sorted((abs(self.least), abs(self.most)))
            return _range(fewest, most_days, "day")
        if least >= 24:
            return _range(least // 12, most // 12, "year")
        return _range(least, most, "month")

    @property
    def name(self) -> str:
        return f"“{self.headline}”" + (f" ({self.outlet})" if self.outlet else "")


def _shared_span(first: When, second: When) -> str:
    days = [day for when in (first, second) for day in (when.earliest, when.latest)]
    if len({(day.year, day.month) for day in days}) == 1:
        return "same month"
    return "same year" if len({day.year for day in days}) == 1 else "may be the same day"


def draw_event_to_stamp(
    stamps: pd.DataFrame,
    *,
    ax: Axes | None = None,
    highlight: str | None = None,
    gap_label: bool = True,
) -> Chart:
    """Draw how far the dates stamped on web pages lie from what the pages tell of.

    A line a page, from a ring (the event) to a diamond (the stamp), the longest gap first. A
    stamp that is at most a day off is a dot in the ring and says "true date". A date known only
    to its month or year is a bar over all of it, never a point on its first day.

    Args:
        stamps: One page a row, as in the course's table ``web_stamps``: ``page`` (a column or
            the index), ``title``, ``outlet``, ``event_date`` and ``stamp_date`` (EDTF text),
            ``stamp_text`` (as it stands on the page) and ``stamp_kind``. It is left as it is;
            a citation in its ``attrs`` becomes the credit line.
        ax: Where to draw; without it a figure of the right height is made.
        highlight: The page whose row is to stand out.
        gap_label: Whether the gaps are told in numbers, in the chart and in its words.

    Returns:
        The chart; `chart.figure` and `chart.ax` are matplotlib's.

    Raises:
        CourseError: If there are no rows, a column is missing or a date cannot be read.
        UnknownNameError: If no page is called like `highlight`.

    Examples:
        >>> page = {"page": "a", "title": "Treaty signed", "outlet": "The Paper",
        ...         "event_date": "1994-06-22", "stamp_text": "Updated 07/27/2016",
        ...         "stamp_date": "2016-07-27", "stamp_kind": "site stamp"}
        >>> draw_event_to_stamp(pd.DataFrame([page])).title
        'The stamp is 22 years later than the event'
    """
    pages = sorted(_read_pages(stamps), key=lambda page: (-page.middle, page.event.earliest))
    if highlight is not None and highlight not in {page.id for page in pages}:
        hint = nearest(str(highlight), [page.id for page in pages])
        raise UnknownNameError(
            f"No page is called '{highlight}'." + (f" Nearest: '{hint}'." if hint else "")
        )
    marked = next((page for page in pages if page.id == highlight), None)
    title = _finding(pages, numbers=gap_label)
    citation = stamps.attrs.get("citation") or "Dates as they stand on the pages."
    source = " ".join(str(citation).split())
    with _course_style():
        drawing = _Drawing(pages, marked=marked, numbers=gap_label)
        canvas = drawing.on_paper(title, source) if ax is None else drawing.on(ax, title)
    figure = canvas.get_figure(root=True)
    assert isinstance(figure, Figure)
    return Chart(
        figure=figure,
        ax=canvas,
        title=title,
        alt=_alt(pages, numbers=gap_label),
        description=_description(pages, marked=marked, numbers=gap_label),
        data=_table(pages, numbers=gap_label),
        source=source,
    )


def _read_pages(stamps: pd.DataFrame) -> list[_Page]:
    """Read the rows, or say everything that is wrong with them at once."""
    if not isinstance(stamps, pd.DataFrame):
        raise CourseError(
            f"The chart needs a table with one page a row, and this is a {type(stamps).__name__}."
        )
    table = stamps if "page" in stamps.columns else stamps.rename_axis("page").reset_index()
    if missing := [column for column in _COLUMNS if column not in table.columns]:
        raise CourseError("\n".join(_missing(column, stamps) for column in missing))
    if table.empty:
        raise CourseError("The table has no rows, so there is nothing to draw.")
    problems: list[str] = []
    pages = [_read_page(row, problems) for row in table.to_dict("records")]
    if problems:
        raise CourseError("\n".join(problems))
    return [page for page in pages if page is not None]


def _missing(column: str, stamps: pd.DataFrame) -> str:
    columns = [str(name) for name in stamps.columns]
    if hint := nearest(column, [name for name in columns if name not in _COLUMNS]):
        return f"The table has no column '{column}'. Nearest: '{hint}'."
    return f"The table has no column '{column}'. It has: {', '.join(columns) or 'none'}."


def _read_page(row: dict[Any, Any], problems: list[str]) -> _Page | None:
    texts = {name: _plain(row[name]) for name in ("page", *_COLUMNS)}
    dates: dict[str, When] = {}
    for column in ("event_date", "stamp_date"):
        if not texts[column]:
            problems.append(f"Row '{texts['page']}' has no date in the column '{column}'.")
            continue
        try:
            dates[column] = When(texts[column])
        except ValueError:
            problems.append(
                f"Row '{texts['page']}', column '{column}': '{texts[column]}' is not a date that "
                "can be read (expected 1994-06-22, 1994-06 or 1994)."
            )
    if len(dates) < 2:
        return None
    return _Page(
        id=texts["page"],
        headline=texts["title"] or "No headline",
        outlet=texts["outlet"],
        event=dates["event_date"],
        stamp=dates["stamp_date"],
        stamp_text=texts["stamp_text"],
        kind=texts["stamp_kind"],
    )


def _plain(cell: object) -> str:
    """Give a cell as text: a year that pandas took for a number, a day that it parsed."""
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
        return ""
    if isinstance(cell, date):  # also a Timestamp
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


# … its words


def _shared(pages: Sequence[_Page]) -> list[_Page]:
    """Give the pages of different days that carry one and the same stamp, if any do."""
    stamps = Counter(page.stamp.edtf for page in pages if not page.is_true)
    if not stamps:
        return []
    stamp, _ = stamps.most_common(1)[0]
    same = sorted(
        (page for page in pages if page.stamp.edtf == stamp),
        key=lambda page: (page.event.earliest, page.event.latest),
    )
    return same if len({page.event for page in same}) > 1 else []


def _years(pages: Sequence[_Page]) -> str:
    years = sorted({page.event.earliest.year for page in pages})
    return _listed([str(y) for y in years]) if len(years) <= 4 else f"{years[0]} to {years[-1]}"


def _day_off(page: _Page) -> str:
    if page.least == page.most == 0:
        return "same day"
    if page.least >= 0:
        return "1 day later" if page.least else "within a day"
    return "1 day earlier" if page.most < 0 else "within a day"


def _off(page: _Page, *, numbers: bool) -> str:
    """Say how a stamp lies to its event."""
    if page.is_true:
        return f"true date, {_day_off(page)}"
    if page.is_open:
        return f"perhaps true ({page.gap})"
    side = "later" if page.is_late else "earlier"
    return f"{page.gap} {side}" if numbers else side


def _finding(pages: Sequence[_Page], *, numbers: bool) -> str:
    """Say in one sentence what the chart shows."""
    if len(pages) == 1:
        (page,) = pages
        if page.is_true:
            return f"The stamp is a true date: {_day_off(page)}"
        if page.is_open:
            return f"The stamp may be a true date: {page.gap}"
        return f"The stamp is {_off(page, numbers=numbers)} than the event"
    shared = _shared(pages)
    if len({page.event.earliest.year for page in shared}) > 1:
        return (
            f"The same stamp, {shared[0].stamp.words}, stands on texts "
            f"about events of {_years(shared)}"
        )
    true = sum(page.is_true for page in pages)
    if true == len(pages):
        return f"All {_count(true, 'stamp')} are true to the day or to the day beside it"
    if true:
        verb = "is a true date" if true == 1 else "are true dates"
        share = f"{_number(true)} of {_count(len(pages), 'stamp')} {verb}"
        return f"Only {share}" if true * 2 <= len(pages) else _sentence(share)
    if shared:
        return f"The same stamp, {shared[0].stamp.words}, stands on texts about different days"
    surely = "surely " if any(page.is_open for page in pages) else ""
    return f"None of the {_count(len(pages), 'stamp')} is {surely}the date of its event"


def _alt(pages: Sequence[_Page], *, numbers: bool) -> str:
    if len(pages) == 1:
        (page,) = pages
        return (
            f"Dumbbell chart of one web page, {page.name}: the event is of {page.event.words}, "
            f"the date stamped on the page is {page.stamp.words}, {_off(page, numbers=numbers)}."
        )
    clauses = [_late_clause(pages, numbers=numbers), *_exception_clauses(pages)]
    if shared := _shared(pages):
        clauses.append(f"{_count(len(shared), 'page')} share the stamp {shared[0].stamp.words}")
    return (
        f"Dumbbell chart of {_count(len(pages), 'web page')}, each a line from the event it tells "
        f"of to the date stamped on it. {_sentence('; '.join(filter(None, clauses)))}."
    )


def _late_clause(pages: Sequence[_Page], *, numbers: bool) -> str:
    late = [page for page in pages if page.is_late]
    if not late:
        return "no stamp is later than its event by more than a day"
    if len(late) == 1:
        by = f"by {late[0].gap}, " if numbers else ""
        return f"one stamp is later than the event, {by}on {late[0].name}"
    most = f"at most by {late[0].gap}, on" if numbers else "most of all on"
    return f"{_number(len(late))} stamps are later than the event, {most} {late[0].name}"


def _exception_clauses(pages: Sequence[_Page]) -> list[str]:
    kinds = (
        ("earlier than the event", [page for page in pages if page.is_early]),
        ("too vague to tell", [page for page in pages if page.is_open]),
        ("true", [page for page in pages if page.is_true]),
    )
    return [
        f"{_number(len(found))} {'is' if len(found) == 1 else 'are'} {what}, "
        + (f"on {_listed([page.name for page in found])}" if len(found) <= 3 else "see the table")
        for what, found in kinds
        if found
    ]


def _description(pages: Sequence[_Page], *, marked: _Page | None, numbers: bool) -> str:
    def told(page: _Page) -> str:
        kind = f" ({page.kind})" if page.kind else ""
        off = _day_off(page) if page.is_true else _off(page, numbers=numbers)
        return f"{page.name}, event {page.event.words}, stamp {page.stamp.words}{kind}, {off}."

    order = " The rows go from the longest gap to the shortest." if len(pages) > 1 else ""
    counts = [_late_clause(pages, numbers=numbers).partition(", ")[0]]
    counts += [clause.partition(", ")[0] for clause in _exception_clauses(pages)]
    paragraphs = [
        f"Each row is a web page; a line goes from the day of the event that it tells of to the "
        f"date stamped on the page.{order} {_sentence(_listed(counts))}."
    ]
    off = [page for page in pages if not page.is_true]
    if off:
        ends = f"Longest gap: {told(off[0])}"
        if len(off) > 1:
            ends += f" Shortest gap of a stamp that is no true date: {told(off[-1])}"
        paragraphs.append(ends)
    if shared := _shared(pages):
        paragraphs.append(
            f"The stamp {shared[0].stamp.words} stands on {_count(len(shared), 'page')}, about "
            f"events from {shared[0].event.words} to {shared[-1].event.words}: one day cannot "
            "be the date of them all."
        )
    if true := [page for page in pages if page.is_true]:
        paragraphs.append(
            f"{'True date' if len(true) == 1 else 'True dates'}: "
            + " ".join(told(page) for page in true)
        )
    if vague := [page for page in pages if not (page.event.is_day and page.stamp.is_day)]:
        names = _listed([page.name for page in vague])
        paragraphs.append(
            f"Not known to the day, and drawn as a bar over the whole month, year or span: {names}."
        )
    if marked:
        paragraphs.append(f"The row that stands out: {told(marked)}")
    return "\n\n".join(paragraphs)


def _table(pages: Sequence[_Page], *, numbers: bool) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Page": [page.headline for page in pages],
            "Outlet": [page.outlet for page in pages],
            "Event": [page.event.words for page in pages],
            "Stamp": [page.stamp.words for page in pages],
            "As it stands": [page.stamp_text for page in pages],
            "Kind of stamp": [page.kind for page in pages],
            "True date": ["yes" if p.is_true else "open" if p.is_open else "no" for p in pages],
        },
        index=pd.Index([page.id for page in pages], name="page"),
    )
    if numbers:
        table["Gap"] = [page.gap for page in pages]
        table["Days, least"] = [page.least for page in pages]
        table["Days, most"] = [page.most for page in pages]
    return table


# … its marks


_DAY = re.compile(rf"\b(\d\d?) (?={'|'.join(MONTHS[1:])})")


def _axis_day(day: date) -> float:
    return float(date2num(day))  # type: ignore[no-untyped-call]


def _extent(when: When) -> tuple[float, float]:
    """Give the stretch of the axis that a date may mean: a day is a day wide."""
    return _axis_day(when.earliest), _axis_day(when.latest) + 1


class _Drawing:
    """The marks of the chart: where each row, sign and word goes.

    The y axis counts points downwards, so that a row is as high as its headline needs.
    """

    def __init__(self, pages: Sequence[_Page], *, marked: _Page | None, numbers: bool) -> None:
        self.pages, self.marked, self.numbers = pages, marked, numbers
        ends = [end for page in pages for end in (*_extent(page.event), *_extent(page.stamp))]
        padding = max((max(ends) - min(ends)) * 0.03, 3.0)
        self.low, self.high = min(ends) - padding, max(ends) + padding
        self.headlines = [self._headline(page) for page in pages]
        self.heights = [_ROW + _LEADING * (len(lines) - 1) for lines in self.headlines]

    def _weight(self, page: _Page) -> str:
        return "bold" if page is self.marked else "normal"

    def _headline(self, page: _Page) -> list[str]:
        """Break a headline into two lines at most."""
        weight = self._weight(page)
        headline = _DAY.sub("\\1\N{NO-BREAK SPACE}", page.headline)
        first, *rest = _wrapped(headline, _LABELS, 10, weight)
        lines = [first, " ".join(rest)] if rest else [first]
        return [_trimmed(line, _LABELS, 10, weight) for line in lines]

    def on_paper(self, title: str, source: str) -> Axes:
        """Make a figure whose height fits the rows, with title, reading aid and credit line."""
        wide = _WIDTH - 2 * _MARGIN
        left = _MARGIN + _LABELS + _GUTTER
        plot = self._plot_width(_WIDTH - _MARGIN - left)
        titles = _wrapped(title, wide, 14, "bold")
        aids = [line for aid in self._reading_aids() for line in _wrapped(aid, wide, 10)]
        credits = _wrapped(source, wide, 9)
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
        write(credits, height - foot + 12, 12, size=9, color=GREY)
        return self._draw(ax, band_from=figure.transFigure)

    def on(self, ax: Axes, title: str) -> Axes:
        """Draw in axes that somebody else has made; labels stand to the left of them."""
        figure = ax.get_figure(root=True)
        if figure is not None:
            figure.set_facecolor(PAPER)
        ax.set_facecolor("none")
        ax.spines[:].set_visible(False)
        ax.set_title("\n".join(_wrapped(title, 420, 12, "bold")), loc="left", size=12, color=INK)
        return self._draw(ax, band_from=ax.transAxes)

    def _plot_width(self, room: float) -> float:
        """Leave as much room at the right as the words beside the stamps need."""
        width = room - 18
        for page in self.pages:
            end = max(_extent(page.event)[1], _extent(page.stamp)[1])
            share = (end - self.low) / (self.high - self.low)
            words = [_text_width(text, size, weight) for text, size, weight, _ in self._words(page)]
            width = min(width, (room - 12 - max(words, default=0)) / share)
        return max(width, 60.0)

    def _reading_aids(self) -> list[str]:
        order = "; longest gap first" if len(self.pages) > 1 else ""
        aids = [f"From the event that a page tells of to the date stamped on the page{order}."]
        if any(not (page.event.is_day and page.stamp.is_day) for page in self.pages):
            aids.append("A bar: the day itself is not known, only the month or year.")
        return aids

    def _words(self, page: _Page) -> list[tuple[str, float, str, str]]:
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
            (_trimmed(below, 150, 9) if below else "", 9.0, "normal", GREY),
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

    def _draw_signs(self, ax: Axes, y: float, page: _Page) -> None:
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

    def _write_row(self, ax: Axes, y: float, page: _Page, headline: list[str]) -> None:
        event = f" · {page.event.words}" if page.outlet else page.event.words
        below = _trimmed(page.outlet, _LABELS - _text_width(event, 9), 9) + event
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

    def _write_key(self, ax: Axes, page: _Page, y: float) -> None:
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
