"""Steps to be made: what is refused and in which words; the old rows are never touched."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import DataRefused, Reason
from workbook.rating.record_moves import Move, empty_log, move, move_fields, read_move, refusal
from workbook.rating.record_states import STEPS, states


@pytest.fixture(scope="module")
def journal(records):
    return records({"record": "Д-1"}, {"record": "Д-2", "replaces": "Д-1"}, {"record": "Д-3"}, {"record": "Д-3"})


def walked(journal: pd.DataFrame, rules: object, *moves: Move) -> pd.DataFrame:
    log = empty_log()
    for wish in moves:
        log = move(log, journal, wish, rules)  # type: ignore[arg-type]
    return log


ENTERED = Move("Д-1", "внесена", "П-01", date(2025, 12, 2))
CONFIRMED = Move("Д-1", "подтверждена", "П-02", date(2025, 12, 5), "протокол № 4")
APPEALED = Move("Д-1", "обжалована", "У-001", date(2025, 12, 10), "не согласен")


@pytest.mark.parametrize(
    ("before", "wish", "sentence"),
    [
        ((), Move("Д-9", "внесена", "П-01", date(2025, 12, 2)),
         "Записи «Д-9» в журнале достижений нет. Проверьте номер."),
        ((), Move("Д-3", "внесена", "П-01", date(2025, 12, 2)),
         "Номер «Д-3» стоит у 2 записей журнала. Сначала дайте им разные номера."),
        ((), Move("Д-1", "утверждена", "П-01", date(2025, 12, 2)),
         "Шага «утверждена» нет. Допустимо: «внесена», «подтверждена», «обжалована», «оставлена в силе», «отозвана»."),
        ((), Move("Д-1", "внесена", " ", date(2025, 12, 2)), "Укажите код того, кто делает шаг."),
        ((), CONFIRMED,
         "Запись «Д-1» сейчас без движения: её ещё не внесли; подтвердить можно только черновик."),
        ((), Move("Д-1", "внесена", "П-01", date(2025, 11, 30)),
         "Результат датирован 01.12.2025; внести запись «Д-1» раньше нельзя."),
        ((ENTERED,), APPEALED,
         "Запись «Д-1» сейчас в состоянии «черновик»; обжаловать можно только подтверждённую запись и только один "
         "раз."),
        ((ENTERED,), Move("Д-1", "подтверждена", "П-01", date(2025, 12, 5)),
         "Запись «Д-1» внёс П-01; подтвердить её должен другой человек."),
        ((ENTERED,), Move("Д-1", "подтверждена", "П-02", date(2025, 12, 1)),
         "Последний шаг записи «Д-1» сделан 02.12.2025; новый не может быть раньше."),
        ((ENTERED, CONFIRMED), Move("Д-1", "обжалована", "У-002", date(2025, 12, 6), "не согласен"),
         "Обжаловать запись «Д-1» может ученик, о котором она: У-001."),
        ((ENTERED, CONFIRMED), Move("Д-1", "обжалована", "У-001", date(2025, 12, 11), "не согласен"),
         "Срок апелляции истёк: запись «Д-1» подтверждена 05.12.2025, обжаловать можно было до 10.12.2025 "
         "включительно."),
        ((ENTERED, CONFIRMED), Move("Д-1", "обжалована", "У-001", date(2025, 12, 10)),
         "Для шага «обжалована» нужно основание: документ или причина."),
        ((ENTERED, CONFIRMED, APPEALED), Move("Д-1", "отозвана", "У-001", date(2025, 12, 11), "передумал"),
         "Запись «Д-1» обжаловал У-001; решение принимает другой человек."),
        ((ENTERED, CONFIRMED, APPEALED), Move("Д-1", "оставлена в силе", "П-03", date(2025, 12, 11)),
         "Для шага «оставлена в силе» нужно основание: документ или причина."),
        ((ENTERED, CONFIRMED, APPEALED), Move("Д-1", "подтверждена", "П-02", date(2025, 12, 11)),
         "Запись «Д-1» сейчас в состоянии «обжалована»; подтвердить можно только черновик."),
    ],
)  # fmt: skip
def test_refused(journal, rules, before, wish, sentence):
    log = walked(journal, rules, *before)
    assert refusal(log, journal, wish, rules) == sentence
    with pytest.raises(DataRefused) as refused:
        move(log, journal, wish, rules)
    assert (refused.value.message, refused.value.reason) == (sentence, Reason.STEP_REFUSED)


def test_the_last_day_of_the_term_is_in_time(journal, rules):
    log = walked(journal, rules, ENTERED, CONFIRMED, APPEALED)
    assert log["number"].tolist() == [1, 2, 3]
    assert states(log)["state"].tolist() == ["обжалована"]


def test_a_withdrawal_needs_a_ground_or_a_record_instead(journal, records, rules):
    without = Move("Д-2", "отозвана", "П-03", date(2025, 12, 6))
    entered = Move("Д-2", "внесена", "П-01", date(2025, 12, 2))
    assert refusal(walked(journal, rules, entered), journal, without, rules).startswith("Для шага «отозвана»")
    replaced = Move("Д-1", "отозвана", "П-03", date(2025, 12, 6))
    assert refusal(walked(journal, rules, ENTERED), journal, replaced, rules) == ""


@settings(max_examples=40, deadline=None)
@given(
    wishes=st.lists(
        st.builds(Move, st.sampled_from(["Д-1", "Д-2"]), st.sampled_from(STEPS),
                  st.sampled_from(["П-01", "П-02", "У-001"]),
                  st.dates(date(2025, 12, 1), date(2025, 12, 20)), st.sampled_from(["", "протокол"])),
        max_size=12,
    )
)  # fmt: skip
def test_old_rows_are_a_prefix_and_every_row_is_legal(journal, rules, wishes):
    from workbook.rating.record_states import replay

    log = empty_log()
    for wish in wishes:
        if refusal(log, journal, wish, rules):
            continue
        longer = move(log, journal, wish, rules)
        pd.testing.assert_frame_equal(longer.head(len(log)), log)
        assert len(longer) == len(log) + 1
        log = longer
    assert replay(log)["legal"].all()


class TestReadMove:
    def test_lines(self):
        text = "Номер записи: Д-7\nДата: 14.10.2025\nШаг: отозвана\nКто: П-1\nОснование: повтор: см. Д-6"
        assert read_move(text) == Move("Д-7", "отозвана", "П-1", date(2025, 10, 14), "повтор: см. Д-6")
        assert [field.name for field in move_fields()] == ["record", "date", "step", "by", "ground"]

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("Номер записи: Д-7\nШаг: внесена", "Не заполнено: «Дата», «Кто»."),
            ("что-то", "Строка «что-то» не понята. Поля шага: «Номер записи», «Дата», «Шаг», «Кто», «Основание»."),
            ("Номер записи: Д-7\nДата: вчера\nШаг: внесена\nКто: П-1",
             "Дата «вчера» не читается. Нужно, например, 14.10.2025."),
        ],
    )  # fmt: skip
    def test_refused(self, text, sentence):
        with pytest.raises(DataRefused) as refused:
            read_move(text)
        assert refused.value.message == sentence
