from types import SimpleNamespace

import pandas as pd
import pytest

from workbook.display import vsoko_progress, vsoko_progress_classes
from workbook.school import School, read_school
from workbook.vsoko import progress_of
from workbook.vsoko.progress import FEW


def frames(lift: float, works: int) -> dict[str, pd.DataFrame]:
    """Six classes whose finish is the start, in one class higher by ``lift`` points of 40."""
    procedures, pupils, number = [], [], 0
    for grade in (5, 6, 7):
        for letter in "АБ":
            for step in range(works):
                number += 1
                code, start = f"У-{1000 + number}", 10 + step % 11 + (2 if step % 3 else 0)
                finish = min(start + (step * 7 % 5) - 2 + (lift if (grade, letter) == (6, "А") else 0), 40)
                pupils += [("2024/2025", code, f"{grade - 1} {letter}"), ("2025/2026", code, f"{grade} {letter}")]
                procedures += [("2024/2025", code, grade - 1, start), ("2025/2026", code, grade, finish)]
    works_table = pd.DataFrame(procedures, columns=["year", "pupil", "grade", "primary_score"])
    works_table = works_table.assign(procedure="ВПР", subject="математика", max_score=40, mark="4", journal_mark="4")
    people = pd.DataFrame(pupils, columns=["year", "pupil", "class_"]).assign(level="ООО")
    return {"procedures": works_table, "pupils": people}


def school(tmp_path, lift: float, works: int = 20) -> School:
    (tmp_path / "school.yml").write_text("школа: proba\nназвание: Проба\n", encoding="utf-8")
    for name, frame in frames(lift, works).items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    return read_school(tmp_path)


@pytest.fixture(scope="module")
def lifted(tmp_path_factory):
    return progress_of(school(tmp_path_factory.mktemp("lifted"), 6))


def text(block) -> str:
    return block.body().replace("\u00a0", " ")


def test_the_lifted_class_is_named_with_its_pair_and_never_a_place(lifted):
    words = text(vsoko_progress.summary(lifted))
    assert "Закончили выше, чем обычно при таком старте: 6 А (ВПР-5 → ВПР-6)." in words
    assert "место" not in words


def test_classes_stand_in_order_of_names(lifted):
    names = list(lifted.classes["class_"])
    assert names == ["5 А", "5 Б", "6 А", "6 Б", "7 А", "7 Б"]
    assert "это не рейтинг" in text(vsoko_progress_classes.classes(lifted))


def test_a_class_in_words(lifted):
    row = lifted.classes.set_index("class_", drop=False).loc["6 А"].to_dict()
    words = vsoko_progress_classes.sentence(row, lifted).replace("\u00a0", " ")
    assert words.startswith("6 А, ВПР-5 → ВПР-6: выше похожих закончили ")
    assert "(обычно по 5 выше и ниже)" in words
    assert words.endswith("класс закончил выше, чем обещал старт.")


def test_without_a_region_only_one_parallel_is_compared(lifted):
    words = text(vsoko_progress.model(lifted))
    assert "сравнивать можно только классы одной параллели" in words
    assert "Расчёт проверен: два разных способа счёта дали один ответ." in words


def test_next_steps_end_with_a_word_for_the_teacher(lifted):
    words = text(vsoko_progress.next_steps(lifted))
    assert "Узнать, что сработало, и показать коллегам: 6 А (ВПР-5 → ВПР-6)." in words
    assert "Прогресс класса — не оценка учителя" in words


def test_equal_classes_are_not_told_apart(tmp_path):
    words = text(vsoko_progress.summary(progress_of(school(tmp_path, 0))))
    assert "Различия в прогрессе между классами не больше случайных" in words


def test_four_pupils_a_class_are_a_small_sample(tmp_path):
    progress = progress_of(school(tmp_path, 6, works=4))
    words = text(vsoko_progress_classes.similar(progress))
    assert "4 ученика — малая выборка, вывода нет." in words
    assert "Малая выборка (меньше 10 пар работ): 5 А (ВПР-4 → ВПР-5)" in text(vsoko_progress.summary(progress))


def test_classes_of_a_handful_are_neither_drawn_nor_compared(lifted):
    few = lifted.classes.assign(verdict=FEW)
    handful = SimpleNamespace(
        **{name: getattr(lifted, name) for name in
           ("checked", "differ", "doubts", "pair", "pupils", "rules", "school", "subject", "year")}, classes=few,
    )  # fmt: skip
    said = text(vsoko_progress.summary(handful))
    assert "классы не сравниваются" in said
    assert "малые выборки, вывода нет" in said
    assert "Как закончили ученики среди похожих" not in text(vsoko_progress_classes.similar(handful))
