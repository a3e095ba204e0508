"""Fund of assessment tools (ФОС): specification, scoring, item analysis, reliability, expertise, readiness."""

from __future__ import annotations

from workbook.fos.advice import Advice, advise
from workbook.fos.blueprint import Coverage, coverage
from workbook.fos.criteria import CRITERIA
from workbook.fos.distractors import option_table
from workbook.fos.expertise import Review, review
from workbook.fos.item_analysis import item_table
from workbook.fos.readiness import Evidence, conditions, fund, gather, verdict
from workbook.fos.reliability import ALL_VARIANTS, alpha, alpha_if_deleted, feldt_interval, overall, reliability
from workbook.fos.results import results
from workbook.fos.scoring import Scored, State, normalise, score, tests
from workbook.fos.tiers import TIER_NAMES, TIERS, band, observed_tier, tier_verdict

__all__ = [
    "ALL_VARIANTS",
    "CRITERIA",
    "TIERS",
    "TIER_NAMES",
    "Advice",
    "Coverage",
    "Evidence",
    "Review",
    "Scored",
    "State",
    "advise",
    "alpha",
    "alpha_if_deleted",
    "band",
    "conditions",
    "coverage",
    "feldt_interval",
    "fund",
    "gather",
    "item_table",
    "normalise",
    "observed_tier",
    "option_table",
    "overall",
    "reliability",
    "results",
    "review",
    "score",
    "tests",
    "tier_verdict",
    "verdict",
]
