"""Things put in order: events by what the sources settle, lines of code by what they need."""

from __future__ import annotations

import itertools
import random
import statistics
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coursekit.course import Course
from coursekit.exercises import judge, key_problems, lazy_answers, read_answer
from coursekit.exercises.orders import follows, placed, read_order
from coursekit.exercises.sequences import line_floor, raw_share, settled_pairs
from coursekit.records import Accepted, Exercise, ExerciseType, Line, LineKind, Misconception
from coursekit.views import VerdictView

VILLAGE = Course(Path(__file__).parent / "course")
EVENTS = VILLAGE.exercises["2.1"]
CODE = VILLAGE.exercises["2.3"]
LETTERS = ("a", "b", "c", "d", "e")


def ordered(kind: ExerciseType, letters: str, *keys: str, **more: Any) -> Exercise:
    pieces = {letter: f"piece {letter}." for letter in letters}
    accepts = tuple(Accepted(value=key) for key in keys)
    line = Line(label="order", kind=LineKind.ORDER, choices=tuple(letters), accepts=accepts)
    asked = {"id": "1.9", "title": "T", "skill": "s", "prompt": " ".join(pieces.values())}
    return Exercise(type=kind, lines=(line,), pieces=pieces, **(asked | more))


def score(exercise: Exercise, answer: object) -> float:
    return judge(exercise, answer).score or 0.0


# Reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "b, a, d = e, c",
        "b a d=e c",
        "B; A; D = E; C.",
        "b < a < d = e < c",
        "b > a > d = e > c",
        "b -> a -> d = e -> c",
        "b → a → e=d → c",
        "b, a, (d, e), c",
        "[b, a, [e d], c]",
        "b, a, d/e, c",
        "b, a, d and e, c",
        "first b, then a, then d & e, last c",
        "“b”, ‘a’, d = e, c",
        "1: b\n2: a\n3: d = e\n4: c",
        "1. b\n2. a\n3. e = d\n4. c",
        "1) b  2) a  3) d=e  4) c",
        "\n  b\n  a\n  d = e\n  c\n",
        "- b\n- a\n- d = e\n- c",
    ],
)
def test_an_order_is_read_in_many_spellings(text: str) -> None:
    assert read_order(text, LETTERS) == ("b, a, d = e, c", None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("c, >a, >>b, d", "c, >a, >>b, d"),
        ("c, > a, b", "c, >a, b"),
        ("c\n    a\n    b\nd", "c, >a, >b, d"),
        ("c\n  a\n      b\nd", "c, >a, >>b, d"),
        ("\n    c\n        a\n    b", "c, >a, b"),
        ("c a >b", "c, a, >b"),
        ("cab", "c, a, b"),
    ],
)
def test_lines_may_be_set_in_by_marks_or_by_spaces(text: str, value: str) -> None:
    assert read_order(text, LETTERS) == (value, None)


def test_what_is_no_piece_and_what_stands_twice_is_named_and_the_rest_counts() -> None:
    assert read_order("b, x, a", LETTERS) == (
        "b, a",
        "names “x”, which is no piece here (they are: a, b, c, d, e).",
    )
    assert read_order("b, a, b", LETTERS) == ("b, a", "names “b” twice; its first place counts.")
    assert read_order(" , ", LETTERS)[1] == "names no piece (they are: a, b, c, d, e)."


@example("1;>a")
@example(">a, a")
@given(st.text(alphabet="abcx12 ,;=<>()[]\n:.-…→andthen", max_size=60))
def test_any_text_is_read_as_an_order_without_an_error(text: str) -> None:
    value, trouble = read_order(text, LETTERS)
    assert value or trouble
    letters = [one.letter for one in placed(value)]
    assert len(set(letters)) == len(letters)
    assert set(letters) <= set(LETTERS)
    assert value is None or read_order(value, LETTERS) == (value, None)


@pytest.mark.parametrize(
    "answer",
    [
        "order: d, b, e = f, c, g, a",
        "o: d b e=f c g a",
        "d, b, e = f, c, g, a",
        "1: d\n2: b\n3: e = f\n4: c\n5: g\n6: a",
        "order:\nd\nb\nf = e\nc\ng\na",
        "order: d, b,\ne, f,\nc, g, a",
        "order: ...\nd b e f c g a",
        ["d", "b", "e", "f", "c", "g", "a"],
        ("d", "b", ["e", "f"], "c", "g", "a"),
        {"order": ["d", "b", ("f", "e"), "c", "a", "g"]},
    ],
)
def test_an_order_may_be_typed_on_a_line_or_on_several_or_as_a_list(answer: object) -> None:
    verdict = judge(EVENTS, answer)
    assert (verdict.score, verdict.form) == (1, None)


