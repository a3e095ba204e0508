"""The answers as a model sees them: checked points, variant by variant, equal works counted once.

Apart because every model refuses the same faults of a matrix in the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.errors import DataRefused, MissingData, Reason, WorkbookError
from workbook.fos.points import as_numbers, as_table

__all__ = ["NOT_CONVERGED", "Answers", "Block", "constant_items", "distinct", "read_answers"]

NOT_CONVERGED = "Оценивание не сошлось: числами пользоваться нельзя."

FEWEST_ITEMS, FEWEST_PUPILS = 2, 3
"""Below these no model has anything to estimate; how many pupils make estimates worth reading is a rule of the
school (``settings.models``)."""


@dataclass(frozen=True)
class Block:
    """The pupils who were given one and the same set of items.

    Attributes
    ----------
    items : numpy.ndarray of int
        Places of these items in the whole matrix.
    points : numpy.ndarray, pupils × these items
        Points without gaps.
    """

    items: NDArray[np.intp]
    points: NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """A checked matrix of points.

    Attributes
    ----------
    items : tuple of str
        Names of the items in the order of the matrix.
    tops : numpy.ndarray of int, shape (items,)
        The most points that somebody earned on each item.
    blocks : tuple of Block
        A matrix without gaps is one block; with variants, one block per variant.
    n : int
        Pupils with at least one answer.
    dropped : int
        Pupils without any.
    """

    items: tuple[str, ...]
    tops: NDArray[np.int64]
    blocks: tuple[Block, ...]
    n: int
    dropped: int

    def earned(self) -> list[NDArray[np.int64]]:
        """Return, per item, how many pupils earned 0, 1, … points."""
        counts = [np.zeros(top + 1, dtype=np.int64) for top in self.tops]
        for block in self.blocks:
            for place, column in zip(block.items, block.points.T, strict=True):
                counts[place] += np.bincount(column.astype(np.intp), minlength=len(counts[place]))
        return counts

    def notes(self) -> tuple[str, ...]:
        """Say who was left out."""
        return (f"Без единого ответа: {self.dropped} уч.; в расчёт не вошли.",) if self.dropped else ()


def read_answers(scores: pd.DataFrame, model: str, *, top: int | None = None) -> Answers:
    """Check a matrix and sort its pupils by the items they were given.

    Parameters
    ----------
    scores : pandas.DataFrame
        Pupils × items, whole points from 0; NaN where the pupil's variant has no such item.
    model : str
        Name of the model in the genitive («модели Раша»), for the refusals.
    top : int, optional
        The most points the model knows; 1 for models of right and wrong.

    Returns
    -------
    Answers

    Raises
    ------
    DataRefused
        An item named twice; points that are not numbers, not whole, below zero or above `top`.
    MissingData
        Fewer than two items or three pupils; items that everybody answered alike or nobody was given.
    """
    scores = as_table(scores)
    names = tuple(map(str, scores.columns))
    values = as_numbers(scores, finite=False)
    _check_points(values, scores, model, top)
    held = ~np.isnan(values)
    whole = bool(held.all())
    some = np.asarray(held.any(axis=1))
    dropped = int(len(some) - some.sum())
    if len(names) < FEWEST_ITEMS:
        raise MissingData(
            f"Для {model} нужно не меньше двух заданий, а в матрице {len(names)}. Добавьте задания той же работы.",
            Reason.TABLE_EMPTY,
        )
    if some.sum() < FEWEST_PUPILS:
        raise MissingData(
            f"Для {model} нужны ответы не меньше трёх учеников, а есть {int(some.sum())}. Соберите ответы всей "
            f"параллели.",
            Reason.TABLE_EMPTY,
        )
    values, held = (values, held) if not dropped else (values[some], held[some])
    _refuse_constant(values, held, names, model)
    tops = np.nanmax(values, axis=0).astype(np.int64)
    blocks = (Block(np.arange(len(names)), values),) if whole else _blocks(values, held)
    return Answers(names, tops, blocks, len(values), dropped)


def distinct(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the different works in a matrix of zeros and ones.

    Parameters
    ----------
    points : array, pupils × items
        Zeros and ones without gaps.

    Returns
    -------
    patterns, counts : numpy.ndarray
        The different rows and how many pupils have each.

    Examples
    --------
    >>> patterns, counts = distinct(np.array([[1.0, 0.0], [0.0, 0.0], [1.0, 0.0]]))
    >>> patterns.tolist(), counts.tolist()
    ([[0.0, 0.0], [1.0, 0.0]], [1.0, 2.0])
    """
    _, first, counts = np.unique(_keys(points != 0), return_index=True, return_counts=True)
    return points[first], counts.astype(float)


