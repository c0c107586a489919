"""Handouts in a window: measure, margin, narrow screens, keyboard, colours, and what is heard."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageStat
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from coursekit.course import Course
from coursekit.handouts import export_handouts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parents[1]
LESSON = "01-the-first-train"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: none was found on the PATH"),
]
PROSE = (
    "The company had promised the village a station, and the village had promised the company "
    "its meadow. Neither had put it in writing. When the engine came round the hill that Monday, "
    "with its band and its bunting, half of those who cheered believed that they had been given "
    "something, and the other half that something had been taken from them. Historians have read "
    "the same letter both ways, and the letter, which was written to please a neighbour, does not "
    "say which of them it means to please. "
)
ROW = "| a long name for a column " * 12 + "|\n"
# What the lesson of the invented course does not have: prose, wide things, a chart, many notes.
CELLS = [
    ("markdown", "prose", "## Reading\n\n" + "\n\n".join([PROSE, PROSE])),
    ("markdown", "wide", ROW + "|---" * 12 + "|\n" + ROW * 3),
    ("markdown", "word", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten"),
    ("code", "long-line", "print(" + ", ".join(['"a line that goes on"'] * 6) + ")"),
    ("code", "frame", "import pandas as pd\n\npd.DataFrame({'stop': ['Ford', 'Mill Lane']})"),
    ("code", "letter", 'course.source("opening-day")'),
    ("code", "chart", "from coursekit.charts import draw_timeline\n\n"
     'draw_timeline(course.timeline("line"))'),
]  # fmt: skip

# The colours that a text is read in, and the ground behind it, for every text of the page.
CONTRASTS = """() => {
  const rgb = css => { const c = new OffscreenCanvas(1, 1).getContext("2d");
    c.fillStyle = css; c.fillRect(0, 0, 1, 1); return [...c.getImageData(0, 0, 1, 1).data]; };
  const cache = {}, colour = css => cache[css] ??= rgb(css);
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92
    : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) {
    const c = colour(getComputedStyle(e).backgroundColor); if (c[3] == 255) return c; } };
  const out = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement, words = walker.currentNode.textContent.trim();
    if (!words || !e.checkVisibility() || e.closest("style")) continue;
    const [a, b] = [light(colour(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) out.push([words.slice(0, 40), ratio]);
  }
  return out;
}"""


class Readings(SingleFileSnapshotExtension):
    """Keeps each reading as a file that a person can read."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handouts of the invented course, with cells that are hard to set."""
    root = Path(shutil.copytree(ROOT / "tests" / "course", tmp_path_factory.mktemp("a") / "b"))
    path = root / "notebooks" / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for kind, name, source in CELLS:
        cell: dict[str, Any] = {"cell_type": kind, "id": name, "source": source, "metadata": {}}
        if kind == "code":
            cell |= {"outputs": [], "execution_count": None}
            cell["metadata"] = {"tags": ["show-input"]} if name == "long-line" else {}
        notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    note = "- **{}** on “{}”: " + "The neighbours knew, and did not need to be told. " * 3 + "\n"
    document = root / "sources" / "documents" / "opening-day.md"
    with document.open("a", encoding="utf-8") as file:
        file.write(note.format("context", "The band") + note.format("wording", "drowned them"))
    folder = tmp_path_factory.mktemp("pages")
    assert export_handouts(Course(root), folder).problems == ()
    return folder


