"""One criterion of the internal quality system: its value, its target, whether it is met and why.

Apart from the seven methods because all of them answer in this one form, which a page, a row of results and the
district read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbook.estimates import Estimate, Trend, half_up, theil_sen
from workbook.settings import Settings

__all__ = ["FAILED", "MET", "TITLES", "UNKNOWN", "Criterion", "beside", "judged", "said", "series", "target_of"]

MET, FAILED, UNKNOWN = "выполнен", "не выполнен", "недостаточно данных"

TITLES = {
    1: ("Успеваемость", "стабильно высокий процент"),
    2: ("Учебная мотивация", "растёт внутренняя мотивация"),
    3: ("ОГЭ и ЕГЭ", "результаты выше среднего по региону"),
    4: ("Сохранность контингента", "100\u00a0% в профильных классах"),
    5: ("Удовлетворённость", "учеников, родителей, педагогов"),
    6: ("Обновление ФОС", "100\u00a0% средств приняты и обновлены в срок"),
    7: ("Компетенции педагогов", "к концу года выше, чем до начала"),
}
"""Criterion and its indicator by number (методика раздела 5.1)."""

_FINEST = 4


@dataclass(frozen=True)
class Criterion:
    """The answer of one criterion in one year.

    Attributes
    ----------
    number : int
        1 to 7; title and indicator stand in :data:`TITLES`.
    state : str
        :data:`MET`, :data:`FAILED` or :data:`UNKNOWN`.
    reason : str
        One Russian sentence without its full stop: why this state.
    target : str
        What «выполнен» asks for, in words, from the school's settings.
    estimate : Estimate
        The leading figure, its interval (nan for a full count) and n.
    unit : str
        «%», «баллов», «балла опросника».
    counted : tuple of str
        What n counts, in the three Russian forms.
    points : tuple of (str, float)
        School year → the figure that the trend looks at, in order of time.
    figure : str
        How the leading figure is said when a number with its unit is not plain: «3 из 4»; else empty.
    """

    number: int
    state: str
    reason: str
    target: str
    estimate: Estimate
    unit: str = "%"
    counted: tuple[str, str, str] = ("", "", "")
    points: tuple[tuple[str, float], ...] = ()
    figure: str = ""

    @property
    def title(self) -> str:
        """The criterion."""
        return TITLES[self.number][0]

    @property
    def indicator(self) -> str:
        """The indicator of the criterion."""
        return TITLES[self.number][1]

    @property
    def trend(self) -> Trend:
        """Slope and direction over the years (Theil–Sen); a few points are never tested."""
        return theil_sen((int(year[:4]) for year, _ in self.points), (value for _, value in self.points))


def judged(failures: Sequence[str], gaps: Sequence[str], met: str) -> tuple[str, str]:
    """Decide the state: what fails, fails whatever else is unknown; what is unknown is not met.

    Parameters
    ----------
    failures, gaps : sequence of str
        Why the criterion is not met; why it cannot be told.
    met : str
        The sentence when there is neither.

    Returns
    -------
    tuple of str
        State and reason.

    Examples
    --------
    >>> judged([], ["нет данных за 2023/2024"], "всё хорошо")
    ('недостаточно данных', 'нет данных за 2023/2024')
    """
    if failures:
        return FAILED, "; ".join(failures)
    if gaps:
        return UNKNOWN, "; ".join(gaps)
    return MET, met


def target_of(number: int, settings: Settings) -> str:
    """Say what «выполнен» asks for, with the numbers of the school's rules.

    Examples
    --------
    >>> target_of(6, Settings())
    'принято и обновлено в срок ≥ 100 % плана'
    """
    rules = settings.criteria
    words = {
        1: f"каждый из {rules.success_years} лет ≥ {rules.success:g} %, разброс ≤ {rules.success_range:g} п.п., "
        f"нет класса < {rules.success_class:g} %",
        2: f"медиана изменения > 0 и p < {rules.motivation_p:g} (пар ≥ {rules.motivation_n})",
        3: f"разница с регионом > 0: {rules.exam_subjects.replace(';', ',')}",
        4: f"каждый профильный класс ≥ {rules.kept:g} % (без уехавших)",
        5: f"в каждой группе ≥ {rules.satisfied:g} %, ответили ≥ {rules.response:g} %",
        6: f"принято и обновлено в срок ≥ {rules.fos:g} % плана",
        7: "среднее после > среднего до",
    }
    return re.sub(r"(?<=\d)\.(?=\d)", ",", words[number])


def said(value: float, digits: int = 1, *, signed: bool = False) -> str:
    """Write a number inside a sentence: decimal comma, true minus, half up.

    Examples
    --------
    >>> said(-0.25), said(3.0, 0, signed=True)
    ('−0,3', '+3')
    """
    rounded = half_up(value, digits)
    sign = "\u2212" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + f"{abs(rounded):.{digits}f}".replace(".", ",")


def beside(value: float, border: float, digits: int = 1) -> str:
    """Write a number so that it does not look equal to a border that it misses: 97,96 beside 98, not 98,0.

    Examples
    --------
    >>> beside(97.96, 98), beside(97.2, 98), beside(98.0, 98)
    ('97,96', '97,2', '98,0')
    """
    places = digits
    while half_up(value, places) == half_up(border, places) and value != border and places < _FINEST:
        places += 1
    return said(value, places)


def series(last: str, n: int) -> list[str]:
    """Return n school years that end in the given one, the earliest first.

    Examples
    --------
    >>> series("2025/2026", 3)
    ['2023/2024', '2024/2025', '2025/2026']
    """
    final = int(last[:4])
    return [f"{year}/{year + 1}" for year in range(final - n + 1, final + 1)]
