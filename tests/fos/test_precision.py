import numpy as np
import pytest

from workbook.fos.precision import MEASURES, precision
from workbook.fos.scoring import score


@pytest.fixture
def work(bank, answers):
    def make(pupils=60, items=8, variants=1, top=1, seed=1, opposed=False):
        rng = np.random.default_rng(seed)
        works, names = {}, set()
        for n in range(pupils):
            v, skill = n % variants + 1, rng.normal()
            row = []
            for i in range(items):
                name = f"М-{v}{i}"
                names.add(name)
                sign = -1 if opposed and i >= items // 2 else 1
                row.append((name, None, float(np.clip(np.round(top / 2 + sign * skill + 0.8 * rng.normal()), 0, top))))
            works[f"У-{n:03d}" + (f"/{v}" if variants > 1 else "")] = row
        rows = [(name, "БП"[int(name[-1]) % 2], "р", None, top) for name in sorted(names)]
        return score(answers(works), bank(*rows), "МА7")

    return make


class TestMeasures:
    def test_all_of_them(self, work, rules):
        found = precision(work(), rules)
        assert found.measures["code"].tolist() == list(MEASURES)
        assert found.value("lambda2") >= found.value("alpha")
        assert found.value("kr21") <= found.value("alpha")
        assert found.gap == pytest.approx(1.96 * np.sqrt(2) * found.sem, rel=1e-4)
        assert list(found.errors) == [""]
        assert found.verdict == "достаточна"

    def test_few_works_have_alpha_only(self, work, rules):
        found = precision(work(pupils=20), rules)
        assert found.measures["code"].tolist() == ["alpha"]
        assert found.errors == {}
        assert found.verdict == "мало данных"
        assert np.isnan(found.value("omega"))

    def test_variants_are_averaged_by_their_pupils(self, work, rules):
        found = precision(work(pupils=120, variants=2), rules)
        assert found.measures["code"].tolist() == list(MEASURES)
        assert set(found.errors) == {"1", "2"}

    def test_partial_credit_has_no_kr21_and_says_why(self, work, rules):
        row = precision(work(top=2), rules).measures.set_index("code").loc["kr21"]
        assert np.isnan(row["value"])
        assert row["reason"] == "Определён только для заданий с баллами 0 и 1."

    def test_a_negative_alpha_is_explained_and_has_no_error(self, work, rules):
        found = precision(work(items=6, opposed=True), rules)
        assert found.value("alpha") < 0
        assert np.isnan(found.sem)
        assert found.errors == {}
        assert "Тянут вниз" in found.reason

    def test_two_items_have_no_omega(self, work, rules):
        row = precision(work(items=2), rules).measures.set_index("code").loc["omega"]
        assert np.isnan(row["value"])
        assert "не меньше трёх заданий" in row["reason"]

    def test_one_item(self, work, rules):
        found = precision(work(items=1), rules)
        assert found.verdict == "мало данных"
        assert found.reason == "В варианте меньше двух заданий: согласованность проверить не на чем."

    def test_items_opposed_to_the_common_skill_are_named(self, work, rules):
        scored = work(pupils=200, items=8)
        scored.scores["М-15"] = 1 - scored.scores["М-15"]
        row = precision(scored, rules).measures.set_index("code").loc["omega"]
        assert row["reason"] == "Связаны с общим умением обратно: М-15. Сначала проверить ключи."
