"""The results store: what the reports found, as tidy rows in Parquet, one file per job.

Apart from the reports because a district reads numbers, not pages. A file is replaced whole when its job is redone, so
no row is doubled.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from workbook.publish.journal import HIDDEN, Status, read_journal
from workbook.store import SCHEMA

__all__ = ["SCHEMA", "read_results", "results_bytes", "results_name"]

_EMPTY: dict[Any, Any] = {pa.string(): "", pa.float64(): math.nan, pa.int64(): 0, pa.bool_(): False}


def results_name(slug: str, school: str, variant: str) -> str:
    """Return where a job's rows stand, relative to the reports folder."""
    tail = f"-{variant}" if variant else ""
    return f"{HIDDEN}/results/{slug}/{school}{tail}.parquet"


def results_bytes(rows: Iterable[Mapping[str, Any]], whose: Mapping[str, str]) -> bytes:
    """Make the Parquet file of one job.

    Parameters
    ----------
    rows : iterable of mapping
        Rows with the columns of ``RESULT_COLUMNS``; an absent or null value becomes the column's empty one.
    whose : mapping of str to str
        ``run`` (the job's key), ``school``, ``school_title``, ``notebook``, ``variant``, ``year``.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        A row has no indicator, an unknown column or a value of a wrong type.
    """
    columns: dict[str, list[Any]] = {name: [] for name in SCHEMA.names}
    for row in rows:
        unknown = set(row) - set(SCHEMA.names)
        if unknown or not row.get("indicator"):
            raise ValueError(f"unknown columns {sorted(unknown)}" if unknown else "a row without an indicator")
        full = {**row, **whose}
        for item in SCHEMA:
            value = full.get(item.name)
            columns[item.name].append(_EMPTY[item.type] if value is None else value)
    try:
        table = pa.table({name: pa.array(values, SCHEMA.field(name).type) for name, values in columns.items()}, SCHEMA)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise ValueError(str(error)) from error
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


def read_results(out: Path | str) -> pd.DataFrame:
    """Read the rows of every finished report.

    Parameters
    ----------
    out : Path
        The reports folder.

    Returns
    -------
    DataFrame
        Columns of :data:`SCHEMA`; rows of reports that are outdated or failed are not among them.
    """
    out = Path(out)
    tables = []
    for entry in read_journal(out):
        path = out / results_name(entry.slug, entry.school, entry.variant)
        if entry.status is Status.DONE and path.is_file():
            table = pq.read_table(path)
            tables.append(table.cast(SCHEMA) if table.schema != SCHEMA else table)
    whole = pa.concat_tables(tables) if tables else SCHEMA.empty_table()
    frame: pd.DataFrame = whole.to_pandas()
    return frame
