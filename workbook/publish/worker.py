"""The worker: a process that makes one report after another and dies with the runner.

Apart from the runner because a notebook may hang, eat memory or crash, and none of this may touch the journal. Started
as ``python -m workbook.publish.worker`` it serves task after task; where fork is safe the zygote forks one for each.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import nbformat

import workbook
from workbook.errors import Reason, WorkbookError
from workbook.publish.check import check_school
from workbook.publish.execution import Faulted, execute, results_of
from workbook.publish.faults import Fault, disk_fault, refusal_fault, unexpected_fault
from workbook.publish.html import Cover, render_report
from workbook.publish.inputs import file_digest
from workbook.publish.messages import Task, decode, encode
from workbook.publish.parameters import check_parameters, read_notebook, read_parameters
from workbook.publish.processes import end_descendants
from workbook.publish.staging import Staging, clean_folder
from workbook.publish.store import results_bytes, results_name
from workbook.warm.heap import return_memory

__all__ = ["main", "serve_one"]


class _Line:
    """The way to the runner; a runner that no longer listens ends this process."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def say(self, event: str, **values: Any) -> None:
        try:
            self._stream.write(encode({"event": event, **values}))
            self._stream.flush()
        except OSError:
            _leave(None)


def main() -> None:
    """Serve tasks from the standard input until it closes."""
    tempfile.gettempdir()  # settle it now: while a task runs, the variables point into the task's own folder
    line = _Line(_own_stdout())
    tasks = _Inbox(sys.stdin.buffer)
    line.say("ready")
    for task in tasks:
        tasks.scratch = Path(task.scratch)
        _serve(task, line)
        clean_folder(Path(task.scratch))


def serve_one(given: dict[str, Any], descriptors: list[int]) -> int:
    """Serve one task in a process forked for it.

    Parameters
    ----------
    given : dict
        :class:`~workbook.publish.messages.Task` as plain values.
    descriptors : list of int
        The way to the runner.
    """
    task = Task(**{**given, "keep": tuple(given["keep"])})
    _serve(task, _Line(os.fdopen(descriptors[0], "wb")))
    clean_folder(Path(task.scratch))
    return 0


class _Inbox:
    """Tasks from the runner, read by a thread that also notices the runner's death in mid-task."""

    def __init__(self, stream: BinaryIO) -> None:
        self.scratch: Path | None = None
        self._stream = stream
        self._lines: list[bytes] = []
        self._ready = threading.Semaphore(0)
        threading.Thread(target=self._listen, name="lifeline", daemon=True).start()

    def __iter__(self) -> Iterator[Task]:
        while True:
            self._ready.acquire()
            message = decode(self._lines.pop(0))
            yield Task(**{**message, "keep": tuple(message["keep"])})

    def _listen(self) -> None:
        for line in iter(self._stream.readline, b""):
            self._lines.append(line)
            self._ready.release()
        _leave(self.scratch)


def _leave(scratch: Path | None) -> None:
    """End everything that this worker started, then the worker, without a word."""
    end_descendants()
    if scratch is not None:
        clean_folder(scratch)
    os._exit(0)


def _own_stdout() -> BinaryIO:
    """Keep the pipe for messages and send whatever libraries print to the log."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe


def _serve(task: Task, line: _Line) -> None:
    clean_folder(Path(task.staging))
    try:
        Path(task.scratch).mkdir(parents=True, exist_ok=True)
        outputs, facts = _check(task) if not task.notebook else _report(task, line)
    except Faulted as error:
        fault = error.fault
    except WorkbookError as error:
        fault = refusal_fault(error)
    except OSError as error:
        fault = disk_fault(error, traceback.format_exc())
    except MemoryError:
        fault = Fault(Reason.RUN_MEMORY, "Для отчёта не хватило памяти.", trace=traceback.format_exc())
    except Exception as error:  # noqa: BLE001 - a fault of one job must never end the worker or stop the other jobs
        fault = unexpected_fault(error, traceback.format_exc())
    else:
        line.say("done", name=task.name, outputs=outputs, facts=facts, staging=task.staging)
        return
    clean_folder(Path(task.staging))  # a half-written report may be what fills the disk
    line.say("failed", name=task.name, fault=fault.logged(Path(task.logs), task.name).as_mapping())


def _check(task: Task) -> tuple[dict[str, str], dict[str, Any]]:
    checked = check_school(Path(task.folder), _now(), Path(task.cache))
    staging = Staging(Path(task.staging))
    return _stage(staging, {f"{task.name}.html": checked.page.encode()}), checked.facts


def _report(task: Task, line: _Line) -> tuple[dict[str, str], dict[str, Any]]:
    source = read_notebook(Path(task.notebook))
    with _environment(task):
        made = execute(
            source, task.given, Path(task.scratch),
            lambda cell, total, head: line.say("cell", name=task.name, cell=cell, total=total, source=head),
            task.kernel,
        )  # fmt: skip
    executed = made.notebook
    return_memory(collect=False)
    whose = {
        "run": task.key, "school": task.school, "school_title": task.school_title, "notebook": task.slug,
        "variant": task.variant, "year": task.year,
    }  # fmt: skip
    try:
        rows = results_bytes(results_of(executed), whose)
    except ValueError as error:
        raise Faulted(
            Fault(Reason.NOTEBOOK, f"Показатели тетради не подходят хранилищу: {error}.", trace=traceback.format_exc())
        ) from error
    files: dict[str, bytes] = {results_name(task.slug, task.school, task.variant): rows}
    if "html" in task.keep:
        files[f"{task.name}.html"] = render_report(executed, _cover(task, source)).encode("utf-8", "xmlcharrefreplace")
    if "ipynb" in task.keep:
        files[f"{task.name}.ipynb"] = nbformat.writes(executed).encode()
    return _stage(Staging(Path(task.staging)), files), {"cell_seconds": made.seconds}


def _stage(staging: Staging, files: dict[str, bytes]) -> dict[str, str]:
    for name, data in files.items():
        staging.write(name, data)
    return {name: file_digest(staging.folder / name) for name in files}


def _cover(task: Task, source: nbformat.NotebookNode) -> Cover:
    parameters = read_parameters(source, task.slug)
    values = check_parameters(parameters, task.given, task.slug)
    return Cover(
        title=task.title,
        school_title=task.school_title,
        made=_now(),
        parameters=tuple(
            {"name": name, "value": _shown(value), "comment": parameters[name].comment}
            for name, value in values.items()
        ),
        origin=(
            ("Тетрадь", f"{task.slug}.ipynb"),
            ("Комплект", workbook.__version__),
            ("Python", platform.python_version()),
            ("Ключ расчёта", task.key),
        ),
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value) or "—"
    text = str(value).replace(".", ",") if isinstance(value, float) else str(value)
    return "—" if value is None or text == "" else text


@contextlib.contextmanager
def _environment(task: Task) -> Iterator[None]:
    """Tell the kernel where the data are, and give it private folders; kernels inherit this process's variables."""
    scratch = Path(task.scratch)
    given = {
        "WORKBOOK_DATA": task.folder if task.reports else str(Path(task.folder).parent),
        "WORKBOOK_SCHOOL": task.school,
        "WORKBOOK_REPORTS": task.reports,
        "WORKBOOK_CACHE": task.cache,
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "TMPDIR": str(scratch),
        "TEMP": str(scratch),
        "TMP": str(scratch),
    }
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _now() -> str:
    return datetime.now().astimezone().strftime("%d.%m.%Y %H:%M")


if __name__ == "__main__":
    main()
