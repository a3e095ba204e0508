"""The ledger: every rule on an example that can be worked by hand."""

from __future__ import annotations

import pytest

from workbook.rating import Outcome, ledger


def counted(table):
    return table["counted"].tolist()


def outcomes(table):
    return table["outcome"].tolist()


class TestPrice:
    @pytest.mark.parametrize(
        ("record", "points"),
        [
            ({}, 300),  # школьный победитель 3
            ({"result": "призёр"}, 200),
            ({"role": "организатор", "result": "участник"}, 150),  # 1 × 1,5
            ({"role": "капитан"}, 375),  # 3 × 1,25
            ({"role": "зритель", "result": "участник"}, 50),
            ({"form": "дистанционно"}, 150),
            ({"role": "капитан", "result": "участник", "form": "дистанционно"}, 63),  # 0,625 → 0,63
            ({"card": "К-02", "date": "2025-11-15"}, 600),
            ({"card": "К-07", "result": "призёр"}, 800),
        ],
    )
    def test_base_role_form(self, records, cards, rules, record, points):
        table = ledger(records(record), cards, None, rules)
        assert counted(table) == [points]
        assert outcomes(table) == [Outcome.COUNTED]
        assert table["reason"].tolist() == ["зачтено"]

    def test_card_points_replace_the_scale(self, records, cards, card_points, make_rules):
        own = card_points(("К-03", "капитан", "победитель", 4, None))
        table = ledger(records({"role": "капитан"}, {"role": "исполнитель", "pupil": "У-002"}), cards, own,
                       make_rules())  # fmt: skip
        assert counted(table) == [500, 300]  # 4 × 1,25; no own points for a performer: 3 from the scale
        included = ledger(records({"role": "капитан"}), cards, own, make_rules(card_role="уже учтена"))
        assert counted(included) == [400]

    def test_no_float_anywhere(self, records, cards, rules):
        table = ledger(records({}, {"card": "К-04", "team": "Х"}, {"card": "нет"}), cards, None, rules)
        assert not [name for name, kind in table.dtypes.items() if kind.kind == "f"]


class TestSetAside:
    @pytest.mark.parametrize(
        ("record", "outcome", "words"),
        [
            ({"verified_by": None}, Outcome.UNVERIFIED, "запись не подтверждена"),
            ({"date": "2025-08-31"}, Outcome.OUTSIDE_PERIOD, "вне периода"),
            ({"date": "2026-06-01"}, Outcome.OUTSIDE_PERIOD, "вне периода"),
            ({"card": "К-99"}, Outcome.CARD_UNKNOWN, "карта не найдена"),
            ({"card": "К-06"}, Outcome.PAID, "платный конкурс"),
            ({"form": "платный"}, Outcome.PAID, "платный конкурс"),
            ({"card": "К-04"}, Outcome.TEAM_MISSING, "не указана команда"),
            ({"pupil": "У-009"}, Outcome.NOT_ON_ROSTER, "ученика нет в списке года"),
        ],
    )
    def test_reason(self, records, cards, rules, record, outcome, words):
        table = ledger(records(record), cards, None, rules, ["У-001"])
        assert counted(table) == [0]
        assert outcomes(table) == [outcome]
        assert table["reason"].tolist() == [words]

    def test_leaver_is_told_from_a_stranger(self, records, cards, rules):
        rows = records({}, {"pupil": "У-002"}, {"pupil": "У-003"})
        table = ledger(rows, cards, None, rules, ["У-001"], left=["У-001", "У-002"])
        assert outcomes(table) == [Outcome.COUNTED, Outcome.LEFT, Outcome.NOT_ON_ROSTER]

    def test_both_ends_of_the_period_count(self, records, cards, rules):
        table = ledger(records({"date": "2025-09-01"}, {"date": "2026-05-31", "card": "К-05"}), cards, None, rules)
        assert counted(table) == [300, 300]

    def test_rules_that_give_nothing(self, records, cards, make_rules):
        rules = make_rules(roles={"организатор": 1.5, "капитан": 1.25, "исполнитель": 1, "зритель": 0})
        assert outcomes(ledger(records({"role": "зритель"}), cards, None, rules)) == [Outcome.ZERO]

    def test_paid_counts_where_the_school_pays_for_it(self, records, cards, make_rules):
        rules = make_rules(forms={"очно": 1, "дистанционно": 0.5, "платный": 0.25})
        assert counted(ledger(records({"form": "платный"}), cards, None, rules)) == [75]


