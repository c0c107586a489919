"""How far two readers agree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.course import Course
from coursekit.exercises import judge, kappa

VILLAGE = Course(Path(__file__).parent / "course")
SPANS = VILLAGE.exercises["1.3"]
MINE = "1: witness\n2: witness\n3: hearsay\n4: hearsay\n5: opinion\n6: opinion"


def said(mine: object, theirs: object, name: str = "1.3") -> str:
    return " ".join(judge(VILLAGE.exercises[name], mine, partner=theirs).agreement)


def test_kappa_is_what_is_left_of_agreement_beyond_chance() -> None:
    assert kappa("aabb", "aabb") == 1
    assert kappa("aabb", "bbaa") == -1
    assert kappa("aabb", "abab") == 0
    # by hand: agreed 4/6; chance (3 * 2 + 2 * 3 + 1 * 1) / 36
    assert kappa("aaabbc", "aabbbc") == pytest.approx((5 / 6 - 13 / 36) / (1 - 13 / 36))


def test_where_it_is_not_defined_there_is_none() -> None:
    assert kappa("aaaa", "aaaa") is None
    assert kappa("", "") is None
    assert kappa("aaaa", "bbbb") == 0
    with pytest.raises(ValueError, match="3 labels beside 2"):
        kappa("aaa", "aa")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=20))
def test_kappa_is_the_same_from_either_side_and_at_most_one(pairs: list[tuple[str, str]]) -> None:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    value = kappa(first, second)
    assert value == pytest.approx(kappa(second, first)) if value is not None else True
    assert value is None or -1 <= value <= 1 + 1e-12


def test_agreement_is_told_in_words_and_what_differs_is_named() -> None:
    words = said(MINE, MINE.replace("6: opinion", "6: hearsay"))
    assert "You and your partner chose the same label on 5 of 6 lines." in words
    assert (
        "Cohen's kappa is 0.75: of the agreement that chance left open, you reached 75%." in words
    )
    assert "not who is right" in words
    assert "Talk about 6: " in words


def test_one_label_everywhere_on_both_sides_is_a_sentence() -> None:
    same = dict.fromkeys("123456", "witness")
    assert "is not defined then" in said(same, same)
    assert "that is what chance would have brought" in said(
        same, dict.fromkeys("123456", "opinion")
    )


@pytest.mark.parametrize("theirs", ["", 3, [1], {"1": None}, "bananas", object(), len])
def test_a_partner_who_labelled_nothing_is_a_sentence(theirs: object) -> None:
    assert said(MINE, theirs) == (
        "You and your partner have no line that both of you have labelled."
    )


def test_agreement_never_moves_the_score_and_nothing_is_said_without_a_partner() -> None:
    alone = judge(SPANS, MINE)
    together = judge(SPANS, MINE, partner="1: opinion")
    assert replace(together, agreement=()) == alone
    assert alone.agreement == ()


def test_other_types_say_that_there_is_nothing_to_count() -> None:
    assert said("days: 783", "days: 783", "1.5").startswith("Agreement is counted where each line")
    assert "kappa is 1.00" in said(
        VILLAGE.exercises["2.4"].solution, VILLAGE.exercises["2.4"].solution, "2.4"
    )


def test_a_check_takes_the_answer_of_a_partner_and_shows_how_far_they_agree() -> None:
    view = VILLAGE.check("1.3", MINE, partner=MINE.replace("1: witness", "1: opinion"))
    for shown in (view.text, view.html):
        assert "You and your partner" in shown
        assert "5 of 6" in shown
