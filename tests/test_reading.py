from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coursekit.errors import CourseFileError
from coursekit.reading import (
    read_exercise,
    read_rows,
    read_settings,
    read_source,
    read_tables,
    read_text,
    read_timeline,
)
from coursekit.records import NoteKind, When

Change = Callable[[str, str, str], Path]

LETTER = "sources/documents/opening-day.md"
LINE = "sources/timelines/line.csv"
PACKAGE = "sources/tables/datapackage.json"
STOPS = "sources/tables/stops.csv"
CARD = "exercises/1.2.md"
USE = r"\(use 1994-06-22, 1994-06, 1994 or 1994/1995\)"


def settings_of(path: Path, _root: Path) -> Any:
    return read_settings(path.parent)


READERS = {
    LETTER: read_source,
    LINE: read_timeline,
    PACKAGE: read_tables,
    CARD: read_exercise,
    "pyproject.toml": settings_of,
}


def said(read: Callable[[Path, Path], object], path: Path, root: Path) -> list[str]:
    """What a reader says about a file, a line a problem."""
    with pytest.raises(CourseFileError) as caught:
        read(path, root)
    return str(caught.value).split("\n")


# Any file -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text file"),
        ("---\ntitle: a".encode("utf-16"), r"is saved as UTF-16 \(save it as UTF-8\)"),
        ("a\nM\u00fchle".encode("latin-1"), r"2: has a character that is not UTF-8 \(save the"),
    ],
)
def test_a_file_that_is_no_text_is_named_with_the_remedy(
    village: Path, name: str, raw: bytes, sentence: str
) -> None:
    (village / name).write_bytes(raw)
    with pytest.raises(CourseFileError, match=f"^{name}:.?{sentence}"):
        READERS[name](village / name, village)


@pytest.mark.parametrize("name", READERS)
def test_a_missing_file_and_a_folder_get_their_sentence(village: Path, name: str) -> None:
    (village / name).unlink()
    assert said(READERS[name], village / name, village) == [f"{name}: there is no such file"]
    (village / name).mkdir()
    with pytest.raises(CourseFileError, match=rf"^{name}: cannot be read \("):
        READERS[name](village / name, village)


@pytest.mark.parametrize("name", READERS)
def test_a_byte_order_mark_and_windows_line_ends_are_read(village: Path, name: str) -> None:
    path = village / name
    before = READERS[name](path, village)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert READERS[name](path, village) == before


def test_a_file_outside_the_course_is_named_with_its_whole_path(tmp_path: Path) -> None:
    with pytest.raises(CourseFileError, match=r"/elsewhere\.md: there is no such file"):
        read_text(tmp_path / "elsewhere.md", tmp_path / "course")


# Documents ----------------------------------------------------------------------------------


