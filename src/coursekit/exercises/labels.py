"""Formulas for answers that put a word to each of several things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit.exercises.matching import is_right
from coursekit.records import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from coursekit.exercises.answers import Answer
    from coursekit.records import Exercise, Line

NEITHER = "neither"
CANNOT_TELL = "cannot tell"
KIND = " kind"  # what the label of a line ends with that says how two accounts differ
SILENCE = "silence"
ONLY = "only "  # what a word begins with that says that one account alone speaks of it
CONTRADICTIONS = ("fact", "status", "differs")  # both speak, and cannot both be followed


def macro_f1(exercise: Exercise, answer: Answer) -> float:
    """Mean F1 over the labels of the key; a contested span counts as the label it was given."""
    given = {line.label: answer.readings[line.label].value for line in exercise.lines}
    gold = {
        line.label: given[line.label] if is_right(exercise, line, answer) else line.accepts[0].value
        for line in exercise.lines
        if line.accepts
    }
    scores = []
    for label in sorted({accepted.value for line in exercise.lines for accepted in line.accepts}):
        hits = sum(gold[span] == label == given[span] for span in gold)
        named = sum(value == label for value in given.values())
        real = sum(value == label for value in gold.values())
        if real:
            scores.append(2 * hits / (named + real))
    return sum(scores) / len(scores) if scores else 0.0


def mean_claim_f1(exercise: Exercise, answer: Answer) -> float:
    """Mean F1, over the claims, on the pairs that support or undercut."""
    scores = []
    for claim in exercise.claims:
        pairs = {f"{claim}{page}" for page in exercise.evidence}
        lines = [line for line in exercise.lines if line.label in pairs]
        hits, named, real = 0.0, 0, 0
        for line in lines:
            reading = answer.readings[line.label]
            wanted = {accepted.value for accepted in line.accepts}
            if NEITHER in wanted and reading.value == NEITHER:
                continue
            right = is_right(exercise, line, answer)
            real += NEITHER not in wanted or right or reading.value is None
            named += reading.value is not None and reading.value != NEITHER
            if right:
                hits += 1
            elif reading.value not in (None, NEITHER) and NEITHER not in wanted:
                hits += 0.5
        if real:
            scores.append(2 * hits / (named + real) if named else 0.0)
    return sum(scores) / len(scores) if scores else 0.0


def less_guessing(exercise: Exercise, answer: Answer) -> float:
    """Right ones, less what guessing would have brought; ``cannot tell`` risks nothing."""
    lines = [line for line in exercise.lines if line.accepts]
    right = sum(is_right(exercise, line, answer) for line in lines)
    named = sum(answer.readings[line.label].value not in (None, CANNOT_TELL) for line in lines)
    bold = sum(
        is_right(exercise, line, answer) and answer.readings[line.label].value != CANNOT_TELL
        for line in lines
    )
    names = {choice for line in lines for choice in line.choices} - {CANNOT_TELL}
    wrong = named - bold
    return max(0.0, (right - wrong / max(1, len(names) - 1)) / len(lines)) if lines else 0.0


def points(exercise: Exercise) -> Mapping[str, list[Line]]:
    """Group the lines by the point they speak of: ``AP`` and ``AP kind`` are one."""
    found: dict[str, list[Line]] = {}
    for line in exercise.lines:
        if line.accepts:
            found.setdefault(line.label.removesuffix(KIND), []).append(line)
    return found


def point_f1(exercise: Exercise, answer: Answer) -> float:
    """F1 on the points, each worth the share of its lines that is right."""
    hits, named, real = 0.0, 0, 0
    for lines in points(exercise).values():
        real += 1
        named += any(answer.readings[line.label].value is not None for line in lines)
        hits += sum(is_right(exercise, line, answer) for line in lines) / len(lines)
        hits -= 0.5 * any(takes_silence_for_denial(exercise, line, answer) for line in lines)
    return max(0.0, 2 * hits / (named + real)) if real else 0.0


def takes_silence_for_denial(exercise: Exercise, line: Line, answer: Answer) -> bool:
    """Whether a line calls a contradiction what is a silence of one account, above all."""
    return (
        bool(line.accepts)
        and (line.accepts[0].value == SILENCE or line.accepts[0].value.startswith(ONLY))
        and not is_right(exercise, line, answer)
        and answer.readings[line.label].value in CONTRADICTIONS
    )


def one_label(exercise: Exercise, answer: Answer) -> Iterator[str]:
    """Say of a label on more than half of the lines that it tells little apart."""
    given = [answer.readings[line.label].value for line in exercise.lines]
    for label, meaning in exercise.choices.items():
        if len(given) > 2 and 2 * given.count(label) > len(given):
            yield (
                f"One label for nearly all ({label}, {given.count(label)} of {len(given)}). "
                f"Test each line by what the label means, “{meaning}”: which do not pass?"
            )


def unexplained(exercise: Exercise, answer: Answer, explained: Collection[str]) -> Iterator[str]:
    """Name the wrong lines that no explanation speaks of."""
    wrong = [
        line.label
        for line in exercise.lines
        if answer.readings[line.label].value not in (None, CANNOT_TELL)
        and line.accepts
        and not is_right(exercise, line, answer)
        and line.label not in explained
    ]
    if wrong:
        names = " and ".join(filter(None, [", ".join(wrong[:-1]), wrong[-1]]))
        yield f"Look again at {names}{', too' if explained else ''}."


def remarks(exercise: Exercise, answer: Answer) -> Iterator[str]:
    """Say what costs more than its own line."""
    if any(takes_silence_for_denial(exercise, line, answer) for line in exercise.lines):
        yield "A silence taken for a contradiction costs half of its line besides."


# Charts that are read ------------------------------------------------------------------------


def _is_unreadable(line: Line) -> bool:
    return any(one.value == UNREADABLE for one in line.accepts)


def of_reading(exercise: Exercise, answer: Answer) -> Iterator[str]:
    """Say where a value was read that no chart shows, or one was not read that it does."""
    wrong = [
        line
        for line in exercise.lines
        if answer.readings[line.label].value is not None and not is_right(exercise, line, answer)
    ]
    if any(_is_unreadable(line) for line in wrong):
        yield (
            "One of your values does not stand in the chart. Ask of each where you would put your "
            "finger."
        )
    if any(answer.readings[line.label].value == UNREADABLE for line in wrong):
        yield "Something that you leave open can be read: look along both axes once more."


def chart_problems(exercise: Exercise) -> Iterator[str]:
    """Say what is wrong with the key of a chart to be read."""
    closed = sum(_is_unreadable(line) for line in exercise.lines)
    if not closed or closed == len(exercise.lines):
        yield f"needs lines that can be read, and some where “{UNREADABLE}” is right"
