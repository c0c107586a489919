"""Handouts: every chapter as one file to print or to publish, for students and for teachers.

The only package that knows nbconvert.
"""

from coursekit.handouts.editions import Handout, make_handout
from coursekit.handouts.export import Export, HandoutExporter, choose_chapters, export_handouts
from coursekit.handouts.frame import choose_settings
from coursekit.records import Edition

__all__ = [
    "Edition",
    "Export",
    "Handout",
    "HandoutExporter",
    "choose_chapters",
    "choose_settings",
    "export_handouts",
    "make_handout",
]
