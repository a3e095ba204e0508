"""Laws that no data may break: identity, symmetry, order, shift of the scale, agreement of chains."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbook.fos.equating import METHODS, Anchored, RandomGroups, SingleGroup, ability_of, equipercentile, true_scores
from workbook.fos.equating.methods import circle_arc, levine, tucker
from workbook.fos.equating.percentiles import rank_at, ranks, score_at

COUNTS = hnp.arrays(float, st.integers(3, 12), elements=st.integers(0, 30)).filter(lambda c: (c > 0).sum() > 1)
FULL = hnp.arrays(float, st.integers(3, 12), elements=st.integers(1, 30))
ALONE = ("среднее", "линейное", "процентильное", "процентильное сглаженное", "дуга")


@settings(max_examples=60, deadline=None)
@given(FULL, st.sampled_from(ALONE))
def test_a_form_is_equal_to_itself(counts, name):
    found = METHODS[name].convert(RandomGroups(counts, counts), 2)
    assert found == pytest.approx(np.arange(len(counts)), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS)
def test_equal_ranks_never_turn_pupils_round(x, y):
    found = equipercentile(x, y)
    assert (np.diff(found) >= -1e-9).all()
    assert found.min() >= -0.5
    assert found.max() <= len(y) - 0.5


@settings(max_examples=60, deadline=None)
@given(FULL, FULL)
def test_there_and_back(x, y):
    line = METHODS["линейное"]
    there, back = line.line(RandomGroups(x, y)), line.line(RandomGroups(y, x))
    scores = np.arange(len(x), dtype=float)
    if float(there.slope) > 0:
        assert back.at(there.at(scores)) == pytest.approx(scores, abs=1e-6)
    inner = np.linspace(0.05, 0.95, 7)
    assert rank_at(y, score_at(y, inner)) == pytest.approx(inner, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(FULL, st.integers(1, 3))
def test_an_easier_form_by_whole_points_is_a_shift(counts, shift):
    y = np.concatenate([np.zeros(shift), counts])
    x = np.concatenate([counts, np.zeros(shift)])
    for name in ("среднее", "линейное"):
        assert METHODS[name].convert(RandomGroups(x, y), 3) == pytest.approx(np.arange(len(x)) + shift, abs=1e-6)
    assert equipercentile(x, y)[: len(counts)] == pytest.approx(np.arange(len(counts)) + shift, abs=1e-9)


def _joint(rng, n, items, shift=0.0, harder=0.0):
    ability = rng.normal(shift, 1, n)
    anchor = rng.binomial(10, 1 / (1 + np.exp(-ability)))
    own = rng.binomial(items - 10, 1 / (1 + np.exp(-(ability - harder))))
    table = np.zeros((items + 1, 11))
    np.add.at(table, (anchor + own, anchor), 1)
    return table


class TestAnchored:
    @pytest.mark.parametrize("name", [name for name, method in METHODS.items() if method.anchored])
    def test_the_same_group_and_form_stay(self, name):
        table = _joint(np.random.default_rng(3), 800, 30)
        found = METHODS[name].convert(Anchored(table, table, 0.5), 3)
        seen = table.sum(axis=1) > 0
        assert found[seen] == pytest.approx(np.arange(31)[seen], abs=0.02)

    def test_equal_anchors_make_tucker_and_levine_linear_equating(self):
        table = _joint(np.random.default_rng(4), 600, 30)
        # The other group earned exactly twice as much: its anchor is the same.
        other = np.zeros((61, 11))
        other[::2] = table
        plain = METHODS["линейное"].line(RandomGroups(table.sum(axis=1), other.sum(axis=1)))
        for method in (tucker, levine):
            line = method(Anchored(table, other, 0.4))
            assert float(line.slope) == pytest.approx(float(plain.slope))
            assert float(line.intercept) == pytest.approx(float(plain.intercept))

    def test_a_planted_difference_is_found_although_groups_differ(self):
        """Form X is harder by 0.5 logit in its own items and its group is stronger by 0.4: a naive mean is misled."""
        x = _joint(np.random.default_rng(5), 60_000, 30, shift=0.4, harder=0.5)
        y = _joint(np.random.default_rng(6), 60_000, 30)
        rng = np.random.default_rng(7)
        ability = rng.normal(0.2, 1, 200_000)
        easy, hard = (20 / (1 + np.exp(-(ability - shift))) for shift in (0.0, 0.5))
        truth = float((easy - hard).mean())
        middle = round(float((np.arange(31) @ x.sum(axis=1)) / x.sum()))
        design = Anchored(x, y, 0.5)
        naive = METHODS["среднее"].convert(design, 3)[middle] - middle
        assert naive < truth - 1.5
        for name in ("Левин", "цепное линейное", "цепное процентильное сглаженное"):
            assert METHODS[name].convert(design, 3)[middle] - middle == pytest.approx(truth, abs=0.5)

    def test_weights_matter_only_when_groups_differ(self):
        x, y = _joint(np.random.default_rng(8), 3000, 30, shift=0.3), _joint(np.random.default_rng(9), 3000, 30)
        lines = [float(tucker(Anchored(x, y, weight)).intercept) for weight in (0.0, 1.0)]
        assert lines[0] != pytest.approx(lines[1], abs=1e-6)


class TestCircleArc:
    @given(st.floats(1, 19), st.floats(-3, 3))
    def test_it_goes_through_three_points(self, middle, rise):
        target = min(max(middle + rise, 0.5), 19.5)
        scores = np.append(np.arange(21.0), middle)
        arc = circle_arc((np.array(middle), np.array(target)), (20, 20))
        assert arc[[0, 20]] == pytest.approx([0, 20], abs=1e-6)
        # The circle through the three points, found independently as an intersection of bisectors.
        height = target - middle
        if abs(height) > 1e-6:
            centre = (middle**2 + height**2 - 20 * middle) / (2 * height)
            radius = np.hypot(10, centre)
            expected = scores + centre + np.sign(height) * np.sqrt(np.maximum(radius**2 - (scores - 10) ** 2, 0))
            assert arc == pytest.approx(expected[:21], abs=1e-6)
            assert expected[-1] == pytest.approx(target, abs=1e-6)

    def test_equal_means_make_the_identity(self):
        assert circle_arc((np.array(7.0), np.array(7.0)), (20, 20)) == pytest.approx(np.arange(21))


class TestRasch:
    @given(st.lists(st.floats(-3, 3), min_size=2, max_size=12))
    def test_ability_gives_the_sum_back(self, difficulties):
        sums = np.arange(1, len(difficulties))
        theta = ability_of(sums, difficulties)
        expected = (1 / (1 + np.exp(-(theta[:, None] - np.array(difficulties))))).sum(axis=1)
        assert expected == pytest.approx(sums, abs=1e-8)

    def test_a_form_easier_by_one_logit_needs_more_points(self):
        b = np.linspace(-2, 2, 15)
        found = true_scores(b, b - 1)
        assert (found[1:-1] > np.arange(1, 15)).all()
        assert found[[0, 15]] == pytest.approx([0, 15])
        assert true_scores(b - 1, b)[3] < 3


def test_single_group_keeps_pairs():
    joint = np.zeros((5, 5))
    for x, y in ((0, 1), (1, 2), (2, 3), (3, 4), (2, 3)):
        joint[x, y] += 1
    design = SingleGroup(joint)
    assert design.sizes == (5, 5)
    assert METHODS["среднее"].convert(design, 3) == pytest.approx(np.arange(5) + 1.0)
    drawn = design.resampled(50, 1)
    # Every pupil gains exactly one point, so the shift has no error at all.
    assert METHODS["среднее"].convert(drawn, 3).std(axis=0) == pytest.approx(0, abs=1e-12)


def test_ranks_at_whole_scores_agree():
    counts = np.array([2.0, 0.0, 5.0, 3.0])
    assert rank_at(counts, np.arange(4.0)) == pytest.approx(ranks(counts))
