from __future__ import annotations

from workbook.errors import Reason
from workbook.school import Problem, Severity, read_school

from .conftest import Folder

MARKS = "Код ученика;Предмет;Код учителя;Дата;Вид работы;Отметка"
PUPILS = "Учебный год;Код ученика;Класс;Уровень образования"


def only(folder: Folder) -> Problem:
    (problem,) = read_school(folder.path).problems
    return problem


class TestCodes:
    def test_unknown_pupil_costs_the_row(self, folder: Folder) -> None:
        folder.write("pupils.csv", PUPILS, "2025/2026;У-0001;7 А;ООО")
        folder.write("marks.csv", MARKS, "У-0001;физика;;01.10.2025;урок;5", "У-0002;физика;;01.10.2025;урок;4")
        school = read_school(folder.path)
        (problem,) = school.problems
        assert (problem.reason, problem.severity, problem.cell) == (Reason.REFERENCE_UNKNOWN, Severity.ERROR, "A3")
        assert problem.message == (
            "marks.csv, ячейка A3: кода «У-0002» нет в таблице «Ученики» (столбец «Код ученика»). Исправьте код или "
            "добавьте его в ту таблицу. Строка не учтена."
        )
        assert school["marks"]["pupil"].tolist() == ["У-0001"]

    def test_unknown_teacher_costs_the_value_only(self, folder: Folder) -> None:
        folder.write("teachers.csv", "Код учителя;Предметы", "П-001;физика")
        folder.write("marks.csv", MARKS, "У-0001;физика;П-002;01.10.2025;урок;5")
        school = read_school(folder.path)
        assert school.problems[0].message == (
            "marks.csv, ячейка C2: кода «П-002» нет в таблице «Учителя» (столбец «Код учителя»). Исправьте код или "
            "добавьте его в ту таблицу. Значение не учтено."
        )
        assert school["marks"]["teacher"].isna().all()

    def test_nothing_is_asked_of_a_table_that_was_not_handed_in(self, folder: Folder) -> None:
        folder.write("marks.csv", MARKS, "У-0001;физика;П-002;01.10.2025;урок;5")
        assert read_school(folder.path).problems == ()

    def test_a_pupil_set_aside_is_still_known(self, folder: Folder) -> None:
        folder.write("pupils.csv", PUPILS, "2025/2026;У-0001;7 А;ООО", "2025/2026;У-0002;7;ООО")
        folder.write("marks.csv", MARKS, "У-0002;физика;;01.10.2025;урок;5")
        assert only(folder).table == "pupils"

    def test_look_alike_letters_are_repaired(self, folder: Folder) -> None:
        folder.write("fos_plan.csv", "Код ФОС;Предмет;Параллель;Вид контроля;Срок", "МА;физика;7;итоговый;01.10.2025")
        folder.write(
            "blueprint.csv", "Код ФОС;КЭС;КПУ;Уровень сложности;Заданий;Баллов", "MA;1.1;1.1;Б;2;2"
        )  # MA is wholly Latin, so that only the other table tells what was meant
        school = read_school(folder.path)
        (problem,) = school.problems
        assert problem.severity is Severity.REPAIR
        assert problem.message == (
            "blueprint.csv, ячейка A2: «MA» прочитано как «МА»: похожие буквы и знаки — как в таблице, где код задан. "
            "Исправлять файл не обязательно."
        )
        assert school["blueprint"]["fos"].tolist() == ["МА"]

    def test_hundreds_of_unknown_codes_end_in_one_line(self, folder: Folder) -> None:
        folder.write("pupils.csv", PUPILS, "2025/2026;У-0001;7 А;ООО")
        rows = [f"У-{i:04};физика;;01.10.2025;урок;5" for i in range(1, 203)]
        folder.write("marks.csv", MARKS, *rows)
        problems = read_school(folder.path).problems
        assert len(problems) == 101
        assert sum(item.count for item in problems) == 201


class TestScores:
    ITEMS = (
        "Код задания;Предмет;Параллель;КЭС;КПУ;Уровень сложности;Тип задания;Максимальный балл",
        "МА7-1;математика;7;1.1;1.1;Б;краткий ответ;1",
    )

    def test_answer_above_its_item(self, folder: Folder) -> None:
        folder.write("items.csv", *self.ITEMS)
        folder.write(
            "responses.csv", "test;variant;pupil;item;answer;score", "МА7;1;У-0001;МА7-1;5;1", "МА7;1;У-0002;МА7-1;5;2"
        )
        school = read_school(folder.path)
        (problem,) = school.problems
        assert problem.reason is Reason.SCORE_ABOVE_MAX
        assert problem.message == (
            "responses.csv, ячейка F3: балл 2 больше максимального балла 1 задания «МА7-1» в банке. Исправьте балл или "
            "банк заданий. Строка не учтена."
        )
        assert len(school["responses"]) == 1
