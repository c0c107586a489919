"""Formulas for answers that put pieces in order, and what is said of them.

Events: Kendall's rank correlation over the pairs that the sources settle. Code: the longest run
of lines that stand in the right order, less the lines that do not belong, and how they are set
in. Either counts from what the pieces as shown, or backwards, would bring.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from coursekit.exercises.lines import read_line, short
from coursekit.exercises.orders import follows, placed
from coursekit.records import Exercise, ExerciseType, LineKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursekit.exercises.answers import Answer
    from coursekit.records import Accepted, Line

FEWEST = 6  # events: with fewer, chance alone brings too much
FEWEST_LINES = 4  # of code
OF_ORDER, OF_INDENTATION = 0.8, 0.2
DISTRACTOR = 0.1  # what a line that does not belong costs
NEARLY = 0.4  # as shown, the pieces may not be nearer to their order than this
CHANCE = 0.15  # nor may an order by chance earn more on average
_DRAWS = 200

Pair = tuple[str, str]


def share(exercise: Exercise, line: Line, value: str | None) -> float:
    """Give the share, from 0 to 1, that an order earns, counted from what no reading brings."""
    lazy = line_floor(exercise, line)
    if value is None or lazy >= 1:
        return 0.0
    return max(0.0, (raw_share(exercise, line, value) - lazy) / (1 - lazy))


def line_floor(exercise: Exercise, line: Line) -> float:
    """What the pieces in the order in which they are shown would bring, or backwards."""
    shown = ", ".join(line.choices)
    backwards = ", ".join(reversed(line.choices))
    return max(raw_share(exercise, line, one) for one in (shown, backwards))


def raw_share(exercise: Exercise, line: Line, value: str) -> float:
    """Score an order by the formula of its type, by the nearest accepted one."""
    formula = _code if exercise.type is ExerciseType.PARSONS else _kendall
    return max((formula(exercise, one.value, value) for one in _keys(line)), default=0.0)


def order_accepted(exercise: Exercise, line: Line, value: str) -> Accepted | None:
    """Find the accepted order that one is, in all that counts."""
    formula = _code if exercise.type is ExerciseType.PARSONS else _kendall
    for accepted, read in zip(line.accepts, _keys(line), strict=True):
        if formula(exercise, read.value, value) == 1:
            return accepted
    return None


def _keys(line: Line) -> list[Accepted]:
    """Give the accepted orders in their fixed spelling."""
    return [replace(one, value=read_line(line, one.value).value or "") for one in line.accepts]


# Events -------------------------------------------------------------------------------------


def settled_pairs(exercise: Exercise, key: str) -> list[Pair]:
    """List the pairs whose order the sources settle, the earlier one first.

    Pieces of one place, as two talks of one day, may stand in any order or together.
    """
    open_pairs = {frozenset(read.split()) for read in exercise.unsettled}
    return [
        (one.letter, other.letter)
        for one, other in itertools.combinations(placed(key), 2)
        if one.place != other.place and frozenset((one.letter, other.letter)) not in open_pairs
    ]


def unasked_pairs(exercise: Exercise) -> list[Pair]:
    """List the pairs that may stand in any order: of one time, or not settled by the sources."""
    found: list[Pair] = []
    for line in exercise.lines:
        for key in _keys(line)[:1] if line.kind is LineKind.ORDER else ():
            asked = {frozenset(pair) for pair in settled_pairs(exercise, key.value)}
            pairs = itertools.combinations(sorted(exercise.pieces), 2)
            found += [pair for pair in pairs if frozenset(pair) not in asked]
    return found


def _sides(value: str, pairs: list[Pair]) -> Iterator[tuple[Pair, int]]:
    """Say of each pair how it stands: right (1), wrong (-1), together or missing (0)."""
    place = {one.letter: one.place for one in placed(value)}
    for one, other in pairs:
        if one in place and other in place:
            yield (one, other), (place[one] < place[other]) - (place[one] > place[other])
        else:
            yield (one, other), 0


def _kendall(exercise: Exercise, key: str, value: str) -> float:
    pairs = settled_pairs(exercise, key)
    if not pairs:
        return 0.0
    return max(0.0, sum(side for _, side in _sides(value, pairs)) / len(pairs))


# Lines of code ------------------------------------------------------------------------------


def _code(exercise: Exercise, key: str, value: str) -> float:
    del exercise
    from rapidfuzz.distance import LCSseq

    wanted, given = placed(key), placed(value)
    belongs = [one.letter for one in wanted]
    used = [one.letter for one in given]
    order = LCSseq.similarity(belongs, used) / len(belongs) if belongs else 0.0
    strangers = sum(letter not in belongs for letter in used)
    wanted_in = {(one.letter, one.level) for one in wanted if one.level}
    given_in = {(one.letter, one.level) for one in given if one.level}
    if not wanted_in:
        return max(0.0, order - DISTRACTOR * strangers - DISTRACTOR * bool(given_in))
    set_in = len(wanted_in & given_in) / len(wanted_in | given_in)
    return max(0.0, OF_ORDER * order + OF_INDENTATION * set_in - DISTRACTOR * strangers)


# What is said -------------------------------------------------------------------------------


def _nearest(exercise: Exercise, line: Line, value: str) -> str:
    formula = _code if exercise.type is ExerciseType.PARSONS else _kendall
    keys = [one.value for one in _keys(line)]
    return max(keys, key=lambda key: formula(exercise, key, value), default="")


def praise(exercise: Exercise, line: Line, answer: Answer) -> Iterator[str]:
    """Say what of an order holds, where not all of it does."""
    value = answer.readings[line.label].value
    if value is None:
        return
    key = _nearest(exercise, line, value)
    if exercise.type is ExerciseType.PARSONS:
        if run := _right_neighbours(key, value):
            yield f"Right neighbours: {', '.join(f'{one} then {other}' for one, other in run)}."
        return
    pairs = settled_pairs(exercise, key)
    right = sum(side == 1 for _, side in _sides(value, pairs))
    if right:
        yield f"{right} of the {len(pairs)} pairs that can be settled stand in the right order."


def _right_neighbours(key: str, value: str) -> list[Pair]:
    wanted = [one.letter for one in placed(key)]
    given = [one.letter for one in placed(value)]
    follow = set(itertools.pairwise(wanted))
    return [pair for pair in itertools.pairwise(given) if pair in follow]


def remarks(exercise: Exercise, answer: Answer) -> Iterator[str]:
    """Name the first two pieces that do not stand right, and what is missing."""
    for line in exercise.lines:
        value = answer.readings[line.label].value
        if line.kind is not LineKind.ORDER or value is None:
            continue
        if order_accepted(exercise, line, value) is not None:
            continue
        key = _nearest(exercise, line, value)
        if exercise.type is ExerciseType.PARSONS:
            yield from _of_code(exercise, key, value)
        else:
            yield from _of_events(exercise, key, value)


def _called(exercise: Exercise, letter: str) -> str:
    return f"{letter} (“{short(exercise.pieces.get(letter, letter))}”)"


def _of_events(exercise: Exercise, key: str, value: str) -> Iterator[str]:
    given = {one.letter for one in placed(value)}
    sides = list(_sides(value, settled_pairs(exercise, key)))
    place = {one.letter: one.place for one in placed(value)}
    wrong = [pair for pair, side in sides if side < 0]
    together = [pair for pair, side in sides if side == 0 and given >= set(pair)]
    if wrong:
        later, earlier = min(wrong, key=lambda pair: (place[pair[1]], place[pair[0]]))
        yield (
            f"The first pair to look at: {_called(exercise, earlier)} stands before "
            f"{_called(exercise, later)} in your order. What dates the two?"
        )
    elif together:
        one, other = together[0]
        yield (
            f"You put {_called(exercise, one)} and {_called(exercise, other)} together; which of "
            "the two was first can be told."
        )
    missing = [one.letter for one in placed(key) if one.letter not in given]
    if missing:
        yield f"Not placed yet: {', '.join(sorted(missing))}."


def _of_code(exercise: Exercise, key: str, value: str) -> Iterator[str]:
    wanted, given = placed(key), placed(value)
    belongs = [one.letter for one in wanted]
    used = [one.letter for one in given]
    strangers = [letter for letter in used if letter not in belongs]
    own = [letter for letter in used if letter in belongs]
    follow = set(itertools.pairwise(belongs))
    if own and own[0] != belongs[0] and belongs[0] in own:
        yield (
            f"The first line cannot be {_called(exercise, own[0])}: what does it need that is "
            "made further down?"
        )
    else:
        wrong = next((pair for pair in itertools.pairwise(own) if pair not in follow), None)
        if wrong:
            one, other = wrong
            yield (
                f"The first neighbours to look at: {_called(exercise, other)} straight after "
                f"{_called(exercise, one)}. Does it find there what it needs?"
            )
    if strangers:
        some = "One line that you use does" if len(strangers) == 1 else "Some lines that you use do"
        yield f"{some} another job than is asked for. Not every line is needed."
    if missing := len(belongs) - len(own):
        yield f"{missing} more {'line is' if missing == 1 else 'lines are'} needed."
    levels = {one.letter: one.level for one in given}
    if not missing and any(levels.get(one.letter) != one.level for one in wanted):
        yield "Look at what is set in: only what belongs to a line that ends in a colon."


# What the key needs -------------------------------------------------------------------------


def key_problems(exercise: Exercise) -> Iterator[str]:
    """Say what is wrong with the pieces of an exercise and their order."""
    lines = [line for line in exercise.lines if line.kind is LineKind.ORDER]
    code = exercise.type is ExerciseType.PARSONS
    if len(lines) != 1 or len(exercise.pieces) < 2:
        yield "needs one line of kind 'order', and 'pieces' by letter"
        return
    line = lines[0]
    if odd := [letter for letter in exercise.pieces if len(letter) != 1 or not letter.isalpha()]:
        yield f"piece '{odd[0]}' is not called by one small letter"
    for letter, text in exercise.pieces.items():
        if text not in exercise.prompt:
            yield f"piece '{letter}' does not stand in the question, word for word: {text}"
    for pair in exercise.unsettled:
        if len(pair.split()) != 2 or not set(pair.split()) <= set(exercise.pieces):
            yield f"'unsettled' has '{pair}', which is no pair of pieces (write: a d)"
    yield from _order_problems(exercise, line, code=code)
    yield from _said_of_right_ones(exercise, line, code=code)


def _order_problems(exercise: Exercise, line: Line, *, code: bool) -> Iterator[str]:
    fewest = FEWEST_LINES if code else FEWEST
    for accepted in line.accepts:
        reading = read_line(line, accepted.value)
        letters = {one.letter for one in placed(reading.value)}
        if reading.trouble:
            yield f"the order '{accepted.value}' cannot be read: {reading.trouble}"
        elif not code and letters != set(exercise.pieces):
            missing = ", ".join(sorted(set(exercise.pieces) - letters))
            yield f"the order '{accepted.value}' leaves out {missing}"
        elif len(letters) < fewest:
            yield f"has {len(letters)} pieces to put in order; chance needs {fewest} or more"
    if not line.accepts or any(read_line(line, one.value).trouble for one in line.accepts):
        return
    if not code and line_floor(exercise, line) > NEARLY:
        yield "shows its pieces nearly in order, or nearly backwards (letter them anew)"
    elif (mean := _by_chance(exercise, line)) > CHANCE:
        yield f"an order by chance earns {mean:.2f} on average (more pieces, or another lettering)"


def _said_of_right_ones(exercise: Exercise, line: Line, *, code: bool) -> Iterator[str]:
    """Name the misconceptions that right orders would meet."""
    free = set() if code else {frozenset(pair) for pair in unasked_pairs(exercise)}
    for one in exercise.misconceptions:
        if set(one.answer) != {line.label}:
            continue
        sought = read_line(line, one.answer[line.label]).value
        if any(follows(key.value, sought) for key in _keys(line)):
            yield f"misconception '{one.id}' is met by an order that is accepted"
        letters = [piece.letter for piece in placed(sought)]
        for pair in itertools.pairwise(letters):
            if frozenset(pair) in free:
                yield f"misconception '{one.id}': {' and '.join(pair)} may stand in any order"


def _by_chance(exercise: Exercise, line: Line) -> float:
    """What orders earn on average: all of them, or some that are drawn by lot."""
    lot, lazy = random.Random(exercise.id), line_floor(exercise, line)
    letters = list(line.choices)
    drawn = [", ".join(lot.sample(letters, len(letters))) for _ in range(_DRAWS)]
    if len(letters) <= FEWEST:
        drawn = [", ".join(one) for one in itertools.permutations(letters)]
    raw = [raw_share(exercise, line, one) for one in drawn]
    return sum(max(0.0, (one - lazy) / (1 - lazy)) for one in raw) / len(raw) if lazy < 1 else 0.0
