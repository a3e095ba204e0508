"""Sections on the growth of teachers: did the school grow, where, and how far that can be trusted.

Apart from the routes because these numbers are of the school, and routes are of one person.
"""

from __future__ import annotations

import math
from typing import Any

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Finding, Findings, Stack, Text, Tile, Tiles
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_words import listed
from workbook.errors import MissingData
from workbook.vsoko.growth import Growth
from workbook.vsoko.growth_change import ALL, DIRECTION, FALLEN, FEW, GROWN
from workbook.vsoko.growth_public import public_changes, public_common

__all__ = ["coverage", "domains", "methods", "next_steps", "summary", "teachers"]

_TONES = {GROWN: "ok", FALLEN: "warn", DIRECTION: "neutral", FEW: "neutral"}
_VERDICTS = {GROWN: "хорошо", FALLEN: "внимание", FEW: "мало данных", DIRECTION: "мало данных"}


def summary(growth: Growth, public: bool = False) -> Block:
    """Say in a minute whether teachers grew and what to do about deficits.

    Parameters
    ----------
    growth : Growth
    public : bool
        Leave out everything that tells of few people.
    """
    table = _shown(growth, public)
    whole = table.loc[table["domain"].eq(ALL)]
    tiles, found = [], []
    if len(whole):
        row = whole.iloc[0]
        change = f"{numbers.number(row['change'], 1, signed=True)} балла"
        tiles.append(
            Tile(
                "Изменение индекса за год",
                change,
                f"{_ends(row)}; {teachers(row['n'])}",
                _VERDICTS.get(row["verdict"], ""),
            )
        )
        tiles.append(Tile("Выросли", numbers.percent(row["improved"], 0), _rose(row)))
        found.append(_said(row, growth))
    tiles += _lesson_tiles(growth)
    if not public:
        weak = growth.routes
        tiles.append(
            Tile("Учителя с маршрутом", numbers.number(weak["teacher"].nunique(), 0),
                 f"областей ниже {numbers.number(growth.rules.deficit)}: {len(weak)}; срез «{growth.wave}»")
        )  # fmt: skip
    found += _domain_findings(table, growth, public)
    return Stack([Tiles(tiles), Findings(found, title="Главное", urgent_first=True)])


def domains(growth: Growth, public: bool = False) -> Block:
    """Show the change of each domain with its interval, the seed rule beside."""
    table = _shown(growth, public)
    if table.empty:
        least = growth.school.settings.privacy.small_cell
        raise MissingData(f"Для публикации учителей мало: в каждой области меньше {least}.")
    shown = table.assign(
        rule=["да" if seed else "нет" for seed in table["seed"]],
        said=[_p(row) for row in table.to_dict("records")],
        way=[f"{numbers.number(row.before, 1)} → {numbers.number(row.after, 1)}" for row in table.itertuples()],
    )
    columns = {
        "domain": col("Область"), "way": col("До → после", align="right"), "change": col("Изменение", "change"),
        "ends": col("Интервал 95\u00a0%", "interval", 1, low="low", high="high"),
        "improved": col("Выросли", "percent", 0), "said": col("p", align="right"), "rule": col("После > до"),
        "verdict": col("Вывод"),
    }  # fmt: skip
    rules = growth.rules
    note = (
        "Индекс — 0–100: баллы способов с весами методики; до и после взяты только общие способы. p — критерий "
        f"Уилкоксона с поправкой Холма по областям, от {rules.test_n} учителей. «После > до» — средние, правило "
        "программы; оно выполняется и при случайном изменении, поэтому рядом стоит вывод."
    )
    chart = Chart(
        charts.intervals(table, "domain", "change", n="n", unit="баллов", target=0, title="изменение индекса, баллов"),
        "В каких областях рост больше погрешности?",
        "Среднее изменение индекса каждой области с интервалом: правее нуля — рост",
    )
    blocks: list[Block] = [
        chart,
        Table(shown, columns, caption="Те же учителя до и после", note=note,
              row_class=lambda row: "total" if row["domain"] == ALL else ""),
        Findings(_honesty(growth, table, public)),
    ]  # fmt: skip
    return Stack(blocks)


