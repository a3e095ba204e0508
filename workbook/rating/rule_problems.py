"""What is wrong with a school's rules of rating and contest, before any report is made.

Apart from reading the rules because a check of the folder lists everything at once, while a report stops at the first.
"""

from __future__ import annotations

from workbook.errors import Reason, SettingsRefused
from workbook.rating.contest_nominations import criteria, feeds
from workbook.rating.rules import check_bonuses, read_rules
from workbook.school import Problem, School, Severity

__all__ = ["rule_problems"]

_FILE, _PLACE = "school.yml", "school.yml → методика → "


def rule_problems(school: School) -> tuple[Problem, ...]:
    """List the contradictions (errors) and the oddities (warnings) of a school's rules of rating and contest.

    Parameters
    ----------
    school : School
        Its cards, when handed in, are asked for the bonus cards that the rules name.

    Returns
    -------
    tuple of Problem
        Each sentence begins with the path of the key in ``school.yml``.
    """
    found: list[Problem] = []
    try:
        rules = read_rules(school.settings.rating)
        if school.has("cards"):
            check_bonuses(rules, school["cards"]["card"])
    except SettingsRefused as refusal:
        found.append(_problem(refusal.message, Severity.ERROR, refusal.reason))
    else:
        found += [
            _problem(f"{remark.path}: {remark.message}", Severity.WARNING, Reason.SETTING_VALUE)
            for remark in rules.remarks
        ]
    for read in (feeds, criteria):
        try:
            read(school.settings.contest)
        except SettingsRefused as refusal:
            found.append(_problem(refusal.message, Severity.ERROR, refusal.reason))
    return tuple(found)


def _problem(message: str, severity: Severity, reason: Reason) -> Problem:
    return Problem(_FILE, "", "", "", "", reason, severity, f"{_PLACE}{message}")
