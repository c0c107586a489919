"""What a check says about an answer: what is right first, and never more than was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from coursekit.records import Verdict
from coursekit.views.markup import (
    plain_inline,
    plain_markdown,
    render,
    render_inline,
    render_markdown,
)
from coursekit.views.view import View, join, labelled, underline, wrap

if TYPE_CHECKING:
    from coursekit.records import Part


class _PartLine(NamedTuple):
    asked: str
    sign: str
    result: str


def _is_right(part: Part) -> bool:
    return part.answered and part.possible > 0 and part.earned >= part.possible - 1e-9


def _is_partly(part: Part) -> bool:
    return part.answered and not _is_right(part) and part.earned > 0


def _part_line(part: Part, right: str) -> _PartLine:
    if not part.answered:
        sign, result = "…", "still blank"
    elif part.possible <= 0:
        sign, result = "·", "noted"
    elif _is_right(part):
        sign, result = "✓", right
    elif _is_partly(part):
        sign, result = "~", f"partly {right}"
    else:
        sign, result = "○", "not yet"
    return _PartLine(part.asked, sign, result)


def _part_lines(verdict: Verdict) -> list[_PartLine]:
    """Say line by line what the result leaves open: nothing of one line, or where all are right."""
    complete = verdict.score is None and verdict.done
    if len(verdict.parts) < 2 or complete or all(map(_is_right, verdict.parts)):
        return []
    right = "complete" if verdict.unchecked else "right"
    return [_part_line(part, right) for part in verdict.parts]


def _result_words(verdict: Verdict) -> str:
    """Say the result, and never more than was checked."""
    scored = [part for part in verdict.parts if part.possible > 0]
    right = sum(map(_is_right, scored))
    partly = sum(map(_is_partly, scored))
    if verdict.score is None:
        if verdict.done:
            return "Written down"
        if any(part.answered for part in verdict.parts):
            return "Not every line is written yet"
        return "The answer could not be read yet" if verdict.form else "No answer yet"
    if verdict.unchecked:
        return _form_words(right, len(scored))
    if len(scored) > 1:
        return _lines_words(right, partly, sum(not p.answered for p in scored), len(scored))
    if verdict.score >= 1 - 1e-9:
        return "That is right"
    if verdict.score > 0 or partly:
        return "Partly right"
    blank = scored and not scored[0].answered
    return "The answer could not be read yet" if blank and verdict.form else "Not yet"


def _form_words(complete: int, total: int) -> str:
    """Say of an argument only what was looked at: its form."""
    if complete == total:
        return f"The form is complete: all {total} lines"
    return f"The form of {complete} of {total} lines is complete"


def _lines_words(right: int, partly: int, blank: int, total: int) -> str:
    if right == total:
        return "Both lines are right" if total == 2 else f"All {total} lines are right"
    words = f"{right} of {total} lines {'is' if right == 1 else 'are'} right"
    if not right:
        words = f"None of the {total} lines is right yet"
    more = [f"{partly} partly"] if partly else []
    more += [f"{blank} still blank"] if blank else []
    return ", ".join([words, *more])


def _score_words(verdict: Verdict) -> str:
    """Say the score where there is one: what earns nothing yet is said by the lines alone."""
    if not verdict.score:
        return ""
    if verdict.score >= 1 - 1e-9:
        return f"Score: 1 of 1. {verdict.unchecked}".strip()
    return f"Score so far: {verdict.score:.2f} of 1. {verdict.unchecked}".strip()


def _parts_text(parts: list[_PartLine]) -> str:
    words = (f"{part.sign} {part.asked} {part.result}" for part in parts)
    whole = ", ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in words)
    return wrap(whole).replace("\N{NO-BREAK SPACE}", " ")


class VerdictView(View[Verdict]):
    """What a check says about an answer: what is right first."""

    @property
    def _values(self) -> dict[str, Any]:
        verdict = self.record
        number = f" {verdict.hint_number}" if verdict.hint_number else ""
        number += f" of {verdict.hint_count}" if number and verdict.hint_count else ""
        defended = verdict.defended_by
        which = f"{verdict.defended}:" if verdict.defended else "This is"
        return {
            "heading": f"Exercise {verdict.exercise}: {verdict.title}",
            "result": _result_words(verdict),
            "reading": f"{which} the reading defended by {defended}." if defended else "",
            "parts": _part_lines(verdict),
            "score": _score_words(verdict),
            "hint_title": f"Hint{number}",
        }

    @property
    def html(self) -> str:
        """The verdict as HTML with its own style."""
        verdict = self.record
        return render(
            "verdict.html.j2",
            verdict=verdict,
            beside=[render_inline(sentence) for sentence in verdict.beside],
            say=[render_inline(sentence) for sentence in verdict.say],
            hint=render_markdown(verdict.hint) if verdict.hint else "",
            explanation=render_markdown(verdict.explanation) if verdict.explanation else "",
            **self._values,
        )

    @property
    def text(self) -> str:
        """The verdict as plain text."""
        verdict, values = self.record, self._values
        return join(
            [
                underline(values["heading"]),
                wrap(values["result"]),
                "\n".join(wrap(sentence, "  ", "- ") for sentence in verdict.right),
                wrap(values["reading"]),
                _parts_text(values["parts"]),
                wrap(values["score"]),
                labelled(
                    "To lay beside yours",
                    "\n" + "\n".join(plain_inline(sentence) for sentence in verdict.beside),
                ),
                labelled("You and your partner", "\n".join(verdict.agreement)),
                "\n".join(wrap(plain_inline(sentence)) for sentence in verdict.say),
                labelled(values["hint_title"], plain_markdown(verdict.hint or "")),
                labelled("About the form of the answer", verdict.form or ""),
                labelled("Why", plain_markdown(verdict.explanation)),
            ]
        )
