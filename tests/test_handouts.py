from __future__ import annotations

import functools
import html
import itertools
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from coursekit.checking import key_terms
from coursekit.cli import main
from coursekit.course import Course
from coursekit.errors import CourseError, UnknownNameError
from coursekit.exercises import UNSCORED
from coursekit.handouts import Edition, Export, HandoutExporter, export_handouts
from coursekit.handouts.forms import RULES, credit_rule
from coursekit.handouts.names import Names
from coursekit.notebooks import answer_cells, read_notebook
from coursekit.records import Exercise, ExerciseType
from coursekit.views import render_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
COURSE = Course(ROOT)
CHAPTERS = [chapter.notebook.removesuffix(".ipynb") for chapter in COURSE.settings.chapters]
AROUND = ["index", "sources", "timeline", "glossary", "figures"]
PAGES = [(edition.value, name) for edition in Edition for name in [*CHAPTERS, *AROUND]]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
LESSON = "01-the-first-train"
PAGE_NAMES = {f"{name}.html" for name in [*CHAPTERS, *AROUND]}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "col"}


class Page(HTMLParser):
    """A page taken apart: its elements in their order, each with what it stands in."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = source
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.within: list[str] = []
        self.unclosed: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.within.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_data(self, data: str) -> None:
        if self.within and re.fullmatch(r"h[1-6]", self.within[-1]):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)

    def handle_endtag(self, tag: str) -> None:
        if not self.within or self.within[-1] != tag:
            self.unclosed.append(tag)
        if tag in self.within:
            while self.within.pop() != tag:
                pass

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [one["id"] for _, one in self.elements if "id" in one]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All handouts of the real course."""
    folder = tmp_path_factory.mktemp("handouts")
    done = export_handouts(COURSE, folder, warm=False)
    assert done.problems == ()
    assert len(done.written) == len(PAGES)
    return folder


