"""Links against what they stand for: a file, a quotation, a work, a date, a number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from coursekit.errors import CourseError, nearest
from coursekit.reading import read_rows
from coursekit.records import (
    MONTHS,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coursekit.course import Course

LINK = re.compile(
    r"(?<!!)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)(?:\s+\"(?P<title>[^\"]*)\")?\)"
)


def link_problem(course: Course, folder: str, words: str, target: str) -> str | None:
    """Say what is wrong with a link: its file, the date or the quotation it stands for.

    Args:
        course: The course.
        folder: The folder of the file that has the link, from the course folder.
        words: The words of the link.
        target: Where it leads, as it is written.
    """
    target = unquote(target)
    if target.startswith(("http://", "https://", "#")):
        return None
    name, _, anchor = target.partition("#")
    path = (course.root / folder / name).resolve()
    if not path.is_file():
        return f"the link '{target}' leads nowhere"
    try:
        if path.parent.name == "documents":
            source = course.sources[path.stem]
            return quotation_problem(words, anchor, source.quotations) if anchor else None
        if path.name == "references.json" and anchor and anchor not in course.references:
            near = nearest(anchor, course.references)
            hint = f" (did you mean '#{near}'?)" if near else ""
            return f"no work of the bibliography is called '#{anchor}'{hint}"
        if path.parent.name == "timelines":
            events = {event.id: event for event in course.timelines[path.stem].events}
            return date_problem(words, anchor, events) if anchor else None
        if path.parent.name == "tables" and path.stem in course.tables:
            rows = read_rows(course.tables[path.stem], path.parent, course.root)
            return number_problem(words, anchor, rows)
    except CourseError:
        return None
    return None


def quotation_problem(words: str, anchor: str, quotations: Any) -> str | None:
    """Say what is wrong with the words of a link to a quotation."""
    if anchor not in quotations:
        near = nearest(anchor, quotations)
        return f"no quotation is called '#{anchor}'" + (
            f" (did you mean '#{near}'?)" if near else ""
        )
    quoted = re.findall(r"[“\"]([^”\"]+)[”\"]", words)
    if not quoted:
        return f"a link to the quotation '#{anchor}' gives its words in quotation marks"
    texts = [_flat(one) for one in (quotations[anchor].text, quotations[anchor].translation)]
    for part in quoted:
        if not any(_flat(part) in text for text in texts):
            return f"“{part}” does not stand in the quotation '#{anchor}', word for word"
    return None


def _flat(text: str) -> str:
    return " ".join(text.translate(str.maketrans("‘’“”", "''\"\"")).split()).rstrip(".,")


def date_problem(words: str, anchor: str, events: Any) -> str | None:
    """Say where the words of a link disagree with the date of its event."""
    if anchor not in events:
        near = nearest(anchor, events)
        return f"no event is called '{anchor}'" + (f" (did you mean '{near}'?)" if near else "")
    when: When = events[anchor].when
    years = set(re.findall(r"\b(?:1[89]|20)\d\d\b", words))
    months = {number for number, name in enumerate(MONTHS) if number and name in words}
    days = {int(day) for day in re.findall(r"\b(\d{1,2})\b(?!\d)", words)}
    span = {when.earliest, when.latest}
    wrong = (
        (years and not years & {str(day.year) for day in span})
        or (months and not months & {day.month for day in span})
        or (days and not (when.is_day or "/" in when.edtf))
        or (days and not days & {day.day for day in span})
    )
    if wrong:
        return f"the words '{words}' do not agree with the event '{anchor}' ({when})"
    return None


_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)


def number_problem(words: str, anchor: str, rows: Sequence[Mapping[str, object]]) -> str | None:
    """Say where a number in the words of a link to a table is not what the table gives.

    Args:
        words: The words of the link; without a number in them nothing is held.
        anchor: Nothing, for the number of rows, or ``column=value``, for those that have it.
        rows: The table.

    Examples:
        >>> stops = [{"line": "east"}, {"line": "west"}, {"line": "east"}]
        >>> number_problem("two of the stops", "line=east", stops)
        >>> number_problem("all 4 stops", "", stops)
        "the words 'all 4 stops' say 4, and the table has 3 rows"
    """
    said = [int(number) for number in re.findall(r"(?<![\d.,])\d{1,4}(?![\d.,]*\d)", words)]
    said += [
        _NUMBERS.index(word) for word in re.findall(r"[a-z]+", words.lower()) if word in _NUMBERS
    ]
    column, equals, value = anchor.partition("=")
    if anchor and (not equals or not rows or column not in rows[0]):
        near = nearest(column, rows[0]) if rows else None
        hint = f"did you mean '#{near}=…'? " if near else ""
        return f"'#{anchor}' names no column and value of the table ({hint}write '#column=value')"
    counted = [row for row in rows if not anchor or str(row[column]) == value]
    if not said or len(counted) in said:
        return None
    if anchor:
        have = (
            f"{len(counted)} of the table's rows {'has' if len(counted) == 1 else 'have'} {anchor}"
        )
        return f"the words '{words}' say {said[0]}, and {have}"
    return f"the words '{words}' say {said[0]}, and the table has {len(counted)} rows"
