"""The settings of a course: TOML to records, every problem with its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursekit.errors import CourseFileError
from coursekit.reading.files import build, place_of, read_text
from coursekit.records import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

NAME = "pyproject.toml"
_TABLE = ("tool", "coursekit")

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_NAME = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
_KEY = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")
_PART = re.compile(r"[\w-]+|\"([^\"]*)\"|'([^']*)'")


def read_settings(root: Path) -> Settings:
    """Read the table ``[tool.coursekit]`` of a course's pyproject.toml.

    Raises:
        CourseFileError: With everything that is wrong with it.
    """
    import tomllib

    path = root / NAME
    place = place_of(path, root)
    text = read_text(path, root)
    try:
        table = tomllib.loads(text)["tool"]["coursekit"]
    except tomllib.TOMLDecodeError as error:
        raise place.error(None, f"cannot be read as TOML ({error})") from None
    except (ValueError, RecursionError):
        raise place.error(None, "cannot be read as TOML (too deep, or a number too long)") from None
    except (KeyError, TypeError):
        raise place.error(None, "has no table [tool.coursekit]") from None
    lines = _TomlLines(text)
    settings = build(Settings, table, place, lines)
    wrong = [
        place.problem(
            lines.of(("chapters", index, "number")),
            f"chapter number '{chapter.number}' is not two digits (write '01')",
        )
        for index, chapter in enumerate(settings.chapters)
        if not re.fullmatch("[0-9]{2}", chapter.number)
    ]
    if wrong:
        raise CourseFileError(wrong)
    return settings


def find_setting(root: Path, *location: str | int) -> int | None:
    """Find the line of a setting, ``find_setting(root, "handouts", "logo")``.

    Returns:
        The line of the deepest part that is there; None where even the table is not.
    """
    return _TomlLines(read_text(root / NAME, root)).of(location)


class _TomlLines:
    """Where each part of the table ``[tool.coursekit]`` stands; TOML's reader does not say."""

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str | int, ...], int] = {}
        for location, line in _locations(text):
            for length in range(1, len(location) + 1):
                self._lines.setdefault(location[:length], line)

    def of(self, location: Sequence[str | int]) -> int | None:
        full = (*_TABLE, *location)
        for length in range(len(full), 0, -1):
            if full[:length] in self._lines:
                return self._lines[full[:length]]
        return None


def _locations(text: str) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """Give each header and key with its line; what stands in long texts is passed over."""
    table: tuple[str | int, ...] = ()
    counts: dict[tuple[str | int, ...], int] = {}
    in_text = ""
    for number, line in enumerate(text.split("\n"), 1):
        was_in, in_text = in_text, _still_open(line, in_text)
        if was_in:
            continue
        if header := _HEADER.match(line):
            table = tuple(_parts(header[2]))
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield table, number
        elif key := _KEY.match(line):
            yield (*table, *_parts(key[1])), number


def _parts(name: str) -> Iterator[str]:
    for part in _PART.finditer(name):
        yield part[1] or part[2] or part[0]


def _still_open(line: str, mark: str) -> str:
    """Give the mark of a text of several lines that is still open after a line."""
    for found in re.findall(r'"""|\'\'\'', line):
        mark = found if not mark else "" if found == mark else mark
    return mark
