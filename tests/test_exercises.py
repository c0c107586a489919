from __future__ import annotations

import datetime
import itertools
import math
from collections import OrderedDict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.course import Course
from coursekit.errors import CourseFileError
from coursekit.exercises import (
    floor,
    judge,
    key_problems,
    lazy_answers,
    raw_score,
    read_answer,
    read_line,
)
from coursekit.reading import read_exercise
from coursekit.records import (
    Accepted,
    Exercise,
    ExerciseType,
    Library,
    Line,
    LineKind,
    Misconception,
    Verdict,
    When,
)
from coursekit.views import VerdictView

VILLAGE = Course(Path(__file__).parent / "course")
MANY = settings(max_examples=100, deadline=None)


def a_line(label: str, kind: LineKind, *values: str, **more: Any) -> Line:
    return Line(label=label, kind=kind, accepts=tuple(Accepted(value=v) for v in values), **more)


def an_exercise(kind: ExerciseType, *lines: Line, **more: Any) -> Exercise:
    hints = ("Look.", "Look there.", "Once, elsewhere.")
    asked = {"id": "1.9", "title": "Trial", "skill": "trying", "prompt": "?", "hints": hints}
    return Exercise(type=kind, lines=lines, **(asked | more))


WHEN = a_line("when", LineKind.DATE, "1884-05-05")
COUNT = a_line("count", LineKind.NUMBER, "8071")
SHARE = a_line("share", LineKind.PERCENT, "25")
MOOD = a_line("mood", LineKind.CHOICE, "glad", choices=("glad", "sad", "neither"))
FOUR = an_exercise(ExerciseType.COMPUTE, WHEN, COUNT, SHARE, MOOD)

# A letter from the opening of the line: the truth is Monday 5 May 1884; a window of 100 days at
# most, of 10 at best.
CLUES = ("1", "2", "3", "4")
WINDOW = an_exercise(
    ExerciseType.DATE_WINDOW,
    a_line("earliest", LineKind.DATE, "1884-05-01", weight=0.4, right="Not before the clerk came."),
    a_line("latest", LineKind.DATE, "1884-05-10", weight=0.4),
    a_line("evidence", LineKind.MANY, "1, 2", "1, 2, 3", choices=CLUES, weight=0.2),
    evidence={"1": "the clerk", "2": "the fair", "3": "Monday", "4": "the rain"},
    truth=When("1884-05-05"),
    widest=When("1884-03-01/1884-06-08"),
    allows={"1": "1884-05-01/1884-06-08", "2": "1884-03-01/1884-05-10", "3": "Monday"},
)
WHO = ("Pell", "Ward", "writer", "cannot tell")
VOICES = an_exercise(
    ExerciseType.ATTRIBUTE,
    *(
        a_line(str(place), LineKind.CHOICE, *values, choices=WHO)
        for place, values in enumerate(
            (("Pell",), ("Pell",), ("Ward",), ("writer",), ("Ward", "writer"), ("cannot tell",)), 1
        )
    ),
)
TOLD = ("sunk", "late", "lost")
KINDS = ("fact", "status", "emphasis", "silence")
ACCOUNTS = an_exercise(
    ExerciseType.CORROBORATE,
    a_line("A", LineKind.CHOICE, "sunk", choices=TOLD),
    a_line("B", LineKind.CHOICE, "late", choices=TOLD),
    a_line("B kind", LineKind.CHOICE, "fact", "status", choices=KINDS),
    a_line("C", LineKind.CHOICE, "lost", choices=TOLD),
    a_line("C kind", LineKind.CHOICE, "silence", choices=KINDS),
)
LIBRARY = Library(
    voices={"opening-day": "writers", "company-minutes": "the company", "second-day": "writers"},
    quotations={
        "opening-day": ("The band played, and 'nobody' heard it for the engine.",),
        "company-minutes": ("Resolved that the hens be paid for",),
    },
)
ARGUMENT = an_exercise(
    ExerciseType.CHOOSE_JUSTIFY,
    a_line("option", LineKind.CHOICE, choices=("success", "failure"), weight=0.1),
    a_line("because", LineKind.TEXT, weight=0.2, most=12),
    a_line("sources", LineKind.MANY, weight=0.25),
    a_line("quote", LineKind.TEXT, weight=0.25),
    a_line("against", LineKind.TEXT, weight=0.1),
    a_line("limit", LineKind.TEXT, weight=0.1),
    prompt="Was the opening of the line a success or a failure?",
)
ARGUED = {
    "option": "success",
    "because": "Everybody came, and the band played until the evening.",
    "sources": "opening-day, company-minutes",
    "quote": "the hens be paid for",
    "against": "Nobody could hear the band for the engine.",
    "limit": "We have no letter from the passengers themselves.",
}


def read(line: Line, text: str) -> str | None:
    return read_line(line, text).value


def trouble(line: Line, text: str) -> str:
    found = read_line(line, text)
    assert found.value is None
    assert found.trouble is not None
    return found.trouble


# Reading one line ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "1884-05-05",
        "1884-5-5",
        "1884/05/05",
        "1884.5.5",
        "5 May 1884",
        "05 May 1884",
        "5th May 1884",
        "5th of May 1884",
        "the 5th of May, 1884",
        "May 5, 1884",
        "may 5th 1884",
        "MAY 5 1884",
        "5-May-1884",
        "5. May 1884",
        "05/05/1884",
        "5.5.1884",
        "Monday, 5 May 1884",
        "Mon 5 May 1884",
        "on Monday 5 May 1884.",
        "“5 May 1884”",
        "'1884-05-05'",
        "it is 5 May 1884",
        "probably 5 May 1884",
        "  5   May   1884  ",
    ],
)
def test_a_day_is_read_in_many_spellings(text: str) -> None:
    assert read(WHEN, text) == "1884-05-05"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1884", "1884"),
        ("in 1884", "1884"),
        ("May 1884", "1884-05"),
        ("1884-05", "1884-05"),
        ("in May, 1884", "1884-05"),
        ("Sept 1884", "1884-09"),
        ("Monday", "monday"),
        ("a Monday", "monday"),
        ("on Mondays", "monday"),
        ("07/27/2016", "2016-07-27"),
        ("27.7.2016", "2016-07-27"),
        ("not on the page", "not on the page"),
        ("Not on the page.", "not on the page"),
        ("it's not there", "not on the page"),
        ("n/a", "not on the page"),
        ("none", "not on the page"),
        ("unknown", "not on the page"),
        ("can’t tell", "not on the page"),
        ("not given anywhere", "not on the page"),
    ],
)
def test_less_than_a_day_and_what_is_missing_are_read(text: str, value: str) -> None:
    assert read(WHEN, text) == value


