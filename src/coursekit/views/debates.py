"""A debate as cards, one for each position."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursekit.records import Certainty, Debate, QuestionKind
from coursekit.views.markup import element_id, plain_inline, render, render_inline
from coursekit.views.view import View, join, labelled, underline, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from coursekit.records import Position

ASKS = {
    QuestionKind.SAID: "what was said or done",
    QuestionKind.MEANT: "what it meant to those who heard it",
    QuestionKind.CAUSED: "what came of it",
    QuestionKind.RIGHT: "whether it was lawful or right",
}
HOW_FAR = {
    Certainty.SETTLED: "Settled: the documents of all sides agree.",
    Certainty.CONTESTED: "Contested: scholars read the same documents differently.",
    Certainty.OPEN: "Open: the records are closed or missing.",
}


class _Card(NamedTuple):
    id: str
    position: Position
    asks: str
    claim: Markup
    defences: list[tuple[str, Markup | str, str]]
    leans_on: Markup
    would_change: Markup


class DebateView(View[Debate]):
    """What scholars hold on a question: a card a position, in the order of the file.

    Args:
        debate: The debate.
        works: The works that are named, as a note gives them, by their ids.
    """

    def __init__(self, debate: Debate, works: Mapping[str, Markup]) -> None:
        super().__init__(debate)
        self.works = works

    @property
    def html(self) -> str:
        """The cards as HTML with their own style."""
        debate = self.record
        return render(
            "debate.html.j2",
            debate=debate,
            id=element_id(debate.id),
            how_far=HOW_FAR[debate.certainty],
            agreed=[render_inline(one) for one in debate.agreed],
            cards=[self._card(name, one) for name, one in debate.positions.items()],
        )

    def _card(self, name: str, position: Position) -> _Card:
        return _Card(
            id=element_id(self.record.id, name),
            position=position,
            asks=ASKS[position.kind],
            claim=render_inline(position.claim),
            defences=[
                (d.scholar, _after(d.scholar, self.works[d.work]), d.where)
                for d in position.defended_by
            ],
            leans_on=render_inline(position.leans_on),
            would_change=render_inline(position.would_change),
        )

    @property
    def text(self) -> str:
        """The cards as plain text."""
        debate = self.record
        parts = [underline(debate.title), wrap(HOW_FAR[debate.certainty])]
        for position in debate.positions.values():
            parts += [underline(position.label, "-"), self._position_text(position)]
        parts += [underline("What none of them denies", "-")] if debate.agreed else []
        return join([*parts, *(wrap(plain_inline(one)) for one in debate.agreed)])

    def _position_text(self, position: Position) -> str:
        from markupsafe import escape

        defences = (
            wrap(
                (escape(one.scholar) + _after(one.scholar, self.works[one.work])).striptags()
                + (f", {one.where}" if one.where else ""),
                "    ",
                "  - ",
            )
            for one in position.defended_by
        )
        lines = (
            wrap(plain_inline(position.claim)),
            labelled("Answers", ASKS[position.kind]),
            "Defended by\n" + "\n".join(defences),
            labelled("Leans on", plain_inline(position.leans_on)),
            labelled("Would change a fair mind", plain_inline(position.would_change)),
        )
        return "\n".join(lines)


def _after(scholar: str, work: Markup) -> Markup:
    """Give what follows a scholar's name, which a note on the work mostly begins with."""
    from markupsafe import Markup, escape

    name = escape(scholar)
    return Markup(work[len(name) :]) if work.startswith(name) else Markup(f": {work}")
