import pandas as pd
import pytest

from workbook.settings import MarkRules
from workbook.vsoko.categories import category_table, pupil_categories, pupil_list

RULES = MarkRules()


def records(**pupils: str) -> pd.DataFrame:
    """``records(a="5 5 4")``: marks of a pupil in subjects п0, п1, …; «н» is н/а, «о» is осв."""
    words = {"н": "н/а", "о": "осв"}
    rows = [
        {
            "year": "2025/2026", "class_": "7 А", "grade": 7, "level": "ООО", "profile": None, "pupil": name,
            "subject": f"п{place}", "mark": words.get(mark, mark), "in_n": int(mark != "о"),
        }
        for name, marks in pupils.items()
        for place, mark in enumerate(marks.split())
    ]  # fmt: skip
    return pd.DataFrame(rows)


def one(marks: str) -> str:
    return pupil_categories(records(a=marks))["category"].item()


@pytest.mark.parametrize(
    ("marks", "category"),
    [
        ("5 5 5", "отличник"),
        ("5 5 4", "с одной «4»"),
        ("5 4 4", "хорошист"),
        ("4 4 4", "хорошист"),
        ("5 5 3", "с одной «3»"),
        ("5 4 3", "с одной «3»"),
        ("5 3 3", "успевающий"),
        ("3 3 3", "успевающий"),
        ("5 5 2", "неуспевающий"),
        ("5 н 2", "неуспевающий"),
        ("5 н 3", "не аттестован"),
        ("5 5 н", "не аттестован"),
        ("5 о 5", "отличник"),
    ],
)
def test_first_match_wins(marks, category):
    assert one(marks) == category


def test_pupil_exempt_from_everything_is_left_out():
    assert len(pupil_categories(records(a="о о", b="5 5"))) == 1


def test_general_percentages_count_pupils():
    # ten pupils: 1 «2», 1 н/а, 1 отличник, 1 one «4», 2 хорошиста, 3 one «3», 1 успевающий
    table = pupil_categories(
        records(a="5 2", b="5 н", c="5 5", d="5 4", e="4 4", f="4 4", g="5 3", h="4 3", i="5 3", j="3 3")
    )
    row = category_table(table, ["class_"], RULES).iloc[0]
    assert row["n"] == 10
    assert row["success_percent"] == pytest.approx(80.0)
    assert row["quality_percent"] == pytest.approx(40.0)
    assert row["reserve_percent"] == pytest.approx(70.0)
    assert not row["small"]


def test_list_names_the_deciding_subject_by_code_only():
    marks = records(a="5 3", b="3 3", c="5 2 2")
    table = pupil_categories(marks)
    reserve = pupil_list(table, marks)
    assert reserve.to_dict("records") == [{"class_": "7 А", "pupil": "a", "subjects": "п1"}]
    assert pupil_list(table, marks, "неуспевающий")["subjects"].tolist() == ["п1; п2"]
    assert pupil_list(table, marks, "отличник").empty
