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

from dataclasses import replace
from typing import TYPE_CHECKING

from coursekit.exercises import arguments, labels, sequences, windows
from coursekit.exercises.agreement import describe_agreement, kappa
from coursekit.exercises.answers import Answer, read_answer
from coursekit.exercises.confidence import ENOUGH, Stated, stated
from coursekit.exercises.lines import Reading, read_line
from coursekit.exercises.matching import accepted_as, helpful, is_met, is_right, waits_for
from coursekit.exercises.recall import ask_again, draw_questions, keep_recall, kept_recall
from coursekit.exercises.scoring import (
    LABELLING,
    NO_LIBRARY,
    UNSCORED,
    asked,
    cases,
    floor,
    lazy_answers,
    raw_score,
    score,
    shares_of,
)
from coursekit.records import (
    Exercise,
    ExerciseType,
    Library,
    LineKind,
    Misconception,
    Part,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "ENOUGH",
    "NO_LIBRARY",
    "UNSCORED",
    "Answer",
    "Reading",
    "Stated",
    "ask_again",
    "asked",
    "draw_questions",
    "floor",
    "judge",
    "kappa",
    "keep_recall",
    "kept_recall",
    "key_problems",
    "lazy_answers",
    "raw_score",
    "read_answer",
    "read_line",
    "score",
    "stated",
]


MOST_SAID = 2  # explanations a try: more at once are not read


def judge(
    exercise: Exercise,
    answer: object,
    *,
    earlier_tries: int = 0,
    library: Library = NO_LIBRARY,
    partner: object = None,
) -> Verdict:
    """Say what is right in an answer, what it is worth, and what to look at next.

    Args:
        exercise: What was asked.
        answer: Any Python value; text of ``label: value`` lines is what is meant.
        earlier_tries: How many different answers came before; each takes the hints one on.
        library: What an argument may cite; other types do not look at it.
        partner: Another reader's answer; how far the two agree is said, and never scored.

    Returns:
        The verdict; `score` is None where nothing is scored or nothing was typed.
    """
    read = read_answer(exercise, answer)
    form = "\n".join([*read.form, *(r.trouble for r in read.readings.values() if r.trouble)])
    blank = all(reading.is_blank for reading in read.readings.values())
    verdict = Verdict(exercise=exercise.id, title=exercise.title, score=None, form=form or None)
    if blank:
        return verdict
    if partner is not None and partner is not ...:
        theirs = read_answer(exercise, partner)
        verdict = replace(verdict, agreement=tuple(describe_agreement(exercise, read, theirs)))
    if exercise.type in UNSCORED:
        return _noted(exercise, read, verdict)
    points = score(exercise, read, library)
    full = points == 1.0 and not form
    met = _chosen(exercise, read, library)
    who, which = _defender(exercise, read)
    step = min(earlier_tries, len(exercise.hints) - 1)
    has_hint = points != 1.0 and bool(exercise.hints)
    return replace(
        verdict,
        score=points,
        parts=tuple(_parts(exercise, read, library)),
        right=tuple(_right(exercise, read, library)),
        say=tuple(
            dict.fromkeys(
                [
                    *(one.say for one in met),
                    *_remarks(exercise, read, library),
                    *(() if full else _of_labels(exercise, read, met)),
                ]
            )
        ),
        hint=exercise.hints[step] if has_hint else None,
        hint_number=step + 1 if has_hint else 0,
        hint_count=len(exercise.hints) if has_hint else 0,
        misconception=met[0].id if met else None,
        defended_by=who,
        defended=which,
        done=full,
        explanation=exercise.explanation if full else "",
        unchecked=arguments.UNCHECKED if exercise.type is ExerciseType.CHOOSE_JUSTIFY else "",
    )


def key_problems(exercise: Exercise) -> Iterator[str]:
    """Say what a type asks of its key, and this exercise does not have."""
    match exercise.type:
        case ExerciseType.DATE_WINDOW:
            yield from windows.key_problems(exercise)
        case ExerciseType.CHOOSE_JUSTIFY:
            yield from arguments.key_problems(exercise)
        case ExerciseType.SEQUENCE | ExerciseType.PARSONS:
            yield from sequences.key_problems(exercise)
        case ExerciseType.READ_CHART:
            yield from labels.chart_problems(exercise)


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
    return replace(
        verdict,
        parts=parts,
        right=right,
        done=complete,
        explanation=exercise.explanation if complete else "",
        beside=tuple(
            f"{number}: {one.answer}"
            for number, one in enumerate(exercise.recalled, 1)
            if not read.readings[str(number)].is_blank
        ),
    )


def _parts(exercise: Exercise, read: Answer, library: Library) -> Iterator[Part]:
    shares = shares_of(exercise, read, library)
    for line in asked(exercise):
        yield Part(
            asked=line.label,
            earned=round(shares[line.label] * line.weight, 4),
            possible=line.weight,
            answered=not read.readings[line.label].is_blank,
        )


