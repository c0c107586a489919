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
    spans = find_all(text, anchor)
    if not spans:
        raise ValueError(_nowhere(anchor))
    if len(spans) > 1:
        times = "twice" if len(spans) == 2 else f"more than once ({len(spans)} times)"
        raise ValueError(f"“{anchor.exact}” stands {times}; add (after “…”) or (before “…”)")
    return spans[0]


def find_all(text: str, anchor: Anchor) -> list[tuple[int, int]]:
    """Find every place where the words stand, as `find_anchor` does.

    Raises:
        ValueError: If the anchor has no words.

    Examples:
        >>> from coursekit.records import Anchor
        >>> find_all("a yes is a yes", Anchor(exact="yes"))
        [(2, 5), (11, 14)]
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
        reach = len(before) + 4
        spots = [spot for spot in spots if ends_so.search(folded[max(spot - reach, 0) : spot])]
    if after:
        goes_on = re.compile(r"\W{0,4}" + re.escape(after))
        spots = [spot for spot in spots if goes_on.match(folded, spot + len(words))]
    if len(spots) > 1:
        whole = re.compile(rf"(?<!\w){exact}(?!\w)")
        spots = [spot for spot in spots if whole.match(folded, spot)] or spots
    return [(places[spot], places[spot + len(words)]) for spot in spots]


def _nowhere(anchor: Anchor) -> str:
    sides = (("after", anchor.prefix), ("before", anchor.suffix))
    where = " and ".join(f"{side} “{words}”" for side, words in sides if words)
    return f"“{anchor.exact}” stands nowhere in this text" + (f" {where}" if where else "")


# Words that stand there nearly ----------------------------------------------------------------

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


def find_near(text: str, words: str, *, cutoff: float = 85.0) -> tuple[int, int] | None:
    """Find the place in a text that is most like some words, in whole words.

    Args:
        text: Where to look.
        words: What to look for.
        cutoff: How alike the two must be, 100 being the same letters.

    Returns:
        Where the place starts and ends, or None where nothing is as near as that.

    Examples:
        >>> text = "The mayor opend the new bridge on Wednesday."
        >>> start, end = find_near(text, "opened the new bridge")
        >>> text[start:end]
        'opend the new bridge'
    """
    from rapidfuzz import fuzz

    wanted = _lower(_fold(words)[0].strip())
    folded, places = _fold(text)
    if not wanted or len(wanted) > len(folded):
        return None
    found = fuzz.partial_ratio_alignment(wanted, _lower(folded), score_cutoff=cutoff)
    if found is None or found.dest_end <= found.dest_start:
        return None
    starts, ends = _edges(folded, found.dest_start, found.dest_end)
    start, end = max(
        ((first, last) for first in starts for last in ends if first < last),
        key=lambda span: fuzz.ratio(wanted, _lower(folded[slice(*span)])),
        default=(0, 0),
    )
    return (places[start], places[end - 1] + 1) if start < end else None


@functools.lru_cache(maxsize=16)
def _lower(text: str) -> str:
    """Lower a text letter by letter, so that every letter keeps its place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _edges(text: str, start: int, end: int) -> tuple[list[int], list[int]]:
    """Give where whole words start around a place's start, and end around its end."""
    reach = 40  # letters: no word of a language that is longer is cut by much
    first, last = max(start - reach, 0), min(end + reach, len(text))
    words = [match.span() for match in _WORD.finditer(text, first, last)]
    starts = sorted((left for left, _ in words), key=lambda place: abs(place - start))
    ends = sorted((right for _, right in words), key=lambda place: abs(place - end))
    return starts[:5], ends[:5]


def find_scattered(text: str, words: str) -> tuple[int, int] | None:
    """Find the one place where the telling words stand together, in whatever order.

    Telling are numbers, names and words of four letters or more. A single telling word must be
    a number or a name, and stand in the text once.

    Returns:
        Where the place starts and ends, or None where there is none.

    Examples:
        >>> text = "It divided Europe, as the 1945 Yalta agreement had done."
        >>> start, end = find_scattered(text, "at Yalta in 1945")
        >>> text[start:end]
        '1945 Yalta'
    """
    all_words = _WORD.findall(words)
    telling = [
        word for word in all_words if len(word) > 3 or word[0].isdigit() or word[0].isupper()
    ]
    telling = [word for word in telling if len(word) > 1]
    wanted = {word.casefold() for word in telling}
    if not wanted or (len(wanted) == 1 and not (telling[0][0].isupper() or telling[0].isdigit())):
        return None
    spots = [
        (match.start(), match.end(), match[0].casefold(), number)
        for number, match in enumerate(_WORD.finditer(text))
    ]
    spots = [spot for spot in spots if spot[2] in wanted]
    if len(wanted) == 1:
        return spots[0][:2] if len(spots) == 1 else None
    for index, first in enumerate(spots):
        met: set[str] = set()
        for last in spots[index:]:
            if last[3] - first[3] > len(all_words) + 3:
                break
            met.add(last[2])
            if met == wanted:
                return first[0], last[1]
    return None


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
