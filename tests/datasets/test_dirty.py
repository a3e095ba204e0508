"""shkola-8: the reader says exactly what the list of expected problems says, no more and no less."""

from __future__ import annotations

import csv

import pytest

from workbook.school import Severity

from .conftest import FOLDER, SCHOOLS

FIELDS = ("file", "sheet", "cell", "header", "reason", "severity", "value")


@pytest.fixture(scope="module")
def expected():
    with (FOLDER / "shkola-8-problems.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


class TestDirtySchool:
    def test_exactly_the_expected_problems(self, school, expected):
        found = sorted(
            (item.file, item.sheet, item.cell, item.header, str(item.reason), str(item.severity), item.value)
            for item in school("shkola-8").problems
        )
        assert found == sorted(tuple(row[name] for name in FIELDS) for row in expected)

    def test_it_is_dirty_in_thirty_ways_and_more(self, expected):
        from generator.dirt import WAYS

        assert len(WAYS) >= 50
        assert len({row["way"] for row in expected}) >= 40
        assert len({row["reason"] for row in expected}) >= 16
        assert {row["severity"] for row in expected} == {str(severity) for severity in Severity}

    def test_every_message_is_an_instruction_in_russian(self, school):
        for item in school("shkola-8").problems:
            assert item.file in item.message
            assert item.message.endswith(".")
            if item.severity is not Severity.REPAIR:
                assert len(item.message) > 60

    def test_the_name_is_repeated_nowhere(self, school):
        one = school("shkola-8")
        assert "Примеров" not in "".join(item.message + item.value + item.suggestion for item in one.problems)
        assert not one["participations"]["pupil"].str.contains("Примеров").any()

    def test_hostile_texts_stay_plain_texts(self, school):
        cards = school("shkola-8")["cards"]
        assert cards["title"].str.contains("<script>", regex=False).sum() == 1
        assert (cards["purpose"] == "=1+1").sum() == 1

    def test_habits_are_read_without_a_word(self, school):
        one = school("shkola-8")
        silent = {"competences", "survey", "observations"}
        assert all(one.has(name) for name in silent)
        assert not [item for item in one.problems if item.table == "competences"]

    def test_a_bad_row_costs_itself_only(self, school):
        one = school("shkola-8")
        assert len(one["marks"]) > 6000
        assert one["marks"]["weight"].isna().sum() == 1


class TestOtherSchools:
    @pytest.mark.parametrize("name", [name for name in SCHOOLS if name != "shkola-8"])
    def test_nothing_is_wrong_with_them(self, school, name):
        assert [item.message for item in school(name).problems] == []
