"""Commands of the course: ``workbook lesson new | build | check | serve | group | facts``.

Apart from :mod:`workbook.cli` because authors and leaders of lessons use these, and schools do not.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from workbook.terminal import RussianCommand, RussianGroup, console

__all__ = ["lesson_app"]

ROOT = Path(__file__).resolve().parent.parent
_LESSONS = Path(os.environ.get("WORKBOOK_LESSONS", ROOT / "lessons"))
_DATA = Path(os.environ.get("WORKBOOK_DATA", ROOT / "datasets" / "municipality"))

Lessons = Annotated[Path, typer.Option("--lessons", metavar="ПАПКА", help="Папка занятий.")]
Data = Annotated[Path, typer.Option("--data", metavar="ПАПКА", help="Папка учебных школ, по которым считают числа.")]
Slugs = Annotated[
    list[str] | None, typer.Argument(metavar="ЗАНЯТИЕ", help="Папки занятий, например 02-item-analysis; без них — все.")
]

lesson_app = typer.Typer(
    cls=RussianGroup,
    help="Занятия: создать, построить все виды, проверить, показать.",
    no_args_is_help=True,
    add_completion=False,
)


@lesson_app.command(cls=RussianCommand)
def new(
    slug: Annotated[
        str, typer.Argument(metavar="ЗАНЯТИЕ", help="Имя папки: номер и латинские слова, 05-repeat-topic.")
    ],
    title: Annotated[str, typer.Option("--title", metavar="НАЗВАНИЕ", help="Название занятия.")],
    lessons: Lessons = _LESSONS,
    data: Data = _DATA,
) -> None:
    """Начать занятие по образцу, который уже строится и объясняет себя сам."""
    from workbook.course.build import Places, draft_course
    from workbook.course.new_lesson import new_lesson

    folder = new_lesson(lessons.resolve(), slug, title)
    draft_course(Places(lessons.resolve(), data, ROOT / "dist"), [slug], _say)
    _say(f"Занятие начато: {folder}")
    _say("1. Откройте lesson.md и exercises.yml в любом редакторе текста: подсказки внутри.")
    _say(f"2. После каждой правки посмотрите, что вышло: workbook lesson build {slug} --draft")
    _say(f"3. Готовое занятие постройте и проверьте: workbook lesson build {slug}; workbook lesson check {slug}")


@lesson_app.command(cls=RussianCommand)
def build(
    slugs: Slugs = None,
    lessons: Lessons = _LESSONS,
    data: Data = _DATA,
    out: Annotated[Path, typer.Option("--out", metavar="ПАПКА", help="Куда сложить все виды.")] = ROOT / "dist",
    draft: Annotated[
        bool, typer.Option("--draft", help="Черновик: только тетрадь участника, и при ошибках, которые назовут.")
    ] = False,
) -> None:
    """Посчитать числа и рисунки занятий и построить все их виды."""
    from workbook.course.build import Places, build_course, draft_course

    make = draft_course if draft else build_course
    make(Places(lessons.resolve(), data, out.resolve()), slugs or (), _say)


@lesson_app.command(cls=RussianCommand)
def check(slugs: Slugs = None, lessons: Lessons = _LESSONS, data: Data = _DATA) -> None:
    """Проверить занятия: время, тексты, ответы упражнений, свежесть построенного; ничего не записать."""
    from workbook.course.build import Places, check_course

    check_course(Places(lessons.resolve(), data, ROOT / "dist"), slugs or (), _say)


@lesson_app.command(cls=RussianCommand)
def serve(
    lessons: Lessons = _LESSONS,
    data: Data = _DATA,
    port: Annotated[int, typer.Option("--port", metavar="ЧИСЛО", help="Порт на этом компьютере.")] = 8867,
    token: Annotated[
        str, typer.Option("--token", metavar="КЛЮЧ", help="Ключ доступа; пусто — новый при каждом запуске.")
    ] = "",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Открыть страницу в браузере.")] = True,
    leader: Annotated[
        bool, typer.Option("--leader", help="Это компьютер ведущего: показать и страницу «Ответы группы».")
    ] = False,
) -> None:
    """Открыть построенные занятия как страницы без программного кода (только на этом компьютере)."""
    from workbook.live.server import ServeOptions
    from workbook.live.server import serve as serve_pages

    reports = ROOT / "reports"
    options = ServeOptions(
        notebooks=ROOT / "notebooks", data=data.resolve(), reports=reports, state=ROOT / ".workbook", port=port,
        token=token, warm=0, open_browser=browser, lessons=lessons.resolve(), leader=leader,
    )  # fmt: skip
    serve_pages(options, say=lambda line: _say(f"{line}\nОстановить: Ctrl+C."))


@lesson_app.command(cls=RussianCommand)
def group(
    slug: Annotated[str, typer.Argument(metavar="ЗАНЯТИЕ", help="Папка занятия, например 02-item-analysis.")],
    lessons: Lessons = _LESSONS,
    codes: Annotated[
        str, typer.Option("--codes", metavar="КОДЫ", help="Выданные коды: «У-01…У-24»; назовутся и не начавшие.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="ФАЙЛ", help="Куда записать страницу; без него — dist/group.")
    ] = None,
) -> None:
    """Показать ведущему ответы группы: где ошибались чаще, какие представления за этим, кто не начал."""
    from workbook.course.answers import read_group
    from workbook.course.group import look_at_group, named_codes
    from workbook.course.group_page import group_page
    from workbook.course.lesson import read_lesson
    from workbook.course.opening import answers_folder
    from workbook.school.exchange.folder import write_whole

    lesson = read_lesson(lessons.resolve() / slug)
    answers, refused = read_group(answers_folder(lessons.resolve()), slug)
    page = group_page(lesson, look_at_group(lesson.exercises, answers, named_codes(codes)), refused)
    path = out or ROOT / "dist" / "group" / f"{slug}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, page.encode())
    _say(f"Ответы группы: {path}")


@lesson_app.command(cls=RussianCommand)
def facts(
    word: Annotated[str, typer.Argument(metavar="СЛОВО", help="Только те, в которых есть это слово.")] = "",
) -> None:
    """Перечислить расчёты и рисунки, которые можно назвать в занятии."""
    from workbook.course import facts as rules

    out = console()
    for title, known in (("Числа и таблицы", rules.facts()), ("Рисунки", rules.pictures())):
        table = Table("Как написать", "Что выйдет", title=title, title_justify="left", box=None, padding=(0, 2))
        for rule in known.values():
            written = f"{rule.name}: {'; '.join(rule.takes)}" if rule.takes else rule.name
            if word.casefold() in f"{written} {rule.about}".casefold():
                table.add_row(Text(written), Text(rule.about))
        out.print(table)
    out.print(Text("И всегда: сосчитать: выражение из чисел, имён других чисел, + − * / и скобок."))


def _say(line: str) -> None:
    console().print(Text(line))
