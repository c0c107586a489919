"""An order as it is typed: pieces by letter, from the first to the last.

``b, a, d = e, >c`` is the fixed spelling: commas between places, ``=`` between pieces that share
one, ``>`` before a piece that is set in (a line of code).
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 60  # pieces of an order that are read
_NUMBERING = re.compile(r"(?:(?<=^)|(?<=[\s,;]))\d{1,2}\s*[.:)](?=\s|[a-z>]|$)", re.MULTILINE)
_ARROW = re.compile(r"\s*(?:-+>|=+>|→|⇒|<-+|←)\s*")
_SET_IN = re.compile(r"(?:(?<=^)|(?<=[,;\n=]))[ \t]*((?:>[ \t]*)+)(?=[a-z])", re.MULTILINE)
_SET_IN_ALONE = re.compile(r"(?<=\s)(>+)(?=[a-z])")
_TOGETHER = re.compile(r"\s*(?:=+|[/&+~]|\b(?:and|with)\b)\s*")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_WORDS = re.compile(
    r"\b(?:then|before|first|last|order)\b|[\"'“”‘’`.<>|()\[\]{}]|(?:^|(?<=\s))[-–—*•](?=\s)"
)


class Placed(NamedTuple):
    """A piece where it stands: its place, counted from 0, and how far it is set in."""

    letter: str
    place: int
    level: int


@functools.lru_cache(maxsize=4096)  # the same key is read for each answer
def read_order(text: str, letters: tuple[str, ...]) -> tuple[str | None, str | None]:
    """Read an order in any of its usual spellings.

    Args:
        text: What was typed, on one line or on several.
        letters: The pieces that there are.

    Returns:
        The fixed spelling, or None, and what could not be read, or None; both where a part
        was read.

    Examples:
        >>> read_order("b < a < d=e < c", ("a", "b", "c", "d", "e"))
        ('b, a, d = e, c', None)
        >>> read_order("b a (d, e) c", ("a", "b", "c", "d", "e"))[0]
        'b, a, d = e, c'
        >>> read_order("c, >a, b", ("a", "b", "c"))[0]
        'c, >a, b'
        >>> read_order("c, x", ("a", "b", "c"))
        ('c', 'names “x”, which is no piece here (they are: a, b, c).')
    """
    kept: list[list[str]] = []
    seen: set[str] = set()
    unknown: list[str] = []
    twice: list[str] = []
    for group in list(_groups(text, letters))[:LONGEST]:
        here = []
        for marked in group:
            letter = marked.lstrip(">")
            if letter not in letters:
                unknown.append(letter)
            elif letter in seen:
                twice.append(letter)
            else:
                seen.add(letter)
                here.append(marked)
        if here:
            kept.append(sorted(here, key=lambda one: letters.index(one.lstrip(">"))))
    least = min((len(one) - len(one.lstrip(">")) for here in kept for one in here), default=0)
    value = ", ".join(" = ".join(one[least:] for one in here) for here in kept)
    return value or None, _trouble(unknown, twice, letters, anything=bool(kept))


def _trouble(
    unknown: list[str], twice: list[str], letters: tuple[str, ...], *, anything: bool
) -> str | None:
    listed = ", ".join(letters)
    if unknown:
        word = unknown[0] if len(unknown[0]) <= 20 else f"{unknown[0][:19]}…"
        return f"names “{word}”, which is no piece here (they are: {listed})."
    if twice:
        return f"names “{twice[0]}” twice; its first place counts."
    return None if anything else f"names no piece (they are: {listed})."


def _groups(text: str, letters: tuple[str, ...]) -> Iterator[list[str]]:
    """Cut a text into places; pieces of one place are together."""
    plain = _ARROW.sub(" , ", _marked(text.casefold().replace("^", " ").expandtabs(4)))
    plain = _NUMBERING.sub(" ", plain)
    plain = _SET_IN.sub(lambda found: "^" * found[1].count(">"), plain)
    if not re.search(r"[,;\n]", plain):
        plain = _SET_IN_ALONE.sub(lambda found: "^" * len(found[1]), plain)
    plain = plain.replace(">", " , ")
    if (whole := plain.strip()) and _BRACKETS.fullmatch(whole):
        plain = whole[1:-1]
    plain = _BRACKETS.sub(lambda found: "=".join(re.split(r"[\s,;]+", found[1].strip())), plain)
    plain = _TOGETHER.sub("=", _WORDS.sub(" ", plain).strip())
    for word in re.split(r"[\s,;]+", plain):
        parts = [part for part in word.split("=") if part.strip("^")]
        run = parts[0].strip("^") if len(parts) == 1 else ""
        if len(run) > 1 and run not in letters and set(run) <= set(letters):
            yield from ([letter] for letter in run)
        elif parts:
            yield [one.replace("^", ">") for one in parts]


def _marked(text: str) -> str:
    """Write the spaces before a row as marks: as deep as there are rows less far in.

    What stands on the row of the label is no further in than the rows below it.
    """
    rows = [row for row in text.split("\n") if row.strip()]
    if len(rows) < 2:
        return text
    depths = [len(row) - len(row.lstrip(" ")) for row in rows]
    if not text.startswith("\n"):
        depths[0] = min(depths[1:])
    steps = sorted(set(depths))
    return "\n".join(
        ">" * steps.index(depth) + row.strip() for depth, row in zip(depths, rows, strict=True)
    )


@functools.lru_cache(maxsize=4096)
def placed(value: str | None) -> tuple[Placed, ...]:
    """Take an order in its fixed spelling apart.

    Examples:
        >>> [(one.letter, one.place, one.level) for one in placed("b, a = c, >d")]
        [('b', 0, 0), ('a', 1, 0), ('c', 1, 0), ('d', 2, 1)]
    """
    return tuple(
        Placed(marked.lstrip(">"), place, len(marked) - len(marked.lstrip(">")))
        for place, group in enumerate(value.split(", ") if value else ())
        for marked in group.split(" = ")
    )


def follows(value: str | None, sought: str | None) -> bool:
    """Whether the pieces that are sought stand in an order as they are sought.

    What stands between them does not matter; ``=`` asks for one place, ``>`` for being set in.

    Examples:
        >>> follows("b, a, d, c", "b, c"), follows("b, a, d, c", "c, b"), follows("b, a", "a")
        (True, False, True)
    """
    given = {one.letter: one for one in placed(value)}
    wanted = placed(sought)
    if not wanted or any(one.letter not in given for one in wanted):
        return False
    if any(one.level and not given[one.letter].level for one in wanted):
        return False

    def side(one: Placed, other: Placed) -> int:
        return (one.place > other.place) - (one.place < other.place)

    return all(
        side(one, other) == side(given[one.letter], given[other.letter])
        for one, other in itertools.pairwise(wanted)
    )
