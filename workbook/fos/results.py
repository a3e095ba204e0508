"""The tidy figures of the ФОС report: what the results store and the index page take from it.

Apart so that the notebook holds no logic and the district report finds the same indicators for each school.
"""

from __future__ import annotations

import math

import pandas as pd

from workbook.errors import MissingData
from workbook.estimates import Result, percent, results_table
from workbook.fos.dif import FLAGGED
from workbook.fos.models import DONE
from workbook.fos.readiness import MET, Evidence, conditions, verdict
from workbook.fos.reliability import ALL_VARIANTS, overall
from workbook.fos.tool import Tool
from workbook.settings import FosRules

__all__ = ["results"]

_WORDS = {"можно применять": "хорошо", "доработать": "внимание", "мало данных": "мало данных"}


def results(
    evidence: Evidence, rules: FosRules, fund: pd.DataFrame | None = None, tool: Tool | None = None
) -> pd.DataFrame:
    """Collect the figures of one assessment tool and of the whole fund.

    Parameters
    ----------
    evidence : Evidence
        :func:`workbook.fos.readiness.gather`.
    rules : FosRules
        Thresholds.
    fund : pandas.DataFrame, optional
        :func:`workbook.fos.readiness.fund` of the whole plan.
    tool : Tool, optional
        :func:`workbook.fos.tool.tool`: adds what rests on the answers beyond the readiness (ω, the least difference of
        sums, items that differ between groups, items on the scale of a model).

    Returns
    -------
    pandas.DataFrame
        Columns :data:`workbook.estimates.RESULT_COLUMNS`; headlines: readiness, items to be worked on, α, coverage.
    """
    checked = conditions(evidence, rules)
    decision, met = verdict(checked), int((checked["status"] == MET).sum())
    rows = [
        Result(
            "fos-conditions-met", "Условия готовности", percent(met, len(checked)), evidence.test, n=len(checked),
            unit="%", headline=True, verdict=_WORDS[decision], note=f"проект решения: {decision}",
        ),
    ]  # fmt: skip
    rows += _item_rows(evidence) + _alpha_rows(evidence)
    if tool is not None and evidence.items is not None:
        rows += [*_precision_rows(tool), *_dif_rows(tool), *_model_rows(tool)]
    if evidence.coverage is not None:
        holes = -int(evidence.coverage.worst()["difference"].clip(upper=0).sum())
        rows.append(
            Result(
                "fos-coverage-percent", "Охват спецификации", evidence.coverage.covered_percent, evidence.test,
                n=int(evidence.coverage.totals["required_items"].iloc[0]), unit="%", headline=True,
                verdict="плохо" if holes else "хорошо", note=f"не хватает заданий: {holes}" if holes else "",
            )
        )  # fmt: skip
    if evidence.review is not None:
        rows.append(
            Result(
                "fos-expertise-total", "Экспертиза, средняя сумма", evidence.review.mean_total, evidence.test,
                n=len(evidence.review.experts), unit="баллов", note=evidence.review.decision,
            )
        )  # fmt: skip
    if fund is not None and len(fund):
        rows.append(
            Result(
                "fos-updated-percent", "Обновление ФОС", percent(int(fund["updated"].sum()), len(fund)), n=len(fund),
                unit="%", note="в срок и принято экспертизой",
            )
        )  # fmt: skip
    return results_table(rows)


def _item_rows(evidence: Evidence) -> list[Result]:
    table = evidence.items
    if table is None:
        return []
    work, few = int(table["needs_work"].sum()), int((table["action"] == "collect").sum())
    state = "мало данных" if few == len(table) else "внимание" if work else "хорошо"
    refuted = table["tier_verdict"].isin(["ниже", "выше"]) & (table["action"] != "key")
    size = len(table)
    rest = "" if few < size else "мало данных"
    return [
        Result(
            "fos-items-to-rework", "Заданий к доработке", work if few < size else math.nan, evidence.test, n=size,
            unit="шт.", headline=True, verdict=state,
        ),
        Result(
            "fos-keys-to-check", "Ключей к проверке",
            int((table["action"] == "key").sum()) if few < size else math.nan, evidence.test, n=size,
            unit="шт.", verdict=rest,
        ),
        Result(
            "fos-tiers-refuted", "Уровень не подтверждён", int(refuted.sum()) if few < size else math.nan,
            evidence.test, n=size, unit="шт.", verdict=rest,
        ),
    ]  # fmt: skip


def _where(variant: str) -> str:
    return variant if variant == ALL_VARIANTS else f"вариант {variant}, наименьшая"


def _alpha_rows(evidence: Evidence) -> list[Result]:
    table = evidence.reliability
    if table is None or table["alpha"].isna().all():
        return []
    row = overall(table)
    states = {"достаточна": "хорошо", "недостаточна": "плохо", "мало данных": "мало данных"}
    note = str(row["kind"]) if len(table) == 1 else f"{row['kind']}, {_where(str(row['variant']))}"
    return [
        Result(
            "fos-alpha", "Надёжность α", float(row["alpha"]), evidence.test, float(row["low"]), float(row["high"]),
            int(row["n"]), headline=True, verdict=states[row["verdict"]], note=note,
        ),
        Result("fos-sem", "Ошибка измерения", float(row["sem"]), evidence.test, n=int(row["n"]), unit="баллов"),
    ]  # fmt: skip


def _precision_rows(tool: Tool) -> list[Result]:
    found, n = tool.precision, len(tool.scored.scores)
    return [
        Result("fos-omega", "ω Макдональда", found.value("omega"), tool.test, n=n),
        Result("fos-sum-gap", "Различимая разность сумм", found.gap, tool.test, n=n, unit="баллов",
               note="меньшую разность двух учеников может объяснить ошибка измерения"),
    ]  # fmt: skip


def _dif_rows(tool: Tool) -> list[Result]:
    try:
        table = tool.dif
    except MissingData as gap:
        return [Result("fos-dif-items", "Заданий с различием девочек и мальчиков", math.nan, tool.test,
                       verdict="мало данных", note=gap.message)]  # fmt: skip
    judged = table[table["verdict"] != "мало данных"]
    found = int(judged["verdict"].isin(FLAGGED).sum())
    few = judged.empty
    return [
        Result(
            "fos-dif-items", "Заданий с различием девочек и мальчиков", math.nan if few else found, tool.test,
            n=int(table["n"].max()), unit="шт.",
            verdict="мало данных" if few else "внимание" if found else "хорошо",
            note=str(table.sort_values("n", ascending=False)["reason"].iloc[0]) if few else "при равной подготовке",
        )
    ]  # fmt: skip


def _model_rows(tool: Tool) -> list[Result]:
    found = tool.calibration
    done = found.curves is not None
    return [
        Result(
            "fos-calibrated-items", "Заданий на шкале модели", len(found.items) if done else math.nan, tool.test,
            n=found.n, unit="шт.", verdict="" if found.verdict == DONE else "мало данных",
            note=f"модель: {found.model}" if found.verdict == DONE else found.reason,
        )
    ]  # fmt: skip
