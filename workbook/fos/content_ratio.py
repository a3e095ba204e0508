"""Votes of experts for one item against chance: Lawshe's CVR with its exact limit, and κ*.

Apart from content validity as a whole because only two counts come in: how many said yes, and of how many.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["CvrLimit", "content_validity_ratio", "cvr_limit", "modified_kappa"]


@dataclass(frozen=True, slots=True)
class CvrLimit:
    """How many of so many experts must call an item essential for it not to be chance.

    Attributes
    ----------
    experts : int
        Size of the panel.
    essential : int or None
        Smallest count; None when even all of them could be chance.
    cvr : float
        CVR of that count; NaN when there is none.
    """

    experts: int
    essential: int | None
    cvr: float


def content_validity_ratio(essential: int, experts: int) -> float:
    """Lawshe's CVR: (n_e − N/2) / (N/2) (коэффициент содержательной валидности).

    Parameters
    ----------
    essential, experts : int
        How many called the item essential, and how many were asked.

    Returns
    -------
    float
        −1 to 1; 0 when half of them did. NaN without experts.

    References
    ----------
    Lawshe C. H. (1975). A quantitative approach to content validity. Personnel Psychology, 28, 563–575.

    Examples
    --------
    >>> content_validity_ratio(9, 10)
    0.8
    """
    if not 0 <= essential <= experts:
        raise ValueError(f"impossible counts: {essential} of {experts}")
    return math.nan if experts == 0 else (2 * essential - experts) / experts


def cvr_limit(experts: int, p: float = 0.05) -> CvrLimit:
    """Exact limit of CVR: the smallest count whose one-sided binomial tail with chance ½ is at most ``p``.

    Parameters
    ----------
    experts : int
        Size of the panel.
    p : float
        One-sided level.

    Returns
    -------
    CvrLimit
        With fewer than five experts and p = .05 no count is enough.

    References
    ----------
    Ayre C., Scally A. J. (2014). Critical values for Lawshe's content validity ratio. Measurement and Evaluation in
    Counseling and Development, 47, 79–86, table 2. Lawshe's own table differs by rounding and is not monotone.

    Examples
    --------
    >>> cvr_limit(10)
    CvrLimit(experts=10, essential=9, cvr=0.8)
    """
    # A tail at 1/2 is a whole number over 2^N; whole numbers compare exactly, also where the fraction underflows.
    allowed = math.floor(Fraction(p) * 2**experts)
    tail, ways, found = 0, 1, None
    for essential in range(experts, -1, -1):
        tail += ways
        if tail > allowed:
            break
        found = essential
        ways = ways * essential // (experts - essential + 1)
    return CvrLimit(experts, found, math.nan if found is None else content_validity_ratio(found, experts))


def modified_kappa(relevant: int, experts: int) -> float:
    """κ*: I-CVI corrected for chance agreement on relevance (модифицированная каппа).

    Parameters
    ----------
    relevant, experts : int
        How many called the item relevant, and how many were asked.

    Returns
    -------
    float
        (I-CVI − p_c) / (1 − p_c) with p_c = C(N, A)·½ᴺ. NaN without experts.

    References
    ----------
    Polit D. F., Beck C. T., Owen S. V. (2007). Is the CVI an acceptable indicator of content validity? Research in
    Nursing & Health, 30, 459–467, table 4.

    Examples
    --------
    >>> round(modified_kappa(4, 5), 2)
    0.76
    """
    if not 0 <= relevant <= experts:
        raise ValueError(f"impossible counts: {relevant} of {experts}")
    if experts == 0:
        return math.nan
    chance = float(Fraction(math.comb(experts, relevant), 2**experts))
    return (relevant / experts - chance) / (1 - chance) if chance < 1 else math.nan
