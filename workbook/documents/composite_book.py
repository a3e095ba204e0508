"""The composite as a book (XLSX) and the log of groups for the school's folder: what the notebook gives to take away.

Apart from the page because numbers here are sorted and filed inside the school; the log goes back and is read again.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pandas as pd

from workbook.display import Block, Download, Downloads, Finding, Findings, Stack, Text, numbers
from workbook.display.vsoko_levels import NAMES
from workbook.documents.mark_sheet import Column, Form, write_forms
from workbook.errors import DataRefused, MissingData
from workbook.school import TABLES
from workbook.school.forms import write_form
from workbook.vsoko.composite import Composite
from workbook.vsoko.composite_matrix import procedure_matrix
from workbook.vsoko.composite_sources import SOURCES
from workbook.vsoko.level_groups import GROUPS, LevelGroups
from workbook.vsoko.level_moves import append_move

__all__ = ["composite_book", "log_files", "log_xlsx", "papers"]

_INSIDE = "Внутренний документ: коды вместо имён, за пределы школы он не выходит; другим ученикам не показывают."
_FOOT = "Черновик — решение принимает человек"
_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f]")


def composite_book(found: Composite, groups: LevelGroups | None) -> bytes:
    """Write the book of the deputy head.

    Parameters
    ----------
    found : Composite
    groups : LevelGroups or None
        None leaves its sheets out.

    Returns
    -------
    bytes
        XLSX: «Процедуры», «Ученики и предметы», «Средние», «Метапредметные», «Группы уровней», «Решения».
    """
    said = (f"{found.school.title}, {found.year}", _INSIDE)
    forms = [_matrix(found, said), _pupils(found, said), _means(found, said)]
    if len(found.meta):
        forms.append(_meta(found, said))
    if groups is not None:
        forms += [_groups(groups, said), _log(groups, said)]
    return write_forms(forms, f"Комплексная оценка: {found.school.title}, {found.year}", _FOOT)


def log_xlsx(log: pd.DataFrame) -> bytes:
    """Write the table «Группы уровней» as the school's form; the kit reads it back.

    Parameters
    ----------
    log : DataFrame
        Columns of the table.
    """
    table = TABLES["level_moves"]
    with tempfile.TemporaryDirectory() as folder:
        path = write_form(Path(folder) / "log.xlsx", [table], rows={table.name: log})
        return path.read_bytes()


def log_files(groups: LevelGroups, text: str) -> Block:
    """Offer the whole table with the decision appended; nothing while it is empty or refused."""
    if not text.strip():
        return Downloads([])
    try:
        log = append_move(groups, text)
    except DataRefused:
        return Text("Файл появится, когда решение можно будет записать.", tone="quiet")
    return Downloads([Download("Таблица «Группы уровней» (XLSX)", "Группы уровней.xlsx", log_xlsx(log))])


def papers(found: Composite, groups: LevelGroups | None, public: bool = False) -> Block:
    """Offer the book; a page for publication offers nothing with codes."""
    if public:
        return Text("Файлы с кодами в виде для публикации не выдаются.", tone="quiet")
    try:
        content = composite_book(found, groups)
    except MissingData as gap:
        return Findings([Finding("neutral", f"Книги нет: {gap.message}")])
    name = _UNSAFE.sub("-", f"{found.school.id} {found.year} комплексная.xlsx")
    return Stack([Downloads([Download("Комплексная оценка (Excel)", name, content)]), Text(_INSIDE, tone="quiet")])


def _matrix(found: Composite, said: tuple[str, ...]) -> Form:
    table = procedure_matrix(found.school, found.year, found.school.settings)
    heads = (("procedure", "Процедура", 26), ("results", "Результаты", 22), ("frequency", "Когда положено", 20),
             ("scale", "Шкала", 14), ("use", "В комплексной оценке", 26), ("when", "Что есть", 30),
             ("years", "Годы", 22))  # fmt: skip
    columns = [Column(name, header, "text", width) for name, header, width in heads]
    columns.insert(5, Column("pupils", "Учеников", "int", 10))
    return Form("Процедуры", "Матрица процедур", tuple(columns), table.assign(kind="строка"), said)


def _pupils(found: Composite, said: tuple[str, ...]) -> Form:
    table = found.shown.assign(kind="строка", cover=100 * found.shown["coverage"])
    table["hold"] = table["firm"].map({True: "твёрдый", False: "зависит от весов"})
    columns = (
        Column("class_", "Класс", "center", 7), Column("pupil", "Ученик", "center", 11),
        Column("subject", "Предмет", "text", 20),
        *(Column(name, name, "percent", 10, "Источники, 0–100") for name in SOURCES),
        Column("cover", "Полнота, %", "percent", 9), Column("composite", "K", "percent", 7),
        Column("low", "от", "percent", 7, "K при других весах"),
        Column("high", "до", "percent", 7, "K при других весах"),
        Column("spread", "Расхождение", "percent", 9), Column("level", "Уровень по предмету", "center", 16),
        Column("hold", "Твёрдость", "center", 16),
    )  # fmt: skip
    notes = (
        "Уровень описывает результат по предмету, а не ребёнка. Оценки разных предметов и линий не складываются.",
        f"Показаны оценки, набравшие {numbers.number(100 * found.rules.coverage)} % веса источников.",
    )
    return Form("Ученики и предметы", "Комплексная оценка по предметам", columns, table, said, notes)


def _means(found: Composite, said: tuple[str, ...]) -> Form:
    table = found.means(["grade", "class_", "subject"]).assign(kind="строка")
    table["note"] = table["small"].map({True: "малая выборка", False: ""})
    columns = (
        Column("class_", "Класс", "center", 8), Column("subject", "Предмет", "text", 24),
        Column("pupils", "Учеников", "int", 10), Column("mean", "Среднее K", "percent", 10),
        Column("low", "от", "percent", 8, "Интервал 95 %"), Column("high", "до", "percent", 8, "Интервал 95 %"),
        Column("coverage", "Полнота, %", "percent", 10), Column("firm", "Уровень твёрдый, %", "percent", 11),
        Column("note", "Примечание", "text", 18),
    )  # fmt: skip
    return Form("Средние", "Средняя комплексная оценка: классы и предметы", columns, table, said, portrait=True)


def _meta(found: Composite, said: tuple[str, ...]) -> Form:
    table = found.meta.assign(kind="строка")
    columns = (
        Column("class_", "Класс", "center", 8), Column("pupil", "Ученик", "center", 12),
        Column("subject", "Что проверяли", "text", 30), Column("score", "% от максимума", "percent", 12),
    )  # fmt: skip
    notes = ("Метапредметная линия стоит отдельно и с предметной оценкой не складывается.",)
    return Form("Метапредметные", "Метапредметные работы", columns, table, said, notes, portrait=True)


def _groups(groups: LevelGroups, said: tuple[str, ...]) -> Form:
    table = groups.table.assign(kind="строка")
    table["state"] = [
        "; ".join(
            word
            for word, on in (
                ("расходится с расчётом", row["differs"]), ("нужна ещё одна работа", row["provisional"]),
                ("одно задание меняет группу", row["one_item"]),
            )
            if on
        )
        for row in table.to_dict("records")
    ]  # fmt: skip
    table["until"] = [numbers.date(day) for day in table["next_to"]]
    columns = (
        Column("subject", "Предмет", "text", 18), Column("class_", "Класс", "center", 7),
        Column("pupil", "Ученик", "center", 11), Column("group", "Группа", "center", 9),
        Column("computed", "По расчёту", "center", 9), Column("decided", "Решение", "center", 9),
        Column("works", "Работ", "int", 7), Column("base_percent", "Б", "percent", 8, "Выполнено, %"),
        Column("raised_percent", "П и В", "percent", 8, "Выполнено, %"), Column("state", "Что учесть", "text", 34),
        Column("until", "Пересмотреть до", "center", 13),
    )  # fmt: skip
    notes = tuple(f"{NAMES[name]}." for name in GROUPS)
    return Form("Группы уровней", "Группы уровней по предметам", columns, table, said, notes)


def _log(groups: LevelGroups, said: tuple[str, ...]) -> Form:
    table = groups.moves.assign(kind="строка", day=[numbers.date(day) for day in groups.moves["date"]])
    heads = (("day", "Дата", 12), ("pupil", "Ученик", 12), ("subject", "Предмет", 20), ("level_group", "Группа", 9),
             ("by", "Кто решил", 11), ("ground", "Основание", 44))  # fmt: skip
    columns = tuple(Column(name, header, "text", width) for name, header, width in heads)
    notes = ("Строки только добавляют: прежнее решение остаётся.",)
    return Form("Решения", "Решения учителей о группах", columns, table, said, notes, portrait=True)
