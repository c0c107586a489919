"""Whether a student's notebook can be handed in: what is fine, and what marking would not find.

The notebook is read from its file and run as a copy, in a folder of its own: nothing that the
student has is written to, and no try is noted.
"""

from __future__ import annotations

import ast
import contextlib
import os
import re
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from coursekit.course import WORK_MARK, Course, find_course
from coursekit.errors import CourseError, NotebookError, UnknownNameError, nearest
from coursekit.exercises import read_answer
from coursekit.journal import FILE_NAME, Journal
from coursekit.notebooks import RUNNING, answer_cells, exercise_of, read_notebook, run_notebook
from coursekit.views import View, render
from coursekit.views.view import join, underline, wrap
from coursekit.work import work_folder, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coursekit.records import Chapter

SESSION = "JPY_SESSION_NAME"  # where Jupyter tells a kernel which notebook it belongs to
OPTIONAL = "◇"
MOST_ERRORS = 4  # one cell that stops makes others stop

_ABSOLUTE = re.compile(
    r"[\"']((?:/(?:home|Users|root|tmp|mnt|media|Volumes)/|~/|[A-Za-z]:[\\/])[^\"']*)"
)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What there is to say about a notebook before it is handed in.

    Attributes:
        title: The lesson.
        notebook: The file, from the course folder where it is inside it.
        saved: When it was saved last: what is only in the browser is not seen.
        fine: What is fine, as sentences; said first.
        lost: What does not run, or what marking would not find, as sentences.
        blank: What is still unanswered, as sentences.
    """

    title: str
    notebook: str
    saved: datetime
    fine: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether nothing is to be mended and nothing is open."""
        return not self.lost and not self.blank


class ReadinessView(View[Readiness]):
    """Shows what is fine first, then what is to be mended, then what is still open."""

    @property
    def html(self) -> str:
        """The sentences as HTML with their own style."""
        result, saved = _result(self.record), _saved(self.record)
        return render("ready.html.j2", ready=self.record, result=result, saved=saved)

    @property
    def text(self) -> str:
        """The sentences as plain text."""
        lists = (("", self.fine), ("To be mended:", self.lost), ("Still open:", self.blank))
        return join(
            [
                underline(self.title),
                wrap(_result(self.record)),
                *(
                    "\n".join(filter(None, [name, *(wrap(one, "  ", "- ") for one in sentences)]))
                    for name, sentences in lists
                    if sentences
                ),
                wrap(_saved(self.record)),
            ]
        )


def _result(ready: Readiness) -> str:
    if ready.is_ready:
        return "Ready to be handed in"
    if not ready.lost:
        return "It can be handed in, and something in it is still open"
    count = len(ready.lost)
    return f"{count} thing{'' if count == 1 else 's'} to mend before it is handed in"


def _saved(ready: Readiness) -> str:
    return (
        f"This is about {ready.notebook} as it was saved on {ready.saved:%d %B at %H:%M}. "
        "What you changed since then counts once it is saved (Ctrl + S)."
    )


# Which notebook -------------------------------------------------------------------------------


def ready_here(chapter: str | None = None) -> ReadinessView | None:
    """Say whether the notebook that this is called in can be handed in.

    Args:
        chapter: Another one, by its chapter's number.

    Returns:
        The view; None while the notebook is run by coursekit itself.

    Raises:
        CourseError: If it is not clear which notebook is meant, or it cannot be read.
    """
    if os.environ.get(RUNNING):
        return None
    root, here = find_course(), Path.cwd()
    if chapter is not None:
        path = _path_called(Course(root), chapter, here)
        return ReadinessView(check_readiness(root, path))
    named = Path(os.environ.get(SESSION, ""))
    path = named if named.is_absolute() else here / named.name
    if path.suffix != ".ipynb" or not path.is_file():
        raise CourseError(
            'Which notebook is this? Type the number of its chapter, too: ready("01").'
        )
    return ReadinessView(check_readiness(root, path))


def find_notebook(root: Path, what: str, *, student: str | None = None) -> Path:
    """Find a student's notebook by its chapter, or take the file that is named.

    Raises:
        UnknownNameError: If the course has no such chapter.
        CourseError: If the student's name cannot be used.
    """
    if what.endswith(".ipynb") and Path(what).is_file():
        return Path(what).resolve()
    return _path_called(Course(root), what, work_folder(root, student=student))


