"""Tables from readers: their columns, and the dates in their cells."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from coursekit.errors import CourseError, nearest
from coursekit.records import When

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_table(table: object, columns: Sequence[str], *, row: str) -> pd.DataFrame:
    """Give the table with its index as a column, or say everything that is wrong with it.

    Args:
        table: What should be a table.
        columns: The columns that it needs; one of them may be its index.
        row: What a row of it is.
    """
    if not isinstance(table, pd.DataFrame):
        raise CourseError(
            f"The chart needs a table with one {row} a row, and this is a {type(table).__name__}."
        )
    named = table.index.name in columns and table.index.name not in table.columns
    full = table.reset_index() if named else table
    if missing := [column for column in columns if column not in full.columns]:
        raise CourseError("\n".join(_missing(column, table, columns) for column in missing))
    if full.empty:
        raise CourseError("The table has no rows, so there is nothing to draw.")
    return full


def _missing(column: str, table: pd.DataFrame, needed: Sequence[str]) -> str:
    columns = [str(name) for name in table.columns]
    if hint := nearest(column, [name for name in columns if name not in needed]):
        return f"The table has no column '{column}'. Nearest: '{hint}'."
    return f"The table has no column '{column}'. It has: {', '.join(columns) or 'none'}."


def read_date(cell: object, *, row: str, column: str, problems: list[str]) -> When | None:
    """Read a date, or add to the problems what is wrong with it."""
    text = plain(cell)
    if not text:
        problems.append(f"Row '{row}' has no date in the column '{column}'.")
        return None
    try:
        return When(text)
    except ValueError:
        problems.append(
            f"Row '{row}', column '{column}': '{text}' is not a date that can be read "
            "(expected 1994-06-22, 1994-06 or 1994)."
        )
        return None


def plain(cell: object) -> str:
    """Give a cell as text: a year that pandas took for a number, a day that it parsed."""
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
        return ""
    if isinstance(cell, date):  # also a Timestamp
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def credit(table: pd.DataFrame, *, otherwise: str) -> str:
    """Give the credit line of a table: its citation, where it brings one."""
    return " ".join(str(table.attrs.get("citation") or otherwise).split())
