"""One notebook, three lives: what a page does in a report and what it does when a person is watching."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workbook import display, live
from workbook.errors import DataRefused
from workbook.live import page as page_module
from workbook.school import School

from .alone import without_loop


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    things: list[Any] = []
    monkeypatch.setattr(page_module, "_show", things.append)
    return things


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Pretend to be under Voilà, opened without anything after «?»."""
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    monkeypatch.delenv("QUERY_STRING", raising=False)
    return monkeypatch


def classes(school: School) -> list[str]:
    return sorted(school["pupils"]["class_"].unique())


def count_pupils(school: School, class_: str) -> display.Block:
    pupils = school["pupils"]
    return display.Text(f"Учеников: {len(pupils if not class_ else pupils[pupils['class_'] == class_])}")


def count_schools_pupils(school: School) -> display.Block:
    return display.Text(f"Всего: {len(school['pupils'])}")


def make(schools: Path, **values: Any) -> live.Page:
    page = live.Page(**({"school": "alfa", "data": str(schools), "class_": ""} | values))
    page.controls(live.choose_school(), live.choice("class_", "Класс", classes, empty="все"))
    return page


class TestReport:
    def test_no_widgets_and_blocks_at_once(self, schools: Path, shown: list[Any]) -> None:
        page = make(schools)
        page.view(count_pupils)
        assert [type(thing) for thing in shown] == [display.Text]
        assert "Учеников: 2" in shown[0].html()

    def test_head_brings_the_look_and_the_passport(self, schools: Path, shown: list[Any]) -> None:
        make(schools).head("Отчёт", "Решить.")
        assert [type(thing) for thing in shown] == [display.Look, display.Passport]
        assert "Школа «Альфа»" in shown[1].html()

    def test_missing_tables_are_said_in_place(self, schools: Path, shown: list[Any]) -> None:
        make(schools).view(lambda school: school.need("marks", "procedures"))
        html = shown[0].html()
        assert "Раздел не построен." in html
        assert "«Текущие отметки»" in html
        assert "«Результаты процедур»" in html

    def test_the_same_gap_is_said_once_in_a_row(self, schools: Path, shown: list[Any]) -> None:
        page = make(schools)
        for _ in range(3):
            page.view(lambda school: school.need("marks"))
        page.view(count_pupils)
        page.view(lambda school: school.need("marks"))
        assert [thing is None for thing in shown] == [False, True, True, False, False]

    def test_other_errors_stop_the_report(self, schools: Path, shown: list[Any]) -> None:
        def broken(school: School) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            make(schools).view(broken)

    def test_unknown_value_is_refused_with_the_known_ones(self, schools: Path) -> None:
        with pytest.raises(DataRefused, match=r"Параметр «Класс» \(class_\): значения «9 В» нет\. Есть: «7 А»\."):
            make(schools, class_="9 В")

    def test_empty_value_without_empty_label_means_the_first(self, schools: Path) -> None:
        page = live.Page(school="beta", data=str(schools), class_="")
        page.controls(live.choice("class_", "Класс", classes))
        assert page["class_"] == "7 А"

    def test_results_are_shown_and_carried(self, schools: Path, shown: list[Any]) -> None:
        from workbook.estimates import Result, results_table

        def results(school: School) -> pd.DataFrame:
            return results_table([Result("pupils", "Учеников", float(len(school["pupils"])), unit="чел.")])

        make(schools).record(results)
        bundle = shown[0]._repr_mimebundle_()
        carried = bundle[0] if isinstance(bundle, tuple) else bundle
        assert carried[display.RESULTS_MIME]

    def test_a_value_is_computed_once_for_all_views(self, schools: Path, shown: list[Any]) -> None:
        page, made = make(schools), []

        def pupils(school: School, class_: str) -> pd.DataFrame:
            made.append(class_)
            return school["pupils"]

        page.value(pupils)
        page.value(_many)
        page.view(lambda pupils: display.Text(f"строк {len(pupils)}"))
        page.view(lambda many, class_: display.Text(f"много {many}, класс «{class_}»"))
        assert made == [""]
        assert "строк 2" in shown[0].html()
        assert "много 2" in shown[1].html()


def _many(pupils: pd.DataFrame) -> int:
    return len(pupils)


_many.__name__ = "many"


