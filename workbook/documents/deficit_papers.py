"""What a deputy head takes away from the deficit map: the map as a book, and the measures as a table of the school.

Apart from the book because the measures go back into the school's folder and are read again.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from workbook.display import Block, Download, Downloads
from workbook.documents.deficit_book import deficit_book
from workbook.school import TABLES
from workbook.school.forms import write_form
from workbook.vsoko.deficit_look import Deficits

__all__ = ["measures_form", "papers"]

_TABLE = TABLES["deficit_measures"]


def measures_form(measures: pd.DataFrame, passport: dict[str, str] | None = None) -> bytes:
    """Write «Меры по дефицитам» as the school's form: headers, lists and hints as in every form of the kit.

    Parameters
    ----------
    measures : DataFrame
        Columns of the table.
    passport : dict, optional
        «Школа», «Учебный год» for the first sheet.

    Returns
    -------
    bytes
        XLSX that the kit reads back from the school's folder.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = write_form(Path(folder) / "measures.xlsx", [_TABLE], rows={_TABLE.name: measures}, passport=passport)
        return path.read_bytes()


def papers(look: Deficits) -> Block:
    """Offer the map and the table of measures, the decisions of the page written in both."""
    passport = {"Школа": look.school.title, "Учебный год": look.year}
    return Downloads(
        [
            Download("Карта дефицитов (Excel)", "Карта дефицитов.xlsx", deficit_book(look)),
            Download("Меры по дефицитам: в папку школы (Excel)", "Меры по дефицитам.xlsx",
                     measures_form(look.sheet, passport)),
        ]
    )  # fmt: skip
