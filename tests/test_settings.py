from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from coursekit.checking import check_course
from coursekit.citing import SHIPPED, read_style
from coursekit.cli import main
from coursekit.course import Course
from coursekit.errors import CourseFileError
from coursekit.handouts import Edition, export_handouts
from coursekit.handouts.around import pages_around
from coursekit.handouts.frame import page_style
from coursekit.reading import MOST_BYTES, read_settings
from coursekit.records import HandoutSettings, Paper

if TYPE_CHECKING:
    from pathlib import Path

LESSON = "01-the-first-train"
HEAD = "[tool.coursekit.handouts]"


def settle(root: Path, *lines: str) -> int:
    """Write the table; give the line of its head."""
    path = root / "pyproject.toml"
    before = path.read_text(encoding="utf-8")
    path.write_text("\n".join([before, HEAD, *lines, ""]), encoding="utf-8")
    return before.count("\n") + 2


def a_png() -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixel = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixel + chunk(b"IEND", b"")


def page(root: Path, name: str = "sources.html", edition: Edition = Edition.STUDENT) -> str:
    return dict(pages_around(Course(root), edition, root / "out"))[name]()


# What is written there ----------------------------------------------------------------------


def test_without_a_table_everything_has_its_default(village: Path) -> None:
    assert read_settings(village).handouts == HandoutSettings(
        style="notes", paper=Paper.A4, editions=(Edition.STUDENT, Edition.TEACHER), local=True
    )


def test_all_settings_are_read(village: Path) -> None:
    settle(
        village,
        'title = "T"',
        'institution = "I"',
        'logo = "logo.png"',
        'style = "author-date"',
        'paper = "Letter"',
        'editions = ["teacher"]',
        "local = false",
    )
    assert read_settings(village).handouts == HandoutSettings(
        title="T",
        institution="I",
        logo="logo.png",
        style="author-date",
        paper=Paper.LETTER,
        editions=(Edition.TEACHER,),
        local=False,
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("institutoin = 'I'", "'institutoin' is not a field here (did you mean 'institution'?)"),
        (
            "paper = 'leter'",
            "paper 'leter' is not one of the list (did you mean 'letter'? allowed: ",
        ),
        ("editions = 'student'", "'editions' must be a list (write [one, two])"),
        ("editions = ['students']", "editions 'students' is not one of the list (did you mean 'st"),
        ("editions = []", "handouts: 'editions' names none (write 'editions = [\"student\"]')"),
        ("local = 'perhaps'", "local 'perhaps' is neither true nor false"),
        ("title = 3", "'title' must be text"),
        ("logo = 'a.png'", "handouts: a logo needs its 'institution', which is read out in its "),
    ],
)
def test_a_wrong_value_is_a_sentence_with_its_line(village: Path, line: str, sentence: str) -> None:
    number = settle(village, line)
    with pytest.raises(CourseFileError) as caught:
        read_settings(village)
    said = str(caught.value)
    assert re.match(rf"pyproject\.toml:({number}|{number + 1}): ", said), said
    assert sentence in said


def test_everything_that_is_wrong_is_said_at_once(village: Path) -> None:
    number = settle(village, 'tittle = "T"', "local = 7", 'paper = "A0"')
    with pytest.raises(CourseFileError) as caught:
        read_settings(village)
    lines = [problem.line for problem in caught.value.problems]
    assert sorted(filter(None, lines)) == [number + 1, number + 2, number + 3]


