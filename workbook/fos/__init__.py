"""Fund of assessment tools (ФОС): specification, scoring, item analysis, reliability, expertise, readiness."""

from __future__ import annotations

from workbook.fos.advice import Advice, advise
from workbook.fos.blueprint import Coverage, coverage
from workbook.fos.criteria import CRITERIA, SHEET, Criterion
from workbook.fos.distractors import option_table
from workbook.fos.expert_agreement import expert_agreement, expert_pairs
from workbook.fos.expertise import Outcome, Review, Sheets, experts_of, outcome, review, reviewed, sheets
from workbook.fos.item_analysis import item_table
from workbook.fos.protocol import Disagreements, disagreements, expertise_results
from workbook.fos.readiness import Evidence, conditions, fund, gather, verdict
from workbook.fos.reliability import ALL_VARIANTS, alpha, alpha_if_deleted, feldt_interval, overall, reliability
from workbook.fos.results import results
from workbook.fos.robustness import contested, scenarios
from workbook.fos.scoring import Scored, State, normalise, score, tests
from workbook.fos.severity import Additive, additive, fund_severity, severity
from workbook.fos.tiers import TIER_NAMES, TIERS, band, observed_tier, tier_verdict
from workbook.fos.validity import Scale, ScaleValidity, aiken_v, cvr_limit, item_validity, scale_validity

__all__ = [
    "ALL_VARIANTS",
    "CRITERIA",
    "SHEET",
    "TIERS",
    "TIER_NAMES",
    "Additive",
    "Advice",
    "Coverage",
    "Criterion",
    "Disagreements",
    "Evidence",
    "Outcome",
    "Review",
    "Scale",
    "ScaleValidity",
    "Scored",
    "Sheets",
    "State",
    "additive",
    "advise",
    "aiken_v",
    "alpha",
    "alpha_if_deleted",
    "band",
    "conditions",
    "contested",
    "coverage",
    "cvr_limit",
    "disagreements",
    "expert_agreement",
    "expert_pairs",
    "expertise_results",
    "experts_of",
    "feldt_interval",
    "fund",
    "fund_severity",
    "gather",
    "item_table",
    "item_validity",
    "normalise",
    "observed_tier",
    "option_table",
    "outcome",
    "overall",
    "reliability",
    "results",
    "review",
    "reviewed",
    "scale_validity",
    "scenarios",
    "score",
    "severity",
    "sheets",
    "tests",
    "tier_verdict",
    "verdict",
]
