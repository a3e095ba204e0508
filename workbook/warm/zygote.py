"""The parent of warm processes: imports once, forks at each order, and tells who asked when the child has ended.

Started as ``python -m workbook.warm.zygote SOCKET``. One thread, no zmq context, nothing used that keeps threads: a
fork copies only the thread that forks. It leaves when its standard input closes (``--tied``), when it has been idle for
long, or when another zygote has taken its name.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from workbook.warm.child import live
from workbook.warm.stack import warm_up
from workbook.warm.wire import receive_order, same_user, say, within_reach

__all__ = ["main"]

_PATIENCE = 5.0
_TICK = 1.0


@dataclass(slots=True)
class _Child:
    """A living child and the line of the one who asked for it."""

    pid: int
    line: socket.socket


class _Server:
    """Listens, forks, reaps."""

    def __init__(self, path: Path, *, idle: float, tied: bool) -> None:
        self._path = path
        self._idle = idle
        self._tied = tied
        self._children: dict[int, _Child] = {}
        self._selector = selectors.DefaultSelector()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._busy = time.monotonic()
        self._running = True

    def open(self) -> None:
        """Take the socket's name only when everything is ready: who can connect may order."""
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with within_reach(beside) as name:
            self._listener.bind(name)
        self._listener.listen(64)
        beside.replace(self._path)
        self._mine = self._path.stat().st_ino

    def serve(self) -> None:
        """Serve until there is nobody left to serve."""
        alarm, bell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "_running", False))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(alarm, selectors.EVENT_READ)
        if self._tied:
            self._selector.register(0, selectors.EVENT_READ)
        while self._running:
            for key, _ in self._selector.select(_TICK):
                if key.fileobj is self._listener:
                    self._accept()
                elif key.fd == alarm:
                    with contextlib.suppress(BlockingIOError):
                        os.read(alarm, 4096)
                elif key.fd == 0 and self._tied:
                    self._running = bool(os.read(0, 4096))
                elif isinstance(key.data, _Child):
                    self._hear(key.data)
            self._reap()
            self._look_around()
        self._close()

    def _accept(self) -> None:
        line, _ = self._listener.accept()
        line.settimeout(_PATIENCE)
        self._busy = time.monotonic()
        descriptors: list[int] = []
        try:
            if not same_user(line, os.getuid()):
                raise ValueError("another user")
            order, descriptors = receive_order(line)
        except (OSError, ValueError):
            line.close()
            return
        parent = os.getpid()
        loose, held = os.pipe()
        pid = os.fork()
        if pid == 0:
            live(order, descriptors, parent)
        for descriptor in (held, *descriptors):
            os.close(descriptor)
        os.read(loose, 1)  # the child closes its end when it leads a group: a signal sent earlier would be lost
        os.close(loose)
        child = _Child(pid, line)
        self._children[pid] = child
        self._selector.register(line, selectors.EVENT_READ, child)
        say(line, pid=pid)

    def _hear(self, child: _Child) -> None:
        """Who asked says nothing more; silence ended means that he is gone, and so must be the child."""
        try:
            gone = not child.line.recv(64)
        except OSError:
            gone = True
        if gone:
            self._selector.unregister(child.line)
            _end_group(child.pid)

    def _reap(self) -> None:
        while self._children:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            child = self._children.pop(pid, None)
            if child is None:
                continue
            _end_group(pid)
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(child.line)
            say(child.line, exit=os.waitstatus_to_exitcode(status))
            child.line.close()
            self._busy = time.monotonic()

    def _look_around(self) -> None:
        if self._idle and not self._children and time.monotonic() - self._busy > self._idle:
            self._running = False
        if not self._tied and not self._owns_name():
            self._running = bool(self._children)  # another zygote has taken the name: serve out what is here

    def _owns_name(self) -> bool:
        try:
            return self._path.stat().st_ino == self._mine
        except FileNotFoundError:
            return False

    def _close(self) -> None:
        if self._owns_name():
            self._path.unlink(missing_ok=True)
        for pid in self._children:
            _end_group(pid)


def _end_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def main() -> None:
    """Warm up and serve."""
    parser = argparse.ArgumentParser(prog="python -m workbook.warm.zygote")
    parser.add_argument("socket", type=Path)
    parser.add_argument("--idle", type=float, default=0.0, help="leave after so many seconds without a child")
    parser.add_argument("--tied", action="store_true", help="leave when the standard input closes")
    parser.add_argument("--module", action="append", default=[], help="one more module to import")
    parser.add_argument("--detached", action="store_true", help="outlive whoever started it")
    given = parser.parse_args()
    if given.detached and os.fork():
        os._exit(0)
    server = _Server(given.socket, idle=given.idle, tied=given.tied)
    warm_up(tuple(given.module))
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        sys.exit("zygote: a library has started threads, forking would not be safe")
    server.open()
    server.serve()


if __name__ == "__main__":
    main()
