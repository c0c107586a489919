"""The whole course against its own rules: prose under test.

What can be seen in files is checked at once; what only a run shows (alt text, answers that
stand above their exercise, time) with ``run=True``.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from coursekit.course import Course, Records
from coursekit.errors import CourseError, CourseFileError, Problem, nearest
from coursekit.exercises import (
    NO_LIBRARY,
    UNSCORED,
    asked,
    floor,
    judge,
    key_problems,
    lazy_answers,
    read_answer,
)
from coursekit.notebooks import (
    TAGS,
    answer_cells,
    evidence_for,
    exercise_of,
    flaw_of,
    is_answer,
    output_texts,
    read_notebook,
    run_notebook,
    shown_by,
)
from coursekit.reading import read_rows, read_text
from coursekit.records import (
    MONTHS,
    QUOTATION_LIMITS,
    Accepted,
    Exercise,
    ExerciseType,
    LineKind,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from coursekit.records import Chapter, Library

MOST_CELLS = 60
MOST_WORDS = 120  # of a text cell
MOST_LINES = 8  # of a code cell
MOST_SECONDS = 20  # of a whole notebook
LAZY_LIMIT = 0.15
START = "start-here.ipynb"

_LINK = re.compile(
    r"(?<!!)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)(?:\s+\"(?P<title>[^\"]*)\")?\)"
)
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(")
_HEADING = re.compile(r"^(#{1,6})\s+\S", re.MULTILINE)
_CELL_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f-]+)?")
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ABSOLUTE = re.compile(r"(?<![\w:/.])(?:/(?:home|Users|root|tmp|mnt)/|[A-Z]:\\)")


def check_course(root: Path, *, run: bool = False) -> list[Problem]:
    """Hold a whole course to its rules.

    Args:
        root: The course folder.
        run: Whether to run the notebooks, too (some seconds each).

    Returns:
        Every problem, by file and line; empty where all is well.

    Raises:
        CourseFileError: If not even the settings can be read.
    """
    course = Course(root)
    problems = [
        *blanks("pyproject.toml", read_text(root / "pyproject.toml", root)),
        *_sources(course),
        *_timelines(course),
        *_tables(course),
        *_references(course),
        *_exercises(course),
        *_notebooks(course, run=run),
    ]
    return sorted(dict.fromkeys(problems), key=lambda one: (one.path, one.line or 0, one.text))


def _each(records: Any) -> Iterator[tuple[Any, list[Problem]]]:
    """Give every record of a kind, or what is wrong with its file."""
    try:
        names = list(records)
    except CourseFileError as error:
        yield None, list(error.problems)
        return
    for name in names:
        try:
            yield records[name], []
        except CourseFileError as error:
            yield None, list(error.problems)


# What is still to be written ------------------------------------------------------------------

BLANK = "…"  # what stands in a new file where its author has to write
_BLANK_FIELD = re.compile(
    r"(?P<name>[\w ]*\w)[\"']?\s*[:=]\s+[\"']?…[\"']?\s*(?:[,}\]][^#]*)?(?:#\s*(?P<help>.*))?$"
)
_BLANK_TEXT = re.compile(r"\s*(?:> ?…|(?:> ?\{#[^}]*\} ?|[-*] )?…(?:\s+(?P<help>.*))?)$")


def blanks(path: str, text: str) -> Iterator[Problem]:
    """Name what is still to be written in a file: each ``…`` that stands for a whole value.

    Args:
        path: The file, as messages name it.
        text: What is in it.

    Examples:
        >>> print(*blanks("a.md", "title: …   # as it stands there"))
        a.md:1: 'title' is still to be written: as it stands there
        >>> print(*blanks("a.md", "… what it says"))
        a.md:1: is still to be written: what it says
        >>> print(*blanks("a.md", "title: The … country"))
        <BLANKLINE>
    """
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            continue
        if found := _BLANK_TEXT.match(line):
            what = "is still to be written"
        elif found := _BLANK_FIELD.search(line):
            what = f"'{found['name'].strip()}' is still to be written"
        else:
            continue
        yield Problem(path, number, f"{what}: {found['help']}" if found["help"] else what)


# Sources, timelines, tables ------------------------------------------------------------------


def _sources(course: Course) -> Iterator[Problem]:
    for source, wrong in _each(course.sources):
        yield from wrong
        if source is None:
            continue
        path = f"sources/documents/{source.id}.md"
        text = read_text(course.root / path, course.root)
        yield from blanks(path, text)
        words, most = QUOTATION_LIMITS[source.kind]
        if len(source.quotations) > most:
            count = len(source.quotations)
            wrong_text = f"has {count} quotations; a {source.kind.value} may have {most}"
            yield Problem(path, None, wrong_text)
        for quotation in source.quotations.values():
            count = len(_WORDS.findall(quotation.text))
            if count > words:
                line = text.count("\n", 0, text.find(f"#{quotation.id}")) + 1
                wrong_text = f"the quotation '#{quotation.id}' has {count} words of {words} allowed"
                yield Problem(path, line, wrong_text)
        if not source.dates.known:
            yield Problem(
                path,
                None,
                "has no date (under 'dates' write event, written, published "
                "or web, whichever is known)",
            )
        if BLANK not in source.voice and source.voice not in (
            course.settings.voices or [source.voice]
        ):
            known = ", ".join(course.settings.voices)
            near = nearest(source.voice, course.settings.voices)
            hint = f"did you mean '{near}'? " if near else ""
            wrong_text = f"voice '{source.voice}' is none of the course's ({hint}{known})"
            yield Problem(path, None, wrong_text)
        if source.url != BLANK and not source.url.startswith(("http://", "https://")):
            yield Problem(path, None, f"url '{source.url}' is not an address (https://…)")


def _timelines(course: Course) -> Iterator[Problem]:
    for timeline, wrong in _each(course.timelines):
        yield from wrong
        if timeline is None:
            continue
        path = f"sources/timelines/{timeline.id}.csv"
        for event in timeline.events:
            for address in event.sources:
                if not address.startswith(("http://", "https://")):
                    wrong_text = f"event '{event.id}': '{address}' is not an address (https://…)"
                    yield Problem(path, None, wrong_text)


def _tables(course: Course) -> Iterator[Problem]:
    sound = True
    for table, wrong in _each(course.tables):
        yield from wrong
        if table is None:
            sound = False
            continue
        path = "sources/tables/datapackage.json"
        for name, value in (("licenses", table.licence), ("citation", table.citation)):
            if not value:
                yield Problem(path, None, f"the table '{table.id}' has no '{name}'")
        if not table.sources:
            yield Problem(path, None, f"the table '{table.id}' has no 'sources'")
        try:
            read_rows(table, course.root / "sources" / "tables", course.root)
        except CourseFileError as error:
            sound = False
            yield from error.problems
    if sound and len(course.tables):
        yield from _frictionless(course)


def _references(course: Course) -> Iterator[Problem]:
    for _, wrong in _each(course.references):
        yield from wrong


def _frictionless(course: Course) -> Iterator[Problem]:
    """Let the data package's own library say what it finds."""
    from frictionless import Package

    folder = course.root / "sources" / "tables"
    report = Package(str(folder / "datapackage.json")).validate()
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)
            yield Problem(f"sources/tables/{task.place}", row, error.message)
    for error in report.errors:
        yield Problem("sources/tables/datapackage.json", None, error.message)


