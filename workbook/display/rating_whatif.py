"""«Что если изменить правила»: a draft of the rules against those in force, for whom it changes what.

Apart from the rating list, because here nothing is decided yet: two lists are compared, and people are only codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Finding, Findings, Stack, Text, Tiles, finding, tile
from workbook.display.download import Download, Downloads
from workbook.display.figure import Chart
from workbook.display.rating_words import listed, of_people, people, points, records, scored
from workbook.display.tables import Table, col
from workbook.rating import RuleChange, RuleDiff, draft_text
from workbook.school import School
from workbook.settings import RatingRules

__all__ = ["classes", "keys", "movers", "next_steps", "papers", "priced", "single_rules", "summary"]

_SAME = "Черновик совпадает с правилами школы: ничего не меняется. Сдвиньте одно из правил."
_INTERNAL = "Внутренний расчёт: показаны коды, за пределы школы он не выходит. Решение принимает школа."
_NONE = {"best_n": "все", "total_cap": "без лимита", "direction_caps": "без лимита", "carry_over": "без переноса"}
"""What a zero means where it is not a number."""

_MANY = 4
"""Equal changes of one rule from which they are told as one."""


def summary(diff: RuleDiff) -> Block:
    """Tell what the draft changes in a minute, most urgent first."""
    if not diff.changes:
        return Findings([finding("info", _SAME)])
    pupils, moved = diff.pupils, diff.moved
    placed = pupils[["place_before", "place_after"]].notna().any(axis=1)
    up, down = pupils[pupils["moved"] > 0], pupils[pupils["moved"] < 0]
    changed = pupils[pupils["change"] != 0]
    part = 100 * moved.sum() / placed.sum() if placed.any() else None
    tiles = [
        tile(
            "Место меняется", numbers.percent(part), f"{int(moved.sum())} из {of_people(int(placed.sum()))} с баллами"
        ),
        tile("Выше и ниже", f"{len(up)} и {len(down)}", "поднимутся и опустятся"),
        tile("Сумма меняется", numbers.number(len(changed), 0), f"из {of_people(len(pupils))} списка"),
        tile("Записи", numbers.number(len(diff.records), 0), "будут засчитаны иначе"),
    ]
    found = [finding("info", f"Меняются правила: {'; '.join(_told(diff.changes))}.")]
    found += _moves(diff, up, down) + _single(diff) + _class_findings(diff)
    found += [finding("warn", f"Правила черновика ({remark.path}): {remark.message}") for remark in _new_remarks(diff)]
    return Stack([Tiles(tiles), Findings(found, title="Главное", urgent_first=True), Text(_INTERNAL, tone="quiet")])


def _moves(diff: RuleDiff, up: pd.DataFrame, down: pd.DataFrame) -> list[Finding]:
    pupils = diff.pupils
    if not diff.moved.any():
        return [finding("ok", "Ни одно место не меняется: такие правила проще прежних только на бумаге.")]
    found = []
    if len(up):
        found.append(finding("info", f"Выше всех поднимется {_path(up.iloc[0])}."))
    if len(down):
        worst = down.sort_values(["moved", "change", "pupil"]).iloc[0]
        found.append(finding("warn", f"Ниже всех опустится {_path(worst)}."))
    lost = pupils[pupils["place_before"].notna() & pupils["place_after"].isna()]
    if len(lost):
        found.append(finding("bad", f"Останутся без баллов: {people(len(lost))} ({listed(lost['pupil'])})."))
    new = pupils[pupils["place_before"].isna() & pupils["place_after"].notna()]
    if len(new):
        found.append(finding("ok", f"Впервые получат баллы: {people(len(new))}."))
    first = [set(pupils.loc[pupils[name] == 1, "pupil"]) for name in ("place_before", "place_after")]
    if first[0] != first[1]:
        found.append(finding("warn", f"Меняется первое место: было {listed(sorted(first[0]))}, станет "
                                     f"{listed(sorted(first[1]))}."))  # fmt: skip
    return found


def _path(row: Mapping[str, Any] | pd.Series) -> str:
    """Write one pupil's way: code, class, place and total before and after."""
    total = f"сумма {scored(row['total_before'])} → {scored(row['total_after'])}" if row["change"] else (
        f"сумма прежняя, {scored(row['total_after'])}"
    )  # fmt: skip
    return f"{row['pupil']} ({row['class_']}): место {_way(row['place_before'], row['place_after'])}, {total}"


def _single(diff: RuleDiff) -> list[Finding]:
    table = diff.alone[diff.alone["refused"] == ""]
    if len(diff.alone) < 2 or table.empty:
        return []
    most = table.iloc[0]
    if not most["moved"] and not most["points"]:
        return [finding("info", "Каждое правило само по себе ничего не меняет; действуют они только вместе.")]
    idle = table[(table["moved"] == 0) & (table["points"] == 0)]
    text = (
        f"Сильнее всех действует правило «{_plain(str(most['rule']))}»: одно оно меняет место у "
        f"{of_people(int(most['moved']))} и сумму у {of_people(int(most['pupils']))}."
    )
    found = [finding("info", text)]
    if len(idle):
        one = len(idle) == 1
        names = ", ".join(f"«{_plain(name)}»" for name in idle["rule"])
        found.append(
            finding("info", f"Само по себе ничего не {'меняет правило' if one else 'меняют правила'} {names}.")
        )
    return found