@pytest.mark.parametrize("text", ["03/04/1994", "3.4.1994", "11/12/1994"])
def test_a_date_with_two_readings_asks_for_the_month_as_a_word(text: str) -> None:
    wanted = f"“{text}” on the line “when” can be read as two different days; write the month"
    assert trouble(WHEN, text).startswith(wanted)


@pytest.mark.parametrize("text", ["31 June 1884", "1884-13-01", "29 February 1900"])
def test_a_day_that_does_not_exist_is_named(text: str) -> None:
    assert trouble(WHEN, text).endswith("is a day that does not exist in the calendar.")


@pytest.mark.parametrize("text", ["soon", "5 May", "May 5 and 6, 1884", "5 Mai 1884", "18841"])
def test_what_is_no_date_says_how_dates_are_written(text: str) -> None:
    assert "write it like 5 March 1946, or “not on the page”." in trouble(WHEN, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8071", "8071"),
        ("8,071", "8071"),
        ("8.071", "8071"),
        ("8 071", "8071"),
        ("8\u202f071", "8071"),
        ("8'071", "8071"),
        ("8071.0", "8071"),
        ("8,071 days", "8071"),
        ("it took 8071 days.", "8071"),
        ("+8071", "8071"),
        ("-8071", "-8071"),
        ("−8071", "-8071"),
        ("–8071", "-8071"),
        ("1,234,567", "1234567"),
        ("2.5", "2.5"),
        ("2,5", "2.5"),
        ("0.125", "0.125"),
        ("seven", "7"),
        ("row three", "3"),
        ("the first", "1"),
        ("21st", "21"),
    ],
)
def test_a_number_is_read_in_many_spellings(text: str, value: str) -> None:
    assert read(COUNT, text) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("many", "has no number in it; write digits."),
        ("8071 or 8072", "has more than one number in it; write one."),
        ("two or three", "has no number in it; write digits."),
    ],
)
def test_what_is_no_number_says_so(text: str, sentence: str) -> None:
    assert trouble(COUNT, text) == f"“{text}” on the line “count” {sentence}"


@pytest.mark.parametrize(
    ("text", "value"),
    [("25", "25"), ("25%", "25"), ("25 %", "25"), ("0.25", "25"), ("25 percent", "25"), ("0", "0")],
)
def test_a_percentage_is_read_in_many_spellings(text: str, value: str) -> None:
    assert read(SHARE, text) == value
    assert trouble(SHARE, "250 %").endswith("is not between 0 and 100.")


@pytest.mark.parametrize("text", ["glad", "GLAD", "Glad.", "“glad”", " glad ", "g", "gla"])
def test_a_choice_is_read_in_any_case_and_may_be_shortened(text: str) -> None:
    assert read(MOOD, text) == "glad"


@pytest.mark.parametrize(
    ("text", "meant"), [("gald", "is “glad” meant? they are: "), ("blue", "(they are: ")]
)
def test_a_word_that_is_no_choice_gets_the_list_and_the_nearest(text: str, meant: str) -> None:
    said = trouble(MOOD, text)
    assert meant in said
    assert "glad, sad, neither" in said


# Reading a block ----------------------------------------------------------------------------


def values(answer: object, exercise: Exercise = FOUR) -> list[str | None]:
    return [one.value for one in read_answer(exercise, answer).readings.values()]


RIGHT = ["1884-05-05", "8071", "25", "glad"]


@pytest.mark.parametrize(
    "answer",
    [
        "when: 5 May 1884\ncount: 8071\nshare: 25\nmood: glad",
        "\n\n  when :5 May 1884\n\n count:8,071 days\nshare: 25 %\nmood: GLAD\n",
        "WHEN: 5 May 1884\r\nCount: 8071\r\nSHARE: 25\r\nMood: glad",
        "mood：glad\nshare：25\ncount：8071\nwhen：5 May 1884",
        "w: 5 May 1884\nc: 8071\ns: 25\nm: glad",
        "“when”: “5 May 1884”\n- count: 8071\n* share: 25\n• mood: glad",
        {"when": "5 May 1884", "count": 8071, "share": 25.0, "mood": "glad"},
        ["5 May 1884", 8071, "25%", "glad"],
        (datetime.date(1884, 5, 5), np.int64(8071), np.float64(0.25), np.str_("glad")),
        [pd.Timestamp("1884-05-05"), pd.Timedelta(days=8071), 25, "glad"],
        [datetime.datetime(1884, 5, 5, 12), datetime.timedelta(days=8071), "25", "glad"],
    ],
)
def test_an_answer_is_read_in_any_sensible_shape(answer: object) -> None:
    assert values(answer) == RIGHT
    assert judge(FOUR, answer).score == 1


def test_a_bare_value_will_do_where_one_line_is_asked_for() -> None:
    one = an_exercise(ExerciseType.COMPUTE, COUNT)
    for answer in (8071, 8071.0, "8071", "count: 8071", "8,071 days", ["8071"], np.int32(8071)):
        assert judge(one, answer).score == 1, answer


def test_a_line_without_a_colon_gets_its_sentence_and_the_others_count() -> None:
    found = read_answer(FOUR, "when 5 May 1884\ncount: 8071")
    assert found.form == (
        "The line “when 5 May 1884” has no colon; write a label, a colon, an answer.",
    )
    assert found.readings["count"].value == "8071"


def test_an_unknown_label_gets_the_nearest() -> None:
    assert read_answer(FOUR, "coutn: 8071").form == (
        "No line is called “coutn” here. Is “count” meant?",
    )
    assert read_answer(FOUR, "banana: 8071").form == (
        "No line is called “banana” here. The lines are: when, count, share, mood.",
    )


def test_a_line_given_twice_says_that_the_last_one_counts() -> None:
    found = read_answer(FOUR, "count: 8070\ncount: 8071")
    assert found.form == ("The line “count” stands there twice; the last one counts.",)
    assert found.readings["count"].value == "8071"
    assert read_answer(FOUR, "count: 8071\ncount: ...").readings["count"].value == "8071"


def test_a_shortened_label_that_fits_two_lines_is_none_of_them() -> None:
    pair = an_exercise(ExerciseType.COMPUTE, a_line("1A", LineKind.NUMBER, "1"), MOOD, COUNT)
    two = an_exercise(ExerciseType.COMPUTE, a_line("1A", LineKind.NUMBER, "1"), a_line("1B", COUNT))
    assert values("1: 1", pair)[0] == "1"
    assert read_answer(two, "1: 1").form[0].startswith("No line is called “1” here.")