# Exercises -----------------------------------------------------------------------------------


def _exercises(course: Course) -> Iterator[Problem]:
    for exercise, wrong in _each(course.exercises):
        yield from wrong
        if exercise is not None:
            path = f"exercises/{exercise.id}.md"
            open_still = list(blanks(path, read_text(course.root / path, course.root)))
            yield from open_still
            for text in () if open_still else exercise_problems(exercise, course.library):
                yield Problem(path, None, text)


def exercise_problems(exercise: Exercise, library: Library = NO_LIBRARY) -> Iterator[str]:
    """Say what is wrong with an exercise: its key, hints, misconceptions and solution.

    Args:
        exercise: The exercise.
        library: What an argument may cite.
    """
    if len(exercise.hints) != 3:
        yield f"has {len(exercise.hints)} hints of 3 (where to look, what for, a parallel case)"
    if not exercise.solution:
        yield "has no solution (a fenced block of answer lines under '## Solution')"
    if not exercise.explanation:
        yield "has a solution without a word of explanation"
    if exercise.type in UNSCORED:
        return
    if wrong := list(key_problems(exercise)):
        yield from wrong
        return
    bare = [line.label for line in exercise.lines if line not in asked(exercise)]
    if bare:
        yield f"accepts nothing on the line {', '.join(bare)}"
        return
    if exercise.type is ExerciseType.CLAIM_EVIDENCE:
        wanted = {f"{claim}{page}" for claim in exercise.claims for page in exercise.evidence}
        if wanted != {line.label for line in exercise.lines}:
            yield "needs a line for each pair of claim and evidence (1A, 1B …) and no other"
            return
    if exercise.solution:
        verdict = judge(exercise, exercise.solution, library=library)
        if verdict.score != 1:
            earned = "nothing" if verdict.score is None else f"{verdict.score:g}"
            yield f"its solution earns {earned} of 1 (full marks are needed)"
    if not exercise.misconceptions and exercise.type is not ExerciseType.CHOOSE_JUSTIFY:
        yield "has no misconception"
    if floor(exercise) >= 1:
        yield "an answer that needs no reading earns full marks"
    for lazy in lazy_answers(exercise):
        typed = {label: reading.text for label, reading in lazy.readings.items()}
        if (judge(exercise, typed, library=library).score or 0) > LAZY_LIMIT:
            yield f"an answer that needs no reading earns more than {LAZY_LIMIT}: {typed}"
    yield from _misconception_problems(exercise)


