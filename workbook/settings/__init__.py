"""«Методика школы»: the rules by which a school counts, changed in ``school.yml`` by its own act, never in code."""

from __future__ import annotations

from workbook.settings.reading import read_settings
from workbook.settings.sections import (
    DeficitRules,
    FosRules,
    MarkRules,
    ObjectivityRules,
    PrivacyRules,
    RatingRules,
    WeightedRules,
)
from workbook.settings.value import Rule, Settings

__all__ = [
    "DeficitRules",
    "FosRules",
    "MarkRules",
    "ObjectivityRules",
    "PrivacyRules",
    "RatingRules",
    "Rule",
    "Settings",
    "WeightedRules",
    "read_settings",
]