@pytest.fixture
def page(folder: Path) -> Callable[[str, str], Page]:
    @functools.cache
    def page(edition: str, name: str) -> Page:
        return Page((folder / edition / f"{name}.html").read_text(encoding="utf-8"))

    return page


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The invented course and its handouts."""
    root = Path(shutil.copytree(ROOT / "tests" / "course", tmp_path_factory.mktemp("a") / "b"))
    folder = tmp_path_factory.mktemp("small")
    assert export_handouts(Course(root), folder).problems == ()
    return root, folder


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def words_of(markup: str) -> str:
    """What a reader sees of a piece of HTML, in single spaces."""
    bare = re.sub(r"<style>.*?</style>", " ", markup, flags=re.DOTALL)
    bare = re.sub(r"</?(?:a|b|code|em|i|span|strong|sup|time)\b[^>]*>", "", bare)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", bare)).split())


def plain(markdown: str) -> str:
    """What a reader sees of a piece of Markdown."""
    return words_of(render_markdown(markdown))


def write_cells(root: Path, work: Callable[[list[dict[str, Any]]], object]) -> None:
    path = root / "notebooks" / f"{LESSON}.ipynb"
    notebook = json.loads(text(path))
    work(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def a_cell(kind: str, name: str, source: str, *tags: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "source": source}
    cell["metadata"] = {"tags": list(tags)} if tags else {}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def export(root: Path, folder: Path, **options: Any) -> Export:
    return export_handouts(Course(root), folder, **options)


# Every page ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("edition", "name"), PAGES)
def test_a_page_asks_nobody_for_anything(page: Any, edition: str, name: str) -> None:
    one = page(edition, name)
    resources = ("src", "srcset", "poster", "data", "background", "action", "formaction")
    for tag, attributes in one.elements:
        assert tag not in {"script", "iframe", "object", "embed", "link", "base", "form"}
        assert not [attribute for attribute in attributes if attribute.startswith("on")]
        for attribute in resources:
            assert attributes.get(attribute, "data:").startswith("data:"), attributes
    assert not re.search(r"url\((?![\"']?(?:#|%23))", one.html)  # a drawing points to its parts
    assert "@import" not in one.html
    policy = next(one["content"] for one in one.all("meta") if "http-equiv" in one)
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize(("edition", "name"), PAGES)
def test_a_page_is_whole_and_has_its_landmarks(page: Any, edition: str, name: str) -> None:
    one = page(edition, name)
    assert (one.within, one.unclosed) == ([], [])
    assert one.all("html") == [{"lang": "en"}]
    assert "<title>" in one.html
    assert [len(one.all(tag)) for tag in ("main", "footer")] == [1, 1]
    names = [way.get("aria-label") or way["aria-labelledby"] for way in one.all("nav")]
    assert 1 <= len(names) == len(set(names))
    ways = [attributes.get("href") for attributes in one.all("a")]
    assert ways[0] == "#main"


@pytest.mark.parametrize(("edition", "name"), PAGES)
def test_headings_begin_with_one_and_skip_no_level(page: Any, edition: str, name: str) -> None:
    levels = [level for level, _ in page(edition, name).headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    for before, after in itertools.pairwise(levels):
        assert after <= before + 1, page(edition, name).headings


@pytest.mark.parametrize(("edition", "name"), PAGES)
def test_names_are_given_once_and_every_way_in_the_page_leads_somewhere(
    page: Any, edition: str, name: str
) -> None:
    one = page(edition, name)
    assert sorted(one.ids) == sorted(set(one.ids))
    for attributes in one.all("a"):
        way = attributes["href"]
        if way.startswith("#"):
            assert way[1:] in one.ids, way
        else:
            name, _, part = way.partition("#")
            assert way.startswith(("https://", "http://")) or name in PAGE_NAMES, way
            if name in PAGE_NAMES and part:
                assert part in page(edition, name.removesuffix(".html")).ids, way


@pytest.mark.parametrize(("edition", "name"), PAGES)
def test_every_picture_is_in_the_page_and_says_what_it_shows(
    page: Any, edition: str, name: str
) -> None:
    for picture in page(edition, name).all("img"):
        assert picture["src"].startswith("data:image/")
        assert len(picture["alt"].split()) > 3


def test_the_same_course_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    export_handouts(COURSE, tmp_path, fresh=True)
    for edition, name in PAGES:
        first, second = (one / edition / f"{name}.html" for one in (folder, tmp_path))
        assert first.read_bytes() == second.read_bytes()


# Students -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHAPTERS)
def test_students_get_nothing_that_helps_or_tells(folder: Path, name: str) -> None:
    shown = words_of(text(folder / "student" / f"{name}.html"))
    for exercise in asked_in(name):
        kept = [*exercise.hints, *(one.say for one in exercise.misconceptions)]
        kept += [one.ask for one in exercise.misconceptions]
        kept += [exercise.explanation, *(line.right for line in exercise.lines)]
        for sentence in filter(None, kept):
            assert plain(sentence) not in shown, exercise.id
    for word in ("Nothing typed in yet", "What to look at", "course.check", "Key to", "Rubric"):
        assert word not in shown
    for sentence in guide_of(name):
        assert sentence not in shown


def guide_of(name: str) -> list[str]:
    """Whatever a chapter's guide says, a sentence a time, as a reader sees it."""
    guide = COURSE.guides[name[:2]]
    texts = [guide.aim, guide.care, guide.discussion, guide.twenty, guide.differentiation]
    texts += [guide.fits, *(row.do for row in guide.plan), *(row.skip for row in guide.plan)]
    texts += [one.why for one in (*guide.print, *guide.samples)]
    answers = [row.partition(": ")[2] for one in guide.samples for row in one.answer.splitlines()]
    pieces = [piece for text in texts for piece in re.split(r"(?<=[.?!]) |\n", plain(text))]
    return [piece for piece in [*pieces, *answers] if len(piece.split()) > 9]


def asked_in(name: str) -> list[Exercise]:
    notebook = read_notebook(ROOT / "notebooks" / f"{name}.ipynb")
    return [COURSE.exercises[found] for found, _ in answer_cells(notebook)]


@pytest.mark.parametrize("name", CHAPTERS)
def test_nothing_above_an_answer_gives_it_away_but_its_evidence(folder: Path, name: str) -> None:
    markup = re.sub(r"data:image/[^\"]*", "", text(folder / "student" / f"{name}.html"))
    notebook = read_notebook(ROOT / "notebooks" / f"{name}.ipynb")
    for found, cell in answer_cells(notebook):
        above, mark, _ = markup.partition(f'<div class="answer" id="{cell.id}">')
        assert mark, cell.id
        shown = without_evidence(above, found).casefold()
        for term in key_terms(COURSE.exercises[found]):
            wanted = rf"(?<!\w){re.escape(term.casefold())}(?!\w)"
            assert not re.search(wanted, shown), (found, term)


def without_evidence(markup: str, exercise: str) -> str:
    """Cut out what an exercise tells its readers to look at."""
    pieces = re.split(r'(?=<div class="(?:shown|text|question|answer)" id=)', markup)
    evidence = re.compile(r'^<div [^>]*data-evidence="([^"]*)"')
    return "".join(
        piece
        for piece in pieces
        if not ((found := evidence.match(piece)) and exercise in found[1].split())
    )


