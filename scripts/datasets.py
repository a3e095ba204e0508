"""Rebuild datasets/municipality from its seed and datasets/layouts."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "datasets")]

from generator.build import build  # noqa: E402
from generator.layout_samples import write_layouts  # noqa: E402
from generator.readme import refresh  # noqa: E402

if __name__ == "__main__":
    target = ROOT / "datasets" / "municipality"
    # Built aside and put in place at once: whoever reads the sample meanwhile still finds it whole.
    fresh = target.with_name("municipality.new")
    build(fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    write_layouts(ROOT / "datasets" / "layouts")
    refresh(ROOT / "datasets" / "README.md")
