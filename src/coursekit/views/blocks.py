"""A source's page lines, paragraphs and quotations, cut where the marks of its notes stand."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from coursekit.anchors import find_anchor, split_runs
from coursekit.records import Anchor, Layer, Quotation
from coursekit.views.markup import Piece, plain_inline, plain_words, read_pieces, render_inline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from coursekit.records import Note, Source


class Numbered(NamedTuple):
    """A note with its number on the page."""

    number: int
    note: Note

    @property
    def kind(self) -> str:
        """Its kind, as it is written."""
        return self.note.kind.value

    @property
    def exact(self) -> str:
        """The words that it is about, without quotation marks around them."""
        exact = self.note.anchor.exact
        return exact.strip().strip("“”\"'‘’") or exact

    @property
    def text(self) -> Markup:
        """What it says, as markup."""
        return render_inline(self.note.text)

    @property
    def by(self) -> str:
        """Whose it is, where it is not the instructor's."""
        layer = "" if self.note.layer is Layer.INSTRUCTOR else self.note.layer.value
        return ", ".join(part for part in (self.note.author, layer) if part)

    @property
    def plain(self) -> str:
        """All of it in a line."""
        by = f" ({self.by})" if self.by else ""
        return f"{self.kind}{by} on “{self.exact}”: {plain_inline(self.note.text)}"


class Run(NamedTuple):
    """A tag, or a stretch of text with the notes that mark it and those that end with it."""

    text: str = ""
    notes: tuple[Numbered, ...] = ()
    ends: tuple[Numbered, ...] = ()
    tag: Markup | str = ""


class Block(NamedTuple):
    """A paragraph, a quotation or a line of the page, ready to be shown.

    Attributes:
        name: What line of the page it is; empty for the document's body.
        style: Where it stands in the grid, as CSS.
        notes_style: Where its notes stand.
        goes_on: Whether the next block goes on with the same paragraph.
    """

    runs: tuple[Run, ...]
    notes: tuple[Numbered, ...] = ()
    name: str = ""
    quotation: Quotation | None = None
    language: str = ""
    style: str = ""
    notes_style: str = ""
    goes_on: bool = False

    @property
    def plain(self) -> str:
        """The words, each mark's number after it, a link's address after the link."""
        return plain_words(
            Piece(run.text + "".join(f"[{note.number}]" for note in run.ends), run.tag)
            for run in self.runs
        )


class Text(NamedTuple):
    """What notes may stand on."""

    name: str
    block: str | Quotation
    pieces: tuple[Piece, ...]

    @property
    def plain(self) -> str:
        """Its words as a reader sees them."""
        return "".join(piece.text for piece in self.pieces)


def _texts(source: Source) -> Iterator[Text]:
    """Give what notes may stand on, in reading order: the page's lines, then the body."""
    if source.found is not None:
        for name in ("address", "header", "stamp", "headline"):
            if line := getattr(source.found, name):
                yield Text(name, line, (Piece(line),))
    for block in source.body:
        if isinstance(block, Quotation):
            yield Text("", block, (Piece(block.text),))
        else:
            yield Text("", block, tuple(read_pieces(render_inline(block))))


def read_texts(source: Source) -> tuple[Text, ...]:
    """Give what the notes of a record may stand on, in reading order."""
    return tuple(_texts(source))


@functools.lru_cache(maxsize=256)
def plain_anchor(anchor: Anchor) -> Anchor:
    """Give an anchor that may be written in Markdown in the words that a reader sees."""
    exact, prefix, suffix = (
        "".join(piece.text for piece in read_pieces(render_inline(part)))
        for part in (anchor.exact, anchor.prefix, anchor.suffix)
    )
    return Anchor(exact=exact, prefix=prefix, suffix=suffix)


def _find(text: str, anchor: Anchor) -> tuple[int, int] | None:
    for words in dict.fromkeys((anchor, plain_anchor(anchor))):
        try:
            return find_anchor(text, words)
        except ValueError:
            continue
    return None


def read_blocks(source: Source, notes: Sequence[Note]) -> tuple[list[Block], Block]:
    """Give the blocks of a source with their notes, and the notes that found no place.

    Notes are numbered in reading order; words that stand both on the page and in the body are
    marked in the body.
    """
    texts = read_texts(source)
    plains = [text.plain for text in texts]
    body_first = sorted(range(len(texts)), key=lambda index: bool(texts[index].name))
    placed: list[tuple[int, int, int, Note]] = []
    loose: list[Note] = []
    for note in notes:
        spots = ((index, _find(plains[index], note.anchor)) for index in body_first)
        found = next(((index, *span, note) for index, span in spots if span is not None), None)
        if found is None:
            loose.append(note)
        else:
            placed.append(found)
    placed.sort(key=lambda place: place[:2])
    spans: dict[int, list[tuple[int, int, Numbered]]] = {}
    for number, (index, start, end, note) in enumerate(placed, 1):
        spans.setdefault(index, []).append((start, end, Numbered(number, note)))
    blocks = [make_block(text, spans.get(index, []), source) for index, text in enumerate(texts)]
    rest = tuple(Numbered(number, note) for number, note in enumerate(loose, len(placed) + 1))
    return blocks, Block(runs=(), notes=rest)


def make_block(text: Text, spans: Sequence[tuple[int, int, Numbered]], source: Source) -> Block:
    """Cut a text into runs where the marks of its notes start and end."""
    quotation = text.block if isinstance(text.block, Quotation) else None
    own = quotation.language if quotation else ""
    return Block(
        runs=tuple(_runs(text.pieces, spans)),
        notes=tuple(note for _, _, note in spans),
        name=text.name,
        quotation=quotation,
        language=own or next(iter(source.languages), ""),
    )


def _runs(pieces: Sequence[Piece], spans: Sequence[tuple[int, int, Numbered]]) -> Iterator[Run]:
    """Cut text where marks begin and end; a reference never stands inside a link."""
    waiting: list[Numbered] = []
    start, in_link = 0, False
    for text, tag in pieces:
        if tag:
            yield Run(tag=tag)
            in_link = tag.startswith("<a ") or (in_link and tag != "</a>")
            if not in_link and waiting:
                yield Run(ends=tuple(waiting))
                waiting = []
            continue
        end = start + len(text)
        cut = [(_clip(first, start, end), _clip(last, start, end)) for first, last, _ in spans]
        for run in split_runs(text, cut):
            ends = tuple(spans[i][2] for i in run.ends if spans[i][1] <= end)
            if in_link:
                waiting += ends
                ends = ()
            yield Run(run.text, tuple(spans[i][2] for i in run.marks), ends)
        start = end


def _clip(place: int, start: int, end: int) -> int:
    return min(max(place, start), end) - start


def lay_out(blocks: Sequence[Block]) -> list[Block]:
    """Let the notes of a block run down beside the blocks that follow without notes."""
    out = []
    for row, block in enumerate(blocks, 1):
        later = (i for i, other in enumerate(blocks[row:], row + 1) if other.notes)
        end = next(later, len(blocks) + 2)
        out.append(
            block._replace(
                style=f"grid-row:{row};grid-column:1",
                notes_style=f"grid-row:{row}/{end};grid-column:2",
            )
        )
    return out
