"""The current journal: «точка» is no mark, the border, what lifts, few marks, other weights and thresholds."""

from __future__ import annotations

import dataclasses
import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import DataRefused
from workbook.estimates import half_up
from workbook.settings import JournalRules, WeightedRules
from workbook.vsoko.mark_journal import (
    few_marks,
    journal_state,
    lift,
    moves,
    near_border,
    reweighted,
    weighing,
)

WEIGHTED, JOURNAL = WeightedRules(), JournalRules()


def journal(*rows: tuple[str, str, str], pupil: str = "У-1", subject: str = "физика") -> pd.DataFrame:
    """Rows (day, kind of work, mark); the weight is that of the school's act."""
    frame = pd.DataFrame(rows, columns=["date", "work_type", "mark"])
    return frame.assign(
        pupil=pupil, subject=subject, class_="7 А", grade=7, date=pd.to_datetime(frame["date"]), weight=float("nan")
    )


def state(marks: pd.DataFrame, enough: int = 3) -> pd.DataFrame:
    return journal_state(marks, WEIGHTED, JOURNAL, enough)


class TestState:
    def test_a_dot_is_a_debt_and_never_a_two(self) -> None:
        rows = [("2026-04-06", "контрольная", "5"), ("2026-04-07", "урок", "5"), ("2026-04-08", "урок", "4")]
        clean = state(journal(*rows)).iloc[0]
        dotted = state(journal(*rows, ("2026-04-09", "контрольная", "."))).iloc[0]
        assert dotted["debts"] == 1
        assert (
            dotted[["weighted_mean", "n", "suggested"]].tolist() == clean[["weighted_mean", "n", "suggested"]].tolist()
        )

    def test_the_worked_example(self) -> None:
        marks = journal(
            ("2026-04-06", "контрольная", "4"), ("2026-04-07", "урок", "5"), ("2026-04-08", "домашняя", "5")
        )
        row = state(marks.assign(weight=[5.0, 3.0, 1.0])).iloc[0]
        assert half_up(row["weighted_mean"], 2) == 4.44
        assert (row["next_mark"], half_up(row["to_next"], 2), half_up(row["above"], 2)) == ("5", 0.21, 0.79)

    def test_last_control_work(self) -> None:
        marks = journal(("2026-04-06", "контрольная", "5"), ("2026-04-20", "контрольная", "2"),
                        ("2026-04-21", "урок", "5"), ("2026-04-22", "урок", "5"),
                        ("2026-04-23", "урок", "5"))  # fmt: skip
        row = state(marks).iloc[0]
        assert (row["last_control"], row["suggested"], row["failed_control"]) == ("2", "4", True)
        silent = dataclasses.replace(JOURNAL, last_control="не учитывать")
        assert not journal_state(marks, WEIGHTED, silent, 3).iloc[0]["failed_control"]

    def test_few_marks_by_the_period(self) -> None:
        marks = journal(("2026-04-06", "урок", "5"), ("2026-04-07", "урок", "5"))
        assert state(marks, 3)["enough"].tolist() == [False]
        assert state(marks, 2)["enough"].tolist() == [True]

    @settings(max_examples=25, deadline=None)
    @given(st.permutations(range(6)))
    def test_order_of_rows_is_irrelevant(self, order) -> None:
        marks = journal(("2026-04-06", "контрольная", "2"), ("2026-04-06", "контрольная", "5"),
                        ("2026-04-07", "урок", "4"), ("2026-04-08", "домашняя", "."),
                        ("2026-04-09", "урок", "н"), ("2026-04-10", "проект", "4"))  # fmt: skip
        pd.testing.assert_frame_equal(state(marks), state(marks.iloc[list(order)]))


