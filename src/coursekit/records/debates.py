"""What scholars hold on a question, and two documents side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class QuestionKind(StrEnum):
    """What a claim about the past answers; to slide from one to another is no argument."""

    SAID = "said"
    MEANT = "meant"
    CAUSED = "caused"
    RIGHT = "right"


class Certainty(StrEnum):
    """How far a question is answered.

    Settled: the documents of all sides agree. Contested: scholars read the same documents
    differently. Open: the records are closed or missing.
    """

    SETTLED = "settled"
    CONTESTED = "contested"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defence:
    """Where a scholar holds a position.

    Attributes:
        scholar: The name as the course writes it, also where an answer is accepted.
        work: The work's id in the bibliography.
        where: The place in the work.
    """

    scholar: str
    work: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One answer to a contested question.

    Attributes:
        kind: What kind of question it answers.
        claim: What is held, in our words (Markdown).
        leans_on: The evidence that it leans on (Markdown).
        would_change: What evidence would change a fair mind that holds it (Markdown).
    """

    label: str
    kind: QuestionKind
    claim: str
    defended_by: tuple[Defence, ...]
    leans_on: str
    would_change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Debate:
    """A question on which scholars differ.

    Attributes:
        positions: What they hold, by id.
        agreed: What none of them denies: paragraphs (Markdown).
    """

    id: str
    title: str
    certainty: Certainty
    positions: Mapping[str, Position]
    agreed: tuple[str, ...] = ()

    @property
    def scholars(self) -> tuple[str, ...]:
        """Everybody who is named, each once, in their order."""
        named = (one.scholar for p in self.positions.values() for one in p.defended_by)
        return tuple(dict.fromkeys(named))


class Relation(StrEnum):
    """How a passage of one document stands to the other document."""

    SAME = "same"
    DIFFERS = "differs"
    LEFT = "only left"
    RIGHT = "only right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Passages of two documents that tell of the same thing, or one that stands alone.

    Attributes:
        left: The id of a quotation of the left document; empty where it has none.
        right: The id of one of the right document.
        same: Whether both say the same; where there are both and they do not, they differ.
        says: What to see in it (Markdown).
    """

    left: str = ""
    right: str = ""
    same: bool = False
    says: str = ""

    @property
    def relation(self) -> Relation:
        """How the two stand to each other."""
        if not (self.left and self.right):
            return Relation.LEFT if self.left else Relation.RIGHT
        return Relation.SAME if self.same else Relation.DIFFERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two documents side by side.

    Attributes:
        left: The id of a document.
        right: The id of the other one.
        passages: What is set beside each other, in reading order.
        about: What to look for: paragraphs (Markdown).
    """

    id: str
    title: str
    left: str
    right: str
    passages: tuple[Pairing, ...]
    about: tuple[str, ...] = ()
