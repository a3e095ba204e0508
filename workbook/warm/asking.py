"""How to ask for a warm process: find or start a zygote, send an order, hold what came of it like a `Popen`.

Apart from the zygote because this side runs in the runner, in Jupyter servers and in papermill.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import workbook
from workbook.errors import Reason, RunFailed
from workbook.warm.wire import Order, send_order, within_reach

__all__ = ["ZYGOTE", "Forked", "Nursery", "Zygote", "child_environment", "fork_is_safe"]

_ONE_THREAD = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "BLIS_NUM_THREADS",
    "ARROW_NUM_THREADS", "POLARS_MAX_THREADS",
)  # fmt: skip
_ONE_HEAP = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1"}
"""pyarrow's own allocator keeps thirty megabytes to read a table of four; a heap for each thread keeps three more."""

ZYGOTE = "WORKBOOK_ZYGOTE"
"""The variable that names the socket of the zygote to be asked first."""

_START_SECONDS = 90.0
_IDLE_SECONDS = 900.0


def fork_is_safe() -> bool:
    """Whether warm processes are used here: Linux with descriptors over sockets, unless WORKBOOK_FORK is ``no``."""
    return sys.platform == "linux" and hasattr(socket, "send_fds") and os.environ.get("WORKBOOK_FORK", "") != "no"


