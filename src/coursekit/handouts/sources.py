"""What the page of sources has: documents by voice, tables, works; each with its lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from coursekit.handouts.frame import start_citing
from coursekit.handouts.names import Names
from coursekit.handouts.own import show_source
from coursekit.lessons import read_lessons
from coursekit.views import stylesheet
from coursekit.views.markup import element_id

if TYPE_CHECKING:
    from coursekit.citing import Entry
    from coursekit.course import Course
    from coursekit.records import Chapter, Source, TableInfo

OWN_STYLE = "<style>{}</style>"


class Shown(NamedTuple):
    """A document with its view, how to cite it, and the lessons that use it."""

    source: Source
    html: Markup
    entry: Entry
    chapters: list[Chapter]
    is_own: bool

    @property
    def id(self) -> str:
        """The name of its element."""
        return element_id(self.source.id)


class Group(NamedTuple):
    """The documents that speak for one side."""

    id: str
    label: str
    documents: list[Shown]


class Described(NamedTuple):
    """A table and the lessons that use it."""

    id: str
    table: TableInfo
    chapters: list[Chapter]


class Listed(NamedTuple):
    """A work of the bibliography and the lessons that cite it."""

    id: str
    entry: Entry
    chapters: list[Chapter]


def list_sources(course: Course) -> tuple[list[Group], list[Described], list[Listed]]:
    """Give every source of a course: documents by voice, tables, works.

    Raises:
        CourseFileError: If a file breaks the rules.
    """
    lessons = read_lessons(course)

    def chapters(kind: str, name: str) -> list[Chapter]:
        return [one.chapter for one in lessons if (kind, name) in one.uses]

    works = [
        Listed(element_id("work", entry.name), entry, chapters("work", entry.name))
        for entry in start_citing(course).work_entries(list(course.references))
    ]
    tables = [
        Described(element_id("table", name), course.tables[name], chapters("table", name))
        for name in course.tables
    ]
    names = Names({"main", *(one.id for one in works), *(one.id for one in tables)})
    groups: dict[str, list[Shown]] = {}
    for source, entry, own in _documents(course):
        html = show_source(course, source).html.replace(OWN_STYLE.format(stylesheet()), "")
        shown = Shown(source, Markup(names.unique(html)), entry, chapters("source", source.id), own)
        groups.setdefault(source.voice, []).append(shown)
    voices = course.settings.voices
    order = [*(name for name in voices if name in groups), *sorted(set(groups) - set(voices))]
    return (
        [
            Group(f"voice-{name}", voices[name].label if name in voices else name, groups[name])
            for name in order
        ],
        tables,
        works,
    )


def _documents(course: Course) -> list[tuple[Source, Entry, bool]]:
    """Give the documents in the order of the bibliography; whose own they are, comes with it."""
    sources = {name: course.sources[name] for name in course.sources}
    own: dict[str, Source] = {}
    if course.settings.handouts.local:
        own = {
            name: course.local_sources[name] for name in course.local_sources if name not in sources
        }
    both = sources | own
    entries = start_citing(course, both).document_entries(both.values())
    return [(both[entry.name], entry, entry.name in own) for entry in entries]
