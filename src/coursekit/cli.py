"""The command line: one word a command, over the library's functions."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COURSE = click.option(
    "--course",
    "course",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The course's folder.  [default: the one you are in]",
)
STUDENT = click.option(
    "--as",
    "student",
    metavar="NAME",
    help="Your name, where several students share a computer: the folder is then work-NAME.",
)

FORM = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How what is found is written.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="coursekit-history", prog_name="coursekit")
def main() -> None:
    """Teach and learn history from documents, in Jupyter.

    Students need one command: coursekit lab
    """


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    """Show what a person can mend as its sentence, without traceback."""
    from coursekit.errors import CourseError

    try:
        yield
    except CourseError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)


@main.command()
@STUDENT
@click.option("--no-browser", is_flag=True, help="Only say the address.")
@click.option(
    "--ip",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen at; 0.0.0.0 in a container.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="The port to listen at.  [default: the first free one from 8888]",
)
@COURSE
def lab(
    student: str | None, *, no_browser: bool, ip: str, port: int | None, course: Path | None
) -> None:
    """Open the course in your browser, with your own copies of its notebooks.

    The copies are in the folder work; what you wrote in them is never overwritten.

    \b
    Examples:
      coursekit lab
      coursekit lab --as ana
      coursekit lab --no-browser --ip 0.0.0.0 --port 9000
    """  # noqa: D301 - click looks for this very character
    with _sentences():
        from coursekit.course import find_course
        from coursekit.lab import run_lab

        root = find_course(course)
        browser = not no_browser
        code = run_lab(root, student=student, browser=browser, ip=ip, port=port, say=click.echo)
        sys.exit(code)


@main.command()
@click.argument("what", metavar="CHAPTER|EXERCISE")
@STUDENT
@COURSE
def reset(what: str, *, student: str | None, course: Path | None) -> None:
    """Put a chapter or one answer back as it was; your own is kept beside it.

    \b
    Examples:
      coursekit reset 01
      coursekit reset 1.3
      coursekit reset 01 --as ana
    """  # noqa: D301 - click looks for this very character
    with _sentences():
        from coursekit.course import find_course
        from coursekit.work import reset_notebook

        click.echo(reset_notebook(find_course(course), what, student=student))


@main.command()
@click.option("--run", is_flag=True, help="Run the notebooks, too (some seconds each).")
@FORM
@COURSE
def check(*, run: bool, form: str, course: Path | None) -> None:
    """Hold the whole course to its rules; one line a problem.

    Exit 0: all is well. 1: there are problems. 2: the command was not understood.

    \b
    Examples:
      coursekit check
      coursekit check --run
      coursekit check --format json
    """  # noqa: D301 - click looks for this very character
    with _sentences():
        from coursekit.checking import check_course
        from coursekit.course import find_course

        problems = check_course(find_course(course), run=run)
        if form == "json":
            from dataclasses import asdict

            click.echo(json.dumps([asdict(problem) for problem in problems], indent=2))
        else:
            for problem in problems:
                click.echo(str(problem))
            count = len(problems)
            said = f"{count} problem{'' if count == 1 else 's'}." if count else "No problem found."
            click.echo(said, err=True)
        sys.exit(1 if problems else 0)


@main.command()
@click.argument("what", metavar="CHAPTER|FILE")
@STUDENT
@COURSE
def ready(what: str, *, student: str | None, course: Path | None) -> None:
    """Say whether your notebook can be handed in; nothing in it is changed.

    It is run as a copy, from the top, in a fresh kernel. Exit 0: ready. 1: something is to be
    mended or still open.

    \b
    Examples:
      coursekit ready 01
      coursekit ready 01 --as ana
    """  # noqa: D301 - click looks for this very character
    with _sentences():
        from coursekit.course import find_course
        from coursekit.readiness import ReadinessView, check_readiness, find_notebook

        root = find_course(course)
        found = check_readiness(root, find_notebook(root, what, student=student))
        click.echo(ReadinessView(found).text, nl=False)
        sys.exit(0 if found.is_ready else 1)


@main.command("annotations")
@click.argument("name", metavar="DOCUMENT")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write.  [default: to the screen]",
)
@COURSE
def annotations_(name: str, *, output: Path | None, course: Path | None) -> None:
    """Give a document's notes as W3C Web Annotations (JSON-LD).

    \b
    Examples:
      coursekit annotations evening-post-strike
      coursekit annotations evening-post-strike -o notes.jsonld
    """  # noqa: D301 - click looks for this very character
    with _sentences():
        from coursekit.annotations import export_annotations
        from coursekit.course import open_course

        opened = open_course(course)
        made = export_annotations(opened.sources[name], opened.settings)
        _give(json.dumps(made, indent=2, ensure_ascii=False) + "\n", output)


@main.group()
def new() -> None:
    """Make a new file of the course, with what is to be written marked by ….

    \b
    Examples:
      coursekit new source evening-post-strike
      coursekit new exercise 1.7 --type compute
      coursekit new cells 1.7
      coursekit new notebook 04-the-strike
      coursekit new guide 04
    """  # noqa: D301 - click looks for this very character


@new.command("source")
@click.argument("name")
@COURSE
def new_source_(name: str, *, course: Path | None) -> None:
    """Make a document: its card, a digest, a quotation, notes."""
    with _sentences():
        from coursekit.course import find_course
        from coursekit.skeletons import new_source

        _say(new_source(find_course(course), name).next_steps)


@new.command("exercise")
@click.argument("name")
@click.option(
    "--type",
    "kind",
    metavar="TYPE",
    default="compute",
    show_default=True,
    help="What kind of exercise; another word lists all of them.",
)
@COURSE
def new_exercise_(name: str, *, kind: str, course: Path | None) -> None:
    """Make an exercise: question, key, misconceptions, three hints, solution."""
    with _sentences():
        from coursekit.course import find_course
        from coursekit.skeletons import new_exercise

        _say(new_exercise(find_course(course), name, type=kind).next_steps)


@new.command("notebook")
@click.argument("name")
@COURSE
def new_notebook_(name: str, *, course: Path | None) -> None:
    """Make a lesson: ten parts, a set-up cell, its guide, and an entry for pyproject.toml."""
    with _sentences():
        from coursekit.course import find_course
        from coursekit.skeletons import new_notebook

        _say(new_notebook(find_course(course), name).next_steps)


@new.command("guide")
@click.argument("number", metavar="CHAPTER")
@COURSE
def new_guide_(number: str, *, course: Path | None) -> None:
    """Make a chapter's guide for teachers: minutes, what to print, care, discussion."""
    with _sentences():
        from coursekit.course import find_course
        from coursekit.skeletons import new_guide

        _say(new_guide(find_course(course), number).next_steps)


