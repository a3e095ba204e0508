import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbook.fos.reliability import ALL_VARIANTS, alpha, alpha_if_deleted, feldt_interval, overall, reliability
from workbook.fos.scoring import score

LSAT6 = "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"
QUIZ = "1111110110 1011011101 1111011001 0010001000 0000010010 1110111111 1101110111 1111111101 0101111101 1101101110"


def lsat6():
    counts = [int(n) for n in LSAT6.split()]
    patterns = [[int(bit) for bit in f"{number:05b}"] for number in range(32)]
    return np.repeat(patterns, counts, axis=0)


class TestPublishedValues:
    def test_lsat6_of_bock_and_lieberman(self):
        scores = lsat6()
        assert scores.shape == (1000, 5)
        assert scores.mean(axis=0) == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])
        assert alpha(scores) == pytest.approx(0.29500, abs=1e-5)
        assert alpha_if_deleted(scores) == pytest.approx([0.27536, 0.23758, 0.21680, 0.24593, 0.26629], abs=1e-5)

    def test_quiz_of_wuensch_and_the_trap_of_two_variances(self):
        scores = np.array([[int(mark) for mark in row] for row in QUIZ.split()])
        p = scores.mean(axis=0)
        sums = scores.sum(axis=1)
        assert (p * (1 - p)).sum() == pytest.approx(2.18)
        assert sums.var() == pytest.approx(5.84)
        assert alpha(scores) == pytest.approx(0.69635, abs=1e-5)
        trap = 10 / 9 * (1 - (p * (1 - p)).sum() / sums.var(ddof=1))
        assert trap == pytest.approx(0.73782, abs=1e-5)

    def test_interval_printed_by_pingouin(self):
        # 15 pupils × 10 items; the interval is rounded to three digits there
        assert feldt_interval(0.591719, n=15, k=10) == pytest.approx((0.195, 0.840), abs=5e-4)


class TestLaws:
    def test_alpha_of_opposed_items_is_negative(self):
        assert alpha([[1, 0], [0, 1], [1, 0], [1, 1]]) < 0

    @pytest.mark.parametrize("scores", [[[1, 1]], [[1], [0]], [[1, 0], [0, 1]]])
    def test_alpha_is_undefined_without_spread(self, scores):
        assert np.isnan(alpha(scores))

    @settings(deadline=None)
    @given(hnp.arrays(np.int64, (12, 4), elements=st.integers(0, 3)))
    def test_alpha_is_at_most_one_and_ignores_order_and_shifts(self, scores):
        value = alpha(scores)
        if np.isfinite(value):
            assert value <= 1 + 1e-9
            assert alpha(scores[::-1, ::-1] + 1) == pytest.approx(value)

    @settings(deadline=None)
    @given(st.floats(-0.5, 0.99), st.integers(5, 400), st.integers(2, 60))
    def test_interval_holds_the_estimate(self, value, n, k):
        low, high = feldt_interval(value, n, k)
        assert low < value < high <= 1

    def test_interval_narrows_with_pupils(self):
        few, many = feldt_interval(0.7, 30, 20), feldt_interval(0.7, 300, 20)
        assert many[1] - many[0] < few[1] - few[0]


class TestReliability:
    @pytest.fixture
    def two_variants(self, bank, answers):
        rng = np.random.default_rng(3)
        works = {}
        for number in range(48):
            variant, skill = number % 2 + 1, rng.normal()
            names = [f"М-{variant}{place}" for place in range(8)]
            works[f"У-{number}/{variant}"] = [(name, "А" if skill + rng.normal() > 0 else "Б", None) for name in names]
        rows = [(f"М-{variant}{place}", "Б", "в", "А", 1) for variant in (1, 2) for place in range(8)]
        return score(answers(works), bank(*rows), "МА7")

    def test_variants_are_pooled_within(self, two_variants, rules):
        table = reliability(two_variants, rules).set_index("variant")
        assert table["n"].to_dict() == {"1": 24, "2": 24, ALL_VARIANTS: 48}
        assert table.loc[["1", "2"], "verdict"].tolist() == ["мало данных"] * 2
        assert table.loc["1", "reason"] == "Работ 24, для вывода о надёжности нужно не меньше 30."
        first = two_variants.forms()["1"]
        assert table.loc["1", "alpha"] == pytest.approx(alpha(first))
        assert table.loc["1", "sem"] == pytest.approx(first.sum(axis=1).std() * np.sqrt(1 - alpha(first)))
        ends = table.loc[["1", "2"], "alpha"]
        assert ends.min() <= table.loc[ALL_VARIANTS, "alpha"] <= ends.max()
        assert table.loc[ALL_VARIANTS, "verdict"] == "достаточна"
        assert overall(table.reset_index())["variant"] == ALL_VARIANTS

    def test_negative_alpha_is_explained(self, bank, answers, rules):
        works = {
            f"У-{n}": [("М-1", "АБ"[n % 2], None), ("М-2", "БА"[n % 2], None), ("М-3", "АБ"[n % 3 == 0], None)]
            for n in range(36)
        }
        scored = score(answers(works), bank(*[(f"М-{n}", "Б", "в", "А", 1) for n in (1, 2, 3)]), "МА7")
        row = overall(reliability(scored, rules))
        assert row["alpha"] < 0
        assert np.isnan(row["sem"])
        assert "ошибка в ключе" in row["reason"]
        assert "Тянут вниз, то есть связаны с остальными заданиями обратно: М-1" in row["reason"]

    def test_few_works_call_a_negative_alpha_chance(self, bank, answers, rules):
        works = {f"У-{n}": [("М-1", "АБ"[n % 2], None), ("М-2", "БА"[n % 2], None), ("М-3", "АБ"[n == 3], None)]
                 for n in range(9)}  # fmt: skip
        scored = score(answers(works), bank(*[(f"М-{n}", "Б", "в", "А", 1) for n in (1, 2, 3)]), "МА7")
        row = overall(reliability(scored, rules))
        assert row["verdict"] == "мало данных"
        assert "Коэффициент отрицательный, возможно, случайно." in row["reason"]
