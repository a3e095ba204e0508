"""YAML as an author without code types it: a repeated key and a broken indent are named with their line.

Apart from what is read because the lesson's front matter, its exercises and the glossary are typed by the same hands.
"""

from __future__ import annotations

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
        mark = getattr(error, "problem_mark", None)
        where = f"{place}, строка {mark.line + 1 + line}" if mark else place
        words = (
            str(error.problem)
            if isinstance(error, _RepeatedKeyError)
            else f"{what} не читается: проверьте отступы, кавычки и двоеточия".strip()
        )
        raise LessonRefused([Fault(where, words)]) from error


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