def test_a_document_has_its_card_its_digest_its_quotations_and_its_notes(village: Path) -> None:
    letter = read_source(village / LETTER, village)
    assert (letter.id, letter.dates.published) == ("opening-day", When("1884-05?"))
    assert [type(block).__name__ for block in letter.body] == ["str", "Quotation"] * 2
    assert letter.quotations["drowned"].text == "They played until the engine drowned them"
    assert letter.quotations["hens"].where == "at the end of the letter"
    assert [(note.kind, note.anchor.exact) for note in letter.notes] == [
        (NoteKind.DATE, "a Monday"),
        (NoteKind.PERSON, "Mrs Pell"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (
            "title: The",
            "titel: The",
            [
                "2: 'title' is missing (write 'title: …')",
                "2: 'titel' is not a field here (did you mean 'title'?)",
            ],
        ),
        ("web: 2003", "wed: 2003", ["15: 'wed' is not a field here (did you mean 'web'?)"]),
        (
            "  headline:",
            "  heading:",
            [
                "16: 'headline' is missing (write 'headline: …')",
                "19: 'heading' is not a field here (did you mean 'headline'?)",
            ],
        ),
        ("languages: [en]", "languages: en", ["6: 'languages' must be a list (write [one, two])"]),
        (
            "languages: [en]",
            "languages: [en]\nlanguages: [de]",
            ["7: 'languages' is given twice (keep one)"],
        ),
        (
            "voice: village",
            "voice:",
            ["10: 'voice' is empty (write something, or leave the line out)"],
        ),
        (
            "perspective: A",
            "perspective: a: A",
            ["11: has a colon that YAML misreads (put the text in quotation marks)"],
        ),
        (
            "dates:\n  event: 1884-05-05\n  published: 1884-05?\n  web: 2003-02-11",
            "dates: 1884",
            ["12: 'dates' must have fields of its own (one a line, indented)"],
        ),
        (
            "event: 1884-05-05",
            "event: 1884-13-05",
            ["13: event '1884-13-05' is not a date (use 1994-06-22, 1994-06, 1994 or 1994/1995)"],
        ),
        (
            "event: 1884-05-05",
            "event: 1885/1884",
            ["13: event: '1885/1884' ends before it starts"],
        ),
        ("title: The Train Has Come\n", "title: [a]\n", ["2: 'title' must be text"]),
        ("#hens", "#drowned", ["28: two quotations are called '#drowned' (rename one)"]),
        (
            "#hens",
            "#Hens!",
            ["28: '#Hens!' is not an id (use small letters, digits and hyphens)"],
        ),
        (
            "> {#hens} Mrs Pell, at the end of the letter",
            "> Mrs Pell",
            ["28: a quotation ends with a line '> {#id} speaker, where it stands'"],
        ),
        (
            "## Notes",
            "## Remarks",
            ["31: the heading 'Remarks' is not known here (only '## Notes')"],
        ),
        (
            "on “a Monday”",
            "on “a Tuesday”",
            ["33: “a Tuesday” stands nowhere in this document (quote its words exactly)"],
        ),
        (
            "a Monday on which",
            "a Monday like a Monday on which",
            ["33: “a Monday” stands more than once (add (after “…”) or (before “…”))"],
        ),
        (
            "**date** on",
            "**dates** on",
            [
                "33: 'dates' is not a kind of note (did you mean 'date'? "
                "allowed: date, wording, person, context, reliability, loss)"
            ],
        ),
        (
            "**date** on “",
            "**date** about “",
            ["33: a note is written '- **kind** on “quoted words”: what it says'"],
        ),
        ("---\ntitle", "title", ["1: does not begin with front matter between two lines of '---'"]),
    ],
)
def test_what_is_wrong_with_a_document_is_said_with_its_line(
    village: Path, change: Change, old: str, new: str, sentences: list[str]
) -> None:
    path = change(LETTER, old, new)
    assert said(read_source, path, village) == [f"{LETTER}:{one}" for one in sentences]


def test_a_kind_that_does_not_exist_gets_the_nearest_and_the_whole_list(
    village: Path, change: Change
) -> None:
    path = change(LETTER, "kind: news report", "kind: news raport")
    wanted = r":4: kind 'news raport' is not one of the list \(did you mean 'news report'\? allowed"
    with pytest.raises(CourseFileError, match=wanted):
        read_source(path, village)


def test_everything_wrong_with_a_document_is_said_at_once_and_in_order(
    village: Path, change: Change
) -> None:
    change(LETTER, "**person** on", "**gossip** on")
    change(LETTER, "{#drowned}", "{#Drowned}")
    change(LETTER, "event: 1884-05-05", "event: 1884-05-32")
    path = change(LETTER, "kind: news report", "kind: gossip")
    lines = [int(one.split(":")[1]) for one in said(read_source, path, village)]
    assert lines == [4, 13, 23, 34]


def test_a_list_in_place_of_the_fields_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\n- title\n---\nText\n", encoding="utf-8")
    with pytest.raises(CourseFileError, match=r"^a.md:2: the front matter is not a list of fields"):
        read_source(path, tmp_path)


def test_a_document_without_text_is_refused(village: Path) -> None:
    path = village / LETTER
    path.write_text(path.read_text(encoding="utf-8").split("The letter tells")[0], encoding="utf-8")
    assert said(read_source, path, village) == [f"{LETTER}:21: has no text below its front matter"]


def test_words_that_stand_twice_are_found_with_what_is_before_them(
    village: Path, change: Change
) -> None:
    change(LETTER, "a Monday on which", "a Monday like a Monday on which")
    path = change(LETTER, "on “a Monday”", "on “a Monday” (after “like”)")
    assert read_source(path, village).notes[0].anchor.prefix == "like"


# Timelines ----------------------------------------------------------------------------------