def _misconception_problems(exercise: Exercise) -> Iterator[str]:
    seen: dict[str, str] = {}
    for one in exercise.misconceptions:
        verdict = judge(exercise, dict(one.answer))
        if verdict.misconception != one.id:
            met = verdict.misconception or "none"
            yield f"the answer of misconception '{one.id}' is not met by it (but by {met})"
        readings = read_answer(exercise, dict(one.answer)).readings
        for label in one.answer:
            line = next(line for line in exercise.lines if line.label == label)
            right = {
                read_answer(exercise, {label: a.value}).readings[label].value for a in line.accepts
            }
            if len(one.answer) == 1 and readings[label].value in right:
                yield f"misconception '{one.id}' is an accepted answer"
        if one.say in seen:
            yield f"misconceptions '{seen[one.say]}' and '{one.id}' say the same"
        seen[one.say] = one.id


# Notebooks -----------------------------------------------------------------------------------


def _notebooks(course: Course, *, run: bool) -> Iterator[Problem]:
    folder = course.root / "notebooks"
    chapters = {chapter.notebook: chapter for chapter in course.settings.chapters}
    names = sorted({*chapters, *(path.name for path in folder.glob("*.ipynb"))})
    used: set[str] = set()
    for name in names:
        path = f"notebooks/{name}"
        if name not in chapters and name != START:
            yield Problem(path, None, "is no chapter of [tool.coursekit] (add it, or move it)")
        try:
            notebook = read_notebook(folder / name)
        except CourseError as error:
            yield Problem(path, None, str(error).removeprefix(f"{name}: "))
            continue
        if flaw := flaw_of(notebook):
            yield Problem(path, None, f"breaks the format of notebooks ({flaw})")
            continue
        used |= {found for found, _ in answer_cells(notebook)}
        page = _Page(course, path, notebook, chapters.get(name))
        yield from page.problems()
        if run:
            yield from page.run_problems()
    for exercise in course.exercises:
        if exercise not in used:
            yield Problem(f"exercises/{exercise}.md", None, "is asked in no notebook")


