"""Every step of the school: counts are summed, then divided; laws that no order or split may break."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.estimates import half_up
from workbook.settings import MarkRules
from workbook.vsoko.categories import CATEGORIES, category_table, pupil_categories
from workbook.vsoko.mark_steps import category_ladder, ladder, side_by_side
from workbook.vsoko.marks import indicators

RULES = MarkRules()
LEVELS = {"4": "НОО", "7": "ООО", "9": "ООО", "10": "СОО"}


def records(rows: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    """Rows (class, pupil, subject, mark) as :func:`workbook.vsoko.marks.period_records` leaves them."""
    frame = pd.DataFrame(rows, columns=["class_", "pupil", "subject", "mark"])
    grade = frame["class_"].str.split(" ").str[0]
    frame = frame.assign(year="2025/2026", period="год", teacher="П-01", profile=None, grade=grade.astype(int),
                         level=grade.map(LEVELS))  # fmt: skip
    frame["in_n"] = frame["mark"].ne("осв").astype(int)
    frame["success"] = frame["mark"].isin(["5", "4", "3"]).astype(int)
    frame["good"] = frame["mark"].isin(["5", "4"]).astype(int)
    frame["value"] = frame["mark"].map({"5": 5, "4": 4, "3": 3, "2": 2}).fillna(0).astype(int)
    frame["valued"] = frame["value"].gt(0).astype(int)
    return frame


def plain(**classes: dict[str, int]) -> pd.DataFrame:
    """One subject, one mark a pupil: ``plain(а7={"5": 4})`` is class «7 А» with four «5»."""
    rows = [
        (f"{name[1:]} {name[0].upper()}", f"У-{name}-{mark}-{number}", "физика", mark)
        for name, marks in classes.items()
        for mark, count in marks.items()
        for number in range(count)
    ]
    return records(rows)


class TestLadder:
    def test_order_and_names(self) -> None:
        table = ladder(plain(а7={"5": 1}, б7={"4": 1}, а10={"3": 1}, а4={"5": 2}), RULES)
        assert table["name"].tolist() == [
            "школа", "НОО", "4 классы", "4 А", "ООО", "7 классы", "7 А", "7 Б", "СОО", "10 классы", "10 А",
        ]  # fmt: skip
        assert table["step"].tolist()[:4] == ["школа", "уровень", "параллель", "класс"]

    def test_school_is_never_the_mean_of_class_percentages(self) -> None:
        table = ladder(plain(а7={"5": 4}, б7={"5": 1, "3": 15}), RULES).set_index("name")
        assert table.loc["школа", "quality_percent"] == pytest.approx(25.0)
        assert table.loc["7 классы", "quality_percent"] == pytest.approx(25.0)
        assert table.loc[["7 А", "7 Б"], "quality_percent"].mean() == pytest.approx(53.125)

    def test_counts_of_each_step_add_up_to_the_school(self) -> None:
        table = ladder(plain(а7={"5": 4, "н/а": 1}, б7={"2": 3, "осв": 2}, а10={"4": 5}), RULES)
        for step in ("уровень", "параллель", "класс"):
            part = table.loc[table["step"].eq(step), ["n5", "n4", "n3", "n2", "absent", "exempt", "n"]].sum()
            assert part.tolist() == table.iloc[0][part.index].tolist()

    def test_small_sample_is_flagged_at_its_own_step(self) -> None:
        table = ladder(plain(а7={"5": 9}, б7={"5": 9}), RULES).set_index("name")
        assert table["small"].to_dict() == {"школа": False, "ООО": False, "7 классы": False, "7 А": True, "7 Б": True}

    def test_printed_percentages_are_rounded_half_up(self) -> None:
        # 1 of 16 is 6,25: Python rounds it to 6,2, a school to 6,3
        value = ladder(plain(а7={"5": 1, "3": 15}), RULES).iloc[0]["quality_percent"]
        assert (round(value, 1), half_up(value, 1)) == (6.2, 6.3)

    def test_categories_count_pupils_at_every_step(self) -> None:
        rows = [("7 А", "У-1", "физика", "5"), ("7 А", "У-1", "химия", "3"), ("7 Б", "У-2", "физика", "4")]
        table = category_ladder(pupil_categories(records(rows)), RULES).set_index("name")
        assert table["n"].to_dict() == {"школа": 2, "ООО": 2, "7 классы": 2, "7 А": 1, "7 Б": 1}
        assert table.loc["школа", "quality_percent"] == pytest.approx(50.0)
        assert table.loc["школа", "reserve_percent"] == pytest.approx(100.0)


class TestSideBySide:
    def test_change_of_the_second_period(self) -> None:
        first = plain(а7={"5": 10, "3": 10}).assign(period="1 четверть")
        second = plain(а7={"5": 10, "3": 10}).assign(period="2 четверть")
        second.loc[second["mark"].eq("3"), ["mark", "good", "value"]] = ["4", 1, 4]
        table = side_by_side(pd.concat([first, second]), "period", ["1 четверть", "2 четверть", "3 четверть"], RULES)
        assert table["period"].tolist() == ["1 четверть", "2 четверть"]
        assert pd.isna(table.loc[0, "quality_change"])
        assert table.loc[1, "quality_change"] == pytest.approx(50.0)
        assert table.loc[1, "quality_direction"] == "рост"
        assert table.loc[1, "success_direction"] == "без изменений"


_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["4 А", "7 А", "7 Б", "9 А"]),
        st.integers(0, 11),
        st.sampled_from(["физика", "химия", "музыка"]),
        st.sampled_from(["5", "4", "3", "2", "н/а", "осв"]),
    ),
    min_size=2, max_size=40, unique_by=lambda row: (row[0], row[1], row[2]),
).map(lambda rows: [(name, f"У-{name}-{number}", subject, mark) for name, number, subject, mark in rows])  # fmt: skip


class TestLaws:
    @settings(max_examples=40, deadline=None)
    @given(_ROWS, st.randoms())
    def test_order_of_rows_is_irrelevant(self, rows, random) -> None:
        mixed = list(rows)
        random.shuffle(mixed)
        pd.testing.assert_frame_equal(ladder(records(rows), RULES), ladder(records(mixed), RULES))

    @settings(max_examples=40, deadline=None)
    @given(_ROWS)
    def test_an_excused_pupil_changes_nothing_but_the_count_of_excused(self, rows) -> None:
        more = [*rows, (rows[0][0], "У-новый", rows[0][2], "осв")]
        before, after = (indicators(records(part), [], RULES).drop(columns="exempt") for part in (rows, more))
        pd.testing.assert_frame_equal(before, after)
        assert len(pupil_categories(records(more))) == len(pupil_categories(records(rows)))

    @settings(max_examples=40, deadline=None)
    @given(_ROWS)
    def test_categories_add_up_to_the_pupils_with_marks(self, rows) -> None:
        table = records(rows)
        counted = category_table(pupil_categories(table), ["class_"], RULES)
        assert (counted[list(CATEGORIES)].sum(axis=1) == counted["n"]).all()
        assert counted["n"].sum() == table.loc[table["in_n"] > 0, "pupil"].nunique()

    @settings(max_examples=40, deadline=None)
    @given(_ROWS, st.integers(0, 40))
    def test_a_class_split_in_two_and_added_up_is_the_same(self, rows, place) -> None:
        whole = indicators(records(rows), [], RULES).iloc[0]
        table = records(rows).assign(group=[number < place for number in range(len(rows))])
        halves = indicators(table, ["group"], RULES)
        for name in ("n5", "n4", "n3", "n2", "absent", "exempt", "n"):
            assert halves[name].sum() == whole[name]
        if whole["n"]:
            good = (halves["quality_percent"].fillna(0) * halves["n"]).sum() / whole["n"]
            assert good == pytest.approx(whole["quality_percent"])
