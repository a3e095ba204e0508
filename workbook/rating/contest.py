"""The contest of achievements of one school as one value: finalists, ballots, decisions, and how firm each is.

Apart from its parts because the page, the papers and the results store ask for several of them at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.rating.contest_agreement import agreement, concordance, severity
from workbook.rating.contest_chance import chances
from workbook.rating.contest_decision import WAYS, first, parts, standings
from workbook.rating.contest_finalists import candidates
from workbook.rating.contest_firmness import shortlist_firmness
from workbook.rating.contest_jury import Ballots, ballots, contests
from workbook.rating.contest_portfolio import portfolios
from workbook.rating.contest_scenarios import own_first, scenarios
from workbook.rating.season import Season, season
from workbook.school import School
from workbook.settings import ContestRules

__all__ = ["ALONE", "CLOSE", "FEW", "FIRM", "NONE", "TIE", "Contest", "Decision", "contest", "contest_choice", "decide"]

FIRM, TIE, CLOSE = "победитель", "первое место поделено", "не различимы"
FEW, ALONE, NONE = "мало жюри", "один финалист", "нет оценок"


@dataclass(frozen=True, eq=False)
class Decision:
    """What the rule of the contest gives in one nomination.

    Attributes
    ----------
    ballots : Ballots
    way : str
        «сумма» or «места».
    status : str
        «победитель» (one is first, and surely), «первое место поделено», «не различимы» (one is first, but another
        jury might have chosen otherwise), «мало жюри» (too few scored everybody, or a finalist was scored by nobody),
        «один финалист», «нет оценок».
    first : tuple of str
        Who holds the first place by the sums; whether that makes a winner the status says.
    table : DataFrame
        :func:`workbook.rating.contest_decision.standings` with ``first_percent``, ``low``, ``high``.
    scenarios, own : DataFrame
        What would change the first place; whom each juror alone puts first.
    """

    ballots: Ballots
    way: str
    status: str
    first: tuple[str, ...]
    table: pd.DataFrame
    scenarios: pd.DataFrame
    own: pd.DataFrame

    @property
    def winners(self) -> tuple[str, ...]:
        """Who may be named: nobody while the jury is small or silent."""
        return () if self.status in (FEW, NONE) else self.first

    @property
    def other_way(self) -> str:
        """Who would be first if the jury's scores were added the other way."""
        return str(self.scenarios.loc[self.scenarios["kind"] == "способ", "first"].iloc[0])

    @property
    def turning(self) -> pd.DataFrame:
        """Scenarios that change the first place."""
        return self.scenarios[self.scenarios["changes"]]

    @property
    def dissent(self) -> pd.DataFrame:
        """Jurors whose own first place is held by nobody of those first."""
        away = [not set(text.split(", ")) & set(self.first) for text in self.own["first"]]
        return self.own[pd.Series(away, index=self.own.index, dtype="bool") & (self.own["first"] != "—")]


@dataclass(frozen=True, eq=False)
class Contest:
    """Everything about one contest.

    Attributes
    ----------
    title : str
        Name of the contest; empty while no jury has scored.
    way : str
        How the jury's scores are added.
    rules : ContestRules
    season : Season
    candidates, firmness, portfolios : DataFrame
        See the functions that make them.
    decisions : mapping of str to Decision
        By nomination; empty without scores.
    remarks : tuple of str
        What is odd about the jury's table.
    agreement, concordance, severity : DataFrame
        About the jury as a whole; without scores nothing in them is known.
    """

    title: str
    way: str
    rules: ContestRules
    season: Season
    candidates: pd.DataFrame
    firmness: pd.DataFrame
    portfolios: pd.DataFrame
    decisions: Mapping[str, Decision]
    remarks: tuple[str, ...]
    agreement: pd.DataFrame
    concordance: pd.DataFrame
    severity: pd.DataFrame

    @property
    def finalists(self) -> pd.DataFrame:
        """The shortlists, with ``unit`` for the code of the pupil or the team."""
        rows = self.candidates[self.candidates["finalist"]].reset_index(drop=True)
        return rows.assign(unit=rows["pupil"].fillna(rows["team"]))

    @property
    def nominations(self) -> tuple[str, ...]:
        """Nominations that have finalists, in the order of the protocol."""
        return tuple(self.finalists["nomination"].unique())

    @property
    def jurors(self) -> tuple[str, ...]:
        """Codes of all jurors."""
        return tuple(sorted({name for one in self.decisions.values() for name in one.ballots.jurors}))


