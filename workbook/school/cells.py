"""Reads one cell as people write it and says what had to be repaired: «7a» → «7 А», «1.11.25» → 01.11.2025.

Apart from checking because it knows one value and one column, never a table.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from workbook.errors import Reason
from workbook.school.dates import EARLIEST, LATEST, day_and_month, parse_date, parse_month
from workbook.school.people import name_in_code
from workbook.school.repairs import clean, cyrillic, cyrillic_word, cyrillic_words, fold, hyphens, latin, shown
from workbook.school.schema import Column, Kind

__all__ = ["Fault", "Reading", "Value", "read_cell", "requirement"]

Value = str | int | float | date

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,18})?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?")
_CLASS = re.compile(r"(0?)([0-9]{1,2})(?: ?(?:класс|кл\.?))?( ?[-.]? ?)([\"'«“„]?)([^\W\d_])([\"'»”“]?)")
_YEAR = re.compile(r"([0-9]{4}) ?[/\\-] ?([0-9]{2}|[0-9]{4})( ?(?:уч\. ?г\.|уч\. год|учебный год|г\.|гг\.))?")
_EMPTY_MARKS = frozenset({"-", "--", "н/д", "нет данных", "#н/д", "#n/a"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value cannot be used.

    Attributes
    ----------
    reason : Reason
    text : str
        What came and what is allowed, Russian, without the place.
    suggestion : str
        The value that was probably meant, or empty.
    hidden : bool
        The value is not to be repeated anywhere.
    """

    reason: Reason
    text: str
    suggestion: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What one cell says: a value (or None for an empty cell), the repairs made, and the fault if there is one."""

    value: Value | None
    repairs: tuple[str, ...] = ()
    fault: Fault | None = None


def read_cell(text: str, column: Column) -> Reading:
    """Read one cell of a column, repairing what is beyond doubt.

    A decimal comma and a decimal point, 01.11.2025 and 2025-11-01 are two accepted notations, not repairs.

    Parameters
    ----------
    text : str
        The cell as text.
    column : Column
        Its definition.

    Returns
    -------
    Reading
        ``value`` is str, int, float or date by the column's kind.

    Examples
    --------
    >>> from workbook.school.tables import TABLES
    >>> read_cell("7a", TABLES["pupils"].column("class_")).value
    '7 А'
    """
    cleaned, repairs = clean(text)
    exact = column.kind is Kind.CHOICE and cleaned in column.allowed
    if not exact and hyphens(cleaned).casefold() in _EMPTY_MARKS:
        return Reading(None, (*repairs, "прочерк означает пустую ячейку"))
    if cleaned == "":
        return Reading(None)
    if name_in_code(cleaned, column):
        return Reading(None, (), _name_fault(column))
    reading = _READERS[column.kind](cleaned, column)
    if reading.fault is not None:
        return reading
    return replace(reading, repairs=(*repairs, *reading.repairs)) if repairs else reading


def requirement(column: Column) -> str:
    """Say in one Russian sentence what the column takes, with an example."""
    example = f", например «{column.example}»."
    if column.kind is Kind.CHOICE:
        return f"Допустимо: {', '.join(f'«{value}»' for value in column.allowed)}."
    if column.kind in (Kind.INTEGER, Kind.NUMBER):
        return f"Нужно {column.kind}{_limits(column)}{example}"
    if column.kind is Kind.CODE:
        return f"Нужен код вида «{column.example}»."
    if column.kind is Kind.TEXT and column.pattern:
        return f"Нужно значение вида «{column.example}»."
    return _NEEDED[column.kind] + example


_NEEDED = {
    Kind.TEXT: "Нужен текст",
    Kind.DATE: "Нужна дата вида ДД.ММ.ГГГГ",
    Kind.YEAR: "Нужны два года подряд через дробь",
    Kind.CLASS: "Нужно число от 1 до 11 и одна буква",
}


def _limits(column: Column) -> str:
    low = "" if column.low is None else f" от {_plain(column.low)}"
    high = "" if column.high is None else f" до {_plain(column.high)}"
    return low + high


def _plain(limit: float) -> str:
    """Write a limit without an exponent: «1000000», «0,5»."""
    return f"{limit:.10f}".rstrip("0").rstrip(".").replace(".", ",")


def _fault(reason: Reason, text: str, column: Column, suggestion: str = "") -> Reading:
    return Reading(None, (), Fault(reason, f"{text} {requirement(column)}", suggestion))


def _name_fault(column: Column) -> Fault:
    return Fault(
        Reason.NAME_NOT_CODE,
        f"в столбце «{column.header}» стоит, похоже, имя, а не код (само имя здесь не повторяется). Имён в файлах быть "
        f"не должно: поставьте код вида «{column.example}», а ключ «имя — код» храните вне папки школы.",
        hidden=True,
    )


def _excel_date(text: str, column: Column) -> Reading | None:
    found = day_and_month(text)
    if found is None:
        return None
    day, month, written = found
    suggestion = {Kind.NUMBER: f"{day},{month}", Kind.CODE: f"{day}.{month}", Kind.TEXT: f"{day}–{month}"}
    return _fault(
        Reason.VALUE_TYPE,
        f"в столбце «{column.header}» стоит дата «{written}»: вероятно, таблица сама превратила значение в дату. "
        "Задайте столбцу текстовый формат и введите значение заново.",
        column,
        suggestion.get(column.kind, ""),
    )


def _read_text(text: str, column: Column) -> Reading:
    repairs: tuple[str, ...] = ()
    fixed = cyrillic_words(text)
    if fixed != text:
        repairs = ("латинские буквы заменены русскими",)
    if column.name in ("subject", "subjects"):
        lowered = "; ".join(_lower_first(part) for part in fixed.split("; "))
        if lowered != fixed:
            fixed, repairs = lowered, (*repairs, "название предмета со строчной буквы")
    if column.pattern and not re.fullmatch(column.pattern, fixed):
        return _excel_date(text, column) or _fault(
            Reason.VALUE_PATTERN, f"значение «{shown(text)}» в столбце «{column.header}» не подходит.", column
        )
    return Reading(fixed, repairs)


def _lower_first(text: str) -> str:
    return text[0].lower() + text[1:] if len(text) > 1 and text[0].isupper() and text[1].islower() else text


def _read_code(text: str, column: Column) -> Reading:
    if column.pattern:
        return _read_patterned(text, column)
    found = _excel_date(text, column)
    if found is not None:
        return found
    dashed = hyphens(text)
    repairs = ("тире заменено дефисом",) if dashed != text else ()
    fixed = cyrillic_word(dashed)
    if fixed != dashed:
        repairs = (*repairs, "латинские буквы заменены русскими")
    return Reading(fixed, repairs)


def _read_patterned(text: str, column: Column) -> Reading:
    pattern = re.compile(column.pattern)
    if pattern.fullmatch(text):
        return Reading(text)
    steps: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("тире заменено дефисом", lambda code: re.sub(r" ?- ?", "-", hyphens(code))),
        ("латинские буквы заменены русскими", cyrillic),
        ("буква стала прописной", str.upper),
        ("добавлен дефис", lambda code: re.sub(r"^([А-ЯЁ]) ?([0-9])", r"\1-\2", code)),
    )
    if column.example.isascii():
        steps = (
            *steps[:1],
            ("русские буквы заменены латинскими", latin),
            ("буквы стали строчными", str.lower),
        )
    code, repairs = text, []
    for note, step in steps:
        changed = step(code)
        if changed != code:
            code = changed
            repairs.append(note)
        if pattern.fullmatch(code):
            return Reading(code, tuple(repairs))
    prefixed = column.example[:2] + re.sub(r"\D", "", code)
    suggestion = prefixed if pattern.fullmatch(prefixed) else ""
    return _fault(
        Reason.VALUE_PATTERN, f"код «{shown(text)}» в столбце «{column.header}» не подходит.", column, suggestion
    )


def _read_number(text: str, column: Column) -> Reading:
    bare, repairs = text, []
    if hyphens(bare[0]) == "-" != bare[0]:
        bare = "-" + bare[1:].lstrip()
        repairs.append("тире заменено минусом")
    if bare.endswith("%"):
        bare = bare[:-1].rstrip()
        repairs.append("убран знак процента")
    elif column.unit and bare.casefold().endswith(column.unit.rstrip(".").casefold()):
        bare = bare[: -len(column.unit.rstrip("."))].rstrip()
        repairs.append("убрана единица измерения")
    if _THOUSANDS.fullmatch(bare):
        bare = re.sub(r"[ '’]", "", bare)
        repairs.append("убраны пробелы между разрядами")
    if not _NUMBER.fullmatch(bare):
        return _excel_date(text, column) or _fault(
            Reason.VALUE_TYPE, f"значение «{shown(text)}» в столбце «{column.header}» — не число.", column
        )
    number = float(bare.replace(",", "."))
    if (column.low is not None and number < column.low) or (column.high is not None and number > column.high):
        return _fault(Reason.VALUE_RANGE, f"значение «{shown(text)}» в столбце «{column.header}» вне пределов.", column)
    if column.kind is Kind.NUMBER:
        return Reading(number, tuple(repairs))
    if not number.is_integer():
        return _fault(
            Reason.VALUE_TYPE, f"значение «{shown(text)}» в столбце «{column.header}» — не целое число.", column
        )
    if not bare.lstrip("-").isdigit():
        repairs.append("убрана нулевая дробная часть")
    return Reading(int(number), tuple(repairs))


def _read_class(text: str, column: Column) -> Reading:
    match = _CLASS.fullmatch(hyphens(text))
    letter = "" if match is None else cyrillic(match[5]).upper()
    if match is None or not "А" <= letter <= "Я":
        return _fault(Reason.VALUE_TYPE, f"класс «{shown(text)}» не распознан.", column)
    grade = int(match[2])
    if not 1 <= grade <= 11:
        return _fault(Reason.VALUE_RANGE, f"класса «{shown(text)}» не бывает.", column)
    value, repairs = f"{grade} {letter}", []
    if cyrillic(match[5]) != match[5]:
        repairs.append("латинская буква заменена русской")
    if match[5].islower():
        repairs.append("буква класса стала прописной")
    if match[3] != " " or match[4] or match[6] or match[1] or "кл" in text:
        repairs.append("класс записан как номер, пробел и буква")
    return Reading(value, tuple(repairs) if value != text else ())


def _read_year(text: str, column: Column) -> Reading:
    match = _YEAR.fullmatch(hyphens(text))
    if match is None:
        single = re.fullmatch(r"20[0-9]{2}", text)
        suggestion = f"{text}/{int(text) + 1}" if single else ""
        return _fault(Reason.VALUE_TYPE, f"учебный год «{shown(text)}» не распознан.", column, suggestion)
    first = int(match[1])
    second = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
    if second != first + 1 or not EARLIEST.year <= first <= LATEST.year:
        return _fault(Reason.VALUE_RANGE, f"учебный год «{shown(text)}» не подходит.", column)
    value = f"{first}/{second}"
    return Reading(value, () if value == text else ("учебный год записан через дробь",))


def _read_date(text: str, column: Column) -> Reading:
    day, note = parse_date(text)
    if day is None and column.month:
        day, note = parse_month(text, column.month)
    if day is None:
        return _fault(Reason.VALUE_TYPE, f"дата «{shown(text)}» в столбце «{column.header}» не распознана.", column)
    if not EARLIEST <= day <= LATEST:
        return _fault(
            Reason.VALUE_RANGE,
            f"дата «{shown(text)}» в столбце «{column.header}» вне пределов: годы от {EARLIEST.year} до {LATEST.year}.",
            column,
        )
    return Reading(day, (note,) if note else ())


@lru_cache(maxsize=256)
def _folded_choices(allowed: tuple[str, ...]) -> dict[str, str]:
    return {fold(value): value for value in allowed}


def _read_choice(text: str, column: Column) -> Reading:
    if text in column.allowed:
        return Reading(text)
    choices = _folded_choices(column.allowed)
    folded = fold(text)
    for candidate in (folded, folded.rstrip("."), re.sub(r"[.,]0+$", "", folded), folded.strip("«»\"'")):
        if candidate in choices:
            return Reading(choices[candidate], (_spelling(text, choices[candidate]),))
    near = _nearest(folded, choices)
    return _fault(
        Reason.VALUE_CHOICE,
        f"значение «{shown(text)}» в столбце «{column.header}» не из списка.",
        column,
        choices[near] if near else "",
    )


def _nearest(folded: str, choices: dict[str, str]) -> str:
    """Find the one choice that was meant; of two equally near none is named."""
    near = difflib.get_close_matches(folded, choices, n=2, cutoff=0.6)
    if not near and len(folded) > 1:
        near = [choice for choice in choices if choice.startswith(folded) or folded.startswith(choice)]
    if len(near) > 1:
        ratios = [difflib.SequenceMatcher(None, folded, choice).ratio() for choice in near]
        near = [] if ratios[0] == ratios[1] else near
    return near[0] if near else ""


def _spelling(text: str, value: str) -> str:
    if text.casefold() == value.casefold():
        return "прописные и строчные буквы — как в списке"
    if cyrillic(text).casefold() == value.casefold():
        return "латинские буквы заменены русскими"
    if text.casefold().replace("ё", "е") == value.casefold().replace("ё", "е"):
        return "буква «ё» — как в списке"
    return "написание — как в списке"


_READERS: dict[Kind, Callable[[str, Column], Reading]] = {
    Kind.TEXT: _read_text,
    Kind.CODE: _read_code,
    Kind.INTEGER: _read_number,
    Kind.NUMBER: _read_number,
    Kind.DATE: _read_date,
    Kind.CHOICE: _read_choice,
    Kind.YEAR: _read_year,
    Kind.CLASS: _read_class,
}
