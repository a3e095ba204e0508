"""Parsing in a child process: a file that kills its parser costs an error sentence, never the kit.

Apart from the guard because the guard only measures. The guard turns most hostile files away; what it cannot foresee (a
fault inside calamine or Arrow, a book that is honest and enormous) happens here, in an interpreter without our package,
under limits of memory and time.
"""

from __future__ import annotations

import contextlib
import datetime
import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Any, NoReturn

import psutil

from workbook.errors import FileRefused, Reason
from workbook.school import parser
from workbook.school.guard import FileKind, admit
from workbook.school.limits import Limits, refuse, thousands

__all__ = ["Cell", "read_cells", "read_parquet_cells"]

Cell = str | int | float | bool | datetime.date | datetime.datetime | None

_TICK_SECONDS = 0.05
_RESAVE = "Откройте его в Excel или LibreOffice и сохраните заново как XLSX"
_SPLIT = "Разделите таблицу или сдайте её в CSV"
# Windows cannot start Python without SYSTEMROOT; nothing else of the environment is the parser's business.
_ENVIRONMENT = ("SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def read_cells(path: Path | str, limits: Limits | None = None) -> dict[str, list[list[Cell]]]:
    """Read all sheets of a workbook (XLSX, XLS, ODS) or the one table of a Parquet file.

    Parameters
    ----------
    path : Path or str
        The file; it passes :func:`workbook.school.guard.admit` first.
    limits : Limits, optional
        What is allowed.

    Returns
    -------
    dict of str to list of list
        Sheet title → rows. Row 0 is sheet row 1 and cell 0 is column A: empty leading rows and columns are kept, so
        addresses are true. Rows have equal length; an empty cell is None, a whole number is int. Values that Excel
        shows as an error (#Н/Д) come as None. A Parquet table stands under the file's stem, its column names in row 0.

    Raises
    ------
    FileRefused
        The guard refused it, or the child could not parse it within its limits; also for text files, which are read by
        :mod:`workbook.school.reading` itself.
    """
    path = Path(path)
    limits = limits or Limits()
    kind = admit(path, limits)
    if kind is FileKind.TEXT:
        refuse(path, Reason.FILE_KIND, "это текст, а не книга", "Читайте его как CSV")
    if kind is FileKind.PARQUET:
        return {path.stem: _parse(path, "parquet", limits).get("", [])}
    return _parse(path, "calamine", limits)


def read_parquet_cells(path: Path | str, limits: Limits | None = None) -> list[list[Cell]]:
    """Read a Parquet table as rows of cells, the column names first.

    Parameters
    ----------
    path : Path or str
        A ``.parquet`` file.
    limits : Limits, optional
        What is allowed; rows times columns are read from the file's metadata before any data.

    Returns
    -------
    list of list
        Text, whole numbers, numbers, booleans and dates as they are; any other value as its text.

    Raises
    ------
    FileRefused
        As :func:`read_cells`.
    """
    path = Path(path)
    limits = limits or Limits()
    if admit(path, limits) is not FileKind.PARQUET:
        refuse(path, Reason.FILE_KIND, "это не таблица Parquet", "Проверьте расширение файла")
    return _parse(path, "parquet", limits).get("", [])


def _parse(path: Path, reader: str, limits: Limits) -> dict[str, list[list[Cell]]]:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        status = _run(path, reader, limits, output, complaints)
        complaints.seek(0)
        _judge(path, status, complaints.read(4_096), limits)
        output.seek(0)
        return _decode(path, output)


def _run(path: Path, reader: str, limits: Limits, output: IO[bytes], complaints: IO[bytes]) -> int:
    """Start the child and wait under watch; return its exit status."""
    numbers = (limits.memory_bytes, limits.seconds, limits.cells, limits.output_bytes)
    command = [
        sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", _bootstrap(reader), reader, str(path.resolve()),
        *map(str, numbers),
    ]  # fmt: skip
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # Arrow's own allocators reserve address space by the gigabyte.
    environment |= {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=output, stderr=complaints, env=environment,
        start_new_session=os.name == "posix", creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )  # fmt: skip
    try:
        return _watch(path, process, limits, output)
    finally:
        if process.poll() is None:
            _kill(process)


def _bootstrap(reader: str) -> str:
    """Write the line of code that finds the parser and its library without ``site``."""
    library = importlib.util.find_spec("pyarrow" if reader == "parquet" else "python_calamine")
    if library is None or library.origin is None:
        raise FileRefused(
            "Не установлена библиотека чтения таблиц. Выполните: python3 scripts/run.py", Reason.FILE_UNKNOWN
        )
    place = str(Path(library.origin).parent.parent)
    script = str(Path(parser.__file__))
    return f"import sys, runpy; sys.path.append({place!r}); runpy.run_path({script!r}, run_name='__main__')"


def _watch(path: Path, process: subprocess.Popen[bytes], limits: Limits, output: IO[bytes]) -> int:
    """Wait for the end; refuse on time, memory or output beyond the limits (the only watch on macOS and Windows)."""
    deadline = time.monotonic() + limits.seconds
    while True:
        try:
            return process.wait(_TICK_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        if time.monotonic() > deadline:
            _refuse_time(path, limits)
        if os.fstat(output.fileno()).st_size > limits.output_bytes:
            _refuse_memory(path, limits)
        try:
            taken = psutil.Process(process.pid).memory_info().rss
        except psutil.Error:
            continue
        if taken > limits.memory_bytes:
            _refuse_memory(path, limits)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the child with everything that it started."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _judge(path: Path, status: int, complaint: bytes, limits: Limits) -> None:
    """Turn the exit status of the child into a refusal."""
    if status == 0:
        return
    if status == parser.PASSWORD:
        refuse(path, Reason.FILE_PASSWORD, "книга защищена паролем", "Снимите пароль и сохраните её заново")
    if status == parser.TOO_LARGE:
        refuse(path, Reason.FILE_TOO_LARGE, f"в нём больше {thousands(limits.cells)} ячеек", _SPLIT)
    # Rust prints «memory allocation of N bytes failed» and aborts.
    if status == parser.MEMORY or b"memory allocation" in complaint or b"MemoryError" in complaint:
        _refuse_memory(path, limits)
    if os.name == "posix" and status == -signal.SIGXCPU:
        _refuse_time(path, limits)
    refuse(path, Reason.FILE_BROKEN, "он повреждён и не читается", _RESAVE)


def _refuse_time(path: Path, limits: Limits) -> NoReturn:
    refuse(path, Reason.FILE_TIME, f"за {limits.seconds} с его не удалось прочитать", _SPLIT)


def _refuse_memory(path: Path, limits: Limits) -> NoReturn:
    size = limits.memory_bytes // 2**20
    refuse(path, Reason.FILE_MEMORY, f"для чтения нужно больше {thousands(size)} МБ памяти", _SPLIT)


def _decode(path: Path, output: IO[bytes]) -> dict[str, list[list[Cell]]]:
    sheets: dict[str, list[list[Cell]]] = {}
    rows: list[list[Cell]] = []
    ended = False
    understand = json.JSONDecoder(object_hook=_special).decode  # `json.loads` would make a decoder for each row
    try:
        for line in output:
            value = understand(line.decode())
            if isinstance(value, list):
                rows.append(value)
            elif "sheet" in value:
                rows = sheets.setdefault(str(value["sheet"]), [])
            else:
                ended = value.get("end") is True
    except ValueError:
        ended = False
    if not ended:
        refuse(path, Reason.FILE_BROKEN, "он прочитан не до конца", _RESAVE)
    return sheets


def _special(value: dict[str, Any]) -> Any:
    """Turn the one-key objects of the protocol into dates; others stay."""
    if "d" in value:
        return datetime.date.fromisoformat(value["d"])
    return datetime.datetime.fromisoformat(value["t"]) if "t" in value else value
