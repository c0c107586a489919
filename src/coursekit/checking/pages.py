"""Notebooks against their rules: their form, their prose, and what only a run shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from coursekit.checking.blanks import BLANK, blanks
from coursekit.checking.files import WORDS
from coursekit.checking.links import LINK, link_problem
from coursekit.checking.questions import key_terms
from coursekit.errors import CourseError, CourseFileError, Problem, nearest
from coursekit.lessons import name_problems
from coursekit.notebooks import (
    TAGS,
    answer_cells,
    evidence_for,
    exercise_of,
    flaw_of,
    is_answer,
    output_texts,
    read_notebook,
    run_shipped,
    shown_by,
)
from coursekit.records import (
    ExerciseType,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from coursekit.course import Course, Records
    from coursekit.records import Chapter

MOST_CELLS = 60
MOST_WORDS = 120  # of a text cell
MOST_LINES = 8  # of a code cell
MOST_SECONDS = 20  # of a whole notebook
START = "start-here.ipynb"

_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]*)")
_HEADING = re.compile(r"^(#{1,6})\s+\S", re.MULTILINE)
_CELL_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f-]+)?")
_ABSOLUTE = re.compile(r"(?<![\w:/.])(?:/(?:home|Users|root|tmp|mnt)/|[A-Z]:\\)")


def notebook_problems(course: Course, *, run: bool) -> Iterator[Problem]:
    """Hold every notebook to its rules, and every exercise to being asked in one."""
    folder = course.root / "notebooks"
    chapters = {chapter.notebook: chapter for chapter in course.settings.chapters}
    names = sorted({*chapters, *(path.name for path in folder.glob("*.ipynb"))})
    used: set[str] = set()
    for name in names:
        path = f"notebooks/{name}"
        if name not in chapters and name != START:
            yield Problem(path, None, "is no chapter of [tool.coursekit] (add it, or move it)")
        same = name_problems(folder / name, course.root)
        yield from (Problem(path, None, text) for text in same)
        try:
            notebook = read_notebook(folder / name)
        except CourseError as error:
            yield Problem(path, None, str(error).removeprefix(f"{name}: "))
            continue
        used |= {found for found, _ in answer_cells(notebook)}
        if same:
            continue  # its cells have made-up names by now
        if flaw := flaw_of(notebook):
            yield Problem(path, None, f"breaks the format of notebooks ({flaw})")
            continue
        page = _Page(course, path, notebook, chapters.get(name))
        yield from page.problems()
        if run:
            yield from page.run_problems()
    for exercise in course.exercises:
        if exercise not in used:
            yield Problem(f"exercises/{exercise}.md", None, "is asked in no notebook")


class _Page:
    """One notebook under test."""

    def __init__(self, course: Course, path: str, notebook: Any, chapter: Chapter | None) -> None:
        self.course = course
        self.path = path
        self.notebook = notebook
        self.chapter = chapter

    def problems(self) -> Iterator[Problem]:
        """Say what can be seen in the file."""
        rules: tuple[Callable[[], Iterable[tuple[Any, str]]], ...] = (
            self._shape,
            self._headings,
            self._locks,
            self._links,
            self._background,
            self._questions,
            self._names,
            self._blanks,
        )
        for rule in rules:
            for cell, text in rule():
                place = f"cell '{cell.id}': " if cell is not None else ""
                yield Problem(self.path, None, f"{place}{text}")
        if self.chapter is not None:
            for text in self._voices(self.chapter):
                yield Problem(self.path, None, text)

    def _texts(self) -> Iterator[Any]:
        return (cell for cell in self.notebook.cells if cell.cell_type == "markdown")

    def _codes(self) -> Iterator[Any]:
        return (cell for cell in self.notebook.cells if cell.cell_type == "code")

    def _shape(self) -> Iterator[tuple[Any, str]]:
        cells = self.notebook.cells
        if len(cells) > MOST_CELLS:
            yield None, f"has {len(cells)} cells of {MOST_CELLS} allowed"
        for cell in cells:
            if not _CELL_ID.fullmatch(cell.id) or _RANDOM_ID.fullmatch(cell.id):
                yield cell, "its id is not readable (use words: 'first-look')"
            for tag in cell.metadata.get("tags", ()):
                if tag not in TAGS:
                    near = nearest(tag, TAGS)
                    yield (
                        cell,
                        f"'{tag}' is not a tag" + (f" (did you mean '{near}'?)" if near else ""),
                    )
            if _ABSOLUTE.search(cell.source):
                yield cell, "names a path of one machine"
        for cell in self._codes():
            if cell.outputs or cell.execution_count is not None:
                yield cell, "is stored with its output (clear all outputs)"
            lines = [line for line in cell.source.splitlines() if line.strip()]
            if len(lines) > MOST_LINES and not is_answer(cell):
                yield cell, f"has {len(lines)} lines of code of {MOST_LINES} allowed"
        for cell in self._texts():
            count = len(WORDS.findall(LINK.sub(r"\g<words>", cell.source)))
            if count > MOST_WORDS:
                yield cell, f"has {count} words of {MOST_WORDS} allowed (split it)"
            for image in _IMAGE.finditer(cell.source):
                if not image["alt"].strip():
                    yield cell, "has a picture without alt text"
                if text := self._image_problem(cell, unquote(image["target"])):
                    yield cell, text

    def _image_problem(self, cell: Any, target: str) -> str | None:
        """Say why a picture cannot be shown without the network and other cells."""
        if target.startswith("attachment:"):
            name = target.removeprefix("attachment:")
            there = name in cell.get("attachments", {})
            return None if there else f"the picture '{name}' is not attached to the cell"
        if "://" in target:
            return f"the picture '{target}' is on the web (save it in the course)"
        if target.startswith("data:"):
            return None
        path = (self.course.root / "notebooks" / target).resolve()
        return None if path.is_file() else f"the picture '{target}' is not there"

    def _headings(self) -> Iterator[tuple[Any, str]]:
        found = [
            (len(m[1]), cell) for cell in self._texts() for m in _HEADING.finditer(cell.source)
        ]
        tops = sum(level == 1 for level, _ in found)
        if tops != 1:
            yield None, f"has {tops} headings of the first level (one is needed)"
        before = 0
        for level, cell in found:
            if level > before + 1 and before:
                yield cell, f"a heading of level {level} follows one of level {before}"
            before = level

    def _locks(self) -> Iterator[tuple[Any, str]]:
        for cell in self.notebook.cells:
            locked = cell.metadata.get("editable") is False
            if is_answer(cell) and locked:
                yield cell, "students type here, and it is locked"
            elif not is_answer(cell) and not (locked and cell.metadata.get("deletable") is False):
                yield cell, "is not locked (set editable and deletable to false)"
        setups = [cell for cell in self._codes() if "setup" in cell.metadata.get("tags", ())]
        if len(setups) != 1:
            yield None, f"has {len(setups)} set-up cells (one, tagged 'setup', is needed)"

    def _links(self) -> Iterator[tuple[Any, str]]:
        for cell in self._texts():
            for link in LINK.finditer(cell.source):
                if text := link_problem(self.course, "notebooks", link["words"], link["target"]):
                    yield cell, text

    def _background(self) -> Iterator[tuple[Any, str]]:
        """Every paragraph of the background has a source; what an exercise asks needs none."""
        inside = False
        for cell in self._texts():
            asked = exercise_of(cell) is not None
            for paragraph in cell.source.split("\n\n"):
                if heading := _HEADING.match(paragraph):
                    inside = (len(heading[1]) > 2 and inside) or "Background" in paragraph
                    continue
                claims = len(WORDS.findall(paragraph)) > 12
                aside = paragraph.startswith("*") and not paragraph.startswith("**")
                if asked or paragraph.startswith(BLANK):
                    continue
                if inside and claims and not aside and not LINK.search(paragraph):
                    yield cell, f"a paragraph of the background has no source: “{paragraph[:40]}…”"

    def _questions(self) -> Iterator[tuple[Any, str]]:
        """Each answer cell asks for what its exercise asks for, below the exercise's prompt."""
        above = ""
        for cell in self.notebook.cells:
            name = exercise_of(cell)
            if cell.cell_type == "markdown":
                above += "\n" + cell.source
            if name is None or "check" not in cell.metadata.get("tags", ()):
                continue
            try:
                exercise = self.course.exercises[name]
            except CourseFileError:
                continue
            except CourseError as error:
                yield cell, str(error)
                continue
            if exercise.prompt not in above:
                yield cell, f"the prompt of exercise {name} does not stand above, word for word"
            if f'course.check("{name}"' not in cell.source:
                yield cell, f'does not call course.check("{name}", …)'
            elif (
                exercise.type is not ExerciseType.BUG_HUNT and exercise.template not in cell.source
            ):
                yield cell, f"its template is not that of exercise {name}: {exercise.template!r}"

    def _names(self) -> Iterator[tuple[Any, str]]:
        """Whatever code shows is there."""
        kinds: dict[str, Records[Any]] = {
            "source": self.course.sources,
            "timeline": self.course.timelines,
            "table": self.course.tables,
            "debate": self.course.debates,
            "comparison": self.course.comparisons,
            "check": self.course.exercises,
        }
        for cell in self._codes():
            for kind, name in shown_by(cell):
                if name not in kinds[kind]:
                    yield cell, f"no {kind} is called '{name}'"

    def _blanks(self) -> Iterator[tuple[Any, str]]:
        for cell in self._texts():
            for problem in blanks(self.path, cell.source):
                yield cell, problem.text

    def _voices(self, chapter: Chapter) -> Iterator[str]:
        """Count the sides whose documents the lesson shows."""
        heard = set()
        for name in self._sources_shown():
            try:
                heard.add(self.course.sources[name].voice)
            except CourseError:
                continue
        if len(heard) < chapter.voices:
            listed = ", ".join(sorted(heard)) or "none"
            count = f"{len(heard)} voice{'' if len(heard) == 1 else 's'}"
            yield f"hears {count} of {chapter.voices} needed ({listed})"
        voices = self.course.settings.voices
        known = [voices[name] for name in heard if name in voices]
        if known and all(voice.great_power for voice in known):
            yield "hears no voice but those of great powers"

    def _sources_shown(self) -> Iterator[str]:
        """Name the documents that the lesson shows, alone or beside another."""
        for cell in self._codes():
            for kind, name in shown_by(cell):
                if kind == "source":
                    yield name
                elif kind == "comparison" and name in self.course.comparisons:
                    try:
                        comparison = self.course.comparisons[name]
                    except CourseError:
                        continue
                    yield from (comparison.left, comparison.right)

    # what only a run shows

    def run_problems(self) -> Iterator[Problem]:
        """Say what a run shows."""
        (shipped,) = run_shipped([self.course.root / self.path], self.course.root, warm=False)
        if shipped.error is not None:
            yield Problem(self.path, None, str(shipped.error))
            return
        if shipped.seconds > MOST_SECONDS:
            took = f"takes {shipped.seconds:.0f} seconds of {MOST_SECONDS} allowed"
            yield Problem(self.path, None, took)
        ran = shipped.notebook
        for cell in ran.cells:
            for text in picture_problems(cell):
                yield Problem(self.path, None, f"cell '{cell.id}': {text}")
        yield from self._leaks(ran)

    def _leaks(self, ran: Any) -> Iterator[Problem]:
        """Find answers that stand above their cell, outside the evidence."""
        for name, answer in answer_cells(ran):
            try:
                terms = [term.casefold() for term in key_terms(self.course.exercises[name])]
            except CourseError:
                continue
            for cell in ran.cells:
                if cell.id == answer.id:
                    break
                if name in evidence_for(cell):
                    continue
                shown = (_shown_text(cell) + self._linked_text(cell)).casefold()
                found = (t for t in terms if re.search(rf"(?<!\w){re.escape(t)}(?!\w)", shown))
                if (term := next(found, None)) is not None:
                    text = f"cell '{cell.id}': shows '{term}', the answer of exercise {name} below"
                    yield Problem(self.path, None, text)

    def _linked_text(self, cell: Any) -> str:
        """Give the documents that a text cell links to: one click away is shown, too."""
        if cell.cell_type != "markdown":
            return ""
        texts = []
        for link in LINK.finditer(cell.source):
            name = unquote(link["target"]).partition("#")[0]
            path = (self.course.root / "notebooks" / name).resolve()
            if "://" not in name and path.suffix == ".md" and path.is_file():
                texts.append(path.read_text(encoding="utf-8"))
        return "\n".join(texts)


def _shown_text(cell: Any) -> str:
    texts = [cell.source, *(text for _, text in output_texts(cell))]
    return re.sub(r"data:[\w/+-]+[;,][^\"]*", " ", "\n".join(texts))


def picture_problems(cell: Any) -> Iterator[str]:
    """Say which pictures a run cell shows without saying what is to be seen on them.

    A text is what a `Chart` brings, or ``alt`` in the metadata of the picture; never a text
    that some program made up.
    """
    for output in cell.get("outputs", ()):
        shown = output.get("data", {})
        if "text/html" in shown:
            for tag in re.findall(r"<img\b[^>]*>", shown["text/html"]):
                alt = re.search(r'\balt="([^"]*)"', tag)
                if alt is None or len(alt[1].split()) < 3:
                    yield "shows a picture whose alt text says nothing"
            continue
        for kind in shown:
            alt_text = str(output.get("metadata", {}).get(kind, {}).get("alt", ""))
            if kind.startswith("image/") and len(alt_text.split()) < 3:
                yield "shows a picture without alt text (give back a Chart)"
                break
