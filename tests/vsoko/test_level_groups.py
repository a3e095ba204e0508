"""Groups of levels by hand: borders of the zones, the teacher's decision wins, the log is only added to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbook.errors import DataRefused, MissingData
from workbook.school import School
from workbook.settings import ObjectivityRules, Settings
from workbook.vsoko.composite_results import public_counts
from workbook.vsoko.level_groups import computed_group, level_groups, tier_sums
from workbook.vsoko.level_moves import append_move, move_fields

YEAR = "2025/2026"
TEXT = "Дата: 12.01.2026\nКод ученика: У-1001\nПредмет: физика\nГруппа: {group}\nКто решил: П-017\nОснование: {ground}"


def pupils(n: int = 2) -> pd.DataFrame:
    return pd.DataFrame(
        {"year": YEAR, "pupil": [f"У-{1000 + i}" for i in range(1, n + 1)], "class_": "7 А", "level": "ООО"}
    )


def responses(*rows: tuple[str, str, int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(test, pupil, base items right of 10, raised items right of 10) → responses and items."""
    items = pd.DataFrame(
        [(f"Б{i}" if i < 10 else f"П{i}", "физика", "Б" if i < 10 else "П", 1.0) for i in range(20)],
        columns=["item", "subject", "tier", "max_score"],
    )
    table = [
        (test, pupil, item, float(i < base if i < 10 else i - 10 < raised))
        for test, pupil, base, raised in rows for i, item in enumerate(items["item"])
    ]  # fmt: skip
    return pd.DataFrame(table, columns=["test", "pupil", "item", "score"]), items


def moves(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["date", "pupil", "level_group", "ground"])
    return table.assign(date=pd.to_datetime(table["date"]).astype("datetime64[us]"), subject="физика", by="П-017")


def school(*rows: tuple[str, str, int, int], log: pd.DataFrame | None = None, n: int = 2) -> School:
    answered, items = responses(*rows)
    tables = {"pupils": pupils(n), "responses": answered, "items": items}
    if log is not None:
        tables["level_moves"] = log
    return School("shkola-1", "Школа № 1", "Район", YEAR, Path(), Settings(), tables)


def test_borders_of_the_zones():
    base = pd.Series([56.9, 57.0, 59.9, 60.0, 60.0, 60.0, np.nan])
    raised = pd.Series([99.0, 99.0, 0.0, 29.9, 30.0, np.nan, 50.0])
    assert computed_group(base, raised, ObjectivityRules()).tolist() == ["А", "А–Б", "А–Б", "Б", "В", "Б", ""]


def test_an_item_without_an_answer_earns_nothing():
    answered, items = responses(("Т1", "У-1001", 10, 0))
    answered.loc[0, "score"] = np.nan
    row = tier_sums(answered, items).iloc[0]
    assert (row["base"], row["base_max"], row["raised_max"]) == (9, 10, 10)


def test_points_of_works_are_added_and_then_divided():
    found = level_groups(school(("Т1", "У-1001", 9, 5), ("Т2", "У-1001", 3, 1), ("Т1", "У-1002", 9, 5)))
    row = found.table.set_index("pupil").loc["У-1001"]
    assert (row["works"], row["base_percent"], row["raised_percent"], row["computed"]) == (2, 60, 30, "В")
    assert found.table.set_index("pupil")["provisional"].to_dict() == {"У-1001": False, "У-1002": True}


def test_one_item_that_changes_the_group_is_said():
    found = level_groups(school(("Т1", "У-1001", 6, 5), ("Т1", "У-1002", 9, 5)))
    assert found.table.set_index("pupil")["one_item"].to_dict() == {"У-1001": True, "У-1002": False}


