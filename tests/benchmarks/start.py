"""How long a student and an instructor wait. Run by hand, never in CI.

    .venv/bin/python tests/benchmarks/start.py

Prints milliseconds of processor time of fresh interpreters: the least of several, and the kinds
take turns, so that a busy machine is busy for all of them. Each figure has a limit:

- *import*: ``import coursekit`` over a bare interpreter. Limit 80 ms.
- *first source*: ``open_course().source(NAME)`` against ``import pydantic, ruamel.yaml``, both
  with the start of the interpreter. Limit 2.
- *first source, smallest reader*: the same against the least that any reader of the two does: take
  their names and make one record of one field. ``import pydantic`` fetches its parts only when
  they are used, so that even this reader is over twice the bare import. Limit 2.
- *check the course*: ``coursekit check`` against importing pandas and nbformat. Limit 3.
- *check an answer*: a check of an answer, with its HTML, in a course that is open. Limit 20 ms.
- *memory*: the most that ``coursekit check`` held, against importing pandas and nbformat.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

COURSE = Path(__file__).parents[2]
RUNS = 9
PEAK = "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
SOURCE = "import coursekit; coursekit.open_course().source({name!r})"
SMALLEST = """
from dataclasses import make_dataclass
from pydantic import TypeAdapter
from ruamel.yaml import YAML
TypeAdapter(make_dataclass("Card", [("title", str)])).validate_python(YAML().load("title: x"))
"""
CODES = {
    "bare": "pass",
    "readers": "import pydantic, ruamel.yaml",
    "smallest reader": SMALLEST,
    "heavy": "import pandas, nbformat",
    "import": "import coursekit",
    "first source": SOURCE,
    "check the course": "from coursekit.cli import main; main(['check'], standalone_mode=False)",
}


def processor_milliseconds(code: str) -> float:
    """Time a fresh interpreter by what its processor did."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=COURSE, env=_environment(), capture_output=True, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "Traceback" in ran.stderr:
        raise RuntimeError(ran.stderr)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def _environment() -> dict[str, str]:
    """Let Python keep what it has compiled, as it does at a student's."""
    kept = dict(os.environ)
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept


def peak_megabytes(code: str) -> float:
    """Measure the most memory that a fresh interpreter held."""
    measured = f"{code}\nimport resource\n{PEAK}"
    ran = subprocess.run(
        [sys.executable, "-c", measured], cwd=COURSE, capture_output=True, text=True, check=True
    )
    unit = 1 if sys.platform == "darwin" else 1024
    return int(ran.stdout.split()[-1]) * unit / 1e6


def answer_milliseconds() -> float:
    """Time a check of an answer in a course that is open already."""
    import coursekit

    course = coursekit.open_course(COURSE)
    longest = max(course.exercises.values(), key=lambda one: len(one.lines))
    taken = []
    for number in range(100):
        answer = longest.solution.replace("\n", f" {number}\n", number % 2)
        start = time.perf_counter()
        len(course.check(longest.id, answer).html)
        taken.append(time.perf_counter() - start)
    return 1000 * min(taken)


def main() -> None:
    """Print the figures."""
    name = next(path.stem for path in sorted((COURSE / "sources" / "documents").glob("*.md")))
    codes = {what: code.format(name=name) for what, code in CODES.items()}
    least = dict.fromkeys(codes, float("inf"))
    for _ in range(RUNS):
        for what, code in codes.items():
            least[what] = min(least[what], processor_milliseconds(code))
    over = least["import"] - least["bare"]
    _print(f"{'import':32}{over:8.1f} ms", "80 ms")
    for what, against, limit in (
        ("first source", "readers", "2"),
        ("first source", "smallest reader", "2"),
        ("smallest reader", "readers", "-"),
        ("check the course", "heavy", "3"),
    ):
        ratio = least[what] / least[against]
        named = f"{what}, {against}" if "smallest" in what + against else what
        _print(f"{named:32}{least[what]:8.1f} ms   {ratio:5.2f} x {least[against]:.1f} ms", limit)
    check = (
        "import pathlib; from coursekit.checking import check_course; "
        f"check_course(pathlib.Path({str(COURSE)!r}))"
    )
    most, least_heavy = peak_megabytes(check), peak_megabytes(CODES["heavy"])
    _print(f"{'memory':32}{most:8.1f} MB   {most / least_heavy:5.2f} x {least_heavy:.1f} MB", "-")
    _print(f"{'check an answer':32}{answer_milliseconds():8.1f} ms", "20 ms")


def _print(line: str, limit: object) -> None:
    print(f"{line:66} limit {limit}")  # noqa: T201 - this is its result


if __name__ == "__main__":
    main()
