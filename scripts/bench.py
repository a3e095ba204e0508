"""Measure the kit against its rivals: `python scripts/bench.py NAME [options]`; without a name, list the benchmarks.

Each benchmark ends with one line that holds its figure and leaves with a non-zero status when a bar is missed.
"""

from __future__ import annotations

import importlib.util
import runpy
import sys
from pathlib import Path

BENCHES = Path(__file__).resolve().parent / "benches"


def main() -> None:
    """Run the benchmark that the first argument names."""
    names = sorted(path.stem for path in BENCHES.glob("*.py"))
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        print(f"Какой замер: python scripts/bench.py {{{','.join(names)}}} [--help]")
        raise SystemExit(2)
    name = sys.argv.pop(1)
    sys.path.insert(0, str(BENCHES.parents[1]))
    runpy.run_path(str(BENCHES / f"{name}.py"), run_name="__main__")


if __name__ == "__main__":
    if importlib.util.find_spec("papermill") is None:
        from ready import main as make_ready

        raise SystemExit(make_ready([__file__, *sys.argv[1:]]))
    main()
