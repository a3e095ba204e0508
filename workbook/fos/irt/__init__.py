"""Models of the answer (item response theory): Rasch, 2PL, partial credit, and what is read off their curves."""

from __future__ import annotations

from workbook.fos.irt.ability import abilities, score_table
from workbook.fos.irt.conditional import conditional
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.information import expected_percent, item_information, test_information
from workbook.fos.irt.item_fit import item_fit
from workbook.fos.irt.local_dependence import residual_correlations
from workbook.fos.irt.partial_credit import partial_credit
from workbook.fos.irt.person_fit import person_fit
from workbook.fos.irt.rasch import one_parameter, rasch
from workbook.fos.irt.two_parameter import SlopePrior, two_parameter

__all__ = [
    "ItemCurves",
    "SlopePrior",
    "abilities",
    "conditional",
    "expected_percent",
    "item_fit",
    "item_information",
    "one_parameter",
    "partial_credit",
    "person_fit",
    "rasch",
    "residual_correlations",
    "score_table",
    "test_information",
    "two_parameter",
]
