"""Exercises on paper: what students write on, and what teachers mark by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from coursekit.exercises import UNSCORED, floor
from coursekit.exercises.scoring import asked
from coursekit.exercises.sequences import line_floor, unasked_pairs
from coursekit.handouts.guides import answer_lines, render_rubric
from coursekit.records import UNREADABLE, Exercise, ExerciseType, LineKind, When
from coursekit.views import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from coursekit.handouts.prose import Prose
    from coursekit.records import Accepted, Line, Misconception, Sample

WORDS_A_ROW = 10  # as many words does a hand write on a line
MOST_ROWS = 12
MOST_COLUMNS = 6  # as many words to choose from have a column each

# What each type earns, in the words of a marker; `exercises.scoring` has the formulas.
RULES: Mapping[ExerciseType, str] = {
    ExerciseType.PREDICT: "Not scored: what counts is to commit to an answer before knowing.",
    ExerciseType.RECALL: "Not scored: what counts is to try before looking back.",
    ExerciseType.SOURCE_CARD: "Each line earns its share when it is right. “Not on the page” is "
    "right where that is true.",
    ExerciseType.COMPUTE: "Each line earns its share when it is right, whatever way led to it.",
    ExerciseType.AUTHENTICATE: "A verdict counts only together with its evidence: unless the "
    "verdict and the line below it are both right, nothing is earned for that quotation or claim. "
    "Then each line earns its share.",
    ExerciseType.READ_CHART: "Each line counts the same: a value is right within its tolerance, "
    "and “cannot be read” where the chart does not show it.",
    ExerciseType.QUESTION_TYPE: "Each line counts the same. A contested one is right with any of "
    "its labels.",
    ExerciseType.SEQUENCE: "Take every pair whose order the sources settle: one for a pair in the "
    "right order, one away for a wrong one, nothing for two that stand together or are missing. "
    "Divide by the number of pairs; never below nothing.",
    ExerciseType.PARSONS: "Of the lines of code take the longest run, gaps allowed, that stands in "
    "the right order, and divide by the lines that are needed; one tenth away for each line that "
    "does not belong. Where lines are set in, this counts four fifths, and what is rightly set in "
    "one fifth.",
    ExerciseType.BUG_HUNT: "Each repaired cell earns its share.",
    ExerciseType.ATTRIBUTE: "Each right line counts one. Each wrong line takes away one divided "
    "by the number of other names to choose from; a blank or “cannot tell” takes away nothing. "
    "The sum is divided by the number of lines and is never below nothing.",
    ExerciseType.SPAN_LABEL: "For each label: twice the items rightly given it, divided by the "
    "items given it plus the items that have it. The score is the mean over the labels. A "
    "contested item is right with any of its labels.",
    ExerciseType.CLAIM_EVIDENCE: "For each claim only what supports or undercuts counts: twice "
    "the right pairs, divided by the pairs named plus the pairs to be found. A pair with the "
    "wrong direction is half right; “neither” earns nothing and costs nothing. The score is the "
    "mean over the claims.",
    ExerciseType.CORROBORATE: "Each point is worth the part of its lines that is right. Twice "
    "the sum, divided by the points given plus the points to be found. A silence called a "
    "contradiction costs half a point.",
    ExerciseType.DATE_WINDOW: "Nothing if the day lies outside the window. Inside it, up to 80% "
    "for narrowness, the same for each halving of the widest window, and up to 20% for the clues. "
    "Days that the named clues leave open count as part of the window.",
    ExerciseType.CHOOSE_JUSTIFY: "Only the form earns anything: an option; a reason within its "
    "words; two documents that exist, of two sides; a quotation, word for word; a word against "
    "it and a limit. Without a reason nothing but the option counts. No option is wrong; what "
    "the argument is worth, you judge.",
}
_ARGUED = frozenset({ExerciseType.CHOOSE_JUSTIFY})  # judged by a rubric, not by a key
_ORDERED = (ExerciseType.SEQUENCE, ExerciseType.PARSONS)
_UNWEIGHTED = frozenset(
    {
        ExerciseType.ATTRIBUTE,
        ExerciseType.SPAN_LABEL,
        ExerciseType.CLAIM_EVIDENCE,
        ExerciseType.CORROBORATE,
        ExerciseType.DATE_WINDOW,
        *UNSCORED,
    }
)


def credit_rule(exercise: Exercise) -> list[str]:
    """Say how an answer on paper is scored: the rule of its type, its numbers, its floor.

    Examples:
        >>> from coursekit.records import Accepted, ExerciseType, Line
        >>> line = Line(label="days", kind=LineKind.NUMBER, accepts=(Accepted(value="783"),))
        >>> asked = Exercise(id="1.1", title="Days", type=ExerciseType.COMPUTE, skill="counting",
        ...                  prompt="How many?", lines=(line,))
        >>> credit_rule(asked)
        ['Each line earns its share when it is right, whatever way led to it.']
    """
    sentences = [RULES[exercise.type], *_order_rule(exercise)]
    if exercise.type in UNSCORED:
        return sentences
    if exercise.type not in _UNWEIGHTED and any(
        line.kind is LineKind.MANY and line.accepts for line in exercise.lines
    ):
        sentences.append(
            "A line of several things earns twice the right ones, divided by those "
            "given plus those wanted."
        )
    for one in exercise.misconceptions:
        if one.earns:
            given = " and ".join(f"{label}: {value}" for label, value in one.answer.items())
            sentences.append(f"“{given}” keeps {_percent(one.earns)} of its share.")
    if lazy := floor(exercise):
        sentences.append(
            f"Answers that need no reading would earn {_percent(lazy)}, so the score counts from "
            f"there: of what is earned in percent take {lazy:.0%} away and divide by "
            f"{1 - lazy:.2f}."
        )
    return sentences


def _order_rule(exercise: Exercise) -> Iterator[str]:
    """Say of an order what the pieces as shown would bring, and what stands beside it."""
    if exercise.type is ExerciseType.SEQUENCE and (open_pairs := unasked_pairs(exercise)):
        listed = ", ".join(f"{one} with {other}" for one, other in open_pairs)
        yield f"Not counted, in whatever order they stand: {listed}."
    for line in exercise.lines:
        if line.kind is LineKind.ORDER and (lazy := line_floor(exercise, line)):
            yield (
                f"The pieces as shown, or backwards, would earn {_percent(lazy)} of the order: "
                f"take that away and divide by {1 - lazy:.2f}."
            )
        elif line.kind is not LineKind.ORDER and exercise.type in _ORDERED:
            yield f"The line “{line.label}” earns its share when it is right."


def _percent(share: float) -> str:
    return f"{share:.0%}"


# What students write on ---------------------------------------------------------------------


class _Blank(NamedTuple):
    """One line to write on."""

    label: str
    about: Markup | str
    kind: str
    choices: tuple[str, ...] = ()
    rows: int = 1
    limit: str = ""
    places: int = 0


def render_form(exercise: Exercise, prose: Prose) -> str:
    """Give the paper form of an exercise: a grid, a table, or labelled lines."""
    return render(
        "handout/form.html.j2",
        exercise=exercise,
        form=_form_of(exercise),
        legend=_unsaid(exercise, exercise.choices, prose),
        columns=list(exercise.evidence.items()),
        clues=_unsaid(exercise, exercise.evidence or exercise.pieces, prose),
        code=exercise.type is ExerciseType.PARSONS,
        claims=[(name, prose.render_line(text)) for name, text in exercise.claims.items()],
        blanks=[_blank(line, prose) for line in exercise.lines],
        short=_short_words(tuple(exercise.choices)),
    )


def _unsaid(
    exercise: Exercise, meanings: Mapping[str, str], prose: Prose
) -> list[tuple[str, Markup]]:
    """Give words with their meaning, unless the prompt has told them all."""
    if all(says in exercise.prompt for says in meanings.values()):
        return []
    return [(word, prose.render_line(says)) for word, says in meanings.items()]


def is_told_again(exercise: Exercise) -> bool:
    """Say whether the rows of an exercise's form repeat a list of its prompt, word for word.

    On a screen one stands far above the other; on paper the list can be saved.

    Examples:
        >>> from coursekit.records import Exercise, ExerciseType
        >>> rain = "It rained."
        >>> asked = Exercise(id="1.1", title="Two", type=ExerciseType.CLAIM_EVIDENCE, skill="",
        ...                  prompt=f"Which? 1. {rain}", lines=(), claims={"1": rain},
        ...                  evidence={"A": "the letter"})
        >>> is_told_again(asked)
        True
    """
    form = _form_of(exercise)
    rows = exercise.claims.values() if form == "grid" else [one.about for one in exercise.lines]
    return form != "lines" and all(words and words in exercise.prompt for words in rows)


def _form_of(exercise: Exercise) -> str:
    if exercise.claims and exercise.evidence:
        return "grid"
    sets = {line.choices for line in exercise.lines}
    if len(exercise.lines) > 2 and len(sets) == 1 and 1 < len(next(iter(sets))) <= MOST_COLUMNS:
        return "table"
    return "lines"


def _blank(line: Line, prose: Prose) -> _Blank:
    rows = 1
    if line.kind is LineKind.TEXT:
        rows = min(MOST_ROWS, -(-(line.most or 20) // WORDS_A_ROW))
    limit = f"at most {line.most} words" if line.most else ""
    about = prose.render_line(line.about) if line.about else ""
    places = len(line.choices) if line.kind is LineKind.ORDER else 0
    return _Blank(line.label, about, line.kind.value, line.choices, rows, limit, places)


def _short_words(words: Sequence[str]) -> dict[str, str]:
    """Give a letter for each word, where their first letters differ."""
    letters = {word: word[:1].upper() for word in words}
    return letters if len(set(letters.values())) == len(words) else {}


# What teachers mark by ----------------------------------------------------------------------


class _KeyLine(NamedTuple):
    label: str
    about: Markup | str
    readings: list[tuple[Markup | str, str]]
    share: str
    right: Markup | str


def render_key(
    exercise: Exercise, prose: Prose, *, level: int, samples: Sequence[Sample] = ()
) -> str:
    """Give the key of an exercise: what is right, what it earns, wrong turns, hints, why.

    Args:
        exercise: The exercise.
        prose: What renders the page's Markdown.
        level: The level of the headings.
        samples: Invented answers, for those that a rubric judges.
    """
    scored = () if exercise.type in _UNWEIGHTED else asked(exercise)
    total = sum(line.weight for line in scored)
    shares = {line.label: _percent(line.weight / total) for line in scored if total}
    recalled = {str(place): [one.answer] for place, one in enumerate(exercise.recalled, 1)}
    return render(
        "handout/key.html.j2",
        exercise=exercise,
        level=level,
        grid=_form_of(exercise) == "grid" and all(line.accepts for line in exercise.lines),
        lines=[
            _key_line(line, prose, shares.get(line.label, ""), recalled.get(line.label, ()))
            for line in exercise.lines
        ],
        keys={line.label: [_words(line, one) for one in line.accepts] for line in exercise.lines},
        weighted=len(shares) > 1,
        contested=list(_contested(exercise)),
        rule=credit_rule(exercise),
        turns=[
            (_answer_words(exercise, one.answer), prose.render_line(one.say), _ask(one, prose))
            for one in exercise.misconceptions
        ],
        hints=[prose.render(hint) for hint in exercise.hints],
        explanation=prose.render(exercise.explanation) if exercise.explanation else "",
        solution=answer_lines(exercise.solution) if exercise.type in _ARGUED else [],
        rubric=render_rubric(exercise, samples, prose) if exercise.type in _ARGUED else "",
    )


def _ask(misconception: Misconception, prose: Prose) -> Markup | str:
    return prose.render_line(misconception.ask) if misconception.ask else ""


def _key_line(line: Line, prose: Prose, share: str, recalled: Sequence[str] = ()) -> _KeyLine:
    readings: list[tuple[Markup | str, str]] = [
        (_words(line, one), one.defended_by) for one in line.accepts
    ]
    readings += [(prose.render_line(one), "") for one in recalled]
    about = prose.render_line(line.about) if line.about else ""
    right = prose.render_line(line.right) if line.right else ""
    return _KeyLine(line.label, about, readings, share, right)


def _words(line: Line, accepted: Accepted) -> str:
    """Write an accepted value as a reader would."""
    words = _value_words(line, accepted.value)
    if accepted.beside:
        beside = ", ".join(f"{label}: {value}" for label, value in accepted.beside.items())
        words += f" (with {beside})"
    return words


def _value_words(line: Line, value: str) -> str:
    if line.kind is LineKind.DATE:
        try:
            return When(value).words
        except ValueError:
            return value
    if line.kind is LineKind.MANY:
        return " + ".join(value.split(", "))  # or the sets of a key could not be told apart
    if line.tolerance and value != UNREADABLE:
        return f"{value} (up to {line.tolerance:g} off)"
    if line.kind is LineKind.NUMBER and value.lstrip("-").isdecimal():
        return f"{int(value):,}"
    return f"{value} %" if line.kind is LineKind.PERCENT and value != UNREADABLE else value


def _contested(exercise: Exercise) -> Iterator[tuple[str, str, str]]:
    """Name the answers that a scholar defends: line, reading, scholar."""
    for line in exercise.lines:
        for accepted in line.accepts:
            if accepted.defended_by:
                yield line.label, _words(line, accepted), accepted.defended_by


def _answer_words(exercise: Exercise, answer: Any) -> str:
    lines = {line.label: line for line in exercise.lines}
    return ", ".join(
        f"{label}: {_value_words(lines[label], str(v))}" for label, v in answer.items()
    )
