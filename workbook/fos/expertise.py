"""Expert review as data: the sheets of one assessment tool, the decision, and where experts disagree.

Apart because its units are experts and criteria, not pupils and items. How far the experts agree, who is stricter and
what would change the decision stand in modules of their own; all of them read :class:`Sheets`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.fos.criteria import CRITERIA, TOP
from workbook.settings import FosRules

__all__ = ["Outcome", "Review", "Sheets", "experts_of", "must_criteria", "outcome", "review", "reviewed", "sheets"]

ACCEPTED, REWORK, REFUSED = "принято", "доработать", "отклонено"
INCOMPLETE, UNKNOWN = "неполный лист", "мало данных"


@dataclass(frozen=True, eq=False)
class Sheets:
    """The sheets of one assessment tool as matrices.

    Attributes
    ----------
    test : str
        Code of the assessment tool.
    scores : pandas.DataFrame
        Index criterion 1..12, one column an expert, 0..2; NaN where the expert left a gap.
    comments : pandas.DataFrame
        The same shape, text; empty where nothing was said.
    dates : pandas.Series
        Expert → last date of the sheet.
    left_out : str
        Expert whose sheet is not counted; empty when all are.
    """

    test: str
    scores: pd.DataFrame
    comments: pd.DataFrame
    dates: pd.Series[pd.Timestamp]
    left_out: str = ""

    @property
    def experts(self) -> list[str]:
        """Codes of the experts, in order."""
        return [str(expert) for expert in self.scores.columns]


@dataclass(frozen=True)
class Outcome:
    """What the rule says of a set of sheets.

    Attributes
    ----------
    decision : str
        «принято», «доработать», «отклонено» or «мало данных» (no complete sheet).
    total : float
        Mean sum of the complete sheets; NaN without one.
    zeros : tuple of int
        Obligatory criteria in which a complete sheet has 0.
    reason : str
        One Russian sentence: why this decision.
    """

    decision: str
    total: float
    zeros: tuple[int, ...]
    reason: str


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


class HasTables(Protocol):
    """Anything that holds tables by name, as :class:`workbook.school.School` does."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Tables by English name."""


def reviewed(school: HasTables) -> dict[str, str]:
    """List the assessment tools that have sheets or stand in the plan: code → label, those with sheets first.

    Parameters
    ----------
    school : HasTables
        A school with any of the tables expertise, fos_plan.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = pd.DataFrame({"fos": ["МА7-ИТ", "МА7-ИТ"], "expert": ["Э-01", "Э-02"], "score": [2, 1]})
    >>> reviewed(SimpleNamespace(tables={"expertise": rows}))
    {'МА7-ИТ': 'МА7-ИТ (листов: 2)'}
    """
    tables = school.tables
    counts: dict[str, int] = {}
    if "expertise" in tables:
        scored = tables["expertise"].dropna(subset=["score"])
        counts = {str(code): int(n) for code, n in scored.groupby("fos")["expert"].nunique().sort_index().items()}
    plan = tables["fos_plan"].drop_duplicates("fos").set_index("fos") if "fos_plan" in tables else pd.DataFrame()
    for code in sorted(map(str, plan.index)):
        counts.setdefault(code, 0)
    labels = {}
    for code, n in counts.items():
        name = code
        if code in plan.index:
            row = plan.loc[code]
            title = row["title"] if isinstance(row["title"], str) else "средство"
            grade = "" if "класс" in title else f", {row['grade']} класс"
            name = f"{code} — {title}, {row['subject']}{grade}"
        labels[code] = f"{name} ({f'листов: {n}' if n else 'листов нет'})"
    return labels


def experts_of(expertise: pd.DataFrame, test: str) -> list[str]:
    """List the experts that scored this tool; with one expert nobody can be left out, and the list is empty."""
    rows = expertise[expertise["fos"] == test].dropna(subset=["score"])
    found = sorted(map(str, rows["expert"].unique()))
    return found if len(found) > 1 else []


def sheets(expertise: pd.DataFrame, test: str, left_out: str = "") -> Sheets:
    """Lay the rows of one tool out as a matrix.

    Parameters
    ----------
    expertise : pandas.DataFrame
        fos, expert, criterion, score, comment, date.
    test : str
        Code of the assessment tool.
    left_out : str
        Expert whose sheet is not counted.

    Raises
    ------
    MissingData
        Nobody has reviewed this tool, or nobody is left.
    """
    rows = expertise[expertise["fos"] == test].dropna(subset=["score"])
    if rows.empty:
        raise MissingData(f"Листов экспертизы по работе «{test}» нет.", Reason.TABLE_EMPTY, ("expertise",))
    rows = rows[rows["expert"] != left_out]
    if rows.empty:
        text = f"Без листа эксперта {left_out} по работе «{test}» не остаётся ни одного листа экспертизы."
        raise MissingData(text, Reason.TABLE_EMPTY, ("expertise",))
    order = sorted(CRITERIA)
    wide = rows.pivot_table(index="criterion", columns="expert", values="score", aggfunc="first").astype("float64")
    said = rows.assign(comment=rows["comment"].fillna("")).pivot_table(
        index="criterion", columns="expert", values="comment", aggfunc="first"
    )
    wide = wide.reindex(order)
    said = said.reindex(index=order, columns=wide.columns).fillna("").astype("str")
    return Sheets(test, wide, said, rows.groupby("expert")["date"].max(), left_out)


