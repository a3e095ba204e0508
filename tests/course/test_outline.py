"""Headings get addresses that do not repeat; lists with boxes and wide tables; links of sources."""

from __future__ import annotations

from workbook.course.outline import Part, outlined, relinked, words_of


class TestOutlined:
    def test_addresses_do_not_repeat(self) -> None:
        body, parts = outlined("<h2>Ключ</h2><p>Раз &lt;b&gt;.</p><h3 class='x'>Ключ</h3><p>Два.</p>")
        assert body == ('<h2 id="ключ">Ключ</h2><p>Раз &lt;b&gt;.</p><h3 id="ключ-2" class=\'x\'>Ключ</h3><p>Два.</p>')
        assert parts == (Part(2, "Ключ", "ключ", "Раз <b>."), Part(3, "Ключ", "ключ-2", "Два."))

    def test_given_addresses_are_for_third_headings(self) -> None:
        body, _ = outlined("<h2>Таблицы</h2><h3>Ученики</h3><h3>Учителя</h3>", ["pupils", "teachers"])
        assert body == '<h2 id="таблицы">Таблицы</h2><h3 id="pupils">Ученики</h3><h3 id="teachers">Учителя</h3>'

    def test_a_heading_s_own_address_stays(self) -> None:
        assert outlined('<h2 id="own">Своё</h2>')[1][0].anchor == "own"

    def test_boxes_to_tick(self) -> None:
        body, _ = outlined("<ul><li>[ ] раз</li><li><p>[x] два</p></li><li>[3] три</li></ul>")
        assert body.count('type="checkbox"') == 2
        assert body.count(" checked ") == 1
        assert "<li>[3] три</li>" in body

    def test_tables_scroll(self) -> None:
        body, _ = outlined("<table><tr><td>1</td></tr></table><table class='own'></table>")
        assert body.count('<div class="cp-scroll">') == 1
        assert body.count("</div>") == 1


class TestRelinked:
    def test_links_lead_or_become_words(self) -> None:
        known = {"a.md": "a.html"}
        made = relinked('<a href="a.md">А</a>, <a href="http://foreign.example/">чужое</a>', known.get)
        assert made == '<a href="a.html">А</a>, чужое'


def test_words_of_cells_stay_apart() -> None:
    assert words_of("<tr><td>раз</td><td>два</td></tr>") == "раз два"
