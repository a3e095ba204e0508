"""What is measured against targets: the facts of the deficit map, gathered from every source of the school.

Apart from the map itself because a new source is a new fact, and the map does not change.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.settings import Settings
from workbook.vsoko.categories import category_table
from workbook.vsoko.marks import indicators
from workbook.vsoko.precision import mean_ratio, share_ratio

__all__ = [
    "FACT_COLUMNS",
    "base_item_facts",
    "class_facts",
    "confirmed_facts",
    "fos_facts",
    "reference_facts",
    "retention_facts",
    "subject_facts",
]

FACT_COLUMNS = ("key", "sphere", "level", "indicator", "group", "fact", "low", "high", "n", "small", "target", "source")
"""Columns of a table of facts. ``key`` names the target, importance and influence in the settings; ``target`` is
missing where the settings decide."""

_NAMED = 3


def class_facts(categories: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Общий % успеваемости of each class: a share of pupils."""
    table = category_table(categories, ["class_"], settings.marks)
    return _facts(
        table, "success", table["class_"], key="успеваемость", sphere="результаты", level="класс",
        indicator="Общий % успеваемости", source="Отметки за период",
    )  # fmt: skip


def subject_facts(records: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Качество of a subject in a parallel and СОУ of a subject: shares of marks."""
    fine = indicators(records, ["subject", "grade"], settings.marks)
    wide = indicators(records, ["subject"], settings.marks)
    return pd.concat(
        [
            _facts(
                fine, "quality", _in_parallel(fine), key="качество", sphere="результаты", level="предмет, параллель",
                indicator="Качество знаний", source="Отметки за период",
            ),
            _facts(
                wide, "sou", wide["subject"], key="соу", sphere="результаты", level="предмет",
                indicator="СОУ", source="Отметки за период",
            ),
        ],
        ignore_index=True,
    )  # fmt: skip


def confirmed_facts(agreement: pd.DataFrame, settings: Settings, procedure: str) -> pd.DataFrame:
    """Share of pairs whose journal mark the procedure confirmed, by subject and parallel.

    Parameters
    ----------
    agreement : DataFrame
        :func:`workbook.vsoko.journal.agreement` by subject and grade.
    settings : Settings
        Small sample.
    procedure : str
        Named in the indicator.
    """
    table = agreement.assign(small=agreement["pupils"] < settings.marks.small_n)
    return _facts(
        table, "confirmed", _in_parallel(table), key="подтвердили", sphere="процесс", level="предмет, параллель",
        indicator=f"Подтверждение отметок на {procedure}", source="Результаты процедур",
    )  # fmt: skip


def reference_facts(procedures: pd.DataFrame, references: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Mean percent of the maximum at each work against the region's (else the municipality's) mean.

    Parameters
    ----------
    procedures : DataFrame
        Rows of one procedure and one year.
    references : DataFrame
        Validated table; rows in «процент выполнения» are used.
    settings : Settings
        Small sample.
    """
    keys = ["procedure", "year", "grade", "subject"]
    known = references.loc[references["unit"].eq("процент выполнения"), [*keys, "territory", "mean"]]
    known = known.sort_values("territory", ascending=False).drop_duplicates(keys)
    rows = procedures.loc[procedures["primary_score"].notna()]
    rows = rows.assign(done=100 * rows["primary_score"] / rows["max_score"], one=1)
    table = mean_ratio(rows, keys, "done", "one").reset_index().merge(known, on=keys, suffixes=("", "_reference"))
    table = table.rename(columns={"mean": "work_percent", "low": "work_low", "high": "work_high"})
    table["small"] = table["clusters"] < settings.marks.small_n
    return _facts(
        table, "work", _in_parallel(table), key="базовые задания", sphere="результаты", level="предмет, параллель",
        indicator="Выполнение работы (к среднему по территории)", source="Результаты процедур; ориентиры",
        target=table["mean_reference"],
    )  # fmt: skip


def base_item_facts(responses: pd.DataFrame, items: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Percent of points for items of tier Б by work: what every pupil is expected to do.

    Parameters
    ----------
    responses, items : DataFrame
        Validated tables; an item without an answer earns 0 when the pupil wrote the work.
    settings : Settings
        Small sample.
    """
    base = items.loc[items["tier"].eq("Б"), ["item", "subject", "grade", "max_score"]].drop_duplicates("item")
    rows = responses[["pupil", "item", "score"]].merge(base, on="item", how="inner")
    rows["score"] = rows["score"].fillna(0)
    table = share_ratio(rows, ["subject", "grade"], "score", "max_score").reset_index()
    table = table.rename(columns={"percent": "base_percent", "low": "base_low", "high": "base_high"})
    table["n"] = table["clusters"]
    table["small"] = table["n"] < settings.marks.small_n
    return _facts(
        table, "base", _in_parallel(table), key="базовые задания", sphere="результаты", level="предмет, параллель",
        indicator="Выполнение заданий базового уровня", source="Ответы на задания",
    )  # fmt: skip


def fos_facts(fos_plan: pd.DataFrame, year: str, settings: Settings) -> pd.DataFrame:
    """Share of planned assessment tools that are renewed in time and accepted by the expertise.

    Parameters
    ----------
    fos_plan : DataFrame
        Validated table; tools due from 1 July before the school year to its 30 June are used.
    year : str
        «2025/2026».
    settings : Settings
        ``deficits.fos_fresh_days``: how old a version may be on the day it is due.
    """
    first = int(year[:4])
    due = fos_plan["due"].between(pd.Timestamp(first, 7, 1), pd.Timestamp(first + 1, 6, 30))
    plan = fos_plan.loc[due]
    fresh = plan["revised"] >= plan["due"] - pd.Timedelta(days=settings.deficits.fos_fresh_days)
    ready = fresh & (plan["revised"] <= plan["due"]) & plan["expertise"].eq("принято")
    if plan.empty:
        return pd.DataFrame(columns=list(FACT_COLUMNS))
    share = 100 * float(ready.mean())
    lag = (~ready).groupby(plan["subject"]).sum().sort_values(ascending=False, kind="stable")
    worst = ", ".join(f"{name} ({count})" for name, count in lag.loc[lag > 0].head(_NAMED).items())
    group = "все предметы" if plan["subject"].nunique() > 1 else str(plan["subject"].iloc[0])
    source = "План ФОС (сплошной учёт)" + (f"; чаще не готовы: {worst}" if worst else "")
    table = pd.DataFrame({"fos_percent": [share], "fos_low": [np.nan], "fos_high": [np.nan], "n": [len(plan)],
                          "small": [False]})  # fmt: skip
    return _facts(
        table, "fos", pd.Series([group]), key="обновление фос", sphere="условия", level="школа",
        indicator="Обновление ФОС", source=source,
    )  # fmt: skip


def retention_facts(retention: pd.DataFrame, year: str) -> pd.DataFrame:
    """Retention of each class, those who moved house taken out; a full count has no interval."""
    table = retention.loc[retention["year"].eq(year)].reset_index(drop=True)
    table["kept_percent"] = table["adjusted_percent"]
    table = table.assign(kept_low=np.nan, kept_high=np.nan, n=table["start"] - table["moved"], small=False)
    group = table["class_"] + np.where(table["profiled"], " (" + table["profile"] + ")", "")
    return _facts(
        table, "kept", group, key="сохранность", sphere="условия", level="класс",
        indicator="Сохранность контингента", source="Ученики (сплошной учёт)",
    )  # fmt: skip


def _in_parallel(table: pd.DataFrame) -> pd.Series:
    return table["subject"] + ", " + table["grade"].astype(str) + " класс"


def _facts(
    table: pd.DataFrame, name: str, group: pd.Series, *, target: pd.Series | None = None, **words: str
) -> pd.DataFrame:
    """Bring one source to the common columns; rows without a value are dropped."""
    facts = pd.DataFrame(
        {
            **words,
            "group": group.astype("str"),
            "fact": table[f"{name}_percent"],
            "low": table[f"{name}_low"],
            "high": table[f"{name}_high"],
            "n": table["n"].astype(int),
            "small": table["small"].astype(bool),
            "target": np.nan if target is None else target,
        }
    )
    return facts.loc[facts["fact"].notna(), list(FACT_COLUMNS)].reset_index(drop=True)
