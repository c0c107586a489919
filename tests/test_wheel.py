"""The wheel has all that the library needs, and no course."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DATA = ("templates", "labconfig", "skeletons", "styles")
SHOWN = """
from coursekit import open_course
import coursekit

course = open_course()
for name in course.sources:
    view = course.source(name)
    assert view.html.startswith("<") and view.text.strip(), name
print(coursekit.__file__)
print(len(course.sources))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this folder without a network."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed here")
    if not (ROOT / "pyproject.toml").is_file():
        pytest.skip("this is no source folder")
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it lies where it is installed, far from the course."""
    folder = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def run(unpacked: Path, course: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python with nothing of ours but the wheel, from a folder that is no course."""
    without = {name: value for name, value in os.environ.items() if not name.startswith("COURSE")}
    return subprocess.run(
        [sys.executable, *words],
        cwd=unpacked,
        env={**without, "PYTHONPATH": str(unpacked), "COURSEKIT_COURSE": str(course)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_every_file_of_the_library_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src" / "coursekit"
    files = [path for path in package.rglob("*") if path.is_file()]
    ours = {path.relative_to(ROOT / "src").as_posix() for path in files if path.suffix != ".pyc"}
    assert ours <= names
    assert "coursekit/course.mplstyle" in names
    for folder in DATA:
        assert any(name.startswith(f"coursekit/{folder}/") for name in names), folder


def test_no_course_is_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert len(tops) == 2
    assert "coursekit" in tops
    assert not [
        name
        for name in names
        if "/sources/" in name or name.endswith(("start-here.ipynb", "0.1.md"))
    ]


@pytest.mark.parametrize("course", [ROOT, ROOT / "tests" / "course"], ids=["first", "second"])
def test_the_wheel_alone_opens_a_course_and_shows_it(unpacked: Path, course: Path) -> None:
    shown = run(unpacked, course, "-c", SHOWN)
    assert shown.stderr == ""
    place, count = shown.stdout.split()
    assert Path(place).is_relative_to(unpacked)
    assert int(count) >= 2


@pytest.mark.parametrize("course", [ROOT, ROOT / "tests" / "course"], ids=["first", "second"])
def test_the_wheel_alone_checks_a_course(unpacked: Path, course: Path) -> None:
    checked = run(unpacked, course, "-m", "coursekit", "check")
    assert (checked.stdout, checked.stderr) == ("", "No problem found.\n")


def test_the_wheel_alone_begins_a_new_course(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.coursekit]\ntitle = "New"\n', encoding="utf-8")
    for words in (["source", "letter"], ["exercise", "0.1"], ["notebook", "00-begin"]):
        made = run(unpacked, tmp_path, "-m", "coursekit", "new", *words)
        assert (made.returncode, made.stderr) == (0, "")


def test_the_wheel_alone_gives_nbconvert_its_exporter(unpacked: Path, tmp_path: Path) -> None:
    course = ROOT / "tests" / "course"
    lesson = course / "notebooks" / "01-the-first-train.ipynb"
    words = ("-m", "nbconvert", "--to", "coursekit", str(lesson), "--output-dir", str(tmp_path))
    made = run(unpacked, course, *words)
    assert made.returncode == 0, made.stderr
    page = (tmp_path / "01-the-first-train.html").read_text(encoding="utf-8")
    assert "The Line to Millbrook" in page.partition("</title>")[0]
