"""Jupyter as students meet it: their own copies of the notebooks, and a calm JupyterLab."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
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
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursekit.course import VARIABLE, WORK_MARK
from coursekit.errors import CourseError, NotebookError, UnknownNameError, nearest
from coursekit.reading import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

START = "start-here"
LOCAL = "127.0.0.1"
FIRST_PORT, PORTS = 8888, 50
PATIENCE = 180.0  # seconds; a first start from a slow disk takes a minute

HIDDEN = (  # in the files browser, at any depth: what gives answers away, and what is no reading
    *("exercises", "notebooks", "docs", "src", "tests", "build", "dist", "handouts"),
    *("*.toml", "Makefile", "constraints.txt", "datapackage.json", "references.json"),
    *("README*", "CHANGELOG*", "CONTRIBUTING*", "LICENSE*", "*.egg-info"),
    *("__pycache__", "*.py[co]", "*~", "node_modules", "venv", "env"),
)


# The work folder ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFolder:
    """A student's copies of the notebooks, and what was done to them just now.

    Attributes:
        path: The folder; it stands in the course folder, as deep as ``notebooks/``.
        copied: Names of the notebooks that are new there: ``start-here``, ``00`` …
        refreshed: Those that had changed in the course and had no answers in them.
        offered: Those that have changed in the course and were left alone.
    """

    path: Path
    student: str | None = None
    copied: tuple[str, ...] = ()
    refreshed: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a student should know about it."""
        named = f" --as {self.student}" if self.student else ""
        news = []
        if self.copied:
            news.append(f"Your notebooks are in {self.path.name}/: {_listed(self.copied)}.")
        if self.refreshed:
            news.append(
                f"Brought up to date, as you had not written in it: {_listed(self.refreshed)}."
            )
        news += [
            f"{_label(name)} has a newer version; `{_typed()} reset {name}{named}` puts it in "
            "place and keeps yours beside it."
            for name in self.offered
        ]
        return tuple(news)


def work_folder(root: Path, *, student: str | None = None) -> Path:
    """Give the folder of a student's notebooks; nothing is made.

    Args:
        root: The course folder.
        student: A name where several students share a computer. Upper and lower case are the
            same, so that nobody loses a folder to a capital letter.

    Raises:
        CourseError: If the name has anything but letters, digits and hyphens.

    Examples:
        >>> work_folder(Path("course")).as_posix()
        'course/work'
        >>> work_folder(Path("course"), student="Ana").as_posix()
        'course/work-ana'
    """
    if student is None:
        return root / "work"
    if len(student) > 40 or not re.fullmatch(r"[^\W_]+(-[^\W_]+)*", student):
        raise CourseError(
            f"'{student}' cannot be the name of a folder here: use up to 40 letters and digits, "
            "with hyphens between them, as in --as ana or --as ana-k."
        )
    return root / f"work-{student.lower()}"


def prepare_work(root: Path, *, student: str | None = None) -> WorkFolder:
    """Copy the notebooks that a student does not have yet.

    A copy in which nothing was written follows the course. One with a student's words in it is
    never written to: where the course has a newer version, that is offered.

    Args:
        root: The course folder.
        student: A name where several students share a computer.

    Raises:
        CourseError: If the folder cannot be written to, or the name cannot be used.
    """
    folder = work_folder(root, student=student)
    shipped = _shipped(root)
    outcome: dict[str, list[str]] = {"copied": [], "refreshed": [], "offered": []}
    with _writing(folder):
        folder.mkdir(exist_ok=True)
        memory = _read_memory(folder)
        for name, path in shipped.items():
            if done := _bring(path, folder, memory):
                outcome[done].append(name)
        _write_memory(folder, memory)
    return WorkFolder(
        path=folder, student=student, **{done: tuple(names) for done, names in outcome.items()}
    )


def _bring(path: Path, folder: Path, memory: dict[str, dict[str, str]]) -> str | None:
    """Copy, refresh or leave one notebook; say which, or None where there is no news."""
    content, mine = path.read_bytes(), folder / path.name
    if not mine.exists():
        _put(content, mine, memory)
        return "copied"
    known = memory.get(path.name)
    if known is None:  # the memory was lost, or the file came from elsewhere: take it as it is
        memory[path.name] = _fingerprints(content)
        return None
    if known["file"] == _fingerprints(content)["file"]:
        return None
    if _fingerprints(mine.read_bytes())["words"] == known["words"]:
        _put(content, mine, memory)
        return "refreshed"
    return "offered"


