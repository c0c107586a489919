"""Every figure of the chapters, taken from their pages as they lie in the folder.

A figure is read back from the page that shows it, so that the list agrees with the chapters
whichever of them were made anew.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from coursekit.checking import key_terms
from coursekit.errors import CourseError
from coursekit.exercises import UNSCORED
from coursekit.handouts.names import Names, page_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from coursekit.course import Course
    from coursekit.records import Chapter

FIGURES_PAGE = "figures.html"
Keys = dict[str, re.Pattern[str] | None]  # what tells an exercise's answer, where anything does

_CHART = re.compile(r'<div class="ck ck-chart\b[^"]*"[^>]*>')
_VIEW = re.compile(r'<(article|section|div) class="ck [^"]*"[^>]*>')
_IMAGE = re.compile(r"<img\b[^>]*>")
_PLACE = re.compile(r'<div class="(?:shown|text|question|answer)\b[^"]*" id="([^"]+)"([^>]*)>')
_EVIDENCE = re.compile(r'\bdata-evidence="([^"]*)"')
_TITLE = re.compile(r'aria-label="Chart: ([^"]*)"')
_ALT = re.compile(r'\balt="([^"]*)"')
# What no reader reads: a picture's bytes, and attributes that only form the page.
_UNREAD = re.compile(r'data:image/[^"]*|\s(?:width|height|style|class|id|tabindex)="[^"]*"')
_FOLDED = re.compile(r"<details(?![^>]*\sopen\b)")


class Figure(NamedTuple):
    """A figure of a chapter.

    Attributes:
        number: Which figure of its chapter it is, counted from 1.
        title: What it shows, or nothing.
        alt: What is to be seen.
        place: The element of the chapter's page where it stands.
        html: The figure itself.
        is_chart: Whether it carries its own words and numbers.
        answers: Exercises whose answer stands in it, and which do not tell students to read it.
    """

    chapter: Chapter
    number: int
    title: str
    alt: str
    place: str
    html: Markup
    is_chart: bool
    answers: tuple[str, ...] = ()

    @property
    def way(self) -> str:
        """The way to its place in the chapter."""
        return page_name(self.chapter) + (f"#{self.place}" if self.place else "")

    @property
    def id(self) -> str:
        """Its name on the page of figures."""
        return f"figure-{int(self.chapter.number)}-{self.number}"


def read_figures(keys: Keys, chapters: Iterable[Chapter], folder: Path) -> list[Figure]:
    """Take the figures out of the pages of chapters, in their order.

    Args:
        keys: What would tell the answer of each exercise.
        chapters: The chapters whose pages are read.
        folder: Where they lie.
    """
    names = Names({"main"})
    found = []
    for chapter in chapters:
        page = (folder / page_name(chapter)).read_text(encoding="utf-8")
        for number, (markup, place, evidence) in enumerate(_cut(page), 1):
            is_chart = _CHART.match(markup) is not None
            title, alt = _TITLE.search(markup), _ALT.search(markup)
            shown = " ".join(unescape(_UNREAD.sub("", markup)).split()).casefold()
            answers = [
                exercise
                for exercise, key in keys.items()
                if exercise not in evidence and key is not None and key.search(shown)
            ]
            found.append(
                Figure(
                    chapter,
                    number,
                    unescape(title[1]) if title else "",
                    unescape(alt[1]) if alt else "",
                    place,
                    Markup(names.unique(_opened(markup) if is_chart else markup)),
                    is_chart,
                    tuple(answers),
                )
            )
    return found


def sort_figures(figures: Sequence[Figure], *, apart: bool) -> tuple[list[Figure], list[Figure]]:
    """Divide figures into those that may be seen at once and those for after the exercises."""
    if not apart:
        return list(figures), []
    return [one for one in figures if not one.answers], [one for one in figures if one.answers]


def list_keys(course: Course) -> Keys:
    """Give what would tell the answer of each exercise; a broken one is told of elsewhere.

    A prediction has no answer that is right: what it is compared with, a year say, stands in
    half of all figures.
    """
    keys: Keys = {}
    for name in course.exercises:
        try:
            exercise = course.exercises[name]
        except CourseError:
            continue
        terms = [] if exercise.type in UNSCORED else key_terms(exercise)
        bare = [rf"(?<!\w){re.escape(term.casefold())}(?!\w)" for term in terms]
        keys[name] = re.compile("|".join(bare)) if bare else None
    return keys


def _cut(page: str) -> Iterator[tuple[str, str, list[str]]]:
    """Give each figure of a page with its place and the exercises that tell to read it."""
    start = page.find("<main")
    end = page.find('<section class="notes"')
    body = page[start : end if end > 0 else page.rfind("</main>")]
    places = [(found.start(), found[1], found[2]) for found in _PLACE.finditer(body)]
    for at, markup in _pieces(body):
        before = [place for place in places if place[0] < at]
        _, name, rest = before[-1] if before else (0, "", "")
        evidence = _EVIDENCE.search(rest)
        yield markup, name, evidence[1].split() if evidence else []


def _pieces(body: str) -> Iterator[tuple[int, str]]:
    """Give charts, and pictures that stand in no other view, with where they begin."""
    at = 0
    pattern = re.compile(f"{_VIEW.pattern}|{_IMAGE.pattern}")
    while found := pattern.search(body, at):
        if found[0].startswith("<img"):
            yield found.start(), found[0]
            at = found.end()
            continue
        at = _end_of(body, found)
        if _CHART.match(found[0]):
            yield found.start(), body[found.start() : at]


def _end_of(body: str, opening: re.Match[str]) -> int:
    """Find where an element ends."""
    depth = 0
    for tag in re.finditer(rf"<(/?){opening[1]}\b[^>]*>", body[opening.start() :]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return opening.start() + tag.end()
    return len(body)


def _opened(markup: str) -> str:
    """Unfold what a chart says in words and numbers: here it is what one comes for."""
    return _FOLDED.sub("<details open", markup)
