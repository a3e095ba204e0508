"""Start and finish of one pupil: which two works are compared, in percent of the maximum, against which norm.

Apart from the models because whoever disputes a picture of progress asks first what was compared with what.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

__all__ = ["LINKS", "OWN", "Link", "progress_pairs"]

OWN = "школа"
"""The norm of a pair of works when no territory gave its figures: the school's own mean."""

_TERRITORIES = ("регион", "муниципалитет")


@dataclass(frozen=True, slots=True)
class Link:
    """A rule that joins two works of one pupil in one subject.

    Attributes
    ----------
    start, finish : str
        Procedures.
    step : int
        School years, and grades, from start to finish.
    grades : tuple of int
        Grades of the finish; empty for any.
    kind : str
        How people call it.
    """

    start: str
    finish: str
    step: int
    grades: tuple[int, ...]
    kind: str


LINKS = (
    Link("стартовая", "ВПР", 0, (), "стартовая → ВПР"),
    Link("ВПР", "ВПР", 1, (), "ВПР → ВПР"),
    Link("ВПР", "ОГЭ", 1, (9,), "ВПР → ОГЭ"),
)
"""In the order of preference: a parallel's finish is compared with one start, that of its present teachers first."""


def progress_pairs(
    procedures: pd.DataFrame, pupils: pd.DataFrame, references: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Join start and finish of each pupil and subject.

    Parameters
    ----------
    procedures : DataFrame
        year, pupil, procedure, grade, subject, primary_score, max_score; works without a score are left out.
    pupils : DataFrame
        year, pupil, class_.
    references : DataFrame or None
        Means of a territory; only those in percent of the maximum are used, the region's before the municipality's.

    Returns
    -------
    DataFrame
        One pupil and pair of works a row: year, start_year, kind, pair («ВПР-6 → ВПР-7»), subject, grade, class_
        (year, grade and class of the finish), pupil, start, finish (percent of the maximum, 0..100), start_norm,
        finish_norm (means of the norm, percent), norm («регион», «муниципалитет» or :data:`OWN`), x, y (start and
        finish minus their norms, percentage points), main (whether the parallel's finish has no better start). A pupil
        without a class in that year is left out.

    Notes
    -----
    Percents of two different works are not one scale; subtracting the norm takes away how hard each work was, not how
    far its scores spread. With the school's own mean as the norm only classes of one parallel can be compared.
    """
    works = procedures.loc[procedures["primary_score"].notna() & (procedures["max_score"] > 0)]
    works = works.assign(
        percent=(100 * works["primary_score"] / works["max_score"]).astype("float64"),
        grade=works["grade"].astype("int64"), first=works["year"].str[:4].astype("int64"),
    )[["year", "first", "pupil", "procedure", "grade", "subject", "percent"]]  # fmt: skip
    parts = [_joined(works, link) for link in LINKS]
    pairs = pd.concat(parts, ignore_index=True)
    best = pairs.groupby(["year", "finish_procedure", "subject", "grade"], observed=True)["rank"].transform("min")
    pairs = pairs.assign(main=pairs["rank"].eq(best))
    pairs = pairs.merge(pupils[["year", "pupil", "class_"]].drop_duplicates(["year", "pupil"]), on=["year", "pupil"])
    pairs = _normed(pairs, references)
    columns = ["year", "start_year", "kind", "pair", "subject", "grade", "class_", "pupil", "start", "finish",
               "start_norm", "finish_norm", "norm", "x", "y", "main"]  # fmt: skip
    return pairs.sort_values(["year", "subject", "grade", "class_", "pair", "pupil"], ignore_index=True)[columns]


def _joined(works: pd.DataFrame, link: Link) -> pd.DataFrame:
    start = works.loc[works["procedure"].eq(link.start)]
    finish = works.loc[works["procedure"].eq(link.finish)]
    if link.grades:
        finish = finish.loc[finish["grade"].isin(link.grades)]
    start = start.assign(first=start["first"] + link.step, grade=start["grade"] + link.step)
    start = start.rename(columns={"year": "start_year", "percent": "start"}).drop(columns="procedure")
    finish = finish.rename(columns={"percent": "finish", "procedure": "finish_procedure"})
    found = finish.merge(start, on=["first", "pupil", "grade", "subject"])
    began = (found["grade"] - link.step).astype("str")
    pair = link.start + "-" + began + " → " + link.finish + "-" + found["grade"].astype("str")
    return found.assign(kind=link.kind, pair=pair.astype("str"), start_grade=found["grade"] - link.step,
                        start_procedure=link.start, rank=LINKS.index(link)).drop(columns="first")  # fmt: skip


def _normed(pairs: pd.DataFrame, references: pd.DataFrame | None) -> pd.DataFrame:
    """Give each pair one norm for both ends: a territory that knows both, or else the school itself."""
    whole = ["year", "pair", "subject"]
    own = pairs.groupby(whole, observed=True)[["start", "finish"]].transform("mean")
    pairs = pairs.assign(start_norm=own["start"], finish_norm=own["finish"], norm=OWN)
    if references is not None:
        known = references.loc[references["unit"].eq("процент выполнения") & references["mean"].notna()]
        for territory in reversed(_TERRITORIES):
            means = known.loc[known["territory"].eq(territory)]
            began, ended = _looked_up(pairs, means, "start"), _looked_up(pairs, means, "finish")
            both = began.notna() & ended.notna()
            pairs["start_norm"] = pairs["start_norm"].mask(both, began)
            pairs["finish_norm"] = pairs["finish_norm"].mask(both, ended)
            pairs["norm"] = pairs["norm"].mask(both, territory)
    return pairs.assign(x=pairs["start"] - pairs["start_norm"], y=pairs["finish"] - pairs["finish_norm"])


def _looked_up(pairs: pd.DataFrame, means: pd.DataFrame, end: str) -> pd.Series:
    work = ["procedure", "year", "grade", "subject"]
    table = means.astype({"grade": "int64", "mean": "float64"}).drop_duplicates(work).set_index(work)["mean"]
    year, grade = ("start_year", "start_grade") if end == "start" else ("year", "grade")
    keys = pd.MultiIndex.from_frame(pairs[[f"{end}_procedure", year, grade, "subject"]])
    return pd.Series(table.reindex(keys).to_numpy("float64"), index=pairs.index)
