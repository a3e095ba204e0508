"""Pictures of a lesson: inside their limits, the same bytes, carried by the notebook."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from workbook.course import LessonRefused, facts
from workbook.course.facts import Sample, picture
from workbook.course.faults import Fault
from workbook.course.numbers import Recipe
from workbook.course.pictures import attached, draw_pictures, named_pictures, picture_recipes, read_pictures

NOWHERE = Sample(Path("nowhere"))


def png(width: int = 10, weight: int = 0) -> bytes:
    """A picture of one grey row, made by hand."""
    head = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * (width + 1))), (b"teXt", b"x" * weight), (b"IEND", b"")]
    made = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    return b"\x89PNG\r\n\x1a\n" + made


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib.figure import Figure

    facts.pictures()
    monkeypatch.setattr(facts, "_PICTURES", dict(facts.pictures()))

    @picture("проба", "ширина", "прямая")
    def _draw(sample: Sample, width: str) -> Figure:
        figure = Figure(figsize=(float(width), 1))
        figure.subplots().plot([0, 1])
        return figure


class TestRecipes:
    def test_read(self) -> None:
        faults: list[Fault] = []
        assert picture_recipes({"рисунки": {"a-1.png": "карта:  x"}}, faults) == {"a-1.png": Recipe("карта: x")}
        assert faults == []

    @pytest.mark.parametrize("name", ["рисунок.png", "../a.png", "a.jpg", "A.png", "a/b.png", ".png"])
    def test_names_of_files(self, name: str) -> None:
        faults: list[Fault] = []
        picture_recipes({"рисунки": {name: "карта: x"}}, faults)
        assert [fault.words for fault in faults] == ["имя файла — латинские буквы, цифры и дефис, в конце .png"]


@pytest.mark.usefixtures("drawing")
class TestDrawing:
    def test_the_same_bytes_without_date_and_program(self) -> None:
        one, two = (draw_pictures({"a.png": Recipe("проба: 3")}, NOWHERE)["images/a.png"] for _ in range(2))
        assert one == two
        assert struct.unpack(">I", one[16:20])[0] == 432
        assert b"tEXt" not in one
        assert b"atplotlib" not in one

    def test_too_wide(self) -> None:
        with pytest.raises(LessonRefused) as caught:
            draw_pictures({"a.png": Recipe("проба: 20")}, NOWHERE)
        assert caught.value.faults[0].words == "ширина рисунка — 2880\xa0точек; можно не больше 2000"

    def test_a_wrong_word(self) -> None:
        with pytest.raises(LessonRefused) as caught:
            draw_pictures({"a.png": Recipe("проба: широко"), "b.png": Recipe("прова: 1")}, NOWHERE)
        assert [fault.words.partition("ValueError")[0] for fault in caught.value.faults] == [
            "не посчиталось: ", "расчёта «прова» нет; может быть, «проба». Перечень: workbook lesson facts",
        ]  # fmt: skip


class TestShowing:
    def test_those_of_the_text(self) -> None:
        text = '![Две кривые](images/x.png "подпись") и ![](images/y.png)'
        assert named_pictures(text) == (("Две кривые", "images/x.png"), ("", "images/y.png"))

    def test_the_notebook_carries_them(self) -> None:
        text = "![а](images/x.png) ![б](images/y.png)"
        assert attached(text, {"images/x.png"}) == ("![а](attachment:x.png) ![б](images/y.png)", ("images/x.png",))

    def test_faults(self, tmp_path: Path) -> None:
        (tmp_path / "images").mkdir()
        for name, content in (("ok", png()), ("wide", png(2001)), ("heavy", png(10, 400_001)), ("text", b"text")):
            (tmp_path / "images" / f"{name}.png").write_bytes(content)
        names = ("ok", "wide", "heavy", "text", "none", "../../etc")
        faults: list[Fault] = []
        found = read_pictures(tmp_path, {f"images/{name}.png": name for name in names}, {}, faults)
        assert found["images/ok.png"] == png()
        assert [str(fault) for fault in faults] == [
            "wide: ширина рисунка — 2001\xa0точка; можно не больше 2000",
            "heavy: рисунок весит 400 кБ; можно не больше 400",
            "text: это не рисунок PNG",
            "none: рисунка «images/none.png» нет в папке занятия и среди «рисунки» шапки",
            "../../etc: рисунок «images/../../etc.png»: файл PNG лежит в папке images занятия, имя — латинские буквы "
            "и цифры",
        ]
