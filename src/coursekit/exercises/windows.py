"""A window of dates: how narrow it is, and whether the clues that are named allow as much."""

from __future__ import annotations

import calendar
import math
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from coursekit.exercises.dates import WEEKDAYS
from coursekit.exercises.lines import items_of, read_line
from coursekit.records import Exercise, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursekit.exercises.answers import Answer

EARLIEST, LATEST, EVIDENCE = LABELS = ("earliest", "latest", "evidence")
ENDS = (EARLIEST, LATEST)


class Window(NamedTuple):
    """A first and a last day, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it is wide."""
        return (self.end - self.start).days + 1

    def holds(self, when: When) -> bool:
        """Whether all the days that may be meant lie in it."""
        return self.start <= when.earliest and when.latest <= self.end


def _bound(answer: Answer, label: str) -> When | None:
    try:
        return When(answer.readings[label].value or "")
    except ValueError:
        return None


def window_of(exercise: Exercise, answer: Answer) -> Window | None:
    """Give the window that was typed; an end left open is that of the widest one."""
    first, last = _bound(answer, EARLIEST), _bound(answer, LATEST)
    if exercise.widest is None or (first is None and last is None):
        return None
    start = first.earliest if first else exercise.widest.earliest
    end = last.latest if last else exercise.widest.latest
    return Window(start, end) if start <= end else None


def allowed(exercise: Exercise, clues: tuple[str, ...]) -> Window:
    """Give the days that some clues leave open, within the widest window."""
    start, end = date.min, date.max
    if exercise.widest is not None:
        start, end = exercise.widest.earliest, exercise.widest.latest
    limits = [exercise.allows[clue].casefold() for clue in clues if clue in exercise.allows]
    for limit in limits:
        if limit not in WEEKDAYS:
            start, end = max(start, When(limit).earliest), min(end, When(limit).latest)
    for limit in limits:
        if limit in WEEKDAYS:
            weekday = WEEKDAYS.index(limit)
            start += timedelta((weekday - start.weekday()) % 7)
            end -= timedelta((end.weekday() - weekday) % 7)
    return Window(start, end)


def narrowness(exercise: Exercise, answer: Answer) -> float:
    """Give the share of the narrowing that a window earns; 0 where it leaves the day out.

    Days that the named clues leave open count as part of the window, though it leaves them out.
    """
    given = window_of(exercise, answer)
    if given is None or exercise.widest is None or exercise.truth is None:
        return 0.0
    if not given.holds(exercise.truth):
        return 0.0
    widest = Window(exercise.widest.earliest, exercise.widest.latest)
    best = _best(exercise)
    counted = _with_open_days(exercise, answer, given)
    counted = Window(min(counted.start, best.start), max(counted.end, best.end))
    most = math.log(widest.days / best.days)
    share = math.log(widest.days / counted.days) / most if most > 0 else 1.0
    return min(1.0, max(0.0, share))


def _best(exercise: Exercise) -> Window:
    lines = {line.label: line for line in exercise.lines}
    return Window(
        When(lines[EARLIEST].accepts[0].value).earliest,
        When(lines[LATEST].accepts[0].value).latest,
    )


def found_clues(exercise: Exercise, answer: Answer) -> float:
    """Compare the named clues with what is needed, by F1: what helps and is not needed is free.

    Clues that close the window at both ends are enough, whichever they are. Clues that neither
    allow anything nor are in any accepted set are distractors.
    """
    line = next(line for line in exercise.lines if line.label == EVIDENCE)
    named = set(items_of(answer.readings[EVIDENCE].value))
    needed = [set(items_of(read_line(line, one.value).value)) for one in line.accepts]
    useful = set(exercise.allows).union(*needed)
    helps, others = named & useful, len(named - useful)
    left, best = allowed(exercise, tuple(helps)), _best(exercise)
    if helps and best.start <= left.start and left.end <= best.end:
        needed.append(helps)
    return max(
        (2 * len(helps & one) / (len(helps & one) + others + len(one)) for one in needed if one),
        default=0.0,
    )


def _with_open_days(exercise: Exercise, answer: Answer, given: Window) -> Window:
    left = allowed(exercise, items_of(answer.readings[EVIDENCE].value))
    return Window(min(given.start, left.start), max(given.end, left.end))


def shares(exercise: Exercise, answer: Answer) -> dict[str, float]:
    """Give the share that each line earns; clues count only where the window holds the day.

    The narrowing belongs to both ends; an end that is right by itself takes its share first.
    """
    share = narrowness(exercise, answer)
    given = window_of(exercise, answer)
    holds = given is not None and exercise.truth is not None and given.holds(exercise.truth)
    sure = [label for label in ENDS if is_shown(exercise, answer, label)]
    first = min(1.0, 2 * share) if len(sure) == 1 else share
    ends = {label: first if label in sure else 2 * share - first for label in ENDS}
    return {**ends, EVIDENCE: found_clues(exercise, answer) if holds else 0.0}


