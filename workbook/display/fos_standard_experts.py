"""The words about experts who set the marks: what to talk over, who is stricter, what a second round changed.

Apart from the scale because it is read before the meeting of experts, and the scale after it.
"""

from __future__ import annotations

import math

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, finding
from workbook.display.fos_words import listed
from workbook.display.tables import Table, col
from workbook.errors import MissingData
from workbook.fos.standard import ItemJudgements, Work, angoff, bookmark, borderline, ebel
from workbook.settings import StandardRules

__all__ = ["experts"]

_SHOWN = 8


def experts(judgements: pd.DataFrame, work: Work, rules: StandardRules) -> Block:
    """Say what experts should talk over, method by method.

    Parameters
    ----------
    judgements : DataFrame
        The school's table.
    work : Work
    rules : StandardRules
        ``disputed_spread``, ``severity_gap``.

    Raises
    ------
    MissingData
        There are no judgements about this work.
    """
    mine = set(judgements.loc[judgements["fos"] == work.test, "method"].dropna())
    if not mine:
        raise MissingData(
            f"Суждений экспертов о порогах работы «{work.test}» нет. Как их собрать: таблица «Суждения о порогах» "
            "(judgements.csv).",
            missing=("judgements",),
        )
    blocks: list[Block] = []
    said: list[Finding] = []
    for name, section in _SECTIONS.items():
        if name not in mine:
            continue
        try:
            found, parts = section(judgements, work, rules)
        except MissingData as gap:
            found, parts = [finding("neutral", gap.message)], []
        said += found
        if parts:
            blocks.append(Details(f"Метод «{name}»: подробно", Stack(parts)))
    if not said:
        said.append(finding("ok", "Спорных заданий и резко строгих экспертов нет."))
    method = Text(
        f"Задание обсуждают, если оценки экспертов расходятся на {numbers.number(rules.disputed_spread)} п.п. и больше "
        f"(стандартное отклонение). Строгость — насколько оценки эксперта выше оценок остальных по тем же заданиям; "
        f"заметна от {numbers.number(rules.severity_gap)} п.п. Строгий эксперт не ошибается: он иначе видит ученика на "
        "границе.",
        tone="quiet",
    )
    return Stack([Findings(said), method, *blocks])


_Section = tuple[list[Finding], list[Block]]


def _angoff(judgements: pd.DataFrame, work: Work, rules: StandardRules) -> _Section:
    found = angoff(judgements, work, rules)
    return _item_findings(found, work, rules), _item_blocks(found, work)


def _ebel(judgements: pd.DataFrame, work: Work, rules: StandardRules) -> _Section:
    found = ebel(judgements, work, rules)
    said = _item_findings(found.judged, work, rules)
    if len(found.torn):
        cells = numbers.count(len(found.torn), "клетке", "клетках", "клетках")
        said.append(finding("warn", f"Эбел: в {cells} один эксперт ждёт разного выполнения от заданий одной клетки."))
    if len(found.moved):
        many = numbers.count(len(found.moved), "задание", "задания", "заданий")
        said.append(finding("info", f"Эбел: по-разному разложили по клеткам {many}: {listed(found.moved['item'])}."))
    grid = Table(
        found.grid.assign(name="«" + found.grid["mark"].astype(str) + "»"),
        {
            "cell": col("Клетка"), "name": col("Отметка"), "items": col("Заданий в среднем", "number", 1),
            "value": col("Справятся из 100", "number", 0), "spread": col("Разброс, п.п.", "number", 0),
        },
        caption="Клетки Эбела",
    )  # fmt: skip
    return said, [grid, *_item_blocks(found.judged, work)]


def _bookmark(judgements: pd.DataFrame, work: Work, rules: StandardRules) -> _Section:
    found = bookmark(judgements, work, rules)
    said = []
    if len(found.left_out):
        many = numbers.count(len(found.left_out), "закладка", "закладки", "закладок")
        said.append(finding("warn", f"Закладка: не учтено {many} — задание не из этой работы."))
    chance = numbers.number(rules.response_probability, 2)
    words = Text(
        f"Буклет упорядочен {found.source}; закладка — последнее задание, которое ученик на границе решает с "
        f"вероятностью {chance}.",
        tone="quiet",
    )
    marked = found.experts.groupby("item")["mark"].agg(lambda marks: ", ".join(f"«{m}»" for m in sorted(set(marks))))
    order = found.booklet.assign(marks=found.booklet["item"].map(marked).fillna(""))
    table = Table(
        order,
        {
            "place": col("Место", "int"), "item": col("Задание"), "b": col("Трудность, логит", "number", 2),
            "success": col("Выполнение", "percent", 0), "marks": col("Закладки"),
        },
        caption="Буклет от лёгкого к трудному",
        row_class=lambda row: "info" if row["marks"] else "",
    )  # fmt: skip
    return said, [words, table]


def _borderline(judgements: pd.DataFrame, work: Work, rules: StandardRules) -> _Section:
    found = borderline(judgements, work, rules)
    said = []
    if len(found.unknown):
        many = numbers.count(len(found.unknown), "ученика", "учеников", "учеников")
        said.append(finding("info", f"Пограничная группа: у {many} нет суммы в этой работе, они не учтены."))
    table = Table(
        found.pupils.assign(name="«" + found.pupils["mark"].astype(str) + "»"),
        {
            "name": col("Граница"), "pupil": col("Ученик"), "sum": col("Сумма", "number", 0),
            "experts": col("Назвали экспертов", "int"),
        },
        caption="Ученики, названные пограничными",
    )  # fmt: skip
    return said, [table]


