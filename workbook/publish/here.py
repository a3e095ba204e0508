"""Cells computed in this very process: IPython's own kernel without sockets, for a process made for one report.

Apart from the kernels because there is no second process here. It is papermill's engine ``workbook-here``: parameters,
metadata and faults stay papermill's, outputs are made by the same ipykernel and read by the same nbclient code.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

from ipykernel.inprocess.ipkernel import InProcessKernel
from ipykernel.iostream import IOPubThread
from nbclient.util import run_hook
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine
from papermill.utils import remove_args
from traitlets import default
from traitlets.config import Config

from workbook.warm.kernel import few_modules, take_backend

__all__ = ["HereEngine"]

_SKIP = "skip-execution"


class HereEngine(Engine):  # type: ignore[misc]
    """Run a notebook in this process; a process in which cells have run is not fit for anything else."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **given: Any) -> Any:
        """Run the cells; the keywords of a kernel's life have no meaning here."""
        del kernel_name
        for name in ("kernel_manager_class", "shutdown_kernel", "start_timeout", "startup_timeout", "cwd",
                     "progress_bar", "autosave_cell_every"):  # fmt: skip
            given.pop(name, None)
        kept = remove_args(["execution_timeout", "timeout"], **given)
        return _Client(nb_man, log=logging.getLogger("papermill"), **kept).execute()


class _Kernel(InProcessKernel):
    """ipykernel's kernel for one process, with its messages passed in order instead of by a thread."""

    @default("iopub_thread")
    def _never_started(self) -> IOPubThread:
        return IOPubThread(self._underlying_iopub_socket, session=self.session)


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client whose kernel is at hand."""

    def execute(self, **_: Any) -> Any:
        """Run all cells and return the notebook."""
        self.reset_execution_trackers()
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self._messages: list[dict[str, Any]] = []
        self._kernel = _started(self._messages)
        try:
            self.papermill_execute_cells()
        finally:
            self._loop.close()
        self.nb.metadata["language_info"] = self._kernel.language_info
        self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell: Any, cell_index: int, *_: Any, **__: Any) -> Any:
        """Run one cell: nbclient's own order of hooks, messages and checks."""
        wait = self._loop.run_until_complete
        wait(run_hook(self.on_cell_start, cell=cell, cell_index=cell_index))
        if cell.cell_type != "code" or not cell.source.strip() or _SKIP in cell.metadata.get("tags", []):
            return cell
        allowed = not self.force_raise_errors and (
            self.allow_errors or "raises-exception" in cell.metadata.get("tags", [])
        )
        if self.record_timing:
            cell["metadata"]["execution"] = {}
        cell.outputs = []
        self.clear_before_next_output = False
        wait(run_hook(self.on_cell_execute, cell=cell, cell_index=cell_index))
        reply = wait(self._ask(cell.source, stop_on_error=not allowed))
        self.code_cells_executed += 1
        for message in self._said():
            self.process_message(message, cell, cell_index)
        wait(run_hook(self.on_cell_executed, cell=cell, cell_index=cell_index, execute_reply=reply))
        wait(self._check_raise_for_error(cell, cell_index, reply))
        return cell

    async def _ask(self, source: str, *, stop_on_error: bool) -> dict[str, Any]:
        kernel = self._kernel
        content = {
            "code": source, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }  # fmt: skip
        request = kernel.session.msg("execute_request", content)
        kernel.set_parent([], request, channel="shell")
        await kernel.execute_request(kernel.shell_stream, [], request)
        _, reply = kernel.session.recv(kernel.shell_stream, copy=False)
        return dict(reply)

    def _said(self) -> Iterator[dict[str, Any]]:
        heard = list(self._messages)
        self._messages.clear()
        yield from heard


class _Frontend:
    """Where the kernel's messages go."""

    class _Channel:
        def __init__(self, messages: list[dict[str, Any]]) -> None:
            self._messages = messages

        def call_handlers(self, message: dict[str, Any]) -> None:
            self._messages.append(message)

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self.iopub_channel = self._Channel(messages)


def _started(messages: list[dict[str, Any]]) -> Any:
    """Return a kernel in which a notebook finds what a real one gives it: inline figures, the folder on its path."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    take_backend()
    config = Config()
    config.HistoryManager.enabled = False
    config.Session.key = b""
    main = ModuleType("__main__", "Automatically created module for IPython interactive environment")
    with few_modules():
        kernel: Any = _Kernel(config=config, user_module=main, user_ns=main.__dict__)  # type: ignore[no-untyped-call]
    kernel.frontends.append(_Frontend(messages))
    kernel.start()
    # A cell that awaits asks for the thread of the shell's channel; here there is only this one.
    kernel.shell_channel_thread = SimpleNamespace(parent_thread=threading.current_thread())
    if "" not in sys.path:
        sys.path.insert(0, "")
    return kernel
