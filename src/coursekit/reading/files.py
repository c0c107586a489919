"""Text, YAML and TOML to records; every problem of a file at once, with its line.

No other module knows pydantic or ruamel.yaml.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import re
import typing
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from coursekit.errors import CourseFileError, Problem, nearest

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")

DATE_HELP = "use 1994-06-22, 1994-06, 1994 or 1994/1995"
FULL_TEXT_LIMIT = 200_000  # characters of a text that somebody brings in: a book of 100 pages
ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


class Place(NamedTuple):
    """A file as messages name it."""

    path: str

    def problem(self, line: int | None, text: str) -> Problem:
        """Say what is wrong at a line of this file."""
        return Problem(self.path, line, text)

    def error(self, line: int | None, text: str) -> CourseFileError:
        """Say the one thing that stops the reading of this file."""
        return CourseFileError([self.problem(line, text)])


def place_of(path: Path, root: Path) -> Place:
    """Name a file as the course's author does: from the course folder."""
    try:
        return Place(path.relative_to(root).as_posix())
    except ValueError:
        return Place(path.as_posix())


# Text ---------------------------------------------------------------------------------------


def read_text(path: Path, root: Path) -> str:
    """Read a UTF-8 file; a BOM is dropped and every line end becomes a newline.

    Args:
        path: The file.
        root: The course folder, for messages.

    Raises:
        CourseFileError: If it cannot be read, is empty, binary, or not UTF-8.
    """
    place = place_of(path, root)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise place.error(None, "there is no such file") from None
    except OSError as error:
        raise place.error(None, f"cannot be read ({error.strerror or error})") from error
    except ValueError:
        raise place.error(None, "is not the name of a file") from None
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


def read_full_text(path: Path, root: Path) -> str:
    """Read a full text that was brought in with ``coursekit import``.

    Raises:
        CourseFileError: If it cannot be read, is empty, binary, not UTF-8 or too long.
    """
    place = place_of(path, root)
    if path.exists() and not path.is_file():
        raise place.error(None, "is not a file")
    try:
        too_long = path.stat().st_size > 4 * FULL_TEXT_LIMIT
    except (OSError, ValueError):
        too_long = False  # read_text says what is wrong
    text = "" if too_long else read_text(path, root)
    if too_long or len(text) > FULL_TEXT_LIMIT:
        raise place.error(None, f"has more than {FULL_TEXT_LIMIT:,} characters (bring in a part)")
    return text


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


def _load_yaml(text: str, place: Place, offset: int) -> Mapping[str, Any]:
    """Load a mapping; lines of messages are those of the whole file."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor used twice is no mistake of the course
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
    for sign, words in _YAML_WORDS.items():
        if sign in problem:
            return words
    if start := re.search(r"found character '(\\?.)' that cannot start", problem):
        return f"begins with '{start[1]}' (put the text in quotation marks)"
    return f"cannot be read as YAML ({problem or 'unknown reason'})"


_YAML_WORDS = {
    "mapping values are not allowed": (
        "has a colon that YAML misreads (put the text in quotation marks)"
    ),
    "expected <block end>": (
        "cannot be read from here on (a quotation mark within quotation marks, a line set in too "
        "far, or '{}' above lines of its own)"
    ),
    "character '\\t'": "has a tab (use spaces)",
    "undefined alias": "begins with '*' (put the text in quotation marks)",
    "expected ',' or": "has a bracket that is not closed, or text in it without quotation marks",
    "unexpected end of stream": "has a quotation mark that is not closed",
}


class Located(typing.Protocol):
    """Knows where each part of a tree stands in its file."""

    def of(self, location: Sequence[str | int]) -> int | None:
        """Give the line of the deepest part of a location that the file has."""


class Lines:
    """Where each part of a YAML tree stands in its file."""

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


def build(cls: type[T], tree: object, place: Place, lines: Located | None) -> T:
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

    with _without_plugins():
        return TypeAdapter(cls)


@contextlib.contextmanager
def _without_plugins() -> Iterator[None]:
    """Keep pydantic from opening every installed distribution in search of plugins."""
    name = "PYDANTIC_DISABLE_PLUGINS"
    before = os.environ.get(name)
    os.environ[name] = "__all__"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _problems(error: Any, cls: type, place: Place, lines: Located | None) -> Iterator[Problem]:
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
    """Name the fields that a record, or one nested in it, may have."""
    records = [cls] if not location else _nested(cls)
    return [one.name for record in records for one in dataclasses.fields(record)]


def _nested(cls: type) -> list[type]:
    """Find the records that the fields of a record hold, at any depth."""
    found: list[type] = []
    for hint in typing.get_type_hints(cls).values():
        for part in (hint, *typing.get_args(hint)):
            if isinstance(part, type) and dataclasses.is_dataclass(part) and part is not cls:
                found += [part, *_nested(part)]
    return found


_FRONT = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)", re.DOTALL)


def front_matter(text: str, place: Place) -> tuple[Mapping[str, Any], str, int]:
    """Split a file into its front matter, the rest, and the line at which the rest begins."""
    match = _FRONT.match(text)
    if match is None:
        raise place.error(1, "does not begin with front matter between two lines of '---'")
    tree = _load_yaml(match[1], place, 1)
    return tree, text[match.end() :], text.count("\n", 0, match.end())


@functools.lru_cache(maxsize=1)
def markdown() -> Any:
    """Give the Markdown parser, which knows the line of every token."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")
