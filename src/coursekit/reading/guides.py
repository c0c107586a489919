"""A guide for teachers: the minute plan and what to print, then sections under fixed headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

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
from coursekit.records import Guide, Level, PlanRow, Print, Sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

SECTIONS: Mapping[str, str] = {  # the heading in the file, the field of the record
    "Aim": "aim",
    "Care": "care",
    "Discussion": "discussion",
    "If you have 20 minutes": "twenty",
    "Differentiation": "differentiation",
    "Where it fits": "fits",
}
SAMPLES = "Sample answers"
_SAMPLE = re.compile(r"(?P<exercise>\S+)\s+(?:·\s+)?(?P<level>\S+)")
_BLOCK = re.compile(r"^```[^\n]*\n(.*?)\n```[ \t]*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class _Head:
    """The front matter of a guide."""

    plan: tuple[PlanRow, ...]
    print: tuple[Print, ...] = ()


class _Section(NamedTuple):
    """A heading and the text below it, up to the next one."""

    title: str
    level: int
    line: int
    text: str


def read_guide(path: Path, root: Path) -> Guide:
    """Read the guide of one chapter, ``exercises/guides/01.md``.

    Args:
        path: The Markdown file; its name is the number of the chapter.
        root: The course folder, for messages.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    place = place_of(path, root)
    tree, body, offset = front_matter(read_text(path, root), place)
    problems: list[Problem] = []
    head: _Head | None = None
    try:
        head = build(_Head, tree, place, Lines(tree, 1))
    except CourseFileError as error:
        problems += error.problems
    if head is not None and not head.plan:
        problems.append(place.problem(2, "'plan' has no rows (one for each part of the lesson)"))
    sections = _cut(body, offset)
    problems += _heading_problems(sections, place)
    samples = list(_samples(sections, place, problems))
    if problems or head is None:
        raise CourseFileError(sorted(problems, key=lambda one: one.line or 0))
    texts = {SECTIONS[one.title]: one.text for one in sections if one.title in SECTIONS}
    return Guide(
        number=path.stem, plan=head.plan, print=head.print, samples=tuple(samples), **texts
    )


def _cut(body: str, offset: int) -> list[_Section]:
    """Cut the text below the front matter at its headings; what precedes them has no title."""
    rows = body.split("\n")
    tokens = markdown().parse(body)
    found = [
        (token.map[0], token.map[1], int(token.tag[1]), tokens[number + 1].content.strip())
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.map and token.level == 0
    ]
    starts = [(0, 0, 0, ""), *found]
    ends = [begin for begin, *_ in found] + [len(rows)]
    return [
        _Section(title, level, offset + 1 + begin, "\n".join(rows[below:end]).strip())
        for (begin, below, level, title), end in zip(starts, ends, strict=True)
    ]


def _heading_problems(sections: Sequence[_Section], place: Place) -> Iterator[Problem]:
    """Say which headings are not known, missing, twice there, or without a word below them."""
    known = [*SECTIONS, SAMPLES]
    seen: set[str] = set()
    parent = ""
    for one in sections:
        if one.level == 0:
            if one.text:
                text = f"text stands above the first heading (put it under one of: {_all(known)})"
                yield place.problem(one.line, text)
            continue
        if one.level == 3 and parent == SAMPLES:
            continue
        parent = one.title
        if one.level != 2 or one.title not in known:
            near = nearest(one.title, known)
            hint = f"did you mean '## {near}'? " if near else ""
            text = f"the heading '{one.title}' is not known here ({hint}allowed: {_all(known)})"
            yield place.problem(one.line, text)
        elif one.title in seen:
            yield place.problem(one.line, f"'## {one.title}' is there twice (keep one)")
        elif one.title != SAMPLES and not one.text:
            yield place.problem(one.line, f"'## {one.title}' has nothing below it")
        seen.add(one.title)
    for title in SECTIONS:
        if title not in seen:
            yield place.problem(None, f"has no section '## {title}'")


def _all(titles: Sequence[str]) -> str:
    return ", ".join(titles)


def _samples(
    sections: Sequence[_Section], place: Place, problems: list[Problem]
) -> Iterator[Sample]:
    """Read what stands under the sample answers: exercise and level, the answer, why."""
    parent = ""
    for one in sections:
        if one.level != 3:
            parent = one.title
        elif parent == SAMPLES:
            sample = _sample(one)
            if isinstance(sample, Sample):
                yield sample
            else:
                problems.append(place.problem(one.line, sample))


def _sample(section: _Section) -> Sample | str:
    """Turn a section into a sample, or say what is wrong with it."""
    match = _SAMPLE.fullmatch(section.title)
    levels = [level.value for level in Level]
    if match is None:
        return f"a sample is headed by exercise and level ('### 1.6 {levels[0]}')"
    if match["level"] not in levels:
        near = nearest(match["level"], levels)
        hint = f"did you mean '{near}'? " if near else ""
        return f"'{match['level']}' is not a level ({hint}allowed: {', '.join(levels)})"
    block = _BLOCK.search(section.text)
    if block is None:
        return "a sample has its answer between two lines of three backticks"
    why = (section.text[: block.start()] + section.text[block.end() :]).strip()
    if not why:
        return "a sample says below its answer what makes it of this level"
    return Sample(exercise=match["exercise"], level=Level(match["level"]), answer=block[1], why=why)