def _path_called(course: Course, what: str, folder: Path) -> Path:
    chapters = {chapter.number: chapter for chapter in course.settings.chapters}
    wanted = what.strip().removesuffix(".ipynb").casefold()
    for number, chapter in chapters.items():
        if wanted in (number, str(int(number)), Path(chapter.notebook).stem.casefold()):
            return folder / chapter.notebook
    near = nearest(wanted, [*chapters, *(one.notebook for one in chapters.values())])
    hint = f" Nearest: '{near}'." if near else ""
    raise UnknownNameError(f"There is no chapter '{what}'.{hint} Chapters: {', '.join(chapters)}.")


def _chapter_of(course: Course, path: Path, notebook: Any) -> Chapter:
    """Find the lesson that a notebook is a copy of: by its name, else by its exercises."""
    chapters = course.settings.chapters
    for chapter in chapters:
        if Path(chapter.notebook).stem in path.stem:
            return chapter
    named = [name for name in map(exercise_of, notebook.cells) if name]
    counts = {one: sum(name.startswith(one.prefix) for name in named) for one in chapters}
    if not any(counts.values()):
        raise CourseError(f"{path.name} is no lesson of this course.")
    return max(counts, key=counts.__getitem__)


# The check ------------------------------------------------------------------------------------


def check_readiness(root: Path, path: Path) -> Readiness:
    """Say whether a notebook can be handed in.

    It is run from the top in a fresh kernel, which takes some seconds.

    Args:
        root: The course folder.
        path: The student's notebook; it is only read.

    Raises:
        NotebookError: If it is missing or cannot be read.
        CourseError: If it is no lesson of the course, or nothing can be written in the course
            folder.
    """
    course = Course(root)
    notebook = _read(path, root)
    chapter = _chapter_of(course, path, notebook)
    shipped = read_notebook(root / "notebooks" / chapter.notebook)
    exercises = [name for name, _ in answer_cells(shipped)]
    found = [*_answer_cell_problems(notebook, shipped), *_place_problems(notebook, shipped, path)]
    ran, journal = _run(notebook, path, root)
    run_problems = [ran] if isinstance(ran, str) else list(_run_problems(ran, found))
    sound = [name for name in exercises if name not in {one.exercise for one in found}]
    blank = _blank(course, notebook, sound, journal, has_run=not isinstance(ran, str))
    left_out = [name for name in _optional(shipped) if blank.get(name) == ()]
    lost = [*(one.text for one in found), *run_problems]
    return Readiness(
        title=f"{chapter.number} · {chapter.title}",
        notebook=_named(path, root),
        saved=datetime.fromtimestamp(path.stat().st_mtime).astimezone(),
        fine=tuple(_fine(exercises, sound, blank, left_out, found, run_problems)),
        lost=tuple(dict.fromkeys(lost)),
        blank=tuple(_blank_sentences(blank, left_out)),
    )


class _Found(NamedTuple):
    """Something that marking would not find, or would stumble over."""

    text: str
    exercise: str | None = None
    cell: str | None = None  # the id of the cell, where a run would say the same again


