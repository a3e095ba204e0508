"""Progress of a school's pupils in one subject and year: pairs, model, similar pupils behind one question.

Apart from its parts because a page asks one question and shares the answers between its sections.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import NORMAL_95, Result, results_table
from workbook.school import School
from workbook.settings import ProgressRules
from workbook.vsoko.progress_model import CheckedFit, checked_fit
from workbook.vsoko.progress_pairs import OWN, progress_pairs
from workbook.vsoko.progress_similar import similar_bands, similar_counts, similar_sides
from workbook.vsoko.progress_store import sum_rows
from workbook.vsoko.progress_sums import plain_fit, sums_of, sums_table
from workbook.vsoko.scope import look_at

__all__ = [
    "ABOVE", "BELOW", "FEW", "USUAL", "Progress", "progress_of", "progress_pair_choice", "progress_results",
    "progress_subjects", "progress_years",
]  # fmt: skip

ABOVE, BELOW, USUAL, FEW = "выше ожидаемого", "ниже ожидаемого", "в пределах случайного", "малая выборка"
"""What may be said of a class."""

_EACH = ["year", "pair", "class_"]


@dataclass(frozen=True, eq=False)
class Progress:
    """One question about progress; each property answers a section of the report.

    Attributes
    ----------
    school : School
    year : str
        School year of the finish.
    subject : str
    pair : str
        «ВПР-6 → ВПР-7», or empty for every pair of works that ended in the year.
    every : DataFrame
        All pairs of the school (:func:`workbook.vsoko.progress_pairs.progress_pairs`).
    """

    school: School
    year: str
    subject: str
    pair: str
    every: pd.DataFrame

    @property
    def rules(self) -> ProgressRules:
        """The school's rules."""
        return self.school.settings.progress

    @cached_property
    def known(self) -> pd.DataFrame:
        """Pairs of the subject in all years, with the group (class, pair, year) and the predictors of the model.

        One start for each finish: the best one, or the one asked for.
        """
        rows = self.every.loc[self.every["subject"].eq(self.subject)]
        asked = rows["year"].eq(self.year) & rows["pair"].eq(self.pair)
        rival = rows["year"].eq(self.year) & rows["grade"].isin(rows.loc[asked, "grade"])
        rows = rows.loc[asked | (rows["main"] & ~rival)]
        rows = rows.assign(group=rows["class_"] + " | " + rows["pair"] + " | " + rows["year"])
        often = rows.groupby("kind", observed=True)["pupil"].transform("size") >= self.rules.similar_n
        rows = rows.assign(slope=rows["kind"].where(often, "прочие"))
        for slope in sorted(rows["slope"].unique()):
            rows = rows.assign(**{f"x {slope}": rows["x"].where(rows["slope"].eq(slope), 0.0)})
        if rows["norm"].eq(OWN).any() and not rows["norm"].eq(OWN).all():
            rows = rows.assign(**{"x своя норма": rows["norm"].eq(OWN).astype("float64")})
        return rows

    @property
    def predictors(self) -> list[str]:
        """Columns of :attr:`known` that the model uses besides the constant; those without spread are left out."""
        return [str(name) for name in self.known if str(name).startswith("x ") and self.known[name].nunique() > 1]

    @cached_property
    def checked(self) -> CheckedFit:
        """The model of all classes of the subject.

        Raises
        ------
        MissingData
            Not enough pairs for any model.
        """
        groups = self.known["group"].nunique()
        if groups >= self.rules.least_classes:
            return checked_fit(self.known, "y", self.predictors, "group")
        fit = plain_fit(sums_of(self.known, "y", self.predictors, "group"))
        return CheckedFit(fit, f"классов в парах работ {groups}, а модели нужно не меньше {self.rules.least_classes}")

    @property
    def differ(self) -> bool:
        """Whether classes differ beyond chance."""
        return not self.checked.reason and self.checked.fit.p_groups <= self.rules.p_classes

    @cached_property
    def compared(self) -> pd.DataFrame:
        """Pairs of the subject in all years with expected (finish, percent) and residual (finish minus it, p.p.)."""
        params = self.checked.fit.params
        fixed = self.known[self.predictors].to_numpy("float64") @ params[self.predictors].to_numpy() + params.iloc[0]
        return self.known.assign(expected=self.known["finish_norm"] + fixed, residual=self.known["y"] - fixed)

    @cached_property
    def bands(self) -> pd.DataFrame:
        """What counts as «about as expected» for each kind of pairs.

        Raises
        ------
        MissingData
            Too few pupils to say what a similar one reaches.
        """
        return similar_bands(self.compared, self.rules.similar_middle, self.rules.similar_n)

    @cached_property
    def pupils(self) -> pd.DataFrame:
        """Pupils of the year and pair: :attr:`compared` with the side of each finish."""
        return self._cut(self.compared.assign(side=similar_sides(self.compared, self.bands)))

    @cached_property
    def classes(self) -> pd.DataFrame:
        """Classes of the year and pair in order of their names.

        Columns year, pair, class_, n, listed (pupils in the class that year), effect, low, high (percentage points:
        shrunken when classes differ, else the plain difference with its own interval), raw, weight, verdict, and the
        counts of similar pupils.
        """
        fit = self.checked.fit
        table = similar_counts(self.pupils, [*_EACH, "group"])
        effects = fit.effects.loc[table["group"]].reset_index(drop=True)
        half = NORMAL_95 * np.sqrt(fit.var_residual / effects["n"])
        plain = {"effect": effects["raw"], "low": effects["raw"] - half, "high": effects["raw"] + half}
        shown = effects[["effect", "low", "high"]] if self.differ else pd.DataFrame(plain)
        table = table.assign(raw=effects["raw"], weight=effects["weight"], **{str(k): shown[k] for k in shown})
        table = table.assign(verdict=[self._verdict(row) for row in table.to_dict("records")])
        pupils = self.school["pupils"]
        listed = pupils.loc[pupils["year"].eq(self.year)].groupby("class_")["pupil"].nunique()
        table = table.assign(listed=table["class_"].map(listed).astype(int))
        grade = table["class_"].str.extract(r"^(\d+)", expand=False).astype(int)
        return table.assign(order=grade).sort_values(["order", "class_", "pair"], ignore_index=True)

    @cached_property
    def doubts(self) -> tuple[str, ...]:
        """Works of the pairs shown whose marks may be inflated: «ВПР 2024/2025 (старт)»."""
        found = []
        for end, column, mark in (("старт", "start_year", 0), ("финиш", "year", 1)):
            rows = self._cut(self.known)
            works = rows["pair"].str.split(" → ").str[mark].str.startswith("ВПР")
            for year in sorted(rows.loc[works, column].unique()):
                if look_at(self.school, year, "", self.subject).doubtful:
                    found.append(f"ВПР {year} ({end})")
        return tuple(found)

    @cached_property
    def sums(self) -> pd.DataFrame:
        """Sums of every pair and subject that ended in the year, for the results store."""
        rows = self.every.loc[self.every["year"].eq(self.year)]
        labelled = rows.assign(whole=rows["pair"] + ", " + rows["year"] + " | " + rows["subject"])
        table = sums_table(labelled, "start", "finish", "whole")
        parts = table["whole"].str.rsplit(" | ", n=1, expand=True)
        return table.assign(pair=parts[0], subject=parts[1])

    def _cut(self, rows: pd.DataFrame) -> pd.DataFrame:
        rows = rows.loc[rows["year"].eq(self.year)]
        return rows.loc[rows["pair"].eq(self.pair)] if self.pair else rows

    def _verdict(self, row: dict[Any, Any]) -> str:
        if row["n"] < self.school.settings.marks.small_n:
            return FEW
        if not self.differ or row["low"] <= 0 <= row["high"]:
            return USUAL
        return ABOVE if row["low"] > 0 else BELOW


