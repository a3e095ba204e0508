"""The words of the ФОС report about a tool and the fund: decision, specification, expertise, renewal.

Apart from the methods because a method gives numbers, and here they become sentences that lead to a decision. Sections
about items stand in :mod:`workbook.display.fos_item_sections` and are offered here too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbook.display import fos_charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Heading, Stack, Text, Tile, Tiles, finding, tile
from workbook.display.figure import Chart
from workbook.display.fos_item_sections import answers, items, options, tiers
from workbook.display.fos_reliability import reliability
from workbook.display.fos_words import listed
from workbook.display.tables import Table, col
from workbook.fos import CRITERIA, TIER_NAMES, Coverage, Evidence, Review, conditions, overall, verdict
from workbook.settings import FosRules

__all__ = [
    "answers",
    "decision",
    "expertise",
    "fund",
    "items",
    "options",
    "reliability",
    "specification",
    "tiers",
    "titled",
]

_TONES = {"можно применять": "ok", "доработать": "warn", "мало данных": "neutral"}
_STATUS_TONES = {"выполнено": "ok", "не выполнено": "bad", "мало данных": "neutral"}
_CELL_TONES = {"не хватает": "bad", "лишнее": "warn", "нет в плане": "warn"}
_EXPERT_TONES = {"принято": "ok", "доработать": "warn", "отклонено": "bad"}
_URGENT = ("key", "reverse", "hard")
_SHARP = 0.3


def decision(evidence: Evidence, rules: FosRules) -> Block:
    """Say in one screen whether the tool may be used and what stands in the way.

    Parameters
    ----------
    evidence : Evidence
        :func:`workbook.fos.gather`.
    rules : FosRules
        The school's limits.
    """
    checked = conditions(evidence, rules)
    draft, met = verdict(checked), int((checked["status"] == "выполнено").sum())
    whole = f"Выполнено {met} из {numbers.count(len(checked), 'условия', 'условий', 'условий')}."
    said = [finding(_TONES[draft], f"Проект решения: {draft}. {whole}")]
    for status, words in (("не выполнено", "Не выполнено"), ("мало данных", "Мало данных, чтобы судить")):
        names = checked.loc[checked["status"] == status, "noun"]
        if len(names):
            said.append(finding(_STATUS_TONES[status], f"{words}: {', '.join(names)}."))
    said += _first_steps(evidence)
    table = Table(
        checked.assign(status=checked["status"].str.replace(" ", numbers.NBSP)),
        {
            "condition": col("Условие"), "status": col("Состояние"), "figure": col("Сколько"),
            "reason": col("Почему"),
        },
        caption="Проверка готовности",
        note="Это проект: решение принимает руководитель методического объединения или заместитель директора.",
        row_class=lambda row: {"не выполнено": "warn", "мало данных": "neutral"}.get(
            str(row["status"]).replace(numbers.NBSP, " "), ""
        ),
    )  # fmt: skip
    return Stack([_tiles(evidence, draft, rules), Findings(said), table])


def titled(title: str, block: Block) -> Block:
    """Put a subheading over a section that another module makes.

    Parameters
    ----------
    title : str
        The subheading.
    block : Block
        The section.
    """
    return Stack([Heading(title, 3), block])


def specification(coverage: Coverage) -> Block:
    """Say which places of the specification are empty or overfull.

    Parameters
    ----------
    coverage : Coverage
        :func:`workbook.fos.coverage`.
    """
    worst = coverage.worst()
    holes, extra = worst[worst["difference"] < 0], worst[worst["status"].isin(["лишнее", "нет в плане"])]
    several = len(coverage.variants) > 1
    said = []
    for row in holes.to_dict("records"):
        title = f" «{row['content_title']}»" if row["content_title"] else ""
        lack = numbers.count(-row["difference"], "задания", "заданий", "заданий")
        said.append(
            finding(
                "bad",
                f"Не хватает {lack}: {row['content']}{title}, умение {row['skill']}, уровень "
                f"{TIER_NAMES[row['tier']]}"
                f"{_which(coverage.holes, row) if several else ''}.",
            )
        )
    if len(extra):
        cells = listed(f"{row['content']} × {row['skill']} × {row['tier']}" for row in extra.to_dict("records"))
        many = numbers.count(int(extra["difference"].sum()), "задание", "задания", "заданий")
        said.append(finding("warn", f"Сверх плана {many}: {cells}. Убрать или внести в спецификацию."))
    if holes.empty:
        said.insert(0, finding("ok", "Все места спецификации заполнены."))
    if coverage.source == "банк":
        said.append(
            finding("info", "Работу ещё не писали: спецификация сравнивается со всем банком заданий параллели.")
        )
    return Stack(
        [
            Findings(said),
            Text(
                "Каждая клетка спецификации — элемент содержания (КЭС), умение (КПУ) и уровень. План сравнивается с "
                + ("заданиями, которые были у учеников" if coverage.source == "работа" else "заданиями банка")
                + ("; если варианты отличаются, показан тот, что дальше от плана." if several else "."),
                tone="quiet",
            ),
            Chart(
                fos_charts.coverage_map(worst), "Чего в работе не хватает?", "Спецификация: содержание, умение, уровень"
            ),
            _tier_shares(coverage),
            _totals(coverage),
            Details("Все клетки спецификации", _cells(coverage)),
        ]
    )


def expertise(review: Review, rules: FosRules) -> Block:
    """Say what the experts decided, where they disagree and who is stricter.

    Parameters
    ----------
    review : Review
        :func:`workbook.fos.review`.
    rules : FosRules
        ``accept_sum``, ``rework_sum``, ``must_criteria``.
    """
    total = f"Средняя сумма {numbers.number(review.mean_total, 1)} из {2 * len(CRITERIA)}. "
    words = (
        f"По листам экспертизы: {review.decision}. {total if math.isfinite(review.mean_total) else ''}{review.reason}"
    )
    said = [finding(_EXPERT_TONES.get(review.decision, "neutral"), words)]
    if len(review.disagreements):
        named = listed(f"{row['criterion']} ({row['title']})" for row in review.disagreements.to_dict("records"))
        said.append(finding("warn", f"Мнения разошлись на всю шкалу, обсудить до подписания протокола: {named}."))
    elif len(review.experts) > 1:
        said.append(finding("ok", "Расхождений на всю шкалу нет."))
    for row in review.experts.to_dict("records"):
        if abs(row["severity"]) >= _SHARP:
            side = "строже" if row["severity"] < 0 else "мягче"
            gap = numbers.number(abs(row["severity"]), 1)
            said.append(
                finding("info", f"Эксперт {row['expert']} {side} других: в среднем на {gap} балла по критерию.")
            )
    must = rules.must_criteria.replace(";", ",")
    method = Text(
        f"Лист экспертизы: {len(CRITERIA)} критериев по 0–2 балла. «Принято» — сумма не ниже {rules.accept_sum} и "
        "нет 0 по "
        f"критериям {must}; от {rules.rework_sum} — «доработать»; ниже — «отклонено». Общее решение — по средней "
        "сумме.",
        tone="quiet",
    )
    sheets = Table(
        review.experts,
        {
            "expert": col("Эксперт"), "date": col("Дата", "date"), "criteria": col("Критериев", "int"),
            "total": col("Сумма", "number", 0), "zeros": col("Нули по обязательным"),
            "severity": col("Отличие от других", "change", 1), "decision": col("Решение"),
        },
        caption="Листы экспертов",
        row_class=lambda row: {"доработать": "warn", "отклонено": "bad"}.get(str(row["decision"]), ""),
    )  # fmt: skip
    columns = {"criterion": col("№", "int"), "title": col("Критерий")}
    columns |= {str(expert): col(str(expert), "int") for expert in review.experts["expert"]}
    columns |= {"mean": col("Среднее", "number", 1), "comments": col("Замечания")}
    criteria = Table(
        review.criteria, columns, caption="Критерии",
        row_class=lambda row: "warn" if row["disagree"] else "",
    )  # fmt: skip
    return Stack([Findings(said), method, sheets, criteria])


def fund(table: pd.DataFrame, rules: FosRules) -> Block:
    """Say which part of the plan of assessment tools is up to date and what the rest lacks.

    Parameters
    ----------
    table : DataFrame
        :func:`workbook.fos.fund` of the whole plan.
    rules : FosRules
        ``version_years``.
    """
    done, whole = int(table["updated"].sum()), len(table)
    share = numbers.percent(100 * done / whole if whole else math.nan, 0)
    said = [
        finding("ok" if done == whole else "warn", f"Обновлено и принято {done} из {whole} средств плана ({share}).")
    ]
    lacking = table[~table["updated"]]
    causes = lacking["lacking"].str.split("; ").explode().value_counts()
    if len(causes):
        said.append(
            finding("info", "Чего не хватает: " + ", ".join(f"{name} — {n}" for name, n in causes.items()) + ".")
        )
    by = table.groupby("subject")["updated"].agg(["sum", "size"]).reset_index()
    by["percent"], by["left"] = 100 * by["sum"] / by["size"], by["size"] - by["sum"]
    by = by.sort_values(["left", "subject"], ascending=[False, True])
    worst = by[by["left"] > 0]
    if len(worst) > 1:
        named = listed(f"{row['subject']} — {row['left']}" for row in worst.head(3).to_dict("records"))
        said.append(finding("info", f"Больше всего необновлённых: {named}."))
    method = Text(
        "Средство считается обновлённым, если дата обновления не позже срока, версия не старше "
        f"{numbers.count(rules.version_years, 'года', 'лет', 'лет')} и экспертиза приняла его.",
        tone="quiet",
    )
    subjects = Table(
        by,
        {
            "subject": col("Предмет"), "size": col("В плане", "int"), "sum": col("Обновлено и принято", "int"),
            "percent": col("Доля", "share_bar", 0), "left": col("Осталось", "int"),
        },
        caption="Обновление ФОС по предметам",
    )  # fmt: skip
    rest = Table(
        lacking,
        {
            "fos": col("Код"), "title": col("Средство"), "subject": col("Предмет"), "due": col("Срок", "date"),
            "revised": col("Обновлено", "date"), "lacking": col("Чего не хватает"),
        },
    )  # fmt: skip
    blocks: list[Block] = [Findings(said), method, subjects]
    if len(lacking):
        blocks.append(Details(f"Что осталось обновить: {len(lacking)}", rest))
    return Stack(blocks)


def _first_steps(evidence: Evidence) -> list[Finding]:
    steps = []
    if evidence.items is not None:
        urgent = evidence.items[evidence.items["action"].isin(_URGENT)]
        order = urgent.assign(place=urgent["action"].map({code: place for place, code in enumerate(_URGENT)}))
        first = order.sort_values("place", kind="stable").head(2).to_dict("records")
        for words, row in zip(("Начать с задания", "Затем задание"), first, strict=False):
            steps.append(finding("warn", f"{words} {row['item']}. {row['advice']}"))
    return steps


def _tiles(evidence: Evidence, draft: str, rules: FosRules) -> Tiles:
    tiles: list[Tile] = [tile("Проект решения", draft, "решает человек", _TONES[draft])]
    table = evidence.items
    if table is not None:
        work, few = int(table["needs_work"].sum()), bool((table["action"] == "collect").all())
        value, tone = (numbers.MISSING, "neutral") if few else (str(work), "warn" if work else "ok")
        tiles.append(tile("Заданий к доработке", value, f"из {len(table)}", tone))
    if evidence.reliability is not None and len(evidence.reliability):
        row = overall(evidence.reliability)
        ends = numbers.interval(row["low"], row["high"], 2)
        tone = {"достаточна": "ok", "недостаточна": "bad"}.get(row["verdict"], "neutral")
        note = f"{ends}; нужно {numbers.number(rules.alpha_min, 2)}"
        tiles.append(tile("Надёжность α", numbers.number(row["alpha"], 2), note, tone))
    if evidence.coverage is not None:
        covered = evidence.coverage.covered_percent
        lacking = -int(evidence.coverage.worst()["difference"].clip(upper=0).sum())
        note = f"не хватает {numbers.count(lacking, 'задания', 'заданий', 'заданий')}" if lacking else "без пробелов"
        tiles.append(tile("Охват спецификации", numbers.percent(covered, 0), note, "bad" if lacking else "ok"))
    return Tiles(tiles)


def _which(holes: pd.DataFrame, row: Mapping[Any, Any]) -> str:
    same = holes[["content", "skill", "tier"]].eq([row["content"], row["skill"], row["tier"]]).all(axis=1)
    named = holes.loc[same, "variant"].tolist()
    return f" (варианты {', '.join(named)})" if len(named) > 1 else f" (вариант {named[0]})"


def _tier_shares(coverage: Coverage) -> Table:
    shown = coverage.tiers.assign(
        variant=coverage.tiers["variant"].replace("", "один"), name=coverage.tiers["tier"].map(TIER_NAMES)
    )
    return Table(
        shown,
        {
            "variant": col("Вариант"), "name": col("Уровень"), "required": col("По плану", "int"),
            "required_percent": col("доля", "percent", 0), "present": col("Есть", "int"),
            "present_percent": col("доля", "percent", 0),
        },
        caption="Уровни заданий: план и работа",
        row_class=lambda row: "warn" if row["required"] != row["present"] and coverage.source == "работа" else "",
    )  # fmt: skip


def _totals(coverage: Coverage) -> Table:
    shown = coverage.totals.assign(variant=coverage.totals["variant"].replace("", "один"))
    lacking = int(shown["items_without_minutes"].sum())
    note = f"У {numbers.count(lacking, 'задания', 'заданий', 'заданий')} не указано время." if lacking else ""
    return Table(
        shown,
        {
            "variant": col("Вариант"), "required_items": col("Заданий по плану", "int"),
            "present_items": col("Заданий есть", "int"), "required_score": col("Баллов по плану", "number", 0),
            "present_score": col("Баллов есть", "number", 0), "minutes": col("Время, мин", "number", 0),
        },
        caption="Итог по вариантам",
        note=note,
    )  # fmt: skip


def _cells(coverage: Coverage) -> Table:
    shown = coverage.cells.assign(variant=coverage.cells["variant"].replace("", "один"))
    return Table(
        shown,
        {
            "variant": col("Вариант"), "content": col("КЭС"), "content_title": col("Содержание"), "skill": col("КПУ"),
            "skill_title": col("Умение"), "tier": col("Уровень"), "required": col("План", "int"),
            "present": col("Есть", "int"), "status": col("Состояние"),
        },
        row_class=lambda row: _CELL_TONES.get(str(row["status"]), ""),
    )  # fmt: skip
