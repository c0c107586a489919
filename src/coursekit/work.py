"""A student's own copies of the notebooks: brought, kept up to date, put back."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursekit.course import WORK_MARK
from coursekit.disk import write_whole
from coursekit.errors import CourseError, NotebookError, UnknownNameError, nearest
from coursekit.reading import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

START = "start-here"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFolder:
    """A student's copies of the notebooks, and what was done to them just now.

    Attributes:
        path: The folder; it stands in the course folder, as deep as ``notebooks/``.
        copied: Names of the notebooks that are new there: ``start-here``, ``00`` …
        refreshed: Those that had changed in the course and had no answers in them.
        offered: Those that have changed in the course and were left alone.
    """

    path: Path
    student: str | None = None
    copied: tuple[str, ...] = ()
    refreshed: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a student should know about it."""
        named = f" --as {self.student}" if self.student else ""
        news = []
        if self.copied:
            news.append(f"Your notebooks are in {self.path.name}/: {_listed(self.copied)}.")
        if self.refreshed:
            news.append(
                f"Brought up to date, as you had not written in it: {_listed(self.refreshed)}."
            )
        news += [
            f"{_label(name)} has a newer version; `{_typed()} reset {name}{named}` puts it in "
            "place and keeps yours beside it."
            for name in self.offered
        ]
        return tuple(news)


def work_folder(root: Path, *, student: str | None = None) -> Path:
    """Give the folder of a student's notebooks; nothing is made.

    Args:
        root: The course folder.
        student: A name where several students share a computer. Upper and lower case are the
            same, so that nobody loses a folder to a capital letter.

    Raises:
        CourseError: If the name has anything but letters, digits and hyphens.

    Examples:
        >>> work_folder(Path("course")).as_posix()
        'course/work'
        >>> work_folder(Path("course"), student="Ana").as_posix()
        'course/work-ana'
    """
    if student is None:
        return root / "work"
    if len(student) > 40 or not re.fullmatch(r"[^\W_]+(-[^\W_]+)*", student):
        raise CourseError(
            f"'{student}' cannot be the name of a folder here: use up to 40 letters and digits, "
            "with hyphens between them, as in --as ana or --as ana-k."
        )
    return root / f"work-{student.lower()}"


def prepare_work(root: Path, *, student: str | None = None) -> WorkFolder:
    """Copy the notebooks that a student does not have yet.

    A copy in which nothing was written follows the course. One with a student's words in it is
    never written to: where the course has a newer version, that is offered.

    Args:
        root: The course folder.
        student: A name where several students share a computer.

    Raises:
        CourseError: If the folder cannot be written to, or the name cannot be used.
    """
    folder = work_folder(root, student=student)
    shipped = _shipped(root)
    outcome: dict[str, list[str]] = {"copied": [], "refreshed": [], "offered": []}
    with writing(folder):
        folder.mkdir(exist_ok=True)
        memory = _read_memory(folder)
        for name, path in shipped.items():
            if done := _bring(path, folder, memory):
                outcome[done].append(name)
        _write_memory(folder, memory)
    return WorkFolder(
        path=folder, student=student, **{done: tuple(names) for done, names in outcome.items()}
    )


def _bring(path: Path, folder: Path, memory: dict[str, dict[str, str]]) -> str | None:
    """Copy, refresh or leave one notebook; say which, or None where there is no news."""
    content, mine = path.read_bytes(), folder / path.name
    if not mine.exists():
        _put(content, mine, memory)
        return "copied"
    known = memory.get(path.name)
    if known is None:  # the memory was lost, or the file came from elsewhere: take it as it is
        memory[path.name] = _fingerprints(content)
        return None
    if known["file"] == _fingerprints(content)["file"]:
        return None
    if _fingerprints(mine.read_bytes())["words"] == known["words"]:
        _put(content, mine, memory)
        return "refreshed"
    return "offered"


def _put(content: bytes, mine: Path, memory: dict[str, dict[str, str]]) -> None:
    write_whole(mine, content)
    memory[mine.name] = _fingerprints(content)