class _Page:
    """One notebook under test."""

    def __init__(self, course: Course, path: str, notebook: Any, chapter: Chapter | None) -> None:
        self.course = course
        self.path = path
        self.notebook = notebook
        self.chapter = chapter

    def problems(self) -> Iterator[Problem]:
        """Say what can be seen in the file."""
        rules: tuple[Callable[[], Iterable[tuple[Any, str]]], ...] = (
            self._shape,
            self._headings,
            self._locks,
            self._links,
            self._background,
            self._questions,
            self._names,
            self._blanks,
        )
        for rule in rules:
            for cell, text in rule():
                place = f"cell '{cell.id}': " if cell is not None else ""
                yield Problem(self.path, None, f"{place}{text}")
        if self.chapter is not None:
            for text in self._voices(self.chapter):
                yield Problem(self.path, None, text)

    def _texts(self) -> Iterator[Any]:
        return (cell for cell in self.notebook.cells if cell.cell_type == "markdown")

    def _codes(self) -> Iterator[Any]:
        return (cell for cell in self.notebook.cells if cell.cell_type == "code")

    def _shape(self) -> Iterator[tuple[Any, str]]:
        cells = self.notebook.cells
        if len(cells) > MOST_CELLS:
            yield None, f"has {len(cells)} cells of {MOST_CELLS} allowed"
        ids = [cell.id for cell in cells]
        for cell in cells:
            if not _CELL_ID.fullmatch(cell.id) or _RANDOM_ID.fullmatch(cell.id):
                yield cell, "its id is not readable (use words: 'first-look')"
            if ids.count(cell.id) > 1:
                yield cell, "another cell has the same id"
            for tag in cell.metadata.get("tags", ()):
                if tag not in TAGS:
                    near = nearest(tag, TAGS)
                    yield (
                        cell,
                        f"'{tag}' is not a tag" + (f" (did you mean '{near}'?)" if near else ""),
                    )
            if _ABSOLUTE.search(cell.source):
                yield cell, "names a path of one machine"
        for cell in self._codes():
            if cell.outputs or cell.execution_count is not None:
                yield cell, "is stored with its output (clear all outputs)"
            lines = [line for line in cell.source.splitlines() if line.strip()]
            if len(lines) > MOST_LINES and not is_answer(cell):
                yield cell, f"has {len(lines)} lines of code of {MOST_LINES} allowed"
        for cell in self._texts():
            count = len(_WORDS.findall(_LINK.sub(r"\g<words>", cell.source)))
            if count > MOST_WORDS:
                yield cell, f"has {count} words of {MOST_WORDS} allowed (split it)"
            for image in _IMAGE.finditer(cell.source):
                if not image["alt"].strip():
                    yield cell, "has a picture without alt text"

    def _headings(self) -> Iterator[tuple[Any, str]]:
        found = [
            (len(m[1]), cell) for cell in self._texts() for m in _HEADING.finditer(cell.source)
        ]
        tops = sum(level == 1 for level, _ in found)
        if tops != 1:
            yield None, f"has {tops} headings of the first level (one is needed)"
        before = 0
        for level, cell in found:
            if level > before + 1 and before:
                yield cell, f"a heading of level {level} follows one of level {before}"
            before = level

    def _locks(self) -> Iterator[tuple[Any, str]]:
        for cell in self.notebook.cells:
            locked = cell.metadata.get("editable") is False
            if is_answer(cell) and locked:
                yield cell, "students type here, and it is locked"
            elif not is_answer(cell) and not (locked and cell.metadata.get("deletable") is False):
                yield cell, "is not locked (set editable and deletable to false)"
        setups = [cell for cell in self._codes() if "setup" in cell.metadata.get("tags", ())]
        if len(setups) != 1:
            yield None, f"has {len(setups)} set-up cells (one, tagged 'setup', is needed)"

    def _links(self) -> Iterator[tuple[Any, str]]:
        for cell in self._texts():
            for link in _LINK.finditer(cell.source):
                if text := self._link_problem(link["words"], unquote(link["target"])):
                    yield cell, text

    def _link_problem(self, words: str, target: str) -> str | None:
        """Say what is wrong with a link: its file, the date or the quotation it stands for."""
        if target.startswith(("http://", "https://", "#")):
            return None
        name, _, anchor = target.partition("#")
        path = (self.course.root / "notebooks" / name).resolve()
        if not path.is_file():
            return f"the link '{target}' leads nowhere"
        try:
            if path.parent.name == "documents":
                source = self.course.sources[path.stem]
                return _quotation_problem(words, anchor, source.quotations) if anchor else None
            if path.name == "references.json" and anchor and anchor not in self.course.references:
                near = nearest(anchor, self.course.references)
                hint = f" (did you mean '#{near}'?)" if near else ""
                return f"no work of the bibliography is called '#{anchor}'{hint}"
            if path.parent.name == "timelines":
                events = {event.id: event for event in self.course.timelines[path.stem].events}
                return _date_problem(words, anchor, events) if anchor else None
        except CourseError:
            return None
        return None

    def _background(self) -> Iterator[tuple[Any, str]]:
        """Every paragraph of the background has a source."""
        inside = False
        for cell in self._texts():
            for paragraph in cell.source.split("\n\n"):
                if heading := _HEADING.match(paragraph):
                    inside = (len(heading[1]) > 2 and inside) or "Background" in paragraph
                    continue
                claims = len(_WORDS.findall(paragraph)) > 12
                aside = paragraph.startswith("*") and not paragraph.startswith("**")
                if paragraph.startswith(BLANK):
                    continue
                if inside and claims and not aside and not _LINK.search(paragraph):
                    yield cell, f"a paragraph of the background has no source: “{paragraph[:40]}…”"

    def _questions(self) -> Iterator[tuple[Any, str]]:
        """Each answer cell asks for what its exercise asks for, below the exercise's prompt."""
        above = ""
        for cell in self.notebook.cells:
            name = exercise_of(cell)
            if cell.cell_type == "markdown":
                above += "\n" + cell.source
            if name is None or "check" not in cell.metadata.get("tags", ()):
                continue
            try:
                exercise = self.course.exercises[name]
            except CourseFileError:
                continue
            except CourseError as error:
                yield cell, str(error)
                continue
            if exercise.prompt not in above:
                yield cell, f"the prompt of exercise {name} does not stand above, word for word"
            if f'course.check("{name}"' not in cell.source:
                yield cell, f'does not call course.check("{name}", …)'
            elif (
                exercise.type is not ExerciseType.BUG_HUNT and exercise.template not in cell.source
            ):
                yield cell, f"its template is not that of exercise {name}: {exercise.template!r}"

    def _names(self) -> Iterator[tuple[Any, str]]:
        """Whatever code shows is there."""
        kinds: dict[str, Records[Any]] = {
            "source": self.course.sources,
            "timeline": self.course.timelines,
            "table": self.course.tables,
            "check": self.course.exercises,
        }
        for cell in self._codes():
            for kind, name in shown_by(cell):
                if name not in kinds[kind]:
                    yield cell, f"no {kind} is called '{name}'"

    def _blanks(self) -> Iterator[tuple[Any, str]]:
        for cell in self._texts():
            for problem in blanks(self.path, cell.source):
                yield cell, problem.text

    def _voices(self, chapter: Chapter) -> Iterator[str]:
        """Count the sides whose documents the lesson shows."""
        shown = {
            name for cell in self._codes() for kind, name in shown_by(cell) if kind == "source"
        }
        heard = set()
        for name in shown:
            try:
                heard.add(self.course.sources[name].voice)
            except CourseError:
                continue
        if len(heard) < chapter.voices:
            listed = ", ".join(sorted(heard)) or "none"
            count = f"{len(heard)} voice{'' if len(heard) == 1 else 's'}"
            yield f"hears {count} of {chapter.voices} needed ({listed})"
        voices = self.course.settings.voices
        known = [voices[name] for name in heard if name in voices]
        if known and all(voice.great_power for voice in known):
            yield "hears no voice but those of great powers"

    # what only a run shows

    def run_problems(self) -> Iterator[Problem]:
        """Say what a run shows."""
        started = time.monotonic()
        try:
            ran = run_notebook(self.notebook, self.course.root / "notebooks", self.course.root)
        except CourseError as error:
            yield Problem(self.path, None, str(error))
            return
        if (seconds := time.monotonic() - started) > MOST_SECONDS:
            yield Problem(self.path, None, f"takes {seconds:.0f} seconds of {MOST_SECONDS} allowed")
        for cell in ran.cells:
            for text in _picture_problems(cell):
                yield Problem(self.path, None, f"cell '{cell.id}': {text}")
        yield from self._leaks(ran)

    def _leaks(self, ran: Any) -> Iterator[Problem]:
        """Find answers that stand above their cell, outside the evidence."""
        for name, answer in answer_cells(ran):
            try:
                terms = [term.casefold() for term in key_terms(self.course.exercises[name])]
            except CourseError:
                continue
            for cell in ran.cells:
                if cell.id == answer.id:
                    break
                if name in evidence_for(cell):
                    continue
                shown = (_shown_text(cell) + self._linked_text(cell)).casefold()
                found = (t for t in terms if re.search(rf"(?<!\w){re.escape(t)}(?!\w)", shown))
                if (term := next(found, None)) is not None:
                    text = f"cell '{cell.id}': shows '{term}', the answer of exercise {name} below"
                    yield Problem(self.path, None, text)

    def _linked_text(self, cell: Any) -> str:
        """Give the documents that a text cell links to: one click away is shown, too."""
        if cell.cell_type != "markdown":
            return ""
        texts = []
        for link in _LINK.finditer(cell.source):
            name = unquote(link["target"]).partition("#")[0]
            path = (self.course.root / "notebooks" / name).resolve()
            if "://" not in name and path.suffix == ".md" and path.is_file():
                texts.append(path.read_text(encoding="utf-8"))
        return "\n".join(texts)


