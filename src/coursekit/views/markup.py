"""Templates, style and Markdown: how text becomes markup, and how markup is read again.

Whatever a template prints is escaped. Template engine and Markdown reader are loaded when a
view first shows itself, not when it is made.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Environment
    from markupsafe import Markup

    from coursekit.records import When


@functools.cache
def environment() -> Environment:
    """Give the template environment that all views share; it escapes whatever it prints."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=PackageLoader("coursekit", "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        is_web=is_web, iso=iso, host=host, direction=direction, inline=render_inline
    )
    made.globals["stylesheet"] = stylesheet
    return made


@functools.cache
def stylesheet() -> Markup:
    """Give the style that every output carries; all of it is under ``.ck``."""
    from importlib import resources

    from markupsafe import Markup

    css = resources.files("coursekit").joinpath("templates", "course.css")
    return Markup(css.read_text(encoding="utf-8").strip())


def render(template: str, **values: Any) -> str:
    """Fill in a template of ``templates/``."""
    return environment().get_template(template).render(**values).strip() + "\n"


# Markdown -----------------------------------------------------------------------------------


@functools.cache
def _markdown() -> Any:
    import mistune

    class Renderer(mistune.HTMLRenderer):
        """Fetches nothing and leaves the order of headings alone."""

        def image(self, text: str, url: str, title: str | None = None) -> str:
            return self.link(text or url, url, title)

        def heading(self, text: str, level: int, **attrs: Any) -> str:
            del level, attrs
            return f"<p><strong>{text}</strong></p>\n"

        def table_cell(self, text: str, align: str | None = None, *, head: bool = False) -> str:
            del align
            return f'  <th scope="col">{text}</th>\n' if head else f"  <td>{text}</td>\n"

    return mistune.create_markdown(renderer=Renderer(escape=True), plugins=["table"])


def render_markdown(text: str) -> Markup:
    """Turn Markdown into HTML; tags in the text are shown as they were typed.

    Pictures become links, so that nothing is fetched; headings become bold paragraphs.

    Examples:
        >>> print(render_markdown("Look at the *stamp* <b>"), end="")
        <p>Look at the <em>stamp</em> &lt;b&gt;</p>
    """
    from markupsafe import Markup

    return Markup(_markdown()(text))


def render_inline(text: str) -> Markup:
    """Turn the Markdown of one paragraph into HTML, without a paragraph around it.

    Examples:
        >>> print(render_inline("Look at the *stamp*"))
        Look at the <em>stamp</em>
    """
    from markupsafe import Markup
    from mistune.core import BlockState

    markdown = _markdown()
    state = BlockState()
    state.env["ref_links"] = {}
    tokens = markdown.inline(text, state.env)
    return Markup(markdown.renderer(tokens, state))


class Piece(NamedTuple):
    """A tag of rendered Markdown, or the text between two tags."""

    text: str = ""
    tag: Markup | str = ""


def read_pieces(markup: str) -> Iterator[Piece]:
    """Take rendered Markdown apart into tags and text.

    Examples:
        >>> [piece.text or str(piece.tag) for piece in read_pieces("a <em>b &amp; c</em>")]
        ['a ', '<em>', 'b & c', '</em>']
    """
    from html import unescape

    from markupsafe import Markup

    for place, part in enumerate(re.split(r"(<[^>]*>)", markup)):
        if place % 2:
            yield Piece(tag=Markup(part))
        elif part:
            yield Piece(unescape(part))


def plain_words(pieces: Iterable[Piece]) -> str:
    """Give the words of rendered Markdown as they stand, a link's address after the link."""
    from html import unescape

    out, links = [], []
    for text, tag in pieces:
        out.append(text)
        if link := re.match(r'<a href="([^"]*)"', tag):
            links.append(unescape(link[1]))
        elif tag == "</a>" and links:
            out.append(f" ({links.pop()})")
        elif tag == "<li>":
            out.append("- ")
        elif tag in ("</td>", "</th>"):
            out.append(" |")
    return "".join(out)


