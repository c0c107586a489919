"""Web pages with the date of what they tell and the date stamped on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from coursekit.charts.cells import check_table, plain, read_date
from coursekit.charts.wording import months_between, range_words
from coursekit.errors import CourseError

if TYPE_CHECKING:
    from coursekit.records import When

_COLUMNS = ("title", "outlet", "event_date", "stamp_text", "stamp_date", "stamp_kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A web page with the date of what it tells and the date stamped on it."""

    id: str
    headline: str
    outlet: str
    event: When
    stamp: When
    stamp_text: str
    kind: str

    @property
    def least(self) -> int:
        """The fewest days that may lie from event to stamp; negative where it is earlier."""
        return (self.stamp.earliest - self.event.latest).days

    @property
    def most(self) -> int:
        """The most days that may lie between them."""
        return (self.stamp.latest - self.event.earliest).days

    @property
    def is_true(self) -> bool:
        """Whether the stamp is the day of the event or the day beside it."""
        return max(abs(self.least), abs(self.most)) <= 1

    @property
    def is_open(self) -> bool:
        """Whether the dates are too wide to tell: month on month, day in year."""
        return not self.is_true and self.least <= 0 <= self.most

    @property
    def is_late(self) -> bool:
        """Whether the stamp is surely later than the event."""
        return not self.is_true and self.least > 0

    @property
    def is_early(self) -> bool:
        """Whether the stamp is surely earlier than the event."""
        return not self.is_true and self.most < 0

    @property
    def middle(self) -> float:
        """How many days lie between them, halfway from fewest to most."""
        return abs(self.least + self.most) / 2

    @property
    def gap(self) -> str:
        """How far the stamp is from the event, in words: full years, months or days."""
        if self.is_true:
            return day_off(self)
        if self.is_open:
            return _shared_span(self.event, self.stamp)
        first, last = (self.event, self.stamp) if self.is_late else (self.stamp, self.event)
        least = months_between(first.latest, last.earliest)
        most = months_between(first.earliest, last.latest)
        if max(abs(self.least), abs(self.most)) <= 60:
            fewest, most_days = sorted((abs(self.least), abs(self.most)))
            return range_words(fewest, most_days, "day")
        if least >= 24:
            return range_words(least // 12, most // 12, "year")
        return range_words(least, most, "month")

    @property
    def name(self) -> str:
        """Headline and outlet, for a sentence."""
        return f"“{self.headline}”" + (f" ({self.outlet})" if self.outlet else "")


def day_off(page: Page) -> str:
    """Say how a true date lies to its event."""
    if page.least == page.most == 0:
        return "same day"
    if page.least >= 0:
        return "1 day later" if page.least else "within a day"
    return "1 day earlier" if page.most < 0 else "within a day"


def _shared_span(first: When, second: When) -> str:
    days = [day for when in (first, second) for day in (when.earliest, when.latest)]
    if len({(day.year, day.month) for day in days}) == 1:
        return "same month"
    return "same year" if len({day.year for day in days}) == 1 else "may be the same day"


def read_pages(stamps: pd.DataFrame) -> list[Page]:
    """Read the rows, or say everything that is wrong with them at once."""
    named = isinstance(stamps, pd.DataFrame) and "page" not in stamps.columns
    table = check_table(
        stamps.rename_axis("page") if named else stamps, ("page", *_COLUMNS), row="page"
    )
    problems: list[str] = []
    pages = [_read_page(row, problems) for row in table.to_dict("records")]
    if problems:
        raise CourseError("\n".join(problems))
    return [page for page in pages if page is not None]


def _read_page(row: dict[Any, Any], problems: list[str]) -> Page | None:
    texts = {name: plain(row[name]) for name in ("page", *_COLUMNS)}
    event, stamp = (
        read_date(row[column], row=texts["page"], column=column, problems=problems)
        for column in ("event_date", "stamp_date")
    )
    if event is None or stamp is None:
        return None
    return Page(
        id=texts["page"],
        headline=texts["title"] or "No headline",
        outlet=texts["outlet"],
        event=event,
        stamp=stamp,
        stamp_text=texts["stamp_text"],
        kind=texts["stamp_kind"],
    )
