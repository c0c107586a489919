from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from coursekit.anchors import find_near, find_scattered
from coursekit.cli import main
from coursekit.course import Course, open_course
from coursekit.errors import CourseError, CourseFileError
from coursekit.intake import Import, Topic, import_text
from coursekit.intake.dates import find_dates
from coursekit.intake.languages import guess_language
from coursekit.intake.losses import remark_on_losses
from coursekit.intake.sitelines import find_site_lines, name_site_line
from coursekit.views.fulltexts import split_long, split_paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

# A letter that nobody wrote: the text that the record opening-day is about.
LETTER = """\
Get the latest village news first

Last changed 02/11/2003

The Train Has Come

MILLBROOK -- On a Monday in May nobody in the village worked, and the band had waited at the \
crossing since dawn. They played until the engine drowned them. The engine driver, Mr M--ller, \
took off his hat and said that the line had been promised in 1881, and that he had not believed \
it. "My hens have laid nothing since," said old Mrs Pell, and she was not alone with that.

© 2003 Millbrook Parish Letter. All rights reserved.
"""


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No course by accident: not from the environment, not from the working directory."""
    monkeypatch.delenv("COURSEKIT_COURSE", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def course(village: Path) -> Course:
    return open_course(village)


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file that a teacher has."""

    def file(content: str | bytes = LETTER, name: str = "letter.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return file


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def said(brought: Import, topic: Topic) -> list[str]:
    return [str(remark) for remark in brought.remarks if remark.about is topic]


def a_pdf(*pages: str, password: str = "") -> bytes:
    """A PDF with a page for each text, set line by line."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(600, 800)
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        named = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
        fonts = DictionaryObject({NameObject("/F1"): named})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        escaped = [re.sub(r"([()\\])", r"\\\1", line) for line in text.splitlines()]
        shown = " ".join(f"({line}) Tj T*" for line in escaped)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 9 Tf 12 TL 40 750 Td {shown} ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# A text of the course -----------------------------------------------------------------------


def test_a_text_finds_its_record_and_is_written_as_it_is(
    course: Course, file: Callable[..., Path]
) -> None:
    brought = import_text(course, file())
    assert (brought.id, brought.path) == ("opening-day", "sources/local/opening-day.txt")
    assert (course.local_folder / "opening-day.txt").read_text("utf-8") == LETTER
    assert (brought.notes, brought.quotations) == ((2, 2), (2, 2))
    assert said(brought, Topic.MATCH) == [
        "It is 'opening-day': its headline is line 5, and 2 of its 2 quotations stand in the text."
    ]


def test_git_never_sees_what_was_brought_in(course: Course, file: Callable[..., Path]) -> None:
    import_text(course, file())
    ran = subprocess.run(
        ["git", "init", "-q", "."], cwd=course.root, capture_output=True, check=False
    )
    if ran.returncode:
        pytest.skip("git is missing here")
    seen = subprocess.run(
        ["git", "status", "--porcelain", "-uall"],
        cwd=course.root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "opening-day.md" in seen.stdout
    assert "local" not in seen.stdout


def test_the_report_asks_what_a_historian_asks(
    course: Course, file: Callable[..., Path], golden: SnapshotAssertion
) -> None:
    assert str(import_text(course, file())) + "\n" == golden


def test_the_whole_document_is_shown_with_its_notes(
    course: Course, file: Callable[..., Path], golden: SnapshotAssertion
) -> None:
    import_text(course, file())
    assert course.source("opening-day").text == golden


def test_the_page_shows_the_text_marks_and_the_folded_digest(
    course: Course, file: Callable[..., Path]
) -> None:
    before = course.source("opening-day").html
    import_text(course, file())
    html = course.source("opening-day").html
    assert (
        "2 of 2 notes found their place; shown from your own copy, not part of the course" in html
    )
    assert '<mark class="ck-k-person">Mrs Pell</mark>' in html
    assert "took off his hat" in html
    assert "took off his hat" not in before
    folded = html[html.index('<details class="ck-card ck-digest">') :]
    assert "The band had waited at the crossing since dawn" in folded
    assert 'id="ck-opening-day--hens"' in folded  # links to quotations still lead somewhere
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_the_page_as_found_is_unchanged(course: Course, file: Callable[..., Path]) -> None:
    before = course.source("opening-day").as_found
    import_text(course, file())
    after = course.source("opening-day").as_found
    assert (after.html, after.text) == (before.html, before.text)


def test_the_shipped_notebooks_show_the_shipped_record(
    course: Course, file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = course.source("opening-day").html
    import_text(course, file())
    monkeypatch.chdir(course.root / "notebooks")
    assert course.source("opening-day").html == before
    (course.root / "work").mkdir()
    monkeypatch.chdir(course.root / "work")
    assert "your own copy" in course.source("opening-day").html


def test_a_note_without_a_place_is_shown_apart_and_told(
    course: Course, file: Callable[..., Path]
) -> None:
    brought = import_text(course, file(LETTER.replace("Mrs Pell", "the woman at the inn")))
    assert brought.notes == (1, 2)
    assert any(
        "person note on “Mrs Pell” found no place" in one for one in said(brought, Topic.PLACE)
    )
    view = course.source("opening-day")
    assert "1 of 2 notes found their place" in view.html
    assert "Notes that found no place in your copy" in view.html
    assert "She kept the inn at the ford." in view.text


def test_words_that_differ_a_little_are_found_and_told(
    course: Course, file: Callable[..., Path]
) -> None:
    brought = import_text(
        course, file(LETTER.replace("until the engine drowned", "untill the en-\ngine drowned"))
    )
    assert brought.quotations == (2, 2)
    assert any(
        one == "line 7: The quotation “They played until the engine drowned them” stands on nearly "
        "the same words: “They played untill the en- gine drowned them”."
        for one in said(brought, Topic.PLACE)
    )


def test_of_several_places_the_one_beside_its_quotation_is_taken(
    course: Course, file: Callable[..., Path]
) -> None:
    text = LETTER.replace("MILLBROOK -- ", "MILLBROOK -- Mrs Pell was asleep. Mrs Pell snored. ")
    import_text(course, file(text))
    shown = course.source("opening-day").text
    assert "said old Mrs Pell[2]" in " ".join(shown.split())


def test_markup_in_a_text_is_shown_and_does_not_run(
    course: Course, file: Callable[..., Path]
) -> None:
    evil = '<script>alert(1)</script> <img src=x onerror="alert(2)"> [x](javascript:alert(3))'
    import_text(course, file(LETTER.replace("MILLBROOK --", evil)))
    html = course.source("opening-day").html
    assert "<script" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert "&lt;script&gt;alert(1)" in html


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_every_word_of_a_text_is_in_one_paragraph(text: str) -> None:
    spans = list(split_paragraphs(text))
    kept = "".join(text[start:end] for start, end in spans)
    assert re.sub(r"\n|\s", "", kept) == re.sub(r"\n|\s", "", text)
    assert spans == sorted(spans)


def test_a_long_paragraph_is_shown_in_parts_that_end_with_a_sentence() -> None:
    words = "It was said by Gen. Roe of the U.S. Army in the rain. " * 60
    parts = split_long(words, [(10, 20), (30, 40)])
    assert len(parts) > 3
    assert "".join(words[start:end] for start, end in parts) == words
    assert {words[start : start + 6] for start, _ in parts} == {"It was"}


@given(st.lists(st.tuples(st.integers(0, 2500), st.integers(1, 90)), min_size=2, max_size=9))
def test_no_note_is_cut_where_a_long_paragraph_is(places: list[tuple[int, int]]) -> None:
    words = "The toll was raised again. " * 100
    kept = [(start, start + length) for start, length in places]
    for start, _ in split_long(words, kept):
        assert not any(first < start < last for first, last in kept)


# Again, elsewhere, or not at all ------------------------------------------------------------


def test_a_dry_run_says_all_and_writes_nothing(course: Course, file: Callable[..., Path]) -> None:
    brought = import_text(course, file(), dry_run=True)
    assert str(brought).startswith("Nothing was written; this would be brought in: sources/local/")
    assert brought.notes == (2, 2)
    assert not course.local_folder.exists()


def test_a_second_import_replaces_and_says_so(course: Course, file: Callable[..., Path]) -> None:
    import_text(course, file())
    again = import_text(course, file())
    assert again.replaced
    assert "in place of the copy that was there" in str(again)
    assert "It was there already, letter for letter." in said(again, Topic.MATCH)
    changed = import_text(course, file(LETTER + "\nThe end of it.\n"))
    assert "It was there already, letter for letter." not in said(changed, Topic.MATCH)
    assert (course.local_folder / "opening-day.txt").read_text("utf-8").endswith("end of it.\n")
    assert sorted(path.name for path in course.local_folder.iterdir()) == [
        ".gitignore",
        "opening-day.txt",
    ]


def test_the_name_may_be_given(course: Course, file: Callable[..., Path]) -> None:
    brought = import_text(course, file(), name="company-minutes")
    assert brought.id == "company-minutes"
    assert said(brought, Topic.MATCH)[0] == (
        "You say it is 'company-minutes', and little in it says so. It looks like 'opening-day'."
    )
    other = import_text(course, file(), name="opening-dya")
    assert other.id == "opening-dya"
    assert said(other, Topic.MATCH)[0] == (
        "The course has no 'opening-dya'. The nearest is 'opening-day'."
    )


@pytest.mark.parametrize("name", ["../x", "A", "a b", "", "x/y", ".x"])
def test_a_name_is_no_path(course: Course, file: Callable[..., Path], name: str) -> None:
    with pytest.raises(CourseError, match="is no name for a document"):
        import_text(course, file(), name=name)


def test_a_text_of_two_records_needs_a_name(
    course: Course, village: Path, file: Callable[..., Path]
) -> None:
    twin = village / "sources/documents/opening-day.md"
    twin.with_name("opening-twin.md").write_text(twin.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(CourseError, match=r"fits 'opening-day' and 'opening-twin' alike; say whi"):
        import_text(course, file())
    assert import_text(course, file(), name="opening-twin").id == "opening-twin"


def test_a_broken_record_does_not_stop_another(
    course: Course, village: Path, file: Callable[..., Path]
) -> None:
    (village / "sources/documents/company-minutes.md").write_text("broken", encoding="utf-8")
    brought = import_text(course, file())
    assert brought.id == "opening-day"
    assert "The record 'company-minutes' is broken; coursekit check says how." in said(
        brought, Topic.MATCH
    )
    with pytest.raises(CourseError, match="The record 'company-minutes' is broken"):
        import_text(course, file(), name="company-minutes")


# A text that the course does not have -------------------------------------------------------

REPORT = """\
Ferry Returns

Last updated 1871-11-30

ALDMOUTH, Tuesday -- The ferrymen came back to the quay, and it was the mayor who had asked them
to do so. He spoke of the bridge for an hour, and of the toll for two. "Nobody swims," he said.
"""


def test_a_new_text_opens_a_card_to_be_filled_in(course: Course, file: Callable[..., Path]) -> None:
    brought = import_text(course, file(REPORT, "Ferry Returns (1).txt"))
    assert (brought.id, brought.card) == ("ferry-returns-1", "sources/local/ferry-returns-1.md")
    view = course.source("ferry-returns-1")
    assert view.title == "Ferry Returns"
    assert view.found.stamp == "Last updated 1871-11-30"
    assert view.dates.web.edtf == "1871-11-30"
    assert "Shown from your own copy, not part of the course." in view.html
    assert "Nobody swims" in view.html
    assert list(course.sources) == ["company-minutes", "opening-day"]
    card = (course.local_folder / "ferry-returns-1.md").read_text("utf-8")
    assert "creator: not known yet  # who wrote it, and in which paper or office" in card


def test_a_filled_in_card_stays_and_its_notes_find_the_text(
    course: Course, village: Path, file: Callable[..., Path]
) -> None:
    import_text(course, file(REPORT, "ferry.txt"))
    card = village / "sources/local/ferry.md"
    card.write_text(
        card.read_text("utf-8") + "\n## Notes\n\n- **wording** on “Nobody swims”: Nor flies.\n",
        encoding="utf-8",
    )
    brought = import_text(open_course(village), file(REPORT + "\nMore.\n", "ferry.txt"))
    assert (brought.card, brought.notes) == ("", (1, 1))
    assert "Its card is there already and stays as it is: ferry.md." in said(brought, Topic.MATCH)
    assert "1 of 1 note found its place" in open_course(village).source("ferry").html


def test_another_text_of_the_same_file_name_is_not_overwritten(
    course: Course, file: Callable[..., Path]
) -> None:
    import_text(course, file(REPORT, "page.txt"))
    other = "Nothing at all like it: 12345 67890. " * 20
    with pytest.raises(CourseError, match=r"local/page.txt holds another text; give .* --as NAME"):
        import_text(course, file(other, "page.txt"))
    assert import_text(course, file(other, "page.txt"), name="page").replaced


@pytest.mark.parametrize("title", ['"Quoted": a {title}', "- a # b", "A 'title' \\ back", "1994"])
def test_a_card_holds_whatever_the_first_line_is(
    course: Course, file: Callable[..., Path], title: str
) -> None:
    import_text(course, file(f"{title}\n\n{REPORT}", "odd.txt"))
    assert course.source("odd").title == title


# A damaged copy -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "sources/local/opening-day.txt: is saved as UTF-16 (save it as UTF-8)"),
        (b"", "sources/local/opening-day.txt: is empty"),
        (b"a\n\xe4", "sources/local/opening-day.txt:2: has a character that is not UTF-8"),
        (
            b"a" * 900_000,
            "sources/local/opening-day.txt: has more than 200,000 characters (bring in a part)",
        ),
        (None, "sources/local/opening-day.txt: is not a file"),
    ],
)
def test_a_damaged_copy_gives_a_sentence_and_the_record(
    course: Course, content: bytes | None, sentence: str
) -> None:
    path = course.local_folder / "opening-day.txt"
    path.parent.mkdir()
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    view = course.source("opening-day")
    assert f"Your own copy cannot be shown: {sentence}" in view.text.replace("\n", " ")
    assert "Your own copy cannot be shown" in view.html
    assert "The band had waited" in view.html
    assert 'class="ck-text ck-full"' not in view.html


def test_a_broken_card_of_ones_own_is_said_like_any_other(course: Course) -> None:
    course.local_folder.mkdir()
    (course.local_folder / "mine.md").write_text("---\ntitel: x\n---\nText.\n", encoding="utf-8")
    with pytest.raises(CourseFileError, match=r"sources/local/mine.md:\d: 'titel' is not a field"):
        course.source("mine")


# Web pages and PDFs -------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><title>The Train Has Come | Parish</title>
<script>document.write("never")</script></head><body>
<nav><a href="/">Home</a> | <a href="/n">News</a> | <a>Contact</a></nav>
<div class="slogan">Get the latest updates first</div><div>Last changed 11 February 2003</div>
<article><h1>The Train Has Come</h1>
<p>On a Monday in May nobody in the village worked, and the band had waited at the crossing
since dawn. <b>They played</b> until the engine <i>drowned</i> them, and nobody minded it.</p>
<p>The driver took off his hat &amp; said that the line had been promised for years and years.</p>
<blockquote>My hens have laid nothing since, said old Mrs Pell at the end of the day.</blockquote>
<p>She was not alone with that opinion, though few of her neighbours kept as many hens.</p>
</article><footer>© 2003 Parish. All rights reserved. <a>Privacy policy</a></footer></body>
</html>"""


def test_a_web_page_is_its_article_with_the_lines_above_it(
    course: Course, file: Callable[..., Path]
) -> None:
    brought = import_text(course, file(PAGE, "saved.html"))
    text = (course.local_folder / "opening-day.txt").read_text("utf-8")
    assert text.startswith("Last changed 11 February 2003\n\nThe Train Has Come\n\nOn a Monday")
    assert "hat & said" in text
    assert "never" not in text
    assert "rights reserved" not in text
    assert (brought.form, brought.quotations) == ("web page", (2, 2))
    assert "Left out: “Get the latest updates first” looks like a slogan." in said(
        brought, Topic.SITE
    )
    assert said(brought, Topic.FILE)[0].startswith("The article is 6 of the page's ")


def test_a_page_is_known_by_its_inside(course: Course, file: Callable[..., Path]) -> None:
    assert import_text(course, file(PAGE, "saved.txt")).form == "web page"


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><nav><a href=a>Home</a> <a href=b>News</a></nav></body></html>",
        "<html><body><div id=app></div><script>x()</script></body></html>",
        "<html></html>",
        "<!doctype html><p>Short.",
    ],
)
def test_a_page_without_an_article_says_so(
    course: Course, file: Callable[..., Path], page: str
) -> None:
    with pytest.raises(CourseError, match=r"^saved.html has no article that can be told"):
        import_text(course, file(page, "saved.html"))


