from __future__ import annotations

from pathlib import Path

import pytest

from workbook.errors import DataRefused, Reason, SettingsRefused, WorkbookError
from workbook.school.passport import read_passport

from .conftest import Folder


def refused(folder: Folder, text: str) -> WorkbookError:
    folder.passport(text)
    with pytest.raises(WorkbookError) as caught:
        read_passport(folder.path)
    return caught.value


class TestPassport:
    def test_all_keys(self, folder: Folder) -> None:
        folder.passport(
            "школа: shkola-7\nназвание: Школа № 7\nмуниципалитет: Заречный район\nгод: 2025-26\n"
            "методика:\n  версия: 1.10\n  отметки:\n    н_а_в_соу: 0\n    малая_выборка: 12\n"
        )
        passport = read_passport(folder.path)
        assert (passport.id, passport.title, passport.municipality, passport.year) == (
            "shkola-7", "Школа № 7", "Заречный район", "2025/2026",
        )  # fmt: skip
        assert (passport.settings.marks.sou_absent, passport.settings.marks.small_n) == ("0", 12)
        assert passport.settings.version == "1.10"
        assert passport.problems == ()

    @pytest.mark.parametrize("text", ["", "\ufeffшкола: shkola-7", "методика:\n", "---\n"])
    def test_little_is_enough(self, folder: Folder, text: str) -> None:
        folder.passport(text)
        passport = read_passport(folder.path)
        assert (passport.id, passport.title, passport.year) == ("shkola-7", "shkola-7", "")

    def test_without_a_file(self, folder: Folder) -> None:
        (folder.path / "school.yml").unlink()
        (problem,) = read_passport(folder.path).problems
        assert problem.reason is Reason.FILE_MISSING
        assert problem.message == (
            "school.yml: файла нет, поэтому название школы взято из имени папки, а правила — из методики комплекта. "
            "Создайте school.yml с ключами школа, название, муниципалитет, год, методика."
        )

    def test_other_id_than_the_folder(self, folder: Folder) -> None:
        folder.passport("школа: gimnaziya-1")
        passport = read_passport(folder.path)
        assert passport.id == "gimnaziya-1"
        assert [item.message for item in passport.problems] == [
            "school.yml: код школы «gimnaziya-1» не совпадает с именем папки «shkola-7». Отчёты называются по коду; "
            "переименуйте папку или исправьте ключ «школа»."
        ]


class TestRefusals:
    def test_unknown_key_names_the_nearest(self, folder: Folder) -> None:
        error = refused(folder, "муниципалетет: Район")
        assert isinstance(error, SettingsRefused)
        assert error.reason is Reason.SETTING_UNKNOWN
        assert error.message == (
            "school.yml: ключ «муниципалетет» неизвестен. Возможно, имелось в виду «муниципалитет»."
        )

    def test_unknown_key_without_a_near_one(self, folder: Folder) -> None:
        assert refused(folder, "zzz: 1").message == (
            "school.yml: ключ «zzz» неизвестен. Известные ключи: школа, название, муниципалитет, год, методика."
        )

    def test_unknown_rule(self, folder: Folder) -> None:
        assert refused(folder, "методика:\n  отметки:\n    малая_выборкa: 5").message == (
            "school.yml → методика → отметки: ключ «малая_выборкa» неизвестен. Возможно, имелось в виду "
            "«малая_выборка»."
        )

    def test_year(self, folder: Folder) -> None:
        assert refused(folder, "год: 2025").message == (
            "school.yml → год: учебный год «2025» не подходит. Нужны два года подряд через дробь, например «2025/2026»."
        )

    @pytest.mark.parametrize("text", ["школа: [a", "\tа: б", "школа: 'x", "a: b: c"])
    def test_no_yaml(self, folder: Folder, text: str) -> None:
        error = refused(folder, text)
        assert error.message.startswith("school.yml, строка ")
        assert error.message.endswith("файл не читается как YAML. Проверьте отступы, двоеточия и кодировку UTF-8.")

    def test_not_a_mapping(self, folder: Folder) -> None:
        assert refused(folder, "- школа").message == "school.yml: ожидается список «ключ: значение»."

    def test_a_list_for_a_title(self, folder: Folder) -> None:
        assert refused(folder, "название: [а, б]").message == (
            "school.yml: у ключа «название» должно быть одно значение: как школа названа в отчётах."
        )

    def test_aliases(self, folder: Folder) -> None:
        assert refused(folder, "название: &a x\nмуниципалитет: *a").message == (
            "school.yml: ссылки YAML (*имя) не принимаются. Повторите значение."
        )

    def test_a_key_written_twice(self, folder: Folder) -> None:
        assert refused(folder, "школа: shkola-7\nгод: 2025/2026\nгод: 2024/2025").message == (
            "school.yml, строка 3: ключ «год» записан дважды. Оставьте один."
        )

    def test_half_a_letter(self, folder: Folder) -> None:
        assert refused(folder, 'название: "\\ud800"').message == (
            "school.yml, строка 1: недопустимый знак. Наберите значение заново."
        )

    def test_deep_nesting_is_refused_before_it_costs_time(self, folder: Folder) -> None:
        assert refused(folder, "[" * 20000).message == (
            "school.yml: списки вложены глубже 8 уровней. Уберите лишние скобки и отступы."
        )

    @pytest.mark.parametrize(
        "text",
        ["[" * 20000, "а: " + "б" * 70000, "!!python/object/apply:os.system [ls]", "год: !!timestamp х",
         "? {а: б}\n: в", "методика:\n  объективность:\n    всплеск_разница: inf", "методика: [1]", "школа: ../../etc"],
    )  # fmt: skip
    def test_hostile_texts_are_refused_and_nothing_else(self, folder: Folder, text: str) -> None:
        assert refused(folder, text).message.endswith(".")

    def test_bytes(self, folder: Folder) -> None:
        (folder.path / "school.yml").write_bytes("школа: shkola-7".encode("cp1251"))
        with pytest.raises(SettingsRefused):
            read_passport(folder.path)

    @pytest.mark.parametrize("name", ["Школа 7", "SHKOLA", "a" * 33, "a_b"])
    def test_school_id(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).mkdir()
        with pytest.raises(DataRefused) as caught:
            read_passport(tmp_path / name)
        assert caught.value.reason is Reason.SCHOOL_ID
        assert caught.value.message == (
            f"Код школы «{name}» (папка «{name}») не подходит: допустимы от 1 до 32 знаков — строчные латинские буквы, "
            "цифры и дефис, например «shkola-7». Переименуйте папку и укажите тот же код в school.yml."
        )
