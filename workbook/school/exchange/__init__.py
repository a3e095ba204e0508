"""The bank of items to and from other programs, and rows added to a school's folder."""

from __future__ import annotations

from workbook.school.exchange.bank import FORMATS, BankImport, Defaults, export_bank, import_bank

__all__ = ["FORMATS", "BankImport", "Defaults", "export_bank", "import_bank"]
