"""The tidy figures of cut scores and equating: what the results store and the index page take.

Apart so that the notebook holds no logic and every school's report gives the same indicators.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from workbook.estimates import Result, results_table
from workbook.fos.equating import CONVERT, LEAVE, Equating
from workbook.fos.standard.compare import CUSTOMARY
from workbook.fos.standard.cuts import OK
from workbook.fos.standard.draft import Draft

__all__ = ["results"]

_STATES = {CONVERT: "внимание", LEAVE: "хорошо"}


def results(draft: Draft, equatings: Iterable[Equating] = ()) -> pd.DataFrame:
    """Collect the figures of one work's draft scale.

    Parameters
    ----------
    draft : Draft
        :func:`workbook.fos.standard.draft`.
    equatings : iterable of Equating
        The variants against the first one.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`workbook.estimates.RESULT_COLUMNS`; headlines: the chance of another mark, the share of «2»,
        methods that agree on a scale.
    """
    test, scale, found = draft.work.test, draft.scale, draft.comparison
    rows = [
        Result(
            f"cut-{mark}", f"Порог «{mark}», проект", scale.cuts[mark], test, *_ends(draft, mark), n=draft.work.n,
            unit=scale.unit, note=f"метод: {scale.method}",
        )
        for mark in sorted(scale.cuts)
    ]  # fmt: skip
    sure = [name for name in found.usable if name != CUSTOMARY and _sure(draft, name)]
    rows.append(
        Result(
            "cut-methods", "Методов с порогами", len(sure), test, n=len(sure) + len(found.refused), unit="шт.",
            headline=True, verdict="" if sure else "мало данных", note=", ".join(sure),
        )
    )  # fmt: skip
    if draft.consequences is not None:
        two = draft.consequences.shares[draft.consequences.shares["mark"] == 2].iloc[0]
        rows.append(
            Result(
                "cut-failed-percent", "Доля «2» по проекту шкалы", float(two["percent"]), test, float(two["low"]),
                float(two["high"]), draft.consequences.n, "%", headline=True,
            )
        )  # fmt: skip
    if draft.decision is not None:
        known = draft.decision.verdict == OK
        state = (
            ("внимание" if draft.decision.another > draft.rules.another_mark else "хорошо") if known else "мало данных"
        )
        rows.append(
            Result(
                "cut-another-mark", "Другая отметка при повторе", draft.decision.another if known else math.nan, test,
                n=draft.decision.n, unit="%", headline=True, verdict=state, note=draft.decision.reason,
            )
        )  # fmt: skip
    rows += [
        Result(
            "equating-shift", "Поправка к баллу варианта", _shift(one), f"{test}: {one.new}", n=sum(one.sizes),
            unit="баллов", verdict=_STATES.get(one.verdict, "мало данных"), note=f"{one.verdict}. {one.reason}",
        )
        for one in equatings
    ]  # fmt: skip
    return results_table(rows)


def _ends(draft: Draft, mark: int) -> tuple[float, float]:
    cuts = draft.comparison.cuts
    row = cuts[(cuts["method"] == draft.scale.method) & (cuts["mark"] == mark)]
    return (float(row["low"].iloc[0]), float(row["high"].iloc[0])) if len(row) else (math.nan, math.nan)


def _sure(draft: Draft, name: str) -> bool:
    cuts = draft.comparison.cuts
    return bool((cuts.loc[cuts["method"] == name, "verdict"] == OK).all())


def _shift(one: Equating) -> float:
    """Mean correction over the pupils who wrote the new form."""
    if one.table.empty:
        return math.nan
    return float((one.table["difference"] * one.table["seen"]).sum() / one.table["seen"].sum())
