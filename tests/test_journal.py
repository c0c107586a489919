from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from coursekit.course import Course
from coursekit.journal import FILE_NAME, Journal

if TYPE_CHECKING:
    from pathlib import Path


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def work(village: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's work folder in the invented course, and the student in it."""
    folder = village / "work"
    folder.mkdir()
    (folder / ".coursekit.json").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def test_a_try_is_one_line_that_a_person_can_read(tmp_path: Path) -> None:
    journal = Journal(tmp_path / FILE_NAME)
    journal.add("1.2", "event: Müller’s day", score=0.5, hint=1, misconception="stamp")
    (row,) = rows(tmp_path / FILE_NAME)
    assert list(row) == ["time", "exercise", "answer", "score", "hint", "misconception", "done"]
    assert "Müller’s day" in (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert str(row["time"]).endswith("+00:00")


def test_a_journal_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    first = Journal(tmp_path / FILE_NAME)
    for answer in ("a", "b", "line\u2028separator", "two\nlines"):
        first.add("1.2", answer, score=None)
    assert Journal(tmp_path / FILE_NAME).tries == first.tries


def test_the_same_answer_again_is_no_new_try(tmp_path: Path) -> None:
    journal = Journal(tmp_path / FILE_NAME)
    for answer in ("a", "a", "b", "b", "b"):
        journal.add("1.2", answer, score=0)
    assert [one.answer for one in journal.of("1.2")] == ["a", "b"]
    assert len(rows(tmp_path / FILE_NAME)) == 2


def test_different_answers_are_counted_and_each_keeps_its_place() -> None:
    journal = Journal()
    for answer in ("a", "b", "a"):
        journal.add("1.2", answer, score=0)
    assert [journal.earlier("1.2", answer) for answer in "abc"] == [0, 1, 2]
    assert journal.earlier("1.3", "a") == 0


def test_the_best_score_is_kept_and_unscored_tries_have_none() -> None:
    journal = Journal()
    assert journal.best("1.2") is None
    for score, answer in ((None, "x"), (0.25, "a"), (1.0, "b"), (0.5, "c")):
        journal.add("1.2", answer, score=score)
    assert journal.best("1.2") == 1.0


SOUND = '{"time": "t", "exercise": "1.2", "answer": "a", "score": 0.5}'


@pytest.mark.parametrize(
    "damaged",
    [
        "{",
        "[]",
        "null",
        '{"exercise": "1.2"}',
        '{"time": "t", "exercise": 3, "answer": "a"}',
        '{"time": "t", "exercise": "1.2", "answer": ["a"]}',
        '{"time": "t", "exercise": "1.2", "answer": "b", "score": "high"}',
        '{"time": "t", "exercise": "1.2", "answer": "b", "score": NaN}',
        '{"time": "t", "exercise": "1.2", "answer": "b", "score": 7}',
        '{"time": "t", "exercise": "1.2", "answer": "b", "hint": "x"}',
        '{"time": "t", "exercise": "1.2", "answer": "b", "more": 1}',
        "[" * 20_000,
        "1" * 5_000,
        "",
        "\x00\ufffd",
    ],
)
def test_a_damaged_line_is_skipped(tmp_path: Path, damaged: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(f"{SOUND}\n{damaged}\n{SOUND.replace('0.5', '1')}\n", encoding="utf-8")
    journal = Journal(path)
    assert [one.score for one in journal.tries] == [0.5, 1]
    assert journal.best("1.2") == 1


def test_bytes_that_are_no_text_are_skipped(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xff\xfe\x00\n" + SOUND.encode() + b"\n")
    assert len(Journal(tmp_path / FILE_NAME).tries) == 1


def test_where_nothing_can_be_written_everything_works_from_memory(tmp_path: Path) -> None:
    for path in (tmp_path / "missing" / FILE_NAME, tmp_path):
        journal = Journal(path)
        journal.add("1.2", "a", score=0.5)
        assert journal.earlier("1.2", "b") == 1
        assert journal.best("1.2") == 0.5
    assert list(tmp_path.iterdir()) == []


# In a course --------------------------------------------------------------------------------


def test_a_work_folder_keeps_the_tries(village: Path, work: Path) -> None:
    course = Course(village)
    course.check("1.2", "event: 1884")
    course.check("1.2", "event: 1884")
    course.check("1.2", "event: Monday")
    course.check("1.1", "year: 1890\nsure: 60")
    assert [row["exercise"] for row in rows(work / FILE_NAME)] == ["1.2", "1.2", "1.1"]
    assert Course(village).check("1.2", "event: 1899").hint_number == 3


def test_a_folder_in_the_work_folder_writes_into_it(
    village: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work / "deeper").mkdir()
    monkeypatch.chdir(work / "deeper")
    Course(village).check("1.2", "event: 1884")
    assert (work / FILE_NAME).exists()


@pytest.mark.parametrize("place", [".", "notebooks", ".."])
def test_nothing_is_written_anywhere_else(
    village: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(village / place)
    course = Course(village)
    assert course.check("1.2", "event: 1884").hint_number == 1
    assert course.check("1.2", "event: 1885").hint_number == 2
    assert not list(village.parent.rglob(FILE_NAME))


def test_a_work_folder_of_another_course_is_left_alone(root: Path, work: Path) -> None:
    Course(root).check("0.2", "event: 1884")
    assert not (work / FILE_NAME).exists()


def test_a_blank_answer_and_one_of_another_shape_are_no_try(village: Path, work: Path) -> None:
    course = Course(village)
    for answer in (None, "", ..., course.exercises["1.2"].template, 3, [1]):
        course.check("1.2", answer)
    assert not (work / FILE_NAME).exists()


def test_an_answer_that_no_file_can_hold_is_checked_all_the_same(village: Path, work: Path) -> None:
    assert Course(village).check("1.7", ["\ud800", "\ud801"]).score == 0
    assert len(Course(village).journal.tries) == 1


def test_progress_shows_what_was_tried(village: Path, work: Path) -> None:
    course = Course(village)
    assert "not started, 7 exercises" in course.progress.text
    course.check("1.2", course.exercises["1.2"].solution)
    course.check("1.2", "event: 1884")
    course.check("1.3", "1: witness")
    assert "2 of 7" in course.progress.text
    assert course.progress.html
