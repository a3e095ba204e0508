"""The assembler's sections: findings from the numbers, refusals in words, no English."""

from __future__ import annotations

import html as markup
import math
import re

import pandas as pd
import pytest

from workbook.display import fos_variant_charts, numbers
from workbook.display import fos_variants as show
from workbook.errors import MissingData
from workbook.fos import assembly
from workbook.fos import variants as assembler
from workbook.settings import Settings

SETTINGS = Settings()
ENGLISH = re.compile(r"\b(?:nan|NaN|None|NaT|True|False|item|tier|score|key|count|mean|success|minutes)\b")


def words(block) -> str:
    text = re.sub(r"<svg.*?</svg>|<img[^>]*>", " ", block.html(), flags=re.S)
    return markup.unescape(re.sub(r"<[^>]+>", " ", text)).replace(numbers.NBSP, " ")


def bank(size: int, **other) -> pd.DataFrame:
    rows = [{"item": f"{c}-{n}", "content": c, "tier": tier, "expected": middle + n} for c, tier, middle in
            (("1", "Б", 70.0), ("2", "П", 45.0)) for n in range(size)]  # fmt: skip
    return pd.DataFrame(rows).assign(
        subject="математика", grade=7, skill="1", kind="краткий ответ", max_score=1.0, minutes=3.0, uses=0,
        status="новое", enemies=None,
    ).assign(**other)  # fmt: skip


def made(size: int = 8, other: dict | None = None, gauge=None, **choices) -> assembly.Assembly:
    items = bank(size, **(other or {}))
    cells = (assembly.Cell("1", "1", "Б", 2, 2.0, "Дроби", "Вычислять"), assembly.Cell("2", "1", "П", 1, 1.0, "Задачи"))
    order = assembly.Order("МА7", cells, "математика", 7, **choices)
    return assembly.assemble(items, order, gauge or assembly.success(items), SETTINGS.assembly)


class TestFound:
    def test_findings_say_the_numbers(self):
        text = words(show.outcome(made(), SETTINGS))
        assert "2 варианта собраны, в каждом 3 задания." in text
        assert re.search(r"Требований заказа выполнено (\d+) из \1:", text)
        assert "Наибольшее отличие варианта от общей цели" in text
        assert "нужно 1 общее задание из 3, сейчас 0" in text
        assert not ENGLISH.search(text)

    def test_proof_composition_and_supply(self):
        found = made(common=1, variants=3)
        text = words(show.proof(found)) + words(show.composition(found)) + words(show.supply(found))
        assert "Общие задания стоят на одних и тех же местах" in text
        assert "общее" in text
        assert "Все клетки: сколько нужно и сколько есть" in text
        assert "не выполнено" not in text
        assert not ENGLISH.search(text)

    def test_one_variant_has_no_comparison(self):
        found = made(variants=1)
        text = words(show.outcome(found, SETTINGS)) + words(show.proof(found))
        assert "1 вариант собран" in text
        assert "Одинаково ли" not in text

    def test_unknown_difficulty_is_said_not_hidden(self):
        text = words(show.outcome(made(other={"expected": math.nan}), SETTINGS))
        assert "Равная трудность не проверена" in text

    def test_chart_has_a_row_for_the_work_and_each_tier(self):
        drawing = fos_variant_charts.likeness(made())
        assert [label.get_text() for label in drawing.axes[0].get_yticklabels()] == [
            "Вся работа", "Базовый уровень", "Повышенный уровень",
        ]  # fmt: skip
        assert fos_variant_charts.likeness(made(size=1)) is None


class TestRefused:
    def test_missing_items_and_remedies(self):
        refused = made(size=3)
        text = words(show.outcome(refused, SETTINGS))
        assert "Не хватает 1 задания: «Дроби» × «Вычислять» × базовый уровень." in text
        assert "Наименьшее изменение, которого достаточно: добавить 1 задание для 2 вариантов." in text
        assert "Проверено, что поможет и любое одно из этого: разрешить двум вариантам 1 одинаковое задание" in text
        assert "Заданий меньше, чем нужно: «Дроби» × «Вычислять» × базовый — 1." in words(show.supply(refused))
        assert not ENGLISH.search(text)

    def test_sections_of_variants_say_the_same_gap(self):
        refused = made(size=3)
        with pytest.raises(MissingData, match="Вариантов нет") as one:
            show.proof(refused)
        with pytest.raises(MissingData, match="Вариантов нет") as two:
            show.composition(refused)
        assert one.value.message == two.value.message


class TestResults:
    def test_found_and_refused(self):
        rows = assembler.results(made()).set_index("indicator")
        assert rows.loc["variants-built", "value"] == 2
        assert rows.loc["variants-built", "verdict"] == "хорошо"
        assert rows.loc["variants-overlap", "value"] == 0
        rows = assembler.results(made(size=3)).set_index("indicator")
        assert rows.loc["variants-built", "value"] == 0
        assert rows.loc["variants-items-missing", "value"] == 1
        assert rows.loc["variants-items-missing", "note"].startswith("Не хватает 1 задания")
