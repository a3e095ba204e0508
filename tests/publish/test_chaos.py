"""A few kills of `scripts/chaos.py`; a hundred are for whoever changes the runner."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from workbook.warm import fork_is_safe

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.long
@pytest.mark.skipif(not fork_is_safe(), reason="без fork есть только один путь")
def test_nothing_is_lost_whoever_is_killed() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "chaos.py"), "--kills", "12", "--seed", "6", "--together", "2"]
    made = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert made.returncode == 0, made.stdout + made.stderr
    assert "Убийств 12, с нарушениями 0." in made.stdout
