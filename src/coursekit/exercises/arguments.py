"""An option, defended: only the form of an argument is looked at, never what it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursekit.errors import nearest
from coursekit.exercises.lines import fold, items_of, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursekit.exercises.answers import Answer
    from coursekit.records import Exercise, Library

OPTION, BECAUSE, SOURCES, QUOTE, AGAINST, LIMIT = LABELS = (
    "option",
    "because",
    "sources",
    "quote",
    "against",
    "limit",
)
FEWEST = 5  # different words that make a sentence
SHORTEST = 3  # words of a quotation
MOST_PIECES = 4  # of a quotation with words left out
UNCHECKED = (
    "Only the form was looked at: sources, a quotation, a word against it, a limit. No option is "
    "wrong, and whether the argument holds no machine can say: your teacher judges that, and you."
)


def _words(text: str | None) -> list[str]:
    return re.findall(r"\w+", (text or "").casefold())


def shares(exercise: Exercise, answer: Answer, library: Library) -> dict[str, float]:
    """Give the share of its form that each line has; nothing counts without a reason."""
    given = {label: answer.readings[label].value for label in LABELS}
    flaws = {label: _flaw(exercise, answer, label) for label in (BECAUSE, AGAINST, LIMIT)}
    cited, _ = _cited(answer, library)
    found = {
        OPTION: float(given[OPTION] is not None),
        BECAUSE: float(flaws[BECAUSE] is None),
        SOURCES: 0.25 * min(2, len(cited)) + 0.5 * (len(_voices(cited, library)) > 1),
        QUOTE: float(_place(given[QUOTE], library) is not None),
        AGAINST: float(flaws[AGAINST] is None),
        LIMIT: float(flaws[LIMIT] is None),
    }
    if given[BECAUSE] is None or len(set(_words(given[BECAUSE]))) < FEWEST:
        return {label: found[label] if label == OPTION else 0.0 for label in found}
    return found


def remarks(exercise: Exercise, answer: Answer, library: Library) -> Iterator[str]:
    """Say what the form of an argument still needs, line by line."""
    if answer.readings[BECAUSE].value is None:
        yield "Nothing else counts without a reason: write it on the line “because”."
    for label in (BECAUSE, AGAINST, LIMIT):
        flaw = _flaw(exercise, answer, label)
        if flaw and answer.readings[label].value is not None:
            yield flaw
    yield from _source_remarks(answer, library)
    yield from _quotation_remarks(answer, library)


def _flaw(exercise: Exercise, answer: Answer, label: str) -> str | None:
    """Say what is wrong with the form of a line of free text."""
    value = answer.readings[label].value
    words = _words(value)
    if len(set(words)) < FEWEST:
        return f"The line “{label}” needs a whole sentence."
    line = next(line for line in exercise.lines if line.label == label)
    if line.most is not None and len((value or "").split()) > line.most:
        count = len((value or "").split())
        return f"The line “{label}” has {count} words of {line.most}: what can go?"
    others = LABELS[: LABELS.index(label)]
    if any(_words(answer.readings[one].value) == words for one in others):
        return f"The line “{label}” repeats another one."
    if " ".join(words) in " ".join(_words(exercise.prompt)):
        return f"The line “{label}” repeats the question."
    return None


# Sources ------------------------------------------------------------------------------------


def _meant(name: str, library: Library) -> list[str]:
    """List the documents that a name, perhaps shortened, may mean."""
    folded = fold(name)
    if exact := [one for one in library.voices if fold(one) == folded]:
        return exact
    if len(folded) < 2:
        return []
    starting = [one for one in library.voices if fold(one).startswith(folded)]
    inside = [one for one in library.voices if len(folded) > 3 and folded in fold(one)]
    return starting or inside


def _cited(answer: Answer, library: Library) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Give the documents that are cited, and the names that mean none or several."""
    cited: list[str] = []
    unclear: list[tuple[str, list[str]]] = []
    for name in items_of(answer.readings[SOURCES].value):
        meant = _meant(name, library)
        if len(meant) == 1:
            cited += [one for one in meant if one not in cited]
        else:
            unclear.append((name, meant))
    return cited, unclear


