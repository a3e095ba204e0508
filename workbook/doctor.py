"""Is this machine fit: one ✔ or ✘ line per condition, and for each ✘ what to do."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import socket
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Finding", "examine"]

_FREE_GIB = 2.0
_MEMORY_GIB = 2.0
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


@dataclass(frozen=True, slots=True)
class Finding:
    """One examined condition.

    Attributes
    ----------
    good : bool
    what : str
        The condition and what was found.
    fix : str
        What to do; empty when good.
    needed : bool
        Without it the kit does not work; otherwise only a part of it.
    """

    good: bool
    what: str
    fix: str = ""
    needed: bool = True


def examine(root: Path, data: Path) -> Iterator[Finding]:
    """Examine Python, packages, disk, memory, kernel, notebooks, data, port and browser, one after another.

    Parameters
    ----------
    root : Path
        The kit's folder, with ``pyproject.toml`` and ``notebooks``.
    data : Path
        The folder of the school folders.
    """
    version = sys.version.split()[0]
    yield _judge(sys.version_info >= (3, 11), f"Python {version}", "Установите Python 3.11 или новее.")
    yield from _packages(root)
    yield _space(root)
    yield _memory()
    yield _writable(root)
    yield _kernel()
    notebooks = sorted(path.name for path in (root / "notebooks").glob("[0-9]*.ipynb"))
    yield _judge(
        bool(notebooks), f"Тетради: {', '.join(notebooks) or 'нет'}", "Скачайте комплект заново: нет папки notebooks."
    )
    yield _schools(data)
    yield _port()
    browser = next((path for name in _BROWSERS if (path := shutil.which(name))), "")
    yield Finding(
        bool(browser), f"Chromium для проверок: {browser or 'нет'}",
        "" if browser else "Нужен только разработчикам: установите Chromium и повторите scripts/test.py.", needed=False,
    )  # fmt: skip


def _judge(good: bool, what: str, fix: str) -> Finding:
    return Finding(good, what, "" if good else fix)


def _packages(root: Path) -> Iterator[Finding]:
    from packaging.requirements import Requirement

    project = root / "pyproject.toml"
    if not project.is_file():
        yield Finding(False, f"Файл pyproject.toml в папке {root}", "Запускайте команду из папки комплекта.")
        return
    wrong = []
    named = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
    for requirement in map(Requirement, named):
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} нет")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement.name} {version}, нужно {requirement.specifier}")
    what = f"Пакеты: {len(named)} на месте" if not wrong else f"Пакеты: {'; '.join(wrong)}"
    yield _judge(not wrong, what, "Удалите папку .venv и запустите scripts/run.py снова.")


def _space(root: Path) -> Finding:
    free = shutil.disk_usage(root).free / 2**30
    return _judge(
        free >= _FREE_GIB,
        f"Свободно на диске: {free:.0f} ГиБ",
        f"Освободите место: нужно не меньше {_FREE_GIB:.0f} ГиБ.",
    )


def _memory() -> Finding:
    import psutil

    free = psutil.virtual_memory().available / 2**30
    return _judge(
        free >= _MEMORY_GIB, f"Свободно в памяти: {free:.0f} ГиБ",
        "Закройте другие программы или запускайте с параметром --workers 1.",
    )  # fmt: skip


def _writable(root: Path) -> Finding:
    return _judge(
        os.access(root, os.W_OK), f"Запись в папку {root}", "Скопируйте комплект в папку, где можно создавать файлы."
    )


def _kernel() -> Finding:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return Finding(False, "Ядро Jupyter python3", "Удалите папку .venv и запустите scripts/run.py снова.")
    return Finding(True, "Ядро Jupyter python3")


def _schools(data: Path) -> Finding:
    from workbook.school import school_ids

    found = school_ids(data) if data.is_dir() else []
    return _judge(bool(found), f"Школы в папке {data}: {len(found)}", "Создайте папку школы: workbook new-school КОД.")


def _port() -> Finding:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", 8866))
        except OSError:
            return Finding(True, "Порт 8866 занят: живые страницы откроются на следующем свободном")
    return Finding(True, "Порт 8866 свободен")
