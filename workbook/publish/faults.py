"""A fault: why a report was not made, in words for the consultant and with a trace for the developer.

Apart from the worker because the same sentence must come out whether a cell failed, a kernel died or the disk is full,
and because the traceback belongs into the log, never into a report.
"""

from __future__ import annotations

import errno
import inspect
import re
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from workbook import errors
from workbook.errors import Reason, WorkbookError

__all__ = ["Fault", "cell_fault", "disk_fault", "killed_fault", "refusal_fault", "time_fault", "unexpected_fault"]

_SOURCE = 100
_MESSAGE = 600
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_REFUSALS = {name for name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, WorkbookError)}
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a job was not finished.

    Attributes
    ----------
    reason : str
        A :class:`~workbook.errors.Reason`.
    message : str
        A Russian sentence.
    cell : int
        The failing cell of the notebook, counted from one; 0 when no cell is to blame.
    source : str
        The first line of that cell.
    incident : str
        The number of the trace in the logs; empty when the reason needs none.
    trace : str
        What the developer needs; never shown in a report.
    """

    reason: str
    message: str
    cell: int = 0
    source: str = ""
    incident: str = ""
    trace: str = ""

    def as_mapping(self) -> dict[str, Any]:
        """Return the fault as plain values, without the trace."""
        values = asdict(self)
        del values["trace"]
        return values

    def logged(self, folder: Path, job: str) -> Fault:
        """Write the trace under an incident number and return the fault that names it."""
        if not self.trace:
            return self
        incident = self.incident or secrets.token_hex(3).upper()
        text = (
            f"{job}\n{self.reason}: {self.message}\ncell {self.cell}: {self.source}\n\n{_COLOURS.sub('', self.trace)}\n"
        )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{incident}.log").write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            return replace(self, incident="")
        return replace(self, incident=incident)


def refusal_fault(error: WorkbookError) -> Fault:
    """Return the fault of a refusal that was raised outside the notebook."""
    return Fault(str(error.reason), error.message)


def cell_fault(error: Any, cell: int) -> Fault:
    """Return the fault of a cell that raised.

    Parameters
    ----------
    error : PapermillExecutionError
        Name, value and traceback of what the cell raised.
    cell : int
        The cell's number in the notebook, from one.
    """
    source = source_head(error.source)
    trace = "\n".join(error.traceback)
    value = _COLOURS.sub("", str(error.evalue)).strip()
    if error.ename in _REFUSALS and value:
        return Fault(Reason.RUN_DATA, value[:_MESSAGE], cell, source, "", trace)
    place = f"Ячейка {cell} («{source}»)"
    if error.ename == "MemoryError":
        return Fault(Reason.RUN_MEMORY, f"{place}: расчёту не хватило памяти.", cell, source, "", trace)
    if error.ename == "SystemExit":
        return Fault(
            Reason.RUN_CODE, f"{place} прервала расчёт командой выхода: отчёт не готов.", cell, source, "",
            trace or "SystemExit",
        )  # fmt: skip
    shown = f"{error.ename}: {value}"[:_MESSAGE] if value else str(error.ename)
    return Fault(Reason.RUN_CODE, f"{place}: ошибка в расчёте — {shown}.", cell, source, "", trace)


def disk_fault(error: OSError, trace: str) -> Fault:
    """Return the fault of a report that could not be written."""
    why = "на диске нет места" if error.errno in _NO_ROOM else f"папка недоступна ({error.strerror})"
    return Fault(Reason.RUN_DISK, f"Отчёт не записан: {why}. Освободите место или укажите другую папку.", trace=trace)


def killed_fault(cell: int, source: str, memory: int, trace: str) -> Fault:
    """Return the fault of a process that died under a job; ``memory`` is the largest seen, MB."""
    place = f"Ячейка {cell} («{source}»): процесс" if cell else "Процесс"
    note = f" (перед этим он занимал {memory} МБ)" if memory else ""
    return Fault(
        Reason.RUN_KILLED, f"{place} расчёта аварийно завершился: возможно, не хватило памяти{note}.", cell, source, "",
        trace,
    )  # fmt: skip


def time_fault(cell: int, source: str, limit: float) -> Fault:
    """Return the fault of a job that took longer than allowed; ``limit`` in seconds."""
    place = f"Ячейка {cell} («{source}»): расчёт" if cell else "Расчёт"
    return Fault(Reason.RUN_TIME, f"{place} не уложился в {limit:g} с и остановлен.", cell, source)


def unexpected_fault(error: BaseException, trace: str) -> Fault:
    """Return the fault of an error in the runner itself."""
    shown = f"{type(error).__name__}: {error}"[:_MESSAGE]
    return Fault(Reason.RUN_CODE, f"Ошибка при подготовке отчёта — {shown}.", trace=trace)


def source_head(source: str) -> str:
    """Return the first line of a cell that says something, short enough for a table."""
    lines = [line.strip() for line in source.splitlines() if line.strip() and not line.lstrip().startswith(("#", "%"))]
    head = lines[0] if lines else ""
    return head if len(head) <= _SOURCE else head[: _SOURCE - 1] + "…"
