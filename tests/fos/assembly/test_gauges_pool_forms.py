"""Where difficulty comes from, which items may enter, and what is printed of those chosen."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import MissingData
from workbook.fos import assembly
from workbook.fos.assembly.forms import LETTERS, shuffled
from workbook.settings import Settings


def answers(rights: dict[str, list[float | None]], test: str = "Т1") -> pd.DataFrame:
    rows = [(test, None, f"У-{pupil:02d}", item, None if score is None else str(score), score)
            for item, scores in rights.items() for pupil, score in enumerate(scores)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["test", "variant", "pupil", "item", "answer", "score"])
    return frame.astype({"variant": "str", "answer": "str", "score": "float64"})


class TestGauges:
    def test_observed_is_counted_over_all_works_with_its_n(self, bank):
        items = bank(["1-1", "1-2"]).assign(options=None, key=None)
        first = answers({"1-1": [1] * 6 + [0] * 4, "1-2": [1] * 10})
        second = answers({"1-1": [1] * 2 + [0] * 8, "1-2": [1] * 10}, "Т2")
        seen = assembly.observed(pd.concat([first, second]), items, Settings().fos).set_index("item")
        assert seen.loc["1-1", "success_percent"] == pytest.approx(100 * 8 / 20)
        assert seen.loc["1-1", "n"] == 20

    def test_few_answers_are_not_enough(self, bank):
        items = bank(["1-1", "1-2"]).assign(options=None, key=None, expected=math.nan)
        seen = assembly.observed(answers({"1-1": [1, 0, 1], "1-2": [1, 1, 0]}), items, Settings().fos)
        assert not seen["enough"].any()
        assert assembly.success(items, seen).source == assembly.NOTHING
        with pytest.raises(MissingData, match="ни для одного задания числа нет"):
            assembly.success(items, seen, assembly.ANSWERS)

    @pytest.mark.parametrize(
        ("expected", "seen", "source"),
        [((50, 60), (), assembly.EXPERTS), ((50, None), (), assembly.EXPERTS), ((50, None), ("1-2",), assembly.BOTH),
         ((None, None), ("1-2",), assembly.ANSWERS), ((None, None), (), assembly.NOTHING)],
    )  # fmt: skip
    def test_best_source_is_taken(self, bank, expected, seen, source):
        items = bank({"1-1": {"expected": expected[0]}, "1-2": {"expected": expected[1]}})
        table = pd.DataFrame({"item": list(seen), "success_percent": 33.0, "n": 50, "enough": True})
        gauge = assembly.success(items, table)
        assert gauge.source == source
        if source == assembly.BOTH:
            assert gauge.values["success"].tolist() == [50, 33]


class TestPool:
    def test_reasons_of_those_left_out(self, bank, order):
        items = bank(
            {"1-1": {}, "1-2": {"status": "черновик"}, "1-3": {"uses": 3}, "1-4": {"expected": None},
             "1-5": {"minutes": None}, "2-1": {}, "1-6": {"status": "архив", "uses": 9}}
        )  # fmt: skip
        asked = order({"1": 1}, use_limit=3, minutes=10.0, forbidden=("1-7",))
        found = assembly.pool(items, asked, assembly.success(items, source=assembly.EXPERTS))
        assert found.items["item"].tolist() == ["1-1"]
        assert dict(zip(found.left_out["item"], found.left_out["reason"], strict=True)) == {
            "1-2": "статус «черновик»", "1-3": "часто использовалось", "1-4": "неизвестна трудность",
            "1-5": "не указано время", "1-6": "статус «архив»",
        }  # fmt: skip

    def test_items_without_status_uses_or_minutes_serve(self, bank, order, quick):
        items = (
            bank(["1-1", "1-2"]).assign(minutes=math.nan, expected=math.nan).drop(columns=["status", "uses", "enemies"])
        )
        made = assembly.assemble(items, order({"1": 1}, use_limit=3), assembly.success(items), quick)
        assert made.found
        assert made.proof.met
        assert math.isnan(made.away)
        assert made.proof.variants["minutes"].isna().all()

    def test_enemies_are_read_from_either_side_and_any_separator(self):
        items = pd.DataFrame({"item": ["А", "Б", "В"], "enemies": ["Б, В", None, "А; В; Я"]})
        assert assembly.enemy_pairs(items) == (("А", "Б"), ("А", "В"))


class TestForms:
    @settings(max_examples=60, deadline=None)
    @given(st.integers(2, 6), st.data())
    def test_key_follows_its_option(self, size, data):
        texts = tuple(f"ответ {n}" for n in range(size))
        right = data.draw(st.sets(st.integers(0, size - 1), min_size=1))
        key = "".join(LETTERS[n] for n in sorted(right))
        printed, moved, before = shuffled(texts, key, data.draw(st.text(max_size=5)))
        assert {printed[LETTERS.index(letter)] for letter in moved} == {texts[n] for n in right}
        assert sorted(printed) == sorted(texts)
        if before:
            assert [texts[LETTERS.index(letter)] for letter in before] == list(printed)

    @pytest.mark.parametrize(
        "last", ["все ответы верны", "нет верного ответа", "Ни один из них", "верны оба", "ответы А и Б"]
    )
    def test_options_that_speak_of_others_stay(self, last):
        assert shuffled(("1", "2", last), "А", "х") == (("1", "2", last), "А", "")

    def test_key_that_is_no_letter_stays(self):
        assert shuffled(("1", "2"), "12", "х") == (("1", "2"), "12", "")
        assert shuffled(("1", "2"), "", "х") == (("1", "2"), "", "")

    def test_common_items_keep_the_order_of_the_bank(self, bank, order, quick):
        items = bank(
            {f"1-{n}": {"kind": "выбор ответа", "key": "Б", "choices": "1 | 2 | 3 | 4", "options": 4} for n in range(9)}
        )
        made = assembly.assemble(items, order({"1": 5}, common=1), assembly.success(items), quick)
        printed = assembly.forms(made, items, shuffle=True)
        assert set(printed.loc[printed["common"], "choices"]) == {("1", "2", "3", "4")}
        assert (printed.loc[printed["common"], "key"] == "Б").all()
        assert (printed["bank_letters"] != "").any()
        assert all(row.choices["АБВГ".index(row.key)] == "2" for row in printed.itertuples())
        pd.testing.assert_frame_equal(printed, assembly.forms(made, items, shuffle=True))

    def test_what_the_bank_lacks_is_empty_not_none(self, bank, order, quick):
        items = bank(["1-1", "1-2"]).assign(key=None, text=None, choices=None, options=None)
        made = assembly.assemble(items, order({"1": 1}), assembly.success(items), quick)
        printed = assembly.forms(made, items)
        assert printed["text"].tolist() == ["", ""]
        assert printed["key"].tolist() == ["", ""]
        assert printed["choices"].tolist() == [(), ()]
