"""The log of the journal of achievements: who entered a record, who confirmed it, what was appealed and revoked.

Apart from the events because the log is planted: each kind of slip that a school meets stands in it once, and the
truth names the record.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from generator import stream
from generator.people import Population

__all__ = ["Log", "keep_log"]

_KEPT_ELSEWHERE = ("shkola-3",)
"""Schools that keep no log: the column «Кто проверил» is all they have."""
_Step = tuple[dt.date, str, str, str | None]
_TERM, _LATE = 3, 9
"""Days from confirmation to an appeal in time and to a late one."""


@dataclass(frozen=True)
class Log:
    """The journal with its log.

    Attributes
    ----------
    participations : DataFrame
        The records, with the planted replacement and double at the end.
    steps : DataFrame or None
        Table «Движение записей»; None for a school that keeps none.
    planted : dict of str to str
        Slip → number of the record.
    """

    participations: pd.DataFrame
    steps: pd.DataFrame | None
    planted: dict[str, str]


def keep_log(people: Population, records: pd.DataFrame) -> Log:
    """Keep the log of one season.

    Parameters
    ----------
    people : Population
    records : DataFrame
        Records of the season; a record without ``verified_by`` was never confirmed.
    """
    staff = people.teachers["teacher"].tolist()
    checker, other = staff[1], staff[2]
    records = records.assign(entered_by=records["entered_by"].mask(records["entered_by"] == checker, other),
                             replaces=None)  # fmt: skip
    if people.story.id in _KEPT_ELSEWHERE:
        return Log(records, None, {})
    rng = stream(people.story.id, "record log")
    single = records["team"].isna() & records["verified_by"].notna() & (records["role"] == "исполнитель")
    chosen = records.index[single & (records["result"] != "участник")]
    chosen = chosen[rng.permutation(len(chosen))[:6]]
    names = ("апелляция отклонена", "апелляция не рассмотрена", "апелляция удовлетворена", "апелляция с опозданием",
             "проверил тот, кто внёс", "внесена дважды")  # fmt: skip
    planted = {name: str(records.loc[place, "record"]) for name, place in zip(names, chosen, strict=True)}
    same = records["record"] == planted["проверил тот, кто внёс"]
    records = records.assign(entered_by=records["entered_by"].mask(same, checker))
    records = _with_corrections(records, planted, staff)
    steps: list[dict[str, object]] = []
    for record, pupil, day, enterer, verifier, paper in records[
        ["record", "pupil", "date", "entered_by", "verified_by", "evidence"]
    ].itertuples(index=False):
        entered = day + dt.timedelta(days=int(rng.integers(0, 4)))
        walk: list[_Step] = [(entered, "внесена", enterer, None)]
        if isinstance(verifier, str):
            confirmed = entered + dt.timedelta(days=int(rng.integers(1, 9)))
            walk.append((confirmed, "подтверждена", verifier, paper))
            walk += _appealed(str(record), confirmed, (str(pupil), checker), planted)
        steps += [
            {"record": record, "number": number, "date": when, "step": step, "by": by, "ground": ground}
            for number, (when, step, by, ground) in enumerate(walk, 1)
        ]
    log = pd.DataFrame(steps).sort_values(["date", "record", "number"], kind="stable", ignore_index=True)
    return Log(records, log, planted)


def _with_corrections(records: pd.DataFrame, planted: dict[str, str], staff: list[str]) -> pd.DataFrame:
    """Append the record that replaces the revoked one and the record that repeats another."""
    wrong = records[records["record"] == planted["апелляция удовлетворена"]]
    twice = records[records["record"] == planted["внесена дважды"]]
    last = len(records)
    right = wrong.assign(record=f"Д-{last + 1:04d}", replaces=wrong["record"], result="участник")
    again = twice.assign(record=f"Д-{last + 2:04d}", entered_by=staff[3])
    planted["взамен отозванной"] = f"Д-{last + 1:04d}"
    planted["второй раз"] = f"Д-{last + 2:04d}"
    return pd.concat([records, right, again], ignore_index=True)


def _appealed(record: str, confirmed: dt.date, who: tuple[str, str], planted: dict[str, str]) -> list[_Step]:
    pupil, checker = who
    soon, late = (confirmed + dt.timedelta(days=days) for days in (_TERM, _LATE))
    asked = (soon, "обжалована", pupil, "не согласен с результатом")
    if record == planted["апелляция отклонена"]:
        return [asked, (soon + dt.timedelta(days=2), "оставлена в силе", checker, "протокол комиссии № 1")]
    if record == planted["апелляция удовлетворена"]:
        return [
            asked,
            (soon + dt.timedelta(days=3), "отозвана", checker, "опечатка в результате, протокол комиссии № 2"),
        ]
    if record == planted["апелляция не рассмотрена"]:
        return [asked]
    if record == planted["апелляция с опозданием"]:
        return [(late, "обжалована", pupil, "узнал о баллах позже")]
    return []
