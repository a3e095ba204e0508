"""Conditions first: when scores must not be converted, and what is said instead."""

import numpy as np
import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.fos.equating import (
    CONVERT,
    LEAVE,
    REFUSE,
    Form,
    common_items,
    composition,
    convert,
    count_scores,
    design_of,
    equate,
    equate_all,
    equate_if_several,
    forms_to_compare,
    link,
    related_works,
)
from workbook.settings import Settings

RULES = Settings().equating
COMMON = tuple(f"О-{number}" for number in range(8))
FIRST = COMMON + tuple(f"А-{number}" for number in range(12))
SECOND = COMMON + tuple(f"Б-{number}" for number in range(12))


def status(found, noun):
    return found.checks.set_index("noun").loc[noun, "status"]


class TestRefusal:
    def test_a_class_of_24_per_variant(self, form):
        found = equate(form("вариант 2", SECOND, 24, seed=2), form("вариант 1", FIRST, 24), RULES)
        assert found.verdict == REFUSE
        assert found.reason == (
            "Учеников на вариант 24, нужно не меньше 50: случайная разница групп больше разницы вариантов."
        )
        assert found.table.empty
        assert not found.converted
        assert status(found, "связь") == "мало данных"

    def test_three_pupils(self, form):
        found = equate(form("вариант 2", SECOND, 3, seed=2), form("вариант 1", FIRST, 3), RULES)
        assert found.verdict == REFUSE

    def test_other_contents(self, form):
        other = form("вариант 2", SECOND, 300, seed=2)
        other = Form(other.name, other.scores, other.items.assign(content="2"))
        found = equate(other, form("вариант 1", FIRST, 300), RULES)
        assert found.verdict == REFUSE
        assert "Состав форм разный (баллы по содержанию 1, 2): они измеряют не одно и то же." in found.reason

    def test_a_longer_form(self, form):
        found = equate(form("вариант 2", SECOND, 300), form("вариант 1", FIRST[:-1], 300), RULES)
        assert "максимум 20 и 19" in found.reason

    def test_no_common_items(self, form):
        x, y = form("вариант 2", SECOND[8:], 300, seed=2), form("вариант 1", FIRST[8:], 300)
        assert "случайная раздача вариантов не подтверждена" in equate(x, y, RULES).reason
        assert equate(x, y, RULES, random=True).verdict in (CONVERT, LEAVE)

    def test_a_short_anchor(self, form):
        codes = COMMON[:2] + SECOND[8:]
        found = equate(form("вариант 2", codes, 300, seed=2), form("вариант 1", COMMON[:2] + FIRST[8:], 300), RULES)
        assert "Общих заданий 2 из 14: нужно не меньше 20 %." in found.reason

    def test_an_anchor_that_measures_something_else(self, form):
        x, y = form("вариант 2", SECOND, 400, seed=2), form("вариант 1", FIRST, 400)
        rng = np.random.default_rng(1)
        noise = x.scores.copy()
        noise[list(COMMON)] = rng.integers(0, 2, (400, 8)).astype(float)
        found = equate(Form(x.name, noise, x.items), y, RULES)
        assert "якорь не держит" in found.reason

    def test_groups_far_apart(self, form):
        found = equate(form("вариант 2", SECOND, 400, shift=1.0, seed=2), form("вариант 1", FIRST, 400), RULES)
        assert "Группы слишком различаются" in found.reason

    def test_equal_sums(self, form):
        flat = form("вариант 2", SECOND, 100)
        flat = Form(flat.name, flat.scores * 0 + 1, flat.items)
        found = equate(flat, form("вариант 1", FIRST, 100), RULES)
        assert found.verdict == REFUSE
        assert "связи не видно" in found.reason


class TestAnswer:
    def test_equal_variants_need_no_conversion(self, form):
        """The same form in two groups of one ability."""
        codes = COMMON + SECOND[8:]
        found = equate(form("вариант 2", codes, 150, seed=2), form("вариант 1", codes, 150, seed=3), RULES)
        assert found.verdict == LEAVE
        assert found.method == "Такер"

    def test_a_small_difference_is_left_alone_below_100_pupils(self, form):
        found = equate(
            form("вариант 2", SECOND, 60, harder=0.3, seed=2), form("вариант 1", FIRST, 60, seed=5), RULES
        )  # fmt: skip
        assert found.method == "дуга"
        assert found.verdict == LEAVE
        assert "в пределах ошибки" in found.reason or "надёжно не установлена" in found.reason

    def test_an_anchor_whose_items_became_harder_is_questioned(self, form):
        codes = COMMON + FIRST[8:]
        found = equate(
            form("вариант 2", codes, 900, harder=0.9, seed=2), form("вариант 1", codes, 900, seed=3), RULES
        )  # fmt: skip
        # Every item is common here by code, but twelve of them are harder in the new year.
        assert status(found, "неизменность") == "внимание"

    def test_a_hard_variant_with_a_sound_anchor(self, form):
        x = form("вариант 2", SECOND, 900, harder=1.0, seed=2)
        y = form("вариант 1", FIRST, 900, seed=3)
        found = equate(x, y, RULES)
        assert found.verdict == CONVERT
        assert found.method == "цепное процентильное сглаженное"
        middle = found.table.set_index("score").loc[10]
        assert middle["difference"] > 0.5
        assert middle["low"] < middle["equated"] < middle["high"]
        assert found.table["rounded"].between(0, 20).all()
        assert set(found.methods["method"]) >= {"Такер", "Левин", "цепное линейное", "дуга"}

    def test_levine_when_groups_differ(self, form):
        x = form("вариант 2", SECOND, 300, shift=0.35, seed=2)
        found = equate(x, form("вариант 1", FIRST, 300, seed=3), RULES)
        assert found.method == ("Левин" if status(found, "группы") == "внимание" else "Такер")

    def test_the_same_answer_twice(self, form):
        x, y = form("вариант 2", SECOND, 150, seed=2), form("вариант 1", FIRST, 150)
        pd.testing.assert_frame_equal(equate(x, y, RULES).table, equate(x, y, RULES).table)

    def test_one_variant(self, form):
        with pytest.raises(MissingData, match="Вариант один"):
            equate_all([form("вариант 1", FIRST, 30)], RULES)

    def test_every_variant_against_the_first(self, form):
        forms = [form(f"вариант {place}", FIRST, 30, seed=place) for place in (1, 2, 3)]
        assert [(one.new, one.old) for one in equate_all(forms, RULES)] == [
            ("вариант 2", "вариант 1"), ("вариант 3", "вариант 1"),
        ]  # fmt: skip


