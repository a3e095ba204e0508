"""YAML as an author without code types it: a fault is the line to mend and what to do with it.

Apart from what is read because the lesson's front matter, its exercises and the glossary are typed by the same hands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from workbook.course.faults import Fault, LessonRefused

__all__ = ["read_yaml"]


def read_yaml(text: str, place: str, *, line: int = 0, what: str = "") -> Any:
    """Read YAML; «да» and «нет» stay words.

    Parameters
    ----------
    text : str
    place : str
        The file's name, for the fault.
    line : int
        How many lines of the file stand before this text.
    what : str
        What is read, «шапка»: the first word of the fault.

    Raises
    ------
    LessonRefused
        It is not YAML, or a key stands twice in one mapping.
    """
    try:
        return yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), str(getattr(error, "problem", ""))
        if mark is None:
            raise LessonRefused([Fault(place, f"{what} не читается: {_UNSURE}".strip())]) from error
        if isinstance(error, _RepeatedKeyError):
            at, words = mark.line, problem
        else:
            at, why = _cause(text.splitlines()[: mark.line + 1], problem)
            words = f"{what} не читается: {why}".strip()
        raise LessonRefused([Fault(f"{place}, строка {at + 1 + line}", words)]) from error


_UNSURE = "проверьте отступы, кавычки и двоеточия"
_TAB = re.compile(r"\s*\t")
_QUOTED = re.compile(r'"[^"]*"')
_BARE = re.compile(r"(?:^|[:\-\[{,])\s*\{\{")
_AFTER_QUOTE = re.compile(r'[:\-]\s+"[^"]*"\s*[^\s,}\]#:]')


def _cause(lines: Sequence[str], problem: str) -> tuple[int, str]:
    """Guess what the author typed: YAML stops where it gets lost, often a few lines below the mistake.

    Parameters
    ----------
    lines : sequence of str
        The text down to the line where the reader stopped.
    problem : str
        What the reader said.

    Returns
    -------
    tuple of (int, str)
        The index of the line to mend and what to do with it.
    """
    last = len(lines) - 1
    tabbed = [at for at, line in enumerate(lines) if _TAB.match(line)] or [last] * ("\t" in lines[last])
    if tabbed:
        return tabbed[0], "здесь нажата клавиша Tab; замените её пробелами, как в соседних строках"
    odd = [at for at, line in enumerate(lines) if line.count('"') % 2 and not line.lstrip().startswith("#")]
    if len(odd) % 2:
        return odd[-1], "кавычка открыта и не закрыта; в строке их должно быть две, в начале и в конце текста"
    if _BARE.search(_QUOTED.sub('""', lines[last])):
        return last, 'двойные фигурные скобки без кавычек; возьмите весь текст с ними в кавычки: "{{ имя }}"'
    if _AFTER_QUOTE.search(lines[last]):
        return last, "после закрывающей кавычки есть ещё текст; внутри текста пишите «ёлочки»"
    if problem.startswith("mapping values are not allowed"):
        return last, "в тексте есть двоеточие; возьмите весь текст после ключа в кавычки"
    return last, f"{_UNSURE} здесь и строкой выше"


class _RepeatedKeyError(yaml.constructor.ConstructorError):
    """A key stands twice in one mapping, which YAML would silently settle in favour of the last."""


class _Loader(yaml.SafeLoader):
    """Safe YAML without repeated keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: list[Any] = []
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise _RepeatedKeyError(None, None, f"ключ «{key}» написан дважды", key_node.start_mark)
            seen.append(key)
        return super().construct_mapping(node, deep)
