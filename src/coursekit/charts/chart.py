"""A chart that can be seen, heard and checked: figure, alt text, description and data together."""

from __future__ import annotations

import base64
import io
import os
import sys
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import matplotlib.style
import pandas as pd
from markupsafe import Markup
from PIL import Image

from coursekit.charts.vectors import address_of, draw_vector
from coursekit.errors import CourseError
from coursekit.views import render, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The palette; tests compute its contrast. Colour never carries a meaning that shape does not.
PAPER, BAND, INK, GREY, LINE = "#fbfaf7", "#f3e8cf", "#1f1f1d", "#5a5a57", "#85817a"
EVENT, STAMP, TRUE = "#1f4e79", "#b3361b", "#0b6657"

PICTURES = "COURSEKIT_PICTURES"  # where it is "svg", charts in pages are drawn with lines and words


@contextmanager
def course_style() -> Iterator[None]:
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
        with course_style():
            self.figure.savefig(out, format=kind, metadata=metadata[kind])
        return _describe_svg(out.getvalue(), self.alt) if kind == "svg" else out.getvalue()

    def _picture(self) -> str:
        """Give the address of the figure without its credit line, which stands under it in a page.

        On a screen it is a picture whose letters are the same everywhere. In what is printed or
        published it is drawn with lines and words, sharp at any size.
        """
        credit = [text for text in self.figure.texts if text.get_gid() == "credit"]
        try:
            for line in credit:
                line.set_visible(False)
            if os.environ.get(PICTURES) == "svg":
                with course_style():
                    return address_of(draw_vector(self.figure))
            png = _small_png(self._render("png"))
            return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
        finally:
            for line in credit:
                line.set_visible(True)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        _leave_pyplot(self.figure)
        return {"text/html": self._html(), "text/plain": self._text()}

    def _html(self) -> str:
        width, height = (round(inches * 100) for inches in self.figure.get_size_inches())
        return render(
            "chart.html.j2",
            picture=Markup(self._picture()),
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

    def _text(self) -> str:
        columns = [str(column) for column in self.data.columns[1:]]
        rows = [
            f"- {first} – "
            + "; ".join(f"{c}: {v}" for c, v in zip(columns, rest, strict=True) if v)
            for first, *rest in _cells(self.data)
        ]
        paragraphs = [self.title, self.alt, *self.description.split("\n\n"), self.source]
        *words, source = map(wrap, paragraphs)
        table = "\n".join(wrap(row, "  ", "") for row in rows)
        return "\n\n".join(filter(None, [*words, table, source]))


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
