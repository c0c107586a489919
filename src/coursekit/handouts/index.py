"""The page that lists the chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit.handouts.editions import Edition, page_name
from coursekit.views import render

if TYPE_CHECKING:
    from collections.abc import Container

    from markupsafe import Markup

    from coursekit.records import Settings


def render_index(settings: Settings, edition: Edition, there: Container[str], style: Markup) -> str:
    """List the chapters with their question, minutes and skill.

    Args:
        settings: The course's.
        edition: Whose list it is.
        there: Numbers of the chapters whose pages lie beside this one; the others get no link.
        style: The style of the page.
    """
    rows = [
        (chapter, page_name(chapter) if chapter.number in there else "")
        for chapter in settings.chapters
    ]
    return render(
        "handout/contents.html.j2", settings=settings, edition=edition, rows=rows, style=style
    )
