"""Sections on years, retention and the deficit map: what changed, who left, what to take up first.

Apart from the marks because these tables lead to decisions of people, whose columns stay empty.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_words import listed, lower, people
from workbook.errors import MissingData
from workbook.vsoko.deficits import CONFIRMED
from workbook.vsoko.dynamics import QUALITY
from workbook.vsoko.scope import Scope

__all__ = [
    "confirmed_deficits",
    "deficit_finding",
    "deficits",
    "dynamics",
    "growth_finding",
    "kept_finding",
    "retained",
]

_TOP = 12
_LISTED = 25


def dynamics(scope: Scope) -> Block:
    """Show three years side by side, with honest words about three points."""
    table, moved = scope.yearly, scope.changes
    found = []
    for _, row in moved.iterrows():
        if row["points"] < 2:
            found.append(Finding("neutral", f"{row['indicator']}: данные за один год, сравнивать не с чем."))
            continue
        words = (
            f"{row['indicator']}: {numbers.percent(row['first'])} ({row['first_year']}) → "
            f"{numbers.percent(row['last'])} ({row['last_year']}), {numbers.points(row['change'])} "
            f"({numbers.interval(row['low'], row['high'])})"
        )
        better = (row["change"] > 0) != row["indicator"].startswith("Доля «2»")
        if row["direction"] == "в пределах погрешности":
            found.append(Finding("info", f"{words}: изменение в пределах погрешности."))
        else:
            found.append(Finding("ok" if better else "warn", f"{words}: {row['direction']} больше погрешности."))
    points = int(moved["points"].max())
    years = numbers.count(points, "году", "годам", "годам")
    found.append(
        Finding(
            "neutral", f"По {years} тенденцию доказать нельзя: видно только изменение между первым и последним годом."
        )
    )
    columns = {
        "indicator": col("Показатель"), "year": col("Учебный год"), "value": col("Значение", "percent"),
        "interval": col("95 % интервал", "interval", low="low", high="high"), "n": col("n", "int"),
    }  # fmt: skip
    drawn = moved.loc[moved["points"] > 1].assign(label=lambda rows: rows["indicator"] + ", изменение")
    span = f"{table['year'].min()} → {table['year'].max()}"
    chart = Chart(
        charts.intervals(
            drawn, label="label", value="change", low="low", high="high", unit="п.п.", target=0,
            title=f"изменение, п.п., {span}",
        ),
        title="Что изменилось за годы больше, чем на погрешность?",
        alt="Точки с интервалами: изменение успеваемости, качества и доли двоек от первого года к последнему",
        note="Интервал, который не пересекает ноль, — изменение больше погрешности.",
    )  # fmt: skip
    return Stack([Findings(found), chart, Table(table, columns, caption="По годам")])


def growth_finding(scope: Scope) -> Finding:
    """Read a change of quality together with the evidence of objectivity: growth alone proves nothing."""
    moved = scope.changes.set_index("indicator").loc[QUALITY]
    words = f"Качество знаний {numbers.percent(moved['first'])} → {numbers.percent(moved['last'])}"
    if moved["points"] < 2:
        return Finding("neutral", "Данные за один год: о динамике сказать нечего.")
    years = f"с {moved['first_year']} по {moved['last_year']}"
    if moved["direction"] != "рост":
        tone = "warn" if moved["direction"] == "снижение" else "info"
        return Finding(tone, f"{words} {years}: {moved['direction']}.")
    if scope.doubtful:
        return Finding(
            "warn",
            f"{words} {years}: рост больше погрешности, но рядом стоят возможные признаки необъективности. Прежде чем "
            "считать рост успехом, перепроверьте часть работ.",
        )
    return Finding("ok", f"{words} {years}: рост больше погрешности; признаков завышения рядом не видно.")


def retained(scope: Scope) -> Block:
    """Show the retention of pupils by class, profile classes first."""
    table = scope.retention.loc[scope.retention["year"].eq(scope.year)]
    if table.empty:
        raise MissingData(f"Нет списков классов за {scope.title}.", missing=("pupils",))
    found = [kept_finding(scope)]
    years = scope.retention.loc[scope.retention["profiled"]].groupby("year")[["start", "moved", "lost"]].sum()
    if len(years) > 1 and years["lost"].sum():
        parts = [f"{year} — {int(row['lost'])} из {int(row['start'])}" for year, row in years.iterrows()]
        found.append(Finding("info", f"Выбыли из профильных классов не из-за переезда, по годам: {'; '.join(parts)}."))
    rest = table.loc[~table["profiled"]]
    if len(rest):
        where = "В остальных классах" if len(rest) < len(table) else "Во всех классах"
        found.append(
            Finding(
                "info",
                f"{where} начали год {people(rest['start'].sum())}, "
                f"переехали {int(rest['moved'].sum())}, выбыли по другим причинам {int(rest['lost'].sum())}, "
                f"прибыли {int(rest['arrived'].sum())}.",
            )
        )
    order = table.sort_values(["profiled", "adjusted_percent", "grade", "class_"], ascending=[False, True, True, True])
    told = order["profiled"] | (order[["moved", "lost", "arrived"]].sum(axis=1) > 0)
    columns = {
        "class_": col("Класс"), "profile": col("Профиль"), "start": col("Начали год", "int"),
        "moved": col("Переезд", "int"), "lost": col("Другие причины", "int"), "end": col("Окончили год", "int"),
        "percent": col("Сохранность", "percent"), "adjusted_percent": col("Без переехавших", "percent"),
        "arrived": col("Прибыли", "int"),
    }  # fmt: skip
    note = (
        "Сплошной учёт: начало — список на 20 сентября, конец — последний день учебного года. "
        "Выпуск потерей не считается."
    )
    lossy = lambda row: "warn" if row["profiled"] and row["lost"] else ""  # noqa: E731
    blocks: list[Block] = [Findings(found)]
    if told.any():
        caption = f"Профильные классы и классы с движением, {scope.year}"
        blocks.append(Table(order.loc[told], columns, caption=caption, note=note, row_class=lossy))
    blocks.append(Details("Все классы", Table(order, columns, note=note)))
    return Stack(blocks)


def deficits(scope: Scope) -> Block:
    """Show the deficit map: confirmed gaps first, columns for people left empty."""
    table = scope.deficits
    sure = table.loc[table["status"].eq(CONFIRMED)]
    found = [deficit_finding(scope)]
    if len(sure):
        spheres = sure["indicator"].value_counts()
        named = pd.Series([f"{name} — {count}" for name, count in spheres.items()])
        found.append(Finding("info", f"По показателям: {listed(named, 7)}."))
    watched = len(table) - len(sure)
    if watched:
        found.append(
            Finding(
                "neutral",
                f"Требуют наблюдения ещё {watched}: факт ниже цели, но интервал её включает или учеников мало. "
                "Действовать рано, повторить замер — полезно.",
            )
        )
    if table.empty:
        return Findings(found)
    shown = table.assign(
        object=table["indicator"] + ": " + _unbroken(table), place=range(1, len(table) + 1),
        weights=table["importance"].astype(str) + " × " + table["influence"].astype(str),
    )  # fmt: skip
    figures = {
        "place": col("№", "int"), "object": col("Показатель и где"), "target": col("Цель, %", "number", 0),
        "fact": col("Факт, %", "number", 1), "interval": col("95 % интервал", "interval", low="low", high="high"),
        "n": col("n", "int"), "priority": col("Приоритет", "number", 2),
    }  # fmt: skip
    for_people = {
        "cause": col("Причина"), "measure": col("Мера"), "responsible": col("Ответственный"), "term": col("Срок"),
    }  # fmt: skip
    behind = {
        "sphere": col("Объект"), "level": col("Уровень"), "gap": col("Разрыв, п.п.", "number", 1),
        "weights": col("Значимость × влияние", align="center"), "source": col("Источник"), "status": col("Статус"),
    }  # fmt: skip
    note = (
        "Приоритет = разрыв / цель × значимость × влияние (методика школы). Причину, меру, ответственного и срок "
        "вписывают люди. Показателей много: один подтверждённый дефицит из сорока может оказаться случайным."
    )
    blocks: list[Block] = [Findings(found)]
    if len(sure):
        blocks += [
            Chart(
                charts.bars(shown.head(min(len(sure), _TOP)), "object", "priority", unit="", title="приоритет"),
                title="За что взяться в первую очередь?",
                alt="Полосы: приоритет первых строк карты дефицитов",
                note="Подтверждённые дефициты. Приоритет от 0 до 9: больше — важнее.",
            ),
            Table(
                shown.head(len(sure)),
                {**figures, **for_people},
                caption="Карта дефицитов: подтверждённые",
                note=note,
                limit=_LISTED,
            ),
        ]
    blocks.append(
        Details(f"Вся карта с весами и источниками ({len(shown)})", Table(shown, {**figures, **behind}, row_class=_row))
    )
    return Stack(blocks)


def kept_finding(scope: Scope) -> Finding:
    """Put the retention of profile classes in one sentence."""
    table = scope.retention.loc[scope.retention["year"].eq(scope.year) & scope.retention["profiled"]]
    if table.empty:
        return Finding("info", "Профильных классов нет: сохранность показана для сведения.")
    lossy = table.loc[table["lost"] > 0]
    if lossy.empty:
        return Finding("ok", "Из профильных классов никто не выбыл (переезд не в счёт): критерий 100 % выполнен.")
    named = lossy["class_"] + " — " + lossy["lost"].astype(str) + " из " + lossy["start"].astype(str)
    return Finding(
        "warn",
        f"Профильные классы теряют учеников: {listed(named)} (без переехавших). Цель — 100 %; "
        "причины по данным не видны, нужна беседа.",
    )


def deficit_finding(scope: Scope) -> Finding:
    """Put the deficit map in one sentence."""
    sure = confirmed_deficits(scope)
    if sure.empty:
        return Finding("ok", "Подтверждённых дефицитов нет: где факт ниже цели, интервал её включает.")
    named = sure["indicator"].map(lower) + " — " + _unbroken(sure)
    total = numbers.count(len(sure), "подтверждённый дефицит", "подтверждённых дефицита", "подтверждённых дефицитов")
    return Finding("warn", f"В карте {total}. Первые по приоритету: {listed(named, 3)}.")


def confirmed_deficits(scope: Scope) -> pd.DataFrame:
    """Return the rows of the map whose interval lies below the target."""
    table = scope.deficits
    return table.loc[table["status"].eq(CONFIRMED)]


def _row(row: pd.Series) -> str:
    return "warn" if row["status"] == CONFIRMED else ""


def _unbroken(table: pd.DataFrame) -> pd.Series:
    """Keep a class on one line: «9 А»."""
    return table["group"].str.replace(r"^(\d+) (\w)\b", rf"\1{numbers.NBSP}\2", regex=True)
