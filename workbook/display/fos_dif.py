"""The words about items that work differently for two groups, and about groups of pupils by level.

Apart from the item sections because here pupils are compared, and the words must accuse nobody.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Heading, Stack, Text, finding
from workbook.display.figure import Chart
from workbook.display.fos_words import listed
from workbook.display.tables import Table, col
from workbook.fos import FLAGGED, GROUPS, dif_words, group_counts
from workbook.settings import ObjectivityRules
from workbook.settings.fos_sections import DifRules

__all__ = ["dif", "groups"]

_TONES = {"сильное": "warn", "умеренное": "warn", "неравномерное": "warn", "под вопросом": "neutral"}
_GROUP_TONES = {"А": "warn", "А/Б": "neutral", "Б": "info", "В": "ok"}


def dif(table: pd.DataFrame, rules: DifRules) -> Block:
    """Say which items equally prepared pupils of two groups solve differently.

    Parameters
    ----------
    table : DataFrame
        :func:`workbook.fos.dif_table`.
    rules : DifRules
        Gates and limits, for the explanation.
    """
    first, second = str(table["reference"].iloc[0]), str(table["focal"].iloc[0])
    title = Heading(f"Равно подготовленные {first} и {second}: одинаково ли задание", 3)
    judged = table[table["verdict"] != "мало данных"]
    if judged.empty:
        why = str(table.sort_values("n", ascending=False, kind="stable")["reason"].iloc[0])
        return Stack([title, Findings([finding("neutral", why)])])
    found = judged[judged["verdict"].isin(FLAGGED)]
    said = [
        finding("warn", f"{row['item']}. {dif_words({str(name): value for name, value in row.items()})}")
        for row in found.to_dict("records")
    ]
    whole = numbers.count(len(judged), "задании", "заданиях", "заданиях")
    if found.empty:
        said.append(
            finding("ok", f"Равно подготовленные {first} и {second} справляются одинаково: проверка в {whole}.")
        )
    else:
        said.append(finding("info", f"В остальных заданиях из {len(judged)} различий, мешающих сравнению, нет."))
    doubtful = judged.loc[judged["verdict"] == "под вопросом", "item"]
    if len(doubtful):
        said.append(
            finding(
                "neutral",
                f"Под вопросом: {listed(doubtful)}. По одному заданию различие заметно, но среди {len(judged)} заданий "
                "такое возможно и случайно. Проверить на следующей работе.",
            )
        )
    few = table.loc[table["verdict"] == "мало данных", "item"]
    if len(few):
        said.append(finding("neutral", f"Мало данных: {listed(few)}."))
    method = Text(
        f"Сравниваются ученики с одинаковой суммой баллов: равно подготовленные {first} и {second} должны справляться "
        "с заданием одинаково. Различие — повод перечитать условие, а не вывод об учениках. Метод Мантеля — Хензеля "
        f"(классы ETS), логистическая регрессия, поправка Холма; нужно не меньше {rules.group_n} учеников в каждой "
        f"группе и {rules.total_n} вместе. Задания с найденным различием из общей суммы исключаются.",
        tone="quiet",
    )
    blocks: list[Block] = [title, Findings(said), method]
    if len(found) or len(doubtful):
        blocks.append(_picture(judged, first, second))
    blocks.append(Details("Все задания: числа", _numbers(table, first, second)))
    return Stack(blocks)


def groups(table: pd.DataFrame, rules: ObjectivityRules, works: list[str]) -> Block:
    """Say into which groups the pupils fall and how sure that is.

    Parameters
    ----------
    table : DataFrame
        :func:`workbook.fos.level_groups`.
    rules : ObjectivityRules
        Limits, for the explanation.
    works : list of str
        Codes of the works used.
    """
    counted = group_counts(table)
    base, raised = numbers.number(rules.base_enough, 0), numbers.number(rules.raised_enough, 0)
    low = numbers.number(rules.base_enough - rules.base_zone, 0)
    method = Text(
        f"Поддержка — меньше {low}{numbers.NBSP}% баллов за базовые задания; от {low} до {base}{numbers.NBSP}% — "
        f"граница; базовый — от {base}{numbers.NBSP}%; повышенный — ещё и не меньше {raised}{numbers.NBSP}% за "
        "повышенные и высокие. Группа помогает выбрать задания на ближайшие недели; другим ученикам её не показывают. "
        f"Учтены работы: {listed(works)}.",
        tone="quiet",
    )
    counts = Table(
        counted.assign(tone=[_GROUP_TONES[name] for name in counted["group"]]),
        {
            "group": col("Группа"), "title": col("Для чего"), "pupils": col("Учеников", "int"),
            "percent": col("Доля", "share_bar", 0), "preliminary": col("Из них предварительно", "int"),
        },
        caption="Группы",
    )  # fmt: skip
    title = Heading("С кем над чем работать: группы по уровню", 3)
    pupils = Details(f"Ученики по группам: {len(table)}", _codes(table))
    return Stack([title, Findings(_spread(table, counted, len(works))), method, counts, pupils])


def _spread(table: pd.DataFrame, counted: pd.DataFrame, works: int) -> list[Finding]:
    """Say how many pupils fall into each group, how many of them not surely, and who stands near the next one."""
    shown = counted[counted["pupils"] > 0]
    parts = ", ".join(f"{row['title']} — {row['pupils']}" for row in shown.to_dict("records"))
    said: list[Finding] = [
        finding("info", f"{numbers.count(len(table), 'ученик', 'ученика', 'учеников')} по группам: {parts}.")
    ]
    if works < 2:
        said.append(
            finding(
                "neutral",
                "Предварительно: работа одна. Группы утверждают по двум работам или больше и пересматривают раз в 6–8 "
                "недель.",
            )
        )
    else:
        unsure = int((~table["sure"]).sum())
        if unsure:
            many = numbers.count(unsure, "ученика", "учеников", "учеников")
            said.append(finding("neutral", f"У {many} место предварительное: решает учитель."))
    near = int((table["near"] != "").sum())
    if near:
        many = numbers.count(near, "ученик", "ученика", "учеников")
        said.append(finding("info", f"Близко к повышенной группе: {many} базовой."))
    return said


def _codes(table: pd.DataFrame) -> Table:
    order = {name: place for place, name in enumerate(GROUPS)}
    rows = table.assign(place=table["group"].map(order), override="").sort_values(["place", "base_percent"])
    return Table(
        rows,
        {
            "pupil": col("Ученик"), "group": col("Группа"), "base_percent": col("Базовые", "percent", 0),
            "raised_percent": col("Повышенные и высокие", "percent", 0), "works": col("Работ", "int"),
            "near": col("Близко к"), "override": col("Решение учителя"), "reason": col("Замечание"),
        },
        note="Только для учителя и методиста: в публикацию коды не идут.",
    )  # fmt: skip


def _picture(table: pd.DataFrame, first: str, second: str) -> Chart:
    shown = table.assign(tone=[_TONES.get(str(word), "info") for word in table["verdict"]]).sort_values("gap")
    figure = charts.bars(shown, "item", "gap", unit="п.п.", tone="tone", title="разность выполнения, п.п.")
    return Chart(
        figure,
        "Насколько по-разному справляются равно подготовленные ученики?",
        f"Разность выполнения по заданиям: {second} и {first}",
        f"Влево от нуля — {second} справляются реже, чем равно подготовленные {first}; вправо — чаще. Цветом выделены "
        "задания, о которых сказано выше.",
        n=int(table["n"].max()),
    )


def _numbers(table: pd.DataFrame, first: str, second: str) -> Table:
    return Table(
        table,
        {
            "item": col("Задание"), "n_reference": col(f"n, {first}", "int"), "n_focal": col(f"n, {second}", "int"),
            "percent_reference": col(f"Выполнение, {first}", "percent", 0),
            "percent_focal": col(f"Выполнение, {second}", "percent", 0),
            "gap": col("При равной подготовке, п.п.", "change", 0),
            "odds": col("Отношение шансов", "number", 2),
            "ends": col("интервал", "interval", 2, low="odds_low", high="odds_high"),
            "delta": col("MH D-DIF", "change", 2), "p": col("p", "number", 3), "p_holm": col("p Холма", "number", 3),
            "size": col("Класс ETS"), "crossing_p_holm": col("p неравномерности", "number", 3),
            "verdict": col("Вывод"), "reason": col("Почему"),
        },
        note="Отношение шансов больше 1 — задание легче первой группе; для заданий с частичным баллом его нет. "
        "A — слабое или случайное различие, B — умеренное, C — сильное.",
        row_class=lambda row: "warn" if row["verdict"] in FLAGGED else "neutral" if row["reason"] else "",
    )  # fmt: skip
