"""Which counts of an anonymous survey may be printed when classes, parallels, levels and the school stand together.

Apart from :func:`workbook.estimates.suppress`, which knows the totals of one table: here a count hidden in a class may
follow from its parallel, and one hidden in a parallel from its classes. All of them are solved together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.estimates import suppress

__all__ = ["STEPS", "protected"]

STEPS = ("школа", "уровень", "параллель", "класс")
"""Groups of pupils from the widest; each is made of the next."""

_EXACT = 1e-6
_MIXTURES = 25
"""Random mixtures of counts tried before counts are solved one by one."""

_Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
_Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def protected(cells: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Count every group and say which counts may be shown.

    The reader is assumed to know how many pupils of every class took part and every count that is shown, in every
    group. A hidden count is protected when these leave it unsure by ``minimum`` pupils at least, or by the whole group
    when that is smaller: it may then be anything from nobody to everybody that the group can hold. First every table of
    a step against its wider one is treated by :func:`workbook.estimates.suppress`; then all tables are solved together
    and more is hidden, the finest group and the smallest count first. What is hidden in one wave is hidden in all, else
    a count that vanishes tells that it fell.

    Parameters
    ----------
    cells : DataFrame
        Columns wave, one column for each of :data:`STEPS`, category, count; a class of a wave has each category once.
    minimum : int
        The smallest count that may be shown.

    Returns
    -------
    DataFrame
        wave, step, unit, category, count (Int64), n (pupils of the group), hidden.

    References
    ----------
    Fischetti M., Salazar J. J. (2001). Solving the cell suppression problem on tabular data with linear constraints.
    Management Science, 47, 1008–1027 (the attacker's two linear programmes).
    """
    systems = [_system(part, minimum) for _, part in cells.groupby("wave", sort=False)]
    names = [str(wave) for wave, _ in cells.groupby("wave", sort=False)]
    while True:
        _agree(systems)
        before = [system.hidden.sum() for system in systems]
        for system in systems:
            _close(system)
        if before == [system.hidden.sum() for system in systems]:
            break
    parts = [system.nodes.assign(hidden=system.hidden, wave=name) for name, system in zip(names, systems, strict=True)]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*_NODE, "hidden", "wave"])
    return found.astype({"count": "Int64", "n": "Int64"})[["wave", *_NODE, "hidden"]]


_NODE = ["step", "unit", "category", "count", "n"]


@dataclass(eq=False)
class _System:
    """One wave as linear equations: every count of a group is a sum of counts of its classes."""

    nodes: pd.DataFrame
    sums: _Numbers
    totals: _Numbers
    sizes: _Numbers
    hidden: _Flags
    minimum: int
    low: _Numbers
    high: _Numbers

    def need(self) -> _Numbers:
        """By how many pupils each count must stay unsure."""
        return np.asarray(np.minimum(self.minimum, self.nodes["n"].to_numpy(dtype="float64")), dtype="float64")


def _system(cells: pd.DataFrame, minimum: int) -> _System:
    leaves = cells.reset_index(drop=True)
    truth = leaves["count"].to_numpy(dtype="float64")
    rows, sums = [], []
    for step in STEPS:
        for unit, category in leaves[[step, "category"]].drop_duplicates().itertuples(index=False):
            line = (leaves[step].eq(unit) & leaves["category"].eq(category)).to_numpy(dtype="float64")
            size = float(truth[leaves[step].eq(unit).to_numpy()].sum())
            rows.append((step, str(unit), str(category), int(line @ truth), int(size)))
            sums.append(line)
    nodes = pd.DataFrame(rows, columns=_NODE)
    classes = leaves.groupby("класс", sort=False).indices
    totals = np.array([np.isin(np.arange(len(leaves)), places) for places in classes.values()], dtype="float64")
    counts = nodes["count"].to_numpy(dtype="float64")
    hidden = _by_table(leaves, nodes, minimum) | (counts < minimum)
    return _System(nodes, np.array(sums), totals, totals @ truth, hidden, minimum, counts.copy(), counts.copy())