@lru_cache(maxsize=8)
def contest(school: School, *, name: str = "", way: str = "") -> Contest:
    """Prepare the contest of a school: shortlists, and the decision where the jury has scored.

    Parameters
    ----------
    school : School
        Tables of the rating; «Оценки жюри» when the jury has met.
    name : str
        Contest of the jury's table; empty takes the latest.
    way : str
        «сумма» or «места»; empty takes the school's rule.

    Returns
    -------
    Contest

    Raises
    ------
    MissingData
        A table of the rating is absent.
    DataRefused
        The jury's table has no such contest.
    SettingsRefused
        The rules name a direction, a role or a criterion that cannot be.
    """
    rules = school.settings.contest
    counted = season(school)
    pool = candidates(counted, rules)
    inside = pool[pool["finalist"]]
    known = contests(school["jury"]) if school.has("jury") else ()
    if name and name not in known:
        named = ", ".join(f"«{one}»" for one in known) or "оценок жюри ещё нет"
        raise DataRefused(f"Конкурса «{name}» в оценках жюри нет. Есть: {named}.", Reason.PARAMETER_TYPE)
    title = name or next(iter(known), "")
    found, remarks = ballots(school["jury"], pool, rules, title) if title else ({}, ())
    adding = way or rules.adding
    decisions = {nomination: decide(one, rules, adding) for nomination, one in found.items()}
    return Contest(
        title=title,
        way=adding,
        rules=rules,
        season=counted,
        candidates=pool,
        firmness=shortlist_firmness(counted, rules),
        portfolios=portfolios(counted, school["participations"], rules, inside),
        decisions=MappingProxyType(decisions),
        remarks=remarks,
        agreement=agreement(found.values(), rules),
        concordance=concordance(found.values()),
        severity=severity(found.values(), rules),
    )


def decide(given: Ballots, rules: ContestRules, way: str = "") -> Decision:
    """Apply the rule of the contest to one nomination.

    Parameters
    ----------
    given : Ballots
    rules : ContestRules
    way : str
        One of «сумма», «места»; empty takes the school's.

    Raises
    ------
    DataRefused
        The way is unknown.
    """
    adding = way or rules.adding
    if adding not in WAYS:
        named = ", ".join(f"«{one}»" for one in WAYS)
        raise DataRefused(f"Способа сложения «{adding}» нет. Допустимо: {named}.", Reason.PARAMETER_TYPE)
    found = parts(given, rules, way=adding)
    leaders = first(found)
    chance = chances(given, rules, adding)
    table = standings(found).merge(chance, on="unit", how="left")
    return Decision(
        given, adding, _status(given, rules, leaders, chance), leaders, table, scenarios(given, rules, adding),
        own_first(given, rules),
    )  # fmt: skip


def contest_choice(school: School) -> dict[str, str]:
    """Return the contests of the jury's table for a control; empty without it."""
    return {name: name for name in contests(school["jury"])} if school.has("jury") else {}


def _status(given: Ballots, rules: ContestRules, leaders: tuple[str, ...], chance: pd.DataFrame) -> str:
    if not leaders:
        return NONE
    if given.unseen or len(given.full) < rules.jurors_n:
        return FEW
    if len(given.units) == 1:
        return ALONE
    if len(leaders) > 1:
        return TIE
    sure = chance.loc[chance["unit"] == leaders[0], "first_percent"]
    return FIRM if len(sure) and sure.iloc[0] >= rules.confidence else CLOSE