def _voices(cited: list[str], library: Library) -> set[str]:
    return {library.voices[one] for one in cited}


def _source_remarks(answer: Answer, library: Library) -> Iterator[str]:
    if answer.readings[SOURCES].value is None:
        return
    cited, unclear = _cited(answer, library)
    for name, meant in unclear[:3]:
        if meant:
            yield f"“{short(name)}” may be {' or '.join(meant[:4])}: write which one."
        else:
            near = nearest(name, library.voices)
            hint = f" Is “{near}” meant?" if near else ""
            yield f"No document of the course is called “{short(name)}”.{hint}"
    if len(cited) == 1:
        yield "One document is a start; two are asked, from two sides."
    elif len(cited) > 1 and len(voices := _voices(cited, library)) == 1:
        yield f"All your documents speak for one side ({voices.pop()}). Hear another one, too."


# Quotation ----------------------------------------------------------------------------------


def _place(quote: str | None, library: Library) -> str | None:
    """Find the document in which words stand, in this order; None where they stand in none.

    Case, quotation marks and punctuation do not matter; an ellipsis stands for words left out.
    Words around a quotation in marks, such as a name, are no part of it.
    """
    marked = re.search(r"[“\"„«](.+)[”\"“»]", quote or "")
    tries = [marked[1]] if marked else []
    return next(filter(None, (_found(one, library) for one in [*tries, quote or ""])), None)


def _found(text: str, library: Library) -> str | None:
    pieces = [" ".join(words) for words in map(_words, re.split(r"…|\.\.\.+", text)) if words]
    if len(_words(" ".join(pieces))) < SHORTEST or len(pieces) > MOST_PIECES:
        return None
    pattern = re.compile(rf"\b{r' (?:.* )?'.join(map(re.escape, pieces))}\b")
    for name, texts in library.quotations.items():
        if any(pattern.search(" ".join(_words(text))) for text in texts):
            return name
    return None


def _nearest_place(quote: str, cited: list[str], library: Library) -> str | None:
    """Find the document with the quotation that was probably meant.

    The sources that the answer names come first, and there half of the words will do: what is
    misquoted is mostly a piece of a longer sentence. Elsewhere the whole has to be alike.
    """
    words = set(_words(quote))
    shared = {
        name: max(len(words & set(_words(text))) for text in texts)
        for name in cited
        if (texts := library.quotations.get(name))
    }
    best = max(shared, key=lambda name: shared[name], default=None)
    if best is not None and 2 * shared[best] >= len(words):
        return best
    known = {" ".join(_words(t)): n for n, ts in library.quotations.items() for t in ts}
    near = nearest(" ".join(_words(quote)), known)
    return known[near] if near else None


def _quotation_remarks(answer: Answer, library: Library) -> Iterator[str]:
    quote = answer.readings[QUOTE].value
    if quote is None:
        return
    place = _place(quote, library)
    cited, _ = _cited(answer, library)
    if place is not None:
        if cited and place not in cited:
            yield f"Your quotation stands in {place}, which you do not name among your sources."
    elif len(_words(quote)) < SHORTEST:
        yield f"A quotation of fewer than {SHORTEST} words can prove anything: take some more."
    else:
        near = _nearest_place(quote, cited, library)
        where = f" Compare it, word by word, with the quotation in {near}." if near else ""
        yield (
            "These words stand in no quotation of the course. Take them letter by letter from "
            f"what a document sets off as a quotation; the text around it is ours.{where}"
        )


def key_problems(exercise: Exercise) -> Iterator[str]:
    """Say what is wrong with the lines of an argument."""
    if tuple(line.label for line in exercise.lines) != LABELS:
        yield f"needs the lines {', '.join(LABELS)}, in this order"
        return
    option, *others = exercise.lines
    if any(line.accepts for line in others):
        yield "accepts certain readings, and no argument is wrong (write 'any')"
    accepted = {one.value for one in option.accepts}
    if accepted and (missing := [one for one in option.choices if one not in accepted]):
        yield f"does not accept {', '.join(missing)}, and no option is wrong (list all, or 'any')"
