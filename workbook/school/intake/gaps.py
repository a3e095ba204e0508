"""Tells an answer from a mark of absence: «-», «NA», «.», and codes such as 8 or 99 that look like answers.

Apart because a code taken for an answer lowers every share silently; so what is only suspected is always said aloud.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from workbook.errors import Reason
from workbook.school.intake.place import Place, listed
from workbook.school.intake.roles import number
from workbook.school.letters import LATIN, LETTERS
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity, counted

__all__ = ["emptied", "suspected_in_answers", "suspected_in_scores"]

_MARKS = frozenset({
    "-", "--", "–", "—", "−", ".", "..", "...", "na", "n/a", "#n/a", "#н/д", "н/д", "нд", "null", "нет ответа",
    "нет данных", "без ответа", "не ответил", "не отвечено", "not answered", "no answer", "not yet answered",
    "пока нет ответа",
})  # fmt: skip
_CODES = frozenset({"0", "7", "8", "9", "77", "88", "97", "98", "99", "999", "-1", "-9", "-99"})
_SURE = 77  # a code this large is no option and no score of a school's item
_OPTION = re.compile(r"-?\d{1,3}")


def emptied(frame: pd.DataFrame, given: Sequence[str], place: Place) -> tuple[pd.DataFrame, list[Problem]]:
    """Turn marks of absence into missing cells and count what was turned.

    Parameters
    ----------
    frame : DataFrame
        Pupils × items of text.
    given : sequence of str
        Codes of absence that the person named.
    place : Place

    Returns
    -------
    tuple of DataFrame and list of Problem
        The same shape, None where there is no answer; one repair per mark.
    """
    asked = {code.strip().casefold() for code in given}
    cells = frame.to_numpy(dtype=object)
    met = Counter(str(cell) for cell in cells.ravel() if cell)
    gone = {text: n for text, n in met.items() if text.casefold() in asked or text.casefold() in _MARKS}
    empty = frame.isin([*gone, ""]) | frame.isna()
    result = frame.astype(object).mask(empty, None).where(~empty, None)
    problems = []
    for text, n in sorted(gone.items()):
        told = (
            f"«{text}» означает «ответа нет»: {counted(n, 'клетка прочитана', 'клетки прочитаны', 'клеток прочитано')} "
        )
        finding = Finding(Reason.MISSING_CODE, Severity.REPAIR, told + "как пропуск.", text)
        problems.append(place.whole(finding, count=n))
    absent = [code for code in given if code.strip().casefold() not in {text.casefold() for text in gone}]
    if absent:
        told = f"код пропуска {listed([f'«{code}»' for code in absent])} задан, но в ответах его нет."
        problems.append(place.whole(Finding(Reason.MISSING_CODE, Severity.WARNING, told, absent[0])))
    return result, problems


def suspected_in_answers(frame: pd.DataFrame, keys: Mapping[str, str], place: Place) -> tuple[set[str], list[Problem]]:
    """Find option numbers or letters that are nobody's key and stand apart from the options: 8 among 1–5.

    Parameters
    ----------
    frame : DataFrame
        Pupils × items, answers of items with a choice.
    keys : mapping of str to str
        Item → key.
    place : Place

    Returns
    -------
    tuple of set of str and list of Problem
        The codes, and a question about each.
    """
    met = Counter(str(cell) for cell in frame.to_numpy(dtype=object).ravel() if isinstance(cell, str))
    right = {key.strip() for key in keys.values()}
    digits = {int(text) for text in met if _OPTION.fullmatch(text)}
    codes: set[str] = set()
    if digits and sum(n for text, n in met.items() if _OPTION.fullmatch(text)) > 0.9 * met.total():
        # A short answer may be any number: only where all keys are options of one digit can a code be told.
        if all(re.fullmatch(r"[1-9]", key) for key in right):
            codes = {text for text in met if text in _CODES and text not in right and _apart(int(text), digits, right)}
    elif met:
        codes = {text for text in met if len(text) == 1 and text not in right and _foreign_letter(text, met)}
    return codes, [_question(code, met[code], "вариант ответа", place) for code in sorted(codes)]


def _apart(code: int, digits: set[int], right: Iterable[str]) -> bool:
    options = {int(key) for key in right} | {
        digit for digit in digits if 1 <= digit < _SURE and str(digit) not in _CODES
    }
    return code < 1 or code > max(options, default=0) + 1


def _foreign_letter(text: str, met: Counter[str]) -> bool:
    """Whether a sign stands apart from letters that go one after another from the first."""
    for alphabet in (LETTERS, LATIN):
        used = {letter.upper() for letter in met if letter.upper() in alphabet and len(letter) == 1}
        if len(used) >= 2 and sum(met[letter] + met[letter.lower()] for letter in used) > 0.8 * met.total():
            return text.upper() not in alphabet and not text.isdigit()
    return False


def suspected_in_scores(frame: pd.DataFrame, place: Place) -> tuple[set[str], list[Problem]]:
    """Find codes of absence among scores: 9 or 99 where the other scores end at 1 or 2.

    Parameters
    ----------
    frame : DataFrame
        Pupils × items of text that are numbers.
    place : Place
    """
    seen: Counter[str] = Counter()
    cells: Counter[str] = Counter()
    for name in frame.columns:
        met = Counter(text for text in frame[name] if isinstance(text, str))
        for text in met.keys() & (_CODES - {"0"}):
            others = [value for other in met if other != text and (value := number(other)) is not None]
            value = float(text)
            if not others or value < 0 or value > max((one for one in others if one < _SURE), default=0) + 2:
                seen[text] += 1
                cells[text] += met[text]
    codes = {text for text, items in seen.items() if items > 1 or float(text) < 0 or float(text) >= _SURE}
    return codes, [_question(code, cells[code], "балл", place) for code in sorted(codes)]


def _question(code: str, n: int, thing: str, place: Place) -> Problem:
    told = (
        f"«{code}» ({counted(n, 'клетка', 'клетки', 'клеток')}) похоже на код «ответа нет» и прочитано как пропуск. "
        f"Если это настоящий {thing}, перечислите коды пропуска сами: --missing -"
    )
    return place.whole(Finding(Reason.MISSING_CODE, Severity.WARNING, told, code), count=n)
