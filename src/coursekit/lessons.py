"""What the lessons say without being run: which sources they use, and the terms they explain.

A lesson explains its terms in its part *Exit*, in a paragraph that begins with one: the term in
bold, a colon, what it means. There and nowhere else is the glossary written.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from coursekit.errors import CourseError, CourseFileError, NotebookError, Problem
from coursekit.notebooks import shown_by
from coursekit.reading import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from coursekit.course import Course
    from coursekit.records import Chapter

_LINKED = re.compile(
    r"\]\((?:\.\./)*sources/(?:(documents|timelines|tables)/([^/#)\s]+)\.(?:md|csv)"
    r"|(references)\.json#([^)\s]+))"
)
_KINDS = {"documents": "source", "timelines": "timeline", "tables": "table", "references": "work"}
_HEADING = re.compile(r"(#{1,6})\s+(.+)")
_TERM = re.compile(r"\*\*([^*\n]+)\*\*:\s*(.*?)(?=\s*\*\*[^*\n]+\*\*:|\Z)", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


class Cell(NamedTuple):
    """A cell of a lesson as it is shipped."""

    id: str
    kind: str
    source: str


class Term(NamedTuple):
    """A word that a lesson explains, and the cell where it does."""

    word: str
    meaning: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a lesson says.

    Attributes:
        uses: Kind (``source``, ``timeline``, ``table``, ``work`` …) and name of what it shows
            or cites; of a debate and a comparison also what these rest on.
        terms: The words that it explains, in its order.
    """

    chapter: Chapter
    uses: frozenset[tuple[str, str]] = frozenset()
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An entry of the glossary.

    Attributes:
        meanings: Each meaning with the lessons that give it; more than one is a mistake.
    """

    word: str
    meanings: dict[str, list[Chapter]] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The word as a name of an element: words that differ have names that differ."""
        return re.sub(r"[^\w.]+", "-", self.word.casefold())


def read_lessons(course: Course) -> list[Lesson]:
    """Read the shipped lessons; one that cannot be read is left out, as it is nowhere shown."""
    lessons = []
    for chapter in course.settings.chapters:
        try:
            cells = read_cells(course.root / "notebooks" / chapter.notebook, course.root)
        except (NotebookError, CourseFileError):
            continue
        lesson = read_lesson(chapter, cells)
        inner = (use for kind, name in lesson.uses for use in _within(course, kind, name))
        lessons.append(replace(lesson, uses=lesson.uses | set(inner)))
    return lessons


def _within(course: Course, kind: str, name: str) -> Iterator[tuple[str, str]]:
    """Give what a comparison or a debate rests on; a broken one is told of elsewhere."""
    try:
        if kind == "comparison":
            comparison = course.comparisons[name]
            yield from (("source", comparison.left), ("source", comparison.right))
        elif kind == "debate":
            for position in course.debates[name].positions.values():
                yield from (("work", one.work) for one in position.defended_by)
                yield from _linked(position.claim + position.leans_on + position.would_change)
    except CourseError:
        return


def read_cells(path: Path, root: Path) -> list[Cell]:
    """Read the cells of a notebook, without Jupyter's own reader, which takes its time.

    Raises:
        CourseFileError: If it cannot be read as text.
        NotebookError: If it is no notebook.
    """
    try:
        cells = json.loads(read_text(path, root))["cells"]
        return [
            Cell(str(cell.get("id", "")), cell["cell_type"], "".join(cell["source"]))
            for cell in cells
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotebookError(f"{path.name}: is not a notebook.") from None


def read_lesson(chapter: Chapter, cells: Sequence[Cell]) -> Lesson:
    r"""Read what a lesson uses and explains.

    Examples:
        >>> from coursekit.records import Chapter
        >>> chapter = Chapter(number="01", notebook="01.ipynb", title="", question="")
        >>> exit = Cell("exit", "markdown", "## Exit\n\n**Sod**: grass with its earth.")
        >>> read_lesson(chapter, [exit]).terms
        (Term(word='Sod', meaning='grass with its earth.', cell='exit'),)
    """
    uses = set()
    for cell in cells:
        if cell.kind == "code":
            uses |= set(shown_by(cell))
        else:
            uses |= set(_linked(cell.source))
    return Lesson(chapter=chapter, uses=frozenset(uses), terms=tuple(_terms(cells)))


def _linked(text: str) -> Iterator[tuple[str, str]]:
    for folder, name, works, work in _LINKED.findall(text):
        yield _KINDS[folder or works], unquote(name or work)


def _terms(cells: Iterable[Cell]) -> Iterator[Term]:
    in_exit = False
    for cell in cells:
        if cell.kind != "markdown":
            continue
        for paragraph in re.split(r"\n\s*\n", cell.source):
            if heading := _HEADING.match(paragraph):
                if len(heading[1]) <= 2:
                    in_exit = heading[2].strip().casefold().startswith("exit")
            elif in_exit and _TERM.match(paragraph):
                for word, meaning in _TERM.findall(paragraph):
                    plain = _LINK.sub(r"\1", " ".join(meaning.split()))
                    yield Term(" ".join(word.split()), plain, cell.id)


def collect_terms(lessons: Iterable[Lesson]) -> list[Explained]:
    """Make the glossary: each term once, in the order of the alphabet."""
    found: dict[str, Explained] = {}
    spelt: dict[tuple[str, str], str] = {}
    for lesson in lessons:
        for term in lesson.terms:
            entry = found.setdefault(term.word.casefold(), Explained(word=term.word))
            key = (term.word.casefold(), _bare(term.meaning))
            chapters = entry.meanings.setdefault(spelt.setdefault(key, term.meaning), [])
            if lesson.chapter not in chapters:
                chapters.append(lesson.chapter)
    return [found[word] for word in sorted(found)]


def term_problems(course: Course) -> Iterator[Problem]:
    """Hold every term to one meaning."""
    first: dict[str, tuple[Chapter, str]] = {}
    for lesson in read_lessons(course):
        for term in lesson.terms:
            path = f"notebooks/{lesson.chapter.notebook}"
            if not term.meaning.strip(" ."):
                text = f"cell '{term.cell}': the term '{term.word}' has no meaning beside it"
                yield Problem(path, None, text)
                continue
            chapter, meaning = first.setdefault(
                term.word.casefold(), (lesson.chapter, term.meaning)
            )
            if _bare(meaning) != _bare(term.meaning):
                yield Problem(
                    path,
                    None,
                    f"cell '{term.cell}': the term '{term.word}' means “{term.meaning}” here and "
                    f"“{meaning}” in lesson {int(chapter.number)} (give one meaning, or another "
                    "name to one of them)",
                )


def _bare(meaning: str) -> str:
    return " ".join(meaning.casefold().split()).rstrip(".")
