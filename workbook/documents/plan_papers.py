"""What the notebook of plan and calendar gives to take away: the marked plan and the schedule of works.

Apart from each document because either may be missing while the other is there.
"""

from __future__ import annotations

from workbook.display import Block, Download, Downloads, Finding, Findings, Stack
from workbook.documents.calendar_book import calendar_book
from workbook.documents.plan_book import plan_book
from workbook.errors import MissingData
from workbook.school import School
from workbook.vsoko.calendar import calendar_of
from workbook.vsoko.plan import check_plan

__all__ = ["papers"]


def papers(school: School, plan: str = "", day: str = "", source: str = "", since: str = "") -> Block:
    """Offer the files that can be made.

    Parameters
    ----------
    school : School
    plan, day, source, since : str
        As in :func:`workbook.vsoko.plan.check_plan` and :func:`workbook.vsoko.calendar.calendar_of`.

    Returns
    -------
    Block
        Buttons; a file that cannot be made says why.
    """
    files, gaps = [], []
    try:
        book = plan_book(check_plan(school, plan, day), school.title)
        files.append(Download("План с замечаниями (Excel)", f"{school.id}-план-с-замечаниями.xlsx", book))
    except MissingData as gap:
        gaps.append(Finding("neutral", f"Плана с замечаниями нет: {gap.message}"))
    try:
        book = calendar_book(calendar_of(school, source, since))
        files.append(Download("График работ (Excel)", f"{school.id}-график-работ.xlsx", book))
    except MissingData as gap:
        gaps.append(Finding("neutral", f"Графика нет: {gap.message}"))
    buttons = Downloads(files)
    return Stack([buttons, Findings(gaps)]) if gaps else buttons
