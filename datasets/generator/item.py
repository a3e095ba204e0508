"""One item as pupils really meet it: what they answer, how hard it is, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

__all__ = ["ABILITY", "LETTERS", "TARGET", "Item", "solve", "success"]

TARGET = {"Б": (0.77, 0.73, 0.79, 0.75, 0.78, 0.74), "П": (0.55, 0.53, 0.57, 0.54), "В": (0.31, 0.28, 0.33)}
LETTERS = "АБВГ"
_SPREAD = 1.05
ABILITY = np.random.default_rng(1).normal(-0.1, _SPREAD, 4000)


@dataclass(frozen=True)
class Item:
    """One item and how pupils really meet it.

    Attributes
    ----------
    code, content, skill, tier, kind : str
        As in the bank; the tier is the *claimed* one.
    variants : tuple of str
        Variants that hold the item.
    key, truth : str
        The key of the bank and the answer that is really right (different only where the key is wrong).
    wrong : tuple of str
        Wrong answers that pupils give.
    weights : tuple of float
        Shares of these wrong answers.
    top : int
        Largest score.
    slope, hard : float
        Discrimination and difficulty on the latent scale.
    fault : str
        The planted fault or empty.
    text, choices : str
        What the pupil reads; the four options «а | б | в | г» of a choice item.
    group : str
        Items of one group tell each other's answer.
    expected : int
        Success in percent that the experts foresee; of a wrong tier they know nothing.
    status : str
        As in the bank.
    """

    code: str
    content: str
    skill: str
    tier: str
    kind: str
    variants: tuple[str, ...]
    key: str
    truth: str
    wrong: tuple[str, ...]
    weights: tuple[float, ...]
    top: int
    slope: float
    hard: float
    fault: str = ""
    text: str = ""
    choices: str = ""
    group: str = ""
    expected: int = 0
    status: str = "апробировано"


def success(item: Item, ability: np.ndarray) -> np.ndarray:
    """Return the probability of the right answer (or the mean share of the score) at these abilities."""
    base = 1 / (1 + np.exp(-item.slope * (ability - item.hard)))
    if item.kind == "выбор ответа":
        return np.asarray(0.15 + 0.85 * base)
    if item.top == 1:
        return np.asarray(base)
    steps = np.linspace(-0.6, 0.6, item.top)
    return np.asarray(np.mean([1 / (1 + np.exp(-item.slope * (ability - item.hard - step))) for step in steps], axis=0))


def solve(item: Item, target: float) -> Item:
    """Give the item the difficulty at which this share of the district's pupils succeeds."""
    low, high = (-6.0, 6.0) if item.slope > 0.1 else (-0.001, 0.001)
    for _ in range(40):
        middle = (low + high) / 2
        easy = float(success(replace(item, hard=middle), ABILITY).mean()) > target
        low, high = (middle, high) if easy else (low, middle)
    return replace(item, hard=round(low, 3))
