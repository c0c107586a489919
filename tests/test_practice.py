"""What comes back in later lessons: questions to recall, and how sure somebody was."""

from __future__ import annotations

import itertools
import json
import random
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from coursekit.charts import Chart, draw_calibration
from coursekit.checking import check_course
from coursekit.course import Course
from coursekit.errors import CourseError, CourseFileError, UnknownNameError
from coursekit.exercises import draw_questions, kept_recall, stated
from coursekit.journal import FILE_NAME, Try
from coursekit.reading import read_recall
from coursekit.records import Accepted, Exercise, ExerciseType, Line, LineKind, RecallQuestion
from coursekit.views import CalibrationView

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from matplotlib.transforms import Bbox

    Change = Callable[[str, str, str], Path]

BANK = tuple(
    RecallQuestion(
        id=name, chapter=f"0{name[0]}", question="?", answer="!", skill="s", exercise=f"{name[0]}.1"
    )
    for name in ("0a", "0b", "0c", "1a", "1b", "1c", "2a", "2b", "3a")
)


def drawn(chapter: str, *tries: Try) -> list[str]:
    return [one.id for one in draw_questions(BANK, chapter, tries)]


def tried(exercise: str, day: int, score: float | None = 1.0, answer: str = "x") -> Try:
    return Try(
        time=f"2026-01-{day:02}T10:00:00+00:00", exercise=exercise, answer=answer, score=score
    )


def recalled(day: int, asked: str, knew: str) -> Try:
    answer = f"asked: {asked}\n1: a\n2: b\n3: c\nknew: {knew}"
    return tried("2.recall", day, None, answer)


