"""What a student's kernel says after a break: "run this first" instead of a bare NameError.

`coursekit lab` loads it into each kernel as an IPython extension.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

SET_UP_NAMES = frozenset({"course", "open_course"})
RUN_FIRST = (
    "Run the set-up cell first: it is the first grey cell of this lesson (click into it, press "
    "Shift + Enter). Then run this one again. After a break Python has forgotten what "
    "'{name}' is."
)


def load_ipython_extension(shell: Any) -> None:
    """Let a kernel explain a name that only the set-up cell makes; IPython calls this."""
    shell.set_custom_exc((NameError,), explain_name)


def explain_name(
    shell: Any,
    kind: type[BaseException],
    error: NameError,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> None:
    """Show one sentence for a name of the set-up cell, and the usual traceback for any other."""
    if error.name in SET_UP_NAMES:
        shell._showtraceback(kind, error, [RUN_FIRST.format(name=error.name)])
    else:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