def _shown_text(cell: Any) -> str:
    texts = [cell.source, *(text for _, text in output_texts(cell))]
    return re.sub(r"data:[\w/+-]+;base64,[\w+/=]+", " ", "\n".join(texts))


def _picture_problems(cell: Any) -> Iterator[str]:
    for kind, text in output_texts(cell):
        if kind == "image/png":
            yield "shows a picture without alt text (give back a Chart)"
        if kind == "text/html":
            for tag in re.findall(r"<img\b[^>]*>", text):
                alt = re.search(r'\balt="([^"]*)"', tag)
                if alt is None or len(alt[1].split()) < 3:
                    yield "shows a picture whose alt text says nothing"


def key_terms(exercise: Exercise) -> list[str]:
    """List what would give an exercise's answer away: dates, names, numbers from 100 up.

    Examples:
        >>> from coursekit.records import Line
        >>> line = Line(label="day", kind=LineKind.DATE, accepts=(Accepted(value="1963-08-05"),))
        >>> asked = Exercise(id="1.1", title="Ban", type=ExerciseType.COMPUTE, skill="dating",
        ...                  prompt="When?", lines=(line,))
        >>> "5 August 1963" in key_terms(asked), "August 5, 1963" in key_terms(asked)
        (True, True)
    """
    terms: list[str] = []
    for line in exercise.lines:
        for accepted in line.accepts:
            terms += _terms(line.kind, accepted)
    if exercise.truth is not None:
        terms += _terms(LineKind.DATE, Accepted(value=exercise.truth.edtf))
    return list(dict.fromkeys(terms))


