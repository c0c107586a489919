"""A chart as a small SVG with words in it: sharp on paper, a tenth of the picture's bytes.

Letters are text and not drawn outlines, so a reader's computer draws them; each line of words is
told how long it is in DejaVu Sans, the font that the chart was laid out with, and stays as long
in any other.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree

import matplotlib as mpl

from coursekit.charts.wording import text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_FONTS = "DejaVu Sans,Verdana,sans-serif"  # Verdana is as wide
_NUMBER = re.compile(r"-?\d+\.\d+")
_UNTURNED = re.compile(r"rotate\(-?0 [^)]*\)")
_PLAIN = "/:;,=' +!*@$?-._~"  # what may stand as it is in an address, in HTML and in CSS


def draw_vector(figure: Figure) -> str:
    """Draw a figure as SVG; the same figure gives the same text."""
    out = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    root = ElementTree.fromstring(out.getvalue())
    for metadata in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(metadata)
    kept = set(re.findall(r"#([\w.:-]+)", out.getvalue().decode()))
    _shorten(root, kept)
    root.set("xmlns", _SVG)
    return ElementTree.tostring(root, encoding="unicode")


def address_of(svg: str) -> str:
    """Give an SVG as the address of a picture, to stand between double quotation marks."""
    return "data:image/svg+xml," + quote(svg.replace('"', "'"), safe=_PLAIN)


def _shorten(element: ElementTree.Element, kept: set[str]) -> None:
    """Leave out what is not seen: names that nothing refers to, digits below a hair's breadth."""
    element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    element.tail = None
    if element.tag == "text":
        _write(element)
    else:
        element.text = element.text.strip() if element.tag == "style" and element.text else None
    if element.get("id") not in kept:
        element.attrib.pop("id", None)
    for name, value in [*element.attrib.items()]:
        element.attrib.pop(name)
        short = " ".join(_NUMBER.sub(_round, value).split())
        short = re.sub(r" ?([;:]) ?", r"\1", short) if name == "style" else short
        element.set(name.replace(f"{{{_XLINK}}}", ""), short)
    children = []
    for child in [*element]:
        _shorten(child, kept)
        bare = child.tag == "g" and not child.attrib
        children += [*child] if bare else [child]
    element[:] = children


def _write(text: ElementTree.Element) -> None:
    """Tell a line of words how long it is, whatever font it will be drawn in."""
    style = text.get("style", "")
    size = float(match[1]) if (match := re.search(r"([\d.]+)px", style)) else 10.0
    weight = "bold" if re.search(r"\b(bold|700)\b", style) else "normal"
    text.set("style", re.sub(r"'?DejaVu Sans'?[^;]*", _FONTS, style))
    if _UNTURNED.fullmatch(text.get("transform", "")):
        text.attrib.pop("transform")
    words = text.text or ""
    if words.strip():
        text.set("textLength", f"{text_width(words, size, weight):f}")
        text.set("lengthAdjust", "spacingAndGlyphs")


def _round(match: re.Match[str]) -> str:
    short = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short
