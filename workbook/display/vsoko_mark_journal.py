"""Sections on the current journal: the border of a mark, few marks, debts, what other weights would change, late marks.

Apart from the marks of a period because here nothing is final yet: a teacher can still give a work, and decides.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Tile, Tiles
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_mark_words import lift_words, mark_of
from workbook.display.vsoko_words import listed, people
from workbook.vsoko.mark_journal import moves
from workbook.vsoko.mark_pace import LATE, busy_weeks, readiness, weekly
from workbook.vsoko.mark_results import JournalView

__all__ = ["accumulation", "current", "review", "what_if"]

_SHOWN = 30
_HEAT_ROWS = 30


def current(view: JournalView) -> Block:
    """Show the journal on the day: four counts, pupils near the border, debts and last control works."""
    look, state, border = view.look, view.state, view.border
    few, debts = view.few, int(look.journal["mark"].eq(".").sum())
    failed = state.loc[state["failed_control"]]
    term, rules = look.journal_term, look.settings.journal
    pairs = numbers.count(len(state), "пара «ученик — предмет»", "пары «ученик — предмет»", "пар «ученик — предмет»")
    limits = "; ".join(f"«{mark}» от {numbers.number(view.weighted.thresholds[mark])}" for mark in ("5", "4", "3"))
    tiles = [
        Tile("У границы отметки", numbers.number(len(border), 0), f"не хватает до {numbers.number(rules.border_zone)}"),
        Tile("Мало отметок", numbers.number(len(few), 0), f"меньше {view.enough} за период: возможна «н/а»"),
        Tile("Долги («точка»)", numbers.number(debts, 0), "отметкой не считаются"),
        Tile("Последняя контрольная «2»", numbers.number(len(failed), 0), "порог лучшей отметки при этом пройден"),
    ]
    found = [
        Finding("info", f"{term.name}, на {numbers.date(look.journal_day)}: {pairs}. Средневзвешенная — сумма отметок, "
                        f"умноженных на вес, делённая на сумму весов; пороги: {limits}. Отметку ставит учитель, "
                        "программа её только подсказывает.")
    ]  # fmt: skip
    if len(border):
        frequent = border["subject"].value_counts()
        named = [f"{subject} ({count})" for subject, count in frequent.items()]
        found.append(Finding("info", f"У границы — {people(border['pupil'].nunique())}; предметы: {listed(named, 4)}. "
                                     "Списки по классам — ниже и в файле класса."))  # fmt: skip
    if debts:
        found.append(Finding("info", "«Точка» в среднее не входит. Журналы, которые считают её «двойкой», занижают "
                                     "средневзвешенную: сверьте настройку."))  # fmt: skip
    odd = _odd_weights(view)
    if odd:
        size = numbers.count(odd, "отметки", "отметок", "отметок")
        found.append(Finding("warn", f"Вес в журнале отличается от положения школы у {size}: взят вес журнала."))
    blocks: list[Block] = [Tiles(tiles), Findings(found)]
    rows = border.assign(words=_lifts(border)).sort_values(["grade", "class_", "subject", "pupil"])
    columns = {
        "class_": col("Класс"), "pupil": col("Код ученика"), "subject": col("Предмет"), "n": col("Отметок", "int"),
        "weighted_mean": col("Средне\u00adвзвешенная", "number", 2), "suggested": col("Сейчас"),
        "next_mark": col("Близко к"), "to_next": col("Не хватает", "number", 2), "words": col("Что подняло бы"),
        "debts": col("Долги", "int"),
    }  # fmt: skip
    note = "Подсказка — самая лёгкая работа с одной отметкой, которой хватило бы. Список внутренний: только коды."
    blocks.append(Details(f"У границы отметки: коды ({len(rows)})", Table(rows, columns, note=note)))
    if len(failed):
        failed = failed.assign(said=failed["last_control"].map(mark_of))
        columns = {
            "class_": col("Класс"), "pupil": col("Код ученика"), "subject": col("Предмет"),
            "weighted_mean": col("Средне\u00adвзвешенная", "number", 2), "suggested": col("Подсказка"),
            "said": col("Последняя контрольная"),
        }  # fmt: skip
        blocks.append(Details(f"Последняя контрольная на «2» ({len(failed)})", Table(failed, columns)))
    return Stack(blocks)


def what_if(view: JournalView) -> Block:
    """Show what other weights or thresholds would change in the suggested marks."""
    if not view.changed:
        words = (
            "Взяты веса и пороги школы. Измените их в полях «Веса работ — что если» и «Пороги»: здесь появится, у "
            "скольких учеников подсказанная отметка станет другой."
        )
        return Findings([Finding("info", words)])
    table = moves(view.own, view.state)
    ways = table["way"].value_counts()
    up, down = int(ways.get("выше", 0)), int(ways.get("ниже", 0))
    share = 100 * (up + down) / len(table)
    found = [
        Finding("info", f"С другими весами и порогами подсказка выше у {up} и ниже у {down} из {len(table)} пар "
                        f"«ученик — предмет» ({numbers.percent(share)}).")
    ]  # fmt: skip
    if ways.get("нет веса", 0):
        found.append(Finding("warn", f"Без единой отметки с весом осталось бы {int(ways['нет веса'])}."))
    if up > down:
        found.append(
            Finding("warn", "Мягче правила — выше отметки, но не знания: менять положение ради процента нельзя.")
        )
    by = table.assign(up=table["way"].eq("выше"), down=table["way"].eq("ниже")).groupby("subject")[["up", "down"]].sum()
    sums = by.join(table.groupby("subject").size().rename("n")).reset_index()
    rows = table.loc[table["way"].ne("та же")].sort_values(["grade", "class_", "pupil", "subject"])
    columns = {
        "class_": col("Класс"), "pupil": col("Код ученика"), "subject": col("Предмет"),
        "weighted_mean": col("По положению", "number", 2), "suggested": col("Подсказка"),
        "other_mean": col("Что если", "number", 2), "other_suggested": col("Подсказка"),
    }  # fmt: skip
    return Stack(
        [
            Findings(found),
            Table(sums, {"subject": col("Предмет"), "n": col("Пар", "int"), "up": col("Выше", "int"),
                         "down": col("Ниже", "int")}, caption="Что изменилось бы"),
            Details(f"Кого касается ({len(rows)})", Table(rows, columns)),
        ]
    )  # fmt: skip


def review(view: JournalView) -> Block:
    """Show who may prove not assessed, those without marks first."""
    rows = view.few
    n = len(view.look.expected)
    if rows.empty:
        return Findings([Finding("ok", f"Отметок хватает всем: не меньше {view.enough} за период.")])
    none = rows.loc[rows["n"].eq(0)]
    ended = view.look.journal_day >= view.look.journal_term.ends
    left = (view.look.journal_term.ends - view.look.journal_day).days
    when = "период окончен" if ended else f"до конца периода {numbers.count(left, 'день', 'дня', 'дней')}"
    found = [
        Finding("warn" if 4 * len(rows) < n else "info",
                f"Меньше {view.enough} отметок — {len(rows)} из {n} пар «ученик — предмет» ({when}). Это список для "
                "пересмотра: выставить «н/а» или дать работу, решает учитель.")
    ]  # fmt: skip
    if len(none):
        found.append(Finding("warn", f"Ни одной отметки: {numbers.count(len(none), 'пара', 'пары', 'пар')}, классы "
                                     f"{listed(none['class_'].drop_duplicates())}."))  # fmt: skip
    by = rows.groupby(["grade", "class_", "subject"]).agg(pupils=("pupil", "size"), missed=("missed", "sum"),
                                                          debts=("debts", "sum")).reset_index()  # fmt: skip
    by = by.sort_values(["pupils", "grade", "class_"], ascending=[False, True, True])
    columns = {"class_": col("Класс"), "subject": col("Предмет"), "pupils": col("Учеников", "int"),
               "missed": col("Из них пропусков «н»", "int"), "debts": col("Долгов", "int")}  # fmt: skip
    codes = {"class_": col("Класс"), "pupil": col("Код ученика"), "subject": col("Предмет"),
             "n": col("Отметок", "int"), "lacking": col("Не хватает", "int"), "missed": col("Пропусков «н»", "int"),
             "debts": col("Долгов", "int")}  # fmt: skip
    return Stack(
        [
            Findings(found),
            Table(by, columns, caption="Где отметок мало", limit=_SHOWN),
            Details(f"Коды учеников ({rows['pupil'].nunique()})", Table(rows, codes)),
        ]
    )


def accumulation(view: JournalView) -> Block:
    """Show how marks gathered: week by week, by the day, and where half of them came at the end."""
    look, term, rules = view.look, view.look.journal_term, view.look.settings.journal
    table = view.pace
    late = table.loc[table["words"].eq(LATE)].sort_values("late_percent", ascending=False)
    days = pd.date_range(term.starts, look.journal_day, freq="D")
    ready = readiness(look.expected, look.journal, days, view.enough)
    middle = ready.iloc[min(term.days // 2, len(ready) - 1)]
    found = []
    if look.journal_day < term.ends - pd.Timedelta(days=rules.late_days):
        found.append(
            Finding("info", f"Последние {rules.late_days} дн. периода ещё не наступили: о скоплении судить рано.")
        )
    elif len(late):
        named = [f"{row['class_']}, {row['subject']} ({numbers.percent(row['late_percent'], 0)})"
                 for row in late.to_dict("records")]  # fmt: skip
        found.append(Finding("warn", f"Возможно, скопление: не меньше {numbers.percent(rules.late_share, 0)} отметок "
                                     f"пришлось на последние {rules.late_days} дн. — {listed(named, 4)}."))  # fmt: skip
    else:
        found.append(Finding("ok", f"Скоплений нет: ни у кого на последние {rules.late_days} дн. не пришлось "
                                   f"{numbers.percent(rules.late_share, 0)} отметок периода."))  # fmt: skip
    now = numbers.percent(ready["percent"].iloc[-1], 0)
    found.append(Finding("info", f"К середине периода ({numbers.date(middle['day'])}) отметок хватало у "
                                 f"{numbers.percent(middle['percent'], 0)} пар «ученик — предмет», на "
                                 f"{numbers.date(look.journal_day)} — у {now}."))  # fmt: skip
    heat = weekly(look.journal)
    busy = busy_weeks(heat, rules)
    if len(busy):
        named = [f"с {week:%d.%m} ({numbers.count(len(part), 'класс', 'класса', 'классов')})"
                 for week, part in busy.groupby("week")]  # fmt: skip
        more = numbers.number(rules.busy_ratio)
        words = f"Густые недели — отметок в {more} раза больше, чем в обычную неделю класса, и гуще: {listed(named)}."
        found.append(Finding("info", words))
    heat = heat.head(_HEAT_ROWS)
    heat.columns = pd.Index([f"{day:%d.%m}" for day in heat.columns])
    counted = look.journal.loc[look.journal["mark"].isin(["5", "4", "3", "2"])]
    peak = float(heat.to_numpy().max()) if heat.size else 0.0
    columns = {
        "class_": col("Класс"), "subject": col("Предмет"), "works": col("Работ", "int"), "marks": col("Отметок", "int"),
        "late_works": col("Работ в конце", "int"), "late_percent": col("Отметок в конце", "share_bar"),
        "even_percent": col("Поровну по дням", "percent"), "words": col("Что видно"),
    }  # fmt: skip
    return Stack(
        [
            Findings(found),
            Chart(charts.heatmap(heat, 1, "Отметок на ученика за неделю", low=0, high=max(peak, 1)),
                  title="Когда ставились отметки: недели по понедельникам",
                  alt="Тепловая карта: отметок на ученика по классам и неделям", n=len(counted),
                  note="Тёмная последняя неделя — отметки пришли поздно, исправить уже нечего."),
            Details("Классы и предметы: доля отметок в конце", Table(
                table.sort_values(["grade", "class_", "subject"]), columns,
                note="Доля описывает журнал, погрешности у неё нет. Длинная итоговая работа — честная причина.")),
        ]
    )  # fmt: skip


def _lifts(border: pd.DataFrame) -> list[str]:
    return [
        lift_words((row["lift_count"], row["lift_mark"], row["lift_kind"], row["lift_weight"]))
        for row in border.to_dict("records")
    ]


def _odd_weights(view: JournalView) -> int:
    rows = view.look.journal
    sizes = rows["work_type"].map({kind: float(size) for kind, size in view.look.settings.weighted.weights.items()})
    return int((rows["weight"].notna() & sizes.notna() & rows["weight"].ne(sizes)).sum())
