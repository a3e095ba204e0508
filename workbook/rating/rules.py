"""The rules of one season in exact numbers: hundredths of a point and fractions, checked against contradictions.

Apart from :mod:`workbook.settings`, which checks each value alone: here values are checked against each other, and
decimal numbers become integers and fractions once, so that no float ever meets a pupil's points.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from workbook.errors import Reason, SettingsRefused
from workbook.settings import RatingRules

__all__ = ["POLICIES", "League", "Period", "Remark", "Rules", "exact", "hundredths", "nearest", "read_rules"]

_RESULTS = ("участник", "призёр", "победитель")
POLICIES = ("поровну", "по ролям", "каждому полностью")
"""Ways to share a team's points."""

_SECTION = "рейтинг"


@dataclass(frozen=True, slots=True)
class Period:
    """The days of one season, both ends included.

    Attributes
    ----------
    starts, ends : datetime.date
        First and last day.
    """

    starts: date
    ends: date

    def previous(self) -> Period:
        """Return the same days one year earlier."""
        return Period(_year_back(self.starts), _year_back(self.ends))


@dataclass(frozen=True, slots=True)
class League:
    """Grades that compete with each other (лига).

    Attributes
    ----------
    first, last : int
        Lowest and highest grade, both included.
    """

    first: int
    last: int

    @property
    def title(self) -> str:
        """How people read it: «5–7»."""
        return f"{self.first}–{self.last}" if self.first != self.last else str(self.first)

    def holds(self, grade: int) -> bool:
        """Whether pupils of this grade compete here."""
        return self.first <= grade <= self.last


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd in the rules that is allowed but worth a second look.

    Attributes
    ----------
    path : str
        Where the rule stands: «рейтинг → лимиты_уровней → школьный».
    message : str
        What is odd, Russian.
    """

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of the points-and-rating system ready for exact counting.

    Attributes
    ----------
    period : Period
    points : mapping
        ``(level, result) → hundredths of a point``.
    levels : tuple of str
        Levels from the lowest to the highest.
    roles, forms : mapping
        Multipliers as exact fractions.
    policy : str
        How a team's points are shared: «поровну», «по ролям», «каждому полностью».
    team_cap : int
        Limit of one pupil from one team under «каждому полностью», hundredths.
    level_caps : mapping
        Limit per level and season, hundredths; empty when limits are switched off.
    card_group_cap : int or None
        Limit per group of cards and season, hundredths; None when limits are switched off.
    role_in_card : bool
        Whether points given by a card already include the role.
    ties : tuple of str
        «победы» and «уровень» in the order in which they break ties; empty: ties stay.
    leagues : tuple of League
    top_share : Fraction
        Share of pupils whose part of all points measures concentration.
    remarks : tuple of Remark
    assumed : tuple of str
        Russian notes on what a «что если» changed; empty under the school's own rules.
    """

    period: Period
    points: Mapping[tuple[str, str], int]
    levels: tuple[str, ...]
    roles: Mapping[str, Fraction]
    forms: Mapping[str, Fraction]
    policy: str
    team_cap: int
    level_caps: Mapping[str, int]
    card_group_cap: int | None
    role_in_card: bool
    ties: tuple[str, ...]
    leagues: tuple[League, ...]
    top_share: Fraction
    remarks: tuple[Remark, ...] = ()
    assumed: tuple[str, ...] = ()

    def previous(self) -> Rules:
        """Return the same rules for the season one year earlier."""
        return dataclasses.replace(self, period=self.period.previous())

    @property
    def capped(self) -> bool:
        """Whether limits are in force."""
        return bool(self.level_caps) or self.card_group_cap is not None

    @property
    def step(self) -> int:
        """The least that a result can bring in the scale, hundredths: one participation at the lowest level."""
        return min(value for value in self.points.values() if value > 0)

    def league(self, grade: int) -> str:
        """Return the title of the league of a grade, or an empty text."""
        return next((league.title for league in self.leagues if league.holds(grade)), "")


def hundredths(value: float | int | str | Decimal) -> int:
    """Turn points into whole hundredths, half up.

    Examples
    --------
    >>> hundredths(1.25), hundredths("0.125")
    (125, 13)
    """
    return nearest(exact(value) * 100)


def exact(value: float | int | str | Decimal) -> Fraction:
    """Read a decimal number as people wrote it: 0.1 is one tenth."""
    return Fraction(Decimal(str(value)))


