"""A full text that somebody brought in, with the places of a record's notes and quotations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from coursekit.anchors import find_all, find_near, find_scattered
from coursekit.records import Anchor, Quotation
from coursekit.views.blocks import Block, Numbered, Text, make_block, plain_anchor, read_texts
from coursekit.views.markup import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coursekit.records import Note, Source

_CUTS = re.compile(r"\s*\[?(?:…|\.\.\.)\]?\s*")
_NARROW, _WIDE = 28, 200  # letters; lines of text that was broken at a width are between
_SHORTEST = 12  # letters; fewer are like too many other words
_LONG, _PART = 900, 420  # letters; a longer paragraph is shown in parts of about that length
# Of the last word three small letters are seen: after "U.S." and "Gen." a sentence goes on.
_SENTENCE_END = re.compile(r"(?:[^\W\d_A-ZÀ-Þ]{3}[.!?]|[.!?][\"”’»])\s+(?=[^\sa-zà-ÿ])")


class Spot(NamedTuple):
    """A place in a text; it is exact where the words stand there as they were quoted."""

    start: int
    end: int
    exact: bool = True


class Places(NamedTuple):
    """Where the words of a record stand in a text, None where they do not.

    Attributes:
        notes: Each note with its place, in the order of the record.
        quotations: Each quotation with its place.
    """

    notes: tuple[tuple[Note, Spot | None], ...]
    quotations: tuple[tuple[Quotation, Spot | None], ...]


def place_words(source: Source, text: str) -> Places:
    """Find the places of a record's notes and quotations in a full text.

    Words are looked for as they stand, then nearly so. Of several places the one beside the
    quotation is taken that the note stands next to in the record.
    """
    quotations = tuple((one, _place_quotation(text, one)) for one in source.quotations.values())
    spots = {one.id: spot for one, spot in quotations}
    owners = read_texts(source)
    notes = tuple((note, _place_note(text, note, owners, spots)) for note in source.notes)
    return Places(notes, quotations)


def _place_quotation(text: str, quotation: Quotation) -> Spot | None:
    """Find a quotation; where words were left out of it, its parts must follow each other."""
    parts = [part for part in _CUTS.split(quotation.text) if part.strip()]
    spots: list[Spot] = []
    for part in parts:
        start = spots[-1].end if spots else 0
        spot = _first(text[start:], part)
        if spot is None:
            return None
        spots.append(Spot(spot.start + start, spot.end + start, spot.exact))
    if not spots:
        return None
    return Spot(spots[0].start, spots[-1].end, all(spot.exact for spot in spots))


def _first(text: str, words: str) -> Spot | None:
    if spans := find_all(text, Anchor(exact=words)):
        return Spot(*spans[0])
    near = find_near(text, words) if len(words) >= _SHORTEST else None
    return Spot(*near, exact=False) if near else None


def _place_note(
    text: str, note: Note, owners: Sequence[Text], spots: dict[str, Spot | None]
) -> Spot | None:
    anchors = [note.anchor, plain_anchor(note.anchor)]
    home = _home(anchors, owners)
    if home is not None and isinstance(owner := owners[home].block, Quotation):
        spot = spots.get(owner.id)
        if spot is not None and (inner := _within(text[spot.start : spot.end], anchors)):
            return Spot(inner.start + spot.start, inner.end + spot.start, inner.exact)
    beside = _beside(home, owners, spots)
    for anchor in anchors:
        for words in (anchor, Anchor(exact=anchor.exact)):
            if spans := find_all(text, words) if words.exact.strip() else []:
                return Spot(*min(spans, key=lambda span: _distance(span[0], beside)))
    exact = anchors[-1].exact
    near = find_near(text, exact, cutoff=88) if len(exact) >= _SHORTEST else None
    near = near or find_scattered(text, exact)
    return Spot(*near, exact=False) if near else None


def _within(text: str, anchors: Sequence[Anchor]) -> Spot | None:
    for anchor in anchors:
        for words in (anchor, Anchor(exact=anchor.exact)):
            if spans := find_all(text, words) if words.exact.strip() else []:
                return Spot(*spans[0])
    near = find_near(text, anchors[-1].exact)
    return Spot(*near, exact=False) if near else None


def _home(anchors: Sequence[Anchor], owners: Sequence[Text]) -> int | None:
    """Find the block of the record that a note stands on, the body before the page's lines."""
    order = sorted(range(len(owners)), key=lambda index: bool(owners[index].name))
    for index in order:
        if any(find_all(owners[index].plain, one) for one in anchors if one.exact.strip()):
            return index
    return None