def test_each_exercise_has_its_prompt_and_room_for_each_line(small: tuple[Path, Path]) -> None:
    root, folder = small
    markup = text(folder / "student" / f"{LESSON}.html")
    shown = words_of(markup)
    course = Course(root)
    for name in course.exercises:
        if not name.startswith("1."):
            continue
        exercise = course.exercises[name]
        assert exercise.prompt in shown
        answer = markup.partition(f'id="{name.replace(".", "-")}-answer">')[2]
        answer = answer.partition('<div class="text"')[0]
        for line in exercise.lines:
            assert re.search(rf">{re.escape(line.label)}(</b>|</span>| <)", answer), line.label


def test_a_form_is_a_grid_a_table_or_lines(small: tuple[Path, Path]) -> None:
    markup = text(small[1] / "student" / f"{LESSON}.html")
    pattern = r'id="1-(\d)-answer">(?:(?!id="1-).)*?class="(grid|ticks|lines)"'
    forms = dict(re.findall(pattern, markup, re.DOTALL))
    assert forms == {"1": "lines", "2": "lines", "3": "ticks", "4": "grid", "5": "lines"} | {
        "6": "lines",
        "7": "lines",
    }


def test_code_is_shown_where_readers_work_on_it_and_nowhere_else(
    small: tuple[Path, Path],
) -> None:
    markup = text(small[1] / "student" / f"{LESSON}.html")
    assert code_of(markup) == ['answer_a = ...\nanswer_a = len(course.tabel("stops"))\n']
    assert '<details class="folded">' not in markup
    assert "AttributeError: " in markup
    assert "Traceback" not in markup


def code_of(markup: str) -> list[str]:
    """The code that a page shows, as it was typed."""
    cells = re.findall(r'<pre class="code"><code>(.*?)</code>', markup, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in cells]


def test_tags_say_what_is_shown_and_to_whom(village: Path, tmp_path: Path) -> None:
    cells = (
        a_cell("code", "worth-it", "print('seen code')", "show-input"),
        a_cell("code", "not-worth-it", "print('seen output')"),
        a_cell("markdown", "aside", "Bring a bell.", "teacher"),
        a_cell("markdown", "gone", "Only in Jupyter.", "remove-cell"),
    )
    write_cells(village, lambda all_cells: all_cells.extend(cells))
    export(village, tmp_path)
    student, teacher = (
        text(tmp_path / edition / f"{LESSON}.html") for edition in ("student", "teacher")
    )
    assert "print('seen code')\n" in code_of(student)
    assert '<details class="folded">\n<summary>The code</summary>' in student
    assert "print('seen output')\n" not in code_of(student)
    assert "seen output" in student
    assert ("Bring a bell." in student, "Bring a bell." in teacher) == (False, True)
    assert "Only in Jupyter." not in student + teacher


def test_how_to_run_the_set_up_cell_is_no_matter_of_paper(folder: Path) -> None:
    markup = text(folder / "student" / f"{CHAPTERS[0]}.html")
    assert "Run this first" not in markup
    assert "ModuleNotFoundError" not in markup
    assert "Type over the three dots" not in markup


# Teachers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHAPTERS)
def test_teachers_get_key_rule_wrong_turns_hints_and_why(folder: Path, name: str) -> None:
    markup = text(folder / "teacher" / f"{name}.html")
    for exercise in asked_in(name):
        key = markup.partition(f'aria-label="For the teacher: exercise {exercise.id}"')[2]
        shown = words_of("<p " + key.partition("</section>")[0])
        assert f"Key to {exercise.id}" in shown
        assert all(f"Ask: {plain(one.ask)}" in shown for one in exercise.misconceptions)
        assert RULES[exercise.type] in shown
        assert len(exercise.misconceptions) == key.partition("</section>")[0].count("<dt>")
        assert "Hints, in their order" in shown
        assert ("Why" in shown) == bool(exercise.explanation)


def test_a_contested_answer_names_its_scholar(small: tuple[Path, Path]) -> None:
    shown = words_of(text(small[1] / "teacher" / f"{LESSON}.html"))
    assert "opinion or hearsay (defended by J. Ward)" in shown


