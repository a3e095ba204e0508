"""Reason codes and exceptions: why the kit refused something, in words a school understands.

The module stands apart because every room of the house raises these, and nothing below it exists.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

__all__ = [
    "DataRefused",
    "FileRefused",
    "MissingData",
    "Reason",
    "RunFailed",
    "SettingsRefused",
    "WorkbookError",
]


class Reason(StrEnum):
    """Why something was refused or noted; the code is stable, the sentence beside it may change."""

    # A file as a whole (the guard)
    FILE_MISSING = "file-missing"
    FILE_TOO_LARGE = "file-too-large"
    FILE_KIND = "file-kind"
    FILE_BROKEN = "file-broken"
    FILE_UNSAFE = "file-unsafe"
    FILE_PASSWORD = "file-password"
    FILE_TIME = "file-time"
    FILE_MEMORY = "file-memory"
    FILE_ENCODING = "file-encoding"
    FILE_DOUBLE = "file-double"
    FILE_UNKNOWN = "file-unknown"
    # A table
    TABLE_MISSING = "table-missing"
    TABLE_EMPTY = "table-empty"
    HEADER_MISSING = "header-missing"
    HEADER_UNKNOWN = "header-unknown"
    HEADER_DOUBLE = "header-double"
    # A value
    VALUE_MISSING = "value-missing"
    VALUE_TYPE = "value-type"
    VALUE_RANGE = "value-range"
    VALUE_CHOICE = "value-choice"
    VALUE_PATTERN = "value-pattern"
    VALUE_REPAIRED = "value-repaired"
    # Rows and tables against each other
    ROW_DOUBLE = "row-double"
    ROW_ORDER = "row-order"
    ROW_WIDE = "row-wide"
    REFERENCE_UNKNOWN = "reference-unknown"
    SCORE_ABOVE_MAX = "score-above-max"
    NAME_NOT_CODE = "name-not-code"
    STEP_REFUSED = "step-refused"
    # Answers and questions brought in from other programs
    LAYOUT_UNKNOWN = "layout-unknown"
    COLUMN_SET_ASIDE = "column-set-aside"
    MISSING_CODE = "missing-code"
    KEY_MISSING = "key-missing"
    KEY_SUSPECT = "key-suspect"
    ITEM_CONSTANT = "item-constant"
    TOTAL_DIFFERS = "total-differs"
    QUESTION_REFUSED = "question-refused"
    NOT_CARRIED = "not-carried"
    # Settings, parameters, runs
    SETTING_UNKNOWN = "setting-unknown"
    SETTING_VALUE = "setting-value"
    SCHOOL_ID = "school-id"
    PARAMETER_UNKNOWN = "parameter-unknown"
    PARAMETER_MISSING = "parameter-missing"
    PARAMETER_TYPE = "parameter-type"
    NOTEBOOK = "notebook"
    RUN_DATA = "run-data"
    RUN_CODE = "run-code"
    RUN_MEMORY = "run-memory"
    RUN_TIME = "run-time"
    RUN_KILLED = "run-killed"
    RUN_DISK = "run-disk"
    RUN_STOPPED = "run-stopped"
    # Lessons
    LESSON = "lesson"


class WorkbookError(Exception):
    """A refusal that a person can act on.

    Parameters
    ----------
    message : str
        One or two Russian sentences: the place, what came, what is allowed, what to do.
    reason : Reason
        The stable code of the refusal.
    """

    def __init__(self, message: str, reason: Reason) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason

    def __reduce__(self) -> tuple[type[WorkbookError], tuple[str, Reason]]:
        """Survive the way between processes with both arguments."""
        return type(self), (self.message, self.reason)


class FileRefused(WorkbookError):
    """A file was not let in: wrong kind, too large, damaged or hostile."""


class DataRefused(WorkbookError):
    """Data were read, but cannot be used for what was asked."""


class MissingData(WorkbookError):
    """Tables, columns or enough rows for one analysis are absent; other analyses may still run."""

    def __init__(self, message: str, reason: Reason = Reason.TABLE_MISSING, missing: Iterable[str] = ()) -> None:
        super().__init__(message, reason)
        self.missing = tuple(missing)

    def __reduce__(self) -> tuple[type[MissingData], tuple[str, Reason, tuple[str, ...]]]:  # type: ignore[override]
        """Survive the way between processes with all arguments."""
        return type(self), (self.message, self.reason, self.missing)


class SettingsRefused(WorkbookError):
    """The school's own rules («методика школы») hold an unknown key or an impossible value."""


class RunFailed(WorkbookError):
    """One notebook for one school did not finish; the reason is readable by the consultant."""
