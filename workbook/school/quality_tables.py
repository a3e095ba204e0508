"""The tables of the internal quality system that people keep by hand: measures, groups, incentives, the timetable.

Apart from the tables of marks and procedures because no electronic journal exports them: a deputy head enters them,
or takes them back from a page of the kit.
"""

from __future__ import annotations

from workbook.school.schema import Column, Kind, Table
from workbook.school.shared_columns import (
    TEACHER_PATTERN,
    class_column,
    pupil_column,
    subject_column,
    teacher_column,
    year_column,
)

__all__ = ["QUALITY"]

QUALITY = (
    Table(
        "deficit_measures", "Меры по дефицитам", "мера по строке карты дефицитов",
        (
            year_column(),
            Column("indicator", "Показатель", Kind.TEXT, "Показатель карты дефицитов, слово в слово",
                   "Качество знаний"),
            Column("group", "Где", Kind.TEXT, "Класс, предмет или школа, слово в слово", "физика, 8 класс"),
            Column("cause", "Причина", Kind.TEXT, "Почему возник разрыв, по мнению школы",
                   "пробелы в теме «Тепловые явления»", required=False),
            Column("measure", "Мера", Kind.TEXT, "Что решено сделать", "два занятия в неделю для группы А",
                   required=False),
            Column("responsible", "Ответственный", Kind.TEXT, "Кто отвечает: должность или код",
                   "руководитель методического объединения", required=False),
            Column("due", "Срок", Kind.DATE, "К какому дню", "15.03.2026", required=False),
            Column("status", "Статус", Kind.CHOICE, "Состояние меры", "идёт", required=False,
                   allowed=("не начато", "идёт", "выполнено", "отменено")),
            Column("evidence", "Подтверждение", Kind.TEXT, "Документ или повторный замер", "протокол № 4",
                   required=False),
        ),
        key=("year", "indicator", "group"),
    ),
    Table(
        "level_moves", "Группы уровней", "решение учителя о группе ученика; строки только добавляют",
        (
            Column("date", "Дата", Kind.DATE, "День решения", "12.01.2026"),
            pupil_column(), subject_column(),
            Column("level_group", "Группа", Kind.CHOICE, "А — поддержка, Б — базовый с заданиями выше, В — повышенный",
                   "Б", allowed=("А", "Б", "В")),
            Column("by", "Кто решил", Kind.CODE, "Код учителя", "П-017", pattern=TEACHER_PATTERN,
                   refers="teachers.teacher"),
            Column("ground", "Основание", Kind.TEXT, "Почему группа такая", "справился с пересдачей двух тем",
                   required=False),
        ),
        key=("date", "pupil", "subject"),
    ),
    Table(
        "incentives", "Лист стимулирования", "баллы учителя по одному критерию",
        (
            year_column(), teacher_column(),
            Column("criterion", "Критерий", Kind.CHOICE, "Критерий листа", "наставничество и семинары",
                   allowed=("прирост результатов", "подтверждение отметок", "работа с группой А",
                            "наставничество и семинары", "принятые ФОС", "инновации")),
            Column("points", "Баллы", Kind.NUMBER, "Сколько баллов просит учитель", "3", unit="баллов", low=0,
                   high=20),
            Column("evidence", "Подтверждение", Kind.TEXT, "Документ или ссылка", "приказ № 41 от 02.10.2025",
                   required=False),
            Column("confirmed", "Подтверждено", Kind.CHOICE, "Решение комиссии; пусто — ещё не рассмотрено", "да",
                   required=False, allowed=("да", "нет")),
        ),
        key=("year", "teacher", "criterion"),
    ),
    Table(
        "self_indicators", "Показатели самообследования", "показатель, который вписывают от руки",
        (
            Column("calendar_year", "Календарный год", Kind.INTEGER, "За какой год отчёт", "2025", low=2013, high=2100),
            Column("number", "Номер", Kind.CODE, "Номер показателя по приказу 1324", "1.14"),
            Column("value", "Значение", Kind.NUMBER, "Число; у показателя «да/нет» пусто", "0", required=False,
                   low=0, high=1000000),
            Column("yes_no", "Да или нет", Kind.CHOICE, "Для показателей без числа", "да", required=False,
                   allowed=("да", "нет")),
            Column("note", "Примечание", Kind.TEXT, "Откуда значение", "приказ № 88 от 25.06.2025", required=False),
        ),
        key=("calendar_year", "number"),
    ),
    Table(
        "timetable", "Расписание", "урок недели",
        (
            year_column(), class_column(), subject_column(),
            Column("weekday", "День недели", Kind.CHOICE, "День недели", "вт",
                   allowed=("пн", "вт", "ср", "чт", "пт", "сб")),
            Column("lesson", "Урок", Kind.INTEGER, "Номер урока в этот день", "3", low=1, high=12),
        ),
        key=("year", "class_", "weekday", "lesson", "subject"),
    ),
)  # fmt: skip
"""In the order in which people meet them."""