def test_the_encoding_that_a_page_names_is_used(course: Course, file: Callable[..., Path]) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1251">').replace("driver", "Жук")
    brought = import_text(course, file(page.replace("©", "").encode("cp1251"), "saved.html"))
    assert "It was read as windows-1251, as the page says of itself." in said(brought, Topic.FILE)
    assert "Жук" in (course.local_folder / "opening-day.txt").read_text("utf-8")


def test_a_pdf_is_read_page_by_page(course: Course, file: Callable[..., Path]) -> None:
    first = (
        "The Train Has Come\nOn a Monday in May nobody in the village worked, and the band had\n"
        "waited. They played until the en-\ngine drowned them."
    )
    second = '"My hens have laid nothing since," said old Mrs Pell (of the inn).'
    brought = import_text(course, file(a_pdf(first, second), "letter.pdf"))
    assert (brought.id, brought.form) == ("opening-day", "PDF")
    assert brought.quotations == (2, 2)
    assert said(brought, Topic.FILE) == [
        "Its text comes from 2 PDF pages.",
        "1 word is divided at the end of a line, and left so.",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (a_pdf("", ""), "scan.pdf has pictures of pages and no text"),
        (a_pdf("Nobody reads this page.", password="hens"), "scan.pdf is locked with a password"),
        (b"%PDF-1.4\n%garbage\n", "scan.pdf cannot be read as PDF"),
        (a_pdf("Some text on a page")[:300], "scan.pdf cannot be read as PDF"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_a_sentence(
    course: Course,
    file: Callable[..., Path],
    content: bytes,
    sentence: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(CourseError, match=f"^{sentence}") as caught:
        import_text(course, file(content, "scan.pdf"))
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


# Files that are no texts --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "letter.txt is empty."),
        (b" \n\t\n", "letter.txt is empty."),
        (b"\xef\xbb\xbf\n", "letter.txt is empty."),
        (bytes(range(256)) * 20, "letter.txt is not a text file"),
        (b"PK\x03\x04rest", "letter.txt is a Word, EPUB or zip file (save it as plain text"),
        (b"{\\rtf1 text}", "letter.txt is an RTF file"),
        (b"\x89PNG\r\n", "letter.txt is a picture"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "letter.txt is a web archive"),
        (b"word " * 50_000, "letter.txt is too long: 250,000 characters, and the limit is 200,000"),
        (b"a" * 2_100_000, "letter.txt is too long: 2.1 MB, and the limit is 2 MB."),
        (b"M\xc3\xbc and M\xfc and \x81\x8d", "letter.txt is not UTF-8 (see its line 1), and how"),
        (b"\xff\xfea\x00\x00\xd8", "letter.txt begins as UTF-16 and is damaged"),
        (b"\x1b[1m\x07\x08\x01" * 9, "letter.txt is not a text file"),
    ],
)
def test_what_is_no_text_is_one_sentence(
    course: Course, file: Callable[..., Path], content: bytes, sentence: str
) -> None:
    with pytest.raises(CourseError, match=f"^{re.escape(sentence)}") as caught:
        import_text(course, file(content))
    assert "\n" not in str(caught.value)
    assert not course.local_folder.exists()


def test_what_is_no_file_is_one_sentence(course: Course, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"^There is no file .*gone.txt\.$"):
        import_text(course, tmp_path / "gone.txt")
    with pytest.raises(CourseError, match=r"is a folder; name one file in it\.$"):
        import_text(course, tmp_path)
    with pytest.raises(CourseError, match=r"^That is not the name of a file\."):
        import_text(course, "a\x00b")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(CourseError, match=r"is no ordinary file\.$"):
            import_text(course, tmp_path / "pipe")


def test_a_folder_that_cannot_be_written_to_is_one_sentence(
    course: Course, file: Callable[..., Path]
) -> None:
    course.local_folder.write_text("in the way", encoding="utf-8")
    with pytest.raises(CourseError, match=r"local cannot be written to \(.*\)\. Copy the course"):
        import_text(course, file())


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_one_sentence(course: Course, file: Callable[..., Path]) -> None:
    course.local_folder.mkdir()
    course.local_folder.chmod(0o555)
    with pytest.raises(CourseError, match=r"cannot be written to \(Permission denied\)"):
        import_text(course, file())


def test_signs_that_cannot_be_seen_are_left_out_and_told(
    course: Course, file: Callable[..., Path]
) -> None:
    brought = import_text(course, file(LETTER.replace("hens", "he\x1bns")))
    assert said(brought, Topic.FILE) == ["1 control character that cannot be seen was left out."]
    assert "\x1b" not in (course.local_folder / "opening-day.txt").read_text("utf-8")


# Encodings and languages --------------------------------------------------------------------

GERMAN = "Der Bürgermeister sprach über die Brücke und über das Fest, das größer als je war.\n" * 3
RUSSIAN = (
    "Он не был на мосту, и это все знали, но как он об этом не сказал, так и я не скажу.\n" * 3
)
POLISH = "Był to dzień, w którym nie było na moście żadnego człowieka, że się tak źle działo.\n" * 3


@pytest.mark.parametrize(
    ("text", "encoding", "words"),
    [
        (GERMAN, "latin-1", "Latin-1 (Windows-1252)"),
        ("“The mayor’s bridge” – " + GERMAN, "cp1252", "Latin-1 (Windows-1252)"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8"),
        (POLISH, "cp1250", "Windows-1250"),
        (POLISH, "iso8859-2", "Latin-2"),
        (GERMAN, "utf-16", "UTF-16"),
        (GERMAN, "utf-16-le", "UTF-16"),
        (GERMAN, "utf-16-be", "UTF-16"),
        (GERMAN, "utf-32", "UTF-32"),
    ],
)
def test_an_old_encoding_is_read_and_said(
    course: Course, file: Callable[..., Path], text: str, encoding: str, words: str
) -> None:
    brought = import_text(course, file(text.encode(encoding), "old.txt"))
    assert (course.local_folder / "old.txt").read_text("utf-8") == text
    assert any(f"read as {words}" in one for one in said(brought, Topic.FILE))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf_8_needs_no_word(course: Course, file: Callable[..., Path], mark: bytes) -> None:
    brought = import_text(course, file(mark + GERMAN.replace("\n", "\r\n").encode(), "new.txt"))
    assert said(brought, Topic.FILE) == []
    assert (course.local_folder / "new.txt").read_text("utf-8") == GERMAN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LETTER, "en"),
        (GERMAN, "de"),
        (RUSSIAN, "ru"),
        (POLISH, "pl"),
        (
            "Le maire est venu sur le pont, et il a dit que les gens du lieu ne sont pas prêts.",
            "fr",
        ),
        ("Він був на мосту, і це всі знали, але як він про це не сказав, то і я не скажу.", "uk"),
        ("Bridge opened", None),
        ("", None),
    ],
)
def test_a_language_is_known_by_its_small_words(text: str, code: str | None) -> None:
    assert guess_language(text) == code