def test_other_lines_beside_an_order_are_read_as_ever() -> None:
    answer = "how many: 2\norder:\n    c\n    a\n    e\n        b"
    assert judge(CODE, answer).score == 1
    assert judge(CODE, "order: c, a, e, >b\nhow many 2").form == (
        "The line “how many 2” has no colon; write a label, a colon, an answer."
    )


def test_pieces_are_sought_in_their_order_whatever_is_between_them() -> None:
    assert follows("b, a = d, >c", "b, c")
    assert follows("b, a = d, >c", "a = d")
    assert follows("b, a = d, >c", ">c")
    assert not follows("b, a = d, >c", "a, d")
    assert not follows("b, a = d, c", ">c")
    assert not follows("b, a", "b, a, e")


# Events -------------------------------------------------------------------------------------


def test_pairs_of_one_day_and_pairs_that_are_unsettled_are_not_asked_for() -> None:
    pairs = settled_pairs(EVENTS, "d, b, e = f, c, g, a")
    assert len(pairs) == 7 * 6 / 2 - 2
    assert not {("e", "f"), ("g", "a")} & set(pairs)
    for answer in ("d b e f c g a", "d b f e c a g", "d, b, e=f, c, a=g"):
        assert judge(EVENTS, answer).score == 1


def test_an_order_is_scored_by_kendall() -> None:
    exercise = ordered(ExerciseType.SEQUENCE, "abcdef", "d, a, f, c, b, e")
    (line,) = exercise.lines
    assert raw_share(exercise, line, "d, a, f, c, b, e") == 1
    assert raw_share(exercise, line, "a, d, f, c, b, e") == pytest.approx((14 - 1) / 15)
    assert raw_share(exercise, line, "a = d, f, c, b, e") == pytest.approx(14 / 15)
    assert raw_share(exercise, line, "d, a") == pytest.approx(1 / 15)
    assert raw_share(exercise, line, "e, b, c, f, a, d") == 0
    assert raw_share(exercise, line, "a = b = c = d = e = f") == 0


def test_the_order_as_shown_and_the_one_backwards_earn_nothing() -> None:
    for exercise in (EVENTS, CODE):
        line = next(one for one in exercise.lines if one.kind is LineKind.ORDER)
        assert 0 < line_floor(exercise, line) < 0.6
        for shown in (line.choices, line.choices[::-1]):
            assert score(exercise, {"order": ", ".join(shown)}) == 0


@pytest.mark.parametrize("exercise", [EVENTS, CODE], ids=lambda one: one.type.value)
def test_orders_by_chance_earn_about_nothing(exercise: Exercise) -> None:
    lot = random.Random(exercise.id)
    drawn = [lot.sample(tuple(exercise.pieces), len(exercise.pieces)) for _ in range(400)]
    assert statistics.mean(score(exercise, {"order": ", ".join(one)}) for one in drawn) <= 0.15


def test_the_first_wrong_pair_is_named_after_what_is_right_and_not_the_whole_order() -> None:
    verdict = judge(EVENTS, "d, b, g, e, f, c, a")
    assert verdict.right == ("16 of the 19 pairs that can be settled stand in the right order.",)
    (sentence,) = [one for one in verdict.say if one.startswith("The first pair")]
    assert sentence == (
        "The first pair to look at: g (“The bridge is closed”) stands before e (“The line opens”) "
        "in your order. What dates the two?"
    )
    assert verdict.score is not None
    assert 0 < verdict.score < 1


def test_what_is_missing_and_what_is_put_together_is_said() -> None:
    assert "Not placed yet: a, c, f, g." in judge(EVENTS, "d, b, e").say
    together = judge(EVENTS, "d = b, e = f, c, g, a")
    assert "which of the two was first can be told" in together.say[0]
    assert together.score is not None
    assert together.score < 1


def test_an_order_that_a_scholar_defends_is_right_and_names_the_scholar() -> None:
    verdict = judge(EVENTS, "b, d, e, f, c, a, g")
    assert (verdict.score, verdict.defended_by) == (1, "J. Ward")
    assert judge(EVENTS, EVENTS.solution).defended_by is None


def test_a_misconception_speaks_of_pieces_in_the_wrong_order() -> None:
    assert judge(EVENTS, "d, b, e, f, g, c, a").misconception == "bridge-before-lane"
    assert judge(EVENTS, EVENTS.solution).misconception is None


# Lines of code ------------------------------------------------------------------------------


def test_code_is_scored_by_its_longest_run_what_is_set_in_and_what_does_not_belong() -> None:
    line = CODE.lines[0]
    scores = {
        text: raw_share(CODE, line, text)
        for text in ("c, a, e, >b", "c, a, e, b", "c, e, a, >b", "c, a, d, e, >b", "c", "d")
    }
    assert list(scores.values()) == pytest.approx([1, 0.8, 0.8, 0.9, 0.2, 0])


