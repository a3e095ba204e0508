"""What the zygote and those who ask it say to each other: one JSON line over a private socket, with file descriptors.

Apart because both ends must agree. A connection stands for one child: its end tells the other side that somebody died.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Order", "receive_order", "same_user", "say", "send_order", "within_reach"]

_LARGEST = 4 * 2**20
_MOST_DESCRIPTORS = 8
_CREDENTIALS = struct.Struct("3i")


@dataclass(frozen=True, slots=True)
class Order:
    """What the child is asked to be.

    Attributes
    ----------
    entry : str
        ``module:function``; called with ``given`` and the descriptors sent along.
    given : mapping
        Plain values for the function.
    environment : mapping of str to str
        All variables of the child; nothing is inherited.
    folder : str
        The working folder; the zygote's own when empty.
    memory : int
        Bytes of private memory that the child may take; 0 means no limit.
    """

    entry: str
    given: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    memory: int = 0


def send_order(line: socket.socket, order: Order, descriptors: Sequence[int]) -> None:
    """Send an order with the descriptors that the child gets as its own, the first three as its standard streams."""
    data = json.dumps(asdict(order)).encode() + b"\n"
    sent = socket.send_fds(line, [data], list(descriptors))
    if sent < len(data):
        line.sendall(data[sent:])


def receive_order(line: socket.socket) -> tuple[Order, list[int]]:
    """Read an order; the descriptors sent with one that cannot be read are closed.

    Raises
    ------
    ValueError
        The line was cut, too long or not an order.
    OSError
        The line fell silent.
    """
    data, descriptors, _, _ = socket.recv_fds(line, 65536, _MOST_DESCRIPTORS)
    try:
        return _read(line, data), descriptors
    except (ValueError, OSError):
        for descriptor in descriptors:
            os.close(descriptor)
        raise


def _read(line: socket.socket, data: bytes) -> Order:
    """Read the rest of the line and make the order of it."""
    while not data.endswith(b"\n"):
        more = line.recv(65536)
        if not more or len(data) > _LARGEST:
            raise ValueError("a cut or endless order")
        data += more
    try:
        return Order(**json.loads(data))
    except TypeError as error:
        raise ValueError("not an order") from error


@contextmanager
def within_reach(path: Path) -> Iterator[str]:
    """Give a short name to a socket for as long as it is bound or connected: the system allows about a hundred bytes.

    A socket kept elsewhere because its folder has a long name would stay there when its owner is killed.
    """
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def say(line: socket.socket, **message: Any) -> None:
    """Send a short message; who has gone does not hear it."""
    try:
        line.sendall(json.dumps(message).encode() + b"\n")
    except OSError:
        return


def same_user(line: socket.socket, user: int) -> bool:
    """Whether the other end runs under this user (Linux)."""
    data = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return bool(_CREDENTIALS.unpack(data)[1] == user)
