"""Rows: timelines, tables and what describes them."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from coursekit.errors import CourseFileError, Problem, nearest
from coursekit.reading.files import DATE_HELP, ID, Place, build, place_of, read_text
from coursekit.records import Event, Field, TableInfo, Timeline, When

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_SPREADSHEET_DATE = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}-[A-Z][a-z]{2}(-\d{2,4})?")

TIMELINE_COLUMNS = (
    "id",
    "date",
    "title",
    "summary",
    "actors",
    "place",
    "category",
    "sources",
)


def _rows(
    text: str, columns: Sequence[str], place: Place, *, needed: Sequence[str]
) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
    """Read a CSV into rows with their line numbers; say what is wrong with its shape."""
    import csv

    first = text.partition("\n")[0]
    if first.count(";") > first.count(","):
        raise place.error(1, "has semicolons between its columns (save it as CSV with commas)")
    problems: list[Problem] = []
    rows: list[tuple[int, dict[str, str]]] = []
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = [name.strip() for name in next(reader)]
        for name in needed:
            if name not in header:
                problems.append(place.problem(1, f"the column '{name}' is missing"))
        for name in header:
            if name not in columns:
                near = nearest(name, columns)
                hint = f" (did you mean '{near}'?)" if near else ""
                problems.append(place.problem(1, f"'{name}' is not a column here{hint}"))
        problems += [
            place.problem(1, f"the column '{name}' stands there twice")
            for name in sorted({name for name in header if header.count(name) > 1})
        ]
        if problems:
            raise CourseFileError(problems)
        start = reader.line_num + 1
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                what = "is short of" if len(cells) < len(header) else "has more than"
                text = f"the row {what} its {len(header)} columns: it has {len(cells)}"
                problems.append(place.problem(line, text))
                continue
            rows.append((line, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    except csv.Error as error:
        problems.append(place.problem(reader.line_num, f"cannot be read as CSV ({error})"))
    if not rows and not problems:
        problems.append(place.problem(None, "has no rows below its header"))
    return rows, problems


def _when(text: str, name: str, line: int, place: Place, problems: list[Problem]) -> When | None:
    try:
        return When(text)
    except ValueError as error:
        if _SPREADSHEET_DATE.fullmatch(text):
            wrong = f"{name} '{text}' looks rewritten by a spreadsheet ({DATE_HELP})"
        else:
            wrong = f"{name} {error} ({DATE_HELP})"
        problems.append(place.problem(line, wrong))
        return None


def read_timeline(path: Path, root: Path, *, title: str = "") -> Timeline:
    """Read one timeline of ``sources/timelines``: a CSV with a row for each event.

    Args:
        path: The CSV; its name is the timeline's id.
        root: The course folder, for messages.
        title: Its title; made from its name where there is none.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    place = place_of(path, root)
    needed = ("id", "date", "title", "sources")
    rows, problems = _rows(read_text(path, root), TIMELINE_COLUMNS, place, needed=needed)
    events: list[Event] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        name = row["id"]
        if not ID.fullmatch(name):
            text = f"'{name}' is not an id (use small letters, digits and hyphens)"
            problems.append(place.problem(line, text))
        elif name in seen:
            text = f"'{name}' is already the event of line {seen[name]} (rename one)"
            problems.append(place.problem(line, text))
        seen.setdefault(name, line)
        if not row["title"]:
            problems.append(place.problem(line, "the event has no title"))
        if not row["sources"]:
            problems.append(place.problem(line, "the event has no source (give an address)"))
        when = _when(row["date"], "date", line, place, problems)
        if when is not None:
            events.append(
                Event(
                    id=name,
                    when=when,
                    title=row["title"],
                    summary=row.get("summary", ""),
                    actors=_many(row.get("actors", "")),
                    place=row.get("place", ""),
                    category=row.get("category", ""),
                    sources=_many(row["sources"]),
                )
            )
    if problems:
        raise CourseFileError(sorted(problems, key=lambda one: one.line or 0))
    ordered = sorted(events, key=lambda event: (event.when.earliest, event.when.latest))
    named = title or path.stem.replace("-", " ").replace("_", " ").capitalize()
    return Timeline(id=path.stem, title=named, events=tuple(ordered))


