"""Exports of programs: Moodle's two reports, Google Forms, long tables."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from workbook import fos
from workbook.errors import DataRefused
from workbook.school import Severity
from workbook.school.intake import Intake

from .conftest import TEST, Desk

Told = Callable[..., str]


def _scores(intake: Intake) -> pd.DataFrame:
    return fos.score(intake.responses, intake.items, TEST).scores


class TestMoodleResponses:
    RUSSIAN = (
        "Фамилия,Имя,Адрес электронной почты,Состояние,Тест начат,Завершено,Затраченное время,\"Оценка/10,00\","
        "Вопрос 1,Ответ 1,Правильный ответ 1,Вопрос 2,Ответ 2,Правильный ответ 2",
        'Иванова,Мария,m@school.ru,Завершено,12.03.2026 10:00,12.03.2026 10:20,20 мин,"10,00",Сколько будет 2+2?,4,4,'
        "Столица Франции?,Париж,Париж",
        'Петров,Пётр,p@school.ru,Завершено,12.03.2026 10:00,12.03.2026 10:20,20 мин,"5,00",Сколько будет 2+2?,4,4,'
        "Столица Франции?,-,Париж",
        'Сидоров,Олег,o@school.ru,В процессе,12.03.2026 10:00,-,-,-,Сколько будет 2+2?,5,4,Столица Франции?,Лион,Париж',
        'Иванова,Мария,m@school.ru,Завершено,13.03.2026 10:00,13.03.2026 10:20,20 мин,"0,00",Сколько будет 2+2?,7,4,'
        "Столица Франции?,Лион,Париж",
    )  # fmt: skip

    def test_russian_headers(self, desk: Desk, told: Told) -> None:
        intake = desk.read(*self.RUSSIAN)
        assert intake.layout == "отчёт Moodle «Ответы»"
        assert _scores(intake).fillna(-1).to_numpy().tolist() == [[1, 1], [1, -1], [0, 0]]
        assert intake.items["text"].tolist() == ["Сколько будет 2+2?", "Столица Франции?"]
        assert intake.items["key"].tolist() == ["4", "Париж"]
        message = told(intake, Severity.WARNING)
        assert "строка 5: у ученика несколько попыток: учтена первая завершённая" in message
        assert "строка 4: попытка не завершена" in message
        assert intake.key_table is not None
        assert "Иванова Мария" in intake.key_table.iloc[0, 0]

    def test_english_headers(self, desk: Desk) -> None:
        intake = desk.read(
            "Last name,First name,ID number,Email address,Status,Started,Completed,Duration,Grade/2.00,Response 1,"
            "Right answer 1,Response 2,Right answer 2",
            "Doe,Jane,,j@x.org,Finished,1 March 2026,1 March 2026,5 mins,2.00,True,True,Paris,Paris",
            "Roe,Rick,,r@x.org,Finished,1 March 2026,1 March 2026,5 mins,1.00,False,True,Paris,Paris",
        )
        assert _scores(intake).to_numpy().tolist() == [[1, 1], [0, 1]]
        assert {"состояние попытки", "время", "адрес почты", "имя"} <= set(intake.columns["Что это"])

    def test_an_open_attempt_gives_way_to_a_finished_one(self, desk: Desk) -> None:
        head = "Фамилия,Состояние,Ответ 1,Правильный ответ 1"
        intake = desk.read(head, "Иванова,В процессе,3,4", "Иванова,Завершено,4,4", "Петров,Завершено,5,4")
        assert _scores(intake).to_numpy().ravel().tolist() == [1, 0]

    def test_a_random_question_is_told(self, desk: Desk, told: Told) -> None:
        head = "Фамилия,Состояние,Ответ 1,Правильный ответ 1"
        intake = desk.read(head, "Иванова,Завершено,3,3", "Петров,Завершено,5,4", "Сидоров,Завершено,4,4")
        assert "верный ответ у разных учеников разный" in told(intake, Severity.WARNING)


class TestMoodleGrades:
    def test_grades_and_the_average_row(self, desk: Desk, told: Told) -> None:
        intake = desk.read(
            "Фамилия,Имя,Состояние,\"Оценка/10,00\",\"В. 1 /1,00\",\"В. 2 /2,00\",\"В. 3 /1,00\"",
            'Иванова,Мария,Завершено,"7,50","1,00","1,50",-',
            'Петров,Пётр,Завершено,"5,00","0,00","2,00","1,00"',
            'Сидоров,Олег,Завершено,-,"1,00",Требует оценивания,"0,00"',
            'Общее среднее,,,"6,25","0,67","1,75","0,50"',
        )  # fmt: skip
        assert intake.layout == "отчёт Moodle «Оценки»"
        assert intake.items["max_score"].tolist() == [1, 2, 1]
        assert _scores(intake).fillna(-1).to_numpy().tolist() == [[1, 1.5, -1], [0, 2, 1], [1, 0, 0]]
        assert "ответ в Moodle ещё не оценён" in told(intake, Severity.WARNING)
        assert "строк с итогами и средними пропущено: 1" in told(intake)

    def test_scaled_maxima_come_back_to_one(self, desk: Desk, told: Told) -> None:
        intake = desk.read("First name,State,Q. 1 /0.50,Q. 2 /0.50", "A b,Finished,0.50,0.25", "C d,Finished,0.00,0.50")
        assert intake.items["max_score"].tolist() == [1, 1]
        assert _scores(intake).to_numpy().tolist() == [[1, 0.5], [0, 1]]
        assert "переведено в доли балла" in told(intake)


class TestGoogle:
    HEAD = "Отметка времени,Баллы,Фамилия и имя,Класс,2 + 2 = ?,Столица Франции?"

    def test_with_a_key_row(self, desk: Desk) -> None:
        intake = desk.read(
            self.HEAD, "12.03.2026 10:00:00,0 / 2,Ключ,,4,Париж", "12.03.2026 10:05:00,2 / 2,Иванова Мария,7А,4,париж",
            "12.03.2026 10:06:00,1 / 2,Петров Пётр,7А,4,Лион",
        )  # fmt: skip
        assert intake.layout == "ответы Google Формы"
        assert _scores(intake).to_numpy().tolist() == [[1, 1], [1, 0]]
        assert intake.items["text"].tolist() == ["2 + 2 = ?", "Столица Франции?"]
        assert "total-differs" not in {problem.reason for problem in intake.problems}

    def test_score_columns_and_a_key_read_off(self, desk: Desk, told: Told) -> None:
        intake = desk.read(
            "Timestamp,Username,Total score,Name,Name [Score],Name [Feedback],2 + 2 = ?,2 + 2 = ? [Score],2 + 2 = ? "
            "[Feedback],Explain,Explain [Score],Explain [Feedback]",
            "2026/03/12 10:00:00 AM GMT+3,m@x.ru,3.00 / 3,Jane Doe,-- / 0,,4,1.00 / 1,,because,2.00 / 2,",
            "2026/03/12 10:01:00 AM GMT+3,p@x.ru,1.00 / 3,Rick Roe,-- / 0,,5,0.00 / 1,,so,1.00 / 2,well",
        )
        assert intake.items["max_score"].tolist() == [1, 2]
        assert _scores(intake).to_numpy().tolist() == [[1, 2], [0, 1]]
        assert "ключ восстановлен по ответам с полным баллом" in told(intake)
        assert "Jane Doe" not in intake.responses.to_csv() + told(intake)

    def test_neither_key_nor_points_is_refused(self, desk: Desk) -> None:
        with pytest.raises(DataRefused, match="нет ни баллов по вопросам, ни ключа"):
            desk.read(self.HEAD, "12.03.2026 10:05:00,2 / 2,Иванова Мария,7А,4,Париж")

    def test_a_total_that_disagrees(self, desk: Desk, told: Told) -> None:
        intake = desk.read(
            self.HEAD, "12.03.2026 10:00:00,,Ключ,,4,Париж", "12.03.2026 10:05:00,1 / 2,Иванова Мария,7А,4,Париж",
            "12.03.2026 10:06:00,1 / 2,Петров Пётр,7А,4,Лион",
        )  # fmt: skip
        assert "сумма баллов не сходится" in told(intake, Severity.WARNING)


class TestLong:
    def test_the_kits_own_table(self, desk: Desk) -> None:
        intake = desk.read(
            "Код работы;Вариант;Код ученика;Код задания;Ответ;Балл", "МА7-ИТ;1;У-0101;МА7-001;Г;1",
            "МА7-ИТ;1;У-0101;МА7-002;;", "МА7-ИТ;2;У-0102;МА7-003;А;0", "МА7-ИТ;2;У-0102;МА7-001;Г;1",
        )  # fmt: skip
        assert intake.layout == "таблица «ответ — строка»"
        assert intake.key_table is None
        assert len(intake.responses) == 4
        assert intake.responses["variant"].tolist() == ["1", "1", "2", "2"]
        states = fos.score(intake.responses, intake.items, TEST).states
        assert states.loc["У-0102", "МА7-002"] == "нет в варианте"

    def test_letters_with_keys_in_a_column(self, desk: Desk) -> None:
        intake = desk.read(
            "student,item,response,key", "a1,1,A,A", "a1,2,C,B", "b2,1,B,A", "b2,2,B,B", "c3,1,A,A", "c3,2,,B"
        )
        assert _scores(intake).fillna(-1).to_numpy().tolist() == [[1, 0], [0, 1], [1, -1]]

    def test_another_work_and_doubles(self, desk: Desk, told: Told) -> None:
        head = "Работа;Ученик;Задание;Балл"
        intake = desk.read(
            head, "Х;У-0101;1;1", "МА7-ИТ;У-0101;1;1", "МА7-ИТ;У-0101;1;1", "МА7-ИТ;У-0101;2;0", "МА7-ИТ;У-0102;1;0",
            "МА7-ИТ;У-0102;1;1", "МА7-ИТ;У-0102;2;1", "МА7-ИТ;;2;1",
        )  # fmt: skip
        assert len(intake.responses) == 4
        assert "строка 9: нет кода ученика или задания" in told(intake, Severity.ERROR)
        assert "строка 7: ученик ответил на то же задание иначе" in told(intake, Severity.ERROR)
        assert "строка 4: строки повторяют прежние" in told(intake, Severity.REPAIR)

    def test_several_works_and_none_is_meant(self, desk: Desk) -> None:
        with pytest.raises(DataRefused, match="несколько работ"):
            desk.read("Работа;Ученик;Задание;Балл", "Х;У-0101;1;1", "У;У-0101;1;1", "Х;У-0102;1;0")
