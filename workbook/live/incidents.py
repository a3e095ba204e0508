"""Faults that a visitor must not see: kept in a log under a number that the visitor can tell."""

from __future__ import annotations

import logging
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["incident_number", "record_incident"]

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
