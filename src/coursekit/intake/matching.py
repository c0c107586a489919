"""Which record of the course a text belongs to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from coursekit.anchors import find_all, find_near
from coursekit.records import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursekit.records import Source

_TOP = 15  # lines in which a headline stands
_ALIKE = 90.0


class Match(NamedTuple):
    """How well a text fits a record.

    Attributes:
        headline: The line that is the record's headline, from 1; None where none is.
        quotations: How many of its quotations stand in the text, of how many.
    """

    source: Source
    headline: int | None
    quotations: int
    of: int

    @property
    def fits(self) -> bool:
        """Whether the text is the document of that record."""
        if self.headline is not None:
            return self.quotations > 0 or self.of == 0
        return self.quotations >= 2 and 2 * self.quotations >= self.of

    @property
    def weight(self) -> tuple[int, bool]:
        """What the better of two is known by."""
        return (self.quotations, self.headline is not None)


def match_source(source: Source, text: str) -> Match:
    """See how well a text fits a record: by its headline and its quotations."""
    found = sum(_stands(text, one.text) for one in source.quotations.values())
    return Match(source, _headline(source, text), found, len(source.quotations))


def best_match(sources: Iterable[Source], text: str) -> tuple[Match | None, list[Match]]:
    """Give the record that a text belongs to, and all that it fits.

    Returns:
        None where the text fits no record, or several alike.
    """
    fits = [match for source in sources if (match := match_source(source, text)).fits]
    fits.sort(key=lambda match: match.weight, reverse=True)
    if not fits or (len(fits) > 1 and fits[0].weight == fits[1].weight):
        return None, fits
    return fits[0], fits


def _stands(text: str, words: str) -> bool:
    parts = [part for part in re.split(r"\s*\[?(?:…|\.\.\.)\]?\s*", words) if part.strip()]
    return all(
        find_all(text, Anchor(exact=part)) or (len(part) > 20 and find_near(text, part))
        for part in parts
    )


def _headline(source: Source, text: str) -> int | None:
    from rapidfuzz import fuzz

    titles = {source.title, source.found.headline if source.found else source.title}
    wanted = [_fold(title) for title in titles if _fold(title)]
    seen = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not (folded := _fold(line)):
            continue
        if any(fuzz.ratio(folded, title) >= _ALIKE for title in wanted):
            return number
        seen += 1
        if seen >= _TOP:
            return None
    return None


def _fold(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.casefold()))
