import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coursekit import lab
from coursekit.cli import main
from coursekit.errors import CourseError, NotebookError, UnknownNameError
from coursekit.lab import lab_command, lab_environment
from coursekit.work import prepare_work, reset_notebook, work_folder

ONE = "01-one.ipynb"


def a_cell(id: str, source: str, **metadata: Any) -> dict[str, Any]:
    code = {"execution_count": None, "outputs": []}
    return {"cell_type": "code", "id": id, "metadata": metadata, "source": source, **code}


def a_notebook(*cells: dict[str, Any]) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def lesson(first: str = "course") -> str:
    return a_notebook(
        a_cell("setup", first),
        a_cell("q-1-2", "look", coursekit={"exercise": "1.2", "part": "question"}),
        a_cell("a-1-2", 'check("1.2", "...")', coursekit={"exercise": "1.2"}),
        a_cell("a-1-3", 'check("1.3", "...")', coursekit={"exercise": "1.3"}),
    )


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    chapter = f'number = "01"\nnotebook = "{ONE}"\ntitle = "One"\nquestion = "Which?"\n'
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.coursekit]\ntitle = "Tiny"\n[[tool.coursekit.chapters]]\n{chapter}'
    )
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "start-here.ipynb").write_text(a_notebook(a_cell("hello", "1 + 1")))
    (tmp_path / "notebooks" / ONE).write_text(lesson())
    return tmp_path


def write(path: Path, id: str, source: str) -> None:
    """Type into one cell of a notebook."""
    notebook = json.loads(path.read_text())
    next(cell for cell in notebook["cells"] if cell["id"] == id)["source"] = source
    path.write_text(json.dumps(notebook))


def sources(path: Path) -> dict[str, str]:
    return {cell["id"]: cell["source"] for cell in json.loads(path.read_text())["cells"]}


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("kept *.ipynb"))


# The work folder


def test_notebooks_are_copied_beside_the_shipped_ones_and_marked_as_a_students(tiny: Path) -> None:
    work = prepare_work(tiny)

    assert work.path == tiny / "work"
    assert work.copied == ("start-here", "01")
    assert (work.path / ONE).read_bytes() == (tiny / "notebooks" / ONE).read_bytes()
    assert (work.path / ".coursekit.json").is_file()
    assert work.sentences == ("Your notebooks are in work/: the start page and chapter 01.",)


def test_a_second_start_changes_nothing_and_says_nothing(tiny: Path) -> None:
    first = prepare_work(tiny)
    before = {path: path.stat().st_mtime_ns for path in first.path.iterdir()}

    assert prepare_work(tiny).sentences == ()
    assert {path: path.stat().st_mtime_ns for path in first.path.iterdir()} == before


def test_what_a_student_wrote_is_never_overwritten_and_the_new_version_is_offered(
    tiny: Path,
) -> None:
    mine = prepare_work(tiny).path / ONE
    write(mine, "a-1-2", "mine")
    (tiny / "notebooks" / ONE).write_text(lesson("course  # better"))

    work = prepare_work(tiny)

    assert sources(mine)["a-1-2"] == "mine"
    assert work.offered == ("01",)
    assert re.fullmatch(
        "Chapter 01 has a newer version; `.*coursekit reset 01` puts it in place and keeps yours "
        "beside it.",
        work.sentences[0],
    )
    reset_notebook(tiny, "01")
    assert prepare_work(tiny).sentences == ()


def test_a_copy_that_was_only_run_follows_the_course(tiny: Path) -> None:
    mine = prepare_work(tiny).path / ONE
    notebook = json.loads(mine.read_text())
    notebook["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hi"}]
    mine.write_text(json.dumps(notebook, indent=2))
    (tiny / "notebooks" / ONE).write_text(lesson("course  # better"))

    assert prepare_work(tiny).refreshed == ("01",)
    assert sources(mine)["setup"] == "course  # better"


@pytest.mark.parametrize("memory", [None, "", "[]", '{"copies": {"01-one.ipynb": 3}}', "\0"])
def test_without_its_memory_the_folder_is_taken_as_it_is(tiny: Path, memory: str | None) -> None:
    folder = prepare_work(tiny).path
    write(folder / ONE, "a-1-2", "mine")
    (folder / ".coursekit.json").unlink()
    if memory is not None:
        (folder / ".coursekit.json").write_text(memory)

    assert prepare_work(tiny).sentences == ()
    assert sources(folder / ONE)["a-1-2"] == "mine"


def test_a_new_chapter_is_copied_at_the_next_start(tiny: Path) -> None:
    (tiny / "notebooks" / ONE).rename(tiny / "later.ipynb")
    assert prepare_work(tiny).copied == ("start-here",)
    (tiny / "later.ipynb").rename(tiny / "notebooks" / ONE)
    assert prepare_work(tiny).copied == ("01",)


def test_copies_can_be_written_to_though_the_shipped_ones_cannot(tiny: Path) -> None:
    (tiny / "notebooks" / ONE).chmod(0o444)
    assert (prepare_work(tiny).path / ONE).stat().st_mode & 0o200


