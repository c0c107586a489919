"""The exercises of the invented course, and what the types of its second lesson do."""

from __future__ import annotations

import random
import statistics
from pathlib import Path
from typing import Any

import pytest

from coursekit.checking import exercise_problems
from coursekit.course import Course
from coursekit.errors import CourseFileError
from coursekit.exercises import (
    UNSCORED,
    floor,
    judge,
    key_problems,
    lazy_answers,
    raw_score,
    read_answer,
    read_line,
)
from coursekit.reading import read_exercise
from coursekit.records import UNREADABLE, Accepted, Exercise, ExerciseType, Line, LineKind

VILLAGE = Course(Path(__file__).parent / "course")
SCORED = [name for name, one in VILLAGE.exercises.items() if one.type not in UNSCORED]
TAUGHT = [(name, one.id) for name in SCORED for one in VILLAGE.exercises[name].misconceptions]
CHART = VILLAGE.exercises["2.2"]
KINDS = VILLAGE.exercises["2.4"]


def a_line(label: str, kind: LineKind, *values: str, **more: Any) -> Line:
    return Line(label=label, kind=kind, accepts=tuple(Accepted(value=v) for v in values), **more)


def an_exercise(kind: ExerciseType, *lines: Line, **more: Any) -> Exercise:
    asked = {"id": "1.9", "title": "Trial", "skill": "trying", "prompt": "?", "hints": ("Look.",)}
    return Exercise(type=kind, lines=lines, **(asked | more))


def typed(exercise: Exercise, block: object) -> dict[str, str]:
    return {label: one.text for label, one in read_answer(exercise, block).readings.items()}


# Every exercise of the invented course ----------------------------------------------------------


@pytest.mark.parametrize("name", SCORED)
def test_the_solution_earns_full_marks_and_half_of_it_less(name: str) -> None:
    exercise = VILLAGE.exercises[name]
    solved = typed(exercise, exercise.solution)
    for answer in (exercise.solution, solved, exercise.solution.upper()):
        assert judge(exercise, answer).score == 1
    for label in solved:
        assert (judge(exercise, solved | {label: ""}).score or 0) < 1


@pytest.mark.parametrize(("name", "wrong"), TAUGHT)
def test_each_misconception_is_met_by_its_answer(name: str, wrong: str) -> None:
    exercise = VILLAGE.exercises[name]
    one = next(one for one in exercise.misconceptions if one.id == wrong)
    for answer in (dict(one.answer), typed(exercise, exercise.solution) | dict(one.answer)):
        verdict = judge(exercise, answer)
        assert verdict.misconception == wrong
        assert one.say in verdict.say
        assert verdict.score is not None
        assert verdict.score < 1


@pytest.mark.parametrize("name", SCORED)
def test_answers_without_reading_earn_about_nothing(name: str) -> None:
    exercise = VILLAGE.exercises[name]
    for lazy in lazy_answers(exercise):
        answer = {label: one.text for label, one in lazy.readings.items()}
        assert (judge(exercise, answer).score or 0) <= 0.15


@pytest.mark.parametrize("name", ["2.2", "2.4"])
def test_answers_by_lot_earn_about_nothing(name: str) -> None:
    exercise, lot = VILLAGE.exercises[name], random.Random(name)

    def drawn(line: Line) -> str:
        if line.kind is LineKind.CHOICE:
            return lot.choice(line.choices)
        return lot.choice([UNREADABLE, str(lot.randint(1, 10)), str(lot.randint(1880, 1900))])

    scores = [
        judge(exercise, {line.label: drawn(line) for line in exercise.lines}).score or 0
        for _ in range(300)
    ]
    assert statistics.mean(scores) <= 0.15


# Reading a chart ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "cannot be read",
        "Can't be read.",
        "can not be read",
        "it cannot be read from the chart",
        "not in the chart",
        "not shown",
        "cannot tell",
        "can’t say",
        "unknown",
        "“cannot be read”",
    ],
)
def test_that_a_thing_cannot_be_read_may_be_said_in_many_words(text: str) -> None:
    for line in CHART.lines:
        assert read_line(line, text).value == UNREADABLE


def test_elsewhere_such_words_are_no_number() -> None:
    plain = a_line("count", LineKind.NUMBER, "3")
    assert read_line(plain, "cannot be read").value is None


