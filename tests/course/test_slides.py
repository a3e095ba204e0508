"""Slides: what is on the screen and what only the leader sees; nothing is cut; they open without network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from workbook.course.lesson import Lesson, read_lesson
from workbook.course.markdown import html
from workbook.course.outline import words_of
from workbook.course.reveal import _FILES, WORDS, _folder
from workbook.course.slide_size import fits, pages
from workbook.course.slides import reveal_files, slides_page

FOLDER = Path(__file__).parent / "all_kinds" / "lessons" / "07-all-kinds"
LESSONS = sorted(path.parent for path in (Path(__file__).parents[2] / "lessons").glob("[0-9]*/lesson.md"))
NOTES = re.compile(r'<aside class="notes">(.*?)</aside>', re.S)


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(FOLDER)


@pytest.fixture(scope="module")
def page(lesson: Lesson) -> str:
    return slides_page(lesson)


def put(folder: Path, page: str) -> Path:
    (folder / "reveal").mkdir()
    for name, content in reveal_files().items():
        (folder / "reveal" / name).write_bytes(content)
    (folder / "занятие.html").write_text(page, encoding="utf-8")
    return folder / "занятие.html"


@pytest.fixture
def opened(tmp_path: Path, page: str) -> Path:
    return put(tmp_path, page)


class TestScreen:
    def test_no_answer_on_the_screen(self, page: str) -> None:
        assert "СЕКРЕТ" not in NOTES.sub("", page)

    def test_what_is_shown(self, page: str) -> None:
        screen = words_of(NOTES.sub("", page))
        for words in ("Все виды упражнений", "Сегодня научимся", "Трудность задания", "Куда смотреть", "Главное",
                      "Проверить ключ", "Из 20 учеников решили 10. Какова доля?", "К следующей встрече"):  # fmt: skip
            assert words in screen

    def test_what_is_read_elsewhere_is_not_shown(self, page: str) -> None:
        screen = NOTES.sub("", page)
        assert "Эта часть — только для чтения дома" not in screen
        assert "Что видно на рисунке" not in screen

    def test_the_same_bytes_and_nothing_foreign(self, lesson: Lesson, page: str) -> None:
        assert page == slides_page(lesson)
        assert not re.search(r"https?://", page)

    def test_an_author_s_markup_is_text(self, page: str) -> None:
        assert "&lt;b&gt;12 %&lt;/b&gt;" in page

    @pytest.mark.parametrize("source", LESSONS, ids=lambda path: path.name)
    def test_no_answer_of_the_real_lessons_on_the_screen(self, source: Path) -> None:
        lesson = read_lesson(source)
        screen = words_of(NOTES.sub("", slides_page(lesson)))
        hidden = [words_of(html(exercise.solution)) for exercise in lesson.exercises.values()]
        hidden += [words_of(html(cell.source)) for cell in lesson.cells if cell.tags & {"instructor", "solution"}]
        assert not [words for words in hidden if words in screen]


class TestNotes:
    def test_the_leader_s_words_stay_with_their_slide(self, page: str) -> None:
        slide = next(part for part in page.split("<section") if "<h2>Трудность задания</h2>" in part)
        assert "Ведущему, 3\N{NO-BREAK SPACE}минуты" in slide
        assert "СЕКРЕТ-ВЕДУЩЕГО" in NOTES.findall(slide)[0]

    def test_what_is_told_by_the_notebook_is_in_the_notes_of_the_next_slide(self, page: str) -> None:
        slide = next(part for part in page.split("<section") if "<h2>Куда смотреть</h2>" in part)
        assert "Рассказ по тетради, 4\N{NO-BREAK SPACE}минуты" in slide
        assert 'data-timing="240"' in slide

    def test_the_answer_comes_one_step_later(self, page: str) -> None:
        slide = next(part for part in page.split("<section") if "<h2>Что проверить первым</h2>" in part)
        after, before = NOTES.findall(slide)
        assert '<div class="fragment sl-after"><p>Обсуждаем ответы</p><aside' in slide
        assert "СЕКРЕТ-ОТВЕТА" in after
        assert "СЕКРЕТ-ОТВЕТА" not in before
        assert "СЕКРЕТ-ПОДСКАЗКИ" in before

    def test_minutes_add_up(self, lesson: Lesson, page: str) -> None:
        seconds = sum(map(int, re.findall(r'data-timing="(\d+)"', page)))
        assert seconds == lesson.planned * 60


class TestSize:
    def test_a_long_text_goes_on_under_its_heading(self) -> None:
        text = "## Ключ\n\n" + "\n\n".join(f"Абзац {number}. {'слово ' * 70}" for number in range(4))
        parts = pages(text)
        assert len(parts) > 1
        assert all(part.startswith("## Ключ\n\n") for part in parts)
        assert [number for part in parts for number in range(4) if f"Абзац {number}." in part] == [0, 1, 2, 3]

    def test_code_is_not_torn(self) -> None:
        assert pages("```\nраз\n\nдва\n```") == ("```\nраз\n\nдва\n```",)

    def test_a_new_heading_begins_a_new_slide_when_the_first_is_full(self) -> None:
        parts = pages("## Раз\n\n" + "слово " * 150 + "\n\n## Два\n\nслово")
        assert [part.splitlines()[0] for part in parts] == ["## Раз", "## Два"]

    def test_many_options_do_not_fit(self) -> None:
        assert not fits("Что делать?", ["Очень длинный вариант ответа " * 6] * 8)


class TestReveal:
    def test_every_english_phrase_is_in_the_installed_files(self) -> None:
        for name, words in WORDS.items():
            text = (_folder() / _FILES[name]).read_text(encoding="utf-8")
            assert not [phrase for phrase in words if phrase not in text]

    def test_files(self) -> None:
        files = reveal_files()
        assert set(files) == {"reveal.js", "reveal.css", "notes.js", "LICENSE"}
        assert "Клавиши" in files["reveal.js"].decode()
        assert not re.search(r"@import|url\(\s*[\"']?https?:", files["reveal.css"].decode())


@pytest.mark.browser
class TestInABrowser:
    @pytest.mark.parametrize("source", [FOLDER, *LESSONS], ids=lambda path: path.name)
    def test_opens_from_a_folder_and_nothing_is_cut(self, tmp_path: Path, source: Path, chromium: Any) -> None:
        asked: list[str] = []
        complaints: list[str] = []
        with chromium.new_context(offline=True, viewport={"width": 1280, "height": 720}) as context:
            shown = context.new_page()
            shown.on("request", lambda request: asked.append(request.url))
            shown.on("console", lambda message: complaints.append(message.text))
            shown.on("pageerror", lambda error: complaints.append(str(error)))
            shown.goto(put(tmp_path, slides_page(read_lesson(source))).as_uri())
            shown.wait_for_function("window.Reveal && Reveal.isReady()")
            total = shown.evaluate("Reveal.getTotalSlides()")
            cut = [number for number in range(total) if shown.evaluate(_CUT, number)]
        assert total > 10
        assert not cut
        assert not complaints
        assert not [url for url in asked if not url.startswith(("file:", "data:"))]

    def test_the_speaker_s_window_follows(self, opened: Path, chromium: Any) -> None:
        with chromium.new_context(offline=True, viewport={"width": 1280, "height": 720}) as context:
            shown = context.new_page()
            shown.goto(f"{opened.as_uri()}#/2")
            shown.wait_for_function("window.Reveal && Reveal.isReady()")
            with context.expect_page() as window:
                shown.keyboard.press("s")
            notes = window.value
            notes.wait_for_function("document.body.innerText.includes('СЕКРЕТ-ВЕДУЩЕГО')", timeout=15_000)
            assert notes.title() == "Заметки ведущего"
            assert "Дальше" in notes.inner_text("body")

    def test_prints_each_slide_on_a_page(self, opened: Path, chromium: Any) -> None:
        with chromium.new_context(offline=True) as context:
            shown = context.new_page()
            shown.goto(f"{opened.as_uri()}?print-pdf")
            shown.wait_for_function("document.querySelectorAll('.pdf-page').length > 0")
            assert shown.locator(".pdf-page").count() == 16
            assert shown.evaluate(_HIGH) == []


_CUT = """number => {
  const slide = Reveal.getSlides()[number], place = Reveal.getIndices(slide);
  Reveal.slide(place.h, place.v, 9);
  const page = slide.querySelector('.sl-page').getBoundingClientRect();
  return slide.hasAttribute('data-overflow') || [...slide.querySelectorAll('.sl-page *')].some(part => {
    const box = part.getBoundingClientRect();
    return !part.closest('.cp-hidden') && (box.bottom > page.top + 700 || box.right > page.left + 1280);
  });
}"""
"""Says whether anything of a slide is outside of it."""

_HIGH = """() => [...document.querySelectorAll('.pdf-page')].filter(
  paper => paper.querySelector('.sl-page').offsetHeight > paper.offsetHeight).map(paper => paper.innerText)"""
"""Slides that are higher than their sheet of paper."""
