"""Seconds per finished HTML report: our runner against papermill's API in a pool and against `papermill` commands.

The same notebooks, schools, number of workers and one BLAS thread each; schools beyond the sample ones are copies of
them, round by round. Where the rivals would take hours they may make the reports of the first schools only
(`--rivals-schools`, a multiple of the number of sample schools keeps the mix): each of their reports costs the same
however many there are. Each arm makes one report first, untimed, so that all modules lie compiled on the disk, as where
people work. The results of all arms are compared row by row, a difference ends the benchmark.
A machine may grow slower by the hour, so the arms take turns within a round: the schools are cut into blocks
(`--blocks`), in each the rivals make one half of their schools before ours and the other half after it, in reverse.
Each block is a run of ours from its start to its index (a run in one piece would be a little quicker), the rivals keep
what they have started. Figures are ratios of medians. Then, with one worker, how much a run takes beyond its cells, and
how much memory one further worker takes (proportional set size, ours and the commands').
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
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psutil

from workbook.publish import RunOptions, make_plan, read_journal, read_results, run

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from papermill_pool import make_report  # noqa: E402 - neighbours, not a package
from simulate import make_schools  # noqa: E402

Arm = Callable[[Sequence[str]], None]
MIME = "application/vnd.workbook.results+json"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "ARROW_NUM_THREADS")
BARS = {"commands": 4.0, "pool": 2.0}
USUAL = ("10_fos", "20_rating", "31_marks")
LIGHT, HEAVY = "38_self_examination", "20_rating"


def main() -> None:
    """Time the arms, then the overhead and the memory."""
    options = _arguments()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        schools = make_schools(ROOT / "datasets" / "municipality", folder / "schools", options.schools)
        notebooks = [ROOT / "notebooks" / f"{slug}.ipynb" for slug in options.notebooks]
        reports = len(schools) * len(notebooks)
        print(f"Тетрадей: {len(notebooks)}, школ: {len(schools)}, отчётов: {reports}; работников: {options.workers}, "
              f"кругов: {options.rounds}, ядер: {os.cpu_count()}", flush=True)  # fmt: skip
        for arm in ("runner", *options.arms):
            with _ARMS[arm](notebooks[:1], folder / "schools", folder / f"compiled-{arm}", 1) as make:
                make(schools[:1])
        missed = _ratios(notebooks, schools, folder, options)
        if options.more:
            for words, slug in (("лёгкая", LIGHT), ("тяжёлая", HEAVY)):
                print(f"\n{words} тетрадь: {slug}", flush=True)
                few = argparse.Namespace(**{**vars(options), "rounds": 1, "blocks": 1, "rivals_schools": 0})
                _ratios([ROOT / "notebooks" / f"{slug}.ipynb"], schools[:6], folder, few)
            missed |= _overhead(notebooks, schools[:6], folder)
            missed |= _memory(notebooks, schools[:4], folder)
    raise SystemExit(missed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.py runner", description=__doc__)
    parser.add_argument("--notebooks", nargs="+", default=USUAL, help="names, as 10_fos")
    parser.add_argument("--schools", type=int, default=24)
    parser.add_argument("--rivals-schools", type=int, default=0, help="how many of the schools rivals take; 0: all")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--blocks", type=int, default=1, help="pieces of the schools between which arms take turns")
    parser.add_argument("--arms", nargs="+", default=["commands", "pool"], choices=list(BARS), help="rivals")
    parser.add_argument("--more", action=argparse.BooleanOptionalAction, default=True,
                        help="also a light and a heavy notebook, overhead, memory")  # fmt: skip
    return parser.parse_args()


def _ratios(notebooks: list[Path], schools: Sequence[str], folder: Path, options: argparse.Namespace) -> bool:
    data = folder / "schools"
    chosen = schools[: options.rivals_schools or None]
    if len(chosen) < len(schools):
        print(f"соперники считают школ: {len(chosen)} из {len(schools)}", flush=True)
    seconds: dict[str, list[float]] = {arm: [] for arm in ("runner", *options.arms)}
    for turn in range(options.rounds):
        out = {arm: folder / f"{arm}-{turn}" for arm in seconds}
        spent = dict.fromkeys(seconds, 0.0)
        with ExitStack() as stack:
            arms = {arm: stack.enter_context(_ARMS[arm](notebooks, data, out[arm], options.workers)) for arm in seconds}
            for block, (arm, some) in enumerate(_turns(schools, chosen, options.arms, options.blocks)):
                began = time.perf_counter()
                arms[arm](some)
                took = time.perf_counter() - began
                spent[arm] += took
                print(f"круг {turn + 1}, ход {block + 1}, {arm}: школ {len(some)}, "
                      f"{took / (len(some) * len(notebooks)):.2f} с на отчёт", flush=True)  # fmt: skip
        for arm, total in spent.items():
            taken = schools if arm == "runner" else chosen
            seconds[arm].append(total / (len(taken) * len(notebooks)))
            print(f"круг {turn + 1}, {arm}: {seconds[arm][-1]:.2f} с на отчёт", flush=True)
        for arm in options.arms:
            compared = _compare(out["runner"], out[arm], set(chosen))
            print(f"круг {turn + 1}: результаты совпали с {arm}, строк {compared}", flush=True)
        for path in out.values():
            shutil.rmtree(path)
    ours = statistics.median(seconds["runner"])
    print("у нас сюда входят подготовка, проверка данных, журнал, хранилище и перечень")
    missed = False
    for arm in options.arms:
        theirs = statistics.median(seconds[arm])
        spread = ", ".join(f"{b / a:.2f}" for a, b in zip(seconds["runner"], seconds[arm], strict=True))
        print(f"runner против {arm}: {theirs / ours:.2f}× (планка {BARS[arm]:.0f}×); на отчёт {ours:.2f} с против "
              f"{theirs:.2f} с; по кругам {spread}", flush=True)  # fmt: skip
        missed |= theirs / ours < BARS[arm]
    return missed


def _turns(
    schools: Sequence[str], chosen: Sequence[str], rivals: Sequence[str], blocks: int
) -> Iterator[tuple[str, Sequence[str]]]:
    """Give the arms in their order with the schools of each turn: the rivals' halves stand around ours."""
    for block in range(blocks):
        ours, theirs = (_share(names, block, blocks) for names in (schools, chosen))
        halves = _share(theirs, 0, 2), _share(theirs, 1, 2)
        before = [(arm, halves[0]) for arm in rivals]
        after = [(arm, halves[1]) for arm in reversed(rivals)]
        yield from (turn for turn in (*before, ("runner", ours), *after) if turn[1])


