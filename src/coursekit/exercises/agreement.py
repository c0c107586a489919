"""How far two readers agree: Cohen's kappa, in words. Never scored."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coursekit.exercises.scoring import LABELLING
from coursekit.records import LineKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coursekit.exercises.answers import Answer
    from coursekit.records import Exercise, Line

NO_LABELS = "Agreement is counted where each line gets one of a few labels; here it does not."
FEW = 30  # items below which one label more or less moves kappa visibly
MOST_NAMED = 5


def kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Compute Cohen's kappa of two readers' labels for the same items.

    ``(agreed - by chance) / (1 - by chance)``, where chance is that of two readers who each use
    their labels as often as these did, and blindly (Cohen 1960).

    Args:
        first: One reader's labels.
        second: The other's, in the same order.

    Returns:
        1 for full agreement, 0 for what chance would bring, less below that; None where it is
        not defined: no items, or one label everywhere on both sides.

    Raises:
        ValueError: If the two have not labelled the same number of items.

    Examples:
        Two readers of fifty applications: both yes to 20, both no to 15, five times only the
        first says yes, ten times only the second. They agree on 0.7, chance brings 0.5.

        >>> first = ["yes"] * 20 + ["yes"] * 5 + ["no"] * 10 + ["no"] * 15
        >>> second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
        >>> round(kappa(first, second), 10)
        0.4
        >>> kappa(["a", "a"], ["a", "a"]) is None
        True
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} labels beside {len(second)}")
    if not first:
        return None
    total = len(first)
    agreed = sum(one == other for one, other in zip(first, second, strict=True)) / total
    mine, theirs = Counter(first), Counter(second)
    chance = sum(mine[label] * theirs[label] for label in mine) / total**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def describe_agreement(exercise: Exercise, mine: Answer, theirs: Answer) -> Iterator[str]:
    """Say how far two readers agree, what that says and what it does not."""
    groups: dict[tuple[str, ...], list[Line]] = {}
    for line in exercise.lines:
        if line.kind is LineKind.CHOICE:
            groups.setdefault(line.choices, []).append(line)
    if exercise.type not in LABELLING or not groups:
        yield NO_LABELS
        return
    for choices, lines in groups.items():
        of = f" ({', '.join(choices)})" if len(groups) > 1 else ""
        yield from _of_group(lines, mine, theirs, of)


def _of_group(lines: list[Line], mine: Answer, theirs: Answer, of: str) -> Iterator[str]:
    both = [
        (line.label, own, other)
        for line in lines
        if (own := mine.readings[line.label].value) is not None
        and (other := theirs.readings[line.label].value) is not None
    ]
    if not both:
        yield f"You and your partner have no line{of} that both of you have labelled."
        return
    differ = [label for label, own, other in both if own != other]
    same = len(both) - len(differ)
    yield f"You and your partner chose the same label on {same} of {len(both)} lines{of}."
    value = kappa([own for _, own, _ in both], [other for _, _, other in both])
    if value is None:
        yield (
            "Both of you gave one and the same label to all of them. Cohen's kappa is not "
            "defined then: chance would have brought the same."
        )
    else:
        yield _meaning(value, len(both))
    if differ:
        more = f" and {len(differ) - MOST_NAMED} more" if len(differ) > MOST_NAMED else ""
        yield (
            f"Talk about {', '.join(differ[:MOST_NAMED])}{more}: which words made you choose, and "
            "would they persuade the other?"
        )


def _meaning(value: float, count: int) -> str:
    """Say in words what kappa says, and what it does not."""
    if value > 0:
        says = f"of the agreement that chance left open, you reached {value:.0%}"
    elif value == 0:
        says = "that is what chance would have brought"
    else:
        says = "that is less than chance would have brought"
    few = " With so few lines one label moves it a good deal." if count < FEW else ""
    return (
        f"Cohen's kappa is {value:.2f}: {says}. It says how alike you read, not who is right, and "
        f"is no mark.{few}"
    )
