"""What a run reads, and the line at which it stops, noted inside the kernel.

Python itself tells of every file that is opened and every folder that is listed (PEP 578), by
whatever library; so nothing in a lesson has to say what it depends on. The notes are lines of
JSON, each written at once: a kernel that is killed has told all that it did.

Not seen: files that are only asked for (``Path.exists``), and files that another program reads
for the lesson.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REPORT = "COURSEKIT_REPORT"  # names the file that the notes are written to
_LISTINGS = ("os.listdir", "os.scandir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a kernel noted.

    Attributes:
        files: Files that were opened to be read, also those that were not there.
        folders: Folders that were listed.
        line: The line of the cell at which the last error came, where it came in a cell.
    """

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    line: int | None = None


def load_ipython_extension(shell: Any) -> None:
    """Begin to take notes; IPython calls this when the kernel starts."""
    path = os.environ.get(REPORT)
    if not path:
        return
    note = _writer(path)
    watch_reads(note)
    shell.events.register("post_run_cell", lambda result: _note_failure(shell, result, note))


def _writer(path: str) -> Callable[[str, object], None]:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    noted: set[tuple[str, object]] = set()

    def note(kind: str, what: object) -> None:
        if kind == "line" or (kind, what) not in noted:
            noted.add((kind, what))
            with contextlib.suppress(OSError):  # a lesson that closes every file still runs
                os.write(file, f"{json.dumps([kind, what])}\n".encode())

    return note


def watch_reads(note: Callable[[str, object], None]) -> None:
    """Note from now on, until the process ends, what it opens and lists."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, str | bytes | os.PathLike) and _reads(mode, flags):
                note("file", _absolute(path))
        elif event in _LISTINGS and isinstance(arguments[0], str | bytes | os.PathLike | None):
            note("folder", _absolute(arguments[0] or "."))

    sys.addaudithook(hook)


def _reads(mode: str | None, flags: int | None) -> bool:
    if mode is not None:
        return "r" in mode or "+" in mode
    return ((flags or 0) & (os.O_WRONLY | os.O_RDWR)) != os.O_WRONLY


def _absolute(path: Any) -> str:
    return os.path.join(os.getcwd(), os.fsdecode(path))  # noqa: PTH109, PTH118 - called often


def _note_failure(shell: Any, result: Any, note: Callable[[str, object], None]) -> None:
    """Note at which line of its cell an error came; its traceback may be none of Python's."""
    line = None
    if error := result.error_before_exec:
        line = getattr(error, "lineno", None)
    elif error := result.error_in_exec:
        line = _line_in_cell(error, shell.user_ns)
    else:
        return
    typed = result.info.raw_cell
    above = typed[: len(typed) - len(typed.lstrip())].count("\n")  # IPython does not count these
    note("line", line + above if line else None)


def _line_in_cell(error: BaseException, names: dict[str, Any]) -> int | None:
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_globals is names and frame.f_code.co_name == "<module>":
            return trace.tb_lineno
        trace = trace.tb_next
    return None


def read_report(path: Path) -> Report:
    """Read what a kernel noted; empty where it noted nothing."""
    found: dict[str, set[str]] = {"file": set(), "folder": set()}
    line: int | None = None
    try:
        rows = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return Report()
    for row in rows:
        try:
            kind, what = json.loads(row)
        except ValueError:
            continue  # the kernel was killed while it wrote
        if kind == "line":
            line = what
        else:
            found[kind].add(what)
    return Report(files=frozenset(found["file"]), folders=frozenset(found["folder"]), line=line)
