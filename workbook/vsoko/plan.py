"""The plan linter: every defect of a school's plan with its place, its weight and what to do.

Apart from the single rules because it decides what they see, in what order findings stand, and whether the plan can be
checked at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbook.estimates import Result, results_table
from workbook.school import School
from workbook.settings import PlanRules
from workbook.vsoko.plan_cells import CELL_RULES, DROPPED, Inspection, PlanFinding
from workbook.vsoko.plan_events import HEADERS, SchoolYear, Unread, numbered, unread_cells
from workbook.vsoko.plan_order import ORDER_RULES, links

__all__ = ["CHECKABLE", "UNCHECKABLE", "PlanCheck", "check_plan", "last_record", "lint", "plan_results"]

CHECKABLE, UNCHECKABLE = "план проверяем", "план непроверяем"

_FINDINGS = ("weight", "number", "event", "field", "header", "value", "what", "fix", "rule")
_LINKS = ("before", "after", "ground")
_NEEDED = {
    "end": "срока",
    "responsible": "ответственного",
    "indicator": "показателя",
    "target": "целевого значения",
}
"""Without these nobody can say whether an event is done."""


_DATED = ("marks", "participations", "expertise", "observations", "requests")
"""Tables whose days tell how far the school's records go."""


@dataclass(frozen=True, eq=False)
class PlanCheck:
    """A plan with everything that was found in it.

    Attributes
    ----------
    title : str
        Title of the plan.
    year : SchoolYear
    day : Timestamp
        The day of the check.
    events : DataFrame
        The plan with number (from 1), weight (of its gravest finding, 0 for none), faults (findings), checkable (bool)
        and lacking («срока, показателя»).
    findings : DataFrame
        weight (3 the gravest), number (0: the plan as a whole), event, field, header, value, what, fix, rule; the
        gravest first.
    links : DataFrame
        before, after (numbers), ground: which events must stand in order and why.
    unread : int
        Rows that reading set aside.
    floor : float
        Least share of checkable events, %.
    """

    title: str
    year: SchoolYear
    day: pd.Timestamp
    events: pd.DataFrame
    findings: pd.DataFrame
    links: pd.DataFrame
    unread: int
    floor: float

    @property
    def total(self) -> int:
        """Events of the plan, unread rows included."""
        return len(self.events) + self.unread

    @property
    def checkable(self) -> int:
        """Events of which one can say whether they are done."""
        return int(self.events["checkable"].sum())

    @property
    def share(self) -> float:
        """Checkable events, % of all."""
        return 100 * self.checkable / self.total if self.total else float("nan")

    @property
    def verdict(self) -> str:
        """:data:`CHECKABLE` or :data:`UNCHECKABLE`."""
        return CHECKABLE if self.share >= self.floor else UNCHECKABLE

    def of(self, *rules: str) -> pd.DataFrame:
        """Return the findings of some rules."""
        return self.findings.loc[self.findings["rule"].isin(rules)]


def check_plan(school: School, plan: str = "", day: str = "") -> PlanCheck:
    """Check a plan of a school.

    Parameters
    ----------
    school : School
        Its table «План мероприятий» and what reading said of it.
    plan : str
        Title of the plan; empty for the whole table.
    day : str
        The day of the check, «2026-05-22»; empty for :func:`last_record`.

    Returns
    -------
    PlanCheck

    Raises
    ------
    MissingData
        No plan was handed in, or the school year is not known.
    """
    cells = unread_cells(school.problems)
    if not cells:
        school.need("plan")
    table = numbered(school["plan"], cells) if school.has("plan") else _nothing()
    if plan:
        table = table.loc[table["plan"].eq(plan)]
        several = school["plan"]["plan"].nunique() > 1 if school.has("plan") else False
        cells = [item for item in cells if not several or item.lost or item.number in set(table["number"])]
    when = pd.Timestamp(day) if day else last_record(school)
    title = plan or "; ".join(dict.fromkeys(table["plan"])) or "План мероприятий"
    return lint(table, tuple(cells), SchoolYear.of(school.year), when, school.settings.plan, title=title)


