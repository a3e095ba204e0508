"""The states of records on a page: what is confirmed, what waits and how long, appeals, slips, possible repeats.

Apart from the journal's outcomes, which tell what each record brought: here is the work that is left for people.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, finding
from workbook.display.figure import Chart
from workbook.display.rating_words import listed, of_points, points, records
from workbook.display.tables import Table, col
from workbook.errors import DataRefused
from workbook.rating.record_faults import record_faults
from workbook.rating.record_moves import move, read_move
from workbook.rating.record_states import State, next_state
from workbook.rating.record_twins import record_twins
from workbook.rating.record_waiting import appeals, last_day, state_counts, waiting
from workbook.rating.season import Season

__all__ = ["movement", "next_move"]

_SHOWN = 15
_MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_COLUMNS = {
    "черновик": "Черновик",
    "подтверждена": "Подтверждена",
    "обжалована": "Обжалована",
    "оставлена в силе": "Оставлена в силе",
    "отозвана": "Отозвана",
    "replaced": "Заменена",
}


def movement(season: Season) -> Block:
    """Show where the records stand: findings, states by month, what waits, appeals, slips, possible repeats.

    Parameters
    ----------
    season : Season
        Also without a log: then a record is confirmed when somebody verified it.
    """
    if season.journal.empty:
        return Text("В журнале достижений нет записей.", tone="quiet")
    drafts, appealed = waiting(season), appeals(season)
    slips = record_faults(season.journal, season.steps, season.rules, season.on)
    here = season.ledger["outcome"] != "outside-period"
    known = set(season.ledger.loc[here, "record"].dropna()) | set(slips["record"]) - set(season.journal["record"])
    slips = slips[slips["record"].isin(known) | slips["record"].str.startswith("строка")]
    twins = record_twins(season.ledger, season.journal, season.cards, season.rules)
    found = [*_drafts(season, drafts), *_appeals(season, appealed), *_slips(slips), *_twins(twins)]
    if season.steps is None:
        found.append(
            finding("info", "Школа не ведёт «Движение записей»: подтверждённой считается запись, у которой назван "
                    "проверивший. Кто и когда внёс, подтвердил или отозвал, проверить нельзя.")
        )  # fmt: skip
    if season.on is not None:
        found.insert(0, finding("info", f"Журнал показан таким, каким был на {numbers.date(season.on)}."))
    blocks: list[Block] = [Findings(found, urgent_first=True), *_by_month(season)]
    if len(drafts):
        blocks.append(Details(f"Ждут подтверждения: {records(len(drafts))}", _draft_table(drafts, season)))
    if len(appealed):
        blocks.append(_appeal_table(appealed, season))
    if len(slips):
        blocks.append(_slip_table(slips))
    if len(twins):
        blocks.append(_twin_table(twins))
    return Stack(blocks)


def next_move(season: Season, text: str, *, live: bool = True) -> Block:
    """Check a step that a person wants to make and show the row to be added, or say why it cannot be made.

    Parameters
    ----------
    season : Season
    text : str
        Lines «Заголовок: значение» of «Движение записей», as :func:`workbook.rating.record_moves.read_move` reads them;
        empty shows how to fill them.
    live : bool
        Whether the reader has the fields before them; a report says where they are.
    """
    if not text.strip() and not live:
        return Text("Шаги записей (подтвердить, обжаловать, отозвать) проводят на живой странице.", tone="quiet")
    if not text.strip():
        return Text(
            "Заполните поля: номер записи, день, шаг, код того, кто его делает, основание. Программа проверит шаг по "
            "правилам школы и допишет строку; прежние строки не меняются.", tone="quiet",
        )  # fmt: skip
    try:
        wish = read_move(text)
        log = move(season.steps, season.journal, wish, season.rules)
    except DataRefused as refusal:
        return Findings([finding("bad", f"Шаг не проведён. {refusal.message}")])
    states = season.journal.loc[season.journal["record"] == wish.record, ["state", "logged"]]
    before = str(states["state"].iloc[0]) if bool(states["logged"].iloc[0]) else ""
    said = f"Шаг можно провести: запись «{wish.record}» станет «{next_state(before, wish.step)}»."
    columns = {
        "record": col("Номер записи"), "number": col("№ шага", "int"), "date": col("Дата", "date"),
        "step": col("Шаг"), "by": col("Кто"), "ground": col("Основание"),
    }  # fmt: skip
    mine = log[log["record"] == wish.record].reset_index(drop=True)
    table = Table(
        mine, columns, "Движение этой записи",
        "Последняя строка новая. Сохраните файл вместо прежнего «Движения записей»: до этого ничего не изменилось.",
        row_class=lambda row: "ok" if row["number"] == mine["number"].max() else "",
    )  # fmt: skip
    return Stack([Findings([finding("ok", said)]), table])


def _drafts(season: Season, drafts: pd.DataFrame) -> list[Finding]:
    if drafts.empty:
        return [finding("ok", "Неподтверждённых записей за период нет.")]
    longest = int(drafts["days"].max())
    n = len(drafts)
    wait = numbers.plural(n, "Ждёт", "Ждут", "Ждут")
    days = numbers.count(longest, "день", "дня", "дней")
    return [
        finding(
            "warn",
            f"{wait} подтверждения {records(n)}, дольше всего {days} (на {numbers.date(last_day(season))}); за ними до "
            f"{of_points(drafts['earned'].sum())}.",
        )
    ]


def _appeals(season: Season, table: pd.DataFrame) -> list[Finding]:
    opened = table[table["decided"].isna()]
    found = []
    if len(opened):
        rule = "пока засчитаны" if season.rules.count_appealed else "до решения не засчитаны"
        longest = numbers.count(int(opened["days"].max()), "день", "дня", "дней")
        wait = numbers.plural(len(opened), "Не рассмотрена", "Не рассмотрены", "Не рассмотрено")
        what = numbers.count(len(opened), "апелляция", "апелляции", "апелляций")
        found.append(finding("bad", f"{wait} {what} ({listed(opened['name'])}), дольше всего {longest}; баллы {rule}."))
    late = table[table["late"] > 0]
    if len(late):
        term = numbers.count(season.rules.appeal_days, "дня", "дней", "дней")
        found.append(
            finding("warn", f"Позже срока ({term} после подтверждения) обжалованы: {listed(late['name'])}. "
                    "Рассматривать ли, решает комиссия.")
        )  # fmt: skip
    closed = table[table["decided"].notna()]
    if len(closed):
        revoked = int((closed["state"] == str(State.REVOKED)).sum())
        found.append(
            finding("info", f"Решений по апелляциям {len(closed)}: в силе оставлено {len(closed) - revoked}, "
                    f"отозвано {revoked}.")
        )  # fmt: skip
    return found


def _slips(table: pd.DataFrame) -> list[Finding]:
    found = []
    for kind, part in table[table["kind"] != "апелляция позже срока"].groupby("kind", sort=False):
        word = str(kind)
        names = listed(part["record"].drop_duplicates())
        found.append(finding("warn", f"{word[0].upper()}{word[1:]}: {names}. {part['advice'].iloc[0]}"))
    return found


def _twins(table: pd.DataFrame) -> list[Finding]:
    if table.empty:
        return []
    stake = int(table["stake"].sum())
    worth = f"под вопросом {points(stake)}" if stake else "на баллы они не влияют: засчитан один раз"
    pairs = numbers.count(len(table), "пара записей или карт", "пары записей или карт", "пар записей или карт")
    return [finding("warn" if stake else "info", f"Возможные повторы: {pairs}; {worth}.")]


def _by_month(season: Season) -> list[Block]:
    counts = state_counts(season)
    if counts.empty:
        return []
    shown = counts.assign(
        when=[f"{_MONTHS[day.month - 1]} {day.year}" for day in counts["month"]],
        n=counts[list(_COLUMNS)].sum(axis=1),
        standing=counts["подтверждена"] + counts["оставлена в силе"],
        gone=counts["отозвана"] + counts["replaced"],
    )
    parts = {"standing": "в силе", "черновик": "ждёт подтверждения", "обжалована": "обжалована", "gone": "снята"}
    tones = {"standing": "ok", "черновик": "warn", "обжалована": "bad", "gone": "neutral"}
    chart = Chart(
        charts.stacked_shares(shown, "when", parts, n="n", tones=tones),
        "Результаты каких месяцев ещё не подтверждены?",
        "Доли записей в силе, ждущих, обжалованных и снятых по месяцам результата",
        note="Справа — записей за месяц.",
    )  # fmt: skip
    whole = {"when": col("Месяц результата"), "n": col("Записей", "int")}
    used = {name: col(title, "int") for name, title in _COLUMNS.items() if counts[name].sum()}
    return [chart, Details("Состояния записей по месяцам", Table(shown, whole | used))]


def _draft_table(drafts: pd.DataFrame, season: Season) -> Block:
    since = "Внесена" if season.steps is not None else "Результат"
    columns = {
        "entry": col("Запись, ученик"), "since": col(since, "date"), "days": col("Ждёт, дней", "int"),
        "title": col("Мероприятие"), "result": col("Результат"), "entered_by": col("Кто внёс"),
        "worth": col("Баллы", "number", 2),
    }  # fmt: skip
    shown = drafts.assign(worth=drafts["earned"] / 100, entry=drafts["name"] + "\n" + drafts["pupil"])
    return Table(shown, columns, "Кто ждёт дольше всех")


def _appeal_table(table: pd.DataFrame, season: Season) -> Block:
    shown = table.assign(
        entry=table["name"] + "\n" + table["pupil"],
        term=[
            f"{numbers.date(day)}, " + (f"на {numbers.count(n, 'день', 'дня', 'дней')} позже срока" if n else "в срок")
            for day, n in zip(table["appealed"], table["late"], strict=True)
        ],
        end=[
            f"{word}\n{numbers.count(days, 'день', 'дня', 'дней')}"
            for word, days in zip(
                table["state"].where(table["decided"].notna(), "ждёт решения"), table["days"], strict=True
            )
        ],
        worth=table["counted"] / 100,
    )
    columns = {
        "entry": col("Запись, ученик"), "title": col("Мероприятие"), "term": col("Подана"), "end": col("Решение"),
        "ground": col("Основание"), "worth": col("Зачтено", "number", 2),
    }  # fmt: skip
    note = f"Дни — от апелляции до решения; без решения — до {numbers.date(last_day(season))}."
    return Table(shown, columns, "Апелляции", note, row_class=lambda row: "warn" if pd.isna(row["decided"]) else "")


def _slip_table(slips: pd.DataFrame) -> Block:
    columns = {"kind": col("Что замечено"), "record": col("Запись"), "reason": col("Что стоит в журнале"),
               "advice": col("Что сделать")}  # fmt: skip
    return Table(slips, columns, "Замечания к движению записей", limit=_SHOWN)


def _twin_table(twins: pd.DataFrame) -> Block:
    both = [" и ".join(str(name) for name in pair if isinstance(name, str)) for pair in
            zip(twins["record"], twins["other"], strict=True)]  # fmt: skip
    who = [pupil if pd.isna(day) else f"{pupil}\n{numbers.date(day)}"
           for pupil, day in zip(twins["pupil"].fillna("—"), twins["date"], strict=True)]  # fmt: skip
    shown = twins.assign(pair=both, who=who, stake=twins["stake"] / 100)
    columns = {
        "kind": col("На что похоже"), "pair": col("Записи"), "who": col("Ученик, дата"), "reason": col("Почему"),
        "advice": col("Что сделать"), "stake": col("Под вопро\u00adсом", "number", 2),
    }  # fmt: skip
    note = "Сходство ничего не доказывает: баллы не сняты, решает человек по документу."
    return Table(shown, columns, "Возможные повторы", note, limit=_SHOWN)
