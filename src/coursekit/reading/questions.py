"""An exercise: what is asked, what is right and what helps, in one Markdown file."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coursekit.errors import CourseFileError, Problem, nearest
from coursekit.reading.files import (
    Lines,
    Place,
    build,
    front_matter,
    markdown,
    place_of,
    read_text,
)
from coursekit.records import (
    RECALLED,
    UNREADABLE,
    Accepted,
    Exercise,
    ExerciseType,
    Line,
    LineKind,
    Misconception,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_FEWEST_LINES = {ExerciseType.AUTHENTICATE: 2}  # one line anywhere else
_WEIGHTS: Mapping[ExerciseType, Mapping[str, float]] = {  # 1 a line anywhere else
    ExerciseType.DATE_WINDOW: {"earliest": 0.4, "latest": 0.4, "evidence": 0.2},
    ExerciseType.CHOOSE_JUSTIFY: {
        "option": 0.1,
        "because": 0.2,
        "sources": 0.25,
        "quote": 0.25,
        "against": 0.1,
        "limit": 0.1,
    },
}
_MEASURED = (LineKind.NUMBER, LineKind.PERCENT)
_OF_ACCEPTED = {"value", "defended_by", "beside"}


@dataclass(frozen=True, kw_only=True)
class _LineEntry:
    """One line of a key as it is written: its kind is the name of the field that is used."""

    date: Any = None
    number: Any = None
    choice: Any = None
    words: Any = None
    percent: Any = None
    value: Any = None
    many: Any = None
    text: Any = None
    order: Any = None
    choices: tuple[str, ...] = ()
    about: str = ""
    weight: float | None = None
    tolerance: float = 0.0
    most: int | None = None
    right: str = ""


@dataclass(frozen=True, kw_only=True)
class _Head:
    """The front matter of an exercise."""

    title: str
    type: ExerciseType
    skill: str
    key: Mapping[str, _LineEntry] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    pieces: Mapping[str, str] = field(default_factory=dict)
    unsettled: tuple[str, ...] = ()
    truth: When | None = None
    widest: When | None = None
    allows: Mapping[str, str] = field(default_factory=dict)
    misconceptions: tuple[Misconception, ...] = ()
    lazy: tuple[str, ...] = ()
    debate: str = ""


def read_exercise(path: Path, root: Path) -> Exercise:
    """Read one exercise of ``exercises``.

    Args:
        path: The Markdown file; its name is the exercise's id (``0.2.md``).
        root: The course folder, for messages.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    place = place_of(path, root)
    tree, body, offset = front_matter(read_text(path, root), place)
    problems: list[Problem] = []
    where = Lines(tree, 1)
    head: _Head | None = None
    lines: list[Line] = []
    try:
        head = build(_Head, tree, place, where)
    except CourseFileError as error:
        problems += error.problems
    else:
        for label, entry in head.key.items():
            line = _read_line(label, entry, head)
            if isinstance(line, str):
                problems.append(place.problem(where.of(["key", label]), line))
            else:
                lines.append(line)
        problems += [place.problem(where.of(["same"]), text) for text in _wrong_words(head)]
        recall = head.type is ExerciseType.RECALL
        if recall and head.key:
            text = "a recall has no key (its questions are drawn from exercises/recall)"
            problems.append(place.problem(where.of(["key"]), text))
        lines = _recall_lines() if recall else lines
        labels = [line.label for line in lines]
        if len(head.key) < _FEWEST_LINES.get(head.type, 1) and not recall:
            few = "a verdict and its evidence" if head.key else "a line"
            problems.append(place.problem(where.of(["key"]), f"the key needs {few}"))
        for number, one in enumerate(head.misconceptions):
            problems += [
                place.problem(
                    where.of(["misconceptions", number]),
                    f"misconception '{one.id}' speaks of a line '{label}', which the key lacks",
                )
                for label in one.answer
                if label not in labels
            ]
            if not 0 <= one.earns <= 1:
                text = f"misconception '{one.id}' earns {one.earns:g} (a share from 0 to 1)"
                problems.append(place.problem(where.of(["misconceptions", number]), text))
    sections = _sections(body, offset, place, problems)
    if not sections["Prompt"]:
        problems.append(place.problem(offset + 1, "has no question below its front matter"))
    if problems or head is None:
        raise CourseFileError(sorted(problems, key=lambda one: one.line or 0))
    solution, explanation = _solution("\n".join(sections["Solution"]))
    return Exercise(
        id=path.stem,
        title=head.title,
        type=head.type,
        skill=head.skill,
        prompt="\n".join(sections["Prompt"]),
        lines=tuple(lines),
        hints=tuple(sections["Hint"]),
        solution=solution,
        explanation=explanation,
        choices=dict(head.choices),
        claims=dict(head.claims),
        evidence=dict(head.evidence),
        pieces=dict(head.pieces),
        unsettled=head.unsettled,
        truth=head.truth,
        widest=head.widest,
        allows=dict(head.allows),
        misconceptions=head.misconceptions,
        lazy=head.lazy,
        debate=head.debate,
    )