def test_teachers_first_read_minutes_skill_voices_and_exercises(small: tuple[Path, Path]) -> None:
    markup = text(small[1] / "teacher" / f"{LESSON}.html")
    head = words_of(markup.partition('id="teacher"')[2].partition("</section>")[0])
    for words in (
        "30 for all of it, 20 on the short path",
        "Sourcing",
        "People of the village: The Train Has Come",
        "The railway company: Minutes of the Board",
        "1.5 How long did it take?: compute, counting",
    ):
        assert words in head
    assert 'id="teacher"' not in text(small[1] / "student" / f"{LESSON}.html")


def test_every_type_has_its_rule_in_words() -> None:
    assert set(RULES) == set(ExerciseType)


def test_a_rule_has_the_numbers_of_its_exercise(small: tuple[Path, Path]) -> None:
    exercises = Course(small[0]).exercises
    card = " ".join(credit_rule(exercises["1.2"]))
    assert re.search(r"would earn \d\d%, so the score counts from there", card)
    assert "“days: -783” keeps 70% of its share." in credit_rule(exercises["1.5"])
    for exercise in exercises.values():
        if exercise.type in UNSCORED:
            assert len(credit_rule(exercise)) == 1


# Notes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("edition", "name"), [pair for pair in PAGES if pair[1] in CHAPTERS])
def test_notes_lead_there_and_back(page: Any, edition: str, name: str) -> None:
    one = page(edition, name)
    marks = {a["id"]: a["href"][1:] for a in one.all("a") if a.get("role") == "doc-noteref"}
    back = [a["href"][1:] for a in one.all("a") if a.get("role") == "doc-backlink"]
    assert len(marks) > 2
    assert sorted(back) == sorted(marks)
    notes = [name for name in one.ids if name.startswith("note.")]
    assert notes == [f"note.{number}" for number in range(1, len(notes) + 1)]
    assert set(marks.values()) == set(notes)


def test_links_are_notes_with_a_bibliography(small: tuple[Path, Path]) -> None:
    markup = text(small[1] / "student" / f"{LESSON}.html")
    assert "“until the engine drowned them”<sup" in markup
    assert '<time datetime="1884-05-05">5 May 1884</time><sup' in markup
    notes = words_of(markup.partition('id="notes"')[2])
    assert "the act. https://parish.example/act" in notes
    assert "no name given, “The Train Has Come”, probably May 1884" in notes
    assert "The Millbrook Parish Letter, no name given, as in note 2" in notes
    assert "Bibliography Documents The Millbrook Parish Letter, no name given, “The T" in notes
    assert notes.index("Bibliography") < notes.index("Millbrook Railway Company, secretary")


def test_a_document_shown_twice_has_its_names_once(village: Path, tmp_path: Path) -> None:
    again = a_cell("code", "again", 'course.source("company-minutes")')
    write_cells(village, lambda cells: cells.append(again))
    export(village, tmp_path, editions=[Edition.STUDENT])
    one = Page(text(tmp_path / "student" / f"{LESSON}.html"))
    assert "ck-company-minutes" in one.ids
    assert "ck-company-minutes--2" in one.ids
    assert sorted(one.ids) == sorted(set(one.ids))
    ways = {a["href"] for a in one.all("a") if a["href"].startswith("#ck-company")}
    assert {way[1:] for way in ways} <= set(one.ids)


def test_names_are_renamed_with_the_ways_to_them() -> None:
    names = Names()
    piece = '<p id="a" class="id=&quot;x&quot;">id="a"</p><a href="#a">1</a><a href="#b">2</a>'
    assert names.unique(piece) == piece
    assert names.unique(piece) == (
        '<p id="a--2" class="id=&quot;x&quot;">id="a"</p><a href="#a--2">1</a><a href="#b">2</a>'
    )


# Hostile words ------------------------------------------------------------------------------


