"""Routes on paper: both pages, the mark of consent, and a booklet into which no page without consent can come."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.display.rating_route_sheet import Sheet, Step
from workbook.documents.route_sheet import booklet, papers, pupil_pages
from workbook.rating import RouteWish
from workbook.school import read_school

STEP = Step("30.01", "Лыжня школы", "спортивное, школьный уровень, сам", "3 ч", "Укреплять здоровье", "П-207",
            "выбирает, с чего начать", "участник — 1, призёр — 2")  # fmt: skip
PAGE = Sheet(
    school="Школа № 1", year="2025/2026", pupil="У-001", class_="7 А", shown=True, consent="согласие родителей есть",
    goal="пробежать лыжню", interests="спортивное", start="15.01.2026", steps=(STEP,),
    follows=("14.02 — Лыжня района: после успеха — «Лыжня школы», ещё 6 ч",), points="Сейчас у тебя 0 баллов.",
    load="3 ч до 30.01.2026", support="П-009", reason="", reflection="",
)  # fmt: skip
MARK = "согласия нет: страницу не показывать вне школы"


def words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for one in document.tables for row in one.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def refused(page: Sheet, code: str) -> Sheet:
    return replace(page, pupil=code, shown=False, consent=MARK)


class TestPages:
    def test_what_a_child_and_parents_read(self):
        text = words(pupil_pages(PAGE))
        for part in (
            "Мой маршрут", "У-001, 7 А · Школа № 1, 2025/2026", "Согласие родителей есть.",
            "Моя цель: пробежать лыжню",
            "После шага «Лыжня школы». Что получилось? Что было трудно и что помогло? Что попробую дальше?",
            "Лист для родителей", "Всего: 3 ч до 30.01.2026.", "Сопровождает: П-009.", "□ не согласен(на)",
            "Подпись ___",
        ):  # fmt: skip
            assert part in text, part

    def test_parents_page_has_no_points_and_no_places(self):
        document = docx.Document(io.BytesIO(pupil_pages(PAGE)))
        said = "\n".join(paragraph.text for paragraph in document.paragraphs).split("Лист для родителей")[1]
        cells = [cell.text for row in document.tables[1].rows for cell in row.cells]
        parents = "\n".join([said, *cells])
        assert "Укреплять здоровье" in parents
        for word in ("балл", "место в", "рейтинг", "призёр"):
            assert word not in parents.lower()

    def test_without_consent_both_pages_say_so(self):
        assert words(pupil_pages(refused(PAGE, "У-002"))).count("Согласия нет: страницу не показывать вне школы.") == 2

    def test_no_steps_no_empty_page(self):
        text = words(pupil_pages(replace(PAGE, steps=(), follows=(), reason="Маршрута нет: карт нет.")))
        assert "Маршрута нет: карт нет." in text
        assert "решим вместе при встрече" in text

    def test_any_text_is_only_text_and_bytes_repeat(self):
        page = replace(PAGE, goal="=HYPERLINK(1) <b>\x07", school="Школа & Ко")
        assert "=HYPERLINK(1) <b>" in words(pupil_pages(page))
        assert pupil_pages(page) == pupil_pages(page)


class TestBooklet:
    def test_only_the_class_and_only_with_consent(self):
        other = replace(PAGE, pupil="У-005", class_="8 Б")
        text = words(booklet("7 А", [replace(PAGE, pupil="У-003"), refused(PAGE, "У-002"), other, PAGE]))
        assert "страницы 2 учеников: только тех, чьи родители дали согласие" in text.replace("\xa0", " ")
        assert text.index("У-001") < text.index("У-003")
        assert "У-002" not in text
        assert "У-005" not in text

    @given(agreed=st.lists(st.booleans(), max_size=5))
    @settings(max_examples=15, deadline=None)
    def test_nobody_leaks(self, agreed):
        pages = [
            replace(PAGE, pupil=f"У-1{n}") if yes else refused(PAGE, f"У-1{n}") for n, yes in enumerate(agreed)
        ]  # fmt: skip
        text = words(booklet("7 А", pages))
        assert [f"У-1{n}" in text for n in range(len(agreed))] == agreed
        assert MARK not in text.lower()

    @pytest.mark.parametrize("pages", [[], [refused(PAGE, "У-002")]])
    def test_an_empty_booklet_names_nobody(self, pages):
        text = words(booklet("7 А", pages))
        assert "У-" not in text
        assert "страницы 0 учеников" in text.replace("\xa0", " ")


FOLDER = {
    "school.yml": "школа: proba\nназвание: Школа № 1\nмуниципалитет: Район\nгод: 2025/2026\n",
    "pupils.csv": "Учебный год;Код ученика;Класс;Уровень\n"
    + "".join(f"2025/2026;У-00{n};7 А;ООО\n" for n in range(1, 5)),
    "cards.csv": "Код карты;Название;Направление;Уровень;Форма;Участие;Начало;Окончание\n"
    "К-001;Кросс;спортивное;школьный;очно;индивидуальное;20.02.2026;20.02.2026\n"
    "К-002;Рисунок;творческое;школьный;очно;индивидуальное;25.02.2026;25.02.2026\n"
    "К-003;Осень;творческое;школьный;очно;индивидуальное;25.09.2025;25.09.2025\n",
    "participations.csv": "Номер записи;Код карты;Код ученика;Роль;Результат;Дата;Кто проверил\n"
    "Д-0001;К-003;У-001;исполнитель;призёр;25.09.2025;П-001\n",
    "routes.csv": "Учебный год;Код ученика;Цель ученика;День беседы;Согласие родителей\n"
    "2025/2026;У-001;бег;15.01.2026;да\n2025/2026;У-002;бег;15.01.2026;нет\n2025/2026;У-003;бег;15.01.2026;\n",
}


class TestPapers:
    @pytest.fixture(scope="class")
    @classmethod
    def school(cls, tmp_path_factory):
        folder: Path = tmp_path_factory.mktemp("schools") / "proba"
        folder.mkdir()
        for name, text in FOLDER.items():
            (folder / name).write_text(text, encoding="utf-8")
        return read_school(folder)

    def files(self, school, pupil, class_=""):
        offered, said = papers(school, RouteWish(pupil), class_).blocks
        return {file.name: words(file.content) for file in offered.files}, said.body()

    def test_booklet_holds_only_those_who_agreed(self, school):
        files, _ = self.files(school, "У-001")
        assert set(files) == {"маршрут У-001.docx", "маршруты 7 А.docx"}
        assert [code in files["маршруты 7 А.docx"] for code in ("У-001", "У-002", "У-003", "У-004")] == [
            True,
            *[False] * 3,
        ]

    @pytest.mark.parametrize("pupil", ["У-002", "У-003", "У-004"])
    def test_page_without_consent_is_marked(self, school, pupil):
        files, said = self.files(school, pupil)
        assert "Согласия нет: страницу не показывать вне школы." in files[f"маршрут {pupil} — согласия нет.docx"]
        assert pupil not in files["маршруты 7 А.docx"]
        assert MARK in said
