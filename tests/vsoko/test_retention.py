import pandas as pd
import pytest

from workbook.settings import MarkRules
from workbook.vsoko.retention import retention

YEAR = "2025/2026"


def people(left: list[tuple[str | None, str | None]], stay: int, profile: str | None = "технологический",
           enrolled: list[str | None] | None = None) -> pd.DataFrame:  # fmt: skip
    rows = [*left, *[(None, None)] * stay]
    frame = pd.DataFrame(
        {
            "year": YEAR, "class_": "10 А", "level": "СОО", "profile": profile,
            "pupil": [f"У-{n:03d}" for n in range(len(rows))],
            "enrolled": pd.to_datetime(enrolled or [None] * len(rows)).astype("datetime64[us]"),
            "left": pd.to_datetime([day for day, _ in rows]).astype("datetime64[us]"),
            "leave_reason": pd.array([reason for _, reason in rows], dtype="str"),
        }
    )  # fmt: skip
    return frame.astype({"profile": "str"})


def test_moves_are_shown_apart():
    table = retention(
        people([("2026-01-15", "переезд"), ("2026-02-01", "перевод в другую школу")], stay=23), MarkRules()
    )
    row = table.iloc[0]
    assert (row["start"], row["moved"], row["lost"], row["end"]) == (25, 1, 1, 23)
    assert row["percent"] == pytest.approx(92.0)
    assert row["adjusted_percent"] == pytest.approx(100 * 23 / 24)
    assert row["profiled"]


def test_graduates_and_summer_leavers_are_kept():
    table = retention(
        people([("2026-06-25", "выпуск"), ("2026-05-25", "выпуск"), ("2026-05-31", "другое")], 7), MarkRules()
    )
    assert table["percent"].item() == 100


def test_who_came_in_winter_is_not_in_the_start():
    table = retention(people([], stay=2, enrolled=["2025-09-01", "2026-01-12"]), MarkRules())
    assert (table["start"].item(), table["end"].item(), table["arrived"].item()) == (1, 1, 1)


def test_class_without_profile():
    assert not retention(people([], stay=2, profile=None), MarkRules())["profiled"].item()
    assert not retention(people([], stay=2, profile="универсальный"), MarkRules())["profiled"].item()
