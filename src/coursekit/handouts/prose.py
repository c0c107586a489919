"""Text cells to HTML: links become numbered notes, headings get names, nothing is fetched."""

from __future__ import annotations

import base64
import functools
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

import mistune
from markupsafe import Markup

from coursekit.errors import CourseError, nearest
from coursekit.views import render

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from pathlib import Path

    from coursekit.citing import Citations
    from coursekit.handouts.names import Names

_PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}


_SCHEME = re.compile(r"(?:[a-zA-Z][\w+.-]*:|//)")
_INLINE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+")


class Heading(NamedTuple):
    """A heading of the page."""

    level: int
    id: str
    words: Markup


class Prose:
    """Renders the text cells of one page.

    Args:
        citations: Where links are noted.
        names: The names of the page's elements.
        pages: Where other lessons are to be found, by the names of their notebooks.
        folder: What addresses of pictures begin at; nothing above the course is read.
        root: The course folder.
        cells: Names of the cells of the notebook, which links in the page may lead to.

    Attributes:
        headings: Those that were rendered.
        ways: The names of elements that links within the page lead to.
        attached: The pictures that are attached to the cell which is rendered.
    """

    def __init__(
        self,
        citations: Citations,
        names: Names,
        *,
        pages: Mapping[str, str],
        folder: Path,
        root: Path,
        cells: Container[str] = (),
    ) -> None:
        self.citations = citations
        self.names = names
        self.pages = pages
        self.folder = folder
        self.root = root
        self.cells = cells
        self.headings: list[Heading] = []
        self.ways: list[str] = []
        self.attached: Mapping[str, Mapping[str, str]] = {}
        self._read = mistune.create_markdown(renderer=_renderer()(self), plugins=["table"])

    def render(self, text: str) -> Markup:
        """Turn Markdown into HTML; tags in the text are shown as they were typed."""
        return Markup(self._read(text))

    def render_line(self, text: str) -> Markup:
        """Turn one paragraph into HTML without a paragraph around it."""
        html = self.render(text).strip()
        inner = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", html, re.DOTALL)
        return Markup(inner[1]) if inner else html

    def link(self, words: Markup, target: str, title: str) -> str:
        """Turn a link into words with the number of a note, a link in the page, or words.

        Raises:
            CourseError: If it leads nowhere.
        """
        plain = words.striptags()
        if mark := self.citations.cite(target, words=plain, title=title):
            return render("handout/cited.html.j2", words=words, mark=mark, title=title).strip()
        name, _, part = unquote(target).partition("#")
        if part and not name:
            way = f"#{self._within(part)}"
        else:
            way = self.pages.get(name) or ""
            if not way and name and not _SCHEME.match(name):
                self._hold(name)
        return render("handout/way.html.j2", words=words, way=way).strip() if way else words

    def _within(self, part: str) -> str:
        """Name an element of this page as Jupyter names it: a cell, or a heading's words."""
        way = part if part in self.cells else f"on-{slug(part)}"
        self.ways.append(way)
        return way

    def _hold(self, name: str) -> None:
        """Make sure that a link to another file leads to one."""
        try:
            there = (self.folder / name).exists()
        except (OSError, ValueError):
            there = False
        if not there:
            near = nearest(name, self.pages)
            hint = f" Nearest: '{near}'." if near else ""
            raise CourseError(f"the link '{name}' leads nowhere.{hint}")

    def picture(self, words: str, target: str) -> str:
        """Put a picture of the course, or one attached to the cell, into the page.

        Raises:
            CourseError: If it cannot be in the page, or nothing says what is to be seen on it.
        """
        address = self._address(unquote(target))
        if not words.strip():
            raise CourseError(
                f"the picture '{_short(target)}' has no alt text (between the square brackets "
                "write what is to be seen)."
            )
        return render("handout/picture.html.j2", address=address, alt=words).strip()

    def _address(self, target: str) -> str:
        """Give a picture as an address that needs no file."""
        if target.startswith("attachment:"):
            name = target.removeprefix("attachment:")
            for kind, data in self.attached.get(name, {}).items():
                if kind in _PICTURES.values():
                    return f"data:{kind};base64,{''.join(data.split())}"
            raise CourseError(f"the picture '{name}' is not attached to the cell.")
        if _INLINE.fullmatch(target):
            return target
        if _SCHEME.match(target):
            raise CourseError(
                f"the picture '{_short(target)}' is not in the course (save it there; handouts "
                "fetch nothing)."
            )
        path = (self.folder / target).resolve()
        known_kind = _PICTURES.get(path.suffix.lower())
        if known_kind is None:
            known = ", ".join(one.removeprefix(".") for one in _PICTURES)
            raise CourseError(f"'{target}' is not a picture that a page can show ({known}).")
        if not path.is_relative_to(self.root.resolve()):
            raise CourseError(f"the picture '{target}' is not in the course folder.")
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CourseError(f"the picture '{target}' is not there ({error.strerror}).") from None
        return f"data:{known_kind};base64,{base64.b64encode(content).decode('ascii')}"

    def heading(self, words: Markup, level: int) -> str:
        """Name a heading after its words and remember it."""
        plain = slug(words.striptags())
        name = self.names.give(f"on-{plain}" if plain else "on")
        self.headings.append(Heading(level, name, Markup(re.sub(r"<sup.*?</sup>", "", words))))
        return render("handout/heading.html.j2", words=words, level=level, id=name)


def slug(words: str) -> str:
    """Give words as a part of a name.

    Examples:
        >>> slug("Count it ◇")
        'count-it'
    """
    return re.sub(r"[^\w]+", "-", words.casefold()).strip("-")


def _short(target: str) -> str:
    return target if len(target) <= 60 else f"{target[:57]}…"


@functools.cache
def _renderer() -> Any:
    class Renderer(mistune.HTMLRenderer):
        """What mistune asks when it has read a piece of Markdown."""

        def __init__(self, prose: Prose) -> None:
            super().__init__(escape=True)
            self.prose = prose

        def link(self, text: str, url: str, title: str | None = None) -> str:
            return self.prose.link(Markup(text), url, title or "")

        def image(self, text: str, url: str, title: str | None = None) -> str:
            del title
            return self.prose.picture(Markup(text).striptags(), url)

        def heading(self, text: str, level: int, **attrs: Any) -> str:
            del attrs
            return self.prose.heading(Markup(text), level)

        def table(self, text: str) -> str:
            label = self.prose.names.label("Table")
            return render("handout/table.html.j2", rows=Markup(text), label=label)

        def table_cell(self, text: str, align: str | None = None, *, head: bool = False) -> str:
            del align
            return render("handout/cell.html.j2", words=Markup(text), head=head)

    return Renderer
