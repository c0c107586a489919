"""What holds for every chart of dates: the timeline, the count, the terms of office, the lanes."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from coursekit import charts
from coursekit.charts import Chart, draw_cumulative, draw_lanes, draw_terms, draw_timeline
from coursekit.charts.places import choose_lanes, spread
from coursekit.errors import CourseError
from coursekit.records import Event, Timeline, When

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

EVENTS = (
    ("fair", "1994-01-10/1994-01-11", "The Fair Begins"),
    ("harbour", "1994-06-22", "Harbour <b>Opened</b>"),
    ("strike", "1994-04", "The Ferrymen Strike for $5 and not for $4"),
    ("bridge", "1995-08-30/1995-09", "Bridge Closed"),
    ("mayor", "1997-02-03?", "Mayor Elected"),
)
SIGNED = (
    ("Upper Town", "1994-01-26"),
    ("Lower Town", "1994-05"),
    ("Mill Lane", "1994-06-01?"),
    ("Harbour", "1994-06-22"),
    ("Island", "1996"),
)
TERMS = (
    ("Ana Able", "Mayor", "1990-10-11", "1996-01-05"),
    ("Bo Best", "Mayor", "1996-01-05", ""),
    ("Cy Cole", "Bishop", "1992", "1994-08"),
    ("Di Dunn", "Harbour master", "1994-02-01", "2001?"),
)


SAID = (
    ("1994-01-10", "the square", "promise", "printed", "“We shall see”, <b>said</b> the mayor"),
    ("1994-01", "the square", "threat", "heard", "Not one lamp for $5"),
    (
        "1994-06-22",
        "the harbour",
        "promise",
        "",
        "A lamp on every quay, and a second one behind it",
    ),
    ("1994-06-23?", "the harbour", "promise", "printed", "Perhaps"),
    ("1995-08-30/1995-09", "home", "silence", "printed", ""),
)


def timeline(*rows: tuple[str, str, str]) -> Timeline:
    return Timeline(
        id="town",
        title="The town",
        events=tuple(Event(id=i, when=When(w), title=t) for i, w, t in rows or EVENTS),
    )


def signed(*rows: tuple[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows or SIGNED, columns=["quarter", "date"])
    table.attrs["citation"] = "Read in\nthe archive."
    return table


def officials(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows or TERMS, columns=["person", "post", "start", "end"])


def sayings(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows or SAID, columns=["date", "to", "door", "form", "words"])
    table.index = pd.RangeIndex(1, len(table) + 1, name="line")
    table.attrs["citation"] = "Heard in\nthe town."
    return table


def a_timeline(ax: object = None) -> Chart:
    return draw_timeline(timeline(), highlight="harbour", ax=ax)  # type: ignore[arg-type]


def a_count(ax: object = None) -> Chart:
    return draw_cumulative(
        signed(),
        date="date",
        label="quarter",
        noun="signature",
        highlight="Harbour",
        ax=ax,  # type: ignore[arg-type]
    )


def some_terms(ax: object = None) -> Chart:
    return draw_terms(officials()[lambda o: o["person"] != "Bo Best"], ax=ax)  # type: ignore[arg-type]


def a_day_in_office(ax: object = None) -> Chart:
    return draw_terms(officials(), on="1994-08-02", ax=ax)  # type: ignore[arg-type]


def some_lanes(ax: object = None) -> Chart:
    return draw_lanes(
        sayings(),
        lane="to",
        shape="door",
        fill="form",
        words="words",
        noun="saying",
        highlight=3,
        ax=ax,  # type: ignore[arg-type]
    )


EVERY = pytest.mark.parametrize(
    "draw", [a_timeline, a_count, some_terms, a_day_in_office, some_lanes]
)


def texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


def assert_apart(figure: Figure) -> None:
    """No text of the figure covers another, and all of them are on the paper."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    width, height = figure.bbox.size
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts(figure)]
    for name, box in boxes:
        assert 0 <= box.x0 <= box.x1 <= width, name
        assert 0 <= box.y0 <= box.y1 <= height, name
    for (name, one), (other_name, other) in combinations(boxes, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        down = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert min(across, down) <= 0.5, (name, other_name)


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        channels = to_rgb(colour)
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


# Every one ------------------------------------------------------------------------------------


@EVERY
def test_the_html_has_alt_text_details_and_a_table(draw: Callable[..., Chart]) -> None:
    chart = draw()
    html = chart._repr_mimebundle_()["text/html"]
    alt = re.search(r'alt="([^"]*)"', html)
    assert alt
    assert len(alt[1]) > 40
    assert html.count("<details>") == html.count("<caption>") == html.count("<figcaption>") == 1
    assert html.count('scope="row"') == len(chart.data)
    assert "<b>Opened" not in html
    assert "tex2jax_ignore" in html


@EVERY
def test_alt_text_is_at_most_three_sentences_and_the_text_form_has_every_row(
    draw: Callable[..., Chart],
) -> None:
    chart = draw()
    assert chart.alt.endswith(".")
    assert chart.alt.count(". ") <= 2
    plain = chart._repr_mimebundle_()["text/plain"]
    assert plain.startswith(chart.title)
    for cell in chart.data.iloc[:, 0]:
        assert f"- {cell} – " in plain


@EVERY
def test_the_same_data_give_the_same_bytes_whatever_the_session_has_set(
    draw: Callable[..., Chart], tmp_path: Path
) -> None:
    def files(folder: str) -> list[bytes]:
        chart = draw()
        (tmp_path / folder).mkdir()
        kinds = ("png", "svg", "pdf")
        saved = [chart.save(tmp_path / folder / f"a.{kind}").read_bytes() for kind in kinds]
        return [*saved, *(part.encode() for part in chart._repr_mimebundle_().values())]

    once = files("once")
    with matplotlib.rc_context({"font.size": 30, "text.color": "red", "axes.grid": False}):
        assert files("again") == once


@EVERY
def test_it_leaves_no_setting_and_no_open_figure(draw: Callable[..., Chart]) -> None:
    matplotlib.get_backend()  # settles it
    before = matplotlib.rcParams.copy()
    draw()._repr_mimebundle_()
    assert matplotlib.rcParams == before
    assert plt.get_fignums() == []


@EVERY
def test_no_words_touch_and_all_can_be_read(draw: Callable[..., Chart]) -> None:
    chart = draw()
    assert_apart(chart.figure)
    assert to_rgb(chart.figure.get_facecolor()) == to_rgb(charts.PAPER)
    assert chart.figure.get_facecolor()[3] == 1
    for text in texts(chart.figure):
        assert contrast(text.get_color(), charts.PAPER) > 4.5
        assert contrast(text.get_color(), charts.BAND) > 4.5
        assert text.get_fontsize() >= 9


@EVERY
def test_it_draws_in_axes_that_are_given(draw: Callable[..., Chart]) -> None:
    figure = Figure(figsize=(14, 5), layout="constrained")
    left, right = figure.subplots(1, 2)
    chart = draw(ax=right)
    assert (chart.ax, chart.figure) == (right, figure)
    assert not left.lines
    assert right.get_title(loc="left").replace("\n", " ") == chart.title
    figure.draw_without_rendering()
    assert_apart(figure)


@EVERY
def test_the_credit_line_stands_on_the_paper(draw: Callable[..., Chart]) -> None:
    chart = draw()
    credit = [text.get_text() for text in chart.figure.texts if text.get_gid() == "credit"]
    assert " ".join(credit) == chart.source
    assert chart.source != ""


class Page(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "html"


class Reading(Page):
    file_extension = "txt"


@pytest.mark.parametrize(
    ("draw", "name"),
    [
        (a_timeline, "timeline"),
        (a_count, "cumulative"),
        (some_terms, "terms"),
        (a_day_in_office, "terms-on-a-day"),
        (some_lanes, "lanes"),
    ],
)
def test_the_page_and_the_plain_text_are_as_reviewed(
    draw: Callable[..., Chart], name: str, snapshot: SnapshotAssertion
) -> None:
    bundle = draw()._repr_mimebundle_()
    html = re.sub(r"base64,[A-Za-z0-9+/=]+", "base64,PICTURE", bundle["text/html"])
    html = re.sub(r"<style>\.ck\{.*?</style>", "<style></style>", html, count=1, flags=re.DOTALL)
    assert html == snapshot(extension_class=Page, name=name)
    assert bundle["text/plain"] + "\n" == snapshot(extension_class=Reading, name=name)


# Whatever the data ----------------------------------------------------------------------------

DAYS = st.dates(
    min_value=pd.Timestamp("1989-01-01").date(), max_value=pd.Timestamp("2026-12-31").date()
)
CLOSE = st.dates(
    min_value=pd.Timestamp("1994-01-01").date(), max_value=pd.Timestamp("1994-03-31").date()
)
WORDS = st.text("abcdefghij mnopqrstuvw äß", min_size=1, max_size=90).filter(str.strip)


@st.composite
def whens(draw: st.DrawFn, days: st.SearchStrategy = DAYS) -> str:  # type: ignore[type-arg]
    day, other = sorted((draw(days), draw(days)))
    kinds = (f"{day}", f"{day:%Y-%m}", f"{day:%Y}", f"{day}?", f"{day:%Y-%m}~", f"{day}/{other}")
    return draw(st.sampled_from((*kinds, f"{day}/{other:%Y-%m}")))


EVENT_SETS = st.sampled_from((DAYS, CLOSE)).flatmap(
    lambda days: st.lists(st.tuples(whens(days), WORDS), min_size=1, max_size=40)
)
SLOW = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))


