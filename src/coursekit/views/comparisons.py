"""Two documents side by side, passage by passage."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursekit.records import Comparison, Relation
from coursekit.views.markup import element_id, plain_inline, render, render_inline
from coursekit.views.view import View, join, labelled, underline, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from coursekit.records import Pairing, Quotation, Source

SIGNS = {
    Relation.SAME: ("=", "the same in both"),
    Relation.DIFFERS: ("≠", "told differently"),
    Relation.LEFT: ("◀", "only on the left"),
    Relation.RIGHT: ("▶", "only on the right"),
}


class _Side(NamedTuple):
    """A document of the comparison.

    Attributes:
        letter: What its passages are numbered with, where they stand apart.
    """

    source: Source
    letter: str

    def language(self, quotation: Quotation) -> str:
        """Give the language of its words."""
        return quotation.language or next(iter(self.source.languages), "")


class _Row(NamedTuple):
    pairing: Pairing
    sign: str
    words: str
    numbers: str
    left: Quotation | None
    right: Quotation | None
    says: Markup


class ComparisonView(View[Comparison]):
    """Two documents side by side: what both have, what one has, and what they tell otherwise.

    Args:
        comparison: The comparison.
        left: Its left document.
        right: Its right document.
    """

    def __init__(self, comparison: Comparison, left: Source, right: Source) -> None:
        super().__init__(comparison)
        self.left = _Side(left, "A")
        self.right = _Side(right, "B")

    @property
    def apart(self) -> ApartView:
        """The same passages, each document by itself: what goes together is for the reader."""
        return ApartView(self.record, self.left, self.right)

    @property
    def _rows(self) -> list[_Row]:
        lefts = _numbered((one.left for one in self.record.passages), self.left)
        rights = _numbered((one.right for one in self.record.passages), self.right)
        rows = []
        for one in self.record.passages:
            sign, words = SIGNS[one.relation]
            numbers = ", ".join(filter(None, (lefts.get(one.left), rights.get(one.right))))
            left = self.left.source.quotations.get(one.left)
            right = self.right.source.quotations.get(one.right)
            rows.append(_Row(one, sign, words, numbers, left, right, render_inline(one.says)))
        return rows

    @property
    def html(self) -> str:
        """The comparison as HTML with its own style."""
        return render(
            "comparison.html.j2",
            comparison=self.record,
            id=element_id(self.record.id),
            about=[render_inline(one) for one in self.record.about],
            sides=(self.left, self.right),
            rows=self._rows,
        )

    @property
    def text(self) -> str:
        """The comparison as plain text, passage by passage."""
        parts = [underline(self.record.title)]
        parts += [wrap(plain_inline(one)) for one in self.record.about]
        for number, row in enumerate(self._rows, 1):
            lines = [f"{number} {row.sign} {row.words} ({row.numbers})"]
            for side, quotation in ((self.left, row.left), (self.right, row.right)):
                lines.append(labelled(side.source.title, _words(quotation)))
            lines.append(wrap(plain_inline(row.pairing.says), "  "))
            parts.append("\n".join(filter(None, lines)))
        return join(parts)


class ApartView(View[Comparison]):
    """The passages of two documents, numbered, each document by itself."""

    def __init__(self, comparison: Comparison, left: _Side, right: _Side) -> None:
        super().__init__(comparison)
        self.sides = (left, right)

    def _passages(self, side: _Side) -> list[tuple[str, Quotation]]:
        passages = self.record.passages
        is_left = side is self.sides[0]
        numbers = _numbered((one.left if is_left else one.right for one in passages), side)
        return [(number, side.source.quotations[name]) for name, number in numbers.items()]

    @property
    def html(self) -> str:
        """The passages as HTML with their own style."""
        return render(
            "apart.html.j2",
            comparison=self.record,
            id=element_id(self.record.id, "apart"),
            about=[render_inline(one) for one in self.record.about],
            sides=[(side, self._passages(side)) for side in self.sides],
        )

    @property
    def text(self) -> str:
        """The passages as plain text."""
        parts = [underline(self.record.title)]
        parts += [wrap(plain_inline(one)) for one in self.record.about]
        for side in self.sides:
            parts.append(underline(side.source.title, "-"))
            parts += [labelled(number, _words(one)) for number, one in self._passages(side)]
        return join(parts)


def _numbered(names: Iterable[str], side: _Side) -> dict[str, str]:
    """Number the passages that are compared, in the order of their document."""
    wanted = set(names)
    mine = [name for name in side.source.quotations if name in wanted]
    return {name: f"{side.letter}{number}" for number, name in enumerate(mine, 1)}


def _words(quotation: Quotation | None) -> str:
    if quotation is None:
        return "nothing of it"
    translated = f"\nIn our translation: {quotation.translation}" if quotation.translation else ""
    return f"“{quotation.text}”{translated}"
