"""Files of the self-examination: the report, the books, and the table of written values that goes back into the folder.

Apart from each paper because a page offers them together.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from workbook.display import Block, Download, Downloads
from workbook.documents.self_examination_book import book, public_book
from workbook.documents.self_examination_report import report
from workbook.school import TABLES
from workbook.school.forms import write_form
from workbook.vsoko.self_examination import SelfExamination

__all__ = ["entry_file", "entry_form", "papers"]

_TABLE = TABLES["self_indicators"]


def papers(found: SelfExamination) -> Block:
    """Offer the report and the book of the school, and both as they may be published."""
    base = f"{found.school.id}-самообследование-{found.calendar_year}"
    return Downloads([
        Download("Отчёт (Word)", f"{base}.docx", report(found)),
        Download("Показатели (Excel)", f"{base}.xlsx", book(found)),
        Download("Публичная копия (Word)", f"{base}-публичный.docx", report(found, public=True)),
        Download("Публичная копия (Excel)", f"{base}-публичный.xlsx", public_book(found)),
    ])  # fmt: skip


def entry_file(found: SelfExamination) -> Block:
    """Offer the table of written values, those just written in included; nothing while the table is empty."""
    if found.entries.empty:
        return Downloads([])
    name = f"{_TABLE.title}.xlsx"
    return Downloads([Download("Таблица вписанных показателей (Excel)", name, entry_form(found))])


def entry_form(found: SelfExamination) -> bytes:
    """Write «Показатели самообследования» as the school's form: XLSX that the kit reads back."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_form(Path(folder) / "form.xlsx", [_TABLE], rows={_TABLE.name: found.entries})
        return path.read_bytes()
