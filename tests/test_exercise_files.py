"""Every exercise of the course: what it does with each kind of answer."""

from __future__ import annotations

import itertools
import random
import re
import statistics
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coursekit.course import Course
from coursekit.exercises import UNSCORED, lazy_answers, read_answer
from coursekit.exercises import judge as judge_with
from coursekit.exercises.confidence import ENOUGH, stated
from coursekit.journal import Try
from coursekit.records import ExerciseType, LineKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from coursekit.records import Exercise, Line, Verdict

ROOT = Path(__file__).parents[1]
COURSE = Course(ROOT)
ALL = list(COURSE.exercises)
SCORED = [name for name in ALL if COURSE.exercises[name].type not in UNSCORED]
TAUGHT = [(name, one.id) for name in ALL for one in COURSE.exercises[name].misconceptions]


def judge(exercise: Exercise, answer: object) -> Verdict:
    """A verdict, with the course's documents at hand."""
    return judge_with(exercise, answer, library=COURSE.library)


def lines_of(exercise: Exercise, block: str) -> dict[str, str]:
    """An answer block as label and text, in the order of the exercise."""
    return {label: one.text for label, one in read_answer(exercise, block).readings.items()}


def block_of(lines: dict[str, str]) -> str:
    return "\n".join(f"{label}: {text or '...'}" for label, text in lines.items())


def words(text: str) -> str:
    """A text without its line breaks and the marks of code."""
    return " ".join(text.replace("`", "").split())


def wrong_answers(exercise: Exercise) -> list[str]:
    """Different answers, none of which earns full marks: one of the lines alone is filled."""
    filled = lines_of(exercise, exercise.solution)
    orders = {line.label for line in exercise.lines if line.kind is LineKind.ORDER}
    found = []
    for label, text in filled.items():
        given = [text, f"{text} nonsense 1 2"]
        if label in orders:  # what is no piece of an order makes it no other one
            places = text.split(", ")
            given = [text, *(", ".join(places[:count]) for count in range(1, len(places)))]
        found += [block_of(dict.fromkeys(filled, "") | {label: one}) for one in given]
    return [one for one in dict.fromkeys(found) if (judge(exercise, one).score or 0) < 1]


# Blank, solved, half ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("blank", [None, ..., "", "  \n\n ", "...", "…"])
def test_a_blank_answer_is_unanswered(name: str, blank: object) -> None:
    verdict = judge(COURSE.exercises[name], blank)
    assert (verdict.score, verdict.form, verdict.done) == (None, None, False)
    assert COURSE.check(name, blank).text


@pytest.mark.parametrize("name", ALL)
def test_the_template_as_it_comes_is_unanswered(name: str) -> None:
    exercise = COURSE.exercises[name]
    for blank in (exercise.template, f"\n{exercise.template}\n", [...] * len(exercise.lines)):
        verdict = judge(exercise, blank)
        assert (verdict.score, verdict.form, verdict.hint) == (None, None, None)


@pytest.mark.parametrize("name", ALL)
def test_the_solution_earns_full_marks_and_says_why(name: str) -> None:
    exercise = COURSE.exercises[name]
    for verdict in (judge(exercise, exercise.solution), COURSE.check(name, exercise.solution)):
        assert verdict.score == (None if name not in SCORED else 1)
        assert verdict.done
        assert (verdict.form, verdict.hint, verdict.misconception) == (None, None, None)
        assert verdict.explanation == exercise.explanation


@pytest.mark.parametrize("name", ALL)
def test_the_solution_may_be_a_list_or_a_dictionary_or_shout(name: str) -> None:
    exercise = COURSE.exercises[name]
    lines = lines_of(exercise, exercise.solution)
    wanted = judge(exercise, exercise.solution).score
    for answer in (lines, list(lines.values()), tuple(lines.values())):
        assert judge(exercise, answer).score == wanted
    assert judge(exercise, exercise.solution.upper()).score == wanted
    assert judge(exercise, exercise.solution.replace(":", " ： ")).score == wanted


@pytest.mark.parametrize("name", SCORED)
def test_a_solution_with_one_line_left_blank_earns_something_less(name: str) -> None:
    exercise = COURSE.exercises[name]
    solved = lines_of(exercise, exercise.solution)
    if len(solved) == 1:  # of an order a place at its end may be missing
        ((label, text),) = solved.items()
        assert 0 < (judge(exercise, {label: text.rpartition(", ")[0]}).score or 0) < 1
        return
    scores = [judge(exercise, solved | {label: ""}).score for label in solved]
    assert all(score is not None and 0 <= score < 1 for score in scores)
    assert max(score for score in scores if score is not None) > 0


