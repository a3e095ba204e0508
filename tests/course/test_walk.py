"""Lessons worked through in Chromium: every exercise wrong, hinted, wrong, right; closed and found again."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.course.walk import cards_of, walk
from workbook.course.lesson import read_lesson
from workbook.course.notebook_view import LEARNER, notebook_bytes

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ROOT = Path(__file__).resolve().parents[2]
REAL = sorted(path.parent.name for path in (ROOT / "lessons").glob("[0-9]*/lesson.ipynb"))
FOR_ALL = "02-item-analysis"
"""The lesson that stands for the others in every run; the rest are walked when the long tests are asked for."""

_FRONT = """---
занятие: 9
название: Все виды упражнений
минут: 90
решение школы: Убрать ли трудное задание?
цели: [Отличать трудное задание от неверного ключа]
нужно знать: [Что такое доля верных ответов]
унесём: Список заданий для проверки
к следующей встрече: [Принести ответы класса]
---

## Трудность

Доля верных ответов — число от 0 до 1.
"""
_SERVE = """
import sys
from pathlib import Path
from workbook.live.server import ServeOptions, serve
root, lessons = map(Path, sys.argv[1:3])
data = root / "datasets" / "municipality"
serve(ServeOptions(root / "notebooks", data, None, lessons.parent / ".workbook", port=8941, token="klyuch", warm=0,
                   open_browser=False, lessons=lessons),
      say=lambda line: print(line, flush=True))
"""


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real lessons and a small one with all kinds of exercises, where answers harm nobody's folder."""
    folder = tmp_path_factory.mktemp("курс") / "lessons"
    shutil.copytree(ROOT / "lessons", folder)
    small = folder / "99-vse-vidy"
    small.mkdir()
    questions = (Path(__file__).parent / "every_kind.yml").read_text(encoding="utf-8")
    (small / "exercises.yml").write_text(questions, encoding="utf-8")
    codes = re.findall(r"^  - код: (.+)$", questions, re.M)
    cells = "".join(f'\n+++ {{"tags": ["exercise"]}}\n\n`{code}`\n' for code in codes)
    (small / "lesson.md").write_text(_FRONT + cells, encoding="utf-8")
    (small / "lesson.ipynb").write_bytes(notebook_bytes(read_lesson(small), LEARNER))
    return folder


@pytest.fixture(scope="module")
def address(lessons: Path) -> Iterator[str]:
    command = [sys.executable, "-c", _SERVE, str(ROOT), str(lessons)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found
        yield found.group()
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.parametrize(
    "slug",
    [
        "99-vse-vidy",
        FOR_ALL,
        *(pytest.param(slug, marks=pytest.mark.long) for slug in REAL if slug != FOR_ALL),
    ],
)
def test_a_lesson_is_worked_through(address: str, lessons: Path, chromium: Any, tmp_path: Path, slug: str) -> None:
    exercises = read_lesson(lessons / slug).exercises
    errors: list[str] = []
    requests: list[str] = []
    tab = _tab(chromium, errors, requests)
    tab.goto(f"{address}/?token=klyuch")
    tab.goto(f"{address}/lesson/{slug}", timeout=120_000)
    tab.get_by_label("Ваш код участника").fill("у-07")
    tab.get_by_role("button", name="Открыть мои ответы").click()
    expect(tab.locator(".wb-opening")).to_contain_text(
        "Ответы участника У-07: начинаем с чистого листа", timeout=60_000
    )
    for card in cards_of(tab, exercises, tmp_path):
        walk(card)
    count = len(exercises)
    expect(tab.locator(".wb-way")).to_contain_text(f"Верно {count} из {count}")
    tab.context.close()

    again = _tab(chromium, errors, requests)
    again.goto(f"{address}/?token=klyuch")
    again.goto(f"{address}/lesson/{slug}?participant=%D0%A3-07", timeout=120_000)
    expect(again.locator(".wb-opening")).to_contain_text("Ответы участника У-07: продолжаем", timeout=60_000)
    for card in cards_of(again, exercises, tmp_path):
        assert card.state() == "верно", card.exercise.code
    words = again.inner_text("main")
    again.get_by_label("Ваш код участника").fill("У-08")
    again.get_by_role("button", name="Открыть мои ответы").click()
    expect(again.locator(".wb-way")).to_contain_text(f"Верно 0 из {count}", timeout=60_000)
    again.context.close()

    assert "lesson.exercise" not in words
    assert "open_lesson" not in words
    assert not re.findall(r"\b(?:None|True|False|Error|undefined|Loading|Traceback)\b", words)
    assert not errors
    assert all(url.startswith((address, address.replace("http", "ws"), "data:", "blob:")) for url in requests)


def test_a_phone_holds_every_kind(address: str, chromium: Any) -> None:
    tab = _tab(chromium, [], [], width=400)
    tab.goto(f"{address}/?token=klyuch")
    tab.goto(f"{address}/lesson/99-vse-vidy", timeout=120_000)
    expect(tab.get_by_role("heading", name=re.compile("Упражнение 11 из 11"))).to_be_visible(timeout=60_000)
    wide = tab.evaluate("document.documentElement.scrollWidth")
    cut = tab.evaluate(
        "[...document.querySelectorAll('.wb-exercise label, .wb-exercise button')]"
        ".filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 2 && e.clientWidth > 2).map(e => e.innerText)"
    )
    tab.context.close()
    assert wide <= 400
    assert not cut


def test_own_school_opens_in_the_tool_notebook(address: str, lessons: Path, chromium: Any, tmp_path: Path) -> None:
    exercises = read_lesson(lessons / "99-vse-vidy").exercises
    tab = _tab(chromium, [], [])
    tab.goto(f"{address}/?token=klyuch")
    tab.goto(f"{address}/lesson/99-vse-vidy?participant=%D0%A3-21", timeout=120_000)
    card = cards_of(tab, exercises, tmp_path)[-1]
    card.answer(card.exercise.accepts[0])
    with tab.context.expect_page() as opened:
        card.box.get_by_role("link", name="Открыть тетрадь с моей школой").click()
    tool = opened.value
    expect(tool.locator("main .wb-passport").first).to_contain_text("Моя школа", timeout=120_000)
    expect(tool.locator(".wb-foot")).to_be_visible(timeout=120_000)
    words = tool.inner_text("main")
    tab.context.close()
    assert "номер происшествия" not in words


def _tab(chromium: Any, errors: list[str], requests: list[str], width: int = 1200) -> Any:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="ru-RU")
    tab = context.new_page()
    tab.set_default_timeout(120_000)  # a busy machine is slow, not broken
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("request", lambda request: requests.append(request.url))
    return tab