def test_a_timeline_keeps_uncertain_dates_and_is_in_order(village: Path, change: Change) -> None:
    path = change(LINE, "act-passed,1881-08,", "act-passed,1895,")
    events = read_timeline(path, village).events
    assert [event.id for event in events][-2:] == ["second-class-ends", "act-passed"]
    assert [event.when.edtf for event in events][-3:] == ["1891-11/1892-01", "1893?", "1895"]
    assert events[-1].actors == ("Parliament", "Company")


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (
            "id,date,",
            "id,dates,",
            [
                "1: the column 'date' is missing",
                "1: 'dates' is not a column here (did you mean 'date'?)",
            ],
        ),
        (
            "fares,https://parish.example/fares",
            "fares",
            ["6: the row is short of its 8 columns: it has 7"],
        ),
        (
            "fares,https://parish.example/fares",
            "fares,https://parish.example/fares,more",
            ["6: the row has more than its 8 columns: it has 9"],
        ),
        (
            "bridge-closed",
            "act-passed",
            ["5: 'act-passed' is already the event of line 2 (rename one)"],
        ),
        (
            "bridge-closed",
            "Bridge closed",
            ["5: 'Bridge closed' is not an id (use small letters, digits and hyphens)"],
        ),
        (",Second class ends,", ",,", ["6: the event has no title"]),
        (
            "https://parish.example/fares",
            "",
            ["6: the event has no source (give an address)"],
        ),
    ],
)
def test_what_is_wrong_with_a_timeline_is_said_with_its_line(
    village: Path, change: Change, old: str, new: str, sentences: list[str]
) -> None:
    path = change(LINE, old, new)
    assert said(read_timeline, path, village)[: len(sentences)] == [
        f"{LINE}:{one}" for one in sentences
    ]


@pytest.mark.parametrize("wrong", ["1882-13-14", "1882-02-30", "March 1882", "1882-3-14", "?", ""])
def test_a_date_that_does_not_exist_says_how_dates_are_written(
    village: Path, change: Change, wrong: str
) -> None:
    path = change(LINE, "1882-03-14", wrong)
    quoted = wrong.replace("?", r"\?")
    with pytest.raises(CourseFileError, match=f":3: date '{quoted}' is not a date {USE}"):
        read_timeline(path, village)


@pytest.mark.parametrize("rewritten", ["3/14/1882", "14.03.1882", "14/3/82", "14-Mar-1882"])
def test_a_date_that_a_spreadsheet_rewrote_is_recognised(
    village: Path, change: Change, rewritten: str
) -> None:
    path = change(LINE, "1882-03-14", rewritten)
    wanted = f":3: date '{rewritten}' looks rewritten by a spreadsheet {USE}"
    with pytest.raises(CourseFileError, match=wanted):
        read_timeline(path, village)


def test_the_line_of_a_row_is_right_below_a_cell_of_two_lines(
    village: Path, change: Change
) -> None:
    change(LINE, "buy land, and", "buy land,\nand")
    path = change(LINE, "1882-03-14", "1882-03-34")
    with pytest.raises(CourseFileError, match=f"^{LINE}:4: date '1882-03-34'"):
        read_timeline(path, village)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id;date;title;sources\n", "1: has semicolons between its columns"),
        ("id,date,title,sources\n", " has no rows below its header"),
        ('id,date,title,sources\na,1884,"x,y\n', r"2: cannot be read as CSV \(unexpected end"),
        ("id,date,title,sources,id\na,1884,x,y,z\n", "1: the column 'id' stands there twice"),
    ],
)
def test_a_file_that_is_no_table_of_commas_is_refused(
    village: Path, text: str, sentence: str
) -> None:
    (village / LINE).write_text(text, encoding="utf-8")
    with pytest.raises(CourseFileError, match=f"^{LINE}:{sentence}"):
        read_timeline(village / LINE, village)


# Tables -------------------------------------------------------------------------------------