def test_students_who_share_a_computer_have_folders_of_their_own(tiny: Path) -> None:
    ana = prepare_work(tiny, student="Ana")
    write(ana.path / ONE, "a-1-2", "hers")

    assert ana.path == tiny / "work-ana" == work_folder(tiny, student="ana")
    assert sources(prepare_work(tiny, student="bo").path / ONE)["a-1-2"] != "hers"


@pytest.mark.parametrize("name", ["", "../x", "a b", "-a", "a-", "a_b", ".", "a/b", "a" * 41])
def test_a_name_that_is_no_name_gets_one_sentence(tiny: Path, name: str) -> None:
    with pytest.raises(CourseError, match="cannot be the name of a folder here: use up to 40"):
        prepare_work(tiny, student=name)


def test_a_file_in_place_of_the_folder_gets_one_sentence(tiny: Path) -> None:
    (tiny / "work").write_text("a shopping list")
    with pytest.raises(CourseError, match="work is a file, and your notebooks need a folder"):
        prepare_work(tiny)
    assert (tiny / "work").read_text() == "a shopping list"


def test_a_folder_that_cannot_be_written_to_gets_one_sentence(tiny: Path) -> None:
    (tiny / "work").symlink_to("/proc/1/nowhere")  # refused to everybody, root included
    with pytest.raises(CourseError, match=r"cannot be written to \(.+\)\. Copy the course folder"):
        prepare_work(tiny)


def test_a_notebook_is_written_whole_or_not_at_all(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = prepare_work(tiny).path / ONE
    (tiny / "notebooks" / ONE).write_text(lesson("course  # better"))

    def full(_path: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CourseError, match="No space left on device"):
        prepare_work(tiny)
    assert sources(mine)["setup"] == "course"
    assert not list(mine.parent.glob("*.new")) + list(mine.parent.glob(".*.new"))


def test_a_course_without_notebooks_says_so(tiny: Path) -> None:
    for path in (tiny / "notebooks").iterdir():
        path.unlink()
    with pytest.raises(CourseError, match="has no notebooks"):
        prepare_work(tiny)


# Putting back


@pytest.mark.parametrize("what", ["01", "1", "chapter 1", "01-one", ONE])
def test_a_chapter_is_put_back_and_the_old_one_is_kept(tiny: Path, what: str) -> None:
    folder = prepare_work(tiny).path
    write(folder / ONE, "a-1-2", "mine")

    said = reset_notebook(tiny, what)

    assert sources(folder / ONE)["a-1-2"] == 'check("1.2", "...")'
    assert [sources(path)["a-1-2"] for path in kept(folder)] == ["mine"]
    assert said.startswith("Chapter 01 is as it was at the beginning. Your notebook is kept as")


def test_two_resets_in_one_minute_keep_both(tiny: Path) -> None:
    folder = prepare_work(tiny).path
    for words in ("first", "second"):
        write(folder / ONE, "a-1-2", words)
        reset_notebook(tiny, "01")
    assert {sources(path)["a-1-2"] for path in kept(folder)} == {"first", "second"}


def test_one_answer_is_put_back_and_the_others_stay(tiny: Path) -> None:
    folder = prepare_work(tiny).path
    write(folder / ONE, "a-1-2", "mine")
    write(folder / ONE, "a-1-3", "good")

    reset_notebook(tiny, "1.2")

    assert sources(folder / ONE)["a-1-2"] == 'check("1.2", "...")'
    assert sources(folder / ONE)["a-1-3"] == "good"
    assert [sources(path)["a-1-2"] for path in kept(folder)] == ["mine"]


@pytest.mark.parametrize("lost", [["a-1-2"], ["q-1-2", "a-1-2"], ["q-1-2"], ["setup", "a-1-2"]])
def test_a_deleted_answer_comes_back_where_it_was(tiny: Path, lost: list[str]) -> None:
    mine = prepare_work(tiny).path / ONE
    notebook = json.loads(mine.read_text())
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in lost]
    mine.write_text(json.dumps(notebook))

    reset_notebook(tiny, "01.2")

    assert list(sources(mine))[-3:] == ["q-1-2", "a-1-2", "a-1-3"]


def test_a_cell_that_was_split_is_whole_again(tiny: Path) -> None:
    mine = prepare_work(tiny).path / ONE
    notebook = json.loads(mine.read_text())
    notebook["cells"].insert(3, a_cell("other-half", ")", coursekit={"exercise": "1.2"}))
    mine.write_text(json.dumps(notebook))

    reset_notebook(tiny, "1.2")

    assert list(sources(mine)) == ["setup", "q-1-2", "a-1-2", "a-1-3"]


def test_a_name_that_the_course_does_not_have_gets_the_nearest(tiny: Path) -> None:
    prepare_work(tiny)
    with pytest.raises(UnknownNameError, match=r"no chapter or exercise '1\.33'\. Nearest: '1\.3'"):
        reset_notebook(tiny, "1.33")
    with pytest.raises(UnknownNameError, match="Chapters: start-here, 01; exercises are named"):
        reset_notebook(tiny, "zebra")


