"""Best stages and best results of a category: who is taken, and that nobody loses by doing more."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.rating import ledger
from workbook.rating.choice import BEYOND, LESSER, TAKEN, choose, in_order


def rows(*lines: tuple[str, str, str, str, int]) -> pd.DataFrame:
    """Records as ``pupil, event, direction, level, points``, in the order of choice."""
    frame = pd.DataFrame(lines, columns=["pupil", "event_key", "direction", "scale", "points"])
    frame = frame.assign(even_points=frame["points"], level_rank=1, result_rank=1, card=frame["event_key"],
                         date=pd.Timestamp("2026-01-01"))  # fmt: skip
    return frame.iloc[in_order(frame)].reset_index(drop=True)


def brought(frame: pd.DataFrame, verdict: np.ndarray) -> int:
    return int(frame["points"][verdict == TAKEN].sum())


def brute_force(frame: pd.DataFrame, best_n: int, by: list[str]) -> int:
    """The most that any allowed choice brings, by trying every one."""
    most = 0
    for mask in product([False, True], repeat=len(frame)):
        part = frame[list(mask)]
        if part["event_key"].is_unique and (part.groupby(by).size() <= best_n).all():
            most = max(most, int(part["points"].sum()))
    return most


class TestByHand:
    def test_the_two_best_of_a_direction(self, make_rules):
        frame = rows(*(("У-1", f"С-{i}", "спортивное", "школьный", i) for i in (1, 2, 3)),
                     ("У-1", "Т-1", "творческое", "школьный", 1))  # fmt: skip
        verdict = choose(frame, make_rules(best_n=2))
        assert dict(zip(frame["event_key"], verdict, strict=True)) == {
            "С-3": TAKEN, "С-2": TAKEN, "С-1": BEYOND, "Т-1": TAKEN,
        }  # fmt: skip

    def test_zero_takes_all(self, make_rules):
        frame = rows(*(("У-1", f"С-{i}", "спортивное", "школьный", i) for i in (1, 2, 3)))
        assert (choose(frame, make_rules()) == TAKEN).all()

    def test_a_lesser_stage_steps_in_where_the_better_finds_no_place(self, make_rules):
        frame = rows(
            ("У-1", "ОЛ", "спортивное", "районный", 4),
            ("У-1", "ОЛ", "спортивное", "школьный", 3),
            ("У-1", "КР", "спортивное", "районный", 6),
        )
        verdict = choose(frame, make_rules(best_n=1, best_of="направление и уровень"))
        assert brought(frame, verdict) == 9
        assert verdict[frame["points"] == 4].tolist() == [LESSER]

    def test_a_bonus_card_takes_no_place(self, make_rules):
        frame = rows(("У-1", "БП", "социальное", "школьный", 3), ("У-1", "АК", "социальное", "школьный", 2))
        assert (choose(frame, make_rules(best_n=1, bonus_cards="БП")) == TAKEN).all()

    def test_no_records(self, make_rules):
        frame = rows(("У-1", "БП", "социальное", "школьный", 3)).iloc[:0]
        assert len(choose(frame, make_rules(best_n=1))) == 0


LINE = st.tuples(
    st.sampled_from(["У-1"]), st.sampled_from(["ОЛ", "КР", "ЧТ", "ХР"]), st.sampled_from(["спортивное", "творческое"]),
    st.sampled_from(["школьный", "районный", "городской"]), st.integers(1, 9),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    lines=st.lists(LINE, min_size=1, max_size=8),
    best_n=st.integers(1, 2),
    category=st.sampled_from(["направление", "уровень", "направление и уровень"]),
)
def test_nothing_allowed_brings_more(make_rules, lines, best_n, category):
    frame, rules = rows(*lines), make_rules(best_n=best_n, best_of=category)
    verdict = choose(frame, rules)
    taken = frame[verdict == TAKEN]
    assert taken["event_key"].is_unique
    assert (taken.groupby(list(rules.best_of)).size() <= best_n).all()
    assert brought(frame, verdict) == brute_force(frame, best_n, list(rules.best_of))


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(LINE, min_size=1, max_size=9),
    more=LINE,
    best_n=st.integers(1, 2),
    category=st.sampled_from(["направление", "уровень", "направление и уровень"]),
)
def test_one_more_record_never_takes_away(make_rules, lines, more, best_n, category):
    rules = make_rules(best_n=best_n, best_of=category)
    less, whole = rows(*lines), rows(*lines, more)
    assert brought(whole, choose(whole, rules)) >= brought(less, choose(less, rules))


def test_order_of_choice_tells_equal_records_apart_by_their_texts():
    frame = rows(*(("У-1", name, "спортивное", "школьный", 3) for name in ("В", "А", "Б")))
    assert frame["card"].tolist() == ["А", "Б", "В"]


def test_numbers_too_large_to_pack_are_sorted_all_the_same():
    frame = rows(*(("У-1", str(i), "спортивное", "школьный", 10**17 * i) for i in (2, 3, 1)))
    assert frame["event_key"].tolist() == ["3", "2", "1"]


class TestInTheLedger:
    def test_reason(self, records, cards, make_rules):
        both = records({"card": "К-01"}, {"card": "К-06", "form": "очно"})
        table = ledger(both, cards, None, make_rules(best_n=1))
        assert table["reason"].tolist() == ["не вошёл в число лучших", "зачтено"]
        assert table["counted"].tolist() == [0, 2400]

    def test_bonus_is_fixed_once_and_outside_limits(self, records, cards, card_points, make_rules):
        own = card_points(("К-05", "исполнитель", "участник", 3, None))
        bonus = {"card": "К-05", "result": "участник", "form": "дистанционно"}
        rules = make_rules(bonus_cards="К-05", level_caps=dict.fromkeys(make_rules().levels, 2), best_n=1)
        table = ledger(records({"card": "К-03"}, bonus, bonus), cards, own, rules)
        assert table["counted"].tolist() == [200, 300, 0]
        assert table["outcome"].tolist() == ["level-cap", "counted", "double"]

    def test_total_limit_holds_a_bonus_too(self, records, cards, make_rules):
        table = ledger(records({"card": "К-03"}, {"card": "К-05"}), cards, None,
                       make_rules(bonus_cards="К-05", total_cap=4))  # fmt: skip
        assert table["counted"].sum() == 400
        assert "total-cap" in table["outcome"].tolist()

    def test_direction_limit(self, records, cards, make_rules):
        caps = {"творческое": 1.5}
        whole = dict(make_rules().direction_caps) | dict.fromkeys(["спортивное"], 0) | caps
        table = ledger(records({"card": "К-03"}, {"card": "К-05"}), cards, None, make_rules(direction_caps=whole))
        assert table["counted"].tolist() == [150, 300]
        assert table["reason"].tolist() == ["достигнут лимит направления", "зачтено"]

    def test_old_results_keep_old_prices(self, records, cards, make_rules):
        old = make_rules()
        dear = {level: {result: 2 * value for result, value in row.items()} for level, row in kit_points().items()}
        new = make_rules(points=dear, effective="01.11.2025").after(old)
        table = ledger(records({"card": "К-05", "date": "2025-10-31"}, {"card": "К-03", "date": "2025-11-01"}),
                       cards, None, new)  # fmt: skip
        assert table["counted"].tolist() == [300, 600]


def kit_points():
    from workbook.settings import RatingRules

    return RatingRules().points
