"""How the lines of the self-examination are written, and the sentences of its analytic part.

Apart from the sections of the page because the papers say the same in the same words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from workbook.display import numbers
from workbook.display.vsoko_words import people
from workbook.vsoko.self_examination import SelfExamination
from workbook.vsoko.self_examination_counts import ended_year
from workbook.vsoko.self_examination_form import COUNT, MEAN, SHARE, STAFF, YES_NO
from workbook.vsoko.self_examination_lines import COMPUTED, MISSING, NOBODY, Line
from workbook.vsoko.self_examination_public import ALSO, FEW, MOST, PublicLine

__all__ = ["FILL", "Part", "change_text", "parts", "public_text", "source_text", "value_text"]

FILL = "[заполнить]"
"""The mark of what the program cannot know."""

_NOBODY = "не о ком"


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the analytic part.

    Attributes
    ----------
    title : str
    said : tuple of str
        Sentences with numbers of the tables.
    to_fill : tuple of str
        What a person writes.
    """

    title: str
    said: tuple[str, ...]
    to_fill: tuple[str, ...]


def value_text(line: Line) -> str:
    """Write the value as the form asks: «164 чел. / 39,5 %», «3,59 балла», «да»."""
    unit = line.indicator.unit
    if unit == YES_NO:
        return line.yes_no or numbers.MISSING
    if line.state == NOBODY:
        return _NOBODY
    if not line.known:
        return numbers.MISSING
    if unit == COUNT:
        return f"{numbers.number(line.value, 0)}{numbers.NBSP}чел."
    if unit == SHARE:
        share = numbers.percent(line.percent) if not math.isnan(line.percent) else f"{numbers.MISSING}{numbers.NBSP}%"
        return f"{numbers.number(line.value, 0)}{numbers.NBSP}чел. / {share}"
    if unit == MEAN:
        return f"{numbers.number(line.value, 2)}{numbers.NBSP}балла"
    return f"{numbers.number(line.value)}{numbers.NBSP}{unit.replace('единиц', 'ед.')}"


def public_text(item: PublicLine, k: int) -> str:
    """Write the value of the public copy: «менее 5 чел.» instead of a few people."""
    if not item.hidden:
        return value_text(item.line)
    if item.hidden == FEW:
        return f"менее {k}{numbers.NBSP}чел."
    if item.hidden == MOST:
        return "почти все"
    return "не публикуется" if item.hidden == ALSO else "не публикуется: работ мало"


def source_text(line: Line) -> str:
    """Write where the value comes from, and what stands beside it."""
    if line.state == MISSING:
        return line.found.missing
    if line.state == NOBODY:
        return line.found.note
    if line.state == COMPUTED:
        text = f"{line.indicator.source}: {line.found.note}" if line.found.note else line.indicator.source
        if not math.isnan(line.difference) and line.difference:
            text += f"; вписано {numbers.number(line.entered)}"
        return text
    text = "вписано" + (f": {line.entered_note}" if line.entered_note else "")
    if not math.isnan(line.difference) and line.difference:
        text += f"; рассчитано {numbers.number(line.found.value)}"
    return text


def change_text(line: Line, before: Line) -> str:
    """Write the change of a year: points of a share, people, points of a mean."""
    if line.indicator.unit == YES_NO:
        return "" if not before.yes_no or before.yes_no == line.yes_no else f"было «{before.yes_no}»"
    if not line.known or not before.known:
        return numbers.MISSING
    if line.indicator.unit == SHARE and not math.isnan(line.percent - before.percent):
        return numbers.points(line.percent - before.percent)
    digits = {COUNT: 0, SHARE: 0, MEAN: 2}.get(line.indicator.unit)
    return numbers.number(line.value - before.value, digits, signed=True)


def parts(found: SelfExamination, *, public: bool = False) -> list[Part]:
    """Write the analytic part: sentences where the tables know, places to fill elsewhere.

    Parameters
    ----------
    found : SelfExamination
    public : bool
        Only what the public copy shows.
    """
    hidden = {item.line.indicator.number for item in found.public if item.hidden} if public else set()
    lines = {number: line for number, line in found.lines.items() if line.known and number not in hidden}
    before = {number: line for number, line in found.before.items() if line.known and not public}
    year = found.calendar_year
    return [
        Part("Образовательная деятельность", tuple(_activity(lines, before, year)),
             ("лицензия и аккредитация", "реализуемые программы, формы обучения, языки", "воспитательная работа и "
              "дополнительное образование")),
        Part("Система управления организацией", (),
             ("структура управления и коллегиальные органы", "методические объединения", "что изменилось за год")),
        Part("Содержание и качество подготовки обучающихся", tuple(_quality(lines, year)),
             ("выводы по ВПР и ГИА", "что сделано по дефицитам прошлого года", "победы, которые школа хочет назвать, "
              "без имён без согласия")),
        Part("Организация учебного процесса", (),
             ("режим, смены, продолжительность уроков", "график контрольных работ и его соблюдение")),
        Part("Востребованность выпускников", tuple(_leavers(found, lines)),
             ("сколько выпускников 9 класса в 10 классе и в колледжах", "сколько выпускников 11 класса в вузах")),
        Part("Качество кадрового обеспечения", tuple(_staff(lines, year)),
             ("образование и возраст педагогов", "повышение квалификации", "план аттестации")),
        Part("Учебно-методическое обеспечение", (), ("учебники по федеральному перечню", "цифровые ресурсы")),
        Part("Библиотечно-информационное обеспечение", tuple(_library(lines)), ("обновление фонда за год",)),
        Part("Материально-техническая база", tuple(_rooms(lines)),
             ("кабинеты, спортивный зал, столовая", "доступная среда", "ремонт и закупки года")),
        Part("Функционирование внутренней системы оценки качества образования", _system(found),
             ("положение о ВСОКО: номер и дата приказа", "решения, принятые по итогам оценки", "что изменить "
              "в следующем году")),
    ]  # fmt: skip


