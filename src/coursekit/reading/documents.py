"""A document: card, digest, quotations, notes, all in one Markdown file."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coursekit.errors import CourseFileError, Problem, nearest
from coursekit.reading.files import (
    ID,
    Lines,
    Place,
    build,
    front_matter,
    markdown,
    place_of,
    read_text,
)
from coursekit.records import (
    Anchor,
    DateLayers,
    Found,
    Note,
    NoteKind,
    Quotation,
    Source,
    SourceKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class _Card:
    """The front matter of a document."""

    title: str
    creator: str
    kind: SourceKind
    languages: tuple[str, ...]
    url: str
    rights: str
    perspective: str
    voice: str
    dates: DateLayers
    place: str = ""
    archive: str = ""
    title_language: str = ""
    found: Found | None = None


def read_source(path: Path, root: Path, *, full_text: str = "") -> Source:
    """Read one document of ``sources/documents``.

    Args:
        path: The Markdown file; its name is the document's id.
        root: The course folder, for messages.
        full_text: The whole document where there is a copy of it; notes may be on its words.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    place = place_of(path, root)
    text = read_text(path, root)
    tree, body, offset = front_matter(text, place)
    problems: list[Problem] = []
    card: _Card | None = None
    try:
        card = build(_Card, tree, place, Lines(tree, 1))
    except CourseFileError as error:
        problems += error.problems
    blocks, notes, note_lines = _read_body(body, offset, place, problems)
    if not blocks and not problems:
        problems.append(place.problem(offset + 1, "has no text below its front matter"))
    if card is not None:
        problems += _lost_notes(card, blocks, notes, note_lines, place, full_text)
    if problems or card is None:
        raise CourseFileError(sorted(problems, key=lambda one: one.line or 0))
    fields = {one.name: getattr(card, one.name) for one in dataclasses.fields(card)}
    return Source(id=path.stem, body=tuple(blocks), notes=tuple(notes), **fields)


def _lost_notes(
    card: _Card,
    blocks: Sequence[str | Quotation],
    notes: Sequence[Note],
    lines: Sequence[int],
    place: Place,
    full_text: str,
) -> Iterator[Problem]:
    """Name the notes whose words stand nowhere, or more than once."""
    from coursekit.anchors import find_all, find_anchor

    page = dataclasses.astuple(card.found) if card.found else ()
    texts = [block if isinstance(block, str) else block.text for block in blocks]
    texts = [*texts, *(line for line in page if line)]
    for note, line in zip(notes, lines, strict=True):
        found, sentences = 0, []
        for text in texts:
            try:
                find_anchor(text, note.anchor)
                found += 1
            except ValueError as error:
                sentences.append(str(error))
        twice = any("twice" in sentence or "more than once" in sentence for sentence in sentences)
        words = note.anchor.exact
        if found > 1 or (twice and not found):
            yield place.problem(
                line, f"“{words}” stands more than once (add (after “…”) or (before “…”))"
            )
        elif not found and not find_all(full_text, note.anchor):
            yield place.problem(
                line, f"“{words}” stands nowhere in this document (quote its words exactly)"
            )


_ATTRIBUTION = re.compile(
    r"\{#(?P<id>[^}\s]+)(?:\s+lang=(?P<lang>[A-Za-z-]+))?\}\s*(?P<speaker>[^,]*)"
    r"(?:,\s*(?P<where>.*))?",
    re.DOTALL,
)
_TRANSLATION = re.compile(r"\{our translation\}", re.IGNORECASE)
_NOTE = re.compile(
    r"\*\*(?P<kind>[^*]+)\*\*\s+on\s+[“\"](?P<exact>.+?)[”\"]"
    r"(?:\s+\((?:after\s+[“\"](?P<prefix>[^”\"]+)[”\"])?,?\s*"
    r"(?:before\s+[“\"](?P<suffix>[^”\"]+)[”\"])?\))?:\s*(?P<text>.+)",
    re.DOTALL,
)


def _read_body(
    body: str, offset: int, place: Place, problems: list[Problem]
) -> tuple[list[str | Quotation], list[Note], list[int]]:
    """Read the digest: paragraphs, quotations, then the notes."""
    blocks: list[str | Quotation] = []
    notes: list[Note] = []
    note_lines: list[int] = []
    ids: set[str] = set()
    tokens = markdown().parse(body)
    quoted = in_notes = False
    for index, token in enumerate(tokens):
        line = offset + 1 + (token.map[0] if token.map else 0)
        if token.type == "heading_open":
            title = tokens[index + 1].content
            in_notes = title.strip().casefold() == "notes"
            if not in_notes:
                text = f"the heading '{title}' is not known here (only '## Notes')"
                problems.append(place.problem(line, text))
        elif token.type in ("blockquote_open", "blockquote_close"):
            quoted = token.type == "blockquote_open"
        elif token.type != "inline" or tokens[index - 1].type == "heading_open":
            continue
        elif in_notes:
            if note := _read_note(token.content, line, place, problems):
                notes.append(note)
                note_lines.append(line)
        elif quoted:
            if quotation := _read_quotation(token.content, line, place, problems):
                if quotation.id in ids:
                    text = f"two quotations are called '#{quotation.id}' (rename one)"
                    problems.append(place.problem(line, text))
                ids.add(quotation.id)
                blocks.append(quotation)
        else:
            blocks.append(" ".join(token.content.split()))
    return blocks, notes, note_lines


def _read_quotation(
    content: str, line: int, place: Place, problems: list[Problem]
) -> Quotation | None:
    words, brace, rest = content.partition("{#")
    attribution, *translated = _TRANSLATION.split(rest)
    match = _ATTRIBUTION.fullmatch((brace + attribution).strip())
    if match is None or not words.strip() or not match["speaker"].strip():
        text = "a quotation ends with a line '> {#id} speaker, where it stands'"
        problems.append(place.problem(line, text))
        return None
    if not ID.fullmatch(match["id"]):
        text = f"'#{match['id']}' is not an id (use small letters, digits and hyphens)"
        problems.append(place.problem(line, text))
        return None
    if len(translated) > 1 or (translated and not translated[0].strip()):
        text = f"the quotation '#{match['id']}' needs words after one '> {{our translation}}'"
        problems.append(place.problem(line, text))
        return None
    return Quotation(
        id=match["id"],
        text=" ".join(words.split()),
        speaker=match["speaker"].strip(),
        where=" ".join((match["where"] or "").split()),
        language=match["lang"] or "",
        translation=" ".join("".join(translated).split()),
    )


def _read_note(content: str, line: int, place: Place, problems: list[Problem]) -> Note | None:
    match = _NOTE.fullmatch(content.strip())
    if match is None:
        text = "a note is written '- **kind** on “quoted words”: what it says'"
        problems.append(place.problem(line, text))
        return None
    kinds = [kind.value for kind in NoteKind]
    kind = match["kind"].strip().casefold()
    if kind not in kinds:
        near = nearest(kind, kinds)
        hint = f"did you mean '{near}'? " if near else ""
        text = f"'{kind}' is not a kind of note ({hint}allowed: {', '.join(kinds)})"
        problems.append(place.problem(line, text))
        return None
    return Note(
        kind=NoteKind(kind),
        anchor=Anchor(
            exact=" ".join(match["exact"].split()),
            prefix=match["prefix"] or "",
            suffix=match["suffix"] or "",
        ),
        text=" ".join(match["text"].split()),
    )
