"""Text cells to HTML: links become numbered notes, headings get names, nothing is fetched."""

from __future__ import annotations

import base64
import functools
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

import mistune
from markupsafe import Markup

from coursekit.views import render

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    """

    def __init__(
        self,
        citations: Citations,
        names: Names,
        *,
        pages: Mapping[str, str],
        folder: Path,
        root: Path,
    ) -> None:
        self.citations = citations
        self.names = names
        self.pages = pages
        self.folder = folder
        self.root = root
        self.headings: list[Heading] = []
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
        """Turn a link into words with the number of a note, a link in the page, or words."""
        plain = words.striptags()
        if mark := self.citations.cite(target, words=plain, title=title):
            return render("handout/cited.html.j2", words=words, mark=mark, title=title).strip()
        name, _, part = unquote(target).partition("#")
        way = f"#{part}" if part and not name else self.pages.get(name, "")
        return render("handout/way.html.j2", words=words, way=way).strip() if way else words

    def picture(self, words: str, target: str) -> str:
        """Put a picture of the course into the page; any other becomes its description."""
        path = (self.folder / unquote(target)).resolve()
        kind = _PICTURES.get(path.suffix.lower())
        if kind is None or "://" in target or not path.is_relative_to(self.root.resolve()):
            return str(Markup.escape(words))
        if not path.is_file():
            return str(Markup.escape(words))
        data = base64.b64encode(path.read_bytes()).decode("ascii")
        return render("handout/picture.html.j2", kind=kind, data=data, alt=words).strip()

    def heading(self, words: Markup, level: int) -> str:
        """Name a heading after its words and remember it."""
        plain = re.sub(r"[^\w]+", "-", words.striptags().casefold()).strip("-")
        name = self.names.give(f"on-{plain}" if plain else "on")
        self.headings.append(Heading(level, name, Markup(re.sub(r"<sup.*?</sup>", "", words))))
        return render("handout/heading.html.j2", words=words, level=level, id=name)


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
