"""The date layers of a document, as a picture and as a sentence."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from coursekit.views.markup import render
from coursekit.views.view import count

if TYPE_CHECKING:
    from coursekit.records import DateLayers, When

LAYERS = ("event", "written", "published", "released", "web")
_RARE = frozenset({"released"})  # a layer that is spoken of only where a document has it

_WIDTH = 336
_LETTERS = 22  # in bold, of the widest fonts that readers have, this many fit beside the signs


def describe_layers(dates: DateLayers) -> str:
    """Say the date layers in words, with their distance from the event where it is sure.

    Examples:
        >>> from coursekit.records import DateLayers, When
        >>> web = When("2016-07-27")
        >>> describe_layers(DateLayers(event=When("1994-06-22"), web=web))
        ... # doctest: +NORMALIZE_WHITESPACE
        'Date layers: event 22 June 1994; written not known; published not known;
        web 27 July 2016, 22 years after the event'
    """
    return "Date layers: " + "; ".join(_layer_words(name, dates) for name in layers_of(dates))


def layers_of(dates: DateLayers) -> tuple[str, ...]:
    """Name the layers that are spoken of, whether they are known or not."""
    return tuple(name for name in LAYERS if name not in _RARE or getattr(dates, name) is not None)


def _layer_words(name: str, dates: DateLayers) -> str:
    when: When | None = getattr(dates, name)
    if when is None:
        return f"{name} not known"
    event = dates.event
    if event is None or name == "event" or not (event.is_sure and when.is_sure):
        return f"{name} {when}"
    if event.is_day and event.earliest == when.earliest == when.latest:
        return f"{name} {when}, the same day as the event"
    later = when.earliest > event.latest
    gap = _gap(event, when) if later else _gap(when, event)
    where = "after" if later else "before"
    return f"{name} {when}" + (f", {gap} {where} the event" if gap else "")


def _gap(first: When, second: When) -> str:
    """Say how much later a date is, or nothing where their spans leave it open."""
    if second.earliest <= first.latest:
        same = first.is_day and second.is_day and first.earliest == second.earliest
        return "the same day" if same else ""
    least = _distance((second.earliest - first.latest).days)
    most = _distance((second.latest - first.earliest).days)
    return least if least == most else ""


def _distance(days: int) -> str:
    if days >= 365:
        return count(int(days / 365.2425 + 0.003), "year")
    return count(round(days / 30.44), "month") if days >= 60 else count(days, "day")


class _Stop(NamedTuple):
    """A date on the picture of the layers, with the line to the next one where there is one."""

    name: str
    words: list[str]
    y: int
    end: int
    known: bool = True
    line: int = 0
    gap: str = ""
    gap_y: int = 0
    broken: bool = False


def _stop(name: str, when: When, after: When | None, y: int) -> _Stop:
    words = _break_date(when)
    foot = y + 17 * (len(words) - 1)
    if after is None:
        return _Stop(name, words, y, foot + 30)
    gap = gap_words(when, after)
    days = max((after.earliest - when.latest).days, 0)
    end = foot + 36 + round(9 * math.log10(1 + days))
    return _Stop(
        name, words, y, end, line=end, gap=gap, gap_y=(foot + end) // 2 + 5, broken=days > 365
    )


def _break_date(when: When) -> list[str]:
    """Break a date into lines that fit the picture; a day keeps its month and year."""
    import textwrap

    whole = re.sub(r"(?<=\d) (?=[A-Z])|(?<=[a-z]) (?=\d{4})", "\N{NO-BREAK SPACE}", str(when))
    return textwrap.wrap(whole, _LETTERS)


def in_order(dates: DateLayers) -> list[tuple[str, When]]:
    """Give the known layers in the order of their days; what may be a month by its last day."""
    return sorted(dates.known, key=lambda layer: (layer[1].latest, LAYERS.index(layer[0])))


def gap_words(first: When, second: When) -> str:
    """Say how much later a date is, with its doubt; nothing where their spans leave it open."""
    gap = _gap(first, second)
    doubtful = gap and gap != "the same day" and not (first.is_sure and second.is_sure)
    return f"about {gap}" if doubtful else gap


def order_layers(dates: DateLayers) -> list[tuple[str, When | None, str]]:
    """Give the date layers as they followed each other; what is not known comes last.

    Returns:
        Name, date, and how much later the next one is, in words; nothing where that is open.

    Examples:
        >>> from coursekit.records import DateLayers, When
        >>> dates = DateLayers(event=When("1994-06-22"), web=When("2016-07-27"))
        >>> [(name, gap) for name, _, gap in order_layers(dates)]
        [('event', '22 years'), ('web', ''), ('written', ''), ('published', '')]
    """
    known = in_order(dates)
    later = [*(when for _, when in known[1:]), None]
    stops: list[tuple[str, When | None, str]] = [
        (name, when, gap_words(when, after) if after else "")
        for (name, when), after in zip(known, later, strict=False)
    ]
    return stops + [(name, None, "") for name in layers_of(dates) if getattr(dates, name) is None]


def draw_layers(dates: DateLayers) -> tuple[str, tuple[int, int]]:
    """Draw the date layers, the longer the time the longer the line.

    Returns:
        An address with the picture in it (SVG), which ``img`` shows without fetching, and
        its width and height. `describe_layers` says it in words.
    """
    known = in_order(dates)
    later = [*(when for _, when in known[1:]), None]
    stops: list[_Stop] = []
    y = 22
    for (name, when), after in zip(known, later, strict=False):
        stops.append(_stop(name, when, after, y))
        y = stops[-1].end
    for name in layers_of(dates):
        if getattr(dates, name) is None:
            stops.append(_Stop(name, ["not known"], y, y + 28, known=False))
            y += 28
    size = (_WIDTH, y - 6)
    svg = render("layers.svg.j2", stops=stops, width=size[0], height=size[1])
    return data_address(svg), size


def data_address(svg: str) -> str:
    """Give a drawing as an address that needs no file."""
    import base64

    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
