from __future__ import annotations

import pytest

from workbook.school.repairs import clean, cyrillic_word, cyrillic_words, fold, shown


class TestClean:
    @pytest.mark.parametrize(
        ("text", "result", "notes"),
        [
            ("7 А", "7 А", ()),
            (" 7 А ", "7 А", ("убраны лишние пробелы",)),
            ("7  А", "7 А", ("убраны лишние пробелы",)),
            ("7\u00a0А", "7 А", ("убран неразрывный пробел",)),
            ("7\u202fА", "7 А", ("убран неразрывный пробел",)),
            ("русский\nязык", "русский язык", ("убран перенос строки",)),
            ("У-\u200b0123", "У-0123", ("убраны невидимые знаки",)),
            ("мате\u00adматика", "математика", ("убраны невидимые знаки",)),
            ("\ufeffКод", "Код", ("убраны невидимые знаки",)),
            ("и\u0306од", "йод", ("буквы, записанные двумя знаками, собраны",)),
            ("У-\u202e0123", "У-0123", ("убраны невидимые знаки",)),
            ("   ", "", ()),
        ],
    )
    def test_removes_what_nobody_sees(self, text: str, result: str, notes: tuple[str, ...]) -> None:
        assert clean(text) == (result, notes)


class TestLetters:
    def test_look_alikes_change_only_inside_cyrillic_words(self) -> None:
        assert cyrillic_words("мaтeмaтикa") == "математика"
        assert cyrillic_words("английский: Starlight 7") == "английский: Starlight 7"
        assert cyrillic_words("Cambridge") == "Cambridge"

    def test_a_letter_without_a_twin_leaves_the_word_alone(self) -> None:
        assert cyrillic_word("МФTИ-d") == "МФTИ-d"
        assert cyrillic_word("MA7-ИТ") == "МА7-ИТ"

    def test_folding_forgets_what_the_eye_does_not_see(self) -> None:
        assert fold("ПРИЗЁР") == fold("призер")
        assert fold("К–012") == fold("K-012")


class TestShown:
    def test_is_short_one_line_and_never_a_name(self) -> None:
        assert shown("а" * 100) == "а" * 59 + "…"
        assert shown("а\n\nб") == "а б"
        assert shown("Иванова Мария") == "…"