def methods(growth: Growth, public: bool = False) -> Block:
    """Set the methods side by side: does the test grow with the self-assessment."""
    table = growth.methods
    least = growth.school.settings.privacy.small_cell
    if public:
        table = table.loc[table["n"] >= least]
    if table.empty:
        raise MissingData("Ни одним способом учителей не оценили дважды: сравнить способы нельзя.")
    columns = {
        "method": col("Способ"), "n": col("Учителей", "int"), "before": col("До", "number", 1),
        "after": col("После", "number", 1), "change": col("Изменение", "change"),
        "ends": col("Интервал 95\u00a0%", "interval", 1, low="low", high="high"),
    }  # fmt: skip
    return Stack([Findings(_method_findings(growth)), Table(table, columns, caption="Способы оценки")])


def coverage(growth: Growth) -> Block:
    """Say how much of the whole index was measured."""
    table, rules = growth.indexes, growth.rules
    weights = ", ".join(f"{name} {numbers.number(weight)}" for name, weight in rules.weights.items())
    shares = f"{numbers.percent(table['coverage'].min(), 0)}"
    if table["coverage"].min() < table["coverage"].max():
        shares += f" … {numbers.percent(table['coverage'].max(), 0)}"
    few = int((~table["enough"]).sum())
    lacking = [name for name in rules.weights if table["lacking"].str.contains(name).all()]
    found = [Finding("info", f"Веса способов: {weights}. Измерено {shares} весов; недостающий способ — не ноль, его "
                             "вес делят остальные.")]  # fmt: skip
    if lacking:
        found.append(
            Finding(
                "warn",
                f"Ни у кого нет: {listed(lacking)}. Индекс держится на остальных способах: добавьте "
                "хотя бы наблюдение урока.",
            )
        )
    if few:
        found.append(
            Finding("neutral", f"Мало данных — {few} из {len(table)} индексов: измерено меньше "
                               f"{numbers.percent(rules.coverage, 0)} весов, в расчёт они не вошли.")
        )  # fmt: skip
    return Findings(found)


def next_steps(growth: Growth, public: bool = False) -> Block:
    """Say what to decide next."""
    steps, rules = [], growth.rules
    common = growth.common.loc[growth.common["common"], "domain"]
    if len(common):
        steps.append(f"Общая учёба для всех: {listed(common)}. Отдельные маршруты её не заменят.")
    if not public and len(growth.routes):
        steps.append(
            f"Обсудить маршруты с каждым учителем лично; проверить до {numbers.date(growth.due)}. Наставников "
            "утверждает методист, учитель может отказаться."
        )
    lacking = [name for name in rules.weights if growth.indexes["lacking"].str.contains(name).all()]
    if lacking:
        steps.append(f"В следующем срезе измерить и другими способами: {listed(lacking)}.")
    try:
        if growth.lessons.doubled.value < rules.double_share:
            steps.append(
                f"Посещать вдвоём хотя бы {numbers.percent(rules.double_share, 0)} уроков: иначе согласие наблюдателей "
                "не проверить."
            )
    except MissingData as gap:
        steps.append(gap.message)
    if growth.wave == "начало":
        steps.append("Повторить тот же срез в конце года теми же способами: иначе роста не посчитать.")
    if not steps:
        steps.append("Срочных решений нет: повторить срез теми же способами.")
    return Stack(
        [
            Findings([Finding("info", step) for step in steps], title="Предложения к обсуждению"),
            Text("Результаты — для помощи, а не для наказания: не основание для взыскания, аттестации или премии.",
                 tone="quiet"),
        ]
    )  # fmt: skip


def teachers(n: Any) -> str:
    """Write how many teachers: «23 учителя»."""
    return numbers.count(n, "учитель", "учителя", "учителей")


def _shown(growth: Growth, public: bool) -> Any:
    return public_changes(growth.changes, growth.school.settings.privacy) if public else growth.changes


def _ends(row: Any) -> str:
    return numbers.interval(row["low"], row["high"])


def _rose(row: Any) -> str:
    ends = numbers.interval(row["improved_low"], row["improved_high"], 0)
    return f"{ends} %; n = {row['n']}" if math.isfinite(row["improved"]) else "для публикации группа мала"


def _p(row: Any) -> str:
    value = row["p_value"]
    if not math.isfinite(value):
        return numbers.MISSING
    return "<\u00a00,001" if value < 0.001 else numbers.number(value, 3)


