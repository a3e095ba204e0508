"""The check of a school's data as a page of its own: what was read, what was set aside, what to correct.

Apart from the reports because it needs no notebook, comes first, and decides whether the school's reports can be made.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbook import display
from workbook.publish.pages import render_page
from workbook.school import School, Severity, read_school

__all__ = ["SchoolCheck", "check_school"]

_SHOWN = 2000
_TONES = {Severity.ERROR: "wbp-bad", Severity.WARNING: "wbp-warn", Severity.REPAIR: "wbp-ok"}


@dataclass(frozen=True, slots=True)
class SchoolCheck:
    """What the check found.

    Attributes
    ----------
    page : str
        HTML of the list of problems.
    facts : mapping
        ``title``, ``year``, ``settings`` (title, version and digest), ``problems`` (severity → how many).
    """

    page: str
    facts: dict[str, Any]


def check_school(folder: Path, made: str, cache: Path | None = None) -> SchoolCheck:
    """Read a school and describe its problems.

    Parameters
    ----------
    folder : Path
        The school's folder.
    made : str
        When, as people read it.
    cache : Path, optional
        Where validated tables are kept for the kernels that follow.

    Raises
    ------
    WorkbookError
        The school cannot be read at all.
    """
    school = read_school(folder, cache=cache)
    counts = Counter(problem.severity for problem in school.problems)
    settings = school.settings
    facts = {
        "title": school.title,
        "municipality": school.municipality,
        "year": school.year,
        "settings": {"title": settings.title, "version": settings.version, "digest": settings.digest},
        "problems": {str(severity): counts[severity] for severity in Severity},
    }
    return SchoolCheck(_page(school, counts, made), facts)


def _page(school: School, counts: Counter[Severity], made: str) -> str:
    problems = sorted(school.problems, key=lambda item: list(Severity).index(item.severity))
    rows = [
        {
            "severity": str(item.severity),
            "tone": _TONES[item.severity],
            "place": ", ".join(part for part in (item.file, item.sheet and f"лист «{item.sheet}»", item.cell) if part),
            "header": item.header,
            "value": item.value,
            "message": item.message,
        }
        for item in problems[:_SHOWN]
    ]
    return render_page(
        "problems.html.j2",
        title=f"Проверка данных — {school.title}",
        school=school.title,
        year=school.year,
        made=made,
        summary=_summary(counts),
        rows=rows,
        hidden=max(0, len(problems) - _SHOWN),
    )


def _summary(counts: Counter[Severity]) -> str:
    if not counts:
        return "Замечаний нет: все строки приняты."
    names = {
        Severity.ERROR: ("ошибка", "ошибки", "ошибок"),
        Severity.WARNING: ("предупреждение", "предупреждения", "предупреждений"),
        Severity.REPAIR: ("исправление", "исправления", "исправлений"),
    }
    parts = [display.count(counts[severity], *names[severity]) for severity in Severity if counts[severity]]
    return ", ".join(parts) + "."
