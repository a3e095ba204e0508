"""Possible repeats: each likeness on two records, and what is no likeness."""

from __future__ import annotations

import pandas as pd
import pytest

from workbook.rating import ledger
from workbook.rating.record_twins import plain_title, record_twins, twin_cards


@pytest.fixture
def found(records, cards, make_rules):
    def find(*rows, papers=None, cards_too=None):
        journal = records(*rows)
        if papers is not None:
            journal["evidence"] = pd.Series(papers, dtype="str")
        known = cards if cards_too is None else pd.concat([cards, cards_too], ignore_index=True)
        rules = make_rules()
        return record_twins(ledger(journal, known, None, rules), journal, known, rules)

    return find


def test_one_result_on_neighbouring_days(found):
    table = found({"record": "Д-1"}, {"record": "Д-2", "date": "2025-12-04"})
    row = table.iloc[0]
    assert (row["kind"], row["record"], row["other"], row["pupil"]) == ("один результат дважды", "Д-1", "Д-2", "У-001")
    assert row["reason"] == ("У одного ученика две записи об одном событии через 3 дн.; возможно, это один результат.")
    assert row["advice"] == "Сверьте документы; если это один результат, лишнюю запись отзовите."


def test_further_apart_or_of_others_is_no_likeness(found):
    assert found({"record": "Д-1"}, {"record": "Д-2", "date": "2025-12-05"}).empty
    assert found({"record": "Д-1"}, {"record": "Д-2", "pupil": "У-002"}).empty


def test_an_exact_repeat_is_the_ledgers_own(found):
    assert found({"record": "Д-1"}, {"record": "Д-2"}).empty


def test_with_and_without_a_team(found):
    usual = {"card": "К-04", "date": "2026-03-01"}
    table = found(usual | {"record": "Д-1", "team": "хор"}, usual | {"record": "Д-2", "role": "зритель"})
    assert table["kind"].tolist() == ["с командой и без команды"]


def test_one_diploma_at_two_pupils(found):
    rows = ({"record": "Д-1"}, {"record": "Д-2", "pupil": "У-002"})
    table = found(*rows, papers=["Диплом  № 7", "диплом № 7"])
    assert table["kind"].tolist() == ["один документ у разных учеников"]
    assert table["stake"].tolist() == [300]
    assert found(*rows, papers=["протокол № 7", "протокол № 7"]).empty
    assert found(*rows, papers=["диплом", "диплом"]).empty


def test_one_diploma_of_a_team_is_fine(found):
    usual = {"card": "К-04", "date": "2026-03-01", "team": "хор"}
    assert found(usual | {"record": "Д-1"}, usual | {"record": "Д-2", "pupil": "У-002"},
                 papers=["диплом № 7", "диплом № 7"]).empty  # fmt: skip


def test_one_event_on_two_cards(found, cards):
    again = cards[cards["card"] == "К-03"].assign(card="К-90", title="«Конкурс чтецов» — 2025 г.")
    assert twin_cards(pd.concat([cards, again]))[["card", "other_card"]].to_numpy().tolist() == [["К-03", "К-90"]]
    table = found({"record": "Д-1"}, {"record": "Д-2", "card": "К-90", "result": "участник"}, cards_too=again)
    assert table["kind"].tolist() == ["одно событие на двух картах"]
    assert table["stake"].tolist() == [100]  # the cheaper of the two brings one point now
    assert found({"record": "Д-1"}, cards_too=again)["record"].isna().all()
    assert twin_cards(pd.concat([cards, again.assign(scale="районный")])).empty


def test_one_number_twice(found):
    table = found({"record": "Д-1"}, {"record": "Д-1", "card": "К-05", "date": "2025-09-20"})
    assert table["reason"].tolist() == ["Строки 1 и 2 журнала стоят под одним номером."]


def test_titles():
    assert plain_title("Ёлка «Год науки», 2025/2026 учебный год") == plain_title("елка науки")
    assert plain_title("Кросс школы") != plain_title("Кросс района")


def test_order_of_records_is_not_asked(records, cards, make_rules):
    rows = [{"record": f"Д-{n}", "date": f"2025-12-0{n}", "pupil": f"У-00{n % 2}"} for n in range(1, 7)]
    rules = make_rules()
    both = []
    for given in (rows, rows[::-1]):
        journal = records(*given)
        both.append(record_twins(ledger(journal, cards, None, rules), journal, cards, rules))
    pd.testing.assert_frame_equal(*both)
