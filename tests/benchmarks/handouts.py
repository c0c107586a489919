"""What handouts cost beside ``jupyter nbconvert --execute --to html``. Run by hand, never in CI.

    .venv/bin/python tests/benchmarks/handouts.py --repeat 3

Ten notebooks (copies of the course's chapters, in a course of their own) are run and exported by
both; the kinds take turns, so that a busy machine is busy for all, and the least of the repeated
runs counts. One edition is written for each page of nbconvert; both are given beside it.

- *processor*: user and system time of everything that was started. Limit 0.43 of nbconvert's.
- *wall*, two jobs: limit 0.29.
- *second run*: nothing changed, nothing runs: limit 1 second. *One notebook changed*: one runs.
  *A document changed*: those run whose kernel opened it, and no other.
- *bytes*: each page against nbconvert's of the same notebook, pictures included. Limit 1/3.
- *memory*: the most that the process which writes pages held with ten chapters, against two.
- *warm and cold*: kernels that are forked and ordinary ones give the same pages.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

COURSE = Path(__file__).parents[2]
PARTS = ("notebooks", "sources", "exercises", "pyproject.toml")
NOTEBOOKS = 10
MEASURED = """
import resource, sys
from coursekit.cli import main
try:
    main(sys.argv[1:])
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
COLD = """
import sys
from pathlib import Path
from coursekit.course import Course
from coursekit.handouts import export_handouts
root, folder = map(Path, sys.argv[1:])
print(export_handouts(Course(root), folder, jobs=2, fresh=True, warm=False).problems)
"""


class Cost(NamedTuple):
    """What a command took: seconds of the processor, seconds of the clock, its last word."""

    processor: float
    wall: float
    said: str


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="What handouts cost beside nbconvert.")
    parser.add_argument("--repeat", type=int, default=1, help="how often each is measured")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="handouts-") as place:
        measure(Path(place), options.repeat)


def measure(place: Path, repeat: int) -> None:
    """Measure in a folder of its own."""
    root = a_course(place / "course", NOTEBOOKS)
    names = sorted((root / "notebooks").glob("[0-9]*.ipynb"))
    nbconvert = [
        sys.executable,
        "-m",
        "nbconvert",
        "--execute",
        "--to",
        "html",
        "--log-level=ERROR",
    ]
    kinds = {
        "nbconvert": [*nbconvert, "--output-dir", str(place / "nbconvert"), *map(str, names)],
        "one job": handouts(root, place / "out-1", "--jobs", "1", "--edition", "student"),
        "two jobs": handouts(root, place / "out", "--jobs", "2", "--edition", "student"),
        "two jobs, both editions": handouts(root, place / "out-both", "--jobs", "2"),
    }
    least: dict[str, list[Cost]] = {kind: [] for kind in kinds}
    for _ in range(repeat):
        for kind, command in kinds.items():
            shutil.rmtree(root / ".coursekit", ignore_errors=True)
            least[kind].append(cost(command))
    base = best(least["nbconvert"])
    say(f"{len(names)} notebooks, {repeat} rounds")
    say(f"{'nbconvert':28}{base.processor:7.2f} s processor {base.wall:7.2f} s wall")
    for kind in list(kinds)[1:]:
        one = best(least[kind])
        say(
            f"{kind:28}{one.processor:7.2f} s processor {one.wall:7.2f} s wall   "
            f"{one.processor / base.processor:5.2f} {one.wall / base.wall:5.2f}",
            "0.43 and, with two jobs, 0.29" if "both" not in kind else "-",
        )
    again(root, place, kinds["two jobs, both editions"])
    sizes(place)
    memory(place, root)
    warm_and_cold(place, root)


def again(root: Path, place: Path, command: list[str]) -> None:
    """Say what runs when nothing, a notebook or a document has changed."""
    del place
    second = min((cost(command) for _ in range(5)), key=lambda one: one.wall)
    say(f"{'second run':28}{second.processor:7.2f} s processor {second.wall:7.2f} s wall", "1 s")
    notebook = root / "notebooks" / "09-copy.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("# ", "# On ", 1), encoding="utf-8")
    say(f"{'one notebook changed':28}{times_run(root, command):4} of 10 run", "1")
    document = root / "sources" / "documents" / "vilnius-signs.md"
    noted = [path.read_bytes().partition(b"\n")[0] for path in root.glob(".coursekit/runs/*")]
    readers = sum(document.name.encode() in reads for reads in noted)
    document.write_text(document.read_text("utf-8") + "\n", encoding="utf-8")
    say(f"{'a document changed':28}{times_run(root, command):4} of 10 run", f"{readers}")


