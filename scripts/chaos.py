"""Kill processes of a run at random moments and see that nothing is lost: `python scripts/chaos.py --kills 100`.

Each trial starts `workbook run` over a few small schools, kills (SIGKILL) one process of the run — the runner, the
zygote, a worker or a kernel, in each way of computing in turn — at a random moment of a random phase, checks what the
journal says, waits until no process of the run is left, runs again and compares with a run that nobody disturbed.
Leaves with a non-zero status when anything was wrong; the folder of such a trial is kept.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DRIVER = ROOT / "scripts" / "chaos_driver.py"
PHASES = ("planning", "warming", "cells", "publish", "compaction", "index")
WORDS = dict(zip(PHASES, ("план", "прогрев", "ячейки", "публикация", "сжатие", "перечень"), strict=True))
BUSY = ("cells",)
WARM, WORKING = ("warming", "cells", "publish"), ("warming", "cells")
TARGETS = (
    ("here", "runner", PHASES), ("here", "zygote", WARM), ("here", "worker", BUSY), ("warm", "runner", PHASES),
    ("plain", "runner", PHASES), ("here", "runner", PHASES), ("plain", "kernel", BUSY), ("warm", "zygote", WARM),
    ("warm", "kernel", BUSY), ("plain", "worker", WORKING), ("here", "worker", BUSY), ("warm", "worker", WORKING),
)  # fmt: skip
"""Way of computing, role, phases in which there is such a process."""
ROLES = {"runner": "запуск", "zygote": "зигота", "worker": "работник", "kernel": "ядро"}
PATIENCE, LIMIT, ATTEMPTS = 30.0, 240.0, 6
OUTS = ("отчёты", "отчёты всех школ очень большого района, каких немного")


@dataclass
class Run:
    """One started run: its process, its mark, the phases it has told of."""

    process: subprocess.Popen[bytes]
    mark: str
    began: float = field(default_factory=time.monotonic)
    told: list[tuple[str, float]] = field(default_factory=list)

    def listen(self, pipe: int) -> None:
        """Note the phases as the run tells them."""
        with os.fdopen(pipe, "rb") as lines:
            for line in lines:
                self.told.append((line.decode().strip(), time.monotonic() - self.began))

    @property
    def over(self) -> bool:
        """Whether the run has ended, however it did."""
        return self.process.poll() is not None


@dataclass
class Trial:
    """What came of one kill."""

    way: str
    role: str
    phase: str = ""
    faults: list[str] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)


class Chaos:
    """A folder with schools and notebooks, clean runs to compare with, and the trials."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder = folder
        self.seed = options.seed
        self._workers = options.workers
        from chaos_data import make_data

        make_data(folder, options.schools)
        self._before, self._clean, self._lasts = folder / "before", {}, {}
        self._finish(self._start("here", self._before, "old"))
        for way in dict.fromkeys(way for way, _, _ in TARGETS):
            out = folder / f"clean-{way}"
            shutil.copytree(self._before, out)
            run = self._start(way, out, "new")
            self._finish(run)
            self._clean[way] = checks().clean_run(out)
            ends = [*run.told[1:], ("", time.monotonic() - run.began)]
            self._lasts[way] = [(phase, end - since) for (phase, since), (_, end) in zip(run.told, ends, strict=True)]
            print(
                f"Без убийств, {way}: {time.monotonic() - run.began:.1f} с, строк {len(self._clean[way].rows)}",
                flush=True,
            )

    def trial(self, number: int) -> Trial:
        """Kill once, check, run again, check."""
        way, role, phases = TARGETS[number % len(TARGETS)]
        dice = random.Random(f"{self.seed}-{number}")
        trial = Trial(way, role)
        for attempt in range(ATTEMPTS):
            base = self.folder / f"{number}-{attempt}"
            out = base / dice.choice(OUTS)
            if dice.random() < 0.5:
                shutil.copytree(self._before, out)
            run = self._start(way, out, "new", base)
            trial.phase = self._kill(run, way, role, dice.choice(phases), dice)
            if trial.phase:
                trial.faults += self._after(run, out, role)
                trial.fates.update(str(entry.status) for entry in checks().read_journal(out))
                again = self._start(way, out, "new", base)
                trial.faults += self._ended(again, wanted=0)
                trial.faults += checks().faults_at_the_end(out, self._clean[way], base / "tmp")
            else:
                self._finish(run)
            if not trial.faults:
                shutil.rmtree(base)
            if trial.phase:
                return trial
        trial.faults.append("не удалось застать процесс")
        return trial

    def _kill(self, run: Run, way: str, role: str, phase: str, dice: random.Random) -> str:
        """Kill a process of this role in this phase and return the phase that it was, «» when the run was quicker."""
        spans = [(place, lasts) for place, (name, lasts) in enumerate(self._lasts[way]) if name == phase]
        if not spans:
            return ""
        place, lasts = dice.choice(spans)
        nth = sum(name == phase for name, _ in self._lasts[way][: place + 1])
        while sum(name == phase for name, _ in run.told) < nth:
            if run.over:
                return ""
            time.sleep(0.002)
        time.sleep(dice.uniform(0.0, lasts * 1.2))
        while not run.over:
            for pid in dice.sample(found := processes(run.process.pid, role, way), len(found)):
                with contextlib.suppress(ProcessLookupError):
                    was = run.told[-1][0]
                    os.kill(pid, signal.SIGKILL)
                    return was
            time.sleep(0.005)
        return ""

    def _after(self, run: Run, out: Path, role: str) -> list[str]:
        """Wait for the end and check what it left."""
        faults = self._ended(run)
        if role != "runner" and run.process.returncode not in (0, 1):
            faults.append(f"запуск кончился с {run.process.returncode}")
        return faults + checks().faults_in_the_middle(out, survived=role != "runner")

    def _ended(self, run: Run, wanted: int | None = None) -> list[str]:
        faults = []
        try:
            code = run.process.wait(LIMIT)
            if wanted is not None and code != wanted:
                faults.append(f"повтор кончился с {code}")
        except subprocess.TimeoutExpired:
            faults.append("запуск завис")
        until = time.monotonic() + (0 if faults else PATIENCE)
        while (left := checks().marked(run.mark)) and time.monotonic() < until:
            time.sleep(0.1)
        for process in left:
            with contextlib.suppress(Exception):
                faults.append(f"остался процесс: {' '.join(process.cmdline())[:120]}")
                process.kill()
        run.process.wait(PATIENCE)
        return faults

    def _finish(self, run: Run) -> None:
        if faults := self._ended(run, wanted=0):
            raise SystemExit(f"Запуск без убийств не удался: {'; '.join(faults)}")

    def _start(self, way: str, out: Path, age: str, base: Path | None = None) -> Run:
        mark = f"{self.seed}-{time.monotonic_ns()}"
        (base := base or self.folder / "base").mkdir(exist_ok=True)
        (base / "tmp").mkdir(exist_ok=True)
        hear, say = os.pipe()
        books = sorted((self.folder / age).glob("*.ipynb"))
        with (base / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, DRIVER, str(say), way, "run", *map(str, books),
                 "--data", self.folder / "schools", "--out", out, "--workers", str(self._workers), "--keep"],
                env={**os.environ, checks().MARK: mark, "TMPDIR": str(base / "tmp"), "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[say], start_new_session=True,
            )  # fmt: skip
        os.close(say)
        run = Run(process, mark)
        threading.Thread(target=run.listen, args=(hear,), daemon=True).start()
        return run


