"""The block of keys at the head of ``lesson.md``: what a lesson is for, how long it takes, what it computes.

Apart from the lesson because the build reads it first: numbers and pictures are made before the text is filled.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbook.course.author_yaml import read_yaml
from workbook.course.faults import Fault, LessonRefused
from workbook.course.numbers import Recipe, read_recipes
from workbook.course.pictures import picture_recipes

__all__ = ["Front", "read_front"]

_PLACE = "lesson.md, шапка"
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)
_NEEDED = {
    "занятие": int, "название": str, "минут": int, "решение школы": str, "цели": list, "нужно знать": list,
    "унесём": str, "к следующей встрече": list,
}  # fmt: skip
_MAY = ("вид", "числа", "рисунки")
_DIAGNOSTIC = "диагностика"


@dataclass(frozen=True)
class Front:
    """The head of a lesson, still with its placeholders.

    Attributes
    ----------
    texts : mapping of str to Any
        The needed keys, each of its kind.
    numbers, pictures : mapping of str to Recipe
        What is computed.
    body : str
        The rest of the file.
    diagnostic : bool
        The lesson only finds out what participants can do already.
    """

    texts: Mapping[str, Any]
    numbers: Mapping[str, Recipe] = field(default_factory=dict)
    pictures: Mapping[str, Recipe] = field(default_factory=dict)
    body: str = ""
    diagnostic: bool = False


def read_front(text: str, faults: list[Fault]) -> Front:
    """Read the block between the two lines «---»; a wrong key is a fault.

    Parameters
    ----------
    text : str
        Of ``lesson.md``.
    faults : list of Fault
        Grows by what is wrong.
    """
    found = _FRONT.match(text)
    body = text[found.end() :] if found else text
    try:
        front = read_yaml(found.group(1), "lesson.md", line=1, what="шапка") if found else None
    except LessonRefused as refused:
        faults += refused.faults
        return Front({}, body=body)
    if not isinstance(front, dict):
        faults.append(Fault(_PLACE, "файл начинается строкой «---», ключами занятия и второй строкой «---»"))
        return Front({}, body=body)
    texts: dict[str, Any] = {}
    for key, kind in _NEEDED.items():
        value = front.get(key)
        if value in (None, "", []):
            faults.append(Fault(_PLACE, f"нет ключа «{key}» или он пуст"))
        elif not isinstance(value, kind) or isinstance(value, bool):
            words = {int: "целое число", str: "текст", list: "список через дефис"}[kind]
            faults.append(Fault(_PLACE, f"«{key}» — {words}"))
        else:
            texts[key] = [str(item) for item in value] if isinstance(value, list) else value
    if front.get("вид", _DIAGNOSTIC) != _DIAGNOSTIC:
        faults.append(Fault(_PLACE, f"«вид» бывает только «{_DIAGNOSTIC}»; у обычного занятия этого ключа нет"))
    for key in front:
        if key not in (*_NEEDED, *_MAY):
            near = difflib.get_close_matches(str(key), (*_NEEDED, *_MAY), n=1)
            faults.append(Fault(_PLACE, f"ключ «{key}» неизвестен" + (f"; может быть, «{near[0]}»" if near else "")))
    return Front(texts, read_recipes(front, faults), picture_recipes(front, faults), body, "вид" in front)
