"""The names of pages, and of the elements of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coursekit.records import Chapter


_ID = re.compile(r'(?<=\s)(id|for|headers|aria-labelledby|aria-describedby)="([^"]*)"')
_WAY = re.compile(r'(?<=\s)href="#([^"]*)"')


def page_name(chapter: Chapter) -> str:
    """Name the file of a chapter's handout.

    Examples:
        >>> from coursekit.records import Chapter
        >>> page_name(Chapter(number="01", notebook="01-the-train.ipynb", title="", question=""))
        '01-the-train.html'
    """
    return f"{chapter.notebook.removesuffix('.ipynb')}.html"


@dataclass(slots=True)
class Names:
    """The names of a page's elements; each is given once."""

    taken: set[str] = field(default_factory=set)
    labels: dict[str, int] = field(default_factory=dict)

    def give(self, name: str) -> str:
        """Take a name, with a number after it where it is taken already."""
        number, free = 1, name
        while free in self.taken:
            number += 1
            free = f"{name}--{number}"
        self.taken.add(free)
        return free

    def unique(self, html: str) -> str:
        """Rename the elements of a piece of HTML whose names the page has already.

        Links within the piece follow; links out of it stay as they are.
        """
        tags = re.findall(r"<[^>]*>", html)
        own = [name for tag in tags for kind, name in _ID.findall(tag) if kind == "id"]
        given = {name: self.give(name) for name in dict.fromkeys(own)}

        def renamed(match: re.Match[str]) -> str:
            tag = _ID.sub(
                lambda one: f'{one[1]}="{" ".join(given.get(n, n) for n in one[2].split())}"',
                match[0],
            )
            return _WAY.sub(lambda one: f'href="#{given.get(one[1], one[1])}"', tag)

        return re.sub(r"<[^>]*>", renamed, html)

    def label(self, label: str) -> str:
        """Take a label, with a number after it where it is taken already."""
        number = self.labels[label] = self.labels.get(label, 0) + 1
        return label if number == 1 else f"{label} ({number})"