def test_a_text_in_another_language_is_a_warning(course: Course, file: Callable[..., Path]) -> None:
    brought = import_text(course, file(GERMAN), name="opening-day")
    assert any(
        one == "The text is in German, and the record 'opening-day' is of a document in English: "
        "perhaps it is a translation, or another text."
        for one in said(brought, Topic.MATCH)
    )


# Lines of the site --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Get the latest updates on your telephone", "a slogan"),
        ("We use cookies. Accept all", "a cookie notice"),
        ("Subscribe to our newsletter", "an invitation to subscribe"),
        ("Share on Facebook", "a share button"),
        ("Teilen", "a share button"),
        (". Last Updated: 11/30/2009", "a date stamp"),
        ("Обновлено 30.11.2009", "a date stamp"),
        ("© 2009 The Packet", "a copyright line"),
        ("Alle Rechte vorbehalten", "a copyright line"),
        ("Home | News | Sport", "a menu"),
        ("Home\tNews\tSport", "a menu"),
        ("Read also: ten harbours", "a pointer to other pages"),
        ("Advertisement", "an advertisement"),
        ("Page 3 of 7", "a page number"),
        ("https://packet.example/1871", "an address"),
        ("11/30/2009", "a bare date"),
        ("The mayor said that he would never subscribe to it.", None),
        ("She was told that cookies were sold at the gate.", None),
        ("ALDMOUTH -- The ferrymen came back.", None),
        ("The Bridge Is Open", None),
        ("", None),
        ("cookies " * 40, None),
    ],
)
def test_a_line_of_the_site_is_told_by_its_words(line: str, what: str | None) -> None:
    assert name_site_line(line) == what


