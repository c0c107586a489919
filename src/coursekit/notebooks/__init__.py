"""Notebooks: what their cells say, the one place that runs them, and what is known of past runs.

``cells`` reads them, ``running`` runs one, ``shipped`` runs the course's own, several at a time
and none twice, with ``remembering``; ``watching`` sits in the kernel and notes what a run reads.
"""

from coursekit.notebooks.cells import (
    TAGS,
    answer_cells,
    evidence_for,
    exercise_of,
    fill_answers,
    flaw_of,
    is_answer,
    output_texts,
    read_notebook,
    shown_by,
)
from coursekit.notebooks.running import RUNNING, own_sockets, run_notebook
from coursekit.notebooks.shipped import Shipped, run_shipped

__all__ = [
    "RUNNING",
    "TAGS",
    "Shipped",
    "answer_cells",
    "evidence_for",
    "exercise_of",
    "fill_answers",
    "flaw_of",
    "is_answer",
    "output_texts",
    "own_sockets",
    "read_notebook",
    "run_notebook",
    "run_shipped",
    "shown_by",
]
