"""What the wording of events tells: emptiness behind «????», two names of one thing, what goes before what.

Apart from the linter because words are compared in the same way by several of its rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbook.errors import Reason, SettingsRefused

__all__ = ["Link", "Pair", "alike", "begins_with", "is_placeholder", "links_of", "read_pairs", "references"]

_WORD = re.compile(r"[а-яa-z]+|[0-9]+")
_STEM = 5
"""Letters of a word that stay when endings go: «оценочных» and «оценочные» are one."""

_DISTINCT = re.compile(
    r"\b(?:перв|втор|трет|четв[её]рт[оыа]|январ|феврал|март|апрел|ма[йя]\b|июн|июл|август|сентябр|октябр|ноябр|декабр|"
    r"зимн|весенн|осенн|летн|начал|серед|конец|конц|входн|итогов|промежут|повторн)[а-яё]*|\b[ivx]+\b|[0-9]+"
)
"""Words that make two otherwise equal names two events: «за первую четверть» and «за вторую четверть»."""

_REFERENCE = re.compile(
    r"(?:после|по итогам|по результатам|на основе|на основании)\s+"
    r"(?:п\.|п\b|пункта|пунктов|мероприятия|мероприятий|строки)\s*№?\s*([0-9]{1,3})"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two wordings in their order.

    Attributes
    ----------
    before, after : tuple of str
        Beginnings of words that all must stand in the name of the earlier and of the later event.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def loose(self) -> bool:
        """Whether a side is a single word, so that the two events must also speak of one thing."""
        return len(self.before) < 2 or len(self.after) < 2

    @property
    def title(self) -> str:
        """The pair as it stands in the settings."""
        return f"{' '.join(self.before)} → {' '.join(self.after)}"


@dataclass(frozen=True, slots=True)
class Link:
    """One event must come before another.

    Attributes
    ----------
    before, after : int
        Positions of the events.
    ground : str
        The wording pair or the reference that says so.
    """

    before: int
    after: int
    ground: str


def read_pairs(text: str) -> tuple[Pair, ...]:
    """Read the wording pairs of the settings.

    Parameters
    ----------
    text : str
        «анкетирован → анализ анкет; утвержден → внедрен».

    Returns
    -------
    tuple of Pair

    Raises
    ------
    SettingsRefused
        A part has no arrow or an empty side.

    Examples
    --------
    >>> read_pairs("опрос → анализ опрос")[0].after
    ('анализ', 'опрос')
    """
    pairs = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        sides = [tuple(_plain(side).split()) for side in re.split("→|->", part)]
        if len(sides) != 2 or not all(sides):
            raise SettingsRefused(
                f"методика → план → порядок_слов: «{part}» не читается. Запишите «раньше → позже», например "
                "«анкетирован → анализ анкет»; пары через точку с запятой.",
                Reason.SETTING_VALUE,
            )
        pairs.append(Pair(*sides))
    return tuple(pairs)


def links_of(names: list[str], pairs: tuple[Pair, ...]) -> list[Link]:
    """Find which events must come before which, by the wording pairs.

    Parameters
    ----------
    names : list of str
        Names of the events.
    pairs : tuple of Pair

    Returns
    -------
    list of Link
        One for two events, by the first pair that fits. A pair with a one-word side joins two events only when their
        names share another word: «утверждение положения о ФОС» is no predecessor of «внедрение журнала».
    """
    plain = [_plain(name) for name in names]
    found: dict[tuple[int, int], Link] = {}
    for pair in pairs:
        earlier = [i for i, name in enumerate(plain) if _has(name, pair.before)]
        later = [i for i, name in enumerate(plain) if _has(name, pair.after)]
        for i in earlier:
            for j in later:
                if i == j or (i in later and j in earlier) or (j, i) in found:
                    continue
                if not pair.loose or _topic(plain[i], pair) & _topic(plain[j], pair):
                    found.setdefault((i, j), Link(i, j, f"порядок слов «{pair.title}»"))
    return list(found.values())


def references(text: str) -> list[int]:
    """Return the numbers of events to which a text refers: «по итогам мероприятия № 3» → [3]."""
    return [int(number) for number in _REFERENCE.findall(_plain(text))]


def is_placeholder(text: object, marks: str) -> bool:
    """Whether a cell holds a sign of «later» instead of an answer: «????», «уточнить».

    Parameters
    ----------
    text : object
        The cell; a missing one is no placeholder.
    marks : str
        The signs through «;».
    """
    if not isinstance(text, str):
        return False
    plain = _plain(text)
    signs = [_plain(mark) for mark in marks.split(";") if mark.strip()]
    return any(re.search(rf"\b{re.escape(sign)}\b", plain) if sign[0].isalpha() else sign in plain for sign in signs)


def begins_with(text: object, stems: str) -> bool:
    """Whether a word of the text begins with one of the beginnings (through «;»)."""
    return isinstance(text, str) and any(
        _begins(_plain(text), _plain(stem)) for stem in stems.split(";") if stem.strip()
    )


def alike(first: str, second: str) -> float:
    """Return the share of common words of two names (Jaccard, 1901), 0 when a number, an order or a month differs.

    Examples
    --------
    >>> alike("Анализ итогов первой четверти", "Анализ итогов второй четверти")
    0.0
    >>> alike("Опрос родителей об удовлетворённости", "Опрос: удовлетворённость родителей")
    1.0
    """
    names = _plain(first), _plain(second)
    apart = [{word[:_STEM] for word in _DISTINCT.findall(name)} for name in names]
    if apart[0] != apart[1]:
        return 0.0
    words = [_stems(name) for name in names]
    union = words[0] | words[1]
    return len(words[0] & words[1]) / len(union) if union else 0.0


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


def _stems(plain: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(plain) if len(word) > 2 or word.isdigit()}


def _begins(plain: str, stem: str) -> bool:
    return re.search(rf"(?<![а-яa-z0-9]){re.escape(stem)}", plain) is not None


def _has(plain: str, stems: tuple[str, ...]) -> bool:
    return all(_begins(plain, stem) for stem in stems)


def _topic(plain: str, pair: Pair) -> set[str]:
    """Words of a name that are not the pair's own."""
    own = (*pair.before, *pair.after)
    return {
        word[:_STEM]
        for word in _WORD.findall(plain)
        if len(word) > 3 and not any(word.startswith(stem) for stem in own)
    }
