"""Agreement of raters: coefficients with intervals, and words where they do not exist.

A package apart from the other estimates because every coefficient reads the same thing, a table of units × raters, and
all of them share the bootstrap over units. Each coefficient is written once, as a function of unit weights; the value
is that function of equal weights, and a resample is the same function of random ones.
"""

from __future__ import annotations

from workbook.estimates.agreement.alpha import krippendorff_alpha
from workbook.estimates.agreement.coefficient import Bootstrap, Coefficient
from workbook.estimates.agreement.concordance import Concordance, kendall_w
from workbook.estimates.agreement.intraclass import Intraclass, intraclass
from workbook.estimates.agreement.kappa import cohen_kappa, conger_kappa, fleiss_kappa, fleiss_kappa_counts
from workbook.estimates.agreement.matches import exact_matches

__all__ = [
    "Bootstrap",
    "Coefficient",
    "Concordance",
    "Intraclass",
    "cohen_kappa",
    "conger_kappa",
    "exact_matches",
    "fleiss_kappa",
    "fleiss_kappa_counts",
    "intraclass",
    "kendall_w",
    "krippendorff_alpha",
]
