"""Sections inside the school: pupils of a class and subject, and what other weights would change.

Apart from the means because codes stand here: none of it leaves the school, and it is not shown to other pupils.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text
from workbook.display.tables import Table, col
from workbook.errors import MissingData
from workbook.vsoko.composite import Composite
from workbook.vsoko.composite_sources import SOURCES

__all__ = ["pupils", "what_if", "wide_pupils"]

_SHOWN = 30
_BROKEN = {"тематическое": "темати\u00adческое", "промежуточная": "проме\u00adжуточная"}
_INSIDE = "Внутри школы: ученик и родители видят только свою строку."


def what_if(found: Composite) -> Block:
    """Say how many levels depend on the weights, and what the weights of the page change."""
    whole = found.means([]).iloc[0]
    shift = numbers.number(100 * found.rules.shift)
    firm, n = int(found.shown["firm"].sum()), int(whole["n"])
    said = [
        Finding(
            "ok" if whole["firm"] >= 90 else "info",
            f"Если менять каждый вес на ±{shift}{numbers.NBSP}%, уровень сохраняют {numbers.number(firm, 0)} из "
            f"{numbers.number(n, 0)} оценок ({numbers.percent(whole['firm'], 0)}). У остальных уровень — дело "
            "соглашения о весах: рядом с ним смотрите пределы K.",
        )
    ]
    weights = ", ".join(f"{name} {numbers.number(float(found.rules.weights.get(name, 0)))}" for name in SOURCES)
    worth = ", ".join(f"«{mark}» — {numbers.number(float(value))}" for mark, value in found.rules.mark_points.items())
    words = Text(f"Веса на странице: {weights}. Баллы отметок: {worth}.", tone="quiet")
    if not found.changed:
        said.append(
            Finding("info", "Действуют веса и перевод отметок школы. Сдвиньте веса или выберите другой перевод "
                            "в панели живой страницы — здесь появится, у скольких учеников меняется уровень.")
        )  # fmt: skip
        return Stack([Findings(said), words])
    table = found.changes
    last = table.iloc[-1]
    said.append(
        Finding(
            "warn" if last["moved"] else "ok",
            f"С этими правилами уровень меняется у {_of_people(last['pupils'])}: оценок выше — "
            f"{numbers.number(last['up'], 0)}, ниже — {numbers.number(last['down'], 0)} из "
            f"{numbers.number(last['n'], 0)}.",
        )
    )
    columns = {
        "subject": col("Предмет"), "n": col("Оценок", "int"), "up": col("Уровень выше", "int"),
        "down": col("Уровень ниже", "int"), "pupils": col("Учеников с другим уровнем", "int"),
        "shift": col("K в среднем, баллов", "change"),
    }  # fmt: skip
    note = "Сравнение с правилами школы по тем же ученикам."
    return Stack(
        [
            Findings(said),
            words,
            Table(
                table, columns, caption="Что меняют правила страницы", note=note,
                row_class=lambda row: "total" if row["subject"] == "все предметы" else "",
            ),
        ]
    )  # fmt: skip


def pupils(found: Composite, class_: str, subject: str, public: bool = False) -> Block:
    """Show the pupils of a class in a subject: sources, K with its limits, other lines apart.

    Parameters
    ----------
    found : Composite
    class_, subject : str
        Empty takes the first with composites.
    public : bool
        Codes are not shown at all.

    Raises
    ------
    MissingData
        Nobody of the class has a composite in the subject.
    """
    if public:
        return Text("Ученики и их коды в виде для публикации не показываются.", tone="quiet")
    shown = found.shown
    class_ = class_ or str(shown["class_"].iloc[0])
    part = found.table.loc[found.table["class_"].eq(class_)]
    known = part.loc[part["shown"]]
    subject = subject or (str(known["subject"].iloc[0]) if len(known) else str(shown["subject"].iloc[0]))
    rows = part.loc[part["subject"].eq(subject)].reset_index(drop=True)
    if not rows["shown"].any():
        raise MissingData(
            f"{class_}, {subject}: полноты {numbers.number(100 * found.rules.coverage)} % нет ни у кого, оценка не "
            "показывается. Выберите другой класс или предмет."
        )
    bonus = found.bonus.set_index("pupil")
    lines = found.meta.groupby("pupil")["score"].agg(["mean", "size"])
    rows = rows.assign(
        missing=[_missing(row) for row in rows[list(SOURCES)].to_dict("records")],
        coverage=100 * rows["coverage"],
        said=[_level(row) for row in rows.to_dict("records")],
        meta=[_line(lines, str(code)) for code in rows["pupil"]],
        bonus=[_said(bonus, str(code)) for code in rows["pupil"]],
    )
    columns = {
        "pupil": col("Ученик"), **{name: col(_BROKEN.get(name, name), "number", 0) for name in SOURCES},
        "coverage": col("Полнота", "percent", 0), "composite": col("K", "number", 0),
        "limits": col("K при других весах", "interval", 0, low="low", high="high"),
        "sources_ends": col("Источники от и до", "interval", 0, low="source_low", high="source_high"),
        "said": col("Уровень по предмету"), "meta": col("Мета\u00adпредметные (отдельно)"),
        "bonus": col("Достижения (отдельно)"),
    }  # fmt: skip
    gone = [f"{row['pupil']}: нет {row['missing']}" for row in rows.loc[~rows["shown"]].to_dict("records")]
    said = [Finding("neutral", f"Оценка скрыта у {_of_people(len(gone))}: полноты нет.")] if gone else []
    note = (
        f"{_INSIDE} Порядок — по кодам. Уровень описывает результат по предмету, а не ребёнка. K при других весах — "
        f"крайние значения; два уровня — какой из них, зависит от весов. "
        f"Каждый вес меняется на ±{numbers.number(100 * found.rules.shift)}{numbers.NBSP}%."
    )
    table = Table(rows, columns, caption=f"{class_}, {subject}", note=note, row_class=lambda row: _tone(row, found))
    return Stack([Findings(said), table] if said else [table])


def wide_pupils(found: Composite, public: bool = False) -> Block:
    """List pupils whose sources in one subject disagree: the reason to look at the works, not to average them."""
    if public:
        return Stack([])
    rows = found.wide
    if rows.empty:
        return Text("Учеников, у которых источники по предмету сильно расходятся, нет.", tone="quiet")
    outside = rows["ВПР"].notna()
    lower = outside & rows["ВПР"].eq(rows["source_low"])
    higher = outside & rows["ВПР"].eq(rows["source_high"])
    said = [
        Finding(
            "info",
            f"Расхождений {numbers.number(len(rows), 0)}: ВПР ниже школьных источников в "
            f"{numbers.number(lower.sum(), 0)}, выше — в {numbers.number(higher.sum(), 0)}, внутри школы — в "
            f"{numbers.number(len(rows) - lower.sum() - higher.sum(), 0)}.",
        )
    ]
    columns = {
        "class_": col("Класс"), "pupil": col("Ученик"), "subject": col("Предмет"),
        **{name: col(name, "number", 0) for name in SOURCES}, "spread": col("Расхождение", "number", 0),
    }  # fmt: skip
    table = Table(rows, columns, note=_INSIDE, limit=_SHOWN)
    return Stack([Findings(said), Details("Ученики с расхождением источников", table)])


def _missing(row: dict[object, object]) -> str:
    return ", ".join(str(name) for name, value in row.items() if pd.isna(value))  # type: ignore[call-overload]


def _level(row: dict[object, object]) -> str:
    if not row["shown"]:
        return "скрыт: мало источников"
    return str(row["level"]) if row["firm"] else f"{row['level_low']} или {row['level_high']}"


def _line(lines: pd.DataFrame, code: str) -> str:
    if code not in lines.index:
        return numbers.MISSING
    one = lines.loc[[code]].iloc[0]
    works = numbers.count(one["size"], "работа", "работы", "работ")
    return f"{numbers.number(one['mean'], 0)} ({works})"


def _said(bonus: pd.DataFrame, code: str) -> str:
    if code not in bonus.index:
        return numbers.MISSING
    one = bonus.loc[[code]].iloc[0]
    parts = [
        numbers.count(one["wins"], "победа", "победы", "побед") if one["wins"] else "",
        numbers.count(one["prizes"], "призовое место", "призовых места", "призовых мест") if one["prizes"] else "",
        numbers.count(one["takes"], "участие", "участия", "участий"),
    ]
    return ", ".join(filter(None, parts))


def _tone(row: pd.Series, found: Composite) -> str:
    if not row["shown"]:
        return "neutral"
    return "warn" if row["spread"] >= found.rules.spread else ""


def _of_people(n: float) -> str:
    return numbers.count(n, "ученика", "учеников", "учеников")
