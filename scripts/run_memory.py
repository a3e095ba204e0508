"""The memory of a run over its time; apart from what measures it because a bare machine lacks psutil."""

from __future__ import annotations

import statistics
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psutil


@contextmanager
def watched_memory() -> Iterator[list[tuple[float, float]]]:
    """Note each second the megabytes of this process and of the parent of warm workers: what must not grow."""
    seen: list[tuple[float, float]] = []
    over = threading.Event()
    me = psutil.Process()

    def watch() -> None:
        while not over.wait(1.0):
            parents = [child for child in me.children() if "workbook.warm.zygote" in " ".join(_words(child))]
            seen.append((_megabytes(me), sum(map(_megabytes, parents))))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _megabytes(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 2**20
    except psutil.Error:
        return 0.0


def print_memory(seen: Sequence[tuple[float, float]]) -> None:
    """Print the median memory of each quarter of the run."""
    quarter = max(1, len(seen) // 4)
    parts = [seen[place * quarter : (place + 1) * quarter] for place in range(4) if seen[place * quarter :]]
    for place, words in ((0, "запуска"), (1, "прогретого родителя")):
        shown = ", ".join(f"{statistics.median(moment[place] for moment in part):.0f}" for part in parts)
        print(f"Память {words} по четвертям времени: {shown} МБ")