def test_a_damaged_notebook_can_be_put_back_as_a_chapter_only(tiny: Path) -> None:
    folder = prepare_work(tiny).path
    (folder / ONE).write_text('{"cells": [')
    with pytest.raises(NotebookError, match=f"work/{ONE} cannot be read as a notebook"):
        reset_notebook(tiny, "1.2")
    reset_notebook(tiny, "01")
    assert sources(folder / ONE)
    assert kept(folder)[0].read_text() == '{"cells": ['


def test_reset_of_what_is_not_there_yet(tiny: Path) -> None:
    with pytest.raises(CourseError, match="is not there yet"):
        reset_notebook(tiny, "1.2")
    assert reset_notebook(tiny, "start") == "The start page is as it was at the beginning."


# JupyterLab


def test_the_token_is_not_in_the_command_that_others_can_see(tiny: Path) -> None:
    environment = lab_environment(tiny, tiny / "work", token="secret")
    assert environment["JUPYTER_TOKEN"] == "secret"
    assert "secret" not in " ".join(lab_command(tiny, tiny / "work", ip="127.0.0.1", port=9))


def test_the_course_comes_before_what_was_set_up_elsewhere(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    monkeypatch.setenv("COURSEKIT_COURSE", "/another")
    environment = lab_environment(tiny, tiny / "work", token="x")
    first, second = environment["JUPYTER_PATH"].split(os.pathsep)
    assert (Path(first) / "kernels" / "python3").is_dir()
    assert second == "/elsewhere"
    assert environment["COURSEKIT_COURSE"] == str(tiny)


def test_the_folders_of_other_students_are_hidden(tiny: Path) -> None:
    for name in ("ana", "bo"):
        prepare_work(tiny, student=name)
    command = lab_command(tiny, tiny / "work-ana", ip="127.0.0.1", port=9)
    hidden = {word.partition("hide_globs=")[2] for word in command}
    assert {"work-bo", "exercises", "notebooks"} <= hidden
    assert not {"work-ana", "sources"} & hidden


def test_a_port_that_is_taken_gets_one_sentence(tiny: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = CliRunner().invoke(main, ["lab", "--port", port, "--course", str(tiny)])
    assert result.exit_code == 1
    assert f"Error: Port {port} cannot be used at 127.0.0.1 (Address already in use)." in (
        result.stderr
    )


def test_without_a_free_port_there_is_one_sentence(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(lab, "FIRST_PORT", other.getsockname()[1])
        monkeypatch.setattr(lab, "PORTS", 1)
        with pytest.raises(CourseError, match=r"No port from \d+ to \d+ can be used at 127"):
            lab.run_lab(tiny, browser=False, say=lambda _: None)


def test_an_address_that_this_computer_does_not_have_gets_one_sentence(tiny: Path) -> None:
    result = CliRunner().invoke(main, ["lab", "--ip", "192.0.2.1", "--course", str(tiny)])
    assert result.exit_code == 1
    assert "can be used at 192.0.2.1 (Cannot assign requested address)" in result.stderr


def test_a_jupyter_that_does_not_start_says_why(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [sys.executable, "-c", "raise SystemExit('jupyterlab is not here')"]
    monkeypatch.setattr(lab, "lab_command", lambda *_, **__: broken)
    with pytest.raises(CourseError, match="Its last words: jupyterlab is not here"):
        lab.run_lab(tiny, browser=False, say=lambda _: None)


@pytest.mark.parametrize(
    ("browser", "words"), [(True, "No browser was found here."), (False, "Open this address")]
)
def test_without_a_browser_the_address_is_said(
    *, browser: bool, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "_in_container", lambda: True)
    said = lab._welcome("http://x", opened=False, wanted=browser, ip="127.0.0.1")
    assert said.startswith(words)
    assert "--ip 0.0.0.0" in said
    assert said.endswith("Leave this window open; close it or press Ctrl-C when you are done.")


def test_a_browser_of_the_terminal_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert not lab._open_browser("http://127.0.0.1:1/", wanted=True)


# The command line


def test_reset_says_what_it_did(tiny: Path) -> None:
    prepare_work(tiny, student="ana")
    result = CliRunner().invoke(main, ["reset", "01", "--as", "ana", "--course", str(tiny)])
    assert (result.exit_code, result.output[:10]) == (0, "Chapter 01")


def test_errors_are_sentences_on_stderr_and_exit_1(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["reset", "01", "--course", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: No course found in")


@pytest.mark.parametrize("wrong", [["lab", "--port", "0"], ["reset"], ["lob"], ["lab", "--bla"]])
def test_wrong_use_is_exit_2(wrong: list[str]) -> None:
    assert CliRunner().invoke(main, wrong).exit_code == 2


def test_every_command_has_help_with_an_example() -> None:
    for name, command in main.commands.items():
        assert f"coursekit {name}" in (command.help or "")


def test_the_command_line_loads_nothing_heavy_for_its_help() -> None:
    code = (
        "import sys; from coursekit.cli import main; main(['--help'], standalone_mode=False); "
        "print({'jupyterlab', 'pandas', 'matplotlib', 'nbformat'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.endswith("set()\n")
