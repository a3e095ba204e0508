"""Sections on progress by class: intervals in order of names, pupils among similar ones, the picture of a pair.

Apart from the summary because here classes stand side by side, and the order, the words and the intervals must keep
that from becoming a ranking.
"""

from __future__ import annotations

from typing import Any

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Findings, Stack, Text, finding
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_progress_charts import start_finish
from workbook.display.vsoko_words import people
from workbook.vsoko.progress import ABOVE, BELOW, FEW, Progress

__all__ = ["classes", "picture", "sentence", "similar"]

_TONES = {ABOVE: "ok", BELOW: "warn", FEW: "neutral"}


def classes(progress: Progress) -> Block:
    """Show each class against what its start promised, by name and not by value."""
    table = progress.classes
    table = table.assign(
        label=table["class_"] + ", " + table["pair"],
        pairs=table["n"].astype(str) + " из " + table["listed"].astype(str),
        tone=[_tone(row, progress) for row in table.to_dict("records")],
    )  # fmt: skip
    shrunk = "сжатая оценка" if progress.differ else "обычная разность: сжатая у всех — ноль или около него"
    chart = Chart(
        charts.intervals(table, "label", "effect", n="n", unit="п.п.", target=0,
                         tone="tone" if table["tone"].ne("info").any() else "",
                         title="финиш против ожидаемого, п.п."),
        "Закончил ли класс выше или ниже, чем обычно при таком старте?",
        "Точки с отрезками: прогресс классов против ожидаемого, в порядке названий классов",
        note=f"Классы — по порядку названий, это не рейтинг. Показана {shrunk}",
    )  # fmt: skip
    columns = {
        "class_": col("Класс"), "pair": col("Пара работ"), "pairs": col("Пары", align="right"),
        "raw": col("Разность, п.п.", "change"), "effect": col("Прогресс, п.п.", "change"),
        "ends": col("Интервал 95\u00a0%", "interval", low="low", high="high"), "verdict": col("Вывод"),
    }  # fmt: skip
    note = (
        "Пары — у скольких учеников класса есть обе работы. Разность — средний финиш минус ожидаемый; прогресс — она "
        "же, сжатая к среднему школы, если классы различаются больше, чем случайно."
    )
    return Stack([chart, Details("Таблица по классам", Table(table, columns, note=note))])


def similar(progress: Progress) -> Block:
    """Say for each class how its pupils finished among similar ones."""
    table, middle = progress.classes, progress.rules.similar_middle
    table = table.assign(
        label=table["class_"] + ", " + table["pair"], tone=[_tone(row, progress) for row in table.to_dict("records")]
    )
    side = numbers.number((100 - middle) / 2)
    parts = {"above": "выше похожих", "about": "около ожидаемого", "below": "ниже похожих"}
    tones = {"above": "ok", "about": "info", "below": "warn"}
    words = (
        "Похожие — ученики этой школы с таким же стартом за все годы (трудность работ учтена). Обычно из ста таких "
        f"учеников {side} заканчивают выше, {numbers.number(middle)} — около ожидаемого, {side} — ниже."
    )
    enough = table.loc[table["verdict"].ne(FEW)]  # shares of a handful of pupils are not drawn
    chart = Chart(
        charts.stacked_shares(enough, "label", parts, tones=tones),
        f"Как закончили ученики среди похожих? Обычно {side} : {numbers.number(middle)} : {side}",
        "Полосы: доли учеников, закончивших выше похожих, около ожидаемого и ниже", n=int(enough["n"].sum()),
    )  # fmt: skip
    said = [finding(row["tone"], sentence(row, progress)) for row in table.to_dict("records")]
    listed = Findings(said, title="По классам, в порядке названий")
    told = listed if enough["tone"].ne("info").any() or enough.empty else Details("То же словами, по классам", listed)
    return Stack([Text(words), *([chart] if len(enough) else []), told, _behind(progress)])


def sentence(row: dict[Any, Any], progress: Progress) -> str:
    """Put one class in words: counts, what is usual, the difference with its interval.

    Parameters
    ----------
    row : dict
        A row of :attr:`workbook.vsoko.progress.Progress.classes`.
    progress : Progress
    """
    usual = (100 - progress.rules.similar_middle) / 200 * row["n"]
    counts = (
        f"{row['class_']}, {row['pair']}: выше похожих закончили {row['above']} из {row['n']}, около ожидаемого — "
        f"{row['about']}, ниже — {row['below']}"
    )
    if row["verdict"] == FEW:
        return f"{counts}. {people(row['n']).capitalize()} — малая выборка, вывода нет."
    change = f"{numbers.points(row['effect'])} ({numbers.interval(row['low'], row['high'])})"
    end = {
        ABOVE: "класс закончил выше, чем обещал старт", BELOW: "класс закончил ниже, чем обещал старт",
    }.get(row["verdict"], "в пределах случайного")  # fmt: skip
    return f"{counts} (обычно по {numbers.number(usual, 0)} выше и ниже). Против ожидаемого {change}: {end}."


def picture(progress: Progress) -> Block:
    """Draw start against finish for the pair asked for, or the pair with most pupils."""
    rows = progress.pupils
    pair = progress.pair or str(rows["pair"].value_counts(sort=True).sort_index(kind="stable").idxmax())
    rows = rows.loc[rows["pair"].eq(pair)]
    band = progress.bands.loc[rows["kind"].iloc[0]]
    start, finish = pair.split(" → ")
    note = "" if progress.pair else "Показана пара с наибольшим числом учеников; другую можно выбрать выше."
    return Chart(
        start_finish(rows, band, (start, finish)),
        f"{progress.subject.capitalize()}, {pair}, {progress.year}: кто закончил выше и ниже похожих?",
        "Точки: старт и финиш каждого ученика; линия — ожидаемый финиш, полоса — около ожидаемого",
        note=note, n=len(rows),
    )  # fmt: skip


def _tone(row: dict[Any, Any], progress: Progress) -> str:
    tone = _TONES.get(row["verdict"], "info")
    return "info" if tone == "ok" and progress.doubts else tone


def _behind(progress: Progress) -> Block:
    """List the codes of pupils who finished below similar ones, by class."""
    rows = progress.pupils
    rows = rows.loc[rows["side"].eq("below")]
    columns = {
        "class_": col("Класс"), "pair": col("Пара работ"), "pupil": col("Код ученика"),
        "start": col("Старт", "percent", 0), "usual": col("Ожидаемый финиш", "percent", 0),
        "finish": col("Финиш", "percent", 0),
    }  # fmt: skip
    note = "Только для работы внутри школы. Одна работа — повод поговорить и предложить помощь, а не оценка ученика."
    table = Table(rows.assign(usual=rows["expected"].clip(0, 100)), columns, note=note)
    return Details(f"Закончили ниже похожих: коды учеников ({len(rows)})", table)
