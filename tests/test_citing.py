from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.checking import check_course
from coursekit.citing import Citations, Kind, Shelf
from coursekit.course import Course
from coursekit.errors import CourseFileError, UnknownNameError
from coursekit.reading import read_references
from coursekit.records import (
    DateLayers,
    Event,
    Quotation,
    Reference,
    Source,
    SourceKind,
    TableInfo,
    Timeline,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BELL = "../sources/documents/bell-report.md"
LINE = "../sources/timelines/line.csv"
WORKS = "../sources/references.json"


def a_source(**changes: Any) -> Source:
    fields: dict[str, Any] = {
        "id": "bell-report",
        "title": "The Bell Is Cracked",
        "creator": "The Aldmouth Packet, no byline",
        "kind": SourceKind.NEWS_REPORT,
        "languages": ("en",),
        "url": "https://www.packet.example/bell",
        "rights": "public domain",
        "perspective": "A paper",
        "voice": "press",
        "dates": DateLayers(published=When("1871-05-04?")),
        "body": (
            Quotation(
                id="rings", text="It rings no more", speaker="The Aldmouth Packet", where="end"
            ),
            Quotation(id="glocke", text="Sie schweigt", speaker="A sexton", language="de"),
        ),
    }
    return Source(**(fields | changes))


def a_work(name: str = "ward-1999", **fields: Any) -> Reference:
    known: dict[str, Any] = {
        "id": name,
        "type": "book",
        "title": "Bells",
        "author": [{"family": "Ward", "given": "Jo"}],
        "issued": {"date-parts": [[1999]]},
    }
    entry = known | fields
    return Reference(id=name, type=entry["type"], title=entry["title"], fields=entry)


def some_citations(*works: Reference, **sources: Source) -> Citations:
    event = Event(
        id="crack",
        when=When("1871-05-03"),
        title="The bell cracks",
        sources=("https://a.example/1",),
    )
    table = TableInfo(
        id="bells", path="bells.csv", title="Bells", description="", fields=(), citation="Counted"
    )
    shelf = Shelf(
        sources=sources or {"bell-report": a_source()},
        references={work.id: work for work in works or (a_work(),)},
        timelines={"line": Timeline(id="line", title="Line", events=(event,))},
        tables={"bells": table},
    )
    return Citations(shelf)


def said(citations: Citations) -> list[str]:
    return [note.text.striptags() for note in citations.notes]


# Notes --------------------------------------------------------------------------------------


def test_notes_are_numbered_in_the_order_of_their_calls() -> None:
    citations = some_citations()
    targets = ("https://b.example/x", BELL, f"{LINE}#crack", f"{WORKS}#ward-1999")
    marks = [citations.cite(target) for target in targets]
    assert [mark.number for mark in marks if mark] == [1, 2, 3, 4]
    kinds = [Kind.PAGE, Kind.DOCUMENT, Kind.EVENT, Kind.WORK]
    assert [note.kind for note in citations.notes] == kinds


def test_the_same_place_keeps_its_number_and_is_found_from_each_call() -> None:
    citations = some_citations()
    first, second = citations.cite(BELL), citations.cite(BELL)
    assert first
    assert second
    assert (first.number, second.number) == (1, 1)
    assert citations.notes[0].marks == (first.id, second.id) == ("cited.1", "cited.1.2")


def test_another_place_of_a_document_is_short_and_names_the_first_note() -> None:
    citations = some_citations()
    citations.cite(f"{BELL}#rings")
    citations.cite(f"{BELL}#glocke")
    assert said(citations) == [
        "The Aldmouth Packet, no byline, “The Bell Is Cracked”, probably 4 May 1871: end",
        "The Aldmouth Packet, no byline, as in note 1: A sexton",
    ]
    assert [note.addresses for note in citations.notes] == [
        ("https://www.packet.example/bell",),
        (),
    ]


def test_a_document_without_a_day_of_publication_gives_the_one_it_has() -> None:
    dates = DateLayers(event=When("1871-05"))
    citations = some_citations(**{"bell-report": a_source(dates=dates)})
    citations.cite(BELL)
    assert said(citations)[0].endswith("“The Bell Is Cracked”, May 1871")


def test_works_are_set_by_their_style_and_cited_short_the_second_time() -> None:
    citations = some_citations(a_work(publisher="Mill Press", DOI="10.1/b"))
    citations.cite(f"{WORKS}#ward-1999", title="p. 4")
    citations.cite(f"{WORKS}#ward-1999", title="p. 9")
    assert said(citations) == [
        "Jo Ward, Bells (Mill Press, 1999): p. 4",
        "Ward, as in note 1: p. 9",
    ]
    assert "<i>Bells</i>" in citations.notes[0].text
    assert citations.notes[0].addresses == ("https://doi.org/10.1/b",)


def test_an_address_is_taken_for_the_work_or_document_that_is_there() -> None:
    citations = some_citations(a_work(DOI="10.1/b"))
    for target in ("http://dx.doi.org/10.1/B", "http://packet.example/bell/"):
        citations.cite(target, title="anything")
    assert [note.kind for note in citations.notes] == [Kind.WORK, Kind.DOCUMENT]


def test_a_page_is_named_by_the_title_of_its_link_or_by_its_site() -> None:
    citations = some_citations()
    citations.cite("https://www.b.example/x", title="Bells, a list")
    citations.cite("https://www.c.example/x")
    assert said(citations) == ["Bells, a list", "c.example"]


def test_events_and_tables_say_what_they_are() -> None:
    citations = some_citations()
    citations.cite(f"{LINE}#crack", words="3 May 1871")
    citations.cite("../sources/tables/bells.csv")
    assert said(citations) == ["The bell cracks, 3 May 1871", "Bells: Counted"]
    assert citations.notes[0].addresses == ("https://a.example/1",)
    assert citations.notes[0].shown == "ck-line--crack"


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("3 May 1871", "1871-05-03"),
        ("on 3 May", "1871-05-03"),
        ("in May", "1871-05"),
        ("in 1871", "1871"),
        ("the bell cracked", ""),
    ],
)
def test_a_date_is_no_more_exact_than_the_words_that_readers_see(words: str, time: str) -> None:
    mark = some_citations().cite(f"{LINE}#crack", words=words)
    assert mark is not None
    assert mark.time == time


