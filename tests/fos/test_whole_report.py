"""Each awkward work goes through the whole notebook 10_fos and comes out with words, never with a fault."""

import html as markup
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbook.live.page import _read
from workbook.school.tables import TABLES

pytestmark = pytest.mark.slow

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "10_fos.ipynb"
ENGLISH = re.compile(r"\b(?:nan|NaN|None|NaT|True|False|dtype|Traceback)\b")
ITEMS = [
    *[(f"МА7-{n:03d}", "Б", "выбор ответа", "А", 4, 1) for n in range(1, 9)],
    *[(f"МА7-{n:03d}", "П", "краткий ответ", "5", None, 1) for n in range(9, 12)],
    ("МА7-012", "В", "развёрнутый ответ", None, None, 2),
]


def bank(rows=ITEMS):
    return [
        {"item": item, "subject": "математика", "grade": 7, "content": "1.1", "skill": "2.1", "tier": tier,
         "kind": kind, "key": key, "options": options, "max_score": top, "text": f"Условие {item}"}
        for item, tier, kind, key, options, top in rows
    ]  # fmt: skip


def answers(pupils, rows=ITEMS, seed=1, change=None):
    """Make answers of so many pupils; `change` may alter one answer: (pupil number, item, answer, score)."""
    rng = np.random.default_rng(seed)
    ease = {"Б": 1.0, "П": 0.0, "В": -0.8}
    given = []
    for number in range(pupils):
        skill = 1.3 * rng.normal()
        for item, tier, kind, key, _, top in rows:
            right = rng.random() < 1 / (1 + np.exp(-1.6 * (skill + ease[tier])))
            answer, score = (key if right else "БВГ"[rng.integers(3)] if kind == "выбор ответа" else "6"), None
            if kind == "развёрнутый ответ":
                answer, score = None, float(rng.integers(0, top + 1))
            if change is not None:
                answer, score = change(number, item, answer, score)
            given.append({"test": "МА7-ИТ", "pupil": f"У-{number:04d}", "item": item, "answer": answer, "score": score})
    return given


def write(folder: Path, tables) -> None:
    folder.mkdir()
    (folder / "school.yml").write_text(f"школа: {folder.name}\nназвание: Учебная школа\n", encoding="utf-8")
    for name, rows in tables.items():
        frame = pd.DataFrame(rows)
        frame.columns = [TABLES[name].column(column).header for column in frame.columns]
        frame.to_csv(folder / f"{name}.csv", index=False, sep=";", encoding="utf-8")


@pytest.fixture
def report(tmp_path, monkeypatch):
    """Run every cell of the notebook for a school made of tables and return the words that a reader sees."""

    def run(**tables) -> str:
        folder = tmp_path / "edge"
        write(folder, tables)
        shown: list[str] = []
        monkeypatch.setattr("IPython.display.display", lambda thing, **_: shown.append(thing._repr_html_()))
        cells: dict[str, object] = {}
        for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), cells)
                if "parameters" in cell["metadata"].get("tags", []):
                    cells |= {"school": "edge", "data": str(tmp_path)}
        _read.cache_clear()
        text = re.sub(r"<style.*?</style>|data:[^\"']*", " ", " ".join(shown), flags=re.S)
        text = re.sub(r'<img[^>]* alt="([^"]*)"[^>]*>', r" \1 ", text)
        words = re.sub(r"\s+", " ", markup.unescape(re.sub(r"<[^>]+>", " ", text))).strip()
        assert not ENGLISH.findall(words)
        assert "Контрольная сумма правил" in words
        return words

    return run


class TestUsual:
    def test_everything_is_said(self, report):
        pupils = [
            {"year": "2025/2026", "pupil": f"У-{n:04d}", "class_": "7 А", "level": "ООО", "sex": "жм"[n % 2]}
            for n in range(120)
        ]  # fmt: skip
        words = report(items=bank(), responses=answers(120), pupils=pupils)
        for said in (
            "Надёжность достаточна", "ω Макдональда", "Карточки заданий", "Условие МА7-001", "На одной шкале",
            "Равно подготовленные девочки и мальчики", "группы по уровню", "Заданий на шкале модели",
        ):  # fmt: skip
            assert said in words


