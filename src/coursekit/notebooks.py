"""Notebooks as data, and the one place that runs them."""

from __future__ import annotations

import atexit
import contextlib
import copy
import os
import re
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from coursekit.course import VARIABLE
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
TIMEOUT = 60  # seconds a cell may take
RUNNING = "COURSEKIT_RUNNING"  # set in every kernel that is run from here and not by a person
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
        raise NotebookError(f"{path.name}: is not a notebook ({_first_line(error)}).") from None
    except OSError as error:
        raise NotebookError(f"{path.name}: cannot be read ({error.strerror}).") from error


def flaw_of(notebook: Any) -> str | None:
    """Say where a notebook breaks the format that Jupyter expects; None where it does not."""
    import nbformat

    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        return _first_line(error)
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


def run_notebook(notebook: Any, folder: Path, root: Path, *, allow_errors: bool = False) -> Any:
    """Run a notebook from top to bottom in a fresh kernel.

    Args:
        notebook: Left as it is.
        folder: The folder it is run in, so that its links hold.
        root: The course folder.
        allow_errors: Whether to go on after a cell that fails.

    Returns:
        A copy with its outputs.

    Raises:
        NotebookError: If a cell fails or takes longer than a minute; the text names it.
    """
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    manager = AsyncKernelManager()
    if manager.kernel_spec is None:
        raise NotebookError("The Python kernel is missing (pip install ipykernel).")
    manager.kernel_spec.argv = [sys.executable, *manager.kernel_spec.argv[1:]]
    client = NotebookClient(
        copy.deepcopy(notebook),
        km=manager,
        timeout=TIMEOUT,
        allow_errors=allow_errors,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=40"],
    )
    try:
        with own_sockets(manager):
            # cleanup_kc: nbclient would leave a kernel whose manager it did not make running
            return client.execute(
                cleanup_kc=True, env={**os.environ, VARIABLE: str(root), RUNNING: "1"}
            )
    except CellTimeoutError:
        raise NotebookError(f"A cell took longer than {TIMEOUT} seconds.") from None
    except DeadKernelError:
        raise NotebookError("The kernel stopped before the notebook was through.") from None
    except CellExecutionError as error:
        failed = [cell for cell in client.nb.cells if _has_error(cell)]  # the last one stopped it
        place = f"cell '{failed[-1].id}'" if failed else "a cell"
        raise NotebookError(f"{place} fails: {error.ename}: {_first_words(error.evalue)}") from None
    except RuntimeError as error:  # jupyter_client says so when a kernel does not answer at all
        atexit.unregister(client._cleanup_kernel)  # nbclient leaves it there, to fail at the end
        raise NotebookError(f"The kernel did not start ({_first_line(error)}).") from None


@contextlib.contextmanager
def own_sockets(manager: Any) -> Iterator[None]:
    """Let a kernel talk through files of its own, where the system knows such sockets.

    Ports are chosen before they are used: of two kernels that start at once in two processes,
    one may find its port taken.
    """
    import zmq

    with tempfile.TemporaryDirectory(prefix="kernel-") as folder:
        if zmq.has("ipc"):
            manager.transport, manager.ip = "ipc", f"{folder}/socket"
        yield


def _first_words(text: str) -> str:
    return (text.strip().splitlines() or ["no message"])[0][:200]


def _first_line(error: BaseException) -> str:
    return _first_words(str(error) or type(error).__name__)


def _has_error(cell: Any) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", ()))


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
