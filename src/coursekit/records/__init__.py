"""What a course is made of: frozen records, without files, markup or heavy imports.

Fields have the names that course authors write in their files. Rules that need no file
(a timeline has events, a span does not end before it starts) are held here.
"""

from coursekit.records.courses import Chapter, Edition, HandoutSettings, Paper, Settings, Voice
from coursekit.records.dates import MONTHS, When
from coursekit.records.debates import (
    Certainty,
    Comparison,
    Debate,
    Defence,
    Pairing,
    Position,
    QuestionKind,
    Relation,
)
from coursekit.records.documents import (
    QUOTATION_LIMITS,
    Anchor,
    DateLayers,
    Found,
    Layer,
    Note,
    NoteKind,
    Quotation,
    Reference,
    Source,
    SourceKind,
)
from coursekit.records.exercises import (
    RECALLED,
    UNREADABLE,
    Accepted,
    Exercise,
    ExerciseType,
    Library,
    Line,
    LineKind,
    Misconception,
    Part,
    RecallQuestion,
    Verdict,
)
from coursekit.records.guides import Guide, Level, PlanRow, Print, Sample
from coursekit.records.tables import Event, Field, TableInfo, Timeline

__all__ = [
    "MONTHS",
    "QUOTATION_LIMITS",
    "RECALLED",
    "UNREADABLE",
    "Accepted",
    "Anchor",
    "Certainty",
    "Chapter",
    "Comparison",
    "DateLayers",
    "Debate",
    "Defence",
    "Edition",
    "Event",
    "Exercise",
    "ExerciseType",
    "Field",
    "Found",
    "Guide",
    "HandoutSettings",
    "Layer",
    "Level",
    "Library",
    "Line",
    "LineKind",
    "Misconception",
    "Note",
    "NoteKind",
    "Pairing",
    "Paper",
    "Part",
    "PlanRow",
    "Position",
    "Print",
    "QuestionKind",
    "Quotation",
    "RecallQuestion",
    "Reference",
    "Relation",
    "Sample",
    "Settings",
    "Source",
    "SourceKind",
    "TableInfo",
    "Timeline",
    "Verdict",
    "Voice",
    "When",
]
