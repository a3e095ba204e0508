"""The official form of the self-examination: each indicator once, with its unit, its whole and where it comes from.

Apart from the counting because the form is the state's (приказ Минобрнауки России от 10.12.2013 № 1324, приложение 2)
and changes when the state changes it. Check that it is in force before the report is signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

__all__ = [
    "COUNT",
    "FORM",
    "HEADCOUNT",
    "MEAN",
    "PARTS",
    "PER_PUPIL",
    "SHARE",
    "STAFF",
    "WHOLES",
    "YES_NO",
    "Indicator",
]

COUNT, SHARE, MEAN, YES_NO, PER_PUPIL, AREA = "чел.", "чел. / %", "балл", "да/нет", "единиц", "кв. м"
"""Units of the form."""

HEADCOUNT, STAFF = "1.1", "1.24"
NINTH, ELEVENTH, EMPLOYED = "0.1", "0.2", "0.3"

_PUPILS, _TEACHERS, _MARKS = "Ученики", "Учителя", "Отметки за период"
_EXAMS, _EVENTS = "Результаты процедур", "Участие в мероприятиях"

_BLOCKS = (
    (5, "1. Образовательная деятельность: учащиеся"), (17, "1. Образовательная деятельность: ГИА и аттестаты"),
    (23, "1. Образовательная деятельность: конкурсы и программы"), (34, "1. Образовательная деятельность: кадры"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the form.

    Attributes
    ----------
    number, title : str
        As in the form; numbers beginning with 0 are wholes that the form needs and does not print.
    unit : str
        One of the units of this module.
    source : str
        Table of the school it is counted from; empty when it is written in by hand.
    whole : str
        Number of the line that a share is of.
    short : str
        A few words for a field.
    within : str
        Number of the line that this one is a part of: never larger than it.
    """

    number: str
    title: str
    unit: str
    source: str = ""
    whole: str = ""
    short: str = ""
    within: str = ""

    @property
    def manual(self) -> bool:
        """Whether no table of the kit holds it."""
        return not self.source

    @property
    def section(self) -> str:
        """Part of the form where the line is shown; the form's first section is cut for reading."""
        first, second = (int(part) for part in self.number.split(".")[:2])
        if first != 1:
            return "Для расчёта долей" if first == 0 else "2. Инфраструктура"
        for last, title in _BLOCKS:
            if second <= last:
                return title
        raise ValueError(f"no block of the form for {self.number}")


def _exam(number: str, grade: str, unit: str, subject: str, whole: str = "") -> Indicator:
    subject_to = "русскому языку" if subject == "русский язык" else "математике"
    if unit == MEAN:
        exam = "государственной итоговой аттестации" if grade == "9" else "единого государственного экзамена"
        title = f"Средний балл {exam} выпускников {grade} класса по {subject_to}"
    elif grade == "9":
        title = f"Выпускники 9 класса с неудовлетворительным результатом ГИА по {subject_to}"
    else:
        title = f"Выпускники 11 класса с результатом ЕГЭ ниже установленного минимума по {subject_to}"
    return Indicator(number, title, unit, _EXAMS, whole, f"{grade} класс, {subject}")


