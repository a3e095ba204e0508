"""Cards on a page and on paper: the words a reader decides by, safe with any text."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pytest

from workbook.display import Block
from workbook.display import rating_cards as show
from workbook.display import rating_cards_draft as builder
from workbook.display import rating_cards_map as offered
from workbook.documents import card_sheet
from workbook.rating import CardDesk, card_desk, card_draft, card_page, card_pages, card_results
from workbook.school import TABLES, School
from workbook.settings import CardRules, RatingRules, Settings

DIRECTIONS = TABLES["cards"].column("direction").allowed


def make_cards(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {column.name: None for column in TABLES["cards"].columns} | {
        "direction": "спортивное", "scale": "школьный", "form": "очно", "participation": "индивидуальное",
        "starts": "2025-10-05", "ends": "2025-10-05",
    }  # fmt: skip
    frame = pd.DataFrame([usual | row for row in rows])
    for column in TABLES["cards"].columns:
        if column.name in ("starts", "ends"):
            frame[column.name] = pd.to_datetime(frame[column.name]).astype("datetime64[us]")
        else:
            frame[column.name] = frame[column.name].astype(column.kind.dtype)
    return frame


CARDS = make_cards(
    {"card": "К-01", "title": "Кросс <b>всех</b>", "grades": "7"},
    {"card": "К-02", "title": "Лыжня", "partner": "спортшкола", "grades": "7–9", "hours": 3.0},
    {"card": "К-03", "title": "Хор", "direction": "творческое", "participation": "групповое", "grades": "9",
     "starts": "2025-12-01", "ends": "2025-12-20"},
)  # fmt: skip
STAGES = pd.DataFrame(
    [("К-02", 1, "старт <i>", None, "бежит", 60.0), ("К-02", 2, "финиш", "ждёт", "отдыхает", 30.5)],
    columns=[column.name for column in TABLES["card_stages"].columns],
)
PUPILS = pd.DataFrame(
    {"year": "2025/2026", "pupil": ["У-1", "У-2"], "class_": ["7 А", "9 Б"], "level": "ООО", "left": pd.NaT,
     "leave_reason": pd.Series([None, None], dtype="str")}
)  # fmt: skip


def make_school(settings: Settings | None = None, **tables: pd.DataFrame) -> School:
    given = {"cards": CARDS, "card_stages": STAGES, "pupils": PUPILS} | tables
    return School("shkola", "Школа", "Район", "2025/2026", Path(), settings or Settings(), given)


@pytest.fixture(scope="module")
def desk() -> CardDesk:
    return card_desk(make_school())


def words(block: Block) -> str:
    text = re.sub(r"<figure.*?</figure>", " ", block.html(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\xa0", " ").split())


class TestSections:
    def test_holes_are_named_by_class(self, desk: CardDesk) -> None:
        said = [item.text for item in offered.hole_findings(desk.offer)]
        assert said == [
            "Ни одному классу не предложено ни одного интеллектуального, социального, патриотического, экологического "
            "и лидерского мероприятия.",
            "7 А: нет ни одного творческого мероприятия.",
        ]

    def test_no_holes_no_clashes(self) -> None:
        cards = make_cards(*({"card": f"К-{n}", "title": name, "direction": name, "form": "дистанционно"}
                             for n, name in enumerate(DIRECTIONS)))  # fmt: skip
        whole = card_desk(make_school(Settings(cards=CardRules(month_events=10)), cards=cards))
        assert [item.text for item in offered.hole_findings(whole.offer)] == [
            "Каждому классу предложены мероприятия всех направлений."
        ]
        assert "Накладок и переполненных месяцев нет." in words(offered.load(whole))

    def test_a_clash_is_told_with_days_cards_and_classes(self, desk: CardDesk) -> None:
        assert [item.text for item in offered.clash_findings(desk)] == [
            "Накладка 05.10.2025: К-01 (Кросс <b>всех</b>) и К-02 (Лыжня) — 7 А."
        ]

    def test_the_minute(self, desk: CardDesk) -> None:
        said = words(show.summary(desk))
        assert "3 карты 3 события" in said
        assert "0 из 3" in said
        assert "11 дыр из 14 клеток" in said
        assert "1 из 3 событий 33,3 %" in said
        assert "Не до конца заполнены 3 карты из 3." in said

    def test_the_registry_tells_hours_and_stages(self, desk: CardDesk) -> None:
        said = words(show.register(desk))
        assert "3 ч, 2 этапа (50 %)" in said
        assert "У 1 карты этапы заметно короче часов карты" in said

    def test_partners(self, desk: CardDesk) -> None:
        said = words(show.partnership(desk))
        assert "Школа ведёт одна, без партнёров: творческое." in said
        assert "спортшкола 1 1 спортивное школьный 2" in said

    def test_problems_or_none(self, desk: CardDesk) -> None:
        assert "Замечаний к картам нет" in words(show.problems(desk))
        paid = card_desk(make_school(cards=CARDS.assign(form="платный")))
        assert "форма «платный» по правилам школы баллов не даёт" in words(show.problems(paid))
        assert "Партнёров нет" in words(show.summary(card_desk(make_school(cards=CARDS.assign(partner=None)))))

    def test_next_steps_begin_with_the_emptiest_direction(self, desk: CardDesk) -> None:
        assert "Начать с направления «интеллектуальное»: ему нечего предложить 2 классам." in words(
            show.next_steps(desk)
        )

    def test_hostile_titles_stay_text(self, desk: CardDesk) -> None:
        made = card_draft(desk, "К-01", "Название: <script>x</script>\nЭтапы: <img src=x>")
        for block in (show.summary(desk), show.register(desk), offered.load(desk), builder.card(desk, "К-01"),
                      builder.draft(made), builder.gains(desk, made)):  # fmt: skip
            assert not re.search(r"<(?:script|img src=x|b>всех|i>)", block.html())


class TestBuilder:
    def test_a_copy_is_offered_for_change(self, desk: CardDesk) -> None:
        made = card_draft(desk, "К-02")
        assert "Черновик К-04 без ошибок: программа примет такую карту." in words(builder.draft(made))
        assert "Пока это копия карты К-02 под новым кодом." in words(builder.draft(made))
        assert "станет видно, когда поля изменят" in words(builder.gains(desk, made))

    def test_faults_stand_in_a_table_and_a_name_is_not_repeated(self, desk: CardDesk) -> None:
        made = card_draft(desk, "К-02", "Форма: вечером\nОтветственный: Петров Пётр")
        said = words(builder.draft(made))
        assert "Карту программа пока не примет: 2 ошибки. Все они в таблице ниже." in said
        assert "исправить Форма вечером значение «вечером» в поле «Форма» не из списка." in said
        assert "Петров" not in said
        assert "Файлы черновика появятся, когда в нём не останется ошибок." in words(
            card_sheet.draft_papers(desk, made, make_school())
        )

    def test_what_the_card_would_change(self, desk: CardDesk) -> None:
        text = "Название: Река\nНаправление: экологическое\nПараллели: 7\nНачало: 20.01.2026\nОкончание: 20.01.2026"
        said = words(builder.gains(desk, card_draft(desk, "К-02", text)))
        assert "Карта для классов: 7 А." in said
        assert "Закрывает дыру «экологическое»: 7 А." in said
        assert "Янв 2026: впервые есть что предложить — 7 А." in said
        assert "Река (черновик) К-04" in said

    def test_points_of_a_team_are_said_to_be_shared(self, desk: CardDesk) -> None:
        said = words(builder.price_table(card_page(desk, "К-03")))
        assert "исполнитель 1 2 3" in said
        assert "Баллы всей команды: между учениками их делят по правилам школы." in said
        assert "место" not in said

    def test_prices_of_places_are_said_on_the_page_and_on_paper(self) -> None:
        rating = RatingRules(place_points={"школьный": "1: 9; 2–3: 7"}, prize_places={"школьный": 5})
        page = card_page(card_desk(make_school(Settings(rating=rating))), "К-02")
        line = (
            "Если в записи названо место, вместо баллов за результат берутся баллы за место (уровень «школьный», до "
            "поправки на роль и форму): место 1 — 9; 2–3 — 7. Баллы, заданные самой картой, важнее. Место 1–5 на этом "
            "уровне считается призовым, даже если в записи стоит «участник»."
        )
        assert line in words(builder.price_table(page))
        paper = docx.Document(io.BytesIO(card_sheet.card_sheet(page, "Школа")))
        assert any(line in paragraph.text.replace("\xa0", " ") for paragraph in paper.paragraphs)


class TestPaper:
    def text(self, content: bytes) -> str:
        document = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        head = [paragraph.text for paragraph in document.sections[0].header.paragraphs]
        return "\n".join([*head, *(paragraph.text for paragraph in document.paragraphs), *cells])

    def test_one_card(self, desk: CardDesk) -> None:
        said = self.text(card_sheet.card_sheet(card_page(desk, "К-02"), "Школа"))
        for part in ("Черновик — решение принимает человек", "Технологическая карта К-02", "Лыжня", "спортшкола",
                     "старт <i>", "30,5", "Ответственный: ____"):  # fmt: skip
            assert part in said

    def test_a_card_without_stages_says_so(self, desk: CardDesk) -> None:
        assert "Этапы в карте не названы." in self.text(card_sheet.card_sheet(card_page(desk, "К-01")))

    def test_the_booklet_holds_all_cards_of_the_season(self, desk: CardDesk) -> None:
        made = card_sheet.booklet(card_pages(desk), "Школа", "весь год")
        said = self.text(made)
        assert all(f"Технологическая карта К-0{n}" in said for n in (1, 2, 3))
        assert made == card_sheet.booklet(card_pages(desk), "Школа", "весь год")

    def test_files_are_offered(self, desk: CardDesk) -> None:
        school = make_school()
        assert 'download="shkola-К-02.docx"' in card_sheet.papers(desk, "К-02", school).html()
        assert 'download="shkola-карты.docx"' in card_sheet.book(desk, school).html()
        offered_files = card_sheet.draft_papers(desk, card_draft(desk, "К-02"), school).html()
        assert 'download="shkola-К-04-черновик.xlsx"' in offered_files


class TestResults:
    def test_headlines(self, desk: CardDesk) -> None:
        table = card_results(desk)
        heads = table[table["headline"]].set_index("indicator")["value"]
        assert heads.round(2).to_dict() == {
            "complete-cards-percent": 0, "offer-holes-percent": 78.57, "partner-events-percent": 33.33,
            "card-clashes": 1,
        }  # fmt: skip
        holes = table[table["indicator"] == "direction-holes"].set_index("group")["value"]
        assert holes["творческое"] == 1
        assert holes.sum() == 11
