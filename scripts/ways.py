"""Are reports the same whichever way they are computed: `python scripts/ways.py [--schools shkola-7]`.

Every notebook is run for every sample school in a forked worker, in a forked kernel and in a plain kernel with fork
switched off, and for the schools of `--commands` by the `papermill` command as everybody types it. Then everything is
compared with the plain way: each cell's source, number and outputs (all kinds, byte for byte), the notebook's metadata,
the pages, the result rows, the jobs' statuses. Leaves with a non-zero status when something differs that
`same_reports.LAWFUL` does not name.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from same_reports import COMMANDS, LAWFUL, OURS, Comparison  # noqa: E402 - a neighbour, not a package

DATA = ROOT / "datasets" / "municipality"
PLAIN = "plain"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "ARROW_NUM_THREADS")
PROBE = """import pathlib
print(type(get_ipython().kernel).__name__, "zygote" in pathlib.Path("/proc/self/cmdline").read_text())"""
PROVED = {"here": "_Kernel True", "warm": "IPythonKernel True", "plain": "IPythonKernel False",
          "papermill": "IPythonKernel False", "papermill-engine": "IPythonKernel True",
          "papermill-kernel": "IPythonKernel True"}  # fmt: skip
"""What the probe says where: whose kernel it is, whether it was forked. A way may fall back to the plain one unseen."""


def main() -> None:
    """Run the ways and compare them."""
    options = _arguments()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="ways-")).resolve()
    notebooks = [ROOT / "notebooks" / f"{name}.ipynb" for name in options.notebooks]
    rivals = [way for way in options.ways if way != PLAIN] + (options.arms if options.commands else [])
    schools = {way: options.commands if way in COMMANDS else options.schools for way in (PLAIN, *rivals)}
    _prove(folder, [PLAIN, *rivals])
    for way in (PLAIN, *rivals):
        began = time.perf_counter()
        made = _make(way, folder / way, notebooks, schools[way], options.workers)
        print(f"{way}: {made}, {time.perf_counter() - began:.0f} с", flush=True)
    missed = False
    for way in rivals:
        comparison = Comparison(way)
        comparison.folders(folder / way, folder / PLAIN, _jobs(way, notebooks, schools[way]))
        missed |= comparison.differences > 0 or comparison.notebooks == 0
        print(comparison.line(), flush=True)
    print("Что может различаться и почему:")
    for item in LAWFUL:
        print(f"  {item.what} ({', '.join(item.ways)}): {item.why}")
    if not options.folder:
        shutil.rmtree(folder)
    raise SystemExit(missed)


def _prove(folder: Path, ways: Sequence[str]) -> None:
    """Leave when a way is not what it is called."""
    from nbformat import write
    from nbformat.v4 import new_code_cell, new_notebook

    school = min(path.parent.name for path in DATA.glob("*/school.yml"))
    cells = [new_code_cell("school: str = ''  # Школа", metadata={"tags": ["parameters"]}), new_code_cell(PROBE)]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    probe = folder / "probe.ipynb"
    folder.mkdir(parents=True, exist_ok=True)
    write(new_notebook(cells=cells, metadata={"kernelspec": spec}), probe)
    for way in ways:
        made = folder / "probe" / way / school / probe.name
        _make(way, made.parents[1], [probe], [school], 1)
        said = "".join(json.loads(made.read_text(encoding="utf-8"))["cells"][-1]["outputs"][0]["text"]).strip()
        if said != PROVED[way]:
            raise SystemExit(f"{way}: тетрадь посчитана не так, как названо: «{said}», а должно быть «{PROVED[way]}»")


def _jobs(way: str, notebooks: Sequence[Path], schools: Sequence[str]) -> list[str]:
    from workbook.publish import make_plan

    plan = make_plan(notebooks, DATA, schools=schools)
    return [job.name for job in (plan if way in OURS else plan.jobs) if way in OURS or not job.is_check]


def _make(way: str, out: Path, notebooks: Sequence[Path], schools: Sequence[str], workers: int) -> str:
    make = _by_command if way in COMMANDS else _by_runner
    return make(way, out, notebooks, schools, workers)


def _by_runner(way: str, out: Path, notebooks: Sequence[Path], schools: Sequence[str], workers: int) -> str:
    from workbook.publish import RunOptions, make_plan, run

    plan = make_plan(notebooks, DATA, schools=schools)
    with _fork_switched(on=way != PLAIN):
        summary = run(plan, out, RunOptions(workers=workers, kernel=way, keep=("html", "ipynb")))
    if summary.interrupted:
        raise SystemExit(summary.exit_status)
    for entry in summary.failures:
        print(f"  не готово: {entry.name}: {entry.message}")
    return f"{OURS[way]}, заданий {len(plan)}, сделано сейчас {len(summary.entries)}"


@contextmanager
def _fork_switched(*, on: bool) -> Iterator[None]:
    before = os.environ.get("WORKBOOK_FORK")
    os.environ["WORKBOOK_FORK"] = "" if on else "no"
    try:
        yield
    finally:
        os.environ.pop("WORKBOOK_FORK")
        if before is not None:
            os.environ["WORKBOOK_FORK"] = before


def _by_command(way: str, out: Path, notebooks: Sequence[Path], schools: Sequence[str], workers: int) -> str:
    """Do what everybody does: one `papermill` command per report, for notebooks of a school."""
    from workbook.publish import read_notebook, read_parameters

    program = shutil.which("papermill", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        raise SystemExit("нет команды papermill")
    environment = {
        **os.environ, **dict.fromkeys(THREADS, "1"), "WORKBOOK_DATA": str(DATA), "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
    }  # fmt: skip
    mine = [path for path in notebooks if "school" in read_parameters(read_notebook(path), path.name)]

    def make(notebook: Path, school: str) -> bool:
        made = out / school / notebook.name
        if made.is_file():
            return False
        made.parent.mkdir(parents=True, exist_ok=True)
        part = made.with_name(f"part-{made.name}")  # papermill writes while it runs: a file may be half a report
        words = [program, str(notebook), str(part), "-p", "school", school, *COMMANDS[way], "--no-progress-bar"]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"  {' '.join(words)}\n{done.stderr[-2000:]}", flush=True)
        else:
            part.replace(made)
        return True

    with ThreadPoolExecutor(workers) as pool:
        tasks = [pool.submit(make, path, school) for school in schools for path in mine]
        made = sum(task.result() for task in tasks)
    return f"команда papermill {' '.join(COMMANDS[way])}, школы {', '.join(schools)}, сделано сейчас {made}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ways.py", description=__doc__)
    usual = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    parser.add_argument("--notebooks", nargs="+", default=usual, help="names, as 10_fos; all by default")
    parser.add_argument("--schools", nargs="+", default=[], help="all sample schools by default")
    parser.add_argument("--ways", nargs="+", default=["here", "warm"], choices=list(OURS), help="beside the plain one")
    parser.add_argument("--commands", nargs="*", default=["shkola-7"], help="schools for the papermill command")
    parser.add_argument("--arms", nargs="+", default=["papermill"], choices=list(COMMANDS), help="which commands")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--folder", default="", help="keep the reports here; what is there is not made again")
    return parser.parse_args()


if __name__ == "__main__":
    if importlib.util.find_spec("papermill") is None:
        from ready import main as make_ready

        raise SystemExit(make_ready([__file__, *sys.argv[1:]]))
    main()
