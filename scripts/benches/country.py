"""Seconds that a country waits after the last report: compaction, the store read by a page and by DuckDB, the index.

The reports are not made: each school gets one file of rows, as a worker would leave it, and its line of the journal.
One school then changes, which is the everyday case. Seconds are of this machine; the last line is the ratio of the
whole file's reading to the reading of the single files it was made from.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds

from workbook.publish import read_journal, write_index
from workbook.publish.compaction import compact
from workbook.publish.inputs import text_digest
from workbook.publish.jobs import Job
from workbook.publish.journal import HIDDEN, Journal
from workbook.publish.store import results_bytes, results_name
from workbook.store import Store, store_folder

SLUG, SEED, GROUPS = "31_marks", 2026, ("7 А", "7 Б", "8 А", "8 Б", "9 А", "9 Б", "10 А", "11 А")
INDICATORS = ("quality-percent", "pass-percent", "mean-mark", "reserve-percent")


def main() -> None:
    """Make the files, time each step."""
    parser = argparse.ArgumentParser(prog="bench.py country", description=__doc__)
    parser.add_argument("--schools", type=int, default=4000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        out = Path(name) / "reports"
        (out / HIDDEN).mkdir(parents=True)
        journal, dice = Journal(out), random.Random(SEED)
        rows = _timed(f"мир: {options.schools} школ", lambda: _make(out, journal, options.schools, dice))
        _timed("сборка хранилища впервые", lambda: compact(out, read_journal(out)))
        with journal.together():
            _finish(out, journal, 0, dice)
        _timed("сборка после перемены одной школы", lambda: compact(out, read_journal(out)))
        _timed("сборка без перемен", lambda: compact(out, read_journal(out)))
        found = _timed("главные показатели для тетради муниципалитета", lambda: Store(out).headlines())
        whole = _timed("все строки без групп", lambda: Store(out).rows(grouped=()))
        if len(whole) != options.schools * len(INDICATORS) or not len(found) or rows <= len(whole):
            raise SystemExit("строк не столько, сколько сделано")
        _timed("перечень", lambda: write_index(out))
        files = [str(path) for path in (out / HIDDEN / "results").rglob("*.parquet")]
        single, together = _seconds(lambda: ds.dataset(files).to_table()), _seconds(lambda: _by_duckdb(out))
        print(f"отдельные файлы {single:.2f} с, собранный файл в DuckDB {together:.2f} с: {single / together:.1f}×")
        journal.close()


def _make(out: Path, journal: Journal, schools: int, dice: random.Random) -> int:
    with journal.together():
        return sum(_finish(out, journal, number, dice) for number in range(schools))


def _finish(out: Path, journal: Journal, number: int, dice: random.Random) -> int:
    """Leave what a finished job leaves; return its rows."""
    school = f"shkola-{number:05d}"
    job = Job(school, f"Школа № {number}", SLUG, "Отметки", "", Path("31.ipynb"), out, {}, {"inputs": str(number)})
    rows: list[dict[str, Any]] = [
        {"indicator": indicator, "title": indicator, "value": round(dice.uniform(20, 90), 1), "n": 200, "unit": "%",
         "group": group, "headline": not group and place < 2, "low": 10.0, "high": 95.0}
        for place, indicator in enumerate(INDICATORS) for group in ("", *GROUPS)
    ]  # fmt: skip
    whose = {"run": job.key, "school": school, "school_title": job.school_title, "notebook": SLUG, "variant": "",
             "year": "2025/2026"}  # fmt: skip
    data = results_bytes(rows, whose)
    path = out / results_name(SLUG, school, "")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    journal.planned(job)
    journal.done(job, {results_name(SLUG, school, ""): text_digest(data.hex())}, {}, 1.0, 90)
    return len(rows)


def _by_duckdb(out: Path) -> int:
    import duckdb

    files = (store_folder(out) / SLUG / "*.parquet").as_posix()
    question = f"SELECT indicator, quantile_cont(value, 0.5) FROM '{files}' WHERE \"group\" = '' GROUP BY indicator"
    return len(duckdb.sql(question).fetchall())


def _seconds(step: Callable[[], Any]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def _timed(words: str, step: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    found = step()
    print(f"{words}: {time.perf_counter() - began:.1f} с", flush=True)
    return found


if __name__ == "__main__":
    main()
