"""Commands that bring things in and out: ``workbook answers``, ``workbook bank …``, ``workbook sheets …``.

Apart from :mod:`workbook.cli` because these commands change a school's folder, and say before what they would do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from workbook.errors import DataRefused, FileRefused, Reason
from workbook.terminal import RussianCommand, RussianGroup, console

if TYPE_CHECKING:
    from workbook.school import Problem
    from workbook.school.intake import Intake

__all__ = ["answers", "bank_app", "sheets_app"]

_PROBLEMS_SHOWN = 60
_COLUMNS_SHOWN = 15

Into = Annotated[
    Path | None, typer.Option("--into", metavar="ПАПКА", help="Папка школы, куда добавить; без неё — только показ.")
]
Subject = Annotated[
    str, typer.Option("--subject", metavar="ПРЕДМЕТ", help="Предмет, если он не виден из файла и плана ФОС.")
]
Grade = Annotated[
    int | None, typer.Option("--grade", metavar="ЧИСЛО", help="Параллель, если она не видна из файла и плана ФОС.")
]
AnswersFile = Annotated[
    Path, typer.Argument(metavar="ФАЙЛ", help="Ответы учеников как есть: CSV, XLSX, ODS, отчёт Moodle, Google Форма.")
]
Test = Annotated[str, typer.Option("--test", metavar="КОД", help="Код работы (ФОС), например МА7-ИТ.")]
Key = Annotated[
    Path | None,
    typer.Option("--key", metavar="ФАЙЛ", help="Ключ: столбцы «задание» и «ключ» или одна строка ключей."),
]
Missing = Annotated[
    list[str] | None,
    typer.Option("--missing", metavar="КОД", help="Код «ответа нет», например 8; без него ищется сам."),
]
Class = Annotated[
    str, typer.Option("--class", metavar="КЛАСС", help="Класс новых учеников, «7 А»: добавить их в «Ученики».")
]
Names = Annotated[
    Path | None,
    typer.Option("--names", metavar="ФАЙЛ", help="Таблица «имя — код» вне папки школы: прочитать и дополнить."),
]
Skills = Annotated[
    Path | None, typer.Option("--skills", metavar="ФАЙЛ", help="Таблица «задание × умение» из 0 и 1: даст коды КПУ.")
]
SheetTitle = Annotated[str, typer.Option("--sheet", metavar="ЛИСТ", help="Лист книги, если их несколько.")]
School = Annotated[Path, typer.Argument(metavar="ПАПКА", help="Папка школы.")]
OutFile = Annotated[
    Path, typer.Argument(metavar="ФАЙЛ", help="Куда выгрузить: .xml — Moodle XML, .gift или .txt — GIFT.")
]
InFile = Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Вопросы Moodle XML (.xml) или GIFT (.gift, .txt).")]
Prefix = Annotated[
    str, typer.Option("--code", metavar="НАЧАЛО", help="Начало кода для заданий без кода: МА7 даст МА7-901, …")
]
Experts = Annotated[
    list[str], typer.Option("--expert", metavar="КОД", help="Код эксперта, например Э-01; можно повторять.")
]
Tests = Annotated[list[str], typer.Option("--test", metavar="КОД", help="Код работы (ФОС); можно повторять.")]
Target = Annotated[Path, typer.Option("--to", metavar="ПАПКА", help="Куда положить листы.")]
Filled = Annotated[Path, typer.Argument(metavar="ЛИСТЫ", help="Папка с заполненными листами или один файл XLSX.")]
Force = Annotated[bool, typer.Option("--force", help="Заменить файл, если он уже есть.")]


bank_app = typer.Typer(
    cls=RussianGroup,
    help="Банк заданий: выгрузить в Moodle XML или GIFT и взять из них.",
    no_args_is_help=True,
    add_completion=False,
)

sheets_app = typer.Typer(
    cls=RussianGroup,
    help="Листы экспертов: раздать пустые и собрать заполненные.",
    no_args_is_help=True,
    add_completion=False,
)


def answers(
    file: AnswersFile,
    test: Test,
    key: Key = None,
    missing: Missing = None,
    into: Into = None,
    subject: Subject = "",
    grade: Grade = None,
    class_: Class = "",
    names: Names = None,
    skills: Skills = None,
    sheet: SheetTitle = "",
) -> None:
    """Прочитать ответы учеников из любого файла, назвать все исправления и, если указано, добавить в папку школы."""
    from workbook.school.exchange import bringing
    from workbook.school.intake import Wishes, read_answers

    known = bringing.read_names(names) if names is not None and names.exists() else {}
    wishes = Wishes(
        test, subject, grade, key=key, skills=skills, missing=tuple(missing or ()), sheet=sheet, names=known
    )
    found = read_answers(file, wishes if into is None else bringing.completed(wishes, into))
    _print_intake(found)
    out = console()
    if into is None:
        out.print(Text("Ничего не записано. Чтобы добавить в папку школы, повторите с --into ПАПКА."))
    else:
        if names is not None and found.key_table is not None:
            bringing.write_names(names, found.key_table, known, into)
        added = bringing.bring_answers(found, into, class_)
        for line in added.told:
            out.print(Text(line))
        out.print(Text(f"Дальше: workbook check {into}"))
    if names is not None and found.key_table is not None:
        if into is None:
            bringing.write_names(names, found.key_table, known, None)
        out.print(Text(f"Таблица «имя — код» записана: {names}. Храните её вне папки школы."))
    elif found.key_table is not None:
        out.print(Text("Кто под каким кодом — в таблице, которую запишет --names ФАЙЛ."))


def _print_intake(found: Intake) -> None:
    out = console()
    out.print(Text(found.summary, style="bold"))
    table = Table("Столбец", "Что это", "Учтён", "Код задания", box=None, padding=(0, 2, 0, 0))
    for row in found.columns.head(_COLUMNS_SHOWN).itertuples(index=False):
        table.add_row(*(Text(str(cell)[:60]) for cell in row))
    out.print(table)
    if len(found.columns) > _COLUMNS_SHOWN:
        out.print(Text(f"… и ещё столбцов: {len(found.columns) - _COLUMNS_SHOWN}."))
    print_problems(found.problems)


def print_problems(problems: Sequence[Problem]) -> None:
    """List problems, the gravest first, one line each."""
    from workbook.school import Severity

    out = console()
    marks = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.REPAIR: "dim"}
    ordered = sorted(problems, key=lambda problem: list(marks).index(problem.severity))
    for problem in ordered[:_PROBLEMS_SHOWN]:
        out.print(Text.assemble((f"{problem.severity}: ", marks[problem.severity]), problem.message))
    if len(ordered) > _PROBLEMS_SHOWN:
        out.print(Text(f"… и ещё замечаний: {len(ordered) - _PROBLEMS_SHOWN}."))


@bank_app.command("export", cls=RussianCommand)
def export(school: School, file: OutFile, subject: Subject = "", grade: Grade = None, force: Force = False) -> None:
    """Выгрузить банк заданий школы в Moodle XML или GIFT."""
    from workbook.school import read_school
    from workbook.school.exchange import export_bank
    from workbook.school.exchange.folder import write_whole

    items = read_school(school)["items"]
    if subject:
        items = items[items["subject"].str.casefold() == subject.strip().casefold()]
    if grade is not None:
        items = items[items["grade"] == grade]
    if items.empty:
        raise DataRefused("В банке школы нет заданий этого предмета и параллели.", Reason.TABLE_EMPTY)
    content, problems = export_bank(items, file)
    if file.exists() and not force:
        raise FileRefused(f"Файл «{file}» уже есть. Укажите другое имя или добавьте --force.", Reason.FILE_DOUBLE)
    write_whole(file, content)
    print_problems(problems)
    lost = sum("не выгружено" in problem.message for problem in problems)
    console().print(Text(f"Выгружено заданий: {len(items) - lost} из {len(items)}. Файл: {file}"))


@bank_app.command("import", cls=RussianCommand)
def import_(
    file: InFile, into: Into = None, subject: Subject = "", grade: Grade = None, prefix: Prefix = "ЗАД"
) -> None:
    """Взять вопросы Moodle XML или GIFT в банк заданий школы."""
    from workbook.school.exchange import Defaults, add_rows, import_bank

    found = import_bank(file, Defaults(subject, grade, prefix=prefix))
    out = console()
    out.print(Text(found.summary, style="bold"))
    print_problems(found.problems)
    if into is None:
        out.print(Text("Ничего не записано. Чтобы добавить в банк школы, повторите с --into ПАПКА."))
        return
    if found.items["grade"].isna().any():
        raise DataRefused(
            "Параллель в файле не указана. Повторите с --grade, например --grade 7.", Reason.VALUE_MISSING
        )
    for line in add_rows(into, {"items": found.items}).told:
        out.print(Text(line))


@sheets_app.command("out", cls=RussianCommand)
def sheets_out(school: School, test: Tests, expert: Experts, to: Target = Path("листы")) -> None:
    """Записать листы экспертизы: по книге XLSX на каждого эксперта."""
    from workbook.documents.expert_sheets import book_name, expert_book, tools
    from workbook.school import read_school
    from workbook.school.exchange.folder import write_whole

    read = read_school(school)
    plan = read["fos_plan"] if read.has("fos_plan") else None
    if plan is not None:
        unknown = [code for code in test if code not in set(plan["fos"])]
        if unknown:
            raise DataRefused(f"Работы «{unknown[0]}» нет в плане ФОС школы «{read.id}».", Reason.REFERENCE_UNKNOWN)
    given = tools(plan, test)
    to.mkdir(parents=True, exist_ok=True)
    for code in expert:
        path = to / book_name(code, test)
        if path.exists():
            raise FileRefused(
                f"Лист «{path}» уже есть: возможно, эксперт его заполняет. Уберите его или укажите папку (--to).",
                Reason.FILE_DOUBLE,
            )
        write_whole(path, expert_book(given, read.settings.fos, code))
        console().print(Text(f"Лист записан: {path}"))


@sheets_app.command("in", cls=RussianCommand)
def sheets_in(filled: Filled, into: Into = None) -> None:
    """Прочитать заполненные листы экспертов и добавить их баллы в таблицу «Экспертиза»."""
    from workbook.school import Severity, read_school
    from workbook.school.exchange import add_rows
    from workbook.school.expert_sheets import read_expert_sheets

    codes = None
    if into is not None:
        read = read_school(into)
        codes = set(read["fos_plan"]["fos"]) if read.has("fos_plan") else None
    table, problems = read_expert_sheets(filled, tools=codes)
    out = console()
    out.print(Text(f"Прочитано баллов: {len(table)}; экспертов: {table['expert'].nunique()}.", style="bold"))
    print_problems(problems)
    if table.empty:
        raise DataRefused("В листах нет ни одного балла.", Reason.TABLE_EMPTY)
    if into is None:
        out.print(Text("Ничего не записано. Чтобы добавить в папку школы, повторите с --into ПАПКА."))
        return
    for line in add_rows(into, {"expertise": table}).told:
        out.print(Text(line))
    if any(problem.severity is Severity.ERROR for problem in problems):
        out.print(Text("Исправьте ошибки в листах и повторите: недостающие баллы добавятся."))
