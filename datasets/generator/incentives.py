"""What teachers ask for in the sheet of incentives: mostly what the data bear out, one claim they do not, one unproved.

Apart from the teachers because these are claims, not facts.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from generator import YEARS, stream
from generator.people import Population

__all__ = ["incentives", "planted_claims", "teacher_gains"]

_GROWTH, _PROVED, _GROUP_A = "прирост результатов", "подтверждение отметок", "работа с группой А"
_MENTOR, _FOS, _NEW = "наставничество и семинары", "принятые ФОС", "инновации"
_MOST = 5
_CLAIMANTS = 8


def teacher_gains(people: Population, procedures: pd.DataFrame) -> pd.Series:
    """Return teacher → gain of the year: standing of the same pupils at ВПР now less a year ago, the plainest way.

    Parameters
    ----------
    people : Population
    procedures : DataFrame
        Percent of the largest score is standardised within year, grade and subject of the school.
    """
    rows = procedures[(procedures["procedure"] == "ВПР") & procedures["primary_score"].notna()]
    rows = rows[rows["subject"].isin(["русский язык", "математика"])]
    percent = rows["primary_score"] / rows["max_score"]
    keys = [rows["year"], rows["grade"], rows["subject"]]
    rows = rows.assign(z=(percent - percent.groupby(keys).transform("mean")) / percent.groupby(keys).transform("std"))
    names = ["pupil", "subject", "z"]
    now, before = rows[rows["year"] == YEARS[2]], rows.loc[rows["year"] == YEARS[1], names]
    both = now[[*names, "grade"]].merge(before, on=["pupil", "subject"], suffixes=("", "_before"))
    roster = people.roster[people.roster["t"] == 2]
    both = both[both["grade"] >= 5].merge(roster[["pupil", "letter"]], on="pupil")
    both["teacher"] = [
        people.teacher(subject, grade, letter)
        for subject, grade, letter in zip(both["subject"], both["grade"], both["letter"], strict=True)
    ]
    return (both["z"] - both["z_before"]).groupby(both["teacher"]).mean().sort_values(kind="stable")


def incentives(people: Population, procedures: pd.DataFrame, fos_plan: pd.DataFrame) -> pd.DataFrame:
    """Make the sheet of a school for 2025/2026: about eight teachers, a row for each criterion asked for.

    Parameters
    ----------
    people : Population
    procedures, fos_plan : DataFrame
        What the school hands in.
    """
    rng = stream(people.story.id, "incentives")
    gains = teacher_gains(people, procedures)
    worst, best = str(gains.index[0]), str(gains.index[-1])
    accepted = fos_plan[fos_plan["expertise"] == "принято"].groupby("teacher").size()
    others = [code for code in people.teachers["teacher"].iloc[2:] if code not in (worst, best)]
    chosen = sorted(str(code) for code in rng.permutation(others)[: _CLAIMANTS - 2])
    rows = [_row(worst, _GROWTH, _MOST, "справка по итогам года", None)]
    rows.append(_row(best, _GROWTH, 4, "справка по итогам ВПР", "да"))
    for place, teacher in enumerate(chosen):
        number = int(rng.integers(1, 60))
        day = dt.date(2025, 9, 15) + dt.timedelta(days=int(rng.integers(0, 230)))
        proof = f"приказ № {number} от {day:%d.%m.%Y}"
        state = ("да", "да", None)[int(rng.integers(3))]
        if place == 0:
            rows.append(_row(teacher, _MENTOR, 4, None, None))
            continue
        rows.append(_row(teacher, (_MENTOR, _GROUP_A, _NEW)[place % 3], (2, 2, 1)[place % 3], proof, state))
        if accepted.get(teacher, 0):
            rows.append(_row(teacher, _FOS, min(3, int(accepted[teacher])), "реестр ФОС", state))
    rows.append(_row(best, _PROVED, 2, "сверка журнала и ВПР", None))
    table = pd.DataFrame(rows)
    return table.sort_values(["teacher", "criterion"], kind="stable", ignore_index=True)


def planted_claims(people: Population, procedures: pd.DataFrame, table: pd.DataFrame) -> dict[str, object]:
    """Say whose claim the data do not bear out and whose has no proof."""
    unproved, gains = table[table["evidence"].isna()].iloc[0], teacher_gains(people, procedures)
    worst = {"teacher": str(gains.index[0]), "points": _MOST, "gain_z": round(float(gains.iloc[0]), 3)}
    proof = {"teacher": str(unproved["teacher"]), "criterion": str(unproved["criterion"])}
    return {"growth_not_borne_out": worst, "without_evidence": proof}


def _row(teacher: str, criterion: str, points: int, evidence: str | None, confirmed: str | None) -> dict[str, object]:
    return {"year": YEARS[2], "teacher": teacher, "criterion": criterion, "points": points, "evidence": evidence,
            "confirmed": confirmed}  # fmt: skip
