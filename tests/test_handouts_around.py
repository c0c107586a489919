from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coursekit.checking import check_course, key_terms
from coursekit.course import Course
from coursekit.exercises import UNSCORED
from coursekit.handouts import Edition, export_handouts
from coursekit.handouts.around import pages_around
from coursekit.lessons import read_lessons
from coursekit.records import Event, Timeline, When
from coursekit.views import describe_years, draw_years

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
LESSON = "01-the-first-train"
FAR = ["sources.html", "timeline.html", "glossary.html", "figures.html"]


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def words_of(markup: str) -> str:
    bare = re.sub(r"<style>.*?</style>", " ", markup, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", bare).split())


def made(course: Course, folder: Path, name: str, edition: Edition = Edition.STUDENT) -> str:
    """One page around the chapters, without running any."""
    pages = pages_around(course, folder, [edition])
    return next(make for _, found, make in pages if found == name)()


def explain(root: Path, *sentences: str) -> None:
    """Write terms into the last cell of the invented lesson."""
    path = root / "notebooks" / f"{LESSON}.ipynb"
    notebook = json.loads(text(path))
    last = notebook["cells"][-1]
    last["source"] = "".join(last["source"]) + "\n\n" + " ".join(sentences)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def second_lesson(root: Path, *paragraphs: str) -> None:
    """Give the invented course a second lesson, which is never run."""
    settings = root / "pyproject.toml"
    settings.write_text(
        text(settings) + '\n[[tool.coursekit.chapters]]\nnumber = "02"\n'
        'notebook = "02-the-bridge.ipynb"\ntitle = "The bridge"\nquestion = "Who paid?"\n',
        encoding="utf-8",
    )
    cell = {
        "cell_type": "markdown",
        "id": "exit",
        "metadata": {},
        "source": "\n\n".join(paragraphs),
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path = root / "notebooks" / "02-the-bridge.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")


def entry(markup: str, name: str) -> str:
    """What the page of sources has of one document, up to the next."""
    return markup.partition(f'id="ck-{name}"')[2].partition('<div class="listed">')[0]


# The list -----------------------------------------------------------------------------------


def test_the_list_leads_to_the_pages_around_and_says_what_is_in_the_folder(
    village: Path, tmp_path: Path
) -> None:
    a_page(tmp_path)
    markup = made(Course(village), tmp_path, "index.html")
    for name in [*FAR, f"{LESSON}.html"]:
        assert f'<a href="{name}">' in markup
        assert f"<code>{name}</code>" in markup
    assert "30 minutes, or 20 on the short path · Sourcing" in words_of(markup)


def test_a_course_without_anything_has_its_pages_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.coursekit]\ntitle = "Empty"\n')
    folder = tmp_path / "out"
    done = export_handouts(Course(tmp_path), folder)
    assert done.problems == ()
    pages = {path.name: words_of(text(path)) for path in done.written}
    assert sorted(pages) == sorted(["index.html", *FAR])
    assert "The course has no chapters yet." in pages["index.html"]
    assert "The course has no sources yet." in pages["sources.html"]
    assert "The course has no timeline yet." in pages["timeline.html"]
    assert "The chapters explain no terms yet." in pages["glossary.html"]
    assert "The chapters in this folder have no figures." in pages["figures.html"]


# Sources ------------------------------------------------------------------------------------


def test_every_source_has_card_rights_citation_and_lessons(village: Path, tmp_path: Path) -> None:
    markup = made(Course(village), tmp_path, "sources.html")
    shown = words_of(entry(markup, "opening-day"))
    for words in (
        "Who The Millbrook Parish Letter, no name given",
        "Why A neighbour writes for neighbours and is proud of the day.",
        "Rights Invented for the tests",
        "They played until the engine drowned them",
        "She kept the inn at the ford.",
        "How to cite The Millbrook Parish Letter, no name given, “The Train Has Come”, probably",
        "Used in chapter 1, The first train",
    ):
        assert words in shown, words


def test_sources_stand_by_voice_with_tables_and_works_after_them(tmp_path: Path) -> None:
    course = Course(ROOT)
    markup = made(course, tmp_path, "sources.html")
    heads = re.findall(r'<h2 id="([^"]+)"', markup)
    heard = {course.sources[name].voice for name in course.sources}
    groups = [f"voice-{name}" for name in course.settings.voices if name in heard]
    assert heads == [*groups, "tables", "works"]
    for name in course.sources:
        assert f'<article class="ck ck-source tex2jax_ignore mathjax_ignore" id="ck-{name}">' in (
            markup
        )
    for name in course.tables:
        assert f'id="ck-table--{name}"' in markup
    for name in course.references:
        assert f'<li id="ck-work--{name}">' in markup


