"""The data dictionary: every table and column as a page that people read.

Apart from the schemas because it only retells them; ``datasets/DICTIONARY.md`` is this text, a test proves it fresh.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from workbook.school.files import SHARED
from workbook.school.schema import Column, Kind, Table
from workbook.school.tables import TABLES

__all__ = ["data_dictionary", "write_dictionary"]

_KINDS = {
    Kind.TEXT: "любой текст одной строкой",
    Kind.CODE: "короткий код; буквы, цифры и точки сохраняются как есть («2.10» и «2.1» — разные коды)",
    Kind.INTEGER: "целое число",
    Kind.NUMBER: "число; дробная часть через запятую или точку",
    Kind.DATE: "дата ДД.ММ.ГГГГ, например 01.09.2025",
    Kind.CHOICE: "одно из перечисленных значений",
    Kind.YEAR: "учебный год через дробь, например 2025/2026",
    Kind.CLASS: "номер и буква класса через пробел, например 7 А",
}
_INTRO = """\
# Словарь данных

Эта страница создана из схем таблиц (`workbook/school/tables.py`). Не правьте её руками: изменения внесите в схемы и
выполните `python -m workbook.school.dictionary datasets/DICTIONARY.md`.

Школа сдаёт папку: паспорт `school.yml` и таблицы — листами книги `school.xlsx` или отдельными файлами CSV и Parquet.
Любой таблицы может не быть: отчёт скажет, чего ему не хватило. Вместо имён пишут коды (`У-0123`, `П-017`); ключ
«имя — код» хранится вне папки.

Обязательный столбец нужен в каждой строке. Необязательный можно оставить пустым или не включать в файл.

## Виды значений
"""


def data_dictionary() -> str:
    """Return the dictionary as Markdown: per table what a row is, the key, and a table of its columns.

    Returns
    -------
    str
        Russian text ending with a line feed.

    Examples
    --------
    >>> data_dictionary().splitlines()[0]
    '# Словарь данных'
    """
    parts = [_INTRO, *(f"- **{kind.value}** — {meaning};" for kind, meaning in _KINDS.items())]
    parts[-1] = parts[-1][:-1] + "."
    parts += ["", "## Таблицы", "", "| Лист | Файл | Одна строка — это | Где лежит |", "|---|---|---|---|"]
    for table in TABLES.values():
        shared = "папка школы или муниципалитета" if table.name in SHARED else "папка школы"
        place = "папка муниципалитета" if table.municipal else shared
        parts.append(_row((f"[{table.title}](#{table.name})", f"`{table.name}.csv`", table.row, place)))
    for table in TABLES.values():
        parts += ["", *_table(table)]
    return "\n".join(parts) + "\n"


def write_dictionary(path: Path | str) -> Path:
    """Write the dictionary to a file.

    Parameters
    ----------
    path : Path or str
        Usually ``datasets/DICTIONARY.md``.
    """
    path = Path(path)
    path.write_text(data_dictionary(), encoding="utf-8", newline="\n")
    return path


def _table(table: Table) -> list[str]:
    lines = [f'<a id="{table.name}"></a>', "", f"### {table.title} — `{table.name}`", "", f"Одна строка — {table.row}."]
    if table.key:
        headers = ", ".join(f"«{table.column(name).header}»" for name in table.key)
        again = "Значение столбца" if len(table.key) == 1 else "Сочетание столбцов"
        lines.append(f"{again} {headers} не повторяется.")
    lines += [
        "",
        "| Столбец | Имя в пакете | Вид | Обязателен | Допустимо | Пример | Что это |",
        "|---|---|---|---|---|---|---|",
    ]
    return lines + [_row(_cells(column)) for column in table.columns]


def _cells(column: Column) -> Iterable[str]:
    kind = f"{column.kind.value}, {column.unit}" if column.unit else column.kind.value
    meaning = column.meaning
    if column.refers:
        name, _, referred = column.refers.partition(".")
        target = TABLES[name]
        meaning += f"; значение из столбца «{target.column(referred).header}» листа «{target.title}»"
    if column.synonyms:
        meaning += f". Также встречается как: {', '.join(column.synonyms)}"
    return (
        column.header, f"`{column.name}`", kind, "да" if column.required else "нет", _allowed(column),
        column.example, meaning,
    )  # fmt: skip


def _allowed(column: Column) -> str:
    if column.allowed:
        return ", ".join(column.allowed)
    low, high = (f"{bound:g}".replace(".", ",") if bound is not None else "" for bound in (column.low, column.high))
    if low and high:
        return f"от {low} до {high}".replace("от -", "от −")
    if low or high:
        return f"не меньше {low}" if low else f"не больше {high}"
    return f"образец `{column.pattern}`" if column.pattern else ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    import sys

    write_dictionary(sys.argv[1] if len(sys.argv) > 1 else "datasets/DICTIONARY.md")
