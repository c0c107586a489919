from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import nbformat
import pytest
from click.testing import CliRunner, Result

from coursekit.checking import blanks, check_course
from coursekit.cli import main
from coursekit.course import Course
from coursekit.errors import CourseError, UnknownNameError
from coursekit.notebooks import evidence_for, flaw_of, read_notebook
from coursekit.records import ExerciseType
from coursekit.skeletons import new_cells, new_exercise, new_notebook, new_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARTS = (
    "Recall",
    "First look",
    "Background",
    "Documents",
    "Mark it",
    "Count it",
    "Set side by side",
    "Say it",
    "Exit",
)


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def said(village: Path, name: str) -> list[str]:
    found = (str(problem) for problem in check_course(village))
    return [one.removeprefix(name) for one in found if one.startswith(name)]


# A source -----------------------------------------------------------------------------------


def test_a_new_source_can_be_read_at_once(village: Path) -> None:
    new_source(village, "bishops-letter")
    assert Course(village).sources["bishops-letter"].title == "…"


def test_each_thing_that_is_open_in_a_new_source_is_named(village: Path) -> None:
    new_source(village, "bishops-letter")
    found = said(village, "sources/documents/bishops-letter.md")
    assert found[0] == (
        ": has no date (under 'dates' write event, written, published or web, whichever is known)"
    )
    assert found[1] == ":2: 'title' is still to be written: as it stands on the document"
    for name in ("creator", "url", "rights", "voice", "perspective"):
        assert any(f"'{name}' is still to be written" in one for one in found)
    assert [one for one in found if "what the document says, in your own words" in one]
    assert [one for one in found if one.endswith("who says so, where in the document")]
    assert not [one for one in found if "is none of the course's" in one or "an address" in one]


def test_a_source_that_is_written_is_sound(village: Path) -> None:
    path = new_source(village, "bishops-letter").path
    text = path.read_text(encoding="utf-8")
    for name, value in {
        "title": "A Letter",
        "creator": "The bishop",
        "url": "https://parish.example/bishop",
        "rights": "Invented",
        "voice": "village",
        "perspective": "He is for order.",
    }.items():
        text = re.sub(rf"^{name}: ….*$", f"{name}: {value}", text, flags=re.MULTILINE)
    text = text.replace("dates: {}", "dates:\n  written: 1884~")
    text = re.sub(r"^… what the document.*$", "He asks for calm.", text, flags=re.MULTILINE)
    text = text.replace("> …\n", "> Be calm\n").replace("… who says so, where in", "The bishop, in")
    path.write_text(text, encoding="utf-8")
    assert check_course(village) == []


# An exercise --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ExerciseType)
def test_a_new_exercise_of_every_type_can_be_read_at_once(
    village: Path, kind: ExerciseType
) -> None:
    new_exercise(village, "1.20", type=kind)
    exercise = Course(village).exercises["1.20"]
    assert (exercise.type, len(exercise.hints)) == (kind, 3)
    found = said(village, "exercises/1.20.md")
    assert ": is asked in no notebook" in found
    assert all("is still to be written" in one for one in found if "is asked in" not in one)
    assert any("where to look" in one for one in found)


@pytest.mark.parametrize("kind", ExerciseType)
def test_the_solution_of_a_new_exercise_answers_every_line(
    village: Path, kind: ExerciseType
) -> None:
    new_exercise(village, "1.20", type=kind)
    exercise = Course(village).exercises["1.20"]
    labels = [row.partition(":")[0] for row in exercise.solution.splitlines()]
    assert labels == [line.label for line in exercise.lines]


def test_what_is_written_is_not_named_any_more_and_the_rest_is(village: Path) -> None:
    path = new_exercise(village, "1.20").path
    path.write_text(path.read_text(encoding="utf-8").replace("…", "12"), encoding="utf-8")
    found = said(village, "exercises/1.20.md")
    assert ": misconception 'first-one' is an accepted answer" in found
    assert not [one for one in found if "still to be written" in one]


def test_an_unknown_type_gets_the_nearest_and_the_list(village: Path) -> None:
    result = typed("new", "exercise", "1.20", "--type", "comptue", "--course", village)
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "Error: 'comptue' is not a type of exercise. Did you mean 'compute'? The types: "
    )
    assert not (village / "exercises" / "1.20.md").exists()


def test_a_chapter_that_is_missing_is_said(village: Path) -> None:
    assert (
        "The course has no chapter 04 yet: coursekit new notebook 04-a-name makes its notebook."
        in new_exercise(village, "4.1").next_steps
    )


# A notebook ---------------------------------------------------------------------------------


def test_a_new_notebook_has_the_ten_parts_and_follows_the_rules(village: Path) -> None:
    path = new_notebook(village, "02-the-bridge").path
    notebook = read_notebook(path)
    assert flaw_of(notebook) is None
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    text = "\n".join(texts)
    assert re.findall(r"^# (.+)$", text, re.MULTILINE) == ["The bridge"]
    assert [part for part in re.findall(r"^## (.+)$", text, re.MULTILINE) if part in PARTS] == list(
        PARTS
    )
    found = said(village, "notebooks/02-the-bridge.ipynb")
    asked = ("still to be written", "is called '…'", "is no chapter of")
    assert [one for one in found if not any(words in one for words in asked)] == []


