"""What a text cites: links to numbered notes and a bibliography, in the style of the course."""

from coursekit.citing.notes import (
    SOURCES_PAGE,
    TIMELINE_PAGE,
    Citations,
    CitedNote,
    Entry,
    Kind,
    Mark,
    Shelf,
    cite_works,
)
from coursekit.citing.works import OURS, SHIPPED, Style, read_style

__all__ = [
    "OURS",
    "SHIPPED",
    "SOURCES_PAGE",
    "TIMELINE_PAGE",
    "Citations",
    "CitedNote",
    "Entry",
    "Kind",
    "Mark",
    "Shelf",
    "Style",
    "cite_works",
    "read_style",
]
