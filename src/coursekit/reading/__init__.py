"""Files to records: the one door, which reports every problem of a file at once.

Nothing but `CourseFileError` comes out of here, whatever is in a file.
"""

from coursekit.reading.bibliography import read_references
from coursekit.reading.debates import read_comparison, read_debate
from coursekit.reading.documents import read_source
from coursekit.reading.files import FULL_TEXT_LIMIT, ID, read_full_text, read_settings, read_text
from coursekit.reading.questions import read_exercise
from coursekit.reading.recall import read_recall
from coursekit.reading.rows import read_rows, read_tables, read_timeline

__all__ = [
    "FULL_TEXT_LIMIT",
    "ID",
    "read_comparison",
    "read_debate",
    "read_exercise",
    "read_full_text",
    "read_recall",
    "read_references",
    "read_rows",
    "read_settings",
    "read_source",
    "read_tables",
    "read_text",
    "read_timeline",
]
