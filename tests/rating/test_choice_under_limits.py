"""The choice with an eye on limits: nothing allowed counts more, and a further record never takes away."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.rating import ledger
from workbook.rating.choice import TAKEN, choose, in_order
from workbook.rating.limits import limit
from workbook.settings import RatingRules

KIT = RatingRules()
COLUMNS = ["event_key", "direction", "scale", "cap_group", "points", "card"]
LINE = st.tuples(
    st.sampled_from("абвг"), st.sampled_from(["спортивное", "творческое"]),
    st.sampled_from(["школьный", "районный", "городской"]), st.sampled_from(["г", "д", None]), st.integers(1, 9),
    st.sampled_from(["К-1", "К-2", "К-3"]),
)  # fmt: skip
VERSION = st.fixed_dictionaries(
    {
        "stage_choice": st.just("с учётом лимитов"),
        "level_caps": st.integers(3, 12).map(lambda cap: dict.fromkeys(KIT.level_caps, cap)),
        "direction_caps": st.sampled_from([0, 6, 9]).map(lambda cap: dict.fromkeys(KIT.direction_caps, cap)),
        "card_group_cap": st.integers(3, 12),
        "best_n": st.sampled_from([0, 0, 1, 2]),
        "bonus_cards": st.sampled_from(["", "", "К-3"]),
        "total_cap": st.sampled_from([0, 0, 15]),
    }
)


def table(lines: list[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(lines, columns=COLUMNS)
    frame["cap_group"] = pd.Series(frame["cap_group"], dtype="str")
    frame["points"] *= 100
    frame = frame.assign(pupil="У-1", even_points=frame["points"], level_rank=1, result_rank=1,
                         date=pd.Timestamp("2026-01-01"))  # fmt: skip
    return frame.iloc[in_order(frame)].reset_index(drop=True)


def brought(frame: pd.DataFrame, rules: Any) -> int:
    return int(limit(frame[choose(frame, rules) == TAKEN], "points", rules).sum())


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(LINE, min_size=1, max_size=7), version=VERSION)
def test_nothing_allowed_counts_more(make_rules, lines, version):
    frame, rules = table(lines), make_rules(**version)
    most = 0
    for mask in product([False, True], repeat=len(frame)):
        part = frame[list(mask)]
        bound = part[~part["card"].isin(rules.bonuses)]
        fits = rules.best_n is None or (bound.groupby(list(rules.best_of)).size() <= rules.best_n).all()
        if part["event_key"].is_unique and fits:
            most = max(most, int(limit(part, "points", rules).sum()))
    assert brought(frame, rules) == most


@settings(max_examples=80, deadline=None)
@given(lines=st.lists(LINE, min_size=1, max_size=12), more=LINE, version=VERSION)
def test_a_further_record_never_takes_away(make_rules, lines, more, version):
    rules = make_rules(**version)
    assert brought(table([*lines, more]), rules) >= brought(table(lines), rules)


class TestInTheLedger:
    @pytest.fixture
    def journal(self, records):
        """A full district limit and an Olympiad won at both stages."""
        return records(
            {"card": "К-01", "date": "2025-10-02"}, {"card": "К-02", "date": "2025-11-15"},
            {"card": "К-08", "date": "2025-12-01", "role": "организатор"},
        )  # fmt: skip

    @pytest.fixture
    def more_cards(self, cards):
        return pd.concat([cards, cards[cards["card"] == "К-02"].assign(card="К-08", event=None)], ignore_index=True)

    def test_the_stage_that_brings_more(self, journal, more_cards, make_rules):
        rules = make_rules(level_caps=dict(KIT.level_caps) | {"районный": 9}, stage_choice="с учётом лимитов")
        found = ledger(journal, more_cards, None, rules)
        assert found["counted"].tolist() == [300, 0, 900]
        assert found["reason"].tolist() == ["зачтено", "другой этап даёт больше", "зачтено"]

    def test_the_plain_choice_is_robbed(self, journal, more_cards, make_rules):
        rules = make_rules(level_caps=dict(KIT.level_caps) | {"районный": 9})
        found = ledger(journal, more_cards, None, rules)
        assert found["counted"].tolist() == [0, 0, 900]
        less = ledger(journal.drop(index=1), more_cards, None, rules)
        assert less["counted"].sum() == 1200  # without the district win the pupil would have had more

    def test_without_need_the_dearest_stage_stays(self, journal, more_cards, make_rules):
        rules = make_rules(stage_choice="с учётом лимитов")
        assert ledger(journal, more_cards, None, rules)["counted"].tolist() == [0, 600, 900]
