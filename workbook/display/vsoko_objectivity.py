"""Sections on objectivity: journal against an assessment procedure and spikes of scores at mark boundaries.

Apart from the other ВСОКО sections because here every word may hurt a person: «возможно», evidence, next step, never
an accusation.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack
from workbook.display.figure import Chart
from workbook.display.tables import Column, Table, col
from workbook.display.vsoko_words import listed, works
from workbook.vsoko.distribution import TESTED
from workbook.vsoko.scope import Scope

__all__ = ["distributions", "journal", "journal_finding"]

_SHOWN_WORKS = 3

_SENTENCES = {
    "мало пар": "Для вывода пар мало.",
    "возможно завышение: проверить": "Текущие отметки, возможно, завышены: нужна проверка.",
    "возможно занижение: проверить": "Текущие отметки, возможно, занижены: нужна проверка.",
    "большие разрывы: проверить": "Больших расхождений много: нужна проверка.",
    "порог в пределах погрешности: наблюдать": "Порог проверки превышен в пределах погрешности: наблюдать.",
    "проверки не требует": "По школе в целом перекоса в одну сторону, требующего проверки, нет.",
}


def journal_finding(row: pd.Series, scope: Scope) -> Finding:
    """Put the agreement of all pairs in one sentence."""
    words = (
        f"{scope.procedure} и журнал ({numbers.count(row['n'], 'пара', 'пары', 'пар')}): подтвердили "
        f"{numbers.percent(row['confirmed_percent'])}, понизили {numbers.percent(row['lowered_percent'])}, повысили "
        f"{numbers.percent(row['raised_percent'])}"
    )
    tone = {"внимание": "warn", "мало данных": "neutral"}.get(row["verdict"], "ok")
    return Finding(tone, f"{words}. {_SENTENCES[row['words']]}")


def journal(scope: Scope) -> Block:
    """Compare journal marks with the procedure: by subject and parallel, 4 × 4, years, large gaps."""
    total = scope.agreement([]).iloc[0]
    table = scope.agreement(["subject", "grade"]).sort_values("balance_percent", ascending=False)
    table = table.assign(work=works(table))
    by_class = scope.agreement(["grade", "class_", "subject"])
    flagged = table.loc[table["verdict"].eq("внимание")]
    gaps = scope.large_gaps
    rule = scope.settings.objectivity
    found = [journal_finding(total, scope)]
    if len(flagged):
        named = flagged["work"] + " (" + flagged["balance_percent"].map(numbers.points) + ")"
        found.append(
            Finding(
                "info" if total["verdict"] == "хорошо" else "warn",
                f"Порог превышен вместе с интервалом: {listed(named)}. Порог — разность «понизили» и «повысили» больше "
                f"{numbers.number(rule.gap_share)} п.п. при {rule.gap_n} парах и более. Вывод по школе — маркер M4.",
            )
        )
    classes = by_class.loc[by_class["verdict"].eq("внимание")]
    if len(classes):
        named = classes["class_"] + ", " + classes["subject"]
        found.append(Finding("info", f"По классам порог превышен: {listed(named)}. Одна работа — ещё не вывод."))
    if not len(flagged) and not len(classes) and total["verdict"] == "хорошо":
        found.append(Finding("ok", "Ни в одной параллели и ни в одном классе порог проверки не превышен."))
    few = int(table["verdict"].eq("мало данных").sum())
    if few:
        where = numbers.count(few, "работе", "работам", "работам")
        found.append(
            Finding("neutral", f"По {where} пар меньше {rule.gap_n}: вывода нет, и это нормально для малых классов.")
        )
    if len(gaps):
        found.append(
            Finding(
                "info",
                f"Разрыв в {rule.large_gap} отметки и больше — у {numbers.count(len(gaps), 'пары', 'пар', 'пар')} "
                f"из {int(total['n'])}: разобрать каждую внутри школы (болезнь, другая тема, разные критерии).",
            )
        )
    cross = scope.cross_table
    cross.index = pd.Index([f"журнал «{mark}»" for mark in cross.index])
    cross.columns = pd.Index([f"{scope.procedure} «{mark}»" for mark in cross.columns])
    parts = {"lowered": "понизили", "confirmed": "подтвердили", "raised": "повысили"}
    by_class_columns = _narrow({"class_": col("Класс"), "subject": col("Предмет")})  # large gaps have a list
    years = scope.yearly_agreement
    return Stack(
        [
            Findings(found),
            Chart(
                charts.stacked_shares(table, "work", parts),
                title=f"Подтверждает ли {scope.procedure} отметки журнала?",
                alt="Полосы: доли понизивших, подтвердивших и повысивших отметку по предметам и параллелям",
                note="Понизили: отметка за работу ниже отметки в журнале.",
                n=int(total["n"]),
            ),
            Chart(
                charts.heatmap(cross.astype(float), 0, "пар отметок"),
                title="Какие отметки журнала стали какими отметками за работу?",
                alt="Таблица 4 на 4: отметка по журналу и отметка за работу, число пар",
                note="Диагональ — подтвердили; правее диагонали — понизили, левее — повысили.",
                n=int(total["n"]),
            ),
            Table(
                years,
                _columns({"year": col("Учебный год")}),
                caption="По годам",
                note="Перевес вниз — разность долей «понизили» и «повысили».",
            ),
            Details("Таблица по предметам и параллелям", Table(table, _narrow({"work": col("Работа")}))),
            Details(
                "Таблица по классам и предметам",
                Table(by_class, {key: column for key, column in by_class_columns.items() if key != "large"}),
            ),
            Details(f"Большие разрывы: коды учеников ({len(gaps)})", _gap_table(gaps)),
        ]
    )


def distributions(scope: Scope, shown: int = _SHOWN_WORKS) -> list[Chart]:
    """Draw the works with the most telling boundaries; the first work alone when no boundary could be tested.

    Parameters
    ----------
    scope : Scope
    shown : int
        How many works get a picture.
    """
    table = scope.spikes
    if table.empty:
        return []
    order = table.assign(idle=~table["status"].isin(TESTED)).sort_values(["idle", "p"], na_position="last")
    tested = int((~order["idle"]).sum())
    order = order.drop_duplicates(["grade", "subject"]).head(shown if tested else 1)
    return [_distribution(scope, row) for _, row in order.iterrows()]


def _distribution(scope: Scope, row: pd.Series) -> Chart:
    counts = scope.scores
    work = counts.loc[counts["grade"].eq(row["grade"]) & counts["subject"].eq(row["subject"])]
    spikes = scope.spikes
    bounds = spikes.loc[
        spikes["grade"].eq(row["grade"]) & spikes["subject"].eq(row["subject"]) & spikes["min_score"].notna()
    ]
    values = np.repeat(work["score"].to_numpy(int), work["count"].to_numpy(int))
    marks = {name[-1]: float(score) for name, score in zip(bounds["boundary"], bounds["min_score"], strict=True)}
    return Chart(
        charts.histogram(values, marks, maximum=float(work["max_score"].iloc[0])),
        title=f"{scope.procedure}, {row['subject']}, {row['grade']} класс: нет ли всплеска у границ отметок?",
        alt="Столбики: число работ по первичным баллам, линии — границы отметок",
        n=int(row["n"]),
    )


def _gap_table(gaps: pd.DataFrame) -> Table:
    columns = {
        "class_": col("Класс"), "subject": col("Предмет"), "pupil": col("Код ученика"),
        "journal_mark": col("Журнал", "int"), "mark": col("Работа", "int"), "gap": col("Разрыв", "change", 0),
    }  # fmt: skip
    return Table(gaps, columns, limit=60, note="Только для работы внутри школы; в публикацию не идёт.")


def _narrow(head: dict[str, Column]) -> dict[str, Column]:
    """Leave out what the years show, so that no column runs out of the page."""
    return {key: column for key, column in _columns(head).items() if key not in ("confirmed", "mean_gap")}


def _columns(head: dict[str, Column]) -> dict[str, Column]:
    return {
        **head,
        "n": col("Пар", "int"), "lowered_percent": col("Пони\u00adзили", "percent"),
        "confirmed_percent": col("Подтвер\u00adдили", "percent"),
        "confirmed": col("95 % интервал", "interval", low="confirmed_low", high="confirmed_high"),
        "raised_percent": col("Повы\u00adсили", "percent"), "balance_percent": col("Перевес вниз, п.п.", "change"),
        "balance": col("95 % интервал", "interval", low="balance_low", high="balance_high"),
        "mean_gap": col("Средний разрыв", "change", 2), "large": col("Разрывов от 2", "int"), "words": col("Вывод"),
    }  # fmt: skip
