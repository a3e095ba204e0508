"""What a country would cost: make many schools cheaply, run a sample for real, extrapolate and say what was assumed.

`python scripts/simulate.py --schools 40000 --sample 24` copies the sample schools under new names (files are linked,
not doubled), makes the reports of a sample of them on this machine and prints core-hours, bytes and memory for all.
Every figure says whether it was measured here or assumed. Then one school changes, and the second run must make its
reports and no others.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbook.publish import RunProgress, Summary

ROOT = Path(__file__).resolve().parent.parent
SEED = 2026
BOOTSTRAP = 2000
MEASURED = """
Что измерено: секунды от начала до конца запуска — подготовка, проверка данных, отчёты, журнал, перечень; память и
размер каждого отчёта. В малой пробе подготовка занимает большую долю, чем в большом расчёте."""
ASSUMED = """Что принято: школы похожи на учебные по объёму данных и встречаются поровну; ядра такие же; диск успевает;
сеть и очередь кластера ничего не стоят; второй запуск считает только изменившееся."""
LISTS = ("schools.csv", "risk_profile.csv")


@dataclass(frozen=True)
class Job:
    """One measured job: whose it was, what it took."""

    school: str
    notebook: str
    seconds: float
    memory: int
    bytes: int


def main() -> None:
    """Make the schools, run the sample, print the extrapolation, run once more after a change."""
    from run_memory import print_memory, watched_memory

    options = _arguments()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="simulate-"))
    data, out = folder / "schools", folder / "reports"
    began = time.perf_counter()
    names = make_schools(Path(options.data), data, options.sample)
    print(f"Школ для пробы: {len(names)}; сделаны за {number(time.perf_counter() - began)} с в папке {data}")
    with watched_memory() as memory:
        jobs, seconds = _run(data, out, options)
    print_figures(jobs, seconds, options)
    print_memory(memory)
    wrong = len(jobs) < len(names) * (len(options.notebooks) + 1) or _again(data, out, options, names[len(names) // 2])
    if not options.folder:
        shutil.rmtree(folder)
    raise SystemExit(wrong)


def make_schools(source: Path, target: Path, count: int) -> list[str]:
    """Copy the schools of a folder in turn under new names until there are enough.

    Parameters
    ----------
    source, target : Path
        Folders of school folders; files are linked where the disk allows it.
    count : int

    Returns
    -------
    list of str
        The new names.
    """
    originals = sorted(path.parent.name for path in source.glob("*/school.yml"))
    dice = random.Random(SEED)
    names: dict[str, str] = {}
    for number in range(count):
        if number % len(originals) == 0:
            dice.shuffle(originals)
        names[f"sim-{number:06d}"] = originals[number % len(originals)]
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        if path.is_file() and path.name not in LISTS:
            shutil.copy2(path, target / path.name)
    for name in LISTS:
        if (source / name).is_file():
            _lengthen(source / name, target / name, names)
    for made, original in names.items():
        (target / made).mkdir(exist_ok=True)
        for path in (source / original).iterdir():
            _link(path, target / made / path.name)
        passport = (source / original / "school.yml").read_text(encoding="utf-8")
        (target / made / "school.yml").unlink()
        (target / made / "school.yml").write_text(passport.replace(original, made), encoding="utf-8")
    return list(names)


def _link(path: Path, place: Path) -> None:
    try:
        os.link(path, place)
    except FileExistsError:
        pass
    except OSError:
        shutil.copy2(path, place)


def _lengthen(source: Path, target: Path, names: dict[str, str]) -> None:
    """Give each new school the line of the one it was copied from."""
    head, *lines = source.read_text(encoding="utf-8-sig").splitlines()
    of = defaultdict(list)
    known = sorted(set(names.values()), key=len, reverse=True)  # «shkola-1» must not take the line of «shkola-10»
    for line in lines:
        of[next((name for name in known if name in line), "")].append(line)
    made = [line.replace(original, name) for name, original in names.items() for line in of[original]]
    target.write_text("\n".join([head, *made]) + "\n", encoding="utf-8")


def _run(data: Path, out: Path, options: argparse.Namespace) -> tuple[list[Job], float]:
    from workbook.publish import choose_progress, read_journal

    summary = _made(data, out, options, choose_progress())
    if summary.failures:
        print("\n".join(summary.lines()))
    jobs = [
        Job(entry.school, entry.slug, entry.seconds, entry.memory, sum(_size(out / name) for name in entry.outputs))
        for entry in read_journal(out)
        if entry.status == "done"
    ]
    return jobs, summary.seconds


def _made(data: Path, out: Path, options: argparse.Namespace, progress: RunProgress | None = None) -> Summary:
    from workbook.publish import RunOptions, make_plan, memory_file, run

    notebooks = [ROOT / "notebooks" / f"{name}.ipynb" for name in options.notebooks]
    plan = make_plan(notebooks, data, memory=memory_file(out))
    return run(plan, out, RunOptions(workers=options.workers), progress)


def _again(data: Path, out: Path, options: argparse.Namespace, school: str) -> bool:
    """Change one school, run once more, say what was made; whether it was anything but this school's reports."""
    passport = data / school / "school.yml"
    passport.write_text(passport.read_text(encoding="utf-8") + "\n# изменено\n", encoding="utf-8")
    began = time.perf_counter()
    summary = _made(data, out, options)
    made = {entry.name.split("/")[0] for entry in summary.entries}
    wrong = made != {school} or len(summary.entries) != len(options.notebooks) + 1
    verdict = "Сделано не то, что изменилось!" if wrong else "Только её задания."
    print(f"\nИзменена одна школа, {school}: сделано заданий {len(summary.entries)}, уже было готово "
          f"{summary.skipped}; {number(time.perf_counter() - began)} с. {verdict}")  # fmt: skip
    return wrong