def test_a_line_that_comes_back_is_the_head_of_a_page() -> None:
    lines = ["Council of Aldmouth", "One.", "Council of Aldmouth", "Two.", "Council of Aldmouth"]
    assert set(find_site_lines(lines)) == {1, 3, 5}


# Dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("on 4 May 1896 and", [("4 May 1896", "day")]),
        ("May 4, 1896", [("May 4, 1896", "day")]),
        ("the 4th of May", [("4th of May", "day without year")]),
        ("Monday, 4 May 1896", [("Monday, 4 May 1896", "day")]),
        ("in May 1896", [("May 1896", "month")]),
        ("1896-05-04", [("1896-05-04", "day")]),
        ("04/05/1896", [("04/05/1896", "day")]),
        ("in May it may rain, and troops march", [("May", "month without year")]),
        ("May I come in March?", [("March", "month without year")]),
        ("Sunday or Monday", [("Sunday", "weekday"), ("Monday", "weekday")]),
        ("the 1945 treaty", [("1945", "year")]),
        ("$1945 and 1,945 and 1945 men and 45/1945/3", []),
        ("31/31/1945", []),
        ("a 1996-97 season, room 19456", []),
    ],
)
def test_dates_of_a_line(line: str, found: list[tuple[str, str]]) -> None:
    assert [(dated.words, dated.kind) for dated in find_dates(line)] == found


