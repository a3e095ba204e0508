import numpy as np
import pandas as pd
import pytest

from workbook.settings import ObjectivityRules
from workbook.vsoko.objectivity_forms import comparison, low_shares, regional

RULES = ObjectivityRules()


def works(marks: str, journal: str = "", *, year: str = "2025/2026", grade: int = 7) -> pd.DataFrame:
    return pd.DataFrame({"year": year, "pupil": [f"У-{n:04d}" for n in range(len(marks))], "procedure": "ВПР",
                         "grade": grade, "subject": "математика", "mark": list(marks),
                         "journal_mark": list(journal) if journal else np.nan}).replace("-", np.nan)  # fmt: skip


def test_comparison_has_the_words_of_fis_oko():
    pairs = pd.DataFrame({"pair": 1, "lowered": [1, 0, 0, 0], "confirmed": [0, 1, 1, 0], "raised": [0, 0, 0, 1]})
    table = comparison(pairs)
    assert table["group"].tolist() == [
        "Понизили (Отметка < Отметка по журналу)", "Подтвердили (Отметка = Отметка по журналу)",
        "Повысили (Отметка > Отметка по журналу)", "Всего",
    ]  # fmt: skip
    assert table["count"].tolist() == [1, 2, 1, 4]
    assert table["percent"].tolist() == [25, 50, 25, 100]


def test_regional_counts_participants_and_journal_apart():
    row = regional(works("2345-", "3-455"), year="2025/2026").iloc[0]
    assert row["n"] == 4
    assert row[["vpr_2", "vpr_3", "vpr_4", "vpr_5"]].tolist() == [25, 25, 25, 25]
    assert row[["journal_2", "journal_3", "journal_4", "journal_5"]].tolist() == pytest.approx(
        [0, 100 / 3, 100 / 3, 100 / 3]
    )
    assert regional(works("2345"), year="2024/2025").empty


class TestLowShares:
    def change(self, before: str, after: str) -> pd.Series:
        table = pd.concat([works(before, year="2024/2025"), works(after)])
        return low_shares(table, RULES, year="2025/2026").iloc[0]

    @pytest.mark.parametrize(
        ("before", "after", "dynamics"),
        [("2" * 4 + "4" * 16, "2" * 3 + "4" * 17, "положительная"), ("4" * 20, "4" * 20, "положительная"),
         ("4" * 20, "2" + "4" * 19, "умеренный рост"), ("4" * 20, "2" * 2 + "4" * 18, "отрицательная"),
         ("4" * 19, "2" * 5 + "4" * 15, "мало данных")],
    )  # fmt: skip
    def test_limits_of_fioko(self, before, after, dynamics):
        assert self.change(before, after)["dynamics"] == dynamics

    def test_change_has_an_interval(self):
        row = self.change("2" * 2 + "4" * 38, "2" * 20 + "4" * 20)
        assert (row["before"], row["now"], row["change"], row["sure"]) == (5, 50, 45, True)
        assert row["low"] < 45 < row["high"]

    def test_no_year_before(self):
        row = low_shares(works("2" * 5 + "4" * 20), RULES, year="2025/2026").iloc[0]
        assert (row["dynamics"], row["sure"]) == ("нет года для сравнения", False)
