from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from coursekit import open_course
from coursekit.checking import check_course
from coursekit.errors import CourseError, CourseFileError, UnknownNameError
from coursekit.records import Pairing, Relation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEBATE = "sources/debates/hens.md"
COMPARISON = "sources/comparisons/two-tellings.md"
LETTER = "sources/documents/opening-day.md"


def problems(village: Path, path: str) -> list[str]:
    return [one.text for one in check_course(village) if one.path == path]


# debates


def test_a_debate_is_read_with_its_positions_in_their_order(village: Path) -> None:
    debate = open_course(village).debates["hens"]
    assert list(debate.positions) == ["it-took", "it-brought"]
    assert debate.scholars == ("Agnes Pell", "Joseph Tarn")
    assert debate.positions["it-took"].defended_by[0].where == "chapter 2"
    assert debate.certainty == "contested"


def test_a_card_has_scholar_work_evidence_and_what_would_change_a_mind(village: Path) -> None:
    view = open_course(village).debate("hens")
    for words in ("Hens and Engines", "chapter 2", "Letters of neighbours", "Parish books"):
        assert words in view.html
        assert words in view.text
    assert view.html.count("<h4>") == 3
    assert "<em>on the day</em>" in view.html


def test_a_scholar_is_named_once_in_a_card(village: Path) -> None:
    view = open_course(village).debate("hens")
    assert view.text.count("Agnes Pell") == 1
    assert re.search(r"<b>Agnes Pell</b>, <i>Hens", view.html)


