"""What scholars hold on a question, and two documents side by side: a Markdown file each."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotation
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from coursekit.errors import CourseFileError, Problem
from coursekit.reading.files import ID, Lines, build, front_matter, place_of, read_text
from coursekit.records import Certainty, Comparison, Debate, Pairing, Position

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coursekit.reading.files import Place

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class _Question:
    """The front matter of a debate."""

    title: str
    certainty: Certainty
    positions: Mapping[str, Position] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Pages:
    """The front matter of a comparison."""

    title: str
    left: str
    right: str
    passages: tuple[Pairing, ...] = ()


def read_debate(path: Path, root: Path) -> Debate:
    """Read one debate of ``sources/debates``.

    Args:
        path: The Markdown file; its name is the debate's id.
        root: The course folder, for messages.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    head, agreed = _read(path, root, _Question, _position_problems)
    return Debate(
        id=path.stem,
        title=head.title,
        certainty=head.certainty,
        positions=head.positions,
        agreed=agreed,
    )


def read_comparison(path: Path, root: Path) -> Comparison:
    """Read one comparison of ``sources/comparisons``.

    Args:
        path: The Markdown file; its name is the comparison's id.
        root: The course folder, for messages.

    Raises:
        CourseFileError: With everything that is wrong with the file.
    """
    head, about = _read(path, root, _Pages, _passage_problems)
    return Comparison(
        id=path.stem,
        title=head.title,
        left=head.left,
        right=head.right,
        passages=head.passages,
        about=about,
    )


def _read(
    path: Path,
    root: Path,
    cls: type[T],
    rules: Callable[[T, Place, Lines], Iterator[Problem]],
) -> tuple[T, tuple[str, ...]]:
    """Give the front matter of a file, held to its rules, and the paragraphs below it."""
    place = place_of(path, root)
    tree, body, offset = front_matter(read_text(path, root), place)
    lines = Lines(tree, 1)
    head = build(cls, tree, place, lines)
    problems = list(rules(head, place, lines))
    paragraphs = tuple(" ".join(part.split()) for part in body.split("\n\n") if part.strip())
    if not paragraphs:
        problems.append(place.problem(offset + 1, "has no text below its front matter"))
    if problems:
        raise CourseFileError(sorted(problems, key=lambda one: one.line or 0))
    return head, paragraphs


def _position_problems(head: _Question, place: Place, lines: Lines) -> Iterator[Problem]:
    if len(head.positions) < 2:
        line = lines.of(["positions"])
        yield place.problem(line, "a debate needs two positions or more (write them by name)")
    for name, position in head.positions.items():
        line = lines.of(["positions", name])
        if not ID.fullmatch(name):
            yield place.problem(line, f"'{name}' is not a name (small letters, digits, hyphens)")
        if not position.defended_by:
            text = f"nobody defends '{name}' (write 'defended_by: [{{scholar: …, work: …}}]')"
            yield place.problem(line, text)


def _passage_problems(head: _Pages, place: Place, lines: Lines) -> Iterator[Problem]:
    if not head.passages:
        yield place.problem(lines.of(["passages"]), "a comparison needs one passage or more")
    seen: set[tuple[str, str]] = set()
    for number, passage in enumerate(head.passages):
        line = lines.of(["passages", number])
        if not (passage.left or passage.right):
            yield place.problem(line, "a passage names a quotation on the left, the right or both")
        elif passage.same and not (passage.left and passage.right):
            yield place.problem(line, "a passage that only one of them has cannot be the same")
        for side in (("left", passage.left), ("right", passage.right)):
            if side[1] and side in seen:
                yield place.problem(line, f"'{side[1]}' stands on the {side[0]} twice")
            seen.add(side)
