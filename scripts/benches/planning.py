"""Seconds to find that nothing is to be made: many schools, nine notebooks each, every report finished and in place.

The world is made of tiny files: what is measured is planning, not reading tables. `run` is called twice: the first
call meets files it has never seen (no stamps), the second is the everyday one. The bar of 30 seconds is for 40,000
schools and is scaled to the number asked for.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import tempfile
import time
from pathlib import Path

import nbformat

from workbook.publish import RunOptions, make_plan, memory_file, run
from workbook.publish.inputs import file_digest
from workbook.publish.journal import HIDDEN, Journal
from workbook.publish.store import results_name

BAR, COUNTRY = 30.0, 40_000


def main() -> None:
    """Make the world, plan it twice and compare with the bar."""
    parser = argparse.ArgumentParser(prog="bench.py planning", description=__doc__)
    parser.add_argument("--schools", type=int, default=2000)
    parser.add_argument("--notebooks", type=int, default=9)
    parser.add_argument("--profile", action="store_true", help="print where the second call spent its time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        root, out = Path(folder) / "schools", Path(folder) / "reports"
        notebooks = [_notebook(Path(folder) / f"{number}0_report.ipynb") for number in range(1, options.notebooks + 1)]
        began = time.perf_counter()
        _schools(root, options.schools)
        made = _finished(root, out, notebooks)
        print(f"школ {options.schools}, готовых заданий {made}; мир сделан за {time.perf_counter() - began:.0f} с")
        seconds = []
        profile = cProfile.Profile()
        for turn in range(2):
            began = time.perf_counter()
            if options.profile and turn:
                profile.enable()
            plan = make_plan(notebooks, root, memory=memory_file(out))
            planned = time.perf_counter() - began
            summary = run(plan, out, RunOptions(workers=1))
            profile.disable()
            seconds.append(time.perf_counter() - began)
            print(f"запуск {turn + 1}: план {planned:.1f} с, всего {seconds[-1]:.1f} с; пропущено {summary.skipped}")
            if summary.skipped != made:
                raise SystemExit("не всё узнано готовым")
        if options.profile:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bar = BAR * options.schools / COUNTRY
    print(f"память {memory:.0f} МБ; на 40 000 школ в том же темпе {seconds[1] * COUNTRY / options.schools:.0f} с")
    print(f"planning: {seconds[1]:.2f} с (планка {bar:.2f} с)")
    raise SystemExit(seconds[1] > bar)


def _notebook(path: Path) -> Path:
    v4 = nbformat.v4
    cells = [
        v4.new_markdown_cell(f"# Отчёт {path.stem}"),
        v4.new_code_cell('school: str = "a"  # Школа\ndata: str = ""  # Папка\ntop: int = 20  # Строк',
                         metadata={"tags": ["parameters"]}),
    ]  # fmt: skip
    nbformat.write(v4.new_notebook(cells=cells), path)
    return path


def _schools(root: Path, number: int) -> None:
    for place in range(number):
        folder = root / f"shkola-{place}"
        folder.mkdir(parents=True)
        (folder / "school.yml").write_text(
            f"школа: {folder.name}\nназвание: Школа № {place}\nгод: 2025/2026\n", "utf-8"
        )
        for table in ("pupils", "marks", "procedures"):
            (folder / f"{table}.csv").write_text(f"Код ученика\nУ-{place:06d}\n", "utf-8")


def _finished(root: Path, out: Path, notebooks: list[Path]) -> int:
    """Write what finished jobs leave: the page, the rows, the line of the journal."""
    plan = make_plan(notebooks, root)
    (out / HIDDEN).mkdir(parents=True)
    journal = Journal(out)
    with journal.together():
        for job in plan:
            names = [f"{job.name}.html", results_name(job.slug, job.school, job.variant)]
            for name in names if not job.is_check else ():
                path = out / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(job.key, "utf-8")
            journal.planned(job)
            outputs = {} if job.is_check else {name: file_digest(out / name) for name in names}
            journal.done(job, outputs, {}, 1.0, 90)
    journal.close()
    (out / "index.html").write_text("перечень", "utf-8")
    return len(plan)


if __name__ == "__main__":
    main()
