"""Equating of variants and years: is the new form harder, by how many points, and may scores be converted at all."""

from __future__ import annotations

from workbook.fos.equating.designs import Anchored, Design, RandomGroups, SingleGroup, count_scores, moments
from workbook.fos.equating.forms import (
    Form,
    common_items,
    composition,
    design_of,
    forms_of,
    forms_to_compare,
    related_works,
)
from workbook.fos.equating.methods import METHODS, Line
from workbook.fos.equating.percentiles import equipercentile, ranks
from workbook.fos.equating.rasch_linking import Link, ability_of, link, true_scores
from workbook.fos.equating.smoothing import best_degree, smooth
from workbook.fos.equating.verdict import (
    CONVERT,
    LEAVE,
    REFUSE,
    Equating,
    convert,
    equate,
    equate_all,
    equate_if_several,
)

__all__ = [
    "CONVERT",
    "LEAVE",
    "METHODS",
    "REFUSE",
    "Anchored",
    "Design",
    "Equating",
    "Form",
    "Line",
    "Link",
    "RandomGroups",
    "SingleGroup",
    "ability_of",
    "best_degree",
    "common_items",
    "composition",
    "convert",
    "count_scores",
    "design_of",
    "equate",
    "equate_all",
    "equate_if_several",
    "equipercentile",
    "forms_of",
    "forms_to_compare",
    "link",
    "moments",
    "ranks",
    "related_works",
    "smooth",
    "true_scores",
]
