"""Tables with a row a pupil: letters, points, pluses, keys inside the table, foreign columns."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from workbook import fos
from workbook.errors import DataRefused, Reason
from workbook.school import TABLES, Severity
from workbook.school.intake import Intake

from .conftest import TEST, Desk

Told = Callable[..., str]


def _scores(intake: Intake) -> pd.DataFrame:
    return fos.score(intake.responses, intake.items, TEST).scores


class TestLetters:
    LINES = (
        "ФИО;Задание 1;Задание 2;Задание 3;Итого",
        "Иванова Мария;А;Б;В;3",
        "Петров Пётр;А;В;В;2",
        "Сидоров Олег;Б;;;0",
    )

    def test_key_row_inside_the_table(self, desk: Desk, told: Told) -> None:
        intake = desk.read(*self.LINES, "Ключ;А;Б;В;")
        assert _scores(intake).fillna(-1).to_numpy().tolist() == [[1, 1, 1], [1, 0, 1], [0, -1, -1]]
        assert intake.items["key"].tolist() == ["А", "Б", "В"]
        assert "строка с ключом найдена в самой таблице: 3 ключа" in told(intake)

    @pytest.mark.parametrize(
        "key",
        [
            ("Задание;Ключ", "Задание 1;А", "Задание 2;Б", "Задание 3;В"),
            ("1;А", "2;Б", "3;В"),
            ("АБВ",),
            ("А;Б;В",),
            ("А", "Б", "В"),
            ("Задание 1;Задание 2;Задание 3", "А;Б;В"),
            ("Код задания;Ключ;Максимальный балл;КЭС;Уровень сложности", "1;А;1;2.3;П", "2;Б;1;2.4;Б", "3;В;1;2.4;В"),
        ],
    )
    def test_every_form_of_a_key(self, desk: Desk, key: tuple[str, ...]) -> None:
        intake = desk.read(*self.LINES, key=key)
        assert intake.items["key"].tolist() == ["А", "Б", "В"]
        assert _scores(intake).iloc[0].tolist() == [1, 1, 1]
        if len(key[0].split(";")) == 5:
            assert intake.items["tier"].tolist() == ["П", "Б", "В"]
            assert intake.items["content"].tolist() == ["2.3", "2.4", "2.4"]

    def test_latin_answers_under_a_cyrillic_key(self, desk: Desk) -> None:
        intake = desk.read("Код;З1;З2", "У-0101;A;B", "У-0102;B;B", "У-0103;A;C", key=("АВ",))
        assert _scores(intake).to_numpy().tolist() == [[1, 1], [0, 1], [1, 0]]
        assert intake.key_table is None
        assert intake.responses["pupil"].unique().tolist() == ["У-0101", "У-0102", "У-0103"]

    def test_no_key_is_refused_with_what_to_do(self, desk: Desk) -> None:
        with pytest.raises(DataRefused, match=r"стоят ответы, а не баллы .*--key") as refusal:
            desk.read(*self.LINES)
        assert refusal.value.reason is Reason.KEY_MISSING

    def test_a_key_of_another_length_is_refused(self, desk: Desk) -> None:
        with pytest.raises(DataRefused, match=r"Ключей в файле «ключ.csv» 4, а заданий в ответах 3"):
            desk.read(*self.LINES, key=("АБВГ",))

    def test_named_key_of_another_work_is_told(self, desk: Desk, told: Told) -> None:
        intake = desk.read(*self.LINES, key=("Задание;Ключ", "Задание 1;А", "Задание 2;Б", "Задание 9;В"))
        assert "в ключе есть задания, которых нет в ответах: Задание 9" in told(intake, Severity.WARNING)

    def test_a_key_nobody_chose_and_one_outside_the_options(self, desk: Desk, told: Told) -> None:
        rows = [f"У-01{n:02};{'АБВ'[n % 3]};{'АБ'[n % 2]}" for n in range(12)]
        intake = desk.read("Код;З1;З2", *rows, key=("ЕВ",))
        assert "ключ не из вариантов ответа, которые выбирали ученики: «З1» — Е" in told(intake, Severity.WARNING)
        assert "ключ не выбрал ни один ученик: «З2» — В" in told(intake, Severity.WARNING)

    def test_short_answers_with_decimal_commas(self, desk: Desk) -> None:
        intake = desk.read("Код,З1,З2", 'У-0101,"0,5",12', "У-0102,0.50,13", 'У-0103,"1,5",12', key=("0,5;12",))
        assert _scores(intake).to_numpy().tolist() == [[1, 1], [1, 0], [0, 1]]
        assert set(intake.items["kind"]) == {"краткий ответ"}

    def test_letters_and_points_side_by_side(self, desk: Desk) -> None:
        intake = desk.read("Код;З1;З2", "У-0101;А;2", "У-0102;Б;0", "У-0103;А;1", key=("Задание;Ключ", "З1;А"))
        assert intake.items["max_score"].tolist() == [1, 2]


class TestPoints:
    def test_maxima_are_inferred_and_said(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;1;2;3", "У-0101;1;0;2", "У-0102;0;1;0,5", "У-0103;1;1;1")
        assert intake.items["max_score"].tolist() == [1, 1, 2]
        assert "«3» — 2" in told(intake, Severity.WARNING)
        assert _scores(intake).iloc[1].tolist() == [0, 1, 0.5]

    @pytest.mark.parametrize(
        "lines",
        [
            ("Код;1;2;3", "Макс. балл;1;1;3", "У-0101;1;0;2", "У-0102;0;1;0"),
            ("Код;З1 (1 балл);З2 (макс. 1);З3 (3 б.)", "У-0101;1;0;2", "У-0102;0;1;0"),
            ("Код;З1 / 1;З2 / 1;З3 / 3", "У-0101;1;0;2", "У-0102;0;1;0"),
        ],
    )
    def test_maxima_that_are_told(self, desk: Desk, lines: tuple[str, ...], told: Told) -> None:
        intake = desk.read(*lines)
        assert intake.items["max_score"].tolist() == [1, 1, 3]
        assert "взят по наибольшему" not in told(intake)

    def test_pluses_and_minuses(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Ученик;1;2;3", "Иванова М.;+;-;+", "Петров П.;-;-;+")
        assert _scores(intake).to_numpy().tolist() == [[1, 0, 1], [0, 0, 1]]
        assert "плюсы и минусы" in told(intake)

    def test_a_total_that_disagrees(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;1;2;3;Сумма", "У-0101;1;0;1;2", "У-0102;0;1;1;3", "У-0103;0;0;0;0")
        assert (
            "строка 3: сумма баллов не сходится с суммой в файле (1 из 3; в первой из них по заданиям 2, в файле 3)"
            in told(intake, Severity.WARNING)
        )

    def test_a_score_above_the_maximum(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;1;2", "Макс;1;1", "У-0101;2;0", "У-0102;0;1")
        assert "балл больше максимального в заданиях «1»" in told(intake, Severity.ERROR)
        assert len(fos.score(intake.responses, intake.items, TEST).refused) == 1

    def test_codes_of_absence_are_guessed_aloud(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;1;2;3", "У-0101;1;0;99", "У-0102;0;99;1", "У-0103;1;1;0")
        assert "«99» (2 клетки) похоже на код «ответа нет»" in told(intake, Severity.WARNING)
        assert intake.responses["score"].isna().sum() == 2

    def test_a_pupil_marked_absent(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;1;2", "У-0101;1;0", "У-0102;н;н", "У-0103;0;1", "У-0104;1;1")
        assert fos.score(intake.responses, intake.items, TEST).absent == ("У-0102",)
        assert "«н» означает «ответа нет»: 2 клетки прочитаны как пропуск" in told(intake, Severity.REPAIR)

    def test_a_form_of_the_vpr(self, desk: Desk, told: Told) -> None:
        """Two key columns of the official form: «X» — the task was not begun; a row of maxima; averages at the foot."""
        intake = desk.read(
            "№;ФИО;Вариант;1;2;3.1;3.2;Балл;Отметка", "Макс;;;1;1;1;2;5;", "1;Иванов Иван;1;1;0;1;2;4;4",
            "2;Петрова Анна;1;1;X;1;0;2;3", "3;Сидоров П.;1;0;0;0;0;0;2", "% выполнения;;;67;0;67;33;;",
        )  # fmt: skip
        assert intake.items["item"].tolist() == [f"{TEST}-{n}" for n in ("1", "2", "3.1", "3.2")]
        assert intake.items["max_score"].tolist() == [1, 1, 1, 2]
        assert _scores(intake).to_numpy().tolist() == [[1, 0, 1, 2], [1, 0, 1, 0], [0, 0, 0, 0]]
        assert "«X» означает «ответа нет»" in told(intake)
        assert "сумма баллов не сходится" not in told(intake)

    def test_the_same_letter_is_an_answer_in_a_test_of_spelling(self, desk: Desk) -> None:
        intake = desk.read("Код;1;2", "У-0101;н;нн", "У-0102;нн;нн", "У-0103;н;н", key=("н;нн",))
        assert _scores(intake).to_numpy().tolist() == [[1, 1], [0, 1], [1, 0]]

    def test_told_codes_switch_guessing_off(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;1;2;3", "У-0101;1;0;9", "У-0102;0;9;1", "У-0103;1;1;н", missing=("н", "7"))
        assert "похоже" not in told(intake)
        assert "код пропуска «7» задан, но в ответах его нет" in told(intake)
        assert intake.items["max_score"].tolist() == [1, 9, 9]


class TestRows:
    def test_blanks_not_reached_and_absent_pupils_are_kept(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;1;2;3", "У-0101;1;;1", "У-0102;1;;", "У-0103;;;", "У-0104;0;1;1")
        scored = fos.score(intake.responses, intake.items, TEST)
        assert len(intake.responses) == 12
        assert scored.states.loc["У-0101"].tolist() == ["верно", "пусто", "верно"]
        assert scored.states.loc["У-0102"].tolist() == ["верно", "не дошёл", "не дошёл"]
        assert scored.absent == ("У-0103",)
        assert "строка 4: ученик не ответил ни на одно задание" in told(intake, Severity.WARNING)

    def test_title_rows_empty_rows_and_averages(self, desk: Desk, told: Told) -> None:
        intake = desk.read(
            "Контрольная работа;;;",
            "7 А класс;;;",
            "Код;1;2;3",
            "У-0101;1;0;1",
            ";;;",
            "У-0102;0;1;1",
            "Среднее;0,5;0,5;1",
        )
        assert len(intake.responses) == 6
        message = told(intake, Severity.REPAIR)
        assert "строк над заголовком пропущено: 2" in message
        assert "пустых строк между учениками пропущено: 1 (строка 5)" in message
        assert "строк с итогами и средними пропущено: 1 (строка 7)" in message

    def test_no_header_at_all(self, desk: Desk, told: Told) -> None:
        intake = desk.read("1,0,1", "0,0,1", "1,1,1", "0,1,0")
        assert intake.items["item"].tolist() == [f"{TEST}-1", f"{TEST}-2", f"{TEST}-3"]
        assert len(intake.responses) == 12
        assert "строки заголовков нет" in told(intake)

    def test_doubles(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;1;2", "У-0101;1;0", "У-0101;1;0", "У-0102;0;1", "У-0102;1;1")
        assert intake.responses["pupil"].nunique() == 2
        assert len(intake.responses) == 4
        assert "строка 3: ученик записан ещё раз с теми же ответами" in told(intake, Severity.REPAIR)
        assert "строка 5: ученик записан ещё раз с другими ответами" in told(intake, Severity.ERROR)

    def test_equal_rows_without_names_are_different_pupils(self, desk: Desk) -> None:
        assert desk.read("З1;З2", "1;0", "1;0", "0;1").responses["pupil"].nunique() == 3

    def test_constant_and_empty_items(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;1;2;3", "У-0101;1;0;", "У-0102;1;1;", "У-0103;1;1;")
        assert "по заданиям «1» у всех один и тот же балл" in told(intake, Severity.WARNING)
        assert "на задания «3» не ответил никто" in told(intake, Severity.WARNING)

    def test_three_pupils_two_items(self, desk: Desk) -> None:
        assert _scores(desk.read("Код;1;2", "У-0101;1;0", "У-0102;0;1", "У-0103;1;1")).shape == (3, 2)

    def test_variants_with_items_of_their_own(self, desk: Desk, told: Told) -> None:
        intake = desk.read(
            "Код;Вариант;1;2;3", "У-0101;1;1;0;", "У-0102;1;0;;", "У-0103;2;1;;0", "У-0104;2;0;;1", "У-0105;2;;;"
        )
        states = fos.score(intake.responses, intake.items, TEST).states
        assert states.loc["У-0101"].tolist() == ["верно", "неверно", "нет в варианте"]
        assert states.loc["У-0102"].tolist() == ["неверно", "не дошёл", "нет в варианте"]
        assert states.loc["У-0103", f"{TEST}-2"] == "нет в варианте"
        assert "заданий, которые есть не в каждом варианте: 2" in told(intake)

    def test_nothing_but_a_header_is_refused(self, desk: Desk) -> None:
        with pytest.raises(DataRefused, match="нет ни одной строки с ответами"):
            desk.read("Код;Задание 1;Задание 2")


class TestColumns:
    def test_names_and_addresses_never_travel(self, desk: Desk, told: Told) -> None:
        intake = desk.read(
            "Фамилия;Имя;Почта;Пол;З1;З2;З3",
            "Иванова;Мария;masha@school.ru;ж;1;0;1",
            "Петров;Пётр;petr@school.ru;м;0;1;1",
        )
        everything = (
            intake.responses.to_csv() + intake.items.to_csv() + intake.summary + intake.columns.to_csv() + told(intake)
        )
        for word in ("Иванова", "Мария", "masha", "Петров", "petr@"):
            assert word not in everything
        assert intake.key_table is not None
        assert intake.key_table.to_numpy().tolist() == [["Иванова Мария", "У-900001"], ["Петров Пётр", "У-900002"]]
        assert "«Фамилия» (имя), «Имя» (имя), «Почта» (адрес почты)" in told(intake, Severity.REPAIR)

    def test_a_table_of_codes_is_used_and_continued(self, desk: Desk) -> None:
        intake = desk.read(
            "Ученик;З1;З2", "Иванова Мария;1;0", "Петров Пётр;0;1", names={"Петров Пётр": "У-0102"},
            taken=frozenset({"У-900007"}),
        )  # fmt: skip
        assert intake.responses["pupil"].unique().tolist() == ["У-900008", "У-0102"]

    def test_columns_like_items_but_named_otherwise_are_asked_about(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;З1;З2;З3;Сочинение", "У-0101;1;0;1;1", "У-0102;0;1;1;0")
        assert len(intake.items) == 3
        assert "названы иначе и не взяты столбцы «Сочинение»" in told(intake, Severity.WARNING)

    def test_answers_of_two_digits_are_answers_where_they_have_a_key(self, desk: Desk) -> None:
        intake = desk.read("Код;З1;З2", "Ключ;135;А", "У-0101;135;А", "У-0102;24;Б", "У-0103;135;А")
        assert _scores(intake).to_numpy().tolist() == [[1, 1], [0, 0], [1, 1]]

    def test_a_turned_table_is_refused_without_names(self, desk: Desk) -> None:
        with pytest.raises(DataRefused, match="Поверните таблицу") as refusal:
            desk.read("Задание;Иванов;Петров;Сидоров", "1;1;0;1", "2;0;0;1", "3;1;1;1")
        assert "Иванов" not in refusal.value.message

    def test_a_header_of_two_rows(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Ученик;Задания;;;Итог", ";1;2;3;", "Иванов;1;0;1;2", "Петров;0;0;1;1")
        assert _scores(intake).to_numpy().tolist() == [[1, 0, 1], [0, 0, 1]]
        assert "заголовок из двух строк" in told(intake)

    def test_a_date_among_the_answers(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;З1;З2", "Ключ;1.2;А", "У-0101;01.02.2026;А", "У-0102;1.2;Б")
        assert "таблица сама превратила ответ в дату" in told(intake, Severity.WARNING)

    def test_parts_of_a_work_belong_together(self, desk: Desk) -> None:
        intake = desk.read("Код;А1;А2;А3;В1;С1;Итого", "У-0101;1;0;1;1;2;5", "У-0102;0;1;1;0;0;2")
        assert len(intake.items) == 5
        assert intake.items["item"].tolist() == [f"{TEST}-{n}" for n in range(1, 6)]

    def test_long_decimals_and_large_numbers_are_no_items(self, desk: Desk) -> None:
        intake = desk.read("Код;З1;З2;IRT1;З3", "У-0101;1;0;0,34288;1", "У-0102;0;1;-0,0059;1", "У-0103;0;1;1,2;0")
        assert len(intake.items) == 3

    def test_items_of_the_bank_keep_their_codes(self, desk: Desk) -> None:
        intake = desk.read("Код;МА7-014;МА7-015", "У-0101;1;0", "У-0102;0;1")
        assert intake.items["item"].tolist() == ["МА7-014", "МА7-015"]

    def test_the_tables_are_exactly_the_kits(self, desk: Desk) -> None:
        intake = desk.read("Код;З1;З2", "У-0101;1;0", "У-0102;0;1")
        for name, frame in (("responses", intake.responses), ("items", intake.items)):
            assert list(frame.columns) == list(TABLES[name].names)
            for column in TABLES[name].columns:
                assert frame[column.name].dtype == column.kind.dtype, column.name

    def test_what_the_file_does_not_tell_is_said(self, desk: Desk, told: Told) -> None:
        intake = desk.read("Код;З1;З2", "У-0101;1;0", "У-0102;0;1", subject="", grade=None, tier="")
        assert "предмет «не указан», параллель пустая, КЭС «0», КПУ «0», уровень «Б»" in told(intake, Severity.WARNING)

    def test_a_bad_code_of_the_work_is_refused(self, desk: Desk) -> None:
        with pytest.raises(DataRefused, match="Код работы «» не подходит"):
            desk.read("Код;З1", "У-0101;1", test="")
