"""What each chart of dates says and draws: the timeline, the count, the terms of office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from matplotlib.dates import date2num
from matplotlib.text import Text

from coursekit import charts
from coursekit.charts import Chart, draw_cumulative, draw_terms, draw_timeline
from coursekit.errors import CourseError, UnknownNameError
from coursekit.records import Event, Timeline, When
from coursekit.views import TimelineView

if TYPE_CHECKING:
    from matplotlib.patches import Rectangle


def timeline(*whens: str) -> Timeline:
    return Timeline(
        id="town",
        title="The town",
        events=tuple(
            Event(id=f"e{n}", when=When(when), title=f"Event {n}")
            for n, when in enumerate(whens, start=1)
        ),
    )


def signed(*rows: tuple[str, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["quarter", "date"])


def a_count(*rows: tuple[str, object], **options: str) -> Chart:
    return draw_cumulative(signed(*rows), date="date", label="quarter", noun="vote", **options)


def officials(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["person", "post", "start", "end"])


def drawn(chart: Chart, gid: str):  # type: ignore[no-untyped-def]
    return next(artist for artist in chart.ax.get_children() if artist.get_gid() == gid)


def has(chart: Chart, gid: str) -> bool:
    return any(artist.get_gid() == gid for artist in chart.ax.get_children())


def shown(chart: Chart) -> dict[str, Text]:
    return {text.get_text(): text for text in chart.figure.findobj(Text) if text.get_text()}


def day(text: str) -> float:
    return float(date2num(pd.Timestamp(text)))


def down(bar: Rectangle) -> tuple[float, float]:
    return bar.get_y(), bar.get_y() + bar.get_height()


def across(bar: Rectangle) -> tuple[float, float]:
    return bar.get_x(), bar.get_x() + bar.get_width()


# The timeline ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whens", "title"),
    [
        (["1994-06-22"], "Event 1, 22 June 1994"),
        (["1994-01-10", "1994-06", "1995"], "Two of three events fall in 1994"),
        (["1994-06-01", "1994-06-20"], "Both events fall in June 1994"),
        (["1994-06-01", "1994-06", "1994-09"], "Two of three events fall in June 1994"),
        (["1991", "1994"], "Two events from 1991 to 1994"),
        (["1994", "1994-02-03"], "Two events in 1994"),
    ],
)
def test_the_title_says_when_most_events_fall(whens: list[str], title: str) -> None:
    chart = draw_timeline(timeline(*whens))
    assert chart.title == title
    assert title in shown(chart)


def test_the_words_change_with_the_events() -> None:
    before = draw_timeline(timeline("1994-01-10", "1994-06", "1995"))
    after = draw_timeline(timeline("1994-01-10", "1996-06", "1999"), highlight=["e2"])
    assert "“Event 1” (10 January 1994) to “Event 3” (1995)" in before.alt
    assert "6 months, between June 1994 and 1995" in before.alt
    assert "2 years, between June 1996 and 1999" in after.alt
    assert "“Event 2” (June 1996) stands out" in after.alt
    assert before.description != after.description


def test_a_view_and_its_record_give_the_same_chart() -> None:
    record = timeline("1994-01-10", "1996")
    assert draw_timeline(TimelineView(record)).alt == draw_timeline(record).alt


def test_a_month_is_hollow_over_all_its_days_and_a_span_is_full() -> None:
    chart = draw_timeline(timeline("1994-04", "1994-06-20/1994-07-31", "1994-08-30/1994-09"))
    month, span = drawn(chart, "event:e1"), drawn(chart, "event:e2:sure")
    assert down(month) == pytest.approx((day("1994-04-01"), day("1994-05-01")))
    assert down(span) == pytest.approx((day("1994-06-20"), day("1994-08-01")))
    assert month.get_facecolor() != span.get_facecolor()
    assert not has(chart, "event:e1:sure")
    assert down(drawn(chart, "event:e3"))[1] == pytest.approx(day("1994-10-01"))
    sure = down(drawn(chart, "event:e3:sure"))
    assert sum(sure) / 2 == pytest.approx(day("1994-08-30") + 1.5)


def test_a_day_that_is_only_probable_is_a_ring() -> None:
    chart = draw_timeline(timeline("1994-04-01", "1994-06-22?"))
    sure, probable = drawn(chart, "event:e1"), drawn(chart, "event:e2")
    assert sure.get_markerfacecolor() == charts.EVENT
    assert probable.get_markerfacecolor() == charts.PAPER
    assert any("a ring is probably that day" in text for text in shown(chart))


def test_marks_are_to_scale_and_labels_have_lines_to_them() -> None:
    chart = draw_timeline(timeline("1994-01-01", "1994-01-02", "1994-12-31"))
    for n, text in enumerate(("1994-01-01", "1994-01-02", "1994-12-31"), start=1):
        assert drawn(chart, f"event:e{n}").get_ydata()[0] == day(text) + 0.5
        assert drawn(chart, f"line:e{n}").get_ydata()[0] == day(text) + 0.5
    assert chart.ax.yaxis_inverted()


def test_the_highlighted_event_has_a_band_bold_words_and_a_thick_line() -> None:
    plain = draw_timeline(timeline("1994-01-10", "1996"))
    marked = draw_timeline(timeline("1994-01-10", "1996"), highlight="e2")
    assert not has(plain, "band")
    assert has(marked, "band")
    assert shown(marked)["Event 2"].get_fontweight() == "bold"
    assert shown(marked)["Event 1"].get_fontweight() == "normal"
    lines = [drawn(marked, f"line:{name}").get_linewidth() for name in ("e1", "e2")]
    assert lines[0] < lines[1]


def test_more_events_than_the_chart_has_room_for_are_a_sentence() -> None:
    with pytest.raises(CourseError, match=r"room for 40 events, and the timeline 'town' has 41"):
        draw_timeline(timeline(*["1994"] * 41))


def test_what_is_no_timeline_and_no_event_is_named() -> None:
    with pytest.raises(CourseError, match="needs a timeline, and this is a DataFrame"):
        draw_timeline(pd.DataFrame())  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match=r"no event called 'e11'\. Nearest: 'e1'"):
        draw_timeline(timeline("1994"), highlight="e11")


# The count ------------------------------------------------------------------------------------

VOTES = (("A", "1994-01-26"), ("B", "1994-05"), ("C", "1994-05-10"), ("D", "1995-06-22"))


def test_the_title_names_the_highlighted_one_or_the_busiest_year() -> None:
    assert a_count(*VOTES).title == "Three of four votes came in 1994"
    assert a_count(*VOTES, highlight="D").title == "D: the 4th of four votes, 22 June 1995"


def test_the_words_change_with_the_rows_and_where_the_chart_ends() -> None:
    whole, cut = a_count(*VOTES), a_count(*VOTES, until="1994", highlight="C")
    assert "number four is D" not in cut.alt
    assert "number 4 is D (22 June 1995)" in whole.alt
    assert "of which three until 1994 are drawn" in cut.alt
    assert "C (10 May 1994) is the 3rd" in cut.alt
    assert "the 3rd of four votes" in cut.title
    assert "after B (May 1994)" in cut.description
    assert len(cut.data) == 3
    assert cut.ax.get_xlim()[1] >= day("1995-01-01")


def test_a_month_is_hollow_and_the_line_is_broken_as_long_as_it_may_have_been() -> None:
    chart = a_count(*VOTES)
    start, end = across(drawn(chart, "sign:2"))
    assert start == pytest.approx(day("1994-05-01"))
    assert end == pytest.approx(day("1994-06-01"))
    broken = drawn(chart, "count:broken")
    assert broken.get_linestyle() != drawn(chart, "count").get_linestyle()
    assert list(broken.get_xdata()) == [day("1994-05-01"), day("1994-05-11")]
    assert list(broken.get_ydata()) == [1, 2]


def test_steps_rise_by_one_on_each_day() -> None:
    chart = a_count(("A", "1994-01-26"), ("B", "1994-01-26"), ("C", "1995-03-01"))
    line = drawn(chart, "count")
    assert list(line.get_ydata()) == [0, 0, 1, 1, 2, 2, 3, 3]
    assert list(line.get_xdata())[1:3] == [day("1994-01-26") + 0.5] * 2
    assert not has(chart, "count:broken")


def test_rows_keep_an_order_that_the_dates_allow_and_are_sorted_otherwise() -> None:
    assert list(a_count(("B", "1994-05"), ("A", "1994-05-04")).data["Name"]) == ["B", "A"]
    assert list(a_count(("B", "1995"), ("A", "1994-05-04")).data["Name"]) == ["A", "B"]


def test_every_name_is_written_while_there_is_room_and_then_the_landmarks() -> None:
    few = a_count(*[(f"N{n}", str(1900 + n)) for n in range(30)])
    assert sum(text.startswith("N") for text in shown(few)) == 30
    many = a_count(*[(f"N{n}", str(1800 + n)) for n in range(200)], highlight="N117")
    named = {text.partition(",")[0] for text in shown(many)}
    assert {"N0", "N117", "N199"} <= named
    assert 10 < sum(name.startswith("N") for name in named) < 60


def test_the_highlighted_row_has_a_band_bold_words_and_its_number() -> None:
    chart = a_count(*VOTES, highlight="C")
    assert has(chart, "band")
    assert shown(chart)["C, 3rd"].get_fontweight() == "bold"
    assert shown(chart)["A"].get_fontweight() == "normal"


def test_names_may_be_the_index_and_years_numbers_and_the_table_is_left_alone() -> None:
    table = signed(("A", 1994), ("B", 1996)).set_index("quarter")
    before = table.copy(deep=True)
    chart = draw_cumulative(table, date="date", label="quarter")
    assert chart.data["Date"].tolist() == ["1994", "1996"]
    pd.testing.assert_frame_equal(table, before)


def test_everything_wrong_with_a_table_to_count_is_said_at_once() -> None:
    with pytest.raises(CourseError) as caught:
        a_count(("A", "last June"), ("A", "1994"), ("", "1995"), ("B", None))
    assert str(caught.value).splitlines() == [
        "Row 'A', column 'date': 'last June' is not a date that can be read "
        "(expected 1994-06-22, 1994-06 or 1994).",
        "The name 'A' stands twice in the column 'quarter'.",
        "Row 3 has no name in the column 'quarter'.",
        "Row 'B' has no date in the column 'date'.",
    ]


def test_a_count_that_cannot_be_drawn_says_why() -> None:
    with pytest.raises(CourseError, match=r"no column 'when'\. It has: quarter, date"):
        draw_cumulative(signed(*VOTES), date="when", label="quarter")
    with pytest.raises(CourseError, match="has no rows"):
        a_count()
    with pytest.raises(CourseError, match="this is a list"):
        draw_cumulative([], date="date", label="quarter")  # type: ignore[arg-type]
    with pytest.raises(CourseError, match="No vote had come by 1993; the first is of 26 January"):
        a_count(*VOTES, until="1993")
    with pytest.raises(CourseError, match="cannot end there: 'soon' is not a date"):
        a_count(*VOTES, until="soon")
    with pytest.raises(UnknownNameError, match="No vote drawn here is of 'D'"):
        a_count(*VOTES, until="1994", highlight="D")


# The terms of office --------------------------------------------------------------------------

MAYOR = ("Ana", "Mayor", "1990-10-11", "1996-01-05")
BISHOP = ("Bo", "Bishop", "1994-02-01", "1994-08-13")
NEXT = ("Cy", "Bishop", "1996-03-01", "")
VAGUE = ("Di", "Harbour master", "1992", "1994-06")


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([MAYOR], "Ana, Mayor: 11 October 1990 – 5 January 1996"),
        ([MAYOR, BISHOP], "Both were in office from 1 February to 13 August 1994"),
        ([MAYOR, BISHOP, NEXT], "On no day were all three in office"),
        ([BISHOP, ("Cy", "Bishop", "1994-08-14", "")], "The post of Bishop changed hands in 1994"),
        ([BISHOP, NEXT, ("E", "Bishop", "1999", "")], "On no day were all three in office"),
        ([BISHOP, VAGUE], "Both were in office from 1 February to 1 June 1994"),
        (
            [VAGUE, ("E", "Judge", "1994-06", "")],
            "Perhaps both were in office from 1 June to 30 June 1994",
        ),
        ([NEXT, ("E", "Judge", "1990", "")], "Both were in office from 1 March 1996"),
        ([MAYOR, ("E", "Judge", "1996-01-05", "1998")], "Both were in office on 5 January 1996"),
    ],
)
def test_the_title_says_when_all_were_in_office(
    rows: list[tuple[str, str, str, str]], title: str
) -> None:
    assert draw_terms(officials(*rows)).title == title


@pytest.mark.parametrize(
    ("on", "title"),
    [
        ("1994-03-01", "All three were in office on 1 March 1994"),
        ("1994-06-20", "Two of three were in office on 20 June 1994, one more perhaps"),
        ("1994-08", "One of three was in office all through August 1994, one more perhaps"),
        ("1989", "None of three were in office all through 1989"),
    ],
)
def test_the_title_counts_who_was_in_office_on_a_day(on: str, title: str) -> None:
    assert draw_terms(officials(MAYOR, BISHOP, VAGUE), on=on).title == title


def test_the_words_say_who_bounds_the_time_and_who_was_not_there() -> None:
    both = draw_terms(officials(MAYOR, BISHOP))
    assert "The last to come: Bo. The first to leave: Bo." in both.description
    never = draw_terms(officials(MAYOR, BISHOP, NEXT))
    assert "Bo’s term as Bishop ended 13 August 1994, and Cy’s as Bishop began 1 March" in never.alt
    then = draw_terms(officials(MAYOR, BISHOP, NEXT), on="1995-01-01")
    assert "In office on 1 January 1995: Ana (Mayor)." in then.alt
    assert "Had left by then: Bo." in then.description
    assert "Came later: Cy." in then.description
    assert then.data["In office on 1 January 1995"].tolist() == ["yes", "no", "no"]


def test_the_time_of_all_is_shaded_and_labelled() -> None:
    chart = draw_terms(officials(MAYOR, BISHOP))
    assert across(drawn(chart, "shade")) == pytest.approx((day("1994-02-01"), day("1994-08-14")))
    assert {"all in office:", "1 Feb – 13 Aug 1994"} <= set(shown(chart))
    never = draw_terms(officials(MAYOR, NEXT))
    assert not has(never, "shade")


def test_a_start_known_to_its_year_is_hollow_over_the_year() -> None:
    chart = draw_terms(officials(MAYOR, VAGUE))
    assert across(drawn(chart, "term:1.0")) == pytest.approx((day("1992-01-01"), day("1994-07-01")))
    sure = drawn(chart, "term:1.0:sure")
    assert across(sure) == pytest.approx((day("1992-12-31"), day("1994-06-02")))
    assert sure.get_facecolor() != drawn(chart, "term:1.0").get_facecolor()
    assert has(chart, "perhaps")
    assert "may be longer: from 1 January 1992 to 30 June 1994" in chart.description


def test_an_open_term_runs_out_of_the_chart_with_a_point() -> None:
    chart = draw_terms(officials(MAYOR, NEXT))
    assert across(drawn(chart, "term:1.0"))[1] == chart.ax.get_xlim()[1]
    assert has(chart, "term:1.0:open")
    assert not has(chart, "term:0.0:open")
    assert chart.data["Until"].tolist() == ["5 January 1996", "open"]


def test_who_was_in_office_has_a_sign_and_bold_words() -> None:
    chart = draw_terms(officials(MAYOR, BISHOP, VAGUE, NEXT), on="1994-06-20")
    faces = [drawn(chart, f"on:{n}").get_markerfacecolor() for n in (0, 1, 3)]
    assert faces == [charts.INK, charts.INK, charts.PAPER]
    assert not has(chart, "on:2")
    weights = {name: shown(chart)[name].get_fontweight() for name in ("Ana", "Bo", "Cy", "Di")}
    assert weights == {"Ana": "bold", "Bo": "bold", "Cy": "normal", "Di": "normal"}


def test_people_stand_under_their_posts_and_one_with_two_terms_has_one_row() -> None:
    again = ("Ana", "Mayor", "1998-01-01", "1999-01-01")
    chart = draw_terms(officials(MAYOR, BISHOP, again, NEXT))
    assert chart.data["Person"].tolist() == ["Ana", "Ana", "Bo", "Cy"]
    assert has(chart, "term:0.1")
    titles = [text.get_text() for text in chart.ax.texts]
    assert titles.count("Bishop") == titles.count("Mayor") == titles.count("Ana") == 1


def test_two_times_when_all_were_in_office_are_both_told() -> None:
    again = ("Bo", "Bishop", "1995-10-20", "1995-12-05")
    chart = draw_terms(officials(MAYOR, BISHOP, again))
    assert chart.title.endswith("13 August 1994 and from 20 October to 5 December 1995")
    assert any("all in office, 2 times" in text for text in shown(chart))


def test_everything_wrong_with_terms_is_said_at_once() -> None:
    wrong = officials(
        ("Ana", "Mayor", "1996", "1990"), ("Bo", "", "1994", ""), ("Cy", "Judge", "", "..")
    )
    with pytest.raises(CourseError) as caught:
        draw_terms(wrong)
    assert str(caught.value).splitlines() == [
        "Row 'Ana' (Mayor) ends, 1990, before it starts, 1996.",
        "A row has nothing in the column 'post': 'Bo'.",
        "Row 'Cy' (Judge) has neither a start nor an end.",
    ]
    with pytest.raises(CourseError, match=r"no column 'start'\. Nearest: 'starts'"):
        draw_terms(officials(MAYOR).rename(columns={"start": "starts"}))
    with pytest.raises(CourseError, match="in office then: 'soon' is not a date"):
        draw_terms(officials(MAYOR), on="soon")
    with pytest.raises(CourseError, match="room for 40 people in a post, and the table has 41"):
        draw_terms(officials(*[(f"P{n}", "Clerk", "1990", "") for n in range(41)]))
