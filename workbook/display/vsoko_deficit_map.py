"""Sections of the deficit map: the minute at its start, what to take up first, the map itself, and the next steps.

Apart from the sections on measures because here stands what the data say, there what people decided.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tile, Tiles, finding
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_deficit_measures import measure_findings
from workbook.display.vsoko_deficit_words import CHANCE_NOTE, STEPS, amount, chance_words, gaps, row_name, title, why
from workbook.display.vsoko_words import listed, lower
from workbook.vsoko.deficit_look import Deficits
from workbook.vsoko.deficit_rows import SPHERES
from workbook.vsoko.deficit_sources import SOURCES_ASKED

__all__ = ["first_steps", "full_map", "glance", "next_steps", "summary"]

_TOP = 12
_SHOWN = 40
_OVERLAP = (
    "Строки пересекаются: отметка ученика входит в показатель класса, предмета и параллели. Число строк говорит о "
    "широте, а не о сумме бед."
)


def summary(look: Deficits) -> Block:
    """Tell the map in a minute, most urgent first."""
    sure, states = look.confirmed, look.states
    overdue = int(states["overdue"].sum())
    tiles = [
        Tile("Подтверждено разрывов", numbers.number(len(sure), 0), f"из {len(look.compared)} сравнений с целью",
             "внимание" if len(sure) else "хорошо"),
        Tile("Требуют наблюдения", numbers.number(len(look.watched), 0), "разрыв в пределах погрешности"),
        Tile("Малая выборка", numbers.number(len(look.small), 0), "ниже цели, но вывода нет"),
        Tile("Меры", numbers.number(len(states), 0), f"просрочено {overdue}", "внимание" if overdue else ""),
    ]  # fmt: skip
    found = [finding("bad", words) for words in look.refusals]
    found += [_main(look), *_first_found(look), *measure_findings(look), *_absent(look)]
    if look.reweighted:
        found.append(finding("info", "Порядок посчитан с весами, изменёнными на странице: методика школы не изменена."))
    return Stack([Tiles(tiles), Findings(found, title="Главное", urgent_first=True)])


def _main(look: Deficits) -> Finding:
    sure = look.confirmed
    if sure.empty:
        return finding("ok", f"Подтверждённых разрывов нет: где факт ниже цели, интервал её включает. "
                             f"Сравнений с интервалом — {look.tested}.")  # fmt: skip
    counts = sure["sphere"].value_counts()
    named = ", ".join(f"{sphere} — {counts[sphere]}" for sphere in SPHERES if sphere in counts)
    verb = numbers.plural(len(sure), "Подтверждён", "Подтверждено", "Подтверждено")
    return finding("warn", f"{verb} {gaps(len(sure))}: {named}. {chance_words(look)}")


def _first_found(look: Deficits) -> list[Finding]:
    if not look.first:
        return []
    names = [f"{lower(title(one))} ({one.lead['group']})" for one in look.first]
    return [finding("warn", f"Взять в работу первыми предлагается: {'; '.join(names)}.")]


def _absent(look: Deficits) -> list[Finding]:
    absent = [words for name, words in SOURCES_ASKED.items() if not look.school.has(name)]
    if not absent:
        return []
    return [finding("neutral", f"Карта неполна, нет таблиц: {', '.join(absent)}.")]


def first_steps(look: Deficits) -> Block:
    """Show what to take up first, with the reasons in words and where to begin."""
    if not look.first:
        return Text("Подтверждённых разрывов нет: первыми брать нечего. Ниже — что наблюдать.", tone="quiet")
    frame = pd.DataFrame(
        [
            (place, f"{title(one)}\n{one.lead['group']}", why(one), f"{_begin(one.key)}\n{_decided(one.lead)}")
            for place, one in enumerate(look.first, start=1)
        ],
        columns=["place", "name", "why", "begin"],
    )
    columns = {
        "place": col("", "int"), "name": col("Что и где"), "why": col("Почему в числе первых"),
        "begin": col("С чего начать; что решено"),
    }  # fmt: skip
    note = (
        "Одна строка — один показатель: у его мест одно средство. «С чего начать» — предложение для обсуждения; "
        "причину и меру называет школа."
    )
    return Table(frame, columns, note=note)


def _begin(key: str) -> str:
    step = STEPS[key]
    return step[:1].upper() + step[1:] + "."


def _decided(row: pd.Series) -> str:
    if not row["measure"]:
        return "Меры нет."
    due = f", до {numbers.date(row['due'])}" if pd.notna(row["due"]) else ", срока нет"
    return f"Решено: {row['measure']}{due}" + (f" ({row['state']})." if row["state"] else ".")


def glance(look: Deficits) -> Block:
    """Show the whole map in two pictures: objects by levels, and the priorities with their intervals."""
    table, sure = look.compared, look.confirmed
    asked = table.groupby(["level", "sphere"]).size().unstack()
    count = sure.groupby(["level", "sphere"]).size().unstack().reindex_like(asked).fillna(0).where(asked.notna())
    count = count.reindex(columns=[sphere for sphere in SPHERES if sphere in count])
    count = count.loc[count.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    count.columns = pd.Index([sphere.capitalize() for sphere in count.columns])
    blocks: list[Block] = [
        Chart(
            charts.heatmap(count, 0, "подтверждённых разрывов", low=0),
            title="Где разрывы: объект и уровень",
            alt="Таблица чисел: сколько разрывов подтверждено по объектам ВСОКО и уровням",
            note="Ноль — сравнивали, подтверждённых разрывов нет; прочерк — показателей этого уровня нет.",
        )
    ]
    if len(sure):
        top = sure.head(_TOP).assign(name=lambda rows: row_name(rows))
        blocks.append(
            Chart(
                charts.intervals(
                    top, "name", "priority", "priority_low", "priority_high", unit="", title="приоритет: от 0 до 9"
                ),
                title="За что взяться: приоритет и его погрешность",
                alt="Точки с интервалами: приоритет первых строк карты",
                note="Если интервалы строк перекрываются, порядок между ними данные не различают: решает школа.",
            )
        )
    return Stack(blocks)


def full_map(look: Deficits, sphere: str = "") -> Block:
    """Show the rows of the map: confirmed with the people's columns, then watched, then small samples.

    Parameters
    ----------
    look : Deficits
    sphere : str
        One object of ВСОКО; empty for all.
    """
    parts = [
        rows if not sphere else rows.loc[rows["sphere"].eq(sphere)]
        for rows in (look.confirmed, look.watched, look.small)
    ]
    sure, watched, small = (_shown(rows) for rows in parts)
    people = {
        "number": col("№", "int"), "name": col("Показатель и где"), "target_": col("Цель", align="right"),
        "fact_": col("Факт", align="right"), "interval": col("95 % интервал", "interval", low="low", high="high"),
        "n": col("n", "int"), "priority": col("Прио\u00adритет", "number", 2), "chance": col("Случай исклю\u00adчён"),
        "written": col("Мера, кто, срок, статус"),
    }  # fmt: skip
    behind = {
        "number": col("№", "int"), "sphere": col("Объект"), "level": col("Уровень"), "name": col("Показатель и где"),
        "target_": col("Цель", align="right"), "fact_": col("Факт", align="right"),
        "gap": col("Разрыв", "number", 1), "interval": col("95 % интервал", "interval", low="low", high="high"),
        "n": col("n", "int"), "counted": col("Что считали"),
        "weights": col("Значи\u00adмость × влияние", align="center"), "priority": col("Прио\u00adритет", "number", 2),
        "reason": col("Почему не подтверждён"), "source": col("Источник"),
    }  # fmt: skip
    note = (
        "№ — место по весам методики, он не меняется при «что если». Приоритет = разрыв / цель × значимость × влияние. "
        f"{CHANCE_NOTE} {_OVERLAP}"
    )
    blocks: list[Block] = []
    if len(sure):
        blocks.append(Table(sure, people, "Подтверждённые разрывы", note, limit=_SHOWN))
        blocks.append(Details(f"Те же строки с источниками и весами ({len(sure)})", Table(
            sure, {name: one for name, one in behind.items() if name != "reason"})))  # fmt: skip
    else:
        blocks.append(Text("Подтверждённых разрывов нет.", tone="quiet"))
    if len(watched):
        blocks.append(Details(f"Наблюдать: ниже цели в пределах погрешности ({len(watched)})", Table(watched, behind)))
    if len(small):
        words = "Одной группе верить рано: смотреть за несколько лет или вместе с соседней параллелью."
        blocks.append(Details(f"Малая выборка ({len(small)})", Stack([Text(words), Table(small, behind)])))
    return Stack(blocks)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    sure_reason = rows["doubt"].where(rows["doubt"].ne(""), "интервал включает цель")
    return rows.assign(
        name=row_name(rows),
        target_=[amount(value, unit) for value, unit in zip(rows["target"], rows["unit"], strict=True)],
        fact_=[amount(value, unit) for value, unit in zip(rows["fact"], rows["unit"], strict=True)],
        weights=rows["importance"].astype("str") + " × " + rows["influence"].astype("str"),
        chance=["сплошной учёт" if pd.isna(p) else "да" if firm else "нет" for p, firm in
                zip(rows["p"], rows["firm"], strict=True)],
        written=[_written(row) for _, row in rows.iterrows()],
        reason=sure_reason.where(~rows["small"], "малая выборка"),
    )  # fmt: skip


def _written(row: pd.Series) -> str:
    """Put the people's columns of a row in one cell."""
    due = numbers.date(row["due"]) if pd.notna(row["due"]) else ""
    return "; ".join(str(part) for part in (row["measure"], row["responsible"], due, row["state"]) if part)


