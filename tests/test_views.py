from __future__ import annotations

import base64
import copy
import dataclasses
import itertools
import pickle
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from coursekit.errors import CourseError
from coursekit.records import (
    Anchor,
    Chapter,
    DateLayers,
    Event,
    Field,
    Found,
    Layer,
    Note,
    NoteKind,
    Part,
    Quotation,
    Source,
    SourceKind,
    TableInfo,
    Timeline,
    Verdict,
    When,
)
from coursekit.views import (
    KIND_SAYS,
    KIND_SIGNS,
    ProgressView,
    SourceView,
    TimelineView,
    VerdictView,
    View,
    describe_layers,
    draw_layers,
    environment,
    render_inline,
    render_markdown,
    render_table,
    stylesheet,
)

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

# Things to show -----------------------------------------------------------------------------


def a_source(**changes: Any) -> Source:
    source = Source(
        id="bridge-report",
        title="The Bridge at Aldmouth",
        creator="The Aldmouth Packet, no byline",
        kind=SourceKind.NEWS_REPORT,
        languages=("en", "de"),
        url="https://www.packet.example/1871/bridge",
        archive="https://archive.example/packet",
        rights="public domain",
        place="Aldmouth",
        perspective="A shipowners' paper; it wants the toll lowered.",
        voice="press",
        dates=DateLayers(
            event=When("1871-05-03"), published=When("1871-05-04?"), web=When("2009-11-30")
        ),
        found=Found(
            headline="The Bridge at Aldmouth",
            header="The Packet online\nYour harbour, your news",
            stamp="Updated 11/30/2009",
            address="packet.example/1871/bridge",
        ),
        body=(
            "The mayor opened the bridge on a *Wednesday*, and the [ferrymen](https://f.example) "
            "stayed away.",
            Quotation(
                id="toll",
                text="The toll is the price of progress",
                speaker="Mayor Anna Holt",
                where="speech at the gate",
            ),
            "The reporter counts 400 guests; the parish book counts 90.",
        ),
        notes=(
            Note(
                kind=NoteKind.DATE,
                anchor=Anchor(exact="11/30/2009"),
                text="The stamp is the *site's*, month first.",
            ),
            Note(
                kind=NoteKind.WORDING,
                anchor=Anchor(exact="price of progress"),
                text="Price for whom?",
            ),
            Note(
                kind=NoteKind.RELIABILITY,
                anchor=Anchor(exact="400 guests"),
                text="Two counts of one crowd.",
                author="Ben",
                layer=Layer.STUDENT,
            ),
        ),
    )
    return dataclasses.replace(source, **changes)


def a_timeline() -> Timeline:
    return Timeline(
        id="aldmouth",
        title="Aldmouth, 1868–1871",
        events=(
            Event(id="plan", when=When("1868"), title="A bridge is planned"),
            Event(
                id="loan",
                when=When("1869-03"),
                title="The town takes a loan",
                summary="Eleven aldermen vote for it, ten against.",
                actors=("town council", "harbour bank"),
                place="town hall",
                category="decision",
                sources=("https://www.packet.example/a", "https://packet.example/b"),
            ),
            Event(
                id="strike",
                when=When("1871-05-01/1871-05-03"),
                title="The ferrymen strike",
                category="protest",
                sources=("https://ferry.example/strike",),
            ),
        ),
    )


def a_verdict(**changes: Any) -> Verdict:
    verdict = Verdict(
        exercise="0.2",
        title="Fill in the card",
        score=0.35,
        parts=(
            Part(asked="stamp", earned=0.4, possible=0.4),
            Part(asked="published", earned=0.1, possible=0.2),
            Part(asked="written", earned=0.0, possible=0.2),
            Part(asked="event", earned=0.0, possible=0.2, answered=False),
        ),
        right=("The stamp is on the page.",),
        say=("A report can be written a day after the event.",),
        hint="Read the *first* line again.\n\n- Which day does it name?",
        hint_number=1,
        form="The line “publshed” was read as “published”.",
    )
    return dataclasses.replace(verdict, **changes)


