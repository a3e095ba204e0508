"""What a visitor may ask «что если» of the current journal: usual thresholds and a field for each kind of work.

Apart from the rules themselves because these are only offers: the school's own act stands in its settings.
"""

from __future__ import annotations

from workbook.school import Column, Kind
from workbook.school.tables import TABLES

__all__ = ["THRESHOLDS", "weight_fields"]

THRESHOLDS = {
    "4,65; 3,65; 2,65": "4,65 / 3,65 / 2,65",
    "4,5; 3,5; 2,5": "4,5 / 3,5 / 2,5",
    "4,6; 3,6; 2,6": "4,6 / 3,6 / 2,6",
    "4,7; 3,7; 2,7": "4,7 / 3,7 / 2,7",
    "4,51; 3,51; 2,7": "4,51 / 3,51 / 2,7 (один из журналов)",
}
"""Thresholds met in schools (methods reference, 6.2), with labels for a control."""


def weight_fields() -> tuple[Column, ...]:
    """Return a field for the weight of each kind of work that the journal knows."""
    (kinds,) = (column.allowed for column in TABLES["marks"].columns if column.name == "work_type")
    return tuple(
        Column(f"weight_{place}", kind, Kind.NUMBER, "Вес этого вида работ; пусто — по методике школы", "5",
               required=False, low=0, high=100)
        for place, kind in enumerate(kinds)
    )  # fmt: skip
