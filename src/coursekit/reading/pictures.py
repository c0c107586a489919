"""Pictures of a course: what they are is read from their bytes, not from their names."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, NamedTuple

from coursekit.reading.files import place_of

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 200_000  # of a picture that every page of a course carries
_BEGINS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
_SVG = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]", re.DOTALL)


class Picture(NamedTuple):
    """A picture: its MIME type and its bytes."""

    kind: str
    content: bytes

    @property
    def address(self) -> str:
        """The picture as an address that needs no file."""
        return f"data:{self.kind};base64,{base64.b64encode(self.content).decode('ascii')}"


def read_picture(name: str, root: Path) -> Picture:
    """Read a picture of the course.

    Args:
        name: Its path from the course folder.
        root: The course folder; no file outside it is read.

    Raises:
        CourseFileError: If it is not there, not in the course, too big, or no picture.
    """
    path = root / name
    place = place_of(path, root)
    try:
        inside = path.resolve().is_relative_to(root.resolve())
        content = path.read_bytes() if inside and path.is_file() else None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "not a name of a file"
        raise place.error(None, f"cannot be read ({reason})") from None
    if not inside:
        raise place.error(None, "is not in the course folder (copy it there)")
    if content is None:
        raise place.error(None, "is not there (no such file in the course)")
    if len(content) > MOST_BYTES:
        size, most = len(content) / 1000, MOST_BYTES / 1000
        text = f"has {size:.0f} kB of {most:.0f} allowed (save it smaller: each page carries it)"
        raise place.error(None, text)
    kind = _kind_of(content)
    if not kind:
        raise place.error(None, "is not a picture (PNG, JPEG, GIF, WebP or SVG)")
    return Picture(kind, content)


def _kind_of(content: bytes) -> str:
    for begin, kind in _BEGINS.items():
        if content.startswith(begin):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "image/svg+xml" if _SVG.match(content.removeprefix(b"\xef\xbb\xbf")) else ""
