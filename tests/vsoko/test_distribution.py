import math

import numpy as np
import pandas as pd
import pytest

from workbook.settings import ObjectivityRules
from workbook.vsoko.distribution import boundary_spikes, score_counts, spike_p

RULES = ObjectivityRules()
WORK = {"year": "2025/2026", "grade": 7, "subject": "математика"}


def works(counts: dict[float, int]) -> pd.DataFrame:
    scores = [score for score, count in counts.items() for _ in range(count)]
    return pd.DataFrame({**WORK, "procedure": "ВПР", "primary_score": scores, "max_score": 20.0})


def scale(boundary: float = 10) -> pd.DataFrame:
    return pd.DataFrame({**WORK, "procedure": "ВПР", "mark": ["4"], "min_score": [boundary]})


def spike(counts: dict[float, int], scales: pd.DataFrame | None) -> pd.Series:
    return boundary_spikes(score_counts(works(counts)), scales, RULES).iloc[0]


class TestSpikeP:
    @pytest.mark.parametrize(("at", "below", "p"), [(12, 2, 0.0065), (10, 2, 0.0193)])
    def test_worked_example(self, at, below, p):
        # methods.md §2.4
        assert round(spike_p(at, below), 4) == p

    def test_nobody_near_the_boundary(self):
        assert math.isnan(spike_p(0, 0))


class TestBoundarySpikes:
    def test_twelve_of_fourteen_is_a_possible_marker(self):
        row = spike({10: 12, 9: 2, 5: 20, 15: 20}, scale())
        assert (row["at"], row["below"], row["boundary"], row["status"]) == (12, 2, "3→4", "возможный признак")

    def test_ten_of_twelve_is_not(self):
        assert spike({10: 10, 9: 2, 5: 20, 15: 20}, scale())["status"] == "признака нет"

    def test_few_works_give_no_conclusion(self):
        assert spike({10: 12, 9: 2, 5: 20}, scale())["status"] == "мало данных"

    def test_no_official_scale(self):
        other = scale().assign(grade=8)
        for scales in (None, other, scale().iloc[:0]):
            row = spike({10: 40, 9: 2, 5: 20}, scales)
            assert row["status"] == "границы не заданы"
            assert math.isnan(row["p"])

    def test_honest_even_scores_are_flagged_rarely(self):
        rng = np.random.default_rng(7)
        sheets = [works(dict(enumerate(np.bincount(rng.integers(0, 21, 60), minlength=21)))) for _ in range(100)]
        many = pd.concat([sheet.assign(subject=f"п{n}") for n, sheet in enumerate(sheets)])
        scales = pd.concat([scale().assign(subject=f"п{n}") for n in range(100)])
        status = boundary_spikes(score_counts(many), scales, RULES)["status"]
        assert len(status) == 100
        assert status.eq("возможный признак").sum() <= 3


def test_scores_keep_empty_places():
    counts = score_counts(works({3: 2, 5.5: 1}))
    assert len(counts) == 21
    assert counts.set_index("score")["count"].loc[[3, 4, 5]].tolist() == [2, 0, 1]


def test_nobody_wrote():
    assert score_counts(works({3: 2}).assign(primary_score=np.nan)).empty
