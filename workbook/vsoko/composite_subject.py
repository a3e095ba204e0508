"""The composite of one pupil in one subject: what is there, how complete it is, and how firm its level.

Apart from the sources because here only weights act; apart from the page because every number here can be done by hand.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.settings import CompositeRules
from workbook.vsoko.composite_sources import SOURCES

__all__ = ["BELOW", "composite", "level_changes", "level_names"]

BELOW = "ниже базового"
_EXACT = 1e-9


def composite(found: pd.DataFrame, rules: CompositeRules) -> pd.DataFrame:
    """Add up the sources of each pupil in each subject: ``K = Σ w·s / Σ w`` over those that are there.

    Parameters
    ----------
    found : DataFrame
        :func:`workbook.vsoko.composite_sources.sources`.
    rules : CompositeRules
        ``weights``, ``coverage``, ``bands``, ``shift``.

    Returns
    -------
    DataFrame
        pupil, subject; a column for each source (0–100, missing when absent); sources (how many), coverage (share of
        the weight that is there, 0–1), shown; composite (K, missing below the least coverage); source_low, source_high,
        spread (of the sources, missing for one); low, high (K when every weight moves by the shift, worst case); level,
        level_low, level_high, firm (both ends on one level).

    Raises
    ------
    DataRefused
        All weights are zero, or bands do not fall.

    Notes
    -----
    K is a weighted mean, so over weights in a box its ends lie at corners of the box: all corners are tried.
    Methods reference, section 6.1 («методика школы»).
    """
    weights = np.array([float(rules.weights.get(name, 0)) for name in SOURCES])
    if weights.sum() <= 0:
        raise DataRefused("Веса всех источников равны нулю: комплексную оценку не из чего сложить.",
                          Reason.SETTING_VALUE)  # fmt: skip
    names = level_names(rules.bands)
    wide = found.pivot_table(index=["pupil", "subject"], columns="source", values="score", aggfunc="mean", sort=False)
    wide = wide.reindex(columns=list(SOURCES))
    scores = wide.to_numpy(dtype="float64")
    there = np.isfinite(scores) & (weights > 0)
    filled = np.where(there, scores, 0.0)
    whole = there @ weights
    coverage = whole / weights.sum()
    shown = (coverage >= rules.coverage - _EXACT) & (whole > 0)
    ends = [_weighted(filled, there, weights * np.array(turn)) for turn in _corners(len(SOURCES), rules.shift)]
    counted = there.sum(axis=1)
    least = np.where(there, scores, np.inf).min(axis=1, initial=np.inf)
    most = np.where(there, scores, -np.inf).max(axis=1, initial=-np.inf)
    table = wide.reset_index()
    table.columns.name = None
    table["sources"] = counted
    table["coverage"] = coverage
    table["shown"] = shown
    table["composite"] = np.where(shown, _weighted(filled, there, weights), np.nan)
    table["source_low"] = np.where(counted > 0, least, np.nan)
    table["source_high"] = np.where(counted > 0, most, np.nan)
    table["spread"] = np.where(counted > 1, most - least, np.nan)
    table["low"] = np.where(shown, np.min(ends, axis=0), np.nan)
    table["high"] = np.where(shown, np.max(ends, axis=0), np.nan)
    for name, column in (("level", "composite"), ("level_low", "low"), ("level_high", "high")):
        table[name] = _levels(table[column], rules.bands, names)
    table["firm"] = shown & table["level_low"].eq(table["level_high"])
    return table


def level_names(bands: Mapping[str, float]) -> tuple[str, ...]:
    """Return the levels from the highest to the lowest.

    Raises
    ------
    DataRefused
        Two levels begin at one value.

    Examples
    --------
    >>> level_names({"базовый": 40, "высокий": 85})
    ('высокий', 'базовый', 'ниже базового')
    """
    names = tuple(sorted(bands, key=lambda name: -float(bands[name])))
    if len({float(value) for value in bands.values()}) < len(names):
        raise DataRefused("Методика → комплексная → уровни: два уровня начинаются с одного значения.",
                          Reason.SETTING_VALUE)  # fmt: skip
    return (*names, BELOW)


def level_changes(base: pd.DataFrame, other: pd.DataFrame, bands: Mapping[str, float]) -> pd.DataFrame:
    """Compare the levels that two sets of rules give to the same pupils in the same subjects.

    Parameters
    ----------
    base, other : DataFrame
        Two tables of :func:`composite`.
    bands : mapping
        Levels and their bounds.

    Returns
    -------
    DataFrame
        subject, n (both shown), up, down, moved, pupils (how many children have at least one changed level), shift
        (mean change of K); the last row is «все предметы».
    """
    order = {name: -rank for rank, name in enumerate(level_names(bands))}
    keys = ["pupil", "subject"]
    both = base.loc[base["shown"], [*keys, "composite", "level"]].merge(
        other.loc[other["shown"], [*keys, "composite", "level"]], on=keys, suffixes=("", "_other")
    )
    step = both["level_other"].map(order).astype("float64") - both["level"].map(order).astype("float64")
    both = both.assign(up=step > 0, down=step < 0, moved=step != 0, shift=both["composite_other"] - both["composite"])
    rows = [*((str(name), part) for name, part in both.groupby("subject")), ("все предметы", both)]
    return pd.DataFrame(
        [
            {"subject": name, "n": len(part), "up": int(part["up"].sum()), "down": int(part["down"].sum()),
             "moved": int(part["moved"].sum()), "pupils": int(part.loc[part["moved"], "pupil"].nunique()),
             "shift": float(part["shift"].mean()) if len(part) else float("nan")}
            for name, part in rows
        ]
    )  # fmt: skip


_Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def _corners(n: int, shift: float) -> itertools.product[tuple[float, ...]]:
    return itertools.product((1 - shift, 1 + shift), repeat=n)


def _weighted(filled: _Numbers, there: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], weights: _Numbers) -> _Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((filled @ weights) / (there @ weights), dtype="float64")


def _levels(values: pd.Series, bands: Mapping[str, float], names: tuple[str, ...]) -> pd.Series:
    known = values.notna()
    level = pd.Series("", index=values.index, dtype="str")
    level.loc[known] = BELOW
    for name in reversed(names[:-1]):
        level.loc[known & (values >= float(bands[name]) - _EXACT)] = name
    return level
