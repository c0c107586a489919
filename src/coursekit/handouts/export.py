"""Handouts to disk: each chapter is run once and written whole, for students and teachers."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources as packaged
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import Enum, default
from traitlets.config import Config

from coursekit.course import Course, find_course
from coursekit.errors import CourseError, CourseFileError, UnknownNameError, nearest
from coursekit.handouts.around import pages_around
from coursekit.handouts.editions import Handout, make_handout
from coursekit.handouts.frame import hold_settings, page_style
from coursekit.handouts.names import page_name
from coursekit.notebooks import read_notebook, run_notebook
from coursekit.records import Edition
from coursekit.work import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coursekit.records import Chapter


class HandoutExporter(TemplateExporter):
    """Chapters for nbconvert: ``--to coursekit`` gives what ``coursekit handouts`` writes.

    Whatever notebook of a chapter it is given, it takes the shipped one and runs it: answers
    that somebody typed never come into a handout.
    """

    export_from_notebook = "Handout of a coursekit chapter"
    output_mimetype = "text/html"
    edition = Enum(
        [edition.value for edition in Edition], "student", help="Whom the handout is for."
    ).tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "handout"

    @default("extra_template_basedirs")
    def _own_templates(self) -> list[str]:
        return [str(packaged.files("coursekit").joinpath("templates"))]

    @property
    def default_config(self) -> Config:
        """Show HTML, pictures and plain text; never scripts, whatever an output brings."""
        kinds = ["text/html", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]
        config = Config(
            {
                "NbConvertBase": {"display_data_priority": kinds},
                "TemplateExporter": {
                    "exclude_input_prompt": True,
                    "exclude_output_prompt": True,
                    "exclude_raw": True,
                },
            }
        )
        config.merge(super().default_config)
        return config

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own gives text here, too
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Give the page of a chapter.

        Raises:
            CourseError: If the notebook is no chapter of a course, or does not run.
        """
        named = dict(resources or {})
        handout = named.get("handout") or self._handout_of(named.get("metadata", {}))
        named |= {"handout": handout, "style": page_style(handout.settings.handouts.paper)}
        page, made = super().from_notebook_node(handout.notebook, named, **kw)
        return "\n".join(line.rstrip() for line in page.splitlines()) + "\n", made

    def _handout_of(self, metadata: Any) -> Handout:
        course = Course(find_course(metadata.get("path") or "."))
        hold_settings(course)
        name = f"{metadata.get('name')}.ipynb"
        for chapter in course.settings.chapters:
            if chapter.notebook == name:
                return make_handout(course, chapter, _run(course, chapter), Edition(self.edition))
        known = ", ".join(chapter.notebook for chapter in course.settings.chapters)
        raise UnknownNameError(
            f"{name} is no chapter of the course in {course.root}. Chapters: {known or 'none'}."
        )


@functools.cache
def _exporter() -> HandoutExporter:
    """Give the exporter that all pages share: to make one reads every template."""
    return HandoutExporter()  # type: ignore[no-untyped-call]


def render_handout(handout: Handout) -> str:
    """Give the page of a handout."""
    page, _ = _exporter().from_notebook_node(handout.notebook, {"handout": handout})
    return page


def _run(course: Course, chapter: Chapter) -> Any:
    """Run the shipped notebook of a chapter."""
    folder = course.root / "notebooks"
    return run_notebook(read_notebook(folder / chapter.notebook), folder, course.root)


# To disk ------------------------------------------------------------------------------------


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
    begin: Callable[[Chapter], None] = _silent,
) -> Export:
    """Write handouts: a page a chapter and an index, each edition in a folder of its own.

    The students' folder can be published as it is: nothing in it leads to the teachers'.

    Args:
        course: The course; its shipped notebooks are run.
        folder: Where ``student/`` and ``teacher/`` are written; it is made where it is missing.
        chapters: Numbers or names of chapters; all of them without any.
        editions: Which editions; those of the course's settings without any.
        begin: Called before each chapter.

    Returns:
        What was written. A chapter that fails leaves what was there before and does not stop
        the others.

    Raises:
        UnknownNameError: If the course has no such chapter.
        CourseFileError: If the settings name what cannot be used.
        CourseError: If the folder cannot be written to.
    """
    wanted = choose_chapters(course, chapters)
    hold_settings(course)
    editions = editions or course.settings.handouts.editions
    folders = {edition: folder / edition.value for edition in editions}
    _make(folders.values())
    written: list[Path] = []
    problems: list[str] = []
    for chapter in wanted:
        begin(chapter)
        try:
            ran = _run(course, chapter)
            pages = {
                edition: render_handout(make_handout(course, chapter, ran, edition))
                for edition in editions
            }
        except CourseError as error:
            problems.append(_sentence(chapter, error))
            continue
        for edition, page in pages.items():
            written.append(_write(folders[edition] / page_name(chapter), page))
    for edition, place in folders.items():
        for name, make in pages_around(course, edition, place):
            try:
                written.append(_write(place / name, make()))
            except (CourseFileError, UnknownNameError) as error:
                problems.append(f"{name}: {_one_line(error)}")
    return Export(written=tuple(written), problems=tuple(dict.fromkeys(problems)))


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


def _make(folders: Any) -> None:
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from error


def _write(path: Path, page: str) -> Path:
    try:
        write_whole(path, page.encode("utf-8"))
    except OSError as error:
        raise _unwritable(path.parent, error) from error
    return path


def _unwritable(folder: Path, error: OSError) -> CourseError:
    return CourseError(
        f"{folder} cannot be written to ({error.strerror or error}). Name another folder with -o."
    )