def test_whatever_a_course_holds_comes_out_as_text(village: Path, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>"
    spoil(village / "pyproject.toml", "The Line to Millbrook", hostile)
    spoil(village / "pyproject.toml", "What did the village see", hostile)
    spoil(village / "exercises" / "1.4.md", "The whole village was glad.", hostile)
    spoil(village / "exercises" / "1.4.md", "A band is not the village", hostile)
    spoil(village / "sources/documents/company-minutes.md", "Minutes of the Board", hostile)
    spoil(village / "sources/timelines/line.csv", "first sod", hostile)
    cells = (
        a_cell("markdown", "bad", f"{hostile} [x](javascript:alert(1))"),
        a_cell("markdown", "worse", f'[{hostile}](https://a.example "{hostile}")'),
        a_cell("code", "prints", f"print({hostile!r})"),
        a_cell("code", "fails", f"raise ValueError({hostile!r})", "raises-exception", "answer"),
    )
    write_cells(village, lambda all_cells: all_cells.extend(cells))
    assert export(village, tmp_path).problems == ()
    for path in tmp_path.rglob("*.html"):
        one = Page(text(path))
        assert one.all("script") == []
        assert "javascript:" not in "".join(a["href"] for a in one.all("a"))
        assert "&lt;script&gt;" in one.html


def spoil(path: Path, old: str, new: str) -> None:
    assert old in text(path)
    path.write_text(text(path).replace(old, new, 1), encoding="utf-8")


# To disk ------------------------------------------------------------------------------------


def test_a_chapter_that_fails_stops_alone_and_says_where(village: Path, tmp_path: Path) -> None:
    spoil(
        village / "pyproject.toml",
        "[[tool.coursekit.chapters]]",
        '[[tool.coursekit.chapters]]\nnumber = "00"\nnotebook = "00-broken.ipynb"\n'
        'title = "Broken"\nquestion = "?"\n\n[[tool.coursekit.chapters]]',
    )
    broken = json.loads(text(village / "notebooks" / "start-here.ipynb"))
    broken["cells"] = [a_cell("code", "setup", ""), a_cell("code", "divides", "1 / 0")]
    (village / "notebooks" / "00-broken.ipynb").write_text(json.dumps(broken), encoding="utf-8")
    done = export(village, tmp_path)
    assert done.problems == (
        "Chapter 00: cell 'divides' fails in line 1: ZeroDivisionError: division by zero",
    )
    assert (tmp_path / "student" / f"{LESSON}.html").exists()
    listed = Page(text(tmp_path / "student" / "index.html"))
    assert [a["href"] for a in listed.all("a")][1:2] == [f"{LESSON}.html"]
    assert "Broken" in listed.html


def test_a_broken_file_of_a_chapter_is_a_sentence(village: Path, tmp_path: Path) -> None:
    spoil(village / "exercises" / "1.4.md", "type: claim-evidence", "type: claims")
    (problem,) = export(village, tmp_path).problems
    assert problem.startswith("Chapter 01: ")
    assert "1.4.md" in problem
    assert "\n" not in problem


def test_a_page_is_replaced_whole_and_nothing_else_is_left(village: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    for _ in range(2):
        export(village, folder, editions=[Edition.STUDENT])
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    lessons = [LESSON, "02-the-second-year"]
    pages = [f"student/{name}.html" for name in (*lessons, *AROUND)]
    assert names == sorted(["student", *pages])


def test_a_folder_that_is_a_file_is_a_sentence(village: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(CourseError, match=r"cannot be written to \(.+\)\. Name another folder"):
        export(village, tmp_path / "out")


def test_a_chapter_that_is_not_there_is_a_sentence(village: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"^There is no chapter '07'.* Chapters: 01, 02\.$"):
        export(village, tmp_path, chapters=["07"])
    assert list(tmp_path.glob("*/*.html")) == []


def test_the_course_is_left_as_it_was(village: Path, tmp_path: Path) -> None:
    def state() -> dict[str, bytes]:
        return {
            str(path): path.read_bytes()
            for path in village.rglob("*")
            if path.is_file() and ".coursekit" not in path.parts  # what it remembers
        }

    before = state()
    export(village, tmp_path)
    assert state() == before


def test_nbconvert_gives_the_same_page(small: tuple[Path, Path]) -> None:
    root, folder = small
    exporter = HandoutExporter(edition="teacher")
    page, resources = exporter.from_filename(str(root / "notebooks" / f"{LESSON}.ipynb"))
    assert resources["output_extension"] == ".html"
    assert words_of(page) == words_of(text(folder / "teacher" / f"{LESSON}.html"))


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["handouts", *map(str, words)])


def test_the_command_is_quiet_in_a_pipe(village: Path, tmp_path: Path) -> None:
    result = typed("1", "-o", tmp_path / "out", "--edition", "teacher", "--course", village)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["teacher"]


def test_the_command_says_what_failed_and_exits_with_1(village: Path, tmp_path: Path) -> None:
    write_cells(village, lambda cells: cells.append(a_cell("code", "fails", "1 / 0")))
    result = typed("-o", tmp_path, "--course", village)
    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        result.stderr
        == "Chapter 01: cell 'fails' fails in line 1: ZeroDivisionError: division by zero\n"
    )


# In a browser -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium: none was found on the PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize(("edition", "name"), PAGES)
def test_a_page_is_accessible_and_fits_its_window(
    chromium: Any, folder: Path, edition: str, name: str, width: int, scheme: Any
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / edition / f"{name}.html").as_uri())
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()
