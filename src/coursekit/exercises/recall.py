"""Which questions of earlier lessons a lesson asks once more, and what its journal says of them.

What was missed comes first, then what was seen longest ago. Without a journal the choice is
always the same, and goes on from lesson to lesson.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from coursekit.records import RECALLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coursekit.exercises.answers import Answer
    from coursekit.journal import Try
    from coursekit.records import Exercise, RecallQuestion

ASKED = "asked"  # the line of a kept try that names its questions
KNEW = "knew"


class _Seen(NamedTuple):
    missed: bool
    last: str


def draw_questions(
    bank: Iterable[RecallQuestion],
    chapter: str,
    tries: Sequence[Try] = (),
    *,
    lessons: Iterable[str] = (),
) -> tuple[RecallQuestion, ...]:
    """Draw the questions that a lesson asks of earlier ones.

    Args:
        bank: All that can be asked, in the order of its files.
        chapter: The lesson, in two digits; only earlier ones are asked about.
        tries: What the journal keeps, oldest first.
        lessons: The lessons that have a recall: what earlier ones ask comes later here.

    Returns:
        Three at most, in the order of their lessons.

    Examples:
        >>> from coursekit.records import RecallQuestion
        >>> bank = [RecallQuestion(id=name, chapter=f"0{name[0]}", question="?", answer="!",
        ...                        skill="") for name in ("0a", "0b", "1a", "1b", "2a", "2b")]
        >>> [one.id for one in draw_questions(bank, "02")]
        ['0a', '1a', '1b']
        >>> draw_questions(bank, "00")
        ()
    """
    earlier = [one for one in bank if one.chapter < chapter]
    used: dict[str, int] = {}
    for before in sorted(one for one in set(lessons) if one < chapter):
        for one in _first_three([one for one in earlier if one.chapter < before], used, {}):
            used[one.id] = used.get(one.id, 0) + 1
    seen = {one.id: _seen(one, tries) for one in earlier}
    drawn = {one.id for one in _first_three(earlier, used, seen)}
    return tuple(one for one in earlier if one.id in drawn)


def _first_three(
    questions: list[RecallQuestion], used: dict[str, int], seen: dict[str, _Seen]
) -> list[RecallQuestion]:
    place: dict[str, int] = {}
    count: dict[str, int] = {}
    for one in questions:
        place[one.id] = count[one.chapter] = count.get(one.chapter, -1) + 1

    def rank(one: RecallQuestion) -> tuple[bool, str, int, int, int]:
        missed, last = seen.get(one.id, _Seen(missed=False, last=""))
        return (not missed, last, used.get(one.id, 0), place[one.id], -int(one.chapter))

    return sorted(questions, key=rank)[:RECALLED]


def _seen(question: RecallQuestion, tries: Sequence[Try]) -> _Seen:
    """Say whether a question was missed when it was last met, and when that was."""
    for one in reversed(tries):
        asked, knew = kept_recall(one.answer)
        if question.id in asked and knew is not None:
            return _Seen(question.id not in knew, one.time[:10])
    own = [one for one in tries if question.exercise and one.exercise == question.exercise]
    if not own:
        return _Seen(missed=False, last="")
    best = max((one.score for one in own if one.score is not None), default=1.0)
    return _Seen(best < 1, own[-1].time[:10])


def ask_again(
    exercise: Exercise,
    bank: Iterable[RecallQuestion],
    tries: Sequence[Try] = (),
    *,
    lessons: Iterable[str] = (),
) -> Exercise:
    """Give a recall its questions: the same ones from the first answer on.

    Args:
        exercise: A recall as its file has it; it is left as it is.
        bank: All that can be asked.
        tries: What the journal keeps, oldest first.
        lessons: The lessons that have a recall.
    """
    known = {one.id: one for one in bank}
    before = [kept_recall(one.answer)[0] for one in tries if one.exercise == exercise.id]
    kept = tuple(known[name] for name in before[-1] if name in known) if before else ()
    chapter = exercise.id.partition(".")[0].zfill(2)
    recalled = kept or draw_questions(known.values(), chapter, tries, lessons=lessons)
    asked = {str(place): one.question for place, one in enumerate(recalled, 1)}
    lines = (replace(line, about=asked.get(line.label, line.about)) for line in exercise.lines)
    return replace(exercise, recalled=recalled, lines=tuple(lines))


# What is kept of a recall -----------------------------------------------------------------------


def keep_recall(questions: Sequence[RecallQuestion], answer: Answer) -> str:
    """Write down a recall for the journal: what was asked and what was typed."""
    asked = ", ".join(one.id for one in questions)
    typed = "\n".join(f"{label}: {one.text}" for label, one in answer.readings.items())
    return f"{ASKED}: {asked}\n{typed}"


def kept_recall(text: str) -> tuple[tuple[str, ...], frozenset[str] | None]:
    r"""Give the questions that a kept try asked, and those that were known; None where not said.

    Examples:
        >>> kept_recall("asked: a, b, c\n1: x\n2: y\n3: z\nknew: 1, 3")[0]
        ('a', 'b', 'c')
        >>> sorted(kept_recall("asked: a, b, c\n1: x\n2: y\n3: z\nknew: 1, 3")[1])
        ['a', 'c']
        >>> kept_recall("when: 1994")
        ((), None)
    """
    first, _, rest = text.partition("\n")
    label, _, names = first.partition(": ")
    if label != ASKED:
        return (), None
    asked = tuple(names.split(", "))
    said = [row.partition(": ")[2] for row in rest.split("\n") if row.startswith(f"{KNEW}: ")]
    if not said or not said[-1].strip(" ."):
        return asked, None
    numbers = set(said[-1].replace(",", " ").split())
    everything = bool({"all"} & numbers)
    return asked, frozenset(
        one for number, one in enumerate(asked, 1) if everything or str(number) in numbers
    )
