"""What runs alone in the child interpreter: parse one file, print its cells as JSON lines, and nothing else.

Apart from everything because it is started as a script (``python -I -S parser.py …``) and may import only the standard
library and the one reader that the file needs. It sets its own limits before the reader is loaded, so that a hostile
file ends this process and no other. JSON and not pickle: the parent must not trust what comes out.

Protocol: one line ``{"sheet": title}`` per sheet, then one JSON array per row; at the end ``{"end": true}``. A value
that JSON cannot hold stands as ``{"d": "2025-09-01"}`` or ``{"t": "2025-09-01T08:30:00"}``. Refusals go to the exit
status.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import json
import math
import sys
from collections.abc import Iterable
from typing import Any, TextIO

__all__ = ["BROKEN", "MEMORY", "PASSWORD", "TOO_LARGE", "main"]

BROKEN, MEMORY, PASSWORD, TOO_LARGE = 11, 12, 13, 14
_EXACT = 2**53


def main(arguments: list[str]) -> int:
    """Parse the file and return the exit status.

    Parameters
    ----------
    arguments : list of str
        Reader (``calamine`` or ``parquet``), path, memory in bytes, seconds, most cells, output bytes.
    """
    reader, path = arguments[0], arguments[1]
    memory, seconds, cells, output_bytes = (int(value) for value in arguments[2:6])
    _limit(memory, seconds, output_bytes)
    out = open(1, "w", encoding="utf-8", errors="replace", newline="\n", closefd=False)  # noqa: SIM115
    try:
        with out:
            status = (_parquet if reader == "parquet" else _calamine)(path, cells, out)
            if not status:
                out.write('{"end": true}\n')
            return status
    except MemoryError:
        return MEMORY
    except OSError as error:
        # Beyond RLIMIT_FSIZE: one long text that thousands of cells repeat.
        if error.errno == errno.EFBIG:
            return MEMORY
        raise


def _limit(memory: int, seconds: int, output_bytes: int) -> None:
    """Bound memory, processor time and output where the system can; elsewhere the parent watches."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, value in (
        ("RLIMIT_CORE", 0), ("RLIMIT_CPU", seconds), ("RLIMIT_FSIZE", output_bytes), ("RLIMIT_AS", memory),
    ):  # fmt: skip
        kind = getattr(resource, name, None)
        # macOS refuses some of them; the parent watches there too.
        with contextlib.suppress(ValueError, OSError):
            if kind is not None:
                resource.setrlimit(kind, (value, value))


def _calamine(path: str, most: int, out: TextIO) -> int:
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(path)
        left = most
        for index, sheet in enumerate(book.sheets_metadata):
            if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            table = book.get_sheet_by_index(index)
            _title(sheet.name, out)
            if table.start is None or table.end is None:
                continue
            left -= (table.end[0] + 1) * (table.end[1] + 1)
            if left < 0:
                return TOO_LARGE
            # iter_rows begins at row 1 of the sheet, but at the first column that holds a value.
            _rows(table.iter_rows(), [None] * table.start[1], out)
    except calamine.PasswordError:
        return PASSWORD
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, ValueError, OverflowError):
        return BROKEN
    return 0


def _parquet(path: str, most: int, out: TextIO) -> int:
    import pyarrow
    from pyarrow import parquet

    pyarrow.set_cpu_count(1)
    try:
        with parquet.ParquetFile(path, memory_map=False) as file:
            shape = file.metadata
            if shape.num_rows * max(shape.num_columns, 1) > most:
                return TOO_LARGE
            names = file.schema_arrow.names
            _title("", out)
            _rows([names], [], out)
            for batch in file.iter_batches(batch_size=10_000, use_threads=False):
                # Python columns, not rows of mappings: double names must survive to be complained of.
                _rows(zip(*(column.to_pylist() for column in batch.columns), strict=True), [], out)
    except pyarrow.lib.ArrowMemoryError:
        return MEMORY
    except (pyarrow.lib.ArrowException, ValueError, OverflowError):
        return BROKEN
    return 0


def _title(title: str, out: TextIO) -> None:
    out.write(json.dumps({"sheet": title}, ensure_ascii=False) + "\n")


def _rows(rows: Iterable[Iterable[Any]], left: list[None], out: TextIO) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
    for row in rows:
        out.write(encode(left + [_plain(value) for value in row]) + "\n")


def _plain(value: Any) -> Any:
    """Make a value that JSON can hold; an empty text is an empty cell."""
    kind = type(value)
    if kind is str:
        return value or None
    if kind is float:
        # Excel knows no whole numbers: 7 comes as 7.0 and must not become the code «7.0».
        if value.is_integer() and -_EXACT < value < _EXACT:
            return int(value)
        return value if math.isfinite(value) else None
    if value is None or kind is int or kind is bool:
        return value
    if isinstance(value, datetime.datetime):
        return {"t": value.replace(tzinfo=None).isoformat()}
    if isinstance(value, datetime.date):
        return {"d": value.isoformat()}
    return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
