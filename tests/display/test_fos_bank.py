"""What the page says of the bank and of the codifier: sentences built from the numbers."""

import re

import pandas as pd
import pytest

from workbook import fos
from workbook.display import fos_bank as show
from workbook.errors import MissingData
from workbook.settings import Settings

RULES = Settings().assembly
ENGLISH = re.compile(r"\b(?:nan|NaN|None|NaT|True|False|item|tier|status|obstacle|planned|present|dtype|Name)\b")
PLAN = pd.DataFrame({"fos": ["МА7"], "subject": ["математика"], "grade": [7]})


def words(block) -> str:
    """Return the text of a block without tags and pictures."""
    text = re.sub(r"<[^>]+>", " ", block.body())
    return re.sub(r"\s+", " ", text.replace("\xa0", " ").replace("\u202f", " "))


def tables(*items, cells=(("1.1", "Б", 1), ("1.2", "П", 1))):
    bank = pd.DataFrame(items, columns=["item", "content", "tier", "status", "review_due", "text"]).assign(
        subject="математика", grade=7, skill="2.1", kind="выбор ответа", key="А", max_score=1.0, uses=0
    )
    bank["review_due"] = pd.to_datetime(bank["review_due"])
    plan = pd.DataFrame(
        [("МА7", code, f"Тема {code}", "2.1", "Считать", tier, number) for code, tier, number in cells],
        columns=["fos", "content", "content_title", "skill", "skill_title", "tier", "items"],
    )
    return {"items": bank.astype({"status": "str", "text": "str"}), "blueprint": plan, "fos_plan": PLAN}


def said(given, variants=1) -> str:
    demand = fos.Demand("МА7", fos.year_end("2025/2026"), variants)
    return words(show.bank(fos.bank_state(given, demand, RULES)))


ENOUGH = (("А", "1.1", "Б", "апробировано", "2027-01-01", "Раз"), ("Б", "1.2", "П", "новое", "2027-01-01", "Два"))


class TestBank:
    def test_enough_is_said_first(self):
        text = said(tables(*ENOUGH))
        assert "Банка хватит на 1 вариант без общих заданий; нужно 1." in text
        assert "Написать" not in text

    def test_what_to_write_is_counted_by_cells(self):
        text = said(tables(*ENOUGH), variants=2)
        assert "Банка не хватит на 2 варианта без общих заданий: только на 1." in text
        assert "Написать 2 задания: 1.1 × 2.1 × Б — 1, 1.2 × 2.1 × П — 1." in text
        assert "Беднее всех клетка 1.1 «Тема 1.1», умение 2.1, уровень базовый: 1 задание годно, нужно 2." in text

    def test_not_even_one(self):
        text = said(tables(ENOUGH[0]))
        assert "Банка не хватит на 1 вариант без общих заданий: даже на один." in text
        assert "0 заданий годны, нужно 1" in text

    def test_nearly_ready_items_of_the_holes_are_named_and_the_archive_is_not(self):
        draft = ("В", "1.2", "П", "черновик", None, "Три")
        old = ("Г", "1.2", "П", "архив", None, "Четыре")
        text = said(tables(ENOUGH[0], draft, old))
        assert "почти готовые задания (черновик, на экспертизе или без ключа): В. Начать с них." in text

    def test_overdue_reviews_and_missing_texts(self):
        text = said(tables(("А", "1.1", "Б", "новое", "2026-03-01", None), ENOUGH[1]))
        assert "Срок пересмотра прошёл у 1 задания (на 31.08.2026): А." in text
        assert "Без условия в банке 1 задание: А." in text
        assert "Что пора пересмотреть: 1" in text

    def test_untried_items_are_told(self):
        assert "Среди годных для вариантов не опробовано 2 из 2" in said(tables(*ENOUGH))

    def test_cells_outside_the_specification(self):
        assert "Вне спецификации этой работы 1 задание: 9.9 × 2.1 × Б." in said(
            tables(*ENOUGH, ("Я", "9.9", "Б", "новое", None, "Пять"))
        )

    def test_no_english_and_hostile_texts_stay_texts(self):
        given = tables(("<script>x</script>", "1.1", "Б", "черновик", "2026-03-01", "Раз"))
        demand = fos.Demand("МА7", fos.year_end("2025/2026"), 1)
        block = show.bank(fos.bank_state(given, demand, RULES))
        assert "<script>" not in block.body()
        assert not ENGLISH.search(words(block))


class TestCodifier:
    CODIFIER = pd.DataFrame(
        [("КЭС", "1.1", "Числа", "да"), ("КЭС", "1.2", "Степени", "да"), ("КЭС", "1.9", "История", "нет"),
         ("КПУ", "2.1", "Считать", "да")], columns=["kind", "code", "title", "assessed"],
    ).assign(subject="математика", grade=7)  # fmt: skip

    def text(self, given, **other) -> str:
        return words(show.codifier(fos.codifier_check(given | {"codifier": self.CODIFIER} | other, "МА7")))

    def test_all_is_well_apart_from_other_names(self):
        text = self.text(tables(*ENOUGH))
        assert "КЭС 1.1 называется по-разному: в кодификаторе «Числа», в спецификации «Тема 1.1»." in text

    def test_what_cannot_be_asked_and_what_is_unknown(self):
        text = self.text(tables(ENOUGH[0], ("Я", "7.1", "Б", "новое", None, "Пять")))
        assert "Спросить нечем: в банке нет ни одного задания на КЭС 1.2 «Степени»." in text
        assert "Кода КЭС 7.1 нет в кодификаторе, а в банке он стоит: Я." in text
        assert not ENGLISH.search(text)

    def test_a_sound_codifier_is_praised(self):
        given = tables(*ENOUGH)
        given["blueprint"] = given["blueprint"].assign(content_title=["Числа", "Степени"])
        assert "Каждый элемент кодификатора можно проверить" in self.text(given)


@pytest.mark.parametrize("year", ["", "2025", "2025-2026"])
def test_without_a_year_there_is_no_day(year):
    with pytest.raises(MissingData, match="Учебный год неизвестен"):
        fos.year_end(year)