class TestBestStage:
    def test_only_the_best_stage_of_an_event(self, records, cards, rules):
        table = ledger(
            records({"card": "К-01"}, {"card": "К-02", "result": "призёр", "date": "2025-11-12"}), cards, None, rules
        )
        assert counted(table) == [0, 400]  # школьный победитель 3 against районный призёр 4
        assert outcomes(table) == [Outcome.BEST_STAGE, Outcome.COUNTED]
        assert table["earned"].tolist() == [300, 400]

    def test_best_is_by_points_not_by_level(self, records, cards, rules):
        table = ledger(
            records({"card": "К-01"}, {"card": "К-02", "result": "участник", "date": "2025-11-12"}), cards, None, rules
        )
        assert counted(table) == [300, 0]

    def test_unverified_better_stage_does_not_push_out(self, records, cards, rules):
        table = ledger(
            records({"card": "К-01"}, {"card": "К-02", "date": "2025-11-12", "verified_by": None}), cards, None, rules
        )
        assert outcomes(table) == [Outcome.COUNTED, Outcome.UNVERIFIED]

    def test_without_an_event_code_the_card_is_the_event(self, records, cards, rules):
        table = ledger(records({"result": "участник"}, {"date": "2025-12-02"}), cards, None, rules)
        assert outcomes(table) == [Outcome.BEST_STAGE, Outcome.COUNTED]

    def test_the_same_entry_twice(self, records, cards, rules):
        table = ledger(records({"record": "Д-2"}, {"record": "Д-1"}), cards, None, rules)
        assert outcomes(table) == [Outcome.DOUBLE, Outcome.COUNTED]


class TestLimits:
    def test_level(self, records, cards, make_rules):
        rules = make_rules(level_caps=dict.fromkeys(make_rules().levels, 5))
        table = ledger(records({"card": "К-03"}, {"card": "К-05", "date": "2025-09-20"}), cards, None, rules)
        assert sorted(counted(table)) == [200, 300]
        assert sorted(outcomes(table)) == [Outcome.COUNTED, Outcome.LEVEL_CAP]
        assert table["counted"].sum() == 500

    def test_levels_do_not_share_a_limit(self, records, cards, make_rules):
        rules = make_rules(level_caps=dict.fromkeys(make_rules().levels, 3))
        table = ledger(records({"card": "К-03"}, {"card": "К-02", "date": "2025-11-12"}), cards, None, rules)
        assert counted(table) == [300, 300]

    def test_group_of_cards(self, records, cards, card_points, make_rules):
        own = card_points(*[(card, "исполнитель", "победитель", 6, "общий") for card in ("К-03", "К-07")])
        table = ledger(records({"card": "К-03"}, {"card": "К-07"}), cards, own, make_rules(card_group_cap=10))
        assert table["counted"].sum() == 1000
        assert sorted(outcomes(table)) == [Outcome.CARD_GROUP_CAP, Outcome.COUNTED]

    def test_two_limits_leave_the_most(self, records, cards, card_points, make_rules):
        # Filling record by record would give the school level to К-03 and then nothing to К-05 and К-07: 10, not 20.
        own = card_points(
            ("К-03", "исполнитель", "победитель", 10, "общий"),
            ("К-07", "исполнитель", "победитель", 10, "общий"),
            ("К-05", "исполнитель", "победитель", 10, None),
        )
        rules = make_rules(level_caps=dict.fromkeys(make_rules().levels, 10), card_group_cap=10)
        table = ledger(records({"card": "К-03"}, {"card": "К-07"}, {"card": "К-05"}), cards, own, rules)
        assert table["counted"].sum() == 2000

    def test_flow_between_groups_and_levels(self, records, cards, card_points, make_rules):
        own = card_points(
            ("К-03", "исполнитель", "победитель", 10, "а"),
            ("К-05", "исполнитель", "победитель", 10, "б"),
            ("К-07", "исполнитель", "победитель", 10, "а"),
        )
        rules = make_rules(level_caps=dict.fromkeys(make_rules().levels, 10), card_group_cap=10)
        table = ledger(records({"card": "К-03"}, {"card": "К-05"}, {"card": "К-07"}), cards, own, rules)
        assert table["counted"].sum() == 2000  # К-07 takes group «а», К-05 the school level