def test_a_source_that_no_lesson_uses_says_so(village: Path, tmp_path: Path) -> None:
    folder = village / "sources" / "documents"
    shutil.copy(folder / "company-minutes.md", folder / "other-minutes.md")
    markup = made(Course(village), tmp_path, "sources.html")
    assert "Used in no chapter yet" in words_of(entry(markup, "other-minutes"))
    assert "Used in chapter 1" in words_of(entry(markup, "company-minutes"))


def test_a_title_and_words_in_another_language_say_so(tmp_path: Path) -> None:
    markup = made(Course(ROOT), tmp_path, "sources.html")
    assert '<h3 lang="de">Rußland unterstreicht seine Sonderrolle</h3>' in markup
    assert '“<span lang="de">Rußland unterstreicht seine Sonderrolle</span>”' in markup
    assert '<h3 lang="en">Preview of the signature in Kommersant' in markup
    assert '<blockquote lang="ru"' in markup


def test_what_is_written_from_right_to_left_is_shown_so(
    village: Path, tmp_path: Path, change: Callable[[str, str, str], Path]
) -> None:
    name = "sources/documents/company-minutes.md"
    change(name, "languages: [en]", "languages: [ar]")
    change(name, "title: Minutes of the Board", "title: محضر اجتماع المجلس")
    change(name, "the cost of the bridge exceeded", "تجاوزت تكلفة الجسر")
    markup = made(Course(village), tmp_path, "sources.html")
    assert '<h3 lang="ar" dir="rtl">محضر اجتماع المجلس</h3>' in markup
    assert '<span lang="ar" dir="rtl">محضر اجتماع المجلس</span>' in markup
    assert '<blockquote lang="ar" dir="rtl"' in markup


# The teacher's own texts --------------------------------------------------------------------

OWN = "The Train Has Come\n\nIt was a Monday, and they played until the engine drowned them.\n"


def bring_own(root: Path) -> None:
    folder = root / "sources" / "local"
    folder.mkdir()
    (folder / "opening-day.txt").write_text(OWN, encoding="utf-8")
    card = text(root / "sources" / "documents" / "company-minutes.md")
    (folder / "my-ledger.md").write_text(
        card.replace("Minutes of the Board", "My Ledger"), encoding="utf-8"
    )


def show_letter(root: Path) -> None:
    """Let the lesson show the letter with its card, as its last cell."""
    path = root / "notebooks" / f"{LESSON}.ipynb"
    notebook = json.loads(text(path))
    cell = {"cell_type": "code", "id": "letter", "source": 'course.source("opening-day")'}
    notebook["cells"].append(cell | {"metadata": {}, "outputs": [], "execution_count": None})
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.mark.parametrize("local", [True, False])
def test_own_texts_are_shown_where_they_exist_and_the_settings_agree(
    village: Path, tmp_path: Path, change: Callable[[str, str, str], Path], *, local: bool
) -> None:
    bring_own(village)
    show_letter(village)
    if not local:
        table = "[tool.coursekit.handouts]\nlocal = false\n\n[tool.coursekit.timelines]"
        change("pyproject.toml", "[tool.coursekit.timelines]", table)
    folder = tmp_path / "out"
    assert export_handouts(Course(village), folder).problems == ()
    for edition in ("student", "teacher"):
        chapter = text(folder / edition / f"{LESSON}.html")
        sources = text(folder / edition / "sources.html")
        for page in (chapter, sources):
            assert ("The text, from your own copy" in page) == local
            assert ("and they played until the engine drowned them." in words_of(page)) == local
        assert ("My Ledger" in sources) == local


def test_an_own_text_that_cannot_be_read_is_a_sentence(village: Path, tmp_path: Path) -> None:
    bring_own(village)
    (village / "sources" / "local" / "opening-day.txt").write_bytes(b"\xff\xfeA\x00")
    done = export_handouts(Course(village), tmp_path / "out", editions=[Edition.STUDENT])
    wrong = "sources/local/opening-day.txt: is saved as UTF-16 (save it as UTF-8)"
    assert f"sources.html: its files have mistakes: {wrong}." in done.problems


# The timeline -------------------------------------------------------------------------------


def test_the_timeline_is_a_picture_and_a_list_with_every_source(tmp_path: Path) -> None:
    course = Course(ROOT)
    markup = made(course, tmp_path, "timeline.html")
    for name in course.timelines:
        timeline = course.timelines[name]
        alt, _, counts = describe_years(timeline)
        assert f'alt="{alt}"' in markup.replace("&#39;", "'")
        assert sum(number for _, number in counts) == len(timeline.events)
        for event in timeline.events:
            item = markup.partition(f'<li id="ck-{name}--{event.id}">')[2].partition("</li>")[0]
            assert event.when.words in item
            for address in event.sources:
                assert f'href="{address.replace("&", "&amp;")}"' in item


