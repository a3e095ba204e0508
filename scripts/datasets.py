"""Rebuild datasets/municipality from its seed."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "datasets")]

from generator.build import build  # noqa: E402
from generator.readme import refresh  # noqa: E402

if __name__ == "__main__":
    build(ROOT / "datasets" / "municipality")
    refresh(ROOT / "datasets" / "README.md")
