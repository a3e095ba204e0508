import pandas as pd
import pytest

from workbook.vsoko.dynamics import changes, low_marks


def series(*points: tuple[float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "indicator": "Успеваемость",
                "year": f"{2023 + n}/{2024 + n}",
                "value": v,
                "low": low,
                "high": high,
                "n": 99,
            }
            for n, (v, low, high) in enumerate(points)
        ]
    )


@pytest.mark.parametrize(
    ("points", "word"),
    [
        (((50, 45, 55), (60, 55, 65), (70, 65, 75)), "рост"),
        (((70, 65, 75), (60, 55, 65), (50, 45, 55)), "снижение"),
        (((50, 40, 60), (60, 50, 70), (55, 45, 65)), "в пределах погрешности"),
        (((50, 40, 60),), "один год"),
    ],
)
def test_direction_needs_an_interval_without_zero(points, word):
    row = changes(series(*points)).iloc[0]
    assert row["direction"] == word
    assert row["points"] == len(points)


def test_slope_is_the_median_change():
    assert changes(series((50, 45, 55), (60, 55, 65), (66, 60, 72)))["slope"].item() == pytest.approx(8.0)


def test_low_marks_leave_out_who_did_not_write():
    table = pd.DataFrame(
        {
            "year": ["2024/2025"] * 3 + ["2025/2026"], "pupil": list("abcd"), "procedure": "ВПР",
            "mark": ["2", "3", None, "2"],
        }
    )  # fmt: skip
    result = low_marks(table)
    assert result["value"].tolist() == [50.0, 100.0]
    assert result["n"].tolist() == [2, 1]