def _terms(kind: LineKind, accepted: Accepted) -> list[str]:
    value = accepted.value
    if kind is LineKind.DATE:
        try:
            when = When(value)
        except ValueError:
            return []
        if not when.is_day:
            return [when.words] if "-" in value else []
        day, month = when.earliest, MONTHS[when.earliest.month]
        return [
            value,
            f"{day.day} {month} {day.year}",
            f"{month} {day.day}, {day.year}",
            f"{day.day} {month}",
            f"{month} {day.day}",
            f"{day:%m/%d/%Y}",
            f"date({day.year}, {day.month}, {day.day})",
        ]
    if kind in (LineKind.NUMBER, LineKind.VALUE) and re.fullmatch(r"-?\d+", value):
        number = int(value)
        return [value, f"{number:,}"] if abs(number) >= 100 else []
    if kind in (LineKind.VALUE, LineKind.WORDS):
        return [value]
    return []


def _quotation_problem(words: str, anchor: str, quotations: Any) -> str | None:
    if anchor not in quotations:
        near = nearest(anchor, quotations)
        return f"no quotation is called '#{anchor}'" + (
            f" (did you mean '#{near}'?)" if near else ""
        )
    quoted = re.findall(r"[“\"]([^”\"]+)[”\"]", words)
    if not quoted:
        return f"a link to the quotation '#{anchor}' gives its words in quotation marks"
    text = _flat(quotations[anchor].text)
    for part in quoted:
        if _flat(part) not in text:
            return f"“{part}” does not stand in the quotation '#{anchor}', word for word"
    return None


def _flat(text: str) -> str:
    return " ".join(text.translate(str.maketrans("‘’“”", "''\"\"")).split()).rstrip(".,")


def _date_problem(words: str, anchor: str, events: Any) -> str | None:
    if anchor not in events:
        near = nearest(anchor, events)
        return f"no event is called '{anchor}'" + (f" (did you mean '{near}'?)" if near else "")
    when: When = events[anchor].when
    years = set(re.findall(r"\b(?:1[89]|20)\d\d\b", words))
    months = {number for number, name in enumerate(MONTHS) if number and name in words}
    days = {int(day) for day in re.findall(r"\b(\d{1,2})\b(?!\d)", words)}
    span = {when.earliest, when.latest}
    wrong = (
        (years and not years & {str(day.year) for day in span})
        or (months and not months & {day.month for day in span})
        or (days and not (when.is_day or "/" in when.edtf))
        or (days and not days & {day.day for day in span})
    )
    if wrong:
        return f"the words '{words}' do not agree with the event '{anchor}' ({when})"
    return None