@SLOW
@given(rows=EVENT_SETS, mark=st.booleans())
def test_labels_of_a_timeline_never_touch(rows: list[tuple[str, str]], mark: bool) -> None:  # noqa: FBT001
    events = [(str(n), when, title.strip()) for n, (when, title) in enumerate(rows)]
    chart = draw_timeline(timeline(*events), highlight="0" if mark else ())
    assert_apart(chart.figure)
    assert len(chart.data) == len(rows)


@SLOW
@given(
    rows=st.lists(
        st.tuples(WORDS, whens()),
        min_size=1,
        max_size=120,
        unique_by=lambda r: " ".join(r[0].split()),
    )
)
def test_names_of_a_count_never_touch(rows: list[tuple[str, str]]) -> None:
    chart = draw_cumulative(signed(*rows), date="date", label="quarter", highlight=None)
    assert_apart(chart.figure)


@SLOW
@given(rows=st.lists(st.tuples(WORDS, WORDS, whens(), whens()), min_size=1, max_size=30))
def test_names_of_officials_never_touch(rows: list[tuple[str, str, str, str]]) -> None:
    def plain(start: str, end: str) -> tuple[str, str]:
        first, second = (edtf.partition("/")[0] for edtf in (start, end))
        ordered = When(first).earliest <= When(second).latest
        return (first, second) if ordered else (second, first)

    table = officials(*((person, post, *plain(start, end)) for person, post, start, end in rows))
    assert_apart(draw_terms(table).figure)


