"""States of records: the log replayed, the day before, corrections."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from workbook.rating import Outcome, ledger
from workbook.rating.record_states import next_state, replacements, replay, stated, states


def log(*rows: tuple[str, int, str, str]) -> pd.DataFrame:
    """Steps as ``record, number, date, step``."""
    frame = pd.DataFrame(list(rows), columns=["record", "number", "date", "step"])
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[us]")
    frame = frame.astype({"record": "str", "number": "Int64", "step": "str"})
    return frame.assign(by=pd.Series("П-01", index=frame.index, dtype="str"), ground=pd.Series(dtype="str"))


FULL = log(
    ("Д-1", 1, "2025-12-02", "внесена"), ("Д-1", 2, "2025-12-05", "подтверждена"),
    ("Д-1", 3, "2025-12-08", "обжалована"), ("Д-1", 4, "2025-12-10", "отозвана"),
)  # fmt: skip


class TestStates:
    @pytest.mark.parametrize(
        ("day", "state"),
        [("2025-12-02", "черновик"), ("2025-12-05", "подтверждена"), ("2025-12-09", "обжалована"),
         ("2025-12-31", "отозвана")],
    )  # fmt: skip
    def test_as_it_was(self, day, state):
        assert states(FULL, date.fromisoformat(day))["state"].tolist() == [state]

    def test_days_and_people(self):
        row = states(FULL).iloc[0]
        assert (row["entered"], row["confirmed"], row["appealed"], row["decided"]) == tuple(
            pd.Timestamp(f"2025-12-{day:02d}") for day in (2, 5, 8, 10)
        )
        assert (row["entered_by"], row["confirmed_by"]) == ("П-01", "П-01")

    def test_an_impossible_step_changes_nothing(self):
        steps = replay(log(("Д-1", 1, "2025-12-02", "подтверждена"), ("Д-1", 2, "2025-12-03", "внесена"),
                           ("Д-1", 3, "2025-12-04", "обжалована")))  # fmt: skip
        assert steps["legal"].tolist() == [False, True, False]
        assert steps["after"].tolist() == ["", "черновик", "черновик"]

    def test_every_pair(self):
        assert next_state("", "внесена") == "черновик"
        assert next_state("отозвана", "подтверждена") == ""
        assert next_state("оставлена в силе", "обжалована") == ""

    def test_order_of_rows_is_not_asked(self):
        pd.testing.assert_frame_equal(states(FULL), states(FULL.iloc[::-1]))

    def test_no_steps(self):
        assert states(FULL.iloc[:0]).empty


class TestStated:
    def test_without_a_log_the_verifier_decides(self, records):
        told = stated(records({}, {"verified_by": None}, {"verified_by": " "}), None)
        assert told["state"].tolist() == ["подтверждена", "черновик", "черновик"]
        assert not told["logged"].any()

    def test_the_log_is_believed_before_the_verifier(self, records):
        told = stated(records({"record": "Д-1"}, {"record": "Д-2", "verified_by": None}), FULL)
        assert told["state"].tolist() == ["отозвана", "черновик"]
        assert told["logged"].tolist() == [True, False]

    def test_records_of_later_days_are_left_out(self, records):
        journal = records({"record": "Д-1"}, {"record": "Д-2", "date": "2025-11-01"}, {"date": "2025-12-20"})
        assert stated(journal, FULL, date(2025, 12, 1))["record"].tolist() == ["Д-2"]


class TestReplacements:
    def frame(self, *rows: tuple[str, str | None, str]) -> pd.DataFrame:
        return pd.DataFrame(list(rows), columns=["record", "replaces", "state"])

    def test_chain(self):
        chain = self.frame(("1", None, "отозвана"), ("2", "1", "подтверждена"), ("3", "2", "подтверждена"))
        assert replacements(chain) == {"1": "3", "2": "3"}

    def test_a_draft_replaces_nothing_yet(self):
        assert replacements(self.frame(("2", "1", "черновик"))) == {}
        assert replacements(self.frame(("2", "1", "черновик"), ("3", "2", "подтверждена"))) == {"1": "3", "2": "3"}

    def test_a_circle_replaces_nobody(self):
        assert replacements(self.frame(("1", "2", "подтверждена"), ("2", "1", "подтверждена"))) == {}
        assert replacements(self.frame(("1", "1", "подтверждена"))) == {}


class TestInTheLedger:
    @pytest.mark.parametrize(
        ("steps", "outcome", "words", "points"),
        [
            (1, Outcome.DRAFT, "черновик", 0),
            (2, Outcome.COUNTED, "зачтено", 300),
            (3, Outcome.COUNTED, "зачтено", 300),
            (4, Outcome.REVOKED, "отозвана", 0),
        ],
    )
    def test_states(self, records, cards, rules, steps, outcome, words, points):
        table = ledger(stated(records({"record": "Д-1"}), FULL.head(steps)), cards, None, rules)
        assert table[["outcome", "reason", "counted"]].iloc[0].tolist() == [str(outcome), words, points]

    def test_an_appealed_record_waits_where_the_school_says_so(self, records, cards, make_rules):
        table = ledger(stated(records({"record": "Д-1"}), FULL.head(3)), cards, None, make_rules(count_appealed="нет"))
        assert table["reason"].tolist() == ["обжалована, решения нет"]
        assert Outcome(table["outcome"].iloc[0]).advice.startswith("Рассмотрите апелляцию")

    def test_the_new_record_counts_instead_of_the_old(self, records, cards, rules):
        rows = records({"record": "Д-1"}, {"record": "Д-2", "result": "участник", "replaces": "Д-1"})
        table = ledger(rows, cards, None, rules)
        assert table["reason"].tolist() == ["заменена другой записью", "зачтено"]
        assert table["counted"].sum() == 100
        assert table["replaced_by"].iloc[0] == "Д-2"

    def test_a_withdrawn_member_takes_no_share(self, records, cards, rules):
        usual = {"card": "К-04", "team": "хор", "date": "2026-03-01", "result": "призёр"}
        rows = records(*(usual | {"record": f"Д-{n}", "pupil": f"У-00{n}"} for n in (1, 2, 3)))
        assert ledger(stated(rows, FULL), cards, None, rules)["counted"].tolist() == [0, 300, 300]


class TestPlaces:
    def test_a_place_has_its_own_price(self, records, cards, make_rules):
        rules = make_rules(place_points=dict.fromkeys(make_rules().levels, "") | {"школьный": "1: 9; 4–10: 4"})
        table = ledger(records({"place": 4, "role": "капитан"}, {"place": 3, "pupil": "У-002"}), cards, None, rules)
        assert table["counted"].tolist() == [500, 300]  # 4 × 1,25; the third place has no price: a winner's 3
        assert table["basis"].tolist() == ["place", "scale"]

    def test_a_participant_whose_place_is_a_prize(self, records, cards, make_rules):
        rules = make_rules(prize_places=dict.fromkeys(make_rules().levels, 0) | {"школьный": 5})
        rows = records({"place": 5, "result": "участник"}, {"place": 6, "result": "участник", "pupil": "У-002"})
        assert ledger(rows, cards, None, rules)["counted"].tolist() == [200, 100]

    def test_card_points_come_before_places(self, records, cards, card_points, make_rules):
        rules = make_rules(place_points=dict.fromkeys(make_rules().levels, "1: 9"))
        own = card_points(("К-03", "исполнитель", "победитель", 5, None))
        assert ledger(records({"place": 1}), cards, own, rules)["counted"].tolist() == [500]

    def test_members_of_a_team_with_other_places_disagree(self, records, cards, rules):
        usual = {"card": "К-04", "team": "хор", "date": "2026-03-01"}
        rows = records(usual | {"place": 1}, usual | {"place": 2, "pupil": "У-002"})
        assert set(ledger(rows, cards, None, rules)["outcome"]) == {"team-conflict"}

    def test_the_explanation_names_the_place(self, records, cards, pupils, make_rules):
        from workbook.rating import explanation, roster

        levels = make_rules().levels
        rules = make_rules(place_points=dict.fromkeys(levels, "") | {"школьный": "4: 4"},
                           prize_places=dict.fromkeys(levels, 10))  # fmt: skip
        rows = records({"place": 4}, {"card": "К-07", "place": 7, "result": "участник"})
        people = roster(pupils({"У-001": "7 А"}), "2025/2026", rules)
        sheet = explanation(ledger(rows, cards, None, rules), people, "У-001", rules)
        assert sheet["calculation"].tolist() == ["8 по шкале (7-е место — как призёр)", "4 за 4-е место"]
