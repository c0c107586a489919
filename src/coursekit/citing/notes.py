"""Links to notes: what a text cites becomes a numbered note and an entry of the bibliography.

The first note on a work has it in full; a later one on another place of it is short and names
the first. The same place cited twice keeps its number.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import unquote

from coursekit.citing.works import OURS, Works, is_same_language
from coursekit.errors import UnknownNameError, nearest
from coursekit.records import MONTHS
from coursekit.views import render
from coursekit.views.markup import element_id, host, is_web, iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from markupsafe import Markup

    from coursekit.citing.works import Style
    from coursekit.records import Event, Quotation, Reference, Source, TableInfo, Timeline, When

T = TypeVar("T")

SOURCES_PAGE, TIMELINE_PAGE = "sources.html", "timeline.html"

_KNOWN = re.compile(
    r"sources/(?:(?P<folder>documents|timelines|tables)/(?P<name>[^/#]+)\.(?:md|csv)"
    r"|(?P<works>references)\.json)(?:#(?P<part>.+))?$"
)


class Kind(StrEnum):
    """What is cited."""

    DOCUMENT = "document"
    WORK = "work"
    EVENT = "event"
    TABLE = "table"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a course can cite."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    timelines: Mapping[str, Timeline] = field(default_factory=dict)
    tables: Mapping[str, TableInfo] = field(default_factory=dict)
    language: str = "en"
    style: Style = OURS


class Mark(NamedTuple):
    """The place in a text where a note is called.

    Attributes:
        number: The note's number.
        id: The name of this place, for the way back.
        time: What a ``time`` element may carry, as exact as the words of the link; or nothing.
        language: The language of quoted words where it is not that of the course; or nothing.
    """

    number: int
    id: str
    time: str = ""
    language: str = ""

    @property
    def note(self) -> str:
        """The name of the note."""
        return f"note.{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedNote:
    """A note at the end of a text.

    Attributes:
        text: What it says, without its address.
        addresses: Where it can be read.
        shown: The element that shows what is cited, if the page has it.
        page: The place on another page of the handouts that tells more of it.
        marks: The places that call it, in their order.
    """

    number: int
    kind: Kind
    text: Markup
    addresses: tuple[str, ...] = ()
    shown: str = ""
    page: str = ""
    marks: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The name of the note."""
        return f"note.{self.number}"


class Entry(NamedTuple):
    """A line of the bibliography: what it says, where it can be read, what it is called."""

    text: Markup
    addresses: tuple[str, ...] = ()
    name: str = ""


class _Key(NamedTuple):
    kind: Kind
    name: str
    part: str = ""


