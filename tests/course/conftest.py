"""A lesson small enough to be read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

LESSON = """---
занятие: 1
название: Проба
минут: 20
решение школы: Убрать ли трудное задание?
цели: [Отличать трудное задание от неверного ключа]
нужно знать: [Что такое доля верных ответов]
унесём: Список заданий для проверки
к следующей встрече: [Принести ответы класса]
---

# Трудность

Доля верных ответов — число от 0 до 1.

+++ {"tags": ["instructor"], "minutes": 5, "slide": "slide"}

СЕКРЕТ-ВЕДУЩЕГО: спросите, почему.

+++ {"tags": ["exercise"]}

`доля`

+++ {"tags": ["solution"]}

СЕКРЕТ-РЕШЕНИЯ: половина.

+++ {"tags": ["slide-only"], "slide": "slide"}

СЕКРЕТ-СЛАЙДА

+++ {"tags": ["key-points"], "minutes": 2}

Сначала ключ, потом вывод о задании.
"""

EXERCISES = """упражнения:
  - код: доля
    вид: число
    название: Доля верных
    вопрос: Из 20 учеников решили 10. Какова доля?
    минут: 3
    ответ: 0,5
    ловушки:
      - {число: 2, заблуждение: СЕКРЕТ-ЛОВУШКИ поделили наоборот}
    подсказки: [СЕКРЕТ-ПОДСКАЗКИ раз, Два]
    решение: СЕКРЕТ-ОТВЕТА 10 / 20.
    принимает: ["0,5"]
    отвергает: ["2"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "01-proba"
    made.mkdir()
    (made / "lesson.md").write_text(LESSON, encoding="utf-8")
    (made / "exercises.yml").write_text(EXERCISES, encoding="utf-8")
    return made