def _put(content: bytes, mine: Path, memory: dict[str, dict[str, str]]) -> None:
    _write_whole(mine, content)
    memory[mine.name] = _fingerprints(content)


def _fingerprints(content: bytes) -> dict[str, str]:
    """Tell a file by its bytes, and a notebook by the words in its cells.

    Jupyter writes outputs, counters and spaces of its own as soon as a notebook is opened;
    only the words are the student's.
    """
    file = hashlib.sha256(content).hexdigest()
    try:
        cells = [(cell["cell_type"], _source(cell)) for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError):
        return {"file": file, "words": file}
    return {"file": file, "words": hashlib.sha256(json.dumps(cells).encode()).hexdigest()}


def _source(cell: Mapping[str, Any]) -> str:
    return "".join(cell.get("source", ""))


def _shipped(root: Path) -> dict[str, Path]:
    """Give the course's notebooks by the names that students type, such as 00."""
    chapters = {chapter.number: chapter.notebook for chapter in read_settings(root).chapters}
    names = {START: f"{START}.ipynb", **chapters}
    paths = {name: root / "notebooks" / file for name, file in names.items()}
    found = {name: path for name, path in paths.items() if path.is_file()}
    if not found:
        raise CourseError(
            f"{root / 'notebooks'} has no notebooks. Is the course complete? Unpack it once more."
        )
    return found


