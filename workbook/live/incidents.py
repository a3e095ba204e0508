"""Faults that a visitor must not see: kept in a log under a number that the visitor can tell."""

from __future__ import annotations

import logging
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbook import display
from workbook.errors import WorkbookError

__all__ = ["apology", "incident_number", "record_incident", "watch_cells"]

_log = logging.getLogger(__name__)


def incident_number() -> str:
    """Return a fresh number such as ``2611-7F3A`` (year and month, four random digits)."""
    return f"{datetime.now(UTC):%y%m}-{secrets.token_hex(2).upper()}"


def record_incident(error: BaseException, place: str) -> str:
    """Keep the fault with its traceback and return the number to show.

    Parameters
    ----------
    error : BaseException
        What happened.
    place : str
        The view or page in which it happened.

    Returns
    -------
    str
        The incident's number. The text goes to the file named in ``WORKBOOK_INCIDENTS`` and to the logger.
    """
    number = incident_number()
    _log.error("incident %s in %s", number, place, exc_info=error)
    if target := os.environ.get("WORKBOOK_INCIDENTS"):
        import traceback

        text = "".join(traceback.format_exception(error))
        with Path(target).open("a", encoding="utf-8") as log:
            log.write(f"[{datetime.now(UTC):%Y-%m-%d %H:%M:%S}] {number} {place}\n{text}\n")
    return number


def apology(error: BaseException, place: str) -> display.Block:
    """Return what a visitor sees instead of a section: the refusal's own sentence, or a sentence with a number."""
    if isinstance(error, WorkbookError):
        return display.Findings([display.finding("bad", error.message)])
    number = record_incident(error, place)
    text = f"Этот раздел не удалось построить. Сообщите ведущему номер происшествия: {number}."
    return display.Findings([display.finding("bad", text)])


def watch_cells() -> None:
    """Show an apology for a fault outside the views too; without this Voilà would show English words or nothing."""
    from IPython import get_ipython
    from IPython.display import display as show

    shell = get_ipython()
    if shell is None:
        return

    def react(_shell: Any, _kind: Any, error: BaseException, _trace: Any, tb_offset: Any = None) -> None:  # noqa: ARG001
        show(apology(error, "cell"))

    shell.set_custom_exc((Exception,), react)