def nearest(value: Fraction) -> int:
    """Round a non-negative fraction to a whole number, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def read_rules(rating: RatingRules, *, policy: str = "", caps: bool = True) -> Rules:
    """Make exact rules from the school's settings and refuse those that contradict each other.

    Parameters
    ----------
    rating : RatingRules
        The school's «рейтинг» section.
    policy : str
        Another way to share a team's points for a «что если»; empty keeps the school's.
    caps : bool
        False switches all limits off for a «что если».

    Returns
    -------
    Rules
        ``remarks`` name what is allowed but odd.

    Raises
    ------
    SettingsRefused
        The period is unreadable or reversed, a lower result is worth more than a higher one, nothing is worth
        anything, leagues overlap, or the policy is unknown. The sentence names the key's path.

    Examples
    --------
    >>> read_rules(RatingRules()).points["районный", "призёр"]
    400
    """
    if policy and policy not in POLICIES:
        choices = ", ".join(f"«{choice}»" for choice in POLICIES)
        raise _refused("деление_команды", f"способа «{policy}» нет. Допустимо: {choices}.")
    _check_points(rating)
    return Rules(
        period=_read_period(rating),
        points={
            (level, result): hundredths(value)
            for level, results in rating.points.items()
            for result, value in results.items()
        },
        levels=tuple(rating.points),
        roles={role: exact(value) for role, value in rating.roles.items()},
        forms={form: exact(value) for form, value in rating.forms.items()},
        policy=policy or rating.group_policy,
        team_cap=hundredths(rating.group_cap),
        level_caps={level: hundredths(value) for level, value in rating.level_caps.items()} if caps else {},
        card_group_cap=hundredths(rating.card_group_cap) if caps else None,
        role_in_card=rating.card_role == "уже учтена",
        ties=() if rating.tie_order == "не различать" else tuple(rating.tie_order.split("; ")),
        leagues=_read_leagues(rating.leagues),
        top_share=exact(rating.top_share) / 100,
        remarks=tuple(_remarks(rating)),
        assumed=tuple(_assumed(rating, policy, caps)),
    )


def _assumed(rating: RatingRules, policy: str, caps: bool) -> Iterator[str]:
    if policy and policy != rating.group_policy:
        yield f"баллы команды делятся «{policy}», а по методике школы «{rating.group_policy}»"
    if not caps:
        yield "лимиты уровней и групп карт сняты"


def _refused(path: str, message: str) -> SettingsRefused:
    return SettingsRefused(f"{_SECTION} → {path}: {message}", Reason.SETTING_VALUE)


def _year_back(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def _read_period(rating: RatingRules) -> Period:
    starts, ends = _read_day(rating.starts, "период_с"), _read_day(rating.ends, "период_по")
    if starts > ends:
        raise _refused(
            "период_по", f"период кончается ({rating.ends}) раньше, чем начинается ({rating.starts}). Исправьте даты."
        )
    return Period(starts, ends)


def _read_day(text: str, key: str) -> date:
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), pattern).date()
        except ValueError:
            continue
    raise _refused(key, f"«{text}» не читается как дата. Нужно, например, 01.09.2025.")


def _read_leagues(text: str) -> tuple[League, ...]:
    leagues = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        found = re.fullmatch(r"(\d{1,2})(?:\s*[–-]\s*(\d{1,2}))?", part)
        if not found or not 1 <= int(found[1]) <= int(found[2] or found[1]) <= 11:
            raise _refused("лиги", f"«{part}» не читается как параллели. Нужно, например, «1–4; 5–7; 8–9; 10–11».")
        leagues.append(League(int(found[1]), int(found[2] or found[1])))
    leagues.sort(key=lambda league: league.first)
    for lower, upper in pairwise(leagues):
        if lower.last >= upper.first:
            raise _refused("лиги", f"«{lower.title}» и «{upper.title}» пересекаются: у ученика было бы две лиги.")
    return tuple(leagues)


def _check_points(rating: RatingRules) -> None:
    for level, results in rating.points.items():
        for lower, upper in pairwise(_RESULTS):
            if results[lower] > results[upper]:
                raise _refused(
                    f"баллы → {level}",
                    f"«{lower}» ({_plain(results[lower])}) стоит дороже, чем «{upper}» ({_plain(results[upper])}). "
                    "Лучший результат не может стоить меньше.",
                )
    if not any(value for results in rating.points.values() for value in results.values()):
        raise _refused("баллы", "все баллы равны нулю, рейтинг считать не из чего.")
    if not any(rating.roles.values()):
        raise _refused("роли", "множители всех ролей равны нулю, баллов не получит никто.")
    if not any(rating.forms.values()):
        raise _refused("формы", "множители всех форм равны нулю, баллов не получит никто.")


def _remarks(rating: RatingRules) -> Iterator[Remark]:
    for lower, upper in pairwise(rating.points):
        for result in _RESULTS:
            low, high = rating.points[lower][result], rating.points[upper][result]
            if low > high:
                yield Remark(
                    f"{_SECTION} → баллы → {upper}",
                    f"«{result}» на уровне «{upper}» ({_plain(high)}) стоит меньше, чем на уровне «{lower}» "
                    f"({_plain(low)}).",
                )
    for level, cap in rating.level_caps.items():
        best = rating.points[level]["победитель"]
        if cap < best:
            yield Remark(
                f"{_SECTION} → лимиты_уровней → {level}",
                f"лимит {_plain(cap)} меньше одной победы ({_plain(best)}): победитель не получит своих баллов.",
            )
    if rating.forms["платный"] > 0:
        yield Remark(f"{_SECTION} → формы → платный", "платные конкурсы приносят баллы: места можно купить.")
    if rating.forms["дистанционно"] > rating.forms["очно"]:
        yield Remark(f"{_SECTION} → формы → дистанционно", "дистанционное участие стоит дороже очного.")
    if rating.roles["зритель"] >= rating.roles["исполнитель"]:
        yield Remark(f"{_SECTION} → роли → зритель", "зритель получает не меньше исполнителя.")
    leagues = _read_leagues(rating.leagues)
    outside = [str(grade) for grade in range(1, 12) if not any(league.holds(grade) for league in leagues)]
    if outside:
        yield Remark(f"{_SECTION} → лиги", f"параллели вне лиг: {', '.join(outside)}; места в лиге у них не будет.")


def _plain(value: float) -> str:
    return f"{value:g}".replace(".", ",")
