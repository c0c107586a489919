"""What the lanes show, and what they say."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from matplotlib.dates import date2num
from matplotlib.patches import Rectangle

from coursekit.charts import draw_lanes
from coursekit.errors import CourseError, UnknownNameError

if TYPE_CHECKING:
    from coursekit.charts import Chart

ROWS = (
    ("1994-07-01", "Warsaw", "opens", "quoted"),
    ("1994-07-05", "Moscow", "delays", "quoted"),
    ("1994-07", "Moscow", "delays", "told"),
    ("1994-07-07", "Warsaw", "opens", "told"),
    ("1994-07-05", "Moscow", "opens", "quoted"),
)


def told(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows or ROWS, columns=["date", "to", "door", "form"])


def lanes(table: pd.DataFrame, **more: Any) -> Chart:
    return draw_lanes(table, lane="to", shape="door", noun="statement", **more)


def drawn(chart: Chart, gid: str) -> Any:
    return next(artist for artist in chart.ax.get_children() if artist.get_gid() == gid)


def test_a_day_is_where_it_was_and_a_month_is_a_bar_over_all_of_it() -> None:
    chart = lanes(told())
    day = date2num(pd.Timestamp("1994-07-01"))
    assert drawn(chart, "sign:1").get_xdata()[0] == pytest.approx(day + 0.5)
    bar = drawn(chart, "time:3")
    assert isinstance(bar, Rectangle)
    assert (bar.get_x(), bar.get_width()) == pytest.approx((day, 31))


def test_each_kind_has_a_shape_of_its_own_and_each_second_kind_a_filling() -> None:
    chart = lanes(told(), fill="form")
    shapes = {n: drawn(chart, f"sign:{n}").get_marker() for n in "123"}
    fills = {n: drawn(chart, f"sign:{n}").get_fillstyle() for n in "123"}
    assert shapes["2"] == shapes["3"] != shapes["1"]
    assert fills["1"] == fills["2"] != fills["3"]
    assert drawn(chart, "key:told").get_fillstyle() == fills["3"]


def test_signs_of_one_lane_never_cover_each_other() -> None:
    rows = [("1994-07-05", "Moscow", "opens", "")] * 40
    chart = lanes(told(*rows))
    places = [drawn(chart, f"sign:{n}").get_ydata()[0] for n in range(1, 41)]
    assert min(abs(a - b) for a, b in combinations(places, 2)) >= 16


def test_the_title_says_where_the_commonest_kind_is_common_and_where_it_is_rare() -> None:
    chart = lanes(told())
    finding = "“opens”: two of two statements in the lane “Warsaw”, one of three in “Moscow”"
    assert chart.title == finding
    assert chart.alt.endswith(f"By door: opens 3 and delays 2. {finding}.")
    assert "Moscow, three statements: delays two and opens one." in chart.description
    assert "drawn with a bar: 3 (July 1994)" in chart.description


def test_without_a_contrast_the_title_says_when() -> None:
    chart = lanes(told(ROWS[0], ROWS[3]))
    assert chart.title == "Both statements fall in July 1994"
    assert lanes(told(ROWS[2])).title == "“delays” in “Moscow”, July 1994"


def test_lanes_stand_in_the_order_of_the_categories() -> None:
    table = told().astype({"to": pd.CategoricalDtype(["Moscow", "Warsaw", "Prague"])})
    chart = lanes(table)
    moscow, warsaw = (drawn(chart, f"sign:{n}").get_ydata()[0] for n in (2, 1))
    assert moscow < warsaw


def test_numbers_are_those_of_the_table_if_they_are_short() -> None:
    table = told().set_axis(pd.Index([7, 8, 9, 10, 11], name="line"))
    assert set(lanes(table, highlight=[8]).data.index) == {"7", "8", "9", "10", "11"}
    with pytest.raises(UnknownNameError, match="No statement drawn here has the number '70'"):
        lanes(table, highlight=70)


def test_rare_kinds_share_a_filling_and_are_named_together() -> None:
    rows = [("1994", "Warsaw", "opens", kind) for kind in (*"aabbccddee", "f", "g")]
    chart = lanes(told(*rows), fill="form")
    assert "other (f, g)" in [text.get_text() for text in chart.ax.texts]
    assert list(chart.data["Form"]) == [*"aabbccddee", "f", "g"]


def test_a_question_mark_says_that_the_day_is_only_probable() -> None:
    chart = lanes(told(("1994-07-01?", "Warsaw", "opens", ""), ROWS[1]))
    assert "1?" in [text.get_text() for text in chart.ax.texts]


def test_everything_that_is_wrong_with_a_table_is_said_at_once() -> None:
    rows = (("July", "Warsaw", "opens", ""), ("1994", "", "opens", ""))
    with pytest.raises(CourseError) as caught:
        lanes(told(*rows))
    assert "column 'date': 'July' is not a date" in str(caught.value)
    assert "Row '2' has nothing in the column 'to'." in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("1994", "Warsaw", f"kind {n}", "") for n in range(7)], "six shapes"),
        ([("1994", "Warsaw", "opens", "")] * 41, "room for 40 statements"),
    ],
)
def test_more_than_can_be_drawn_is_a_sentence(
    rows: list[tuple[str, str, str, str]], sentence: str
) -> None:
    with pytest.raises(CourseError, match=sentence):
        lanes(told(*rows))


def test_the_table_is_left_as_it_is() -> None:
    table = told()
    before = table.copy(deep=True)
    lanes(table, fill="form", words=["form", "door"])
    pd.testing.assert_frame_equal(table, before)
