"""A process in which everything is imported already; each kernel is a copy of it (Linux only).

Half of what a run costs is imports. Here they are paid once: `serve` waits in a process of its
own and forks a kernel for each notebook. A kernel has its own process, folder, variables and
signals, and begins with what an ordinary one would have: no profile, no backend, no name.

What acts when an interpreter starts (``PYTHON…``, ``MPL…``, ``TZ`` …) cannot be changed after a
fork: each set of such variables gets a process of its own.
"""

from __future__ import annotations

import array
import atexit
import contextlib
import functools
import gc
import importlib
import importlib.util
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import warnings
import weakref
from pathlib import Path
from typing import Any

from coursekit.course import VARIABLE
from coursekit.notebooks.remembering import acting_variables

WARM = "coursekit-warm"  # as jupyter_client knows this way to start a kernel
PARENT = "JPY_PARENT_PID"  # tells a kernel whose end is to be its own
_IMPORTED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "IPython.core.magics",
    "debugpy",
    "numpy.random",
    "pandas",
    "matplotlib.style",
    "matplotlib.figure",
    "matplotlib.dates",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "PIL.Image",
    "PIL.PngImagePlugin",
    "coursekit.course",
    "coursekit.charts",
    "coursekit.exercises",
    "coursekit.notebooks.watching",
    "coursekit.tables",
    "edtf",
    "executing",
    "asttokens",
    "jinja2.ext",
    "markdown_it",
    "mistune",
    "pydantic",
    "ruamel.yaml",
    "stack_data",
)
_NOT_KEPT = ("matplotlib_inline.backend_inline",)  # hooks the shell in which it is imported


