"""Measures against the map: what closed, what is overdue, what is written against no row, and decisions typed."""

import numpy as np
import pandas as pd
import pytest

from workbook.errors import DataRefused
from workbook.settings import DeficitRules
from workbook.vsoko.deficit_edits import edited, read_edit, read_weights
from workbook.vsoko.deficit_measures import CLOSED, LOST, OPEN, attached, empty_measures, states
from workbook.vsoko.deficits import CONFIRMED, WATCH

YEAR, DAY = "2025/2026", pd.Timestamp("2026-06-30")


def measures(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {"year": YEAR, "indicator": "Качество знаний", "group": "физика, 8 класс", "measure": "занятия",
             "responsible": "П-201", "due": pd.Timestamp("2026-09-01"), "status": "идёт"}  # fmt: skip
    table = pd.DataFrame([{**plain, **row} for row in rows])
    kinds = empty_measures().dtypes.to_dict()
    return table.reindex(columns=list(kinds)).astype(kinds)


COMPARED = pd.DataFrame(
    {"number": [1, 2, 0], "key": "качество", "indicator": "Качество знаний",
     "group": ["физика, 8 класс", "химия, 9 класс", "алгебра, 9 класс"],
     "fact": [40.0, 48.0, 57.0], "target": 50.0, "unit": "%", "status": [CONFIRMED, WATCH, ""]}
)  # fmt: skip


def state(**row: object) -> pd.Series:
    return states(measures(row), COMPARED, YEAR, DAY).iloc[0]


class TestStates:
    def test_a_measure_in_time_has_nothing_to_mend(self):
        row = state()
        assert row["found"] == OPEN
        assert not row[["overdue", "nobody", "undated", "unproved", "undone"]].any()

    def test_the_term_is_judged_against_the_day(self):
        assert state(due=pd.Timestamp("2026-06-29"))["overdue"]
        assert not state(due=DAY)["overdue"]
        assert not state(due=pd.Timestamp("2026-06-29"), status="отменено")["overdue"]

    def test_nobody_and_no_term(self):
        row = state(responsible=None, due=pd.NaT)
        assert (row["nobody"], row["undated"], row["overdue"]) == (True, True, False)

    def test_done_while_the_gap_is_confirmed(self):
        row = state(status="выполнено")
        assert (row["undone"], row["unproved"]) == (True, True)
        assert not state(group="химия, 9 класс", status="выполнено")["undone"]

    def test_a_closed_gap_asks_nothing_and_knows_the_year_before(self):
        before = COMPARED.assign(fact=[1.0, 2.0, 44.0])
        late = measures({"group": "алгебра, 9 класс", "due": pd.Timestamp("2026-01-01"), "responsible": None})
        row = states(late, COMPARED, YEAR, DAY, before).iloc[0]
        assert (row["found"], row["fact_before"], row["fact"]) == (CLOSED, 44.0, 57.0)
        assert not row[["overdue", "nobody"]].any()

    def test_a_row_of_no_indicator_is_told_its_nearest(self):
        row = state(group="физика, 8 классы")
        assert (row["found"], row["near"]) == (LOST, "Качество знаний | физика, 8 класс")
        assert state(indicator="Рейтинг", group="школа")["near"] == ""

    def test_letters_spaces_and_quotes_do_not_matter(self):
        assert state(indicator="качество  ЗНАНИЙ", group="«физика», 8 класс")["found"] == OPEN

    def test_years_long_gone_and_blank_rows_are_no_measures(self):
        blank = dict.fromkeys(("measure", "responsible", "status")) | {"due": pd.NaT}
        table = states(measures({"year": "2023/2024"}, {"year": "2024/2025"}, blank), COMPARED, YEAR, DAY)
        assert table["year"].tolist() == ["2024/2025"]


class TestAttached:
    def test_the_measure_of_the_year_comes_before_the_one_carried_over(self):
        table = measures({"year": "2024/2025", "measure": "старая"}, {"measure": "новая"})
        rows = attached(COMPARED, table, YEAR)
        assert rows["measure"].tolist() == ["новая", "", ""]
        assert rows["measure_year"].tolist() == [YEAR, "", ""]

    def test_only_unfinished_measures_are_carried_over(self):
        done = measures({"year": "2024/2025", "status": "выполнено"}, {"year": "2024/2025", "group": "химия, 9 класс"})
        assert attached(COMPARED, done, YEAR)["measure"].tolist() == ["", "занятия", ""]

    def test_no_measures_leave_empty_columns(self):
        rows = attached(COMPARED, empty_measures(), YEAR)
        assert rows[["cause", "measure", "responsible", "state", "evidence"]].eq("").all().all()
        assert rows["due"].isna().all()


class TestEdits:
    def test_a_decision_is_read_as_written(self):
        edit = read_edit("№ строки карты: 2\nПричина: болезнь\nПричина: учителя\nСрок: 1 марта 2026\nЗначимость: 3", 2)
        assert (edit.number, edit.importance, edit.influence) == (2, 3, 0)
        assert dict(edit.values) == {"cause": "болезнь учителя", "due": pd.Timestamp("2026-03-01")}

    def test_empty_text_decides_nothing(self):
        assert read_edit(" \n", 5) is None

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("№ строки карты: 9", "Строки «9» в карте нет. Нужен номер от 1 до 2 из столбца «№»."),
            ("Мера: занятия", "Строки «» в карте нет. Нужен номер от 1 до 2 из столбца «№»."),
            ("№ строки карты: 1\nСрок: скоро", "Срок «скоро» не читается. Нужно, например, 15.03.2026."),
            ("№ строки карты: 1\nСтатус: готово", "Статус: «готово» не подходит. Допустимо: «не начато», «идёт», "
             "«выполнено», «отменено»."),
            ("№ строки карты: 1\nВлияние школы: 4", "Влияние школы: «4» не подходит. Нужно 1, 2 или 3."),
            ("занятия", "Строка «занятия» не понята. Нужно «Заголовок: значение»."),
            ("Балл: 3", "Поле «Балл» неизвестно. Поля решения: «№ строки карты», «Значимость», «Влияние школы», "
             "«Причина», «Мера», «Ответственный», «Срок», «Статус», «Подтверждение»."),
        ],
    )  # fmt: skip
    def test_what_cannot_be_read_is_said(self, text, said):
        with pytest.raises(DataRefused) as refusal:
            read_edit(text, 2)
        assert refusal.value.message == said

    def test_a_new_row_takes_the_words_of_the_map(self):
        edit = read_edit("Мера: занятия\nСтатус: идёт", 2, number=2)
        table = edited(None, COMPARED, [edit], YEAR)
        assert table[["year", "indicator", "group", "measure", "status"]].values.tolist() == [
            [YEAR, "Качество знаний", "химия, 9 класс", "занятия", "идёт"]
        ]
        assert table.dtypes.to_dict() == empty_measures().dtypes.to_dict()

    def test_a_known_row_changes_only_what_was_typed(self):
        old = measures({"group": "ФИЗИКА, 8 класс"}, {"year": "2024/2025"})
        table = edited(old, COMPARED, [read_edit("№ строки карты: 1\nСтатус: выполнено\nСрок: —", 2)], YEAR)
        assert table["status"].tolist() == ["выполнено", "идёт"]
        assert table["group"].tolist() == ["физика, 8 класс", "физика, 8 класс"]
        assert table["measure"].tolist() == ["занятия", "занятия"]
        assert np.isnat(table["due"].to_numpy()[0])

    def test_weights_alone_write_nothing(self):
        assert edited(None, COMPARED, [read_edit("№ строки карты: 1\nЗначимость: 3", 2)], YEAR).empty


class TestWeights:
    def test_a_line_changes_one_indicator(self):
        rules = read_weights("Качество знаний: 1×3\nСОУ: 3 x 1", DeficitRules())
        assert (rules.importance["качество"], rules.influence["качество"]) == (1, 3)
        assert (rules.importance["соу"], rules.influence["соу"]) == (3, 1)
        assert rules.importance["успеваемость"] == DeficitRules().importance["успеваемость"]

    def test_other_weights_are_refused(self):
        with pytest.raises(DataRefused) as refusal:
            read_weights("СОУ: 5 × 1", DeficitRules())
        assert refusal.value.message == (
            "«СОУ: 5 × 1» не понято. Нужно «значимость × влияние», каждое от 1 до 3, например «3 × 2»."
        )
