"""The explanation sheet (из чего сложился балл): every record of one pupil, how it was priced and why it counted.

Apart from the ledger, because it speaks to one pupil and must add up to the total of the list.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.rating.ledger import of_last_season
from workbook.rating.outcome import Outcome
from workbook.rating.price import PLACE, PRIZE_PLACE
from workbook.rating.rules import Rules, nearest

__all__ = ["calculation", "explanation", "explanations", "records_of_last_season"]

_COLUMNS = [
    "record", "date", "card", "title", "direction", "scale", "result", "role", "form", "calculation", "earned",
    "counted", "outcome", "reason",
]  # fmt: skip


def explanation(ledger: pd.DataFrame, roster: pd.DataFrame, pupil: str, rules: Rules, carried: int = 0) -> pd.DataFrame:
    """Explain one pupil's total record by record.

    Parameters
    ----------
    ledger, roster : DataFrame
    pupil : str
        Code of a pupil of the roster.
    rules : Rules
    carried : int
        What the rating list carries over from the previous season, hundredths: one more line of the sheet.

    Returns
    -------
    DataFrame
        One row per record, the dearest first; records of the season before are left out (they belong to its list, see
        :func:`records_of_last_season`): ``record`` (number in the journal, else «строка N»), ``date``, ``card``,
        ``title``, ``direction``, ``scale``, ``result``, ``role``, ``form``, ``calculation`` (Russian: how the points
        came about), ``earned`` and ``counted`` (hundredths; ``counted`` sums to the pupil's total), ``outcome``,
        ``reason``.

    Raises
    ------
    DataRefused
        The roster has no such pupil.
    """
    _listed(roster, [pupil])
    sheet = _explained(ledger[ledger["pupil"] == pupil], rules)[_COLUMNS].reset_index(drop=True)
    if not carried:
        return sheet
    line = _carried_line(carried, rules)
    return pd.concat([sheet, pd.DataFrame([line]).reindex(columns=_COLUMNS).astype(sheet.dtypes)], ignore_index=True)


def explanations(
    ledger: pd.DataFrame, roster: pd.DataFrame, pupils: Sequence[str], rules: Rules, carried: Mapping[str, int]
) -> dict[str, list[dict[Hashable, Any]]]:
    """Explain the totals of many pupils at once: the journal is sorted and worded once, not once a pupil.

    Parameters
    ----------
    ledger, roster : DataFrame
    pupils : sequence of str
        Codes of pupils of the roster.
    rules : Rules
    carried : mapping of str to int
        Pupil → what the rating list carries over, hundredths.

    Returns
    -------
    dict of str to list of dict
        Pupil → the rows of :func:`explanation` by column, in its order; None where a line carried over has no value.

    Raises
    ------
    DataRefused
        The roster lacks one of the pupils.
    """
    _listed(roster, pupils)
    found: dict[str, list[dict[Hashable, Any]]] = {pupil: [] for pupil in pupils}
    rows = _explained(ledger[ledger["pupil"].isin(found)], rules)
    for pupil, record in zip(rows["pupil"].tolist(), rows[_COLUMNS].to_dict("records"), strict=True):
        found[pupil].append(record)
    for pupil, lines in found.items():
        if carried.get(pupil):
            line = _carried_line(carried[pupil], rules)
            lines.append({name: line.get(name) for name in _COLUMNS})
    return found


def _listed(roster: pd.DataFrame, pupils: Sequence[str]) -> None:
    """Refuse codes that the roster does not know."""
    known = set(roster["pupil"])
    strange = next((pupil for pupil in pupils if pupil not in known), None)
    if strange is not None:
        raise DataRefused(
            f"Ученика «{strange}» нет в списке этого года. Проверьте код, "
            f"например «{next(iter(roster['pupil']), '—')}».",
            Reason.REFERENCE_UNKNOWN,
        )


def _explained(rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Put the season's records in the order of a sheet, each with its name and its calculation in words."""
    rows = rows[~of_last_season(rows, rules)].sort_values(
        ["counted", "earned", "date", "card", "line"], ascending=[False, False, True, True, True]
    )
    names = rows["record"].fillna("строка " + rows["line"].astype("str"))
    return rows.assign(
        record=names.astype("str"), calculation=[calculation(row, rules) for row in rows.to_dict("records")]
    )


def _carried_line(carried: int, rules: Rules) -> dict[str, Any]:
    return {
        "record": "перенос", "title": "Перенос с прошлого периода", "earned": carried, "counted": carried,
        "calculation": f"{_decimal(nearest(rules.carry_over * 10000))} % суммы прошлого периода",
        "outcome": str(Outcome.COUNTED), "reason": Outcome.COUNTED.words,
    }  # fmt: skip


def records_of_last_season(ledger: pd.DataFrame, pupil: str, rules: Rules) -> int:
    """Return how many records of one pupil the sheet leaves out because they belong to the season before."""
    return int(of_last_season(ledger[ledger["pupil"] == pupil], rules).sum())


def calculation(row: Mapping[Hashable, Any], rules: Rules) -> str:
    """Write how the points of one record came about; factors of one are left out.

    Parameters
    ----------
    row : mapping
        One row of the ledger by column.
    rules : Rules

    Returns
    -------
    str
        «3 по шкале × 1,25 (капитан)»; «—» where nothing was priced.
    """
    outcome = row["outcome"]
    if outcome in (Outcome.CARD_UNKNOWN, Outcome.OUTSIDE_PERIOD):
        return "—"
    if outcome in (Outcome.TEAM_MISSING, Outcome.TEAM_CONFLICT):
        return "баллы команды не разделены"
    if outcome == Outcome.DOUBLE and row["participation"] == "групповое":
        return "доля в команде уже учтена"
    in_team = not pd.isna(row["members"])
    text = f"{_decimal(row['base'])} {_basis(row)}"
    if row["role_factor"] != 100 and (not in_team or rules.policy == "каждому полностью"):
        text += f" × {_decimal(row['role_factor'])} ({row['role']})"
    if row["form_factor"] != 100:
        text += f" × {_decimal(row['form_factor'])} ({'форма команды' if in_team else row['form']})"
    if not in_team:
        return text
    if rules.policy == "каждому полностью":
        return text + f"; за команду не больше {_decimal(rules.team_cap)}"
    whole = f"{text} = {_decimal(row['team_points'])} на команду" if row["form_factor"] != 100 else text + " на команду"
    if rules.policy == "поровну":
        return f"{whole}, поровну на\u00a0{row['members']}"
    return f"{whole}, по ролям на\u00a0{row['members']} ({row['role']} — {_decimal(row['role_factor'])})"


def _basis(row: Mapping[Hashable, Any]) -> str:
    """Say where the base comes from: the scale, the card, or the place."""
    if row["basis"] == PLACE:
        return f"за {row['place']}-е место"
    source = "по карте" if row["own_price"] is True else "по шкале"
    return f"{source} ({row['place']}-е место — как призёр)" if row["basis"] == PRIZE_PLACE else source


def _decimal(value: Any) -> str:
    return f"{int(value) / 100:g}".replace(".", ",")