class ForkedProcess:
    """A process that another one has forked, with the part of Popen that Jupyter needs.

    Attributes:
        pid: Its number.
        returncode: None while it runs; what it ended with is not known here, so 0.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._handle = handle  # means this process, even when its number is given away again
        weakref.finalize(self, os.close, handle)

    def poll(self) -> int | None:
        """Say whether it has ended: None while it runs."""
        return self._wait(0)

    def wait(self) -> int:
        """Wait until it has ended."""
        while (ended := self._wait(None)) is None:
            pass
        return ended

    def _wait(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._handle], [], [], seconds)[0]:
            self.returncode = 0
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal; nothing happens when it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class WarmProcess:
    """The process that forks kernels, seen from the one that wants them."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._lock = threading.Lock()
        self._socket, theirs = socket.socketpair()
        with theirs:
            code = f"from coursekit.notebooks.warm import serve; serve({theirs.fileno()})"
            self._process = subprocess.Popen(
                [sys.executable, "-c", code],
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl + C is for us, not for it
            )

    def fork(self, arguments: list[str], folder: str, environment: dict[str, str]) -> ForkedProcess:
        """Fork a kernel.

        Args:
            arguments: What ``ipykernel_launcher`` is called with.
            folder: Where it starts.
            environment: All of its variables.

        Raises:
            OSError: If the process is gone, or cannot fork.
        """
        wanted = {"arguments": arguments, "folder": folder, "environment": environment}
        raw = json.dumps(wanted).encode("utf-8", "surrogateescape")
        with self._lock:
            self._socket.sendall(struct.pack("!I", len(raw)) + raw)
            told, handles, _, _ = socket.recv_fds(self._socket, 4, 1)
        if len(told) < 4 or not handles:
            raise OSError("no kernel came")
        return ForkedProcess(struct.unpack("!I", told)[0], handles[0])

    @property
    def is_alive(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it and every kernel that it forked."""
        self._socket.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_warm: dict[str, WarmProcess] = {}
_warm_lock = threading.Lock()


@functools.cache
def can_fork() -> bool:
    """Say whether kernels can be forked here: macOS and Windows cannot do it safely."""
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:  # an old Linux, or a sandbox that does not let it through
        return False
    return True


def warm_process(environment: dict[str, str]) -> WarmProcess:
    """Give the process for kernels with these variables; it is started when there is none."""
    acting = acting_variables(environment)
    with _warm_lock:
        found = _warm.get(acting)
        if found is not None and not found.is_alive:
            found.close()
            found = None
        if found is None:
            found = _warm[acting] = WarmProcess(environment)
        return found


def close_all() -> None:
    """End every warm process; the next kernel starts a new one."""
    with _warm_lock:
        while _warm:
            _warm.popitem()[1].close()


atexit.register(close_all)


# In the warm process ---------------------------------------------------------------------------


def serve(descriptor: int) -> None:
    """Import everything, then fork a kernel for each request until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.path[:] = [path for path in sys.path if path]  # as ipykernel_launcher does
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    _import_all()
    if root := os.environ.get(VARIABLE):
        _rehearse(root)
    gc.collect()
    gc.freeze()  # what all kernels share stays where it is
    asked = socket.socket(fileno=descriptor)
    kernels: set[int] = set()
    noticed, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    while True:
        ready, _, _ = select.select([asked.fileno(), noticed], [], [])
        if noticed in ready:
            os.read(noticed, 4096)
        if asked.fileno() in ready:
            wanted = _receive(asked)
            if wanted is None:
                break
            kernels.add(_fork(wanted, asked, (noticed, wake)))
        _reap(kernels, os.WNOHANG)
    for kernel in kernels:
        with contextlib.suppress(ProcessLookupError):
            os.kill(kernel, signal.SIGKILL)
    _reap(kernels, 0)


def _import_all() -> None:
    for name in _IMPORTED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for name in _NOT_KEPT:
        sys.modules.pop(name, None)


def _rehearse(root: str) -> None:
    """Let readers, templates and charts be made ready; what they were tried on is dropped.

    A broken file of the course is no matter here: the lesson that reads it says so.
    """
    from coursekit.charts.vectors import draw_vector
    from coursekit.course import Course
    from coursekit.errors import CourseError

    def show(view: Any) -> None:
        view._repr_mimebundle_()

    with contextlib.suppress(CourseError):
        course = Course(Path(root))
        kinds = (
            (course.sources, course.source),
            (course.timelines, course.timeline),
            (course.tables, course.table),
            (course.exercises, course.check),
        )
        for names, ask in kinds:
            for name in [*names][:1]:
                with contextlib.suppress(CourseError):
                    show(ask(name))
    figure = importlib.import_module("matplotlib.figure").Figure()
    figure.add_subplot().set_title("A")
    draw_vector(figure)


def _receive(asked: socket.socket) -> dict[str, Any] | None:
    """Give the next request; None when the other side is gone."""
    head = asked.recv(4, socket.MSG_WAITALL)
    if len(head) < 4:
        return None
    raw = asked.recv(struct.unpack("!I", head)[0], socket.MSG_WAITALL)
    wanted: dict[str, Any] = json.loads(raw.decode("utf-8", "surrogateescape"))
    return wanted


def _reap(kernels: set[int], how: int) -> None:
    """Take leave of kernels that have ended."""
    for kernel in [*kernels]:
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(kernel, how)[0]:
                kernels.discard(kernel)


def _fork(wanted: dict[str, Any], asked: socket.socket, pipe: tuple[int, int]) -> int:
    warm = os.getpid()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the threads are those of OpenBLAS
        kernel = os.fork()
    if kernel:
        handle = os.pidfd_open(kernel)
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [handle]))]
        with contextlib.suppress(OSError):
            asked.sendmsg([struct.pack("!I", kernel)], ancillary)
        os.close(handle)
        return kernel
    try:
        signal.set_wakeup_fd(-1)
        asked.close()
        for descriptor in pipe:
            os.close(descriptor)
        _be_kernel(wanted, warm)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _be_kernel(wanted: dict[str, Any], warm: int) -> None:
    """Become the kernel that an interpreter of its own would have been."""
    os.setsid()
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"] | {PARENT: str(warm)})
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _forget()
    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.argv = [str(launcher.origin if launcher else ""), *wanted["arguments"]]

    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance([*wanted["arguments"], f"--IPKernelApp.parent_handle={warm}"])
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            stream.flush()


def _forget() -> None:
    """Let what is drawn by lot be drawn anew, and folders be looked for again."""
    import random
    import tempfile

    random.seed()
    tempfile.tempdir = None
    if (numpy := sys.modules.get("numpy.random")) is not None:
        numpy.seed()
