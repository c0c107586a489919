from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from coursekit import charts
from coursekit.charts import Chart, draw_event_to_stamp
from coursekit.errors import CourseError, UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

COLUMNS = ("page", "title", "outlet", "event_date", "stamp_text", "stamp_date", "stamp_kind")
HARBOUR = "Harbour Opened"
ROWS = (
    ("fair", "The Fair Begins", "Morning News", "1994-05", "Upd. 07/27/2016", "2016-07-27", "site"),
    ("harbour", HARBOUR, "Morning News", "1994-06-22", "Upd. 07/27/2016", "2016-07-27", "site"),
    ("bridge", "Bridge <b>Closed</b>", "Ferry", "1997-02-03", "Upd. 07/27/2016", "2016-07-27", ""),
    ("copy", "Report", "Database", "1994-06-22", "(c) 1995", "1995", "copyright line"),
    ("print", "Print", "Evening Post", "1994-06-22", "June 23, 1994", "1994-06-23", "printed"),
)


def stamps(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows or ROWS, columns=COLUMNS).set_index("page")


def a_page(event: str = "1994-06-22", stamp: str = "2016-07-27", **cells: str) -> tuple[str, ...]:
    row = dict(zip(COLUMNS, ROWS[1], strict=True)) | {"event_date": event, "stamp_date": stamp}
    return tuple((row | cells).values())


def html_of(chart: Chart) -> str:
    return chart._repr_mimebundle_()["text/html"]


def text_of(chart: Chart) -> str:
    return chart._repr_mimebundle_()["text/plain"]


def drawn(chart: Chart, gid: str):  # type: ignore[no-untyped-def]
    return next(artist for artist in chart.ax.get_children() if artist.get_gid() == gid)


def days(rectangle: Rectangle) -> tuple[float, float]:
    return rectangle.get_x(), rectangle.get_x() + rectangle.get_width()


def texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        channels = to_rgb(colour)
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