@pytest.fixture
def work(village: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's work folder in the invented course, and the student in it."""
    folder = village / "work"
    folder.mkdir()
    (folder / ".coursekit.json").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


# Drawing questions ----------------------------------------------------------------------------


def test_without_a_journal_the_same_three_are_asked_and_none_twice_in_a_row() -> None:
    assert drawn("00") == []
    assert drawn("01") == ["0a", "0b", "0c"]
    assert drawn("02") == drawn("02") == ["0a", "1a", "1b"]
    two, three = (
        {one.id for one in draw_questions(BANK, chapter, lessons=("02", "03"))}
        for chapter in ("02", "03")
    )
    assert three == {"0b", "2a", "2b"}
    assert not two & three


def test_no_question_is_of_this_lesson_or_a_later_one() -> None:
    for chapter in ("00", "01", "02", "03", "04"):
        assert all(one.chapter < chapter for one in draw_questions(BANK, chapter))


def test_what_was_missed_comes_first() -> None:
    assert "0c" in drawn("02", recalled(5, "0a, 0b, 0c", "1, 2"))
    assert drawn("02", tried("0.1", 1, 0.4), tried("1.1", 1)) == ["0a", "0b", "0c"]
    knows_now = tried("0.1", 1, 0.4), tried("0.1", 2, 1.0), tried("1.1", 1, 0.5)
    assert drawn("02", *knows_now) == ["1a", "1b", "1c"]


def test_what_was_seen_longest_ago_comes_before_what_was_seen_of_late() -> None:
    tries = tried("0.1", 20), tried("1.1", 3)
    assert drawn("02", *tries) == ["1a", "1b", "1c"]
    tries = tried("0.1", 3), tried("1.1", 20)
    assert drawn("02", *tries) == ["0a", "0b", "0c"]
    late = recalled(25, "0a, 0b, 1a", "all")
    assert drawn("02", *tries, late) == ["0c", "1b", "1c"]


@pytest.mark.parametrize(
    ("knew", "known"),
    [("1, 3", "ac"), ("none", ""), ("all", "abc"), ("3 and 2", "bc"), ("1", "a")],
)
def test_what_one_says_to_have_known_is_read(knew: str, known: str) -> None:
    asked, found = kept_recall(f"asked: a, b, c\n1: x\n2: y\n3: z\nknew: {knew}")
    assert (asked, found) == (("a", "b", "c"), frozenset(known))


def test_where_nothing_is_said_of_what_one_knew_nothing_is_taken_for_missed() -> None:
    assert kept_recall("asked: a, b, c\n1: x\nknew: ") == (("a", "b", "c"), None)
    assert kept_recall("year: 1994\nsure: 60") == ((), None)
    assert drawn("02", recalled(5, "0a, 0b, 0c", "")) == drawn("02")


# In a course --------------------------------------------------------------------------------


def test_a_lesson_shows_its_questions_without_their_answers(village: Path) -> None:
    course = Course(village)
    for name in ("02", "2", "2.recall"):
        view = course.recall(name)
        for shown in (view.text, view.html):
            assert "Whose date is the one at the top of a web page?" in " ".join(shown.split())
            assert "That of the site" not in shown
    with pytest.raises(UnknownNameError, match=r"No exercise is called '1.recall'"):
        course.recall("01")


def test_an_answer_brings_what_to_lay_beside_it_and_nothing_is_scored(village: Path) -> None:
    course = Course(village)
    assert "No answer yet" in course.check("2.recall", "").text
    part = course.check("2.recall", "2: the verb")
    assert (part.score, part.done) == (None, False)
    assert part.beside == ("2: The verb that says how the writer knows.",)
    assert "Not every line is written yet" in part.text
    whole = course.check("2.recall", "1: site\n2: verb\n3: no\nknew: 1")
    assert (whole.score, whole.done, len(whole.beside)) == (None, True, 3)
    for shown in (whole.text, whole.html):
        assert "To lay beside yours" in shown
        assert "Silence is no evidence." in " ".join(shown.split())


def test_the_questions_stay_until_they_are_answered_and_after(village: Path, work: Path) -> None:
    first = [one.id for one in Course(village).exercises["2.recall"].recalled]
    Course(village).check("2.recall", "1: site\n2: verb\n3: no\nknew: none")
    Course(village).check("1.4", "1A: supports")
    assert [one.id for one in Course(village).exercises["2.recall"].recalled] == first
    row = json.loads((work / FILE_NAME).read_text(encoding="utf-8").splitlines()[0])
    assert row["answer"].splitlines()[0] == f"asked: {', '.join(first)}"
    assert row["score"] is None


def test_what_a_student_missed_in_the_first_lesson_comes_back(village: Path, work: Path) -> None:
    course = Course(village)
    for name in ("1.2", "1.3", "1.4"):
        course.check(name, course.exercises[name].solution)
    usual = {one.id for one in Course(village).exercises["2.recall"].recalled}
    assert "two-dates" in usual
    course.check("1.4", "1A: supports")
    (work / FILE_NAME).unlink()
    for name in ("1.2", "1.3"):
        Course(village).check(name, course.exercises[name].solution)
    Course(village).check("1.4", "1A: supports\n1B: supports")
    found = {one.id for one in Course(village).exercises["2.recall"].recalled}
    assert "silence" in found


def test_questions_that_are_gone_are_asked_no_more(village: Path, work: Path) -> None:
    Course(village).check("2.recall", "1: a\n2: b\n3: c\nknew: none")
    path = work / FILE_NAME
    text = path.read_text(encoding="utf-8").replace("stamp", "gone")
    path.write_text(text, encoding="utf-8")
    assert len(Course(village).exercises["2.recall"].recalled) == 2
    path.write_text(text.replace("hearsay", "x").replace("silence", "y"), encoding="utf-8")
    assert len(Course(village).exercises["2.recall"].recalled) == 3


def test_a_course_without_a_bank_says_so(village: Path) -> None:
    (village / "exercises" / "recall" / "01.yaml").unlink()
    course = Course(village)
    assert "There is nothing to come back to yet" in " ".join(course.recall("02").text.split())
    assert course.check("2.recall", "1: a").beside == ()
    assert [str(one) for one in check_course(village)] == [
        "exercises/2.recall.md: has 0 questions of 3 to ask of earlier lessons (write some in "
        "exercises/recall/01.yaml and so on)"
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("exercise: 1.3", "exercise: 1.33", "01.yaml: 'hearsay' goes back to exercise '1.33', whi"),
        ("exercise: 1.3", "exercise: 2.1", "'hearsay' goes back to exercise 2.1 of another lesson"),
        (
            "answer: Nothing. Silence is no evidence.",
            "answer: …",
            "'answer' is still to be written",
        ),
        ("skill: sourcing", "skil: sourcing", "'skil' is not a field here (did you mean 'skill'?)"),
        ("stamp:", "Web Stamp:", "'Web Stamp' cannot be the name of a question"),
    ],
)
def test_what_is_wrong_with_a_bank_is_said_once(
    village: Path, change: Change, old: str, new: str, sentence: str
) -> None:
    change("exercises/recall/01.yaml", old, new)
    found = [str(one) for one in check_course(village) if sentence in str(one)]
    assert len(found) == 1
    assert found[0].startswith("exercises/recall/01.yaml")