class TestTeams:
    def team(self, records, *changes):
        usual = {"card": "К-04", "team": "хор", "date": "2026-03-01", "result": "призёр"}
        return records(*(usual | change for change in changes))

    three = ({"pupil": "У-003", "role": "капитан"}, {"pupil": "У-001"}, {"pupil": "У-002"})

    def test_equal_parts_sum_exactly(self, records, cards, rules):
        team = self.team(records, *({"pupil": f"У-00{i}", "result": "победитель"} for i in (3, 1, 2, 4, 5, 6, 7)))
        table = ledger(team, cards, None, rules)
        assert table["team_points"].tolist() == [900] * 7  # 9 / 7: 1,28 and four odd hundredths by code
        assert dict(zip(table["pupil"], table["counted"], strict=True)) == {
            "У-001": 129, "У-002": 129, "У-003": 129, "У-004": 129, "У-005": 128, "У-006": 128, "У-007": 128
        }  # fmt: skip
        assert table["even"].tolist() == [128] * 7

    def test_by_role(self, records, cards, make_rules):
        table = ledger(self.team(records, *self.three), cards, None, make_rules(group_policy="по ролям"))
        assert counted(table) == [231, 185, 184]  # 6 · 1,25 / 3,25 = 2,3077; 6 · 1 / 3,25 = 1,8462
        assert table["counted"].sum() == 600

    def test_full_to_each_with_a_limit(self, records, cards, make_rules):
        table = ledger(self.team(records, *self.three), cards, None,
                       make_rules(group_policy="каждому полностью", group_cap=7))  # fmt: skip
        assert counted(table) == [700, 600, 600]  # 6 × 1,25 = 7,5 above the limit
        assert outcomes(table) == [Outcome.TEAM_CAP, Outcome.COUNTED, Outcome.COUNTED]

    def test_full_to_each_at_the_card_s_own_prices(self, records, cards, card_points, make_rules):
        own = card_points(("К-04", "капитан", "призёр", 8, None), ("К-04", "исполнитель", "призёр", 6, None))
        rules = make_rules(group_policy="каждому полностью", group_cap=100, card_role="уже учтена")
        table = ledger(self.team(records, *self.three), cards, own, rules)
        assert table["earned"].tolist() == [800, 600, 600]
        assert table["base"].tolist() == [800, 600, 600]

    def test_form_lowers_the_team(self, records, cards, rules):
        team = self.team(records, *({"pupil": p, "form": "дистанционно"} for p in ("У-001", "У-002")))
        assert counted(ledger(team, cards, None, rules)) == [150, 150]

    def test_form_of_most_members_is_the_teams(self, records, cards, rules):
        team = self.team(records, *self.three[:2], self.three[2] | {"form": "дистанционно"})
        assert counted(ledger(team, cards, None, rules)) == [200, 200, 200]
        tie = self.team(records, {"pupil": "У-001", "form": "дистанционно"}, {"pupil": "У-002"})
        assert counted(ledger(tie, cards, None, rules)) == [150, 150]

    def test_organiser_and_spectator_need_no_team(self, records, cards, rules):
        rows = self.team(records, {"team": None, "role": "организатор", "result": "участник"},
                         {"team": None, "role": "зритель", "result": "участник", "pupil": "У-002"})  # fmt: skip
        table = ledger(rows, cards, None, rules)
        assert counted(table) == [450, 150]
        assert table["members"].isna().all()

    def test_unverified_member_keeps_the_share_open(self, records, cards, rules):
        team = self.team(records, {"pupil": "У-001"}, {"pupil": "У-002", "verified_by": None})
        table = ledger(team, cards, None, rules)
        assert counted(table) == [300, 0]
        assert outcomes(table) == [Outcome.COUNTED, Outcome.UNVERIFIED]

    def test_member_entered_twice_counts_once(self, records, cards, rules):
        team = self.team(records, {"pupil": "У-001"}, {"pupil": "У-001", "verified_by": None}, {"pupil": "У-002"})
        table = ledger(team, cards, None, rules)
        assert counted(table) == [300, 0, 300]

    def test_records_of_a_team_disagree(self, records, cards, rules):
        team = self.team(records, {"pupil": "У-001"}, {"pupil": "У-002", "result": "победитель"})
        table = ledger(team, cards, None, rules)
        assert counted(table) == [0, 0]
        assert set(outcomes(table)) == {Outcome.TEAM_CONFLICT}

    def test_team_card_without_a_team(self, records, cards, rules):
        assert outcomes(ledger(self.team(records, {"team": None}), cards, None, rules)) == [Outcome.TEAM_MISSING]

    def test_team_code_on_a_single_card_means_nothing(self, records, cards, rules):
        table = ledger(records({"team": "хор"}, {"pupil": "У-002", "team": "хор"}), cards, None, rules)
        assert counted(table) == [300, 300]


def test_empty_journal(records, cards, rules):
    assert ledger(records(), cards, None, rules).empty
