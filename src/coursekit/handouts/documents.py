"""Documents on a page of a book: drawn anew from their records, with notes in the margin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from coursekit.handouts.own import show_source
from coursekit.notebooks import shown_by
from coursekit.views import KIND_SAYS, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coursekit.course import Course
    from coursekit.handouts.names import Names
    from coursekit.views import AsFoundView, SourceView
    from coursekit.views.blocks import Block

# A page of paper, about: letters in a line and points from line to line, of text and of notes.
_LETTERS, _LINE = 66, 14.1
_SIDE_LETTERS, _SIDE_LINE = 38, 11


class Documents:
    """Draws the documents that the cells of one handout show.

    Notes are tied to their marks and to each other through the whole page, so that no two
    stand on each other; what explains them is said where it is first needed.
    """

    def __init__(self, course: Course, names: Names) -> None:
        self.course = course
        self.names = names
        self.tied = 0
        self.explained: set[str] = set()

    def draw(self, cell: Any, html: str, *, level: int) -> Markup | None:
        """Draw what a cell shows as a book does, where it is a document of the course.

        Args:
            cell: The cell, which names the documents that it shows.
            html: What it shows; anything but a document as its record has it is left alone.
            level: The level of the document's heading.
        """
        for kind, name in shown_by(cell):
            if kind != "source":
                continue
            source = self.course.source(name).record
            ran = show_source(self.course, source, own=False)
            if ran.html.strip() == html.strip():
                return self._document(show_source(self.course, source), level)
            if source.found is not None and ran.as_found.html.strip() == html.strip():
                return self._found(ran.as_found, level)
        return None

    def _document(self, view: SourceView, level: int) -> Markup:
        parts = view.parts()
        blocks = [*parts["full"], *parts["page"], *parts["body"]]
        count = sum(len(block.notes) for block in blocks)
        first = self.tied + 1
        self.tied = first + count
        html = render(
            "handout/document.html.j2",
            **parts,
            level=level,
            first=first,
            over=_overhang(blocks),
            explain=bool(count) and self._first("notes"),
            all_kinds=[(kind.value, says) for kind, says in KIND_SAYS.items()],
        )
        return Markup(self.names.unique(html))

    def _found(self, view: AsFoundView, level: int) -> Markup:
        html = render(
            "handout/found.html.j2",
            **view.parts(),
            id=f"found-{view.record.id}",
            level=level,
            explain=self._first("found"),
        )
        return Markup(self.names.unique(html))

    def _first(self, what: str) -> bool:
        """Say whether something is to be explained: it is, once a page."""
        new = what not in self.explained
        self.explained.add(what)
        return new


def _overhang(blocks: Sequence[Block]) -> int:
    """Guess how many points the notes reach down below the text, so that paper leaves room.

    What follows may be as wide as the page; windows need no guess, where nothing is.
    """
    text = side = 0.0
    for block in blocks:
        letters = 0
        for run in block.runs:
            letters += len(run.text)
            for note in run.ends:
                side = max(side, text + letters // _LETTERS * _LINE)
                side += _SIDE_LINE * (1.5 + len(note.plain) // _SIDE_LETTERS)
        text += _LINE * (1.4 + letters // _LETTERS + (block.quotation is not None))
    return max(0, round(side - text))
