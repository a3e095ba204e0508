"""Marker M7: an item that weak pupils solve better than strong ones.

Apart from the other markers because it points at an item — its key, its criteria, its check — and at no school: it is
counted beside the others, and the next step is to read the item.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from workbook.estimates import share_table
from workbook.settings import ObjectivityRules
from workbook.vsoko.marker_terms import FEW, check_table, judged, tail
from workbook.vsoko.precision import change

__all__ = ["THIRDS", "inversion_checks", "item_scores", "work_marks"]

THIRDS = ("слабая треть", "средняя треть", "сильная треть")
_SAME_WORK = 0.9


def item_scores(responses: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Give each answer its share of the maximum; an item without an answer earns 0 when the pupil wrote the work.

    Parameters
    ----------
    responses : DataFrame
        test, pupil, item, score (missing: no answer).
    items : DataFrame
        item, subject, grade, max_score, tier, skill.

    Returns
    -------
    DataFrame
        The columns of both; share (0..1).
    """
    known = items.drop_duplicates("item")
    rows = responses[["test", "pupil", "item", "score"]].merge(known, on="item", how="inner", validate="many_to_one")
    rows["score"] = rows["score"].fillna(0).astype(float)
    rows["share"] = (rows["score"] / rows["max_score"].astype(float)).clip(0, 1)
    return rows


def work_marks(
    responses: pd.DataFrame, items: pd.DataFrame, procedures: pd.DataFrame | None, year: str
) -> pd.DataFrame:
    """Find the mark that each pupil got for the work whose items are known.

    Parameters
    ----------
    responses, items : DataFrame
        As in :func:`item_scores`.
    procedures : DataFrame or None
        year, pupil, procedure, grade, subject, primary_score, mark.
    year : str
        The year of the answers.

    Returns
    -------
    DataFrame
        test, pupil, mark («2» … «5»). A procedure is taken for the work when the totals agree for nine pupils of ten;
        a work without such a procedure is absent.
    """
    rows = item_scores(responses, items)
    totals = rows.groupby(["test", "subject", "grade", "pupil"], observed=True)["score"].sum().reset_index()
    empty = pd.DataFrame(columns=["test", "pupil", "mark"])
    if procedures is None or totals.empty:
        return empty
    own = procedures.loc[procedures["year"].eq(year) & procedures["mark"].notna() & procedures["primary_score"].notna()]
    both = totals.merge(own, on=["pupil", "subject", "grade"], how="inner")
    both["same"] = (both["score"] - both["primary_score"]).abs().lt(0.01)
    found = [
        part for _, part in both.groupby(["test", "procedure"], observed=True) if part["same"].mean() >= _SAME_WORK
    ]
    return pd.concat(found)[["test", "pupil", "mark"]].drop_duplicates(["test", "pupil"]) if found else empty


def inversion_checks(
    responses: pd.DataFrame, items: pd.DataFrame, rules: ObjectivityRules, *, marks: pd.DataFrame | None = None
) -> pd.DataFrame:
    """M7: a lower group beats a higher one in an item by more than the tolerance.

    Parameters
    ----------
    responses, items : DataFrame
        As in :func:`item_scores`.
    rules : ObjectivityRules
        ``inversion_points``, ``inversion_n``.
    marks : DataFrame or None
        test, pupil, mark from :func:`work_marks`. A work without marks is cut into thirds by the rest of the work
        (the item itself left out, so that an item does not choose its own strong pupils).

    Returns
    -------
    DataFrame
        Checks, one an item and pair of groups, lower first: value — done by the lower group minus done by the higher,
        percentage points; extra columns test, item, weak, strong (names of the groups), weak_percent, strong_percent.

    Notes
    -----
    Wilson's intervals of both shares, square-and-add for the difference; points of an item of several points count as
    a share, which widens the interval. Nominal level of the verdict: ``marker_level``.
    """
    scores = item_scores(responses, items)
    rows: list[dict[str, object]] = []
    for test, work in scores.groupby("test", sort=True):
        own = None if marks is None else marks.loc[marks["test"].eq(test)].set_index("pupil")["mark"]
        matrix = work.pivot_table(index="pupil", columns="item", values="share", aggfunc="first")
        for item in matrix.columns:
            answered = matrix.loc[matrix[item].notna()]
            names = _thirds(answered.drop(columns=item)) if own is None or own.empty else own.reindex(answered.index)
            rows += _pairs(str(test), str(item), answered[item], names, rules)
    return check_table(rows, ("test", "item", "weak", "strong", "weak_percent", "strong_percent"))


def _thirds(rest: pd.DataFrame) -> pd.Series:
    place = rest.mean(axis=1).rank(pct=True)
    names = np.select([place <= 1 / 3, place <= 2 / 3], THIRDS[:2], THIRDS[2])
    return pd.Series(names, rest.index, dtype="str").where(place.notna())


def _pairs(
    test: str, item: str, shares: pd.Series, names: pd.Series, rules: ObjectivityRules
) -> list[dict[str, object]]:
    table = pd.DataFrame({"share": shares, "name": names}).dropna().groupby("name")["share"].agg(["sum", "count"])
    sizes = {str(name): int(size) for name, size in table["count"].items()}
    enough = [name for name in (*THIRDS, "2", "3", "4", "5") if sizes.get(name, 0) >= rules.inversion_n]
    head = {"marker": "M7", "test": test, "item": item, "threshold": rules.inversion_points}
    if len(enough) < 2:
        few = {"group": f"{test}, {item}", "n": len(shares), "status": FEW}
        return [{**head, **few, "reason": f"нет двух групп от {rules.inversion_n} учеников"}]
    known = {
        str(row["name"]): (float(row["percent"]), float(row["low"]), float(row["high"]))
        for row in share_table(table.loc[enough].reset_index(), "sum", "count").to_dict("records")
    }
    rows: list[dict[str, object]] = []
    for weak, strong in combinations(enough, 2):
        value, bottom, top = change(known[strong], known[weak])
        status = judged(value, bottom, rules.inversion_points)
        rows.append({
            **head, "group": f"{test}, {item}: {_said(weak)} выше, чем {_said(strong)}"
            if value > 0 else f"{test}, {item}: {_said(weak)} и {_said(strong)}",
            "n": sizes[weak] + sizes[strong], "value": value, "low": bottom, "high": top,
            "p": tail(value, bottom, rules.inversion_points), "status": status, "weak": weak, "strong": strong,
            "weak_percent": known[weak][0], "strong_percent": known[strong][0],
        })  # fmt: skip
    return rows


def _said(name: str) -> str:
    return f"«{name}»" if name.isdigit() else name
