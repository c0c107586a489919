"""A table's rows as a pandas DataFrame that carries its citation and shows itself with it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from coursekit.reading import read_rows
from coursekit.views import render_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from coursekit.records import TableInfo

_DTYPES = {"integer": "Int64", "number": "Float64", "string": "string", "edtf": "string"}


def load_table(info: TableInfo, folder: Path, root: Path) -> pd.DataFrame:
    """Load a table as an ordinary DataFrame.

    Args:
        info: What the table is.
        folder: Where its CSV lies.
        root: The course folder, for messages.

    Returns:
        Its rows in the order of the file, indexed by the primary key. Whole days are pandas
        timestamps; dates of mixed precision stay text (EDTF). ``.attrs`` has ``title``,
        ``citation``, ``licence`` and ``sources``.

    Raises:
        CourseFileError: With everything that is wrong with the CSV.
    """
    import pandas as pd

    rows = read_rows(info, folder, root)
    columns = {
        field.name: pd.Series(
            [row[field.name] for row in rows],
            dtype="datetime64[s]" if field.type == "date" else _DTYPES[field.type],
        )
        for field in info.fields
    }
    frame: pd.DataFrame = _table_class()(columns)
    if info.index is not None:
        frame = frame.set_index(info.index)
    frame.attrs = {
        "title": info.title,
        "citation": info.citation,
        "licence": info.licence,
        "sources": list(info.sources),
    }
    frame._info = info  # type: ignore[attr-defined]  # what _CourseTable shows itself with
    return frame


def _as_table(frame: pd.DataFrame, info: TableInfo | None, attrs: dict[Any, Any]) -> pd.DataFrame:
    """Make a table again from its pickled parts."""
    table: pd.DataFrame = _table_class()(frame)
    table.attrs = attrs
    table._info = info  # type: ignore[attr-defined]  # as in load_table
    return table


@functools.lru_cache(maxsize=1)
def _table_class() -> Any:
    """Make the DataFrame that shows its caption and citation, once pandas is needed."""
    import pandas as pd

    class CourseTable(pd.DataFrame):
        """An ordinary DataFrame; whatever is computed from it is one without the citation."""

        _metadata = ["_info"]  # noqa: RUF012 - pandas reads this name on the class
        _info: TableInfo | None = None

        @property
        def _constructor(self) -> Any:
            return CourseTable

        @property
        def _shown_as_course_table(self) -> bool:
            info = self._info
            if info is None:
                return False
            known = {field.name for field in info.fields}
            return set(self.columns) <= known and self.index.name == info.index

        def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
            if not self._shown_as_course_table or self._info is None:
                frame = pd.DataFrame(self)
                return {"text/html": frame.to_html(), "text/plain": frame.to_string()}
            html, plain = render_table(pd.DataFrame(self), self._info)
            return {"text/html": html, "text/plain": plain}

        def __reduce__(self) -> Any:
            """Let it be pickled, although its class is made when it is needed."""
            return _as_table, (pd.DataFrame(self), self._info, self.attrs)

    return CourseTable
