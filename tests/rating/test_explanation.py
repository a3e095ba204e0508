"""The explanation sheet: the words of each calculation."""

from __future__ import annotations

import pytest

from workbook.errors import DataRefused
from workbook.rating import explanation, ledger, records_of_last_season, roster


@pytest.fixture(scope="module")
def explain(records, cards, pupils, card_points, rules):
    people = roster(pupils({"У-001": "7 А", "У-002": "7 А", "У-003": "7 А"}), "2025/2026", rules)
    own = card_points(("К-05", "исполнитель", "победитель", 4, None))

    def make(*rows, by=rules, pupil="У-001"):
        return explanation(ledger(records(*rows), cards, own, by, people["pupil"]), people, pupil, by)

    return make


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({}, "3 по шкале"),
        ({"role": "капитан", "form": "дистанционно"}, "3 по шкале × 1,25 (капитан) × 0,5 (дистанционно)"),
        ({"card": "К-05"}, "4 по карте"),
        ({"card": "К-06"}, "24 по шкале × 0 (платный)"),
        ({"card": "К-99"}, "—"),
        ({"date": "2026-07-01"}, "—"),
        ({"card": "К-04"}, "баллы команды не разделены"),
    ],
)
def test_single(explain, record, words):
    assert explain(record)["calculation"].tolist() == [words]


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("поровну", "9 по шкале на команду, поровну на\u00a02"),
        ("по ролям", "9 по шкале на команду, по ролям на\u00a02 (капитан — 1,25)"),
        ("каждому полностью", "9 по шкале × 1,25 (капитан); за команду не больше 10"),
    ],
)
def test_team(explain, make_rules, policy, words):
    team = {"card": "К-04", "team": "хор", "date": "2026-03-01"}
    sheet = explain(team | {"role": "капитан"}, team | {"pupil": "У-002"}, by=make_rules(group_policy=policy))
    assert sheet["calculation"].tolist() == [words]


def test_records_are_named_by_number_or_row(explain):
    sheet = explain({"record": "Д-0007"}, {"card": "К-05", "result": "участник"})
    assert sheet["record"].tolist() == ["Д-0007", "строка 2"]
    assert sheet["counted"].tolist() == [300, 100]


def test_pupil_without_records(explain):
    assert explain({}, pupil="У-003").empty


def test_the_season_before_is_not_of_this_sheet(explain, records, cards, rules):
    last, long_ago, later = {"date": "2024-12-01"}, {"date": "2023-12-01"}, {"date": "2026-07-01"}
    sheet = explain(last, long_ago, later, last | {"card": "К-05"}, {})
    assert sheet["record"].tolist() == ["строка 5", "строка 2", "строка 3"]
    assert sheet["reason"].tolist() == ["зачтено", "вне периода", "вне периода"]
    table = ledger(records(last, long_ago, later, {}), cards, None, rules)
    assert records_of_last_season(table, "У-001", rules) == 1
    assert records_of_last_season(table, "У-002", rules) == 0


def test_unknown_pupil_is_refused(explain):
    with pytest.raises(DataRefused, match="Ученика «У-777» нет в списке"):
        explain({}, pupil="У-777")