def plain_inline(markdown: str) -> str:
    """Give the words of one paragraph of Markdown.

    Examples:
        >>> plain_inline("Look at the *[stamp](https://a.example)*.")
        'Look at the stamp (https://a.example).'
    """
    return plain_words(read_pieces(render_inline(markdown)))


def plain_markdown(markdown: str) -> str:
    """Give the words of a Markdown text, a paragraph a line."""
    words = plain_words(read_pieces(render_markdown(markdown)))
    lines = (" ".join(line.split()) for line in words.splitlines())
    return "\n".join(line for line in lines if line.strip(" |"))


# Addresses, dates and ids -------------------------------------------------------------------


def is_web(address: str) -> bool:
    """Say whether a text is a web address, which may become a link."""
    return address.startswith(("https://", "http://"))


def host(address: str) -> str:
    """Give a link's readable name: the site without ``www.``.

    Examples:
        >>> host("https://www.parish.example/line.htm"), host("box 7")
        ('parish.example', 'box 7')
    """
    from urllib.parse import urlsplit

    try:
        name = urlsplit(address).hostname if is_web(address) else ""
    except ValueError:
        name = ""
    return (name or address).removeprefix("www.")


# Ends before the punctuation of the sentence that it stands in; brackets belong to it in pairs.
_ADDRESS = r"(https?://(?:[^\s()]|\([^\s()]*\))*(?:[^\s()\];:,.]|\([^\s()]*\)))"


class Link(NamedTuple):
    """A stretch of text, with the address that it leads to if there is one."""

    words: str
    address: str = ""


def name_sites(addresses: Iterable[str]) -> list[Link]:
    """Name each address by its site; a site's second page gets a number.

    Examples:
        >>> [link.words for link in name_sites(["https://a.example/1", "https://a.example/2"])]
        ['a.example', 'a.example (2)']
    """
    seen: dict[str, int] = {}
    out = []
    for address in addresses:
        name = host(address)
        seen[name] = seen.get(name, 0) + 1
        out.append(Link(name if seen[name] == 1 else f"{name} ({seen[name]})", address))
    return out


def find_addresses(text: str) -> list[Link]:
    """Name the web addresses that stand in a text by their sites; the words around them stay.

    Examples:
        >>> [link.words for link in find_addresses("https://a.example/b_(c) (see 1); box 7")]
        ['a.example', ' (see 1); box 7']
    """
    parts = re.split(_ADDRESS, text)
    links = [Link(part) for part in parts]
    links[1::2] = name_sites(parts[1::2])
    return [link for link in links if link.words]


# Written from right to left; with a script named (ar-Latn) the script decides.
_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi"}
_SCRIPTS = {"arab", "hebr", "syrc", "thaa", "nkoo", "adlm"}


def is_right_to_left(language: str) -> bool:
    """Say whether a language is written from right to left.

    Examples:
        >>> is_right_to_left("he"), is_right_to_left("ar-Latn"), is_right_to_left("az-Arab")
        (True, False, True)
    """
    first, *rest = language.casefold().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    return script in _SCRIPTS if script else first in _RIGHT_TO_LEFT


def direction(language: str) -> Markup:
    """Give the attribute that turns a text round, with a space before it, or nothing."""
    from markupsafe import Markup

    return Markup(' dir="rtl"' if is_right_to_left(language) else "")


def iso(when: When) -> str:
    """Give what a ``time`` element may carry, or nothing for spans and seasons."""
    match = re.fullmatch(r"(\d{4}(?:-\d\d){0,2})[?~%]?", when.edtf)
    return match[1] if match else ""


def element_id(*names: str) -> str:
    """Give an id that depends on nothing but the names of records."""
    return "ck-" + "--".join(re.sub(r"\s+", "-", name) for name in names)