def test_a_bank_of_a_lesson_that_is_not_there_and_a_name_used_twice_are_named(
    village: Path,
) -> None:
    folder = village / "exercises" / "recall"
    (folder / "07.yaml").write_text((folder / "01.yaml").read_text(encoding="utf-8"), "utf-8")
    found = [str(one) for one in check_course(village)]
    assert "exercises/recall/07.yaml: the course has no chapter 07" in found
    assert "exercises/recall/07.yaml: 'stamp' is the name of a question of another lesson" in found


def test_a_bank_that_is_no_bank_is_a_sentence(village: Path) -> None:
    path = village / "exercises" / "recall" / "first.yaml"
    path.write_text("- a\n", encoding="utf-8")
    with pytest.raises(CourseFileError, match=r"is not called by a lesson's two digits"):
        read_recall(path, village)
    path = path.rename(path.with_name("01.yaml"))
    with pytest.raises(CourseFileError, match=r"01.yaml:1: the file is not a list of fields"):
        read_recall(path, village)


# How sure somebody was ----------------------------------------------------------------------


def prediction(*lines: Line) -> Exercise:
    return Exercise(
        id="0.1", title="T", type=ExerciseType.PREDICT, skill="s", prompt="?", lines=lines
    )


def a_line(label: str, kind: LineKind, *values: str) -> Line:
    return Line(label=label, kind=kind, accepts=tuple(Accepted(value=v) for v in values))


YEAR = a_line("year", LineKind.NUMBER, "1884")
SURE = a_line("sure", LineKind.PERCENT)
OPEN = a_line("why", LineKind.WORDS)


def looked_back(exercise: Exercise, *answers: str) -> list[tuple[float, bool]]:
    tries = [tried("0.1", day, None, answer) for day, answer in enumerate(answers, 1)]
    return [(one.sure, one.right) for one in stated(exercise, tries)]


def test_the_first_whole_answer_counts() -> None:
    one = prediction(YEAR, SURE)
    assert looked_back(one, "year: 1899\nsure: 80", "year: 1884\nsure: 100") == [(80, False)]
    assert looked_back(one, "year: 1884", "year: 1884\nsure: 0.6") == [(60, True)]
    assert looked_back(one, "year: 1884", "sure: 90", "bananas") == []


def test_a_prediction_without_a_key_cannot_be_looked_back_on() -> None:
    assert looked_back(prediction(OPEN, SURE), "why: rain\nsure: 90") == []
    assert looked_back(prediction(OPEN, YEAR, SURE), "why: rain\nyear: 1884\nsure: 90") == [
        (90, True)
    ]


def test_each_line_of_percent_speaks_of_the_lines_above_it() -> None:
    month, sure = a_line("month", LineKind.WORDS, "may"), a_line("month sure", LineKind.PERCENT)
    two = prediction(YEAR, SURE, month, sure)
    answer = "year: 1884\nsure: 55\nmonth: June\nmonth sure: 95"
    assert looked_back(two, answer) == [(55, True), (95, False)]


def test_other_types_state_nothing(village: Path) -> None:
    exercise = Course(village).exercises["1.5"]
    assert list(stated(exercise, [tried("1.5", 1, 1.0, "days: 783\nover: 25")])) == []


def with_predictions(village: Path, count: int) -> Course:
    """The invented course with predictions that the student has made."""
    text = (village / "exercises" / "1.1.md").read_text(encoding="utf-8")
    keyed = text.replace("year: {date: any}", "year: {date: 1884}")
    course = Course(village)
    for number in range(count):
        (village / "exercises" / f"1.{30 + number}.md").write_text(keyed, encoding="utf-8")
        year = 1884 if number % 3 else 1890
        course.check(f"1.{30 + number}", f"year: {year}\nsure: {50 + 5 * number}")
    return course


@pytest.mark.parametrize(
    ("count", "words"), [(0, "No prediction"), (1, "1 prediction"), (9, "9 p")]
)
def test_before_ten_predictions_a_sentence_says_how_many_there_are(
    village: Path, work: Path, count: int, words: str
) -> None:
    view = with_predictions(village, count).calibration
    assert isinstance(view, CalibrationView)
    assert words in view.text
    assert "From 10 on, your own curve is drawn here" in " ".join(view.html.split())


