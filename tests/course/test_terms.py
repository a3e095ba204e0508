"""The glossary and the words that lead to it."""

from __future__ import annotations

import pytest

from workbook.course import LessonRefused
from workbook.course.terms import anchor, linked, named_terms, read_glossary, term_faults

GLOSSARY = """
- термин: ёмкость
  определение: Сколько   помещается.
- термин: доля верных
  определение: Решившие, делённые на [[ёмкость|всех]].
  смотри: [ёмкость]
"""


class TestGlossary:
    def test_the_order_of_the_alphabet(self) -> None:
        terms = read_glossary(GLOSSARY)
        assert list(terms) == ["доля верных", "ёмкость"]
        assert terms["ёмкость"].definition == "Сколько помещается."
        assert terms["доля верных"].see == ("ёмкость",)

    def test_no_file_is_no_words(self) -> None:
        assert read_glossary("") == {}

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("термин: а", "glossary.yml: нужен список через дефис: термин, определение, смотри"),
            ("- термин: а", "glossary.yml, «а»: нет ключа «определение» или он пуст"),
            (
                "- {термин: а, определение: б, см: в}",
                "glossary.yml, «а»: ключ «см» неизвестен; бывают: термин, определение, смотри",
            ),
            ("- {термин: а, определение: б}\n- {термин: а, определение: в}", "glossary.yml, «а»: термин стоит дважды"),
            (
                "- {термин: доля, определение: б, смотри: [дола]}",
                "glossary.yml, «доля»: термина «дола» нет в словаре glossary.yml; может быть, «доля»",
            ),
            (
                '- {термин: доля, определение: "[[вес]]"}',
                "glossary.yml, «доля»: термина «вес» нет в словаре glossary.yml",
            ),
            ("- термин: а\n  термин: б", "glossary.yml, строка 2: ключ «термин» написан дважды"),
        ],
    )
    def test_faults(self, text: str, words: str) -> None:
        with pytest.raises(LessonRefused) as caught:
            read_glossary(text)
        assert words in [str(fault) for fault in caught.value.faults]


class TestWords:
    def test_in_a_table_the_bar_does_not_part_cells(self) -> None:
        text = "| [[доля|доли]] | 2 |"
        assert linked(text, lambda term: f"#{term}") == "| [доли](#доля) | 2 |"
        assert linked(text) == "| доли | 2 |"
        assert linked(text, lambda _: None) == "| доли | 2 |"

    def test_code_is_left(self) -> None:
        text = "`[[код]]`\n\n```\n[[код]]\n```\n[[слово]]"
        assert named_terms(text) == ("слово",)
        assert linked(text).count("[[код]]") == 2

    def test_a_dead_link(self) -> None:
        assert [fault.words for fault in term_faults("[[нету]]", {"доля": 1}, "место")] == [
            "термина «нету» нет в словаре glossary.yml"
        ]

    @pytest.mark.parametrize("typed", ["[[доля]", "[доля]]", "[[доля|доли]"])
    def test_a_link_left_open(self, typed: str) -> None:
        assert [fault.words for fault in term_faults(f"Это {typed} верных", {"доля": 1}, "место")] == [
            f"скобки в «{typed}» не закрыты: нужно [[термин]] или [[термин|как в тексте]]"
        ]

    def test_links_and_pictures_of_markdown_are_closed(self) -> None:
        assert term_faults("[[доля]] и [слово](a.md), ![рисунок](b.png), `[[код]`", {"доля": 1}, "место") == []

    def test_places_are_in_latin_letters(self) -> None:
        assert anchor("доля верных ответов") == "term-dolya-vernykh-otvetov"
        assert anchor("объём, щит") == "term-obem-shchit"
