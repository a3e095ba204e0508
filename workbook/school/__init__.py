"""What a school hands in: schemas, reading, repairs, checks, problems, blank forms and the data dictionary."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from workbook.school.files import input_digest, is_school_id, school_ids, shared_digest
from workbook.school.guard import FileKind, Limits, admit
from workbook.school.isolation import read_cells
from workbook.school.problems import Problem, Severity, problems_json, problems_table, read_problems_json, summary
from workbook.school.schema import Column, Kind, Table
from workbook.school.school import School, read_school
from workbook.school.tables import TABLES

__all__ = [
    "TABLES",
    "Column",
    "FileKind",
    "Kind",
    "Limits",
    "Problem",
    "School",
    "Severity",
    "Table",
    "admit",
    "data_dictionary",
    "input_digest",
    "is_school_id",
    "new_school",
    "problems_json",
    "problems_table",
    "read_cells",
    "read_problems_json",
    "read_school",
    "school_ids",
    "shared_digest",
    "summary",
    "write_form",
    "write_marked_book",
    "write_problems_workbook",
]

_LATE = {
    "data_dictionary": "workbook.school.dictionary",
    "new_school": "workbook.school.blank_folder",
    "write_form": "workbook.school.forms",
    "write_marked_book": "workbook.school.marked_book",
    "write_problems_workbook": "workbook.school.forms",
}


def __getattr__(name: str) -> Any:
    """Load the writers of forms when first asked for: a report needs no XlsxWriter, and methods may not know it."""
    if name in _LATE:
        found = getattr(import_module(_LATE[name]), name)
        # Importing a module binds it here under its own name; the function of that name goes before it.
        globals()[name] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