def _named(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _read(path: Path, root: Path) -> Any:
    if not path.is_file():
        raise NotebookError(
            f"{_named(path, root)} is not there yet; `coursekit lab` puts your copy there."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # two cells with one id: said below, in our words
            return read_notebook(path)
    except NotebookError as error:
        raise NotebookError(
            f"{_named(path, root)} cannot be read as a notebook any more. `coursekit reset` with "
            "the number of the chapter puts a fresh one in its place and keeps this one beside it."
        ) from error


def _fine(
    exercises: Sequence[str],
    sound: Sequence[str],
    blank: Mapping[str, Sequence[str]],
    left_out: Sequence[str],
    found: Sequence[_Found],
    run_problems: Sequence[str],
) -> Iterator[str]:
    """Say what is fine."""
    if not run_problems:
        yield "It runs from the top in a fresh kernel."
    answered = [name for name in sound if name not in blank]
    if answered:
        every = "all " if len(answered) == len(exercises) > 1 else ""
        yield f"Answered: {every}{_count(answered, 'exercise')} ({', '.join(answered)})."
    if left_out:
        yield f"Left out, which the short path allows (◇): {_listed(left_out)}."
    if exercises and len(sound) == len(exercises):
        yield "Every answer cell is where marking looks for it."
    if not [one for one in found if one.exercise is None]:
        yield "Nothing in it needs a file or a folder that only your computer has."


def _count(names: Sequence[str], what: str) -> str:
    return f"{len(names)} {what}{'' if len(names) == 1 else 's'}"


def _listed(names: Iterable[str]) -> str:
    words = list(names)
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


# What can be seen in the file -----------------------------------------------------------------


def _answer_cell_problems(notebook: Any, shipped: Any) -> Iterator[_Found]:
    mine: dict[str, list[Any]] = {}
    for name, cell in answer_cells(notebook):
        mine.setdefault(name, []).append(cell)
    for name, original in answer_cells(shipped):
        cells = mine.get(name, [])
        if len(cells) > 1:
            text = (
                f"Exercise {name} has {len(cells)} answer cells, and marking cannot know which "
                "one you mean: keep one and delete the others."
            )
            yield _Found(text, name)
        elif cells:
            if problem := _call_problem(name, cells[0]):
                yield _Found(problem, name, cells[0].get("id"))
        else:
            yield _Found(_gone(name, original, notebook), name)


def _gone(name: str, original: Any, notebook: Any) -> str:
    """Say what became of an answer cell that is none any more."""
    call = re.compile(rf"\.check\(\s*[\"']{re.escape(name)}[\"']")
    same_id = [cell for cell in notebook.cells if cell.get("id") == original.get("id")]
    alike = [cell for cell in notebook.cells if call.search(cell.source)]
    for cell in [*same_id, *alike]:
        if cell.cell_type != "code":
            return (
                f"The answer cell of {name} has become a text cell: click into it, press Escape, "
                "then Y, and run it."
            )
        return (
            f"The answer cell of {name} has lost the mark by which it is found: `coursekit reset "
            f"{name}` brings a fresh one, into which you can copy your answer."
        )
    return (
        f"The answer cell of {name} is not there any more: `coursekit reset {name}` brings it "
        "back, and keeps your notebook beside it."
    )


def _call_problem(name: str, cell: Any) -> str | None:
    try:
        calls = [str(first) for first, _ in _checks(_parse(cell.source))]
    except SyntaxError as error:
        return (
            f"Line {error.lineno or 1} of the answer cell of {name} cannot be read by Python: most "
            "often one of the three quotation marks at the start or the end is missing."
        )
    if name in calls:
        return None
    if calls:
        return (
            f"The answer cell of {name} checks {_listed(calls)} instead: its first line begins "
            f'course.check("{name}", as it did at the start.'
        )
    return (
        f"The answer cell of {name} does not check anything: put your answer between "
        f'course.check("{name}", """ and """), or type `coursekit reset {name}` for a fresh cell.'
    )


def _parse(source: str) -> ast.Module:
    """Read a cell as Python; lines for Jupyter itself (% and !) are left out."""
    lines = ["" if re.match(r"\s*[%!]", line) else line for line in source.split("\n")]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd backslashes are no matter here
            return ast.parse("\n".join(lines))
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error)) from None