@lru_cache(maxsize=4)
def _every(school: School) -> pd.DataFrame:
    school.need("procedures", "pupils")
    references = school["references"] if school.has("references") else None
    pairs = progress_pairs(school["procedures"], school["pupils"], references)
    if pairs.empty:
        raise MissingData(
            "Прогресс не посчитать: ни у одного ученика нет пары «старт — финиш» по одному предмету (стартовая и ВПР "
            "одного года, ВПР двух лет подряд, ВПР-8 и ОГЭ).", Reason.TABLE_EMPTY, ("procedures",),
        )  # fmt: skip
    return pairs


@lru_cache(maxsize=8)
def progress_of(school: School, year: str = "", subject: str = "", pair: str = "") -> Progress:
    """Ask about the progress of pupils.

    Parameters
    ----------
    school : School
    year : str
        School year of the finish; empty for the latest with pairs.
    subject : str
        Empty for mathematics, or the first subject with pairs.
    pair : str
        Empty for all pairs of works of the year.

    Raises
    ------
    MissingData
        No tables, no pairs, or none for this year, subject and pair.
    """
    every = _every(school)
    year = year or progress_years(school)[0]
    subject = subject or progress_subjects(school, year)[0]
    found = Progress(school, year, subject, pair, every)
    if found._cut(found.known).empty:
        raise MissingData(
            f"Нет пар «старт — финиш»: {subject}, {pair or 'все пары работ'}, {year}.", Reason.TABLE_EMPTY,
            ("procedures",),
        )  # fmt: skip
    return found


