"""A new school's folder: a passport with all its rules to choose from, and a blank form.

Apart from the forms because this is the one place that creates a folder; it appears whole or not at all.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from workbook.errors import DataRefused, Reason
from workbook.school.files import PASSPORT, is_school_id
from workbook.school.forms import write_form
from workbook.school.tables import TABLES
from workbook.settings import Rule, Settings

__all__ = ["FORM", "FORM_TABLES", "new_school"]

FORM = "school.xlsx"
"""File name of the form."""

FORM_TABLES = (
    "pupils", "teachers", "period_marks", "marks", "procedures", "scales", "references", "fos_plan", "blueprint",
    "items", "responses", "expertise", "cards", "card_points", "participations",
)  # fmt: skip
"""Tables of the blank form: what the reports on assessment tools, ratings and the internal quality system read."""

_YEAR = re.compile(r"(20\d\d)/(20\d\d)")
_HEAD = """\
# Паспорт школы. Строки с решёткой — пояснения, программа их не читает.
# Код школы совпадает с именем папки: строчные латинские буквы, цифры и дефис.
школа: {school}
название: {title}
муниципалитет: {municipality}
# Текущий учебный год.
год: {year}

# Методика школы: пороги, веса и шкалы. Действуют значения комплекта, они показаны ниже.
# Чтобы задать своё правило по акту школы, уберите «# » в начале двух строк — раздела и правила — и измените значение.
# Две решётки (##) означают пояснение, их не убирайте. Изменённые правила печатаются внизу каждого отчёта.
методика:
"""


def new_school(root: Path | str, school_id: str, *, title: str, municipality: str, year: str) -> Path:
    """Create a school's folder with ``school.yml`` and the blank ``school.xlsx``.

    Parameters
    ----------
    root : Path or str
        The folder of all schools; created when absent.
    school_id : str
        Name of the new folder: 1 to 32 small Latin letters, digits and hyphens.
    title, municipality : str
        As they are printed in reports.
    year : str
        Current school year, «2025/2026».

    Returns
    -------
    Path
        The new folder.

    Raises
    ------
    DataRefused
        A bad id or year, an empty title, a folder that exists already.

    Examples
    --------
    >>> new_school("data", "shkola-9", title="Школа № 9", municipality="Заречный район",
    ...            year="2025/2026")  # doctest: +SKIP
    PosixPath('data/shkola-9')
    """
    root = Path(root)
    title, municipality, year = (" ".join(text.split()) for text in (title, municipality, year))
    _check(root / school_id if is_school_id(school_id) else None, school_id, title, year)
    folder = root / school_id
    root.mkdir(parents=True, exist_ok=True)
    # A leading dot: nobody takes a half-made folder for a school.
    temporary = root / f".{school_id}.{os.getpid()}.tmp"
    temporary.mkdir()
    try:
        words = {"school": school_id, "title": title, "municipality": municipality, "year": year}
        head = _HEAD.format(**{key: _yaml(value) for key, value in words.items()})
        text = head + "".join(f"  # {line}\n" for line in _rules(Settings()))
        (temporary / PASSPORT).write_text(text, encoding="utf-8", newline="\n")
        passport = {"Школа": title, "Муниципалитет": municipality, "Учебный год": year}
        write_form(temporary / FORM, [TABLES[name] for name in FORM_TABLES], passport=passport)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _check(folder: Path | None, school_id: str, title: str, year: str) -> None:
    if folder is None:
        raise DataRefused(
            f"Код школы «{school_id[:60]}» не подходит: допустимы от 1 до 32 знаков — строчные латинские буквы, цифры "
            "и дефис, например «shkola-9».",
            Reason.SCHOOL_ID,
        )
    if folder.exists():
        raise DataRefused(
            f"Папка «{folder}» уже есть, в ней ничего не изменено. Выберите другой код школы или переименуйте папку.",
            Reason.SCHOOL_ID,
        )
    if not title:
        raise DataRefused("Название школы пусто. Укажите его так, как печатать в отчётах.", Reason.VALUE_MISSING)
    match = _YEAR.fullmatch(year)
    if match is None or int(match[2]) != int(match[1]) + 1:
        raise DataRefused(
            f"Учебный год «{year[:60]}» не подходит. Напишите два года подряд через дробь, например 2025/2026.",
            Reason.VALUE_PATTERN,
        )


def _rules(settings: Settings) -> Iterator[str]:
    """Yield the lines of the rules, uncommented: YAML under Russian keys with meanings as comments."""
    yield f"название: {_yaml(settings.title)}"
    yield f"версия: {_yaml(settings.version)}"
    for section, rules in groupby(settings.rules(), key=lambda rule: rule.section):
        yield f"{section}:"
        for rule in rules:
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"  ## {rule.meaning.rstrip('.')}. Источник: {rule.source.rstrip('.')}."
    nested = isinstance(rule.value, Mapping) and any(isinstance(value, Mapping) for value in rule.value.values())
    if not nested:
        yield f"  {rule.key}: {_yaml(rule.value)}"
        return
    yield f"  {rule.key}:"
    for key, value in rule.value.items():
        yield f"    {_yaml(key)}: {_yaml(value)}"


def _yaml(value: Any) -> str:
    """Write a value on one line; JSON is YAML, and its quotation marks keep «1.10» and «да» what they are."""
    return json.dumps(value, ensure_ascii=False)
