"""Exports of journals and ФИС ОКО as they come: recognised, repaired aloud, laid out as the kit's own tables."""

from __future__ import annotations

from workbook.school.layouts.arrival import Arrived, bring
from workbook.school.layouts.imported import Imported, Known, Wishes, known_of
from workbook.school.layouts.memory import Memory, read_memory
from workbook.school.layouts.reading import LAYOUTS, read_export
from workbook.school.layouts.roster import read_key

__all__ = [
    "LAYOUTS",
    "Arrived",
    "Imported",
    "Known",
    "Memory",
    "Wishes",
    "bring",
    "known_of",
    "read_export",
    "read_key",
    "read_memory",
]
