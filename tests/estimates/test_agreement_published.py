"""Agreement on more published examples: Krippendorff's other tables, R irr's anxiety and diagnoses, textbook tables."""

import numpy as np
import pytest

from workbook.estimates.agreement import cohen_kappa, fleiss_kappa, intraclass, kendall_w, krippendorff_alpha

# R irr, data(anxiety): twenty patients, three raters, grades 1…6.
ANXIETY = np.array(
    [
        [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
        [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    ]
).T


def coded(*raters: str) -> np.ndarray:
    """Units × raters from one string a rater: a digit or a letter is a value, «*» a gap."""
    return np.array([[np.nan if mark == "*" else float(int(mark, 36)) for mark in rater] for rater in raters]).T


def from_table(table: list[list[int]]) -> tuple[list[float], list[float]]:
    first, second = np.repeat(np.argwhere(np.ones_like(table)), np.ravel(table), axis=0).T.astype(float)
    return first.tolist(), second.tolist()


class TestKrippendorff:
    """Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability."""

    def test_example_a_two_observers_two_values(self):
        found = krippendorff_alpha(coded("0100000010", "1110010000"), "nominal")
        assert found.value == pytest.approx(0.095, abs=5e-4)

    def test_example_b_two_observers_five_values(self):
        found = krippendorff_alpha(coded("aabbdcccedda", "babbbccceddd"), "nominal")
        assert found.value == pytest.approx(0.692, abs=5e-4)

    @pytest.mark.parametrize(("metric", "value"), [("nominal", 0.691), ("interval", 0.811)])
    def test_three_coders_with_many_gaps(self, metric, value):
        """Wikipedia, «Krippendorff's alpha», the worked example."""
        coders = coded("*****34121133*3", "1*213343*******", "**21344*21133*4")
        assert krippendorff_alpha(coders, metric).value == pytest.approx(value, abs=5e-4)


class TestCohen:
    @pytest.mark.parametrize(
        ("table", "value"),
        [
            ([[20, 5], [10, 15]], 0.4),  # Wikipedia, «Cohen's kappa»
            ([[45, 15], [25, 15]], 0.1304),  # the same page: equal shares of agreement, unlike kappas
            ([[25, 35], [5, 35]], 0.2593),
            ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.4915),  # Cohen, J. (1968): printed .492
            ([[106, 10, 4], [22, 28, 10], [2, 12, 6]], 0.4286),  # Fleiss, Cohen, Everitt (1969): printed .429
        ],
    )
    def test_tables(self, table, value):
        assert cohen_kappa(*from_table(table)).value == pytest.approx(value, abs=5e-5)

    @pytest.mark.parametrize(("weights", "value"), [("", 0.1195), ("linear", 0.1892), ("quadratic", 0.2968)])
    def test_three_weights_three_answers(self, weights, value):
        """R irr: kappa2(anxiety[, 1:2], "unweighted" | "equal" | "squared")."""
        found = cohen_kappa(ANXIETY[:, 0], ANXIETY[:, 1], weights=weights)
        assert found.value == pytest.approx(value, abs=5e-5)


class TestAnxiety:
    def test_six_forms_of_the_intraclass_correlation(self):
        """R psych: ICC(anxiety); the table «results»."""
        table = intraclass(ANXIETY).table()
        printed = {
            "value": [0.1750225, 0.1979983, 0.2160493, 0.3889259, 0.4254988, 0.4525861],
            "low": [-0.07744650, -0.03891068, -0.04625793, -0.27492318, -0.12658288, -0.15292145],
            "high": [0.4843362, 0.4935740, 0.5222590, 0.7380652, 0.7451493, 0.7663308],
        }
        for column, numbers in printed.items():
            assert table[column].tolist() == pytest.approx(numbers, abs=1e-6)

    def test_kendall_with_ties(self):
        """R irr: kendall(anxiety, correct = TRUE): Wt = 0.54, χ²(19) = 30.8, p = .0429."""
        found = kendall_w(ANXIETY)
        assert (round(found.w.value, 2), round(found.chi2, 1), found.df) == (0.54, 30.8, 19)
        assert found.p == pytest.approx(0.0429, abs=5e-5)


def test_three_raters_of_eight_yes_or_no():
    """By hand: three of eight works divide the raters two to one, so that a third of the pairs agrees there."""
    ratings = coded("11100000", "11010000", "10110000")
    share = ratings.mean()
    chance = share**2 + (1 - share) ** 2
    agreed = np.mean([1, 1 / 3, 1 / 3, 1 / 3, 1, 1, 1, 1])
    assert fleiss_kappa(ratings).value == pytest.approx((agreed - chance) / (1 - chance))
