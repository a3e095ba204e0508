"""What is odd about cards that are sound one by one: order of stages, empty events, unknown people.

Apart from reading, which sees a table and its references: these questions need the journal, the season and the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from workbook.rating.offer import audience
from workbook.rating.rules import Rules

__all__ = ["CardProblem", "Surroundings", "card_problems"]


@dataclass(frozen=True, slots=True)
class CardProblem:
    """One thing to put right in the cards.

    Attributes
    ----------
    kind : str
        Short Russian name of the sort: «порядок этапов».
    cards : tuple of str
        Codes of the cards it is about.
    words : str
        What is odd and what to do, Russian.
    """

    kind: str
    cards: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Surroundings:
    """What the cards are held against.

    Attributes
    ----------
    roster : DataFrame
        Pupils of the year; its classes are those who may be invited.
    journal : DataFrame or None
        Table «Участие в мероприятиях»; None when the school has none.
    teachers : collection of str or None
        Codes of the school's teachers; None when the school gives no list.
    """

    roster: pd.DataFrame
    journal: pd.DataFrame | None = None
    teachers: Collection[str] | None = None


def card_problems(found: pd.DataFrame, around: Surroundings, rules: Rules) -> tuple[CardProblem, ...]:
    """Find what is odd about the season's cards.

    Parameters
    ----------
    found : DataFrame
        :func:`workbook.rating.card_registry.registry`.
    around : Surroundings
    rules : Rules

    Returns
    -------
    tuple of CardProblem
        Sort by sort; inside a sort in the order of the cards.
    """
    return tuple(problem for check in _CHECKS for problem in check(found, around, rules))


def _disordered(found: pd.DataFrame, _: Surroundings, rules: Rules) -> Iterator[CardProblem]:
    """Yield stages of one event that begin before a lower stage has ended."""
    ranks = {level: rank for rank, level in enumerate(rules.levels)}
    staged = found[found["event"].notna()].assign(rank=lambda rows: rows["scale"].map(ranks))
    staged = staged.sort_values(["event", "rank", "starts", "card"], kind="stable")
    for event, rows in staged.groupby("event", sort=True):
        for low, high in pairwise(rows.to_dict("records")):
            if low["rank"] < high["rank"] and high["starts"] < low["ends"]:
                yield CardProblem(
                    "порядок этапов",
                    (str(low["card"]), str(high["card"])),
                    f"Событие «{event}»: этап «{high['scale']}» ({high['card']}, с {_day(high['starts'])}) начинается "
                    f"раньше, чем кончается этап «{low['scale']}» ({low['card']}, до {_day(low['ends'])}). Проверьте "
                    "даты.",
                )


def _unattended(found: pd.DataFrame, around: Surroundings, _: Rules) -> Iterator[CardProblem]:
    """Yield events in which nobody took part although the journal went on after them."""
    if around.journal is None or around.journal.empty:
        return
    latest = around.journal["date"].max()
    rows = found[~found["card"].isin(around.journal["card"]) & (found["ends"] <= latest)]
    for row in rows.itertuples():
        yield CardProblem(
            "нет участников",
            (str(row.card),),
            f"{row.card} ({row.title}): мероприятие прошло {_day(row.ends)}, а записей о нём в журнале нет. Внесите "
            "записи или решите, нужна ли карта в следующем году.",
        )


def _worthless(found: pd.DataFrame, _: Surroundings, rules: Rules) -> Iterator[CardProblem]:
    for row in found[~found["form"].map(rules.forms).gt(0)].itertuples():
        yield CardProblem(
            "без баллов",
            (str(row.card),),
            f"{row.card} ({row.title}): форма «{row.form}» по правилам школы баллов не даёт. Скажите об этом ученикам "
            "до записи.",
        )


def _strangers(found: pd.DataFrame, around: Surroundings, _: Rules) -> Iterator[CardProblem]:
    if around.teachers is None:
        return
    for row in found[found["responsible"].notna() & ~found["responsible"].isin(around.teachers)].itertuples():
        yield CardProblem(
            "ответственный",
            (str(row.card),),
            f"{row.card} ({row.title}): ответственного {row.responsible} нет в таблице «Учителя». Исправьте код.",
        )


def _for_nobody(found: pd.DataFrame, around: Surroundings, _: Rules) -> Iterator[CardProblem]:
    reached = set(audience(found, around.roster)["card"])
    for row in found[~found["card"].isin(reached)].itertuples():
        yield CardProblem(
            "параллели",
            (str(row.card),),
            f"{row.card} ({row.title}): параллелей «{row.grades}» в школе нет, участвовать некому. "
            "Исправьте параллели.",
        )


def _uneven(found: pd.DataFrame, _: Surroundings, __: Rules) -> Iterator[CardProblem]:
    """Yield cards whose stages last longer than the hours they promise."""
    for row in found[found["minutes_over"]].itertuples():
        yield CardProblem(
            "часы и минуты",
            (str(row.card),),
            f"{row.card} ({row.title}): в этапах {_plain(row.minutes)} мин, а часов ученика {_plain(row.hours)}, это "
            f"только {_plain(row.expected_minutes)} мин. Исправьте часы или этапы.",
        )


_Check = Callable[[pd.DataFrame, Surroundings, Rules], Iterator[CardProblem]]
_CHECKS: tuple[_Check, ...] = (_disordered, _unattended, _worthless, _strangers, _for_nobody, _uneven)


def _day(value: Any) -> str:
    return f"{value:%d.%m.%Y}"


def _plain(value: Any) -> str:
    return f"{value:.10g}".replace(".", ",")