_ALL = (
    Indicator(NINTH, "Выпускников 9 классов", COUNT, _PUPILS, short="выпускников 9 классов"),
    Indicator(ELEVENTH, "Выпускников 11 классов", COUNT, _PUPILS, short="выпускников 11 классов"),
    Indicator(EMPLOYED, "Педагогических и административно-хозяйственных работников", COUNT, short="всех работников"),
    Indicator("1.1", "Общая численность учащихся", COUNT, _PUPILS, short="учащихся"),
    Indicator("1.2", "Учащиеся по программе начального общего образования", COUNT, _PUPILS, short="НОО", within="1.1"),
    Indicator("1.3", "Учащиеся по программе основного общего образования", COUNT, _PUPILS, short="ООО", within="1.1"),
    Indicator("1.4", "Учащиеся по программе среднего общего образования", COUNT, _PUPILS, short="СОО", within="1.1"),
    Indicator("1.5", "Учащиеся, успевающие на «4» и «5» по результатам промежуточной аттестации", SHARE, _MARKS,
              "1.1", "успевают на «4» и «5»"),
    _exam("1.6", "9", MEAN, "русский язык"),
    _exam("1.7", "9", MEAN, "математика"),
    _exam("1.8", "11", MEAN, "русский язык"),
    _exam("1.9", "11", MEAN, "математика"),
    _exam("1.10", "9", SHARE, "русский язык", NINTH),
    _exam("1.11", "9", SHARE, "математика", NINTH),
    _exam("1.12", "11", SHARE, "русский язык", ELEVENTH),
    _exam("1.13", "11", SHARE, "математика", ELEVENTH),
    Indicator("1.14", "Выпускники 9 класса, не получившие аттестат об основном общем образовании", SHARE, "", NINTH,
              "без аттестата, 9 класс"),
    Indicator("1.15", "Выпускники 11 класса, не получившие аттестат о среднем общем образовании", SHARE, "", ELEVENTH,
              "без аттестата, 11 класс"),
    Indicator("1.16", "Выпускники 9 класса, получившие аттестат с отличием", SHARE, "", NINTH,
              "с отличием, 9 класс"),
    Indicator("1.17", "Выпускники 11 класса, получившие аттестат с отличием", SHARE, "", ELEVENTH,
              "с отличием, 11 класс"),
    Indicator("1.18", "Учащиеся, принявшие участие в олимпиадах, смотрах, конкурсах", SHARE, _EVENTS, "1.1",
              "участники"),
    Indicator("1.19", "Учащиеся — победители и призёры олимпиад, смотров, конкурсов", SHARE, _EVENTS, "1.1",
              "победители и призёры", "1.18"),
    Indicator("1.19.1", "из них регионального уровня", SHARE, _EVENTS, "1.1", "региональные победы", "1.19"),
    Indicator("1.19.2", "из них федерального уровня", SHARE, _EVENTS, "1.1", "федеральные победы", "1.19"),
    Indicator("1.19.3", "из них международного уровня", SHARE, _EVENTS, "1.1", "международные победы", "1.19"),
    Indicator("1.20", "Учащиеся с углублённым изучением отдельных предметов", SHARE, "", "1.1",
              "углублённое изучение", "1.1"),
    Indicator("1.21", "Учащиеся в рамках профильного обучения", SHARE, _PUPILS, "1.1", "профильное обучение", "1.1"),
    Indicator("1.22", "Учащиеся с применением дистанционных технологий и электронного обучения", SHARE, "", "1.1",
              "дистанционное обучение", "1.1"),
    Indicator("1.23", "Учащиеся в сетевой форме реализации программ", SHARE, "", "1.1", "сетевая форма", "1.1"),
    Indicator("1.24", "Общая численность педагогических работников", COUNT, _TEACHERS, short="педагогов"),
    Indicator("1.25", "Педагогические работники с высшим образованием", SHARE, "", "1.24", "высшее образование",
              "1.24"),
    Indicator("1.26", "Педагогические работники с высшим педагогическим образованием", SHARE, "", "1.24",
              "высшее педагогическое", "1.25"),
    Indicator("1.27", "Педагогические работники со средним профессиональным образованием", SHARE, "", "1.24",
              "среднее профессиональное", "1.24"),
    Indicator("1.28", "Педагогические работники со средним профессиональным педагогическим образованием", SHARE, "",
              "1.24", "среднее педагогическое", "1.27"),
    Indicator("1.29", "Педагогические работники с квалификационной категорией", SHARE, _TEACHERS, "1.24",
              "с категорией", "1.24"),
    Indicator("1.29.1", "из них высшая", SHARE, _TEACHERS, "1.24", "высшая категория", "1.29"),
    Indicator("1.29.2", "из них первая", SHARE, _TEACHERS, "1.24", "первая категория", "1.29"),
    Indicator("1.30.1", "Педагогические работники со стажем до 5 лет", SHARE, _TEACHERS, "1.24", "стаж до 5 лет",
              "1.24"),
    Indicator("1.30.2", "Педагогические работники со стажем свыше 30 лет", SHARE, _TEACHERS, "1.24",
              "стаж свыше 30 лет", "1.24"),
    Indicator("1.31", "Педагогические работники в возрасте до 30 лет", SHARE, "", "1.24", "до 30 лет", "1.24"),
    Indicator("1.32", "Педагогические работники в возрасте от 55 лет", SHARE, "", "1.24", "от 55 лет", "1.24"),
    Indicator("1.33", "Работники, прошедшие за 5 лет повышение квалификации или переподготовку", SHARE, "", EMPLOYED,
              "повышение квалификации", EMPLOYED),
    Indicator("1.34", "Работники, прошедшие повышение квалификации по применению ФГОС", SHARE, "", EMPLOYED,
              "квалификация по ФГОС", EMPLOYED),
    Indicator("2.1", "Компьютеров в расчёте на одного учащегося", PER_PUPIL, short="компьютеров на ученика"),
    Indicator("2.2", "Учебной и учебно-методической литературы на одного учащегося", PER_PUPIL,
              short="книг на ученика"),
    Indicator("2.3", "Система электронного документооборота", YES_NO, short="электронный документооборот"),
    Indicator("2.4", "Читальный зал библиотеки", YES_NO, short="читальный зал"),
    Indicator("2.4.1", "в зале: работа на стационарных или переносных компьютерах", YES_NO, short="компьютеры в зале",
              within="2.4"),
    Indicator("2.4.2", "в зале: медиатека", YES_NO, short="медиатека", within="2.4"),
    Indicator("2.4.3", "в зале: сканирование и распознавание текстов", YES_NO, short="сканирование", within="2.4"),
    Indicator("2.4.4", "в зале: выход в Интернет с компьютеров библиотеки", YES_NO, short="Интернет в библиотеке",
              within="2.4"),
    Indicator("2.4.5", "в зале: контролируемая распечатка материалов", YES_NO, short="распечатка", within="2.4"),
    Indicator("2.5", "Учащиеся, которым доступен широкополосный Интернет (не менее 2 Мб/с)", SHARE, "", "1.1",
              "широкополосный Интернет", "1.1"),
    Indicator("2.6", "Площадь помещений для образовательной деятельности на одного учащегося", AREA,
              short="площадь на ученика"),
)  # fmt: skip

FORM: MappingProxyType[str, Indicator] = MappingProxyType({item.number: item for item in _ALL})
"""Number → indicator, in the order of the form."""

WHOLES = (NINTH, ELEVENTH, EMPLOYED)
"""Lines that shares need and the form does not print."""

PARTS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {"1.1": ("1.2", "1.3", "1.4"), "1.29": ("1.29.1", "1.29.2")}
)
"""Total → lines that must add up to it."""
