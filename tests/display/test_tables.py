"""A table shows what it was asked to, in Russian."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from workbook import display

FRAME = pd.DataFrame(
    {
        "class_": ["7 А", "7 Б"],
        "n": pd.array([25, None], dtype="Int64"),
        "quality": [60.04, None],
        "low": [40.7, None],
        "high": [76.6, None],
        "change": [-3.14, 0.0],
        "day": pd.to_datetime(["2025-11-12", None]),
        "flag": [True, False],
        "verdict": ["плохо", ""],
    }
)


def cells(block: display.Block) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", block.html(), flags=re.S)
    return [
        [re.sub("<[^>]+>", "", cell).replace("\u00a0", " ") for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
        for row in rows
    ]


class TestTable:
    def test_every_kind(self):
        table = display.Table(
            FRAME,
            {
                "class_": display.col("Класс"),
                "n": display.col("Учеников", "int"),
                "quality": display.col("Качество", "percent"),
                "interval": display.col("Интервал", "interval", low="low", high="high"),
                "change": display.col("Изменение", "change"),
                "day": display.col("Дата", "date"),
                "flag": display.col("Проверить", "flag"),
                "verdict": display.col("Вывод", "flag"),
            },
        )
        assert cells(table) == [
            ["Класс", "Учеников", "Качество", "Интервал", "Изменение", "Дата", "Проверить", "Вывод"],
            ["7 А", "25", "60,0 %", "40,7–76,6", "−3,1", "12.11.2025", "да", "плохо"],
            ["7 Б", "—", "—", "—", "0,0", "—", "", ""],
        ]

    def test_only_listed_columns_in_their_order(self):
        got = cells(display.Table(FRAME, {"quality": display.col("К", "number", 2), "class_": display.col("Класс")}))
        assert got == [["К", "Класс"], ["60,04", "7 А"], ["—", "7 Б"]]

    def test_share_bar_stays_inside_its_box(self):
        frame = pd.DataFrame({"x": [120.0, -5.0, 33.33]})
        page = display.Table(frame, {"x": display.col("Доля", "share_bar")}).html()
        assert re.findall(r"width:([\d.]+)%", page) == ["100.0", "0.0", "33.3"]
        assert "33,3\u00a0%" in page

    def test_limit_says_what_is_hidden(self):
        page = display.Table(FRAME, {"class_": display.col("Класс")}, limit=1).html()
        assert "7 Б" not in page
        assert "Показаны первые 1 из 2\u00a0строк." in page

    def test_no_rows(self):
        page = display.Table(FRAME.iloc[:0], {"class_": display.col("Класс")}, caption="Классы").html()
        assert "Классы: нет данных." in page
        assert "<table" not in page

    def test_row_class_and_alignment(self):
        page = display.Table(
            FRAME, {"class_": display.col("Класс", align="center")}, row_class=lambda row: "bad" if row["flag"] else ""
        ).html()
        assert page.count("wb-row-bad") == 1
        assert "wb-a-center" in page

    def test_text_keeps_numbers_and_none(self):
        got = cells(display.Table(pd.DataFrame({"x": [1, None, "а"]}, dtype=object), {"x": display.col("X")}))
        assert got[1:] == [["1"], ["—"], ["а"]]

    def test_long_and_wide_tables_are_marked(self):
        frame = pd.DataFrame({f"c{i}": range(30) for i in range(12)})
        page = display.Table(frame, {name: display.col(name, "int") for name in frame}).html()
        assert "wb-tall" in page
        assert "wb-wide" in page

    def test_developer_mistakes_are_named(self):
        with pytest.raises(KeyError, match="mark"):
            display.Table(FRAME, {"mark": display.col("Отметка")})
        with pytest.raises(ValueError, match="unknown kind"):
            display.col("Отметка", "money")
        with pytest.raises(ValueError, match="low and high"):
            display.col("Интервал", "interval")