def _right(exercise: Exercise, read: Answer, library: Library) -> Iterator[str]:
    """Say what is right: in the author's sentences, the rest in one."""
    if exercise.type is ExerciseType.DATE_WINDOW:
        yield from windows.praise(exercise, read)
    whole = _whole(exercise, read, library)
    plain = []
    for line in exercise.lines:
        if line.label in whole:
            if line.right and exercise.type is ExerciseType.DATE_WINDOW:
                yield windows.right_words(exercise, read, line.label, line.right)
            elif line.right:
                yield line.right
            else:
                plain.append(f"{line.label} ({read.readings[line.label].text})")
        elif line.kind is LineKind.MANY and (found := helpful(line, read)):
            yield f"Of the {line.label} this helps: {', '.join(found)}."
        elif line.kind is LineKind.ORDER:
            yield from sequences.praise(exercise, line, read)
    if plain:
        yield f"Right: {', '.join(plain)}."


def _chosen(exercise: Exercise, read: Answer, library: Library) -> list[Misconception]:
    """Choose the explanations of a try: one for each wrong line first, the closest to it."""
    met = [one for one in exercise.misconceptions if is_met(exercise, one.answer, read)]
    met = [one for one in met if not any(set(one.answer) < set(by.answer) for by in met)]
    whole = _whole(exercise, read, library)
    explained: set[str] = set()
    first: list[Misconception] = []
    rest: list[Misconception] = []
    for one in met:
        wrong = set(one.answer) - whole
        (first if wrong - explained else rest).append(one)
        explained |= wrong
    return [*first, *rest][:MOST_SAID]


def _of_labels(exercise: Exercise, read: Answer, said: list[Misconception]) -> Iterator[str]:
    """Say what a row of labels calls for as a whole, and where nothing was said of a line."""
    if exercise.type in (ExerciseType.SPAN_LABEL, ExerciseType.QUESTION_TYPE):
        yield from labels.one_label(exercise, read)
    if exercise.type in LABELLING:
        yield from labels.unexplained(
            exercise, read, {label for one in said for label in one.answer}
        )


def _whole(exercise: Exercise, read: Answer, library: Library) -> set[str]:
    """List the lines that are right, by what counts as right in the type."""
    if exercise.type in (ExerciseType.CHOOSE_JUSTIFY, ExerciseType.DATE_WINDOW):
        shares = shares_of(exercise, read, library)
        full = {label for label, share in shares.items() if share == 1}
        if exercise.type is ExerciseType.DATE_WINDOW:
            full |= {label for label in windows.ENDS if windows.is_shown(exercise, read, label)}
        return full
    return {line.label for line in exercise.lines if is_right(exercise, line, read)}


def _gate(exercise: Exercise, read: Answer) -> Iterator[str]:
    """Say why a right verdict earns nothing yet: its evidence is missing."""
    for case in cases(exercise):
        verdict, evidence = case[:2]
        held = [is_right(exercise, line, read) for line in case]
        if any(held) and not all(held[:2]):
            yield (
                f"What is right here counts once “{verdict.label}” and “{evidence.label}” hold "
                "together: a verdict needs its evidence."
            )
            return


def _waiting(exercise: Exercise, read: Answer) -> Iterator[str]:
    """Say which line a reading needs beside it, where that line is still blank."""
    waiting: dict[str, list[str]] = {}
    for line in exercise.lines:
        if label := waits_for(exercise, line, read):
            waiting.setdefault(label, []).append(f"“{line.label}”")
    for label, lines in waiting.items():
        named = " and ".join(filter(None, [", ".join(lines[:-1]), lines[-1]]))
        yield f"What stands on {named} counts only with the line “{label}”, which is still blank."


def _remarks(exercise: Exercise, read: Answer, library: Library) -> Iterator[str]:
    """Say what an answer calls for by its type, beside the author's misconceptions."""
    yield from _waiting(exercise, read)
    match exercise.type:
        case ExerciseType.DATE_WINDOW:
            yield from windows.remarks(exercise, read)
        case ExerciseType.CORROBORATE:
            yield from labels.remarks(exercise, read)
        case ExerciseType.CHOOSE_JUSTIFY:
            yield from arguments.remarks(exercise, read, library)
        case ExerciseType.AUTHENTICATE:
            yield from _gate(exercise, read)
        case ExerciseType.SEQUENCE | ExerciseType.PARSONS:
            yield from sequences.remarks(exercise, read)
        case ExerciseType.READ_CHART:
            yield from labels.of_reading(exercise, read)


def _defender(exercise: Exercise, read: Answer) -> tuple[str | None, str]:
    """Name the scholar whose reading a contested answer is, and the lines that are read so."""
    found = [
        (accepted.defended_by, line.label, accepted.value)
        for line in exercise.lines
        if (accepted := accepted_as(exercise, line, read)) is not None and accepted.defended_by
    ]
    if not found:
        return None, ""
    who, _, value = found[0]
    same = [label for by, label, given in found if (by, given) == (who, value)]
    return who, f"{' and '.join(same)} as {value}"
