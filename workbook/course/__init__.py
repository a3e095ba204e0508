"""The course: exercises of the lessons, their checks and what a participant may see when."""

from __future__ import annotations

from workbook.course.attempt import TRIES, Attempt
from workbook.course.checking import Verdict, check
from workbook.course.exercise import Exercise, State
from workbook.course.exercise_file import KINDS, read_exercises
from workbook.course.faults import Fault, LessonRefused
from workbook.course.group_desk import open_group
from workbook.course.opening import OpenLesson, open_lesson

__all__ = [
    "KINDS",
    "TRIES",
    "Attempt",
    "Exercise",
    "Fault",
    "LessonRefused",
    "OpenLesson",
    "State",
    "Verdict",
    "check",
    "open_group",
    "open_lesson",
    "read_exercises",
]
