"""The words of the ФОС report about items: what each shows, which options and keys are doubtful, tiers.

Apart from :mod:`workbook.display.fos_sections` because these sections need pupils' answers.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import fos_charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, finding
from workbook.display.figure import Chart
from workbook.display.fos_words import ACTION_TONES, listed, share_words, tier_words
from workbook.display.tables import Table, col
from workbook.fos import Scored
from workbook.settings import FosRules

__all__ = ["answers", "items", "options", "tiers"]

_DOUBTFUL = 6
_OPTION_TONES = {"сильнее ключа": "bad", "не работает": "neutral", "ключ": "ok"}
_ACTIONS = {
    "key": "Проверить ключ",
    "reverse": "Пересмотреть условие и критерии: сильные справляются не лучше слабых",
    "dif": "Перечитать условие: мешает одной из групп учеников",
    "hard": "Упростить или заменить",
    "weak": "Уточнить условие: слабо различают учеников",
    "easy": "Усложнить",
    "tier": "Исправить заявленный уровень",
    "distractor": "Заменить неработающие варианты ответа",
    "skip": "Выяснить причину пропусков",
    "watch": "Наблюдать: ответов мало для уверенного вывода",
    "collect": "Накопить ответы, судить рано",
}


def items(table: pd.DataFrame, rules: FosRules) -> Block:
    """Say how many items need work and which, action by action.

    Parameters
    ----------
    table : DataFrame
        :func:`workbook.fos.item_table`.
    rules : FosRules
        Limits, for the explanation.
    """
    work, whole = table[table["needs_work"]], len(table)
    few = int((table["action"] == "collect").sum())
    if len(work):
        share = numbers.percent(100 * len(work) / whole, 0)
        total = numbers.count(whole, "задания", "заданий", "заданий")
        head = finding("warn", f"Доработки требуют {len(work)} из {total} ({share}).")
    elif few == whole:
        head = finding("neutral", "Ответов слишком мало, чтобы судить о заданиях.")
    else:
        head = finding("ok", "Ни одно задание не требует доработки.")
    limits = (
        "Выполнение — средняя доля балла, в границах от "
        f"{share_words(rules.p_low)} до {share_words(rules.p_high)}. Различение r — связь балла за задание с баллом за "
        f"остальные задания, не ниже {numbers.number(rules.r_min, 2)}. Если ответов меньше {rules.item_n}, вывода нет; "
        f"если меньше {rules.alpha_n} — только когда весь интервал вне границы. Пропуск внутри работы — 0 баллов, "
        "недошедшие не считаются."
    )
    shown = work.assign(order=work["action"].map({code: place for place, code in enumerate(_ACTIONS)}))
    shown = shown.sort_values("order", kind="stable")
    fix = Table(
        shown,
        {
            "item": col("Задание"), "tier": col("Уровень"), "success_percent": col("Выполнение", "percent", 0),
            "success": col("интервал", "interval", 0, low="success_low", high="success_high"),
            "r": col("r", "number", 2), "advice": col("Что увидели и что сделать"),
        },
        caption="Задания к доработке, сначала самое важное",
        row_class=lambda row: "bad" if row["action"] in ("key", "reverse") else "",
    )  # fmt: skip
    chart = Chart(
        fos_charts.item_map(table, rules), "Какие задания слишком трудны, слишком легки или не различают учеников?",
        "Трудность и различение заданий", n=int(table["n"].max()),
    )  # fmt: skip
    if few == whole:
        return Stack(
            [Findings([head]), Text(limits, tone="quiet"), Details("Все задания: числа", _item_numbers(table))]
        )
    blocks = [Findings([head, *_by_action(table)]), Text(limits, tone="quiet")]
    if len(work):
        blocks.append(fix)
    return Stack([*blocks, chart, Details("Все задания: числа", _item_numbers(table))])


def options(table: pd.DataFrame, found: pd.DataFrame, rules: FosRules) -> Block:
    """Show what pupils chose in the items whose key or distractors are doubtful.

    Parameters
    ----------
    table : DataFrame
        :func:`workbook.fos.option_table`.
    found : DataFrame
        :func:`workbook.fos.item_table`.
    rules : FosRules
        ``dead_share``, for the explanation.
    """
    keys = found.loc[found["stronger"] != "", "item"].tolist()
    dead = found.loc[(found["dead"] != "") & ~found["item"].isin(keys), "item"].tolist()
    said = [finding("bad", f"Возможно, ошибка в ключе: {listed(keys)}. Сверить ключ с решением.")] if keys else []
    if dead:
        said.append(
            finding("info", f"Вариант ответа почти никто не выбирает: {listed(dead)}. Заменить типичной ошибкой.")
        )
    if table.empty:
        return Findings(
            [finding("neutral", "Ответы в таблице не записаны, есть только баллы: варианты ответа не разобрать.")]
        )
    if (table["verdict"].isin(["ключ", "мало данных"])).all():
        return Findings([finding("neutral", "Ответов слишком мало, чтобы судить о ключах и вариантах ответа.")])
    if not said:
        said.append(finding("ok", "Ключи сомнений не вызывают, неверные варианты ответа работают."))
    method = Text(
        f"Неверный вариант не работает, если его выбрали меньше {share_words(rules.dead_share)} и случайностью это не "
        "объяснить. Ключ вызывает сомнение, если сам он не различает учеников, а неверный ответ выбирают сильные или "
        "заметно больше учеников.",
        tone="quiet",
    )
    doubtful = [*keys, *dead][:_DOUBTFUL]
    shown = table[table["item"].isin(doubtful)].assign(
        option=lambda frame: frame["option"].str.upper(),
        place=lambda frame: frame["item"].map({item: place for place, item in enumerate(doubtful)}),
    )
    hidden = len(keys) + len(dead) - len(doubtful)
    note = "Связь положительна, если ответ выбирают те, кто лучше справился с остальными заданиями."
    if hidden:
        note += f" Показаны первые задания, не вошли ещё {hidden}."
    shown = shown.sort_values("place", kind="stable")
    blocks: list[Block] = [Findings(said), method]
    if len(shown):
        blocks.append(
            Table(
                shown,
                {
                    "item": col("Задание"), "option": col("Ответ"), "verdict": col("Вывод"),
                    "count": col("Выбрали", "int"), "share_percent": col("Доля", "share_bar", 0),
                    "r": col("Связь с остальной работой", "number", 2),
                },
                caption="Ответы на задания под вопросом",
                note=note,
                row_class=lambda row: _OPTION_TONES.get(str(row["verdict"]), ""),
            )
        )  # fmt: skip
    return Stack(blocks)


def tiers(table: pd.DataFrame, rules: FosRules) -> Block:
    """Say where the claimed tier is not what pupils showed.

    Parameters
    ----------
    table : DataFrame
        :func:`workbook.fos.item_table`.
    rules : FosRules
        ``tier_bands``.
    """
    judged = table[table["action"] != "key"]
    of = {name: judged[judged["tier_verdict"] == name] for name in ("подтверждён", "ниже", "выше", "мало данных")}
    whole = numbers.count(len(table), "задания", "заданий", "заданий")
    refuted = len(of["ниже"]) + len(of["выше"])
    tone = "info" if refuted else "ok" if len(of["подтверждён"]) else "neutral"
    said = [finding(tone, f"Уровень подтверждён у {len(of['подтверждён'])} из {whole}.")]
    for name, words in (("ниже", "Легче заявленного"), ("выше", "Труднее заявленного")):
        if len(of[name]):
            pairs = (f"{row['item']} ({row['tier']} → {row['observed_tier']})" for row in of[name].to_dict("records"))
            said.append(
                finding("warn", f"{words}: {listed(pairs)}. Исправить уровень в спецификации или само задание.")
            )
    doubtful = table.loc[table["action"] == "key", "item"]
    if len(doubtful):
        said.append(finding("neutral", f"Сначала проверить ключ, потом судить об уровне: {listed(doubtful)}."))
    if len(of["мало данных"]):
        some = numbers.count(len(of["мало данных"]), "задании", "заданиях", "заданиях")
        said.append(finding("neutral", f"О {some} судить рано: ответов мало или интервал задевает соседний уровень."))
    order = {"Б": 0, "П": 1, "В": 2}
    shown = judged.assign(place=judged["tier"].map(order))
    shown = shown.sort_values(["place", "success_percent"], ascending=[True, False], kind="stable")
    method = Text(
        f"Ожидаемое выполнение по методике школы: {tier_words(rules)}. Уровень не подтверждён, только если весь "
        "интервал лежит вне его полосы. Сильный или слабый класс сдвигает сразу все задания.",
        tone="quiet",
    )
    chart = Chart(fos_charts.tier_intervals(shown, rules), "Подтверждают ли ответы заявленный уровень?")
    return Stack([Findings(said), method, chart])


def answers(scored: Scored) -> Block:
    """Say which works and answers were counted, and which were set aside and why.

    Parameters
    ----------
    scored : Scored
        :func:`workbook.fos.score`.
    """
    works = numbers.count(len(scored.scores), "работа", "работы", "работ")
    named = sorted(set(scored.variants) - {""})
    variants = f", {numbers.count(len(named), 'вариант', 'варианта', 'вариантов')}" if named else ""
    said = [
        finding(
            "info",
            f"Разобрано: {works}{variants}, {numbers.count(len(scored.items), 'задание', 'задания', 'заданий')}.",
        )
    ]
    if scored.absent:
        many = numbers.count(len(scored.absent), "работа пустая, она", "работы пустые, они", "работ пустые, они")
        said.append(
            finding("info", f"{many} в расчёт не вошли." if len(scored.absent) > 1 else f"{many} в расчёт не вошла.")
        )
    if scored.refused.empty:
        return Findings(said)
    many = numbers.count(len(scored.refused), "строка", "строки", "строк")
    said.append(finding("warn", f"Отложено: {many} с ответами, которые нельзя учесть."))
    why = scored.refused.groupby("reason").size().rename("rows").reset_index().sort_values("rows", ascending=False)
    columns = {"reason": col("Почему отложено"), "rows": col("Строк", "int")}
    return Stack([Findings(said), Details("Отложенные ответы", Table(why, columns))])


def _by_action(table: pd.DataFrame) -> list[Finding]:
    found = []
    for code, words in _ACTIONS.items():
        names = table.loc[table["action"] == code, "item"]
        if len(names):
            found.append(finding(ACTION_TONES[code], f"{words} ({len(names)}): {listed(names)}."))
    return found


def _item_numbers(table: pd.DataFrame) -> Table:
    return Table(
        table,
        {
            "item": col("Задание"), "content": col("КЭС"), "tier": col("Уровень"), "n": col("n", "int"),
            "right": col("верно", "int"), "partial": col("частично", "int"), "wrong": col("неверно", "int"),
            "blank": col("пусто", "int"), "not_reached": col("не дошли", "int"),
            "success_percent": col("Выполнение", "percent", 0),
            "success": col("интервал", "interval", 0, low="success_low", high="success_high"),
            "r": col("r", "number", 2), "ends": col("интервал r", "interval", 2, low="r_low", high="r_high"),
            "d27": col("D", "number", 2), "alpha_if_deleted": col("α без задания", "number", 2),
            "action_title": col("Действие"), "reason": col("Почему нет r"),
        },
        note="r — связь с остальными заданиями, D — разность выполнения у лучших и слабейших, α — надёжность "
        "без задания. Прочерк — данных для вывода мало.",
        row_class=lambda row: "bad" if row["action"] in ("key", "reverse") else "warn" if row["needs_work"] else "",
    )  # fmt: skip