def _class_findings(diff: RuleDiff) -> list[Finding]:
    table = diff.classes
    moved = table[(table["place_before"] != table["place_after"]).fillna(True)]
    if moved.empty:
        return [finding("ok", "Порядок классов по сумме на ученика не меняется.")]
    return [finding("info", f"Место меняют классы: {listed(moved['class_'])}.")]


def _new_remarks(diff: RuleDiff) -> list[Any]:
    return [remark for remark in diff.after.rules.remarks if remark not in diff.before.rules.remarks]


def _told(changes: tuple[RuleChange, ...]) -> list[str]:
    """Write changes in a line each; many equal changes of one rule become one."""
    groups: dict[tuple[str, str, str], list[RuleChange]] = {}
    for change in changes:
        groups.setdefault((change.rule, *_values(change)), []).append(change)
    told = []
    for (_, before, after), same in groups.items():
        if len(same) >= _MANY:
            told.append(f"{_plain(_path_of(same[0])[0])} (все): {before} → {after}")
        else:
            told += [f"{_plain(', '.join(_path_of(change)))}: {before} → {after}" for change in same]
    return told


def _path_of(change: RuleChange) -> list[str]:
    return change.path.split(" → ")[1:]


def _plain(key: str) -> str:
    return key.replace("_", " ")


def _values(change: RuleChange) -> tuple[str, str]:
    none = _NONE.get(change.rule, "")
    before, after = (none if none and not value else _value(value) for value in (change.before, change.after))
    return before, after