def _activity(lines: dict[str, Line], before: dict[str, Line], year: int) -> Iterator[str]:
    if "1.1" in lines:
        total = lines["1.1"].value
        levels = [f"{lines[n].indicator.short} — {numbers.number(lines[n].value, 0)}"
                  for n in ("1.2", "1.3", "1.4") if n in lines and lines[n].value]  # fmt: skip
        yield f"На 31.12.{year} в школе {people(total)}" + (f": {', '.join(levels)}." if levels else ".")
        if "1.1" in before:
            change = total - before["1.1"].value
            said = "столько же" if not change else f"{numbers.number(change, 0, signed=True)}"
            yield f"Год назад было {numbers.number(before['1.1'].value, 0)} ({said})."
    for number, words in (("1.20", "углублённо изучают предметы"), ("1.21", "учатся в профильных классах"),
                          ("1.23", "учатся в сетевой форме")):  # fmt: skip
        if number in lines and lines[number].value:
            yield f"{_share(lines[number])} — {words}."


def _quality(lines: dict[str, Line], year: int) -> Iterator[str]:
    if "1.5" in lines:
        yield f"По итогам {ended_year(year)} учебного года на «4» и «5» успевают {_share(lines['1.5'])}."
    for exam, numbers_of in (("ОГЭ", ("1.6", "1.7")), ("ЕГЭ", ("1.8", "1.9"))):
        told = [f"{lines[n].indicator.short.split(', ')[1]} — {numbers.number(lines[n].value, 2)} "
                f"(работ: {lines[n].found.n})" for n in numbers_of if n in lines]  # fmt: skip
        if told:
            yield f"Средний балл {exam} {year} года: {'; '.join(told)}."
    for number, words in (("1.10", "ОГЭ по русскому языку"), ("1.11", "ОГЭ по математике"),
                          ("1.12", "ЕГЭ по русскому языку"), ("1.13", "ЕГЭ по математике")):  # fmt: skip
        if number in lines and lines[number].value:
            yield f"Ниже минимума, {words}: {_share(lines[number])}."
    if "1.18" in lines:
        won = f", победители и призёры — {_share(lines['1.19'])}" if "1.19" in lines else ""
        yield f"В олимпиадах, смотрах и конкурсах участвовали {_share(lines['1.18'])}{won}."


def _leavers(found: SelfExamination, lines: dict[str, Line]) -> Iterator[str]:
    told = [f"{number} класс — {numbers.number(found.lines[key].value, 0)}"
            for key, number in (("0.1", 9), ("0.2", 11)) if found.lines[key].value > 0]  # fmt: skip
    if told:
        yield f"Выпускников в {found.calendar_year} году: {', '.join(told)}."
    for number, words in (("1.16", "9 класс"), ("1.17", "11 класс")):
        if number in lines and lines[number].value:
            yield f"С аттестатом с отличием, {words}: {_share(lines[number])}."


def _staff(lines: dict[str, Line], year: int) -> Iterator[str]:
    if STAFF not in lines:
        return
    yield f"Педагогических работников: {numbers.number(lines[STAFF].value, 0)} (сверить с кадрами на 31.12.{year})."
    for number, words in (("1.29", "с квалификационной категорией"), ("1.30.1", "со стажем до 5 лет"),
                          ("1.30.2", "со стажем свыше 30 лет")):  # fmt: skip
        if number in lines:
            yield f"Педагоги {words}: {_share(lines[number])}."


def _library(lines: dict[str, Line]) -> Iterator[str]:
    if "2.2" in lines:
        yield f"На одного учащегося — {numbers.number(lines['2.2'].value)} ед. учебной литературы."
    if "2.4" in lines:
        yield "Читальный зал есть." if lines["2.4"].yes_no == "да" else "Читального зала нет."


def _rooms(lines: dict[str, Line]) -> Iterator[str]:
    if "2.1" in lines:
        yield f"Компьютеров на одного учащегося: {numbers.number(lines['2.1'].value)}."
    if "2.6" in lines:
        yield f"Площадь на одного учащегося: {numbers.number(lines['2.6'].value)} кв. м."
    if "2.5" in lines:
        yield f"Широкополосный Интернет доступен: {_share(lines['2.5'])}."


def _system(found: SelfExamination) -> tuple[str, ...]:
    settings = found.school.settings
    return (f"Показатели посчитаны по правилам «{settings.title}», версия {settings.version}; что не посчитано "
            "по таблицам, вписано от руки.",)  # fmt: skip


def _share(line: Line) -> str:
    return value_text(line).replace(" / ", " (") + (")" if " / " in value_text(line) else "")
