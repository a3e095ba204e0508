"""The static site: every link leads somewhere, nothing of the leader is in it, it opens without network."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from workbook.course import LessonRefused
from workbook.course.lesson import read_lesson
from workbook.course.markdown import html
from workbook.course.outline import words_of
from workbook.course.site import site_files

SOURCE = Path(__file__).parent / "all_kinds" / "lessons"
LESSONS = Path(__file__).parents[2] / "lessons"
FOREIGN = re.compile(
    r"""(src|href|srcset|action|poster|data)\s*=\s*["']?\s*(https?:)?//|url\s*\(\s*["']?(https?:)?//|@import"""
)


def made(folder: Path) -> Mapping[str, bytes]:
    return site_files([read_lesson(path.parent) for path in sorted(folder.glob("[0-9]*/lesson.md"))], folder)


def broken(pages: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name the links that lead to no page of the site, or to no place on it."""
    found = []
    for name, page in pages.items():
        for link in re.findall(r'href="([^"]+)"', page):
            path, _, place = unquote(link).partition("#")
            if path.startswith("../") or path == "style.css":
                continue
            target = pages.get(path or name)
            if target is None or (place and f'id="{place}"' not in target):
                found.append((name, link))
    return found


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return made(SOURCE)


@pytest.fixture(scope="module")
def pages(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: content.decode() for name, content in files.items() if name.endswith(".html")}


class TestFiles:
    def test_names(self, files: Mapping[str, bytes]) -> None:
        assert set(files) == {
            "index.html", "07-all-kinds.html", "glossary.html", "guide-programme.html", "guide-leader.html",
            "data.html", "search.html", "style.css",
        }  # fmt: skip

    def test_the_same_bytes_again(self, files: Mapping[str, bytes]) -> None:
        assert made(SOURCE) == files

    def test_nothing_foreign(self, files: Mapping[str, bytes]) -> None:
        assert not [name for name, content in files.items() if FOREIGN.search(content.decode())]

    def test_nothing_of_the_leader_s(self, files: Mapping[str, bytes]) -> None:
        assert not [name for name, content in files.items() if "СЕКРЕТ" in content.decode()]

    def test_every_link_leads_to_a_page_and_its_place(self, pages: dict[str, str]) -> None:
        assert not broken(pages)

    def test_addresses_do_not_repeat_on_a_page(self, pages: dict[str, str]) -> None:
        for name, page in pages.items():
            found = re.findall(r'\sid="([^"]+)"', page)
            assert len(found) == len(set(found)), name

    def test_a_page_without_sources_is_left_out(self, tmp_path: Path) -> None:
        shutil.copytree(SOURCE / "07-all-kinds", tmp_path / "lessons" / "07-all-kinds")
        shutil.copy(SOURCE / "glossary.yml", tmp_path / "lessons")
        files = made(tmp_path / "lessons")
        assert set(files) == {"index.html", "07-all-kinds.html", "glossary.html", "search.html", "style.css"}
        assert "Руководство" not in files["index.html"].decode()

    def test_faults_of_the_glossary_are_named(self, tmp_path: Path) -> None:
        (tmp_path / "glossary.yml").write_text("- термин: якорь\n", encoding="utf-8")
        with pytest.raises(LessonRefused) as caught:
            site_files([], tmp_path)
        assert [str(fault) for fault in caught.value.faults] == [
            "glossary.yml, «якорь»: нет ключа «определение» или он пуст"
        ]


class TestOfTheCourse:
    def test_lessons_guide_and_dictionary_hold_together(self) -> None:
        files = made(LESSONS)
        pages = {name: content.decode() for name, content in files.items() if name.endswith(".html")}
        assert len(pages) > 10
        assert not broken(pages)
        assert not [name for name, page in pages.items() if FOREIGN.search(page)]

    @pytest.mark.parametrize(
        "folder", sorted(path.parent for path in LESSONS.glob("[0-9]*/lesson.md")), ids=lambda path: path.name
    )
    def test_no_word_for_the_leader_in_a_lesson(self, folder: Path) -> None:
        lesson = read_lesson(folder)
        page = words_of(site_files([lesson], LESSONS)[f"{lesson.slug}.html"].decode())
        hidden = [words_of(html(cell.source)) for cell in lesson.cells if cell.tags & {"instructor", "solution"}]
        hidden += [words_of(html(exercise.solution)) for exercise in lesson.exercises.values()]
        hidden += [words_of(html(hint)) for exercise in lesson.exercises.values() for hint in exercise.hints]
        assert len(hidden) > 10
        assert not [words for words in hidden if words in page]


class TestPages:
    def test_index_has_the_programme_and_the_files(self, pages: dict[str, str]) -> None:
        page = pages["index.html"]
        assert "Готово 1 занятие, 90 минут." in page.replace("\N{NO-BREAK SPACE}", " ")
        assert "Оставить ли задание № 4 в работе, если его решили &lt;b&gt;12 %&lt;/b&gt; учеников?" in page
        for link in (
            "../participant/07-all-kinds.ipynb", "../participant/07-all-kinds.pdf", "../leader/07-all-kinds.html",
            "../leader/07-all-kinds-key.pdf", "../slides/07-all-kinds.html",
        ):  # fmt: skip
            assert f'href="{link}"' in page

    def test_a_lesson_shows_exercises_pictures_and_key_points(self, pages: dict[str, str]) -> None:
        page = pages["07-all-kinds.html"]
        assert page.count('class="cx"') == 10
        assert page.count('<img src="data:image/png;base64,') == 1
        assert 'alt="Доля выбора четырёх вариантов по пяти группам учеников: вариант «б» растёт"' in page
        assert "<b>12 %</b>" not in page

    def test_the_glossary_leads_back_to_lessons(self, pages: dict[str, str]) -> None:
        entry = pages["glossary.html"].split('<div id="term-trudnost">')[1].split("</div>")[0]
        assert '<a href="07-all-kinds.html">7. Все виды упражнений</a>' in entry
        unused = pages["glossary.html"].split('<div id="term-yakor">')[1].split("</div>")[0]
        assert "В готовых занятиях пока не встречается." in unused

    def test_the_guide_s_links_lead_to_pages(self, pages: dict[str, str]) -> None:
        page = pages["guide-programme.html"]
        assert '<a href="07-all-kinds.html">Все виды</a>' in page
        assert '<a href="data.html#pupils">словарь данных</a>' in page
        assert "лишнее</a>" not in page
        assert pages["guide-leader.html"].count('type="checkbox"') == 2

    def test_the_dictionary_is_without_words_for_developers(self, pages: dict[str, str]) -> None:
        assert "создана из схем" not in pages["data.html"]
        assert '<h3 id="pupils">' in pages["data.html"]

    def test_the_search_knows_each_part(self, pages: dict[str, str]) -> None:
        index = json.loads(
            pages["search.html"].split('<script id="pages" type="application/json">')[1].split("</script>")[0]
        )
        assert {"link": "data.html#pupils", "page": "Словарь данных", "title": "Ученики — pupils",
                "text": "Одна строка — ученик."} in index  # fmt: skip


@pytest.mark.browser
class TestInABrowser:
    @pytest.fixture
    def folder(self, tmp_path: Path, files: Mapping[str, bytes]) -> Path:
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        return tmp_path

    @pytest.mark.parametrize("width", [400, 1180])
    def test_opens_from_a_folder(self, folder: Path, chromium: Any, width: int) -> None:
        asked: list[str] = []
        complaints: list[str] = []
        with chromium.new_context(offline=True, viewport={"width": width, "height": 900}) as context:
            page = context.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            for path in sorted(folder.glob("*.html")):
                page.goto(path.as_uri())
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
                colour = page.evaluate("getComputedStyle(document.querySelector('.cp-bar')).borderTopWidth")
                assert colour == "4px", "лист стилей не применён"
        assert not [url for url in asked if not url.startswith(("file:", "data:"))]
        assert not complaints

    def test_search_without_network(self, folder: Path, chromium: Any) -> None:
        with chromium.new_context(offline=True) as context:
            page = context.new_page()
            page.goto((folder / "index.html").as_uri())
            page.get_by_label("Найти на страницах").fill("надёжностью")
            page.keyboard.press("Enter")
            page.wait_for_selector("#found li")
            assert "По запросу «надёжностью» найдено мест:" in page.inner_text("#told")
            assert "надёжность — Словарь терминов" in page.inner_text("#found")
            page.get_by_label("Найти на страницах").fill("<img src=x onerror=alert(1)>")
            page.keyboard.press("Enter")
            page.locator("#told").get_by_text("ничего не найдено").wait_for()
            assert page.locator("#main img").count() == 0