def is_shown(exercise: Exercise, answer: Answer, label: str) -> bool:
    """Whether neither an end nor the named clues leave a day open beyond the best one."""
    given = window_of(exercise, answer)
    if given is None or exercise.truth is None or not given.holds(exercise.truth):
        return False
    counted, best = _with_open_days(exercise, answer, given), _best(exercise)
    if label == EARLIEST:
        return counted.start >= best.start
    return counted.end <= best.end


def right_words(exercise: Exercise, answer: Answer, label: str, said: str) -> str:
    """Say of an end that it is right: in the author's words where it is the one they speak of."""
    given, best = window_of(exercise, answer), _best(exercise)
    if given is None or label not in ENDS:
        return said
    at_best = given.start == best.start if label == EARLIEST else given.end == best.end
    if at_best:
        return said
    left = allowed(exercise, items_of(answer.readings[EVIDENCE].value))
    closed = given.start <= left.start if label == EARLIEST else given.end >= left.end
    name = f"{label.capitalize()} ({answer.readings[label].text})"
    if closed:
        return f"{name}: your clues close the window there."
    return f"{name}: inside the window that your clues close."


def praise(exercise: Exercise, answer: Answer) -> Iterator[str]:
    """Say what holds of a window."""
    given, truth = window_of(exercise, answer), exercise.truth
    first, last = _bound(answer, EARLIEST), _bound(answer, LATEST)
    if given is None or truth is None:
        return
    if given.holds(truth):
        wide = "one day" if given.days == 1 else f"{given.days:,} days"
        yield f"Your window holds the day. It is {wide} wide."
    elif first and first.earliest <= truth.earliest:
        yield "Your earliest day holds: it was not before that."
    elif last and truth.latest <= last.latest:
        yield "Your latest day holds: it was not after that."


def remarks(exercise: Exercise, answer: Answer) -> Iterator[str]:
    """Say what a window calls for."""
    for label in ENDS:
        reading = answer.readings[label]
        if reading.value is not None and _bound(answer, label) is None:
            yield f"“{reading.text}” is no end of a window: write a day, a month or a year."
    given = window_of(exercise, answer)
    first, last = _bound(answer, EARLIEST), _bound(answer, LATEST)
    if given is None and first and last:
        yield "The window ends before it begins. Which of the two days is the earlier one?"
    if given is None or exercise.truth is None:
        return
    if not given.holds(exercise.truth):
        yield "The day lies outside your window, so nothing counts yet. Which clue set that end?"
    elif answer.readings[EVIDENCE].value is None:
        yield (
            "How do you know? A window counts only with its evidence: name the clues that set "
            "its two ends."
        )
    else:
        yield from _open_ends(exercise, answer, given)


def _open_ends(exercise: Exercise, answer: Answer, given: Window) -> Iterator[str]:
    """Say which end of a window that holds the day is still open, and why."""
    left = allowed(exercise, items_of(answer.readings[EVIDENCE].value))
    nothing = allowed(exercise, ())
    opened = [label for label in ENDS if not is_shown(exercise, answer, label)]
    bolder = {EARLIEST: left.start < given.start, LATEST: given.end < left.end}
    if any(bolder[label] for label in opened):
        yield (
            "How do you know? The clues that you name leave days open which your window leaves "
            "out. Name the clue that closes them, or open the window."
        )
    for label in opened:
        place = "beginning" if label == EARLIEST else "end"
        unmoved = left.start == nothing.start if label == EARLIEST else left.end == nothing.end
        wider = given.start < left.start if label == EARLIEST else left.end < given.end
        if unmoved:
            yield f"Nothing that you name closes the {place}."
        elif bolder[label]:
            yield f"At the {place} your clues allow more days than your window."
        elif wider:
            yield f"Your clues close the {place} further than your window does."
        else:
            yield f"The {place} can be closed further: look for another clue to it."


def key_problems(exercise: Exercise) -> Iterator[str]:
    """Say what is wrong with the key of a window of dates."""
    if tuple(line.label for line in exercise.lines) != LABELS:
        yield f"needs the lines {', '.join(LABELS)}, in this order"
        return
    if exercise.truth is None or exercise.widest is None:
        yield "needs 'truth', the day, and 'widest', the span that anybody would grant"
        return
    everything = Window(exercise.widest.earliest, exercise.widest.latest)
    if not everything.holds(exercise.truth):
        yield "its truth lies outside its widest window"
    weekdays = {name.casefold() for name in calendar.day_name}
    for clue, limit in exercise.allows.items():
        if clue not in exercise.evidence:
            yield f"clue '{clue}' allows something, and is no clue of 'evidence'"
        elif limit.casefold() in weekdays:
            if WEEKDAYS[exercise.truth.earliest.weekday()] != limit.casefold():
                yield f"clue '{clue}' is a {limit}, and the truth is none"
        else:
            try:
                when = When(limit)
            except ValueError:
                yield f"clue '{clue}' allows '{limit}', which is no date, span or weekday"
                continue
            if not Window(when.earliest, when.latest).holds(exercise.truth):
                yield f"clue '{clue}' allows {when}, and the truth lies outside"
