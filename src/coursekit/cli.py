"""The command line: one word a command, over the library's functions."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

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
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How problems are written.",
)
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
            import json
            from dataclasses import asdict

            click.echo(json.dumps([asdict(problem) for problem in problems], indent=2))
        else:
            for problem in problems:
                click.echo(str(problem))
            count = len(problems)
            said = f"{count} problem{'' if count == 1 else 's'}." if count else "No problem found."
            click.echo(said, err=True)
        sys.exit(1 if problems else 0)
