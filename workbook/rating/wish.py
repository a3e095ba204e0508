"""A wish to change the main rules (что если): a few numbers that a person moves, turned into a draft of the rules.

Apart from the difference of two versions, which asks nothing about where a version came from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from workbook.rating.rule_diff import RuleDiff, rule_diff
from workbook.rating.rules import exact, hundredths, read_rules
from workbook.school import School
from workbook.settings import RatingRules, Settings
from workbook.settings.declaring import freeze

__all__ = ["Wish", "draft", "effect_choice", "level_choice", "what_if"]


@dataclass(frozen=True)
class Wish:
    """What to change; a value of −1, an empty text or 100 % leaves the school's own rule.

    Attributes
    ----------
    best_n : int
        Best results of a category that count; 0 counts all, −1 keeps the rule.
    best_of : str
        «направление», «уровень», «направление и уровень».
    direction_cap, total_cap : float
        Limits of each direction and of the whole, points; 0 lifts them, −1 keeps the rule.
    policy : str
        How a team's points are shared.
    remote : int
        Multiplier of remote participation in percent; −1 keeps the rule.
    level : str
        The level whose points change.
    level_worth : int
        Its new points in percent of the present ones.
    level_caps : int
        Limits of levels in percent of the present ones.
    carry_over : int
        Percent of the previous total that is carried over; −1 keeps the rule.
    effective : str
        First day of the new version; empty for the start of the season.
    """

    best_n: int = -1
    best_of: str = ""
    direction_cap: float = -1
    total_cap: float = -1
    policy: str = ""
    remote: int = -1
    level: str = ""
    level_worth: int = 100
    level_caps: int = 100
    carry_over: int = -1
    effective: str = ""


def draft(rating: RatingRules, wish: Wish) -> RatingRules:
    """Return the school's rules with the wish in them.

    Parameters
    ----------
    rating : RatingRules
    wish : Wish

    Examples
    --------
    >>> draft(RatingRules(), Wish(level="районный", level_worth=150)).points["районный"]["призёр"]
    6
    """
    changed = rating
    if wish.best_n >= 0:
        changed = replace(changed, best_n=wish.best_n)
    if wish.best_of:
        changed = replace(changed, best_of=wish.best_of)
    if wish.direction_cap >= 0:
        changed = replace(changed, direction_caps=freeze(dict.fromkeys(rating.direction_caps, wish.direction_cap)))
    if wish.total_cap >= 0:
        changed = replace(changed, total_cap=wish.total_cap)
    if wish.policy:
        changed = replace(changed, group_policy=wish.policy)
    if wish.remote >= 0:
        changed = replace(changed, forms=freeze({**rating.forms, "дистанционно": _percent(1, wish.remote)}))
    if wish.level and wish.level_worth != 100:
        worth = {result: _percent(value, wish.level_worth) for result, value in rating.points[wish.level].items()}
        changed = replace(changed, points=freeze({**rating.points, wish.level: worth}))
    if wish.level_caps != 100:
        caps = {level: _percent(value, wish.level_caps) for level, value in rating.level_caps.items()}
        changed = replace(changed, level_caps=freeze(caps))
    if wish.carry_over >= 0:
        changed = replace(changed, carry_over=wish.carry_over)
    if wish.effective.strip():
        changed = replace(changed, effective=wish.effective.strip())
    return changed


def level_choice(settings: Settings) -> list[str]:
    """Return the levels whose points a wish may change, for a control."""
    return list(settings.rating.points)


def effect_choice(settings: Settings) -> list[str]:
    """Return the days from which new rules may hold, for a control: the first days of the season's months.

    The season's own first day is left out: an empty wish means it.
    """
    period = read_rules(settings.rating).period
    days = pd.date_range(period.starts, period.ends, freq="MS")
    return [f"{day:%d.%m.%Y}" for day in days if day.date() > period.starts]


def _percent(value: float, percent: int) -> float | int:
    """Return a percentage of a rule's value, to hundredths, half up."""
    whole = hundredths(float(exact(value) * percent / 100))
    return whole // 100 if whole % 100 == 0 else whole / 100


@lru_cache(maxsize=4)
def what_if(school: School, wish: Wish) -> RuleDiff:
    """Compare the school's own rules with the wish in them.

    Parameters
    ----------
    school : School
    wish : Wish

    Returns
    -------
    RuleDiff
        The sections of one page share one answer.

    Raises
    ------
    MissingData, SettingsRefused
        As :func:`workbook.rating.rule_diff.rule_diff`.
    """
    return rule_diff(school, school.settings.rating, draft(school.settings.rating, wish))
