"""Markdown as HTML: hostile words stay words, nothing is fetched."""

from __future__ import annotations

import pytest

from workbook.course.markdown import html
from workbook.course.pictures import data_uri


class TestHtml:
    def test_words_lead_to_the_glossary(self) -> None:
        assert html("[[доля|Доля]]", terms=lambda term: f"glossary.html#{term}") == (
            '<p><a href="glossary.html#%D0%B4%D0%BE%D0%BB%D1%8F">Доля</a></p>\n'
        )
        assert html("[[доля|Доля]]") == "<p>Доля</p>\n"

    def test_a_picture_lies_inside(self) -> None:
        made = html("![Две точки](images/x.png)", image=lambda path: data_uri(path.encode()))
        assert made == '<p><img src="data:image/png;base64,aW1hZ2VzL3gucG5n" alt="Две точки"></p>\n'

    def test_a_picture_without_a_place_is_its_words(self) -> None:
        assert html("![Две точки](images/x.png)") == "<p><em>[Рисунок: Две точки]</em></p>\n"

    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[[a|<b>x</b>]]",
            '![" onerror="x](images/x.png)',
            '![a](images/x.png "q" onerror="x")',
            "[да](javascript:alert(1))",
        ],
    )
    def test_hostile_words_stay_words(self, text: str) -> None:
        made = html(text, image=lambda path: path)
        for bad in ("<script", "<b>", 'onerror="', "onerror=alert(1)>", 'href="javascript'):
            assert bad not in made.replace("&quot;", "").replace("onerror=alert(1)&gt;", "")

    def test_tables(self) -> None:
        assert "<table>" in html("| а | б |\n|---|---|\n| 1 | 2 |")
