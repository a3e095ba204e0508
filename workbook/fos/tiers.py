"""Tiers that answer back: the claimed tier Б/П/В of an item against what its pupils showed.

Apart because the specification, the item table and the readiness check read tiers in the same way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbook.estimates import Estimate

__all__ = ["TIERS", "TIER_NAMES", "band", "observed_tier", "tier_verdict"]

TIERS = ("Б", "П", "В")
"""Tiers from the easiest."""

TIER_NAMES = {"Б": "базовый", "П": "повышенный", "В": "высокий"}


def band(tier: str, bands: Mapping[str, float]) -> tuple[float, float]:
    """Return the success, in percent, expected of items of this tier.

    Parameters
    ----------
    tier : str
        Б, П or В.
    bands : mapping
        Tier → lower bound in percent (``settings.fos.tier_bands``).

    Examples
    --------
    >>> band("П", {"Б": 60, "П": 40, "В": 0})
    (40.0, 60.0)
    """
    low = float(bands[tier])
    above = [float(other) for other in bands.values() if float(other) > low]
    return low, min(above, default=100.0)


def observed_tier(percent: float, bands: Mapping[str, float]) -> str:
    """Name the tier into whose band the success falls; empty when it is not known.

    Examples
    --------
    >>> observed_tier(60, {"Б": 60, "П": 40, "В": 0}), observed_tier(12.5, {"Б": 60, "П": 40, "В": 0})
    ('Б', 'В')
    """
    if math.isnan(percent):
        return ""
    fitting = [tier for tier, low in bands.items() if percent >= float(low)]
    return max(fitting, key=lambda tier: float(bands[tier]), default="")


def tier_verdict(claimed: str, success: Estimate, bands: Mapping[str, float]) -> str:
    """Judge the claimed tier by the success and its interval.

    A success inside the claimed band confirms it. A success outside refutes it only when the whole interval lies
    outside; otherwise the difference may be chance.

    Parameters
    ----------
    claimed : str
        The tier in the bank.
    success : Estimate
        Success and its interval, percent.
    bands : mapping
        Tier → lower bound in percent.

    Returns
    -------
    str
        «подтверждён», «ниже» (the item is easier than claimed), «выше» (harder than claimed) or «мало данных».

    Examples
    --------
    >>> bands = {"Б": 60, "П": 40, "В": 0}
    >>> tier_verdict("П", Estimate(75, 65, 83, 90), bands), tier_verdict("П", Estimate(64, 51, 75, 60), bands)
    ('ниже', 'мало данных')
    """
    if not success.known or claimed not in bands:
        return "мало данных"
    bottom, top = band(claimed, bands)
    if observed_tier(success.value, bands) == claimed:
        return "подтверждён"
    if success.low >= top:
        return "ниже"
    if success.high < bottom:
        return "выше"
    return "мало данных"
