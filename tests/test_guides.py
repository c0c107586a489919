"""Guides for teachers: their files, their rules, and what a teacher edition makes of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coursekit.checking import check_course, part_title
from coursekit.course import Course
from coursekit.errors import CourseError, CourseFileError
from coursekit.handouts import Edition, export_handouts
from coursekit.handouts.guides import RUBRIC
from coursekit.reading import read_guide
from coursekit.records import Level, PlanRow
from coursekit.skeletons import new_cells, new_guide, new_notebook

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[str, str, str], Path]

ROOT = Path(__file__).parents[1]
GUIDE = "exercises/guides/01.md"
LESSON = "01-the-first-train.html"

ARGUED = """---
title: Was it progress?
type: choose-justify
skill: argument
choices: {progress: it made life better, loss: it took more than it gave}
key:
  option: {choice: any}
  because: {text: any, most: 120}
  sources: {many: any}
  quote: {text: any}
  against: {text: any}
  limit: {text: any}
---
Progress or loss?
## Hint
Where.
## Hint
What for.
## Hint
A parallel case.
## Solution
```
option: progress
because: The band played until nobody could hear it, so many had come to see the engine.
sources: opening-day, company-minutes
quote: "until the engine drowned them"
against: Mrs Pell lost her meadow and three hens to it, and she says so in the letter.
limit: We do not know what those thought who stayed at home that day.
```
One of many.
"""
SAMPLES = "\n## Sample answers\n" + "".join(
    f"### 1.8 {level.value}\n```\n{ARGUED.partition('```')[2].partition('```')[0].strip()}\n```\n"
    f"Invented as {level.value.lower()}, number {number}.\n"
    for level in Level
    for number in (1, 2)
)


def said(village: Path) -> list[str]:
    found = (str(problem) for problem in check_course(village))
    return [one.removeprefix(GUIDE) for one in found if one.startswith(GUIDE)]


def argue(village: Path, samples: str = SAMPLES) -> None:
    """Ask an exercise that only a rubric can judge, and give samples for it."""
    (village / "exercises" / "1.8.md").write_text(ARGUED, encoding="utf-8")
    new_cells(village, "1.8")
    with (village / GUIDE).open("a", encoding="utf-8") as file:
        file.write(samples)


# The file -----------------------------------------------------------------------------------


def test_a_guide_is_read_into_its_record(village: Path) -> None:
    guide = Course(village).guides["01"]
    assert guide.number == "01"
    assert [row.part for row in guide.plan] == ["First look", "Background", "Documents", "Exit"]
    assert sum(row.minutes for row in guide.plan) == 30
    assert guide.print[1].copies == "one for two"
    assert guide.aim == "Everybody can say who saw what when the train came."
    assert guide.twenty == "The letter and 1.3."


def test_samples_are_read_with_level_answer_and_reason(village: Path) -> None:
    argue(village)
    samples = Course(village).guides["01"].samples
    assert [one.level for one in samples] == [level for level in Level for _ in range(2)]
    assert samples[0].answer.startswith("option: progress\nbecause:")
    assert samples[5].why == "Invented as basic, number 2."


def test_everything_that_is_wrong_with_a_guide_is_said_at_once(
    village: Path, change: Change
) -> None:
    change(GUIDE, "- {part: First look, minutes: 8,", "- {prat: First look, minutes: eight,")
    change(GUIDE, "short_minutes: 4", "short_minutes: 40")
    change(GUIDE, "copies: one each", "copy: one each")
    change(GUIDE, "## Care", "## Caer")
    change(GUIDE, "- Sources and evidence.", "")
    change(GUIDE, "## If you have", "## Aim\nAgain.\n## If you have")
    argue(village, "\n## Sample answers\n### 1.8 Secur\nx\n### 1.8\nx\n### 1.8 Basic\nx\n")
    with pytest.raises(CourseFileError) as caught:
        read_guide(village / GUIDE, village)
    found = [str(problem).removeprefix(GUIDE) for problem in caught.value.problems]
    for sentence in (
        ":3: 'prat' is not a field here (did you mean 'part'?)",
        ":3: minutes 'eight' is not a number",
        ":3: 'part' is missing (write 'part: …')",
        ":4: plan: 'Background' takes 40 minutes on the short path (0 to 7, as on the full one)",
        ":8: 'copy' is not a field here (did you mean 'copies'?)",
        ":16: the heading 'Caer' is not known here (did you mean '## Care'? allowed: Aim, Care, "
        "Discussion, If you have 20 minutes, Differentiation, Where it fits, Sample answers)",
        ": has no section '## Care'",
        ":22: '## Aim' is there twice (keep one)",
        ":31: '## Where it fits' has nothing below it",
        ":35: 'Secur' is not a level (did you mean 'Secure'? allowed: Secure, Emerging, Basic)",
        ":37: a sample is headed by exercise and level ('### 1.6 Secure')",
        ":39: a sample has its answer between two lines of three backticks",
    ):
        assert sentence in found
    assert len(found) == 13  # and 'copies' is missing


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("## Aim", "By the way.\n## Aim", "text stands above the first heading (put it under"),
        ("## Aim", "# Aim", "the heading 'Aim' is not known here (did you mean '## Aim'?"),
        ("## Aim", "### Aim", "the heading 'Aim' is not known here"),
        ("minutes: 8, short_minutes: 6", "minutes: 0, short_minutes: 0", "takes 0 minutes (1 or"),
        ("---\nplan:", "--\nplan:", "does not begin with front matter"),
        ("plan:", "plan: [", "cannot be read as YAML"),
    ],
)
def test_what_stops_a_guide_is_a_sentence(
    village: Path, change: Change, old: str, new: str, sentence: str
) -> None:
    change(GUIDE, old, new)
    with pytest.raises(CourseFileError) as caught:
        read_guide(village / GUIDE, village)
    assert sentence in str(caught.value)


def test_a_heading_within_a_code_block_is_no_section(village: Path, change: Change) -> None:
    change(GUIDE, "The letter and 1.3.", "The letter:\n\n```\n## Aim\n```")
    assert "## Aim" in read_guide(village / GUIDE, village).twenty


def test_a_row_that_is_left_out_of_the_short_path_has_no_minutes_there() -> None:
    assert PlanRow(part="Mark it", minutes=5, short_minutes=0, do="Mark.").short_minutes == 0
    with pytest.raises(ValueError, match="takes 6 minutes on the short path"):
        PlanRow(part="Mark it", minutes=5, short_minutes=6, do="Mark.")


# The rules ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "sentences"),
    [
        (
            GUIDE,
            "minutes: 12, short_minutes: 8",
            "minutes: 13, short_minutes: 9",
            [
                ":2: the plan's minutes add up to 31, and the chapter has 30",
                ":2: the plan's short_minutes add up to 21, and the chapter has 20",
            ],
        ),
        (
            GUIDE,
            "part: Exit",
            "part: Exti",
            [
                ":2: the plan has no row for the part 'Exit'",
                ":6: no heading of the notebook is 'Exti' (did you mean 'Exit'?)",
            ],
        ),
        (
            GUIDE,
            "part: Exit",
            "part: Documents",
            [
                ":2: the plan has no row for the part 'Exit'",
                ":5: the plan has 'Documents' 2 times (once is enough)",
            ],
        ),
        (
            GUIDE,
            "part: Exit, minutes: 3, short_minutes: 2",
            "part: 1.7 · A cell that does not run, minutes: 3, short_minutes: 2",
            [":2: the plan has no row for the part 'Exit'"],
        ),
        (
            "notebooks/01-the-first-train.ipynb",
            "## Documents",
            "## Documents ◇",
            [":5: 'Documents' is marked ◇ and has 8 short_minutes (write 0)"],
        ),
        (
            GUIDE,
            "what: opening-day",
            "what: openin-day",
            [
                ":9: nothing that can be printed is called 'openin-day' (did you mean "
                "'opening-day'? write 'handout', or name a document, table, timeline or exercise)"
            ],
        ),
        (
            GUIDE,
            "documents/opening-day.md",
            "documents/openin-day.md",
            [":20: the link '../../sources/documents/openin-day.md' leads nowhere"],
        ),
        (GUIDE, "The letter and 1.3.", "… which parts", [":23: is still to be written: which pa"]),
        ("pyproject.toml", 'number = "01"', 'number = "02"', [": there is no chapter '01' (name"]),
    ],
)
def test_what_is_wrong_with_a_guide_is_said(
    village: Path, change: Change, name: str, old: str, new: str, sentences: list[str]
) -> None:
    change(name, old, new)
    found = said(village)
    assert len(found) == len(sentences)
    for one, sentence in zip(found, sentences, strict=True):
        assert one.startswith(sentence)


def test_a_part_may_be_left_out_of_the_short_path_where_it_is_marked(
    village: Path, change: Change
) -> None:
    change("notebooks/01-the-first-train.ipynb", "## Documents", "## Documents ◇")
    change(GUIDE, "minutes: 12, short_minutes: 8", "minutes: 12, short_minutes: 0")
    change(GUIDE, "minutes: 8, short_minutes: 6", "minutes: 8, short_minutes: 8")
    change("pyproject.toml", "short_minutes = 20", "short_minutes = 14")
    assert said(village) == []
    change("notebooks/01-the-first-train.ipynb", "## Documents ◇", "## Documents")
    text = ":5: 'Documents' is left out of the short path and not marked ◇"
    assert said(village) == [f"{text} (mark its heading, or give it minutes)"]


def test_the_rows_stand_in_the_order_of_the_lesson(village: Path) -> None:
    path = village / GUIDE
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    rows[2], rows[3] = rows[3], rows[2]
    path.write_text("".join(rows), encoding="utf-8")
    assert said(village) == [":2: the rows of the plan are not in the order of the notebook"]


def test_a_chapter_without_a_guide_is_told_how_to_get_one(village: Path) -> None:
    (village / GUIDE).unlink()
    assert said(village) == [
        ": chapter 01 (The first train) has no guide for its teachers (type coursekit new guide 01)"
    ]
    assert new_guide(village, "1").path == village / GUIDE
    rows = Course(village).guides["01"].plan
    assert sum(row.minutes for row in rows) == 30
    assert sum(row.short_minutes for row in rows) == 20
    assert all("is still to be written" in one for one in said(village))


def test_an_argument_has_two_samples_a_level(village: Path) -> None:
    argue(village)
    assert said(village) == []
    path = village / GUIDE
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("### 1.8 Basic")], encoding="utf-8")
    assert said(village) == [
        ": has 1 sample answers of 2 for exercise 1.8, level Basic ('### 1.8 Basic')"
    ]


def test_a_secure_sample_has_the_form_of_a_full_answer(village: Path, change: Change) -> None:
    argue(village, SAMPLES.replace("engine drowned", "train drowned", 1))
    (found,) = said(village)
    assert "a sample of the level Secure does not have full marks: " in found
    assert "quot" in found


def test_a_sample_for_an_exercise_with_a_key_is_refused(village: Path) -> None:
    argue(village, SAMPLES.replace("1.8 Basic", "1.2 Basic"))
    text = "'1.2' is no exercise of this chapter with a rubric (did you mean '1.8'?)"
    assert any(one.endswith(text) for one in said(village))


# Skeletons ----------------------------------------------------------------------------------


def test_a_new_lesson_has_a_guide_whose_minutes_add_up(village: Path) -> None:
    new_notebook(village, "03-the-bridge")
    guide = Course(village).guides["03"]
    assert len(guide.plan) == 10
    assert sum(row.minutes for row in guide.plan) == 90
    assert sum(row.short_minutes for row in guide.plan) == 48
    assert [one.copies for one in guide.print] == ["…"]


def test_a_guide_that_is_there_is_left_alone(village: Path) -> None:
    before = (village / GUIDE).read_bytes()
    with pytest.raises(CourseError, match=r"^exercises/guides/01\.md is there already\."):
        new_guide(village, "01")
    with pytest.raises(
        CourseError, match=r"^There is no chapter '7' to guide .* Chapters: 01, 02\.$"
    ):
        new_guide(village, "7")
    assert (village / GUIDE).read_bytes() == before


def test_the_sign_of_optional_parts_and_marks_of_markdown_are_no_part_of_a_title() -> None:
    assert part_title("The verb *shall* ◇") == "The verb shall"


# The teacher edition ------------------------------------------------------------------------


def pages(village: Path, folder: Path) -> tuple[str, str]:
    done = export_handouts(Course(village), folder)
    assert done.problems == ()
    student, teacher = (
        (folder / edition.value / LESSON).read_text(encoding="utf-8") for edition in Edition
    )
    return student, teacher


def words_of(markup: str) -> str:
    bare = re.sub(r"</?(?:a|b|i|em|span|strong)\b[^>]*>", "", markup)
    return " ".join(re.sub(r"<[^>]*>", " ", bare).replace("&nbsp;", " ").split())


def test_the_plan_has_running_times_and_ways_to_its_parts(village: Path, tmp_path: Path) -> None:
    _, teacher = pages(village, tmp_path)
    plan = teacher.partition('<table class="plan">')[2].partition("</table>")[0]
    rows = [words_of(row) for row in plan.split("</tr>")]
    assert rows[1].startswith("First look 0:00 (8) 0:00 (6) Read in silence")
    assert "Background 0:08 (7) 0:06 (4) Aloud, then 1.3." in rows[2]
    assert rows[2].endswith("leave out: The noise.")
    assert rows[5] == "End 0:30 0:20"
    ways = re.findall(r'href="#([^"]+)"', plan)
    assert len(ways) == 4
    assert all(f'id="{way}"' in teacher for way in ways)


def test_the_head_says_what_to_print_and_the_rest_of_the_guide(
    village: Path, tmp_path: Path
) -> None:
    _, teacher = pages(village, tmp_path)
    head = words_of(teacher.partition('id="teacher"')[2].partition("</section>")[0])
    for words in (
        "The students’ edition of this chapter: one each",
        "Document: The Train Has Come: one for two (to mark the verbs)",
        "Exercise 1.3: Who says so?: one for two",
        "Somebody's family may have sold the meadow.",
        "What evidence would change a fair mind about the joy of the village?",
        "If you have 20 minutes The letter and 1.3.",
        "Stretch: a letter from the company's side.",
        "Sources and evidence.",
    ):
        assert words in head


def test_notes_of_the_guide_are_numbered_where_they_stand(village: Path, tmp_path: Path) -> None:
    _, teacher = pages(village, tmp_path)
    marks = list(dict.fromkeys(re.findall(r'aria-label="Note (\d+)"', teacher)))
    assert marks == [str(number) for number in range(1, len(marks) + 1)]
    head = teacher.partition('id="teacher"')[2].partition("</section>")[0]
    assert re.findall(r'aria-label="Note (\d+)"', head) == ["1"]


def test_a_wrong_turn_has_the_question_to_ask_next(village: Path, tmp_path: Path) -> None:
    _, teacher = pages(village, tmp_path)
    shown = words_of(teacher)
    course = Course(village)
    for exercise in course.exercises.values():
        for one in exercise.misconceptions if exercise.id.startswith("1.") else ():
            assert f"Ask: {one.ask}" in shown


def test_an_argument_has_a_blank_rubric_and_the_samples(village: Path, tmp_path: Path) -> None:
    argue(village)
    _, teacher = pages(village, tmp_path)
    key = teacher.partition('aria-label="For the teacher: exercise 1.8"')[2]
    key = key.partition("</section>")[0]
    rubric = key.partition('class="grid rubric"')[2].partition("</table>")[0]
    assert words_of(rubric.partition("</tr>")[0]).endswith("Looked for Secure Emerging Basic")
    assert rubric.count('class="box"') == len(RUBRIC) * len(Level)
    assert len(re.findall("an invented answer", key)) == 6
    assert "One answer of many option: progress because: The band played" in words_of(key)
    assert "because: The band played until nobody could hear it" in words_of(key)


def test_at_the_end_stands_a_sheet_for_the_discussion(village: Path, tmp_path: Path) -> None:
    _, teacher = pages(village, tmp_path)
    sheet = teacher.partition('id="discussion-rubric"')[2].partition("</section>")[0]
    assert "states the other view so that its owner agrees" in words_of(sheet)
    assert sheet.count('<th scope="row">') == 10
    assert teacher.index('id="discussion-rubric"') > teacher.index("5 May 1884</time>")


def test_nothing_of_a_guide_reaches_students(village: Path, tmp_path: Path) -> None:
    argue(village)
    student, _ = pages(village, tmp_path)
    guide = (village / GUIDE).read_text(encoding="utf-8").partition("## Aim")[2]
    sentences = [row for row in guide.splitlines() if len(row.split()) > 3 and row[0] not in "#`"]
    kept = [one.ask for ex in Course(village).exercises.values() for one in ex.misconceptions]
    kept += [words for _, levels in RUBRIC for words in levels.values()]
    kept += ["Minute plan", "an invented answer", "Rubric", "For the teacher"]
    shown = words_of(student)
    for sentence in [*sentences, *kept]:
        assert re.sub(r"[*\[]|\]\(.*?\)", "", sentence) not in shown


def test_a_chapter_without_a_guide_still_has_its_head(village: Path, tmp_path: Path) -> None:
    (village / GUIDE).unlink()
    _, teacher = pages(village, tmp_path)
    head = words_of(teacher.partition('id="teacher"')[2].partition("</section>")[0])
    assert "30 for all of it, 20 on the short path" in head
    assert "Minute plan" not in head


def test_a_broken_guide_stops_its_chapter_with_a_sentence(
    village: Path, change: Change, tmp_path: Path
) -> None:
    change(GUIDE, "## Care", "## Caer")
    (problem,) = export_handouts(Course(village), tmp_path).problems
    assert problem.startswith("Chapter 01: its files have mistakes: exercises/guides/01.md")


# The course's own ---------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["00", "01"])
def test_each_guide_of_the_course_is_short_enough_to_be_read(number: str) -> None:
    guide = Course(ROOT).guides[number]
    texts = (guide.aim, guide.care, guide.discussion, guide.twenty, guide.differentiation)
    assert sum(len(text.split()) for text in texts) < 650
    assert all(len(row.do.split()) < 45 for row in guide.plan)