class TestSmall:
    def test_three_pupils(self, report):
        words = report(items=bank(), responses=answers(3))
        assert "Проект решения: мало данных" in words
        assert "Работ 3, для вывода о надёжности нужно не меньше 30." in words
        assert "Ответов слишком мало: в карточках только счёт ответов, выводов нет." in words

    def test_two_items(self, report):
        words = report(items=bank(ITEMS[:2]), responses=answers(40, ITEMS[:2]))
        assert "Для ω нужно не меньше трёх заданий" in words
        assert "Карточки заданий" in words

    def test_one_item(self, report):
        words = report(items=bank(ITEMS[:1]), responses=answers(40, ITEMS[:1]))
        assert "меньше двух заданий" in words

    def test_no_answers_at_all(self, report):
        words = report(items=bank())
        assert "Раздел не построен" in words

    def test_empty_folder(self, report):
        assert "Раздел не построен" in report()


class TestAwkward:
    def test_a_constant_item(self, report):
        def change(_n, item, answer, score):
            return ("А" if item == "МА7-003" else answer), score

        words = report(items=bank(), responses=answers(60, change=change))
        assert "Слишком лёгкое: выполнение 100" in words
        assert "различать учеников задание не может" in words

    def test_a_pupil_with_all_right_and_one_with_all_wrong(self, report):
        keys = {item: key for item, _, _, key, _, _ in ITEMS}

        def change(n, item, answer, score):
            if n == 0:
                return keys[item], 2.0 if item == "МА7-012" else None
            return (
                (("Г" if keys[item] == "А" else "0"), 0.0 if item == "МА7-012" else None) if n == 1 else (answer, score)
            )

        words = report(items=bank(), responses=answers(60, change=change))
        assert "На одной шкале" in words

    def test_a_wrong_key(self, report):
        rows = [(*row[:3], "Б" if row[0] == "МА7-004" else row[3], *row[4:]) for row in ITEMS]
        words = report(items=bank(rows), responses=answers(150))
        assert "Возможно, ошибка в ключе: МА7-004" in words
        assert "проверить ключ" in words

    def test_blanks_and_not_reached(self, report):
        def change(n, item, answer, score):
            number = int(item[-3:])
            if number == 5 and n % 2:
                return "—", None
            return (None, None) if number > 10 - n % 3 else (answer, score)

        words = report(items=bank(), responses=answers(60, change=change))
        assert re.search(r"Задание МА7-005\..*?верно \d+ · неверно \d+ · пусто 30", words)
        assert "До задания не дошли" in words

    def test_duplicate_pupils(self, report):
        rows = answers(60)
        twice = [dict(row, answer="Б" if row["answer"] == "А" else "А") for row in rows[:8]]
        same = [dict(row) for row in rows[12:24]]
        words = report(items=bank(), responses=[*rows, *twice, *same])
        assert "МА7-ИТ" in words
        assert "повтор" in words.casefold()

    def test_everybody_wrote_the_same(self, report):
        def change(_n, item, _answer, _score):
            return "А", 1.0 if item == "МА7-012" else None

        words = report(items=bank(), responses=answers(40, change=change))
        assert "У всех учеников одинаковая сумма баллов" in words

    def test_a_negative_alpha_names_its_items(self, report):
        rows = [row for row in ITEMS if row[2] == "выбор ответа"][:4]

        def change(n, item, answer, score):
            first = n % 2 == 0 or (n % 7 == 0 and item == "МА7-001")
            return ("А" if first == (item in ("МА7-001", "МА7-002")) else "Б"), None

        words = report(items=bank(rows), responses=answers(60, rows, change=change))
        assert "Коэффициент отрицательный" in words
        assert "Тянут вниз, то есть связаны с остальными заданиями обратно" in words

    def test_several_accepted_answers(self, report):
        rows = [*ITEMS[:8], ("МА7-009", "П", "краткий ответ", "0,5 | 1/2", None, 1), *ITEMS[9:]]

        def change(n, item, answer, score):
            return (("0,50", "1/2", "2")[n % 3], None) if item == "МА7-009" else (answer, score)

        words = report(items=bank(rows), responses=answers(60, rows, change=change))
        assert "0,5 или 1/2" in words
        assert "67 % (54–77), ответов 60" in words.replace("\xa0", " ")
