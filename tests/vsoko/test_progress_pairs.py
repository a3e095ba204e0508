import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.vsoko.progress_pairs import progress_pairs
from workbook.vsoko.progress_similar import similar_bands, similar_counts, similar_sides


def works(*rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["year", "pupil", "procedure", "grade", "primary_score", "max_score"])
    return table.assign(subject="математика").astype({"grade": "Int64", "primary_score": "float64"})


def pupils(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["year", "pupil", "class_"])


class TestPairs:
    def test_three_kinds_of_pairs_and_the_class_of_the_finish(self):
        table = works(
            ("2025/2026", "У-1", "стартовая", 5, 10, 20), ("2025/2026", "У-1", "ВПР", 5, 15, 20),
            ("2024/2025", "У-2", "ВПР", 6, 4, 16), ("2025/2026", "У-2", "ВПР", 7, 6, 18),
            ("2024/2025", "У-3", "ВПР", 8, 21, 21), ("2025/2026", "У-3", "ОГЭ", 9, 31, 31),
        )  # fmt: skip
        people = pupils(("2025/2026", "У-1", "5 А"), ("2024/2025", "У-2", "6 Б"), ("2025/2026", "У-2", "7 Б"),
                        ("2025/2026", "У-3", "9 А"))  # fmt: skip
        found = progress_pairs(table, people)
        assert found[["pair", "class_", "start_year", "start", "finish"]].to_numpy().tolist() == [
            ["стартовая-5 → ВПР-5", "5 А", "2025/2026", 50, 75],
            ["ВПР-6 → ВПР-7", "7 Б", "2024/2025", 25, pytest.approx(33.33, abs=0.01)],
            ["ВПР-8 → ОГЭ-9", "9 А", "2024/2025", 100, 100],
        ]

    def test_a_repeater_a_missed_work_and_another_subject_make_no_pair(self):
        table = works(
            ("2024/2025", "У-1", "ВПР", 6, 4, 16), ("2025/2026", "У-1", "ВПР", 6, 6, 16),
            ("2024/2025", "У-2", "ВПР", 6, None, 16), ("2025/2026", "У-2", "ВПР", 7, 6, 18),
            ("2024/2025", "У-3", "ВПР", 6, 5, 16), ("2025/2026", "У-3", "ВПР", 7, 6, 18),
        )  # fmt: skip
        table.loc[5, "subject"] = "физика"
        people = pupils(*(("2025/2026", f"У-{number}", "7 А") for number in (1, 2, 3)))
        assert progress_pairs(table, people).empty

    def test_a_parallel_with_a_starting_work_has_one_main_start(self):
        table = works(
            ("2024/2025", "У-1", "ВПР", 4, 9, 18), ("2025/2026", "У-1", "стартовая", 5, 10, 20),
            ("2025/2026", "У-1", "ВПР", 5, 12, 20), ("2024/2025", "У-2", "ВПР", 4, 9, 18),
            ("2025/2026", "У-2", "ВПР", 5, 12, 20),
        )  # fmt: skip
        found = progress_pairs(table, pupils(("2025/2026", "У-1", "5 А"), ("2025/2026", "У-2", "5 А")))
        assert found[["pupil", "pair", "main"]].to_numpy().tolist() == [
            ["У-1", "ВПР-4 → ВПР-5", False], ["У-2", "ВПР-4 → ВПР-5", False], ["У-1", "стартовая-5 → ВПР-5", True],
        ]  # fmt: skip

    def test_region_before_municipality_before_the_school_and_both_ends_alike(self):
        table = works(("2024/2025", "У-1", "ВПР", 6, 8, 16), ("2025/2026", "У-1", "ВПР", 7, 9, 18))
        people = pupils(("2025/2026", "У-1", "7 А"))
        columns = ["procedure", "year", "grade", "subject", "territory", "unit", "mean"]
        start = ("ВПР", "2024/2025", 6, "математика")
        finish = ("ВПР", "2025/2026", 7, "математика")
        unit = "процент выполнения"
        municipal = [(*start, "муниципалитет", unit, 40.0), (*finish, "муниципалитет", unit, 45.0)]
        regional = [(*start, "регион", unit, 55.0), (*finish, "регион", "отметка", 3.6)]
        one = progress_pairs(table, people, pd.DataFrame(regional, columns=columns)).iloc[0]
        assert (one["norm"], one["x"], one["y"]) == ("школа", 0, 0)  # the region's finish is in marks: of no use
        two = progress_pairs(table, people, pd.DataFrame(municipal + regional, columns=columns)).iloc[0]
        assert (two["norm"], two["x"], two["y"]) == ("муниципалитет", 10, 5)
        whole = [*regional, (*finish, "регион", unit, 52.0)]
        three = progress_pairs(table, people, pd.DataFrame(municipal + whole, columns=columns)).iloc[0]
        assert (three["norm"], three["x"], three["y"]) == ("регион", -5, -2)


class TestSimilar:
    @pytest.fixture
    def rows(self):
        return pd.DataFrame({"kind": "ВПР → ВПР", "class_": ["7 А"] * 10 + ["7 Б"] * 11, "residual": range(-10, 11)})

    def test_half_is_about_as_expected(self, rows):
        bands = similar_bands(rows, 50, 20)
        assert bands.loc["ВПР → ВПР"].to_dict() == {"low": -5, "high": 5, "n": 21}
        sides = similar_sides(rows, bands)
        assert sides.value_counts().to_dict() == {"about": 11, "above": 5, "below": 5}

    def test_classes_are_counted_with_intervals(self, rows):
        rows = rows.assign(side=similar_sides(rows, similar_bands(rows, 50, 20)))
        table = similar_counts(rows, ["class_"]).set_index("class_")
        assert table.loc["7 А", ["n", "above", "about", "below"]].tolist() == [10, 0, 5, 5]
        assert table.loc["7 Б", ["n", "above", "about", "below"]].tolist() == [11, 5, 6, 0]
        assert table.loc["7 А", ["below_percent", "below_low", "below_high"]].round(1).tolist() == [50, 23.7, 76.3]

    def test_a_rare_kind_takes_the_band_of_all(self, rows):
        rare = pd.DataFrame({"kind": "ВПР → ОГЭ", "class_": "9 А", "residual": [30.0]})
        bands = similar_bands(pd.concat([rows, rare]), 50, 20)
        assert bands.loc["ВПР → ОГЭ", "n"] == 22

    def test_too_few(self, rows):
        with pytest.raises(MissingData) as refusal:
            similar_bands(rows.head(12), 50, 20)
        assert str(refusal.value) == "Похожих учеников мало: пар «старт — финиш» 12, нужно не меньше 20."
