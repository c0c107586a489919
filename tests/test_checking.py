from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coursekit import checking
from coursekit.checking import check_course
from coursekit.checking.links import link_problem
from coursekit.course import Course

Change = Callable[[str, str, str], Path]

LETTER = "sources/documents/opening-day.md"
LINE = "sources/timelines/line.csv"
PACKAGE = "sources/tables/datapackage.json"
LESSON = "notebooks/01-the-first-train.ipynb"


def said(village: Path) -> list[str]:
    return [str(problem) for problem in check_course(village)]


def write_cells(village: Path, work: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the cells of the lesson in place."""
    path = village / LESSON
    notebook = json.loads(path.read_text(encoding="utf-8"))
    work(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def write_cell(village: Path, name: str, **fields: Any) -> None:
    """Change one cell: its source, or its metadata by name."""

    def work(cells: list[dict[str, Any]]) -> None:
        cell = next(cell for cell in cells if cell["id"] == name)
        for field, value in fields.items():
            if field in cell:
                cell[field] = value
            else:
                cell["metadata"][field] = value

    write_cells(village, work)


def a_text(name: str, source: str, **metadata: Any) -> dict[str, Any]:
    locked = {"editable": False, "deletable": False}
    return {"cell_type": "markdown", "id": name, "metadata": locked | metadata, "source": source}


# Sound courses ------------------------------------------------------------------------------


def test_the_course_is_sound(root: Path) -> None:
    assert check_course(root) == []


def test_the_invented_course_is_sound(village: Path) -> None:
    assert check_course(village) == []


def test_a_course_of_nothing_but_a_title_is_sound(tmp_path: Path) -> None:
    text = '[tool.coursekit]\ntitle = "Nothing yet"\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert check_course(tmp_path) == []


def test_what_students_made_is_not_looked_at(village: Path) -> None:
    (village / "work").mkdir()
    (village / "work" / "01-the-first-train.ipynb").write_text("broken", encoding="utf-8")
    (village / "sources" / "local").mkdir()
    (village / "sources" / "local" / "a.md").write_text("broken", encoding="utf-8")
    assert check_course(village) == []


# Files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "sentences"),
    [
        (
            LETTER,
            "They played until",
            "They played " + "and played " * 20 + "until",
            [":24: the quotation '#drowned' has 47 words of 40 allowed"],
        ),
        (
            LETTER,
            "## Notes",
            "".join(f"> Word\n> {{#q{n}}} Pell\n\n" for n in range(5)) + "## Notes",
            [": has 7 quotations; a news report may have 6"],
        ),
        (
            LETTER,
            "voice: village",
            "voice: vilage",
            [": voice 'vilage' is none of the course's (did you mean 'village'? company, village)"],
        ),
        (
            LETTER,
            "url: https://parish",
            "url: parish",
            [": url 'parish.example/letters/the-train-has-come' is not an address (https://…)"],
        ),
        (LETTER, "kind: news report", "kind: gossip", [":4: kind 'gossip' is not one of the list"]),
        (
            LINE,
            "https://parish.example/sod",
            "the sod book",
            [": event 'first-sod': 'the sod book' is not an address (https://…)"],
        ),
        (LINE, "1882-03-14", "1882-13-14", [":3: date '1882-13-14' is not a date (use"]),
        (
            PACKAGE,
            '"citation": "Invented for the tests.",',
            "",
            [": the table 'stops' has no 'citation'"],
        ),
        (
            PACKAGE,
            '"sources": [{ "title": "The company\'s timetable" }],',
            "",
            [": the table 'stops' has no 'sources'"],
        ),
        (
            PACKAGE,
            '"licenses": [{ "name": "CC-BY-4.0", "title": "CC BY 4.0", '
            '"path": "https://creativecommons.org/licenses/by/4.0/" }],',
            "",
            [": the table 'stops' has no 'licenses'"],
        ),
        ("sources/tables/stops.csv", "2,Ford", "1,Ford", [":3: order '1' is already that of"]),
    ],
)
def test_what_is_wrong_with_a_file_is_said(
    village: Path, change: Change, name: str, old: str, new: str, sentences: list[str]
) -> None:
    change(name, old, new)
    found = [one for one in said(village) if one.startswith(name)]
    assert len(found) == len(sentences)
    for one, sentence in zip(found, sentences, strict=True):
        assert one.startswith(name + sentence)


def test_official_texts_may_be_quoted_at_more_length(village: Path, change: Change) -> None:
    change(
        "sources/documents/company-minutes.md",
        "the cost of the bridge exceeded",
        "the cost " + "of it all " * 14 + "exceeded",
    )
    assert said(village) == []


def test_the_library_of_data_packages_has_its_say(village: Path, change: Change) -> None:
    change(PACKAGE, '"title": "Miles",', '"title": "Miles", "constraints": {"required": true},')
    (found,) = said(village)
    assert found.startswith("sources/tables/stops.csv:4: ")
    assert "constraint" in found


def test_a_sound_package_is_sound_to_the_library_too(village: Path) -> None:
    from frictionless import Package

    assert Package(str(village / PACKAGE)).validate().valid


# Exercises ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (
            "1.2",
            "## Hint\nThere is one complete date on the page.\n",
            "",
            "has 2 hints of 3 (where to look, what for, a parallel case)",
        ),
        (
            "1.2",
            "```\nweb stamp: 11 February 2003\npublished: not on the page\nevent: a Monday\n```\n",
            "",
            "has no solution (a fenced block of answer lines under '## Solution')",
        ),
        (
            "1.2",
            "The page has one date, and it is the site's.",
            "",
            "has a solution without a word of explanation",
        ),
        (
            "1.2",
            "event: a Monday\n",
            "event: a Tuesday\n",
            "its solution earns 0.25 of 1 (full marks are needed)",
        ),
        (
            "1.2",
            "  - id: stamp-is-publication\n    answer: {published: 2003-02-11}\n"
            "    say: The stamp belongs to the web, not to the paper letter.\n"
            "    ask: Which line of the page did a printer set, and which did somebody add "
            "later?\n",
            "  []\n",
            "has no misconception",
        ),
        (
            "1.2",
            "answer: {published: 2003-02-11}",
            "answer: {published: not on the page}",
            "misconception 'stamp-is-publication' is an accepted answer",
        ),
        (
            "1.5",
            "say: One quarter is one part of four; how many in a hundred is that?",
            "say: The number is right and its sign is turned round.",
            "misconceptions 'counted-backwards' and 'pounds-for-percent' say the same",
        ),
        (
            "1.5",
            "    ask: Which of the two days came first?\n",
            "",
            "misconception 'counted-backwards' has no question for the teacher to ask next "
            "(ask: …?)",
        ),
        (
            "1.5",
            "ask: Which of the two days came first?",
            "ask: Look at the two days again.",
            "misconception 'counted-backwards' ends its 'ask' without a question mark "
            "(ask something)",
        ),
        (
            "1.5",
            "ask: Which of the two days came first?",
            "ask: What is 783 with a minus?",
            "misconception 'counted-backwards' gives '783' away in its 'ask', and it is the answer",
        ),
        (
            "1.5",
            "answer: {over: 4}",
            'answer: {days: "-783"}',
            "the answer of misconception 'pounds-for-percent' is not met by it "
            "(but by counted-backwards)",
        ),
        (
            "1.5",
            "---\nCount",
            'lazy:\n  - "days: 783\\nover: 25"\n---\nCount',
            "an answer that needs no reading earns full marks",
        ),
        (
            "1.4",
            "  2A: {choice: neither}\n",
            "",
            "needs a line for each pair of claim and evidence (1A, 1B …) and no other",
        ),
        ("1.5", "{percent: 25, weight: 0.4}", "{percent: any}", "accepts nothing on the line over"),
    ],
)
def test_what_is_wrong_with_an_exercise_is_said(
    village: Path, change: Change, name: str, old: str, new: str, sentence: str
) -> None:
    change(f"exercises/{name}.md", old, new)
    assert f"exercises/{name}.md: {sentence}" in said(village)


def test_an_exercise_that_no_notebook_asks_is_named(village: Path) -> None:
    text = (village / "exercises" / "1.2.md").read_text(encoding="utf-8")
    (village / "exercises" / "1.8.md").write_text(text, encoding="utf-8")
    assert said(village) == ["exercises/1.8.md: is asked in no notebook"]


# Notebooks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "old", "new", "sentence"),
    [
        (
            "exit",
            "[5 May 1884]",
            "[6 May 1884]",
            "the words '6 May 1884' do not agree with the event 'opening' (5 May 1884)",
        ),
        (
            "exit",
            "[5 May 1884]",
            "[June 1884]",
            "the words 'June 1884' do not agree with the event 'opening' (5 May 1884)",
        ),
        (
            "exit",
            "[5 May 1884]",
            "[in 1885]",
            "the words 'in 1885' do not agree with the event 'opening' (5 May 1884)",
        ),
        (
            "exit",
            "line.csv#opening",
            "line.csv#act-passed",
            "the words '5 May 1884' do not agree with the event 'act-passed' (August 1881)",
        ),
        (
            "exit",
            "line.csv#opening",
            "line.csv#openin",
            "no event is called 'openin' (did you mean 'opening'?)",
        ),
        (
            "exit",
            "line.csv#opening",
            "lines.csv#opening",
            "the link '../sources/timelines/lines.csv#opening' leads nowhere",
        ),
        (
            "background",
            "engine drowned",
            "train drowned",
            "“until the train drowned them” does not stand in the quotation '#drowned', "
            "word for word",
        ),
        (
            "background",
            "“until the engine drowned them”",
            "until the engine drowned them",
            "a link to the quotation '#drowned' gives its words in quotation marks",
        ),
        (
            "background",
            "#drowned",
            "#drownd",
            "no quotation is called '#drownd' (did you mean '#drowned'?)",
        ),
        (
            "background",
            '[act of Parliament](https://parish.example/act "the act")',
            "act of Parliament",
            "a paragraph of the background has no source: "
            "“The company had its act of Parliament an…”",
        ),
        (
            "1-2-answer",
            "published: ...",
            "printed: ...",
            "its template is not that of exercise 1.2: "
            "'web stamp: ...\\npublished: ...\\nevent: ...'",
        ),
        ("1-2-answer", 'course.check("1.2"', 'print("1.2"', 'does not call course.check("1.2", …)'),
        ("page-as-found", "opening-day", "opening-dya", "no source is called 'opening-dya'"),
        ("timeline", '"line"', '"lines"', "no timeline is called 'lines'"),
        ("stops", '"stops"', '"fares"', "no table is called 'fares'"),
        ("first-look", "## First", "# First", "has 2 headings of the first level (one is needed)"),
        (
            "first-look",
            "## First",
            "### First",
            "a heading of level 3 follows one of level 1",
        ),
        ("first-look", "Run the cell", "word " * 130, "has 139 words of 120 allowed (split it)"),
        ("first-look", "Run the", "![](a.png) Run the", "has a picture without alt text"),
        ("first-look", "Run the", "Open /home/ana/a.md. Run the", "names a path of one machine"),
        ("first-look", "Run the", "Open C:\\Users\\ana. Run the", "names a path of one machine"),
        ("minutes", "course", "1\n" * 9 + "course", "has 10 lines of code of 8 allowed"),
    ],
)
def test_what_is_wrong_with_a_cell_is_said(
    village: Path, cell: str, old: str, new: str, sentence: str
) -> None:
    def work(cells: list[dict[str, Any]]) -> None:
        found = next(one for one in cells if one["id"] == cell)
        source = "".join(found["source"])
        assert old in source
        found["source"] = source.replace(old, new)

    write_cells(village, work)
    place = "" if sentence.startswith("has 2 headings") else f"cell '{cell}': "
    assert f"{LESSON}: {place}{sentence}" in said(village)


@pytest.mark.parametrize(
    ("cell", "fields", "sentence"),
    [
        ("minutes", {"execution_count": 3}, "is stored with its output (clear all outputs)"),
        (
            "minutes",
            {"outputs": [{"output_type": "stream", "name": "stdout", "text": "a"}]},
            "is stored with its output (clear all outputs)",
        ),
        ("minutes", {"tags": ["hide_input"]}, "'hide_input' is not a tag (did you mean 'hide-in"),
        ("minutes", {"tags": ["banana"]}, "'banana' is not a tag"),
        ("first-look", {"metadata": {}}, "is not locked (set editable and deletable to false)"),
        ("exit", {"metadata": {"editable": False}}, "is not locked (set editable and deletable"),
        (
            "repair-a",
            {"metadata": {"editable": False, "tags": ["answer"]}},
            "students type here, and it is locked",
        ),
        (
            "1-2-answer",
            {"metadata": {"coursekit": {"exercise": "1.9"}, "tags": ["answer", "check"]}},
            "No exercise is called '1.9'.",
        ),
    ],
)
def test_what_is_wrong_with_the_metadata_of_a_cell_is_said(
    village: Path, cell: str, fields: dict[str, Any], sentence: str
) -> None:
    write_cell(village, cell, **fields)
    wanted = f"{LESSON}: cell '{cell}': {sentence}"
    assert any(one.startswith(wanted) for one in said(village))


@pytest.mark.parametrize("name", ["3f2a9c1d", "a1b2c3d4-0000-4000-8000-1234567890ab", "First_Look"])
def test_a_cell_id_is_for_people(village: Path, name: str) -> None:
    write_cell(village, "first-look", id=name)
    sentence = f"cell '{name}': its id is not readable (use words: 'first-look')"
    assert said(village) == [f"{LESSON}: {sentence}"]


def test_the_prompt_of_an_exercise_stands_above_its_answer_cell(
    village: Path, change: Change
) -> None:
    change("exercises/1.2.md", "Fill in the card", "Fill the card")
    sentence = "cell '1-2-answer': the prompt of exercise 1.2 does not stand above, word for word"
    assert said(village) == [f"{LESSON}: {sentence}"]


def test_a_notebook_has_one_set_up_cell(village: Path) -> None:
    write_cell(village, "setup", tags=[])
    sentence = "has 0 set-up cells (one, tagged 'setup', is needed)"
    assert said(village) == [f"{LESSON}: {sentence}"]


def test_a_notebook_has_no_end_of_cells(village: Path) -> None:
    more = [a_text(f"more-{number}", "One more.") for number in range(50)]
    write_cells(village, lambda cells: cells.extend(more))
    found = said(village)
    assert len(found) == 1
    assert re.search(r"has 7\d cells of 60 allowed$", found[0])


def test_a_lesson_hears_as_many_voices_as_it_promises(village: Path, change: Change) -> None:
    change(LESSON, "company-minutes", "opening-day")
    assert said(village) == [f"{LESSON}: hears 1 voice of 2 needed (village)"]


def test_a_lesson_hears_more_than_great_powers(village: Path, change: Change) -> None:
    change(LETTER, "voice: village", "voice: company")
    change("pyproject.toml", "voices = 2", "voices = 1")
    found = [one for one in said(village) if one.startswith(LESSON)]
    assert found == [f"{LESSON}: hears no voice but those of great powers"]


def test_a_notebook_that_is_no_chapter_and_one_that_is_missing_are_named(village: Path) -> None:
    (village / LESSON).rename(village / "notebooks" / "02-another.ipynb")
    found = said(village)
    assert f"{LESSON}: there is no such notebook." in found
    another = "notebooks/02-another.ipynb: is no chapter of [tool.coursekit] (add it, or move it)"
    assert another in found


@pytest.mark.parametrize("text", ["", "[", "{}", "[]", '{"cells": 3, "nbformat": 4}', "\x00"])
def test_what_is_no_notebook_is_said_and_the_rest_is_checked(village: Path, text: str) -> None:
    (village / LESSON).write_text(text, encoding="utf-8")
    found = said(village)
    assert any(one.startswith(f"{LESSON}: ") for one in found)
    assert "exercises/1.2.md: is asked in no notebook" in found


def test_several_problems_are_sorted_by_file_and_said_once(village: Path, change: Change) -> None:
    change(LETTER, "voice: village", "voice: vilage")
    change("exercises/1.2.md", "## Hint\nThere is one complete date on the page.\n", "")
    change(LESSON, "line.csv#opening", "line.csv#openin")
    places = [one.path for one in check_course(village)]
    assert places == sorted(places)
    assert {"exercises/1.2.md", LESSON, LETTER} <= set(places)
    assert len(said(village)) == len(set(said(village)))


# What only a run shows ----------------------------------------------------------------------


def short(village: Path, *kept: str) -> None:
    """Leave only some cells of the lesson, and no other notebook."""
    (village / "notebooks" / "start-here.ipynb").unlink()
    write_cells(village, lambda cells: cells.__setitem__(slice(None), keep(cells, kept)))


def keep(cells: list[dict[str, Any]], kept: tuple[str, ...]) -> list[dict[str, Any]]:
    return [cell for cell in cells if cell["id"] in {"title", "setup", *kept}]


def ran(village: Path) -> list[str]:
    quiet = set(said(village))
    return [one for one in map(str, check_course(village, run=True)) if one not in quiet]


def test_evidence_may_show_the_answer_and_nothing_else_may(village: Path) -> None:
    short(village, "first-look", "page-as-found", "1-2-question", "1-2-answer")
    assert ran(village) == []
    write_cell(village, "first-look", source="## First look\n\nChanged on 11 February 2003.")
    write_cell(village, "page-as-found", coursekit={"evidence": ["1.3"]})
    shows = "shows '11 february 2003', the answer of exercise 1.2 below"
    found = ran(village)
    assert f"{LESSON}: cell 'first-look': {shows}" in found
    assert f"{LESSON}: cell 'page-as-found': {shows}" in found
    assert all("answer of exercise 1.2 below" in one for one in found)


def test_a_cell_that_fails_is_named(village: Path) -> None:
    short(village, "minutes")
    write_cell(village, "minutes", source="1 / 0")
    assert ran(village) == [
        f"{LESSON}: cell 'minutes' fails in line 1: ZeroDivisionError: division by zero"
    ]


def test_pictures_without_words_and_slow_notebooks_are_named(
    village: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coursekit.checking.pages.MOST_SECONDS", 0.001)
    short(village, "minutes", "timeline", "stops")
    show = "from IPython.display import HTML, Image\n"
    write_cell(village, "minutes", source=show + "Image(data=bytes(9), format='png')")
    write_cell(village, "timeline", source="""HTML('<img src="a.png" alt="Bridge">')""")
    good = """HTML('<img src="a.png" alt="The bridge over the ford, closed">')"""
    write_cell(village, "stops", source=good)
    found = ran(village)
    assert (
        f"{LESSON}: cell 'minutes': shows a picture without alt text (give back a Chart)" in found
    )
    assert f"{LESSON}: cell 'timeline': shows a picture whose alt text says nothing" in found
    assert not any("'stops'" in one for one in found)
    assert any(re.search(r"takes \d+ seconds of 0.001 allowed$", one) for one in found)


def test_key_terms_of_the_course_are_dates_and_large_numbers(root: Path) -> None:
    terms = checking.key_terms(Course(root).exercises["0.4"])
    assert {"22 June 1994", "June 22, 1994", "1994-06-22", "8071", "8,071"} <= set(terms)
    assert checking.key_terms(Course(root).exercises["0.mark"]) == []


def test_what_an_exercise_asks_in_the_background_needs_no_source(
    village: Path, change: Change
) -> None:
    name, claim = "notebooks/01-the-first-train.ipynb", "All came to see it. " * 3
    change(name, '"## First look', '"## Background')
    change(name, "Run the cell and read the page from the top.", claim)
    for place in (name, "exercises/1.1.md"):
        change(place, "and how sure are you?", "and how sure are you? Write one below the other.")
    said = [one.text for one in check_course(village) if "has no source" in one.text]
    assert ["first-look" in text for text in said] == [True]


@pytest.mark.parametrize(
    ("words", "anchor", "said"),
    [
        ("four stops", "", None),
        ("all the stops", "", None),
        ("the 5 stops", "", "the words 'the 5 stops' say 5, and the table has 4 rows"),
        ("two of them", "opened=1884-05-05", None),
        (
            "Two stops",
            "opened=1890",
            "the words 'Two stops' say 2, and 1 of the table's rows has opened=1890",
        ),
        ("one stop", "opend=1884", "'#opend=1884' names no column and value of the table (did"),
        ("one stop", "opened", "'#opened' names no column and value of the table (did you mean"),
    ],
)
def test_a_number_in_a_link_to_a_table_is_counted(
    village: Path, words: str, anchor: str, said: str | None
) -> None:
    way = "../sources/tables/stops.csv" + (f"#{anchor}" if anchor else "")
    found = link_problem(Course(village), "notebooks", words, way)
    assert (found is None) if said is None else (found or "").startswith(said)