class Elements(HTMLParser):
    """The elements of a page, as (tag, attributes), and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


# What it says --------------------------------------------------------------------------------


def test_the_alt_text_names_the_count_the_longest_gap_and_the_exceptions() -> None:
    alt = draw_event_to_stamp(stamps()).alt
    assert "five web pages" in alt
    assert "Four stamps are later than the event, at most by 22 years, on “The Fair Begins”" in alt
    assert "one is true, on “Print” (Evening Post)" in alt
    assert "three pages share the stamp 27 July 2016" in alt
    assert alt.count(". ") == 1


def test_the_words_change_when_the_data_change() -> None:
    before = draw_event_to_stamp(stamps())
    after = draw_event_to_stamp(
        stamps(*ROWS[:2], ROWS[3], a_page(stamp="1994-06-22", title="Radio"))
    )
    assert "four web pages" in after.alt
    assert "on “Radio” (Morning News)" in after.alt
    assert "Print" not in after.alt + after.description
    assert after.title != before.title


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (ROWS, "The same stamp, 27 July 2016, stands on texts about events of 1994 and 1997"),
        (
            [a_page(str(year)) for year in range(1994, 2000)],
            "The same stamp, 27 July 2016, stands on texts about events of 1994 to 1999",
        ),
        (ROWS[3:], "Only one of two stamps is a true date"),
        ([ROWS[3], ROWS[4], a_page(stamp="1994-06-22")], "Two of three stamps are true dates"),
        ([ROWS[4]] * 3, "All three stamps are true to the day or to the day beside it"),
        (
            [a_page("1994-06-21"), a_page("1994-06-22")],
            "The same stamp, 27 July 2016, stands on texts about different days",
        ),
        (
            [a_page(stamp="1995"), a_page(stamp="1996")],
            "None of the two stamps is the date of its event",
        ),
        (
            [a_page(stamp="1994"), a_page(stamp="1996")],
            "None of the two stamps is surely the date of its event",
        ),
        ([a_page()], "The stamp is 22 years later than the event"),
        ([a_page(stamp="1994-06-02")], "The stamp is 20 days earlier than the event"),
        ([a_page(stamp="1994-06")], "The stamp may be a true date: same month"),
        ([a_page(stamp="1994-06-23")], "The stamp is a true date: 1 day later"),
    ],
)
def test_the_title_is_a_finding_of_the_data(rows: list[tuple[str, ...]], title: str) -> None:
    chart = draw_event_to_stamp(stamps(*rows))
    assert chart.title == title
    shown = " ".join(text.get_text() for text in texts(chart.figure))
    assert title in shown


@pytest.mark.parametrize(
    ("event", "stamp", "gap"),
    [
        ("1994-06-22", "2016-07-27", "22 years"),
        ("1994-07-28", "2016-07-27", "21 years"),
        ("1994", "2016-07-27", "21 to 22 years"),
        ("1994-06-22", "1995", "6 to 18 months"),
        ("1994-05", "1994-06-02", "2 to 32 days"),
        ("1994-06-22", "1994-06-24", "2 days"),
        ("1994-06-22", "1994-06-22", "same day"),
        ("1994-06-22", "1994-06-21", "1 day earlier"),
        ("1994-06", "1994-06-23", "same month"),
        ("1994-06-22", "1994", "same year"),
        ("1994-12-30/1995-01-04", "1995-01", "may be the same day"),
        ("2016-02-29", "2018-02-28", "2 years"),
    ],
)
def test_a_gap_is_told_in_full_years_months_or_days(event: str, stamp: str, gap: str) -> None:
    chart = draw_event_to_stamp(stamps(a_page(event, stamp)))
    assert chart.data["Gap"].tolist() == [gap]


def test_the_table_keeps_the_days_and_the_titles_in_full() -> None:
    chart = draw_event_to_stamp(stamps(a_page(title="Long words " * 30)))
    row = chart.data.loc["harbour"]
    assert (row["Days, least"], row["Days, most"]) == (8071, 8071)
    assert row["Page"] == ("Long words " * 30).strip()
    assert any(text.get_text().endswith("…") for text in texts(chart.figure))


def test_without_gap_labels_no_gap_stands_in_the_chart_or_its_words() -> None:
    chart = draw_event_to_stamp(stamps(), gap_label=False, highlight="harbour")
    shown = " ".join(text.get_text() for text in texts(chart.figure))
    for gap in ("22 years", "8,071", "8071", "months", "1 day later"):
        assert gap not in shown + chart.alt + chart.title + "".join(map(str, chart.data.columns))
    assert "22 years" not in chart.description
    assert "true date" in shown


def test_rows_run_from_the_longest_gap_to_the_shortest_and_the_input_is_left_alone() -> None:
    table = stamps(*reversed(ROWS))
    before = table.copy(deep=True)
    assert draw_event_to_stamp(table).data.index.tolist() == [row[0] for row in ROWS]
    pd.testing.assert_frame_equal(table, before)


def test_the_citation_of_the_table_is_the_credit_line() -> None:
    table = stamps()
    table.attrs["citation"] = "Seen by us\nin 2026."
    chart = draw_event_to_stamp(table)
    assert chart.source == "Seen by us in 2026."
    assert "Seen by us in 2026." in [text.get_text() for text in texts(chart.figure)]


# What is drawn ---------------------------------------------------------------------------------


def test_event_stamp_and_true_date_differ_in_shape_and_words_not_in_colour_alone() -> None:
    chart = draw_event_to_stamp(stamps())
    event, late = drawn(chart, "event:harbour"), drawn(chart, "stamp:harbour")
    true, line, dots = (drawn(chart, gid) for gid in ("stamp:print", "line:harbour", "line:print"))
    assert [sign.get_marker() for sign in (event, late, true)] == ["o", "D", "o"]
    assert event.get_markerfacecolor() == charts.PAPER
    assert true.get_markersize() < event.get_markersize() - event.get_markeredgewidth()
    assert line.get_linestyle() != dots.get_linestyle()
    words = [text.get_text() for text in texts(chart.figure)]
    assert words.count("true date") == 1
    assert {"event", "stamp"} <= set(words)


def test_a_month_and_a_year_are_bars_over_all_their_days() -> None:
    chart = draw_event_to_stamp(stamps())
    month, year = drawn(chart, "event:fair"), drawn(chart, "stamp:copy")
    for bar, first, after in (
        (month, "1994-05-01", "1994-06-01"),
        (year, "1995-01-01", "1996-01-01"),
    ):
        start, end = (date2num(pd.Timestamp(day)) for day in (first, after))
        assert isinstance(bar, Rectangle)
        assert days(bar)[0] <= start
        assert days(bar)[1] >= end
        assert sum(days(bar)) / 2 == pytest.approx((start + end) / 2)
    assert days(year)[1] - days(year)[0] == 365
    assert month.get_facecolor() != year.get_facecolor()


def test_the_bar_is_explained_only_where_there_is_one() -> None:
    def aid(chart: Chart) -> str:
        return " ".join(text.get_text() for text in chart.figure.texts)

    assert "A bar:" in aid(draw_event_to_stamp(stamps()))
    assert "A bar:" not in aid(draw_event_to_stamp(stamps(ROWS[1], ROWS[4])))


def test_the_highlighted_row_has_a_band_bold_words_and_its_days() -> None:
    plain, marked = (draw_event_to_stamp(stamps(), highlight=name) for name in (None, "harbour"))
    assert not [a for a in plain.ax.get_children() if a.get_gid() == "band"]
    assert drawn(marked, "band").get_y() < drawn(marked, "event:harbour").get_ydata()[0]
    weights = {text.get_text(): text.get_fontweight() for text in texts(marked.figure)}
    assert (weights[HARBOUR], weights["The Fair Begins"]) == ("bold", "normal")
    assert "8,071 days" in weights
    assert f"The row that stands out: “{HARBOUR}”" in marked.description


def test_text_and_marks_stand_out_from_their_background() -> None:
    chart = draw_event_to_stamp(stamps(), highlight="harbour")
    assert to_rgb(chart.figure.get_facecolor()) == to_rgb(charts.PAPER)
    assert chart.figure.get_facecolor()[3] == 1
    for text in texts(chart.figure):
        assert contrast(text.get_color(), charts.PAPER) > 4.5
        assert contrast(text.get_color(), charts.BAND) > 4.5
        assert text.get_fontsize() >= 9
    for colour in (charts.EVENT, charts.STAMP, charts.TRUE, charts.LINE, charts.INK):
        assert contrast(colour, charts.PAPER) > 3
    assert contrast(charts.EVENT, charts.BAND) > 3
    assert contrast(charts.STAMP, charts.BAND) > 3


@pytest.mark.parametrize("count", [1, 5, 16])
def test_every_word_stays_on_the_paper(count: int) -> None:
    long = a_page(title="Extraordinarily long headlines " * 5, outlet="A Paper " * 12, kind="x")
    rows = [*ROWS, long[:7], a_page("1994", "1996-01", stamp_kind="a long kind of stamp " * 5)]
    chart = draw_event_to_stamp(stamps(*(rows * 3)[:count]))
    renderer = chart.figure.canvas.get_renderer()
    width, height = chart.figure.bbox.size
    for text in texts(chart.figure):
        box = text.get_window_extent(renderer)
        assert 0 <= box.x0 <= box.x1 <= width, text.get_text()
        assert 0 <= box.y0 <= box.y1 <= height, text.get_text()


def test_the_axis_has_years_months_or_days_that_do_not_touch() -> None:
    def ticks(event: str, stamp: str) -> list[str]:
        chart = draw_event_to_stamp(stamps(a_page(event, stamp)))
        labels = chart.ax.get_xticklabels()
        boxes = [label.get_window_extent(chart.figure.canvas.get_renderer()) for label in labels]
        assert all(one.x1 + 4 < next_one.x0 for one, next_one in pairwise(boxes))
        return [label.get_text() for label in labels]

    assert ticks("1994-06-22", "2016-07-27") == ["1995", "2000", "2005", "2010", "2015"]
    assert ticks("1994-06-22", "1995-03-01") == ["Jul 1994", "Oct 1994", "Jan 1995"]
    assert ticks("1994-06-22", "1994-06-24") == ["19 Jun", "21 Jun", "23 Jun", "25 Jun", "27 Jun"]
    for last in ("1994-07-01", "1994-09-10", "1995", "1996", "1997", "1998", "2004", "2500"):
        assert ticks("1994-06-22", last)


def test_dollars_are_money_and_a_script_without_letters_is_no_warning() -> None:
    chart = draw_event_to_stamp(stamps(a_page(title="From $5 million to $7 million 条約")))
    assert chart._render("png").startswith(b"\x89PNG")


def test_it_draws_in_axes_that_are_given() -> None:
    figure = Figure(layout="constrained")
    left, right = figure.subplots(1, 2)
    chart = draw_event_to_stamp(stamps(), ax=right)
    assert (chart.ax, chart.figure) == (right, figure)
    assert not left.lines
    assert right.get_title(loc="left").replace("\n", " ") == chart.title


# How it shows itself ---------------------------------------------------------------------------


def test_the_html_has_the_picture_its_words_and_a_table_with_caption_and_scopes() -> None:
    chart = draw_event_to_stamp(stamps())
    page = Elements(html_of(chart))
    (image,) = page.all("img")
    assert image["alt"] == chart.alt
    assert (image["src"] or "").startswith("data:image/png;base64,")
    assert len(page.all("figcaption")) == len(page.all("details")) == len(page.all("caption")) == 1
    scopes = [cell["scope"] for cell in page.all("th")]
    assert scopes == ["col"] * len(chart.data.columns) + ["row"] * len(chart.data)
    for words in (chart.title, chart.source, *chart.description.split("\n\n")):
        assert words in page.text
    assert "tex2jax_ignore" in html_of(chart)


def test_a_narrow_page_scrolls_the_picture_instead_of_shrinking_its_words() -> None:
    chart = draw_event_to_stamp(stamps())
    page = Elements(html_of(chart))
    (image,) = page.all("img")
    assert "min-width:560px" in str(image["style"])
    regions = [attributes for attributes in page.all("div") if attributes.get("role") == "group"]
    assert [region["tabindex"] for region in regions] == ["0", "0"]
    assert len({region["aria-label"] for region in regions}) == 2


def test_headlines_are_escaped() -> None:
    html = html_of(draw_event_to_stamp(stamps()))
    assert "Bridge &lt;b&gt;Closed" in html
    assert "<b>Closed" not in html


def test_the_picture_in_the_page_is_twice_as_wide_as_it_is_shown() -> None:
    html = html_of(draw_event_to_stamp(stamps()))
    found = re.search(r'base64,([^"]+)" alt="[^"]*" width="(\d+)" height="(\d+)"', html)
    assert found
    picture = Image.open(io.BytesIO(base64.b64decode(found[1])))
    assert picture.size == pytest.approx((2 * int(found[2]), 2 * int(found[3])), abs=2)


def test_the_same_rows_give_the_same_bytes_whatever_the_session_has_set(tmp_path: Path) -> None:
    def files(folder: str) -> list[bytes]:
        chart = draw_event_to_stamp(stamps(), highlight="harbour")
        (tmp_path / folder).mkdir()
        kinds = ("png", "svg", "pdf")
        saved = [chart.save(tmp_path / folder / f"a.{kind}").read_bytes() for kind in kinds]
        return [*saved, html_of(chart).encode(), text_of(chart).encode()]

    once = files("once")
    with matplotlib.rc_context({"font.size": 30, "text.color": "red", "savefig.dpi": 50}):
        assert files("again") == once


def test_drawing_and_showing_leave_no_setting_and_no_open_figure() -> None:
    before = matplotlib.rcParams.copy()
    html_of(draw_event_to_stamp(stamps()))
    assert matplotlib.rcParams == before
    assert plt.get_fignums() == []


def test_a_pyplot_figure_is_not_shown_twice_by_jupyter(monkeypatch: pytest.MonkeyPatch) -> None:
    figure, ax = plt.subplots()
    chart = draw_event_to_stamp(stamps(), ax=ax)
    html_of(chart)
    assert plt.fignum_exists(figure.number)
    monkeypatch.setattr(matplotlib, "get_backend", lambda: "inline")
    assert "<img" in html_of(chart)
    assert plt.get_fignums() == []


def test_saved_files_carry_title_and_alt_text(tmp_path: Path) -> None:
    chart = draw_event_to_stamp(stamps())
    png = Image.open(chart.save(tmp_path / "a.PNG"))
    assert (png.info["Title"], png.info["Description"]) == (chart.title, chart.alt)
    assert "Software" not in png.info
    png.close()
    root = ET.fromstring(chart.save(tmp_path / "a.svg").read_text("utf-8"))
    assert root.get("role") == "img"
    svg = "{http://www.w3.org/2000/svg}"
    assert (root.findtext(f"{svg}title"), root.findtext(f"{svg}desc")) == (chart.title, chart.alt)
    assert chart.save(tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".PNG", ".pdf", ".svg"]


def test_saving_says_what_it_can_write_and_where(tmp_path: Path) -> None:
    chart = draw_event_to_stamp(stamps(ROWS[0]))
    with pytest.raises(CourseError, match=r"saved as \.png, \.svg or \.pdf; 'a\.jpg'"):
        chart.save(tmp_path / "a.jpg")
    with pytest.raises(CourseError, match="There is no folder"):
        chart.save(tmp_path / "none" / "a.png")


class Page(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "html"


class Reading(Page):
    file_extension = "txt"


def test_the_page_and_the_plain_text_are_as_reviewed(snapshot: SnapshotAssertion) -> None:
    chart = draw_event_to_stamp(stamps(), highlight="harbour")
    html = re.sub(r"base64,[A-Za-z0-9+/=]+", "base64,PICTURE", html_of(chart))
    html = re.sub(r"<style>\.ck\{.*?</style>", "<style></style>", html, count=1, flags=re.DOTALL)
    assert html == snapshot(extension_class=Page, name="event-to-stamp")
    assert text_of(chart) + "\n" == snapshot(extension_class=Reading, name="event-to-stamp")


# What is wrong with a table --------------------------------------------------------------------


def test_a_table_without_rows_says_so() -> None:
    with pytest.raises(
        CourseError, match=r"^The table has no rows, so there is nothing to draw\.$"
    ):
        draw_event_to_stamp(stamps().head(0))


def test_a_missing_column_is_named_with_the_nearest_one() -> None:
    table = stamps().rename(columns={"event_date": "event_dat"}).drop(columns="outlet")
    with pytest.raises(CourseError) as caught:
        draw_event_to_stamp(table)
    assert str(caught.value).splitlines() == [
        "The table has no column 'outlet'. It has: title, event_dat, stamp_text, stamp_date, "
        "stamp_kind.",
        "The table has no column 'event_date'. Nearest: 'event_dat'.",
    ]


def test_every_date_that_cannot_be_read_is_named_with_row_and_column() -> None:
    table = stamps(a_page(event="last June"), a_page(stamp="", page="b"))
    with pytest.raises(CourseError) as caught:
        draw_event_to_stamp(table)
    assert str(caught.value).splitlines() == [
        "Row 'harbour', column 'event_date': 'last June' is not a date that can be read "
        "(expected 1994-06-22, 1994-06 or 1994).",
        "Row 'b' has no date in the column 'stamp_date'.",
    ]


def test_something_that_is_no_table_is_a_sentence() -> None:
    with pytest.raises(CourseError, match="this is a Series"):
        draw_event_to_stamp(stamps()["title"])  # type: ignore[arg-type]


def test_an_unknown_page_to_highlight_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match=r"is called 'harbor'\. Nearest: 'harbour'"):
        draw_event_to_stamp(stamps(), highlight="harbor")


def test_dates_that_pandas_has_parsed_already_are_read_too() -> None:
    table = stamps(a_page(stamp="1995"), a_page(stamp="1996", page="b"))
    table["stamp_date"] = [1995, 1996]
    table["event_date"] = pd.to_datetime(table["event_date"])
    parsed = draw_event_to_stamp(table).data
    assert parsed["Stamp"].tolist() == ["1996", "1995"]
    assert set(parsed["Event"]) == {"22 June 1994"}


def test_the_page_ids_may_be_a_column_and_words_may_be_missing() -> None:
    table = stamps(*ROWS[:2]).reset_index()
    table.loc[0, ["title", "outlet", "stamp_kind"]] = None
    chart = draw_event_to_stamp(table, highlight="fair")
    assert chart.data.loc["fair", "Page"] == "No headline"
    assert "nan" not in text_of(chart).lower()
