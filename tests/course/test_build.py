"""The build: whole or nothing, the same bytes, and every planted fault stops it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.course.test_pictures import png
from workbook.course import LessonRefused, build
from workbook.course.build import Places, build_course, check_course, draft_course
from workbook.course.new_lesson import new_lesson
from workbook.errors import WorkbookError

ROOT = Path(__file__).resolve().parents[2]
SLUG = "05-repeat-topic"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The lesson of the template, its numbers made arithmetic: nothing is read from the sample schools."""
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    shutil.copy(ROOT / "lessons" / "glossary.yml", lessons)
    folder = new_lesson(lessons, SLUG, "Какую тему повторить")
    lines = (folder / "lesson.md").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith(("  доли:", "  items.png:", "рисунки:")))
    for item in ("МА7-001", "МА7-005"):
        text = text.replace(f'"выполнение задания: shkola-7; МА7-ИТ; {item}; доля"', '"сосчитать: 0,5"')
    (folder / "lesson.md").write_text(text.replace("{{ доли }}", "| а | б |\n|---|---|\n| 1 | 2 |"), encoding="utf-8")
    (folder / "images").mkdir()
    (folder / "images" / "items.png").write_bytes(png())
    return Places(lessons, tmp_path / "no-data", tmp_path / "dist")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the views that take seconds; they have tests of their own."""
    monkeypatch.setattr(build, "lesson_views", lambda lesson: {f"participant/{lesson.slug}.pdf": b"one"})
    monkeypatch.setattr(build, "course_views", lambda *_: {"papers/a.pdf": b"a", "site/index.html": b"i"})


def silent(_: str) -> None:
    """Hear nothing."""


def change(places: Places, old: str, new: str, name: str = "lesson.md") -> None:
    path = places.lessons / SLUG / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(places: Places) -> list[str]:
    with pytest.raises(LessonRefused) as caught:
        build_course(places, [], silent)
    assert not places.dist.exists()
    assert not (places.lessons / SLUG / "lesson.ipynb").exists()
    return [str(fault) for fault in caught.value.faults]


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("quick")
class TestPlantedFaults:
    def test_a_leak(self, places: Places) -> None:
        change(places, "Чем меньше доля", "Верните к выбору: что повторять, а не как. Чем меньше доля")
        assert refused(places) == [
            f"{SLUG}/lesson.ipynb: участнику видно то, что не для него (ведущему): «что повторять, а не как.»"
        ]

    def test_a_leak_of_a_solution_through_a_view(self, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
        page = "<p>Ошибки в двух <b>последних</b> строках.</p>".encode()
        monkeypatch.setattr(build, "course_views", lambda *_: {f"site/{SLUG}.html": page})
        assert refused(places) == [
            f"{SLUG}/site/{SLUG}.html: участнику видно то, что не для него (упражнение «ошибка-в-отчёте»): "
            "«Ошибки в двух последних строках.»"
        ]

    def test_a_leak_on_paper(self, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(build, "handout_data", lambda _: {"parts": [{"text": "Ошибки в двух последних строках."}]})
        assert refused(places) == [
            f"{SLUG}/participant/{SLUG}.pdf: участнику видно то, что не для него (упражнение «ошибка-в-отчёте»): "
            "«Ошибки в двух последних строках.»"
        ]

    def test_a_missing_minute(self, places: Places) -> None:
        change(places, '+++ {"minutes": 1}\n\n## Как объяснить', "+++\n\n## Как объяснить")
        assert "нет минут, а читать" in refused(places)[0]

    def test_a_dead_link_to_the_glossary(self, places: Places) -> None:
        change(places, "[[ключ|ключе]]", "[[ключик|ключе]]")
        assert refused(places) == [
            f"{SLUG}/lesson.md, часть 1 («## Одна тема или две»): термина «ключик» нет в словаре glossary.yml; "
            "может быть, «ключ»"
        ]

    def test_a_wrong_accepted_answer(self, places: Places) -> None:
        change(places, 'принимает: ["{{ доля }}"', 'принимает: ["0,9", "{{ доля }}"', "exercises.yml")
        assert refused(places) == [
            f"{SLUG}/exercises.yml, упражнение «сосчитать-долю»: «принимает» 1 (0,9) не принято: «пока нет». "
            "Число другое. Проверьте, что взяли в расчёт, и пересчитайте."
        ]

    def test_a_right_answer_among_the_rejected(self, places: Places) -> None:
        change(places, "отвергает: [б, в]", "отвергает: [б, а, я]", "exercises.yml")
        assert refused(places) == [
            f"{SLUG}/exercises.yml, упражнение «что-значит-доля»: «отвергает» 2 (а) принято как верное",
            f"{SLUG}/exercises.yml, упражнение «что-значит-доля»: «отвергает» 3 (я): ответ такого вида не прочитан, "
            "он ничего не проверяет",
        ]

    def test_a_typed_number(self, places: Places) -> None:
        change(places, 'ответ: "{{ доля }}"', 'ответ: "0,375"', "exercises.yml")
        assert "вписано рукой" in refused(places)[0]

    def test_faults_of_both_files_at_once_without_an_echo(self, places: Places) -> None:
        change(places, "вид: порядок", "вид: порядки", "exercises.yml")
        change(places, '"tags": ["key-points"]', '"tags": ["key-point"]')
        said = refused(places)
        assert len(said) == 2
        assert "вид «порядки» неизвестен; может быть, «порядок»" in said[0]
        assert "метка «key-point» неизвестна" in said[1]

    def test_a_proof_of_another_shape(self, places: Places) -> None:
        change(places, "принимает: [[3, 4]]", "принимает: [3]", "exercises.yml")
        assert refused(places) == [
            f"{SLUG}/exercises.yml, упражнение «ошибка-в-отчёте»: «принимает» 1 (3): ответ такого вида не прочитан; "
            "образец: [[2, 4]]"
        ]

    def test_a_notebook_that_is_not_there(self, places: Places) -> None:
        (places.lessons.parent / "notebooks").mkdir()
        (places.lessons.parent / "notebooks" / "11_variants.ipynb").touch()
        assert refused(places) == [
            f"{SLUG}/exercises.yml, упражнение «своя-работа»: тетради «10_fos» нет в папке notebooks; есть: 11_variants"
        ]

    def test_the_glossary_is_named_where_it_lies(self, places: Places) -> None:
        (places.lessons / "glossary.yml").write_text("- термин: доля\n", encoding="utf-8")
        assert refused(places) == ["glossary.yml, «доля»: нет ключа «определение» или он пуст"]

    def test_a_broken_divider(self, places: Places) -> None:
        change(places, '+++ {"tags": ["key-points"]', '+++ {"tags": ["key-points"')
        assert refused(places) == [
            f'{SLUG}/lesson.md: строка «+++ {{"tags": ["key-points", "minutes": 1, "slide": "slide"}}» '
            'перед «## Главное» не читается; образец: +++ {"tags": ["instructor"], "minutes": 5}'
        ]


@pytest.mark.usefixtures("quick")
class TestWriting:
    def test_whole_and_again_nothing_new(self, places: Places) -> None:
        said: list[str] = []
        build_course(places, [], said.append)
        assert said[0].startswith("Занятие 5 «Какую тему повторить»: расписано 86")
        assert said[-5:] == [
            f"Записан lessons/{SLUG}/numbers.json", f"Записан lessons/{SLUG}/lesson.ipynb",
            "Готово: dist/papers", "Готово: dist/participant", "Готово: dist/site",
        ]  # fmt: skip
        said.clear()
        build_course(places, [], said.append)
        assert not [line for line in said if line.startswith("Записан")]

    def test_a_lesson_by_name_keeps_the_views_of_others(self, places: Places) -> None:
        old = places.dist / "participant" / "01-a.pdf"
        old.parent.mkdir(parents=True)
        old.write_bytes(b"old")
        build_course(places, [SLUG], silent)
        assert tree(places.dist / "participant") == {"01-a.pdf": b"old", f"{SLUG}.pdf": b"one"}
        build_course(places, [], silent)
        assert tree(places.dist) == {f"participant/{SLUG}.pdf": b"one", "papers/a.pdf": b"a", "site/index.html": b"i"}

    def test_what_others_put_into_dist_stays(self, places: Places) -> None:
        places.dist.mkdir()
        (places.dist / "workbook.whl").write_bytes(b"wheel")
        build_course(places, [], silent)
        assert (places.dist / "workbook.whl").is_file()

    def test_a_draft_is_written_with_its_faults_named(self, places: Places) -> None:
        change(places, "минут: 7\n", "минут: 20\n", "exercises.yml")
        said: list[str] = []
        draft_course(places, [SLUG], said.append)
        assert (places.lessons / SLUG / "lesson.ipynb").is_file()
        assert "Это черновик. Чтобы занятие построилось целиком, исправьте: 2" in said
        assert not places.dist.exists()

    def test_a_draft_without_faults_says_what_is_next(self, places: Places) -> None:
        said: list[str] = []
        draft_course(places, [SLUG], said.append)
        assert said[-1] == f"Ошибок нет. Построить целиком: workbook lesson build {SLUG}"

    def test_an_unknown_lesson(self, places: Places) -> None:
        with pytest.raises(WorkbookError, match=rf"Занятия «07» нет в папке .*\. Есть: {SLUG}\."):
            build_course(places, ["07"], silent)


@pytest.mark.usefixtures("quick")
class TestChecking:
    def test_fresh(self, places: Places) -> None:
        build_course(places, [], silent)
        said: list[str] = []
        check_course(places, [], said.append)
        assert said == [f"{SLUG}: верно. Упражнений 7, проверено ответов 26."]

    def test_everything_that_is_stale(self, places: Places) -> None:
        build_course(places, [], silent)
        folder = places.lessons / SLUG
        change(places, "Седьмой класс", "Восьмой класс")
        (folder / "numbers.json").unlink()
        (folder / "images" / "old.png").write_bytes(png())
        with pytest.raises(LessonRefused) as caught:
            check_course(places, [], silent)
        command = f"Постройте занятие: workbook lesson build {SLUG}"
        assert [str(fault) for fault in caught.value.faults] == [
            f"{SLUG}/numbers.json: файла нет. {command}",
            f"{SLUG}/lesson.ipynb: устарел: источник даёт другое. {command}",
            f"{SLUG}/images/old.png: рисунок нигде не показан: покажите его или уберите файл",
        ]
        assert not (folder / "numbers.json").exists()


class TestNotebook:
    def test_pictures_and_words_are_inside(self, places: Places) -> None:
        draft_course(places, [SLUG], silent)
        cells = json.loads((places.lessons / SLUG / "lesson.ipynb").read_bytes())["cells"]
        shown = [cell for cell in cells if "attachments" in cell]
        assert [list(cell["attachments"]) for cell in shown] == [["items.png"]]
        text = "".join(shown[0]["source"])
        assert "](attachment:items.png)" in text
        last = "".join(cells[-1]["source"])
        assert last.startswith('## Словарь занятия\n\n- <span id="term-klyuch"></span>**ключ** — ')
        whole = "".join("".join(cell["source"]) for cell in cells)
        assert "[ключе](#term-klyuch)" in whole
        assert "[[" not in whole
        assert "{{" not in whole
        assert "подсказка" not in whole, "the author's own notes stay with the author"


@pytest.mark.slow
class TestAllViews:
    def test_building_twice_gives_the_same_bytes(self, places: Places) -> None:
        build_course(places, [], silent)
        first = tree(places.dist)
        shutil.rmtree(places.dist)
        build_course(places, [], silent)
        assert tree(places.dist) == first
        assert {name for name in first if SLUG in name} >= {
            f"participant/{SLUG}.ipynb", f"participant/{SLUG}.pdf", f"leader/{SLUG}.ipynb", f"leader/{SLUG}.html",
            f"leader/{SLUG}-key.pdf", f"slides/{SLUG}.html", f"site/{SLUG}.html",
        }  # fmt: skip
        assert {"slides/reveal/reveal.js", "papers/certificate.pdf", "site/index.html"} <= set(first)
