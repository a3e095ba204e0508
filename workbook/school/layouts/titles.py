"""Reads what stands around a table: class, period, school year, subject, date, in title rows and in the sheet's name.

Apart from the layouts because every journal writes these words above its table in its own order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workbook.school.cells import read_cell
from workbook.school.dates import parse_date
from workbook.school.repairs import cyrillic, fold, hyphens
from workbook.school.tables import TABLES

__all__ = ["Titles", "class_in", "labelled", "period_in", "titles_of", "year_in", "year_of"]

_YEAR = re.compile(r"(20\d\d) ?[-/] ?(20\d\d|\d\d)(?!\d)")
_AFTER = re.compile(r"класс[а-я]*\s*[:№—-]?\s*[«\"]?(\d{1,2})\s*-?\s*[«\"]?([а-яё])(?![а-яё])")
_BEFORE = re.compile(r"(?<!\d)(\d{1,2})\s*-?\s*[«\"]?([а-яё])[»\"]?\s*(?:класс|кл\.)")
_ALONE = re.compile(r"(\d{1,2})\s*-?\s*[«\"]?([а-яё])[»\"]?")
_PERIOD = re.compile(
    r"(?<![\dа-яё])(\d|iv|iii|ii|i|перв\w+|втор\w+|трет\w+|четв[её]рт\w+)\s*-?\s*(?:ая|ый|ое|ой|я|й|е)?\s*"
    r"(четверть|четв\.?|чет\.?|ч\.?|триместр\w*|трим\.?|тр\.?|полугоди\w+|полуг\.?|п/г|п\.?/?г\.?)(?![а-яё])"
)
_WHOLE = re.compile(r"(?<!учебный )(?<!уч\. )(?<![а-яё])(годов\w+|год|итогов\w+|итог)(?![а-яё])")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WORDS = (("перв", 1), ("втор", 2), ("трет", 3), ("четв", 4))
_KINDS = (("ч", "четверть"), ("т", "триместр"), ("п", "полугодие"))
_MOST = {"четверть": 4, "триместр": 3, "полугодие": 2}


@dataclass(frozen=True, slots=True)
class Titles:
    """What the words around a table tell; an empty text was not found."""

    year: str = ""
    class_: str = ""
    period: str = ""
    subject: str = ""
    day: date | None = None


def titles_of(rows: Sequence[Sequence[str]], sheet: str = "") -> Titles:
    """Read title rows and the sheet's name; the rows are stronger.

    Parameters
    ----------
    rows : sequence of rows
        What stands above the header.
    sheet : str
        Name of the sheet.

    Examples
    --------
    >>> titles_of([["Сводная ведомость, 7 А класс, II четверть 2025/2026 учебного года"]])
    Titles(year='2025/2026', class_='7 А', period='2 четверть', subject='', day=None)
    """
    lines = [" ".join(cell for cell in row if cell) for row in rows]
    period = next((found for line in lines if (found := _told_period(line))), "")
    subject = labelled(rows, "предмет", "дисциплина")
    day = parse_date(labelled(rows, "дата", "дата проведения", "дата работы"))[0]
    return Titles(
        next((found for line in (*lines, sheet) if (found := year_in(line))), ""),
        next((found for line in lines if (found := class_in(line))), "") or class_in(sheet, alone=True),
        period or _told_period(sheet),
        _subject(subject),
        day,
    )


def _told_period(line: str) -> str:
    """Find a period; «учебный год» is none."""
    return period_in(re.sub(r"учебн\w+ год\w*|уч\. ?г(од\w*|\.)|за .{0,12}20\d\d.{0,8}год\w*", " ", fold(line)))


def labelled(rows: Sequence[Sequence[str]], *labels: str) -> str:
    """Return what stands after a label: «Предмет: физика» in one cell, or the label and the value side by side."""
    wanted = {fold(label) for label in labels}
    for row in rows:
        filled = [cell for cell in row if cell]
        for at, cell in enumerate(filled):
            name, colon, rest = cell.partition(":")
            if fold(name.strip()) in wanted:
                if colon and rest.strip():
                    return rest.strip()
                return filled[at + 1] if at + 1 < len(filled) else ""
    return ""


def _subject(text: str) -> str:
    value = read_cell(text, TABLES["period_marks"].column("subject")).value if text else None
    return str(value) if value else ""


def year_in(text: str) -> str:
    """Find a school year in a text: «2025/2026», «2025-26 уч. год»."""
    for match in _YEAR.finditer(hyphens(text)):
        value = read_cell(f"{match[1]}/{match[2]}", TABLES["pupils"].column("year")).value
        if value:
            return str(value)
    return ""


def year_of(day: date) -> str:
    """Return the school year of a day: it turns on the first of August."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}/{first + 1}"


def class_in(text: str, *, alone: bool = False) -> str:
    """Find a class in a text: «класс 7-А», «7 «а» класс»; ``alone`` also takes a text that is nothing else: «7А».

    Examples
    --------
    >>> class_in("Ведомость 10б класса"), class_in("7-А", alone=True), class_in("Класс: 9 «В»"), class_in("Лист1")
    ('10 Б', '7 А', '9 В', '')
    """
    plain = " ".join(cyrillic(hyphens(text)).casefold().replace("ё", "е").split())
    match = _AFTER.search(plain) or _BEFORE.search(plain) or (_ALONE.fullmatch(plain) if alone else None)
    if match is None or not 1 <= int(match[1]) <= 11:
        return ""
    return f"{int(match[1])} {match[2].upper()}"


def period_in(text: str) -> str:
    """Find a period in a text and write it as the kit does: «II чет.» → «2 четверть».

    Examples
    --------
    >>> period_in("за 3 триместр"), period_in("1 полуг."), period_in("Годовая"), period_in("Алгебра")
    ('3 триместр', '1 полугодие', 'год', '')
    """
    # A Roman «I» is Latin, and so may be the look-alike letters of the words.
    plain = " ".join(hyphens(text).casefold().replace("ё", "е").split())
    for variant in (plain, fold(text)):
        if match := _PERIOD.search(variant):
            number = _ROMAN.get(match[1]) or next((n for stem, n in _WORDS if match[1].startswith(stem)), 0)
            number = number or (int(match[1]) if match[1].isdigit() else 0)
            kind = next(name for letter, name in _KINDS if match[2].startswith(letter))
            if 1 <= number <= _MOST[kind]:
                return f"{number} {kind}"
    return "год" if _WHOLE.search(plain) else ""
