"""A web page to the lines of its article; what was left out is kept, to be told."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

_BLOCKS = (
    *("p", "div", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt"),
    *("dd", "table", "tr", "td", "th", "blockquote", "pre", "article", "section", "header"),
    *("footer", "main", "nav", "aside", "figure", "figcaption", "form", "center", "address"),
)
_UNSEEN = {"script", "style", "title", "noscript", "template", "select", "textarea", "svg"}
_LEAST = 25  # words; a page with fewer has no article
_ABOVE = 6  # lines above the article that may belong to it
_DATE = re.compile(r"\b(?:1[5-9]|20)\d\d\b|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")


class Page(NamedTuple):
    """The lines of an article, and those of the page around it."""

    lines: tuple[str, ...]
    left_out: tuple[str, ...]


def read_page(markup: str) -> Page | None:
    """Find the article of a web page, with the headline and the date lines above it.

    Returns:
        The lines as the page shows them, or None where there is no article.

    Examples:
        >>> body = "<p>" + "The mayor spoke of the bridge for an hour. " * 9 + "</p>"
        >>> page = read_page(f"<html><body><nav>Home</nav><h1>Opened</h1>{body}</body></html>")
        >>> page.lines[0], page.left_out
        ('Opened', ('Home',))
    """
    lines, headings = _seen_lines(markup)
    article = _fold(_extract(markup))
    if len(article.split()) < _LEAST:
        return None
    inside = [
        index
        for index, line in enumerate(lines)
        if len(line.split()) > 3 and _fold(line) in article
    ]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    above = [
        index
        for index in range(max(first - _ABOVE, 0), first)
        if lines[index] in headings
        or _fold(lines[index]) in article
        or _DATE.search(lines[index])
        or lines[index].lower().startswith(("by ", "von ", "par "))
    ]
    kept = [*above, *range(first, last + 1)]
    left = [line for index, line in enumerate(lines) if index not in set(kept)]
    return Page(tuple(lines[index] for index in kept), tuple(left))


def _fold(text: str) -> str:
    """Leave the letters and digits of a text alone."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _extract(markup: str) -> str:
    import trafilatura

    return trafilatura.extract(markup, include_comments=False, output_format="txt") or ""


def _seen_lines(markup: str) -> tuple[list[str], set[str]]:
    """Give the lines that a browser would show, and which of them are headings."""
    import nh3

    markup = re.sub(  # the lines of text that is set as typed are lines
        r"(<pre\b[^>]*>)(.*?)(</pre>)",
        lambda found: found[1] + found[2].replace("\n", "<br>") + found[3],
        markup,
        flags=re.DOTALL | re.IGNORECASE,
    )
    clean = nh3.clean(
        markup, tags=set(_BLOCKS), attributes={}, clean_content_tags=_UNSEEN, link_rel=None
    )
    lines: list[str] = []
    headings: set[str] = set()
    tag = ""
    for place, part in enumerate(re.split(r"<(/?\w+)>", clean)):
        if place % 2:
            tag = part
        elif line := " ".join(html.unescape(part).split()):
            lines.append(line)
            if re.fullmatch(r"h[1-6]", tag):
                headings.add(line)
    return lines, headings
