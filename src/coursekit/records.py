"""What a course is made of: frozen records, without files, markup or heavy imports.

Fields have the names that course authors write in their files. Rules that need no file
(a timeline has events, a span does not end before it starts) are held here.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self

MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)", re.ASCII)
_SURE = {"": "", "?": "probably ", "~": "about ", "%": "perhaps about "}


@functools.lru_cache(maxsize=2048)
def _bounds(edtf: str) -> tuple[date, date]:
    """Give the first and the last day that an EDTF text may mean."""
    if not any(letter.isdigit() for letter in edtf):  # words; no library is asked about them
        raise ValueError(f"'{edtf}' is not a date")
    if edtf.count("/") == 1 and ".." not in edtf:
        try:
            first, last = map(_bounds, edtf.split("/"))
        except ValueError:
            raise ValueError(f"'{edtf}' is not a date") from None
        if last[1] < first[0]:
            raise ValueError(f"'{edtf}' ends before it starts")
        return first[0], last[1]
    if plain := _PLAIN.fullmatch(edtf):
        year, month, day = plain.groups()[:3]
        try:
            opening = date(int(year), int(month or 1), int(day or 1))
            return opening, opening if day else _last_day(int(year), int(month or 12))
        except ValueError:
            raise ValueError(f"'{edtf}' is not a date") from None
    return _rare_bounds(edtf)


def _last_day(year: int, month: int) -> date:
    if (year, month) == (date.max.year, 12):
        return date.max
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _rare_bounds(edtf: str) -> tuple[date, date]:
    """Let the library read what is no plain date: seasons, unknown digits, sets."""
    import edtf as library

    try:
        parsed = library.parse_edtf(edtf)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
        return date(*lower[:3]), date(*upper[:3])
    except (
        library.EDTFParseException,
        AttributeError,
        TypeError,
        ValueError,
        OverflowError,
        RecursionError,
    ):
        raise ValueError(f"'{edtf}' is not a date") from None


@dataclass(frozen=True, slots=True, order=False)
class When:
    """A date as the source gives it: a day, a month, a year, a span, or a guess.

    Keeps the EDTF text (ISO 8601-2) as it was written; ``1994`` never becomes 1 January.

    Attributes:
        edtf: The text: ``1994-06-22``, ``1994-06``, ``1994``, ``1994-01-10/1994-01-11``,
            with ``?`` for probably and ``~`` for about.

    Raises:
        ValueError: If the text is not a date, or a span ends before it starts.

    Examples:
        >>> when = When("1994-06")
        >>> when.earliest.isoformat(), when.latest.isoformat(), when.words
        ('1994-06-01', '1994-06-30', 'June 1994')
        >>> When("1994-06-23?").words
        'probably 23 June 1994'
        >>> When("1994-01-10/1994-01-11").words
        '10–11 January 1994'
    """

    edtf: str

    def __post_init__(self) -> None:
        if not isinstance(self.edtf, str):
            raise ValueError(
                "a date is text in quotation marks, like '1994-06'; what came here is a "
                f"Python value of type {type(self.edtf).__name__}"
            )
        _bounds(self.edtf)

    @property
    def earliest(self) -> date:
        """The first day that may be meant."""
        return _bounds(self.edtf)[0]

    @property
    def latest(self) -> date:
        """The last day that may be meant."""
        return _bounds(self.edtf)[1]

    @property
    def is_day(self) -> bool:
        """Whether one day is meant, surely or probably."""
        return self.earliest == self.latest

    @property
    def is_sure(self) -> bool:
        """Whether the date is given without a doubt."""
        return not any(mark in self.edtf for mark in "?~%X")

    @property
    def words(self) -> str:
        """The date as one writes it in a sentence."""
        if "/" in self.edtf and ".." not in self.edtf:
            return _span_words(*self.edtf.split("/"))
        plain = _PLAIN.fullmatch(self.edtf)
        if plain is None and self.is_day:
            return _day_words(self.earliest)
        if plain is None:
            return f"between {_day_words(self.earliest)} and {_day_words(self.latest)}"
        year, month, day, doubt = plain.groups()
        parts = (day and str(int(day)), month and MONTHS[int(month)], str(int(year)))
        return _SURE[doubt] + " ".join(part for part in parts if part)

    def __str__(self) -> str:
        return self.words

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> Any:
        """Let `reading` turn text into dates; pydantic asks for this, nobody else."""
        from pydantic_core import core_schema

        def read(value: object) -> When:
            if isinstance(value, When):
                return value
            if not isinstance(value, str):
                raise ValueError(f"'{value}' is not a date")
            return cls(value.strip())

        return core_schema.no_info_plain_validator_function(read)


def _day_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def _span_words(start: str, end: str) -> str:
    first, last = When(start), When(end)
    if first.is_day and last.is_day and first.is_sure and last.is_sure:
        if (first.earliest.year, first.earliest.month) == (last.latest.year, last.latest.month):
            return f"{first.earliest.day}–{_day_words(last.latest)}"
        if first.earliest.year == last.latest.year:
            return f"{first.words.rsplit(' ', 1)[0]} – {last.words}"
    return f"{first.words} – {last.words}"


# Sources ------------------------------------------------------------------------------------


class SourceKind(StrEnum):
    """What a source is; the closed list of the card."""

    NEWS_REPORT = "news report"
    COMMENT = "newspaper comment"
    COMMUNIQUE = "communiqué"
    AGREEMENT = "agreement"
    SPEECH = "speech"
    RECORD = "government record"
    REPORT = "report"
    INTERVIEW = "interview"
    MEMOIR = "memoir"
    SCHOLARSHIP = "scholarship"


# Official texts may be quoted at more length than the press: words a quotation, quotations a text.
QUOTATION_LIMITS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        **dict.fromkeys(SourceKind, (40, 6)),
        **dict.fromkeys(
            (
                SourceKind.COMMUNIQUE,
                SourceKind.AGREEMENT,
                SourceKind.SPEECH,
                SourceKind.RECORD,
                SourceKind.REPORT,
            ),
            (60, 25),
        ),
    }
)


class NoteKind(StrEnum):
    """What a margin note is about; each kind has its own sign, word and colour."""

    DATE = "date"
    WORDING = "wording"
    PERSON = "person"
    CONTEXT = "context"
    RELIABILITY = "reliability"
    LOSS = "loss"


class Layer(StrEnum):
    """Whose note it is."""

    INSTRUCTOR = "instructor"
    STUDENT = "student"
    EXPERT = "expert"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLayers:
    """The dates of a document, which are often not the same day.

    Attributes:
        event: When what it tells about happened.
        written: When it was written.
        published: When it came out first.
        released: When a record that had been closed was opened.
        web: The stamp of the web page it was read on.
    """

    event: When | None = None
    written: When | None = None
    published: When | None = None
    released: When | None = None
    web: When | None = None

    @property
    def known(self) -> tuple[tuple[str, When], ...]:
        """The layers that have a date, by name, in the order event … web."""
        layers = (
            ("event", self.event),
            ("written", self.written),
            ("published", self.published),
            ("released", self.released),
            ("web", self.web),
        )
        return tuple((name, when) for name, when in layers if when is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a visitor of the page sees before reading: facts of the page, no card.

    Attributes:
        header: The line or lines above the text, as they stand there.
        stamp: The date line of the page, as it stands there.
        headline: The title on the page.
        address: The address in the browser's bar.
    """

    headline: str
    header: str = ""
    stamp: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words of others: verbatim, short, attributed.

    Attributes:
        id: Its name within the document; never gives an answer away.
        text: The words.
        speaker: Who said or wrote them.
        where: Where in the document they stand.
        language: The language of the words (BCP 47); the document's first one unless given.
        translation: What they say in the course's language, by us; empty where none is needed.
    """

    id: str
    text: str
    speaker: str
    where: str = ""
    language: str = ""
    translation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The words that a note is about (W3C Web Annotation ``TextQuoteSelector``)."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A margin note on quoted words."""

    kind: NoteKind
    anchor: Anchor
    text: str
    author: str = ""
    layer: Layer = Layer.INSTRUCTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document of the course: its card, our digest, short quotations and notes.

    Attributes:
        body: Paragraphs of the digest (Markdown text) and quotations, in reading order.
        perspective: Whose voice it is and what it wants.
        voice: The side it speaks for, one of the course's voices.
        dates: Its date layers.
        title_language: The language of the title where it is not the document's first one.
        found: What a visitor of the page sees; None where there is no page to be seen.
    """

    id: str
    title: str
    creator: str
    kind: SourceKind
    languages: tuple[str, ...]
    url: str
    rights: str
    perspective: str
    voice: str
    dates: DateLayers
    body: tuple[str | Quotation, ...]
    place: str = ""
    archive: str = ""
    title_language: str = ""
    found: Found | None = None
    notes: tuple[Note, ...] = ()

    @property
    def language(self) -> str:
        """The language of its title: its own, else the first of its languages."""
        return self.title_language or next(iter(self.languages), "")

    @property
    def quotations(self) -> Mapping[str, Quotation]:
        """The quotations by their ids, in reading order."""
        return MappingProxyType({b.id: b for b in self.body if isinstance(b, Quotation)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A work of the bibliography, in the words of CSL-JSON, which Zotero reads and writes.

    Attributes:
        type: What it is, one of CSL's list: ``book``, ``article-journal``, ``webpage`` …
        fields: All that the file says of it, by CSL's names, ``id`` and ``type`` among them.
    """

    id: str
    type: str
    title: str
    fields: Mapping[str, Any]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it can be read: its DOI as an address first, then its page."""
        doi = str(self.fields.get("DOI", "")).strip()
        page = str(self.fields.get("URL", "")).strip()
        return tuple(filter(None, (f"https://doi.org/{doi}" if doi else "", page)))


# What scholars make of documents, and documents beside each other ------------------------------


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


# Timelines and tables -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of a timeline.

    Attributes:
        when: The day, month, year or span.
        actors: Who took part.
        sources: Addresses of pages that carry the event and its date.
    """

    id: str
    when: When
    title: str
    summary: str = ""
    actors: tuple[str, ...] = ()
    place: str = ""
    category: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Events in the order of their first possible day.

    Raises:
        ValueError: If it has no events.
    """

    id: str
    title: str
    events: tuple[Event, ...]

    def __post_init__(self) -> None:
        if not self.events:
            raise ValueError("a timeline needs at least one event")

    def between(self, start: str | When, end: str | When) -> Self:
        """Keep the events which may have happened in a span of time.

        Both ends are included. An event known only to its year is kept when any day of that
        year falls in the span: students should rather meet a doubtful event than lose one.

        Args:
            start: Where the span begins: ``"1993"`` begins on its first day.
            end: Where it ends: ``"1995"`` ends on its last day.

        Returns:
            A timeline with the same title and its events in the same order.

        Raises:
            ValueError: If the span ends before it begins, or no event falls in it.

        Examples:
            >>> test_ban = Event(id="ban", when=When("1963-08-05"), title="Partial Test Ban")
            >>> salt = Event(id="salt", when=When("1972"), title="SALT I")
            >>> treaties = Timeline(id="arms", title="Arms control", events=(test_ban, salt))
            >>> [event.title for event in treaties.between("1972-05", "1979").events]
            ['SALT I']
        """
        first = start if isinstance(start, When) else When(start)
        last = end if isinstance(end, When) else When(end)
        if last.latest < first.earliest:
            raise ValueError(f"The span {first} to {last} ends before it begins.")
        kept = tuple(
            event
            for event in self.events
            if event.when.earliest <= last.latest and event.when.latest >= first.earliest
        )
        if not kept:
            raise ValueError(
                f"The timeline '{self.id}' has no event between {first} and {last}; it runs "
                f"from {self.events[0].when} to {self.events[-1].when}."
            )
        return type(self)(id=self.id, title=self.title, events=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of a table.

    Attributes:
        type: One of ``string``, ``integer``, ``number``, ``date`` (a whole day), ``edtf``
            (a date of any precision, kept as text).
    """

    name: str
    title: str
    type: str = "string"
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableInfo:
    """What a table is: its columns, where its figures come from, what one may do with it."""

    id: str
    path: str
    title: str
    description: str
    fields: tuple[Field, ...]
    index: str | None = None
    sources: tuple[str, ...] = ()
    citation: str = ""
    licence: str = ""


