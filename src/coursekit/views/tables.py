"""A table with its titles, gaps, citation and licence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from coursekit.views.markup import find_addresses, render
from coursekit.views.view import WIDTH, count, join, underline, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from coursekit.records import TableInfo
    from coursekit.views.markup import Link

ROWS_SHOWN = 60
SHORT = 16  # letters: a cell like a date, which is not broken at its hyphens


class _Column(NamedTuple):
    title: str
    about: str
    style: str


def render_table(frame: pd.DataFrame, info: TableInfo) -> tuple[str, str]:
    """Show a DataFrame with the titles, the citation and the licence of its table.

    Args:
        frame: The rows; a named index is the first column. It is left as it is.
        info: What the table is; columns that it does not know keep their own names.

    Returns:
        HTML and plain text, at most 60 rows of it.
    """
    import pandas as pd

    shown = frame.head(ROWS_SHOWN)
    fields = {field.name: field for field in info.fields}
    columns, cells = [], []
    named = frame.index.name is not None and frame.index.nlevels == 1
    series = [shown.index.to_series()] if named else []
    series += [shown.iloc[:, place] for place in range(shown.shape[1])]
    for values in series:
        name = str(values.name)
        field = fields.get(name)
        about = field.description if field else ""
        texts = [_cell_text(value) for value in values]
        number = pd.api.types.is_numeric_dtype(values.dtype)
        short = max(map(len, texts), default=0) <= SHORT
        style = "ck-number" if number else "ck-short" if short else ""
        columns.append(_Column(field.title if field else name, about, style))
        cells.append([find_addresses(text) for text in texts])
    rows: list[tuple[list[Link], ...]] = list(zip(*cells, strict=True))
    rest = len(frame) - len(rows)
    more = "" if len(frame) else "No row of the table is left."
    if rest:
        more = f"{count(rest, 'more row')} not shown here; .tail() shows the last ones."
    lines = [
        f"Source: {info.citation}" if info.citation else "",
        f"Licence: {info.licence}" if info.licence else "",
    ]
    lines = [line for line in lines if line]
    html = render(
        "table.html.j2",
        info=info,
        columns=columns,
        rows=rows,
        row_heads=named,
        more=more,
        lines=lines,
    )
    titles = [column.title for column in columns]
    body = _grid(titles, [[_plain_cell(cell) for cell in row] for row in rows])
    return html, join([underline(info.title), body, wrap(more), *(wrap(line) for line in lines)])


def _plain_cell(links: Sequence[Link]) -> str:
    return "".join(link.words for link in links) or "–"


def _cell_text(value: Any) -> str:
    """Write a value as it stands in the table; nothing where there is none."""
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def _grid(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Set a table in columns, or row by row where it is too wide."""
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    if sum(widths) + 2 * len(widths) <= WIDTH and not any("\n" in c for r in rows for c in r):
        lines = [titles, ["-" * width for width in widths], *rows]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )
    return "\n".join(
        wrap("; ".join(f"{t}: {c}" for t, c in zip(titles, row, strict=True)), "    ", "")
        for row in rows
    )
