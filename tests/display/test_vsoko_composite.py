"""Sections and papers of the composite: lines apart, codes only inside, the log of decisions goes back and is read."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from workbook.display import vsoko_composite, vsoko_composite_pupils, vsoko_levels
from workbook.documents.composite_book import composite_book, log_files, log_xlsx, papers
from workbook.errors import MissingData
from workbook.school import School, read_school
from workbook.settings import Settings
from workbook.vsoko.composite import composite_of, composite_rules
from workbook.vsoko.composite_results import composite_results
from workbook.vsoko.level_groups import level_groups
from workbook.vsoko.level_moves import append_move

YEAR = "2025/2026"
DECISION = "Дата: 12.01.2026\nКод ученика: У-1001\nПредмет: физика\nГруппа: Б\nКто решил: П-017\nОснование: =2+2"


def words(block) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", block.html()).replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture(scope="module")
def school() -> School:
    """Twelve pupils of 7 А and four of 7 Б; marks far above ВПР in 7 А."""
    codes = [f"У-{1000 + i}" for i in range(1, 17)]
    classes = ["7 А"] * 12 + ["7 Б"] * 4
    pupils = pd.DataFrame({"year": YEAR, "pupil": codes, "class_": classes, "level": "ООО"})
    marks = pd.DataFrame(
        [(code, kind, "5") for code in codes for kind in ("контрольная", "урок")],
        columns=["pupil", "work_type", "mark"],
    ).assign(subject="физика", weight=np.nan, date=pd.Timestamp(2025, 11, 12))
    works = pd.DataFrame({"year": YEAR, "pupil": codes, "procedure": "ВПР", "grade": 7, "subject": "физика",
                          "primary_score": [4.0 + i % 3 for i in range(16)], "max_score": 20.0, "test_score": np.nan,
                          "mark": None})  # fmt: skip
    items = pd.DataFrame([(f"З{i}", "физика", "Б" if i < 10 else "П", 1.0) for i in range(20)],
                         columns=["item", "subject", "tier", "max_score"])  # fmt: skip
    answers = pd.DataFrame([("Т1", code, item, float((i + j) % 3 == 0)) for i, code in enumerate(codes)
                            for j, item in enumerate(items["item"])],
                           columns=["test", "pupil", "item", "score"])  # fmt: skip
    tables = {"pupils": pupils, "marks": marks, "procedures": works, "items": items, "responses": answers}
    return School("shkola-1", "Школа № 1", "Район", YEAR, Path(), Settings(), tables)


def test_summary_warns_of_marks_far_above_the_outside_work(school):
    text = words(vsoko_composite.summary(composite_of(school), level_groups(school)))
    assert "Отметки школы выше ВПР на 75 баллов" in text
    assert "Возможно, она завышена" in text
    assert "ребёнок не описан одним числом" in text
    assert "нужна ещё одна работа по предмету" in text


def test_a_page_for_publication_has_no_codes_and_no_small_class(school):
    found, groups = composite_of(school), level_groups(school)
    text = " ".join(
        [words(vsoko_composite_pupils.pupils(found, "", "", public=True)),
         words(vsoko_composite_pupils.wide_pupils(found, public=True)),
         words(vsoko_levels.people_of(groups, "", "", public=True)), words(vsoko_levels.moves(groups, public=True)),
         words(papers(found, groups, public=True))]
    )  # fmt: skip
    assert "У-1" not in text
    with pytest.raises(MissingData, match="Для публикации групп мало: в каждой меньше 10 учеников"):
        vsoko_composite.means(found, public=True)  # 7 Б is small, and 7 А alone would give it


def test_stored_rows_name_no_class_from_which_a_small_one_follows(school):
    rows = composite_results(composite_of(school), level_groups(school), None)
    assert not rows["group"].str.startswith("7 ").any()
    assert "физика" in set(rows["group"])


def test_pupils_stand_by_code_with_limits_and_lines_apart(school):
    text = words(vsoko_composite_pupils.pupils(composite_of(school), "7 Б", "физика"))
    assert "Уровень описывает результат по предмету, а не ребёнка" in text
    assert text.index("У-1013") < text.index("У-1016")
    with pytest.raises(MissingData, match="7 Б, химия: полноты 50 % нет ни у кого"):
        vsoko_composite_pupils.pupils(composite_of(school), "7 Б", "химия")


def test_what_if_says_whose_level_changes(school):
    own = words(vsoko_composite_pupils.what_if(composite_of(school)))
    assert "Действуют веса и перевод отметок школы" in own
    other = composite_of(school, "", composite_rules(school.settings.composite, {"ВПР": 400}))
    assert "С этими правилами уровень меняется у 16 учеников" in words(vsoko_composite_pupils.what_if(other))


def test_a_decision_is_checked_and_its_term_named(school):
    text = words(vsoko_levels.next_decision(level_groups(school), DECISION))
    assert "У-1001, физика — группа Б. Пересмотр: 23.02.2026 – 09.03.2026." in text
    refused = words(vsoko_levels.next_decision(level_groups(school), DECISION.replace("Группа: Б", "Группа: Д")))
    assert "Решение не записано. Группы «Д» нет." in refused
    assert "на живой странице" in words(vsoko_levels.next_decision(level_groups(school), "", live=False))


def test_the_log_goes_back_into_the_folder_and_is_read(school, tmp_path):
    log = append_move(level_groups(school), DECISION)
    (tmp_path / "Группы уровней.xlsx").write_bytes(log_xlsx(log))
    (tmp_path / "school.yml").write_text("школа: shkola-1\nгод: 2025/2026\n", encoding="utf-8")
    back = read_school(tmp_path)["level_moves"]
    assert back[["pupil", "level_group", "by"]].to_numpy().tolist() == [["У-1001", "Б", "П-017"]]
    assert "Группы уровней" in words(log_files(level_groups(school), DECISION))
    assert "Файл появится" in words(log_files(level_groups(school), "Дата: вчера"))


def test_the_book_holds_the_matrix_pupils_and_groups_and_no_formula(school):
    book = openpyxl.load_workbook(io.BytesIO(composite_book(composite_of(school), level_groups(school))))
    assert book.sheetnames == ["Процедуры", "Ученики и предметы", "Средние", "Группы уровней", "Решения"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert any("за пределы школы он не выходит" in str(cell.value) for cell in cells)
