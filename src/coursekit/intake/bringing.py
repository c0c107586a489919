"""Bring a full text in: read it, find its record, say what a historian asks, write it."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursekit.anchors import find_near
from coursekit.disk import write_whole
from coursekit.errors import CourseError, CourseFileError, nearest
from coursekit.intake.dates import remark_on_dates, stamp_of
from coursekit.intake.files import read_document
from coursekit.intake.languages import LANGUAGES, guess_language
from coursekit.intake.losses import remark_on_losses
from coursekit.intake.matching import best_match, match_source
from coursekit.intake.remarks import Remark, Topic, quote, shorten
from coursekit.intake.sitelines import find_site_lines, name_site_line
from coursekit.reading import ID, read_full_text
from coursekit.records import SourceKind
from coursekit.views import Places, Spot, place_words

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from coursekit.course import Course
    from coursekit.intake.files import Document
    from coursekit.intake.matching import Match
    from coursekit.records import Source

_ASKS = {
    Topic.FILE: "How was it read?",
    Topic.MATCH: "Which document is it?",
    Topic.SITE: "Which lines look like the site's and not the author's?",
    Topic.DATE: "Which dates stand in it, and where?",
    Topic.LOSS: "Which characters were lost on the way?",
    Topic.PLACE: "Which notes and quotations found their place?",
}
_NOTHING = {
    Topic.SITE: "None that can be told.",
    Topic.DATE: "None.",
    Topic.LOSS: "None that can be told.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A text that was brought in, and what is to be known about it.

    Attributes:
        id: The document that it is the text of.
        path: Where it lies, from the course folder.
        form: What the file was: ``plain text``, ``web page`` or ``PDF``.
        card: The card that was opened for a document the course does not have; else empty.
        written: Whether anything was written; a dry run writes nothing.
        replaced: Whether there was a copy already.
        lines: How many lines the text has.
        words: How many words.
        notes: How many notes found their place, of how many.
        quotations: How many quotations did.
        remarks: What a historian would ask, in the order of the report.
    """

    id: str
    path: str
    form: str
    card: str
    written: bool
    replaced: bool
    lines: int
    words: int
    notes: tuple[int, int]
    quotations: tuple[int, int]
    remarks: tuple[Remark, ...]

    @property
    def plain(self) -> dict[str, Any]:
        """All of it as plain values, for programs."""
        from dataclasses import asdict

        return asdict(self)

    def __str__(self) -> str:
        verb = "Brought in" if self.written else "Nothing was written; this would be brought in"
        again = ", in place of the copy that was there" if self.replaced else ""
        head = f"{verb}: {self.path}, {self.words:,} words in {self.lines:,} lines{again}."
        parts = [head]
        if self.card:
            parts.append(
                f"The course has no record of it: its card is {self.card}. Fill it in; "
                f'course.source("{self.id}") shows both.'
            )
        elif self.written:
            parts.append(f'course.source("{self.id}") shows it with the notes of the course.')
        for topic, asks in _ASKS.items():
            said = [f"  {remark}" for remark in self.remarks if remark.about is topic]
            if not said and topic in _NOTHING:
                said = [f"  {_NOTHING[topic]}"]
            if said:
                parts.append("\n".join([asks, *said]))
        return "\n\n".join(parts)


def import_text(
    course: Course,
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    dry_run: bool = False,
) -> Import:
    """Bring a full text into ``sources/local``, which git ignores.

    The text is kept as it is; what looks lost or foreign in it is said, never mended.

    Args:
        course: The course; its record is found by headline and quotations.
        path: A plain text, a web page or a PDF.
        name: The document's id, where it is not to be found by the words.
        dry_run: Whether to say all and write nothing.

    Raises:
        CourseError: If the file cannot be read as text, fits several records, or cannot be
            written.
    """
    file = Path(path).expanduser()
    if name is not None and not ID.fullmatch(name):
        raise CourseError(
            f"'{name}' is no name for a document (use small letters, digits and hyphens)."
        )
    document = read_document(file)
    source, remarks = _find_record(course, document.text, name)
    own = source.id if source else name or _slug(file.stem)
    target = course.local_folder / f"{own}.txt"
    card = course.local_folder / f"{own}.md"
    replaced = target.exists() or target.is_symlink()
    if replaced and source is None and name is None:
        _hold_back(target, document.text, course.root)
    opened = source is None and not card.exists()
    lines = document.text.splitlines()
    language = guess_language(document.text)
    site = find_site_lines(lines)
    if source is None and card.exists():
        remarks.append(_said(f"Its card is there already and stays as it is: {card.name}."))
        with contextlib.suppress(CourseFileError):
            source = course.local_sources[own]
    if replaced and not dry_run:
        remarks += _said_replaced(target, document.text, course.root)
    if source is not None:
        remarks += _remark_on_language(source, language)
    places = place_words(source, document.text) if source else Places((), ())
    asked = [
        *document.remarks,
        *remarks,
        *_remark_on_site(lines, site, document),
        *remark_on_dates(lines, site, language or "en"),
        *remark_on_losses(lines),
        *(_remark_on_places(places, document.text) if source else ()),
    ]
    if not dry_run:
        with _writing(course.local_folder):
            course.local_folder.mkdir(parents=True, exist_ok=True)
            _keep_from_git(course.local_folder)
            write_whole(target, document.text.encode())
            if opened:
                write_whole(card, _open_card(course, file.name, lines, site, language).encode())
    return Import(
        id=own,
        path=_from(target, course.root),
        form=document.form,
        card=_from(card, course.root) if opened else "",
        written=not dry_run,
        replaced=replaced,
        lines=len(lines),
        words=len(document.text.split()),
        notes=_found(places.notes),
        quotations=_found(places.quotations),
        remarks=tuple(asked),
    )


