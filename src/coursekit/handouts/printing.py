"""Pages to PDF, by a Chromium that is already there: tagged, with bookmarks, always the same bytes.

Each page has a browser of its own, with a profile that is thrown away: what one page left in
the browser would stand in the next page's PDF.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from coursekit.disk import write_whole
from coursekit.errors import CourseError
from coursekit.handouts.names import page_name
from coursekit.notebooks.remembering import digest, library
from coursekit.records import Paper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coursekit.course import Course
    from coursekit.notebooks.remembering import Memory

VARIABLE = "COURSEKIT_CHROMIUM"
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
# Where it is on systems that do not put programs on the PATH.
_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "{PROGRAMFILES}/Google/Chrome/Application/chrome.exe",
    "{PROGRAMFILES(X86)}/Microsoft/Edge/Application/msedge.exe",
)
_HOW = {
    "darwin": "on macOS: brew install --cask chromium, or Chrome from its own site",
    "win32": "on Windows: winget install Google.Chrome",
}
_HOW_ELSE = "on Debian and Ubuntu: sudo apt install chromium; on Fedora: sudo dnf install chromium"
_OPTIONS = (
    "--headless",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
    "--disable-gpu",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--force-color-profile=srgb",
    # Nothing leaves: no update, no report, and no name of a site is ever looked up.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_LEAF = re.compile(rb"\s*/(?:CreationDate|ModDate) \(D:[^()]*\)")
_CREATOR = re.compile(rb"/Creator \((?:\\.|[^()\\]|\([^()]*\))*\)")
_PAPER_STYLE = "<style>@page{{size:{}}}</style>\n</head>"


# In whole pixels, which are 1/96 of an inch: of a sheet that ends within one, Chromium puts
# what begins the next sheet into the tags of both.
_SIZES = {Paper.A4: "794px 1123px", Paper.LETTER: "816px 1056px"}


def find_chromium() -> Path:
    """Find the Chromium to print with: the one of ``COURSEKIT_CHROMIUM``, else an installed one.

    Raises:
        CourseError: If there is none; it says how to get one.
    """
    if named := os.environ.get(VARIABLE):
        found = shutil.which(named)
        if found is None:
            raise CourseError(f"{VARIABLE} names '{named}', and there is no program of that name.")
        return Path(found)
    known = (place.format_map(_Environment()) for place in _PLACES)
    for candidate in (*_NAMES, *known):
        if found := shutil.which(candidate):
            return Path(found)
    raise CourseError(
        "No Chromium was found to print PDF with: install Chromium or Google Chrome "
        f"({_HOW.get(sys.platform, _HOW_ELSE)}), or set {VARIABLE} to where it is."
    )


class _Environment(dict[str, str]):
    """The environment, with nothing for what is not set."""

    def __missing__(self, name: str) -> str:
        return os.environ.get(name, "")


def _unsaid(page: Path) -> None:
    del page


def chapters_of(course: Course, pages: Iterable[Path]) -> list[Path]:
    """Give the chapters among pages that were written: those are printed."""
    chapters = {page_name(chapter) for chapter in course.settings.chapters}
    return [page for page in pages if page.name in chapters]


def print_pages(
    pages: Sequence[Path],
    paper: Paper = Paper.A4,
    *,
    jobs: int = 1,
    seconds: float = 120,
    memory: Memory | None = None,
    begin: Callable[[Path], None] = _unsaid,
    done: Callable[[Path], None] = _unsaid,
) -> tuple[Path, ...]:
    """Print pages to PDF beside them: ``01-the-train.html`` becomes ``01-the-train.pdf``.

    The PDFs are tagged and have bookmarks, title and language. Each is replaced whole or not
    at all, and the same page gives the same bytes with the same Chromium and fonts. A link to
    another of the pages leads to its PDF. Nothing is fetched.

    Args:
        pages: HTML files.
        paper: What is printed on.
        jobs: How many are printed at a time.
        seconds: The time that a page may take.
        memory: What is known of earlier PDFs: one that is there as it would be made is left
            alone. Without it every page is printed.
        begin: Called before each page; from other threads, where there are several jobs.
        done: Called after each page, likewise.

    Returns:
        The PDFs, in the order of the pages.

    Raises:
        CourseError: If there is no Chromium, or a page is not printed.
    """
    chromium = find_chromium()
    names = {page.name for page in pages}
    made_with = [str(paper), sorted(names), library(), _version(chromium)] if memory else []

    def one(page: Path) -> Path:
        begin(page)
        pdf = page.with_suffix(".pdf")
        key = digest(json.dumps([*made_with, digest(page.read_bytes())])) if memory else ""
        if memory is None or not _is_there(memory, pdf, key):
            _print(chromium, paper, names, seconds, page)
            if memory is not None:
                memory.keep(_record(pdf), key, b"", about={"pdf": digest(pdf.read_bytes())})
        done(page)
        return pdf

    if jobs == 1:
        return tuple(map(one, pages))
    with ThreadPoolExecutor(jobs) as pool:
        return tuple(pool.map(one, pages))


def _record(pdf: Path) -> str:
    return f"pdf/{pdf.parent.name}/{pdf.stem}.json"


def _is_there(memory: Memory, pdf: Path, key: str) -> bool:
    """Whether a PDF lies there as it was made, from a page that has not changed since."""
    known = memory.recall(_record(pdf), key)
    return known is not None and pdf.is_file() and known.about["pdf"] == digest(pdf.read_bytes())


def _version(chromium: Path) -> str:
    """Name a browser and its version, in its own words."""
    told = subprocess.run(
        [str(chromium), "--version"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return f"{chromium} {told.stdout!r}"


def _print(chromium: Path, paper: Paper, names: set[str], seconds: float, page: Path) -> None:
    """Print one page from a copy that knows its paper."""
    done = page.with_suffix(".pdf")
    try:
        # Beside the page: a Chromium that is confined (a snap) sees no folder for passing files.
        with tempfile.TemporaryDirectory(
            prefix="printing-", dir=page.parent, ignore_cleanup_errors=True
        ) as name:
            folder = Path(name).resolve()
            copy = folder / page.name
            html = page.read_text(encoding="utf-8")
            style = _PAPER_STYLE.format(_SIZES[paper])
            copy.write_text(html.replace("</head>", style, 1), encoding="utf-8")
            pdf = settle(_run(chromium, copy, seconds), folder.name, names)
        write_whole(done, pdf)
    except OSError as error:
        raise CourseError(
            f"{page.name} cannot be printed ({error.strerror or error}): {page.parent}"
        ) from error


def _run(chromium: Path, page: Path, seconds: float) -> bytes:
    """Let a browser print a page; what it says meanwhile is of no use to anybody."""
    target = page.with_suffix(".pdf")
    # A browser that runs as root, as in a container, refuses to start in its sandbox.
    root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    command = [
        str(chromium),
        *_OPTIONS,
        *root,
        f"--user-data-dir={page.parent / 'profile'}",
        f"--print-to-pdf={target}",
        page.as_uri(),
    ]
    quiet = subprocess.DEVNULL
    try:
        ended = subprocess.run(
            command, stdin=quiet, stdout=quiet, stderr=quiet, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise CourseError(
            f"{page.name} was not printed within {seconds:g} seconds; try again when the "
            "computer has less to do."
        ) from None
    if ended.returncode or not target.is_file():
        raise CourseError(
            f"{page.name} was not printed: {chromium} ended without a PDF (exit "
            f"{ended.returncode}). Set {VARIABLE} to another Chromium."
        )
    return target.read_bytes()


def settle(pdf: bytes, folder: str, names: set[str]) -> bytes:
    """Take out of a PDF what differs from day to day and from folder to folder.

    Every change keeps its length: so the table that says where things lie stays right, and
    tags and bookmarks are not touched.

    Args:
        pdf: What Chromium wrote.
        folder: The name of the folder that the page was printed in.
        names: The names of the pages that are printed; ways to them lead to their PDFs.

    Examples:
        >>> settle(b"<</ModDate (D:20261124204356+00'00')>>", "x", set()).split()
        [b'<<', b'>>']
        >>> settle(b"/URI (file:///home/x/a.html#b)", "x", {"a.html"})
        b'/URI (a.pdf#b)                '
    """

    def way(match: re.Match[bytes]) -> bytes:
        name = match[1].decode("latin-1")
        if name in names:
            name = f"{name.removesuffix('.html')}.pdf"
        return b"/URI (%s%s)" % (name.encode("latin-1"), match[2])

    place = rb"file:(?:\\.|[^()\\])*/%s/" % re.escape(folder.encode())
    ways = re.compile(rb"/URI \(%s((?:\\.|[^()\\#])*)((?:\\.|[^()\\])*)\)" % place)
    pdf = _LEAF.sub(lambda match: b" " * len(match[0]), pdf)
    pdf = _CREATOR.sub(lambda match: b"/Creator (coursekit)".ljust(len(match[0])), pdf)
    return ways.sub(lambda match: way(match).ljust(len(match[0])), pdf)
