"""The check of a folder tells every contradiction of the rules before a report stops at the first."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbook.rating import rule_problems
from workbook.school import School, Severity
from workbook.settings import read_settings


def school(rules: dict, cards: tuple[str, ...] = ()) -> School:
    tables = {"cards": pd.DataFrame({"card": list(cards)})} if cards else {}
    return School("alfa", "Альфа", "", "2025/2026", Path("alfa"), read_settings(rules), tables)


def test_the_kit_s_rules_are_sound():
    assert rule_problems(school({})) == ()


@pytest.mark.parametrize(
    ("rules", "begins"),
    [
        ({"рейтинг": {"период_с": "01.09.2026"}}, "school.yml → методика → рейтинг → период_по: "),
        ({"рейтинг": {"лиги": "1–5; 5–9"}}, "school.yml → методика → рейтинг → лиги: "),
        ({"рейтинг": {"карты_надбавок": "К-77"}}, "school.yml → методика → рейтинг → карты_надбавок: таких карт нет"),
        ({"конкурс": {"роли_лидера": "вожатый"}}, "school.yml → методика → конкурс → роли_лидера: "),
    ],
)  # fmt: skip
def test_contradictions_are_errors_with_their_path(rules, begins):
    found = rule_problems(school(rules, ("К-01",)))
    assert [problem.severity for problem in found] == [Severity.ERROR]
    assert found[0].message.startswith(begins)
    assert found[0].file == "school.yml"


def test_oddities_are_warnings_and_all_are_told():
    found = rule_problems(school({"рейтинг": {"формы": {"платный": 0.5}}, "конкурс": {"роли_лидера": "вожатый"}}))
    assert [problem.severity for problem in found] == [Severity.WARNING, Severity.ERROR]
