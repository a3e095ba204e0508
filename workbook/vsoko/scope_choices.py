"""What a reader may choose on a page of marks: year, period, subject, parallel, procedure and the reading of «н/а».

Apart from the scope because a list of choices needs no question yet.
"""

from __future__ import annotations

import dataclasses

from workbook.school import School
from workbook.settings import Settings

__all__ = ["ABSENT_READINGS", "grades", "periods", "procedures", "subjects", "what_if", "years"]

ABSENT_READINGS = {"7": "вес 7", "0": "вес 0", "вне расчёта": "вне расчёта"}
"""How «н/а» may enter СОУ, with labels for a control."""


def what_if(settings: Settings, *, sou_absent: str = "") -> Settings:
    """Return the rules with another reading of «н/а» in СОУ; an empty string keeps the school's own.

    Parameters
    ----------
    settings : Settings
        The rules in force; not changed.
    sou_absent : str
        «7», «0», «вне расчёта» or "".

    Examples
    --------
    >>> what_if(Settings(), sou_absent="0").marks.sou_absent
    '0'
    """
    if not sou_absent:
        return settings
    return dataclasses.replace(settings, marks=dataclasses.replace(settings.marks, sou_absent=sou_absent))


def years(school: School) -> list[str]:
    """Return the school years with marks, the school's current one first."""
    known = sorted(school["period_marks"]["year"].unique(), reverse=True)
    return sorted(known, key=lambda year: year != school.year)


def periods(school: School) -> list[str]:
    """Return the periods with marks, «год» first."""
    known = sorted(school["period_marks"]["period"].unique())
    return sorted(known, key=lambda period: period != "год")


def subjects(school: School) -> list[str]:
    """Return the subjects with marks in order of the alphabet."""
    return sorted(school["period_marks"]["subject"].unique())


def grades(school: School) -> dict[str, str]:
    """Return parallels with their labels; «0» stands for all."""
    known = school["pupils"]["class_"].str.extract(r"^(\d{1,2})", expand=False).astype(int).unique()
    return {"0": "все параллели"} | {str(grade): f"{grade} классы" for grade in sorted(known)}


def procedures(school: School) -> list[str]:
    """Return the procedures in which journal marks stand beside the marks of the work, ВПР first."""
    table = school["procedures"]
    known = sorted(table.loc[table["journal_mark"].notna() & table["mark"].notna(), "procedure"].unique())
    return sorted(known, key=lambda name: name != "ВПР")