@pytest.mark.parametrize("name", SCORED)
def test_each_right_line_more_never_earns_less(name: str) -> None:
    exercise = COURSE.exercises[name]
    solved = lines_of(exercise, exercise.solution)
    labels = list(solved)
    scores = [
        judge(exercise, {label: solved[label] for label in labels[:count]}).score
        for count in range(1, len(labels) + 1)
    ]
    assert scores == sorted(scores, key=lambda score: score or 0)
    assert scores[-1] == 1


@pytest.mark.parametrize("name", ALL)
def test_what_is_right_is_said_line_by_line(name: str) -> None:
    exercise = COURSE.exercises[name]
    verdict = judge(exercise, exercise.solution)
    said = " ".join(verdict.right)
    assert len(verdict.parts) == len(exercise.lines)
    assert all((line.right or line.label) in said for line in exercise.lines)


# Wrong answers that teach -------------------------------------------------------------------


@pytest.mark.parametrize(("name", "wrong"), TAUGHT)
def test_each_misconception_gets_its_own_explanation(name: str, wrong: str) -> None:
    exercise = COURSE.exercises[name]
    one = next(one for one in exercise.misconceptions if one.id == wrong)
    alone = judge(exercise, dict(one.answer))
    among = judge(exercise, lines_of(exercise, exercise.solution) | dict(one.answer))
    for verdict in (alone, among):
        assert verdict.misconception == wrong
        assert one.say in verdict.say
        assert verdict.score is not None
        assert verdict.score < 1
        assert verdict.hint == exercise.hints[0]
    assert words(one.say) in words(COURSE.check(name, dict(one.answer)).text)


@pytest.mark.parametrize("name", ALL)
def test_no_two_misconceptions_are_one(name: str) -> None:
    taught = COURSE.exercises[name].misconceptions
    assert len({one.id for one in taught}) == len(taught)
    assert len({one.say for one in taught}) == len(taught)
    assert len({tuple(one.answer.items()) for one in taught}) == len(taught)
    argued = COURSE.exercises[name].type is ExerciseType.CHOOSE_JUSTIFY
    assert taught or argued or name not in SCORED


@pytest.mark.parametrize(
    ("name", "line", "accepted"),
    [
        ("0.3", "3C", ("neither", "supports")),
        ("0.6", "verdict", ("partly right", "wrong")),
        ("0.6", "row", ("21", "1")),
        ("0.2", "event", ("not on the page", "Wednesday", "a Wednesday")),
        (
            "1.1",
            "evidence",
            (
                "1, 2",
                "2, 3",
                "1, 5",
                "1-4",
                "1, 2, 5",
                "2-5",
                "clues 1, 2, 3 and 5",
                "all of 1 2 3 4 5",
            ),
        ),
        ("1.2", "5", ("another", "reporter")),
        ("1.2", "4", ("Clinton", "President Clinton")),
        ("1.2", "5", ("alliance sources", "the journalist", "author", "the paper")),
        ("1.2", "6", ("Kozyrev", "another", "cannot tell")),
        ("1.4", "MT kind", ("fact", "status")),
        ("1.4", "SL kind", ("emphasis", "silence")),
        ("1.5", "S5", ("intends", "commits")),
        ("1.5", "S6", ("intends", "commits")),
        ("1.5", "F4", ("values", "commits")),
        ("1.5", "I2", ("invites", "commits", "limits")),
        ("1.6", "option", ("treaty", "political", "work programme", "first step")),
    ],
)
def test_a_contested_answer_is_never_wrong(name: str, line: str, accepted: tuple[str, ...]) -> None:
    exercise = COURSE.exercises[name]
    solved = lines_of(exercise, exercise.solution)
    for value in accepted:
        verdict = judge(exercise, solved | {line: value})
        assert (verdict.score, verdict.misconception) == (1, None)


