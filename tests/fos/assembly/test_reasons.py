"""Every kind of conflict has its sentence and the smallest change; the change, once made, is enough."""

from __future__ import annotations

import pytest

from workbook.fos import assembly


@pytest.fixture
def refused(quick):
    def ask(items, order, **choices):
        made = assembly.assemble(items, order.changed(**choices), assembly.success(items), quick)
        assert not made.found
        assert made.status == assembly.NONE
        return made.refusal

    return ask


def met(items, order, rules, **choices):
    return assembly.assemble(items, order.changed(**choices), assembly.success(items), rules).found


class TestMissingItems:
    def test_one_sentence_names_the_cell_and_the_number(self, bank, order, refused):
        refusal = refused(bank({"1-1": {}, "1-2": {}, "2-1": {"tier": "В"}, "2-2": {"tier": "В"}}),
                          order({"1": 1, "2": 2}, tiers={"2": "В"}))  # fmt: skip
        assert refusal.sentence == "Не хватает 2 заданий: «Тема 2» × 1 × высокий уровень."
        assert refusal.reasons["change"].tolist() == ["добавить 2 задания для 2 вариантов"]
        row = refusal.missing.iloc[0]
        assert (row["missing"], row["needed"], row["available"]) == (2, 4, 2)
        assert refusal.proven

    def test_several_cells_are_listed_with_their_numbers(self, bank, order, refused):
        refusal = refused(bank(["1-1", "2-1", "3-1", "3-2"]), order({"1": 1, "2": 2, "3": 1}))
        assert refusal.sentence == (
            "Не хватает 4 заданий: «Тема 1» × 1 × базовый уровень — 1; «Тема 2» × 1 × базовый уровень — 3."
        )

    def test_common_items_lessen_the_need(self, bank, order, refused):
        refusal = refused(bank(["1-1", "1-2"]), order({"1": 3}, variants=3, common=1))
        assert refusal.missing["missing"].sum() == 1 + 3 * 2 - 2

    def test_what_lies_unused_is_told(self, bank, order, refused):
        items = bank(
            {"1-1": {"status": "новое"}, "1-2": {"status": "архив"}, "1-3": {"status": "апробировано", "uses": 5}}
        )
        refusal = refused(items, order({"1": 1}, use_limit=3))
        assert refusal.missing["left_out"].tolist() == ["статус «архив» — 1; часто использовалось — 1"]
        assert "допустить задания, которые сейчас не берутся из-за статуса или числа использований" in refusal.remedies

    def test_remedies_are_found_not_guessed(self, bank, order, refused, quick):
        items, asked = bank(["1-1", "1-2", "1-3"]), order({"1": 2})
        refusal = refused(items, asked)
        assert refusal.remedies == (
            "разрешить двум вариантам 1 одинаковое задание", "сделать 1 задание общим для всех вариантов",
            "собрать 1 вариант вместо 2",
        )  # fmt: skip
        assert met(items, asked, quick, overlap=1)
        assert met(items, asked, quick, common=1)
        assert met(items, asked, quick, variants=1)


