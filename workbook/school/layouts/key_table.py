"""Completes the table «name — code» with codes that an import gave, outside of the school's folder.

Apart from reading the key because this is the only place of the layouts where a name is written down.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from workbook.school.exchange.bringing import read_names, write_names

__all__ = ["completed_key"]


def completed_key(path: Path, table: pd.DataFrame, folder: Path) -> str:
    """Write the earlier lines and the new ones; return what is said about it.

    Parameters
    ----------
    path : Path
        Outside of the school's folder.
    table : DataFrame
        Columns «Кто в файле» and «Код ученика».
    folder : Path
        The school's folder.

    Raises
    ------
    DataRefused
        The path lies in the school's folder, or the file cannot be written.
    """
    known = read_names(path) if path.exists() else {}
    write_names(path, table, known, folder)
    return f"Таблица «имя — код» дополнена: {path}. Храните её вне папки школы."
