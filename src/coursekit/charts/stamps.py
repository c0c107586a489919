"""From event to stamp: how far the dates stamped on web pages lie from what the pages tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from coursekit.charts.cells import credit
from coursekit.charts.chart import Chart, course_style
from coursekit.charts.findings import describe, describe_shortly, find_title
from coursekit.charts.marks import Drawing
from coursekit.charts.pages import read_pages
from coursekit.charts.papers import figure_of
from coursekit.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from coursekit.charts.pages import Page


def draw_event_to_stamp(
    stamps: pd.DataFrame,
    *,
    ax: Axes | None = None,
    highlight: str | None = None,
    gap_label: bool = True,
) -> Chart:
    """Draw how far the dates stamped on web pages lie from what the pages tell of.

    A line a page, from a ring (the event) to a diamond (the stamp), the longest gap first. A
    stamp that is at most a day off is a dot in the ring and says "true date". A date known only
    to its month or year is a bar over all of it, never a point on its first day.

    Args:
        stamps: One page a row, as in the course's table ``web_stamps``: ``page`` (a column or
            the index), ``title``, ``outlet``, ``event_date`` and ``stamp_date`` (EDTF text),
            ``stamp_text`` (as it stands on the page) and ``stamp_kind``. It is left as it is;
            a citation in its ``attrs`` becomes the credit line.
        ax: Where to draw; without it a figure of the right height is made.
        highlight: The page whose row is to stand out.
        gap_label: Whether the gaps are told in numbers, in the chart and in its words.

    Returns:
        The chart; `chart.figure` and `chart.ax` are matplotlib's.

    Raises:
        CourseError: If there are no rows, a column is missing or a date cannot be read.
        UnknownNameError: If no page is called like `highlight`.

    Examples:
        >>> import pandas as pd
        >>> page = {"page": "a", "title": "Treaty signed", "outlet": "The Paper",
        ...         "event_date": "1994-06-22", "stamp_text": "Updated 07/27/2016",
        ...         "stamp_date": "2016-07-27", "stamp_kind": "site stamp"}
        >>> draw_event_to_stamp(pd.DataFrame([page])).title
        'The stamp is 22 years later than the event'
    """
    pages = sorted(read_pages(stamps), key=lambda page: (-page.middle, page.event.earliest))
    if highlight is not None and highlight not in {page.id for page in pages}:
        hint = nearest(str(highlight), [page.id for page in pages])
        raise UnknownNameError(
            f"No page is called '{highlight}'." + (f" Nearest: '{hint}'." if hint else "")
        )
    marked = next((page for page in pages if page.id == highlight), None)
    title = find_title(pages, numbers=gap_label)
    source = credit(stamps, otherwise="Dates as they stand on the pages.")
    with course_style():
        drawing = Drawing(pages, marked=marked, numbers=gap_label)
        canvas = drawing.on_paper(title, source) if ax is None else drawing.on(ax, title)
    return Chart(
        figure=figure_of(canvas),
        ax=canvas,
        title=title,
        alt=describe_shortly(pages, numbers=gap_label),
        description=describe(pages, marked=marked, numbers=gap_label),
        data=_table(pages, numbers=gap_label),
        source=source,
    )


def _table(pages: Sequence[Page], *, numbers: bool) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Page": [page.headline for page in pages],
            "Outlet": [page.outlet for page in pages],
            "Event": [page.event.words for page in pages],
            "Stamp": [page.stamp.words for page in pages],
            "As it stands": [page.stamp_text for page in pages],
            "Kind of stamp": [page.kind for page in pages],
            "True date": ["yes" if p.is_true else "open" if p.is_open else "no" for p in pages],
        },
        index=pd.Index([page.id for page in pages], name="page"),
    )
    if numbers:
        table["Gap"] = [page.gap for page in pages]
        table["Days, least"] = [page.least for page in pages]
        table["Days, most"] = [page.most for page in pages]
    return table
