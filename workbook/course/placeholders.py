"""``{{ имя }}`` and ``{{ имя | вид }}`` in what an author writes, replaced by computed numbers.

Apart from the numbers because text, a table that stands alone on its line and the answer of an exercise are filled
each in its own way.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from workbook.course.faults import Fault
from workbook.course.numbers import Number

__all__ = ["fill_exercises", "fill_text"]

_PLACEHOLDER = re.compile(r"\{\{(?P<inside>[^{}]*)\}\}")
_LOOSE = re.compile(r"\{\{\s*[^\W\d]\w*\s*\}?|(?<!\{)\{\s*[а-яё]\w*\s*\}\}", re.I)
"""A name whose braces are not two and two."""
_NUMERIC = ("число", "допуск")
"""Keys below an exercise that hold a number; of the exercise itself «ответ» is one as well."""


def fill_text(text: str, numbers: Mapping[str, Number], place: str, faults: list[Fault]) -> str:
    """Replace every placeholder by the number as it is read.

    Parameters
    ----------
    text : str
    numbers : mapping of str to Number
    place : str
        Where the text stands, for the faults.
    faults : list of Fault
        Grows by unknown names, wrong forms, and tables that do not stand alone on their line.
    """
    return "\n".join(_line(line, numbers, place, faults) for line in text.split("\n"))


def fill_exercises(source: Any, numbers: Mapping[str, Number], faults: list[Fault]) -> Any:
    """Fill the mapping of ``exercises.yml``: texts as they are read, numeric keys with the full value."""
    items = source.get("упражнения") if isinstance(source, Mapping) else None
    if not isinstance(items, list):
        return source
    filled = []
    for place, item in enumerate(items, start=1):
        code = item.get("код") if isinstance(item, Mapping) else None
        where = f"exercises.yml, упражнение «{code}»" if code else f"exercises.yml, упражнение {place}"
        filled.append(_Filling(numbers, where, faults).exercise(item))
    return {**source, "упражнения": filled}


class _Filling:
    """One exercise being filled: the numbers, the place, the faults found so far."""

    def __init__(self, numbers: Mapping[str, Number], place: str, faults: list[Fault]) -> None:
        self.numbers, self.place, self.faults = numbers, place, faults

    def exercise(self, item: Any) -> Any:
        if not isinstance(item, Mapping):
            return item
        unit = str(item.get("единица", ""))
        numeric = (*_NUMERIC, "ответ") if item.get("вид") == "число" else _NUMERIC
        return {
            key: self._numeric(value, unit) if key in numeric else self._any(value, unit) for key, value in item.items()
        }

    def _any(self, value: Any, unit: str) -> Any:
        if isinstance(value, str):
            return fill_text(value, self.numbers, self.place, self.faults)
        if isinstance(value, list):
            return [self._any(item, unit) for item in value]
        if isinstance(value, Mapping):
            own = str(value.get("единица", unit))
            return {
                self._any(key, own): self._numeric(inner, own) if key in _NUMERIC else self._any(inner, own)
                for key, inner in value.items()
            }
        return value

    def _numeric(self, value: Any, unit: str) -> Any:
        found = _PLACEHOLDER.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            return self._any(value, unit)
        name, form = _parts(found["inside"])
        try:
            return self.numbers[name].asked(form, unit)
        except KeyError:
            self.faults.append(Fault(self.place, _unknown(name, self.numbers)))
        except ValueError as error:
            self.faults.append(Fault(self.place, f"{{{{ {name} }}}}: {error}"))
        return 0.0


def _line(line: str, numbers: Mapping[str, Number], place: str, faults: list[Fault]) -> str:
    faults += [
        Fault(place, f"скобки в «{loose.group().strip()}» не закрыты: нужно {{{{ имя }}}}")
        for loose in _LOOSE.finditer(_PLACEHOLDER.sub("", line))
    ]
    found = tuple(_PLACEHOLDER.finditer(line))
    if not found:
        return line
    made = dict(_written(found, numbers, place, faults))
    if any("\n" in text for text in made.values()) and _PLACEHOLDER.sub("", line, count=1).strip():
        faults.append(Fault(place, f"таблица {found[0].group()} стоит одна на своей строке"))
    return _PLACEHOLDER.sub(lambda match: made[match.group()], line)


def _written(
    found: tuple[re.Match[str], ...], numbers: Mapping[str, Number], place: str, faults: list[Fault]
) -> Iterator[tuple[str, str]]:
    for match in found:
        name, form = _parts(match["inside"])
        text = match.group()
        if name not in numbers:
            faults.append(Fault(place, _unknown(name, numbers)))
        else:
            try:
                text = numbers[name].written(form)
            except ValueError as error:
                faults.append(Fault(place, f"{match.group()}: {error}"))
        yield match.group(), text


def _parts(inside: str) -> tuple[str, str]:
    name, _, form = inside.partition("|")
    return name.strip(), " ".join(form.split())


def _unknown(name: str, numbers: Mapping[str, Number]) -> str:
    near = difflib.get_close_matches(name, numbers, n=1)
    return f"числа «{name}» нет среди «числа» занятия" + (f"; может быть, «{near[0]}»" if near else "")
