"""Texts that a teacher brought in, in handouts: shown where they exist and the settings agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit.views import SourceView

if TYPE_CHECKING:
    from coursekit.course import Course
    from coursekit.records import Source


def show_source(course: Course, source: Source, *, own: bool = True) -> SourceView:
    """Show a document as handouts do.

    Args:
        course: The course.
        source: The document.
        own: Whether the teacher's own copy of the whole text may be shown. It is where it
            exists and ``local`` is not false in the settings.

    Raises:
        CourseFileError: If the copy cannot be read.
    """
    voice = course.settings.voices.get(source.voice)
    may = own and course.settings.handouts.local
    return SourceView(
        source,
        voice_label=voice.label if voice else source.voice,
        full_text=course.own_copy(source.id) if may else "",
    )


def with_own_text(course: Course, html: str, names: list[str]) -> str:
    """Put the teacher's own copy into what a run shows of a document.

    A run of a shipped notebook never shows one; so its result is the same on all computers.

    Args:
        course: The course.
        html: What a cell shows.
        names: The documents that the cell asks for.
    """
    if not course.settings.handouts.local:
        return html
    for name in names:
        if not course.has_own_copy(name):
            continue
        source = course.sources[name]
        if html.strip() == show_source(course, source, own=False).html.strip():
            return show_source(course, source).html
    return html