def a_timeline(*dates: str) -> Timeline:
    events = tuple(
        Event(id=f"e{n}", when=When(when), title=f"Event {n}") for n, when in enumerate(dates)
    )
    return Timeline(id="t", title="T", events=events)


def test_a_drawing_says_how_many_and_which_year_is_fullest() -> None:
    alt, paragraphs, counts = describe_years(
        a_timeline("1990-03-01", "1992", "1992-05-02", "1992-05-03/1993-01-04")
    )
    assert alt == (
        "4 events in 4 rows, one for each year, from 1990 to 1993. "
        "The fullest: 1992, with 3 events."
    )
    assert counts == [(1990, 1), (1991, 0), (1992, 3), (1993, 0)]
    assert "No event begins in 1991 and 1993." in paragraphs
    assert "1 event is known to the month or the year alone." in paragraphs


def test_marks_that_would_touch_stand_one_above_another() -> None:
    import base64

    def rows(*dates: str) -> list[str]:
        address, _ = draw_years(a_timeline(*dates))
        svg = base64.b64decode(address.partition(",")[2]).decode()
        body = svg.partition(">1990<")[2].rpartition('text-anchor="end"')[0] or svg
        return re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)" r="3.6" fill="#1f4e79"', body)

    near, far = rows("1990-03-01", "1990-03-02", "1991"), rows("1990-03-01", "1990-09-02", "1991")
    assert len(set(near[:2])) == 2
    assert len(set(far[:2])) == 1


# The glossary -------------------------------------------------------------------------------


def test_terms_come_from_the_last_part_of_the_lessons(village: Path, tmp_path: Path) -> None:
    explain(village, "**Sod**: grass with its *earth*. **Act**: a law.")
    second_lesson(village, "## Background\n\n**No**: not here.", "## Exit", "**act**: A law")
    markup = made(Course(village), tmp_path, "glossary.html")
    assert re.findall(r"<dfn>(.*?)</dfn>", markup) == ["Act", "Sod"]
    assert "<em>earth</em>" in markup
    shown = words_of(markup)
    assert "Act a law. In chapter 1, The first train; chapter 2, The bridge." in shown


def test_a_term_with_two_meanings_is_a_problem_of_the_course(village: Path) -> None:
    explain(village, "**Act**: a law.")
    second_lesson(village, "## Exit", "**Act**: part of a play.")
    (wrong,) = [str(one) for one in check_course(village) if "the term" in str(one)]
    assert wrong == (
        "notebooks/02-the-bridge.ipynb: cell 'exit': the term 'Act' means “part of a play.” here "
        "and “a law.” in lesson 1 (give one meaning, or another name to one of them)"
    )


def test_every_term_of_the_course_is_listed(tmp_path: Path) -> None:
    course = Course(ROOT)
    markup = made(course, tmp_path, "glossary.html")
    terms = [term for lesson in read_lessons(course) for term in lesson.terms]
    assert {lesson.chapter.number for lesson in read_lessons(course) if lesson.terms} >= {"00"}
    for term in terms:
        assert f"<dfn>{term.word}</dfn>" in markup


# Figures ------------------------------------------------------------------------------------

CHART = (
    '<div class="{cls}" id="{id}"{evidence}><div class="ck ck-chart tex2jax_ignore">'
    '<figure><div aria-label="Chart: {title}"><img src="data:image/png;base64,AA" alt="{alt}">'
    "</div></figure><details><summary>In words</summary><p>{words}</p></details></div></div>"
)


def a_page(folder: Path, *figures: str) -> None:
    body = "".join(figures)
    page = f'<main id="main"><div class="text" id="title"></div>{body}</main>'
    for edition in Edition:
        (folder / edition.value).mkdir()
        (folder / edition.value / f"{LESSON}.html").write_text(page, encoding="utf-8")


def a_chart(name: str, words: str, *, evidence: str = "") -> str:
    told = f' data-evidence="{evidence}"' if evidence else ""
    return CHART.format(
        cls="shown wide", id=name, evidence=told, title=f"T {name}", alt=f"Alt {name}", words=words
    )