class TestOtherConflicts:
    def test_time(self, bank, order, refused, quick):
        items, asked = bank({f"1-{n}": {"minutes": 5.0 + n % 2} for n in range(8)}), order({"1": 4}, minutes=20.0)
        refusal = refused(items, asked)
        assert refusal.sentence == "Вариант не укладывается в 20 мин: самый короткий набор вариантов требует 22 мин."
        assert refusal.reasons["change"].tolist() == ["увеличить время до 22 минут"]
        assert met(items, asked, quick, minutes=22.0)
        assert not met(items, asked, quick, minutes=21.0)

    def test_points(self, bank, order, refused):
        refusal = refused(bank([f"1-{n}" for n in range(4)]), order({"1": 2}, scores={"1": 5}))
        assert refusal.sentence == (
            "Баллы не сходятся со спецификацией: «Тема 1» × 1 × базовый — за 2 задания нужно 5, банк даёт 2."
        )

    def test_enemies(self, bank, order, refused, quick):
        items = bank({"1-1": {"enemies": "1-2; 1-3"}, "1-2": {"enemies": "1-3"}, "1-3": {}, "1-4": {}})
        refusal = refused(items, order({"1": 2}))
        assert refusal.reasons["kind"].tolist() == ["не вместе"]
        assert refusal.sentence.startswith("Мешает запрет «не вместе» для пары 1-")
        assert "не хватает 1 задания (" in refusal.sentence
        assert met(items.assign(enemies=None), order({"1": 2}), quick)

    def test_difficulty(self, bank, order, refused, quick):
        items = bank({"1-1": {"expected": 40}, "1-2": {"expected": 60}})
        refusal = refused(items, order({"1": 1}))
        assert refusal.reasons["kind"].tolist() == ["равная трудность"]
        assert refusal.reasons["change"].tolist() == ["увеличить допуск трудности до 20 %"]
        assert met(items, order({"1": 1}), quick, tolerance=20.0)
        assert not met(items, order({"1": 1}), quick, tolerance=19.0)

    def test_even_time(self, bank, order, refused):
        refusal = refused(bank({"1-1": {"minutes": 4}, "1-2": {"minutes": 6}}), order({"1": 1}))
        assert refusal.reasons["change"].tolist() == ["увеличить допуск времени до 20 %"]

    def test_kinds(self, bank, order, refused, quick):
        items = bank({"1-1": {"kind": "выбор ответа"}, "1-2": {}})
        refusal = refused(items, order({"1": 1}))
        assert refusal.reasons["kind"].tolist() == ["типы заданий"]
        assert met(items, order({"1": 1}), quick, same_kinds=False)

    def test_reasons_together_are_enough(self, bank, order, refused, quick):
        items = bank({f"1-{n}": {"minutes": 10.0} for n in range(3)})
        refusal = refused(items, order({"1": 2}, minutes=15.0))
        assert refusal.reasons["kind"].tolist() == ["клетки спецификации", "время"]
        assert refusal.reasons["change"].tolist() == [
            "добавить 1 задание для 2 вариантов",
            "увеличить время до 20 минут",
        ]


class TestContradictions:
    @pytest.mark.parametrize(
        ("choices", "sentence"),
        [
            ({"anchors": ("1-1", "1-2")},
             "Общие задания 1-1 и 1-2 отмечены «не вместе»: они оказались бы в одном варианте."),
            ({"anchors": ("9-9",)}, "Задание 9-9 названо как общее, но в банке его нет."),
            ({"forced": ("1-3",), "forbidden": ("1-3",)}, "Задание 1-3 названо и как обязательное, и как запрещённое."),
            ({"forced": ("3-1",)}, "Задание 3-1 названо как обязательное, но в спецификации для него нет клетки."),
            ({"forced": ("1-4",)}, "Задание 1-4 названо как обязательное, но взять его нельзя: статус «архив»."),
            ({"common": 5}, "Общих заданий 5, а в варианте по спецификации всего 2."),
        ],
    )  # fmt: skip
    def test_each_is_said_before_any_search(self, bank, order, refused, choices, sentence):
        items = bank(
            {"1-1": {"enemies": "1-2"}, "1-2": {}, "1-3": {}, "1-4": {"status": "архив"}, "1-5": {}, "3-1": {}}
        )
        refusal = refused(items, order({"1": 2}), **choices)
        assert refusal.sentence == sentence
        assert refusal.proven

    def test_more_anchors_than_places_of_the_cell(self, bank, order, refused):
        items = bank(["1-1", "1-2", "1-3", "2-1", "2-2"])
        refusal = refused(items, order({"1": 1, "2": 1}), anchors=("1-1", "1-2"))
        assert refusal.sentence == "«Тема 1» × 1 × базовый: названо общих заданий 2 (1-1, 1-2), а мест в варианте 1."

    def test_same_anchor_named_twice_counts_once(self, bank, order, quick):
        items = bank(["1-1", "1-2", "1-3"])
        assert met(items, order({"1": 2}), quick, anchors=("1-1", "1-1"))

    def test_too_many_forced_items(self, bank, order, refused):
        refusal = refused(bank(["1-1", "1-2", "1-3"]), order({"1": 1}), forced=("1-1", "1-2", "1-3"))
        assert refusal.sentence == "«Тема 1» × 1 × базовый: обязательных заданий 3, а мест для них во всех вариантах 2."
