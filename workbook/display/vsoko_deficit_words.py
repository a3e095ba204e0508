"""Words that the sections of the deficit map share: a row, its evidence, why it comes first, where to begin.

Apart from the sections because the page and the book say the same of a row in the same words.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.vsoko_words import listed
from workbook.vsoko.deficit_edits import KEY_TITLES
from workbook.vsoko.deficit_look import Decision, Deficits

__all__ = [
    "CHANCE_NOTE",
    "SMALL",
    "STEPS",
    "amount",
    "chance_words",
    "evidence",
    "gaps",
    "row_name",
    "title",
    "told",
    "why",
]

SMALL = "малая выборка"

STEPS = {
    "успеваемость": "разобрать по ученикам и предметам, кому и до какого дня помогает учитель",
    "качество": "выбрать предметы, где много учеников с одной «3», и договориться о поддержке",
    "соу": "посмотреть, за счёт каких отметок снижен показатель, прежде чем назначать меру",
    "подтвердили": "сверить критерии отметок и провести перекрёстную проверку нескольких работ",
    "базовые задания": "разобрать с учителями базовые задания, с которыми справились хуже всего",
    "темы и умения": "повторить тему и дать короткую работу из нескольких заданий на неё",
    "работы": "сравнить с территорией задание за заданием: разрыв даёт тема или вся работа",
    "экзамены": "сверить подготовку с темами экзамена, начать с тех, кто близко к минимуму",
    "метапредметные": "включить по одному заданию на чтение и расчёт в уроки разных предметов",
    "без низких результатов": "составить список предметов и групп, где повторяется «2», и назначить занятия",
    "вне риска": "провести беседы с учениками и родителями, составить маршрут поддержки",
    "явка": "выяснить причины неявки и назначить резервный день",
    "обновление фос": "назвать срок и эксперта каждому неготовому средству",
    "сохранность": "поговорить с семьями ушедших и остающихся; причины по данным не видны",
    "мотивация": "обсудить с психологом и классными руководителями, в каких параллелях снижение",
    "удовлетворённость": "прочитать ответы на этот вопрос и спросить самих отвечавших, что изменить",
    "компетенции": "предложить общую учёбу по области; маршруты — в отчёте о профессиональном росте",
    "уроки": "провести методический день по этому критерию и посетить уроки повторно",
}
"""Where to begin with an indicator; offered for discussion, never entered as a measure."""

CHANCE_NOTE = (
    "Подтверждён разрыв, у которого ниже цели весь 95 % интервал; при сплошном учёте — сам факт. Случай подтверждает "
    "примерно одно сравнение из сорока. «Случай исключён» — с поправкой Холма на число сравнений; «нет» — "
    "перепроверить."
)


def amount(value: float, unit: str) -> str:
    """Write a fact or a target: «58,0 %», «43,1 балла»."""
    return numbers.percent(value) if unit == "%" else f"{numbers.number(value, 1)}{numbers.NBSP}б."


def told(row: pd.Series, value: str) -> str:
    """Write a column of a row in the row's unit."""
    return amount(float(row[value]), str(row["unit"]))


def evidence(row: pd.Series) -> str:
    """Write n and the interval: «n = 47, пары отметок; 27,6–54,7»."""
    size = f"n{numbers.NBSP}={numbers.NBSP}{numbers.number(row['n'], 0)}, {row['counted']}"
    ends = numbers.interval(row["low"], row["high"])
    if ends == numbers.MISSING:
        return f"{size}; сплошной учёт" if not row["small"] else f"{size}; интервала нет"
    return f"{size}; {ends}" + (f"; {SMALL}" if row["small"] else "")


def row_name(rows: pd.DataFrame) -> pd.Series:
    """Name each row: «Качество знаний: физика, 8 класс»; a class stays on one line."""
    place = rows["group"].str.replace(r"^(\d+) (\w)\b", rf"\1{numbers.NBSP}\2", regex=True)
    return rows["indicator"] + ": " + place


def gaps(n: int) -> str:
    """Write how many gaps: «16 разрывов»."""
    return numbers.count(n, "разрыв", "разрыва", "разрывов")


def chance_words(look: Deficits) -> str:
    """Say how many comparisons stand behind the map and what chance would give."""
    firm = int(look.confirmed["firm"].sum())
    return (
        f"Сравнений с интервалом — {look.tested}: будь все показатели ровно на цели, случай подтвердил бы около "
        f"{numbers.number(look.by_chance, 0)}. С поправкой на число сравнений случай исключён у {firm}."
    )


def why(decision: Decision) -> str:
    """Say why an indicator is among the first: the largest gap, its evidence, weights, other places, chance."""
    lead, rows = decision.lead, decision.rows
    unit = "п.п." if lead["unit"] == "%" else "б."
    parts = [
        f"{told(lead, 'fact')} при цели {told(lead, 'target')} ({evidence(lead)}): разрыв "
        f"{numbers.number(lead['gap'], 1)}{numbers.NBSP}{unit}, {numbers.percent(100 * lead['gap_share'], 0)} цели.",
        f"Значимость {lead['importance']}, влияние школы {lead['influence']}.",
    ]
    if len(rows) > 1:
        others = listed(rows["group"].iloc[1:], 3)
        parts.append(f"Ещё {numbers.count(len(rows) - 1, 'место', 'места', 'мест')}: {others}.")
    firm = int(rows["firm"].sum())
    if rows["p"].isna().all():
        parts.append("Сплошной учёт: случайности здесь нет.")
    elif firm == 0:
        parts.append("Случай не исключён: сначала перепроверить новой работой или следующим периодом.")
    else:
        parts.append("Случай исключён." if len(rows) == 1 else f"Случай исключён у {firm} из {len(rows)} мест.")
    return " ".join(parts)


def title(decision: Decision) -> str:
    """Name the indicator of a decision."""
    return KEY_TITLES[decision.key]
