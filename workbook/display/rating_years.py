"""Year against year on a page: growth and involvement of the same pupils, and what of it may be chance.

Apart from the sections of one season because every number here is a pair.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Heading, Stack, Text, Tiles, finding, tile
from workbook.display.figure import Chart
from workbook.display.rating_words import listed, of_all, people, scored
from workbook.display.tables import Table, col
from workbook.rating import CHANGE_WORDS, YearChange
from workbook.settings import PrivacyRules

__all__ = ["years"]

_ROSE, _FELL, _MAYBE, _SAME = CHANGE_WORDS
_SHORT = {_ROSE: "больше", _FELL: "меньше", _MAYBE: "неясно", _SAME: "столько же"}
"""Words for a narrow column."""


def years(change: YearChange, privacy: PrivacyRules) -> Block:
    """Show whose points grew and whether more of the same pupils take part.

    Parameters
    ----------
    change : YearChange
        From :func:`workbook.rating.year_change`.
    privacy : PrivacyRules
        The smallest group shown.
    """
    groups = change.groups(privacy.small_cell)
    if groups.iloc[0]["hidden"]:
        few = numbers.count(len(change.pupils), "ученик", "ученика", "учеников")
        return Text(
            f"Сравнить с прошлым годом можно слишком мало детей ({few}): числа выдали бы каждого.", tone="quiet"
        )
    return Stack([_growth(change, groups), Heading("Стало ли участников больше", 3), _involvement(groups, privacy)])


def _growth(change: YearChange, groups: pd.DataFrame) -> Block:
    """Show whose points grew, class by class and direction by direction."""
    pupils = change.pupils
    rose, fell = int((pupils["change"] > 0).sum()), int((pupils["change"] < 0).sum())
    whole = groups.iloc[0]
    ends = numbers.interval(whole["mean_low"] / 100, whole["mean_high"] / 100, 2)
    sure = whole["mean_low"] > 0 or whole["mean_high"] < 0
    tiles = [
        tile("Сравнимы", people(len(pupils)), f"учились здесь и год назад; ещё {change.left_out} — нет"),
        tile("Баллов больше", numbers.number(rose, 0), "чем за те же дни прошлого периода"),
        tile("Баллов меньше", numbers.number(fell, 0), f"столько же у {len(pupils) - rose - fell}"),
        tile("В среднем", numbers.number(whole["mean"] / 100, 2, signed=True), f"балла на ученика ({ends})"),
    ]
    said = "Средний прирост" if whole["mean"] >= 0 else "Среднее снижение"
    found = [
        _same_days(change),
        finding(
            "info",
            f"{said} уверенно отличается от нуля: интервал {ends}." if sure else
            f"Средний прирост от нуля уверенно не отличается (интервал {ends}): изменение может быть случайным.",
        ),
        *_class_findings(groups),
        *_inequality(change),
    ]  # fmt: skip
    blocks: list[Block] = [Tiles(tiles), Findings(found)]
    if len(change.directions):
        blocks.append(_direction_table(change))
    return Stack([*blocks, Details("Прирост баллов по уровням, полу и классам", _class_table(groups))])


def _involvement(groups: pd.DataFrame, privacy: PrivacyRules) -> Block:
    """Show how many of the same pupils take part, then and now: who came, who is lost."""
    shown = groups[groups["hidden"] == ""]
    whole = groups.iloc[0]
    n = int(whole["n"])
    tone = "ok" if whole["word"] == _ROSE else "warn" if whole["word"] == _FELL else "neutral"
    verdict = f"Вовлечённость: {whole['word']}." if whole["word"] == _MAYBE else f"Вовлечённость {whole['word']}."
    found = [
        finding(
            tone,
            f"{verdict} Участвовали {of_all(whole['k_before'], n)}, теперь {of_all(whole['k'], n)}: "
            f"{numbers.points(whole['change'])} (интервал {numbers.interval(whole['low'], whole['high'])}).",
        ),
        finding(
            "info",
            f"Снова участвуют {whole['kept']}, пришли {whole['gained']}, перестали {whole['lost']}. Перестали — повод "
            "спросить, что помешало, а не упрекнуть.",
        ),
    ]
    moved = shown[(shown["kind"] != "школа") & shown["word"].isin([_ROSE, _FELL])]
    for row in moved.itertuples():
        found.append(
            finding(
                "ok" if row.word == _ROSE else "warn",
                f"{str(row.group).capitalize()}: вовлечённость {row.word} ({of_all(row.k_before, row.n)} → "
                f"{of_all(row.k, row.n)}).",
            )
        )
    if moved.empty and (groups["kind"] != "школа").any():
        found.append(
            finding("neutral", "Ни в одном уровне, поле и классе изменение не отличить от случайного: групп много, "
                    "учеников в каждой мало.")
        )  # fmt: skip
    return Stack([Findings(found), _group_table(groups, shown, privacy)])


def _same_days(change: YearChange) -> Finding:
    until = f"{numbers.date(change.until_before)} и {numbers.date(change.until)}"
    words = (
        f"Период ещё не окончен: сравнены те же дни двух лет, по {until}." if change.partial
        else f"Сравнены два периода целиком, по {until}."
    )  # fmt: skip
    return finding(
        "info",
        f"{words} Оба посчитаны по нынешним правилам: если год назад они были другими, прошлые суммы пересчитаны.",
    )


def _class_findings(groups: pd.DataFrame) -> list[Finding]:
    rows = groups[(groups["kind"] == "класс") & (groups["hidden"] == "")]
    if rows.empty:
        return []
    far = rows[rows["grew"]]
    if far.empty:
        text = "Ни в одном классе прирост баллов не отличить от случайного: классов много, участников в каждом мало."
        return [finding("neutral", text)]
    said = [
        f"{name} ({numbers.number(mean / 100, 2, signed=True)})"
        for name, mean in zip(far["group"], far["mean"], strict=True)
    ]
    return [finding("info", f"Прирост на ученика уверенно отличается от нуля: {listed(said)}.")]


def _inequality(change: YearChange) -> list[Finding]:
    then, now, shift = change.inequality()
    if not (then == then and now == now):
        return []
    sure = shift.excludes(0)
    words = (
        ("Баллы распределены ровнее" if shift.value < 0 else "Баллы распределены менее ровно") + ", чем год назад"
        if sure else "Изменение неравенства баллов может быть случайным"
    )  # fmt: skip
    return [
        finding(
            "info",
            f"{words}: индекс Джини {numbers.number(then, 2)} → {numbers.number(now, 2)} "
            f"(разность {numbers.interval(shift.low, shift.high, 2)}).",
        )
    ]


def _class_table(groups: pd.DataFrame) -> Block:
    shown = groups[(groups["hidden"] == "") & (groups["kind"] != "школа")].copy()
    for name in ("mean", "mean_low", "mean_high"):
        shown[name] = shown[name] / 100
    shown["was"] = shown["class_before"].fillna("")
    columns = {
        "group": col("Группа сейчас"),
        "was": col("Год назад"),
        "n": col("Сравнимых учеников", "int"),
        "mean": col("Прирост на ученика", "change", 2),
        "interval": col("Интервал", "interval", 2, low="mean_low", high="mean_high"),
    }
    note = "Те же дети в обоих годах: класс поднялся на параллель. Если интервал включает ноль, прирост может быть " \
           "случайным."  # fmt: skip
    return Table(shown, columns, note=note)


def _direction_table(change: YearChange) -> Block:
    n = len(change.pupils)
    view = change.directions.assign(
        sums=[f"{scored(was)} → {scored(now)}" for was, now in zip(
            change.directions["points_before"], change.directions["points"], strict=True)],
        took=[f"{was} → {now}" for was, now in zip(
            change.directions["k_before"], change.directions["k"], strict=True)],
        verdict=change.directions["word"].replace(_SHORT),
        growth=(change.directions["points"] - change.directions["points_before"]) / 100,
        shift=_with_ends(change.directions),
    )  # fmt: skip
    columns = {
        "direction": col("Направление"),
        "sums": col("Сумма баллов", align="right"),
        "growth": col("Прирост", "change", 2),
        "took": col("Участников", align="right"),
        "shift": col("Изменение, п.п. (интервал)", align="right"),
        "verdict": col("Вывод"),
    }
    note = (
        f"Сравниваются {people(n)}. Сумма баллов может вырасти и от одного победителя, поэтому "
        "рядом — сколько детей участвует. «Неясно» — изменение может быть случайным; вывод строже интервала: он "
        "учитывает, что направлений несколько."
    )
    return Table(view, columns, "Направления: год к году", note)


def _with_ends(rows: pd.DataFrame) -> list[str]:
    """Write a change and its interval in one cell: «+7,1 (−2,0–16,3)»."""
    return [
        f"{numbers.number(value, 1, signed=True)} ({numbers.interval(low, high)})"
        for value, low, high in zip(rows["change"], rows["low"], rows["high"], strict=True)
    ]


def _group_table(groups: pd.DataFrame, shown: pd.DataFrame, privacy: PrivacyRules) -> Block:
    view = shown.assign(
        then=100 * shown["k_before"].astype("float64") / shown["n"].astype("float64"),
        now=100 * shown["k"].astype("float64") / shown["n"].astype("float64"),
        label=[f"{name} (была {was})" if isinstance(was, str) else name
               for name, was in zip(shown["group"], shown["class_before"], strict=True)],
        verdict=shown["word"].replace(_SHORT),
        took=[f"{was} → {is_}" for was, is_ in zip(shown["k_before"], shown["k"], strict=True)],
        points=_with_ends(shown),
    )  # fmt: skip
    columns = {
        "label": col("Группа"),
        "n": col("Учеников", "int"),
        "took": col("Участвовали", align="right"),
        "gained": col("Пришли", "int"),
        "lost": col("Пере\u00adстали", "int"),
        "points": col("Изменение, п.п. (интервал)", align="right"),
        "verdict": col("Вывод"),
    }
    hidden = int((groups["hidden"] != "").sum())
    note = (
        "«Пришли» — не участвовали год назад и участвуют теперь, «перестали» — наоборот. «Неясно» — изменение может "
        "быть случайным; вывод строже интервала: он учитывает, сколько групп сравнивается сразу."
    )
    if hidden:
        rest = numbers.count(hidden, "группа", "группы", "групп")
        note += f" Не показано: {rest} (меньше {privacy.small_cell} учеников или выдали бы такую группу)."
    classes = view[view["kind"] == "класс"]
    table = Table(view[view["kind"] != "класс"], columns, "Вовлечённость тех же учеников: год к году", note)
    if len(classes) < 2:
        return table
    chart = Chart(
        charts.dumbbell(classes, "group", "then", "now", ("год назад", "сейчас")),
        title="Как изменилась доля участвующих в каждом классе?",
        alt="Доля участвующих по классам год назад и сейчас, те же ученики.",
        note="Те же дети: класс назван так, как сейчас. По классу отдельно изменение чаще всего может быть случайным.",
    )
    return Stack([table, chart, Details("Те же числа по классам", Table(classes, columns))])
