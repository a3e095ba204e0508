"""The public version of the contest: winners' codes and consent, and the check that stands before it leaves the school.

Apart from the publication of the rating list, which hides each pupil in a group: a winner stands alone, so that only
consent, and never a number of look-alikes, can let the line go.
"""

from __future__ import annotations

import re

import pandas as pd

from workbook.rating.contest import ALONE, FIRM, TIE, Contest
from workbook.rating.contest_nominations import TEAM

__all__ = ["PUBLIC_WINNERS", "check_winners", "public_winners"]

PUBLIC_WINNERS = {"nomination": "Номинация", "winner": "Код победителя", "consent": "Согласие"}
"""The only columns that may be published, with their Russian headers."""

_CODE = re.compile(r"У-\d{3,6}")
_NAME = re.compile(r"[А-ЯЁ][а-яё]+ [А-ЯЁ]")


def public_winners(held: Contest) -> pd.DataFrame:
    """Return the winners that may be named once their parents agree.

    Returns
    -------
    DataFrame
        Columns :data:`PUBLIC_WINNERS`, one row per winner; ``consent`` is empty and filled by a person. Nominations
        without a sure winner, other finalists, sums, places and classes are not there.
    """
    rows = [
        {"nomination": name, "winner": winner, "consent": ""}
        for name, decision in held.decisions.items()
        if decision.status in (FIRM, TIE, ALONE)
        for winner in sorted(decision.first)
    ]
    return pd.DataFrame(rows, columns=list(PUBLIC_WINNERS)).astype("str")


def check_winners(table: pd.DataFrame) -> tuple[str, ...]:
    """Say why a list of winners may not be published; an empty answer lets it pass.

    Parameters
    ----------
    table : DataFrame
        What somebody is about to publish.

    Returns
    -------
    tuple of str
        Russian reasons: a column that is not allowed (class, sum, place, …), a value that is not a code, a line
        without the consent «да», nothing to publish.
    """
    reasons = [
        f"Столбец «{column}» раскрывает больше, чем номинация и код: уберите его."
        for column in table.columns
        if column not in PUBLIC_WINNERS
    ]
    absent = [title for name, title in PUBLIC_WINNERS.items() if name not in table.columns]
    if absent:
        return (*reasons, f"Нет столбцов: {', '.join(f'«{title}»' for title in absent)}.")
    if table.empty:
        return (*reasons, "Публиковать нечего: победителей нет.")
    codes = table["winner"].astype("str")
    teams = table["nomination"] == TEAM
    strange = int((~teams & ~codes.str.fullmatch(_CODE)).sum() + (teams & codes.str.contains(_NAME)).sum())
    if strange:
        reasons.append(f"В столбце кодов не код, а другое значение (строк: {strange}): возможно, имя.")
    silent = int((table["consent"].astype("str").str.strip().str.casefold() != "да").sum())
    if silent:
        reasons.append(f"Согласие на публикацию не отмечено (строк: {silent}): до него эти строки не выходят.")
    return tuple(reasons)
