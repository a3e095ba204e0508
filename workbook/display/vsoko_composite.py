"""Sections on the composite of a school: what procedures there are, how complete it is, means with intervals.

Apart from the sections on one child: what stands here is about classes and subjects, and part of it may be published.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Tile, Tiles
from workbook.display.figure import Chart
from workbook.display.tables import Column, Table, col
from workbook.display.vsoko_words import listed, people
from workbook.errors import MissingData
from workbook.vsoko.composite import Composite
from workbook.vsoko.composite_matrix import procedure_matrix
from workbook.vsoko.composite_sources import SOURCES
from workbook.vsoko.level_groups import LevelGroups
from workbook.vsoko.public_rows import public_means

__all__ = ["means", "meta", "next_steps", "procedures", "sides", "summary"]

_APART = "Линии разного рода не складываются: ребёнок не описан одним числом."


def summary(found: Composite, groups: LevelGroups | None) -> Block:
    """Say in a minute what the composite shows and how far it can be trusted."""
    whole = found.means([]).iloc[0]
    kept = found.coverage[["all", "shown"]].sum()
    share = 100 * float(kept["shown"]) / float(kept["all"])
    ends = numbers.interval(whole["low"], whole["high"])
    tiles = [
        Tile("Комплексная оценка, в среднем", f"{numbers.number(whole['mean'], 1)} из 100",
             f"{ends}; {people(whole['pupils'])}", "мало данных" if whole["small"] else ""),
        Tile("Набрали полноту", numbers.percent(share, 0),
             f"из {numbers.number(kept['all'], 0)} пар «ученик — предмет»"),
        Tile("Уровень не зависит от весов", numbers.percent(whole["firm"], 0),
             f"каждый вес ±{numbers.number(100 * found.rules.shift)}{numbers.NBSP}%"),
        Tile("Источники расходятся", numbers.number(len(found.wide), 0),
             f"на {numbers.number(found.rules.spread)} баллов и больше; разобрать"),
    ]  # fmt: skip
    said = [
        Finding("info", f"{_APART} Предметная линия — {_pairs(whole['n'])} с оценкой, метапредметная — "
                        f"{_of_works(len(found.meta))}, достижения — отдельной строкой."),
        *_gap_findings(found),
        *_outside_findings(found),
        *_missing_findings(found),
    ]  # fmt: skip
    if groups is not None:
        said += _group_findings(groups)
    return Stack([Tiles(tiles), Findings(said, title="Главное", urgent_first=True)])


def procedures(found: Composite, public: bool = False) -> Block:
    """Show the matrix of procedures with what the school has of each, and how complete the sources are."""
    return Stack([_matrix(found, public)] if public else [_matrix(found, public), _completeness(found)])


def means(found: Composite, public: bool = False) -> Block:
    """Show the mean composite by subject and by class; a page for publication hides what is small or would follow."""
    return Stack([_means(found, "subject", ["subject"], "Предмет", public), _classes(found, public)])


def _matrix(found: Composite, public: bool) -> Block:
    table = procedure_matrix(found.school, found.year, found.school.settings)
    if public:
        few = table["pupils"].lt(int(found.school.settings.privacy.small_cell))
        table["pupils"] = table["pupils"].mask(few)
    absent = list(table.loc[~table["has"], "procedure"])
    said = [Finding("ok", "По каждой процедуре матрицы есть данные.")] if not absent else []
    if absent:
        said = [
            Finding("neutral", f"Данных за {found.year} нет: {listed(absent, 12)}. Чего нет, то в оценку не входит.")
        ]
    table["planned"] = table["frequency"] + "; " + table["scale"]
    table["when"] = table["when"] + [f"; данные {y[:4]}–{y[-4:]}" if y else "" for y in table["years"]]
    columns = {
        "procedure": col("Процедура"), "results": col("Результаты"), "planned": col("Когда и шкала"),
        "use": col("В комплексной оценке"), "pupils": col("Учеников", "int"),
        "when": col(f"Что есть за {found.year}; с какого года данные"),
    }  # fmt: skip
    note = "У обезличенного опроса учеников нет. Состав и частоту процедур задаёт положение школы."
    return Stack(
        [
            Findings(said),
            Table(
                table,
                columns,
                caption="Матрица процедур",
                note=note,
                row_class=lambda row: "" if row["has"] else "neutral",
            ),
        ]
    )


def _completeness(found: Composite) -> Block:
    table = found.coverage.sort_values(["percent", "all"], ascending=False, kind="stable")
    weights = found.rules.weights
    heads = {name: col(f"{name}, вес {numbers.number(float(weights.get(name, 0)))}", "int") for name in SOURCES}
    columns = {"subject": col("Предмет"), "all": col("Учеников", "int"), **heads, "shown": col("С оценкой", "int"),
               "percent": col("Набрали полноту", "percent", 0)}  # fmt: skip
    none = list(table.loc[table["shown"].eq(0), "subject"])
    text = (
        f"Оценка показывается, когда у ученика есть источники хотя бы на "
        f"{numbers.number(100 * found.rules.coverage)}{numbers.NBSP}% веса."
    )
    said = [Finding("info", text)]
    if none:
        said.append(
            Finding("neutral", f"Не хватает источников по предметам: {listed(none, 8)}. Обычно нет текущих отметок.")
        )
    note = "Числа в столбцах источников — у скольких учеников источник есть."
    return Stack([Findings(said), Details("Полнота по предметам", Table(table, columns, note=note))])


def _classes(found: Composite, public: bool) -> Block:
    blocks: list[Block] = [_means(found, "class_", ["grade", "class_"], "Класс", public)]
    if not public:
        cells = found.means(["grade", "class_", "subject"])
        wide = cells.pivot_table(index="class_", columns="subject", values="mean", sort=False)
        chart = charts.heatmap(wide, 0, "среднее K, баллов")
        blocks.append(
            Details(
                "Класс и предмет вместе",
                Stack([
                    Chart(chart, "Где класс и предмет ниже соседних?", "Карта среднего K по классам и предметам"),
                    Table(cells, _mean_columns({"class_": col("Класс"), "subject": col("Предмет")}),
                          note="Серым — малая выборка.", row_class=_small),
                ]),
            )
        )  # fmt: skip
    return Stack(blocks)


def sides(found: Composite, public: bool = False) -> Block:
    """Set school sources beside the outside work; a page for publication hides subjects of few pupils."""
    table = found.sides
    if table.empty:
        raise MissingData("Рядом поставить нечего: нет учеников, у которых есть и школьные источники, и ВПР.")
    minimum = found.school.settings.marks.small_n
    if public:
        least = int(found.school.settings.privacy.small_cell)
        if table["n"].iloc[-1] < least:
            raise MissingData(f"Для публикации учеников мало: меньше {least}.")
        table = pd.concat([public_means(table.iloc[:-1], "subject", least, "n"), table.tail(1)], ignore_index=True)
    shown = table.assign(
        value=[row["gap"].value for row in table.to_dict("records")],
        low=[row["gap"].low for row in table.to_dict("records")],
        high=[row["gap"].high for row in table.to_dict("records")],
        small=table["n"] < minimum,
    )
    columns = {
        "subject": col("Предмет"), "n": col("Учеников", "int"), "inside": col("Отметки школы", "number", 1),
        "outside": col("ВПР", "number", 1), "value": col("Разница", "change"),
        "ends": col("Интервал 95\u00a0%", "interval", 1, low="low", high="high"),
    }  # fmt: skip
    whole = shown.iloc[-1]
    beside = shown.iloc[:-1]
    wide = beside.loc[(beside["low"] > float(whole["value"])) & ~beside["small"], "subject"]
    said = [
        Finding(
            "info",
            f"У одних и тех же учеников отметки школы минус ВПР: "
            f"{numbers.number(whole['value'], 1, signed=True)} балла "
            f"({numbers.interval(whole['low'], whole['high'])}). Шкалы разные, поэтому сама разница ничего не "
            "доказывает: её сравнивают между предметами и школами.",
        )
    ]  # fmt: skip
    if len(wide):
        said.append(
            Finding("warn", f"Разница надёжно больше, чем в среднем по школе: {listed(wide)}. Возможно, требования "
                            "источников не согласованы; проверьте в тетради «Объективность».")
        )  # fmt: skip
    return Stack([Findings(said), Table(shown, columns, caption="Отметки школы и внешняя работа", row_class=_row)])


def meta(found: Composite, public: bool = False) -> Block:
    """Show the cross-subject line: its own works, never added to subjects."""
    if found.meta.empty:
        raise MissingData(
            f"Метапредметных работ за {found.year} нет. Положено не реже раза в два года; результаты вносят в таблицу "
            "«Результаты процедур», процедура «метапредметная»."
        )
    table = found.meta_means(["subject"])
    if public:
        table = public_means(table, "subject", int(found.school.settings.privacy.small_cell))
    columns = {"subject": col("Что проверяли"), "pupils": col("Учеников", "int"),
               "mean": col("Среднее, %", "number", 1),
               "ends": col("Интервал 95\u00a0%", "interval", 1, low="low", high="high")}  # fmt: skip
    note = "Процент от наибольшего балла. Линия стоит отдельно: с предметной оценкой не складывается."
    blocks: list[Block] = [Table(table, columns, caption="Метапредметная линия", note=note, row_class=_small)]
    if not public:
        by = found.meta_means(["grade", "class_", "subject"])
        blocks.append(Details("По классам", Table(by, {"class_": col("Класс"), **columns}, row_class=_small)))
    return Stack(blocks)


def next_steps(found: Composite, groups: LevelGroups | None, public: bool = False) -> Block:
    """Say in words what to do with the page."""
    steps = []
    if len(found.wide):
        worst = found.wide["subject"].value_counts()
        steps.append(
            f"Разобрать расхождение источников{'' if public else ': '}"
            f"{'' if public else listed(f'{name} — {n}' for name, n in worst.items())}. Начать с "
            "тех, у кого школьные источники и внешняя работа расходятся сильнее всего; сначала проверить работу, потом "
            "ученика."
        )
    none = found.coverage.loc[found.coverage["shown"].eq(0), "subject"]
    if len(none):
        steps.append(
            f"Решить, нужна ли комплексная оценка по предметам без полноты ({listed(none, 4)}): внести текущие отметки "
            "или провести промежуточную аттестацию работой."
        )
    if groups is not None and groups.table["provisional"].any():
        steps.append("Провести по предметам с предварительными группами ещё одну работу с заданиями Б и П/В.")
    if groups is not None and groups.table["differs"].any():
        steps.append("Обсудить с учителями решения, которые расходятся с расчётом: прав может быть каждый.")
    if found.meta.empty:
        steps.append("Запланировать метапредметную работу: без неё этой линии нет.")
    steps.append("Утвердить веса и перевод отметок локальным актом: до этого числа — «методика комплекта».")
    return Findings([Finding("info", step) for step in steps])


def _means(found: Composite, key: str, by: list[str], head: str, public: bool) -> Block:
    table = found.means(by)
    minimum = int(found.school.settings.privacy.small_cell)
    hidden = 0
    if public:
        every = len(table)
        table = public_means(table, key, minimum)
        hidden = every - len(table)
        if table.empty:
            raise MissingData(f"Для публикации групп мало: в каждой меньше {minimum} учеников.")
    whole = float(found.means([]).iloc[0]["mean"])
    chart = Chart(
        charts.intervals(table, key, "mean", n="pupils", unit="баллов", target=whole, title="среднее K, баллов из 100"),
        f"{head}: где среднее надёжно отличается от школьного?",
        "Точки с интервалами: средняя комплексная оценка",
        note="Пунктир — среднее школы. Интервал учитывает, что предметы одного ученика зависимы.",
    )
    said = []
    sure = table.loc[~table["small"]]
    for tone, words, rows in (
        ("warn", "ниже", sure.loc[sure["high"] < whole]),
        ("info", "выше", sure.loc[sure["low"] > whole]),
    ):
        if len(rows):
            said.append(
                Finding(tone, f"Надёжно {words} среднего школы ({numbers.number(whole, 1)}): {listed(rows[key])}.")
            )
    if not said and len(sure):
        said.append(Finding("info", "Надёжных отличий от среднего школы нет."))
    if table["small"].any():
        said.append(Finding("neutral", f"Малая выборка: {listed(table.loc[table['small'], key], 12)}. Вывода нет."))
    if hidden:
        said.append(
            Finding(
                "neutral", f"Скрыто для публикации: {_groups(hidden)} (меньше {minimum} учеников или вычислялось бы)."
            )
        )
    return Stack(
        [
            Findings(said),
            chart,
            Details(f"{head}: числа", Table(table, _mean_columns({key: col(head)}), row_class=_small)),
        ]
    )


def _mean_columns(first: dict[str, Column]) -> dict[str, Column]:
    return {
        **first, "pupils": col("Учеников", "int"), "n": col("Оценок", "int"), "mean": col("Среднее K", "number", 1),
        "ends": col("Интервал 95\u00a0%", "interval", 1, low="low", high="high"),
        "coverage": col("Полнота", "percent", 0), "firm": col("Уровень твёрдый", "percent", 0),
        "spread": col("Расхождение источников, медиана", "number", 0),
    }  # fmt: skip


def _small(row: pd.Series) -> str:
    return "neutral" if row["small"] else ""


def _row(row: pd.Series) -> str:
    return "total" if row["subject"] == "все предметы" else _small(row)


def _gap_findings(found: Composite) -> list[Finding]:
    n = len(found.wide)
    if not n:
        return [Finding("ok", "Источники каждого ученика согласованы: разбирать нечего.")]
    kids = found.wide["pupil"].nunique()
    return [
        Finding(
            "warn",
            f"У {numbers.count(kids, 'ученика', 'учеников', 'учеников')} "
            f"источники по предмету расходятся на {numbers.number(found.rules.spread)} баллов и больше: за средним "
            "стоят разные картины.",
        )
    ]


def _outside_findings(found: Composite) -> list[Finding]:
    """Warn when marks stand above ВПР by more than sources of one pupil are allowed to differ."""
    if found.sides.empty:
        return []
    gap = found.sides.iloc[-1]["gap"]
    if not gap.low > found.rules.spread:
        return []
    return [
        Finding(
            "warn",
            f"Отметки школы выше ВПР на {numbers.number(gap.value, 0)} баллов "
            f"({numbers.interval(gap.low, gap.high, 0)}): "
            "комплексная оценка опирается на отметки, которых внешняя работа не подтверждает. Возможно, она завышена; "
            "сначала проверьте объективность.",
        )
    ]


def _missing_findings(found: Composite) -> list[Finding]:
    none = found.coverage.loc[found.coverage["shown"].eq(0), "subject"]
    return [Finding("neutral", f"По предметам без полноты оценки нет: {listed(none, 4)}.")] if len(none) else []


def _group_findings(groups: LevelGroups) -> list[Finding]:
    found = []
    early = sorted(groups.table.loc[groups.table["provisional"], "subject"].unique())
    if early:
        found.append(
            Finding("neutral", f"Группы уровней предварительные ({listed(early)}): нужна ещё одна работа по предмету.")
        )
    differs = int(groups.table["differs"].sum())
    if differs:
        words = numbers.plural(differs, "решение учителя расходится", "решения учителей расходятся",
                               "решений учителей расходятся")  # fmt: skip
        found.append(Finding("info", f"{numbers.number(differs, 0)} {words} с расчётом: действует решение."))
    return found


def _pairs(n: float) -> str:
    return numbers.count(n, "пара", "пары", "пар")


def _of_works(n: int) -> str:
    return numbers.count(n, "результат", "результата", "результатов")


def _groups(n: int) -> str:
    return numbers.count(n, "группа", "группы", "групп")
