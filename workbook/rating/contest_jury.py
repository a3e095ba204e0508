"""The jury's scores of one contest as ballots: one nomination, its finalists, criteria and jurors, gaps left as gaps.

Apart from the decision because reading says what was scored and what is odd, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.rating.contest_nominations import NOMINATIONS, TEAM, criteria
from workbook.rating.rules import hundredths
from workbook.settings import ContestRules

__all__ = ["GAP", "Ballots", "ballots", "contests"]

GAP = -1
"""What stands for a missing score: never a zero."""


@dataclass(frozen=True, eq=False)
class Ballots:
    """What the jury said in one nomination.

    Attributes
    ----------
    nomination : str
    units : tuple of str
        Codes of those compared: finalists whom the jury scored, and others whom enough jurors scored.
    criteria, jurors : tuple of str
    scores : array of int64, shape (jurors, criteria, units)
        Hundredths of a point; :data:`GAP` where nothing was said.
    points, wins : tuple of int
        Of each unit in the rating: hundredths of the nomination, wins. Zero for one who has none there.
    unseen : tuple of str
        Finalists without a single score.
    admitted : tuple of str
        Units that are not finalists by the rules.
    """

    nomination: str
    units: tuple[str, ...]
    criteria: tuple[str, ...]
    jurors: tuple[str, ...]
    scores: NDArray[np.int64]
    points: tuple[int, ...]
    wins: tuple[int, ...]
    unseen: tuple[str, ...] = ()
    admitted: tuple[str, ...] = ()

    @property
    def given(self) -> NDArray[np.bool_]:
        """Where a score stands."""
        return np.asarray(self.scores != GAP)

    @property
    def rows(self) -> NDArray[np.bool_]:
        """Which juror scored everybody by which criterion, shape (jurors, criteria)."""
        return np.asarray(self.given.all(axis=2)) & bool(self.units)

    @property
    def full(self) -> tuple[str, ...]:
        """Jurors who left no gap."""
        whole = np.atleast_1d(self.rows.all(axis=1))
        return tuple(name for name, all_of_it in zip(self.jurors, whole, strict=True) if all_of_it)

    def gaps(self) -> tuple[tuple[str, int], ...]:
        """Return the jurors who left cells empty, with the number of such cells."""
        empty = (~self.given).sum(axis=(1, 2))
        return tuple((name, int(n)) for name, n in zip(self.jurors, empty, strict=True) if n)

    def without_juror(self, juror: str) -> Ballots:
        """Return the same ballots without one juror."""
        return self._kept(np.array([name != juror for name in self.jurors]), np.ones(len(self.criteria), dtype=bool))

    def without_criterion(self, criterion: str) -> Ballots:
        """Return the same ballots without one criterion."""
        return self._kept(
            np.ones(len(self.jurors), dtype=bool), np.array([name != criterion for name in self.criteria])
        )

    def _kept(self, jurors: NDArray[np.bool_], rows: NDArray[np.bool_]) -> Ballots:
        return Ballots(
            self.nomination, self.units, tuple(np.array(self.criteria, dtype="object")[rows]),
            tuple(np.array(self.jurors, dtype="object")[jurors]), self.scores[jurors][:, rows], self.points, self.wins,
            self.unseen, self.admitted,
        )  # fmt: skip


def contests(jury: pd.DataFrame) -> tuple[str, ...]:
    """Return the contests of the jury's table, the latest first, those without dates last."""
    last = jury.groupby("contest")["date"].max().reset_index()
    order = last.sort_values(["date", "contest"], ascending=[False, True], na_position="last")
    return tuple(map(str, order["contest"]))


