"""The pages around the chapters: list of chapters, sources, timeline, glossary, figures."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from coursekit.citing import SOURCES_PAGE, TIMELINE_PAGE
from coursekit.handouts.figures import FIGURES_PAGE, list_keys, read_figures, sort_figures
from coursekit.handouts.frame import page_settings, page_style
from coursekit.handouts.names import page_name
from coursekit.handouts.sources import list_sources
from coursekit.lessons import collect_terms, read_lessons
from coursekit.records import Edition
from coursekit.views import TimelineView, describe_years, draw_years, render
from coursekit.views.markup import element_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from coursekit.course import Course
    from coursekit.handouts.figures import Keys
    from coursekit.handouts.sources import Sources
    from coursekit.lessons import Explained
    from coursekit.records import Chapter, Settings

INDEX_PAGE, GLOSSARY_PAGE = "index.html", "glossary.html"


class Way(NamedTuple):
    """A page around the chapters, as other pages name it."""

    page: str
    title: str
    about: str


WAYS = (
    Way(SOURCES_PAGE, "Sources", "every document with its card, rights and how to cite it"),
    Way(TIMELINE_PAGE, "Timeline", "all events, drawn and as a list, each with its sources"),
    Way(GLOSSARY_PAGE, "Glossary", "the terms that the lessons explain"),
    Way(FIGURES_PAGE, "Figures", "every figure in words and numbers"),
)


def pages_around(
    course: Course, folder: Path, editions: Iterable[Edition]
) -> Iterator[tuple[Edition, str, Callable[[], str]]]:
    """Give the pages around the chapters: whose each is, its name, and how it is made.

    Args:
        course: The course.
        folder: Where each edition has its folder with the chapters' pages; what is not there
            gets no link.
        editions: Whose pages are wanted.
    """
    shared = _Shared(course)
    for edition in editions:
        around = _Around(shared, edition, folder / edition.value)
        yield edition, INDEX_PAGE, around.index
        yield edition, SOURCES_PAGE, around.sources
        yield edition, TIMELINE_PAGE, around.timeline
        yield edition, GLOSSARY_PAGE, around.glossary
        yield edition, FIGURES_PAGE, around.figures


class _Shared:
    """What the editions have in common; each part is made when a page first needs it."""

    def __init__(self, course: Course) -> None:
        self.course = course

    @functools.cached_property
    def settings(self) -> Settings:
        return page_settings(self.course)

    @functools.cached_property
    def sources(self) -> Sources:
        return list_sources(self.course)

    @functools.cached_property
    def keys(self) -> Keys:
        return list_keys(self.course)

    @functools.cached_property
    def terms(self) -> list[Explained]:
        return collect_terms(read_lessons(self.course))

    @functools.cached_property
    def timelines(self) -> list[Drawn]:
        return [_drawn(TimelineView(self.course.timelines[name])) for name in self.course.timelines]


class Drawn(NamedTuple):
    """A timeline with its drawing, which is there in words and numbers, too."""

    id: str
    view: TimelineView
    picture: str
    size: tuple[int, int]
    alt: str
    paragraphs: list[str]
    counts: list[tuple[int, int]]

    @property
    def title(self) -> str:
        """What it is called."""
        return self.view.record.title or self.view.record.id


def _drawn(view: TimelineView) -> Drawn:
    picture, size = draw_years(view.record)
    alt, paragraphs, counts = describe_years(view.record)
    return Drawn(element_id(view.record.id), view, picture, size, alt, paragraphs, counts)


class _Around:
    """Makes the pages around the chapters of one edition."""

    def __init__(self, shared: _Shared, edition: Edition, folder: Path) -> None:
        self.shared = shared
        self.course = shared.course
        self.edition = edition
        self.folder = folder

    def _render(self, template: str, page: str, title: str, **values: object) -> str:
        settings = self.shared.settings
        return render(
            f"handout/{template}",
            settings=settings,
            edition=self.edition,
            style=page_style(settings.handouts.paper),
            page=page,
            title=title,
            ways=WAYS,
            **values,
        )

    @property
    def _there(self) -> Mapping[str, str]:
        """The chapters whose pages lie in the folder: number and name of the page."""
        names = {one.number: page_name(one) for one in self.course.settings.chapters}
        return {number: name for number, name in names.items() if (self.folder / name).exists()}

    def index(self) -> str:
        """List the chapters with question, minutes and skill, and what is in the folder."""
        there = self._there
        return self._render(
            "contents.html.j2",
            INDEX_PAGE,
            self.shared.settings.title,
            rows=[(one, there.get(one.number, "")) for one in self.course.settings.chapters],
        )

    def sources(self) -> str:
        """Show every source, side by side with those of the same voice."""
        groups, tables, works = self.shared.sources
        return self._render(
            "sources.html.j2",
            SOURCES_PAGE,
            "Sources",
            groups=groups,
            tables=tables,
            works=works,
            there=self._there,
        )

    def timeline(self) -> str:
        """Draw and list every timeline."""
        return self._render(
            "timelines.html.j2", TIMELINE_PAGE, "Timeline", timelines=self.shared.timelines
        )

    def glossary(self) -> str:
        """List the terms that the lessons explain."""
        return self._render(
            "glossary.html.j2",
            GLOSSARY_PAGE,
            "Glossary",
            terms=self.shared.terms,
            there=self._there,
        )

    def figures(self) -> str:
        """Show every figure of the chapters whose pages lie in the folder."""
        chapters: list[Chapter] = [
            one for one in self.course.settings.chapters if one.number in self._there
        ]
        found = read_figures(self.shared.keys, chapters, self.folder)
        first, later = sort_figures(found, apart=self.edition is Edition.STUDENT)
        return self._render(
            "figures.html.j2", FIGURES_PAGE, "Figures", first=first, later=later, there=self._there
        )
