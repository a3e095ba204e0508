"""Printable variants without keys, and the keys apart from them (DOCX).

Apart from the workbook of the assembly because these are handed out: pupils get the variants, checkers the keys.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Cm, Pt

from workbook.display import clean, numbers
from workbook.documents.paper import WIDTH, Work, borders, footer, line, new_page, paper, saved, words, write
from workbook.fos.assembly.forms import LETTERS

__all__ = ["keys_document", "variants_document"]

_SHORT = 30
"""Letters up to which options stand two in a row."""

_WIDTHS = (1.2, 3.0, 3.6, 1.7, 8.0)


def variants_document(work: Work) -> bytes:
    """Print each variant from a new page: heading, instruction, place for the pupil's code, items, space for answers.

    Parameters
    ----------
    work : Work
        An item without a text in the bank is printed as its code with space to write the text in.

    Returns
    -------
    bytes
        DOCX; nothing in it tells the keys.
    """
    document = paper(f"{work.title}: варианты")
    for number, rows in work.variants():
        section = new_page(document, first=number == 1)
        footer(section, f"{work.test}, вариант {number}")
        words(document, work.title, bold=True, size=14, centre=True).paragraph_format.space_after = Pt(0)
        words(document, f"{work.about}. Вариант {number}", bold=True, centre=True)
        line(document, ("Код ученика", 18), ("Класс", 8), ("Дата", 14))
        words(document, _instruction(work, rows), size=11)
        for row in rows.to_dict("records"):
            _item(document, row)
    return saved(document)


def keys_document(work: Work) -> bytes:
    """Print the keys of each variant from a new page: number, code, key, points, how it is checked."""
    document = paper(f"{work.title}: ключи")
    for number, rows in work.variants():
        section = new_page(document, first=number == 1)
        footer(section, f"{work.test}, ключи, вариант {number}")
        words(document, f"{work.title}. Ключи, вариант {number}", bold=True, size=14, centre=True)
        words(document, "Для проверяющего. Не выдавать ученикам.", centre=True)
        heads = ("№", "Код задания", "Ключ", "Баллы", "Как проверять")
        table = borders(document, *_WIDTHS)
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            write(cell, head, bold=True, size=11)
        for row in rows.to_dict("records"):
            texts = (
                str(row["place"]), row["item"], row["key"] or numbers.MISSING, numbers.number(row["score"]), _how(row),
            )  # fmt: skip
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                write(cell, text, size=11)
        total = numbers.number(float(rows["score"].sum()))
        words(document, f"Наибольшая сумма баллов: {total}.")
    return saved(document)


def _instruction(work: Work, rows: pd.DataFrame) -> str:
    size = numbers.count(len(rows), "задание", "задания", "заданий")
    time = f" На работу отводится {numbers.count(work.minutes, 'минута', 'минуты', 'минут')}." if work.minutes else ""
    total = numbers.number(float(rows["score"].sum()))
    choice = " Где предложены ответы, обведите букву верного." if (rows["options"] > 0).any() else ""
    return (
        f"В работе {size}, наибольшая сумма баллов — {total}.{time}{choice} Остальные ответы впишите в отведённое "
        "место. Вместо фамилии укажите код. Задания можно выполнять в любом порядке."
    )


def _item(document: Any, row: dict[Any, Any]) -> None:
    points = numbers.count(row["score"], "балл", "балла", "баллов")
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(f"{row['place']}. ").bold = True
    if row["text"]:
        paragraph.add_run(clean(row["text"]))
    else:
        paragraph.add_run(f"Задание {clean(row['item'])}. ").bold = True
        paragraph.add_run("В банке нет текста этого задания: впишите или вклейте его сюда.").italic = True
    paragraph.add_run(f"  ({points})").italic = True
    if not row["text"]:
        _space(document, 3.0)
    if row["options"]:
        _options(document, row)
    elif row["kind"] == "развёрнутый ответ":
        words(document, "Решение и ответ:").paragraph_format.keep_with_next = True
        _space(document, 4.5 if row["score"] <= 2 else 6.0)
    else:
        words(document, f"Ответ: {'_' * 40}")


def _options(document: Any, row: dict[Any, Any]) -> None:
    texts = [clean(text) for text in row["choices"]] or ["_" * 24] * row["options"]
    wide = 1 if max(len(text) for text in texts) > _SHORT else 2
    table = document.add_table(rows=-(-len(texts) // wide), cols=wide)
    for number, text in enumerate(texts):
        # Down the first column, then down the second, as school papers do.
        place, column = number % len(table.rows), number // len(table.rows)
        paragraph = table.cell(place, column).paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.keep_with_next = number + 1 < len(texts)
        paragraph.add_run(f"{LETTERS[number] if number < len(LETTERS) else number + 1}) {text}")


def _space(document: Any, centimetres: float) -> None:
    table = borders(document, WIDTH)
    table.rows[0].height, table.rows[0].height_rule = Cm(centimetres), WD_ROW_HEIGHT_RULE.EXACTLY


def _how(row: dict[Any, Any]) -> str:
    if row["kind"] == "развёрнутый ответ":
        most = numbers.number(row["score"])
        return f"По критериям автора, от 0 до {most}" + ("" if row["key"] else "; ключа в банке нет")
    if not row["key"]:
        return "Ключа в банке нет: впишите верный ответ"
    moved = f"; по банку буквы идут {row['bank_letters']}" if row["bank_letters"] else ""
    return ("Обведённая буква" if row["options"] else "Ответ совпадает с ключом") + moved
