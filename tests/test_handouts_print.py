"""What comes out of the printer: the rules of paper, read from the PDF itself."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdf
import pytest
from click.testing import CliRunner

from coursekit.cli import main
from coursekit.course import Course
from coursekit.errors import CourseError
from coursekit.handouts import export_handouts, print_pages
from coursekit.handouts.printing import VARIABLE, find_chromium
from coursekit.notebooks.remembering import Memory
from coursekit.records import Edition, Paper

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
LESSON = "01-the-first-train"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: none was found on the PATH"),
]
# Sheets cost money: so many of A4, and a lesson that needs more is to be looked at.
MOST = {("student", "01"): 25, ("teacher", "00"): 23}
PAGES = list(MOST)
WIDTH, HEIGHT = 794 - 2 * 68, 1123 - 64 - 60  # of the text on A4, in the browser's pixels

# Every text that is printed, in the order of the page, with what it stands in.
READ = """() => {
  const within = (element, selector) => {
    const found = element.closest(selector);
    return found ? [...document.querySelectorAll(selector)].indexOf(found) : -1;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), out = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.replace(/\\s+/g, "");
    if (!words || !element.checkVisibility()) continue;
    if (element.closest("style, .unseen, .on, .ck-aside, [aria-hidden=true]")) continue;
    out.push([words, within(element, "h1, h2, h3, h4, h5, h6"), within(element, "tr"),
      within(element, ".exercise"), within(element, ".at-hand li"), within(element, ".lines li")]);
  }
  return out;
}"""
NOTHING = pypdf.generic.ArrayObject()
KINDS = ("heading", "row", "exercise", "note", "line")


class Text(NamedTuple):
    """A text of the page: its words, the sheets that it stands on, what it stands in."""

    words: str
    sheets: frozenset[int]
    within: dict[str, int]


class Printed:
    """A PDF, beside the page that it was printed from."""

    def __init__(self, path: Path, page: Any) -> None:
        self.path = path
        self.page = page
        self.reader = pypdf.PdfReader(path)
        self.root: Any = self.reader.trailer["/Root"]
        sheets = enumerate(self.reader.pages)
        self.numbers = {sheet.indirect_reference.idnum: number for number, sheet in sheets}
        self.sheets = [sheet.extract_text() for sheet in self.reader.pages]

    @property
    def stream(self) -> list[tuple[str, int]]:
        """Every letter in the order of the tags, with its sheet; none of those in pictures."""
        texts = dict(self._marked())
        out: list[tuple[str, int]] = []

        def walk(element: Any, sheet: int) -> None:
            element = element.get_object()
            if isinstance(element, int):
                out.extend((letter, sheet) for letter in texts.get((sheet, int(element)), ""))
            elif isinstance(element, list):
                for one in element:
                    walk(one, sheet)
            elif "/Alt" not in element:
                sheet = self.numbers[element.raw_get("/Pg").idnum] if "/Pg" in element else sheet
                walk(element.get("/MCID", element.get("/K", NOTHING)), sheet)

        walk(self.root["/StructTreeRoot"]["/K"], 0)
        return out

    def _marked(self) -> Iterator[tuple[tuple[int, int], str]]:
        """Give the text of each tag; pypdf hands some of it out only after the tag has ended."""
        for number, sheet in enumerate(self.reader.pages):
            marks: list[int] = [-1]
            texts: dict[int, str] = {}

            def before(operator: Any, operands: Any, *_: Any, marks: list[int] = marks) -> None:
                if operator == b"BDC":
                    marks[0] = operands[1].get("/MCID", marks[0])
                elif operator == b"BMC":  # what is no part of the page: its head and its number
                    marks[0] = -1

            def text(words: str, *_: Any, marks: Any = marks, texts: Any = texts) -> None:
                texts[marks[0]] = texts.get(marks[0], "") + re.sub(r"\s+", "", words)

            sheet.extract_text(visitor_operand_before=before, visitor_text=text)
            yield from (((number, mark), words) for mark, words in texts.items())

    def figures(self) -> list[tuple[str, set[int]]]:
        """Give what is said of each picture, and the sheets that it stands on."""
        out: list[tuple[str, set[int]]] = []

        def walk(element: Any, sheet: int, sheets: set[int]) -> None:
            element = element.get_object()
            if isinstance(element, int):
                sheets.add(sheet)
            elif isinstance(element, list):
                for one in element:
                    walk(one, sheet, sheets)
            else:
                sheet = self.numbers[element.raw_get("/Pg").idnum] if "/Pg" in element else sheet
                if element.get("/S") == "/Figure":
                    sheets = set()
                    out.append((element.get("/Alt", ""), sheets))
                walk(element.get("/MCID", element.get("/K", NOTHING)), sheet, sheets)

        walk(self.root["/StructTreeRoot"]["/K"], 0, set())
        return out

    def texts(self) -> list[Text]:
        """Find every text of the page in the PDF; what is not there has no sheet."""
        stream = self.stream
        letters = "".join(letter for letter, _ in stream).lower()
        out, place = [], 0
        for words, *within in self.page.evaluate(READ):
            found = letters.find(words.lower(), place, place + len(words) + 300)
            sheets: frozenset[int] = frozenset()
            if found >= 0:
                place = found + len(words)
                sheets = frozenset(sheet for _, sheet in stream[found:place])
            out.append(Text(words, sheets, dict(zip(KINDS, within, strict=True))))
        return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson of the course for students and one for teachers, printed."""
    folder = tmp_path_factory.mktemp("printed")
    pages = []
    for edition, number in PAGES:
        done = export_handouts(Course(ROOT), folder, chapters=[number], editions=[Edition(edition)])
        pages += [page for page in done.written if page.name.startswith(number)]
    print_pages(pages, jobs=2)
    return folder