def test_figures_are_those_of_the_pages_in_the_folder(village: Path, tmp_path: Path) -> None:
    picture = '<div class="text" id="map"><p><img src="data:," alt="A map of the line"></p></div>'
    layers = '<article class="ck ck-source"><div><img src="data:," alt="Layers"></div></article>'
    a_page(tmp_path, a_chart("stops-chart", "Four stops."), layers, picture)
    markup = made(Course(village), tmp_path, "figures.html")
    heads = re.findall(r"<h2 [^>]*>(.*?)</h2>", markup)
    assert heads == ["Figure 1 of chapter 1: T stops-chart", "Figure 2 of chapter 1"]
    assert f'<a href="{LESSON}.html#stops-chart">' in markup
    assert f'<a href="{LESSON}.html#map">' in markup
    assert "<details open>" in markup
    assert "<p>A map of the line</p>" in markup
    assert "Layers" not in markup


def test_the_size_of_a_picture_is_no_answer(village: Path, tmp_path: Path) -> None:
    sized = a_chart("stops-chart", "Four stops.").replace("<img", '<img width="783"')
    a_page(tmp_path, sized.replace("<details>", '<details class="words">'))
    markup = made(Course(village), tmp_path, "figures.html")
    assert 'id="later"' not in markup
    assert '<details open class="words">' in markup


def test_a_figure_that_shows_an_answer_comes_later_and_folded(
    village: Path, tmp_path: Path
) -> None:
    a_page(
        tmp_path,
        a_chart("tells", "It took 783 days."),
        a_chart("harmless", "Four stops."),
        a_chart("told-to-read", "It took 783 days.", evidence="1.5"),
    )
    student, teacher = (made(Course(village), tmp_path, "figures.html", one) for one in Edition)
    first, _, later = student.partition('id="later"')
    assert re.findall(r"<h2 [^>]*>Figure (\d)", first) == ["2", "3"]
    assert "Figure 1 of chapter 1: after exercise 1.5</summary>" in later
    assert later.index("<summary>Figure 1") < later.index("It took 783 days.")
    assert re.findall(r"<h2 [^>]*>Figure (\d)", teacher) == ["1", "2", "3"]


# Nothing tells before its time --------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handouts")
    assert export_handouts(Course(ROOT), folder, editions=[Edition.STUDENT]).problems == ()
    return folder / "student"


def test_no_page_for_students_has_a_hint_a_wrong_turn_or_a_solution(folder: Path) -> None:
    from coursekit.views import render_markdown

    pages = {path.name: flat(text(path)) for path in folder.glob("*.html")}
    course = Course(ROOT)
    assert len(pages) == len(course.settings.chapters) + 1 + len(FAR)
    exercises = course.exercises
    for exercise in map(exercises.__getitem__, exercises):
        kept = [*exercise.hints, *(one.say for one in exercise.misconceptions)]
        for sentence in filter(None, [*kept, exercise.explanation]):
            wanted = flat(render_markdown(sentence))
            assert [name for name, page in pages.items() if wanted in page] == [], exercise.id


def flat(markup: str) -> str:
    """The letters and digits alone: links, notes and marks do not hide a sentence."""
    bare = re.sub(r"<style>.*?</style>|<sup.*?</sup>|<[^>]*>", " ", markup, flags=re.DOTALL)
    return re.sub(r"[\W_]+", " ", bare.replace("&#39;", "'")).casefold()


@pytest.mark.parametrize("name", ["index.html", "glossary.html", "figures.html"])
def test_no_answer_stands_on_a_page_that_is_not_for_after_the_lesson(
    folder: Path, name: str
) -> None:
    markup = re.sub(
        r"data:image/[^\"]*|<style>.*?</style>", "", text(folder / name), flags=re.DOTALL
    )
    open_part = markup.partition('id="later"')[0]
    exercises = Course(ROOT).exercises
    for exercise in map(exercises.__getitem__, exercises):
        if name == "figures.html" and exercise.type in UNSCORED:
            continue  # what a prediction is compared with is no answer
        shown = without_evidence(open_part, exercise.id, folder).casefold()
        for term in key_terms(exercise):
            wanted = rf"(?<!\w){re.escape(term.casefold())}(?!\w)"
            assert not re.search(wanted, shown), (exercise.id, term)


def without_evidence(markup: str, exercise: str, folder: Path) -> str:
    """Cut out the figures that an exercise tells its readers to look at."""
    out = []
    for piece in re.split(r'(?=<section class="figure")', markup):
        way = re.search(r'href="([^"#]+)#([^"]+)"', piece)
        place = f'id="{way[2]}" data-evidence="([^"]*)"' if way else "(?!)"
        told: Any = re.search(place, text(folder / way[1])) if way else None
        if not (piece.startswith("<section") and told and exercise in told[1].split()):
            out.append(piece)
    return "".join(out)