def test_the_entry_for_the_settings_is_printed_and_works(village: Path) -> None:
    result = typed("new", "notebook", "02-the-bridge", "--course", village)
    entry = result.stdout[result.stdout.index("[[") : result.stdout.index("Open it")]
    settings = village / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n" + entry, encoding="utf-8")
    assert Course(village).settings.chapters[-1].notebook == "02-the-bridge.ipynb"
    found = said(village, "pyproject.toml")
    assert len(found) == 2
    assert found[0].endswith("'question' is still to be written")
    assert not said(village, "notebooks/02-the-bridge.ipynb: is no chapter")


def test_a_chapter_that_is_there_is_not_made_again(village: Path) -> None:
    with pytest.raises(CourseError, match=r"^Chapter 01 is there already: notebooks/01-the-first-"):
        new_notebook(village, "01-the-second-train")


# Cells --------------------------------------------------------------------------------------


def an_exercise(village: Path, change: Callable[[str, str, str], Path]) -> None:
    text = (village / "exercises" / "1.5.md").read_text(encoding="utf-8")
    (village / "exercises" / "1.8.md").write_text(text, encoding="utf-8")


def ids(village: Path) -> list[str]:
    path = village / "notebooks" / "01-the-first-train.ipynb"
    return [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]


def test_cells_of_an_exercise_follow_the_last_one(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    an_exercise(village, change)
    new_cells(village, "1.8")
    place = ids(village).index("1-7-answer")
    assert ids(village)[place : place + 4] == ["1-7-answer", "1-8-question", "1-8-answer", "exit"]
    assert check_course(village) == []


def test_cells_go_below_the_cell_that_is_named(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    an_exercise(village, change)
    new_cells(village, "1.8", after="timeline")
    assert ids(village)[ids(village).index("timeline") + 1] == "1-8-question"
    with pytest.raises(CourseError, match=r"has no cell 'timelin'\. Nearest: 'timeline'\.$"):
        new_cells(village, "1.8", after="timelin", again=True)


def test_cells_that_are_there_are_left_alone_unless_one_says_so(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    before = ids(village)
    change("exercises/1.2.md", "Fill in the card", "Fill the card")
    assert said(village, "notebooks/")
    with pytest.raises(CourseError, match=r"type coursekit new cells 1\.2 --again\.$"):
        new_cells(village, "1.2")
    new_cells(village, "1.2", again=True)
    assert check_course(village) == []
    assert ids(village) == before


def test_what_stands_beside_a_question_stays_when_its_cells_are_written_anew(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    notebook = village / "notebooks" / "01-the-first-train.ipynb"
    heading = "### 1.2 · "
    text = notebook.read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if heading in line)
    marked = line.replace(heading, f"## A part\\n\\n{heading}").replace('\\n",', ' ◇\\n",')
    notebook.write_text(text.replace(line, marked), encoding="utf-8")
    change("exercises/1.2.md", "Fill in the card", "Fill the card")
    new_cells(village, "1.2", again=True)
    (question,) = [c for c in read_notebook(notebook).cells if c.id.startswith("1-2-q")]
    assert question.source.startswith("## A part\n\n### 1.2 · ")
    assert " ◇\n\nFill the card" in question.source


def test_lines_to_be_repaired_stay_when_the_cells_are_written_anew(village: Path) -> None:
    notebook = village / "notebooks" / "01-the-first-train.ipynb"
    new_cells(village, "1.7", again=True)
    text = notebook.read_text(encoding="utf-8")
    broken = text.replace("# the line that does not run: answer_b = …", "answer_b = tabel")
    notebook.write_text(broken, encoding="utf-8")
    new_cells(village, "1.7", again=True)
    assert broken != text
    assert notebook.read_text(encoding="utf-8") == broken


def test_a_document_is_shown_above_the_question_once(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    an_exercise(village, change)
    shown = next(path.stem for path in sorted((village / "sources" / "documents").glob("*.md")))
    new_cells(village, "1.8", show=[shown])
    new_cells(village, "1.8", show=[shown], again=True)
    place = ids(village).index("1-7-answer")
    assert ids(village)[place + 1 : place + 4] == [f"1-8-{shown}", "1-8-question", "1-8-answer"]
    assert ids(village).count(f"1-8-{shown}") == 1
    notebook = read_notebook(village / "notebooks" / "01-the-first-train.ipynb")
    assert evidence_for(notebook.cells[place + 1]) == ("1.8",)
    with pytest.raises(UnknownNameError, match=f"Nearest: '{shown}'"):
        new_cells(village, "1.8", show=[f"{shown}s"], again=True)


def test_cells_that_an_exercise_tells_students_to_read_are_marked(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    an_exercise(village, change)
    new_cells(village, "1.8", evidence=["minutes", "first-look"])
    result = typed("new", "cells", "1.8", "--evidence", "stops", "--course", village)
    assert result.stdout == (
        "The cells of 1.8 stay as they are; what it tells students to read: stops.\n"
        "Now type coursekit check --run.\n"
    )
    notebook = read_notebook(village / "notebooks" / "01-the-first-train.ipynb")
    marked = {cell.id: evidence_for(cell) for cell in notebook.cells if evidence_for(cell)}
    assert marked["minutes"] == ("1.4", "1.5", "1.8")
    assert marked["first-look"] == ("1.8",)
    assert marked["stops"] == ("1.6", "1.7", "1.8")
    with pytest.raises(CourseError, match=r"has no cell 'stosp'\. Nearest: 'stops'\.$"):
        new_cells(village, "1.8", evidence=["stosp"])


def test_cells_to_repair_come_with_a_bug_hunt(village: Path) -> None:
    new_exercise(village, "1.8", type="bug-hunt")
    notebook = read_notebook(new_cells(village, "1.8").path)
    repair = next(cell for cell in notebook.cells if cell.id == "1-8-repair-1")
    assert repair.metadata.tags == ["answer", "raises-exception"]
    assert 'course.check("1.8", [answer_a])' in [cell.source for cell in notebook.cells]


def test_a_notebook_with_new_cells_stays_as_jupyter_writes_it(village: Path) -> None:
    new_exercise(village, "1.8")
    path = new_cells(village, "1.8").path
    text = path.read_text(encoding="utf-8")
    assert text == nbformat.writes(nbformat.reads(text, as_version=4)) + "\n"  # type: ignore[no-untyped-call]


def test_cells_for_a_chapter_that_is_missing_are_a_sentence(village: Path) -> None:
    new_exercise(village, "4.1")
    with pytest.raises(CourseError, match="belongs to chapter 04, which the course does not have"):
        new_cells(village, "4.1")


# Names and files ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        (
            "source",
            "The Bishop's Letter",
            "'The Bishop's Letter' cannot be the name of a source: use small letters, digits and "
            "hyphens, as in the-bishops-letter.",
        ),
        ("source", "../letter", "as in letter."),
        ("source", "…", "as in evening-post-strike."),
        ("source", "a_b", "as in a-b."),
        ("exercise", "01.7", "write the chapter without a leading zero, a point, and a number"),
        ("exercise", "seven", "as in 1.7 or 0.mark."),
        ("exercise", "1.Mark", "as in 1.7 or 0.mark."),
        ("notebook", "the-bridge", "use two digits, then small letters, digits and hyphens"),
        ("notebook", "2-Bridge", "as in 04-2-bridge."),
    ],
)
def test_a_name_that_cannot_be_used_is_a_sentence(
    village: Path, kind: str, name: str, sentence: str
) -> None:
    before = sorted(village.rglob("*"))
    result = typed("new", kind, name, "--course", village)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert sorted(village.rglob("*")) == before


@pytest.mark.parametrize(
    ("kind", "name", "path"),
    [
        ("source", "opening-day", "sources/documents/opening-day.md"),
        ("exercise", "1.2", "exercises/1.2.md"),
    ],
)
def test_nothing_that_is_there_is_written_over(
    village: Path, kind: str, name: str, path: str
) -> None:
    before = (village / path).read_bytes()
    result = typed("new", kind, name, "--course", village)
    assert result.exit_code == 1
    assert result.stderr == f"Error: {path} is there already. Open it, or take another name.\n"
    assert (village / path).read_bytes() == before


@pytest.mark.parametrize("words", [["source", "a-letter"], ["exercise", "1.20"]])
def test_one_is_told_what_to_do_next(village: Path, words: list[str]) -> None:
    result = typed("new", *words, "--course", village)
    assert result.exit_code == 0
    assert re.match(
        r"Open it in a text editor: \S+\.md\. Write over each …, then type coursekit check\.\n",
        result.stdout,
    )


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    text = '[tool.coursekit]\ntitle = "Nothing yet"\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    new_source(tmp_path, "first-letter")
    new_exercise(tmp_path, "0.1")
    new_notebook(tmp_path, "00-begin")
    assert (tmp_path / "notebooks" / "00-begin.ipynb").is_file()


# What is still to be written ----------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "title: The … country",
        "> there should be … no haste",
        "> … no haste",
        "He said “…” and left.",
        "# title: …",
        "answer: ...",
    ],
)
def test_dots_in_a_sentence_are_not_taken_for_something_open(line: str) -> None:
    assert list(blanks("a.md", line)) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('title: "…"', "'title' is still to be written"),
        ("  date: {date: …, weight: 0.4}", "'date' is still to be written"),
        ('question = "…"', "'question' is still to be written"),
        ("> …", "is still to be written"),
        ("- …", "is still to be written"),
        ("… a worked case", "is still to be written: a worked case"),
    ],
)
def test_what_is_open_is_named(line: str, what: str) -> None:
    assert [str(one) for one in blanks("a.md", f"first\n{line}\n")] == [f"a.md:2: {what}"]
