"""Fund of assessment tools (ФОС): specification, scoring, item analysis, reliability, expertise, readiness."""

from __future__ import annotations

from workbook.fos.advice import Advice, advise
from workbook.fos.bank import Bank, Demand, bank_state, year_end
from workbook.fos.blueprint import Coverage, coverage
from workbook.fos.codifier import CodifierCheck, codifier_check
from workbook.fos.content_ratio import cvr_limit
from workbook.fos.criteria import CRITERIA, SHEET, Criterion
from workbook.fos.dif import FLAGGED, dif_table, one_against_others, sex_groups
from workbook.fos.distractors import option_table
from workbook.fos.expert_agreement import expert_agreement, expert_pairs
from workbook.fos.expertise import Outcome, Review, Sheets, experts_of, outcome, review, reviewed, sheets
from workbook.fos.groups import GROUPS, group_counts, level_groups
from workbook.fos.internal_consistency import kr21, lambda2, omega, splits, stratified
from workbook.fos.item_analysis import item_table
from workbook.fos.mantel_haenszel import common_odds, ets_class, points_gap
from workbook.fos.measurement_error import error_table
from workbook.fos.models import Calibration, calibrate
from workbook.fos.option_curves import option_curves
from workbook.fos.passport import Passport, dif_words, passports, with_dif
from workbook.fos.precision import Precision, precision
from workbook.fos.protocol import Disagreements, agenda, disagreements, expertise_overview, expertise_results
from workbook.fos.readiness import Evidence, conditions, fund, gather, verdict
from workbook.fos.reliability import ALL_VARIANTS, alpha, alpha_if_deleted, feldt_interval, overall, reliability
from workbook.fos.results import results
from workbook.fos.robustness import contested, scenarios
from workbook.fos.scoring import Scored, State, normalise, score, tests
from workbook.fos.severity import Additive, additive, fund_severity, severity
from workbook.fos.tiers import TIER_NAMES, TIERS, band, observed_tier, tier_verdict
from workbook.fos.tool import Tool, tool
from workbook.fos.validity import Scale, ScaleValidity, aiken_v, item_validity, scale_validity

__all__ = [
    "ALL_VARIANTS",
    "CRITERIA",
    "FLAGGED",
    "GROUPS",
    "SHEET",
    "TIERS",
    "TIER_NAMES",
    "Additive",
    "Advice",
    "Bank",
    "Calibration",
    "CodifierCheck",
    "Coverage",
    "Criterion",
    "Demand",
    "Disagreements",
    "Evidence",
    "Outcome",
    "Passport",
    "Precision",
    "Review",
    "Scale",
    "ScaleValidity",
    "Scored",
    "Sheets",
    "State",
    "Tool",
    "additive",
    "advise",
    "agenda",
    "aiken_v",
    "alpha",
    "alpha_if_deleted",
    "band",
    "bank_state",
    "calibrate",
    "codifier_check",
    "common_odds",
    "conditions",
    "contested",
    "coverage",
    "cvr_limit",
    "dif_table",
    "dif_words",
    "disagreements",
    "error_table",
    "ets_class",
    "expert_agreement",
    "expert_pairs",
    "expertise_overview",
    "expertise_results",
    "experts_of",
    "feldt_interval",
    "fund",
    "fund_severity",
    "gather",
    "group_counts",
    "item_table",
    "item_validity",
    "kr21",
    "lambda2",
    "level_groups",
    "normalise",
    "observed_tier",
    "omega",
    "one_against_others",
    "option_curves",
    "option_table",
    "outcome",
    "overall",
    "passports",
    "points_gap",
    "precision",
    "reliability",
    "results",
    "review",
    "reviewed",
    "scale_validity",
    "scenarios",
    "score",
    "severity",
    "sex_groups",
    "sheets",
    "splits",
    "stratified",
    "tests",
    "tier_verdict",
    "tool",
    "verdict",
    "with_dif",
    "year_end",
]
