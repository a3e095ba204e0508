"""One run of one notebook through papermill, which either gives the executed notebook or a fault.

Apart from the worker because this is where papermill's promises are checked: a run counts only when every cell was
executed and none raised, ``sys.exit(0)`` included.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.translators import PythonTranslator, papermill_translators

from workbook.errors import Reason
from workbook.publish.faults import Fault, cell_fault, killed_fault, source_head
from workbook.publish.kernels import PLAIN, engine_of, kernel_class

__all__ = ["RESULTS_MIME", "Executed", "Faulted", "ReadableTranslator", "execute", "readable_parameters", "results_of"]

RESULTS_MIME = "application/vnd.workbook.results+json"
"""The kind of output by which a notebook hands over its tidy results."""

_START_TIMEOUT = 120
_TRIES = 2

OnCell = Callable[[int, int, str], None]


class Faulted(Exception):
    """A run that did not finish, with its fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Executed:
    """What came of a run.

    Attributes
    ----------
    notebook : NotebookNode
        With the cell of injected parameters, without papermill's metadata.
    seconds : float
        Spent in its cells, as papermill measured them; what a run takes beyond that is ours to answer for.
    """

    notebook: nbformat.NotebookNode
    seconds: float


class ReadableTranslator(PythonTranslator):  # type: ignore[misc]
    r"""Write parameters as people read them: «Школа», not ``\u0428…``; quoting is Python's own and exact."""

    @classmethod
    def translate_str(cls, val: str) -> str:
        """Return the Python literal of a text."""
        return repr(val)

    @classmethod
    def codify(cls, parameters: Mapping[str, Any], comment: str = "") -> str:  # noqa: ARG003 - papermill's signature
        """Return the source of the injected cell."""
        lines = [f"{name} = {cls.translate(value)}" for name, value in parameters.items()]
        return "\n".join(["# Значения этого запуска", *lines])


@contextmanager
def readable_parameters() -> Iterator[None]:
    """Let papermill use :class:`ReadableTranslator` for Python until the block ends."""
    before = papermill_translators.find_translator("", "python")
    papermill_translators.register("python", ReadableTranslator)
    try:
        yield
    finally:
        papermill_translators.register("python", before)


class _Watch:
    """Knows which cell of the source notebook is being run."""

    def __init__(self, source: nbformat.NotebookNode, report: OnCell) -> None:
        self._numbers = {cell.get("id", ""): number for number, cell in enumerate(source.cells, 1)}
        self._total = len(source.cells)
        self._report = report
        self.cell = 0
        self.source = ""

    def __call__(self, cell: nbformat.NotebookNode, cell_index: int) -> None:  # noqa: ARG002 - nbclient's words
        self.cell = self._numbers.get(cell.get("id", ""), self.cell)
        self.source = source_head(cell.source)
        if cell.cell_type == "code":
            self._report(self.cell, self._total, self.source)


def execute(
    source: nbformat.NotebookNode, given: Mapping[str, Any], scratch: Path, on_cell: OnCell, kernel: str = PLAIN
) -> Executed:
    """Run a notebook with these parameters.

    Parameters
    ----------
    source : NotebookNode
        The notebook; it is not changed.
    given : mapping of str to object
        Checked parameter values.
    scratch : Path
        The kernel's working folder.
    on_cell : callable
        Told the number of the cell that starts, the number of cells and the first line of the cell.
    kernel : str
        A name of :mod:`workbook.publish.kernels`.

    Returns
    -------
    Executed

    Raises
    ------
    Faulted
        A cell raised, left by ``sys.exit``, was not run at all, or the kernel died.
    """
    for attempt in range(1, _TRIES + 1):
        watch = _Watch(source, on_cell)
        try:
            executed = _papermill(source, given, scratch, watch, kernel)
        except PapermillExecutionError as error:
            raise Faulted(cell_fault(error, watch.cell)) from error
        except (DeadKernelError, RuntimeError, TimeoutError) as error:
            if not watch.cell and attempt < _TRIES:
                continue  # a kernel that died before its first cell: two kernels may have drawn the same port
            raise Faulted(killed_fault(watch.cell, watch.source, 0, traceback.format_exc())) from error
        return _finished(executed, watch)
    raise AssertionError("unreachable")


def results_of(executed: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """Return the rows that the notebook recorded, in the order of its cells.

    Raises
    ------
    Faulted
        The output is not a list of rows.
    """
    rows: list[dict[str, Any]] = []
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            if RESULTS_MIME in output.get("data", {}):
                content = output["data"][RESULTS_MIME]
                content = json.loads(content) if isinstance(content, str) else content
                if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
                    raise Faulted(
                        Fault(
                            Reason.NOTEBOOK, "Тетрадь передала показатели не таблицей.", source=source_head(cell.source)
                        )
                    )
                rows.extend(dict(row) for row in content)
    return rows


def _papermill(
    source: nbformat.NotebookNode, given: Mapping[str, Any], scratch: Path, watch: _Watch, kernel: str
) -> nbformat.NotebookNode:
    engine = engine_of(kernel)
    if engine is not None:
        papermill_engines.register(f"workbook-{kernel}", engine)
    with readable_parameters():
        executed: nbformat.NotebookNode = papermill.execute_notebook(
            source, None, parameters=dict(given), kernel_name="python3", language="python", progress_bar=False,
            request_save_on_cell_execute=False, cwd=str(scratch), start_timeout=_START_TIMEOUT, on_cell_start=watch,
            kernel_manager_class=kernel_class(kernel), shutdown_kernel="immediate",
            engine_name=None if engine is None else f"workbook-{kernel}",
        )  # fmt: skip
    return executed


def _finished(executed: nbformat.NotebookNode, watch: _Watch) -> Executed:
    for number, cell in enumerate(executed.cells, 1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        left = any(output.output_type == "error" for output in cell.outputs)
        if left or cell.execution_count is None:
            place = watch.cell if left else number
            head = source_head(cell.source)
            raise Faulted(
                Fault(
                    Reason.RUN_CODE,
                    f"Ячейка {place} («{head}») прервала расчёт командой выхода: отчёт не готов.",
                    place,
                    head,
                    "",
                    "SystemExit",
                )
            )
    seconds = sum(cell.metadata.get("papermill", {}).get("duration") or 0.0 for cell in executed.cells)
    executed.metadata.pop("papermill", None)
    for cell in executed.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"  # papermill draws it anew each time: equal runs would differ
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
    return Executed(executed, seconds)