def times_run(root: Path, command: list[str]) -> int:
    """Count the chapters that a command runs, by what it remembers of them."""
    runs = root / ".coursekit" / "runs"
    before = {path: path.stat().st_mtime_ns for path in runs.iterdir()}
    cost(command)
    return sum(path.stat().st_mtime_ns != before.get(path) for path in runs.iterdir())


def sizes(place: Path) -> None:
    """Set each page beside nbconvert's of the same notebook."""
    for edition in ("student", "teacher"):
        ratios = {
            page.stem: page.stat().st_size / (place / "nbconvert" / page.name).stat().st_size
            for page in sorted((place / "out-both" / edition).glob("[0-9]*.html"))
            if "copy" not in page.name
        }
        listed = ", ".join(f"{name[:2]}: {ratio:.3f}" for name, ratio in ratios.items())
        say(f"{'bytes, ' + edition:28}{listed}", "0.333 for each")


def memory(place: Path, root: Path) -> None:
    """Compare the most that was held for ten chapters and for two."""
    held = []
    for chapters in ((), ("0", "1")):
        command = handouts(root, place / "memory", "--fresh", *chapters, measured=True)
        unit = 1 if sys.platform == "darwin" else 1024
        held.append(int(cost(command).said.split()[-1]) * unit / 1e6)
    say(f"{'memory':28}{held[0]:7.1f} MB for ten, {held[1]:.1f} MB for two", "about the same")


def warm_and_cold(place: Path, root: Path) -> None:
    """Compare the pages of forked kernels with those of ordinary ones, byte for byte."""
    cost(handouts(root, place / "warm", "--fresh"))
    cost([sys.executable, "-c", COLD, str(root), str(place / "cold")])
    pages = sorted(path.relative_to(place / "warm") for path in (place / "warm").rglob("*.html"))
    differ = [
        one
        for one in pages
        if (place / "warm" / one).read_bytes() != (place / "cold" / one).read_bytes()
    ]
    say(f"{'warm and cold':28}{len(differ)} of {len(pages)} pages differ", "0")


def a_course(root: Path, count: int) -> Path:
    """Make a course with copies of the chapters, numbered on."""
    root.mkdir(parents=True)
    for name in PARTS:
        (shutil.copytree if (COURSE / name).is_dir() else shutil.copy)(COURSE / name, root / name)
    settings = root / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    tables = re.findall(r"^\[\[tool\.coursekit\.chapters\]\]\n(?:[^\[\n].*\n)+", text, re.MULTILINE)
    for number in range(len(tables), count):
        table = tables[number % len(tables)]
        original = re.search(r'notebook = "(.+)"', table)[1]
        shutil.copy(root / "notebooks" / original, root / "notebooks" / f"{number:02}-copy.ipynb")
        table = table.replace(original, f"{number:02}-copy.ipynb")
        text += "\n" + re.sub(r'number = "\d\d"', f'number = "{number:02}"', table)
    settings.write_text(text, encoding="utf-8")
    return root


def handouts(root: Path, folder: Path, *more: str, measured: bool = False) -> list[str]:
    """Give the command that writes handouts."""
    begin = ["-c", MEASURED] if measured else ["-m", "coursekit"]
    return [sys.executable, *begin, "handouts", "--course", str(root), "-o", str(folder), *more]


def cost(command: list[str]) -> Cost:
    """Run a command; say what it and all that it started cost."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    wall = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ran.returncode:
        raise RuntimeError(f"{json.dumps(command)}\n{ran.stderr}")
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Cost(used, wall, ran.stdout)


def best(costs: list[Cost]) -> Cost:
    """Give the least processor time and the least wall time of several."""
    return Cost(min(one.processor for one in costs), min(one.wall for one in costs), "")


def say(line: str, limit: str = "") -> None:
    """Print a line, with its limit where it has one."""
    print(f"{line:74} {'limit ' + limit if limit else ''}".rstrip(), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
