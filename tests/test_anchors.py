from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coursekit.anchors import find_anchor, split_runs
from coursekit.records import Anchor

FOLDED = str.maketrans("“”„«»‘’‚", '"""""' + "'''")


def folded(text: str) -> str:
    return " ".join(text.translate(FOLDED).split())


def found(text: str, exact: str, **sides: str) -> str:
    start, end = find_anchor(text, Anchor(exact=exact, **sides))
    return text[start:end]


def test_curly_and_straight_quotation_marks_are_one() -> None:
    assert found("He wrote “it’s late” twice", '"it\'s late"') == "“it’s late”"


def test_a_line_break_in_the_text_is_a_space() -> None:
    assert found("the ferry\n   sails at dawn", "ferry sails") == "ferry\n   sails"


def test_words_before_and_after_choose_the_place() -> None:
    text = "The bridge is open. Nobody crosses the bridge, open or not."
    assert find_anchor(text, Anchor(exact="open", suffix="or not")) == (47, 51)
    assert find_anchor(text, Anchor(exact="open", prefix="bridge is")) == (14, 18)


def test_a_whole_word_wins_over_a_part_of_one() -> None:
    assert find_anchor("cannot, and do not", Anchor(exact="not")) == (15, 18)


@pytest.mark.parametrize(
    ("anchor", "message"),
    [
        (Anchor(exact="tunnel"), "“tunnel” stands nowhere in this text$"),
        (Anchor(exact="toll", prefix="a"), "“toll” stands nowhere in this text after “a”"),
        (Anchor(exact="toll"), r"“toll” stands twice; add \(after “…”\) or \(before “…”\)"),
        (Anchor(exact="no"), r"“no” stands more than once \(3 times\)"),
        (Anchor(exact="  "), "A note needs the words it is about"),
    ],
)
def test_what_cannot_be_found_gets_a_sentence(anchor: Anchor, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        find_anchor("no toll, no road, no further toll", anchor)


words = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6), min_size=1
)


@given(words, st.data())
def test_offsets_give_the_words_again(parts: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([" ", "\n", "  "])).join(parts)
    start = data.draw(st.integers(0, len(text)))
    exact = text[start : data.draw(st.integers(start, len(text)))]
    assume(exact.strip())
    try:
        first, last = find_anchor(text, Anchor(exact=exact))
    except ValueError as error:
        sentence = str(error)
        assume("stands nowhere" in sentence)
        pytest.fail(sentence)
    assert folded(text[first:last]) == folded(exact)


spans = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted).map(tuple))


@given(st.text(min_size=20, max_size=20), spans)
def test_runs_put_together_are_the_text(text: str, marks: list[tuple[int, int]]) -> None:
    runs = split_runs(text, marks)
    assert "".join(run.text for run in runs) == text
    for index, (start, end) in enumerate(marks):
        assert "".join(run.text for run in runs if index in run.marks) == text[start:end]
        assert sum(index in run.ends for run in runs) == (start < end)