@pytest.fixture(scope="module")
def chromium(folder: Path) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    del folder  # notebooks run before the driver's own loop does
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any, folder: Path) -> Iterator[Callable[..., Any]]:
    """Open a page of the handouts in a window of some width."""
    contexts = []

    def opened(width: int, edition: str = "student", name: str = LESSON, **media: Any) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, offline=True, **media
        )
        contexts.append(context)
        page = context.new_page()
        page.goto((folder / edition / f"{name}.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


# Every kind of page -------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("edition", ["student", "teacher"])
def test_axe_finds_nothing_and_leaves_nothing_open(
    opened: Any, folder: Path, edition: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for path in sorted((folder / edition).glob("*.html")):
        page = opened(width, edition, path.stem, color_scheme=scheme)
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.reload()
        found = Axe().run(page).response
        assert [(one["id"], one["nodes"][0]["html"][:99]) for one in found["violations"]] == []
        for one in found["incomplete"]:
            # Numbers alone, and cells that lie outside of what a table shows when it is not
            # scrolled, have a ground that axe does not find. It is computed below, for each text.
            assert one["id"] == "color-contrast", one
        assert page.evaluate(CONTRASTS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("edition", ["student", "teacher"])
def test_every_figure_has_words_and_a_table_whose_headings_say_of_what(
    opened: Any, edition: str
) -> None:
    page = opened(1280, edition)
    chart = page.locator("#chart")
    assert len(chart.locator("img").get_attribute("alt").split()) > 5
    chart.locator("summary").click()
    assert chart.locator("details p:visible").count() >= 1
    assert chart.locator("table caption:visible").count() == 1
    headings = chart.locator("table th")
    assert headings.count() > 4
    assert set(headings.evaluate_all("all => all.map(one => one.scope)")) == {"col", "row"}


# The page of a book -------------------------------------------------------------------------


def test_a_line_has_60_to_75_letters(opened: Any) -> None:
    lines = opened(1280).evaluate(
        """() => [...document.querySelectorAll("#prose p")].flatMap(one => {
          const range = document.createRange(), text = one.firstChild, lines = {};
          for (let at = 0; at < text.length; at++) {
            range.setStart(text, at); range.setEnd(text, at + 1);
            const top = Math.round(range.getBoundingClientRect().top);
            lines[top] = (lines[top] ?? 0) + 1;
          }
          return Object.values(lines).slice(0, -1);
        })"""
    )
    assert len(lines) > 10
    assert 60 <= sum(lines) / len(lines) <= 75


NOTES = """() => [...document.querySelectorAll("sup.ref")].map(ref => {
  const note = document.getElementById(ref.querySelector("a").hash.slice(1));
  const box = one => { const {left, right, top, bottom} = one.getBoundingClientRect();
    return {left, right, top, bottom}; };
  const lines = [...ref.previousElementSibling.getClientRects()];
  return {mark: lines.at(-1).bottom, note: box(note), word: note.querySelector("b")
    .getBoundingClientRect().bottom, block: box(ref.closest("p"))};
})"""


def test_a_note_stands_in_the_margin_at_the_line_of_its_mark(opened: Any) -> None:
    notes = opened(1280).evaluate(NOTES)
    assert len(notes) == 5
    beside = 0
    for last, one in zip([None, *notes], notes, strict=False):
        assert one["note"]["left"] > one["block"]["right"]
        if last is None or last["note"]["bottom"] < one["mark"] - 25:
            assert abs(one["word"] - one["mark"]) < 6
            beside += 1
        else:
            assert 0 <= one["note"]["top"] - last["note"]["bottom"] < 6  # as near as it can be
    assert beside >= 2


def test_without_a_margin_a_note_stands_under_its_paragraph(opened: Any) -> None:
    for width in (1099, 390):
        for one in opened(width).evaluate(NOTES):
            assert one["note"]["top"] >= one["block"]["bottom"] - 1
            assert one["note"]["top"] - one["block"]["bottom"] < 250
            assert one["note"]["right"] <= width


@pytest.mark.parametrize("width", [640, 390, 320])  # 640 is 1280 at 200 %, 320 is 1280 at 400 %
def test_nothing_is_lost_in_a_narrow_window(opened: Any, width: int) -> None:
    page = opened(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate(
        """width => [...document.querySelectorAll("body *")].filter(one => {
          const box = one.getBoundingClientRect();
          return box.width && box.right > width + 1 && one.checkVisibility()
            && !one.closest(".scroll, .ck-scroll, .output:has(table), .unseen, .ck-aside, .skip");
        }).map(one => one.outerHTML.slice(0, 90))""",
        width,
    )
    assert cut == []


def test_a_long_line_of_code_goes_on_after_a_mark(opened: Any) -> None:
    page = opened(390)
    page.locator(".folded summary").click()
    row = page.locator(".folded .row")
    assert row.bounding_box()["height"] > 40
    mark = row.evaluate("one => getComputedStyle(one, '::before').content")
    assert mark.startswith('"↪')
    assert row.evaluate("one => one.scrollWidth <= one.clientWidth + 1")


# Hands, eyes, ears --------------------------------------------------------------------------


@pytest.mark.parametrize("name", [LESSON, "index"])
def test_the_keyboard_reaches_everything_in_order_and_is_seen(opened: Any, name: str) -> None:
    page = opened(390, name=name)
    wanted = page.evaluate(
        """() => [...document.querySelectorAll("a[href], summary, [tabindex]")]
          .filter(one => one.checkVisibility()).map((one, place) => (one.dataset.place = place))"""
    )
    reached = []
    for _ in wanted:
        page.keyboard.press("Tab")
        place, line, height = page.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one);
              return [+one.dataset.place, style.outlineStyle != "none" ? parseFloat(
                style.outlineWidth) : 0, one.getBoundingClientRect().height]; }"""
        )
        assert line >= 2
        assert height > 5
        reached.append(place)
    assert reached == wanted


def test_the_first_key_skips_to_the_text(opened: Any) -> None:
    page = opened(1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_colours_of_ones_own_keep_boxes_lines_and_marks(opened: Any) -> None:
    page = opened(1280, forced_colors="active", color_scheme="dark")
    for selector, side in ((".box", "border-top"), (".blank", "border-bottom")):
        style = page.locator(selector).first.evaluate(
            f"""one => {{ const style = getComputedStyle(one); return [
              style["{side}-width"], style["{side}-color"], getComputedStyle(document.body)
              .backgroundColor]; }}"""
        )
        assert float(style[0].removesuffix("px")) >= 1
        assert style[1] != style[2]
    mark = page.locator(".document mark").first
    assert "underline" in mark.evaluate("one => getComputedStyle(one).textDecorationLine")


def test_nothing_moves(opened: Any) -> None:
    moving = opened(1280, reduced_motion="no-preference").evaluate(
        """() => [...document.querySelectorAll("*")].filter(one => {
          const style = getComputedStyle(one);
          return style.animationName != "none" || style.transitionDuration != "0s"
            || style.scrollBehavior != "auto";
        }).length"""
    )
    assert moving == 0


def test_a_chart_is_dark_in_the_dark(opened: Any) -> None:
    def light(scheme: str) -> float:
        shot = opened(1280, color_scheme=scheme).locator("#chart img").screenshot()
        return float(ImageStat.Stat(Image.open(io.BytesIO(shot)).convert("L")).mean[0])

    assert light("light") > 200
    assert light("dark") < 80


def test_a_lesson_is_heard_as_reviewed(opened: Any, snapshot: SnapshotAssertion) -> None:
    heard = opened(1280).locator("body").aria_snapshot()
    heard = re.sub(r"^ *- /url: (?!#).*\n", "", heard, flags=re.MULTILINE)
    assert heard + "\n" == snapshot(extension_class=Readings)
