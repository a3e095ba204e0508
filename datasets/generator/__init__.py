"""The synthetic municipality «Заречный район»: one seed, eight schools, three school years, a recorded truth."""

from __future__ import annotations

__all__ = ["SEED", "YEARS", "stream"]

import zlib

import numpy as np

SEED = 20260601
YEARS = ("2023/2024", "2024/2025", "2025/2026")


def stream(*purpose: str) -> np.random.Generator:
    """Return the random stream of one purpose, so that a change in one table never moves another.

    Parameters
    ----------
    *purpose : str
        Words that name the stream, for instance the school and the table.
    """
    return np.random.default_rng([SEED, *(zlib.crc32(word.encode()) for word in purpose)])