def _value(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return numbers.number(value) if float(value).is_integer() else f"{value:g}".replace(".", ",")
    return f"«{value}»" if value else "не задано"


def keys(diff: RuleDiff) -> Block:
    """Show which keys of the rules differ."""
    if not diff.changes:
        return Text(_SAME, tone="quiet")
    frame = pd.DataFrame(
        [(change.path, *_values(change), change.meaning) for change in diff.changes],
        columns=["path", "before", "after", "meaning"],
    )
    columns = {
        "path": col("Ключ"),
        "before": col("Было", align="right"),
        "after": col("Станет", align="right"),
        "meaning": col("Что решает"),
    }
    rules = diff.after.rules
    late = rules.effective > rules.period.starts
    note = (
        f"Результаты до {numbers.date(rules.effective)} оценены по прежним правилам; лучшие результаты и лимиты "
        "применены к периоду целиком по новым." if late else "Весь период посчитан по новым правилам."
    )  # fmt: skip
    return Table(frame, columns, note=note)


def single_rules(diff: RuleDiff) -> Block:
    """Show what each changed rule does alone."""
    if len(diff.alone) < 2:
        return Text("Изменено одно правило: всё, что показано ниже, сделало оно.", tone="quiet")
    view = diff.alone.assign(points=diff.alone["points"] / 100)
    columns = {
        "rule": col("Правило"),
        "moved": col("У скольких меняется место", "int"),
        "pupils": col("У скольких сумма", "int"),
        "points": col("Баллов прибавлено и убавлено", "number", 2),
    }
    if (view["refused"] != "").any():
        columns["refused"] = col("Почему нельзя отдельно")
    return Table(
        view, columns, "Каждое правило отдельно",
        "Одно изменение поставлено в прежние правила, остальные нет. Действия правил не складываются: вместе они могут "
        "менять больше или меньше.",
    )  # fmt: skip


def movers(diff: RuleDiff, top: int = 10) -> Block:
    """Show who moves most in both directions.

    Parameters
    ----------
    diff : RuleDiff
    top : int
        Rows of each direction.
    """
    rows = diff.pupils[diff.pupils["moved"].fillna(0) != 0]
    if rows.empty:
        return Text("Никто не меняет места.", tone="quiet")
    blocks: list[Block] = []
    up, down = rows[rows["moved"] > 0], rows[rows["moved"] < 0].sort_values(["moved", "change", "pupil"])
    for title, part in (("Поднимутся", up), ("Опустятся", down)):
        if len(part):
            blocks.append(_movers_table(f"{title}: {people(len(part))}", part, max(1, top)))
    return Stack(blocks)


def _movers_table(title: str, part: pd.DataFrame, top: int) -> Block:
    shown = part.head(top)
    view = shown.assign(
        total_before=shown["total_before"] / 100, total_after=shown["total_after"] / 100,
        league=[_way(*pair) for pair in zip(shown["league_before"], shown["league_after"], strict=True)],
        place=[_way(*pair) for pair in zip(shown["place_before"], shown["place_after"], strict=True)],
    )  # fmt: skip
    columns = {
        "pupil": col("Код ученика"),
        "class_": col("Класс"),
        "total_before": col("Сумма сейчас", "number", 2),
        "total_after": col("Станет", "number", 2),
        "place": col("Место", align="right"),
        "moved": col("На сколько мест", "change", 0),
        "league": col("Место в лиге", align="right"),
    }
    hidden = len(part) - len(shown)
    note = f"Показаны первые {len(shown)}; ещё {people(hidden)}." if hidden else ""
    return Table(view, columns, title, note)


def _way(before: Any, after: Any) -> str:
    return f"{numbers.number(before, 0)} → {numbers.number(after, 0)}"


def classes(diff: RuleDiff) -> Block:
    """Show what the draft does to the classes."""
    table = diff.classes
    moved = table[table["per_head_before"] != table["per_head_after"]]
    if moved.empty:
        return Text("Суммы на ученика ни в одном классе не меняются.", tone="quiet")
    view = moved.assign(before=moved["per_head_before"] / 100, after=moved["per_head_after"] / 100)
    most = view.iloc[int((view["after"] - view["before"]).abs().to_numpy().argmax())]
    words = (
        f"Сумма на ученика меняется в {numbers.count(len(view), 'классе', 'классах', 'классах')} из {len(table)}; "
        f"больше всего в {most['class_']}: {numbers.number(most['before'], 2)} → {numbers.number(most['after'], 2)}."
    )
    chart = Chart(
        charts.dumbbell(view, "class_", "before", "after", ("сейчас", "по черновику"), unit="баллов на ученика"),
        title="Как изменится сумма на ученика класса?", alt=words,
    )  # fmt: skip
    return Stack([Findings([finding("info", words)]), chart])


def priced(diff: RuleDiff, top: int = 15) -> Block:
    """Show the records that will be counted differently, the greatest difference first.

    Parameters
    ----------
    diff : RuleDiff
    top : int
        Rows shown.
    """
    rows = diff.records
    if rows.empty:
        return Text("Все записи засчитаны так же.", tone="quiet")
    lost = int((rows["counted_before"] - rows["counted_after"]).clip(lower=0).sum())
    won = int((rows["counted_after"] - rows["counted_before"]).clip(lower=0).sum())
    words = f"Иначе засчитаны {records(len(rows))}: прибавится {points(won)}, убавится {points(lost)}."
    view = rows.head(max(1, top))
    view = view.assign(
        record=view["record"].fillna("строка " + view["line"].astype("str")),
        counted_before=view["counted_before"] / 100, counted_after=view["counted_after"] / 100,
    )  # fmt: skip
    columns = {
        "record": col("Запись"),
        "pupil": col("Код ученика"),
        "title": col("Мероприятие"),
        "scale": col("Уровень"),
        "counted_before": col("Засчитано сейчас", "number", 2),
        "counted_after": col("Станет", "number", 2),
        "reason_before": col("Почему сейчас"),
        "reason_after": col("Почему по черновику"),
    }
    hidden = len(rows) - len(view)
    note = f"Показаны первые {len(view)}; ещё {records(hidden)}." if hidden else ""
    return Stack([Findings([finding("info", words)]), Table(view, columns, note=note)])


def papers(school: School, draft: RatingRules) -> Block:
    """Offer the draft of the rules as a file that the kit reads back."""
    text = draft_text(school.settings, draft).encode("utf-8")
    return Stack(
        [
            Downloads([Download("Черновик правил (YAML)", f"{school.id}-черновик-правил.yml", text)]),
            Text(
                "В файле весь раздел «рейтинг»; изменённые ключи помечены. После утверждения перенесите раздел в "
                "«методику» паспорта школы и смените номер версии.",
                tone="quiet",
            ),
        ]
    )


def next_steps(diff: RuleDiff) -> Block:
    """Say what to do with the draft."""
    if not diff.changes:
        return Text(_SAME, tone="quiet")
    steps = ["Показать черновик совету школы вместе с этим расчётом: кто поднимется, кто опустится и почему."]
    if (diff.pupils["change"] < 0).any():
        steps.append("Решить, не задним ли числом: ученики уже участвовали по прежним правилам. Дата, с которой "
                     "действуют новые, отделит прежние результаты.")  # fmt: skip
    idle = diff.alone[(diff.alone["moved"] == 0) & (diff.alone["points"] == 0)]
    if len(idle) and len(diff.alone) > 1:
        steps.append("Убрать из черновика правила, которые сами ничего не меняют: каждое правило надо объяснять детям.")
    steps.append("После утверждения сменить версию, дату и пересчитать рейтинг-лист.")
    return Stack(
        [
            Findings([finding("info", step) for step in steps], title="Предложения к обсуждению"),
            Text("Это черновик: решение принимает человек.", tone="quiet"),
        ]
    )
