"""What must hold after a kill, whatever was killed and whenever, said in Russian sentences when it does not.

Apart from the kills because the truths are the same for all of them.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psutil
import pyarrow.parquet as pq

from workbook.publish import Status, read_journal, read_results
from workbook.publish.inputs import file_digest
from workbook.publish.journal import HIDDEN, Journal
from workbook.store import store_folder

__all__ = ["MARK", "Clean", "clean_run", "faults_at_the_end", "faults_in_the_middle", "marked"]

MARK = "WORKBOOK_CHAOS"
"""The variable by which everything that a run started is found, however far from its parents."""

_JOURNAL = "journal.sqlite*"
_OPEN = ("journal.sqlite-wal", "journal.sqlite-shm")
_ORDER = ["notebook", "school", "variant", "indicator", "group"]
_MOMENTS = re.compile(r"\d\d\.\d\d\.\d{4} \d\d:\d\d(, \d\d\.\d\d\.\d{4} \d\d:\d\d)*")


@dataclass(frozen=True)
class Clean:
    """What a run that nobody disturbed leaves.

    Attributes
    ----------
    jobs, files : frozenset of str
        Names of the journal's jobs; files of the reports folder, logs excepted.
    rows, stored : DataFrame
        Rows of the single reports' files and of the compacted store.
    index : str
        The list of reports, without the moments of making.
    """

    jobs: frozenset[str]
    files: frozenset[str]
    rows: pd.DataFrame
    stored: pd.DataFrame
    index: str


def clean_run(out: Path) -> Clean:
    """Note what stands in a reports folder."""
    jobs = frozenset(entry.name for entry in read_journal(out))
    return Clean(jobs, frozenset(_files(out)), _sorted(read_results(out)), _stored(out), _index(out))


def marked(mark: str) -> list[psutil.Process]:
    """Return the living processes that carry a mark."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def faults_in_the_middle(out: Path, *, survived: bool) -> list[str]:
    """Check what a reader finds right after the kill; ``survived`` says that the runner itself went on to its end."""
    entries = read_journal(out)
    faults = [f"файл {name} не целый" for name in _spoilt(out)]
    for entry in entries:
        if entry.status is Status.DONE:
            faults += [f"{entry.name} назван готовым, а {name} — {word}" for name, digest in entry.outputs.items()
                       if (word := _state(out / name, digest))]  # fmt: skip
        elif survived and entry.status is not Status.FAILED:
            faults.append(f"запуск кончился сам, а {entry.name} назван {entry.status}")
        if entry.status is Status.FAILED and not (entry.reason and re.search("[а-яё]", entry.message)):
            faults.append(f"у неудачи {entry.name} нет русского объяснения: {entry.reason} {entry.message!r}")
    return faults + _faults_of_recovery(out)


def _faults_of_recovery(out: Path) -> list[str]:
    """Recover a copy of the journal, as the next run will, and see that nothing is called running in it."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as name:
        (copy := Path(name) / HIDDEN).mkdir()
        for path in (out / HIDDEN).glob(_JOURNAL):
            shutil.copy2(path, copy)
        journal = Journal(Path(name))
        journal.recover()
        entries = list(journal)
        journal.close()
    alive = [entry for entry in entries if entry.status not in (Status.DONE, Status.FAILED, Status.STOPPED)]
    mute = [entry for entry in entries if entry.status is not Status.DONE and not entry.message]
    return [f"после восстановления {entry.name} назван {entry.status}" for entry in alive] + [
        f"после восстановления у {entry.name} нет объяснения" for entry in mute
    ]


def faults_at_the_end(out: Path, clean: Clean, temporary: Path) -> list[str]:
    """Check that the rerun has left just what an undisturbed run leaves."""
    entries = read_journal(out)
    faults = [f"после повтора {entry.name}: {entry.status} {entry.message}" for entry in entries
              if entry.status is not Status.DONE]  # fmt: skip
    names = {entry.name for entry in entries}
    faults += [f"задание {name} потеряно" for name in sorted(clean.jobs - names)]
    faults += [f"задание {name} лишнее" for name in sorted(names - clean.jobs)]
    faults += [f"{entry.name}: {name} — {word}" for entry in entries for name, digest in entry.outputs.items()
               if (word := _state(out / name, digest))]  # fmt: skip
    faults += [f"файл {name} не целый" for name in _spoilt(out)]
    found = _files(out)
    faults += [f"файла {name} нет" for name in sorted(clean.files - found)]
    faults += [f"файл {name} лишний" for name in sorted(found - clean.files)]
    faults += [f"во временной папке остался {path.name}" for path in sorted(temporary.iterdir())]
    if not _sorted(read_results(out)).equals(clean.rows):
        faults.append("строки результатов не те, что без убийства")
    if not _stored(out).equals(clean.stored):
        faults.append("строки сжатого хранилища не те, что без убийства")
    if _index(out) != clean.index:
        faults.append("перечень отчётов не тот, что без убийства")
    return faults


def _files(out: Path) -> set[str]:
    logs = out / HIDDEN / "logs"
    return {
        path.relative_to(out).as_posix() for path in out.rglob("*")
        if not path.is_dir() and path.parent != logs and path.name not in _OPEN
    }  # fmt: skip


def _spoilt(out: Path) -> list[str]:
    """Return the published files that are not whole; what is written aside is not published."""
    aside = {out / HIDDEN / name for name in ("staging", "scratch", "logs")}
    paths = [path for path in out.rglob("*.*") if path.is_file() and not aside & set(path.parents)]
    return [path.relative_to(out).as_posix() for path in paths if not _whole(path)]


def _whole(path: Path) -> bool:
    try:
        if path.suffix == ".html":
            return path.read_text(encoding="utf-8").rstrip().endswith("</html>")
        if path.suffix == ".ipynb":
            return bool(json.loads(path.read_text(encoding="utf-8"))["cells"])
        if path.suffix == ".parquet":
            return pq.read_table(path).num_columns > 0
    except (ValueError, OSError):
        return False
    return True


def _state(path: Path, digest: str) -> str:
    """Say what is wrong with a file of a finished report."""
    if not path.is_file():
        return "нет такого файла"
    return "" if file_digest(path) == digest else "другой файл"


def _stored(out: Path) -> pd.DataFrame:
    tables = [pq.read_table(path).to_pandas() for path in sorted(store_folder(out).glob("*/*.parquet"))]
    return _sorted(pd.concat(tables)) if tables else pd.DataFrame()


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(_ORDER, ignore_index=True)


def _index(out: Path) -> str:
    path = out / "index.html"
    return _MOMENTS.sub("", path.read_text(encoding="utf-8")) if path.is_file() else ""