def test_an_unreadable_line_does_not_spoil_the_others() -> None:
    verdict = judge(FOUR, "when: 03/04/1884\ncount: 8071\nshare: 25\nmood: glad")
    assert verdict.score == 0.75
    assert verdict.form is not None
    assert "“03/04/1884” on the line “when” can be read as two different days" in verdict.form
    assert "count (8071)" in verdict.right[0]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ([1, 2], "The list has 2 entries; this exercise reads lines like these:\nwhen: ..."),
        (3.5, "What came here is a Python value of type float; this exercise reads"),
        (len, "What came here is a Python value of type builtin_function_or_method; this"),
        ({"when": [1]}, "On the line “when” a Python value of type list came; use text."),
        (pd.DataFrame({"a": [1]}), "What came here is a Python value of type DataFrame; this"),
    ],
)
def test_a_value_of_another_shape_gets_a_sentence(answer: object, sentence: str) -> None:
    verdict = judge(FOUR, answer)
    assert verdict.score is None
    assert (verdict.form or "").startswith(sentence)


def test_only_a_page_of_an_answer_is_read() -> None:
    assert values("count: 8071\n" + "x" * 50_000)[1] == "8071"
    assert values("x" * 50_000 + "\ncount: 8071")[1] is None


# Any value ----------------------------------------------------------------------------------


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError("no")

    __str__ = __repr__


ODD: list[object] = [
    10**5000,
    -(10**5000),
    math.nan,
    math.inf,
    -math.inf,
    1e308,
    Decimal("1.5"),
    Fraction(1, 3),
    complex(1, 2),
    bytearray(b"a"),
    len,
    int,
    Unprintable(),
    object(),
    range(5),
    NotImplemented,
    np.array([1, 2]),
    np.array(3),
    np.array("a"),
    np.zeros((2, 2)),
    np.float32("nan"),
    np.longdouble(1),
    np.datetime64("1884-05-05"),
    np.datetime64("NaT"),
    np.timedelta64(5, "D"),
    np.timedelta64(5, "ns"),
    np.bool_(1),
    pd.Series([1, 2]),
    pd.DataFrame({"a": [1]}),
    pd.NaT,
    pd.NA,
    pd.Timestamp("1884-05-05"),
    pd.Timedelta(days=3),
    pd.Period("1884"),
    pd.Index([1]),
    OrderedDict(when=1),
    {10**5000: 1},
    {(1, 2): 3, None: 4, ...: 5, b"when": 1},
    "\ud800",
    "when: \ud800",
    "count: " + "9" * 3000,
    "when: " + "1884/" * 500,
    "share: 1e999",
    "count: ٢٢",
    "when: ٢٢ May ١٨٨٤",
    "when: 00 May 0000",
    "\x00: \x00",
    ":" * 100,
]
odd = st.integers(0, len(ODD) - 1).map(lambda place: ODD[place])
plain = st.one_of(
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.binary(max_size=8),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    odd,
)
anything = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=7),
        st.lists(inner, max_size=7).map(tuple),
        st.frozensets(st.integers() | st.text(max_size=3), max_size=3),
        st.sets(st.integers(), max_size=3),
        st.dictionaries(st.text(max_size=5) | st.integers() | st.none(), inner, max_size=7),
        st.dictionaries(
            st.sampled_from(["when", "count", "share", "mood", "year", "1A", "a", "verdict", "1"])
            | st.sampled_from(["earliest", "latest", "evidence", "B", "B kind", *ARGUED]),
            inner,
            max_size=7,
        ),
    ),
    max_leaves=12,
)
blocks = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "when",
                "count",
                "share",
                "mood",
                "year",
                "sure",
                "event",
                "1A",
                "2B",
                "row",
                "verdict",
                "a",
                "b",
                "1",
                "6",
                "earliest",
                "latest",
                "evidence",
                "A",
                "C kind",
                "option",
                "because",
                "sources",
                "quote",
            ]
        )
        | st.text(max_size=5),
        st.text(max_size=25)
        | st.text("0123456789-/.,% ", max_size=12)
        | st.sampled_from(["5 May 1884", "not on the page", "supports", "witness", "...", "8,071"])
        | st.sampled_from(["1, 3", "1-9", "all", "silence", "Pell", "opening", *ARGUED.values()]),
    ),
    max_size=8,
).map(lambda pairs: "\n".join(f"{label}: {text}" for label, text in pairs))

EVERY_TYPE = [
    FOUR,
    an_exercise(ExerciseType.COMPUTE, COUNT),
    WINDOW,
    VOICES,
    ACCOUNTS,
    ARGUMENT,
    *VILLAGE.exercises.values(),
]


@pytest.mark.parametrize("exercise", EVERY_TYPE, ids=lambda one: one.type.value)
@MANY
@given(answer=anything | blocks, tries=st.integers(0, 9))
def test_any_value_gets_a_verdict(exercise: Exercise, answer: object, tries: int) -> None:
    verdict = judge(exercise, answer, earlier_tries=tries, library=LIBRARY)
    assert isinstance(verdict, Verdict)
    assert verdict.score is None or 0 <= verdict.score <= 1
    assert all(0 <= part.earned <= part.possible for part in verdict.parts)
    assert VILLAGE.exercises["1.1"] is not exercise or verdict.score is None


@pytest.mark.parametrize("exercise", EVERY_TYPE, ids=lambda one: one.type.value)
def test_each_odd_value_gets_a_verdict(exercise: Exercise) -> None:
    for value in ODD:
        shapes = (
            value,
            [value] * len(exercise.lines),
            {one.label: value for one in exercise.lines},
        )
        for answer in shapes:
            score = judge(exercise, answer, library=LIBRARY).score
            assert score is None or 0 <= score <= 1


@MANY
@given(answer=anything | blocks)
def test_a_check_of_any_value_shows_itself(answer: object) -> None:
    for name in ("1.2", "1.5"):
        view = VILLAGE.check(name, answer)
        assert view.html
        assert view.text


# Scores by type -----------------------------------------------------------------------------


def test_weights_are_shares_of_the_score() -> None:
    exercise = an_exercise(
        ExerciseType.SOURCE_CARD,
        a_line("stop", LineKind.WORDS, "Aldham", weight=3),
        a_line("miles", LineKind.NUMBER, "2.5", weight=1),
    )
    assert judge(exercise, "stop: aldham").score == 0.75
    assert judge(exercise, "miles: 2,5").score == 0.25
    assert [part.earned for part in judge(exercise, "stop: Aldham").parts] == [3, 0]


