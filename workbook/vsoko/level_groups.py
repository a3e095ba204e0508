"""Groups of levels in a subject (разноуровневое обучение): what the tiers of items say, and what the teacher decided.

Apart from the composite because a group says what to offer next, and is no result of a child.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import mean_difference, share
from workbook.school import School
from workbook.settings import LevelRules, ObjectivityRules
from workbook.vsoko.composite_sources import roster

__all__ = ["EDGE", "GROUPS", "LevelGroups", "computed_group", "known_groups", "level_groups", "tier_sums"]

GROUPS = ("А", "А–Б", "Б", "В")
"""А — поддержка, А–Б — граница, Б — базовый с заданиями выше, В — повышенный."""

EDGE = "А–Б"
_EXACT = 1e-9


def tier_sums(responses: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Add up a pupil's points by tier in each work.

    Parameters
    ----------
    responses, items : DataFrame
        Validated tables; an item without an answer earns 0 when the pupil wrote the work.

    Returns
    -------
    DataFrame
        pupil, test, subject, base, base_max (tier Б), raised, raised_max (tiers П and В), in points.
    """
    about = items[["item", "subject", "tier", "max_score"]].drop_duplicates("item")
    rows = responses[["test", "pupil", "item", "score"]].merge(about, on="item", how="inner")
    rows["score"] = rows["score"].fillna(0).clip(upper=rows["max_score"])
    base = rows["tier"].eq("Б")
    rows = rows.assign(
        base=rows["score"].where(base, 0.0), base_max=rows["max_score"].where(base, 0.0),
        raised=rows["score"].where(~base, 0.0), raised_max=rows["max_score"].where(~base, 0.0),
    )  # fmt: skip
    return rows.groupby(["pupil", "test", "subject"], as_index=False)[list(_SUMS)].sum()


_SUMS = ("base", "base_max", "raised", "raised_max")


def computed_group(base: pd.Series, raised: pd.Series, rules: ObjectivityRules) -> pd.Series:
    """Name the group by the zones of item tiers.

    Parameters
    ----------
    base, raised : Series
        Percent of points for items Б and for items П and В.
    rules : ObjectivityRules
        ``base_enough`` and ``base_zone`` (60 and 3), ``raised_enough`` (30).

    Returns
    -------
    Series
        One of :data:`GROUPS`; empty without items Б. Without items П and В the highest group is Б.

    Notes
    -----
    Methods reference, section 6.3 («методика школы» on the zones of ФИОКО): А when %Б < 57, граница 57–<60, Б when
    %Б ≥ 60 and %П/В < 30, В when both are reached.

    Examples
    --------
    >>> percent = pd.Series([50.0, 58.0, 60.0, 80.0])
    >>> computed_group(percent, pd.Series([90.0, 90.0, 29.9, 30.0]), ObjectivityRules()).tolist()
    ['А', 'А–Б', 'Б', 'В']
    """
    low = base < rules.base_enough - rules.base_zone - _EXACT
    edge = base < rules.base_enough - _EXACT
    top = raised >= rules.raised_enough - _EXACT
    names = np.select([base.isna(), low, edge, top], ["", "А", EDGE, "В"], "Б")
    return pd.Series(names, index=base.index, dtype="str")