def _read_memory(folder: Path) -> dict[str, dict[str, str]]:
    """Read what was copied; a damaged memory is an empty one."""
    try:
        copies = json.loads((folder / WORK_MARK).read_text(encoding="utf-8"))["copies"]
        return {
            str(name): {"file": str(known["file"]), "words": str(known["words"])}
            for name, known in copies.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_memory(folder: Path, memory: dict[str, dict[str, str]]) -> None:
    about = "coursekit made this folder and remembers here what it copied. Leave this file alone."
    text = json.dumps({"about": about, "copies": memory}, indent=1)
    if not _says(folder / WORK_MARK, text):
        _write_whole(folder / WORK_MARK, text.encode())


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into one sentence."""
    try:
        yield
    except OSError as error:
        if folder.exists() and not folder.is_dir():
            raise CourseError(
                f"{folder} is a file, and your notebooks need a folder of that name. "
                "Move the file away and start again."
            ) from error
        raise CourseError(
            f"{folder} cannot be written to ({error.strerror or error}). Copy the course folder "
            "to a place of your own, such as your home folder, and start it there."
        ) from error


def _label(name: str) -> str:
    return "The start page" if name == START else f"Chapter {name}"


def _listed(names: Sequence[str]) -> str:
    words = [_label(name).lower() for name in names]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _typed() -> str:
    """Give the command as it can be typed here: with its folder where the shell needs that."""
    beside = Path(sys.executable).with_name("coursekit")
    found = shutil.which("coursekit")
    if not beside.exists() or (found and Path(found).parent == beside.parent):
        return "coursekit"
    here = Path.cwd()
    return str(beside.relative_to(here) if beside.is_relative_to(here) else beside)


# Putting back -------------------------------------------------------------------------------


def reset_notebook(root: Path, what: str, *, student: str | None = None) -> str:
    """Put a chapter or one exercise back as the course ships it; the old notebook is kept.

    Args:
        root: The course folder.
        what: A chapter (``01``, ``1``, ``start-here`` or the file's name) or an exercise (``1.3``).
        student: A name where several students share a computer.

    Returns:
        What was done, as sentences.

    Raises:
        UnknownNameError: If the course has no such chapter or exercise.
        NotebookError: If an exercise is to be put back into a notebook that cannot be read.
        CourseError: If the folder cannot be written to.
    """
    shipped = _shipped(root)
    folder = work_folder(root, student=student)
    if (name := _chapter_named(what, shipped)) is not None:
        return _reset_chapter(name, shipped[name], folder)
    exercises = {
        exercise: name for name, path in shipped.items() for exercise in _exercises(_cells(path))
    }
    wanted = re.sub(r"^0+(?=\d)", "", what.strip())
    if wanted not in exercises:
        raise UnknownNameError(_unknown(what, [*shipped, *exercises]))
    return _reset_exercise(wanted, shipped[exercises[wanted]], folder)


def _chapter_named(what: str, shipped: Mapping[str, Path]) -> str | None:
    wanted = what.strip().removesuffix(".ipynb").casefold()
    wanted = wanted.removeprefix("chapter").strip()
    for name, path in shipped.items():
        if wanted in (name, path.stem.casefold()) or (wanted.isdigit() and wanted.zfill(2) == name):
            return name
    return START if wanted == "start" and START in shipped else None


def _unknown(what: str, names: Sequence[str]) -> str:
    near = nearest(what.strip(), names)
    hint = f" Nearest: '{near}'." if near else ""
    chapters = ", ".join(name for name in names if name == START or name.isdigit())
    return (
        f"There is no chapter or exercise '{what}'.{hint} Chapters: {chapters}; "
        "exercises are named as in the notebook, such as 0.2."
    )


def _reset_chapter(name: str, path: Path, folder: Path) -> str:
    mine = folder / path.name
    with _writing(folder):
        folder.mkdir(exist_ok=True)
        kept = _keep(mine) if mine.exists() else None
        memory = _read_memory(folder)
        _put(path.read_bytes(), mine, memory)
        _write_memory(folder, memory)
    return f"{_label(name)} is as it was at the beginning.{_kept(kept)}"


def _reset_exercise(exercise: str, path: Path, folder: Path) -> str:
    mine = folder / path.name
    if not mine.exists():
        raise CourseError(
            f"{folder.name}/{path.name} is not there yet; `{_typed()} lab` puts it there."
        )
    notebook = _notebook(mine)
    notebook["cells"] = _with_exercise_of(_cells(path), notebook["cells"], exercise)
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    with _writing(folder):
        kept = _keep(mine)
        _write_whole(mine, text.encode())
    return f"Exercise {exercise} is as it was at the beginning.{_kept(kept)}"


def _kept(kept: Path | None) -> str:
    if kept is None:
        return ""
    return (
        f" Your notebook is kept as '{kept.name}'. If it is open in the browser, choose "
        "File, Reload Notebook from Disk."
    )


def _keep(mine: Path) -> Path:
    """Copy a notebook beside itself, under the time of day."""
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d %H%M")
    tries = (
        f"{mine.stem} (kept {stamp}{more}).ipynb"
        for more in ["", *map(" {}".format, range(2, 999))]
    )
    kept = next(path for path in map(mine.with_name, tries) if not path.exists())
    _write_whole(kept, mine.read_bytes())
    return kept


def _notebook(path: Path) -> dict[str, Any]:
    try:
        notebook: dict[str, Any] = json.loads(path.read_bytes())
        _exercises(notebook["cells"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotebookError(
            f"{path.parent.name}/{path.name} cannot be read as a notebook. "
            "Putting back the whole chapter mends it and keeps the damaged file."
        ) from None
    return notebook


def _cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = _notebook(path)["cells"]
    return cells


def _exercise_of(cell: Mapping[str, Any]) -> str | None:
    exercise = cell["metadata"].get("coursekit", {}).get("exercise")
    return None if exercise is None else str(exercise)


def _exercises(cells: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(_exercise_of, cells))))


def _with_exercise_of(
    shipped: Sequence[dict[str, Any]], mine: Sequence[dict[str, Any]], exercise: str
) -> list[dict[str, Any]]:
    """Put the cells of one exercise in the places they have, else where they belong."""
    fresh = {cell["id"]: cell for cell in shipped if _exercise_of(cell) == exercise}
    is_old = [cell.get("id") in fresh or _exercise_of(cell) == exercise for cell in mine]
    rest = [cell for cell, old in zip(mine, is_old, strict=True) if not old]
    if fresh.keys() <= {cell.get("id") for cell in mine}:
        kept = [cell for cell in mine if cell in rest or cell.get("id") in fresh]
        return [fresh.get(cell.get("id", ""), cell) for cell in kept]
    if any(is_old):
        place = is_old.index(True)
    else:
        ids = [cell["id"] for cell in shipped]
        before = set(ids[: ids.index(next(iter(fresh)))])
        place = max((n + 1 for n, cell in enumerate(rest) if cell.get("id") in before), default=0)
    return [*rest[:place], *fresh.values(), *rest[place:]]


# JupyterLab ---------------------------------------------------------------------------------


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
    with _writing(work):
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

    At first it is closed: on a narrow screen it would leave no room for the page.
    """
    path = work / ".jupyter" / "lab" / "workspaces" / "default-37a8.jupyterlab-workspace"
    try:
        left = json.loads(path.read_bytes())["data"]["layout-restorer:data"]["left"]
    except (OSError, ValueError, KeyError, TypeError):
        left = {"collapsed": True}
    layout = {"main": {"dock": None, "current": None}, "left": left, "right": {"collapsed": True}}
    text = json.dumps({"data": {"layout-restorer:data": layout}, "metadata": {"id": "default"}})
    with _writing(work):
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, text.encode())


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