@pytest.mark.parametrize(
    ("language", "line", "words"),
    [
        ("de", "am Montag, den 4. Mai 1896 kam", "Montag, den 4. Mai 1896"),
        ("fr", "le 4 mai 1896", "4 mai 1896"),
        ("ru", "в среду, 4 мая 1896 года", "среду, 4 мая 1896"),
        ("pl", "4 maja 1896 roku", "4 maja 1896"),
        ("uk", "4 травня 1896 року", "4 травня 1896"),
    ],
)
def test_dates_in_other_languages(language: str, line: str, words: str) -> None:
    (dated,) = find_dates(line, language)
    assert (dated.words, dated.readings[0].isoformat()) == (words, "1896-05-04")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Tuesday, 4 May 1896", "“Tuesday, 4 May 1896” is a whole date, and that day was a Monday"),
        ("Monday, 4 May 1896", "“Monday, 4 May 1896” is a whole date, and it was a Monday"),
        ("on 04/05/1896", "“04/05/1896” is 4 May 1896 or 5 April 1896: some put the day first"),
        ("on 30.11.2009", "“30.11.2009” is 30 November 2009"),
        ("Last updated 30/11/2009", "“30/11/2009” is 30 November 2009 (the day first). It is a st"),
        ("© 2009 Packet", "“2009” stands in a copyright line of the site: no date of the text."),
    ],
)
def test_what_is_said_of_a_date(
    course: Course, file: Callable[..., Path], line: str, sentence: str
) -> None:
    brought = import_text(course, file(f"Ferry\n\n{line}\n", "dates.txt"))
    assert any(one.startswith(f"line 3: {sentence}") for one in said(brought, Topic.DATE))


