"""Exercises with their keys, and what is said of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from coursekit.records.dates import When


class ExerciseType(StrEnum):
    """The closed set of exercise types; each with its code."""

    DATE_WINDOW = "date-window"  # T01
    SEQUENCE = "sequence"  # T02
    ATTRIBUTE = "attribute"  # T03
    SPAN_LABEL = "span-label"  # T04
    CLAIM_EVIDENCE = "claim-evidence"  # T05
    CORROBORATE = "corroborate"  # T06
    READ_CHART = "read-chart"  # T07
    COMPUTE = "compute"  # T08
    CHOOSE_JUSTIFY = "choose-justify"  # T10
    SOURCE_CARD = "source-card"  # T11
    AUTHENTICATE = "authenticate"  # T12
    PREDICT = "predict"  # T14
    PARSONS = "parsons"  # T15
    BUG_HUNT = "bug-hunt"  # T16
    QUESTION_TYPE = "question-type"  # T17
    RECALL = "recall"  # T18


UNREADABLE = "cannot be read"  # what is right where a chart does not show a thing
RECALLED = 3  # questions that a lesson asks once more at its head


class LineKind(StrEnum):
    """What one line of an answer holds."""

    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    WORDS = "words"
    PERCENT = "percent"
    VALUE = "value"
    MANY = "many"  # several of a list
    ORDER = "order"  # the letters of pieces, from the first to the last
    TEXT = "text"  # a sentence or more, kept as it was typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One right reading of a line, with the scholar who defends it where it is contested.

    Attributes:
        beside: Readings of other lines, by label, beside which alone it is right: a total
            is right only with the rule by which it was counted.
    """

    value: str
    defended_by: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line that an exercise asks for.

    Attributes:
        label: What stands before the colon.
        about: What the line stands for: the clue to be labelled, the claim to be judged.
        kind: How its text is read.
        choices: The words to choose from, for a choice or several; the letters of an order;
            words that may stand in place of a number. Empty for several things of an open
            list, such as documents.
        same: Other words that are read as a choice, by the choice.
        accepts: Right readings; empty where nothing is right or wrong. Each reading of a
            line that holds several is a whole set: ``1, 3``.
        weight: Its share of the score before the floor.
        tolerance: How far from an accepted number one may be.
        most: How many words a text may have; None where any number will do.
        right: What is said when it is right.
    """

    label: str
    kind: LineKind
    about: str = ""
    choices: tuple[str, ...] = ()
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accepts: tuple[Accepted, ...] = ()
    weight: float = 1.0
    tolerance: float = 0.0
    most: int | None = None
    right: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconception:
    """A wrong answer that teaches, and the sentence that helps.

    Attributes:
        answer: The readings, by label, that give it away; all of them must be met. On a line
            that holds several, what is named here is among them; in an order, the pieces
            named here stand in this order, whatever is between them.
        say: What helps.
        ask: What a teacher asks next, an open question that leads back to the evidence;
            students never see it.
        earns: The share of these lines' weight that the answer earns all the same.
    """

    id: str
    answer: Mapping[str, str]
    say: str
    ask: str = ""
    earns: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallQuestion:
    """A question that a later lesson asks once more.

    Attributes:
        chapter: The lesson that it goes back to, in two digits.
        exercise: The exercise there that asked for it; empty where none did.
        skill: What it practises.
    """

    id: str
    chapter: str
    question: str
    answer: str
    skill: str
    exercise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise: what is asked, what is right, what helps.

    Attributes:
        prompt: The question (Markdown).
        choices: The labels to choose from with their meaning, where the type has them.
        claims: Claims by number, for claim and evidence.
        evidence: Evidence by letter, for claim and evidence; clues by number, for a window
            of dates.
        pieces: What is to be put in order, by letter: events, statements, lines of code.
        unsettled: Pairs of pieces whose order the sources do not tell, as ``a d``.
        truth: When it was, for a window of dates.
        widest: The span that anybody would grant, for a window of dates.
        allows: What a clue leaves open, by its number: a date, a span, or a weekday.
        lazy: Answers that need no reading, beside those every type knows of.
        debate: The debate whose positions are all accepted answers; empty where it has none.
        recalled: The questions that were drawn, for recall; the course draws them.
        hints: From where to look to a worked parallel case.
        solution: An answer that earns full marks, as one would type it.
        explanation: Why it is right (Markdown).
    """

    id: str
    title: str
    type: ExerciseType
    skill: str
    prompt: str
    lines: tuple[Line, ...]
    hints: tuple[str, ...] = ()
    solution: str = ""
    explanation: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    pieces: Mapping[str, str] = field(default_factory=dict)
    unsettled: tuple[str, ...] = ()
    truth: When | None = None
    widest: When | None = None
    allows: Mapping[str, str] = field(default_factory=dict)
    misconceptions: tuple[Misconception, ...] = ()
    lazy: tuple[str, ...] = ()
    debate: str = ""
    recalled: tuple[RecallQuestion, ...] = ()

    @property
    def template(self) -> str:
        """The answer block with every line still blank."""
        return "\n".join(f"{line.label}: ..." for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What an argument may cite: the documents of a course.

    Attributes:
        voices: The side that each document speaks for, by the document's id.
        quotations: The words that each document quotes, and our translations of them, by the
            document's id.
    """

    voices: Mapping[str, str] = field(default_factory=dict)
    quotations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that was asked: what it earned, and what it could."""

    asked: str
    earned: float
    possible: float
    answered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check says about an answer.

    Attributes:
        exercise: The exercise's id.
        title: The exercise's title.
        score: From 0 to 1; None where nothing is scored (unanswered, predictions).
        parts: What was asked, earned and possible.
        right: What is right, as sentences; said first.
        say: What the misconception or the answer calls for, as sentences.
        hint: What to look at next, or None.
        hint_number: Which step of the ladder the hint is, counted from 1; 0 without one.
        hint_count: How many hints there are in all.
        misconception: Its id, or None.
        defended_by: The scholar whose reading a contested answer is, or None.
        defended: Which line is read so, and as what; empty where it goes without saying.
        form: What was wrong with the shape of the answer, or None.
        done: Whether an unscored exercise (a prediction) was answered.
        explanation: Why the answer is right (Markdown), once it has full marks.
        unchecked: What the score does not speak of, as a sentence; empty where it speaks of all.
        beside: What to lay beside one's own words, line by line, where nothing is scored.
        agreement: How far two readers agree, as sentences; empty without a partner.
    """

    exercise: str
    title: str
    score: float | None
    parts: tuple[Part, ...] = ()
    right: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    hint: str | None = None
    hint_number: int = 0
    hint_count: int = 0
    misconception: str | None = None
    defended_by: str | None = None
    defended: str = ""
    form: str | None = None
    done: bool = False
    explanation: str = ""
    unchecked: str = ""
    beside: tuple[str, ...] = ()
    agreement: tuple[str, ...] = ()
