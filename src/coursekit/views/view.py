"""What all views have in common: two forms of one record, and how plain text is set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

R = TypeVar("R")

WIDTH = 88


class View(Generic[R]):
    """A record that shows itself as the last line of a cell.

    Whatever is no part of a view is asked of its record: ``view.dates``, ``view.notes``.
    """

    def __init__(self, record: R) -> None:
        self.record = record

    @property
    def html(self) -> str:
        """The view as HTML with its own style."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """The view as plain text."""
        raise NotImplementedError

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        """Give both forms; Jupyter shows the one that it can."""
        del include, exclude
        return {"text/html": self.html, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "record":
            raise AttributeError(name)
        try:
            return getattr(self.record, name)
        except AttributeError:
            kind = type(self.record).__name__.lower()
            raise AttributeError(f"a {kind} has no '{name}'") from None

    def __dir__(self) -> list[str]:
        own = set(object.__dir__(self))
        return sorted(own | {name for name in dir(self.record) if not name.startswith("_")})


def count(number: int, one: str) -> str:
    """Say how many: ``1 event``, ``2 events``."""
    return f"{number} {one if number == 1 else one + 's'}"


def wrap(text: str, indent: str = "", first: str | None = None) -> str:
    """Set a paragraph in lines, never breaking a word; the first line may begin otherwise."""
    import textwrap

    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def underline(text: str, line: str = "=") -> str:
    """Set a title with a line under it."""
    wrapped = wrap(text)
    longest = max((len(part) for part in wrapped.splitlines()), default=0)
    return f"{wrapped}\n{line * min(longest, WIDTH)}"


def labelled(label: str, text: str) -> str:
    """Set lines under a label; nothing where there are none."""
    first, *rest = text.splitlines() or [""]
    if not text.strip():
        return ""
    return "\n".join([wrap(f"{label}: {first}", "  ", ""), *(wrap(line, "  ") for line in rest)])


def join(parts: Iterable[str]) -> str:
    """Put the parts of a plain text one under another, without those that are empty."""
    return "\n\n".join(part for part in parts if part) + "\n"