def a_table() -> tuple[pd.DataFrame, TableInfo]:
    info = TableInfo(
        id="tolls",
        path="tolls.csv",
        title="Tolls at Aldmouth",
        description="",
        fields=(
            Field(name="year", title="Year", type="integer"),
            Field(name="pence", title="Toll, pence", type="number", description="on foot"),
            Field(name="payer", title="Who paid"),
        ),
        index="year",
        citation="Aldmouth toll book, 1871–1873.",
        licence="CC BY 4.0",
    )
    frame = pd.DataFrame(
        {
            "year": pd.array([1871, 1872, 1873], dtype="Int64"),
            "pence": pd.array([1.5, None, 2], dtype="Float64"),
            "payer": ["everybody", "carts & carriages", None],
        }
    )
    return frame.set_index("year"), info


def a_progress() -> ProgressView:
    first = Chapter(number="00", notebook="00-a.ipynb", title="The stamp", question="Whose date?")
    second = dataclasses.replace(first, number="01", notebook="01-b.ipynb", title="The toll")
    return ProgressView(((first, 3, 7, {"0.1": None, "0.2": 1.0, "0.3": 0.4}), (second, 0, 5, {})))


def everything() -> dict[str, tuple[str, str]]:
    shown: dict[str, View[Any]] = {
        "source": SourceView(a_source(), voice_label="Reporters"),
        "found": SourceView(a_source()).as_found,
        "timeline": TimelineView(a_timeline()),
        "verdict": VerdictView(a_verdict()),
        "full-marks": VerdictView(
            a_verdict(
                score=1.0,
                parts=(
                    Part(asked="a", earned=1, possible=1),
                    Part(asked="b", earned=1, possible=1),
                ),
                say=(),
                hint=None,
                form=None,
                defended_by="Ida Moor",
                explanation="Because\n\n| a | b |\n|--|--|\n| 1 | 2 |",
            )
        ),
        "progress": a_progress(),
    }
    both = {name: (view.html, view.text) for name, view in shown.items()}
    return both | {"table": render_table(*a_table())}


EVERYTHING = everything()
each = pytest.mark.parametrize("name", EVERYTHING)


# Goldens ------------------------------------------------------------------------------------