@pytest.mark.parametrize(
    "lines",
    [
        ["[tool.coursekit]", 'title = "T"', 'handouts.paper = "A0"'],
        ["[tool.coursekit]", 'title = """', "paper = 1", '"""', "", HEAD, '"paper" = "A0"'],
        ["[tool.coursekit]", 'title = "T"', "handouts = { local = true, paper = 'A0' }"],
    ],
)
def test_a_line_is_found_however_the_table_is_written(tmp_path: Path, lines: list[str]) -> None:
    (tmp_path / "pyproject.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CourseFileError, match=rf"^pyproject\.toml:{len(lines)}: paper 'A0'"):
        read_settings(tmp_path)


# What they name -----------------------------------------------------------------------------

ONLY_NAMES = (
    '<style xmlns="http://purl.org/net/xbiblio/csl"><info><title>T</title>'
    '<link rel="independent-parent" href="https://styles.example/apa"/></info></style>'
)


@pytest.mark.parametrize(
    ("line", "files", "sentence"),
    [
        ("logo = 'no.png'", {}, "logo 'no.png' is not there (no such file in the course)"),
        ("logo = '../b.png'", {}, "logo '../b.png' is not in the course folder (copy it there)"),
        ("logo = 'a.png'", {"a.png": b"words"}, "is not a picture (PNG, JPEG, GIF, WebP or SVG)"),
        (
            "logo = 'a.png'",
            {"a.png": a_png() + bytes(MOST_BYTES)},
            "logo 'a.png' has 200 kB of 200 allowed (save it smaller: each page carries it)",
        ),
        ("style = 'note'", {}, "style 'note' is none that is known (did you mean 'notes'? allow"),
        ("style = 'my.csl'", {}, "style 'my.csl' there is no such file"),
        ("style = '../my.csl'", {}, "style '../my.csl' is not in the course folder (copy it the"),
        ("style = 'my.csl'", {"my.csl": b"<style"}, "style 'my.csl' is not XML (unclosed token:"),
        ("style = 'my.csl'", {"my.csl": b"<a/>"}, "is not a citation style (its first element is"),
        ("style = 'my.csl'", {"my.csl": ONLY_NAMES.encode()}, "only names another style (take t"),
        (
            "style = 'my.csl'",
            {"my.csl": b'<style xmlns="http://purl.org/net/xbiblio/csl"/>'},
            "has no 'citation' (notes and bibliography need both)",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_a_sentence_with_its_line(
    village: Path, tmp_path: Path, line: str, files: dict[str, bytes], sentence: str
) -> None:
    number = settle(village, "institution = 'I'", line) + 2
    for name, content in files.items():
        (village / name).write_bytes(content)
    (wrong,) = check_course(village)
    assert (wrong.path, wrong.line) == ("pyproject.toml", number)
    assert sentence in wrong.text
    with pytest.raises(CourseFileError, match=re.escape(str(wrong))):
        export_handouts(Course(village), tmp_path / "out")
    assert not list((tmp_path / "out").glob("*/*.html"))


# What they do -------------------------------------------------------------------------------


def test_title_institution_and_logo_head_every_page(village: Path, tmp_path: Path) -> None:
    settle(village, 'title = "Trains & “Co”"', "institution = 'A <School>'", "logo = 'l.png'")
    (village / "l.png").write_bytes(a_png())
    done = export_handouts(Course(village), tmp_path)
    assert done.problems == ()
    for path in done.written:
        markup = path.read_text(encoding="utf-8")
        (logo,) = re.findall(r'<img class="logo" src="([^"]*)" alt="([^"]*)">', markup)
        assert logo[0].startswith("data:image/png;base64,")
        assert logo[1] == "A &lt;School&gt;"
        assert "Trains &amp; “Co”" in markup.partition("</title>")[0]


def test_an_institution_without_a_logo_stands_in_words(village: Path) -> None:
    settle(village, "institution = 'School of Millbrook'")
    assert '<p class="brand">School of Millbrook</p>' in page(village)


@pytest.mark.parametrize(("paper", "size"), [("a4", "A4"), ("letter", "letter")])
def test_the_paper_is_the_size_of_the_page(village: Path, paper: str, size: str) -> None:
    settle(village, f"paper = '{paper}'")
    assert re.findall(r"@page\{size:(.*?)\}", page(village)) == [size]


def test_editions_are_those_of_the_settings_unless_others_are_asked_for(village: Path) -> None:
    settle(village, "editions = ['teacher']")
    runner = CliRunner()
    for words, folders in (([], ["teacher"]), (["--edition", "student"], ["student"])):
        out = village.parent / f"out{len(words)}"
        asked = ["handouts", "-o", str(out), "--course", str(village), *words]
        assert runner.invoke(main, asked).exit_code == 0
        assert [path.name for path in out.iterdir()] == folders


def test_the_command_wins_over_the_settings(village: Path, tmp_path: Path) -> None:
    settle(village, "style = 'author-date'", "paper = 'letter'", "editions = ['student']")
    asked = ["handouts", "-o", str(tmp_path / "o"), "--course", str(village)]
    result = CliRunner().invoke(main, [*asked, "--style", "notes", "--paper", "A4"])
    assert (result.exit_code, result.stderr) == (0, "")
    markup = (tmp_path / "o" / "student" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "size:A4" in markup
    assert "“The Train Has Come”, <time" in markup


@pytest.mark.parametrize("style", SHIPPED)
def test_each_style_cites_documents_and_works(root: Path, style: str) -> None:
    from coursekit.citing import Citations, Shelf

    course = Course(root)
    shelf = Shelf(course.sources, course.references, style=read_style(style, root))
    citations = Citations(shelf)
    citations.cite("../sources/documents/washington-post-plan.md")
    citations.cite("../sources/references.json#hill-2018", title="p. 3")
    said = [str(note.text) for note in citations.notes]
    listed = [str(entry.text) for _, entries in citations.bibliography() for entry in entries]
    if style == "author-date":
        assert said == ["Daniel Williams, Washington Post staff writer 1994", "Hill 2018: p. 3"]
        assert listed[1].startswith("Hill, William H. (2018). <i>No Place for Russia")
    else:
        assert said[0].startswith("Daniel Williams, Washington Post staff writer, “Russia Joins")
        assert listed[1].startswith("Hill, William H., <i>No Place for Russia")


def test_a_style_of_the_course_is_used(village: Path) -> None:
    from importlib import resources

    own = resources.files("coursekit").joinpath("styles", "author-date.csl").read_text("utf-8")
    (village / "my.csl").write_text(own.replace('prefix="(" suffix=")"/>', 'prefix="["/>'))
    settle(village, "style = 'my.csl'")
    assert "The Millbrook Parish Letter, no name given [1884. “The Train Has Come”" in page(village)


def test_every_setting_is_documented(root: Path) -> None:
    from dataclasses import fields

    told = (root / "docs" / "handouts.md").read_text(encoding="utf-8")
    for setting in fields(HandoutSettings):
        assert f"`{setting.name}`" in told, setting.name


def test_the_style_of_a_page_ends_with_its_paper() -> None:
    pages: Any = {paper: page_style(paper) for paper in Paper}
    assert pages[Paper.A4].endswith("@page{size:A4}")
    assert pages[Paper.LETTER].removesuffix("letter}") == pages[Paper.A4].removesuffix("A4}")
