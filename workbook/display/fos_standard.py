"""The words of cut scores: the draft scale, what methods and experts say, its consequences, and chance in a mark.

Apart from the methods because they give numbers, and a school decides by sentences; nothing here sets a mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tiles, finding, tile
from workbook.display.figure import Chart
from workbook.display.fos_standard_charts import cuts_over_sums
from workbook.display.fos_standard_outcomes import chance, consequences
from workbook.display.fos_standard_words import another_mark, of_hundred, points, span
from workbook.display.tables import Table, col
from workbook.fos.standard import CUSTOMARY, FEW, MARKS, OK, OWN, REFUSED, Comparison, Draft, Scale
from workbook.settings import StandardRules

__all__ = ["chance", "consequences", "methods", "scale"]


def scale(draft: Draft, rules: StandardRules) -> Block:
    """Say in one screen where the marks would begin, what it would do, and how sure it is.

    Parameters
    ----------
    draft : Draft
        :func:`workbook.fos.standard.draft`.
    rules : StandardRules
        For the explanation.
    """
    mine = draft.scale
    said = [finding("info", f"Проект шкалы: {_begins(mine)}. {_origin(draft)}")]
    doubtful = draft.comparison.cuts[draft.comparison.cuts["method"] == mine.method]
    weak = doubtful[doubtful["verdict"] == FEW]
    if len(weak):
        said.append(finding("neutral", f"Пороги ненадёжны. {weak['reason'].iloc[0]}"))
    said += _overlaps(doubtful)
    said += _consequence_findings(draft)
    if draft.decision is not None:
        said.append(another_mark(draft.decision, draft.rules))
    note = Text(
        "Это проект. Отметку ставит учитель, шкалу утверждает школа; ниже видно, на чём она держится и что изменит.",
        tone="quiet",
    )
    bands = draft.scale.bands().assign(
        name=lambda frame: "«" + frame["mark"].astype(str) + "»",
        band=lambda frame: [_span(low, high) for low, high in zip(frame["low"], frame["high"], strict=True)],
    )
    columns = {"name": col("Отметка"), "band": col(_unit(mine), align="right")}
    if draft.consequences is not None:
        bands = bands.merge(draft.consequences.shares.rename(columns={"low": "from", "high": "to"}), on="mark")
        columns |= {
            "count": col("Учеников", "int"), "percent": col("Доля", "share_bar", 0),
            "ends": col("интервал, %", "interval", 0, low="from", high="to"),
        }  # fmt: skip
    rounding = "к ближайшему баллу" if draft.rounding == "к ближайшему" else draft.rounding
    whose = "по методике школы" if draft.rounding == rules.rounding else "выбрано на странице"
    table = Table(
        bands, columns, caption="Проект шкалы",
        note=f"Дробный порог округлён {rounding} ({whose}).",
    )  # fmt: skip
    return Stack([_tiles(draft), Findings(said), note, table])


def methods(found: Comparison, mine: Scale | None, rules: StandardRules) -> Block:
    """Lay the cuts of all methods side by side and say how far apart they are.

    Parameters
    ----------
    found : Comparison
        :func:`workbook.fos.standard.compare`.
    mine : Scale or None
        The draft, drawn as dashed lines.
    rules : StandardRules
        ``experts_n``, for the explanation.
    """
    work, cuts = found.work, found.cuts
    sure = cuts[(cuts["verdict"] == OK) & (cuts["method"] != CUSTOMARY)]
    said: list[Finding] = []
    if sure.empty:
        said.append(
            finding("neutral", "Суждений экспертов, достаточных для порогов, нет: показаны обычные пороги школы.")
        )
    for mark in MARKS:
        values = sure[sure["mark"] == mark]
        if len(values) < 2:
            continue
        low, high = float(values["value"].min()), float(values["value"].max())
        many = numbers.count(len(values), "методу", "методам", "методам")
        ends = span(low, high, work.unit)
        apart = 100 * (high - low) / work.maximum
        tone, words = ("ok", "близки") if apart <= rules.methods_gap else ("warn", "расходятся")
        said.append(finding(tone, f"Пороги «{mark}» по {many} {words}: {ends} из {points(work.maximum)}."))
    if sure["method"].nunique() == 1:
        said.append(finding("info", f"Надёжные пороги дал один метод — «{sure['method'].iloc[0]}»: сравнить не с чем."))
    said += [finding("warn", _refused(row)) for row in found.refused.to_dict("records")]
    table = Table(
        _side_by_side(found),
        {"who": col("Метод, по кому")}
        | {
            key: column
            for mark in MARKS
            for key, column in (
                (f"v{mark}", col(f"«{mark}»", "number", 1)),
                (f"e{mark}", col("интервал", "interval", 1, low=f"l{mark}", high=f"h{mark}")),
            )
        }
        | {"points": col("Шкала «3», «4», «5»"), "verdict": col("Замечание", "flag")},
        caption=f"Пороги по методам, {work.unit} из {points(work.maximum)}",
        note="Порог — до округления. Шкала — с какой суммы каждая отметка после округления. Интервал "
        f"95 % есть, если экспертов не меньше {rules.experts_n}.",
        row_class=lambda row: "neutral" if row["verdict"] else "",
    )
    chart = Chart(
        cuts_over_sums(found, mine), "Где методы проводят границы отметок?",
        "Пороги отметок по методам над распределением сумм баллов", n=work.n or None,
    )  # fmt: skip
    return Stack([Findings(said), chart, table, *_whys(found)])


def _tiles(draft: Draft) -> Tiles:
    mine = draft.scale
    tiles = [
        tile(f"«{mark}» начинается с", points(mine.cuts[mark]), f"{mine.unit} из {points(mine.maximum)}")
        for mark in MARKS
        if mine.unit == "баллов"
    ] or [tile(f"«{mark}» начинается с", f"{points(mine.cuts[mark])} %", "максимума") for mark in MARKS]
    found = draft.decision
    if found is not None:
        known = found.verdict == OK
        value = f"{of_hundred(found.another)} из 100" if known else numbers.MISSING
        tone = ("warn" if found.another > draft.rules.another_mark else "ok") if known else "neutral"
        tiles.append(tile("Другая отметка при повторе", value, "оценка по модели" if known else "мало работ", tone))
    return Tiles(tiles)


def _begins(mine: Scale) -> str:
    unit = "баллов" if mine.unit == "баллов" else "% максимума"
    return (
        ", ".join(f"«{mark}» — с {points(mine.cuts[mark])}" for mark in MARKS) + f" ({unit}, из {points(mine.maximum)})"
    )


def _origin(draft: Draft) -> str:
    name = draft.scale.method
    if name.startswith(OWN):
        return f"Это {name}: так было бы, если утвердить их."
    if name == CUSTOMARY:
        return "Это обычные пороги школы в процентах, экспертами для этой работы не обоснованные."
    rows = draft.comparison.cuts[draft.comparison.cuts["method"] == name]
    return f"Метод «{name}», {_who({'method': name, 'n': int(rows['n'].max())})}."


def _consequence_findings(draft: Draft) -> list[Finding]:
    done = draft.consequences
    if done is None:
        return [finding("neutral", "Работу ещё не писали: чем обернётся шкала, не видно.")]
    counts = done.shares.set_index("mark")["count"]
    parts = ", ".join(f"«{mark}» — {counts[mark]}" for mark in (5, 4, 3, 2))
    said = [finding("info", f"Из {numbers.count(done.n, 'ученика', 'учеников', 'учеников')}: {parts}.")]
    close = [f"«{row['mark']}» — {row['count']}" for row in done.near.to_dict("records") if row["count"]]
    if close:
        words = f"У самой границы, в пределах ошибки измерения: {', '.join(close)}. Эти работы стоит перечитать."
        said.append(finding("warn", words))
    return said


def _span(low: float, high: float) -> str:
    return points(low) if low == high else f"{points(low)}–{points(high)}"


def _unit(mine: Scale) -> str:
    return "Сумма баллов" if mine.unit == "баллов" else "% максимума"


def _side_by_side(found: Comparison) -> pd.DataFrame:
    """Return one row per method: who (with the method's name), v3, l3, h3, …, points, verdict."""
    rows = []
    for name, group in found.cuts.groupby("method", sort=False):
        by = {int(row["mark"]): row for row in group.to_dict("records")}
        first = next(iter(by.values()))
        row: dict[str, Any] = {"who": f"{name},\n{_who(first | {'n': int(group['n'].max())})}"}
        for mark in MARKS:
            one = by.get(mark, {})
            row |= {f"v{mark}": one.get("value"), f"l{mark}": one.get("low"), f"h{mark}": one.get("high")}
        row["points"] = f",{numbers.NBSP}".join(numbers.number(by.get(mark, {}).get("points"), 0) for mark in MARKS)
        verdicts = [verdict for verdict in (REFUSED, FEW) if verdict in set(group["verdict"])]
        row["verdict"] = verdicts[0] if verdicts else ""
        rows.append(row)
    return pd.DataFrame(rows)


def _overlaps(cuts: pd.DataFrame) -> list[Finding]:
    """Say which neighbouring marks one method does not tell apart."""
    rows = {int(row["mark"]): row for row in cuts.to_dict("records")}
    said = []
    for low, high in ((3, 4), (4, 5)):
        if low in rows and high in rows and rows[low]["high"] >= rows[high]["low"]:
            ends = [numbers.interval(rows[mark]["low"], rows[mark]["high"]) for mark in (low, high)]
            said.append(
                finding(
                    "warn",
                    f"Интервалы порогов «{low}» ({ends[0]}) и «{high}» ({ends[1]}) перекрываются: граница между этими "
                    "отметками экспертами не установлена надёжно.",
                )
            )
    return said


def _refused(row: Mapping[Any, Any]) -> str:
    return f"Метод «{row['method']}» шкалы не дал. {row['reason']}"


def _who(row: Mapping[Any, Any]) -> str:
    n = row["n"]
    if not isinstance(n, int) or not n:
        return "методика школы" if row["method"] == CUSTOMARY else numbers.MISSING
    if row["method"] == "пограничная группа":
        return numbers.count(n, "ученик", "ученика", "учеников")
    return numbers.count(n, "эксперт", "эксперта", "экспертов")


def _whys(found: Comparison) -> list[Block]:
    weak = found.cuts[(found.cuts["verdict"] == FEW) & (found.cuts["reason"] != "")]
    if weak.empty:
        return []
    shown = weak.assign(name="«" + weak["mark"].astype(str) + "»")
    table = Table(shown, {"method": col("Метод"), "name": col("Отметка"), "reason": col("Почему мало данных")})
    return [Details(f"Почему о {numbers.count(len(weak), 'пороге', 'порогах', 'порогах')} судить рано", table)]
