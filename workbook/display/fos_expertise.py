"""The words of the expert protocol: decision, opinions, what to talk over, what would change the decision.

Apart from the ФОС report because its reader leads a meeting of experts and needs the order of talk, not one verdict.
Sections on severity and agreement stand in :mod:`workbook.display.fos_expert_agreement` and are offered here too.
"""

from __future__ import annotations

import math

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tile, Tiles, finding, tile
from workbook.display.figure import Chart
from workbook.display.fos_expert_agreement import agreement, severity
from workbook.display.fos_expert_validity import criteria_validity
from workbook.display.fos_words import listed
from workbook.display.tables import Table, col
from workbook.fos import CRITERIA, Disagreements
from workbook.fos.criteria import TOP
from workbook.settings import Settings

__all__ = ["agreement", "contested", "decision", "opinions", "overview", "severity", "what_if"]

_TONES = {"принято": "ok", "доработать": "warn", "отклонено": "bad", "мало данных": "neutral"}
_FULL = TOP * len(CRITERIA)


def decision(found: Disagreements, settings: Settings) -> Block:
    """Say in one screen what the experts' sheets decide and how sure that is.

    Parameters
    ----------
    found : Disagreements
        :func:`workbook.fos.disagreements`.
    settings : Settings
        The rule of the decision.
    """
    made = found.outcome
    total = f"Средняя сумма {numbers.number(made.total, 1)} из {_FULL}. " if math.isfinite(made.total) else ""
    said = [finding(_TONES[made.decision], f"Проект решения: {made.decision}. {total}{made.reason}")]
    if found.sheets.left_out:
        said.append(_without(found))
    partial = found.review.experts[found.review.experts["decision"] == "неполный лист"]
    if len(partial):
        gaps = listed(f"{row['expert']} ({row['criteria']} из {len(CRITERIA)})" for row in partial.to_dict("records"))
        said.append(finding("warn", f"Листы заполнены не до конца и в сумму не входят: {gaps}. Дозаполнить."))
    said.append(_steadiness(found))
    if found.needs:
        said.append(finding("info", " ".join(found.needs)))
    return Stack([_tiles(found, settings), Findings(said), _rule(settings)])


def _tiles(found: Disagreements, settings: Settings) -> Tiles:
    made, alone = found.outcome, len(found.sheets.experts) < 2
    disputed = len(found.agenda)
    tiles: list[Tile] = [
        tile("Проект решения", made.decision, "решает человек", _TONES[made.decision]),
        tile("Средняя сумма", numbers.number(made.total, 1), f"нужно {settings.fos.accept_sum} из {_FULL}"),
        tile(
            "Спорных критериев", numbers.MISSING if alone else str(disputed), f"из {len(CRITERIA)}",
            "neutral" if alone else "warn" if disputed else "ok",
        ),
    ]  # fmt: skip
    if found.agreement is not None:
        matches = found.agreement.set_index("code").loc["matches"]
        ends = numbers.interval(100 * matches["low"], 100 * matches["high"], 0)
        value = numbers.percent(100 * matches["value"], 0)
        tiles.append(tile("Совпадений в оценках", value, f"{ends}{numbers.NBSP}%" if ends != numbers.MISSING else ""))
    return Tiles(tiles)


def _without(found: Disagreements) -> Finding:
    """Compare the decision with the one that all sheets give."""
    all_of_them, now = found.everybody, found.outcome
    total = f", средняя сумма {numbers.number(all_of_them.total, 1)}" if math.isfinite(all_of_them.total) else ""
    change = "решение то же" if all_of_them.decision == now.decision else "решение другое"
    return finding(
        "info" if all_of_them.decision == now.decision else "warn",
        f"Лист эксперта {found.sheets.left_out} не учтён: так выбрано. "
        f"Со всеми листами — {all_of_them.decision}{total}: {change}.",
    )


def _steadiness(found: Disagreements) -> Finding:
    turning = found.scenarios[found.scenarios["changes"]]
    if len(found.scenarios) == 1:
        return finding("neutral", "Лист один: проверить, держится ли решение, не на чем. Нужен второй эксперт.")
    if found.outcome.decision == "мало данных":
        return finding("neutral", "Полного листа нет, поэтому проверять, держится ли решение, рано.")
    if turning.empty:
        return finding("ok", "Решение держится: его не меняют ни лист одного эксперта, ни спорные критерии.")
    cases = [f"{_small(row['scenario'])} — {row['decision']}" for row in turning.to_dict("records")]
    return finding("warn", f"Решение неустойчиво: {'; '.join(cases[:3])}{_rest(len(cases) - 3)}.")


