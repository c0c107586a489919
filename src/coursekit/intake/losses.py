"""Characters that were lost or garbled on the way from print to file; nothing is mended."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from coursekit.intake.languages import LANGUAGES
from coursekit.intake.remarks import Remark, Topic, quote, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

_DASHED = re.compile(r"(?<![\w-])([^\W\d_]+)--([^\W\d_]+)(?![\w-])")
_ASKED = re.compile(r"(?<![\w/.])[^\W\d_]+(?:\?+[^\W\d_]+)+(?![\w/=&])")
_REPLACED = re.compile(r"\S*\N{REPLACEMENT CHARACTER}\S*")
_TOKEN = re.compile(r"[^ \t\n]+")


def remark_on_losses(lines: list[str]) -> Iterator[Remark]:
    """Say which words have lost a letter, and which were read in a wrong encoding once."""
    apart = [_DASHED.sub(" ", line) for line in lines]
    known = {word.casefold() for line in apart for word in re.findall(r"[^\W\d_]+", line)}
    dashed: dict[str, list[int]] = {}
    replaced: dict[str, list[int]] = {}
    asked: dict[str, list[int]] = {}
    garbled: dict[str, list[int]] = {}
    for number, line in enumerate(lines, 1):
        for match in _DASHED.finditer(line):
            if not _is_dash(match[1], match[2], known):
                dashed.setdefault(match[0], []).append(number)
        for match in _REPLACED.finditer(line):
            replaced.setdefault(match[0], []).append(number)
        for match in _ASKED.finditer(line):
            if not re.search(r"https?:|www\.", line[max(match.start() - 40, 0) : match.start()]):
                asked.setdefault(match[0], []).append(number)
        for before, after in _mended(line):
            garbled.setdefault(f"{quote(before)} may have been {quote(after)}", []).append(number)
    lost = "a letter may be lost there."
    said = (
        {f"{quote(word)} has two hyphens inside a word: {lost}": n for word, n in dashed.items()},
        {f"{quote(word)} has the sign of a lost character.": n for word, n in replaced.items()},
        {
            f"{quote(word)} has a question mark inside a word: {lost}": n
            for word, n in asked.items()
        },
        {f"{both}: a wrong encoding once. It is left as it is.": n for both, n in garbled.items()},
    )
    for sentences in said:
        yield from shorten(
            [
                Remark(about=Topic.LOSS, lines=tuple(dict.fromkeys(numbers)), text=sentence)
                for sentence, numbers in sentences.items()
            ]
        )


@functools.cache
def _all_small() -> frozenset[str]:
    return frozenset(word for language in LANGUAGES.values() for word in language.small)


def _is_dash(left: str, right: str, known: set[str]) -> bool:
    """Whether two hyphens are a dash between two words, and no letter was lost there."""
    parts = (left, right)
    sure = sum(part.casefold() in known or part.casefold() in _all_small() for part in parts)
    likely = all(_may_be_a_word(part, 5 - min(sure, 1)) for part in parts)
    return sure == 2 or likely


def _may_be_a_word(part: str, least: int) -> bool:
    return len(part) >= least and re.search(r"[aeiouyäöüаеиоуыяіє]", part.casefold()) is not None


def _mended(line: str) -> Iterator[tuple[str, str]]:
    """Give the words of a line that ftfy would mend, as they are and as they would be."""
    import ftfy

    if line.isascii() and "&" not in line:
        return
    config = _config()
    for match in _TOKEN.finditer(line):
        word = match[0]
        if word.isascii() and "&" not in word:
            continue
        mended = ftfy.fix_text(word, config)
        if mended != word and "\N{REPLACEMENT CHARACTER}" not in word:
            yield word, mended


@functools.cache
def _config() -> Any:
    """Give the settings that leave quotation marks, ligatures and widths as they were printed."""
    import ftfy

    return ftfy.TextFixerConfig(
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        normalization=None,
    )
