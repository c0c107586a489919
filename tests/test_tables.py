from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from coursekit.course import Course


@pytest.fixture(scope="module")
def stops() -> Any:
    return Course(Path(__file__).parent / "course").table("stops")


def bundle(frame: Any) -> dict[str, str]:
    """What a cell shows; pandas makes a few results ordinary frames by itself."""
    if type(frame) is pd.DataFrame:
        return {"text/html": frame._repr_html_(), "text/plain": repr(frame)}
    shown = frame._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    return dict(shown)


def test_columns_have_types_that_keep_what_is_missing(stops: Any) -> None:
    assert stops.index.name == "order"
    assert stops.index.tolist() == [1, 2, 3, 4]
    assert [str(kind) for kind in stops.dtypes] == ["string", "Float64", "string", "datetime64[s]"]
    assert stops["miles"].isna().tolist() == [False, False, True, False]
    assert pd.isna(stops.loc[3, "surveyed"])


def test_dates_of_mixed_precision_stay_text(stops: Any) -> None:
    assert stops["opened"].tolist() == ["1884-05-05", "1886-07", "1890", "1884-05-05"]
    assert not stops["opened"].str.contains("-01-01").any()


def test_the_index_is_the_order_number(stops: Any) -> None:
    assert stops.loc[2, "stop"] == "Ford"
    assert stops.loc[2].name == 2


def test_where_it_comes_from_is_in_attrs(stops: Any) -> None:
    assert stops.attrs == {
        "title": "The stops of the line",
        "citation": "Invented for the tests.",
        "licence": "CC BY 4.0",
        "sources": ["The company's timetable"],
    }


def test_a_table_shows_its_caption_and_its_citation(stops: Any) -> None:
    for text in bundle(stops).values():
        assert "The stops of the line" in text
        assert "Invented for the tests." in text
        assert "Mill Lane" in text


@pytest.mark.parametrize(
    "derive",
    [
        lambda t: t.head(2),
        lambda t: t[t["miles"] > 1],
        lambda t: t.loc[[1, 2]],
        lambda t: t[["stop", "miles"]],
        lambda t: t.sort_values("miles", ascending=False),
        lambda t: t.dropna(),
        lambda t: t.copy(),
        lambda t: copy.deepcopy(t),
        lambda t: pickle.loads(pickle.dumps(t)),
        lambda t: t.query("miles > 1"),
        lambda t: t.iloc[0:0],
    ],
)
def test_a_part_of_a_table_still_shows_itself(stops: Any, derive: Any) -> None:
    part = derive(stops)
    shown = bundle(part)
    for stop in part["stop"]:
        assert stop in shown["text/plain"]
        assert stop in shown["text/html"]
    assert isinstance(part, pd.DataFrame)


@pytest.mark.parametrize(
    "derive",
    [
        lambda t: t.groupby("opened")[["miles"]].sum(),
        lambda t: t.assign(double=t["miles"] * 2),
        lambda t: t.reset_index(),
        lambda t: t.rename(columns={"stop": "name"}),
        lambda t: t.describe(),
        lambda t: t.pivot_table(index="opened", values="miles"),
        lambda t: t.merge(t, on="stop"),
        lambda t: t.T,
        lambda t: pd.concat([t, t]).reset_index(drop=True),
        lambda t: t["opened"].value_counts().to_frame(),
        lambda t: t.isna(),
    ],
)
def test_what_is_computed_from_a_table_is_an_ordinary_frame(stops: Any, derive: Any) -> None:
    made = derive(stops)
    shown = bundle(made)
    assert isinstance(made, pd.DataFrame)
    assert shown["text/plain"].strip()
    assert "<table" in shown["text/html"]


@pytest.mark.parametrize(
    "derive",
    [
        lambda t: t.groupby("opened")[["miles"]].sum(),
        lambda t: t.assign(double=1),
        lambda t: t.reset_index(),
        lambda t: t.rename(columns={"stop": "name"}),
    ],
)
def test_what_is_computed_from_a_table_does_not_claim_its_citation(stops: Any, derive: Any) -> None:
    for text in bundle(derive(stops)).values():
        assert "Invented for the tests." not in text


def test_a_pickled_table_is_the_same_table(stops: Any) -> None:
    again = pickle.loads(pickle.dumps(stops))
    pd.testing.assert_frame_equal(again, stops)
    assert again.attrs == stops.attrs
    assert bundle(again) == bundle(stops)


def test_concatenation_and_series_work(stops: Any) -> None:
    both = pd.concat([stops, stops])
    assert len(both) == 8
    assert bundle(both)
    assert stops["miles"].sum() == 8.75
    assert len(stops.loc[1]) == 4
    assert stops["opened"].str[:4].astype(int).mean() == pytest.approx(1886)


def test_two_loads_are_equal_and_independent() -> None:
    course = Course(Path(__file__).parent / "course")
    first, second = course.table("stops"), course.table("stops")
    pd.testing.assert_frame_equal(first, second)
    first.loc[1, "stop"] = "Elsewhere"
    assert second.loc[1, "stop"] == "Aldham"
    assert course.table("stops").loc[1, "stop"] == "Aldham"


def test_every_table_of_the_course_loads_and_shows(root: Path) -> None:
    course = Course(root)
    for name in course.tables:
        frame = course.table(name)
        assert frame.attrs["citation"]
        assert frame.attrs["licence"]
        assert frame.index.is_unique
        assert course.tables[name].title in bundle(frame)["text/plain"]
