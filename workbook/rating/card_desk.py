"""The cards of one school and one season, looked at together: registry, offer map, partners, problems.

Apart from the parts because every section of the report asks for several of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.rating.card_map import OfferMap, offer_map
from workbook.rating.card_problems import CardProblem, Surroundings, card_problems
from workbook.rating.card_registry import registry
from workbook.rating.roster import roster
from workbook.rating.rules import Rules, read_rules
from workbook.school import School
from workbook.settings import CardRules

__all__ = ["CardDesk", "card_desk", "card_titles"]


@dataclass(frozen=True)
class CardDesk:
    """What is known about a school's cards.

    Attributes
    ----------
    rules : Rules
    limits : CardRules
    all_cards : DataFrame
        Table «Технологические карты», other seasons included.
    stages, points : DataFrame or None
        Tables «Этапы мероприятий» and «Баллы карты».
    around : Surroundings
        Roster, journal and teachers.
    cards : DataFrame
        :func:`workbook.rating.card_registry.registry` of the season.
    offer : OfferMap
    problems : tuple of CardProblem
    """

    rules: Rules
    limits: CardRules
    all_cards: pd.DataFrame
    stages: pd.DataFrame | None
    points: pd.DataFrame | None
    around: Surroundings
    cards: pd.DataFrame
    offer: OfferMap
    problems: tuple[CardProblem, ...]

    @property
    def roster(self) -> pd.DataFrame:
        """The pupils of the year."""
        return self.around.roster

    @property
    def outside(self) -> int:
        """How many cards belong to other seasons."""
        return len(self.all_cards) - len(self.cards)

    @property
    def example(self) -> str:
        """The card that shows most: the first of those with most stages and fewest empty fields."""
        best = self.cards.assign(gaps=[len(names) for names in self.cards["empty"]])
        return str(best.sort_values(["gaps", "stages"], ascending=[True, False], kind="stable")["card"].iloc[0])


@lru_cache(maxsize=8)
def card_desk(school: School) -> CardDesk:
    """Look at a school's cards under its own rules.

    Parameters
    ----------
    school : School
        Tables «Технологические карты» and «Ученики»; «Этапы мероприятий», «Баллы карты», «Участие в мероприятиях» and
        «Учителя» when the school has them.

    Returns
    -------
    CardDesk
        The sections of one report share one answer; a school read anew is a new question.

    Raises
    ------
    MissingData
        A table is absent, or no card touches the season.
    SettingsRefused
        The school's rules contradict each other or name an unknown field.
    """
    school.need("cards", "pupils")
    rules, limits = read_rules(school.settings.rating), school.settings.cards
    stages, points, journal = (
        school[name] if school.has(name) else None for name in ("card_stages", "card_points", "participations")
    )
    teachers = frozenset(school["teachers"]["teacher"]) if school.has("teachers") else None
    around = Surroundings(roster(school["pupils"], school.year, rules), journal, teachers)
    found = registry(school["cards"], stages, rules, limits)
    if found.empty:
        raise MissingData(
            "В периоде рейтинга нет ни одной технологической карты. Проверьте даты карт и период в правилах школы.",
            Reason.TABLE_EMPTY,
            ["cards"],
        )
    return CardDesk(
        rules, limits, school["cards"], stages, points, around, found,
        offer_map(school["cards"], around.roster, rules, limits), card_problems(found, around, rules),
    )  # fmt: skip


def card_titles(school: School) -> dict[str, str]:
    """Return the season's cards as ``code → «код. название»`` for a control.

    Raises
    ------
    MissingData
        As :func:`card_desk`.
    """
    cards = card_desk(school).cards
    return {str(code): f"{code}. {title}" for code, title in zip(cards["card"], cards["title"], strict=True)}
