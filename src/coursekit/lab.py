"""Jupyter as students meet it: a calm JupyterLab on their own copies of the notebooks."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.parse
import urllib.request
import webbrowser
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from coursekit.course import VARIABLE
from coursekit.disk import write_whole
from coursekit.errors import CourseError
from coursekit.work import START, prepare_work, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

LOCAL = "127.0.0.1"
FIRST_PORT, PORTS = 8888, 50
PATIENCE = 180.0  # seconds; a first start from a slow disk takes a minute

HIDDEN = (  # in the files browser, at any depth: what gives answers away, and what is no reading
    *("exercises", "notebooks", "docs", "src", "tests", "build", "dist", "handouts"),
    *("*.toml", "Makefile", "constraints.txt", "datapackage.json", "references.json"),
    *("README*", "CHANGELOG*", "CONTRIBUTING*", "LICENSE*", "*.egg-info"),
    *("__pycache__", "*.py[co]", "*~", "node_modules", "venv", "env"),
)


def run_lab(
    root: Path,
    *,
    student: str | None = None,
    browser: bool = True,
    ip: str = LOCAL,
    port: int | None = None,
    say: Callable[[str], object],
) -> int:
    """Open the course in JupyterLab and stay until it is closed.

    Args:
        root: The course folder.
        student: A name where several students share a computer.
        browser: Whether to open a browser; without one the address is said.
        ip: The address to listen at: ``0.0.0.0`` lets other computers, or the one around a
            container, in.
        port: The port; the first free one from 8888 on unless given.
        say: Takes each sentence for the person in front of the terminal.

    Returns:
        The exit code, 0 when the course was closed in an orderly way.

    Raises:
        CourseError: If the folder cannot be written to, no port is free, or Jupyter fails.
    """
    work = prepare_work(root, student=student)
    for sentence in work.sentences:
        say(sentence)
    if (address := _running_address(work.path)) is not None:
        say(f"The course is open already, from another window: {address}")
        _open_browser(address, wanted=browser)
        return 0
    port = _free_port(ip, port)
    token = secrets.token_hex(16)
    address = f"http://{_host(ip)}:{port}/lab/tree/{_start_path(work.path)}?token={token}"
    command = lab_command(root, work.path, ip=ip, port=port)
    _write_layout(work.path)
    with _jupyter(command, lab_environment(root, work.path, token=token), work.path) as process:
        _wait_until_ready(process, address, work.path)
        with _noted(work.path, address):
            opened = _open_browser(address, wanted=browser)
            say(_welcome(address, opened=opened, wanted=browser, ip=ip))
            process.wait()
    say(f"The course is closed. Your notebooks are in {work.path.name}/.")
    return 0 if process.returncode in (0, -signal.SIGINT, -signal.SIGTERM) else 1


def lab_command(root: Path, work: Path, *, ip: str, port: int) -> list[str]:
    """Give the command that starts JupyterLab for a student."""
    others = [path.name for path in root.glob("work*") if path.is_dir() and path != work]
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser"),
        *(["--allow-root"] if _is_root() else []),
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.ip={ip}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.answer_yes=True",  # Ctrl-C does not ask back
        "--ServerApp.terminals_enabled=False",
        f"--LabApp.default_url=/lab/tree/{_start_path(work)}",
        "--LabApp.extension_manager=readonly",
        "--KernelSpecManager.allowed_kernelspecs=python3",
        *(f"--ContentsManager.hide_globs={glob}" for glob in (*HIDDEN, *others)),
    ]


def lab_environment(root: Path, work: Path, *, token: str) -> dict[str, str]:
    """Give the environment that JupyterLab and its kernels run in.

    The course's settings stand in front of everybody's, and the student's own are kept in the
    work folder: what somebody once set up elsewhere on this computer cannot break a lesson.
    """
    own = work / ".jupyter"
    kernels = Path(sys.prefix) / "share" / "jupyter"  # where this Python's own kernel is described
    before = {
        "PATH": sysconfig.get_path("scripts"),
        "JUPYTER_PATH": str(kernels),
        "JUPYTER_CONFIG_PATH": str(files("coursekit")),  # has labconfig/
    }
    return {
        **os.environ,
        **{name: _in_front(path, os.environ.get(name)) for name, path in before.items()},
        "JUPYTER_CONFIG_DIR": str(own),
        "IPYTHONDIR": str(own / "ipython"),
        "JUPYTER_TOKEN": token,  # not in the command, which others on this computer can see
        VARIABLE: str(root),
    }


def _in_front(path: str, rest: str | None) -> str:
    return os.pathsep.join(filter(None, [path, rest]))


def _start_path(work: Path) -> str:
    return urllib.parse.quote(f"{work.name}/{START}.ipynb")


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _host(ip: str) -> str:
    """Give the name by which this computer reaches an address that it listens at."""
    if ip in ("", "*", "0.0.0.0", "::"):
        return LOCAL
    return f"[{ip}]" if ":" in ip else ip


def _free_port(ip: str, port: int | None) -> int:
    """Find a port to listen at, or say why there is none."""
    reason: OSError | None = None
    for candidate in range(FIRST_PORT, FIRST_PORT + PORTS) if port is None else [port]:
        try:
            _try_port(ip, candidate)
        except OSError as error:
            reason = error
        else:
            return candidate
    which = f"Port {port}" if port else f"No port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}"
    raise CourseError(
        f"{which} can{'not' if port else ''} be used at {ip} ({reason and reason.strerror}). "
        "Close another Jupyter, or name another port, as in --port 9999."
    )


def _try_port(ip: str, port: int) -> None:
    host = "" if ip in ("", "*") else ip
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        if os.name == "posix":  # elsewhere it would let two programs share a port
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host, port))


@contextlib.contextmanager
def _jupyter(
    command: Sequence[str], environment: Mapping[str, str], work: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run Jupyter, its own words in a log; Ctrl-C and a closed window end it cleanly."""
    with writing(work):
        (work / ".jupyter").mkdir(exist_ok=True)
        log = _log_path(work).open("wb")
    with log, _endings_as_interrupt():
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield process
        except KeyboardInterrupt:
            pass
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End Jupyter and the kernels that it started."""
    if process.poll() is None and os.name == "posix":
        process.terminate()
    try:
        process.wait(15)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()


@contextlib.contextmanager
def _endings_as_interrupt() -> Iterator[None]:
    """Take a closed window and a stopped container as Ctrl-C."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), interrupt) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _write_layout(work: Path) -> None:
    """Let JupyterLab begin with the start page alone; the side bar stays as the student left it.

    At first it is closed: on a narrow screen it would leave no room for the page. Kernels load
    what lets them explain a cell that is run before the set-up cell.
    """
    path = work / ".jupyter" / "lab" / "workspaces" / "default-37a8.jupyterlab-workspace"
    try:
        left = json.loads(path.read_bytes())["data"]["layout-restorer:data"]["left"]
    except (OSError, ValueError, KeyError, TypeError):
        left = {"collapsed": True}
    layout = {"main": {"dock": None, "current": None}, "left": left, "right": {"collapsed": True}}
    text = json.dumps({"data": {"layout-restorer:data": layout}, "metadata": {"id": "default"}})
    kernel = work / ".jupyter" / "ipython" / "profile_default" / "ipython_kernel_config.py"
    with writing(work):
        for folder in (path.parent, kernel.parent):
            folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
        write_whole(kernel, b'c.InteractiveShellApp.extensions = ["coursekit.kernel"]\n')