def test_a_whole_date_above_the_text_is_no_more_than_a_line_of_the_paper(
    course: Course, file: Callable[..., Path]
) -> None:
    brought = import_text(course, file("Ferry\n\n4 May 1896\n\n" + "word " * 30, "dates.txt"))
    assert said(brought, Topic.DATE) == [
        "line 3: “4 May 1896” is a whole date. It stands above the text: a line of the paper, "
        "or of the site."
    ]


def test_many_dates_are_counted(course: Course, file: Callable[..., Path]) -> None:
    years = "\n".join(f"It was {year} then." for year in range(1900, 1950))
    brought = import_text(course, file(years, "years.txt"))
    assert len(said(brought, Topic.DATE)) == 13
    assert said(brought, Topic.DATE)[-1] == "And 38 more of this sort."


# Losses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Volker R--he came", ["R--he"]),
        ("to M--nchen and L--beck", ["M--nchen", "L--beck"]),
        ("war--and peace--came; war, peace", []),
        ("ALDMOUTH -- The ferry", []),
        ("M\N{REPLACEMENT CHARACTER}ller", ["M\N{REPLACEMENT CHARACTER}ller"]),
        ("M?ller came. Why? Because", ["M?ller"]),
        ("https://a.example/page?query=x&a=b", []),
        ("the cafÃ© was open", ["cafÃ©"]),
        ("â€œYesâ€\x9d", ["â€œYesâ€"]),
        ("“It’s” fine – ﬁne", []),
        ("Müller & Söhne, Rühe, Łódź, Москва", []),
    ],
)
def test_lost_characters_are_told_and_nothing_is_mended(line: str, words: list[str]) -> None:
    told = [remark.text for remark in remark_on_losses([line])]
    assert len(told) == len(words)
    assert all(one.startswith(f"“{word}") for one, word in zip(told, words, strict=True))


