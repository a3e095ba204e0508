"""Faults of the log (замечания к движению записей): what could not be, what is late, what lacks a ground.

Apart from the states, which set an impossible step aside in silence: here every slip is named for a person to mend.
Nothing is proved by a slip; each sentence says what to check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from workbook.rating.record_states import IN_FORCE, STEPS, State, replay, stated
from workbook.rating.rules import Rules

__all__ = ["COLUMNS", "record_faults"]

COLUMNS = ("kind", "record", "number", "date", "reason", "advice")
"""Columns of :func:`record_faults`; ``number`` and ``date`` are missing where the slip is not one step's."""

_MUST = {
    "внесена": "запись уже внесена",
    "подтверждена": "подтвердить можно только черновик",
    "обжалована": "обжаловать можно только подтверждённую запись и один раз",
    "оставлена в силе": "решение возможно только по обжалованной записи",
    "отозвана": "отозвать можно внесённую и ещё не отозванную запись",
}
_DTYPES = {"kind": "str", "record": "str", "number": "Int64", "date": "datetime64[us]", "reason": "str",
           "advice": "str"}  # fmt: skip
_NOTE = "Шаг не учтён; проверьте, не пропущен ли предыдущий, и добавьте недостающий."


@dataclass(frozen=True)
class _Kept:
    """What the finders look at: the replayed log, its steps that count, the records with their states, the rules."""

    steps: pd.DataFrame
    legal: pd.DataFrame
    journal: pd.DataFrame
    rules: Rules


def record_faults(
    participations: pd.DataFrame, steps: pd.DataFrame | None, rules: Rules, on: date | None = None
) -> pd.DataFrame:
    """Find the slips of the log, of corrections and of places.

    Parameters
    ----------
    participations : DataFrame
        «Участие в мероприятиях», or the journal that :func:`~workbook.rating.record_states.stated` made of it on the
        same day.
    steps : DataFrame or None
        «Движение записей»; without it only corrections are looked at.
    rules : Rules
        ``appeal_days`` and ``winner_place``.
    on : date, optional
        The day at whose end the log is looked at.

    Returns
    -------
    DataFrame
        Columns :data:`COLUMNS`, one row per slip, by kind, record and step: ``kind`` (Russian name of the slip),
        ``record``, ``number`` (of the step), ``date``, ``reason`` (what stands in the log), ``advice``.
    """
    journal = participations if "replaced_by" in participations else stated(participations, steps, on)
    parts = [_replacements(journal), _places(journal, rules)]
    if steps is not None and len(steps):
        log = replay(steps, on)
        kept = _Kept(log, log[log["legal"]], journal, rules)
        parts += [find(kept) for find in _FINDERS]
    table = pd.concat([part for part in parts if len(part)] or [_empty()], ignore_index=True)
    return table.sort_values(["kind", "record", "number"], kind="stable", ignore_index=True)[list(COLUMNS)]


@lru_cache
def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _DTYPES.items()})


def _named(rows: pd.DataFrame, kind: str, advice: str, say: Callable[[Any], str]) -> pd.DataFrame:
    """Turn rows of the log into slips; `say` gets a row and writes what stands there."""
    if rows.empty:
        return _empty()
    said = [say(row) for row in rows.itertuples(index=False)]
    found = pd.DataFrame({"kind": kind, "record": rows["record"].astype("str"), "reason": said, "advice": advice})
    for name in ("number", "date"):
        found[name] = rows[name] if "turn" in rows else None
    return found.astype(_DTYPES)


def _impossible(kept: _Kept) -> pd.DataFrame:
    def say(row: Any) -> str:
        stands = f"запись в состоянии «{row.before}»" if row.before else "запись ещё не внесена"
        return f"Шаг «{row.step}», когда {stands}: {_MUST.get(row.step, 'такого шага нет')}."

    return _named(kept.steps[~kept.steps["legal"]], "шаг не на месте", _NOTE, say)