def test_a_work_of_other_authors_stands_after_the_scholar(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change(DEBATE, "scholar: Joseph Tarn", "scholar: Ida Tarn")
    assert "<b>Ida Tarn</b>: Joseph Tarn, “The Ledger" in open_course(village).debate("hens").html


def test_a_debate_says_everything_that_is_wrong_at_once(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change(DEBATE, "kind: caused\n    claim: The line", "kind: cause\n    claim: The line")
    change(DEBATE, "    label: It brought trade\n", "    lable: It brought trade\n")
    with pytest.raises(CourseFileError) as caught:
        open_course(village).debates["hens"]
    said = str(caught.value)
    assert "hens.md:7: kind 'cause' is not one of the list (did you mean 'caused'?" in said
    assert "did you mean 'label'?" in said


def test_a_position_that_nobody_defends_is_a_problem(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change(
        DEBATE,
        "defended_by:\n      - {scholar: Joseph Tarn, work: tarn-ledger}",
        "defended_by: []",
    )
    assert problems(village, DEBATE) == [
        "nobody defends 'it-brought' (write 'defended_by: [{scholar: …, work: …}]')"
    ]


def test_a_work_that_is_not_in_the_bibliography_is_a_problem(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change(DEBATE, "work: pell-hens", "work: pel-hens")
    sentence = "no work of the bibliography is called 'pel-hens' (did you mean 'pell-hens'?)"
    assert problems(village, DEBATE) == [sentence]
    with pytest.raises(UnknownNameError, match="Nearest: '#pell-hens'"):
        open_course(village).debate("hens")


def test_an_exercise_on_a_debate_accepts_what_every_position_defends(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change("exercises/1.1.md", "type:", "debate: hens\ntype:")
    said = problems(village, "exercises/1.1.md")
    assert said == [
        "accepts no answer that is defended by Agnes Pell (“It took more than it brought”)",
        "accepts no answer that is defended by Joseph Tarn (“It brought trade”)",
    ]


ARGUED = """---
title: Was it worth it?
type: choose-justify
skill: argument
debate: hens
choices:
  it was: for the village
  it was not: for the hens
key:
  option: {choice: any}
  because: {text: any, most: 120}
  sources: {many: any}
  quote: {text: any}
  against: {text: any}
  limit: {text: any}
---
Was it worth it?
## Hint
Where?
## Hint
What?
## Hint
A parallel case.
## Solution
```
option: it was
because: The inn of the village had more guests than before.
sources: opening-day, company-minutes
quote: the engine drowned them
against: The hens laid nothing for a week or more.
limit: We have only one letter of one neighbour.
```
Either can be argued."""


def test_where_an_option_is_argued_its_scholars_are_named_afterwards(village: Path) -> None:
    path = village / "exercises/1.8.md"
    path.write_text(ARGUED + "\n", encoding="utf-8")
    said = [text for text in problems(village, "exercises/1.8.md") if "defended" in text]
    assert len(said) == 2
    path.write_text(f"{ARGUED} So Agnes Pell and Joseph Tarn.\n", encoding="utf-8")
    assert not [text for text in problems(village, "exercises/1.8.md") if "defended" in text]


OPTIONS = "{value: it was, defended_by: Joseph Tarn}, {value: it was not, defended_by: Agnes Pell}"


def test_an_option_may_name_its_scholar_and_then_the_check_says_so(village: Path) -> None:
    path = village / "exercises/1.8.md"
    path.write_text(ARGUED.replace("{choice: any}", f"{{choice: [{OPTIONS}]}}"), encoding="utf-8")
    assert [text for text in problems(village, "exercises/1.8.md") if "defended" in text] == []
    said = open_course(village).check("1.8", "option: it was not").text
    assert "option as it was not: the reading defended by Agnes Pell." in said


def test_options_that_are_listed_are_all_of_them(village: Path) -> None:
    path = village / "exercises/1.8.md"
    path.write_text(ARGUED.replace("{choice: any}", "{choice: [it was]}"), encoding="utf-8")
    sentence = "does not accept it was not, and no option is wrong (list all, or 'any')"
    assert sentence in problems(village, "exercises/1.8.md")


# comparisons


@pytest.mark.parametrize(
    ("pairing", "relation"),
    [
        (Pairing(left="a"), Relation.LEFT),
        (Pairing(right="b"), Relation.RIGHT),
        (Pairing(left="a", right="b"), Relation.DIFFERS),
        (Pairing(left="a", right="b", same=True), Relation.SAME),
    ],
)
def test_a_pairing_knows_how_its_sides_stand(pairing: Pairing, relation: Relation) -> None:
    assert pairing.relation == relation


def test_both_documents_stand_beside_each_other_with_a_sign_and_a_word(village: Path) -> None:
    view = open_course(village).comparison("two-tellings")
    assert view.html.count("ck-silent") >= 3
    assert "◀</b> only on the left" in view.html
    assert "2 ▶ only on the right" in view.text
    assert "silence is no contradiction" in view.text


def test_a_passage_has_one_number_side_by_side_and_apart(village: Path) -> None:
    view = open_course(village).comparison("two-tellings")
    assert "2 ▶ only on the right (B1)" in view.text
    assert "(A1)</span>" in view.html
    assert "B1: “They played until" in view.apart.text


def test_apart_a_side_has_only_what_is_compared_of_it(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    more = "{#bridge} The secretary, item 3\n\n> One goat\n> {#hens} The secretary, item 4"
    change("sources/documents/company-minutes.md", "{#bridge} The secretary, item 3", more)
    assert "One goat" not in open_course(village).comparison("two-tellings").apart.text


def test_apart_the_passages_are_numbered_and_nothing_is_told(village: Path) -> None:
    view = open_course(village).comparison("two-tellings").apart
    for shown in (view.html, view.text):
        assert "B2" in shown
        assert "engine drowned them" in shown
        assert not re.search("only on|told differently|silence", shown)


def test_a_quotation_that_is_not_there_is_a_problem(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change(COMPARISON, "right: drowned", "right: drownd")
    sentence = "no quotation of 'opening-day' is called 'drownd' (did you mean 'drowned'?)"
    assert problems(village, COMPARISON) == [sentence]


def test_a_passage_that_stands_alone_cannot_be_the_same(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change(COMPARISON, "{right: drowned}", "{right: drowned, same: true}")
    change(COMPARISON, "{left: bridge,", "{left: bridge, right: hens,")
    assert sorted(problems(village, COMPARISON)) == [
        "'hens' stands on the right twice",
        "a passage that only one of them has cannot be the same",
    ]


# translations


def test_words_in_another_language_need_a_translation(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change(LETTER, "{#hens} Mrs Pell", "{#hens lang=cy} Mrs Pell")
    assert problems(village, LETTER) == [
        "the quotation '#hens' is in 'cy' and has no translation (below it, "
        "'> {our translation} …')"
    ]


def test_a_translation_is_shown_and_marked_as_ours(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change(LETTER, "My hens have laid nothing since", "Ieir ddim byd")
    change(
        LETTER,
        "{#hens} Mrs Pell, at the end of the letter",
        "{#hens lang=cy} Mrs Pell, at the end\n> {our translation} My hens have laid nothing",
    )
    course = open_course(village)
    quotation = course.sources["opening-day"].quotations["hens"]
    assert (quotation.where, quotation.translation) == ("at the end", "My hens have laid nothing")
    assert "In our translation: My hens have laid nothing" in course.source("opening-day").html
    assert "In our translation: My hens have" in course.source("opening-day").as_found.text
    assert problems(village, LETTER) == []


def test_a_translation_without_words_is_a_problem(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change(LETTER, "at the end of the letter", "at the end\n> {our translation}")
    said = problems(village, LETTER)
    assert "the quotation '#hens' needs words after one '> {our translation}'" in said


# the life of a document


def test_the_life_of_a_record_that_was_closed_says_how_long(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    path = "sources/documents/company-minutes.md"
    change(path, "  written: 1884-05-09", "  written: 1884-05-09\n  released: 1934-06-01")
    life = open_course(village).source("company-minutes").life
    assert "1 June 1934: the record, closed until then, is opened (50 years later)" in life.text
    assert '<time datetime="1934-06-01">1 June 1934</time></b>: the record' in life.html
    assert "released 1 June 1934" in life.html  # said of the picture, too


def test_a_month_stands_after_a_day_in_it(village: Path) -> None:
    life = open_course(village).source("opening-day").life
    assert [line.split(":")[0] for line in life.text.splitlines() if line[2:3] == "-"] == [
        "  - 5 May 1884",
        "  - probably May 1884",
        "  - 11 February 2003",
    ]


def test_a_document_without_a_date_has_no_life(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change("sources/documents/company-minutes.md", "dates:\n  written: 1884-05-09", "dates: {}")
    with pytest.raises(CourseError, match="No date of the source 'company-minutes' is known"):
        _ = open_course(village).source("company-minutes").life


def test_our_translation_may_be_quoted_in_an_argument(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    change(LETTER, "My hens have laid nothing since", "Ieir ddim byd")
    change(
        LETTER,
        "{#hens} Mrs Pell, at the end of the letter",
        "{#hens lang=cy} Mrs Pell, at the end\n> {our translation} My hens have laid nothing",
    )
    words = open_course(village).library.quotations["opening-day"]
    assert {"Ieir ddim byd", "My hens have laid nothing"} <= set(words)
