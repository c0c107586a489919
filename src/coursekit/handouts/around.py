"""The pages around the chapters: list of chapters, sources, timeline, glossary, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursekit.citing import SOURCES_PAGE, TIMELINE_PAGE
from coursekit.handouts.figures import FIGURES_PAGE, read_figures, sort_figures
from coursekit.handouts.frame import page_settings, page_style
from coursekit.handouts.names import page_name
from coursekit.handouts.sources import list_sources
from coursekit.lessons import collect_terms, read_lessons
from coursekit.records import Edition
from coursekit.views import TimelineView, describe_years, draw_years, render
from coursekit.views.markup import element_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from coursekit.course import Course
    from coursekit.records import Chapter

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
    course: Course, edition: Edition, folder: Path
) -> Iterator[tuple[str, Callable[[], str]]]:
    """Give the pages around the chapters of an edition: their names, and how each is made.

    Args:
        course: The course.
        edition: Whose pages they are.
        folder: Where the chapters' pages lie; what is not there gets no link.
    """
    around = _Around(course, edition, folder)
    yield INDEX_PAGE, around.index
    yield SOURCES_PAGE, around.sources
    yield TIMELINE_PAGE, around.timeline
    yield GLOSSARY_PAGE, around.glossary
    yield FIGURES_PAGE, around.figures


class _Around:
    """Makes the pages around the chapters of one edition."""

    def __init__(self, course: Course, edition: Edition, folder: Path) -> None:
        self.course = course
        self.edition = edition
        self.folder = folder

    def _render(self, template: str, page: str, title: str, **values: object) -> str:
        settings = page_settings(self.course)
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
            page_settings(self.course).title,
            rows=[(one, there.get(one.number, "")) for one in self.course.settings.chapters],
        )

    def sources(self) -> str:
        """Show every source, side by side with those of the same voice."""
        groups, tables, works = list_sources(self.course)
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
        timelines = []
        for name in self.course.timelines:
            view = TimelineView(self.course.timelines[name])
            picture, size = draw_years(view.record)
            alt, paragraphs, counts = describe_years(view.record)
            timelines.append(
                {
                    "id": element_id(name),
                    "record": view.record,
                    "view": view,
                    "picture": picture,
                    "size": size,
                    "alt": alt,
                    "paragraphs": paragraphs,
                    "counts": counts,
                }
            )
        return self._render("timelines.html.j2", TIMELINE_PAGE, "Timeline", timelines=timelines)

    def glossary(self) -> str:
        """List the terms that the lessons explain."""
        terms = collect_terms(read_lessons(self.course))
        return self._render(
            "glossary.html.j2", GLOSSARY_PAGE, "Glossary", terms=terms, there=self._there
        )

    def figures(self) -> str:
        """Show every figure of the chapters whose pages lie in the folder."""
        chapters: list[Chapter] = [
            one for one in self.course.settings.chapters if one.number in self._there
        ]
        found = read_figures(self.course, chapters, self.folder)
        first, later = sort_figures(found, apart=self.edition is Edition.STUDENT)
        return self._render(
            "figures.html.j2", FIGURES_PAGE, "Figures", first=first, later=later, there=self._there
        )
