"""The registry of technological cards (реестр карт): every card of the season and what is not filled in it.

Apart from the checks of reading: an empty optional field is no error there, here it is work for the card's author.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbook.errors import Reason, SettingsRefused
from workbook.rating.offer import season_cards
from workbook.rating.rules import Rules
from workbook.school import TABLES
from workbook.settings import CardRules

__all__ = ["FIELDS", "STAGES", "empty_fields", "registry", "required_fields"]

STAGES = "этапы"
"""The field that stands in a table of its own."""

_OPTIONAL = tuple(column for column in TABLES["cards"].columns if not column.required and column.name != "event")

FIELDS: dict[str, str] = {column.header.lower(): column.name for column in _OPTIONAL} | {STAGES: ""}
"""Fields of a card that may stay empty, by their Russian name in the settings; methods §8, without what reading asks
for anyway and without roles and points, which the school's scale gives when the card does not."""


def required_fields(limits: CardRules) -> tuple[str, ...]:
    """Return the fields without which a card is incomplete.

    Parameters
    ----------
    limits : CardRules

    Returns
    -------
    tuple of str
        Keys of :data:`FIELDS`, in the order of the form.

    Raises
    ------
    SettingsRefused
        A name that the form does not have.
    """
    named = [part.strip().lower() for part in limits.required.split(";") if part.strip()]
    unknown = [name for name in named if name not in FIELDS]
    if unknown:
        raise SettingsRefused(
            f"карты → нужные_поля: полей {', '.join(f'«{name}»' for name in unknown)} нет. "
            f"Есть: {', '.join(f'«{name}»' for name in FIELDS)}.",
            Reason.SETTING_VALUE,
        )
    return tuple(name for name in FIELDS if name in named)


def registry(cards: pd.DataFrame, stages: pd.DataFrame | None, rules: Rules, limits: CardRules) -> pd.DataFrame:
    """List the season's cards with what is filled in them.

    Parameters
    ----------
    cards : DataFrame
        Table «Технологические карты».
    stages : DataFrame or None
        Table «Этапы мероприятий»; None: no card has stages.
    rules : Rules
        The season; cards whose days do not touch it are left out.
    limits : CardRules

    Returns
    -------
    DataFrame
        All columns of the cards, ``event_key``, ``first``, ``last`` and: ``stages`` (how many), ``minutes`` (their
        sum; missing when a stage has none or there is no stage), ``empty`` (tuple of :data:`FIELDS` not filled),
        ``missing`` (those of them that the school requires), ``complete``, ``filled_percent`` (of the required
        fields), ``expected_minutes`` (of ``hours``), ``minutes_over`` and ``minutes_under`` (stages last longer or
        shorter than the hours by more than the school allows; shorter may be work at home that no stage tells of).

    Raises
    ------
    SettingsRefused
        As :func:`required_fields`.
    """
    required = required_fields(limits)
    found = season_cards(cards, rules).reset_index(drop=True)
    summed = _stage_sums(stages)
    found = found.merge(summed, left_on="card", right_index=True, how="left")
    found["stages"] = found["stages"].fillna(0).astype("int64")
    empty = [empty_fields(row) for row in found.to_dict("records")]
    found["empty"] = pd.Series(empty, index=found.index, dtype=object)
    missing = [tuple(name for name in names if name in required) for names in empty]
    found["missing"] = pd.Series(missing, index=found.index, dtype=object)
    found["complete"] = pd.Series([not names for names in missing], index=found.index, dtype=bool)
    filled = [100 * (1 - len(names) / len(required)) if required else 100.0 for names in missing]
    found["filled_percent"] = pd.Series(filled, index=found.index, dtype="float64")
    found["expected_minutes"] = found["hours"] * limits.hour_minutes
    gap, room = found["minutes"] - found["expected_minutes"], found["expected_minutes"] * limits.hours_gap / 100
    return found.assign(minutes_over=gap > room, minutes_under=-gap > room)


def empty_fields(row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Return the fields of one card that are not filled.

    Parameters
    ----------
    row : mapping
        A row of the cards with ``stages``, the number of its stages.

    Returns
    -------
    tuple of str
        Keys of :data:`FIELDS`.
    """
    return tuple(
        title for title, name in FIELDS.items() if (row["stages"] == 0 if title == STAGES else _blank(row[name]))
    )


def _blank(value: Any) -> bool:
    return bool(pd.isna(value)) or not str(value).strip()


def _stage_sums(stages: pd.DataFrame | None) -> pd.DataFrame:
    if stages is None or stages.empty:
        empty = pd.DataFrame({"stages": pd.Series(dtype="Int64"), "minutes": pd.Series(dtype="float64")})
        return empty.set_index(pd.Index([], dtype="str"))
    groups = stages.groupby("card", sort=False)["minutes"]
    return pd.DataFrame({"stages": groups.size().astype("Int64"), "minutes": groups.sum(min_count=1)}).assign(
        minutes=lambda rows: rows["minutes"].where(groups.count() == groups.size())
    )
