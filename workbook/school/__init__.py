"""What a school hands in: schemas, reading, repairs, checks, problems, blank forms and the data dictionary."""

from __future__ import annotations

from workbook.school.files import input_digest, school_ids
from workbook.school.problems import Problem, Severity, problems_json, problems_table, read_problems_json, summary
from workbook.school.schema import Column, Kind, Table
from workbook.school.school import School, read_school
from workbook.school.tables import TABLES

__all__ = [
    "TABLES",
    "Column",
    "Kind",
    "Problem",
    "School",
    "Severity",
    "Table",
    "input_digest",
    "problems_json",
    "problems_table",
    "read_problems_json",
    "read_school",
    "school_ids",
    "summary",
]