def progress_years(school: School) -> list[str]:
    """Return the school years in which a finish was written, the latest first."""
    return sorted(_every(school)["year"].unique(), reverse=True)


def progress_subjects(school: School, year: str = "") -> list[str]:
    """Return the subjects with pairs in a year: mathematics first, then by the alphabet."""
    rows = _every(school)
    known = sorted(rows.loc[rows["year"].eq(year or progress_years(school)[0]), "subject"].unique())
    return sorted(known, key=lambda name: name != "математика")


def progress_pair_choice(school: School, year: str = "", subject: str = "") -> list[str]:
    """Return the pairs of works of a year and subject, by grade."""
    rows = _every(school)
    when = year or progress_years(school)[0]
    what = subject or progress_subjects(school, when)[0]
    rows = rows.loc[rows["year"].eq(when) & rows["subject"].eq(what)]
    return list(dict.fromkeys(rows.sort_values(["grade", "pair"], kind="stable")["pair"]))


def progress_results(progress: Progress) -> pd.DataFrame:
    """Gather the key figures for the results store: classes of the subject, sums of every pair of the year.

    Parameters
    ----------
    progress : Progress

    Returns
    -------
    DataFrame
        :data:`workbook.estimates.RESULT_COLUMNS`: «progress-classes-share» (percent of variance between classes),
        «progress-class-points» (a class and pair), and the sums of :mod:`workbook.vsoko.progress_store` for groups
        not smaller than ``privacy.small_cell``.
    """
    least = progress.school.settings.privacy.small_cell
    rows: list[Result] = []
    with suppress(MissingData):
        rows += _class_rows(progress, least)
    return results_table([*rows, *sum_rows(progress.sums, least)])


def _class_rows(progress: Progress, least: int) -> list[Result]:
    fit = progress.checked.fit
    differ = "различия больше случайных" if progress.differ else "различия не больше случайных"
    rows = [Result("progress-classes-share", "Прогресс: доля разброса между классами", fit.share, progress.subject,
                   n=fit.n, unit="%", headline=True, note=progress.checked.reason or differ)]  # fmt: skip
    note = "сжатая оценка" if progress.differ else "обычная разность"
    for row in progress.classes.to_dict("records"):
        if row["n"] < least:
            continue
        group = f"{row['class_']}, {row['pair']}, {row['year']} | {progress.subject}"
        rows.append(
            Result("progress-class-points", "Прогресс класса против ожидаемого", row["effect"], group, row["low"],
                   row["high"], int(row["n"]), "п.п.", note=f"{row['verdict']}; {note}")
        )  # fmt: skip
    return rows