def test_the_floor_is_what_answers_without_reading_would_earn() -> None:
    lines = [a_line(label, LineKind.DATE, value) for label, value in zip("abcd", "1112", strict=1)]
    dated = [
        Line(label=one.label, kind=one.kind, accepts=(Accepted(value="1884"),)) for one in lines
    ]
    dated[3] = a_line("d", LineKind.DATE, "1899")
    exercise = an_exercise(ExerciseType.SOURCE_CARD, *dated)
    assert floor(exercise) == 0.75
    assert judge(exercise, dict.fromkeys("abcd", "1884")).score == 0
    assert judge(exercise, {"a": "1884", "b": "1884", "c": "1884", "d": "1899"}).score == 1


def test_an_answer_that_the_author_calls_lazy_sets_the_floor() -> None:
    exercise = an_exercise(ExerciseType.COMPUTE, COUNT, SHARE, lazy=("count: 8071",))
    assert len(list(lazy_answers(exercise))) == 1
    assert judge(exercise, "count: 8071").score == 0
    assert judge(exercise, "count: 8071\nshare: 25").score == 1


def test_labels_are_scored_by_macro_f1() -> None:
    exercise = VILLAGE.exercises["1.3"]
    raw = raw_score(exercise, read_answer(exercise, dict.fromkeys("123456", "witness")))
    assert raw == pytest.approx((2 * 2 / (6 + 2)) / 3)
    half = read_answer(exercise, ["witness", "witness", "hearsay", "witness", "opinion", "..."])
    witness, hearsay, opinion = 2 * 2 / (3 + 2), 2 * 1 / (1 + 2), 2 * 1 / (1 + 2)
    assert raw_score(exercise, half) == pytest.approx((witness + hearsay + opinion) / 3)


def test_a_reading_that_a_scholar_defends_is_right_and_names_the_scholar() -> None:
    exercise = VILLAGE.exercises["1.3"]
    verdict = judge(exercise, ["witness", "witness", "hearsay", "hearsay", "opinion", "hearsay"])
    assert (verdict.score, verdict.defended_by) == (1, "J. Ward")
    assert verdict.defended == "6 as hearsay"
    assert "6 as hearsay: the reading defended by J. Ward." in VerdictView(verdict).text
    assert judge(exercise, exercise.solution).defended_by is None


def claims(answer: str) -> float:
    exercise = VILLAGE.exercises["1.4"]
    return raw_score(exercise, read_answer(exercise, answer))


def test_claims_are_scored_by_the_mean_of_their_f1() -> None:
    solution = VILLAGE.exercises["1.4"].solution
    assert claims(solution) == 1
    assert claims("1A: undercuts\n2A: neither\n2B: supports") == pytest.approx((2 / 3 + 1) / 2)


def test_right_evidence_in_the_wrong_direction_counts_half() -> None:
    turned = VILLAGE.exercises["1.4"].solution.replace("1B: supports", "1B: undercuts")
    assert claims(turned) == pytest.approx((2 * 1.5 / 4 + 1) / 2)


def test_padding_lowers_the_score_and_so_does_a_blank() -> None:
    solution = VILLAGE.exercises["1.4"].solution
    padded = claims(solution.replace("2A: neither", "2A: supports"))
    blank = claims(solution.replace("2A: neither", "2A: ..."))
    assert padded == blank == pytest.approx((1 + 2 / 3) / 2)


def test_evidence_of_claim_ten_is_not_that_of_claim_one() -> None:
    choices = ("supports", "undercuts", "neither")
    lines = [a_line(f"{n}A", LineKind.CHOICE, "supports", choices=choices) for n in (1, 10)]
    exercise = an_exercise(
        ExerciseType.CLAIM_EVIDENCE, *lines, claims={"1": "x", "10": "y"}, evidence={"A": "z"}
    )
    assert raw_score(exercise, read_answer(exercise, "1A: supports")) == 0.5


def test_a_verdict_counts_only_with_its_evidence() -> None:
    exercise = VILLAGE.exercises["1.6"]
    assert judge(exercise, "verdict: partly right\nwhat is wrong: all").score == 0
    assert judge(exercise, "row: 2\nwhat is wrong: all").score == 0
    assert judge(exercise, "verdict: right\nrow: 2\nwhat is wrong: all").score == 0
    assert judge(exercise, "verdict: wrong\nrow: 3").score == 0.8
    assert judge(exercise, exercise.solution).score == 1


def test_a_misconception_may_leave_a_share() -> None:
    exercise = VILLAGE.exercises["1.5"]
    verdict = judge(exercise, "days: -783\nover: 25")
    assert verdict.score == pytest.approx(0.7 * 0.6 + 0.4)
    assert verdict.misconception == "counted-backwards"
    assert [part.earned for part in verdict.parts] == [pytest.approx(0.42), 0.4]


def test_a_misconception_is_met_only_with_all_its_readings() -> None:
    both = Misconception(
        id="both", answer={"count": "8070", "share": "24"}, say="Twice off by one."
    )
    exercise = an_exercise(ExerciseType.COMPUTE, COUNT, SHARE, misconceptions=(both,))
    assert judge(exercise, "count: 8070\nshare: 25").misconception is None
    assert judge(exercise, "count: 8,070\nshare: 24 %").say == ("Twice off by one.",)


def test_a_prediction_is_noted_and_never_scored() -> None:
    exercise = VILLAGE.exercises["1.1"]
    verdict = judge(exercise, "year: 1899\nsure: 70")
    assert (verdict.score, verdict.done, verdict.hint) == (None, True, None)
    assert verdict.right == ("year: 1899", "sure: 70")
    assert judge(exercise, "year: 1899").done is False


def test_hints_go_from_where_to_look_to_the_parallel_case_and_stay_there() -> None:
    seen = [judge(FOUR, "count: 1", earlier_tries=tries).hint for tries in range(5)]
    assert seen == ["Look.", "Look there.", *["Once, elsewhere."] * 3]
    assert (
        judge(FOUR, dict(zip(["when", "count", "share", "mood"], RIGHT, strict=True))).hint is None
    )


def test_an_answer_read_but_odd_in_shape_is_not_full_marks_without_a_word() -> None:
    answer = "when: 5 May 1884\ncount: 8071\nshare: 25\nmood: glad\nbanana: 3"
    verdict = judge(FOUR, answer)
    assert (verdict.score, verdict.done, verdict.explanation) == (1, False, "")
    assert "banana" in (verdict.form or "")


# Several things, and free text --------------------------------------------------------------

EVIDENCE = a_line("evidence", LineKind.MANY, "1, 3", choices=CLUES)
COLOURS = a_line("flags", LineKind.MANY, "red, dark blue", choices=("red", "dark blue", "green"))
CITED = a_line("sources", LineKind.MANY)


@pytest.mark.parametrize(
    "text",
    [
        "1, 3",
        "3,1",
        "1 3",
        "1; 3",
        "1 and 3",
        "clues 1 and 3",
        "1 & 3",
        "“1”, “3”",
        "3, 1, 1",
        "1+3",
    ],
)
def test_several_numbers_are_read_in_many_spellings(text: str) -> None:
    assert read(EVIDENCE, text) == "1, 3"


