"""What is measured against targets in marks, works, assessment tools and lists of pupils: facts of the deficit map.

Apart from the map itself because a new source is a new fact, and the map does not change.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.settings import Settings
from workbook.vsoko.categories import category_table
from workbook.vsoko.deficit_rows import CONDITIONS, PROCESS, RESULTS, fact_rows, in_parallel, no_facts
from workbook.vsoko.marks import indicators
from workbook.vsoko.precision import mean_ratio, share_ratio

__all__ = [
    "base_item_facts",
    "class_facts",
    "confirmed_facts",
    "fos_facts",
    "reference_facts",
    "retention_facts",
    "subject_facts",
]

_NAMED = 3
_EXTERNAL = "внешний"
"""A work that the school does not make (ВПР item by item): nothing of it is the school's to renew."""

_EXAMS = ("ОГЭ", "ЕГЭ")


def class_facts(categories: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Общий % успеваемости of each class: a share of pupils."""
    table = category_table(categories, ["class_"], settings.marks)
    return fact_rows(
        table, "success", table["class_"], key="успеваемость", sphere=RESULTS, level="класс",
        indicator="Общий % успеваемости", counted="ученики", source="Отметки за период",
    )  # fmt: skip


def subject_facts(records: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Качество of a subject in a parallel and СОУ of a subject: shares of marks."""
    fine = indicators(records, ["subject", "grade"], settings.marks)
    wide = indicators(records, ["subject"], settings.marks)
    return pd.concat(
        [
            fact_rows(
                fine, "quality", in_parallel(fine), key="качество", sphere=RESULTS, level="предмет, параллель",
                indicator="Качество знаний", counted="отметки", source="Отметки за период",
            ),
            fact_rows(
                wide, "sou", wide["subject"], key="соу", sphere=RESULTS, level="предмет",
                indicator="СОУ", counted="отметки", source="Отметки за период",
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
    place = f"на {procedure}" if procedure.isupper() else f"({procedure})"
    return fact_rows(
        table, "confirmed", in_parallel(table), key="подтвердили", sphere=PROCESS, level="предмет, параллель",
        indicator=f"Подтверждение отметок {place}", counted="пары отметок",
        source="Результаты процедур",
    )  # fmt: skip


def reference_facts(procedures: pd.DataFrame, references: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Mean of each work and exam against the region's (else the municipality's) mean of the same work.

    Parameters
    ----------
    procedures : DataFrame
        Rows of one year.
    references : DataFrame
        Validated table; rows in «тестовый балл» (first) and in «процент выполнения» are used.
    settings : Settings
        Small sample.
    """
    keys = ["procedure", "year", "grade", "subject"]
    in_points = pd.MultiIndex.from_frame(_territory(references, "тестовый балл", keys)[keys])
    points = procedures["test_score"].notna() & pd.MultiIndex.from_frame(procedures[keys]).isin(in_points)
    percent = 100 * procedures["primary_score"] / procedures["max_score"]
    found = []
    for unit, values, mine in (("тестовый балл", procedures["test_score"], points),
                               ("процент выполнения", percent, ~points & percent.notna())):  # fmt: skip
        if mine.any():
            rows = procedures.loc[mine].assign(done=values, one=1)
            found.append(_to_reference(rows, _territory(references, unit, keys), settings))
    return pd.concat(found, ignore_index=True) if found else no_facts()


def _territory(references: pd.DataFrame, unit: str, keys: list[str]) -> pd.DataFrame:
    known = references.loc[references["unit"].eq(unit), [*keys, "territory", "mean"]]
    # «регион» stands after «муниципалитет» in the alphabet, so it comes first here.
    return known.sort_values("territory", ascending=False).drop_duplicates(keys).assign(unit=unit)


def _to_reference(rows: pd.DataFrame, known: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    keys = ["procedure", "year", "grade", "subject"]
    table = mean_ratio(rows, keys, "done", "one").reset_index().merge(known, on=keys, suffixes=("", "_reference"))
    table = table.rename(columns={"mean": "work_percent", "low": "work_low", "high": "work_high"})
    table["small"] = table["clusters"] < settings.marks.small_n
    exam = table["procedure"].isin(_EXAMS)
    points = table["unit"].eq("тестовый балл")
    return fact_rows(
        table, "work", in_parallel(table), target=table["mean_reference"],
        key=exam.map({True: "экзамены", False: "работы"}), sphere=RESULTS, level="предмет, параллель",
        indicator=points.map({True: "Средний балл (", False: "Выполнение работы ("}) + table["procedure"] + ")",
        counted="ученики", unit=points.map({True: "баллы", False: "%"}),
        source="Результаты процедур; цель — среднее (" + table["territory"].astype("str") + ")",
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
    return fact_rows(
        table, "base", in_parallel(table), key="базовые задания", sphere=RESULTS, level="предмет, параллель",
        indicator="Выполнение заданий базового уровня", counted="ученики", source="Ответы на задания",
    )  # fmt: skip


def fos_facts(fos_plan: pd.DataFrame, year: str, settings: Settings) -> pd.DataFrame:
    """Share of planned assessment tools that are renewed in time and accepted by the expertise.

    Parameters
    ----------
    fos_plan : DataFrame
        Validated table; tools due from 1 July before the school year to its 30 June are used, «внешний» left out.
    year : str
        «2025/2026».
    settings : Settings
        ``deficits.fos_fresh_days``: how old a version may be on the day it is due.
    """
    first = int(year[:4])
    due = fos_plan["due"].between(pd.Timestamp(first, 7, 1), pd.Timestamp(first + 1, 6, 30))
    plan = fos_plan.loc[due & fos_plan["control_type"].ne(_EXTERNAL).fillna(True)]
    fresh = plan["revised"] >= plan["due"] - pd.Timedelta(days=settings.deficits.fos_fresh_days)
    ready = fresh & (plan["revised"] <= plan["due"]) & plan["expertise"].eq("принято")
    if plan.empty:
        return no_facts()
    share = 100 * float(ready.mean())
    lag = (~ready).groupby(plan["subject"]).sum().sort_values(ascending=False, kind="stable")
    worst = ", ".join(f"{name} ({count})" for name, count in lag.loc[lag > 0].head(_NAMED).items())
    group = "все предметы" if plan["subject"].nunique() > 1 else str(plan["subject"].iloc[0])
    source = "План ФОС (сплошной учёт)" + (f"; чаще не готовы: {worst}" if worst else "")
    table = pd.DataFrame({"fos_percent": [share], "fos_low": [np.nan], "fos_high": [np.nan], "n": [len(plan)],
                          "small": [False]})  # fmt: skip
    return fact_rows(
        table, "fos", pd.Series([group]), key="обновление фос", sphere=CONDITIONS, level="школа",
        indicator="Обновление ФОС", counted="средства плана", source=source,
    )  # fmt: skip


def retention_facts(retention: pd.DataFrame, year: str) -> pd.DataFrame:
    """Retention of each class, those who moved house taken out; a full count has no interval."""
    table = retention.loc[retention["year"].eq(year)].reset_index(drop=True)
    table["kept_percent"] = table["adjusted_percent"]
    table = table.assign(kept_low=np.nan, kept_high=np.nan, n=table["start"] - table["moved"], small=False)
    group = table["class_"] + np.where(table["profiled"], " (" + table["profile"] + ")", "")
    return fact_rows(
        table, "kept", group, key="сохранность", sphere=CONDITIONS, level="класс",
        indicator="Сохранность контингента", counted="ученики без переехавших", source="Ученики (сплошной учёт)",
    )  # fmt: skip
