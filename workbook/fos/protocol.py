"""The protocol of disagreements: what to talk over, in which order, what each expert said, what would change.

Apart because it puts the other modules of expertise together in the order of a meeting, and computes nothing new.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbook.estimates import Result, half_up, results_table
from workbook.fos.criteria import CRITERIA, TOP
from workbook.fos.expert_agreement import expert_agreement, expert_pairs
from workbook.fos.expertise import Outcome, Review, Sheets, must_criteria, outcome, review, sheets
from workbook.fos.robustness import contested, scenarios, settled
from workbook.fos.severity import severity
from workbook.settings import FosRules, Settings

__all__ = ["Disagreements", "agenda", "disagreements", "expertise_overview", "expertise_results"]

_VERDICTS = {"принято": "хорошо", "доработать": "внимание", "отклонено": "плохо"}


@dataclass(frozen=True, eq=False)
class Disagreements:
    """Everything that the meeting of experts needs.

    Attributes
    ----------
    sheets : Sheets
        Scores and comments as matrices.
    review : Review
        Sheets and criteria with the draft decision.
    outcome : Outcome
        The draft decision with its total and its zeros.
    everybody : Outcome
        The same with all sheets; differs from ``outcome`` only when an expert is left out.
    agenda : pandas.DataFrame
        Contested criteria in the order of discussion: place, criterion, title, must (obligatory), why (Russian), said
        («Э-01 — 2; Э-03 — 0»), comments («Э-03: …»), lowest, highest, if_low, if_high (decision were all to agree on
        it), pivotal (the decision depends on it).
    scenarios : pandas.DataFrame
        :func:`workbook.fos.robustness.scenarios`.
    severity, agreement, pairs : pandas.DataFrame or None
        None with one expert.
    needs : tuple of str
        Russian sentences: what is missing for «принято»; empty when accepted.
    """

    sheets: Sheets
    review: Review
    outcome: Outcome
    everybody: Outcome
    agenda: pd.DataFrame
    scenarios: pd.DataFrame
    severity: pd.DataFrame | None
    agreement: pd.DataFrame | None
    pairs: pd.DataFrame | None
    needs: tuple[str, ...]

    @property
    def robust(self) -> bool:
        """Whether no single «что, если» changes the decision."""
        return not bool(self.scenarios["changes"].any())


def disagreements(expertise: pd.DataFrame, test: str, settings: Settings, left_out: str = "") -> Disagreements:
    """Prepare the protocol of one assessment tool.

    Parameters
    ----------
    expertise : pandas.DataFrame
        fos, expert, criterion, score, comment, date.
    test : str
        Code of the assessment tool.
    settings : Settings
        Sections ``fos`` (the rule) and ``agreement``.
    left_out : str
        Expert whose sheet is not counted.

    Raises
    ------
    MissingData
        Nobody has reviewed this tool.
    """
    rules = settings.fos
    given = sheets(expertise, test, left_out)
    several = len(given.experts) > 1
    found = outcome(given.scores, rules)
    everybody = outcome(sheets(expertise, test).scores, rules) if left_out else found
    return Disagreements(
        given, review(expertise, test, rules, left_out), found, everybody, _agenda(given, rules),
        scenarios(given, rules),
        severity(given, settings.agreement) if several else None,
        expert_agreement(given, settings.agreement) if several else None,
        expert_pairs(given) if several else None,
        _needs(given, found, rules),
    )  # fmt: skip


def agenda(expertise: pd.DataFrame, test: str, rules: FosRules) -> pd.DataFrame:
    """Return :attr:`Disagreements.agenda` alone, where the rest of the protocol is not asked for.

    Parameters
    ----------
    expertise : pandas.DataFrame
        fos, expert, criterion, score, comment, date.
    test : str
        Code of the assessment tool.
    rules : FosRules
        The rule of the decision.

    Raises
    ------
    MissingData
        Nobody has reviewed this tool.
    """
    return _agenda(sheets(expertise, test), rules)


_AGENDA = ("place", "criterion", "title", "must", "why", "said", "comments", "lowest", "highest", "if_low", "if_high",
           "pivotal")  # fmt: skip


def _agenda(given: Sheets, rules: FosRules) -> pd.DataFrame:
    scores, must = given.scores, must_criteria(rules)
    now = outcome(scores, rules).decision
    rows: list[dict[str, Any]] = []
    for number in contested(scores, rules):
        low, high = (settled(scores, [number], rules, upward=up).decision for up in (False, True))
        marks = scores.T[number].astype("float64").dropna()
        rows.append({
            "criterion": number, "title": CRITERIA[number], "must": number in must,
            "why": _why(number, marks, must),
            "said": "; ".join(f"{expert} — {mark:.0f}" for expert, mark in marks.items()),
            "comments": "; ".join(f"{expert}: {text}" for expert, text in given.comments.loc[number].items() if text),
            "lowest": int(marks.min()), "highest": int(marks.max()), "if_low": low, "if_high": high,
            "pivotal": {low, high} != {now},
        })  # fmt: skip
    # First what alone can stop the tool, then what turns the decision, then the widest gaps; else as on the sheet.
    rows.sort(key=lambda row: (not (row["must"] and row["lowest"] == 0), not row["pivotal"],
                               row["lowest"] - row["highest"], row["criterion"]))  # fmt: skip
    return pd.DataFrame([{"place": place, **row} for place, row in enumerate(rows, 1)], columns=list(_AGENDA))


def _why(number: int, marks: pd.Series[float], must: tuple[int, ...]) -> str:
    strict = [str(expert) for expert, mark in marks.items() if mark == 0]
    if number in must and strict:
        return f"обязательный критерий, 0 {'поставил' if len(strict) == 1 else 'поставили'} {', '.join(strict)}"
    return "мнения разошлись на всю шкалу"


def _needs(given: Sheets, found: Outcome, rules: FosRules) -> tuple[str, ...]:
    """Say what is missing for «принято»: zeros to be removed, points to be gained, and where points are lost."""
    if found.decision == "принято":
        return ()
    if not math.isfinite(found.total):
        gaps = [f"{expert} — {int(given.scores[expert].isna().sum())}" for expert in given.experts]
        return (f"Дозаполнить хотя бы один лист: пропущено критериев {', '.join(gaps)}.",)
    said = []
    if found.zeros:
        listed = ", ".join(str(number) for number in found.zeros)
        many = "обязательному критерию" if len(found.zeros) == 1 else "обязательным критериям"
        said.append(f"Исправить работу так, чтобы по {many} {listed} не было нулей.")
    if found.total < rules.accept_sum:
        lack = half_up(rules.accept_sum - found.total, 1)
        lost = (TOP - given.scores.mean(axis=1)).dropna().sort_values(ascending=False, kind="stable")
        worst = [f"{number} («{CRITERIA[int(number)]}»)" for number in lost[lost > 0].index[:3]]
        said.append(f"Средней сумме не хватает {_points(lack)} до {rules.accept_sum}.")
        said.append(f"Больше всего баллов теряется по критериям {', '.join(worst)}.")
    return tuple(said)


def _points(lack: float) -> str:
    """Write so many points in the genitive: «0,3 балла», «1 балла», «5 баллов»."""
    text = f"{lack:g}".replace(".", ",")
    return f"{text} {'балла' if not lack.is_integer() or (lack % 10 == 1 and lack % 100 != 11) else 'баллов'}"


def expertise_overview(expertise: pd.DataFrame, rules: FosRules) -> pd.DataFrame:
    """Sum up every assessment tool that has sheets, those that need a meeting first.

    Parameters
    ----------
    expertise : pandas.DataFrame
        fos, expert, criterion, score, comment, date.
    rules : FosRules
        The rule of the decision.

    Returns
    -------
    pandas.DataFrame
        fos, experts, complete (sheets), total, decision, contested (criteria), turning (cases in which the decision is
        another one).
    """
    rows = []
    for test in sorted(map(str, expertise.dropna(subset=["score"])["fos"].unique())):
        given = sheets(expertise, test)
        cases = scenarios(given, rules)
        rows.append({
            "fos": test, "experts": len(given.experts), "complete": int(given.scores.notna().all().sum()),
            "total": cases.loc[0, "total"], "decision": cases.loc[0, "decision"],
            "contested": len(contested(given.scores, rules)), "turning": int(cases["changes"].sum()),
        })  # fmt: skip
    columns = ["fos", "experts", "complete", "total", "decision", "contested", "turning"]
    return pd.DataFrame(rows, columns=columns).sort_values(["contested", "fos"], ascending=[False, True],
                                                           kind="stable", ignore_index=True)  # fmt: skip


def expertise_results(found: Disagreements) -> pd.DataFrame:
    """Collect the tidy figures of the expert protocol.

    Parameters
    ----------
    found : Disagreements
        :func:`disagreements`.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`workbook.estimates.RESULT_COLUMNS`; headlines: mean sum, contested criteria, α.
    """
    test, scores = found.sheets.test, found.sheets.scores
    disputed, experts = len(found.agenda), len(found.sheets.experts)
    rows = [
        Result(
            "expert-total", "Средняя сумма листов экспертизы", found.outcome.total, test, n=experts, unit="баллов",
            headline=True, verdict=_VERDICTS.get(found.outcome.decision, "мало данных"),
            note=f"проект решения: {found.outcome.decision}",
        ),
        Result(
            "expert-contested", "Спорных критериев", disputed if experts > 1 else math.nan, test, n=len(scores),
            unit="шт.", headline=True,
            verdict="мало данных" if experts < 2 else "внимание" if disputed else "хорошо",
        ),
        Result(
            "expert-robust", "Сценариев, в которых решение другое", int(found.scenarios["changes"].sum()), test,
            n=len(found.scenarios) - 1, unit="шт.",
        ),
    ]  # fmt: skip
    if found.agreement is not None:
        by: dict[str, dict[Any, Any]] = {str(row["code"]): row for row in found.agreement.to_dict("records")}
        alpha, matches = by["alpha"], by["matches"]
        words = {"надёжное": "хорошо", "допустимое": "хорошо", "слабое": "внимание"}
        rows.append(
            Result(
                "expert-alpha", "Согласие экспертов α", float(alpha["value"]), test, float(alpha["low"]),
                float(alpha["high"]), int(alpha["units"]), headline=True,
                verdict=words.get(str(alpha["verdict"]), "мало данных"),
                note="ориентировочно" if alpha["rough"] else "",
            )
        )  # fmt: skip
        rows.append(
            Result(
                "expert-matches-percent", "Совпавших пар оценок", 100 * float(matches["value"]), test,
                100 * float(matches["low"]), 100 * float(matches["high"]),
                int(matches["units"]), unit="%",
            )
        )  # fmt: skip
    return results_table(rows)
