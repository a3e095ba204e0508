"""What the model is made of: kinds of rows, columns and their places, rows with their limits, targets.

Apart from the rows of an order because the solver, the relaxations and the proof name these too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

__all__ = ["Kind", "Layout", "Rows", "Target"]

Floats = NDArray[np.float64]


class Kind(StrEnum):
    """What a row of the model demands."""

    CELLS = "клетки спецификации"
    ONCE = "без повторов"
    COMMON = "общие задания"
    MINIATURE = "общие задания по уровням"
    FORCED = "обязательные задания"
    ENEMIES = "не вместе"
    SCORE = "баллы"
    KINDS = "типы заданий"
    TIME = "время"
    EVEN_TIME = "равное время"
    GAUGE = "равная трудность"
    ORDER = "порядок вариантов"


@dataclass(frozen=True)
class Target:
    """A number that every variant must come near to.

    Attributes
    ----------
    name : str
        «success», a point of ability, or «minutes».
    natural : float
        What the bank gives on average, or what was wished.
    value : float
        The nearest value that the relaxed problem attains: what is aimed at.
    tolerance : float
        Percent of the value.
    averaged : bool
        A mean weighted by points, not a sum.
    """

    name: str
    natural: float
    value: float
    tolerance: float
    averaged: bool


@dataclass(frozen=True)
class Layout:
    """Where each unknown has its column: items × variants, then «общее» for each item, then shared pairs.

    Attributes
    ----------
    items, variants : int
    pairs : tuple
        Pairs of variants whose shared items are counted; empty when nothing may be shared.
    """

    items: int
    variants: int
    pairs: tuple[tuple[int, int], ...] = ()

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.items * (self.variants + 1 + len(self.pairs))

    def placed(self, item: int | NDArray[np.int64], variant: int) -> NDArray[np.int64]:
        """Columns of «item stands in this variant, not as a common one»."""
        return np.atleast_1d(item) * self.variants + variant

    def common(self, item: int | NDArray[np.int64]) -> NDArray[np.int64]:
        """Columns of «item is common to all variants»."""
        return self.items * self.variants + np.atleast_1d(item)

    def shared(self, item: int, pair: int) -> int:
        """Column of «this pair of variants shares the item»."""
        return self.items * (self.variants + 1 + pair) + item

    def read(self, x: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return items × variants of what stands where (common items in all), and which items are common."""
        whole = np.asarray(x[: self.items * (self.variants + 1)]) > 0.5
        common = whole[self.items * self.variants :]
        return whole[: self.items * self.variants].reshape(self.items, self.variants) | common[:, None], common


@dataclass
class Rows:
    """Rows of one kind, gathered one by one.

    Attributes
    ----------
    kind : Kind
    row, column, value : list
        Coordinates of the coefficients.
    low, high : list of float
        Limits of each row.
    keys : list
        What each row is about: (cell, variant), (pair, variant), …
    """

    kind: Kind
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    keys: list[tuple[int, ...]] = field(default_factory=list)

    def add(
        self,
        columns: Iterable[int],
        values: Iterable[float] | float,
        low: float,
        high: float,
        key: tuple[int, ...] = (),
    ) -> None:
        """Add one row; a single value serves all columns."""
        names = [int(name) for name in columns]
        given = [float(values)] * len(names) if isinstance(values, int | float) else [float(v) for v in values]
        self.row += [len(self.low)] * len(names)
        self.column += names
        self.value += given
        self.low.append(low)
        self.high.append(high)
        self.keys.append(key)
