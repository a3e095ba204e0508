"""A school's wish becomes an assembly: tables found, sources of difficulty chosen, gaps said."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.estimates import RESULT_COLUMNS
from workbook.fos import assembly
from workbook.fos import variants as assembler
from workbook.school.school import School
from workbook.settings import Settings


def tables(pupils: int = 0, seed: int = 5) -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    items = pd.DataFrame(
        [{"item": f"М-{n:02d}", "content": "1", "tier": "Б", "expected": 40.0 + 2 * n} for n in range(12)]
    ).assign(
        subject="математика", grade=7, skill="1", kind="краткий ответ", key="1", options=None, max_score=1.0,
        minutes=2.0, uses=0, status="новое", enemies=None, text="Сколько?", choices=None,
    )  # fmt: skip
    found = {
        "items": pd.concat([items, items.assign(item="Ф-" + items["item"], subject="физика")], ignore_index=True),
        "blueprint": pd.DataFrame({"fos": ["МА7"], "content": "1", "content_title": "Числа", "skill": "1",
                                   "skill_title": None, "tier": "Б", "items": 4, "score": 4.0}),
        "fos_plan": pd.DataFrame({"fos": ["МА7"], "title": "Итог", "subject": "математика", "grade": 7}),
    }  # fmt: skip
    if pupils:
        ease = rng.normal(size=pupils)
        chance = 1 / (1 + np.exp(np.arange(12)[:, None] / 4 - 1.5 - ease))
        rows = [
            ("МА7", None, f"У-{pupil:03d}", item, None, float(rng.random() < chance[n, pupil]))
            for n, item in enumerate(items["item"]) for pupil in range(pupils)
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["test", "variant", "pupil", "item", "answer", "score"])
        found["responses"] = frame.astype({"variant": "str", "answer": "str"})
    return found


def school(**changed: pd.DataFrame | None) -> School:
    kept = {name: table for name, table in (tables() | changed).items() if table is not None}
    return School("proba", "Проба", "", "2025/2026", Path(), Settings(), MappingProxyType(kept))


class TestWish:
    def test_only_the_items_of_the_subject_serve(self) -> None:
        made = assembler.variants(school(), assembler.Wish("МА7", variants=3))
        assert made.found
        assert made.pool_size == 12
        assert made.gauge.source == assembly.EXPERTS
        assert set(made.items["item"].str[0]) == {"М"}

    def test_same_wish_is_the_same_choice_made_anew(self) -> None:
        mine = school()
        first, second = (assembler.variants(mine, assembler.Wish("МА7")) for _ in range(2))
        assert first is not second
        pd.testing.assert_frame_equal(first.items, second.items)

    def test_zero_tolerance_is_the_rule_of_the_school(self) -> None:
        assert assembler.variants(school(), assembler.Wish("МА7")).order.tolerance == Settings().assembly.tolerance
        assert assembler.variants(school(), assembler.Wish("МА7", tolerance=7)).order.tolerance == 7

    def test_answers_and_information_are_sources(self) -> None:
        mine = school(**tables(pupils=150))
        for source in (assembly.ANSWERS, assembly.BOTH, assembly.INFORMATION):
            made = assembler.variants(mine, assembler.Wish("МА7", difficulty=source, tolerance=10))
            assert made.gauge.source == source
            assert made.found
            assert made.proof is not None
            assert made.proof.met

    def test_information_of_a_class_is_refused_with_the_reason(self) -> None:
        mine = school(**tables(pupils=12))
        with pytest.raises(MissingData, match=r"Информация заданий не считается\. Работ 12"):
            assembler.variants(mine, assembler.Wish("МА7", difficulty=assembly.INFORMATION))
        with pytest.raises(MissingData, match="а их нет"):
            assembler.variants(school(), assembler.Wish("МА7", difficulty=assembly.INFORMATION))


class TestGaps:
    def test_works_are_offered_with_their_titles(self) -> None:
        assert assembler.planned_works(school()) == {"МА7": "МА7: Итог"}

    @pytest.mark.parametrize("name", ["blueprint", "items", "fos_plan"])
    def test_absent_table_is_named(self, name: str) -> None:
        with pytest.raises(MissingData, match="Не хватает таблицы"):
            assembler.variants(school(**{name: None}), assembler.Wish("МА7"))

    def test_tool_without_specification(self) -> None:
        with pytest.raises(MissingData, match="Спецификации работы «Х» нет"):
            assembler.variants(school(), assembler.Wish("Х"))


def test_results_are_tidy() -> None:
    rows = assembler.results(assembler.variants(school(), assembler.Wish("МА7", variants=4)))
    assert tuple(rows.columns) == RESULT_COLUMNS
    assert rows.set_index("indicator").loc["variants-items-missing", "value"] == 4
    assert rows["headline"].sum() <= 4
