"""Texts that a teacher brings in: read, matched to a record, and looked at as a historian would."""

from coursekit.intake.bringing import Import, import_text
from coursekit.intake.remarks import Remark, Topic

__all__ = ["Import", "Remark", "Topic", "import_text"]
