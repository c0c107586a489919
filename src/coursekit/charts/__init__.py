"""Charts that can be seen, heard and checked.

What stands in words under a chart (title, alt text, description) is computed from the same rows
as the marks, so that it changes when they do. Figures are made without pyplot: a chart shows
itself once, and nothing stays open.
"""

from coursekit.charts.calibration import draw_calibration
from coursekit.charts.chart import BAND, EVENT, GREY, INK, LINE, PAPER, STAMP, TRUE, Chart
from coursekit.charts.cumulative import draw_cumulative
from coursekit.charts.stamps import draw_event_to_stamp
from coursekit.charts.terms import draw_terms
from coursekit.charts.timelines import draw_timeline

__all__ = [
    "BAND",
    "EVENT",
    "GREY",
    "INK",
    "LINE",
    "PAPER",
    "STAMP",
    "TRUE",
    "Chart",
    "draw_calibration",
    "draw_cumulative",
    "draw_event_to_stamp",
    "draw_terms",
    "draw_timeline",
]
