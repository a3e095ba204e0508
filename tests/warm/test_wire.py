"""Orders over a socket: read whole, refused whole, and no descriptor of a stranger kept."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbook.warm import asking
from workbook.warm.wire import Order, receive_order, send_order

pytestmark = pytest.mark.skipif(not hasattr(socket, "send_fds"), reason="здесь дескрипторы не передаются")


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    there.settimeout(0.2)
    with here, there:
        yield here, there


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


class TestReceiveOrder:
    def test_an_order_comes_as_it_was_sent_with_its_descriptors(
        self, ends: tuple[socket.socket, socket.socket], tmp_path: Path
    ) -> None:
        order = Order("модуль:дело", {"школа": "школа-7"}, {"A": "1"}, "/tmp", 5)
        with (tmp_path / "words").open("w") as words:
            send_order(ends[0], order, [words.fileno()])
            read, (descriptor,) = receive_order(ends[1])
        os.write(descriptor, b"kept")
        os.close(descriptor)
        assert (read, (tmp_path / "words").read_text()) == (order, "kept")

    @pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="нет /proc")
    @pytest.mark.parametrize(
        "line",
        [b"not json\n", b'{"entry": "a:b", "unknown": 1}\n', b"[1]\n", b"\xff\n", b'{"entry"', b"x" * 10],
        ids=["not JSON", "unknown field", "no object", "not UTF-8", "silent in the middle", "silent"],
    )
    @pytest.mark.parametrize("gone", [True, False])
    def test_a_refused_order_leaves_no_descriptor_open(
        self, ends: tuple[socket.socket, socket.socket], line: bytes, gone: bool
    ) -> None:
        with Path(os.devnull).open("rb") as silence:
            socket.send_fds(ends[0], [line], [silence.fileno()] * 3)
            if gone:
                ends[0].shutdown(socket.SHUT_WR)
            before = open_descriptors()
            with pytest.raises((ValueError, OSError)):
                receive_order(ends[1])
            assert open_descriptors() == before

    def test_an_endless_order_is_refused(
        self, ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("workbook.warm.wire._LARGEST", 10)
        ends[0].sendall(json.dumps({"entry": "x" * 100}).encode())
        ends[0].shutdown(socket.SHUT_WR)
        with pytest.raises(ValueError, match="endless"):
            receive_order(ends[1])


def test_what_the_asking_side_shows_is_what_it_lists() -> None:
    shown = {name for name in vars(asking) if name.isupper() and not name.startswith("_")}
    assert shown <= set(asking.__all__)
