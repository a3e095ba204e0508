"""One command, ``workbook …``: a thin door to the rooms, with Russian help and Russian refusals."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from workbook import exchange_cli, import_cli, jury_cli, lesson_cli
from workbook.errors import FileRefused, Reason, RunFailed, WorkbookError
from workbook.terminal import RussianCommand, RussianGroup, console, run_app

if TYPE_CHECKING:
    from workbook.publish import Near, RunOptions, RunProgress
    from workbook.school import School

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
_DATA = Path(os.environ.get("WORKBOOK_DATA", ROOT / "datasets" / "municipality"))
_ROWS_SHOWN = 40
app = typer.Typer(
    cls=RussianGroup,
    help="Рабочая тетрадь ВСОКО: отчёты по школам, живые страницы, проверка данных и формы.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Data = Annotated[Path, typer.Option("--data", metavar="ПАПКА", help="Папка, в которой лежат папки школ.")]


@app.command(cls=RussianCommand)
def run(
    notebooks: Annotated[
        list[str] | None,
        typer.Argument(metavar="ТЕТРАДЬ", help="Какие тетради выполнить, например 10_fos; без указания — все."),
    ] = None,
    data: Annotated[
        str, typer.Option("--data", metavar="ПАПКА", help="Папка, в которой лежат папки школ, или адрес s3://….")
    ] = str(_DATA),
    school: Annotated[
        list[str] | None, typer.Option("--school", metavar="КОД", help="Только эта школа; можно повторять.")
    ] = None,
    out: Annotated[
        str, typer.Option("--out", metavar="ПАПКА", help="Куда сложить отчёты: папка или адрес s3://….")
    ] = str(ROOT / "reports"),
    parameter: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="ИМЯ=ЗНАЧЕНИЕ", help="Значение параметра тетради; можно повторять."),
    ] = None,
    workers: Annotated[
        int,
        typer.Option("--workers", metavar="ЧИСЛО", help="Сколько тетрадей считать сразу; 0 — по ядрам и памяти."),
    ] = 0,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="ЧИСЛО", help="Предел времени одного отчёта, секунд.")
    ] = 600,
    memory: Annotated[
        int, typer.Option("--memory", metavar="МБ", help="Предел памяти одного отчёта, МБ (Linux); 0 — без предела.")
    ] = 0,
    force: Annotated[bool, typer.Option("--force", help="Пересчитать и то, что не изменилось.")] = False,
    only_failed: Annotated[bool, typer.Option("--only-failed", help="Повторить только то, что не удалось.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Оставить выполненные тетради .ipynb рядом с отчётами.")] = False,
    shard: Annotated[
        str, typer.Option("--shard", metavar="N/M", help="Только часть школ: 1/3, 2/3 и 3/3 можно считать сразу.")
    ] = "",
    scheduler: Annotated[
        str,
        typer.Option("--scheduler", metavar="АДРЕС", help="Считать на кластере Dask, например tcp://10.0.0.5:8786."),
    ] = "",
    near: Annotated[
        Path, typer.Option("--near", metavar="ПАПКА", help="Где держать ближние копии, если указаны адреса.")
    ] = ROOT / ".workbook" / "near",
) -> None:
    """Выполнить тетради для школ и сложить отчёты в папку с перечнем index.html."""
    from workbook import publish

    part = publish.Shard.from_text(shard) if shard else None
    options = publish.RunOptions(
        workers=workers, time_limit=time_limit, memory_limit=memory, force=force, only_failed=only_failed,
        keep=("html", "ipynb") if keep else ("html",), shard=part, scheduler=scheduler,
    )  # fmt: skip
    with publish.bring_near(data, out, near, tuple(school or ()), part) as here:
        if part is not None and not here.schools:
            console().print(Text(f"В части {part} нет ни одной школы: считать нечего."))
            return
        raise typer.Exit(_run(notebooks or [], here, _pairs(parameter or []), options, out))


def _run(notebooks: list[str], here: Near, texts: dict[str, str], options: RunOptions, out: str) -> int:
    """Make the reports with near folders, put them where they belong, and say what came of it."""
    from workbook import display, publish

    part = options.shard
    plan = publish.make_plan(
        _notebooks(notebooks), here.data, schools=here.schools, texts=texts, memory=publish.memory_file(here.out)
    )
    if part is not None and not plan.jobs:
        raise RunFailed(
            "Тетради муниципалитета строятся один раз, после отчётов всех школ: выполните команду без --shard.",
            Reason.NOTEBOOK,
        )
    page = here.out / (f"progress-{part.number}-{part.of}.html" if part else "progress.html")
    watched: RunProgress = publish.PageProgress(publish.choose_progress(), page, final=part is None)
    summary = publish.run(plan, here.out, options, here.outlet.told(watched) if here.outlet else watched)
    for line in summary.lines(final=part is None):
        console().print(Text(line))
    if here.outlet is not None:
        console().print(Text(f"Выложено в {out}: {display.count(here.outlet.finish(), 'файл', 'файла', 'файлов')}."))
    if part is not None:
        console().print(Text(f"Часть {part} закончена. После всех частей выполните ту же команду без --shard."))
    else:
        console().print(Text("Живые страницы тех же тетрадей: python3 scripts/serve.py"))
    return summary.exit_status


@app.command(cls=RussianCommand)
def serve(
    data: Data = _DATA,
    reports: Annotated[Path, typer.Option("--reports", metavar="ПАПКА", help="Готовые отчёты.")] = ROOT / "reports",
    port: Annotated[int, typer.Option("--port", metavar="ЧИСЛО", help="Порт на этом компьютере.")] = 8866,
    token: Annotated[
        str, typer.Option("--token", metavar="КЛЮЧ", help="Ключ доступа; пусто — новый при каждом запуске.")
    ] = "",
    warm: Annotated[
        int, typer.Option("--warm", metavar="ЧИСЛО", help="Сколько ядер держать готовыми для каждой тетради.")
    ] = 1,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Открыть страницу в браузере.")] = True,
) -> None:
    """Открыть занятия и те же тетради как живые страницы с управлением (только на этом компьютере)."""
    from workbook.live.server import ServeOptions
    from workbook.live.server import serve as serve_pages

    out = console()
    serve_pages(
        ServeOptions(
            notebooks=ROOT / "notebooks", data=data.resolve(), reports=reports.resolve(), state=ROOT / ".workbook",
            port=port, token=token, warm=warm, open_browser=browser, lessons=ROOT / "lessons",
        ),
        say=lambda line: out.print(Text(f"{line}\nОстановить: Ctrl+C.")),
    )  # fmt: skip


@app.command(cls=RussianCommand)
def lab(
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Открыть страницу в браузере.")] = True,
) -> None:
    """Открыть занятия и тетради в JupyterLab на русском языке."""
    from workbook.lab import lab_command, prepare_lab

    folder = ROOT / ".workbook" / "lab"
    surroundings = os.environ | prepare_lab(ROOT, folder)
    command = lab_command(sys.executable, ROOT, folder, browser=browser)
    raise typer.Exit(subprocess.call(command, env=surroundings))


@app.command(cls=RussianCommand)
def check(
    school: Annotated[str, typer.Argument(metavar="ШКОЛА", help="Код школы или путь к её папке.")],
    data: Data = _DATA,
    as_json: Annotated[bool, typer.Option("--json", help="Вывести замечания как JSON.")] = False,
    book: Annotated[
        Path | None,
        typer.Option("--book", metavar="ФАЙЛ", help="Записать файл XLSX школы с отмеченными ячейками."),
    ] = None,
) -> None:
    """Проверить папку школы и перечислить все замечания и исправления."""
    from workbook import rating
    from workbook import school as intake

    folder = Path(school) if Path(school).is_dir() else data / school
    found = intake.read_school(folder)
    found = replace(found, problems=(*found.problems, *rating.rule_problems(found)))
    if book is not None:
        intake.write_marked_book(book, folder, found.problems)
    if as_json:
        sys.stdout.write(intake.problems_json(found.problems) + "\n")
    else:
        _print_problems(found)
        if book is not None:
            console().print(Text(f"Файл с отметками: {book}"))
    raise typer.Exit(1 if any(problem.severity is intake.Severity.ERROR for problem in found.problems) else 0)


def _print_problems(found: School) -> None:
    from workbook import school as intake

    out = console()
    out.print(Text(f"{found.title} ({found.id}), {found.year}", style="bold"))
    out.print(Text(intake.summary(found.problems)))
    if not found.problems:
        return
    table = Table("Вид", "Замечание", "Возможно, верно так", box=None, padding=(0, 2, 1, 0))
    marks = {intake.Severity.ERROR: "red", intake.Severity.WARNING: "yellow", intake.Severity.REPAIR: "dim"}
    worst_first = sorted(found.problems, key=lambda problem: list(marks).index(problem.severity))
    for problem in worst_first[:_ROWS_SHOWN]:
        table.add_row(
            Text(problem.severity, style=marks[problem.severity]), Text(problem.message), Text(problem.suggestion)
        )
    out.print(table)
    rest = len(found.problems) - _ROWS_SHOWN
    if rest > 0:
        out.print(Text(f"Показаны первые {_ROWS_SHOWN}; ещё {rest} — с параметром --json или --book."))


@app.command(cls=RussianCommand)
def forms(
    path: Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Куда записать пустую форму XLSX.")] = Path("forma.xlsx"),
    table: Annotated[
        list[str] | None, typer.Option("--table", metavar="ТАБЛИЦА", help="Только эта таблица; можно повторять.")
    ] = None,
) -> None:
    """Записать пустую форму XLSX, которую заполняет школа."""
    from workbook import school as intake

    names = table or [name for name, schema in intake.TABLES.items() if not schema.municipal]
    unknown = [name for name in names if name not in intake.TABLES]
    if unknown:
        known = ", ".join(intake.TABLES)
        raise FileRefused(f"Таблицы «{unknown[0]}» нет. Есть: {known}.", Reason.TABLE_MISSING)
    intake.write_form(path, [intake.TABLES[name] for name in names])
    console().print(Text(f"Форма записана: {path}"))


@app.command("new-school", cls=RussianCommand)
def new_school(
    school: Annotated[str, typer.Argument(metavar="КОД", help="Код школы: латинские буквы, цифры и дефис.")],
    title: Annotated[str, typer.Option("--title", help="Название школы.")] = "Наша школа",
    municipality: Annotated[str, typer.Option("--municipality", help="Муниципалитет.")] = "",
    year: Annotated[str, typer.Option("--year", metavar="ГОД", help="Учебный год.")] = "2025/2026",
    folder: Annotated[
        Path, typer.Option("--data", metavar="ПАПКА", help="Папка, в которой создать папку школы.")
    ] = Path("schools"),
) -> None:
    """Создать папку школы с паспортом school.yml и пустой формой school.xlsx."""
    from workbook import school as intake

    made = intake.new_school(folder, school, title=title, municipality=municipality, year=year)
    out = console()
    out.print(Text(f"Папка школы готова: {made}"))
    out.print(Text("1. Заполните форму school.xlsx в этой папке (образцы — в примечаниях к заголовкам)."))
    out.print(Text(f"2. Проверьте: workbook check {made}"))
    out.print(Text(f"3. Постройте отчёты: workbook run --data {folder}"))


app.command(cls=RussianCommand)(exchange_cli.answers)
app.command("import", cls=RussianCommand)(import_cli.import_export)
app.add_typer(exchange_cli.bank_app, name="bank", cls=RussianGroup)
app.add_typer(exchange_cli.sheets_app, name="sheets", cls=RussianGroup)
app.add_typer(jury_cli.jury_app, name="jury", cls=RussianGroup)
app.add_typer(lesson_cli.lesson_app, name="lesson", cls=RussianGroup)


@app.command(cls=RussianCommand)
def doctor(data: Data = _DATA) -> None:
    """Проверить, готов ли этот компьютер к работе."""
    from workbook.doctor import examine

    out, failed = console(), False
    for finding in examine(ROOT, data):
        mark, style = ("✔", "green") if finding.good else ("✘", "red" if finding.needed else "yellow")
        out.print(Text.assemble((f"{mark} ", style), finding.what))
        if finding.fix:
            out.print(Text(f"   {finding.fix}"))
        failed = failed or (finding.needed and not finding.good)
    out.print(Text("Есть неисправности: сделайте то, что указано под ✘." if failed else "Всё готово к работе."))
    raise typer.Exit(1 if failed else 0)


def _notebooks(names: list[str]) -> list[Path]:
    folder = ROOT / "notebooks"
    known = {path.stem: path for path in sorted(folder.glob("[0-9]*.ipynb"))}
    for name in names:
        if Path(name).stem not in known and not Path(name).is_file():
            raise WorkbookError(f"Тетради «{name}» нет. Есть: {', '.join(known)}.", Reason.NOTEBOOK)
    return [known.get(Path(name).stem, Path(name)) for name in names] or list(known.values())


def _pairs(given: list[str]) -> dict[str, str]:
    pairs = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign:
            raise WorkbookError(
                f"Параметр «{pair}» записан неверно. Нужно ИМЯ=ЗНАЧЕНИЕ, например test=МА7-ИТ.", Reason.PARAMETER_TYPE
            )
        pairs[name.strip()] = value.strip()
    return pairs


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 done, 1 refused or failed, 2 wrong words, 130 stopped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return run_app(app, arguments)
    except WorkbookError as refusal:
        console(stderr=True).print(Text(refusal.message, style="red"))
        return 1
