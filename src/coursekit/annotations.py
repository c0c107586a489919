"""A document's notes as W3C Web Annotations (JSON-LD), for tools that are not ours.

https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from coursekit.anchors import find_anchor
from coursekit.records import NoteKind, Quotation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursekit.records import Note, Settings, Source

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # characters before and after the words

_MOTIVATIONS = {NoteKind.PERSON: "identifying", NoteKind.RELIABILITY: "assessing"}


class _Spot(NamedTuple):
    """Where a note's words stand: in which text, from where to where."""

    text: str
    start: int
    end: int
    is_digest: bool


def export_annotations(source: Source, settings: Settings | None = None) -> dict[str, Any]:
    """Give a document's notes as a W3C Annotation Collection.

    Each note's target is the document's address with a ``TextQuoteSelector``. Words that stand
    in our digest and not in a quotation have the digest's file as their ``scope``: there they
    are found, letter by letter.

    Args:
        source: The document.
        settings: The course's, for the language, the licence and the maker of notes without an
            author.

    Returns:
        What `json.dumps` takes. The same document gives the same ids, whatever is added to it.

    Examples:
        >>> from coursekit.records import Anchor, DateLayers, Note, Source, SourceKind
        >>> source = Source(
        ...     id="letter", title="A letter", creator="Ana", kind=SourceKind.MEMOIR,
        ...     languages=("en",), url="https://a.example/letter", rights="", perspective="",
        ...     voice="", dates=DateLayers(), body=("It was a Monday, and it rained.",),
        ...     notes=(Note(kind=NoteKind.DATE, anchor=Anchor(exact="Monday"), text="Which?"),),
        ... )
        >>> export_annotations(source)["first"]["items"][0]["target"]["selector"]
        ... # doctest: +NORMALIZE_WHITESPACE
        {'type': 'TextQuoteSelector', 'exact': 'Monday', 'prefix': 'It was a ',
         'suffix': ', and it rained.'}
    """
    collection, page = _urn(source), _urn(source, "page")
    items = list(_annotations(source, settings))
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": f"Notes on {source.title}",
        "total": len(items),
    }
    if items:
        made["first"] = {
            "id": page,
            "type": "AnnotationPage",
            "partOf": collection,
            "startIndex": 0,
            "items": items,
        }
        made["last"] = page
    return made


def _urn(source: Source, *names: str) -> str:
    """Name a thing by its records; no counter and no chance is in it."""
    home = uuid.uuid5(uuid.NAMESPACE_URL, source.url)
    return uuid.uuid5(home, "\n".join((source.id, *names))).urn


def _annotations(source: Source, settings: Settings | None) -> Iterator[dict[str, Any]]:
    seen: dict[tuple[str, ...], int] = {}
    for note in source.notes:
        names = (note.kind.value, note.anchor.prefix, note.anchor.exact, note.anchor.suffix)
        seen[names] = seen.get(names, 0) + 1
        more = (str(seen[names]),) if seen[names] > 1 else ()
        yield _annotation(_urn(source, *names, *more), note, source, settings)


def _annotation(urn: str, note: Note, source: Source, settings: Settings | None) -> dict[str, Any]:
    motivation = _MOTIVATIONS.get(note.kind, "commenting")
    language = settings.language if settings else "en"
    made: dict[str, Any] = {
        "id": urn,
        "type": "Annotation",
        "motivation": motivation,
        "body": [
            {
                "type": "TextualBody",
                "value": note.text,
                "format": "text/markdown",
                "language": language,
                "purpose": motivation,
            },
            _tag(note.kind.value, language),
            _tag(f"layer:{note.layer.value}", language),
        ],
        "target": _target(note, source),
    }
    if note.author:
        made["creator"] = {"type": "Person", "name": note.author}
    elif settings:
        made["creator"] = {"type": "Organization", "name": settings.title}
    if settings and settings.licence_url:
        made["rights"] = settings.licence_url
    return made


def _tag(word: str, language: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": word, "language": language, "purpose": "tagging"}


def _target(note: Note, source: Source) -> dict[str, Any]:
    spot = _spot(note, source)
    selector = {"type": "TextQuoteSelector", "exact": spot.text[spot.start : spot.end]}
    sides = {
        "prefix": spot.text[max(0, spot.start - AROUND) : spot.start],
        "suffix": spot.text[spot.end : spot.end + AROUND],
    }
    selector |= {side: words for side, words in sides.items() if words}
    target: dict[str, Any] = {
        "type": "SpecificResource",
        "source": source.url,
        "selector": selector,
    }
    if spot.is_digest:
        target["scope"] = f"sources/documents/{source.id}.md"
    return target


def _spot(note: Note, source: Source) -> _Spot:
    """Find the words in the digest, the quotations, or on the page as it was found."""
    found = source.found
    page = (found.headline, found.header, found.stamp, found.address) if found else ()
    texts = [
        *((one.text, False) if isinstance(one, Quotation) else (one, True) for one in source.body),
        *((text, False) for text in page),
    ]
    for text, is_digest in texts:
        try:
            return _Spot(text, *find_anchor(text, note.anchor), is_digest)
        except ValueError:
            continue
    # A record that no reader has seen: its anchor is all there is.
    before, words = note.anchor.prefix, note.anchor.exact
    text = before + words + note.anchor.suffix
    return _Spot(text, len(before), len(before) + len(words), is_digest=False)
