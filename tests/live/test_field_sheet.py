"""A sheet of fields: one parameter, many widgets; what is filled becomes lines, a button fills and clears."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook import display, live
from workbook.errors import MissingData
from workbook.live import page as page_module
from workbook.live.field_sheet import form_text, form_values
from workbook.school import Column, Kind

FIELDS = (
    Column("title", "Название", Kind.TEXT, "Название мероприятия", "Кросс"),
    Column("form", "Форма", Kind.CHOICE, "Форма участия", "очно", allowed=("очно", "дистанционно")),
    Column("stages", "Этапы", Kind.TEXT, "По строке на этап", "старт", required=False),
)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Pretend to be under Voilà and gather what the page shows."""
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    monkeypatch.delenv("QUERY_STRING", raising=False)
    things: list[Any] = []
    monkeypatch.setattr(page_module, "_show", things.append)
    return things


def make(draft: str = "", sample: Any = None) -> live.Page:
    page = live.Page(school="", data=".", draft=draft)
    page.controls(live.form("draft", "Черновик", FIELDS, long=("stages",), sample=sample))
    page.view(lambda draft: display.Text(draft or "пусто"))
    return page


def parts(panel: Any) -> tuple[list[Any], list[Any]]:
    """Return the fields and the buttons of the form in the panel."""
    inside = panel.children[0].children[1]
    return list(inside.children[1].children), list(inside.children[0].children)


class TestText:
    def test_each_line_of_a_long_text_stands_under_its_header(self) -> None:
        text = form_text({"Название": "Кросс: осень", "Форма": "", "Этапы": "старт\n\n финиш "})
        assert text == "Название: Кросс: осень\nЭтапы: старт\nЭтапы: финиш"
        assert form_values(text) == {"Название": "Кросс: осень", "Этапы": "старт\nфиниш"}

    @given(st.dictionaries(st.sampled_from(["Название", "Форма", "Этапы"]),
                           st.text("абв:—| \n", max_size=20)))  # fmt: skip
    def test_what_is_written_is_read(self, values: dict[str, str]) -> None:
        kept = {name: "\n".join(line.strip() for line in text.splitlines() if line.strip())
                for name, text in values.items()}  # fmt: skip
        assert form_values(form_text(values)) == {name: text for name, text in kept.items() if text}


class TestForm:
    def test_fields_are_made_from_columns(self, shown: list[Any]) -> None:
        make()
        fields, buttons = parts(shown[0])
        assert [type(field).__name__ for field in fields] == ["Text", "Dropdown", "Textarea"]
        assert [field.description for field in fields] == ["Название", "Форма", "Этапы"]
        assert [value for _, value in fields[1].options] == ["", "очно", "дистанционно"]
        assert [button.description for button in buttons] == ["Очистить поля"]

    def test_a_filled_field_changes_the_parameter_and_its_views(self, shown: list[Any]) -> None:
        page = make()
        fields, _ = parts(shown[0])
        fields[0].value = "Лыжня"
        fields[1].value = "очно"
        assert page["draft"] == "Название: Лыжня\nФорма: очно"
        assert "Название: Лыжня" in shown[1].value
        fields[0].value = ""
        assert page["draft"] == "Форма: очно"

    def test_the_sheet_opens_by_a_button_that_a_keyboard_reaches(self, shown: list[Any]) -> None:
        make()
        opener, inside = shown[0].children[0].children
        assert (opener.description, inside.layout.display) == ("▸ Черновик", "none")
        opener.click()
        assert (opener.description, inside.layout.display) == ("▾ Черновик", "flex")
        opener.click()
        assert inside.layout.display == "none"

    def test_a_value_given_is_shown_in_the_fields(self, shown: list[Any]) -> None:
        make("Название: Лыжня\nФорма: заочно\nЭтапы: старт\nЭтапы: финиш")
        fields, _ = parts(shown[0])
        assert [field.value for field in fields] == ["Лыжня", "", "старт\nфиниш"]

    def test_the_sample_fills_all_fields_at_once_and_clearing_empties_them(self, shown: list[Any]) -> None:
        page = make(sample=lambda: {"Название": "Кросс", "Форма": "дистанционно", "Чужое": "нет"})
        fields, (fill, clear) = parts(shown[0])
        fields[2].value = "старт"
        fill.click()
        assert page["draft"] == "Название: Кросс\nФорма: дистанционно\nЭтапы: старт"
        clear.click()
        assert page["draft"] == ""
        assert [field.value for field in fields] == ["", "", ""]

    def test_what_came_from_the_sample_follows_the_sample_and_typed_fields_stay(self, shown: list[Any]) -> None:
        known = {"": {"Название": "Кросс", "Форма": "очно"}, "К-2": {"Название": "Лыжня", "Форма": "дистанционно"}}
        page = live.Page(school="", data=".", card="", draft="")
        page.controls(live.choice("card", "Образец", ["К-2"], empty="пример"))
        page.controls(live.form("draft", "Черновик", FIELDS, long=("stages",), sample=lambda: known[page["card"]]))
        page.view(lambda card, draft: display.Text(f"{card}|{draft}"))
        assert [("wb-in-section" in panel._dom_classes) for panel in shown[:2]] == [False, True]
        choice, (fields, (fill, clear)) = shown[0].children[0], parts(shown[1])
        choice.value = "К-2"
        assert page["draft"] == ""  # an empty sheet stays empty
        fill.click()
        fields[1].value = "очно"
        choice.value = ""
        assert page["draft"] == "Название: Кросс\nФорма: очно"
        assert "Название: Кросс" in shown[2].value
        fields[0].value = "Мой кросс"
        choice.value = "К-2"
        assert page["draft"] == "Название: Мой кросс\nФорма: очно"
        clear.click()
        choice.value = ""
        assert page["draft"] == ""

    def test_a_school_without_a_sample_leaves_the_fields(self, shown: list[Any]) -> None:
        def sample() -> dict[str, str]:
            raise MissingData("Карт нет.")

        page = make("Название: Кросс", sample)
        _, (fill, _clear) = parts(shown[0])
        fill.click()
        assert page["draft"] == "Название: Кросс"

    def test_the_button_says_where_the_values_come_from(self, shown: list[Any]) -> None:
        for titled, label in (
            ({}, "Заполнить поля из образца"),
            ({"sample_title": "Взять из таблицы школы"}, "Взять из таблицы школы"),
        ):
            page = live.Page(school="", data=".", draft="")
            page.controls(live.form("draft", "Черновик", FIELDS, sample=dict, **titled))
            _, buttons = parts(shown.pop())
            assert buttons[0].description == label

    def test_a_report_draws_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        things: list[Any] = []
        monkeypatch.delenv("VOILA_BASE_URL", raising=False)
        monkeypatch.setattr(page_module, "_show", things.append)
        make("Название: Кросс")
        assert [type(thing) for thing in things] == [display.Text]
