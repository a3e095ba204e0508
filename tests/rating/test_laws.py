"""Laws that hold for every journal, whatever its records."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.rating import explanation, ledger, rating_list, roster
from workbook.settings import RatingRules

PUPILS = [f"У-00{number}" for number in range(1, 6)]
LAWS = settings(max_examples=25, deadline=None)


def journal(cards: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    record = st.fixed_dictionaries(
        {
            "pupil": st.sampled_from(PUPILS),
            "card": st.sampled_from(cards),
            "team": st.sampled_from(["а", "б", None]),
            "role": st.sampled_from(["организатор", "капитан", "исполнитель", "зритель"]),
            "result": st.sampled_from(["участник", "призёр", "победитель"]),
            "form": st.sampled_from([None, "дистанционно", "платный"]),
            "date": st.sampled_from(["2025-10-01", "2025-12-01", "2026-07-01"]),
            "verified_by": st.sampled_from(["П-01", "П-01", None]),
        }
    )
    return st.lists(record, min_size=1, max_size=14)


SINGLE = ["К-01", "К-02", "К-03", "К-05", "К-07"]
TEAM = ["К-04"]
TIGHT = {"level_caps": dict.fromkeys(RatingRules().level_caps, 4), "card_group_cap": 5}
LAYERED = TIGHT | {
    "best_n": 2,
    "best_of": "направление и уровень",
    "direction_caps": dict.fromkeys(RatingRules().direction_caps, 5),
    "total_cap": 9,
    "bonus_cards": "К-05",
}
VERSIONS = st.sampled_from([TIGHT, LAYERED])
POLICIES = ["поровну", "по ролям", "каждому полностью"]


@pytest.fixture(scope="module")
def people(pupils, rules):
    return roster(pupils(dict.fromkeys(PUPILS, "7 А")), "2025/2026", rules)


@pytest.fixture(scope="module")
def own_points(card_points):
    """Two groups of cards with a common limit that cross the levels."""
    return card_points(
        *(
            (card, role, result, points, group)
            for card, group in (("К-03", "а"), ("К-05", "б"), ("К-07", "а"), ("К-02", "б"))
            for role in ("капитан", "исполнитель")
            for result, points in (("участник", 1), ("призёр", 2.5), ("победитель", 4))
        )
    )


@LAWS
@given(rows=journal(SINGLE + TEAM), data=st.data(), policy=st.sampled_from(POLICIES), version=VERSIONS)
def test_order_never_matters(records, cards, own_points, people, make_rules, rows, data, policy, version):
    rules = make_rules(group_policy=policy, **version)
    mixed = data.draw(st.permutations(rows))

    def listed(these):
        return rating_list(ledger(records(*these), cards, own_points, rules, PUPILS), people, rules)

    pd.testing.assert_frame_equal(listed(rows), listed(mixed))


@LAWS
@given(rows=journal(SINGLE), more=journal(SINGLE))
def test_a_further_record_never_lowers_a_total(records, cards, own_points, make_rules, rows, more):
    rules = make_rules(**TIGHT)
    less = ledger(records(*rows), cards, own_points, rules).groupby("pupil")["counted"].sum()
    whole = ledger(records(*rows, *more), cards, own_points, rules).groupby("pupil")["counted"].sum()
    assert (whole.reindex(less.index) >= less).all()


@LAWS
@given(rows=journal(SINGLE + TEAM), policy=st.sampled_from(POLICIES))
def test_limits_hold_and_only_one_stage_counts(records, cards, own_points, make_rules, rows, policy):
    rules = make_rules(group_policy=policy, **TIGHT)
    table = ledger(records(*rows), cards, own_points, rules)
    assert (table["counted"] >= 0).all()
    assert (table["counted"] <= table["earned"]).all()
    assert (table.groupby(["pupil", "scale"])["counted"].sum() <= 400).all()
    assert (table.groupby(["pupil", "cap_group"])["counted"].sum() <= 500).all()
    paying = table[table["counted"] > 0]
    assert not paying.assign(key=paying["event"].fillna(paying["card"])).duplicated(["pupil", "key"]).any()


@LAWS
@given(rows=journal(SINGLE + TEAM))
def test_all_limits_hold_together(records, cards, own_points, make_rules, rows):
    table = ledger(records(*rows), cards, own_points, make_rules(**LAYERED))
    inside = table[table["card"] != "К-05"]
    assert (inside.groupby(["pupil", "scale"])["counted"].sum() <= 400).all()
    assert (inside.groupby(["pupil", "direction"])["counted"].sum() <= 500).all()
    assert (inside.groupby(["pupil", "cap_group"])["counted"].sum() <= 500).all()
    assert (table.groupby("pupil")["counted"].sum() <= 900).all()
    paying = inside[inside["counted"] > 0]
    assert (paying.groupby(["pupil", "direction", "scale"]).size() <= 2).all()


@LAWS
@given(
    members=st.lists(st.sampled_from(["капитан", "исполнитель", "зритель"]), min_size=1, max_size=9),
    result=st.sampled_from(["участник", "призёр", "победитель"]),
    policy=st.sampled_from(POLICIES[:2]),
)
def test_a_team_shares_its_points_exactly(records, cards, make_rules, members, result, policy):
    usual = {"card": "К-04", "team": "хор", "date": "2026-03-01", "result": result}
    rows = [usual | {"pupil": f"У-1{number:02d}", "role": role} for number, role in enumerate(members)]
    rules = make_rules(group_policy=policy)
    table = ledger(records(*rows), cards, None, rules)
    assert table["counted"].sum() == rules.points["городской", result]
    assert (table["counted"] - table["even"]).between(0, 1).all()
    equal = table.groupby("role")["even"].nunique() if policy == "по ролям" else table["even"].nunique()
    assert (equal == 1).all() if isinstance(equal, pd.Series) else equal == 1


@LAWS
@given(rows=journal(SINGLE), version=VERSIONS)
def test_equal_data_give_equal_places(records, cards, own_points, people, make_rules, rows, version):
    rules = make_rules(**version)
    twins = [row | {"pupil": pupil} for row in rows for pupil in ("У-001", "У-002")]
    table = rating_list(ledger(records(*twins), cards, own_points, rules), people, rules).set_index("pupil")
    assert table.loc["У-001", "total"] == table.loc["У-002", "total"]
    assert table["place"].fillna(0)["У-001"] == table["place"].fillna(0)["У-002"]


@LAWS
@given(rows=journal(SINGLE), factor=st.integers(2, 9))
def test_scaling_points_and_limits_keeps_places(records, cards, people, make_rules, rows, factor):
    def rules_times(k):  # multiples of 8 keep base × role × form exact
        points = {level: {r: 8 * k * v for r, v in row.items()} for level, row in RatingRules().points.items()}
        return make_rules(points=points, level_caps=dict.fromkeys(RatingRules().level_caps, 40 * k))

    def listed(k):
        rules = rules_times(k)
        return rating_list(ledger(records(*rows), cards, None, rules), people, rules)[["pupil", "place", "total"]]

    once, scaled = listed(1), listed(factor)
    assert scaled["pupil"].tolist() == once["pupil"].tolist()
    assert scaled["place"].equals(once["place"])
    assert (scaled["total"] == factor * once["total"]).all()


@LAWS
@given(rows=journal(SINGLE + TEAM), policy=st.sampled_from(POLICIES), version=VERSIONS)
def test_the_explanation_adds_up(records, cards, own_points, people, make_rules, rows, policy, version):
    rules = make_rules(group_policy=policy, **version)
    table = ledger(records(*rows), cards, own_points, rules, PUPILS)
    rating = rating_list(table, people, rules).set_index("pupil")
    for pupil in PUPILS:
        sheet = explanation(table, people, pupil, rules)
        assert sheet["counted"].sum() == rating.loc[pupil, "total"]
        assert len(sheet) == sum(row["pupil"] == pupil for row in rows)
        assert (sheet["reason"] != "").all()
    assert rating["total"].sum() == table["counted"].sum()
