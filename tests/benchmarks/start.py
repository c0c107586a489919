"""How long a student waits: import, first document, a check. Run by hand, never in CI.

    .venv/bin/python tests/benchmarks/start.py

Prints milliseconds over a bare interpreter, and ratios against what must be paid anyway, all
measured in the same run (best of seven fresh interpreters each).
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

COURSE = Path(__file__).parents[2]
RUNS = 7
OPEN = "import coursekit; course = coursekit.open_course()"


def milliseconds(code: str) -> float:
    """Time a fresh interpreter, best of several."""
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, cwd=COURSE)
        taken.append(time.perf_counter() - start)
    return min(taken) * 1000


def check_milliseconds() -> float:
    """Time a check of an answer in a course that is open already."""
    import coursekit

    course = coursekit.open_course(COURSE)
    course.check("0.3", "1A: supports")
    taken = []
    for number in range(50):
        start = time.perf_counter()
        len(course.check("0.3", f"1A: supports\n1B: {('supports', 'neither')[number % 2]}").html)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def main() -> None:
    """Print the figures."""
    bare = milliseconds("pass")
    imported = milliseconds("import coursekit") - bare
    readers = milliseconds("import pydantic, ruamel.yaml") - bare
    name = next(path.stem for path in (COURSE / "sources" / "documents").glob("*.md"))
    first = milliseconds(f"{OPEN}; course.source({name!r}).html") - bare
    checked = (
        milliseconds(
            "from pathlib import Path; import coursekit.checking as c;"
            f"c.check_course(Path({str(COURSE)!r}))"
        )
        - bare
    )
    heavy = milliseconds("import pandas, nbformat") - bare
    for what, figure, against in (
        ("import coursekit", imported, f"{imported / 80:.2f} of the limit of 80 ms"),
        ("first course.source, shown", first, f"{first / readers:.2f} x importing the readers"),
        ("coursekit check", checked, f"{checked / heavy:.2f} x importing pandas and nbformat"),
        ("course.check, shown", check_milliseconds(), "limit 20 ms"),
    ):
        print(f"{what:28} {figure:8.1f} ms   {against}")  # noqa: T201 - this is its result


if __name__ == "__main__":
    main()
