"""Commands of the contest's jury: ``workbook jury out`` gives blank sheets, ``workbook jury in`` reads the filled ones.

Apart from the sheets of experts because what is given out comes from the shortlists of the rating, not from a plan.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from workbook.errors import DataRefused, FileRefused, Reason
from workbook.exchange_cli import print_problems
from workbook.terminal import RussianCommand, RussianGroup, console

if TYPE_CHECKING:
    from workbook.school.jury_form import JuryForm

__all__ = ["jury_app"]

School = Annotated[Path, typer.Argument(metavar="ПАПКА", help="Папка школы.")]
Filled = Annotated[Path, typer.Argument(metavar="ЛИСТЫ", help="Папка с заполненными листами или один файл XLSX.")]
Jurors = Annotated[
    list[str], typer.Option("--juror", metavar="КОД", help="Код члена жюри, например Ж-01; можно повторять.")
]
Name = Annotated[str, typer.Option("--contest", metavar="НАЗВАНИЕ", help="Название конкурса, «Ученик года — 2026».")]
Target = Annotated[Path, typer.Option("--to", metavar="ПАПКА", help="Куда положить листы.")]
Into = Annotated[Path, typer.Option("--into", metavar="ПАПКА", help="Папка школы: откуда финалисты и куда добавить.")]
Look = Annotated[bool, typer.Option("--look", help="Только прочитать и назвать ошибки, ничего не записывать.")]

jury_app = typer.Typer(
    cls=RussianGroup,
    help="Жюри конкурса достижений: раздать пустые листы и собрать заполненные.",
    no_args_is_help=True,
    add_completion=False,
)


@jury_app.command("out", cls=RussianCommand)
def jury_out(school: School, juror: Jurors, contest: Name = "", to: Target = Path("листы-жюри")) -> None:
    """Записать листы жюри: по книге XLSX на каждого, с финалистами по баллам рейтинга."""
    from workbook.documents.contest_sheets import juror_book, juror_name
    from workbook.school.exchange.folder import write_whole

    form, words = _asked(school, contest)
    to.mkdir(parents=True, exist_ok=True)
    for code in juror:
        path = to / juror_name(code)
        if path.exists():
            raise FileRefused(
                f"Лист «{path}» уже есть: возможно, член жюри его заполняет. Уберите его или укажите папку (--to).",
                Reason.FILE_DOUBLE,
            )
        write_whole(path, juror_book(form, words, code))
        console().print(Text(f"Лист записан: {path}"))


@jury_app.command("in", cls=RussianCommand)
def jury_in(filled: Filled, into: Into, contest: Name = "", look: Look = False) -> None:
    """Прочитать заполненные листы жюри и добавить оценки в таблицу «Оценки жюри»."""
    from workbook.school import Severity
    from workbook.school.exchange import add_rows
    from workbook.school.jury_sheets import read_jury_sheets

    form, _ = _asked(into, contest)
    table, problems = read_jury_sheets(filled, form)
    out = console()
    out.print(Text(f"Прочитано оценок: {len(table)}; членов жюри: {table['expert'].nunique()}.", style="bold"))
    print_problems(problems)
    if table.empty:
        raise DataRefused("В листах нет ни одной оценки.", Reason.TABLE_EMPTY)
    if look:
        out.print(Text("Ничего не записано. Чтобы добавить в папку школы, повторите без --look."))
        return
    for line in add_rows(into, {"jury": table}).told:
        out.print(Text(line))
    if any(problem.severity is Severity.ERROR for problem in problems):
        out.print(Text("Исправьте ошибки в листах и повторите: недостающие оценки добавятся."))


def _asked(folder: Path, contest: str) -> tuple[JuryForm, dict[tuple[str, str], str]]:
    """Return what the jury of a school is asked, under the name given or the one of its latest contest."""
    from dataclasses import replace

    from workbook import rating
    from workbook.documents.contest_files import jury_form, portfolio_words
    from workbook.school import read_school

    held = rating.contest(read_school(folder))
    form = jury_form(held)
    if not form.finalists:
        raise DataRefused("Финалистов нет: листы жюри выдавать не по кому.", Reason.TABLE_EMPTY)
    return (replace(form, contest=contest) if contest else form), portfolio_words(held)