def test_where_no_line_is_set_in_the_order_is_all_that_counts() -> None:
    exercise = ordered(ExerciseType.PARSONS, "abcde", "c, a, d, b")
    (line,) = exercise.lines
    assert raw_share(exercise, line, "c, a, d, b") == 1
    assert raw_share(exercise, line, "c, a, d") == 0.75
    assert raw_share(exercise, line, "c, a, d, b, e") == pytest.approx(0.9)
    assert raw_share(exercise, line, "c, >a, d, b") < 1


def test_order_and_number_each_earn_the_share_that_the_exercise_gives_them() -> None:
    assert score(CODE, "order: c, a, e, >b") == 0.5
    assert score(CODE, "how many: 2") == 0.5
    assert score(CODE, {"order": "a, b, c, d, e", "how many": 2}) == 0.5


def test_the_first_wrong_neighbour_is_named_and_a_stranger_is_not() -> None:
    verdict = judge(CODE, "order: c, e, a, >b")
    assert any(one.startswith("The first neighbours to look at: e (“") for one in verdict.say)
    stranger = replace(CODE, misconceptions=())
    said = " ".join(judge(stranger, "order: c, a, d, e, >b").say)
    assert "One line that you use does another job than is asked for." in said
    assert "d (" not in said
    assert "Right neighbours: c then a, e then b." in judge(CODE, "order: c, a, d, e, >b").right


def test_a_first_line_that_needs_another_and_lines_that_are_missing_are_said() -> None:
    said = " ".join(judge(CODE, "order: a, c, e").say)
    assert "The first line cannot be a (“" in said
    assert "1 more line is needed." in said
    assert "what is set in" in " ".join(judge(CODE, "order: c, a, e, b").say)


# What the key needs -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "sentence"),
    [
        (ordered(ExerciseType.SEQUENCE, "abcde", "d, a, e, c, b"), "has 5 pieces to put in order"),
        (ordered(ExerciseType.SEQUENCE, "abcdef", "d, a, c, b"), "leaves out e, f"),
        (ordered(ExerciseType.SEQUENCE, "abcdef", "a, b, c, d, f, e"), "nearly in order"),
        (ordered(ExerciseType.SEQUENCE, "abcdef", "f, e, d, c, b, a"), "nearly backwards"),
        (ordered(ExerciseType.SEQUENCE, "abcdef", "d, x"), "cannot be read: "),
        (ordered(ExerciseType.PARSONS, "abc", "c, a, b"), "has 3 pieces to put in order"),
        (
            ordered(ExerciseType.SEQUENCE, "abcdef", "d, a, f, c, b, e", unsettled=("a z",)),
            "'unsettled' has 'a z', which is no pair of pieces (write: a d)",
        ),
        (
            ordered(ExerciseType.SEQUENCE, "abcdef", "d, a, f, c, b, e", prompt="piece a."),
            "piece 'b' does not stand in the question, word for word: piece b.",
        ),
    ],
)
def test_what_is_wrong_with_pieces_and_key_is_said(exercise: Exercise, sentence: str) -> None:
    assert [one for one in key_problems(exercise) if sentence in one]


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("e, f", "misconception 'x': e and f may stand in any order"),
        ("g, a", "misconception 'x' is met by an order that is accepted"),
        ("b, d", "misconception 'x' is met by an order that is accepted"),
    ],
)
def test_a_misconception_that_a_right_order_would_meet_is_named(
    pattern: str, sentence: str
) -> None:
    one = Misconception(id="x", answer={"order": pattern}, say="No.")
    assert sentence in list(key_problems(replace(EVENTS, misconceptions=(one,))))


def test_a_key_that_chance_can_meet_is_named() -> None:
    pairs = [" ".join(pair) for pair in itertools.combinations("abcdef", 2)]
    few = tuple(pair for pair in pairs if pair not in ("a b", "c d"))
    exercise = ordered(ExerciseType.SEQUENCE, "abcdef", "b, a, c, d, f, e", unsettled=few)
    assert any("an order by chance earns" in one for one in key_problems(exercise))
    assert list(key_problems(EVENTS)) == list(key_problems(CODE)) == []


def test_a_sequence_has_no_lazy_answer_beside_its_own_floor() -> None:
    assert list(lazy_answers(EVENTS)) == []
    assert read_answer(EVENTS, EVENTS.template).is_blank


def test_an_order_shows_itself() -> None:
    for answer in ("b d", "d, b, e = f, c, g, a", "x", 3, ["a", ["b", "<i>"]]):
        view = VerdictView(judge(EVENTS, answer))
        assert "<i>" not in view.html
        assert view.text
    one = Misconception(id="x", answer={"order": "b, a"}, say="No.")
    assert judge(replace(EVENTS, misconceptions=(one,)), "b a").misconception == "x"
