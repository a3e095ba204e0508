"""A new folder is whole, readable at once, and every rule in it can be switched on by uncommenting two lines."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
import yaml

from workbook.errors import DataRefused, Reason
from workbook.school import passport
from workbook.school.blank_folder import FORM_TABLES, new_school
from workbook.school.forms import GUIDE, write_form
from workbook.school.isolation import read_cells
from workbook.school.passport import read_passport
from workbook.school.school import read_school
from workbook.school.tables import TABLES
from workbook.settings import Settings, read_settings

WORDS = {"title": "Школа № 9 «Путь»: да # нет", "municipality": "Заречный район", "year": "2025/2026"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_school(tmp_path / "данные школ", "shkola-9", **WORDS)


class TestFolder:
    def test_passport_reads_back(self, folder):
        passport = read_passport(folder)
        assert (passport.id, passport.title) == ("shkola-9", "Школа № 9 «Путь»: да # нет")
        assert (passport.municipality, passport.year) == ("Заречный район", "2025/2026")
        assert passport.settings == Settings()
        assert passport.problems == ()

    def test_form_has_the_tables_of_the_first_reports(self, folder):
        sheets = read_cells(folder / "school.xlsx")
        assert list(sheets) == [GUIDE, *(TABLES[name].title for name in FORM_TABLES), "Списки"]
        assert sheets["Ученики"] == [[column.header for column in TABLES["pupils"].columns]]
        assert ["Школа:", "Школа № 9 «Путь»: да # нет", None] in sheets[GUIDE]

    def test_nothing_else_is_left(self, folder):
        assert sorted(path.name for path in folder.iterdir()) == ["school.xlsx", "school.yml"]
        assert list(folder.parent.iterdir()) == [folder]

    def test_the_passport_is_read_back_and_has_room_to_grow(self, folder):
        assert read_passport(folder).settings == Settings()
        assert 2 * (folder / "school.yml").stat().st_size < passport._LARGEST

    def test_every_rule_is_shown_with_meaning_and_source(self, folder):
        text = (folder / "school.yml").read_text(encoding="utf-8")
        for rule in Settings().rules():
            assert f"  #   {rule.key}:" in text
            assert f"## {rule.meaning.rstrip('.')}. Источник: {rule.source.rstrip('.')}." in text
        assert ".." not in "".join(line for line in text.splitlines() if "##" in line)

    def test_uncommenting_all_rules_gives_the_rules_of_the_kit(self, folder):
        text = (folder / "school.yml").read_text(encoding="utf-8")
        opened = re.sub(r"^  # ", "  ", text, flags=re.MULTILINE)
        assert read_settings(yaml.safe_load(opened)["методика"]) == Settings()

    def test_uncommenting_two_lines_changes_one_rule(self, folder):
        path = folder / "school.yml"
        text = path.read_text(encoding="utf-8")
        text = text.replace("  # отметки:", "  отметки:").replace('  #   н_а_в_соу: "7"', "    н_а_в_соу: 0")
        path.write_text(text, encoding="utf-8")
        changed = [rule.key for rule in read_passport(folder).settings.rules() if rule.changed]
        assert changed == ["н_а_в_соу"]


class TestFilling:
    def test_blank_folder_reads_without_complaint(self, folder):
        school = read_school(folder)
        assert [problem.message for problem in school.problems if problem.severity == "ошибка"] == []

    def test_examples_of_the_schemas_pass_through_the_form(self, folder):
        """What the notes in the form give as an example is accepted when typed, in every table and column."""
        rows = {
            table.name: [{column.name: column.example for column in table.columns}]
            for table in TABLES.values()
            if not table.municipal
        }
        write_form(folder / "school.xlsx", [TABLES[name] for name in rows], rows=rows)
        school = read_school(folder)
        about_values = [
            problem.message
            for problem in school.problems
            if problem.reason.startswith("value-") or problem.reason in {"header-missing", "header-unknown"}
        ]
        assert about_values == []
        assert all(len(school[name]) == 1 for name in rows if school.has(name))


class TestRefusals:
    @pytest.mark.parametrize("school_id", ["", "Школа-9", "shkola 9", "../up", "a" * 33, "A", "a/b", "a\n", "."])
    def test_id(self, tmp_path, school_id):
        with pytest.raises(DataRefused) as caught:
            new_school(tmp_path / "data", school_id, **WORDS)
        assert caught.value.reason is Reason.SCHOOL_ID
        assert "строчные латинские буквы" in caught.value.message
        assert not (tmp_path / "data").exists()

    def test_existing_folder_is_not_touched(self, folder):
        before = (folder / "school.yml").read_bytes()
        with pytest.raises(DataRefused) as caught:
            new_school(folder.parent, "shkola-9", title="Другая", municipality="", year="2025/2026")
        assert "уже есть" in caught.value.message
        assert (folder / "school.yml").read_bytes() == before

    @pytest.mark.parametrize("year", ["2025", "2025/26", "2025/2027", "2025-2026", ""])
    def test_year(self, tmp_path, year):
        with pytest.raises(DataRefused) as caught:
            new_school(tmp_path, "shkola-9", title="Школа", municipality="", year=year)
        assert caught.value.reason is Reason.VALUE_PATTERN

    def test_title(self, tmp_path):
        with pytest.raises(DataRefused) as caught:
            new_school(tmp_path, "shkola-9", title=" ", municipality="", year="2025/2026")
        assert caught.value.reason is Reason.VALUE_MISSING

    def test_nothing_half_written(self, tmp_path, monkeypatch):
        def failing(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        # By import_module: the package binds the function over the module of the same name.
        monkeypatch.setattr(importlib.import_module("workbook.school.blank_folder"), "write_form", failing)
        with pytest.raises(OSError, match="space"):
            new_school(tmp_path, "shkola-9", **WORDS)
        assert list(tmp_path.iterdir()) == []
