"""Phrases that several sections of cut scores share: a sum as people write it, and the chance of another mark.

Apart so that the first screen and the section about chance say the same thing in the same words.
"""

from __future__ import annotations

from workbook.display import numbers
from workbook.display.blocks import Finding, finding
from workbook.fos.standard import OK, Decision
from workbook.settings import StandardRules

__all__ = ["another_mark", "of_hundred", "points", "span"]


def another_mark(found: Decision, rules: StandardRules) -> Finding:
    """Say how many pupils would get another mark on a parallel variant, or why that is not known."""
    if found.verdict != OK:
        return finding("neutral", f"Вероятность другой отметки не посчитана. {found.reason}")
    tone = "warn" if found.another > rules.another_mark else "ok"
    many = of_hundred(found.another)
    pupils = numbers.plural(int(many), "получил бы", "получили бы", "получили бы")
    return finding(tone, f"Из 100 учеников {many} {pupils} другую отметку на параллельном варианте.")


def of_hundred(value: float) -> str:
    """Write a percentage as «so many of a hundred»: a whole number."""
    return numbers.number(value, 0)


def points(value: float) -> str:
    """Write a sum of points: whole ones without a comma."""
    return numbers.number(value, 0 if float(value).is_integer() else 1)


def span(low: float, high: float, unit: str) -> str:
    """Write the ends of a range with its unit: both ends with the same digits, «балла» after a fraction.

    Examples
    --------
    >>> span(18.0, 21.2, "баллов"), span(9.0, 12.0, "баллов")
    ('18,0–21,2 балла', '9–12 баллов')
    """
    digits = 0 if float(low).is_integer() and float(high).is_integer() else 1
    ends = [numbers.number(value, digits) for value in (low, high)]
    said = "–".join(dict.fromkeys(ends))
    if unit != "баллов":
        return f"{said} {unit}"
    return f"{said} балла" if digits else f"{said} {numbers.plural(int(high), 'балл', 'балла', 'баллов')}"