def test_a_garbled_word_is_shown_as_it_may_have_been(
    course: Course, file: Callable[..., Path]
) -> None:
    brought = import_text(course, file("Ferry\n\nThe cafÃ© was open.\n", "garbled.txt"))
    assert said(brought, Topic.LOSS) == [
        "line 3: “cafÃ©” may have been “café”: a wrong encoding once. It is left as it is."
    ]
    assert "cafÃ©" in (course.local_folder / "garbled.txt").read_text("utf-8")


# Near words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("opened the new bridge", "opend the new bridge"),
        ("mayor opened the new", "mayor opend the new"),
        ("a tunnel under the sea", None),
        ("", None),
        ("much longer than the whole text is, " * 5, None),
    ],
)
def test_near_words_are_whole_words(words: str, found: str | None) -> None:
    text = "The mayor opend the new bridge on Wednesday."
    span = find_near(text, words)
    assert (text[slice(*span)] if span else None) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("at Yalta in 1945", "1945 Yalta"),
        ("a Wednesday", "Wednesday"),
        ("Yalta and Potsdam", None),
        ("in and on", None),
        ("an agreement", None),
    ],
)
def test_telling_words_are_found_in_any_order(words: str, found: str | None) -> None:
    text = "As the 1945 Yalta agreement had done, he said on Wednesday; an agreement is one."
    span = find_scattered(text, words)
    assert (text[slice(*span)] if span else None) == found


