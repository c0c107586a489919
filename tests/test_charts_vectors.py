"""Charts as handouts have them: lines and words instead of a picture of them."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure

from coursekit.charts import Chart, draw_event_to_stamp, draw_timeline
from coursekit.charts.vectors import address_of, draw_vector
from coursekit.charts.wording import text_width
from coursekit.course import Course

COURSE = Course(Path(__file__).parents[1])
SVG = "{http://www.w3.org/2000/svg}"


def chart() -> Chart:
    return draw_event_to_stamp(COURSE.table("web_stamps"), highlight="signing")


def shown(one: Chart, monkeypatch: pytest.MonkeyPatch, pictures: str) -> str:
    monkeypatch.setenv("COURSEKIT_PICTURES", pictures)
    return one._repr_mimebundle_()["text/html"]


def svg_in(page: str) -> ElementTree.Element:
    (address,) = re.findall(r'<img src="data:image/svg\+xml,([^"]*)"', page)
    return ElementTree.fromstring(unquote(html.unescape(address)))


def test_a_page_for_paper_has_lines_and_words_and_is_a_quarter_as_heavy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture, vector = (shown(chart(), monkeypatch, kind) for kind in ("", "svg"))
    assert 'src="data:image/png;base64,' in picture
    assert len(vector) < len(picture) / 4
    without = [re.sub(r'src="[^"]*"', "", page) for page in (picture, vector)]
    assert without[0] == without[1]


def test_every_word_of_the_figure_is_in_it_but_the_credit_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = chart()
    words = [text.text for text in svg_in(shown(one, monkeypatch, "svg")).iter(f"{SVG}text")]
    drawn = one.figure.findobj(lambda found: hasattr(found, "get_text"))
    seen = {line for text in drawn if text.get_gid() != "credit" for line in lines_of(text)}
    assert seen - set(words) == set()
    assert not any(word and word.startswith("Compiled by") for word in words)


def lines_of(text: object) -> list[str]:
    return [line for line in text.get_text().split("\n") if line and text.get_visible()]  # type: ignore[attr-defined]


def test_a_line_of_words_is_as_long_as_it_was_laid_out_in_any_font() -> None:
    figure = Figure()
    figure.text(0.1, 0.1, "A bold title", size=14, weight="bold")
    (text,) = ElementTree.fromstring(draw_vector(figure)).iter(f"{SVG}text")
    assert float(text.attrib["textLength"]) == pytest.approx(
        text_width("A bold title", 14, "bold"), abs=0.01
    )
    assert "DejaVu Sans,Verdana,sans-serif" in text.attrib["style"]


def test_what_is_turned_stays_turned_and_what_refers_finds_its_mark() -> None:
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot([0, 1, 2], [2, 1, 3], marker="o")
    axes.set_ylabel("up")
    root = ElementTree.fromstring(draw_vector(figure))
    assert [text.text for text in root.iter(f"{SVG}text") if "rotate(-90" in str(text.attrib)] == [
        "up"
    ]
    names = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
    text = ElementTree.tostring(root, encoding="unicode")
    told = re.findall(r"(?:url\(|href=\")#([\w-]+)", text)
    assert names
    assert set(told) == names


def test_the_same_chart_gives_the_same_bytes_and_is_left_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    timeline = COURSE.timeline("nato-russia").between("1993-10", "1994-06-21")
    one = draw_timeline(timeline)
    before = one._render("png")
    pages = {shown(one, monkeypatch, "svg"), shown(draw_timeline(timeline), monkeypatch, "svg")}
    assert len(pages) == 1
    assert one._render("png") == before


def test_hostile_words_stay_in_the_address() -> None:
    figure = Figure()
    figure.text(0.1, 0.1, "\"><script>alert('1')</script> & 100% #1")
    address = address_of(draw_vector(figure))
    assert not re.search(r"[<>\"#&()]", address)
    (text,) = ElementTree.fromstring(unquote(address.partition(",")[2])).iter(f"{SVG}text")
    assert text.text == "'><script>alert('1')</script> & 100% #1"
