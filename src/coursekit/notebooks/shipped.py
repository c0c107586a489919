"""The course's own notebooks, run: none twice, several at a time, given in their order."""

from __future__ import annotations

import collections
import contextlib
import functools
import itertools
import json
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coursekit.errors import CourseError, NotebookError
from coursekit.notebooks.cells import read_notebook
from coursekit.notebooks.remembering import Memory, digest, reads_of, surroundings
from coursekit.notebooks.running import run

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """A notebook of the course with its outputs, or why it has none.

    Attributes:
        path: The notebook.
        content: The notebook with its outputs, as JSON; empty where it failed.
        seconds: How long its run took, whenever that was.
        error: What stopped it; its text is a sentence.
        is_remembered: Whether it was run at another time.
    """

    path: Path
    content: bytes = b""
    seconds: float = 0.0
    error: CourseError | None = None
    is_remembered: bool = False

    @property
    def fingerprint(self) -> str:
        """What tells this run from one with other outputs."""
        return digest(self.content)

    @property
    def notebook(self) -> Any:
        """The notebook as nbformat gives it.

        Raises:
            CourseError: If the run failed.
        """
        if self.error is not None:
            raise self.error
        from nbformat.notebooknode import from_dict

        return from_dict(json.loads(self.content))  # type: ignore[no-untyped-call]


def run_shipped(
    paths: Sequence[Path],
    root: Path,
    *,
    jobs: int = 1,
    fresh: bool = False,
    begin: Callable[[Path], None] | None = None,
) -> Generator[Shipped]:
    """Run notebooks of a course, or take what is remembered of them.

    A run is taken again as long as the notebook, whatever it read, the library, Python and the
    installed packages are the same. No more than two for each job are held at a time, however
    many there are; whoever stops early (an interrupt, or closing this generator) ends the
    kernels that are running.

    Args:
        paths: Notebooks; each is run in its folder.
        root: The course folder.
        jobs: How many may run at a time.
        fresh: Whether to run each, whatever is remembered.
        begin: Called before each run, in another thread; not for what is remembered.

    Yields:
        Each notebook, in the order of the paths.
    """
    memory = Memory(root)
    with contextlib.ExitStack() as stack:
        crew = _Crew(jobs, stack)
        rest = iter(paths)
        ahead: collections.deque[Shipped | Future[Shipped]] = collections.deque()

        def take(count: int) -> None:
            for path in itertools.islice(rest, count):
                known = None if fresh else recall(memory, path)
                ahead.append(known or crew.begin(functools.partial(_run, memory, path, begin)))

        take(2 * jobs)
        while ahead:
            first = ahead.popleft()
            shipped = first if isinstance(first, Shipped) else first.result()
            take(1)
            yield shipped


def recall(memory: Memory, path: Path) -> Shipped | None:
    """Give what is remembered of a notebook; None where it must be run."""
    with contextlib.suppress(OSError):
        key = _key(memory, path)
        if known := memory.recall(_name(path), key):
            seconds = float(known.about.get("seconds", 0))
            return Shipped(path=path, content=known.content, seconds=seconds, is_remembered=True)
    return None


def _name(path: Path) -> str:
    return f"runs/{path.stem}.json"


def _key(memory: Memory, path: Path) -> str:
    """Name what a run is made from, as far as that is known before; outputs may name folders."""
    return digest(f"{surroundings()} {memory.root} {path} {digest(path.read_bytes())}")


async def _run(memory: Memory, path: Path, begin: Callable[[Path], None] | None) -> Shipped:
    if begin is not None:
        begin(path)
    started = time.time()
    try:
        key = _key(memory, path) if path.is_file() else ""
        ran = await run(read_notebook(path), path.parent, memory.root)
    except NotebookError as error:
        return Shipped(path=path, error=error)
    content = json.dumps(ran.notebook, ensure_ascii=False).encode("utf-8", "surrogatepass")
    reads = reads_of(ran.report, memory.root)
    itself = ("file", _from(memory.root, path))
    if memory.is_untouched_since([itself, *reads], started):
        memory.keep(_name(path), key, content, reads=reads, about={"seconds": ran.seconds})
    return Shipped(path=path, content=content, seconds=ran.seconds)


def _from(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


class _Crew:
    """A thread with an event loop in which the runs wait for their kernels."""

    def __init__(self, jobs: int, stack: contextlib.ExitStack) -> None:
        self._jobs = jobs
        self._stack = stack
        self._loop: Any = None

    def begin(self, work: Callable[[], Any]) -> Future[Shipped]:
        """Begin some work as soon as one of the crew is free."""
        import asyncio

        if self._loop is None:
            self._loop = self._stack.enter_context(_event_loop())
            self._free = asyncio.Semaphore(self._jobs)

        async def in_turn() -> Shipped:
            async with self._free:
                shipped: Shipped = await work()
                return shipped

        return asyncio.run_coroutine_threadsafe(in_turn(), self._loop)


@contextlib.contextmanager
def _event_loop() -> Iterator[Any]:
    """Give a running loop; at the end whatever still runs in it is cancelled and awaited."""
    import asyncio

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="notebooks", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _cancel_all() -> None:
    import asyncio

    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