def lint(
    table: pd.DataFrame,
    unread: tuple[Unread, ...],
    year: SchoolYear,
    day: pd.Timestamp,
    rules: PlanRules,
    *,
    title: str = "План мероприятий",
) -> PlanCheck:
    """Apply every rule to a numbered plan.

    Parameters
    ----------
    table : DataFrame
        From :func:`workbook.vsoko.plan_events.numbered`.
    unread : tuple of Unread
        Cells that reading could not take in.
    year : SchoolYear
        The school year of the plan.
    day : Timestamp
        The day of the check.
    rules : PlanRules
        Weights, wordings, limits; a weight of 0 silences its rule.
    title : str
        Title of the plan.

    Returns
    -------
    PlanCheck
        A cancelled event («отменено») is kept in the table and not checked.
    """
    live = table.loc[table["status"].ne(DROPPED).fillna(True)].reset_index(drop=True)
    seen = Inspection(live, table, unread, year, day, rules)
    found = [finding for rule in (*CELL_RULES, *ORDER_RULES) for finding in rule(seen)]
    findings = _findings(found, table, rules)
    lost = len({item.place for item in unread if item.lost})
    known = pd.DataFrame([(link.before, link.after, link.ground) for link in links(seen)], columns=list(_LINKS))
    return PlanCheck(title, year, day, _judged(table, findings, seen), findings, known, lost, rules.checkable)


def last_record(school: School) -> pd.Timestamp:
    """Return the last day of which the school's folder tells within its year: the day of the check by default.

    Returns
    -------
    Timestamp
        The latest day of a lesson, an achievement, an expertise, a consultation or the start of a done event; else
        the last day of the year.
    """
    year = SchoolYear.of(school.year)
    days = [school[name]["date"] for name in _DATED if school.has(name)]
    if school.has("plan"):
        plan = school["plan"]
        days.append(plan.loc[plan["status"].eq("выполнено").fillna(False), "start"])
    known = pd.concat(days).dropna() if days else pd.Series(dtype="datetime64[us]")
    known = known.loc[known.between(year.first, year.last)]
    return year.last if known.empty else known.max().normalize()


def plan_results(check: PlanCheck) -> pd.DataFrame:
    """Gather the key figures of the check for the results store."""
    grave = int(check.findings["weight"].eq(3).sum())
    late = len(check.of("просрочено"))
    verdict = "хорошо" if check.verdict == CHECKABLE else "внимание"
    rows = [
        Result("plan-checkable-percent", "Мероприятия, выполнение которых можно проверить", check.share,
               n=check.total, unit="%", headline=True, verdict=verdict, note=check.verdict),
        Result("plan-findings", "Замечания к плану", len(check.findings), n=check.total, unit="шт.",
               verdict="внимание" if grave else "хорошо", note=f"важных: {grave}"),
        Result("plan-overdue", "Просроченные мероприятия", late, n=check.total, unit="шт.", headline=True,
               verdict="внимание" if late else "хорошо", note=f"на {check.day:%d.%m.%Y}"),
    ]  # fmt: skip
    return results_table(rows)


def _findings(found: list[PlanFinding], table: pd.DataFrame, rules: PlanRules) -> pd.DataFrame:
    names = dict(zip(table["number"], table["event"], strict=True))
    rows = [
        (int(rules.weights[one.rule]), one.number, names.get(one.number, ""), one.field, HEADERS.get(one.field, ""),
         one.value, one.what, one.fix, one.rule)
        for one in found
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(_FINDINGS)).astype({"weight": "int64", "number": "int64"})
    frame = frame.loc[frame["weight"] > 0]
    return frame.sort_values(["weight", "number"], ascending=[False, True], kind="stable", ignore_index=True)


def _judged(table: pd.DataFrame, findings: pd.DataFrame, seen: Inspection) -> pd.DataFrame:
    lacking = []
    for row in table.itertuples(index=False):
        words = [word for field, word in _NEEDED.items() if seen.blank(row, field)]
        if seen.blank(row, "event"):
            words.insert(0, "ясного названия")
        lacking.append("" if row.status == DROPPED else ", ".join(words))
    by_number = findings.groupby("number")["weight"]
    return table.assign(
        weight=table["number"].map(by_number.max()).fillna(0).astype(int),
        faults=table["number"].map(by_number.size()).fillna(0).astype(int),
        lacking=pd.Series(lacking, table.index, dtype="str"),
        checkable=pd.Series([not words for words in lacking], table.index, dtype="bool"),
    )


def _nothing() -> pd.DataFrame:
    frame = pd.DataFrame({name: pd.Series(dtype="str") for name in ("plan", *HEADERS)})
    days = {"start": "datetime64[us]", "end": "datetime64[us]", "baseline": "float64", "target": "float64"}
    return numbered(frame.astype(days), ())