@SLOW
@given(
    rows=st.lists(
        st.tuples(whens(), WORDS, st.sampled_from("abcdef"), WORDS, WORDS), min_size=1, max_size=40
    ),
    with_list=st.booleans(),
)
def test_signs_and_words_of_lanes_never_touch(
    rows: list[tuple[str, str, str, str, str]],
    with_list: bool,  # noqa: FBT001
) -> None:
    words = "words" if with_list else ()
    chart = draw_lanes(sayings(*rows), lane="to", shape="door", fill="form", words=words)
    assert_apart(chart.figure)
    assert len(chart.data) == len(rows)


@given(
    wanted=st.lists(st.floats(-100, 1000), min_size=1, max_size=40).map(sorted),
    room=st.floats(1, 20),
)
def test_places_keep_their_order_their_distance_and_the_paper(
    wanted: list[float], room: float
) -> None:
    places = spread(wanted, [room] * len(wanted), 0, 900)
    assert all(after - before >= room - 1e-6 for before, after in pairwise(places))
    assert min(places) >= -1e-6
    assert max(places) <= 900 + 1e-6


def test_stretches_in_one_lane_do_not_meet_until_there_are_no_more_lanes() -> None:
    assert choose_lanes([(0, 5), (2, 3), (5, 9), (2, 8)], 3) == [0, 1, 0, 2]
    assert choose_lanes([(0, 9), (1, 5), (2, 3)], 2) == [0, 1, 1]


# What is wrong --------------------------------------------------------------------------------


def test_axes_that_are_too_small_are_a_sentence() -> None:
    for draw in (a_timeline, some_terms, some_lanes):
        ax = Figure(figsize=(7, 1)).subplots()
        with pytest.raises(CourseError, match=r"Make the figure (larger|higher)"):
            draw(ax=ax)
