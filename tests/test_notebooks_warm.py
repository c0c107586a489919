"""Kernels that are forked from one warm process are what ordinary ones are."""

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

import nbformat
import pytest

from coursekit.errors import NotebookError
from coursekit.notebooks import output_texts, read_notebook, running, warm
from coursekit.notebooks.running import Run, kernel_environment
from coursekit.notebooks.shipped import run_shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(not warm.can_fork(), reason="kernels are forked on Linux only")


@pytest.fixture(autouse=True)
def _none_left() -> Iterator[None]:
    yield
    warm.close_all()


@pytest.fixture
def run(village: Path) -> Callable[..., Run]:
    """Run cells, each given as its source, warm or cold."""
    from jupyter_core.utils import run_sync

    def run(*sources: str, provisioner: str | None = warm.WARM) -> Run:
        cells = [nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
        notebook = nbformat.v4.new_notebook(cells=cells)
        folder = village / "notebooks"
        ran: Run = run_sync(running.run)(notebook, folder, village, provisioner=provisioner)
        return ran

    return run


def said(ran: Run) -> list[str]:
    """What each cell shows as text."""
    return [
        " ".join(
            " ".join(text for kind, text in output_texts(cell) if kind == "text/plain").split()
        )
        for cell in ran.notebook.cells
    ]


def outputs(notebook: Any) -> str:
    """Every output, without what names a process."""
    text = json.dumps([cell.get("outputs") for cell in notebook.cells])
    return text.replace("\\u001b", "")


# The same results --------------------------------------------------------------------------------


def test_every_chapter_gives_the_same_outputs_warm_and_cold(tmp_path: Path) -> None:
    for name in ("notebooks", "sources", "exercises"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    paths = sorted((tmp_path / "notebooks").glob("[0-9]*.ipynb"))
    kinds = {
        kind: list(run_shipped(paths, tmp_path, jobs=2, fresh=True, warm=kind == "warm"))
        for kind in ("cold", "warm")
    }
    for cold, warm_one in zip(kinds["cold"], kinds["warm"], strict=True):
        assert cold.error is warm_one.error is None
        assert cold.content == warm_one.content
    folder = tmp_path / ".coursekit" / "runs"
    noted = [json.loads(path.read_bytes().partition(b"\n")[0]) for path in folder.iterdir()]
    assert [one["about"]["warm"] for one in noted] == [True] * len(paths)


def test_a_run_notes_the_same_reads_warm_and_cold(run: Callable[..., Run], village: Path) -> None:
    from coursekit.notebooks.remembering import reads_of

    cells = (
        "from coursekit import open_course\ncourse = open_course()",
        'course.source("company-minutes")',
        'course.check("1.4", "a: b")',
        'course.table("stops")',
    )
    kinds = [run(*cells, provisioner=kind) for kind in (None, warm.WARM)]
    cold, forked = (reads_of(one.report, village) for one in kinds)
    assert cold == forked
    assert ("file", "sources/tables/datapackage.json") in cold


ASKED = (
    "import os, sys, signal, tempfile, __main__",
    "os.getcwd()",
    "sys.argv[:1], [one for one in sys.path]",
    "[str(signal.getsignal(n)) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]",
    "os.read(0, 9), os.isatty(1)",
    "sorted(set(os.environ) - {'JPY_PARENT_PID'})",
    "os.environ['MPLBACKEND'], os.environ['COURSEKIT_RUNNING']",
    "os.getpgrp() == os.getpid(), os.getsid(0) == os.getpid()",
    "sorted(dir())",
    "import matplotlib; matplotlib.rcParams['backend']",
    "import pandas; pandas.get_option('display.max_rows')",
    "sorted({'a', 'b', 'c', 'd'}, key=hash) == list({'a', 'b', 'c', 'd'}), hash('a')",
    "'matplotlib_inline.backend_inline' in sys.modules, 'matplotlib.pyplot' in sys.modules",
)


def test_a_kernel_finds_what_an_ordinary_one_finds(run: Callable[..., Run]) -> None:
    forked, cold = run(*ASKED), run(*ASKED, provisioner=None)
    for source, one, other in zip(ASKED, said(forked), said(cold), strict=True):
        assert one == other, source


PLOT = """
import matplotlib.pyplot as plt
plt.plot([1, 2], [3, 1])
plt.title("A line")
plt.show()
"""


def test_a_plot_of_pyplot_is_the_same_picture(run: Callable[..., Run]) -> None:
    pictures = [outputs(run(PLOT, provisioner=kind).notebook) for kind in (None, warm.WARM)]
    assert "image/png" in pictures[0]
    assert pictures[0] == pictures[1]


# Isolation ---------------------------------------------------------------------------------------


def test_nothing_of_one_run_is_found_by_the_next(run: Callable[..., Run], village: Path) -> None:
    run(
        "import os, sys, pandas, matplotlib, coursekit",
        "os.environ['LEFT'] = '1'; sys.path.insert(0, '/left'); os.chdir('/')",
        "pandas.set_option('display.max_rows', 7); matplotlib.rcParams['font.size'] = 33",
        "coursekit.open_course = None; left = 1",
    )
    asked = run(
        "import os, sys, pandas, matplotlib, coursekit",
        "os.environ.get('LEFT'), '/left' in sys.path, os.getcwd()",
        "pandas.get_option('display.max_rows'), matplotlib.rcParams['font.size']",
        "coursekit.open_course is None, 'left' in globals()",
    )
    assert said(asked)[1:] == [
        f"(None, False, '{village / 'notebooks'}')",
        "(60, 10.0)",
        "(False, False)",
    ]


def test_chance_is_another_in_each_kernel(run: Callable[..., Run]) -> None:
    lots = "import random, numpy, uuid\n[random.random(), numpy.random.random(), uuid.uuid4()]"
    assert said(run(lots)) != said(run(lots))


def test_each_run_has_a_process_of_its_own_and_all_are_children_of_one(
    run: Callable[..., Run],
) -> None:
    pairs = [said(run("import os\n(os.getpid(), os.getppid())"))[0] for _ in range(2)]
    (one, parent), (other, same) = (map(int, pair.strip("()").split(",")) for pair in pairs)
    assert one != other
    assert parent == same != os.getpid()


def test_a_variable_that_acts_at_the_start_gets_a_warm_process_of_its_own(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = said(run("import os, time\n(os.getppid(), time.tzname[0])"))[0]
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    second = said(run("import os, time\n(os.getppid(), time.tzname[0])"))[0]
    assert second.endswith("'JST')")
    assert first.partition(",")[0] != second.partition(",")[0]


# Ends --------------------------------------------------------------------------------------------


def test_a_cell_that_fails_or_ends_the_kernel_is_named_as_ever(run: Callable[..., Run]) -> None:
    with pytest.raises(NotebookError, match=r"^cell 'c1' fails in line 2: ZeroDivisionError"):
        run("1", "2\n1 / 0")
    with pytest.raises(NotebookError, match=r"^cell 'c0' stops the kernel before the notebook"):
        run("import os\nos._exit(3)")
    assert said(run("'still here'")) == ["'still here'"]


def test_no_zombie_and_no_process_is_left(run: Callable[..., Run]) -> None:
    ran = run("import os\n(os.getpid(), os.getppid())")
    kernel, parent = map(int, said(ran)[0].strip("()").split(","))
    wait_until(lambda: not Path(f"/proc/{kernel}").exists())  # not even as a zombie
    assert Path(f"/proc/{parent}").exists()
    warm.close_all()
    assert not Path(f"/proc/{parent}").exists()


def test_what_a_kernel_started_ends_with_it(run: Callable[..., Run]) -> None:
    started = "import subprocess\nsubprocess.Popen(['sleep', '300']).pid"
    process = int(said(run(started))[0])
    wait_until(lambda: not is_running(process))


def test_a_warm_process_that_is_gone_is_started_again(run: Callable[..., Run]) -> None:
    (parent,) = said(run("import os\nos.getppid()"))
    os.kill(int(parent), signal.SIGKILL)
    wait_until(lambda: not is_running(int(parent)))
    (again,) = said(run("import os\nos.getppid()"))
    assert again != parent


def test_a_warm_process_that_cannot_start_means_an_ordinary_kernel(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "serve", None)
    broken = warm.WarmProcess(kernel_environment() | {"PYTHONHOME": "/nowhere"})
    monkeypatch.setattr("coursekit.notebooks.kernels.warm_process", lambda _: broken)
    assert said(run("1 + 1")) == ["2"]
    broken.close()


def test_where_nothing_can_be_forked_kernels_are_ordinary(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coursekit.notebooks.kernels.can_fork", lambda: False)
    (parent,) = said(run("import os\nos.getppid()"))
    assert int(parent) == os.getpid()


PARENT = """
import sys
from coursekit.notebooks import warm
from coursekit.notebooks.running import kernel_environment
one = warm.warm_process(kernel_environment())
code = "import time; time.sleep(300)"
kernel = one.fork(["-f", sys.argv[1]], ".", kernel_environment())
print(kernel.pid, one._process.pid, flush=True)
sys.stdin.read()
"""


def test_kernels_end_with_whoever_wanted_them(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "kernel.json")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    started = [int(number) for number in process.stdout.readline().split()]
    assert all(map(is_running, started))
    process.kill()
    process.communicate()
    wait_until(lambda: not any(map(is_running, started)))


def is_running(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it did not come to this in time"
        time.sleep(0.05)


# Through Jupyter's own door ----------------------------------------------------------------------


def test_jupyter_knows_it_by_its_name(village: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jupyter_client.provisioning.factory import KernelProvisionerFactory
    from nbclient import NotebookClient

    from coursekit.notebooks.kernels import register

    register()
    factory = KernelProvisionerFactory.instance()  # reads its variable when it is made
    monkeypatch.setattr(factory, "default_provisioner_name", warm.WARM)
    notebook = read_notebook(village / "notebooks" / "start-here.ipynb")
    notebook.cells.append(nbformat.v4.new_code_cell("import os\nos.getppid()", id="parent"))
    metadata = {"path": str(village / "notebooks")}
    ran = NotebookClient(notebook, resources={"metadata": metadata}).execute()
    assert int(ran.cells[-1].outputs[0].data["text/plain"]) != os.getpid()
