"""A row of the incentive sheet: evidence, claim, the commission's word, and the points that follow.

Apart from the evidence because here two sources meet: what is counted cannot be asked for, what is asked for is shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from workbook.estimates import half_up
from workbook.settings import IncentiveRules
from workbook.vsoko.incentive_evidence import DOUBT

__all__ = [
    "CLAIMED",
    "COMMISSION",
    "CONFIRMED",
    "COUNTED",
    "GAIN",
    "MARKS",
    "REFUSED",
    "ROW_COLUMNS",
    "TOOLS",
    "UNASKED",
    "sheet_rows",
    "sums",
]

GAIN, MARKS, TOOLS = "прирост результатов", "подтверждение отметок", "принятые ФОС"
"""Criteria that the data bear out; the others rest on documents alone."""

COUNTED, CONFIRMED, REFUSED = "по данным", "подтверждено", "отклонено"
CLAIMED, COMMISSION, UNASKED = "не рассмотрено", "решает комиссия", "не заявлено"
"""What stands behind the points of a row."""

ROW_COLUMNS = (
    "teacher", "criterion", "cap", "value", "low", "high", "n", "word", "why", "computed", "claimed", "proof",
    "decided", "points", "state", "remark",
)  # fmt: skip
"""Columns of :func:`sheet_rows`: ``why`` — why the data do not decide, ``computed`` — points that they bear out (nan:
they do not decide), ``claimed`` — points asked for, ``proof`` — the document, ``decided`` — «да», «нет» or empty,
``points`` — what enters the sum."""


def sheet_rows(
    teachers: Sequence[str], evidence: Mapping[str, pd.DataFrame], claims: pd.DataFrame, rules: IncentiveRules
) -> pd.DataFrame:
    """Put evidence and claims of each teacher and criterion side by side.

    Parameters
    ----------
    teachers : sequence of str
        Codes, in the order of the result.
    evidence : mapping
        Criterion → table of :mod:`workbook.vsoko.incentive_evidence`.
    claims : DataFrame
        Rows of «Лист стимулирования» of the year.
    rules : IncentiveRules
        Largest points of a criterion.

    Returns
    -------
    DataFrame
        :data:`ROW_COLUMNS`, a row for each teacher and criterion.

    Notes
    -----
    A criterion that the data decide gets the points of the data, whatever is asked for or ticked; a larger claim is a
    remark. Where the data do not decide (few pupils) or cannot (mentoring), the claim counts when the commission
    confirmed it, up to the criterion's largest points.
    """
    known = {name: {row["teacher"]: row for row in part.to_dict("records")} for name, part in evidence.items()}
    asked = {(row["teacher"], row["criterion"]): row for row in claims.to_dict("records")}
    rows = [
        _row(teacher, criterion, float(cap), known.get(criterion, {}).get(teacher, {}),
             asked.get((teacher, criterion), {}), rules)
        for teacher in teachers
        for criterion, cap in rules.caps.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(ROW_COLUMNS))


def _row(
    teacher: str, criterion: str, cap: float, found: Mapping[Any, Any], claim: Mapping[Any, Any], rules: IncentiveRules
) -> dict[str, Any]:
    computed = min(float(found.get("points", math.nan)), cap) if found else math.nan
    claimed = float(claim.get("points", math.nan)) if claim else math.nan
    proof, decided = _text(claim.get("evidence")), _text(claim.get("confirmed"))
    points, state = _points(computed, claimed, decided, cap, seen=bool(found))
    row = {
        "teacher": teacher, "criterion": criterion, "cap": cap, "value": found.get("value", math.nan),
        "low": found.get("low", math.nan), "high": found.get("high", math.nan), "n": int(found.get("n", 0)),
        "word": found.get("word", ""), "why": found.get("why", ""), "computed": computed, "claimed": claimed,
        "proof": proof, "decided": decided, "points": points, "state": state,
    }  # fmt: skip
    return row | {"remark": " ".join(_remarks(row, found, rules))}


def _points(computed: float, claimed: float, decided: str, cap: float, *, seen: bool) -> tuple[float, str]:
    if not math.isnan(computed):
        return computed, COUNTED
    if math.isnan(claimed):
        return 0.0, COMMISSION if seen else UNASKED
    if decided == "да":
        return min(claimed, cap), CONFIRMED
    if decided == "нет":
        return 0.0, REFUSED
    return 0.0, COMMISSION if seen else CLAIMED


def _remarks(row: Mapping[str, Any], found: Mapping[Any, Any], rules: IncentiveRules) -> list[str]:
    said = []
    if row["claimed"] > row["cap"]:
        said.append(f"Заявлено {_said(row['claimed'])}, наибольший балл критерия {_said(row['cap'])}.")
    if row["claimed"] > row["computed"]:
        ticked = " Комиссия подтвердила заявленное: обоснуйте в протоколе." if row["decided"] == "да" else ""
        said.append(
            f"Заявлено {_said(row['claimed'])}, данные подтверждают {_said(row['computed'])}: в сумму входит по данным."
            f"{ticked}"
        )
    if row["why"] == DOUBT and not math.isnan(row["claimed"]):
        said.append("ВПР под вопросом: данные заявку не подтверждают. Перепроверьте работы и обоснуйте в протоколе.")
    if not math.isnan(row["claimed"]) and not row["proof"]:
        said.append("Нет ссылки на подтверждение.")
    if found.get("raised", 0) >= rules.raised_talk and not math.isnan(row["computed"]):
        said.append("Много работ оценено выше журнала: возможно, стоит обсудить критерии отметок. На баллы не влияет.")
    return said


def sums(rows: pd.DataFrame, rules: IncentiveRules) -> pd.DataFrame:
    """Add the points of each teacher up to the largest sum.

    Returns
    -------
    DataFrame
        Columns teacher, total, counted (points by data), agreed (points confirmed), waiting (criteria that wait for
        the commission), remarks (how many); in the order of ``rows``.
    """
    points, states = rows["points"], rows["state"]
    parts = rows.assign(
        counted=points.where(states.eq(COUNTED), 0.0),
        agreed=points.where(states.eq(CONFIRMED), 0.0),
        waiting=(states.isin([CLAIMED, COMMISSION])).astype(int),
        remarks=rows["remark"].ne("").astype(int),
    )
    table = parts.groupby("teacher", sort=False)[["points", "counted", "agreed", "waiting", "remarks"]].sum()
    table["total"] = table["points"].clip(upper=float(rules.total))
    return table.reset_index()[["teacher", "total", "counted", "agreed", "waiting", "remarks"]]


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _said(value: float) -> str:
    return f"{half_up(float(value), 2):g}".replace(".", ",")
