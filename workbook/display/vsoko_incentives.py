"""Sections of the incentive sheet for the commission: what the data bear out, what waits, what does not agree.

Apart from the papers because a page is read on a screen; teachers stand in order of code everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Finding, Findings, Heading, Stack, Tile, Tiles
from workbook.display.tables import Table, col
from workbook.display.vsoko_growth import teachers
from workbook.display.vsoko_words import listed
from workbook.errors import MissingData
from workbook.vsoko.incentive import IncentiveSheet
from workbook.vsoko.incentive_rows import CLAIMED, COMMISSION, CONFIRMED, COUNTED, GAIN, MARKS, REFUSED, TOOLS, UNASKED

__all__ = ["NO_RANKS", "basis", "evidence_words", "next_steps", "points", "remarks", "sheet", "summary", "table"]

NO_RANKS = (
    "Учителя стоят по кодам: мест и сравнений между учителями лист не даёт. Баллы — предложение, решает комиссия."
)
_DOUBT = (
    "У границ отметок ВПР — всплески баллов (возможный признак необъективности самой работы). Пока причина не найдена, "
    "прирост и подтверждение отметок баллов по данным не дают: решает комиссия, когда работы перепроверены."
)
_PUBLIC = "Лист — для комиссии. В виде для публикации учителей нет."
_HEADS = {
    GAIN: "Прирост", MARKS: "Отметки", TOOLS: "ФОС", "работа с группой А": "Группа А",
    "наставничество и семинары": "Настав\u00adничество", "инновации": "Инно\u00adвации",
}  # fmt: skip
_TONES = {COUNTED: "ok", CONFIRMED: "ok", REFUSED: "neutral", CLAIMED: "warn", COMMISSION: "warn", UNASKED: ""}


def points(value: float) -> str:
    """Write points: «3», «1,5», «—»."""
    return numbers.number(value)


def evidence_words(row: Mapping[str, Any]) -> str:
    """Say what the data show in a row of the sheet."""
    if math.isnan(row["value"]):
        return "по таблицам не считается" if row["criterion"] not in (GAIN, MARKS, TOOLS) else "данных нет"
    ends = numbers.interval(row["low"], row["high"])
    if row["criterion"] == GAIN:
        said = f"; {row['why']}" if row["why"] else f": {row['word']}"
        n = numbers.count(row["n"], "ученик", "ученика", "учеников")
        return f"прирост против региона {numbers.points(row['value'])} ({ends}; {n}){said}"
    if row["criterion"] == MARKS:
        said = f"; {row['why']}" if row["why"] else ""
        n = numbers.count(row["n"], "пара", "пары", "пар")
        return f"ниже журнала {numbers.percent(row['value'])} работ ({ends}; {n}){said}"
    return f"принято и обновлено {numbers.number(row['value'], 0)} из {row['n']} по плану"


def summary(found: IncentiveSheet, public: bool = False) -> Block:
    """Say in a minute what the commission is to decide."""
    states = found.rows["state"]
    waiting, counted = int(states.isin([CLAIMED, COMMISSION]).sum()), int(states.eq(COUNTED).sum())
    n = len(found.teachers)
    tiles = [
        Tile("Учителей в листе", numbers.number(n, 0), f"{found.year} учебный год"),
        Tile("Критериев по данным", numbers.number(counted, 0), "посчитаны без заявок"),
        Tile("Ждут решения", numbers.number(waiting, 0), "заявки и малые группы", "внимание" if waiting else "хорошо"),
        Tile("Замечания", numbers.number(len(found.remarks), 0), "заявка больше данных, нет документа",
             "внимание" if len(found.remarks) else "хорошо"),
    ]  # fmt: skip
    said = [Finding("warn", gap) for gap in found.gaps]
    if any(found.doubts):
        said.append(Finding("warn", _DOUBT))
    if found.claims.empty:
        said.append(Finding("info", "Заявок нет: таблица «Лист стимулирования» пуста. Посчитано только то, что видно "
                                    "по данным."))  # fmt: skip
    if not public and waiting:
        rows = found.rows.loc[states.isin([CLAIMED, COMMISSION])]
        names = listed(dict.fromkeys(rows["teacher"]), 8)
        said.append(Finding("warn", f"Комиссии решить: {names}."))
    if not public and len(found.remarks):
        said.append(Finding("warn", f"Разобрать замечания: {listed(dict.fromkeys(found.remarks['teacher']), 8)}."))
    said.append(Finding("info", "Качество знаний в лист не входит: иначе он поощрял бы завышение. Отметка журнала, "
                                "поставленная выше, балла не поднимает, а расхождение с ВПР его снижает."))  # fmt: skip
    said.append(Finding("info", NO_RANKS))
    return Stack([Tiles(tiles), Findings(said, title="Главное", urgent_first=True)])


def basis(found: IncentiveSheet) -> Block:
    """Show the scales in force."""
    rules = found.rules
    rows = [
        (GAIN, "; ".join(f"{word} — {points(value)}" for word, value in rules.gain.items()),
         f"от {rules.gain_n} учеников"),
        (MARKS, "; ".join(f"ниже журнала не больше {numbers.number(limit)} % — {band}"
                          for band, limit in sorted(rules.lowered.items(), reverse=True)),
         f"от {numbers.count(rules.pairs_n, 'пары', 'пар', 'пар')}"),
        (TOOLS, "; ".join(f"от {numbers.number(limit)} — {band}" for band, limit in sorted(rules.tools.items())),
         "обновлено за год, принято"),
    ]  # fmt: skip
    rows += [(name, f"до {points(cap)} по документам", "решает комиссия") for name, cap in rules.caps.items()
             if name not in (GAIN, MARKS, TOOLS)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["criterion", "scale", "when"])
    frame["cap"] = [float(rules.caps[name]) for name in frame["criterion"]]
    columns = {"criterion": col("Критерий"), "cap": col("Не больше", "number", 0), "scale": col("За что баллы"),
               "when": col("Когда считается")}  # fmt: skip
    note = f"Сумма — не больше {points(rules.total)}. Шкалы — «методика школы», раздел «стимулирование»."
    return Table(frame, columns, caption="Критерии и шкалы", note=note)


def table(found: IncentiveSheet, public: bool = False) -> Block:
    """Show a row a teacher in order of code: points by criterion and what waits."""
    _inside(public)
    given = found.rows["points"].mask(found.rows["state"].isin([UNASKED, CLAIMED, COMMISSION]))
    wide = found.rows.assign(given=given).pivot(index="teacher", columns="criterion", values="given")
    frame = found.sums.merge(wide.reset_index(), on="teacher")
    given_names = [*found.rules.caps, "total"]
    frame[given_names] = frame[given_names].map(points)
    columns = {"teacher": col("Учитель")}
    columns |= {name: col(_HEADS.get(name, name), align="right") for name in found.rules.caps}
    columns |= {"total": col("Сумма", align="right"), "waiting": col("Ждёт", "int")}
    note = f"Прочерк — не заявлено или ещё не решено; «ждёт» — сколько критериев решать комиссии. {NO_RANKS}"
    return Table(frame, columns, caption="Лист комиссии", note=note)


def sheet(found: IncentiveSheet, teacher: str = "", public: bool = False) -> Block:
    """Show the sheet of one teacher: each criterion with its evidence."""
    _inside(public)
    code = teacher or next(iter(found.sums.loc[found.sums["total"] > 0, "teacher"]), found.teachers[0])
    rows = found.rows.loc[found.rows["teacher"].eq(code)]
    if rows.empty:
        raise MissingData(f"Учителя {code} в листе нет.")
    records = rows.to_dict("records")
    shown = rows.assign(
        seen=[evidence_words({str(key): value for key, value in row.items()}) for row in records],
        asked=[_asked(row) for row in records],
        given=[f"{points(row['points'])} из {points(row['cap'])}" for row in records],
    )
    columns = {
        "criterion": col("Критерий"), "seen": col("Что показывают данные"), "asked": col("Заявлено, документ"),
        "given": col("Баллы", align="right"), "state": col("Основание"),
    }  # fmt: skip
    total = found.sums.loc[found.sums["teacher"].eq(code), "total"].item()
    note = f"Сумма: {points(total)} из {points(found.rules.total)}. Черновик — решение принимает комиссия."
    said = [
        Finding("warn", f"{row['criterion'].capitalize()}: {_start(row['remark'])}") for row in records if row["remark"]
    ]
    blocks: list[Block] = [
        Heading(f"Учитель {code}", 3),
        Table(shown, columns, caption="Лист учителя", note=note, row_class=lambda row: _TONES[row["state"]]),
    ]
    return Stack([*blocks, Findings(said)] if said else blocks)


def _asked(row: Mapping[Any, Any]) -> str:
    if math.isnan(row["claimed"]):
        return numbers.MISSING
    return f"{points(row['claimed'])}; {row['proof'] or 'документа нет'}"


def _start(text: str) -> str:
    return text[:1].lower() + text[1:]


def remarks(found: IncentiveSheet, public: bool = False) -> Block:
    """Show what the commission is to speak of."""
    _inside(public)
    if found.remarks.empty:
        return Findings([Finding("ok", "Заявки не больше того, что показывают данные, у каждой есть подтверждение.")])
    columns = {"teacher": col("Учитель"), "criterion": col("Критерий"), "remark": col("Замечание")}
    return Table(found.remarks, columns, caption="Замечания для комиссии")


def next_steps(found: IncentiveSheet, public: bool = False) -> Block:
    """Say what to do before the protocol is signed."""
    waiting = int(found.rows["state"].isin([CLAIMED, COMMISSION]).sum())
    said = []
    if waiting and not public:
        n = numbers.count(waiting, "критерий", "критерия", "критериев")
        said.append(Finding("warn", f"Рассмотрите {n}: впишите «да» или «нет» в таблицу «Лист стимулирования»."))
    no_proof = found.claims["evidence"].isna().sum() if len(found.claims) else 0
    if no_proof:
        said.append(Finding("warn", f"Заявки без подтверждения: {int(no_proof)}. Без документа баллы не назначают."))
    said += [
        Finding("info", f"В листе {teachers(len(found.teachers))}. Лист учителя выдают лично ему; общий список не "
                        "вывешивают."),
        Finding("info", "Где учеников мало, смотрите несколько лет и сами работы, а не один процент."),
    ]  # fmt: skip
    return Findings(said)


def _inside(public: bool) -> None:
    if public:
        raise MissingData(_PUBLIC)