def _recall_lines() -> list[Line]:
    """Give the lines of a recall: an answer to each question, and which of them one knew."""
    numbers = tuple(str(number) for number in range(1, RECALLED + 1))
    texts = [Line(label=number, kind=LineKind.TEXT) for number in numbers]
    knew = Line(
        label="knew",
        kind=LineKind.MANY,
        choices=(*numbers, "none"),
        about="the numbers that you had right, or none",
    )
    return [*texts, knew]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _wrong_words(head: _Head) -> Iterator[str]:
    """Say which words cannot be read as a choice: of no choice, empty, or of two."""
    of_lines = [choice for entry in head.key.values() for choice in entry.choices]
    known = tuple(dict.fromkeys([*head.choices, *of_lines]))
    read_as = {_letters(choice): choice for choice in known}
    for choice, words in head.same.items():
        if choice not in known:
            near = nearest(choice, known)
            hint = f" (did you mean '{near}'?)" if near else ""
            yield f"'same' has words for '{choice}', which is no choice{hint}"
            continue
        for word in words:
            if not _letters(word):
                yield f"'same' has an empty word for '{choice}'"
            elif read_as.setdefault(_letters(word), choice) != choice:
                other = read_as[_letters(word)]
                yield f"'same' has '{word}' for '{choice}', and it means '{other}', too"


def _read_line(label: str, entry: _LineEntry, head: _Head) -> Line | str:
    """Turn an entry of a key into a line, or say what is wrong with it."""
    kinds = [kind for kind in LineKind if getattr(entry, kind.value) is not None]
    if len(kinds) != 1:
        names = ", ".join(kind.value for kind in LineKind)
        return f"the line '{label}' needs exactly one of {names}"
    usual = _WEIGHTS.get(head.type, {}).get(str(label), 1.0)
    weight = usual if entry.weight is None else entry.weight
    if not 0 < weight < math.inf:
        return f"the line '{label}' has the weight {weight:g} (a number above 0)"
    if not 0 <= entry.tolerance < math.inf or (entry.tolerance and kinds[0] not in _MEASURED):
        return f"the line '{label}' has a tolerance, and is no number or percent (0 or more)"
    raw = getattr(entry, kinds[0].value)
    given = raw if isinstance(raw, list) else [raw]
    accepts: list[Accepted] = []
    for one in given:
        if isinstance(one, Mapping):
            beside = one.get("beside", {})
            if "value" not in one or set(one) - _OF_ACCEPTED or not isinstance(beside, Mapping):
                return (
                    f"the line '{label}' accepts values, or 'value' with 'defended_by' "
                    "or 'beside' (label: reading)"
                )
            if unknown := [name for name in beside if name not in head.key]:
                return f"the line '{label}' stands beside '{unknown[0]}', which the key lacks"
            accepts.append(
                Accepted(
                    value=str(one["value"]),
                    defended_by=str(one.get("defended_by", "")),
                    beside={str(name): str(value) for name, value in beside.items()},
                )
            )
        elif str(one) != "any":
            accepts.append(Accepted(value=str(one)))
    listed = {LineKind.CHOICE: tuple(head.choices), LineKind.MANY: tuple(head.evidence)}
    listed |= {LineKind.ORDER: tuple(head.pieces)}
    choices = entry.choices or listed.get(kinds[0], ())
    if head.type is ExerciseType.READ_CHART and UNREADABLE not in choices:
        choices = (*choices, UNREADABLE)
        listed |= {kinds[0]: choices}
    named = choices and kinds[0] in (LineKind.CHOICE, LineKind.MANY)
    for one in accepts if named else ():
        several = kinds[0] is LineKind.MANY
        for value in one.value.split(", ") if several else (one.value,):
            if value not in choices:
                near = nearest(value, choices)
                hint = f" (did you mean '{near}'?)" if near else ""
                return f"the line '{label}' accepts '{value}', which is no choice{hint}"
    return Line(
        label=str(label),
        kind=kinds[0],
        about=entry.about,
        choices=choices if kinds[0] in listed else (),
        same={
            str(choice): tuple(words)
            for choice, words in head.same.items()
            if kinds[0] is LineKind.CHOICE and choice in choices
        },
        accepts=tuple(accepts),
        weight=weight,
        tolerance=entry.tolerance,
        most=entry.most,
        right=entry.right,
    )


def _sections(
    body: str, offset: int, place: Place, problems: list[Problem]
) -> dict[str, list[str]]:
    """Cut the text below the front matter at its second-level headings."""
    sections: dict[str, list[str]] = {"Prompt": [], "Hint": [], "Solution": []}
    rows = body.split("\n")
    cuts = [(0, 0, "Prompt")]
    tokens = markdown().parse(body)
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2" and token.map:
            title = tokens[index + 1].content.strip()
            if title not in ("Hint", "Solution"):
                text = f"the heading '{title}' is not known here (use 'Hint' or 'Solution')"
                problems.append(place.problem(offset + 1 + token.map[0], text))
            cuts.append((token.map[0], token.map[1], title))
    ends = [start for start, _, _ in cuts[1:]] + [len(rows)]
    for (_, start, title), end in zip(cuts, ends, strict=True):
        if (text := "\n".join(rows[start:end]).strip()) and title in sections:
            sections[title].append(text)
    return sections


def _solution(text: str) -> tuple[str, str]:
    """Split a solution into the answer block that earns full marks and its explanation."""
    match = re.search(r"^```[^\n]*\n(.*?)\n```[ \t]*$", text, re.DOTALL | re.MULTILINE)
    if match is None:
        return "", text
    return match[1], (text[: match.start()] + text[match.end() :]).strip()
