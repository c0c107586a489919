"""A timeline drawn to scale, with a label for every event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from coursekit.charts.chart import Chart, course_style
from coursekit.charts.papers import figure_of
from coursekit.charts.signs import is_span
from coursekit.charts.timeline_marks import TimelineDrawing
from coursekit.charts.wording import (
    count,
    find_busiest,
    find_lull,
    find_pattern,
    gap_words,
    listed,
    number,
    sentence,
)
from coursekit.errors import CourseError, UnknownNameError, nearest
from coursekit.records import Timeline
from coursekit.views import TimelineView

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from coursekit.records import Event, When

_MOST = 40


def draw_timeline(
    timeline: Timeline | TimelineView,
    *,
    highlight: str | Iterable[str] = (),
    ax: Axes | None = None,
) -> Chart:
    """Draw a timeline to scale, time running downwards, with a label for every event.

    A day is a dot; a span is a bar as long as it lasted; a month or a year is a hollow bar over
    all of it, never a point on its first day. Labels stand as near to their marks as they can
    without touching, and a line leads from one to the other.

    Args:
        timeline: The timeline, of up to 40 events: ``timeline.between("1993", "1995")``.
        highlight: The event or events that are to stand out, by their ids.
        ax: Where to draw; without it a figure of the right height is made.

    Returns:
        The chart; on its y axis are matplotlib's dates.

    Raises:
        CourseError: If there are more than 40 events, or `ax` is too small for their labels.
        UnknownNameError: If the timeline has no event called like a name in `highlight`.

    Examples:
        >>> from coursekit.records import Event, When
        >>> test_ban = Event(id="ban", when=When("1963-08-05"), title="Partial Test Ban")
        >>> salt = Event(id="salt", when=When("1972"), title="SALT I")
        >>> treaties = Timeline(id="arms", title="Arms control", events=(test_ban, salt))
        >>> draw_timeline(treaties).title
        'Two events from 1963 to 1972'
    """
    record = timeline.record if isinstance(timeline, TimelineView) else timeline
    if not isinstance(record, Timeline):
        raise CourseError(f"The chart needs a timeline, and this is a {type(record).__name__}.")
    if len(record.events) > _MOST:
        raise CourseError(
            f"The chart has room for {_MOST} events, and the timeline '{record.id}' has "
            f"{len(record.events)}. Draw a part of it, like timeline.between('1993', '1994')."
        )
    marked = _find_marked(record, highlight)
    title, lead = _title(record), _lead(record)
    source = _source(record.events)
    with course_style():
        drawing = TimelineDrawing(record.events, {event.id for event in marked})
        canvas = drawing.on_paper(title, lead, source) if ax is None else drawing.on(ax, title)
    return Chart(
        figure=figure_of(canvas),
        ax=canvas,
        title=title,
        alt=_describe_shortly(record, marked),
        description=_describe(record, marked),
        data=_table(record.events),
        source=source,
    )


def _find_marked(timeline: Timeline, highlight: str | Iterable[str]) -> list[Event]:
    names = [highlight] if isinstance(highlight, str) else list(highlight)
    events = {event.id: event for event in timeline.events}
    for name in names:
        if name not in events:
            hint = nearest(str(name), events)
            raise UnknownNameError(
                f"The timeline '{timeline.id}' has no event called '{name}'."
                + (f" Nearest: '{hint}'." if hint else "")
            )
    return [event for event in timeline.events if event.id in names]


def _title(timeline: Timeline) -> str:
    if len(timeline.events) == 1:
        (event,) = timeline.events
        return f"{event.title}, {event.when}"
    return find_pattern([event.when for event in timeline.events], "event", "fall")


def _lead(timeline: Timeline) -> str:
    return f"From the timeline “{timeline.title}”."


def _source(events: Sequence[Event]) -> str:
    if all(event.sources for event in events):
        return "Dates from the timeline of the course, which names the sources of each event."
    return "Dates as the timeline of the course gives them."


def _ends(events: Sequence[Event]) -> tuple[Event, Event]:
    return (
        min(events, key=lambda e: (e.when.earliest, e.when.latest)),
        max(events, key=lambda e: (e.when.latest, e.when.earliest)),
    )


def _told(event: Event) -> str:
    return f"“{event.title}” ({event.when})"


def _lull(events: Sequence[Event]) -> str:
    lull = find_lull([event.when for event in events])
    if lull is None:
        return ""
    length = gap_words(lull[0].latest, lull[1].earliest)
    return f"the longest time without an event is {length}, between {lull[0]} and {lull[1]}"


def _describe_shortly(timeline: Timeline, marked: Sequence[Event]) -> str:
    events = timeline.events
    if len(events) == 1:
        return f"Timeline with one event, {_told(events[0])}."
    stand_out = f" {_stand_out(marked)}" if marked else ""
    first, last = _ends(events)
    clauses = []
    if busiest := find_busiest([event.when for event in events]):
        clauses.append(f"{number(busiest[0])} of them fall in {busiest[1]}")
    clauses.append(_lull(events))
    pattern = sentence("; ".join(filter(None, clauses)))
    return (
        f"Timeline of {count(len(events), 'event')}, from {_told(first)} to {_told(last)}."
        + (f" {pattern}." if pattern else "")
        + stand_out
    )


def _stand_out(marked: Sequence[Event]) -> str:
    verb = "stands" if len(marked) == 1 else "stand"
    if len(marked) > 3:
        return f"{sentence(count(len(marked), 'event'))} {verb} out."
    return f"{listed([_told(event) for event in marked])} {verb} out."


def _precision(when: When) -> str:
    if is_span(when):
        return "span"
    if when.is_day:
        return "day" if when.is_sure else "day, probably"
    days = (when.latest - when.earliest).days + 1
    length = "month" if days <= 31 else "year" if days <= 366 else "years"
    return length if when.is_sure else f"{length}, probably"


def _describe(timeline: Timeline, marked: Sequence[Event]) -> str:
    events = timeline.events
    first, last = _ends(events)
    opening = f"{_lead(timeline)} Time runs downwards, and each event has its mark and its label."
    if len(events) > 1:
        opening += f" The first is {_told(first)}, the last {_told(last)}."
    paragraphs = [opening]
    years: dict[int, int] = {}
    for event in events:
        years[event.when.earliest.year] = years.get(event.when.earliest.year, 0) + 1
    if len(years) > 1:
        told = listed([f"{number(n)} in {year}" for year, n in sorted(years.items())])
        lull = _lull(events)
        paragraphs.append(
            f"Counted by the year in which they begin: {told}."
            + (f" {sentence(lull)}." if lull else "")
        )
    if spans := [event for event in events if is_span(event.when)]:
        longest = max(spans, key=lambda e: e.when.latest - e.when.earliest)
        lasted = "lasts" if len(spans) == 1 else "last"
        paragraphs.append(
            f"{sentence(count(len(spans), 'event'))} {lasted} longer than a day and "
            f"{'is a bar' if len(spans) == 1 else 'are bars'}; the longest is {_told(longest)}."
        )
    if vague := [e for e in events if not (e.when.is_day or is_span(e.when))]:
        paragraphs.append(
            "Not known to the day, and drawn as a hollow bar over all days that may be meant: "
            f"{listed([_told(event) for event in vague])}."
        )
    if marked:
        paragraphs.append(_stand_out(marked))
    return "\n\n".join(paragraphs)


def _table(events: Sequence[Event]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Event": [event.title for event in events],
            "Date": [event.when.words for event in events],
            "Known as": [_precision(event.when) for event in events],
            "Who": ["; ".join(event.actors) for event in events],
            "Where": [event.place for event in events],
            "Kind": [event.category for event in events],
        },
        index=pd.Index([event.id for event in events], name="id"),
    )
