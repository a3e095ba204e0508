"""Sections on pupils and on teachers' groups: categories with their reserves, and results beside the starting level.

Apart from the base indicators because a category counts pupils, and a teacher's result is shown only with what the
same pupils came with.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_mark_base import ABSENT, small_row, unbroken
from workbook.display.vsoko_mark_words import lift_words
from workbook.display.vsoko_words import people, value
from workbook.settings import Settings
from workbook.vsoko.categories import pupil_list
from workbook.vsoko.mark_journal import lift
from workbook.vsoko.mark_look import MarkLook
from workbook.vsoko.mark_results import JournalView
from workbook.vsoko.mark_start import with_start

__all__ = ["categories", "reserve_table", "starting"]

_RESERVES = {"с одной «3»": "4", "с одной «4»": "5", "неуспевающий": "3"}
"""Category → the mark above the one that decides."""

_GROUPS = {
    "отличник": "все «5»", "с одной «4»": "одна «4»", "хорошист": "«4» и «5»", "с одной «3»": "одна «3»",
    "успевающий": "две «3» и больше", "не аттестован": "есть «н/а»", "неуспевающий": "есть «2»",
}  # fmt: skip
"""How a group is called on a page: by its marks, not by a word about a child."""

_CHART_ROWS = 40


def categories(look: MarkLook, view: JournalView | None) -> Block:
    """Show categories of pupils at every step, the reserves, and codes with what would lift."""
    table = look.category_steps
    total = table.iloc[0]
    gain = float(total["reserve_percent"] - total["quality_percent"])
    clean = total["отличник"] + total["с одной «4»"] + total["хорошист"]
    found = [
        Finding("info", f"Без «3», «2» и «н/а» — {people(clean)} из {int(total['n'])}: общий процент "
                        f"качества {value(total, 'quality')}. Это доля учеников; "
                        "качество знаний по предметам — доля отметок, они не сравниваются.")
    ]  # fmt: skip
    reserve, nearly = int(total["с одной «3»"]), int(total["с одной «4»"])
    if reserve:
        found.append(Finding("info", f"Резерв качества — {people(reserve)} с одной «3»: с ними качество было бы выше "
                                     f"на {numbers.number(gain, 1)} п.п."))  # fmt: skip
    if nearly:
        found.append(Finding("info", f"Резерв отличников — {people(nearly)} с одной «4»."))
    failing, absent = int(total["неуспевающий"]), int(total["не аттестован"])
    if failing or absent:
        found.append(Finding("warn", f"Неуспевающих — {failing}, не аттестованных — {absent}: общий процент "
                                     f"успеваемости {value(total, 'success')}."))  # fmt: skip
    else:
        found.append(Finding("ok", f"Неуспевающих и не аттестованных нет: {people(total['n'])}."))
    columns = {
        "name": col("Кто"), "n": col("Все", "int"), "отличник": col("На «5»", "int"),
        "с одной «4»": col("Одна «4»", "int"), "хорошист": col("«4», «5»", "int"),
        "с одной «3»": col("Одна «3»", "int"), "успевающий": col("Две «3» +", "int"),
        "неуспевающий": col("Есть «2»", "int"), "не аттестован": col(ABSENT, "int"),
        "success_percent": col("Успева\u00adемость", "percent"), "quality_percent": col("Качество", "percent"),
        "quality": col("95 % интервал", "interval", low="quality_low", high="quality_high"),
        "reserve_percent": col("С резервом", "percent"),
    }  # fmt: skip
    classes = table.loc[table["step"].eq("класс")].head(_CHART_ROWS)
    chart = charts.stacked_shares(classes, "name", _GROUPS)
    blocks: list[Block] = [
        Findings(found),
        Chart(chart, title="Из кого состоит класс?", alt="Полосы: доли групп учеников по классам",
              n=int(total["n"])),
        Table(unbroken(table, "name"), columns, caption="Группы учеников", row_class=small_row,
              note="Каждый ученик — в первой подходящей группе: есть «2»; есть «н/а»; все «5»; одна «4»; «4» и «5»; "
                   "одна «3»; две «3» и больше. Учитываются все его предметы; «осв» не учитывается."),
    ]  # fmt: skip
    for name in _RESERVES:
        rows = reserve_table(look, view, name)
        if len(rows):
            title = _GROUPS[name]
            head = f"{title[:1].upper()}{title[1:]}: коды для классного руководителя ({rows['pupil'].nunique()})"
            blocks.append(Details(head, _codes(rows)))
    return Stack(blocks)


def reserve_table(look: MarkLook, view: JournalView | None, category: str) -> pd.DataFrame:
    """List the codes of a category with the deciding subject and what the current journal says of it.

    Parameters
    ----------
    look : MarkLook
    view : JournalView or None
        The journal of the part; None when there is none.
    category : str
        «с одной «3»», «с одной «4»» or «неуспевающий».

    Returns
    -------
    DataFrame
        Columns class_, pupil, subject, weighted_mean (missing without current marks) and words.
    """
    wanted = _RESERVES[category]
    codes = pupil_list(look.categories, look.records, category)
    rows = codes.assign(subject=codes["subjects"].str.split("; ")).explode("subject").drop(columns="subjects")
    if view is None:
        return rows.assign(weighted_mean=pd.Series(dtype=float), words="текущих отметок нет").reset_index(drop=True)
    state = view.state[["pupil", "subject", "weighted_mean", "weight", "debts"]]
    rows = rows.merge(state, on=["pupil", "subject"], how="left")
    rows["words"] = [_advice(row, view, wanted) for row in rows.to_dict("records")]
    return rows


def starting(look: MarkLook, rules: Settings) -> Block:
    """Show subjects and teachers beside the starting level of the same pupils; never in order of results."""
    before, works = look.last_year, look.starting_works
    subjects = with_start(look.records, before, works, ["subject"], rules.marks)
    teachers = with_start(look.records, before, works, ["teacher", "subject"], rules.marks)
    fine = with_start(look.records, before, works, ["subject", "grade", "class_", "teacher"], rules.marks)
    said = teachers["start_words"].value_counts()
    moved = teachers.loc[teachers["start_words"].str.startswith("возможно")]
    pairs = int(subjects["pairs"].sum())
    found = []
    if not pairs:
        found.append(Finding("neutral", "Прошлогодних отметок этих учеников нет: стартовый уровень неизвестен, "
                                        "сравнивать нечего."))  # fmt: skip
    else:
        near = int(said.get("в пределах погрешности", 0) + said.get("без изменений", 0))
        found.append(Finding("info", f"Групп «учитель — предмет» — {len(teachers)}; от стартового уровня не отличить "
                                     f"{near}, возможно отличаются {len(moved)}. "
                                     "Строки стоят по коду учителя, а не по результату."))  # fmt: skip
        found.append(Finding("info", "Отметки растут и от доброты, и от знаний: рост читают вместе с внешней работой "
                                     "(тетрадь об объективности). Переход из 4 в 5 класс снижает отметки почти всегда, "
                                     "очень слабый или очень сильный старт сам сдвигается к середине."))  # fmt: skip
    columns = {
        "pupils": col("Уче\u00adников", "int"), "quality_percent": col("Качество сейчас", "percent"),
        "start_quality_percent": col("Они же год назад", "percent"),
        "pair_quality_percent": col("Они же сейчас", "percent"), "start_change": col("Изменение, п.п.", "change"),
        "start": col("95 % интервал", "interval", low="start_low", high="start_high"), "start_words": col("Что видно"),
        "pairs": col("Пар с прошлым годом", "int"), "mean_mark": col("Средний балл", "number", 2),
    }  # fmt: skip
    if subjects["work_n"].sum():
        columns |= {"work_percent": col("Стартовая работа", "percent"), "work_n": col("Писали", "int")}
    note = (
        "«Они же» — только ученики, у которых отметка по предмету есть и сейчас, и за прошлый год. Изменение имеет "
        "много причин и само не оценивает учителя."
    )
    return Stack(
        [
            Findings(found),
            Table(subjects, {"subject": col("Предмет"), **columns}, caption="Предметы", note=note, row_class=small_row),
            Details("Учителя: каждый со стартовым уровнем своих учеников",
                    Table(teachers, {"teacher": col("Код учителя"), "subject": col("Предмет"), **columns},
                          row_class=small_row)),
            Details("Классы и группы: предмет, класс, учитель",
                    Table(fine, {"subject": col("Предмет"), "class_": col("Класс"), "teacher": col("Код учителя"),
                                 **columns}, row_class=small_row)),
        ]
    )  # fmt: skip


def _codes(rows: pd.DataFrame) -> Table:
    columns = {"class_": col("Класс"), "pupil": col("Код ученика"), "subject": col("Предмет"),
               "weighted_mean": col("Средне\u00adвзвешенная", "number", 2), "words": col("Что подняло бы")}  # fmt: skip
    return Table(rows, columns, note="Средневзвешенная — по текущему журналу выбранного периода. Внутренний список.")


def _advice(row: dict[Any, Any], view: JournalView, wanted: str) -> str:
    mean, weight = row["weighted_mean"], row["weight"]
    if not isinstance(mean, float) or not isinstance(weight, float) or pd.isna(mean):
        return "текущих отметок по предмету нет"
    limit = float(view.weighted.thresholds[wanted])
    debt = "; сдать отложенное" if row["debts"] else ""
    if mean >= limit - 1e-9:
        return f"по текущим отметкам уже «{wanted}»{debt}"
    return f"до «{wanted}»: {lift_words(lift(mean * weight, weight, limit, view.weighted.weights))}{debt}"
