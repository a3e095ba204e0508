"""The rules of one season in exact numbers: hundredths of a point and fractions, checked against contradictions.

Apart from :mod:`workbook.settings`, which checks each value alone: here values are checked against each other, and
decimal numbers become integers and fractions once, so that no float ever meets a pupil's points.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from workbook.rating.place_points import place_remarks, read_place_points, read_prize_places
from workbook.rating.remarks import Remark, check, refused, remarks
from workbook.settings import RatingRules

__all__ = [
    "POLICIES",
    "League",
    "Period",
    "Remark",
    "Rules",
    "check_bonuses",
    "exact",
    "hundredths",
    "nearest",
    "read_rules",
]

POLICIES = ("поровну", "по ролям", "каждому полностью")
"""Ways to share a team's points."""

_CATEGORIES = {
    "направление": ("direction",),
    "уровень": ("scale",),
    "направление и уровень": ("direction", "scale"),
}


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
    best_n : int or None
        How many results of one category count; None for all.
    best_of : tuple of str
        Columns of the ledger that make a category: «direction», «scale» or both.
    direction_caps : mapping
        Limit per direction and season, hundredths; a direction left out has none.
    total_cap : int or None
        Limit of everything recorded in the season, hundredths; what is carried over stands beside it.
    bonuses : frozenset of str
        Codes of the cards that are fixed additions (надбавки): their points know no multipliers, count once a season,
        and stand outside the best results and all limits but the total one.
    carry_over : Fraction
        Part of the previous season's total that is added to this one.
    effective : datetime.date
        First day of this version of the rules.
    earlier : Rules or None
        The version before: it prices the results dated before ``effective``. Which stages, results and limits count
        is a question to the whole season and is answered by this version alone. Without it this version prices all.
    place_points : mapping
        ``(level, place) → hundredths of a point`` where a place has a price of its own.
    prize_places : mapping
        Last place of a level that counts as a prize though the result says «участник».
    count_appealed : bool
        Whether an appealed record counts until it is decided.
    appeal_days : int
        Calendar days after the confirmation in which a record may be appealed.
    winner_place : int
        Worst place at which the result «победитель» raises no question.
    twin_days : int
        Two records of one pupil and event not further apart than this may be a repeat.
    own_papers : tuple of str
        First words of documents that belong to one pupil or one team.
    limits_first : bool
        Whether stages and best results are chosen with an eye on the limits, see :mod:`workbook.rating.choice`.
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
    best_n: int | None = None
    best_of: tuple[str, ...] = ("direction",)
    direction_caps: Mapping[str, int] = field(default_factory=dict)
    total_cap: int | None = None
    bonuses: frozenset[str] = frozenset()
    carry_over: Fraction = Fraction(0)
    effective: date = date.min
    earlier: Rules | None = None
    place_points: Mapping[tuple[str, int], int] = field(default_factory=dict)
    prize_places: Mapping[str, int] = field(default_factory=dict)
    count_appealed: bool = True
    appeal_days: int = 5
    winner_place: int = 3
    twin_days: int = 3
    own_papers: tuple[str, ...] = ()
    limits_first: bool = False
    remarks: tuple[Remark, ...] = ()
    assumed: tuple[str, ...] = ()

    def previous(self) -> Rules:
        """Return the same rules for the season one year earlier; nothing is carried into it, no version changes."""
        return dataclasses.replace(
            self, period=self.period.previous(), carry_over=Fraction(0), effective=date.min, earlier=None
        )

    def after(self, earlier: Rules) -> Rules:
        """Return these rules with the version that prices the results dated before ``effective``."""
        return dataclasses.replace(self, earlier=earlier)

    @property
    def capped(self) -> bool:
        """Whether limits are in force."""
        return (
            bool(self.level_caps or self.direction_caps)
            or self.card_group_cap is not None
            or self.total_cap is not None
        )

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
        anything, leagues overlap, the rules take effect after the period, a code of a bonus card is repeated, or the
        policy is unknown. The sentence names the key's path.

    Examples
    --------
    >>> read_rules(RatingRules()).points["районный", "призёр"]
    400
    """
    if policy and policy not in POLICIES:
        choices = ", ".join(f"«{choice}»" for choice in POLICIES)
        raise refused("деление_команды", f"способа «{policy}» нет. Допустимо: {choices}.")
    check(rating)
    period, leagues = _read_period(rating), _read_leagues(rating.leagues)
    return Rules(
        period=period,
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
        leagues=leagues,
        top_share=exact(rating.top_share) / 100,
        best_n=rating.best_n or None,
        best_of=_CATEGORIES[rating.best_of],
        direction_caps={name: hundredths(cap) for name, cap in rating.direction_caps.items() if cap} if caps else {},
        total_cap=hundredths(rating.total_cap) if caps and rating.total_cap else None,
        bonuses=_read_bonuses(rating.bonus_cards),
        carry_over=exact(rating.carry_over) / 100,
        effective=_read_effect(rating, period),
        place_points=read_place_points(rating),
        prize_places=read_prize_places(rating),
        count_appealed=rating.count_appealed == "да",
        appeal_days=rating.appeal_days,
        winner_place=rating.winner_place,
        twin_days=rating.twin_days,
        own_papers=tuple(word.strip().lower() for word in rating.own_papers.split(";") if word.strip()),
        limits_first=rating.stage_choice == "с учётом лимитов",
        remarks=(*remarks(rating, leagues), *place_remarks(rating), *_odd_days(rating, period)),
        assumed=tuple(_assumed(rating, policy, caps)),
    )


def _assumed(rating: RatingRules, policy: str, caps: bool) -> Iterator[str]:
    if policy and policy != rating.group_policy:
        yield f"баллы команды делятся «{policy}», а по методике школы «{rating.group_policy}»"
    if not caps:
        yield (
            "лимиты сняты"
            if rating.total_cap or any(rating.direction_caps.values())
            else "лимиты уровней и групп карт сняты"
        )


def _year_back(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def _read_period(rating: RatingRules) -> Period:
    starts, ends = _read_day(rating.starts, "период_с"), _read_day(rating.ends, "период_по")
    if starts > ends:
        raise refused(
            "период_по", f"период кончается ({rating.ends}) раньше, чем начинается ({rating.starts}). Исправьте даты."
        )
    return Period(starts, ends)


def _read_day(text: str, key: str) -> date:
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), pattern).date()
        except ValueError:
            continue
    raise refused(key, f"«{text}» не читается как дата. Нужно, например, 01.09.2025.")


def _read_leagues(text: str) -> tuple[League, ...]:
    leagues = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        found = re.fullmatch(r"(\d{1,2})(?:\s*[–-]\s*(\d{1,2}))?", part)
        if not found or not 1 <= int(found[1]) <= int(found[2] or found[1]) <= 11:
            raise refused("лиги", f"«{part}» не читается как параллели. Нужно, например, «1–4; 5–7; 8–9; 10–11».")
        leagues.append(League(int(found[1]), int(found[2] or found[1])))
    leagues.sort(key=lambda league: league.first)
    for lower, upper in pairwise(leagues):
        if lower.last >= upper.first:
            raise refused("лиги", f"«{lower.title}» и «{upper.title}» пересекаются: у ученика было бы две лиги.")
    return tuple(leagues)


def _read_effect(rating: RatingRules, period: Period) -> date:
    if not rating.effective.strip():
        return period.starts
    day = _read_day(rating.effective, "действуют_с")
    if day > period.ends:
        raise refused(
            "действуют_с",
            f"правила вступают в силу {rating.effective}, когда период уже окончен ({rating.ends}): считать по ним "
            "нечего. Исправьте дату или период.",
        )
    return day


def _odd_days(rating: RatingRules, period: Period) -> Iterator[Remark]:
    """Yield what is odd about the days: a season longer than a year, rules that begin before or within it."""
    if period.previous().ends >= period.starts:
        yield Remark("рейтинг → период_по", "период длиннее года: он пересечётся с прошлым, прирост будет неверен.")
    if not rating.effective.strip():
        return
    day = _read_effect(rating, period)
    if day < period.starts:
        yield Remark(
            "рейтинг → действуют_с",
            f"дата {rating.effective} раньше начала периода ({rating.starts}): версия действует весь период.",
        )
    elif day > period.starts:
        yield Remark(
            "рейтинг → действуют_с",
            f"версия правил действует с {rating.effective}, а период начинается {rating.starts}: результаты одного "
            "периода могут быть оценены по-разному.",
        )


def _read_bonuses(text: str) -> frozenset[str]:
    codes = [code for code in (part.strip() for part in text.split(";")) if code]
    again = next((code for code in codes if codes.count(code) > 1), "")
    if again:
        raise refused("карты_надбавок", f"карта «{again}» названа дважды.")
    return frozenset(codes)


def check_bonuses(rules: Rules, cards: Collection[str]) -> None:
    """Refuse bonus cards that the school does not have.

    Parameters
    ----------
    rules : Rules
    cards : collection of str
        Codes of the school's technological cards.

    Raises
    ------
    SettingsRefused
        The sentence names the key's path and the codes.
    """
    unknown = sorted(rules.bonuses - set(cards))
    if unknown:
        codes = ", ".join(f"«{code}»" for code in unknown)
        raise refused("карты_надбавок", f"таких карт нет: {codes}. Добавьте карту или исправьте код.")
