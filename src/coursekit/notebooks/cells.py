"""Notebooks as data: reading them, and what their cells say of themselves."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from coursekit.errors import NotebookError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TAGS = frozenset(
    {
        "setup",
        "answer",
        "check",
        "show-input",
        "hide-input",
        "remove-input",
        "remove-cell",
        "teacher",
        "raises-exception",
    }
)
_SHOWN = re.compile(
    r"course\.(source|timeline|table|debate|comparison|check)\(\s*[\"']([^\"']+)[\"']"
)


def read_notebook(path: Path) -> Any:
    """Read a notebook.

    Returns:
        The notebook as nbformat gives it.

    Raises:
        NotebookError: If it is missing, not JSON, or no notebook.
    """
    import nbformat

    try:
        return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except FileNotFoundError:
        raise NotebookError(f"{path.name}: there is no such notebook.") from None
    except (ValueError, TypeError, KeyError, AttributeError, nbformat.ValidationError) as error:
        raise NotebookError(f"{path.name}: is not a notebook ({first_line(error)}).") from None
    except OSError as error:
        raise NotebookError(f"{path.name}: cannot be read ({error.strerror}).") from error


def flaw_of(notebook: Any) -> str | None:
    """Say where a notebook breaks the format that Jupyter expects; None where it does not."""
    import nbformat

    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        return first_line(error)
    return None


def exercise_of(cell: Any) -> str | None:
    """Name the exercise that a cell belongs to."""
    kit = cell.metadata.get("coursekit")
    name = kit.get("exercise") if isinstance(kit, dict) else None
    return str(name) if name is not None else None


def evidence_for(cell: Any) -> tuple[str, ...]:
    """Name the exercises that tell the student to read this cell."""
    kit = cell.metadata.get("coursekit")
    named = kit.get("evidence", ()) if isinstance(kit, dict) else ()
    return tuple(map(str, named))


def shown_by(cell: Any) -> list[tuple[str, str]]:
    """Name what a code cell asks the course for, as pairs of kind and name."""
    return _SHOWN.findall(cell.source)


def is_answer(cell: Any) -> bool:
    """Whether a student types in this cell."""
    return "answer" in cell.metadata.get("tags", ())


def answer_cells(notebook: Any) -> Iterator[tuple[str, Any]]:
    """Give the cells that check an answer, by the id of the exercise."""
    for cell in notebook.cells:
        name = exercise_of(cell)
        if (
            name is not None
            and cell.cell_type == "code"
            and "check" in cell.metadata.get("tags", ())
        ):
            yield name, cell


def fill_answers(notebook: Any, answers: Mapping[str, str]) -> Any:
    """Put answers into the answer cells, found by their metadata.

    Args:
        notebook: Left as it is.
        answers: Blocks of ``label: value`` lines by exercise id.

    Returns:
        A copy with ``course.check("id", …)`` on the given answers.
    """
    filled = copy.deepcopy(notebook)
    for name, cell in answer_cells(filled):
        if name in answers:
            cell.source = f'course.check("{name}", {answers[name]!r})'
    return filled


def first_words(text: str) -> str:
    """Give the first line of what somebody else's program says."""
    return (text.strip().splitlines() or ["no message"])[0][:200]


def first_line(error: BaseException) -> str:
    """Give the first line of an error, or its name."""
    return first_words(str(error) or type(error).__name__)


def output_texts(cell: Any) -> Iterator[tuple[str, str]]:
    """Give what a run cell shows, as pairs of MIME type and text."""
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            yield "text/plain", output.text
        elif output.output_type == "error":
            yield "text/plain", f"{output.ename}: {output.evalue}"
        else:
            for kind, text in output.data.items():
                if isinstance(text, str):
                    yield kind, text
