"""What the sections of the deficit map say: chance, reasons, measures that need a look, schools without tables."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest

from workbook.display import vsoko_deficit_map as show
from workbook.display import vsoko_deficit_measures as people
from workbook.errors import MissingData
from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko.deficit_look import Deficits, deficits_of
from workbook.vsoko.deficit_measures import empty_measures

YEAR = "2025/2026"


def school(**tables: pd.DataFrame) -> School:
    return School("a", "Школа А", "район", YEAR, Path(), Settings(), MappingProxyType(tables))


def works(confirmed: int, of: int = 40) -> pd.DataFrame:
    """Return works in one subject: so many confirm the journal's «4», the others are «3»."""
    return pd.DataFrame(
        {"year": YEAR, "pupil": [f"У-{n:03d}" for n in range(of)], "procedure": "ВПР", "grade": 7, "subject": "физика",
         "primary_score": 10.0, "max_score": 20.0, "test_score": float("nan"),
         "mark": ["4"] * confirmed + ["3"] * (of - confirmed), "journal_mark": "4"}
    )  # fmt: skip


def pupils(of: int = 40) -> pd.DataFrame:
    days = pd.to_datetime(["2025-09-01"] * of)
    return pd.DataFrame({"year": YEAR, "pupil": [f"У-{n:03d}" for n in range(of)], "class_": "7 А", "level": "ООО",
                         "profile": "", "enrolled": days, "left": pd.NaT, "leave_reason": None})  # fmt: skip


def measures(**row: object) -> pd.DataFrame:
    kinds = empty_measures().dtypes.to_dict()
    plain = {"year": YEAR, "indicator": "Подтверждение отметок на ВПР", "group": "физика, 7 класс",
             "measure": "единые критерии", "status": "идёт"}  # fmt: skip
    return pd.DataFrame([plain | row]).reindex(columns=list(kinds)).astype(kinds)


@pytest.fixture(scope="module")
def poor() -> School:
    return school(procedures=works(10), pupils=pupils(), deficit_measures=measures(due=pd.Timestamp("2026-03-15")))


def words(block: object) -> str:
    return block.html().replace("\u00a0", " ")


def test_the_summary_tells_what_chance_would_give(poor):
    said = words(show.summary(deficits_of(poor)))
    # confirmed marks, works without «2», pupils outside risk: three comparisons
    assert "Подтверждён 1 разрыв: процесс — 1." in said
    assert "Сравнений с интервалом — 3: будь все показатели ровно на цели, случай подтвердил бы около 0." in said
    assert "Взять в работу первыми предлагается: подтверждение отметок (физика, 7 класс)." in said
    assert "Карта неполна, нет таблиц: отметки за период" in said


def test_the_reasons_name_gap_weights_and_chance(poor):
    said = words(show.first_steps(deficits_of(poor)))
    assert "25,0 % при цели 60,0 % (n = 40, пары отметок; 14,2–40,2): разрыв 35,0 п.п., 58 % цели." in said
    assert "Значимость 3, влияние школы 3. Случай исключён." in said
    assert "Решено: единые критерии, до 15.03.2026 (идёт)." in said


def test_measures_are_told_what_they_lack(poor):
    said = words(people.measures(deficits_of(poor)))
    assert "Просрочены меры (1): Подтверждение отметок на ВПР: физика, 7 класс." in said
    assert "Нет ответственного (1)" in said
    later = words(people.measures(deficits_of(poor, day="2026-03-15")))
    assert "Просрочены" not in later


def test_the_map_says_of_a_measure_what_the_map_itself_says(poor):
    assert ">разрыв есть<" in words(people.measures(deficits_of(poor)))
    few = school(procedures=works(21), pupils=pupils(), deficit_measures=measures())
    assert "ниже цели, не подтверждён" in words(people.measures(deficits_of(few)))


def test_a_lost_measure_gets_a_hint():
    lost = school(procedures=works(10), pupils=pupils(), deficit_measures=measures(group="физика, 7 классы"))
    said = words(people.measures(deficits_of(lost)))
    assert (
        "Меры «Подтверждение отметок на ВПР: физика, 7 классы» нет среди показателей карты: проверьте слова. Похожа "
        "строка «Подтверждение отметок на ВПР: физика, 7 класс»."
    ) in said


def test_a_decision_reorders_and_is_written(poor):
    look = deficits_of(poor, decisions=("Статус: выполнено\nЗначимость: 1",))
    assert "Решения приняты: 1." in words(people.decided(look, live=True))
    assert "методика школы не изменена" in words(show.summary(look))
    row = look.rows.iloc[0]
    assert (row["state"], row["importance"]) == ("выполнено", 1)


def test_a_refused_decision_is_said_at_once(poor):
    look = deficits_of(poor, decisions=("№ строки карты: 99\nМера: занятия",))
    assert "Решение 1 не принято. Строки «99» в карте нет." in words(show.summary(look))


def test_weights_of_the_page_move_priorities_only(poor):
    look, other = deficits_of(poor), deficits_of(poor, weights="Подтверждение отметок: 1 × 1")
    assert other.rows["priority"].iloc[0] == pytest.approx(look.rows["priority"].iloc[0] / 9)
    assert other.rows["number"].tolist() == look.rows["number"].tolist()


def test_nothing_below_its_target_is_said_calmly():
    look = deficits_of(school(procedures=works(40), pupils=pupils()))
    assert "Подтверждённых разрывов нет" in words(show.summary(look))
    assert "первыми брать нечего" in words(show.first_steps(look))
    assert "Мер ещё нет" in words(people.measures(look))
    for block in (show.glance(look), show.full_map(look), show.next_steps(look), people.decided(look, live=False)):
        assert words(block)


def test_a_school_without_data_is_told_what_is_needed():
    with pytest.raises(MissingData) as gap:
        deficits_of(school())
    assert gap.value.message == (
        "Нет данных для карты дефицитов: нужны отметки за период, результаты процедур, ориентиры территории, ответы на "
        "задания, план ФОС, ученики, опросы, компетенции педагогов, посещённые уроки — хотя бы одно."
    )


def test_hostile_words_stay_words(poor):
    evil = dataclasses.replace(poor, tables=MappingProxyType({**poor.tables, "deficit_measures": measures(
        measure="<script>alert(1)</script>")}))  # fmt: skip
    look: Deficits = deficits_of(evil)
    assert "<script>" not in show.full_map(look).html() + people.measures(look).html() + show.first_steps(look).html()
