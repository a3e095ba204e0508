"""Class totals per head."""

from __future__ import annotations

from workbook.rating import class_totals, ledger, rating_list, roster


def test_per_head_counts_pupils_without_points(records, cards, pupils, rules):
    people = roster(
        pupils({"У-001": "7 А", "У-002": "7 А", "У-003": "7 А", "У-004": "7 Б", "У-005": "10 А"}), "2025/2026", rules
    )
    journal = records(
        {},
        {"card": "К-05", "pupil": "У-002", "result": "участник"},
        {"pupil": "У-004", "result": "призёр"},
        {"card": "К-04", "team": "хор", "date": "2026-03-01", "result": "участник"},
        {"card": "К-04", "team": "хор", "date": "2026-03-01", "result": "участник", "pupil": "У-004"},
    )
    table = class_totals(rating_list(ledger(journal, cards, None, rules), people, rules)).set_index("class_")
    assert table.index.tolist() == ["7 А", "7 Б", "10 А"]
    assert table.loc["7 А", ["pupils", "scorers", "total", "group", "per_head"]].tolist() == [3, 2, 550, 150, 183]
    assert table.loc["7 Б", ["total", "group", "per_head", "top_part"]].tolist() == [350, 150, 350, 100]
    assert table["place"].tolist()[:2] == [2, 1]
    assert table["place"].isna().tolist() == [False, False, True]