def _said(row: Any, growth: Growth) -> Finding:
    change, n = numbers.number(row["change"], 1, signed=True), int(row["n"])
    start = f"Среднее до {numbers.number(row['before'], 1)}, после {numbers.number(row['after'], 1)}: {change} балла"
    if row["verdict"] == FEW:
        return Finding("neutral", f"{start}. Учителей {n}: по такому числу людей не говорят даже о направлении.")
    if row["verdict"] == DIRECTION:
        return Finding(
            "neutral", f"{start} ({_ends(row)}). {teachers(n)} — это направление, а не вывод: один человек меняет "
            f"среднее. Проверка возможна от {growth.rules.test_n}.",
        )  # fmt: skip
    if row["verdict"] in (GROWN, FALLEN):
        word = "Рост" if row["verdict"] == GROWN else "Снижение"
        return Finding(_TONES[row["verdict"]], f"{start} ({_ends(row)}; p {_equal(row)}). {word} больше погрешности.")
    rule = "Правило «среднее после больше среднего до» выполнено, но" if row["seed"] else "Среднее не выросло;"
    return Finding("info", f"{start} ({_ends(row)}). {rule} изменение не больше погрешности: рост не доказан.")


def _equal(row: Any) -> str:
    said = _p(row)
    return said if said.startswith("<") else f"= {said}"


def _domain_findings(table: Any, growth: Growth, public: bool) -> list[Finding]:
    own = table.loc[table["domain"].ne(ALL)]
    found = []
    for verdict, words in ((GROWN, "Рост больше погрешности"), (FALLEN, "Снижение больше погрешности")):
        names = list(own.loc[own["verdict"].eq(verdict), "domain"])
        if names:
            found.append(Finding(_TONES[verdict], f"{words}: {listed(names)}."))
    common = public_common(growth.common, growth.school.settings.privacy) if public else growth.common
    common = common.loc[common["common"]]
    for row in common.to_dict("records"):
        found.append(
            Finding("warn", f"Область «{row['domain']}»: ниже {numbers.number(growth.rules.deficit)} у {row['below']} "
                            f"из {numbers.count(row['n'], 'учителя', 'учителей', 'учителей')}. Это дефицит "
                            "школы, а не людей: нужна общая учёба.")
        )  # fmt: skip
    return found


def _lesson_tiles(growth: Growth) -> list[Tile]:
    try:
        found = growth.lessons
    except MissingData:
        return []
    enough = found.doubled.value >= growth.rules.double_share
    return [
        Tile("Уроки с двумя наблюдателями", numbers.percent(found.doubled.value, 0),
             f"{found.doubles} из {found.seen}; нужно от {numbers.percent(growth.rules.double_share, 0)}",
             "хорошо" if enough else "внимание")
    ]  # fmt: skip


def _honesty(growth: Growth, table: Any, public: bool) -> list[Finding]:
    found = []
    if public and table["improved"].isna().any():
        found.append(Finding("neutral", "Доля выросших скрыта там, где по ней узнали бы немногих."))
    if public:
        return found
    one = growth.low_start
    text = (
        "Кто начинает низко, во второй раз в среднем поднимается и без всякой учёбы (возврат к среднему), поэтому рост "
        "слабых ещё не заслуга меры."
    )
    if one.low.known and one.rest.known:
        text += (
            f" Здесь области, начавшие ниже {numbers.number(growth.rules.deficit)}, изменились на "
            f"{numbers.number(one.low.value, 1, signed=True)} (n = {one.low.n}), остальные — на "
            f"{numbers.number(one.rest.value, 1, signed=True)} (n = {one.rest.n})."
        )
    return [*found, Finding("info", text)]


def _method_findings(growth: Growth) -> list[Finding]:
    by = {row["method"]: row for row in growth.methods.to_dict("records")}
    found = []
    if {"тест", "самооценка"} <= set(by):
        test, own = by["тест"], by["самооценка"]
        gap = own["after"] - test["after"]
        way = "выше" if gap > 0 else "ниже"
        found.append(
            Finding("info", f"Самооценка {way} теста на {numbers.number(abs(gap), 1)} балла: индекс без теста был бы "
                            f"{way}.")
        )  # fmt: skip
        if own["low"] > 0 >= test["low"]:
            found.append(Finding("warn", "Выросла самооценка, а рост по тесту не больше погрешности: возможно, выросла "
                                         "уверенность, а не умение."))  # fmt: skip
    if len(by) == 1:
        found.append(Finding("neutral", f"Способ один ({next(iter(by))}): сравнить не с чем."))
    return found
