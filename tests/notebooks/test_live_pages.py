"""The very same notebooks as live pages in Chromium: another school is chosen and the numbers change."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "workbook", "serve", "--no-browser", "--token", "klyuch", "--port", "8877",
               "--warm", "0"]  # fmt: skip
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
    ("name", "control", "value"),
    [
        ("10_fos", "Проверочная работа", None),
        ("11_variants", "Проверочная работа", None),
        ("12_expertise", "Без учёта эксперта", None),
        ("13_standard", "Метод порогов", None),
        ("20_rating", "Направление", "спортивное"),
        ("21_cards", "Карта-образец", None),
        ("23_contest", "Номинация", "Спорт"),
        ("22_route", "День отчёта", "31.01.2026"),
        ("24_rules", "Категория", "уровень"),
        ("30_vsoko", "Учебный год", "2024/2025"),
        ("31_marks", "Уровень или класс", "ООО (5–9 классы)"),
        ("35_selection", "Сдвиг весов", "±50\u00a0%"),
        ("32_objectivity", "Параллель", "7 классы"),
        ("33_composite", "Перевод отметок", "по СОУ: 16, 36, 64, 100"),
        ("34_deficits", "Учебный год", "2024/2025"),
        ("36_growth", "Срез для маршрутов", "начало"),
        ("37_calendar", "Источник дней", "только журнал"),
        ("38_self_examination", "Календарный год", "2024"),
        ("39_progress", "Предмет", "русский язык"),
        ("40_incentives", "Лист учителя", None),
    ],
)
def test_page_reacts(address: str, chromium: Any, name: str, control: str, value: str | None) -> None:
    from playwright.sync_api import expect

    errors: list[str] = []
    requests: list[str] = []
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, locale="ru-RU")
    tab = context.new_page()
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(f"{address}/?token=klyuch")
    tab.goto(f"{address}/page/{name}?school=shkola-7", timeout=120_000)
    selects = tab.locator(".wb-controls select")
    expect(selects.first).to_be_visible(timeout=120_000)
    main = tab.locator("main")
    expect(main.locator(".wb-passport").first).to_contain_text("Школа № 7")
    expect(tab.locator(".wb-busy")).to_have_count(0, timeout=60_000)
    first = _views(tab)

    chosen = tab.locator(".wb-controls .widget-dropdown", has_text=control).locator("select")
    options = [option for option in chosen.locator("option").all_inner_texts() if option]
    chosen.select_option(label=value or options[1])
    expect(tab.locator(".wb-busy")).to_have_count(0, timeout=60_000)
    _settled(tab, first)
    second = _views(tab)
    assert second != first

    selects.first.select_option(label="Лицей № 5")
    expect(main.locator(".wb-passport").first).to_contain_text("Лицей № 5", timeout=60_000)
    _settled(tab, second)
    words = tab.inner_text("main")
    picture = tab.screenshot(full_page=True)
    context.close()

    assert "номер происшествия" not in words
    assert not re.findall(r"\b(?:NaN|None|True|False|Error|undefined|Loading|Traceback)\b", words)
    assert not errors
    assert all(url.startswith((address, address.replace("http", "ws"), "data:", "blob:")) for url in requests)
    assert len(picture) > 50_000


def test_the_page_of_a_municipality_opens_without_a_school(address: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, locale="ru-RU")
    tab = context.new_page()
    tab.goto(f"{address}/?token=klyuch")
    tab.goto(f"{address}/page/90_district", timeout=120_000)
    tab.locator(".wb-controls select").first.wait_for(timeout=120_000)
    tab.locator(".wb-foot").wait_for(timeout=120_000)
    words = tab.inner_text("main")
    context.close()
    assert "Заречный район" in words
    assert "номер происшествия" not in words
    assert "Это не рейтинг" in words or "ещё нет показателей школ" in words


def _views(tab: Any) -> list[str]:
    return [text for text in tab.locator(".wb-view").all_inner_texts() if text.strip()]


def _settled(tab: Any, before: list[str]) -> None:
    """Wait until the views differ from what they were and no longer change."""
    last = before
    for _ in range(60):
        tab.wait_for_timeout(500)
        now = _views(tab)
        if now == last and now != before:
            return
        last = now


def test_a_telephone_shows_the_page_under_the_controls(address: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 400, "height": 850}, locale="ru-RU")
    tab = context.new_page()
    tab.goto(f"{address}/?token=klyuch")
    tab.goto(f"{address}/page/11_variants?school=selskaya-6", timeout=120_000)
    tab.locator(".wb-controls select").first.wait_for(timeout=120_000)
    slider = tab.locator(".wb-controls .widget-hslider").first
    label, track = (slider.locator(name).bounding_box() for name in (".widget-label", ".slider-container"))
    stays = tab.evaluate("getComputedStyle(document.querySelector('.wb-controls')).position")
    width = tab.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert stays == "static"  # a panel of a dozen controls would cover the telephone
    assert track["y"] > label["y"]
    assert track["width"] > 200
    assert width <= 400
