"""A course: gives its records by name, answers checks, keeps the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from coursekit.errors import CourseFileError, UnknownNameError, nearest
from coursekit.finding import VARIABLE, WORK_MARK, find_course, is_inside, journal_path
from coursekit.journal import Journal
from coursekit.reading import (
    read_comparison,
    read_debate,
    read_exercise,
    read_full_text,
    read_guide,
    read_recall,
    read_references,
    read_settings,
    read_source,
    read_tables,
    read_timeline,
)
from coursekit.records import ExerciseType, Library
from coursekit.tables import load_table
from coursekit.views import (
    Answered,
    CalibrationView,
    ComparisonView,
    DebateView,
    ProgressView,
    RecallView,
    SourceView,
    TimelineView,
    VerdictView,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from coursekit.charts import Chart
    from coursekit.records import (
        Comparison,
        Debate,
        Exercise,
        Guide,
        RecallQuestion,
        Reference,
        Settings,
        Source,
        TableInfo,
        Timeline,
    )

__all__ = ["VARIABLE", "WORK_MARK", "Course", "Records", "find_course", "open_course"]

T = TypeVar("T")

RECALL = "recall"  # what an exercise is called that asks earlier lessons' questions: 2.recall


def open_course(path: str | os.PathLike[str] | None = None) -> Course:
    """Open a course; nothing but its settings is read until it is asked for.

    Args:
        path: Its folder, or one inside it; found as `find_course` does without it.

    Raises:
        CourseNotFoundError: If there is no course.
        CourseFileError: If its settings cannot be read.
    """
    return Course(find_course(path))


class Records(Mapping[str, T], Generic[T]):
    """Records by name, each read from its file when it is first asked for."""

    def __init__(self, what: str, names: Callable[[], list[str]], read: Callable[[str], T]) -> None:
        self._what = what
        self._names = names
        self._read = read
        self._kept: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if not isinstance(name, str):
            raise UnknownNameError(self._unknown(name))
        if name not in self._kept:
            if name not in self._names():
                raise UnknownNameError(self._unknown(name))
            self._kept[name] = self._read(name)
        return self._kept[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __repr__(self) -> str:
        return f"{len(self)} {self._what}s: {', '.join(self)}"

    def _unknown(self, name: object) -> str:
        if not isinstance(name, str):
            return (
                f"A {self._what} is called by its name, a text in quotation marks; what came "
                f"here is a Python value of type {type(name).__name__}."
            )
        near = nearest(name, self)
        hint = f" Nearest: '{near}'." if near else ""
        several = f"{self._what}s" if len(self) != 1 else self._what
        return (
            f"No {self._what} is called '{name}'.{hint} The course has {len(self)} {several}; "
            f"course.{self._what}s lists them."
        )


class Course:
    """What a student holds: sources, timelines, tables, and checks.

    Attributes:
        root: The course folder.
        settings: Its table ``[tool.coursekit]``.
        sources: Documents by id.
        local_sources: Documents that somebody brought in and that the course does not have.
        timelines: Timelines by id.
        tables: What each table is, by id.
        exercises: Exercises by id.
        debates: What scholars hold on a question, by id.
        comparisons: Documents side by side, by id.
        guides: What teachers read before a lesson, by the number of its chapter.
        references: Works of the bibliography by id.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings: Settings = read_settings(root)
        self.sources: Records[Source] = self._records(
            "source", root / "sources" / "documents", ".md", read_source
        )
        self.local_sources: Records[Source] = self._records(
            "source", self.local_folder, ".md", self._read_local_source
        )
        self.timelines: Records[Timeline] = self._records(
            "timeline", root / "sources" / "timelines", ".csv", self._read_timeline
        )
        self.exercises: Records[Exercise] = self._records(
            "exercise", root / "exercises", ".md", self._read_exercise
        )
        self.debates: Records[Debate] = self._records(
            "debate", root / "sources" / "debates", ".md", read_debate
        )
        self.comparisons: Records[Comparison] = self._records(
            "comparison", root / "sources" / "comparisons", ".md", read_comparison
        )
        self.guides: Records[Guide] = self._records(
            "guide", root / "exercises" / "guides", ".md", read_guide
        )
        self._recall_bank: tuple[RecallQuestion, ...] | None = None
        self._table_infos: dict[str, TableInfo] | None = None
        self.tables: Records[TableInfo] = Records(
            "table", lambda: list(self._tables()), lambda name: self._tables()[name]
        )
        self._works: dict[str, Reference] | None = None
        self.references: Records[Reference] = Records(
            "reference", lambda: list(self._references()), lambda name: self._references()[name]
        )
        self._library: Library | None = None
        self.journal = Journal(journal_path(root))

    def _records(
        self, what: str, folder: Path, suffix: str, read: Callable[[Path, Path], T]
    ) -> Records[T]:
        return Records(
            what,
            lambda: sorted(path.stem for path in folder.glob(f"*{suffix}")),
            lambda name: read(folder / f"{name}{suffix}", self.root),
        )

    @property
    def recall_bank(self) -> tuple[RecallQuestion, ...]:
        """What later lessons can ask once more, in the order of the lessons.

        Raises:
            CourseFileError: If a file of it breaks the rules.
        """
        if self._recall_bank is None:
            paths = sorted((self.root / "exercises" / "recall").glob("*.yaml"))
            self._recall_bank = tuple(one for path in paths for one in read_recall(path, self.root))
        return self._recall_bank

    def _read_exercise(self, path: Path, root: Path) -> Exercise:
        """Read an exercise; a recall gets its questions, the same ones until it is answered."""
        exercise = read_exercise(path, root)
        if exercise.type is not ExerciseType.RECALL:
            return exercise
        from coursekit.exercises import ask_again

        lessons = [
            one.zfill(2)
            for one, _, name in (one.partition(".") for one in self.exercises)
            if name == RECALL
        ]
        return ask_again(exercise, self.recall_bank, self.journal.tries, lessons=lessons)

    def _read_timeline(self, path: Path, root: Path) -> Timeline:
        return read_timeline(path, root, title=self.settings.timelines.get(path.stem, ""))

    @property
    def _table_folder(self) -> Path:
        return self.root / "sources" / "tables"

    def _tables(self) -> dict[str, TableInfo]:
        if self._table_infos is None:
            path = self._table_folder / "datapackage.json"
            self._table_infos = read_tables(path, self.root) if _is_there(path) else {}
        return self._table_infos

    def _references(self) -> dict[str, Reference]:
        if self._works is None:
            path = self.root / "sources" / "references.json"
            self._works = read_references(path, self.root) if _is_there(path) else {}
        return self._works

    def __repr__(self) -> str:
        counts = (
            f"{len(names)} {what}{'' if len(names) == 1 else 's'}"
            for what, names in (
                ("source", self.sources),
                ("timeline", self.timelines),
                ("table", self.tables),
                ("exercise", self.exercises),
            )
        )
        return f"{self.settings.title}\n{', '.join(counts)}"

    def source(self, name: str) -> SourceView:
        """Show a document with its card, notes and quotations; ``.as_found`` shows the page alone.

        Where ``coursekit import`` brought its full text in, that is shown with the notes in it.

        Raises:
            UnknownNameError: If no source has that name.
            CourseFileError: If its file breaks the rules.
        """
        records = self.sources
        if name not in records and name in self.local_sources:
            records = self.local_sources
        source = records[name]
        voice = self.settings.voices.get(source.voice)
        full_text, notice = self._full_text(source.id)
        return SourceView(
            source,
            voice_label=voice.label if voice else source.voice,
            full_text=full_text,
            notice=notice,
        )

    @property
    def local_folder(self) -> Path:
        """Where the texts lie that somebody brought in; git ignores it."""
        return self.root / "sources" / "local"

    def has_own_copy(self, name: str) -> bool:
        """Say whether somebody brought in the whole text of a document."""
        return (self.local_folder / f"{name}.txt").exists()

    def own_copy(self, name: str) -> str:
        """Give the whole text of a document where somebody brought it in, else nothing.

        Raises:
            CourseFileError: If the file cannot be read.
        """
        path = self.local_folder / f"{name}.txt"
        return read_full_text(path, self.root) if path.exists() else ""

    def _full_text(self, name: str) -> tuple[str, str]:
        """Give the local copy of a document, or a sentence where it cannot be shown.

        The shipped notebooks never show one: their runs are checked and published.
        """
        if not self.has_own_copy(name) or is_inside(self.root / "notebooks"):
            return "", ""
        try:
            return self.own_copy(name), ""
        except CourseFileError as error:
            return "", (
                f"Your own copy cannot be shown: {error}. This is the course's record; "
                "'coursekit import' brings the text in again."
            )

    def _read_local_source(self, path: Path, root: Path) -> Source:
        text = path.with_suffix(".txt")
        try:
            full_text = read_full_text(text, root) if text.exists() else ""
        except CourseFileError:
            full_text = ""  # what is wrong with it is said where it would be shown
        return read_source(path, root, full_text=full_text)

    def timeline(self, name: str) -> TimelineView:
        """Show a timeline; ``.between("1993", "1995")`` keeps a part, ``.frame`` is for pandas.

        Raises:
            UnknownNameError: If no timeline has that name.
            CourseFileError: If its file breaks the rules.
        """
        return TimelineView(self.timelines[name])

    def table(self, name: str) -> pd.DataFrame:
        """Give a table as a pandas DataFrame, its citation and licence in ``.attrs``.

        Raises:
            UnknownNameError: If no table has that name.
            CourseFileError: If its file breaks the rules.
        """
        return load_table(self.tables[name], self._table_folder, self.root)

    def debate(self, name: str) -> DebateView:
        """Show what scholars hold on a question, a card for each position.

        Raises:
            UnknownNameError: If no debate has that name, or it names a work that is not in the
                bibliography.
            CourseFileError: If its file breaks the rules.
        """
        from coursekit.citing import cite_works  # only debates need citeproc here

        debate = self.debates[name]
        named = [d.work for one in debate.positions.values() for d in one.defended_by]
        return DebateView(debate, cite_works(self.references, named))

    def comparison(self, name: str) -> ComparisonView:
        """Show two documents side by side; ``.apart`` leaves the comparing to the reader.

        Raises:
            UnknownNameError: If no comparison has that name, or it names a document that is not
                there.
            CourseFileError: If a file breaks the rules.
        """
        comparison = self.comparisons[name]
        left, right = self.sources[comparison.left], self.sources[comparison.right]
        return ComparisonView(comparison, left, right)

    def check(self, exercise: str, answer: object = None, *, partner: object = None) -> VerdictView:
        """Say what is right in an answer and what to look at next.

        In a student's work folder the try is kept in the journal, and each further different
        answer brings the next hint.

        Args:
            exercise: The exercise's id, ``"0.2"``.
            answer: Lines of ``label: value``, or what the exercise asks for; any value of any
                type gets a sentence, never an error.
            partner: The answer of somebody beside you, where each line gets a label: how far the
                two of you agree is said, and neither kept nor scored.

        Raises:
            UnknownNameError: If no exercise has that id.
        """
        from coursekit.exercises import (  # reading needs none of it
            NO_LIBRARY,
            judge,
            keep_recall,
            read_answer,
        )

        wanted = self.exercises[exercise]
        read = read_answer(wanted, answer)
        typed = "\n".join(f"{label}: {one.text}" for label, one in read.readings.items())
        if wanted.type is ExerciseType.RECALL:
            typed = keep_recall(wanted.recalled, read)
        earlier = self.journal.earlier(exercise, typed)
        cites = wanted.type is ExerciseType.CHOOSE_JUSTIFY
        typed_any = any(not one.is_blank for one in read.readings.values())
        library = self.library if cites and typed_any else NO_LIBRARY  # it reads every document
        verdict = judge(wanted, answer, earlier_tries=earlier, library=library, partner=partner)
        if verdict.parts:
            self.journal.add(
                exercise,
                typed,
                score=verdict.score,
                hint=verdict.hint_number,
                misconception=verdict.misconception,
                done=verdict.done,
            )
        return VerdictView(verdict)

    def recall(self, chapter: str) -> RecallView:
        """Show what a lesson asks once more of earlier ones: three questions, never scored.

        What was missed comes first, then what was seen longest ago. Answers are written with
        ``course.check("2.recall", …)``, which shows what to lay beside them.

        Args:
            chapter: The lesson, ``"02"``.

        Raises:
            UnknownNameError: If the lesson has no recall.
        """
        number = str(chapter).removesuffix(f".{RECALL}").lstrip("0") or "0"
        return RecallView(self.exercises[f"{number}.{RECALL}"])

    @property
    def calibration(self) -> Chart | CalibrationView:
        """Show how sure you were and how often you were right, from your own predictions.

        A chart once there are ten answers; a sentence before that.
        """
        from coursekit.exercises import ENOUGH, stated

        answers = []
        for name in self.exercises:
            if self.journal.of(name):
                answers += list(stated(self.exercises[name], self.journal.tries))
        if len(answers) < ENOUGH:
            return CalibrationView(Answered(len(answers), ENOUGH))
        import pandas as pd

        from coursekit.charts import draw_calibration

        return draw_calibration(pd.DataFrame(answers))

    @property
    def library(self) -> Library:
        """What an argument may cite: each document's side and the words that it quotes.

        A document whose file breaks the rules is left out: `sources` says what is wrong with it.
        """
        if self._library is None:
            sources = []
            for name in self.sources:
                try:
                    sources.append(self.sources[name])
                except CourseFileError:
                    continue
            sides = self.settings.voices
            self._library = Library(
                voices={
                    one.id: sides[one.voice].label if one.voice in sides else one.voice
                    for one in sources
                },
                quotations={
                    one.id: tuple(
                        words
                        for quotation in one.quotations.values()
                        for words in (quotation.text, quotation.translation)
                        if words
                    )
                    for one in sources
                },
            )
        return self._library

    @property
    def progress(self) -> ProgressView:
        """Show the chapters and what has been tried so far, from the journal."""
        rows = []
        for chapter in self.settings.chapters:
            names = [name for name in self.exercises if name.startswith(chapter.prefix)]
            best = {name: self.journal.best(name) for name in names if self.journal.of(name)}
            rows.append((chapter, len(best), len(names), best))
        return ProgressView(tuple(rows))


def _is_there(path: Path) -> bool:
    """Say whether a file is there by opening it: a run notes what is opened, not what is asked."""
    try:
        path.open("rb").close()
    except FileNotFoundError:
        return False
    except OSError:
        return True  # reading it says what is wrong
    return True
