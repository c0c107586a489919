"""What is known of past work in a course: kept in its folder ``.coursekit``, and true or not used.

A record is one file: a line that says what it depends on, then what it is. It holds as long as
everything that it depends on is as it was; whoever doubts it deletes the folder. Where nothing
can be written, nothing is remembered, and nobody is troubled with it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import platform
import sys
import sysconfig
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursekit.disk import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coursekit.notebooks.watching import Report

FOLDER = ".coursekit"
_FORMAT = 1
_PACKAGE = Path(__file__).resolve().parents[1]
# Variables that act on Python, its packages and the words of dates; the others do not matter.
_ACTING = ("PYTHON", "MPL", "LC_", "LANG", "TZ", "OMP_", "OPENBLAS_", "LD_")
_IDLE = frozenset(
    {"PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONPYCACHEPREFIX", "PYTHONUNBUFFERED"}
)
_SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/usr", "/lib")


def digest(content: bytes | str) -> str:
    """Give the fingerprint of some content."""
    raw = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """Something from the past that still holds.

    Attributes:
        about: What was noted beside it.
        content: The thing itself.
    """

    about: dict[str, Any]
    content: bytes


class Memory:
    """The records of one course.

    Attributes:
        root: The course folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder = root / FOLDER

    def recall(self, name: str, key: str) -> Remembered | None:
        """Give a record if it was kept under this key and holds; None where it does not."""
        try:
            head, _, content = (self._folder / name).read_bytes().partition(b"\n")
            told = json.loads(head)
            if told["key"] != key or told["content"] != digest(content):
                return None
            if not all(self.state(kind, path) == was for kind, path, was in told["reads"]):
                return None
            return Remembered(about=dict(told["about"]), content=content)
        except (OSError, ValueError, KeyError, TypeError):
            return None  # damaged, or of another time: as if it had never been

    def keep(
        self,
        name: str,
        key: str,
        content: bytes,
        *,
        reads: Iterable[tuple[str, str]] = (),
        about: dict[str, Any] | None = None,
    ) -> None:
        """Keep a record; in a folder that cannot be written to, nothing happens.

        Args:
            name: What it is called; an older record of that name gives way.
            key: What it is made from, as far as that is known before.
            content: The thing itself.
            reads: What else it depends on, as `reads_of` gives it.
            about: What is to be noted beside it.
        """
        told = {
            "key": key,
            "content": digest(content),
            "reads": [(kind, path, self.state(kind, path)) for kind, path in reads],
            "about": about or {},
        }
        with contextlib.suppress(OSError):
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not (ignored := self._folder / ".gitignore").exists():
                write_whole(ignored, b"# What coursekit remembers; it may be deleted.\n*\n")
            write_whole(path, json.dumps(told).encode() + b"\n" + content)

    def state(self, kind: str, path: str) -> str:
        """Give the state of a file or folder; empty where there is none."""
        place = self.root / path  # an absolute path stays what it is
        try:
            if kind == "folder":
                return digest("\n".join(_names(place)))
            if path == "pyproject.toml":
                return digest(settings_of(place))
            return digest(place.read_bytes())
        except (OSError, ValueError):
            return ""

    def is_untouched_since(self, reads: Iterable[tuple[str, str]], when: float) -> bool:
        """Say whether none of these files was written after a time (of ``time.time``)."""
        for kind, path in reads:
            with contextlib.suppress(OSError, ValueError):
                if kind == "file" and (self.root / path).stat().st_mtime >= when:
                    return False
        return True


def _names(folder: Path) -> list[str]:
    """Name what is in a folder, without notebooks: what is in them, they say of themselves."""
    return sorted(
        name
        for name in os.listdir(folder)  # noqa: PTH208 - called often
        if not name.startswith((".", "__")) and not name.endswith(".ipynb")
    )


