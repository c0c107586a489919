"""The bibliography: CSL-JSON, as Zotero and other programs write it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from coursekit.errors import CourseFileError, nearest
from coursekit.reading.files import ID, place_of, read_text
from coursekit.records import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The lists of the CSL 1.0.2 data schema.
_TYPES = _listed(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter "
    "classic collection dataset document entry entry-dictionary entry-encyclopedia event figure "
    "graphic hearing interview legal_case legislation manuscript map motion_picture "
    "musical_score pamphlet paper-conference patent performance periodical "
    "personal_communication post post-weblog regulation report review review-book software song "
    "speech standard thesis treaty webpage"
)
_NAMES = _listed(
    "author chair collection-editor compiler composer container-author contributor curator "
    "director editor editor-translator editorial-director executive-producer guest host "
    "illustrator interviewer narrator organizer original-author performer producer recipient "
    "reviewed-author script-writer series-creator translator"
)
_DATES = _listed("accessed available-date event-date issued original-date submitted")
_WORDS = _listed(
    "abstract annote archive archive-place archive_collection archive_location authority "
    "call-number categories chapter-number citation-key citation-label citation-number "
    "collection-number collection-title container-title container-title-short custom dimensions "
    "division DOI edition event event-place event-title first-reference-note-number genre ISBN "
    "ISSN issue journalAbbreviation jurisdiction keyword language locator medium note number "
    "number-of-pages number-of-volumes original-publisher original-publisher-place "
    "original-title page page-first part-number part-title PMCID PMID printing-number publisher "
    "publisher-place references reviewed-genre reviewed-title scale section shortTitle source "
    "status supplement-number title title-short URL version volume volume-title "
    "year-suffix"
)
_FIELDS = frozenset({"id", "type"}) | _NAMES | _DATES | _WORDS
_NAME_PARTS = _listed(
    "family given literal suffix dropping-particle non-dropping-particle comma-suffix "
    "static-ordering parse-names"
)


def read_references(path: Path, root: Path) -> dict[str, Reference]:
    """Read ``sources/references.json``.

    Args:
        path: The file.
        root: The course folder, for messages.

    Returns:
        The works by id, in the order of the file.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    place = place_of(path, root)
    text = read_text(path, root)
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        raise place.error(error.lineno, f"cannot be read as JSON ({error.msg})") from None
    except ValueError:
        raise place.error(None, "has a number with too many digits") from None
    except RecursionError:
        raise place.error(None, "is nested too deeply") from None
    if not isinstance(entries, list):
        raise place.error(1, "is not a list of works (CSL-JSON begins with '[')")
    works: dict[str, Reference] = {}
    problems = []
    for number, entry in enumerate(entries, 1):
        name, line = _name_and_line(entry, number, text)
        wrong = [*_problems(entry), *(["an earlier work has the same id"] if name in works else [])]
        problems += [place.problem(line, f"{name}: {words}") for words in wrong]
        if not wrong:
            works[name] = Reference(id=name, type=entry["type"], title=entry["title"], fields=entry)
    if problems:
        raise CourseFileError(problems)
    return works


def _name_and_line(entry: Any, number: int, text: str) -> tuple[str, int | None]:
    name = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not name:
        return f"work {number}", None
    found = re.search(rf'"id"\s*:\s*{re.escape(json.dumps(name, ensure_ascii=False))}', text)
    return name, text.count("\n", 0, found.start()) + 1 if found else None


def _problems(entry: Any) -> Iterator[str]:
    """Say everything that is wrong with a work."""
    if not isinstance(entry, dict):
        yield "is not an object with fields"
        return
    if not isinstance(entry.get("id"), str) or not ID.fullmatch(entry["id"]):
        yield "'id' is missing or not a name (use small letters, digits and hyphens)"
    if entry.get("type") not in _TYPES:
        yield _not_known("type", str(entry.get("type", "")), _TYPES)
    if not isinstance(entry.get("title"), str) or not entry["title"].strip():
        yield "'title' is missing"
    for field, value in entry.items():
        if field not in _FIELDS:
            yield _not_known("field", field, _FIELDS)
        elif field in _NAMES:
            yield from _name_problems(field, value)
        elif field in _DATES:
            yield from _date_problems(field, value)
        elif field in _WORDS - {"categories", "custom"} and not isinstance(value, str | int):
            yield f"'{field}' is not a text"


def _not_known(what: str, given: str, known: frozenset[str]) -> str:
    near = nearest(given, known)
    hint = f"did you mean '{near}'?" if near else "see the list of CSL-JSON"
    return f"'{given}' is not a {what} of CSL ({hint})"


def _name_problems(field: str, value: object) -> Iterator[str]:
    if not isinstance(value, list) or not all(isinstance(name, dict) for name in value):
        yield f'\'{field}\' is not a list of names ([{{"family": …, "given": …}}])'
        return
    for name in value:
        if unknown := sorted(set(name) - _NAME_PARTS):
            yield _not_known(f"part of a name in '{field}'", unknown[0], _NAME_PARTS)
        elif not (name.get("family") or name.get("literal")):
            yield f"a name in '{field}' has neither 'family' nor 'literal'"
        elif not all(isinstance(part, str | bool | int) for part in name.values()):
            yield f"a name in '{field}' has a part that is not a text"


def _date_problems(field: str, value: object) -> Iterator[str]:
    parts = value.get("date-parts") if isinstance(value, dict) else None
    if isinstance(value, dict) and isinstance(value.get("literal"), str):
        return
    if not isinstance(parts, list) or not 0 < len(parts) < 3 or not all(map(_is_day, parts)):
        yield f"'{field}' is not a date (use {{\"date-parts\": [[1994, 6, 22]]}})"


def _is_day(parts: object) -> bool:
    """Whether these are a year, a month and a day, or the first one or two of them."""
    return (
        isinstance(parts, list)
        and 0 < len(parts) < 4
        and all(re.fullmatch(r"-?\d{1,4}", str(part)) for part in parts)
    )
