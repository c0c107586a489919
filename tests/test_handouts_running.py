"""Handouts while they are made: several at a time, interrupted, refused by the disk, made twice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coursekit.course import Course
from coursekit.handouts import Edition, Export, export_handouts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
SECONDS = 60  # to wait for what takes a moment on an idle machine


def cell(name: str, source: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": name, "source": source, "metadata": {"tags": list(tags)}} | {
        "outputs": [],
        "execution_count": None,
    }


def add_chapter(root: Path, number: str, *sources: str) -> Path:
    """Add a small chapter to a course; its cells are called cell-0, cell-1 …"""
    path = root / "notebooks" / f"{number}-small.ipynb"
    title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# Small {number}"}
    cells = [title, *(cell(f"cell-{n}", source) for n, source in enumerate(sources))]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    settings = root / "pyproject.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8")
        + f'\n[[tool.coursekit.chapters]]\nnumber = "{number}"\nnotebook = "{path.name}"\n'
        f'title = "Small {number}"\nquestion = "?"\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture
def small(village: Path) -> Path:
    """A course of four chapters that take no time, after one that takes a little."""
    for number in ("52", "53", "54"):
        add_chapter(village, number, f"print('shown by {number}')")
    return village


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the handouts go."""
    return tmp_path / "out"


def export(root: Path, folder: Path, **options: Any) -> Export:
    return export_handouts(Course(root), folder, **options)


def numbers(root: Path) -> list[str]:
    return [chapter.number for chapter in Course(root).settings.chapters]


