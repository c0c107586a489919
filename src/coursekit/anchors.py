"""Where quoted words stand in a text.

Offsets always refer to the text as it was given; curly and straight quotation marks are one,
and so are runs of white space.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coursekit.records import Anchor

_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′", "'") | dict.fromkeys("“”„‟″«»", '"'))


class Run(NamedTuple):
    """A stretch of text under the same marks.

    Attributes:
        marks: Which spans cover it, by their place in the list; empty for unmarked text.
        ends: Which of them end with it.
    """

    text: str
    marks: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@functools.lru_cache(maxsize=256)  # each paragraph is searched for each note
def _fold(text: str) -> tuple[str, tuple[int, ...]]:
    """Fold quotation marks and white space; give the place that each character came from."""
    letters, places = [], []
    for match in re.finditer(r"\s+|\S", text):
        letters.append(" " if match[0].isspace() else match[0].translate(_QUOTES))
        places.append(match.start())
    return "".join(letters), (*places, len(text))


def find_anchor(text: str, anchor: Anchor) -> tuple[int, int]:
    """Find the words that a note is about.

    Between the words and what stands after or before them, a space and punctuation may stand.
    Where the words stand several times but only once as whole words, that place is meant.

    Args:
        text: Where to look.
        anchor: The words, with what stands before and after them where that is needed.

    Returns:
        Where the words start in the text, and where they end.

    Raises:
        ValueError: If the words stand nowhere, or more than once.

    Examples:
        >>> from coursekit.records import Anchor
        >>> find_anchor("He saw “no  haste” in it", Anchor(exact='"no haste"'))
        (7, 18)
        >>> find_anchor("a yes is a yes", Anchor(exact="yes", prefix="is a"))
        (11, 14)
        >>> find_anchor("a yes is a yes", Anchor(exact="yes"))
        Traceback (most recent call last):
        ValueError: “yes” stands twice; add (after “…”) or (before “…”)
    """
    words = _fold(anchor.exact)[0].strip()
    if not words:
        raise ValueError("A note needs the words it is about.")
    folded, places = _fold(text)
    exact = re.escape(words)
    spots = [match.start() for match in re.finditer(f"(?={exact})", folded)]
    before, after = (_fold(part)[0].strip() for part in (anchor.prefix, anchor.suffix))
    if before:
        ends_so = re.compile(re.escape(before) + r"\W{0,4}\Z")
        spots = [spot for spot in spots if ends_so.search(folded[:spot])]
    if after:
        goes_on = re.compile(r"\W{0,4}" + re.escape(after))
        spots = [spot for spot in spots if goes_on.match(folded, spot + len(words))]
    if len(spots) > 1:
        whole = re.compile(rf"(?<!\w){exact}(?!\w)")
        spots = [spot for spot in spots if whole.match(folded, spot)] or spots
    if not spots:
        raise ValueError(_nowhere(anchor))
    if len(spots) > 1:
        times = "twice" if len(spots) == 2 else f"more than once ({len(spots)} times)"
        raise ValueError(f"“{anchor.exact}” stands {times}; add (after “…”) or (before “…”)")
    last = spots[0] + len(words) - 1
    return places[spots[0]], places[last + 1]


def _nowhere(anchor: Anchor) -> str:
    sides = (("after", anchor.prefix), ("before", anchor.suffix))
    where = " and ".join(f"{side} “{words}”" for side, words in sides if words)
    return f"“{anchor.exact}” stands nowhere in this text" + (f" {where}" if where else "")


def split_runs(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Run, ...]:
    """Split a text where marks begin and end; marks may overlap.

    Args:
        text: The text; the runs put together are the text again.
        spans: Where each mark starts and ends.

    Examples:
        >>> for run in split_runs("there should be no haste", [(16, 24), (19, 24)]):
        ...     print(run.text, run.marks, run.ends)
        there should be  () ()
        no  (0,) ()
        haste (0, 1) (0, 1)
    """
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    return tuple(
        Run(
            text=text[start:end],
            marks=tuple(i for i, (first, last) in enumerate(spans) if first <= start < last),
            ends=tuple(i for i, (first, last) in enumerate(spans) if first < last == end),
        )
        for start, end in itertools.pairwise(edges)
    )