def _many(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


# Tables -------------------------------------------------------------------------------------


def read_tables(path: Path, root: Path) -> dict[str, TableInfo]:
    """Read ``sources/tables/datapackage.json``: what each table is.

    Returns:
        A description for each table, by name, in the order of the file.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    import json

    place = place_of(path, root)
    try:
        package = json.loads(read_text(path, root))
    except json.JSONDecodeError as error:
        raise place.error(error.lineno, f"cannot be read as JSON ({error.msg})") from None
    except ValueError:
        raise place.error(None, "has a number with too many digits") from None
    except RecursionError:
        raise place.error(None, "is nested too deeply") from None
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list) or not resources:
        raise place.error(None, "has no list 'resources' (a Frictionless Data Package has one)")
    tables: dict[str, TableInfo] = {}
    problems: list[Problem] = []
    for number, resource in enumerate(resources, 1):
        try:
            table = _table_info(resource, number, place)
        except CourseFileError as error:
            problems += error.problems
            continue
        if table.id in tables:
            problems.append(place.problem(None, f"two resources are called '{table.id}'"))
        tables[table.id] = table
    if problems:
        raise CourseFileError(problems)
    return tables


def _table_info(resource: object, number: int, place: Place) -> TableInfo:
    if not isinstance(resource, dict):
        raise place.error(None, f"resource {number} is not an object")
    schema = resource.get("schema")
    schema = schema if isinstance(schema, dict) else {}
    fields = schema.get("fields")
    if not isinstance(fields, list) or not all(isinstance(one, dict) for one in fields):
        raise place.error(None, f"resource {number} has no 'schema' with a list of 'fields'")
    key = schema.get("primaryKey")
    tree = {
        "id": resource.get("name"),
        "path": resource.get("path"),
        "title": resource.get("title"),
        "description": resource.get("description", ""),
        "index": key[0] if isinstance(key, list) and len(key) == 1 else key,
        "sources": [
            str(one.get("path") or one.get("title")) for one in _objects(resource.get("sources"))
        ],
        "citation": resource.get("citation", ""),
        "licence": "; ".join(
            str(one.get("title") or one.get("name")) for one in _objects(resource.get("licenses"))
        ),
        "fields": [
            {
                "name": one.get("name"),
                "title": one.get("title") or one.get("name"),
                "type": "edtf"
                if str(one.get("rdfType", "")).endswith("edtf")
                else one.get("type", "string"),
                "description": one.get("description", ""),
            }
            for one in fields
        ],
    }
    try:
        info = build(TableInfo, tree, place, None)
    except CourseFileError as error:
        named = f"resource {number} ({resource.get('name', 'without a name')})"
        raise CourseFileError(
            [place.problem(None, f"{named}: {_as_written(one.text)}") for one in error.problems]
        ) from None
    if info.index is not None and info.index not in {one.name for one in info.fields}:
        raise place.error(None, f"'{info.id}': its primaryKey '{info.index}' is none of its fields")
    if info.path.startswith(("http:", "https:", "/")) or ".." in info.path:
        raise place.error(None, f"'{info.path}' is not a file beside this one (nothing is fetched)")
    unknown = {one.type for one in info.fields} - {"string", "integer", "number", "date", "edtf"}
    if unknown:
        raise place.error(
            None,
            f"'{info.id}' has columns of type {', '.join(sorted(unknown))} "
            "(known: string, integer, number, date)",
        )
    return info


def _objects(value: object) -> list[dict[str, Any]]:
    """Give the objects of a list, if it is one."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _as_written(text: str) -> str:
    """Name a field as the data package does, not as the record does."""
    for ours, theirs in (("'id'", "'name'"), ("'index'", "'primaryKey'")):
        text = text.replace(ours, theirs)
    return text


def read_rows(info: TableInfo, folder: Path, root: Path) -> list[dict[str, Any]]:
    """Read a table's CSV: typed cells, None where a cell is blank.

    Args:
        info: The table's description.
        folder: Where its CSV lies.
        root: The course folder, for messages.

    Returns:
        A dictionary for each row; whole days are `datetime.date`, EDTF dates stay text.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    path = folder / info.path
    place = place_of(path, root)
    names = [one.name for one in info.fields]
    rows, problems = _rows(read_text(path, root), names, place, needed=names)
    typed: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        typed.append(
            {one.name: _cell(row[one.name], one, line, place, problems) for one in info.fields}
        )
        if info.index is not None and info.index in row:
            if (key := row[info.index]) in seen:
                text = f"{info.index} '{key}' is already that of line {seen[key]}"
                problems.append(place.problem(line, text))
            seen.setdefault(key, line)
    if problems:
        raise CourseFileError(sorted(problems, key=lambda one: one.line or 0))
    return typed


def _cell(text: str, column: Field, line: int, place: Place, problems: list[Problem]) -> Any:
    if not text:
        return None
    convert: Callable[[str], Any]
    match column.type:
        case "integer":
            convert, what = int, "a whole number"
        case "number":
            convert, what = float, "a number"
        case "date" | "edtf":
            when = _when(text, column.name, line, place, problems)
            if when is None or column.type == "edtf":
                return text
            if not when.is_day:
                wrong = f"{column.name} '{text}' is not a whole day (use 1994-06-22)"
                problems.append(place.problem(line, wrong))
            return when.earliest
        case _:
            return text
    try:
        return convert(text)
    except ValueError:
        problems.append(place.problem(line, f"{column.name} '{text}' is not {what}"))
        return None
