"""The card builder: every fault at once in exact words, prices, holes filled, and a draft that reading takes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.documents.card_sheet import card_form
from workbook.errors import MissingData
from workbook.rating import CardDesk, card_desk, card_draft, card_effect, card_page, draft_page, free_code, sample_lines
from workbook.rating.card_text import POINTS, STAGES, joined, parted, read_lines
from workbook.school import School, Severity, read_cells, read_school
from workbook.settings import Settings

HEADS = (
    "Код карты;Название;Событие;Направление;Уровень;Организатор;Форма;Участие;Партнёр;Начало;Окончание;Параллели;"
    "Ответственный;Цель;Подтверждение;Версия;Результаты;Критерии;Риски;Часов ученика;Мест"
)
CARDS = f"""{HEADS}
К-01;Кросс;;спортивное;школьный;школа;очно;индивидуальное;;05.10.2025;05.10.2025;5–9;П-01;бегать;протокол;3;сила;время;;2;
К-02;Робот, финал;РОБ;интеллектуальное;городской;технопарк;очно;групповое;технопарк;21.02.2026;22.02.2026;7–9;П-01;\
строить;протокол;1;думать; ход;дорога: выехать раньше;13,5;10
К-7;Прошлое;;спортивное;школьный;школа;очно;индивидуальное;;05.10.2024;05.10.2024;;;;;;;;;;
""".replace("думать; ход", "думать;ход")
STAGES_CSV = """Код карты;№ этапа;Этап;Что делает учитель;Что делает ученик;Минут
К-02;2;выступление;сопровождает;защищает — и спорит;90
К-02;1;подготовка;;строит;720
"""
POINTS_CSV = """Код карты;Роль;Результат;Баллы;Группа лимита
К-02;капитан;победитель;7,5;роботы
"""
PUPILS = """Учебный год;Код ученика;Класс;Уровень;Пол
2025/2026;У-0001;5 А;ООО;
2025/2026;У-0002;7 А;ООО;
2025/2026;У-0003;9 А;ООО;
"""
TEACHERS = """Код учителя;Предметы
П-01;физкультура
П-02;информатика
"""


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    folder = tmp_path_factory.mktemp("район") / "shkola"
    folder.mkdir()
    (folder / "school.yml").write_text("название: Школа\nмуниципалитет: Район\nгод: 2025/2026\n", encoding="utf-8")
    texts = {"cards": CARDS, "card_stages": STAGES_CSV, "card_points": POINTS_CSV, "pupils": PUPILS,
             "teachers": TEACHERS}  # fmt: skip
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_school(folder)


@pytest.fixture(scope="module")
def desk(school: School) -> CardDesk:
    return card_desk(school)


def said(desk: CardDesk, text: str, sample: str = "К-01") -> list[tuple[str, str]]:
    return [(item.field, item.words) for item in card_draft(desk, sample, text).complaints]


class TestLines:
    def test_a_card_is_written_as_a_person_types_it(self, desk: CardDesk) -> None:
        lines = sample_lines(desk, "К-02")
        assert lines["Начало"] == "21.02.2026"
        assert lines["Часов ученика"] == "13,5"
        assert lines["Мест"] == "10"
        assert lines[STAGES] == "подготовка | | строит | 720\nвыступление | сопровождает | защищает — и спорит | 90"
        assert lines[POINTS] == "капитан — победитель — 7,5 — роботы"

    @given(st.lists(st.text("аб — -/", max_size=12).map(str.split).map(" ".join), min_size=1, max_size=4))
    def test_parts_are_found_again(self, parts: list[str]) -> None:
        kept = list(parts)
        while len(kept) > 1 and not kept[-1]:
            kept.pop()
        assert [part.replace("|", "/") for part in kept] == (parted(joined(parts)) if any(kept) else kept)

    def test_a_line_without_a_colon_continues_the_field(self) -> None:
        assert read_lines("Этапы: старт\nфиниш\n\nЦель: бегать: быстро") == {
            "Этапы": "старт\nфиниш", "Цель": "бегать: быстро",
        }  # fmt: skip

    def test_the_next_code_goes_in_the_manner_of_the_school(self, desk: CardDesk) -> None:
        assert free_code(desk.all_cards["card"]) == "К-8"
        assert free_code(["К-099", "К-100", "М-7"]) == "К-101"
        assert free_code(["олимпиада"]) == "К-001"


class TestCopy:
    def test_a_copy_is_sound_and_has_a_free_code_and_no_event(self, desk: CardDesk) -> None:
        draft = card_draft(desk, "К-02")
        assert draft.sound
        assert (draft.code, draft.lines["Событие"], draft.lines["Версия"]) == ("К-8", "", "1")
        assert draft.complaints == ()
        assert len(draft.tables["card_stages"]) == 2

    def test_a_dash_empties_a_field(self, desk: CardDesk) -> None:
        draft = card_draft(desk, "К-02", "Название: Робот дома\nПартнёр: -\nЭтапы: —")
        assert draft.tables["cards"]["partner"].isna().all()
        assert "card_stages" not in draft.tables
        assert [item.words for item in draft.complaints] == [
            "по правилам школы карта неполна без полей: этапы. Заполните их."
        ]

    def test_an_unknown_sample_is_the_example(self, desk: CardDesk) -> None:
        assert card_draft(desk).sample == desk.example == "К-02"


class TestRefusals:
    def test_all_faults_are_said_at_once(self, desk: CardDesk) -> None:
        text = (
            "Название: -\nНаправление: эко\nНачало: 32.10.2025\nПараллели: с 5 по 9\nЧасов ученика: много\nМест: 0\n"
            "Ответственный: Иванов Иван"
        )
        assert said(desk, text) == [
            ("Название", "не заполнено обязательное поле «Название». Нужен текст, например «Олимпиада по математике, "
             "школьный этап». Заполните поле."),
            ("Направление", "значение «эко» в поле «Направление» не из списка. Допустимо: «интеллектуальное», "
             "«творческое», «спортивное», «социальное», «патриотическое», «экологическое», «лидерское». Возможно, "
             "имелось в виду «экологическое». Исправьте поле."),
            ("Начало", "дата «32.10.2025» в поле «Начало» не распознана. Нужна дата вида ДД.ММ.ГГГГ, например "
             "«05.10.2025». Исправьте поле."),
            ("Параллели", "значение «с 5 по 9» в поле «Параллели» не подходит. Нужно значение вида «5–9». Исправьте "
             "поле."),
            ("Ответственный", "в поле «Ответственный» стоит, похоже, имя, а не код (само имя здесь не повторяется). "
             "Имён в файлах быть не должно: поставьте код вида «П-017», а ключ «имя — код» храните вне папки школы."),
            ("Часов ученика", "значение «много» в поле «Часов ученика» — не число. Нужно число от 0 до 1000, например "
             "«6». Исправьте поле."),
            ("Мест", "значение «0» в поле «Мест» вне пределов. Нужно целое число от 1 до 10000, например «10». "
             "Исправьте поле."),
        ]  # fmt: skip

    def test_an_end_before_the_start(self, desk: CardDesk) -> None:
        assert said(desk, "Окончание: 01.10.2025") == [
            ("Окончание", "«Окончание» 01.10.2025 раньше, чем «Начало» 05.10.2025. Проверьте обе даты и исправьте "
             "неверную."),
        ]  # fmt: skip

    def test_lines_of_stages_and_points(self, desk: CardDesk) -> None:
        text = "Этапы: а — б — в — 5 — д\nЭтапы: бег — ведёт — бежит — час\nБаллы карты: капитан — первый — 5"
        assert said(desk, text)[:3] == [
            ("Этапы, строка 1", "частей 5, а нужно не больше 4: этап — учитель — ученик — минут. Уберите лишнее."),
            ("Этапы, строка 2, «Минут»", "значение «час» в поле «Минут» — не число. Нужно число от 0 до 10000, "
             "например «45». Исправьте поле."),
            ("Баллы карты, строка 1, «Результат»", "значение «первый» в поле «Результат» не из списка. Допустимо: "
             "«участник», «призёр», «победитель». Исправьте поле."),
        ]  # fmt: skip

    def test_a_code_that_is_taken_and_a_field_that_is_not_there(self, desk: CardDesk) -> None:
        found = said(desk, "Код карты: К-02\nНазвани: Бег")
        assert found[1] == (
            "Код карты",
            "код уже занят картой (Робот, финал). Свободен код «К-8»: поставьте его или оставьте поле пустым.",
        )
        assert found[0][1].startswith("поля «Названи» в карте нет. Возможно, имелось в виду «Название». Есть: «Код")

    def test_a_repair_is_told(self, desk: CardDesk) -> None:
        draft = card_draft(desk, "К-01", "Название: Бег\nФорма: ОЧНО\nЭтапы: бег — ведёт — бежит — 120")
        assert draft.sound
        assert [(item.severity, item.words) for item in draft.complaints] == [
            (Severity.REPAIR, "«ОЧНО» прочитано как «очно»: прописные и строчные буквы — как в списке."),
        ]

    def test_what_a_careful_author_would_not_do(self, desk: CardDesk) -> None:
        text = "Форма: платный\nОтветственный: П-99\nПараллели: 10–11\nКритерии: -\nЭтапы: бег — ведёт — бежит — 300"
        draft = card_draft(desk, "К-01", text)
        assert draft.sound
        assert [item.words for item in draft.complaints] == [
            "форма «платный» по правилам школы баллов не даёт. Скажите об этом ученикам до записи.",
            "ответственного П-99 нет в таблице «Учителя». Исправьте код.",
            "параллелей «10–11» в школе нет, участвовать некому. Исправьте параллели.",
            "в этапах 300 мин, а часов ученика 2, это только 120 мин. Исправьте часы или этапы.",
            "по правилам школы карта неполна без полей: критерии. Заполните их.",
            "название и день начала те же, что у карты К-01. Если это другое мероприятие, измените их.",
        ]

    def test_days_outside_the_season(self, desk: CardDesk) -> None:
        assert said(desk, "Название: Лето\nНачало: 03.06.2026\nОкончание: 04.06.2026") == [
            ("Начало", "дни мероприятия вне периода рейтинга (01.09.2025–31.05.2026): баллов за этот период карта не "
             "даст."),
        ]  # fmt: skip


class TestEffect:
    def test_prices_by_the_scale_and_by_the_card(self, desk: CardDesk) -> None:
        prices = card_page(desk, "К-02").prices.set_index(["role", "result"])
        assert prices.loc[("исполнитель", "призёр"), "points"] == 600
        assert prices.loc[("организатор", "участник"), "points"] == 450
        # the card's own 7,5 times the captain's 1,25 = 9,375, half up
        assert prices.loc[("капитан", "победитель"), "points"] == 938
        assert prices["own"].sum() == 1

    def test_holes_months_and_clashes(self, desk: CardDesk) -> None:
        text = "Название: Река\nНаправление: экологическое\nПараллели: 7-9\nНачало: 22.02.2026\nОкончание: 23.02.2026"
        effect = card_effect(desk, card_draft(desk, "К-01", text))
        assert effect is not None
        assert effect.classes == ("7 А", "9 А")
        assert effect.filled.to_numpy().tolist() == [["7 А", "экологическое"], ["9 А", "экологическое"]]
        assert effect.woken.empty
        assert effect.clashes[["first", "second", "classes"]].to_numpy().tolist() == [["К-02", "К-8", ("7 А", "9 А")]]
        assert effect.crowded.empty

    def test_a_month_that_was_empty(self, desk: CardDesk) -> None:
        effect = card_effect(desk, card_draft(desk, "К-01", "Название: Бег\nНачало: 01.12.2025\nОкончание: 01.12.2025"))
        assert effect is not None
        assert effect.filled.empty
        assert set(effect.woken["class_"]) == {"5 А", "7 А", "9 А"}

    def test_an_unreadable_draft_changes_nothing(self, desk: CardDesk) -> None:
        draft = card_draft(desk, "К-01", "Название: -")
        assert card_effect(desk, draft) is None
        assert draft_page(desk, draft) is None


class TestRoundTrip:
    @pytest.mark.parametrize(
        ("sample", "text"),
        [
            ("К-02", ""),
            ("К-01", "Название: =1+1\nПартнёр: @музей\nЭтапы: бег | | идёт | 0,5\nБаллы карты: зритель — участник — 1"),
            ("К-02", "Название: Робот <b>«дома»</b>\nПараллели: 8\nРиски: снег: перенести; мороз\nКод карты: K-9"),
        ],
    )  # fmt: skip
    def test_reading_takes_the_form_back(
        self, desk: CardDesk, school: School, tmp_path: Path, sample: str, text: str
    ) -> None:
        draft = card_draft(desk, sample, text)
        assert draft.sound
        folder = tmp_path / "shkola"
        folder.mkdir()
        (folder / "school.yml").write_text("название: Школа\nмуниципалитет: Район\n", encoding="utf-8")
        (folder / "school.xlsx").write_bytes(card_form(dict(draft.tables), school))
        again = read_school(folder)
        assert not [item.message for item in again.problems if item.severity is Severity.ERROR]
        assert set(again.tables) == set(draft.tables)
        for name, frame in draft.tables.items():
            pd.testing.assert_frame_equal(again[name], frame)

    def test_the_same_draft_is_the_same_file(self, desk: CardDesk, school: School, tmp_path: Path) -> None:
        tables: dict[str, Any] = dict(card_draft(desk).tables)
        assert card_form(tables, school) == card_form(tables, school)
        path = tmp_path / "form.xlsx"
        path.write_bytes(card_form(tables, school))
        assert list(read_cells(path))[1:4] == [
            "Технологические карты", "Этапы мероприятий", "Баллы карты",
        ]  # fmt: skip


class TestDesk:
    def test_a_school_without_cards_of_the_season(self, desk: CardDesk, school: School) -> None:
        past = school["cards"][school["cards"]["card"] == "К-7"]
        other = School("s", "Ш", "Р", "2025/2026", Path(), Settings(), {"cards": past, "pupils": school["pupils"]})
        with pytest.raises(MissingData) as gap:
            card_desk(other)
        assert gap.value.message == (
            "В периоде рейтинга нет ни одной технологической карты. Проверьте даты карт и период в правилах школы."
        )

    def test_cards_of_other_seasons_are_counted_apart(self, desk: CardDesk) -> None:
        assert (len(desk.cards), desk.outside) == (2, 1)