def next_steps(look: Deficits) -> Block:
    """Say what to decide next, built from what was found."""
    steps = []
    bare = [one for one in look.first if not one.lead["measure"]]
    if bare:
        names = [f"{lower(title(one))} — {one.lead['group']}" for one in bare]
        steps.append(f"Назвать причину, меру, ответственного и срок: {listed(names, 5)}. Файл с этими строками готов.")
    weak = [one for one in look.first if not one.rows["firm"].any() and one.rows["p"].notna().any()]
    if weak:
        names = [lower(title(one)) for one in weak]
        steps.append(
            f"Перепроверить новой работой или следующим периодом, прежде чем тратить силы: {listed(names, 5)}."
        )
    states = look.states
    if states["overdue"].any():
        steps.append("Разобрать просроченные меры: закончить, перенести срок или отменить с причиной.")
    if states["undone"].any():
        steps.append("Где мера выполнена, а разрыв подтверждён, — проверить, дала ли она что-нибудь, и сменить её.")
    closed = states.loc[states["found"].eq("разрыв закрыт")]
    if len(closed):
        steps.append(f"Решить о мерах, у которых разрыва по карте нет ({len(closed)}): закрыть или продолжить.")
    if len(look.small):
        steps.append("Малые выборки обсудить с учителями по работам учеников, а не по процентам.")
    if not steps:
        steps.append("Срочных решений данные не требуют: повторить расчёт после следующих работ.")
    steps.append("Положить файл «Меры по дефицитам» в папку школы: следующий расчёт поставит решения рядом с фактами.")
    return Stack([
        Findings([finding("info", step) for step in steps], title="Предложения к обсуждению"),
        Text("Это черновик: решения принимают люди, знающие школу.", tone="quiet"),
    ])  # fmt: skip
