"""The one place that runs a notebook: its own process, its own folder, clean state."""

from __future__ import annotations

import atexit
import contextlib
import copy
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursekit.course import VARIABLE
from coursekit.errors import NotebookError
from coursekit.notebooks.cells import first_line, first_words
from coursekit.notebooks.watching import REPORT, Report, read_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TIMEOUT = 60  # seconds a cell may take
RUNNING = "COURSEKIT_RUNNING"  # set in every kernel that is run from here and not by a person
_ARGUMENTS = (
    "--IPKernelApp.log_level=40",
    "--IPKernelApp.extra_extensions=coursekit.notebooks.watching",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A notebook that was run.

    Attributes:
        notebook: A copy with its outputs.
        seconds: How long it took, with the start of its kernel.
        report: What it read.
    """

    notebook: Any
    seconds: float
    report: Report


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
    from jupyter_core.utils import run_sync

    return run_sync(run)(notebook, folder, root, allow_errors=allow_errors).notebook


async def run(
    notebook: Any,
    folder: Path,
    root: Path,
    *,
    allow_errors: bool = False,
    provisioner: str | None = None,
) -> Run:
    """Run a notebook as `run_notebook` does, beside others.

    Args:
        notebook: Left as it is.
        folder: The folder it is run in.
        root: The course folder.
        allow_errors: Whether to go on after a cell that fails.
        provisioner: How the kernel's process is made; a fresh interpreter without it.

    Raises:
        NotebookError: If a cell fails or takes longer than a minute.
    """
    from nbclient import NotebookClient

    from coursekit.notebooks.kernels import COLD, close, make_manager

    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True) as own:
        manager = make_manager(Path(own), provisioner or COLD)
        client = NotebookClient(
            copy.deepcopy(notebook),
            km=manager,
            timeout=TIMEOUT,
            allow_errors=allow_errors,
            resources={"metadata": {"path": str(folder)}},
            record_timing=False,
            extra_arguments=list(_ARGUMENTS),
            shutdown_kernel="immediate",  # it has said all: nothing is left to be waited for
        )
        begun: list[str] = []
        client.on_cell_execute = lambda cell, cell_index: begun.append(cell.id)
        try:
            _use_own_sockets(manager, own)
            # cleanup_kc: nbclient would leave a kernel whose manager it did not make running
            ran = await client.async_execute(cleanup_kc=True, env=_environment(root, own))
        except Exception as error:
            import asyncio

            if (task := asyncio.current_task()) and task.cancelling():
                raise asyncio.CancelledError from None  # nbclient takes it for a dead kernel
            sentence = _sentence(error, begun, _report(own).line)
            if sentence is None:
                raise
            raise NotebookError(sentence) from None
        finally:
            atexit.unregister(client._cleanup_kernel)  # nbclient leaves it there after a failure
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
            close(manager)
        return Run(notebook=ran, seconds=time.monotonic() - started, report=_report(own))


def _environment(root: Path, own: str) -> dict[str, str]:
    """Say what a kernel is told: no profile of a person's, the same order of sets each time."""
    return {
        **os.environ,
        VARIABLE: str(root),
        RUNNING: "1",
        REPORT: f"{own}/report",
        "IPYTHONDIR": f"{own}/ipython",
        "PYTHONHASHSEED": "0",
    }


def _report(own: str) -> Report:
    """Read what the kernel noted, but of its own folder."""
    report = read_report(Path(own, "report"))
    files = frozenset(path for path in report.files if not path.startswith(own))
    return Report(files=files, folders=report.folders, line=report.line)


def _sentence(error: Exception, begun: Sequence[str], line: int | None) -> str | None:
    """Say what stopped a run; None where it is no matter of the notebook or its kernel."""
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    cell = f"cell '{begun[-1]}'" if begun else "a cell"
    if isinstance(error, CellTimeoutError):
        return f"{cell} takes longer than {TIMEOUT} seconds."
    if isinstance(error, DeadKernelError):
        return f"{cell} stops the kernel before the notebook is through."
    if isinstance(error, CellExecutionError):
        at = f" in line {line}" if line else ""
        return f"{cell} fails{at}: {error.ename}: {first_words(error.evalue)}"
    if isinstance(error, RuntimeError):  # jupyter_client says so when a kernel never answers
        return f"The kernel did not start ({first_line(error)})."
    return None


@contextlib.contextmanager
def own_sockets(manager: Any) -> Iterator[None]:
    """Let a kernel talk through files of its own, where the system knows such sockets.

    Ports are chosen before they are used: of two kernels that start at once in two processes,
    one may find its port taken.
    """
    with tempfile.TemporaryDirectory(prefix="kernel-") as folder:
        _use_own_sockets(manager, folder)
        yield


def _use_own_sockets(manager: Any, folder: str) -> None:
    import zmq

    if zmq.has("ipc"):
        manager.transport, manager.ip = "ipc", f"{folder}/socket"
