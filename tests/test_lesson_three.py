"""What the third lesson says, against the records that it says it of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coursekit.course import Course
from coursekit.records import When

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).parents[1]
COURSE = Course(ROOT)
TOLD = COURSE.table("told_whom")
EVENTS = {
    "a": "clinton-yeltsin-washington-1994",
    "b": "clinton-polish-media",
    "c": "kozyrev-refusal",
    "d": "pfp-russia-signs",
    "e": "budapest-cold-peace",
    "f": "clinton-yeltsin-july-call",
    "g": "nac-enlargement-study-ordered",
    "h": "clinton-warsaw-1994",
}


def plain(text: str) -> str:
    return " ".join(re.sub(r"[“”‘’'\"«»„]", "", text).split()).casefold()


def rows(form: str) -> list[object]:
    chosen = TOLD[(TOLD["form"] == form) & TOLD["quotation"].notna()]
    return [pytest.param(row, id=str(line)) for line, row in chosen.iterrows()]


@pytest.mark.parametrize("row", [*rows("quoted"), *rows("translated")])
def test_the_words_of_a_statement_stand_in_its_document(row: pd.Series[str]) -> None:
    quotation = COURSE.sources[row["doc"]].quotations[row["quotation"]]
    text = plain(quotation.text if row["form"] == "quoted" else quotation.translation)
    for piece in map(plain, row["words"].split("[…]")):
        assert piece.rstrip(".,") in text


def test_a_statement_is_not_older_than_what_its_document_tells() -> None:
    for line, row in TOLD[TOLD["doc"].notna()].iterrows():
        event = COURSE.sources[row["doc"]].dates.event
        if event is not None:
            said = When(row["date"])
            assert said.earliest <= event.latest, line
            assert event.earliest <= said.latest, line


def test_what_is_counted_in_the_order_of_the_lines_is_what_the_key_has() -> None:
    clinton = TOLD[TOLD["speaker"] == "Bill Clinton"]
    year = clinton[clinton["date"] < "1995"]
    opening = year[year["door"] == "opens"]
    solution = COURSE.exercises["3.3"].solution
    assert f"statements: {len(year)}\nopens: {len(opening)}" in solution
    assert opening["audience"].value_counts().to_dict() == {"public": 2, "Prague": 2, "Warsaw": 2}
    assert (year["audience"] == "Moscow").sum() == 2


def test_the_events_stand_in_the_order_of_the_timeline() -> None:
    events = {event.id: event for event in COURSE.timelines["nato-russia"].events}
    order = re.findall(r"[a-h]\b", COURSE.exercises["3.5"].solution.partition(":")[2])
    days = [events[EVENTS[letter]].when.earliest for letter in order]
    assert days == sorted(days)
    assert sorted(order) == sorted(EVENTS)


def test_the_clues_of_the_page_without_a_head_are_the_terms_of_office() -> None:
    officials = COURSE.table("officials")
    allows = COURSE.exercises["3.2"].allows
    claes, woerner = officials.loc[13], officials.loc[7]
    assert allows["1"] == f"{claes['start']}/{claes['end']}"
    assert allows["2"].startswith(woerner["end"])


@pytest.mark.parametrize("name", ["3.1", "3.2", "3.mark"])
def test_what_is_set_in_quotation_marks_stands_in_a_document(name: str) -> None:
    quotations = [q for source in COURSE.sources.values() for q in source.quotations.values()]
    known = [plain(text) for q in quotations for text in (q.text, q.translation)]
    exercise = COURSE.exercises[name]
    about = [*(line.about for line in exercise.lines), *exercise.evidence.values()]
    for quoted in re.findall(r"“([^”]+)”", " ".join(about)):
        assert any(plain(quoted) in text for text in known) or "2010" in quoted, quoted


def test_every_position_speaks_of_a_work_that_can_be_found() -> None:
    debate = COURSE.debates["waiting-room"]
    assert len(debate.positions) == 8
    assert {one.kind for one in debate.positions.values()} == {"meant", "caused"}
    assert COURSE.exercises["3.6"].debate == debate.id
