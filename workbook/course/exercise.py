"""What an exercise is: a question of one of ten kinds with its hints, solution and answers that prove its check.

Apart from reading, checking and showing because all three, and the paper, speak of the same exercise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = [
    "Answer",
    "Body",
    "Choice",
    "Exercise",
    "FreeText",
    "Mistakes",
    "NumberAnswer",
    "Option",
    "Order",
    "OwnSchool",
    "Pairs",
    "Sheet",
    "State",
    "Trap",
    "option_keys",
]

Answer = Any
"""A plain value that JSON keeps: a key, a list of keys, a text, a mapping; None is «не начато»."""

_LETTERS = "абвгдежзиклмнопрст"


class State(StrEnum):
    """How far an answer is, in the word that stands beside the icon."""

    NOT_STARTED = "не начато"
    PARTIAL = "заполнено частично"
    NOT_YET = "пока нет"
    RIGHT = "верно"


def option_keys(count: int) -> tuple[str, ...]:
    """Return the keys of options in the order of the source: «а», «б», …; shuffling does not change them.

    Examples
    --------
    >>> option_keys(3)
    ('а', 'б', 'в')
    """
    if count > len(_LETTERS):
        raise ValueError(f"more than {len(_LETTERS)} options")
    return tuple(_LETTERS[:count])


@dataclass(frozen=True)
class Option:
    """One option of a choice.

    Attributes
    ----------
    key : str
        Its letter in the source.
    text : str
    right : bool
    feedback : str
        What is said to one who chose it (or, of several, left it out).
    misconception : str
        The belief behind a wrong option, in words; empty for a right one.
    """

    key: str
    text: str
    right: bool
    feedback: str
    misconception: str = ""


@dataclass(frozen=True)
class Choice:
    """One option or several; a «decision on a case» is a choice where more than one option may be defended.

    Attributes
    ----------
    options : tuple of Option
    several : bool
        All right options are to be chosen and no other; else any right one will do.
    """

    options: tuple[Option, ...]
    several: bool = False


@dataclass(frozen=True)
class Trap:
    """A wrong number that a known slip leads to."""

    value: float
    misconception: str


@dataclass(frozen=True)
class NumberAnswer:
    """A number to be typed.

    Attributes
    ----------
    value, tolerance : float
        In the unit; an answer within the tolerance (both ends included) is right.
    unit : str
        Shown beside the field; for «%» both «75 %» and «0,75» are understood.
    traps : tuple of Trap
    """

    value: float
    tolerance: float
    unit: str = ""
    traps: tuple[Trap, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A table to be filled in.

    Attributes
    ----------
    columns : tuple of str
        Headers; the first is the header of the rows' names.
    rows : tuple of str
        Names of the rows.
    given : mapping of str to str
        Cells that are printed: «строка|столбец», numbered from 1.
    cells : mapping of str to NumberAnswer or tuple of str
        What each cell to be filled takes: a number, or any of these texts.
    """

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    given: Mapping[str, str]
    cells: Mapping[str, NumberAnswer | tuple[str, ...]]


@dataclass(frozen=True)
class Pairs:
    """Things on the left, each of which has its pair on the right; pairs may repeat and some may be nobody's."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    answer: tuple[int, ...]


@dataclass(frozen=True)
class Order:
    """Steps in their right order; they are shown shuffled."""

    steps: tuple[str, ...]


@dataclass(frozen=True)
class Mistakes:
    """Lines of a report, some of which hold a mistake.

    Attributes
    ----------
    lines : tuple of str
    wrong : mapping of int to str
        Number of the line from 1 → what is wrong with it.
    fine : mapping of int to str
        Why an innocent line that people suspect is right.
    """

    lines: tuple[str, ...]
    wrong: Mapping[int, str]
    fine: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FreeText:
    """A text of one's own, set against a model answer by the participant.

    Attributes
    ----------
    model : str
        The model answer, shown when the text is long enough.
    points : tuple of str
        What to look for in one's own text; all ticked means «верно» in the participant's own judgement.
    words : int
        Fewer words than this are «заполнено частично».
    """

    model: str
    points: tuple[str, ...]
    words: int


@dataclass(frozen=True)
class OwnSchool:
    """Work on the participant's own data: a form is filled and brought, checked, and a tool notebook opens with it.

    Attributes
    ----------
    tables : tuple of str
        English names of the tables of the form.
    notebook : str
        The notebook that opens with the participant's school: «10_fos».
    least : mapping of str to int
        Table → rows it must hold at least; a table that is not named must hold one.
    points : tuple of str
        What to find in the notebook and to settle; all ticked means «верно» in the participant's own judgement.
    sample : str
        Sample school whose data fill the form of those who brought none; empty: no such form.
    """

    tables: tuple[str, ...]
    notebook: str
    least: Mapping[str, int]
    points: tuple[str, ...]
    sample: str = ""


Body = Choice | NumberAnswer | Sheet | Pairs | Order | Mistakes | FreeText | OwnSchool


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson.

    Attributes
    ----------
    code : str
        Unique in the lesson; saved answers are found by it.
    kind : str
        A key of :data:`workbook.course.exercise_file.KINDS`.
    title, question : str
        The question is Markdown.
    minutes : int
    body : Body
    hints : tuple of str
        Two or three, from a nudge to the last step before the answer.
    solution : str
        Markdown, opened after two tries or a right answer.
    accepts, rejects : tuple of Answer
        Answers that the check must call right, and must not: run by the tests.
    """

    code: str
    kind: str
    title: str
    question: str
    minutes: int
    body: Body
    hints: tuple[str, ...]
    solution: str
    accepts: tuple[Answer, ...] = ()
    rejects: tuple[Answer, ...] = ()