def test_quoted_words_of_another_language_say_so() -> None:
    citations = some_citations()
    marks = [citations.cite(f"{BELL}#{part}") for part in ("rings", "glocke")]
    assert [mark.language for mark in marks if mark] == ["", "de"]


@pytest.mark.parametrize("target", ["01-next.ipynb", "#exit", "mailto:a@b.example", LINE, WORKS])
def test_what_is_no_source_is_no_note(target: str) -> None:
    citations = some_citations()
    assert citations.cite(target) is None
    assert citations.notes == ()


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (f"{BELL}#ring", r"No quotation is called '#ring'\. Nearest: '#rings'\."),
        (f"{LINE}#crak", r"No event is called '#crak'\. Nearest: '#crack'\."),
    ],
)
def test_a_place_that_is_not_there_gets_a_sentence(target: str, sentence: str) -> None:
    with pytest.raises(UnknownNameError, match=rf"^{sentence}$"):
        some_citations().cite(target)


# Bibliography -------------------------------------------------------------------------------


def test_the_bibliography_lists_documents_shown_and_works_cited_by_the_alphabet() -> None:
    zebra = a_source(id="zebra", creator="An Zander", title="Zebra")
    works = (a_work("ward-1999"), a_work("abel-2001", author=[{"family": "Abel", "given": "Al"}]))
    citations = some_citations(*works, **{"bell-report": a_source(), "zebra": zebra})
    for target in (f"{WORKS}#ward-1999", f"{WORKS}#abel-2001", f"{BELL}#rings"):
        citations.cite(target)
    (documents, first), (scholarship, second) = citations.bibliography(["zebra", "bell-report"])
    assert (documents, scholarship) == ("Documents", "Scholarship")
    assert [entry.text.striptags()[:9] for entry in first] == ["The Aldmo", "An Zander"]
    assert [entry.text.striptags()[:9] for entry in second] == ["Abel, Al,", "Ward, Jo,"]


def test_a_remark_of_the_file_stands_behind_its_work() -> None:
    citations = some_citations(a_work(note="The address is that of a review."))
    citations.cite(f"{WORKS}#ward-1999")
    ((_, (entry,)),) = citations.bibliography()
    assert entry.text.striptags() == "Ward, Jo, Bells (1999). The address is that of a review."


def test_nothing_cited_is_no_bibliography() -> None:
    assert some_citations().bibliography() == ()


def test_quotation_marks_in_titles_are_a_printers() -> None:
    work = a_work(type="article-journal", title="'No haste': the \"Bell\" and Ward's end")
    citations = some_citations(work)
    citations.cite(f"{WORKS}#ward-1999")
    assert "“‘No haste’: the ‘Bell’ and Ward’s end”" in citations.notes[0].text


# Hostile words ------------------------------------------------------------------------------


