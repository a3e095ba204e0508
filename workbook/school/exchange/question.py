"""A question between the bank and other programs: its text, its answers, and marks that carry the bank's other columns.

Apart from the formats so that both of them translate one value, and a column added to the bank is carried by both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import pandas as pd

from workbook.school.cells import read_cell
from workbook.school.letters import ALPHABETS, LETTERS
from workbook.school.repairs import fold
from workbook.school.schema import Kind
from workbook.school.tables import TABLES

__all__ = ["Answer", "Question", "QuestionKind", "from_row", "to_row"]

_ABSENT = "(пусто)"
_SEPARATE = re.compile(r"\s*\|\s*")
_NUMERIC = re.compile(r"[-−–]?\d{1,12}(?:[.,]\d{1,12})?")
_WITH_TOLERANCE = re.compile(rf"({_NUMERIC.pattern}) ?± ?(\d{{1,12}}(?:[.,]\d{{1,12}})?)")
_MARKED = ("subject", "grade", "content", "skill", "tier", "minutes", "author", "revised", "enemies", "status",
           "version", "review_due", "expected", "uses")  # fmt: skip
_BUILT = ("item", "kind", "key", "options", "max_score", "text", "choices")
_HEADERS = {fold(column.header): column for column in TABLES["items"].columns}
_TIERS = {"базовый": "Б", "повышенный": "П", "высокий": "В", "б": "Б", "п": "П", "в": "В"}


class QuestionKind(StrEnum):
    """Kinds that the bank can hold; the value is Moodle's name."""

    CHOICE = "multichoice"
    SHORT = "shortanswer"
    NUMBER = "numerical"
    ESSAY = "essay"


