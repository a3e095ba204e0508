"""Estimation of Rasch and 2PL against girth and mirt (PyPI), then the assembly of variants.

The same matrices, one thread each, arms take turns within each round; the figure is the ratio of medians. Before any
clock starts all arms run once and their answers are compared: the log-likelihood at each one's estimates is computed
by one function of this file, on a grid finer than anybody's own. Ours must not be lower than any rival's by more than
a millionth; a miss of that or of a ratio ends with a non-zero status.

What the rivals do: girth `onepl_mml` estimates a common slope and takes each difficulty from the share correct alone;
girth `twopl_mml` and mirt `2PL` estimate what we estimate; mirt `1PL` holds both the slope and the spread of ability at
1, which is our `rasch` with its default spread. Standard errors are switched off everywhere.
"""

from __future__ import annotations

import os

THREADS = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "NUMBA_NUM_THREADS",
    "RAYON_NUM_THREADS",
)  # fmt: skip
os.environ.update(dict.fromkeys(THREADS, "1"))  # libraries read these when they are imported, that is below

import argparse  # noqa: E402
import importlib.util  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402
import warnings  # noqa: E402
from collections.abc import Callable  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from workbook.fos.irt import ItemCurves, one_parameter, rasch, two_parameter  # noqa: E402

Array = NDArray[np.float64]
FASTER, SAME = 5.0, 1e-6
"""The bars: times faster than girth, and the share of the log-likelihood by which ours may fall short."""


@dataclass(frozen=True)
class Estimates:
    """What an arm says of the items, and how it was asked to."""

    slopes: Array
    difficulties: Array


@dataclass(frozen=True)
class Race:
    """One model on one matrix: our arm, the rival's arms, and which of the rivals sets the bar."""

    name: str
    scores: pd.DataFrame
    ours: Callable[[], Estimates]
    rivals: dict[str, Callable[[], Estimates]]
    bar: str = ""


def main() -> None:
    """Compare, time and judge; leave with a status of 1 when a bar is missed."""
    options = _arguments()
    print(f"Потоков: 1; кругов: {options.rounds}; ядер: {os.cpu_count()}, занятость {os.getloadavg()[0]:.1f}")
    met = True
    for pupils in options.pupils:
        for race in _races(pupils, options.items):
            met &= _compare(race)
            met &= _time(race, options.rounds)
    met &= _assembly()
    print(f"fos: {'все планки взяты' if met else 'ЕСТЬ НЕВЗЯТЫЕ ПЛАНКИ'}")
    raise SystemExit(not met)