def _holes(kept: _Kept) -> pd.DataFrame:
    expected = kept.steps.groupby("record", sort=False)["number"].shift().fillna(0).astype("int64") + 1
    number = kept.steps["number"].astype("int64")
    hole = kept.steps[number > expected].assign(wanted=expected[number > expected])
    again = kept.steps[number < expected]
    return pd.concat(
        [
            _named(hole, "пропущен номер шага", "Возможно, строка удалена: движение записей только дополняют.",
                   lambda row: f"После шага {row.wanted - 1} стоит шаг {row.number}, шага {row.wanted} нет."),
            _named(again, "номер шага повторён", "Сверьте оба шага; лишний, возможно, внесён дважды.",
                   lambda row: f"Шаг с номером {row.number} встречается не один раз («{row.step}»)."),
        ]
    )  # fmt: skip


def _backwards(kept: _Kept) -> pd.DataFrame:
    before = kept.steps.groupby("record", sort=False)["date"].shift()
    late = kept.steps["date"] < before
    return _named(
        kept.steps[late].assign(earlier=before[late]), "даты шагов идут назад", "Сверьте даты шагов.",
        lambda row: f"Шаг «{row.step}» датирован {_day(row.date)}, а предыдущий {_day(row.earlier)}.",
    )  # fmt: skip


def _too_early(kept: _Kept) -> pd.DataFrame:
    results = kept.journal.drop_duplicates("record").set_index("record")["date"]
    entries = kept.steps[kept.steps["step"] == STEPS[0]]
    happened = results.reindex(entries["record"]).set_axis(entries.index)
    early = entries["date"] < happened
    return _named(
        entries[early].assign(happened=happened[early]), "внесена раньше результата",
        "Проверьте дату результата: возможно, она указана с опечаткой.",
        lambda row: f"Запись внесена {_day(row.date)}, а результат датирован {_day(row.happened)}.",
    )  # fmt: skip


def _same_person(kept: _Kept) -> pd.DataFrame:
    legal = kept.legal
    entered = legal[legal["step"] == STEPS[0]].drop_duplicates("record", keep="last").set_index("record")["by"]
    confirmed = legal[legal["step"] == STEPS[1]]
    same = confirmed[confirmed["by"] == confirmed["record"].map(entered)]
    return _named(
        same, "проверил тот же, кто внёс", "Пусть документ посмотрит другой человек; баллы пока засчитаны.",
        lambda row: f"Запись внёс и подтвердил {row.by}.",
    )  # fmt: skip


def _late_appeals(kept: _Kept) -> pd.DataFrame:
    legal = kept.legal
    confirmed = legal[legal["step"] == STEPS[1]].drop_duplicates("record", keep="last").set_index("record")["date"]
    appeals = legal[legal["step"] == STEPS[2]]
    day = confirmed.reindex(appeals["record"]).set_axis(appeals.index)
    late = appeals["date"] > day + pd.Timedelta(days=kept.rules.appeal_days)
    return _named(
        appeals[late].assign(confirmed=day[late]), "апелляция позже срока",
        "Комиссия решает, рассматривать ли её; решение запишите шагом с основанием.",
        lambda row: f"Запись подтверждена {_day(row.confirmed)}, апелляция подана {_day(row.date)}; срок был до "
        f"{_day(row.confirmed + pd.Timedelta(days=kept.rules.appeal_days))}.",
    )  # fmt: skip


def _unknown(kept: _Kept) -> pd.DataFrame:
    strange = kept.steps[~kept.steps["record"].isin(set(kept.journal["record"].dropna()))]
    return _named(
        strange, "шаг неизвестной записи", "Проверьте номер записи: в журнале достижений такого нет.",
        lambda row: f"Шаг «{row.step}» сделан для записи, которой в журнале нет.",
    )  # fmt: skip


def _groundless(kept: _Kept) -> pd.DataFrame:
    named = set(kept.journal["replaces"].dropna()) if "replaces" in kept.journal else set()
    bare = kept.legal["ground"].fillna("").str.strip() == ""
    revoked = kept.legal[(kept.legal["step"] == STEPS[4]) & bare & ~kept.legal["record"].isin(named)]
    return _named(
        revoked, "отзыв без основания", "Назовите документ или причину либо внесите запись взамен.",
        lambda _: "Запись отозвана, но нет ни основания, ни записи взамен.",
    )  # fmt: skip


