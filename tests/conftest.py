"""What several folders of tests share: the sample schools, the finished reports of all of them, a browser."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A loaded machine draws examples slowly; that says nothing about the code, and no test asserts on a clock.
settings.register_profile("kit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kit")

ROOT = Path(__file__).resolve().parents[1]
REPORTED = ("selskaya-6", "shkola-2", "shkola-7", "shkola-8")
"""A tiny school, one that inflates, a whole one, a dirty one; ``scripts/run.py`` makes all eight."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold slow tests: at the end of a run one core would wait for the other's last file."""
    slow = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def municipality() -> Path:
    return ROOT / "datasets" / "municipality"


@pytest.fixture(scope="session")
def read_sample(municipality: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """Read a sample school by its name: once in this process, and its tables are parsed once for all processes."""
    from workbook.school import read_school

    base = tmp_path_factory.getbasetemp()
    cache = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "schools"
    return functools.cache(lambda name: read_school(municipality / name, cache))


@dataclass(frozen=True)
class Reports:
    """The reports of every notebook for four sample schools and their municipality, made once by the real runner."""

    root: Path
    out: Path
    summary: Any


@pytest.fixture(scope="session")
def reports(municipality: Path, tmp_path_factory: pytest.TempPathFactory) -> Reports:
    from workbook import publish

    root, out = tmp_path_factory.mktemp("район"), tmp_path_factory.mktemp("отчёты школ")
    others = [path.name for path in municipality.iterdir() if path.is_dir() and path.name not in REPORTED]
    shutil.copytree(municipality, root, ignore=shutil.ignore_patterns(*others), dirs_exist_ok=True)
    plan = publish.make_plan(sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")), root)
    return Reports(root, out, publish.run(plan, out))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium that notes what it was asked for and what it complained of."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("WORKBOOK_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("нет Chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
             "--disable-background-networking", "--disable-component-update"]  # fmt: skip
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()