def test_from_ten_on_the_curve_is_drawn(village: Path, work: Path) -> None:
    chart = with_predictions(village, 10).calibration
    assert isinstance(chart, Chart)
    assert chart.title == "You were 72 % sure on average, and right 60 % of the time"
    assert chart.data["Predictions"].sum() == 10


# The curve ----------------------------------------------------------------------------------


def predictions(*rows: tuple[float, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["sure", "right"])


def test_a_curve_has_its_words_and_its_numbers() -> None:
    chart = draw_calibration(predictions(*[(95, True)] * 3, (95, False), (95, True), (60, False)))
    assert list(chart.data["How sure"]) == ["60 to 69 %", "90 to 100 %"]
    assert list(chart.data["Right"]) == [0, 4]
    assert chart.alt == (
        "You were surer than you were right. Six predictions: 60 to 69 % sure, 0 of 1 right; "
        "90 to 100 % sure, 4 of 5 right."
    )
    assert "four of five predictions came true, about as many as that" in chart.description
    labels = [text.get_text() for text in chart.ax.texts]
    assert labels == ["0 of 1", "4 of 5"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(100, True), (100, False)], "You were surer than you were right"),
        ([(50, True), (60, True)], "You were right more often than you were sure"),
        ([(50, True), (50, False)], "You were about as sure as you were right"),
    ],
)
def test_the_curve_says_which_way_it_leans(rows: list[tuple[float, bool]], words: str) -> None:
    assert draw_calibration(predictions(*rows)).alt.startswith(words)


def test_few_predictions_are_a_ring_and_many_a_dot() -> None:
    ax = draw_calibration(predictions(*[(95, True)] * 5, (60, False))).ax
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [line.get_markerfacecolor() == line.get_markeredgecolor() for line in dots] == [
        False,
        True,
    ]


def test_who_was_less_than_half_sure_has_room_on_the_paper() -> None:
    ax = draw_calibration(predictions((5, False), (95, True))).ax
    assert ax.get_xlim()[0] < 5
    assert draw_calibration(predictions((55, False), (95, True))).ax.get_xlim()[0] > 40


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (predictions(), "no rows"),
        (pd.DataFrame({"sure": [50]}), "no column 'right'"),
        (predictions((150, True)), "needs numbers from 0 to 100"),
        (pd.DataFrame({"sure": ["x"], "right": [True]}), "needs numbers from 0 to 100"),
        (pd.DataFrame({"sure": [50], "right": ["maybe"]}), "needs true or false"),
    ],
)
def test_a_table_that_cannot_be_drawn_is_a_sentence(table: pd.DataFrame, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        draw_calibration(table)


def boxes_of(chart: Chart) -> list[tuple[str, Bbox]]:
    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()
    texts = [text for text in chart.figure.findobj(Text) if text.get_text() and text.get_visible()]
    return [(one.get_text(), one.get_window_extent(canvas.get_renderer())) for one in texts]


@pytest.mark.parametrize("seed", range(12))
def test_no_text_of_the_curve_covers_another_or_leaves_the_paper(seed: int) -> None:
    lot = random.Random(seed)
    rows = [(lot.randint(40, 100), lot.random() < 0.6) for _ in range(lot.choice([1, 3, 12, 40]))]
    rows += [(69, True), (70, True)]
    chart = draw_calibration(predictions(*rows))
    boxes = boxes_of(chart)
    width, height = chart.figure.bbox.size
    assert all(0 <= b.x0 <= b.x1 <= width and 0 <= b.y0 <= b.y1 <= height for _, b in boxes)
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across, down = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert min(across, down) <= 0.5, (one, other)


def test_a_curve_may_be_drawn_in_axes_of_ones_own_and_leaves_its_table_alone() -> None:
    table = predictions((95, True), (60, False))
    before = table.copy()
    ax = Figure().add_subplot()
    chart = draw_calibration(table, ax=ax)
    assert chart.ax is ax
    pd.testing.assert_frame_equal(table, before)
    bundle = chart._repr_mimebundle_()
    assert chart.alt in bundle["text/html"].replace("&#39;", "'")
    assert "1 of 1" in bundle["text/plain"]
