"""A chapter's run notebook as students or teachers get it: which cells, in what form."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from coursekit.checking import picture_problems
from coursekit.errors import CourseError, CourseFileError, NotebookError, nearest
from coursekit.handouts.documents import Documents
from coursekit.handouts.forms import is_told_again, render_form, render_key
from coursekit.handouts.frame import page_settings, start_citing
from coursekit.handouts.guides import Asked, Told, render_discussion, render_head, tell
from coursekit.handouts.names import Names, page_name
from coursekit.handouts.own import with_own_text
from coursekit.handouts.prose import Heading, Prose, slug
from coursekit.lessons import name_problems
from coursekit.notebooks import evidence_for, exercise_of, is_answer, shown_by
from coursekit.records import Edition
from coursekit.views import render, stylesheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coursekit.citing import CitedNote, Entry
    from coursekit.course import Course
    from coursekit.records import Chapter, Exercise, Settings, Source

# Names that templates give; a heading or a cell of the same name gets a number.
_TAKEN = (
    *("main", "contents", "notes", "bibliography", "teacher", "teacher-title"),
    *("minute-plan", "to-print", "at-a-glance", "care", "discussion", "twenty"),
    *("differentiation", "fits"),
)
_OWN_STYLE = "<style>{}</style>"
_CORNER = ("<th></th>", "<td></td>")  # of a table as pandas shows it: it is the head of nothing
_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """A chapter, ready for its template.

    Attributes:
        notebook: The cells that are shown, in their order.
        parts: Cells that are shown in another form than Jupyter's, as HTML, by cell id.
        head: What teachers read first, as HTML; empty for students.
        contents: The headings of the second level.
        notes: What the text cites.
        bibliography: Pairs of heading and entries.
        names: The names that elements of the page have.
    """

    settings: Settings
    chapter: Chapter
    edition: Edition
    notebook: Any
    parts: dict[str, Markup]
    head: Markup
    contents: tuple[Heading, ...]
    notes: tuple[CitedNote, ...]
    bibliography: tuple[tuple[str, tuple[Entry, ...]], ...]
    names: frozenset[str]


def make_handout(course: Course, chapter: Chapter, ran: Any, edition: Edition) -> Handout:
    """Make a handout of a notebook that was run.

    Args:
        course: The course.
        chapter: Which of its chapters the notebook is.
        ran: The notebook with its outputs; it is left as it is.
        edition: Whom the handout is for.

    Raises:
        CourseError: If the text cites what the course does not have, or asks an exercise that
            it does not have.
    """
    maker = _Maker(course, chapter, edition, [cell.id for cell in ran.cells])
    maker.answered = _answered(ran.cells)
    cells: list[Any] = []
    for number, cell in enumerate(_on_paper(ran.cells)):
        cells += maker.safely(copy.deepcopy(cell))
        if number == 0:
            maker.tell()
    cells += maker.last()
    maker.hold_ways(ran.cells)
    notebook = copy.deepcopy(ran)
    notebook.cells = cells
    return Handout(
        settings=page_settings(course),
        chapter=chapter,
        edition=edition,
        notebook=notebook,
        parts=maker.parts,
        head=maker.head(ran) if edition is Edition.TEACHER else Markup(),
        contents=tuple(one for one in maker.prose.headings if one.level == 2),
        notes=maker.citations.notes,
        bibliography=maker.citations.bibliography(_sources_shown(ran, course)),
        names=frozenset(maker.names.taken),
    )


def hold_names(course: Course, chapter: Chapter) -> None:
    """Make sure that cells have names that differ, as links and pages rest on them.

    Raises:
        NotebookError: If they have not: Jupyter would give them new names at each reading.
    """
    path = course.root / "notebooks" / chapter.notebook
    if problems := name_problems(path, course.root):
        raise NotebookError("; ".join(problems))


def _on_paper(cells: Sequence[Any]) -> Iterator[Any]:
    """Leave out the set-up cell, and the text straight above it that says how to run it."""
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        sets_up = after is not None and "setup" in after.metadata.get("tags", ())
        is_title = cell.source.startswith("# ")
        if "setup" not in cell.metadata.get("tags", ()) and (is_title or not sets_up):
            yield cell


def _scripts(cell: Any) -> Iterator[str]:
    for output in cell.outputs:
        if re.search(r"<script\b", output.get("data", {}).get("text/html", ""), re.IGNORECASE):
            yield "shows what needs a script, and handouts have none"


def _answered(cells: Sequence[Any]) -> frozenset[str]:
    """Name the exercises whose answer follows their question: on paper the two stay together."""
    asked, answered = "", set()
    for cell in cells:
        if "remove-cell" in cell.metadata.get("tags", ()):
            continue
        name = exercise_of(cell)
        if cell.metadata.get("coursekit", {}).get("part") == "question":
            asked = name or ""
        elif name and name == asked and "check" in cell.metadata.get("tags", ()):
            answered.add(name)
            asked = ""
    return frozenset(answered)


def _documents_of(cell: Any) -> list[str]:
    return [name for kind, name in shown_by(cell) if kind == "source"]


def _sources_shown(notebook: Any, course: Course) -> list[str]:
    """Name the documents that a notebook shows, in its order."""
    shown = (
        name
        for cell in notebook.cells
        if cell.cell_type == "code"
        for kind, name in shown_by(cell)
        if kind == "source" and name in course.sources
    )
    return list(dict.fromkeys(shown))


class _Maker:
    """Makes the cells of one handout, from the first to the last."""

    def __init__(
        self, course: Course, chapter: Chapter, edition: Edition, cells: Sequence[str]
    ) -> None:
        self.course = course
        self.chapter = chapter
        self.edition = edition
        self.names = Names(set(_TAKEN))
        self.citations = start_citing(course)
        pages = {one.notebook: page_name(one) for one in course.settings.chapters}
        self.prose = Prose(
            self.citations,
            self.names,
            pages={**pages, "start-here.ipynb": "index.html"},
            folder=course.root / "notebooks",
            root=course.root,
            cells=cells,
        )
        self.ways: list[tuple[str, str]] = []
        self.documents = Documents(course, self.names)
        self.parts: dict[str, Markup] = {}
        self.answered: frozenset[str] = frozenset()
        self.opened: set[str] = set()
        self.asked: list[Asked] = []
        wanted = edition is Edition.TEACHER and chapter.number in course.guides
        self.guide = course.guides[chapter.number] if wanted else None
        self.told: Told | None = None

    def safely(self, cell: Any) -> list[Any]:
        """Give what a handout has of a cell, or say in which cell something is wrong."""
        self.prose.attached = cell.get("attachments", {})
        self.prose.ways.clear()
        try:
            made = list(self.cells(cell))
        except CourseFileError:
            raise
        except CourseError as error:
            raise NotebookError(f"cell '{cell.id}': {error}") from error
        self.ways += [(cell.id, way) for way in self.prose.ways]
        return made

    def hold_ways(self, cells: Sequence[Any]) -> None:
        """Make sure that each way within the page leads somewhere.

        What this edition leaves out of the notebook is no way's end: the words are then enough.
        """
        left_out = {cell.id for cell in cells}
        for cell in cells:
            if cell.cell_type == "markdown":
                left_out |= {f"on-{slug(words)}" for words in _HEADING.findall(cell.source)}
        for name, way in self.ways:
            if way in self.names.taken:
                continue
            if way not in left_out:
                near = nearest(way, [one.id for one in self.prose.headings])
                hint = f" Nearest: '#{near.removeprefix('on-')}'." if near else ""
                place = way.removeprefix("on-")
                raise NotebookError(f"cell '{name}': the link '#{place}' leads nowhere.{hint}")
            link = re.compile(rf'<a href="#{re.escape(way)}">(.*?)</a>', re.DOTALL)
            self.parts[name] = Markup(link.sub(r"\1", self.parts[name]))

    def cells(self, cell: Any) -> Iterator[Any]:
        """Give what a handout has of a cell: the cell in its own form, or nothing."""
        tags = set(cell.metadata.get("tags", ()))
        if "remove-cell" in tags or ("teacher" in tags and self.edition is not Edition.TEACHER):
            return
        if cell.cell_type == "markdown":
            self._text(cell, tags)
            yield cell
        elif cell.cell_type == "code" and (name := exercise_of(cell)) and "check" in tags:
            self._answer(cell, self.course.exercises[name])
            yield cell
        elif cell.cell_type == "code":
            yield from self._code(cell, tags)

    def _text(self, cell: Any, tags: set[str]) -> None:
        kit = cell.metadata.get("coursekit", {})
        name = exercise_of(cell) if kit.get("part") == "question" else None
        if name is not None and self.course.exercises[name].prompt in cell.source:
            self.parts[cell.id] = self._question(cell, self.course.exercises[name])
            return
        self.parts[cell.id] = self._part(
            "text", cell, html=self.prose.render(cell.source), teacher="teacher" in tags
        )

    def _question(self, cell: Any, exercise: Exercise) -> Markup:
        """Show what an exercise asks; what follows the prompt says how to type."""
        before, _, _ = cell.source.partition(exercise.prompt)
        place = before.rfind("\n#") + 1 if "\n#" in before else 0
        above, heading = before[:place], before[place:]
        above_html = self.prose.render(above) if above.strip() else ""
        heading_html = self.prose.render(heading)
        if self.prose.headings:
            last = self.prose.headings[-1]
            self.asked.append(Asked(exercise, last.id, last.level))
        prompt = self.prose.render(exercise.prompt)
        if whole := exercise.id in self.answered - self.opened:
            self.opened.add(exercise.id)
        return self._part(
            "question",
            cell,
            above=above_html,
            heading=heading_html,
            prompt=prompt,
            again=is_told_again(exercise),
            whole=whole,
        )

    def _answer(self, cell: Any, exercise: Exercise) -> None:
        key = ""
        form = render_form(exercise, self.prose)
        if self.edition is Edition.TEACHER:
            samples = self.guide.samples if self.guide else ()
            key = render_key(exercise, self.prose, level=self._level, samples=samples)
        self.parts[cell.id] = self._part(
            "answer",
            cell,
            form=Markup(form),
            key=Markup(key),
            whole=exercise.id in self.opened,
        )

    def _code(self, cell: Any, tags: set[str]) -> Iterator[Any]:
        """Keep what a cell shows; its code only where readers work on it or are to see it."""
        typed = is_answer(cell) or "show-input" in tags
        if not typed and not cell.outputs:
            return
        for problem in [*picture_problems(cell), *_scripts(cell)]:
            raise NotebookError(f"{problem}.")
        self.names.give(cell.id)
        cell.metadata["worth"] = "show-input" in tags
        cell.metadata["transient"] = {"remove_source": not typed}
        cell.metadata["evidence"] = " ".join(evidence_for(cell))
        style, level = _OWN_STYLE.format(stylesheet()), self._level
        for output in cell.outputs:
            if html := output.get("data", {}).get("text/html"):
                drawn = self.documents.draw(cell, html, level=level)
                html = with_own_text(self.course, html, _documents_of(cell))
                output.data["text/html"] = drawn or self.names.unique(
                    html.replace(style, "").replace(*_CORNER)
                )
        yield cell

    @property
    def _level(self) -> int:
        """Give the level of a heading under the last one of the text."""
        return min(self.prose.headings[-1].level + 1, 6) if self.prose.headings else 2

    def _part(self, kind: str, cell: Any, **values: Any) -> Markup:
        evidence = " ".join(evidence_for(cell))
        name = self.names.give(cell.id)
        html = render("handout/part.html.j2", kind=kind, id=name, evidence=evidence, **values)
        return Markup(html)

    def tell(self) -> None:
        """Read the guide where a page has its head, below its first cell."""
        if self.guide is not None:
            self.told = tell(self.guide, self.prose)

    def head(self, ran: Any) -> Markup:
        """Say what a teacher wants to know before the lesson."""
        voices: dict[str, list[Source]] = {}
        for name in _sources_shown(ran, self.course):
            source = self.course.sources[name]
            voice = self.course.settings.voices.get(source.voice)
            voices.setdefault(voice.label if voice else source.voice, []).append(source)
        return render_head(
            self.course,
            self.chapter,
            self.guide,
            self.told,
            voices=voices,
            asked=self.asked,
            headings=self.prose.headings,
            names=self.names.taken,
        )

    def last(self) -> Iterator[Any]:
        """Give what comes below the last cell of the lesson: a sheet for the discussion."""
        if self.edition is Edition.TEACHER:
            from nbformat.v4 import new_markdown_cell

            name = self.names.give("discussion-rubric")
            self.parts[name] = render_discussion(name)
            yield new_markdown_cell(id=name)  # type: ignore[no-untyped-call]