@given(st.text(min_size=1))
def test_whatever_stands_in_a_work_comes_out_as_text(words: str) -> None:
    hostile = f"<script>{words}</script>&amp;<b onclick='x'>"
    names = [{"literal": hostile}]
    work = a_work(title=hostile, author=names, publisher=hostile, note=hostile)
    citations = some_citations(work)
    citations.cite(f"{WORKS}#ward-1999", title=hostile)
    texts = [citations.notes[0].text, citations.bibliography()[0][1][0].text]
    for text in texts:
        assert "<script" not in text
        assert "<b " not in text


def test_whatever_stands_on_a_card_or_in_a_title_comes_out_as_text() -> None:
    source = a_source(title="<script>1</script>", creator="<b>", url="javascript:alert(1)")
    citations = some_citations(**{"bell-report": source})
    citations.cite(BELL)
    citations.cite("https://b.example/", title="<img src=x>")
    for note in citations.notes:
        assert "<script" not in note.text
        assert "<b>" not in note.text
        assert "<img" not in note.text
    assert citations.notes[0].addresses == ()


# The file -----------------------------------------------------------------------------------


def test_the_bibliography_of_the_course_is_sound_and_can_all_be_cited(root: Path) -> None:
    course = Course(root)
    assert len(course.references) > 10
    shelf = Shelf(references=course.references)
    citations = Citations(shelf)
    for name in course.references:
        citations.cite(f"{WORKS}#{name}")
    ((_, entries),) = citations.bibliography()
    assert len(entries) == len(course.references)
    for entry in entries:
        assert entry.text.striptags().count("“") == entry.text.striptags().count("”")


def write(path: Path, entries: object) -> Path:
    path.write_text(json.dumps(entries, indent=1), encoding="utf-8")
    return path


BOOK = {"id": "a", "type": "book", "title": "Bells"}


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({}, "refs.json:1: is not a list of works (CSL-JSON begins with '[')"),
        ([3], "refs.json: work 1: is not an object with fields"),
        (
            [{**BOOK, "type": "bok"}],
            "refs.json:3: a: 'bok' is not a type of CSL (did you mean 'book'?)",
        ),
        ([{**BOOK, "titel": "x"}], "'titel' is not a field of CSL (did you mean 'title'?)"),
        ([{"id": "a", "type": "book"}], "refs.json:3: a: 'title' is missing"),
        ([BOOK, BOOK], "refs.json:3: a: an earlier work has the same id"),
        ([{**BOOK, "id": "A b"}], "'id' is missing or not a name"),
        ([{**BOOK, "author": "Ward"}], "'author' is not a list of names"),
        ([{**BOOK, "author": [{"given": "Jo"}]}], "has neither 'family' nor 'literal'"),
        ([{**BOOK, "author": [{"famly": "W"}]}], "(did you mean 'family'?)"),
        ([{**BOOK, "issued": {"raw": "1999"}}], "'issued' is not a date (use {\"date-parts\":"),
        ([{**BOOK, "issued": {"date-parts": [["soon"]]}}], "'issued' is not a date"),
        ([{**BOOK, "volume": ["1"]}], "'volume' is not a text"),
    ],
)
def test_what_is_wrong_with_a_work_is_said_with_its_line(
    tmp_path: Path, entries: object, sentence: str
) -> None:
    path = write(tmp_path / "refs.json", entries)
    with pytest.raises(CourseFileError) as caught:
        read_references(path, tmp_path)
    assert sentence in str(caught.value)


def test_everything_wrong_with_the_file_is_said_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path / "refs.json", [{**BOOK, "type": "x", "title": ""}, {**BOOK, "id": "b", "DOI": []}]
    )
    with pytest.raises(CourseFileError) as caught:
        read_references(path, tmp_path)
    assert len(caught.value.problems) == 3


def test_json_that_is_broken_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "refs.json"
    path.write_text("[\n {,}\n]", encoding="utf-8")
    with pytest.raises(CourseFileError, match=r"^refs\.json:2: cannot be read as JSON"):
        read_references(path, tmp_path)


def test_the_check_reads_the_bibliography_and_the_links_into_it(
    village: Path, change: Callable[[str, str, str], Path]
) -> None:
    path = village / "sources" / "references.json"
    write(path, [BOOK, {**BOOK, "id": "bells-2"}])
    (village / "sources" / "debates" / "hens.md").unlink()  # it names works of the other file
    change(
        "notebooks/01-the-first-train.ipynb",
        "See the [letter]",
        "See [Bells](../sources/references.json#bels-2) and the [letter]",
    )
    assert [str(one) for one in check_course(village)] == [
        "notebooks/01-the-first-train.ipynb: cell 'exit': no work of the bibliography is called "
        "'#bels-2' (did you mean '#bells-2'?)"
    ]
    write(path, [{**BOOK, "type": "bok"}])
    assert any("'bok' is not a type" in str(one) for one in check_course(village))
