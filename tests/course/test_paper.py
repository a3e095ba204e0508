"""Papers of the course: the same bytes each time, in Russian, no word of an author obeyed, none of the leader told."""

from __future__ import annotations

import json
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from workbook.course.certificate import Certificate, certificate_pdf
from workbook.course.exercise_paper import letters
from workbook.course.feedback_cards import feedback_cards_pdf
from workbook.course.handout import handout_data, handout_pdf
from workbook.course.key import key_data, key_pdf
from workbook.course.lesson import Cell, Lesson, read_lesson
from workbook.course.paper import line_nodes, markdown_pdf, nodes
from workbook.errors import WorkbookError

ALL_KINDS = Path(__file__).parent / "all_kinds" / "lessons" / "07-all-kinds"

HOSTILE = '#panic("x") $x$ *a _b_ \\u{41} <label> @ref `` "кавычка" // /* #include'


def png(width: int) -> bytes:
    """Return a white PNG one dot high."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" + b"\xff" * width, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def words(pdf: bytes, path: Path) -> str:
    """Return the text of a PDF on one line."""
    if shutil.which("pdftotext") is None:
        pytest.skip("нет программы pdftotext")
    path.write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-q", str(path), "-"], check=True, capture_output=True, text=True)
    return " ".join(told.stdout.replace("\xad\n", "").split())


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inside in value.values():
            yield from strings(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from strings(inside)


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(ALL_KINDS)


class TestNodes:
    def test_a_text_is_data(self) -> None:
        assert nodes("Да, **нет** `#f` [[ключ|ключа]]:") == [{
            "kind": "paragraph",
            "leads": True,
            "inside": [
                {"kind": "text", "text": "Да, "},
                {"kind": "strong", "inside": [{"kind": "text", "text": "нет"}]},
                {"kind": "text", "text": " "},
                {"kind": "code", "text": "#f"},
                {"kind": "text", "text": " "},
                {"kind": "strong", "inside": [{"kind": "text", "text": "ключа"}]},
                {"kind": "text", "text": ":"},
            ],
        }]  # fmt: skip

    def test_headings_never_skip_a_level(self) -> None:
        assert [node["level"] for node in nodes("# а\n\n#### б\n\n## в")] == [2, 3, 2]

    def test_a_picture_stands_in_a_line_of_its_own(self) -> None:
        made = nodes("Вот ![две кривые](images/x.png) она", pictures={"images/x.png": png(288)})
        assert [node["kind"] for node in made] == ["paragraph", "picture", "paragraph"]
        assert made[1] | {"width": round(made[1]["width"], 1)} == {
            "kind": "picture", "path": "images/x.png", "alt": "две кривые", "width": 50.8,
        }  # fmt: skip

    def test_a_picture_that_is_not_there_is_words(self) -> None:
        assert nodes("![две кривые](images/x.png)")[0]["inside"] == [{"kind": "text", "text": "[Рисунок: две кривые]"}]

    def test_a_number_at_the_beginning_of_a_line_stays(self) -> None:
        assert line_nodes("2. Ключ") == [{"kind": "text", "text": "2. Ключ"}]

    def test_a_foreign_address_is_printed_and_a_file_is_named(self) -> None:
        made = line_nodes("[закон](https://example.org) [файл](x.csv)")
        assert made[0] == {
            "kind": "link",
            "inside": [{"kind": "text", "text": "закон"}],
            "address": "https://example.org",
        }
        assert made[2] == {"kind": "text", "text": "файл"}

    def test_words_stay_with_the_table_below_them(self) -> None:
        made = nodes("Далеко.\n\nРядом.\n\n| а |\n|---|\n| б |")
        assert [node.get("leads") for node in made] == [False, True, None]

    def test_a_wide_table_has_small_letters(self) -> None:
        narrow, wide = ("| " + " | ".join(["показатель"] * count) + " |" for count in (4, 9))
        assert [nodes(f"{head}\n|{'---|' * head.count('показатель')}")[0]["tight"] for head in (narrow, wide)] == [
            False, True,
        ]  # fmt: skip

    def test_long_columns_get_more_room_than_short_ones(self) -> None:
        long = "Конференция «Первые шаги в науку», районный тур"
        made = nodes(f"| Событие | Итог | Расчёт |\n|---|---|---|\n| {long} {long} | 8 | {long} |")[0]["widths"]
        assert made[0] > made[2] > made[1] == 0
        assert nodes("| Событие | Итог |\n|---|---|\n| Тур | 8 |")[0]["widths"] == [0, 0]

    def test_a_list_of_things_to_do_has_boxes(self) -> None:
        assert nodes("- [ ] Распечатать\n- [ ] Раздать")[0]["kind"] == "boxes"


class TestHandout:
    def test_nothing_of_the_leader(self, lesson: Lesson) -> None:
        told = "\n".join(strings(handout_data(lesson)))
        assert "СЕКРЕТ" not in told
        for exercise in lesson.exercises.values():
            assert exercise.solution not in told

    def test_every_exercise_has_its_form(self, lesson: Lesson) -> None:
        parts = [part for part in handout_data(lesson)["parts"] if part["kind"] == "exercise"]
        assert [part["form"]["form"] for part in parts][:9] == [
            "choice", "choice", "choice", "number", "sheet", "pairs", "order", "mistakes", "text",
        ]  # fmt: skip
        assert parts[0]["heading"] == "Упражнение 1. Что проверить первым"

    def test_what_gives_an_answer_away_stands_overleaf(self, lesson: Lesson) -> None:
        asked = Cell("markdown", "`к`", frozenset({"exercise"}), exercise=next(iter(lesson.exercises)))
        told = [Cell("markdown", text) for text in ("### Разбор\n\nВерно первое.", "Дальше.", "## Новая часть")]
        parts = handout_data(replace(lesson, cells=(asked, told[0], told[1], asked, told[2])))["parts"]
        assert [part.get("overleaf") for part in parts] == [None, True, False, None, False]

    def test_cells_to_fill_are_empty(self, lesson: Lesson) -> None:
        form = next(p["form"] for p in handout_data(lesson)["parts"] if p.get("form", {}).get("form") == "sheet")
        assert [bool(cell) for cell in form["cells"]] == [True, True, True, False] * 2
        read = ["".join(strings([node.get("text", "") for node in cell])) for cell in form["cells"]]
        assert read == ["7 А", "12", "24", "", "7 Б", "5", "20", ""]

    def test_steps_are_shuffled_the_same_each_time(self, lesson: Lesson) -> None:
        form = next(p["form"] for p in handout_data(lesson)["parts"] if p.get("form", {}).get("form") == "order")
        shown = [step[0]["text"] for step in form["steps"]]
        body = lesson.exercises["порядок"].body
        assert sorted(shown) == sorted(body.steps)
        assert tuple(shown) != body.steps
        assert handout_data(lesson) == handout_data(read_lesson(ALL_KINDS))

    @pytest.mark.slow
    def test_the_same_bytes_twice_and_russian_words(self, lesson: Lesson, tmp_path: Path) -> None:
        made = handout_pdf(lesson)
        assert made == handout_pdf(read_lesson(ALL_KINDS))
        assert set(re.findall(rb"/Lang ?\(([^)]*)\)", made)) == {b"ru-RU"}
        read = words(made, tmp_path / "h.pdf")
        assert "Линии неверных вариантов расходятся: один из них выбирают сильные ученики." in read
        assert "Страница 1 из" in read
        assert "СЕКРЕТ" not in read

    @pytest.mark.slow
    def test_nothing_of_an_author_is_obeyed(self, lesson: Lesson, tmp_path: Path) -> None:
        cells = (Cell("markdown", f"## {HOSTILE}\n\n{HOSTILE}\n\n| {HOSTILE} |\n|---|\n| {HOSTILE} |"), *lesson.cells)
        hostile = replace(lesson, title=HOSTILE, decision=HOSTILE, cells=cells)
        assert '#panic("x") $x$' in words(handout_pdf(hostile), tmp_path / "h.pdf")

    @pytest.mark.slow
    def test_a_sign_without_a_glyph_is_named(self, lesson: Lesson) -> None:
        with pytest.raises(WorkbookError) as caught:
            handout_pdf(replace(lesson, decision="Ключ 漢"))
        assert str(caught.value) == "На бумаге не набрать знак «漢»: его нет в шрифтах комплекта. Замените его словом."


class TestKey:
    def test_letters_are_those_of_the_handout(self, lesson: Lesson) -> None:
        exercise = lesson.exercises["ключ"]
        printed = next(p for p in handout_data(lesson)["parts"] if p["kind"] == "exercise")["form"]["options"]
        right = next(option["letter"] for option in printed if option["text"][0]["text"] == "Проверить ключ")
        assert letters(len(exercise.body.options), "ключ")[1] == right
        assert key_data(lesson)["exercises"][0]["answer"][0]["inside"][0]["text"] == f"Верно: {right})"

    def test_everything_a_leader_needs(self, lesson: Lesson) -> None:
        told = json.dumps(key_data(lesson), ensure_ascii=False)
        for secret in ("ОТВЕТА", "ПОДСКАЗКИ", "ЗАБЛУЖДЕНИЯ", "ЛОВУШКИ", "ОШИБКИ", "ОБРАЗЦА", "СВЕРКИ"):
            assert f"СЕКРЕТ-{secret}" in told
        assert "0,5 (± 0,01)" in told

    @pytest.mark.slow
    def test_the_same_bytes_twice(self, lesson: Lesson, tmp_path: Path) -> None:
        made = key_pdf(lesson)
        assert made == key_pdf(lesson)
        assert "только для ведущего" in words(made, tmp_path / "k.pdf")


@pytest.mark.slow
class TestOtherPapers:
    def test_four_cards_on_one_sheet(self, tmp_path: Path) -> None:
        made = feedback_cards_pdf()
        assert made == feedback_cards_pdf()
        assert words(made, tmp_path / "c.pdf").count("Что осталось неясным") == 4

    def test_an_empty_certificate(self, tmp_path: Path) -> None:
        read = words(certificate_pdf(), tmp_path / "c.pdf")
        assert "Свидетельство об участии" in read
        assert "Не является удостоверением о повышении квалификации" in read

    def test_a_filled_certificate(self, tmp_path: Path) -> None:
        given = Certificate("Проверочная Мария", "паспорт одной работы", hours=21, meetings=12)
        read = words(certificate_pdf(given), tmp_path / "c.pdf")
        assert "Проверочная Мария" in read
        assert "объёмом 21 академический час, посещено занятий: 12 из 14" in read

    def test_a_page_of_the_guide(self, tmp_path: Path) -> None:
        made = markdown_pdf("Руководство", "# Руководство\n\n- [ ] Распечатать карточки\n\n## День\n\nОткрыть занятие.")
        read = words(made, tmp_path / "g.pdf")
        assert read.count("Руководство") == 1
        assert "[ ]" not in read
        assert "Распечатать карточки" in read
