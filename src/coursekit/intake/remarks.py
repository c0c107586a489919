"""What is said of a file that was brought in: one sentence a remark, by the question it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 12  # remarks of one sort; the rest are counted


class Topic(StrEnum):
    """What a remark is about; the order is that of the report."""

    FILE = "file"
    MATCH = "match"
    SITE = "site"
    DATE = "date"
    LOSS = "loss"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing that a historian would want to know.

    Attributes:
        lines: Where in the written text, counted from 1; empty where the whole of it is meant.

    Examples:
        >>> print(Remark(about=Topic.DATE, lines=(3, 8), text="“Monday” is a weekday."))
        lines 3, 8: “Monday” is a weekday.
    """

    about: Topic
    text: str
    lines: tuple[int, ...] = ()

    def __str__(self) -> str:
        if not self.lines:
            return self.text
        shown = ", ".join(map(str, self.lines[:6])) + (" …" if len(self.lines) > 6 else "")
        return f"line{'' if len(self.lines) == 1 else 's'} {shown}: {self.text}"


def shorten(remarks: Sequence[Remark]) -> list[Remark]:
    """Keep the first remarks of a sort and count the others."""
    if len(remarks) <= MOST:
        return list(remarks)
    more = f"And {len(remarks) - MOST} more of this sort."
    return [*remarks[:MOST], Remark(about=remarks[0].about, text=more)]


def quote(words: str, *, most: int = 80) -> str:
    r"""Set words of the file in quotation marks: on one line, shortened, nothing unprintable.

    Examples:
        >>> quote("Get the\x1b[31m latest   updates", most=20)
        '“Get the [31m latest…”'
    """
    shown = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return f"“{shown if len(shown) <= most else shown[:most].rstrip() + '…'}”"
