"""The answer sheet: a page per variant on which pupils write answers only, so that checking is quick (DOCX).

Apart from the variants because variants are used again and sheets are not.
"""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Cm

from workbook.display import numbers
from workbook.documents.paper import Work, borders, footer, line, new_page, paper, saved, words, write
from workbook.fos.assembly.forms import LETTERS

__all__ = ["answer_sheet"]


def answer_sheet(work: Work) -> bytes:
    """Print a sheet per variant: code, number of the item, letters to circle or a line, points given by the checker.

    Parameters
    ----------
    work : Work

    Returns
    -------
    bytes
        DOCX.
    """
    document = paper(f"{work.title}: бланк ответов")
    for number, rows in work.variants():
        section = new_page(document, first=number == 1)
        footer(section, f"{work.test}, бланк ответов, вариант {number}")
        words(document, f"Бланк ответов. {work.title}", bold=True, size=14, centre=True)
        words(document, f"{work.about}. Вариант {number}", bold=True, centre=True)
        line(document, ("Код ученика", 18), ("Класс", 8), ("Дата", 14))
        words(
            document,
            "Обведите букву верного ответа или впишите ответ. Ошибку зачеркните и напишите новый ответ рядом. "
            "Последний столбец заполняет проверяющий.",
            size=11,
        )
        table = borders(document, 1.2, 13.3, 3.0)
        for cell, head in zip(table.rows[0].cells, ("№", "Ответ", "Балл"), strict=True):
            write(cell, head, bold=True)
        for row in rows.to_dict("records"):
            _row(table.add_row(), row)
        most = numbers.number(float(rows["score"].sum()))
        words(document, f"Сумма баллов: _______ из {most}      Проверил (код): ______________")
    return saved(document)


def _row(line_: Any, row: dict[Any, Any]) -> None:
    place, answer, points = line_.cells
    write(place, str(row["place"]))
    letters = list(LETTERS[: row["options"]])
    extended = row["kind"] == "развёрнутый ответ"
    write(answer, "      ".join(letters) if letters else "решение — на листе с заданиями" if extended else "")
    write(points, f"_____ из {numbers.number(row['score'])}")
    line_.height, line_.height_rule = Cm(0.8), WD_ROW_HEIGHT_RULE.AT_LEAST
