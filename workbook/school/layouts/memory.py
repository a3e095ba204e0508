"""Remembers what the headers of a school's exports mean, so that it is asked once: the file «импорт.yml».

Apart from the passport because rules of counting live there, and this is only how a journal names its columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from workbook.errors import Reason, SettingsRefused
from workbook.school.repairs import fold

__all__ = ["FILE", "Memory", "read_memory", "written_memory"]

FILE = "импорт.yml"
"""Lies in the school's folder beside ``school.yml``."""

_LARGEST = 64 * 1024
_SECTIONS = ("столбцы", "предметы")
_HEAD = (
    "# Что означают заголовки и предметы в выгрузках этой школы: записано при импорте, чтобы не спрашивать снова.\n"
    "# Значение «нет» — столбец не нужен. Файл можно исправить или удалить.\n"
)


@dataclass(frozen=True, slots=True)
class Memory:
    """Meanings of headers and subjects.

    Attributes
    ----------
    columns : mapping of str to str
        Header as the export writes it → Russian name of the column's role, or «нет».
    subjects : mapping of str to str
        Subject as the export writes it → subject as in the curriculum.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)

    def column(self, header: str) -> str:
        """Return the role of a header, or an empty text."""
        return _looked_up(self.columns, header)

    def subject(self, text: str) -> str:
        """Return the subject that a text means, or an empty text."""
        return _looked_up(self.subjects, text)

    def learned(self, columns: Mapping[str, str], subjects: Mapping[str, str]) -> Memory:
        """Return a memory with further meanings; a later one replaces an earlier one."""
        return Memory({**self.columns, **columns}, {**self.subjects, **subjects})


def _looked_up(known: Mapping[str, str], text: str) -> str:
    wanted = _key(text)
    return next((meaning for said, meaning in known.items() if _key(said) == wanted), "")


def _key(text: str) -> str:
    return " ".join(fold(text).split()).strip(" .:;")


def read_memory(folder: Path | str) -> Memory:
    """Read the memory of a school; a folder without one remembers nothing.

    Raises
    ------
    SettingsRefused
        The file is no YAML of the expected sections.
    """
    path = Path(folder) / FILE
    if not path.is_file():
        return Memory()
    try:
        data = path.read_bytes()[: _LARGEST + 1]
        text = data.decode("utf-8-sig")
        if len(data) > _LARGEST or any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            raise yaml.YAMLError
        entries = yaml.load(text, Loader=yaml.BaseLoader) or {}
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, OSError) as error:
        raise _refusal("файл не читается") from error
    if not isinstance(entries, dict) or any(key not in _SECTIONS for key in entries):
        raise _refusal(f"известны только разделы: {', '.join(_SECTIONS)}")
    sections = []
    for name in _SECTIONS:
        section = entries.get(name) or {}
        if not isinstance(section, dict) or any(not isinstance(value, str) for value in section.values()):
            raise _refusal(f"в разделе «{name}» нужны строки вида «как в файле: что это»")
        sections.append({str(key): str(value) for key, value in section.items()})
    return Memory(*sections)


def _refusal(why: str) -> SettingsRefused:
    return SettingsRefused(f"{FILE}: {why}. Исправьте файл или удалите его.", Reason.SETTING_VALUE)


def written_memory(memory: Memory) -> bytes:
    """Write the memory as the text of :data:`FILE`."""
    entries = {"столбцы": dict(memory.columns), "предметы": dict(memory.subjects)}
    body = yaml.safe_dump(
        {name: section for name, section in entries.items() if section}, allow_unicode=True, sort_keys=True, width=1_000
    )
    return (_HEAD + body).encode()