@pytest.fixture(scope="module")
def printed(folder: Path) -> Iterator[dict[tuple[str, str], Printed]]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        out = {}
        for edition, number in PAGES:
            (path,) = (folder / edition).glob(f"{number}-*.html")
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.emulate_media(media="print")
            page.goto(path.as_uri())
            out[edition, number] = Printed(path.with_suffix(".pdf"), page)
        yield out
        browser.close()


@pytest.fixture(scope="module")
def texts(printed: dict[tuple[str, str], Printed]) -> dict[tuple[str, str], list[Text]]:
    return {key: one.texts() for key, one in printed.items()}


class TestInChromium:
    """What needs the printed lessons."""

    pytestmark = needs_browser

    @pytest.mark.parametrize("key", PAGES)
    def test_tags_have_all_words_in_the_order_of_the_page(self, texts: Any, key: Any) -> None:
        assert [one.words for one in texts[key] if not one.sheets] == []

    @pytest.mark.parametrize("key", PAGES)
    def test_no_heading_stands_at_the_foot_of_a_sheet(self, texts: Any, key: Any) -> None:
        for here, after in zip(texts[key], texts[key][1:], strict=False):
            heading = here.within["heading"]
            if heading >= 0 and heading != after.within["heading"]:
                assert here.sheets == frozenset([min(after.sheets)]), here.words

    @pytest.mark.parametrize("kind", ["row", "exercise", "note", "line"])
    @pytest.mark.parametrize("key", PAGES)
    def test_nothing_is_torn_in_two(self, texts: Any, key: Any, kind: str) -> None:
        sheets: dict[int, set[int]] = {}
        for one in texts[key]:
            sheets.setdefault(one.within[kind], set()).update(one.sheets)
        sheets.pop(-1, None)
        assert len(sheets) > 3
        assert {number for number, on in sheets.items() if len(on) > 1} == set()

    @pytest.mark.parametrize("key", PAGES)
    def test_a_figure_stands_on_one_sheet(self, printed: Any, key: Any) -> None:
        figures = [one for one in printed[key].figures() if one[0]]
        assert len(figures) >= 1
        assert [words for words, sheets in figures if len(sheets) != 1] == []

    @pytest.mark.parametrize("key", PAGES)
    def test_each_sheet_has_its_number_and_the_title(self, printed: Any, key: Any) -> None:
        one = printed[key]
        title = one.page.text_content("h1")
        for number, words in enumerate(one.sheets, 1):
            assert f"{number} / {len(one.sheets)}" in words
            assert title in words

    @pytest.mark.parametrize("key", PAGES)
    def test_a_pdf_has_tags_title_and_language(self, printed: Any, key: Any) -> None:
        one = printed[key]
        assert one.root["/MarkInfo"]["/Marked"]
        assert one.root["/Lang"] == "en"
        assert one.root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert one.reader.metadata == {
            "/Title": one.page.title(),
            "/Creator": "coursekit",
            "/Producer": one.reader.metadata.producer,
        }

    @pytest.mark.parametrize("key", PAGES)
    def test_bookmarks_are_the_headings(self, printed: Any, key: Any) -> None:
        one = printed[key]
        headings = one.page.locator(":is(h1, h2, h3, h4, h5, h6):visible").evaluate_all(
            "all => all.map(one => [one.textContent.replace(/\\s+/g, ' '), +one.tagName[1]])"
        )
        assert [words for words, _ in bookmarks(one.reader.outline)] == [w for w, _ in headings]
        assert bookmarks(one.reader.outline)[0][1] == 1

    @pytest.mark.parametrize("key", PAGES)
    def test_an_address_is_printed_once(self, printed: Any, key: Any) -> None:
        shown = printed[key].page.locator(".address:visible").all_text_contents()
        assert len(shown) > 8
        entries = printed[key].page.locator(".bibliography .address:visible").all_text_contents()
        notes = printed[key].page.locator(".notes .address:visible").all_text_contents()
        assert set(entries) & set(notes) == set()

    @pytest.mark.parametrize("key", PAGES)
    def test_nothing_is_wider_than_the_paper(self, printed: Any, key: Any) -> None:
        page = printed[key].page
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
        cut = page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter(one => {
              const style = getComputedStyle(one);
              return /auto|scroll|hidden/.test(style.overflowX) && one.scrollWidth > one.clientWidth
                && !one.matches(".unseen, .on, .ck-aside");
            }).map(one => one.outerHTML.slice(0, 80))"""
        )
        assert cut == []

    @pytest.mark.parametrize("key", PAGES)
    def test_nothing_is_said_by_a_background(self, printed: Any, key: Any) -> None:
        grounds = printed[key].page.evaluate(
            """() => [...new Set([...document.querySelectorAll("body, body *")].flatMap(one => {
              const style = getComputedStyle(one);
              return [style.backgroundColor, style.backgroundImage];
            }))]"""
        )
        assert set(grounds) <= {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)", "none"}

    @pytest.mark.parametrize("key", PAGES)
    def test_no_note_stands_on_what_is_as_wide_as_the_page(self, printed: Any, key: Any) -> None:
        over = printed[key].page.evaluate(
            """() => {
              const box = one => one.getBoundingClientRect();
              const wide = [...document.querySelectorAll(".exercise, .key, table, figure, .notes")]
                .filter(one => one.checkVisibility());
              return [...document.querySelectorAll(".at-hand li, .when")].filter(note => {
                const at = box(note);
                return wide.some(one => box(one).right > at.left && box(one).top < at.bottom
                  && box(one).bottom > at.top);
              }).map(note => note.textContent);
            }"""
        )
        assert over == []

    @pytest.mark.parametrize("key", PAGES)
    def test_a_lesson_does_not_eat_paper(self, printed: Any, key: Any) -> None:
        assert len(printed[key].sheets) <= MOST[key]

    def test_a_long_line_of_code_goes_on_after_a_mark(self, printed: Any) -> None:
        assert any("↪" in words for words in printed["student", "01"].sheets)

    @pytest.mark.parametrize("key", PAGES)
    def test_students_write_on_lines_that_teachers_do_not_pay_for(
        self, printed: Any, key: Any
    ) -> None:
        blanks = printed[key].page.locator(".blank:visible")
        most = max(blanks.evaluate_all("all => all.map(one => one.offsetHeight)"))
        assert most > 24 if key[0] == "student" else most < 20


def bookmarks(outline: Any, level: int = 1) -> list[tuple[str, int]]:
    out: list[tuple[str, int]] = []
    for one in outline:
        if isinstance(one, list):
            out += bookmarks(one, level + 1)
        else:
            out.append((" ".join(one.title.split()), level))
    return out


# The command and its sentences --------------------------------------------------------------


@pytest.fixture
def a_page(tmp_path: Path) -> Path:
    """A page with a way to itself, to its neighbour and to the list."""
    page = tmp_path / "pages (1)" / "a.html"
    page.parent.mkdir()
    page.write_text(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A “page”</title></head>'
        '<body><h1 id="a">A</h1><p><a href="#a">here</a> <a href="b.html">on</a> '
        '<a href="index.html#x">list</a> <a href="https://a.example/">out</a></p></body></html>',
        encoding="utf-8",
    )
    return page


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: none was found on the PATH")
def test_the_same_page_gives_the_same_bytes_and_leaves_nothing_else(a_page: Path) -> None:
    (first,) = print_pages([a_page])
    before = first.read_bytes()
    assert print_pages([a_page], jobs=2) == (a_page.with_suffix(".pdf"),)
    assert first.read_bytes() == before
    assert b"printing-" not in before
    assert b"CreationDate" not in before
    assert sorted(path.name for path in a_page.parent.iterdir()) == ["a.html", "a.pdf"]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: none was found on the PATH")
def test_a_page_is_printed_again_only_when_it_or_its_pdf_has_changed(a_page: Path) -> None:
    memory, pdf = Memory(a_page.parents[1] / "course"), a_page.with_suffix(".pdf")

    def printed() -> bool:
        before = pdf.stat().st_mtime_ns if pdf.exists() else 0
        print_pages([a_page], memory=memory)
        return pdf.stat().st_mtime_ns != before

    assert [printed(), printed()] == [True, False]
    a_page.write_text(a_page.read_text(encoding="utf-8").replace(">A<", ">B<"), encoding="utf-8")
    assert [printed(), printed()] == [True, False]
    pdf.write_bytes(b"%PDF of another day")
    assert [printed(), printed()] == [True, False]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: none was found on the PATH")
def test_ways_between_pages_lead_to_what_lies_beside_the_pdf(a_page: Path) -> None:
    other = a_page.with_name("b.html")
    other.write_text(a_page.read_text(encoding="utf-8"), encoding="utf-8")
    pdf, _ = print_pages([a_page, other], Paper.LETTER)
    reader = pypdf.PdfReader(pdf)
    annotations = (one.get_object() for one in reader.pages[0]["/Annots"])
    ways = [one["/A"]["/URI"] for one in annotations if "/URI" in one.get("/A", {})]
    assert ways == ["b.pdf", "index.html#x", "https://a.example/"]
    assert [round(side) for side in reader.pages[0].mediabox[2:]] == [612, 792]


def test_without_a_chromium_a_sentence_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("coursekit.handouts.printing._PLACES", ())
    with pytest.raises(
        CourseError, match=r"^No Chromium was found .* install .* or set COURSEKIT_"
    ):
        find_chromium()
    monkeypatch.setenv(VARIABLE, "no-such-browser")
    with pytest.raises(CourseError, match=r"^COURSEKIT_CHROMIUM names 'no-such-browser'"):
        find_chromium()


def test_a_browser_that_does_not_print_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, a_page: Path, tmp_path: Path
) -> None:
    fake = tmp_path / "fake"
    monkeypatch.setenv(VARIABLE, str(fake))
    for script, said in (("exit 3", r"ended without a PDF \(exit 3\)"), ("sleep 9", "within 0.1 ")):
        fake.write_text(
            f"#!/bin/sh\nexec {script}\n" if "sleep" in script else f"#!/bin/sh\n{script}\n"
        )
        fake.chmod(0o755)
        with pytest.raises(CourseError, match=rf"^a\.html was not printed.*{said}"):
            print_pages([a_page], seconds=0.1 if "sleep" in script else 9)
    assert [path.name for path in a_page.parent.iterdir()] == ["a.html"]


def test_the_pages_are_written_where_nothing_can_print_them(
    monkeypatch: pytest.MonkeyPatch, village: Path, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, "no-such-browser")
    words = ["handouts", "--pdf", "-o", str(tmp_path / "out"), "--course", str(village)]
    result = CliRunner().invoke(main, words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: COURSEKIT_CHROMIUM names 'no-such-browser'")
    assert (tmp_path / "out" / "student" / f"{LESSON}.html").exists()