class TestLive:
    def test_a_value_rerenders_the_views_that_ask_for_it(
        self, schools: Path, shown: list[Any], watched: pytest.MonkeyPatch
    ) -> None:
        page, drawn, made = make(schools), [], []

        def chosen(class_: str) -> str:
            made.append(class_)
            return class_

        def asks(chosen: str) -> display.Block:
            drawn.append("asks")
            return display.Text(chosen or "все")

        def does_not(school: School) -> display.Block:
            drawn.append("does not")
            return display.Text(school.title)

        page.value(chosen)
        page.view(asks)
        page.view(asks)
        page.view(does_not)
        without_loop(page.foot)
        drawn.clear()
        page._widgets["class_"].value = "7 А"
        assert drawn == ["asks", "asks"]
        assert made == ["", "7 А"]

    def test_parameters_become_controls(self, schools: Path, shown: list[Any], watched: pytest.MonkeyPatch) -> None:
        make(schools)
        dropdowns = shown[0].children
        assert [box.description for box in dropdowns] == ["Школа", "Класс"]
        assert dropdowns[0].options == (("Школа «Альфа»", "alfa"), ("Школа «Бета»", "beta"))
        assert dropdowns[1].options == (("все", ""), ("7 А", "7 А"))

    def test_only_views_that_name_the_parameter_rerender(
        self, schools: Path, shown: list[Any], watched: pytest.MonkeyPatch
    ) -> None:
        page = make(schools, school="beta")
        calls = []

        def total(school: School) -> display.Block:
            calls.append("total")
            return count_schools_pupils(school)

        page.view(count_pupils)
        page.view(total)
        without_loop(page.foot)
        panel, chosen, whole, _ = shown
        panel.children[1].value = "8 Б"
        assert "Учеников: 2" in chosen.value
        assert calls == ["total"]
        panel.children[0].value = "alfa"
        assert "Всего: 2" in whole.value
        assert calls == ["total", "total"]

    def test_a_choice_that_the_new_school_lacks_falls_back(
        self, schools: Path, shown: list[Any], watched: pytest.MonkeyPatch
    ) -> None:
        page = make(schools, school="beta", class_="8 Б")
        page.view(count_pupils)
        panel, chosen = shown
        panel.children[0].value = "alfa"
        assert page["class_"] == ""
        assert panel.children[1].options == (("все", ""), ("7 А", "7 А"))
        assert "Учеников: 2" in chosen.value

    def test_address_chooses_the_school(self, schools: Path, watched: pytest.MonkeyPatch) -> None:
        watched.setenv("QUERY_STRING", "school=beta&class_=8+%D0%91&data=/etc&token=x")
        page = make(schools)
        assert (page["school"], page["class_"], page["data"]) == ("beta", "8 Б", str(schools))

    def test_unknown_school_in_the_address_falls_back(self, schools: Path, watched: pytest.MonkeyPatch) -> None:
        watched.setenv("QUERY_STRING", "school=../../etc")
        assert make(schools)["school"] == "alfa"

    def test_a_fault_is_a_sentence_with_a_number(
        self, schools: Path, shown: list[Any], watched: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        log = tmp_path / "incidents.log"
        watched.setenv("WORKBOOK_INCIDENTS", str(log))
        page = make(schools)

        def broken(school: School) -> None:
            raise KeyError("секрет")

        page.view(broken)
        html = shown[-1].value
        assert "Сообщите ведущему номер происшествия" in html
        assert "секрет" not in html
        number = html.split("происшествия: ")[1].split(".")[0]
        assert number in log.read_text(encoding="utf-8")
        assert "KeyError" in log.read_text(encoding="utf-8")

    def test_a_refused_passport_is_told_in_place_of_the_sections(
        self, shown: list[Any], watched: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        folder = tmp_path / "gamma"
        folder.mkdir()
        folder.joinpath("school.yml").write_text(
            "школа: gamma\nназвание: Гамма\nметодика: {отметк: {}}\n", encoding="utf-8"
        )
        page = live.Page(school="gamma", data=str(tmp_path), class_="")
        page.controls(live.choose_school(), live.choice("class_", "Класс", classes, empty="все"))
        page.view(count_pupils)
        assert "ключ «отметк» неизвестен" in shown[-1].value


class TestFollowing:
    def test_the_conclusions_stand_at_once_and_the_rest_is_said_to_come(
        self, schools: Path, shown: list[Any], watched: pytest.MonkeyPatch
    ) -> None:
        page, built = make(schools), []

        def below(school: School) -> display.Block:
            built.append(school.id)
            return display.Text("ниже")

        page.view(count_pupils)
        page.view(below)
        _, conclusions, awaited = shown
        assert "Учеников: 2" in conclusions.value
        assert "wb-busy" not in conclusions._dom_classes
        assert "Раздел строится…" in awaited.value
        assert "wb-busy" in awaited._dom_classes
        assert not built
        without_loop(page.foot)
        assert built == ["alfa"]
        assert "ниже" in awaited.value
        assert "wb-busy" not in awaited._dom_classes

    def test_a_page_without_controls_is_built_in_order(
        self, schools: Path, shown: list[Any], watched: pytest.MonkeyPatch
    ) -> None:
        page = live.Page(school="alfa", data=str(schools), class_="")
        page.view(count_pupils)
        page.view(count_schools_pupils)
        assert "Учеников: 2" in shown[0].value
        assert "Всего: 2" in shown[1].value

    def test_a_changed_parameter_builds_what_it_concerns_and_nothing_twice(
        self, schools: Path, shown: list[Any], watched: pytest.MonkeyPatch
    ) -> None:
        page, built = make(schools), []

        def below(class_: str) -> display.Block:
            built.append(class_)
            return display.Text(f"класс «{class_}»")

        page.view(count_schools_pupils)
        page.view(below)
        page._widgets["class_"].value = "7 А"
        without_loop(page.foot)
        assert built == ["7 А"]
        assert "класс «7 А»" in shown[2].value


class TestFiles:
    def test_a_report_holds_them(self, schools: Path, shown: list[Any]) -> None:
        page = make(schools)

        @page.files("Подготовить список")
        def written(school: School) -> display.Block:
            return display.Text(f"файл {school.id}")

        assert "файл" in shown[-1].html()

    def test_a_live_page_writes_them_when_asked_and_drops_them_when_they_are_old(
        self, schools: Path, shown: list[Any], watched: pytest.MonkeyPatch
    ) -> None:
        page = make(schools)
        asked: list[str] = []

        @page.files("Подготовить список")
        def written(class_: str) -> display.Block:
            asked.append(class_)
            return display.Text(f"файл {class_}")

        button, held = shown[-1].children
        assert not asked
        assert held.value == ""
        button.click()
        assert asked == [page["class_"]]
        assert f"файл {page['class_']}" in held.value
        widget = shown[0].children[1]
        widget.value = next(value for _, value in widget.options if value != widget.value)
        assert len(asked) == 1
        assert "файл" not in held.value
