"""The compacted store: rows of all schools in one Parquet file a notebook and year, kept in step with the journal.

Apart from the store of single reports because it is made from that store and can always be made again. A year that
ended stays as it was last counted, for the municipality looks at several years; everything else follows the journal.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from workbook.errors import Reason, RunFailed
from workbook.publish.inputs import file_digest, text_digest
from workbook.publish.jobs import CHECK, MUNICIPALITY
from workbook.publish.journal import Entry, Status
from workbook.publish.staging import write_whole
from workbook.publish.store import results_name
from workbook.store import SCHEMA, store_folder

__all__ = ["compact"]

_JOBS = "jobs.arrow"
_ROWS_TOGETHER = 65_536
_KNOWN = pa.schema([(name, pa.string()) for name in ("school", "variant", "digest", "year")])
_ORDER = ("indicator", "group", "school", "variant")
_NO_YEAR = "без года"

Jobs = dict[tuple[str, str], tuple[str, str]]


def compact(out: Path, entries: Iterable[Entry]) -> str:
    """Bring the compacted store in step with the journal; files of notebooks without changes are not touched.

    Each file is replaced whole. The list of the reports that a notebook's files hold is written last: after a break
    between the two the changed reports are taken in once more, which replaces their rows and doubles none.

    Parameters
    ----------
    out : Path
        The reports folder.
    entries : iterable of Entry
        The whole journal.

    Returns
    -------
    str
        A digest that changes when a row of the store has changed.

    Raises
    ------
    RunFailed
        A file of rows is damaged.
    """
    journal: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.slug != CHECK and entry.school != MUNICIPALITY:
            journal.setdefault(entry.slug, []).append(entry)
    root = store_folder(out)
    slugs = sorted({*journal, *(path.name for path in root.glob("*") if path.is_dir())})
    for slug in slugs:
        _follow(out, root / slug, journal.get(slug, []))
    files = sorted(root.glob("*/*.parquet"))
    return text_digest(*(f"{path.parent.name}/{path.name}={file_digest(path)}" for path in files))


def _follow(out: Path, folder: Path, entries: list[Entry]) -> None:
    wanted = {
        (entry.school, entry.variant): digest
        for entry in entries
        if entry.status is Status.DONE
        and (digest := entry.outputs.get(results_name(entry.slug, entry.school, entry.variant)))
    }
    known = _known(folder)
    due = sorted(key for key, digest in wanted.items() if known.get(key, ("",))[0] != digest)
    gone = known.keys() - wanted.keys()
    if not due and not gone:
        return
    slug = entries[0].slug if entries else folder.name
    fresh = _single([out / results_name(slug, school, variant) for school, variant in due])
    years = _years(fresh)
    schools = {entry.school for entry in entries}
    border = {key: known[key][1] if key[0] in schools else "" for key in gone}
    border |= {key: years.get(key) or known.get(key, ("", ""))[1] for key in due}
    old = _compacted(folder)
    _write(folder, pa.concat_tables([_kept(old, border), fresh]))
    jobs = {key: known[key] for key in known.keys() & wanted.keys()}
    jobs |= {key: (wanted[key], border[key]) for key in due}
    write_whole(folder / _JOBS, _listed(jobs))


def _single(paths: list[Path]) -> pa.Table:
    return _read(paths, "Удалите его и повторите запуск: отчёт будет сделан заново.")


def _compacted(folder: Path) -> pa.Table:
    paths = sorted(folder.glob("*.parquet"))
    return _read(
        paths,
        f"Удалите папку {folder} и повторите запуск: итоги будут собраны заново, но без лет, которые уже закончились; "
        "чтобы сохранить и их, верните файл из резервной копии.",
    )


def _read(paths: list[Path], advice: str) -> pa.Table:
    found = [str(path) for path in paths if path.is_file()]
    try:
        return ds.dataset(found, schema=SCHEMA).to_table() if found else SCHEMA.empty_table()
    except pa.ArrowInvalid as error:
        damaged = next((path for path in found if not _opens(path)), found[0])
        raise RunFailed(f"Файл итогов {damaged} повреждён и не читается. {advice}", Reason.RUN_DISK) from error


def _opens(path: str) -> bool:
    try:
        pq.read_table(path)
    except pa.ArrowInvalid:
        return False
    return True


def _years(rows: pa.Table) -> dict[tuple[str, str], str]:
    """Return the school year of each report that has rows."""
    known = rows.group_by(["school", "variant"]).aggregate([("year", "max")]).to_pylist()
    return {(row["school"], row["variant"]): row["year_max"] for row in known}


def _kept(old: pa.Table, border: Mapping[tuple[str, str], str]) -> pa.Table:
    """Return the old rows but those of the given reports from their year on; «» drops a report in all years."""
    if not old.num_rows or not border:
        return old
    keys = pa.table(
        {
            "school": pa.array([school for school, _ in border], pa.string()),
            "variant": pa.array([variant for _, variant in border], pa.string()),
            "border": pa.array(list(border.values()), pa.string()),
        }
    )
    numbered = old.append_column("place", pa.array(range(old.num_rows), pa.int64()))
    joined = numbered.select(["school", "variant", "year", "place"]).join(
        keys, ["school", "variant"], join_type="inner"
    )
    lost = joined.filter(pc.greater_equal(joined["year"], joined["border"]))["place"]
    return old.filter(pc.invert(pc.is_in(numbered["place"], value_set=lost.combine_chunks())))


def _write(folder: Path, rows: pa.Table) -> None:
    """Replace the file of each year; a year without rows has no file."""
    years = {str(year) for year in pc.unique(rows["year"]).to_pylist()}
    names = {f"{year.replace('/', '-') or _NO_YEAR}.parquet": year for year in years}
    for name, year in sorted(names.items()):
        part = rows.filter(pc.equal(rows["year"], year))
        part = part.take(_sorted(part))
        file = io.BytesIO()
        pq.write_table(part, file, row_group_size=_ROWS_TOGETHER, compression="zstd")
        write_whole(folder / name, file.getvalue())
    for path in folder.glob("*.parquet"):
        if path.name not in names:
            path.unlink()


def _sorted(rows: pa.Table) -> pa.Array:
    """Return the order of rows by :data:`_ORDER`, from ranks of words: sorting millions of texts is slow."""
    ranks = []
    for name in reversed(_ORDER):
        words = rows[name].combine_chunks().dictionary_encode()
        rank = pc.rank(words.dictionary, "ascending").to_numpy()
        ranks.append(rank[words.indices.to_numpy()] if len(rank) else np.zeros(0, dtype="int64"))
    return pa.array(np.lexsort(ranks))


def _known(folder: Path) -> Jobs:
    """Return which reports the files hold; without a readable list every one of them is to be taken in again."""
    try:
        with pa.OSFile(str(folder / _JOBS)) as file, pa.ipc.open_file(file) as reader:
            rows = reader.read_all().to_pydict()
    except (OSError, pa.ArrowInvalid):
        return {key: ("", year) for key, year in _years(_compacted(folder)).items()}
    return {
        (school, variant): (digest, year)
        for school, variant, digest, year in zip(*(rows[name] for name in _KNOWN.names), strict=True)
    }


def _listed(jobs: Jobs) -> bytes:
    lines = [(*key, *jobs[key]) for key in sorted(jobs)]
    columns = list(zip(*lines, strict=True)) or [()] * len(_KNOWN)
    table = pa.table([pa.array(column, pa.string()) for column in columns], _KNOWN)
    file = io.BytesIO()
    with pa.ipc.new_file(file, _KNOWN) as writer:
        writer.write_table(table)
    return file.getvalue()
