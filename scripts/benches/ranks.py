"""Seconds for the intervals of places of 600 units: all together, and each taken alone.

Totals and errors are made from a fixed seed so that neighbours overlap as they do in a list of pupils: fewer pairs are
told apart than not, and the stepwise search needs several passes. Each round is timed whole, the figure is the slower
of the two kinds in its best round; rounds are few because the work is the same in each.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from workbook.rating import rank_intervals

UNITS, DRAWS, ROUNDS, SECONDS = 600, 1000, 3, 2.0


def main() -> None:
    """Time both kinds and leave with an error when the bar is missed."""
    rng = np.random.default_rng(1)
    totals = pd.Series(rng.normal(0, 10, UNITS), index=[f"У-{number:05d}" for number in range(UNITS)])
    errors = rng.uniform(1, 3, UNITS)
    best = {}
    for simultaneous, words in ((True, "все вместе"), (False, "каждое отдельно")):
        seconds = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            table = rank_intervals(totals, errors, draws=DRAWS, simultaneous=simultaneous)
            seconds.append(time.perf_counter() - began)
        width = float((table["high"] - table["low"] + 1).median())
        best[words] = min(seconds)
        rounds = ", ".join(f"{one:.2f}" for one in seconds)
        print(f"{words}: {rounds} с по кругам; половина интервалов не шире {width:.0f} мест")
    slowest = max(best.values())
    print(f"ranks: {slowest:.2f} с на {UNITS} единиц, {DRAWS} случайных рядов (предел {SECONDS:g} с)")
    if slowest > SECONDS:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
