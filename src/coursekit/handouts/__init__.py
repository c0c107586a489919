"""Handouts: every chapter as one file to print or to publish, for students and for teachers.

The only package that knows nbconvert.
"""

from coursekit.handouts.editions import Edition, Handout, make_handout
from coursekit.handouts.export import Export, HandoutExporter, choose_chapters, export_handouts
from coursekit.handouts.printing import Paper, print_pages

__all__ = [
    "Edition",
    "Export",
    "Handout",
    "HandoutExporter",
    "Paper",
    "choose_chapters",
    "export_handouts",
    "make_handout",
    "print_pages",
]
