"""«Методика школы»: the rules by which a school counts, changed in ``school.yml`` by its own act, never in code."""

from __future__ import annotations

from workbook.settings.calendar_section import CalendarRules, PlanRules
from workbook.settings.card_section import CardRules
from workbook.settings.composite_section import CompositeRules, LevelRules
from workbook.settings.contest_section import ContestRules
from workbook.settings.criteria_section import CriteriaRules
from workbook.settings.deficit_section import DeficitRules
from workbook.settings.district_section import DistrictRules
from workbook.settings.fos_sections import (
    AgreementRules,
    AssemblyRules,
    DifRules,
    EquatingRules,
    ModelRules,
    StandardRules,
)
from workbook.settings.growth_section import GrowthRules
from workbook.settings.incentive_section import IncentiveRules
from workbook.settings.marks_section import JournalRules
from workbook.settings.progress_section import ProgressRules
from workbook.settings.reading import read_settings
from workbook.settings.route_section import RouteRules
from workbook.settings.sections import (
    FosRules,
    MarkRules,
    ObjectivityRules,
    PrivacyRules,
    RatingRules,
    WeightedRules,
)
from workbook.settings.selection_section import SelectionRules
from workbook.settings.self_examination_section import SelfExaminationRules
from workbook.settings.value import Rule, Settings

__all__ = [
    "AgreementRules",
    "AssemblyRules",
    "CalendarRules",
    "CardRules",
    "CompositeRules",
    "ContestRules",
    "CriteriaRules",
    "DeficitRules",
    "DifRules",
    "DistrictRules",
    "EquatingRules",
    "FosRules",
    "GrowthRules",
    "IncentiveRules",
    "JournalRules",
    "LevelRules",
    "MarkRules",
    "ModelRules",
    "ObjectivityRules",
    "PlanRules",
    "PrivacyRules",
    "ProgressRules",
    "RatingRules",
    "RouteRules",
    "Rule",
    "SelectionRules",
    "SelfExaminationRules",
    "Settings",
    "StandardRules",
    "WeightedRules",
    "read_settings",
]
