from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coursekit.cli import main

Change = Callable[[str, str, str], Path]
COMMANDS = sorted(main.commands)


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No course by accident: not from the environment, not from the working directory."""
    monkeypatch.delenv("COURSEKIT_COURSE", raising=False)
    monkeypatch.chdir(tmp_path)


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


# Help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_that_it_understands(name: str) -> None:
    result = typed(name, "--help")
    assert result.exit_code == 0
    head, _, examples = result.output.partition("Example")
    assert head.strip()
    lines = [line.strip() for line in examples.splitlines() if line.startswith("    coursekit ")]
    assert lines
    for line in lines:
        program, command, *words = line.split()
        assert (program, command) == ("coursekit", name)
        main.commands[name].make_context(name, words)


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"]])
def test_the_program_lists_its_commands_with_a_sentence_each(words: list[str]) -> None:
    output = typed(*words).output
    for name in COMMANDS:
        assert name in output
    assert "Students need one command: coursekit lab" in output


def test_the_version_is_that_of_the_distribution() -> None:
    assert typed("--version").output.strip() == (
        f"coursekit, version {version('coursekit-history')}"
    )


# check --------------------------------------------------------------------------------------


def test_a_sound_course_exits_with_0(village: Path) -> None:
    result = typed("check", "--course", village)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No problem found.\n"


def test_problems_are_lines_on_stdout_and_exit_with_1(village: Path, change: Change) -> None:
    change("sources/documents/opening-day.md", "url: https://parish", "url: parish")
    result = typed("check", "--course", village)
    assert result.exit_code == 1
    assert result.stdout == (
        "sources/documents/opening-day.md: "
        "url 'parish.example/letters/the-train-has-come' is not an address (https://…)\n"
    )
    assert result.stderr == "1 problem.\n"


def test_programs_get_json(village: Path, change: Change) -> None:
    assert json.loads(typed("check", "--format", "json", "--course", village).stdout) == []
    change("sources/timelines/line.csv", "1882-03-14", "1882-13-14")
    result = typed("check", "--format", "json", "--course", village)
    assert result.exit_code == 1
    first = json.loads(result.stdout)[0]
    assert set(first) == {"path", "line", "text"}
    assert {"path": "sources/timelines/line.csv", "line": 3}.items() <= first.items()


@pytest.mark.parametrize(
    "words", [["check", "--format", "xml"], ["check", "now"], ["chekc"], ["reset"], ["lab", "-x"]]
)
def test_what_is_not_understood_exits_with_2(words: list[str]) -> None:
    result = typed(*words)
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: ")


def test_the_course_is_the_one_you_are_in(village: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(village / "notebooks")
    assert typed("check").exit_code == 0


# Errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["check"], ["reset", "01"], ["lab", "--no-browser"]])
def test_no_course_is_a_sentence_and_no_traceback(words: list[str], tmp_path: Path) -> None:
    result = typed(*words, "--course", tmp_path / "gone")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: No course found in ")
    assert "Traceback" not in result.output


def test_broken_settings_are_a_sentence_and_no_traceback(village: Path, change: Change) -> None:
    change("pyproject.toml", "minutes = 30", 'minutes = "long"')
    result = typed("check", "--course", village)
    assert result.exit_code == 1
    assert result.stderr == "Error: pyproject.toml:22: minutes 'long' is not a number\n"


def test_an_error_of_ours_keeps_its_traceback(
    village: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("coursekit.checking.check_course", broken)
    assert isinstance(typed("check", "--course", village).exception, ZeroDivisionError)


def test_python_m_coursekit_is_the_same_program(village: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "coursekit", "check", "--course", "."],
        cwd=village,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "No problem found.\n")


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from coursekit.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: print(*sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    heavy = {"pandas", "matplotlib", "numpy", "IPython", "nbformat", "nbclient", "pydantic"}
    assert not {name.partition(".")[0] for name in ran.stdout.split()} & heavy
