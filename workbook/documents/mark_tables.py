"""The forms of marks as a school prints them: what stands on each sheet of the three books.

Apart from the layout because a form is the school's own: its columns and its words are here, its look is in
:mod:`workbook.documents.mark_sheet`.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.vsoko_mark_base import levelled
from workbook.display.vsoko_mark_pupils import reserve_table
from workbook.documents.mark_sheet import Column, Form, write_forms
from workbook.errors import MissingData
from workbook.settings import Settings
from workbook.vsoko.mark_forms import class_sheet, class_teacher_report, parallel_report, subject_teacher_report
from workbook.vsoko.mark_look import MarkLook
from workbook.vsoko.mark_results import JournalView, journal_view
from workbook.vsoko.mark_start import with_start
from workbook.vsoko.marks import indicators

__all__ = ["class_book", "school_book", "teacher_book"]

_INTERNAL = "Внутренний документ: коды вместо имён, за пределы школы он не выходит."
_SUM = "На каждой ступени сначала складываются отметки, потом считается доля."


def school_book(look: MarkLook, rules: Settings) -> bytes:
    """Write the deputy head's book: summary by parallels and by classes, indicators from school to class, subjects.

    Parameters
    ----------
    look : MarkLook
        The year, the period and the part of the school.
    rules : Settings
        Reading of «н/а» in СОУ, bands, small sample.

    Returns
    -------
    bytes
        XLSX; every sheet fits A4 across and repeats its header.

    Raises
    ------
    MissingData
        No marks.
    """
    said = _said(look)
    forms = [_parallels(look, said, "grade"), _parallels(look, said, "class_"), _steps(look, rules, said),
             _subjects(look, rules, said)]  # fmt: skip
    return write_forms(forms, f"Итоги: {look.title}", _foot(look))


def class_book(look: MarkLook, rules: Settings) -> bytes:
    """Write the book of one class: the class teacher's report, the class sheet, the reserve with what would lift.

    Parameters
    ----------
    look : MarkLook
        Its part is the class.
    rules : Settings
        As in :func:`school_book`.

    Returns
    -------
    bytes
        XLSX.

    Raises
    ------
    MissingData
        The class has no marks.
    """
    said = _said(look)
    view = _view(look)
    forms = [_class_teacher(look, said, view), _class_sheet(look, rules, said, view), _reserve(look, said, view)]
    return write_forms(forms, f"Класс {look.part}: {look.title}", _foot(look))


def teacher_book(look: MarkLook, rules: Settings, teacher: str) -> bytes:
    """Write the report of one teacher: classes and subjects with totals, then the starting level beside.

    Parameters
    ----------
    look : MarkLook
        The whole school or a part of it.
    rules : Settings
        As in :func:`school_book`.
    teacher : str
        Code.

    Returns
    -------
    bytes
        XLSX.

    Raises
    ------
    MissingData
        The teacher set no marks here.
    """
    rows = look.records.loc[look.records["teacher"].eq(teacher)]
    if rows["in_n"].sum() == 0:
        raise MissingData(f"У учителя {teacher} нет отметок: {look.title}.", missing=("period_marks",))
    said = (f"Учитель {teacher}. {_said(look)[0]}", *_said(look)[1:])
    columns = (
        Column("class_", "Класс", "center", 9), Column("subject", "Предмет", "text", 28),
        Column("roster", "Кол-во уч."), *_counts(), *_percents(),
    )  # fmt: skip
    table = subject_teacher_report(look.records, teacher, rules.marks)
    report = Form("Отчёт учителя", "Отчёт учителя-предметника", columns, table, said,
                  (_SUM + " «осв» в знаменатель не входят, «н/а» входят; в средний балл «н/а» не входят.",),
                  ("Учитель", "Заместитель директора"))  # fmt: skip
    return write_forms([report, _start(look, rules, rows, said)], f"Отчёт учителя {teacher}", _foot(look))


def _said(look: MarkLook) -> tuple[str, ...]:
    return (f"{look.school.title}. {look.title}.", _INTERNAL)


def _foot(look: MarkLook) -> str:
    return f"{look.school.title}, {look.title}"


def _view(look: MarkLook) -> JournalView | None:
    try:
        return journal_view(look, look.settings.weighted)
    except MissingData:
        return None


def _counts() -> tuple[Column, ...]:
    return (Column("n5", "5", width=6), Column("n4", "4", width=6), Column("n3", "3", width=6),
            Column("n2", "2", width=6), Column("absent", "н/а", width=6), Column("exempt", "осв", width=6))  # fmt: skip


def _percents() -> tuple[Column, ...]:
    return (Column("success_percent", "% усп.", "percent"), Column("quality_percent", "% кач.", "percent"),
            Column("sou_percent", "СОУ", "percent"), Column("mean_mark", "Ср. балл", "number"))  # fmt: skip


def _parallels(look: MarkLook, said: tuple[str, ...], by: str) -> Form:
    table = parallel_report(look.records, look.roster, by)
    passed, absent, failed = "Успевают", "Не аттестовано", "Не успевают"
    columns = (
        Column("name", "Параллель" if by == "grade" else "Класс", "center", 12),
        Column("pupils", "Количество учащихся", width=12),
        Column("passed", "Всего", group=passed), Column("fives", "на «5»", group=passed),
        Column("good", "на «4», «5» всего", width=11, group=passed),
        Column("one_four", "с одной «4»", group=passed), Column("one_three", "с одной «3»", group=passed),
        Column("threes", "на «3», «4» и «5»", width=11, group=passed), Column("absent", "Всего", group=absent),
        Column("absent_excused", "по ув. пр.", group=absent), Column("absent_program", "по прог.", group=absent),
        Column("failed", "Всего", group=failed), Column("failed_one", "одному", group=failed),
        Column("failed_two", "двум", group=failed), Column("failed_more", "более 2", group=failed),
        Column("unmarked", "Не выставлено оценок", width=12),
    )  # fmt: skip
    notes = (
        "Успевают всего = на «5» + на «4», «5» всего + на «3», «4» и «5». «С одной «4»» входит в «на «4», «5» всего», "
        "«с одной «3»» — в «на «3», «4» и «5»».",
        "Ученик с «2» и «н/а» стоит в «не успевают». Причины «н/а» в данных нет: по уважительной или по программе, "
        "вписывает классный руководитель. «Не выставлено» — нет ни одной отметки за период.",
    )
    name = "По параллелям" if by == "grade" else "По классам"
    heading = "Сводный отчёт по параллелям" if by == "grade" else "Сводный отчёт по классам"
    return Form(name, heading, columns, table, said, notes, ("Заместитель директора",))


def _steps(look: MarkLook, rules: Settings, said: tuple[str, ...]) -> Form:
    steps = levelled(look.steps(rules.marks))
    table = steps.assign(
        kind=steps["step"].where(steps["step"].ne("класс"), "строка"),
        remark=steps["small"].map({True: "малая выборка", False: ""}),
    )
    columns = (
        Column("step", "Ступень", "text", 12), Column("name", "Кто", "text", 13), Column("pupils", "Учеников"),
        Column("n", "N", width=7), *_counts(), *_percents(), Column("quality_level", "Уровень кач.", "center", 13),
        Column("sou_level", "Уровень СОУ", "center", 13), Column("remark", "Замечание", "text", 16),
    )  # fmt: skip
    return Form("От школы до класса", "Успеваемость и качество: школа, уровни, параллели, классы", columns, table, said,
                (_SUM, _bands(rules)), ("Заместитель директора",))  # fmt: skip


def _bands(rules: Settings) -> str:
    parts = []
    for title, bands in (("качества", rules.marks.quality_bands), ("СОУ", rules.marks.sou_bands)):
        ends = ", ".join(f"{word} от {numbers.number(bound)} %" for word, bound in bands.items())
        parts.append(f"{title}: {ends}, ниже — низкий")
    return f"Уровни — методика школы ({'; '.join(parts)}). Уровень называет группу, а не ученика."


def _subjects(look: MarkLook, rules: Settings, said: tuple[str, ...]) -> Form:
    fine = indicators(look.records, ["subject", "grade"], rules.marks)
    wide = indicators(look.records, ["subject"], rules.marks).assign(kind="предмет", who="всего", grade=99)
    table = pd.concat([fine.assign(kind="строка", who=fine["grade"].astype(str) + " кл."), wide], ignore_index=True)
    table = table.sort_values(["subject", "grade"], kind="stable")
    table["remark"] = table["small"].map({True: "малая выборка", False: ""})
    columns = (
        Column("subject", "Предмет", "text", 30), Column("who", "Параллель", "center", 11),
        Column("pupils", "Учеников"), Column("n", "N", width=7), *_counts(), *_percents(),
        Column("remark", "Замечание", "text", 16),
    )  # fmt: skip
    return Form("По предметам", "Успеваемость и качество по предметам", columns, table, said,
                (_SUM + " Предметы различаются трудностью: это не сравнение учителей.",))  # fmt: skip


def _class_teacher(look: MarkLook, said: tuple[str, ...], view: JournalView | None) -> Form:
    table = class_teacher_report(look.records)
    missed = None if view is None else int(view.look.journal["mark"].eq("н").sum())
    blank = [("Оставлены на повторный год", None), ("Переведены условно", None), ("Пропущено дней", None),
             ("из них по болезни", None), ("Пропущено уроков (знаки «н» переданного журнала)", missed)]  # fmt: skip
    rest = pd.DataFrame([{"name": name, "n": value, "percent": None, "codes": "" if value is not None else
                          "вписывает классный руководитель"} for name, value in blank])  # fmt: skip
    table = pd.concat([table.astype(object), rest.astype(object)], ignore_index=True)
    columns = (Column("name", "Категория", "text", 34), Column("n", "Кол-во"), Column("percent", "%", "percent"),
               Column("codes", "Коды учеников (предмет, который решает)", "text", 74))  # fmt: skip
    people = numbers.count(look.categories["pupil"].nunique(), "ученика", "учеников", "учеников")
    notes = (
        f"Процент — от {people} с отметками. «Всего» у хорошистов и успевающих включает строку над ним.",
        "Оставленные на повторный год и переведённые условно — только за год, по решению педсовета.",
    )
    return Form("Отчёт кл. руководителя", f"Отчёт классного руководителя, {look.part}", columns, table, said, notes,
                ("Классный руководитель",))  # fmt: skip


def _class_sheet(look: MarkLook, rules: Settings, said: tuple[str, ...], view: JournalView | None) -> Form:
    journal = None if view is None or view.look.journal_term.name != look.scope.period else view.look.journal
    sheet, head = class_sheet(look.records, journal)
    subjects = list(head["subject"])
    flags = {"all_fives": "на «5»", "fours_fives": "на «4» и «5»", "only_threes": "только на «3»",
             "one_three": "с одной «3»", "one_two": "с одной «2»", "two_twos": "с двумя «2»",
             "more_twos": "тремя и больше"}  # fmt: skip
    totals = {name: str(int(sheet[name].sum())) for name in flags}
    signs = {name: sheet[name].map({1: "+", 0: ""}) for name in flags}
    missed = sheet["missed"].astype("str").fillna(numbers.MISSING)
    shown = sheet.assign(**signs, missed=missed, excused=numbers.MISSING, kind="строка")
    rows = pd.concat([shown.astype(object), _bottom(look, rules, subjects).astype(object)], ignore_index=True)
    rows = rows.fillna("")
    rows.loc[rows["pupil"].eq("% качества"), list(totals)] = list(totals.values())
    columns = (
        Column("pupil", "Код ученика", "text", 15),
        *(Column(row["subject"], f"{row['subject']}\n{row['teacher']}", "center", 6.5, "Предмет, учитель", True)
          for row in head.to_dict("records")),
        Column("missed", "Всего", "center", 7, "Пропуски", True),
        Column("excused", "без ув. причин", "center", 7, "Пропуски", True),
        *(Column(name, text, "center", 6, "Закончили", True) for name, text in flags.items()),
    )  # fmt: skip
    notes = (
        "«+» — ученик в этой графе. Внизу: показатели предмета и, в строке «% качества», число учеников в графе. "
        "Пропуски — знаки «н» переданного журнала за этот период; прочерк — журнал за период не передан или причина "
        "неизвестна.",
    )
    return Form("Ведомость класса", f"Ведомость отметок, {look.part}", columns, rows, said, notes,
                ("Классный руководитель",), one_page=True)  # fmt: skip


def _bottom(look: MarkLook, rules: Settings, subjects: list[str]) -> pd.DataFrame:
    table = indicators(look.records, ["subject"], rules.marks).set_index("subject").reindex(subjects)
    rows = []
    for label, name, digits in (("% успеваемости", "success_percent", 1), ("% качества", "quality_percent", 1),
                                ("СОУ", "sou_percent", 1), ("Средний балл", "mean_mark", 2)):  # fmt: skip
        said = {subject: numbers.number(table.loc[subject, name], digits) for subject in subjects}
        rows.append({"pupil": label, "kind": "предмет", **said})
    return pd.DataFrame(rows)


def _reserve(look: MarkLook, said: tuple[str, ...], view: JournalView | None) -> Form:
    parts = []
    for category, marks in (("с одной «3»", "одна «3»"), ("с одной «4»", "одна «4»"), ("неуспевающий", "есть «2»")):
        parts.append(reserve_table(look, view, category).assign(category=marks))
    table = pd.concat(parts, ignore_index=True)
    columns = (
        Column("category", "Что решает", "text", 13),
        Column("pupil", "Код ученика", "center", 14),
        Column("subject", "Предмет", "text", 28),
        Column("weighted_mean", "Средне-\nвзвешенная", "number", 13),
        Column("words", "Что подняло бы отметку", "text", 56),
        Column("plan", "О чём договорились", "text", 30),
    )
    lines = (*said, "Что подняло бы — по текущему журналу: самая лёгкая работа, которой хватило бы. Ставит учитель.")
    return Form("Резерв", f"Резерв класса {look.part}: кому не хватает одной отметки", columns, table.assign(plan=""),
                lines, signatures=("Классный руководитель",))  # fmt: skip


def _start(look: MarkLook, rules: Settings, rows: pd.DataFrame, said: tuple[str, ...]) -> Form:
    table = with_start(rows, look.last_year, look.starting_works, ["subject", "grade", "class_"], rules.marks)
    table["ends"] = [numbers.interval(low, high) for low, high in zip(table["start_low"], table["start_high"],
                                                                     strict=True)]  # fmt: skip
    columns = (
        Column("class_", "Класс", "center", 9), Column("subject", "Предмет", "text", 26),
        Column("pupils", "Учеников"), Column("quality_percent", "% кач. сейчас", "percent", 10),
        Column("pairs", "Пар с прошлым годом", "int", 12),
        Column("start_quality_percent", "год назад, % кач.", "percent", 11, "Одни и те же ученики"),
        Column("pair_quality_percent", "сейчас, % кач.", "percent", 11, "Одни и те же ученики"),
        Column("start_change", "изменение, п.п.", "change", 12, "Одни и те же ученики"),
        Column("ends", "95 % интервал", "center", 22, "Одни и те же ученики"),
        Column("start_words", "Что видно", "text", 30),
        Column("work_percent", "% баллов", "percent", 10, "Стартовая работа"),
        Column("work_n", "писали", "int", 9, "Стартовая работа"),
    )  # fmt: skip
    notes = (
        "«Год назад» — отметки этих же учеников по предмету за прошлый год. Изменение имеет много причин: переход "
        "в 5 класс, смена учителя, требования; рост отметок не доказывает роста знаний и не оценивает учителя.",
    )
    return Form("Стартовый уровень", "Результат рядом со стартовым уровнем", columns, table, said, notes)
