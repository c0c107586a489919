"""Where a course lies, and where a student's journal does."""

from __future__ import annotations

import os
from pathlib import Path

from coursekit.errors import CourseNotFoundError
from coursekit.journal import FILE_NAME

VARIABLE = "COURSEKIT_COURSE"
WORK_MARK = ".coursekit.json"


def find_course(path: str | os.PathLike[str] | None = None) -> Path:
    """Find a course's folder.

    Args:
        path: The folder, or one inside it. Without it, the environment variable
            ``COURSEKIT_COURSE`` is used, else the working directory and the folders above it.

    Returns:
        The nearest folder whose pyproject.toml has a table ``[tool.coursekit]``.

    Raises:
        CourseNotFoundError: If there is none; the text says where it was looked for.
    """
    named = path if path is not None else os.environ.get(VARIABLE) or None
    start = Path(named).expanduser().resolve() if named is not None else Path.cwd()
    for folder in (start, *start.parents):
        if _is_course(folder):
            return folder
    looked = f"No course found in {start} or above it"
    if path is None and named is not None:
        looked = f"{VARIABLE} is set to {named}, and no course is there or above it"
    raise CourseNotFoundError(
        f"{looked}. Looked for a pyproject.toml with [tool.coursekit]. Start Jupyter inside the "
        f"course folder (coursekit lab does), or set {VARIABLE} to it."
    )


def _is_course(folder: Path) -> bool:
    try:
        return "[tool.coursekit]" in (folder / "pyproject.toml").read_text(
            encoding="utf-8", errors="replace"
        )
    except OSError:
        return False


def is_inside(folder: Path) -> bool:
    """Say whether the working directory is a folder or inside it."""
    try:
        here = Path.cwd().resolve()
    except OSError:
        return False
    return folder.resolve() in (here, *here.parents)


def journal_path(root: Path) -> Path | None:
    """Give the journal's place in a student's work folder; None anywhere else."""
    try:
        here = Path.cwd().resolve()
    except OSError:
        return None
    if root not in (here, *here.parents):
        return None
    for folder in (here, *here.parents):
        if (folder / WORK_MARK).is_file():
            return folder / FILE_NAME
        if folder == root:
            break
    return None
