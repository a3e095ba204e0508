"""The letters of options are written down once."""

from __future__ import annotations

from pathlib import Path

import workbook
from workbook.school.letters import ALPHABETS, LATIN, LETTERS, NUMBERS

ROOT = Path(workbook.__file__).parent


def test_no_other_module_of_the_bank_spells_an_alphabet() -> None:
    spelt = {
        path.name
        for room in ("school", "fos")
        for path in (ROOT / room).rglob("*.py")
        if any(f'"{letters}"' in path.read_text(encoding="utf-8").upper() for letters in ALPHABETS)
    }
    assert spelt == {"letters.py"}


def test_ten_letters_in_either_script_and_nine_numbers() -> None:
    assert [len(set(letters)) for letters in ALPHABETS] == [10, 10, 9]
    assert (LETTERS[0], LATIN[0], NUMBERS[0]) == ("А", "A", "1")
    assert "Ё" not in LETTERS
    assert "Й" not in LETTERS
