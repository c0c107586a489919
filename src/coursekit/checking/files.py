"""Sources, timelines, tables and references against their rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coursekit.checking.blanks import BLANK, blanks
from coursekit.errors import CourseFileError, Problem, nearest
from coursekit.reading import read_rows, read_text
from coursekit.records import (
    QUOTATION_LIMITS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursekit.course import Course
    from coursekit.records import Quotation, Source


WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def each(records: Any) -> Iterator[tuple[Any, list[Problem]]]:
    """Give every record of a kind, or what is wrong with its file."""
    try:
        names = list(records)
    except CourseFileError as error:
        yield None, list(error.problems)
        return
    for name in names:
        try:
            yield records[name], []
        except CourseFileError as error:
            yield None, list(error.problems)


def source_problems(course: Course) -> Iterator[Problem]:
    """Hold every document to the rules of quotation, voice, date and address."""
    for source, wrong in each(course.sources):
        yield from wrong
        if source is None:
            continue
        path = f"sources/documents/{source.id}.md"
        text = read_text(course.root / path, course.root)
        yield from blanks(path, text)
        words, most = QUOTATION_LIMITS[source.kind]
        if len(source.quotations) > most:
            count = len(source.quotations)
            wrong_text = f"has {count} quotations; a {source.kind.value} may have {most}"
            yield Problem(path, None, wrong_text)
        for quotation in source.quotations.values():
            count = len(WORDS.findall(quotation.text))
            if count > words:
                line = text.count("\n", 0, text.find(f"#{quotation.id}")) + 1
                wrong_text = f"the quotation '#{quotation.id}' has {count} words of {words} allowed"
                yield Problem(path, line, wrong_text)
            if text_of := _translation_problem(quotation, source, course.settings.language):
                line = text.count("\n", 0, text.find(f"#{quotation.id}")) + 1
                yield Problem(path, line, text_of)
        if not source.dates.known:
            yield Problem(
                path,
                None,
                "has no date (under 'dates' write event, written, published "
                "or web, whichever is known)",
            )
        if BLANK not in source.voice and source.voice not in (
            course.settings.voices or [source.voice]
        ):
            known = ", ".join(course.settings.voices)
            near = nearest(source.voice, course.settings.voices)
            hint = f"did you mean '{near}'? " if near else ""
            wrong_text = f"voice '{source.voice}' is none of the course's ({hint}{known})"
            yield Problem(path, None, wrong_text)
        if source.url != BLANK and not source.url.startswith(("http://", "https://")):
            yield Problem(path, None, f"url '{source.url}' is not an address (https://…)")


def _translation_problem(quotation: Quotation, source: Source, language: str) -> str:
    """Hold words in another language to a translation that is marked as ours."""
    own = quotation.language or next(iter(source.languages), language)
    if own.partition("-")[0] == language.partition("-")[0]:
        needless = f"'#{quotation.id}' is in the course's own language and needs no translation"
        return f"the quotation {needless}" if quotation.translation else ""
    missing = f"the quotation '#{quotation.id}' is in '{own}' and has no translation"
    return "" if quotation.translation else f"{missing} (below it, '> {{our translation}} …')"


def timeline_problems(course: Course) -> Iterator[Problem]:
    """Hold every event to having an address."""
    for timeline, wrong in each(course.timelines):
        yield from wrong
        if timeline is None:
            continue
        path = f"sources/timelines/{timeline.id}.csv"
        for event in timeline.events:
            for address in event.sources:
                if not address.startswith(("http://", "https://")):
                    wrong_text = f"event '{event.id}': '{address}' is not an address (https://…)"
                    yield Problem(path, None, wrong_text)


def table_problems(course: Course) -> Iterator[Problem]:
    """Hold every table to its description, licence and citation."""
    sound = True
    for table, wrong in each(course.tables):
        yield from wrong
        if table is None:
            sound = False
            continue
        path = "sources/tables/datapackage.json"
        for name, value in (("licenses", table.licence), ("citation", table.citation)):
            if not value:
                yield Problem(path, None, f"the table '{table.id}' has no '{name}'")
        if not table.sources:
            yield Problem(path, None, f"the table '{table.id}' has no 'sources'")
        try:
            read_rows(table, course.root / "sources" / "tables", course.root)
        except CourseFileError as error:
            sound = False
            yield from error.problems
    if sound and len(course.tables):
        yield from _frictionless(course)


def reference_problems(course: Course) -> Iterator[Problem]:
    """Hold the bibliography to its form."""
    for _, wrong in each(course.references):
        yield from wrong


def _frictionless(course: Course) -> Iterator[Problem]:
    """Let the data package's own library say what it finds."""
    from frictionless import Package

    folder = course.root / "sources" / "tables"
    report = Package(str(folder / "datapackage.json")).validate()
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)
            yield Problem(f"sources/tables/{task.place}", row, error.message)
    for error in report.errors:
        yield Problem("sources/tables/datapackage.json", None, error.message)
