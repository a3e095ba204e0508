"""The municipality is what its seed makes it: rebuilt, it has the same bytes; it is small; it names nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from generator.stories import STORIES, Style

from workbook.school.tables import TABLES

from .conftest import FOLDER, ROOT, SCHOOLS, read_table

NAMES = re.compile(r"\b[А-ЯЁ][а-яё]+(?:ов|ев|ин|ова|ева|ина|ский|ская) [А-ЯЁ](?:[а-яё]+|\.)")


@pytest.mark.slow
def test_rebuilding_gives_what_is_committed(tmp_path):
    from generator.build import build

    build(tmp_path / "municipality")
    made = {path.relative_to(tmp_path / "municipality"): path for path in (tmp_path / "municipality").rglob("*.*")}
    kept = {path.relative_to(FOLDER): path for path in FOLDER.rglob("*.*")}
    assert set(made) == set(kept)
    different = [str(name) for name in made if not _same(made[name], kept[name])]
    assert different == [], "run: python scripts/datasets.py"


def _same(made: Path, kept: Path) -> bool:
    """Texts by their bytes; archives by what they hold, for compressors differ between computers."""
    if made.suffix == ".parquet":
        return pd.read_parquet(made).equals(pd.read_parquet(kept))
    if made.suffix == ".xlsx":
        books = [pd.read_excel(path, sheet_name=None, engine="calamine", header=None) for path in (made, kept)]
        tables = [table.title for table in TABLES.values() if table.title in books[0]]
        return all(books[0][title].equals(books[1][title]) for title in tables)
    return made.read_bytes() == kept.read_bytes()


@pytest.mark.parametrize("style", [Style(xlsx=True), Style(parquet=("teachers",)), Style(cp1251=("plan",))])
def test_writing_twice_gives_the_same_bytes(tmp_path, style):
    from generator import office
    from generator.people import populate
    from generator.writing import write_school

    story = STORIES[5]
    people = populate(story)
    written = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        write_school(folder, {"teachers": people.teachers, "plan": office.plan(story)}, style, {"Школа": story.title})
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0] == written[1]


def test_the_sample_is_small():
    sizes = {path: path.stat().st_size for path in (ROOT / "datasets").rglob("*.*") if "__pycache__" not in path.parts}
    assert sum(sizes.values()) < 18e6
    assert max(sizes.values()) < 8e6


_NOT_KEPT = (("shkola-3", "judgements"), ("shkola-3", "record_steps"))
_CONTESTS = ("gimnaziya-1", "licey-5", "shkola-7")


def test_all_schools_and_tables_are_there():
    for school in SCHOOLS:
        assert (FOLDER / school / "school.yml").exists()
        for name, table in TABLES.items() if school != "shkola-8" else ():
            absent = name in ("scales", "references", "applications") or (school, name) in _NOT_KEPT
            if name == "jury":
                absent = school not in _CONTESTS
            if not table.municipal and not absent:
                assert len(read_table(school, name)) > 0


def test_first_graders_have_no_marks():
    pupils = read_table("shkola-7", "pupils")
    first = pupils.loc[pupils["class_"].str.startswith("1 "), ["year", "pupil"]]
    for name in ("period_marks", "procedures"):
        assert read_table("shkola-7", name).merge(first, on=["year", "pupil"]).empty


def test_no_names_of_people():
    for path in FOLDER.rglob("*.csv"):
        text = path.read_bytes().decode("utf-8-sig", errors="ignore").replace("Примерова Анна", "")
        assert not NAMES.search(text), path


def test_half_years_only_in_senior_grades():
    marks = read_table("shkola-7", "period_marks").merge(read_table("shkola-7", "pupils")[["year", "pupil", "level"]])
    halves = marks["period"].str.contains("полугодие")
    assert set(marks.loc[halves, "level"]) == {"СОО"}
    assert not marks.loc[marks["level"] == "СОО", "period"].str.contains("четверть").any()


def test_year_marks_for_all_years_periods_for_the_last():
    marks = read_table("shkola-3", "period_marks")
    assert set(marks["year"]) == {"2023/2024", "2024/2025", "2025/2026"}
    assert set(marks.loc[marks["period"] != "год", "year"]) == {"2025/2026"}
    assert isinstance(marks, pd.DataFrame)


def test_dictionary_of_the_readme_is_fresh():
    from generator.readme import dictionary

    assert dictionary() in (ROOT / "datasets" / "README.md").read_text(encoding="utf-8")
