"""Keeps validated tables between runs, so that the tenth report of a school does not read its files for the tenth time.

Apart from reading because it may be thrown away at any moment: a missing, stale or damaged snapshot only costs time.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import feather

import workbook
from workbook.school.problems import Problem, problems_json, read_problems_json
from workbook.school.tables import TABLES

__all__ = ["load_snapshot", "save_snapshot", "snapshot_path"]

_PROBLEMS = "problems.json"


def snapshot_path(cache_folder: Path | str, digest: str, settings_digest: str) -> Path:
    """Name the snapshot of these inputs under these rules, read by this very code.

    Parameters
    ----------
    cache_folder : Path or str
    digest : str
        :func:`workbook.school.input_digest` of the school's folder.
    settings_digest : str
        :attr:`workbook.settings.Settings.digest`.
    """
    key = hashlib.sha256(f"{digest} {settings_digest} {_code_digest()}".encode()).hexdigest()[:32]
    return Path(cache_folder) / f"{key}.zip"


class _KeptTables(Mapping[str, pd.DataFrame]):
    """Tables of a snapshot, each made a frame when it is first asked for: a report needs a few of forty."""

    def __init__(self, kept: Mapping[str, bytes]) -> None:
        self._kept = dict(kept)
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = _frame(feather.read_table(io.BytesIO(self._kept[name])))
        return self._frames[name]

    def __contains__(self, name: object) -> bool:
        return name in self._kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def load_snapshot(path: Path) -> tuple[Mapping[str, pd.DataFrame], tuple[Problem, ...]] | None:
    """Read tables and problems, or return None when the snapshot is absent or damaged (its sums are checked)."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            problems = read_problems_json(archive.read(_PROBLEMS).decode())
            kept = {name: archive.read(name) for name in TABLES if name in names}
        columns = {name: pa.ipc.open_file(data).schema.names for name, data in kept.items()}
    except (OSError, zipfile.BadZipFile, zlib.error, pa.ArrowException, ValueError, KeyError, TypeError, EOFError):
        return None
    except NotImplementedError:  # a damaged header can name a compression that zipfile lacks
        return None
    if any(found != list(TABLES[name].names) for name, found in columns.items()):
        return None
    return _KeptTables(kept), problems


def save_snapshot(path: Path, tables: Mapping[str, pd.DataFrame], problems: Sequence[Problem]) -> None:
    """Write tables and problems; the file appears whole or not at all, and a full disk costs only the snapshot."""
    partial: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        partial = Path(name)
        with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for table, frame in tables.items():
                archive.writestr(table, _feather(frame))
            archive.writestr(_PROBLEMS, problems_json(problems))
        partial.replace(path)
        partial = None
    except OSError:
        return
    finally:
        if partial is not None:
            partial.unlink(missing_ok=True)


def _feather(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    feather.write_feather(frame, buffer, compression="zstd")
    return buffer.getvalue()


def _frame(table: pa.Table) -> pd.DataFrame:
    """Make the frame of a table; equal texts are one object, which spares a third of the memory and of later work."""
    texts = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            coded = column.combine_chunks().dictionary_encode()
            distinct = pd.array(coded.dictionary.to_pylist(), dtype="str")
            texts[name] = distinct.take(coded.indices.fill_null(-1).to_numpy(), allow_fill=True)
    others: pd.DataFrame = table.drop(list(texts)).to_pandas()
    return others.assign(**texts)[list(table.column_names)]


@cache
def _code_digest() -> str:
    """Hash everything that decides how files are read: this package's sources and the versions below it."""
    digest = hashlib.sha256(f"{workbook.__version__} {pd.__version__} {pa.__version__}".encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()