def _check_points(values: NDArray[np.float64], scores: pd.DataFrame, model: str, top: int | None) -> None:
    limit = np.inf if top is None else top
    wrong = (values < 0) | (values > limit) | np.isinf(values) | (values != np.floor(values)) & ~np.isnan(values)
    if not wrong.any():
        return
    row, column = np.argwhere(wrong)[0]
    value = f"{values[row, column]:g}".replace(".", ",").replace("inf", "∞")
    place = f"Задание «{scores.columns[column]}», ученик «{scores.index[row]}»: балл {value}"
    more = f" (всего таких ячеек {int(wrong.sum())})" if wrong.sum() > 1 else ""
    allowed = (
        "годятся целые баллы от 0 и выше"
        if top is None
        else "годятся только 0 и 1; для заданий на несколько баллов есть модель частичного кредита"
    )
    raise DataRefused(f"{place}{more}. Для {model} {allowed}.", Reason.VALUE_RANGE)


def _refuse_constant(values: NDArray[np.float64], held: NDArray[np.bool_], names: Sequence[str], model: str) -> None:
    gaps = not held.all()  # the two copies are for matrices with variants only
    low = (np.where(held, values, np.inf) if gaps else values).min(axis=0)
    high = (np.where(held, values, -np.inf) if gaps else values).max(axis=0)
    if (low < high).all():
        return
    raise constant_items([names[int(i)] for i in np.flatnonzero(~(low < high))], model)


def constant_items(names: Sequence[str], model: str) -> WorkbookError:
    """Word the refusal of items that do not tell pupils apart."""
    word, them = ("Задание", "его") if len(names) == 1 else ("Задания", "их")
    return MissingData(
        f"{word} {_quoted(names)}: у всех учеников один и тот же балл или ответов нет. Для {model} трудность таких "
        f"заданий не определена: уберите {them} из матрицы, в отчёте опишите словами (решили все или никто).",
        Reason.VALUE_RANGE,
        tuple(names),
    )


def _blocks(values: NDArray[np.float64], held: NDArray[np.bool_]) -> tuple[Block, ...]:
    _, first, which = np.unique(_keys(held), return_index=True, return_inverse=True)
    order = np.argsort(which, kind="stable")
    ends = np.cumsum(np.bincount(which))
    blocks = []
    for number, row in enumerate(first):
        mine = order[ends[number - 1] if number else 0 : ends[number]]
        items = np.flatnonzero(held[row])
        blocks.append(Block(items, np.ascontiguousarray(values[np.ix_(mine, items)])))
    return tuple(blocks)


def _keys(bits: NDArray[np.bool_]) -> NDArray[Any]:
    """Pack each row into one key of fixed width, so that equal rows are found by one sort."""
    packed = np.packbits(bits, axis=1)
    if packed.shape[1] <= 8:
        wide = np.zeros((len(packed), 8), dtype=np.uint8)
        wide[:, : packed.shape[1]] = packed
        return wide.view(np.uint64).ravel()
    return np.ascontiguousarray(packed).view(f"V{packed.shape[1]}").ravel()


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"«{name}»" for name in names)
