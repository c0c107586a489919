"""Handouts to disk: each chapter is run once and written whole, for students and teachers.

What nothing has changed of costs nothing: nbconvert is not even imported for it.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coursekit.errors import CourseError, CourseFileError, UnknownNameError, nearest
from coursekit.handouts.editions import make_handout
from coursekit.handouts.frame import hold_settings
from coursekit.handouts.names import page_name
from coursekit.handouts.writing import Pages
from coursekit.notebooks import run_shipped
from coursekit.notebooks.remembering import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from coursekit.course import Course
    from coursekit.notebooks import Shipped
    from coursekit.records import Chapter, Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What was written, and a sentence for each chapter that was not."""

    written: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()


def _silent(chapter: Chapter) -> None:
    del chapter


def export_handouts(
    course: Course,
    folder: Path,
    *,
    chapters: Sequence[str] = (),
    editions: Sequence[Edition] = (),
    jobs: int = 1,
    fresh: bool = False,
    begin: Callable[[Chapter], None] = _silent,
    done: Callable[[Chapter], None] = _silent,
) -> Export:
    """Write handouts: a page a chapter and an index, each edition in a folder of its own.

    The students' folder can be published as it is: nothing in it leads to the teachers'.

    Args:
        course: The course; its shipped notebooks are run.
        folder: Where ``student/`` and ``teacher/`` are written; it is made where it is missing.
        chapters: Numbers or names of chapters; all of them without any.
        editions: Which editions; those of the course's settings without any.
        jobs: How many chapters may run at a time.
        fresh: Whether to run and write each, whatever is remembered of it.
        begin: Called when a chapter begins to run, in another thread.
        done: Called after each chapter, in their order.

    Returns:
        What is there now. A chapter that fails leaves what was there before and does not stop
        the others.

    Raises:
        UnknownNameError: If the course has no such chapter.
        CourseFileError: If the settings name what cannot be used.
        CourseError: If the folder cannot be written to.
    """
    wanted = choose_chapters(course, chapters)
    hold_settings(course)
    editions = editions or course.settings.handouts.editions
    pages = Pages(course.root, folder, fresh=fresh)
    pages.make_folders(editions)
    written: list[Path] = []
    problems: list[str] = []
    paths = {course.root / "notebooks" / chapter.notebook: chapter for chapter in wanted}
    runs = run_shipped(
        list(paths), course.root, jobs=jobs, fresh=fresh, begin=lambda path: begin(paths[path])
    )
    with contextlib.closing(runs):
        for shipped in runs:
            chapter = paths[shipped.path]
            try:
                written += _write_chapter(pages, course, chapter, shipped, editions)
            except _NotMadeError as error:
                problems.append(_sentence(chapter, error.reason))
            done(chapter)
    for edition in editions:
        for path, problem in _write_around(pages, course, edition):
            written += [path] if path else []
            problems += [problem] if problem else []
    return Export(written=tuple(written), problems=tuple(dict.fromkeys(problems)))


class _NotMadeError(Exception):
    """Raised when a chapter has no page, and no fault of the disk is the reason."""

    def __init__(self, reason: CourseError) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _write_chapter(
    pages: Pages, course: Course, chapter: Chapter, shipped: Shipped, editions: Sequence[Edition]
) -> list[Path]:
    """Write a chapter's pages, in all editions or in none."""
    if shipped.error is not None:
        raise _NotMadeError(shipped.error)
    made: dict[Edition, str] = {}

    def make(edition: Edition) -> str:
        if not made:
            made.update(_render(course, chapter, shipped, editions))
        return made[edition]

    return [
        pages.write(
            f"{edition.value}/{page_name(chapter)}",
            [_asked_of(course, edition), shipped.fingerprint],
            lambda edition=edition: make(edition),  # type: ignore[misc]
        )
        for edition in editions
    ]


def _render(
    course: Course, chapter: Chapter, shipped: Shipped, editions: Iterable[Edition]
) -> dict[Edition, str]:
    from coursekit.handouts.export import render_handout

    try:
        ran = shipped.notebook
        return {
            edition: render_handout(make_handout(course, chapter, ran, edition))
            for edition in editions
        }
    except CourseError as error:
        raise _NotMadeError(error) from error


def _write_around(
    pages: Pages, course: Course, edition: Edition
) -> Iterator[tuple[Path | None, str]]:
    """Write the pages around the chapters of an edition, or say why one cannot be made."""
    from coursekit.handouts.around import pages_around

    place = pages.folder / edition.value
    shown = [place / page_name(one) for one in course.settings.chapters]
    asked = [course.root / "notebooks" / one.notebook for one in course.settings.chapters]
    made_from = [_asked_of(course, edition), *(_content(path) for path in (*shown, *asked))]
    for name, make in pages_around(course, edition, place):
        try:
            yield pages.write(f"{edition.value}/{name}", made_from, make), ""
        except (CourseFileError, UnknownNameError) as error:
            yield None, f"{name}: {_one_line(error)}"


def _asked_of(course: Course, edition: Edition) -> str:
    """Say for whom and with what settings; options of the command are no matter of a file."""
    return f"{edition.value} {course.settings.handouts!r}"


def _content(path: Path) -> str:
    return digest(path.read_bytes()) if path.is_file() else ""


def choose_chapters(course: Course, names: Sequence[str]) -> list[Chapter]:
    """Find the chapters that were asked for, in the order of the course.

    Raises:
        UnknownNameError: If the course has no such chapter.
    """
    chapters = course.settings.chapters
    if not names:
        return list(chapters)
    wanted = set()
    for name in names:
        bare = Path(name.strip()).name.removesuffix(".ipynb").casefold()
        number = bare.zfill(2) if bare.isdigit() else bare
        found = [one for one in chapters if number in (one.number, Path(one.notebook).stem)]
        if not found:
            known = [one.number for one in chapters]
            near = nearest(bare, [*known, *(Path(one.notebook).stem for one in chapters)])
            hint = f" Nearest: '{near}'." if near else ""
            raise UnknownNameError(
                f"There is no chapter '{name}'.{hint} Chapters: {', '.join(known) or 'none'}."
            )
        wanted |= {one.number for one in found}
    return [one for one in chapters if one.number in wanted]


def _sentence(chapter: Chapter, error: CourseError) -> str:
    text = _one_line(error)
    return f"Chapter {chapter.number}: {text.removeprefix(f'{chapter.notebook}: ')}"


def _one_line(error: CourseError) -> str:
    text = str(error).replace("\n", "; ")
    return f"its files have mistakes: {text}." if isinstance(error, CourseFileError) else text