def _fingerprints(content: bytes) -> dict[str, str]:
    """Tell a file by its bytes, and a notebook by the words in its cells.

    Jupyter writes outputs, counters and spaces of its own as soon as a notebook is opened;
    only the words are the student's.
    """
    file = hashlib.sha256(content).hexdigest()
    try:
        cells = [(cell["cell_type"], _source(cell)) for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError):
        return {"file": file, "words": file}
    return {"file": file, "words": hashlib.sha256(json.dumps(cells).encode()).hexdigest()}


def _source(cell: Mapping[str, Any]) -> str:
    return "".join(cell.get("source", ""))


def _shipped(root: Path) -> dict[str, Path]:
    """Give the course's notebooks by the names that students type, such as 00."""
    chapters = {chapter.number: chapter.notebook for chapter in read_settings(root).chapters}
    names = {START: f"{START}.ipynb", **chapters}
    paths = {name: root / "notebooks" / file for name, file in names.items()}
    found = {name: path for name, path in paths.items() if path.is_file()}
    if not found:
        raise CourseError(
            f"{root / 'notebooks'} has no notebooks. Is the course complete? Unpack it once more."
        )
    return found


def _read_memory(folder: Path) -> dict[str, dict[str, str]]:
    """Read what was copied; a damaged memory is an empty one."""
    try:
        copies = json.loads((folder / WORK_MARK).read_text(encoding="utf-8"))["copies"]
        return {
            str(name): {"file": str(known["file"]), "words": str(known["words"])}
            for name, known in copies.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_memory(folder: Path, memory: dict[str, dict[str, str]]) -> None:
    about = "coursekit made this folder and remembers here what it copied. Leave this file alone."
    text = json.dumps({"about": about, "copies": memory}, indent=1)
    if not _says(folder / WORK_MARK, text):
        write_whole(folder / WORK_MARK, text.encode())


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into one sentence."""
    try:
        yield
    except OSError as error:
        if folder.exists() and not folder.is_dir():
            raise CourseError(
                f"{folder} is a file, and your notebooks need a folder of that name. "
                "Move the file away and start again."
            ) from error
        raise CourseError(
            f"{folder} cannot be written to ({error.strerror or error}). Copy the course folder "
            "to a place of your own, such as your home folder, and start it there."
        ) from error


def _label(name: str) -> str:
    return "The start page" if name == START else f"Chapter {name}"


def _listed(names: Sequence[str]) -> str:
    words = [_label(name).lower() for name in names]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _typed() -> str:
    """Give the command as it can be typed here: with its folder where the shell needs that."""
    beside = Path(sys.executable).with_name("coursekit")
    found = shutil.which("coursekit")
    if not beside.exists() or (found and Path(found).parent == beside.parent):
        return "coursekit"
    here = Path.cwd()
    return str(beside.relative_to(here) if beside.is_relative_to(here) else beside)


def reset_notebook(root: Path, what: str, *, student: str | None = None) -> str:
    """Put a chapter or one exercise back as the course ships it; the old notebook is kept.

    Args:
        root: The course folder.
        what: A chapter (``01``, ``1``, ``start-here`` or the file's name) or an exercise (``1.3``).
        student: A name where several students share a computer.

    Returns:
        What was done, as sentences.

    Raises:
        UnknownNameError: If the course has no such chapter or exercise.
        NotebookError: If an exercise is to be put back into a notebook that cannot be read.
        CourseError: If the folder cannot be written to.
    """
    shipped = _shipped(root)
    folder = work_folder(root, student=student)
    if (name := _chapter_named(what, shipped)) is not None:
        return _reset_chapter(name, shipped[name], folder)
    exercises = {
        exercise: name for name, path in shipped.items() for exercise in _exercises(_cells(path))
    }
    wanted = re.sub(r"^0+(?=\d)", "", what.strip())
    if wanted not in exercises:
        raise UnknownNameError(_unknown(what, [*shipped, *exercises]))
    return _reset_exercise(wanted, shipped[exercises[wanted]], folder)


def _chapter_named(what: str, shipped: Mapping[str, Path]) -> str | None:
    wanted = what.strip().removesuffix(".ipynb").casefold()
    wanted = wanted.removeprefix("chapter").strip()
    for name, path in shipped.items():
        if wanted in (name, path.stem.casefold()) or (wanted.isdigit() and wanted.zfill(2) == name):
            return name
    return START if wanted == "start" and START in shipped else None


def _unknown(what: str, names: Sequence[str]) -> str:
    near = nearest(what.strip(), names)
    hint = f" Nearest: '{near}'." if near else ""
    chapters = ", ".join(name for name in names if name == START or name.isdigit())
    return (
        f"There is no chapter or exercise '{what}'.{hint} Chapters: {chapters}; "
        "exercises are named as in the notebook, such as 0.2."
    )


def _reset_chapter(name: str, path: Path, folder: Path) -> str:
    mine = folder / path.name
    with writing(folder):
        folder.mkdir(exist_ok=True)
        kept = _keep(mine) if mine.exists() else None
        memory = _read_memory(folder)
        _put(path.read_bytes(), mine, memory)
        _write_memory(folder, memory)
    return f"{_label(name)} is as it was at the beginning.{_kept(kept)}"


def _reset_exercise(exercise: str, path: Path, folder: Path) -> str:
    mine = folder / path.name
    if not mine.exists():
        raise CourseError(
            f"{folder.name}/{path.name} is not there yet; `{_typed()} lab` puts it there."
        )
    notebook = _notebook(mine)
    notebook["cells"] = _with_exercise_of(_cells(path), notebook["cells"], exercise)
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    with writing(folder):
        kept = _keep(mine)
        write_whole(mine, text.encode())
    return f"Exercise {exercise} is as it was at the beginning.{_kept(kept)}"


def _kept(kept: Path | None) -> str:
    if kept is None:
        return ""
    return (
        f" Your notebook is kept as '{kept.name}'. If it is open in the browser, choose "
        "File, Reload Notebook from Disk."
    )


def _keep(mine: Path) -> Path:
    """Copy a notebook beside itself, under the time of day."""
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d %H%M")
    names = (f"kept {stamp}{more} {mine.name}" for more in ("", *(f" {n}" for n in range(2, 999))))
    kept = next(path for path in map(mine.with_name, names) if not path.exists())
    write_whole(kept, mine.read_bytes())
    return kept


def _notebook(path: Path) -> dict[str, Any]:
    try:
        notebook: dict[str, Any] = json.loads(path.read_bytes())
        _exercises(notebook["cells"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotebookError(
            f"{path.parent.name}/{path.name} cannot be read as a notebook. "
            "Putting back the whole chapter mends it and keeps the damaged file."
        ) from None
    return notebook


def _cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = _notebook(path)["cells"]
    return cells


def _exercise_of(cell: Mapping[str, Any]) -> str | None:
    exercise = cell["metadata"].get("coursekit", {}).get("exercise")
    return None if exercise is None else str(exercise)


def _exercises(cells: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(_exercise_of, cells))))


def _with_exercise_of(
    shipped: Sequence[dict[str, Any]], mine: Sequence[dict[str, Any]], exercise: str
) -> list[dict[str, Any]]:
    """Put the cells of one exercise in the places they have, else where they belong."""
    fresh = {cell["id"]: cell for cell in shipped if _exercise_of(cell) == exercise}
    is_old = [cell.get("id") in fresh or _exercise_of(cell) == exercise for cell in mine]
    rest = [cell for cell, old in zip(mine, is_old, strict=True) if not old]
    if fresh.keys() <= {cell.get("id") for cell in mine}:
        kept = [cell for cell in mine if cell in rest or cell.get("id") in fresh]
        return [fresh.get(cell.get("id", ""), cell) for cell in kept]
    if any(is_old):
        place = is_old.index(True)
    else:
        ids = [cell["id"] for cell in shipped]
        before = set(ids[: ids.index(next(iter(fresh)))])
        place = max((n + 1 for n, cell in enumerate(rest) if cell.get("id") in before), default=0)
    return [*rest[:place], *fresh.values(), *rest[place:]]
