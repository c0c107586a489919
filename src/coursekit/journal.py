"""The student's own record of tries: local, append-only, readable, never sent anywhere.

One line of JSON a try. Where it cannot be written everything works from memory; a damaged
line is skipped. Marking never trusts it.
"""

from __future__ import annotations

import contextlib
import datetime
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "journal.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One answer that was checked.

    Attributes:
        time: When, in UTC, to the second (ISO 8601).
        answer: What was typed, as text.
        score: From 0 to 1, or None where nothing is scored.
        hint: The step of the hint ladder that was shown; 0 for none.
    """

    time: str
    exercise: str
    answer: str
    score: float | None = None
    hint: int = 0
    misconception: str | None = None
    done: bool = False


class Journal:
    """The tries of one student, in the order they were made.

    Args:
        path: The file they are kept in; None keeps them in memory only.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._tries: list[Try] = list(_read(path)) if path else []

    @property
    def tries(self) -> tuple[Try, ...]:
        """Every try, oldest first."""
        return tuple(self._tries)

    def of(self, exercise: str) -> tuple[Try, ...]:
        """Give the tries at one exercise, oldest first."""
        return tuple(one for one in self._tries if one.exercise == exercise)

    def earlier(self, exercise: str, answer: str) -> int:
        """Count the different answers given before this one.

        The same answer again is no new try: it keeps its place in the ladder.
        """
        answers = list(dict.fromkeys(one.answer for one in self.of(exercise)))
        return answers.index(answer) if answer in answers else len(answers)

    def best(self, exercise: str) -> float | None:
        """Give the best score so far; None where there is none."""
        return max((t.score for t in self.of(exercise) if t.score is not None), default=None)

    def add(
        self,
        exercise: str,
        answer: str,
        *,
        score: float | None,
        hint: int = 0,
        misconception: str | None = None,
        done: bool = False,
    ) -> None:
        """Keep a try, unless the same answer was the last one."""
        if (last := self.of(exercise)[-1:]) and last[0].answer == answer:
            return
        made = Try(
            time=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            exercise=exercise,
            answer=answer,
            score=score,
            hint=hint,
            misconception=misconception,
            done=done,
        )
        self._tries.append(made)
        if self.path is not None:
            row = json.dumps(asdict(made), ensure_ascii=False) + "\n"
            with contextlib.suppress(OSError), self.path.open("ab") as file:
                file.write(row.encode("utf-8", "replace"))


def _is_sound(one: Try) -> bool:
    """Whether a line that was read is one that was written here."""
    return (
        isinstance(one.exercise, str)
        and isinstance(one.answer, str)
        and isinstance(one.hint, int)
        and (one.score is None or (isinstance(one.score, int | float) and 0 <= one.score <= 1))
    )


def _read(path: Path) -> list[Try]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
    tries = []
    for line in lines:
        with contextlib.suppress(ValueError, TypeError, RecursionError):
            one = Try(**json.loads(line))
            if _is_sound(one):
                tries.append(one)
    return tries
