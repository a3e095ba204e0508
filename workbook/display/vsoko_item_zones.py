"""Items and skills on a page: zones by tier, weak skills, single red items.

Apart from the markers because nobody is suspected here: this tells a teacher what to teach again.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_words import listed
from workbook.errors import MissingData
from workbook.vsoko.item_zones import DEFICIT, GREEN, ONE_ITEM, RED, YELLOW, ZONES, zone_counts
from workbook.vsoko.objectivity import Objectivity

__all__ = ["items"]

_TONES = {GREEN: "ok", YELLOW: "neutral", RED: "warn"}


def items(look: Objectivity, public: bool = False) -> Block:
    """Show zones by tier, skills with the sign of a system deficit, items one by one.

    Parameters
    ----------
    look : Objectivity
    public : bool
        Zones by tier only, of works written by enough pupils.
    """
    zones = look.items
    if public:
        least = look.scope.settings.privacy.small_cell
        zones = zones.loc[zones.groupby("test")["n"].transform("min") >= least]
        if zones.empty:
            raise MissingData(f"Для публикации учеников мало: задания решали меньше {least}.")
        return _picture(zones)
    parts: list[Block] = [Findings(_found(look)), _picture(zones)]
    parts.append(_skill_table(look.skills, "Умения (КПУ)"))
    parts.append(Details("Элементы содержания (КЭС)", _skill_table(look.contents, "")))
    parts.append(Details(f"Все задания: {len(zones)}", _item_table(zones)))
    return Stack(parts)


def _found(look: Objectivity) -> list[Finding]:
    zones, skills = look.items, look.skills
    found = []
    if zones["small"].all():
        least = look.scope.settings.marks.small_n
        return [Finding("neutral", f"Каждое задание решали меньше {least} учеников: зоны только для сведения.")]
    weak = skills.loc[skills["status"].eq(DEFICIT)]
    for test, rows in weak.groupby("test", sort=False):
        names = [f"{row['title'] or 'КПУ ' + row['code']} ({row['red']} из {row['items']} заданий)"
                 for row in rows.to_dict("records")]  # fmt: skip
        found.append(
            Finding("warn", f"{test}: признак системного дефицита — {listed(names, 4)}. Вернуть умение в план "
                            "повторения и проверить короткой работой.")
        )  # fmt: skip
    alone = int(skills["status"].eq(ONE_ITEM).sum())
    if alone:
        words = numbers.count(alone, "умении", "умениях", "умениях")
        found.append(Finding("neutral", f"О {words} судить нельзя: на каждое одно задание."))
    sure = zones.loc[zones["zone"].eq(RED) & zones["sure"] & ~zones["small"]].sort_values("percent")
    if len(sure):
        red = sure["item"] + " (" + sure["tier"] + ", " + sure["percent"].map(lambda v: numbers.percent(v, 0)) + ")"
        found.append(
            Finding("info", f"Ниже порога вместе с интервалом: {listed(red, 6)}. Начните с ключа и условия, потом — "
                            "тема.")
        )  # fmt: skip
    if weak.empty:
        found.append(Finding("ok", "Умений с признаком системного дефицита нет."))
    return found


def _picture(zones: pd.DataFrame) -> Chart:
    table = zone_counts(zones)
    table = table.sort_values(["test", "tier"], key=lambda names: names.replace({"П": "Б+", "В": "Б++"}), kind="stable")
    table["label"] = table["test"] + ", уровень " + table["tier"]
    return Chart(
        charts.stacked_shares(table, "label", {zone: zone for zone in ZONES}, tones=_TONES),
        "Сколько заданий каждого уровня выполнено достаточно?",
        "Полосы: задания по зонам выполнения в каждой работе и на каждом уровне сложности",
        note="n — заданий. Зоны ФИОКО: уровень Б — ниже 57, от 57 и от 60 %; П и В — ниже 28,5, от 28,5 и от 30 %.",
    )


def _skill_table(skills: pd.DataFrame, caption: str) -> Table:
    shown = skills.assign(order=skills["status"].ne(DEFICIT)).sort_values(["order", "test", "percent"], kind="stable")
    red = shown["red"].astype(str) + " из " + shown["items"].astype(str)
    yellow = shown["yellow"].map(lambda count: f", на границе {count}" if count else "")
    shown = shown.assign(said=red + yellow)
    columns = {
        "test": col("Работа"), "code": col("Код"), "title": col("Что проверяется"),
        "said": col("Заданий ниже порога"), "percent": col("Среднее выполнение", "percent"),
        "n": col("Учеников от", "int"), "status": col("Вывод"),
    }  # fmt: skip
    note = (
        "Большинство заданий в красной зоне — признак системного дефицита; одно задание — мало данных (ФИОКО, 2026). "
        "Среднее — по заданиям разной сложности: между умениями его не сравнивают."
    )
    return Table(shown, columns, caption=caption, note=note,
                 row_class=lambda row: "warn" if row["status"] == DEFICIT else "")  # fmt: skip


def _item_table(zones: pd.DataFrame) -> Table:
    said = zones["zone"].where(zones["sure"], zones["zone"] + ", граница в интервале")
    shown = zones.assign(said=said.mask(zones["small"], zones["zone"] + ", малая выборка"))
    columns = {
        "test": col("Работа"), "item": col("Задание"), "tier": col("Уровень"), "content": col("КЭС"),
        "skill": col("КПУ"), "n": col("Учеников", "int"), "percent": col("Выполнение", "percent"),
        "ends": col("95\u00a0% интервал", "interval", low="low", high="high"), "said": col("Зона"),
    }  # fmt: skip
    note = "Нет ответа — ноль баллов, если ученик писал работу. Задание в несколько баллов — доля баллов."
    return Table(shown, columns, note=note,
                 row_class=lambda row: "warn" if row["zone"] == RED and row["sure"] else "")  # fmt: skip
