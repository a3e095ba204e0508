"""What several folders of tests share: the sample schools, the finished reports of all of them, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A loaded machine draws examples slowly; that says nothing about the code, and no test asserts on a clock.
settings.register_profile("kit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kit")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def municipality() -> Path:
    return ROOT / "datasets" / "municipality"


@dataclass(frozen=True)
class Reports:
    """The reports of every notebook for every sample school, made once by the real runner."""

    out: Path
    summary: Any


@pytest.fixture(scope="session")
def reports(municipality: Path, tmp_path_factory: pytest.TempPathFactory) -> Reports:
    from workbook import publish

    out = tmp_path_factory.mktemp("отчёты школ")
    plan = publish.make_plan(sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")), municipality)
    return Reports(out, publish.run(plan, out))


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