def _said(text: str) -> Remark:
    return Remark(about=Topic.MATCH, text=text)


def _from(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _found(placed: tuple[tuple[Any, Spot | None], ...]) -> tuple[int, int]:
    return sum(spot is not None for _, spot in placed), len(placed)


def _slug(stem: str) -> str:
    """Make a document's id from a file's name.

    Examples:
        >>> _slug("Ferry Report (1871)"), _slug("документ")
        ('ferry-report-1871', 'document')
    """
    from unicodedata import normalize

    plain = normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "document"


# Its record ---------------------------------------------------------------------------------


def _find_record(course: Course, text: str, name: str | None) -> tuple[Source | None, list[Remark]]:
    """Give the record of the course that a text belongs to, and what is said of that."""
    sources, remarks = _readable(course)
    best, fits = best_match(sources.values(), text)
    if name is not None and name in sources:
        match = match_source(sources[name], text)
        if not match.fits:
            more = ""
            if best is not None:
                more = f" It looks like '{best.source.id}'."
            remarks.append(_said(f"You say it is '{name}', and little in it says so.{more}"))
        return sources[name], [*remarks, _said_match(match)]
    if name is not None:
        if name in course.sources:
            raise CourseError(f"The record '{name}' is broken; coursekit check says how.")
        if near := nearest(name, course.sources):
            remarks.append(_said(f"The course has no '{name}'. The nearest is '{near}'."))
        if best is not None:
            remarks.append(_said(f"It looks like '{best.source.id}' of the course."))
        return None, remarks
    if best is not None:
        return best.source, [*remarks, _said_match(best)]
    if fits:
        names = " and ".join(f"'{match.source.id}'" for match in fits[:3])
        raise CourseError(f"The text fits {names} alike; say which it is with --as.")
    remarks.append(_said("It fits no document of the course."))
    return None, remarks


def _readable(course: Course) -> tuple[Mapping[str, Source], list[Remark]]:
    sources: dict[str, Source] = {}
    remarks: list[Remark] = []
    for name in course.sources:
        try:
            sources[name] = course.sources[name]
        except CourseFileError:
            remarks.append(_said(f"The record '{name}' is broken; coursekit check says how."))
    return sources, remarks


def _said_match(match: Match) -> Remark:
    stands = f"{match.quotations} of its {match.of} quotations stand in the text"
    if not match.of:
        stands = "it has no quotations"
    if match.headline is None:
        return _said(f"It is '{match.source.id}': {stands}; its headline does not.")
    return _said(f"It is '{match.source.id}': its headline is line {match.headline}, and {stands}.")


def _remark_on_language(source: Source, language: str | None) -> Iterator[Remark]:
    codes = [code.partition("-")[0].lower() for code in source.languages]
    known = [LANGUAGES[code].name for code in codes if code in LANGUAGES]
    if language is None or language in codes or not known:
        return
    yield _said(
        f"The text is in {LANGUAGES[language].name}, and the record '{source.id}' is of a document "
        f"in {' and '.join(known)}: perhaps it is a translation, or another text."
    )


def _hold_back(target: Path, text: str, root: Path) -> None:
    """Do not put a text in the place of another one that only has the same file name."""
    from rapidfuzz import fuzz

    with contextlib.suppress(CourseFileError):
        before = read_full_text(target, root)
        if fuzz.ratio(before[:5000], text[:5000]) < 50:
            raise CourseError(
                f"{_from(target, root)} holds another text; give this one a name with --as NAME."
            )


def _said_replaced(target: Path, text: str, root: Path) -> Iterator[Remark]:
    with contextlib.suppress(CourseFileError):
        if read_full_text(target, root) == text:
            yield _said("It was there already, letter for letter.")


# What a historian asks ----------------------------------------------------------------------


def _remark_on_site(
    lines: list[str], site: Mapping[int, str], document: Document
) -> Iterator[Remark]:
    by_words: dict[tuple[str, str], list[int]] = {}
    for number, what in site.items():
        by_words.setdefault((lines[number - 1].strip(), what), []).append(number)
    yield from shorten(
        [
            Remark(about=Topic.SITE, lines=tuple(spots), text=f"{quote(words)} looks like {what}.")
            for (words, what), spots in by_words.items()
        ]
    )
    left = dict.fromkeys(document.left_out)
    signs = {line: name_site_line(line) for line in left}
    told = [f"Left out: {quote(line)} looks like {sign}." for line, sign in signs.items() if sign]
    rest = [f"Left out as well: {quote(line)}." for line, sign in signs.items() if not sign]
    for sentences in (told, rest):
        yield from shorten([Remark(about=Topic.SITE, text=sentence) for sentence in sentences])


def _remark_on_places(places: Places, text: str) -> Iterator[Remark]:
    quotations, notes = _found(places.quotations), _found(places.notes)
    yield Remark(
        about=Topic.PLACE,
        text=f"{quotations[0]} of {quotations[1]} quotations and {notes[0]} of {notes[1]} notes.",
    )
    asked = [
        *((f"The quotation {quote(one.text)}", one.text, spot) for one, spot in places.quotations),
        *(
            (f"The {one.kind.value} note on {quote(one.anchor.exact)}", one.anchor.exact, spot)
            for one, spot in places.notes
        ),
    ]
    for what, _, spot in asked:
        if spot is not None and not spot.exact:
            words = quote(text[spot.start : spot.end])
            yield Remark(
                about=Topic.PLACE,
                lines=(_line(text, spot.start),),
                text=f"{what} stands on nearly the same words: {words}.",
            )
    for what, words, spot in asked:
        if spot is None:
            near = find_near(text, words, cutoff=55)
            if near is None:
                yield Remark(about=Topic.PLACE, text=f"{what} found no place.")
            else:
                yield Remark(
                    about=Topic.PLACE,
                    lines=(_line(text, near[0]),),
                    text=f"{what} found no place; nearest is {quote(text[near[0] : near[1]])}.",
                )


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


# Writing ------------------------------------------------------------------------------------


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into one sentence."""
    try:
        yield
    except OSError as error:
        raise CourseError(
            f"{folder} cannot be written to ({error.strerror or error}). Copy the course folder "
            "to a place of your own and bring the text in there."
        ) from error


def _keep_from_git(folder: Path) -> None:
    """Keep other people's texts out of every repository, this one's settings or not."""
    ignore = folder / ".gitignore"
    if not ignore.exists():
        write_whole(ignore, b"*\n")


def _open_card(
    course: Course, file_name: str, lines: list[str], site: Mapping[int, str], language: str | None
) -> str:
    """Write the card of a document that the course does not have, to be filled in."""
    own = [line.strip() for number, line in enumerate(lines, 1) if number not in site]
    title = next((line for line in own if line), "No title yet")[:200]
    header = next((lines[n - 1].strip() for n, what in site.items() if what == "a slogan"), "")
    stamp, web = stamp_of(lines, site)
    voices = list(course.settings.voices) or ["nobody"]
    return _CARD.format(
        file=" ".join(file_name.split()),
        title=_yaml(title),
        kinds=", ".join(kind.value for kind in list(SourceKind)[1:]),
        language=language or course.settings.language,
        voice=voices[0],
        voices=", ".join(voices),
        web=web.edtf if web else "",
        header=_yaml(header),
        stamp=_yaml(stamp),
    )


def _yaml(text: str) -> str:
    """Set a text so that YAML reads it letter by letter."""
    return json.dumps(text, ensure_ascii=False)


_CARD = """\
---
# The card of a text that was brought in from the file {file}. Fill it in: what stands here is
# a guess, or not known yet. It lies beside the text, on this computer only.
title: {title}
creator: not known yet  # who wrote it, and in which paper or office
kind: news report  # or: {kinds}
languages: [{language}]
# place: where it was written
url: not looked up yet  # where you read it: https://…
rights: Not looked up yet; not to be passed on
voice: {voice}  # one of: {voices}
perspective: Not written yet. Whose voice is it, and what does it want?
dates:  # 1994-06-22, 1994-06 or 1994; with ? for probably and ~ for about
  event:  # when what it tells about happened
  written:  # when it was written
  published:  # when it came out first
  web: {web}  # the stamp of the page
found:  # what a visitor of the page sees
  headline: {title}
  header: {header}
  stamp: {stamp}
---
Tell here in your own words what the document says, paragraph by paragraph.

<!-- Notes on words of the text go below, one a line, under a heading "Notes":
- **wording** on “words of the text”: What they tell.
The kinds are date, wording, person, context, reliability and loss. -->
"""
