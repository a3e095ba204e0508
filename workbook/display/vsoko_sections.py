"""The ВСОКО report as a whole: the minute at its start, the steps at its end, and all sections under one name.

Apart from the sections because the summary draws on each of them.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Finding, Findings, Stack, Text, Tile, Tiles
from workbook.display.vsoko_deficits import (
    confirmed_deficits,
    deficit_finding,
    deficits,
    dynamics,
    growth_finding,
    kept_finding,
    retained,
)
from workbook.display.vsoko_marks import classes, pupils, subjects
from workbook.display.vsoko_objectivity import journal, journal_finding, scores, spikes_finding
from workbook.display.vsoko_words import behind, listed, lower, percent_of, works
from workbook.errors import MissingData
from workbook.settings import Settings
from workbook.vsoko.results import INDICATORS, confirmed_verdict, mark_verdict
from workbook.vsoko.scope import Scope

__all__ = [
    "classes",
    "deficits",
    "dynamics",
    "journal",
    "next_steps",
    "pupils",
    "retained",
    "scores",
    "subjects",
    "summary",
]


def summary(scope: Scope, rules: Settings) -> Block:
    """Tell the whole report in a minute: four figures, then what was found, most urgent first."""
    total = scope.indicators([], rules).iloc[0]
    doubtful = scope.doubtful
    tiles = [_mark_tile(total, name, rules, doubtful) for name in INDICATORS]
    found = [_mark_finding(total, rules, doubtful)]
    try:
        pairs = scope.agreement([]).iloc[0]
        tiles.append(
            Tile(
                f"Подтвердили отметку на {scope.procedure}",
                numbers.percent(pairs["confirmed_percent"]),
                f"{behind(pairs, 'confirmed')}; цель {percent_of(rules.deficits.targets['подтвердили'])}",
                confirmed_verdict(pairs, rules),
            )
        )
        found.append(journal_finding(pairs, scope))
        found.append(spikes_finding(scope))
    except MissingData as gap:
        found.append(Finding("neutral", gap.message))
    found += _found_or_gap(growth_finding, scope)
    found += _found_or_gap(kept_finding, scope)
    found += _found_or_gap(deficit_finding, scope)
    return Stack([Tiles(tiles), Findings(found, title="Главное", urgent_first=True)])


def next_steps(scope: Scope) -> Block:
    """Say what to decide next, built from what was found."""
    steps = []
    sure = confirmed_deficits(scope)
    if len(sure):
        first = sure.iloc[0]
        steps.append(
            f"Обсудить на методическом совете первую строку карты дефицитов: {lower(first['indicator'])}, "
            f"{first['group']}; вписать причину, меру, ответственного и срок."
        )
    try:
        flagged = scope.agreement(["subject", "grade"])
        flagged = flagged.loc[flagged["verdict"].eq("внимание")]
        if len(flagged):
            steps.append(
                f"Сверить критерии отметок и провести перекрёстную проверку работ ({listed(works(flagged), 4)}); "
                "выводы — после проверки."
            )
    except MissingData as gap:
        steps.append(f"Дополнить данные: {gap.message}")
    kept = scope.retention.loc[scope.retention["year"].eq(scope.year) & scope.retention["profiled"]]
    leaving = kept.loc[kept["lost"] > 0]
    if len(leaving):
        steps.append(f"Выяснить причины ухода из профильных классов: {listed(leaving['class_'])}.")
    try:
        reserve = scope.pupil_list("с одной «3»")
        if len(reserve):
            steps.append(
                f"Дать классным руководителям коды учеников с одной «3» ({len(reserve)}) и договориться о поддержке "
                "по этому предмету."
            )
    except MissingData:
        pass
    if not steps:
        steps.append("Срочных решений данные не требуют: повторить расчёт после следующего периода.")
    return Stack([Findings([Finding("info", step) for step in steps], title="Предложения к обсуждению"), Text(
        "Это черновик: решения принимают люди, знающие школу.", tone="quiet")])  # fmt: skip


def _mark_tile(row: pd.Series, name: str, rules: Settings, doubtful: bool) -> Tile:
    title, key = INDICATORS[name]
    target = float(rules.deficits.targets[key])
    note = f"{numbers.interval(row[f'{name}_low'], row[f'{name}_high'])}; цель {percent_of(target)}"
    return Tile(title, numbers.percent(row[f"{name}_percent"]), note, mark_verdict(row, name, rules, doubtful))


def _mark_finding(row: pd.Series, rules: Settings, doubtful: bool) -> Finding:
    below: list[str] = []
    near: list[str] = []
    met: list[str] = []
    for name, (title, key) in INDICATORS.items():
        target = float(rules.deficits.targets[key])
        words = f"{lower(title)} {numbers.percent(row[f'{name}_percent'])} при цели {percent_of(target)}"
        if row[f"{name}_percent"] >= target:
            met.append(words)
        else:
            (below if row[f"{name}_high"] < target else near).append(words)
    parts = [
        f"{head}: {'; '.join(items)}"
        for head, items in (
            ("Ниже цели", below),
            ("Ниже цели, но в пределах погрешности", near),
            ("Цель достигнута", met),
        )
        if items
    ]
    marks = numbers.count(row["n"], "отметка", "отметки", "отметок")
    size = f"Учтено: {marks} у {numbers.count(row['pupils'], 'ученика', 'учеников', 'учеников')}."
    if row["small"]:
        return Finding("neutral", f"{'. '.join(parts)}. {size} Для вывода мало.")
    if doubtful and not below:
        return Finding("info", f"{'. '.join(parts)}. {size} Читать вместе с выводами об объективности.")
    return Finding("warn" if below else "ok" if not near else "info", f"{'. '.join(parts)}. {size}")


def _found_or_gap(make: Callable[[Scope], Finding], scope: Scope) -> list[Finding]:
    try:
        return [make(scope)]
    except MissingData as gap:
        return [Finding("neutral", gap.message)]
