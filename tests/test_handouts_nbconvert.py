"""Handouts through Jupyter's own doors: the command `jupyter nbconvert` and JupyterLab's menu."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import tomllib
import urllib.error
import urllib.parse
import urllib.request
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coursekit.course import Course
from coursekit.handouts import Edition, export_handouts

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
LESSON = "01-the-first-train"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


def declared() -> dict[str, str]:
    """What pyproject.toml registers with nbconvert."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups: dict[str, dict[str, str]] = project["entry-points"]
    return groups["nbconvert.exporters"]


def registered() -> dict[str, str]:
    found = entry_points(group="nbconvert.exporters")
    return {one.name: one.value for one in found if one.value.startswith("coursekit.")}


def test_the_exporter_is_registered_with_nbconvert() -> None:
    assert registered() == declared(), (
        "this Python knows an older coursekit: install it again (make install), so that its entry "
        "points are those of pyproject.toml"
    )


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the entry points are those that pyproject.toml declares."""
    beside = tmp_path_factory.mktemp("installed")
    about = beside / "coursekit_declared-0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: coursekit-declared\nVersion: 0\n")
    lines = [f"{name} = {value}" for name, value in declared().items()]
    if not registered():
        (about / "entry_points.txt").write_text("\n".join(["[nbconvert.exporters]", *lines, ""]))
    paths = [str(ROOT / "src"), str(beside), os.environ.get("PYTHONPATH", "")]
    scripts = sysconfig.get_path("scripts")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")]),
        "HOME": str(tmp_path_factory.mktemp("home")),
    }


def convert(
    env: dict[str, str], folder: Path, *words: str | Path
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "coursekit", *map(str, words)]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=180)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The invented course and its handouts."""
    root = Path(shutil.copytree(ROOT / "tests" / "course", tmp_path_factory.mktemp("a") / "b"))
    folder = tmp_path_factory.mktemp("small")
    assert export_handouts(Course(root), folder).problems == ()
    return root, folder


def test_nbconvert_gives_the_same_page_byte_for_byte(
    small: tuple[Path, Path], env: dict[str, str], tmp_path: Path
) -> None:
    root, folder = small
    done = convert(env, root, f"notebooks/{LESSON}.ipynb", "--output-dir", tmp_path)
    assert done.returncode == 0, done.stderr
    ours = (folder / "student" / f"{LESSON}.html").read_bytes()
    assert (tmp_path / f"{LESSON}.html").read_bytes() == ours


def test_nbconvert_gives_teachers_theirs_from_any_folder(
    small: tuple[Path, Path], env: dict[str, str], tmp_path: Path
) -> None:
    root, folder = small
    path = root / "notebooks" / f"{LESSON}.ipynb"
    asked = ("--HandoutExporter.edition=teacher", "--output", tmp_path / "mine")
    done = convert(env, tmp_path, path, *asked)
    assert done.returncode == 0, done.stderr
    ours = (folder / "teacher" / f"{LESSON}.html").read_bytes()
    assert (tmp_path / "mine.html").read_bytes() == ours


def test_the_first_lesson_is_the_same_through_both_doors(
    env: dict[str, str], tmp_path: Path
) -> None:
    name = Course(ROOT).settings.chapters[0].notebook
    done = convert(env, ROOT, f"notebooks/{name}", "--output-dir", tmp_path / "theirs")
    assert done.returncode == 0, done.stderr
    export_handouts(Course(ROOT), tmp_path, chapters=["00"], editions=[Edition.STUDENT])
    page = name.replace(".ipynb", ".html")
    assert (tmp_path / "theirs" / page).read_bytes() == (tmp_path / "student" / page).read_bytes()


def test_what_is_no_chapter_is_a_sentence(
    small: tuple[Path, Path], env: dict[str, str], tmp_path: Path
) -> None:
    done = convert(env, small[0], "notebooks/start-here.ipynb", "--output-dir", tmp_path)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "start-here.ipynb is no chapter of the course" in last
    assert "Chapters: 01-the-first-train.ipynb" in last


# JupyterLab ---------------------------------------------------------------------------------

TYPED = "MY OWN ANSWER"


def a_free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture(scope="module")
def lab(
    small: tuple[Path, Path], env: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a running course, in whose copy of the lesson somebody has written."""
    root = Path(shutil.copytree(small[0], tmp_path_factory.mktemp("lab") / "course"))
    command = [sys.executable, "-m", "coursekit", "lab", "--no-browser"]
    process = subprocess.Popen(
        [*command, "--port", str(a_free_port())],
        cwd=root,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("Leave this window open"):
            break
    found = re.search(r"http://127\.0\.0\.1:\S+", said)
    assert found is not None, said
    copy = root / "work" / f"{LESSON}.ipynb"
    notebook = json.loads(copy.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if "answer" in cell["metadata"].get("tags", ()):
            cell["source"] = f'"{TYPED}"'
    copy.write_text(json.dumps(notebook), encoding="utf-8")
    yield found[0]
    process.terminate()
    process.communicate(timeout=30)


def asked_of(lab: str, path: str) -> tuple[int, str]:
    """What the server says, with its status."""
    parts = urllib.parse.urlsplit(lab)
    url = parts._replace(path=path).geturl()
    try:
        with urllib.request.urlopen(url, timeout=120) as answer:
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: none was found on the PATH")
def test_the_menu_of_jupyterlab_saves_the_shipped_page(
    lab: str, small: tuple[Path, Path], tmp_path: Path
) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(60_000)
        page.goto(lab.replace("start-here.ipynb", f"{LESSON}.ipynb"))
        page.locator("#jp-main-statusbar").filter(has_text="Idle").wait_for()
        page.locator(".jp-Notebook").filter(has_text=TYPED).wait_for()
        page.locator(".lm-MenuBar-itemLabel", has_text="File").click()
        page.locator(".lm-Menu-itemLabel", has_text="Save and Export Notebook As").click()
        with page.expect_download() as download:
            page.locator(".lm-Menu-itemLabel", has_text="Coursekit").click()
        download.value.save_as(tmp_path / "saved.html")
        assert download.value.suggested_filename == f"{LESSON}.html"
        browser.close()
    saved = (tmp_path / "saved.html").read_bytes()
    assert TYPED.encode() not in saved
    assert saved == (small[1] / "student" / f"{LESSON}.html").read_bytes()


def test_a_page_that_cannot_be_made_is_a_sentence_in_the_browser(lab: str) -> None:
    status, said = asked_of(lab, "/nbconvert/coursekit/work/start-here.ipynb")
    words = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", said)).split())
    assert status == 500
    assert "start-here.ipynb is no chapter of the course" in words
    assert "Traceback" not in words


def test_the_server_lists_the_exporter(lab: str) -> None:
    status, said = asked_of(lab, "/api/nbconvert")
    formats: Any = json.loads(said)
    assert (status, formats["coursekit"]) == (200, {"output_mimetype": "text/html"})