class HtmlExtension(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "html"


class TextExtension(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@each
def test_html_is_as_reviewed(name: str, snapshot: SnapshotAssertion) -> None:
    html = EVERYTHING[name][0].replace(stylesheet(), "/* course.css */")
    html = re.sub(r'(src="data:image/svg\+xml;base64,)[^"]*', r"\1…", html)
    assert html == snapshot(extension_class=HtmlExtension)


@each
def test_text_is_as_reviewed(name: str, snapshot: SnapshotAssertion) -> None:
    assert EVERYTHING[name][1] == snapshot(extension_class=TextExtension)


def test_same_input_gives_the_same_bytes() -> None:
    assert everything() == EVERYTHING


# What every output keeps to -----------------------------------------------------------------


class Page(HTMLParser):
    """The elements and the text of an output."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.in_style = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self.in_style else data

    def all(self, attribute: str) -> list[str]:
        return [str(attrs[attribute]) for _, attrs in self.elements if attribute in attrs]


@each
def test_headings_start_at_three_and_do_not_skip(name: str) -> None:
    tags = [tag for tag, _ in Page(EVERYTHING[name][0]).elements]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[:1] in ([3], [])
    assert all(b <= a + 1 and b >= 3 for a, b in itertools.pairwise(levels))


@each
def test_ids_are_unique_and_local_links_arrive(name: str) -> None:
    page = Page(EVERYTHING[name][0])
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.all("href") if href.startswith("#")} <= set(ids)


@each
def test_every_picture_has_words_and_fetches_nothing(name: str) -> None:
    for tag, attrs in Page(EVERYTHING[name][0]).elements:
        assert tag not in ("script", "link", "iframe", "object")
        if tag == "img":
            assert attrs["alt"]
            assert str(attrs["src"]).startswith("data:image/svg+xml;base64,")


@each
def test_mathjax_and_stylesheets_are_kept_apart(name: str) -> None:
    _, attrs = Page(EVERYTHING[name][0]).elements[0]
    classes = str(attrs["class"]).split()
    assert {"ck", "tex2jax_ignore", "mathjax_ignore"} <= set(classes)


@each
def test_text_is_wrapped_at_88_columns(name: str) -> None:
    assert all(len(line) <= 88 for line in EVERYTHING[name][1].splitlines())


def test_the_stylesheet_is_small_and_only_for_our_outputs() -> None:
    css = re.sub(r"@(media|container)[^{]*\{", "", stylesheet())
    assert len(stylesheet()) < 9000
    for selectors in re.findall(r"([^{}]+)\{", css):
        assert all(".ck" in selector for selector in selectors.split(",")), selectors


# Hostile text -------------------------------------------------------------------------------

ALLOWED = {
    *("article", "section", "div", "h3", "h4", "p", "pre", "hr", "br", "style", "img"),
    *("a", "b", "strong", "em", "code", "span", "sup", "mark", "time", "details", "summary"),
    *("ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "caption"),
}
hostile = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "</style></mark>&lt;b&gt;&amp;",
            "{{ 7 * 7 }}{% raw %}",
            "[x](javascript:alert(1)) ![y](https://e.example/pixel.png)",
            "$5 million … $7 million",
        ]
    ),
).map(lambda text: f"<{text}>")


@settings(max_examples=60, deadline=None)
@given(hostile, hostile)
def test_text_parsed_back_is_the_text_put_in(one: str, two: str) -> None:
    source = a_source(
        title=one,
        creator=two,
        perspective=one,
        place=two,
        rights=one,
        found=Found(headline=one, header=two, stamp=one, address=two),
        body=(two, Quotation(id="q", text=one, speaker=two, where=one)),
        notes=(Note(kind=NoteKind.LOSS, anchor=Anchor(exact=one), text=two, author=one),),
    )
    view = SourceView(source, voice_label=two)
    for html in (view.html, view.as_found.html):
        page = Page(html)
        assert {tag for tag, _ in page.elements} <= ALLOWED
        assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
        assert not [href for href in page.all("href") if href.startswith("javascript:")]
        assert not [src for src in page.all("src") if not src.startswith("data:image/svg")]
        assert one in page.text
        assert two in page.text


@settings(max_examples=60, deadline=None)
@given(hostile)
def test_verdicts_timelines_and_tables_escape(text: str) -> None:
    verdict = a_verdict(title=text, right=(text,), say=(text,), form=text, hint=text)
    event = Event(id="e", when=When("1871"), title=text, summary=text, sources=(text,))
    frame = pd.DataFrame({text: [text]})
    info = dataclasses.replace(a_table()[1], title=text, citation=text)
    for html in (
        VerdictView(verdict).html,
        TimelineView(Timeline(id="t", title=text, events=(event,))).html,
        render_table(frame, info)[0],
    ):
        page = Page(html)
        assert {tag for tag, _ in page.elements} <= ALLOWED
        assert page.text.count(text) >= 3


sentence = st.lists(
    st.text(st.characters(categories=["L", "Nd"]), min_size=1), min_size=1, max_size=30
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(sentence, sentence, sentence)
def test_plain_text_loses_no_word(one: str, two: str, three: str) -> None:
    note = Note(kind=NoteKind.LOSS, anchor=Anchor(exact="nowhere at all"), text=three)
    source = a_source(
        title=one,
        perspective=two,
        found=Found(headline=three, stamp=one),
        body=(one, Quotation(id="q", text=two, speaker=three), three),
        notes=(note,),
    )
    view, verdict = SourceView(source), a_verdict(right=(one,), say=(two,), hint=three)
    for text in (view.text, view.as_found.text, VerdictView(verdict).text):
        plain = " ".join(text.split())
        for words in (one, two, three):
            assert " ".join(words.split()) in plain


# Markdown -----------------------------------------------------------------------------------


def test_markdown_shows_tags_as_typed_and_fetches_no_picture() -> None:
    html = render_markdown("# Title\n\n<b>x</b> ![map](https://e.example/map.png)")
    assert html == (
        "<p><strong>Title</strong></p>\n"
        '<p>&lt;b&gt;x&lt;/b&gt; <a href="https://e.example/map.png">map</a></p>\n'
    )


def test_markdown_of_one_paragraph_stays_one() -> None:
    assert render_inline("1. no list, *but* emphasis") == "1. no list, <em>but</em> emphasis"


# Sources ------------------------------------------------------------------------------------


def test_a_view_answers_for_its_record() -> None:
    view = SourceView(a_source())
    assert view.dates.web == When("2009-11-30")
    assert view.quotations["toll"].speaker == "Mayor Anna Holt"
    assert "quotations" in dir(view)
    assert repr(view) == view.text
    assert view._repr_mimebundle_() == {"text/html": view.html, "text/plain": view.text}
    with pytest.raises(AttributeError, match="a source has no 'titel'"):
        _ = view.titel


def test_views_are_copied_and_pickled() -> None:
    view = SourceView(a_source(), voice_label="Reporters")
    assert copy.deepcopy(view).html == view.html
    assert pickle.loads(pickle.dumps(TimelineView(a_timeline()))).title == "Aldmouth, 1868–1871"


def test_the_page_as_found_shows_nothing_of_the_card() -> None:
    view = SourceView(a_source(), voice_label="Reporters").as_found
    page = Page(view.html)
    for text in (page.text, view.text):
        assert "Updated 11/30/2009" in text
        assert "Your harbour, your news" in text
        for hidden in (
            "no byline",
            "toll lowered",
            "1871-05",
            "May 1871",
            "month first",
            "archive",
        ):
            assert hidden not in text
    assert not page.all("datetime")
    assert not page.all("id")


def test_a_source_without_a_page_says_so() -> None:
    with pytest.raises(CourseError, match="'bridge-report' has no page as found"):
        _ = SourceView(a_source(found=None)).as_found


def test_a_quotation_names_speaker_and_place_and_leaves_the_address_to_the_card() -> None:
    html = SourceView(a_source()).html
    assert "<figcaption>Mayor Anna Holt, speech at the gate</figcaption>" in html
    assert html.count('<a href="https://www.packet.example/1871/bridge">') == 1


def test_a_note_and_its_words_link_to_each_other() -> None:
    html = SourceView(a_source()).html
    assert '<mark class="ck-k-date">11/30/2009</mark>' in html
    assert 'id="ck-bridge-report--ref-1" href="#ck-bridge-report--note-1"' in html
    assert 'href="#ck-bridge-report--ref-1"' in html


def test_a_reference_never_stands_inside_a_link() -> None:
    note = Note(kind=NoteKind.PERSON, anchor=Anchor(exact="the ferrymen"), text="Who?")
    html = SourceView(a_source(notes=(note,))).html
    assert '<mark class="ck-k-person">ferrymen</mark></a><sup' in html


def test_an_anchor_may_run_over_emphasis() -> None:
    note = Note(kind=NoteKind.DATE, anchor=Anchor(exact="a *Wednesday*, and"), text="3 May.")
    html = SourceView(a_source(notes=(note,))).html
    assert "Notes on the whole document" not in html
    assert '<em><mark class="ck-k-date">Wednesday</mark></em><mark class="ck-k-date">, and' in html


def test_a_note_whose_words_are_gone_is_kept_at_the_end() -> None:
    note = Note(kind=NoteKind.LOSS, anchor=Anchor(exact="the mayor's horse"), text="Cut.")
    view = SourceView(a_source(notes=(note,)))
    assert "Notes on the whole document" in view.html
    assert "[1] loss on “the mayor's horse”: Cut." in view.text


def test_two_notes_on_the_same_words_are_both_shown() -> None:
    anchor = Anchor(exact="price of progress")
    notes = tuple(Note(kind=k, anchor=anchor, text="?") for k in (NoteKind.WORDING, NoteKind.LOSS))
    view = SourceView(a_source(notes=notes))
    assert "price of progress[1][2]" in view.text
    assert view.html.count("<mark") == 1


def test_only_an_address_is_called_an_archived_copy() -> None:
    box = SourceView(a_source(archive="Parish chest, bundle 7")).html
    assert "</a>; Parish chest, bundle 7</dd>" in box
    assert "archived copy" not in box
    assert "archived copy at <a href=" in SourceView(a_source()).html


def test_addresses_that_are_no_web_pages_are_not_linked() -> None:
    page = Page(SourceView(a_source(url="javascript:alert(1)", archive="box 7")).html)
    assert {href for href in page.all("href") if not href.startswith("#")} == {"https://f.example"}
    assert "box 7" in page.text


def test_every_kind_of_note_has_a_sign_of_its_own_and_a_sentence() -> None:
    assert set(KIND_SIGNS) == set(KIND_SAYS) == set(NoteKind)
    assert len(set(KIND_SIGNS.values())) == len(NoteKind)


# The date layers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (
            DateLayers(
                event=When("1994-06-22"), published=When("1994-06-23?"), web=When("2016-07-27")
            ),
            "event 22 June 1994; written not known; published probably 23 June 1994; "
            "web 27 July 2016, 22 years after the event",
        ),
        (
            DateLayers(event=When("1994-06-22"), written=When("1994-06-20")),
            "event 22 June 1994; written 20 June 1994, 2 days before the event; "
            "published not known; web not known",
        ),
        (
            DateLayers(event=When("1994-06-22"), written=When("1994-06-22"), web=When("1994-06")),
            "event 22 June 1994; written 22 June 1994, the same day as the event; "
            "published not known; web June 1994",
        ),
        (
            DateLayers(written=When("1994"), web=When("2016")),
            "event not known; written 1994; published not known; web 2016",
        ),
    ],
)
def test_date_layers_in_words(dates: DateLayers, words: str) -> None:
    assert describe_layers(dates) == f"Date layers: {words}"


def test_a_longer_time_is_a_longer_line() -> None:
    def height(web: str) -> int:
        return draw_layers(DateLayers(event=When("1994-06-22"), web=When(web)))[1][1]

    assert height("1994-06-23") < height("1994-12-01") < height("2016-07-27")


@pytest.mark.parametrize(
    ("edtf", "lines"),
    [
        ("1994-06-22", ["22 June 1994"]),
        ("1994-09-28?", ["probably", "28 September 1994"]),
        ("1994-01-26/1994-09-28", ["26 January –", "28 September 1994"]),
        ("199X", ["between 1 January 1990", "and 31 December 1999"]),
        ("1994-06~", ["about June 1994"]),
    ],
)
def test_dates_in_the_picture_are_broken_before_they_are_cut(edtf: str, lines: list[str]) -> None:
    picture, _ = draw_layers(DateLayers(event=When(edtf)))
    svg = base64.b64decode(picture.partition(",")[2]).decode().replace("\N{NO-BREAK SPACE}", " ")
    assert re.findall(r'font-weight="600">(.*)</text>', svg) == lines


# Timelines ----------------------------------------------------------------------------------


def test_between_keeps_doubtful_events_and_says_what_is_wrong() -> None:
    view = TimelineView(a_timeline())
    assert [event.id for event in view.between("1868-06", "1869").events] == ["plan", "loan"]
    with pytest.raises(CourseError, match="The span 1870 to 1869 ends before it begins"):
        view.between("1870", "1869")
    with pytest.raises(CourseError, match="'last year' is not a date"):
        view.between("last year", "1869")


def test_a_month_stays_a_month_and_a_span_has_no_single_day() -> None:
    html = TimelineView(a_timeline()).html
    assert '<time datetime="1869-03">March 1869</time>' in html
    assert "<span>1–3 May 1871</span>" in html


def test_source_links_have_readable_names() -> None:
    html = TimelineView(a_timeline()).html
    assert '<a href="https://www.packet.example/a">packet.example</a>' in html
    assert '<a href="https://packet.example/b">packet.example (2)</a>' in html


def test_the_frame_has_a_row_an_event() -> None:
    frame = TimelineView(a_timeline()).frame
    assert list(frame.index) == ["plan", "loan", "strike"]
    assert frame.loc["loan", "date"] == "1869-03"
    assert frame.loc["loan", "latest"] == pd.Timestamp("1869-03-31")
    assert frame.loc["loan", "actors"] == "town council; harbour bank"
    assert frame.attrs == {"title": "Aldmouth, 1868–1871"}


# Verdicts -----------------------------------------------------------------------------------


def parts(*earned: float) -> tuple[Part, ...]:
    return tuple(Part(asked=str(i), earned=e, possible=1) for i, e in enumerate(earned))


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, "1 of 4 lines is right, 1 partly, 1 still blank"),
        ({"score": 1.0, "parts": parts(1, 1, 1)}, "All 3 lines are right"),
        ({"score": 1.0, "parts": parts(1, 1)}, "Both lines are right"),
        ({"score": 0.0, "parts": parts(1, 1, 0, 0)}, "2 of 4 lines are right"),
        ({"score": 0.0, "parts": parts(0, 0)}, "None of the 2 lines is right yet"),
        ({"score": 1.0, "parts": parts(1)}, "That is right"),
        ({"score": 0.3, "parts": parts(0.3)}, "Partly right"),
        ({"score": 0.0, "parts": parts(0)}, "Not yet"),
        ({"score": 0.0, "parts": ()}, "Not yet"),
        ({"score": None, "parts": (), "done": True}, "Written down"),
        ({"score": None, "parts": (), "form": None}, "No answer yet"),
        ({"score": None, "parts": ()}, "The answer could not be read yet"),
    ],
)
def test_the_result_says_what_was_checked_and_no_more(changes: dict[str, Any], result: str) -> None:
    view = VerdictView(a_verdict(**changes))
    assert f'<p class="ck-result">{result}</p>' in view.html
    assert f"\n\n{result}\n" in view.text
    assert "!" not in view.text


def test_what_earns_nothing_yet_is_said_by_the_lines_and_never_by_a_score_of_zero() -> None:
    text = VerdictView(a_verdict(score=0.0, parts=parts(1, 1, 0, 0))).text
    assert "2 of 4 lines are right" in text
    assert "Score" not in text


def test_what_nobody_marks_gets_no_tick() -> None:
    noted = VerdictView(a_verdict(score=None, right=("backed: members",), done=True)).html
    assert "<ul>\n<li>backed: members</li>" in noted
    assert 'class="ck-right"' not in noted
    assert 'class="ck-right"' in VerdictView(a_verdict()).html


def test_what_is_right_comes_before_what_is_not() -> None:
    text = VerdictView(a_verdict()).text
    order = ["The stamp is on", "~ published partly", "A report can", "Hint 1", "About the form"]
    assert sorted(order, key=text.index) == order


def test_many_lines_flow_and_each_says_in_words_how_it_is() -> None:
    verdict = VerdictView(a_verdict(parts=parts(1, 0.5, 0, 0, 0)))
    assert "<table" not in verdict.html
    assert '<span class="ck-mark-sign" aria-hidden="true">✓</span> <b>0</b> right</li>' in (
        verdict.html
    )
    assert "\n✓ 0 right, ~ 1 partly right, ○ 2 not yet, ○ 3 not yet, ○ 4 not yet\n" in verdict.text


def test_a_hint_says_how_many_there_are() -> None:
    assert "\nHint 1: Read" in VerdictView(a_verdict()).text
    verdict = VerdictView(a_verdict(hint_number=2, hint_count=3))
    assert "<h4>Hint 2 of 3</h4>" in verdict.html
    assert "\nHint 2 of 3: Read" in verdict.text


def test_what_the_author_says_is_markdown_and_what_the_student_typed_is_not() -> None:
    verdict = VerdictView(a_verdict(say=("Write `<b>` *once*.",), right=("a: *b*",)))
    assert "<p>Write <code>&lt;b&gt;</code> <em>once</em>.</p>" in verdict.html
    assert "<li>a: *b*</li>" in verdict.html
    assert "Write <b> once." in verdict.text


def test_a_contested_answer_names_its_scholar() -> None:
    assert "the reading defended by Ida Moor" in EVERYTHING["full-marks"][0]


# Tables -------------------------------------------------------------------------------------


def test_a_table_says_its_titles_its_gaps_and_its_source() -> None:
    html, text = render_table(*a_table())
    assert '<th scope="col" class="ck-number" title="on foot">Toll, pence</th>' in html
    assert '<th scope="row">1872</th>' in html
    assert '<span aria-hidden="true">–</span><span class="ck-aside"> no value</span>' in html
    assert "carts &amp; carriages" in html
    assert "Source: Aldmouth toll book, 1871–1873." in text


def test_addresses_in_a_table_are_links_with_the_names_of_their_sites() -> None:
    cell = "https://www.a.example/long/1 (by June); https://a.example/2; Fawn, p. 3"
    html, text = render_table(pd.DataFrame({"payer": [cell]}), a_table()[1])
    assert (
        '<td><a href="https://www.a.example/long/1" title="https://www.a.example/long/1">a.example'
        '</a> (by June); <a href="https://a.example/2" title="https://a.example/2">a.example (2)'
        "</a>; Fawn, p. 3</td>"
    ) in html
    assert "a.example (by June); a.example (2); Fawn, p. 3" in text


def test_a_long_table_says_how_much_is_not_shown() -> None:
    frame = pd.DataFrame({"payer": ["cart"] * 61})
    html, text = render_table(frame, a_table()[1])
    assert html.count(">cart</td>") == 60
    assert "1 more row not shown here" in text


def test_a_wide_table_is_read_row_by_row() -> None:
    frame = pd.DataFrame({"payer": ["a cart " * 12], "day": [pd.Timestamp("1871-05-03")]})
    assert "Who paid: a cart" in (text := render_table(frame, a_table()[1])[1])
    assert "day: 1871-05-03" in text


def test_an_empty_table_is_shown() -> None:
    assert "Tolls at Aldmouth" in render_table(a_table()[0].head(0), a_table()[1])[1]
    assert "No row of the table is left." in render_table(a_table()[0].head(0), a_table()[1])[1]


# Progress -----------------------------------------------------------------------------------


def test_progress_is_said_in_words() -> None:
    text = a_progress().text
    assert "3 of 7 exercises tried" in text
    assert "not started, 5 exercises" in text
    assert "0.1 noted; 0.2 full marks; 0.3 0.40 of 1" in text


# Contrast -----------------------------------------------------------------------------------

Colour = tuple[float, ...]
THEMES = {  # ink, deep ink, paper, link: JupyterLab's themes and our own fallbacks
    "jupyter light": ("#212121", "#000000", "#ffffff", "#1976d2"),
    "jupyter dark": ("#ffffff", "#ffffff", "#111111", "#64b5f6"),
    "light": ("#1d1d1f", "#1d1d1f", "#ffffff", "#0b57a4"),
    "dark": ("#ececec", "#ececec", "#161616", "#8ab8f0"),
}
HUES = dict(re.findall(r"\.ck-k-(\w+)\{--ck-h:(#\w{6})\}", stylesheet()))


def colour(code: str) -> Colour:
    return tuple(int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))


def mix(one: Colour, share: float, two: Colour) -> Colour:
    return tuple(a * share + b * (1 - share) for a, b in zip(one, two, strict=True))


def share(pattern: str) -> float:
    found = re.search(pattern, stylesheet())
    assert found
    return int(found[1]) / 100


def contrast(one: Colour, two: Colour) -> float:
    def light(colour: Colour) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    dark, bright = sorted((light(one), light(two)))
    return (bright + 0.05) / (dark + 0.05)


def test_every_kind_has_a_colour_of_its_own() -> None:
    assert set(HUES) == set(NoteKind)
    assert len(set(HUES.values())) == len(NoteKind)


@pytest.mark.parametrize("theme", THEMES)
def test_contrast_is_enough_in_every_theme(theme: str) -> None:
    ink, deep, paper, link = map(colour, THEMES[theme])
    tint = mix(deep, share(r"--ck-tint:color-mix\(in srgb,var\(--ck-deep\) (\d+)%"), paper)
    soft = mix(deep, share(r"--ck-soft:color-mix\(in srgb,var\(--ck-deep\) (\d+)%"), paper)
    blue = mix(link, share(r"--ck-link0\)\) (\d+)%"), deep)
    assert all(contrast(text, tint) >= 4.5 for text in (ink, soft, blue))
    for hue in HUES.values():
        accent = mix(colour(hue), share(r"--ck-accent:color-mix[^;]*#666\) (\d+)%"), deep)
        wash = mix(accent, share(r"--ck-wash:color-mix[^;]*accent\) (\d+)%"), paper)
        assert contrast(accent, wash) >= 4.5
        assert contrast(ink, wash) >= 4.5
        assert contrast(blue, wash) >= 4.5
        assert contrast(accent, paper) >= 4.5


def test_the_picture_of_the_layers_has_contrast_enough() -> None:
    loader = environment().loader
    assert loader
    svg = loader.get_source(environment(), "layers.svg.j2")[0]
    ground = colour("#f4f1ea")
    assert ground
    for code in set(re.findall(r'fill="(#\w{6})"', svg)) - {"#f4f1ea"}:
        assert contrast(colour(code), ground) >= 4.5