def test_a_table_has_typed_cells_and_blanks_are_none(village: Path) -> None:
    info = read_tables(village / PACKAGE, village)["stops"]
    rows = read_rows(info, (village / PACKAGE).parent, village)
    assert (info.index, info.licence) == ("order", "CC BY 4.0")
    assert [row["opened"] for row in rows] == ["1884-05-05", "1886-07", "1890", "1884-05-05"]
    assert [row["miles"] for row in rows] == [0, 2.5, None, 6.25]
    assert rows[0]["surveyed"].isoformat() == "1881-02-01"
    assert rows[2]["surveyed"] is None


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"name": "stops",', '"name": "stops"', "8: cannot be read as JSON"),
        (
            '"stops.csv"',
            '"https://x.example/stops.csv"',
            " 'https://x.example/stops.csv' is not a ",
        ),
        ('"stops.csv"', '"../../stops.csv"', r" '../../stops.csv' is not a file beside this one"),
        ('"type": "date"', '"type": "geopoint"', " 'stops' has columns of type geopoint"),
        ('"title": "The stops of the line",', "", r" resource 1 \(stops\): 'title' is empty"),
        ('"name": "stops",', "", r" resource 1 \(without a name\): 'name' is empty"),
        ('"primaryKey": "order"', '"primaryKey": "nr"', " 'stops': its primaryKey 'nr' is none"),
        (
            '"primaryKey": "order"',
            '"primaryKey": ["order", "stop"]',
            r" resource 1 \(stops\): 'primaryKey' must be text",
        ),
        ('"schema"', '"scheme"', " resource 1 has no 'schema' with a list of 'fields'"),
        ('"resources"', '"resource"', " has no list 'resources'"),
    ],
)
def test_what_is_wrong_with_a_data_package_is_said(
    village: Path, change: Change, old: str, new: str, sentence: str
) -> None:
    path = change(PACKAGE, old, new)
    with pytest.raises(CourseFileError, match=f"^{PACKAGE}:{sentence}"):
        read_tables(path, village)


def test_a_primary_key_may_be_written_as_a_list_of_one(village: Path, change: Change) -> None:
    path = change(PACKAGE, '"primaryKey": "order"', '"primaryKey": ["order"]')
    assert read_tables(path, village)["stops"].index == "order"


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        ("2,Ford,2.5", "two,Ford,2.5", ["3: order 'two' is not a whole number"]),
        ("2,Ford,2.5", "2,Ford,far", ["3: miles 'far' is not a number"]),
        ("2,Ford", "1,Ford", ["3: order '1' is already that of line 2"]),
        ("1881-02-03", "1881", ["3: surveyed '1881' is not a whole day (use 1994-06-22)"]),
        ("stop,miles", "stop,mile", ["1: the column 'miles' is missing"]),
        ("3,Mill Lane,,1890,", "3,Mill Lane,,1890", ["4: the row is short of its 5 columns"]),
    ],
)
def test_what_is_wrong_with_a_table_is_said_with_its_line(
    village: Path, change: Change, old: str, new: str, sentences: list[str]
) -> None:
    change(STOPS, old, new)
    info = read_tables(village / PACKAGE, village)["stops"]
    with pytest.raises(CourseFileError) as caught:
        read_rows(info, (village / PACKAGE).parent, village)
    assert str(caught.value).startswith(f"{STOPS}:{sentences[0]}")


# Exercises ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (
            "1.2",
            "## Solution",
            "## Answer",
            "24: the heading 'Answer' is not known here (use 'Hint' or 'Solution')",
        ),
        (
            "1.2",
            "{date: 2003-02-11,",
            "{date: 2003-02-11, number: 3,",
            "6: the line 'web stamp' needs exactly one of "
            "date, number, choice, words, percent, value",
        ),
        (
            "1.2",
            "{date: 2003-02-11,",
            "{",
            "6: the line 'web stamp' needs exactly one of "
            "date, number, choice, words, percent, value",
        ),
        (
            "1.3",
            "choice: witness, about: the band",
            "choice: witnes, about: the band",
            "10: the line '1' accepts 'witnes', which is no choice (did you mean 'witness'?)",
        ),
        (
            "1.2",
            "answer: {published:",
            "answer: {publication:",
            "10: misconception 'stamp-is-publication' speaks of a line 'publication', "
            "which the key lacks",
        ),
        (
            "1.5",
            "earns: 0.7",
            "earns: 7",
            "9: misconception 'counted-backwards' earns 7 (a share from 0 to 1)",
        ),
        ("1.2", "weight: 0.4", "weight: heavy", "6: weight 'heavy' is not a number"),
        (
            "1.2",
            "weight: 0.4",
            "weight: nan",
            "6: the line 'web stamp' has the weight nan (a number above 0)",
        ),
        (
            "1.2",
            "weight: 0.4",
            "wait: 0.4",
            "6: 'wait' is not a field here (did you mean 'weight'?)",
        ),
        (
            "1.2",
            "[not on the page, Monday]",
            "[{valu: 3}]",
            "8: the line 'event' accepts values, or 'value' with 'defended_by'",
        ),
        (
            "1.2",
            "Fill in the card from the page alone.",
            "",
            "17: has no question below its front matter",
        ),
        ("1.1", "key:\n  year: {date: any}\n  sure: {percent: any}", "key: {}", "5: the key needs"),
    ],
)
def test_what_is_wrong_with_an_exercise_is_said_with_its_line(
    village: Path, change: Change, name: str, old: str, new: str, sentence: str
) -> None:
    path = change(f"exercises/{name}.md", old, new)
    with pytest.raises(CourseFileError) as caught:
        read_exercise(path, village)
    assert str(caught.value).startswith(f"exercises/{name}.md:{sentence}")


