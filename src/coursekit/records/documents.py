"""Documents with their dates, quotations and notes, and works of the bibliography."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from coursekit.records.dates import When


class SourceKind(StrEnum):
    """What a source is; the closed list of the card."""

    NEWS_REPORT = "news report"
    COMMENT = "newspaper comment"
    COMMUNIQUE = "communiqué"
    AGREEMENT = "agreement"
    SPEECH = "speech"
    RECORD = "government record"
    REPORT = "report"
    INTERVIEW = "interview"
    MEMOIR = "memoir"
    SCHOLARSHIP = "scholarship"


# Official texts may be quoted at more length than the press: words a quotation, quotations a text.
QUOTATION_LIMITS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        **dict.fromkeys(SourceKind, (40, 6)),
        **dict.fromkeys(
            (
                SourceKind.COMMUNIQUE,
                SourceKind.AGREEMENT,
                SourceKind.SPEECH,
                SourceKind.RECORD,
                SourceKind.REPORT,
            ),
            (60, 25),
        ),
    }
)


class NoteKind(StrEnum):
    """What a margin note is about; each kind has its own sign, word and colour."""

    DATE = "date"
    WORDING = "wording"
    PERSON = "person"
    CONTEXT = "context"
    RELIABILITY = "reliability"
    LOSS = "loss"


class Layer(StrEnum):
    """Whose note it is."""

    INSTRUCTOR = "instructor"
    STUDENT = "student"
    EXPERT = "expert"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLayers:
    """The dates of a document, which are often not the same day.

    Attributes:
        event: When what it tells about happened.
        written: When it was written.
        published: When it came out first.
        released: When a record that had been closed was opened.
        web: The stamp of the web page it was read on.
    """

    event: When | None = None
    written: When | None = None
    published: When | None = None
    released: When | None = None
    web: When | None = None

    @property
    def known(self) -> tuple[tuple[str, When], ...]:
        """The layers that have a date, by name, in the order event … web."""
        layers = (
            ("event", self.event),
            ("written", self.written),
            ("published", self.published),
            ("released", self.released),
            ("web", self.web),
        )
        return tuple((name, when) for name, when in layers if when is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a visitor of the page sees before reading: facts of the page, no card.

    Attributes:
        header: The line or lines above the text, as they stand there.
        stamp: The date line of the page, as it stands there.
        headline: The title on the page.
        address: The address in the browser's bar.
    """

    headline: str
    header: str = ""
    stamp: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words of others: verbatim, short, attributed.

    Attributes:
        id: Its name within the document; never gives an answer away.
        text: The words.
        speaker: Who said or wrote them.
        where: Where in the document they stand.
        language: The language of the words (BCP 47); the document's first one unless given.
        translation: What they say in the course's language, by us; empty where none is needed.
    """

    id: str
    text: str
    speaker: str
    where: str = ""
    language: str = ""
    translation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The words that a note is about (W3C Web Annotation ``TextQuoteSelector``)."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A margin note on quoted words."""

    kind: NoteKind
    anchor: Anchor
    text: str
    author: str = ""
    layer: Layer = Layer.INSTRUCTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document of the course: its card, our digest, short quotations and notes.

    Attributes:
        body: Paragraphs of the digest (Markdown text) and quotations, in reading order.
        perspective: Whose voice it is and what it wants.
        voice: The side it speaks for, one of the course's voices.
        dates: Its date layers.
        title_language: The language of the title where it is not the document's first one.
        found: What a visitor of the page sees; None where there is no page to be seen.
    """

    id: str
    title: str
    creator: str
    kind: SourceKind
    languages: tuple[str, ...]
    url: str
    rights: str
    perspective: str
    voice: str
    dates: DateLayers
    body: tuple[str | Quotation, ...]
    place: str = ""
    archive: str = ""
    title_language: str = ""
    found: Found | None = None
    notes: tuple[Note, ...] = ()

    @property
    def language(self) -> str:
        """The language of its title: its own, else the first of its languages."""
        return self.title_language or next(iter(self.languages), "")

    @property
    def quotations(self) -> Mapping[str, Quotation]:
        """The quotations by their ids, in reading order."""
        return MappingProxyType({b.id: b for b in self.body if isinstance(b, Quotation)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A work of the bibliography, in the words of CSL-JSON, which Zotero reads and writes.

    Attributes:
        type: What it is, one of CSL's list: ``book``, ``article-journal``, ``webpage`` …
        fields: All that the file says of it, by CSL's names, ``id`` and ``type`` among them.
    """

    id: str
    type: str
    title: str
    fields: Mapping[str, Any]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it can be read: its DOI as an address first, then its page."""
        doi = str(self.fields.get("DOI", "")).strip()
        page = str(self.fields.get("URL", "")).strip()
        return tuple(filter(None, (f"https://doi.org/{doi}" if doi else "", page)))
