"""How firm the places are: noise of the weights, left-out directions and events, intervals of places."""

from __future__ import annotations

from workbook.rating.robustness.firmness import (
    Firmness,
    Sway,
    event_sway,
    firmness,
    known_firmness,
    left_out,
    positions,
    weight_noise,
)
from workbook.rating.robustness.ranks import Comparison, best_set, compare, rank_intervals
from workbook.rating.robustness.recount import Recount, recount

__all__ = [
    "Comparison",
    "Firmness",
    "Recount",
    "Sway",
    "best_set",
    "compare",
    "event_sway",
    "firmness",
    "known_firmness",
    "left_out",
    "positions",
    "rank_intervals",
    "recount",
    "weight_noise",
]
