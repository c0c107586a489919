"""The formulas: what an answer earns, by type, before and after the lazy-answer floor.

Weighted types (source card, compute, authenticate, bug hunt): each line earns its weight; a
line that holds several things earns the F1 of its set. A reading may be right only beside
another one, as a total with the rule by which it was counted.

Questions tagged by their type: the fraction of right tags; a contested one has several. Charts
read: each line the same, a value within its tolerance or `cannot be read` where the key says so.

Sequence: Kendall's rank correlation over the pairs that the sources settle, not below 0; who
puts a settled pair together, or leaves one of it out, earns nothing for it; a pair of one place
in the key may stand in any order or together. Lines of code: 0.8 × the longest run in the right
order, by the number of lines, + 0.2 × what is rightly set in, of all that is or should be
(the 0.2 goes to the order where nothing is), - 0.1 for each line that does not belong. Either
counts from what the pieces as shown, or backwards, would earn. Other lines of such an exercise
earn their weight beside it.

Window of dates: a window that leaves the day out earns 0. Inside, the two ends earn
``ln(widest / width) / ln(widest / best)`` of 0.8, from 0 to 1 and with widths in days, so that
each halving earns the same; the clues earn their F1 of 0.2, where a true clue more than is
needed costs nothing and a clue that helps at neither end does. Days that the named clues leave
open count as part of the window: who is narrower than the evidence gets no bonus for it, and a
window without any evidence earns nothing.

Attribution: ``(right - wrong / (k - 1)) / n``, not below 0, where *k* is the number of names to
choose from. ``cannot tell`` is right where the key says so and costs nothing elsewhere.
Labelling spans: macro-F1 over the labels of the key. Claim and evidence: the mean, over the
claims, of F1 on the pairs that support or undercut; the right pair with the wrong direction
counts half, and a pair left blank is one missed. Corroboration: F1 on the points, each worth
the share of its lines (what the account says, the kind of difference) that is right; a silence
called a contradiction costs half a point.

An argument earns for its form alone: an option of the list; a reason of a sentence or more,
within its limit of words; two documents that exist (a quarter each), of two sides (half); a
quotation, word for word; something against it and a limit, each a sentence of its own. Nothing
but the option counts without a reason. Predictions and recall are never scored.

The floor: if answers that need no reading would earn *L*, the score is
``max(0, (raw - L) / (1 - L))``. Lazy are the same word everywhere (for corroboration every pair
of words), the words in the order as shown (labels, names), the widest window with every clue,
the bare option, and what the author lists.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from coursekit.exercises import arguments, sequences, windows
from coursekit.exercises.answers import Answer, read_answer
from coursekit.exercises.dates import NOT_THERE
from coursekit.exercises.labels import (
    less_guessing,
    macro_f1,
    mean_claim_f1,
    point_f1,
)
from coursekit.exercises.matching import is_met, is_right, set_f1
from coursekit.records import UNREADABLE, Exercise, ExerciseType, Library, Line, LineKind

if TYPE_CHECKING:
    from collections.abc import Iterator

UNSCORED = frozenset({ExerciseType.PREDICT, ExerciseType.RECALL})
NO_LIBRARY = Library()
MOST_PRODUCTS = 1000  # lazy answers that are made of a word for each list of words
LABELLING = frozenset({ExerciseType.SPAN_LABEL, ExerciseType.ATTRIBUTE, ExerciseType.QUESTION_TYPE})
_SORTED = frozenset(
    {ExerciseType.SPAN_LABEL, ExerciseType.QUESTION_TYPE, ExerciseType.AUTHENTICATE}
)


def asked(exercise: Exercise) -> tuple[Line, ...]:
    """Give the lines that can earn something: of an argument all, else those with a key."""
    whole = exercise.type is ExerciseType.CHOOSE_JUSTIFY
    return tuple(line for line in exercise.lines if whole or line.accepts)


def shares_of(
    exercise: Exercise, answer: Answer, library: Library = NO_LIBRARY
) -> dict[str, float]:
    """Give the share, from 0 to 1, that each line would earn by itself.

    A misconception may leave a share: who counts the right days backwards has counted.
    """
    if exercise.type is ExerciseType.CHOOSE_JUSTIFY:
        return arguments.shares(exercise, answer, library)
    shares = {line.label: _share(exercise, line, answer) for line in exercise.lines}
    if exercise.type is ExerciseType.DATE_WINDOW:
        return windows.shares(exercise, answer)
    for misconception in exercise.misconceptions:
        if misconception.earns and is_met(exercise, misconception.answer, answer):
            for label in misconception.answer:
                shares[label] = max(shares[label], misconception.earns)
    return shares


def _share(exercise: Exercise, line: Line, answer: Answer) -> float:
    if line.kind is LineKind.MANY:
        return set_f1(line, answer)
    if line.kind is LineKind.ORDER:
        return sequences.share(exercise, line, answer.readings[line.label].value)
    return float(is_right(exercise, line, answer))


VERDICT = "verdict"


def cases(exercise: Exercise) -> list[tuple[Line, ...]]:
    """Group the lines of an authentication: a verdict, its evidence, and what follows them.

    Where several quotations are judged, each has a line that is called its ``verdict``.
    """
    groups: list[list[Line]] = []
    for line in exercise.lines:
        if not groups or line.label.casefold().split()[-1:] == [VERDICT]:
            groups.append([])
        groups[-1].append(line)
    return [tuple(group) for group in groups]


def _with_evidence(exercise: Exercise, shares: dict[str, float]) -> dict[str, float]:
    """Let a verdict count only with its evidence, and evidence only with its verdict."""
    kept = dict(shares)
    for case in cases(exercise):
        if not all(shares[line.label] for line in case[:2]):
            kept |= dict.fromkeys((line.label for line in case), 0.0)
    return kept


def raw_score(exercise: Exercise, answer: Answer, library: Library = NO_LIBRARY) -> float:
    """Score an answer by its type's formula, before the floor."""
    match exercise.type:
        case ExerciseType.ATTRIBUTE:
            return less_guessing(exercise, answer)
        case ExerciseType.SPAN_LABEL:
            return macro_f1(exercise, answer)
        case ExerciseType.CLAIM_EVIDENCE:
            return mean_claim_f1(exercise, answer)
        case ExerciseType.CORROBORATE:
            return point_f1(exercise, answer)
    shares = shares_of(exercise, answer, library)
    if exercise.type is ExerciseType.AUTHENTICATE:
        shares = _with_evidence(exercise, shares)
    weights = {line.label: line.weight for line in asked(exercise)}
    total = sum(weights.values())
    return sum(shares[label] * weight for label, weight in weights.items()) / total if total else 0


