import re
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from workbook.display import vsoko_sections as show
from workbook.errors import MissingData
from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko import Scope, results, what_if

YEARS = ("2023/2024", "2024/2025", "2025/2026")


def tables(size: int = 30) -> dict[str, pd.DataFrame]:
    """Two classes of one parallel and a profile class; physics is harder than literature."""
    rng = np.random.default_rng(11)
    pupils, marks, works = [], [], []
    for year in YEARS:
        for place, (class_, level, profile) in enumerate(
            [("7 А", "ООО", None), ("7 Б", "ООО", None), ("10 А", "СОО", "технологический")]
        ):
            for number in range(size):
                code = f"У-{place}{number:03d}"
                left = pd.Timestamp(int(year[:4]) + 1, 1, 20) if profile and number < 2 else pd.NaT
                pupils.append({"year": year, "pupil": code, "class_": class_, "level": level, "profile": profile,
                               "enrolled": pd.Timestamp(int(year[:4]), 9, 1), "left": left,
                               "leave_reason": "перевод в другую школу" if left is not pd.NaT else None})  # fmt: skip
                for subject, mean in (("физика", 3.3), ("литература", 4.3)):
                    mark = int(np.clip(round(rng.normal(mean, 0.7)), 2, 5))
                    marks.append({"year": year, "pupil": code, "subject": subject, "period": "год",
                                  "mark": str(mark), "teacher": "П-01"})  # fmt: skip
                    score = int(np.clip(rng.normal(10, 4), 0, 20))
                    works.append({"year": year, "pupil": code, "procedure": "ВПР", "grade": int(class_.split()[0]),
                                  "subject": subject, "primary_score": float(score), "max_score": 20.0,
                                  "test_score": np.nan, "mark": str(int(np.clip(mark + rng.integers(-1, 1), 2, 5))),
                                  "journal_mark": str(mark)})  # fmt: skip
    work = [
        {"procedure": "ВПР", "year": YEARS[-1], "grade": 7, "subject": subject, "mark": mark, "min_score": score}
        for subject in ("физика", "литература")
        for mark, score in (("3", 6.0), ("4", 11.0), ("5", 16.0))
    ]
    people = pd.DataFrame(pupils).astype({"profile": "str", "leave_reason": "str"})
    people[["enrolled", "left"]] = people[["enrolled", "left"]].astype("datetime64[us]")
    return {
        "pupils": people, "period_marks": pd.DataFrame(marks), "procedures": pd.DataFrame(works),
        "scales": pd.DataFrame(work),
    }  # fmt: skip


def school(given: dict[str, pd.DataFrame], settings: Settings | None = None) -> School:
    return School("test-1", "Школа", "Район", YEARS[-1], Path(), settings or Settings(), MappingProxyType(given))


@pytest.fixture(scope="module")
def full() -> School:
    return school(tables())


SECTIONS = {
    "summary": lambda scope: show.summary(scope, scope.settings),
    "classes": show.classes,
    "subjects": lambda scope: show.subjects(scope, scope.settings),
    "pupils": show.pupils,
    "journal": show.journal,
    "scores": show.scores,
    "dynamics": show.dynamics,
    "retained": show.retained,
    "deficits": show.deficits,
    "next_steps": show.next_steps,
}


@pytest.fixture(scope="module")
def pages(full) -> dict[str, str]:
    return {name: make(Scope(full)).html() for name, make in SECTIONS.items()}


def words(page) -> str:
    text = re.sub(r'src="[^"]*"', "", page if isinstance(page, str) else page.html())
    return re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ")


@pytest.mark.parametrize("name", SECTIONS)
def test_each_section_begins_with_findings(pages, name):
    page = pages[name]
    first = min(page.find(mark) for mark in ("wb-findings", "<table", "<figure") if mark in page)
    assert page.find("wb-findings") == first


@pytest.mark.parametrize("name", SECTIONS)
def test_no_english_and_no_gaps_in_the_words(pages, name):
    said = words(pages[name])
    assert not re.findall(r"\b(nan|None|True|False|NaN|NaT|percent|class_)\b", said)
    left = set(re.findall(r"[A-Za-z]{2,}", said))
    assert not left