@dataclass(frozen=True, eq=False)
class LevelGroups:
    """Groups of the pupils of a year, computed and decided.

    Attributes
    ----------
    school : School
    year : str
    table : DataFrame
        pupil, class_, grade, subject, works, base_percent, raised_percent, percent, computed, provisional (too few
        works), one_item (one base item more or less changes the group), decided, by, ground, date (of the last
        decision), group (the decision wins), differs, since, next_from, next_to.
    moves : DataFrame
        Decisions of the year in order of days.
    day : Timestamp
        The last school day of the year that marks and decisions tell of.
    unknown : int
        Decisions on pupils who are not on the list of the year.
    """

    school: School
    year: str
    table: pd.DataFrame
    moves: pd.DataFrame
    day: pd.Timestamp
    unknown: int = 0

    @property
    def rules(self) -> LevelRules:
        """The school's rules of groups."""
        return self.school.settings.levels

    @property
    def subjects(self) -> list[str]:
        """Subjects with a group, in order of the alphabet."""
        return sorted(self.table["subject"].unique())

    @property
    def overdue(self) -> pd.DataFrame:
        """Rows whose term of regrouping had passed on the last day known."""
        return self.table.loc[self.table["next_to"] < self.day]

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Return subject × group: how many pupils, with pupils of all groups and provisional ones."""
        table = self.table.assign(one=1).pivot_table(
            index="subject", columns="group", values="one", aggfunc="sum", fill_value=0
        )
        table = table.reindex(columns=list(GROUPS), fill_value=0).astype(int)
        provisional = self.table.groupby("subject")["provisional"].sum()
        return table.assign(n=table.sum(axis=1), provisional=provisional.astype(int)).reset_index()

    @cached_property
    def steps(self) -> pd.DataFrame:
        """Return how groups changed: subject, up, down, same, n, with ``share`` of those who rose (Estimate).

        The first group is the first decision of the year, or the computed one when there is a single decision; the last
        decision is the group now. Only pupils with a decision are counted; a border counts as half a step.
        """
        rank = {"А": 0.0, EDGE: 0.5, "Б": 1.0, "В": 2.0}
        keys = ["pupil", "subject"]
        log = (
            self.moves.groupby(keys, sort=False)["level_group"].agg(first="first", last="last", n="size").reset_index()
        )
        log = log.merge(self.table[[*keys, "computed"]], on=keys, how="left")
        begin = log["first"].where(log["n"] > 1, log["computed"].fillna(""))
        step = log["last"].map(rank).astype("float64") - begin.map(rank).astype("float64")
        log = log.assign(step=step).dropna(subset=["step"])
        rows = []
        for name, part in [*log.groupby("subject"), ("все предметы", log)]:
            up, down, n = int(part["step"].gt(0).sum()), int(part["step"].lt(0).sum()), len(part)
            rows.append({"subject": str(name), "up": up, "down": down, "same": n - up - down, "n": n,
                         "share": share(up, n)})  # fmt: skip
        return pd.DataFrame(rows) if len(log) else pd.DataFrame(columns=["subject", "up", "down", "same", "n", "share"])

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """Return the gap between groups: subject, lower, upper (names), gap (Estimate, п.п. of points of the works)."""
        rows = []
        for name, part in self.table.groupby("subject"):
            for lower, upper in (("А", "Б"), ("Б", "В"), ("А", "В")):
                one, two = (part.loc[part["group"].eq(key), "percent"] for key in (upper, lower))
                if len(one) and len(two):
                    rows.append(
                        {"subject": str(name), "lower": lower, "upper": upper, "gap": mean_difference(one, two)}
                    )
        return pd.DataFrame(rows, columns=["subject", "lower", "upper", "gap"])


@lru_cache(maxsize=4)
def level_groups(school: School, year: str = "") -> LevelGroups:
    """Compute groups from the works of the year and lay the teachers' decisions over them.

    Parameters
    ----------
    school : School
        With «Ученики», «Ответы на задания» and «Задания» (items), or «Группы уровней» alone.
    year : str
        Empty means the school's current one.

    Returns
    -------
    LevelGroups

    Raises
    ------
    MissingData
        Neither works with tiers nor decisions.
    """
    year = year or school.year
    school.need("pupils")
    people = roster(school, year)
    moves = _moves(school, year)
    if not school.has("responses") and moves.empty:
        school.need("responses", "items")
    percents = _percents(school, year, people)
    last = moves.drop_duplicates(["pupil", "subject"], keep="last")
    last = last.rename(columns={"level_group": "decided"})[["pupil", "subject", "decided", "by", "ground", "date"]]
    known = last["pupil"].isin(people["pupil"])
    table = percents.merge(last.loc[known], on=["pupil", "subject"], how="outer")
    table = people[["pupil", "class_", "grade"]].merge(table, on="pupil", how="inner")
    if table.empty:
        raise MissingData(
            f"Групп уровней за {year} нет: не сданы ни ответы по заданиям, ни решения («Группы уровней»).",
            Reason.TABLE_EMPTY, ("responses", "level_moves"),
        )  # fmt: skip
    return LevelGroups(
        school,
        year,
        _decided(table, school.settings.levels),
        moves,
        _last_day(school, year, moves),
        int((~known).sum()),
    )


def known_groups(school: School, year: str = "") -> LevelGroups | None:
    """Return the groups, or None when the school has nothing to compute them from."""
    try:
        return level_groups(school, year)
    except MissingData:
        return None


def _decided(table: pd.DataFrame, rules: LevelRules) -> pd.DataFrame:
    for name in ("computed", "decided"):
        table[name] = table[name].fillna("").astype("str")
    table["works"] = table["works"].fillna(0).astype(int)
    has = table["decided"].ne("")
    table["group"] = table["decided"].where(has, table["computed"])
    near = table["computed"].eq(EDGE) & table["decided"].isin(["А", "Б"])
    table["differs"] = has & table["computed"].ne("") & table["decided"].ne(table["computed"]) & ~near
    table["provisional"] = (table["works"] < rules.min_works) & ~has
    table["one_item"] = table["one_item"].fillna(False).astype(bool) & ~has
    table["since"] = table["date"].fillna(table["worked"])
    table["next_from"] = table["since"] + pd.Timedelta(weeks=rules.weeks_from)
    table["next_to"] = table["since"] + pd.Timedelta(weeks=rules.weeks_to)
    order = table["group"].map({name: place for place, name in enumerate(GROUPS)})
    return table.assign(order=order).sort_values(
        ["subject", "grade", "class_", "order", "pupil"], kind="stable"
    ).drop(columns=["order", "worked"]).reset_index(drop=True)  # fmt: skip


def _moves(school: School, year: str) -> pd.DataFrame:
    """Return the decisions of the year, oldest first."""
    kinds = {
        "date": "datetime64[us]",
        "pupil": "str",
        "subject": "str",
        "level_group": "str",
        "by": "str",
        "ground": "str",
    }
    if not school.has("level_moves"):
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    first = int(year[:4])
    moves = school["level_moves"]
    moves = moves.loc[moves["date"].between(pd.Timestamp(first, 9, 1), pd.Timestamp(first + 1, 8, 31))]
    moves = moves.reindex(columns=list(kinds)).assign(ground=moves["ground"].fillna("") if "ground" in moves else "")
    return moves.sort_values(["date", "subject", "pupil"], kind="stable").reset_index(drop=True)


def _last_day(school: School, year: str, moves: pd.DataFrame) -> pd.Timestamp:
    first = int(year[:4])
    end = pd.Timestamp(first + 1, 5, 31)
    days = school["marks"]["date"] if school.has("marks") else pd.Series(dtype="datetime64[us]")
    known = pd.concat([days, moves["date"]])
    last = known.loc[known.between(pd.Timestamp(first, 9, 1), end)].max()
    return end if pd.isna(last) else pd.Timestamp(last)


def _percents(school: School, year: str, people: pd.DataFrame) -> pd.DataFrame:
    """Percent of points by tier over all works of the year: sum points, then divide."""
    names = ["pupil", "subject", "works", "base_percent", "raised_percent", "percent", "computed", "one_item", "worked"]
    if not (school.has("responses") and school.has("items")):
        kinds = ["str", "str", *["float64"] * 4, "str", "bool", "datetime64[us]"]
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in zip(names, kinds, strict=True)})
    rules = school.settings.objectivity
    sums = tier_sums(school["responses"], school["items"]).merge(_days(school), on="test", how="left")
    first = int(year[:4])
    inside = sums["worked"].between(pd.Timestamp(first, 7, 1), pd.Timestamp(first + 1, 8, 31)) | sums["worked"].isna()
    sums = sums.loc[inside & sums["pupil"].isin(people["pupil"])]
    keys = ["pupil", "subject"]
    table = sums.groupby(keys, as_index=False).agg(
        works=("test", "nunique"), worked=("worked", "max"), **{name: (name, "sum") for name in _SUMS}
    )
    table = table.loc[table["base_max"] > 0].reset_index(drop=True)
    table["base_percent"] = 100 * table["base"] / table["base_max"]
    table["raised_percent"] = 100 * table["raised"] / table["raised_max"].where(table["raised_max"] > 0)
    table["percent"] = 100 * (table["base"] + table["raised"]) / (table["base_max"] + table["raised_max"])
    table["computed"] = computed_group(table["base_percent"], table["raised_percent"], rules)
    turned = pd.Series(False, index=table.index)
    for step in (-1, 1):
        base = 100 * (table["base"] + step).clip(0, table["base_max"]) / table["base_max"]
        turned |= computed_group(base, table["raised_percent"], rules).ne(table["computed"])
    return table.assign(one_item=turned)[names]


def _days(school: School) -> pd.DataFrame:
    """Return the day by which each work was due: responses have no day of their own."""
    if not school.has("fos_plan"):
        return pd.DataFrame({"test": pd.Series(dtype="str"), "worked": pd.Series(dtype="datetime64[us]")})
    plan = school["fos_plan"].drop_duplicates("fos")
    return plan[["fos", "due"]].rename(columns={"fos": "test", "due": "worked"}).reset_index(drop=True)
