"""Works and documents as a CSL style has them, by citeproc."""

from __future__ import annotations

import io
import re
import warnings
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from coursekit.errors import CourseFileError, Problem, nearest
from coursekit.reading import read_text
from coursekit.records import SourceKind
from coursekit.views import render
from coursekit.views.markup import iso

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from coursekit.records import Reference, Source, When

SHIPPED = ("notes", "author-date")
_CSL = "{http://purl.org/net/xbiblio/csl}"
_DOCUMENT = "document/"  # in front of a document's name: a work may have the same


class Style(NamedTuple):
    """How works are cited.

    Attributes:
        name: One of those that coursekit brings, or a file of the course.
        csl: The style itself; nothing where it is one that coursekit brings.
        in_text: Whether it cites in the text, by author and date, and not in notes.
    """

    name: str
    csl: bytes = b""
    in_text: bool = False


OURS = Style("notes")


def read_style(name: str, root: Path) -> Style:
    """Read a citation style.

    Args:
        name: ``notes``, ``author-date``, or the path of a CSL file from the course folder.
        root: The course folder.

    Raises:
        CourseFileError: If it is neither, or the file is no style that stands by itself.
    """
    if name in SHIPPED:
        return Style(name, in_text=name != OURS.name)
    if not name.endswith(".csl"):
        near = nearest(name, SHIPPED)
        hint = f"did you mean '{near}'? " if near else ""
        allowed = f"{', '.join(SHIPPED)}, or a CSL file of the course"
        text = f"style '{name}' is none that is known ({hint}allowed: {allowed})"
        raise CourseFileError([Problem("pyproject.toml", None, text)])
    if not (root / name).resolve().is_relative_to(root.resolve()):
        raise _wrong(name, "is not in the course folder (copy it there)")
    return _read_csl(name, read_text(root / name, root).encode("utf-8"))


def _read_csl(name: str, csl: bytes) -> Style:
    from xml.etree import ElementTree

    try:
        tree = ElementTree.fromstring(csl)
    except ElementTree.ParseError as error:
        raise _wrong(name, f"is not XML ({error})") from None
    if tree.tag != f"{_CSL}style":
        raise _wrong(name, "is not a citation style (its first element is no CSL 'style')")
    if tree.find(f"{_CSL}info/{_CSL}link[@rel='independent-parent']") is not None:
        raise _wrong(name, "only names another style (take that one instead)")
    for part in ("citation", "bibliography"):
        if tree.find(f"{_CSL}{part}/{_CSL}layout") is None:
            raise _wrong(name, f"has no '{part}' (notes and bibliography need both)")
    style = Style(name, csl, in_text=tree.get("class") == "in-text")
    try:
        works = Works({}, {"": _trial()}, style)
        works.note(document="")
        works.entries([], [""])
    except Exception as error:  # citeproc fails in its own words on what it does not know
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise _wrong(name, f"cannot be used by citeproc ({reason})") from error
    return style


def _trial() -> Source:
    from coursekit.records import DateLayers, Source, When

    return Source(
        id="",
        title="A title",
        creator="Somebody",
        kind=SourceKind.REPORT,
        languages=("en",),
        url="",
        rights="",
        perspective="",
        voice="",
        dates=DateLayers(published=When("1994")),
        body=(),
    )


def _wrong(name: str, text: str) -> CourseFileError:
    return CourseFileError([Problem(name, None, text)])


