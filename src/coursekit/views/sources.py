"""An annotated document, and its page as a visitor finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from coursekit.errors import CourseError
from coursekit.records import NoteKind, Source
from coursekit.views.blocks import Block, lay_out, read_blocks
from coursekit.views.fulltexts import read_full
from coursekit.views.layers import (
    describe_layers,
    draw_layers,
    gap_words,
    in_order,
    layers_of,
    order_layers,
)
from coursekit.views.markup import element_id, render
from coursekit.views.view import View, join, underline, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursekit.records import Found, When

KIND_SIGNS = {
    NoteKind.DATE: "D",
    NoteKind.WORDING: "W",
    NoteKind.PERSON: "P",
    NoteKind.CONTEXT: "C",
    NoteKind.RELIABILITY: "R",
    NoteKind.LOSS: "L",
}
KIND_SAYS = {
    NoteKind.DATE: "when something was, or was written down",
    NoteKind.WORDING: "which words were chosen",
    NoteKind.PERSON: "who speaks or is spoken of",
    NoteKind.CONTEXT: "what readers of the time knew",
    NoteKind.RELIABILITY: "how far it can be trusted",
    NoteKind.LOSS: "what was lost on the way to this page",
}
_LANGUAGES = {
    "cs": "Czech",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fr": "French",
    "hu": "Hungarian",
    "it": "Italian",
    "ka": "Georgian",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "pl": "Polish",
    "ro": "Romanian",
    "ru": "Russian",
    "uk": "Ukrainian",
}

STATIONS = {
    "event": "what it tells of happens",
    "written": "it is written down",
    "published": "it comes out",
    "released": "the record, closed until then, is opened",
    "web": "the page on which it was read bears this date",
}

FULL_TITLE = "The text, from your own copy"
LOST_TITLE = "Notes that found no place in your copy"


class SourceView(View[Source]):
    """An annotated document: the card first, then the text with its notes.

    Args:
        source: The document.
        voice_label: The side it speaks for, in words.
        full_text: The whole document where somebody brought it in; it is shown with the notes
            in it, and the digest folded under it.
        notice: A sentence that is shown above all else.
    """

    def __init__(
        self, source: Source, *, voice_label: str = "", full_text: str = "", notice: str = ""
    ) -> None:
        super().__init__(source)
        self.voice_label = voice_label
        self.full_text = full_text
        self.notice = notice

    @property
    def as_found(self) -> AsFoundView:
        """Only what a visitor of the page sees.

        Raises:
            CourseError: If the course does not say what the page shows.
        """
        return AsFoundView(self.record)

    @property
    def life(self) -> LifeView:
        """What became of the document: said, written, come out, released, put on the web.

        Raises:
            CourseError: If none of its dates is known.
        """
        return LifeView(self.record)

    @property
    def html(self) -> str:
        """The document as HTML with its own style."""
        return render("source.html.j2", **self.parts())

    def parts(self) -> dict[str, Any]:
        """Give what a template of a document is filled in with: its card, blocks and notes."""
        source = self.record
        full, loose, about = self._full()
        blocks, left = read_blocks(source, () if full else source.notes)
        loose = loose if full else left
        used = {note.kind for block in (*full, *blocks, loose) for note in block.notes}
        picture, size = draw_layers(source.dates)
        return {
            "source": source,
            "id": element_id(source.id),
            "notice": self.notice,
            "full": lay_out(full),
            "full_about": about,
            "voice": self.voice_label,
            "languages": _language_names(source.languages),
            "stops": order_layers(source.dates),
            "layers": [(name, getattr(source.dates, name)) for name in layers_of(source.dates)],
            "picture": picture,
            "picture_size": size,
            "alt": describe_layers(source.dates),
            "signs": KIND_SIGNS,
            "kinds": [(kind.value, says) for kind, says in KIND_SAYS.items() if kind in used],
            "page": lay_out([block for block in blocks if block.name]),
            "body": lay_out([block for block in blocks if not block.name]),
            "loose": loose,
            "full_title": FULL_TITLE,
            "lost_title": LOST_TITLE,
        }

    @property
    def text(self) -> str:
        """The document as plain text, its notes numbered under each paragraph."""
        source = self.record
        full, loose, about = self._full()
        blocks, left = read_blocks(source, () if full else source.notes)
        loose = loose if full else left
        page = [block for block in blocks if block.name]
        return join(
            [
                underline(source.title),
                wrap(self.notice),
                self._card(),
                underline(FULL_TITLE, "-") if full else "",
                wrap(about),
                *(_block_text(block._replace(name="")) for block in full),
                underline(LOST_TITLE, "-") if full and loose.notes else "",
                _notes_text(loose) if full else "",
                underline("What the page shows", "-") if page else "",
                *map(_block_text, page),
                underline("The text, in our words", "-"),
                *(_block_text(block) for block in blocks if not block.name),
                underline("Notes on the whole document", "-") if loose.notes and not full else "",
                "" if full else _notes_text(loose),
            ]
        )

    def _full(self) -> tuple[list[Block], Block, str]:
        """Give the full text, its notes without a place, and what is said of both."""
        if not self.full_text:
            return [], Block(runs=()), ""
        blocks, loose, placed = read_full(self.record, self.full_text)
        number = len(self.record.notes)
        if not number:
            return blocks, loose, "Shown from your own copy, not part of the course."
        verb = "note found its place" if number == 1 else "notes found their place"
        about = f"{placed} of {number} {verb}; shown from your own copy, not part of the course."
        if any(block.goes_on for block in blocks):
            about += " Long paragraphs are broken after sentences: notes stand beside their words."
        return blocks, loose, about

    def _card(self) -> str:
        source = self.record
        languages = _language_names(source.languages)
        voice = f" Voice: {self.voice_label}" if self.voice_label else ""
        lines = (
            ("Who", source.creator),
            ("What", source.kind.value + (f", in {languages}" if languages else "")),
            ("Where", source.place),
            ("When", describe_layers(source.dates).removeprefix("Date layers: ")),
            ("Why", source.perspective + voice),
            ("Read at", source.url),
            ("Archive", source.archive),
            ("Rights", source.rights),
        )
        return "\n".join(
            wrap(words, indent=" " * 9, first=f"{name + ':':9}") for name, words in lines if words
        )


def _language_names(codes: Iterable[str]) -> str:
    names = [_LANGUAGES.get(code.partition("-")[0].lower(), code) for code in codes]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _block_text(block: Block) -> str:
    if block.quotation is not None:
        quotation = block.quotation
        by = f"– {quotation.speaker}" + (f", {quotation.where}" if quotation.where else "")
        lines = [wrap(f"“{block.plain}”", "    ")]
        if quotation.translation:
            lines.append(wrap(f"In our translation: {quotation.translation}", "      ", "    "))
        words = "\n".join([*lines, wrap(by, "      ", "    ")])
    elif block.name:
        words = "\n".join(
            wrap(line, " " * 10, f"{block.name + ':' if not i else '':10}")
            for i, line in enumerate(block.plain.splitlines())
        )
    else:
        words = wrap(block.plain)
    return "\n\n".join(part for part in (words, _notes_text(block)) if part)


def _notes_text(block: Block) -> str:
    return "\n".join(
        wrap(note.plain, " " * 8, f"    {f'[{note.number}]':3} ") for note in block.notes
    )


class LifeView(View[Source]):
    """The stations of a document, from what it tells of to the page that it was read on.

    Raises:
        CourseError: If none of its dates is known.
    """

    def __init__(self, source: Source) -> None:
        if not source.dates.known:
            raise CourseError(f"No date of the source '{source.id}' is known.")
        super().__init__(source)

    @property
    def _stations(self) -> list[_Station]:
        known = in_order(self.record.dates)
        before = [None, *(when for _, when in known)]
        return [
            _Station(name, STATIONS[name], when, gap_words(last, when) if last else "")
            for (name, when), last in zip(known, before, strict=False)
        ]

    @property
    def html(self) -> str:
        """The stations as HTML with their own style."""
        picture, size = draw_layers(self.record.dates)
        return render(
            "life.html.j2",
            source=self.record,
            id=element_id(self.record.id, "life"),
            stations=self._stations,
            picture=picture,
            picture_size=size,
            alt=describe_layers(self.record.dates),
        )

    @property
    def text(self) -> str:
        """The stations as plain text."""
        lines = (
            wrap(f"{one.when}: {one.says}{one.later}", "    ", "  - ") for one in self._stations
        )
        return join([underline(f"The life of “{self.record.title}”"), "\n".join(lines)])


class _Station(NamedTuple):
    name: str
    says: str
    when: When
    gap: str

    @property
    def later(self) -> str:
        """How much later than the station before."""
        return f" ({self.gap}{'' if self.gap == 'the same day' else ' later'})" if self.gap else ""


class AsFoundView(View[Source]):
    """What a visitor of the page sees, and nothing of the card.

    Raises:
        CourseError: If the course does not say what the page shows.
    """

    def __init__(self, source: Source) -> None:
        if source.found is None:
            raise CourseError(
                f"The source '{source.id}' has no page as found; show it without '.as_found'."
            )
        super().__init__(source)

    @property
    def _found(self) -> Found:
        found = self.record.found
        assert found is not None  # held by __init__
        return found

    @property
    def _body(self) -> list[Block]:
        return [block for block in read_blocks(self.record, ())[0] if not block.name]

    @property
    def html(self) -> str:
        """The page as HTML with its own style."""
        return render("found.html.j2", **self.parts())

    def parts(self) -> dict[str, Any]:
        """Give what a template of the page is filled in with."""
        return {
            "found": self._found,
            "header": self._found.header.splitlines(),
            "language": next(iter(self.record.languages), ""),
            "body": self._body,
        }

    @property
    def text(self) -> str:
        """The page as plain text."""
        found = self._found
        about = (
            "Header, date line and headline stand as the page shows them. The paragraphs are our "
            "summary; the words in quotation marks are verbatim."
        )
        return join(
            [
                underline("The page as found"),
                wrap(about),
                wrap(found.address, first="address: ") if found.address else "",
                "\n".join(wrap(line) for line in found.header.splitlines()),
                wrap(found.stamp),
                underline(found.headline, "-"),
                *map(_block_text, self._body),
            ]
        )