class TestBootstrap:
    def test_the_error_of_a_mean_is_the_known_one(self, form):
        """SE of mean equating is √(σ²x/n + σ²y/m)."""
        x, y = form("вариант 2", SECOND[8:], 400, seed=2), form("вариант 1", FIRST[8:], 400)
        found = convert(design_of(x, y, RULES), "среднее", draws=2000)
        expected = np.sqrt(x.sums().var() / 400 + y.sums().var() / 400)
        assert found["se"].to_numpy() == pytest.approx(expected, rel=0.06)

    def test_an_arc_is_surer_than_a_line_in_a_small_group(self, form):
        x, y = form("вариант 2", SECOND, 60, seed=2), form("вариант 1", FIRST, 60, seed=3)
        design = design_of(x, y, RULES)
        arc, line = convert(design, "дуга")["se"], convert(design, "Такер")["se"]
        assert arc.iloc[[2, 18]].mean() < line.iloc[[2, 18]].mean()


class TestCounting:
    def test_half_points_are_refused_in_words(self):
        with pytest.raises(MissingData, match="дробные баллы"):
            count_scores([1.5, 2], 3)

    def test_a_sum_off_the_scale(self):
        with pytest.raises(MissingData, match="вне шкалы"):
            count_scores([4.0], 3)

    def test_a_form_without_pupils(self, form):
        empty = form("вариант 2", SECOND, 5)
        empty = Form(empty.name, empty.scores.iloc[:0], empty.items)
        with pytest.raises(MissingData, match="Ответов нет: вариант 2"):
            design_of(empty, form("вариант 1", FIRST, 5), RULES)

    def test_common_items_in_the_order_of_the_new_form(self, form):
        assert common_items(form("2", SECOND, 2), form("1", FIRST, 2)) == COMMON

    def test_composition_of_equal_forms(self, form):
        assert composition(form("2", SECOND, 2), form("1", FIRST, 2)) == ""


class TestLinking:
    def test_a_drifting_item_is_named(self):
        new = pd.DataFrame({"item": list("абвг"), "b": [0.0, 0.5, 1.0, 2.5]})
        old = pd.DataFrame({"item": list("абвг"), "b": [0.2, 0.7, 1.2, 1.1]})
        found = link(new, old, drift=0.5)
        assert found.shift == pytest.approx(-0.2)
        assert found.drifted == ["г"]

    def test_no_common_items(self):
        one = pd.DataFrame({"item": ["а"], "b": [0.0]})
        with pytest.raises(MissingData, match="Общих заданий"):
            link(one, one.assign(item="б"), drift=0.5)


class TestYears:
    """Two works of different years with items in common."""

    @pytest.fixture
    def handed(self, bank, answers, school):
        rng = np.random.default_rng(3)
        items = bank(*[(code, "Б", "к", "5", 1.0) for code in (*FIRST, *SECOND[8:])])
        parts = []
        for test, codes in (("МА7-25", FIRST), ("МА7-26", SECOND)):
            works = {
                f"{test}-{pupil}": [
                    (code, "5" if right else "6", float(right))
                    for code, right in zip(codes, rng.random(20) < 1 / (1 + np.exp(-rng.normal())), strict=True)
                ]
                for pupil in range(70)
            }
            parts.append(answers(works, test=test))
        return school(items=items, responses=pd.concat(parts, ignore_index=True))

    def test_related_works_are_those_with_common_items(self, handed):
        assert related_works(handed, "МА7-26") == {"МА7-25": "МА7-25 (общих заданий: 8)"}

    def test_the_old_year_is_the_base(self, handed):
        forms = forms_to_compare(handed, "МА7-26", "МА7-25")
        assert [one.name for one in forms] == ["МА7-25, один вариант", "МА7-26, один вариант"]
        found = equate_if_several(handed, "МА7-26", "МА7-25", RULES)
        assert found[0].anchor == COMMON
        assert found[0].method == "дуга"

    def test_one_work_alone_gives_nothing(self, handed, school):
        assert equate_if_several(handed, "МА7-26", "", RULES) == []
        assert equate_if_several(school(), "МА7-26", "", RULES) == []
        assert related_works(school(), "МА7-26") == {}
        with pytest.raises(MissingData, match="нужны ответы учеников"):
            forms_to_compare(school(), "МА7-26")
