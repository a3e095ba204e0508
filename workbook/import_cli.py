"""The command ``workbook import``: an export of a journal or of ФИС ОКО shown as it was understood, then written.

Apart from :mod:`workbook.exchange_cli` because answers and banks are brought by the teacher of one work, exports by the
deputy head for the whole school.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from workbook.errors import DataRefused, Reason
from workbook.exchange_cli import print_problems
from workbook.terminal import console

if TYPE_CHECKING:
    from workbook.school.layouts import Imported, Known, Memory, Wishes

__all__ = ["import_export"]

_ROWS_SHOWN = 3

File = Annotated[
    Path,
    typer.Argument(metavar="ФАЙЛ", help="Выгрузка как есть: XLSX, XLS, ODS, CSV, TSV, веб-страница."),
]
School = Annotated[Path | None, typer.Option("--school", metavar="ПАПКА", help="Папка школы; без неё — только показ.")]
Look = Annotated[bool, typer.Option("--look", help="Только показать, что распознано; ничего не записывать.")]
Layout = Annotated[str, typer.Option("--layout", metavar="ВИД", help="Вид выгрузки, если подходит несколько.")]
Names = Annotated[
    Path | None,
    typer.Option("--names", metavar="ФАЙЛ", help="Таблица «имя (или код участника) — код ученика» вне папки школы."),
]
Column = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="ЗАГОЛОВОК=ЧТО", help="Что значит столбец; «нет» — не нужен. Запоминается."),
]
SubjectName = Annotated[
    list[str] | None,
    typer.Option("--subject-name", metavar="КАК=ПРЕДМЕТ", help="Как школа пишет предмет выгрузки. Запоминается."),
]
Year = Annotated[str, typer.Option("--year", metavar="ГОД", help="Учебный год, если в файле его нет: 2025/2026.")]
Class = Annotated[str, typer.Option("--class", metavar="КЛАСС", help="Класс, если в файле его нет: «7 А».")]
Period = Annotated[str, typer.Option("--period", metavar="ПЕРИОД", help="Период, если в файле его нет: «1 четверть».")]
Subject = Annotated[str, typer.Option("--subject", metavar="ПРЕДМЕТ", help="Предмет, если в файле его нет.")]
Grade = Annotated[int | None, typer.Option("--grade", metavar="ЧИСЛО", help="Параллель, если в файле её нет.")]
Procedure = Annotated[str, typer.Option("--procedure", metavar="ПРОЦЕДУРА", help="ВПР, ОГЭ, ЕГЭ, если в файле её нет.")]
Territory = Annotated[
    str, typer.Option("--territory", metavar="ЧЬЯ", help="Чьи средние в файле школ: регион или муниципалитет.")
]
Max = Annotated[float | None, typer.Option("--max", metavar="ЧИСЛО", help="Наибольший первичный балл экзамена.")]
Test = Annotated[str, typer.Option("--test", metavar="КОД", help="Код работы в плане ФОС для баллов за задания.")]


def import_export(
    file: File,
    school: School = None,
    look: Look = False,
    layout: Layout = "",
    names: Names = None,
    column: Column = None,
    subject_name: SubjectName = None,
    year: Year = "",
    class_: Class = "",
    period: Period = "",
    subject: Subject = "",
    grade: Grade = None,
    procedure: Procedure = "",
    test: Test = "",
    territory: Territory = "",
    max_score: Max = None,
) -> None:
    """Взять выгрузку электронного журнала или ФИС ОКО: показать, что распознано, и добавить в папку школы."""
    from workbook.school.layouts import Wishes, bring, read_export

    known, memory = _school(school)
    memory = memory.learned(_pairs(column, "--column"), _pairs(subject_name, "--subject-name"))
    if territory not in ("", "регион", "муниципалитет"):
        raise DataRefused("Территория: регион или муниципалитет (--territory).", Reason.PARAMETER_TYPE)
    wishes = Wishes(
        _year(year), _class(class_), _period(period), subject, procedure, grade, test,
        give_codes=names is not None, territory=territory, max_score=max_score, memory=memory,
    )  # fmt: skip
    found = read_export(file, _named(wishes, names, school), known, layout)
    _show(found)
    if names is not None and not names.exists() and found.made.key_table is None:
        raise DataRefused(f"Таблицы «имя — код» нет: «{names}». Проверьте путь (--names).", Reason.FILE_MISSING)
    out = console()
    if school is None or look:
        how = "повторите без --look" if look and school is not None else "повторите с --school ПАПКА"
        out.print(Text(f"Ничего не записано. Чтобы добавить в папку школы, {how}."))
        return
    if not found.tables:
        raise DataRefused("Переносить нечего: ни одной верной строки. Ничего не записано.", Reason.TABLE_EMPTY)
    if names is not None and found.made.key_table is not None:
        from workbook.school.layouts.key_table import completed_key

        # The key first: a code written nowhere but in the tables would be nobody's.
        out.print(Text(completed_key(names, found.made.key_table, school)))
    arrived = bring(found.tables, school, memory)
    for line in arrived.told:
        out.print(Text(line))
    out.print(Text(f"Дальше: workbook check {school}"))


def _school(folder: Path | None) -> tuple[Known, Memory]:
    from workbook.school import read_school
    from workbook.school.layouts import Known, Memory, known_of, read_memory

    if folder is None:
        return Known(), Memory()
    return known_of(read_school(folder)), read_memory(folder)


def _named(wishes: Wishes, names: Path | None, school: Path | None) -> Wishes:
    from workbook.school.layouts import read_key

    return wishes if names is None or not names.exists() else replace(wishes, names=read_key(names, school))


def _pairs(given: list[str] | None, option: str) -> dict[str, str]:
    pairs = {}
    for pair in given or ():
        said, sign, meaning = pair.rpartition("=")
        if not sign or not said.strip() or not meaning.strip():
            raise DataRefused(
                f'«{pair}» записано неверно. Нужно: {option} "как в файле=что это".', Reason.PARAMETER_TYPE
            )
        pairs[said.strip()] = meaning.strip()
    return pairs


def _year(text: str) -> str:
    return _read(text, "year", "--year 2025/2026")


def _class(text: str) -> str:
    return _read(text, "class_", "--class «7 А»")


def _read(text: str, column: str, way: str) -> str:
    from workbook.school.cells import read_cell
    from workbook.school.tables import TABLES

    if not text:
        return ""
    value = read_cell(text, TABLES["pupils"].column(column)).value
    if value is None:
        raise DataRefused(f"Значение «{text[:40]}» не подходит. Нужно так: {way}.", Reason.PARAMETER_TYPE)
    return str(value)


def _period(text: str) -> str:
    from workbook.school.layouts.titles import period_in

    if text and not period_in(text):
        raise DataRefused(
            f"Период «{text[:40]}» не подходит. Нужно так: --period «1 четверть», «2 полугодие» или «год».",
            Reason.PARAMETER_TYPE,
        )
    return period_in(text)


def _show(found: Imported) -> None:
    from workbook.school.tables import TABLES

    out = console()
    out.print(Text(found.summary, style="bold"))
    for name, frame in found.tables.items():
        columns = [column for column in TABLES[name].columns if frame[column.name].notna().any()]
        table = Table(
            *(column.header for column in columns), title=f"«{TABLES[name].title}», первые строки из {len(frame)}",
            title_justify="left", box=None, padding=(0, 2, 0, 0),
        )  # fmt: skip
        for row in frame[[column.name for column in columns]].head(_ROWS_SHOWN).itertuples(index=False):
            table.add_row(*(Text(_cell(value)) for value in row))
        out.print(table)
    if found.made.shares is not None:
        table = Table("Кто", "Участников", "Что", "Значение", box=None, padding=(0, 2, 0, 0))
        for who, n, what, value in found.made.shares.head(20).itertuples(index=False):
            table.add_row(Text(str(who)[:50]), Text(_cell(n)), Text(str(what)), Text(_cell(value)))
        out.print(table)
    print_problems(found.problems)


def _cell(value: object) -> str:
    import pandas as pd

    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, float):
        return f"{value:.4g}".replace(".", ",")
    return f"{value:%d.%m.%Y}" if isinstance(value, pd.Timestamp) else str(value)