@new.command("cells")
@click.argument("name", metavar="EXERCISE")
@click.option("--after", metavar="CELL", help="The id of the cell below which they go.")
@click.option(
    "--evidence",
    metavar="CELL",
    multiple=True,
    help="The id of a cell that the exercise tells students to read; may be given again.",
)
@click.option(
    "--show",
    metavar="DOCUMENT",
    multiple=True,
    help="A document to show above the question; may be given again.",
)
@click.option("--again", is_flag=True, help="Write the cells anew that are there already.")
@COURSE
def new_cells_(
    name: str,
    *,
    after: str | None,
    evidence: tuple[str, ...],
    show: tuple[str, ...],
    again: bool,
    course: Path | None,
) -> None:
    """Put question and answer cell of an exercise into its notebook.

    \b
    Examples:
      coursekit new cells 1.7
      coursekit new cells 1.7 --show evening-post-strike
      coursekit new cells 1.7 --again
    """  # noqa: D301 - click looks for this very character
    with _sentences():
        from coursekit.course import find_course
        from coursekit.skeletons import new_cells

        root = find_course(course)
        made = new_cells(root, name, after=after, evidence=evidence, show=show, again=again)
        _say(made.next_steps)


def _say(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        click.echo(sentence)


def _give(text: str, output: Path | None) -> None:
    """Write a text to a file, whole or not at all, or to the screen."""
    if output is None:
        click.echo(text, nl=False)
        return
    if not output.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder {output.parent}.")
    from coursekit.disk import write_whole
    from coursekit.work import writing

    with writing(output.parent):
        write_whole(output, text.encode())


@main.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--as", "name", metavar="ID", help="Which document it is.  [default: found by words]")
@click.option("--dry-run", is_flag=True, help="Say everything and write nothing.")
@FORM
@COURSE
def import_(file: Path, *, name: str | None, dry_run: bool, form: str, course: Path | None) -> None:
    """Bring in a full text that you may use and not pass on.

    A plain text, a saved web page or a PDF goes into sources/local, which git ignores, and is
    shown with the notes of the course. The report says which lines look like the site's, which
    dates stand in it, which characters were lost, and which notes found their place.

    \b
    Examples:
      coursekit import page.html
      coursekit import article.txt --dry-run
      coursekit import scan.pdf --as evening-post-strike
      coursekit import page.html --format json
    """  # noqa: D301 - click looks for this very character
    with _sentences():
        from coursekit.course import open_course
        from coursekit.intake import import_text

        brought = import_text(open_course(course), file, name=name, dry_run=dry_run)
        click.echo(json.dumps(brought.plain, indent=2) if form == "json" else str(brought))


@main.command()
@click.argument("chapters", nargs=-1, metavar="[CHAPTER]...")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("handouts"),
    show_default=True,
    help="Where the folders student and teacher are written.",
)
@click.option(
    "--edition",
    type=click.Choice(["student", "teacher", "both"]),
    help="Whom they are for.  [default: both, or what pyproject.toml says]",
)
@click.option(
    "--style",
    metavar="STYLE",
    help="How works are cited: notes, author-date, or a CSL file of the course.",
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter"], case_sensitive=False),
    help="What is printed on.  [default: a4, or what pyproject.toml says]",
)
@click.option("--pdf", is_flag=True, help="Print each lesson to PDF, too, with a local Chromium.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=lambda: min(2, os.cpu_count() or 1),
    show_default="2, or 1 where there is one processor",
    help="How many lessons run at a time.",
)
@click.option("--fresh", is_flag=True, help="Run every lesson again, changed or not.")
@click.option("--quiet", is_flag=True, help="Show no progress; say only what failed.")
@COURSE
def handouts(
    chapters: tuple[str, ...],
    *,
    folder: Path,
    pdf: bool,
    jobs: int,
    fresh: bool,
    quiet: bool,
    edition: str | None,
    style: str | None,
    paper: str | None,
    course: Path | None,
) -> None:
    """Write lessons as pages to print or to publish, for students and for teachers.

    Each lesson is run as it is shipped and becomes one file that needs no network. What nothing
    has changed of is not run again. Exit 0: all were written. 1: a lesson failed; the others
    were written. 130: stopped with Ctrl + C; no page is half written.

    \b
    Examples:
      coursekit handouts
      coursekit handouts 00 01 -o print
      coursekit handouts --edition student --pdf
      coursekit handouts --fresh --jobs 4
      coursekit handouts --style author-date --paper letter

    Title, institution, logo, style, paper and editions of a course stand in its pyproject.toml,
    under [tool.coursekit.handouts].
    """  # noqa: D301 - click looks for this very character
    with _sentences():
        from coursekit.course import open_course
        from coursekit.handouts import (
            Edition,
            chapters_of,
            choose_chapters,
            choose_settings,
            export_handouts,
            print_pages,
        )
        from coursekit.notebooks.remembering import Memory
        from coursekit.records import Paper

        found = open_course(course)
        editions = [one for one in Edition if edition in (one.value, "both")]
        choose_settings(found, style=style, paper=Paper(paper) if paper else None)
        wanted = choose_chapters(found, chapters)
        with _progress(len(wanted), quiet=quiet) as progress:
            exported = export_handouts(
                found,
                folder,
                chapters=chapters,
                editions=editions,
                jobs=jobs,
                fresh=fresh,
                begin=lambda chapter: progress.begin(chapter.title),
                done=lambda chapter: progress.done(chapter.title),
            )
        for problem in exported.problems:
            click.echo(problem, err=True)
        if pdf:
            pages = chapters_of(found, exported.written)
            with _progress(len(pages), quiet=quiet) as progress:
                print_pages(
                    pages,
                    found.settings.handouts.paper,
                    jobs=jobs,
                    memory=None if fresh else Memory(found.root),
                    begin=lambda page: progress.begin(page.name),
                    done=lambda page: progress.done(page.name),
                )
        sys.exit(1 if exported.problems else 0)


