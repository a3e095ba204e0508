"""The bank of a tool on a page of items that can be counted by eye."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import MissingData
from workbook.fos import Bank, Demand, bank_state
from workbook.settings import Settings

RULES = Settings().assembly
DAY = pd.Timestamp("2026-08-31")
COLUMNS = ["item", "content", "tier", "kind", "key", "status", "uses", "review_due", "text"]


def items(*rows):
    """Make a bank of mathematics 7 with skill 2.1 from short rows in the order of COLUMNS."""
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(subject="математика", grade=7, skill="2.1", max_score=1.0)
    return frame.astype({"key": "str", "status": "str", "text": "str", "uses": "Int64", "review_due": "datetime64[us]"})


def good(item, content="1.1", tier="Б", **other):
    row = {"item": item, "content": content, "tier": tier, "kind": "выбор ответа", "key": "А", "status": "новое",
           "uses": 0, "review_due": pd.Timestamp("2027-09-01"), "text": "Вычислите."} | other  # fmt: skip
    return tuple(row[name] for name in COLUMNS)


def blueprint(*cells):
    return pd.DataFrame(
        [("МА7", content, f"Тема {content}", "2.1", "Считать", tier, number) for content, tier, number in cells],
        columns=["fos", "content", "content_title", "skill", "skill_title", "tier", "items"],
    )


PLAN = pd.DataFrame({"fos": ["МА7"], "subject": ["математика"], "grade": [7]})


def state(bank, cells, variants=1, **tables) -> Bank:
    given = {"items": bank, "blueprint": blueprint(*cells), "fos_plan": PLAN} | tables
    return bank_state(given, Demand("МА7", DAY, variants), RULES)


class TestItems:
    def test_why_an_item_may_not_be_used(self):
        bank = items(
            good("А"), good("Б", status="черновик"), good("В", status=None), good("Г", key=None),
            good("Д", key=None, kind="развёрнутый ответ"), good("Е", uses=RULES.use_limit), good("Ж", status="архив"),
        )  # fmt: skip
        found = state(bank, [("1.1", "Б", 1)])
        assert found.items["obstacle"].tolist() == [
            "", "статус «черновик»", "", "нет ключа", "", "часто использовалось", "статус «архив»",
        ]  # fmt: skip
        assert found.usable == 3

    def test_a_review_is_overdue_the_day_after_and_never_in_the_archive(self):
        days = [pd.Timestamp(day) for day in ("2026-08-30", "2026-08-31", "2026-09-01")]
        bank = items(
            *(good(f"{place}", review_due=day) for place, day in enumerate(days)),
            good("архив", review_due=days[0], status="архив"), good("нет", review_due=None),
        )  # fmt: skip
        assert state(bank, [("1.1", "Б", 1)]).overdue["item"].tolist() == ["0"]

    def test_an_item_met_by_pupils_or_used_before_is_tried(self):
        responses = pd.DataFrame({"test": ["Х"], "pupil": ["У-1"], "item": ["Б"]})
        found = state(items(good("А", uses=1), good("Б"), good("В")), [("1.1", "Б", 1)], responses=responses)
        assert found.items["tried"].tolist() == [True, True, False]

    def test_an_old_bank_without_the_new_columns_is_read(self):
        bank = items(good("А")).drop(columns=["status", "uses", "review_due", "text"])
        found = state(bank, [("1.1", "Б", 1)])
        assert found.statuses["status"].tolist() == ["не указан"]
        assert (found.usable, found.text_percent, len(found.overdue)) == (1, 0.0, 0)

    def test_a_repeated_item_counts_once(self):
        assert state(items(good("А"), good("А")), [("1.1", "Б", 1)]).usable == 1


class TestStatuses:
    def test_one_row_per_status_in_the_order_of_life(self):
        bank = items(good("А"), good("Б", status="апробировано", uses=1), good("В", status="черновик", text=None))
        table = state(bank, [("1.1", "Б", 1)]).statuses
        assert table["status"].tolist() == ["черновик", "новое", "апробировано"]
        assert table["untried"].tolist() == [1, 1, 0]
        assert table["without_text"].tolist() == [1, 0, 0]
        assert table["percent"].sum() == pytest.approx(100)


class TestCells:
    BANK = items(
        good("А"), good("Б"), good("В"), good("Г", "1.2"), good("Д", "1.2", status="черновик"), good("Е", "9.9"),
    )  # fmt: skip

    def test_cells_are_compared_with_what_several_variants_need(self):
        found = state(self.BANK, [("1.1", "Б", 1), ("1.2", "Б", 1), ("2.1", "В", 2)], variants=2)
        rows = found.cells.set_index(["content", "tier"])
        assert rows.loc[("1.1", "Б"), ["required", "present", "difference", "serves"]].tolist() == [2, 3, 1, 3]
        assert rows.loc[("1.2", "Б"), ["required", "present", "waiting", "difference"]].tolist() == [2, 1, 1, -1]
        assert rows.loc[("2.1", "В"), ["required", "present", "difference"]].tolist() == [4, 0, -4]
        assert rows["status"].tolist() == ["с запасом", "не хватает", "не хватает", "вне спецификации"]
        assert rows.loc[("1.1", "Б"), "content_title"] == "Тема 1.1"
        assert found.items["planned"].tolist() == [True] * 5 + [False]

    def test_the_emptiest_hole_comes_first(self):
        holes = state(self.BANK, [("1.1", "Б", 1), ("1.2", "Б", 1), ("2.1", "В", 2)], variants=2).holes
        assert holes["content"].tolist() == ["2.1", "1.2"]

    def test_the_poorest_cell_says_for_how_many_variants_the_bank_suffices(self):
        assert state(self.BANK, [("1.1", "Б", 1), ("1.2", "Б", 1)]).serves == 1
        assert state(self.BANK, [("1.1", "Б", 2)]).serves == 1
        assert state(self.BANK, [("2.1", "В", 1)]).serves == 0

    def test_exactly_enough_is_said_to_be_tight(self):
        assert state(self.BANK, [("1.1", "Б", 1)], variants=3).cells["status"].iloc[0] == "впритык"

    def test_a_cell_planned_with_no_items_asks_for_nothing(self):
        row = state(self.BANK, [("1.1", "Б", 0)]).cells.iloc[0]
        assert (row["required"], row["status"]) == (0, "вне спецификации")

    @settings(max_examples=30)
    @given(planned=st.integers(1, 4), held=st.integers(0, 12), variants=st.integers(1, 5))
    def test_a_cell_is_a_hole_exactly_when_it_serves_too_few(self, planned, held, variants):
        bank = items(good("иное", "9.9"), *(good(f"З-{number}") for number in range(held)))
        found = state(bank, [("1.1", "Б", planned)], variants=variants)
        assert (found.serves < variants) == (len(found.holes) == 1)


class TestWhatIsMissing:
    def test_no_specification(self):
        with pytest.raises(MissingData, match="Спецификации работы «МА7» нет"):
            state(items(good("А")), [])

    def test_no_items_of_the_subject(self):
        with pytest.raises(MissingData, match="В банке нет заданий: математика, 7 класс"):
            state(items(good("А")).assign(grade=8), [("1.1", "Б", 1)])

    def test_nobody_knows_the_subject(self):
        tables = {"items": items(good("А")), "blueprint": blueprint(("1.1", "Б", 1))}
        with pytest.raises(MissingData, match="Неизвестно, к какому предмету"):
            bank_state(tables, Demand("МА7", DAY, 1), RULES)

    def test_answers_tell_the_subject_where_there_is_no_plan(self):
        responses = pd.DataFrame({"test": ["МА7"], "pupil": ["У-1"], "item": ["А"]})
        tables = {"items": items(good("А")), "blueprint": blueprint(("1.1", "Б", 1)), "responses": responses}
        assert bank_state(tables, Demand("МА7", DAY, 1), RULES).usable == 1

    def test_no_variants_asked_for(self):
        with pytest.raises(ValueError, match="at least one variant"):
            Demand("МА7", DAY, 0)
