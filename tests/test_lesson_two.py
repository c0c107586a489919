"""What the lesson on 1990 says, held to its sources and tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coursekit.course import Course
from coursekit.exercises import judge

COURSE = Course(Path(__file__).parents[1])


def words(text: str) -> str:
    return " ".join(text.translate(str.maketrans("’“”", '\'""')).split())


def test_each_sentence_of_1990_stands_in_its_document_word_for_word() -> None:
    for name, row in COURSE.table("sentences_1990").iterrows():
        quotation = COURSE.sources[row["doc"]].quotations[row["quotation"]]
        whole = quotation.text if row["original"] == "en" else quotation.translation
        assert row["sentence"] in whole, name
        assert row["url"] == COURSE.sources[row["doc"]].url, name


def test_a_sentence_is_dated_as_its_document_is() -> None:
    for name, row in COURSE.table("sentences_1990").iterrows():
        event = COURSE.sources[row["doc"]].dates.event
        assert event is not None
        assert event.edtf == row["date"], name


@pytest.mark.parametrize(
    ("exercise", "quoted", "ours"), [("2.look", 2, 0), ("2.quotes", 1, 2), ("2.4", 1, 0)]
)
def test_what_is_quoted_without_a_link_is_verbatim_or_said_to_be_ours(
    exercise: str, quoted: int, ours: int
) -> None:
    known = " ".join(words(text) for texts in COURSE.library.quotations.values() for text in texts)
    found = re.findall(r"“([^”]+)”", COURSE.exercises[exercise].prompt)
    real = [one for one in found if words(one).rstrip(".") in known]
    assert (len(real), len(found) - len(real)) == (quoted, ours)


def test_after_horn_whoever_names_a_territory_names_the_gdr() -> None:
    statements = COURSE.table("statements_1990")
    later = statements[statements["date"] > "1990-02-20"]
    assert set(later["scope"]) - {"unclear", "not mentioned"} == {"GDR"}
    earlier = statements[statements["scope"] == "Eastern Europe"]
    assert set(earlier["speaker"]) == {"Hans-Dietrich Genscher", "Gyula Horn"}


def test_the_finding_about_what_came_later_hangs_on_one_row_and_one_day() -> None:
    statements = COURSE.table("statements_1990")
    added = statements[statements["date"] == "1990-02-20"]
    assert added[["speaker", "scope"]].to_numpy().tolist() == [["Gyula Horn", "Eastern Europe"]]


def test_one_person_and_two_may_be_written_as_numbers() -> None:
    verdict = judge(COURSE.exercises["2.look"], "speakers: 2\nsure 1: 60\nPoland: no\nsure 2: 70")
    assert verdict.form is None


def test_both_readings_of_gorbachevs_whole_answer_count() -> None:
    supports = COURSE.exercises["2.5"].solution.replace("1E: undercuts", "1E: supports")
    assert judge(COURSE.exercises["2.5"], supports).score == 1


def test_jurisdiction_stands_in_the_kremlin_and_nowhere_later() -> None:
    sentences = COURSE.table("sentences_1990")
    has_it = sentences[sentences["sentence"].str.contains("jurisdiction")]
    assert set(has_it["date"]) == {"1990-02-09"}


def test_no_address_of_the_course_is_a_bare_number() -> None:
    bare = re.compile(r"https?://\d+\.\d+\.\d+\.\d+")
    for folder in ("sources", "notebooks", "exercises"):
        for path in (COURSE.root / folder).rglob("*.*"):
            assert not bare.search(path.read_text(encoding="utf-8")), path
