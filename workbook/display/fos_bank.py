"""The words of the ФОС report about the bank and the codifier: is there enough to assemble from, what is to be written.

Apart from :mod:`workbook.display.fos_sections` because a bank outlives a work: its sections serve the assembler too.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbook.display import charts, fos_charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tiles, finding, tile
from workbook.display.figure import Chart
from workbook.display.fos_words import listed
from workbook.display.tables import Table, col
from workbook.fos import TIER_NAMES, Bank, CodifierCheck

__all__ = ["bank", "codifier"]

_MAP = {"не хватает": "не хватает", "впритык": "по плану", "с запасом": "по плану", "вне спецификации": "нет в плане"}
_CELL_TONES = {"не хватает": "bad", "вне спецификации": "info"}
_ELEMENT_TONES = {"нет заданий": "bad", "не проверяется, но задания есть": "warn", "нет в спецификации": "info"}
_NEAR = ("статус «черновик»", "статус «на экспертизе»", "нет ключа")
_ITEMS = ("задание", "задания", "заданий")
_LACKING = ("задания", "заданий", "заданий")


def bank(state: Bank) -> Block:
    """Say whether the bank suffices for the variants wanted, what must be written and what must be reviewed.

    Parameters
    ----------
    state : Bank
        :func:`workbook.fos.bank_state`.
    """
    day = numbers.date(state.demand.day)
    said = [_enough(state), *_to_write(state), *_state_of_items(state, day)]
    variants = numbers.count(state.demand.variants, "вариант", "варианта", "вариантов")
    shown = state.cells.assign(status=state.cells["status"].map(_MAP))
    method = Text(
        f"В клетке нужно столько заданий, сколько их в одном варианте, умноженное на {variants} без общих заданий. "
        "Считаются задания, которые можно поставить в вариант: статус допускает, ключ есть, задание не повторялось "
        f"слишком часто. Сроки пересмотра — на {day}.",
        tone="quiet",
    )
    drawing = fos_charts.coverage_map(shown)
    if drawing is not None:
        drawing.note = (
            f"В клетке: уровень, сколько заданий банка годно из нужных на {variants}. Штриховка — не хватает; рамка — "
            "в спецификации такой клетки нет."
        )
    return Stack([
        _tiles(state, day), Findings(said), method,
        Chart(drawing, "Чего в банке не хватает?", "Банк заданий: содержание, умение, уровень"),
        _statuses(state),
        Details("Все клетки: нужно и есть", _cells(state)),
        *_long_lists(state),
    ])  # fmt: skip


def codifier(check: CodifierCheck) -> Block:
    """Say which promised elements cannot be asked, and which codes nobody promised.

    Parameters
    ----------
    check : CodifierCheck
        :func:`workbook.fos.codifier_check`.
    """
    said = _elements_said(check) + _codes_said(check)
    if not any(one.tone in ("bad", "warn") for one in said):
        said.insert(0, finding("ok", "Каждый элемент кодификатора можно проверить: задания есть, коды согласованы."))
    grid = check.matrix.pivot(index="content", columns="skill", values="items").sort_index()
    titles = check.elements.drop_duplicates(["kind", "code"]).set_index(["kind", "code"])["title"]
    grid.index = pd.Index([_titled(titles, "КЭС", code) for code in grid.index])
    grid.columns = pd.Index([_titled(titles, "КПУ", code) for code in grid.columns])
    table = Table(
        check.elements.assign(asked=check.elements["assessed"].map({True: "да", False: "нет"})),
        {
            "kind": col("Раздел"), "code": col("Код"), "title": col("Элемент"), "asked": col("Проверяется"),
            "planned": col("В спецификации", "int"), "items": col("В банке", "int"), "status": col("Состояние"),
        },
        caption=f"Кодификатор: {check.subject}, {check.grade} класс",
        row_class=lambda row: _ELEMENT_TONES.get(str(row["status"]), ""),
    )  # fmt: skip
    return Stack([
        Findings(said, urgent_first=True),
        Chart(
            charts.heatmap(grid, 0, "заданий в банке"), "Сколько заданий проверяет каждое умение на каждой теме?",
            "Матрица КЭС и КПУ: число заданий банка",
            note="Прочерк — такого сочетания нет ни в спецификации, ни в банке; 0 — запланировано, но заданий нет.",
        ),
        Details("Все элементы кодификатора", table),
    ])  # fmt: skip


def _titled(titles: Any, kind: str, code: str) -> str:
    return f"{code} {titles[kind, code]}" if (kind, code) in titles.index else str(code)


def _tiles(state: Bank, day: str) -> Tiles:
    wanted, whole = state.demand.variants, len(state.items)
    late = len(state.overdue)
    untried = int((~state.items["tried"]).sum())
    return Tiles([
        tile("Хватит на вариантов", str(state.serves), f"нужно {wanted}, без общих заданий",
             "ok" if state.serves >= wanted else "bad"),
        tile("Годны для вариантов", str(state.usable), f"из {numbers.count(whole, *_LACKING)} банка"),
        tile("Не опробованы", str(untried), f"из {numbers.count(whole, *_LACKING)}"),
        tile("Пересмотр просрочен", str(late), f"на {day}", "warn" if late else "ok"),
    ])  # fmt: skip


def _enough(state: Bank) -> Finding:
    wanted, serves = state.demand.variants, state.serves
    asked = numbers.count(wanted, "вариант", "варианта", "вариантов")
    if serves >= wanted:
        many = numbers.count(serves, "вариант", "варианта", "вариантов")
        return finding("ok", f"Банка хватит на {many} без общих заданий; нужно {wanted}.")
    whole = f"Банка не хватит на {asked} без общих заданий"
    if serves:
        return finding("bad", f"{whole}: только на {serves}.")
    return finding("bad", f"{whole}: даже на один.")


def _to_write(state: Bank) -> list[Finding]:
    holes = state.holes
    if holes.empty:
        return []
    lack = numbers.count(-int(holes["difference"].sum()), *_ITEMS)
    cells = listed(
        f"{row['content']} × {row['skill']} × {row['tier']} — {-row['difference']}" for row in holes.to_dict("records")
    )
    said = [finding("warn", f"Написать {lack}: {cells}.")]
    worst = holes.iloc[0]
    title = f" «{worst['content_title']}»" if worst["content_title"] else ""
    have = numbers.count(int(worst["present"]), "задание годно", "задания годны", "заданий годны")
    said.append(
        finding(
            "info",
            f"Беднее всех клетка {worst['content']}{title}, умение {worst['skill']}, уровень "
            f"{TIER_NAMES[worst['tier']]}: {have}, нужно {worst['required']}.",
        )
    )
    keys = ["content", "skill", "tier"]
    near = state.items[state.items["obstacle"].isin(_NEAR)].merge(holes[keys], on=keys)
    if len(near):
        said.append(
            finding(
                "info",
                "В этих клетках есть почти готовые задания (черновик, на экспертизе или без ключа): "
                f"{listed(near['item'])}. Начать с них.",
            )
        )
    return said


def _state_of_items(state: Bank, day: str) -> list[Finding]:
    said = []
    overdue, bare = state.overdue, state.items[state.items["text"].isna()]
    if len(overdue):
        many = numbers.count(len(overdue), *_LACKING)
        said.append(finding("warn", f"Срок пересмотра прошёл у {many} (на {day}): {listed(overdue['item'])}."))
    if len(bare):
        many = numbers.count(len(bare), *_ITEMS)
        said.append(finding("warn", f"Без условия в банке {many}: {listed(bare['item'])}. Печатать их нельзя."))
    free = state.items[state.items["obstacle"] == ""]
    untried = int((~free["tried"]).sum())
    if untried:
        said.append(
            finding(
                "info",
                f"Среди годных для вариантов не опробовано {untried} из {len(free)}: их трудность "
                "известна только по мнению авторов и экспертов.",
            )
        )
    outside = state.cells[state.cells["status"] == "вне спецификации"]
    if len(outside):
        many = numbers.count(int((outside["present"] + outside["waiting"]).sum()), *_ITEMS)
        cells = listed(f"{row['content']} × {row['skill']} × {row['tier']}" for row in outside.to_dict("records"))
        said.append(finding("info", f"Вне спецификации этой работы {many}: {cells}."))
    return said


def _statuses(state: Bank) -> Table:
    return Table(
        state.statuses,
        {
            "status": col("Статус"), "items": col("Заданий", "int"), "percent": col("Доля", "share_bar", 0),
            "untried": col("Не опробовано", "int"), "overdue": col("Пересмотр просрочен", "int"),
            "without_text": col("Без условия", "int"),
        },
        caption="Задания по статусам",
    )  # fmt: skip


def _cells(state: Bank) -> Table:
    return Table(
        state.cells,
        {
            "content": col("КЭС"), "content_title": col("Содержание"), "skill": col("КПУ"), "tier": col("Уровень"),
            "planned": col("В варианте", "int"), "required": col("Нужно", "int"), "present": col("Годны", "int"),
            "waiting": col("Ждут", "int"), "serves": col("Хватит на вариантов", "int"), "status": col("Состояние"),
        },
        note="«Ждут» — задания с препятствием: статус, нет ключа, часто использовались.",
        row_class=lambda row: _CELL_TONES.get(str(row["status"]), ""),
    )  # fmt: skip


def _long_lists(state: Bank) -> list[Block]:
    blocks: list[Block] = []
    if len(state.overdue):
        columns = {"item": col("Задание"), "status": col("Статус"), "version": col("Версия"),
                   "revised": col("Обновлено", "date"), "review_due": col("Пересмотреть до", "date")}  # fmt: skip
        blocks.append(Details(f"Что пора пересмотреть: {len(state.overdue)}", Table(state.overdue, columns)))
    waiting = state.items[state.items["obstacle"] != ""]
    if len(waiting):
        columns = {"item": col("Задание"), "content": col("КЭС"), "skill": col("КПУ"), "tier": col("Уровень"),
                   "obstacle": col("Почему не идёт в варианты")}  # fmt: skip
        blocks.append(Details(f"Что не идёт в варианты: {len(waiting)}", Table(waiting, columns)))
    return blocks


def _elements_said(check: CodifierCheck) -> list[Finding]:
    said = []
    words = {
        "нет заданий": ("bad", "Спросить нечем: в банке нет ни одного задания на {}."),
        "не проверяется, но задания есть": ("warn", "По кодификатору не проверяется, а задания есть: {}."),
        "нет в спецификации": ("info", "Эта работа не проверяет: {}."),
    }
    for status, (tone, sentence) in words.items():
        rows = check.elements[check.elements["status"] == status]
        if len(rows):
            named = listed(f"{row['kind']} {row['code']} «{row['title']}»" for row in rows.to_dict("records"))
            said.append(finding(tone, sentence.format(named)))
    return said


def _codes_said(check: CodifierCheck) -> list[Finding]:
    said = []
    for row in check.unknown.to_dict("records"):
        where = "в банке" if row["place"] == "банк" else "в спецификации"
        named = listed(str(row["where"]).split(", "))
        said.append(
            finding(
                "warn",
                f"Кода {row['kind']} {row['code']} нет в кодификаторе, а {where} он стоит: {named}. Дополнить "
                "кодификатор или исправить код.",
            )
        )
    for row in check.renamed.to_dict("records"):
        said.append(
            finding(
                "warn",
                f"{row['kind']} {row['code']} называется по-разному: в кодификаторе «{row['title']}», в спецификации "
                f"«{row['other']}».",
            )
        )
    return said
