from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]


@pytest.fixture
def root() -> Path:
    """The folder of the real course."""
    return ROOT


@pytest.fixture
def village(tmp_path: Path) -> Path:
    """A copy of the invented course, to be broken."""
    return Path(shutil.copytree(ROOT / "tests" / "course", tmp_path / "village"))


@pytest.fixture
def change(village: Path) -> Callable[[str, str, str], Path]:
    """Replace words in a file of the copy; they must stand there."""

    def change(name: str, old: str, new: str) -> Path:
        path = village / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return change