def test_a_verdict_needs_a_line_of_evidence(village: Path, change: Change) -> None:
    change("exercises/1.6.md", "  row: {number: [2, 3], weight: 0.3}\n", "")
    path = change(
        "exercises/1.6.md",
        "  what is wrong: {choice: all, choices: [all, the line, nothing], weight: 0.2}\n",
        "",
    )
    with pytest.raises(CourseFileError, match="5: the key needs a verdict and its evidence"):
        read_exercise(path, village)


def test_a_fenced_heading_is_no_heading(village: Path, change: Change) -> None:
    path = change(CARD, "There is one complete", "```\n## Hint\n```\nThere is one complete")
    assert len(read_exercise(path, village).hints) == 3


# Settings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'title = "The Line',
            "title = The Line",
            r"cannot be read as TOML \(Invalid value \(at li",
        ),
        (
            "coursekit.voices",
            "coursekit.voice",
            r"'voice' is not a field here \(did you mean 'voic",
        ),
        ("minutes = 30", 'minutes = "long"', "minutes 'long' is not a number"),
        ('number = "01"', 'number = "one"', r"chapter number 'one' is not two digits \(write '01'"),
        ("great_power = true", 'great_power = "so"', "great_power 'so' is neither true nor false"),
        ("[tool.coursekit", "[tool.other", r"has no table \[tool.coursekit\]"),
    ],
)
def test_what_is_wrong_with_the_settings_is_said(
    village: Path, change: Change, old: str, new: str, sentence: str
) -> None:
    change("pyproject.toml", old, new)
    with pytest.raises(CourseFileError, match=rf"^pyproject\.toml(:\d+)?: {sentence}"):
        read_settings(village)


# Whatever is in a file ----------------------------------------------------------------------

MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
scalars = st.one_of(
    texts,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.sampled_from(["1994-13-01", "any", "!x y", "&a", "*a", "{", "[", "- ", "? ", "1:2:3", "<<"]),
)
WORDS = (
    "title",
    "creator",
    "kind",
    "languages",
    "url",
    "rights",
    "perspective",
    "voice",
    "dates",
    "event",
    "found",
    "headline",
    "type",
    "skill",
    "key",
    "choices",
    "claims",
    "evidence",
    "misconceptions",
    "lazy",
    "date",
    "number",
    "choice",
    "weight",
    "answer",
    "id",
    "say",
    "earns",
    "value",
    "resources",
    "schema",
    "fields",
    "name",
    "path",
    "primaryKey",
    "sources",
    "licenses",
    "tool",
    "coursekit",
    "chapters",
    "voices",
)
names = st.one_of(
    texts,
    st.sampled_from(WORDS),
)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
    max_leaves=25,
)
bodies = st.lists(
    st.one_of(
        texts,
        st.sampled_from(
            [
                "## Notes",
                "## Hint",
                "## Solution",
                "> words\n> {#id} Somebody, here",
                "> {#",
                "- **date** on “words”: A note.",
                "- **date** on “”: x",
                "```",
                "***",
                "Setext\n---",
            ]
        ),
    ),
    max_size=6,
).map("\n\n".join)


