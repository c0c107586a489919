from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coursekit.records import (
    Chapter,
    DateLayers,
    Event,
    Exercise,
    ExerciseType,
    Line,
    LineKind,
    Quotation,
    Source,
    SourceKind,
    Timeline,
    When,
)


def an_event(name: str, when: str) -> Event:
    return Event(id=name, when=When(when), title=name)


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "words"),
    [
        ("1884-05-05", "1884-05-05", "1884-05-05", "5 May 1884"),
        ("1884-02", "1884-02-01", "1884-02-29", "February 1884"),
        ("1884", "1884-01-01", "1884-12-31", "1884"),
        ("1884-05-05?", "1884-05-05", "1884-05-05", "probably 5 May 1884"),
        ("1884~", "1884-01-01", "1884-12-31", "about 1884"),
        ("1884-05%", "1884-05-01", "1884-05-31", "perhaps about May 1884"),
        ("1884/1886", "1884-01-01", "1886-12-31", "1884 – 1886"),
        ("1884-05-05/1884-05-07", "1884-05-05", "1884-05-07", "5–7 May 1884"),
        ("1884-05-30/1884-06-02", "1884-05-30", "1884-06-02", "30 May – 2 June 1884"),
        ("1891-11/1892-01", "1891-11-01", "1892-01-31", "November 1891 – January 1892"),
        ("188X", "1880-01-01", "1889-12-31", "between 1 January 1880 and 31 December 1889"),
        ("9999-12", "9999-12-01", "9999-12-31", "December 9999"),
    ],
)
def test_a_date_keeps_what_is_known_and_no_more(
    edtf: str, earliest: str, latest: str, words: str
) -> None:
    when = When(edtf)
    assert when.edtf == edtf
    assert (when.earliest.isoformat(), when.latest.isoformat()) == (earliest, latest)
    assert when.words == str(when) == words


@pytest.mark.parametrize("edtf", ["1884", "1884-05", "1884?", "188X", "1884/1886", "1884-05~"])
def test_an_uncertain_date_never_becomes_the_first_of_january(edtf: str) -> None:
    when = When(edtf)
    assert not when.is_day
    assert "1 January 1884" not in when.words


@pytest.mark.parametrize(
    ("edtf", "message"),
    [
        ("1884-13-01", "'1884-13-01' is not a date"),
        ("1884-02-30", "'1884-02-30' is not a date"),
        ("1900-02-29", "'1900-02-29' is not a date"),
        ("May 1884", "'May 1884' is not a date"),
        ("1886/1884", "'1886/1884' ends before it starts"),
        ("1884/", "'1884/' is not a date"),
        ("1884/1885/1886", "'1884/1885/1886' is not a date"),
        ("١٨٨٤", "'١٨٨٤' is not a date"),
        ("", "'' is not a date"),
    ],
)
def test_what_is_no_date_says_so(edtf: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        When(edtf)


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=30)
    | st.text("0123456789-/?~%X.[]{},YTZ: ", max_size=25)
    | st.from_regex(r"[0-9]{4}(-[0-9X]{2}(-[0-9X]{2})?)?[?~%]?(/.{0,12})?", fullmatch=True)
)
@example("1884/" * 3000)
@example("[" * 3000)
@example("1884-05-05T10:00:00")
def test_any_text_is_a_date_with_words_or_a_value_error(text: str) -> None:
    try:
        when = When(text)
    except ValueError:
        return
    assert when.earliest <= when.latest
    assert when.words


def test_the_known_layers_of_a_document_are_in_their_order() -> None:
    dates = DateLayers(web=When("2003"), event=When("1884"))
    assert [name for name, _ in dates.known] == ["event", "web"]


def test_a_timeline_without_events_is_none() -> None:
    with pytest.raises(ValueError, match="a timeline needs at least one event"):
        Timeline(id="line", title="The line", events=())


def test_an_event_without_a_day_is_kept_when_its_year_overlaps() -> None:
    line = Timeline(id="line", title="The line", events=(an_event("a", "1884"),))
    assert line.between("1884-06", "1884-07").events == line.events
    assert line.between(When("1880"), When("1884-01-01")).events == line.events


def test_a_span_of_time_says_what_is_wrong_with_it() -> None:
    line = Timeline(id="line", title="The line", events=(an_event("a", "1884-05"),))
    with pytest.raises(ValueError, match="The span 1886 to 1885 ends before it begins"):
        line.between("1886", "1885")
    with pytest.raises(ValueError, match="no event between 1885 and 1886; it runs from May 1884"):
        line.between("1885", "1886")
    with pytest.raises(ValueError, match="'soon' is not a date"):
        line.between("soon", "1886")


def test_quotations_are_found_by_id_in_reading_order() -> None:
    first, second = (Quotation(id=name, text=name, speaker="Pell") for name in ("b", "a"))
    source = Source(
        id="letter",
        title="Letter",
        creator="Pell",
        kind=SourceKind.MEMOIR,
        languages=("en",),
        url="https://parish.example",
        rights="none",
        perspective="hers",
        voice="village",
        dates=DateLayers(),
        body=("One.", first, "Two.", second),
    )
    assert list(source.quotations) == ["b", "a"]


def test_a_template_has_a_blank_for_each_line() -> None:
    lines = tuple(Line(label=label, kind=LineKind.WORDS) for label in ("who", "when"))
    exercise = Exercise(
        id="1.1", title="", type=ExerciseType.COMPUTE, skill="", prompt="?", lines=lines
    )
    assert exercise.template == "who: ...\nwhen: ..."


def test_a_chapter_knows_what_its_exercises_begin_with() -> None:
    first, last = (
        Chapter(number=number, notebook="", title="", question="") for number in ("00", "10")
    )
    assert (first.prefix, last.prefix) == ("0.", "10.")


def test_records_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        When("1884").edtf = "1885"  # type: ignore[misc]
    assert When("1884") == When("1884")
    assert When("1884").earliest == date(1884, 1, 1)
