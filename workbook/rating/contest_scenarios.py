"""What would change the winner: another way of adding, one juror less, one criterion less, another weight of the jury.

Apart from chance because each of these is one definite count that can be named at the meeting.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from workbook.rating.contest_decision import WAYS, Part, first, parts
from workbook.rating.contest_jury import Ballots
from workbook.settings import ContestRules

__all__ = ["KINDS", "own_first", "scenarios"]

KINDS = ("способ", "пропуски", "доля", "без члена жюри", "без критерия")
"""Kinds of scenarios in the order shown."""


def scenarios(given: Ballots, rules: ContestRules, way: str = "") -> pd.DataFrame:
    """Count one nomination anew, one change at a time.

    Parameters
    ----------
    given : Ballots
    rules : ContestRules
    way : str
        As in :func:`workbook.rating.contest_decision.parts`.

    Returns
    -------
    DataFrame
        ``kind`` (of :data:`KINDS`), ``scenario`` (Russian), ``who`` (the juror or criterion left out, else empty),
        ``first`` (codes through a comma, «—» when nothing can be counted), ``changes`` (the first place would be held
        by others; False when nothing can be counted).
    """
    now = first(parts(given, rules, way=way))
    rows = []
    for kind, scenario, who, found in _counted(given, rules, way or rules.adding):
        leaders = first(found)
        rows.append({
            "kind": kind, "scenario": scenario, "who": who, "first": ", ".join(leaders) or "—",
            "changes": bool(leaders) and leaders != now,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=["kind", "scenario", "who", "first", "changes"])


def own_first(given: Ballots, rules: ContestRules) -> pd.DataFrame:
    """Return whom each juror alone puts first, by what he scored for everybody.

    Returns
    -------
    DataFrame
        ``expert``, ``first`` (codes through a comma, «—» when he scored nobody completely).
    """
    rows = []
    for juror in given.jurors:
        alone = given
        for other in given.jurors:
            alone = alone if other == juror else alone.without_juror(other)
        found = parts(alone, rules, way="сумма", weight=100)
        best = max((part.jury for part in found), default=None)
        leaders = sorted(part.unit for part in found if part.jury == best)
        rows.append({"expert": juror, "first": ", ".join(leaders) or "—"})
    return pd.DataFrame(rows, columns=["expert", "first"])


def _counted(given: Ballots, rules: ContestRules, way: str) -> Iterator[tuple[str, str, str, tuple[Part, ...]]]:
    other = next(name for name in WAYS if name != way)
    words = {"сумма": "складывать баллы, а не места", "места": "складывать места, а не баллы"}
    yield "способ", words[other], "", parts(given, rules, way=other)
    if given.gaps():
        yield (
            "пропуски",
            "учесть и неполные строки: среднее из того, что есть",
            "",
            parts(given, rules, way=way, gaps=True),
        )
    yield "доля", "только оценки жюри", "", parts(given, rules, way=way, weight=100)
    yield "доля", "только баллы рейтинга", "", parts(given, rules, way=way, weight=0)
    if len(given.jurors) > 1:
        for juror in given.jurors:
            yield "без члена жюри", f"без {juror}", juror, parts(given.without_juror(juror), rules, way=way)
    if len(given.criteria) > 1:
        for criterion in given.criteria:
            yield (
                "без критерия",
                f"без критерия «{criterion}»",
                criterion,
                parts(given.without_criterion(criterion), rules, way=way),
            )
