"""The bank of items to and from other programs, and rows added to a school's folder."""

from __future__ import annotations

from workbook.school.exchange.bank import FORMATS, BankImport, Defaults, export_bank, import_bank
from workbook.school.exchange.folder import Added, add_rows

__all__ = ["FORMATS", "Added", "BankImport", "Defaults", "add_rows", "export_bank", "import_bank"]
