"""The bank of questions that later lessons ask once more: one YAML file a lesson."""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 - pydantic reads it
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coursekit.errors import CourseFileError
from coursekit.reading.files import ID, Lines, build, load_yaml, place_of, read_text
from coursekit.records import RecallQuestion

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class _Entry:
    ask: str
    answer: str
    skill: str
    exercise: str = ""


@dataclass(frozen=True, kw_only=True)
class _Bank:
    questions: Mapping[str, _Entry]


def read_recall(path: Path, root: Path) -> tuple[RecallQuestion, ...]:
    """Read the questions of one lesson, ``exercises/recall/00.yaml``.

    Args:
        path: The file; its name is the lesson's two digits.
        root: The course folder, for messages.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    place = place_of(path, root)
    if not re.fullmatch("[0-9]{2}", path.stem):
        raise place.error(None, "is not called by a lesson's two digits (01.yaml)")
    tree = load_yaml(read_text(path, root), place, 0)
    whole = {"questions": tree}
    where = Lines(whole, 0)
    bank = build(_Bank, whole, place, where)
    problems = [
        place.problem(
            where.of(["questions", name]),
            f"'{name}' cannot be the name of a question (small letters, digits, hyphens)",
        )
        for name in bank.questions
        if not ID.fullmatch(name)
    ]
    if problems:
        raise CourseFileError(problems)
    return tuple(
        RecallQuestion(
            id=name,
            chapter=path.stem,
            question=one.ask,
            answer=one.answer,
            skill=one.skill,
            exercise=one.exercise,
        )
        for name, one in bank.questions.items()
    )