def _beside(
    home: int | None, owners: Sequence[Text], spots: dict[str, Spot | None]
) -> tuple[int, int]:
    """Tell between which places a note should stand: those of the quotations around it."""
    if home is None:
        return 0, 0
    found = [
        spots.get(owner.block.id) if isinstance(owner.block, Quotation) else None
        for owner in owners
    ]
    before = next((spot.end for spot in reversed(found[:home]) if spot), 0)
    after = next((spot.end for spot in found[home:] if spot), before)
    return before, max(before, after)


def _distance(place: int, span: tuple[int, int]) -> int:
    return max(span[0] - place, place - span[1], 0)


# Paragraphs ---------------------------------------------------------------------------------


def split_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    r"""Give where each paragraph of a plain text starts and ends.

    An empty line ends a paragraph. So does a line that is clearly shorter than the longest one
    around it, and each of a few short lines: those of a letter that were broken at a width
    belong together, a header and the date below it do not.

    Examples:
        >>> text = "The Packet\nMonday\n\nThe bridge is open to everybody\nfrom now.\nSee it."
        >>> [text[start:end] for start, end in split_paragraphs(text)][:3]
        ['The Packet', 'Monday', 'The bridge is open to everybody\nfrom now.']
    """
    for block in re.finditer(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", text):
        lines = list(re.finditer(r"[^\n]+", block[0]))
        longest = max(len(line[0].rstrip()) for line in lines)
        start = lines[0].start()
        for number, line in enumerate(lines):
            last = number == len(lines) - 1
            short = len(line[0].rstrip()) < max(0.7 * longest, _NARROW)
            if last or short or longest > _WIDE:
                yield block.start() + start, block.start() + line.end()
                start = line.end() + 1


def split_long(words: str, kept: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the parts of a paragraph in which it is shown, so that notes stand beside their words.

    A paragraph without several notes, or of ordinary length, is one part. Parts end with a
    sentence, and never inside one of the places to be kept.

    Examples:
        >>> words = "The bridge was opened in the rain. " * 40
        >>> [start for start, _ in split_long(words, [(4, 10), (900, 906)])]
        [0, 420, 840]
        >>> len(split_long(words, [(4, 10)]))
        1
    """
    if len(words) < _LONG or len(kept) < 2:
        return [(0, len(words))]
    cuts = [0]
    for end in _SENTENCE_END.finditer(words):
        place = end.end()
        whole = not any(first < place < last for first, last in kept)
        if whole and min(place - cuts[-1], len(words) - place + _PART // 2) >= _PART:
            cuts.append(place)
    return list(zip(cuts, [*cuts[1:], len(words)], strict=True))


def read_full(source: Source, text: str) -> tuple[list[Block], Block, int]:
    """Give the paragraphs of a full text with the notes of a record in them.

    Returns:
        The paragraphs; the notes that found no place; how many did.
    """
    places = place_words(source, text)
    placed = sorted(
        ((spot, note) for note, spot in places.notes if spot is not None),
        key=lambda place: place[0][:2],
    )
    loose = [note for note, spot in places.notes if spot is None]
    numbered = [(spot, Numbered(number, note)) for number, (spot, note) in enumerate(placed, 1)]
    blocks = []
    for start, end in split_paragraphs(text):
        spots = [spot for spot, _ in numbered if spot.start < end and spot.end > start]
        parts = split_long(
            text[start:end], [(spot.start - start, spot.end - start) for spot in spots]
        )
        name = _line_of_page(source, text[start:end])
        for first, last in parts:
            block = _part_of(source, text[start + first : start + last], numbered, start + first)
            blocks.append(block._replace(name=name, goes_on=last < end - start))
    rest = tuple(Numbered(number, note) for number, note in enumerate(loose, len(placed) + 1))
    return blocks, Block(runs=(), notes=rest), len(placed)


def _part_of(
    source: Source, words: str, numbered: Sequence[tuple[Spot, Numbered]], start: int
) -> Block:
    """Make a block of words that stand at a place of the text, with the notes that end there."""
    spans = [
        (spot.start - start, spot.end - start, note)
        for spot, note in numbered
        if spot.start < start + len(words) and spot.end > start
    ]
    block = make_block(Text("", words, (Piece(words),)), spans, source)
    return block._replace(notes=tuple(note for _, last, note in spans if last <= len(words)))


def _line_of_page(source: Source, words: str) -> str:
    """Name the line of the page that a paragraph is: its headline, header or stamp."""
    found = source.found
    folded = " ".join(words.split()).casefold()
    lines = [(source.title, "headline")]
    if found is not None:
        lines += [(found.headline, "headline"), (found.stamp, "stamp")]
        lines += [(line, "header") for line in found.header.splitlines()]
    return next(
        (name for line, name in lines if line and " ".join(line.split()).casefold() == folded), ""
    )
