"""Says what each column of an answer file is: an item, a name, a time, a sum, a trait of the pupil.

Apart from the layouts because every one of them meets the same foreign columns, and names must be recognised before
anything is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workbook.school.people import looks_like_name, name_header

__all__ = ["CODE", "ColumnNote", "Role", "columns_words", "number", "role_of"]


class Role(StrEnum):
    """What a column is; the value is what people read."""

    ITEM = "задание"
    SCORE = "балл за задание"
    KEY = "верный ответ"
    QUESTION = "текст вопроса"
    NAME = "имя"
    EMAIL = "адрес почты"
    CODE = "код ученика"
    NUMBER = "порядковый номер"
    VARIANT = "вариант"
    TOTAL = "сумма или отметка"
    TIME = "время"
    STATE = "состояние попытки"
    FEEDBACK = "отзыв"
    TRAIT = "признак ученика"
    OTHER = "не задание"
    EMPTY = "пустой столбец"


_IDENTITY = (Role.NAME, Role.EMAIL)


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """What was decided about one column.

    Attributes
    ----------
    position : int
        From 0.
    header : str
    role : Role
    taken : bool
        Whether its values go into the answers.
    """

    position: int
    header: str
    role: Role
    taken: bool = False

    @property
    def personal(self) -> bool:
        """Whether it tells who the pupil is."""
        return self.role in _IDENTITY


CODE = re.compile(r"У-\d{3,6}")
"""A pupil's code as the kit writes it."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MOMENT = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}([ ,T].*)?|\d{1,2}:\d{2}(:\d{2})?|"
    r"\d{1,2} [а-яa-z]+\.? \d{4}.*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-−–]?\d{1,9}(?:[.,]\d{1,15})?")
_HEADERS: tuple[tuple[Role, str], ...] = (
    (Role.EMAIL, r"(адрес )?(e-?mail|эл(ектронн\w*|\.)? ?почт\w*|почта|электронная почта).*|email address|"
                 r"адрес электронной почты"),
    (Role.TIME, r"отметка времени|timestamp|(дата|время)( .*)?|date( .*)?|time( .*)?|тест начат|начало|завершен[оа]?|"
                r"started( on)?|completed|finished( on)?|затраченн\w+ врем\w+|duration|потрачено времени|submitted at"),
    (Role.STATE, r"состояние|статус|status|state"),
    (Role.CODE, r"код( (ученика|участника|обучающегося|учащегося))?|шифр|pupil( code)?|student ?(id|code|no)|"
                r"индивидуальный номер|id ?number|id|(номер|№) (ученика|участника)|respondent|pers\w*id|subject ?id"),
    (Role.NAME, r"учен(ик|ица|ики)|учащи\w+|обучающ\w+|участник|(полное )?имя.*|фамилия.*|отчество|ф\.? ?и\.?( ?о\.?)?|"
                r"student( ?name)?|pupil ?name|(first|last|full|sur|user|given|family) ?name|name|логин|login|"
                r"имя пользователя|как (вас|тебя) зовут.*"),
    (Role.NUMBER, r"№( ?п/п)?|п/п|n|no\.?|nr\.?|номер|номер п/п|index|row|строка|unnamed.*|x\.?"),
    (Role.VARIANT, r"вариант|(номер|№) варианта|variant|form|booklet|version"),
    (Role.TOTAL, r"итого?( балл(ов)?)?|сумма( баллов)?|всего( баллов)?|балл(ы|ов)?|общий балл|первичный балл|"
                 r"(total|raw|sum|test|irt)[ _.]?(score|mark|points?|se)?(se)?|score|points?|оценка(/.*)?|отметка|"
                 r"grade(/.*)?|mark|результат|процент.*|percent.*|%.*|irtscorese|количество баллов|набранн\w+ балл\w+"),
    (Role.FEEDBACK, r"отзыв.*|feedback.*|комментари\w+.*|comments?"),
    (Role.TRAIT, r"пол|sex|gender|возраст|age|класс|class|группа|group|отдел|department|учреждение.*|institution|"
                 r"школа|school|sch\w*type\w*|район|город|major|язык|language|профиль|параллель|track.*|national\w*|"
                 r"firstatt\w*|год.*|year|учитель|teacher"),
)  # fmt: skip
_KNOWN = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _HEADERS)
_MOST = 0.8  # share of values that must look like names, addresses or moments


def columns_words(notes: Iterable[ColumnNote]) -> list[str]:
    """Write columns as people read them: «Total» (сумма или отметка); a name's header is no secret, its values are."""
    return [f"«{note.header}» ({note.role})" for note in notes]


def number(text: str) -> float | None:
    """Read a number with a decimal comma or point; anything else gives None.

    Examples
    --------
    >>> number("2,5"), number("−1"), number("A")
    (2.5, -1.0, None)
    """
    if not _NUMBER.fullmatch(text):
        return None
    return float(text.replace(",", ".").replace("−", "-").replace("–", "-"))


def role_of(header: str, values: Sequence[str]) -> Role | None:
    """Recognise a column by its header, else by its values; None when it may be an item.

    Parameters
    ----------
    header : str
    values : sequence of str
        All cells below the header.

    Examples
    --------
    >>> role_of("Total score", ["12"]), role_of("Сдали", ["Иванова Мария", "Петров Пётр"]), role_of("Item 1", ["A"])
    (<Role.TOTAL: 'сумма или отметка'>, <Role.NAME: 'имя'>, None)
    """
    plain = " ".join(header.casefold().replace("ё", "е").split()).strip(" :*")
    filled = [value for value in values if value]
    if filled and all(CODE.fullmatch(value) for value in filled):
        return Role.CODE
    if not filled and not plain:
        return Role.EMPTY
    if filled and _share(filled, _MAIL) >= _MOST:
        return Role.EMAIL
    named = next((role for role, pattern in _KNOWN if pattern.fullmatch(plain)), None)
    if named is None and name_header(header):
        named = Role.NAME
    if named in (Role.CODE, Role.NUMBER, Role.TRAIT) and filled and _names(filled):
        return Role.NAME
    if named is not None or not filled:
        return named
    if _share(filled, _MOMENT) >= _MOST:
        return Role.TIME
    return Role.NAME if not plain.endswith("?") and _names(filled) and len(set(filled)) > _MOST * len(filled) else None


def _share(values: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(1 for value in values if pattern.fullmatch(value)) / len(values)


def _names(values: Sequence[str]) -> bool:
    return sum(map(looks_like_name, values)) >= _MOST * len(values)