class Citations:
    """The notes of one text, numbered in the order in which they are called."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._notes: dict[_Key, CitedNote] = {}
        self._first: dict[tuple[Kind, str], int] = {}

    def cite(self, target: str, *, words: str = "", title: str = "") -> Mark | None:
        """Call a note for a link.

        Args:
            target: Where the link leads: a file of ``sources/`` or a web address.
            words: The words of the link; a date among them says how exact it is.
            title: The title of the link: of a page its name, of a work the place in it.

        Returns:
            The place of the call; None where the link cites nothing (another lesson, say).

        Raises:
            UnknownNameError: If the course has no such source, work or event.
            CourseFileError: If its file breaks the rules.
        """
        key = self._key(target, title)
        if key is None:
            return None
        if key not in self._notes:
            self._notes[key] = self._note(key, title)
            self._first.setdefault(key[:2], self._notes[key].number)
        note = self._notes[key]
        mark = f"cited.{note.number}" + (f".{len(note.marks) + 1}" if note.marks else "")
        self._notes[key] = replace(note, marks=(*note.marks, mark))
        time = language = ""
        if key.kind is Kind.EVENT:
            time = _time(words, self._event(key).when)
        if key.kind is Kind.DOCUMENT and key.part:
            language = self._foreign(key)
        return Mark(note.number, mark, time, language)

    @functools.cached_property
    def _works(self) -> Works:
        shelf = self.shelf
        return Works(shelf.references, shelf.sources, shelf.style, language=shelf.language)

    @property
    def notes(self) -> tuple[CitedNote, ...]:
        """The notes in the order of their numbers."""
        return tuple(self._notes.values())

    def bibliography(self, shown: Iterable[str] = ()) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
        """List what the text rests on, by kind and in the order of the alphabet.

        Args:
            shown: Ids of documents that the text shows, whether or not it cites them.

        Returns:
            Pairs of heading and entries; no pair is empty.
        """
        cited = [key.name for key in self._notes if key.kind is Kind.DOCUMENT]
        sources = [self.shelf.sources[name] for name in dict.fromkeys([*cited, *shown])]
        works = [key.name for key in self._notes if key.kind is Kind.WORK]
        groups = (
            ("Documents", self.document_entries(sources)),
            ("Scholarship", self.work_entries(list(dict.fromkeys(works)))),
        )
        return tuple((heading, entries) for heading, entries in groups if entries)

    # what is cited

    def _key(self, target: str, title: str) -> _Key | None:
        if is_web(target):
            return self._web_key(target)
        found = _KNOWN.search(unquote(target))
        if found is None:
            return None
        part = found["part"] or ""
        if found["works"]:
            return _Key(Kind.WORK, part, title) if part else None
        if found["folder"] == "documents":
            return _Key(Kind.DOCUMENT, found["name"], part)
        if found["folder"] == "tables":
            return _Key(Kind.TABLE, found["name"])
        return _Key(Kind.EVENT, found["name"], part) if part else None

    def _web_key(self, target: str) -> _Key:
        """Take an address for the work or the document that is to be read there."""
        wanted = _same(target)
        for name, work in self.shelf.references.items():
            if wanted in map(_same, work.addresses):
                return _Key(Kind.WORK, name)
        for name, source in self.shelf.sources.items():
            if wanted in map(_same, (source.url, source.archive)):
                return _Key(Kind.DOCUMENT, name)
        return _Key(Kind.PAGE, target)

    def _note(self, key: _Key, title: str) -> CitedNote:
        number = len(self._notes) + 1
        first = self._first.get(key[:2])
        make = {
            Kind.DOCUMENT: self._document_note,
            Kind.WORK: self._work_note,
            Kind.EVENT: self._event_note,
            Kind.TABLE: self._table_note,
        }.get(key.kind)
        if make is not None:
            return make(key, number, first)
        text = _text("page", title=title or host(key.name))
        return CitedNote(number=number, kind=Kind.PAGE, text=text, addresses=(key.name,))

    def _document_note(self, key: _Key, number: int, first: int | None) -> CitedNote:
        source = self.shelf.sources[key.name]
        quotation = _find(source.quotations, key.part, "quotation") if key.part else None
        place = _place(quotation, source) if quotation else ""
        shown = element_id(source.id) + (f"--{key.part}" if key.part else "")
        return CitedNote(
            number=number,
            kind=Kind.DOCUMENT,
            text=self._document_text(source, place, first),
            addresses=() if first else _addresses(source.url),
            shown=shown,
            page=f"{SOURCES_PAGE}#{shown}",
        )

    def _document_text(self, source: Source, place: str, first: int | None) -> Markup:
        """Say what a document is: in our own words, or as another style has it."""
        if self.shelf.style == OURS:
            foreign = not is_same_language(source.language, self.shelf.language)
            return _text(
                "document",
                source=source,
                when=_date(source),
                place=place,
                first=first,
                foreign=foreign,
            )
        full = self._works.note(document=source.id)
        first = None if self._works.in_text else first
        return _text("work", full=full, author=source.creator, place=place, first=first)

    def _work_note(self, key: _Key, number: int, first: int | None) -> CitedNote:
        work = self.shelf.references[key.name]
        text = _text(
            "work",
            full=self._works.note(key.name),
            author=_author(work),
            place=key.part,
            first=None if self._works.in_text else first,
        )
        addresses = () if first else work.addresses[:1]
        page = f"{SOURCES_PAGE}#{element_id('work', work.id)}"
        return CitedNote(number=number, kind=Kind.WORK, text=text, addresses=addresses, page=page)

    def _event(self, key: _Key) -> Event:
        events = {event.id: event for event in self.shelf.timelines[key.name].events}
        return _find(events, key.part, "event")

    def _event_note(self, key: _Key, number: int, first: int | None) -> CitedNote:
        del first
        event = self._event(key)
        return CitedNote(
            number=number,
            kind=Kind.EVENT,
            text=_text("event", event=event),
            addresses=_addresses(*event.sources),
            shown=element_id(key.name, key.part),
            page=f"{TIMELINE_PAGE}#{element_id(key.name, key.part)}",
        )

    def _table_note(self, key: _Key, number: int, first: int | None) -> CitedNote:
        del first
        table = self.shelf.tables[key.name]
        text = _text("table", table=table)
        page = f"{SOURCES_PAGE}#{element_id('table', table.id)}"
        return CitedNote(number=number, kind=Kind.TABLE, text=text, page=page)

    # what it says

    def document_entries(self, sources: Iterable[Source]) -> tuple[Entry, ...]:
        """Give documents as the bibliography has them, in its order."""
        if self.shelf.style != OURS:
            by_name = {one.id: one for one in sources}
            listed = self._works.entries([], list(by_name))
            return tuple(
                Entry(_text("entry", text=text, remark=""), _read_at(by_name[name]), name)
                for name, text in listed
            )
        ordered = sorted(sources, key=lambda one: (_plain(one.creator), _plain(one.title)))
        return tuple(
            Entry(self._document_text(one, "", None), _read_at(one), one.id) for one in ordered
        )

    def work_entries(self, names: Sequence[str]) -> tuple[Entry, ...]:
        """Give works as the bibliography has them, in its order."""
        if not names:
            return ()
        works = self.shelf.references
        listed = self._works.entries(names)
        return tuple(
            Entry(
                _text("entry", text=text, remark=str(works[name].fields.get("note", ""))),
                works[name].addresses[:1],
                name,
            )
            for name, text in listed
        )

    def _foreign(self, key: _Key) -> str:
        source = self.shelf.sources[key.name]
        language = source.quotations[key.part].language or next(iter(source.languages), "")
        return "" if is_same_language(language, self.shelf.language) else language


def _text(kind: str, **values: Any) -> Markup:
    from markupsafe import Markup

    return Markup(" ".join(render("citation.html.j2", kind=kind, **values).split()))


def _find(records: Mapping[str, T], name: str, what: str) -> T:
    if name in records:
        return records[name]
    near = nearest(name, records)
    raise UnknownNameError(
        f"No {what} is called '#{name}'." + (f" Nearest: '#{near}'." if near else "")
    )


def _plain(text: str) -> str:
    return re.sub(r"^(the|a|an)\s+", "", text.casefold())


def _same(address: str) -> str:
    """Reduce an address to what two spellings of it have in common."""
    bare = re.sub(r"^https?://(www\.|dx\.)?", "", address.strip()).rstrip("/")
    return bare.casefold() or "no address"


def _place(quotation: Quotation, source: Source) -> str:
    """Say whose words they are and where they stand, without the creator once more."""
    own = source.creator.casefold().startswith(quotation.speaker.casefold())
    speaker = "" if own and quotation.where else quotation.speaker
    return ", ".join(filter(None, (speaker, quotation.where)))


def _date(source: Source) -> When | None:
    dates = source.dates
    return dates.published or dates.written or dates.event


def _read_at(source: Source) -> tuple[str, ...]:
    return _addresses(source.url, source.archive)


def _addresses(*addresses: str) -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys(addresses) if is_web(one))


def _time(words: str, when: When) -> str:
    """Give a date no more exactly than the words of a link do.

    The rest would be an answer that a reader does not see and a program does.
    """
    exact = iso(when)
    has_year = re.search(r"\b(1[5-9]|20)\d\d\b", words) is not None
    has_month = any(name and name in words for name in MONTHS)
    has_day = has_month and re.search(r"(?<!\d)\d{1,2}(?!\d)", words) is not None
    length = 10 if has_day else 7 if has_month else 4 if has_year else 0
    return exact[:length]


def cite_works(references: Mapping[str, Reference], names: Iterable[str]) -> dict[str, Markup]:
    """Give works as a note has them, by their ids.

    Raises:
        UnknownNameError: If the bibliography has no such work.
    """
    from markupsafe import Markup

    works = {name: _find(references, name, "work") for name in dict.fromkeys(names)}
    listed = Works(works, {})
    return {name: Markup(listed.note(name)) for name in works}


def _author(work: Reference) -> str:
    names = work.fields.get("author") or work.fields.get("editor") or []
    families = [str(name.get("family") or name.get("literal")) for name in names]
    if len(families) > 3:
        return f"{families[0]} and others"
    return " and ".join(filter(None, [", ".join(families[:-1]), *families[-1:]]))
