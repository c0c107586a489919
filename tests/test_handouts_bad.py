"""What a course may hold that is wrong, strange or hostile, and what handouts make of it."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import subprocess
import sys
import textwrap
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coursekit.checking import check_course
from coursekit.course import Course
from coursekit.errors import CourseError
from coursekit.handouts import Edition, Export, export_handouts

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[str, str, str], Path]

LESSON = "01-the-first-train"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


class Elements(HTMLParser):
    """The elements of a page, and the words of each paragraph."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.all: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def add_cell(root: Path, kind: str, source: str, **more: Any) -> None:
    """Put a cell at the end of the invented lesson."""
    path = root / "notebooks" / f"{LESSON}.ipynb"
    notebook = json.loads(text(path))
    cell = {"cell_type": kind, "id": "new-one", "metadata": {}, "source": source, **more}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def only_cell(root: Path, kind: str, source: str, **more: Any) -> None:
    """Leave nothing of the lesson but its title and one cell."""
    path = root / "notebooks" / f"{LESSON}.ipynb"
    notebook = json.loads(text(path))
    del notebook["cells"][1:]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    add_cell(root, kind, source, **more)


def export(root: Path, folder: Path) -> Export:
    return export_handouts(Course(root), folder, editions=[Edition.STUDENT])


def page_of(root: Path, folder: Path) -> str:
    assert export(root, folder).problems == ()
    return text(folder / "student" / f"{LESSON}.html")


def refusal(root: Path, folder: Path) -> str:
    """The one sentence that says why the chapter was not made; the others were."""
    done = export(root, folder)
    assert not (folder / "student" / f"{LESSON}.html").exists()
    assert (folder / "student" / "index.html").exists()
    (problem,) = done.problems
    return problem


# Notebooks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["{", "[]", '{"cells": 3}', "", "\x00"])
def test_a_notebook_that_is_none_is_a_sentence(village: Path, tmp_path: Path, content: str) -> None:
    (village / "notebooks" / f"{LESSON}.ipynb").write_text(content, encoding="utf-8")
    said = refusal(village, tmp_path)
    assert re.match(r"Chapter 01: is not a notebook \(.*\)\.$", said), said


def test_cells_of_the_same_name_are_a_sentence(village: Path, tmp_path: Path) -> None:
    path = village / "notebooks" / f"{LESSON}.ipynb"
    path.write_text(text(path).replace('"id": "documents"', '"id": "background"'))
    said = "cell 'background': another cell has the same id"
    assert [one.text for one in check_course(village)] == [said]
    assert refusal(village, tmp_path) == f"Chapter 01: {said}"


def test_headings_of_the_same_words_have_names_that_differ(village: Path, tmp_path: Path) -> None:
    only_cell(village, "markdown", "## Twice\n\n## Twice\n\n[up](#Twice)")
    markup = page_of(village, tmp_path)
    assert re.findall(r'<h2 id="(on-[^"]*)"', markup) == ["on-twice", "on-twice--2"]
    assert '<a href="#on-twice">up</a>' in markup


# Pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        (
            "![A map of it](no.png)",
            "the picture 'no.png' is not there (No such file or directory).",
        ),
        ("![A map of it](../../x.png)", "the picture '../../x.png' is not in the course folder."),
        ("![A map of it](a.pdf)", "'a.pdf' is not a picture that a page can show (png, jpg, jpeg"),
        ("![A map of it](https://a.example/b.png)", "'https://a.example/b.png' is not in the cour"),
        ("![A map of it](attachment:b.png)", "the picture 'b.png' is not attached to the cell."),
        ("![](there.png)", "the picture 'there.png' has no alt text (between the square brackets"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_a_sentence(
    village: Path, tmp_path: Path, picture: str, sentence: str
) -> None:
    (village / "notebooks" / "there.png").write_bytes(PNG)
    add_cell(village, "markdown", f"Look: {picture}")
    said = refusal(village, tmp_path)
    assert said.startswith("Chapter 01: cell 'new-one': ")
    assert sentence in said


def test_the_check_misses_a_picture_too(village: Path) -> None:
    add_cell(
        village,
        "markdown",
        "![A map](no.png) ![](https://a.example/b.png) ![It](attachment:b.png)",
        metadata={"editable": False, "deletable": False},
    )
    assert [one.text for one in check_course(village)] == [
        "cell 'new-one': has a picture without alt text",
        "cell 'new-one': the picture 'b.png' is not attached to the cell",
        "cell 'new-one': the picture 'https://a.example/b.png' is on the web (save it in the "
        "course)",
        "cell 'new-one': the picture 'no.png' is not there",
    ]


def test_a_picture_of_the_course_or_of_the_cell_is_in_the_page(
    village: Path, tmp_path: Path
) -> None:
    (village / "notebooks" / "a map.png").write_bytes(PNG)
    data = base64.b64encode(PNG).decode()
    add_cell(
        village,
        "markdown",
        "![The line & its stops](a%20map.png) ![The same](attachment:b.png)",
        attachments={"b.png": {"image/png": data}},
    )
    markup = page_of(village, tmp_path)
    for alt in ("The line &amp; its stops", "The same"):
        assert f'<img src="data:image/png;base64,{data}" alt="{alt}">' in markup


# Python's own names: the tests need no matplotlib to be drawn with
SHOWS_PNG = """
import base64
from IPython.display import Image
Image(data=base64.b64decode({data!r}), format="png"{more})
"""


def test_a_figure_without_alt_text_is_refused_with_its_cell(village: Path, tmp_path: Path) -> None:
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    only_cell(village, "code", plot)
    wanted = "shows a picture without alt text (give back a Chart)"
    assert refusal(village, tmp_path) == f"Chapter 01: cell 'new-one': {wanted}."
    found = [str(one) for one in check_course(village, run=True) if "picture" in one.text]
    assert found == [f"notebooks/{LESSON}.ipynb: cell 'new-one': {wanted}"]


@pytest.mark.parametrize("shown", ["<img src='data:,'>", "<img src='data:,' alt='image'>"])
def test_a_stock_phrase_is_no_alt_text(village: Path, tmp_path: Path, shown: str) -> None:
    only_cell(village, "code", f"from IPython.display import HTML\nHTML({shown!r})")
    said = "cell 'new-one': shows a picture whose alt text says nothing."
    assert refusal(village, tmp_path) == f"Chapter 01: {said}"


def test_a_picture_with_its_own_alt_text_is_shown(village: Path, tmp_path: Path) -> None:
    data = base64.b64encode(PNG).decode()
    alt = 'A "map" <of> the line'
    only_cell(village, "code", SHOWS_PNG.format(data=data, more=f", alt={alt!r}").strip())
    pictures = [one for tag, one in Elements(page_of(village, tmp_path)).all if tag == "img"]
    assert [one["alt"] for one in pictures] == [alt]


def test_what_needs_a_script_is_refused_with_its_cell(village: Path, tmp_path: Path) -> None:
    only_cell(village, "code", f"from IPython.display import HTML\nHTML({HOSTILE!r} + ' ')")
    (village / "notebooks" / "x").write_text("")
    said = refusal(village, tmp_path)
    assert said.startswith("Chapter 01: cell 'new-one': shows ")


# Links --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("[x](01-the-first-trian.ipynb)", "leads nowhere. Nearest: '01-the-first-train.ipynb'."),
        ("[x](#Frist-look)", "the link '#frist-look' leads nowhere. Nearest: '#first-look'."),
        (
            "[x](../sources/documents/opening-dya.md)",
            "is called 'opening-dya'. Nearest: 'opening-d",
        ),
        ("[x](../sources/documents/opening-day.md#drownd)", "No quotation is called '#drownd'. Ne"),
        ("[x](../sources/timelines/line.csv#openin)", "No event is called '#openin'. Nearest: '#o"),
        ("[x](../maps/line.txt)", "the link '../maps/line.txt' leads nowhere."),
    ],
)
def test_a_broken_link_is_a_sentence_with_its_cell(
    village: Path, tmp_path: Path, link: str, sentence: str
) -> None:
    add_cell(village, "markdown", f"See {link}.")
    said = refusal(village, tmp_path)
    assert said.startswith("Chapter 01: cell 'new-one': ")
    assert sentence in said