class TestDecisions:
    log = moves(("2025-11-10", "У-1001", "А", ""), ("2026-01-12", "У-1001", "Б", "справился с пересдачей"))

    def test_the_last_decision_wins_and_the_term_runs_from_it(self):
        row = level_groups(school(("Т1", "У-1001", 2, 0), log=self.log)).table.iloc[0]
        assert (row["computed"], row["group"], row["differs"], row["provisional"]) == ("А", "Б", True, False)
        assert (row["next_from"], row["next_to"]) == (pd.Timestamp(2026, 2, 23), pd.Timestamp(2026, 3, 9))

    def test_either_side_of_the_border_does_not_differ(self):
        log = moves(("2025-11-10", "У-1001", "А", ""))
        given = school(("Т1", "У-1001", 58, 0), log=log)
        given.tables["items"].loc[:9, "max_score"] = 1.0
        answered = given.tables["responses"]
        answered.loc[answered["item"].str.startswith("Б"), "score"] = [1] * 5 + [0.8] + [0] * 4
        row = level_groups(given).table.iloc[0]
        assert (row["computed"], row["group"], row["differs"]) == ("А–Б", "А", False)

    def test_share_of_those_who_rose(self):
        last = level_groups(school(("Т1", "У-1001", 2, 0), log=self.log)).steps.iloc[-1]
        assert (last["up"], last["down"], last["n"], last["share"].value) == (1, 0, 1, 100)

    def test_decisions_of_another_year_and_unknown_pupils_are_no_groups(self):
        log = moves(("2024-11-10", "У-1001", "В", ""), ("2025-11-10", "У-7777", "В", ""))
        found = level_groups(school(("Т1", "У-1001", 2, 0), log=log))
        assert found.table["decided"].tolist() == [""]
        assert found.unknown == 1

    def test_the_log_alone_is_enough(self):
        given = School("ш-1", "Ш", "Р", YEAR, Path(), Settings(), {"pupils": pupils(), "level_moves": self.log})
        assert level_groups(given).table["group"].tolist() == ["Б"]

    def test_without_works_and_decisions_it_says_what_to_hand_in(self):
        with pytest.raises(MissingData, match="Ответы на задания"):
            level_groups(School("ш-1", "Ш", "Р", YEAR, Path(), Settings(), {"pupils": pupils()}))


class TestAppend:
    def found(self, log=None):
        return level_groups(school(("Т1", "У-1001", 2, 0), log=log))

    def test_a_row_is_added_and_the_old_ones_stay(self):
        log = moves(("2025-11-10", "У-1001", "А", "по работе"))
        new = append_move(self.found(log), TEXT.format(group="Б", ground="справился"))
        assert new["level_group"].tolist() == ["А", "Б"]
        assert new.iloc[0]["ground"] == "по работе"
        assert len(log) == 1

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            (TEXT.format(group="Б", ground=""), "По расчёту группа А, решение — Б: напишите основание."),
            (TEXT.format(group="Г", ground="да"), "Группы «Г» нет. Допустимо: «А», «Б», «В»."),
            (TEXT.format(group="Б", ground="да").replace("П-017", "Иванова"), "«Иванова» — не код учителя"),
            (TEXT.format(group="Б", ground="да").replace("У-1001", "У-9"), "Ученика У-9 с работами по предмету"),
            (TEXT.format(group="Б", ground="да").replace("2026", "2029"), "не в учебном году 2025/2026"),
            (TEXT.format(group="Б", ground="да").replace("12.01.2026", "вчера"), "Дата «вчера» не читается"),
            ("Дата: 12.01.2026", "Не заполнено: «Код ученика»"),
            ("Настроение: хорошее", "Строка «Настроение: хорошее» не понята"),
        ],
    )  # fmt: skip
    def test_refusals(self, text, sentence):
        with pytest.raises(DataRefused) as refusal:
            append_move(self.found(), text)
        assert sentence in refusal.value.message

    def test_a_decision_is_never_written_before_the_last_one(self):
        log = moves(("2026-02-10", "У-1001", "А", ""))
        with pytest.raises(DataRefused, match=r"от 10\.02\.2026; новое должно быть позже"):
            append_move(self.found(log), TEXT.format(group="Б", ground="да"))

    def test_the_form_has_the_columns_of_the_table(self):
        headers = {column.header for column in move_fields()}
        assert {line.split(":")[0] for line in TEXT.splitlines()} <= headers


def test_public_counts_hide_small_groups_and_what_would_tell_them():
    rows = [("Т1", f"У-{1000 + i}", 2 if i <= 3 else 7 if i <= 20 else 9, 0 if i <= 20 else 5) for i in range(1, 46)]
    table = public_counts(level_groups(school(*rows, n=45)), 10).set_index("group")["count"]
    assert table["А"] is pd.NA
    assert table.isna().sum() >= 2
    assert table.dropna().ge(10).all()
