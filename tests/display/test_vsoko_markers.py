"""The page of objectivity: every sentence careful, every number with its interval, a public view without places."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from workbook.display import vsoko_item_zones, vsoko_marker_sections, vsoko_markers
from workbook.display.vsoko_marker_words import checks_said, condition, evidence, sentence, step
from workbook.errors import MissingData
from workbook.school import School
from workbook.settings import ObjectivityRules, Settings
from workbook.vsoko import Objectivity, objectivity_of
from workbook.vsoko.marker_terms import CLEAR, EXPLAINED, MARKERS, POSSIBLE, WATCH, Marker, absent

YEAR = "2025/2026"
RULES = ObjectivityRules()


def words(block) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", block.html()).replace("\u00a0", " ").replace("\u00ad", "").split())


def school(lowered: int = 0, n: int = 60, **more: pd.DataFrame) -> School:
    """A school of one parallel: ``lowered`` of n pupils got «3» for the work and «4» in the journal."""
    codes = [f"У-{k:04d}" for k in range(n)]
    pupils = pd.DataFrame({"year": YEAR, "pupil": codes, "class_": ["7 А"] * n, "level": "ООО"})
    procedures = pd.DataFrame({
        "year": YEAR, "pupil": codes, "procedure": "ВПР", "grade": 7, "subject": "математика",
        "primary_score": [float(5 + k % 12) for k in range(n)], "max_score": 20.0, "mark": "3",
        "journal_mark": ["4"] * lowered + ["3"] * (n - lowered),
    })  # fmt: skip
    tables = {"pupils": pupils, "procedures": procedures} | more
    return School("shkola-1", "Школа № 1", "Район", YEAR, Path(), Settings(), tables)


def answers(n: int = 40) -> dict[str, pd.DataFrame]:
    names = [f"З-{k}" for k in range(4)]
    items = pd.DataFrame({"item": names, "subject": "математика", "grade": 7, "tier": "Б", "content": "1.1",
                          "skill": ["1", "1", "1", "2"], "max_score": 1.0})  # fmt: skip
    responses = pd.DataFrame(
        {"test": "МА7", "pupil": f"У-{k:04d}", "item": name, "score": float(name == "З-3" or k % 4 == 0)}
        for k in range(n) for name in names
    )  # fmt: skip
    return {"items": items, "responses": responses}


def everything(look: Objectivity, public: bool) -> str:
    said = []
    for section in (vsoko_markers.summary, vsoko_marker_sections.journal, vsoko_marker_sections.scores,
                    vsoko_marker_sections.years, vsoko_item_zones.items, vsoko_marker_sections.inverted,
                    vsoko_markers.next_steps, vsoko_marker_sections.regional):  # fmt: skip
        try:
            said.append(words(section(look, public)))
        except MissingData as gap:
            said.append(gap.message)
    return " ".join(said)


@pytest.fixture(scope="module")
def inflated() -> Objectivity:
    return objectivity_of(school(48, **answers()))


@pytest.fixture(scope="module")
def page(inflated) -> str:
    return everything(inflated, public=False)


class TestWords:
    def marker(self, code="M4", status=POSSIBLE, **more) -> Marker:
        known = {"group": "все пары", "value": 62.44, "low": 58.53, "high": 66.36, "threshold": 30.0, "n": 892,
                 "checked": 30, "possible": 18, "watched": 8}  # fmt: skip
        return Marker(code, status, **(known | more))

    def test_a_possible_sign_has_value_interval_and_number(self):
        assert sentence(self.marker()).replace("\u00a0", " ") == (
            "M4. Разрыв с журналом — возможный признак. Все пары: разность +62,4 п.п. (58,5–66,4; n = 892); проверок: "
            "30; за порогом вместе с интервалом — 18, только точкой — 8."
        )

    def test_watched_says_chance(self):
        said = sentence(self.marker(status=WATCH, reason="порог превышен в одной работе: возможно, строга её шкала"))
        assert "наблюдать: столько могло выйти и случайно; порог превышен в одной работе" in said

    def test_share_of_large_gaps_is_not_called_a_difference(self):
        assert "разрывов от двух отметок 16,6" in evidence(self.marker(group="7 А", value=16.6, low=15.1, high=19))

    def test_order_of_pupils_is_a_link_without_unit(self):
        said = evidence(self.marker("M6", group="порядок учеников, математика", value=0.6, low=0.35, high=0.77, n=46))
        assert said.replace("\u00a0", " ") == "порядок учеников, математика: ранговая связь 0,60 (0,35–0,77; n = 46)"

    def test_every_marker_has_condition_and_step(self):
        for code in MARKERS:
            assert condition(code, RULES)
            assert step(self.marker(code)) != ""
            assert step(self.marker(code, CLEAR)) == ""
            assert step(self.marker(code, EXPLAINED)) == ""

    def test_unchecked_says_why(self):
        gone = absent("M2", "Нужна таблица «Ориентиры».")
        assert evidence(gone) == "не проверено: нужна таблица «Ориентиры»"
        assert checks_said(gone) == "—"


class TestPage:
    def test_gap_is_found_with_its_next_step(self, page):
        assert "1 возможный признак необъективности: M4" in page
        assert "Это повод для перепроверки, а не вывод." in page
        assert "на методическом объединении сверить критерии" in page

    def test_form_of_fis_oko(self, page):
        assert "Понизили (Отметка < Отметка по журналу) 48 80,0 %" in page.replace("&lt;", "<")
        assert "Всего 60 100,0 %" in page

    def test_weak_skill_and_single_item(self, page):
        assert "МА7: признак системного дефицита — КПУ 1 (3 из 3 заданий)" in page
        assert "О 1 умении судить нельзя: на каждое одно задание." in page

    def test_missing_tables_are_named_not_guessed(self, page):
        assert "Ориентиры" in page
        assert "границы отметок не заданы" in page

    def test_no_sentence_accuses(self, page):
        for word in ("завышение", "завышают", "виноват", "нарушение", "списывание", "обман"):
            assert not re.search(rf"(?<!возможно ){word}", page.lower())


class TestPublic:
    def test_no_class_no_work_no_code(self, inflated):
        said = everything(inflated, public=True)
        assert not re.search(r"7 А|7 кл\.|У-\d|математика", said)
        assert "M4. Разрыв с журналом: возможный признак." in said

    def test_few_pairs_are_not_shown(self):
        with pytest.raises(MissingData, match="Для публикации групп мало: в одной из них меньше 10"):
            vsoko_marker_sections.journal(objectivity_of(school(5)), public=True)

    def test_a_part_is_not_shown_beside_the_whole(self):
        with pytest.raises(MissingData, match="Для публикации показывают школу целиком"):
            vsoko_marker_sections.journal(objectivity_of(school(48), grade=7), public=True)


def test_honest_school_is_told_so_and_few_checks_are_said():
    look = objectivity_of(school(3))
    assert "Возможных признаков не найдено, но данных мало" in words(vsoko_markers.summary(look))
    assert "Перепроверок маркеры не требуют" in words(vsoko_markers.next_steps(look))


def test_a_year_without_works_does_not_break_the_page():
    said = everything(objectivity_of(school(3), year="2023/2024"), public=False)
    assert "Нет пар отметок: ВПР, 2023/2024." in said
