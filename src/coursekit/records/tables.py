"""Timelines of events, and tables of data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from coursekit.records.dates import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of a timeline.

    Attributes:
        when: The day, month, year or span.
        actors: Who took part.
        sources: Addresses of pages that carry the event and its date.
    """

    id: str
    when: When
    title: str
    summary: str = ""
    actors: tuple[str, ...] = ()
    place: str = ""
    category: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Events in the order of their first possible day.

    Raises:
        ValueError: If it has no events.
    """

    id: str
    title: str
    events: tuple[Event, ...]

    def __post_init__(self) -> None:
        if not self.events:
            raise ValueError("a timeline needs at least one event")

    def between(self, start: str | When, end: str | When) -> Self:
        """Keep the events which may have happened in a span of time.

        Both ends are included. An event known only to its year is kept when any day of that
        year falls in the span: students should rather meet a doubtful event than lose one.

        Args:
            start: Where the span begins: ``"1993"`` begins on its first day.
            end: Where it ends: ``"1995"`` ends on its last day.

        Returns:
            A timeline with the same title and its events in the same order.

        Raises:
            ValueError: If the span ends before it begins, or no event falls in it.

        Examples:
            >>> test_ban = Event(id="ban", when=When("1963-08-05"), title="Partial Test Ban")
            >>> salt = Event(id="salt", when=When("1972"), title="SALT I")
            >>> treaties = Timeline(id="arms", title="Arms control", events=(test_ban, salt))
            >>> [event.title for event in treaties.between("1972-05", "1979").events]
            ['SALT I']
        """
        first = start if isinstance(start, When) else When(start)
        last = end if isinstance(end, When) else When(end)
        if last.latest < first.earliest:
            raise ValueError(f"The span {first} to {last} ends before it begins.")
        kept = tuple(
            event
            for event in self.events
            if event.when.earliest <= last.latest and event.when.latest >= first.earliest
        )
        if not kept:
            raise ValueError(
                f"The timeline '{self.id}' has no event between {first} and {last}; it runs "
                f"from {self.events[0].when} to {self.events[-1].when}."
            )
        return type(self)(id=self.id, title=self.title, events=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of a table.

    Attributes:
        type: One of ``string``, ``integer``, ``number``, ``date`` (a whole day), ``edtf``
            (a date of any precision, kept as text).
    """

    name: str
    title: str
    type: str = "string"
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableInfo:
    """What a table is: its columns, where its figures come from, what one may do with it."""

    id: str
    path: str
    title: str
    description: str
    fields: tuple[Field, ...]
    index: str | None = None
    sources: tuple[str, ...] = ()
    citation: str = ""
    licence: str = ""