def _log_path(work: Path) -> Path:
    return work / ".jupyter" / "lab.log"


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, work: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(address):
        if process.poll() is not None or time.monotonic() > deadline:
            log = _log_path(work)
            lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
            last = " / ".join([line.strip() for line in lines if line.strip()][-2:])
            raise CourseError(
                f"Jupyter could not start. Its last words: {last} (all of them: {log})"
            )
        time.sleep(0.1)


def _answers(address: str) -> bool:
    """Tell whether a Jupyter that takes this address's token is there; no proxy is asked."""
    parts = urllib.parse.urlsplit(address)
    status = parts._replace(path="/api/status").geturl()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(status, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def _running_address(work: Path) -> str | None:
    """Give the address of the Jupyter that has this folder open, if there is one."""
    try:
        address = _note_path(work).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None
    return address if address.startswith("http://") and _answers(address) else None


@contextlib.contextmanager
def _noted(work: Path, address: str) -> Iterator[None]:
    """Leave the address where the next `coursekit lab` looks, for this user's eyes only."""
    note = _note_path(work)
    note.unlink(missing_ok=True)
    with os.fdopen(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(address)
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def _note_path(work: Path) -> Path:
    return work / ".jupyter" / "address"


def _open_browser(address: str, *, wanted: bool) -> bool:
    """Open a browser window; a browser of the terminal would only be in the way."""
    if not wanted or not _has_screen():
        return False
    try:
        return webbrowser.get().open(address)
    except webbrowser.Error:
        return False


def _has_screen() -> bool:
    if os.name == "nt" or sys.platform == "darwin" or os.environ.get("BROWSER"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _welcome(address: str, *, opened: bool, wanted: bool, ip: str) -> str:
    if opened:
        lines = [f"The course opens in your browser. If it does not, go to {address}"]
    elif wanted:
        lines = [f"No browser was found here. Open this address in one: {address}"]
    else:
        lines = [f"Open this address in a browser: {address}"]
    if ip in (LOCAL, "localhost") and _in_container():
        lines.append(
            "This looks like a container: if the address is not found, start again with "
            "--ip 0.0.0.0 and publish the port."
        )
    lines.append("Leave this window open; close it or press Ctrl-C when you are done.")
    return "\n".join(lines)


def _in_container() -> bool:
    return any(Path(mark).exists() for mark in ("/.dockerenv", "/run/.containerenv"))