@pytest.mark.parametrize(
    ("text", "value"), [("1-3", "1, 2, 3"), ("1–2, 4", "1, 2, 4"), ("all", "1, 2, 3, 4")]
)
def test_a_range_and_all_are_read(text: str, value: str) -> None:
    assert read(EVIDENCE, text) == value


@pytest.mark.parametrize(
    "text", ["red, dark blue", "Dark Blue and red", "dark; r", "RED\ndarkblue", "red & dark-blue"]
)
def test_several_names_are_read_in_many_spellings(text: str) -> None:
    assert read(COLOURS, text) == "red, dark blue"


def test_what_is_known_of_a_list_counts_and_the_rest_gets_a_sentence() -> None:
    found = read_line(EVIDENCE, "1, 3 and 9")
    assert (found.value, found.trouble) == (
        "1, 3",
        "“1, 3 and 9” on the line “evidence” names “9”, not in the list (it has: 1, 2, 3, 4).",
    )
    assert "is “green” meant?" in (read_line(COLOURS, "red, greem").trouble or "")
    assert trouble(EVIDENCE, "the rain").endswith("names none of the list (1, 2, 3, 4).")


@pytest.mark.parametrize("given", [[1, 3], (3, 1), {1, 3}, ["1", 3.0], "1, 3", np.str_("1 3")])
def test_a_list_in_python_is_a_list(given: object) -> None:
    one = an_exercise(ExerciseType.COMPUTE, EVIDENCE)
    assert judge(one, {"evidence": given}).score == 1
    assert judge(one, given).score in (1, None)  # a bare set is no answer that people type
    assert judge(one, [1, 3]).score == 1


def test_an_open_list_keeps_what_was_typed() -> None:
    assert read(CITED, "Opening-Day; “company-minutes” and (second)") == (
        "opening-day, company-minutes, second"
    )


def test_a_text_is_kept_and_may_go_on_below_its_line() -> None:
    typed = "option: success\nbecause: ... It went\non: and on.\nNobody left\nsources: opening-day"
    found = read_answer(ARGUMENT, typed)
    assert found.readings["because"].value == "It went on: and on. Nobody left"
    assert (found.readings["sources"].value, found.form) == ("opening-day", ())


def test_a_set_is_scored_by_its_f1_with_the_nearest_accepted_one() -> None:
    one = an_exercise(ExerciseType.COMPUTE, EVIDENCE, COUNT)
    scores = {
        text: raw_score(one, read_answer(one, f"evidence: {text}"))
        for text in ("1, 3", "1", "1, 2", "2")
    }
    assert list(scores.values()) == pytest.approx([0.5, 1 / 3, 0.25, 0])
    assert "Of the evidence this helps: 1." in judge(one, "evidence: 1, 2").right


def test_a_misconception_on_a_list_is_met_when_it_is_among_it() -> None:
    rain = Misconception(id="rain", answer={"evidence": "4"}, say="It always rains.")
    one = an_exercise(ExerciseType.COMPUTE, EVIDENCE, misconceptions=(rain,))
    assert judge(one, "evidence: 1, 3, 4").misconception == "rain"
    assert judge(one, "evidence: 1, 2").misconception is None


def test_a_reading_may_be_right_beside_another_one_only() -> None:
    total = Line(
        label="total",
        kind=LineKind.NUMBER,
        accepts=(
            Accepted(value="16", beside={"rule": "strict"}),
            Accepted(value="18", beside={"rule": "loose"}, defended_by="J. Ward"),
        ),
    )
    rule = a_line("rule", LineKind.CHOICE, "strict", "loose", choices=("strict", "loose"))
    one = an_exercise(ExerciseType.COMPUTE, rule, total)
    assert judge(one, "rule: strict\ntotal: 16").score == 1
    assert judge(one, "rule: loose\ntotal: 18").defended_by == "J. Ward"
    assert judge(one, "rule: strict\ntotal: 18").score == 0.5
    waiting = judge(one, "total: 16")
    assert waiting.score == 0
    assert waiting.say == (
        "What stands on “total” counts only with the line “rule”, which is still blank.",
    )
    assert judge(one, "total: 17").say == ()


# A window of dates --------------------------------------------------------------------------


def dated(earliest: str, latest: str, evidence: str = "1, 2") -> float:
    answer = {"earliest": earliest, "latest": latest, "evidence": evidence}
    return raw_score(WINDOW, read_answer(WINDOW, answer))


def test_each_halving_of_a_window_earns_the_same() -> None:
    assert dated("1884-05-01", "1884-05-10") == 1
    widths = [("1884-03-22", "1884-05-10"), ("1884-04-16", "1884-05-10")]  # 50 and 25 days
    fifty, quarter = (dated(*ends) - 0.2 for ends in widths)
    assert fifty == pytest.approx(0.8 * math.log(2) / math.log(10))
    assert quarter == pytest.approx(2 * fifty)
    assert dated("1884-03-01", "1884-06-08") == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("earliest", "latest"),
    [
        ("1884-05-06", "1884-05-10"),
        ("1884-05-01", "1884-05-04"),
        ("1885", "1885"),
        ("1883", "1883"),
    ],
)
def test_a_window_without_the_day_earns_nothing_and_its_good_end_is_named(
    earliest: str, latest: str
) -> None:
    assert dated(earliest, latest) == 0
    verdict = judge(WINDOW, {"earliest": earliest, "latest": latest, "evidence": "1, 2"})
    assert any("The day lies outside your window" in said for said in verdict.say)
    assert verdict.right[0] in (
        "Your latest day holds: it was not after that.",
        "Your earliest day holds: it was not before that.",
    )


def test_who_is_narrower_than_the_evidence_allows_is_asked_how_he_knows() -> None:
    assert dated("1884-05-05", "1884-05-05") == dated("1884-05-01", "1884-05-10")
    assert dated("1884-05-05", "1884-05-05", "1, 2, 3") == 1
    # clue 1 alone leaves 39 days open
    assert dated("1884-05-01", "1884-05-10", "1") == pytest.approx(
        0.8 * math.log(100 / 39) / math.log(10) + 0.2 * 2 / 3
    )
    verdict = judge(WINDOW, "earliest: 5 May 1884\nlatest: 5 May 1884\nevidence: 1")
    assert verdict.right[0] == "Your window holds the day. It is one day wide."
    assert verdict.say[0].startswith("How do you know? The clues that you name leave days open")
    assert verdict.say[1] == "Nothing that you name closes the end."


