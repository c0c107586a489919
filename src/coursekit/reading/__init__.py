"""Files to records: the one door, which reports every problem of a file at once.

Nothing but `CourseFileError` comes out of here, whatever is in a file.
"""

from coursekit.reading.bibliography import read_references
from coursekit.reading.debates import read_comparison, read_debate
from coursekit.reading.documents import read_source
from coursekit.reading.files import FULL_TEXT_LIMIT, ID, read_full_text, read_text
from coursekit.reading.guides import read_guide
from coursekit.reading.pictures import MOST_BYTES, Picture, read_picture
from coursekit.reading.questions import read_exercise
from coursekit.reading.rows import read_rows, read_tables, read_timeline
from coursekit.reading.settings import find_setting, read_settings

__all__ = [
    "FULL_TEXT_LIMIT",
    "ID",
    "MOST_BYTES",
    "Picture",
    "find_setting",
    "read_comparison",
    "read_debate",
    "read_exercise",
    "read_full_text",
    "read_guide",
    "read_picture",
    "read_references",
    "read_rows",
    "read_settings",
    "read_source",
    "read_tables",
    "read_text",
    "read_timeline",
]
