"""The composite of a school (комплексная оценка): subject lines, the cross-subject line and achievements, each apart.

Apart from the arithmetic because here a school's tables are gathered once for all sections of the page. A child has no
single number: a composite is of one subject, and lines of different kinds are never added.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import mean
from workbook.school import School
from workbook.settings import CompositeRules
from workbook.vsoko.composite_sources import SCALES, SOURCES, achievements, meta_scores, roster, sources
from workbook.vsoko.composite_subject import composite, level_changes
from workbook.vsoko.precision import mean_ratio

__all__ = ["Composite", "composite_classes", "composite_of", "composite_rules", "composite_subjects", "composite_years"]

_MARKED = ("отметки", "годовая отметка")
_OUTSIDE = SOURCES[3]


@dataclass(frozen=True, eq=False)
class Composite:
    """One year of a school under one set of rules.

    Attributes
    ----------
    school : School
    year : str
    rules : CompositeRules
        In force on the page: the school's own or «что если».
    people : DataFrame
        pupil, class_, grade, stage.
    found : DataFrame
        :func:`workbook.vsoko.composite_sources.sources` of these pupils.
    """

    school: School
    year: str
    rules: CompositeRules
    people: pd.DataFrame
    found: pd.DataFrame

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return the composite of each pupil in each subject, with class_, grade and stage."""
        table = composite(self.found, self.rules).merge(self.people, on="pupil")
        return table.sort_values(["grade", "class_", "pupil", "subject"], kind="stable").reset_index(drop=True)

    @property
    def shown(self) -> pd.DataFrame:
        """The rows complete enough to be shown.

        Raises
        ------
        MissingData
            There is none.
        """
        rows = self.table.loc[self.table["shown"]]
        if rows.empty:
            raise MissingData(
                f"Комплексной оценки за {self.year} нет: ни у кого источники не набирают "
                f"{100 * self.rules.coverage:.0f} % веса. Нужны текущие отметки, отметки за год и работы.",
                Reason.TABLE_EMPTY, ("marks", "period_marks", "procedures"),
            )  # fmt: skip
        return rows

    @cached_property
    def changed(self) -> bool:
        """Whether the page's rules are not the school's own."""
        return self.rules != self.school.settings.composite

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Levels under the page's rules against those under the school's own."""
        own = self.school.settings.composite
        found = self.found
        if own.mark_points != self.rules.mark_points:
            found = sources(self.school, self.year, self.school.settings)
            found = found.loc[found["pupil"].isin(self.people["pupil"])]
        base = composite(found, own)
        return level_changes(base, self.table, self.rules.bands)

    def means(self, by: Sequence[str]) -> pd.DataFrame:
        """Return the mean composite by any grouping.

        Returns
        -------
        DataFrame
            Columns ``by``; mean, low, high (a pupil's subjects are not independent), n (pupil × subject), pupils,
            coverage (mean share of weight, percent), firm (share of firm levels, percent), spread (median), small.
        """
        keys = list(by)
        rows = self.shown.assign(one=1, wide=100 * self.shown["coverage"], hold=100 * self.shown["firm"].astype(float))
        table = mean_ratio(rows, keys, "composite", "one").rename(columns={"clusters": "pupils"})
        grouped = rows.groupby(keys or (lambda _: 0), observed=True)
        more = grouped.agg(coverage=("wide", "mean"), firm=("hold", "mean"), spread=("spread", "median"))
        table = table.join(more) if keys else table.assign(**{str(name): value for name, value in more.iloc[0].items()})
        table["small"] = table["pupils"] < self.school.settings.marks.small_n
        return table.reset_index(drop=not keys)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """Return by subject: all (pupils with any source), shown, percent, and pupils with each source."""
        table = self.table.assign(all=1, shown=self.table["shown"].astype(int))
        for name in SOURCES:
            table[name] = table[name].notna().astype(int)
        sums = table.groupby("subject")[["all", "shown", *SOURCES]].sum()
        return sums.assign(percent=100 * sums["shown"] / sums["all"]).reset_index()

    @cached_property
    def sides(self) -> pd.DataFrame:
        """Set school sources beside the outside work of the same pupils.

        Returns
        -------
        DataFrame
            subject, inside, outside (means), gap (Estimate of inside − outside over pupils), n. Inside are marks alone:
            a work in percent would stand on another scale than a mark. Marks and ВПР still differ in scale, so a gap is
            read against other subjects and schools, never alone.
        """
        keys = ["pupil", "subject"]
        marks = self.found.loc[self.found["basis"].isin(_MARKED)]
        weights = (
            marks["source"].map({name: float(weight) for name, weight in self.rules.weights.items()}).astype(float)
        )
        marks = marks.assign(weight=weights if weights.sum() > 0 else 1.0)
        marks = marks.assign(points=marks["score"] * marks["weight"])
        sums = marks.groupby(keys)[["points", "weight"]].sum()
        inside = (sums["points"] / sums["weight"].where(sums["weight"] > 0)).rename("inside").reset_index()
        rows = self.table.loc[self.table[_OUTSIDE].notna()].merge(inside, on=keys)
        rows = rows.assign(gap=rows["inside"] - rows[_OUTSIDE]).dropna(subset=["gap"])
        parts = [*((str(name), part) for name, part in rows.groupby("subject")), ("все предметы", rows)]
        return pd.DataFrame(
            [
                {"subject": name, "inside": float(part["inside"].mean()), "outside": float(part[_OUTSIDE].mean()),
                 "gap": mean(part["gap"]), "n": len(part)}
                for name, part in parts if len(part)
            ],
            columns=["subject", "inside", "outside", "gap", "n"],
        )  # fmt: skip

    @cached_property
    def meta(self) -> pd.DataFrame:
        """Return cross-subject works of the pupils: pupil, class_, grade, subject, score."""
        works = meta_scores(self.school, self.year, dataclasses.replace(self.school.settings, composite=self.rules))
        return self.people.merge(works, on="pupil")

    def meta_means(self, by: Sequence[str]) -> pd.DataFrame:
        """Return the mean of cross-subject works: ``by``, mean, low, high, n, pupils, small."""
        keys = list(by)
        table = mean_ratio(self.meta.assign(one=1), keys, "score", "one").rename(columns={"clusters": "pupils"})
        table["small"] = table["pupils"] < self.school.settings.marks.small_n
        return table.reset_index(drop=not keys)

    @cached_property
    def bonus(self) -> pd.DataFrame:
        """Return confirmed achievements of the pupils: pupil, wins, prizes, takes."""
        return achievements(self.school, self.year)

    @cached_property
    def wide(self) -> pd.DataFrame:
        """Return shown rows whose sources differ by the school's threshold or more, the widest first."""
        rows = self.shown.loc[self.shown["spread"] >= self.rules.spread]
        return rows.sort_values("spread", ascending=False, kind="stable").reset_index(drop=True)


def composite_of(school: School, year: str = "", rules: CompositeRules | None = None) -> Composite:
    """Gather the composite of a year.

    Parameters
    ----------
    school : School
        «Ученики» and at least one of «Текущие отметки», «Отметки за период», «Результаты процедур».
    year : str
        Empty means the school's current one.
    rules : CompositeRules or None
        «Что если»; None keeps the school's.

    Raises
    ------
    MissingData
        Nothing to add up.
    """
    year = year or school.year
    if not any(school.has(name) for name in ("marks", "period_marks", "procedures")):
        school.need("pupils", "marks", "period_marks", "procedures")
    people = roster(school, year)
    used = rules or school.settings.composite
    found = sources(school, year, dataclasses.replace(school.settings, composite=used))
    found = found.loc[found["pupil"].isin(people["pupil"])]
    if found.empty:
        raise MissingData(f"Источников комплексной оценки за {year} нет.", Reason.TABLE_EMPTY, ("marks",))
    return Composite(school, year, used, people, found)


def composite_rules(
    rules: CompositeRules, shares: Mapping[str, float] | None = None, scale: str = ""
) -> CompositeRules:
    """Return the rules with other weights or another worth of marks; what is not given stays.

    Parameters
    ----------
    rules : CompositeRules
    shares : mapping or None
        Source → percent of its weight: 100 keeps it, 0 takes the source out.
    scale : str
        A key of :data:`workbook.vsoko.composite_sources.SCALES`; empty keeps the school's.

    Examples
    --------
    >>> round(composite_rules(CompositeRules(), {"ВПР": 200}).weights["ВПР"], 2)
    0.4
    """
    weights = {
        name: float(weight) * float((shares or {}).get(name, 100)) / 100 for name, weight in rules.weights.items()
    }
    if weights != dict(rules.weights):
        rules = dataclasses.replace(rules, weights=weights)
    return dataclasses.replace(rules, mark_points=dict(SCALES[scale])) if scale else rules


def composite_years(school: School) -> list[str]:
    """Return the years with pupils and any source, the school's current one first."""
    known: set[str] = set()
    for name in ("period_marks", "procedures"):
        if school.has(name):
            known |= set(school[name]["year"].unique())
    known &= set(school["pupils"]["year"].unique())
    return sorted(known | {school.year}, key=lambda year: (year != school.year, -int(year[:4])))


def composite_classes(school: School, year: str) -> list[str]:
    """Return the classes of the year, the youngest first."""
    return list(dict.fromkeys(roster(school, year or school.year)["class_"]))


def composite_subjects(school: School, year: str) -> list[str]:
    """Return the subjects in which somebody's sources are complete enough."""
    return sorted(composite_of(school, year).shown["subject"].unique())
