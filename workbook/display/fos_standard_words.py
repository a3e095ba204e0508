"""Phrases that several sections of cut scores share: a sum as people write it, and the chance of another mark.

Apart so that the first screen and the section about chance say the same thing in the same words.
"""

from __future__ import annotations

from workbook.display import numbers
from workbook.display.blocks import Finding, finding
from workbook.fos.standard import OK, Decision
from workbook.settings import StandardRules

__all__ = ["another_mark", "of_hundred", "points"]


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
