"""The words of equating: may sums of two variants be compared as they are, converted, or not at all.

Apart from the cut scores because a conversion is decided before marks are.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Findings, Stack, Text, finding
from workbook.display.figure import Chart
from workbook.display.fos_standard_charts import conversion_curve
from workbook.display.tables import Table, col
from workbook.errors import MissingData
from workbook.estimates import mean, mean_difference
from workbook.fos.equating import CONVERT, LEAVE, Equating, Form, common_items
from workbook.settings import EquatingRules

__all__ = ["equating", "equatings", "variants"]

_TONES = {CONVERT: "warn", LEAVE: "ok"}
_STATUS_TONES = {"не выполнено": "bad", "внимание": "warn", "мало данных": "neutral"}


def variants(forms: list[Form]) -> Block:
    """Show how each variant was written, before any conversion.

    Parameters
    ----------
    forms : list of Form
        :func:`workbook.fos.equating.forms_of`.

    Raises
    ------
    MissingData
        There is only one variant.
    """
    if len(forms) < 2:
        raise MissingData("Вариант один: выравнивать нечего.", missing=("responses",))
    base = forms[0]
    rows, said = [], []
    for form in forms:
        found = mean(form.sums())
        spread = form.sums().std(ddof=1)
        sure = bool(spread > 0)  # equal sums of two or three pupils would give an interval of no width
        shared = common_items(form, base)
        anchor = mean(form.sums(shared)) if shared and form is not base else None
        rows.append(
            {"name": form.name, "n": form.n, "items": len(form.items), "maximum": form.maximum, "mean": found.value,
             "low": found.low if sure else None, "high": found.high if sure else None, "sd": spread,
             "common": len(shared) if form is not base else None,
             "anchor": None if anchor is None else anchor.value}
        )  # fmt: skip
        if form is base:
            continue
        gap = mean_difference(form.sums(), base.sums())
        value = numbers.number(gap.value, 1, signed=True)
        known = f" ({numbers.interval(gap.low, gap.high)})" if gap.known else ""
        words = "больше случайной" if gap.excludes(0) else "не отличима от случайной" if gap.known else "мало данных"
        said.append(
            finding(
                "info",
                f"Средняя сумма: {form.name} — {numbers.number(found.value, 1)}, {base.name} — "
                f"{numbers.number(float(base.sums().mean()), 1)}; разница {value} балла{known}: {words}.",
            )
        )
    table = Table(
        pd.DataFrame(rows),
        {
            "name": col("Вариант"), "n": col("Учеников", "int"), "items": col("Заданий", "int"),
            "common": col("Общих с первым", "int"), "maximum": col("Максимум", "number", 0),
            "mean": col("Средняя сумма", "number", 1), "ends": col("интервал", "interval", 1, low="low", high="high"),
            "sd": col("Разброс", "number", 1),
        },
        caption="Варианты как они написаны",
        note="Разница средних складывается из трудности вариантов и силы учеников; разделить их помогают общие "
        "задания.",
    )  # fmt: skip
    return Stack([Findings(said), table])


def equating(found: Equating, rules: EquatingRules) -> Block:
    """Say whether scores are converted and why, and show the conditions and the table.

    Parameters
    ----------
    found : Equating
        :func:`workbook.fos.equating.equate`.
    rules : EquatingRules
        For the explanation.
    """
    tone = _TONES.get(found.verdict, "neutral")
    head = f"{found.new.capitalize()} → {found.old}: {found.verdict}. {found.reason}"
    said = [finding(tone, head)]
    for row in found.checks[found.checks["status"] == "внимание"].to_dict("records"):
        said.append(finding("warn", str(row["reason"])))
    if found.verdict not in (CONVERT, LEAVE):
        said.append(
            finding(
                "info",
                "Баллы вариантов показываются как есть. Чтобы сравнить варианты честно, нужны те же общие задания в "
                "следующих проведениях, несколько школ вместе или случайная раздача вариантов.",
            )
        )
    method = Text(
        f"Сначала условия, потом формула. До {rules.small_n} учеников на вариант баллы не пересчитывают: ошибка "
        f"пересчёта больше разницы вариантов; до {rules.linear_n} — только дуга окружности, до "
        f"{rules.equipercentile_n} — прямая (Такер или Левин), дальше — равные процентильные ранги.",
        tone="quiet",
    )
    checks = Table(
        found.checks,
        {"condition": col("Условие"), "status": col("Состояние"), "figure": col("Сколько")},
        caption="Условия выравнивания",
        row_class=lambda row: _STATUS_TONES.get(str(row["status"]), ""),
    )
    blocks: list[Block] = [Findings(said), method, checks]
    if len(found.table):
        blocks += _numbers(found)
    return Stack(blocks)


def _numbers(found: Equating) -> list[Block]:
    table = Table(
        found.table,
        {
            "score": col(f"Балл, {found.new}", "int"), "rounded": col(f"Балл, {found.old}", "int"),
            "equated": col("До округления", "number", 2),
            "ends": col("интервал", "interval", 1, low="low", high="high"),
            "difference": col("Поправка", "change", 2), "seen": col("Учеников", "int"),
        },
        caption=f"Таблица перевода, метод: {found.method}",
        note="Интервал 95 % — по повторным выборкам учеников.",
    )  # fmt: skip
    wide = found.methods.assign(difference=found.methods["equated"] - found.methods["score"])
    often = found.table.sort_values("seen", ascending=False, kind="stable")["score"].iloc[0]
    middle = wide[wide["score"] == often]
    compared = Table(
        middle,
        {"method": col("Метод"), "score": col("Балл", "int"), "equated": col("Равен", "number", 2),
         "se": col("Ошибка", "number", 2)},
        caption="Методы на самом частом балле",
    )  # fmt: skip
    chart = Chart(
        conversion_curve(found), "Насколько один вариант труднее другого?", "Поправка к баллу с интервалом",
        n=sum(found.sizes),
    )  # fmt: skip
    return [chart, table, Details("Что дают другие методы", compared)]


def equatings(found: Iterable[Equating], rules: EquatingRules) -> Block:
    """Show every variant against the first one.

    Parameters
    ----------
    found : iterable of Equating
        :func:`workbook.fos.equating.equate_all`.
    rules : EquatingRules
    """
    return Stack([equating(one, rules) for one in found])
