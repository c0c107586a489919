import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = ("Makefile", "constraints.txt", "pyproject.toml")

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files that set the course up, in a folder with a space in its name."""
    folder = tmp_path / "my course"
    folder.mkdir()
    for name in FILES:
        shutil.copy2(ROOT / name, folder / name)
    return folder


def a_program(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


def make(folder: Path, *words: str, python: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run make without a network, with a Python of ours in front of all others."""
    path = os.environ["PATH"] if python is None else f"{python.parent}:{os.environ['PATH']}"
    offline = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    without = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env={**without, **offline, "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_python_that_is_too_old_is_named_with_what_to_do(clone: Path, tmp_path: Path) -> None:
    old = a_program(
        tmp_path / "bin" / "python3",
        'case "$*" in --version) echo Python 3.9.2;; *version_info*) exit 1;; esac',
    )
    result = make(clone, "lab", python=old)
    assert result.returncode != 0
    assert "python3 is Python 3.9.2, and the course needs Python 3.11 or newer." in result.stderr
    assert "make lab PYTHON=python3.12" in result.stderr
    assert not (clone / ".venv").exists()


def test_a_python_without_venv_is_told_what_to_install(clone: Path, tmp_path: Path) -> None:
    bare = a_program(tmp_path / "bin" / "python3", 'case "$*" in *ensurepip*) exit 1;; esac')
    result = make(clone, "install", python=bare)
    assert result.returncode != 0
    assert "sudo apt install python3-venv" in result.stderr


def test_no_python_at_all_gets_its_sentence(clone: Path) -> None:
    result = make(clone, "install", "PYTHON=python9")
    assert result.returncode != 0
    assert "python9 was not found. Install Python 3.11 or newer" in result.stderr


def an_environment(folder: Path) -> Path:
    """Set up as `make install` leaves it, with a Python that writes down what it is asked."""
    asked = folder.parent / "asked.txt"
    a_program(folder / ".venv" / "bin" / "python", f'echo "$*" >> "{asked}"')
    (folder / ".venv" / "pyvenv.cfg").write_text(f"command = python -m venv {folder}/.venv\n")
    (folder / ".venv" / "installed").write_text(f"{folder}\n")
    return asked


def test_a_second_install_does_nothing(clone: Path) -> None:
    asked = an_environment(clone)
    result = make(clone, "install")
    assert (result.returncode, result.stdout + result.stderr) == (0, "")
    assert "pip install" not in asked.read_text()


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_list_of_libraries_is_installed(clone: Path, name: str) -> None:
    asked = an_environment(clone)
    later = (clone / ".venv" / "installed").stat().st_mtime + 10
    os.utime(clone / name, (later, later))
    assert make(clone, "install").returncode == 0
    assert "-c constraints.txt -e .[test]" in asked.read_text()


def test_a_folder_that_was_moved_is_set_up_anew(clone: Path, tmp_path: Path) -> None:
    an_environment(clone)
    moved = clone.rename(tmp_path / "moved")
    calls = tmp_path / "calls.txt"
    python = a_program(tmp_path / "bin" / "python3", f'echo "$*" >> "{calls}"')
    assert make(moved, "install", python=python).returncode == 0
    assert "-m venv --clear .venv" in calls.read_text()


def test_an_install_without_network_says_what_to_do(clone: Path) -> None:
    an_environment(clone)
    (clone / ".venv" / "installed").unlink()
    a_program(
        clone / ".venv" / "bin" / "python", 'case "$*" in *install*) echo no route; exit 1;; esac'
    )
    result = make(clone, "install")
    assert result.returncode != 0
    assert "run the same command again when the computer is online" in result.stderr
    assert not (clone / ".venv" / "installed").exists()


def test_every_direct_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    pins = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = {plain(line) for line in pins if "==" in line}
    assert {plain(line) for line in wanted} <= pinned


def plain(requirement: str) -> str:
    """Give the name of a library as installers compare it."""
    name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def test_constraints_are_names_and_versions_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    strange = [line for line in lines if not re.fullmatch(r"#.*|[\w.-]+==[\w.]+", line)]
    assert strange == []


def test_no_tracked_file_names_a_place_to_install_from() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    place = re.compile(
        rb"--(extra-)?index-url|--find-links|https?://[^\s/]+/(simple/|packages/\w\w/)"
    )
    paths = [ROOT / name for name in listed.split("\0") if name]
    named = [
        path.name
        for path in paths
        if path.is_file() and path != Path(__file__) and place.search(path.read_bytes())
    ]
    assert named == []


def test_ci_runs_what_people_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().endswith("\nexec make test\n")
    subprocess.run(["bash", "-n", str(script)], check=True)