_KINDS = {
    QuestionKind.CHOICE: "выбор ответа",
    QuestionKind.SHORT: "краткий ответ",
    QuestionKind.NUMBER: "краткий ответ",
    QuestionKind.ESSAY: "развёрнутый ответ",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a question.

    Attributes
    ----------
    text : str
    share : float
        Percent of the points that it earns; 100 is the right answer.
    tolerance : float
        For a number: how far off it still counts.
    """

    text: str
    share: float = 0.0
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes
    ----------
    code : str
        Code of the item; empty when the file gives none.
    kind : QuestionKind
    text : str
    answers : tuple of Answer
        Options of a choice, accepted short answers, numbers; empty for an essay.
    points : float
    criteria : str
        How an essay is to be marked.
    category : tuple of str
        Path of the category: subject, grade, КЭС.
    marks : tuple of str
        «Заголовок столбца: значение».
    """

    code: str
    kind: QuestionKind
    text: str
    answers: tuple[Answer, ...] = ()
    points: float = 1.0
    criteria: str = ""
    category: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def right(self) -> tuple[Answer, ...]:
        """The answers that earn all points."""
        return tuple(answer for answer in self.answers if answer.share >= 99.999)

    @property
    def category_path(self) -> str:
        """The category as both formats write it; a slash inside a name is doubled, for one would open a subcategory."""
        return "/".join(["$course$", "top", *(part.replace("/", "//") for part in self.category)])


def from_row(row: Mapping[str, Any]) -> Question | str:
    """Make a question of a row of the bank, or say in Russian why it cannot be one.

    Whatever the structure of a question does not bring back exactly (a key «3,50», an option count without options)
    travels as a mark, so that :func:`to_row` gives the same row.

    Parameters
    ----------
    row : mapping
        English column name → value or missing.
    """
    known = {name: value for name, value in row.items() if not _gone(value)}
    built = _structure(known)
    if isinstance(built, str):
        return built
    grade = f"{known['grade']} класс" if "grade" in known else ""
    category = [str(known.get("subject", "")), grade, f"КЭС {known['content']}" if "content" in known else ""]
    marks = [mark for name in _MARKED for mark in _marks(name, known.get(name))]
    question = replace(built, category=tuple(filter(None, category)), marks=tuple(marks))
    back, _ = to_row(question)
    differing = [name for name in _BUILT if _written(name, back.get(name)) != _written(name, known.get(name))]
    extra = [mark for name in differing for mark in _marks(name, known.get(name, _ABSENT))]
    return replace(question, marks=(*question.marks, *extra))


def _structure(known: Mapping[str, Any]) -> Question | str:
    text = str(known.get("text", f"Задание {known['item']}"))
    base = Question(str(known["item"]), QuestionKind.ESSAY, text, points=float(known.get("max_score", 1)))
    kind, key = known.get("kind"), str(known.get("key", ""))
    if kind == "выбор ответа":
        return _choice(base, known, key)
    if kind == "краткий ответ" and key:
        number = _WITH_TOLERANCE.fullmatch(key) or _NUMERIC.fullmatch(key)
        if number is None:
            return replace(base, kind=QuestionKind.SHORT, answers=(Answer(key, 100.0),))
        groups = number.groups()
        value, tolerance = (groups[0], _float(groups[1])) if len(groups) > 1 and groups[1] else (key, 0.0)
        return replace(base, kind=QuestionKind.NUMBER, answers=(Answer(_number(_float(value)), 100.0, tolerance),))
    return replace(base, criteria=key)


def _choice(base: Question, known: Mapping[str, Any], key: str) -> Question | str:
    choices = [part for part in _SEPARATE.split(str(known.get("choices", ""))) if part]
    if not choices:
        choices = list(LETTERS[: int(known.get("options", 0))])
    if len(choices) < 2:
        return "нет вариантов ответа"
    if len(choices) > len(LETTERS):
        return f"вариантов ответа больше {len(LETTERS)}"
    place = _place(key, choices)
    if place is None:
        return "нет ключа" if not key else f"ключ «{key}» не указывает на один из вариантов"
    answers = tuple(Answer(text, 100.0 if i == place else 0.0) for i, text in enumerate(choices))
    return replace(base, kind=QuestionKind.CHOICE, answers=answers)


def _place(key: str, choices: Sequence[str]) -> int | None:
    """Find which option a key means: its letter, its number, or its text."""
    sign = key.strip().rstrip(").").upper()
    for alphabet in ALPHABETS:
        if len(sign) == 1 and sign in alphabet[: len(choices)]:
            return alphabet.index(sign)
    same = [i for i, text in enumerate(choices) if fold(text) == fold(key)]
    return same[0] if len(same) == 1 else None


def _marks(name: str, value: object) -> list[str]:
    if _gone(value):
        return []
    header = TABLES["items"].column(name).header
    parts = str(value).split("; ") if name == "enemies" else [_written(name, value) if value != _ABSENT else _ABSENT]
    return [f"{header}: {part}" for part in parts]


def to_row(question: Question) -> tuple[dict[str, Any], list[str]]:
    """Make a row of the bank of a question.

    Parameters
    ----------
    question : Question

    Returns
    -------
    row : dict
        English column name → value; only what is known.
    strangers : list of str
        Marks that mean no column, or hold a value that the column does not take.
    """
    row: dict[str, Any] = {"kind": _KINDS[question.kind], "text": question.text, "max_score": question.points}
    if question.code:
        row["item"] = question.code
    row |= _from_category(question.category) | _from_answers(question)
    strangers, enemies = [], []
    for mark in question.marks:
        name, value = _read_mark(mark)
        if not name:
            strangers.append(mark)
        elif value is None:
            row.pop(name, None)
        elif name == "enemies":
            enemies.append(str(value))
        else:
            row[name] = value
    if enemies:
        row["enemies"] = "; ".join(enemies)
    return row, strangers


def _from_answers(question: Question) -> dict[str, Any]:
    right = question.right
    if question.kind is QuestionKind.ESSAY:
        return {"key": question.criteria} if question.criteria else {}
    if question.kind is QuestionKind.CHOICE:
        place = question.answers.index(right[0])
        texts = [answer.text for answer in question.answers]
        return {"key": LETTERS[place], "options": len(texts), "choices": " | ".join(texts)}
    answer = right[0]
    if question.kind is QuestionKind.SHORT:
        return {"key": answer.text}
    value = _number(_float(answer.text))
    return {"key": f"{value} ± {_number(answer.tolerance)}" if answer.tolerance else value}


def _from_category(category: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in category:
        grade = re.fullmatch(r"(\d{1,2}) ?(?:класс|кл\.?)", part, re.IGNORECASE)
        code = re.match(r"(КЭС|КПУ) ?(\S+)", part)
        if grade and 1 <= int(grade[1]) <= 11:
            found["grade"] = int(grade[1])
        elif code:
            found["content" if code[1] == "КЭС" else "skill"] = code[2]
        elif "subject" not in found:
            found["subject"] = part
    return found


def _read_mark(mark: str) -> tuple[str, Any]:
    header, colon, value = mark.partition(":")
    column = _HEADERS.get(fold(header.strip())) if colon else None
    if column is None:
        tier = _TIERS.get(fold(mark.strip()))
        return ("tier", tier) if tier else ("", None)
    value = value.strip()
    if value == _ABSENT:
        return column.name, None
    if column.kind is Kind.TEXT:
        return column.name, value
    reading = read_cell(value, column)
    return ("", None) if reading.fault is not None or reading.value is None else (column.name, reading.value)


def _written(name: str, value: object) -> str:
    """Write a value as it stands in a mark: decimal comma, day.month.year."""
    if _gone(value):
        return ""
    if isinstance(value, dt.date | pd.Timestamp):
        return value.strftime("%d.%m.%Y")
    if TABLES["items"].column(name).kind in (Kind.NUMBER, Kind.INTEGER):
        return f"{float(str(value)):.15g}".replace(".", ",")
    return str(value)


def _gone(value: object) -> bool:
    return value is None or (not isinstance(value, str) and bool(pd.isna(value))) or value == ""  # type: ignore[call-overload]


def _float(text: str) -> float:
    return float(text.replace(",", ".").replace("−", "-").replace("–", "-"))


def _number(value: float) -> str:
    return f"{value:.15g}".replace(".", ",")
