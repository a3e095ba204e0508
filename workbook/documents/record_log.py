"""«Движение записей» to take away: the whole log, with the row just made, in the school's own form and as CSV.

Apart from the rating book because this file goes back into the school's folder and is read again.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from workbook.display import Block, Download, Downloads, Text
from workbook.errors import DataRefused
from workbook.rating.record_moves import move, read_move
from workbook.rating.season import Season
from workbook.school import TABLES
from workbook.school.forms import write_form

__all__ = ["log_csv", "log_files", "log_xlsx"]

_TABLE = TABLES["record_steps"]


def log_xlsx(log: pd.DataFrame) -> bytes:
    """Write the log as the school's form: headers, lists and hints as in every form of the kit.

    Parameters
    ----------
    log : DataFrame
        Columns of «Движение записей».

    Returns
    -------
    bytes
        XLSX that the kit reads back.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = write_form(Path(folder) / "log.xlsx", [_TABLE], rows={_TABLE.name: log})
        return path.read_bytes()


def log_csv(log: pd.DataFrame) -> bytes:
    """Write the log as CSV with semicolons, for those who keep tables so.

    Returns
    -------
    bytes
        UTF-8 with a mark of the order of bytes; a text that a spreadsheet would take for a formula gets an apostrophe.
    """
    shown = pd.DataFrame({column.header: log[column.name] for column in _TABLE.columns})
    for column in _TABLE.columns:
        values = shown[column.header]
        if column.name == "date":
            shown[column.header] = values.dt.strftime("%d.%m.%Y")
        elif column.name != "number":
            risky = values.astype("str").str.startswith(("=", "+", "-", "@", "\t"), na=False)
            shown[column.header] = values.astype("str").where(~risky, "'" + values.astype("str"))
    return ("\ufeff" + shown.to_csv(sep=";", index=False, lineterminator="\r\n")).encode()


def log_files(season: Season, text: str) -> Block:
    """Offer the whole log with the step appended; nothing while the step is empty or refused.

    Parameters
    ----------
    season : Season
    text : str
        As in :func:`workbook.display.rating_records.next_move`.
    """
    if not text.strip():
        return Downloads([])
    try:
        log = move(season.steps, season.journal, read_move(text), season.rules)
    except DataRefused:
        return Text("Файл появится, когда шаг можно будет провести.", tone="quiet")
    return Downloads(
        [
            Download("Движение записей (XLSX)", "Движение записей.xlsx", log_xlsx(log)),
            Download("Движение записей (CSV)", "Движение записей.csv", log_csv(log)),
        ]
    )
