"""False alarms and power of the markers of objectivity: `python scripts/alarms.py [--schools 200]`.

Honest schools are simulated and every marker is run on each; then the fault that a marker should see is planted in the
same schools. Leaves with a non-zero status when a marker alarms more often than its level allows.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from simulated_schools import Region, Simulated

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]

NAMES = {"M1": "M1 всплеск у границы", "M2": "M2 выше ориентира", "M3": "M3 почти без разброса",
         "M4": "M4 разрыв с журналом", "M5": "M5 скачок поколения", "M6": "M6 разрыв ВПР и ОГЭ",
         "M7": "M7 слабые выше сильных"}  # fmt: skip


def markers_of(school: Simulated, region: Region, only: str = "") -> dict[str, str]:
    """Run the markers on one school; code → status."""
    from simulated_schools import YEARS

    from workbook.settings import ObjectivityRules
    from workbook.vsoko.marker_gaps import gap_checks, gap_marker
    from workbook.vsoko.marker_items import inversion_checks
    from workbook.vsoko.marker_scores import high_marker, narrow_checks, spike_checks
    from workbook.vsoko.marker_terms import Marker, judge
    from workbook.vsoko.marker_years import break_checks, jump_checks

    rules, works, year = ObjectivityRules(), school.procedures, YEARS[-1]
    ways: dict[str, Callable[[], Marker]] = {
        "M1": lambda: judge("M1", spike_checks(works, region.scales, rules, year=year), rules),
        "M2": lambda: high_marker(works, region.references, rules, year=year),
        "M3": lambda: judge("M3", narrow_checks(works, rules, year=year), rules),
        "M4": lambda: gap_marker(gap_checks(works, school.pupils, rules, year=year), rules),
        "M5": lambda: judge("M5", jump_checks(works, region.references, rules, year=year), rules),
        "M6": lambda: judge("M6", break_checks(works, region.references, rules, year=year), rules),
        "M7": lambda: judge("M7", inversion_checks(school.responses, school.items, rules), rules),
    }
    return {code: way().status for code, way in ways.items() if not only or code == only}


def look_at_school(seed: int, power: bool = True) -> tuple[dict[str, str], dict[str, str]]:
    """Run every marker on one honest school, and each marker on the same school with its own fault."""
    from simulated_schools import FAULTS, simulate_school

    region = _region()
    honest = markers_of(simulate_school(region, seed), region)
    planted = {}
    for code, fault in zip(NAMES, FAULTS, strict=True) if power else ():
        planted |= markers_of(simulate_school(region, seed, fault), region, code)
    return honest, planted


@cache
def _region() -> Region:
    from simulated_schools import simulate_region

    return simulate_region()


def alarm_table(seeds: Iterable[int], *, planted: int = 0, workers: int = 1) -> pd.DataFrame:
    """Count alarms of honest schools and of schools with the marker's own fault.

    Parameters
    ----------
    seeds : iterable of int
        One school each.
    planted : int
        In how many of them, the first ones, faults are planted.
    workers : int
        Processes.

    Returns
    -------
    DataFrame
        marker, nominal (%); of honest schools n (those that could be checked), alarms, percent, low, high (Wilson);
        of planted ones planted, found, seen (also «наблюдать»), power, power_low, power_high.
    """
    import pandas as pd

    from workbook.estimates import share
    from workbook.settings import ObjectivityRules
    from workbook.vsoko.distribution import POSSIBLE
    from workbook.vsoko.marker_terms import FEW, NO_DATA, WATCH

    asked = [(seed, place < planted) for place, seed in enumerate(seeds)]
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            found = list(pool.map(look_at_school, *zip(*asked, strict=True)))
    else:
        found = [look_at_school(seed, power) for seed, power in asked]
    rows = []
    for code, name in NAMES.items():
        honest, faulty = (
            [one[side][code] for one in found if one[side].get(code, FEW) not in (FEW, NO_DATA)] for side in (0, 1)
        )
        false, true = (share(side.count(POSSIBLE), len(side)) for side in (honest, faulty))
        rows.append({
            "marker": name, "nominal": 100 * ObjectivityRules().marker_level, "n": false.n,
            "alarms": honest.count(POSSIBLE), "percent": false.value, "low": false.low, "high": false.high,
            "planted": true.n, "found": faulty.count(POSSIBLE), "seen": faulty.count(POSSIBLE) + faulty.count(WATCH),
            "power": true.value, "power_low": true.low, "power_high": true.high,
        })  # fmt: skip
    return pd.DataFrame(rows)


def main() -> None:
    """Print the table and leave with an error when a marker alarms too often."""
    from simulated_schools import FAULTS

    from workbook.display.numbers import interval, percent

    parser = argparse.ArgumentParser(description="Ложные тревоги и мощность маркеров объективности.")
    parser.add_argument("--schools", type=int, default=200, help="сколько честных школ сыграть (200)")
    parser.add_argument("--planted", type=int, default=60, help="в скольких из них посадить завышение (60)")
    parser.add_argument("--seed", type=int, default=1, help="номер первой школы (1)")
    parser.add_argument("--workers", type=int, default=2, help="сколько процессов (2)")
    given = parser.parse_args()
    seeds = range(given.seed, given.seed + given.schools)
    table = alarm_table(seeds, planted=given.planted, workers=given.workers)
    print(f"Честных школ: {given.schools}. «Проверено» — где маркеру хватило данных; интервалы Уилсона, 95 %.")
    print(f"{'маркер':<24}{'номинал':>8}{'проверено':>11}{'тревог':>8}{'доля':>8}{'интервал':>12}   посажено → найдено")
    for row, fault in zip(table.to_dict("records"), FAULTS, strict=True):
        ends = interval(row["low"], row["high"])
        power = f"{percent(row['power'], 0)} ({interval(row['power_low'], row['power_high'], 0)})"
        print(
            f"{row['marker']:<24}{percent(row['nominal'], 0):>8}{row['n']:>11}{row['alarms']:>8}"
            f"{percent(row['percent']):>8}{ends:>12}   {fault}: {row['found']} из {row['planted']}, {power}; "
            f"с «наблюдать» — {row['seen']}"
        )
    loud = table.loc[table["low"] > table["nominal"], "marker"]
    print("alarms: " + (f"чаще номинала: {', '.join(loud)}" if len(loud) else "ни один маркер не чаще своего номинала"))
    if len(loud):
        raise SystemExit(1)


if __name__ == "__main__":
    if importlib.util.find_spec("papermill") is None:
        from ready import main as make_ready

        raise SystemExit(make_ready([__file__, *sys.argv[1:]]))
    main()
