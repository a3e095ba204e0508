"""A work of six items for four experts, whose cuts a reader can add up."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from workbook.fos.standard import Work
from workbook.settings import Settings

COLUMNS = ["fos", "expert", "method", "round", "mark", "item", "pupil", "quantity", "value"]


@pytest.fixture
def rules():
    return Settings().standard


@pytest.fixture
def judge():
    """Make judgements from short rows: expert, method, round, mark, item or pupil, quantity, value."""

    def make(*rows, test="МА7"):
        table = []
        for expert, method, turn, mark, thing, quantity, value in rows:
            item, pupil = (None, thing) if method == "пограничная группа" else (thing, None)
            table.append((test, expert, method, turn, mark, item, pupil, quantity, value))
        frame = pd.DataFrame(table, columns=COLUMNS)
        return frame.astype({"item": "str", "pupil": "str", "quantity": "str", "value": "float64"})

    return make


@pytest.fixture
def work():
    """Make a work from items {code: max_score} and sums."""

    def make(items, sums=(), forms=None, success=float("nan"), expected=float("nan"), sem=float("nan"), alpha=0.8):
        table = pd.DataFrame({"max_score": pd.Series(items, dtype=float)})
        table["success"], table["expected"] = success, expected
        pupils = [f"У-{place:03d}" for place in range(len(sums))]
        series = pd.Series(np.asarray(sums, dtype=float), index=pupils)
        maximum = float(sum(items[code] for code in (forms or {"": tuple(items)})[next(iter(forms or {"": 0}))]))
        return Work("МА7", table, forms or {"": tuple(items)}, series, maximum, alpha=alpha, sem=sem)

    return make


@pytest.fixture
def school():
    return lambda **tables: SimpleNamespace(tables=tables, year="2025/2026")