def _checks(tree: ast.Module) -> Iterator[tuple[object, ast.expr | None]]:
    """Give each call of ``….check("0.2", answer)``: the exercise, and the answer as written."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "check"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield node.args[0].value, node.args[1] if len(node.args) > 1 else None


def _place_problems(notebook: Any, shipped: Any, path: Path) -> Iterator[_Found]:
    """Find what is on this computer only: places, files beside the notebook, own modules."""
    ours = {cell.source for cell in shipped.cells}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or cell.source in ours:
            continue
        where = _where(notebook, index)
        if place := _ABSOLUTE.search(cell.source):
            text = f"{where} names a place that only your computer has: {place[1]}."
            yield _Found(text, None, cell.get("id"))
        for name in sorted(_own_files(cell.source, path.parent)):
            text = (
                f"{where} uses {name}, a file of your own beside the notebook: hand it in, too, "
                "or do without it."
            )
            yield _Found(text)


def _own_files(source: str, folder: Path) -> set[str]:
    """Name the files beside a notebook that its code speaks of."""
    try:
        tree = _parse(source)
    except SyntaxError:
        return set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
        elif isinstance(node, ast.Import):
            names |= {f"{alias.name.partition('.')[0]}.py" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(f"{node.module.partition('.')[0]}.py")
    return {name for name in names if _is_own(name, folder)}


def _is_own(name: str, folder: Path) -> bool:
    if not name or len(name) > 200 or "\n" in name or Path(name).is_absolute():
        return False
    with contextlib.suppress(OSError, ValueError):
        path = (folder / name).resolve()
        return path.is_file() and path.is_relative_to(folder.resolve())
    return False


def _where(notebook: Any, index: int) -> str:
    """Name a cell as its student sees it: an answer cell, or by the heading above it."""
    cell = notebook.cells[index]
    name = exercise_of(cell)
    if name is not None and "check" in cell.metadata.get("tags", ()):
        return f"The answer cell of {name}"
    headings = [
        match[1]
        for above in notebook.cells[:index]
        if above.cell_type == "markdown"
        for match in _HEADING.finditer(above.source)
    ]
    words = " ".join((cell.source.strip().splitlines() or ["nothing"])[0].split())
    words = words if len(words) <= 40 else f"{words[:39]}…"
    under = f" under “{headings[-1]}”" if headings else ""
    return f"The cell{under} that begins “{words}”"


# What only a run shows ------------------------------------------------------------------------


def _run(notebook: Any, path: Path, root: Path) -> tuple[Any, Journal]:
    """Run a copy in a folder of its own, as deep as the student's, with a journal of its own.

    Returns:
        The notebook with its outputs, or why it could not be run, as a sentence; and the
        answers that were given on the way.
    """
    with writing(root), tempfile.TemporaryDirectory(prefix="work-ready-", dir=root) as name:
        folder = Path(name)
        (folder / WORK_MARK).write_text("{}", encoding="utf-8")
        for cell in notebook.cells:
            for own in _own_files(cell.source, path.parent) if cell.cell_type == "code" else ():
                (folder / own).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path.parent / own, folder / own)
        try:
            ran: Any = run_notebook(notebook, folder, root, allow_errors=True)
        except NotebookError as error:
            ran = f"From the top it does not come to its end: {_lowered(str(error))}"
        return ran, Journal(folder / FILE_NAME)


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _run_problems(ran: Any, found: Sequence[_Found]) -> Iterator[str]:
    said = {one.cell for one in found if one.cell}
    count = 0
    for index, cell in enumerate(ran.cells):
        errors = [one for one in cell.get("outputs", ()) if one.output_type == "error"]
        if not errors or "raises-exception" in cell.metadata.get("tags", ()):
            continue
        if cell.get("id") in said:
            continue
        count += 1
        if count > MOST_ERRORS:
            yield "More cells below stop; they may run once the first one does."
            return
        yield f"{_where(ran, index)} stops: {_error_words(errors[0], ran.cells[index + 1 :])}"


def _error_words(error: Any, below: Sequence[Any]) -> str:
    said = " ".join(str(error.evalue).split())[:200].rstrip(".")
    words = f"{error.ename}: {said}." if said else f"{error.ename}."
    missing = re.match(r"name '(\w+)' is not defined", str(error.evalue))
    if error.ename != "NameError" or missing is None:
        return words
    made = re.compile(
        rf"^\s*{missing[1]}\s*=(?!=)|\bimport\s+(?:.*\W)?{missing[1]}\b", re.MULTILINE
    )
    if any(cell.cell_type == "code" and made.search(cell.source) for cell in below):
        return f"{words} It is made further down only: move that cell up."
    return f"{words} Nothing above makes it: the cell that did was deleted or changed."


# What is still unanswered ---------------------------------------------------------------------


def _blank(
    course: Course, notebook: Any, exercises: Sequence[str], journal: Journal, *, has_run: bool
) -> dict[str, tuple[str, ...]]:
    """Give the lines that are still blank, by exercise; none where it is blank as a whole."""
    cells = dict(answer_cells(notebook))
    blank: dict[str, tuple[str, ...]] = {}
    for name in exercises:
        tries = journal.of(name)
        if tries:
            rows = [row.partition(":") for row in tries[-1].answer.splitlines()]
            lines = [label for label, _, typed in rows if not typed.strip()]
            if lines:
                blank[name] = tuple(lines)
        elif has_run or _is_blank(course, name, cells[name]):
            blank[name] = ()
    return blank


def _optional(shipped: Any) -> Iterator[str]:
    """Name the exercises that the short path leaves out: they or their part are marked ◇."""
    part = False
    for cell in shipped.cells:
        if cell.cell_type == "markdown":
            headings = [match[0] for match in _HEADING.finditer(cell.source)]
            for heading in headings:
                part = OPTIONAL in heading if not heading.startswith("###") else part
            name = exercise_of(cell)
            if name and (part or any(OPTIONAL in heading for heading in headings)):
                yield name


def _is_blank(course: Course, name: str, cell: Any) -> bool:
    """Whether an answer was left as it is, as far as can be read without running it."""
    try:
        answers = [answer for first, answer in _checks(_parse(cell.source)) if first == name]
        return all(
            answer is None or read_answer(course.exercises[name], ast.literal_eval(answer)).is_blank
            for answer in answers
        )
    except (SyntaxError, ValueError, CourseError):
        return False


def _blank_sentences(blank: Mapping[str, Sequence[str]], left_out: Sequence[str]) -> Iterator[str]:
    whole = [name for name, lines in blank.items() if not lines and name not in left_out]
    if whole:
        several = "exercises" if len(whole) > 1 else "exercise"
        yield f"Not answered yet: {several} {_listed(whole)}."
    for name, lines in blank.items():
        if lines:
            several = "lines" if len(lines) > 1 else "line"
            yield f"Exercise {name} is answered in part; still blank: {several} {_listed(lines)}."
