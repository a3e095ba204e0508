"""Models of the answer (item response theory): Rasch, 2PL, partial credit, and what is read off their curves."""

from __future__ import annotations

from workbook.fos.irt.curves import ItemCurves

__all__ = ["ItemCurves"]