_SECTIONS = {"Ангофф": _angoff, "Эбел": _ebel, "закладка": _bookmark, "пограничная группа": _borderline}


def _item_findings(found: ItemJudgements, work: Work, rules: StandardRules) -> list[Finding]:
    said = []
    disputed = list(dict.fromkeys(found.disputed["item"]))
    if disputed:
        verb = numbers.plural(len(disputed), "спорное", "спорных", "спорных")
        many = f"{len(disputed)} {verb} {numbers.plural(len(disputed), 'задание', 'задания', 'заданий')}"
        said.append(finding("warn", f"{found.method}: {many}, обсудить: {listed(disputed)}."))
    sharp = found.experts[found.experts["sharp"]].drop_duplicates("expert")
    for row in sharp.to_dict("records"):
        side = "строже" if row["severity"] > 0 else "мягче"
        gap = numbers.number(abs(row["severity"]), 0)
        said.append(finding("info", f"{found.method}: эксперт {row['expert']} {side} остальных на {gap} п.п."))
    said += _round_findings(found)
    uncovered = [name for name in work.forms if name not in found.variants]
    if uncovered:
        said.append(
            finding(
                "info",
                f"{found.method}: эксперты оценили задания варианта {', '.join(found.variants)}; на вариант "
                f"{', '.join(uncovered)} порог перенесён как есть — варианты считаются равными.",
            )
        )
    if math.isfinite(found.relation) and found.relation < rules.success_relation:
        value = numbers.number(found.relation, 2)
        said.append(
            finding("warn", f"{found.method}: оценки экспертов слабо связаны с выполнением заданий (r = {value}).")
        )
    if len(found.left_out):
        many = numbers.count(len(found.left_out), "суждение", "суждения", "суждений")
        said.append(finding("warn", f"{found.method}: не учтено {many}; причины — в подробностях."))
    return said


def _round_findings(found: ItemJudgements) -> list[Finding]:
    if found.rounds["round"].nunique() < 2:
        return []
    first, last = found.rounds["round"].min(), found.rounds["round"].max()
    wide = found.rounds.pivot(index="mark", columns="round", values="spread")
    before, after = float(wide[first].mean()), float(wide[last].mean())
    changed = found.rounds[found.rounds["round"] == last].dropna(subset=["change"])
    moves = ", ".join(
        f"«{row['mark']}» {numbers.number(row['change'], 1, signed=True)}" for row in changed.to_dict("records")
    )
    side = "сблизились" if after < before else "не сблизились"
    ends = f"разброс {numbers.number(before, 1)} → {numbers.number(after, 1)} балла"
    tone = "ok" if after < before else "warn"
    return [finding(tone, f"{found.method}: после обсуждения мнения {side} ({ends}); пороги изменились: {moves}.")]


def _item_blocks(found: ItemJudgements, work: Work) -> list[Block]:
    blocks: list[Block] = []
    disputed = found.disputed.head(_SHOWN)
    columns = {
        "item": col("Задание"), "name": col("Отметка"), "mean": col("Справятся из 100", "number", 0),
        "ends": col("от и до", "interval", 0, low="low", high="high"), "spread": col("Разброс, п.п.", "number", 0),
        "success": col("Выполнение всеми", "percent", 0),
    }  # fmt: skip
    if len(disputed):
        shown = disputed.assign(name="«" + disputed["mark"].astype(str) + "»")
        blocks.append(Table(shown, columns, caption="Самые спорные задания"))
    people = found.experts.pivot(index="expert", columns="mark", values="cut").reset_index()
    people.columns = pd.Index([name if name == "expert" else f"m{name}" for name in people.columns])
    people = people.merge(found.experts[["expert", "severity", "sharp"]].drop_duplicates("expert"), on="expert")
    marks = {name: col(f"Порог «{name[1:]}»", "number", 1) for name in people.columns if name.startswith("m")}
    blocks.append(
        Table(
            people, {"expert": col("Эксперт")} | marks | {"severity": col("Строже остальных, п.п.", "change", 0)},
            caption="Эксперты: пороги последнего тура",
            row_class=lambda row: "warn" if row["sharp"] else "",
        )
    )  # fmt: skip
    if found.rounds["round"].nunique() > 1:
        rounds = found.rounds.assign(name="«" + found.rounds["mark"].astype(str) + "»")
        blocks.append(
            Table(
                rounds,
                {
                    "round": col("Тур", "int"), "name": col("Отметка"), "cut": col(f"Порог, {work.unit}", "number", 1),
                    "spread": col("Разброс экспертов", "number", 1), "change": col("Изменение", "change", 1),
                    "n": col("Экспертов", "int"),
                },
                caption="Туры обсуждения",
            )
        )  # fmt: skip
    if len(found.left_out):
        blocks.append(
            Table(
                found.left_out,
                {"expert": col("Эксперт"), "mark": col("Отметка", "int"), "item": col("Задание"),
                 "reason": col("Почему не учтено")},
                caption="Не учтено", limit=20,
            )
        )  # fmt: skip
    return blocks