def number(value: float, digits: int = 1) -> str:
    """Write a number with a decimal comma."""
    return f"{value:.{digits}f}".replace(".", ",")


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def print_figures(jobs: Sequence[Job], seconds: float, options: argparse.Namespace) -> None:
    """Print what was measured and what follows for all schools."""
    schools = sorted({job.school for job in jobs})
    by_school = {school: [job for job in jobs if job.school == school] for school in schools}
    print(f"\nИзмерено здесь: заданий {len(jobs)}, школ {len(schools)}, работников {options.workers}, {seconds:.0f} с")
    print(f"{'тетрадь':<24}{'с, медиана':>12}{'с, 95-й':>10}{'МБ памяти':>11}{'КБ на диске':>13}")
    for slug in sorted({job.notebook for job in jobs}):
        mine = [job for job in jobs if job.notebook == slug]
        took = sorted(job.seconds for job in mine)
        print(
            f"{slug:<24}{number(statistics.median(took), 2):>12}"
            f"{number(took[min(len(took) - 1, int(0.95 * len(took)))], 2):>10}"
            f"{max(job.memory for job in mine):>11}{statistics.mean(job.bytes for job in mine) / 1024:>13.0f}"
        )
    of_school = [seconds * options.workers / len(schools) for _ in schools]
    busy = [sum(job.seconds for job in by_school[school]) for school in schools]
    scale = sum(of_school) / sum(busy)
    low, high = _interval([value * scale for value in busy])
    mean = statistics.mean(of_school)
    count = options.schools
    size = statistics.mean(sum(job.bytes for job in mine) for mine in by_school.values())
    print(f"\nСтолько же на школу, всего школ {count}:")
    print(f"  ядро-часов        {mean * count / 3600:.0f} (95 %: {low * count / 3600:.0f}–{high * count / 3600:.0f})")
    for cores in (16, 64, 256):
        print(f"  часов на {cores:>3} ядер  {number(mean * count / 3600 / cores)}")
    print(f"  на диске          {size * count / 1e9:.0f} ГБ, файлов {len(jobs) / len(schools) * 2 * count:.0f}")
    print(f"  памяти            {max(job.memory for job in jobs)} МБ на работника в худшем случае")
    print(MEASURED)
    print(ASSUMED)


def _interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the bootstrap interval of the mean over schools: one school's reports are not independent."""
    dice = random.Random(SEED)
    means = sorted(statistics.mean(dice.choices(values, k=len(values))) for _ in range(BOOTSTRAP))
    return means[int(0.025 * BOOTSTRAP)], means[int(0.975 * BOOTSTRAP)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulate.py", description=__doc__)
    usual = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-8]*.ipynb"))
    parser.add_argument("--schools", type=int, default=40_000, help="for how many schools to extrapolate")
    parser.add_argument("--sample", type=int, default=24, help="how many schools to run for real")
    parser.add_argument("--notebooks", nargs="+", default=usual, help="names, as 10_fos")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--data", default=str(ROOT / "datasets" / "municipality"))
    parser.add_argument("--folder", default="", help="keep the schools and reports here")
    return parser.parse_args()


if __name__ == "__main__":
    if importlib.util.find_spec("papermill") is None:
        from ready import main as make_ready

        raise SystemExit(make_ready([__file__, *sys.argv[1:]]))
    main()
