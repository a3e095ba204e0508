"""Reads the municipality's own folder: its schools, references, scales and risk profiles, with no school chosen.

Apart from reading a school because there is no passport here and nothing may be missing: a page about all schools says
itself which of these tables it lacks.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from workbook.school.checking import check_table
from workbook.school.files import SHARED, find_files
from workbook.school.grid import Grid
from workbook.school.problems import Problem
from workbook.school.reading import open_file
from workbook.school.references import check_references
from workbook.school.school import School
from workbook.school.tables import TABLES
from workbook.settings import Settings

__all__ = ["read_municipality"]


def read_municipality(folder: Path | str) -> School:
    """Read the tables that a municipality shares with its schools.

    Parameters
    ----------
    folder : Path or str
        The folder of the school folders.

    Returns
    -------
    School
        Without id, title and year: «школа» of a report about all schools. ``municipality`` is taken from the table of
        schools when they all name the same one; the rules are those of the kit.

    Raises
    ------
    DataRefused
        No such folder.
    """
    folder = Path(folder).absolute()
    grids: dict[str, Grid] = {}
    problems: list[Problem] = []
    for file in find_files(folder).own:
        if file.table in SHARED and file.table not in grids:
            opened, said = open_file(file)
            problems += said
            grids.update({name: grid for name, grid in opened if name == file.table})
    checked = check_references({name: check_table(grids[name], TABLES[name]) for name in SHARED if name in grids})
    for item in checked.values():
        problems += item.problems
    tables = {name: item.frame for name, item in checked.items() if item.frame is not None}
    names = sorted(set(tables["schools"]["municipality"].dropna())) if "schools" in tables else []
    title = str(names[0]) if len(names) == 1 else ""
    return School("", "", title, "", folder, Settings(), MappingProxyType(tables), tuple(problems))
