"""Mixed models by statsmodels with their convergence checked: apart because its word «converged» is not enough.

With its default search ``MixedLM`` stops at the start on the London schools and still reports success. Here a fit is
believed only when two ways to it agree: two searches, or a search and the exact fit from sums.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbook.vsoko.progress_sums import CONSTANT, GroupFit, fit_sums, sums_of

__all__ = ["CheckedFit", "MixedFit", "checked_fit", "mixed_fit"]

_AGREE = 0.02
"""Units of −2 log-likelihood in which two ways may differ: far below anything that could be tested."""


@dataclass(frozen=True, eq=False)
class MixedFit:
    """A linear mixed model fitted by statsmodels.

    Attributes
    ----------
    params, se : Series
        Fixed effects and their standard errors; the constant is :data:`CONSTANT`.
    covariance : DataFrame
        Variances and covariances of the random terms (the constant and the slopes).
    var_residual : float
    deviance : float
        −2 log-likelihood, restricted when fitted so; nan when the model did not converge.
    reason : str
        Why it cannot be believed, in Russian; empty for a converged model.
    """

    params: pd.Series
    se: pd.Series
    covariance: pd.DataFrame
    var_residual: float
    deviance: float
    reason: str

    @property
    def converged(self) -> bool:
        """Whether the numbers may be used."""
        return not self.reason


@dataclass(frozen=True, eq=False)
class CheckedFit:
    """A random-intercept model fitted exactly, and whether statsmodels agrees.

    Attributes
    ----------
    fit : GroupFit
    reason : str
        «модель не сошлась …» when statsmodels came to another answer; empty when both agree.
    """

    fit: GroupFit
    reason: str


def mixed_fit(
    frame: pd.DataFrame, y: str, predictors: Sequence[str], group: str, *, slopes: Sequence[str] = (), reml: bool = True
) -> MixedFit:
    """Fit ``y`` on predictors with a random intercept, and random slopes if named, by group.

    Parameters
    ----------
    frame : DataFrame
        One observation a row, without missing values in the columns named.
    y, group : str
        Outcome and group.
    predictors : sequence of str
        Fixed effects besides the constant.
    slopes : sequence of str
        Predictors whose effect varies between groups.
    reml : bool
        Restricted likelihood or plain likelihood.

    Returns
    -------
    MixedFit
        A search that fails is a reason, never an exception or a warning.

    References
    ----------
    Lindstrom, Bates, *JASA* 83 (1988), 1014–1022: the algorithm. Bates et al., *J. Stat. Software* 67 (2015), §3: a
    variance of 0 is an answer.
    """
    exog = np.column_stack([np.ones(len(frame)), *(frame[name].to_numpy("float64") for name in predictors)])
    random = np.column_stack([np.ones(len(frame)), *(frame[name].to_numpy("float64") for name in slopes)])
    outcome = frame[y].to_numpy("float64")
    groups = frame[group].astype("str").to_numpy("object")
    found, words = [], []
    for search in (["powell", "lbfgs"], ["bfgs"]):
        result, said = _searched(outcome, exog, groups, random, reml, search)
        if result is not None:
            found.append(result)
            if slopes and len(found) == 1:
                continue  # no exact fit exists for slopes: a second search is the check
            break
        words.append(said)
    names, terms = [CONSTANT, *predictors], [CONSTANT, *slopes]
    if not found:
        return _nothing(names, terms, f"модель не сошлась: {words[0]}")
    best = min(found, key=lambda one: -one.llf)
    reason = ""
    if slopes and (len(found) < 2 or abs(2 * (found[0].llf - found[1].llf)) > _AGREE):
        reason = "модель не сошлась: два способа поиска пришли к разным ответам"
    return MixedFit(
        params=pd.Series(np.asarray(best.fe_params), index=names),
        se=pd.Series(np.sqrt(np.diag(np.asarray(best.cov_params()))[: len(names)]), index=names),
        covariance=pd.DataFrame(np.asarray(best.cov_re), index=terms, columns=terms),
        var_residual=float(best.scale), deviance=-2 * float(best.llf), reason=reason,
    )  # fmt: skip


def checked_fit(frame: pd.DataFrame, y: str, predictors: Sequence[str], group: str) -> CheckedFit:
    """Fit a random-intercept model by restricted likelihood in two ways.

    Parameters
    ----------
    frame, y, predictors, group
        As in :func:`mixed_fit`.

    Returns
    -------
    CheckedFit

    Raises
    ------
    MissingData
        The exact fit is impossible: too few observations or no spread.
    """
    exact = fit_sums(sums_of(frame, y, predictors, group))
    other = mixed_fit(frame, y, predictors, group)
    if not other.converged:
        return CheckedFit(exact, other.reason)
    gap = abs(other.deviance - exact.deviance)
    reason = "" if gap <= _AGREE else "модель не сошлась: statsmodels и точный расчёт пришли к разным ответам"
    return CheckedFit(exact, reason)


def _searched(
    outcome: Any, exog: Any, groups: Any, random: Any, reml: bool, search: list[str]
) -> tuple[Any, str]:  # fmt: skip
    """One search; None and words instead of a result that cannot be used."""
    from statsmodels.regression.mixed_linear_model import MixedLM  # type: ignore[import-untyped]

    with warnings.catch_warnings():
        # Every warning of a search is answered below: by its end, its likelihood and the second way.
        warnings.simplefilter("ignore")
        try:
            result = MixedLM(outcome, exog, groups=groups, exog_re=random).fit(reml=reml, method=search)
        except (np.linalg.LinAlgError, ValueError) as error:
            return None, f"поиск прерван ({type(error).__name__})"
    if not bool(result.converged):
        return None, "поиск остановился раньше ответа"
    if not math.isfinite(float(result.llf)):
        return None, "поиск остановился на краю области"
    return result, ""


def _nothing(names: list[str], terms: list[str], reason: str) -> MixedFit:
    empty = pd.Series(math.nan, index=names)
    covariance = pd.DataFrame(math.nan, index=terms, columns=terms)
    return MixedFit(empty, empty.copy(), covariance, math.nan, math.nan, reason)