@pytest.mark.parametrize(
    ("ends", "evidence", "said"),
    [
        (("1 March 1884", "10 May 1884"), "2", "Nothing that you name closes the beginning."),
        (("1 March 1884", "10 May 1884"), "1, 2", "Your clues close the beginning further than"),
        (("1 May 1884", "9 June 1884"), "1", "Nothing that you name closes the end."),
    ],
)
def test_the_end_that_is_still_open_is_named(
    ends: tuple[str, str], evidence: str, said: str
) -> None:
    verdict = judge(WINDOW, [*ends, evidence])
    assert verdict.say[-1].startswith(said)
    assert verdict.score < 1


def test_who_is_narrower_than_the_best_window_is_told_what_was_typed() -> None:
    verdict = judge(WINDOW, "earliest: 5 May 1884\nlatest: 5 May 1884\nevidence: 1, 2")
    assert (verdict.score, verdict.say) == (1, ())
    assert "Earliest (5 May 1884): inside the window that your clues close." in verdict.right
    closed = judge(WINDOW, "earliest: 5 May 1884\nlatest: 5 May 1884\nevidence: 1, 2, 3")
    assert "Earliest (5 May 1884): your clues close the window there." in closed.right
    assert "Not before the clerk came." not in closed.right


def test_a_true_clue_more_never_earns_less_and_a_distractor_never_more() -> None:
    for ends in (("1884-05-01", "1884-05-10"), ("1884-05-05", "1884-05-05"), ("1884", "1884")):
        for count in range(4):
            for named in itertools.combinations("123", count):
                score = dated(*ends, ", ".join(named))
                assert all(dated(*ends, ", ".join([*named, one])) >= score for one in "123")
                assert dated(*ends, ", ".join([*named, "4"])) <= score
                if {"1", "2"} <= set(named):
                    assert dated("1884-05-01", "1884-05-10", ", ".join(named)) == 1


def test_a_weekday_closes_a_window_that_other_clues_have_narrowed() -> None:
    narrow = judge(WINDOW, "earliest: 5 May 1884\nlatest: 5 May 1884\nevidence: 1, 2, 3")
    assert (narrow.score, narrow.say) == (1, ())


def test_a_window_without_evidence_earns_nothing() -> None:
    assert dated("1884-05-01", "1884-05-10", "...") == 0
    verdict = judge(WINDOW, "earliest: 1 May 1884\nlatest: 10 May 1884")
    assert verdict.say == (
        "How do you know? A window counts only with its evidence: name the clues that set its "
        "two ends.",
    )


def test_an_end_left_blank_is_left_open() -> None:
    ends = dated("1884-05-01", "...", "1"), dated("1884-05-01", "8 June 1884", "1")
    assert ends[0] == ends[1] > 0
    assert dated("...", "...") == 0


def test_a_month_is_its_first_day_or_its_last() -> None:
    assert dated("May 1884", "May 1884") == dated("1884-05-01", "1884-05-31")


def test_ends_that_are_no_dates_or_stand_the_wrong_way_round_get_a_sentence() -> None:
    verdict = judge(WINDOW, "earliest: Monday\nlatest: 10 May 1884\nevidence: 2")
    assert "“Monday” is no end of a window: write a day, a month or a year." in verdict.say
    turned = judge(WINDOW, "earliest: 10 May 1884\nlatest: 1 May 1884\nevidence: 2")
    assert turned.score == 0
    assert turned.say[0].startswith("The window ends before it begins.")


def test_the_parts_of_a_window_add_up_to_its_score_and_name_the_end_that_is_right() -> None:
    verdict = judge(WINDOW, "earliest: 1 May 1884\nlatest: 8 June 1884\nevidence: 1")
    raw = dated("1884-05-01", "1884-06-08", "1")
    assert sum(part.earned for part in verdict.parts) == pytest.approx(raw, abs=1e-3)
    assert verdict.right[1] == "Not before the clerk came."
    assert verdict.parts[0].earned > verdict.parts[1].earned


def test_the_widest_window_with_every_clue_is_lazy() -> None:
    assert floor(WINDOW) == pytest.approx(0.2 * 6 / 7)
    assert judge(WINDOW, "earliest: 1 March 1884\nlatest: 8 June 1884\nevidence: all").score == 0


# Attribution --------------------------------------------------------------------------------


def attributed(*names: str) -> float:
    return raw_score(VOICES, read_answer(VOICES, list(names)))


def test_wrong_names_cost_what_guessing_brings() -> None:
    assert attributed("Pell", "Pell", "Ward", "writer", "writer", "cannot tell") == 1
    assert attributed("Pell", "Pell", "Ward", "writer", "Ward", "Pell") == pytest.approx(4.5 / 6)
    assert attributed("Ward", "Ward", "Pell", "Pell", "Pell", "Pell") == 0


def test_cannot_tell_is_right_where_nobody_can_and_costs_nothing_elsewhere() -> None:
    blank = attributed("Pell", "...", "...", "...", "...", "...")
    assert attributed("Pell", *["cannot tell"] * 4, "...") == blank == pytest.approx(1 / 6)
    assert attributed(*["cannot tell"] * 6) == pytest.approx(1 / 6)
    assert attributed("Pell", "pel", "can’t tell", "...", "...", "...") == pytest.approx(2 / 6)


# Corroboration ------------------------------------------------------------------------------


def corroborated(**lines: str) -> float:
    named = {label.replace("_", " "): word for label, word in lines.items()}
    return raw_score(ACCOUNTS, read_answer(ACCOUNTS, named))


def test_points_are_scored_by_f1_with_half_for_what_is_said_and_half_for_the_kind() -> None:
    assert corroborated(A="sunk", B="late", B_kind="fact", C="lost", C_kind="silence") == 1
    assert corroborated(A="sunk", B="late", B_kind="status") == pytest.approx(2 * 2 / (2 + 3))
    assert corroborated(B="late") == pytest.approx(2 * 0.5 / (1 + 3))
    assert corroborated(A="late", B="sunk", B_kind="emphasis") == 0


def test_a_silence_called_a_contradiction_costs_half_a_point() -> None:
    rest = {"A": "sunk", "B": "late", "B_kind": "fact", "C": "lost"}
    only_wrong = corroborated(**rest, C_kind="emphasis")
    assert only_wrong == pytest.approx(2 * 2.5 / 6)
    for kind in ("fact", "status"):
        assert corroborated(**rest, C_kind=kind) == pytest.approx(2 * 2 / 6)
    assert corroborated(C_kind="fact") == 0
    said = judge(ACCOUNTS, {"A": "sunk", "C": "lost", "C kind": "fact"}).say
    assert said == ("A silence taken for a contradiction costs half of its line besides.",)


