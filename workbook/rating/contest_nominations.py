"""The nominations of the contest of achievements and what each of them is fed from, read from the school's rules.

Apart from the shortlists because the jury's tables, the page and the papers ask for the same order of nominations.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook.errors import Reason, SettingsRefused
from workbook.rating.offer import DIRECTIONS
from workbook.settings import ContestRules, RatingRules

__all__ = ["BREAKTHROUGH", "LEADER", "NOMINATIONS", "TEAM", "Feed", "criteria", "feeds"]

LEADER, TEAM, BREAKTHROUGH = "Лидер", "Команда года", "Прорыв"

NOMINATIONS = ("Интеллект", "Творчество", "Спорт", "Волонтёр", LEADER, TEAM, BREAKTHROUGH)
"""Nominations in the order of the protocol (методика комплекта, раздел 8)."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What brings points into one nomination of pupils.

    Attributes
    ----------
    nomination : str
    directions : tuple of str
        Directions whose records count.
    roles : tuple of str
        Roles whose records count whatever the direction.
    """

    nomination: str
    directions: tuple[str, ...]
    roles: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What feeds the nomination, Russian."""
        parts = [f"направления: {', '.join(self.directions)}"] if len(self.directions) > 1 else []
        parts = parts or [f"направление: {name}" for name in self.directions]
        return "; ".join([*parts, *([f"роли: {', '.join(self.roles)}"] if self.roles else [])])


def feeds(rules: ContestRules) -> tuple[Feed, ...]:
    """Return the nominations that take points from directions and roles; one without either is not held.

    Raises
    ------
    SettingsRefused
        A direction or a role does not exist. The sentence names the key's path.

    Examples
    --------
    >>> [feed.nomination for feed in feeds(ContestRules())]
    ['Интеллект', 'Творчество', 'Спорт', 'Волонтёр', 'Лидер']
    """
    known = tuple(RatingRules().roles)
    roles = _listed(rules.leader_roles, known, "роли_лидера", "роли")
    found = [
        Feed(
            nomination,
            _listed(text, DIRECTIONS, f"направления_номинаций → {nomination}", "направления"),
            roles if nomination == LEADER else (),
        )
        for nomination, text in rules.directions.items()
    ]
    return tuple(feed for feed in found if feed.directions or feed.roles)


def criteria(rules: ContestRules) -> tuple[str, ...]:
    """Return the criteria of the jury's sheet in order.

    Raises
    ------
    SettingsRefused
        No criterion, or one is named twice.
    """
    names = tuple(part.strip() for part in rules.criteria.split(";") if part.strip())
    if not names:
        raise _refused("критерии", "не назван ни один критерий. Перечислите их через точку с запятой.")
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise _refused("критерии", f"критерий «{twice}» назван дважды. Оставьте один.")
    return names


def _listed(text: str, known: tuple[str, ...], key: str, what: str) -> tuple[str, ...]:
    names = [part.strip() for part in text.split(";") if part.strip()]
    for name in names:
        if name not in known:
            raise _refused(key, f"{what} «{name}» нет. Допустимо: {', '.join(known)}.")
    return tuple(dict.fromkeys(names))


def _refused(key: str, message: str) -> SettingsRefused:
    return SettingsRefused(f"конкурс → {key}: {message}", Reason.SETTING_VALUE)
