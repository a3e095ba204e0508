"""The jury on a page: what it scored, how far it agrees, who is stricter; words first, coefficients below.

Apart from the decision because these sections speak of the jurors, and those of the finalists.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, finding
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.errors import MissingData, Reason
from workbook.estimates import half_up
from workbook.rating import Contest
from workbook.rating.contest_agreement import MILDER, STRICTER, UNKNOWN

__all__ = ["agreement", "need_jury", "scores", "severity", "severity_findings"]

NO_JURY = "Оценок жюри нет: таблица «Оценки жюри» не сдана. Раздайте листы из раздела «Листы жюри и протокол»."


def need_jury(held: Contest) -> None:
    """Insist on scores.

    Raises
    ------
    MissingData
        The jury has scored nobody yet.
    """
    if not held.decisions:
        raise MissingData(NO_JURY, Reason.TABLE_MISSING, ("jury",))


def scores(held: Contest, nomination: str = "") -> Block:
    """Show the scores of each juror and what is odd about them.

    Raises
    ------
    MissingData
        The jury has scored nobody, or nobody in this nomination.
    """
    need_jury(held)
    chosen = [one for name, one in held.decisions.items() if nomination in ("", name)]
    if not chosen:
        raise MissingData(f"В номинации «{nomination}» оценок жюри нет.", Reason.TABLE_EMPTY, ("jury",))
    said = [finding("warn", text) for text in held.remarks if not nomination or f"«{nomination}»" in text]
    if not said:
        said = [finding("ok", "Каждый член жюри оценил каждого финалиста по каждому критерию.")]
    parts = []
    for decision in chosen:
        given = decision.ballots
        points = np.where(given.given, given.scores / 100, np.nan)
        known = given.given.sum(axis=1)
        sums = np.where(given.given, given.scores / 100, 0).sum(axis=1)
        means = np.where(known == len(given.criteria), sums / max(len(given.criteria), 1), np.nan)
        names = [f"{given.nomination}: {unit}" for unit in given.units]
        parts.append(pd.DataFrame(means.T, index=names, columns=list(given.jurors)))
        if nomination:
            by_criterion = pd.DataFrame(
                points.transpose(2, 1, 0).reshape(-1, len(given.jurors)),
                index=[f"{unit}: {criterion}" for unit in given.units for criterion in given.criteria],
                columns=list(given.jurors),
            )
    grid = by_criterion if nomination else pd.concat(parts)
    grid = grid[sorted(grid.columns)]
    what = "балл" if nomination else "средний балл по критериям"
    chart = Chart(
        charts.heatmap(grid, 0 if nomination else 1, what, low=0, high=held.rules.top_score, reverse=True),
        "Кому сколько поставил каждый член жюри?",
        f"Карта оценок: строки — финалисты, столбцы — члены жюри, от 0 до {numbers.number(held.rules.top_score)}",
        "Тёмный столбец — строгий член жюри; одинокая тёмная клетка — повод спросить. «—» — оценены не все критерии, "
        "это не ноль.",
    )
    return Stack([Findings(said), chart])


def severity(held: Contest) -> Block:
    """Say who is stricter than the others, and what that changes.

    Raises
    ------
    MissingData
        The jury has scored nobody.
    """
    need_jury(held)
    table = held.severity
    if len(table) < 2:
        raise MissingData("Член жюри один: сравнивать не с кем.", Reason.TABLE_EMPTY, ("jury",))
    shift = numbers.number(held.rules.severity_shift)
    chart = Chart(
        charts.intervals(table, "expert", "severity", n="n", unit="баллов", target=0,
                         title="отличие от других, баллов на критерий"),
        "Кто строже, кто мягче?",
        "Отличие каждого члена жюри от медианы остальных с интервалом: левее нуля — строже",
        "Левее нуля — строже, правее — мягче; n — финалистов.",
    )  # fmt: skip
    shown = Table(
        table,
        {
            "expert": col("Член жюри"), "cells": col("Оценок", "int"), "gaps": col("Пустых клеток", "int"),
            "severity": col("Отличие от других", "change", 2),
            "ends": col(_ends(held), "interval", 2, low="low", high="high"), "verdict": col("Вывод"),
        },
        "Строгость членов жюри",
        f"Сравнение с медианой остальных по тем же клеткам; отличием считают от {shift} балла, если интервал не "
        "задевает ноль.",
        row_class=lambda row: "warn" if row["verdict"] in (STRICTER, MILDER) else "",
    )  # fmt: skip
    return Stack([Findings(severity_findings(held)), chart, shown])


def severity_findings(held: Contest) -> list[Finding]:
    """Name the jurors who differ from the others, as a possibility."""
    if len(held.severity) < 2:
        return []
    found = []
    for row in held.severity[held.severity["verdict"].isin([STRICTER, MILDER])].to_dict("records"):
        near, far = sorted((abs(row["low"]), abs(row["high"])))
        found.append(
            finding(
                "warn",
                f"{row['expert']}, возможно, {row['verdict']} других: в среднем на "
                f"{numbers.number(abs(row['severity']), 1)} балла по критерию ({numbers.interval(near, far, 1)}). Там, "
                "где он оценил всех финалистов, сама строгость порядка не меняет: она одна для всех.",
            )
        )
    if not found:
        few = (held.severity["verdict"] == UNKNOWN).all()
        text = "Оценок слишком мало, чтобы судить о строгости." if few else "Заметно более строгих членов жюри нет."
        found.append(finding("neutral" if few else "ok", text))
    return found


def agreement(held: Contest) -> Block:
    """Say in words how far the jurors agree; the coefficients stand below.

    Raises
    ------
    MissingData
        The jury has scored nobody.
    """
    need_jury(held)
    coefficients = Table(
        held.agreement.assign(reason=held.agreement["reason"].replace("", numbers.MISSING)),
        {
            "name": col("Показатель"), "value": col("Значение", "number", 2),
            "ends": col(_ends(held), "interval", 2, low="low", high="high"), "units": col("Клеток", "int"),
            "reason": col("Замечание"),
        },
        "Согласие жюри по всем номинациям",
        "1 — полное согласие, около 0 — как при случайной расстановке. α учитывает и неполные листы; ICC — только "
        "клетки, которые заполнили все.",
    )  # fmt: skip
    order = held.concordance.assign(
        chance=[_chance(p, held) for p in held.concordance["p"]],
        reason=held.concordance["reason"].replace("", numbers.MISSING),
    )
    by_nomination = Table(
        order,
        {
            "nomination": col("Номинация"), "value": col("W Кендалла", "number", 2), "units": col("Финалистов", "int"),
            "raters": col("Членов жюри", "int"), "chance": col("Мог ли порядок сложиться случайно"),
            "reason": col("Замечание"),
        },
        "Один ли порядок финалистов видит жюри",
        "W: 1 — все поставили финалистов в одном порядке, 0 — общего порядка нет. Берут только листы без пропусков. "
        "При трёх-четырёх финалистах p ориентировочно.",
    )  # fmt: skip
    words = Text(
        "α и ICC(2) спрашивают, ставят ли одни и те же баллы; W и ICC(3) — один ли порядок. Строгий член жюри снижает "
        "первые и не трогает вторые.",
        tone="quiet",
    )
    return Stack(
        [Findings(_agreed(held)), by_nomination, Details("Коэффициенты по всем оценкам", Stack([coefficients, words]))]
    )


def _agreed(held: Contest) -> list[Finding]:
    found = []
    known = held.concordance[held.concordance["value"].notna()]
    low = known[known["value"] < held.rules.order_w]
    if len(known) and low.empty:
        least = numbers.number(held.rules.order_w)
        found.append(
            finding("ok", f"Где порядок можно сравнить, члены жюри видят его похожим: W нигде не ниже {least}.")
        )
    for row in low.to_dict("records"):
        found.append(
            finding(
                "warn",
                f"«{row['nomination']}»: общего порядка почти нет (W = {numbers.number(row['value'], 2)}). Обсудите, "
                "что значит каждый критерий, до подписания протокола.",
            )
        )
    value = dict(zip(held.agreement["code"], held.agreement["value"], strict=True))
    if all(math.isfinite(value[code]) for code in ("all", "order")):
        same, order = (numbers.number(half_up(value[code], 2), 2) for code in ("all", "order"))
        found.append(
            finding(
                "info",
                f"Надёжность среднего балла всего жюри {same}; если не считать разную строгость ошибкой — {order}.",
            )
        )
    return found


def _chance(p: float, held: Contest) -> str:
    if not math.isfinite(p):
        return numbers.MISSING
    word = "вряд ли" if p <= 1 - held.rules.confidence / 100 else "мог"
    return f"{word} (p {'меньше 0,001' if p < 0.001 else '= ' + numbers.number(p, 3)})"


def _ends(held: Contest) -> str:
    return f"Интервал {numbers.number(held.rules.confidence)}\u00a0%"
