"""A run is taken again as long as nothing that it depends on has changed, and no longer."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coursekit.checking import check_course
from coursekit.notebooks import Shipped, remembering, run_shipped
from coursekit.notebooks.remembering import Memory, reads_of
from coursekit.notebooks.watching import Report, read_report

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = "sources/documents/company-minutes.md"
OTHER = "sources/documents/opening-day.md"


def a_notebook(root: Path, name: str, *sources: str) -> Path:
    """Write a notebook of code cells, to be run in the course."""
    cells = [
        {"cell_type": "code", "id": f"cell-{n}", "metadata": {}, "source": source}
        | {"outputs": [], "execution_count": None}
        for n, source in enumerate(sources)
    ]
    path = root / "notebooks" / f"{name}.ipynb"
    path.write_text(
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}),
        encoding="utf-8",
    )
    return path


def ran(root: Path, *paths: Path, **options: Any) -> list[Shipped]:
    return list(run_shipped(paths, root, **options))


def executed(root: Path, *paths: Path, **options: Any) -> list[str]:
    """Run notebooks; name those that a kernel was started for."""
    return [one.path.stem for one in run_shipped(paths, root, **options) if not one.is_remembered]


def add_to(path: Path, words: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + words, encoding="utf-8")


@pytest.fixture(scope="module")
def course_that_ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Shipped]]:
    """A course with three notebooks that read a document, a table and nothing; they were run."""
    source = Path(__file__).parent / "course"
    root = Path(shutil.copytree(source, tmp_path_factory.mktemp("ran") / "village"))
    (root / "notebooks" / "counts.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (root / "notebooks" / "helpers.py").write_text("WORD = 'helped'\n", encoding="utf-8")
    paths = [
        a_notebook(
            root,
            "document",
            "from coursekit import open_course\ncourse = open_course()",
            'course.source("company-minutes")',
        ),
        a_notebook(root, "table", "import pandas\npandas.read_csv('counts.csv')"),
        a_notebook(root, "import", "import helpers\nhelpers.WORD"),
    ]
    return root, ran(root, *paths, jobs=2)


CHANGES: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "nothing": (lambda root: None, []),
    "the document that one shows": (lambda root: add_to(root / SOURCE, "\n"), ["document"]),
    "a document that none shows": (lambda root: add_to(root / OTHER, "\n"), []),
    "a new document": (lambda root: add_copy(root / SOURCE, "zz.md"), ["document"]),
    "a table that pandas reads": (
        lambda root: add_to(root / "notebooks" / "counts.csv", "3,4\n"),
        ["table"],
    ),
    "a table that is gone": (lambda root: (root / "notebooks" / "counts.csv").unlink(), ["table"]),
    "a module beside the notebook": (
        lambda root: add_to(root / "notebooks" / "helpers.py", "MORE = 1\n"),
        ["import"],
    ),
    "the title of the course": (
        lambda root: change_words(root / "pyproject.toml", "Millbrook", "Millford"),
        ["document"],
    ),
    "how handouts look": (
        lambda root: add_to(root / "pyproject.toml", '\n[tool.coursekit.handouts]\npaper = "A4"\n'),
        [],
    ),
    "another tool's settings": (
        lambda root: add_to(root / "pyproject.toml", "\n[tool.ruff]\nline-length = 90\n"),
        [],
    ),
    "a notebook": (
        lambda root: change_words(root / "notebooks" / "import.ipynb", "WORD", "WORD[::-1]"),
        ["import"],
    ),
}


def add_copy(path: Path, name: str) -> None:
    shutil.copy(path, path.with_name(name))


def change_words(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("name", CHANGES)
def test_only_what_a_change_concerns_is_run_again(
    course_that_ran: tuple[Path, list[Shipped]], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, before = course_that_ran
    kept = {
        path: path.read_bytes() for path in root.rglob("*") if path.is_file()
    }  # the change is undone, and what is remembered with it
    change, expected = CHANGES[name]
    change(root)
    monkeypatch.setattr(Memory, "keep", lambda *_, **__: None)
    try:
        paths = [one.path for one in before]
        known = [remembering_of(root, path) for path in paths]
        assert [path.stem for path, one in zip(paths, known, strict=True) if not one] == expected
        for shipped, again in zip(before, known, strict=True):
            assert again is None or again.content == shipped.content
    finally:
        for path in [*root.rglob("*")]:
            if path.is_file() and path not in kept:
                path.unlink()
        for path, content in kept.items():
            path.write_bytes(content)


def remembering_of(root: Path, path: Path) -> Shipped | None:
    from coursekit.notebooks.shipped import recall

    return recall(Memory(root), path)


def test_what_runs_again_is_remembered_anew(village: Path) -> None:
    path = a_notebook(village, "a", "open('words.txt').read()")
    words = village / "notebooks" / "words.txt"
    words.write_text("first")
    os.utime(words, (1, 1))
    assert executed(village, path) == ["a"]
    words.write_text("second")
    os.utime(words, (2, 2))
    (again,) = ran(village, path)
    assert (again.is_remembered, b"second" in again.content) == (False, True)
    assert executed(village, path) == []
    assert executed(village, path, fresh=True) == ["a"]


def test_what_was_looked_for_in_vain_counts_when_it_comes(village: Path) -> None:
    package = village / "sources" / "tables" / "datapackage.json"
    away = package.rename(village / "datapackage.json")
    path = a_notebook(village, "a", "import coursekit\nlen(coursekit.open_course().tables)")
    assert executed(village, path) == ["a"]
    assert executed(village, path) == []
    away.rename(package)
    assert executed(village, path) == ["a"]


@pytest.mark.parametrize("damage", ["", "cut", "noise", "other", "folder"])
def test_a_damaged_memory_is_none(village: Path, damage: str) -> None:
    path = a_notebook(village, "a", "1 + 1")
    (first,) = ran(village, path)
    kept = village / ".coursekit" / "runs" / "a.json"
    content = kept.read_bytes()
    if damage == "folder":
        kept.unlink()
        kept.mkdir()
    else:
        bad = {"cut": content[:-9], "noise": b"\xff\x00", "other": content.replace(b"2", b"3")}
        kept.write_bytes(bad.get(damage, b""))
    (again,) = ran(village, path)
    assert (again.is_remembered, again.content) == (False, first.content)


def test_a_course_that_cannot_be_written_to_runs_without_memory(
    village: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_notebook(village, "a", "1 + 1")
    (village / ".coursekit").write_text("a file where the folder would be")
    assert executed(village, path) == ["a"]
    assert executed(village, path) == ["a"]
    assert (village / ".coursekit").read_text() == "a file where the folder would be"


def test_a_file_that_changes_during_the_run_is_not_taken_for_the_one_it_read(
    village: Path,
) -> None:
    path = a_notebook(
        village,
        "a",
        "print(open('n.txt').read())\nopen('n.txt', 'w').write('2')",
    )
    (village / "notebooks" / "n.txt").write_text("1")
    assert executed(village, path) == ["a"]
    assert executed(village, path) == ["a"]


@pytest.mark.parametrize(("answer", "reads"), [("...", False), ("because of the train", True)])
def test_only_an_argument_that_was_typed_reads_every_document(
    village: Path, answer: str, *, reads: bool
) -> None:
    root = Path(__file__).parents[1]
    shutil.copy(root / "exercises" / "1.6.md", village / "exercises" / "1.66.md")
    course = "import coursekit\ncourse = coursekit.open_course()\n"
    path = a_notebook(village, "a", f"{course}course.check('1.66', 'because: {answer}')")
    ran(village, path)
    (village / SOURCE).write_text("")
    assert (executed(village, path) == ["a"]) is reads


def test_what_failed_is_run_again(village: Path) -> None:
    path = a_notebook(village, "a", "1\n1 / 0")
    for _ in range(2):
        (one,) = ran(village, path)
        assert (
            str(one.error) == "cell 'cell-0' fails in line 2: ZeroDivisionError: division by zero"
        )


@pytest.mark.parametrize(
    ("name", "counts"),
    [("PYTHONWARNINGS", True), ("TZ", True), ("COLUMNS", False), ("PYTHONUNBUFFERED", False)],
)
def test_variables_that_act_on_python_count(
    monkeypatch: pytest.MonkeyPatch, name: str, *, counts: bool
) -> None:
    monkeypatch.delenv(name, raising=False)
    before = remembering.surroundings()
    monkeypatch.setenv(name, "default")
    assert (remembering.surroundings() != before) is counts


def test_the_library_counts_with_its_templates_and_without_its_compiled_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(shutil.copytree(remembering._PACKAGE, tmp_path / "coursekit"))
    monkeypatch.setattr(remembering, "_PACKAGE", package)
    before = remembering.library.__wrapped__()
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"x")
    assert remembering.library.__wrapped__() == before
    add_to(package / "templates" / "course.css", "\n")
    assert remembering.library.__wrapped__() != before


def test_what_is_remembered_is_no_matter_of_git(village: Path) -> None:
    ran(village, a_notebook(village, "a", "1"))
    assert (village / ".coursekit" / ".gitignore").read_text().endswith("\n*\n")


def test_paths_count_in_the_course_and_elsewhere_but_not_in_python(
    village: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine.csv").write_text("a")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "a.csv").write_text("a")
    inside = village / "sources" / "a.md"
    files = {str(inside), str(tmp_path / "mine.csv"), str(tmp_path / ".hidden" / "a.csv")}
    files |= {os.__file__, pytest.__file__, "/proc/self/stat", str(tmp_path / "was-temporary")}
    compiled = village / "notebooks" / "__pycache__" / "helpers.cpython-311.pyc"
    report = Report(files=frozenset({*files, str(compiled)}), folders=frozenset({sys.prefix}))
    assert reads_of(report, village) == [
        ("file", str(tmp_path / "mine.csv")),
        ("file", "notebooks/helpers.py"),
        ("file", "sources/a.md"),
    ]


def test_a_report_that_was_cut_off_tells_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "report").write_text('["file", "/a"]\n["line", 3]\n["fi')
    assert read_report(tmp_path / "report") == Report(files=frozenset({"/a"}), line=3)
    assert read_report(tmp_path / "none") == Report()


def test_a_check_takes_the_run_of_the_handouts(village: Path) -> None:
    first = check_course(village, run=True)
    times = {path: path.stat().st_mtime_ns for path in (village / ".coursekit").rglob("*.json")}
    assert {path.stem for path in times} == {p.stem for p in (village / "notebooks").iterdir()}
    assert check_course(village, run=True) == first
    assert {path: path.stat().st_mtime_ns for path in times} == times


# The line of a failure -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "sentence"),
    [
        (["x = 1\n\nint('a')"], "cell 'cell-0' fails in line 3: ValueError: invalid literal"),
        (["def f():\n    1 / 0", "\nf()"], "cell 'cell-1' fails in line 2: ZeroDivisionError"),
        (["x = 1\nx = = 2"], "cell 'cell-0' fails in line 2: SyntaxError: invalid syntax"),
        (
            ["from coursekit import open_course\nopen_course().source('no')"],
            "cell 'cell-0' fails in line 2: UnknownNameError: No source is called 'no'.",
        ),
        (["import json\njson.loads('{')"], "cell 'cell-0' fails in line 2: JSONDecodeError: Exp"),
    ],
)
def test_the_line_that_failed_is_the_one_of_the_cell(
    village: Path, sources: list[str], sentence: str
) -> None:
    (one,) = ran(village, a_notebook(village, "a", *sources))
    assert str(one.error).startswith(sentence)