class Works:
    """What a style makes of works and documents; each is asked for when it is cited."""

    def __init__(
        self,
        references: Mapping[str, Reference],
        documents: Mapping[str, Source],
        style: Style = OURS,
        *,
        language: str = "en",
    ) -> None:
        from citeproc import CitationStylesStyle

        self.in_text = style.in_text
        self._references = references
        self._documents = documents
        self._language = language
        csl = style.csl or _packaged(style.name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a style has beside what is needed here
            self._style = CitationStylesStyle(io.BytesIO(csl), validate=False)

    def note(self, name: str = "", *, document: str | None = None) -> str:
        """Give a work, or a document, as a note has it, as markup."""
        key = name if document is None else f"{_DOCUMENT}{document}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            listed, (citation,) = self._listed([key])
            text = self._spoken(key, str(listed.cite(citation, lambda item: None)))
        return re.sub(r"^\((.*)\)$", r"\1", text) if self.in_text else text

    def entries(self, names: Sequence[str], documents: Sequence[str] = ()) -> list[tuple[str, str]]:
        """Give works and documents as a bibliography has them, in its order, by their names."""
        keys = [*names, *(f"{_DOCUMENT}{name}" for name in documents)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            listed, _ = self._listed(keys)
            listed.sort()
            texts = list(map(str, listed.bibliography()))
        by_key = {key.lower(): key for key in keys}
        return [
            (by_key[key].removeprefix(_DOCUMENT), self._spoken(by_key[key], text))
            for key, text in zip(listed.keys, texts, strict=True)
        ]

    def _spoken(self, key: str, text: str) -> str:
        """Mark the title of a document that is in another language than the course."""
        if not key.startswith(_DOCUMENT):
            return text
        source = self._documents[key.removeprefix(_DOCUMENT)]
        if is_same_language(source.language, self._language):
            return text
        for title in (_title(source, inside=True), _title(source, inside=False)):
            if title in text:
                words = Markup(title)
                marked = render("citation.html.j2", kind="foreign", words=words, source=source)
                return text.replace(title, marked.strip(), 1)
        return text

    def _listed(self, keys: Sequence[str]) -> Any:
        from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
        from citeproc.source.json import CiteProcJSON

        items = CiteProcJSON([self._item(key) for key in keys])
        listed = CitationStylesBibliography(self._style, items, formatter.html)
        citations = [Citation([CitationItem(key)]) for key in keys]
        for citation in citations:
            listed.register(citation)
        return listed, citations

    def _item(self, key: str) -> dict[str, Any]:
        if key.startswith(_DOCUMENT):
            return document_item(self._documents[key.removeprefix(_DOCUMENT)]) | {"id": key}
        return _item(self._references[key])


def is_same_language(language: str, other: str) -> bool:
    """Say whether two languages are one, or the first is not known."""
    return not language or language.partition("-")[0] == other.partition("-")[0]


def _packaged(name: str) -> bytes:
    return resources.files("coursekit").joinpath("styles", f"{name}.csl").read_bytes()


_TYPES = {
    SourceKind.NEWS_REPORT: "article-newspaper",
    SourceKind.COMMENT: "article-newspaper",
    SourceKind.AGREEMENT: "treaty",
    SourceKind.SPEECH: "speech",
    SourceKind.REPORT: "report",
    SourceKind.INTERVIEW: "interview",
    SourceKind.MEMOIR: "book",
    SourceKind.SCHOLARSHIP: "article-journal",
}


def document_item(source: Source) -> dict[str, Any]:
    """Give a document of the course in the words of CSL-JSON, escaped for citeproc."""
    kind = _TYPES.get(source.kind, "document")
    book = kind in ("book", "report")
    item: dict[str, Any] = {
        "id": source.id,
        "type": kind,
        "title": _title(source, inside=not book),
        "author": [{"literal": escape(_curl(source.creator), quote=False)}],
    }
    when = source.dates.published or source.dates.written or source.dates.event
    return item | ({"issued": _issued(when)} if when else {})


def _title(source: Source, *, inside: bool) -> str:
    return escape(_curl(source.title, inside=inside), quote=False)


def _issued(when: When) -> dict[str, Any]:
    """Give a date no more exactly than it is known."""
    exact = iso(when)
    parts = [int(part) for part in exact.split("-")] if exact else list(_span(when))
    return {"date-parts": [parts], "circa": int(len(parts) == 1 and not when.is_sure)}


def _span(when: When) -> Iterator[int]:
    """Give what the first and the last day of a span have in common, at least the year."""
    first, last = when.earliest, when.latest
    yield first.year
    if (first.year, first.month) == (last.year, last.month):
        yield first.month


def _item(work: Reference) -> dict[str, Any]:
    """Give citeproc a work with what it knows of; it does not escape, so this does."""
    book = work.type in ("book", "report", "thesis")
    item = {
        name: _escaped(value)
        for name, value in work.fields.items()
        if name in ("id", "type") or name in _USED
    }
    return item | {"title": escape(_curl(work.title, inside=not book), quote=False)}


# What the style asks citeproc for; other fields it would warn of.
_USED = frozenset(
    {
        *("author", "editor", "issued", "original-date", "container-title", "collection-title"),
        *("collection-number", "volume", "issue", "page", "publisher", "publisher-place", "genre"),
    }
)


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return escape(_curl(value), quote=False)
    if isinstance(value, list):
        return [_escaped(one) for one in value]
    if isinstance(value, dict):
        return {name: _escaped(one) for name, one in value.items() if name in _PARTS}
    return value


_PARTS = frozenset(
    {
        *("family", "given", "literal", "suffix", "date-parts"),
        *("dropping-particle", "non-dropping-particle"),
    }
)


def _curl(text: str, *, inside: bool = True) -> str:
    """Set quotation marks as a printer does; inside a quoted title they are single."""
    opening, closing = ("‘", "’") if inside else ("“", "”")
    text = re.sub(r'(^|(?<=[\s(\[]))"', opening, text).replace('"', closing)
    return re.sub(r"(^|(?<=[\s(\[]))'", "‘", text).replace("'", "’")