def _share(names: Sequence[str], part: int, parts: int) -> Sequence[str]:
    return names[len(names) * part // parts : len(names) * (part + 1) // parts]


@contextmanager
def _runner(notebooks: list[Path], data: Path, out: Path, workers: int) -> Iterator[Arm]:
    def make(schools: Sequence[str]) -> None:
        summary = run(make_plan(notebooks, data, schools=schools), out, RunOptions(workers=workers))
        if summary.exit_status:
            raise SystemExit("\n".join(summary.lines()))

    yield make


@contextmanager
def _pool(notebooks: list[Path], data: Path, out: Path, workers: int) -> Iterator[Arm]:
    """Do what a careful programmer does without us: papermill's API and a kept exporter in a pool of processes."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:

        def make(schools: Sequence[str]) -> None:
            before = dict(os.environ)
            os.environ.update(_environment(data))  # the pool starts its processes at the first task
            try:
                tasks = [(str(path), school, str(out)) for school in schools for path in notebooks]
                for waiting in [pool.submit(make_report, *task) for task in tasks]:
                    waiting.result()
            finally:
                os.environ.clear()
                os.environ.update(before)

        yield make


@contextmanager
def _commands(notebooks: list[Path], data: Path, out: Path, workers: int) -> Iterator[Arm]:
    """Do what a careful person does without us: two commands per report, as many at once as we have workers."""
    environment = _environment(data)

    def report(notebook: Path, school: str) -> None:
        made = out / school / notebook.name
        made.parent.mkdir(parents=True, exist_ok=True)
        quiet = ["-k", "python3", "--no-progress-bar"]
        papermill = ["papermill", str(notebook), str(made), "-p", "school", school, *quiet]
        for command in (papermill, ["jupyter", "nbconvert", "--to", "html", str(made)]):
            places = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
            path = shutil.which(command[0], path=places)
            if path is None:
                raise SystemExit(f"нет команды {command[0]}")
            done = subprocess.run([path, *command[1:]], env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{' '.join(command)}\n{done.stderr[-2000:]}")

    with ThreadPoolExecutor(workers) as pool:

        def make(schools: Sequence[str]) -> None:
            for waiting in [pool.submit(report, notebook, school) for school in schools for notebook in notebooks]:
                waiting.result()

        yield make


_ARMS: dict[str, Callable[[list[Path], Path, Path, int], AbstractContextManager[Arm]]] = {
    "runner": _runner, "pool": _pool, "commands": _commands,
}  # fmt: skip


def _environment(data: Path) -> dict[str, str]:
    return {
        **os.environ, **dict.fromkeys(THREADS, "1"), "WORKBOOK_DATA": str(data), "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
    }  # fmt: skip


def _overhead(notebooks: list[Path], schools: Sequence[str], folder: Path) -> bool:
    """Print what one worker takes beyond the cells: of each job, and of the whole run."""
    out = folder / "overhead"
    plan = make_plan(notebooks, folder / "schools", schools=schools)
    began = time.perf_counter()
    run(plan, out, RunOptions(workers=1))
    wall = time.perf_counter() - began
    made = [entry for entry in read_journal(out) if "cell_seconds" in entry.facts]
    cells = sum(entry.facts["cell_seconds"] for entry in made)
    jobs = sum(entry.seconds for entry in made)
    print(f"\nсверх ячеек, один работник: {jobs / cells - 1:.1%} в отчётах (планка 10 %), {wall / cells - 1:.1%} "
          f"со всем запуском; ячейки {cells:.1f} с, отчёты {jobs:.1f} с, запуск {wall:.1f} с", flush=True)  # fmt: skip
    return jobs / cells - 1 > 0.10


def _memory(notebooks: list[Path], schools: Sequence[str], folder: Path) -> bool:
    """Print the megabytes that a second worker adds, ours and the commands'."""
    added: dict[str, float] = {}
    for arm in ("runner", "commands"):
        peaks = []
        for workers in (1, 2):
            with _peak() as seen:
                out = folder / f"memory-{arm}-{workers}"
                with _ARMS[arm](notebooks, folder / "schools", out, workers) as make:
                    make(schools)
            peaks.append(seen[0])
        added[arm] = peaks[1] - peaks[0]
        print(f"память, {arm}: один работник {peaks[0]:.0f} МБ, два {peaks[1]:.0f} МБ", flush=True)
    share = added["runner"] / added["commands"]
    print(f"память ещё одного работника: {added['runner']:.0f} МБ против {added['commands']:.0f} МБ, доля {share:.2f} "
          "(планка 0,33)", flush=True)  # fmt: skip
    return share > 1 / 3


@contextmanager
def _peak() -> Iterator[list[float]]:
    """Watch the memory of all that this process has started; give the peak in megabytes when it is over."""
    seen, over = [0.0], threading.Event()
    me = psutil.Process()

    def watch() -> None:
        while not over.wait(0.2):
            total = 0
            for process in me.children(recursive=True):
                try:
                    total += process.memory_full_info().pss
                except psutil.Error:
                    continue
            seen[0] = max(seen[0], total / 2**20)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _compare(ours: Path, theirs: Path, schools: set[str]) -> int:
    """Compare the tidy results of both arms for these schools; leave when they differ."""
    mine = {
        (row["school"], row["notebook"], row["indicator"], row["group"]): row
        for row in read_results(ours).to_dict("records")
        if row["school"] in schools
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