# The command --------------------------------------------------------------------------------


def test_the_command_reports_on_stdout(village: Path, file: Callable[..., Path]) -> None:
    result = typed("import", file(), "--course", village)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(
        "Brought in: sources/local/opening-day.txt, 93 words in 9 lines."
    )


def test_programs_get_json(village: Path, file: Callable[..., Path]) -> None:
    result = typed("import", file(), "--course", village, "--dry-run", "--format", "json")
    made: dict[str, Any] = json.loads(result.stdout)
    assert made["id"] == "opening-day"
    assert made["notes"] == [2, 2]
    assert not made["written"]
    assert {"about": "date", "lines": [3]}.items() <= next(
        one for one in made["remarks"] if one["about"] == "date"
    ).items()


@pytest.mark.parametrize("words", [["gone.txt"], ["."], ["x.txt", "--as", "A B"]])
def test_what_cannot_be_brought_in_exits_with_1(village: Path, words: list[str]) -> None:
    result = typed("import", *words, "--course", village)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_a_report_sends_no_signs_to_the_terminal(village: Path, file: Callable[..., Path]) -> None:
    text = LETTER.replace("Get the latest", "Get \x9b31m\u202ethe latest")
    result = typed("import", file(text), "--course", village)
    assert result.exit_code == 0
    assert not set("\x1b\x9b\u202e") & set(result.stdout)


def test_showing_a_text_loads_nothing_of_the_import(
    course: Course, file: Callable[..., Path]
) -> None:
    import_text(course, file())
    code = (
        "import sys, coursekit; coursekit.open_course().source('opening-day').html; "
        "print(*sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=course.root, capture_output=True, text=True, check=True
    )
    heavy = {"trafilatura", "ftfy", "nh3", "pypdf", "lxml", "pandas", "numpy"}
    assert not {name.partition(".")[0] for name in ran.stdout.split()} & heavy


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Snapshots that are readable files of their own."""

    class TextFile(SingleFileSnapshotExtension):
        _write_mode = WriteMode.TEXT
        file_extension = "txt"

    return snapshot.use_extension(TextFile)
