"""What is wrong or odd about the rules of a season: refusals and remarks, each with the path of its key.

Apart from the rules themselves, which turn sound values into exact numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from workbook.errors import Reason, SettingsRefused
from workbook.settings import RatingRules

if TYPE_CHECKING:
    from workbook.rating.rules import League

__all__ = ["Remark", "check", "plain", "refused", "remarks"]

_RESULTS = ("участник", "призёр", "победитель")
_SECTION = "рейтинг"


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


def refused(path: str, message: str) -> SettingsRefused:
    """Return the refusal of one key of the section «рейтинг»."""
    return SettingsRefused(f"{_SECTION} → {path}: {message}", Reason.SETTING_VALUE)


def check(rating: RatingRules) -> None:
    """Refuse points, roles and forms that contradict each other.

    Raises
    ------
    SettingsRefused
        The sentence names the key's path.
    """
    for level, results in rating.points.items():
        for lower, upper in pairwise(_RESULTS):
            if results[lower] > results[upper]:
                raise refused(
                    f"баллы → {level}",
                    f"«{lower}» ({plain(results[lower])}) стоит дороже, чем «{upper}» ({plain(results[upper])}). "
                    "Лучший результат не может стоить меньше.",
                )
    if not any(value for results in rating.points.values() for value in results.values()):
        raise refused("баллы", "все баллы равны нулю, рейтинг считать не из чего.")
    if not any(rating.roles.values()):
        raise refused("роли", "множители всех ролей равны нулю, баллов не получит никто.")
    if not any(rating.forms.values()):
        raise refused("формы", "множители всех форм равны нулю, баллов не получит никто.")


def remarks(rating: RatingRules, leagues: Sequence[League]) -> Iterator[Remark]:
    """Yield what is allowed but worth a second look."""
    for lower, upper in pairwise(rating.points):
        for result in _RESULTS:
            low, high = rating.points[lower][result], rating.points[upper][result]
            if low > high:
                yield Remark(
                    f"{_SECTION} → баллы → {upper}",
                    f"«{result}» на уровне «{upper}» ({plain(high)}) стоит меньше, чем на уровне «{lower}» "
                    f"({plain(low)}).",
                )
    yield from _odd_caps(rating)
    dearest = max(results["победитель"] for results in rating.points.values())
    if 0 < rating.total_cap < dearest:
        yield Remark(
            f"{_SECTION} → лимит_общий",
            f"лимит {plain(rating.total_cap)} меньше одной победы ({plain(dearest)}): победитель не получит своих "
            "баллов.",
        )
    for direction, cap in rating.direction_caps.items():
        if 0 < rating.total_cap <= cap:
            yield Remark(
                f"{_SECTION} → лимиты_направлений → {direction}",
                f"лимит {plain(cap)} не меньше общего ({plain(rating.total_cap)}): он никогда не сработает.",
            )
    if rating.forms["платный"] > 0:
        yield Remark(f"{_SECTION} → формы → платный", "платные конкурсы приносят баллы: места можно купить.")
    if rating.forms["дистанционно"] > rating.forms["очно"]:
        yield Remark(f"{_SECTION} → формы → дистанционно", "дистанционное участие стоит дороже очного.")
    if rating.roles["зритель"] >= rating.roles["исполнитель"]:
        yield Remark(f"{_SECTION} → роли → зритель", "зритель получает не меньше исполнителя.")
    outside = [str(grade) for grade in range(1, 12) if not any(league.holds(grade) for league in leagues)]
    if outside:
        yield Remark(f"{_SECTION} → лиги", f"параллели вне лиг: {', '.join(outside)}; места в лиге у них не будет.")


def _odd_caps(rating: RatingRules) -> Iterator[Remark]:
    """Yield limits under which even one result does not fit."""
    for level, cap in rating.level_caps.items():
        best, least = rating.points[level]["победитель"], rating.points[level]["участник"]
        if cap < least:
            yield Remark(
                f"{_SECTION} → лимиты_уровней → {level}",
                f"лимит {plain(cap)} меньше одного участия ({plain(least)}): ни одна запись уровня не войдёт целиком.",
            )
        elif cap < best:
            yield Remark(
                f"{_SECTION} → лимиты_уровней → {level}",
                f"лимит {plain(cap)} меньше одной победы ({plain(best)}): победитель не получит своих баллов.",
            )
    least = min(value for results in rating.points.values() for value in results.values() if value > 0)
    for key, cap in (("лимит_группы_карт", rating.card_group_cap), ("лимит_команды", rating.group_cap)):
        if cap < least:
            yield Remark(
                f"{_SECTION} → {key}", f"лимит {plain(cap)} меньше самой малой цены ({plain(least)}): он срежет всё."
            )
    for direction, cap in rating.direction_caps.items():
        if 0 < cap < least:
            yield Remark(
                f"{_SECTION} → лимиты_направлений → {direction}",
                f"лимит {plain(cap)} меньше самой малой цены ({plain(least)}): он срежет всё.",
            )


def plain(value: float) -> str:
    """Write a number of a rule as people do: 2.5 → «2,5»."""
    return f"{value:g}".replace(".", ",")