def settings_of(path: Path) -> str:
    """Give what a pyproject.toml says to a run: the course's table, without how handouts look."""
    text = path.read_text(encoding="utf-8")
    try:
        table = dict(tomllib.loads(text)["tool"]["coursekit"])
    except (ValueError, KeyError, TypeError):
        return text
    table.pop("handouts", None)
    return json.dumps(table, sort_keys=True, default=str)


def reads_of(report: Report, root: Path) -> list[tuple[str, str]]:
    """Say what a run depends on: what it read, but for Python's and the system's own files.

    Args:
        report: What its kernel noted.
        root: The course folder; what lies in it is named from there.

    Returns:
        Pairs of ``file`` or ``folder`` and its path.
    """
    base = os.path.realpath(root)
    files = (("file", name) for path in report.files if (name := _counted(path, base)))
    folders = (
        ("folder", name)
        for path in report.folders
        if (name := _counted(path, base)) and not os.path.isabs(name)  # noqa: PTH117
    )
    return sorted({*files, *folders})


def _counted(path: str, base: str) -> str | None:
    """Name a path from the course folder; None where it is no matter of the lesson."""
    real = os.path.realpath(path)
    if "__pycache__" in real:
        folder, name = os.path.split(real)
        real = os.path.join(os.path.dirname(folder), f"{name.partition('.')[0]}.py")  # noqa: PTH118, PTH120
    within = real == base or real.startswith(base + os.sep)
    name = os.path.relpath(real, base) if within else real
    hidden = any(part.startswith(".") and part != "." for part in Path(name).parts)
    if hidden or real.startswith(_own_folders()) or real in _import_folders():
        return None
    if within:
        return name
    return name if os.path.exists(real) and not real.startswith(_SYSTEM) else None  # noqa: PTH110


@functools.cache
def _own_folders() -> tuple[str, ...]:
    """Name where Python and its packages lie; their versions stand for them."""
    paths = {sys.prefix, sys.base_prefix, str(_PACKAGE), *sysconfig.get_paths().values()}
    return tuple(os.path.realpath(path) + os.sep for path in paths)


@functools.cache
def _import_folders() -> frozenset[str]:
    """Name where Python looks for what is imported: it lists these whatever a lesson does."""
    return frozenset(map(os.path.realpath, filter(None, sys.path)))


@functools.cache
def library() -> str:
    """Give the fingerprint of this library: its code, its templates, its styles."""
    together = hashlib.sha256()
    for path in sorted(_files(_PACKAGE)):
        together.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0")
        together.update(digest(path.read_bytes()).encode())
    return together.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        yield from (Path(place, name) for name in names if not name.endswith((".pyc", ".new")))


def surroundings() -> str:
    """Give the fingerprint of all that a result depends on and that is no file of the course."""
    return digest(json.dumps([_FORMAT, library(), _python(), acting_variables(os.environ)]))


@functools.cache
def _python() -> list[str]:
    """Name the Python, the machine and every installed package with its version."""
    packages = {
        name
        for folder in sys.path
        if os.path.isdir(folder)  # noqa: PTH112
        for name in os.listdir(folder)  # noqa: PTH208
        if name.endswith((".dist-info", ".egg-info"))
    }
    return [sys.version, platform.system(), platform.machine(), *sorted(packages)]


def acting_variables(environment: Mapping[str, str]) -> str:
    """Give the variables that act on a run, in one text."""
    return json.dumps(
        sorted(
            (name, value)
            for name, value in environment.items()
            if name.startswith(_ACTING) and name not in _IDLE
        )
    )


def course_state(root: Path) -> str:
    """Give the fingerprint of what lies where a course has its files, but for the notebooks."""
    paths = {root / "pyproject.toml"}
    for name in ("sources", "exercises", "notebooks"):
        paths.update(_files(root / name))
    return digest(
        "\n".join(
            f"{path.relative_to(root).as_posix()} {digest(path.read_bytes())}"
            for path in sorted(paths)
            if path.suffix != ".ipynb" and path.is_file()
        )
    )
