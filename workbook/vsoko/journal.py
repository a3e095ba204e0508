"""Journal against an assessment procedure: do current marks and an outside work say the same?

Apart from the score distribution because the evidence is another: pairs of marks of one pupil. The words stay
«возможно»: a gap has many honest causes, and a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbook.settings import ObjectivityRules
from workbook.vsoko.marks import grade_of
from workbook.vsoko.precision import Clusters

__all__ = ["agreement", "cross_table", "large_gaps", "mark_pairs"]

_MARKS = ("5", "4", "3", "2")


def mark_pairs(procedures: pd.DataFrame, pupils: pd.DataFrame, *, procedure: str = "ВПР") -> pd.DataFrame:
    """Keep the results that have both marks and give each its class of that year.

    Parameters
    ----------
    procedures, pupils : DataFrame
        Validated tables.
    procedure : str
        «ВПР», «ОГЭ» …

    Returns
    -------
    DataFrame
        Columns year, pupil, grade, class_, level, subject, mark, journal_mark (int 2..5), gap (mark − journal_mark:
        negative when the work got less than the journal), lowered, confirmed, raised, pair (0/1).
    """
    rows = procedures.loc[
        procedures["procedure"].eq(procedure) & procedures["mark"].notna() & procedures["journal_mark"].notna(),
        ["year", "pupil", "subject", "mark", "journal_mark"],
    ]
    known = pupils[["year", "pupil", "class_", "level"]].drop_duplicates(["year", "pupil"])
    pairs = rows.merge(known, on=["year", "pupil"], how="inner", validate="many_to_one")
    pairs = pairs.astype({"mark": int, "journal_mark": int})
    pairs["grade"] = grade_of(pairs["class_"])
    pairs["gap"] = pairs["mark"] - pairs["journal_mark"]
    pairs["lowered"] = pairs["gap"].lt(0).astype(int)
    pairs["confirmed"] = pairs["gap"].eq(0).astype(int)
    pairs["raised"] = pairs["gap"].gt(0).astype(int)
    return pairs.assign(pair=1)


def agreement(pairs: pd.DataFrame, by: Sequence[str], rules: ObjectivityRules) -> pd.DataFrame:
    """Понизили, подтвердили, повысили: counts, shares with intervals, mean gap and a careful verdict (marker M4).

    Parameters
    ----------
    pairs : DataFrame
        From :func:`mark_pairs`.
    by : sequence of str
        Grouping columns, e.g. ``["class_", "subject", "year"]``; empty for all pairs.
    rules : ObjectivityRules
        ``gap_share``, ``gap_n``, ``large_gap``, ``large_gap_share``.

    Returns
    -------
    DataFrame
        ``by``, n (pairs), pupils, lowered, confirmed, raised (counts), ``*_percent``, ``*_low``, ``*_high`` of each,
        balance_percent (понизили − повысили, percentage points) with balance_low, balance_high, mean_gap with
        interval, large (pairs with a gap of ``large_gap`` and more), large_percent, verdict («хорошо», «внимание»,
        «мало данных», or empty: watch) and words (Russian).

    Notes
    -----
    «Внимание» needs ``n ≥ gap_n`` and the whole interval of the balance beyond ``gap_share``, or the whole interval of
    the share of large gaps above ``large_gap_share``. Among thirty works a point beyond the threshold is met by chance
    in honest schools too: it is said in words («наблюдать») and gets no verdict. Wording of the groups: ФИС ОКО,
    «Сравнение отметок с отметками по журналу».
    """
    keys, shares = list(by), ("lowered", "confirmed", "raised", "large")
    frame = pairs.assign(
        large=pairs["gap"].abs().ge(rules.large_gap).astype(int), balance=pairs["lowered"] - pairs["raised"]
    )
    pupils = Clusters(frame.dropna(subset=keys), keys, ["pair", *shares, "balance", "gap"])
    table = pupils.sums[["pair", *shares]].astype(int).rename(columns={"pair": "n"})
    table.insert(1, "pupils", pupils.having("pair"))
    for name in shares:
        part = pupils.share(name, "pair")[["percent", "low", "high"]]
        table[[f"{name}_percent", f"{name}_low", f"{name}_high"]] = part
    balance, gap = pupils.mean("balance", "pair")[["mean", "low", "high"]] * 100, pupils.mean("gap", "pair")
    for name, mean, part in (("balance", "balance_percent", balance), ("gap", "mean_gap", gap)):
        table[mean], table[f"{name}_low"], table[f"{name}_high"] = part["mean"], part["low"], part["high"]
    return table.join(_verdicts(table, rules)).reset_index(drop=not keys)


def cross_table(pairs: pd.DataFrame) -> pd.DataFrame:
    """Count pairs: rows are journal marks 5…2, columns marks of the work 5…2, always 4 × 4.

    Parameters
    ----------
    pairs : DataFrame
        From :func:`mark_pairs`.

    Returns
    -------
    DataFrame
        Index journal_mark, columns mark (int 5, 4, 3, 2), values int.
    """
    order = [int(mark) for mark in _MARKS]
    table = pd.crosstab(pairs["journal_mark"], pairs["mark"])
    return table.reindex(index=order, columns=order, fill_value=0)


def large_gaps(pairs: pd.DataFrame, rules: ObjectivityRules) -> pd.DataFrame:
    """List the pairs whose gap is looked at one by one inside the school (codes only).

    Parameters
    ----------
    pairs : DataFrame
        From :func:`mark_pairs`.
    rules : ObjectivityRules
        ``large_gap``: from how many marks.

    Returns
    -------
    DataFrame
        Columns year, class_, subject, pupil, journal_mark, mark, gap; the largest gap first.
    """
    rows = pairs.loc[pairs["gap"].abs() >= rules.large_gap]
    rows = rows.assign(size=rows["gap"].abs()).sort_values(
        ["size", "year", "grade", "class_", "subject", "pupil"], ascending=[False, False, True, True, True, True]
    )
    return rows[["year", "class_", "subject", "pupil", "journal_mark", "mark", "gap"]].reset_index(drop=True)


def _verdicts(table: pd.DataFrame, rules: ObjectivityRules) -> pd.DataFrame:
    enough = table["n"].ge(rules.gap_n)
    down = enough & table["balance_low"].gt(rules.gap_share)
    up = enough & table["balance_high"].lt(-rules.gap_share)
    large = enough & table["large_low"].gt(rules.large_gap_share)
    near = table["balance_percent"].abs().gt(rules.gap_share) | table["large_percent"].gt(rules.large_gap_share)
    verdict = np.select([~enough, down | up | large, near], ["мало данных", "внимание", ""], "хорошо")
    words = np.select(
        [~enough, down, up, large, near],
        [
            "мало пар",
            "возможно завышение: проверить",
            "возможно занижение: проверить",
            "большие разрывы: проверить",
            "порог в пределах погрешности: наблюдать",
        ],
        "проверки не требует",
    )
    return pd.DataFrame(
        {"verdict": pd.Series(verdict, table.index, dtype="str"), "words": pd.Series(words, table.index, dtype="str")}
    )