def raises_nothing_else(read: Callable[[Path, Path], object], path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    try:
        read(path, path.parent)
    except CourseFileError as error:
        problems = error.problems
    else:
        return
    assert problems
    assert all(one.text.strip() for one in problems)


@pytest.mark.parametrize("name", READERS)
@MANY
@given(raw=st.binary(max_size=300))
def test_any_bytes_give_a_record_or_a_sentence(tmp_path: Path, name: str, raw: bytes) -> None:
    raises_nothing_else(READERS[name], tmp_path / Path(name).name, raw)


@pytest.mark.parametrize("read", [read_source, read_exercise])
@MANY
@given(tree=trees, body=bodies)
@example(tree={"a": [[]]}, body="> {#a} b")
def test_any_front_matter_gives_a_record_or_a_sentence(
    tmp_path: Path, read: Callable[[Path, Path], object], tree: object, body: str
) -> None:
    head = json.dumps(tree, ensure_ascii=False)  # JSON is YAML
    raw = f"---\n{head}\n---\n{body}".encode()
    raises_nothing_else(read, tmp_path / "any.md", raw)


@pytest.mark.parametrize("read", [read_source, read_exercise])
@MANY
@given(pairs=st.lists(st.tuples(names, scalars), max_size=12), body=bodies)
def test_any_lines_of_front_matter_give_a_record_or_a_sentence(
    tmp_path: Path,
    read: Callable[[Path, Path], object],
    pairs: list[tuple[str, object]],
    body: str,
) -> None:
    head = "\n".join(f"{name}: {value}" for name, value in pairs)
    raises_nothing_else(read, tmp_path / "any.md", f"---\n{head}\n---\n{body}".encode())


SOUND = {name: (Path(__file__).parent / "course" / name).read_text("utf-8") for name in READERS}


@pytest.mark.parametrize("name", READERS)
@MANY
@given(data=st.data())
def test_a_sound_file_with_a_piece_exchanged_gives_a_record_or_a_sentence(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    text = SOUND[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    piece = data.draw(scalars.map(str) | bodies | st.sampled_from(["\n", "  ", ",", ":", '"']))
    raw = (text[:start] + piece + text[end:]).encode("utf-8", "replace")
    raises_nothing_else(READERS[name], tmp_path / Path(name).name, raw)


@MANY
@given(tree=trees)
@example(tree={"resources": [{"name": "a", "schema": {"fields": []}, "sources": 3}]})
@example(tree={"resources": [{"name": "a", "schema": {"fields": [{"name": []}]}}]})
def test_any_json_gives_tables_or_a_sentence(tmp_path: Path, tree: object) -> None:
    raw = json.dumps(tree).encode()
    raises_nothing_else(read_tables, tmp_path / "datapackage.json", raw)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (PACKAGE, "[" * 20_000),
        (PACKAGE, "1" * 5_000),
        ("pyproject.toml", f"a = {'1' * 5_000}"),
        ("pyproject.toml", f"a = {'[' * 5_000}"),
        (LETTER, f"---\na: {'[' * 1_200}\n---\ntext"),
        (CARD, f"---\na: {'{a: ' * 1_200}\n---\ntext"),
        (LINE, "id,date,title,sources\na," + "1994/" * 4_000 + ",x,y"),
        (LINE, f"id,date,title,sources\na,1994,{'x' * 200_000},y"),
    ],
)
def test_what_is_too_deep_or_too_long_gets_a_sentence(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / Path(name).name
    raises_nothing_else(READERS[name], path, text.encode())
    assert path.exists()


def test_a_table_whose_file_cannot_be_named_gets_a_sentence(village: Path, change: Change) -> None:
    path = change(PACKAGE, '"stops.csv"', '"sto\\u0000ps.csv"')
    info = read_tables(path, village)["stops"]
    with pytest.raises(CourseFileError, match="is not the name of a file"):
        read_rows(info, path.parent, village)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("dates: {}\n  event: 1994", ":3: cannot be read from here on (a quotation mark within"),
        ("dates:\n\tevent: 1994", ":3: has a tab (use spaces)"),
        ("title: [one\nkind: x", ":3: has a bracket that is not closed, or text in it without"),
        ("title: 'one\nkind: x", ":4: has a quotation mark that is not closed"),
        ("title: @one", ":2: begins with '@' (put the text in quotation marks)"),
        ("title: *one", ":2: begins with '*' (put the text in quotation marks)"),
    ],
)
def test_what_a_text_editor_lets_one_write_is_said_in_plain_words(
    tmp_path: Path, lines: str, sentence: str
) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\n{lines}\n---\nText.\n", encoding="utf-8")
    with pytest.raises(CourseFileError) as caught:
        read_source(path, tmp_path)
    assert str(caught.value.problems[0]).startswith(f"a.md{sentence}")
