"""From an export to the kit's tables: open, recognise with a reason, read; two layouts that both fit are asked about.

Apart from the layouts because each of them knows only itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbook.errors import DataRefused, Reason
from workbook.school.layouts.averages import read_averages, read_passed, recognise_averages, recognise_passed
from workbook.school.layouts.book import Book, open_book
from workbook.school.layouts.exam import read_exam, recognise_exam
from workbook.school.layouts.imported import Imported, Known, Made, Wishes
from workbook.school.layouts.individual import read_individual, recognise_individual
from workbook.school.layouts.journal import read_journal, recognise_journal
from workbook.school.layouts.memory import Memory
from workbook.school.layouts.movement import read_movement, recognise_movement
from workbook.school.layouts.progress import read_progress, recognise_progress
from workbook.school.layouts.shares import (
    read_distribution,
    read_shares,
    recognise_distribution,
    recognise_shares,
)
from workbook.school.layouts.statement import read_statement, recognise_statement
from workbook.school.problems import counted
from workbook.school.problems import summary as problems_summary
from workbook.school.tables import TABLES

__all__ = ["LAYOUTS", "Layout", "read_export", "recognise"]


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of export: how people call it, how it is recognised and read."""

    title: str
    recognise: Callable[[Book, Memory], str]
    read: Callable[[Book, Wishes, Known], Made]


LAYOUTS: dict[str, Layout] = {
    "ф1": Layout("Ф1 «Индивидуальные результаты» ФИС ОКО", recognise_individual, read_individual),
    "ведомость": Layout("сводная ведомость класса", recognise_statement, read_statement),
    "отчёт": Layout("отчёты об успеваемости учеников", recognise_progress, read_progress),
    "журнал": Layout("текущие отметки", recognise_journal, read_journal),
    "контингент": Layout("контингент", recognise_movement, read_movement),
    "экзамен": Layout("результаты ОГЭ или ЕГЭ", recognise_exam, read_exam),
    "проценты": Layout("статистика отметок по школам (проценты)", recognise_shares, read_shares),
    "распределение": Layout("распределение первичных баллов (проценты)", recognise_distribution, read_distribution),
    "средние": Layout("средние баллы школ", recognise_averages, read_averages),
    "выпускники": Layout("выпускники по суммам баллов", recognise_passed, read_passed),
}
"""The layouts by the word that a person writes after ``--layout``."""


def recognise(book: Book, memory: Memory, layout: str = "") -> tuple[str, str]:
    """Say which layout a book is and by what it was known.

    Parameters
    ----------
    book : Book
    memory : Memory
    layout : str
        The layout that the person named, or empty.

    Returns
    -------
    tuple of str and str
        Name of the layout and the reason.

    Raises
    ------
    DataRefused
        No layout fits, or several do, or the named one does not exist or fit.
    """
    names = ", ".join(LAYOUTS)
    if layout and layout not in LAYOUTS:
        raise DataRefused(f"Вида выгрузки «{layout}» нет. Есть: {names}.", Reason.LAYOUT_UNKNOWN)
    fits = {name: reason for name, one in LAYOUTS.items() if (reason := one.recognise(book, memory))}
    if layout:
        if layout not in fits:
            raise DataRefused(
                f"Файл «{book.file}» не похож на вид «{LAYOUTS[layout].title}»: нет его столбцов. Проверьте файл или "
                "укажите столбцы (--column).",
                Reason.LAYOUT_UNKNOWN,
            )
        return layout, fits[layout]
    if not fits:
        titles = "; ".join(f"{name} — {one.title}" for name, one in LAYOUTS.items())
        raise DataRefused(
            f"Файл «{book.file}» не узнан: он не похож ни на одну из известных выгрузок ({titles}). Если столбцы "
            'названы по-своему, укажите, какой что значит: --column "Заголовок=ученик".',
            Reason.LAYOUT_UNKNOWN,
        )
    if len(fits) > 1:
        both = "; ".join(f"{name} — {reason}" for name, reason in fits.items())
        raise DataRefused(
            f"Файл «{book.file}» подходит под несколько видов выгрузок: {both}. Укажите нужный: "
            f"--layout {next(iter(fits))}.",
            Reason.LAYOUT_UNKNOWN,
        )
    return next(iter(fits.items()))


def read_export(
    path: Path | str, wishes: Wishes | None = None, known: Known | None = None, layout: str = ""
) -> Imported:
    """Read an export of an electronic journal or of ФИС ОКО as it is.

    Parameters
    ----------
    path : Path or str
        XLSX, XLS, ODS, CSV, TSV, a web page under the name of an XLS.
    wishes : Wishes, optional
        What the file does not tell.
    known : Known, optional
        What the school has already.
    layout : str
        Name of the layout, when several fit.

    Returns
    -------
    Imported

    Raises
    ------
    FileRefused
        The file is hostile, damaged or no table.
    DataRefused
        It is not recognised, or lacks what nobody can guess.

    Examples
    --------
    >>> read_export("Ф1_математика_7.xlsx").summary  # doctest: +SKIP
    """
    wishes, known = wishes or Wishes(), known or Known()
    book = open_book(path)
    name, reason = recognise(book, wishes.memory, layout)
    made = LAYOUTS[name].read(book, wishes, known)
    rows = ", ".join(
        f"«{TABLES[table].title}» — {counted(len(frame), 'строка', 'строки', 'строк')}"
        for table, frame in made.tables.items()
    )
    summary = " ".join(
        [f"Файл узнан как {LAYOUTS[name].title}: {reason}.", *made.told, f"Получено: {rows or 'ничего'}.",
         problems_summary(made.problems)]
    )  # fmt: skip
    return Imported(name, LAYOUTS[name].title, reason, made, summary)
