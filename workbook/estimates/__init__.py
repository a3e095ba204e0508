"""Statistics that several methods share: counts and rounding, intervals, paired change, trend, ranks, suppression."""

from __future__ import annotations

from workbook.estimates.counts import half_up, half_up_series, largest_remainder, percent
from workbook.estimates.intervals import (
    NORMAL_95,
    Estimate,
    difference,
    mean,
    mean_difference,
    mean_table,
    share,
    share_table,
)
from workbook.estimates.multiplicity import holm
from workbook.estimates.paired import PairedChange, paired_change
from workbook.estimates.ranks import dense_ranks, percentile_ranks
from workbook.estimates.resampling import bootstrap
from workbook.estimates.results import RESULT_COLUMNS, VERDICTS, Result, results_table
from workbook.estimates.suppression import suppress
from workbook.estimates.trend import Trend, theil_sen

__all__ = [
    "NORMAL_95",
    "RESULT_COLUMNS",
    "VERDICTS",
    "Estimate",
    "PairedChange",
    "Result",
    "Trend",
    "bootstrap",
    "dense_ranks",
    "difference",
    "half_up",
    "half_up_series",
    "holm",
    "largest_remainder",
    "mean",
    "mean_difference",
    "mean_table",
    "paired_change",
    "percent",
    "percentile_ranks",
    "results_table",
    "share",
    "share_table",
    "suppress",
    "theil_sen",
]
