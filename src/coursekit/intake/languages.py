"""The six languages that a text is recognised in: small words, months and weekdays."""

from __future__ import annotations

import re
from typing import NamedTuple


class Language(NamedTuple):
    """What gives a language away, and how it names days.

    Attributes:
        small: Small words that stand in any text of it.
        letters: Its letters beyond a to z.
        months: The names of each month, in the forms that stand in dates.
        days: The weekdays from Monday on.
    """

    name: str
    small: frozenset[str]
    letters: str
    months: tuple[tuple[str, ...], ...]
    days: tuple[tuple[str, ...], ...]


def _forms(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.split("/")) for word in text.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LANGUAGES = {
    "en": Language(
        "English",
        _words("the of and to in that is was for it with as his on be at by had not"),
        "",
        _forms(
            "January/Jan February/Feb March/Mar April/Apr May June/Jun July/Jul August/Aug "
            "September/Sept/Sep October/Oct November/Nov December/Dec"
        ),
        _forms("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    ),
    "de": Language(
        "German",
        _words("der die und das den von zu mit sich des auf für ist im dem nicht ein"),
        "äöüßÄÖÜ",
        _forms(
            "Januar/Jänner Februar März April Mai Juni Juli August September Oktober November "
            "Dezember"
        ),
        _forms("Montag Dienstag Mittwoch Donnerstag Freitag Samstag/Sonnabend Sonntag"),
    ),
    "fr": Language(
        "French",
        _words("le la les des du et un une dans que qui pour pas sur est au par il"),
        "àâæçéèêëîïôœùûüÿÀÂÇÉÈÊÎÔŒÙ",
        _forms(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        ),
        _forms("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    ),
    "ru": Language(
        "Russian",
        _words("и в не на что с он как это по но из к у за от был его для так"),
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        _forms(
            "января/январь/январе февраля/февраль/феврале марта/март/марте "
            "апреля/апрель/апреле мая/май/мае июня/июнь/июне июля/июль/июле "
            "августа/август/августе сентября/сентябрь/сентябре октября/октябрь/октябре "
            "ноября/ноябрь/ноябре декабря/декабрь/декабре"
        ),
        _forms(
            "понедельник вторник среда/среду четверг пятница/пятницу суббота/субботу воскресенье"
        ),
    ),
    "pl": Language(
        "Polish",
        _words("i w nie na się z do to że jest od po o jak za przez dla był oraz"),
        "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
        _forms(
            "stycznia/styczeń/styczniu lutego/luty/lutym marca/marzec/marcu "
            "kwietnia/kwiecień/kwietniu maja/maj/maju czerwca/czerwiec/czerwcu "
            "lipca/lipiec/lipcu sierpnia/sierpień/sierpniu września/wrzesień/wrześniu "
            "października/październik/październiku listopada/listopad/listopadzie "
            "grudnia/grudzień/grudniu"
        ),
        _forms("poniedziałek wtorek środa/środę czwartek piątek sobota/sobotę niedziela/niedzielę"),
    ),
    "uk": Language(
        "Ukrainian",
        _words("і в не на що з до та у як за це від про його для був але або"),
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        _forms(
            "січня/січень/січні лютого/лютий/лютому березня/березень/березні "
            "квітня/квітень/квітні травня/травень/травні червня/червень/червні "
            "липня/липень/липні серпня/серпень/серпні вересня/вересень/вересні "
            "жовтня/жовтень/жовтні листопада/листопад/листопаді грудня/грудень/грудні"
        ),
        _forms("понеділок вівторок середа/середу четвер п'ятниця/п'ятницю субота/суботу неділя"),
    ),
}

_LEAST = 8  # small words; a headline alone has no language


def small_words(text: str) -> dict[str, int]:
    """Count how many small words of each language stand in a text."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return {
        code: sum(word in language.small for word in words) for code, language in LANGUAGES.items()
    }


def guess_language(text: str) -> str | None:
    """Say which of six languages a text is in, or None where that is not clear.

    Examples:
        >>> guess_language("The band had played at the gate, and it was the mayor who spoke to us "
        ...     "of the bridge and of the toll in that speech.")
        'en'
        >>> guess_language("Bridge opened") is None
        True
    """
    counts = sorted(((number, code) for code, number in small_words(text).items()), reverse=True)
    (most, code), (second, _) = counts[:2]
    return code if most >= _LEAST and most >= 1.5 * second else None