def test_links_within_a_notebook_hold_and_those_to_what_is_left_out_are_words(
    village: Path, tmp_path: Path
) -> None:
    add_cell(
        village, "markdown", "[a](#First-look) [b](#documents) [c](#setup) [d](start-here.ipynb)"
    )
    markup = page_of(village, tmp_path)
    last = markup.partition('id="new-one"')[2].partition("</div>")[0]
    assert re.findall(r"<p>(.*)</p>", last) == [
        '<a href="#on-first-look">a</a> <a href="#documents">b</a> c <a href="index.html">d</a>'
    ]


# Long things --------------------------------------------------------------------------------


def test_a_table_of_40_rows_is_whole(village: Path, tmp_path: Path) -> None:
    rows = [f"{n},Stop {n},{n},18{n:02},1881-02-01" for n in range(1, 41)]
    path = village / "sources" / "tables" / "stops.csv"
    path.write_text("\n".join(["order,stop,miles,opened,surveyed", *rows, ""]), encoding="utf-8")
    only_cell(village, "code", "from coursekit import open_course\nopen_course().table('stops')")
    markup = page_of(village, tmp_path)
    assert len(re.findall(r'<tr><th scope="row">\d+</th>', markup)) == 40
    assert "more row" not in markup


def test_a_cell_of_3000_words_is_whole(village: Path, tmp_path: Path) -> None:
    words = [f"word{n}" for n in range(3000)]
    only_cell(village, "markdown", " ".join(words))
    shown = Elements(page_of(village, tmp_path)).words
    assert " ".join(words) in " ".join(shown.split())


# Other letters ------------------------------------------------------------------------------


def test_cyrillic_hebrew_and_arabic_come_through(village: Path, tmp_path: Path) -> None:
    lines = ("Поезд пришёл", "הרכבת הגיעה", "وصل القطار", "列車が来た", "🚂 e\u0301")
    only_cell(village, "markdown", "\n\n".join((f"## {lines[0]}", *lines)))
    add_to_csv = village / "sources" / "timelines" / "line.csv"
    add_to_csv.write_text(text(add_to_csv).replace("Second class ends", lines[1]), encoding="utf-8")
    markup = page_of(village, tmp_path)
    for line in lines:
        assert f"<p>{line}</p>" in markup
    assert f'<h2 id="on-поезд-пришёл">{lines[0]}</h2>' in markup
    assert lines[1] in text(tmp_path / "student" / "timeline.html")


def test_quoted_words_carry_language_and_direction(
    village: Path, tmp_path: Path, change: Change
) -> None:
    change("sources/documents/opening-day.md", "languages: [en]", "languages: [he]")
    change("sources/documents/opening-day.md", "{#drowned}", "{#drowned lang=he}")
    link = "[“until the engine drowned them”](../sources/documents/opening-day.md#drowned)"
    only_cell(village, "markdown", link)
    markup = page_of(village, tmp_path)
    assert '<span lang="he" dir="rtl">“until the engine drowned them”</span>' in markup
    assert '“<span lang="he" dir="rtl">The Train Has Come</span>”' in markup


def test_a_title_in_another_language_says_so_wherever_it_stands(
    village: Path, tmp_path: Path, change: Change
) -> None:
    change("sources/documents/opening-day.md", "languages: [en]", "languages: [he]")
    opens = "from coursekit import open_course\ncourse = open_course()\n"
    only_cell(village, "code", f'{opens}course.source("opening-day").life')
    add_cell(village, "code", 'course.comparison("two-tellings")', id="pair")
    done = export_handouts(Course(village), tmp_path)
    assert done.problems == ()
    marked = '<span lang="he" dir="rtl">The Train Has Come</span>'
    for page in (f"student/{LESSON}", f"teacher/{LESSON}", "student/sources"):
        markup = text(tmp_path / f"{page}.html")
        bare = re.sub(r'<title>.*?</title>|(alt|aria-label|cite)="[^"]*"', "", markup)
        bare = re.sub(r'<(h3|a)[^>]* lang="he" dir="rtl">The Train Has Come</\1>', marked, bare)
        headlines = len(re.findall(r"dir=.rtl.>The Train Has Come", bare))
        assert bare.count("The Train Has Come") == headlines > 1, page


