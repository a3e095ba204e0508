"""The words about what a scale does: marks of each method, pupils at a border, and chance in a mark.

Apart from the scale and its methods because these sections need pupils' answers.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Findings, Stack, Text, finding
from workbook.display.figure import Chart
from workbook.display.fos_standard_words import another_mark, of_hundred
from workbook.display.tables import Table, col
from workbook.estimates import half_up
from workbook.fos.standard import OK, Draft

__all__ = ["chance", "consequences"]


def consequences(draft: Draft) -> Block:
    """Say what each method's scale would do to the pupils who wrote the work.

    Parameters
    ----------
    draft : Draft
    """
    done = draft.consequences
    if done is None:
        return Findings([finding("neutral", "Работу ещё не писали: последствия порогов не видны.")])
    rows, unit = _shares_by_method(draft), draft.work.unit
    said = [
        finding(
            "info",
            f"По проекту шкалы на «4» и «5» — {numbers.percent(done.quality, 0)}, выше «2» — "
            f"{numbers.percent(done.success, 0)} из {numbers.count(done.n, 'работы', 'работ', 'работ')}.",
        )
    ]
    if len(rows) > 1:
        twos = 100 * rows["two"] / rows["n"]
        low, high = numbers.percent(twos.min(), 0), numbers.percent(twos.max(), 0)
        if low != high:
            said.append(finding("warn", f"Доля «2» зависит от выбора метода: от {low} до {high}."))
    blocks: list[Block] = [
        Findings(said),
        Chart(
            charts.stacked_shares(
                rows, "method", {"five": "«5»", "four": "«4»", "three": "«3»", "two": "«2»"}, n="n"
            ),
            "Сколько каких отметок дал бы каждый метод?", "Доли отметок по методам",
        ),
    ]  # fmt: skip
    if len(done.near):
        near = done.near.assign(name="«" + done.near["mark"].astype(str) + "»")
        blocks.append(
            Table(
                near,
                {
                    "name": col("Граница"), "cut": col(f"с, {unit}", "int"), "count": col("Учеников рядом", "int"),
                    "percent": col("Доля", "share_bar", 0), "ends": col("интервал, %", "interval", 0, low="low",
                                                                        high="high"),
                },
                caption="Сколько учеников в пределах одной ошибки измерения от границы",
                note=f"Ошибка измерения — {numbers.number(draft.work.sem, 1)} ({unit}): этим ученикам другую отметку "
                "мог дать случай.",
            )
        )  # fmt: skip
    if len(done.classes):
        blocks.append(Details("Отметки по классам", _by_class(done.classes)))
    return Stack(blocks)


def chance(draft: Draft) -> Block:
    """Say how many pupils would get another mark on a parallel variant.

    Parameters
    ----------
    draft : Draft
    """
    found = draft.decision
    if found is None:
        return Findings([finding("neutral", "Работу ещё не писали: вероятность другой отметки считать не по чему.")])
    if found.verdict != OK:
        return Findings([finding("neutral", f"Вероятность другой отметки не посчитана. {found.reason}")])
    said = [another_mark(found, draft.rules)]
    hard = found.by_cut.sort_values("consistency", kind="stable").iloc[0]
    said.append(
        finding(
            "info",
            f"Слабее всего граница «{int(hard['mark'])}»: по разные стороны от неё при повторе оказались бы "
            f"{of_hundred(100 - float(hard['consistency']))} из 100.",
        )
    )
    wrong = 100 - found.accuracy
    said.append(
        finding("info", f"От отметки по «истинному» баллу отличалась бы отметка {of_hundred(wrong)} из 100 учеников.")
    )
    method = Text(
        f"Метод {found.method}: по разбросу сумм и надёжности оценивается, как распределились бы отметки тех же "
        f"учеников на параллельном варианте (работ: {found.n}; вариант так же точен, как "
        f"{numbers.count(int(half_up(found.length)), 'задание', 'задания', 'заданий')} «верно — неверно»). Это оценка "
        "по модели, не проверка повтором.",
        tone="quiet",
    )
    cuts = found.by_cut.assign(name="«" + found.by_cut["mark"].astype(str) + "»")
    table = Table(
        cuts,
        {
            "name": col("Граница"), "consistency": col("Та же сторона при повторе", "share_bar", 0),
            "accuracy": col("Верная сторона", "percent", 0), "too_high": col("Завышение случаем", "percent", 1),
            "too_low": col("Занижение случаем", "percent", 1),
        },
        caption="Устойчивость каждой границы",
        note="«Случаем» — из-за ошибки измерения, а не по вине учителя или ученика.",
    )  # fmt: skip
    same = found.same.iloc[::-1, ::-1]
    names = [f"«{mark}»" for mark in same.index]
    grid = pd.DataFrame(same.to_numpy(), columns=[f"c{mark}" for mark in same.columns]).assign(name=names)
    columns = {"name": col("Сейчас \\ при повторе")}
    columns |= {f"c{mark}": col(f"«{mark}»", "percent", 1) for mark in same.columns}
    kappa = Text(
        f"Согласие отметок {numbers.percent(found.consistency, 0)}, случайное дало бы "
        f"{numbers.percent(found.chance, 0)}; κ = {numbers.number(found.kappa, 2)}.",
        tone="quiet",
    )
    return Stack(
        [Findings(said), method, table, Details("Отметки на двух вариантах", Stack([Table(grid, columns), kappa]))]
    )


def _shares_by_method(draft: Draft) -> pd.DataFrame:
    """Count the marks under the draft and under the scale of every method that gives one."""
    scales = {"проект шкалы": draft.scale}
    for name in draft.comparison.usable:
        if name != draft.scale.method:
            scales[name] = draft.comparison.scale(name, draft.rounding)
    rows = []
    for name, mine in scales.items():
        marks = mine.marks(draft.work.sums)
        count = {key: int((marks == mark).sum()) for key, mark in (("five", 5), ("four", 4), ("three", 3), ("two", 2))}
        label = f"{name} ({mine.method})" if name == "проект шкалы" else name
        rows.append({"method": label, "n": len(marks)} | count)
    return pd.DataFrame(rows)


def _by_class(classes: pd.DataFrame) -> Table:
    counts = classes.pivot(index="class_", columns="mark", values="count")
    whole = classes.groupby("class_", sort=False)[["n"]].first()
    order = list(whole.index)
    table = counts.reindex(order).rename(columns={mark: f"m{mark}" for mark in (2, 3, 4, 5)}).join(whole).reset_index()
    twos = classes[classes["mark"] == 2].set_index("class_")[["percent", "low", "high"]]
    table = table.join(twos, on="class_")
    return Table(
        table,
        {
            "class_": col("Класс"), "n": col("Работ", "int"), "m5": col("«5»", "int"), "m4": col("«4»", "int"),
            "m3": col("«3»", "int"), "m2": col("«2»", "int"), "percent": col("Доля «2»", "percent", 0),
            "ends": col("интервал, %", "interval", 0, low="low", high="high"),
        },
        note="Класс — нынешний. Классы малы: о различиях судят по интервалам, а не по долям.",
    )  # fmt: skip
