"""Outputs appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook.publish.staging import Staging, write_whole


def test_published_files_stand_in_their_places_and_nothing_is_left(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "в работе")
    staging.write("школа/10_a.html", b"new")
    (tmp_path / "школа").mkdir()
    (tmp_path / "школа" / "10_a.html").write_bytes(b"old")
    staging.publish(tmp_path, ["школа/10_a.html"])
    assert (tmp_path / "школа" / "10_a.html").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["школа"]


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "index.html"
    write_whole(path, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbook.publish.staging.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