# Hostile words ------------------------------------------------------------------------------


def test_nothing_hostile_in_a_course_becomes_an_element(
    village: Path, tmp_path: Path, change: Change
) -> None:
    source = "sources/documents/company-minutes.md"
    change(source, "title: Minutes of the Board", f"title: '{HOSTILE}'")
    change(source, "rights: Invented", f"rights: '{HOSTILE}' #")
    change(source, "The board hears", f"The board {HOSTILE} hears")
    change(source, "> the cost of the bridge", f"> {HOSTILE} the cost of the bridge")
    change(source, "The ledger agrees.", f"The ledger {HOSTILE} agrees.")
    change("sources/timelines/line.csv", "The first sod is cut", HOSTILE)
    change("sources/tables/stops.csv", "Mill Lane", HOSTILE)
    change("pyproject.toml", "People of the village", HOSTILE)
    (village / "notebooks" / "m.png").write_bytes(PNG)
    add_cell(
        village,
        "markdown",
        f"![{HOSTILE}](m.png)\n\n| a | b |\n|---|---|\n| {HOSTILE} | c |\n\n## Exit\n\n"
        f"**A{HOSTILE}**: b{HOSTILE}.",
    )
    draws = (
        "from coursekit.charts import draw_timeline\n"
        "from coursekit import open_course\n"
        'draw_timeline(open_course().timeline("line"))'
    )
    add_cell(village, "code", draws, id="chart")
    folder = tmp_path / "out"
    done = export_handouts(Course(village), folder)
    assert done.problems == ()
    seen = 0
    for path in done.written:
        page = Elements(text(path))
        assert [tag for tag, _ in page.all if tag == "script"] == [], path.name
        for tag, attributes in page.all:
            assert not [name for name in attributes if name.startswith("on")], (path.name, tag)
            assert attributes.get("src", "data:").startswith("data:")
        seen += page.words.count(HOSTILE)
        seen += sum(HOSTILE in one.get("alt", "") for _, one in page.all)
    assert seen > 20


def test_quotes_and_ampersands_in_a_title_are_letters(
    village: Path, tmp_path: Path, change: Change
) -> None:
    title = "“Trains” & 'Things' \"so\" <called>"
    change("pyproject.toml", 'title = "The first train"', f"title = {json.dumps(title)}")
    export(village, tmp_path)
    for name in ("index", LESSON, "sources"):
        markup = text(tmp_path / "student" / f"{name}.html")
        assert title in Elements(markup).words
    assert html.escape(title, quote=False) in text(tmp_path / "student" / f"{LESSON}.html").replace(
        "&#39;", "'"
    ).replace("&#34;", '"')


# Where it is written ------------------------------------------------------------------------


def test_a_folder_that_cannot_be_written_to_is_a_sentence(village: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    if os.access(locked, os.W_OK):  # nobody locks the administrator out, but the kernel does
        locked = Path("/proc/handouts")
    if not locked.parent.is_dir():
        pytest.skip("this system locks no folder for this user")
    with pytest.raises(CourseError, match=r"cannot be written to \(.+\)\. Name another folder"):
        export(village, locked)


FULL = """
import resource
from pathlib import Path
from coursekit.course import Course
from coursekit.errors import CourseError
from coursekit.handouts import export_handouts

def fill(chapter):
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, resource.RLIM_INFINITY))

try:
    export_handouts(Course(Path({root!r})), Path({folder!r}), fresh=True, begin=fill)
except CourseError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_full_disk_is_a_sentence_and_leaves_the_old_pages(village: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    export_handouts(Course(village), folder)
    before = {path: path.read_bytes() for path in folder.rglob("*.html")}
    program = textwrap.dedent(FULL).format(root=str(village), folder=str(folder))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    place = re.escape(str(folder / "student"))
    assert re.match(rf"{place} cannot be written to \(File too large\)\. Name ", done.stdout), done
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
