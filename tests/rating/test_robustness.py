"""How firm places are: seasons counted again, noise, what is left out, and the gates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import MissingData
from workbook.rating import firmness, known_firmness, ledger, rating_list, results, roster, season
from workbook.rating.robustness import event_sway, left_out, positions, recount, weight_noise
from workbook.school import School
from workbook.settings import RatingRules, Settings

CLASSES = {f"У-{number:03d}": "7 А" if number % 2 else "9 Б" for number in range(1, 9)}
CARD = ["К-01", "К-02", "К-03", "К-05", "К-07"]
RESULT = ["участник", "призёр", "победитель"]


@pytest.fixture(scope="module")
def people(pupils, rules):
    return roster(pupils(CLASSES), "2025/2026", rules)


@pytest.fixture(scope="module")
def count(records, cards, people):
    def counted(rows, rules, own=None, direction=""):
        found = ledger(records(*rows), cards, own, rules, people["pupil"])
        rating = rating_list(found, people, rules, None, direction)
        return rating, recount(found, rating, rules, direction)

    return counted


ROWS = [
    {"pupil": "У-001", "card": "К-07"},  # 12, one event
    {"pupil": "У-002", "card": "К-05"},  # 3 + 3 + 3
    {"pupil": "У-002", "card": "К-03"},
    {"pupil": "У-002", "card": "К-01"},
    {"pupil": "У-003", "card": "К-01", "result": "участник"},  # the lesser stage, then 4
    {"pupil": "У-003", "card": "К-02", "result": "призёр", "date": "2025-11-12"},
]


class TestRecount:
    def test_as_it_was(self, count, rules):
        rating, counting = count(ROWS, rules)
        totals = dict(zip(counting.pupils, counting.totals()[:, 0], strict=True))
        assert {name: totals[name] for name in ("У-001", "У-002", "У-003", "У-004")} == {
            "У-001": 1200, "У-002": 900, "У-003": 400, "У-004": 0
        }  # fmt: skip
        assert rating["total"].tolist() == counting.totals()[:, 0].tolist()

    def test_an_event_held_twice_and_not_at_all(self, count, rules):
        _, counting = count(ROWS, rules)
        held = np.array([[2 if event == "карта К-07" else 0] for event in counting.events])
        totals = dict(zip(counting.pupils, counting.totals(times=held)[:, 0], strict=True))
        assert (totals["У-001"], totals["У-002"]) == (2400, 0)

    def test_limits_hold_again(self, count, make_rules):
        caps = dict.fromkeys(RatingRules().level_caps, 5)
        _, counting = count(ROWS, make_rules(level_caps=caps))
        totals = counting.totals(prices=np.full((len(counting.cells), 1), 3.0))
        assert totals.max() == 500

    def test_a_dearer_stage_may_become_the_best(self, count, rules):
        _, counting = count(ROWS, rules)
        prices = np.array([[9.0 if cell == "школьный, участник" else 1.0] for cell in counting.cells])
        assert dict(zip(counting.pupils, counting.totals(prices=prices)[:, 0], strict=True))["У-003"] == 900

    @settings(max_examples=30, deadline=None)
    @given(data=st.data())
    def test_unchanged_seasons_are_the_list(self, data, count, make_rules):
        row = st.fixed_dictionaries(
            {
                "pupil": st.sampled_from(list(CLASSES)),
                "card": st.sampled_from(CARD),
                "result": st.sampled_from(RESULT),
                "role": st.sampled_from(["исполнитель", "организатор"]),
                "verified_by": st.sampled_from(["П-01", None]),
            }
        )
        rows = data.draw(st.lists(row, min_size=1, max_size=25))
        rules = make_rules(best_n=data.draw(st.integers(0, 2)), total_cap=data.draw(st.sampled_from([0, 7])))
        direction = data.draw(st.sampled_from(["", "интеллектуальное"]))
        rating, counting = count(rows, rules, direction=direction)
        assert rating["total"].tolist() == counting.totals()[:, 0].tolist()
        without = counting.without(np.ones((len(counting.records), 1), dtype=bool))
        assert (without == 0).all()


class TestNoise:
    def test_no_noise_moves_nothing(self, count, rules):
        rating, counting = count(ROWS, rules)
        sway = weight_noise(counting, 0, 50)
        assert (sway.totals == rating["total"].to_numpy()[:, None]).all()
        table = sway.summary(2).set_index("pupil")
        assert table.loc["У-001", ["low", "high", "head_share"]].tolist() == [1, 1, 100]
        assert table.loc["У-003", "head_share"] == 0
        assert table.loc["У-004", "head_share"] == 0  # without points nobody is in the head

    def test_totals_stay_within_the_noise(self, count, rules):
        rating, counting = count(ROWS, rules)
        totals = weight_noise(counting, 20, 200).totals
        first = rating["total"].to_numpy()[:, None]
        assert (totals >= np.floor(0.8 * first)).all()
        assert (totals <= np.ceil(1.2 * first)).all()

    def test_scaling_all_prices_alike_keeps_positions(self, count, rules):
        _, counting = count(ROWS, rules)
        doubled = counting.totals(prices=np.full((len(counting.cells), 1), 2.0))
        assert positions(doubled).tolist() == positions(counting.totals()).tolist()

    def test_same_seed_same_seasons(self, count, rules):
        _, counting = count(ROWS, rules)
        assert (event_sway(counting, 60, seed=4).totals == event_sway(counting, 60, seed=4).totals).all()


class TestEvents:
    def test_error_of_one_event_is_that_of_a_multinomial(self, count, rules):
        """A pupil with one event of n: the total is points × Binomial(n, 1/n), SD = points · √(1 − 1/n)."""
        _, counting = count(ROWS, rules)
        n = len(counting.events)
        table = event_sway(counting, 4000, seed=2).summary(3).set_index("pupil")
        assert table.loc["У-001", "mean"] == pytest.approx(1200, rel=0.08)
        assert table.loc["У-001", "error"] == pytest.approx(1200 * (1 - 1 / n) ** 0.5, rel=0.08)

    def test_left_out(self, count, rules):
        _, counting = count(ROWS, rules)
        table = left_out(counting, 1).set_index(["kind", "name", "pupil"])
        gone = table.loc[("направление", "социальное", "У-001")]
        assert (gone["before"], gone["after"], gone["lost"]) == (1, 3, 1200)
        assert gone["in_head"]
        assert not gone["stays"]
        assert table.loc[("событие", "карта К-05", "У-002"), "lost"] == 300
        assert table.loc[("направление", "спортивное", "У-001"), "after"] == 1

    def test_positions(self):
        assert positions(np.array([[30, 1], [10, 1], [30, 2], [5, 1]])).tolist() == [[1, 2], [3, 2], [1, 1], [4, 2]]


@pytest.fixture(scope="module")
def school(records, cards, pupils):
    """Eight pupils, ten events; «У-001» won everything, the others took part here and there."""
    more = [f"М-{number:02d}" for number in range(10)]
    wider = pd.concat(
        [cards[cards["card"] == "К-03"].assign(card=card, title=f"Смотр {card}") for card in more], ignore_index=True
    ).assign(direction=["творческое", "спортивное"] * 5, scale=["школьный", "районный"] * 5)
    rows = [{"pupil": "У-001", "card": card} for card in more]
    rows += [
        {"pupil": pupil, "card": more[(3 * turn + step) % 10], "result": "участник"}
        for turn, pupil in enumerate(CLASSES)
        if pupil != "У-001"
        for step in range(1 + turn % 3)
    ]
    tables = {"pupils": pupils(CLASSES), "cards": wider, "participations": records(*rows)}
    return School("shkola", "Школа", "Район", "2025/2026", Path(), Settings(), tables)


class TestFirmness:
    def test_the_winner_of_all_is_surely_first(self, school):
        found = firmness(school)
        row = found.places.iloc[0]
        assert row[["pupil", "place", "position", "low", "high"]].tolist() == ["У-001", 1, 1, 1, 1]
        assert found.tiers[0] == ("У-001",)
        assert found.head == 8
        assert set(found.contenders) == set(CLASSES)
        assert found.comparison.against("У-002")["У-001"] == "выше"
        rest = found.places.iloc[1:]
        assert (rest["low"] > 1).all()
        assert (found.places["all_low"] <= found.places["low"]).all()

    def test_of_one_direction(self, school):
        found = firmness(school, direction="спортивное")
        assert set(found.moves.loc[found.moves["kind"] == "направление", "name"]) == {"спортивное", "творческое"}

    def test_few_events_or_pupils_are_no_ground(self, school):
        for rules, message in (
            (RatingRules(place_events=11), "разных событий с баллами 10, .* не меньше чем по 11"),
            (RatingRules(place_pupils=9), "учеников с баллами 8, .* не меньше чем по 9"),
        ):
            other = replace(school, settings=Settings(rating=rules))
            with pytest.raises(MissingData, match=message):
                firmness(other)
            assert known_firmness(other) is None

    def test_missing_tables_are_still_named(self, school):
        other = replace(school, tables={"pupils": school["pupils"]})
        with pytest.raises(MissingData, match="Технологические карты"):
            known_firmness(other)

    def test_results(self, school):
        table = results(season(school), firmness(school)).set_index("indicator")
        assert table.loc["head-tiers", "value"] == len(firmness(school).tiers)
        assert table["headline"].sum() == 4
        assert "head-tiers" not in set(results(season(school))["indicator"])
