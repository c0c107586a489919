"""What the stamps come to, in words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coursekit.charts.pages import day_off
from coursekit.charts.wording import count, listed, number, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coursekit.charts.pages import Page


def _shared(pages: Sequence[Page]) -> list[Page]:
    """Give the pages of different days that carry one and the same stamp, if any do."""
    stamps = Counter(page.stamp.edtf for page in pages if not page.is_true)
    if not stamps:
        return []
    stamp, _ = stamps.most_common(1)[0]
    same = sorted(
        (page for page in pages if page.stamp.edtf == stamp),
        key=lambda page: (page.event.earliest, page.event.latest),
    )
    return same if len({page.event for page in same}) > 1 else []


def _years(pages: Sequence[Page]) -> str:
    years = sorted({page.event.earliest.year for page in pages})
    return listed([str(y) for y in years]) if len(years) <= 4 else f"{years[0]} to {years[-1]}"


def _off(page: Page, *, numbers: bool) -> str:
    """Say how a stamp lies to its event."""
    if page.is_true:
        return f"true date, {day_off(page)}"
    if page.is_open:
        return f"perhaps true ({page.gap})"
    side = "later" if page.is_late else "earlier"
    return f"{page.gap} {side}" if numbers else side


def find_title(pages: Sequence[Page], *, numbers: bool) -> str:
    """Say in one sentence what the chart shows."""
    if len(pages) == 1:
        (page,) = pages
        if page.is_true:
            return f"The stamp is a true date: {day_off(page)}"
        if page.is_open:
            return f"The stamp may be a true date: {page.gap}"
        return f"The stamp is {_off(page, numbers=numbers)} than the event"
    shared = _shared(pages)
    if len({page.event.earliest.year for page in shared}) > 1:
        return (
            f"The same stamp, {shared[0].stamp.words}, stands on texts "
            f"about events of {_years(shared)}"
        )
    true = sum(page.is_true for page in pages)
    if true == len(pages):
        return f"All {count(true, 'stamp')} are true to the day or to the day beside it"
    if true:
        verb = "is a true date" if true == 1 else "are true dates"
        share = f"{number(true)} of {count(len(pages), 'stamp')} {verb}"
        return f"Only {share}" if true * 2 <= len(pages) else sentence(share)
    if shared:
        return f"The same stamp, {shared[0].stamp.words}, stands on texts about different days"
    surely = "surely " if any(page.is_open for page in pages) else ""
    return f"None of the {count(len(pages), 'stamp')} is {surely}the date of its event"


def describe_shortly(pages: Sequence[Page], *, numbers: bool) -> str:
    """Say in one or two sentences what is to be seen."""
    if len(pages) == 1:
        (page,) = pages
        return (
            f"Dumbbell chart of one web page, {page.name}: the event is of {page.event.words}, "
            f"the date stamped on the page is {page.stamp.words}, {_off(page, numbers=numbers)}."
        )
    clauses = [_late_clause(pages, numbers=numbers), *_exception_clauses(pages)]
    if shared := _shared(pages):
        clauses.append(f"{count(len(shared), 'page')} share the stamp {shared[0].stamp.words}")
    return (
        f"Dumbbell chart of {count(len(pages), 'web page')}, each a line from the event it tells "
        f"of to the date stamped on it. {sentence('; '.join(filter(None, clauses)))}."
    )


def _late_clause(pages: Sequence[Page], *, numbers: bool) -> str:
    late = [page for page in pages if page.is_late]
    if not late:
        return "no stamp is later than its event by more than a day"
    if len(late) == 1:
        by = f"by {late[0].gap}, " if numbers else ""
        return f"one stamp is later than the event, {by}on {late[0].name}"
    most = f"at most by {late[0].gap}, on" if numbers else "most of all on"
    return f"{number(len(late))} stamps are later than the event, {most} {late[0].name}"


def _exception_clauses(pages: Sequence[Page]) -> list[str]:
    kinds = (
        ("earlier than the event", [page for page in pages if page.is_early]),
        ("too vague to tell", [page for page in pages if page.is_open]),
        ("true", [page for page in pages if page.is_true]),
    )
    return [
        f"{number(len(found))} {'is' if len(found) == 1 else 'are'} {what}, "
        + (f"on {listed([page.name for page in found])}" if len(found) <= 3 else "see the table")
        for what, found in kinds
        if found
    ]


def describe(pages: Sequence[Page], *, marked: Page | None, numbers: bool) -> str:
    """Say at length what is to be seen: pattern, extremes, exceptions."""

    def told(page: Page) -> str:
        kind = f" ({page.kind})" if page.kind else ""
        off = day_off(page) if page.is_true else _off(page, numbers=numbers)
        return f"{page.name}, event {page.event.words}, stamp {page.stamp.words}{kind}, {off}."

    order = " The rows go from the longest gap to the shortest." if len(pages) > 1 else ""
    counts = [_late_clause(pages, numbers=numbers).partition(", ")[0]]
    counts += [clause.partition(", ")[0] for clause in _exception_clauses(pages)]
    paragraphs = [
        f"Each row is a web page; a line goes from the day of the event that it tells of to the "
        f"date stamped on the page.{order} {sentence(listed(counts))}."
    ]
    off = [page for page in pages if not page.is_true]
    if off:
        ends = f"Longest gap: {told(off[0])}"
        if len(off) > 1:
            ends += f" Shortest gap of a stamp that is no true date: {told(off[-1])}"
        paragraphs.append(ends)
    if shared := _shared(pages):
        paragraphs.append(
            f"The stamp {shared[0].stamp.words} stands on {count(len(shared), 'page')}, about "
            f"events from {shared[0].event.words} to {shared[-1].event.words}: one day cannot "
            "be the date of them all."
        )
    if true := [page for page in pages if page.is_true]:
        paragraphs.append(
            f"{'True date' if len(true) == 1 else 'True dates'}: "
            + " ".join(told(page) for page in true)
        )
    if vague := [page for page in pages if not (page.event.is_day and page.stamp.is_day)]:
        names = listed([page.name for page in vague])
        paragraphs.append(
            f"Not known to the day, and drawn as a bar over the whole month, year or span: {names}."
        )
    if marked:
        paragraphs.append(f"The row that stands out: {told(marked)}")
    return "\n\n".join(paragraphs)