def loglik(answers: Array, estimates: Estimates) -> float:
    """Compute the marginal log-likelihood for standard normal abilities: 241 nodes from −9 to 9."""
    nodes = np.linspace(-9, 9, 241)
    weights = np.exp(-(nodes**2) / 2)
    logits = estimates.slopes[:, None] * (nodes - estimates.difficulties[:, None])
    base = np.log(weights / weights.sum()) - np.logaddexp(0, logits).sum(axis=0)
    total = 0.0
    for begin in range(0, len(answers), 2000):
        joint = answers[begin : begin + 2000] @ logits + base
        highest = joint.max(axis=1)
        total += float((np.log(np.exp(joint - highest[:, None]).sum(axis=1)) + highest).sum())
    return total


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.py fos", description=__doc__)
    parser.add_argument("--pupils", type=int, nargs="+", default=[5_000, 50_000])
    parser.add_argument("--items", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _races(pupils: int, items: int) -> list[Race]:
    for name, command in (("girth", "girth"), ("mirt", "mirt")):
        if importlib.util.find_spec(name) is None:
            raise SystemExit(f"нет пакета {name}: pip install {command}")
    import girth
    import mirt

    rng = np.random.default_rng(pupils)
    difficulties = rng.normal(size=items)
    alike = _simulate(rng, pupils, np.full(items, 1.2), difficulties)
    sharp = _simulate(rng, pupils, np.exp(rng.normal(0, 0.3, items)), difficulties)
    plain, plain_sharp = (scores.to_numpy() for scores in (alike, sharp))
    quiet = {"n_quadpts": 61, "compute_standard_errors": False}
    size = f"{pupils} × {items}"
    return [
        Race(
            f"Раш с оценкой разброса, {size}", alike, lambda: _ours(one_parameter(alike)),
            {"girth onepl_mml": lambda: _girth(girth.onepl_mml(plain.T))}, "girth onepl_mml",
        ),
        Race(
            f"Раш с разбросом 1, {size}", alike, lambda: _ours(rasch(alike)),
            {
                "girth rasch_mml": lambda: _girth(girth.rasch_mml(plain.T)),
                "mirt 1PL (наклон и разброс закреплены на 1)": lambda: _mirt(mirt.fit_mirt(plain, "1PL", **quiet)),
            },
        ),
        Race(
            f"2PL, {size}", sharp, lambda: _ours(two_parameter(sharp)),
            {
                "girth twopl_mml": lambda: _girth(girth.twopl_mml(plain_sharp.T)),
                "mirt 2PL": lambda: _mirt(mirt.fit_mirt(plain_sharp, "2PL", **quiet)),
            },
            "girth twopl_mml",
        ),
    ]  # fmt: skip


def _simulate(rng: np.random.Generator, pupils: int, slopes: Array, difficulties: Array) -> pd.DataFrame:
    abilities = rng.normal(size=(pupils, 1))
    right = rng.random((pupils, len(slopes))) < 1 / (1 + np.exp(-slopes * (abilities - difficulties)))
    return pd.DataFrame(right.astype(int), columns=[f"З{number + 1}" for number in range(len(slopes))])


def _ours(curves: ItemCurves) -> Estimates:
    if not curves.converged:
        raise SystemExit("наша оценка не сошлась")
    return Estimates(curves.slopes, np.concatenate(curves.thresholds))


def _girth(found: dict[str, Any]) -> Estimates:
    difficulties = np.asarray(found["Difficulty"], dtype=float)
    return Estimates(np.broadcast_to(found["Discrimination"], difficulties.shape).astype(float), difficulties)


def _mirt(found: Any) -> Estimates:
    parameters = found.model.parameters
    return Estimates(np.ravel(parameters["discrimination"]), np.ravel(parameters["difficulty"]))


def _compare(race: Race) -> bool:
    """Print how far the answers are apart; say whether ours is as likely as each rival's."""
    answers = race.scores.to_numpy(dtype=float)
    ours = race.ours()
    height = loglik(answers, ours)
    print(f"\n{race.name}: логарифм правдоподобия наш {height:.4f}")
    met = True
    for name, arm in race.rivals.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = arm()
        gap = (height - loglik(answers, theirs)) / abs(height)
        held = gap >= -SAME
        met &= held
        print(
            f"  {name}: max |Δb| {np.abs(ours.difficulties - theirs.difficulties).max():.4f}, max |Δa| "
            f"{np.abs(ours.slopes - theirs.slopes).max():.4f}, наш выше на {gap:+.1e} доли"
            f"{'' if held else ' — ПЛАНКА НЕ ВЗЯТА'}"
        )
    return met


def _time(race: Race, rounds: int) -> bool:
    """Time the arms in turns and print the ratios; say whether the bar is met."""
    arms = {"ours": race.ours, **race.rivals}
    seconds: dict[str, list[float]] = {name: [] for name in arms}
    for turn in range(rounds):
        names = list(arms)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                began = time.perf_counter()
                arms[name]()
                seconds[name].append(time.perf_counter() - began)
    ours = statistics.median(seconds["ours"])
    met = True
    for name in race.rivals:
        theirs = statistics.median(seconds[name])
        spread = ", ".join(f"{b / a:.1f}" for a, b in zip(seconds["ours"], seconds[name], strict=True))
        verdict = "для сведения"
        if name == race.bar:
            held = theirs / ours >= FASTER
            met &= held
            verdict = f"планка {FASTER:g}×, {'взята' if held else 'НЕ ВЗЯТА'}"
        print(
            f"  {name}: {theirs / ours:.1f}× ({ours:.3f} с против {theirs:.3f} с; по кругам {spread}); {verdict}",
            flush=True,
        )
    return met


def _assembly() -> bool:
    """Run the part of the assembly of variants, a file beside this one."""
    path = Path(__file__).with_name("assembly.py")
    if not path.exists():
        return True
    spec = importlib.util.spec_from_file_location("assembly_bench", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"не читается {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    print("\nСборка вариантов")
    met = True
    for name, figure, bar, held in module.measure():
        met &= bool(held)
        print(f"  {name}: {figure:.3g} (планка {bar:g}, {'взята' if held else 'НЕ ВЗЯТА'})")
    return met


if __name__ == "__main__":
    main()
