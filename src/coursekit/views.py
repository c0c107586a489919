"""Records to HTML and plain text: the one place that knows markup.

All markup is in ``templates/``, autoescaped; the plain text is a reading of its own. The same
record always gives the same bytes.
"""

from __future__ import annotations

import base64
import functools
import math
import re
import textwrap
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import resources
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from coursekit.anchors import find_anchor, split_runs
from coursekit.errors import CourseError
from coursekit.records import (
    Anchor,
    Chapter,
    DateLayers,
    Event,
    Found,
    Layer,
    Note,
    NoteKind,
    Part,
    Quotation,
    Source,
    TableInfo,
    Timeline,
    Verdict,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

R = TypeVar("R")

WIDTH = 88
ROWS_SHOWN = 60
LAYERS = ("event", "written", "published", "web")
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


# Markup -------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=1)
def environment() -> Environment:
    """Give the template environment that all views share; it escapes whatever it prints."""
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=PackageLoader("coursekit"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(iso=_iso, host=_host, kind_sign=_kind_sign, kind_says=_kind_says)
    made.tests["is_web"] = _is_web
    made.filters["is_web"] = _is_web
    made.globals["stylesheet"] = stylesheet
    return made


@functools.lru_cache(maxsize=1)
def stylesheet() -> Markup:
    """Give the style that every output carries; all of it is under ``.ck``."""
    css = resources.files("coursekit").joinpath("templates", "course.css")
    return Markup(css.read_text(encoding="utf-8").strip())


def _render(template: str, **values: Any) -> str:
    return environment().get_template(template).render(**values).strip() + "\n"


@functools.lru_cache(maxsize=1)
def _markdown() -> Any:
    import mistune

    class Renderer(mistune.HTMLRenderer):
        """Fetches nothing and leaves the order of headings alone."""

        def image(self, text: str, url: str, title: str | None = None) -> str:
            return self.link(text or url, url, title)

        def heading(self, text: str, level: int, **attrs: Any) -> str:
            del level, attrs
            return f"<p><strong>{text}</strong></p>\n"

        def table_cell(self, text: str, align: str | None = None, *, head: bool = False) -> str:
            del align
            return f'  <th scope="col">{text}</th>\n' if head else f"  <td>{text}</td>\n"

    return mistune.create_markdown(renderer=Renderer(escape=True), plugins=["table"])


def render_markdown(text: str) -> Markup:
    """Turn Markdown into HTML; tags in the text are shown as they were typed.

    Pictures become links, so that nothing is fetched; headings become bold paragraphs.

    Examples:
        >>> print(render_markdown("Look at the *stamp* <b>"), end="")
        <p>Look at the <em>stamp</em> &lt;b&gt;</p>
    """
    return Markup(_markdown()(text))


def render_inline(text: str) -> Markup:
    """Turn the Markdown of one paragraph into HTML, without a paragraph around it.

    Examples:
        >>> print(render_inline("Look at the *stamp*"))
        Look at the <em>stamp</em>
    """
    from mistune.core import BlockState

    markdown = _markdown()
    state = BlockState()
    state.env["ref_links"] = {}
    tokens = markdown.inline(text, state.env)
    return Markup(markdown.renderer(tokens, state))


class _Pieces(HTMLParser):
    """Takes rendered Markdown apart into tags and text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Markup | str] = []
        self.links: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append(Markup(self.get_starttag_text() or ""))
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag, attrs
        self.pieces.append(Markup(self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(Markup("</{}>").format(tag))

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    @property
    def text(self) -> str:
        return "".join(piece for piece in self.pieces if not isinstance(piece, Markup))


def _plain(markdown: str) -> str:
    """Give the words of a Markdown text, a paragraph a line, links with their address."""
    reader = _Pieces(str(render_markdown(markdown)))
    out, links = [], iter(reader.links)
    for piece in reader.pieces:
        if not isinstance(piece, Markup):
            out.append(piece)
        elif piece == "</a>":
            out.append(f" ({next(links)})")
        elif piece == "<li>":
            out.append("- ")
        elif piece in ("</td>", "</th>"):
            out.append(" |")
    lines = (" ".join(line.split()) for line in "".join(out).splitlines())
    return "\n".join(line for line in lines if line.strip(" |"))


# Small readings -----------------------------------------------------------------------------


def _iso(when: When) -> str:
    """Give what a ``time`` element may carry, or nothing for spans and seasons."""
    match = re.fullmatch(r"(\d{4}(?:-\d\d){0,2})[?~%]?", when.edtf)
    return match[1] if match else ""


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def _host(address: str) -> str:
    """Give a link's readable name: the site without ``www.``."""
    try:
        host = urlsplit(address).hostname if _is_web(address) else ""
    except ValueError:
        host = ""
    return (host or address).removeprefix("www.")


def _kind_sign(kind: str) -> str:
    return KIND_SIGNS[NoteKind(kind)]


def _kind_says(kind: str) -> str:
    return KIND_SAYS[NoteKind(kind)]


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _wrap(text: str, indent: str = "", first: str | None = None) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _title(text: str, line: str = "=") -> str:
    wrapped = _wrap(text)
    longest = max((len(part) for part in wrapped.splitlines()), default=0)
    return f"{wrapped}\n{line * min(longest, WIDTH)}"


def _join(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def _id(*names: str) -> str:
    return "ck-" + "--".join(re.sub(r"\s+", "-", name) for name in names)


# The base -----------------------------------------------------------------------------------


class View(Generic[R]):
    """A record that shows itself as the last line of a cell.

    Whatever is no part of a view is asked of its record: ``view.dates``, ``view.notes``.
    """

    def __init__(self, record: R) -> None:
        self.record = record

    @property
    def html(self) -> str:
        """The view as HTML with its own style."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """The view as plain text."""
        raise NotImplementedError

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        """Give both forms; Jupyter shows the one that it can."""
        del include, exclude
        return {"text/html": self.html, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "record":
            raise AttributeError(name)
        try:
            return getattr(self.record, name)
        except AttributeError:
            kind = type(self.record).__name__.lower()
            raise AttributeError(f"a {kind} has no '{name}'") from None

    def __dir__(self) -> list[str]:
        own = set(object.__dir__(self))
        return sorted(own | {name for name in dir(self.record) if not name.startswith("_")})


# Sources ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A note with its number on the page."""

    number: int
    note: Note

    @property
    def kind(self) -> str:
        return self.note.kind.value

    @property
    def exact(self) -> str:
        return _anchor_words(self.note.anchor.exact)

    @property
    def text(self) -> Markup:
        return render_inline(self.note.text)

    @property
    def by(self) -> str:
        layer = "" if self.note.layer is Layer.INSTRUCTOR else self.note.layer.value
        return ", ".join(part for part in (self.note.author, layer) if part)

    @property
    def plain(self) -> str:
        by = f" ({self.by})" if self.by else ""
        return f"{self.kind}{by} on “{self.exact}”: {_plain_line(self.note.text)}"


class _Run(NamedTuple):
    """A tag, or a stretch of text with the notes that mark it and those that end with it."""

    text: str = ""
    notes: tuple[_Numbered, ...] = ()
    ends: tuple[_Numbered, ...] = ()
    markup: Markup | str = ""


class _Block(NamedTuple):
    """A paragraph, a quotation or a line of the page, ready to be shown."""

    runs: tuple[_Run, ...]
    notes: tuple[_Numbered, ...] = ()
    name: str = ""
    quotation: Quotation | None = None
    language: str = ""
    style: str = ""
    notes_style: str = ""

    @property
    def plain(self) -> str:
        """The words, each mark's number after it, a link's address after the link."""
        out, links = [], []
        for run in self.runs:
            out.append(run.text + "".join(f"[{note.number}]" for note in run.ends))
            if run.markup.startswith("<a "):
                links += _Pieces(str(run.markup)).links
            elif run.markup == "</a>" and links:
                out.append(f" ({links.pop()})")
        return "".join(out)


def _plain_line(markdown: str) -> str:
    return _Block(_runs(_Pieces(str(render_inline(markdown))).pieces, ())).plain


def _anchor_words(exact: str) -> str:
    """Give the words of an anchor without the quotation marks around them."""
    return exact.strip().strip("“”\"'‘’") or exact


def _texts(source: Source) -> Iterator[tuple[str, str | Quotation]]:
    """Give what notes may stand on, in reading order: the page's lines, then the body."""
    if source.found is not None:
        for name in ("address", "header", "stamp", "headline"):
            if line := getattr(source.found, name):
                yield name, line
    for block in source.body:
        yield "", block


def _pieces(name: str, block: str | Quotation) -> list[Markup | str]:
    if isinstance(block, Quotation):
        return [block.text]
    return [block] if name else _Pieces(str(render_inline(block))).pieces


def _find(text: str, anchor: Anchor) -> tuple[int, int] | None:
    """Find an anchor in the words of a paragraph, whose own may be written in Markdown."""
    for plain in (str, lambda words: _Pieces(str(render_inline(words))).text):
        read = Anchor(
            exact=plain(anchor.exact), prefix=plain(anchor.prefix), suffix=plain(anchor.suffix)
        )
        try:
            return find_anchor(text, read)
        except ValueError:
            continue
    return None


def _blocks(source: Source, notes: Sequence[Note]) -> tuple[list[_Block], _Block]:
    """Give the blocks of a source with their notes, and the notes that found no place."""
    texts = [(name, block, _pieces(name, block)) for name, block in _texts(source)]
    plains = ["".join(p for p in pieces if not isinstance(p, Markup)) for _, _, pieces in texts]
    body_first = sorted(range(len(texts)), key=lambda index: bool(texts[index][0]))
    placed: list[tuple[int, int, int, Note]] = []
    loose: list[Note] = []
    for note in notes:
        spots = ((index, _find(plains[index], note.anchor)) for index in body_first)
        index, span = next(((i, s) for i, s in spots if s is not None), (0, None))
        if span is None:
            loose.append(note)
        else:
            placed.append((index, *span, note))
    placed.sort(key=lambda place: place[:2])
    numbered = [_Numbered(number, place[3]) for number, place in enumerate(placed, 1)]
    blocks = []
    for index, (name, block, pieces) in enumerate(texts):
        here = [
            (place[1], place[2], note)
            for place, note in zip(placed, numbered, strict=True)
            if place[0] == index
        ]
        blocks.append(
            _Block(
                runs=_runs(pieces, here),
                notes=tuple(note for _, _, note in here),
                name=name,
                quotation=block if isinstance(block, Quotation) else None,
                language=_language(block, source),
            )
        )
    rest = tuple(_Numbered(len(placed) + i, note) for i, note in enumerate(loose, 1))
    return blocks, _Block(runs=(), notes=rest)


def _language(block: str | Quotation, source: Source) -> str:
    own = block.language if isinstance(block, Quotation) else ""
    return own or next(iter(source.languages), "")


def _runs(
    pieces: Sequence[Markup | str], spans: Sequence[tuple[int, int, _Numbered]]
) -> tuple[_Run, ...]:
    """Cut text where marks begin and end; a reference never stands inside a link."""
    runs: list[_Run] = []
    waiting: list[_Numbered] = []
    start, in_link = 0, False
    for piece in pieces:
        if isinstance(piece, Markup):
            runs.append(_Run(markup=piece))
            in_link = piece.startswith("<a ") or (in_link and piece != "</a>")
            if not in_link and waiting:
                runs.append(_Run(ends=tuple(waiting)))
                waiting = []
            continue
        end = start + len(piece)
        cut = [(_clip(a, start, end), _clip(b, start, end)) for a, b, _ in spans]
        for run in split_runs(piece, cut):
            ends = tuple(spans[i][2] for i in run.ends if spans[i][1] <= end)
            if in_link:
                waiting += ends
                ends = ()
            runs.append(_Run(run.text, tuple(spans[i][2] for i in run.marks), ends))
        start = end
    return tuple(runs)


def _clip(place: int, start: int, end: int) -> int:
    return min(max(place, start), end) - start


def _laid_out(blocks: Sequence[_Block]) -> list[_Block]:
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


class _LayerLine(NamedTuple):
    name: str
    when: When | None


class SourceView(View[Source]):
    """An annotated document: the card first, then the text with its notes.

    Args:
        source: The document.
        voice_label: The side it speaks for, in words.
    """

    def __init__(self, source: Source, *, voice_label: str = "") -> None:
        super().__init__(source)
        self.voice_label = voice_label

    @property
    def as_found(self) -> AsFoundView:
        """Only what a visitor of the page sees.

        Raises:
            CourseError: If the course does not say what the page shows.
        """
        return AsFoundView(self.record)

    @property
    def html(self) -> str:
        """The document as HTML with its own style."""
        source = self.record
        blocks, loose = _blocks(source, source.notes)
        used = {note.note.kind for block in (*blocks, loose) for note in block.notes}
        picture, size = draw_layers(source.dates)
        return _render(
            "source.html.j2",
            source=source,
            id=_id(source.id),
            voice=self.voice_label,
            languages=_language_names(source.languages),
            layers=[_LayerLine(name, getattr(source.dates, name)) for name in LAYERS],
            picture=picture,
            picture_size=size,
            alt=describe_layers(source.dates),
            kinds=[kind.value for kind in NoteKind if kind in used],
            page=_laid_out([block for block in blocks if block.name]),
            body=_laid_out([block for block in blocks if not block.name]),
            loose=loose,
        )

    @property
    def text(self) -> str:
        """The document as plain text, its notes numbered under each paragraph."""
        source = self.record
        blocks, loose = _blocks(source, source.notes)
        page = [block for block in blocks if block.name]
        return _join(
            [
                _title(source.title),
                self._card(),
                _title("What the page shows", "-") if page else "",
                *(_block_text(block) for block in page),
                _title("The text, in our words", "-"),
                *(_block_text(block) for block in blocks if not block.name),
                _title("Notes on the whole document", "-") if loose.notes else "",
                _notes_text(loose),
            ]
        )

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
            _wrap(words, indent=" " * 9, first=f"{name + ':':9}") for name, words in lines if words
        )


def _language_names(codes: Iterable[str]) -> str:
    names = [_LANGUAGES.get(code.partition("-")[0].lower(), code) for code in codes]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _block_text(block: _Block) -> str:
    if block.quotation is not None:
        quotation = block.quotation
        by = f"– {quotation.speaker}" + (f", {quotation.where}" if quotation.where else "")
        words = f"{_wrap(f'“{block.plain}”', '    ')}\n{_wrap(by, '      ', '    ')}"
    elif block.name:
        words = "\n".join(
            _wrap(line, " " * 10, f"{block.name + ':' if not i else '':10}")
            for i, line in enumerate(block.plain.splitlines())
        )
    else:
        words = _wrap(block.plain)
    return "\n\n".join(part for part in (words, _notes_text(block)) if part)


def _notes_text(block: _Block) -> str:
    return "\n".join(
        _wrap(note.plain, " " * 8, f"    {f'[{note.number}]':3} ") for note in block.notes
    )


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
    def _body(self) -> list[_Block]:
        return [block for block in _blocks(self.record, ())[0] if not block.name]

    @property
    def html(self) -> str:
        """The page as HTML with its own style."""
        return _render(
            "found.html.j2",
            found=self._found,
            header=self._found.header.splitlines(),
            body=self._body,
        )

    @property
    def text(self) -> str:
        """The page as plain text."""
        found = self._found
        about = (
            "Header, date line and headline stand as the page shows them. The paragraphs are our "
            "summary; the words in quotation marks are verbatim."
        )
        return _join(
            [
                _title("The page as found"),
                _wrap(about),
                _wrap(found.address, first="address: ") if found.address else "",
                "\n".join(_wrap(line) for line in found.header.splitlines()),
                _wrap(found.stamp),
                _title(found.headline, "-"),
                *(_block_text(block) for block in self._body),
            ]
        )


# The date layers ----------------------------------------------------------------------------


def describe_layers(dates: DateLayers) -> str:
    """Say the date layers in words, with their distance from the event where it is sure.

    Examples:
        >>> web = When("2016-07-27")
        >>> describe_layers(DateLayers(event=When("1994-06-22"), web=web))
        ... # doctest: +NORMALIZE_WHITESPACE
        'Date layers: event 22 June 1994; written not known; published not known;
        web 27 July 2016, 22 years after the event'
    """
    return "Date layers: " + "; ".join(_layer_words(name, dates) for name in LAYERS)


def _layer_words(name: str, dates: DateLayers) -> str:
    when: When | None = getattr(dates, name)
    if when is None:
        return f"{name} not known"
    event = dates.event
    if event is None or name == "event" or not (event.is_sure and when.is_sure):
        return f"{name} {when}"
    if event.is_day and event.earliest == when.earliest == when.latest:
        return f"{name} {when}, the same day as the event"
    later = when.earliest > event.latest
    gap = _gap(event, when) if later else _gap(when, event)
    where = "after" if later else "before"
    return f"{name} {when}" + (f", {gap} {where} the event" if gap else "")


def _gap(first: When, second: When) -> str:
    """Say how much later a date is, or nothing where their spans leave it open."""
    if second.earliest <= first.latest:
        same = first.is_day and second.is_day and first.earliest == second.earliest
        return "the same day" if same else ""
    least = _distance(first.latest.toordinal(), second.earliest.toordinal())
    most = _distance(first.earliest.toordinal(), second.latest.toordinal())
    return least if least == most else ""


def _distance(first: int, second: int) -> str:
    days = second - first
    if days >= 365:
        return _count(int(days / 365.2425 + 0.003), "year")
    return _count(round(days / 30.44), "month") if days >= 60 else _count(days, "day")


@dataclass(slots=True)
class _Stop:
    """A date on the picture of the layers."""

    name: str
    words: list[str]
    y: int
    known: bool
    line: int = 0
    gap: str = ""
    gap_y: int = 0
    broken: bool = False


def draw_layers(dates: DateLayers) -> tuple[str, tuple[int, int]]:
    """Draw the date layers, the longer the time the longer the line.

    Returns:
        An address with the picture in it (SVG), which ``img`` shows without fetching, and
        its width and height. `describe_layers` says it in words.
    """
    known = sorted(dates.known, key=lambda layer: (layer[1].earliest, LAYERS.index(layer[0])))
    stops: list[_Stop] = []
    y = 22
    for index, (name, when) in enumerate(known):
        words = textwrap.wrap(str(when), 24)
        stop = _Stop(name, words, y, known=True)
        stops.append(stop)
        foot = y + 17 * (len(words) - 1)
        if index + 1 == len(known):
            y = foot + 30
            continue
        after = known[index + 1][1]
        days = max((after.earliest - when.latest).days, 0)
        stop.gap = _gap(when, after)
        if stop.gap and not (when.is_sure and after.is_sure) and stop.gap != "the same day":
            stop.gap = f"about {stop.gap}"
        y = foot + 36 + round(9 * math.log10(1 + days))
        stop.line, stop.broken = y, days > 365
        stop.gap_y = (foot + y) // 2 + 5
    for name in LAYERS:
        if getattr(dates, name) is None:
            stops.append(_Stop(name, ["not known"], y, known=False))
            y += 28
    size = (310, y - 6)
    svg = _render("layers.svg.j2", stops=stops, width=size[0], height=size[1])
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode(), size


# Timelines ----------------------------------------------------------------------------------


class _EventLine(NamedTuple):
    record: Event
    about: str
    links: list[tuple[str, str]]


def _source_names(addresses: Iterable[str]) -> list[tuple[str, str]]:
    """Name each address by its site; a site's second page gets a number."""
    seen: dict[str, int] = {}
    out = []
    for address in addresses:
        host = _host(address)
        seen[host] = seen.get(host, 0) + 1
        out.append((address, host if seen[host] == 1 else f"{host} ({seen[host]})"))
    return out


class TimelineView(View[Timeline]):
    """A timeline, year by year."""

    def between(self, start: str | When, end: str | When) -> TimelineView:
        """Keep the events which may have happened in a span of time, both ends included.

        Args:
            start: Where the span begins: ``"1993"`` begins on its first day.
            end: Where it ends: ``"1995"`` ends on its last day.

        Raises:
            CourseError: If a date cannot be read, the span ends before it begins, or no
                event falls in it.
        """
        try:
            return TimelineView(self.record.between(start, end))
        except (ValueError, TypeError) as error:
            raise CourseError(_sentence(str(error))) from None

    @property
    def frame(self) -> pd.DataFrame:
        """The events as a pandas DataFrame, one row an event, by their ids.

        ``date`` is the date as written (EDTF), ``earliest`` and ``latest`` are the days it
        may mean; several actors or sources are joined by a semicolon.
        """
        import pandas as pd

        events = self.record.events
        frame = pd.DataFrame(
            {
                "date": [event.when.edtf for event in events],
                "earliest": _days([event.when.earliest for event in events]),
                "latest": _days([event.when.latest for event in events]),
                "title": [event.title for event in events],
                "summary": [event.summary for event in events],
                "actors": ["; ".join(event.actors) for event in events],
                "place": [event.place for event in events],
                "category": [event.category for event in events],
                "sources": ["; ".join(event.sources) for event in events],
            },
            index=pd.Index([event.id for event in events], name="id"),
        )
        frame.attrs = {"title": self.record.title}
        return frame

    @property
    def _years(self) -> list[tuple[str, list[_EventLine]]]:
        years: dict[str, list[_EventLine]] = {}
        for event in self.record.events:
            about = " · ".join(part for part in (", ".join(event.actors), event.place) if part)
            line = _EventLine(event, about, _source_names(event.sources))
            years.setdefault(str(event.when.earliest.year), []).append(line)
        return list(years.items())

    @property
    def _span(self) -> str:
        first, last = self.record.events[0].when, self.record.events[-1].when
        return str(first) if first == last else f"{first} to {last}"

    @property
    def html(self) -> str:
        """The timeline as HTML with its own style."""
        return _render(
            "timeline.html.j2",
            timeline=self.record,
            id=_id(self.record.id),
            years=self._years,
            count=_count(len(self.record.events), "event"),
            span=self._span,
        )

    @property
    def text(self) -> str:
        """The timeline as plain text."""
        count = _count(len(self.record.events), "event")
        parts = [_title(self.record.title), _wrap(f"{count}, {self._span}")]
        for year, lines in self._years:
            parts += [_title(year, "-"), *(_event_text(line) for line in lines)]
        return _join(parts)


def _event_text(line: _EventLine) -> str:
    event = line.record
    category = f" [{event.category}]" if event.category else ""
    sources = "Sources: " + ", ".join(event.sources) if event.sources else ""
    rest = [_wrap(part, "    ") for part in (event.summary, line.about, sources) if part]
    return "\n".join([_wrap(f"{event.when}: {event.title}{category}", "    ", ""), *rest])


def _days(days: Sequence[object]) -> Any:
    import numpy as np

    return np.array(days, dtype="datetime64[s]")


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?")) else text + "."


# Verdicts -----------------------------------------------------------------------------------


class _PartLine(NamedTuple):
    asked: str
    sign: str
    result: str
    earned: str


def _is_right(part: Part) -> bool:
    return part.answered and part.possible > 0 and part.earned >= part.possible - 1e-9


def _is_partly(part: Part) -> bool:
    return part.answered and not _is_right(part) and part.earned > 0


def _part_line(part: Part) -> _PartLine:
    if not part.answered:
        sign, result = "…", "still blank"
    elif part.possible <= 0:
        sign, result = "·", "noted"
    elif _is_right(part):
        sign, result = "✓", "right"
    elif _is_partly(part):
        sign, result = "~", "partly right"
    else:
        sign, result = "○", "not yet"
    earned = f"{part.earned:.2g} of {part.possible:.2g}" if part.possible > 0 else "not scored"
    return _PartLine(part.asked, sign, result, earned)


def _result_words(verdict: Verdict) -> str:
    """Say the result, and never more than was checked."""
    scored = [part for part in verdict.parts if part.possible > 0]
    right = sum(map(_is_right, scored))
    partly = sum(map(_is_partly, scored))
    if verdict.score is None:
        if verdict.done:
            return "Noted"
        return "Not readable yet" if verdict.form else "Nothing typed in yet"
    if len(scored) > 1:
        return _lines_words(right, partly, sum(not p.answered for p in scored), len(scored))
    if verdict.score >= 1 - 1e-9:
        return "That is right"
    if verdict.score > 0 or partly:
        return "Partly right"
    blank = scored and not scored[0].answered
    return "Not readable yet" if blank and verdict.form else "Not yet"


def _lines_words(right: int, partly: int, blank: int, total: int) -> str:
    if right == total:
        return "Both lines are right" if total == 2 else f"All {total} lines are right"
    words = f"{right} of {total} lines {'is' if right == 1 else 'are'} right"
    if not right:
        words = f"None of the {total} lines is right yet"
    more = [f"{partly} partly"] if partly else []
    more += [f"{blank} still blank"] if blank else []
    return ", ".join([words, *more])


def _score_words(verdict: Verdict) -> str:
    """Say how the score is counted where that is not plain from the lines."""
    if verdict.score is None:
        return ""
    words = f"Score: {verdict.score:.2f} of 1."
    if verdict.score >= 1 - 1e-9:
        return "Score: 1 of 1."
    possible = sum(part.possible for part in verdict.parts)
    raw = sum(part.earned for part in verdict.parts) / possible if possible > 0 else 0
    if raw > verdict.score + 0.005:
        words = words.replace("0.00", "0")
        words += " An answer that needs no reading earns nothing; the score counts from there."
    return words.replace("0.00", "0")


class VerdictView(View[Verdict]):
    """What a check says about an answer: what is right first."""

    @property
    def _values(self) -> dict[str, Any]:
        verdict = self.record
        number = f" {verdict.hint_number}" if verdict.hint_number else ""
        defended = verdict.defended_by
        return {
            "heading": f"Exercise {verdict.exercise}: {verdict.title}",
            "result": _result_words(verdict),
            "reading": f"This is the reading that {defended} defends." if defended else "",
            "parts": [_part_line(p) for p in verdict.parts] if len(verdict.parts) > 1 else [],
            "score": _score_words(verdict),
            "hint_title": f"Hint{number}",
        }

    @property
    def html(self) -> str:
        """The verdict as HTML with its own style."""
        verdict = self.record
        return _render(
            "verdict.html.j2",
            verdict=verdict,
            hint=render_markdown(verdict.hint) if verdict.hint else "",
            explanation=render_markdown(verdict.explanation) if verdict.explanation else "",
            **self._values,
        )

    @property
    def text(self) -> str:
        """The verdict as plain text."""
        verdict, values = self.record, self._values
        parts = [
            _wrap(f"{line.asked}: {line.result} ({line.earned})", " " * 4, f"  {line.sign} ")
            for line in values["parts"]
        ]
        return _join(
            [
                _title(values["heading"]),
                _wrap(values["result"]),
                "\n".join(_wrap(sentence, "  ", "- ") for sentence in verdict.right),
                _wrap(values["reading"]),
                "\n".join(parts),
                _wrap(values["score"]),
                "\n".join(_wrap(sentence) for sentence in verdict.say),
                _labelled(values["hint_title"], _plain(verdict.hint or "")),
                _labelled("About the form of the answer", verdict.form or ""),
                _labelled("Why", _plain(verdict.explanation)),
            ]
        )


def _labelled(label: str, text: str) -> str:
    if not text.strip():
        return ""
    first, *rest = text.splitlines()
    return "\n".join([_wrap(f"{label}: {first}", "  ", ""), *(_wrap(line, "  ") for line in rest)])


# Tables -------------------------------------------------------------------------------------


class _Column(NamedTuple):
    title: str
    about: str
    number: bool


def render_table(frame: pd.DataFrame, info: TableInfo) -> tuple[str, str]:
    """Show a DataFrame with the titles, the citation and the licence of its table.

    Args:
        frame: The rows; a named index is the first column. It is left as it is.
        info: What the table is; columns that it does not know keep their own names.

    Returns:
        HTML and plain text, at most 60 rows of it.
    """
    import pandas as pd

    shown = frame.head(ROWS_SHOWN)
    fields = {field.name: field for field in info.fields}
    columns, cells = [], []
    named = frame.index.name is not None and frame.index.nlevels == 1
    series = [shown.index.to_series()] if named else []
    series += [shown.iloc[:, place] for place in range(shown.shape[1])]
    for values in series:
        name = str(values.name)
        field = fields.get(name)
        about = field.description if field else ""
        number = pd.api.types.is_numeric_dtype(values.dtype)
        columns.append(_Column(field.title if field else name, about, number))
        cells.append([_cell_text(value) for value in values])
    rows: list[tuple[str | None, ...]] = list(zip(*cells, strict=True))
    rest = len(frame) - len(rows)
    more = (
        f"{_count(rest, 'more row')} not shown here; .tail() shows the last ones." if rest else ""
    )
    lines = [
        f"Source: {info.citation}" if info.citation else "",
        f"Licence: {info.licence}" if info.licence else "",
    ]
    lines = [line for line in lines if line]
    html = _render(
        "table.html.j2",
        info=info,
        columns=columns,
        rows=[tuple(row) for row in rows],
        row_heads=named,
        more=more,
        lines=lines,
    )
    titles = [column.title for column in columns]
    body = _grid(titles, [[cell or "–" for cell in row] for row in rows])
    return html, _join([_title(info.title), body, _wrap(more), *(_wrap(line) for line in lines)])


def _cell_text(value: Any) -> str | None:
    """Write a value as it stands in the table; None where there is none."""
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value) or None


def _grid(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Set a table in columns, or row by row where it is too wide."""
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    if sum(widths) + 2 * len(widths) <= WIDTH and not any("\n" in c for r in rows for c in r):
        lines = [titles, ["-" * width for width in widths], *rows]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )
    return "\n".join(
        _wrap("; ".join(f"{t}: {c}" for t, c in zip(titles, row, strict=True)), "    ", "")
        for row in rows
    )


# The start page -----------------------------------------------------------------------------

ProgressRow = tuple[Chapter, int, int, "Mapping[str, float | None]"]


class _ProgressLine(NamedTuple):
    chapter: Chapter
    minutes: str
    done: int
    total: int
    progress: str
    best: str


def _progress_line(row: ProgressRow) -> _ProgressLine:
    chapter, done, total, best = row
    minutes = f"{chapter.minutes} minutes"
    if chapter.short_minutes and chapter.short_minutes != chapter.minutes:
        minutes += f" (short path {chapter.short_minutes})"
    if not total:
        progress = "no exercises"
    elif not done:
        progress = f"not started, {_count(total, 'exercise')}"
    else:
        progress = f"{done} of {_count(total, 'exercise')} tried"
    tries = "; ".join(f"{name} {_best_words(score)}" for name, score in best.items())
    words = f"Best so far: {tries}" if tries else ""
    return _ProgressLine(chapter, minutes, done, total, progress, words)


def _best_words(score: float | None) -> str:
    if score is None:
        return "noted"
    return "full marks" if score >= 1 - 1e-9 else f"{score:.2f} of 1"


class ProgressView(View[tuple[ProgressRow, ...]]):
    """The chapters of a course with the student's progress in words.

    Args:
        rows: For each chapter: the chapter, exercises tried, exercises there are, and the
            best score of each exercise tried (None where nothing is scored).
    """

    @property
    def html(self) -> str:
        """The chapters as HTML with their own style."""
        return _render("progress.html.j2", rows=[_progress_line(row) for row in self.record])

    @property
    def text(self) -> str:
        """The chapters as plain text."""
        parts = [_title("Chapters")]
        for number, line in enumerate(map(_progress_line, self.record), 1):
            about = [line.chapter.question, f"{line.minutes} · {line.progress}", line.best]
            first = _wrap(line.chapter.title, "    ", f"{number:2}. ")
            parts.append("\n".join([first, *(_wrap(part, "    ") for part in about if part)]))
        return _join(parts)
