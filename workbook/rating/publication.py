"""The public version (публикация): codes and bands only, and the check that stands before it leaves the school.

Apart from the rating list, because the list is internal: it names classes, exact sums and places, and none of them may
leave. The check is an allow-list: whatever is not known to be harmless is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbook.errors import Reason, SettingsRefused
from workbook.settings import PrivacyRules

__all__ = ["PUBLIC_COLUMNS", "SCHEMES", "check_publication", "public_list"]

PUBLIC_COLUMNS = {"pupil": "Код ученика", "league": "Лига", "band": "Группа"}
"""The only columns that may be published, with their Russian headers."""

SCHEMES = ("полосы", "первые")
"""How a public list may be made: all pupils with points in bands, or only the first ones."""

_CODE = re.compile(r"У-\d{3,6}")
_BANDS = 4


def public_list(rating: pd.DataFrame, privacy: PrivacyRules, *, scheme: str = "полосы", top: int = 10) -> pd.DataFrame:
    """Make the version of the rating list that may be shown outside.

    Parameters
    ----------
    rating : DataFrame
        From :func:`workbook.rating.rating_list.rating_list`.
    privacy : PrivacyRules
        ``k_anonymity``: the smallest group of pupils that look alike.
    scheme : str
        «полосы»: within each league up to four bands of about equal size, from the top; pupils with equal places never
        part, and a band smaller than k joins its neighbour. «первые»: the first `top` places of the whole list, as one
        group without order.
    top : int
        Places for «первые»; enlarged until the group holds k pupils.

    Returns
    -------
    DataFrame
        Columns :data:`PUBLIC_COLUMNS`, ordered by league, band and code: the order says nothing more. A league with
        fewer than k pupils with points is left out.

    Raises
    ------
    SettingsRefused
        The scheme is unknown.
    """
    scored = rating[rating["total"] > 0]
    if scheme == "первые":
        places = scored["place"].astype("int64")
        last = next((p for p in sorted(places.unique()) if p >= top and (places <= p).sum() >= privacy.k_anonymity),
                    None)  # fmt: skip
        chosen = scored if last is None else scored[places <= last]
        if len(chosen) < privacy.k_anonymity:
            chosen = chosen.iloc[:0]
        found = chosen.assign(league="", band=f"первые места (до {last})" if last else "все с баллами")
    elif scheme == "полосы":
        leagues = [
            league.assign(band=_bands(league["league_place"].astype("int64"), privacy.k_anonymity))
            for _, league in scored[scored["league"] != ""].groupby("league")
            if len(league) >= privacy.k_anonymity
        ]
        found = pd.concat(leagues) if leagues else scored.iloc[:0].assign(band="")
    else:
        raise SettingsRefused(
            f"Публикация: способа «{scheme}» нет. Допустимо: {', '.join(f'«{name}»' for name in SCHEMES)}.",
            Reason.PARAMETER_TYPE,
        )
    first = pd.to_numeric(found["league"].str.extract(r"^(\d+)")[0])
    found = found.assign(_first=first).sort_values(["_first", "band", "pupil"], ignore_index=True)
    return found[list(PUBLIC_COLUMNS)].astype("str")


def check_publication(
    table: pd.DataFrame, privacy: PrivacyRules, published: Sequence[pd.DataFrame] = ()
) -> tuple[str, ...]:
    """Say why a table may not be published; an empty answer lets it pass.

    Parameters
    ----------
    table : DataFrame
        What somebody is about to publish.
    privacy : PrivacyRules
    published : sequence of DataFrame
        Lists of the same pupils that are out already: laid side by side, several harmless lists may single a pupil out.

    Returns
    -------
    tuple of str
        Russian reasons: a column that is not allowed (class, sex, exact sum, place, document, …), a value in the code
        column that is not a code, a code that repeats, a group of look-alikes smaller than k, alone or together with
        what is published already.
    """
    reasons = [
        f"Столбец «{column}» раскрывает больше, чем код и группа: уберите его."
        for column in table.columns
        if column not in PUBLIC_COLUMNS
    ]
    k = privacy.k_anonymity
    if table.empty:
        return (*reasons, f"Публиковать нечего: ни одной группы хотя бы из {k} учеников.")
    if "pupil" in table.columns:
        codes = table["pupil"].astype("str")
        strange = [code for code in codes if not _CODE.fullmatch(code)]
        if strange:
            reasons.append(f"В столбце кодов не код, а другое значение (строк: {len(strange)}): возможно, имя.")
        if codes.duplicated().any():
            reasons.append("Код ученика повторяется: по повторам ученика можно узнать.")
    keys = [column for column in table.columns if column != "pupil"]
    if not keys:
        if len(table) < k:
            reasons.append(f"В списке {len(table)} — меньше {k} учеников.")
        return tuple(reasons)
    sizes = table.groupby(keys, dropna=False).size()
    small = sizes[sizes < k]
    if len(small):
        names = "; ".join(", ".join(map(str, key if isinstance(key, tuple) else (key,))) for key in small.index[:5])
        reasons.append(f"Групп меньше {k} учеников: {len(small)} (например: {names}). Объедините их или уберите.")
    together = _together([table, *published]) if published and "pupil" in table.columns else pd.Series(dtype="int64")
    if (together < k).any():
        reasons.append(
            f"Вместе с уже опубликованным список выделяет группы меньше {k} учеников "
            f"(групп: {int((together < k).sum())}): публикуйте только один из них."
        )
    return tuple(reasons)


def _together(tables: Sequence[pd.DataFrame]) -> pd.Series:
    """Return the sizes of the groups that somebody holding all lists can tell apart; not being on a list tells too."""
    known = pd.DataFrame(index=sorted({str(code) for table in tables for code in table["pupil"]}))
    for place, table in enumerate(tables):
        group = table.groupby([*table.columns.drop("pupil"), pd.Series(0, index=table.index)], dropna=False).ngroup()
        known[place] = group.set_axis(table["pupil"].astype("str")).reindex(known.index)
    return known.groupby(list(known.columns), dropna=False).size()


def _bands(places: pd.Series, k: int) -> pd.Series:
    """Cut a league into bands of at least k pupils, best first, never between equal places."""
    sizes = places.value_counts().sort_index()
    target = max(k, int(np.ceil(len(places) / _BANDS)))
    numbers, band, filled = {}, 1, 0
    left = len(places)
    for place, size in sizes.items():
        if filled >= target and left >= k:
            band, filled = band + 1, 0
        numbers[place] = band
        filled, left = filled + size, left - size
    labels = places.map(numbers)
    return "группа " + labels.astype("str")