def test_every_pair_of_words_everywhere_is_lazy() -> None:
    assert len(list(lazy_answers(ACCOUNTS))) == len(TOLD) * len(KINDS)
    assert floor(ACCOUNTS) == pytest.approx(2 * 1.5 / 6)


# An argument --------------------------------------------------------------------------------


def argued(**lines: str) -> Verdict:
    return judge(ARGUMENT, ARGUED | lines, library=LIBRARY)


def earned_by(verdict: Verdict) -> dict[str, float]:
    return {part.asked: part.earned / part.possible for part in verdict.parts}


@pytest.mark.parametrize("option", ["success", "failure", "FAIL"])
def test_no_option_is_wrong_and_the_thought_is_left_to_the_teacher(option: str) -> None:
    verdict = argued(option=option)
    assert (verdict.score, verdict.say, verdict.form) == (1, (), None)
    assert "your teacher judges that, and you" in verdict.unchecked


@pytest.mark.parametrize(
    ("sources", "share", "said"),
    [
        ("opening-day", 0.25, "One document is a start; two are asked, from two sides."),
        (
            "opening-day, second-day",
            0.5,
            "All your documents speak for one side (writers). Hear another one, too.",
        ),
        ("opening day and COMPANY", 1, None),
        ("opening, minutes", 1, None),
        (
            "opening-dye, company-minutes",
            0.25,
            "No document of the course is called “opening-dye”. Is “opening-day” meant?",
        ),
        ("day, company", 0.25, "No document of the course is called “day”."),
        ("opening-day, opening-day", 0.25, "One document is a start; two are asked"),
        ("bananas", 0, "No document of the course is called “bananas”."),
    ],
)
def test_two_documents_that_exist_from_two_sides(
    sources: str, share: float, said: str | None
) -> None:
    verdict = argued(sources=sources, quote="nobody heard it for the engine")
    assert earned_by(verdict)["sources"] == share
    assert said is None or any(one.startswith(said) for one in verdict.say)


def test_a_shortened_name_that_fits_two_documents_asks_which() -> None:
    library = Library(voices={"day-one": "a", "day-two": "b"})
    verdict = judge(ARGUMENT, ARGUED | {"sources": "day"}, library=library)
    assert "“day” may be day-one or day-two: write which one." in verdict.say


@pytest.mark.parametrize(
    ("quote", "right"),
    [
        ("the hens be paid for", True),
        ("“the hens be paid for” (the minutes)", True),
        ("The band played, and “nobody” heard it", True),
        ("THE BAND PLAYED AND NOBODY HEARD IT", True),
        ("the band played … for the engine", True),
        ("the band played ... heard it", True),
        ("for the engine … the band played", False),
        ("the band was played", False),
        ("he hens be paid", False),
        ("paid for", False),
        ("bananas and hens be paid", False),
    ],
)
def test_a_quotation_is_word_for_word(quote: str, right: bool) -> None:  # noqa: FBT001
    verdict = argued(quote=quote)
    assert earned_by(verdict)["quote"] == right
    assert right or verdict.say


def test_a_quotation_from_a_document_that_is_not_named_or_that_is_nearly_right_is_told() -> None:
    unnamed = argued(sources="opening-day, second-day", quote="the hens be paid for")
    assert any("which you do not name among your sources" in said for said in unnamed.say)
    nearly = argued(quote="resolved that the hens are paid for")
    assert "Compare it, word by word, with the quotation in company-minutes." in nearly.say[0]


def test_a_misquotation_is_compared_first_with_the_sources_that_are_named() -> None:
    quotations = {
        "a-rumour": ("not one hen eastward",),
        "opening-day": ("Not an inch of our ground shall the hens cross, they said, eastward.",),
    }
    library = Library(voices=LIBRARY.voices | {"a-rumour": "writers"}, quotations=quotations)
    answer = ARGUED | {"quote": "not one inch eastward"}
    for sources, near in (("opening-day, company-minutes", "opening-day"), ("", "a-rumour")):
        verdict = judge(ARGUMENT, answer | {"sources": sources}, library=library)
        assert any(f"with the quotation in {near}." in said for said in verdict.say)


@pytest.mark.parametrize(
    ("line", "text", "said"),
    [
        ("because", "word " * 4 + "and so it went on until the evening came", "has 13 words of 12"),
        ("against", "no", "The line “against” needs a whole sentence."),
        ("against", "no no no no no no no", "The line “against” needs a whole sentence."),
        ("limit", ARGUED["against"], "The line “limit” repeats another one."),
        ("limit", "the opening of the line a success", "The line “limit” repeats the question."),
    ],
)
def test_a_line_of_text_needs_a_sentence_of_its_own(line: str, text: str, said: str) -> None:
    verdict = argued(**{line: text})
    assert earned_by(verdict)[line] == 0
    assert (verdict.score or 0) < 1
    assert any(said in one for one in verdict.say)


def test_nothing_but_the_option_counts_without_a_reason() -> None:
    for reason in ("...", "I think so"):
        verdict = argued(because=reason)
        assert earned_by(verdict) == dict.fromkeys(ARGUED, 0) | {"option": 1}
        assert verdict.score == 0
    assert "Nothing else counts without a reason" in argued(because="").say[0]


def test_without_a_library_no_source_and_no_quotation_is_found() -> None:
    earned = earned_by(judge(ARGUMENT, ARGUED))
    assert (earned["sources"], earned["quote"], earned["limit"]) == (0, 0, 1)


# Keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "said"),
    [
        (WINDOW, None),
        (ARGUMENT, None),
        (FOUR, None),
        (an_exercise(ExerciseType.DATE_WINDOW, WHEN), "needs the lines earliest, latest, evidence"),
        (replace(WINDOW, truth=None), "needs 'truth', the day, and 'widest'"),
        (
            replace(WINDOW, truth=When("1900"), allows={}),
            "its truth lies outside its widest window",
        ),
        (replace(WINDOW, allows={"9": "1884"}), "clue '9' allows something, and is no clue"),
        (replace(WINDOW, allows={"1": "Friday"}), "clue '1' is a Friday, and the truth is none"),
        (replace(WINDOW, allows={"1": "soon"}), "clue '1' allows 'soon', which is no date"),
        (replace(WINDOW, allows={"1": "1884-04"}), "clue '1' allows April 1884, and the truth"),
        (an_exercise(ExerciseType.CHOOSE_JUSTIFY, MOOD), "needs the lines option, because"),
    ],
)
def test_what_a_type_asks_of_its_key_is_said(exercise: Exercise, said: str | None) -> None:
    found = list(key_problems(exercise))
    assert len(found) == (said is not None)
    assert said is None or found[0].startswith(said)


