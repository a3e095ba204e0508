"""Keeps the dictionary of tables and columns in ``datasets/README.md`` equal to the schemas."""

from __future__ import annotations

from pathlib import Path

from workbook.school.schema import Column, Table
from workbook.school.tables import TABLES

__all__ = ["dictionary", "refresh"]

_BEGIN, _END = "<!-- словарь: начало, строится из схем -->", "<!-- словарь: конец -->"


def dictionary() -> str:
    """Return the dictionary of all tables as Markdown."""
    return "\n\n".join(_table(table) for table in TABLES.values())


def refresh(path: Path) -> None:
    """Replace the dictionary in the document by the present one."""
    before, _, rest = path.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    path.write_text(f"{before}{_BEGIN}\n\n{dictionary()}\n\n{_END}{after}", encoding="utf-8", newline="\n")


def _table(table: Table) -> str:
    place = "папка муниципалитета" if table.municipal or table.name in ("scales", "references") else "папка школы"
    head = f"### {table.title} (`{table.name}`)\n\nСтрока — {table.row}; {place}.\n"
    lines = ["| Заголовок | Имя в пакете | Что это | Значения | Пример |", "|---|---|---|---|---|"]
    return "\n".join([head, *lines, *(_line(column) for column in table.columns)])


def _line(column: Column) -> str:
    values = ", ".join(column.allowed) if column.allowed else str(column.kind)
    if column.low is not None or column.high is not None:
        bounds = (f"от {column.low:g}" if column.low is not None else "",
                  f"до {column.high:g}" if column.high is not None else "")  # fmt: skip
        values += " " + " ".join(filter(None, bounds))
    if column.unit:
        values += f", {column.unit}"
    need = "" if column.required else " (можно не заполнять)"
    return f"| {column.header} | `{column.name}` | {column.meaning}{need} | {values} | {column.example} |"
