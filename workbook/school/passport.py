"""Reads ``school.yml``: who the school is and by which rules of its own it counts.

Apart from reading tables because a wrong rule must stop everything, while a wrong cell only costs its row.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from workbook.errors import DataRefused, Reason, SettingsRefused
from workbook.school.cells import read_cell
from workbook.school.files import PASSPORT, is_school_id
from workbook.school.problems import Problem, Severity
from workbook.school.schema import Column, Kind
from workbook.settings import Settings, read_settings

__all__ = ["KEYS", "Passport", "read_passport"]

KEYS = {
    "школа": "код школы, как имя папки: shkola-7",
    "название": "как школа названа в отчётах",
    "муниципалитет": "район или город",
    "год": "текущий учебный год: 2025/2026",
    "методика": "свои правила школы; чего здесь нет, то берётся из методики комплекта",
}
"""Keys of ``school.yml`` and what they mean."""

_LARGEST = 256 * 1024
_DEEPEST = 8  # the rules of the kit need four; the YAML scanner is quadratic in depth
_YEAR = Column("year", "год", Kind.YEAR, "Учебный год", "2025/2026")


@dataclass(frozen=True, slots=True)
class Passport:
    """Who the school is.

    Attributes
    ----------
    id, title, municipality, year : str
        ``year`` is empty when the passport does not give it.
    settings : Settings
        The rules in force.
    problems : tuple of Problem
    """

    id: str
    title: str
    municipality: str = ""
    year: str = ""
    settings: Settings = field(default_factory=Settings)
    problems: tuple[Problem, ...] = ()


def read_passport(folder: Path | str) -> Passport:
    """Read the passport of a school's folder.

    Raises
    ------
    SettingsRefused
        The file is no YAML, has an unknown key (the nearest known one is named) or an impossible value.
    DataRefused
        Neither the file nor the folder's name gives a proper school id.
    """
    folder = Path(folder).absolute()
    path = folder / PASSPORT
    if not path.is_file():
        message = (
            f"{PASSPORT}: файла нет, поэтому название школы взято из имени папки, а правила — из методики комплекта. "
            f"Создайте {PASSPORT} с ключами {', '.join(KEYS)}."
        )
        problem = Problem(PASSPORT, "", "", "", "", Reason.FILE_MISSING, Severity.WARNING, message)
        return Passport(_proper_id(folder.name, folder.name), folder.name, problems=(problem,))
    entries = _entries(path)
    for key in entries:
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.5)
            hint = f"Возможно, имелось в виду «{near[0]}»." if near else f"Известные ключи: {', '.join(KEYS)}."
            raise SettingsRefused(f"{PASSPORT}: ключ «{key[:60]}» неизвестен. {hint}", Reason.SETTING_UNKNOWN)
    texts = {key: _scalar(key, entries.get(key)) for key in ("школа", "название", "муниципалитет", "год")}
    school = _proper_id(texts["школа"] or folder.name, folder.name)
    rules = entries.get("методика") or None
    return Passport(
        school,
        texts["название"] or school,
        texts["муниципалитет"],
        _year(texts["год"]),
        read_settings(rules, f"{PASSPORT} → методика"),
        () if school == folder.name else (_other_folder(school, folder.name),),
    )


def _entries(path: Path) -> dict[str, Any]:
    """Read the file as texts («1.10» stays so); aliases are refused: ten lines of them unfold into gigabytes."""
    try:
        with path.open("rb") as handle:
            data = handle.read(_LARGEST + 1)
    except OSError as error:
        raise SettingsRefused(
            f"{PASSPORT}: файл не открывается. Закройте его в других программах и повторите.", Reason.FILE_MISSING
        ) from error
    if len(data) > _LARGEST:
        raise SettingsRefused(
            f"{PASSPORT}: файл больше {_LARGEST // 1024} КБ. Оставьте только паспорт школы и её правила.",
            Reason.SETTING_VALUE,
        )
    try:
        text = data.decode("utf-8-sig")
        _check_events(text)
        _check_node(yaml.compose(text, Loader=yaml.BaseLoader))
        entries = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", строка {mark.line + 1}" if mark else ""
        raise SettingsRefused(
            f"{PASSPORT}{line}: файл не читается как YAML. Проверьте отступы, двоеточия и кодировку UTF-8.",
            Reason.SETTING_VALUE,
        ) from error
    if entries is None or entries == "":
        return {}
    if not isinstance(entries, dict):
        raise SettingsRefused(f"{PASSPORT}: ожидается список «ключ: значение».", Reason.SETTING_VALUE)
    return {str(key): value for key, value in entries.items()}


def _check_events(text: str) -> None:
    """Refuse aliases and deep nesting event by event, before anything is built of them."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise SettingsRefused(
                f"{PASSPORT}: ссылки YAML (*имя) не принимаются. Повторите значение.", Reason.SETTING_VALUE
            )
        if depth > _DEEPEST:
            raise SettingsRefused(
                f"{PASSPORT}: списки вложены глубже {_DEEPEST} уровней. Уберите лишние скобки и отступы.",
                Reason.SETTING_VALUE,
            )


def _check_node(node: yaml.Node | None) -> None:
    """Refuse a key written twice (YAML would keep the last one in silence) and halves of letters («\\ud800»)."""
    if isinstance(node, yaml.ScalarNode) and any("\ud800" <= sign <= "\udfff" for sign in node.value):
        raise SettingsRefused(
            f"{PASSPORT}, строка {node.start_mark.line + 1}: недопустимый знак. Наберите значение заново.",
            Reason.SETTING_VALUE,
        )
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check_node(item)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise SettingsRefused(
                    f"{PASSPORT}, строка {key.start_mark.line + 1}: ключ «{key.value[:60]}» записан дважды. "
                    "Оставьте один.",
                    Reason.SETTING_VALUE,
                )
            seen.add(str(key.value))
            _check_node(key)
            _check_node(value)


def _scalar(key: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise SettingsRefused(
            f"{PASSPORT}: у ключа «{key}» должно быть одно значение: {KEYS[key]}.", Reason.SETTING_VALUE
        )
    return " ".join(value.split())


def _proper_id(text: str, folder: str) -> str:
    if is_school_id(text):
        return text
    raise DataRefused(
        f"Код школы «{text[:60]}» (папка «{folder[:60]}») не подходит: допустимы от 1 до 32 знаков — строчные "
        "латинские буквы, цифры и дефис, например «shkola-7». Переименуйте папку и укажите тот же код в school.yml.",
        Reason.SCHOOL_ID,
    )


def _year(text: str) -> str:
    if not text:
        return ""
    reading = read_cell(text, _YEAR)
    if reading.fault is not None or reading.value is None:
        raise SettingsRefused(
            f"{PASSPORT} → год: учебный год «{text[:60]}» не подходит. Нужны два года подряд через дробь, "
            "например «2025/2026».",
            Reason.SETTING_VALUE,
        )
    return str(reading.value)


def _other_folder(school: str, folder: str) -> Problem:
    message = (
        f"{PASSPORT}: код школы «{school}» не совпадает с именем папки «{folder[:60]}». Отчёты называются по коду; "
        "переименуйте папку или исправьте ключ «школа»."
    )
    return Problem(PASSPORT, "", "", "", school, Reason.SCHOOL_ID, Severity.WARNING, message, folder)
