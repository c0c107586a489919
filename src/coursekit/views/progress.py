"""The start page: the chapters of a course and what has been tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursekit.views.markup import render
from coursekit.views.view import View, count, join, underline, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursekit.records import Chapter

    ProgressRow = tuple[Chapter, int, int, Mapping[str, float | None]]


class _Line(NamedTuple):
    chapter: Chapter
    minutes: str
    done: int
    total: int
    progress: str
    best: str


def _read_line(row: ProgressRow) -> _Line:
    chapter, done, total, best = row
    minutes = f"{chapter.minutes} minutes"
    if chapter.short_minutes and chapter.short_minutes != chapter.minutes:
        minutes += f" (short path {chapter.short_minutes})"
    if not total:
        progress = "no exercises"
    elif not done:
        progress = f"not started, {count(total, 'exercise')}"
    else:
        progress = f"{done} of {count(total, 'exercise')} tried"
    tries = "; ".join(f"{name} {_best_words(score)}" for name, score in best.items())
    words = f"Best so far: {tries}" if tries else ""
    return _Line(chapter, minutes, done, total, progress, words)


def _best_words(score: float | None) -> str:
    if score is None:
        return "noted"
    return "full marks" if score >= 1 - 1e-9 else f"{score:.2f} of 1"


class ProgressView(View["tuple[ProgressRow, ...]"]):
    """The chapters of a course with the student's progress in words.

    Args:
        rows: For each chapter: the chapter, exercises tried, exercises there are, and the
            best score of each exercise tried (None where nothing is scored).
    """

    @property
    def html(self) -> str:
        """The chapters as HTML with their own style."""
        return render("progress.html.j2", rows=[_read_line(row) for row in self.record])

    @property
    def text(self) -> str:
        """The chapters as plain text."""
        parts = [underline("Lessons")]
        for line in map(_read_line, self.record):
            about = [line.chapter.question, f"{line.minutes} · {line.progress}", line.best]
            title = f"Lesson {int(line.chapter.number)} · {line.chapter.title}"
            first = wrap(title, "    ", "  ")
            parts.append("\n".join([first, *(wrap(part, "    ") for part in about if part)]))
        return join(parts)
