"""Days of periods, weeks of marks, late marks, the curve of accumulation."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from workbook.errors import SettingsRefused
from workbook.settings import JournalRules, MarkRules, WeightedRules
from workbook.vsoko.mark_pace import LATE, busy_weeks, pace, readiness, weekly
from workbook.vsoko.mark_terms import enough_marks, kind_of, term_days, terms_in_order

RULES, JOURNAL = MarkRules(), JournalRules()
TERM = term_days("2025/2026", "4 четверть", RULES)


def marks(*rows: tuple[str, str, str], class_: str = "7 А") -> pd.DataFrame:
    """Rows (day, pupil, mark) of one subject; each day is one work."""
    frame = pd.DataFrame(rows, columns=["date", "pupil", "mark"])
    return frame.assign(
        date=pd.to_datetime(frame["date"]), class_=class_, grade=int(class_.split()[0]), subject="физика",
        work_type="урок",
    )  # fmt: skip


class TestTerms:
    @pytest.mark.parametrize(
        ("period", "starts", "ends"),
        [
            ("1 четверть", "2025-09-01", "2025-10-31"), ("3 четверть", "2026-01-01", "2026-03-31"),
            ("1 полугодие", "2025-09-01", "2025-12-31"), ("2 полугодие", "2026-01-01", "2026-05-31"),
            ("3 триместр", "2026-03-01", "2026-05-31"), ("год", "2025-09-01", "2026-05-31"),
        ],
    )  # fmt: skip
    def test_days(self, period: str, starts: str, ends: str) -> None:
        term = term_days("2025/2026", period, RULES)
        assert (f"{term.starts:%Y-%m-%d}", f"{term.ends:%Y-%m-%d}") == (starts, ends)

    def test_unknown_period_is_refused(self) -> None:
        with pytest.raises(SettingsRefused, match="нет последнего дня периода «5 четверть»"):
            term_days("2025/2026", "5 четверть", RULES)

    def test_names_and_enough(self) -> None:
        assert terms_in_order(RULES)[0] == "1 четверть"
        assert kind_of("2 полугодие") == "полугодие"
        wanted = [enough_marks(name, WeightedRules(), JOURNAL) for name in ("1 четверть", "1 полугодие", "год")]
        assert wanted == [3, 5, 10]


class TestLate:
    def test_half_of_the_marks_at_the_end(self) -> None:
        rows = marks(
            ("2026-04-06", "а", "5"), ("2026-04-20", "а", "4"), ("2026-05-18", "а", "4"), ("2026-05-19", "а", "3")
        )
        row = pace(rows, TERM, JOURNAL).iloc[0]
        assert row[["works", "marks", "late", "late_works", "words"]].tolist() == [4, 4, 2, 2, LATE]
        assert row["even_percent"] == pytest.approx(100 * 14 / 61)

    def test_two_works_are_too_few_to_say(self) -> None:
        rows = marks(("2026-05-18", "а", "5"), ("2026-05-19", "а", "4"))
        assert pace(rows, TERM, JOURNAL)["words"].tolist() == ["мало работ"]

    def test_absences_and_dots_are_not_marks(self) -> None:
        rows = marks(("2026-04-06", "а", "5"), ("2026-04-07", "а", "5"), ("2026-04-08", "а", "5"),
                     ("2026-05-20", "а", "н"), ("2026-05-21", "а", "."))  # fmt: skip
        assert pace(rows, TERM, JOURNAL)["marks"].tolist() == [3]

    def test_weeks(self) -> None:
        rows = marks(("2026-04-06", "а", "5"), ("2026-04-12", "б", "5"), ("2026-04-20", "а", "5"),
                     ("2026-04-21", "а", "5"), ("2026-04-22", "б", "5"), ("2026-04-23", "б", "5"))  # fmt: skip
        table = weekly(rows)
        assert [f"{day:%d.%m}" for day in table.columns] == ["06.04", "13.04", "20.04"]
        assert table.loc["7 А"].tolist() == [1.0, 0.0, 2.0]
        busy = busy_weeks(table, dataclasses.replace(JOURNAL, busy_ratio=1.3))
        assert busy[["class_", "per_pupil"]].to_numpy().tolist() == [["7 А", 2.0]]
        assert busy.loc[0, "ratio"] == pytest.approx(2 / 1.5)

    def test_readiness(self) -> None:
        expected = pd.DataFrame({"pupil": ["а", "б"], "subject": "физика"})
        rows = marks(
            ("2026-04-06", "а", "5"), ("2026-04-08", "а", "5"), ("2026-04-08", "б", "5"), ("2026-04-09", "в", "5")
        )
        days = pd.date_range("2026-04-07", "2026-04-09")
        assert readiness(expected, rows, days, 2)["percent"].tolist() == [0.0, 50.0, 50.0]
