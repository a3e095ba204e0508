"""The words of the assembler: got it or why not, the proof sheet, the composition, the stock of the bank.

Apart from the other ФОС sections because a choice on the page changes all of them at once.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tile, Tiles, finding, tile
from workbook.display.figure import Chart
from workbook.display.fos_variant_charts import likeness, stock
from workbook.display.fos_words import listed
from workbook.display.tables import Column, Table, col
from workbook.fos import TIER_NAMES
from workbook.fos.assembly import BEST, NOTHING, TIME_OUT, Assembly, Proof, Refusal
from workbook.settings import Settings

__all__ = ["composition", "outcome", "proof", "supply"]


def outcome(assembly: Assembly, settings: Settings) -> Block:
    """Say whether there are variants and how alike they are, or why there are none and what would help.

    Parameters
    ----------
    assembly : Assembly
        :func:`workbook.fos.variants.variants`.
    settings : Settings
        ``equating.anchor_share``, ``assembly.time_limit``.
    """
    if assembly.refusal is not None:
        return _refused(assembly, assembly.refusal, settings)
    order, found = assembly.order, assembly.checked()
    many = numbers.count(order.variants, "вариант собран", "варианта собраны", "вариантов собраны")
    size = numbers.count(order.size, "задание", "задания", "заданий")
    kept, whole = int(found.checks["met"].sum()), len(found.checks)
    said = [finding("ok" if found.met else "bad", f"{many}, в каждом {size}. Требований заказа выполнено {kept} из "
                    f"{whole}: каждое пересчитано по таблицам.")]  # fmt: skip
    said += _alike(assembly)
    said += _advice(assembly, settings)
    if len(assembly.left_out):
        reasons = assembly.left_out["reason"].value_counts()
        words = ", ".join(f"{reason} — {n}" for reason, n in reasons.items())
        n = numbers.count(len(assembly.left_out), "задание", "задания", "заданий")
        said.append(finding("info", f"Выбирали из {assembly.pool_size} заданий; ещё {n} не взято: {words}."))
    return Stack([_tiles(assembly, found), Findings(said)])


def proof(assembly: Assembly) -> Block:
    """Show the proof sheet: every requirement, every variant, how many items two variants share.

    Raises
    ------
    MissingData
        There are no variants.
    """
    found = assembly.checked()
    checks = Table(
        found.checks.assign(state=["выполнено" if met else "не выполнено" for met in found.checks["met"]]),
        {"requirement": col("Требование"), "wanted": col("Нужно"), "found": col("Есть"), "state": col("Состояние")},
        note="Числа пересчитаны по банку и составу вариантов, независимо от программы, которая их подбирала. Подбор "
        f"{assembly.order.seed}.",
        row_class=lambda row: "" if row["met"] else "bad",
    )
    names: dict[str, Column] = {
        "variant": col("Вариант", "int"), "items": col("Заданий", "int"), "score": col("Баллов", "number", 0),
        "minutes": col("Минут", "number", 0), "common": col("Общих заданий", "int"),
    }  # fmt: skip
    for name in assembly.gauge.names:
        names[name] = (
            col("Ожидаемое выполнение", "percent", 1)
            if name == "success"
            else col(f"Информация при {name}", "number", 2)
        )
    if assembly.gauge.names:
        names["worst"] = col("Отличие от цели", "percent", 1)
    blocks: list[Block] = [checks, Table(found.variants, names, caption="Варианты рядом")]
    if "success" in assembly.gauge.names and len(found.variants) > 1:
        title = "Одинаково ли трудны варианты?"
        blocks.append(Chart(likeness(assembly), title, "Ожидаемое выполнение вариантов по уровням"))
    if len(found.variants) > 1:
        blocks.append(_overlap(found))
    return Stack(blocks)


def composition(assembly: Assembly) -> Block:
    """Show which item stands at which place of each variant.

    Raises
    ------
    MissingData
        There are no variants.
    """
    assembly.checked()
    items = assembly.items
    grid = items.pivot_table(index="place", columns="variant", values="item", aggfunc="first")
    shared = items.pivot_table(index="place", columns="variant", values="common", aggfunc="first").all(axis=1)
    first = items[items["variant"] == 1].set_index("place")
    table = pd.DataFrame({"place": grid.index, "tier": [TIER_NAMES.get(str(t), str(t)) for t in first["tier"]]})
    for variant in grid.columns:
        table[f"v{variant}"] = grid[variant].to_numpy()
    table["common"] = ["общее" if common else "" for common in shared]
    columns = {"place": col("№", "int"), "tier": col("Уровень")}
    columns |= {f"v{variant}": col(f"Вариант {variant}") for variant in grid.columns}
    if shared.any():
        columns["common"] = col("Общее")
    words = Text(
        "Задания стоят от базового уровня к высокому, внутри уровня — от лёгких к трудным; общие задания во всех "
        "вариантах на одном месте.",
        tone="quiet",
    )
    return Stack([words, Table(table, columns, row_class=_common_row)])


def supply(assembly: Assembly) -> Block:
    """Show for each cell of the specification what the bank has and what the order takes.

    Parameters
    ----------
    assembly : Assembly
        With variants or without.
    """
    table = _stock(assembly)
    thin = table[table["more"] == 0]
    said: list[Finding] = []
    if (table["lack"] > 0).any():
        lacking = table[table["lack"] > 0]
        names = listed(f"{row['title']} — {row['lack']}" for row in lacking.to_dict("records"))
        said.append(finding("bad", f"Заданий меньше, чем нужно: {names}."))
    elif len(thin) and assembly.found:
        names = listed(thin["title"])
        said.append(finding("warn", f"На ещё один вариант без повторов не хватит заданий: {names}."))
    elif assembly.found:
        more = numbers.count(int(table["more"].min()), "вариант", "варианта", "вариантов")
        said.append(finding("ok", f"Запаса банка хватит ещё на {more} без повторов."))
    shown = Table(
        table,
        {
            "title": col("Клетка спецификации"), "items": col("В варианте", "int"), "needed": col("Нужно всего", "int"),
            "available": col("Можно взять", "int"), "left_out": col("Не взяты"),
        },
        row_class=lambda row: "bad" if row["lack"] else "",
        note="Нужно всего — разных заданий на все варианты." if assembly.found else "Нужно всего — без общих заданий.",
    )  # fmt: skip
    chart = Chart(stock(table), "Хватает ли заданий в банке?", "Задания банка по клеткам спецификации")
    return Stack([Findings(said), chart, Details("Все клетки: сколько нужно и сколько есть", shown)])


def _common_row(row: pd.Series[Any]) -> str:
    return "info" if row["common"] else ""


def _refused(assembly: Assembly, refusal: Refusal, settings: Settings) -> Block:
    late = assembly.status == TIME_OUT
    said = [finding("neutral" if late else "bad", refusal.sentence)]
    said += [finding("bad", sentence) for sentence in refusal.reasons["sentence"].iloc[1:]]
    if not late:
        changes = "; ".join(dict.fromkeys(refusal.reasons["change"]))
        several = len(set(refusal.reasons["change"])) > 1
        least = "Наименьшие изменения, которых вместе" if several else "Наименьшее изменение, которого"
        enough = f"{least} достаточно" if refusal.proven else "Что изменить"
        said.append(finding("info", f"{enough}: {changes}."))
    if refusal.remedies:
        said.append(finding("info", f"Проверено, что поможет и любое одно из этого: {'; '.join(refusal.remedies)}."))
    blocks: list[Block] = [Tiles([tile("Состояние", assembly.status, "решает автор работы", "warn")]), Findings(said)]
    if len(refusal.missing):
        blocks.append(
            Table(
                refusal.missing,
                {
                    "title": col("Клетка спецификации"), "missing": col("Не хватает", "int"),
                    "needed": col("Нужно", "int"), "available": col("Можно взять", "int"),
                    "left_out": col("Есть, но не взяты"),
                },
                caption="Каких заданий не хватает",
            )
        )  # fmt: skip
    if late:
        limit = numbers.count(settings.assembly.time_limit, "секунды", "секунд", "секунд")
        blocks.append(Text(f"Поиск остановлен после {limit} («время_поиска» в методике школы).", tone="quiet"))
    return Stack(blocks)


def _alike(assembly: Assembly) -> list[Finding]:
    found, order = assembly.checked(), assembly.order
    if order.variants == 1:
        return []
    if assembly.gauge.source == NOTHING:
        return [finding("neutral", "Равная трудность не проверена: она не учтена по выбору или неизвестна. Заполните в "
                        "банке столбец «Ожидаемое выполнение» — хватит оценки автора.")]  # fmt: skip
    said = []
    away = (
        f"Наибольшее отличие варианта от общей цели — {numbers.percent(assembly.away)} при допуске "
        f"{numbers.percent(order.tolerance, 0)}"
    )
    if assembly.status == BEST:
        away += "; заметно ровнее из этого банка не собрать, это доказано"
    elif assembly.bound > 0:
        away += f"; меньше {numbers.percent(assembly.bound)} из этого банка не бывает, это доказано"
    said.append(finding("ok", f"{away}."))
    if "success" in found.variants:
        low, high = float(found.variants["success"].min()), float(found.variants["success"].max())
        points = found.variants["score"] * found.variants["success"] / 100
        gap = float(points.max() - points.min())
        much = f"примерно на {numbers.number(gap, 1)} балла" if gap >= 0.1 else "меньше чем на 0,1 балла"
        said.append(
            finding("info", f"Ожидаемое выполнение вариантов — {_ends(low, high)}: средний балл может отличаться "
                    f"{much}. Источник трудности: {assembly.gauge.source}.")
        )  # fmt: skip
    else:
        said.append(finding("info", f"Источник трудности: {assembly.gauge.source}."))
    minutes = found.variants["minutes"]
    if minutes.notna().all():
        short, long = numbers.number(minutes.min(), 0), numbers.number(minutes.max(), 0)
        span = short if short == long else f"{short}–{long}"
        said.append(finding("info", f"Время выполнения вариантов — {span} мин."))
    return said


def _ends(low: float, high: float) -> str:
    ends = numbers.number(low, 1), numbers.number(high, 1)
    return numbers.percent(low) if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}{numbers.NBSP}%"


def _advice(assembly: Assembly, settings: Settings) -> list[Finding]:
    order = assembly.order
    if order.variants == 1:
        return []
    least = math.ceil(settings.equating.anchor_share / 100 * order.size - 1e-9)
    if order.in_every_variant >= least:
        return []
    need = numbers.count(least, "общее задание", "общих задания", "общих заданий")
    return [
        finding("info", f"Чтобы потом сравнить баллы вариантов (выравнивание), нужно {need} из {order.size}, сейчас "
                f"{order.in_every_variant}.")
    ]  # fmt: skip


def _tiles(assembly: Assembly, found: Proof) -> Tiles:
    order = assembly.order
    tone = "ok" if found.met else "bad"
    figures: list[Tile] = [
        tile("Состояние", assembly.status, f"из {assembly.pool_size} заданий", tone),
        tile("Вариантов", str(order.variants), f"по {order.size} заданий, общих {order.in_every_variant}"),
    ]
    if math.isfinite(assembly.away):
        note = f"допуск {numbers.percent(order.tolerance, 0)}"
        figures.append(tile("Отличие от цели", numbers.percent(assembly.away), note, tone))
    return Tiles(figures)


def _overlap(found: Proof) -> Table:
    grid = found.overlap.rename(columns=lambda name: f"v{name}").assign(
        name=[f"Вариант {n}" for n in found.overlap.index]
    )
    columns = {"name": col("")} | {f"v{n}": col(f"Вариант {n}", "int") for n in found.overlap.columns}
    return Table(
        grid, columns, caption="Сколько заданий общие у двух вариантов", note="На диагонали — заданий в варианте."
    )


def _stock(assembly: Assembly) -> pd.DataFrame:
    order = assembly.order
    rows = []
    for number, cell in enumerate(order.cells):
        left = assembly.left_out.loc[assembly.left_out["cell"] == number, "reason"].value_counts()
        available = int(assembly.available.get(number, 0))
        placed = assembly.items.loc[assembly.items["cell"] == number, "item"].nunique() if assembly.found else 0
        needed = placed if assembly.found else cell.items * order.variants
        rows.append(
            (cell.title, cell.items, needed, available, max(needed - available, 0), (available - needed) // cell.items,
             "; ".join(f"{reason} — {n}" for reason, n in left.items()))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["title", "items", "needed", "available", "lack", "more", "left_out"])