def must_criteria(rules: FosRules) -> tuple[int, ...]:
    """Return the numbers of the criteria in which a 0 sends the tool back."""
    parts = rules.must_criteria.replace(",", ";").split(";")
    return tuple(int(part) for part in parts if part.strip())


def outcome(scores: pd.DataFrame, rules: FosRules) -> Outcome:
    """Apply the rule to a matrix of scores: the mean sum of complete sheets and the zeros of obligatory criteria.

    One expert's 0 in an obligatory criterion is enough to send the tool back.

    Parameters
    ----------
    scores : pandas.DataFrame
        Criteria × experts.
    rules : FosRules
        ``accept_sum``, ``rework_sum``, ``must_criteria``.
    """
    whole = scores.loc[:, scores.notna().all()]
    if whole.empty or not len(whole.columns):
        return Outcome(UNKNOWN, math.nan, (), "Ни один лист экспертизы не заполнен до конца.")
    total = float(whole.sum().mean())
    zeros = tuple(sorted(number for number in must_criteria(rules) if number in whole.index
                         and (whole.loc[number] == 0).any()))  # fmt: skip
    return ruled(total, zeros, rules)


def ruled(total: float, zeros: tuple[int, ...], rules: FosRules) -> Outcome:
    """Apply the rule to a mean sum and the obligatory criteria that hold a 0."""
    decision = _decide(total, zeros, rules)
    if zeros:
        named = ", ".join(f"«{CRITERIA.get(number, number)}»" for number in zeros)
        many = "обязательному критерию" if len(zeros) == 1 else "обязательным критериям"
        low = f"Нужно не ниже {rules.rework_sum}. " if decision == REFUSED else ""
        return Outcome(decision, total, zeros, f"{low}По {many} поставлен 0: {named}.")
    if decision == ACCEPTED:
        return Outcome(decision, total, (), f"Не ниже {rules.accept_sum}, нулей по обязательным критериям нет.")
    limit = rules.accept_sum if decision == REWORK else rules.rework_sum
    return Outcome(decision, total, (), f"Нужно не ниже {limit}.")


def review(expertise: pd.DataFrame, test: str, rules: FosRules, left_out: str = "") -> Review:
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
    left_out : str
        Expert whose sheet is not counted.

    Raises
    ------
    MissingData
        Nobody has reviewed this tool.
    """
    given = sheets(expertise, test, left_out)
    found = outcome(given.scores, rules)
    return Review(test, _experts(given, rules), _criteria(given), found.total, found.decision, found.reason)


def _decide(total: float, zeros: tuple[int, ...] | list[int], rules: FosRules) -> str:
    if total >= rules.accept_sum and not zeros:
        return ACCEPTED
    return REWORK if total >= rules.rework_sum else REFUSED


def _experts(given: Sheets, rules: FosRules) -> pd.DataFrame:
    away = away_from_median(given.scores).mean()
    rows = []
    for expert in given.experts:
        sheet = given.scores[expert]
        zeros = [number for number in must_criteria(rules) if sheet.get(number) == 0]
        total = float(sheet.sum())
        decision = _decide(total, zeros, rules) if sheet.notna().all() else INCOMPLETE
        rows.append({
            "expert": expert, "date": given.dates[expert], "criteria": int(sheet.notna().sum()), "total": total,
            "zeros": "; ".join(map(str, zeros)), "decision": decision, "severity": float(away[expert]),
        })  # fmt: skip
    return pd.DataFrame(rows)


def away_from_median(scores: pd.DataFrame) -> pd.DataFrame:
    """Return each score minus the median of the experts on the same criterion; NaN where one expert alone scored.

    The median, so that one severe expert does not make the others look lenient.
    """
    shared = scores.where(scores.notna().sum(axis=1) >= 2, axis=0)
    return shared.sub(shared.median(axis=1), axis=0)


def _criteria(given: Sheets) -> pd.DataFrame:
    scores = given.scores
    spread = scores.max(axis=1) - scores.min(axis=1)
    table = scores.copy()
    table.insert(0, "title", [CRITERIA[int(number)] for number in scores.index])
    table["mean"], table["spread"], table["disagree"] = scores.mean(axis=1), spread, spread >= TOP
    table["comments"] = ["; ".join(dict.fromkeys(text for text in row if text)) for row in given.comments.to_numpy()]
    return table.reset_index()
