"""Lines that came with the site or the paper, and not from the author."""

from __future__ import annotations

import re
from collections import Counter

_LONGEST = 25  # words; a longer line is a paragraph, whatever stands in it
_NUMBER_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"

# What a line is, and how one knows; the first that fits. Six languages, as far as they say it.
_SIGNS: tuple[tuple[str, str], ...] = (
    (
        "a copyright line",
        r"©|\(c\) ?\d{4}|^copyright\b|all rights reserved|alle rechte vorbehalten|"
        r"tous droits réservés|все права защищены|wszelkie prawa zastrzeżone|усі права захищен",
    ),
    (
        "a date stamp",
        r"^\W*(?:last )?(?:updated?|changed|modified|revised|posted|retrieved|"
        r"published|printed|accessed)\b.{0,12}\d|last (?:updated|changed|modified)|"
        r"zuletzt (?:aktualisiert|geändert)|^\W*stand:|mis à jour|обновлен[оа]|опубликован[оа]|"
        r"zaktualizowan[oa]|data (?:publikacji|aktualizacji)|оновлен[оа]",
    ),
    ("a cookie notice", r"\bcookies?\b|файлы cookie|ciasteczk"),
    (
        "an invitation to subscribe",
        r"\bsubscri(?:be|ption)\b|newsletter|sign (?:up|in)\b|log ?in\b|"
        r"\bregister now\b|abonnieren|anmelden\b|s[’']abonner|abonnez|подпис(?:аться|ка|ывайтесь)|"
        r"zaloguj|prenumerat|підпис(?:атися|уйтесь)",
    ),
    (
        "a slogan",
        r"latest\b.{0,20}\b(?:updates|news|headlines)|as we post them|right on your browser|"
        r"breaking news|"
        r"news you can|trusted source|stay informed|download (?:our|the) app|support (?:us|our)",
    ),
    (
        "a share button",
        r"^(?:share|tweet|print|e-?mail|like|follow us|facebook|twitter|whatsapp|"
        r"telegram|teilen|drucken|partager|imprimer|поделиться|печать|udostępnij|drukuj|"
        r"поділитися)\b.{0,40}$",
    ),
    (
        "a pointer to other pages",
        r"^(?:read (?:also|more|next)|related|see also|more (?:from|on|in)|"
        r"most (?:read|popular)|recommended|lesen sie auch|mehr zum thema|lire aussi|à lire|"
        r"читайте также|czytaj (?:też|także|więcej)|читайте також|back to (?:top|the)|home ?page|"
        r"next (?:page|article)|previous (?:page|article)|comments?\b.{0,10}$)",
    ),
    (
        "an advertisement",
        r"^(?:advertise?ment|sponsored|anzeige|publicité|реклама|reklama)\W*\w{0,12}$",
    ),
    (
        "a legal line",
        r"privacy (?:policy|notice)|terms (?:of|and) (?:use|service|conditions)|"
        r"datenschutz|impressum|mentions légales|polityka prywatności|конфиденциальност",
    ),
    (
        "a page number",
        r"^\W*(?:(?:page|seite|стр\.?|strona) )?\d{1,3}(?: ?(?:/|of|von|de|из|z) ?\d{1,4})?\W*$",
    ),
    ("an address", r"^\W*(?:https?://|www\.)\S+\W*$"),
    ("a bare date", rf"^\W*{_NUMBER_DATE}\W*(?:\d\d?:\d\d\W*)?$"),
)
_COMPILED = tuple((what, re.compile(sign, re.IGNORECASE)) for what, sign in _SIGNS)
_BETWEEN = re.compile(r"\s*[|·•»›/]\s*|\s{3,}|\t")


def name_site_line(line: str) -> str | None:
    """Say what a line is that looks like the site's, or None where it may be the author's.

    Examples:
        >>> name_site_line("Last changed 11/30/2009")
        'a date stamp'
        >>> name_site_line("Home | News | Sport | Contact")
        'a menu'
        >>> name_site_line("The mayor said that she would subscribe to it.") is None
        True
    """
    words = line.split()
    if not words or len(words) > _LONGEST:
        return None
    for what, sign in _COMPILED:
        if sign.search(line) and not _is_sentence(line, what):
            return what
    parts = [part for part in _BETWEEN.split(line.strip()) if part]
    if len(parts) >= 3 and all(len(part.split()) <= 3 for part in parts):
        return "a menu"
    return None


def _is_sentence(line: str, what: str) -> bool:
    """Whether a line reads like a sentence of a report, which may well speak of cookies."""
    if what in ("a copyright line", "a date stamp", "a share button", "a page number"):
        return False
    sentence = re.match(r"[“\"A-ZÄÖÜА-Я].*[.!?][”\"]?$", line.strip()) is not None
    told = re.search(r"\b(?:said|says|told|was|were|had|he|she|they)\b", line) is not None
    return sentence and told and len(line.split()) > 5


def find_site_lines(lines: list[str]) -> dict[int, str]:
    """Name the lines that look like the site's, by their number from 1.

    A short line that stands there three times or more is one, too: the head or foot of pages.
    """
    found = {number: what for number, line in enumerate(lines, 1) if (what := name_site_line(line))}
    often = Counter(line.strip() for line in lines if 0 < len(line.split()) <= 12)
    for number, line in enumerate(lines, 1):
        if often[line.strip()] >= 3 and number not in found:
            found[number] = "a line that comes back on every page"
    return found
