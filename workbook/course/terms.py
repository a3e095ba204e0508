"""The glossary: what a word means, and ``[[слово]]`` in a lesson that leads to it.

Apart from the lesson because one glossary serves all of them, and a word written twice must mean one thing.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbook.course.author_yaml import read_yaml
from workbook.course.faults import Fault, LessonRefused

__all__ = ["Term", "anchor", "linked", "named_terms", "read_glossary", "term_faults"]

_PLACE = "glossary.yml"
_LINK = re.compile(r"\[\[(?P<term>[^\[\]|\n]+)(?:\|(?P<shown>[^\[\]|\n]+))?\]\]")
_LOOSE = re.compile(r"\[\[[^\[\]|\n]+(?:\|[^\[\]|\n]+)?\](?!\])|(?<!\[)\[[^\[\]|\n]+(?:\|[^\[\]|\n]+)?\]\]")
_CODE = re.compile(r"(```.*?```|~~~.*?~~~|`[^`\n]+`)", re.S)
_NOT_LATIN = re.compile(r"[^a-z0-9]+")
_LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)
_KEYS = ("термин", "определение", "смотри")


@dataclass(frozen=True, order=True)
class Term:
    """One word of the glossary.

    Attributes
    ----------
    name, definition : str
        The definition is Markdown, one paragraph.
    see : tuple of str
        Other words of the glossary.
    """

    name: str
    definition: str
    see: tuple[str, ...] = ()


def read_glossary(text: str) -> dict[str, Term]:
    """Read ``glossary.yml``: a list of words, each with its definition.

    Returns
    -------
    dict of str to Term
        In the order of the Russian alphabet.

    Raises
    ------
    LessonRefused
        With every fault of the file.
    """
    source = read_yaml(text, _PLACE) or []
    if not isinstance(source, list):
        raise LessonRefused([Fault(_PLACE, "нужен список через дефис: термин, определение, смотри")])
    faults: list[Fault] = []
    terms = [term for number, item in enumerate(source, start=1) if (term := _term(item, number, faults))]
    for name, times in Counter(term.name for term in terms).items():
        if times > 1:
            faults.append(Fault(f"{_PLACE}, «{name}»", "термин стоит дважды"))
    known = {term.name: term for term in sorted(terms, key=lambda term: _alphabet(term.name))}
    for term in terms:
        faults += [Fault(f"{_PLACE}, «{term.name}»", _unknown(name, known)) for name in term.see if name not in known]
        faults += term_faults(term.definition, known, f"{_PLACE}, «{term.name}»")
    if faults:
        raise LessonRefused(faults)
    return known


def named_terms(text: str) -> tuple[str, ...]:
    """Return the words a text links to, each once, in order.

    Examples
    --------
    >>> named_terms("[[надёжность]] и [[трудность|трудности]], `[[код]]`")
    ('надёжность', 'трудность')
    """
    return tuple(dict.fromkeys(match["term"].strip() for part in _prose(text) for match in _LINK.finditer(part)))


def linked(text: str, link: Callable[[str], str | None] | None = None) -> str:
    """Turn ``[[слово|слова]]`` into Markdown.

    Parameters
    ----------
    text : str
        Markdown; code is left as it is.
    link : callable, optional
        Term → address, or None; without an address only the word is left.

    Examples
    --------
    >>> linked("низкая [[надёжность|надёжность]]", lambda term: f"#{term}")
    'низкая [надёжность](#надёжность)'
    """

    def replaced(match: re.Match[str]) -> str:
        term = match["term"].strip()
        shown = (match["shown"] or term).strip()
        address = link(term) if link else None
        return f"[{shown}]({address})" if address else shown

    parts = _CODE.split(text)
    return "".join(part if number % 2 else _LINK.sub(replaced, part) for number, part in enumerate(parts))


def anchor(term: str) -> str:
    """Return the place of a word on a page, in Latin letters: JupyterLab does not find others.

    Examples
    --------
    >>> anchor("доля верных ответов")
    'term-dolya-vernykh-otvetov'
    """
    return f"term-{_NOT_LATIN.sub('-', term.casefold().translate(_LATIN)).strip('-')}"


def term_faults(text: str, known: Mapping[str, Any], place: str) -> list[Fault]:
    """Name the words a text links to that the glossary does not have, and links left open."""
    unknown = [Fault(place, _unknown(name, known)) for name in named_terms(text) if name not in known]
    return unknown + [
        Fault(place, f"скобки в «{loose.group()}» не закрыты: нужно [[термин]] или [[термин|как в тексте]]")
        for part in _prose(text)
        for loose in _LOOSE.finditer(part)
    ]


def _term(item: Any, number: int, faults: list[Fault]) -> Term | None:
    place = f"{_PLACE}, запись {number}"
    if not isinstance(item, Mapping):
        faults.append(Fault(place, "ожидаются пары «ключ: значение»"))
        return None
    name = " ".join(str(item.get("термин") or "").split())
    definition = " ".join(str(item.get("определение") or "").split())
    place = f"{_PLACE}, «{name}»" if name else place
    faults += [Fault(place, f"ключ «{key}» неизвестен; бывают: {', '.join(_KEYS)}") for key in item if key not in _KEYS]
    faults += [
        Fault(place, f"нет ключа «{key}» или он пуст") for key, text in zip(_KEYS, (name, definition), strict=False)
        if not text
    ]  # fmt: skip
    see = item.get("смотри") or []
    if not isinstance(see, list):
        faults.append(Fault(place, "«смотри» — список через дефис"))
        see = []
    return Term(name, definition, tuple(map(str, see))) if name else None


def _unknown(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"термина «{name}» нет в словаре glossary.yml" + (f"; может быть, «{near[0]}»" if near else "")


def _prose(text: str) -> Iterator[str]:
    return (part for number, part in enumerate(_CODE.split(text)) if not number % 2)


def _alphabet(name: str) -> str:
    return name.casefold().replace("ё", "е\uffff")
