"""Tidy results of the composite, of groups of levels and of anonymous results: rows that may leave the school.

Apart from the values because these rows are stored and read by others: no pupil, no small class, and no number from
which a small class follows.
"""

from __future__ import annotations

import pandas as pd

from workbook.errors import MissingData
from workbook.estimates import Result, results_table, share, suppress
from workbook.vsoko.composite import Composite
from workbook.vsoko.level_groups import GROUPS, LevelGroups
from workbook.vsoko.personal_results import PersonalResults
from workbook.vsoko.public_rows import public_means

__all__ = ["composite_results", "public_counts"]

_PERCENT = "%"
_POINTS = "баллов"


def public_counts(groups: LevelGroups, minimum: int) -> pd.DataFrame:
    """Return subject × group with counts that may be shown.

    Returns
    -------
    DataFrame
        subject, group, count (missing where hidden), n (pupils of the subject; missing when there are too few).
    """
    counts = groups.counts
    tidy = counts.melt(["subject", "n"], list(GROUPS), var_name="group", value_name="count")
    tidy["count"] = tidy["count"].astype("Int64")
    done = suppress(tidy, "count", ["subject", "group"], minimum).drop(columns="suppressed")
    done["n"] = done["n"].astype("Int64").mask(done["n"] < minimum)
    return done.sort_values(["subject", "group"], kind="stable").reset_index(drop=True)


def composite_results(
    found: Composite | None, groups: LevelGroups | None, personal: PersonalResults | None
) -> pd.DataFrame:
    """Gather what may be stored and compared; a part that the school cannot give is left out.

    Parameters
    ----------
    found, groups, personal : Composite, LevelGroups, PersonalResults or None

    Returns
    -------
    DataFrame
        :data:`workbook.estimates.RESULT_COLUMNS`: mean composite of the school, of subjects and classes; its coverage
        and firmness; cross-subject works; shares of groups by subject; anonymous shares of the school.
    """
    rows: list[Result] = []
    if found is not None:
        try:
            rows += _composite(found)
        except MissingData:
            rows += []
        rows += _meta(found)
    if groups is not None:
        rows += _groups(groups)
    if personal is not None:
        rows += _personal(personal)
    return results_table(rows)


def _composite(found: Composite) -> list[Result]:
    minimum = int(found.school.settings.privacy.small_cell)
    whole = found.means([]).iloc[0]
    if int(whole["pupils"]) < minimum:
        return []
    title = "Комплексная оценка по предметам"
    rows = [_mean(title, whole, "", headline=True)]
    for key, by in (("subject", ["subject"]), ("class_", ["grade", "class_"])):
        for row in public_means(found.means(by), key, minimum).to_dict("records"):
            rows.append(_mean(title, pd.Series(row), str(row[key])))
    kept = found.coverage[["all", "shown"]].sum()
    rows.append(
        Result("composite-shown", "Оценок, набравших полноту", 100 * float(kept["shown"]) / float(kept["all"]),
               n=int(kept["all"]), unit=_PERCENT, headline=True, note="пары «ученик — предмет»")
    )  # fmt: skip
    rows.append(
        Result("composite-firm", "Уровень не зависит от весов", float(whole["firm"]), n=int(whole["n"]),
               unit=_PERCENT, note=f"каждый вес меняли на ±{100 * found.rules.shift:.0f} %")
    )  # fmt: skip
    sides = found.sides
    for row in sides.loc[sides["n"] >= minimum].tail(1).to_dict("records"):
        gap = row["gap"]
        rows.append(
            Result("inside-outside-gap", "Отметки школы минус ВПР", gap.value, "", gap.low, gap.high,
                   int(row["n"]), _POINTS, note="шкалы разные: сравнивают предметы и школы между собой")
        )  # fmt: skip
    return rows


def _mean(title: str, row: pd.Series, group: str, *, headline: bool = False) -> Result:
    ends = float(row["low"]), float(row["high"])
    return Result("composite-mean", title, float(row["mean"]), group, *ends, int(row["pupils"]), _POINTS,
                  headline=headline, verdict="мало данных" if row["small"] else "")  # fmt: skip


def _meta(found: Composite) -> list[Result]:
    minimum = int(found.school.settings.privacy.small_cell)
    if found.meta["pupil"].nunique() < minimum:
        return []
    rows = []
    for row in public_means(found.meta_means(["subject"]), "subject", minimum).to_dict("records"):
        rows.append(
            Result("meta-mean", "Метапредметные работы", float(row["mean"]), str(row["subject"]), float(row["low"]),
                   float(row["high"]), int(row["pupils"]), _POINTS)
        )  # fmt: skip
    return rows


def _groups(groups: LevelGroups) -> list[Result]:
    minimum = int(groups.school.settings.privacy.small_cell)
    rows = []
    for row in public_counts(groups, minimum).dropna(subset=["count", "n"]).to_dict("records"):
        one, group = share(int(row["count"]), int(row["n"])), str(row["group"])
        rows.append(
            Result(f"level-group-{_CODES[group]}-percent", f"Группа {group}", one.value, str(row["subject"]), one.low,
                   one.high, one.n, _PERCENT)
        )  # fmt: skip
    return rows


_CODES = {"А": "a", "А–Б": "ab", "Б": "b", "В": "c"}


def _personal(personal: PersonalResults) -> list[Result]:
    rows = []
    whole = personal.of("школа")
    last = whole.loc[whole["wave"].eq(personal.waves[-1]) & ~whole["hidden"]]
    for row in last.to_dict("records"):
        one = share(int(row["count"]), int(row["n"]))
        rows.append(
            Result("personal-percent", f"Личностные результаты: {personal.instrument}", one.value,
                   str(row["category"]), one.low, one.high, one.n, _PERCENT, note="обезличенно, вся школа")
        )  # fmt: skip
    return rows