class Forked:
    """A child of the zygote, with the manners of `subprocess.Popen`.

    Attributes
    ----------
    pid : int
        Also its process group.
    returncode : int or None
        None while it lives; negative for a signal; −9 when the zygote died and took it along.
    """

    stdin = stdout = stderr = None

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._heard = b""
        self.pid = 0
        self.returncode: int | None = None
        self.pid = int(self._hear(_START_SECONDS)["pid"])

    def poll(self) -> int | None:
        """Return how the child left, or None while it lives."""
        if self.returncode is None:
            with contextlib.suppress(TimeoutError):
                self.returncode = self._hear(0.0)["exit"]
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the child's end.

        Raises
        ------
        subprocess.TimeoutExpired
            It has not ended in time.
        """
        if self.returncode is None:
            try:
                self.returncode = self._hear(timeout)["exit"]
            except TimeoutError as error:
                raise subprocess.TimeoutExpired("warm", timeout or 0.0) from error
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the child's whole group."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def terminate(self) -> None:
        """Ask the child to leave."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the child and its group."""
        self.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """Let go of the child; the zygote ends one that still lives."""
        self._line.close()

    def _end_orphans(self) -> None:
        """End what the child had started: it went with its zygote, which can no longer do this."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def _hear(self, timeout: float | None) -> dict[str, int]:
        """Return the next message; the end of the line without one means that the zygote is gone."""
        until = None if timeout is None else time.monotonic() + timeout
        while b"\n" not in self._heard:
            left = None if until is None else max(until - time.monotonic(), 0.0)
            if not select.select([self._line], [], [], left)[0]:
                raise TimeoutError
            try:
                data = self._line.recv(4096)
            except OSError:
                data = b""
            if not data:
                self._line.close()
                self._end_orphans()
                return {"pid": 0, "exit": -signal.SIGKILL}
            self._heard += data
        first, _, self._heard = self._heard.partition(b"\n")
        message: dict[str, int] = json.loads(first)
        if "exit" in message:
            self._line.close()
        return message


class Zygote:
    """A way to a zygote.

    Parameters
    ----------
    path : Path
        Its socket.
    process : Popen, optional
        The zygote itself, when this object started it and must end it.
    """

    def __init__(self, path: Path, process: subprocess.Popen[bytes] | None = None) -> None:
        self._path = path
        self._process = process

    @classmethod
    def own(cls, folder: Path, log: Path, environment: Mapping[str, str], modules: Sequence[str] = ()) -> Zygote:
        """Start a zygote that lives as long as this object's process.

        Raises
        ------
        RunFailed
            It did not start; the log says why.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / secrets.token_hex(4)  # two servers over one folder must not share a name
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as words:
            process = subprocess.Popen(
                [sys.executable, "-m", "workbook.warm.zygote", str(path), "--tied",
                 *(part for name in modules for part in ("--module", name))],
                stdin=subprocess.PIPE, stdout=words, stderr=words, env=dict(environment), start_new_session=True,
            )  # fmt: skip
        _await(path, process, log)
        return cls(path, process)

    @classmethod
    def shared(cls) -> Zygote:
        """Find this user's zygote of this very code, or start one that leaves when it has been idle for long.

        Raises
        ------
        RunFailed
            It did not start.
        """
        folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"workbook-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
            raise RunFailed(f"Папка {folder} принадлежит не вам: тёплые расчёты выключены.", Reason.RUN_KILLED)
        path = folder / _digest()
        with _alone(folder / "lock"):
            if not _answers(path):
                path.unlink(missing_ok=True)
                log = folder / "zygote.log"
                with log.open("ab") as words:
                    process = subprocess.Popen(
                        [sys.executable, "-m", "workbook.warm.zygote", str(path), "--detached",
                         "--idle", str(_IDLE_SECONDS)],
                        stdin=subprocess.DEVNULL, stdout=words, stderr=words, env=child_environment(os.environ),
                        start_new_session=True,
                    )  # fmt: skip
                _await(path, process, log)
        return cls(path)

    def fork(self, order: Order, descriptors: Sequence[int]) -> Forked:
        """Ask for a child.

        Raises
        ------
        OSError
            The zygote is not there any more.
        """
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with within_reach(self._path) as name:
                line.connect(name)
            send_order(line, order, descriptors)
        except OSError:
            line.close()
            raise
        child = Forked(line)
        if not child.pid:
            raise ConnectionResetError("the zygote has gone")
        return child

    @property
    def path(self) -> Path:
        """The socket; whoever finds it in ``WORKBOOK_ZYGOTE`` asks here first."""
        return self._path

    @property
    def alive(self) -> bool:
        """Whether an own zygote still lives; of a shared one nothing is known."""
        return self._process is None or self._process.poll() is None

    def end(self) -> None:
        """End an own zygote with all its children; a shared one is left to others."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(5.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._path.unlink(missing_ok=True)


class Nursery:
    """A zygote of one's own that is started anew when it has died.

    Parameters
    ----------
    folder, log : Path
        A private folder for its socket and the file for its words.
    modules : sequence of str
        Modules to import beside the stack of the notebooks.
    """

    def __init__(self, folder: Path, log: Path, modules: Sequence[str] = ()) -> None:
        self._folder = folder
        self._log = log
        self._modules = tuple(modules)
        self._zygote: Zygote | None = None

    def open(self) -> None:
        """Start the zygote.

        Raises
        ------
        RunFailed
            It did not start.
        """
        self.close()
        self._zygote = Zygote.own(self._folder, self._log, child_environment(os.environ), self._modules)

    @property
    def path(self) -> str:
        """The socket of the zygote, empty while there is none."""
        return "" if self._zygote is None else str(self._zygote.path)

    def fork(self, order: Order, descriptors: Sequence[int]) -> Forked:
        """Ask for a child; a zygote found dead is started once more.

        Raises
        ------
        OSError, RunFailed
            There is none to be had.
        """
        if self._zygote is not None:
            try:
                return self._zygote.fork(order, descriptors)
            except OSError:
                pass
        self.open()
        assert self._zygote is not None
        return self._zygote.fork(order, descriptors)

    def revive(self) -> bool:
        """Start the zygote anew if it has died, for those who ask for children by its path; return whether it had.

        Raises
        ------
        RunFailed
            It did not start.
        """
        if self._zygote is None or self._zygote.alive:
            return False
        self.open()
        return True

    def close(self) -> None:
        """End the zygote with all its children."""
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.end()


def child_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the variables under which a zygote is started: one thread for numerics, one heap, this package first."""
    package = str(Path(workbook.__file__).parent.parent)
    paths = [package, *filter(None, given.get("PYTHONPATH", "").split(os.pathsep))]
    made = {
        **given, **dict.fromkeys(_ONE_THREAD, "1"), "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "JE_ARROW_MALLOC_CONF": "background_thread:false",  # pyarrow's allocator would start a thread at import
        **_ONE_HEAP,
    }  # fmt: skip
    for name in ("VOILA_BASE_URL", "PYTHONSTARTUP", "MPLBACKEND", "JPY_PARENT_PID"):
        made.pop(name, None)
    return made


def _await(path: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while not path.exists():
        if process.poll() or time.monotonic() > until:
            process.kill()
            process.communicate()  # reap it and close its pipes
            raise RunFailed(f"Тёплый процесс не запустился. Подробности в файле {log}.", Reason.RUN_KILLED)
        time.sleep(0.02)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            with within_reach(path) as name:
                line.connect(name)
        except OSError:
            return False
    return True


def _digest() -> str:
    """Name the zygote after what it would import: another interpreter or newer code is another zygote."""
    package = Path(workbook.__file__).parent
    newest = max((file.stat().st_mtime_ns for file in package.rglob("*.py")), default=0)
    names = [sys.executable, sys.version, str(package), str(newest), os.environ.get("PYTHONPATH", "")]
    return hashlib.sha256("\0".join(names).encode()).hexdigest()[:16]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    import fcntl  # not on Windows, where nobody comes here

    with path.open("ab") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield
