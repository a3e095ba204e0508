"""Reads the sample municipality without the package's reader, so that the truths are checked from the files alone."""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from workbook.school import School
from workbook.school.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "datasets" / "municipality"
SCHOOLS = ("gimnaziya-1", "shkola-2", "shkola-3", "shkola-4", "licey-5", "selskaya-6", "shkola-7", "shkola-8")

sys.path.insert(0, str(ROOT / "datasets"))


@functools.cache
def read_table(school: str, name: str) -> pd.DataFrame:
    """Read one table of a school as text with English column names."""
    folder = FOLDER / school if school else FOLDER
    for stem in (name, TABLES[name].title):
        if (folder / f"{stem}.parquet").exists():
            frame = pd.read_parquet(folder / f"{stem}.parquet")
            break
        if (folder / f"{stem}.csv").exists():
            data = (folder / f"{stem}.csv").read_bytes()
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = data.decode("cp1251")
            separator = ";" if ";" in text.partition("\n")[0] else ","
            frame = pd.read_csv(io.StringIO(text), sep=separator, dtype="str", keep_default_na=False, na_values=[""])
            break
    else:
        frame = _book(folder)[TABLES[name].title]
    names = {alias: column.name for column in TABLES[name].columns for alias in (column.header, *column.synonyms)}
    return frame.rename(columns={header: names.get(str(header).split(",")[0], header) for header in frame.columns})


@functools.cache
def _book(folder: Path) -> dict[str, pd.DataFrame]:
    sheets = pd.read_excel(
        folder / "school.xlsx", sheet_name=None, engine="calamine", dtype="str", header=None, keep_default_na=False
    )
    tables = {}
    for table in TABLES.values():
        if table.title in sheets:
            rows = sheets[table.title]
            first = next(i for i, row in enumerate(rows.to_numpy()) if table.columns[0].header in str(row[0]))
            body = rows.iloc[first + 1 :].replace("", None)
            body.columns = rows.iloc[first].tolist()
            tables[table.title] = body.reset_index(drop=True)
    return tables


def numbers(values: pd.Series) -> pd.Series:
    """Read numbers with decimal commas."""
    return pd.to_numeric(values.astype("object").map(lambda value: str(value).replace(",", "."), na_action="ignore"))


@pytest.fixture(scope="session")
def table() -> Callable[[str, str], pd.DataFrame]:
    return read_table


@pytest.fixture(scope="session")
def vpr() -> Callable[[str], pd.DataFrame]:
    """Return ВПР results of a school with percent, mark and journal mark as numbers."""

    def results(school: str, procedure: str = "ВПР") -> pd.DataFrame:
        frame = read_table(school, "procedures")
        frame = frame[frame["procedure"] == procedure].copy()
        for name in ("primary_score", "max_score", "test_score", "mark", "journal_mark"):
            frame[name] = numbers(frame[name])
        frame["percent"] = frame["primary_score"] / frame["max_score"] * 100
        return frame

    return results


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    return yaml.safe_load((FOLDER / "truth.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def school(read_sample: Callable[[str], School]) -> Callable[[str], School]:
    """Read a sample school through the package."""
    return read_sample