def test_a_value_is_right_within_its_tolerance() -> None:
    solved = typed(CHART, CHART.solution)
    for year, right in (("1889", True), ("1891", True), ("1892", False), ("1888.9", False)):
        assert (judge(CHART, solved | {"last year": year}).score == 1) is right
    assert (judge(CHART, solved | {"stops": "5"}).score or 0) < 1


def test_what_cannot_be_read_counts_as_much_as_what_can() -> None:
    halves = ("stops: 4\nlast year: 1890", f"passengers: {UNREADABLE}\nwhy so late: {UNREADABLE}")
    assert [raw_score(CHART, read_answer(CHART, half)) for half in halves] == [0.5, 0.5]


def test_a_shrug_everywhere_and_one_number_everywhere_earn_nothing() -> None:
    labels = [line.label for line in CHART.lines]
    assert floor(CHART) == 0.5
    for value in (UNREADABLE, "4", "1890", "17"):
        assert judge(CHART, dict.fromkeys(labels, value)).score == 0


def test_values_that_no_chart_shows_and_a_shrug_too_many_are_told() -> None:
    solved = typed(CHART, CHART.solution)
    assert "does not stand in the chart" in judge(CHART, solved | {"passengers": "300"}).say[0]
    assert "can be read" in judge(CHART, solved | {"stops": UNREADABLE}).say[0]


def test_a_chart_needs_both_what_can_and_what_cannot_be_read() -> None:
    one = an_exercise(ExerciseType.READ_CHART, a_line("a", LineKind.NUMBER, "3"))
    assert list(key_problems(one)) == [
        "needs lines that can be read, and some where “cannot be read” is right"
    ]
    assert list(key_problems(CHART)) == []


# What kind of claim -------------------------------------------------------------------------


def test_kinds_of_claims_are_scored_by_the_fraction_that_is_right() -> None:
    solved = typed(KINDS, KINDS.solution)
    assert raw_score(KINDS, read_answer(KINDS, solved | {"1": "right"})) == pytest.approx(5 / 6)
    assert floor(KINDS) == pytest.approx(2 / 6)
    assert judge(KINDS, solved | {"1": "right", "2": "..."}).score == pytest.approx(0.5)


def test_a_contested_claim_has_two_kinds_and_a_scholar_is_named() -> None:
    solved = typed(KINDS, KINDS.solution)
    assert judge(KINDS, solved | {"5": "right"}).score == 1
    verdict = judge(KINDS, solved | {"6": "said"})
    assert (verdict.score, verdict.defended_by) == (1, "J. Ward")


def test_wrong_kinds_without_an_explanation_are_named_and_one_kind_for_all_is_tested() -> None:
    said = judge(KINDS, dict.fromkeys("123456", "meant")).say
    assert any("One label for nearly all (meant, 6 of 6)" in one for one in said)
    assert any("Look again at 1, 2, 3 and 5." in one for one in said)


@pytest.mark.parametrize("text", ["true", "False", "not true", "wrong", "yes"])
def test_whether_a_claim_is_true_is_no_kind_of_question(text: str) -> None:
    solved = typed(KINDS, KINDS.solution)
    verdict = judge(KINDS, solved | {"3": text})
    assert verdict.score < 1
    assert verdict.form is not None
    assert "whether it is true is not asked. Which kind of question is it" in verdict.form
    truth = Line(label="verdict", kind=LineKind.CHOICE, choices=("right", "wrong"))
    assert read_line(truth, text).value in truth.choices


# Several quotations at once -----------------------------------------------------------------

WHERE = ("the American record", "the Soviet record", "nowhere")
THREE = an_exercise(
    ExerciseType.AUTHENTICATE,
    *(
        line
        for name, verdict, place, change in (
            ("A", "real", "the American record", "nothing"),
            ("B", "altered", "the Soviet record", "a word"),
            ("C", "invented", "nowhere", "everything"),
        )
        for line in (
            a_line(
                f"{name} verdict",
                LineKind.CHOICE,
                verdict,
                choices=("real", "altered", "invented"),
                weight=0.5,
            ),
            a_line(f"{name} place", LineKind.CHOICE, place, choices=WHERE, weight=0.3),
            a_line(
                f"{name} change",
                LineKind.CHOICE,
                change,
                choices=("nothing", "a word", "everything"),
                weight=0.2,
            ),
        )
    ),
)


