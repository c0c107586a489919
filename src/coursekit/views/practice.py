"""What a student comes back to: questions of earlier lessons, and how sure one was."""

from __future__ import annotations

from typing import NamedTuple

from coursekit.records import Exercise
from coursekit.views.markup import plain_inline, render, render_inline
from coursekit.views.view import View, count, join, underline, wrap

_HOW = (
    "Write what you remember in the cell below, without looking back, and run it: it has the "
    "answers. Nobody marks it."
)
_NOTHING = "There is nothing to come back to yet: no earlier lesson has left a question."


class RecallView(View[Exercise]):
    """The questions that a lesson asks once more, without their answers.

    Args:
        record: A recall, with the questions that were drawn for it.
    """

    @property
    def _how(self) -> str:
        return _HOW if self.record.recalled else _NOTHING

    @property
    def html(self) -> str:
        """The questions as HTML with their own style."""
        questions = [
            (f"Lesson {int(one.chapter)}", render_inline(one.question))
            for one in self.record.recalled
        ]
        return render("recall.html.j2", title=self.record.title, questions=questions, how=self._how)

    @property
    def text(self) -> str:
        """The questions as plain text."""
        questions = [
            wrap(f"{plain_inline(one.question)} (Lesson {int(one.chapter)})", "   ", f"{number}. ")
            for number, one in enumerate(self.record.recalled, 1)
        ]
        return join([underline(self.record.title), "\n".join(questions), wrap(self._how)])


class Answered(NamedTuple):
    """How many predictions can be looked back on, of how many a curve needs."""

    have: int
    need: int


class CalibrationView(View[Answered]):
    """What is said in place of a calibration curve while there is too little to draw."""

    @property
    def _sentence(self) -> str:
        have, need = self.record
        if not have:
            start = "No prediction of yours can be compared with what was so yet."
        else:
            start = f"So far {count(have, 'prediction')} of yours can be compared with what was so."
        return (
            f"{start} From {need} on, your own curve is drawn here: how sure you were, and how "
            "often you were right."
        )

    @property
    def html(self) -> str:
        """The sentence as HTML with its own style."""
        return render("sentence.html.j2", title="How sure, how often right", text=self._sentence)

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return join([underline("How sure, how often right"), wrap(self._sentence)])
