"""A folder that lies elsewhere, by its address: s3://, file://, sftp:// and whatever else fsspec can open.

Apart from what is brought from it and put into it, because here alone another system may fail at any moment: each
call is tried again, and what still fails is said in Russian.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from workbook.errors import Reason, RunFailed

__all__ = ["Remote", "is_address"]

_Answer = TypeVar("_Answer")
_PAUSES = (0.5, 2.0)
_WHOLE = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "obs", "memory"}
"""Stores in which a new object appears whole or not at all; elsewhere a file is written aside and renamed."""
_STAMPS = ("ETag", "etag", "md5", "mtime", "LastModified", "last_modified", "created")


def is_address(place: str) -> bool:
    """Tell an address (``s3://…``) from a path."""
    return "://" in place


class Remote:
    """A folder of another file system.

    Parameters
    ----------
    url : str
        Its address; credentials and further settings come from fsspec's own places (environment, configuration).

    Raises
    ------
    RunFailed
        The address is not understood, or its library is not installed.
    """

    def __init__(self, url: str) -> None:
        import fsspec

        self.url = url.rstrip("/")
        try:
            self._system, root = fsspec.core.url_to_fs(self.url)
        except ImportError as error:
            raise RunFailed(
                f"Адрес {self.url}: не установлена библиотека для таких адресов ({error}). "
                "Для s3:// установите её так: python -m pip install s3fs",
                Reason.RUN_DISK,
            ) from error
        except ValueError as error:
            raise RunFailed(
                f"Адрес {self.url} не понятен: {error}. Пишут, например, s3://хранилище/папка.", Reason.RUN_DISK
            ) from error
        self._root = str(root).rstrip("/")
        protocol = self._system.protocol
        self._whole = bool(_WHOLE & set(protocol if isinstance(protocol, tuple | list) else (protocol,)))

    def stamps(self, folder: str = "") -> dict[str, str]:
        """Return the files below a folder with marks that change when a file does; a folder not there has none."""
        root = self._path(folder).rstrip("/")

        def ask() -> dict[str, str]:
            self._system.invalidate_cache()
            try:
                found = self._system.find(root, detail=True)
            except FileNotFoundError:
                return {}
            return {str(path)[len(root) :].lstrip("/"): _stamp(about) for path, about in found.items()}

        return self._asked(ask)

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, None when there is no such file."""

        def ask() -> bytes | None:
            try:
                return bytes(self._system.cat_file(self._path(name)))
            except FileNotFoundError:
                return None

        return self._asked(ask)

    def write(self, name: str, data: bytes) -> None:
        """Write a file; who reads sees the old one or the new one."""

        def ask() -> None:
            target = self._path(name)
            self._system.makedirs(target.rpartition("/")[0], exist_ok=True)
            if self._whole:
                self._system.pipe_file(target, data)
                return
            folder, _, last = target.rpartition("/")
            aside = f"{folder}/.{last}.{uuid.uuid4().hex[:8]}.part"
            try:
                self._system.pipe_file(aside, data)
                self._system.mv(aside, target)
            finally:
                if self._system.exists(aside):
                    self._system.rm_file(aside)

        self._asked(ask)

    def drop(self, name: str) -> None:
        """Remove a file that may be gone already."""

        def ask() -> None:
            path = self._path(name)
            if self._system.exists(path):
                self._system.rm_file(path)

        self._asked(ask)

    def bring(self, name: str, path: Path) -> bool:
        """Write a file of the folder to a path, whole or not at all; False when it has gone."""
        data = self.read(name)
        if data is None:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.part")
        aside.write_bytes(data)
        aside.replace(path)
        return True

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _asked(self, ask: Callable[[], _Answer]) -> _Answer:
        """Ask, and ask again when it fails; each library has faults of its own, so all of them count."""
        for pause in (*_PAUSES, None):
            try:
                return ask()
            except Exception as error:
                if pause is None:
                    raise RunFailed(
                        f"Хранилище {self.url} не отвечает ({_said(error)}). Проверьте адрес, доступ и связь и "
                        "повторите команду: готовое не пересчитывается.",
                        Reason.RUN_DISK,
                    ) from error
                time.sleep(pause)
        raise AssertionError("unreachable")


def _stamp(about: dict[str, Any]) -> str:
    marks = [str(about[name]) for name in _STAMPS if about.get(name)]
    return " ".join([str(about.get("size", "")), *marks[:1]])


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
