"""Handouts: every chapter as one file to print or to publish, for students and for teachers.

The only package that knows nbconvert, and it is imported only for what has to be made anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coursekit.handouts.editions import Handout, make_handout
from coursekit.handouts.frame import choose_settings
from coursekit.handouts.printing import chapters_of, print_pages
from coursekit.handouts.runs import Export, choose_chapters, export_handouts
from coursekit.records import Edition

if TYPE_CHECKING:
    from coursekit.handouts.export import HandoutExporter

__all__ = [
    "Edition",
    "Export",
    "Handout",
    "HandoutExporter",
    "chapters_of",
    "choose_chapters",
    "choose_settings",
    "export_handouts",
    "make_handout",
    "print_pages",
]


def __getattr__(name: str) -> Any:
    if name == "HandoutExporter":
        from coursekit.handouts.export import HandoutExporter

        return HandoutExporter
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
