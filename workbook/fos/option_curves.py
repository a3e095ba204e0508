"""What weak and strong pupils chose: the share of each option from group to group (кривые вариантов ответа).

Apart from the options themselves because a row here is an option in one group, and the groups are made here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.fos.distractors import offered_options
from workbook.fos.scoring import Scored, State, accepted
from workbook.settings import FosRules

__all__ = ["BLANK", "CURVE_COLUMNS", "OTHER", "ability_groups", "option_curves"]

CURVE_COLUMNS = (
    "item", "option", "is_key", "group", "groups", "rest_from", "rest_to", "count", "n", "share_percent",
)  # fmt: skip
"""Columns of :func:`option_curves`."""

BLANK, OTHER, RIGHT = "пусто", "другое", "верно"
_MOST_GROUPS = 5
_SHOWN = 5
_UNMET = (State.DESIGN, State.REFUSED, State.NOT_REACHED)


def ability_groups(rest: NDArray[np.float64], least: int) -> NDArray[np.int64]:
    """Number groups of about equal size from the weakest pupils (0), equal scores always together.

    Parameters
    ----------
    rest : array
        Share of points on the other items.
    least : int
        Fewest pupils of a group; there are at most five groups.

    Returns
    -------
    numpy.ndarray
        One number per pupil; all 0 when there are too few pupils for two groups.

    Examples
    --------
    >>> ability_groups(np.array([0.1, 0.2, 0.2, 0.8, 0.9, 0.9]), 3).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    wanted = min(_MOST_GROUPS, len(rest) // max(least, 1))
    place = np.zeros(len(rest), dtype=np.int64)
    if wanted < 2:
        return place
    values, counts = np.unique(rest, return_counts=True)
    edges: list[float] = []
    held, left = 0, len(rest)
    for value, count in zip(values[:-1], counts[:-1], strict=True):
        held, left = held + int(count), left - int(count)
        size = (held + left) / (wanted - len(edges))
        if held >= max(least, size - 0.5 * count) and left >= least and len(edges) < wanted - 1:
            edges.append(float(value))
            held = 0
    return np.searchsorted(np.array(edges), rest, side="left").astype(np.int64)


def option_curves(scored: Scored, rules: FosRules) -> pd.DataFrame:
    """Count each answer in each group of ability.

    Parameters
    ----------
    scored : Scored
        The scored test.
    rules : FosRules
        ``item_n``: an item with fewer answers has no curves; ``curve_group_n``: fewest pupils of a group.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`CURVE_COLUMNS`. Per item and option one row a group: option (an item without recorded answers or
        with partial credit has the one option «верно»: the share of its points), is_key, group (from 1, the weakest),
        groups (how many), rest_from, rest_to (share of points on the other items, %), count, n (pupils of the group),
        share_percent. «пусто» are blanks, «другое» rare wrong answers together. For «верно» of partial credit count is
        the number of whole maxima earned.
    """
    rest = scored.rest_shares()
    rows: list[tuple[Any, ...]] = []
    for item, about in scored.items.iterrows():
        met = ~scored.states[item].isin(_UNMET).to_numpy() & rest[item].notna().to_numpy()
        if int(met.sum()) < rules.item_n:
            continue
        shares = rest[item].to_numpy(dtype=float)[met]
        group = ability_groups(shares, rules.curve_group_n)
        sizes = np.bincount(group)
        ends = [(100 * shares[group == g].min(), 100 * shares[group == g].max()) for g in range(len(sizes))]
        relative = scored.scores[item].to_numpy(dtype=float)[met] / float(about["max_score"])
        keys = accepted(about["key"])
        answers = scored.answers[item].to_numpy(dtype=object)[met]
        offered = offered_options(keys, about["options"]) if about["kind"] == "выбор ответа" else None
        for option, is_key, chosen in _choices(answers, relative, keys, offered):
            for g, n in enumerate(sizes):
                count = float(chosen[group == g].sum())
                rows.append((str(item), option, is_key, g + 1, len(sizes), *ends[g], count, int(n), 100 * count / n))
    return pd.DataFrame(rows, columns=list(CURVE_COLUMNS))


def _choices(
    answers: NDArray[Any], relative: NDArray[np.float64], keys: tuple[str, ...], offered: list[str] | None
) -> list[tuple[str, bool, NDArray[np.float64]]]:
    """Return each option with 1 for every pupil who chose it, the key first and the most frequent next."""
    given = np.array([isinstance(answer, str) for answer in answers], dtype=bool)
    if not keys or not given.any():
        return [(RIGHT, True, np.nan_to_num(relative))]
    text = np.where(given, answers, "").astype(str)
    wrong = pd.Series(text[given & ~np.isin(text, keys)]).value_counts()
    shown = [str(name) for name in wrong.index[: _SHOWN - 1]]
    if offered is not None:
        shown = sorted({*map(str, wrong.index), *offered} - set(keys))
    columns = [(key, True, (text == key).astype(float)) for key in keys]
    columns += [(name, False, (text == name).astype(float)) for name in sorted(shown)]
    other = given & ~np.isin(text, [*keys, *shown])
    if other.any():
        columns.append((OTHER, False, other.astype(float)))
    if (~given).any():
        columns.append((BLANK, False, (~given).astype(float)))
    return columns
