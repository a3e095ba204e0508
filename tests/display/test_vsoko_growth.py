"""Sections on growth: what a person reads, and what a public page never shows."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from workbook.display import vsoko_growth, vsoko_growth_lessons, vsoko_growth_routes
from workbook.documents import growth_routes
from workbook.errors import MissingData
from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko.growth import Growth, growth_of
from workbook.vsoko.growth_index import DOMAINS


def words(block) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", block.html()).replace("\u00a0", " ").split())


def growth(n: int, step: float = 6, **levels: float) -> Growth:
    """Ask a school of n teachers, all at 65 but for ``levels`` of the first one, and one mentor at 90."""
    rows = []
    for place in range(n):
        for domain in DOMAINS:
            base = 90 if place == n - 1 else levels.get(domain, 65) if place == 0 else 65
            for wave, shift in (("начало", 0), ("конец", min(step + place % 3, 100 - base) if base == 65 else 0)):
                rows += [("2025/2026", f"П-{place:03d}", domain, wave, method, base + shift)
                         for method in ("тест", "самооценка")]  # fmt: skip
    names = ["year", "teacher", "domain", "wave", "method", "score"]
    sheets = [
        (
            f"УР-{number}",
            pd.Timestamp(2025, 11, 5),
            f"П-{number % 2:03d}",
            observer or f"П-{number % 2:03d}",
            role,
            criterion,
            score,
        )
        for number in range(6)
        for observer, role, score in (
            ("П-900", "наблюдатель", 1),
            ("П-901", "наблюдатель", number % 2),
            ("", "самоанализ", 2),
        )
        for criterion in (1, 2)
    ]
    seen = pd.DataFrame(sheets, columns=["lesson", "date", "teacher", "observer", "role", "criterion", "score"])
    tables = {"competences": pd.DataFrame(rows, columns=names), "observations": seen}
    return growth_of(School("shkola-1", "Школа № 1", "Район", "2025/2026", Path(), Settings(), tables))


def everything(found: Growth, public: bool) -> str:
    shown = [
        vsoko_growth.summary(found, public), vsoko_growth.domains(found, public), vsoko_growth.methods(found, public),
        vsoko_growth.coverage(found), vsoko_growth_lessons.observers(found),
        vsoko_growth_routes.routes(found, "", public), vsoko_growth_routes.mentors(found, public),
        growth_routes.papers(found, "", public), vsoko_growth.next_steps(found, public),
    ]  # fmt: skip
    return " ".join(block.html() for block in shown)


class TestWords:
    def test_growth_beyond_the_error(self):
        text = words(vsoko_growth.summary(growth(24)))
        assert "Рост больше погрешности." in text
        assert "p &lt; 0,001" in text

    def test_few_teachers_get_a_direction(self):
        text = words(vsoko_growth.summary(growth(7)))
        assert "7 учителей — это направление, а не вывод: один человек меняет среднее. Проверка возможна от 20." in text

    def test_two_teachers_get_not_even_that(self):
        assert "по такому числу людей не говорят даже о направлении" in words(vsoko_growth.summary(growth(2)))

    def test_no_change_and_the_seed_rule(self):
        assert "Среднее не выросло; изменение не больше погрешности" in words(vsoko_growth.summary(growth(24, -1)))

    def test_regression_to_the_mean_is_said(self):
        assert "(возврат к среднему)" in words(vsoko_growth.domains(growth(24)))

    def test_missing_methods_are_named(self):
        text = words(vsoko_growth.coverage(growth(3)))
        assert "Измерено 55 % весов" in text
        assert "Ни у кого нет: наблюдение, отзыв." in text

    def test_help_and_not_punishment(self):
        found = growth(5, ИКТ=40)
        assert vsoko_growth_routes.NOT_PUNISHMENT in words(vsoko_growth_routes.routes(found))
        assert "не основание для взыскания" in words(vsoko_growth.next_steps(found))

    def test_nothing_to_do_is_said(self):
        with pytest.raises(MissingData) as refusal:
            vsoko_growth_routes.routes(growth(5))
        assert refusal.value.message == "Индексов ниже 60 нет: маршруты не нужны."

    def test_lessons_speak_of_observers(self):
        text = words(vsoko_growth_lessons.observers(growth(5)))
        assert "Двое видели 6 из 6 уроков (100 %); по методике — не меньше 20 %." in text
        assert "ниже 0,6: сверить понимание критериев на одном общем уроке." in text
        assert "Учителя оценивают свой урок выше наблюдателя" in text

    def test_profile_is_not_published_of_two_teachers(self):
        with pytest.raises(MissingData) as refusal:
            vsoko_growth_lessons.profile(growth(5), public=True)
        assert refusal.value.message == "Для публикации посещённых учителей мало: 2, а нужно не меньше 10."


class TestPublic:
    def test_no_teacher_on_a_public_page(self):
        found = growth(24, ИКТ=40)
        assert "П-000" in everything(found, public=False)
        assert not re.search(r"П-\d", everything(found, public=True))
        assert "download=" not in everything(found, public=True)

    def test_few_teachers_are_not_published(self):
        with pytest.raises(MissingData) as refusal:
            vsoko_growth.domains(growth(7), public=True)
        assert refusal.value.message == "Для публикации учителей мало: в каждой области меньше 10."


class TestPapers:
    def test_route_of_one_teacher(self):
        found = growth(5, ИКТ=40, оценочная=58)
        document = Document(io.BytesIO(growth_routes.route_paper(found, "П-000")))
        text = " ".join(paragraph.text for paragraph in document.paragraphs)
        assert vsoko_growth_routes.NOT_PUNISHMENT in text
        assert [cell.text for cell in document.tables[0].rows[0].cells] == [
            "Дефицит", "Что поможет", "Наставник", "Срок", "Чем подтвердим",
        ]  # fmt: skip
        assert [[row.cells[n].text for n in (0, 2, 3)] for row in document.tables[0].rows[1:]] == [
            ["оценочная: 58 (у порога, уточнить)", "—", "25.12.2026"], ["ИКТ: 40 (дефицит)", "П-004", "25.12.2026"],
        ]  # fmt: skip
        assert "П-001" not in text
        assert growth_routes.route_paper(found, "П-000") == growth_routes.route_paper(found, "П-000")

    def test_archive_holds_a_file_a_person(self):
        box = zipfile.ZipFile(io.BytesIO(growth_routes.archive(growth(5, ИКТ=40))))
        assert box.namelist() == ["маршрут П-000.docx"]

    def test_teacher_without_deficit(self):
        with pytest.raises(MissingData) as refusal:
            growth_routes.route_paper(growth(5, ИКТ=40), "П-001")
        assert refusal.value.message == "У П-001 индексов ниже порога нет: маршрут не нужен."
