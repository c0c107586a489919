"""The second lesson of the invented course on paper: orders, charts, kinds of claims, recall."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest

from coursekit.course import Course
from coursekit.handouts import export_handouts
from coursekit.handouts.forms import RULES, credit_rule
from coursekit.records import ExerciseType

SOURCE = Path(__file__).parent / "course"
PAGE = "02-the-second-year.html"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The second lesson, for students and for teachers."""
    root = Path(shutil.copytree(SOURCE, tmp_path_factory.mktemp("a") / "b"))
    bank = root / "exercises" / "recall" / "01.yaml"
    text = bank.read_text(encoding="utf-8")
    bank.write_text(text.replace("When the letter", "When *the letter*"), encoding="utf-8")
    folder = tmp_path_factory.mktemp("out")
    assert export_handouts(Course(root), folder, chapters=["02"]).problems == ()
    return {
        edition: (folder / edition / PAGE).read_text(encoding="utf-8")
        for edition in ("student", "teacher")
    }


def part(page: str, name: str, until: str) -> str:
    """What stands from an exercise's answer to the next one."""
    return page.partition(f'id="{name}-answer"')[2].partition(f'id="{until}')[0]


def seen(markup: str) -> str:
    """What a reader sees of a piece of HTML, in single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def test_an_order_has_a_square_for_each_piece(pages: dict[str, str]) -> None:
    events = part(pages["student"], "2-1", "count-it")
    code = part(pages["student"], "2-3", "2-4-question")
    assert events.count('class="place"') == 7
    assert code.count('class="place"') == 5
    assert "= between two of the same time" in seen(events)
    assert "> before a line that is set in" in seen(code)
    assert "how many" in seen(code)


def test_each_value_of_a_chart_may_be_ticked_as_unreadable(pages: dict[str, str]) -> None:
    shown = part(pages["student"], "2-2", "2-3-question")
    assert shown.count('class="box"') == 4
    assert seen(shown).count("cannot be read") == 4


def test_kinds_of_claims_are_a_table_to_tick(pages: dict[str, str]) -> None:
    shown = part(pages["student"], "2-4", "on-exit")
    assert shown.count('class="box"') == 6 * 4
    assert "Mrs Pell spoke of her hens." in seen(shown)


def test_the_three_questions_are_on_both_papers_and_their_answers_on_one(
    pages: dict[str, str],
) -> None:
    for question in ("Whose date is the one at the top of a web page?", "What tells a witness"):
        assert question in seen(pages["student"])
    assert "That of the site." not in pages["student"]
    assert "That of the site." in seen(part(pages["teacher"], "2-recall", "on-documents"))
    assert "course.recall" not in pages["student"]


def test_an_answer_to_a_question_of_an_earlier_lesson_has_its_emphasis(
    pages: dict[str, str],
) -> None:
    key = part(pages["teacher"], "2-recall", "on-documents")
    assert "When <em>the letter</em> was written" in key


def test_a_key_has_the_order_the_scholar_and_what_is_not_counted(pages: dict[str, str]) -> None:
    key = seen(part(pages["teacher"], "2-1", "count-it"))
    assert "d, b, e = f, c, g, a or b, d, e = f, c, g, a (defended by J. Ward)" in key
    assert "Not counted, in whatever order they stand: a with g, e with f." in key
    assert "order: g, c" in key
    assert "d, b, e = f" not in pages["student"]


def test_a_key_says_how_far_off_a_value_may_be(pages: dict[str, str]) -> None:
    assert "1890 (up to 1 off)" in seen(part(pages["teacher"], "2-2", "2-3-question"))


def test_every_type_has_its_rule_in_words() -> None:
    assert set(RULES) == set(ExerciseType)
    course = Course(SOURCE)
    order, *more = credit_rule(course.exercises["2.3"])
    assert order == RULES[ExerciseType.PARSONS]
    assert more == [
        "The pieces as shown, or backwards, would earn 30% of the order: take that away and "
        "divide by 0.70.",
        "The line “how many” earns its share when it is right.",
    ]