def ballots(
    jury: pd.DataFrame, candidates: pd.DataFrame, rules: ContestRules, contest: str
) -> tuple[dict[str, Ballots], tuple[str, ...]]:
    """Turn the rows of one contest into ballots.

    Parameters
    ----------
    jury : DataFrame
        Table «Оценки жюри».
    candidates : DataFrame
        :func:`workbook.rating.contest_finalists.candidates`.
    rules : ContestRules
        ``top_score``, ``criteria``, ``jurors_n``.
    contest : str

    Returns
    -------
    found : dict of str to Ballots
        By nomination in the order of the protocol; a nomination nobody scored is absent.
    remarks : tuple of str
        Russian sentences: scores that were not counted and why, gaps, people outside the shortlist.
    """
    rows = jury[jury["contest"] == contest].reset_index(drop=True)
    rows = rows.assign(unit=rows["pupil"].fillna(rows["team"]).astype("str"))
    remarks: list[str] = []
    rows = _sound(rows, rules, remarks)
    found: dict[str, Ballots] = {}
    for nomination in NOMINATIONS:
        part = rows[rows["nomination"] == nomination]
        if part.empty:
            continue
        found[nomination] = _ballots(
            nomination, part, candidates[candidates["nomination"] == nomination], rules, remarks
        )
    return {name: one for name, one in found.items() if one.units}, tuple(remarks)


def _sound(rows: pd.DataFrame, rules: ContestRules, remarks: list[str]) -> pd.DataFrame:
    both = rows["pupil"].notna() == rows["team"].notna()
    wrong = both | ((rows["nomination"] == TEAM) != rows["team"].notna())
    if wrong.any():
        named = _listed(rows.loc[wrong, "nomination"] + " у " + rows.loc[wrong, "expert"])
        remarks.append(
            f"Оценок не учтено: {int(wrong.sum())} ({named}): в «{TEAM}» нужен код команды, в остальных номинациях — "
            "код ученика, и только он."
        )
    above = ~wrong & (rows["score"] > rules.top_score)
    for row in rows[above].to_dict("records"):
        remarks.append(
            f"{row['expert']}, «{row['nomination']}», {row['unit']}, «{row['criterion']}»: балл {_plain(row['score'])} "
            f"выше наибольшего ({_plain(rules.top_score)}), не учтён и нулём не заменён. Исправьте оценку."
        )
    return rows[~wrong & ~above & rows["score"].notna()]


def _ballots(
    nomination: str, rows: pd.DataFrame, candidates: pd.DataFrame, rules: ContestRules, remarks: list[str]
) -> Ballots:
    code = candidates["pupil"].fillna(candidates["team"])
    even, wins = (dict(zip(code, candidates[name], strict=True)) for name in ("even", "wins"))
    listed = list(code[candidates["finalist"]])
    jurors = sorted(rows["expert"].unique())
    seen = rows.groupby("unit")["expert"].nunique()
    admitted = [unit for unit in sorted(seen.index) if unit not in listed and seen[unit] >= rules.jurors_n]
    strangers = [unit for unit in sorted(seen.index) if unit not in listed and unit not in admitted]
    if admitted:
        remarks.append(
            f"«{nomination}»: {_listed(admitted)} — не финалист по правилам, но оценён жюри; учтён как допущенный."
        )
    if strangers:
        remarks.append(
            f"«{nomination}»: {_listed(strangers)} — нет в списке финалистов, оценки не учтены. Проверьте код."
        )
    units = [unit for unit in listed if unit in seen.index] + admitted
    unseen = tuple(unit for unit in listed if unit not in seen.index)
    if unseen:
        remarks.append(f"«{nomination}»: {_listed(unseen)} — финалист без единой оценки жюри, в сравнение не вошёл.")
    known = criteria(rules)
    named = [*(name for name in known if (rows["criterion"] == name).any()),
             *sorted(set(rows["criterion"]) - set(known))]  # fmt: skip
    scores = np.full((len(jurors), len(named), len(units)), GAP, dtype="int64")
    place = {name: spot for spot, name in enumerate(units)}
    for expert, criterion, unit, score in zip(
        rows["expert"], rows["criterion"], rows["unit"], rows["score"], strict=True
    ):
        if unit in place:
            scores[jurors.index(expert), named.index(criterion), place[unit]] = hundredths(float(score))
    found = Ballots(
        nomination, tuple(units), tuple(named), tuple(jurors), scores, tuple(int(even.get(unit, 0)) for unit in units),
        tuple(int(wins.get(unit, 0)) for unit in units), unseen, tuple(admitted),
    )  # fmt: skip
    for juror, empty in found.gaps():
        remarks.append(
            f"«{nomination}»: у {juror} пустых клеток {empty}. Пропуск — не ноль: критерий этого члена жюри, по "
            "которому оценены не все, в сумму не входит."
        )
    return found


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _plain(value: float) -> str:
    return f"{value:g}".replace(".", ",")