@pytest.mark.parametrize(
    ("counting", "pact", "others", "total", "defended_by"),
    [
        ("members in 1990", 6, 4, 16, None),
        ("ever in the Pact", 7, 3, 17, "the French daily (“dix-sept anciens alliés”)"),
        ("ever communist-ruled", 8, 2, 18, "the Associated Press"),
    ],
)
def test_each_count_is_right_with_its_rule_and_with_no_other(
    counting: str, pact: int, others: int, total: int, defended_by: str | None
) -> None:
    exercise = COURSE.exercises["1.3"]
    answer = {"counting": counting, "soviet": 10, "pact": pact, "others": others, "total": total}
    verdict = judge(exercise, answer)
    assert (verdict.score, verdict.defended_by) == (1, defended_by)
    for soviet, beside, rest in itertools.product((10,), range(5, 9), range(2, 5)):
        score = judge(exercise, answer | {"pact": beside, "others": rest}).score or 0
        assert score < 1 or soviet + beside + rest == 20
    for other in {"members in 1990", "ever in the Pact", "ever communist-ruled"} - {counting}:
        assert (judge(exercise, answer | {"counting": other}).score or 0) < 1
    assert judge(exercise, {"total": total}).score == 0


@pytest.mark.parametrize(
    ("name", "line", "value", "defended_by"),
    [
        ("1.4", "MT kind", "status", "Alois Berger (taz, Berlin)"),
        ("1.5", "S6", "COMMITS", "the Russian side in Alois Berger's report (taz)"),
    ],
)
def test_a_reading_that_somebody_defends_names_who(
    name: str, line: str, value: str, defended_by: str
) -> None:
    solved = lines_of(COURSE.exercises[name], COURSE.exercises[name].solution)
    verdict = judge(COURSE.exercises[name], solved | {line: value})
    assert (verdict.score, verdict.defended_by) == (1, defended_by)


@pytest.mark.parametrize(
    ("earliest", "latest", "evidence", "score"),
    [
        ("27 January 1994", "27 January 1994", "1, 2, 3, 4", 1),
        ("27 January 1994", "27 January 1994", "4, 5", 1),
        ("January 1994", "January 1994", "1", 0.7),
        ("27 January 1994", "27 January 1994", "", 0),
        ("22 June 1994", "22 June 1994", "1, 2, 3", 0),
    ],
)
def test_the_page_is_dated_by_its_clues(
    earliest: str, latest: str, evidence: str, score: float
) -> None:
    answer = {"earliest": earliest, "latest": latest, "evidence": evidence}
    found = judge(COURSE.exercises["1.1"], answer).score or 0
    assert abs(found - score) < 0.1


@pytest.mark.parametrize("name", [name for name in ALL if name.startswith("1.")])
def test_words_quoted_in_a_prompt_stand_in_a_document_letter_by_letter(name: str) -> None:
    said = " ".join(text for texts in COURSE.library.quotations.values() for text in texts)
    found = [page.found for page in COURSE.sources.values() if page.found]
    said += " ".join(f"{page.header} {page.stamp}" for page in found)
    for quotation in re.findall(r"“([^”]+)”", COURSE.exercises[name].prompt):
        assert words(quotation.translate(STRAIGHT)) in words(said.translate(STRAIGHT))


# Answers without reading --------------------------------------------------------------------

RANDOM_DRAWS = 300
STRAIGHT = str.maketrans("‘’", "''")
PHRASES = (
    "bananas",
    "I think so",
    "because it is true",
    "no idea",
    "nothing",
    "there should be no haste",
    "Russia and NATO signed a treaty in 1994",
    "NATO",
    "...",
)
DATES_ON_THE_PAGES = (
    "27 July 2016",
    "not on the page",
    "Wednesday",
    "1945",
    "26 January 1994",
    "27 January 1994",
    "22 June 1994",
    "23 June 1994",
    "June 1994",
    "January 1996",
    "18 June 1996",
    "31 December 1999",
    "1989",
    "1994",
    "January 1994",
    "10 January 1994",
    "24 January 1994",
    "31 January 1994",
    "1 February 1994",
    "2 March 1994",
    "1 December 1994",
)


def drawn(line: Line, dice: random.Random) -> str:
    """What somebody may type who has not read: a word of the list, a date, a number."""
    match line.kind:
        case LineKind.CHOICE:
            return dice.choice(line.choices)
        case LineKind.DATE:
            return dice.choice(DATES_ON_THE_PAGES)
        case LineKind.PERCENT:
            return f"{dice.randint(0, 100)} %"
        case LineKind.NUMBER:
            return str(dice.choice([dice.randint(1, 34), dice.randint(1, 12_000)]))
        case LineKind.MANY:
            listed = line.choices or tuple(COURSE.sources)
            return ", ".join(dice.sample(listed, dice.randint(1, min(4, len(listed)))))
        case LineKind.TEXT:
            return dice.choice(PHRASES)
        case LineKind.ORDER:
            return ", ".join(dice.sample(line.choices, len(line.choices)))
    return dice.choice([str(dice.randint(1, 40)), *(s.title for s in COURSE.sources.values())])


