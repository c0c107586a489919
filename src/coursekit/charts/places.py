"""Places for labels and signs, so that none covers another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def spread(wanted: Sequence[float], rooms: Sequence[float], low: float, high: float) -> list[float]:
    """Move labels apart as little as can be, in their order.

    Args:
        wanted: Where each label would stand, in order.
        rooms: How far it must be from the one before it; the first is not read.
        low: Where the first may stand.
        high: Where the last may stand; it is held before `low` is.

    Examples:
        >>> spread([0, 1, 30], [0, 10, 10], 0, 40)
        [0.0, 10.0, 30.0]
    """
    offsets = [0.0]
    for room in rooms[1:]:
        offsets.append(offsets[-1] + room)
    # Without their rooms the places must only not fall: pool neighbours that do.
    pools: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        mean, size = place - offset, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, size = (before * many + mean * size) / (many + size), many + size
        pools.append((mean, size))
    free = [mean for mean, size in pools for _ in range(size)]
    top, bottom = low, high - offsets[-1]
    return [min(max(place, top), bottom) + o for place, o in zip(free, offsets, strict=True)]


def choose_lanes(spans: Sequence[tuple[float, float]], most: int) -> list[int]:
    """Give each stretch a lane where it is free; where none is, the one that ends first."""
    ends: list[float] = []
    lanes = [0] * len(spans)
    for i in sorted(range(len(spans)), key=lambda i: spans[i]):
        start, end = spans[i]
        lane = next((k for k, taken in enumerate(ends) if taken <= start), len(ends))
        if lane == len(ends) and lane < most:
            ends.append(end)
        elif lane == len(ends):
            lane = min(range(most), key=lambda k: ends[k])
        ends[lane] = max(ends[lane], end)
        lanes[i] = lane
    return lanes
