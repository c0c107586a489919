"""Who held which office from when to when, and when all of them did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from coursekit.charts.cells import check_table, plain, read_date
from coursekit.errors import CourseError
from coursekit.records import When

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

Span = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of office.

    Attributes:
        start: When it began; None where that is not given.
        end: When it ended, the day itself included; None where it is open.
    """

    start: When | None
    end: When | None

    @property
    def sure(self) -> Span | None:
        """From the latest day on which it may have begun to the earliest of its end."""
        start = self.start.latest if self.start else date.min
        end = self.end.earliest if self.end else date.max
        return (start, end) if start <= end else None

    @property
    def maybe(self) -> Span:
        """From the earliest day on which it may have begun to the latest of its end."""
        start = self.start.earliest if self.start else date.min
        return start, self.end.latest if self.end else date.max

    @property
    def words(self) -> str:
        """The term as a sentence has it."""
        if self.start and self.end:
            if self.start == self.end:
                return self.start.words
            return When(f"{self.start.edtf}/{self.end.edtf}").words
        return f"from {self.start}" if self.start else f"until {self.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A person in a post, with one term or several."""

    person: str
    post: str
    terms: tuple[Term, ...]

    @property
    def sure(self) -> list[Span]:
        """When the person surely held the post."""
        return [term.sure for term in self.terms if term.sure]

    @property
    def maybe(self) -> list[Span]:
        """When the person may have held it."""
        return [term.maybe for term in self.terms]

    @property
    def words(self) -> str:
        """The terms, one after the other."""
        return "; ".join(term.words for term in self.terms)

    def is_in(self, on: When) -> bool:
        """Whether the person surely held the post all through a day, month or year."""
        return any(start <= on.earliest and on.latest <= end for start, end in self.sure)

    def may_be_in(self, on: When) -> bool:
        """Whether the person may have held it on one day of it."""
        return any(start <= on.latest and on.earliest <= end for start, end in self.maybe)


def overlap(every: Iterable[Sequence[Span]]) -> list[Span]:
    """Find the stretches that are in all of the given ones.

    Examples:
        >>> year, spring = (date(1994, 1, 1), date(1994, 12, 31)), (date(1994, 3, 1), date.max)
        >>> [(str(start), str(end)) for start, end in overlap([[year], [spring]])]
        [('1994-03-01', '1994-12-31')]
    """
    common: list[Span] = [(date.min, date.max)]
    for spans in every:
        pairs = [(max(a, c), min(b, d)) for a, b in common for c, d in spans]
        common = sorted({(start, end) for start, end in pairs if start <= end})
    return common


def span_words(span: Span) -> str:
    """Say from when to when; an end without a date is left out."""
    start, end = span
    if start == date.min:
        return "at all times" if end == date.max else f"until {When(end.isoformat())}"
    if end == date.max:
        return f"from {When(start.isoformat())}"
    if start == end:
        return When(start.isoformat()).words
    return When(f"{start.isoformat()}/{end.isoformat()}").words


def read_holders(officials: pd.DataFrame) -> list[Holder]:
    """Read the rows post by post, or say everything that is wrong with them at once."""
    table = check_table(officials, ("person", "post", "start", "end"), row="term")
    problems: list[str] = []
    posts: dict[str, dict[str, list[Term]]] = {}
    for row in table.to_dict("records"):
        person, post = plain(row["person"]), plain(row["post"])
        if not person or not post:
            column = "post" if person else "person"
            problems.append(f"A row has nothing in the column '{column}': '{person or post}'.")
            continue
        ends = [
            read_date(row[column], row=person, column=column, problems=problems)
            if plain(row[column]) not in ("", "..")
            else None
            for column in ("start", "end")
        ]
        term = Term(start=ends[0], end=ends[1])
        posts.setdefault(post, {}).setdefault(person, []).append(term)
        if (term.start, term.end) == (None, None):
            problems.append(f"Row '{person}' ({post}) has neither a start nor an end.")
        elif term.maybe[1] < term.maybe[0]:
            problems.append(
                f"Row '{person}' ({post}) ends, {term.end}, before it starts, {term.start}."
            )
    if problems:
        raise CourseError("\n".join(dict.fromkeys(problems)))
    return [
        Holder(person=person, post=post, terms=tuple(sorted(terms, key=lambda t: t.maybe)))
        for post, people in posts.items()
        for person, terms in sorted(people.items(), key=lambda one: min(t.maybe for t in one[1]))
    ]
