"""What goes into an import and what comes out: the wishes of a person, the knowledge of a school, the tables made.

Apart from the layouts because all of them take and give the same values and none of them knows a folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from workbook.school.layouts.memory import Memory
from workbook.school.problems import Problem
from workbook.school.school import School

__all__ = ["Imported", "Known", "Made", "Wishes", "known_of"]


@dataclass(frozen=True, eq=False)
class Known:
    """What the school already has that helps to read an export.

    Attributes
    ----------
    year : str
        Current school year, or empty.
    pupils : DataFrame
        Columns year, pupil, class_.
    subjects : frozenset of str
        Subjects that the school's tables name.
    scales : DataFrame
        Table «Шкалы перевода», empty when there is none.
    maxima : DataFrame
        Columns procedure, grade, subject, max_score: greatest scores met in the school's results.
    """

    year: str = ""
    pupils: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["year", "pupil", "class_"], dtype="str"))
    subjects: frozenset[str] = frozenset()
    scales: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["procedure", "year", "grade", "subject", "mark", "min_score"])
    )
    maxima: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["procedure", "grade", "subject", "max_score"])
    )

    @property
    def codes(self) -> frozenset[str]:
        """Codes of all pupils of all years."""
        return frozenset(self.pupils["pupil"])


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who brings a file says about it; an empty text is «look in the file».

    Attributes
    ----------
    year, class_, period, subject, procedure : str
    grade : int or None
    test : str
        Code of the work for item scores.
    names : mapping of str to str
        Pupil as the file calls him → code.
    give_codes : bool
        Whether people without a code may get one: a key is kept where it can be completed.
    territory : str
        «регион» or «муниципалитет»: whose means a file of schools tells.
    max_score : float or None
        Greatest primary score of an examination.
    memory : Memory
        What headers and subjects of this school's exports mean.
    """

    year: str = ""
    class_: str = ""
    period: str = ""
    subject: str = ""
    procedure: str = ""
    grade: int | None = None
    test: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    give_codes: bool = False
    territory: str = ""
    max_score: float | None = None
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True, eq=False)
class Made:
    """What one layout made of one book.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        English table name → rows with the kit's columns; only tables with rows.
    problems : tuple of Problem
    told : tuple of str
        Russian sentences about what was understood: class, period, numbers.
    key_table : DataFrame or None
        Who is under which code, when codes were given; it never goes into the school's folder.
    shares : DataFrame or None
        Numbers of groups that are no table of a school: columns who, n, what, value.
    """

    tables: Mapping[str, pd.DataFrame]
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()
    key_table: pd.DataFrame | None = None
    shares: pd.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class Imported:
    """An export, recognised and read.

    Attributes
    ----------
    layout, title : str
        Short name of the layout and how people call it.
    reason : str
        By what it was recognised, Russian.
    made : Made
    summary : str
        One Russian paragraph.
    """

    layout: str
    title: str
    reason: str
    made: Made
    summary: str

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Tables made, by English name."""
        return self.made.tables

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that was repaired, guessed, left aside or is suspicious."""
        return self.made.problems


def known_of(school: School) -> Known:
    """Take from a school what helps to read its exports."""
    empty = Known()
    subjects: set[str] = set()
    for name in ("period_marks", "marks", "procedures", "fos_plan"):
        if school.has(name):
            subjects |= set(school[name]["subject"].dropna().unique())
    return Known(
        school.year,
        school["pupils"][["year", "pupil", "class_"]] if school.has("pupils") else empty.pupils,
        frozenset(subjects),
        school["scales"] if school.has("scales") else empty.scales,
        school["procedures"][list(empty.maxima.columns)].drop_duplicates()
        if school.has("procedures")
        else empty.maxima,
    )
