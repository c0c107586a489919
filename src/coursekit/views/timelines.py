"""A timeline as its reader sees it, and as pandas does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from coursekit.errors import CourseError
from coursekit.records import Timeline
from coursekit.views.markup import element_id, name_sites, render
from coursekit.views.view import View, count, join, underline, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from coursekit.records import Event, When
    from coursekit.views.markup import Link


class Line(NamedTuple):
    """An event with what is said of it, and the links to its sources."""

    record: Event
    about: str
    links: list[Link]


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
    def years(self) -> list[tuple[str, list[Line]]]:
        """The events by the year in which they begin."""
        years: dict[str, list[Line]] = {}
        for event in self.record.events:
            about = " · ".join(part for part in (", ".join(event.actors), event.place) if part)
            line = Line(event, about, name_sites(event.sources))
            years.setdefault(str(event.when.earliest.year), []).append(line)
        return list(years.items())

    @property
    def extent(self) -> str:
        """How many events there are, and from when to when."""
        events = self.record.events
        first, last = events[0].when, events[-1].when
        span = str(first) if first == last else f"{first} to {last}"
        return f"{count(len(events), 'event')}, {span}"

    @property
    def html(self) -> str:
        """The timeline as HTML with its own style."""
        return render(
            "timeline.html.j2",
            timeline=self.record,
            id=element_id(self.record.id),
            years=self.years,
            extent=self.extent,
        )

    @property
    def text(self) -> str:
        """The timeline as plain text."""
        parts = [underline(self.record.title), wrap(self.extent)]
        for year, lines in self.years:
            parts += [underline(year, "-"), *map(_event_text, lines)]
        return join(parts)


def _event_text(line: Line) -> str:
    event = line.record
    category = f" [{event.category}]" if event.category else ""
    sources = "Sources: " + ", ".join(event.sources) if event.sources else ""
    rest = [wrap(part, "    ") for part in (event.summary, line.about, sources) if part]
    return "\n".join([wrap(f"{event.when}: {event.title}{category}", "    ", ""), *rest])


def _days(days: Sequence[object]) -> Any:
    import numpy as np

    return np.array(days, dtype="datetime64[s]")


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?")) else text + "."
