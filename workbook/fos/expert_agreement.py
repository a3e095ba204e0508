"""How far the experts agree, in coefficients and in words that a methodical council can use.

Apart from :mod:`workbook.estimates.agreement` because there stand formulas for any raters, and here the judgement of
twelve criteria and three experts: mostly «ориентировочно».
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates.agreement import (
    Bootstrap,
    Coefficient,
    cohen_kappa,
    exact_matches,
    fleiss_kappa,
    intraclass,
    kendall_w,
    krippendorff_alpha,
)
from workbook.fos.expertise import Sheets
from workbook.settings import AgreementRules

__all__ = ["expert_agreement", "expert_pairs"]

FIRM, USABLE, WEAK, ROUGH, NONE = "надёжное", "допустимое", "слабое", "мало данных", "не определено"

_SEED = 20260315
_USUAL = 0.7
"""Share of one score from which α says little: there was almost nothing to disagree about."""


def expert_agreement(given: Sheets, rules: AgreementRules) -> pd.DataFrame:
    """Agreement of the experts on one tool: matches, κ, α, W, ICC, each with interval and meaning.

    Parameters
    ----------
    given : Sheets
        :func:`workbook.fos.expertise.sheets`.
    rules : AgreementRules
        ``draws``, ``experts_n``, ``units_n``, ``alpha_firm``, ``alpha_usable``.

    Returns
    -------
    pandas.DataFrame
        code (matches, kappa, alpha, w, icc), name, value, low, high, p (of W only), units, experts, verdict
        («надёжное», «допустимое», «слабое», «мало данных», «не определено»; empty for matches), words, rough (True
        when experts or criteria are too few for more than «ориентировочно»).

    Raises
    ------
    MissingData
        One expert.

    References
    ----------
    Limits of α: Krippendorff K. (2019). Content Analysis, 4th ed., p. 356: .800 and .667. The same limits are put to
    the other coefficients, which are on the same scale; W is judged by its test.
    """
    scores = given.scores
    if len(given.experts) < 2:
        text = f"По работе «{given.test}» есть лист одного эксперта: согласие считают от двух экспертов."
        raise MissingData(text, Reason.TABLE_EMPTY, ("expertise",))
    plan = Bootstrap(_SEED, rules.draws)
    concordance = kendall_w(scores, bootstrap=plan)
    matches = exact_matches(scores, bootstrap=plan)
    rows = [
        _row("matches", "Доля совпавших пар оценок", matches, rules),
        _row("alpha", "α Криппендорфа (порядковая шкала)", krippendorff_alpha(scores, bootstrap=plan), rules),
        _row("kappa", "κ Флейса", fleiss_kappa(scores, bootstrap=plan), rules),
        _row("w", "W Кендалла", concordance.w, rules, concordance.p),
        _row("icc", "ICC(2,k), надёжность средней оценки", intraclass(scores).forms["ICC(2,k)"], rules),
    ]
    table = pd.DataFrame(rows)
    usual = _usual(scores)
    table["words"] = [_words(row, usual) for row in table.to_dict("records")]
    return table


def expert_pairs(given: Sheets) -> pd.DataFrame:
    """Compare the experts two by two.

    Returns
    -------
    pandas.DataFrame
        first, second, n (criteria both scored), matches_percent, kappa (weighted by squared difference; NaN when both
        gave one score only), difference (mean of first minus second, points), apart (criteria apart by 2).
    """
    rows = []
    for first, second in combinations(given.experts, 2):
        both = given.scores[[first, second]].dropna()
        gap = both[first] - both[second]
        kappa = cohen_kappa(both[first], both[second], weights="quadratic")
        rows.append({
            "first": first, "second": second, "n": len(both),
            "matches_percent": 100 * float((gap == 0).mean()) if len(both) else math.nan, "kappa": kappa.value,
            "difference": float(gap.mean()) if len(both) else math.nan, "apart": int((gap.abs() >= 2).sum()),
        })  # fmt: skip
    columns = ["first", "second", "n", "matches_percent", "kappa", "difference", "apart"]
    return pd.DataFrame(rows, columns=columns)


def _row(code: str, name: str, found: Coefficient, rules: AgreementRules, p: float = math.nan) -> dict[str, Any]:
    rough = found.raters < rules.experts_n or found.units < rules.units_n
    return {
        "code": code, "name": name, "value": found.value, "low": found.low, "high": found.high, "p": p,
        "units": found.units, "experts": found.raters, "verdict": _verdict(code, found, rules, p), "rough": rough,
        "reason": found.reason,
    }  # fmt: skip


def _verdict(code: str, found: Coefficient, rules: AgreementRules, p: float) -> str:
    if code == "matches":
        return ""
    if not found.known:
        return NONE
    if found.units < rules.units_n:
        return ROUGH
    if code == "w":
        return USABLE if p <= rules.order_p else WEAK
    if found.value >= rules.alpha_firm:
        return FIRM
    return USABLE if found.value >= rules.alpha_usable else WEAK


def _usual(scores: pd.DataFrame) -> tuple[float, float]:
    """Return the most frequent score and its share."""
    values = pd.Series(scores.to_numpy().ravel()).dropna()
    counts = values.value_counts(normalize=True).sort_index(ascending=False)
    return float(counts.index[int(counts.to_numpy().argmax())]), float(counts.max())


def _words(row: dict[Any, Any], usual: tuple[float, float]) -> str:
    if row["reason"] and row["verdict"] == NONE:
        return str(row["reason"])
    code, value = str(row["code"]), float(row["value"])
    if code == "matches":
        return f"Из ста пар оценок одного критерия совпадает примерно {_whole(100 * value)}."
    if code == "w":
        chance = f"(p = {max(math.floor(1000 * float(row['p']) + 0.5), 1) / 1000:.3f})".replace(".", ",")
        if row["verdict"] == USABLE:
            return f"Эксперты одинаково видят, какие критерии слабее, какие сильнее {chance}; строгость здесь не важна."
        return f"Общего порядка критериев от слабых к сильным не видно: совпадения могут быть случайны {chance}."
    if code == "icc":
        part = max(0, _whole(100 * value))
        return (
            f"Различиями самих критериев объясняется около {part}\u00a0% разброса средних оценок, остальное — эксперты."
        )
    if row["verdict"] in (FIRM, USABLE):
        tail = (
            "согласие держится и без поправки на случай." if code == "kappa" else "на среднюю оценку можно опираться."
        )
        return f"Оценки сходятся заметно чаще, чем случайно; {tail}"
    if usual[1] >= _USUAL:
        share = f"{_whole(100 * usual[1])}\u00a0% оценок — {usual[0]:.0f}"
        return f"{share}: расходиться почти не в чем, и коэффициент занижен. Смотрите на долю совпадений."
    if value < 0:
        return (
            "Оценки расходятся чаще, чем при случайной расстановке: эксперты, возможно, понимают критерии по-разному."
        )
    return "Согласие слабое: средняя сумма скрывает разные мнения, спорные критерии нужно обсудить."


def _whole(value: float) -> int:
    return math.floor(value + 0.5)
