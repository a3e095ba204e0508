"""Variants that exist are found, kept to the order, repeatable, and evener when asked."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from workbook.errors import DataRefused, MissingData
from workbook.fos import assembly


def made(items, order, rules, **choices):
    return assembly.assemble(items, order.changed(**choices), assembly.success(items), rules)


class TestFound:
    def test_two_variants_share_nothing(self, bank, order, quick):
        found = made(bank(["1-1", "1-2", "1-3", "1-4"]), order({"1": 2}), quick)
        assert found.found
        assert found.status in (assembly.BEST, assembly.WITHIN)
        assert sorted(found.items["item"]) == ["1-1", "1-2", "1-3", "1-4"]
        assert found.proof.overlap.to_numpy().tolist() == [[2, 0], [0, 2]]
        assert found.proof.met

    def test_the_only_even_split_is_found(self, bank, order, quick):
        items = bank(
            {"1-1": {"expected": 20}, "1-2": {"expected": 40}, "1-3": {"expected": 60}, "1-4": {"expected": 80}}
        )
        found = made(items, order({"1": 2}), quick, tolerance=0)
        held = {frozenset(part["item"]) for _, part in found.items.groupby("variant")}
        assert held == {frozenset({"1-1", "1-4"}), frozenset({"1-2", "1-3"})}
        assert found.targets[0].value == pytest.approx(50)
        assert found.away == pytest.approx(0, abs=1e-9)
        assert found.status == assembly.BEST

    def test_common_items_stand_in_all_at_one_place(self, bank, order, quick):
        items = bank({f"1-{n}": {"expected": 20 + 7 * n} for n in range(9)})
        found = made(items, order({"1": 4}), quick, variants=3, common=2, tolerance=20)
        shared = found.items[found.items["common"]]
        assert shared.groupby("item")["place"].nunique().eq(1).all()
        assert shared.groupby("item")["variant"].nunique().tolist() == [3, 3]
        assert found.proof.met

    def test_named_anchor_and_forced_item_are_placed_and_forbidden_is_not(self, bank, order, quick):
        items = bank([f"1-{n}" for n in range(8)])
        found = made(items, order({"1": 3}), quick, anchors=("1-7",), forced=("1-5",), forbidden=("1-0",))
        held = [set(part["item"]) for _, part in found.items.groupby("variant")]
        assert all("1-7" in one for one in held)
        assert any("1-5" in one for one in held)
        assert not any("1-0" in one for one in held)
        assert found.proof.met

    def test_enemies_are_apart(self, bank, order, quick):
        items = bank({"1-1": {"enemies": "1-2; 1-3"}, "1-2": {}, "1-3": {}, "1-4": {}})
        found = made(items, order({"1": 2}), quick)
        one = next(set(part["item"]) for _, part in found.items.groupby("variant") if "1-1" in set(part["item"]))
        assert one == {"1-1", "1-4"}

    def test_overlap_lets_three_items_fill_two_variants(self, bank, order, quick):
        items = bank(["1-1", "1-2", "1-3"])
        assert not made(items, order({"1": 2}), quick).found
        found = made(items, order({"1": 2}), quick, overlap=1)
        assert found.proof.met
        assert found.proof.overlap.iloc[0, 1] == 1

    def test_points_of_a_cell(self, bank, order, quick):
        items = bank({"1-1": {}, "1-2": {}, "1-3": {"max_score": 2.0}, "1-4": {"max_score": 2.0}})
        found = made(items, order({"1": 2}, scores={"1": 3}), quick)
        assert found.proof.variants["score"].tolist() == [3, 3]
        assert not made(items, order({"1": 2}, scores={"1": 5}), quick).found

    def test_time_limit_chooses_short_items(self, bank, order, quick):
        items = bank({f"1-{n}": {"minutes": 1.0 + n} for n in range(8)})
        found = made(items, order({"1": 2}), quick, minutes=5)
        assert found.proof.variants["minutes"].max() <= 5
        assert found.proof.met

    def test_one_variant(self, bank, order, quick):
        found = made(bank(["1-1", "1-2"]), order({"1": 1}), quick, variants=1)
        assert len(found.items) == 1
        assert np.isnan(found.away)

    def test_information_is_levelled_at_every_point(self, bank, order, quick):
        rng = np.random.default_rng(3)
        items = bank([f"1-{n}" for n in range(24)])
        b = rng.normal(size=24)
        points = np.array([-1.0, 0.0, 1.0])
        p = 1 / (1 + np.exp(-(points - b[:, None])))
        gauge = assembly.information(items["item"], p * (1 - p), points)
        found = assembly.assemble(items, order({"1": 8}, tolerance=3), gauge, quick)
        assert gauge.names == ("−1,0", "0,0", "+1,0")
        for target in found.targets[:3]:
            values = found.proof.variants[target.name]
            assert (values / target.value - 1).abs().max() <= 0.03
        assert found.proof.met

    def test_wished_target_is_met_or_approached(self, bank, order, quick):
        items = bank({f"1-{n}": {"expected": 30.0 + 2 * n} for n in range(20)})
        found = made(items, order({"1": 4}), quick, target=55.0)
        assert found.targets[0].value == pytest.approx(55)
        far = made(items, order({"1": 4}), quick, target=95.0, tolerance=5)
        assert far.targets[0].natural == 95
        assert far.targets[0].value == pytest.approx(np.mean(30 + 2 * np.arange(12, 20)))


class TestLaws:
    def test_same_seed_same_variants_other_seed_other(self, bank, order, quick):
        items = bank({f"{c}-{n}": {"expected": 30.0 + 5 * n} for c in "123" for n in range(9)})
        asked = order({"1": 2, "2": 2, "3": 1})
        runs = [made(items, asked, quick, seed=seed).items for seed in (1, 1, 2)]
        pd.testing.assert_frame_equal(runs[0], runs[1])
        assert set(runs[0]["item"]) != set(runs[2]["item"])

    def test_balance_only_improves_and_never_passes_its_bound(self, bank, order, rules, quick):
        rng = np.random.default_rng(7)
        items = bank({f"{c}-{n}": {"expected": float(rng.integers(20, 90))} for c in "1234" for n in range(12)})
        asked = order({"1": 3, "2": 2, "3": 2, "4": 1}, variants=3)
        first, evener = made(items, asked, quick), made(items, asked, rules)
        assert evener.away <= first.away
        assert evener.bound <= evener.away
        assert evener.status == assembly.BEST
        assert evener.proof.met

    def test_bound_is_proven_when_the_bank_is_coarse(self, bank, order, rules):
        items = bank({"1-1": {"expected": 40}, "1-2": {"expected": 60}})
        found = made(items, order({"1": 1}), rules, tolerance=50)
        assert found.away == pytest.approx(20)
        assert 19.8 <= found.bound <= 20
        assert found.status == assembly.BEST

    def test_easy_before_hard_within_a_tier_and_tiers_in_order(self, bank, order, quick):
        items = bank({f"{c}-{n}": {"tier": tier, "expected": 10.0 * n + 10} for c, tier in (("1", "В"), ("2", "Б"))
                      for n in range(6)})  # fmt: skip
        found = made(items, order({"1": 3, "2": 3}, tiers={"1": "В"}), quick, tolerance=60)
        for _, part in found.items.groupby("variant"):
            assert part["tier"].tolist() == ["Б"] * 3 + ["В"] * 3
            assert part["place"].tolist() == [1, 2, 3, 4, 5, 6]
            for _, tier in part.groupby("tier"):
                assert tier["expected" if "expected" in tier else "success"].is_monotonic_decreasing


class TestRefusedOrders:
    @pytest.mark.parametrize(
        ("choice", "words"),
        [({"variants": 0}, "Вариантов: 0. Допустимо от 1 до 8."), ({"tolerance": -1.0}, "Допуск: -1."),
         ({"overlap": 99}, "Пересечение: 99.")],
    )  # fmt: skip
    def test_choice_out_of_limits(self, order, choice, words):
        with pytest.raises(DataRefused, match=words):
            order({"1": 1}, **choice)

    def test_empty_bank(self, bank, order, quick):
        items = bank(["9-1"])
        with pytest.raises(MissingData, match="В банке нет заданий для спецификации «МА7»"):
            made(items, order({"1": 1}), quick)

    def test_no_time_to_search_is_not_called_impossible(self, bank, order, quick, monkeypatch):
        from workbook.fos.assembly import assembling, search

        monkeypatch.setattr(assembling, "find", lambda *_: search.Found(None, None, (), proven=False))
        found = made(bank(["1-1", "1-2"]), order({"1": 1}), dataclasses.replace(quick, time_limit=1))
        assert found.status == assembly.TIME_OUT
        assert "не доказано, что их нет" in found.refusal.sentence