def quotations(answer: str) -> float:
    return raw_score(THREE, read_answer(THREE, answer))


def test_each_quotation_has_a_verdict_that_counts_with_its_own_evidence() -> None:
    one = "A verdict: real\nA place: the American record\nA change: nothing"
    assert quotations(one) == pytest.approx(1 / 3)
    assert quotations("B verdict: altered\nB change: a word") == 0
    assert quotations(f"{one}\nC verdict: invented\nC place: nowhere") == pytest.approx(1.8 / 3)
    said = " ".join(judge(THREE, "A verdict: real").say)
    assert "once “A verdict” and “A place” hold together" in said


def test_the_same_words_for_each_quotation_earn_nothing() -> None:
    assert floor(THREE) == pytest.approx(1 / 3)
    for word, place in (("real", WHERE[0]), ("invented", "nowhere")):
        answer = {line.label: "nothing" for line in THREE.lines}
        answer |= {f"{name} verdict": word for name in "ABC"}
        answer |= {f"{name} place": place for name in "ABC"}
        assert judge(THREE, answer).score == 0


# Two records side by side -------------------------------------------------------------------

BESIDE = ("both", "only the first", "only the second", "differs")
RECORDS = an_exercise(
    ExerciseType.CORROBORATE,
    *(
        a_line(str(number), LineKind.CHOICE, value, choices=BESIDE)
        for number, value in enumerate([*BESIDE, "both", "only the second"], 1)
    ),
)


def test_what_only_one_record_has_is_no_contradiction() -> None:
    solved = {line.label: line.accepts[0].value for line in RECORDS.lines}
    assert judge(RECORDS, solved).score == 1
    denial = judge(RECORDS, solved | {"2": "differs"})
    overlooked = judge(RECORDS, solved | {"2": "both"})
    assert denial.score is not None
    assert overlooked.score is not None
    assert denial.score < overlooked.score < 1
    assert "A silence taken for a contradiction costs half of its line besides." in denial.say
    assert raw_score(RECORDS, read_answer(RECORDS, solved | {"2": "differs"})) == pytest.approx(
        2 * 4.5 / 12
    )


def test_phrases_may_get_a_label_of_each_of_two_kinds() -> None:
    forms, scopes = ("question", "assurance"), ("one state", "many")
    lines = [
        a_line(f"{number}{kind}", LineKind.CHOICE, value, choices=choices)
        for number, (form, scope) in enumerate(
            [("question", "many"), ("assurance", "one state"), ("assurance", "many")], 1
        )
        for kind, value, choices in (("", form, forms), (" scope", scope, scopes))
    ]
    two = an_exercise(ExerciseType.SPAN_LABEL, *lines)
    answers = [
        typed(two, {k: v.text for k, v in one.readings.items()}) for one in lazy_answers(two)
    ]
    assert {"1": "assurance", "1 scope": "many"}.items() <= answers[3].items()
    assert all((judge(two, answer).score or 0) <= 0.15 for answer in answers)


# Files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("2.2", "tolerance: 1", "tolerance: -1", "has a tolerance, and is no number or percent"),
        ("2.2", "{words: cannot be read}", "{words: cannot be read, tolerance: 1}", "no number or"),
        (
            "2.4",
            "{choice: caused, about",
            "{choice: casued, about",
            "accepts 'casued', which is no",
        ),
        ("2.recall", "type: recall", "type: recall\nkey: {a: {number: 1}}", "a recall has no key"),
        ("2.1", "type: sequence", "type: sequenze", "did you mean 'sequence'?"),
    ],
)
def test_what_is_wrong_with_such_a_file_is_said(
    village: Path, name: str, old: str, new: str, sentence: str
) -> None:
    path = village / "exercises" / f"{name}.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CourseFileError, match=sentence.replace("?", r"\?")):
        read_exercise(path, village)


def test_a_solution_that_a_misconception_meets_is_named(village: Path) -> None:
    path = village / "exercises" / "1.5.md"
    text = path.read_text(encoding="utf-8").replace("answer: {over: 4}", 'answer: {over: "25"}')
    path.write_text(text, encoding="utf-8")
    assert "its solution is met by the misconception 'pounds-for-percent'" in list(
        exercise_problems(read_exercise(path, village))
    )