def _disagrees(kept: _Kept) -> pd.DataFrame:
    draft = kept.journal[(kept.journal["state"] == str(State.DRAFT)) & kept.journal["logged"]]
    named = draft[draft["verified_by"].fillna("").str.strip() != ""]
    return _named(
        named, "журнал и движение расходятся", "Если документ проверен, добавьте шаг «подтверждена».",
        lambda row: f"В журнале проверившим назван {row.verified_by}, а по движению запись — черновик.",
    )  # fmt: skip


_FINDERS = (
    _impossible, _holes, _backwards, _too_early, _same_person, _late_appeals, _unknown, _groundless, _disagrees,
)  # fmt: skip


def _places(journal: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Find results that a place contradicts: a winner far from the first, a mere participant who came first."""
    if "place" not in journal or journal["place"].isna().all():
        return _empty()
    far = (journal["result"] == "победитель") & (journal["place"] > rules.winner_place).fillna(False)
    first = (journal["result"] == "участник") & (journal["place"] == 1).fillna(False)
    odd = journal[far | first]
    names = odd["record"].fillna("строка " + (odd.index + 1).astype("str").to_series(index=odd.index))
    return _named(
        odd.assign(record=names), "место и результат расходятся", "Сверьте с протоколом.",
        lambda row: f"Результат «{row.result}», а место {row.place}; возможно, одно из двух с опечаткой.",
    )  # fmt: skip


def _replacements(journal: pd.DataFrame) -> pd.DataFrame:
    """Find corrections that name nobody, each other, or a record that still stands."""
    if "replaces" not in journal or journal["replaces"].isna().all():
        return _empty()
    rows = list(_corrections(journal))
    table = pd.DataFrame(rows, columns=["kind", "record", "reason", "advice"])
    return table.reindex(columns=list(COLUMNS)).astype(_DTYPES)


def _corrections(journal: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    known = dict(zip(journal["record"], journal["state"], strict=True))
    named = journal[journal["replaces"].notna()].sort_values(["record", "replaces"], kind="stable")
    circle = _in_circles(dict(zip(named["record"], named["replaces"], strict=True)))
    for row in named.itertuples(index=False):
        if row.replaces not in known:
            yield ("взамен неизвестной записи", str(row.record), f"Внесена взамен «{row.replaces}», такой записи нет.",
                   "Проверьте номер прежней записи.")  # fmt: skip
        elif row.record in circle:
            yield ("записи заменяют друг друга", str(row.record),
                   f"Внесена взамен «{row.replaces}», и по цепочке замен возвращается к себе.",
                   "Оставьте одну запись, остальные отзовите.")  # fmt: skip
        elif row.state in IN_FORCE and known[row.replaces] != State.REVOKED:
            yield ("заменённая запись не отозвана", str(row.replaces),
                   f"Взамен подтверждена «{row.record}», а прежняя не отозвана; баллы даёт только новая.",
                   "Отзовите прежнюю запись, основание — номер новой.")  # fmt: skip
    again = named[named.duplicated("replaces", keep=False)]
    for old, group in again.groupby("replaces"):
        numbers = ", ".join(f"«{record}»" for record in group["record"])
        yield ("две записи взамен одной", str(old), f"Взамен внесены {numbers}.",
               "Оставьте одну из них, лишнюю отзовите.")  # fmt: skip


def _in_circles(older: dict[str, str]) -> set[str]:
    """Return the records from which going back to the older ones comes home again."""
    done: dict[str, int] = {}
    circle: set[str] = set()
    for turn, start in enumerate(older):
        record, path = start, []
        while record in older and record not in done:
            done[record] = turn
            path.append(record)
            record = older[record]
        if done.get(record) == turn and record in path:
            circle.update(path[path.index(record) :])
    return circle


def _day(value: pd.Timestamp) -> str:
    return f"{value:%d.%m.%Y}"