def lazy_answers(exercise: Exercise) -> Iterator[Answer]:
    """Give the answers that need no reading: the same word everywhere, and the author's own."""
    choosing = [line for line in exercise.lines if line.kind is LineKind.CHOICE]
    dating = [line for line in exercise.lines if line.kind is LineKind.DATE]
    listing = [line for line in exercise.lines if line.kind is LineKind.MANY and line.choices]
    everything = {line.label: ", ".join(line.choices) for line in listing}
    found: list[dict[str, str]] = []
    lists = list(dict.fromkeys(line.choices for line in choosing))
    if exercise.type is ExerciseType.CORROBORATE or (exercise.type in _SORTED and len(lists) > 1):
        for words in itertools.islice(itertools.product(*lists), MOST_PRODUCTS):
            of = dict(zip(lists, words, strict=True))
            found.append({line.label: of[line.choices] for line in choosing})
    elif len(choosing) > 1 or exercise.type is ExerciseType.CHOOSE_JUSTIFY:
        words = tuple(sorted({choice for line in choosing for choice in line.choices}))
        found += [{line.label: word for line in choosing} for word in words]
    if exercise.type is ExerciseType.READ_CHART:
        found += list(_of_charts(exercise))
    if exercise.type in LABELLING:
        turns = enumerate(choosing)
        found.append({line.label: line.choices[turn % len(line.choices)] for turn, line in turns})
    if exercise.widest is not None:
        ends = (exercise.widest.earliest.isoformat(), exercise.widest.latest.isoformat())
        found.append(dict(zip(windows.LABELS, ends, strict=False)) | everything)
    elif len(dating) > 1:
        dates = {accepted.value for line in dating for accepted in line.accepts} | {NOT_THERE}
        found += [{line.label: date for line in dating} for date in sorted(dates)]
    if everything:
        found.append(everything)
    for lines in found:
        yield read_answer(exercise, lines)
    for block in exercise.lazy:
        yield read_answer(exercise, block)


def _of_charts(exercise: Exercise) -> Iterator[dict[str, str]]:
    """Give the answers of who has not looked at a chart: one value, or a shrug, everywhere."""
    values = {one.value for line in exercise.lines for one in line.accepts} | {UNREADABLE}
    for value in sorted(values):
        yield {line.label: value for line in exercise.lines}


def floor(exercise: Exercise) -> float:
    """What the best answer without reading would earn."""
    return max((raw_score(exercise, lazy) for lazy in lazy_answers(exercise)), default=0.0)


def score(exercise: Exercise, answer: Answer, library: Library = NO_LIBRARY) -> float | None:
    """Score an answer from 0 to 1; None for a type that is never scored, or a blank answer."""
    if exercise.type in UNSCORED or all(one.is_blank for one in answer.readings.values()):
        return None
    lazy = floor(exercise)
    if lazy >= 1:
        return 0.0
    return round(max(0.0, (raw_score(exercise, answer, library) - lazy) / (1 - lazy)), 4)
