"""What is still to be written in a file that was begun for its author."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursekit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


BLANK = "…"  # what stands in a new file where its author has to write
_BLANK_FIELD = re.compile(
    r"(?P<name>[\w ]*\w)[\"']?\s*[:=]\s+[\"']?…[\"']?\s*(?:[,}\]][^#]*)?(?:#\s*(?P<help>.*))?$"
)
_BLANK_TEXT = re.compile(r"\s*(?:> ?…|(?:> ?\{#[^}]*\} ?|[-*] )?…(?:\s+(?P<help>.*))?)$")


def blanks(path: str, text: str) -> Iterator[Problem]:
    """Name what is still to be written in a file: each ``…`` that stands for a whole value.

    Args:
        path: The file, as messages name it.
        text: What is in it.

    Examples:
        >>> print(*blanks("a.md", "title: …   # as it stands there"))
        a.md:1: 'title' is still to be written: as it stands there
        >>> print(*blanks("a.md", "… what it says"))
        a.md:1: is still to be written: what it says
        >>> print(*blanks("a.md", "title: The … country"))
        <BLANKLINE>
    """
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            continue
        if found := _BLANK_TEXT.match(line):
            what = "is still to be written"
        elif found := _BLANK_FIELD.search(line):
            what = f"'{found['name'].strip()}' is still to be written"
        else:
            continue
        yield Problem(path, number, f"{what}: {found['help']}" if found["help"] else what)