def pages(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def command(root: Path, folder: Path, *more: str, **environment: str) -> subprocess.Popen[str]:
    """Start the command in a process of its own."""
    named = ["handouts", "-o", str(folder), "--course", str(root), *more]
    return subprocess.Popen(
        [sys.executable, "-m", "coursekit", *named],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not come to this in time"
        time.sleep(0.05)


# Several at a time -------------------------------------------------------------------------------


def test_two_at_a_time_give_the_same_bytes_in_the_same_order(small: Path, tmp_path: Path) -> None:
    one = export(small, tmp_path / "one", jobs=1, fresh=True)
    two = export(small, tmp_path / "two", jobs=2, fresh=True)
    assert pages(tmp_path / "one") == pages(tmp_path / "two")
    names = [path.relative_to(tmp_path / "one") for path in one.written]
    assert names == [path.relative_to(tmp_path / "two") for path in two.written]


def test_chapters_are_told_of_in_their_order_and_are_few_at_a_time(
    small: Path, tmp_path: Path
) -> None:
    begun: list[str] = []
    done: list[tuple[str, int]] = []
    export(
        small,
        tmp_path,
        jobs=1,
        begin=lambda chapter: begun.append(chapter.number),
        done=lambda chapter: done.append((chapter.number, len(begun))),
    )
    assert begun == [number for number, _ in done] == numbers(small)
    assert done[0][1] <= 3  # the rest waits until this one is written


def test_a_chapter_that_fails_keeps_its_old_page_and_the_others_are_written(
    small: Path, out: Path
) -> None:
    export(small, out, editions=[Edition.STUDENT])
    before = pages(out)
    for number, source in (("52", "print('new')"), ("53", "x = 1\nprint(no_name)")):
        path = small / "notebooks" / f"{number}-small.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"][1]["source"] = source
        path.write_text(json.dumps(notebook), encoding="utf-8")
    exported = export(small, out, editions=[Edition.STUDENT], jobs=2)
    assert exported.problems == (
        "Chapter 53: cell 'cell-0' fails in line 2: NameError: name 'no_name' is not defined",
    )
    after = pages(out)
    assert [name for name in before if before[name] != after[name]] == ["student/52-small.html"]


def test_a_notebook_that_is_no_json_or_not_there_stops_alone(small: Path, out: Path) -> None:
    (small / "notebooks" / "52-small.ipynb").write_text("{", encoding="utf-8")
    (small / "notebooks" / "53-small.ipynb").unlink()
    exported = export(small, out, jobs=2)
    assert len(exported.problems) == 2
    assert exported.problems[0].startswith("Chapter 52: is not a notebook (")
    assert exported.problems[1] == "Chapter 53: there is no such notebook."
    assert (out / "student" / "54-small.html").exists()


# Nothing twice -----------------------------------------------------------------------------------


def test_a_second_run_runs_and_renders_nothing(small: Path, out: Path) -> None:
    export(small, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
    code = (
        "import sys; from coursekit.cli import main; "
        f"main(['handouts', '-o', {str(out)!r}, '--course', {str(small)!r}], "
        "standalone_mode=False)"
    )
    checked = f"try:\n {code}\nexcept SystemExit as end: print(end.code)\n"
    listed = "print(sorted({'nbconvert', 'nbclient', 'pandas', 'rich'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", checked + listed], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["0", "[]"]
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_only_the_chapter_that_changed_is_run_again(small: Path, out: Path) -> None:
    export(small, out)
    before = pages(out)
    path = small / "notebooks" / "53-small.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("by 53", "by three"), encoding="utf-8")
    begun: list[str] = []
    export(small, out, begin=lambda chapter: begun.append(chapter.number))
    assert begun == ["53"]
    changed = [name for name, page in pages(out).items() if before[name] != page]
    assert sorted(changed) == ["student/53-small.html", "teacher/53-small.html"]


def test_a_page_that_was_lost_or_written_over_is_made_again_without_a_run(
    small: Path, out: Path
) -> None:
    export(small, out)
    before = pages(out)
    (out / "student" / "52-small.html").unlink()
    (out / "student" / "53-small.html").write_text("mine")
    begun: list[str] = []
    export(small, out, begin=lambda chapter: begun.append(chapter.number))
    assert (begun, pages(out)) == ([], before)


def test_a_title_that_only_pages_show_changes_them(small: Path, out: Path) -> None:
    export(small, out)
    before = pages(out)
    settings = small / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"Small 52"', '"Large 52"'), encoding="utf-8")
    export(small, out)
    changed = {name for name, page in pages(out).items() if before[name] != page}
    assert {"student/52-small.html", "student/index.html"} <= changed


def test_fresh_runs_everything_and_gives_the_same_bytes(small: Path, out: Path) -> None:
    export(small, out)
    before = pages(out)
    begun: list[str] = []
    export(small, out, fresh=True, begin=lambda chapter: begun.append(chapter.number))
    assert (begun, pages(out)) == (numbers(small), before)


# Interrupted -------------------------------------------------------------------------------------


@pytest.fixture
def slow(small: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A course whose last two chapters wait; each writes down which process it runs in."""
    marks = tmp_path / "marks"
    marks.mkdir()
    for number in ("55", "56"):
        add_chapter(
            small,
            number,
            f"import os, time\nopen({str(marks / number)!r}, 'w').write(str(os.getpid()))\n"
            f"while not os.path.exists({str(marks / 'go')!r}): time.sleep(0.05)",
        )
    return small, marks


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return ") Z " not in state


@pytest.fixture
def begun(slow: tuple[Path, Path], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The command, at the moment when the two chapters wait and the others are written."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("this system has no /proc")
    root, marks = slow
    process = command(root, tmp_path / "out", "--jobs", "2")
    try:
        last = tmp_path / "out" / "teacher" / "54-small.html"
        wait_until(lambda: len([p for p in marks.glob("5*") if p.read_text()]) == 2)
        wait_until(last.exists)
        yield process
    finally:
        process.kill()
        process.communicate()


def kernels(marks: Path) -> list[int]:
    return [int(path.read_text()) for path in sorted(marks.glob("5*"))]


def test_control_c_stops_with_a_sentence_and_leaves_nothing_running(
    slow: tuple[Path, Path], begun: subprocess.Popen[str], tmp_path: Path
) -> None:
    root, marks = slow
    begun.send_signal(signal.SIGINT)
    out, said = begun.communicate(timeout=SECONDS)
    assert (begun.returncode, out) == (130, "")
    count = len(numbers(root))
    assert said == (
        f"Stopped. {count - 2} of {count} chapters are done, the pages of the others are as they "
        "were; the same command goes on from here.\n"
    )
    assert not any(map(is_running, kernels(marks)))
    assert [name for name in pages(tmp_path / "out") if not name.endswith(".html")] == []
    (marks / "go").touch()
    again: list[str] = []
    export(root, tmp_path / "out", begin=lambda chapter: again.append(chapter.number))
    assert again == ["55", "56"]


def test_a_process_that_is_killed_leaves_whole_pages_and_no_kernel(
    slow: tuple[Path, Path], begun: subprocess.Popen[str], tmp_path: Path
) -> None:
    root, marks = slow
    begun.kill()
    begun.communicate(timeout=SECONDS)
    wait_until(lambda: not any(map(is_running, kernels(marks))))
    for name, page in pages(tmp_path / "out").items():
        assert page.endswith(b"</html>\n"), name
    (marks / "go").touch()
    export(root, tmp_path / "out")
    written = {f"{one}/{number}-small.html" for one in Edition for number in ("55", "56")}
    assert written <= pages(tmp_path / "out").keys()


WRITER = """
import itertools, sys
from pathlib import Path
from coursekit.disk import write_whole
for number in itertools.count():
    write_whole(Path(sys.argv[1]), (b"%06d" % (number % 1000)) * 200_000)
    print(number, flush=True)
"""


def test_a_page_is_the_old_or_the_new_one_at_every_moment(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    for _ in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        for _ in range(3):
            writer.stdout.readline()
            content = path.read_bytes()
            assert (len(content), len({content[i : i + 6] for i in range(0, 60, 6)})) == (
                1_200_000,
                1,
            )
        writer.kill()
        writer.communicate()
        assert len(path.read_bytes()) == 1_200_000


def test_what_a_killed_run_left_beside_a_page_goes_with_the_next(
    small: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "student"
    folder.mkdir()
    old, recent = (folder / f".52-small.html.{number}.new" for number in (1, 2))
    for path in (old, recent):
        path.write_text("half a pa")
    os.utime(old, (1, 1))
    export(small, tmp_path, editions=[Edition.STUDENT])
    assert (old.exists(), recent.exists()) == (False, True)  # another run may be writing that one


# The disk refuses --------------------------------------------------------------------------------

LIMITED = """
import resource, sys
from coursekit.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
main(sys.argv[2:])
"""


def test_a_disk_that_takes_no_more_leaves_the_old_page(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "student"
    folder.mkdir()
    old = folder / "01-the-first-train.html"
    old.write_text("the old page")
    named = ["handouts", "1", "-o", str(tmp_path), "--edition", "student", "--course", str(small)]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "20000", *named], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Error: {folder} cannot be written to (File too large). Name another folder with -o.\n"
    )
    assert pages(folder) == {old.name: b"the old page"}


def test_a_folder_without_the_right_to_write_is_a_sentence(small: Path, tmp_path: Path) -> None:
    (tmp_path / "student").mkdir()
    (tmp_path / "student").chmod(0o500)
    if os.access(tmp_path / "student", os.W_OK):
        pytest.skip("whoever runs this may write everywhere")
    process = command(small, tmp_path, "54", "--edition", "student")
    _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert "cannot be written to (Permission denied). Name another folder" in said


def test_a_course_that_cannot_be_written_to_has_handouts(small: Path, out: Path) -> None:
    (small / ".coursekit").write_text("no folder")
    for _ in range(2):
        assert export(small, out, chapters=["54"]).problems == ()
    assert (out / "teacher" / "54-small.html").exists()


# What is said ------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [(), ("--quiet",)])
def test_nothing_is_said_in_a_pipe(small: Path, tmp_path: Path, more: Sequence[str]) -> None:
    out, said = command(small, tmp_path, *more).communicate(timeout=SECONDS)
    assert (out, said) == ("", "")


@pytest.mark.parametrize(("more", "shown"), [((), True), (("--quiet",), False)])
def test_a_terminal_shows_the_chapters_as_they_run(
    small: Path, tmp_path: Path, more: Sequence[str], *, shown: bool
) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    named = ["handouts", "-o", str(tmp_path), "--course", str(small), "--fresh", *more]
    process = subprocess.Popen(
        [sys.executable, "-m", "coursekit", *named],
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    process.communicate()
    assert process.returncode == 0
    assert (b"Small 53" in said) is shown
    assert said == b"" or shown


# The same bytes ----------------------------------------------------------------------------------

CLOCK = """
import time
_now = time.time
time.time = lambda: _now() + 400 * 86400
"""


def test_another_folder_day_place_and_order_give_the_same_bytes(tmp_path: Path) -> None:
    names = ("notebooks", "sources", "exercises", "pyproject.toml")
    folders = [tmp_path / "a", tmp_path / "elsewhere" / "with a space, and more"]
    for folder in folders:
        folder.mkdir(parents=True)
        for name in names:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, folder / name)
    (tmp_path / "late").mkdir()
    (tmp_path / "late" / "sitecustomize.py").write_text(CLOCK)
    path = os.pathsep.join([str(tmp_path / "late"), os.environ.get("PYTHONPATH", "")])
    settings = [
        {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "77", "PYTHONPATH": path},
    ]
    for n, (folder, environment) in enumerate(zip(folders, settings, strict=True)):
        process = command(folder, tmp_path / f"out-{n}", "--jobs", "2", **environment)
        assert process.communicate(timeout=3 * SECONDS) == ("", "")
        assert process.returncode == 0
    assert pages(tmp_path / "out-0") == pages(tmp_path / "out-1")
