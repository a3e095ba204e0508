"""Slips of the log: each planted once, found once, and named in words."""

from __future__ import annotations

import pandas as pd
import pytest

from workbook.rating.record_faults import record_faults


def log(*rows: tuple[str, int, str, str, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["record", "number", "date", "step", "by", "ground"])
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[us]")
    return frame.astype({"record": "str", "number": "Int64", "step": "str", "by": "str", "ground": "str"})


IN = ("Д-1", 1, "2025-12-02", "внесена", "П-01", None)
OK = ("Д-1", 2, "2025-12-05", "подтверждена", "П-02", None)


@pytest.mark.parametrize(
    ("steps", "kind", "reason"),
    [
        ([("Д-1", 1, "2025-12-02", "подтверждена", "П-01", None)], "шаг не на месте",
         "Шаг «подтверждена», когда запись ещё не внесена: подтвердить можно только черновик."),
        ([IN, ("Д-1", 2, "2025-12-05", "обжалована", "У-001", "нет")], "шаг не на месте",
         "Шаг «обжалована», когда запись в состоянии «черновик»: обжаловать можно только подтверждённую запись и один "
         "раз."),
        ([IN, ("Д-1", 3, "2025-12-05", "подтверждена", "П-02", None)], "пропущен номер шага",
         "После шага 1 стоит шаг 3, шага 2 нет."),
        ([IN, ("Д-1", 1, "2025-12-05", "подтверждена", "П-02", None)], "номер шага повторён",
         "Шаг с номером 1 встречается не один раз («подтверждена»)."),
        ([("Д-1", 1, "2025-12-06", "внесена", "П-01", None), OK], "даты шагов идут назад",
         "Шаг «подтверждена» датирован 05.12.2025, а предыдущий 06.12.2025."),
        ([("Д-1", 1, "2025-11-30", "внесена", "П-01", None), OK], "внесена раньше результата",
         "Запись внесена 30.11.2025, а результат датирован 01.12.2025."),
        ([IN, ("Д-1", 2, "2025-12-05", "подтверждена", "П-01", None)], "проверил тот же, кто внёс",
         "Запись внёс и подтвердил П-01."),
        ([IN, OK, ("Д-1", 3, "2025-12-11", "обжалована", "У-001", "нет")], "апелляция позже срока",
         "Запись подтверждена 05.12.2025, апелляция подана 11.12.2025; срок был до 10.12.2025."),
        ([IN, OK, ("Д-9", 1, "2025-12-11", "внесена", "П-01", None)], "шаг неизвестной записи",
         "Шаг «внесена» сделан для записи, которой в журнале нет."),
        ([IN, OK, ("Д-1", 3, "2025-12-11", "отозвана", "П-01", " ")], "отзыв без основания",
         "Запись отозвана, но нет ни основания, ни записи взамен."),
        ([IN], "журнал и движение расходятся",
         "В журнале проверившим назван П-01, а по движению запись — черновик."),
    ],
)  # fmt: skip
def test_each_slip(records, rules, steps, kind, reason):
    found = record_faults(records({"record": "Д-1"}), log(*steps), rules)
    assert reason in found.loc[found["kind"] == kind, "reason"].tolist()
    assert (found["advice"] != "").all()


def test_a_sound_log_has_none(records, rules):
    steps = log(IN, OK, ("Д-1", 3, "2025-12-10", "обжалована", "У-001", "нет"),
                ("Д-1", 4, "2025-12-12", "отозвана", "П-03", "протокол № 2"))  # fmt: skip
    assert record_faults(records({"record": "Д-1", "verified_by": None}), steps, rules).empty
    assert record_faults(records({"record": "Д-1"}), None, rules).empty


@pytest.mark.parametrize(
    ("rows", "kind", "record"),
    [
        ([{"record": "Д-2", "replaces": "Д-1"}], "взамен неизвестной записи", "Д-2"),
        ([{"record": "Д-1"}, {"record": "Д-2", "replaces": "Д-1"}], "заменённая запись не отозвана", "Д-1"),
        ([{"record": "Д-1", "replaces": "Д-2"}, {"record": "Д-2", "replaces": "Д-1"}], "записи заменяют друг друга",
         "Д-1"),
        ([{"record": "Д-1", "verified_by": None}, {"record": "Д-2", "replaces": "Д-1"},
          {"record": "Д-3", "replaces": "Д-1"}], "две записи взамен одной", "Д-1"),
        ([{"record": "Д-1", "place": 7}], "место и результат расходятся", "Д-1"),
        ([{"place": 1, "result": "участник"}], "место и результат расходятся", "строка 1"),
    ],
)  # fmt: skip
def test_corrections_and_places(records, rules, rows, kind, record):
    found = record_faults(records(*rows), None, rules)
    assert record in found.loc[found["kind"] == kind, "record"].tolist()
