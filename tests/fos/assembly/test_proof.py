"""The recount sees what it should: faults planted into a finished assembly are named."""

from __future__ import annotations

import pandas as pd
import pytest

from workbook.fos import assembly


@pytest.fixture
def finished(bank, order, quick):
    items = bank(
        {f"1-{n}": {"minutes": 2.0, "expected": 50.0 + n, "status": "новое", "enemies": "2-0" if n == 0 else None}
         for n in range(6)}
        | {f"2-{n}": {"status": "новое"} for n in range(4)}
        | {"9-9": {"subject": "физика"}, "1-9": {"status": "архив", "uses": 9, "minutes": 40.0, "expected": 5.0}}
    )  # fmt: skip
    asked = order({"1": 2, "2": 1}, subject="математика", grade=7, common=1, minutes=20.0, use_limit=3, tolerance=10,
                  forbidden=("1-9",), scores={"1": 2})  # fmt: skip
    made = assembly.assemble(items, asked, assembly.success(items), quick)
    assert made.found
    assert made.proof.met
    return items, made


def broken(finished, change):
    items, made = finished
    placed = change(made.items.copy())
    proof = assembly.prove(items, placed, made.order, made.gauge, made.targets)
    return set(proof.checks.loc[~proof.checks["met"], "requirement"])


def swapped(placed, old, new):
    placed["item"] = placed["item"].replace(old, new)
    return placed


def test_archived_long_tired_easy_and_forbidden_item(finished):
    _, made = finished
    free = made.items[~made.items["common"] & made.items["item"].str.startswith("1")]["item"].iloc[0]
    faults = broken(finished, lambda placed: swapped(placed, free, "1-9"))
    assert {"Статус заданий допущен", "Задания были в работах меньше 3 раз", "Запрещённых заданий нет",
            "Время варианта не больше", "Время вариантов", "Ожидаемое выполнение"} <= faults  # fmt: skip


def test_item_of_another_subject_leaves_a_hole(finished):
    _, made = finished
    faults = broken(finished, lambda placed: swapped(placed, made.items["item"].iloc[0], "9-9"))
    assert {"Задания по предмету: математика, 7 класс", "Клетки спецификации заполнены во всех вариантах"} <= faults


def test_shared_item_and_moved_anchor(finished):
    def share(placed):
        free = placed.index[~placed["common"] & placed["item"].str.startswith("1")]
        placed.loc[free[-1], "item"] = placed.loc[free[0], "item"]
        anchor = placed.index[placed["common"]][0]
        placed.loc[anchor, "place"] = 9
        return placed

    faults = broken(finished, share)
    assert {"Прочих общих заданий у двух вариантов не больше", "Общие задания стоят на одних и тех же местах"} <= faults


def test_enemies_in_one_variant(finished):
    def meet(placed):
        first = placed.index[(placed["variant"] == 1) & placed["item"].str.startswith("1")][0]
        second = placed.index[(placed["variant"] == 1) & placed["item"].str.startswith("2")][0]
        placed.loc[first, "item"], placed.loc[second, "item"] = "1-0", "2-0"
        return placed

    assert any("разведены" in fault for fault in broken(finished, meet))


def test_item_twice_in_a_variant(finished):
    def double(placed):
        mine = placed.index[(placed["variant"] == 1) & placed["item"].str.startswith("1")]
        placed.loc[mine[0], "item"] = placed.loc[mine[1], "item"]
        return placed

    assert "Задание не повторяется внутри варианта" in broken(finished, double)


def test_only_the_bank_is_believed(finished):
    items, made = finished
    lying = made.items.assign(tier="В", score=99.0, minutes=0.0, success=100.0)
    same = assembly.prove(items, lying, made.order, made.gauge, made.targets)
    pd.testing.assert_frame_equal(same.checks, made.proof.checks)


def test_unknown_item_is_refused(finished):
    items, made = finished
    with pytest.raises(KeyError, match="Нет такого"):
        assembly.prove(
            items, swapped(made.items.copy(), made.items["item"].iloc[0], "Нет такого"), made.order, made.gauge
        )


def test_tables_count_by_hand(bank, order, quick):
    items = bank(
        {"1-1": {"max_score": 2.0, "expected": 80.0, "uses": 2}, "1-2": {}, "1-3": {},
         "1-4": {"max_score": 2.0, "expected": 80.0}}
    )  # fmt: skip
    made = assembly.assemble(items, order({"1": 2}), assembly.success(items), quick)
    assert made.proof.variants["success"].tolist() == pytest.approx([70, 70])
    assert made.proof.variants["score"].tolist() == [3, 3]
    assert made.proof.spread("success") == pytest.approx(0)
    assert made.proof.uses.set_index("item").loc["1-1", "uses_before"] == 2
    assert made.proof.cells["present_score"].tolist() == [3, 3]
