"""The dictionary names every table and column, and the committed page is the one made from today's schemas."""

from __future__ import annotations

import re
from pathlib import Path

from workbook.school.dictionary import data_dictionary, write_dictionary
from workbook.school.schema import Kind
from workbook.school.tables import TABLES

PAGE = Path(__file__).parents[2] / "datasets" / "DICTIONARY.md"


class TestDictionary:
    def test_committed_page_is_fresh(self):
        assert PAGE.read_text(encoding="utf-8") == data_dictionary(), (
            "Run: python -m workbook.school.dictionary datasets/DICTIONARY.md"
        )

    def test_every_table_and_column_is_there_once(self):
        text = data_dictionary()
        for table in TABLES.values():
            section = text.split(f'<a id="{table.name}"></a>')[1].split("<a id=")[0]
            assert f"### {table.title} — `{table.name}`" in section
            assert f"Одна строка — {table.row}." in section
            named = re.findall(r"^\| [^|]+ \| `(\w+)` \|", section, flags=re.MULTILINE)
            assert named == list(table.names)

    def test_a_row_tells_all(self):
        lines = data_dictionary().splitlines()
        assert "| Стаж | `experience_years` | целое число, лет | нет | от 0 до 65 | 12 | Педагогический стаж |" in lines
        assert "| Широта | `latitude` | число | нет | от −90 до 90 | 55,75 | Широта |" in lines
        assert any("значение из столбца «Код карты» листа «Технологические карты»" in line for line in lines)
        assert "Значение столбца «Код карты» не повторяется." in lines
        assert "Сочетание столбцов «Учебный год», «Код ученика» не повторяется." in lines

    def test_every_table_of_markdown_has_equal_rows(self):
        for block in data_dictionary().split("\n\n"):
            rows = [line for line in block.splitlines() if line.startswith("|")]
            assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) <= 1

    def test_every_kind_is_explained(self):
        assert all(f"- **{kind.value}** — " in data_dictionary() for kind in Kind)

    def test_written_as_it_is(self, tmp_path):
        path = write_dictionary(tmp_path / "a.md")
        assert path.read_bytes().decode() == data_dictionary()
