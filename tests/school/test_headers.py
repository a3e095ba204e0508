from __future__ import annotations

from workbook.school import TABLES
from workbook.school.headers import find_headers, header_score

TEACHERS = TABLES["teachers"]


class TestFinding:
    def test_title_rows_stand_above(self) -> None:
        rows = [["Учителя школы № 7", "", ""], [], ["", "Код учителя", "Предметы"], ["", "П-001", "физика"]]
        headers = find_headers(rows, TEACHERS)
        assert headers.row == 2
        assert headers.positions == {"teacher": 1, "subjects": 2}
        assert headers.letters == {"teacher": "B", "subjects": "C"}

    def test_names_may_be_english_synonyms_or_carry_marks(self) -> None:
        for teacher in ("Код учителя", "код  УЧИТЕЛЯ:", "Код учителя *", "teacher", "Учитель", "Kод yчителя"):
            assert find_headers([[teacher, "Предметы"]], TEACHERS).positions["teacher"] == 0
        for years in ("Стаж", "Стаж (лет)", "Стаж, лет", "experience_years", "Experience years"):
            assert find_headers([[years]], TEACHERS).positions == {"experience_years": 0}
        assert find_headers([["class"]], TABLES["pupils"]).positions == {"class_": 0}

    def test_the_own_header_goes_before_a_synonym(self) -> None:
        headers = find_headers([["Учитель", "Предметы", "Код учителя"]], TEACHERS)
        assert headers.positions == {"teacher": 2, "subjects": 1}
        assert headers.doubles == {0: "teacher"}

    def test_nothing_known_makes_strangers_of_all(self) -> None:
        headers = find_headers([[], ["а", "б"]], TEACHERS)
        assert (headers.row, headers.positions, headers.strangers) == (1, {}, {0: "а", 1: "б"})

    def test_no_rows(self) -> None:
        assert find_headers([], TEACHERS).positions == {}

    def test_score_counts_columns_once(self) -> None:
        assert header_score(["Код учителя", "Учитель", "Предметы", "Ещё"], TEACHERS) == 2
