"""What the documents say runs, and what they point to is there."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from coursekit.cli import main
from coursekit.reading import read_exercise, read_guide, read_source
from coursekit.reading.guides import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/handouts.md")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The fenced blocks of a document in one language."""
    tokens = MarkdownIt("commonmark").parse(text_of(name))
    return [t.content for t in tokens if t.type == "fence" and t.info.strip() == language]


def commands(text: str) -> Iterator[str]:
    """Every command of ours that a text tells one to type."""
    for match in re.finditer(r"(?:(?<=`)|(?<=-m )|(?<=bin/))coursekit [^`\n]+", text):
        yield match[0]


PYTHON = [(name, number) for name in DOCUMENTS for number in range(len(blocks(name, "python")))]


@pytest.mark.parametrize(("name", "number"), PYTHON)
def test_python_in_a_document_runs(name: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COURSEKIT_COURSE", raising=False)
    exec(compile(blocks(name, "python")[number], name, "exec"), {})


def test_the_readme_shows_what_a_line_looks_like() -> None:
    (block,) = blocks("README.md", "python")
    assert "open_course()" in block


def test_the_examples_for_a_source_make_a_sound_document(tmp_path: Path) -> None:
    card, quotation, notes = [
        block
        for block in blocks("CONTRIBUTING.md", "markdown")
        if "type: " not in block and "plan:" not in block
    ]
    path = tmp_path / "example.md"
    path.write_text("\n".join((card, "What it says.", "", quotation, notes)), encoding="utf-8")
    source = read_source(path, tmp_path)
    assert source.notes[0].anchor.exact in source.quotations["no-haste"].text


def test_the_example_for_an_exercise_is_a_sound_one(tmp_path: Path) -> None:
    (block,) = (block for block in blocks("CONTRIBUTING.md", "markdown") if "type: " in block)
    path = tmp_path / "0.7.md"
    path.write_text(block, encoding="utf-8")
    exercise = read_exercise(path, tmp_path)
    assert len(exercise.hints) == 3
    assert exercise.misconceptions


def test_the_example_for_a_guide_is_a_sound_one(tmp_path: Path) -> None:
    (block,) = (block for block in blocks("CONTRIBUTING.md", "markdown") if "plan:" in block)
    sections = "".join(f"## {title}\nWritten.\n" for title in SECTIONS)
    path = tmp_path / "04.md"
    path.write_text(f"{block}\n{sections}", encoding="utf-8")
    guide = read_guide(path, tmp_path)
    assert guide.plan[0].skip
    assert [one.what for one in guide.print] == ["handout", "pfp_signatures"]
    assert all(f"*{title}*" in text_of("CONTRIBUTING.md") for title in SECTIONS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_of_a_document_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)", text_of(name)):
        if not re.match(r"https?://|#|mailto:", target):
            path = ROOT / unquote(target.partition("#")[0])
            assert path.exists(), f"{name} points to {target}"


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"coursekit {command}" in text_of("README.md")


def test_commands_in_documents_and_lessons_are_understood() -> None:
    texts = [text_of(name) for name in DOCUMENTS]
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    found = {command for text in texts for command in commands(text)}
    assert "coursekit lab" in found
    for command in found:
        _, name, *words = shlex.split(command.split("#")[0])
        if words or name != "reset":  # named in a sentence, without what it resets
            main.commands[name].make_context(name, words)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_make_targets_in_documents_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", text_of(name), re.MULTILINE):
        assert target in targets


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_installs_the_package_of_somebody_else(name: str) -> None:
    assert not re.search(r"pip3? install\s+(?:-\S+\s+)*[\"']?coursekit\b", text_of(name))


# Every file ---------------------------------------------------------------------------------


def files() -> list[Path]:
    """What is in the repository or about to be; what git ignores is left out."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git repository")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    for path in files():
        raw = path.read_bytes()
        if b"\0" not in raw:
            yield path.relative_to(ROOT).as_posix(), raw.decode("utf-8")


def test_no_file_names_a_package_registry() -> None:
    hosts = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.", "anaconda" + ".org")
    for name, text in texts():
        assert not [host for host in hosts if host in text], name


def test_no_file_names_the_place_where_it_was_made() -> None:
    one_machine = re.compile(r"(?<![\w/.:])/(?:home|Users|root|mnt)/\w+|\b[A-Z]:\\Users\\\w")
    for name, text in texts():
        assert not re.search(rf"{re.escape(str(ROOT))}(?![\w-])", text), name
        if not name.startswith("tests/"):
            assert not one_machine.search(text), name
