"""The notebook of marks as a whole: its first minute, its last steps, and all its sections under one name.

Apart from the sections because the summary and the steps draw on each of them.
"""

from __future__ import annotations

from workbook.display import numbers
from workbook.display.blocks import Block, Finding, Findings, Stack, Text
from workbook.display.vsoko_mark_base import base, figures, periods
from workbook.display.vsoko_mark_journal import accumulation, current, review, what_if
from workbook.display.vsoko_mark_pupils import categories, starting
from workbook.display.vsoko_words import listed, people, value
from workbook.errors import MissingData
from workbook.settings import Settings, WeightedRules
from workbook.vsoko.mark_look import MarkLook
from workbook.vsoko.mark_pace import LATE
from workbook.vsoko.mark_results import JournalView, journal_view
from workbook.vsoko.mark_steps import changed

__all__ = [
    "accumulation",
    "base",
    "categories",
    "current",
    "next_steps",
    "periods",
    "pupils",
    "review",
    "starting",
    "summary",
    "what_if",
]


def summary(look: MarkLook, rules: Settings) -> Block:
    """Tell the notebook in a minute."""
    blocks: list[Block] = [figures(look, rules)]
    total = look.category_steps.iloc[0]
    reserve, gain = int(total["с одной «3»"]), total["reserve_percent"] - total["quality_percent"]
    found = [
        Finding("info", f"Закончили без «3» и «2» {value(total, 'quality')}; с одной «3» — {people(reserve)}, это ещё "
                        f"{numbers.number(gain, 1)} п.п.")
    ]  # fmt: skip
    bad = int(total["неуспевающий"] + total["не аттестован"])
    if bad:
        found.append(
            Finding("warn", f"Есть «2» или «н/а» — у {numbers.count(bad, 'ученика', 'учеников', 'учеников')}.")
        )
    if look.scope.doubtful:
        words = (
            "Внешние работы не подтверждают отметки года: завышение возможно, поэтому достигнутая цель не "
            "названа хорошей. Сначала прочтите тетради об объективности."
        )
        found.append(Finding("warn", words))
    found.append(_change(look, rules))
    try:
        view = journal_view(look, rules.weighted)
        day = numbers.date(look.journal_day)
        found.append(Finding("info", f"В журнале ({look.journal_term.name}, на {day}) у границы отметки "
                                     f"{numbers.count(len(view.border), 'пара', 'пары', 'пар')} «ученик — "
                                     f"предмет», мало отметок в {len(view.few)} парах."))  # fmt: skip
    except MissingData as gap:
        found.append(Finding("neutral", gap.message))
    return Stack([*blocks, Findings(found, title=f"Главное: {look.title}", urgent_first=True)])


def pupils(look: MarkLook, weighted: WeightedRules) -> Block:
    """Show categories and reserves, with the journal beside them when there is one."""
    try:
        view: JournalView | None = journal_view(look, weighted)
    except MissingData:
        view = None
    return categories(look, view)


def next_steps(look: MarkLook, rules: Settings) -> Block:
    """Say what to decide next, built from what was found."""
    steps = []
    table = look.steps(rules.marks)
    target = float(rules.deficits.targets["качество"])
    below = table.loc[table["step"].eq("класс") & (table["quality_high"] < target) & ~table["small"], "name"]
    if len(below):
        steps.append(f"Разобрать по предметам классы, где качество надёжно ниже цели: {listed(below)}.")
    total = look.category_steps.iloc[0]
    if total["с одной «3»"]:
        steps.append(
            f"Передать классным руководителям коды резерва ({people(total['с одной «3»'])}) вместе с тем, что подняло "
            "бы отметку, и договориться с предметниками о поддержке, а не о завышении."
        )
    if total["неуспевающий"]:
        steps.append(f"По каждому из неуспевающих ({int(total['неуспевающий'])}) назначить сроки пересдачи и помощь.")
    try:
        view = journal_view(look, rules.weighted)
        if len(view.few):
            steps.append(
                f"Проверить список «мало отметок» ({len(view.few)}): дать работу или выяснить причину пропусков."
            )
        late = view.pace.loc[view.pace["words"].eq(LATE)]
        if len(late):
            steps.append(
                f"Разнести работы по неделям там, где отметки копятся в конце: {listed(late['class_'].unique())}."
            )
    except MissingData:
        steps.append("Передать выгрузку текущих отметок: без неё не видны граница отметки, долги и накопление.")
    steps.append(
        "Прочитать отметки рядом с внешними работами (тетради 30 и 32): высокое качество без подтверждения — возможное "
        "завышение. Премий за сам процент качества не назначать: это поощряет завышение."
    )
    return Stack([Findings([Finding("info", step) for step in steps], title="Предложения к обсуждению"), Text(
        "Это черновик: решения принимают люди, знающие школу.", tone="quiet")])  # fmt: skip


def _change(look: MarkLook, rules: Settings) -> Finding:
    name, before = look.before
    if not name or before["in_n"].sum() == 0:
        return Finding("neutral", "Сравнить не с чем: предыдущего периода того же вида нет.")
    table = changed(before, look.records, [], rules.marks)
    if table.empty:
        return Finding("neutral", "Сравнить не с чем: общих данных с предыдущим периодом нет.")
    row = table.iloc[0]
    ends = numbers.interval(row["quality_change_low"], row["quality_change_high"])
    said = f"Качество знаний к «{name}»: {numbers.points(row['quality_change'])}"
    said += f" ({ends}), {row['quality_direction']}." if ends != numbers.MISSING else f", {row['quality_direction']}."
    return Finding("warn" if row["quality_direction"] == "снижение" else "info", said)
