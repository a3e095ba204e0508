"""Seconds per finished HTML report: our runner against a loop of `papermill` and `jupyter nbconvert` commands.

The same notebooks, schools, number of workers and one BLAS thread each. The results of both arms are compared row by
row, a difference ends the benchmark. Arms take turns within each round, the figure is the ratio of medians.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from workbook.publish import RunOptions, make_plan, read_results, run

ROOT = Path(__file__).resolve().parents[2]
MIME = "application/vnd.workbook.results+json"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "ARROW_NUM_THREADS")


def main() -> None:
    """Time both arms and print the ratio."""
    options = _arguments()
    notebooks = [Path(path).resolve() for path in options.notebooks]
    plan = make_plan(notebooks, options.data, schools=options.school)
    schools = sorted({job.school for job in plan})
    reports = len(schools) * len(notebooks)
    print(f"Тетрадей: {len(notebooks)}, школ: {len(schools)}, отчётов: {reports}; работников: {options.workers}, "
          f"кругов: {options.rounds}, ядер: {os.cpu_count()}")  # fmt: skip
    seconds: dict[str, list[float]] = {"runner": [], "commands": []}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for turn in range(options.rounds):
            out = {arm: Path(folder) / f"{arm}-{turn}" for arm in seconds}
            for arm in ("runner", "commands") if turn % 2 else ("commands", "runner"):
                began = time.perf_counter()
                if arm == "runner":
                    summary = run(plan, out[arm], RunOptions(workers=options.workers))
                    if summary.exit_status:
                        raise SystemExit("\n".join(summary.lines()))
                else:
                    _commands(notebooks, schools, Path(options.data).resolve(), out[arm], options.workers)
                seconds[arm].append((time.perf_counter() - began) / reports)
                print(f"круг {turn + 1}, {arm}: {seconds[arm][-1]:.2f} с на отчёт", flush=True)
            compared = _compare(out["runner"], out["commands"])
            print(f"круг {turn + 1}: результаты обеих сторон совпали, строк {compared}", flush=True)
            for path in out.values():
                shutil.rmtree(path)
    ours, theirs = (statistics.median(seconds[arm]) for arm in ("runner", "commands"))
    spread = ", ".join(f"{theirs_one / ours_one:.2f}" for ours_one, theirs_one in zip(*seconds.values(), strict=True))
    print(f"по кругам: {spread}; у нас сюда входят запуск работников, проверка данных, журнал и указатель")
    print(f"runner: {theirs / ours:.2f}× ({ours:.2f} с на отчёт против {theirs:.2f} с у команд papermill + nbconvert)")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.py runner", description=__doc__)
    parser.add_argument("--notebooks", nargs="+", default=sorted(map(str, (ROOT / "notebooks").glob("[0-9]*.ipynb"))))
    parser.add_argument("--data", default=str(ROOT / "datasets" / "municipality"))
    parser.add_argument("--school", action="append", default=[], help="only these schools")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _commands(notebooks: list[Path], schools: list[str], data: Path, out: Path, workers: int) -> None:
    """Do what a careful person does without us: two commands per report, as many at once as we have workers."""
    environment = {
        **os.environ, **dict.fromkeys(THREADS, "1"), "WORKBOOK_DATA": str(data), "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
    }  # fmt: skip

    def make(notebook: Path, school: str) -> None:
        made = out / school / notebook.name
        made.parent.mkdir(parents=True, exist_ok=True)
        papermill = [
            "papermill",
            str(notebook),
            str(made),
            "-p",
            "school",
            school,
            "-k",
            "python3",
            "--no-progress-bar",
        ]
        convert = ["jupyter", "nbconvert", "--to", "html", str(made)]
        for command in (papermill, convert):
            path = shutil.which(
                command[0], path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
            )
            if path is None:
                raise SystemExit(f"нет команды {command[0]}")
            done = subprocess.run([path, *command[1:]], env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{' '.join(command)}\n{done.stderr[-2000:]}")

    with ThreadPoolExecutor(workers) as pool:
        for waiting in [pool.submit(make, notebook, school) for school in schools for notebook in notebooks]:
            waiting.result()


def _compare(ours: Path, theirs: Path) -> int:
    """Compare the tidy results of both arms; leave when they differ."""
    mine = {
        (row["school"], row["notebook"], row["indicator"], row["group"]): row
        for row in read_results(ours).to_dict("records")
    }
    count = 0
    for path in sorted(theirs.glob("*/*.ipynb")):
        for row in _recorded(json.loads(path.read_text(encoding="utf-8"))):
            count += 1
            key = (path.parent.name, path.stem, row["indicator"], row["group"])
            if key not in mine or any(not _same(mine[key][name], value) for name, value in row.items()):
                raise SystemExit(f"результаты расходятся: {key}: {mine.get(key)} и {row}")
    if count != len(mine):
        raise SystemExit(f"результаты расходятся: строк {len(mine)} и {count}")
    return count


def _recorded(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [row for output in outputs for row in output.get("data", {}).get(MIME, [])]


def _same(ours: Any, theirs: Any) -> bool:
    if theirs is None:
        return bool(ours == "" or (isinstance(ours, float) and math.isnan(ours)))
    return bool(ours == theirs)


if __name__ == "__main__":
    main()
