"""Files to records: the one door, which reports every problem of a file at once.

Nothing but `CourseFileError` comes out of here, whatever is in a file. No other module knows
how files are written, or pydantic.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from coursekit.errors import CourseFileError, Problem, nearest
from coursekit.records import (
    Accepted,
    Anchor,
    DateLayers,
    Event,
    Exercise,
    ExerciseType,
    Field,
    Found,
    Line,
    LineKind,
    Misconception,
    Note,
    NoteKind,
    Quotation,
    Settings,
    Source,
    SourceKind,
    TableInfo,
    Timeline,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

DATE_HELP = "use 1994-06-22, 1994-06, 1994 or 1994/1995"
_ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_SPREADSHEET_DATE = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}-[A-Z][a-z]{2}(-\d{2,4})?")


class _Place(NamedTuple):
    """A file as messages name it."""

    path: str

    def problem(self, line: int | None, text: str) -> Problem:
        return Problem(self.path, line, text)

    def error(self, line: int | None, text: str) -> CourseFileError:
        return CourseFileError([self.problem(line, text)])


def _place(path: Path, root: Path) -> _Place:
    try:
        return _Place(path.relative_to(root).as_posix())
    except ValueError:
        return _Place(path.as_posix())


# Text ---------------------------------------------------------------------------------------


def read_text(path: Path, root: Path) -> str:
    """Read a UTF-8 file; a BOM is dropped and every line end becomes a newline.

    Args:
        path: The file.
        root: The course folder, for messages.

    Raises:
        CourseFileError: If it cannot be read, is empty, binary, or not UTF-8.
    """
    place = _place(path, root)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise place.error(None, "there is no such file") from None
    except OSError as error:
        raise place.error(None, f"cannot be read ({error.strerror or error})") from error
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise place.error(None, "is saved as UTF-16 (save it as UTF-8)")
    if b"\x00" in raw:
        raise place.error(None, "is not a text file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise place.error(
            line, "has a character that is not UTF-8 (save the file as UTF-8)"
        ) from None
    if not text.strip():
        raise place.error(None, "is empty")
    return text.replace("\r\n", "\n").replace("\r", "\n")


# YAML, TOML and JSON to records --------------------------------------------------------------


@functools.lru_cache(maxsize=1)
def _yaml() -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import RoundTripConstructor

    class TextConstructor(RoundTripConstructor):
        """Keeps every scalar as it was typed: dates and numbers are read later, with a line."""

    def as_typed(constructor: Any, node: Any) -> str:
        del constructor
        return str(node.value)

    for tag in ("int", "float", "bool", "timestamp"):
        TextConstructor.add_constructor(f"tag:yaml.org,2002:{tag}", as_typed)
    yaml = YAML(typ="rt")
    yaml.Constructor = TextConstructor
    return yaml


def _load_yaml(text: str, place: _Place, offset: int) -> Mapping[str, Any]:
    """Load a mapping; lines of messages are those of the whole file."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        tree = _yaml().load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 + offset if mark else None
        raise place.error(line, _yaml_words(error)) from None
    except (YAMLError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        raise place.error(offset + 1, "the front matter cannot be read as YAML") from None
    if not isinstance(tree, Mapping):
        raise place.error(
            offset + 1, "the front matter is not a list of fields (write 'title: …', one a line)"
        )
    return tree


def _yaml_words(error: Any) -> str:
    problem = str(error.problem or "")
    if duplicate := re.search(r'duplicate key "([^"]+)"', problem):
        return f"'{duplicate[1]}' is given twice (keep one)"
    if "mapping values are not allowed" in problem:
        return "has a colon that YAML misreads (put the text in quotation marks)"
    return f"cannot be read as YAML ({problem or 'unknown reason'})"


class _Lines:
    """Where each part of a tree stands in its file."""

    def __init__(self, tree: object, offset: int) -> None:
        self.tree = tree
        self.offset = offset

    def of(self, location: Sequence[str | int]) -> int | None:
        """Give the line of the deepest part of a location that the tree has."""
        node: Any = self.tree
        line = self.offset + 1
        for step in location:
            marks = getattr(node, "lc", None)
            try:
                if isinstance(node, Mapping) and step in node:
                    line = marks.key(step)[0] + 1 + self.offset if marks else line
                elif isinstance(node, list) and isinstance(step, int):
                    line = marks.item(step)[0] + 1 + self.offset if marks else line
                else:
                    break
                node = node[step]
            except (KeyError, IndexError, TypeError, AttributeError):
                break
        return line


def _build(cls: type[T], tree: object, place: _Place, lines: _Lines | None) -> T:
    """Turn a tree into a record, or say everything that is wrong with it."""
    from pydantic import ValidationError

    try:
        return cast("T", _adapter(cast("Any", cls)).validate_python(tree, extra="forbid"))
    except ValidationError as error:
        raise CourseFileError(_problems(error, cls, place, lines)) from None
    except RecursionError:
        raise place.error(None, "is nested too deeply") from None


@functools.cache
def _adapter(cls: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(cls)


def _problems(error: Any, cls: type, place: _Place, lines: _Lines | None) -> Iterator[Problem]:
    for wrong in error.errors(include_url=False):
        location = [step for step in wrong["loc"] if not str(step).startswith("function-")]
        line = lines.of(location) if lines else None
        yield place.problem(line, _words(wrong, location, cls))


def _words(wrong: Mapping[str, Any], location: Sequence[str | int], cls: type) -> str:
    """Say in the author's words what pydantic found."""
    name = next((str(step) for step in reversed(location) if isinstance(step, str)), "this file")
    shown = str(wrong.get("input"))
    shown = shown if len(shown) <= 60 else f"{shown[:57]}…"
    match wrong["type"]:
        case "missing" | "missing_keyword_only_argument" | "missing_argument":
            return f"'{name}' is missing (write '{name}: …')"
        case "unexpected_keyword_argument" | "extra_forbidden":
            near = nearest(name, _fields_at(cls, location[:-1]))
            return f"'{name}' is not a field here" + (f" (did you mean '{near}'?)" if near else "")
        case "enum" | "literal_error":
            allowed = wrong["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
            near = nearest(shown, allowed.split(", "))
            hint = f"did you mean '{near}'? " if near else ""
            return f"{name} '{shown}' is not one of the list ({hint}allowed: {allowed})"
        case "value_error":
            text = str(wrong["ctx"]["error"])
            if text.endswith("is not a date"):
                return f"{name} {text} ({DATE_HELP})"
            return f"{name}: {text}"
        case _ if wrong.get("input") is None:
            return f"'{name}' is empty (write something, or leave the line out)"
        case "string_type":
            return f"'{name}' must be text"
        case "float_parsing" | "int_parsing":
            return f"{name} '{shown}' is not a number"
        case "bool_parsing":
            return f"{name} '{shown}' is neither true nor false"
        case "tuple_type" | "list_type":
            return f"'{name}' must be a list (write [one, two])"
        case "dataclass_type" | "mapping_type" | "dict_type" | "dataclass_exact_type":
            return f"'{name}' must have fields of its own (one a line, indented)"
    return f"{name}: {wrong['msg'][:1].lower()}{wrong['msg'][1:]}"


def _fields_at(cls: type, location: Sequence[str | int]) -> list[str]:
    """Name the fields that a nested record may have."""
    names: list[str] = []
    for record in (cls, DateLayers, Found, Misconception, _LineEntry):
        if not dataclasses.is_dataclass(record):
            continue
        known = [one.name for one in dataclasses.fields(record)]
        if record is cls and not location:
            return known
        names += known
    return names


# Documents ----------------------------------------------------------------------------------

_FRONT = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)", re.DOTALL)


def _front_matter(text: str, place: _Place) -> tuple[Mapping[str, Any], str, int]:
    """Split a file into its front matter, the rest, and the line at which the rest begins."""
    match = _FRONT.match(text)
    if match is None:
        raise place.error(1, "does not begin with front matter between two lines of '---'")
    tree = _load_yaml(match[1], place, 1)
    return tree, text[match.end() :], text.count("\n", 0, match.end())


@dataclass(frozen=True, kw_only=True)
class _Card:
    """The front matter of a document."""

    title: str
    creator: str
    kind: SourceKind
    languages: tuple[str, ...]
    url: str
    rights: str
    perspective: str
    voice: str
    dates: DateLayers
    place: str = ""
    archive: str = ""
    found: Found | None = None


def read_source(path: Path, root: Path) -> Source:
    """Read one document of ``sources/documents``.

    Args:
        path: The Markdown file; its name is the document's id.
        root: The course folder, for messages.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    place = _place(path, root)
    text = read_text(path, root)
    tree, body, offset = _front_matter(text, place)
    problems: list[Problem] = []
    card: _Card | None = None
    try:
        card = _build(_Card, tree, place, _Lines(tree, 1))
    except CourseFileError as error:
        problems += error.problems
    blocks, notes, note_lines = _read_body(body, offset, place, problems)
    if not blocks and not problems:
        problems.append(place.problem(offset + 1, "has no text below its front matter"))
    if card is not None:
        problems += _lost_notes(card, blocks, notes, note_lines, place)
    if problems or card is None:
        raise CourseFileError(sorted(problems, key=lambda one: one.line or 0))
    fields = {one.name: getattr(card, one.name) for one in dataclasses.fields(card)}
    return Source(id=path.stem, body=tuple(blocks), notes=tuple(notes), **fields)


def _lost_notes(
    card: _Card,
    blocks: Sequence[str | Quotation],
    notes: Sequence[Note],
    lines: Sequence[int],
    place: _Place,
) -> Iterator[Problem]:
    """Name the notes whose words stand nowhere, or more than once."""
    from coursekit.anchors import find_anchor

    page = dataclasses.astuple(card.found) if card.found else ()
    texts = [block if isinstance(block, str) else block.text for block in blocks]
    texts = [*texts, *(line for line in page if line)]
    for note, line in zip(notes, lines, strict=True):
        found, sentences = 0, []
        for text in texts:
            try:
                find_anchor(text, note.anchor)
                found += 1
            except ValueError as error:
                sentences.append(str(error))
        twice = any("twice" in sentence or "more than once" in sentence for sentence in sentences)
        words = note.anchor.exact
        if found > 1 or (twice and not found):
            yield place.problem(
                line, f"“{words}” stands more than once (add (after “…”) or (before “…”))"
            )
        elif not found:
            yield place.problem(
                line, f"“{words}” stands nowhere in this document (quote its words exactly)"
            )


_ATTRIBUTION = re.compile(
    r"\{#(?P<id>[^}\s]+)(?:\s+lang=(?P<lang>[A-Za-z-]+))?\}\s*(?P<speaker>[^,]*)"
    r"(?:,\s*(?P<where>.*))?",
    re.DOTALL,
)
_NOTE = re.compile(
    r"\*\*(?P<kind>[^*]+)\*\*\s+on\s+[“\"](?P<exact>.+?)[”\"]"
    r"(?:\s+\((?:after\s+[“\"](?P<prefix>[^”\"]+)[”\"])?,?\s*"
    r"(?:before\s+[“\"](?P<suffix>[^”\"]+)[”\"])?\))?:\s*(?P<text>.+)",
    re.DOTALL,
)


@functools.lru_cache(maxsize=1)
def _markdown() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


def _read_body(
    body: str, offset: int, place: _Place, problems: list[Problem]
) -> tuple[list[str | Quotation], list[Note], list[int]]:
    """Read the digest: paragraphs, quotations, then the notes."""
    blocks: list[str | Quotation] = []
    notes: list[Note] = []
    note_lines: list[int] = []
    ids: set[str] = set()
    tokens = _markdown().parse(body)
    quoted = in_notes = False
    for index, token in enumerate(tokens):
        line = offset + 1 + (token.map[0] if token.map else 0)
        if token.type == "heading_open":
            title = tokens[index + 1].content
            in_notes = title.strip().casefold() == "notes"
            if not in_notes:
                text = f"the heading '{title}' is not known here (only '## Notes')"
                problems.append(place.problem(line, text))
        elif token.type in ("blockquote_open", "blockquote_close"):
            quoted = token.type == "blockquote_open"
        elif token.type != "inline" or tokens[index - 1].type == "heading_open":
            continue
        elif in_notes:
            if note := _read_note(token.content, line, place, problems):
                notes.append(note)
                note_lines.append(line)
        elif quoted:
            if quotation := _read_quotation(token.content, line, place, problems):
                if quotation.id in ids:
                    text = f"two quotations are called '#{quotation.id}' (rename one)"
                    problems.append(place.problem(line, text))
                ids.add(quotation.id)
                blocks.append(quotation)
        else:
            blocks.append(" ".join(token.content.split()))
    return blocks, notes, note_lines


def _read_quotation(
    content: str, line: int, place: _Place, problems: list[Problem]
) -> Quotation | None:
    words, brace, attribution = content.partition("{#")
    match = _ATTRIBUTION.fullmatch((brace + attribution).strip())
    if match is None or not words.strip() or not match["speaker"].strip():
        text = "a quotation ends with a line '> {#id} speaker, where it stands'"
        problems.append(place.problem(line, text))
        return None
    if not _ID.fullmatch(match["id"]):
        text = f"'#{match['id']}' is not an id (use small letters, digits and hyphens)"
        problems.append(place.problem(line, text))
        return None
    return Quotation(
        id=match["id"],
        text=" ".join(words.split()),
        speaker=match["speaker"].strip(),
        where=" ".join((match["where"] or "").split()),
        language=match["lang"] or "",
    )


def _read_note(content: str, line: int, place: _Place, problems: list[Problem]) -> Note | None:
    match = _NOTE.fullmatch(content.strip())
    if match is None:
        text = "a note is written '- **kind** on “quoted words”: what it says'"
        problems.append(place.problem(line, text))
        return None
    kinds = [kind.value for kind in NoteKind]
    kind = match["kind"].strip().casefold()
    if kind not in kinds:
        near = nearest(kind, kinds)
        hint = f"did you mean '{near}'? " if near else ""
        text = f"'{kind}' is not a kind of note ({hint}allowed: {', '.join(kinds)})"
        problems.append(place.problem(line, text))
        return None
    return Note(
        kind=NoteKind(kind),
        anchor=Anchor(
            exact=" ".join(match["exact"].split()),
            prefix=match["prefix"] or "",
            suffix=match["suffix"] or "",
        ),
        text=" ".join(match["text"].split()),
    )


# Timelines ----------------------------------------------------------------------------------

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
    text: str, columns: Sequence[str], place: _Place, *, needed: Sequence[str]
) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
    """Read a CSV into rows with their line numbers; say what is wrong with its shape."""
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


def _when(text: str, name: str, line: int, place: _Place, problems: list[Problem]) -> When | None:
    try:
        return When(text)
    except ValueError as error:
        if _SPREADSHEET_DATE.fullmatch(text):
            wrong = f"{name} '{text}' looks rewritten by a spreadsheet ({DATE_HELP})"
        else:
            wrong = f"{name} {error} ({DATE_HELP})"
        problems.append(place.problem(line, wrong))
        return None


def read_timeline(path: Path, root: Path) -> Timeline:
    """Read one timeline of ``sources/timelines``: a CSV with a row for each event.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    place = _place(path, root)
    needed = ("id", "date", "title", "sources")
    rows, problems = _rows(read_text(path, root), TIMELINE_COLUMNS, place, needed=needed)
    events: list[Event] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        name = row["id"]
        if not _ID.fullmatch(name):
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
    title = path.stem.replace("-", " ").replace("_", " ")
    return Timeline(id=path.stem, title=title, events=tuple(ordered))


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
    place = _place(path, root)
    try:
        package = json.loads(read_text(path, root))
    except json.JSONDecodeError as error:
        raise place.error(error.lineno, f"cannot be read as JSON ({error.msg})") from None
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


def _table_info(resource: object, number: int, place: _Place) -> TableInfo:
    if not isinstance(resource, dict):
        raise place.error(None, f"resource {number} is not an object")
    schema = resource.get("schema")
    schema = schema if isinstance(schema, dict) else {}
    fields = schema.get("fields")
    if not isinstance(fields, list) or not all(isinstance(one, dict) for one in fields):
        raise place.error(None, f"resource {number} has no 'schema' with a list of 'fields'")
    tree = {
        "id": resource.get("name"),
        "path": resource.get("path"),
        "title": resource.get("title"),
        "description": resource.get("description", ""),
        "index": schema.get("primaryKey"),
        "sources": [
            str(one.get("path") or one.get("title"))
            for one in resource.get("sources") or []
            if isinstance(one, dict)
        ],
        "citation": resource.get("citation", ""),
        "licence": "; ".join(
            str(one.get("title") or one.get("name"))
            for one in resource.get("licenses") or []
            if isinstance(one, dict)
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
        info = _build(TableInfo, tree, place, None)
    except CourseFileError as error:
        named = f"resource {number} ({resource.get('name', 'without a name')})"
        raise CourseFileError(
            [place.problem(None, f"{named}: {one.text}") for one in error.problems]
        ) from None
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
    place = _place(path, root)
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


def _cell(text: str, column: Field, line: int, place: _Place, problems: list[Problem]) -> Any:
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


# Exercises ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _LineEntry:
    """One line of a key as it is written: its kind is the name of the field that is used."""

    date: Any = None
    number: Any = None
    choice: Any = None
    words: Any = None
    percent: Any = None
    value: Any = None
    choices: tuple[str, ...] = ()
    about: str = ""
    weight: float = 1.0
    right: str = ""


@dataclass(frozen=True, kw_only=True)
class _Head:
    """The front matter of an exercise."""

    title: str
    type: ExerciseType
    skill: str
    key: Mapping[str, _LineEntry]
    choices: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    misconceptions: tuple[Misconception, ...] = ()
    lazy: tuple[str, ...] = ()


def read_exercise(path: Path, root: Path) -> Exercise:
    """Read one exercise of ``exercises``.

    Args:
        path: The Markdown file; its name is the exercise's id (``0.2.md``).
        root: The course folder, for messages.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    place = _place(path, root)
    tree, body, offset = _front_matter(read_text(path, root), place)
    problems: list[Problem] = []
    where = _Lines(tree, 1)
    head: _Head | None = None
    lines: list[Line] = []
    try:
        head = _build(_Head, tree, place, where)
    except CourseFileError as error:
        problems += error.problems
    else:
        for label, entry in head.key.items():
            line = _read_line(label, entry, head)
            if isinstance(line, str):
                problems.append(place.problem(where.of(["key", label]), line))
            else:
                lines.append(line)
        labels = [line.label for line in lines]
        for number, one in enumerate(head.misconceptions):
            problems += [
                place.problem(
                    where.of(["misconceptions", number]),
                    f"misconception '{one.id}' speaks of a line '{label}', which the key lacks",
                )
                for label in one.answer
                if label not in labels
            ]
    sections = _sections(body, offset, place, problems)
    if not sections["Prompt"]:
        problems.append(place.problem(offset + 1, "has no question below its front matter"))
    if problems or head is None:
        raise CourseFileError(sorted(problems, key=lambda one: one.line or 0))
    solution, explanation = _solution("\n".join(sections["Solution"]))
    return Exercise(
        id=path.stem,
        title=head.title,
        type=head.type,
        skill=head.skill,
        prompt="\n".join(sections["Prompt"]),
        lines=tuple(lines),
        hints=tuple(sections["Hint"]),
        solution=solution,
        explanation=explanation,
        choices=dict(head.choices),
        claims=dict(head.claims),
        evidence=dict(head.evidence),
        misconceptions=head.misconceptions,
        lazy=head.lazy,
    )


def _read_line(label: str, entry: _LineEntry, head: _Head) -> Line | str:
    """Turn an entry of a key into a line, or say what is wrong with it."""
    kinds = [kind for kind in LineKind if getattr(entry, kind.value) is not None]
    if len(kinds) != 1:
        names = ", ".join(kind.value for kind in LineKind)
        return f"the line '{label}' needs exactly one of {names}"
    raw = getattr(entry, kinds[0].value)
    given = raw if isinstance(raw, list) else [raw]
    accepts: list[Accepted] = []
    for one in given:
        if isinstance(one, Mapping):
            if "value" not in one or set(one) - {"value", "defended_by"}:
                return f"the line '{label}' accepts values, or 'value' with 'defended_by'"
            accepts.append(
                Accepted(value=str(one["value"]), defended_by=str(one.get("defended_by", "")))
            )
        elif str(one) != "any":
            accepts.append(Accepted(value=str(one)))
    choices = entry.choices or tuple(head.choices)
    if kinds[0] is LineKind.CHOICE:
        for one in accepts:
            if one.value not in choices:
                near = nearest(one.value, choices)
                hint = f" (did you mean '{near}'?)" if near else ""
                return f"the line '{label}' accepts '{one.value}', which is no choice{hint}"
    return Line(
        label=str(label),
        kind=kinds[0],
        about=entry.about,
        choices=choices if kinds[0] is LineKind.CHOICE else (),
        accepts=tuple(accepts),
        weight=entry.weight,
        right=entry.right,
    )


def _sections(
    body: str, offset: int, place: _Place, problems: list[Problem]
) -> dict[str, list[str]]:
    """Cut the text below the front matter at its second-level headings."""
    sections: dict[str, list[str]] = {"Prompt": [], "Hint": [], "Solution": []}
    rows = body.split("\n")
    cuts = [(0, 0, "Prompt")]
    tokens = _markdown().parse(body)
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2" and token.map:
            title = tokens[index + 1].content.strip()
            if title not in ("Hint", "Solution"):
                text = f"the heading '{title}' is not known here (use 'Hint' or 'Solution')"
                problems.append(place.problem(offset + 1 + token.map[0], text))
            cuts.append((token.map[0], token.map[1], title))
    ends = [start for start, _, _ in cuts[1:]] + [len(rows)]
    for (_, start, title), end in zip(cuts, ends, strict=True):
        if (text := "\n".join(rows[start:end]).strip()) and title in sections:
            sections[title].append(text)
    return sections


def _solution(text: str) -> tuple[str, str]:
    """Split a solution into the answer block that earns full marks and its explanation."""
    match = re.search(r"^```[^\n]*\n(.*?)\n```[ \t]*$", text, re.DOTALL | re.MULTILINE)
    if match is None:
        return "", text
    return match[1], (text[: match.start()] + text[match.end() :]).strip()


# The course ---------------------------------------------------------------------------------


def read_settings(root: Path) -> Settings:
    """Read the table ``[tool.coursekit]`` of a course's pyproject.toml.

    Raises:
        CourseFileError: With everything that is wrong with it.
    """
    path = root / "pyproject.toml"
    place = _place(path, root)
    try:
        table = tomllib.loads(read_text(path, root))["tool"]["coursekit"]
    except tomllib.TOMLDecodeError as error:
        raise place.error(None, f"cannot be read as TOML ({error})") from None
    except (KeyError, TypeError):
        raise place.error(None, "has no table [tool.coursekit]") from None
    return _build(Settings, table, place, None)