# Exercises ----------------------------------------------------------------------------------


class ExerciseType(StrEnum):
    """The closed set of exercise types; codes are those of the syllabus."""

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


# What teachers get --------------------------------------------------------------------------


class Level(StrEnum):
    """How well an argument does; the three columns of a rubric."""

    SECURE = "Secure"
    EMERGING = "Emerging"
    BASIC = "Basic"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One part of a lesson in the minute plan.

    Attributes:
        part: The heading of the part, as the notebook has it.
        minutes: On the full path.
        short_minutes: On the short path; 0 where the part is left out.
        do: What happens in these minutes.
        skip: What may be left out of the part when time runs away.

    Raises:
        ValueError: If the short path takes longer than the full one, or less than no time.
    """

    part: str
    minutes: int
    short_minutes: int
    do: str
    skip: str = ""

    def __post_init__(self) -> None:
        if self.minutes < 1:
            raise ValueError(f"'{self.part}' takes {self.minutes} minutes (1 or more)")
        if not 0 <= self.short_minutes <= self.minutes:
            raise ValueError(
                f"'{self.part}' takes {self.short_minutes} minutes on the short path "
                f"(0 to {self.minutes}, as on the full one)"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """Something to print before a lesson.

    Attributes:
        what: ``handout`` for the whole student edition, or the name of a document, table,
            timeline or exercise.
        copies: How many: ``one each``, ``one for two``, ``3``.
        why: What it is needed for.
    """

    what: str
    copies: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An invented answer to an exercise that has no key, with the level that it reaches.

    Attributes:
        answer: The answer, as a student would type it.
        why: What makes it of this level (Markdown).
    """

    exercise: str
    level: Level
    answer: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What a teacher reads before a lesson; students never see it.

    Attributes:
        number: The chapter's two digits.
        aim: What students can do afterwards, in a sentence (Markdown, as all that follows).
        care: Whom the lesson may touch, and how to meet that.
        discussion: The question what evidence would change a fair mind, with the positions.
        twenty: The lesson in 20 minutes.
        differentiation: Those who need a rail, those who want more, paper, screen readers.
        fits: The curricula that it serves.
        samples: Invented answers to exercises that a rubric judges.
    """

    number: str
    plan: tuple[PlanRow, ...]
    print: tuple[Print, ...]
    aim: str
    care: str
    discussion: str
    twenty: str
    differentiation: str
    fits: str
    samples: tuple[Sample, ...] = ()


# The course ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A side whose words a lesson can hear."""

    label: str
    great_power: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One lesson of the course.

    Attributes:
        number: Two digits; the exercises of chapter 00 are called 0.1, 0.2 …
        minutes: Of the full path; ``short_minutes`` of the short one.
        voices: How many different voices it must hear.
    """

    number: str
    notebook: str
    title: str
    question: str
    skill: str = ""
    minutes: int = 90
    short_minutes: int = 48
    voices: int = 4

    @property
    def prefix(self) -> str:
        """What the ids of its exercises begin with: ``0.`` for chapter 00."""
        return f"{int(self.number)}."


class Edition(StrEnum):
    """Whom a handout is for."""

    STUDENT = "student"
    TEACHER = "teacher"


class Paper(StrEnum):
    """What handouts are printed on."""

    A4 = "a4"
    LETTER = "letter"

    @classmethod
    def _missing_(cls, value: object) -> Paper | None:
        """Read ``A4`` and ``Letter``, too."""
        return next((one for one in cls if one.value == str(value).casefold()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutSettings:
    """The table ``[tool.coursekit.handouts]``: how a course's handouts are made.

    Attributes:
        title: What stands at the head of each page; the course's title unless given.
        institution: Whose handouts they are.
        logo: A picture of the institution, a file of the course.
        style: How works are cited: ``notes``, ``author-date``, or a CSL file of the course.
        paper: What is printed on.
        editions: Which editions are written.
        local: Whether texts of ``sources/local/`` are shown; ``false`` for what is published.

    Raises:
        ValueError: If there is a logo and no institution, which is its text for those who do
            not see it, or no edition at all.
    """

    title: str = ""
    institution: str = ""
    logo: str = ""
    style: str = "notes"
    paper: Paper = Paper.A4
    editions: tuple[Edition, ...] = tuple(Edition)
    local: bool = True

    def __post_init__(self) -> None:
        if self.logo and not self.institution.strip():
            raise ValueError(
                "a logo needs its 'institution', which is read out in its place (write "
                "'institution = \"…\"')"
            )
        if not self.editions:
            raise ValueError("'editions' names none (write 'editions = [\"student\"]')")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The table ``[tool.coursekit]`` of a course's pyproject.toml.

    Attributes:
        voices: Whose words the lessons can hear, by id.
        timelines: Titles of the timelines, by id.
        handouts: How its handouts are made.
    """

    title: str
    language: str = "en"
    licence: str = ""
    licence_url: str = ""
    voices: Mapping[str, Voice] = field(default_factory=dict)
    timelines: Mapping[str, str] = field(default_factory=dict)
    chapters: tuple[Chapter, ...] = ()
    handouts: HandoutSettings = HandoutSettings()