@pytest.mark.parametrize("name", SCORED)
def test_lazy_answers_earn_about_nothing(name: str) -> None:
    exercise = COURSE.exercises[name]
    for lazy in lazy_answers(exercise):
        typed = {label: one.text for label, one in lazy.readings.items()}
        assert (judge(exercise, typed).score or 0) <= 0.15, typed


@pytest.mark.parametrize("name", SCORED)
def test_random_answers_earn_about_nothing(name: str) -> None:
    exercise = COURSE.exercises[name]
    dice = random.Random(f"course {name}")
    scores = []
    for _ in range(RANDOM_DRAWS):
        answer = {line.label: drawn(line, dice) for line in exercise.lines}
        scores.append(judge(exercise, answer).score or 0)
    assert statistics.mean(scores) <= 0.15


@pytest.mark.parametrize("name", SCORED)
def test_choices_in_the_given_order_earn_little(name: str) -> None:
    exercise = COURSE.exercises[name]
    answer = {
        line.label: line.choices[place % len(line.choices)]
        for place, line in enumerate(exercise.lines)
        if line.choices
    }
    assert (judge(exercise, answer).score or 0) <= 0.2


@pytest.mark.parametrize("name", SCORED)
@pytest.mark.parametrize("nonsense", ["bananas", "?!", "42: x", "a: b\nc: d", "\\", "<b>", "0"])
def test_nonsense_earns_nothing_and_gets_a_sentence(name: str, nonsense: str) -> None:
    exercise = COURSE.exercises[name]
    verdict = judge(exercise, nonsense)
    assert not verdict.score
    assert verdict.form or verdict.hint
    everywhere = judge(exercise, dict.fromkeys(lines_of(exercise, ""), nonsense))
    assert not everywhere.score


@pytest.mark.parametrize("name", SCORED)
def test_labels_typed_as_answers_earn_nothing(name: str) -> None:
    exercise = COURSE.exercises[name]
    verdict = judge(exercise, {line.label: line.label for line in exercise.lines})
    assert not verdict.score


# Hints --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCORED)
def test_each_different_try_brings_the_next_hint_and_the_same_one_keeps_it(name: str) -> None:
    course = Course(ROOT)
    exercise = course.exercises[name]
    tries = wrong_answers(exercise)[:4]
    seen = []
    for answer in tries:
        seen.append(course.check(name, answer).hint_number)
        assert course.check(name, answer).hint_number == seen[-1]
        assert course.check(name, f"\n{answer}\n").hint_number == seen[-1]
    assert seen == [1, 2, 3, 3][: len(tries)]
    assert len(tries) >= 3
    assert course.check(name, tries[0]).hint == exercise.hints[0]


@pytest.mark.parametrize("name", ALL)
def test_the_last_hint_is_a_parallel_case_and_none_gives_the_solution(name: str) -> None:
    exercise = COURSE.exercises[name]
    assert len(exercise.hints) == 3
    assert len(set(exercise.hints)) == 3
    assert exercise.solution not in "\n".join(exercise.hints)


def test_every_type_of_exercise_is_in_one_of_the_courses() -> None:
    village = Course(ROOT / "tests" / "course")
    courses = (COURSE, village)
    used = {one.type for course in courses for one in course.exercises.values()}
    assert used == set(ExerciseType)


def test_the_lessons_ask_often_enough_for_a_curve_of_the_student_s_own() -> None:
    predicted = [
        one
        for exercise in COURSE.exercises.values()
        for one in stated(exercise, [Try(time="", exercise=exercise.id, answer=exercise.solution)])
    ]
    assert len(predicted) >= ENOUGH
    assert {one.exercise for one in predicted} >= {"0.1", "0.exit", "2.look", "3.look", "3.exit"}


def test_an_argument_is_said_to_be_looked_at_in_form_only() -> None:
    view = COURSE.check("1.6", COURSE.exercises["1.6"].solution)
    for shown in (words(view.text), words(view.html)):
        assert "The form is complete" in shown
        assert "your teacher judges that, and you" in shown
        assert "lines are right" not in shown


def test_a_document_that_cannot_be_read_is_left_out_of_the_library(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change("sources/documents/opening-day.md", "title:", "titel:")
    library = Course(village).library
    assert set(library.voices) == set(library.quotations) == {"company-minutes"}
