"""A reports folder that lies elsewhere: what a run makes near is put there, and what others put there is taken in.

Apart from the runner because it works on files and a journal that are near, as without this; a store that stops
answering costs no report: what could not be put waits for the next run.

There stand the reports and the hidden folder with the results and the journal, and for each writer (a whole run, a
share) a list of its files. The list is written last: who reads it finds everything that it names.
"""

from __future__ import annotations

import contextlib
import json
import queue
import socket
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from workbook.errors import Reason, RunFailed
from workbook.publish.inputs import file_digest, text_digest
from workbook.publish.jobs import Job
from workbook.publish.journal import HIDDEN, Entry, Status
from workbook.publish.progress import RunProgress
from workbook.publish.remote import Remote
from workbook.publish.shard import Shard
from workbook.publish.staging import write_whole

__all__ = ["Outlet"]

_OWN = {"staging", "scratch", "zygote", "cache", "logs"}
_JOURNAL = "journal.sqlite"
_NEAR_ONLY = (".part", ".tmp", "-wal", "-shm", "lock", "inputs.sqlite", "outlet.json")
_STATE = f"{HIDDEN}/outlet.json"
_TERM = timedelta(minutes=10)
_RENEWED = 120.0


class Outlet:
    """The far reports folder of one run.

    Parameters
    ----------
    remote : Remote
    out : Path
        The near reports folder of this address.
    shard : Shard, optional
        The run is this share.

    Raises
    ------
    RunFailed
        Another run writes there now, or the store does not answer.
    """

    def __init__(self, remote: Remote, out: Path, shard: Shard | None = None) -> None:
        self._remote = remote
        self._out = out
        self._label = f"-{shard.number}-{shard.of}" if shard else ""
        self._lists = f"{HIDDEN}/lists"
        self._me = f"{socket.gethostname()}:{text_digest(str(out))}"
        self._state = self._read_state()
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._failed: RunFailed | None = None
        self._lease()
        self._take_in(all_writers=shard is None)
        self._thread = threading.Thread(target=self._put_waiting, name="outlet", daemon=True)
        self._thread.start()

    def told(self, progress: RunProgress) -> RunProgress:
        """Return a progress that tells another everything and puts each finished report at once."""
        return _OutletProgress(progress, self)

    def put(self, names: Mapping[str, str]) -> None:
        """Put these files when there is time for it."""
        for name in names:
            self._queue.put(name)

    def finish(self) -> int:
        """Put what has changed since the last time, the list last; return how many files are there.

        Raises
        ------
        RunFailed
            The store does not answer; the near folder keeps everything for the next run.
        """
        self._stop()
        try:
            files = self._equalise()
        except RunFailed as error:
            self._failed = error
            raise RunFailed(
                f"Отчёты готовы, но не все выложены. {error.message} Пока они здесь: {self._out}", Reason.RUN_DISK
            ) from error
        self._remote.drop(self._lease_name)
        return files

    def leave(self) -> None:
        """Let go after a failure: the next run finds what has been put, and the rest here."""
        self._stop()
        if self._failed is None:
            with contextlib.suppress(RunFailed):  # what ended the run is worth more words than this
                self._remote.drop(self._lease_name)

    def _stop(self) -> None:
        self._queue.put(None)
        self._thread.join()

    @property
    def _lease_name(self) -> str:
        return f"{HIDDEN}/lease{self._label}.json"

    def _lease(self) -> None:
        """Claim the far folder for a while; whoever works in the same near folder (one at a time) is the same writer.

        A store has no locks: two runs that begin in the same second may both believe it is free. They would write
        equal reports; the list of the later one counts.
        """
        found = _parsed(self._remote.read(self._lease_name))
        until = str(found.get("until", ""))
        if until > _moment() and found.get("who") != self._me:
            raise RunFailed(
                f"В {self._remote.url} уже пишет другой запуск ({str(found.get('who')).split(':')[0]}). Дождитесь его "
                "конца; если он оборвался, место освободится само через десять минут.",
                Reason.RUN_STOPPED,
            )
        self._renew()

    def _renew(self) -> None:
        self._remote.write(self._lease_name, _bytes({"who": self._me, "until": _moment(_TERM)}))

    def _take_in(self, *, all_writers: bool) -> None:
        """Bring what others have put since we last saw it; what they wrote of a file counts more than what is near."""
        for name in self._remote.stamps(self._lists):
            if not (all_writers or name in ("list.json", f"list{self._label}.json")):
                continue
            there = _parsed(self._remote.read(f"{self._lists}/{name}"))
            seen = self._state["seen"]
            if not there or seen.get(name) == there.get("issue"):
                continue
            for path, digest in there["files"].items():
                if _is_safe(path) and self._digest(path) != digest:
                    self._bring(path)
                    self._state["sent"][path] = self._digest(path)
            seen[name] = there["issue"]
        self._keep_state()

    def _bring(self, name: str) -> None:
        if name.endswith(_JOURNAL):
            for tail in ("-wal", "-shm"):
                (self._out / f"{name}{tail}").unlink(missing_ok=True)
        self._remote.bring(name, self._out / name)

    def _put_waiting(self) -> None:
        """Put files while the run goes on; after a failure leave the rest to the end."""
        while True:
            try:
                name = self._queue.get(timeout=_RENEWED)
            except queue.Empty:
                name = ""
            if name is None:
                return
            try:
                if not name:
                    self._renew()
                elif self._failed is None and (self._out / name).is_file():
                    self._remote.write(name, (self._out / name).read_bytes())
            except (RunFailed, OSError) as error:
                self._failed = error if isinstance(error, RunFailed) else RunFailed(str(error), Reason.RUN_DISK)

    def _equalise(self) -> int:
        files = dict(self._files())
        sent = self._state["sent"]
        for name in sorted(files, key=lambda name: (name.endswith(_JOURNAL), name)):
            if sent.get(name) != files[name]:
                self._remote.write(name, self._content(name))
                sent[name] = files[name]
        for name in sorted(set(sent) - set(files)):
            self._remote.drop(name)
            del sent[name]
        issue = uuid.uuid4().hex
        self._remote.write(f"{self._lists}/list{self._label}.json", _bytes({"issue": issue, "files": files}))
        self._state["seen"][f"list{self._label}.json"] = issue
        self._keep_state()
        return len(files)

    def _files(self) -> Iterator[tuple[str, str]]:
        """Yield what is to be there: reports, results, journals, with their digests."""
        for path in sorted(self._out.rglob("*")):
            name = path.relative_to(self._out).as_posix()
            parts = PurePosixPath(name).parts
            if path.is_file() and not name.endswith(_NEAR_ONLY) and not (HIDDEN in parts and _OWN & set(parts)):
                yield name, self._digest(name)

    def _content(self, name: str) -> bytes:
        return _journal_copy(self._out / name) if name.endswith(_JOURNAL) else (self._out / name).read_bytes()

    def _digest(self, name: str) -> str:
        """Return the digest of a near file, remembered as long as its size and time of writing stay."""
        path = self._out / name
        try:
            about = path.stat()
        except OSError:
            return ""
        known = self._state["digests"].get(name)
        if known is None or known[:2] != [about.st_size, about.st_mtime_ns]:
            known = [about.st_size, about.st_mtime_ns, file_digest(path)]
            self._state["digests"][name] = known
        return str(known[2])

    def _read_state(self) -> dict[str, dict[str, Any]]:
        try:
            state = json.loads((self._out / _STATE).read_bytes())
        except (OSError, ValueError):
            state = {}
        return {name: dict(state.get(name, {})) for name in ("seen", "sent", "digests")}

    def _keep_state(self) -> None:
        write_whole(self._out / _STATE, _bytes(self._state))


class _OutletProgress:
    """Tells another progress everything, and the outlet what is finished."""

    def __init__(self, told: RunProgress, outlet: Outlet) -> None:
        self._told = told
        self._outlet = outlet
        self.begin, self.more, self.job, self.cell, self.end = told.begin, told.more, told.job, told.cell, told.end

    def close(self, job: Job, entry: Entry) -> None:
        """Have the files of a finished job put."""
        self._told.close(job, entry)
        if entry.status is Status.DONE:
            self._outlet.put(entry.outputs)


def _journal_copy(path: Path) -> bytes:
    """Return the journal as one file, whatever its log still holds."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
        return base.serialize()


def _parsed(data: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads(data or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name


def _bytes(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def _moment(more: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) + more).isoformat(timespec="seconds")
