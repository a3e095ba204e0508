"""The codifier against specification and bank: every kind of gap on three elements."""

import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.fos import codifier_check

PLAN = pd.DataFrame({"fos": ["МА7"], "subject": ["математика"], "grade": [7]})


def codifier(*rows):
    frame = pd.DataFrame(rows, columns=["kind", "code", "title", "assessed"])
    return frame.assign(subject="математика", grade=7).astype({"assessed": "str"})


def blueprint(*rows):
    frame = pd.DataFrame(rows, columns=["content", "content_title", "skill", "skill_title", "tier", "items"])
    return frame.assign(fos="МА7").astype({"content_title": "str", "skill_title": "str"})


def bank(*rows):
    return pd.DataFrame(rows, columns=["item", "content", "skill"]).assign(subject="математика", grade=7)


CODIFIER = codifier(
    ("КЭС", "1.1", "Числа", "да"), ("КЭС", "1.2", "Степени", None), ("КЭС", "1.3", "Из истории", "нет"),
    ("КЭС", "1.4", "Случайные события", "да"), ("КПУ", "2.1", "Считать", "да"),
)  # fmt: skip
CELLS = blueprint(("1.1", "Числа", "2.1", "Считать", "Б", 2), ("1.1", "Числа", "2.1", "Считать", "П", 1))
ITEMS = bank(("А", "1.1", "2.1"), ("Б", "1.1", "2.1"), ("В", "1.2", "2.1"))


def check(**other):
    return codifier_check({"codifier": CODIFIER, "blueprint": CELLS, "items": ITEMS, "fos_plan": PLAN} | other, "МА7")


class TestElements:
    def test_each_element_gets_its_state(self):
        table = check().elements.set_index("code")
        assert table["status"].to_dict() == {
            "1.1": "проверяется", "1.2": "нет в спецификации", "1.3": "не проверяется", "1.4": "нет заданий",
            "2.1": "проверяется",
        }  # fmt: skip
        assert table.loc["1.1", ["planned", "items"]].tolist() == [3, 2]

    def test_an_item_on_what_is_not_assessed_is_told(self):
        table = check(items=bank(("А", "1.3", "2.1"))).elements.set_index("code")
        assert table.loc["1.3", "status"] == "не проверяется, но задания есть"

    def test_share_of_elements_with_items_counts_only_those_assessed(self):
        found = check()
        assert found.covered_percent == pytest.approx(75)
        assert found.gaps["code"].tolist() == ["1.4"]


class TestCodes:
    def test_unknown_codes_are_named_with_their_place(self):
        cells = blueprint(("1.1", None, "2.9", None, "Б", 1), ("1.1", None, "2.9", None, "В", 1))
        table = check(blueprint=cells, items=bank(("А", "7.1", "2.1"), ("Б", "7.1", "2.1"))).unknown
        assert table[["kind", "code", "place", "count"]].to_numpy().tolist() == [
            ["КЭС", "7.1", "банк", 2], ["КПУ", "2.9", "спецификация", 2],
        ]  # fmt: skip
        assert table["where"].tolist() == ["А, Б", "1.1 × 2.9 × Б, 1.1 × 2.9 × В"]

    def test_another_name_of_the_same_code_is_told_but_not_another_spelling(self):
        cells = blueprint(
            ("1.1", "числа", "2.1", "Считать устно", "Б", 1), ("1.2", "Степени.", "2.1", "Считать устно", "Б", 1)
        )
        assert check(blueprint=cells).renamed.to_numpy().tolist() == [["КПУ", "2.1", "Считать", "Считать устно"]]

    def test_sound_tables_have_neither(self):
        found = check()
        assert found.unknown.empty
        assert found.renamed.empty


class TestMatrix:
    def test_pairs_of_codes_with_plan_and_items(self):
        table = check().matrix
        assert table[["content", "skill", "planned", "items"]].to_numpy().tolist() == [
            ["1.1", "2.1", 3, 2], ["1.2", "2.1", 0, 1],
        ]  # fmt: skip
        assert table["content_title"].tolist() == ["Числа", "Степени"]


class TestWhatIsMissing:
    def test_no_codifier(self):
        with pytest.raises(MissingData, match="Кодификатора школа не передала"):
            codifier_check({"items": ITEMS, "fos_plan": PLAN}, "МА7")

    def test_a_codifier_of_another_grade(self):
        with pytest.raises(MissingData, match="Кодификатора нет: математика, 7 класс"):
            check(codifier=CODIFIER.assign(grade=8))

    def test_nothing_to_compare_with(self):
        with pytest.raises(MissingData, match="не с чем сравнить"):
            codifier_check({"codifier": CODIFIER, "fos_plan": PLAN}, "МА7")

    def test_a_bank_alone_or_a_specification_alone_is_enough(self):
        only_bank = codifier_check({"codifier": CODIFIER, "items": ITEMS, "fos_plan": PLAN}, "МА7")
        assert only_bank.elements.set_index("code").loc["1.1", "status"] == "нет в спецификации"
        only_plan = codifier_check({"codifier": CODIFIER, "blueprint": CELLS, "fos_plan": PLAN}, "МА7")
        assert only_plan.elements.set_index("code").loc["1.1", "status"] == "нет заданий"