def _small(text: object) -> str:
    words = str(text)
    return words[:1].lower() + words[1:]


def _rest(more: int) -> str:
    return f" и ещё {numbers.count(more, 'случай', 'случая', 'случаев')}" if more > 0 else ""


def _rule(settings: Settings) -> Text:
    rules = settings.fos
    return Text(
        f"Лист экспертизы: {len(CRITERIA)} критериев по 0–{TOP} балла. «Принято» — средняя сумма полных листов не ниже "
        f"{rules.accept_sum} и нет 0 по обязательным критериям {rules.must_criteria.replace(';', ',')}; от "
        f"{rules.rework_sum} — «доработать»; ниже — «отклонено».",
        tone="quiet",
    )


def opinions(found: Disagreements, settings: Settings) -> Block:
    """Show who gave what, criterion by criterion, and which criteria are the weakest.

    Parameters
    ----------
    found : Disagreements
        :func:`workbook.fos.disagreements`.
    settings : Settings
        Section ``agreement``.
    """
    table, scores = found.review.criteria, found.sheets.scores
    named = [f"{number}. {CRITERIA[int(number)]}" for number in scores.index]
    weak = table.dropna(subset=["mean"]).sort_values(["mean", "criterion"], kind="stable")
    weak = weak[weak["mean"] <= TOP / 2]
    said = []
    if len(weak):
        names = listed(f"{row['criterion']} ({row['title']})" for row in weak.to_dict("records"))
        said.append(finding("warn", f"Слабее всего (в среднем не выше 1 балла): {names}."))
    else:
        said.append(finding("ok", "Критериев со средней оценкой не выше 1 балла нет."))
    silent = [number for number in scores.index if scores.loc[number].isna().all()]
    if silent:
        said.append(finding("neutral", f"Не оценил никто: критерии {listed(silent)}."))
    return Stack(
        [
            Findings(said),
            Chart(
                charts.heatmap(scores.set_axis(named), 0, "балл", low=0, high=TOP, reverse=True),
                "Кто что поставил?", "Оценки экспертов по критериям: чем темнее клетка, тем ниже балл",
            ),
            _sheets(found),
            Details("Все критерии с замечаниями", _criteria(found)),
            Details("Какие критерии слабее с учётом числа экспертов", criteria_validity(found, settings)),
        ]
    )  # fmt: skip


def _sheets(found: Disagreements) -> Table:
    return Table(
        found.review.experts,
        {
            "expert": col("Эксперт"), "date": col("Дата", "date"), "criteria": col("Критериев", "int"),
            "total": col("Сумма", "number", 0), "zeros": col("Нули по обязательным"), "decision": col("По листу"),
        },
        caption="Листы экспертов",
        row_class=lambda row: {"доработать": "warn", "отклонено": "bad", "неполный лист": "neutral"}.get(
            str(row["decision"]), ""
        ),
    )  # fmt: skip


def _criteria(found: Disagreements) -> Table:
    columns = {"criterion": col("№", "int"), "title": col("Критерий")}
    columns |= {expert: col(expert, "int") for expert in found.sheets.experts}
    columns |= {"mean": col("Среднее", "number", 1), "comments": col("Замечания")}
    return Table(
        found.review.criteria, columns, caption="Критерии", row_class=lambda row: "warn" if row["disagree"] else ""
    )


def contested(found: Disagreements) -> Block:
    """Show what to talk over, in which order, what each said and whether the decision hangs on it.

    Parameters
    ----------
    found : Disagreements
        :func:`workbook.fos.disagreements`.
    """
    if len(found.sheets.experts) < 2:
        return Findings(
            [finding("neutral", "Лист один: расхождений быть не может. Для протокола нужен второй эксперт.")]
        )
    agenda = found.agenda
    if agenda.empty:
        return Findings([finding("ok", "Спорных критериев нет: на всю шкалу эксперты не разошлись.")])
    first = agenda.iloc[0]
    which = f"{first['criterion']} ({first['title']}): {first['why']}"
    many = numbers.count(len(agenda), "критерий", "критерия", "критериев")
    words = f"Обсудить {many}. Начать с критерия {which}." if len(agenda) > 1 else f"Обсудить критерий {which}."
    said = [finding("warn", words)]
    turning = agenda[agenda["pivotal"]]
    if len(turning):
        names = listed(turning["criterion"])
        said.append(finding("warn", f"От договорённости зависит решение: критерий {names}."))
    else:
        said.append(finding("info", "Ни один критерий в одиночку решения не меняет, но в протокол нужна общая оценка."))
    shown = agenda.assign(
        name=agenda["criterion"].astype(str) + ". " + agenda["title"],
        low=[f"{row['lowest']} → {row['if_low']}" for row in agenda.to_dict("records")],
        high=[f"{row['highest']} → {row['if_high']}" for row in agenda.to_dict("records")],
    )
    table = Table(
        shown,
        {
            "place": col("№", "int"), "name": col("Критерий"), "why": col("Почему спорный"), "said": col("Оценки"),
            "comments": col("Замечания"), "low": col("Если сойдутся на низшей"), "high": col("Если сойдутся на высшей"),
        },
        caption="Повестка обсуждения",
        note="Сначала обязательные критерии с нулём, затем те, от которых зависит решение, затем самые широкие.",
        row_class=lambda row: "warn" if row["pivotal"] else "",
    )  # fmt: skip
    return Stack([Findings(said), table])


