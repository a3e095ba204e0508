"""Published score distributions, typed in once for all tests of equating."""

import numpy as np
import pandas as pd
import pytest

from workbook.fos.equating import Form, RandomGroups

# ACT mathematics, forms X and Y, scores 0–40 (Kolen, Brennan, 2014, table 2.5; data of the R package equate).
ACT_X = (
    "0 1 1 3 9 18 59 67 91 144 149 192 192 192 201 204 217 181 184 170 201 147 163 147 140 147 126 113 100 106 107 91 "
    "83 73 72 75 50 37 38 23 15"
)
ACT_Y = (
    "0 1 3 13 42 59 95 131 158 161 194 164 166 197 177 158 169 132 158 151 134 137 122 110 116 132 104 104 114 97 107 "
    "88 80 79 70 61 48 47 29 32 12"
)


@pytest.fixture
def act():
    return RandomGroups(*(np.array(text.split(), dtype=float) for text in (ACT_X, ACT_Y)))


@pytest.fixture
def form():
    """Make a form of right/wrong items for so many pupils; items keep their difficulty wherever they stand."""

    def make(name, codes, pupils, *, shift=0.0, harder=0.0, seed=1):
        rng = np.random.default_rng(seed)
        ability = rng.normal(shift, 1.2, pupils)
        b = np.array([((sum(map(ord, code)) * 37) % 100) / 40 - 1.25 for code in codes])
        b = b + np.array([0.0 if code.startswith("О") else harder for code in codes])
        right = rng.random((pupils, len(codes))) < 1 / (1 + np.exp(-(ability[:, None] - b)))
        scores = pd.DataFrame(right.astype(float), columns=list(codes), index=[f"У-{i}" for i in range(pupils)])
        items = pd.DataFrame({"max_score": 1.0, "content": "1", "tier": "Б"}, index=list(codes))
        return Form(name, scores, items)

    return make
