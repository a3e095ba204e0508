"""The work whose marks are to be cut: its items and variants, the sums of pupils, how exact a sum is.

Apart from the methods because all of them put their cuts on one scale, and only here is it decided which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.fos.reliability import overall, reliability
from workbook.fos.scoring import HasTables, Scored, score
from workbook.settings import FosRules

__all__ = ["POINTS", "SHARE", "Work", "work_from_bank", "work_of"]

POINTS, SHARE = "баллов", "% максимума"


@dataclass(frozen=True, eq=False)
class Work:
    """One assessment tool, ready for cut scores.

    Attributes
    ----------
    test : str
        Code of the assessment tool.
    items : pandas.DataFrame
        Index item: max_score, success (share of points earned, 0..1; NaN without answers), expected (share of pupils
        whom the authors expect to solve it, 0..1; NaN when not given).
    forms : mapping of str to tuple of str
        Variant → its items.
    sums : pandas.Series
        Pupil → sum on the scale of the work; empty without answers.
    maximum : float
        End of the scale: the highest sum when it is the same in all variants, otherwise 100 (percent of it).
    unit : str
        «баллов» or «% максимума».
    alpha, sem : float
        Reliability and standard error of measurement on the scale; NaN when not known, the error also when there are
        fewer works than ``FosRules.alpha_n``.
    """

    test: str
    items: pd.DataFrame
    forms: Mapping[str, tuple[str, ...]]
    sums: pd.Series[float]
    maximum: float
    unit: str = POINTS
    alpha: float = float("nan")
    sem: float = float("nan")

    @property
    def n(self) -> int:
        """Pupils with a known sum."""
        return len(self.sums)

    @property
    def dichotomous(self) -> bool:
        """Whether every item is right or wrong, one point each."""
        return bool((self.items["max_score"] == 1).all()) and self.unit == POINTS

    def below(self, cut: float) -> float:
        """Percent of pupils whose sum is less than the cut; NaN without answers."""
        return float(100 * (self.sums < cut - 1e-9).mean()) if self.n else float("nan")


def work_of(scored: Scored, rules: FosRules, items: pd.DataFrame | None = None) -> Work:
    """Take from a scored work what cut scores need.

    Parameters
    ----------
    scored : Scored
        :func:`workbook.fos.score`; pupils with an answer set aside have no sum and are left out.
    rules : FosRules
        For the reliability.
    items : pandas.DataFrame, optional
        The bank, for the column ``expected``.

    Returns
    -------
    Work
    """
    forms = scored.forms()
    tops = {name: float(scored.items.loc[matrix.columns, "max_score"].sum()) for name, matrix in forms.items()}
    same = len(set(tops.values())) == 1
    maximum = next(iter(tops.values())) if same else 100.0
    scale = {name: maximum / top for name, top in tops.items()}
    sums = pd.concat([matrix.sum(axis=1) * scale[name] for name, matrix in forms.items()])
    points = pd.concat([matrix.sum() for matrix in forms.values()]).groupby(level=0).sum()
    pupils = pd.concat([matrix.count() for matrix in forms.values()]).groupby(level=0).sum()
    table = pd.DataFrame({"max_score": scored.items["max_score"].astype(float)})
    with np.errstate(invalid="ignore", divide="ignore"):
        table["success"] = (points / pupils).reindex(table.index) / table["max_score"]
    table["expected"] = _expected(table.index, items)
    row = overall(reliability(scored, rules))
    # An error of measurement estimated from a handful of works would move pupils to the border by chance.
    error = float(row["sem"]) if row["verdict"] != "мало данных" else float("nan")
    factor = 1.0 if same else 100.0 / float(row["max_score"])
    return Work(
        scored.test, table, MappingProxyType({name: tuple(map(str, matrix.columns)) for name, matrix in forms.items()}),
        sums.astype(float), maximum, POINTS if same else SHARE, float(row["alpha"]), factor * error,
    )  # fmt: skip


def work_from_bank(school: HasTables, test: str, rules: FosRules) -> Work:
    """Find the work in a school's tables: by the pupils' answers, else by the items that experts have judged.

    Parameters
    ----------
    school : HasTables
        Tables items, responses, judgements; any may be absent.
    test : str
        Code of the assessment tool.
    rules : FosRules

    Raises
    ------
    MissingData
        Neither answers nor judged items of the bank.
    """
    tables = school.tables
    items, responses, judgements = (tables.get(name) for name in ("items", "responses", "judgements"))
    if not test:
        raise MissingData(
            "Школа не передала ни ответов учеников, ни суждений о порогах: ставить границы отметок не для чего.",
            Reason.TABLE_EMPTY, ("responses", "judgements"),
        )  # fmt: skip
    if items is None:
        raise MissingData("Нет банка заданий: неизвестно, сколько баллов даёт каждое.", missing=("items",))
    if responses is not None and (responses["test"] == test).any():
        return work_of(score(responses, items, test), rules, items)
    bank = items.drop_duplicates("item").set_index("item")
    known: list[str] = []
    if judgements is not None:
        named = judgements.loc[judgements["fos"] == test, "item"].dropna().unique()
        known = [str(item) for item in named if item in bank.index]
    if not known:
        raise MissingData(
            f"По работе «{test}» нет ни ответов учеников, ни суждений экспертов о её заданиях.", Reason.TABLE_EMPTY,
            ("responses", "judgements"),
        )  # fmt: skip
    table = pd.DataFrame({"max_score": bank.loc[known, "max_score"].astype(float), "success": float("nan")})
    table["expected"] = _expected(table.index, items)
    nobody = pd.Series(dtype=float)
    return Work(test, table, {"": tuple(known)}, nobody, float(table["max_score"].sum()))


def _expected(codes: pd.Index, items: pd.DataFrame | None) -> pd.Series[float]:
    if items is None or "expected" not in items:
        return pd.Series(float("nan"), index=codes)
    given = items.drop_duplicates("item").set_index("item")["expected"].astype(float) / 100
    return given.reindex(codes)