def what_if(found: Disagreements, settings: Settings) -> Block:
    """Show the decision in every «что, если».

    Parameters
    ----------
    found : Disagreements
        :func:`workbook.fos.disagreements`.
    settings : Settings
        ``accept_sum``: the dashed line.
    """
    cases = found.scenarios
    if len(cases) == 1:
        return Findings([finding("neutral", "Лист один: вариантов решения нет.")])
    if cases["total"].isna().all():
        return Findings(
            [finding("neutral", "Полного листа нет ни в одном случае: что изменит решение, покажут полные листы.")]
        )
    changed = int(cases["changes"].sum())
    whole = numbers.count(len(cases) - 1, "случая", "случаев", "случаев")
    said = [
        finding("ok", f"Решение одно и то же во всех случаях: разобрано {len(cases) - 1}.")
        if not changed
        else finding("warn", f"Решение другое в {changed} из {whole}.")
    ]
    strict = cases[(cases["kind"] == "поправка")]
    if len(strict):
        row = strict.iloc[0]
        same = "решение то же" if not row["changes"] else f"решение другое — {row['decision']}"
        said.append(
            finding("info", f"Если выровнять строгость экспертов, сумма {numbers.number(row['total'], 1)}: {same}.")
        )
    tones = cases.assign(tone=cases["decision"].map(_TONES), named=cases["scenario"])
    return Stack(
        [
            Findings(said),
            Chart(
                charts.bars(tones, "named", "total", unit="баллов", target=settings.fos.accept_sum, tone="tone"),
                "Что изменит решение?",
                "Средняя сумма баллов в каждом случае и порог решения «принято»",
                "Цвет — проект решения: зелёный — принято, жёлтый — доработать, красный — отклонено.",
            ),
            Table(
                cases,
                {
                    "scenario": col("Если"), "total": col("Сумма", "number", 1), "decision": col("Проект решения"),
                    "reason": col("Почему"),
                },
                caption="Решение в разных случаях",
                row_class=lambda row: "warn" if row["changes"] else "",
            ),
        ]
    )  # fmt: skip


def overview(table: pd.DataFrame) -> Block:
    """Show all tools that have sheets, those that need a meeting first.

    Parameters
    ----------
    table : DataFrame
        :func:`workbook.fos.expertise_overview`.
    """
    counts = table["decision"].value_counts()
    words = ", ".join(f"{name} — {counts[name]}" for name in _TONES if name in counts)
    said = [
        finding("info", f"Листы есть по {numbers.count(len(table), 'средству', 'средствам', 'средствам')}: {words}.")
    ]
    meet = table[table["contested"] > 0]
    if len(meet):
        said.append(finding("warn", f"Нужно обсуждение: {listed(meet['fos'])}."))
    single = table[table["experts"] < 2]
    if len(single):
        said.append(finding("warn", f"Лист только один: {listed(single['fos'])}. Нужен второй эксперт."))
    shown = table.assign(whole=[f"{row['complete']} из {row['experts']}" for row in table.to_dict("records")])
    return Stack(
        [
            Findings(said),
            Table(
                shown,
                {
                    "fos": col("Код"), "whole": col("Полных листов", align="right"),
                    "total": col("Средняя сумма", "number", 1), "decision": col("Проект решения"),
                    "contested": col("Спорных критериев", "int"), "turning": col("Случаев с другим решением", "int"),
                },
                caption="Все экспертизы школы",
                row_class=lambda row: "warn" if row["contested"] else "",
            ),
        ]
    )  # fmt: skip
