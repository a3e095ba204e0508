import math

import numpy as np
import pandas as pd
import pytest

from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.person_fit import person_fit, remarks
from workbook.settings import Settings

RULES = Settings().models


def curves(*difficulties, slopes=None):
    steps = tuple(np.atleast_1d(np.asarray(b, dtype=float)) for b in difficulties)
    count = len(steps)
    return ItemCurves(
        "Раш", tuple(f"З{n + 1}" for n in range(count)),
        np.ones(count) if slopes is None else np.asarray(slopes, dtype=float), steps, np.full(count, np.nan),
        tuple(b * np.nan for b in steps), 1.0, 0.0, count, 100, True, 1,
    )  # fmt: skip


def frame(values):
    columns = [f"З{n + 1}" for n in range(np.shape(values)[1])]
    return pd.DataFrame(np.asarray(values, float), [f"У-{n + 1}" for n in range(len(values))], columns)


def simulate(model, theta, rng):
    values = [(rng.random((len(theta), 1)) > np.cumsum(p, axis=1)).sum(axis=1) for p in model.probabilities(theta)]
    return frame(np.column_stack(values))


LADDER = curves(*np.linspace(-2.5, 2.5, 14))


class TestByHand:
    def test_likelihood_of_a_pattern(self):
        # ML of [1, 1, 0] at b = −1, 0, 1 solves P1 + P2 + P3 = 2; l_z is then plain arithmetic.
        row = person_fit(curves(-1.0, 0.0, 1.0), frame([[1, 1, 0]]), "ML").iloc[0]
        p = 1 / (1 + np.exp(-(row["theta"] - np.array([-1.0, 0.0, 1.0]))))
        assert p.sum() == pytest.approx(2)
        q = 1 - p
        l0 = math.log(p[0] * p[1] * q[2])
        mean = (p * np.log(p) + q * np.log(q)).sum()
        variance = (p * q * np.log(p / q) ** 2).sum()
        assert row["lz"] == pytest.approx((l0 - mean) / math.sqrt(variance))
        # Snijders (2001), eq. 18–21 with ML: r = 1, c = Σ PQ·ln(P/Q) / Σ PQ.
        w = np.log(p / q)
        c = (p * q * w).sum() / (p * q).sum()
        corrected = ((np.array([1, 1, 0]) - p) * w).sum() / math.sqrt((p * q * (w - c) ** 2).sum())
        assert row["lz_star"] == pytest.approx(corrected)

    def test_equal_items_know_no_unusual_pattern(self):
        table = person_fit(curves(0, 0, 0, 0), frame([[1, 1, 0, 0], [0, 0, 1, 1]]))
        assert table["lz_star"].isna().all()

    def test_all_right_has_a_place_and_is_not_unusual(self):
        table = remarks(person_fit(LADDER, frame([[1] * 14, [0] * 14])), RULES)
        assert table["theta"].notna().all()
        assert not table["unusual"].any()


class TestUnderTheModel:
    def test_few_ordinary_pupils_are_called_unusual(self):
        rng = np.random.default_rng(5)
        table = remarks(person_fit(LADDER, simulate(LADDER, rng.normal(size=3000), rng)), RULES)
        assert table["unusual"].mean() == pytest.approx(0.03, abs=0.012)
        assert table["lz_star"].std() == pytest.approx(1, abs=0.08)
        # Uncorrected l_z is too narrow: that is why it is not used.
        assert table["lz"].std() < 0.93

    def test_several_points(self):
        rng = np.random.default_rng(6)
        model = curves(*([(-1.0, 0.5), 0.0, 1.0, (-0.5, 0.0, 1.5), -2.0, -1.0, 0.5] * 2))
        table = remarks(person_fit(model, simulate(model, rng.normal(size=2000), rng)), RULES)
        assert table["unusual"].mean() == pytest.approx(0.03, abs=0.015)


class TestPlanted:
    def test_a_careless_and_a_lucky_pupil(self):
        careless = [0, 0, 0, 0] + [1] * 9 + [0]
        lucky = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]
        usual = [1] * 8 + [0] * 6
        table = remarks(person_fit(LADDER, frame([careless, lucky, usual])), RULES)
        assert table["unusual"].tolist() == [True, True, False]
        assert "возможно, невнимательность" in table["said"][0]
        assert "возможно, угадывание" in table["said"][1]
        assert table["said"][2] == ""
        assert "списыва" not in " ".join(table["said"])

    def test_too_few_items_say_nothing(self):
        table = remarks(person_fit(LADDER, frame([[0, 0, 0, 0, 1, 1, 1, 1] + [np.nan] * 6])), RULES)
        assert table["items"].tolist() == [8]
        assert not table["unusual"].any()

    def test_no_answers(self):
        table = remarks(person_fit(LADDER, frame([[np.nan] * 14])), RULES)
        assert table["outfit"].isna().all()
        assert not table["unusual"].any()
