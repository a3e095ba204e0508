"""Pupils' answers from any file: recognised, repaired aloud, checked, and laid out as the kit's own tables."""

from __future__ import annotations

from workbook.school.intake.answers import Wishes
from workbook.school.intake.pupils import KEY_COLUMNS
from workbook.school.intake.reading import LAYOUTS, Intake, read_answers

__all__ = ["KEY_COLUMNS", "LAYOUTS", "Intake", "Wishes", "read_answers"]