WRITTEN = """---
title: When was the letter written?
type: date-window
skill: dating
truth: 1884-05-05
widest: 1884-03-01/1884-06-08
evidence: {"1": the clerk, "2": the fair}
allows: {"1": 1884-05-01/1884-06-08}
key:
  earliest: {date: 1884-05-01}
  latest: {date: 1884-05-10}
  evidence: {many: ["1, 2", "2"]}
---
When?
"""


def test_a_window_is_read_from_its_file_with_the_weights_of_its_type(tmp_path: Path) -> None:
    path = tmp_path / "1.1.md"
    path.write_text(WRITTEN, encoding="utf-8")
    exercise = read_exercise(path, tmp_path)
    assert exercise.widest == When("1884-03-01/1884-06-08")
    assert [line.weight for line in exercise.lines] == [0.4, 0.4, 0.2]
    assert exercise.lines[2].choices == ("1", "2")
    assert raw_score(exercise, read_answer(exercise, ["1 May 1884", "10 May 1884", "2"])) < 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"1, 2", "2"', '"1, 3"', "12: the line 'evidence' accepts '3', which is no choice"),
        (
            "{date: 1884-05-10}",
            "{date: [{value: 1884, beside: {rule: x}}]}",
            "11: the line 'latest' stands beside 'rule', which the key lacks",
        ),
        (
            "{date: 1884-05-10}",
            "{date: [{value: 1884, beside: x}]}",
            "11: the line 'latest' accepts values, or 'value' with 'defended_by' or 'beside'",
        ),
        ("truth: 1884-05-05", "truth: soon", "5: truth 'soon' is not a date"),
    ],
)
def test_what_is_wrong_with_such_a_file_is_said(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = tmp_path / "1.1.md"
    path.write_text(WRITTEN.replace(old, new), encoding="utf-8")
    with pytest.raises(CourseFileError) as caught:
        read_exercise(path, tmp_path)
    assert str(caught.value).startswith(f"1.1.md:{said}")


@pytest.mark.parametrize("text", ["22/6/94", "3-4-94"])
def test_a_short_year_asks_for_four_digits(text):
    line = Line(label="when", kind=LineKind.DATE)
    assert "has a short year" in read_line(line, text).trouble


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("not in the page", "not on the page"),
        ("a Wednesday, I don't know which", "wednesday"),
        ("on Wednesdays", "wednesday"),
    ],
)
def test_an_honest_not_knowing_is_read_in_many_words(text, value):
    assert read_line(Line(label="when", kind=LineKind.DATE), text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("false", "wrong"), ("half true", "partly right"), ("the word first", "first")],
)
def test_a_choice_is_read_from_a_short_sentence(text, value):
    choices = ("right", "partly right", "wrong", "first", "nothing")
    assert (
        read_line(Line(label="verdict", kind=LineKind.CHOICE, choices=choices), text).value == value
    )


def test_a_sentence_that_says_not_is_no_choice():
    line = Line(label="verdict", kind=LineKind.CHOICE, choices=("right", "wrong"))
    assert read_line(line, "it is not right").value is None


SAME = {"writer": ("journalist", "the paper"), "other": ("Clinton", "alliance sources")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the journalist", "writer"),
        ("The paper.", "writer"),
        ("President Clinton", "other"),
        ("alliance sources, as AP has it", "other"),
        ("not the journalist", None),
        ("the journalist or Clinton", None),
        ("journalists", None),
    ],
)
def test_other_words_for_a_choice_are_read_as_that_choice(text: str, value: str | None) -> None:
    line = Line(label="1", kind=LineKind.CHOICE, choices=("writer", "other"), same=SAME)
    assert read_line(line, text).value == value


@pytest.mark.parametrize(
    ("same", "said"),
    [
        ("{writer: [author]}", None),
        ("{writers: [author]}", "'same' has words for 'writers', which is no choice (did you"),
        ('{writer: ["?"]}', "'same' has an empty word for 'writer'"),
        ("{writer: [Other]}", "'same' has 'Other' for 'writer', and it means 'other', too"),
    ],
)
def test_other_words_for_a_choice_are_looked_at_when_read(
    tmp_path: Path, same: str, said: str | None
) -> None:
    path = tmp_path / "1.2.md"
    path.write_text(
        "---\ntitle: Who?\ntype: attribute\nskill: reading\n"
        "choices: {writer: the paper, other: somebody}\n"
        f"same: {same}\nkey:\n  a: {{choice: writer}}\n---\nWho?\n",
        encoding="utf-8",
    )
    if said is None:
        assert read_exercise(path, tmp_path).lines[0].same == {"writer": ("author",)}
        return
    with pytest.raises(CourseFileError) as caught:
        read_exercise(path, tmp_path)
    assert str(caught.value).startswith(f"1.2.md:6: {said}")


def test_other_words_may_stand_for_a_choice_of_one_line(tmp_path: Path) -> None:
    path = tmp_path / "1.2.md"
    path.write_text(
        "---\ntitle: One?\ntype: predict\nskill: reading\nsame: {one: ['1']}\n"
        "key:\n  men: {choice: one, choices: [one, two]}\n"
        "  rain: {choice: 'no', choices: ['yes', 'no']}\n---\nOne?\n",
        encoding="utf-8",
    )
    men, rain = read_exercise(path, tmp_path).lines
    assert read_line(men, "1").value == "one"
    assert rain.same == {}


def test_a_wrong_line_without_an_explanation_is_named() -> None:
    verdict = judge(VOICES, ["Ward", "Pell", "Pell", "cannot tell", "Ward", "Ward"])
    assert verdict.say == ("Look again at 1, 3 and 6.",)


def test_explanations_of_wrong_lines_come_first_and_the_closest_one_counts() -> None:
    one = replace(
        FOUR,
        misconceptions=(
            Misconception(id="right", answer={"count": "8071"}, say="A."),
            Misconception(id="wide", answer={"share": "20"}, say="B."),
            Misconception(id="close", answer={"share": "20", "mood": "sad"}, say="C."),
            Misconception(id="when", answer={"when": "1884"}, say="D."),
        ),
    )
    verdict = judge(one, ["1884", 8071, 20, "sad"])
    assert (verdict.say, verdict.misconception) == (("C.", "D."), "close")


def test_one_label_on_more_than_half_of_the_lines_is_put_to_its_own_test() -> None:
    exercise = VILLAGE.exercises["1.3"]
    same = judge(exercise, ["witness"] * 4 + ["opinion"] * 2)
    assert any(one.startswith("One label for nearly all (witness, 4 of 6).") for one in same.say)
    half = judge(exercise, ["witness"] * 3 + ["opinion"] * 3)
    assert not any(one.startswith("One label") for one in half.say)