@pytest.mark.parametrize("name", SECTIONS)
def test_people_are_codes_and_nobody_is_accused(pages, name):
    said = words(pages[name]).casefold()
    for word in ("завышает", "завысил", "обман", "фальсиф", "нарушение", "виноват", "списыва"):
        assert word not in said


@pytest.mark.parametrize("name", sorted(set(SECTIONS) - {"next_steps", "retained"}))
def test_one_subject_of_one_parallel(full, name):
    assert SECTIONS[name](Scope(full, subject="физика", grade=7)).html()


def test_missing_tables_are_named():
    given = tables()
    with pytest.raises(MissingData, match="Результаты процедур"):
        show.journal(Scope(school({name: given[name] for name in ("pupils", "period_marks")})))
    with pytest.raises(MissingData, match="Отметки за период"):
        show.classes(Scope(school({"pupils": given["pupils"]})))


def test_summary_without_procedures_says_what_is_missing():
    given = tables()
    scope = Scope(school({name: given[name] for name in ("pupils", "period_marks")}))
    assert "Результаты процедур" in words(show.summary(scope, scope.settings))


def test_scope_without_marks_is_a_sentence(full):
    with pytest.raises(MissingData, match="Выберите другой год"):
        show.classes(Scope(full, subject="астрономия"))


def test_small_classes_get_no_conclusions():
    page = words(show.classes(Scope(school(tables(size=6)))))
    assert "Малая выборка (меньше 10 учеников): 7 А, 7 Б, 10 А" in page
    assert "надёжного вывода о качестве нет" in page
    journal = words(show.journal(Scope(school(tables(size=6)))))
    assert "пар меньше 20: вывода нет" in journal


def test_profile_losses_are_said(full):
    said = words(show.retained(Scope(full)))
    assert "Профильные классы теряют учеников: 10 А — 2 из 30" in said


def test_without_scales_spikes_are_not_judged():
    given = tables()
    del given["scales"]
    said = words(show.scores(Scope(school(given))))
    assert "границы отметок не заданы" in said


def test_what_if_changes_sou_only(full):
    given = tables()
    given["period_marks"].loc[:40, "mark"] = "н/а"
    scope = Scope(school(given), year=YEARS[0])
    seven, none = (
        results(scope, what_if(scope.settings, sou_absent=reading)).set_index(["indicator", "group"])["value"]
        for reading in ("7", "0")
    )
    assert seven["sou-percent", ""] > none["sou-percent", ""]
    assert seven["quality-percent", ""] == none["quality-percent", ""]


def planted(journal_up: int) -> School:
    """Quality grows over three years; the journal may run above the works."""
    given = tables()
    marks, works = given["period_marks"], given["procedures"]
    last = marks["year"].eq(YEARS[-1])
    marks.loc[last, "mark"] = marks.loc[last, "mark"].replace({"2": "4", "3": "4"})
    works["mark"] = works["journal_mark"]
    if journal_up:
        works["mark"] = (works["journal_mark"].astype(int) - journal_up).clip(2, 5).astype(str)
    return school(given)


def test_growth_stands_beside_the_evidence():
    honest = Scope(planted(0))
    assert "признаков завышения рядом не видно" in words(show.summary(honest, honest.settings))
    before = Scope(planted(1), year=YEARS[1])
    assert "2025/2026" not in words(show.dynamics(before))
    lifted = Scope(planted(1))
    said = words(show.summary(lifted, lifted.settings))
    assert "Прежде чем считать рост успехом, перепроверьте часть работ" in said
    assert "возможно, завышены: нужна проверка" in said


def test_results_have_four_headlines(full):
    table = results(Scope(full))
    assert table.loc[table["headline"], "indicator"].tolist() == [
        "success-percent", "quality-percent", "sou-percent", "confirmed-percent",
    ]  # fmt: skip
    assert np.isfinite(table["value"]).all()
