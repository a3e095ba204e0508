"""The results store as a municipality reads it: what the reports of all schools found, a file a notebook and year.

Apart from :mod:`workbook.publish`, which writes it, because a live page reads it too and neither may know the other;
the small files of single reports are the writer's own, for forty thousand of them cannot be opened in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

__all__ = ["HIDDEN", "SCHEMA", "Store", "store_folder"]

HIDDEN = ".workbook"
"""The folder inside the reports folder that holds the journal, the results, the logs: never published."""

SCHEMA = pa.schema(
    [
        ("run", pa.string()), ("school", pa.string()), ("school_title", pa.string()), ("notebook", pa.string()),
        ("variant", pa.string()), ("year", pa.string()), ("indicator", pa.string()), ("title", pa.string()),
        ("value", pa.float64()), ("group", pa.string()), ("low", pa.float64()), ("high", pa.float64()),
        ("n", pa.int64()), ("unit", pa.string()), ("headline", pa.bool_()), ("verdict", pa.string()),
        ("note", pa.string()),
    ]
)  # fmt: skip
"""Columns of the store: whose row it is, then the columns of :data:`workbook.estimates.RESULT_COLUMNS`."""


def store_folder(reports: Path) -> Path:
    """Return where the compacted store of a reports folder stands: ``<notebook>/<year>.parquet`` below it."""
    return reports / HIDDEN / "store"


@dataclass(frozen=True, slots=True)
class Store:
    """The store of one reports folder; cheap to make, read only when asked.

    Attributes
    ----------
    reports : Path
        The reports folder; one that does not exist reads as an empty store.
    """

    reports: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """The compacted files, by notebook and year."""
        return tuple(sorted(store_folder(self.reports).glob("*/*.parquet")))

    def headlines(self) -> pd.DataFrame:
        """Read what a list of reports shows of each: the rows that its notebook called its headlines.

        Returns
        -------
        DataFrame
            Columns run, title, value, group, unit, verdict.
        """
        names = ["run", "title", "value", "group", "unit", "verdict"]
        files = [str(path) for path in self.files]
        if not files:
            empty: pd.DataFrame = SCHEMA.empty_table().select(names).to_pandas()
            return empty
        frame: pd.DataFrame = (
            ds.dataset(files, schema=SCHEMA).to_table(columns=names, filter=ds.field("headline")).to_pandas()
        )
        return frame

    def rows(self, grouped: Iterable[str] | None = None) -> pd.DataFrame:
        """Read the rows that the notebooks recorded with their own parameter values.

        Parameters
        ----------
        grouped : iterable of str, optional
            Codes of the indicators to read with their groups (classes, subjects); of all others only what is said of a
            school as a whole. Without it everything is read.

        Returns
        -------
        DataFrame
            Columns of :data:`SCHEMA` without ``run`` and ``variant``, in the order of the files: notebook,
            year, indicator, group, school.
        """
        names = [name for name in SCHEMA.names if name not in ("run", "variant")]
        files = self.files
        if not files:
            empty: pd.DataFrame = SCHEMA.empty_table().select(names).to_pandas()
            return empty
        chosen = ds.field("variant") == ""
        if grouped is not None:
            chosen &= (ds.field("group") == "") | ds.field("indicator").isin(pa.array(list(grouped), pa.string()))
        table = ds.dataset([str(path) for path in files], schema=SCHEMA).to_table(columns=names, filter=chosen)
        frame: pd.DataFrame = table.to_pandas()
        return frame