def checks() -> Any:
    """Return the neighbour module with the checks, imported late: it needs the environment that may have to be made."""
    import chaos_checks

    return chaos_checks


def processes(runner: int, role: str, way: str) -> list[int]:
    """Return the processes of a role in the tree of a run."""
    import psutil

    if role == "runner":
        return [runner]
    found = []
    with contextlib.suppress(psutil.Error):
        for process in psutil.Process(runner).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if _role(process, runner, way) == role:
                    found.append(process.pid)
    return found


def _role(process: Any, runner: int, way: str) -> str:
    words = " ".join(process.cmdline())
    if "-m workbook.publish.worker" in words:
        return "worker"
    if "ipykernel_launcher" in words:
        return "kernel"
    if "workbook.warm.zygote" not in words:
        return ""
    if process.ppid() == runner:
        return "zygote"
    return "kernel" if way == "warm" else "worker"


def print_table(trials: list[Trial]) -> None:
    """Print kills and faults by way and role."""
    print(
        f"\n{'путь':<7}{'процесс':<10}{'убийств':>8}"
        + "".join(f"{WORDS[name]:>12}" for name in PHASES)
        + f"{'нарушений':>11}"
    )
    for way, role in sorted({(trial.way, trial.role) for trial in trials}):
        mine = [trial for trial in trials if (trial.way, trial.role) == (way, role)]
        phases = Counter(trial.phase for trial in mine)
        print(f"{way:<7}{ROLES[role]:<10}{len(mine):>8}" + "".join(f"{phases[name]:>12}" for name in PHASES)
              + f"{sum(map(bool, (trial.faults for trial in mine))):>11}")  # fmt: skip
    fates = sum((trial.fates for trial in trials), Counter[str]())
    print("Статусы заданий сразу после убийств: " + ", ".join(f"{name} {count}" for name, count in fates.most_common()))


def main() -> None:
    """Make the data, kill, print."""
    options = _arguments()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="chaos-"))
    print(f"Убийств: {options.kills}, зерно: {options.seed}, папка: {folder}", flush=True)
    chaos = Chaos(folder, options)
    with ThreadPoolExecutor(options.together) as pool:
        trials = list(_told(pool.map(chaos.trial, range(options.first, options.first + options.kills)), options.first))
    print_table(trials)
    wrong = sum(bool(trial.faults) for trial in trials)
    print(f"Убийств {len(trials)}, с нарушениями {wrong}.")
    if wrong:
        raise SystemExit(1)
    if not options.folder:
        shutil.rmtree(folder)


def _told(trials: Iterator[Trial], first: int) -> Iterator[Trial]:
    for number, trial in enumerate(trials, first):
        words = "; ".join(trial.faults) or "цело"
        print(f"{number:>4} {trial.way:<6}{ROLES[trial.role]:<9}{WORDS.get(trial.phase, '—'):<11}{words}", flush=True)
        yield trial


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="chaos.py", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument(
        "--seed", type=int, default=random.SystemRandom().randrange(10**6), help="printed; repeats a run"
    )
    parser.add_argument("--first", type=int, default=0, help="number of the first trial, to repeat one")
    parser.add_argument("--schools", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2, help="of each run")
    parser.add_argument("--together", type=int, default=1, help="trials at the same time")
    parser.add_argument("--folder", default="", help="work here and keep it")
    return parser.parse_args()


if __name__ == "__main__":
    if importlib.util.find_spec("papermill") is None:
        from ready import main as make_ready

        raise SystemExit(make_ready([__file__, *sys.argv[1:]]))
    main()
