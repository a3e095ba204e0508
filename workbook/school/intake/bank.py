"""Makes rows of the bank for the items of an answer file: codes, types, maxima, stand-ins for what is not told.

Apart from the layouts because all of them need the same rows, and only here is it said what the file does not know.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from workbook.errors import Reason
from workbook.school.intake.answers import AnswerSheet, Wishes
from workbook.school.intake.keys import KeyFile
from workbook.school.intake.place import listed
from workbook.school.letters import ALPHABETS
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold, shown
from workbook.school.schema import NOT_TOLD, Kind
from workbook.school.tables import TABLES

__all__ = ["bank_rows", "item_codes", "typed"]

_TIER = "Б"
_SUBJECT = "не указан"
_BANK_CODE = re.compile(r"[A-ZА-ЯЁ]{1,6}\d{0,2}-\d{1,4}[а-яa-z]?")
_FEW = 10  # the kit's bank knows at most ten options
_REPEATS = 3  # an option is met again and again; a short answer is spelled in many ways


def item_codes(labels: Sequence[str], test: str) -> dict[str, str]:
    """Give each item a code of the bank: its own if it has one, else the test's code and its number.

    Examples
    --------
    >>> item_codes(["Item 1", "Item 2"], "БИ-1"), item_codes(["b3.1", "b10"], "МА"), item_codes(["МА7-014"], "Х")
    ({'Item 1': 'БИ-1-1', 'Item 2': 'БИ-1-2'}, {'b3.1': 'МА-03.1', 'b10': 'МА-10'}, {'МА7-014': 'МА7-014'})
    """
    if labels and all(_BANK_CODE.fullmatch(label) for label in labels):
        return {label: label for label in labels}
    numbers = [_number(label) for label in labels]
    if any(number is None for number in numbers) or len(set(numbers)) < len(numbers):
        numbers = [(str(i + 1),) for i in range(len(labels))]
    told = [number for number in numbers if number is not None]
    width = max(len(number[0]) for number in told) if told else 1
    return {
        label: f"{test}-{'.'.join((number[0].zfill(width), *number[1:]))}"
        for label, number in zip(labels, told, strict=True)
    }


def _number(label: str) -> tuple[str, ...] | None:
    match = re.fullmatch(r"[^\d]{0,12}0*(\d{1,3})((?:[._-]\d{1,2})*)(?: ?/.*)?", label)
    return (match[1], *re.findall(r"\d+", match[2])) if match else None


def bank_rows(
    sheet: AnswerSheet, codes: Mapping[str, str], key: KeyFile, wishes: Wishes
) -> tuple[pd.DataFrame, list[Problem]]:
    """Make the kit's table of items.

    Parameters
    ----------
    sheet : AnswerSheet
    codes : mapping of str to str
        Label in the file → code.
    key : KeyFile
        May tell КЭС, КПУ, tier and more of an item.
    wishes : Wishes

    Returns
    -------
    tuple of DataFrame and list of Problem
        All columns of :data:`workbook.school.tables.TABLES` «items».
    """
    told = {header: key.about.get(label, {}) for header, label in key.labels(sheet.items).items()}
    options = _offered(sheet)
    records = []
    for item in sheet.items:
        kind, offered = _kind(sheet, item, options)
        records.append(
            {
                "item": codes[item], "subject": wishes.subject or _SUBJECT, "grade": wishes.grade,
                "content": NOT_TOLD, "skill": NOT_TOLD, "tier": wishes.tier or _TIER, "kind": kind,
                "key": sheet.keys.get(item), "options": offered,
                "max_score": max(1.0, sheet.maxima.get(item, 1.0)), "text": sheet.texts.get(item),
                **told.get(item, {}),
            }
        )  # fmt: skip
    return typed(records, "items"), _stand_ins(sheet, told, wishes)


def _offered(sheet: AnswerSheet) -> int:
    """Count the options of the work: as far as the alphabet is used by any answer or key of one sign."""
    met = Counter(
        fold(str(text))
        for text in sheet.answers.to_numpy(dtype=object).ravel()
        if isinstance(text, str) and len(text) == 1
    )
    marks = {text for text, n in met.items() if n >= 0.002 * met.total()} | {
        fold(key) for key in sheet.keys.values() if len(key) == 1
    }
    best = 0
    for alphabet in ALPHABETS:
        places = [place for place, sign in enumerate(alphabet, start=1) if fold(sign) in marks]
        if len(places) >= 2 and len(places) >= 0.8 * len(marks):
            best = max(best, max(places))
    return best


def _kind(sheet: AnswerSheet, item: str, options: int) -> tuple[str, int | None]:
    """Tell the type of an item from what was written: few answers that repeat are a choice."""
    given = [str(text) for text in sheet.answers[item] if isinstance(text, str)]
    key = sheet.keys.get(item, "").strip("().")
    if not given:
        return ("развёрнутый ответ" if sheet.maxima.get(item, 1.0) > 1 else "краткий ответ"), None
    distinct = {fold(text) for text in given}
    if options and len(key) <= 1 and sum(len(text) == 1 for text in given) >= 0.9 * len(given):
        return "выбор ответа", options
    if key and len(distinct) <= _FEW and len(given) >= _REPEATS * len(distinct):
        return "выбор ответа", None
    return ("краткий ответ" if key or sheet.maxima.get(item, 1.0) <= 1 else "развёрнутый ответ"), None


def _stand_ins(sheet: AnswerSheet, told: Mapping[str, Mapping[str, str]], wishes: Wishes) -> list[Problem]:
    """Name what the file does not tell and what was put instead."""

    def lacking(column: str) -> bool:
        return any(column not in told.get(item, {}) for item in sheet.items)

    put = []
    if not wishes.subject:
        put.append(f"предмет «{_SUBJECT}»")
    if wishes.grade is None:
        put.append("параллель пустая")
    put += [f"{name} «{NOT_TOLD}»" for name, column in (("КЭС", "content"), ("КПУ", "skill")) if lacking(column)]
    if lacking("tier") and not wishes.tier:
        put.append(f"уровень «{_TIER}»")
    if not put:
        return []
    text = (
        f"о заданиях в файле не сказано всё, что нужно банку; поставлено: {', '.join(put)}. Укажите верное в банке "
        "заданий: до этого выводы об уровнях и охвате спецификации ничего не значат."
    )
    problems = [sheet.place.whole(Finding(Reason.VALUE_MISSING, Severity.WARNING, text))]
    scored = [item for item in sheet.items if sheet.answers[item].isna().all()]
    if scored:
        text = (
            f"тип {len(scored)} заданий по баллам не виден: при максимуме 1 поставлен «краткий ответ», при большем — "
            f"«развёрнутый ответ» ({listed([f'«{shown(item)}»' for item in scored], 4)})."
        )
        problems.append(sheet.place.whole(Finding(Reason.VALUE_MISSING, Severity.REPAIR, text)))
    return problems


def typed(records: Sequence[Mapping[str, object]], name: str) -> pd.DataFrame:
    """Lay records out as one of the kit's tables: every column present, with its own dtype.

    Parameters
    ----------
    records : sequence of mapping
        English column name → value; what is absent is missing.
    name : str
        English name of the table.
    """
    frame = pd.DataFrame({})
    for column in TABLES[name].columns:
        values = [record.get(column.name) for record in records]
        if column.kind in (Kind.INTEGER, Kind.NUMBER):
            numbers = pd.to_numeric(pd.Series(values, dtype=object), errors="coerce")
            frame[column.name] = numbers.astype("float64").astype("Int64" if column.kind is Kind.INTEGER else "float64")
        elif column.kind is Kind.DATE:
            frame[column.name] = pd.to_datetime(pd.Series(values, dtype=object)).astype("datetime64[us]")
        else:
            frame[column.name] = pd.Series([None if v is None or v == "" else str(v) for v in values], dtype="str")
    return frame
