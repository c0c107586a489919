"""The course as a student meets it: JupyterLab in a real browser, from the first start on."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
PATIENCE = 40_000  # ms

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: none was found on the PATH"),
]


class Lab:
    """A running `coursekit lab`, with what it said."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder = folder
        elsewhere = folder.parent / "home"
        elsewhere.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "coursekit", "lab", "--no-browser", *words],
            cwd=folder,
            env={**os.environ, "HOME": str(elsewhere)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Leave this window open"):
                break

    @property
    def address(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\S+", self.said)
        assert found is not None, self.said
        return found[0]

    def end(self, number: int = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=30)
        self.said += rest
        return self.process.returncode


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with a space in its name, and answers in it that nobody should see."""
    course = tmp_path_factory.mktemp("lab") / "a course"
    (course / "exercises").mkdir(parents=True)
    (course / "exercises" / "0.1.md").write_text("the answer")
    for name in ("notebooks", "sources"):
        shutil.copytree(ROOT / name, course / name)
    shutil.copy2(ROOT / "pyproject.toml", course)
    return course


@pytest.fixture(scope="module")
def lab(folder: Path) -> Iterator[Lab]:
    running = Lab(folder, "--port", str(a_free_port()))
    yield running
    running.end()


def a_free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(params=[1280, 390])
def page(browser: Any, lab: Lab, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The start page of the course, as a browser of this width shows it."""
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.errors, page.outside = [], []
    page.on("console", lambda line: line.type == "error" and page.errors.append(line.text))
    page.on("request", lambda sent: is_outside(sent.url) and page.outside.append(sent.url))
    page.goto(lab.address)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.locator("#jp-main-statusbar").filter(has_text="Idle").wait_for()
    yield page
    context.close()


def is_outside(url: str) -> bool:
    parts = urllib.parse.urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1"


def test_the_start_page_opens_and_nothing_stands_in_front_of_it(page: Any) -> None:
    assert page.locator(".lm-DockPanel-tabBar .lm-TabBar-tabLabel").all_inner_texts() == [
        "start-here.ipynb"
    ]
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    assert page.errors == []
    assert page.outside == []
    cell = page.locator(".jp-Notebook .jp-Cell").first.bounding_box()
    assert cell["width"] > 0.8 * page.viewport_size["width"]


def test_the_files_browser_shows_no_answers(page: Any) -> None:
    names = page.locator(".jp-DirListing-itemText")
    shown = names.filter(has_text="start-here.ipynb")
    for _ in range(10):  # the side bar stays as another page left it, and may yet be drawn
        page.wait_for_timeout(1000)
        if shown.is_visible():
            break
        page.locator(".jp-SideBar [data-id=filebrowser]").click()
    shown.wait_for()
    page.locator(".jp-BreadCrumbs-home").click()
    names.filter(has_text="sources").wait_for()
    assert names.all_inner_texts() == ["sources", "work"]


def test_a_cell_runs_with_shift_enter_in_this_python(page: Any, lab: Lab) -> None:
    page.locator(".jp-Notebook .jp-CodeCell").first.click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("import os, sys; print(sys.prefix, os.getcwd())")
    page.keyboard.press("Shift+Enter")
    said = page.locator(".jp-OutputArea-output").filter(has_text=sys.prefix)
    said.first.wait_for()
    assert said.first.inner_text().strip() == f"{sys.prefix} {lab.folder / 'work'}"


def test_text_is_locked_against_a_stray_double_click(page: Any) -> None:
    text = page.locator(".jp-Notebook .jp-MarkdownCell").nth(1)
    text.dblclick()
    page.wait_for_timeout(300)
    assert text.locator(".jp-RenderedMarkdown:visible").count() == 1


def test_a_source_opens_as_a_page_to_read(page: Any, lab: Lab) -> None:
    document = sorted((lab.folder / "sources" / "documents").glob("*.md"))[0]
    base, _, query = lab.address.partition("/lab/tree/")
    token = query.partition("?")[2]
    page.goto(f"{base}/lab/tree/sources/documents/{document.name}?{token}")
    page.wait_for_selector(".jp-MarkdownViewer .jp-RenderedMarkdown p")
    assert page.locator(".jp-FileEditor").count() == 0


# Starting and ending


def test_a_second_start_gives_the_address_of_the_first(lab: Lab) -> None:
    second = Lab(lab.folder)
    assert second.end() == 0
    assert "The course is open already, from another window" in second.said
    assert second.address == lab.address


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_ending_is_clean_and_leaves_no_process(folder: Path, name: str) -> None:
    running = Lab(folder, "--as", name, "--port", str(a_free_port()))
    log = folder / f"work-{name.lower()}" / ".jupyter" / "lab.log"
    port = urllib.parse.urlsplit(running.address).port or 0

    assert running.end(getattr(signal, name)) == 0
    assert running.said.endswith(f"Your notebooks are in work-{name.lower()}/.\n")
    assert "Traceback" not in log.read_text()
    with socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.1", port)) != 0
    assert not (log.parent / "address").exists()


def test_a_kernel_of_the_same_name_elsewhere_does_not_win(folder: Path) -> None:
    from jupyter_client.kernelspec import KernelSpecManager

    wrong = folder.parent / "home" / ".local" / "share" / "jupyter" / "kernels" / "python3"
    wrong.mkdir(parents=True, exist_ok=True)
    (wrong / "kernel.json").write_text(
        json.dumps({"argv": ["/nowhere/python"], "display_name": "Wrong", "language": "python"})
    )
    running = Lab(folder, "--as", "kernel", "--port", str(a_free_port()))
    try:
        found = ask(running, "/api/kernelspecs")["kernelspecs"]
    finally:
        running.end()
    assert list(found) == ["python3"]
    assert found["python3"]["spec"]["argv"] != ["/nowhere/python"]
    assert KernelSpecManager().get_kernel_spec("python3").argv


def ask(running: Lab, path: str) -> Any:
    import urllib.request

    url = urllib.parse.urlsplit(running.address)._replace(path=path).geturl()
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)
