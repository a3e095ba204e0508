"""Models of the answer (item response theory): Rasch, 2PL, partial credit, and what is read off their curves."""

from __future__ import annotations

from workbook.fos.irt.conditional import conditional
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.partial_credit import partial_credit
from workbook.fos.irt.rasch import one_parameter, rasch
from workbook.fos.irt.two_parameter import SlopePrior, two_parameter

__all__ = ["ItemCurves", "SlopePrior", "conditional", "one_parameter", "partial_credit", "rasch", "two_parameter"]
