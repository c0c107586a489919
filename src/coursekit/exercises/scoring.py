"""The formulas: what an answer earns, by type, before and after the lazy-answer floor.

Weighted types (source card, compute, authenticate, bug hunt): each line earns its weight.
Labelling spans: macro-F1 over the labels of the key. Claim and evidence: the mean, over the
claims, of F1 on the pairs that support or undercut; the right pair with the wrong direction
counts half, and a pair left blank is one missed. Predictions are never scored.

The floor: if answers that need no reading would earn *L*, the score is
``max(0, (raw - L) / (1 - L))``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit.exercises.answers import NOT_THERE, Answer, Reading, read_answer, read_line
from coursekit.records import Exercise, ExerciseType, Line, LineKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NEITHER = "neither"
UNSCORED = frozenset({ExerciseType.PREDICT})


def is_right(line: Line, reading: Reading) -> bool:
    """Whether a line was read as one of its accepted values."""
    return reading.value is not None and any(
        reading.value == read_line(line, accepted.value).value for accepted in line.accepts
    )


def shares_of(exercise: Exercise, answer: Answer) -> dict[str, float]:
    """Give the share, from 0 to 1, that each line would earn by itself.

    A misconception may leave a share: who counts the right days backwards has counted.
    """
    shares = {
        line.label: float(is_right(line, answer.readings[line.label])) for line in exercise.lines
    }
    for misconception in exercise.misconceptions:
        if misconception.earns and is_met(exercise, misconception.answer, answer):
            for label in misconception.answer:
                shares[label] = max(shares[label], misconception.earns)
    return shares


def is_met(exercise: Exercise, wanted: Mapping[str, str], answer: Answer) -> bool:
    """Whether an answer gives all the readings that a misconception names."""
    lines = {line.label: line for line in exercise.lines}
    return bool(wanted) and all(
        answer.readings[label].value is not None
        and answer.readings[label].value == read_line(lines[label], value).value
        for label, value in wanted.items()
    )


def _with_evidence(exercise: Exercise, shares: dict[str, float]) -> dict[str, float]:
    """Let a verdict count only with its evidence, and evidence only with its verdict."""
    verdict, evidence = (line.label for line in exercise.lines[:2])
    if shares[verdict] and shares[evidence]:
        return shares
    return dict.fromkeys(shares, 0.0)


def raw_score(exercise: Exercise, answer: Answer) -> float:
    """Score an answer by its type's formula, before the floor."""
    match exercise.type:
        case ExerciseType.SPAN_LABEL:
            return _macro_f1(exercise, answer)
        case ExerciseType.CLAIM_EVIDENCE:
            return _mean_claim_f1(exercise, answer)
    shares = shares_of(exercise, answer)
    if exercise.type is ExerciseType.AUTHENTICATE:
        shares = _with_evidence(exercise, shares)
    weights = {line.label: line.weight for line in exercise.lines if line.accepts}
    total = sum(weights.values())
    return sum(shares[label] * weight for label, weight in weights.items()) / total if total else 0


def _macro_f1(exercise: Exercise, answer: Answer) -> float:
    """Mean F1 over the labels of the key; a contested span counts as the label it was given."""
    given = {line.label: answer.readings[line.label].value for line in exercise.lines}
    gold = {
        line.label: given[line.label]
        if is_right(line, answer.readings[line.label])
        else line.accepts[0].value
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


def _mean_claim_f1(exercise: Exercise, answer: Answer) -> float:
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
            right = is_right(line, reading)
            real += NEITHER not in wanted or right or reading.value is None
            named += reading.value is not None and reading.value != NEITHER
            if right:
                hits += 1
            elif reading.value not in (None, NEITHER) and NEITHER not in wanted:
                hits += 0.5
        if real:
            scores.append(2 * hits / (named + real) if named else 0.0)
    return sum(scores) / len(scores) if scores else 0.0


def lazy_answers(exercise: Exercise) -> Iterator[Answer]:
    """Give the answers that need no reading: the same word everywhere, and the author's own."""
    choosing = [line for line in exercise.lines if line.kind is LineKind.CHOICE]
    dating = [line for line in exercise.lines if line.kind is LineKind.DATE]
    everywhere: list[tuple[list[Line], str]] = []
    if len(choosing) > 1:
        words = sorted({choice for line in choosing for choice in line.choices})
        everywhere += [(choosing, word) for word in words]
    if len(dating) > 1:
        dates = {accepted.value for line in dating for accepted in line.accepts} | {NOT_THERE}
        everywhere += [(dating, date) for date in sorted(dates)]
    for lines, word in everywhere:
        yield read_answer(exercise, {line.label: word for line in lines})
    for block in exercise.lazy:
        yield read_answer(exercise, block)


def floor(exercise: Exercise) -> float:
    """What the best answer without reading would earn."""
    return max((raw_score(exercise, lazy) for lazy in lazy_answers(exercise)), default=0.0)


def score(exercise: Exercise, answer: Answer) -> float | None:
    """Score an answer from 0 to 1; None for a type that is never scored, or a blank answer."""
    if exercise.type in UNSCORED or all(one.is_blank for one in answer.readings.values()):
        return None
    lazy = floor(exercise)
    if lazy >= 1:
        return 0.0
    return round(max(0.0, (raw_score(exercise, answer) - lazy) / (1 - lazy)), 4)
