"""How far the experts agree and who is stricter, in words first: most councils have never met a coefficient.

Apart from the other sections of the protocol because these speak of the experts, and those of the tool.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, finding
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.errors import MissingData, Reason
from workbook.fos import Disagreements
from workbook.settings import Settings

__all__ = ["agreement", "severity"]

_ALONE = "Лист один: согласие и строгость считают от двух экспертов."


def severity(found: Disagreements, fund: pd.DataFrame | None, settings: Settings) -> Block:
    """Say who is stricter than the others, in this tool and over the whole fund.

    Parameters
    ----------
    found : Disagreements
        :func:`workbook.fos.disagreements`.
    fund : DataFrame or None
        :func:`workbook.fos.fund_severity`; None leaves it out.
    settings : Settings
        ``severity_shift``.

    Raises
    ------
    MissingData
        One expert.
    """
    table = found.severity
    if table is None:
        raise MissingData(_ALONE, Reason.TABLE_EMPTY, ("expertise",))
    said = _who(table, fund)
    shift = numbers.number(settings.agreement.severity_shift, 1)
    blocks: list[Block] = [
        Findings(said),
        Text(
            "Каждого эксперта сравнивают со средней по порядку оценкой (медианой) всех экспертов по тем же критериям. "
            f"Отличием считают не меньше {shift} балла на критерий, когда отрезок не задевает ноль. Строже — не значит "
            "ошибается: возможно, он один заметил недостаток.",
            tone="quiet",
        ),
        Chart(
            charts.intervals(table, "expert", "severity", n="n", unit="баллов", target=0,
                             title="отличие от других, баллов на критерий"),
            "Кто строже, кто мягче?",
            "Среднее отличие каждого эксперта от медианы с интервалом: левее нуля — строже",
            "Левее нуля — строже, правее — мягче; n — критериев.",
        ),
    ]  # fmt: skip
    if fund is not None and len(fund):
        blocks.append(Details("Строгость по всем работам школы", _fund(fund)))
    return Stack(blocks)


def _who(table: pd.DataFrame, fund: pd.DataFrame | None) -> list[Finding]:
    said = []
    for row in table[table["verdict"].isin(["строже", "мягче"])].to_dict("records"):
        gap = numbers.number(abs(row["severity"]), 1)
        near, far = sorted((abs(row["low"]), abs(row["high"])))
        ends = numbers.interval(near, far, 1)
        said.append(
            finding("warn", f"Эксперт {row['expert']}, возможно, {row['verdict']} других: в среднем на {gap} балла по "
                            f"критерию ({ends}).")
        )  # fmt: skip
    if not said:
        few = (table["verdict"] == "мало данных").all()
        text = "Критериев слишком мало, чтобы судить о строгости." if few else "Заметно более строгих экспертов нет."
        said.append(finding("neutral" if few else "ok", text))
    if fund is not None and len(fund):
        steady = fund[fund["verdict"].isin(["строже", "мягче"]) & (fund["tools"] > 1)]
        for row in steady.to_dict("records"):
            tools = numbers.count(row["tools"], "работе", "работам", "работам")
            gap = numbers.number(abs(row["severity"]), 1)
            who = f"эксперт {row['expert']} {row['verdict']} других на {gap} балла"
            said.append(finding("info", f"По {tools} вместе {who}: это, возможно, его обычная манера."))
    return said


def _fund(fund: pd.DataFrame) -> Table:
    return Table(
        fund,
        {
            "expert": col("Эксперт"), "tools": col("Работ", "int"), "n": col("Оценок", "int"),
            "severity": col("Отличие от других", "change", 2),
            "ends": col("Интервал 95\u00a0%", "interval", 2, low="low", high="high"), "verdict": col("Вывод"),
        },
        caption="Строгость по всем работам",
        row_class=lambda row: "warn" if row["verdict"] in ("строже", "мягче") else "",
    )  # fmt: skip


def agreement(found: Disagreements, settings: Settings) -> Block:
    """Say in words how far the experts agree; the coefficients stand below.

    Parameters
    ----------
    found : Disagreements
        :func:`workbook.fos.disagreements`.
    settings : Settings
        ``experts_n``, ``units_n``, ``alpha_firm``, ``alpha_usable``.

    Raises
    ------
    MissingData
        One expert.
    """
    table, pairs = found.agreement, found.pairs
    if table is None or pairs is None:
        raise MissingData(_ALONE, Reason.TABLE_EMPTY, ("expertise",))
    rules = settings.agreement
    shown = table.assign(verdict=table["verdict"].replace("", numbers.MISSING))
    coefficients = Table(
        shown,
        {
            "name": col("Показатель"), "value": col("Значение", "number", 2),
            "ends": col("Интервал 95\u00a0%", "interval", 2, low="low", high="high"),
            "verdict": col("Согласие"), "words": col("Что это значит"),
        },
        caption="Согласие экспертов",
        note=f"1 — полное согласие, 0 — как при случайной расстановке. Надёжным согласие считают от "
        f"{numbers.number(rules.alpha_firm, 2)}, допустимым — от {numbers.number(rules.alpha_usable, 2)} "
        "(Krippendorff, 2019). Интервалы — повторными выборками критериев, у ICC — по F.",
        row_class=lambda row: "warn" if row["verdict"] == "слабое" else "",
    )  # fmt: skip
    two = pairs.assign(pair=pairs["first"] + " и " + pairs["second"])
    by_pairs = Table(
        two,
        {
            "pair": col("Эксперты"), "n": col("Критериев", "int"), "matches_percent": col("Совпало", "share_bar", 0),
            "apart": col("Разошлись на всю шкалу", "int"), "difference": col("Первый минус второй", "change", 2),
            "kappa": col("κ взвешенная", "number", 2),
        },
        caption="Согласие попарно",
    )  # fmt: skip
    return Stack([Findings(_conclusion(found, table, settings)), coefficients, Details("Кто с кем согласен", by_pairs)])


def _conclusion(found: Disagreements, table: pd.DataFrame, settings: Settings) -> list[Finding]:
    by = {str(row["code"]): row for row in table.to_dict("records")}
    alpha, matches, order = by["alpha"], by["matches"], by["w"]
    share = f"Совпадает {numbers.percent(100 * matches['value'], 0)} пар оценок."
    tone = {"надёжное": "ok", "допустимое": "ok", "слабое": "warn"}.get(str(alpha["verdict"]), "neutral")
    if alpha["verdict"] == "не определено":
        said = [finding("neutral", f"{share} {alpha['words']}")]
    elif alpha["verdict"] == "мало данных":
        said = [finding("neutral", f"{share} Общих критериев слишком мало, чтобы судить о согласии.")]
    else:
        said = [finding(tone, f"Согласие {alpha['verdict']}: α = {numbers.number(alpha['value'], 2)}. {share}")]
    strict = found.severity is not None and found.severity["verdict"].isin(["строже", "мягче"]).any()
    if alpha["verdict"] == "слабое":
        if strict and order["verdict"] == "допустимое":
            text = "Эксперты различаются строгостью, а сильные и слабые критерии видят одинаково: договориться о мере."
        elif strict:
            text = "Часть расхождения — строгость одного из экспертов, но и общего порядка критериев не видно."
        else:
            text = str(alpha["words"])
        said.append(finding("info", text))
    if alpha["rough"]:
        rules = settings.agreement
        said.append(
            finding("neutral", f"Это ориентировочно: для вывода нужны хотя бы {rules.experts_n} эксперта и "
                               f"{rules.units_n} общих критериев.")
        )  # fmt: skip
    return said
