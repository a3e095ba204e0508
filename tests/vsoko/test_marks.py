import dataclasses

import pandas as pd
import pytest

from workbook.errors import SettingsRefused
from workbook.settings import MarkRules
from workbook.vsoko.marks import indicators, period_end, period_records

RULES = MarkRules()
YEAR = "2025/2026"


def period_marks(marks: dict[str, int], subject: str = "математика", period: str = "год") -> pd.DataFrame:
    """One row a pupil: {"5": 5, "4": 10} → fifteen pupils."""
    listed = [mark for mark, count in marks.items() for _ in range(count)]
    return pd.DataFrame(
        {
            "year": YEAR,
            "pupil": [f"У-{number:03d}" for number in range(1, len(listed) + 1)],
            "subject": subject,
            "period": period,
            "mark": listed,
            "teacher": "П-01",
        }
    )


def pupils(count: int, class_: str = "7 А") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": YEAR,
            "pupil": [f"У-{number:03d}" for number in range(1, count + 1)],
            "class_": class_,
            "level": "ООО",
            "profile": pd.array([pd.NA] * count, dtype="str"),
            "left": pd.Series([pd.NaT] * count, dtype="datetime64[us]"),
        }
    )


def only(marks: dict[str, int], rules: MarkRules = RULES) -> pd.Series:
    frame = period_marks(marks)
    return indicators(period_records(frame, pupils(len(frame)), rules), [], rules).iloc[0]


VECTOR = {"5": 5, "4": 10, "3": 8, "2": 1, "н/а": 1}


class TestVector:
    """methods.md §1.2: 5 × «5», 10 × «4», 8 × «3», 1 × «2», 1 × «н/а»."""

    def test_counts_and_percents(self):
        row = only(VECTOR)
        assert row["n"] == 25
        assert row[["n5", "n4", "n3", "n2", "absent", "exempt"]].tolist() == [5, 10, 8, 1, 1, 0]
        assert row["success_percent"] == pytest.approx(92.0)
        assert row["quality_percent"] == pytest.approx(60.0)
        assert row["sou_percent"] == pytest.approx(58.04)
        assert row["mean_mark"] == pytest.approx(91 / 24)
        assert round(row["mean_mark"], 2) == 3.79

    @pytest.mark.parametrize(("reading", "sou"), [("7", 58.04), ("0", 57.76), ("вне расчёта", 1444 / 24)])
    def test_sou_reads_absent_as_the_school_decides(self, reading, sou):
        rules = dataclasses.replace(RULES, sou_absent=reading)
        assert only(VECTOR, rules)["sou_percent"] == pytest.approx(sou)

    def test_exempt_leaves_the_denominator(self):
        row = only({**VECTOR, "осв": 3})
        assert (row["n"], row["exempt"], row["pupils"]) == (25, 3, 25)
        assert row["success_percent"] == pytest.approx(92.0)

    def test_bands(self):
        row = only(VECTOR)
        assert (row["quality_level"], row["sou_level"]) == ("высокое", "допустимый")


class TestTrapsOfPublicCalculators:
    """methods.md §1.2, S3: what widespread calculators do wrong."""

    def test_sou_is_not_success(self):
        # one calculator prints (n5+n4+n3)/N as СОУ
        row = only(VECTOR)
        assert row["sou_percent"] != pytest.approx(row["success_percent"])

    def test_mean_does_not_divide_by_the_absent(self):
        # one calculator divides by all pupils: 91/25 = 3,64
        assert only(VECTOR)["mean_mark"] != pytest.approx(91 / 25)

    def test_absent_is_not_a_two(self):
        row = only(VECTOR)
        assert row["n2"] == 1
        assert row["success_percent"] == pytest.approx(92.0)

    def test_school_is_not_the_mean_of_classes(self):
        # 4 of 4 and 1 of 16: unweighted mean would be 53,1 %, the truth is 5/20 = 25 %
        first = period_marks({"5": 4})
        second = period_marks({"5": 1, "3": 15}).assign(pupil=[f"У-{100 + n}" for n in range(16)])
        people = pd.concat([pupils(4, "5 А"), pupils(16, "5 Б").assign(pupil=second["pupil"])], ignore_index=True)
        records = period_records(pd.concat([first, second]), people, RULES)
        assert indicators(records, [], RULES)["quality_percent"].item() == pytest.approx(25.0)
        assert indicators(records, ["class_"], RULES)["quality_percent"].tolist() == pytest.approx([100.0, 6.25])

    def test_sou_weights_are_squares(self):
        for mark, weight in (("5", 100), ("4", 64), ("3", 36), ("2", 16)):
            assert only({mark: 3})["sou_percent"] == pytest.approx(weight)
            assert weight == pytest.approx((int(mark) / 5) ** 2 * 100)


class TestWhoCounts:
    def test_not_assessed_in_a_subject_without_marks_is_not_counted(self):
        frame = pd.concat([period_marks({"5": 2, "н/а": 1}), period_marks({"зч": 2, "н/а": 1}, subject="ОРКСЭ")])
        rows = period_records(frame, pupils(3), RULES)
        assert rows["subject"].value_counts().to_dict() == {"математика": 3}

    def test_first_class_and_pass_marks_are_left_out(self):
        frame = pd.concat([period_marks({"5": 2}), period_marks({"зч": 2}, subject="ОРКСЭ")])
        assert len(period_records(frame, pupils(2, "1 А"), RULES)) == 0
        assert period_records(frame, pupils(2, "4 А"), RULES)["subject"].unique().tolist() == ["математика"]

    def test_pupil_who_left_before_the_end_is_left_out(self):
        people = pupils(3)
        people["left"] = pd.to_datetime(["2026-01-15", "2026-05-31", None]).astype("datetime64[us]")
        records = period_records(period_marks({"5": 3}), people, RULES)
        assert records["pupil"].tolist() == ["У-002", "У-003"]

    def test_the_same_pupil_counts_in_an_earlier_period(self):
        people = pupils(1).assign(left=pd.Timestamp("2026-01-15"))
        frame = period_marks({"5": 1}, period="1 четверть")
        assert len(period_records(frame, people, RULES, period="1 четверть")) == 1

    def test_small_group_is_flagged_by_pupils_not_marks(self):
        frame = pd.concat([period_marks({"4": 9}, subject=name) for name in ("алгебра", "геометрия", "физика")])
        row = indicators(period_records(frame, pupils(9), RULES), ["class_"], RULES).iloc[0]
        assert (row["n"], row["pupils"], row["small"]) == (27, 9, True)


class TestPeriodEnd:
    def test_calendar_year(self):
        assert period_end(YEAR, "1 четверть", RULES) == pd.Timestamp("2025-10-31")
        assert period_end(YEAR, "год", RULES) == pd.Timestamp("2026-05-31")

    @pytest.mark.parametrize("text", ["", "год 31.05", "год: 31.02", "1 четверть: 31.10"])
    def test_unreadable_rule_is_refused(self, text):
        with pytest.raises(SettingsRefused, match="нет последнего дня периода «год»"):
            period_end(YEAR, "год", dataclasses.replace(RULES, period_ends=text))