class TestLift:
    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(2, 5), st.integers(1, 5)), min_size=1, max_size=8),
        st.sampled_from([4.65, 3.65, 2.65, 4.5, 3.51]),
    )
    def test_against_all_single_marks(self, now, threshold) -> None:
        weights = {"контрольная": 5.0, "самостоятельная": 3.0, "домашняя": 1.0}
        points, weight = sum(mark * size for mark, size in now), sum(size for _, size in now)
        count, mark, kind, size = lift(points, weight, threshold, weights)
        reached = points / weight >= threshold - 1e-9
        single = [
            (m, w) for m, w in itertools.product((2, 3, 4, 5), (1.0, 3.0, 5.0))
            if (points + m * w) / (weight + w) >= threshold - 1e-9 and m > threshold
        ]  # fmt: skip
        if reached:
            assert count == 0
        elif single:
            assert (count, int(mark), size) == (1, *min(single))
            assert weights[kind] == size
        else:
            assert (mark, kind) == ("5", "контрольная")
            assert (points + 25 * count) / (weight + 5 * count) >= threshold - 1e-9
            assert (points + 25 * (count - 1)) / (weight + 5 * (count - 1)) < threshold

    def test_nothing_reaches_a_threshold_of_five(self) -> None:
        assert lift(4.0, 1.0, 5.0, {"урок": 1.0}) == (0, "", "", 0.0)

    def test_the_border_is_a_zone_below_the_threshold_only(self) -> None:
        marks = pd.concat([
            journal(("2026-04-06", "урок", "5"), ("2026-04-07", "урок", "4"), pupil="У-1"),  # 4,5: 0,15 short of «5»
            journal(("2026-04-06", "урок", "4"), ("2026-04-07", "урок", "4"), pupil="У-2"),  # 4,0: far
            journal(("2026-04-06", "урок", "5"), ("2026-04-07", "урок", "5"), pupil="У-3"),  # nothing above «5»
        ])  # fmt: skip
        rows = near_border(state(marks), WEIGHTED, JOURNAL)
        assert rows["pupil"].tolist() == ["У-1"]
        assert rows.loc[0, ["lift_count", "lift_mark", "lift_kind"]].tolist() == [1, "5", "урок"]


def test_few_marks_names_those_without_a_single_mark_first() -> None:
    expected = pd.DataFrame({"pupil": ["У-1", "У-2", "У-3"], "subject": "физика", "class_": "7 А", "grade": 7})
    marks = pd.concat([
        journal(("2026-04-06", "урок", "5"), ("2026-04-07", "урок", "н"), ("2026-04-08", "урок", "."), pupil="У-1"),
        journal(*[("2026-04-06", "урок", "5")] * 3, pupil="У-2"),
    ])  # fmt: skip
    rows = few_marks(expected, marks, 3)
    assert rows[["pupil", "n", "lacking", "missed", "debts"]].to_numpy().tolist() == [
        ["У-3", 0, 3, 0, 0], ["У-1", 1, 2, 1, 1],
    ]  # fmt: skip


class TestWeighing:
    def test_empty_texts_keep_the_schools_own_rules(self) -> None:
        assert weighing(WEIGHTED, " ", "") is WEIGHTED

    def test_lines_change_only_what_they_name(self) -> None:
        other = weighing(WEIGHTED, "контрольная: 3\nдомашняя: 0,5", "4,5; 3,5; 2,5")
        assert (other.weights["контрольная"], other.weights["домашняя"], other.weights["проект"]) == (3, 0.5, 4)
        assert dict(other.thresholds) == {"5": 4.5, "4": 3.5, "3": 2.5}

    @pytest.mark.parametrize("text", ["контрольная: много", "экзамен: 5", "урок: 101", "урок"])
    def test_a_weight_not_understood_is_refused(self, text: str) -> None:
        with pytest.raises(DataRefused) as refusal:
            weighing(WEIGHTED, text)
        assert refusal.value.message == (
            f"Вес «{text}» не понят. Пишите так: «контрольная: 5», вес от 0 до 100. Виды работ: контрольная, проект, "
            "сочинение, самостоятельная, устный ответ, урок, тетрадь, домашняя."
        )

    @pytest.mark.parametrize("text", ["4,5; 3,5", "4,5; 3,5; 1", "пять; 4; 3"])
    def test_thresholds_not_understood_are_refused(self, text: str) -> None:
        with pytest.raises(DataRefused) as refusal:
            weighing(WEIGHTED, thresholds=text)
        assert refusal.value.message == (
            f"Пороги «{text}» не поняты. Пишите три числа от 2 до 5 по убыванию: «4,65; 3,65; 2,65»."
        )

    def test_a_changed_kind_takes_its_new_weight_even_over_the_journals(self) -> None:
        marks = journal(("2026-04-06", "контрольная", "3"), ("2026-04-07", "домашняя", "5")).assign(weight=[5.0, 2.0])
        other = reweighted(marks, WEIGHTED, weighing(WEIGHTED, "контрольная: 1"))
        assert other["weight"].tolist() == [1.0, 2.0]

    def test_moves(self) -> None:
        marks = pd.concat([
            journal(("2026-04-06", "контрольная", "5"), ("2026-04-07", "домашняя", "3"), pupil="У-1"),
            journal(("2026-04-06", "контрольная", "3"), ("2026-04-07", "домашняя", "5"), pupil="У-2"),
            journal(("2026-04-06", "контрольная", "4"), pupil="У-3"),
        ])  # fmt: skip
        other = weighing(WEIGHTED, "контрольная: 0")
        table = moves(state(marks), journal_state(reweighted(marks, WEIGHTED, other), other, JOURNAL, 3))
        assert table["way"].tolist() == ["ниже", "выше", "нет веса"]
