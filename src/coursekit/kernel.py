"""What a student's kernel adds to Python's own words: "run this first", and what to mend.

`coursekit lab` loads it into each kernel as an IPython extension. A `NameError` of the set-up
cell and a row that is not there become one sentence; what cannot be read as Python keeps its
message, with a sentence below it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from coursekit.errors import CourseError

if TYPE_CHECKING:
    from types import TracebackType

SET_UP_NAMES = frozenset({"course", "open_course"})
RUN_FIRST = (
    "Run the set-up cell first: it is the first grey cell of this lesson (click into it, press "
    "Shift + Enter). Then run this one again. After a break Python has forgotten what "
    "'{name}' is."
)
NOT_THERE = (
    "Nothing here is called {key}: look at the number or the word in the brackets. A row is "
    "called by what stands in the first column of its table."
)
UNREADABLE = {
    "leading zeros": "Write the numbers of a date without a zero in front: 6, not 06.",
    "triple-quoted": 'A part of the frame around the answer is missing: it begins with """ and '
    'ends with """). Press Ctrl + Z until the frame is whole again.',
    "incomplete input": 'A part of the frame around the answer is missing: it begins with """ '
    'and ends with """). Press Ctrl + Z until the frame is whole again.',
    "unterminated string": "A quotation mark is missing: a text has one at each end.",
    "was never closed": "A bracket is missing: each one that opens needs one that closes.",
}


def load_ipython_extension(shell: Any) -> None:
    """Let a kernel explain what trips beginners; IPython calls this."""
    shell.set_custom_exc((NameError, KeyError), explain_name)
    usual = shell.showsyntaxerror

    def show_syntax_error(*args: Any, **options: Any) -> None:
        usual(*args, **options)
        if sentence := explain_syntax(sys.exc_info()[1] or sys.last_value):
            sys.stderr.write(sentence + "\n")

    shell.showsyntaxerror = show_syntax_error


def explain_name(
    shell: Any,
    kind: type[BaseException],
    error: NameError | KeyError,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> None:
    """Show one sentence for what is not there, and the usual traceback for any other name."""
    if isinstance(error, NameError) and error.name in SET_UP_NAMES:
        shell._showtraceback(kind, error, [RUN_FIRST.format(name=error.name)])
    elif isinstance(error, KeyError) and not isinstance(error, CourseError):
        shell._showtraceback(kind, error, [NOT_THERE.format(key=error)])
    else:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def explain_syntax(error: object) -> str | None:
    """Say what to mend where Python could not read a cell; None where its own words do."""
    words = str(error)
    return next((said for part, said in UNREADABLE.items() if part in words), None)
