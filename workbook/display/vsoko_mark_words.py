"""Words of the current journal that two sections share: apart so that one advice is said in one way."""

from __future__ import annotations

from workbook.display import numbers

__all__ = ["lift_words", "mark_of"]

_OF = {
    "контрольная": "за контрольную", "проект": "за проект", "сочинение": "за сочинение",
    "самостоятельная": "за самостоятельную", "устный ответ": "за устный ответ", "урок": "за работу на уроке",
    "тетрадь": "за тетрадь", "домашняя": "за домашнюю",
}  # fmt: skip
_ONE = {1: "одна", 2: "две", 3: "три", 4: "четыре"}


def lift_words(found: tuple[int, str, str, float]) -> str:
    """Say what lifts: «одна «5» за проект (вес 4)»."""
    count, mark, kind, weight = found
    if not count:
        return "порог одной работой не взять"
    many = _ONE.get(int(count), numbers.number(count, 0))
    if int(count) > 4:
        return f"нужно больше четырёх «{mark}» {_OF.get(kind, kind)}: за период мало реально"
    return f"{many} «{mark}» {_OF.get(kind, kind)} (вес {numbers.number(weight)})"


def mark_of(mark: str) -> str:
    """Write a mark in quotes, a dash when there is none."""
    return f"«{mark}»" if mark else numbers.MISSING
