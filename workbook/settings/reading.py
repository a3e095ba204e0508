"""Reads «методика школы» from YAML: unknown keys are refused with the nearest known one, values with their limits.

Apart from the rules themselves because a school's typing mistakes are none of their business.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from typing import Any, TypeVar, get_type_hints

import yaml

from workbook.errors import Reason, SettingsRefused
from workbook.settings.declaring import Number, freeze
from workbook.settings.value import Settings, section_fields

__all__ = ["read_settings"]

_T = TypeVar("_T")


def read_settings(source: Mapping[str, Any] | str | None, place: str = "методика") -> Settings:
    """Make settings from the school's own rules; what is not named keeps the kit's value.

    Parameters
    ----------
    source : mapping, str or None
        A mapping under Russian keys or YAML text of one; None gives the kit's rules.
    place : str
        Where the rules stand (file and key), for the error sentence.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsRefused
        An unknown key (the nearest known one is named), a value of a wrong type or outside its limits.

    Examples
    --------
    >>> read_settings({"отметки": {"н_а_в_соу": "0"}}).marks.sou_absent
    '0'
    """
    if isinstance(source, str):
        try:
            source = yaml.safe_load(source)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f", строка {mark.line + 1}" if mark else ""
            raise SettingsRefused(
                f"{place}{line}: файл не читается как YAML. Проверьте отступы и двоеточия.", Reason.SETTING_VALUE
            ) from error
    if source is None:
        return Settings()
    if not isinstance(source, Mapping):
        raise SettingsRefused(f"{place}: ожидается список «ключ: значение».", Reason.SETTING_VALUE)
    sections = {item.metadata["key"]: item for item in section_fields()}
    known = ["название", "версия", *sections]
    values: dict[str, Any] = {}
    for key, value in source.items():
        if key == "название":
            values["title"] = str(value)
        elif key == "версия":
            values["version"] = str(value)
        elif key in sections:
            item = sections[key]
            kind = get_type_hints(Settings)[item.name]
            values[item.name] = _read_section(kind, value, f"{place} → {key}")
        else:
            raise _unknown(str(key), known, place)
    return Settings(**values)


def _unknown(key: str, known: list[str], place: str) -> SettingsRefused:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f" Возможно, имелось в виду «{near[0]}»." if near else f" Известные ключи: {', '.join(known)}."
    return SettingsRefused(f"{place}: ключ «{key}» неизвестен.{hint}", Reason.SETTING_UNKNOWN)


def _read_section(kind: type[_T], value: Any, place: str) -> _T:
    if not isinstance(value, Mapping):
        raise SettingsRefused(f"{place}: ожидается список «ключ: значение».", Reason.SETTING_VALUE)
    fields = {item.metadata["key"]: item for item in dataclasses.fields(kind)}  # type: ignore[arg-type]
    defaults = kind()
    result: dict[str, Any] = {}
    for key, given in value.items():
        if key not in fields:
            raise _unknown(str(key), list(fields), place)
        item = fields[key]
        result[item.name] = _read_value(given, getattr(defaults, item.name), item, f"{place} → {key}")
    return kind(**result)


def _read_value(given: Any, default: Any, item: dataclasses.Field[Any], place: str) -> Any:
    limits = item.metadata
    if isinstance(default, Mapping):
        if not isinstance(given, Mapping):
            raise SettingsRefused(f"{place}: ожидается список «ключ: значение».", Reason.SETTING_VALUE)
        merged = dict(default)
        for key, value in given.items():
            name = str(key)
            if name not in default:
                raise _unknown(name, list(default), place)
            merged[name] = _read_value(value, default[name], item, f"{place} → {name}")
        absent = [name for name in default if name not in {str(key) for key in given}]
        if limits["complete"] and absent:
            raise SettingsRefused(
                f"{place}: не указано {', '.join(f'«{name}»' for name in absent)}. Такую таблицу задают целиком, "
                f"нужны: {', '.join(default)}.",
                Reason.SETTING_VALUE,
            )
        return freeze(merged)
    if isinstance(default, str):
        text = str(given)
        if limits["allowed"] and text not in limits["allowed"]:
            choices = ", ".join(f"«{choice}»" for choice in limits["allowed"])
            raise SettingsRefused(
                f"{place}: значение «{text}» не подходит. Допустимо: {choices}.", Reason.SETTING_VALUE
            )
        return text
    return _read_number(given, limits, place, whole=item.type == "int")


def _read_number(given: Any, limits: Mapping[str, Any], place: str, *, whole: bool) -> Number:
    text = str(given).replace(",", ".") if isinstance(given, str) else given
    try:
        if isinstance(given, bool):
            raise ValueError
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise ValueError
    except (TypeError, ValueError) as error:
        raise SettingsRefused(f"{place}: «{given}» — не число.", Reason.SETTING_VALUE) from error
    low, high = limits["low"], limits["high"]
    if number != number or (low is not None and number < low) or (high is not None and number > high):
        bounds = " ".join(
            part
            for part in (f"от {low:g}" if low is not None else "", f"до {high:g}" if high is not None else "")
            if part
        )
        raise SettingsRefused(f"{place}: значение {given} вне пределов. Допустимо: {bounds}.", Reason.SETTING_VALUE)
    if whole and number != int(number):
        raise SettingsRefused(f"{place}: нужно целое число, указано {given}.", Reason.SETTING_VALUE)
    return int(number) if number == int(number) else number
