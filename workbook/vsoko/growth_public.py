"""What of the growth may leave the methodist's desk: numbers of domains, never of a teacher.

Apart from the change because it judges nothing: it only takes away, and no more can be computed from what is left.
"""

from __future__ import annotations

import math

import pandas as pd

from workbook.settings import PrivacyRules
from workbook.vsoko.growth_change import ALL

__all__ = ["public_changes", "public_common"]

_SHARES = ["improved", "improved_low", "improved_high"]


def public_changes(changes: pd.DataFrame, rules: PrivacyRules) -> pd.DataFrame:
    """Leave out what tells of few people.

    Parameters
    ----------
    changes : DataFrame
        :func:`workbook.vsoko.growth_change.changes`.
    rules : PrivacyRules
        ``small_cell`` teachers make a group; a share is shown when at least ``k_anonymity`` rose and as many did not.

    Returns
    -------
    DataFrame
        Domains with enough teachers; the row of all domains only when none is left out (else the hidden one would
        follow from the others); shares of few are nan.
    """
    shown = changes.loc[changes["n"] >= rules.small_cell].copy()
    if len(shown) < len(changes):
        shown = shown.loc[shown["domain"].ne(ALL)].copy()
    k = rules.k_anonymity
    shown.loc[~shown["improved_n"].between(k, shown["n"] - k), _SHARES] = math.nan
    return shown.drop(columns="improved_n").reset_index(drop=True)


def public_common(common: pd.DataFrame, rules: PrivacyRules) -> pd.DataFrame:
    """Leave the domains with enough teachers, and neither few below the limit nor few above it.

    Parameters
    ----------
    common : DataFrame
        :func:`workbook.vsoko.growth_route.common_deficits`.
    rules : PrivacyRules

    Returns
    -------
    DataFrame
        The rows that may be shown.
    """
    k = rules.k_anonymity
    shown = common["n"].ge(rules.small_cell) & common["below"].between(k, common["n"] - k)
    return common.loc[shown].reset_index(drop=True)
