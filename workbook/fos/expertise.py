"""Expert review as data: the sheet of twelve criteria, the decision, and where experts disagree.

Apart because its units are experts and criteria, not pupils and items. Agreement coefficients belong to a later stage.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.settings import FosRules

__all__ = ["CRITERIA", "Review", "review"]

CRITERIA = MappingProxyType({
    1: "соответствие рабочей программе и кодификатору",
    2: "спецификация: задание, КЭС, умение, уровень, балл",
    3: "доля заданий базового, повышенного и высокого уровней",
    4: "дифференциация заданий по уровням",
    5: "корректность содержания",
    6: "однозначность формулировок",
    7: "критерии и ключи",
    8: "шкала перевода с порогами",
    9: "время на выполнение",
    10: "равноценность вариантов",
    11: "доступность для учеников с ОВЗ",
    12: "оформление и авторские права",
})  # fmt: skip
"""The sheet «Лист экспертизы оценочных материалов» (методика школы): criterion → title."""

_TOP = 2


@dataclass(frozen=True)
class Review:
    """All sheets on one assessment tool.

    Attributes
    ----------
    test : str
        Code of the assessment tool.
    experts : pandas.DataFrame
        expert, date, criteria (scored), total, zeros (obligatory criteria scored 0, «; » between), decision
        («принято», «доработать», «отклонено», «неполный лист»), severity (mean difference from the median of the
        experts on the same criterion, points; negative = stricter; NaN with one expert).
    criteria : pandas.DataFrame
        criterion, title, one column per expert, mean, spread (largest difference), disagree (experts differ by the
        whole scale), comments.
    mean_total : float
        Mean sum of the complete sheets.
    decision : str
        «принято», «доработать», «отклонено» or «мало данных» (no complete sheet).
    reason : str
        One Russian sentence: why this decision.
    """

    test: str
    experts: pd.DataFrame
    criteria: pd.DataFrame
    mean_total: float
    decision: str
    reason: str

    @property
    def disagreements(self) -> pd.DataFrame:
        """Criteria to be talked over before signing the protocol."""
        return self.criteria[self.criteria["disagree"]]


def review(expertise: pd.DataFrame, test: str, rules: FosRules) -> Review:
    """Sum up the experts' sheets on one assessment tool.

    Each complete sheet is accepted with a sum of at least ``accept_sum`` and no 0 in an obligatory criterion, sent
    back with at least ``rework_sum``, refused below. The overall decision reads the mean sum in the same way; one
    expert's 0 in an obligatory criterion is enough to send the tool back.

    Parameters
    ----------
    expertise : pandas.DataFrame
        fos, expert, criterion, score, comment, date.
    test : str
        Code of the assessment tool.
    rules : FosRules
        ``accept_sum``, ``rework_sum``, ``must_criteria``.

    Raises
    ------
    MissingData
        Nobody has reviewed this tool.
    """
    rows = expertise[expertise["fos"] == test].dropna(subset=["score"])
    if rows.empty:
        raise MissingData(f"Листов экспертизы по работе «{test}» нет.", Reason.TABLE_EMPTY, ("expertise",))
    wide = rows.pivot_table(index="criterion", columns="expert", values="score", aggfunc="first").astype(float)
    wide = wide.reindex(sorted(CRITERIA))
    must = [int(part) for part in rules.must_criteria.replace(",", ";").split(";") if part.strip()]
    severity = _severity(wide)
    dates = rows.groupby("expert")["date"].max()
    experts = []
    for expert in wide.columns:
        sheet = wide[expert]
        zeros = [number for number in must if sheet.get(number) == 0]
        total = float(sheet.sum())
        whole = bool(sheet.notna().all())
        decision = _decide(total, zeros, rules) if whole else "неполный лист"
        experts.append({
            "expert": expert, "date": dates[expert], "criteria": int(sheet.notna().sum()), "total": total,
            "zeros": "; ".join(map(str, zeros)), "decision": decision, "severity": severity[expert],
        })  # fmt: skip
    table = pd.DataFrame(experts)
    decision, reason, mean_total = _overall(table, rules)
    return Review(test, table, _criteria(wide, rows), mean_total, decision, reason)


def _decide(total: float, zeros: list[int], rules: FosRules) -> str:
    if total >= rules.accept_sum and not zeros:
        return "принято"
    return "доработать" if total >= rules.rework_sum else "отклонено"


def _overall(experts: pd.DataFrame, rules: FosRules) -> tuple[str, str, float]:
    complete = experts[experts["decision"] != "неполный лист"]
    if complete.empty:
        return "мало данных", "Ни один лист экспертизы не заполнен до конца.", math.nan
    mean_total = float(complete["total"].mean())
    zeros = sorted({int(part) for cell in complete["zeros"] for part in cell.split("; ") if part})
    decision = _decide(mean_total, zeros, rules)
    if zeros:
        named = ", ".join(f"«{CRITERIA.get(number, number)}»" for number in zeros)
        return decision, f"По обязательному критерию поставлен 0: {named}.", mean_total
    if decision == "принято":
        return decision, f"Не ниже {rules.accept_sum}, нулей по обязательным критериям нет.", mean_total
    limit = rules.accept_sum if decision == "доработать" else rules.rework_sum
    return decision, f"Нужно не ниже {limit}.", mean_total


def _severity(wide: pd.DataFrame) -> dict[str, float]:
    if wide.shape[1] < 2:
        return dict.fromkeys(map(str, wide.columns), math.nan)
    # The median, so that one severe expert does not make the others look lenient.
    away = wide.sub(wide.median(axis=1), axis=0).mean()
    return {str(expert): float(value) for expert, value in away.items()}


def _criteria(wide: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    said = rows.dropna(subset=["comment"])
    comments = said.groupby("criterion")["comment"].agg(lambda texts: "; ".join(dict.fromkeys(texts)))
    spread = wide.max(axis=1) - wide.min(axis=1)
    table = wide.copy()
    table.insert(0, "title", [CRITERIA[int(number)] for number in wide.index])
    table["mean"], table["spread"], table["disagree"] = wide.mean(axis=1), spread, spread >= _TOP
    table["comments"] = comments.reindex(table.index).fillna("")
    return table.reset_index()
