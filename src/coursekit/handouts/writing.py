"""Pages to disk: each whole or not at all, and none made again that is as it should be."""

from __future__ import annotations

import contextlib
import json
import time
from typing import TYPE_CHECKING

from coursekit.disk import write_whole
from coursekit.errors import CourseError
from coursekit.notebooks.remembering import Memory, course_state, digest, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_LEFT_OVER = 60  # seconds after which what a killed run left beside a page is nobody's


class Pages:
    """The pages of one export.

    Args:
        root: The course folder.
        folder: Where the pages go.
        fresh: Whether to make each page, whatever is remembered.
    """

    def __init__(self, root: Path, folder: Path, *, fresh: bool = False) -> None:
        self.folder = folder
        self._memory = Memory(root)
        self._state = "" if fresh else digest(f"{surroundings()} {course_state(root)}")

    def write(self, name: str, made_from: Iterable[str], make: Callable[[], str]) -> Path:
        """Write a page, where it is not there already as it would be.

        Args:
            name: Its place in the folder: ``student/01-the-train.html``.
            made_from: What it depends on beside the files of the course: the fingerprint of a
                run, the edition.
            make: Gives the page; called only when it is needed.

        Returns:
            The file.

        Raises:
            CourseError: If it cannot be written.
        """
        path = self.folder / name
        key = digest(json.dumps([self._state, *made_from]))
        known = self._memory.recall(f"pages/{name}.json", key) if self._state else None
        if known is not None and known.about.get("page") == _state_of(path):
            return path
        page = make().encode("utf-8")
        with self._writing(path.parent):
            _clear(path)
            write_whole(path, page)
        if self._state:
            self._memory.keep(f"pages/{name}.json", key, b"", about={"page": digest(page)})
        return path

    def make_folders(self, names: Iterable[str]) -> None:
        """Make folders for pages.

        Raises:
            CourseError: If they cannot be made.
        """
        for name in names:
            with self._writing(self.folder / name):
                (self.folder / name).mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def _writing(self, folder: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CourseError(
                f"{folder} cannot be written to ({error.strerror or error}). "
                "Name another folder with -o."
            ) from error


def _state_of(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def _clear(path: Path) -> None:
    """Remove what a run that was killed has left beside a page."""
    for left in path.parent.glob(f".{path.name}.*.new"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFT_OVER:
                left.unlink()