def _by_table(leaves: pd.DataFrame, nodes: pd.DataFrame, minimum: int) -> _Flags:
    """Hide by tables: the groups of a step that make one wider group, against their totals."""
    gone: set[tuple[str, str, str]] = set()
    for place, step in enumerate(STEPS):
        wider = STEPS[place - 1] if place else ""
        blocks = [leaves] if not wider else [part for _, part in leaves.groupby(wider, sort=False)]
        for block in blocks:
            table = block.groupby([step, "category"], sort=False)["count"].sum().reset_index()
            by = ["category"] if not wider or table[step].nunique() == 1 else [step, "category"]
            done = suppress(table, "count", by, minimum)
            done = done.loc[done["suppressed"].ne("")]
            gone |= {(step, str(unit), str(name)) for unit, name in zip(done[step], done["category"], strict=True)}
    return np.array([key in gone for key in _keys(nodes)], dtype=bool)


def _agree(systems: Sequence[_System]) -> None:
    """Hide in every wave what is hidden in one."""
    gone: set[tuple[str, str, str]] = set()
    for system in systems:
        gone |= set(_keys(system.nodes.loc[system.hidden]))
    for system in systems:
        system.hidden |= np.array([key in gone for key in _keys(system.nodes)], dtype=bool)


def _keys(nodes: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(zip(nodes["step"], nodes["unit"], nodes["category"], strict=True))


def _close(system: _System) -> None:
    """Hide more until no hidden count can be told closely enough."""
    _scatter(system)
    while True:
        place = _open_node(system)
        if place is None:
            return
        system.hidden[_next(system, place)] = True


def _scatter(system: _System) -> None:
    """Reach the ends of many counts at once: what random mixtures of counts reach need not be solved one by one."""
    rng = np.random.default_rng(len(system.nodes))
    for _ in range(_MIXTURES):
        if (system.high - system.low >= system.need() - _EXACT)[system.hidden].all():
            return
        goal = rng.normal(size=len(system.nodes)) * (system.high - system.low < system.need()) * system.hidden
        _reach(system, goal @ system.sums)


def _open_node(system: _System) -> int | None:
    """Find a hidden count that what is shown gives away.

    Hiding more only adds solutions, so ends that were once reached are kept and not solved again.
    """
    need = system.need()
    for place in np.flatnonzero(system.hidden):
        for sign in (1.0, -1.0):
            if system.high[place] - system.low[place] >= need[place] - _EXACT:
                break
            _reach(system, sign * system.sums[place])
        if system.high[place] - system.low[place] < need[place] - _EXACT:
            return int(place)
    return None


def _reach(system: _System, goal: _Numbers) -> _Numbers:
    """Find the filling that fits everything shown and is least for the goal; return how each shown count binds it."""
    from scipy.optimize import linprog

    shown = ~system.hidden
    known = np.vstack([system.totals, system.sums[shown]])
    right = np.concatenate([system.sizes, system.nodes["count"].to_numpy(dtype="float64")[shown]])
    found = linprog(goal, A_eq=known, b_eq=right, bounds=(0, None), method="highs")
    if found.x is None:
        raise ArithmeticError(f"totals cannot be solved: {found.message}")
    counts = system.sums @ np.asarray(found.x, dtype="float64")
    system.low, system.high = np.minimum(system.low, counts), np.maximum(system.high, counts)
    binds = np.zeros(len(system.nodes))
    binds[shown] = np.abs(found.eqlin.marginals[len(system.totals) :])
    return binds


def _next(system: _System, place: int) -> int:
    """Choose what to hide: of the shown counts that hold the open one, the finest group, then the smallest count."""
    goal = system.sums[place]
    binds = _reach(system, goal) + _reach(system, -goal)
    shown = ~system.hidden
    holding = np.flatnonzero(shown & (binds > _EXACT))
    if not len(holding):
        holding = np.flatnonzero(shown & (system.sums @ goal > 0))
    if not len(holding):
        holding = np.flatnonzero(shown)
    if not len(holding):
        raise ArithmeticError("everything is hidden and a count is still known")
    order = pd.DataFrame(
        {"step": [-STEPS.index(step) for step in system.nodes["step"].iloc[holding]],
         "count": system.nodes["count"].iloc[holding].to_numpy(), "place": holding}
    )  # fmt: skip
    return int(order.sort_values(["step", "count", "place"])["place"].iloc[0])
