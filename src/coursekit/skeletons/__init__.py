"""New files of a course that their author fills in: what is still open reads ``…``.

A skeleton passes the readers as it is; `coursekit check` names each ``…`` that is left in it.
"""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass
from importlib import resources
from string import Template
from typing import TYPE_CHECKING, Any

from coursekit.checking import BLANK, Part, parts_of
from coursekit.course import Course
from coursekit.disk import write_whole
from coursekit.errors import CourseError, nearest
from coursekit.notebooks import evidence_for, exercise_of, read_notebook
from coursekit.records import Chapter, ExerciseType, NoteKind, SourceKind
from coursekit.work import writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coursekit.records import Exercise

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EXERCISE = re.compile(r"(?P<chapter>0|[1-9]\d?)\.([1-9]\d?|[a-z][a-z0-9]*(-[a-z0-9]+)*)")
_NOTEBOOK = re.compile(r"(?P<chapter>\d\d)-(?P<words>[a-z0-9]+(-[a-z0-9]+)*)")
_USUAL = {  # minutes of the parts that most lessons have, out of 90
    **{"Run this first": 2, "Recall": 4, "First look": 6, "Background": 6, "Documents": 24},
    **{"Mark it": 10, "Count it": 13, "Set side by side": 12, "Say it": 8, "Exit": 5},
}
_LOCKED = {"deletable": False, "editable": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """A file that was made, and what its author does next.

    Attributes:
        path: Where it is.
        next_steps: Sentences, in the order of the work.
    """

    path: Path
    next_steps: tuple[str, ...]


def new_source(root: Path, name: str) -> Skeleton:
    """Write the skeleton of a document.

    Args:
        root: The course folder.
        name: How lessons will call it: small letters, digits, hyphens.

    Raises:
        CourseError: If the name cannot be used, is taken, or the folder cannot be written to.
    """
    name = name.removesuffix(".md")
    if not _NAME.fullmatch(name):
        raise CourseError(_bad_name(name, "a source", _slug(name) or "evening-post-strike"))
    settings = Course(root).settings
    text = _filled(
        "source.md",
        kind=SourceKind.NEWS_REPORT.value,
        kinds=", ".join(kind.value for kind in SourceKind),
        language=settings.language,
        voices=", ".join(settings.voices) or "a word of your own",
        notes=", ".join(kind.value for kind in NoteKind),
    )
    path = _write(root, f"sources/documents/{name}.md", text)
    return Skeleton(
        path=path,
        next_steps=(
            _open(path, root),
            f'In a lesson, course.source("{name}") shows it.',
        ),
    )


def new_exercise(
    root: Path, name: str, *, type: str | ExerciseType = ExerciseType.COMPUTE
) -> Skeleton:
    """Write the skeleton of an exercise.

    Args:
        root: The course folder.
        name: Its number in its chapter, ``1.7``, or its part of it, ``0.mark``.
        type: One of the closed set of exercise types.

    Raises:
        CourseError: If the name or the type cannot be used, the name is taken, or the folder
            cannot be written to.
    """
    name = name.removesuffix(".md")
    match = _EXERCISE.fullmatch(name)
    if match is None:
        raise CourseError(
            f"'{name}' cannot be the name of an exercise: write the chapter without a leading "
            "zero, a point, and a number or a word, as in 1.7 or 0.mark."
        )
    head, solution = _skeleton_of(_type_called(type))
    text = _filled("exercise.md", type=str(type), head=head, solution=solution)
    number = match["chapter"].zfill(2)
    chapters = {chapter.number for chapter in Course(root).settings.chapters}
    path = _write(root, f"exercises/{name}.md", text)
    missing = (
        f"The course has no chapter {number} yet: coursekit new notebook {number}-a-name "
        "makes its notebook."
    )
    return Skeleton(
        path=path,
        next_steps=(
            _open(path, root),
            *(() if number in chapters else (missing,)),
            f"When nothing is open in it, coursekit new cells {name} puts question and answer "
            "cell into the notebook.",
        ),
    )


def new_notebook(root: Path, name: str) -> Skeleton:
    """Write the skeleton of a lesson: its ten parts, set-up cell and locked cells.

    Args:
        root: The course folder.
        name: The chapter's two digits and a name: ``04-the-strike``.

    Raises:
        CourseError: If the name cannot be used, the chapter is there already, or the folder
            cannot be written to.
    """
    name = name.removesuffix(".ipynb")
    match = _NOTEBOOK.fullmatch(name)
    if match is None:
        raise CourseError(_bad_name(name, "a notebook", f"04-{_slug(name) or 'the-strike'}"))
    number = match["chapter"]
    for chapter in Course(root).settings.chapters:
        if chapter.number == number:
            raise CourseError(
                f"Chapter {number} is there already: notebooks/{chapter.notebook}. Take another "
                "number, or work on that one."
            )
    title = match["words"].replace("-", " ").capitalize()
    path = _write(root, f"notebooks/{name}.ipynb", _filled("notebook.ipynb", title=title))
    chapter = Chapter(number=number, notebook=path.name, title=title, question=BLANK)
    entry = _filled("chapter.toml", number=number, notebook=path.name, title=title)
    guide = root / _guide_name(number)
    if not guide.exists():
        _write_guide(root, chapter)
    return Skeleton(
        path=path,
        next_steps=(
            f"Add these lines to pyproject.toml, below the other chapters:\n\n{entry}",
            _open(path, root, what="it in JupyterLab or an editor"),
            f"What its teachers need goes into {guide.relative_to(root).as_posix()}.",
        ),
    )


def new_guide(root: Path, number: str) -> Skeleton:
    """Write the skeleton of a guide for teachers: a row of minutes for each part of the lesson.

    Args:
        root: The course folder.
        number: The chapter: ``01`` or ``1``.

    Raises:
        CourseError: If there is no such chapter, it has a guide already, its notebook cannot be
            read, or the folder cannot be written to.
    """
    chapters = {chapter.number: chapter for chapter in Course(root).settings.chapters}
    wanted = number.removesuffix(".md").zfill(2)
    if wanted not in chapters:
        known = ", ".join(chapters) or "none"
        raise CourseError(f"There is no chapter '{number}' to guide through. Chapters: {known}.")
    path = _write_guide(root, chapters[wanted])
    return Skeleton(
        path=path,
        next_steps=(
            _open(path, root),
            f"coursekit handouts {wanted} --edition teacher shows it above the lesson.",
        ),
    )


def _guide_name(number: str) -> str:
    return f"exercises/guides/{number}.md"


def _write_guide(root: Path, chapter: Chapter) -> Path:
    parts = parts_of(read_notebook(root / "notebooks" / chapter.notebook))
    top = [part for part in parts if part.level == 2] or [Part(chapter.title, 2, optional=False)]
    full = _shares([_USUAL.get(part.title, 6) for part in top], chapter.minutes)
    kept = [0 if part.optional else _USUAL.get(part.title, 6) for part in top]
    short = _shares(kept, chapter.short_minutes) if any(kept) else kept
    rows = [
        f"  - {{part: {json.dumps(part.title, ensure_ascii=False)}, minutes: {max(1, minutes)}, "
        f"short_minutes: {min(max(1, minutes), less)}, do: {BLANK}}}"
        for part, minutes, less in zip(top, full, short, strict=True)
    ]
    return _write(root, _guide_name(chapter.number), _filled("guide.md", plan="\n".join(rows)))


def _shares(weights: Sequence[int], total: int) -> list[int]:
    """Split minutes by weight into whole numbers that add up.

    Examples:
        >>> _shares([6, 24, 10], 20)
        [3, 12, 5]
        >>> sum(_shares([1, 1, 1], 20))
        20
    """
    marks = [round(total * sum(weights[:n]) / sum(weights)) for n in range(len(weights) + 1)]
    return [after - before for before, after in itertools.pairwise(marks)]


def new_cells(
    root: Path,
    name: str,
    *,
    after: str | None = None,
    evidence: Sequence[str] = (),
    show: Sequence[str] = (),
    again: bool = False,
) -> Skeleton:
    """Put the question and the answer cell of an exercise into its chapter's notebook.

    Args:
        root: The course folder.
        name: The exercise.
        after: The id of the cell below which they go; without it, below the last exercise of
            the chapter, or above its exit.
        evidence: The ids of cells that the exercise tells students to read; they may show what
            it asks for. Cells of the exercise that are there already stay as they are.
        show: Documents that are to be shown above the question, each in a cell of its own.
        again: Whether to write anew the cells that are there already, in their places.

    Raises:
        CourseError: If there is no such exercise, chapter, document or cell; if the cells are
            there and nothing is to be done with them; or if the notebook cannot be written.
    """
    import nbformat

    course = Course(root)
    exercise = course.exercises[name]
    chapter = _chapter_of(course, name)
    path = root / "notebooks" / chapter.notebook
    notebook = read_notebook(path)
    old = [cell for cell in notebook.cells if exercise_of(cell) == name]
    if old and not again and not evidence:
        raise CourseError(
            f"notebooks/{path.name} has cells of exercise {name} already. To write them anew from "
            f"the exercise's file, type coursekit new cells {name} --again."
        )
    shown = [_shown_in(course.sources[source].id, name) for source in show]
    _mark_evidence(notebook.cells, evidence, name, chapter)
    done = f"The cells of {name} stay as they are"
    if again or not old:
        rest = [cell for cell in notebook.cells if exercise_of(cell) != name]
        place = _place(rest, after, chapter)
        if old and after is None:
            place = notebook.cells.index(old[0])
        ids = {cell.id for cell in rest}
        cells = [*(cell for cell in shown if cell["id"] not in ids), *_renewed(exercise, old)]
        fresh = [nbformat.from_dict(cell) for cell in cells]  # type: ignore[no-untyped-call]
        notebook.cells = [*rest[:place], *fresh, *rest[place:]]
        above = f"below the cell '{rest[place - 1].id}'" if place else "at the top"
        done = f"Question and answer cell of {name} stand {above}"
    text = nbformat.writes(notebook, version=4)  # type: ignore[no-untyped-call]
    with writing(path.parent):
        write_whole(path, f"{text.rstrip()}\n".encode())
    marked = f"; what it tells students to read: {', '.join(evidence)}" if evidence else ""
    return Skeleton(path=path, next_steps=(f"{done}{marked}.", "Now type coursekit check --run."))


def _mark_evidence(
    cells: Sequence[Any], evidence: Sequence[str], exercise: str, chapter: Chapter
) -> None:
    """Say in the metadata of cells that an exercise tells students to read them."""
    for name in evidence:
        cell = cells[_index_of(cells, name, chapter)]
        kit = dict(cell.metadata.get("coursekit", {}))
        kit["evidence"] = list(dict.fromkeys([*evidence_for(cell), exercise]))
        cell.metadata["coursekit"] = kit


# Names ----------------------------------------------------------------------------------------


def _slug(name: str) -> str:
    """Give the nearest name of small letters, digits and hyphens.

    Examples:
        >>> _slug("The Évening Post, 1912")
        'the-evening-post-1912'
    """
    import unicodedata

    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def _bad_name(name: str, what: str, better: str) -> str:
    digits = "two digits, then " if what == "a notebook" else ""
    return (
        f"'{name}' cannot be the name of {what}: use {digits}small letters, digits and hyphens, "
        f"as in {better}."
    )


def _type_called(name: str) -> ExerciseType:
    types = [one.value for one in ExerciseType]
    try:
        return ExerciseType(name)
    except ValueError:
        near = nearest(name, types)
        hint = f" Did you mean '{near}'?" if near else ""
        raise CourseError(
            f"'{name}' is not a type of exercise.{hint} The types: {', '.join(types)}."
        ) from None


def _chapter_of(course: Course, exercise: str) -> Chapter:
    for chapter in course.settings.chapters:
        if exercise.startswith(chapter.prefix):
            return chapter
    number = exercise.partition(".")[0].zfill(2)
    raise CourseError(
        f"Exercise {exercise} belongs to chapter {number}, which the course does not have: "
        f"coursekit new notebook {number}-a-name makes its notebook."
    )


# Files ----------------------------------------------------------------------------------------


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(*name.split("/")).read_text(encoding="utf-8")


def _filled(name: str, **values: str) -> str:
    return Template(_text(name)).substitute(values)


def _skeleton_of(type: ExerciseType) -> tuple[str, str]:
    """Give the key of a type and the answer that it asks for."""
    own = resources.files(__name__).joinpath("exercises", f"{type.value}.yaml").is_file()
    name = type.value if own else ExerciseType.COMPUTE.value  # a line and its value do anywhere
    head, _, solution = _text(f"exercises/{name}.yaml").partition("\n---\n")
    return head, solution.strip()


def _write(root: Path, name: str, text: str) -> Path:
    path = root / name
    if path.exists():
        raise CourseError(f"{name} is there already. Open it, or take another name.")
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
    return path


def _open(path: Path, root: Path, *, what: str = "it in a text editor") -> str:
    return (
        f"Open {what}: {path.relative_to(root).as_posix()}. Write over each …, then type "
        "coursekit check."
    )


# Cells ----------------------------------------------------------------------------------------


def _cells_of(exercise: Exercise) -> list[dict[str, Any]]:
    name = exercise.id.replace(".", "-")
    kit = {"exercise": exercise.id}
    question = {
        "cell_type": "markdown",
        "id": f"{name}-question",
        "metadata": {"coursekit": {**kit, "part": "question"}, **_LOCKED},
        "source": f"### {exercise.id} · {exercise.title}\n\n{exercise.prompt}",
    }
    if exercise.type is ExerciseType.BUG_HUNT:
        names = ["answer_" + re.sub(r"\W+", "_", line.label) for line in exercise.lines]
        repairs = [
            _code(
                f"{name}-repair-{number}",
                f"{variable} = ...\n# the line that does not run: {variable} = …",
                {"coursekit": {**kit, "part": "repair"}, "tags": ["answer", "raises-exception"]},
            )
            for number, variable in enumerate(names, 1)
        ]
        call = f'course.check("{exercise.id}", [{", ".join(names)}])'
    else:
        repairs = []
        call = f'course.check("{exercise.id}", """\n{exercise.template}\n""")'
    answer = _code(f"{name}-answer", call, {"coursekit": kit, "tags": ["answer", "check"]})
    return [question, *repairs, answer]


def _renewed(exercise: Exercise, old: Sequence[Any]) -> list[dict[str, Any]]:
    """Write the cells of an exercise; what its author put beside the question stays.

    That is what stands above the exercise's heading, a sign behind its title, and the lines that
    students repair: none of it is in the exercise's file.
    """
    question, *repairs, answer = _cells_of(exercise)
    heading = re.compile(rf"^### {re.escape(exercise.id)} · .*$", re.MULTILINE)
    found = next((match for cell in old if (match := heading.search(cell.source))), None)
    if found:
        fresh, _, prompt = question["source"].partition("\n")
        kept = found[0] if found[0].startswith(fresh) else fresh
        question["source"] = f"{found.string[: found.start()]}{kept}\n{prompt}"
    broken = [cell for cell in old if "raises-exception" in cell.metadata.get("tags", [])]
    return [question, *(broken or repairs), answer]


def _shown_in(source: str, exercise: str) -> dict[str, Any]:
    """Make a locked cell that shows a document which an exercise tells students to read."""
    name = f"{exercise.replace('.', '-')}-{source}"[:64].rstrip("-")  # as long as an id may be
    metadata = {"coursekit": {"evidence": [exercise]}, **_LOCKED}
    return _code(name, f'course.source("{source}")', metadata)


def _code(name: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def _index_of(cells: Sequence[Any], name: str, chapter: Chapter) -> int:
    ids = [str(cell.id) for cell in cells]
    if name not in ids:
        near = nearest(name, ids)
        hint = f" Nearest: '{near}'." if near else ""
        raise CourseError(f"{chapter.notebook} has no cell '{name}'.{hint}")
    return ids.index(name)


def _place(cells: Sequence[Any], after: str | None, chapter: Chapter) -> int:
    """Say before which cell new ones go."""
    if after is not None:
        return _index_of(cells, after, chapter) + 1
    last = max((n for n, cell in enumerate(cells) if exercise_of(cell)), default=None)
    if last is not None:
        return last + 1
    ids = [cell.id for cell in cells]
    return ids.index("exit") if "exit" in ids else len(ids)