class _Progress:
    """Shows on a terminal what is being done; nothing in a pipe, nothing before it takes long."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        self.total, self.finished = total, 0
        self._running: list[str] = []
        self._is_shown = not quiet and sys.stderr.isatty()
        self._bar: Any = None

    def begin(self, what: str) -> None:
        """Say that something begins; may be called from another thread."""
        self._running.append(what)
        self._show()

    def done(self, what: str) -> None:
        """Count something as finished, whether or not it was begun."""
        self.finished += 1
        if what in self._running:
            self._running.remove(what)
        self._show()

    def _show(self) -> None:
        if not self._is_shown:
            return
        if self._bar is None and self._running:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("", total=self.total)
            self._bar.start()
        if self._bar is not None:
            named = ", ".join(self._running)
            self._bar.update(self._task, description=named, completed=self.finished)

    def end(self) -> None:
        """Remove what was shown."""
        if self._bar is not None:
            self._bar.stop()


@contextlib.contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[_Progress]:
    """Show progress; Ctrl + C becomes one sentence and the exit code that shells know."""
    progress = _Progress(total, quiet=quiet)
    try:
        yield progress
    except KeyboardInterrupt:
        progress.end()
        click.echo(
            f"Stopped. {progress.finished} of {total} chapters are done, the pages of the others "
            "are as they were; the same command goes on from here.",
            err=True,
        )
        sys.exit(130)
    finally:
        progress.end()
