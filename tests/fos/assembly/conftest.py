"""Small banks whose variants a reader can assemble by hand."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from workbook.fos import assembly
from workbook.settings import AssemblyRules


@pytest.fixture
def rules() -> AssemblyRules:
    return AssemblyRules()


@pytest.fixture
def quick(rules: AssemblyRules) -> AssemblyRules:
    return dataclasses.replace(rules, balance_time=0)


@pytest.fixture
def bank() -> Callable[..., pd.DataFrame]:
    """Make a bank from {code: {column: value}}; content is given by the first part of the code, «1-1» is of «1»."""

    def make(items: dict[str, dict[str, Any]] | list[str]) -> pd.DataFrame:
        named = items if isinstance(items, dict) else {item: {} for item in items}
        rows = [
            {"item": item, "subject": "математика", "grade": 7, "content": item.split("-")[0], "skill": "1",
             "tier": "Б", "kind": "краткий ответ", "key": "1", "max_score": 1.0, "minutes": 2.0, "enemies": None,
             "status": None, "expected": 50.0, "uses": 0} | given
            for item, given in named.items()
        ]  # fmt: skip
        return pd.DataFrame(rows).astype(
            {"enemies": "str", "status": "str", "minutes": "float64", "expected": "float64"}
        )

    return make


@pytest.fixture
def order() -> Callable[..., assembly.Order]:
    """Make an order from {content: items in a variant} and choices."""

    def make(cells: dict[str, int], tiers: dict[str, str] | None = None, **choices: Any) -> assembly.Order:
        scores = choices.pop("scores", {})
        made = tuple(
            assembly.Cell(
                content, "1", (tiers or {}).get(content, "Б"), n, scores.get(content, math.nan), f"Тема {content}"
            )
            for content, n in cells.items()
        )  # fmt: skip
        return assembly.Order("МА7", made, **choices)

    return make
