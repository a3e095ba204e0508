"""Agreement coefficients against published examples, other packages, and their own laws."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbook.errors import DataRefused
from workbook.estimates.agreement import (
    Bootstrap,
    cohen_kappa,
    conger_kappa,
    exact_matches,
    fleiss_kappa,
    fleiss_kappa_counts,
    intraclass,
    kendall_w,
    krippendorff_alpha,
)

GAP = np.nan
# Krippendorff K. (2011). Computing Krippendorff's Alpha-Reliability, example C: four observers, twelve units.
EXAMPLE_C = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]).T  # fmt: skip
# Fleiss J. L. (1971), table 1: thirty patients, six psychiatrists, five diagnoses; each string is one patient's counts.
DIAGNOSES = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
    "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)
# Wikipedia, «Fleiss' kappa», worked example: ten subjects, fourteen raters, five categories.
WIKIPEDIA = np.array([
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
])  # fmt: skip
# Shrout P. E., Fleiss J. L. (1979), table 2: six targets, four judges.
SHROUT = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
# fos.md, G6: four judges, ten projects, sum of squared differences of rank sums 1048.
PROJECTS = np.array([
    [1, 2, 3, 4], [3, 1, 2, 2], [4, 4, 1, 3], [5, 5, 5, 1], [2, 6, 7, 6],
    [8, 3, 4, 7], [6, 8, 6, 5], [7, 7, 8, 9], [10, 10, 9, 8], [9, 9, 10, 10],
])  # fmt: skip

scores = hnp.arrays("int64", st.tuples(st.integers(4, 9), st.integers(2, 5)), elements=st.integers(0, 3))


class TestPublishedExamples:
    @pytest.mark.parametrize(
        ("metric", "value"),
        [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)],
    )
    def test_krippendorff_example_c(self, metric, value):
        found = krippendorff_alpha(EXAMPLE_C, metric)
        assert found.value == pytest.approx(value, abs=1e-6)
        assert (found.units, found.raters) == (11, 4)

    def test_fleiss_of_wikipedia(self):
        assert fleiss_kappa_counts(WIKIPEDIA).value == pytest.approx(0.20993, abs=1e-5)

    def test_fleiss_1971_and_the_exact_kappa_of_conger(self):
        counts = np.array([[int(digit) for digit in row] for row in DIAGNOSES.split()])
        ratings = np.array([np.repeat(np.arange(5), row) for row in counts])
        assert fleiss_kappa_counts(counts).value == pytest.approx(0.430, abs=5e-4)
        assert fleiss_kappa(ratings).value == fleiss_kappa_counts(counts).value
        assert conger_kappa(ratings).value == pytest.approx(0.442, abs=5e-4)

    def test_kendall(self):
        found = kendall_w(PROJECTS)
        assert found.w.value == pytest.approx(0.793939, abs=1e-6)
        assert found.chi2 == pytest.approx(28.5818, abs=1e-4)
        assert found.df == 9
        assert found.p == pytest.approx(0.000762, abs=1e-6)

    def test_shrout_and_fleiss_1979(self):
        table = intraclass(SHROUT).table().set_index("form").round(2)
        assert table["value"].tolist() == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
        # McGraw, Wong 1996; the same ends in R psych::ICC.
        assert table["low"].tolist() == [-0.13, 0.02, 0.34, -0.88, 0.07, 0.68]
        assert table["high"].tolist() == [0.72, 0.76, 0.95, 0.91, 0.93, 0.99]

    def test_cohen_1960_by_hand(self):
        # Two raters, 50 applications: 20 yes–yes, 5 yes–no, 10 no–yes, 15 no–no: p_o .70, p_e .50.
        first = [1] * 25 + [0] * 25
        second = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
        assert cohen_kappa(first, second).value == pytest.approx(0.4)


class TestOtherPackages:
    @pytest.fixture
    def random(self):
        rng = np.random.default_rng(17)
        skill = rng.normal(size=(25, 1))
        return np.clip(np.round(2 + skill + rng.normal(scale=0.8, size=(25, 4))), 0, 4)

    @pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
    def test_krippendorff(self, random, metric):
        package = pytest.importorskip("krippendorff")
        holed = np.where(np.random.default_rng(5).random(random.shape) < 0.2, np.nan, random)
        expected = package.alpha(reliability_data=holed.T, level_of_measurement=metric)
        assert krippendorff_alpha(holed, metric).value == pytest.approx(expected, abs=1e-10)

    def test_fleiss_in_statsmodels(self, random):
        raters = pytest.importorskip("statsmodels.stats.inter_rater")
        counts, _ = raters.aggregate_raters(random.astype(int))
        assert fleiss_kappa(random).value == pytest.approx(raters.fleiss_kappa(counts), abs=1e-12)

    @pytest.mark.parametrize(("weights", "theirs"), [("", None), ("linear", "linear"), ("quadratic", "quadratic")])
    def test_cohen_in_statsmodels(self, random, weights, theirs):
        raters = pytest.importorskip("statsmodels.stats.inter_rater")
        table, _ = raters.to_table(random[:, :2].astype(int), bins=np.arange(6) - 0.5)
        expected = raters.cohens_kappa(table, wt=theirs).kappa
        assert cohen_kappa(random[:, 0], random[:, 1], weights=weights).value == pytest.approx(expected, abs=1e-12)

    def test_intraclass_in_pingouin(self, random):
        pingouin = pytest.importorskip("pingouin")
        long = pd.DataFrame(random).stack().reset_index()
        long.columns = ["target", "rater", "score"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = pingouin.intraclass_corr(long, "target", "rater", "score")
        mine = intraclass(random).table()
        np.testing.assert_allclose(mine["value"], theirs["ICC"], atol=1e-9)
        np.testing.assert_allclose(mine["p"], theirs["pval"], atol=1e-9)
        ends = np.array([list(pair) for pair in theirs["CI95"]])
        np.testing.assert_allclose(mine[["low", "high"]], ends, atol=0.006)

    def test_tied_w_is_friedmans_statistic(self, random):
        stats = pytest.importorskip("scipy.stats")
        expected = stats.friedmanchisquare(*random)
        found = kendall_w(random)
        assert found.chi2 == pytest.approx(expected.statistic, abs=1e-9)
        assert found.p == pytest.approx(expected.pvalue, abs=1e-12)


class TestLaws:
    @settings(max_examples=40, deadline=None)
    @given(scores, st.randoms(use_true_random=False))
    def test_order_of_raters_does_not_matter(self, table, random):
        order = list(range(table.shape[1]))
        random.shuffle(order)
        for measure in (krippendorff_alpha, fleiss_kappa, conger_kappa, exact_matches):
            assert measure(table[:, order]).value == pytest.approx(measure(table).value, abs=1e-9, nan_ok=True)
        assert kendall_w(table[:, order]).w.value == pytest.approx(kendall_w(table).w.value, abs=1e-9, nan_ok=True)
        mine, other = intraclass(table), intraclass(table[:, order])
        for name, one in mine.forms.items():
            assert other.forms[name].value == pytest.approx(one.value, abs=1e-9, nan_ok=True)

    @settings(max_examples=40, deadline=None)
    @given(scores)
    def test_renaming_categories_leaves_nominal_coefficients(self, table):
        renamed = np.array([7, 1, 5, 0])[table]
        for measure in (fleiss_kappa, conger_kappa, lambda rows: krippendorff_alpha(rows, "nominal")):
            assert measure(renamed).value == pytest.approx(measure(table).value, abs=1e-9, nan_ok=True)

    @settings(max_examples=40, deadline=None)
    @given(scores)
    def test_a_stricter_rater_changes_alpha_but_not_w(self, table):
        table = np.column_stack([table[:, 0], table])
        shifted = table + np.eye(table.shape[1], dtype=int)[0] * 10
        assert kendall_w(shifted).w.value == pytest.approx(kendall_w(table).w.value, abs=1e-9, nan_ok=True)
        before, after = (krippendorff_alpha(rows, "interval").value for rows in (table, shifted))
        assume(math.isfinite(before))
        assert after < before
        three = intraclass(table).forms["ICC(3,1)"].value, intraclass(shifted).forms["ICC(3,1)"].value
        assert three[0] == pytest.approx(three[1], abs=1e-9, nan_ok=True)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.integers(0, 3), min_size=4, max_size=9), st.integers(2, 5))
    def test_perfect_agreement_is_one(self, column, raters):
        assume(len(set(column)) > 1)
        table = np.tile(np.array(column)[:, None], (1, raters))
        found = [krippendorff_alpha(table, metric) for metric in ("nominal", "ordinal", "interval", "ratio")]
        found += [fleiss_kappa(table), conger_kappa(table), kendall_w(table).w, exact_matches(table)]
        found += [cohen_kappa(table[:, 0], table[:, 1], weights="quadratic"), *intraclass(table).forms.values()]
        assert [one.value for one in found] == pytest.approx([1.0] * len(found))

    @settings(max_examples=40, deadline=None)
    @given(scores)
    def test_conger_of_two_is_cohen(self, table):
        two = table[:, :2]
        assert conger_kappa(two).value == pytest.approx(cohen_kappa(two[:, 0], two[:, 1]).value, nan_ok=True)


class TestDegenerateInput:
    def test_equal_ratings_are_told_in_words(self):
        table = np.full((12, 3), 2.0)
        alpha = krippendorff_alpha(table, bootstrap=Bootstrap())
        assert math.isnan(alpha.value)
        assert alpha.reason == "Все оценки одинаковы: α не определена, потому что расходиться было не в чем."
        assert "не определено" in fleiss_kappa(table).reason
        assert "порядка нет" in kendall_w(table).w.reason
        assert "ICC не определён" in intraclass(table).forms["ICC(2,1)"].reason
        assert exact_matches(table).value == 1

    def test_too_few(self):
        assert "хотя бы два эксперта" in fleiss_kappa(np.ones((5, 1))).reason
        assert "две единицы" in krippendorff_alpha(np.array([[1.0, 2.0]])).reason
        assert "три объекта" in kendall_w(np.array([[1, 2], [2, 1]])).w.reason
        assert "два объекта" in intraclass(np.array([[1, 2]])).forms["ICC(1,1)"].reason
        assert math.isnan(krippendorff_alpha(np.full((3, 2), np.nan)).value)
        assert cohen_kappa([1.0], [1.0]).reason
        assert exact_matches(np.array([[1.0, np.nan]])).units == 0

    def test_gaps_leave_units_out_where_tables_must_be_whole(self):
        table = np.array([[0, 0, 0], [1, 1, np.nan], [1, 1, 1], [2, 2, 2]])
        assert fleiss_kappa(table).units == 3
        assert krippendorff_alpha(table).units == 4

    def test_a_shift_without_rest_has_no_interval(self):
        found = intraclass(np.array([[0, 1], [1, 2], [2, 3]]))
        assert found.forms["ICC(3,1)"].value == 1
        assert found.forms["ICC(3,1)"].reason == "Интервала нет: остаточный разброс равен нулю."
        assert found.f["ICC(3,1)"][3] == 0
        assert 0 < found.forms["ICC(2,1)"].value < 1

    def test_wrong_calls_are_refused(self):
        with pytest.raises(ValueError, match="unknown metric"):
            krippendorff_alpha(SHROUT, "circular")
        with pytest.raises(ValueError, match="unknown weights"):
            cohen_kappa([1], [2], weights="cubic")
        with pytest.raises(ValueError, match="units × raters"):
            krippendorff_alpha(np.arange(3.0))
        with pytest.raises(ValueError, match="confidence"):
            intraclass(SHROUT, confidence=1.5)

    @pytest.mark.parametrize(
        ("ask", "words"),
        [
            (lambda: krippendorff_alpha(np.array([[-1, 2], [1, 2]]), "ratio"), "среди оценок есть отрицательные"),
            (lambda: krippendorff_alpha(np.array([[np.inf, 2], [1, 2]])), "среди оценок есть бесконечность"),
            (lambda: krippendorff_alpha(pd.DataFrame({"Э-1": ["да", 1], "Э-2": [1, 2]})), "среди оценок есть текст"),
            (lambda: exact_matches(np.array([["два", "три"], ["1", "2"]])), "среди оценок есть текст"),
            (lambda: kendall_w(pd.DataFrame({"Э-1": [object(), 1], "Э-2": [1, 2]})), "среди оценок есть текст"),
            (lambda: fleiss_kappa_counts(np.array([[3, 0], [1, 1]])), "Голосов в строках не поровну"),
            (lambda: fleiss_kappa_counts(np.array([[3, np.nan], [1, 2]])), "Где категорию никто не выбрал, пишут 0"),
        ],
    )
    def test_ratings_that_cannot_be_used_are_refused_in_russian(self, ask, words):
        with pytest.raises(DataRefused, match=words):
            ask()


class TestBootstrap:
    def test_seeded_and_around_the_value(self):
        one = krippendorff_alpha(EXAMPLE_C, bootstrap=Bootstrap(seed=3))
        assert one == krippendorff_alpha(EXAMPLE_C, bootstrap=Bootstrap(seed=3))
        assert one != krippendorff_alpha(EXAMPLE_C, bootstrap=Bootstrap(seed=4))
        assert one.low < one.value < one.high

    @pytest.mark.parametrize(
        "measure",
        [krippendorff_alpha, fleiss_kappa, conger_kappa, exact_matches, lambda rows: kendall_w(rows).w],
    )
    def test_weights_are_the_same_as_repeated_units(self, measure):
        # The one formula serves value and resample: units repeated by hand give what weights give.
        rng = np.random.default_rng(9)
        table = rng.integers(0, 3, size=(8, 3))
        plan = Bootstrap(seed=2, draws=1)
        times = plan.weights(8)[0].astype(int)
        by_hand = measure(np.repeat(table, times, axis=0)).value
        named = getattr(measure, "__name__", "")
        call = (lambda rows, **given: kendall_w(rows, **given).w) if named == "<lambda>" else measure
        drawn = call(table, bootstrap=plan)
        assert by_hand in (pytest.approx(drawn.low), pytest.approx(drawn.high))

    def test_coverage_is_near_the_promise(self):
        # 40 units, true α of the generator taken from one long table: percentile intervals cover roughly 95 %.
        rng = np.random.default_rng(31)

        def draw(units):
            return np.clip(np.round(1 + rng.normal(size=(units, 1)) + rng.normal(scale=0.7, size=(units, 3))), 0, 2)

        truth = krippendorff_alpha(draw(40_000)).value
        hits = 0
        for turn in range(120):
            found = krippendorff_alpha(draw(40), bootstrap=Bootstrap(seed=turn, draws=300))
            hits += found.low <= truth <= found.high
        assert 0.86 <= hits / 120 <= 1
