"""The first sheet of a form and the print set-up of all: what a teacher reads before typing.

Apart from the form because these are words for people, not cells for the reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbook.school.remarks import safe_text
from workbook.school.schema import Table

__all__ = ["GUIDE", "OPTIONAL", "REQUIRED", "set_print", "write_guide"]

GUIDE = "Как заполнять"
"""Title of the first sheet."""

_HEADER = {"border": 1, "border_color": "#7F7F7F", "valign": "vcenter", "align": "left", "text_wrap": True}
REQUIRED = {**_HEADER, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF"}
"""The header of a column that every row needs."""
OPTIONAL = {**_HEADER, "italic": True, "bg_color": "#DCE6F1", "font_color": "#1F2A44"}
"""The header of a column that may stay empty."""
_STEPS = (
    "Заполняйте листы с синими ярлыками. Лист, который не нужен, оставьте пустым: отчёт скажет, чего ему не хватило.",
    "Первую строку с названиями столбцов не меняйте и не переносите. Данные идут со второй строки без пропусков.",
    "Тёмные заголовки — обязательные столбцы, светлые — заполняют по возможности. Незаполненное подсвечено розовым.",
    "Наведите курсор на заголовок: появится примечание — что писать, пример, допустимые значения.",
    "Там, где есть список, выбирайте из списка. Даты пишите как 01.09.2025, дробные числа — с запятой: 4,5.",
    "Вместо фамилий пишите коды: ученик У-0123, учитель П-017. Ключ «имя — код» храните отдельно, в книгу не вносите.",
    "Таблицу из другой программы вставляйте через «Специальная вставка» → «Значения», чтобы не стереть проверки.",
    "Сохраните книгу под именем school.xlsx в папке школы и проверьте её командой: workbook check папка",
)  # fmt: skip


def write_guide(book: Any, tables: Sequence[Table], passport: Mapping[str, str]) -> None:
    """Add the sheet «Как заполнять»: passport, steps, colours, the list of sheets with links.

    Parameters
    ----------
    book : xlsxwriter.Workbook
    tables : sequence of Table
    passport : mapping of str to str
        Russian label → value.
    """
    page = book.add_worksheet(GUIDE)
    page.set_tab_color("#548235")
    page.hide_gridlines(2)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 44)
    page.set_column(2, 2, 62)
    title = book.add_format({"bold": True, "font_size": 16, "font_color": "#1F4E79"})
    strong = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"})
    link = book.add_format({
        "font_color": "#0563C1", "underline": 1, "valign": "top", "border": 1, "border_color": "#BFBFBF",
    })  # fmt: skip
    step = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format(REQUIRED)
    page.write_string(0, 0, "Данные школы: как заполнять эту книгу", title)
    page.set_row(0, 26)
    row = 2
    for label, value in passport.items():
        page.write_string(row, 0, f"{label}:", strong)
        page.write_string(row, 1, safe_text(value), step)
        row += 1
    row += bool(passport)
    for number, text in enumerate(_STEPS, start=1):
        page.merge_range(row, 0, row, 2, f"{number}. {text}", step)
        page.set_row(row, 17)
        row += 1
    row = _write_legend(book, page, row + 1, strong)
    for column, text in enumerate(("Лист", "Одна строка — это", "Обязательные столбцы")):
        page.write_string(row, column, text, head)
    for table in tables:
        row += 1
        needed = ", ".join(column.header for column in table.columns if column.required)
        page.write_url(row, 0, f"internal:'{table.title}'!A1", link, table.title)
        page.write_string(row, 1, table.row, wrap)
        page.write_string(row, 2, needed, wrap)
        page.set_row(row, 16 * (1 + max(len(needed) // 62, len(table.row) // 44)))
    page.set_landscape()
    set_print(page, "&LРабочая тетрадь ВСОКО&RСтраница &P из &N", passport)
    page.fit_to_pages(1, 1)


def _write_legend(book: Any, page: Any, row: int, strong: Any) -> int:
    page.write_string(row, 0, "Что значат цвета", strong)
    legend = (
        ("Обязательный столбец", REQUIRED, "нужен в каждой строке"),
        ("Необязательный столбец", OPTIONAL, "заполняется, если сведения есть"),
        ("Пусто", {"bg_color": "#FDE3E0", "border": 1, "border_color": "#7F7F7F"}, "обязательное значение пропущено"),
    )
    beside = book.add_format({"indent": 1})
    for text, style, meaning in legend:
        row += 1
        page.write_string(row, 0, text, book.add_format(style))
        page.write_string(row, 1, meaning, beside)
        page.set_row(row, 17)
    return row + 2


def set_print(page: Any, footer: str, passport: Mapping[str, str]) -> None:
    """Set A4, one page wide, the school above and ``footer`` (in Excel's codes) below."""
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    school = " · ".join(str(value) for value in passport.values()).replace("&", "&&")[:150]
    page.set_header(f"&L{school}&R&A")
    page.set_footer(footer)
