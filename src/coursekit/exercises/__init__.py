"""Exercise and answer to verdict: pure functions, no notebook in sight.

>>> from coursekit.records import Accepted, Exercise, ExerciseType, Line, LineKind
>>> line = Line(label="year", kind=LineKind.DATE, accepts=(Accepted(value="1963"),))
>>> exercise = Exercise(id="0.1", title="The ban", type=ExerciseType.COMPUTE, skill="dating",
...                     prompt="When?", lines=(line,), hints=("Look at the table.",))
>>> judge(exercise, "year: 1963").score
1.0
>>> judge(exercise, "year: 1964").hint
'Look at the table.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit.exercises.answers import Answer, Reading, read_answer, read_line
from coursekit.exercises.scoring import (
    UNSCORED,
    floor,
    is_met,
    is_right,
    lazy_answers,
    raw_score,
    score,
    shares_of,
)
from coursekit.records import Exercise, ExerciseType, Part, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "UNSCORED",
    "Answer",
    "Reading",
    "floor",
    "judge",
    "lazy_answers",
    "raw_score",
    "read_answer",
    "read_line",
    "score",
]


MOST_SAID = 2  # explanations a try: more at once are not read


def judge(exercise: Exercise, answer: object, *, earlier_tries: int = 0) -> Verdict:
    """Say what is right in an answer, what it is worth, and what to look at next.

    Args:
        exercise: What was asked.
        answer: Any Python value; text of ``label: value`` lines is what is meant.
        earlier_tries: How many different answers came before; each takes the hints one on.

    Returns:
        The verdict; `score` is None where nothing is scored or nothing was typed.
    """
    read = read_answer(exercise, answer)
    form = "\n".join([*read.form, *(r.trouble for r in read.readings.values() if r.trouble)])
    blank = all(reading.is_blank for reading in read.readings.values())
    verdict = Verdict(exercise=exercise.id, title=exercise.title, score=None, form=form or None)
    if blank:
        return verdict
    if exercise.type in UNSCORED:
        return _noted(exercise, read, verdict)
    points = score(exercise, read)
    full = points == 1.0 and not form
    met = [one for one in exercise.misconceptions if is_met(exercise, one.answer, read)]
    step = min(earlier_tries, len(exercise.hints) - 1)
    has_hint = points != 1.0 and bool(exercise.hints)
    return Verdict(
        exercise=exercise.id,
        title=exercise.title,
        score=points,
        parts=tuple(_parts(exercise, read)),
        right=tuple(_right(exercise, read)),
        say=tuple(dict.fromkeys([*(one.say for one in met[:MOST_SAID]), *_gate(exercise, read)])),
        hint=exercise.hints[step] if has_hint else None,
        hint_number=step + 1 if has_hint else 0,
        hint_count=len(exercise.hints) if has_hint else 0,
        misconception=met[0].id if met else None,
        defended_by=_defender(exercise, read),
        form=form or None,
        done=full,
        explanation=exercise.explanation if full else "",
    )


def _noted(exercise: Exercise, read: Answer, verdict: Verdict) -> Verdict:
    """Note an answer that is never scored: committing to one is what counts."""
    lines = [read.readings[line.label] for line in exercise.lines]
    complete = all(reading.value is not None for reading in lines)
    right = tuple(
        f"{line.label}: {read.readings[line.label].text}"
        for line in exercise.lines
        if read.readings[line.label].value is not None
    )
    parts = tuple(
        Part(
            asked=line.label, earned=0, possible=0, answered=not read.readings[line.label].is_blank
        )
        for line in exercise.lines
    )
    return Verdict(
        exercise=verdict.exercise,
        title=verdict.title,
        score=None,
        parts=parts,
        right=right,
        form=verdict.form,
        done=complete,
        explanation=exercise.explanation if complete else "",
    )


def _parts(exercise: Exercise, read: Answer) -> Iterator[Part]:
    shares = shares_of(exercise, read)
    for line in exercise.lines:
        if line.accepts:
            yield Part(
                asked=line.label,
                earned=round(shares[line.label] * line.weight, 4),
                possible=line.weight,
                answered=not read.readings[line.label].is_blank,
            )


def _gate(exercise: Exercise, read: Answer) -> Iterator[str]:
    """Say why a right verdict earns nothing yet: its evidence is missing."""
    if exercise.type is ExerciseType.AUTHENTICATE and not raw_score(exercise, read):
        verdict, evidence = exercise.lines[:2]
        if any(is_right(line, read.readings[line.label]) for line in exercise.lines):
            yield (
                f"What is right here counts once “{verdict.label}” and “{evidence.label}” hold "
                "together: a verdict needs its evidence."
            )


def _right(exercise: Exercise, read: Answer) -> Iterator[str]:
    """Say what is right: in the author's sentences, the rest in one."""
    plain = []
    for line in exercise.lines:
        if is_right(line, read.readings[line.label]):
            if line.right:
                yield line.right
            else:
                plain.append(f"{line.label} ({read.readings[line.label].text})")
    if plain:
        yield f"Right: {', '.join(plain)}."


def _defender(exercise: Exercise, read: Answer) -> str | None:
    """Name the scholar whose reading a contested answer is."""
    for line in exercise.lines:
        value = read.readings[line.label].value
        for accepted in line.accepts:
            if accepted.defended_by and value == read_line(line, accepted.value).value:
                return accepted.defended_by
    return None
