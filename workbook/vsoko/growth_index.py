"""The index of a teacher's domain: the methods that were used, by their weights, and how much of the whole they are.

Apart from the change because an index may stand alone (one wave), and a change needs the same methods twice.
"""

from __future__ import annotations

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.settings import GrowthRules

__all__ = ["DOMAINS", "WAVES", "indexes", "method_means", "pairs"]

WAVES = ("начало", "конец")
DOMAINS = ("предметная", "методическая", "оценочная", "психолого-педагогическая", "ИКТ")
"""Order in which domains are always shown."""

_KEY = ["teacher", "domain"]


def indexes(competences: pd.DataFrame, rules: GrowthRules) -> pd.DataFrame:
    """Weigh the methods of each teacher, domain and wave into one index.

    Parameters
    ----------
    competences : DataFrame
        Validated rows of one school year: teacher, domain, wave, method, score (0..100).
    rules : GrowthRules
        ``weights`` by method, ``coverage`` (percent of the weights that must be measured).

    Returns
    -------
    DataFrame
        Columns teacher, domain, wave, index (0..100), coverage (percent of all weights), methods («тест,
        самооценка»), lacking (methods not used), enough (bool). Ordered by code, domain, wave.

    Notes
    -----
    Индекс = Σ вес·балл / Σ вес по имеющимся способам (методика раздела 5.5); a missing method is not a zero.
    """
    rows = _weighed(competences, rules)
    table = _summed(rows)
    return _ordered(_covered(table, rules), [*_KEY, "wave"])


def pairs(competences: pd.DataFrame, rules: GrowthRules) -> pd.DataFrame:
    """Set both waves of a teacher's domain side by side, by the methods that were used in both.

    Parameters
    ----------
    competences, rules
        As in :func:`indexes`.

    Returns
    -------
    DataFrame
        Columns teacher, domain, before, after, change, coverage, methods, lacking, enough; only domains measured
        twice by at least one common method.

    Notes
    -----
    «Одна и та же форма до и после»: a method used once would turn its own severity into growth.
    """
    rows = _weighed(competences, rules)
    keys = [*_KEY, "method"]
    both = rows.groupby(keys)["wave"].transform("nunique").eq(len(WAVES))
    common = rows.loc[both]
    if common.empty:
        columns = [*_KEY, "before", "after", "change", "coverage", "methods", "lacking", "enough"]
        return pd.DataFrame({name: pd.Series(dtype="bool" if name == "enough" else "object") for name in columns})
    table = _summed(common)
    wide = table.pivot(index=_KEY, columns="wave", values="index").rename(
        columns=dict(zip(WAVES, ("before", "after"), strict=True))
    )
    about = table.drop_duplicates(_KEY).set_index(_KEY)[["coverage", "methods"]]
    result = wide[["before", "after"]].join(about).reset_index()
    result.insert(4, "change", result["after"] - result["before"])
    return _ordered(_covered(result, rules), _KEY)


def method_means(competences: pd.DataFrame) -> pd.DataFrame:
    """Average each teacher's domains by method and wave, over the domains measured twice by that method.

    Parameters
    ----------
    competences : DataFrame
        As in :func:`indexes`.

    Returns
    -------
    DataFrame
        Columns teacher, method, before, after; one row a teacher and method.
    """
    wide = competences.pivot(index=["teacher", "method", "domain"], columns="wave", values="score")
    wide = wide.reindex(columns=list(WAVES)).dropna().astype("float64")
    table = wide.groupby(level=["teacher", "method"]).mean().reset_index()
    return table.set_axis(["teacher", "method", "before", "after"], axis=1)


def _weighed(competences: pd.DataFrame, rules: GrowthRules) -> pd.DataFrame:
    weights = {name: float(weight) for name, weight in rules.weights.items()}
    if not sum(weights.values()):
        raise MissingData(
            "Все веса способов равны нулю: индекс не определён. Задайте веса в методике школы.", Reason.SETTING_VALUE
        )
    rows = competences.loc[competences["score"].notna()].copy()
    rows["weight"] = rows["method"].map(weights).astype("float64")
    rows["part"] = rows["weight"] * rows["score"].astype("float64")
    rows["order"] = rows["method"].map({name: place for place, name in enumerate(weights)})
    rows = rows.loc[rows["weight"] > 0]
    if rows.empty:
        raise MissingData(
            "В таблице «Компетенции педагогов» нет баллов за этот год.", Reason.TABLE_EMPTY, ("competences",)
        )
    return rows.sort_values([*_KEY, "wave", "order"])


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    grouped = rows.groupby([*_KEY, "wave"], sort=False)
    table = grouped.agg(part=("part", "sum"), coverage=("weight", "sum"), methods=("method", ", ".join)).reset_index()
    # Rounded, for 59.99999999999999 must not be below 60.
    table.insert(3, "index", (table["part"] / table["coverage"]).round(9))
    return table.drop(columns="part")


def _covered(table: pd.DataFrame, rules: GrowthRules) -> pd.DataFrame:
    names = [name for name, weight in rules.weights.items() if weight > 0]
    table["coverage"] = 100 * table["coverage"].astype("float64") / sum(float(w) for w in rules.weights.values())
    table["lacking"] = [", ".join(name for name in names if name not in used.split(", ")) for used in table["methods"]]
    table["enough"] = table["coverage"] >= rules.coverage - 1e-9
    return table


def _ordered(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    places = {name: place for place, name in enumerate((*DOMAINS, *WAVES))}
    return table.sort_values(
        keys, key=lambda column: column.map(places) if column.name != "teacher" else column, ignore_index=True
    )
