"""Blocks: what they say, and that nothing in them becomes markup."""

from __future__ import annotations

import json
import math
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

from workbook import display
from workbook.display import palette
from workbook.estimates import Result, results_table
from workbook.settings import Settings, read_settings

ALLOWED = {
    "div", "p", "h1", "h2", "h3", "h4", "ul", "li", "span", "svg", "circle", "path", "rect", "table", "caption",
    "thead", "tbody", "tr", "th", "td", "i", "figure", "figcaption", "img", "details", "summary", "header", "footer",
    "dl", "dt", "dd",
}  # fmt: skip


class Reader(HTMLParser):
    """Collect the tags, the attributes and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.words: list[str] = []
        self.opened: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}
        if tag not in ("img", "path", "circle", "rect"):
            self.opened.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("img", "path", "circle", "rect"):
            assert self.opened.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment got through: {data!r}")


def school(text: str, settings: Settings | None = None) -> SimpleNamespace:
    marks = pd.DataFrame({"date": pd.to_datetime(["2026-05-20", "2026-05-22"])})
    return SimpleNamespace(
        title=text, municipality=text, year="2025/2026", settings=settings or Settings(), tables={"marks": marks}
    )


def problem(text: str) -> SimpleNamespace:
    return SimpleNamespace(
        severity="ошибка", file=text, sheet="", cell="C17", header=text, message=text, suggestion=text
    )


def everything(text: str) -> display.Block:
    frame = pd.DataFrame({"value": [1.5, None], "share": [30.0, 120.0]})
    frame = frame.assign(name=pd.Series([text] * 2, dtype=object), flag=pd.Series([text, "плохо"], dtype=object))
    columns = {
        "name": display.col(text),
        "value": display.col(text, "number"),
        "share": display.col(text, "share_bar"),
        "flag": display.col(text, "flag"),
    }
    safe = display.clean(text)  # pandas' own strings cannot hold a torn surrogate
    rules = read_settings({"название": safe, "версия": safe})
    return display.Stack(
        [
            display.Passport(school(text, rules), title=text, purpose=text, decides=text),
            display.Heading(text),
            display.Text(text, text),
            display.Findings([display.finding(tone, text) for tone in palette.TONES], title=text),
            display.Tiles([display.tile(text, text, text, "плохо"), display.tile(text, text)]),
            display.Table(frame, columns, caption=text, note=text, row_class=lambda _: text),
            display.Details(text, display.Text(text)),
            display.Results(results_table([Result("a", safe, 1, group=safe, unit=safe, note=safe)])),
            display.Foot(rules, [problem(text)]),
        ]
    )


class TestSafety:
    def test_no_name_becomes_markup(self, hostile):
        page = everything(hostile).html()
        seen = Reader(page)
        assert set(seen.tags) <= ALLOWED
        assert not [name for name in seen.names if name.startswith("on")]
        assert not seen.opened
        page.encode("utf-8")
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", page)

    def test_the_name_is_still_read(self, hostile):
        words = "".join(Reader(display.Text(hostile).html()).words)
        assert words == display.clean(hostile)

    def test_no_scripts_and_no_foreign_resources_anywhere(self):
        page = everything("имя").html() + display.look()
        assert "<script" not in page
        assert not re.search(r"https?://|@import|url\(", page)

    def test_mathjax_keeps_out(self):
        assert display.Text("$x$").html().startswith('<div class="wb mathjax_ignore tex2jax_ignore">')


class TestBlocks:
    def test_notebook_shows_the_same_html(self):
        block = display.Text("Слова")
        assert block._repr_html_() == block.html()
        assert repr(block) == "<Text>"

    def test_findings_have_icon_word_and_class(self):
        page = display.Findings([display.finding("bad", "Понизили 41,0 %")]).html()
        assert "wb-bad" in page
        assert "плохо" in page
        assert "<svg" in page

    def test_no_findings(self):
        assert "Замечаний нет." in display.Findings([]).html()

    def test_unknown_tone_and_level_are_refused(self):
        with pytest.raises(ValueError):
            display.finding("ужас", "текст")
        with pytest.raises(ValueError):
            display.Heading("Название", 1)

    def test_tile_takes_words_and_codes(self):
        for verdict in ("хорошо", "ok"):
            page = display.Tiles([display.tile("Успеваемость", "92,0 %", verdict=verdict)]).html()
            assert 'class="wb-badge wb-ok"' in page
            assert page.count("хорошо") == 1
        assert display.Tiles([]).body() == ""

    def test_stack_has_one_scope(self):
        assert display.Stack([display.Text("а"), display.Stack([display.Text("б")])]).html().count('class="wb ') == 1


class TestLook:
    def test_every_rule_is_scoped(self):
        rules = re.sub(r"/\*.*?\*/", "", display.look(), flags=re.S)
        for selector in re.findall(r"(?:^|[{}])\s*([^{}@;]+?)\s*\{", rules):
            assert all(part.strip().startswith(".wb") for part in selector.split(",")), selector

    def test_variables_used_are_defined(self):
        text = display.look()
        used = set(re.findall(r"var\((--wb-[a-z-]+)", text))
        assert used <= set(re.findall(r"(--wb-[a-z-]+):", text))

    def test_sheet_as_block(self):
        assert display.look() in display.Look().html()

    @pytest.mark.parametrize("code", list(palette.TONES))
    def test_letters_can_be_read_on_their_ground(self, code):
        tone = palette.TONES[code]
        assert contrast(tone.ink, tone.ground) >= 4.5
        assert contrast(tone.ink, "#ffffff") >= 4.5

    def test_accent_and_muted_can_be_read(self):
        assert min(contrast(colour, "#ffffff") for colour in (palette.ACCENT, palette.MUTED, palette.INK)) >= 4.5


def contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class TestPassportAndFoot:
    def test_head_names_school_year_and_last_day(self):
        page = display.Passport(school("Школа № 7"), "Отчёт", purpose="Решить", decides="завуч").html()
        for word in ("Школа № 7", "2025/2026", "22.05.2026", "Методика комплекта, версия 1", "завуч", "Черновик"):
            assert word in page

    def test_head_without_dates(self):
        bare = SimpleNamespace(title="Ш", municipality="", year="2025/2026", settings=Settings(), tables={})
        page = display.Passport(bare, "Отчёт").html()
        assert "Данные по" not in page
        assert "Муниципалитет" not in page

    def test_foot_marks_changed_rules_first(self):
        page = display.Foot(read_settings({"отметки": {"н_а_в_соу": "0"}})).html()
        assert "школа изменила: 1" in page
        assert page.index("н_а_в_соу") < page.index("веса_соу")
        assert "изменено школой; в комплекте: 7" in page
        assert "Данные прочитаны без замечаний." in page

    def test_foot_counts_problems(self):
        page = display.Foot(Settings(), [problem("плохая ячейка")] * 3).html()
        assert "Замечания к данным: ошибка — 3" in page

    def test_small_thresholds_are_not_rounded_away(self):
        page = display.Foot(Settings()).html()
        assert re.search(r"модели: раш_n</td><td[^>]*>100<", page)  # zeros of whole numbers stay
        assert "0,05" in page
        assert "0,01" in page


class TestResults:
    rows = (
        Result("quality-percent", "Качество знаний", 60.0, "", 40.7, 76.6, 25, "%", True, "внимание"),
        Result("mean-mark", "Средний балл", math.nan, "7 А"),
    )

    def test_table_in_words(self):
        words = " ".join(Reader(display.Results(results_table(self.rows)).html()).words)
        assert "60,0\u00a0%" in words
        assert "40,7–76,6" in words
        assert "школа" in words

    @pytest.mark.parametrize(
        ("value", "unit", "said"),
        [(452.0, "чел.", "452 чел."), (76.72, "баллов", "76,7 балла"), (0.15, "единиц", "0,15 единицы"),
         (19.0, "единиц", "19 единиц"), (49.0, "шт.", "49 шт."), (3.94, "отметка", ">3,94<")],
    )  # fmt: skip
    def test_units_read_as_people_say_them(self, value, unit, said):
        rows = results_table([Result("a-b", "П", value, unit=unit)])
        assert said in display.Results(rows).html().replace("\u00a0", " ")

    def test_machine_rows_survive_a_notebook(self):
        bundle = display.Results(results_table(self.rows))._repr_mimebundle_()
        records = json.loads(json.dumps(bundle[display.RESULTS_MIME], allow_nan=False))
        assert records[0]["value"] == 60.0
        assert records[0]["headline"] is True
        assert records[1]["value"] is None
        output = nbformat.v4.new_output("display_data", data=bundle)
        cell = nbformat.v4.new_code_cell("", outputs=[output])
        nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))

    def test_limit_cuts_what_is_shown_only(self):
        many = results_table([Result(f"r-{i}", "П", i) for i in range(70)])
        block = display.Results(many)
        assert len(block.records()) == 70
        assert "Показаны первые 60 из 70" in block.html().replace("\u00a0", " ")

    def test_refuses_other_tables(self):
        with pytest.raises(KeyError):
            display.Results(pd.DataFrame({"value": [1]}))
