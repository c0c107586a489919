"""Records to HTML and plain text: the one place that knows markup.

All markup is in ``templates/``, autoescaped; the plain text is a reading of its own. The same
record always gives the same bytes.
"""

from coursekit.views.comparisons import ComparisonView
from coursekit.views.debates import DebateView
from coursekit.views.fulltexts import Places, Spot, place_words
from coursekit.views.layers import describe_layers, draw_layers, order_layers
from coursekit.views.markup import (
    environment,
    render,
    render_inline,
    render_markdown,
    stylesheet,
)
from coursekit.views.practice import Answered, CalibrationView, RecallView
from coursekit.views.progress import ProgressView
from coursekit.views.sources import KIND_SAYS, KIND_SIGNS, AsFoundView, SourceView
from coursekit.views.tables import render_table
from coursekit.views.timelines import TimelineView
from coursekit.views.verdicts import VerdictView
from coursekit.views.view import WIDTH, View, wrap
from coursekit.views.years import describe_years, draw_years

__all__ = [
    "KIND_SAYS",
    "KIND_SIGNS",
    "WIDTH",
    "Answered",
    "AsFoundView",
    "CalibrationView",
    "ComparisonView",
    "DebateView",
    "Places",
    "ProgressView",
    "RecallView",
    "SourceView",
    "Spot",
    "TimelineView",
    "VerdictView",
    "View",
    "describe_layers",
    "describe_years",
    "draw_layers",
    "draw_years",
    "environment",
    "order_layers",
    "place_words",
    "render",
    "render_inline",
    "render_markdown",
    "render_table",
    "stylesheet",
    "wrap",
]
