"""Brings the answers of one work into a school's folder: what the school knows completes the file, and the reverse.

Apart from adding rows because here it is known what a work, a class and a key table of names are.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.cells import read_cell
from workbook.school.exchange.folder import Added, add_rows
from workbook.school.exchange.text_rows import FORMULA_SIGNS
from workbook.school.intake.answers import Wishes
from workbook.school.intake.bank import typed
from workbook.school.intake.pupils import KEY_COLUMNS
from workbook.school.intake.reading import Intake
from workbook.school.intake.roles import CODE
from workbook.school.intake.sheet import open_sheet
from workbook.school.repairs import shown
from workbook.school.school import School, read_school
from workbook.school.tables import TABLES

__all__ = ["bring_answers", "completed", "read_names", "write_names"]

_LEVELS = ((4, "НОО"), (9, "ООО"), (11, "СОО"))
_GIVEN = re.compile(r"У-9\d{5}")


def completed(wishes: Wishes, folder: Path | str) -> Wishes:
    """Complete the wishes by what the school knows: subject and grade of the work, codes already given.

    Parameters
    ----------
    wishes : Wishes
    folder : Path or str
        The school's folder.
    """
    school = read_school(folder)
    taken: set[str] = set()
    for name in ("pupils", "responses"):
        if school.has(name):
            taken |= {code for code in school[name]["pupil"].dropna().unique() if CODE.fullmatch(code)}
    subject, grade = wishes.subject, wishes.grade
    if school.has("fos_plan"):
        plan = school["fos_plan"].set_index("fos")
        if wishes.test in plan.index:
            subject = subject or str(plan.at[wishes.test, "subject"])
            grade = grade if grade is not None else int(str(plan.at[wishes.test, "grade"]))
    return replace(wishes, subject=subject, grade=grade, taken=frozenset(taken))


def bring_answers(intake: Intake, folder: Path | str, class_: str = "") -> Added:
    """Add items, answers, codes of skills and, when a class is told, new pupils to a school's folder.

    Parameters
    ----------
    intake : Intake
        Read with the wishes of :func:`completed`.
    folder : Path or str
    class_ : str
        Class of the pupils whom the school does not have, «7 А»; empty when none are to be added.

    Returns
    -------
    Added

    Raises
    ------
    DataRefused
        Subject or grade is not known; the work has answers already and pupils cannot be told from the earlier ones; as
        :func:`workbook.school.exchange.folder.add_rows`.
    """
    school = read_school(folder)
    test = str(intake.responses["test"].iloc[0])
    _check(school, intake, test)
    additions: dict[str, pd.DataFrame] = {}
    if class_:
        additions["pupils"] = _pupils(school, intake, class_)
    if intake.codifier is not None:
        additions["codifier"] = intake.codifier
    additions |= {"items": intake.items, "responses": intake.responses}
    return add_rows(folder, {name: frame for name, frame in additions.items() if len(frame)})


def _check(school: School, intake: Intake, test: str) -> None:
    if intake.items["grade"].isna().any():
        raise DataRefused(
            f"Для банка школы «{school.id}» нужны предмет и параллель, а в плане ФОС работы «{test}» нет. Укажите их: "
            "--subject математика --grade 7.",
            Reason.VALUE_MISSING,
        )
    there = school.has("responses") and (school["responses"]["test"] == test).any()
    if there and intake.key_table is not None:
        fresh = set(intake.responses["pupil"]) - set(school["responses"]["pupil"])
        if any(_GIVEN.fullmatch(code) for code in fresh):
            raise DataRefused(
                f"По работе «{test}» у школы «{school.id}» уже есть ответы, а по этому файлу учеников с прежними не "
                "сопоставить: коды даются заново. Дайте таблицу «имя — код» (--names) или файл с кодами учеников; "
                "ничего не записано.",
                Reason.ROW_DOUBLE,
            )


def _pupils(school: School, intake: Intake, class_: str) -> pd.DataFrame:
    """Make rows for pupils whom the school does not have."""
    reading = read_cell(class_, TABLES["pupils"].column("class_"))
    if reading.value is None or not school.year:
        what = f"Класс «{shown(class_)}» не распознан" if reading.value is None else "Учебный год школы не указан"
        raise DataRefused(f"{what}. Класс пишется как «7 А», год — в school.yml.", Reason.VALUE_PATTERN)
    known = set(school["pupils"]["pupil"]) if school.has("pupils") else set()
    grade = int(str(reading.value).split()[0])
    level = next(name for top, name in _LEVELS if grade <= top)
    codes = [code for code in dict.fromkeys(intake.responses["pupil"]) if code not in known]
    return typed(
        [{"year": school.year, "pupil": code, "class_": reading.value, "level": level} for code in codes], "pupils"
    )


def read_names(path: Path) -> dict[str, str]:
    """Read a table «who in the file — code», made by :func:`write_names` or by hand: two columns, the code in one.

    Raises
    ------
    FileRefused
        The guard refuses the file.
    DataRefused
        There is no column of codes.
    """
    sheet = open_sheet(path)
    at = next((i for i in range(sheet.width) if any(CODE.fullmatch(cell) for cell in sheet.column(i))), None)
    if at is None or sheet.width < 2:
        raise DataRefused(
            f"В файле «{path.name}» нет столбца с кодами вида «У-0123». Нужны два столбца: имя, как в файле "
            "ответов, и код.",
            Reason.VALUE_PATTERN,
        )
    name = 1 if at == 0 else 0
    return {_typed(row[name]): row[at] for row in sheet.rows if row[name] and CODE.fullmatch(row[at])}


def write_names(path: Path, table: pd.DataFrame, known: Mapping[str, str], folder: Path | None) -> None:
    """Write the table «who — code», earlier lines included, readable by its owner only.

    Parameters
    ----------
    path : Path
        A CSV outside the school's folder.
    table : DataFrame
        ``Intake.key_table``.
    known : mapping of str to str
        Lines of the earlier table.
    folder : Path or None
        The school's folder, where the table may not lie.

    Raises
    ------
    DataRefused
        The path lies in the school's folder, or the file cannot be written.
    """
    if folder is not None and path.absolute().resolve().is_relative_to(folder.absolute().resolve()):
        raise DataRefused(
            f"Таблица «имя — код» не может лежать в папке школы: «{path}». Укажите место вне её (--names).",
            Reason.NAME_NOT_CODE,
        )
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow(KEY_COLUMNS)
    fresh = zip(table[KEY_COLUMNS[0]], table[KEY_COLUMNS[1]], strict=True)
    writer.writerows((_safe(name), code) for name, code in dict.fromkeys([*known.items(), *fresh]))
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(lines.getvalue().encode("utf-8-sig"))
        temporary.replace(path)
    except OSError as error:
        raise DataRefused(
            f"Таблица «имя — код» не записана в «{path}»: {error.strerror or 'ошибка записи'}.", Reason.RUN_DISK
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _safe(name: str) -> str:
    return f"'{name}" if name.startswith(FORMULA_SIGNS) else name


def _typed(name: str) -> str:
    """Undo :func:`_safe`."""
    return name[1:] if name.startswith("'") and name[1:].startswith(FORMULA_SIGNS) else name
