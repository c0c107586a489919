"""A file in whatever form to plain text: its encoding, its pages, its article."""

from __future__ import annotations

import contextlib
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coursekit.errors import CourseError
from coursekit.intake.languages import LANGUAGES, small_words
from coursekit.intake.pages import read_page
from coursekit.intake.remarks import Remark, Topic
from coursekit.reading import FULL_TEXT_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEGABYTE = 1_000_000
LIMIT, PDF_LIMIT = 2 * MEGABYTE, 20 * MEGABYTE
_AS_TEXT = "save it as plain text, as a web page or as PDF"
_KINDS = (  # how files begin that are no text
    (b"PK\x03\x04", f"is a Word, EPUB or zip file ({_AS_TEXT})"),
    (b"\xd0\xcf\x11\xe0", f"is an old Office file ({_AS_TEXT})"),
    (b"{\\rtf", f"is an RTF file ({_AS_TEXT})"),
    (b"\x89PNG", "is a picture, and its words cannot be read (type them, or use text recognition)"),
    (b"\xff\xd8\xff", "is a picture, and its words cannot be read (type them off)"),
    (b"GIF8", "is a picture, and its words cannot be read (type them off)"),
    (b"\x1f\x8b", "is a compressed file (unpack it first)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of a file, and what had to be done to read it.

    Attributes:
        form: What the file was: ``plain text``, ``web page`` or ``PDF``.
        remarks: What is to be known about the reading.
        left_out: Lines of the file that are not in the text.
    """

    text: str
    form: str
    remarks: tuple[Remark, ...] = ()
    left_out: tuple[str, ...] = ()


def _said(text: str) -> Remark:
    return Remark(about=Topic.FILE, text=text)


def read_document(path: Path) -> Document:
    """Read a text, a web page or a PDF; nothing is fetched and nothing in it runs.

    Raises:
        CourseError: If it is missing, no file, empty, too long, or has no text to be read.
    """
    raw = _read_bytes(path)
    name = path.name
    for start, wrong in _KINDS:
        if raw.startswith(start):
            raise CourseError(f"{name} {wrong}.")
    if b"%PDF-" in raw[:1024]:
        text, remarks = _read_pdf(raw, name)
        document = Document(text=text, form="PDF", remarks=tuple(remarks))
    else:
        text, remarks = _decode(raw, name)
        document = Document(text=text, form="plain text", remarks=tuple(remarks))
        if _is_page(path, text):
            document = _read_html(text, name, document.remarks)
    return _tidy(document, name)


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise CourseError(f"{path} is a folder; name one file in it.")
        if path.exists() and not path.is_file():
            raise CourseError(f"{path} is no ordinary file.")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(1024)
            limit = PDF_LIMIT if b"%PDF-" in head else LIMIT
            if size > limit:
                raise CourseError(
                    f"{path.name} is too long: {size / MEGABYTE:.1f} MB, and the limit is "
                    f"{limit // MEGABYTE} MB. Bring in the part that you teach."
                )
            raw = head + file.read(limit)
    except FileNotFoundError:
        raise CourseError(f"There is no file {path}.") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror or error}).") from error
    except ValueError:
        raise CourseError("That is not the name of a file.") from None
    if not raw.strip():
        raise CourseError(f"{path.name} is empty.")
    return raw


def _tidy(document: Document, name: str) -> Document:
    """Give every line end as a newline and drop what no reader can see; say so."""
    text = document.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    shown = "".join(c for c in text if c in "\n\t" or not (c < " " or "\x7f" <= c <= "\x9f"))
    shown = shown.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    remarks = list(document.remarks)
    if dropped := len(text) - len(shown):
        if dropped > 0.05 * len(text):
            raise CourseError(f"{name} is not a text file ({_AS_TEXT}).")
        what = (
            "1 control character that cannot be seen was"
            if dropped == 1
            else (f"{dropped} control characters that cannot be seen were")
        )
        remarks.append(_said(f"{what} left out."))
    if len(shown) > FULL_TEXT_LIMIT:
        raise CourseError(
            f"{name} is too long: {len(shown):,} characters, and the limit is "
            f"{FULL_TEXT_LIMIT:,}. Bring in the part that you teach."
        )
    shown = shown.strip("\n") + "\n"
    if not shown.strip():
        raise CourseError(f"{name} is empty.")
    return Document(
        text=shown, form=document.form, remarks=tuple(remarks), left_out=document.left_out
    )


# Encodings ----------------------------------------------------------------------------------

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OLD = {  # in this order where they fit alike
    "cp1252": ("Latin-1 (Windows-1252)", ("en", "de", "fr")),
    "cp1250": ("Windows-1250, for Central Europe", ("pl", "de")),
    "iso8859-2": ("Latin-2, for Central Europe", ("pl", "de")),
    "cp1251": ("Windows-1251, for Cyrillic", ("ru", "uk")),
    "koi8-r": ("KOI8, for Russian", ("ru",)),
}
_SIGNS = set("“”„‘’‚«»–—…§°©®·•€£½\xa0")


def _decode(raw: bytes, name: str) -> tuple[str, list[Remark]]:
    """Turn bytes into text; what is not UTF-8 is read where it can be told, and said."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _strictly(raw, encoding, name)
    if b"\x00" in raw:
        for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            zeros = raw[start::2].count(0)
            if zeros == raw.count(0) and zeros > len(raw) / 40:
                return _strictly(raw, encoding, name)
        raise CourseError(f"{name} is not a text file ({_AS_TEXT}).")
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    declared = re.search(
        rb"<meta[^>]{0,200}?charset=[\"']?([\w-]{3,20})", raw[:4096], re.IGNORECASE
    )
    with contextlib.suppress(LookupError, UnicodeDecodeError):
        if declared and (said := declared[1].decode("ascii")).lower() not in ("utf-8", "utf8"):
            said = "cp1252" if said.lower() in ("iso-8859-1", "latin1") else said
            return raw.decode(said), [_said(f"It was read as {said}, as the page says of itself.")]
    if (best := _best_encoding(raw)) is None:
        raise CourseError(
            f"{name} is not UTF-8 (see its line {line}), and how else it is encoded cannot be "
            "told. Open it in a text editor and save it as UTF-8."
        )
    words = _OLD[best][0]
    text = f"It is not UTF-8; it was read as {words}, judged by its letters. Look at the accents."
    return raw.decode(best), [_said(text)]


def _strictly(raw: bytes, encoding: str, name: str) -> tuple[str, list[Remark]]:
    words = encoding.upper().removesuffix("-LE").removesuffix("-BE")
    try:
        text = raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise CourseError(
            f"{name} begins as {words} and is damaged. Save it again, as UTF-8."
        ) from None
    return text, ([] if encoding == "utf-8" else [_said(f"It was read as {words}.")])


def _best_encoding(raw: bytes) -> str | None:
    """Choose the old encoding whose letters and small words fit one of our languages."""
    best, best_score = None, 0.9
    for encoding, (_, codes) in _OLD.items():
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = [letter for letter in text if letter > "\x7f"]
        for code in codes:
            letters = _SIGNS | set(LANGUAGES[code].letters) | set(LANGUAGES[code].letters.upper())
            fit = sum(letter in letters for letter in strange) / max(len(strange), 1)
            words = small_words(text)[code] / max(len(text.split()), 1)
            if fit >= 0.9 and fit + words > best_score + 1e-9:
                best, best_score = encoding, fit + words
    return best


# Pages and PDFs -----------------------------------------------------------------------------


def _is_page(path: Path, text: str) -> bool:
    head = text[:2000].lstrip().lower()
    if head.startswith(("mime-version:", "from: <saved by")) or "multipart/related" in head[:500]:
        raise CourseError(f"{path.name} is a web archive; save the page as 'HTML only'.")
    if head.startswith(("<!doctype html", "<html", "<?xml", "<head", "<body")):
        return True
    return path.suffix.lower() in (".html", ".htm", ".xhtml") and "<" in text


def _read_html(text: str, name: str, remarks: tuple[Remark, ...]) -> Document:
    page = read_page(text)
    if page is None:
        raise CourseError(
            f"{name} has no article that can be told from its menus; copy the text out of your "
            "browser into a plain text file."
        )
    number = len(page.left_out)
    more = [f"The article is {len(page.lines)} of the page's {len(page.lines) + number} lines"]
    more.append("; the others are left out." if number else ".")
    return Document(
        text="\n\n".join(page.lines),
        form="web page",
        remarks=(*remarks, _said("".join(more))),
        left_out=page.left_out,
    )


def _read_pdf(raw: bytes, name: str) -> tuple[str, list[Remark]]:
    """Read the text of a PDF, page after page."""
    import io

    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError, WrongPasswordError

    locked = f"{name} is locked with a password; save it without one."
    try:
        with _quiet("pypdf"):
            reader = PdfReader(io.BytesIO(raw))
            if reader.is_encrypted and not reader.decrypt(""):
                raise CourseError(locked)
            pages = list(_pages(reader))
            number = len(reader.pages)
    except (DependencyError, FileNotDecryptedError, WrongPasswordError):
        raise CourseError(locked) from None
    except (PyPdfError, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CourseError(f"{name} cannot be read as PDF ({error}).") from error
    except (RecursionError, ArithmeticError, NotImplementedError, AssertionError):
        raise CourseError(f"{name} cannot be read as PDF; it is damaged.") from None
    bare = sum(len(page.strip()) < 20 for page in pages)
    if not pages or bare == len(pages):
        raise CourseError(
            f"{name} has pictures of pages and no text. Let a program for text recognition (OCR) "
            "read it first, or type what you need."
        )
    remarks = [_said(f"Its text comes from {number} PDF page{'' if number == 1 else 's'}.")]
    if bare:
        remarks.append(_said(f"{bare} of them have no text; they may be pictures."))
    text = "\n\n".join(page.strip("\n") for page in pages)
    if divided := len(re.findall(r"[^\W\d_]-\n[^\W\d_]", text)):
        what = "word is" if divided == 1 else "words are"
        remarks.append(_said(f"{divided} {what} divided at the end of a line, and left so."))
    return text, remarks


def _pages(reader: object) -> Iterator[str]:
    """Give the text of each page, and stop once it is far too much."""
    total = 0
    for page in reader.pages:  # type: ignore[attr-defined]
        text = page.extract_text()
        total += len(text)
        yield text
        if total > FULL_TEXT_LIMIT:
            return


@contextlib.contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Keep a library's own complaints about a file off the terminal; ours are sentences."""
    logger = logging.getLogger(name)
    before, logger.disabled = logger.disabled, True
    children = [
        child
        for key, child in logging.root.manager.loggerDict.items()
        if key.startswith(f"{name}.") and isinstance(child, logging.Logger)
    ]
    kept = [child.disabled for child in children]
    for child in children:
        child.disabled = True
    try:
        yield
    finally:
        logger.disabled = before
        for child, was in zip(children, kept, strict=True):
            child.disabled = was
